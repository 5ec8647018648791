"""Conditions: the language of ``where``, in which tables name rows of tables.

``where`` is ``column=value;column=value``, and a row must satisfy every part. A value is written as
in the CSV: a number, ``true`` or ``false``, a text, or nothing for an empty cell. It may list
alternatives with commas, or span from one value to another with two dots, both included. A span of
numbers compares numbers, any other span compares text: ``2020..2022`` ends before ``2022-01``. No
blank stands beside these signs; a comma with one is part of a text: ``Relatives, to 24.kg``, and so
is a semicolon that no ``column=`` follows: ``side=KGZ;TJK``.
"""

import re
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
        DataError: as ``parse``; if a part is nothing, or a column without ``=``, or there is no
            such column.
    """
    conditions = parse(where)
    for condition in conditions:
        for value in (*condition.values, *condition.span):
            for part in parts_without_sign(value, table.columns):
                raise _neither(where, part)
        if condition.column not in table:
            near = did_you_mean(condition.column, table.columns)
            raise DataError(f"where '{where}': there is no column '{condition.column}'{near}")
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
    named = pd.Series(False, index=df.index)
    named.iloc[Selector(df).positions(where)] = True
    return named


def select(df: pd.DataFrame, where: str) -> pd.DataFrame:
    """Return the rows that a ``where`` names: what it may say is at the head of this module.

    >>> rows = pd.DataFrame({"area": ["KAZ", "UZB"], "is_member": [True, False]})
    >>> select(rows, "is_member=false")["area"].tolist()
    ['UZB']

    Raises:
        DataError: as ``matches``.
    """
    return Selector(df)(where)


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
        self._places: dict[str, dict[str, list[int]]] = {}

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
        return sorted(set.intersection(*map(self._holding, conditions)))

    def _holding(self, condition: Condition) -> set[int]:
        """Return the positions at which a condition holds."""
        cells = self.table[condition.column]
        if condition.span:
            return set(np.flatnonzero(_is_within(cells, *condition.span)).tolist())
        if condition.column not in self._places:
            places: dict[str, list[int]] = {}
            for position, word in enumerate(as_written(cells).tolist()):
                places.setdefault(word, []).append(position)
            self._places[condition.column] = places
        places = self._places[condition.column]
        words = condition.values
        if _are_numbers(cells):  # 5.0 is 5
            words = tuple(_plain(float(word)) if NUMBER.fullmatch(word) else word for word in words)
        return {place for word in words for place in places.get(word, ())}


def _is_within(cells: pd.Series, low: str, high: str) -> "pd.Series[bool]":
    """Tell which cells of a column lie in a span.

    Raises:
        DataError: if its ends are reversed, or one in a column of numbers is none.
    """
    where = f"where '{cells.name}={printable(low)}..{printable(high)}'"
    numbers = _are_numbers(cells)
    for bound in (low, high):
        if numbers and not NUMBER.fullmatch(bound):
            raise DataError(
                f"{where}: '{printable(bound)}' is not a number, and the "
                f"column '{cells.name}' holds numbers"
            )
    if (float(low) > float(high)) if numbers else (low > high):
        raise DataError(
            f"{where}: the ends are reversed, and no cell lies "
            f"between them: write {printable(high)}..{printable(low)}"
        )
    if not numbers:
        return as_written(cells).between(low, high)
    return cells.between(float(low), float(high)).fillna(False).astype(bool)


def _are_numbers(cells: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(cells) and not pd.api.types.is_bool_dtype(cells)
