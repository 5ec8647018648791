"""The claims as schema.org ``ClaimReview``.

One review is of one question. Where the content of a claim was checked, the review is of the
claim. Where it was only checked whether the body that the article names did say it, the review is
of that: "X said: ..." where X said it, and the claim is the article's, for it is its author who
says so. What could not be checked has no review, and a repetition none of its own. See
https://schema.org/ClaimReview.
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
from heartland.errors import UsageError
from heartland.tables import collection
from heartland.tables.sources import by_id, source_ids
from heartland.tables.tables import load
from heartland_evidence.claims.passages import passages

Thing = dict[str, Any]
WORST, BEST = 1, 3
RATINGS = {HELD: BEST, RESERVED: 2, NOT_HELD: WORST}
SHORT = 3  # letters of a word that may stand in any statement
SAID = {"said", "say", "says", "report"}  # words of a statement that tells of speech
STEM = 6  # letters by which "rumours" and "rumoured" are one word
UNMOVED = 2  # the rating of what did not hold and leaves the argument as it was
SURE = {"high": "sure", "low": "not sure", "otherwise": "of another opinion"}


def claimreview(judged: pd.DataFrame, address: str = "") -> list[Thing]:
    """Write judged claims as schema.org ``ClaimReview``; those without evidence are left out.

    The rating is that of a figure: 3 it held, 2 with a reservation or without consequence for the
    argument, 1 it did not hold; the verdict's word is in ``alternateName``, and in
    ``ratingExplanation`` what follows for the argument and how sure a second reader was.

    Args:
        judged: claims as ``judged()`` returns them.
        address: where the site is published; by default ``homepage`` of the descriptor.

    Raises:
        UsageError: if there is no address: a review has the page on which it can be read.
    """
    declared = collection.descriptor(collection.root())
    address = (address or str(declared.get("homepage", ""))).rstrip("/")
    if not address:
        raise UsageError(
            "a ClaimReview names the page on which it is read, and the site has no address: set "
            "'homepage' in data/datapackage.json"
        )
    judged = judged[judged["same_as"].eq("")]
    sure = confidence()
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
            "url": f"{address}/claims/{claim['article_id']}.html#{claim_id}",
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
                "ratingValue": rating_of(audit),
                "bestRating": BEST,
                "worstRating": WORST,
                "alternateName": verdict,
                "ratingExplanation": _consequence(
                    audit, sure.get((claim_id, QUESTIONS[question]), "")
                ),
            },
            "reviewBody": audit["explanation"],
            "citation": [
                _work(cited.loc[source_id])
                for source_id in filter(None, audit["source_id"].split(";"))
            ],
        }
        reviews.append(review)
    return reviews


def confidence() -> dict[tuple[str, str], str]:
    """Return how sure the last second reader of each audit was, where that reading stands.

    A reader who judged otherwise than was settled is "otherwise", however sure of that.
    """
    if "second_readings" not in collection.dataset_names(collection.root()):
        return {}
    readings = load("second_readings")
    standing = readings[readings["changed_on"].eq("")].sort_values("read_on", kind="stable")
    agrees = standing["second_verdict"].eq(standing["settled_verdict"])
    audits = zip(standing["claim_id"], standing["tests"], strict=True)
    return dict(zip(audits, standing["confidence"].where(agrees, "otherwise"), strict=True))


def rating_of(audit: Mapping[Any, Any] | pd.Series) -> int:
    """Return the rating of a verdict; the worst is not that of a slip which moves no argument."""
    outcome = OUTCOME_OF[audit["verdict"]]
    return UNMOVED if outcome == NOT_HELD and audit["effect"] == "unmoved" else RATINGS[outcome]


def _consequence(audit: pd.Series, sure: str) -> str:
    """Say what follows for the argument, and how sure a second reader was."""
    reader = f"A second reader was {SURE[sure]}." if sure else "No second reader has judged it."
    if not audit["matters"]:
        return reader
    return f"{audit['matters']} Effect on the argument: {audit['effect']}. {reader}"


def reviewed_question(claim: Mapping[Any, Any]) -> str:
    """Return the question that a review of a claim answers, "so" or "quoted"; "" if none was."""
    for question in ("so", "quoted"):
        if claim[question] and claim[question] not in WITHOUT_EVIDENCE:
            return question
    return ""


def statement_of(claim: Mapping[Any, Any], question: str) -> str:
    """Return what is reviewed: the claim, or that somebody said it.

    A figure that the named body did not say is reviewed without its name; a statement that tells
    itself who said something is reviewed as it is.
    """
    statement, body = str(claim["statement"]), str(claim["attributed_to"])
    if question == "so" or claim["quoted"] not in OUTCOMES[HELD]:
        return statement
    areas = load("areas")
    countries = " ".join(areas.loc[areas["kind"].eq("country"), "name"]).casefold()
    stems = {word[:STEM] for word in body.casefold().split() if len(word) > SHORT}
    told = {word[:STEM] for word in statement.casefold().split()}
    names_it = statement.startswith(body) or any(one not in countries for one in stems & told)
    tells_itself = names_it or not told.isdisjoint(SAID)
    return statement if tells_itself else f"{body} said: {statement}"


def _author(
    claim: Mapping[Any, Any], question: str, article: pd.Series, organisations: set[str]
) -> Thing:
    """Return the author of a claim: the body that did say it, else who wrote the article.

    A body that is not known as an organisation ("Uzbek traders") is left out, so that nobody is
    charged with what he reported correctly; so is who wrote an article of the caption of a
    photograph.
    """
    body = claim["attributed_to"]
    if claim["caption"]:
        return {}
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
