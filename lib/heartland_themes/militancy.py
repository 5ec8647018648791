"""05-militancy: who the groups are, where, and what they did.

Statements stand side by side, each with its reporter; none is averaged. The frames are
``security_incidents`` with the tolls of ``casualty_reports``, as ``with_tolls`` and ``described``
leave them (incidents), ``militant_groups`` with a column ``year`` (groups) and ``conflict_deaths``
(UCDP's estimates).
"""

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator

from heartland import sentences
from heartland.figures import charts, page, sizes, style
from heartland.figures.frame import Sheet, frame
from heartland.figures.labels import note
from heartland.sentences import Finding
from heartland.tables import measures
from heartland.tables.areas import REPUBLICS, area_names
from heartland.tables.measures import about_level
from heartland.tables.periods import are_years, last_year, months_of
from heartland.tables.sources import join_ids
from heartland_themes import casualties

ACROSS = "from across the Afghan border"
WITHIN = "from within or elsewhere"
UNSTATED = "not stated"
CROSSED = [  # the authorities said so of a group whose name does not say it
    "tajikistan-border-2023-04",
    "darvoz-2023-09",
]
WHO = {  # who was counted, by the group of a toll; the dead of a foreign group have its own name
    "total": "",
    "alleged attackers": "attackers",
    "security forces": "officers",
    "civilians": "civilians",
    "prisoners": "inmates",
}
FOREIGNERS = "foreign nationals"
ATTACKERS = {  # what people killed as attackers are called, by the kind of event
    "attack": "attackers",
    "rocket fire": "attackers",
    "security operation": "suspects",
    "mutiny or riot": "mutineers",
}
SHORT_NAMES = {
    "Islamic State Khorasan": "IS Khorasan",
    "not named": "source not named",
    "Taliban administration": "Taliban",
    "Border Troops of Tajikistan": "Tajikistan",
    "Press secretary of the President of Uzbekistan": "Uzbekistan",
    "Ministry of Foreign Affairs of Uzbekistan": "Uzbekistan",
}

ORIGINS = {ACROSS: style.OTHERS[1], WITHIN: style.OTHERS[0], UNSTATED: style.QUIET}
OFFICIAL_COLOUR, UCDP_COLOUR = style.INK, style.OTHERS[2]
ASIDE = 0.14  # years by which a dot stands left or right of its year
ROCKETS = {"fired": style.OTHERS[1], "landed": style.OTHERS[0]}
UN_COLOUR, OTHERS_COLOUR = style.OTHERS[0], style.OTHERS[2]


# Which statements are compared


def with_years(groups: pd.DataFrame) -> pd.DataFrame:
    """Add the ``year`` of the day for which a strength was stated to ``militant_groups``."""
    return groups.assign(year=groups["as_of"].str[:4].astype(int))


def harmed(reports: pd.DataFrame, preferences: pd.DataFrame) -> pd.DataFrame:
    """Keep of ``casualty_reports`` the killed and injured of whole incidents, preferred ones first.

    Left out are counts of single places, what only an article has, counts that the reporter
    changed later, that follow another definition or are unreliable, and what is not ``credible``.
    A count of those killed *by* somebody is a part of another one, and is left out too.
    """
    whole = reports.query("place == '' and witness == 'other' and status not in ['P', 'D', 'U']")
    people = whole.query("measure in ['killed', 'injured'] and not label.str.startswith('by ')")
    return casualties.preferred_first(casualties.credible(people), preferences)


def placed(incidents: pd.DataFrame, conflicts: pd.DataFrame) -> pd.DataFrame:
    """Give incidents without a ``place`` that of their event in ``conflict_events``."""
    places = incidents["event_id"].map(conflicts.set_index("event_id")["place"]).fillna("")
    return incidents.assign(place=incidents["place"].where(incidents["place"].ne(""), places))


def with_tolls(incidents: pd.DataFrame, harmed: pd.DataFrame) -> pd.DataFrame:
    """Add the killed and injured of incidents, which another table counts, as further statements.

    Args:
        incidents: rows of ``security_incidents``; those of the measure "events" say that an event
            happened, where, and who is said to have done it.
        harmed: rows of ``casualty_reports``, the preferred ones first; they meet the incidents in
            ``event_id``.

    Returns:
        The incidents without the measure "events", and each toll of an event among them with the
        event's date, place, kind and actor, by an official statement that names who did it where
        there is one.
    """
    violent = incidents["kind"].isin(list(ATTACKERS)) & incidents["event_id"].ne("")
    best_first = incidents[violent].assign(
        unofficial=incidents["reporter_kind"].ne("official"),
        actor_missing=incidents["actor"].eq("not named"),
    )
    best_first = best_first.sort_values(["unofficial", "actor_missing"], kind="stable")
    facts = ["event", "event_id", "start", "end", "area", "place", "kind", "actor"]
    events = best_first.drop_duplicates("event_id")[facts]
    tolls = harmed.drop(columns="place").merge(events, on="event_id")
    who = tolls["group"].map(WHO).fillna(_in_one_word(tolls))
    who = who.mask(tolls["label"].eq("suspects"), "suspects")
    tolls = tolls.assign(measure=(tolls["measure"] + " " + who).str.strip())
    tolls = tolls[tolls.columns.intersection(incidents.columns)]
    counted = incidents[incidents["measure"].ne("events")]
    return pd.concat([counted, tolls], ignore_index=True)


def _in_one_word(tolls: pd.DataFrame) -> pd.Series:
    """Return the labels of tolls, foreign nationals called as the first report calls them.

    Reporters call the same people "Chinese nationals" and "Chinese workers". Where one of them has
    two labels, these are two peoples and stay apart; so do the labels of every other group.
    """
    event = ["event_id", "measure", "group"]
    told_apart = tolls.groupby([*event, "reporter"])["label"].transform("nunique").gt(1)
    several = told_apart.groupby([tolls[column] for column in event]).transform("any")
    first = tolls.groupby(event)["label"].transform("first")
    one_people = tolls["group"].eq(FOREIGNERS) & ~several
    return tolls["label"].mask(one_people, first)


def described(incidents: pd.DataFrame) -> pd.DataFrame:
    """Add what figures and sentences need of each statement.

    ``year``; ``origin`` (from across the Afghan border: its authors are placed in Afghanistan, it
    was rocket fire, or it is one of ``CROSSED``; not stated; or else from within or elsewhere);
    ``amount`` ("at least 5"); ``who`` was counted ("officers"); and ``said``, the amount with who
    ("1 officer").
    """
    crossed = (
        incidents["actor"].str.contains("Afghanistan")
        | incidents["kind"].eq("rocket fire")
        | incidents["event"].isin(CROSSED)
    )
    origin = crossed.map({True: ACROSS, False: WITHIN})
    rows = incidents.assign(
        year=incidents["start"].str[:4].astype(int),
        origin=origin.mask(~crossed & incidents["actor"].eq("not named"), UNSTATED),
        amount=incidents["relation"].map(measures.RELATIONS_IN_WORDS)
        + incidents["value"].astype("str"),
        who=_who_was_counted(incidents),
    )
    singular = rows["who"].str.removesuffix("s")
    who = singular.where(rows["value"].eq(1), rows["who"])
    return rows.assign(said=(rows["amount"] + " " + who).str.strip())


def _who_was_counted(incidents: pd.DataFrame) -> pd.Series:
    """Return the last word of what was counted; attackers are called after the kind of event."""
    attackers = incidents["kind"].map(ATTACKERS)
    attackers = attackers.mask(incidents["actor"].eq("prisoners"), "inmates")
    who = incidents["measure"].str.removeprefix("killed").str.strip()
    return who.mask(who.eq("attackers"), attackers)


def violence(incidents: pd.DataFrame) -> pd.DataFrame:
    """Keep statements on the dead of attacks, operations and mutinies, and all on rocket fire.

    What only an article has is no evidence, an earlier count that was changed no statement, and
    what is told of a whole year no event. Statements on one thing stay in the order in which they
    are given.
    """
    violent = incidents["kind"].isin(list(ATTACKERS))
    of_the_dead = incidents["measure"].str.startswith("killed")
    rows = incidents[violent & (of_the_dead | incidents["kind"].eq("rocket fire"))]
    rows = rows[rows["witness"].ne("article only") & rows["status"].ne("P")]
    rows = rows[~are_years(rows["start"])]
    order = ["start", "event", "kind", "measure"]
    return rows.sort_values(order, kind="stable", ignore_index=True)


def official_counts(rows: pd.DataFrame, preferences: pd.DataFrame) -> pd.DataFrame:
    """Return one official count of each group of dead.

    Of two official counts, the one that ``preferences`` name is taken, else the first. Of a
    total and its parts the total is taken only if it is the larger.
    """
    preferred = preferences["where"].str.removeprefix("incident_id=")
    of_the_dead = rows["measure"].str.startswith("killed")
    official = rows[rows["reporter_kind"].eq("official") & of_the_dead]
    official = official.assign(second=~official["incident_id"].isin(preferred))
    official = official.sort_values("second", kind="stable")
    official = official.drop_duplicates(["event", "measure"])
    official = official.drop(columns="second").sort_index()
    return official[~_counted_twice(official)]


def _counted_twice(official: pd.DataFrame) -> "pd.Series[bool]":
    """Tell which counts another one holds: a total its parts make up, parts short of a total."""
    is_total = official["who"].eq("")
    values = official["value"].astype("float64")
    total = values[is_total].groupby(official["event"]).sum()
    parts = values[~is_total].groupby(official["event"]).sum()
    total_of_event = official["event"].map(total)
    parts_of_event = official["event"].map(parts)
    made_up = is_total & (parts_of_event >= total_of_event)
    short = ~is_total & (parts_of_event < total_of_event)
    return made_up | short


def toll(rows: pd.DataFrame, preferences: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each event: the official count of its dead, and what others count.

    Columns: the event, its date, place, kind and origin; ``killed`` (missing where no number was
    stated), ``parts`` (whom that count is made of), ``elsewhere`` (counts of others, where they
    differ), the reporter and the sources. ``rows`` are as ``violence`` leaves them.
    """
    official = official_counts(rows, preferences)
    of_event = official.groupby("event")
    of_parts = official[official["who"].ne("")].groupby("event")
    events = rows.drop_duplicates("event").set_index("event")
    events = events[["start", "year", "area", "place", "kind", "origin"]]
    events = events.assign(
        killed=of_event["value"].sum(),
        parts=of_parts["said"].agg(", ".join),
        elsewhere=_counts_elsewhere(rows, official),
        reporter=of_event["reporter"].first(),
        source_id=rows.groupby("event")["source_id"].agg(join_ids),
    )
    return events.reset_index()


def _counts_elsewhere(rows: pd.DataFrame, official: pd.DataFrame) -> pd.Series:
    """Write, for each event, the lowest and the highest count of others, where they differ.

    Figures of which no page says who counted stand last, and are marked.
    """
    count = ["event", "measure", "value"]
    of_the_dead = rows["measure"].str.startswith("killed")
    of_others = ~rows["reporter_kind"].isin(["official", "armed group claim"])
    others = rows[of_the_dead & of_others].sort_values("value")
    known = set(official[count].itertuples(index=False, name=None))
    repeated = [row in known for row in others[count].itertuples(index=False, name=None)]
    others = others[~pd.Series(repeated, others.index, dtype=bool)]
    unnamed = others["reporter_kind"].eq("not named")
    others = others.assign(by=unnamed.map({True: " (source not named)", False: ""}))
    of_one_group = others.groupby(["event", "by", "who"])
    amounts = of_one_group["amount"].agg(_lowest_to_highest).reset_index()
    amounts = amounts.sort_values("who", key=lambda who: who.eq(""), kind="stable")
    texts = amounts["amount"] + " " + amounts["who"].replace("", "in all")
    amounts = amounts.assign(text=texts.astype("str"))
    of_event = amounts.groupby(["event", "by"])["text"].agg(", ".join).reset_index()
    named = of_event["text"] + of_event["by"]
    return named.groupby(of_event["event"]).agg(", ".join)


def _lowest_to_highest(amounts: "pd.Series[str]") -> str:
    ends = [amounts.iloc[0], amounts.iloc[-1]]
    return " to ".join(dict.fromkeys(ends))


def two_ledgers(events: pd.DataFrame, ucdp: pd.DataFrame, end: int) -> pd.DataFrame:
    """Set the official dead of each year beside UCDP's, from the first of the events to ``end``.

    Args:
        events: one row an event, as ``toll`` leaves them.
        ucdp: UCDP's rows of the same places.
        end: the last year.

    Returns:
        ``value`` by year and ``ledger`` (authorities, UCDP), for UCDP with ``low`` and ``high``,
        and the ``areas`` of which it is; empty if no event has an official count.
    """
    counted = events.dropna(subset=["killed"])
    by_year = counted.groupby("year")
    official = by_year.agg(
        value=("killed", "sum"), areas=("area", _joined), source_id=("source_id", join_ids)
    )
    if official.empty:
        return official
    ucdp = ucdp[ucdp["year"].between(official.index.min(), end)]
    sums: dict[str, Any] = {"value": "sum", "low": "sum", "high": "sum", "area": _joined}
    estimated = ucdp.groupby("year").agg(sums | {"source_id": join_ids})
    estimated = estimated.rename(columns={"area": "areas"})
    rows = pd.concat([official.assign(ledger="authorities"), estimated.assign(ledger="UCDP")])
    columns = ["year", "ledger", "value", "low", "high", "areas", "source_id"]
    return rows.reset_index()[columns]


def _joined(areas: "pd.Series[str]") -> str:
    return ";".join(sorted(set(areas)))


def strengths(groups: pd.DataFrame) -> pd.DataFrame:
    """Return the statements on the number of fighters, the largest group first.

    A group of which no number is known keeps one row. Adds ``most`` and ``least``: the number
    stated, or the ends of the range. Empty if no group has a number.
    """
    rows = groups.assign(
        most=groups["strength"].fillna(groups["high"]),
        least=groups["strength"].fillna(groups["low"]),
    )
    largest = rows.groupby("group")["most"].transform("max").fillna(0)
    rows = rows.assign(largest=largest)
    unknown = largest.eq(0) & ~rows.duplicated("group")
    rows = rows[rows["most"].notna() | unknown].sort_values(["group", "as_of"])
    rows = rows.sort_values("largest", ascending=False, kind="stable")
    if not rows["largest"].gt(0).any():
        rows = rows.head(0)
    rows = rows.rename(columns={"reporter": "counted_by"})
    return rows.drop(columns=["also_in", "leader", "largest", "also_called"])


def periods(rows: pd.DataFrame) -> list[str]:
    """Write the period of each statement: "2019-01 to 2019-06", or one day or month."""
    ends = zip(rows["start"], rows["end"], strict=True)
    return [_period(start, end) for start, end in ends]


def _period(start: str, end: str) -> str:
    """Write "2019-01 to 2019-06"; a day or month alone if there is no other end."""
    if not end or end == start:
        return start
    return f"{start} to {end}" if start else end


# What the rows show


def bottom_line(
    incidents: pd.DataFrame,
    groups: pd.DataFrame,
    ucdp: pd.DataFrame,
    preferences: pd.DataFrame,
    start: int,
    end: int,
) -> list[Finding]:
    """Return what the notebook finds of all five republics, from the first year to the last."""
    known = incidents["year"].between(start, end) & incidents["area"].isin(REPUBLICS)
    rows = violence(incidents[known])
    events = toll(rows, preferences)
    stated = groups[groups["year"].between(start, end)]
    fighters = comparable(strengths(stated))
    ledgers = two_ledgers(events, of_militants(ucdp), end)
    origin = origin_of_attacks(events)
    late = events[events["year"] >= origin.facts["first"]]
    in_tajikistan = {"in_tajikistan": int(late["area"].eq("TJK").sum())}
    tajik = sentences.count(in_tajikistan["in_tajikistan"])
    largest = largest_group(fighters)
    others = fighters[fighters["name"].ne(largest.facts["name"])]
    highest = {"highest_of_others": int(others["most"].max())}
    return [
        Finding(
            f"{origin}; {tajik} of the {sentences.count(origin.facts['of'])} were in Tajikistan.",
            {**origin.facts, **in_tajikistan},
        ),
        chinese_nationals(official_counts(rows, preferences)).as_sentence(),
        rockets(rows[rows["kind"].eq("rocket fire")]).as_sentence(
            ": the claims of a group are no count of what it hit"
        ),
        Finding(
            f"{largest}: no figure for another one is above {highest['highest_of_others']:,}, "
            "and most are older.",
            {**largest.facts, **highest},
        ),
        years_in_ucdp(ledgers).as_sentence("; its definitions ask for a known and organised actor"),
    ]


def of_militants(ucdp: pd.DataFrame) -> pd.DataFrame:
    """Leave out what notebook 04 has: fights between states, and a state against civilians."""
    between_states = ucdp["violence_type"].eq("interstate")
    by_the_state = ucdp["note"].str.contains("Tajikistan - Civilians")
    return ucdp[~between_states & ~by_the_state]


def _years(rows: pd.DataFrame) -> dict[str, int]:
    """Return the first and the last year of some rows, as facts."""
    return {"first": int(rows["year"].min()), "last": int(rows["year"].max())}


def _span(facts: Mapping[str, Any]) -> str:
    return sentences.span([facts["first"], facts["last"]])


def origin_of_attacks(events: pd.DataFrame) -> Finding:
    """Say how many attacks came from across the Afghan border since the last that did not.

    Only if there were three or more. Facts: the ``first`` year after the last event from elsewhere,
    the ``last`` year, how many came from ``across``, and ``of`` how many.
    """
    years = events["year"]
    last_within = events.loc[events["origin"].eq(WITHIN), "year"].max()
    first = years.min() if pd.isna(last_within) else last_within + 1
    late = events[years >= first]
    across = late["origin"].eq(ACROSS)
    if len(late) < 3 or not across.any():
        names = area_names()
        where = sentences.listed(names[area] for area in sorted(set(events["area"])))
        return Finding(f"Incidents in {where}, {sentences.span(years)}")
    facts = {
        "first": int(first),
        "last": int(years.max()),
        "across": int(across.sum()),
        "of": len(late),
    }
    return Finding(_origin_of_attacks(facts), facts)


def _origin_of_attacks(facts: Mapping[str, Any]) -> str:
    if facts["across"] == facts["of"]:
        return (
            f"Every incident recorded in {_span(facts)} was ascribed to people across the Afghan "
            "border"
        )
    across = sentences.sentence(sentences.count(facts["across"]))
    incidents = sentences.count(facts["of"], "incident")
    were = "was" if facts["across"] == 1 else "were"
    return (
        f"{across} of {incidents} recorded in {_span(facts)} {were} ascribed to people across "
        "the Afghan border"
    )


def years_in_ucdp(rows: pd.DataFrame) -> Finding:
    """Say in how many of the years with official dead UCDP has any; rows as of ``two_ledgers``.

    Facts: these ``years``, ``of`` how many, and the ``areas`` of the rows.
    """
    both = _side_by_side(rows)
    counted = both.loc[both["authorities"] > 0, "UCDP"] > 0
    if len(counted) < 2:
        return Finding(f"Deaths in two ledgers, {sentences.span(rows['year'])}")
    facts = {
        "years": int(counted.sum()),
        "of": len(counted),
        "areas": sorted(set(rows["areas"].str.split(";").explode())),
    }
    return Finding(_years_in_ucdp(facts), facts)


def _side_by_side(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the deaths of each year that both ledgers have, a column each."""
    wide = rows.pivot(index="year", columns="ledger", values="value").astype("float64")
    return wide.reindex(columns=["authorities", "UCDP"]).dropna()


def _years_in_ucdp(facts: Mapping[str, Any]) -> str:
    years = sentences.count(facts["of"], "year")
    which = f"{sentences.count(facts['years'])} of {years}"
    if facts["years"] == facts["of"]:
        which = "every year"
    elif not facts["years"]:
        which = "neither year" if facts["of"] == 2 else f"none of {years}"
    where = _where(facts["areas"])
    return f"UCDP counted deaths from militancy in {where} in {which} when officials did"


def _where(areas: Sequence[str]) -> str:
    """Name one area, write more by their number; the five republics are Central Asia."""
    if set(areas) == set(REPUBLICS):
        return "Central Asia"
    if len(areas) > 1:
        return f"{sentences.count(len(areas))} republics"
    return area_names()[areas[0]]


def where_both_speak(rows: pd.DataFrame) -> Finding:
    """Say in which years both ledgers have deaths, and the same number of them.

    Rows are as of ``two_ledgers``; without any the text is empty. Numbers about level agree.

    Facts: the years in which they ``agree``, and the two numbers of each in which they ``differ``.
    """
    if rows.empty:
        return Finding("")
    both = _side_by_side(rows)
    both = both[both.gt(0).all(axis="columns")].astype(int)
    agree: list[int] = []
    differ: dict[int, list[int]] = {}
    for year, official, ucdp in both.itertuples():
        if about_level(official, ucdp):
            agree.append(int(year))
        else:
            differ[int(year)] = [official, ucdp]
    if both.empty:
        return Finding("No year has deaths in both ledgers")
    parts = []
    if agree:
        parts.append(f"agree in {sentences.listed(map(str, agree))}")
    if differ:
        apart = [f"{year} ({n} against UCDP’s {m})" for year, (n, m) in differ.items()]
        parts.append(f"differ in {sentences.listed(apart)}")
    text = f"Where both ledgers have deaths, they {' and '.join(parts)}"
    return Finding(text, {"agree": agree, "differ": differ})


def rockets(rows: pd.DataFrame) -> Finding:
    """Say whether more rockets were reported fired than officials said had landed.

    Of the attacks with both figures: two or more of them, and each must show it.

    Facts: the number of these ``attacks``, their ``places``, the ``first`` and the ``last`` year.
    """
    fired = rows["measure"].eq("fired")
    landed = rows["measure"].eq("landed") & rows["reporter_kind"].eq("official")
    counts = rows[fired | landed]
    most = counts.pivot_table("value", "event", "measure", aggfunc="max")
    both = most.reindex(columns=["fired", "landed"]).dropna()
    if len(both) < 2 or (both["fired"] <= both["landed"]).any():
        return Finding(f"What each side said of the rocket fire of {_span(_years(rows))}")
    attacks = rows[rows["event"].isin(both.index)]
    places = attacks["place"].str.removesuffix(" district")
    facts = {"attacks": len(both), "places": sorted(set(places)), **_years(attacks)}
    return Finding(_rockets(facts), facts)


def _rockets(facts: Mapping[str, Any]) -> str:
    times = "twice" if facts["attacks"] == 2 else f"{sentences.count(facts['attacks'])} times"
    where = f"At {facts['places'][0]}, {times}"
    if len(facts["places"]) > 1:
        where = sentences.sentence(times)
    when = f"{where} in {_span(facts)}"
    return f"{when}, more rockets were reported fired than officials said had landed"


def largest_group(rows: pd.DataFrame) -> Finding:
    """Say how many times the figure of any other group the largest was put at, at the least.

    The lowest figure for the largest is compared with the highest for another, both of rows that
    are ``comparable``. Facts: its ``name`` and how many ``times``, rounded down. ``rows`` are as
    ``strengths`` leaves them.
    """
    rows = comparable(rows)
    most = rows.groupby("name")["most"].max().dropna().astype(float).sort_values()
    plain = Finding("How many fighters the groups were said to have")
    if len(most) < 2:
        return plain
    name = str(most.index[-1])
    times = rows.loc[rows["name"].eq(name), "least"].min() / most.iloc[-2]
    if times < 2:
        return plain
    facts: dict[str, Any] = {"name": name, "times": int(times)}
    group = name.removesuffix(" Province")
    many = sentences.count(facts["times"])
    text = f"{group} was put at {many} or more times any other group’s strength"
    return Finding(text, facts)


def comparable(strength: pd.DataFrame) -> pd.DataFrame:
    """Keep the strengths that count fighters alone (not status D), read outside an article."""
    fighters_alone = strength["status"].ne("D")
    return strength[fighters_alone & strength["witness"].ne("article only")]


def brought_home(incidents: pd.DataFrame, up_to: int) -> pd.DataFrame:
    """Keep the statements on people brought home from Syria and Iraq, in order of time.

    Left out are totals of all returns, what only an article has, and spans that reach beyond the
    year ``up_to``.
    """
    rows = incidents[incidents["measure"].str.startswith("repatriated")]
    total = rows["event"].str.endswith("-total")
    alone = rows["witness"].eq("article only")
    within = last_year(rows["end"].where(rows["end"].ne(""), rows["start"])).astype(int) <= up_to
    return rows[~total & ~alone & within].sort_values(["area", "start"])


def largest_return(rows: pd.DataFrame) -> Finding:
    """Say which statement on people brought home is the largest: how many, and to where.

    Facts: ``people``, ``area``, whether the counter is ``named``, the years; ``begun`` and
    ``ended``, months, empty unless the statement adds up several.
    """
    largest = rows.sort_values("value", ascending=False, kind="stable").iloc[0]
    facts: dict[str, Any] = {
        "people": int(largest["value"]),
        "area": str(largest["area"]),
        "named": bool(largest["reporter"] != "not named"),
        "begun": "",
        "ended": "",
        **_years(rows),
    }
    if largest["end"][:7] > largest["start"][:7]:
        facts |= {"begun": largest["start"][:7], "ended": largest["end"][:7]}
    return Finding(_largest_return(facts), facts)


def _largest_return(facts: Mapping[str, Any]) -> str:
    country = area_names()[facts["area"]]
    unnamed = "" if facts["named"] else " (counter not named)"
    if facts["begun"]:
        months = _months(facts["begun"], facts["ended"])
        brought = f"brought {facts['people']} people to {country}, {months}{unnamed}"
        return f"The largest operation counted {brought}"
    return (
        f"The largest return reported for {_span(facts)} brought {facts['people']} people "
        f"to {country}{unnamed}"
    )


def _months(begun: str, ended: str) -> str:
    """Write "January–June 2019"; "October 2022 to May 2023" where the years differ."""
    if begun[:4] != ended[:4]:
        return f"{sentences.month(begun)} to {sentences.month(ended)}"
    return f"{sentences.month(begun).removesuffix(f' {begun[:4]}')}–{sentences.month(ended)}"


def chinese_nationals(official: pd.DataFrame) -> Finding:
    """Say how many Chinese nationals were killed in how many attacks, by official counts.

    The offices call them citizens, nationals or workers.
    """
    dead = official[official["who"].str.startswith("Chinese ")]
    facts: dict[str, Any] = {
        "attacks": int(dead["event"].nunique()),
        "killed": int(dead["value"].sum()),
        "areas": sorted(set(dead["area"])),
        "years": sorted(int(year) for year in set(dead["year"])),
    }
    names = area_names()
    where = sentences.listed(names[area] for area in facts["areas"])
    when = sentences.listed(str(year) for year in facts["years"])
    attacks = sentences.count(facts["attacks"], "attack")
    killed = sentences.count(facts["killed"], "Chinese national")
    text = f"{attacks} in {when} killed {killed} in {where}, by official counts"
    return Finding(sentences.sentence(text), facts)


def how_the_table_is_made(incidents: pd.DataFrame, groups: pd.DataFrame) -> list[Finding]:
    """Return what limits the tables: who reports, how few numbers, what only an article says."""
    official = {
        "official": int(incidents["reporter_kind"].eq("official").sum()),
        "statements": len(incidents),
    }
    numbers = {"numbers": int(groups["strength"].notna().sum()), "statements": len(groups)}
    alone = {"article_alone": int(incidents["witness"].eq("article only").sum())}
    stated = sentences.count(numbers["numbers"], "statement")
    unseen = sentences.count(alone["article_alone"], "row")
    return [
        Finding(
            f"{official['official']} of {official['statements']} statements are by officials: "
            "a prison that only they enter has no second source;",
            official,
        ),
        Finding(
            f"{stated} of {numbers['statements']} on groups have a single number of fighters;",
            numbers,
        ),
        Finding(
            f"{unseen} of incidents rest on an article alone, because the page in its footnote "
            "was not found.",
            alone,
        ),
    ]


# How it is drawn


@dataclass(frozen=True)
class Listing:
    """What is written of each row of marks: a name, a figure and a text.

    The name stands at the left and the rest at the right; where the size in use has no room beside
    a panel, all of it stands above the marks.
    """

    names: list[str]
    figures: list[str]
    texts: list[str]

    def height(self, of_row: float) -> float:
        """Return the inches of all rows, of which each takes ``of_row`` at the size of a column."""
        if sizes.current().is_narrow:
            most = max(label.count("\n") + 1 for label in self._labels())
            of_row *= 0.8 * (1 + most)
        return of_row * len(self.names)

    def write(self, axes: Axes, marks: Iterable[Any] = (), clear: float = 7) -> None:
        """Write the rows into their axes.

        Args:
            axes: where the marks are or will be drawn, one row each.
            marks: the rows of the table behind each text.
            clear: points above a mark that are kept free where the text stands above it.
        """
        if not sizes.current().is_narrow:
            page.listing(axes, self.names, self.figures, self.texts, marks)
            return
        labels = self._labels()
        charts.rows_of_text(axes, [""] * len(labels))
        axes.set_ylim(len(labels) - 0.7, -0.95)
        look: dict[str, Any] = {
            "xycoords": ("axes fraction", "data"),
            "va": "bottom",
        }
        texts = []
        for y, label in enumerate(labels):
            texts.append(note(axes, label, (0, y), (0, clear), **look))
        charts.of_rows(texts, marks)

    def _labels(self) -> list[str]:
        """Write each row as one wrapped text."""
        labels = []
        for name, figure, text in zip(self.names, self.figures, self.texts, strict=True):
            label = " · ".join(part for part in (figure, text) if part)
            if name:
                label = f"{name}: {label}".replace("\n", ", ")
            labels.append(textwrap.fill(label, sizes.current().characters(110)))
        return labels


def _bold() -> str:
    """Say of a figure in a listing that it is bold, where it is."""
    return "" if sizes.current().is_narrow else " (bold)"


def draw_attacks(events: pd.DataFrame) -> Sheet:
    """Draw the events of ``toll`` in order of time, with the killed and the counts of others."""
    origins = set(events["origin"])
    key = {origin: colour for origin, colour in ORIGINS.items() if origin in origins}
    n = sentences.count(len(events), "event")
    killed = ["–" if pd.isna(count) else f"{count}" for count in events["killed"]]
    listing = Listing(_places(events), killed, _made_of(events))
    fig, axes = frame(
        events,
        origin_of_attacks(events),
        f"Killed by official counts{_bold()}, people called attackers included, and who they were; "
        f"then other counts; {n}, {sentences.span(events['year'])}.",
        key=key,
        height=1.9 + listing.height(0.255),
    )
    axes.scatter(
        charts.decimal_year(events["start"]),
        range(len(events)),
        c=list(events["origin"].map(key)),
        s=38,
        zorder=3,
        clip_on=False,
        gid=events.get("mark"),
    )
    listing.write(axes)
    _axis_of_years(axes, events["year"], after=0.7)  # or the figures touch the last dots
    return fig


def _places(events: pd.DataFrame) -> list[str]:
    """Write the place, the country and the month of each event.

    A known place stands without its country where the height is given: there is no room.
    """
    place = events["place"].str.removesuffix(" district").str.split(",").str[0] + ", "
    country = events["area"].map(area_names())
    month = events["start"].str[:7].map(sentences.month)
    known = events["place"].ne("")
    country = country + ", "
    if sizes.current().shape:
        country = country.mask(known, "")
    return list(place.where(known, "") + country + month)


def _made_of(events: pd.DataFrame) -> list[str]:
    """Write whom the official count of each event is made of, and what others count."""
    whole = events["kind"].where(events["elsewhere"].isna() | events["killed"].isna(), "in all")
    parts = events["parts"].fillna(whole)
    elsewhere = ("; others: " + events["elsewhere"]).fillna("")
    return list(parts + elsewhere.map(measures.relations_as_signs))


def _axis_of_years(axes: Axes, years: Sequence[int] | pd.Series, after: float = 0.2) -> None:
    """Draw an axis of years, with a grid; ``after`` is the room behind the last, in years."""
    axes.spines["bottom"].set_visible(True)
    axes.grid(axis="x")
    axes.set_xlim(min(years) - 0.2, max(years) + 1 + after)
    charts.year_axis(axes, 5)


def draw_ledgers(rows: pd.DataFrame) -> Sheet:
    """Draw the official dead of each year, and UCDP's with their range, of ``two_ledgers``."""
    by_ucdp = rows["ledger"].eq("UCDP")
    known = "UCDP does not reach these years"
    if by_ucdp.any():
        years = sentences.span(rows.loc[by_ucdp, "year"])
        known = f"UCDP for {years} (hollow: no death met its definitions)"
    fig, axes = frame(
        rows,
        years_in_ucdp(rows),
        "People killed in attacks, operations, mutinies and riots, attackers included, without "
        f"fights between republics; {known}.",
        key={
            "official counts, event by event": OFFICIAL_COLOUR,
            "UCDP, low to high": UCDP_COLOUR,
        },
        height=5.2 if sizes.current().is_narrow else 4.4,
    )
    highest = rows[["value", "high"]].max().max()
    margin = 1.2 if sizes.current().is_narrow else 0.6  # years
    axes.set(
        xlim=(rows["year"].min() - margin, rows["year"].max() + margin),
        ylim=(0, max(5, highest * 1.12)),
    )
    charts.year_axis(axes, 12)
    _draw_ranges(axes, rows[by_ucdp])
    _draw_official(axes, rows[~by_ucdp], _years_after_a_higher_one(rows))
    _draw_ucdp(axes, rows[by_ucdp])
    return fig


def _draw_ranges(axes: Axes, rows: pd.DataFrame) -> None:
    """Draw a line from low to high, right of each year."""
    x = rows["year"] + ASIDE
    axes.vlines(x, rows["low"], rows["high"], color=UCDP_COLOUR, linewidth=2.2)


def _years_after_a_higher_one(rows: pd.DataFrame) -> list[int]:
    """Return the years with an official count that UCDP's of the year before lies just above.

    A number above the dot would lie on that of UCDP where the years are near each other.
    """
    if not sizes.current().is_narrow:
        return []
    near = rows[["value", "high"]].max().max() / 4
    is_ucdp = rows["ledger"].eq("UCDP")
    by_ucdp = dict(zip(rows.loc[is_ucdp, "year"], rows.loc[is_ucdp, "value"], strict=True))
    years = []
    for official in rows[~is_ucdp].to_dict("records"):
        above = by_ucdp.get(official["year"] - 1, -1) - official["value"]
        if 0 <= above <= near and official["value"]:
            years.append(official["year"])
    return years


def _draw_official(axes: Axes, rows: pd.DataFrame, below: Sequence[int]) -> None:
    """Draw official dots left of the year, each with its figure.

    It stands above the dot, or below it in the years ``below``.
    """
    for row in rows.to_dict("records"):
        at = (row["year"] - ASIDE, row["value"])
        _ledger_dot(axes, at, OFFICIAL_COLOUR, OFFICIAL_COLOUR, row["mark"])
        note(
            axes,
            f"{row['value']}",
            at,
            (-6, -3 if row["year"] in below else 3),
            ha="right",
            va="top" if row["year"] in below else "baseline",
            color=OFFICIAL_COLOUR,
            label=f"{row['year']}, official",
        )


def _draw_ucdp(axes: Axes, rows: pd.DataFrame) -> None:
    """Draw UCDP's dots right of the year, hollow at zero, each with its figure and range."""
    highs = rows.set_index("year")["high"]
    for row in rows.to_dict("records"):
        x = row["year"] + ASIDE
        next_is_higher = sizes.current().is_narrow and highs.get(row["year"] + 1, 0) > row["high"]
        face, text = "white", ""
        if row["value"]:
            face, text = UCDP_COLOUR, f"{row['value']} ({row['low']}–{row['high']})"
        _ledger_dot(axes, (x, row["value"]), UCDP_COLOUR, face, row["mark"])
        note(
            axes,
            text,
            (x, row["high"]),
            (6 if next_is_higher else 0, 6),
            ha="right" if next_is_higher else "center",  # or its line runs through the text
            color=UCDP_COLOUR,
            label=f"{row['year']}, UCDP",
        )


def _ledger_dot(axes: Axes, at: tuple[float, float], colour: str, face: str, mark: Any) -> None:
    x, y = at
    axes.plot(
        [x],
        [y],
        "o",
        color=colour,
        markerfacecolor=face,
        markersize=6.5,
        clip_on=False,
        zorder=4,
        gid=mark,
    )


def draw_rockets(rows: pd.DataFrame) -> Sheet:
    """Draw each rocket attack on a line: the rockets by each account, and people hurt."""
    attacks = rows.drop_duplicates("event")
    place = attacks["place"].str.removesuffix(" district")
    names = place + "\n" + attacks["start"].map(sentences.month)
    harmed = rows[rows["measure"].isin(["killed", "injured"])]
    of_attack = [harmed[harmed["event"].eq(event)] for event in attacks["event"]]
    people_hurt = [_people_hurt(counts) for counts in of_attack]
    listing = Listing(list(names), [""] * len(attacks), people_hurt)
    where = "above each line" if sizes.current().is_narrow else "on the right"
    fig, axes = frame(
        rows,
        rockets(rows),
        f"Number of rockets by each account (hollow: low reliability); {where}, people hurt.",
        key={
            "said to have been fired": ROCKETS["fired"],
            "said to have landed": ROCKETS["landed"],
        },
        height=1.9 + listing.height(0.62),
    )
    listing.write(axes, [counts["mark"] for counts in of_attack], clear=22)
    _draw_accounts(axes, _accounts(rows), list(attacks["start"]))
    return fig


def _accounts(rows: pd.DataFrame) -> pd.DataFrame:
    """Put equal statements on rockets together, with the names of those who make them."""
    accounts = rows[rows["measure"].isin(list(ROCKETS))]
    accounts = accounts.assign(name=_short_names(accounts))
    alike = accounts.groupby(["start", "measure", "value", "status"], as_index=False)
    return alike.agg(name=("name", _listed), mark=("mark", list))


def _short_names(rows: pd.DataFrame) -> pd.Series:
    return rows["reporter"].map(SHORT_NAMES).fillna(rows["reporter"])


def _listed(names: Iterable[str]) -> str:
    return sentences.listed(sorted(set(names)))


def _people_hurt(counts: pd.DataFrame) -> str:
    """Write what was said of people killed or injured: "nobody injured or killed (Uzbekistan)"."""
    if counts.empty:
        return "no statement"
    counts = counts.sort_values("measure", ascending=False)
    texts = []
    for measure, value in zip(counts["measure"], counts["value"], strict=True):
        texts.append(f"{value or 'nobody'} {measure}")
    text = " or ".join(texts).replace("or nobody ", "or ")
    return f"{text} ({_listed(_short_names(counts))})"


def _draw_accounts(axes: Axes, accounts: pd.DataFrame, order: Sequence[str]) -> None:
    """Draw one line an attack: the rockets fired above it, those that landed below."""
    most = int(max([1, *accounts["value"]]))
    axes.hlines(range(len(order)), 0, most, color=style.RULE, linewidth=1)
    axes.set_xlim(-0.9, most + 1.2)
    axes.xaxis.set_major_locator(FixedLocator(sorted({0, most // 2, most})))
    accounts = accounts.assign(
        y=accounts["start"].map(order.index),
        colour=accounts["measure"].map(ROCKETS),
        text=[f"{name}: {n}" for name, n in zip(accounts["name"], accounts["value"], strict=True)],
    )
    for account in accounts.to_dict("records"):
        axes.plot(
            [account["value"]],
            [account["y"]],
            "o",
            color=account["colour"],
            markersize=8,
            markeredgewidth=1.8,
            markerfacecolor="white" if account["status"] == "U" else account["colour"],
            clip_on=False,
            gid=[account["mark"]],
        )
    letter = (most + 2) / sizes.current().characters(66)
    accounts = accounts.assign(is_crowded=_are_crowded(accounts, letter))
    on_a_line = accounts.groupby(["start", "measure"])["is_crowded"]
    accounts = accounts.assign(crowds_next=on_a_line.shift(-1, fill_value=False))
    for account in accounts.to_dict("records"):
        _label_account(axes, account)


def _are_crowded(accounts: pd.DataFrame, letter: float) -> "pd.Series[bool]":
    """Tell which labels would begin before the one at their left ends.

    Args:
        accounts: their ``value`` in ascending order, with the ``text`` of each label, which is
            centred on the value, and begins at zero.
        letter: the width of a letter, in units of the axis.
    """
    width = letter * accounts["text"].str.len()
    value = accounts["value"].astype("float64")
    begins = value - (width / 2).where(value.ne(0), 0)
    end_before = (begins + width).groupby([accounts["start"], accounts["measure"]]).shift()
    return begins.lt(end_before)


def _label_account(axes: Axes, account: Mapping[Any, Any]) -> None:
    """Write whose account a dot is: over the dot, or back to back with a label that is near.

    One that is near on both sides stands a line further off.
    """
    away, across = 8.0, 0
    alignment = "center" if account["value"] else "left"
    if account["is_crowded"] and account["crowds_next"]:
        away += 12 * sizes.current().type_scale
    elif account["is_crowded"]:
        alignment, across = "left", -5
    elif account["crowds_next"]:
        alignment, across = "right", 5
    is_above = account["measure"] == "fired"
    note(
        axes,
        account["text"],
        (account["value"], account["y"]),
        (across, away if is_above else -away),
        color=account["colour"],
        ha=alignment,
        va="bottom" if is_above else "top",
    )


def draw_strengths(rows: pd.DataFrame) -> Sheet:
    """Draw each statement on a group's strength on a logarithmic axis; rows as of ``strengths``."""
    listing = Listing(_group_names(rows), [""] * len(rows), _numbers_stated(rows))
    fig, axes = frame(
        rows,
        largest_group(rows),
        f"Fighters as stated, logarithmic scale, {sentences.span(rows['year'])}; "
        "groups are based in Afghanistan if no country is named.",
        key={
            "United Nations": UN_COLOUR,
            "others": OTHERS_COLOUR,
            "read only in an article (hollow)": style.TEXT,
            _key_of_families(rows): UN_COLOUR,
        },
        height=1.9 + listing.height(0.27),
    )
    listing.write(axes, rows["mark"])
    _draw_strengths(axes, rows)
    return fig


def _key_of_families(rows: pd.DataFrame) -> str:
    """Tell the bars of fighters with their families from others, if there are others."""
    ranges = rows["least"] < rows["most"]
    with_families = rows["status"].eq("D")
    if (ranges & ~with_families).any():
        return "families counted in (thin bar)"
    return "families counted in (bar)"


def _group_names(rows: pd.DataFrame) -> list[str]:
    """Name each group once, with its country where that is not Afghanistan."""
    names = rows["name"].str.removesuffix(" Province").str.removesuffix(", Syria")
    country = " (" + rows["area"].map(area_names()) + ")"
    names = names + country.where(rows["area"].ne("AFG"), "")
    return list(names.mask(rows.duplicated("group"), ""))


def _numbers_stated(rows: pd.DataFrame) -> list[str]:
    """Write each figure as it is stated, of what part of a group, whose it is, and of when."""
    texts = []
    parts = rows["note"].str.extract(r"^fighters( in \w+) only", expand=False).fillna("")
    for row, part in zip(rows.to_dict("records"), parts, strict=True):
        if pd.isna(row["most"]):
            texts.append("no number found")
            continue
        whose = row["counted_by"]
        if row["witness"] == "article only":
            whose = "read in an article"
        number = _number_stated(row) + part
        texts.append(f"{number}  {whose}, {sentences.month(row['as_of'])}")
    return texts


def _number_stated(row: Mapping[Any, Any]) -> str:
    if row["relation"] == "range":
        families = " with families" if row["status"] == "D" else ""
        return f"{row['low']:,}–{row['high']:,}{families}"
    return measures.relation_in_words(row["relation"], f"{row['strength']:,}")


def _draw_strengths(axes: Axes, rows: pd.DataFrame) -> None:
    """Draw a dot for a number, a bar for a range; hollow where only an article has it.

    A thin bar is of fighters and their families together.
    """
    for y, row in enumerate(rows.to_dict("records")):
        if pd.isna(row["most"]):
            continue
        colour = UN_COLOUR if row["counted_by"].startswith("UN ") else OTHERS_COLOUR
        face = colour
        if row["witness"] == "article only":
            colour, face = style.TEXT, "white"
        axes.plot(
            [row["least"], row["most"]],
            [y, y],
            "-" if row["least"] < row["most"] else "o",
            color=colour,
            linewidth=2 if row["status"] == "D" else 6,
            solid_capstyle="butt",
            markerfacecolor=face,
            gid=row["mark"],
        )
    ticks = [100, 1000, 10000]
    names = [f"{tick:,}" for tick in ticks]
    axes.set(xscale="log", xlim=(20, 12000), xticks=ticks, xticklabels=names)
    axes.minorticks_off()
    axes.grid(axis="x")


def _parts_of_periods(rows: pd.DataFrame) -> str:
    """Say which counts a bar includes, where some of the returns it adds up are rows too."""
    texts = []
    for bar in rows[rows["end"].str[:7] > rows["start"].str[:7]].to_dict("records"):
        first, last = _ends_of_span(bar["start"], bar["end"])
        within = rows["start"].str[:7].between(first[:7], last[:7])
        alike = rows["area"].eq(bar["area"]) & rows["end"].str[:7].le(last[:7])
        parts = rows[within & alike & rows["value"].lt(bar["value"])]
        if len(parts):
            counts = sentences.listed(f"{count:,.0f}" for count in parts["value"])
            country = area_names()[bar["area"]]
            texts.append(f"The {bar['value']:,.0f} to {country} include the {counts}.")
    return " ".join(texts)


def _ends_of_span(start: str, end: str) -> tuple[str, str]:
    """Return from when to when a span reaches, a year whole; twice the date of what has no end."""
    if not end:
        return start, start
    first = months_of(start)[0] if len(start) == len("2022") else start
    last = months_of(end)[1] if len(end) == len("2022") else end
    return first, last


def draw_returns(rows: pd.DataFrame) -> Sheet:
    """Draw each statement on people brought home: a bar for a period, a dot for a day or month."""
    countries = rows["area"].map(area_names()).mask(rows.duplicated("area"), "")
    children = rows["measure"].eq("repatriated children").map({True: ": children", False: ""})
    reporters = rows["reporter"].replace("not named", "counter not named")
    listing = Listing(list(countries), list(rows["amount"]), list(reporters + children))
    fig, axes = frame(
        rows,
        largest_return(rows),
        f"People brought home from Syria and Iraq as reported{_bold()}, by whom; "
        f"{sentences.span(rows['year'])}.",
        height=1.7 + listing.height(0.27),
        note=_parts_of_periods(rows),
    )
    colours = style.colours(sorted(set(rows["area"])))
    spans = [_ends_of_span(*dates) for dates in zip(rows["start"], rows["end"], strict=True)]
    first, last = (charts.decimal_year(pd.Series(dates)) for dates in zip(*spans, strict=True))
    ends = zip(rows["area"], first, last, rows["mark"], strict=True)
    for y, (area, begins, ceases, mark) in enumerate(ends):
        axes.plot(
            [begins, ceases],
            [y, y],
            "-o",
            color=colours[area],
            linewidth=5,
            markersize=6,
            clip_on=False,
            gid=mark,
        )
    listing.write(axes)
    _axis_of_years(axes, rows["year"])
    return fig
