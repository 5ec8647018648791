"""What the figures of 09-claims say, derived anew from their rows."""

import re

import heartland as hl
from heartland import claims

ARTICLES = sorted(set(hl.load("articles")["article_id"]))
VALUES = [
    {},
    *({"articles": [article]} for article in ARTICLES),
    {"themes": ["remittances"]},
    {"themes": ["smartphones"]},
    {"themes": ["growth", "trade"]},
    {"verdicts": ["unverified"]},
    {"verdicts": ["contradicted", "misattributed", "inconsistent"]},
    {"verdicts": ["disputed", "outdated"]},
    {"articles": ["nikkei-outlook-2023"], "themes": ["smartphones"]},
    {"articles": ["nikkei-outlook-2023"], "themes": ["growth"], "verdicts": ["misattributed"]},
    {"articles": ["rusi-dsr-2022"], "themes": ["ecommerce"]},
    {"themes": ["casualties"], "verdicts": ["confirmed"]},
    {"verdicts": ["superseded"]},
    {
        "articles": ["straitstimes-trouble-2022"],
        "themes": ["remittances", "ecommerce", "trade", "militancy", "growth"],
        "verdicts": ["inconsistent", "disputed", "unverified", "outdated"],
    },
    {"verdicts": ["inconsistent"], "themes": ["casualties"]},
]
SMALL = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
HELD = ["confirmed", "close", "superseded"]
HARD = ["misattributed", "contradicted", "inconsistent"]


def _quantity(text, noun):
    """The k and n of "every x", "no x", "the one x", "k of n xs"; None for a number that the words do not give."""
    said = re.fullmatch(rf"(?:(\d+) of (\d+)|(every|no|the one)) {noun}s?", text, flags=re.I)
    assert said, text
    return (int(said[1]), int(said[2])) if said[1] else said[3].lower()


def _agrees(said, holds):
    if said in ("every", "the one"):
        return all(holds) and (len(holds) == 1) == (said == "the one")
    return not any(holds) if said == "no" else said == (sum(holds), len(holds))


def _whole(rows):
    return set(rows["shown"]) == {"every verdict"}


def _squares(title, rows):
    assert not rows.claim_id.duplicated().any()
    assert rows.shade.eq("held").eq(rows.verdict.isin(HELD)).all()
    if not _whole(rows):
        assert title == "Claims with the verdicts chosen, by article"
        return
    known = rows[rows.verdict.ne("unverified")]
    if known.empty:
        assert title == "None of these claims could be checked"
        return
    parts = [p for p in ("figures", "dates") if p in set(known.what)]
    texts = title.removesuffix(" held").split(" and ")
    assert len(texts) == len(parts), title
    for text, what in zip(texts, parts, strict=True):
        held = known[known.what.eq(what)].verdict.isin(HELD).tolist()
        assert _agrees(_quantity(text, f"checked {what[:-1]}"), held), title


def _themes(title, table):
    parts = table["held"] + table["held with a reservation"] + table["did not hold"]
    assert (parts == table["checked"]).all() and not table.duplicated(["what", "theme"]).any()
    some = table[table.what.eq("figures") & table.checked.gt(0)]
    said = re.fullmatch(r"In (.+) most checked figures held", title)
    assert bool(said) == (_whole(table) and len(some) >= 2), title
    if said:
        assert _agrees(_quantity(said[1], "theme"), (2 * some.held > some.checked).tolist()), title


def _ratios(title, rows):
    assert ((rows.value / rows.found - rows.ratio).abs() < 0.001).all() and rows.verdict.ne(
        "misattributed"
    ).all()
    exact = rows[rows.relation.isin(["=", "~"])]
    said = re.fullmatch(r"(.+) lay within a tenth of what was found", title)
    assert bool(said) == (_whole(rows) and len(exact) > 0), title
    if said:
        near = [0.8995 <= v / f <= 1.1005 for v, f in zip(exact.value, exact.found, strict=True)]
        assert _agrees(_quantity(said[1], "comparable figure"), near), title


def _cards(title, rows):
    said = re.fullmatch(
        r"(\w+) differences? touch(?:es)? what an article argued(?:, (?:in part|(\w+) of them in part))?",
        title,
    )
    assert said and SMALL.index(said[1].lower()) == len(rows) <= 10, title
    assert rows.verdict.isin(HARD).all()
    coded = set(hl.load("audits")[["claim_id", "effect"]].itertuples(index=False, name=None))
    part = rows.softened.tolist()
    assert {
        (c, "softens" if soft else "changes") for c, soft in zip(rows.claim_id, part, strict=True)
    } <= coded
    assert rows.matters.ne("").all()
    assert part == sorted(part), "what touches the argument in part comes last"
    if said[2]:
        assert SMALL.index(said[2]) == sum(part) < len(rows), title
    else:
        assert any(part) == title.endswith("in part") and all(part) in (
            title.endswith("in part"),
            not part,
        ), title


CHECKS = {
    "every-claim": _squares,
    "by-theme": _themes,
    "stated-against-found": _ratios,
    "consequential": _cards,
}


def FINDINGS(figures):
    judged = claims.judged()
    distinct = judged[judged.same_as.eq("")]
    squares = figures["every-claim"].rows
    assert sorted(squares.claim_id) == sorted(distinct.claim_id)
    tally = claims.tally(judged).sum()
    themes = figures["by-theme"].rows
    for shade in claims.HELD:
        assert squares.shade.eq(shade).sum() == tally[shade] == themes[shade].sum()
    assert tally["held"] > tally["checked"] / 2, "the notebook says first that most numbers hold"
    worked = figures["consequential"].rows.set_index("claim_id")
    for claim in (
        "nikkei-outlook-2023-12-b",
        "nikkei-outlook-2023-12-d",
    ):  # the codebook's worked example
        assert worked.loc[claim, "verdict"] == "misattributed"
    ratios = figures["stated-against-found"].rows.set_index("claim_id").ratio
    assert ratios["nikkei-outlook-2023-12-a"] == 1 and ratios["nikkei-outlook-2023-12-c"] == round(
        4.9 / 4.8, 3
    )
    assert len(figures) == 4
