"""The tables as text, read without pandas, and what is wrong with a file that is no table."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from heartland.errors import DataError, did_you_mean, printable
from heartland.files import UNSEEN, UNTIDY, cached_while_unchanged, duplicates
from heartland.tables import collection, schemas

BLANK = "is blank: delete it"
MAX_HEADER_CHARS = 400  # that a message shows
CURLY_QUOTES = ("\u201c", "\u201d", "\u201e")
TWO_ROWS = "two rows stand on one line: put a line break between them"
NO_COMMAS = {";": "semicolons", "\t": "tabs"}  # what other programs put between cells
SAVE = "save the table as CSV in UTF-8, with commas"


@dataclass(frozen=True, order=True)
class Problem:
    """A place that breaks a rule.

    The header is row 1. The column is empty where a whole row is meant.
    """

    file: str
    row: int
    column: str
    value: str
    rule: str

    def __str__(self) -> str:
        place = f"{self.file}, row {self.row}"
        rule = printable(self.rule, len(self.rule))  # it may name other cells
        if not self.column:
            return f"{place}: {rule}"
        column = printable(self.column)
        return f"{place}, column {column}: '{printable(self.value)}' {rule}"


@cached_while_unchanged(collection.files_of)
def rows(folder: Path, name: str) -> list[dict[str, str]]:
    """Return the rows of a dataset as text.

    Raises:
        DataError: naming the first row that is not sound.
    """
    sound, problems = read(folder, name)
    if problems:
        raise DataError(str(problems[0]))
    columns = schemas.column_names(folder, name)
    return [dict(zip(columns, cells, strict=True)) for cells in sound.values()]


def check(folder: Path, name: str) -> None:
    """Refuse a file of which pandas would misread a row or a cell in silence.

    Raises:
        DataError: naming the first row that is not sound, or cell that is not of its column's type.
    """
    sound, problems = read(folder, name)
    for problem in chain(problems, _not_of_type(folder, name, sound)):
        raise DataError(str(problem))


def _not_of_type(folder: Path, name: str, sound: dict[int, list[str]]) -> Iterator[Problem]:
    """Yield the cells that are not written as the types of their columns want."""
    for place, (column, kind) in enumerate(schemas.types_of(folder, name).items()):
        form, like = schemas.FORMS[kind]
        cells = {cells[place] for cells in sound.values()} if form else set()
        wrong = {cell for cell in cells if not re.fullmatch(form, cell)}
        for number, row in sound.items() if wrong else ():
            if row[place] in wrong:
                yield Problem(f"{name}.csv", number, column, row[place], f"is not {like}")


def read(folder: Path, name: str) -> tuple[dict[int, list[str]], list[Problem]]:
    """Read a dataset's CSV as text.

    Returns:
        The sound rows by their number, columns in the schema's order; and the problems: a file
        that is no table in UTF-8 with the schema's columns, a row with too few or too many cells or
        none that is filled, a cell with invisible characters.
    """
    path = collection.table_path(folder, name)
    columns = schemas.column_names(folder, name)
    content = b""
    try:
        content = path.read_bytes()
        text = content.decode("utf-8-sig")
    except OSError as error:
        reason = (error.strerror or "").lower()
        return {}, [Problem(path.name, 1, "", "", f"cannot be read: {reason}")]
    except UnicodeDecodeError as error:
        number = content[: error.start].count(b"\n") + 1
        return {}, [Problem(path.name, number, "", "", f"is not a row of text in UTF-8: {SAVE}")]

    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] = []
    sound: dict[int, list[str]] = {}
    problems: list[Problem] = []
    number = 0
    try:
        header = next(lines, [])
        number = 1
        problems = list(_header_problems(path.name, header, columns))
        if problems:
            return {}, problems
        order = [header.index(column) for column in columns]
        for number, cells in enumerate(lines, 2):
            if len(cells) == len(header) and any(cells):
                sound[number] = [cells[place] for place in order]
            else:
                problems.append(Problem(path.name, number, "", "", _no_row(cells, len(header))))
    except csv.Error as error:
        cause = _cause_of(error, text, lines.line_num, len(header))
        rule = f"is not a row of a CSV table ({error}): {cause}"
        problems.append(Problem(path.name, number + 1, "", "", rule))
    if header != columns and (misnamed := _misnamed(sound, schemas.read(folder, name)["fields"])):
        rule = (
            "stands above cells of another column: have the names in the order of the cells; the "
            f"schema has {_listed(columns)}"
        )
        return {}, [Problem(path.name, 1, column, column, rule) for column in misnamed]
    if UNSEEN.search(text):
        problems += _with_unseen(path.name, columns, sound)
    return sound, problems


def _with_unseen(file: str, columns: list[str], sound: dict[int, list[str]]) -> Iterator[Problem]:
    """Yield the cells with invisible characters."""
    for number, cells in sound.items():
        for column, cell in zip(columns, cells, strict=True):
            if UNSEEN.search(cell):
                yield Problem(file, number, column, cell, UNTIDY)


def _listed(columns: list[str]) -> str:
    return printable(",".join(columns), MAX_HEADER_CHARS)


def _header_problems(file: str, header: list[str], columns: list[str]) -> Iterator[Problem]:
    """Compare a header with the columns of the schema."""
    wanted = f"the schema wants {_listed(columns)}"
    if len(header) < 2 <= len(columns):
        rule = f"does not name columns separated by commas; {wanted}"
        for sign, signs in NO_COMMAS.items():
            if sign in "".join(header):
                rule = f"separates columns by {signs}: {SAVE}"
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
            yield Problem(file, 1, column, "", f"is missing; {wanted}")


def _misnamed(sound: dict[int, list[str]], fields: list[dict[str, Any]]) -> list[str]:
    """Return the columns of which most cells cannot be theirs: names changed places in the header.

    Args:
        sound: rows by their number, columns in the schema's order.
        fields: the columns, as the schema declares them.
    """
    misnamed = []
    for place, field in enumerate(fields):
        form, _ = schemas.FORMS[field["type"]]
        allowed = field.get("constraints", {}).get("enum")
        filled = [cells[place] for cells in sound.values() if cells[place]]
        if allowed is not None:
            strange = [cell for cell in filled if cell not in allowed]
        else:
            strange = [cell for cell in filled if form and not re.fullmatch(form, cell)]
        if len(strange) > len(filled) / 2:
            misnamed.append(field["name"])
    return misnamed


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
        if _are_two_rows(next(csv.reader([lines[line - 1]])), wanted):
            return TWO_ROWS
    return "look for an unmatched quote"
