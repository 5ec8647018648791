"""What the functions of the tables expect of the rows they are given.

Each check lets pass what is right, and refuses anything else in one line.
"""

import datetime
from collections.abc import Collection, Hashable, Iterable, Sequence, Sized

import numpy as np
import pandas as pd

from heartland import sentences
from heartland.errors import UsageError, offer, printable
from heartland.tables.periods import is_date, is_period


def rows(function: str, df: object, dataset: str = "trade") -> None:
    """Expect a frame, not for instance the name of a dataset."""
    if not isinstance(df, pd.DataFrame):
        raise UsageError(
            f"{function} takes rows, as load({dataset!r}) returns them, "
            f"and was given {printable(repr(df))}"
        )


def text(function: str, argument: str, value: object) -> None:
    """Expect words, not for instance a number or nothing."""
    if not isinstance(value, str):
        raise UsageError(
            f"{function}: '{argument}' is text, and was given {printable(repr(value))}"
        )


def flag(function: str, argument: str, value: object) -> None:
    """Expect True or False, not for instance a word: "no" would be taken for true."""
    if not isinstance(value, bool | np.bool_):
        raise UsageError(
            f"{function}: '{argument}' is True or False, and was given {printable(repr(value))}"
        )


def columns(df: pd.DataFrame, names: Iterable[str], dataset: str = "") -> None:
    """Expect rows that have these columns; the nearest is offered for one that is not there."""
    subject = f"{dataset} has" if dataset else "the rows have"
    for name in names:
        if not isinstance(name, Hashable) or name not in df:
            near = offer(str(name), map(str, df.columns))
            raise UsageError(f"{subject} no column '{printable(name)}'{near}")


def none_missing(function: str, df: pd.DataFrame, name: str) -> None:
    """Expect a value in each row: a row without one would be exported, and not be drawn."""
    lacking = int((df[name].isna() | df[name].eq("").fillna(False)).sum())
    if lacking:
        raise UsageError(
            f"{function}: '{printable(name)}' is missing in {sentences.count(lacking, 'row')}: "
            "fill it in, or leave these rows out"
        )


def numbers(df: pd.DataFrame, name: str) -> None:
    """Expect a column of numbers."""
    columns(df, [name])
    if not pd.api.types.is_numeric_dtype(df[name]):
        raise UsageError(f"column '{printable(name)}' does not hold numbers")


def dates(df: pd.DataFrame, name: str) -> None:
    """Expect a column of dates or periods; a cell without one is empty."""
    columns(df, [name])
    for cell in df[name].dropna().astype("str").unique():
        if cell and not is_period(cell):
            raise UsageError(
                f"column '{printable(name)}' does not hold dates: '{printable(cell)}' is none"
            )


def some(function: str, argument: str, names: Sized) -> None:
    """Expect at least one column."""
    if not len(names):
        raise UsageError(f"{function}: name at least one column in '{argument}'")


def one_of(function: str, noun: str, value: object, allowed: Collection[str]) -> None:
    """Expect one of some names, and not several at a time; the nearest is offered for another."""
    if not isinstance(value, str) or value not in allowed:
        near = offer(str(value), allowed)
        raise UsageError(f"{function}: no {noun} '{printable(value)}'{near}")


def date(function: str, value: str | int | datetime.date) -> str:
    """Expect a year, a month or a day of the calendar, and return it as text; a time is its day.

    >>> date("known", 2022), date("known", "2022-06"), date("known", pd.Timestamp("2022-06-30"))
    ('2022', '2022-06', '2022-06-30')
    """
    text = str(value)
    if isinstance(value, datetime.date):  # a datetime and a timestamp of pandas are dates, too
        text = value.isoformat()[: len("2022-06-30")]
    if not is_date(text):
        raise UsageError(
            f"{function}: '{printable(text)}' is not a date like 2022, 2022-06 or 2022-06-30"
        )
    return text


def repeated(df: pd.DataFrame, by: Sequence[str]) -> tuple[pd.DataFrame, str]:
    """Return the first rows that agree in some columns, and in what: "area=KAZ, partner=".

    Without any the frame is empty.
    """
    doubled = df[df.duplicated(by, keep=False)]
    same = doubled[doubled.groupby(list(by), dropna=False, sort=False).ngroup().eq(0)]
    cells = same.head(1)[list(by)].astype("object").fillna("").to_dict("records")
    return same, ", ".join(f"{column}={cell}" for row in cells for column, cell in row.items())


def rows_of(function: str, dataset: str, df: object, names: Iterable[str]) -> None:
    """Expect rows of a dataset, which have these columns."""
    rows(function, df, dataset)
    for name in names:
        if name not in df:  # type: ignore[operator]
            raise UsageError(
                f"{function} takes rows of {dataset}, as load({dataset!r}) returns them; "
                f"these have no column '{name}'"
            )
