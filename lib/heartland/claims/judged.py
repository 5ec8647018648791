"""The articles' claims and their verdicts, and how many of them held.

A verdict is about a number, never about its author. Coding rules and the order of verdicts are in
``data/README.md``.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from heartland.claims import wording
from heartland.errors import DataError, UsageError, did_you_mean, printable
from heartland.tables import display
from heartland.tables.areas import area_names, find_area
from heartland.tables.codebook import describe
from heartland.tables.csv_files import Problem
from heartland.tables.sources import by_id
from heartland.tables.tables import load, with_positions

HELD = "held"
RESERVED = "held with a reservation"
NOT_HELD = "did not hold"
UNCHECKED = "could not be checked"
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


def judged() -> pd.DataFrame:
    """Return every claim with its verdict.

    The verdict is the first in order of its audits, else that of the claim it repeats, else
    "unverified". Columns of ``claims`` and ``verdict``, ``outcome`` (held, held with a
    reservation, did not hold, could not be checked, not checkable), ``published`` of the article;
    ``quoted`` and ``so`` are the verdicts on the two questions, did the named body say it and is
    it so, "" where one was not asked.
    """
    claims = load("claims")
    verdict = _verdicts(claims["claim_id"], deciding_audits()["verdict"], "unverified")
    published = by_id("articles", claims["article_id"])["published"].array
    df = claims.assign(verdict=verdict, outcome=verdict.map(OUTCOME_OF), published=published)
    for column, question in QUESTIONS.items():
        df[column] = _verdicts(claims["claim_id"], verdicts_on(question), "")
    return df


def _verdicts(ids: pd.Series, known: pd.Series, otherwise: str) -> pd.Series:
    of_claim = known.to_dict()
    verdicts = [of_claim.get(claim_id, otherwise) for claim_id in ids]
    return pd.Series(verdicts, index=ids.index, dtype="str")


def verdicts_on(tests: str) -> pd.Series:
    """Return the verdict of each claim on one question, attribution or content, by ``claim_id``.

    A repetition without an audit of its own has that of the claim it repeats.
    """
    audits = load("audits")
    own = audits[audits["tests"].eq(tests)]
    verdicts = pd.Series(own["verdict"].array, index=own["claim_id"])
    first = first_statements(verdicts.index, audits["claim_id"])
    inherited = pd.Series(verdicts.loc[first].array, index=first.index)
    return pd.concat([verdicts, inherited])


def first_statements(known: pd.Index, audited: pd.Series) -> pd.Series:
    """Return the claim that each repetition without an audit of its own repeats, by ``claim_id``.

    Left out are those that repeat a claim which is not among ``known``.
    """
    claims = load("claims")
    own = claims["claim_id"].isin(audited)
    found = claims[~own & claims["same_as"].isin(known)]
    return pd.Series(found["same_as"].array, index=found["claim_id"])


def audits_of(claim_ids: Iterable[str]) -> pd.DataFrame:
    """Return the audits that claims are judged by: their own, else those of what they repeat.

    The index, ``claim``, is the claim that was asked for; the column ``claim_id`` is the one that
    the audit is of. A claim without either has no row.
    """
    audits = load("audits")
    own = audits["claim_id"].unique()
    audited = pd.concat(
        [pd.Series(own, index=own), first_statements(pd.Index(own), audits["claim_id"])]
    )
    wanted = audited[audited.index.isin(list(claim_ids))]
    named = wanted.rename_axis("claim").rename("claim_id").reset_index()
    return named.merge(audits, on="claim_id").set_index("claim")


def deciding_audits() -> pd.DataFrame:
    """Return the audit of each claim whose verdict stands, by ``claim_id``.

    It is the first in ``ORDER``, of two alike that on content; a repetition without an audit of
    its own has that of the claim it repeats.

    Raises:
        DataError: naming the row of a verdict that is none.
    """
    audits = with_positions("audits")
    unknown = audits.loc[~audits["verdict"].isin(ORDER), "verdict"]
    for position, verdict in unknown.items():
        rule = f"is none of {', '.join(ORDER)}"
        raise DataError(
            str(Problem("audits.csv", int(str(position)) + 2, "verdict", verdict, rule))
        )
    place = audits["verdict"].map(ORDER.index)
    ordered = audits.assign(place=place).sort_values(
        ["place", "claim_id", "tests"], ascending=[True, True, False]
    )
    own = ordered.drop(columns="place").drop_duplicates("claim_id").set_index("claim_id")
    first = first_statements(own.index, audits["claim_id"])
    return pd.concat([own, own.loc[first].set_axis(first.index)])


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


def questions(judged: pd.DataFrame) -> pd.DataFrame:
    """Count distinct claims by question and kind: "quoted" and "so" are never one count.

    Returns:
        One row for each question and kind (quantity, rank, direction, dated event), with the
        columns of ``tally``.
    """
    tables = {question: tally(judged, "kind", question) for question in QUESTIONS}
    return pd.concat(tables, names=["question", "kind"])


def claims_table(judged: pd.DataFrame) -> Any:
    """Show claims with what was stated, what was found and why: a plain table for a notebook."""
    deciding = deciding_audits()
    rows = judged.join(deciding[["explanation"]], on="claim_id").fillna({"explanation": ""})
    columns = {
        "claim_id": "claim",
        "statement": "statement",
        "stated": "stated",
        "found": "found",
        "verdict": "verdict",
        "explanation": "why",
    }
    table = rows.assign(
        stated=[wording.stated(claim) for claim in rows.to_dict("records")],
        found=_found(rows, deciding),
    )
    return display.table(table[list(columns)].rename(columns=columns), "claims")


def _found(claims: pd.DataFrame, deciding: pd.DataFrame) -> list[str]:
    """Write what the deciding audit of each claim found, "" where there is none."""
    audits = deciding.reindex(claims["claim_id"]).fillna({"dataset": ""})
    datasets = [name for name in audits["dataset"].unique() if name]
    units = {
        (name, column): unit for name in datasets for column, unit in describe(name)["unit"].items()
    }
    other_figures = load("other_figures")
    texts = []
    for claim, audit in zip(claims.to_dict("records"), audits.to_dict("records"), strict=True):
        if not audit["dataset"]:
            texts.append("")
            continue
        unit = wording.unit_found(audit, units, other_figures)
        texts.append(wording.found(claim, audit, unit))
    return texts


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
    every = df = judged()
    areas = [find_area(area) or area for area in areas]
    verdicts = [single for verdict in verdicts for single in OUTCOMES.get(verdict, (verdict,))]
    filters = {"article_id": articles, "theme": themes, "area": areas, "verdict": verdicts}
    for column, wanted in filters.items():
        if not wanted:
            continue
        values = every[column].str.split(";") if column == "area" else every[column].map(_alone)
        known = set(values.explode()) - {""}
        if column == "verdict":
            known |= set(ORDER)
        for value in wanted:
            if value not in known:
                raise UsageError(_unknown(column, value, sorted(known)))
        df = df[[not set(wanted).isdisjoint(cell) for cell in values[df.index]]]
    return df


def _alone(cell: str) -> list[str]:
    return [cell]


def _unknown(column: str, value: str, known: list[str]) -> str:
    names = area_names()
    areas = [names[code] for code in known if column == "area" and code in names]
    near = did_you_mean(value, [*known, *areas])
    there_are = f"{near} There are" if near else "; there are"
    outcomes = f"; outcomes: {', '.join(OUTCOMES)}" if column == "verdict" else ""
    return f"no claim has {column} '{printable(value)}'{there_are} {', '.join(known)}{outcomes}"
