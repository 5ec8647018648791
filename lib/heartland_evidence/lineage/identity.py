"""What a row is of: the thing, by the columns that tell the rows of its table apart, and the year.

Where it was read is no part of that, nor in which version, nor what was found there.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from heartland.files import cached_while_unchanged
from heartland.tables import collection, csv_files, schemas
from heartland.tables.schemas import OF_DOCUMENTS, TIMES

OF_A_READING = (*OF_DOCUMENTS, "value")
AREAS = "areas"  # the table that columns of countries refer to

# The columns in which a list over several tables says which row each of its lines is: the dataset,
# and ``Identity.as_text``. A line that was computed of several rows names each.
ROW_OF = ("dataset", "row")
BETWEEN_ROWS = " | "

Row = Mapping[str, str]
Columns = tuple[str, ...]
Cells = tuple[str, ...]


@dataclass(frozen=True)
class Identity:
    """The columns that say what the rows of a table are of.

    Attributes:
        key: those that tell its rows apart.
        areas: those that say of which countries a row is, in the key or beside it.
        rows: of the table.
    """

    key: tuple[str, ...]
    areas: tuple[str, ...]
    rows: Sequence[Row]

    @cached_property
    def words(self) -> dict[str, frozenset[str]]:
        """The cells of each of these columns."""
        columns = dict.fromkeys((*self.key, *self.areas))
        return {column: frozenset(row[column] for row in self.rows) for column in columns}

    @cached_property
    def ids(self) -> set[str]:
        """The columns of the key that hold ids: of an event, a claim."""
        return {column for column in self.key if column.endswith("_id")}

    @cached_property
    def coarse(self) -> set[str]:
        """The columns that say of what a sum of rows is, too: ids, countries, time."""
        return {*self.ids, *self.areas, *TIMES}

    def named_in(self, line: Row) -> tuple[str, ...]:
        """Return the columns in which a line of a figure says what it is of.

        A cell that the table does not have was computed, and names nothing.
        """
        return tuple(column for column, words in self.words.items() if line.get(column) in words)

    def as_text(self, row: Row) -> str:
        """Write what tells a row apart as a list over several tables does: ``RUB;2015``."""
        return ";".join(row[column] for column in self.key)

    def has_row(self, columns: Columns, cells: Cells, year: str, source: str) -> bool:
        """Tell whether a row of a source has these cells in some columns; "" is any year."""
        if columns not in self._cells_of_rows:
            self._cells_of_rows[columns] = set(self._combinations(columns))
        return (*cells, year, source) in self._cells_of_rows[columns]

    @cached_property
    def _cells_of_rows(self) -> dict[Columns, set[Cells]]:
        return {}

    def _combinations(self, columns: Columns) -> Iterator[Cells]:
        """Yield cells, year and source of each row, with and without the year."""
        for row in self.rows:
            cells = [row[column] for column in columns]
            for source in row.get("source_id", "").split(";"):
                yield (*cells, year_of(row), source)
                yield (*cells, "", source)

    def tells_when(self, columns: Sequence[str]) -> bool:
        """Tell whether columns have the time of a row, or an id, which tells all of it."""
        return not self.ids.union(TIMES).isdisjoint(columns)


@cached_while_unchanged(collection.files_of)
def identity_of(folder: Path, name: str) -> Identity:
    """Return what the rows of a dataset are of, by the key and the references of its schema."""
    schema = schemas.read(folder, name)
    key = tuple(column for column in schema["primaryKey"] if column not in OF_A_READING)
    areas: list[str] = []
    for reference in schema.get("foreignKeys", []):
        if reference["reference"]["resource"] == AREAS:
            areas += reference["fields"]
    return Identity(key, tuple(areas), csv_files.rows(folder, name))


def year_of(row: Row) -> str:
    """Return the year that a row is about, from whichever column has it; "" if none has.

    >>> year_of({"area": "KGZ", "period": "2022-06"})
    '2022'
    """
    for column in TIMES:
        if row.get(column):
            return row[column][:4]
    return ""
