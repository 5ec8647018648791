"""The lines of a figure that entries of ``corrections`` speak of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from heartland.files import cached_while_unchanged
from heartland.tables import collection, csv_files
from heartland.tables.conditions import Selector
from heartland_evidence.lineage.committed_figures import Figure
from heartland_evidence.lineage.rows_behind import rows_behind
from heartland_evidence.reading import in_file_order

FIRST_LINE = 2  # of the rows in a CSV: the one above names the columns
NOT_DRAWN = "not used"  # the status of a figure that was left out

Row = dict[str, str]


@dataclass(frozen=True)
class Correction:
    """An entry of ``corrections``, and the lines of a figure's CSV that it speaks of."""

    entry: Row
    lines: Sequence[int]

    @property
    def is_open(self) -> bool:
        """Whether it is not settled."""
        return self.entry["status"] == "open"


def corrections_of(root: Path, figure: Figure) -> list[Correction]:
    """Return the corrections of the rows that a figure draws, those that are not settled first.

    A line draws a row if it shows it (``rows_behind``), or may be computed from it and has the very
    cell that the entry is about: the day of an attack beside the deaths of several reports.

    Args:
        root: of the collection.
        figure: one whose files say which datasets its notebook had loaded.

    Raises:
        DataError: if the ``where`` of an entry cannot be read.
    """
    found = []
    for entry in csv_files.rows(root, "corrections"):
        if entry["status"] != NOT_DRAWN and entry["dataset"] in figure.datasets:
            lines = set(_lines_drawn(root, figure, entry))
            if lines:
                found.append(Correction(entry, sorted(FIRST_LINE + line for line in lines)))
    return sorted(found, key=lambda correction: not correction.is_open)


def _lines_drawn(root: Path, figure: Figure, entry: Row) -> Iterator[int]:
    """Yield the lines, counted from 0, that draw a row which an entry names."""
    rows = csv_files.rows(root, entry["dataset"])
    behind = rows_behind(root, figure, entry["dataset"])
    column = entry["column"]
    for place in _selector(root, entry["dataset"]).positions(entry["where"]):
        for line, _ in behind.shown.get(place, ()):
            yield line
        corrected = rows[place].get(column, "")
        for line, _ in behind.computed.get(place, ()):
            if corrected and figure.rows[line].get(column) == corrected:
                yield line


@cached_while_unchanged(collection.files_of)
def _selector(folder: Path, name: str) -> Selector:
    return Selector(in_file_order(folder, name))
