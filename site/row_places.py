"""Where the rows of a figure were read, also those that were computed from rows of the data."""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from heartland.runs.inputs import code
from rows import rows_in_order

Row = dict[str, str]
ANY_YEAR = ""  # stands for all rows of a source
PERIODS = ("period", "year", "edition", "since", "start", "date")
IDENTITIES = ("area", "partner", "vendor", "index", "event_id")
MOST_PLACES = 6


def datasets_read(notebook: Path) -> set[str]:
    """Return the datasets that a notebook's code reads: by ``load("…")`` and by ``judged()``."""
    source = code(notebook)
    names = set(re.findall(r"""\bload\(\s*["']([^"']+)""", source))
    if "judged(" in source:
        names |= {"claims", "audits", "articles"}
    return names


class Places:
    """Where the rows of the data were read."""

    def __init__(self, rows: Iterable[Row]) -> None:
        """Take rows of which each has a place in its source."""
        self._rows: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in rows:
            for source in row.get("source_id", "").split(";"):
                for year in {ANY_YEAR, year_of(row)}:
                    self._rows[source, year].append(row)
        self._of_alike = cache(self._find)  # many rows of a figure differ in their values only

    def of_computed(self, drawn: Row) -> str:
        """Return where a computed row was read: the places of the rows it can have come from.

        Those are the rows of its sources for the same area and year. "" if there are none.

        Args:
            drawn: a row of a figure that has no place of its own.
        """
        wanted = tuple((column, drawn[column]) for column in IDENTITIES if drawn.get(column))
        return self._of_alike(drawn["source_id"], drawn.get("year", ANY_YEAR), wanted)

    def _find(self, sources: str, year: str, wanted: tuple[tuple[str, str], ...]) -> str:
        places: dict[str, None] = {}  # in order, each once
        for source in sources.split(";"):
            for row in self._rows.get((source, year), []):
                if row["locator"] not in places and is_about(row, wanted):
                    places[row["locator"]] = None
        shown = "; ".join(list(places)[:MOST_PLACES])
        if len(places) > MOST_PLACES:
            shown += f"; and {len(places) - MOST_PLACES} more"
        return shown


@cache
def places_read(root: Path, notebook: str) -> Places:
    """Return the places of the rows that a notebook reads."""
    names = sorted(datasets_read(root / "notebooks" / f"{notebook}.ipynb"))
    rows = [row for dataset in names for row in rows_in_order(dataset)]
    return Places(row for row in rows if row.get("locator"))


def is_about(row: Row, wanted: Iterable[tuple[str, str]]) -> bool:
    """Tell whether a row of the data is about the things that some cells of a figure name."""
    return all(row.get(column, cell) in (cell, "WLD") for column, cell in wanted)


def year_of(row: Row) -> str:
    """Return the year that a row of the data is about, from whichever column has it."""
    for column in PERIODS:
        if row.get(column):
            return row[column][:4]
    return ""
