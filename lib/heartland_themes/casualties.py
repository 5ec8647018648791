"""04-casualties: how many died, according to whom.

Counts of the same people by different bodies stand beside each other; none is averaged, and none is
chosen as the true one. The frames are ``casualty_reports`` (counts), ``conflict_events`` indexed by
``event_id`` (events) and ``conflict_deaths`` (UCDP's estimates). Figures are numbers of persons.
"""

import math
import re
import textwrap
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.text import Annotation
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import Bbox

from heartland import sentences
from heartland.figures import charts, maps, sizes, style
from heartland.figures.frame import Sheet, frame, lay_out, panels
from heartland.figures.labels import beside_their_marks, note
from heartland.sentences import Finding
from heartland.tables import measures
from heartland.tables.areas import REPUBLICS, area_names
from heartland.tables.compare import DOUBTFUL
from heartland.tables.conditions import matches, parse
from heartland.tables.measures import DAYS_A_YEAR
from heartland.tables.periods import date_of_count
from heartland.tables.sources import join_ids

DEFAULT_EVENTS = (
    "UZB-ANDIJAN-2005-05",
    "KGZ-BISHKEK-2010-04",
    "KGZ-OSH-2010-06",
    "KAZ-ZHANAOZEN-2011-12",
    "KGZ-TJK-2021-04",
    "KAZ-2022-01",
    "TJK-GBAO-2022-05",
    "UZB-KARAKALPAK-2022-07",
    "KGZ-TJK-2022-09",
)
BORDER_CLASHES = ("KGZ-TJK-2021-04", "KGZ-TJK-2022-09")
UCDP = "Uppsala Conflict Data Program"
LAST_YEAR_BEFORE = 2000  # the deaths of the civil war in Tajikistan are up to here
AREA = 700  # of the largest circle on the map, in square points
SMALLEST = 10  # of the smallest, however low the count
FAR_APART = 1.5  # times the lowest count

QUANTITY = ["event_id", "side", "group"]  # what counts of the same people share
ARTICLE = "read only in an article"
NAMES = "identified by name"  # the label of a count that is a list of names
SIDES = {
    "KGZ": "Kyrgyz side",
    "TJK": "Tajik side",
    "UZB": "Uzbek side",
    "KGZ;TJK": "both sides",
}
ADJECTIVES = {"KGZ": "Kyrgyz", "TJK": "Tajik"}
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

KINDS = {  # the colour of each kind of reporter
    "official": style.INK,
    "intergovernmental": style.OTHERS[0],
    "NGO": style.OTHERS[3],
    "research": style.OTHERS[1],
    "opposition": style.OTHERS[2],
    "media": style.QUIET,
    "witness": style.QUIET,
    "not named": style.QUIET,
    ARTICLE: style.TEXT,
}
SHAPES: dict[str, dict[str, Any]] = {  # of the marks that are no dots
    "witness": {"marker": "^", "markersize": 7},
    "not named": {"marker": "x", "markersize": 6, "markeredgewidth": 1.8},
    ARTICLE: {
        "marker": "o",
        "markersize": 6,
        "markeredgewidth": 1.5,
        "markerfacecolor": "white",
        "zorder": 3.2,  # over its own arrow
    },
}

KEY = {  # what the key calls a kind whose colour does not tell it
    "media": "media, own count",
    "witness": "unnamed people (triangle)",
    "not named": "no counter named (cross)",
    ARTICLE: "only in an article (hollow)",
}
LEDGERS = {"official": style.INK, "UCDP": KINDS["research"]}
LEAVING = {"displaced": style.OTHERS[0], "evacuated": style.OTHERS[2]}
LONG_NUMBERS = 10_000
ALL_OF_UCDP = "UCDP, five republics, "  # the bar of all its deaths; their years follow
PEOPLE = {"killed": "dead"}  # of a measure, where they are called otherwise

# Of the counts of each event, a row of marks:
ASIDE = 0.19  # rows by which a mark stands above or below its row where another would hide it
ARROW_POINTS = 26  # from the middle of a mark to what stands behind its arrow
DOT, ARROW = 0.65, 5  # characters from the middle of a mark to its end, to that of its arrow

# Of the sequences of counts, a panel each:
MARGIN_OF_DAYS = 0.36  # of a panel of a sequence, as a share of its days, for numbers
NUMBERS: dict[str, dict[str, Any]] = {  # where a number stands by its dot
    "above": {"shift": (-4, 4), "ha": "right", "va": "bottom"},
    "under": {"shift": (4, -4), "ha": "left", "va": "top"},  # under its own step
    "right": {"shift": (7, 0), "ha": "left", "va": "center"},
    "left": {"shift": (-7, 0), "ha": "right", "va": "center"},
    "over": {"shift": (4, 4), "ha": "left", "va": "bottom"},
    "below": {"shift": (-4, -4), "ha": "right", "va": "top"},
}
AIR = 4  # pixels above and below a number that its box has and its letters leave free
LEVEL_WITH = (1, 1.5)  # how much further what is not level with a number may seem to its reader
CLEARLY = 1.25  # times as far as its own dot is every other one from a number
ONE_MARK = 3  # pixels up to which two dots are seen as one


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
    """Return the last official count of each event, side and group, also as column ``official``.

    ``counts`` are in the order of their dates, as ``dated`` leaves them.
    """
    official = counts[_stands(counts)]
    last = official.drop_duplicates(QUANTITY, keep="last")
    return last.assign(official=last["value"])


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
        if short(part) != "1":
            name += "s"
    return f"{short(part)} {name}"


def other_counts(counts: pd.DataFrame, last: pd.DataFrame) -> pd.DataFrame:
    """Return the newest count of every other body, with the last official one as ``official``.

    Of figures without a counter, and of what only an article has, each stands for itself. Left out
    are counts that their reporter changed later, a count that equals the official one, a bound that
    the official one meets ("at least 15" beside 17), and counts of both sides of a border where
    each side has its own. A count made before the last day of the event is such a bound.
    """
    of_both_sides = counts["side"].str.contains(";")
    official_is_known = counts["event_id"].isin(last["event_id"])
    counts = counts[~of_both_sides | ~official_is_known]
    of_others = counts["reporter_kind"].ne("official") | in_an_article_only(counts)
    others = counts[of_others & counts["status"].ne("P")]
    others = others.merge(last[[*QUANTITY, "official"]], on=QUANTITY, how="left")
    newest = others.groupby([*QUANTITY, "reporter"])["date"].transform("max")
    alone = others["reporter_kind"].eq("not named") | in_an_article_only(others)
    others = others[others["date"].eq(newest) | alone]
    others = others[~_agrees_with_official(others)]
    alike = [*QUANTITY, "value", "low", "high", "relation", "reporter_kind", "witness"]
    return others.drop_duplicates(alike)


def _agrees_with_official(others: pd.DataFrame) -> "pd.Series[bool]":
    floor = others["low"].fillna(others["value"]) + others["relation"].eq(">")
    is_bound = others["relation"].isin(measures.AT_LEAST) | others["before_the_end"]
    bound_is_met = is_bound & (floor <= others["official"])
    equal = others["relation"].isin(["=", "~"]) & others["value"].eq(others["official"])
    return (bound_is_met | equal).fillna(False).astype(bool)


def compare(counts: pd.DataFrame, group: str) -> pd.DataFrame:
    """Set the last official count of each event and side beside the newest counts of others.

    Args:
        counts: credible counts of whole events, as ``dated`` leaves them.
        group: whose dead or injured; "total" for all.

    Returns:
        The counts, with the column ``official``: the last official one of the same people.
    """
    counts = of_group(counts, group)
    last = last_official(counts)
    rows = pd.concat([other_counts(counts, last), last]).drop(columns="before_the_end")
    return rows.sort_values(["start", "row"], kind="stable").reset_index(drop=True)


def preferred_first(counts: pd.DataFrame, preferences: pd.DataFrame) -> pd.DataFrame:
    """Order the counts of each event by preference: the first is the one to take when one is taken.

    Official counts come before others; among them those that ``preferences`` ranks first, then
    the widest group of people, then the newest.
    """
    chosen = preferences.query("dataset == 'casualty_reports' and rank == 1")["where"]
    preferred = pd.Series(False, index=counts.index)
    for where in chosen:
        names_an_event = any(each.column == "event_id" for each in parse(where))
        if names_an_event:
            preferred |= matches(counts, where)
    width = {"total": 3, "alleged attackers": 0, "security forces": 1}
    order = pd.DataFrame(
        {
            "official": counts["reporter_kind"].eq("official"),
            "preferred": preferred,
            "width": counts["group"].map(width).fillna(2),
            "date": date_of_count(counts),
        }
    )
    ascending = order.sort_values(["official", "preferred", "width", "date"]).index
    return counts.loc[ascending[::-1]]


def sequences(official: pd.DataFrame) -> pd.DataFrame:
    """Return, of each event and side, the dated counts of the office that gave most of them.

    Only offices with a name and three different counts or more. Adds ``day``, days since the event
    began, and to the last count of an office ``later``: a count that followed and has no day ("418
    in 2012"), with its source.
    """
    of_a_year = official["date"].str.len().eq(len("2022"))
    # The middle of a month tells nothing of the days of an event that began in it.
    of_its_month = official["date"].eq(official["start"].str[:7])
    dated_by_day = ~of_a_year & official["date"].ne("") & ~of_its_month
    named = ~official["reporter"].str.contains("not named")
    rows = official[dated_by_day & named].dropna(subset=["value"]).drop(columns="before_the_end")
    rows = rows.drop_duplicates(["row", "reporter", "date", "value"])
    different = rows.groupby(["row", "reporter"])["value"].nunique()
    enough = different[different >= 3].sort_values(kind="stable")
    leading = enough.groupby("row").tail(1).index
    rows = rows[pd.MultiIndex.from_frame(rows[["row", "reporter"]]).isin(leading)]
    years = charts.decimal_year(rows["date"]) - charts.decimal_year(rows["start"])
    days = (years * DAYS_A_YEAR).astype("float64").round()
    return _with_later(rows.assign(day=days, later=""), official[of_a_year & named])


def _with_later(rows: pd.DataFrame, undated: pd.DataFrame) -> pd.DataFrame:
    """Note beside the last count of each office what it counted in a later year without a day."""
    last = rows.drop_duplicates(["row", "reporter"], keep="last")
    for at, count in last.iterrows():
        same = undated["row"].eq(count["row"]) & undated["reporter"].eq(count["reporter"])
        followed = undated[same & undated["date"].gt(count["date"][:4])]
        if len(followed):
            newest = followed.iloc[-1]
            rows.loc[at, "later"] = f"{short(newest)} in {newest['date']}"
            rows.loc[at, "source_id"] = join_ids([count["source_id"], newest["source_id"]])
    return rows


def two_ledgers(official: pd.DataFrame, ucdp: pd.DataFrame) -> pd.DataFrame:
    """Set official counts of border clashes, by side, beside UCDP's of the year, by territory.

    Args:
        official: last official counts of the clashes.
        ucdp: UCDP's rows of deaths between states in the same years.
    """
    year = official["start"].str[:4].astype(int)
    official = official.assign(area=official["side"], year=year, ledger="official")
    ucdp = ucdp.assign(ledger="UCDP", reporter=UCDP, date="", start="")
    kept = ["year", "area", "ledger", "value", "low", "high", "reporter", "date", "start"]
    rows = pd.concat([official, ucdp])[[*kept, "source_id"]]
    where = rows["ledger"].map({"official": "side, official", "UCDP": "territory, UCDP"})
    rows = rows.assign(row=rows["area"].map(ADJECTIVES) + " " + where)
    return rows.sort_values(["year", "area", "ledger"], ascending=[True, True, False])


def without_ucdp(official: pd.DataFrame, deaths: pd.DataFrame) -> pd.DataFrame:
    """Keep the counts of a country and year without a civil or one-sided death in UCDP."""
    comparable_types = deaths["violence_type"].isin(["intrastate", "one-sided"])
    highest = deaths[comparable_types].groupby(["area", "year"])["high"].sum()
    year = official["start"].str[:4].astype(int)
    place_and_year = pd.MultiIndex.from_arrays([official["side"], year])
    return official[highest.loc[place_and_year].eq(0).to_numpy()]


def beside_ucdp(official: pd.DataFrame, deaths: pd.DataFrame) -> pd.DataFrame:
    """Add two rows to the counts: their sum, and UCDP's sum for all republics since 2001."""
    since = deaths[deaths["year"] > LAST_YEAR_BEFORE]
    together = {
        "label": f"these {sentences.count(len(official))} together",
        "value": official["value"].sum(),
        "source_id": join_ids(official["source_id"]),
    }
    ucdp = {
        **since[["value", "low", "high"]].sum().to_dict(),
        "label": ALL_OF_UCDP + sentences.span(since["year"]),
        "reporter": UCDP,
        "source_id": since["source_id"].iloc[0],
    }
    counts = official.assign(label=official["row"])
    counts = counts[["label", "value", "date", "reporter", "source_id"]]
    return pd.concat([counts, pd.DataFrame([together, ucdp])], ignore_index=True)


def by_reporter_and_month(reports: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Give each count a row of its own, named after reporter, date and place, in order of dates.

    A count of the whole side has no place. ``before_the_end`` tells whether it was counted before
    the last day of its event.
    """
    end = reports["event_id"].map(events["end"])
    early = _is_day_before(reports["counted_on"], end)
    rows = reports.assign(date=date_of_count(reports), before_the_end=early)
    who = rows["reporter"].str.replace(r" of (Kyrgyzstan|Tajikistan)| \(.*\)", "", regex=True)
    who = who.mask(in_an_article_only(rows), "An article")
    places = [_unnamed_place(*pair) for pair in zip(who, rows["place"], strict=True)]
    rows = rows.assign(row=who + ", " + rows["date"].map(sentences.month) + places)
    rows = rows.sort_values(["side", "date", "value"])
    nth = rows.groupby(["side", "row"]).cumcount()
    # names must differ; a blank before a name that ends at the axis is not seen
    return rows.assign(row=nth.map(lambda n: " " * n) + rows["row"])


def _unnamed_place(reporter: str, place: str) -> str:
    """Return the place of a count in brackets, "" where its reporter's name has it."""
    return f" ({place})" if place and place not in reporter else ""


def placed(rows: pd.DataFrame, located: pd.DataFrame, chosen: Sequence[str]) -> pd.DataFrame:
    """Return one row for each event that has a place and an official count.

    Args:
        rows: counts, as ``compare`` leaves them.
        located: the events that have coordinates.
        chosen: ids of the events that are named on the map.

    Returns:
        ``value`` and ``parts`` as ``official_tolls`` has them, the two sides of a border together;
        ``ratio`` of the highest to the lowest count of the same people as ``distances`` has it,
        its ``relation``, ``n`` of these counts, and ``of_side``: whose counts they are, where the
        value is of more; the measure, the reporter, the sources, the place, and whether the event
        is ``chosen``.
    """
    rows = witnesses(rows)
    tolls = official_tolls(last_official(rows)).dropna(subset=["value"])
    of_event = tolls.groupby("event_id")
    table = of_event.agg(
        value=("value", "sum"),
        parts=("parts", lambda parts: parts.iloc[0] if len(parts) == 1 else ""),
        measure=("measure", "first"),
        reporter=("reporter", "last"),
    )
    table = table.join(_furthest_apart(rows))
    several = of_event.size().gt(1)
    table = table.assign(of_side=table["of_side"].where(several, ""))
    table = table.join(rows.groupby("event_id")["source_id"].agg(join_ids))
    where = located[["name", "start", "latitude", "longitude", "geo_precision"]]
    table = table.join(where).reset_index()
    return table.assign(chosen=table["event_id"].isin(chosen))


def _furthest_apart(rows: pd.DataFrame) -> pd.DataFrame:
    """Return of each event the widest distance between counts of the same people, and whose."""
    counts = _bounded(rows.dropna(subset=["official"]))
    people = []
    for (event, side, _), own in counts.groupby(QUANTITY, sort=False):
        facts = {"event_id": event, "of_side": SIDES.get(str(side), ""), "n": len(own)}
        ends = _ends(own)
        relation, ratio = "=", 1.0
        if ends is not None:
            ratio = ends[1]["floor"] / max(ends[0]["top"], 1)
            relation = _relation_of_distance(*ends)
        people.append({**facts, "ratio": ratio, "relation": relation})
    table = pd.DataFrame(people, columns=["event_id", "of_side", "n", "ratio", "relation"])
    order = table.assign(several=table["n"].gt(1))
    widest = order.sort_values(["several", "ratio"], ascending=False, kind="stable").index
    return table.loc[widest].drop_duplicates("event_id").set_index("event_id")


def _ends(counts: pd.DataFrame) -> "tuple[pd.Series[Any], pd.Series[Any]] | None":
    """Return the lowest and the highest of some counts, of ranges by the nearer end.

    None where no upper or no lower bound is known. ``counts`` are as ``_bounded`` leaves them.
    """
    lowest = counts.sort_values("top").iloc[0]
    highest = counts.sort_values("floor", na_position="first").iloc[-1]
    if pd.isna(lowest["top"]) or pd.isna(highest["floor"]):
        return None
    return lowest, highest


# What the rows show


def bottom_line(reports: pd.DataFrame, events: pd.DataFrame, deaths: pd.DataFrame) -> list[Finding]:
    """Return what the notebook finds, of the nine default events and of all of UCDP's table."""
    whole = of_whole_events(reports.query("measure == 'killed'"))
    killed = dated(comparable(credible(whole)), events)
    of_nine = killed[killed["event_id"].isin(DEFAULT_EVENTS)]
    official_totals = of_nine.query("group == 'total' and reporter_kind == 'official'")
    border = killed[killed["event_id"].isin(BORDER_CLASHES)].query("group == 'total'")
    ucdp = deaths.query("violence_type == 'interstate' and year in [2021, 2022] and value > 0")
    ledgers = two_ledgers(last_official(border), ucdp)
    at_nukus = reports.query(
        "event_id == 'UZB-KARAKALPAK-2022-07' and place == '' and counted_on != ''"
    )
    unrest = events.query("kind == 'unrest' and start > '2001' and area != 'CHN'").index
    of_unrest = killed[killed["event_id"].isin(unrest)]
    large = last_official(of_group(of_unrest, "total")).query("group == 'total' and value >= 10")
    return [
        Finding.joined(
            "The official figure is not always the lower one. {}.",
            others_and_state(compare(of_nine, "total")),
        ),
        how_counts_moved(sequences(official_totals)).as_sentence(" (each series is of one office)"),
        *[apart.as_sentence() for apart in offices_apart(official_totals)],
        nukus_counts(by_two_offices(at_nukus)).as_sentence(),
        ledgers_apart(ledgers).as_sentence(
            ": the first counts who died on that territory in the whole year, the second the dead "
            "of a side in one clash, wherever they fell"
        ),
        Finding.joined(
            "{} ({}). {}.",
            deaths_by_ucdp(deaths),
            _bounds_of_ucdp(deaths),
            outside_ucdp(beside_ucdp(without_ucdp(large, deaths), deaths)),
        ),
    ]


def by_two_offices(reports: pd.DataFrame) -> pd.DataFrame:
    """Keep what prosecutors and the commission of parliament counted: killed in all, and injured.

    Killed come first, then the groups of the injured, each in the order of its days.
    """
    rows = reports.query("measure == 'injured' or measure == 'killed' and group == 'total'")
    rows = rows[rows["reporter"].str.contains("Prosecutor General|Parliamentary")]
    return rows.sort_values(["measure", "group", "counted_on"], ascending=[False, False, True])


def others_and_state(rows: pd.DataFrame) -> Finding:
    """Say in how many events others counted more than the state, fewer, or both.

    ``rows`` are as ``compare`` leaves them. The facts are numbers of events: ``more``, ``fewer``,
    ``both``, ``of`` those with an official count and one that differs; and the ``measure``.
    """
    directions = _more_and_fewer(rows)
    measure = str(rows["measure"].iloc[0])
    if len(directions) < 2:
        return Finding(sentences.sentence(f"{measure}, as counted by the state and by others"))
    facts = {
        "more": int(directions["more"].sum()),
        "fewer": int(directions["fewer"].sum()),
        "both": int(directions.all(axis=1).sum()),
        "of": len(directions),
        "measure": measure,
    }
    return Finding(_others_and_state(facts), facts)


def _others_and_state(facts: Mapping[str, Any]) -> str:
    both = facts["both"]
    events = sentences.count(facts["of"], "event")
    if both > facts["of"] / 2:
        which = f"{sentences.count(both)} of {events}"
        if both == facts["of"]:
            which = "every event"
        counted = "dead" if facts["measure"] == "killed" else facts["measure"]
        return f"In {which} others counted both more and fewer {counted}"
    if both and facts["more"] > both:
        return _more_fewer_and_both(facts)
    more = f"{sentences.count(facts['more'])} of {events}"
    if facts["more"] == facts["of"]:
        more = "both events" if facts["of"] == 2 else f"all {events}"
    elif facts["more"] == 0:
        more = f"none of {events}"
    fewer = sentences.count(facts["fewer"]) if facts["fewer"] else "none"
    return f"Others counted more than the last official count in {more}, fewer in {fewer}"


def _more_fewer_and_both(facts: Mapping[str, Any]) -> str:
    """Count each event once: where others have more, where fewer, and where both."""
    both = sentences.count(facts["both"])
    more_alone = sentences.count(facts["more"] - facts["both"], "event")
    fewer_alone = facts["fewer"] - facts["both"]
    rest = f"both more and fewer in {both}"
    if fewer_alone:
        rest = f"fewer in {sentences.count(fewer_alone)}, both in {both}"
    return f"Others counted more than officials last did in {more_alone}, {rest}"


def _more_and_fewer(rows: pd.DataFrame) -> pd.DataFrame:
    """Tell of each event with an official count and another whether one is higher, one lower.

    A count is higher if it or its lower bound is, and lower if it or its upper bound is.
    """
    rows = witnesses(rows)
    other = _bounded(rows[rows["reporter_kind"].ne("official") & rows["official"].notna()])
    floor = other["floor"] + other["relation"].eq(">")
    directions = pd.DataFrame(
        {
            "more": (floor > other["official"]).fillna(False),
            "fewer": (other["top"] < other["official"]).fillna(False),
        }
    )
    return directions.astype(bool).groupby(other["event_id"]).any()


def _bounded(counts: pd.DataFrame) -> pd.DataFrame:
    """Add the lowest and the highest number that each count allows: ``floor`` and ``top``.

    Both are the number itself unless the source gives a bound or a range; an open end is missing.
    """
    no_floor = counts["relation"].isin(measures.AT_MOST)
    no_top = counts["relation"].isin(measures.AT_LEAST)
    return counts.assign(
        floor=counts["low"].fillna(counts["value"].mask(no_floor)),
        top=counts["high"].fillna(counts["value"].mask(no_top)),
    )


def distances(rows: pd.DataFrame) -> list[Finding]:
    """Say of each event or side how far apart its highest and lowest count lie, and whose they are.

    ``rows`` are as ``compare`` leaves them; the widest distance comes first. Of a range the nearer
    end counts, as in the title of the figure, so a distance is what the counts cannot do without.
    Left out is what that title leaves out. Facts: the ``row``, the ``lowest`` and ``highest``
    number, their ``ratio``.
    """
    counts = _bounded(witnesses(rows).dropna(subset=["official"]))
    findings = []
    for (row, group), own in counts.groupby(["row", "group"], sort=False):
        if own["reporter_kind"].eq("official").all():
            continue
        whose = str(row) if group == "total" else f"{row}, {group}"
        ends = _ends(own)
        if ends is None:
            continue
        lowest, highest = ends
        facts: dict[str, Any] = {
            "row": whose,
            "lowest": int(lowest["top"]),
            "highest": int(highest["floor"]),
        }
        facts["ratio"] = facts["highest"] / max(facts["lowest"], 1)
        text = f"{whose}: the ranges of the counts meet"
        if facts["highest"] > facts["lowest"]:
            times = f"{facts['ratio']:.1f} times"
            distance = measures.relation_in_words(_relation_of_distance(lowest, highest), times)
            both = f"the lowest {_attributed(lowest)}; the highest {_attributed(highest)}"
            text = f"{whose}: {distance}; {both}"
        findings.append(Finding(text, facts))
    return sorted(findings, key=lambda finding: -finding.facts["ratio"])


def _relation_of_distance(lowest: "pd.Series[Any]", highest: "pd.Series[Any]") -> str:
    """Return the relation of how far two counts lie apart: a bound, if either has a further end."""
    if _is_range(lowest) or _is_range(highest) or lowest["relation"] in measures.AT_MOST:
        return ">="
    return str(highest["relation"])


def _attributed(count: "pd.Series[Any]") -> str:
    """Write a count with the range of a best estimate, and with who counted."""
    figure = short(count)
    if _is_range(count) and pd.notna(count["value"]):
        figure = f"{_signed(count)} ({count['low']:,}–{count['high']:,})"
    return f"{figure}, {count['reporter']}"


def how_counts_moved(rows: pd.DataFrame) -> Finding:
    """Say how many sequences of counts ended above their first count, and how many ever fell.

    ``rows`` are as ``sequences`` leaves them. Facts: ``raised``, ``lowered``, ``of`` sequences;
    ``falls``, the steps at which those lowered fell (``_steps_down``: those that ``are_dated``).
    """
    paths = rows.groupby("row")["value"]
    down = _steps_down(rows)
    falls = down["are_dated"].groupby(down["row"]).sum().reindex(list(paths.groups), fill_value=0)
    facts = {
        "raised": int((paths.last() > paths.first()).sum()),
        "lowered": int(falls.gt(0).sum()),
        "falls": int(falls.sum()),
        "of": len(falls),
    }
    return Finding(_how_counts_moved(facts), facts)


def _steps_down(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the steps of sequences at which a count was followed by a lower one.

    Returns:
        Of each the ``row``, the count it led ``down_from`` and ``down_to``, and whether both counts
        ``are_dated``: a count without a day of its own may be one that others ascribe to the
        office, so a step from or to it is not known to be a fall.
    """
    before = rows[["value", "counted_on"]].groupby(rows["row"], sort=False).shift()
    steps = pd.DataFrame(
        {
            "row": rows["row"],
            "down_from": before["value"],
            "down_to": rows["value"],
            "are_dated": rows["counted_on"].ne("") & before["counted_on"].fillna("").ne(""),
        }
    )
    is_down = (steps["down_to"] < steps["down_from"]).fillna(False)
    return steps[is_down.astype(bool)]


def _steps_not_called_falls(rows: pd.DataFrame) -> str:
    """Name the step down that the title does not count, or their number; "" without any."""
    down = _steps_down(rows)
    left_out = down[~down["are_dated"]]
    if left_out.empty:
        return ""
    if len(left_out) > 1:
        many = sentences.count(len(left_out), "step")
        return f"Not counted as falls: {many} down from or to a hollow dot."
    step = left_out.iloc[0]
    numbers = f"{step['down_from']:,} to {step['down_to']:,}"
    return f"Not counted as a fall: {numbers} ({step['row']}), from or to a hollow dot."


def _how_counts_moved(facts: Mapping[str, Any]) -> str:
    series = "series of official counts"
    verb = sentences.Verb("rose", "rose", "did not rise")
    text = sentences.subject_and_verb(facts["raised"], facts["of"], series, verb, series)
    if facts["raised"] == facts["of"] > 1:
        every = "both" if facts["of"] == 2 else f"all {sentences.count(facts['of'])}"
        text = f"{every} {series} rose"
    text = sentences.sentence(text)
    if not facts["lowered"]:
        return text
    which = "it" if facts["of"] == 1 else sentences.count(facts["lowered"])
    often = "once" if facts["falls"] == facts["lowered"] else "more than once"
    if facts["falls"] > facts["lowered"] > 1:
        often = "once or more"
    way = " on the way" if facts["raised"] == facts["of"] else ""
    return f"{text}; {which} fell {often}{way}"


def offices_apart(official: pd.DataFrame) -> list[Finding]:
    """Say where a state's offices ended on different counts: the highest and the last of them.

    Args:
        official: official counts, as ``dated`` leaves them.

    Returns:
        A sentence for each event or side of which a count that stands, and is no bound, is higher
        than the last. Facts: the ``row``, the ``highest`` and the ``last`` count, and how
        many ``stand``, one of each office.
    """
    stands = _stands(official) & official["relation"].isin(["=", "~"])
    counts = official[stands & official["value"].notna()]
    counts = counts.drop_duplicates([*QUANTITY, "reporter"], keep="last")
    findings = []
    for row, own in counts.groupby("row", sort=False):
        last = own.iloc[-1]
        highest = own.sort_values("value", kind="stable").iloc[-1]
        if highest["value"] == last["value"]:
            continue
        facts: dict[str, Any] = {
            "row": str(row),
            "highest": int(highest["value"]),
            "last": int(last["value"]),
            "stand": len(own),
        }
        many = sentences.count(facts["stand"], "office")
        text = (
            f"{row}: {many} ended on counts of their own; the highest is "
            f"{_with_office_and_date(highest)}; the last {_with_office_and_date(last)}"
        )
        findings.append(Finding(text, facts))
    return findings


def _with_office_and_date(count: "pd.Series[Any]") -> str:
    text = f"{short(count)}, {count['reporter']}"
    if count["date"]:
        text += f", {sentences.month(count['date'])}"
    return text


def nukus_counts(rows: pd.DataFrame) -> Finding:
    """Say how the last count of killed and of injured at Nukus compares with the first.

    Facts: ``killed`` and ``injured`` by the last count, ``killed_first`` and ``injured_first``.
    """
    totals = rows[rows["group"].eq("total")].sort_values("counted_on")
    facts = {}
    for measure in ("killed", "injured"):
        counts = totals.loc[totals["measure"].eq(measure), "value"]
        facts[measure] = int(counts.iloc[-1])
        facts[f"{measure}_first"] = int(counts.iloc[0])
    dead, injured = _moved(facts, "killed"), _moved(facts, "injured")
    text = f"Official counts at Nukus: the dead {dead}, the injured {injured}"
    verb = dead.split()[0]
    if verb != "stayed" and injured.startswith(verb):
        injured = injured.removeprefix(f"{verb} from ")
        text = f"Official counts at Nukus {dead} dead and {injured} injured"
    return Finding(text, facts)


def _moved(facts: Mapping[str, int], measure: str) -> str:
    first, last = facts[f"{measure}_first"], facts[measure]
    if first == last:
        return f"stayed at {last:,}"
    verb = "rose" if last > first else "fell"
    return f"{verb} from {first:,} to {last:,}"


def ledgers_apart(rows: pd.DataFrame) -> Finding:
    """Set beside each other the two counts of which UCDP's is the largest multiple.

    Facts: the ``year``, the ``area``, the two counts and the ``month`` of the clash: officials
    count the dead of a side in it, UCDP all who were killed on a territory in the year.
    """
    wide = rows.pivot(index=["year", "area"], columns="ledger", values="value").astype("float64")
    wide = wide.assign(ratio=wide["UCDP"] / wide["official"])
    furthest = wide.nlargest(1, "ratio").reset_index().iloc[0]
    of_cell = rows["year"].eq(furthest["year"]) & rows["area"].eq(furthest["area"])
    start = rows.loc[of_cell & rows["ledger"].eq("official"), "start"].iloc[0]
    facts: dict[str, Any] = {
        "year": int(furthest["year"]),
        "area": str(furthest["area"]),
        "ucdp": int(furthest["UCDP"]),
        "official": int(furthest["official"]),
        "month": str(start)[:7],
    }
    whose = ADJECTIVES[facts["area"]]
    month = sentences.month(facts["month"]).split()[0]
    text = (
        f"In {facts['year']} UCDP counted {facts['ucdp']:,} killed on {whose} territory, "
        f"officials {facts['official']:,} {whose} dead in {month}’s clash"
    )
    return Finding(text, facts)


def deaths_by_ucdp(rows: pd.DataFrame) -> Finding:
    """Say how many deaths UCDP counted up to 2000, and how many since (best estimates)."""
    early = rows["year"] <= LAST_YEAR_BEFORE
    facts = {
        "before": int(rows.loc[early, "value"].sum()),
        "since": int(rows.loc[~early, "value"].sum()),
        "begin": int(rows.loc[rows["value"].gt(0), "year"].min()),
        "up_to": LAST_YEAR_BEFORE,
    }
    text = (
        f"UCDP counted {facts['before']:,} killed in Central Asia in "
        f"{sentences.span([facts['begin'], facts['up_to']])} and {facts['since']:,} since"
    )
    return Finding(text, facts)


def _bounds_of_ucdp(deaths: pd.DataFrame) -> Finding:
    since = deaths[deaths["year"] > LAST_YEAR_BEFORE]
    facts = {
        "low": int(since["low"].sum()),
        "high": int(since["high"].sum()),
        "from": LAST_YEAR_BEFORE + 1,
    }
    text = f"low to high since {facts['from']}: {facts['low']:,} to {facts['high']:,}"
    return Finding(text, facts)


def outside_ucdp(rows: pd.DataFrame) -> Finding:
    """Say how many died in events of which UCDP counts nobody; rows as of ``beside_ucdp``."""
    facts = {"events": len(rows) - 2, "dead": int(rows["value"].iloc[-2])}
    events = sentences.sentence(sentences.count(facts["events"], "event"))
    text = f"{events} with no deaths in UCDP’s count: {facts['dead']:,} killed, by official counts"
    return Finding(text, facts)


def who_left(rows: pd.DataFrame) -> Finding:
    """Say how far apart the counts of people who had to leave on the Kyrgyz side lie.

    Counts of a part of it, and those made before the last day of the event, are drawn and not
    compared.
    """
    whole = rows[rows["side"].eq("KGZ") & rows["place"].eq("") & ~rows["before_the_end"]]
    counts = witnesses(whole).sort_values("value")
    facts: dict[str, Any] = {
        "lowest": int(counts["value"].iloc[0]),
        "lowest_relation": str(counts["relation"].iloc[0]),
        "highest": int(counts["value"].iloc[-1]),
        "relation": str(counts["relation"].iloc[-1]),
        "side": "KGZ",
    }
    facts["measures"] = [name for name in LEAVING if name in set(counts["measure"])]
    facts["official"] = bool(counts["reporter_kind"].eq("official").all())
    return Finding(_who_left(facts), facts)


def _who_left(facts: Mapping[str, Any]) -> str:
    highest = measures.relation_in_words(facts["relation"], f"{facts['highest']:,}")
    side, whose = SIDES[facts["side"]], ADJECTIVES[facts["side"]]
    counters = f"{whose} authorities" if facts["official"] else "authorities and others"
    text = f"people were {' or '.join(facts['measures'])} on the {side}, {counters} said"
    if facts["lowest"] == facts["highest"]:
        return sentences.sentence(f"{highest} {text}")
    lowest = measures.relation_in_words(facts["lowest_relation"], f"{facts['lowest']:,}")
    return f"Between {lowest} and {highest} {text}"


def counts_far_apart(places: pd.DataFrame) -> Finding:
    """Say of how many chosen events with more than one count the counts lie far apart."""
    several = places[places["chosen"] & places["n"].gt(1)]
    if len(several) < 2:
        return Finding("Where it happened, by the last official count")
    facts = {"apart": int(several["ratio"].gt(FAR_APART).sum()), "of": len(several)}
    events = sentences.count(facts["of"], "event")
    measure = str(several["measure"].iloc[0])
    text = (
        f"Counts of the {PEOPLE.get(measure, measure)} lay far apart in "
        f"{sentences.count(facts['apart'])} of {events}"
    )
    return Finding(text, facts)


def how_the_table_is_made(reports: pd.DataFrame, events: pd.DataFrame) -> list[Finding]:
    """Return what limits the table: undated counts, counts left out, echoes, places."""
    dead = reports[reports["measure"].eq("killed")]
    undated = dead["counted_on"].eq("")
    no_date = undated & dead["published_on"].eq("")
    dates = {"undated": int(undated.sum()), "killed": len(dead), "no_date": int(no_date.sum())}
    left_out = {"left_out": int(dead["credibility"].ge(DOUBTFUL).sum())}
    echoes = {"repeated": int(reports["also_in"].ne("").sum()), "counts": len(reports)}
    no_witness = {
        "second_hand": int(reports["independent"].eq("no").sum()),
        "not_named": int(reports["reporter_kind"].eq("not named").sum()),
        "article_only": int(in_an_article_only(reports).sum()),
    }
    located = {"located": int(events["latitude"].notna().sum()), "events": len(events)}
    graded = sentences.count(left_out["left_out"], "count")
    repeated = sentences.count(echoes["repeated"], "count")
    second_hand = sentences.sentence(sentences.count(no_witness["second_hand"], "count"))
    return [
        Finding(
            f"{dates['undated']} of {dates['killed']} counts of killed show no day on which they "
            f"were made, {dates['no_date']} of these no date at all; steps need one;",
            dates,
        ),
        Finding(
            f"{graded} of killed are graded improbable, disowned or beyond judgement "
            "and are in no figure;",
            left_out,
        ),
        Finding(
            f"{repeated} of {echoes['counts']} are repeated by other outlets, "
            "which adds no further count;",
            echoes,
        ),
        Finding(
            f"{second_hand} were put together from counts of others and are in no figure; "
            f"{no_witness['not_named']} come without anybody who counted, and "
            f"{no_witness['article_only']} were read only in an article: they are drawn and "
            "prove nothing;",
            no_witness,
        ),
        Finding(
            f"{located['located']} of {located['events']} events have a place on a map, "
            "taken from a gazetteer.",
            located,
        ),
    ]


# How it is drawn


def short(count: "pd.Series[Any]") -> str:
    """Write a count as a label: "21", "≥15" or "50–200".

    A best estimate that is an end of its own range is written as the range.
    """
    ends = (count["low"], count["high"])
    if _is_range(count) and (pd.isna(count["value"]) or count["value"] in ends):
        return f"{count['low']:,}–{count['high']:,}"
    return _signed(count)


def _is_range(count: "pd.Series[Any]") -> bool:
    """Tell whether a count has two bounds that differ."""
    return bool(count[["low", "high"]].notna().all()) and bool(count["low"] < count["high"])


def _signed(count: "pd.Series[Any]") -> str:
    """Write the number of a count with the sign of its relation."""
    return measures.relation_in_signs(count["relation"], f"{count['value']:,}")


def _kinds(rows: pd.DataFrame) -> "pd.Series[str]":
    """Return the kind that decides how a count is drawn: of its reporter, or ``ARTICLE``."""
    return rows["reporter_kind"].mask(in_an_article_only(rows), ARTICLE)


def kinds_in_words(rows: pd.DataFrame) -> "pd.Series[str]":
    """Return the kind of each count in the words of the key of the first figure."""
    return _kinds(rows).replace(KEY)


def _key(rows: pd.DataFrame) -> dict[str, str]:
    """Name the kinds of some counts, each with its colour, in the order of ``KINDS``."""
    kinds = set(_kinds(rows))
    return {KEY.get(kind, kind): colour for kind, colour in KINDS.items() if kind in kinds}


def _draw_rows(
    axes: Axes,
    rows: pd.DataFrame,
    colours: Mapping[str, str],
    by: str,
    kinds: "pd.Series[str] | None" = None,
) -> None:
    """Draw counts with their bounds, one row for each name, wrapped where the figure is narrow.

    Args:
        axes: where they are drawn.
        rows: the counts, with their names in ``row``.
        colours: the colour of each value of ``by``.
        by: the column that tells the counts of a row apart by colour.
        kinds: the kind of each count; those in ``SHAPES`` are no dots.
    """
    if kinds is None:
        kinds = pd.Series("", index=rows.index)
    shaped = kinds.isin(list(SHAPES))
    dots = rows.assign(value=rows["value"].mask(shaped))
    charts.ranges(axes, dots, value="value", label="row", by=by, colours=colours)
    characters = sizes.current().characters(60)
    names = list(dict.fromkeys(rows["row"]))
    for count in rows.assign(kind=kinds)[shaped].to_dict("records"):
        at = [count["value"]]
        if pd.isna(count["value"]):  # a range without a best estimate has its mark at both ends
            at = [count["low"], count["high"]]
        y = names.index(count["row"]) + count.get("shift", 0)
        look: dict[str, Any] = {"linestyle": "none", "zorder": 2.5, **SHAPES[count["kind"]]}
        axes.plot(at, [y] * len(at), color=colours[count[by]], gid=count.get("mark"), **look)
    if max(map(len, names)) > characters:
        wrapped = [textwrap.fill(_days_unbroken(name), characters) for name in names]
        axes.set_yticks(range(len(names)), wrapped)


def _days_unbroken(text: str) -> str:
    """Join the parts of each day by no-break spaces, so that no line ends within one."""
    return re.sub(r"(\d{1,2}) ([A-Z][a-z]+) (\d{4})", "\\1\u00a0\\2\u00a0\\3", text)


def draw_counts(rows: pd.DataFrame) -> Sheet:
    """Draw the last official counts and those of others, a panel for each order of magnitude.

    ``rows`` are as ``compare`` leaves them. Each row of dots is in the panel of its largest
    official count, or without one of its largest count, which the panel's name says.
    """
    digits = _digits_of_largest(rows)
    written = rows.assign(text=_written(rows))
    blocks = {n: written[digits.eq(n)] for n in sorted(digits.unique())}
    heights = [block["row"].nunique() + 0.9 for block in blocks.values()]
    official = rows.loc[rows["official"].notna(), "row"].nunique()
    n = sentences.count(official, "event or side", "events or sides")
    key = _key(rows)
    finding = others_and_state(rows)
    note = _left_out_of_title(rows, finding)
    names = [_name_of_block(block, digits) for digits, block in blocks.items()]
    height = 1.7 + 0.46 * sum(heights) + 0.3 * len(heights)
    if sizes.current().is_narrow:  # a raised number may stand below that of the row above
        height += 0.2 * len(key) + 0.04 * sum(heights)
    height += 0.2 * sum(name.count("\n") for name in names)
    scales = "; each panel has its scale" if len(blocks) > 1 else ""
    marks = _marks_in_words(rows)
    fig, grid = frame(
        rows,
        finding,
        f"People {rows['measure'].iloc[0]}: last official count (black, {n}) "
        f"and others’ differing counts{scales}.{marks}",
        panels=names,
        columns=1,
        share_y=False,
        key=key,
        height=height + 0.15 * bool(note),
        note=note,
    )
    grid[0].get_gridspec().set_height_ratios(heights)
    for axes, block in zip(grid, blocks.values(), strict=True):
        _draw_block(axes, block)
    if sizes.current().shape:  # rows are as near as the height that is given makes them
        lay_out(fig)
        beside_their_marks(fig, _numbers_of_others(grid))
    return fig


def _written(rows: pd.DataFrame) -> "pd.Series[str]":
    """Write each count as a label; a part that stands among totals is named: "29 residents".

    Without its name goes one that would take more than half of the axis.
    """
    parts = rows.apply(_part_in_words, axis=1)
    is_named = rows["group"].ne("total") & (rows["group"].nunique() > 1)
    has_room = parts.str.len() * 2 < _characters_of_axis()
    return parts.where(is_named & has_room, rows.apply(short, axis=1))


def _characters_of_axis() -> int:
    """Return how many characters are as wide as an axis of counts, beside the names of its rows."""
    if sizes.current().is_narrow:
        return sizes.current().characters(54)  # names take more of the width
    return sizes.current().characters(80)


def _marks_in_words(rows: pd.DataFrame) -> str:
    """Explain the arrows and the lines that are drawn, and a dot on a line."""
    text = ""
    is_range = rows[["low", "high"]].notna().all(axis=1) & rows["low"].lt(rows["high"])
    if (rows["relation"].isin(measures.AT_LEAST) & ~is_range).any():
        text += " Arrow: at least."
    if is_range.any():
        text += " Line: range"
        text += "; dot on it: its best estimate." if rows["value"][is_range].notna().any() else "."
    return text


def _numbers_of_others(grid: Sequence[Axes]) -> list[Annotation]:
    """Return the numbers of others; the bold ones, which are official, keep their places."""
    texts = [text for axes in grid for text in axes.texts if isinstance(text, Annotation)]
    return [text for text in texts if text.get_text() and text.get_fontweight() != "bold"]


def _left_out_of_title(rows: pd.DataFrame, finding: Finding) -> str:
    """Say what is drawn and not counted in the title: no evidence, and what has no counterpart.

    Where ``finding``, the title, has no facts it counts nothing; then it is what is not compared.
    """
    left_out = []
    kinds = set(_kinds(rows))
    if "not named" in kinds:
        left_out.append("crosses")
    if ARTICLE in kinds:
        left_out.append("hollow rings")
    if _holds_official(rows).any():
        left_out.append("ranges around the official count")
    if _stand_alone(rows).any():
        left_out.append("black dots alone (no differing count)")
    of_others = witnesses(rows).query("reporter_kind != 'official'")
    compared = set(_more_and_fewer(rows).index)
    alone = of_others[~of_others["event_id"].isin(compared)]
    names = alone["row"].str.split(": ").str[0].drop_duplicates()
    if len(names):
        events = sentences.listed(names)
        left_out.append(f"{events} (no official count of the same people)")
    notes = []
    if left_out:
        how = "counted in the title" if finding.facts else "compared"
        notes.append(f"Not {how}: {sentences.listed(left_out)}.")
    floors = []
    if rows["place"].ne("").any():
        floors.append("counts of one place")
    if rows["label"].eq(NAMES).any():
        floors.append("lists of names")
    if floors:
        notes.append(f"{sentences.sentence(sentences.listed(floors))} are drawn as “at least”.")
    return " ".join(notes)


def _holds_official(rows: pd.DataFrame) -> "pd.Series[bool]":
    """Tell which ranges of others neither lie above the last official count nor below it."""
    counts = _bounded(witnesses(rows).query("reporter_kind != 'official'"))
    is_range = counts["floor"].lt(counts["top"])
    is_held = counts["floor"].le(counts["official"]) & counts["top"].ge(counts["official"])
    return (is_range & is_held).fillna(False).astype(bool)


def _stand_alone(rows: pd.DataFrame) -> "pd.Series[bool]":
    """Tell which events or sides have official counts and no other that is drawn."""
    return _kinds(rows).eq("official").groupby(rows["row"]).all()


def _digits_of_largest(rows: pd.DataFrame) -> "pd.Series[int]":
    """Return the number of digits of the largest official count of each row of dots.

    Without an official count it is that of the largest count or upper bound.
    """
    of_others = rows["value"].fillna(rows["high"]).groupby(rows["row"]).transform("max")
    largest = rows["official"].groupby(rows["row"]).transform("max").fillna(of_others)
    return largest.astype("int64").astype("str").str.len()


def _name_of_block(rows: pd.DataFrame, digits: int) -> str:
    """Say between what numbers the counts lie that put rows of dots into one panel, and whose.

    Wrapped where the figure is narrow.
    """
    lowest = f"{10 ** (digits - 1):,} to" if digits > 1 else "Up to"
    is_official = rows["official"].notna().groupby(rows["row"]).any()
    whose = "by the official count or the highest of others"
    if is_official.all():
        whose = "by the official count"
    elif not is_official.any():
        whose = "by the highest count of others"
    name = f"{lowest} {10**digits - 1:,} {rows['measure'].iloc[0]} {whose}"
    return textwrap.fill(name, sizes.current().characters(50))


def _draw_block(axes: Axes, rows: pd.DataFrame) -> None:
    """Draw the dots of one order of magnitude, with the numbers that there is room for."""
    rows = rows.assign(kind=_kinds(rows))
    width = max(1, rows[["value", "low", "high"]].max().max()) * 1.1
    middle = (rows["low"] + rows["high"]) / 2
    rows = rows.assign(at=rows["value"].fillna(middle).astype("float64"))
    characters = _characters_of_axis()
    rows = _moved_apart(rows, width / characters)
    _draw_rows(axes, rows, KINDS, "kind", rows["kind"])
    axes.set_xlim(-0.02 * width, width)
    _whole_numbers(axes, most=6)
    order = list(dict.fromkeys(rows["row"]))
    for name, dots in rows.groupby("row"):
        _label_dots(axes, order.index(str(name)), dots, width / characters)


def _moved_apart(rows: pd.DataFrame, letter: float) -> pd.DataFrame:
    """Add ``shift``: how far a mark stands below its row, so that no other hides it, in rows.

    The official count stays, and so does what only an article has; then dots come before arrows.
    A mark that one of them hides stands below the row, or above it where an official number is.

    Args:
        rows: the counts of a panel, with their ``kind`` and the place ``at`` which each is drawn.
        letter: the width of a letter, in units of the axis.
    """
    is_open = rows["relation"].isin(measures.AT_LEAST)
    is_capped = rows["relation"].isin(measures.AT_MOST)
    rank = (is_open | is_capped).astype(int).mask(rows["kind"].isin(["official", ARTICLE]), -1)
    shifts = pd.Series(0.0, rows.index)
    for _, own in rows.assign(rank=rank).groupby("row"):
        own = own[own["value"].notna()].sort_values("rank", kind="stable")
        numbers = own[own["rank"].eq(-1)]
        kept: list[tuple[float, float]] = []
        for index, at, order in zip(own.index, own["at"], own["rank"], strict=True):
            begin = at - (ARROW if is_capped[index] else DOT) * letter
            end = at + (ARROW if is_open[index] else DOT) * letter
            if order >= 0 and any(_meet(begin, end, *other) for other in kept):
                near = numbers["at"].between(begin - 3 * letter, end + 3 * letter)
                shifts[index] = -ASIDE if near.any() else ASIDE
                continue
            kept.append((begin, end))
    return rows.assign(shift=shifts)


def _meet(begin: float, end: float, other_begin: float, other_end: float) -> bool:
    """Tell whether two stretches have a part in common."""
    return begin < other_end and other_begin < end


def _label_dots(axes: Axes, y: int, dots: pd.DataFrame, letter: float) -> None:
    """Write the numbers of one row of dots: the official ones, and of others what has room.

    Args:
        axes: where they are drawn.
        y: the row.
        dots: counts with their ``kind``, their ``text`` and the place ``at`` which each is drawn.
        letter: the width of a letter, in units of the axis.
    """
    is_official = dots["kind"].eq("official")
    official = dots[is_official]
    lowered = dots[dots["shift"].gt(0)].drop_duplicates("at").set_index("at")
    raised = dots[dots["shift"].lt(0)]
    others = dots[~is_official & dots["shift"].le(0)]
    others = others.drop_duplicates("at", keep="last").set_index("at")
    others = _telling_first(others)
    labels = {at: str(others["text"][at]) for at in others.index}
    taken: dict[float, str] | None = None  # several have one text, which leaves no room beside it
    if len(official) < 2:
        taken = dict(zip(official["at"], official["text"], strict=True))
        taken |= dict(zip(lowered.index, lowered["text"], strict=True))
    _label_official(axes, y, official)
    for at, count in lowered.iterrows():
        _label_lowered(axes, (at, y + ASIDE), count, letter)
    placed = _placed(labels, taken, letter)
    for at, text in labels.items():
        colour = KINDS[str(others["kind"][at])]
        where = placed.get(at)
        if where and _span(at, text, where.side, letter)[0] < axes.get_xlim()[0]:
            where = _begun_at_mark(at, labels, placed, letter)
        if where and not where.is_below:
            left, right = _span(at, text, where.side, letter * 1.3)
            above_row = raised["at"][raised["at"].between(left, right)]
            if above_row.ne(at).any():
                where = None  # it would stand over the mark of another
            elif len(above_row):
                _label_other(axes, (at, y - ASIDE), text, colour, where)
                continue
        if where:
            _label_other(axes, (at, y), text, colour, where)
        elif not dots["at"].between(at, at + letter * (len(text) + 3), inclusive="right").any():
            _write_right(axes, text, (at, y), 7, colour, **_number_look())


def _label_lowered(
    axes: Axes, at: tuple[Any, float], count: "pd.Series[Any]", letter: float
) -> None:
    """Write a count level with its mark: behind its arrow, or before the mark for want of room."""
    text = count["text"]
    is_open = count["relation"] in measures.AT_LEAST
    shift, side = 7.0, "left"
    if is_open:
        shift = ARROW_POINTS * sizes.current().type_scale
    if at[0] + (len(text) + ARROW) * letter > axes.get_xlim()[1]:
        shift, side = -7, "right"
        if count["relation"] in measures.AT_MOST:
            shift = -ARROW_POINTS * sizes.current().type_scale
    _write_right(axes, text, at, shift, KINDS[count["kind"]], ha=side, **_number_look())


def _whole_numbers(axes: Axes, most: int) -> None:
    """Write at most this many whole numbers on the x axis, with a grid.

    Of long ones there is room for three on a phone.
    """
    axes.grid(axis="x")
    if sizes.current().is_narrow and axes.get_xlim()[1] >= LONG_NUMBERS:
        most = min(most, 3)
    axes.xaxis.set_major_locator(MaxNLocator(most, integer=True))
    axes.xaxis.set_major_formatter(lambda x, _: f"{x:,.0f}")


def _telling_first(others: pd.DataFrame) -> pd.DataFrame:
    """Order counts, by place in the index: witnesses first, then far from the official count.

    Those that stand above their row come before others, which have room beside them.
    """
    kind = others["kind"]
    rank = kind.isin(["not named"]) + 2 * kind.eq(ARTICLE)
    distance = (others.index.to_series() - others["official"].astype("float64")).abs()
    order = others.assign(rank=rank.astype(int), distance=distance.fillna(0))
    by = ["rank", "shift", "distance"]
    order = order.sort_values(by, ascending=[True, True, False], kind="stable")
    return others.loc[order.index]


def _with_room(labels: Mapping[float, str], letter: float) -> list[float]:
    """Return the places of labels that can stand beside each other.

    Args:
        labels: the text of each place, in the order in which they are given room.
        letter: the width of a letter, in units of the axis.
    """
    kept: list[float] = []
    for at in labels:
        crowded = False
        for other in kept:
            characters = 1 + (len(labels[at]) + len(labels[other])) / 2
            crowded = crowded or abs(at - other) < letter * characters
        if not crowded:
            kept.append(at)
    return kept


class Placed(NamedTuple):
    """Where the number of a dot stands."""

    is_below: bool
    side: str  # its alignment: "center", or "right" if it ends at the dot, "left" if it begins


def _placed(
    labels: Mapping[float, str], taken: Mapping[float, str] | None, letter: float
) -> dict[float, Placed]:
    """Return where each label stands by its dot; one without room is left out.

    They stand above, else below, else above and back to back with the one that is in the way.

    Args:
        labels: the text of each place, in the order in which they are given room.
        taken: the text of each place that stands below already; None leaves no room there.
        letter: the width of a letter, in units of the axis.
    """
    above = _with_room(labels, letter)
    rest = [at for at in labels if at not in above]
    below = []
    if taken is not None:
        wanted = {at: labels[at] for at in rest if at not in taken}
        below = [at for at in _with_room({**taken, **wanted}, letter) if at in wanted]
    sides = _back_to_back(labels, above, [at for at in rest if at not in below], letter)
    placed = {at: Placed(is_below=True, side="center") for at in below}
    placed |= {at: Placed(is_below=False, side="center") for at in above}
    return placed | {at: Placed(is_below=False, side=side) for at, side in sides.items()}


def _back_to_back(
    labels: Mapping[float, str], above: Sequence[float], rest: Sequence[float], letter: float
) -> dict[float, str]:
    """Return the alignment of labels that stand above two dots near each other.

    The one at the left ends at its dot, the one at the right begins there, if no third is near.

    Args:
        labels: the text of each place.
        above: the places that have a label above them.
        rest: those that have none yet.
        letter: the width of a letter, in units of the axis.
    """
    sides: dict[float, str] = {}
    for at in rest:
        near = [other for other in above if len(_with_room(_two(labels, other, at), letter)) < 2]
        if len(near) != 1 or near[0] in sides:
            continue
        low, high = sorted([at, near[0]])
        start = low - letter * (1 + len(labels[low]))
        end = high + letter * (1 + len(labels[high]))
        others = ({*above, *sides}) - {near[0]}
        spans = [
            _span(other, labels[other], sides.get(other, "center"), letter) for other in others
        ]
        is_free = all(right < start or left > end for left, right in spans)
        if high - low > letter and is_free:
            sides |= {low: "right", high: "left"}
    return sides


def _begun_at_mark(
    at: float, labels: Mapping[float, str], placed: Mapping[float, Placed], letter: float
) -> Placed | None:
    """Return where a label begins at its mark that would stand over the name of its row.

    None if another above the row is in its way.

    Args:
        at: its place.
        labels: the text of each place.
        placed: where these stand.
        letter: the width of a letter, in units of the axis.
    """
    _, end = _span(at, labels[at], "left", letter * 1.3)
    for other, where in placed.items():
        begin, _ = _span(other, labels[other], where.side, letter)
        if not where.is_below and at < other and begin < end:
            return None
    return Placed(is_below=False, side="left")


def _span(at: float, label: str, side: str, letter: float) -> tuple[float, float]:
    """Return where a label begins and ends that is centred on a place, ends or begins there."""
    width = letter * len(label)
    left = at - {"center": 0.5, "right": 1.0, "left": 0.0}[side] * width
    return left, left + width


def _two(labels: Mapping[float, str], *places: float) -> dict[float, str]:
    return {at: labels[at] for at in places}


def _number_look() -> dict[str, Any]:
    """Return the look of a number beside a dot."""
    return {
        "fontsize": style.points("tick"),
        "path_effects": charts.HALO,
    }


def _label_other(
    axes: Axes, at: tuple[float, float], text: str, colour: str, where: Placed
) -> None:
    """Write the count of somebody else above its dot, or below it."""
    look: dict[str, Any] = {"va": "bottom", **_number_look()}
    shift = 6
    if where.is_below:
        look["va"] = "top"
        shift = -6
    note(axes, text, at, (0, shift), color=colour, ha=where.side, **look)


def _label_official(axes: Axes, y: int, official: pd.DataFrame) -> None:
    """Write the official count below its dot; if there are several, together, the largest first."""
    if official.empty:
        return
    parts = official.sort_values("value", ascending=False)
    largest = parts["value"].max()
    alignment = "center"
    if parts["text"].str.contains(" ").any():  # parts with their names
        alignment = "right" if largest * 2 > axes.get_xlim()[1] else "left"
    look = {"va": "top", "ha": alignment, "fontweight": "bold", **_number_look()}
    note(axes, ", ".join(parts["text"]), (largest, y), (0, -6), **look)


def _sequences_in_a_row() -> int:
    """Return how many panels stand in a row: one more where the height of a figure is given."""
    size = sizes.current()
    return size.panels_in_a_row(4 if size.shape else 3)


def draw_sequences(rows: pd.DataFrame) -> Sheet:
    """Draw how official counts moved, a panel for each sequence of ``sequences``."""
    columns = _sequences_in_a_row()
    names = area_names()
    colours = style.colours(list(dict.fromkeys(rows["side"])))
    measure = rows["measure"].iloc[0]
    fig = panels(
        rows,
        "row",
        _draw_sequence,
        how_counts_moved(rows),
        f"People {measure} (upward) by days since the event began (to the right), each sequence "
        f"from one office (n = {rows['row'].nunique()}). Scales differ, and each begins at its "
        "first count: the same height is not the same number. "
        f"Colour: whose {PEOPLE.get(measure, measure)}. "
        "Hollow: dated by the page. Numbers where there is room.",
        characters=sizes.current().characters(90) // columns,
        columns=min(columns, rows["row"].nunique()),
        share_y=False,
        height=3.5,
        key={names[side]: colour for side, colour in colours.items()},
        note=_steps_not_called_falls(rows),
    )
    lay_out(fig)
    for axes, (_, sequence) in zip(fig.axes, rows.groupby("row", sort=False), strict=True):
        _number_dots(axes, sequence)
    return fig


def _draw_sequence(axes: Axes, rows: pd.DataFrame) -> None:
    """Draw steps in the colour of the side; dots are hollow where only the page has a date."""
    side = rows["side"].iloc[0]
    colour = style.colours([side])[side]
    axes.plot(rows["day"], rows["value"], drawstyle="steps-post", linewidth=1.4, color=colour)
    for day_is_known, dots in rows.groupby(rows["counted_on"].ne("")):
        face = colour if day_is_known else "white"
        axes.plot(
            dots["day"],
            dots["value"],
            "o",
            color=colour,
            markerfacecolor=face,
            markersize=5,
            gid=dots["mark"],
        )
    axes.set_label(_sequence_in_words(rows))
    axes.set_yticks([])
    axes.margins(x=MARGIN_OF_DAYS, y=0.25)
    axes.xaxis.set_major_locator(MaxNLocator(4, integer=True))


def _sequence_in_words(rows: pd.DataFrame) -> str:
    """Say the first and the last count with their days, and the highest if it was lowered."""
    first, last = rows.iloc[0], rows.iloc[-1]
    text = f"{short(first)} to {short(last)}, days {first['day']:.0f} to {last['day']:.0f}"
    most = rows.iloc[int(rows["value"].astype("float64").argmax())]
    if most["value"] > last["value"]:
        text += f", at most {short(most)} on day {most['day']:.0f}"
    return text


def _number_dots(axes: Axes, rows: pd.DataFrame) -> None:
    """Write beside the dots of a sequence their counts, where a reader can tell whose they are.

    The last count, the first and the highest come before the others, of which the later ones come
    first. ``axes`` are laid out.
    """
    values = rows["value"].astype("float64")
    dots = axes.transData.transform(list(zip(rows["day"], values, strict=True)))
    steps = [Bbox([start, end]) for start, end in pairwise(_corners_of_steps(dots))]
    later = _write_later(axes, rows["later"].iloc[-1])
    first, last = 0, len(rows) - 1
    order = list(dict.fromkeys([last, first, int(values.argmax()), *range(last, -1, -1)]))
    taken: list[Bbox] = [later.get_window_extent()] if later else []
    numbered: list[int] = []
    for nth in order:
        if _are_one_mark(dots[numbered], dots[nth]).any():
            continue
        number = note(
            axes,
            short(rows.iloc[nth]),
            (rows["day"].iloc[nth], values.iloc[nth]),
            (0, 0),
            color=axes.lines[0].get_color(),
            path_effects=charts.HALO,
            in_layout=False,  # it stands within the panel, which keeps its place
        )
        places = list(NUMBERS)
        if nth == last:
            places.insert(0, "right")
        is_set = _set_by_its_dot(number, places, dots, nth, [*taken, *steps])
        if not is_set and nth in (first, last):  # these two are always told, if there is room
            is_set = _set_by_its_dot(number, places, dots, nth, [*taken, *steps], clearly=1)
        if is_set:
            taken.append(number.get_window_extent())
            numbered.append(nth)
        else:
            number.remove()


def _write_later(axes: Axes, later: str) -> Annotation | None:
    """Write in the lower right corner of a panel, which steps leave free, a count without a day."""
    if not later:
        return None
    return note(
        axes,
        f"later: {later}",
        (1, 0),
        (0, 5),
        xycoords="axes fraction",
        ha="right",
        color=axes.lines[0].get_color(),
        path_effects=charts.HALO,
        in_layout=False,
    )


def _are_one_mark(dots: "np.ndarray[Any, Any]", dot: "np.ndarray[Any, Any]") -> Any:
    """Tell which dots lie so near another that they are seen as one."""
    return np.hypot(*(dots - dot).T) <= ONE_MARK


def _corners_of_steps(dots: "np.ndarray[Any, Any]") -> list[tuple[float, float]]:
    """Return where a line turns that goes from dot to dot, each time across and then up or down."""
    corners = [tuple(dots[0])]
    for (_, before), (x, y) in pairwise(dots):
        corners += [(x, before), (x, y)]
    return corners


def _set_by_its_dot(
    number: Annotation,
    places: Sequence[str],
    dots: "np.ndarray[Any, Any]",
    own: int,
    taken: Sequence[Bbox],
    clearly: float = CLEARLY,
) -> bool:
    """Set a number at the first place by its dot that is free; tell whether there is one.

    A place is free if it is in the panel, over nothing else, and clearly nearer to its own dot than
    to any other.

    Args:
        number: it is at its dot.
        places: of ``NUMBERS``, in the order in which they are tried.
        dots: all of the panel, in pixels.
        own: which of them is that of the number.
        taken: the boxes of what else is in the panel.
        clearly: how many times as far from it as its own dot every other one is at least.
    """
    panel = number.axes.bbox if number.axes else Bbox.null()
    for place in places:
        look = NUMBERS[place]
        number.set(ha=look["ha"], va=look["va"])
        number.xyann = look["shift"]
        box = number.get_window_extent()
        letters = box.padded(0, -AIR)
        across, down = (dots - np.clip(dots, letters.min, letters.max)).T
        away = np.array([np.hypot(across, weight * down) for weight in LEVEL_WITH])
        others = away[:, ~_are_one_mark(dots, dots[own])]
        is_inside = panel.x0 <= box.x0 and box.x1 <= panel.x1 and panel.y0 < letters.y0
        is_over = any(letters.overlaps(other) for other in taken)
        if is_inside and not is_over and (others > clearly * away[:, [own]]).all():
            return True
    return False


def draw_nukus(rows: pd.DataFrame) -> Sheet:
    """Draw the counts of killed and of injured at Nukus, a panel each."""
    return panels(
        rows,
        "measure",
        _draw_three_counts,
        nukus_counts(rows),
        "People killed and people injured at Nukus in July 2022, as prosecutors counted them "
        "twice and parliament in 2024. Hollow: in need of medical help. Dates not to scale.",
        share_y=False,
        height=3.9,
    )


def _draw_three_counts(axes: Axes, rows: pd.DataFrame) -> None:
    """Draw a step line for all and, where the offices gave it, one for the security forces."""
    days = sorted(set(rows["counted_on"]))
    rows = rows.assign(x=rows["counted_on"].map(days.index))
    for group, counts in rows.groupby("group", sort=False):
        colour = style.QUIET
        name = str(group)
        if group == "total":
            colour = style.colours(["UZB"])["UZB"]
            name = "all"
        axes.plot(counts["x"], counts["value"], drawstyle="steps-post", color=colour)
        at = (0.5, counts["value"].iloc[0])
        note(axes, name, at, (0, 4), ha="center", color=colour)
        _draw_labelled_dots(axes, counts, colour)
    names = [sentences.month(day).replace(" 20", "\n20") for day in days]
    axes.set_xticks(range(len(days)), names)
    axes.set(xlim=(-0.3, len(days) - 0.6), ylim=(0, rows["value"].max() * 1.15))


def _draw_labelled_dots(axes: Axes, counts: pd.DataFrame, colour: str) -> None:
    """Draw a dot with its number for each count; hollow where the definition differs."""
    look: dict[str, Any] = {"ha": "center", "fontweight": "bold"}
    for _, count in counts.iterrows():
        face = "white" if count["status"] == "D" else colour
        x, y = count["x"], count["value"]
        axes.plot(
            x,
            y,
            "o",
            color=colour,
            markerfacecolor=face,
            markersize=6.5,
            markeredgewidth=1.5,
            gid=count["mark"],
        )
        note(axes, short(count), (x, y), (0, 7), color=colour, path_effects=charts.HALO, **look)


def draw_ledgers(rows: pd.DataFrame) -> Sheet:
    """Draw official counts and UCDP's estimates of the border clashes, a panel for each year."""
    return panels(
        rows,
        "year",
        partial(_draw_ledger_pair, end=_end_of_axis(rows, 1.25)),
        ledgers_apart(rows),
        "Killed in the main clash of the year by official counts; "
        "UCDP’s best estimate (low–high) covers the whole year, between the two states only.",
        height=3.6,
    )


def _end_of_axis(rows: pd.DataFrame, room: float) -> int:
    """Return where an axis of counts ends: above the highest, rounded up to three digits.

    Args:
        rows: the counts.
        room: how many times the highest count, so that its number has room at the right.
    """
    end = room * float(rows[["value", "high"]].max().max())
    unit = int(10 ** max(0, len(str(int(end))) - 3))
    return math.ceil(end / unit) * unit


def _draw_ledger_pair(axes: Axes, rows: pd.DataFrame, end: int) -> None:
    """Draw the counts of a year on an axis that ends where that of the other year does."""
    _draw_rows(axes, rows, LEDGERS, by="ledger")
    axes.set_xlim(0, end)
    for y, (_, row) in enumerate(rows.iterrows()):
        text = f"{row['value']:,}"
        if row["ledger"] == "UCDP" and row["low"] < row["high"]:
            text += f" ({row['low']:,}–{row['high']:,})"
        _write_right(axes, text, (row[["value", "high"]].max(), y), 8, LEDGERS[row["ledger"]])
    _whole_numbers(axes, most=4)


def _write_right(
    axes: Axes, text: str, at: tuple[Any, float], shift: float, colour: str, **look: Any
) -> None:
    """Write a text some points to the right of a place."""
    look = {"va": "center", **look}
    note(axes, text, at, (shift, 0), color=colour, **look)


def draw_years(rows: pd.DataFrame, up_to: int) -> Sheet:
    """Draw UCDP's deaths by year and republic, with their range: before and since 2000.

    ``up_to`` is the last year that UCDP tells of, with a death or without.
    """
    early = rows["year"] <= LAST_YEAR_BEFORE
    before = sentences.span([rows["year"].min(), LAST_YEAR_BEFORE])
    since = sentences.span([LAST_YEAR_BEFORE + 1, up_to])
    rows = rows.assign(span=early.map({True: before, False: since}))
    names = area_names()
    colours = style.colours(sorted(set(rows["area"])))
    return panels(
        rows,
        "span",
        partial(_draw_years, up_to=up_to),
        deaths_by_ucdp(rows),
        "Deaths in organised violence by year and country: UCDP’s best estimate (bars), "
        "low to high (lines). The two scales differ.",
        key={names[area]: colour for area, colour in colours.items()},
        share_y=False,
        height=4.4,
    )


def _draw_years(axes: Axes, rows: pd.DataFrame, up_to: int) -> None:
    """Draw a stacked column a year, and a line from the sum of low to the sum of high."""
    wide = rows.pivot_table("value", "year", "area", aggfunc="sum", fill_value=0)
    marks = rows.groupby(["area", "year"])["mark"].agg(list).unstack("area")
    below = wide.cumsum(axis=1) - wide
    for area in map(str, wide.columns):
        colour = style.colours([area])[area]
        bars = axes.bar(wide.index, wide[area], bottom=below[area], color=colour, width=0.72)
        charts.of_rows(bars, marks[area])
    bounds = rows.groupby("year")[["low", "high"]].sum().astype("float64")
    axes.vlines(bounds.index, bounds["low"], bounds["high"], color=style.INK, linewidth=1.1)
    first, last = rows["year"].min(), rows["year"].max()
    end = LAST_YEAR_BEFORE + 1
    if last > LAST_YEAR_BEFORE:
        end = up_to + 1
    axes.set(xlim=(first - 1, end))
    charts.year_axis(axes, 6)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")


def draw_outside_ucdp(rows: pd.DataFrame) -> Sheet:
    """Draw the counts of ``beside_ucdp`` as bars: each event, their sum, and UCDP's sum."""
    years = rows["label"].iloc[-1].removeprefix(ALL_OF_UCDP)
    return panels(
        rows,
        "",
        _draw_outside_ucdp,
        outside_ucdp(rows),
        "Killed by last official counts (grey), of countries and years in which UCDP has no death "
        "in civil war or one-sided violence; their sum (black); and UCDP’s best estimate "
        f"of all deaths {years}, for scale: not to be added.",
        height=4.2,
    )


def _draw_outside_ucdp(axes: Axes, rows: pd.DataFrame) -> None:
    labels = rows["label"]
    colours = dict.fromkeys(labels, style.QUIET)
    colours[labels.iloc[-2]] = style.INK
    colours[labels.iloc[-1]] = LEDGERS["UCDP"]
    charts.bars(axes, rows, value="value", label="label", colours=colours)
    low, high = rows[["low", "high"]].iloc[-1].astype("float64")
    y = len(rows) - 0.56  # below the bar
    colour = LEDGERS["UCDP"]
    axes.plot(
        [low, high],
        [y, y],
        "-|",
        color=colour,
        linewidth=1.3,
        markersize=6,
        gid=rows["mark"].iloc[-1],
    )
    _write_right(axes, f"low {low:,.0f}, high {high:,.0f}", (high, y), 7, colour)


def draw_leaving(rows: pd.DataFrame) -> Sheet:
    """Draw the counts of people who had to leave, a panel for each side of the border."""
    sides = list(ADJECTIVES)
    blocks = [rows[rows["side"].eq(side)] for side in sides]
    drawn = {measure: LEAVING[measure] for measure in LEAVING if measure in set(rows["measure"])}
    height = 7.4 if sizes.current().is_narrow else 5.0  # names take three lines on a phone
    fig, grid = frame(
        rows,
        who_left(rows),
        f"People {' or '.join(drawn)} in the Kyrgyz–Tajik border fighting of September 2022, "
        f"by who counted and when.{_marks_of_leaving(rows)}",
        panels=[SIDES[side] for side in sides],
        columns=1,
        share_x=True,
        share_y=False,
        height=height,
        key=drawn if len(drawn) > 1 else None,
        note=_left_out_of_the_title(rows),
    )
    grid[0].get_gridspec().set_height_ratios([len(block) + 0.6 for block in blocks])
    for axes, block in zip(grid, blocks, strict=True):
        _draw_leaving(axes, block, _end_of_axis(rows, 1.3))
    return fig


def _left_out_of_the_title(rows: pd.DataFrame) -> str:
    """Say which counts are drawn and not compared: of a part of a side, and early ones."""
    left_out = []
    if rows["place"].ne("").any():
        left_out.append("of one region")
    if rows["before_the_end"].any():
        left_out.append("made before the last day of the fighting")
    return f"Not in the title: counts {' or '.join(left_out)}." if left_out else ""


def _marks_of_leaving(rows: pd.DataFrame) -> str:
    """Explain the marks that are drawn: arrows, crosses and rings."""
    kinds = set(_kinds(rows))
    marks = []
    if rows["relation"].isin(measures.AT_LEAST).any():
        marks.append("Arrow: over")
    if "not named" in kinds:
        marks.append("×: counter not named")
    if ARTICLE in kinds:
        marks.append("hollow: only in an article")
    return f" {sentences.sentence('; '.join(marks))}." if marks else ""


def _draw_leaving(axes: Axes, rows: pd.DataFrame, end: int) -> None:
    """Draw the counts of a side on an axis that ends where that of the other side does."""
    _draw_rows(axes, rows, LEAVING, "measure", _kinds(rows))
    order = list(dict.fromkeys(rows["row"]))
    axes.set_xlim(0, end)
    most = 4
    if sizes.current().is_narrow:
        most = 2
    _whole_numbers(axes, most)
    for _, count in rows.iterrows():
        text = measures.relation_in_words(count["relation"], f"{count['value']:,}")
        shift = 28 if count["relation"] == ">" else 9  # an arrow stands between
        at = (count["value"], order.index(count["row"]))
        colour = LEAVING[count["measure"]]
        _write_right(axes, text, at, shift, colour, path_effects=charts.HALO)


def draw_map(places: pd.DataFrame, measure: str) -> Sheet:
    """Draw the events of ``placed`` on a map; those chosen in colour, named if sixteen or fewer.

    ``measure`` is what was counted: killed, injured and so on.
    """
    events = sentences.count(len(places), "event")
    finding = counts_far_apart(places)
    height = 5.3
    if sizes.current().is_narrow:  # the names stand below the map
        height = 5.7 + 0.15 * places["chosen"].sum()
    note = ""
    if finding.facts:
        note = (
            "Counted in the title: chosen events with an official and a differing count of the "
            "same people; ×: the highest in multiples of the lowest, of ranges the nearer end."
        )
        if (places["chosen"] & places["n"].gt(1) & places["of_side"].ne("")).any():
            note += " Where only one side of a border has differing counts, × is for that side."
    return panels(
        places,
        "",
        _draw_places,
        finding,
        f"People {measure} by the last official total, or the sum of its parts where none was "
        f"given (area; {events}). Blue: the events chosen; ring: counts more than {FAR_APART} "
        "times apart; grey: other events.",
        height=height,
        note=note,
    )


def _draw_places(axes: Axes, places: pd.DataFrame) -> None:
    maps.base_map(axes, REPUBLICS)
    x, y = maps.project(places["longitude"].to_numpy(), places["latitude"].to_numpy())
    places = places.assign(x=x, y=y)
    _draw_marks(axes, places)
    _, east = axes.get_xlim()
    places = places.assign(room=_room_eastward(places).clip(upper=east))
    chosen = places[places["chosen"]].sort_values("y")
    if len(chosen) > 16:
        return
    if sizes.current().is_narrow:
        _list_places(axes, chosen)
    else:
        _name_places(axes, chosen)


def _room_eastward(places: pd.DataFrame) -> "pd.Series[float]":
    """Return the x at which the next mark stands that is about level with each; else infinity."""
    level = 60  # kilometres
    room = []
    for x, y in zip(places["x"], places["y"], strict=True):
        in_the_way = places["x"].gt(x) & (places["y"] - y).abs().lt(level)
        room.append(places.loc[in_the_way, "x"].min())
    return pd.Series(room, places.index, dtype="float64").fillna(math.inf)


def _draw_marks(axes: Axes, places: pd.DataFrame) -> None:
    """Draw circles whose area follows the count, the largest below; rings if far apart.

    Those chosen are seen whatever else is at their place: the events that are not chosen lie
    lowest, a white rim parts one filled circle from another below it, and a ring hides nothing
    within it.
    """
    unit = AREA / max(places["value"].max(), 1)
    area = (unit * places["value"]).astype("float64").clip(lower=SMALLEST)
    colour = places["chosen"].map({True: style.OTHERS[0], False: style.QUIET})
    places = places.assign(
        area=area,
        colour=colour,
        face=colour.mask(places["ratio"].gt(FAR_APART), "none"),
    )
    places = places.sort_values("value", ascending=False)
    hollow = places["face"].eq("none")
    places = places.assign(rim=places["colour"].where(hollow | ~places["chosen"], "white"))
    for layer in (places[~places["chosen"]], places[places["chosen"]]):
        is_ring = layer["face"].eq("none")
        _draw_circles(axes, layer[~is_ring], 0.6)
        rings = layer[is_ring]
        _draw_circles(axes, rings.assign(rim="white"), 3.4)  # seen on a filled circle
        _draw_circles(axes, rings, 1.4)
    # Dots that are not seen, so that each mark leads to its row.
    axes.plot(places["x"], places["y"], "o", alpha=0, zorder=5, gid=places["mark"])
    _draw_sizes(axes, places["value"].max(), unit)


def _draw_circles(axes: Axes, places: pd.DataFrame, width: float) -> None:
    """Draw circles of the ``area``, ``face`` and ``rim`` of each place, with a rim so wide."""
    axes.scatter(
        places["x"],
        places["y"],
        s=places["area"],
        facecolors=list(places["face"]),
        edgecolors=list(places["rim"]),
        linewidths=width,
        zorder=4,
    )


def _draw_sizes(axes: Axes, most: int, unit: float) -> None:
    """Draw a key of sizes on the map: powers of ten up to the largest count.

    Those that would be smaller than the smallest mark are left out. ``unit`` is the area of one
    person, in square points.
    """
    x, y, step = 0.035, 0.05, 0.075
    if sizes.current().is_narrow:
        x, y, step = 0.09, 0.08, 0.14
    for n in (10, 100, 1000, 10000):
        if n > most:
            break
        if unit * n < SMALLEST:
            continue
        axes.scatter(
            [x],
            [y],
            s=unit * n,
            facecolors="none",
            edgecolors=style.TEXT,
            linewidths=1,
            transform=axes.transAxes,
            zorder=4,
        )
        note(
            axes,
            f"{n:,}",
            (x, y),
            (16, 0),
            xycoords="axes fraction",
            va="center",
            color=style.TEXT,
            fontsize=style.points("tick"),
        )
        y += step


def _list_places(axes: Axes, places: pd.DataFrame) -> None:
    """Write a letter at each mark, and the names with their letters below the map."""
    axes.set_anchor("N")  # what is free below the map is for the names
    places = places.sort_values("y", ascending=False)
    places = places.assign(letter=list("abcdefghijklmnop"[: len(places)]))
    lines = places["letter"] + "  " + _counts_at_places(places)
    look: dict[str, Any] = {
        "fontsize": style.points("tick"),
        "zorder": 6,
    }
    note(axes, "\n".join(lines), (0, 0), (0, -8), xycoords="axes fraction", va="top", **look)
    from_the_south = places.iloc[::-1]
    _write_beside_marks(axes, from_the_south.assign(text=from_the_south["letter"]), edge=-0.05)


def _counts_at_places(places: pd.DataFrame) -> "pd.Series[str]":
    texts = [_count_at_place(place) for _, place in places.iterrows()]
    return pd.Series(texts, places.index, dtype="str")


def _count_at_place(place: "pd.Series[Any]") -> str:
    """Write the name of an event, its count, and how far apart its counts lie if it has several.

    A part that stands for a total is named; and so is the side whose counts lie apart.
    """
    is_one_part = place["parts"] and ", " not in place["parts"]
    text = f"{place['name']}: {place['parts'] if is_one_part else format(place['value'], ',')}"
    if place["n"] > 1:
        times = measures.relation_in_signs(place["relation"], f"{place['ratio']:.1f}")
        side = f"; {place['of_side']}" if place["of_side"] else ","
        text += f"{side} {times}×"
    return text


def _name_places(axes: Axes, places: pd.DataFrame) -> None:
    """Write names in a column at the right, with a line to the mark; in the west, beside it."""
    _write_beside_marks(axes, places.assign(text=_counts_at_places(places)), edge=0.03)


def _write_beside_marks(axes: Axes, places: pd.DataFrame, edge: float) -> None:
    """Write the ``text`` of each place: in the west beside its mark, else in a column.

    The column stands at the eastern edge of the map, ``edge`` beyond it as a share of its width,
    with a line from each text to its mark.
    """
    far_west = places["longitude"].lt(62)
    west, east = axes.get_xlim()
    letter = (east - west) / sizes.current().characters(90)
    for _, place in places[far_west].iterrows():
        if letter * (len(place["text"]) + 2) > place["room"] - place["x"]:
            place["text"] = place["text"].replace(": ", ":\n")
        _name_place(axes, place, (place["x"], place["y"]), 8)
    _column_of_names(axes, places[~far_west], edge)


def _name_place(axes: Axes, place: "pd.Series[Any]", at: tuple[float, float], shift: float) -> None:
    note(
        axes,
        place["text"],
        at,
        (shift, 0),
        va="center",
        fontsize=style.points("tick"),
        zorder=6,
    )


def _column_of_names(axes: Axes, places: pd.DataFrame, edge: float) -> None:
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    step = min(0.085, 0.94 / max(len(places), 1)) * (north - south)
    middle = places["y"].mean() - step * len(places) / 2
    lowest = max(south, min(middle, north - step * len(places)))
    x = east + edge * (east - west)
    for n, (_, place) in enumerate(places.iterrows()):
        y = lowest + step * (n + 0.5)
        axes.plot(
            [place["x"], x],
            [place["y"], y],
            "-",
            color=style.OTHERS[0],
            linewidth=0.7,
            clip_on=False,
            zorder=4.5,  # over the circles of other events, or it is not seen where a line ends
            path_effects=charts.HALO,
        )
        _name_place(axes, place, (x, y), 2)
