"""Which rows of a table a reader wants: the filters of ``load``.

Nothing is guessed. A column, a value or a year that the table does not have is an error of one
line, which offers the nearest.
"""

import itertools
import logging
import re
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from heartland.errors import (
    UsageError,
    did_you_mean,
    hint_to_separate,
    names_beginning_alike,
    offer,
    printable,
    values_joined_in,
)
from heartland.tables.areas import area_names, find_area
from heartland.tables.conditions import are_numbers, as_column_writes, as_written, word
from heartland.tables.periods import (
    column_of_dates,
    date_of_count,
    first_year,
    is_month,
    is_period,
    months_of,
)

LOG = logging.getLogger("heartland")

COLUMNS_BY_OTHER_NAMES = {
    "country": "area",
    "republic": "area",
    "from": "start",
    "since": "start",
    "to": "end",
    "until": "end",
}
GROUPED = re.compile("-?[1-9][0-9]{0,2}([,' \u00a0\u2019\u202f][0-9]{3})+([.][0-9]+)?")  # 1,225
YEAR = re.compile("[0-9]{4}")
FEW = 12  # values of a column that a message still lists
OF_SERIES = ("period", "target_year", "year", "edition")  # columns of dates that end where data do


def mask(
    df: pd.DataFrame, name: str, schema: Mapping[str, Any], given: Mapping[str, Any]
) -> "pd.Series[bool]":
    """Tell which rows all filters want; a line says what of it there is no row of.

    Args:
        df: rows of a dataset, or of a figure.
        name: the dataset, for the messages.
        schema: its table schema.
        given: for each column a value or several; ``start`` and ``end`` are years, or months
            where the table has them; ``year`` is the first year that a row speaks of.

    Raises:
        UsageError: for an unknown column or value, and where no row is left.
    """
    if "year" in given and "year" not in df and column_of_dates(df):
        df = df.assign(year=first_year(_dates(df, name)))
    bounds = {key: given[key] for key in ("start", "end") if key in given}
    joined = {key["fields"][0] for key in schema.get("joinedKeys", [])}
    kept = pd.Series(True, index=df.index)
    meant = {}
    for column in [key for key in given if key not in bounds]:
        if column not in df:
            raise UsageError(f"{name} has no column '{printable(column)}'{_near(df, column)}")
        cells = df[column].str.split(";").explode() if column in joined else df[column]
        meant[column] = _meant(name, cells, as_list(given[column]))
        kept &= cells.isin(meant[column]).groupby(level=0).any()
    hint = ""
    if bounds:
        years = first_year(_dates(df, name)[kept]).dropna()
        hint = f"; there are rows from {years.min()} to {years.max()}" if len(years) else ""
        kept &= _is_within(df, name, **bounds)
    if not kept.any():
        raise UsageError(f"{name} has no row with {in_words(given)}{hint}")
    lacking = _without_rows(df[kept], joined, meant) + _beyond(df[kept], **bounds)
    if lacking:
        LOG.warning(f"{name} has no row with {_some_of(lacking)}; wanted were {in_words(given)}")
    return kept


def in_words(given: Mapping[str, Any]) -> str:
    """Write filters as a message has them.

    >>> in_words({"area": ["KAZ", "KGZ"], "start": 2020})
    "area=['KAZ', 'KGZ'], start=2020"
    """
    return ", ".join(f"{key}={printable(value)}" for key, value in given.items())


def as_list(value: Any) -> list[Any]:
    """Return several values as a list, and one value as a list of one.

    >>> as_list("area"), as_list(["area", "year"]), as_list(2022)
    (['area'], ['area', 'year'], [2022])
    """
    if isinstance(value, str) or not isinstance(value, Iterable):
        return [value]
    return list(value)


def _near(df: pd.DataFrame, column: str) -> str:
    """Offer the column that is meant, as the end of a message."""
    meant = COLUMNS_BY_OTHER_NAMES.get(column.lower(), "")
    if meant in [*df.columns, "start", "end"]:
        return f". Did you mean '{meant}'?"
    of_time = ["year", "start", "end"] if column_of_dates(df) else []
    return offer(column, dict.fromkeys([*df.columns, *of_time]))


def _meant(name: str, cells: pd.Series, values: list[Any]) -> list[Any]:
    """Return the cells of a column that wanted values mean: themselves, or the code of an area."""
    known = cells.drop_duplicates().sort_values()
    cell_of = dict(zip(as_written(known), known, strict=True))
    folded = {text.casefold(): text for text in cell_of}
    meant = []
    for value in values:
        text = as_column_writes(word(value).strip(), cells)
        found = text if text in cell_of else folded.get(text.casefold()) or find_area(text) or None
        if found not in cell_of:
            told = f"{name} has no {cells.name} '{printable(text)}'"
            raise UsageError(told + _other_values(text, cells, list(cell_of)))
        meant.append(cell_of[found])
    return meant


def _other_values(text: str, cells: pd.Series, known: list[str]) -> str:
    """Offer what a column has in place of a text, as the end of a message."""
    filled = [cell for cell in known if cell]
    if not filled:
        return "; the column is empty"
    if are_numbers(cells) and (number := without_separators(text)):
        return f": write {number}, without a separator"
    parts = values_joined_in(text, lambda part: part in filled or find_area(part) in filled)
    if parts:
        column = str(cells.name)
        return f"{hint_to_separate(column, parts)}; in Python {column}={printable(parts)}"
    if are_numbers(cells) or all(map(is_period, filled)):
        return f"; its values run from {filled[0]} to {filled[-1]}"
    names = area_names()
    if code := find_area(text):  # of an area that is in the collection, and not in this column
        return f" ({names[code] if text == code else code}); there are {_some_of(filled)}"
    if alike := names_beginning_alike(text, filled):
        return f"; there are {_some_of(alike)}"
    areas = [names[cell] for cell in filled if cell in names]
    return did_you_mean(text, [*filled, *areas]) or f"; there are {_some_of(filled)}"


def without_separators(text: str) -> str:
    """Return a number whose thousands are separated without the separators, "" for another text.

    >>> without_separators("-1,225.5"), without_separators("12,25")
    ('-1225.5', '')
    """
    return re.sub("[^0-9.-]", "", text) if GROUPED.fullmatch(text) else ""


def _some_of(texts: list[str]) -> str:
    """List texts, or the first of many."""
    if len(texts) > FEW:
        return f"{', '.join(texts[:FEW])} and {len(texts) - FEW} more"
    return ", ".join(texts)


def _without_rows(
    rows: pd.DataFrame, joined: set[str], meant: Mapping[str, list[Any]]
) -> list[str]:
    """Write what was listed and has no row: a value, or values of several columns together."""
    listed = {column: values for column, values in meant.items() if len(values) > 1}
    if not listed:
        return []
    cells = rows[list(listed)]
    for column in joined & listed.keys():
        cells = cells.assign(**{column: cells[column].str.split(";")}).explode(column)
    there = {column: set(cells[column]) for column in listed}
    lacking = []
    found: dict[str, list[Any]] = {}
    for column, values in listed.items():
        found[column] = [one for one in values if one in there[column]]
        lacking += [f"{column}={printable(one)}" for one in values if one not in there[column]]
    met = set(cells.itertuples(index=False, name=None))
    for cell in itertools.product(*found.values()):
        if cell not in met:
            pairs = zip(found, cell, strict=True)
            lacking.append(" ".join(f"{column}={printable(one)}" for column, one in pairs))
    return lacking


def _beyond(rows: pd.DataFrame, start: Any = None, end: Any = None) -> list[str]:
    """Write the part of a span of time before the first of some rows, and after the last."""
    column = column_of_dates(rows)
    if column not in OF_SERIES:
        return []
    spans = [months_of(str(date)) for date in rows[column].unique()]
    begins, ends = min(first for first, _ in spans), max(last for _, last in spans)
    lacking = []
    if start is not None and begins[: len(word(start))] > word(start):
        lacking.append(f"a date from {word(start)} to before {begins[: len(word(start))]}")
    if end is not None and ends[: len(word(end))] < word(end):
        lacking.append(f"a date after {ends[: len(word(end))]} to {word(end)}")
    return lacking


def _dates(df: pd.DataFrame, name: str) -> pd.Series:
    """Return the dates of which rows speak as text, "" where one is missing.

    Raises:
        UsageError: if the table has none.
    """
    column = column_of_dates(df)
    if not column:
        raise UsageError(f"{name} has no column of dates, so start and end cannot be used with it")
    if column == "counted_on":
        return date_of_count(df)
    return df[column].astype("str").fillna("")


def _is_within(
    df: pd.DataFrame, name: str, start: Any = "0001", end: Any = "9999"
) -> "pd.Series[bool]":
    """Tell which rows are of years between two years, or lie whole between two months.

    Both ends are included; a year among months is its twelve months.

    Raises:
        UsageError: if a bound is neither, or a month where the rows are of years; if they are
            reversed.
    """
    dates = _dates(df, name)
    first, last = word(start), word(end)
    for key, bound in (("start", first), ("end", last)):
        if not YEAR.fullmatch(bound) and not is_month(bound):
            raise UsageError(
                f"{key}: '{printable(bound)}' is not a year like 2022, nor a month like 2022-06"
            )
    by_month = is_month(first) or is_month(last)
    if by_month:
        column = column_of_dates(df)
        if are_numbers(df[column]):
            raise UsageError(f"{name} is by year ({column}): name a year like 2022 and no month")
        first = first if is_month(first) else f"{first}-01"
        last = last if is_month(last) else f"{last}-12"
    if first > last:
        raise UsageError(f"start={first} is later than end={last}")
    if not by_month:
        return first_year(dates).between(first, last)
    spans = {date: months_of(date) for date in dates.unique() if date}
    within = [date for date, (begins, ends) in spans.items() if first <= begins and ends <= last]
    return dates.isin(within)
