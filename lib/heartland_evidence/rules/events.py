"""Rules of events and their counts: one count once, one toll in one table, counts that changed.

Several were learnt from errors in rows that had passed every other check: a count filed twice by
one reporter, a sum of others' counts taken for a witness, the day of a page for the last day
counted.
"""

import pandas as pd

from heartland.tables.periods import date_of_count
from heartland_evidence.rules.rule import Rule, Tables
from heartland_evidence.rules.words import before

EVENTS, REPORTS, INCIDENTS = "conflict_events", "casualty_reports", "security_incidents"
THING = ["event_id", "side", "place", "measure", "group"]  # what a casualty report counts
FIGURES = ["value", "low", "high"]
PEOPLE = ["event_id", "side", "group"]  # whom a count is of, wherever and however they fared
TOLD = ["event_id", "side", "measure", "reporter", "counted_on"]  # what is told with a toll
REPLACED = ("P", "D", "U")  # a count of another status is one that its reporter stands by
PARTS = ("ethnic group", "other part")  # of which the label says which
ENOUGH = 3  # counts of one thing that show which of them stands apart
FAR = 8  # times the median of the others; counts of one event differ by less, but for a slip
LARGE = 50  # people, below which counts differ by any factor
TOLL = "measure.str.match('killed|injured|arrested')"  # of an incident
MOVED = "measure in ['displaced', 'evacuated'] and reporter_kind != 'article' and value.notna()"
START = "@look_up(event_id, 'conflict_events', 'start')"
OF_OTHERS = "witness == 'other' and reporter_kind != 'article'"  # not of the articles alone
SUM = "reporter.str.contains('(sum by ', regex=False)"  # what somebody added up


def changed_counts(df: pd.DataFrame, _: Tables) -> pd.Series:
    """Of several counts of one reporter of one thing only the last stands.

    The earlier ones are provisional, of another definition or disowned. Authorities without an
    office are compared where both counts have a day.
    """
    date = date_of_count(df)
    reporter = df["reporter"]
    unnamed = reporter.eq("not named") | df["reporter_kind"].eq("article")
    unnamed |= reporter.str.contains("not named") & date.eq("")
    stands = df.assign(date=date)[~unnamed & ~df["status"].isin(REPLACED)]
    ordered = stands.sort_values("date", kind="stable")
    return ordered.duplicated([*THING, "label", "reporter"], keep="last")


def last_counts_called_provisional(df: pd.DataFrame, _: Tables) -> pd.Series:
    """A provisional count is not the last of its reporter, where another stands."""
    dated = df.assign(date=date_of_count(df))
    unnamed = df["reporter"].str.contains("not named")
    stands = dated[~df["status"].isin(REPLACED) & ~unnamed]
    last = stands.groupby([*THING, "reporter"])["date"].max().rename("last")
    of_row = dated.join(last, on=[*THING, "reporter"])["last"].fillna("")
    return before(of_row, dated["date"]) & df["status"].eq("P")


def older_echoes(df: pd.DataFrame, tables: Tables) -> pd.Series:
    """A document that was out before a count was stated is no echo of it."""
    published = tables["sources"].set_index("source_id")["published"].to_dict()
    echo = df["also_in"].str.split(";").explode()
    early = before(echo.map(published).fillna(""), df["counted_on"].loc[echo.index])
    return early.groupby(level=0).any()


def sides_of_other_events(df: pd.DataFrame, tables: Tables) -> pd.Series:
    """The side of a count is the state of its event, or one of the two of a border clash.

    Return the states that the event has, where the side is none of them.
    """
    events = tables[EVENTS]
    involved = events["area"] + ";" + events["areas_involved"]
    states = dict(zip(events["event_id"], involved.str.split(";"), strict=True))
    advice = []
    for event, side in zip(df["event_id"].tolist(), df["side"].tolist(), strict=True):
        of_event = dict.fromkeys(states.get(event, side.split(";")))
        is_of_event = set(side.split(";")) - {""} <= set(of_event)
        advice.append("" if is_of_event else " or ".join(of_event))
    return pd.Series(advice, df.index, dtype="str")


def counts_apart(df: pd.DataFrame, _: Tables) -> pd.Series:
    """Of three counts of one thing or more, none is many times the median of the others."""
    counts = df[df["value"].notna() & ~df["status"].isin(REPLACED)]
    part = counts["label"].where(counts["group"].isin(PARTS), "")
    far = []
    for _thing, values in counts.groupby([*(counts[column] for column in THING), part])["value"]:
        for row in values.index if len(values) >= ENOUGH else ():
            others = float(values.drop(index=row).median())
            less, more = sorted([float(values[row]), others])
            if more >= LARGE and more > FAR * less:
                far.append(row)
    return pd.Series(True, far)


def places_of_a_whole_count(df: pd.DataFrame, _: Tables) -> pd.Series:
    """What a reporter counted on one day stands once: with its place, or for the whole event."""
    dated = df.assign(day=date_of_count(df))
    counts = dated[~df["reporter_kind"].isin(["not named", "article"]) & dated["day"].ne("")]
    alike = [*PEOPLE, "measure", *FIGURES, "reporter", "status", "day"]
    places = counts.groupby(alike, dropna=False)["place"]
    of_the_whole = places.transform("nunique").gt(1) & places.transform("min").eq("")
    return of_the_whole & counts["place"].ne("")


def provisional_without_change(df: pd.DataFrame, _: Tables) -> pd.Series:
    """A provisional count has another of its reporter that is no older and not the same."""
    date = date_of_count(df) if "published_on" in df else df["counted_on"]
    event = "event_id" if "side" in df else "event"
    alike = [one for one in (event, "side", "reporter") if one in df]
    cells = df["value"].astype("str") + df["relation"]
    rows = df[[*alike, "measure", "status"]].assign(date=date, row=df.index, count=cells)
    rows["thing"] = rows["measure"].str.split().str[0]  # killed others is a part of the killed
    pairs = rows[rows["status"].eq("P")].merge(rows, on=[*alike, "thing"], suffixes=("", "_other"))
    changes = pairs["row"].ne(pairs["row_other"]) & ~before(pairs["date_other"], pairs["date"])
    differs = pairs["count"].ne(pairs["count_other"])
    changed = set(pairs.loc[changes & differs, "row"])
    return df["status"].eq("P") & ~df.index.isin(changed)


def parts_of_changed_tolls(df: pd.DataFrame, _: Tables) -> pd.Series:
    """What was given as a part of a toll that its reporter changed later does not stand either."""
    dated = df[df["counted_on"].ne("")].reset_index(names="row")
    tolls = dated[dated["group"].eq("total") & dated["status"].eq("P")]
    pairs = dated[dated["status"].eq("A")].merge(tolls, on=TOLD, suffixes=("", "_of_toll"))
    part = pairs["place"].eq(pairs["place_of_toll"]) & pairs["group"].ne("total")
    part |= pairs["place_of_toll"].eq("") & pairs["place"].ne("")
    part &= pairs["value"].le(pairs["value_of_toll"])
    return pd.Series(True, pairs.loc[part, "row"].unique())


ECHO = (
    "is empty, but another reporter gives the same figure: move one source to the other's also_in, "
    "or write yes, no or unknown"
)
RULES = (
    Rule(
        EVENTS,
        "kind",
        "actors.str.contains('protester') and kind != 'unrest'",
        "is of protesters, which is unrest",
    ),
    Rule(
        EVENTS,
        "kind",
        "(kind == 'border clash') != areas_involved.str.contains(';')",
        "does not fit areas_involved: a border clash, and nothing else, has two areas",
    ),
    Rule(
        EVENTS,
        "event_id",
        "not @has('casualty_reports', event_id)",
        "has no count in casualty_reports",
    ),
    Rule(
        REPORTS,
        "independent",
        f"independent == '' and {OF_OTHERS} and @distinct(reporter.where({OF_OTHERS}), event_id, "
        "side, place, measure, group, value, low, high) > 1",
        ECHO,
    ),
    Rule(
        INCIDENTS,
        "independent",
        f"independent == '' and {OF_OTHERS} and measure != 'events' and "
        f"@distinct(reporter.where({OF_OTHERS}), event, measure, value, low) > 1",
        ECHO,
    ),
    Rule(
        INCIDENTS,
        "measure",
        f"event_id != '' and {TOLL}",
        "belongs to an event in conflict_events, whose tolls are in casualty_reports",
    ),
    Rule(
        INCIDENTS,
        "event_id",
        f"event_id == '' and {TOLL} and @has('conflict_events', area, start)",
        "is empty, but conflict_events has an event in this area on this day",
    ),
    Rule(
        INCIDENTS,
        "incident_id",
        "(reporter == 'not named') != incident_id.str.contains('-not-named')",
        "does not name the reporter of its row: the id is event, measure and reporter",
    ),
    Rule(
        INCIDENTS,
        "attackers_from",
        "attackers_from != '' and area in ['KAZ', 'KGZ', 'TJK', 'TKM', 'UZB']",
        "is filled, but the event was in one of the five republics: leave it empty",
    ),
    Rule(
        INCIDENTS,
        "counted_on",
        "@before(counted_on, start)",
        "is earlier than the start of the event",
    ),
    Rule(
        REPORTS,
        "credibility",
        "credibility == 1 and independent != 'yes'",
        "is 1, confirmed by others, but 'independent' does not say yes",
    ),
    Rule(
        REPORTS,
        "status",
        "relation == '~' and status == 'A'",
        "is A, but the figure is approximate: write E",
    ),
    Rule(
        REPORTS,
        "status",
        changed_counts,
        "belongs to a count that the same reporter later changed: write P (or D, where it "
        "counts something else)",
    ),
    Rule(
        REPORTS,
        "status",
        last_counts_called_provisional,
        "is P, but what stands of the same reporter is older: turn the two round",
    ),
    *(
        Rule(
            table,
            "status",
            provisional_without_change,
            "is P, but no row has a later count of this reporter: what another office says later "
            "is a row of its own, and this one is A",
        )
        for table in (REPORTS, INCIDENTS)
    ),
    Rule(
        REPORTS,
        "status",
        parts_of_changed_tolls,
        "is A, but the toll told with it is P: write P, unless the reporter gave this part again "
        "with its later toll",
    ),
    *(
        Rule(REPORTS, column, f"@before({column}, {START})", "is earlier than the event's start")
        for column in ("counted_on", "published_on", "covers_to")
    ),
    Rule(
        REPORTS,
        "covers_to",
        "covers_to != '' and covers_to == published_on and counted_on == ''",
        "is the day of the page: leave it empty, unless the text says up to which day was "
        "counted, and then give counted_on too",
    ),
    Rule(
        REPORTS,
        "counted_on",
        "counted_on == '' and published_on != '' and independent != 'no' and "
        "reporter == @look_up(source_id, 'sources', 'publisher')",
        "is empty, but the document is the reporter's own: its date is that of the count",
    ),
    Rule(
        REPORTS,
        "also_in",
        older_echoes,
        "names a document that is older than counted_on: one of the two is wrong",
    ),
    Rule(
        REPORTS,
        "side",
        sides_of_other_events,
        "has a state that its event has not: write {}, or add the state to areas_involved in "
        "conflict_events.csv",
    ),
    Rule(
        REPORTS,
        "value",
        counts_apart,
        f"is more than {FAR} times from what the others count of the same: look for a slip, "
        "give U to what is doubted, or say in exceptions.csv why it is right",
    ),
    Rule(
        REPORTS,
        "reporter_kind",
        "reporter_kind == 'tertiary' and "
        "not @any_of(reporter_kind != 'tertiary', event_id, side, measure)",
        "stands alone: a tertiary source never supports a figure by itself",
    ),
    Rule(
        REPORTS,
        "place",
        places_of_a_whole_count,
        "is a place, and the same reporter's figure stands for the whole event too: if it is one "
        "count, keep one row and move the other's source to also_in",
    ),
    Rule(
        REPORTS,
        "measure",
        f"{MOVED} and @distinct(measure.where({MOVED}), event_id, side, group, place, value) > 1",
        "is one of two words for one figure: take the word of the source, and move what says "
        "the same otherwise to also_in",
    ),
    Rule(
        REPORTS,
        "independent",
        f"{SUM} and independent != 'no'",
        "is not no, but the figure was added up from the counts of others",
    ),
)
