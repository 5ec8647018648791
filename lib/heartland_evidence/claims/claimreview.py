"""The claims as schema.org ``ClaimReview``.

One review is of one question. Where the content of a claim was checked, the review is of the
claim. Where it was only checked whether the body that the article names did say it, the review is
of that: "According to X: ...", and the claim is the article's, for it is its author who says so.
What could not be checked has no review. See https://schema.org/ClaimReview.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from heartland.claims import (
    HELD,
    NOT_HELD,
    OUTCOME_OF,
    OUTCOMES,
    QUESTIONS,
    RESERVED,
    WITHOUT_EVIDENCE,
    audits_of,
)
from heartland.tables import collection
from heartland.tables.sources import by_id, source_ids
from heartland.tables.tables import load
from heartland_evidence.claims.passages import passages

Thing = dict[str, Any]
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
    address = (address or str(declared.get("homepage", ""))).rstrip("/")
    audits = audits_of(judged["claim_id"]).set_index("tests", append=True)
    cited = by_id("sources", source_ids(audits))
    organisations = set(load("sources")["publisher"])
    articles = load("articles").set_index("article_id")
    places = passages()
    reviews = []
    for claim in judged.to_dict("records"):
        question = reviewed_question(claim)
        if not question:
            continue
        claim_id, verdict = claim["claim_id"], claim[question]
        article = articles.loc[claim["article_id"]]
        audit = audits.loc[(claim_id, QUESTIONS[question])]
        place = places.get((claim["article_id"], claim["paragraph"]), "")
        review = {
            "@context": "https://schema.org",
            "@type": "ClaimReview",
            "identifier": claim_id,
            "author": _organisation(declared["contributors"][0]["title"]),
            "datePublished": str(declared["created"])[:10],
            "claimReviewed": statement_of(claim, question),
            "reviewAspect": QUESTIONS[question],
            "itemReviewed": {
                "@type": "Claim",
                "datePublished": article["published"],
                "appearance": _paragraph(claim, article, place),
                **_author(claim, question, article, organisations),
            },
            "reviewRating": {
                "@type": "Rating",
                "ratingValue": RATINGS[OUTCOME_OF[verdict]],
                "bestRating": BEST,
                "worstRating": WORST,
                "alternateName": verdict,
            },
            "reviewBody": audit["explanation"],
            "citation": [
                _work(cited.loc[source_id])
                for source_id in filter(None, audit["source_id"].split(";"))
            ],
        }
        if address:
            review["url"] = f"{address}/claims/{claim['article_id']}.html#{claim_id}"
        reviews.append(review)
    return reviews


def reviewed_question(claim: Mapping[Any, Any]) -> str:
    """Return the question that a review of a claim answers, "so" or "quoted"; "" if none was."""
    for question in ("so", "quoted"):
        if claim[question] and claim[question] not in WITHOUT_EVIDENCE:
            return question
    return ""


def statement_of(claim: Mapping[Any, Any], question: str) -> str:
    """Return what is reviewed: the claim, or that somebody said it.

    A figure that the named body did not say is reviewed without its name.
    """
    statement = str(claim["statement"])
    if question == "so" or claim["quoted"] == "misattributed":
        return statement
    return f"According to {claim['attributed_to']}: {statement}"


def _author(
    claim: Mapping[Any, Any], question: str, article: pd.Series, organisations: set[str]
) -> Thing:
    """Return the author of a claim: the body that did say it, else who wrote the article.

    A body that is not known as an organisation ("Uzbek traders") is left out, so that nobody is
    charged with what he reported correctly.
    """
    body = claim["attributed_to"]
    if question == "quoted" or claim["quoted"] not in OUTCOMES[HELD]:
        return {"author": _people(article)}
    return {"author": _organisation(body)} if body in organisations else {}


def _people(article: pd.Series) -> list[Thing]:
    return [{"@type": "Person", "name": name} for name in article["authors"].split(";")]


def _organisation(name: str) -> Thing:
    return {"@type": "Organization", "name": name}


def _paragraph(claim: Mapping[Any, Any], article: pd.Series, passage: str) -> Thing:
    """Return where a claim appeared: the paragraph, and the article that it is part of."""
    whole = {
        "@type": "Article",
        "headline": article["title"],
        "author": _people(article),
        "datePublished": article["published"],
        "publisher": _organisation(article["outlet"]),
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


def _work(source: pd.Series) -> Thing:
    """Return a document that an audit rests on."""
    work = {
        "@type": "CreativeWork",
        "name": source["title"],
        "publisher": _organisation(source["publisher"]),
        "url": source["url"],
    }
    if source["published"]:
        work["datePublished"] = source["published"]
    return work
