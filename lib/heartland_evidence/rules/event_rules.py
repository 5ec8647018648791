"""Rules of the events: one count once, one toll in one table, counts that changed."""

from collections.abc import Iterator

import pandas as pd

from heartland.tables.periods import date_of_count
from heartland_evidence.rules.rule import Broken, Tables, mask, rule, surely_before

REPORTS = "casualty_reports"
INCIDENTS = "security_incidents"
THING = ["event_id", "side", "place", "measure", "group"]  # what a casualty report counts
COUNTED = {REPORTS: THING, INCIDENTS: ["event", "measure"]}
FIGURES = ("value", "low", "high")
AUTHORSHIP = "events"  # an incident reported with its authors, and no count
TOLLS = ("killed", "injured", "arrested")  # how the measures of tolls begin in the incidents
ENOUGH = 3  # counts of one thing that show which of them stands apart
PARTS = ("ethnic group", "other part")  # of which the label says which
FAR = 8  # times the median of the others; counts of one event differ by less, but for a slip
LARGE = 50  # people, below which counts differ by any factor
REPLACED = ("P", "D", "U")  # a count of another status is one that its reporter stands by


@rule()
def echoes_are_marked(tables: Tables) -> Iterator[Broken]:
    """Equal figures of two reporters are one count, unless ``independent`` says otherwise."""
    sentence = (
        "is empty, but another reporter gives the same figure: move one source to the other's "
        "also_in, or write yes, no or unknown"
    )
    for name, thing in COUNTED.items():
        if name not in tables:
            continue
        df = tables[name]
        counts = df["witness"].eq("other") & df["reporter_kind"].ne("article")
        counts &= df["measure"].ne(AUTHORSHIP)
        same = [*thing, *(column for column in FIGURES if column in df)]
        reporters = df[counts].groupby(same, dropna=False)["reporter"].transform("nunique")
        echoed = (reporters > 1).reindex(df.index, fill_value=False)
        yield Broken(name, "independent", echoed & df["independent"].eq(""), sentence)


@rule(security_incidents="area start measure event_id", conflict_events="area start")
def tolls_stand_in_one_table(tables: Tables) -> Iterator[Broken]:
    """The tolls of an event of conflict_events stand in casualty_reports alone."""
    df, events = tables[INCIDENTS], tables["conflict_events"]
    days = pd.MultiIndex.from_frame(df[["area", "start"]])
    known = days.isin(pd.MultiIndex.from_frame(events[["area", "start"]]))
    hidden = df["measure"].str.startswith(TOLLS) & df["event_id"].eq("") & known
    sentence = "is empty, but conflict_events has an event in this area on this day"
    yield Broken(INCIDENTS, "event_id", hidden, sentence)


@rule(
    casualty_reports="event_id side place measure group label reporter reporter_kind status "
    "counted_on published_on",
)
def changed_counts_are_provisional(tables: Tables) -> Iterator[Broken]:
    """Of several counts of one reporter of one thing only the last stands.

    The earlier ones are provisional, of another definition or disowned. Authorities without an
    office are compared where both counts have a day.
    """
    df = tables[REPORTS]
    date = date_of_count(df)
    unnamed = df["reporter"].eq("not named") | df["reporter_kind"].eq("article")
    unnamed |= df["reporter"].str.contains("not named") & date.eq("")
    stands = df.assign(date=date)[~unnamed & ~df["status"].isin(REPLACED)]
    ordered = stands.sort_values("date", kind="stable")
    earlier = ordered.duplicated([*THING, "label", "reporter"], keep="last")
    sentence = (
        "belongs to a count that the same reporter later changed: write P (or D, where it "
        "counts something else)"
    )
    yield Broken(REPORTS, "status", earlier.reindex(df.index, fill_value=False), sentence)


@rule(casualty_reports="event_id side place measure group reporter status counted_on published_on")
def provisional_counts_were_changed(tables: Tables) -> Iterator[Broken]:
    """A provisional count is not the last of its reporter, where another stands."""
    df = tables[REPORTS]
    date = date_of_count(df)
    thing = df[[*THING, "reporter"]].apply(tuple, axis=1)
    stands = ~df["status"].isin(REPLACED) & ~df["reporter"].str.contains("not named")
    last = date[stands].groupby(thing[stands]).max()
    newest = pd.Series([last.get(one, "") for one in thing], index=df.index)
    after = surely_before(newest, date) & df["status"].eq("P")
    sentence = "is P, but what stands of the same reporter is older: turn the two round"
    yield Broken(REPORTS, "status", after, sentence)


@rule(casualty_reports="event_id counted_on published_on", conflict_events="event_id start")
def counts_follow_their_events(tables: Tables) -> Iterator[Broken]:
    """No count precedes its event."""
    df = tables[REPORTS]
    start = _event_starts(df, tables)
    for column in ("counted_on", "published_on"):
        early = surely_before(df[column], start)
        yield Broken(REPORTS, column, early, "is earlier than the event's start")


@rule(
    casualty_reports="event_id covers_to counted_on published_on",
    conflict_events="event_id start",
)
def counts_end_before_they_are_published(tables: Tables) -> Iterator[Broken]:
    """What a count covers begins with its event and ends before the count is published."""
    df = tables[REPORTS]
    covers = df["covers_to"]
    early = surely_before(covers, _event_starts(df, tables))
    yield Broken(REPORTS, "covers_to", early, "is before the event")
    for column in ("counted_on", "published_on"):
        late = surely_before(df[column], covers)
        yield Broken(REPORTS, "covers_to", late, f"is later than {column}")


def _event_starts(df: pd.DataFrame, tables: Tables) -> pd.Series:
    """Return the start of the event of each row, "" where there is none."""
    events = tables["conflict_events"].drop_duplicates("event_id")
    return df["event_id"].map(events.set_index("event_id")["start"].to_dict()).fillna("")


@rule(casualty_reports="also_in counted_on", sources="source_id published")
def echoes_follow_their_count(tables: Tables) -> Iterator[Broken]:
    """A document that was out before a count was stated is no echo of it."""
    df, sources = tables[REPORTS], tables["sources"]
    published = dict(zip(sources["source_id"], sources["published"], strict=True))
    echoes = df["also_in"].str.split(";").explode()
    early = surely_before(echoes.map(published).fillna(""), df["counted_on"].loc[echoes.index])
    sentence = "names a document that is older than counted_on: one of the two is wrong"
    yield Broken(REPORTS, "also_in", early.groupby(level=0).any(), sentence)


@rule(all_tables=True, sources="source_id kind")
def articles_alone_are_marked(tables: Tables) -> Iterator[Broken]:
    """A row whose documents are all audited articles says so, and no other row does."""
    sources = tables["sources"]
    articles = set(sources.loc[sources["kind"].eq("article"), "source_id"])
    sentence = (
        "is not what the sources say: 'article only' where all of them are articles, else 'other'"
    )
    for name, df in tables.items():
        if "witness" not in df:
            continue
        ids = df["source_id"]
        if "also_in" in df:
            ids = ids + ";" + df["also_in"]
        alone = [set(cell.split(";")) - {""} <= articles for cell in ids]
        marked = df["witness"].eq("article only")
        yield Broken(name, "witness", mask(alone, df) ^ marked, sentence)


@rule(conflict_events="event_id", casualty_reports="event_id")
def events_have_counts(tables: Tables) -> Iterator[Broken]:
    """Every event has a count, or it would say nothing."""
    ids = tables["conflict_events"]["event_id"]
    counted = ids.isin(tables[REPORTS]["event_id"])
    yield Broken("conflict_events", "event_id", ~counted, "has no count in casualty_reports")


@rule(casualty_reports="event_id side", conflict_events="event_id area areas_involved")
def sides_are_of_their_event(tables: Tables) -> Iterator[Broken]:
    """The side of a count is the state of its event, or one of the two of a border clash."""
    df, events = tables[REPORTS], tables["conflict_events"]
    involved = events["area"] + ";" + events["areas_involved"]
    areas = dict(zip(events["event_id"], involved, strict=True))
    for event, side in df[["event_id", "side"]].drop_duplicates().itertuples(index=False):
        states = list(dict.fromkeys(areas.get(event, side).split(";")))
        if side and not set(side.split(";")) <= set(states):
            sentence = (
                f"has a state that its event has not: write {' or '.join(states)}, "
                "or add the state to areas_involved in conflict_events.csv"
            )
            wrong = df["event_id"].eq(event) & df["side"].eq(side)
            yield Broken(REPORTS, "side", wrong, sentence)


@rule(casualty_reports="event_id side place measure group label value# status")
def counts_of_a_thing_are_near(tables: Tables) -> Iterator[Broken]:
    """Of three counts of one thing or more, none is many times the median of the others."""
    df = tables[REPORTS]
    counts = df[df["value"].notna() & ~df["status"].isin(REPLACED)]
    part = counts["label"].where(counts["group"].isin(PARTS), "")
    alike = [*(counts[column] for column in THING), part]
    far: list[int] = []
    for _, values in counts["value"].groupby(alike):
        if len(values) < ENOUGH:
            continue
        for row, value in values.items():
            middle = float(values.drop(index=[row]).median())
            less, more = sorted([float(value), middle])
            if more >= LARGE and more > FAR * less:
                far.append(int(str(row)))
    sentence = (
        f"is more than {FAR} times from what the others count of the same: look for a slip, "
        "give U to what is doubted, or say in exceptions.csv why it is right"
    )
    yield Broken(REPORTS, "value", mask(df.index.isin(far), df), sentence)


@rule(casualty_reports="event_id side measure reporter_kind")
def tertiary_counts_are_not_alone(tables: Tables) -> Iterator[Broken]:
    """An encyclopaedia carries no figure by itself."""
    df = tables[REPORTS]
    tertiary = df["reporter_kind"].eq("tertiary")
    thing = pd.MultiIndex.from_frame(df[["event_id", "side", "measure"]])
    alone = tertiary & ~thing.isin(thing[~tertiary])
    sentence = "stands alone: a tertiary source never supports a figure by itself"
    yield Broken(REPORTS, "reporter_kind", alone, sentence)
