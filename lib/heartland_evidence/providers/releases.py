"""What the providers bring next, and what is held of each of their releases.

The months are habits, as pages state them (``release_calendar``): no provider is held to one.
"""

from dataclasses import dataclass

import pandas as pd

from heartland.errors import UsageError, printable
from heartland.tables import collection
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
        edition = _last_date(held, "vintage")
        newest = edition or _last_date(held, "period") or newest_observation(held)
        months = [month for month in row["months"].split(";") if month]
        if row["frequency"] == "monthly":
            months = EVERY_MONTH
        found.append(
            Release(
                provider=row["provider"],
                name=row["release"],
                table=row["table"],
                brings=row["brings"],
                frequency=row["frequency"],
                about=row["relation"] == "~",
                due=due(months, edition or read_on, on),
                next=next_month(months, on),
                newest=newest,
                read_on=read_on,
                refresh=row["refresh"],
                source_id=row["source_id"],
                note=row["note"],
            )
        )
    last = "9999"
    return sorted(
        found,
        key=lambda one: (one.due or last, one.next or last, one.provider, one.name, one.table),
    )


@dataclass(frozen=True)
class Held:
    """What a table holds to, and what should have come since.

    Attributes:
        table: its name.
        newest: its newest observation.
        read_on: the day on which a document behind it was last read.
        due: the releases that usually came since, by provider and name.
        missing: how many things were looked for and not found.
    """

    table: str
    newest: str
    read_on: str
    due: list[str]
    missing: int


def held_by_table(found: list[Release]) -> list[Held]:
    """Return for each table with observations what is held, those that are oldest first.

    Args:
        found: the releases, seen from a day.
    """
    searches = load("excluded")
    sought = searches[searches["outcome"].ne("found since")]["dataset"].value_counts()
    tables = []
    for name in collection.dataset_names(collection.root()):
        rows = load(name, part_years=True)
        newest, read_on = newest_observation(rows), last_read(rows)
        if newest and read_on and name != "sources":  # of which the year is that of a document
            due = [f"{one.provider}: {one.name}" for one in found if one.due and one.table == name]
            tables.append(Held(name, newest, read_on, due, int(sought.get(name, 0))))
    return sorted(tables, key=lambda one: (one.newest, one.table))


def _last_date(held: pd.DataFrame, column: str) -> str:
    """Return the last date that the cells of a column reach to, "" where a row has none.

    A few rows with an edition, among a series without, say nothing of what is held of the series.
    """
    if column not in held or held[column].fillna("").eq("").any():
        return ""
    ends = {str(cell).rpartition("/")[2] for cell in held[column]}
    return max(sorted(ends), key=last_day, default="")


def next_month(months: list[str], on: str) -> str:
    """Return the first of these months of the year from a day on, "" if there are none.

    >>> next_month(["04", "10"], "2026-11-26")
    '2027-04'
    """
    to_come = [month for month in _dated(months, on, str(int(on[:4]) + 1)) if month >= on[:7]]
    return min(to_come, default="")


def due(months: list[str], since: str, on: str) -> str:
    """Return the first of these months that has passed since one was held, "" if none has.

    A year alone does not say since when.

    >>> due(["04", "10"], "2025-10", "2026-11-26")
    '2026-04'
    """
    if len(since) < len("2026-11"):
        return ""
    passed = [month for month in _dated(months, since, on) if since[:7] < month < on[:7]]
    return min(passed, default="")


def _dated(months: list[str], first: str, last: str) -> list[str]:
    """Return these months of each year from a date to another: ``2026-04``."""
    years = range(int(first[:4]), int(last[:4]) + 1)
    return [f"{year}-{month}" for year in years for month in months]
