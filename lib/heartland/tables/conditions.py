"""Conditions: the language of ``where``, in which tables name rows of tables.

``where`` is ``column=value;column=value``, and a row must satisfy every part. A value is written as
in the CSV: a number, ``true`` or ``false``, a text, or nothing for an empty cell. It may list
alternatives with commas, or span from one value to another with two dots, both included. A span of
numbers compares numbers, any other span compares text: ``2020..2022`` ends before ``2022-01``. No
blank stands beside these signs; a comma with one is part of a text: ``Relatives, to 24.kg``, and so
is a semicolon that no ``column=`` follows: ``side=KGZ;TJK``.
"""

import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from heartland.errors import DataError, did_you_mean, printable

NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
COMMA_OF_A_TEXT = re.compile(r",\s|\s,")


BEFORE_A_PART = re.compile(r";(?=\s*\w+\s*=)")


def parts_of(text: str) -> list[str]:
    """Return the parts column=value that semicolons join; a value may hold one itself.

    >>> parts_of("event_id=batken;side=KGZ;TJK;year=2022")
    ['event_id=batken', 'side=KGZ;TJK', 'year=2022']
    """
    return BEFORE_A_PART.split(text)


def parts_without_sign(value: str, columns: Collection[str]) -> list[str]:
    """Return what stands in a value of ``parts_of`` as if it were a part: a column, or nothing.

    >>> parts_without_sign("KAZ;year", ["area", "year"]), parts_without_sign("KGZ;TJK", ["side"])
    (['year'], [])
    """
    return [word for word in value.split(";")[1:] if not word or word in columns]


@dataclass(frozen=True)
class Condition:
    """One part of a ``where``: what the cells of a column are to be.

    Attributes:
        column: whose cells are looked at.
        values: one of them is in the cell; ``a,b`` is itself and its parts, ``a, b`` is one text.
        span: the lowest and the highest value, in place of ``values``; empty if there is none.
    """

    column: str
    values: tuple[str, ...] = ()
    span: tuple[str, str] | tuple[()] = ()

    def holds(self, cells: pd.Series) -> "pd.Series[bool]":
        """Tell in which cells of the column the condition holds.

        Raises:
            DataError: if the ends of a span are reversed, or one in a column of numbers is none.
        """
        numbers = _are_numbers(cells)
        if not self.span:
            return as_written(cells).isin(self.words(numbers))
        low, high = self.span
        if not numbers:
            self._expect_in_order(low <= high)
            return as_written(cells).between(low, high)
        least, most = self._bound(low), self._bound(high)
        self._expect_in_order(least <= most)
        return cells.between(least, most).fillna(False).astype("bool")

    def words(self, numbers: bool) -> tuple[str, ...]:
        """Return the values as ``as_written`` writes them: in a column of numbers, 5.0 is 5."""
        if not numbers:
            return self.values
        return tuple(
            _plain(float(value)) if NUMBER.fullmatch(value) else value for value in self.values
        )

    def _expect_in_order(self, in_order: bool) -> None:
        if not in_order:
            low, high = map(printable, self.span)
            raise DataError(
                f"where '{self.column}={low}..{high}': the ends are reversed, and no cell lies "
                f"between them: write {high}..{low}"
            )

    def _bound(self, text: str) -> float:
        if not NUMBER.fullmatch(text):
            span = printable("..".join(self.span))
            raise DataError(
                f"where '{self.column}={span}': '{printable(text)}' is not a number, and the "
                f"column '{self.column}' holds numbers"
            )
        return float(text)


@lru_cache(maxsize=10_000)
def parse(where: str) -> tuple[Condition, ...]:
    """Return the conditions of a ``where``.

    >>> parse("area=KAZ;year=2015..2020")
    (Condition(column='area', values=('KAZ',), span=()),
     Condition(column='year', values=(), span=('2015', '2020')))

    Raises:
        DataError: if a part lacks its ``=`` or a span an end, or a blank stands beside ``;``,
            ``=`` or ``..``.
    """
    conditions = []
    for part in parts_of(where):
        column, equals, value = part.partition("=")
        if not equals:
            raise _neither(where, part)
        low, dots, high = value.partition("..")
        if any(word != word.strip() for word in (column, low, high)):
            raise DataError(f"where '{where}': leave out the blank beside ';', '=' or '..'")
        if dots and not (low and high):
            raise DataError(f"where '{where}': a span has two ends, as in 2015..2020")
        if dots:
            condition = Condition(column, span=(low, high))
        elif "," in value and not COMMA_OF_A_TEXT.search(value):
            condition = Condition(column, values=(value, *value.split(",")))
        else:
            condition = Condition(column, values=(value,))
        conditions.append(condition)
    return tuple(conditions)


def _neither(where: str, part: str) -> DataError:
    return DataError(
        f"where '{printable(where)}': each part is column=value, or column= for an empty cell, "
        f"and '{printable(part)}' is neither"
    )


def _conditions_on(table: pd.DataFrame, where: str) -> tuple[Condition, ...]:
    """Return the conditions of a ``where`` on a table.

    Raises:
        DataError: as ``parse``; if a part is nothing, or a column without ``=``.
    """
    conditions = parse(where)
    for condition in conditions:
        for value in (*condition.values, *condition.span):
            for part in parts_without_sign(value, table.columns):
                raise _neither(where, part)
    return conditions


def as_written(cells: pd.Series) -> pd.Series:
    """Write cells as a ``where`` names them: 2022 and not 2022.0, true or false, "" if missing.

    >>> as_written(pd.Series([2.5, 2022, None])).tolist(), as_written(pd.Series([True])).tolist()
    (['2.5', '2022', ''], ['true'])
    """
    if cells.dtype == "str":
        return cells.fillna("")
    words = {cell: _word(cell) for cell in cells.dropna().unique()}
    texts = [words.get(cell, "") for cell in cells.tolist()]
    return pd.Series(texts, index=cells.index, dtype="str")


def _word(cell: object) -> str:
    if isinstance(cell, bool | np.bool_):
        return str(cell).lower()
    if isinstance(cell, int | float | np.number):
        return _plain(float(cell))
    return str(cell)


def _plain(number: float) -> str:
    """Write a number without an exponent, and without zeros at its end."""
    return np.format_float_positional(number, trim="-")


def _are_numbers(cells: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(cells) and not pd.api.types.is_bool_dtype(cells)


def matches(df: pd.DataFrame, where: str) -> "pd.Series[bool]":
    """Tell which rows a ``where`` names.

    >>> rows = pd.DataFrame({"area": ["KAZ", "UZB", "KGZ"], "rank": [9, 20, 136]})
    >>> matches(rows, "rank=1..20").tolist()
    [True, True, False]
    >>> matches(rows, "area=KAZ,KGZ;rank=136").tolist()
    [False, False, True]

    Raises:
        DataError: as ``parse``; if there is no such column, a bound among numbers is none, or the
            ends of a span are reversed.
    """
    named = pd.Series(True, index=df.index)
    for condition in _conditions_on(df, where):
        named &= condition.holds(_column(df, condition, where))
    return named


def _column(df: pd.DataFrame, condition: Condition, where: str) -> pd.Series:
    """Return the column that a condition is on; the nearest is offered where there is none."""
    column = condition.column
    if column not in df:
        near = did_you_mean(column, df.columns)
        raise DataError(f"where '{where}': there is no column '{column}'{near}")
    return df[column]


def select(df: pd.DataFrame, where: str) -> pd.DataFrame:
    """Return the rows that a ``where`` names: what it may say is at the head of this module.

    >>> rows = pd.DataFrame({"area": ["KAZ", "UZB"], "is_member": [True, False]})
    >>> select(rows, "is_member=false")["area"].tolist()
    ['UZB']

    Raises:
        DataError: as ``matches``.
    """
    return df[matches(df, where)]


@dataclass(frozen=True)
class Index:
    """Where each value of a column stands.

    Attributes:
        places: the positions of the cells that are written alike, by what is written.
        numbers: whether the column holds numbers.
    """

    places: dict[str, set[int]]
    numbers: bool


def _index(cells: pd.Series) -> Index:
    """Look through a column once."""
    places: defaultdict[str, set[int]] = defaultdict(set)
    for position, word in enumerate(as_written(cells).tolist()):
        places[word].add(position)
    return Index(dict(places), _are_numbers(cells))


class Selector:
    """A table whose rows are chosen as ``select`` does, many times and fast.

    The cells of a column are looked through once, when a ``where`` first names it; a span looks
    through them each time.

    >>> choose = Selector(pd.DataFrame({"area": ["KAZ", "UZB", "KAZ"], "year": [2020, 2020, 2022]}))
    >>> choose.positions("area=KAZ;year=2020..2022")
    [0, 2]
    """

    def __init__(self, table: pd.DataFrame) -> None:
        """Take a table; nothing is looked through before it is asked for."""
        self.table = table
        self._indexes: dict[str, Index] = {}

    def __call__(self, where: str) -> pd.DataFrame:
        """Return the rows that a ``where`` names.

        Raises:
            DataError: as ``matches``.
        """
        return self.table.take(self.positions(where))

    def positions(self, where: str) -> list[int]:
        """Return the positions of the rows that a ``where`` names, in order.

        Raises:
            DataError: as ``matches``.
        """
        conditions = _conditions_on(self.table, where)
        places = [self._places(condition, where) for condition in conditions]
        return sorted(set.intersection(*places))

    def _places(self, condition: Condition, where: str) -> set[int]:
        if condition.span:
            holds = condition.holds(_column(self.table, condition, where))
            return set(np.flatnonzero(holds).tolist())
        if condition.column not in self._indexes:
            self._indexes[condition.column] = _index(_column(self.table, condition, where))
        index = self._indexes[condition.column]
        return set().union(*(index.places.get(word, ()) for word in condition.words(index.numbers)))
