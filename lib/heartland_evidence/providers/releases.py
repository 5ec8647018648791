"""What the providers bring next, and what is held of each of their releases.

The months are habits, as pages state them (``release_calendar``): no provider is held to one.
"""

from dataclasses import dataclass

import pandas as pd

from heartland.errors import UsageError, printable
from heartland.tables.conditions import select
from heartland.tables.periods import is_day, last_day, newest_observation
from heartland.tables.sources import last_read
from heartland.tables.tables import load

EVERY_MONTH = [f"{month:02d}" for month in range(1, 13)]


@dataclass(frozen=True)
class Release:
    """A release as one table of the collection has it.

    Attributes:
        provider: who publishes it.
        name: of the publication.
        table: the dataset that it feeds.
        brings: what the next one adds.
        frequency: how often it comes.
        about: whether the months are a habit, and not a statement.
        due: the month in which one usually came that is not held, "" if none is known.
        next: the month in which the next usually comes, "" if no page states it.
        newest: the newest edition held where every row is of one, else the newest observation.
        read_on: the day on which its rows were last read here.
        refresh: the words after ``heartland refresh-data``, "" if it is coded by hand.
        source_id: the page that states frequency and months.
        note: what else is known.
    """

    provider: str
    name: str
    table: str
    brings: str
    frequency: str
    about: bool
    due: str
    next: str
    newest: str
    read_on: str
    refresh: str
    source_id: str
    note: str


def releases(on: str) -> list[Release]:
    """Return what each provider brings, those first that are due, then by month.

    Args:
        on: the day from which to look, like ``2026-11-26``.

    Raises:
        UsageError: if it is no day.
    """
    if not is_day(on):
        raise UsageError(f"'{printable(on)}' is not a day like 2026-11-26")
    found = []
    for row in load("release_calendar").fillna("").to_dict("records"):
        held = load(row["table"], part_years=True)
        if row["where"]:
            held = select(held, row["where"])
        read_on = last_read(held)
        editions = _dates_in(held, "vintage")
        dates = editions or _dates_in(held, "period")
        newest = max(dates, key=last_day) if dates else newest_observation(held)
        months = row["months"].split(";") if row["months"] else []
        if row["frequency"] == "monthly":
            months = EVERY_MONTH
        since = newest if editions else read_on
        found.append(
            Release(
                provider=row["provider"],
                name=row["release"],
                table=row["table"],
                brings=row["brings"],
                frequency=row["frequency"],
                about=row["relation"] == "~",
                due=due(months, since, on),
                next=next_month(months, on),
                newest=newest,
                read_on=read_on,
                refresh=row["refresh"],
                source_id=row["source_id"],
                note=row["note"],
            )
        )
    return sorted(found, key=_order)


def _dates_in(held: pd.DataFrame, column: str) -> list[str]:
    """Return the last date of each cell of a column; nothing where a row has none.

    A few rows with an edition, among a series without, say nothing of what is held of the series.
    """
    if column not in held or held[column].fillna("").eq("").any():
        return []
    return sorted({str(cell).rpartition("/")[2] for cell in held[column]})


def _order(release: Release) -> tuple[str, str, str, str, str]:
    last = "9999"
    return (
        release.due or last,
        release.next or last,
        release.provider,
        release.name,
        release.table,
    )


def next_month(months: list[str], on: str) -> str:
    """Return the first of these months of the year from a day on, "" if there are none.

    >>> next_month(["04", "10"], "2026-11-26")
    '2027-04'
    """
    year = int(on[:4])
    to_come = [f"{each}-{month}" for each in (year, year + 1) for month in months]
    return min((month for month in to_come if month >= on[:7]), default="")


def due(months: list[str], since: str, on: str) -> str:
    """Return the first of these months that has passed since one was held, "" if none has.

    >>> due(["04", "10"], "2025-10", "2026-11-26")
    '2026-04'
    """
    if len(since) < 7:
        return ""
    years = range(int(since[:4]), int(on[:4]) + 1)
    passed = [f"{year}-{month}" for year in years for month in months]
    return min((month for month in passed if since[:7] < month < on[:7]), default="")
