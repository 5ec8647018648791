"""The tables as text, read without pandas, and what is wrong with a file that is no table."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from heartland.errors import DataError, did_you_mean, printable
from heartland.files import UNSEEN, UNTIDY, cached_while_unchanged, duplicates
from heartland.tables import collection, schemas

BLANK = "is blank: delete it"
MAX_HEADER_CHARS = 400  # that a message shows
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
    if problems:
        raise DataError(str(problems[0]))
    for place, (column, kind) in enumerate(schemas.types_of(folder, name).items()):
        form, like = schemas.FORMS[kind]
        cells = {number: row[place] for number, row in sound.items()} if form else {}
        wrong = {cell for cell in set(cells.values()) if not re.fullmatch(form, cell)}
        for number, cell in cells.items():
            if cell in wrong:
                raise DataError(str(Problem(f"{name}.csv", number, column, cell, f"is not {like}")))


def read(folder: Path, name: str) -> tuple[dict[int, list[str]], list[Problem]]:
    """Read a dataset's CSV as text.

    Returns:
        The sound rows by their number, columns in the schema's order; and the problems: a file
        that is no table in UTF-8 with the schema's columns, a row with too few or too many cells or
        none that is filled, a cell with invisible characters.
    """
    path = collection.table_path(folder, name)
    columns = schemas.column_names(folder, name)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            text = file.read()
    except OSError as error:
        reason = (error.strerror or "").lower()
        return {}, [Problem(path.name, 1, "", "", f"cannot be read: {reason}")]
    except UnicodeDecodeError as error:
        number = error.object[: error.start].count(b"\n") + 1
        return {}, [Problem(path.name, number, "", "", f"is not a row of text in UTF-8: {SAVE}")]

    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
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
        rule = f"is not a row of a CSV table ({error}): look for an unmatched quote"
        problems.append(Problem(path.name, number + 1, "", "", rule))
    if UNSEEN.search(text):
        problems += _with_unseen(path.name, columns, sound)
    return sound, problems


def _with_unseen(file: str, columns: list[str], sound: dict[int, list[str]]) -> Iterator[Problem]:
    """Yield the cells with invisible characters."""
    for number, cells in sound.items():
        for column, cell in zip(columns, cells, strict=True):
            if UNSEEN.search(cell):
                yield Problem(file, number, column, cell, UNTIDY)


def _header_problems(file: str, header: list[str], columns: list[str]) -> Iterator[Problem]:
    """Compare a header with the columns of the schema."""
    wanted = f"the schema wants {printable(','.join(columns), MAX_HEADER_CHARS)}"
    if len(header) < 2 <= len(columns):
        rule = f"does not name columns separated by commas: {SAVE}; {wanted}"
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


def _no_row(cells: list[str], wanted: int) -> str:
    """Explain a row that is blank, or has not as many cells as the header."""
    if not any(cells):
        return BLANK
    if len(cells) == 1:
        return f"has 1 cell and the header {wanted}: separate cells with commas"
    cause = "a cell or a comma is missing"
    if len(cells) == 2 * wanted - 1:  # the last cell of one row is joined to the first of another
        cause = "two rows stand on one line: put a line break between them"
    elif len(cells) > wanted:
        cause = "put quotes around a cell that holds a comma"
    return f"has {len(cells)} cells and the header {wanted}: {cause}"
