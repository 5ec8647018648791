"""What a row is of, and which rows a line of a figure is of.

A row is of what the columns say that tell the rows of its table apart, and of its year. Where it
was read is no part of that, nor in which version, nor what was found there. A line of a figure
names some of these columns, and is of each row that has the same cells in them.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from pathlib import Path

from heartland.errors import DataError
from heartland.files import cached_while_unchanged
from heartland.tables import collection, csv_files, schemas
from heartland.tables.conditions import Selector
from heartland.tables.schemas import OF_DOCUMENTS, TIMES
from heartland_evidence.reading import in_file_order

OF_A_READING = (*OF_DOCUMENTS, "value")
AREAS = "areas"  # the table that columns of countries refer to
WORLD = "WLD"  # what is drawn of a republic may rest on a row of the world
VINTAGE = "vintage"  # when it was forecast: a line that sets forecasts side by side has one of them

Row = Mapping[str, str]
Columns = tuple[str, ...]


@dataclass(frozen=True)
class Identity:
    """The columns that say what the rows of a table are of.

    Here a figure shows exports, and turnover, which is no flow of the table. The table has a row of
    exports and one of imports: both may be behind turnover, and only exports are drawn as they are.

    >>> exports = {"area": "KAZ", "flow": "exports", "year": "2022", "source_id": "a"}
    >>> trade = [exports, exports | {"flow": "imports"}]
    >>> identity = Identity(("area", "flow", "year"), ("area",), trade)
    >>> for line in (exports, exports | {"flow": "turnover"}):
    ...     named = identity.named_in(line, "a")
    ...     for place in identity.rows_of(line, named):
    ...         whole = identity.tells_apart(line, named, trade[place])
    ...         print(trade[place]["flow"], "may be behind", line["flow"], named, whole)
    exports may be behind exports ('area', 'flow', 'year') True
    exports may be behind turnover ('area', 'year') False
    imports may be behind turnover ('area', 'year') False

    Attributes:
        key: those that tell its rows apart.
        areas: those that say of which countries a row is, in the key or beside it.
        rows: of the table.
    """

    key: Columns
    areas: Columns
    rows: Sequence[Row]

    @cached_property
    def words(self) -> dict[str, set[str]]:
        """The cells of each of these columns."""
        columns = dict.fromkeys((*self.key, *self.areas))
        return {column: {row.get(column, "") for row in self.rows} for column in columns}

    @cached_property
    def ids(self) -> set[str]:
        """The columns of the key that hold ids: of an event, a claim."""
        return {column for column in self.key if column.endswith("_id")}

    def named_in(self, line: Row, source: str) -> Columns:
        """Return the columns in which a line says what it is of, for one of its sources.

        Those are the columns in which it has a cell of the table, if the table has a row of this
        source that says as much. If not, the line was computed, and names only ids, countries and
        time.
        """
        named = tuple(
            column
            for column, words in self.words.items()
            if column != VINTAGE and line.get(column) in words
        )
        year = self._year_beside(named, line)
        cells = (source, *(line[column] for column in named))
        alike = self._places(named).get(cells, ())
        if any(year in ("", year_of(self.rows[place])) for place in alike):
            return named
        coarse = {*self.ids, *self.areas, *TIMES}
        return tuple(column for column in named if column in coarse)

    def rows_of(self, line: Row, named: Columns, source: str = "") -> Iterator[int]:
        """Yield the places of the rows that a line is of, in its year if both have one.

        Args:
            line: of a figure.
            named: the columns to compare, of those that it names.
            source: of the rows; any by default.
        """
        year = self._year_beside(named, line)
        cells = [{line[column], WORLD} & self.words[column] for column in named]
        for alike in product([source], *cells):
            for place in self._places(named).get(alike, ()):
                own = year_of(self.rows[place])
                if not (year and own) or own == year:
                    yield place

    def tells_apart(self, line: Row, named: Columns, row: Row) -> bool:
        """Tell whether a line says all that tells a row apart, of those that it is of."""
        year = self._year_beside(named, line)
        has_year = year != "" and year == year_of(row)
        return all(
            (column in named and row[column] != WORLD)
            or (column in TIMES and has_year)
            or (column == VINTAGE and line.get(column) == row[column])
            for column in self.key
        )

    def _year_beside(self, columns: Columns, line: Row) -> str:
        """Return the year of a line, "" where columns tell it, or an id, which tells all of it."""
        return "" if self.ids.union(TIMES).intersection(columns) else year_of(line)

    def _places(self, columns: Columns) -> Mapping[Columns, Sequence[int]]:
        """Return where the rows are by each of their sources, also by "", and cells of columns."""
        if columns not in self._indexes:
            index = defaultdict(list)
            for place, row in enumerate(self.rows):
                cells = tuple(row.get(column, "") for column in columns)
                for source in {"", *row.get("source_id", "").split(";")}:
                    index[source, *cells].append(place)
            self._indexes[columns] = index
        return self._indexes[columns]

    @cached_property
    def _indexes(self) -> dict[Columns, Mapping[Columns, Sequence[int]]]:
        return {}


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


@cached_while_unchanged(collection.files_of)
def selector(folder: Path, name: str) -> Selector:
    """Return the rows of a dataset, in the order of its file, to be chosen by a ``where``."""
    return Selector(in_file_order(folder, name))


def places(choose: Selector, where: str) -> list[int]:
    """Return where the rows are that a ``where`` names; none if it cannot be read.

    What is wrong with it validate says.
    """
    try:
        return choose.positions(where)
    except DataError:
        return []
