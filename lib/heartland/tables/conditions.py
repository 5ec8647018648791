"""Conditions: the language of ``where``, in which tables name rows of tables.

``where`` is ``column=value;column=value``, and a row must satisfy every part. A value is written as
in the CSV: a number, ``true`` or ``false``, a text, or nothing for an empty cell. It may list
alternatives with commas, or span from one value to another with two dots, both included. A span of
numbers compares numbers, any other span compares text: ``2020..2022`` ends before ``2022-01``. No
blank stands beside these signs; a comma with one is part of a text: ``Relatives, to 24.kg``, and so
is a semicolon that no ``column=`` follows: ``side=KGZ;TJK``.
"""

import re
from collections.abc import Collection, Mapping
from functools import partial, reduce
from typing import Any

import numpy as np
import pandas as pd

from heartland.errors import DataError, did_you_mean, printable

NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
COMMA_OF_A_TEXT = re.compile(r",\s|\s,")
NOWHERE = np.array([], dtype="int64")
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


def as_written(cells: pd.Series) -> pd.Series:
    """Write cells as a ``where`` names them: 2022 and not 2022.0, true or false, "" if missing.

    >>> as_written(pd.Series([2.5, 2022, None])).tolist(), as_written(pd.Series([True])).tolist()
    (['2.5', '2022', ''], ['true'])
    """
    if cells.dtype == "str":
        return cells.fillna("")
    words = cells.map(word, na_action="ignore").astype("object")
    return words.fillna("").astype("str")


def word(cell: object) -> str:
    """Write one cell as ``as_written`` does."""
    if isinstance(cell, bool | np.bool_):
        return str(cell).lower()
    if isinstance(cell, int | float | np.number):
        return _plain(float(cell))
    return str(cell)


def _plain(number: float) -> str:
    """Write a number without an exponent, and without zeros at its end."""
    return np.format_float_positional(number, trim="-")


def as_column_writes(text: str, cells: pd.Series) -> str:
    """Write a number as a column of numbers does: 5.00 is 5. Any other text stays as it is."""
    return _plain(float(text)) if are_numbers(cells) and NUMBER.fullmatch(text) else text


def select(df: pd.DataFrame, where: str) -> pd.DataFrame:
    """Return the rows that a ``where`` names: what it may say is at the head of this module.

    >>> rows = pd.DataFrame({"area": ["KAZ", "UZB", "KGZ"], "rank": [9, 20, 136]})
    >>> select(rows, "area=KAZ,KGZ;rank=1..20")["area"].tolist()
    ['KAZ']

    Raises:
        DataError: as ``Selector.positions``.
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
        self._places: dict[str, Mapping[Any, Any]] = {}

    def __call__(self, where: str) -> pd.DataFrame:
        """Return the rows that a ``where`` names.

        Raises:
            DataError: as ``positions``.
        """
        return self.table.take(self.positions(where))

    def positions(self, where: str) -> list[int]:
        """Return the positions of the rows that a ``where`` names, in order.

        Raises:
            DataError: if a part lacks its ``=`` or a span an end, a blank stands beside a sign,
                there is no such column, a bound among numbers is none, or the ends of a span are
                reversed.
        """
        first, *others = [self._holding(part, where) for part in parts_of(where)]
        both: Any = partial(np.intersect1d, assume_unique=True)
        found: list[int] = reduce(both, others, np.sort(first)).tolist()
        return found

    def _holding(self, part: str, where: str) -> np.ndarray:
        """Return the positions at which one part of a ``where`` holds."""
        column, sign, value = part.partition("=")
        low, dots, high = value.partition("..")
        for text in parts_without_sign(value, self.table.columns) if sign else [part]:
            raise DataError(
                f"where '{printable(where)}': each part is column=value, or column= for an empty "
                f"cell, and '{printable(text)}' is neither"
            )
        if any(word != word.strip() for word in (column, low, high)):
            raise DataError(f"where '{where}': leave out the blank beside ';', '=' or '..'")
        if column not in self.table:
            near = did_you_mean(column, self.table.columns)
            raise DataError(f"where '{where}': there is no column '{column}'{near}")
        cells = self.table[column]
        if dots:
            return np.flatnonzero(_is_within(cells, low, high))
        if column not in self._places:
            written = as_written(cells).reset_index(drop=True)
            self._places[column] = written.groupby(written).indices
        places = self._places[column]
        values = [value]
        if not COMMA_OF_A_TEXT.search(value):
            values += value.split(",")
        words = dict.fromkeys(as_column_writes(one, cells) for one in values)
        return np.concatenate([NOWHERE, *(places[word] for word in words if word in places)])


def _is_within(cells: pd.Series, low: str, high: str) -> "pd.Series[bool]":
    """Tell which cells of a column lie in a span.

    Raises:
        DataError: if it lacks an end or its ends are reversed, or one in a column of numbers is
            none.
    """
    where = f"where '{cells.name}={printable(low)}..{printable(high)}'"
    if not (low and high):
        raise DataError(f"{where}: a span has two ends, as in 2015..2020")
    numbers = are_numbers(cells)
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


def are_numbers(cells: pd.Series) -> bool:
    """Tell whether a column holds numbers; yes and no are none."""
    return pd.api.types.is_numeric_dtype(cells) and not pd.api.types.is_bool_dtype(cells)
