"""Rows with what their codes stand for: names of areas and events, and sources."""

from collections.abc import Hashable, Mapping

import pandas as pd

from heartland.errors import UsageError
from heartland.tables import expect
from heartland.tables.areas import area_names
from heartland.tables.schemas import OF_AREAS
from heartland.tables.sources import by_id, source_ids
from heartland.tables.tables import load

OF_SOURCES = ("publisher", "title", "url", "published")


def with_names(df: pd.DataFrame) -> pd.DataFrame:
    """Add the English names of the areas and events that the rows name by code.

    >>> trade = load("trade", area="KAZ", partner="CHN", year=2022)
    >>> with_names(trade)[["area_name", "partner_name"]].iloc[0].tolist()
    ['Kazakhstan', 'China']

    Returns:
        A new frame, with a column ``area_name`` after ``area``, ``partner_name`` after
        ``partner`` and so on; reporters are named where some are countries. A cell with several
        codes has several names, and what is no code stays as it is.
    """
    expect.rows("with_names", df)
    df = df.copy()
    names = area_names()
    for column in OF_AREAS:
        if column in df:
            _insert_names(df, column, f"{column}_name", names)
    if "reporter" in df and df["reporter"].isin(list(names)).any():
        _insert_names(df, "reporter", "reporter_name", names)
    if "event_id" in df:
        events = load("conflict_events")
        titles = dict(zip(events["event_id"], events["name"], strict=True))
        _insert_names(df, "event_id", "event_name", titles)
    return df


def _insert_names(df: pd.DataFrame, column: str, named: str, names: Mapping[str, str]) -> None:
    """Insert a column of names after a column of codes."""

    def translated(cell: str) -> str:
        return "; ".join(names.get(code, code) for code in cell.split(";"))

    values = df[column].map(translated, na_action="ignore")
    if named in df:
        df[named] = values
        return
    place = list(df.columns).index(column) + 1
    df.insert(place, named, values)


def with_sources(df: pd.DataFrame) -> pd.DataFrame:
    """Add publisher, title, address and date of the source of each row.

    >>> rates = with_sources(load("exchange_rates", currency="CNY", year=2022))
    >>> list(rates.columns[-4:])
    ['source_publisher', 'source_title', 'source_url', 'source_published']

    Returns:
        A new frame, with the columns ``source_publisher``, ``source_title``, ``source_url`` and
        ``source_published`` at its end. A row with several sources has all of them, joined by
        "; ".

    Raises:
        UsageError: if the rows have no column ``source_id``.
        DataError: for a source that is not in ``sources.csv``.
    """
    expect.rows("with_sources", df)
    if "source_id" not in df:
        raise UsageError("these rows have no column source_id, so they have no sources to join")
    sources = by_id("sources", source_ids(df))
    df = df.copy()
    for column in OF_SOURCES:
        df[f"source_{column}"] = _joined(df["source_id"], sources[column].to_dict())
    return df


def _joined(ids: pd.Series, values: Mapping[Hashable, str]) -> pd.Series:
    """Replace the ids in each cell by their values."""

    def replaced(cell: str) -> str:
        return "; ".join(values[one.strip()] for one in cell.split(";") if one.strip())

    return ids.fillna("").map(replaced)
