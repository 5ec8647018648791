"""The articles' claims and their verdicts: tallies, and the evidence behind each audit recomputed.

A verdict is about a number, never about its author. Coding rules and the order of verdicts are in ``data/README.md``.
"""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from heartland.errors import DataError, UsageError, did_you_mean, printable
from heartland.tables import display
from heartland.tables.package import Problem
from heartland.tables.sources import by_id
from heartland.tables.tables import load

HELD = {
    "held": ("confirmed", "close", "superseded"),
    "held with a reservation": ("disputed", "outdated"),
    "did not hold": ("misattributed", "contradicted", "inconsistent"),
    "could not be checked": ("unverified",),
    "not checkable": ("not checkable",),
}
OPEN = (*HELD["could not be checked"], *HELD["not checkable"])  # verdicts without evidence
QUESTIONS = {"quoted": "attribution", "so": "content"}  # column of judged(), what its audit tests
ORDER = (
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
SHADE = {verdict: shade for shade, verdicts in HELD.items() for verdict in verdicts}


def judged() -> pd.DataFrame:
    """Return every claim with its verdict: the first in order of its audits, else that of the claim it repeats, else "unverified".

    Columns of ``claims`` and ``verdict``, ``shade`` (held, held with a reservation, did not hold, could not be
    checked, not checkable), ``published`` of the article; ``quoted`` and ``so`` are the verdicts on the two questions,
    did the named body say it and is it so, "" where one was not asked.
    """
    claims = load("claims")
    known = standing()["verdict"].to_dict()
    verdict = claims["claim_id"].map(lambda claim: known.get(claim, "unverified"))
    published = by_id("articles", claims["article_id"])["published"].array
    df = claims.assign(verdict=verdict, shade=verdict.map(SHADE), published=published)
    for column, tests in QUESTIONS.items():
        answers = answered(tests).to_dict()
        df[column] = [answers.get(claim, "") for claim in claims["claim_id"]]
    return df


def answered(tests: str) -> pd.Series:
    """The verdict of each claim on one question, attribution or content, by ``claim_id``.

    A repetition without an audit of its own has that of the claim it repeats.
    """
    audits = load("audits")
    own = audits[audits["tests"].eq(tests)]
    verdicts = pd.Series(own["verdict"].array, index=own["claim_id"])
    first = repeated(verdicts.index, audits["claim_id"])
    taken = pd.Series(verdicts.loc[first].array, index=first.index)
    return pd.concat([verdicts, taken])


def repeated(known: pd.Index, audited: pd.Series) -> pd.Series:
    """Each repetition without an audit of its own of a claim that is known: the claim it repeats, by ``claim_id``."""
    claims = load("claims")
    own = claims["claim_id"].isin(audited)
    found = claims[~own & claims["same_as"].isin(known)]
    return pd.Series(found["same_as"].array, index=found["claim_id"])


def standing() -> pd.DataFrame:
    """The audit of each claim whose verdict stands, by ``claim_id``; a repetition without one of its own has that of the first."""
    audits = load("audits")
    for row in audits.index[~audits["verdict"].isin(ORDER)]:
        raise DataError(
            str(
                Problem(
                    "audits.csv",
                    row + 2,
                    "verdict",
                    str(audits.at[row, "verdict"]),
                    f"is none of {', '.join(ORDER)}",
                )
            )
        )
    own = (
        audits.sort_values("verdict", key=lambda v: v.map(ORDER.index))
        .drop_duplicates("claim_id")
        .set_index("claim_id")
    )
    first = repeated(own.index, audits["claim_id"])
    return pd.concat([own, own.loc[first].set_axis(first.index)])


def tally(judged: pd.DataFrame, by: str = "article_id", question: str = "verdict") -> pd.DataFrame:
    """Count distinct claims (repetitions left out) by shade: one row for each value of ``by``.

    ``question`` is the column of verdicts to count: ``quoted``, ``so``, or ``verdict`` for the one that stands. What
    is not checkable is in no denominator: ``checked`` leaves it out, as it does what could not be checked.
    """
    asked = judged[judged["same_as"].eq("") & judged[question].ne("")]
    distinct = asked.assign(shade=asked[question].map(SHADE))
    table = distinct.pivot_table(
        index=by, columns="shade", values="claim_id", aggfunc="count", fill_value=0
    )
    table = table.reindex(columns=list(HELD), fill_value=0)
    checked = table.sum(axis=1) - table["could not be checked"] - table["not checkable"]
    return table.assign(coded=table.sum(axis=1), checked=checked)[["coded", "checked", *HELD]]


def claims_table(judged: pd.DataFrame) -> Any:
    """Show claims with what was stated, what was found and why: a plain table for a notebook."""
    rows = judged.join(standing()[["evidence_value", "explanation"]], on="claim_id").fillna(
        {"evidence_value": "", "explanation": ""}
    )
    value = rows["value"].map(lambda v: "" if pd.isna(v) else f"{v:g}")
    stated = (
        rows["relation"].replace("=", "")
        + " "
        + value
        + " "
        + rows["unit"].str.replace("percent", "%")
    ).str.strip()
    kept = rows.assign(stated=stated)[
        ["claim_id", "statement", "stated", "evidence_value", "verdict", "explanation"]
    ]
    return display.table(
        kept.rename(columns={"claim_id": "claim", "evidence_value": "found", "explanation": "why"}),
        "claims",
    )


def chosen(
    articles: Sequence[str] = (),
    themes: Sequence[str] = (),
    areas: Sequence[str] = (),
    verdicts: Sequence[str] = (),
) -> pd.DataFrame:
    """Return the judged claims that match every filter given; an empty filter matches all.

    Raises:
        UsageError: for a value that no claim has; the nearest is offered.
    """
    df = judged()
    for column, wanted in (
        ("article_id", articles),
        ("theme", themes),
        ("area", areas),
        ("verdict", verdicts),
    ):
        there = (
            df[column].str.split(";") if column == "area" else df[column].map(lambda cell: [cell])
        )
        known = sorted(
            {value for cell in there for value in cell if value}
            | (set(ORDER) if column == "verdict" else set())
        )
        for value in wanted:
            if value not in known:
                raise UsageError(
                    f"no claim has {column} '{printable(value)}'{did_you_mean(value, known)}; there are {', '.join(known)}"
                )
        if wanted:
            df = df[there.map(lambda cell, wanted=wanted: bool(set(cell) & set(wanted)))]
    return df
