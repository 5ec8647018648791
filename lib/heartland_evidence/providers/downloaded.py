"""A downloaded table as text, as its provider offers it, and how a wrong cell of it is told.

What does not belong here: what the columns of a provider mean (``readers``, ``sdmx``).
"""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from heartland.errors import DataError, printable
from heartland.files import duplicates, read_json

Row = dict[str, str]

CODES: dict[str, dict[str, Any]] = read_json(Path(__file__).with_name("series.json"))
IN_CODES = "say in lib/heartland_evidence/providers/series.json what it is"

IS_NUMBER = re.compile("-?[0-9]+([.][0-9]+)?(E-?[0-9]{1,2})?").fullmatch


def read_csv(path: Path, *needed: str) -> list[Row]:
    """Read the rows of a downloaded CSV, from the line that names the needed columns.

    A line with one filled cell is left out: what a site says of itself at the end.

    Returns:
        The cells of each row, by the names that columns have today; ``where`` is its place.

    Raises:
        DataError: if it is no CSV in UTF-8, no line names these columns, one is there twice, a line
            is cut off, or digits are lost: of a number of twelve a spreadsheet keeps six,
            ``1.03417E+11``.
    """
    name = path.name
    try:
        text = content_of(path).decode("utf-8-sig")
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise DataError(
            f"{name}: not a CSV in UTF-8 with commas; unpack a zip, "
            "and take the file as the site offers it"
        ) from None
    if rounded := re.search(r"\b[0-9.]+E\+[0-9]+\b", text):
        raise DataError(
            f"{name}: '{rounded[0]}' was rounded by a spreadsheet: "
            "take the file as the site offers it"
        )
    heads = [place for place, line in enumerate(lines) if {*needed} <= {*map(_name_of_today, line)}]
    if not heads:
        raise DataError(
            f"{name}: no row holds the columns {', '.join(needed)}; it begins with {text[:60]!r}"
        )
    columns = [_name_of_today(cell) for cell in lines[heads[0]]]
    if twice := duplicates([column for column in columns if column]):
        raise DataError(f"{name}: two columns have the name '{printable(twice[0])}'")
    rows = []
    for number, line in enumerate(lines[heads[0] + 1 :], heads[0] + 2):
        cells = [cell.strip() for cell in line]
        if sum(map(bool, cells)) < 2:
            continue
        if len(cells) < len(columns):
            beginning = printable(",".join(line))
            raise DataError(
                f"{name}: the row that begins '{beginning}' is cut off: download it again"
            )
        row = dict(zip(columns, cells, strict=False))
        rows.append(row | {"where": f"{name}, row {number}"})
    return rows


def content_of(path: Path) -> bytes:
    """Return the content of a file that was downloaded.

    Raises:
        DataError: for a pipe or a device, which might never end.
    """
    if not path.is_file():
        raise DataError(f"{path.name}: is not a regular file, but a pipe or a device")
    return path.read_bytes()


def _name_of_today(column: str) -> str:
    """Return the name of a column without what an older or another download adds to it."""
    renamed: str = CODES["renamed"].get(column, column)
    return renamed.removesuffix("_cy")


def check_cell(row: Row, column: str, is_right: Callable[[str], object], words: str) -> None:
    """Refuse a file for a cell of one of its rows that is not right.

    Raises:
        DataError: if it is not, with file, row, column and cell, and then the words.
    """
    if not is_right(row[column]):
        raise DataError(f"{row['where']}: {column} '{printable(row[column])}' {words}")
