"""The lines of a figure, found by what they are of.

A row is of what the key of its table says (``tables.identity``), and of its year. A line of a
figure names some of these columns, and is of each row that has the same cells in them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import product
from typing import NamedTuple

from heartland.tables.schemas import TIMES
from heartland_evidence.lineage.identity import Cells, Columns, Identity, Row, year_of

WORLD = "WLD"  # what is drawn of a republic may rest on a row of the world
VINTAGE = "vintage"  # when it was forecast: a line that sets forecasts side by side has one of them
ANY = "*"  # of years and of sources

Cited = tuple[int, str]  # a line of a figure, and one of its sources
File = defaultdict[Columns, defaultdict[Cells, list[Cited]]]


class Match(NamedTuple):
    """A line of a figure that is of the same thing as a row.

    Attributes:
        cited: its place among the rows drawn, and the source for which it is compared.
        named: the columns in which it says what it is of.
        whole: whether these are all that tell the row apart, not some of them.
    """

    cited: Cited
    named: Columns
    whole: bool


class Lines:
    """The lines of a figure by what they are of, in the words of one table.

    A line is filed once for each of its sources, under its cells in the columns that it names. It
    names those in which the table has its cell, if the table has a row of this source that says as
    much. If not, the line was computed, and names only ids, countries and time.

    Here a figure shows exports, and turnover, which is no flow of the table. The table has a row of
    exports and one of imports: both may be behind turnover, and only exports are drawn as they are.

    >>> trade = [
    ...     {"area": "KAZ", "flow": "exports", "year": "2022", "source_id": "a"},
    ...     {"area": "KAZ", "flow": "imports", "year": "2022", "source_id": "a"},
    ... ]
    >>> drawn = [trade[0], trade[0] | {"flow": "turnover"}]
    >>> lines = Lines(drawn, Identity(("area", "flow", "year"), ("area",), trade))
    >>> for row in trade:
    ...     for (line, _), named, whole in lines.of(row):
    ...         print(row["flow"], "may be behind", drawn[line]["flow"], named, whole)
    exports may be behind exports ('area', 'flow', 'year') True
    exports may be behind turnover ('area', 'year') False
    imports may be behind turnover ('area', 'year') False
    """

    def __init__(self, lines: Sequence[Row], identity: Identity) -> None:
        """Take lines, and what tells the rows of the table apart."""
        self._lines = lines
        self._identity = identity
        self._files: dict[frozenset[str], File] = {}

    def of(self, row: Row, sources: Collection[str] = (ANY,)) -> Iterator[Match]:
        """Yield the lines that are of the same thing as a row, in its year if both have one.

        Args:
            row: of the table; columns that it does not have yet are not compared.
            sources: those that a line must cite, one of them; by default any.
        """
        absent = frozenset(self._identity.words.keys() - row.keys())
        years = (year_of(row), ANY)
        for named, lines in self._file_without(absent).items():
            cells = [row[column] for column in named if column not in absent]
            for year, source in product(years, sources):
                for cited in lines.get((*cells, year, source), ()):
                    yield Match(cited, named, self._is_whole(row, cited[0], named, year))

    def _file_without(self, absent: frozenset[str]) -> File:
        """Return the lines by the columns that they name, and by their labels without some."""
        if absent not in self._files:
            file: File = defaultdict(lambda: defaultdict(list))
            for place, line in enumerate(self._lines):
                for source in dict.fromkeys(line.get("source_id", "").split(";")):
                    named = self._named_in(line, source)
                    compared = [column for column in named if column not in absent]
                    for label in self._labels(line, compared, source):
                        file[named][label].append((place, source))
            self._files[absent] = file
        return self._files[absent]

    def _labels(self, line: Row, compared: Sequence[str], source: str) -> Iterator[Cells]:
        """Yield cells, year and source as each row has them that a line may be of."""
        cells = [self._cells_of_rows(column, line[column]) for column in compared]
        year = year_of(line)
        years = [year, ""]  # a row without a year may be of each
        if not year or self._identity.tells_when(compared):
            years = [ANY]
        yield from product(*cells, years, (source, ANY))

    def _named_in(self, line: Row, source: str) -> Columns:
        named = tuple(c for c in self._identity.named_in(line) if c != VINTAGE)
        year = "" if self._identity.tells_when(named) else year_of(line)
        cells = tuple(line[column] for column in named)
        if self._identity.has_row(named, cells, year, source):
            return named
        return tuple(c for c in named if c in self._identity.coarse)

    def _cells_of_rows(self, column: str, cell: str) -> set[str]:
        """Return what a row may have in a column where a line has this cell."""
        if WORLD in self._identity.words[column]:
            return {cell, WORLD}
        return {cell}

    def _is_whole(self, row: Row, place: int, named: Columns, year: str) -> bool:
        """Whether a line says all that tells a row apart, found by its year or by ANY."""
        for column in self._identity.key:
            if column in named and row.get(column, WORLD) != WORLD:
                continue
            if column in TIMES and year not in ("", ANY):
                continue
            if column != VINTAGE or self._lines[place].get(column) != row.get(column):
                return False
        return True
