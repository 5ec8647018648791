"""Where the rows of a figure were read, also those that were computed from rows of the data."""

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from heartland.runs.inputs import code
from rows import rows_in_order

Row = dict[str, str]
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


@cache
def rows_by_source(root: Path, notebook: str) -> dict[str, list[Row]]:
    """Return the rows with a place in their source, of the datasets that a notebook reads."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for dataset in sorted(datasets_read(root / "notebooks" / f"{notebook}.ipynb")):
        for row in rows_in_order(dataset):
            if not row.get("locator"):
                continue
            for source in row.get("source_id", "").split(";"):
                rows[source].append(row)
    return rows


def computed_place(drawn: Row, coded: Mapping[str, list[Row]]) -> str:
    """Return where a computed row was read: the places of the rows it can have come from.

    Those are the rows of its sources for the same area and year. "" if there are none.

    Args:
        drawn: a row of a figure that has no place of its own.
        coded: the rows of the data by source, see ``rows_by_source``.
    """
    places: list[str] = []
    for source in drawn["source_id"].split(";"):
        for row in coded.get(source, []):
            if row["locator"] not in places and can_stand_behind(row, drawn):
                places.append(row["locator"])
    shown = "; ".join(places[:MOST_PLACES])
    if len(places) > MOST_PLACES:
        shown += f"; and {len(places) - MOST_PLACES} more"
    return shown


def can_stand_behind(row: Row, drawn: Row) -> bool:
    """Tell whether a row of the data is about the same thing and year as a row of a figure."""
    for column in IDENTITIES:
        wanted = drawn.get(column)
        if wanted and row.get(column, wanted) not in (wanted, "WLD"):
            return False
    year = year_of(row)
    return drawn.get("year", year) in (year, "")


def year_of(row: Row) -> str:
    """Return the year that a row of the data is about, from whichever column has it."""
    for column in PERIODS:
        if row.get(column):
            return row[column][:4]
    return ""
