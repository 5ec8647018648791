"""The field's arithmetic. Each function states its formula; none fills a gap or averages over unequal cells."""

from collections.abc import Sequence

import pandas as pd

ROUNDS = ("autumn before", "spring", "autumn")


def newest(
    df: pd.DataFrame, by: Sequence[str], date: str = "vintage", first: bool = False
) -> pd.DataFrame:
    """Keep the row of the newest vintage of each quantity (with ``first``, the oldest); undated rows come last."""
    ordered = df.sort_values(date, ascending=not first, kind="stable", na_position="first")
    return ordered.drop_duplicates(list(by), keep="last").sort_index()


def forecast_round(vintage: pd.Series, target_year: pd.Series) -> pd.Series:
    """Name the round of a forecast by its months: September to February, March to June, September to December.

    The first is the autumn before the target year, the others are in it; what lies outside has no round.
    """
    months = (
        pd.to_numeric(vintage.str[:4]) * 12 + pd.to_numeric(vintage.str[5:7]) - target_year * 12
    )
    cuts = [
        -4,
        2,
        6,
        8,
        12,
    ]  # the last month of each span, counted from December of the year before as 0
    names = [ROUNDS[0], ROUNDS[1], "summer", ROUNDS[2]]
    return (
        pd.cut(months.astype("float64"), cuts, labels=names)
        .astype("object")
        .where(lambda r: r.isin(ROUNDS), None)
    )


def forecast_errors(forecasts: pd.DataFrame, outturns: pd.DataFrame) -> pd.DataFrame:
    """Compare forecasts with outturns: error = forecast - outturn, in percentage points; negative is too low.

    Args:
        forecasts: rows of ``growth_forecasts``.
        outturns: one row for each area and target year: the outturn that is named beside every result.

    Returns:
        The forecasts that have an outturn and a round, with ``round``, ``outturn_pct``, ``error_pp`` and the
        outturn's source among ``source_id``.
    """
    named = outturns[["area", "target_year", "growth_pct", "source_id"]]
    named = named.rename(columns={"growth_pct": "outturn_pct", "source_id": "outturn_source"})
    both = forecasts.merge(named, on=["area", "target_year"], validate="many_to_one")
    both["round"] = forecast_round(both["vintage"], both["target_year"])
    both["error_pp"] = (both["growth_pct"] - both["outturn_pct"]).round(2)
    both["source_id"] = both["source_id"] + ";" + both.pop("outturn_source")
    return both.dropna(subset=["round"])


def first_of_round(errors: pd.DataFrame) -> pd.DataFrame:
    """Keep of each publisher, area and round the forecast published first, so that a round counts each once."""
    return newest(errors, ["publisher", "area", "target_year", "round"], first=True)


def equal_cells(
    df: pd.DataFrame, cell: Sequence[str], across: str, values: Sequence[str]
) -> pd.DataFrame:
    """Keep the rows of ``values`` whose cell is present in each of them, so that like is compared with like."""
    mine = df[df[across].isin(values)]
    return mine[mine.groupby(list(cell))[across].transform("nunique").eq(len(values))]


def mean_absolute(errors: pd.Series) -> float:
    """Mean absolute error, in the unit of ``errors``."""
    return float(errors.abs().mean())


def rounding(value: float) -> float:
    """Return the unit of the last digit that a figure was given in: 13700 is known to the hundred."""
    whole, _, part = f"{value:.6f}".rstrip("0").partition(".")
    return float(10 ** -len(part)) if part else float(10 ** (len(whole) - len(whole.rstrip("0"))))
