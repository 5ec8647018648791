"""Counts of the dead and the injured: which can be compared, and the last of each reporter.

The one rule for ``counts_by_reporter`` and for the figures: counts of the same people by different
bodies stand beside each other; none is averaged, and none is chosen as the true one.
"""

import logging
from collections.abc import Callable

import pandas as pd

from heartland.tables import expect, measures
from heartland.tables.periods import date_of_count, last_day
from heartland.tables.tables import load

LOG = logging.getLogger("heartland")

OF_REPORTS = (  # the columns that are read of the table
    "event_id",
    "side",
    "place",
    "measure",
    "group",
    "label",
    "value",
    "relation",
    "low",
    "high",
    "reporter",
    "reporter_kind",
    "counted_on",
    "published_on",
    "covers_to",
    "independent",
    "witness",
    "credibility",
    "status",
)
OF_PEOPLE = ["event_id", "side", "measure", "group"]  # what counts of the same people share
NAMES = "identified by name"  # the label of a count that is a list of names
DOUBTFUL = 5  # the grade of credibility from which none is taken


def of_whole_events(reports: pd.DataFrame) -> pd.DataFrame:
    """Keep the counts of whole events; what others counted at one place is "at least that many".

    So is a list of the names of those identified (``NAMES``), whoever made it. Left out are counts
    of one place by an office, for it counts the whole too, or by a body that has a count of the
    whole; of several places the largest count of a body stays. An upper bound of one place bounds
    nothing. Adds ``stated``: relation and number as the source states them.
    """
    reports = _names_as_floors(reports.assign(stated=_as_stated(reports)))
    whole = reports[reports["place"].eq("")]
    floor = reports["low"].fillna(reports["value"])
    has_floor = floor.notna() & ~reports["relation"].isin(measures.AT_MOST)
    of_others = reports["reporter_kind"].ne("official")
    parts = reports[reports["place"].ne("") & has_floor & of_others]
    floor = floor[parts.index]  # pandas would give rows to parts without any
    parts = parts.assign(value=floor, low=floor, high=None, relation=">=")
    alike = [*OF_PEOPLE, "reporter"]
    largest = parts.sort_values("value").drop_duplicates(alike, keep="last")
    largest = largest[~_cells(largest, alike).isin(_cells(whole, alike))]
    largest = largest.astype({"high": reports["high"].dtype})
    return pd.concat([whole, largest]).sort_index()


def _names_as_floors(reports: pd.DataFrame) -> pd.DataFrame:
    """Make lower bounds of the counts that are lists of names: not every name is known."""
    is_list = reports["label"].eq(NAMES) & reports["relation"].eq("=")
    return reports.assign(
        relation=reports["relation"].mask(is_list, ">="),
        low=reports["low"].mask(is_list, reports["value"]),
    )


def _as_stated(reports: pd.DataFrame) -> "pd.Series[str]":
    """Write relation, number and bounds as the table has them: "range 30–70", exact ones "64"."""
    value = reports["value"].astype("string").fillna("")
    low, high = reports["low"].astype("string"), reports["high"].astype("string")
    bounds = (low + "–" + high).fillna("")
    best = value + (" (" + bounds + ")").where(bounds.ne(""), "")
    relation = (reports["relation"] + " ").mask(reports["relation"].eq("="), "")
    return relation + best.where(value.ne(""), bounds)


def credible(reports: pd.DataFrame) -> pd.DataFrame:
    """Keep the counts that may be drawn.

    Left out are counts graded improbable or beyond judgement (5 and 6), the word of an armed group
    on its own deed, and what was relayed, added up or put together from counts of others. What only
    an audited article has stays, to be drawn hollow; ``witnesses`` leaves it out.
    """
    believed = reports["credibility"] < DOUBTFUL
    kept = believed & reports["reporter_kind"].ne("armed group claim")
    first_hand = reports["independent"].ne("no")
    return reports[(kept | in_an_article_only(reports)) & first_hand]


def in_an_article_only(reports: pd.DataFrame) -> "pd.Series[bool]":
    """Tell which counts no document carries but an audited article, which is no evidence."""
    return reports["witness"].eq("article only")


def witnesses(counts: pd.DataFrame) -> pd.DataFrame:
    """Keep one row for each body or person that counted: witnesses, not rows.

    Left out are figures without a counter, those that only an article has, and all but the last of
    equal figures of the same people where no page says that they were counted apart.
    """
    named = counts["reporter_kind"].ne("not named")
    counted = counts[named & ~in_an_article_only(counts)]
    may_be_one = counted["independent"].eq("unknown")
    repeated = counted[may_be_one].duplicated([*OF_PEOPLE, "value"], keep="last")
    return counted.drop(index=repeated[repeated].index)


def comparable(reports: pd.DataFrame) -> pd.DataFrame:
    """Leave out counts whose scope differs (status D) and those of low reliability (U)."""
    return reports[~reports["status"].isin(["D", "U"])]


def is_day_before(date: "pd.Series[str]", end: "pd.Series[str]") -> "pd.Series[bool]":
    """Tell which dates lie before the last day of the event, where both are known to the day."""
    both_are_days = date.str.len().eq(10) & end.str.len().eq(10)
    return both_are_days & (date < end)


def of_group(counts: pd.DataFrame, group: str) -> pd.DataFrame:
    """Keep the counts of one group of people.

    With "total", the parts stand in place of a state's total where it never gave one, or later
    counted a part above it; others' totals stay beside them.
    """
    asked = counts["group"].eq(group)
    if group != "total":
        return counts[asked]
    in_parts = _counted_in_parts(counts)
    official = counts["reporter_kind"].eq("official")
    parts = official & ~asked
    totals_of_others = ~official & asked
    return counts[(~in_parts & asked) | (in_parts & (parts | totals_of_others))]


def _counted_in_parts(counts: pd.DataFrame) -> "pd.Series[bool]":
    """Tell of which events the state counted a part above its last total, or gave no total."""
    official = counts[_stands(counts)]
    is_total = official["group"].eq("total")
    of_event = [official["event_id"], official["measure"]]
    totals = official["value"].where(is_total).groupby(of_event).transform("max").fillna(0)
    overtaken = official[~is_total & (official["value"] > totals)]
    per = ["event_id", "measure"]
    is_in_parts = _cells(counts, per).isin(_cells(overtaken, per))
    return pd.Series(is_in_parts, index=counts.index)


def _cells(counts: pd.DataFrame, columns: list[str]) -> pd.MultiIndex:
    """Return what counts have in some columns, to be looked for among others."""
    return pd.MultiIndex.from_frame(counts[columns])


def _stands(counts: pd.DataFrame) -> "pd.Series[bool]":
    """Tell which counts are official ones that their office did not change later."""
    official = counts["reporter_kind"].eq("official") & ~in_an_article_only(counts)
    return official & counts["status"].ne("P")


def last_official(counts: pd.DataFrame) -> pd.DataFrame:
    """Return the last official count of each event, side, measure and group.

    Args:
        counts: in the order of their dates, as ``dated`` leaves them.
    """
    return counts[_stands(counts)].drop_duplicates(OF_PEOPLE, keep="last")


def counts_by_reporter(
    reports: pd.DataFrame, measure: str = "killed", group: str = "total"
) -> pd.DataFrame:
    """Set the last count of each reporter of an event beside the last official one.

    >>> january = counts_by_reporter(load("casualty_reports", event_id="KAZ-2022-01"))
    >>> int(january["official"].iloc[0])
    238

    Counts are compared by the rule of the figures of the collection: those of whole events, where
    what others than an office counted at one place is "at least that many". A line says how many
    rows are left out, and why. A count is dated by the day it was counted, else by the day it was
    published; of two with one date the higher is the last. A count that agrees with the official
    one stays; the figure ``counts-by-event`` has only those that differ.

    Args:
        reports: rows of ``casualty_reports``.
        measure: killed, injured, displaced, evacuated or detained; "" for all.
        group: of whom, for instance total or civilians; "" for all. Where the state counted only
            parts, or a part above its total, the parts stand in place of its total.

    Returns:
        A row for each event, side, measure, group and reporter: the reporter's last count with
        its ``date`` and bounds, and as its source states it (``stated``); ``counts``, how many
        the reporter gave; ``official``, the last count of any official body, missing where there
        is none; and ``ratio``, the count divided by it. A side of two codes means that both sides
        are counted together. Where a count is a bound ("at least", "over"; see ``relation``), so
        is the ratio.

    Raises:
        UsageError: if the rows have no such measure or group, or are of another table.
    """
    expect.rows_of("counts_by_reporter", "casualty_reports", reports, OF_REPORTS)
    if measure:
        expect.one_of("counts_by_reporter", "measure", measure, sorted(set(reports["measure"])))
        reports = reports[reports["measure"].eq(measure)]
    if group:
        expect.one_of("counts_by_reporter", "group", group, sorted(set(reports["group"])))
    rows = _compared(reports, group)
    by = [*OF_PEOPLE, "reporter"]
    given = rows.groupby(by).size().rename("counts").reset_index()
    official = last_official(rows)[[*OF_PEOPLE, "value"]].rename(columns={"value": "official"})
    counts = rows.drop_duplicates(by, keep="last").merge(given, on=by)
    counts = counts.merge(official, on=OF_PEOPLE, how="left")
    counts["ratio"] = counts["value"].astype("float64") / counts["official"].astype("float64")
    return counts.drop(columns=["counted_on", "published_on", "day"])


def _compared(rows: pd.DataFrame, group: str) -> pd.DataFrame:
    """Keep the counts that can be compared, in the order of their dates; log what is left out.

    Counts of other groups are looked at, for parts may stand in place of a total.
    """
    ends = load("conflict_events").set_index("event_id")["end"]
    steps: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
        "of one place, by an office or a body that counted the whole too": of_whole_events,
        "doubtful, by an armed group of its own deed, or not at first hand": credible,
        "only in an article": lambda df: df[~in_an_article_only(df)],
        "of another definition or low reliability": comparable,
        "of the first days only": lambda df: df[
            ~is_day_before(df["covers_to"], df["event_id"].map(ends))
        ],
        "changed later by their reporter": lambda df: df[df["status"].ne("P")],
        "by nobody named, or perhaps another's again": _of_different_bodies,
        "outdone by a part of them": lambda df: of_group(df, group) if group else df,
    }
    dated = rows.assign(date=date_of_count(rows), day=date_of_count(rows).map(last_day))
    order = ["event_id", "side", "day", "value"]
    rows = dated.sort_values(order, kind="stable", na_position="first", ignore_index=True)
    asked = left = rows.index[rows["group"].eq(group) | (not group)]
    reasons = []
    for reason, keep in steps.items():
        rows = keep(rows)
        gone = left.difference(rows.index)
        left = left.difference(gone)
        if len(gone):
            reasons.append(f"{len(gone)} {reason}")
    if reasons:
        LOG.warning(
            f"counts_by_reporter leaves out {len(asked) - len(left)} of {len(asked)} rows: "
            f"{'; '.join(reasons)}"
        )
    return rows


def _of_different_bodies(counts: pd.DataFrame) -> pd.DataFrame:
    """Leave out others than offices whose last count is that of no ``witnesses``."""
    by = [*OF_PEOPLE, "reporter"]
    last = counts.drop_duplicates(by, keep="last")
    of_others = last[last["reporter_kind"].ne("official")]
    no_witnesses = of_others.drop(index=witnesses(of_others).index)
    return counts[~_cells(counts, by).isin(_cells(no_witnesses, by))]
