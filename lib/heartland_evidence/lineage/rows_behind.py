"""The rows that may stand behind a figure: those that it shows, and those it was computed from."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from heartland.tables import schemas
from heartland_evidence.ledger import tracings
from heartland_evidence.lineage.committed_figures import Figure, RowsBehind, numbers
from heartland_evidence.lineage.identity import BETWEEN_ROWS, ROW_OF, Identity, Row, identity_of
from heartland_evidence.lineage.line_index import Cited

NUMBERS = ("number", "integer")  # types of columns
MILLIONS = "_mn"  # how the name of a column of millions ends


def datasets_behind(root: Path, figure: Figure) -> list[str]:
    """Return the datasets of which rows may stand behind a figure, of those that name sources."""
    names = [name for name in sorted(figure.datasets) if tracings.traceable(root, name)]
    return [name for name in names if not rows_behind(root, figure, name).is_empty]


def rows_behind(root: Path, figure: Figure, name: str) -> RowsBehind:
    """Return the rows of a dataset that may stand behind a figure.

    A line shows a row if it cites a source of it and either names all that tells the row apart, or
    a part of that and the row's number, of millions perhaps in billions. If it names a part alone,
    it may be computed from the row, as a sum of many. A figure that says of each line which row it
    is (``identity.ROW_OF``) shows these rows, and no other.
    """
    if name not in figure.behind:
        identity = identity_of(root, name)
        if figure.columns.issuperset(ROW_OF):
            figure.behind[name] = RowsBehind(_rows_named(figure, name, identity), {})
        else:
            figure.behind[name] = _rows_alike(root, figure, name, identity)
    return figure.behind[name]


def _rows_named(figure: Figure, name: str, identity: Identity) -> dict[int, set[Cited]]:
    """Return the rows of a dataset that lines name and cite a source of, each with these lines."""
    cited_by_key: defaultdict[str, set[Cited]] = defaultdict(set)
    for place, line in enumerate(figure.rows):
        if line["dataset"] == name:
            for key in line["row"].split(BETWEEN_ROWS):
                cited_by_key[key].update((place, one) for one in line["source_id"].split(";"))
    shown = {}
    for place, row in enumerate(identity.rows):
        sources = row.get("source_id", "").split(";")
        named = cited_by_key.get(identity.as_text(row), set())
        cited = {(line, source) for line, source in named if source in sources}
        if cited:
            shown[place] = cited
    return shown


def _rows_alike(root: Path, figure: Figure, name: str, identity: Identity) -> RowsBehind:
    """Return the rows of a dataset that lines are of, by what they have in common."""
    measured = _measured(root, name, identity)
    lines = figure.lines(name, identity)
    behind = RowsBehind({}, {})
    for place, row in enumerate(identity.rows):
        sources = figure.cited.intersection(row.get("source_id", "").split(";"))
        if not sources:
            continue
        own = _numbers_drawn(row, measured)
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


def _numbers_drawn(row: Row, measured: Sequence[str]) -> set[float]:
    """Return the numbers of a row as a figure may draw them: millions also in billions."""
    millions = numbers(row[column] for column in measured if column.endswith(MILLIONS))
    return numbers(row[column] for column in measured) | {number / 1000 for number in millions}


def _measured(root: Path, name: str, identity: Identity) -> list[str]:
    """Return the columns of numbers that a dataset has beside those that tell its rows apart."""
    fields = schemas.read(root, name)["fields"]
    of_numbers = [field["name"] for field in fields if field["type"] in NUMBERS]
    return [column for column in of_numbers if column not in identity.key]
