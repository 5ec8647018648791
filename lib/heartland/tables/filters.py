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
    "event": "event_id",
    "source": "source_id",
    "from": "start",
    "since": "start",
    "to": "end",
    "until": "end",
}
EMPTY = "; the column is empty"  # the end of a message
GROUPED = re.compile("-?[1-9][0-9]{0,2}([,' \u00a0\u2019\u202f][0-9]{3})+([.][0-9]+)?")  # 1,225
YEAR = re.compile("[0-9]{4}")
FEW = 12  # values of a column that a message still lists
OF_TIME = {"start", "end", "year", "period"}  # filters that parts of a year may answer
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
            where the table has them; ``year`` is one year where no column is called so.

    Raises:
        UsageError: for an unknown column or value, and where no row is left.
    """
    asked = _with_span_of_year(df, given)
    bounds = {key: asked.pop(key) for key in ("start", "end") if key in asked}
    kept = pd.Series(True, index=df.index)
    meant = {}
    for column, value in asked.items():
        cells = _cells(df, name, schema, column, value)
        meant[column] = _meant(name, cells, value)
        kept &= cells.isin(meant[column]).groupby(level=0).any()
    hint = ""
    if bounds:
        hint = _years_known(first_year(_dates(df, name)[kept]))
        kept &= _is_within(df, name, **bounds)
    filters = ", ".join(f"{key}={printable(value)}" for key, value in given.items())
    if not kept.any():
        if OF_TIME & set(given) and schema.get("annual") and "year" in df:
            hint += " (part_years=True adds parts of a year)"
        raise UsageError(f"{name} has no row with {filters}{hint}")
    lacking = _combinations_without_rows(df[kept], schema, meant) + _beyond(df[kept], **bounds)
    if lacking:
        LOG.warning(f"{name} has no row with {_some_of(lacking)}; wanted were {filters}")
    return kept


def _combinations_without_rows(
    rows: pd.DataFrame, schema: Mapping[str, Any], meant: Mapping[str, list[Any]]
) -> list[str]:
    """Write what was listed and has no row: a value, or values of two columns together."""
    listed = {column: values for column, values in meant.items() if len(values) > 1}
    cells = rows[list(listed)]
    for column in _joined_columns(schema) & set(listed):
        cells = cells.assign(**{column: cells[column].str.split(";")}).explode(column)
    there = set(cells.itertuples(index=False, name=None))
    wanted = [cell for cell in itertools.product(*listed.values()) if listed and cell not in there]
    lacking = []
    for place, (column, values) in enumerate(listed.items()):
        for value in values:
            if not any(cell[place] == value for cell in there):
                lacking.append(f"{column}={printable(value)}")
                wanted = [cell for cell in wanted if cell[place] != value]
    return lacking + [
        " ".join(f"{column}={printable(one)}" for column, one in zip(listed, cell, strict=True))
        for cell in wanted
    ]


def _beyond(rows: pd.DataFrame, start: Any = None, end: Any = None) -> list[str]:
    """Write the part of a span of time before the first of some rows, and after the last."""
    column = column_of_dates(rows)
    if column not in OF_SERIES:
        return []
    spans = [months_of(str(date)) for date in rows[column].unique()]
    begins, ends = min(first for first, _ in spans), max(last for _, last in spans)
    lacking = []
    if start is not None and begins[: len(_as_text(start))] > _as_text(start):
        lacking.append(f"a date before {begins[: len(_as_text(start))]}")
    if end is not None and ends[: len(_as_text(end))] < _as_text(end):
        lacking.append(f"a date after {ends[: len(_as_text(end))]}")
    return lacking


def _with_span_of_year(df: pd.DataFrame, given: Mapping[str, Any]) -> dict[str, Any]:
    """Read one ``year`` as the span from its start to its end, where no column is called so.

    Raises:
        UsageError: if it is no year.
    """
    asked = dict(given)
    wanted = as_list(given.get("year", []))
    if len(wanted) != 1 or "year" in df or not column_of_dates(df) or {"start", "end"} & set(given):
        return asked
    year = _as_text(wanted[0])
    if not YEAR.fullmatch(year):
        raise UsageError(f"year: '{printable(year)}' is not a year like 2022")
    del asked["year"]
    return asked | {"start": year, "end": year}


def as_list(value: Any) -> list[Any]:
    """Return several values as a list, and one value as a list of one.

    >>> as_list("area"), as_list(["area", "year"]), as_list(2022)
    (['area'], ['area', 'year'], [2022])
    """
    if isinstance(value, str) or not isinstance(value, Iterable):
        return [value]
    return list(value)


def _cells(
    df: pd.DataFrame, name: str, schema: Mapping[str, Any], column: str, value: Any
) -> pd.Series:
    """Return the cells of a column; one that joins codes is a cell for each, with its row's index.

    Raises:
        UsageError: if there is no such column.
    """
    if column not in df:
        near = _other_column(df, column, value)
        raise UsageError(f"{name} has no column '{printable(column)}'{near}")
    if column in _joined_columns(schema):
        return df[column].str.split(";").explode()
    return df[column]


def _joined_columns(schema: Mapping[str, Any]) -> set[str]:
    return {key["fields"][0] for key in schema.get("joinedKeys", [])}


def _meant(name: str, cells: pd.Series, value: Any) -> list[Any]:
    """Return the wanted values as a column writes them."""
    values = as_list(value)
    column = str(cells.name)
    if pd.api.types.is_bool_dtype(cells):
        return [_flag(column, one) for one in values]
    if pd.api.types.is_numeric_dtype(cells):
        return [_known_number(name, cells, one) for one in values]
    known = sorted(set(cells))
    return [_known_text(name, column, known, one) for one in values]


def _other_column(df: pd.DataFrame, column: str, value: Any) -> str:
    """Offer the column that is meant, as the end of a message; a year is asked for by a span."""
    has_dates = bool(column_of_dates(df))
    if column == "year" and has_dates:
        years = sorted(map(str, as_list(value))) or [""]
        return f": write start={printable(years[0])} end={printable(years[-1])}"
    meant = COLUMNS_BY_OTHER_NAMES.get(column.lower(), "")
    if meant in [*df.columns, "start", "end"]:
        return f". Did you mean '{meant}'?"
    of_time = ["year", "start", "end"] if has_dates else []
    return offer(column, dict.fromkeys([*df.columns, *of_time]))


def _flag(column: str, value: Any) -> bool:
    text = str(value).lower()
    if text not in ("true", "false"):
        raise UsageError(f"{column}: '{printable(value)}' is not True or False")
    return text == "true"


def _known_number(name: str, cells: pd.Series, value: Any) -> float:
    """Return a wanted number, if a column has it."""
    column = str(cells.name)
    number = _number(value)
    if number is None:
        hint = _as_number(column, str(value))
        raise UsageError(f"{column}: '{printable(value)}' is not a number{hint}")
    if not cells.eq(number).any():
        limits = EMPTY
        if cells.notna().any():
            limits = f"; its values run from {cells.min():g} to {cells.max():g}"
        raise UsageError(f"{name} has no {column} {printable(value)}{limits}")
    return int(number) if number.is_integer() else number


def _number(value: Any) -> float | None:
    """Return the number that a value is, or that a text writes as the tables do, else None."""
    if isinstance(value, str) and not _is_number(value.strip()):
        return None
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return None


def _as_number(column: str, text: str) -> str:
    """Say how a number, or several, are written that a text may mean, as the end of a message."""
    number = without_separators(text)
    if number:
        listed = text.replace(",", ", ")
        others = f"; several values: '{listed}'" if listed != text else ""
        return f": write {number}, without a separator{others}"
    parts = values_joined_in(text, _is_number)
    return _separate(column, parts) if parts else ""


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text))


def without_separators(text: str) -> str:
    """Return a number whose thousands are separated without the separators, "" for another text.

    >>> without_separators("-1,225.5"), without_separators("12,25")
    ('-1225.5', '')
    """
    return re.sub("[^0-9.-]", "", text) if GROUPED.fullmatch(text) else ""


def _known_text(name: str, column: str, known: list[str], value: Any) -> str:
    """Return the text of a column that a wanted value means: itself, or the code of its area."""
    text = str(value)
    if text in known:
        return text
    for cell in known:
        if cell.casefold() == text.strip().casefold():
            return cell
    code = find_area(text)
    if code and code in known:
        return code
    parts = values_joined_in(text, lambda part: part in known or find_area(part) in known)
    near = _separate(column, parts) if parts else _near(text, code, known)
    raise UsageError(f"{name} has no {column} '{printable(text)}'{near}")


def _separate(column: str, parts: list[str]) -> str:
    """Say how several values are written on the command line and in Python."""
    return f"{hint_to_separate(column, parts)}; in Python {column}={printable(parts)}"


def _near(text: str, code: str, known: list[str]) -> str:
    """Offer what a column has instead of a text, which may mean the area of a code."""
    names = area_names()
    if code:
        meant = names[code] if text == code else code
        return f" ({meant}){_some(known)}"
    dates = [cell for cell in known if cell]
    if dates and all(map(is_period, dates)):
        return f"; its dates run from {dates[0]} to {dates[-1]}"
    alike = names_beginning_alike(text, known)
    if alike:
        return _some(alike)
    areas = [names[cell] for cell in known if cell in names]
    return did_you_mean(text, [*known, *areas]) or _some(known)


def _some(known: list[str]) -> str:
    """List the values of a column, or the first of many, as the end of a message."""
    cells = [cell for cell in known if cell]
    return f"; there are {_some_of(cells)}" if cells else EMPTY


def _some_of(texts: list[str]) -> str:
    """List texts, or the first of many."""
    if len(texts) > FEW:
        return f"{', '.join(texts[:FEW])} and {len(texts) - FEW} more"
    return ", ".join(texts)


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


def _years_known(years: pd.Series) -> str:
    """Say between which years there are rows, as the end of a message."""
    known = years.dropna()
    return f"; there are rows from {known.min()} to {known.max()}" if len(known) else ""


def _is_within(
    df: pd.DataFrame, name: str, start: Any = None, end: Any = None
) -> "pd.Series[bool]":
    """Tell which rows are of years between two years, or lie whole between two months.

    Both ends are included; a year among months is its twelve months.

    Raises:
        UsageError: if a bound is neither, or a month where the rows are of years; if they are
            reversed.
    """
    dates = _dates(df, name)
    first, last = _bound("start", start, "0001"), _bound("end", end, "9999")
    by_month = is_month(first) or is_month(last)
    if by_month:
        column = column_of_dates(df)
        if pd.api.types.is_numeric_dtype(df[column]):
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


def _bound(key: str, value: Any, default: str) -> str:
    """Return a year or a month as text, of a bound that is not given the default."""
    if value is None:
        return default
    text = _as_text(value)
    if not YEAR.fullmatch(text) and not is_month(text):
        raise UsageError(
            f"{key}: '{printable(text)}' is not a year like 2022, nor a month like 2022-06"
        )
    return text


def _as_text(bound: Any) -> str:
    """Write a year or a month as text; a whole number of pandas, 2020.0, is the year 2020."""
    is_whole = isinstance(bound, float) and bound.is_integer()
    return f"{bound:.0f}" if is_whole else str(bound)
