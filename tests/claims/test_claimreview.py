"""ClaimReview: true, complete, and of the schema.org vocabulary."""

import json
from functools import cache
from pathlib import Path

import pytest

import heartland as hl
from heartland import claims
from heartland_evidence.claims.claimreview import claimreview, reviewed_question, statement_of
from heartland_evidence.claims.passages import passages
from tests.claims.judged import judged

VOCABULARY = json.loads(Path(__file__).with_name("schema_org.json").read_text(encoding="utf-8"))


@cache
def reviews():
    return {review["identifier"]: review for review in claimreview(judged())}


def faults(thing, place="review"):
    """What a thing says that its type of schema.org does not have, or of another type."""
    kind = thing["@type"]
    for name, value in thing.items():
        if name.startswith("@"):
            continue
        ranges = VOCABULARY["properties"].get(name, {}).get(kind)
        if ranges is None:
            yield f"{place}: {kind} has no property {name}"
            continue
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                if not set(VOCABULARY["types"][one["@type"]]) & set(ranges):
                    yield f"{place}.{name}: is a {one['@type']}, not {' or '.join(ranges)}"
                yield from faults(one, f"{place}.{name}")
            elif isinstance(one, int | float):
                if "Number" not in ranges:
                    yield f"{place}.{name}: is a number"
            elif not {"Text", "URL", "Date"} & set(ranges):
                yield f"{place}.{name}: is text"


@pytest.mark.slow
def test_every_review_is_of_the_vocabulary_of_schema_org():
    wrong = [fault for review in reviews().values() for fault in faults(review)]
    assert wrong == []


def test_a_review_is_complete():
    for review in reviews().values():
        assert review["datePublished"] and review["author"]["name"] and review["reviewBody"]
        assert review["citation"] and all(work["url"] for work in review["citation"])
        rating = review["reviewRating"]
        assert rating["worstRating"] <= rating["ratingValue"] <= rating["bestRating"]
        assert rating["alternateName"] in claims.ORDER


def test_what_was_checked_has_a_review_and_nothing_else():
    checked = judged()[[bool(reviewed_question(claim)) for claim in judged().to_dict("records")]]
    assert list(reviews()) == checked["claim_id"].tolist()
    assert not {"unverified", "not checkable"} & {
        review["reviewRating"]["alternateName"] for review in reviews().values()
    }


def test_an_attribution_alone_is_reviewed_as_what_somebody_said():
    review = reviews()["ctta-2023-8-b"]
    assert review["reviewAspect"] == "attribution"
    assert review["claimReviewed"].startswith("According to Kazakh officials: As many as 20,000")
    authors = {author["name"] for author in review["itemReviewed"]["author"]}
    assert authors == {"Raffaello Pantucci", "Nodirbek Soliev"}


def test_a_claim_that_was_misattributed_is_reviewed_without_the_name():
    claim = {"statement": "Trade rose", "attributed_to": "EBRD", "quoted": "misattributed"}
    assert statement_of(claim, "quoted") == "Trade rose"


def test_a_body_that_did_not_say_it_is_not_the_author_of_a_claim():
    for claim in judged().to_dict("records"):
        review = reviews().get(claim["claim_id"])
        if review is None or claim["quoted"] in claims.OUTCOMES["held"]:
            continue
        authors = review["itemReviewed"]["author"]
        assert [author["@type"] for author in authors] == ["Person"] * len(authors)


def test_whoever_said_it_and_not_the_article_is_the_author_of_what_was_checked():
    review = reviews()["nikkei-outlook-2023-10-d"]
    assert review["reviewAspect"] == "content"
    assert review["itemReviewed"]["author"] == {"@type": "Organization", "name": "EBRD"}
    assert "author" not in reviews()["straitstimes-trouble-2022-11-d"]["itemReviewed"]


def test_a_review_says_no_more_than_the_audit_it_rests_on():
    audits = hl.load("audits").set_index(["claim_id", "tests"])
    by_id = judged().set_index("claim_id")
    for claim_id, review in reviews().items():
        tests = review["reviewAspect"]
        first = by_id.loc[claim_id, "same_as"] or claim_id
        own = (claim_id, tests) if (claim_id, tests) in audits.index else (first, tests)
        audit = audits.loc[own]
        assert review["reviewRating"]["alternateName"] == audit["verdict"]
        assert review["reviewBody"] == audit["explanation"]
        assert len(review["citation"]) == len(audit["source_id"].split(";"))


def test_a_review_has_an_address_only_where_the_site_has_one():
    assert not any("url" in review for review in reviews().values())
    one = judged()[judged()["claim_id"].eq("nikkei-outlook-2023-12-a")]
    (review,) = claimreview(one, "https://example.org/heartland/")
    page = "https://example.org/heartland/claims/nikkei-outlook-2023.html"
    assert review["url"] == f"{page}#nikkei-outlook-2023-12-a"


def test_a_review_leads_to_the_passage():
    places = [review["itemReviewed"]["appearance"] for review in reviews().values()]
    found = {place["url"] for place in places if "url" in place}
    assert found and found <= set(passages().values())
