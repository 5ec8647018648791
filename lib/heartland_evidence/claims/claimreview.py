"""The claims as schema.org ``ClaimReview``.

One review is of one question. Where the content of a claim was checked, the review is of the
claim. Where it was only checked whether the body that the article names did say it, the review is
of that: "X said: ...", and the claim is the article's, for it is its author who says so. Data and
reports do not speak: there it is "According to X: ...". A claim that tells what was said is
reviewed as it stands. What could not be checked has no review.
See https://schema.org/ClaimReview.
"""

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from heartland.claims.judged import (
    HELD,
    NOT_HELD,
    OUTCOME_OF,
    OUTCOMES,
    QUESTIONS,
    RESERVED,
    WITHOUT_EVIDENCE,
)
from heartland.tables import collection
from heartland.tables.sources import by_id, source_ids
from heartland.tables.tables import load
from heartland_evidence.claims.passages import passage_of, passages

Thing = dict[str, Any]
SPEECHLESS = re.compile(r"\b(data|figures|reports|statistics)$")  # "Uzbek data" say nothing
TELLS = re.compile(r"\b(said|claimed|reported|forecast)\b")  # the claim is of what was said
ARTICLE = re.compile(r"(Ministry|Department|Service|Nations|Taliban)$|^(EBRD|SCO)$")  # "the" EBRD
WORST, BEST = 1, 3
RATINGS = {HELD: BEST, RESERVED: 2, NOT_HELD: WORST}


def claimreview(judged: pd.DataFrame, address: str = "") -> list[Thing]:
    """Write judged claims as schema.org ``ClaimReview``; those without evidence are left out.

    The rating is that of a figure: 3 it held, 2 with a reservation, 1 it did not; the verdict's
    word is in ``alternateName``.

    Args:
        judged: claims as ``judged()`` returns them.
        address: where the site is published; by default ``homepage`` of the descriptor. Without
            one the reviews have no ``url``.
    """
    declared = collection.descriptor(collection.root())
    desk = _Desk(declared, address or str(declared.get("homepage", "")))
    reviews = []
    for claim in judged.to_dict("records"):
        question = reviewed_question(claim)
        if question:
            reviews.append(desk.review(claim, question))
    return reviews


def reviewed_question(claim: Mapping[Any, Any]) -> str:
    """Return the question that a review of a claim answers, "so" or "quoted"; "" if none was."""
    for question in ("so", "quoted"):
        if claim[question] and claim[question] not in WITHOUT_EVIDENCE:
            return question
    return ""


class _Desk:
    """What every review needs: articles, audits and sources, and who reviews."""

    def __init__(self, declared: Mapping[str, Any], address: str) -> None:
        self.address = address.rstrip("/")
        self.reviewer = declared["contributors"][0]["title"]
        self.date = str(declared["created"])[:10]
        self.articles = load("articles").set_index("article_id")
        self.passages = passages()
        audits = load("audits")
        self.audits = audits.set_index(["claim_id", "tests"])
        self.sources = by_id("sources", source_ids(audits))
        self.organisations = set(load("sources")["publisher"])

    def review(self, claim: Mapping[Any, Any], question: str) -> Thing:
        """Return the review of one claim on one question."""
        verdict = claim[question]
        audit = self._audit(claim, question)
        article = self.articles.loc[claim["article_id"]]
        review = {
            "@context": "https://schema.org",
            "@type": "ClaimReview",
            "identifier": claim["claim_id"],
            "author": {"@type": "Organization", "name": self.reviewer},
            "datePublished": self.date,
            "claimReviewed": statement_of(claim, question),
            "reviewAspect": QUESTIONS[question],
            "itemReviewed": self._claim(claim, question, article),
            "reviewRating": _rating(verdict),
            "reviewBody": audit["explanation"],
            "citation": self._citations(audit["source_id"]),
        }
        if self.address:
            page = f"{self.address}/claims/{claim['article_id']}.html"
            review["url"] = f"{page}#{claim['claim_id']}"
        return review

    def _claim(self, claim: Mapping[Any, Any], question: str, article: pd.Series) -> Thing:
        """Return the claim with its author: the body that did say it, else who wrote the article.

        A body that is not known as an organisation ("Uzbek traders") is left out, so that nobody
        is charged with what he reported correctly.
        """
        item = {
            "@type": "Claim",
            "datePublished": article["published"],
            "appearance": _paragraph(claim, article, passage_of(claim, self.passages)),
        }
        body = claim["attributed_to"]
        if question == "quoted" or claim["quoted"] not in OUTCOMES[HELD]:
            item["author"] = _people(article)
        elif body in self.organisations:
            item["author"] = {"@type": "Organization", "name": body}
        return item

    def _audit(self, claim: Mapping[Any, Any], question: str) -> pd.Series:
        """Return the audit behind a verdict: of the claim, or of the one that it repeats."""
        tests = QUESTIONS[question]
        for claim_id in (claim["claim_id"], claim["same_as"]):
            if (claim_id, tests) in self.audits.index:
                audit: pd.Series = self.audits.loc[(claim_id, tests)]
                return audit
        raise LookupError(f"{claim['claim_id']} has a verdict on {tests} and no audit of it")

    def _citations(self, joined: str) -> list[Thing]:
        """Return the documents that an audit rests on, by their joined ids."""
        citations = []
        for source_id in filter(None, joined.split(";")):
            source = self.sources.loc[source_id]
            work = {
                "@type": "CreativeWork",
                "name": source["title"],
                "publisher": {"@type": "Organization", "name": source["publisher"]},
                "url": source["url"],
            }
            if source["published"]:
                work["datePublished"] = source["published"]
            citations.append(work)
        return citations


def statement_of(claim: Mapping[Any, Any], question: str) -> str:
    """Return what is reviewed: the claim, or that somebody said it.

    A figure that the named body did not say is reviewed without its name, and a claim that tells
    what was said ("the EBRD forecast that ...") as it stands.
    """
    statement = str(claim["statement"])
    if question == "so" or claim["quoted"] == "misattributed" or TELLS.search(statement):
        return statement
    body = claim["attributed_to"]
    if ARTICLE.search(body):
        body = f"the {body}"
    if SPEECHLESS.search(body):
        return f"According to {body}: {statement}"
    return f"{body[0].upper()}{body[1:]} said: {statement}"


def _people(article: pd.Series) -> list[Thing]:
    return [{"@type": "Person", "name": name} for name in article["authors"].split(";")]


def _paragraph(claim: Mapping[Any, Any], article: pd.Series, passage: str) -> Thing:
    """Return where a claim appeared: the paragraph, and the article that it is part of."""
    whole = {
        "@type": "Article",
        "headline": article["title"],
        "author": _people(article),
        "datePublished": article["published"],
        "publisher": {"@type": "Organization", "name": article["outlet"]},
    }
    if article["url"]:
        whole["url"] = article["url"]
    place = {
        "@type": "CreativeWork",
        "name": f"paragraph {claim['paragraph']}",
        "isPartOf": whole,
    }
    if passage:
        place["url"] = passage
    return place


def _rating(verdict: str) -> Thing:
    return {
        "@type": "Rating",
        "ratingValue": RATINGS[OUTCOME_OF[verdict]],
        "bestRating": BEST,
        "worstRating": WORST,
        "alternateName": verdict,
    }
