"""The words in which rules are written: how dates are compared, and rows with others like them."""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

WHOLE_YEAR = r"\d{4}"


def before(dates: pd.Series, others: pd.Series) -> "pd.Series[bool]":
    """Tell which dates surely precede the others, as precisely as both are known.

    >>> before(pd.Series(["2022-03", "2022-03"]), pd.Series(["2022-04-01", "2022-03-31"])).tolist()
    [True, False]
    """
    pairs = zip(dates.tolist(), others.tolist(), strict=True)
    earlier = [bool(a and b) and a[: len(b)] < b[: len(a)] for a, b in pairs]
    return pd.Series(earlier, index=dates.index, dtype=bool)


def number(cells: pd.Series) -> pd.Series:
    """Return the number that each cell of text is, missing where it is none."""
    return pd.to_numeric(cells, errors="coerce")


def year(dates: pd.Series) -> pd.Series:
    """Return the year that each date begins with, missing where there is none."""
    return number(dates.str[:4])


def whole_year(dates: pd.Series) -> pd.Series:
    """Return the year of each date that is one and no part of it, missing elsewhere."""
    return year(dates.where(dates.str.fullmatch(WHOLE_YEAR).astype(bool), ""))


def each(cells: pd.Series, ask: Callable[[str], Any]) -> pd.Series:
    """Return what a function says of each cell; it is asked once of each text."""
    answers = {cell: ask(cell) for cell in set(cells.tolist())}
    return pd.Series([answers[cell] for cell in cells.tolist()], index=cells.index)


def as_text(cells: pd.Series) -> pd.Series:
    """Return cells as text, "" where one is missing; text is not converted, which takes time."""
    return (cells if cells.dtype == "str" else cells.astype("str")).fillna("")


def _of_those_alike(how: Any) -> Callable[..., pd.Series]:
    """Return a word for what pandas computes of the cells of all rows that are alike in ``by``."""

    def word(cells: pd.Series, *by: pd.Series) -> pd.Series:
        found: pd.Series = cells.groupby(list(by), dropna=False).transform(how)
        return found

    return word


def last(cells: pd.Series, along: pd.Series, *by: pd.Series) -> pd.Series:
    """Return the cell of the row before, along a column, of those that are alike in ``by``."""
    order = along.sort_values(kind="stable").index
    return cells[order].groupby([one[order] for one in by]).shift().reindex(cells.index)


def changed(cells: pd.Series, along: pd.Series, *by: pd.Series) -> "pd.Series[bool]":
    """Tell which cells differ from that of the row before, where there is one (``last``)."""
    before = last(cells, along, *by)
    return before.notna() & cells.ne(before)


def growth(cells: pd.Series, years: pd.Series, *by: pd.Series) -> pd.Series:
    """Return how many times that of the year before each cell is, missing where there is none."""
    rows = pd.DataFrame({"cell": cells, "year": years}).dropna().sort_values("year", kind="stable")
    before = rows.groupby([one[rows.index] for one in by]).shift()
    ratio = rows["cell"] / before["cell"]
    return ratio[rows["year"] - before["year"] <= 1].reindex(cells.index)


def records(df: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table, each with its cells by column."""
    columns = {str(column): cells.tolist() for column, cells in df.items()}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def among(df: pd.DataFrame, keys: pd.DataFrame) -> "pd.Series[bool]":
    """Tell of each row whether its cells in the columns of ``keys`` are a row of ``keys``."""
    named = pd.MultiIndex.from_frame(df[list(keys.columns)])
    return pd.Series(named.isin(pd.MultiIndex.from_frame(keys)), index=df.index)


# What a query may call, with a sign before it: @before(end, start), @most(votes, area, year).
QUERY_WORDS: Mapping[str, Callable[..., pd.Series]] = {
    "before": before,
    "number": number,
    "year": year,
    "last": last,
    "changed": changed,
    "growth": growth,
    "whole_year": whole_year,
    "distinct": _of_those_alike("nunique"),
    "total": _of_those_alike("sum"),
    "least": _of_those_alike("min"),
    "most": _of_those_alike("max"),
    "any_of": _of_those_alike("any"),
}
