"""Rules of output, of remittances, of Chinese finance and of public debt."""

import pandas as pd

from heartland_evidence.rules.rule import Rule, Tables
from heartland_evidence.rules.words import whole_year

SHARE_OFF = 0.01  # an amount over output may be off its published share by one part in a hundred
SERIES = ["area", "year", "measure", "reporter"]  # what an amount and its share are of
OWED = "area, year, source_id"  # what the debts to each creditor are of
FINANCE = ["dataset", "area", "concept"]  # what a row of chinese_finance is of, in a span of years


def shares_of_another_edition(df: pd.DataFrame, tables: Tables) -> pd.Series:
    """An amount over the output of its year gives the published share: both are of one edition."""
    of_the_world = df["vintage"].eq("") & df["partner"].eq("WLD")
    rows = df.assign(year=whole_year(df["period"]), row=df.index)[of_the_world]
    shares = rows.dropna(subset=["year", "share_gdp_pct"])[[*SERIES, "share_gdp_pct", "row"]]
    amounts = rows.dropna(subset=["year", "value_usd_mn"])[[*SERIES, "value_usd_mn"]]
    macro = tables["macro"]
    nominal = macro[macro["measure"].eq("gdp_nominal")].drop_duplicates(["area", "year"])
    output = nominal[["area", "year", "value_usd_mn"]].rename(columns={"value_usd_mn": "gdp"})
    both = shares.merge(amounts.drop_duplicates(SERIES), on=SERIES)
    both = both.merge(output, on=["area", "year"]).set_index("row")
    computed = 100 * both["value_usd_mn"] / both["gdp"]
    return (computed / both["share_gdp_pct"] - 1).abs() > SHARE_OFF


def years_in_spans(df: pd.DataFrame, _: Tables) -> pd.Series:
    """No span of years holds a year, or a span, that has a row of its own."""
    spans = df[FINANCE].assign(row=df.index, first=df["period"].str[:4], last=df["period"].str[-4:])
    pairs = spans.merge(spans[spans["first"] < spans["last"]], on=FINANCE, suffixes=("", "_span"))
    within = (pairs["first"] <= pairs["last_span"]) & (pairs["last"] >= pairs["first_span"])
    other = pairs["row"].ne(pairs["row_span"])
    return pd.Series(True, pairs.loc[within & other, "row"].unique())


RULES = (
    *(
        Rule(
            table,
            "value_usd_mn",
            f"not @growth(value_usd_mn, {years}).fillna(1).between({1 / leap}, {leap})",
            f"jumps by more than a factor of {leap} within a year",
        )
        for table, years, leap in (
            ("macro", "year, area, measure, source_id", 3),
            ("remittances", "@whole_year(period), area, partner, measure", 100),
        )
    ),
    Rule(
        "remittances",
        "share_of_receipts_pct",
        "share_of_receipts_pct.notna() and partner in ['WLD', '']",
        "is a share of all receipts, and the row is of all receipts: is it a share of output?",
    ),
    Rule(
        "remittances",
        "share_gdp_pct",
        shares_of_another_edition,
        "is not the series' amount divided by the year's output in macro: "
        "take both from one edition",
    ),
    Rule(
        "chinese_finance",
        "price_basis",
        "@distinct(price_basis, dataset) > 1",
        "is not the same in all rows of the dataset",
    ),
    Rule(
        "chinese_finance",
        "concept",
        "@distinct(concept == 'all', dataset) > 1",
        "stands beside its own parts, so the money would count twice",
    ),
    Rule(
        "chinese_finance",
        "period",
        years_in_spans,
        "lies within a span of years that has a row of its own, so the money would count twice",
    ),
    Rule(
        "public_debt",
        "value_usd_mn",
        f"creditor != 'WLD' and @total(value_usd_mn.where(creditor != 'WLD', 0), {OWED}) > "
        f"{1 + SHARE_OFF} * @most(value_usd_mn.where(creditor == 'WLD'), {OWED})",
        "takes the creditors together above the debt to all (creditor WLD): read them again",
    ),
)
