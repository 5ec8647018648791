"""The rows that may stand behind a figure: those that it shows, and those it was computed from."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from heartland.tables import schemas
from heartland_evidence.ledger import tracings
from heartland_evidence.lineage.committed_figures import Figure, Link, numbers
from heartland_evidence.lineage.identity import Row, identity_of

MILLIONS = "_mn"  # how the name of a column of millions ends


def datasets_behind(root: Path, figure: Figure) -> list[str]:
    """Return the datasets of which rows may stand behind a figure, of those that name sources."""
    names = [name for name in sorted(figure.datasets) if tracings.traceable(root, name)]
    return [name for name in names if any(_links(root, figure, name))]


def rows_behind(root: Path, figure: Figure, name: str) -> list[Link]:
    """Return the rows of a dataset that may stand behind a figure.

    A line shows a row if it cites a source of it and either names all that tells the row apart, or
    a part of that and the row's number, of millions perhaps in billions. If it names a part alone,
    it may be computed from the row, as a sum of many.
    """
    if name not in figure.links:
        figure.links[name] = sorted(set(_links(root, figure, name)))
    return figure.links[name]


def _links(root: Path, figure: Figure, name: str) -> Iterator[Link]:
    """Yield the links of ``rows_behind``, some perhaps twice."""
    identity = identity_of(root, name)
    types = schemas.types_of(root, name)
    measured = [
        column
        for column, kind in types.items()
        if kind in schemas.NUMBERS and column not in identity.key
    ]
    for number, line in enumerate(figure.rows):
        for source in figure.cited.intersection(line.get("source_id", "").split(";")):
            named = identity.named_in(line, source)
            for place in identity.rows_of(line, named, source):
                row = identity.rows[place]
                has_number = not figure.numbers[number].isdisjoint(_as_drawn(row, measured))
                shown = has_number or identity.tells_apart(line, named, row)
                yield Link(place, (number, source), shown)


def _as_drawn(row: Row, measured: Sequence[str]) -> set[float]:
    """Return the numbers of a row as a figure may draw them: millions also in billions."""
    millions = numbers(row[column] for column in measured if column.endswith(MILLIONS))
    return numbers(row[column] for column in measured) | {number / 1000 for number in millions}
