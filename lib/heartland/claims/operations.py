"""What an audit computes from the rows that its ``where`` names."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from heartland.errors import DataError, printable
from heartland.sentences import count
from heartland.tables.measures import DAYS_A_MONTH, DAYS_A_YEAR
from heartland.tables.periods import is_date

FIGURES = "figures"
TEXT = "text"
EITHER = "figures or text"


@dataclass(frozen=True)
class Operation:
    """One operation: how many selections it needs, of what, and how its result is computed.

    ``single`` tells which of the selections must hold one value and no more.
    """

    compute: Callable[..., float | str]
    selections: int = 1
    of: str = FIGURES
    single: tuple[int, ...] = ()
    divides: bool = False
    counts: bool = False  # the result is a number of rows or a place
    keeps_unit: bool = False  # the result is in the unit of the figures


def _filled(column: pd.Series) -> pd.Series:
    """Leave out what is missing: in a column of text, that is "" too."""
    return column[column.notna() & column.ne("")]


def _first_value(column: pd.Series) -> float:
    return float(_filled(column).iloc[0])


def _first_date(column: pd.Series) -> str:
    """Return the first date of a column, as precise as it is written.

    Raises:
        DataError: if it is a period, or no date at all.
    """
    text = str(_filled(column).iloc[0])
    if not is_date(text):
        raise DataError(f"finds '{printable(text)}' in {column.name}, which is not a single date")
    return text


def _rank(column: pd.Series, among: pd.Series) -> float:
    """Return the place of a value: 1 is the largest, of dates the earliest."""
    value = _filled(column).iloc[0]
    others = _filled(among)
    before = others < value if column.dtype == "str" else others > value
    return float(before.sum() + 1)


def _days(first: pd.Series, last: pd.Series) -> int:
    return (pd.Timestamp(_first_date(last)) - pd.Timestamp(_first_date(first))).days


OPERATIONS = {
    "value": Operation(_first_value, single=(0,), keeps_unit=True),
    "date": Operation(_first_date, of=TEXT, single=(0,)),
    "sum": Operation(lambda column: float(column.sum()), keeps_unit=True),
    "count": Operation(lambda column: float(len(column)), of=EITHER, counts=True),
    "rank": Operation(_rank, selections=2, of=EITHER, single=(0,), counts=True),
    "share": Operation(
        lambda part, whole: float(100 * part.sum() / whole.sum()), selections=2, divides=True
    ),
    "ratio": Operation(
        lambda upper, lower: float(upper.sum() / lower.sum()), selections=2, divides=True
    ),
    "difference": Operation(
        lambda more, less: float(more.sum() - less.sum()), selections=2, keeps_unit=True
    ),
    "count_difference": Operation(
        lambda more, less: float(len(more) - len(less)), selections=2, of=EITHER, counts=True
    ),
    "months": Operation(
        lambda first, last: _days(first, last) / DAYS_A_MONTH,
        selections=2,
        of=TEXT,
        single=(0, 1),
    ),
    "years": Operation(
        lambda first, last: _days(first, last) / DAYS_A_YEAR,
        selections=2,
        of=TEXT,
        single=(0, 1),
    ),
}


def result_of(name: str, columns: list[pd.Series]) -> float | str:
    """Return the result of an operation on the columns of its selections.

    Example: ``result_of("share", [part, whole])`` is in percent.

    Raises:
        DataError: if the selections are not what the operation needs.
    """
    operation = OPERATIONS.get(name)
    if operation is None:
        raise DataError(f"'{name}' is not an operation; there are {', '.join(OPERATIONS)}")
    problem = _unfit(name, operation, columns)
    if problem:
        raise DataError(problem)
    return operation.compute(*columns)


def _unfit(name: str, operation: Operation, columns: list[pd.Series]) -> str:
    """Say why an operation cannot be computed from these columns, "" if it can."""
    if len(columns) != operation.selections:
        made = "1 selection" if len(columns) == 1 else f"{len(columns)} selections"
        needed = "1" if operation.selections == 1 else "2, joined by |"
        return f"is {made}, and '{name}' needs {needed}"
    holds = TEXT if columns[0].dtype == "str" else FIGURES
    if operation.of not in (holds, EITHER):
        return f"finds {holds} in {columns[0].name}, and '{name}' needs {operation.of}"
    for place in operation.single:
        number = _filled(columns[place]).nunique()
        if number != 1:
            return f"finds {number} different values in {columns[place].name}, not one"
    if operation.of == FIGURES and not operation.single:
        missing = sum(int(column.isna().sum()) for column in columns)
        if missing:
            return f"finds no figure in {count(missing, 'row')}, and '{name}' needs one in each"
    if operation.divides and not columns[1].sum():
        return "divides by zero"
    return ""
