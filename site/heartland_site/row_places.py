"""Where the rows of a figure were read, also those that were computed from rows of the data."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from heartland.tables import csv_files, schemas
from heartland.tables.tables import with_positions
from heartland_evidence.lineage.committed_figures import Cited, Figure
from heartland_evidence.lineage.rows_behind import rows_behind

MOST_PLACES = 6
SAID_OF_SOURCES = {"source_id", "locator"}  # columns of a dataset whose rows say where they stand

Found = defaultdict[Cited, dict[str, None]]  # places in a source, in order, each once


def where_read(root: Path, figure: Figure) -> list[str]:
    """Return for each row of a figure where it was read, "" where that is not known.

    Those are the places of the rows that it shows; for a source of which it shows none, those of
    the rows that it may be computed from.

    Args:
        root: of the collection.
        figure: one whose rows have no places of their own.
    """
    shown: Found = defaultdict(dict)
    computed: Found = defaultdict(dict)
    for dataset in sorted(figure.datasets):
        if not set(schemas.column_names(root, dataset)) >= SAID_OF_SOURCES:
            continue
        rows = csv_files.rows(root, dataset)
        in_order = {place: order for order, place in enumerate(with_positions(dataset).index)}
        links = rows_behind(root, figure, dataset)
        for place, cited, is_shown in sorted(links, key=lambda link: in_order[link.place]):
            if rows[place]["locator"]:
                found = shown if is_shown else computed
                found[cited][rows[place]["locator"]] = None
    return [_named(shown, computed, line, row) for line, row in enumerate(figure.rows)]


def _named(shown: Found, computed: Found, line: int, row: Mapping[str, str]) -> str:
    places: dict[str, None] = {}
    for source in row["source_id"].split(";"):
        places |= shown.get((line, source)) or computed.get((line, source), {})
    return in_words(places)


def in_words(places: Iterable[str]) -> str:
    """Name places, of many the first.

    >>> in_words(["table 1", "page 4"])
    'table 1; page 4'
    """
    every = list(places)
    named = "; ".join(every[:MOST_PLACES])
    if len(every) > MOST_PLACES:
        named += f"; and {len(every) - MOST_PLACES} more"
    return named
