"""Rules for what happened on a day: the statuses of states, and milestones."""

from collections.abc import Iterator

from heartland.checks.rule import Broken, Tables, needs

STATUSES = ("founding member", "member", "observer", "dialogue partner", "partner")
DISPUTED = {  # a date that contradicts the others, and the statuses whose date it disputes
    "disputed membership": ("member", "founding member"),
    "disputed observer status": ("observer",),
    "disputed dialogue partnership": ("dialogue partner",),
}
OWN_DATE = ("publication", "law or policy")  # their footnote gives the date of the thing itself


@needs(sco_members="")
def statuses_follow(tables: Tables) -> Iterator[Broken]:
    """Each status of a state ends on the day on which its next one begins, and nothing else ends."""
    name, df = "sco_members", tables["sco_members"]
    held = df[df["status"].isin(STATUSES)].sort_values("since")
    following = held.groupby("area")["since"].shift(-1).fillna("").reindex(df.index, fill_value="")
    lasts = df["status"].isin(STATUSES)
    words = "is not the day on which the next status of this state begins"
    yield Broken(name, "until", lasts & df["until"].ne(following), words)
    words = "is filled, and only a status ends: an act, or a disputed date, does not"
    yield Broken(name, "until", ~lasts & df["until"].ne(""), words)
    for disputed, statuses in DISPUTED.items():
        known = df.loc[df["status"].isin(statuses), "area"]
        alone = df["status"].eq(disputed) & ~df["area"].isin(known)
        yield Broken(name, "status", alone, "disputes a status that no row of this state has")


@needs(milestones="", sources="")
def articles_are_no_witnesses(tables: Tables) -> Iterator[Broken]:
    """A milestone says whether an audited article is all it rests on, and then has no status A."""
    name, df = "milestones", tables["milestones"]
    sources = tables["sources"]
    articles = set(sources.loc[sources["kind"].eq("article"), "source_id"])
    from_article = df["source_id"].isin(articles)
    words = "does not say whether the source of the row is an audited article"
    yield Broken(name, "article_only", df["article_only"].ne(from_article), words)
    others = df["also_in"].map(lambda cell: not articles.issuperset(filter(None, cell.split(";"))))
    words = "is an article, and also_in holds a better source: exchange the two"
    yield Broken(name, "source_id", from_article & others.astype(bool), words)
    words = "is A, and the row rests on an article alone: write U, or D if another row differs"
    yield Broken(name, "status", df["article_only"].eq(True) & df["status"].eq("A"), words)


@needs(milestones="")
def footnotes_date_nothing(tables: Tables) -> Iterator[Broken]:
    """The day of a footnote is a bound for the event that the footnote is about."""
    name, df = "milestones", tables["milestones"]
    from_note = df["article_only"].eq(True) & df["locator"].str.contains(r"\bnote \d")
    exact = df["date"].str.len().eq(10) & df["relation"].eq("=")
    words = "is =, and the day is that of a footnote: write <=, or leave out the day"
    yield Broken(name, "relation", from_note & exact & ~df["category"].isin(OWN_DATE), words)


@needs(milestones="")
def events_are_told_once(tables: Tables) -> Iterator[Broken]:
    """Two milestones of one day, place, actor and category are one event, told by two documents."""
    name, df = "milestones", tables["milestones"]
    same = ["date", "area", "actor", "category"]
    again = df["status"].ne("D") & df.duplicated(same, keep="first")
    words = "has the date, area, actor and category of a row above: one event is one row"
    yield Broken(name, "milestone_id", again, words)
    words = "speaks of 'the article': name it by its id"
    yield Broken(name, "note", df["note"].str.contains(r"\b(?:the|one|another) articles?\b"), words)


RULES = (statuses_follow, footnotes_date_nothing, events_are_told_once)
ACROSS = (articles_are_no_witnesses,)  # table to table
