"""A workbook: sheets with types, widths and a frozen head; text is text, never a formula."""

import io
from collections.abc import Mapping
from typing import Any

import pandas as pd

from heartland_evidence.office.extra import require

MAX_CHARACTERS = 60  # of the width of a column
ROWS_MEASURED = 200  # of a column, to know how wide it is


def workbook(title: str, sheets: Mapping[str, pd.DataFrame]) -> bytes:
    """Write frames as the sheets of an XLSX.

    Args:
        title: of the document.
        sheets: a frame for each name.

    Raises:
        UsageError: if the library is not installed.
    """
    xlsxwriter = require("xlsxwriter", "XLSX")
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": title, "created": _no_date()})
        head = book.add_format({"bold": True, "bottom": 1})
        for name, frame in sheets.items():
            _write(book.add_worksheet(name), frame, head)
    return file.getvalue()


def _no_date() -> Any:
    """Return a fixed date, so that the same rows give the same file."""
    from datetime import datetime

    return datetime(2000, 1, 1)


def _write(sheet: Any, frame: pd.DataFrame, head: Any) -> None:
    sheet.freeze_panes(1, 0)
    for number, column in enumerate(frame.columns):
        values = frame[column]
        sheet.write_string(0, number, str(column), head)
        for row, value in enumerate(values, 1):
            _write_cell(sheet, row, number, value)
        sheet.set_column(number, number, _width(str(column), values))
    if len(frame):
        sheet.autofilter(0, 0, len(frame), max(0, len(frame.columns) - 1))


def _write_cell(sheet: Any, row: int, column: int, value: Any) -> None:
    if value is None or value is pd.NA or value != value:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float) or hasattr(value, "dtype"):
        sheet.write_number(row, column, float(value))
    elif str(value):
        sheet.write_string(row, column, str(value))


def _width(name: str, values: pd.Series) -> int:
    texts = values.head(ROWS_MEASURED).dropna().astype("str")
    longest = max([len(name), *texts.str.len()])
    return int(min(MAX_CHARACTERS, longest + 2))
