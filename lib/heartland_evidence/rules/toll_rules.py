"""Rules of the tolls that errors found in their sources have taught.

Each was wrong in rows that had passed every other check: a count filed twice by one reporter, a
sum of others' counts taken for a witness, the day of a page taken for the last day counted.
"""

from collections.abc import Iterator

import pandas as pd

from heartland.tables.periods import date_of_count
from heartland_evidence.rules.event_rules import REPORTS
from heartland_evidence.rules.rule import Broken, Tables, mask, rule

MOVED = ["displaced", "evacuated"]
PEOPLE = ["event_id", "side", "group"]  # whom a count is of, wherever and however they fared
ONE_COUNT = ["value", "low", "high", "reporter", "status", "day"]
SUM = "(sum by "
ADDED = r"\b(?:added(?: up)? by|sum by)\b"  # how a note tells that somebody added up
BROKEN_OFF = r"\benforcement$"  # a label that stops before it names people


@rule(
    casualty_reports="event_id side place measure group value# low high reporter reporter_kind "
    "counted_on published_on status",
)
def counts_have_one_place(tables: Tables) -> Iterator[Broken]:
    """What a reporter counted on one day stands once: with its place, or for the whole event."""
    df = tables[REPORTS]
    day = date_of_count(df)
    named = ~df["reporter_kind"].isin(["not named", "article"]) & day.ne("")
    counts = df.assign(day=day)[named]
    alike = [*PEOPLE, "measure", *ONE_COUNT]
    places = counts.groupby(alike, dropna=False)["place"]
    twice = places.transform("nunique").gt(1) & places.transform("min").eq("")
    sentence = (
        "is a place, and the same reporter's figure stands for the whole event too: if it is one "
        "count, keep one row and move the other's source to also_in"
    )
    narrower = counts.index[twice & counts["place"].ne("")]
    yield Broken(REPORTS, "place", mask(df.index.isin(narrower), df), sentence)


@rule(casualty_reports="event_id side place measure group value# reporter_kind")
def moves_are_counted_once(tables: Tables) -> Iterator[Broken]:
    """One figure of people who moved is displaced or evacuated, in the word of the source."""
    df = tables[REPORTS]
    counts = df["measure"].isin(MOVED) & df["reporter_kind"].ne("article")
    moved = df[counts & df["value"].notna()]
    measures = moved.groupby([*PEOPLE, "place", "value"])["measure"].transform("nunique")
    sentence = (
        "is one of two words for one figure: take the word of the source, and move what says "
        "the same otherwise to also_in"
    )
    twice = moved.index[measures.gt(1)]
    yield Broken(REPORTS, "measure", mask(df.index.isin(twice), df), sentence)


@rule(casualty_reports="reporter independent")
def sums_are_no_witnesses(tables: Tables) -> Iterator[Broken]:
    """What was added up from the counts of others is not independent of them."""
    df = tables[REPORTS]
    added = df["reporter"].str.contains(SUM, regex=False)
    sentence = "is not no, but the figure was added up from the counts of others"
    yield Broken(REPORTS, "independent", added & df["independent"].ne("no"), sentence)


@rule(casualty_reports="reporter note")
def sums_name_who_added(tables: Tables) -> Iterator[Broken]:
    """Who added up the counts of others stands in the reporter, not in the note alone."""
    df = tables[REPORTS]
    told = df["note"].str.contains(ADDED)
    sentence = "does not name who added up, but the note does: write “Authorities … (sum by AP)”"
    named = df["reporter"].str.contains(SUM, regex=False)
    yield Broken(REPORTS, "reporter", told & ~named, sentence)


@rule(casualty_reports="label")
def labels_name_people(tables: Tables) -> Iterator[Broken]:
    """A label has the people of whom the reporter speaks, not their trade alone."""
    df = tables[REPORTS]
    sentence = "breaks off before the people: write law enforcement officers, or what the page has"
    yield Broken(REPORTS, "label", df["label"].str.contains(BROKEN_OFF), sentence)


@rule(casualty_reports="event_id side place measure group value# reporter counted_on status")
def parts_of_changed_tolls_are_provisional(tables: Tables) -> Iterator[Broken]:
    """What was given as a part of a toll that its reporter changed later does not stand either."""
    df = tables[REPORTS].reset_index(names="row")
    dated = df["counted_on"].ne("")
    tolls = df[dated & df["group"].eq("total") & df["status"].eq("P")]
    told = ["event_id", "side", "measure", "reporter", "counted_on"]
    pairs = df[dated & df["status"].eq("A")].merge(tolls, on=told, suffixes=("", "_of_toll"))
    part = pairs["place"].eq(pairs["place_of_toll"]) & pairs["group"].ne("total")
    part |= pairs["place_of_toll"].eq("") & pairs["place"].ne("")
    part &= pairs["value"].le(pairs["value_of_toll"])
    sentence = (
        "is A, but the toll told with it is P: write P, unless the reporter gave this part again "
        "with its later toll"
    )
    rows = df["row"].isin(pairs.loc[part, "row"])
    yield Broken(REPORTS, "status", mask(rows, tables[REPORTS]), sentence)


@rule(casualty_reports="counted_on published_on covers_to")
def pages_set_no_limit(tables: Tables) -> Iterator[Broken]:
    """The day of a page is not the last day that a count covers."""
    df = tables[REPORTS]
    of_the_page = df["covers_to"].ne("") & df["covers_to"].eq(df["published_on"])
    sentence = (
        "is the day of the page: leave it empty, unless the text says up to which day "
        "was counted, and then give counted_on too"
    )
    yield Broken(REPORTS, "covers_to", of_the_page & df["counted_on"].eq(""), sentence)


@rule(
    casualty_reports="reporter counted_on published_on independent source_id",
    sources="source_id publisher",
)
def own_documents_date_their_counts(tables: Tables) -> Iterator[Broken]:
    """A body states its own count on the day of its document."""
    df, sources = tables[REPORTS], tables["sources"]
    publisher = df["source_id"].map(_publishers(sources))
    own = df["reporter"].eq(publisher) & df["independent"].ne("no")
    undated = df["counted_on"].eq("") & df["published_on"].ne("")
    sentence = "is empty, but the document is the reporter's own: its date is that of the count"
    yield Broken(REPORTS, "counted_on", own & undated, sentence)


def _publishers(sources: pd.DataFrame) -> pd.Series:
    return sources.drop_duplicates("source_id").set_index("source_id")["publisher"]
