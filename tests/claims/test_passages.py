"""A claim leads to its passage in the article online, by four words at most."""

from urllib.parse import unquote

import heartland as hl
from heartland.claims import judged
from heartland_evidence.claims import claimreview
from heartland_evidence.claims.passages import passage_of, passages


def test_a_passage_is_found_by_four_words_on_the_page_of_its_article():
    claims = hl.load("claims")
    known = passages()
    assert known
    for (article, paragraph), address in known.items():
        page, words = address.split("#:~:text=")
        assert page == hl.load("articles").set_index("article_id").loc[article, "url"]
        assert 2 <= len(unquote(words).split()) <= 4
        of_article = claims[claims["article_id"].eq(article)]
        assert paragraph in set(of_article["paragraph"]), f"no claim in {article}, {paragraph}"


def test_a_claim_without_an_address_leads_nowhere():
    claim = {"article_id": "nikkei-perils-2022", "paragraph": "4"}
    assert passage_of(claim, {}) == ""
    known = {("nikkei-perils-2022", 4): "https://example.org/#:~:text=a%20b"}
    assert passage_of(claim, known) == "https://example.org/#:~:text=a%20b"


def test_a_review_leads_to_the_passage():
    claims = judged()
    reviews = claimreview.claimreview(claims[claims["article_id"].eq("scmp-hedge-2022")])
    places = [review["itemReviewed"]["appearance"] for review in reviews]
    assert any("#:~:text=" in place.get("url", "") for place in places)
