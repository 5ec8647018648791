"""The articles' claims, their verdicts, and how many of them held.

A verdict is about a number, never about its author. Coding rules and the order of verdicts are in
``data/README.md``.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from heartland import claim_wording
from heartland.errors import (
    DataError,
    UsageError,
    did_you_mean,
    names_beginning_alike,
    nearest,
    printable,
)
from heartland.tables import display
from heartland.tables.areas import area_names, find_area
from heartland.tables.codebook import describe
from heartland.tables.sources import by_id
from heartland.tables.tables import load, with_positions

HELD = "held"
RESERVED = "with a reservation"
NOT_HELD = "did not hold"
UNCHECKED = "open"
NOT_CHECKABLE = "not checkable"  # an outcome, and the one verdict that has it
OUTCOMES: Mapping[str, tuple[str, ...]] = {  # what became of a claim, and the verdicts that say so
    HELD: ("confirmed", "close", "superseded"),
    RESERVED: ("disputed", "outdated"),
    NOT_HELD: ("misattributed", "contradicted", "inconsistent"),
    UNCHECKED: ("unverified",),
    NOT_CHECKABLE: (NOT_CHECKABLE,),
}
OUTCOME_OF: Mapping[str, str] = {
    verdict: outcome for outcome, verdicts in OUTCOMES.items() for verdict in verdicts
}
ADVERSE = (*OUTCOMES[NOT_HELD], *OUTCOMES[RESERVED])  # it did not hold, or only with a reservation
WITHOUT_EVIDENCE = (*OUTCOMES[UNCHECKED], *OUTCOMES[NOT_CHECKABLE])
WEIGHTS = {"carries": 3, "supports": 2, "detail": 1}  # for the argument of its article
EFFECTS = {"changes": 3, "softens": 2, "unmoved": 1}  # of a verdict against it, on the argument
RESTS_ON_IT = {  # what would fall with a claim that held or is open, by its effect
    "changes": "The thesis of the article rests on it.",
    "softens": "The point of its section rests on it.",
}
QUESTIONS = {"quoted": "attribution", "so": "content"}  # column of judged(), what its audit tests
ORDER = (  # of verdicts: the first of those on a claim stands
    "misattributed",
    "contradicted",
    "inconsistent",
    "outdated",
    "disputed",
    "superseded",
    "close",
    "confirmed",
    "unverified",
    "not checkable",
)
SHOWN = {  # columns of a table of claims, and their headings
    "claim_id": "claim",
    "statement": "statement",
    "stated": "stated",
    "found": "found",
    "verdict": "verdict",
    "why": "why",
}


def judged() -> pd.DataFrame:
    """Return every claim with its verdict.

    The verdict is the first in ``ORDER`` of its audits, else that of the claim it repeats, else
    "unverified". Columns of ``claims`` and ``verdict``, ``outcome`` (held, with a
    reservation, did not hold, open, not checkable), ``published`` of the article;
    ``quoted`` and ``so`` are the verdicts on the two questions, did the named body say it and is
    it so, "" where one was not asked.
    """
    claims = load("claims")
    ids = claims["claim_id"]
    verdicts = deciding_audits()["verdict"].to_dict()
    verdict = ids.map(verdicts).astype("str").fillna("unverified")
    published = by_id("articles", claims["article_id"])["published"].array
    df = claims.assign(verdict=verdict, outcome=verdict.map(OUTCOME_OF), published=published)
    audits = audits_of(ids)
    for column, question in QUESTIONS.items():
        verdicts = audits.loc[audits["tests"].eq(question), "verdict"].to_dict()
        df[column] = ids.map(verdicts).astype("str").fillna("")
    return df


def audits_of(claim_ids: Iterable[str]) -> pd.DataFrame:
    """Return the audits that claims are judged by: their own, else those of what they repeat.

    The index, ``claim``, is the claim that was asked for; the column ``claim_id`` is the one that
    the audit is of. A claim without either has no row.

    Raises:
        DataError: naming the row of a verdict that is none.
    """
    audits = with_positions("audits")
    wrong = audits[~audits["verdict"].isin(ORDER)]
    if len(wrong):
        row, verdict = wrong.index[0] + 2, printable(wrong["verdict"].iloc[0])
        raise DataError(
            f"audits.csv, row {row}, column verdict: '{verdict}' is none of {', '.join(ORDER)}"
        )
    claims = load("claims")
    own = claims["claim_id"].isin(audits["claim_id"])
    judged_by = claims["claim_id"].where(own, claims["same_as"])
    pairs = pd.DataFrame({"claim": claims["claim_id"], "claim_id": judged_by})
    wanted = pairs[pairs["claim"].isin(list(claim_ids))]
    return wanted.merge(audits, on="claim_id").set_index("claim")


def selections(audit: claim_wording.Row) -> list[tuple[str, str]]:
    """Return the selections that an audit rests on: the table of each, and which of its rows.

    They are of the audit's ``dataset``; one that names its table before a colon is of that.

    >>> selections({"dataset": "trade", "where": "area=UZB|remittances:area=UZB"})
    [('trade', 'area=UZB'), ('remittances', 'area=UZB')]
    """
    found = []
    for selection in audit["where"].split("|"):
        table, colon, where = selection.partition(":")
        names_its_table = colon and "=" not in table
        found.append((table, where) if names_its_table else (audit["dataset"], selection))
    return found


def deciding_audits() -> pd.DataFrame:
    """Return the audit of each claim whose verdict stands, by ``claim_id``.

    It is the first in ``ORDER``, of two alike that on content; a repetition without an audit of
    its own has that of the claim it repeats.
    """
    audits = audits_of(load("claims")["claim_id"]).drop(columns="claim_id")
    audits = audits.rename_axis("claim_id").assign(place=audits["verdict"].map(ORDER.index))
    ordered = audits.sort_values(["place", "tests"], ascending=[True, False])
    return ordered[~ordered.index.duplicated()].drop(columns="place")


def tally(judged: pd.DataFrame, by: str = "article_id", question: str = "verdict") -> pd.DataFrame:
    """Count distinct claims (repetitions left out) by outcome: one row for each value of ``by``.

    What is not checkable is in no denominator: ``checked`` leaves it out, as it does what could
    not be checked.

    Args:
        judged: claims as ``judged()`` returns them.
        by: a column of it: ``article_id``, ``theme``, ``kind``.
        question: the column of verdicts to count: ``quoted`` (did the named body say it), ``so``
            (is it so), or ``verdict`` for the one that stands.
    """
    asked = judged[judged["same_as"].eq("") & judged[question].ne("")]
    distinct = asked.assign(outcome=asked[question].map(OUTCOME_OF))
    table = distinct.pivot_table(
        index=by, columns="outcome", values="claim_id", aggfunc="count", fill_value=0
    )
    table = table.reindex(columns=list(OUTCOMES), fill_value=0)
    coded = table.sum(axis=1)
    checked = coded - table[UNCHECKED] - table[NOT_CHECKABLE]
    return table.assign(coded=coded, checked=checked)[["coded", "checked", *OUTCOMES]]


def by_weight(judged: pd.DataFrame) -> pd.DataFrame:
    """Return distinct claims, the heaviest first; of claims that rest on one error, one.

    Heavy is what carries the argument and changes it, were the claim not so: the points of
    ``weight`` and ``effect`` are multiplied (``stake``). Where nothing went against a claim that
    does not carry the argument, no effect is coded, and it counts as "softens". Of claims as heavy
    those that the articles state more often (``times_stated``) come first.
    """
    deciding = deciding_audits()
    once = deciding.index[deciding["same_error_as"].eq("")]
    df = judged[judged["same_as"].eq("") & judged["claim_id"].isin(once)]
    effects = df["claim_id"].map(deciding["effect"].to_dict()).map(EFFECTS).astype("float64")
    stake = df["weight"].map(WEIGHTS).astype("float64") * effects.fillna(EFFECTS["softens"])
    repeats = load("claims")["same_as"].value_counts()
    times = 1 + df["claim_id"].map(repeats).fillna(0)
    df = df.assign(stake=stake.astype("int64"), times_stated=times.astype("int64"))
    return df.sort_values(["stake", "times_stated"], ascending=False, kind="stable")


def that_matter(judged: pd.DataFrame, number: int = 25) -> pd.DataFrame:
    """Return the claims that matter most, those that held, did not hold and are open alike.

    They are taken in turn from each outcome but "not checkable", the heaviest first, as
    ``by_weight`` orders them, and returned in its order. Captions of photographs are left out,
    for the author of an article need not have written them.
    """
    df = by_weight(judged)
    df = df[df["outcome"].ne(NOT_CHECKABLE) & ~df["caption"]]
    turn = df.groupby("outcome").cumcount()
    taken = turn.sort_values(kind="stable").index[:number]
    return df[df.index.isin(taken)]


def distinct_errors(judged: pd.DataFrame) -> "pd.Series[int]":
    """Count by outcome what is distinct: claims without repetitions, and each error once."""
    deciding = deciding_audits()
    repeated = deciding.index[deciding["same_error_as"].ne("")]
    distinct = judged[judged["same_as"].eq("") & ~judged["claim_id"].isin(repeated)]
    return distinct["outcome"].value_counts().reindex(list(OUTCOMES), fill_value=0)


def with_findings(judged: pd.DataFrame) -> pd.DataFrame:
    """Add to claims what was stated, what the deciding audit found, and why, in words.

    >>> claims = judged().query("article_id == 'nikkei-outlook-2023' and paragraph == 12")
    >>> with_findings(claims)[["stated", "found", "verdict"]].iloc[1].tolist()
    ['1.1%', '1.1% (all economies where the EBRD invests)', 'misattributed']

    Returns:
        The claims with the columns ``stated``, ``found`` and ``why``; the last two are "" where
        there is no audit.
    """
    audits = (
        deciding_audits()
        .reindex(judged["claim_id"])
        .fillna({"dataset": "", "evidence_value": "", "explanation": ""})
    )
    datasets = [name for name in audits["dataset"].unique() if name]
    units = {
        (name, column): unit for name in datasets for column, unit in describe(name)["unit"].items()
    }
    other_figures = load("other_figures")
    records = judged.to_dict("records")
    found = []
    for claim, audit in zip(records, audits.to_dict("records"), strict=True):
        text = ""
        if audit["evidence_value"]:
            unit = claim_wording.unit_found(audit, units, other_figures)
            text = claim_wording.found(claim, audit, unit)
            if audit["verdict"] == "misattributed":  # what differs is whose figure it is
                place = audit["belongs_to"]
                text = place if unit == "degrees" else f"{text} ({place})"
        found.append(text)
    stated = [claim_wording.stated(claim) for claim in records]
    return judged.assign(stated=stated, found=found, why=audits["explanation"].array)


def claims_table(judged: pd.DataFrame) -> Any:
    """Show claims with what was stated, what was found and why: a plain table for a notebook."""
    return display.table(with_findings(judged)[list(SHOWN)].rename(columns=SHOWN), "claims")


def chosen(
    articles: Sequence[str] = (),
    themes: Sequence[str] = (),
    areas: Sequence[str] = (),
    verdicts: Sequence[str] = (),
) -> pd.DataFrame:
    """Return the judged claims that match every filter given; an empty filter matches all.

    An area may be given by code or English name; a verdict may be an outcome, which stands for
    each of its verdicts: "did not hold".

    Raises:
        UsageError: for a value that no claim has; the nearest is offered.
    """
    df = judged()
    filters = {
        "article_id": articles,
        "theme": themes,
        "area": [find_area(area) or area for area in areas],
        "verdict": [single for one in verdicts for single in OUTCOMES.get(one, (one,))],
    }
    known = {column: set(df[column].str.split(";").explode()) - {""} for column in filters}
    known["verdict"] |= {*ORDER, *OUTCOMES}
    names = area_names()
    for column, wanted in filters.items():
        for value in wanted:
            if value not in known[column]:
                in_words = [names[code] for code in known["area"] if column == "area"]
                outlet = nearest(value, {one.partition("-")[0] for one in known[column]})
                alike = [] if "-" in value else names_beginning_alike(outlet, known[column])
                near = "" if alike else did_you_mean(value, [*known[column], *in_words])
                if len(alike) == 1:
                    near = did_you_mean(alike[0], alike)
                there_are = near or f"; there are {', '.join(sorted(alike or known[column]))}"
                raise UsageError(f"no claim has {column} '{printable(value)}'{there_are}")
        if wanted:
            df = df[[not set(wanted).isdisjoint(cell.split(";")) for cell in df[column]]]
    return df
