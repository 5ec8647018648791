"""A downloaded CSV, line by line, as its provider offers it.

What does not belong here: what the columns of a provider mean (``readers``, ``sdmx``).
"""

import csv
import io
import re
from pathlib import Path
from typing import Any

from heartland.errors import DataError, printable
from heartland.files import duplicates, read_json

Row = dict[str, str]
FORMATS: dict[str, dict[str, Any]] = read_json(Path(__file__).with_name("series.json"))

A_NUMBER = "-?[0-9]+([.][0-9]+)?(E-?[0-9]{1,2})?"


def read_download(path: Path, *marks: str) -> list[Row]:
    """Read a downloaded CSV from the row that holds the columns ``marks``, as ``numbered_rows``."""
    return [row for _, row in numbered_rows(path, *marks)]


def numbered_rows(path: Path, *marks: str) -> list[tuple[int, Row]]:
    """Read a downloaded CSV from the row that holds the columns ``marks``, with numbers.

    Raises:
        DataError: if it is no CSV in UTF-8, no row holds these columns, one is there twice, a row
            is cut off, or digits are lost: of a number of twelve a spreadsheet keeps six,
            ``1.03417E+11``.
    """
    text, lines = _lines(path)
    place, columns = _head(path, lines, marks, text)
    if twice := duplicates([column for column in columns if column]):
        raise DataError(f"{path.name}: two columns have the name '{printable(twice[0])}'")
    rows = []
    for number, line in enumerate(lines[place + 1 :], place + 2):
        if len([cell for cell in line if cell]) < 2:
            continue  # what DataBank says of itself at the end
        if len(line) < len(columns):
            beginning = printable(",".join(line))
            raise DataError(
                f"{path.name}: the row that begins '{beginning}' is cut off: download it again"
            )
        rows.append((number, dict(zip(columns, line, strict=False))))
    if rounded := re.search(r"\b[0-9.]+E\+[0-9]+\b", text):
        raise DataError(
            f"{path.name}: '{rounded[0]}' was rounded by a spreadsheet: "
            "take the file as the site offers it"
        )
    return rows


def content_of(path: Path) -> bytes:
    """Return the content of a file that was downloaded.

    Raises:
        DataError: for a pipe or a device, which might never end.
    """
    if not path.is_file():
        raise DataError(f"{path.name}: is not a regular file, but a pipe or a device")
    return path.read_bytes()


def _lines(path: Path) -> tuple[str, list[list[str]]]:
    """Return a file's text, and its lines as lists of cells."""
    try:
        text = content_of(path).decode("utf-8-sig")
        return text, list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise DataError(
            f"{path.name}: not a CSV in UTF-8 with commas; unpack a zip, "
            "and take the file as the site offers it"
        ) from None


def _head(
    path: Path, lines: list[list[str]], marks: tuple[str, ...], text: str
) -> tuple[int, list[str]]:
    """Find the line that names the columns; return its place, and their names of today."""
    for place, line in enumerate(lines):
        columns = [_name_of_today(cell) for cell in line]
        if set(marks) <= set(columns):
            return place, columns
    raise DataError(
        f"{path.name}: no row holds the columns {', '.join(marks)}; it begins with {text[:60]!r}"
    )


def _name_of_today(column: str) -> str:
    """Return the name of a column without what an older or another download adds to it."""
    renamed: str = FORMATS["renamed"].get(column, column)
    return re.sub(r" \[YR[0-9]{4}]$|_cy$", "", renamed)
