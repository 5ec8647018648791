"""The committed figures as their files tell them: what each cites, loads and draws.

What a row is of is told by the key of its table (``tables.identity``). A line of a figure is of the
same thing if it says the same in the columns that both have.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from heartland.errors import DataError
from heartland.tables import json_files, schemas
from heartland.tables.identity import TIMES, Identity, identity_of, year_of

WORLD = "WLD"  # what is drawn of a republic may rest on a row of the world
VINTAGE = "vintage"  # when it was forecast: a line that sets forecasts side by side has one of them
NUMBERS = ("number", "integer")  # types of columns

Row = Mapping[str, str]
Columns = tuple[str, ...]
Cells = tuple[str, ...]
Cited = tuple[int, str]  # a line of a figure, and one of its sources


@dataclass(frozen=True)
class Figure:
    """A committed figure: its file of facts, and the rows drawn."""

    path: Path

    @property
    def place(self) -> str:
        """Notebook and name, as in ``figures/``."""
        return f"{self.path.parent.name}/{self.path.stem}"

    @cached_property
    def facts(self) -> dict[str, Any]:
        """What is written of it."""
        facts: dict[str, Any] = json_files.read(self.path)
        return facts

    @cached_property
    def datasets(self) -> frozenset[str]:
        """The datasets that its notebook had loaded when it was drawn.

        Raises:
            DataError: if its file does not say, since an older version of the library wrote it.
        """
        if "datasets" not in self.facts:
            raise DataError(
                f"{self.place}.json was written by an older version and does not say which "
                "datasets its notebook loaded: run the notebook again"
            )
        return frozenset(self.facts["datasets"])

    @cached_property
    def cited(self) -> set[str]:
        """The ids of its sources."""
        return {source["source_id"] for source in self.facts["sources"]}

    @cached_property
    def rows(self) -> list[dict[str, str]]:
        """The rows drawn."""
        path = self.path.with_suffix(".csv")
        if not path.is_file():
            return []
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    @cached_property
    def columns(self) -> set[str]:
        """The columns of what is drawn."""
        return set(self.rows[0]) if self.rows else set()

    @cached_property
    def words(self) -> set[str]:
        """The cells of what is drawn, ids and codes apart."""
        return {word for row in self.rows for cell in row.values() for word in cell.split(";")}

    @cached_property
    def _lines(self) -> dict[str, "Lines"]:
        return {}

    def lines(self, table: str, identity: Identity) -> "Lines":
        """Return its lines by what they are of, in the words of a table."""
        if table not in self._lines:
            self._lines[table] = Lines(self.rows, identity)
        return self._lines[table]

    @cached_property
    def numbers(self) -> list[set[float]]:
        """The numbers in each of the rows drawn."""
        return [numbers(row.values()) for row in self.rows]


def committed(root: Path) -> list[Figure]:
    """Return the committed figures of a collection, in the order of their names."""
    return [Figure(path) for path in sorted((root / "figures").glob("*/*.json"))]


def numbers(cells: Any) -> set[float]:
    """Return the numbers among cells, without 0, which stands everywhere."""
    found = set()
    for cell in cells:
        try:
            found.add(float(cell))
        except ValueError:
            continue
    return found - {0.0}


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


@dataclass(frozen=True)
class Behind:
    """The rows of one dataset that may stand behind a figure, by their places in the file.

    Attributes:
        shown: those that a line shows, each with these lines.
        computed: those that a line may be computed from, each with these lines.
    """

    shown: dict[int, set[Cited]]
    computed: dict[int, set[Cited]]


def rows_behind(root: Path, figure: Figure, name: str) -> Behind:
    """Return the rows of a dataset that may stand behind a figure.

    A line shows a row if it cites a source of it and either names all that tells the row apart, or
    a part of that and the row's number. If it names a part alone, it may be computed from the row,
    as a sum of many.
    """
    identity = identity_of(root, name)
    measured = _measured(root, name, identity)
    lines = figure.lines(name, identity)
    behind = Behind({}, {})
    for place, row in enumerate(identity.rows):
        sources = figure.cited.intersection(row["source_id"].split(";"))
        if not sources:
            continue
        own = numbers(row[column] for column in measured)
        shown: set[Cited] = set()
        computed: set[Cited] = set()
        for match in lines.of(row, sources):
            line, _ = match.cited
            if match.whole or not own.isdisjoint(figure.numbers[line]):
                shown.add(match.cited)
            else:
                computed.add(match.cited)
        if shown:
            behind.shown[place] = shown
        if computed:
            behind.computed[place] = computed
    return behind


def _measured(root: Path, name: str, identity: Identity) -> list[str]:
    """Return the columns of numbers that a dataset has beside those that tell its rows apart."""
    fields = schemas.read(root, name)["fields"]
    of_numbers = [field["name"] for field in fields if field["type"] in NUMBERS]
    return [column for column in of_numbers if column not in identity.key]
