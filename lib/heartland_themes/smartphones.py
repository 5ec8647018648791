"""Notebook 06: shares of phone makers in the republics, as far as anyone has published them.

A row is the share of one maker in one area and period by one method. A maker is called first only
if its share is larger than all that the shares at hand leave unnamed; otherwise another maker, not
reported, might be ahead of it.
"""

from collections.abc import Sequence

import pandas as pd

DESKTOP = "desktop browsers"  # as browser_shares calls them, and these two:


UC_BROWSER = "UC Browser"


OPERA_MINI = "Opera Mini"


IOS = "Safari on iOS"


OPERA_MINI_ENDS = "2023-09"  # from the next month on the source has next to nothing of it


LONGEST_GAP_DAYS = 62  # two months: a line is drawn past one that was never published


def of_mobile(browsers: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Return what some browsers had of the page views in mobile browsers, month by month.

    Args:
        browsers: rows of ``browser_shares``: shares of all page views, of computers too.
        names: the browsers.

    Returns:
        A row an area, month and browser: ``mobile_pct`` (its share divided by that of all mobile
        browsers together), ``status``, ``source_id``; ``shown_pct`` is the median of the month and
        its two neighbours of the same ``run``. A run is a stretch of months without a break in the
        series (status B) and without a gap of more than one month; a month of low reliability
        (status U) belongs to none, but in an area that has no other.
    """
    mobile = browsers[browsers["browser"].ne(DESKTOP)]
    whole = mobile.groupby(["area", "period"])["share_pct"].sum().rename("all_mobile")
    rows = mobile[mobile["browser"].isin(names)].join(whole, on=["area", "period"])
    rows = rows.assign(mobile_pct=100 * rows["share_pct"] / rows["all_mobile"])
    rows = rows[~(rows["browser"].eq(OPERA_MINI) & rows["period"].gt(OPERA_MINI_ENDS))]
    columns = ["area", "browser", "period", "mobile_pct", "status", "source_id"]
    rows = rows[columns].sort_values(["area", "browser", "period"], ignore_index=True)
    series = [_in_runs(one) for _, one in rows.groupby(["area", "browser"])]
    return pd.concat(series, ignore_index=True) if series else rows.assign(run=0, shown_pct=0.0)


def _in_runs(one: pd.DataFrame) -> pd.DataFrame:
    """Number the runs of one series, and smooth each; a month outside them has run -1."""
    is_low = one["status"].eq("U")
    kept = one[~is_low]
    month = pd.PeriodIndex(kept["period"], freq="M").to_timestamp().to_series(index=kept.index)
    gap = month.diff().dt.days.gt(LONGEST_GAP_DAYS)
    begins = gap | kept["status"].eq("B")
    run = begins.cumsum().reindex(one.index, fill_value=-1)
    smooth = (
        kept["mobile_pct"]
        .groupby(run)
        .transform(lambda part: part.rolling(3, center=True, min_periods=1).median())
    )
    return one.assign(run=run, shown_pct=smooth.reindex(one.index))
