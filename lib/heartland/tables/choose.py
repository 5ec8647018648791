"""Ways to look at competing rows: choose, go back in time, measure the spread.

Nothing here averages. ``prefer`` and ``as_of`` return rows of the table they are given,
so that each row keeps its source.
"""

import datetime
from collections.abc import Sequence

import numpy as np
import pandas as pd

from heartland.errors import DataError, UsageError
from heartland.tables import collection, expect, schemas
from heartland.tables.conditions import Selector, parts_of
from heartland.tables.filters import as_list
from heartland.tables.periods import last_day
from heartland.tables.schemas import BECAME_PUBLIC
from heartland.tables.tables import load


def prefer(
    df: pd.DataFrame,
    by: str | Sequence[str] = (),
    dataset: str = "",
    ignore: str | Sequence[str] = (),
) -> pd.DataFrame:
    """Keep one row of each quantity: the one that the table ``preferences`` ranks first.

    >>> both = load("growth_forecasts", publisher="World Bank", vintage="2022-04", area="KAZ",
    ...             target_year=2022)
    >>> sorted(both["growth_pct"])
    [1.5, 1.8]
    >>> prefer(both)["growth_pct"].tolist()
    [1.8]

    Args:
        df: rows of one dataset.
        by: the columns that name a quantity, for instance area, partner, period and flow. By
            default the key of the dataset without source and version, so that a series
            downloaded twice counts once.
        dataset: whose preferences; by default those of the dataset that ``df`` was loaded from.
        ignore: columns whose preferences do not count: "concept" leaves the choice to all others.

    Returns:
        At most one row for each combination of ``by``, in the order of ``df``.

    Raises:
        DataError: if two rows of a quantity are ranked alike, so that chance would choose.
        UsageError: if a column or the dataset does not exist, or ``df`` does not say where it is
            from.
    """
    expect.rows("prefer", df)
    name = dataset or str(df.attrs.get("dataset", ""))
    if not name:
        raise UsageError(
            "these rows no longer say which dataset they are from (pandas drops it when frames "
            'are merged or made anew): name it, as in prefer(df, dataset="trade")'
        )
    by_default = schemas.quantity_of(collection.root(), name)
    quantity = as_list(by) or by_default
    ignored = as_list(ignore)
    expect.some("prefer", "by", quantity)
    expect.columns(df, [*quantity, *ignored])
    rank = _ranks(df, name, quantity, ignored)
    first = rank.groupby([df[column] for column in quantity], dropna=False).transform("min")
    best = df[rank.eq(first)]
    _refuse_ties(best, quantity, name)
    return best


def _ranks(df: pd.DataFrame, name: str, quantity: list[str], ignored: list[str]) -> pd.Series:
    """Return the lowest rank that a preference gives each row, infinity where none speaks of it."""
    choose = Selector(df)
    rank = np.full(len(df), np.inf)
    preferences = load("preferences")
    choices = preferences[preferences["dataset"].eq(name)]
    for choice in choices.sort_values("rank", ascending=False).to_dict("records"):
        where = str(choice["where"])
        columns = {part.partition("=")[0] for part in parts_of(where)}
        if columns <= set(quantity):
            continue  # what all rows of a quantity share cannot choose among them
        if columns <= set(df).difference(ignored):
            rank[choose.positions(where)] = float(choice["rank"])
    return pd.Series(rank, index=df.index)


def _refuse_ties(best: pd.DataFrame, quantity: list[str], name: str) -> None:
    """Refuse two rows of a quantity that preferences rank alike.

    Raises:
        DataError: naming the first such quantity, and the columns in which two rows of it differ.
    """
    same, cell = expect.repeated(best, quantity)
    if same.empty:
        return
    pair = same.head(2)
    differ = ", ".join(differing(pair)) or "nothing"
    cure = "choose among them before prefer does, or add a line to preferences.csv with its reason"
    numbers = pair.select_dtypes("number")
    stated_once = [column for column in numbers if numbers[column].count() == 1]
    if len(stated_once) > 1:
        cure = f"each states another figure: keep one, as .dropna(subset='{stated_once[0]}') does"
    raise DataError(
        f"{name}: {len(same)} rows have the same rank; the first two ({cell}) differ in {differ}; "
        f"{cure}"
    )


def differing(rows: pd.DataFrame) -> list[str]:
    """Return the columns in which rows differ."""
    return [str(column) for column in rows if rows[column].nunique(dropna=False) > 1]


def as_of(df: pd.DataFrame, date: str | int | datetime.date, column: str = "") -> pd.DataFrame:
    """Keep what was public by a date; an empty date keeps all.

    A row is dated by its own column (``published_on``, ``vintage``, ``published``, ``date``,
    ``since``). Where it has none, it is dated by the newest of its sources. A row dated to the
    month, the year or a period counts at its end. Rows without any date are left out; how many is
    in ``attrs["undated"]``.

    >>> forecasts = load("growth_forecasts", publisher="IMF", area="UZB", target_year=2023)
    >>> as_of(forecasts, "2022-06")["vintage"].max()
    '2022-04'

    Args:
        df: rows of any dataset that has dates or sources.
        date: ``2022``, ``2022-06`` or ``2022-06-30``, each read as its last day; or a date or
            time of Python or pandas.
        column: the column that dates a row; found by its name if not given.

    Raises:
        UsageError: if the date is not one, nothing can date a row, or ``column`` holds no dates.
    """
    expect.rows("as_of", df)
    if not date:
        kept, undated = df.copy(), 0
    else:
        day = expect.date("as_of", date)
        public = public_on(df, column)
        dated = public.ne("")
        kept = df[dated & public.map(last_day).le(last_day(day))]
        undated = int((~dated).sum())
    kept.attrs = {**df.attrs, "undated": undated}
    return kept


def public_on(df: pd.DataFrame, column: str = "") -> pd.Series:
    """Return the date on which each row was public: its own, else that of its newest source.

    Raises:
        UsageError: if the rows have neither a column of dates nor one of sources, or ``column``
            holds something else.
    """
    if column:
        expect.dates(df, column)
    own = column or next((name for name in BECAME_PUBLIC if name in df), "")
    if not own and "source_id" not in df:
        raise UsageError(
            "these rows have no dates: they need a column source_id, or one of "
            f"{', '.join(BECAME_PUBLIC)}"
        )
    dates = pd.Series("", index=df.index, dtype="str")
    if own:
        dates = df[own].fillna("").astype("str")
    if column or "source_id" not in df:
        return dates
    return dates.where(dates.ne(""), _newest_source(df["source_id"]))


def _newest_source(ids: pd.Series) -> pd.Series:
    """Return the date of the newest of each row's sources, "" where one of them has none."""
    sources = load("sources")
    published = sources.set_index("source_id")["published"].to_dict()

    def newest(joined: str) -> str:
        dates = [str(published.get(source, "")) for source in joined.split(";")]
        if "" in dates:
            return ""
        return max(dates, key=last_day)

    cells = ids.fillna("")
    return cells.map({cell: newest(cell) for cell in cells.unique()}).astype("str")


def spread(df: pd.DataFrame, by: str | Sequence[str], value: str) -> pd.DataFrame:
    """Measure how far competing figures lie apart.

    >>> rows = pd.DataFrame({"area": ["KAZ", "KAZ"], "bn": [2.0, 5.0]})
    >>> spread(rows, "area", "bn").loc["KAZ"].to_dict()
    {'count': 2.0, 'min': 2.0, 'max': 5.0, 'ratio': 2.5}

    Returns:
        A row for each combination of ``by``, with the columns ``count``, ``min``, ``max`` and
        ``ratio``, which is the highest divided by the lowest, and missing unless that is positive.
        ``count`` counts rows with the value, not reporters: choose one row of each before, as
        ``prefer`` does.

    Raises:
        UsageError: if ``by`` names no column, or ``value`` none of numbers.
    """
    expect.rows("spread", df)
    quantity = as_list(by)
    expect.some("spread", "by", quantity)
    expect.columns(df, quantity)
    expect.numbers(df, value)
    table = df.groupby(quantity, dropna=False)[value].agg(["count", "min", "max"])
    positive = table["min"].where(table["min"] > 0)
    table["ratio"] = table["max"] / positive
    return table
