"""Which rows to trace next: those that figures or audits rest on come first.

A figure rests on a row if its notebook loads the table, and a row that was drawn has the source,
the year and whatever else tells rows apart (``IDENTITIES``). Where a figure sums rows up, this
names each of them.
"""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from heartland.checks.since import loaded_by
from heartland.errors import DataError
from heartland.tables import package, tracings
from heartland.tables.conditions import Selector
from heartland.tables.tables import in_file_order

NEVER = "never traced"
CHANGED = "changed since"
FIRST = (CHANGED, NEVER, "doubtful", "not reached")  # of rows on which as much rests
WORLD = "WLD"  # what is drawn of a republic may rest on a row of the world
YEAR = "the year"  # among columns: that of whichever column has it
PERIODS = ("year", "target_year", "period", "edition", "since", "start", "date")
IDENTITIES = (
    *("area", "partner", "vendor", "index", "member", "browser", "publisher", "currency"),
    *("event_id", "milestone_id", "incident_id", "group_id", "figure_id", "claim_id"),
)
WRITTEN_ANEW = ("source_id", "value")  # a figure may cite more sources, and write 5 as 5.0

Row = Mapping[str, str]
Names = dict[int, list[str]]  # what rests on the row at a place


@dataclass(frozen=True)
class ToTrace:
    """A row that wants to be traced, and why.

    Attributes:
        dataset: of the row.
        where: its key, as ``heartland trace record`` takes it.
        state: that it was never traced, or what stands in the ledger.
        traced_on: the day of its latest tracing, "" if there is none.
        audits: claims whose audits read the row.
        figures: figures that rest on it.
        source_id: where it was read.
        url: of the first of these sources.
        locator: where in the source.
    """

    dataset: str
    where: str
    state: str
    traced_on: str
    audits: list[str]
    figures: list[str]
    source_id: str
    url: str
    locator: str

    @property
    def weight(self) -> int:
        """How many audits and figures rest on the row."""
        return len(self.audits) + len(self.figures)


def to_trace(root: Path, dataset: str = "") -> list[ToTrace]:
    """Return the rows to trace, the most wanted first.

    Rows that were changed after they were traced come first, then those that audits and figures
    rest on, by their number, then the others in the order of their tables.

    Args:
        root: of the collection.
        dataset: one dataset only.

    Raises:
        UsageError: if there is no such dataset, or its rows name no source.
    """
    if dataset:
        tracings.check_traceable(root, dataset)
        names = [dataset]
    else:
        names = [one for one in package.dataset_names(root) if tracings.traceable(root, one)]
    ledger: dict[tuple[str, str], Row] = {}
    if tracings.LEDGER in package.dataset_names(root):
        ledger = tracings.latest(package.rows(root, tracings.LEDGER))
    drawn = Drawn(root)
    found: list[ToTrace] = []
    for name in names:
        found += _of_table(root, name, ledger, drawn)
    return sorted(found, key=_urgency)


def _urgency(row: ToTrace) -> tuple[bool, int, int]:
    return row.state != CHANGED, -row.weight, FIRST.index(row.state)


def _of_table(
    root: Path, name: str, ledger: Mapping[tuple[str, str], Row], drawn: "Drawn"
) -> Iterator[ToTrace]:
    rows = package.rows(root, name)
    key = package.schema(root, name)["primaryKey"]
    types = tracings.types_of(root, name)
    urls = {source["source_id"]: source["url"] for source in package.rows(root, "sources")}
    audits = _audits_by_place(root, name)
    figures = drawn.figures_by_place(name, rows)
    of_table = [entry for (dataset, _), entry in ledger.items() if dataset == name]
    together = _states_together(root, name, rows, of_table)
    entries = tracings.standing(root, name, rows, of_table)
    for place, (row, entry) in enumerate(zip(rows, entries, strict=True)):
        if entry and entry["where"] in together:
            state = together[entry["where"]]
        else:
            state = _state(row, entry, key, types)
        if state in tracings.SETTLED:
            continue
        yield ToTrace(
            dataset=name,
            where=tracings.spelt(key, row),
            state=state,
            traced_on=entry["traced_on"] if entry else "",
            audits=audits.get(place, []),
            figures=figures.get(place, []),
            source_id=row["source_id"],
            url=urls.get(row["source_id"].split(";")[0], ""),
            locator=row.get("locator", ""),
        )


def _states_together(
    root: Path, name: str, rows: Sequence[Row], entries: Sequence[Row]
) -> dict[str, str]:
    """Return the state of the rows of each entry that is of many, by what they share."""
    key = package.schema(root, name)["primaryKey"]
    found = {}
    for entry in entries:
        shared = tracings.shared_cells(key, entry["where"])
        if not shared:
            continue
        alike = [row for row in rows if shared.items() <= row.items()]
        compared = tracings.compared_columns(entry)
        now = tracings.print_together(root, name, alike, compared)
        found[entry["where"]] = entry["outcome"] if now == entry["fingerprint"] else CHANGED
    return found


def _state(row: Row, entry: Row | None, key: list[str], types: Mapping[str, str]) -> str:
    if entry is None:
        return NEVER
    compared = [column for column in tracings.compared_columns(entry) if column in row]
    if tracings.fingerprint(row, [*key, *compared], types) != entry["fingerprint"]:
        return CHANGED
    return entry["outcome"]


def _audits_by_place(root: Path, name: str) -> Names:
    """Return the claims whose audits read rows of a dataset, by the places of these rows."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    if "audits" not in package.dataset_names(root):
        return {}
    audits = [audit for audit in package.rows(root, "audits") if audit["dataset"] == name]
    if not audits:
        return {}
    choose = Selector(in_file_order(root, name))
    for audit in audits:
        for where in audit["where"].split("|"):
            for place in _places(choose, where):
                if audit["claim_id"] not in found[place]:
                    found[place].append(audit["claim_id"])
    return dict(found)


def _places(choose: Selector, where: str) -> Sequence[int]:
    try:
        return choose.positions(where)
    except DataError:  # validate says what is wrong with it
        return []


@dataclass
class Drawn:
    """What is drawn in the committed figures.

    Attributes:
        root: of the collection.
    """

    root: Path
    _loaded: dict[str, set[str]] = field(default_factory=dict)

    @cached_property
    def rows(self) -> dict[str, list[Row]]:
        """The rows of each figure, by its name as in ``figures/``."""
        found: dict[str, list[Row]] = {}
        for path in sorted((self.root / "figures").glob("*/*.csv")):
            with path.open(encoding="utf-8", newline="") as file:
                found[f"{path.parent.name}/{path.stem}"] = list(csv.DictReader(file))
        return found

    def loads(self, figure: str) -> set[str]:
        """Return the datasets that the notebook of a figure loads."""
        notebook = figure.split("/")[0]
        if notebook not in self._loaded:
            self._loaded[notebook] = loaded_by(self.root / "notebooks" / f"{notebook}.ipynb")
        return self._loaded[notebook]

    def figures_by_place(self, name: str, rows: Sequence[Row]) -> Names:
        """Return the figures that rest on rows of a dataset, by the places of these rows."""
        by_source: defaultdict[str, list[int]] = defaultdict(list)
        for place, row in enumerate(rows):
            for source in row["source_id"].split(";"):
                by_source[source].append(place)
        key = package.schema(self.root, name)["primaryKey"]
        found: defaultdict[int, list[str]] = defaultdict(list)
        for figure, drawn in self.rows.items():
            if name in self.loads(figure):
                for place in _behind(drawn, rows, key, by_source):
                    found[place].append(figure)
        return dict(found)


def _behind(
    drawn: Sequence[Row],
    rows: Sequence[Row],
    key: Sequence[str],
    by_source: Mapping[str, list[int]],
) -> list[int]:
    """Return the places of the rows that can stand behind what is drawn."""
    if not drawn or not rows or "source_id" not in drawn[0]:
        return []
    as_they_are = set(key) <= set(drawn[0])
    if as_they_are:
        shared = [column for column in key if column not in WRITTEN_ANEW]
    else:
        shared = [column for column in IDENTITIES if column in drawn[0] and column in rows[0]]
    known: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    cited: set[str] = set()
    for line in drawn:
        cited.update(line["source_id"].split(";"))
    places = set()
    for source in cited & set(by_source):
        for place in by_source[source]:
            row = rows[place]
            columns = tuple(column for column in shared if as_they_are or row[column] != WORLD)
            if _year_of(row) and _year_of(drawn[0]):
                columns += (YEAR,)
            if columns not in known:
                known[columns] = _things_drawn(drawn, columns)
            if _thing(source, row, columns) in known[columns]:
                places.add(place)
    return sorted(places)


def _things_drawn(drawn: Sequence[Row], columns: tuple[str, ...]) -> set[tuple[str, ...]]:
    """Return what the rows of a figure are of, once for each of their sources."""
    things = set()
    for line in drawn:
        for source in line["source_id"].split(";"):
            things.add(_thing(source, line, columns))
    return things


def _thing(source: str, row: Row, columns: Sequence[str]) -> tuple[str, ...]:
    cells = [_year_of(row) if column == YEAR else row[column] for column in columns]
    return source, *cells


def _year_of(row: Row) -> str:
    for column in PERIODS:
        if row.get(column):
            return row[column][:4]
    return ""
