"""ClaimReview: true, complete, and of the schema.org vocabulary."""

import json
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest

import heartland as hl
from heartland import claims
from heartland.errors import UsageError
from heartland_evidence.claims.claimreview import claimreview, reviewed_question, statement_of
from heartland_evidence.claims.passages import passages
from heartland_site import claim_pages
from tests.claims.judged import judged

VOCABULARY = json.loads(Path(__file__).with_name("schema_org.json").read_text(encoding="utf-8"))

SITE = "https://example.org/heartland/"


@cache
def reviews():
    return {review["identifier"]: review for review in claimreview(judged(), SITE)}


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
    distinct = judged()[judged()["same_as"].eq("")]
    checked = distinct[[bool(reviewed_question(claim)) for claim in distinct.to_dict("records")]]
    assert list(reviews()) == checked["claim_id"].tolist()
    assert not {"unverified", "not checkable"} & {
        review["reviewRating"]["alternateName"] for review in reviews().values()
    }


def test_an_attribution_alone_is_reviewed_as_what_somebody_said():
    review = reviews()["ctta-2023-8-b"]
    assert review["reviewAspect"] == "attribution"
    assert review["claimReviewed"].startswith("Kazakh officials said: As many as 20,000")
    authors = {author["name"] for author in review["itemReviewed"]["author"]}
    assert authors == {"Raffaello Pantucci", "Nodirbek Soliev"}


def test_a_claim_that_was_misattributed_is_reviewed_without_the_name():
    claim = {"statement": "Trade rose", "attributed_to": "EBRD", "quoted": "misattributed"}
    assert statement_of(claim, "quoted") == "Trade rose"


def test_a_body_that_did_not_say_it_is_not_the_author_of_a_claim():
    for claim in judged().to_dict("records"):
        review = reviews().get(claim["claim_id"])
        if review is None or claim["caption"] or claim["quoted"] in claims.OUTCOMES["held"]:
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


def test_the_word_of_a_review_is_the_verdict_on_the_question_that_it_answers():
    claim = judged()[judged()["claim_id"].eq("nikkei-outlook-2023-10-d")]
    (review,) = claimreview(claim.assign(verdict="misattributed"), SITE)
    assert review["reviewAspect"] == "content"
    assert review["reviewRating"]["alternateName"] == claim["so"].iloc[0] != "misattributed"


def test_a_review_names_its_page_and_without_a_site_there_is_none():
    assert not hl.load("articles").empty
    page = "https://example.org/heartland/claims/nikkei-outlook-2023.html"
    review = reviews()["nikkei-outlook-2023-12-a"]
    assert review["url"] == f"{page}#nikkei-outlook-2023-12-a"
    with pytest.raises(UsageError, match="set 'homepage'"):
        claimreview(judged())


def test_who_tells_itself_that_somebody_spoke_is_not_said_to_have_said_so():
    for claim_id in ("ctta-2023-14-h", "ctta-2023-30-f"):
        assert " said: " not in reviews()[claim_id]["claimReviewed"]


def test_the_caption_of_a_photograph_has_no_author():
    captions = judged()[judged()["caption"] & judged()["claim_id"].isin(reviews())]
    assert len(captions)
    for claim_id in captions["claim_id"]:
        assert "author" not in reviews()[claim_id]["itemReviewed"]


def test_a_slip_that_moves_no_argument_has_not_the_worst_rating():
    slip, error = (
        reviews()[one] for one in ("rusi-dsr-2022-25-b", "straitstimes-trouble-2022-35-c")
    )
    assert slip["reviewRating"]["ratingValue"] == 2
    assert error["reviewRating"]["ratingValue"] == 1
    assert "Effect on the argument: unmoved." in slip["reviewRating"]["ratingExplanation"]
    assert "A second reader was" in slip["reviewRating"]["ratingExplanation"]


@pytest.mark.parametrize(
    ("judgement", "sure"),
    [("disputed", "of another opinion"), ("contradicted", "not sure")],
)
def test_a_reader_of_another_opinion_is_not_said_to_be_sure_of_the_verdict(
    package, judgement, sure
):
    made = package("second_readings", "claims", "audits", "articles")
    head, *_ = made.lines("second_readings")
    reading = dict.fromkeys(head, "") | {
        "claim_id": "straitstimes-trouble-2022-35-c",
        "tests": "content",
        "read_on": "2026-11-25",
        "second_verdict": judgement,
        "settled_verdict": "contradicted",
        "confidence": "low",
    }
    made.write("second_readings", [head, list(reading.values())])
    read = judged().query("claim_id == 'straitstimes-trouble-2022-35-c'")
    (review,) = claimreview(read, SITE)
    assert f"A second reader was {sure}." in review["reviewRating"]["ratingExplanation"]


def test_a_review_leads_to_the_passage():
    places = [review["itemReviewed"]["appearance"] for review in reviews().values()]
    found = {place["url"] for place in places if "url" in place}
    assert found and found <= set(passages().values())


@pytest.mark.parametrize(
    ("settings", "published"),
    [
        ({}, False),
        ({"verdicts_for_machines": False, "author_asked_on": "2027-01-31"}, False),
        ({"verdicts_for_machines": True, "author_asked_on": "2027-01-31"}, True),
    ],
)
def test_no_page_has_verdicts_for_machines_until_they_are_switched_on(settings, published):
    site = SimpleNamespace(words=settings, address=SITE)
    assert bool(claim_pages.reviews(site, judged().head(5))) is published


def test_verdicts_for_machines_need_the_day_on_which_the_author_was_asked():
    site = SimpleNamespace(words={"verdicts_for_machines": True}, address=SITE)
    with pytest.raises(UsageError, match="the author was not asked"):
        claim_pages.reviews(site, judged())
