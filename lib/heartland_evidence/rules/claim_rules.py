"""Rules of claims: each has its audits, or repeats a claim that has them.

They are asked after all others, with those of audits: once every table is sound.
"""

import re
from collections.abc import Iterator, Mapping

import pandas as pd

from heartland.claims.verdicts import Row
from heartland_evidence.rules.rule import Broken, Fault, Tables, of_row, records, rule

RELATIVE = re.compile(r"\b(before|after)\b")
ONE_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
SAME = ("theme", "kind", "unit")  # what a repetition shares with the claim it repeats
SMALL_WORDS = {"and", "the", "with", "that", "from", "into", "its", "their"}


@rule(
    claims="claim_id same_as kind theme measure unit period value# statement attributed_to",
    audits="claim_id tests",
)
def claims_hold(tables: Tables) -> Iterator[Broken]:
    """Each distinct claim has its audits, and a repetition repeats its claim."""
    df, audits = tables["claims"], tables["audits"]
    audited = set(audits["claim_id"])
    quoted = set(audits.loc[audits["tests"].eq("attribution"), "claim_id"])
    claims = {str(claim["claim_id"]): claim for claim in records(df)}
    for row, claim in zip(df.index, claims.values(), strict=True):
        for fault in (
            *_is_audited(claim, audited, quoted),
            *_repeats_its_claim(claim, claims),
            *_is_of_its_year(claim),
        ):
            yield of_row("claims", df, row, fault)


def _is_audited(claim: Row, audited: set[str], quoted: set[str]) -> Iterator[Fault]:
    if claim["same_as"]:
        return
    if claim["claim_id"] not in audited:
        yield Fault(
            "claim_id",
            "has no audit: add one to audits.csv (for 'unverified' or 'not checkable', say why), "
            "or name in same_as the claim that it repeats",
        )
    elif claim["attributed_to"] != "author" and claim["claim_id"] not in quoted:
        yield Fault(
            "attributed_to",
            "is not the author, and no audit tests the attribution: add one to audits.csv",
        )


def _repeats_its_claim(claim: Row, claims: Mapping[str, Row]) -> Iterator[Fault]:
    if claim["same_as"] not in claims:
        return
    first = claims[claim["same_as"]]
    different = [column for column in SAME if claim[column] != first[column]]
    if not _content_words(claim["measure"]) & _content_words(first["measure"]):
        different.append("measure")
    figures = {claim["value"], first["value"]}
    if len(figures) > 1 and not any(pd.isna(figure) for figure in figures):
        different.append("value")
    if different:
        yield Fault(
            "same_as",
            f"is a claim with a different {' and '.join(different)}: name the one that is repeated",
        )


def _is_of_its_year(claim: Row) -> Iterator[Fault]:
    """A claim that names one year is of a time that holds it, or of one before or after it."""
    years = set(ONE_YEAR.findall(claim["statement"]))
    first, _, last = claim["period"].partition("/")
    if len(years) != 1 or not first or RELATIVE.search(claim["statement"]):
        return
    year = years.pop()
    if not first[:4] <= year <= (last or first)[:4]:
        yield Fault("period", f"does not hold {year}, the year that the statement names")


def _content_words(phrase: str) -> set[str]:
    words = {word.strip(",.()").lower() for word in phrase.split()}
    return {word for word in words if len(word) > 2 and word not in SMALL_WORDS}
