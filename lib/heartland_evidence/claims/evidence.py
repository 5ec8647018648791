"""The evidence of audits: the rows that each rests on, and what is computed from them."""

from collections.abc import Callable
from inspect import signature
from typing import Any

import pandas as pd

from heartland.claim_wording import Row, times
from heartland.claims import audits_of
from heartland.claims import selections as named
from heartland.errors import DataError, UsageError, did_you_mean, names_beginning_alike, printable
from heartland.sentences import count
from heartland.tables.conditions import select
from heartland.tables.measures import DAYS_A_MONTH, DAYS_A_YEAR
from heartland.tables.periods import is_date
from heartland.tables.tables import load, with_positions


def evidence(claim_id: str) -> list[tuple[pd.Series, dict[str, pd.DataFrame]]]:
    """Return each audit of a claim with the rows it rests on, by their table.

    A repetition without an audit of its own has those of the claim that it repeats, which their
    ``claim_id`` names.
    The index of the rows is their position in the file, as ``with_positions`` gives it.

    Raises:
        UsageError: if there is no such claim; the nearest is offered.
    """
    ids = load("claims")["claim_id"]
    if claim_id not in set(ids):
        alike = names_beginning_alike(claim_id, ids)
        there_are = f"; there are {', '.join(alike)}" if alike else did_you_mean(claim_id, ids)
        there_are = there_are or "; heartland claims -n 0 lists every id"
        raise UsageError(f"no claim '{printable(claim_id)}'{there_are}")
    return [(audit, by_table(audit)) for _, audit in audits_of([claim_id]).iterrows()]


def by_table(audit: Row) -> dict[str, pd.DataFrame]:
    """Return the rows that an audit rests on, each once, by their table."""
    found: dict[str, pd.DataFrame] = {}
    if audit["dataset"]:
        for (table, _), part in zip(named(audit), selections(audit), strict=True):
            rows = pd.concat([found[table], part]) if table in found else part
            found[table] = rows.loc[~rows.index.duplicated()]
    return found


def selections(audit: Row) -> list[pd.DataFrame]:
    """The rows that an audit rests on, by position in their file: a frame for each selection."""
    return [select(with_positions(table), where) for table, where in named(audit)]


def recompute(audit: Row, parts: list[pd.DataFrame]) -> float | str:
    """Compute the evidence of an audit anew from the rows that its ``where`` names.

    ``share``, ``ratio``, ``difference``, ``count_difference`` and ``rank`` take two selections
    with ``|`` between them: part and whole, the figure and what it is divided or reduced by, the
    row and those it is ranked among (1 is the largest, of dates the earliest). ``months`` and
    ``years`` count from the first date to the second. Further selections, of this table or of
    others, hold what else speaks to the claim: they are shown, and not computed with. An audit
    without an operation, of an open claim, shows rows and computes "".

    Raises:
        DataError: if a selection finds no row, or not what the operation needs.
    """
    place = f"audit of {audit['claim_id']}: '{audit['where']}'"
    if any(part.empty for part in parts):
        raise DataError(f"{place} finds no row in {audit['dataset']}")
    column, operation = str(audit["column"]), audit["operation"]
    if not operation:
        return ""
    if operation in OPERATIONS:
        parts = parts[: selections_of(operation)]
    for part in parts:
        if column not in part:
            nearest = did_you_mean(column, part.columns)
            raise DataError(f"{place} reads no column of {audit['dataset']}{nearest}")
    try:
        return result_of(operation, [part[column] for part in parts])
    except DataError as error:
        raise DataError(f"{place} {error}") from None


def in_plain_units(found: float | str, audit: Row, rows: pd.DataFrame) -> float | str:
    """Return what was computed in persons or dollars, as claims state them.

    A column such as ``value_usd_mn`` holds millions; of others the rows say it in ``unit``, as
    "USD million" does.

    Args:
        found: what ``recompute`` returned.
        audit: the audit it was computed for.
        rows: the first selection of the audit.
    """
    if isinstance(found, str) or audit["operation"] not in OF_ONE_UNIT:
        return found
    if str(audit["column"]).endswith("_mn"):
        return found * times("million")
    return found * times(str(rows["unit"].iloc[0])) if "unit" in rows else found


def result_of(operation: str, columns: list[pd.Series]) -> float | str:
    """Return the result of an operation on the columns of its selections.

    Example: ``result_of("share", [part, whole])`` is in percent.

    Raises:
        DataError: if the selections are not what the operation needs.
    """
    if operation not in OPERATIONS:
        raise DataError(f"'{operation}' is not an operation; there are {', '.join(OPERATIONS)}")
    needed = selections_of(operation)
    if len(columns) != needed:
        made = "1 selection" if len(columns) == 1 else f"{len(columns)} selections"
        joined = "2, joined by |" if needed == 2 else "1"
        raise DataError(f"is {made}, and '{operation}' needs {joined}")
    holds = "text" if columns[0].dtype == "str" else "figures"
    needs = "text" if operation in OF_DATES else "figures"
    if holds != needs and operation not in OF_ROWS:
        raise DataError(f"finds {holds} in {columns[0].name}, and '{operation}' needs {needs}")
    missing = sum(int(column.isna().sum()) for column in columns)
    if missing and operation in OF_SUMS:
        rows = count(missing, "row")
        raise DataError(f"finds no figure in {rows}, and '{operation}' needs one in each")
    return OPERATIONS[operation](*columns)


def selections_of(operation: str) -> int:
    """Return how many selections an operation needs."""
    return len(signature(OPERATIONS[operation]).parameters)


def _one(column: pd.Series) -> Any:
    """Return the one value of a column; what is missing, or "", is none."""
    values = column[column.notna() & column.ne("")].unique()
    if len(values) != 1:
        raise DataError(f"finds {len(values)} different values in {column.name}, not one")
    return values[0]


def _date(column: pd.Series) -> str:
    """Return the one date of a column, as precise as it is written."""
    text = str(_one(column))
    if not is_date(text):
        raise DataError(f"finds '{printable(text)}' in {column.name}, which is not a single date")
    return text


def _days(first: pd.Series, last: pd.Series) -> int:
    start, end = _date(first), _date(last)
    return (pd.Timestamp(end) - pd.Timestamp(start)).days


def _rank(column: pd.Series, among: pd.Series) -> float:
    """Return the place of a value: 1 is the largest, of dates the earliest."""
    value = _one(column)
    others = among[among.notna() & among.ne("")]
    before = others < value if column.dtype == "str" else others > value
    return float(before.sum() + 1)


def _ratio(upper: pd.Series, lower: pd.Series) -> float:
    if not lower.sum():
        raise DataError("divides by zero")
    return float(upper.sum() / lower.sum())


OPERATIONS: dict[str, Callable[..., float | str]] = {
    "value": lambda column: float(_one(column)),
    "date": _date,
    "sum": lambda column: float(column.sum()),
    "count": lambda column: float(len(column)),
    "rank": _rank,
    "share": lambda part, whole: 100 * _ratio(part, whole),
    "ratio": _ratio,
    "difference": lambda more, less: float(more.sum() - less.sum()),
    "count_difference": lambda more, less: float(len(more) - len(less)),
    "months": lambda first, last: _days(first, last) / DAYS_A_MONTH,
    "years": lambda first, last: _days(first, last) / DAYS_A_YEAR,
}
OF_DATES = ("date", "months", "years")
OF_SUMS = ("sum", "share", "ratio", "difference")
OF_ROWS = ("count", "rank", "count_difference")  # the result is a number of rows, or a place
OF_ONE_UNIT = ("value", "sum", "difference")  # the result is in the unit of the figures
