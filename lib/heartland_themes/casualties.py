"""Counts of the dead: what others say beside the last official toll.

Which counts can be compared is said in ``heartland.tables.counts``.

Counts of the same people by different bodies stand beside each other; none is averaged, and none is
chosen as the true one. The frames are ``casualty_reports`` (counts) and ``conflict_events`` indexed
by ``event_id`` (events). Figures are numbers of persons.
"""

from typing import Any

import pandas as pd

from heartland import sentences
from heartland.tables import measures
from heartland.tables.counts import comparable as comparable
from heartland.tables.counts import credible as credible
from heartland.tables.counts import in_an_article_only as in_an_article_only
from heartland.tables.counts import is_day_before, witnesses
from heartland.tables.counts import last_official as last_official
from heartland.tables.counts import of_group as of_group
from heartland.tables.counts import of_whole_events as of_whole_events
from heartland.tables.periods import date_of_count
from heartland.tables.sources import join_ids

QUANTITY = ["event_id", "side", "group"]  # what counts of the same people share
SIDES = {
    "KGZ": "Kyrgyz side",
    "TJK": "Tajik side",
    "UZB": "Uzbek side",
    "KGZ;TJK": "both sides",
}
APART = [  # groups of which nobody is in two; the "other part" is counted beside one of the others
    "alleged attackers",
    "prisoners",
    "other part",
    "civilians",
    "security forces",
]
ONE_OF = {  # what one of a group is called; of any other group people go by their label
    "alleged attackers": "alleged attacker",
    "prisoners": "inmate",
    "civilians": "civilian",
    "security forces": "officer",
    "protesters and residents": "resident",
    "foreign nationals": "foreign national",
}


def of_events(reports: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Return the counts of whole events that can be compared, ``dated``.

    >>> counts = of_events(load("casualty_reports", measure="killed"), events)
    """
    return dated(comparable(credible(of_whole_events(reports))), events)


def dated(reports: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Name and date each count; the oldest event and the oldest count come first.

    Adds ``date`` (of the count), ``row`` (the event, with its side where two states count their
    own), ``start`` (of the event) and ``before_the_end`` (whether it was counted before the last
    day of the event). Of one day the highest count comes last. Left out are counts that cover only
    the first days of an event.
    """
    counts = reports.assign(date=date_of_count(reports), row=_event_and_side(reports, events))
    end = counts["event_id"].map(events["end"])
    counts = counts.assign(
        start=counts["event_id"].map(events["start"]),
        before_the_end=is_day_before(counts["counted_on"], end),
    )
    counts = counts[~is_day_before(counts["covers_to"], end)]
    return counts.sort_values(["start", "row", "date", "value"], na_position="first")


def _event_and_side(reports: pd.DataFrame, events: pd.DataFrame) -> pd.Series:
    event = events.loc[reports["event_id"]].set_axis(reports.index)
    two_states = event["areas_involved"].str.contains(";")
    elsewhere = reports["side"].ne(event["area"])
    side = ": " + reports["side"].map(SIDES).fillna(reports["side"])
    return event["name"] + side.where(two_states | elsewhere, "")


def others(counts: pd.DataFrame, official: pd.DataFrame) -> pd.DataFrame:
    """Return the newest count of every other body that differs from the last official one.

    Left out are figures without a counter and those that only an article has, counts that their
    reporter changed later or that may be another's again, a count that equals the official one, a
    bound that the official one meets ("at least 15" beside 17), and counts of both sides of a
    border where each side has its own. A count made before the last day of the event is such a
    bound.

    Args:
        counts: as ``dated`` leaves them.
        official: as ``last_official`` returns them.

    Returns:
        The counts, with the column ``official``: the last official count of the same people,
        missing where there is none.
    """
    of_both_sides = counts["side"].str.contains(";") & counts["event_id"].isin(official["event_id"])
    counts = counts[~of_both_sides & counts["status"].ne("P")]
    counts = counts[counts["reporter_kind"].ne("official")]
    state = official[[*QUANTITY, "value"]].rename(columns={"value": "official"})
    counts = counts.merge(state, on=QUANTITY, how="left")
    newest = counts.groupby([*QUANTITY, "reporter"])["date"].transform("max")
    counts = counts[counts["date"].eq(newest) & ~_agrees_with_official(counts)]
    alike = [*QUANTITY, "value", "low", "high", "relation", "reporter_kind"]
    return witnesses(counts).drop_duplicates(alike)


def _agrees_with_official(others: pd.DataFrame) -> "pd.Series[bool]":
    floor = others["low"].fillna(others["value"]) + others["relation"].eq(">")
    is_bound = others["relation"].isin(measures.AT_LEAST) | others["before_the_end"]
    bound_is_met = is_bound & (floor <= others["official"])
    equal = others["relation"].isin(["=", "~"]) & others["value"].eq(others["official"])
    return (bound_is_met | equal).fillna(False).astype(bool)


def bounds(counts: pd.DataFrame) -> pd.DataFrame:
    """Return the lowest and the highest number that each count allows: ``floor`` and ``top``.

    Both are the number itself unless the source gives a bound or a range; an open end is missing.
    """
    no_floor = counts["relation"].isin(measures.AT_MOST)
    no_top = counts["relation"].isin(measures.AT_LEAST)
    return pd.DataFrame(
        {
            "floor": counts["low"].fillna(counts["value"].mask(no_floor)),
            "top": counts["high"].fillna(counts["value"].mask(no_top)),
        }
    )


def official_tolls(official: pd.DataFrame) -> pd.DataFrame:
    """Return one official count of all the dead, or injured, of each event and side.

    It is the total. Where the state gave none, or counted a part above it, the parts that hold
    nobody twice (``APART``) are added up, whichever of its offices counted them; a larger part of
    which others may be members, such as residents, stands in their place.

    Args:
        official: official counts; of each event, side and group the first is taken.

    Returns:
        The counts, with the column ``parts``: empty for a total, else the part that stands alone
        or those added up ("18 alleged attackers, 5 civilians"), of which the ``group`` is total.
    """
    counts = official.drop_duplicates(QUANTITY)
    of_each = counts.groupby(["event_id", "side"], sort=False)
    tolls = [_official_toll(own) for _, own in of_each]
    if not tolls:
        return counts.assign(parts="")
    return pd.concat(tolls, ignore_index=True)


def _official_toll(counts: pd.DataFrame) -> pd.DataFrame:
    """Return the toll of one event and side, in one row."""
    is_total = counts["group"].eq("total")
    total, parts = counts[is_total], counts[~is_total]
    floor = parts["value"].fillna(parts["low"])
    if len(total) and not (floor > total["value"].iloc[0]).any():
        return total.assign(parts="")
    apart = parts[parts["group"].isin(APART)]
    together = floor[apart.index].sum()
    largest = parts.loc[floor.sort_values(ascending=False, kind="stable").index].head(1)
    if len(apart) < 2 or floor.max() > together:
        return largest.assign(parts=largest.apply(_part_in_words, axis=1))
    apart = apart.sort_values("value", ascending=False, kind="stable")
    stated = set(apart["relation"].replace("range", ">="))
    bounds = [relation for relation in (">=", ">", "~") if relation in stated]
    added: dict[str, Any] = {
        "group": "total",
        "label": "",
        "value": together,
        "low": None,
        "high": None,
        "relation": bounds[0] if bounds else "=",
        "reporter": sentences.listed(sorted(set(apart["reporter"]))),
        "source_id": join_ids(apart["source_id"]),
        "parts": ", ".join(apart.apply(_part_in_words, axis=1)),
    }
    return apart.head(1).assign(**added).astype(apart.dtypes[["low", "high"]].to_dict())


def not_in_ucdp(tolls: pd.DataFrame, events: pd.DataFrame, deaths: pd.DataFrame) -> pd.DataFrame:
    """Keep the tolls of unrest in a country and year in which UCDP counts no such death.

    These are deaths in a civil war or at the hands of one side. Only totals of ten and more since
    2001 are kept.

    Args:
        tolls: as ``official_tolls`` returns them, of ``dated`` counts.
        events: of the table ``conflict_events``, indexed by ``event_id``.
        deaths: of the table ``conflict_deaths``.

    Returns:
        Those rows of ``tolls``, with UCDP's highest estimate for the country and year, which is
        none, in ``ucdp``.
    """
    of_unrest = tolls["event_id"].map(events["kind"]).eq("unrest") & tolls["start"].gt("2001")
    large = tolls[of_unrest & tolls["parts"].eq("") & tolls["value"].ge(10)]
    ucdp = deaths[deaths["violence_type"].isin(["intrastate", "one-sided"])]
    highest = ucdp.groupby(["area", "year"])["high"].sum()
    area_and_year = pd.MultiIndex.from_arrays([large["side"], large["start"].str[:4].astype(int)])
    large = large.assign(ucdp=highest.reindex(area_and_year).to_numpy())
    return large[large["ucdp"].eq(0)]


def _part_in_words(part: "pd.Series[Any]") -> str:
    """Write the count of a part, with what its people are called: "1 civilian"."""
    name = part["label"]
    if part["group"] in ONE_OF:
        name = ONE_OF[part["group"]]
        if in_figures(part) != "1":
            name += "s"
    return f"{in_figures(part)} {name}"


def in_figures(count: "pd.Series[Any]") -> str:
    """Write a count as its source states it: "21", "≥15" or "50–200".

    A best estimate that is an end of its own range is written as the range.
    """
    ends = (count["low"], count["high"])
    is_range = pd.notna(ends[0]) and pd.notna(ends[1]) and ends[0] < ends[1]
    if is_range and (pd.isna(count["value"]) or count["value"] in ends):
        return f"{count['low']:,}–{count['high']:,}"
    return measures.relation_in_signs(count["relation"], f"{count['value']:,}")
