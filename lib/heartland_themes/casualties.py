"""Counts of the dead: which can be set beside each other, and the last official toll.

Counts of the same people by different bodies stand beside each other; none is averaged, and none is
chosen as the true one. The frames are ``casualty_reports`` (counts) and ``conflict_events`` indexed
by ``event_id`` (events). Figures are numbers of persons.
"""

from typing import Any

import pandas as pd

from heartland import sentences
from heartland.tables import compare, measures
from heartland.tables.periods import date_of_count
from heartland.tables.sources import join_ids

QUANTITY = ["event_id", "side", "group"]  # what counts of the same people share
NAMES = "identified by name"  # the label of a count that is a list of names
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


# Which counts are compared


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
    alike = [*QUANTITY, "measure", "reporter"]
    largest = parts.sort_values("value").drop_duplicates(alike, keep="last")
    known = pd.MultiIndex.from_frame(whole[alike])
    largest = largest[~pd.MultiIndex.from_frame(largest[alike]).isin(known)]
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
    believed = reports["credibility"] < compare.DOUBTFUL
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
    repeated = counted[may_be_one].duplicated([*QUANTITY, "value"], keep="last")
    return counted.drop(index=repeated[repeated].index)


def comparable(reports: pd.DataFrame) -> pd.DataFrame:
    """Leave out counts whose scope differs (status D) and those of low reliability (U)."""
    return reports[~reports["status"].isin(["D", "U"])]


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
        before_the_end=_is_day_before(counts["counted_on"], end),
    )
    counts = counts[~_is_day_before(counts["covers_to"], end)]
    return counts.sort_values(["start", "row", "date", "value"], na_position="first")


def _is_day_before(date: "pd.Series[str]", end: "pd.Series[str]") -> "pd.Series[bool]":
    """Tell which dates lie before the last day of the event, where both are known to the day."""
    both_are_days = date.str.len().eq(10) & end.str.len().eq(10)
    return both_are_days & (date < end)


def _event_and_side(reports: pd.DataFrame, events: pd.DataFrame) -> pd.Series:
    event = events.loc[reports["event_id"]].set_axis(reports.index)
    two_states = event["areas_involved"].str.contains(";")
    elsewhere = reports["side"].ne(event["area"])
    side = ": " + reports["side"].map(SIDES).fillna(reports["side"])
    return event["name"] + side.where(two_states | elsewhere, "")


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
    total = official[is_total].groupby("event_id")["value"].max()
    known_total = official["event_id"].map(total).fillna(0).astype("int64")
    overtaken = ~is_total & (official["value"] > known_total)
    return counts["event_id"].isin(official.loc[overtaken, "event_id"])


def _stands(counts: pd.DataFrame) -> "pd.Series[bool]":
    """Tell which counts are official ones that their office did not change later."""
    official = counts["reporter_kind"].eq("official") & ~in_an_article_only(counts)
    return official & counts["status"].ne("P")


def last_official(counts: pd.DataFrame) -> pd.DataFrame:
    """Return the last official count of each event, side and group.

    Args:
        counts: in the order of their dates, as ``dated`` leaves them.
    """
    return counts[_stands(counts)].drop_duplicates(QUANTITY, keep="last")


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
