"""Which rows to trace next: those that figures show or audits read come first.

Which figures those are is read from what they drew (``rows_behind``). Rows that were changed after
they were traced are named by ``heartland validate``.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from heartland.claims import selections
from heartland.tables import collection, csv_files, schemas
from heartland_evidence.ledger import tracings
from heartland_evidence.ledger.row_keys import key_as_text
from heartland_evidence.lineage.committed_figures import Figure, committed_figures
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


def to_trace(root: Path, dataset: str = "") -> list[ToTrace]:
    """Return the rows to trace, the most wanted first.

    First are those that audits read and figures show, by the number of these, then the others in
    the order of their tables.

    Args:
        root: of the collection.
        dataset: one dataset only.

    Raises:
        UsageError: if there is no such dataset, or its rows name no source.
    """
    names = [name for name in collection.dataset_names(root) if tracings.traceable(root, name)]
    if dataset:
        tracings.check_traceable(root, dataset)
        names = [dataset]
    figures = committed_figures(root)
    found = [row for name in names for row in _of_table(root, name, figures)]

    def urgency(row: ToTrace) -> tuple[int, int]:
        return -len(row.audits) - len(row.figures), FIRST.index(row.state)

    return sorted(found, key=urgency)


def _of_table(root: Path, name: str, figures: list[Figure]) -> Iterator[ToTrace]:
    key = schemas.read(root, name)["primaryKey"]
    urls = {source["source_id"]: source["url"] for source in csv_files.rows(root, "sources")}
    audits = _audits_by_place(root, name)
    shown = _figures_by_place(root, name, figures)
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


def _figures_by_place(root: Path, name: str, figures: list[Figure]) -> Names:
    """Return the figures that show rows of a dataset, by the places of these rows."""
    found: Names = defaultdict(list)
    for figure in figures:
        if name in figure.datasets:
            for place in {link.place for link in rows_behind(root, figure, name) if link.shown}:
                found[place].append(figure.place)
    return found
