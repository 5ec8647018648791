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
}
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
)
SHADE = {verdict: shade for shade, verdicts in HELD.items() for verdict in verdicts}


def judged() -> pd.DataFrame:
    """Return every claim with its verdict: the first in order of its audits, else that of the claim it repeats, else "unverified".

    Columns of ``claims`` and ``verdict``, ``shade`` (held, held with a reservation, did not hold, could not be
    checked), ``published`` of the article.
    """
    claims = load("claims")
    known = standing()["verdict"].to_dict()
    verdict = claims["claim_id"].map(lambda claim: known.get(claim, "unverified"))
    published = by_id("articles", claims["article_id"])["published"].array
    return claims.assign(verdict=verdict, shade=verdict.map(SHADE), published=published)


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
    claims = load("claims")
    repeated = claims[~claims["claim_id"].isin(own.index) & claims["same_as"].isin(own.index)]
    return pd.concat([own, own.loc[repeated["same_as"]].set_axis(repeated["claim_id"])])


def tally(judged: pd.DataFrame, by: str = "article_id") -> pd.DataFrame:
    """Count distinct claims (repetitions left out) by shade: one row for each value of ``by``."""
    distinct = judged[judged["same_as"].eq("")]
    table = distinct.pivot_table(
        index=by, columns="shade", values="claim_id", aggfunc="count", fill_value=0
    )
    table = table.reindex(columns=list(HELD), fill_value=0)
    checked = table.sum(axis=1) - table["could not be checked"]
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
