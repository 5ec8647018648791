"""How sources state a figure, and the field's arithmetic.

Each function states its formula. None fills a gap, or averages over unequal cells.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

import pandas as pd

from heartland.tables.filters import as_list
from heartland.tables.sources import join_columns

# How a source states a figure: exactly, about, as a bound.
AT_LEAST = (">", ">=")
AT_MOST = ("<", "<=")
RELATIONS_IN_WORDS = {
    "=": "",
    "range": "",
    "~": "about ",
    ">": "over ",
    ">=": "at least ",
    "<": "fewer than ",
    "<=": "up to ",
}
RELATIONS_IN_SIGNS = {"=": "", "range": "", "~": "~", ">": ">", ">=": "≥", "<": "<", "<=": "≤"}

DECIMALS = 6  # beyond them are the digits of a computer, not of a source
STATUSES = "AEBDPFU"  # of SDMX, from a figure as good as any to one of low reliability
DAYS_A_YEAR = 365.25
DAYS_A_MONTH = DAYS_A_YEAR / 12
ROUNDS = ("autumn before", "spring", "autumn")

# The last month of each round, counted from the December before the target year as month 0.
_ROUND_ENDS = (-4, 2, 6, 8, 12)
_ROUND_NAMES = (ROUNDS[0], ROUNDS[1], "summer", ROUNDS[2])


def relation_in_words(relation: str, figure: str) -> str:
    """Write a figure as a sentence has it.

    >>> relation_in_words(">=", "1,200"), relation_in_words("=", "5")
    ('at least 1,200', '5')
    """
    return RELATIONS_IN_WORDS[relation] + figure


def relation_in_signs(relation: str, figure: str) -> str:
    """Write a figure as a label has it.

    >>> relation_in_signs(">=", "1,200"), relation_in_signs("~", "5")
    ('≥1,200', '~5')
    """
    return RELATIONS_IN_SIGNS[relation] + figure


def newest(
    df: pd.DataFrame, by: str | Sequence[str], date: str = "vintage", first: bool = False
) -> pd.DataFrame:
    """Keep the row of the newest vintage of each quantity, in the order of ``df``.

    Args:
        df: rows with a date.
        by: the columns that name a quantity.
        date: the column of the date; a row without one, missing or "", is taken only if there is
            no other.
        first: keep the oldest instead.
    """
    dates = df[date].mask(df[date].isin([""])).reset_index(drop=True)
    order = dates.sort_values(ascending=not first, kind="stable", na_position="first").index
    outdone = df.iloc[order].duplicated(as_list(by), keep="last").to_numpy()
    return df.iloc[sorted(order[~outdone])]


def forecast_round(vintage: pd.Series, target_year: pd.Series) -> pd.Series:
    """Name the round in which a forecast was made, by the month of its vintage.

    "autumn before" is September to February, mostly in the year before the target year; "spring"
    is March to June and "autumn" September to December of the target year. Any other month has
    no round.

    >>> vintage = pd.Series(["2021-10", "2022-04", "2022-07"])
    >>> forecast_round(vintage, pd.Series([2022, 2022, 2022])).tolist()
    ['autumn before', 'spring', None]
    """
    year = pd.to_numeric(vintage.str[:4])
    month = pd.to_numeric(vintage.str[5:7])
    months = (year - target_year) * 12 + month
    rounds = pd.cut(months.astype("float64"), list(_ROUND_ENDS), labels=list(_ROUND_NAMES))
    names = rounds.astype("object")
    return names.where(names.isin(ROUNDS), None)


def with_outturns(forecasts: pd.DataFrame, outturns: pd.DataFrame) -> pd.DataFrame:
    """Set an outturn beside each forecast: error = forecast - outturn, in percentage points.

    A negative error is a forecast that was too low.

    Args:
        forecasts: rows of ``growth_forecasts``.
        outturns: one row for each area and target year.

    Returns:
        All forecasts, with the columns ``round``, ``outturn_pct`` and ``error_pp``, which are
        missing where there is no outturn. The source of the outturn joins ``source_id``.
    """
    columns = {"growth_pct": "outturn_pct", "source_id": "outturn_source"}
    named = outturns[["area", "target_year", *columns]].rename(columns=columns)
    both = forecasts.merge(named, on=["area", "target_year"], how="left", validate="many_to_one")
    both["round"] = forecast_round(both["vintage"], both["target_year"])
    both["error_pp"] = (both["growth_pct"] - both["outturn_pct"]).round(2)
    both["source_id"] = join_columns(both, "source_id", "outturn_source")
    return both.drop(columns="outturn_source")


def forecast_errors(forecasts: pd.DataFrame, outturns: pd.DataFrame) -> pd.DataFrame:
    """Return the forecasts that have an outturn and a round, as ``with_outturns`` measures them.

    Args:
        forecasts: rows of ``growth_forecasts``.
        outturns: one row for each area and target year: the outturn named beside every result.
    """
    both = with_outturns(forecasts, outturns)
    return both.dropna(subset=["outturn_pct", "round"])


def first_of_round(errors: pd.DataFrame) -> pd.DataFrame:
    """Keep the first forecast of each publisher, area and round, so that each counts once."""
    return newest(errors, ["publisher", "area", "target_year", "round"], first=True)


def equal_cells(
    df: pd.DataFrame, cell: str | Sequence[str], across: str, values: Sequence[str]
) -> pd.DataFrame:
    """Keep the cells that are present for every value, so that like is compared with like.

    Args:
        df: rows of figures.
        cell: the columns that name a cell, for instance publisher and area.
        across: the column that is compared, for instance round.
        values: the values of that column; other rows are left out.
    """
    rows = df[df[across].isin(values)]
    present = rows.groupby(as_list(cell))[across].transform("nunique")
    return rows[present.eq(len(values))]


def in_dollars(rows: pd.DataFrame, rates: pd.DataFrame) -> pd.DataFrame:
    """Give each row its amount in USD million, in ``usd_mn``: as stated, else from euros.

    Rows with neither dollars nor euros are left out.

    Args:
        rows: rows of ``trade``, with their year.
        rates: one row of ``exchange_rates`` for each currency and year: the average rate of the
            year. Where euros are converted, the source of the rate joins that of the row.
    """
    euro = rates[rates["currency"].eq("EUR")].set_index("year")
    converted = rows["value_eur_mn"] / rows["year"].map(euro["per_usd"])
    dollars = rows["value_usd_mn"].fillna(converted)
    was_converted = rows["value_usd_mn"].isna() & dollars.notna()
    rate_source = (";" + rows["year"].map(euro["source_id"])).where(was_converted, "")
    rows = rows.assign(usd_mn=dollars, source_id=rows["source_id"] + rate_source)
    return rows.dropna(subset=["usd_mn"])


def weakest_status(statuses: Iterable[str]) -> str:
    """Return the status of a sum: that of its weakest part.

    From the best: normal (A), estimated (E), break in series (B), definition differs (D),
    provisional (P), forecast (F), low reliability (U).

    >>> weakest_status(["D", "E", "A"])
    'D'
    """
    return max(statuses, key=STATUSES.find)


def rounding(value: float) -> float:
    """Return the unit of the last digit in which a figure was given; that of zero is one.

    >>> rounding(13700), rounding(4.3), rounding(17), rounding(0)
    (100.0, 0.1, 1.0, 1.0)
    """
    digits = Decimal(f"{value:.{DECIMALS}f}") or Decimal(repr(float(value)))
    if not digits:
        return 1.0
    _, _, exponent = digits.normalize().as_tuple()
    return float(Decimal(1).scaleb(int(exponent)))
