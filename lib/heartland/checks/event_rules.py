"""Rules of the events: who counted, one count once, one toll in one table, counts that changed, what rests on an article."""

import pandas as pd

from heartland.checks.rule import Broken, Tables, surely_before

REPORTS = "casualty_reports"
INCIDENTS = "security_incidents"
THING = ["event_id", "side", "place", "measure", "group"]  # what a casualty report counts
FIGURE = ["value", "low", "high"]
AUTHORSHIP = "events"  # an incident told with its authors, and no count
TOLLS = ("killed", "injured", "arrested")  # how the measures of tolls begin in the incidents
REPLACED = ("P", "D", "U")  # a count of another status is one that its reporter stands by


def media_say_how_they_counted(tables: Tables) -> Broken:
    """A medium is a counter only when its own people counted, and the note says so."""
    for name in (REPORTS, INCIDENTS):
        df = tables.get(name)
        if df is not None:
            silent = ~df["note"].str.contains(r"\bitself\b|\bown\b")
            words = "is a medium: name who counted, or say in note how its own people did"
            yield name, "reporter", df["reporter_kind"].eq("media") & silent, words


def one_count_stands_once(tables: Tables) -> Broken:
    """Equal figures of two reporters are one count, unless ``independent`` says what is known of it, and the note why."""
    for name, thing in ((REPORTS, THING), (INCIDENTS, ["event", "measure"])):
        df = tables.get(name)
        if df is not None:
            told = df[df["witness"].eq("other") & df["reporter_kind"].ne("article")]
            told = told[told["measure"].ne(AUTHORSHIP)]
            same = [*thing, *(column for column in FIGURE if column in told)]
            reporters = told.groupby(same, dropna=False)["reporter"].transform("nunique")
            echoed = (reporters > 1).reindex(df.index, fill_value=False)
            words = "is empty, and another reporter gives the same figure: move one source to the other's also_in, or say yes, no or unknown"
            yield name, "independent", echoed & df["independent"].eq(""), words
            mute = df["independent"].ne("") & df["note"].eq("")
            yield name, "note", mute, "is empty: 'independent' wants its reason here"


def confirmed_counts_are_independent(tables: Tables) -> Broken:
    """A count is confirmed by others only where somebody else counted apart."""
    df = tables[REPORTS]
    confirmed = df["credibility"].eq(1) & df["independent"].ne("yes")
    words = "is 1, confirmed by others, and 'independent' does not say yes"
    yield REPORTS, "credibility", confirmed.fillna(False).astype(bool), words


def tolls_stand_in_one_table(tables: Tables) -> Broken:
    """The dead, hurt and detained of an event of conflict_events stand in casualty_reports alone."""
    df, events = tables[INCIDENTS], tables["conflict_events"]
    known = set(zip(events["area"], events["start"], strict=True))
    where = pd.Series(zip(df["area"], df["start"], strict=True), df.index, dtype="object")
    toll = df["measure"].str.startswith(TOLLS)
    words = "is of an event of conflict_events: its tolls stand in casualty_reports"
    yield INCIDENTS, "measure", toll & df["event_id"].ne(""), words
    unlinked = toll & df["event_id"].eq("") & where.isin(known)
    words = "is empty, and conflict_events has an event of this area and day"
    yield INCIDENTS, "event_id", unlinked, words


def changed_counts_are_provisional(tables: Tables) -> Broken:
    """Of several counts of one reporter of one thing only the last is not provisional, of another definition or disowned."""
    df = tables[REPORTS]
    named = df[~df["reporter"].str.contains("not named") & df["reporter_kind"].ne("article")]
    standing = named[~named["status"].isin(REPLACED)]
    date = standing["counted_on"].where(standing["counted_on"].ne(""), standing["published_on"])
    same = [*THING, "label", "reporter"]
    last = standing.assign(date=date).sort_values("date", kind="stable")
    earlier = last.duplicated(same, keep="last").reindex(df.index, fill_value=False)
    words = "is of a count that the same reporter changed later: P (or D, where it counts something else)"
    yield REPORTS, "status", earlier, words


def counts_end_before_they_are_told(tables: Tables) -> Broken:
    """What a count covers begins with its event and ends before the count is told."""
    df, events = tables[REPORTS], tables["conflict_events"]
    start = df["event_id"].map(events.drop_duplicates("event_id").set_index("event_id")["start"])
    covers = df["covers_to"]
    yield REPORTS, "covers_to", surely_before(covers, start.fillna("")), "is before the event"
    for told in ("counted_on", "published_on"):
        yield REPORTS, "covers_to", surely_before(df[told], covers), f"is later than {told}"


def articles_alone_are_told(tables: Tables) -> Broken:
    """A row of which every document is an audited article says so, and no other row does."""
    kinds = tables["sources"].set_index("source_id")["kind"]
    articles = set(kinds.index[kinds.eq("article")])
    for name, df in tables.items():
        if "witness" in df:
            ids = df["source_id"] + ";" + df.get("also_in", "")
            alone = ids.map(lambda cell: set(filter(None, cell.split(";"))) <= articles)
            told = df["witness"].eq("article only")
            words = "is not what the sources say: 'article only' where all of them are articles, else 'other'"
            yield name, "witness", alone.astype(bool) ^ told, words


def events_have_counts(tables: Tables) -> Broken:
    """Every event has a count, or it would say nothing."""
    df, reports = tables["conflict_events"], tables[REPORTS]
    counted = df["event_id"].isin(reports["event_id"])
    yield "conflict_events", "event_id", ~counted, "has no count in casualty_reports"


RULES = (
    media_say_how_they_counted,
    one_count_stands_once,
    confirmed_counts_are_independent,
    tolls_stand_in_one_table,
    changed_counts_are_provisional,
    counts_end_before_they_are_told,
    articles_alone_are_told,
    events_have_counts,
)
