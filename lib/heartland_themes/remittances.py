"""Remittances: the two series of the World Bank, and their change from year to year."""

import pandas as pd

from heartland.tables.choose import prefer
from heartland.tables.sources import merge_with_sources


def are_of_indicators(rows: pd.DataFrame) -> "pd.Series[bool]":
    """Tell which rows are of the World Bank's indicators (WDI): a statement has a vintage."""
    published = rows["measure"].eq("received_bop") & rows["reporter"].eq("World Bank")
    return published & rows["vintage"].eq("") & ~rows["status"].isin(["F", "P"])


def series(rows: pd.DataFrame, value: str) -> pd.DataFrame:
    """Keep one of the two series of the indicators, of each year the preferred download.

    Args:
        rows: of the table ``remittances``, full years.
        value: ``share_gdp_pct`` (percent of GDP) or ``value_usd_mn`` (millions of current dollars).

    Returns:
        One row a country and year, sorted by both.
    """
    published = rows[are_of_indicators(rows) & rows[value].notna()]
    chosen = prefer(published, dataset="remittances")
    columns = ["area", "year", "measure", "reporter", value, "status", "source_id", "note"]
    return chosen[columns].sort_values(["area", "year"], ignore_index=True)


def changes(rows: pd.DataFrame, rates: pd.DataFrame) -> pd.DataFrame:
    """Set each year of the series beside the year before, in dollars and in roubles.

    Roubles are dollars at the average rate of each year, as if all money came from Russia.

    Args:
        rows: of the table ``remittances``, full years.
        rates: of the table ``exchange_rates``: roubles for a dollar, one row a year.

    Returns:
        One row a country and year that has a year before it: ``usd_pct`` and ``rub_pct`` are the
        change in percent; ``source_id`` names series and rates.
    """
    dollars = series(rows, "value_usd_mn")
    roubles = rates[["year", "per_usd", "source_id"]]
    now = merge_with_sources(dollars, roubles, ["year"])
    now["value_rub_mn"] = now["value_usd_mn"] * now["per_usd"]
    before = now.assign(year=now["year"] + 1).drop(
        columns=["measure", "reporter", "status", "note"]
    )
    both = merge_with_sources(now, before.drop(columns="per_usd"), ["area", "year"])
    both["usd_pct"] = 100 * (both["value_usd_mn"] / both["value_usd_mn_2"] - 1)
    both["rub_pct"] = 100 * (both["value_rub_mn"] / both["value_rub_mn_2"] - 1)
    renamed = {"value_usd_mn_2": "value_usd_mn_before", "value_rub_mn_2": "value_rub_mn_before"}
    return both.rename(columns=renamed)
