"""Which rows to trace next: those that figures show or audits read come first.

Which figures those are is read from what they drew (``rows_behind``): some show the row itself,
others may be computed from it and more like it, which is worth less.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from heartland.errors import DataError
from heartland.tables import collection, csv_files, schemas
from heartland.tables.conditions import Selector
from heartland_evidence.ledger import tracings
from heartland_evidence.ledger.row_keys import key_as_text
from heartland_evidence.lineage.committed_figures import Figure, committed_figures
from heartland_evidence.lineage.line_index import Cited
from heartland_evidence.lineage.rows_behind import rows_behind
from heartland_evidence.reading import in_file_order

NEVER = "never traced"
CHANGED = "changed since"
FIRST = (CHANGED, NEVER, "doubtful", "not reached")  # of rows on which as much rests
Row = Mapping[str, str]
Names = dict[int, list[str]]  # audits or figures, by the place of a row


@dataclass(frozen=True)
class ToTrace:
    """A row that wants to be traced, and why.

    Attributes:
        dataset: of the row.
        where: its key, as ``heartland trace record`` takes it.
        state: that it was never traced, or what stands in the ledger.
        traced_on: the day of its latest tracing, "" if there is none.
        audits: claims whose audits read the row.
        figures: figures that show it.
        computed: figures that may have been computed from it, among other rows.
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
    computed: list[str]
    source_id: str
    url: str
    locator: str

    @property
    def weight(self) -> int:
        """How many audits read the row and figures show it."""
        return len(self.audits) + len(self.figures)


def to_trace(root: Path, dataset: str = "") -> list[ToTrace]:
    """Return the rows to trace, the most wanted first.

    Rows that were changed after they were traced come first, then those that audits read and
    figures show, by the number of these, then those that figures may have been computed from, then
    the others in the order of their tables.

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
        names = [one for one in collection.dataset_names(root) if tracings.traceable(root, one)]
    ledger: dict[tuple[str, str], Row] = {}
    if tracings.has_ledger(root):
        ledger = tracings.latest(csv_files.rows(root, tracings.LEDGER))
    figures = Figures(root)
    found: list[ToTrace] = []
    for name in names:
        found += _of_table(root, name, ledger, figures)
    return sorted(found, key=_urgency)


def _urgency(row: ToTrace) -> tuple[bool, int, int, int]:
    return row.state != CHANGED, -row.weight, -len(row.computed), FIRST.index(row.state)


def _of_table(
    root: Path, name: str, ledger: Mapping[tuple[str, str], Row], figures: "Figures"
) -> Iterator[ToTrace]:
    rows = csv_files.rows(root, name)
    key = schemas.read(root, name)["primaryKey"]
    types = schemas.types_of(root, name)
    urls = {source["source_id"]: source["url"] for source in csv_files.rows(root, "sources")}
    audits = _audits_by_place(root, name)
    shown, computed = figures.by_place(name)
    of_table = [entry for (dataset, _), entry in ledger.items() if dataset == name]
    together = _states_together(key, types, rows, of_table)
    entries = tracings.tracing_of_each_row(root, name, rows, of_table)
    for place, (row, entry) in enumerate(zip(rows, entries, strict=True)):
        if entry and entry["where"] in together:
            state = together[entry["where"]]
        else:
            state = _state(row, entry, key, types)
        if state in tracings.SETTLED_OUTCOMES:
            continue
        yield ToTrace(
            dataset=name,
            where=key_as_text(key, row),
            state=state,
            traced_on=entry["traced_on"] if entry else "",
            audits=audits.get(place, []),
            figures=shown.get(place, []),
            computed=computed.get(place, []),
            source_id=row["source_id"],
            url=urls.get(row["source_id"].split(";")[0], ""),
            locator=row.get("locator", ""),
        )


def _states_together(
    key: list[str], types: Mapping[str, str], rows: Sequence[Row], entries: Sequence[Row]
) -> dict[str, str]:
    """Return the state of the rows of each entry that is of many, by what they share."""
    found = {}
    for entry in entries:
        shared = tracings.shared_cells(key, entry["where"])
        if shared:
            alike = [row for row in rows if shared.items() <= row.items()]
            cells = {column: [row[column] for row in alike] for column in types}
            unchanged = tracings.are_unchanged(entry, cells, key, types)
            found[entry["where"]] = entry["outcome"] if unchanged else CHANGED
    return found


def _state(row: Row, entry: Row | None, key: list[str], types: Mapping[str, str]) -> str:
    """Return what stands in the ledger of a row, unless there is nothing or it was changed."""
    if entry is None:
        return NEVER
    return entry["outcome"] if tracings.is_unchanged(entry, row, key, types) else CHANGED


def _audits_by_place(root: Path, name: str) -> Names:
    """Return the claims whose audits read rows of a dataset, by the places of these rows."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    if "audits" not in collection.dataset_names(root):
        return {}
    audits = [audit for audit in csv_files.rows(root, "audits") if audit["dataset"] == name]
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


class Figures:
    """The committed figures, and the rows behind each."""

    def __init__(self, root: Path) -> None:
        """Take the collection."""
        self._root = root
        self._figures = committed_figures(root)

    def by_place(self, name: str) -> tuple[Names, Names]:
        """Return the figures that show rows of a dataset, and those that may be computed from them.

        Both by the places of the rows. What shows a row of another dataset, for the same source,
        is not computed from rows of this one.
        """
        shown: defaultdict[int, list[str]] = defaultdict(list)
        computed: defaultdict[int, list[str]] = defaultdict(list)
        for figure in self._figures:
            if name not in figure.datasets:
                continue
            behind = rows_behind(self._root, figure, name)
            for place in behind.shown:
                shown[place].append(figure.place)
            elsewhere = self._lines_of_others(figure, name)
            for place, lines in behind.computed.items():
                if place not in behind.shown and lines - elsewhere:
                    computed[place].append(figure.place)
        return dict(shown), dict(computed)

    def _lines_of_others(self, figure: Figure, name: str) -> set[Cited]:
        """Return the lines of a figure that show a row of another dataset than the one named."""
        lines: set[Cited] = set()
        for other in figure.datasets.intersection(collection.dataset_names(self._root)) - {name}:
            if tracings.traceable(self._root, other):
                lines.update(*rows_behind(self._root, figure, other).shown.values())
        return lines
