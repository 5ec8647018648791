"""The claims as schema.org ``ClaimReview``."""

from typing import Any

import pandas as pd

from heartland.claims.judged import OPEN, standing
from heartland.tables.sources import by_id
from heartland.tables.tables import load


def claimreview(judged: pd.DataFrame) -> list[dict[str, Any]]:
    """Write judged claims as schema.org ``ClaimReview``; those without evidence are left out.

    The verdict is in ``reviewRating.alternateName``: it is a word, not a place on a scale. See
    https://schema.org/ClaimReview.
    """
    articles, audits, reviews = load("articles").set_index("article_id"), standing(), []
    for claim in judged[~judged["verdict"].isin(OPEN)].to_dict("records"):
        article, audit = articles.loc[claim["article_id"]], audits.loc[claim["claim_id"]]
        people = [{"@type": "Person", "name": name} for name in article["authors"].split(";")]
        body = (
            people
            if claim["attributed_to"] == "author"
            else {"@type": "Organization", "name": claim["attributed_to"]}
        )
        where = {
            "@type": "Article",
            "headline": article["title"],
            "author": people,
            "datePublished": article["published"],
        }
        where |= {"publisher": {"@type": "Organization", "name": article["outlet"]}} | (
            {"url": article["url"]} if article["url"] else {}
        )
        paragraph = {
            "@type": "CreativeWork",
            "name": f"paragraph {claim['paragraph']}",
            "isPartOf": where,
        }
        review = {
            "@context": "https://schema.org",
            "@type": "ClaimReview",
            "identifier": claim["claim_id"],
            "author": {"@type": "Organization", "name": "The Heartland contributors"},
            "claimReviewed": claim["statement"],
            "itemReviewed": {"@type": "Claim", "author": body, "appearance": paragraph},
            "reviewRating": {"@type": "Rating", "alternateName": claim["verdict"]},
            "reviewBody": audit["explanation"],
            "citation": list(by_id("sources", filter(None, audit["source_id"].split(";")))["url"]),
        }
        reviews.append(review)
    return reviews
