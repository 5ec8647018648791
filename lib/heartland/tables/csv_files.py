"""The tables as text, read from their CSV files without pandas."""

import csv
import io
import re
from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path
from typing import Any

from heartland.errors import DataError, did_you_mean, printable
from heartland.files import UNSEEN, UNTIDY, cached_while_unchanged, duplicates
from heartland.tables import schemas
from heartland.tables.cells import FORMS
from heartland.tables.descriptor import files_of, table_path
from heartland.tables.problems import Problem
from heartland.tables.schemas import column_names

BLANK = "is blank: delete it"
MAX_HEADER_CHARS = 400  # that a message shows
CURLY_QUOTES = ("\u201c", "\u201d", "\u201e")
TWO_ROWS = "two rows stand on one line: put a line break between them"
NO_COMMAS = {";": "semicolons", "\t": "tabs"}  # what other programs put between cells


def read(folder: Path, name: str) -> tuple[dict[int, list[str]], list[Problem]]:
    """Read a dataset's CSV as text.

    Returns:
        The sound rows by their number, columns in the schema's order; and the problems: a file
        that is no table in UTF-8 with the schema's columns, a row with too few or too many cells or
        none that is filled, a cell with invisible characters.
    """
    path = table_path(folder, name)
    columns = column_names(folder, name)
    text, problem = _read_text(path)
    if problem:
        return {}, [problem]

    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] = []
    rows: dict[int, list[str]] = {}
    problems: list[Problem] = []
    number = 0
    try:
        header = next(lines, [])
        number = 1
        problems = list(_header_problems(path.name, header, columns))
        if problems:
            return {}, problems
        order = [header.index(column) for column in columns]
        as_declared = header == columns
        for number, cells in enumerate(lines, 2):
            if len(cells) == len(header) and any(cells):
                rows[number] = cells if as_declared else [cells[place] for place in order]
            else:
                rule = _no_row(cells, len(header))
                problems.append(Problem(path.name, number, "", "", rule))
    except csv.Error as error:
        cause = _cause_of(error, text, lines.line_num, len(header))
        rule = f"is not a row of a CSV table ({error}): {cause}"
        problems.append(Problem(path.name, number + 1, "", "", rule))
    if header != columns and (misnamed := _misnamed(rows, schemas.read(folder, name)["fields"])):
        wanted = printable(",".join(columns), MAX_HEADER_CHARS)
        rule = (
            "stands above cells of another column: have the names in the order of the cells; the "
            f"schema has {wanted}"
        )
        return {}, [Problem(path.name, 1, name, name, rule) for name in misnamed]
    if UNSEEN.search(text):
        problems += _invisible_characters(path.name, rows, columns)
    return rows, problems


def _read_text(path: Path) -> tuple[str, Problem | None]:
    """Return the text of a CSV file, or the problem that it cannot be read."""
    content = b""
    try:
        content = path.read_bytes()
        return content.decode("utf-8-sig"), None
    except OSError as error:
        reason = (error.strerror or "").lower()
        return "", Problem(path.name, 1, "", "", f"cannot be read: {reason}")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        rule = "is not a row of text in UTF-8: save the table as CSV in UTF-8, with commas"
        return "", Problem(path.name, row, "", "", rule)


def line_end(path: Path) -> str:
    """Return how the lines of a file end, as its first one does: LF, or CRLF."""
    with path.open("rb") as file:
        first = file.readline()
    return "\r\n" if first.endswith(b"\r\n") else "\n"


def _header_problems(file: str, header: list[str], columns: list[str]) -> Iterator[Problem]:
    """Compare a header with the columns of the schema."""
    wanted = printable(",".join(columns), MAX_HEADER_CHARS)
    if len(header) < 2 <= len(columns):
        rule = f"does not name columns separated by commas; the schema wants {wanted}"
        for sign, signs in NO_COMMAS.items():
            if sign in "".join(header):
                rule = f"separates columns by {signs}: save the table as CSV in UTF-8, with commas"
        yield Problem(file, 1, "", "", rule)
        return
    for column in duplicates(header):
        yield Problem(file, 1, column, "", "is the second column with this name")
    for column in header:
        if column not in columns:
            rule = f"is a column that is not in the schema{did_you_mean(column, columns)}"
            yield Problem(file, 1, column, "", rule)
    for column in columns:
        if column not in header:
            yield Problem(file, 1, column, "", f"is missing; the schema wants {wanted}")


def _misnamed(rows: dict[int, list[str]], fields: list[dict[str, Any]]) -> list[str]:
    """Return the columns of which most cells cannot be theirs: names changed places in the header.

    Args:
        rows: by their number, columns in the schema's order.
        fields: the columns, as the schema declares them.
    """
    misnamed = []
    for field, column in zip(fields, zip(*rows.values(), strict=True), strict=False):
        cells = [cell for cell in column if cell]
        strange = [cell for cell in cells if not _may_hold(field, cell)]
        if len(strange) > len(cells) / 2:
            misnamed.append(field["name"])
    return misnamed


def _may_hold(field: dict[str, Any], cell: str) -> bool:
    """Tell whether a cell is in the closed list of a column, or is written as its type wants."""
    allowed = field.get("constraints", {}).get("enum")
    if allowed is not None:
        return cell in allowed
    form, _ = FORMS[field["type"]]
    return not form or bool(re.fullmatch(form, cell))


def _no_row(cells: list[str], wanted: int) -> str:
    """Explain a row that is blank, or has not as many cells as the header."""
    if not any(cells):
        return BLANK
    cause = "a cell or a comma is missing"
    if _are_two_rows(cells, wanted):
        cause = TWO_ROWS
    elif len(cells) > wanted:
        cause = "put quotes around a cell that holds a comma"
        if any(cell.startswith(CURLY_QUOTES) for cell in cells):
            cause += ', and write them straight, as "'
    elif any(",".join(cells).count(sign) >= wanted - 1 for sign in NO_COMMAS):
        cause = "separate cells with commas"
    number = "1 cell" if len(cells) == 1 else f"{len(cells)} cells"
    return f"has {number} and the header {wanted}: {cause}"


def _are_two_rows(cells: list[str], wanted: int) -> bool:
    """Tell whether a line has the cells of two rows, the last of one joined to the first."""
    return len(cells) == 2 * wanted - 1


def _cause_of(error: csv.Error, text: str, line: int, wanted: int) -> str:
    """Say what to do with a line, by its number, that the reader of a text did not understand."""
    if "expected after" in str(error):  # a quoted cell that goes on behind its end
        lines = list(io.StringIO(text, newline=""))
        cells = next(csv.reader([lines[line - 1]]))
        if _are_two_rows(cells, wanted):
            return TWO_ROWS
    return "look for an unmatched quote"


def _invisible_characters(
    file: str, rows: dict[int, list[str]], columns: list[str]
) -> Iterator[Problem]:
    for number, cells in rows.items():
        for column, cell in zip(columns, cells, strict=True):
            if UNSEEN.search(cell):
                yield Problem(file, number, column, cell, UNTIDY)


@cached_while_unchanged(files_of)
def _sound_rows(folder: Path, name: str) -> tuple[list[str], ...]:
    """Return the rows of a dataset as text, in the order of its columns.

    A tuple, for it takes time to fix the cells of all rows, and none leaves this module.

    Raises:
        DataError: naming the first row that is not sound.
    """
    sound, problems = read(folder, name)
    if problems:
        raise DataError(str(problems[0]))
    return tuple(sound.values())


@cached_while_unchanged(files_of)
def rows(folder: Path, name: str) -> list[dict[str, str]]:
    """Return the rows of a dataset as text, without pandas.

    Raises:
        DataError: naming the first row that is not sound.
    """
    columns = column_names(folder, name)
    return [dict(zip(columns, cells, strict=True)) for cells in _sound_rows(folder, name)]


@cached_while_unchanged(lambda folder, name, *_: files_of(folder, name))
def distinct(folder: Path, name: str, *columns: str) -> list[tuple[str, ...]]:
    """Return what stands in some columns of a dataset, each combination once, in reading order.

    Raises:
        DataError: naming the first row that is not sound.
    """
    known = column_names(folder, name)
    of_columns = itemgetter(*(known.index(column) for column in columns))
    found = dict.fromkeys(map(of_columns, _sound_rows(folder, name)))
    return [cells if isinstance(cells, tuple) else (cells,) for cells in found]
