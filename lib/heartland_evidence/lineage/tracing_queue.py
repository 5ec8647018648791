"""Which rows to trace next: those that figures show or audits read come first.

Rows that were changed after they were traced are named by ``heartland validate``. Which figures
those are is read from what they drew (``rows_behind``): some show the row itself,
others may be computed from it and more like it, which is worth less.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from heartland.claims import selections
from heartland.tables import collection, csv_files, schemas
from heartland_evidence.ledger import tracings
from heartland_evidence.ledger.row_keys import key_as_text
from heartland_evidence.lineage.committed_figures import Cited, Figure, committed_figures
from heartland_evidence.lineage.identity import places, selector
from heartland_evidence.lineage.rows_behind import rows_behind

NEVER = "never traced"
FIRST = (NEVER, "doubtful", "not reached")  # of rows on which as much rests
Names = defaultdict[int, list[str]]  # of audits or figures, by the place of a row


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


def to_trace(root: Path, dataset: str = "") -> list[ToTrace]:
    """Return the rows to trace, the most wanted first.

    First are those that audits read and figures show, by the number of these, then those that
    figures may have been computed from, then the others in the order of their tables.

    Args:
        root: of the collection.
        dataset: one dataset only.

    Raises:
        UsageError: if there is no such dataset, or its rows name no source.
    """
    names = [name for name in collection.dataset_names(root) if tracings.traceable(root, name)]
    figures = committed_figures(root)
    if dataset:
        tracings.check_traceable(root, dataset)
    found: list[ToTrace] = []
    for name in [dataset] if dataset else names:
        found += _of_table(root, name, figures, names)

    def urgency(row: ToTrace) -> tuple[int, int, int]:
        weight = len(row.audits) + len(row.figures)
        return -weight, -len(row.computed), FIRST.index(row.state)

    return sorted(found, key=urgency)


def _of_table(root: Path, name: str, figures: list[Figure], names: list[str]) -> Iterator[ToTrace]:
    key = schemas.read(root, name)["primaryKey"]
    urls = {source["source_id"]: source["url"] for source in csv_files.rows(root, "sources")}
    audits = _audits_by_place(root, name)
    shown, computed = _figures_by_place(root, name, figures, names)
    rows = csv_files.rows(root, name)
    standing = tracings.tracing_of_each_row(root, name, rows)
    for place, (row, entry) in enumerate(zip(rows, standing, strict=True)):
        state, traced_on = (entry["outcome"], entry["traced_on"]) if entry else (NEVER, "")
        if state not in tracings.SETTLED_OUTCOMES:
            yield ToTrace(
                dataset=name,
                where=key_as_text(key, row),
                state=state,
                traced_on=traced_on,
                audits=audits[place],
                figures=shown[place],
                computed=computed[place],
                source_id=row["source_id"],
                url=urls.get(row["source_id"].split(";")[0], ""),
                locator=row.get("locator", ""),
            )


def _audits_by_place(root: Path, name: str) -> Names:
    """Return the claims whose audits read rows of a dataset, by the places of these rows."""
    found: Names = defaultdict(list)
    if "audits" not in collection.dataset_names(root):
        return found
    for audit in csv_files.rows(root, "audits"):
        read = [where for table, where in selections(audit) if table == name]
        for where in read:
            for place in places(selector(root, name), where):
                if audit["claim_id"] not in found[place]:
                    found[place].append(audit["claim_id"])
    return found


def _figures_by_place(
    root: Path, name: str, figures: list[Figure], names: list[str]
) -> tuple[Names, Names]:
    """Return the figures that show rows of a dataset, and those that may be computed from them.

    Both by the places of the rows. What shows a row of another dataset, for the same source, is
    not computed from rows of this one.
    """
    shown: Names = defaultdict(list)
    computed: Names = defaultdict(list)
    for figure in figures:
        if name not in figure.datasets:
            continue
        links = rows_behind(root, figure, name)
        elsewhere: set[Cited] = {
            link.cited
            for other in figure.datasets.intersection(names) - {name}
            for link in rows_behind(root, figure, other)
            if link.shown
        }
        here = {link.place for link in links if link.shown}
        for place in here:
            shown[place].append(figure.place)
        others = {link.place for link in links if link.cited not in elsewhere}
        for place in others - here:
            computed[place].append(figure.place)
    return shown, computed
