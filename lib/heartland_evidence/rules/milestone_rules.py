"""Rules for what happened on a day: the statuses of states, and milestones."""

import re
from collections.abc import Iterator

import pandas as pd

from heartland.tables.sco_statuses import DISPUTED, MEMBERS, STATUSES
from heartland_evidence.rules.rule import Broken, Tables, rule, surely_before

LONGEST_TITLE = 12  # words
BETWEEN_TWO = ("agreement", "contract")
DONE_TOGETHER = r"\b(?:sign|signs|signed|agree|agrees|announce|announces)\b"
OWN_DATE = ("publication", "law or policy")  # their footnote gives the date of the thing itself
HAPPENS_ON = {"milestones": "date", "sco_members": "since"}


@rule(sco_members="area status since until")
def statuses_follow(tables: Tables) -> Iterator[Broken]:
    """Each status of a state ends on the day on which its next one begins; nothing else ends."""
    name = "sco_members"
    df = tables[name]
    lasts = df["status"].isin(STATUSES)
    held = df[lasts].sort_values("since")
    following = held.groupby("area")["since"].shift(-1).fillna("")
    ends_elsewhere = df["until"].ne(following.reindex(df.index, fill_value=""))
    yield Broken(
        name,
        "until",
        lasts & ends_elsewhere,
        "is not the day on which the next status of this state begins",
    )
    yield Broken(
        name,
        "until",
        ~lasts & df["until"].ne(""),
        "is filled, but only a status ends: an act or a disputed date does not",
    )
    for disputed, status in DISPUTED.items():
        alike = MEMBERS if status in MEMBERS else (status,)  # a founder's date may be in dispute
        known = df.loc[df["status"].isin(alike), "area"]
        alone = df["status"].eq(disputed) & ~df["area"].isin(known)
        yield Broken(name, "status", alone, "disputes a status that no row of this state has")


@rule(milestones="status article_only source_id also_in", sources="source_id kind")
def articles_are_no_witnesses(tables: Tables) -> Iterator[Broken]:
    """A milestone says whether an audited article is all it rests on, and then has no status A."""
    name = "milestones"
    df = tables[name]
    sources = tables["sources"]
    articles = set(sources.loc[sources["kind"].eq("article"), "source_id"])
    from_article = df["source_id"].isin(articles)
    yield Broken(
        name,
        "article_only",
        df["article_only"].ne(from_article),
        "does not say whether the source of the row is an audited article",
    )

    def names_another(cell: str) -> bool:
        return bool(set(cell.split(";")) - articles - {""})

    better = df["also_in"].map(names_another).astype(bool)
    yield Broken(
        name,
        "source_id",
        from_article & better,
        "is an article, but also_in has a better source: exchange the two",
    )
    yield Broken(
        name,
        "status",
        df["article_only"].eq(True) & df["status"].eq("A"),
        "is A, but the row rests on an article alone: write U, or D if another row differs",
    )


@rule(
    milestones="date relation source_id",
    sco_members="since relation source_id",
    sources="source_id published",
)
def announcements_are_no_reports(tables: Tables) -> Iterator[Broken]:
    """The source of a row was published when the thing had happened, or it only announces it."""
    published = tables["sources"].set_index("source_id")["published"].to_dict()
    for name, column in HAPPENS_ON.items():
        df = tables[name]
        told_on = df["source_id"].map(published).fillna("").astype("str")
        ahead = surely_before(told_on, df[column])
        yield Broken(
            name,
            "source_id",
            ahead & df["relation"].eq("="),
            f"was published before {column} and can only announce it: name a report, or write ~",
        )


@rule(milestones="date category relation article_only locator")
def footnotes_date_nothing(tables: Tables) -> Iterator[Broken]:
    """The day of a footnote is a bound for the event that the footnote is about."""
    df = tables["milestones"]
    from_note = df["article_only"].eq(True) & df["locator"].str.contains(r"\bnote \d")
    exact = df["date"].str.len().eq(10) & df["relation"].eq("=")
    of_the_thing_itself = df["category"].isin(OWN_DATE)
    yield Broken(
        "milestones",
        "relation",
        from_note & exact & ~of_the_thing_itself,
        "is =, and the day is that of a footnote: write <=, or leave out the day",
    )


@rule(milestones="date area actor category status")
def events_are_told_once(tables: Tables) -> Iterator[Broken]:
    """Two milestones of one day, place, actor and category are one event in two documents."""
    df = tables["milestones"]
    again = df.duplicated(["date", "area", "actor", "category"])
    yield Broken(
        "milestones",
        "milestone_id",
        again & df["status"].ne("D"),
        "has the same date, area, actor and category as a row above: give each event one row",
    )


@rule(milestones="title")
def titles_are_short(tables: Tables) -> Iterator[Broken]:
    """A title has at most twelve words, so that a figure can write it beside its mark."""
    words = tables["milestones"]["title"].str.count(r"\S+")
    yield Broken(
        "milestones",
        "title",
        words > LONGEST_TITLE,
        f"has more than {LONGEST_TITLE} words: say less, or the rest in note",
    )


@rule(milestones="title actor category")
def both_sides_act(tables: Tables) -> Iterator[Broken]:
    """Who signs with whom are both actors: a side that the title names is in actor as well."""
    df = tables["milestones"]
    known = {actor for cell in df["actor"] for actor in cell.split(";")}
    together = df["category"].isin(BETWEEN_TWO) & df["title"].str.contains(DONE_TOGETHER)
    lacking = [
        bool(_sides(title) & known - set(actor.split(";")))
        for title, actor in zip(df["title"], df["actor"], strict=True)
    ]
    left_out = pd.Series(lacking, index=df.index, dtype="bool")
    yield Broken(
        "milestones",
        "actor",
        together & left_out,
        "lacks a side that the title names: write both, joined by ;",
    )


def _sides(title: str) -> set[str]:
    """Return who a title says does a thing, and with whom.

    >>> sorted(_sides("Kyrgyzstan signs an agreement with Huawei on Smart City"))
    ['Huawei', 'Kyrgyzstan']
    """
    before, *after = re.split(DONE_TOGETHER, title, maxsplit=1)
    with_whom = re.findall(r"\bwith (.+?)(?: on| in| for| to|$)", " ".join(after))
    return {side.strip() for part in (before, *with_whom) for side in re.split(r",| and ", part)}


@rule(milestones="note")
def notes_name_articles(tables: Tables) -> Iterator[Broken]:
    """A note names an article by its id."""
    notes = tables["milestones"]["note"]
    vague = notes.str.contains(r"\b(?:the|one|another) articles?\b")
    yield Broken("milestones", "note", vague, "mentions 'the article': name it by its id")
