"""Rules of what is held in parts: a month by browser, an edition of forecasts by year."""

import pandas as pd

from heartland.checks.rule import Broken, Tables

OUTLOOK = "imf-weo-"  # how the sources of whole editions begin
BROWSERS = "browser_shares"
IN_EVERY_MONTH = ("Safari on iOS", "Chrome on Android", "desktop browsers")
LISTED = 75  # percent of page views that the browsers listed must cover
SHIFT = 8  # points by which what is listed, or Apple's share of it, may move


def months_are_whole(tables: Tables) -> Broken:
    """A month of an area has its main browsers; one in which they cover too few page views is doubted."""
    df = tables[BROWSERS]
    month = [df["area"], df["period"], df["source_id"]]
    for browser in IN_EVERY_MONTH:
        held = df["browser"].eq(browser).groupby(month).transform("any")
        yield BROWSERS, "period", ~held, f"is a month without {browser}: read the file again"
    total = df.groupby(month)["share_pct"].transform("sum")
    yield (
        BROWSERS,
        "status",
        (total < LISTED) & df["status"].ne("U"),
        f"is not U, and the browsers listed cover less than {LISTED} percent of page views",
    )


def shifts_are_marked(tables: Tables) -> Broken:
    """Where the browsers listed cover another share of page views than a month ago, the month is a break or doubted.

    A version of iOS that the source does not follow vanishes from the sum, and Apple's share with it.
    """
    df = tables[BROWSERS]
    shift = _months(df)["total"].groupby(level=["area", "source_id"]).diff().abs() > SHIFT
    moved = _of_rows(df, shift) & df["status"].eq("A")
    words = (
        f"is A, and the browsers listed cover {SHIFT} points more or less than in the month before"
    )
    yield BROWSERS, "status", moved, words


def spikes_are_doubted(tables: Tables) -> Broken:
    """Apple's share of mobile page views does not leave the months beside it, both in one direction, unless it is doubted."""
    df = tables[BROWSERS]
    apple = _months(df)["apple"].groupby(level=["area", "source_id"])
    here = pd.concat([apple.diff(), apple.diff(-1)], axis="columns")
    alone = (here > SHIFT).all(axis="columns") | (here < -SHIFT).all(axis="columns")
    words = f"is A, and Apple's share of mobile page views is {SHIFT} points from those of both months beside it"
    yield BROWSERS, "status", _of_rows(df, alone) & df["status"].eq("A"), words


def editions_are_whole(tables: Tables) -> Broken:
    """An edition of the fund's outlook forecasts its own year and those after it, without a gap; a first outturn is one."""
    name = "growth_forecasts"
    df = tables[name]
    ahead = df[df["kind"].eq("forecast") & df["source_id"].str.startswith(OUTLOOK)]
    year = pd.to_numeric(ahead["vintage"].str[:4])
    place = ahead.groupby(["vintage", "area", "source_id"])["target_year"].rank()
    gap = ahead["target_year"] != year + place - 1
    yield (
        name,
        "target_year",
        pd.Series(df.index.isin(gap.index[gap]), index=df.index),
        "follows on a gap: the edition forecasts the year of its vintage and each year after it",
    )
    cell = ["publisher", "area", "target_year"]
    first = df[df["kind"].eq("first outturn")].sort_values("vintage", kind="stable")
    second = first.index[first.duplicated([*cell])]
    yield (
        name,
        "kind",
        pd.Series(df.index.isin(second), index=df.index),
        "is a second first outturn of this publisher: write later outturn",
    )


def _months(df: pd.DataFrame) -> pd.DataFrame:
    """Sum of the browsers listed, and Safari on iOS in percent of the mobile ones, by area, source and month."""
    key = ["area", "source_id", "period"]
    mobile = df[df["browser"].ne("desktop browsers")].groupby(key)["share_pct"].sum()
    safari = df[df["browser"].eq("Safari on iOS")].groupby(key)["share_pct"].sum()
    total = df.groupby(key)["share_pct"].sum()
    return pd.DataFrame({"total": total, "apple": 100 * safari / mobile}).sort_index()


def _of_rows(df: pd.DataFrame, months: "pd.Series[bool]") -> "pd.Series[bool]":
    """Tell of each row whether its area, source and month is among those marked."""
    marked = months.index[months]
    rows = pd.MultiIndex.from_frame(df[["area", "source_id", "period"]])
    return pd.Series(rows.isin(marked), index=df.index)


RULES = (months_are_whole, shifts_are_marked, spikes_are_doubted, editions_are_whole)
