"""Rules for what happened on a day: milestones, and the statuses of states in the SCO."""

import pandas as pd

from heartland_evidence.rules.rule import Rule, Tables
from heartland_evidence.rules.words import each
from heartland_evidence.sco_statuses import DISPUTED, MEMBERS, STATUSES

MILESTONES, STATES = "milestones", "sco_members"
KIND = "@look_up(source_id, 'sources', 'kind')"
LONGEST_TITLE = 12  # words
DAY = 10  # characters of a date with its day
OWN_DATE = ("publication", "law or policy")  # their footnote gives the date of the thing itself


def early_ends(df: pd.DataFrame, _: Tables) -> pd.Series:
    """Each status of a state ends on the day on which its next one begins."""
    held = df[df["status"].isin(STATUSES)].sort_values("since")
    return held["until"].ne(held.groupby("area")["since"].shift(-1).fillna(""))


def disputes_of_nothing(df: pd.DataFrame, _: Tables) -> pd.Series:
    """A disputed date is that of a status that the state has; a founder's may be in dispute."""
    held = set(zip(df["area"], df["status"], strict=True))
    alone = []
    for area, status in zip(df["area"], df["status"], strict=True):
        of = DISPUTED.get(status, "")
        alike = MEMBERS if of in MEMBERS else (of,)
        alone.append(bool(of) and not any((area, one) in held for one in alike))
    return pd.Series(alone, df.index, dtype=bool)


def articles_before_better(df: pd.DataFrame, tables: Tables) -> pd.Series:
    """An article is not the source where another document has the same."""
    sources = tables["sources"]
    articles = set(sources.loc[sources["kind"].eq("article"), "source_id"])
    better = each(df["also_in"], lambda cell: bool(set(cell.split(";")) - articles - {""}))
    return df["source_id"].isin(articles) & better


def parts_of_others(df: pd.DataFrame, _: Tables) -> pd.Series:
    """What one actor does on the days of one event, in one place and of one kind, is part of it.

    Of the kind "other", and without a day, only a row with the same date and actors is known to be.
    Return the id of the row that tells of the event.
    """
    last = df["end"].where(df["end"].ne(""), df["date"])
    rows = df.assign(last=last, row=df.index, one=df["actor"].str.split(";"))
    rows = rows[rows["status"].ne("D")].explode("one")
    pairs = rows.merge(rows, on=["area", "category", "one"], suffixes=("", "_other"))
    same = pairs["date"].eq(pairs["date_other"]) & pairs["actor"].eq(pairs["actor_other"])
    days = pairs["date"].str.len().eq(DAY) & pairs["date_other"].str.len().eq(DAY)
    within = pairs["date"].ge(pairs["date_other"]) & pairs["date"].le(pairs["last_other"])
    within &= days & pairs["category"].ne("other")
    later = pairs["date"].gt(pairs["date_other"]) | pairs["row"].gt(pairs["row_other"])
    whole = pairs[(same | within) & later].drop_duplicates("row").set_index("row")
    return whole["milestone_id_other"].reindex(df.index, fill_value="")


RULES = (
    Rule(
        STATES,
        "until",
        early_ends,
        "is not the day on which the next status of this state begins",
    ),
    Rule(
        STATES,
        "until",
        f"status not in {list(STATUSES)} and until != ''",
        "is filled, but only a status ends: an act or a disputed date does not",
    ),
    Rule(
        STATES,
        "status",
        disputes_of_nothing,
        "disputes a status that no row of this state has",
    ),
    Rule(
        MILESTONES,
        "article_only",
        f"article_only != ({KIND} == 'article')",
        "does not say whether the source of the row is an audited article",
    ),
    Rule(
        MILESTONES,
        "source_id",
        articles_before_better,
        "is an article, but also_in has a better source: exchange the two",
    ),
    Rule(
        MILESTONES,
        "status",
        "article_only and status == 'A'",
        "is A, but the row rests on an article alone: write U, or D if another row differs",
    ),
    *(
        Rule(
            table,
            "source_id",
            f"@before(@look_up(source_id, 'sources', 'published'), {column}) and relation == '='",
            f"was published before {column} and can only announce it: name a report, or write ~",
        )
        for table, column in ((MILESTONES, "date"), (STATES, "since"))
    ),
    Rule(
        MILESTONES,
        "relation",
        f"article_only and relation == '=' and date.str.len() == 10 and category not in "
        f"{list(OWN_DATE)}",
        "is =, and the day is that of a footnote: write <=, or leave out the day",
    ),
    Rule(
        MILESTONES,
        "milestone_id",
        parts_of_others,
        "is of the same days, area, actor and category as {}: tell it in the note of that row, and "
        "move its source to also_in",
    ),
    Rule(
        MILESTONES,
        "title",
        f"title.str.split().str.len() > {LONGEST_TITLE}",
        f"has more than {LONGEST_TITLE} words: say less, or the rest in note",
    ),
)
