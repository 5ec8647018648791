"""The lines of a figure by what they are of.

What a row is of is told by the key of its table (``tables.identity``). A line of a figure is of the
same thing if it says the same in the columns that both have.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from heartland.tables.identity import TIMES, Identity, year_of

WORLD = "WLD"  # what is drawn of a republic may rest on a row of the world
VINTAGE = "vintage"  # when it was forecast: a line that sets forecasts side by side has one of them

Row = Mapping[str, str]
Columns = tuple[str, ...]
Cells = tuple[str, ...]
Cited = tuple[int, str]  # a line of a figure, and one of its sources


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

    A line was computed (turnover is, of exports and imports) where its source has no row in the
    table that says as much: of what it says only ids, countries and time are compared.
    """

    def __init__(self, lines: Sequence[Row], identity: Identity) -> None:
        """Take lines, and what tells the rows of the table apart."""
        self._lines = lines
        self._identity = identity
        self._stated: dict[Columns, set[Cells]] = {}
        self._alike: defaultdict[Columns, list[Cited]] = defaultdict(list)
        for place, line in enumerate(lines):
            for source in dict.fromkeys(line.get("source_id", "").split(";")):
                self._alike[self._named_in(line, source)].append((place, source))
        self._known: dict[tuple[Columns, Columns, bool, bool], dict[Cells, list[Cited]]] = {}

    def of(self, row: Row, sources: Iterable[str] = ()) -> Iterator[Match]:
        """Yield the lines that are of the same thing as a row, in its year if both have one.

        Args:
            row: of the table.
            sources: those that a line must cite, one of them; by default any.
        """
        wanted = tuple(sources)
        for named in self._alike:
            compared = tuple(c for c in named if c in row and row[c] != WORLD)
            year = "" if self._identity.tells_when(compared) else year_of(row)
            known = self._by_cells(named, compared, bool(year), bool(wanted))
            cells = tuple(row[column] for column in compared)
            for asked in dict.fromkeys((year, "")):
                for source in wanted or ("",):
                    for cited in known.get((*cells, asked, source), []):
                        yield Match(cited, named, self._is_whole(row, cited[0], compared, asked))

    def _named_in(self, line: Row, source: str) -> Columns:
        named = tuple(c for c in self._identity.named_in(line) if c != VINTAGE)
        year = "" if self._identity.tells_when(named) else year_of(line)
        if (*(line[column] for column in named), year, source) in self._stated_by(named):
            return named
        return tuple(c for c in named if c in self._identity.coarse)

    def _stated_by(self, named: Columns) -> set[Cells]:
        """Return the cells of all rows of the table in some columns, with and without the year."""
        if named not in self._stated:
            stated: set[Cells] = set()
            for row in self._identity.rows:
                cells = [row[column] for column in named]
                for source in row.get("source_id", "").split(";"):
                    stated |= {(*cells, year, source) for year in (year_of(row), "")}
            self._stated[named] = stated
        return self._stated[named]

    def _by_cells(
        self, named: Columns, compared: Columns, with_year: bool, with_source: bool
    ) -> dict[Cells, list[Cited]]:
        """Return the lines that name the same columns, by their cells in some of them."""
        asked = (named, compared, with_year, with_source)
        if asked not in self._known:
            known: defaultdict[Cells, list[Cited]] = defaultdict(list)
            for place, source in self._alike[named]:
                line = self._lines[place]
                cells = [line[column] for column in compared]
                year = year_of(line) if with_year else ""
                known[(*cells, year, source if with_source else "")].append((place, source))
            self._known[asked] = dict(known)
        return self._known[asked]

    def _is_whole(self, row: Row, place: int, compared: Columns, year: str) -> bool:
        line = self._lines[place]
        for column in self._identity.key:
            if column in compared or (column in TIMES and year):
                continue
            if column != VINTAGE or line.get(column) != row[column]:
                return False
        return True
