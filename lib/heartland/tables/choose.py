"""One way to look at competing rows: choose, go back in time, set side by side, measure how far they lie apart.

Nothing here averages. A view returns rows of the table it was given, so that each keeps its source.
"""

from collections.abc import Sequence

import pandas as pd

from heartland.errors import DataError, did_you_mean
from heartland.tables import package
from heartland.tables.tables import load

DATED = ("published_on", "vintage", "published", "date", "since")


def prefer(df: pd.DataFrame, by: Sequence[str] = (), dataset: str = "") -> pd.DataFrame:
    """Keep one row of each quantity: the one that ``preferences`` ranks first, each rank with its reason.

    Args:
        df: rows of one dataset.
        by: the columns that name a quantity, for instance area, partner, period, flow; by default the key of the dataset
            without its source and version, so that a second download of a series never counts twice.
        dataset: whose preferences; by default the one ``df`` was loaded from.

    Returns:
        At most one row for each combination of ``by``, in the order of ``df``.

    Raises:
        DataError: if two rows of one quantity are ranked alike, so that the choice would be an accident.
    """
    name = dataset or str(df.attrs.get("dataset", ""))
    by = by or [
        c
        for c in package.schema(package.root(), name)["primaryKey"]
        if c not in ("source_id", "version")
    ]
    rank = pd.Series(float("inf"), index=df.index)
    for choice in (
        load("preferences")
        .query("dataset == @name")
        .sort_values("rank", ascending=False)
        .itertuples()
    ):
        named = {column for column, _ in pairs(str(choice.where))}
        if named <= set(df) and not named <= set(
            by
        ):  # what all rows of a quantity share cannot choose among them
            rank = rank.mask(matches(df, str(choice.where)), float(str(choice.rank)))
    best = df[rank.eq(rank.groupby([df[c] for c in by], dropna=False).transform("min"))]
    twice = best[best.duplicated(by, keep=False)]
    if len(twice):
        which = ", ".join(f"{c}={twice.iloc[0][c]}" for c in by)
        raise DataError(
            f"{name}: {len(twice)} rows are ranked alike ({which}); add a line to preferences.csv with its reason"
        )
    return best


def as_of(df: pd.DataFrame, date: str, column: str = "") -> pd.DataFrame:
    """Keep what was public by a date; an empty date keeps all.

    A row dated only to the month or year counts at its end. Undated rows are left out; how many stands in
    ``attrs["undated"]``.

    Args:
        df: rows with a date of publication or a vintage.
        date: ``2022``, ``2022-06`` or ``2022-06-30``; each is read as its last day.
        column: the column that dates a row; found by name if not given.
    """
    if not date:
        return df
    column = column or next((c for c in DATED if c in df), "")
    if not column:
        raise DataError(
            f"the table has no column that dates a row; one of {', '.join(DATED)} is needed"
        )
    dated = df[column].fillna("").ne("")
    kept = df[dated & (df[column].map(last_day) <= last_day(date))]
    kept.attrs = {**df.attrs, "undated": int((~dated).sum())}
    return kept


def last_day(date: str) -> str:
    """Return the last day that a date known to the year or month can mean; comparable as text."""
    return (
        date + "-12-31"[len(date) - 4 :]
        if len(date) == 4
        else date + "-31"
        if len(date) == 7
        else date
    )


def side_by_side(df: pd.DataFrame, index: Sequence[str], columns: str, value: str) -> pd.DataFrame:
    """Set competing figures beside each other: one row a quantity, one column a reporter, publisher or source.

    Raises:
        DataError: if two rows fall into one cell; nothing is averaged.
    """
    doubled = df[df.duplicated([*index, columns], keep=False)]
    if len(doubled):
        first = ", ".join(f"{c}={doubled.iloc[0][c]}" for c in [*index, columns])
        raise DataError(
            f"{len(doubled)} rows fall into one cell ({first}); choose with prefer() or add a column to the index"
        )
    return df.pivot(index=list(index), columns=columns, values=value)


def spread(df: pd.DataFrame, by: Sequence[str], value: str) -> pd.DataFrame:
    """Measure how far competing figures lie apart: number, lowest, highest, ratio of highest to lowest."""
    grouped = df.groupby(list(by))[value]
    table = grouped.agg(["count", "min", "max"])
    return table.assign(ratio=table["max"] / table["min"].where(table["min"] > 0))


def pairs(where: str) -> list[tuple[str, str]]:
    """Split ``column=value;column=value`` into pairs."""
    return [
        (column, value) for column, _, value in (part.partition("=") for part in where.split(";"))
    ]


def matches(df: pd.DataFrame, where: str) -> "pd.Series[bool]":
    """Tell which rows ``column=value;…`` names; a value may list alternatives with ``,`` and ``a..b`` spans text.

    Raises:
        DataError: if there is no such column.
    """
    hit = pd.Series(True, index=df.index)
    for column, value in pairs(where):
        if column not in df:
            raise DataError(
                f"where '{where}': there is no column '{column}'{did_you_mean(column, df.columns)}"
            )
        cell = (
            df[column]
            if df[column].dtype == "str"
            else df[column].astype("str").str.removesuffix(".0")
        )
        low, span, high = value.partition("..")
        hit &= cell.between(low, high) if span else cell.isin([value, *value.split(",")])
    return hit


def select(df: pd.DataFrame, where: str) -> pd.DataFrame:
    """Return the rows that ``where`` names, as ``matches`` reads it."""
    return df[matches(df, where)]
