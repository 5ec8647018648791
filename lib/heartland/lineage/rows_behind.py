"""The rows that may stand behind a figure: those that it shows, and those it was computed from."""

from dataclasses import dataclass
from pathlib import Path

from heartland.lineage.committed_figures import Figure, numbers
from heartland.lineage.line_index import Cited
from heartland.tables import schemas
from heartland.tables.identity import Identity, identity_of

NUMBERS = ("number", "integer")  # types of columns


@dataclass(frozen=True)
class RowsBehind:
    """The rows of one dataset that may stand behind a figure, by their places in the file.

    Attributes:
        shown: those that a line shows, each with these lines.
        computed: those that a line may be computed from, each with these lines.
    """

    shown: dict[int, set[Cited]]
    computed: dict[int, set[Cited]]


def rows_behind(root: Path, figure: Figure, name: str) -> RowsBehind:
    """Return the rows of a dataset that may stand behind a figure.

    A line shows a row if it cites a source of it and either names all that tells the row apart, or
    a part of that and the row's number. If it names a part alone, it may be computed from the row,
    as a sum of many.
    """
    identity = identity_of(root, name)
    measured = _measured(root, name, identity)
    lines = figure.lines(name, identity)
    behind = RowsBehind({}, {})
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
