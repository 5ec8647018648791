"""Chinese loans and grants, year by year."""

import pandas as pd

NEWEST = "AidData CLG-Global 1.0"  # the newer of two datasets, to 2023


def in_order(money: pd.DataFrame) -> pd.DataFrame:
    """Sort ``chinese_finance`` by its key, so that sums come out alike to the last digit."""
    return money.sort_values(["dataset", "area", "period", "concept"])


def by_year(money: pd.DataFrame) -> pd.DataFrame:
    """Add up the concepts of each dataset, area and year; a year without a record is empty.

    Args:
        money: ``chinese_finance``.

    Returns:
        A row for each dataset, area and each year that the dataset covers: ``first`` and ``last``
        (they differ in a row that holds several years), ``years``, ``value_usd_mn`` and
        ``a_year_usd_mn``, ``recorded`` (whether there is any record), ``price_year``,
        ``source_id``.
    """
    dated = in_order(money).assign(
        first=money["period"].str[:4].astype(int),
        last=money["period"].str[-4:].astype(int),
        price_year=money["price_basis"].str.extract(r"(\d{4})", expand=False).astype(int),
    )
    key = ["dataset", "price_year", "source_id", "first", "last"]
    wide = dated.pivot_table(index=key, columns="area", values="value_usd_mn", aggfunc="sum")
    grid = wide.reset_index().melt(key, var_name="area", value_name="value_usd_mn")
    grid = grid.assign(
        recorded=grid["value_usd_mn"].notna(),
        years=grid["last"] - grid["first"] + 1,
    )
    grid = grid.assign(a_year_usd_mn=grid["value_usd_mn"] / grid["years"])
    return grid.sort_values(["dataset", "area", "first"], ignore_index=True)
