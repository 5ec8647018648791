"""What the figures of 09-claims find, derived anew from their rows."""

import heartland as hl
from heartland import claims
from heartland_themes import claims as story

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
HELD = ["confirmed", "close", "superseded"]
HARD = ["misattributed", "contradicted", "inconsistent"]


def _whole(rows):
    return set(rows["shown"]) == {"every verdict"}


def _squares(finding, rows):
    assert not rows.claim_id.duplicated().any()
    assert rows.shade.eq("held").eq(rows.verdict.isin(HELD)).all()
    expected = {}
    if _whole(rows):
        for what in ("figures", "dates"):
            verdicts = rows.loc[rows.what.eq(what), "verdict"].tolist()
            expected[f"{what}_held"] = sum(verdict in HELD for verdict in verdicts)
            expected[f"{what}_checked"] = sum(verdict != "unverified" for verdict in verdicts)
    assert finding.facts == expected
    assert finding.text.endswith("held" if any(expected.values()) else ("checked", "by article"))


def _themes(finding, table):
    parts = table["held"] + table["held with a reservation"] + table["did not hold"]
    assert (parts == table["checked"]).all()
    assert not table.duplicated(["what", "theme"]).any()
    figures = [row for row in table.itertuples() if row.what == "figures" and row.checked]
    expected = {}
    if _whole(table) and len(figures) >= 2:
        mostly = sum(row.held * 2 > row.checked for row in figures)
        expected = {"themes": len(figures), "mostly_held": mostly}
    assert finding.facts == expected


def _ratios(finding, rows):
    assert ((rows.value / rows.found - rows.ratio).abs() < 0.001).all()
    assert rows.verdict.ne("misattributed").all()
    exact = [row for row in rows.itertuples() if row.relation in ("=", "~")]
    near = sum(0.8995 <= row.value / row.found <= 1.1005 for row in exact)
    whole = _whole(rows) and exact
    assert finding.facts == ({"near": near, "of": len(exact)} if whole else {})


def _cards(finding, rows):
    assert rows.verdict.isin(HARD).all()
    assert rows.matters.ne("").all()
    part = rows.softened.tolist()
    assert part == sorted(part), "what touches the argument in part comes last"
    audits = hl.load("audits")
    coded = set(zip(audits["claim_id"], audits["effect"], strict=True))
    for claim, soft in zip(rows.claim_id, part, strict=True):
        assert (claim, "softens" if soft else "changes") in coded
    assert finding.facts == {"differences": len(rows), "in_part": sum(part)}
    assert len(rows) <= 10


CHECKS = {
    "every-claim": _squares,
    "by-theme": _themes,
    "stated-against-found": _ratios,
    "consequential": _cards,
}


def FINDINGS(figures):
    assert {name: shown.title for name, shown in figures.items()} == {
        "every-claim": "132 of 164 checked figures and 101 of 121 checked dates held",
        "by-theme": "In every theme most checked figures held",
        "stated-against-found": "37 of 46 comparable figures lay within a tenth of what was found",
        "consequential": "Ten differences touch what an article argued, one of them in part",
    }
    judged = claims.judged()
    distinct = judged[judged.same_as.eq("")]
    squares = figures["every-claim"].rows
    assert sorted(squares.claim_id) == sorted(distinct.claim_id)
    tally = claims.tally(judged).sum()
    themes = figures["by-theme"].rows
    for shade in claims.HELD:
        assert squares.shade.eq(shade).sum() == tally[shade] == themes[shade].sum()
    worked = figures["consequential"].rows.set_index("claim_id")
    for claim in ("nikkei-outlook-2023-12-b", "nikkei-outlook-2023-12-d"):
        assert worked.loc[claim, "verdict"] == "misattributed", "the codebook's worked example"
    ratios = figures["stated-against-found"].rows.set_index("claim_id").ratio
    assert ratios["nikkei-outlook-2023-12-a"] == 1
    assert ratios["nikkei-outlook-2023-12-c"] == round(4.9 / 4.8, 3)
    _bottom_line_agrees_with(figures, squares, tally)


def _bottom_line_agrees_with(figures, squares, tally):
    most, near, touched, left_open, apart = (finding.facts for finding in _bottom_line())
    for kind, shade in {
        "held": "held",
        "reserved": "held with a reservation",
        "not_held": "did not hold",
    }.items():
        assert most[f"figures_{kind}"] + most[f"dates_{kind}"] == tally[shade]
        dates = squares[squares.shade.eq(shade) & squares.what.eq("dates")]
        assert most[f"dates_{kind}"] == len(dates)
    assert near == figures["stated-against-found"].fig.finding.facts
    assert touched["of"] == tally["did not hold"]
    assert left_open["open"] == left_open["searched"] == tally["could not be checked"]
    assert left_open["of"] == len(squares)
    assert (touched["touch"], touched["in_part"]) == (14, 5)
    assert apart == {"same_evidence": 4, "same_measure": 3}
    assert _bottom_line()[0].text.startswith("most numbers hold: ")


def _bottom_line():
    audits = hl.load("audits")
    units = {}
    for name in set(audits["dataset"]) - {""}:
        for column, unit in hl.describe(name)["unit"].items():
            units[name, column] = unit
    rows = story.decided(claims.judged(), audits, hl.load("articles"))
    return story.bottom_line(story.measured(rows, units, hl.load("other_figures")))
