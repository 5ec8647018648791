"""Rules of forecasts: of growth (``growth_forecasts``), and of prices, debt and the account."""

import pandas as pd

from heartland_evidence.rules.rule import Rule, Tables
from heartland_evidence.rules.words import year

GROWTH, MACRO = "growth_forecasts", "macro_forecasts"
CELL = "publisher, area, target_year"  # what a growth rate is of, whatever the edition
SERIES = "vintage, area, measure"  # of an edition of macro_forecasts
OUTLOOK = "imf-weo-"  # how the sources of whole editions begin
FOLLOWS = "does not follow from kind"


def gaps_in_editions(df: pd.DataFrame, _: Tables) -> pd.Series:
    """An edition of the Fund's outlook forecasts its own year and those after it, without a gap."""
    ahead = df[df["kind"].eq("forecast") & df["source_id"].str.startswith(OUTLOOK)]
    place = ahead.groupby(["vintage", "area", "source_id"])["target_year"].rank()
    return ahead["target_year"] != year(ahead["vintage"]) + place - 1


RULES = (
    Rule(
        GROWTH,
        "status",
        "kind == 'forecast' and status not in ['F', 'U']",
        f"{FOLLOWS}: a forecast is F, or U where it is doubted",
    ),
    Rule(
        GROWTH,
        "status",
        "kind == 'nowcast or estimate' and status != 'E'",
        f"{FOLLOWS}: a nowcast or estimate is E",
    ),
    Rule(
        GROWTH,
        "status",
        "kind in ['first outturn', 'later outturn'] and status not in ['A', 'P']",
        f"{FOLLOWS}: an outturn is A, or P where it is provisional",
    ),
    Rule(
        GROWTH,
        "target_year",
        "kind == 'forecast' and @year(vintage) > target_year",
        "was already over when this forecast was made",
    ),
    Rule(
        GROWTH,
        "kind",
        "kind == 'first outturn' and @year(vintage) >= target_year + 2 and not "
        f"@any_of(kind == 'nowcast or estimate' and @year(vintage) > target_year, {CELL})",
        "is called first, but came two years later, and no edition in between had an estimate: "
        "write later outturn",
    ),
    Rule(
        GROWTH,
        "kind",
        "kind == 'first outturn' and "
        f"vintage > @least(vintage.where(kind == 'first outturn'), {CELL})",
        "is this publisher's second first outturn: write later outturn",
    ),
    Rule(
        GROWTH,
        "vintage",
        "kind == 'later outturn' and "
        f"vintage < @least(vintage.where(kind == 'first outturn'), {CELL})",
        "is earlier than that of the first outturn",
    ),
    Rule(
        GROWTH,
        "target_year",
        gaps_in_editions,
        "follows on a gap: the edition forecasts the year of its vintage and each year after it",
    ),
    Rule(
        MACRO,
        "status",
        "(status == 'F') != (kind == 'forecast') or (status == 'A') != (kind == 'outturn')",
        f"{FOLLOWS}: a forecast is F, a nowcast or estimate E, an outturn A",
    ),
    Rule(
        MACRO,
        "value_pct",
        "measure == 'public debt' and value_pct < 0",
        "is gross debt, and is below zero",
    ),
    Rule(
        MACRO,
        "value_pct",
        "measure == 'current account' and value_pct.abs() > 60",
        "is a current account of more than 60 percent of GDP: is it in dollars?",
    ),
    Rule(
        MACRO,
        "value_pct",
        "measure == 'inflation' and (value_pct < -10 or value_pct > 60)",
        "is a change of prices in a year outside -10 to 60 percent: is it an index?",
    ),
    Rule(
        MACRO,
        "target_year",
        f"target_year > 1 + @last(target_year, target_year, {SERIES})",
        "follows on a gap: the edition has the years between",
    ),
    Rule(
        MACRO,
        "kind",
        "(target_year >= @year(vintage)) != (kind == 'forecast')",
        "does not fit: from the year of the edition on, and not before it, all are forecasts",
    ),
    Rule(
        MACRO,
        "kind",
        "kind == 'outturn' and target_year < @year(vintage) and "
        f"target_year > @least(target_year.where(kind != 'outturn'), {SERIES})",
        "comes after an estimate or forecast of an earlier year in the same edition",
    ),
    Rule(
        MACRO,
        "target_year",
        "@distinct(area, vintage, measure, target_year) < 5",
        "is a year that the edition holds for some of the five republics only: rows are lost",
    ),
)
