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
    {"verdicts": ["not checkable"]},
    {"verdicts": ["not checkable", "confirmed"], "themes": ["trade", "other"]},
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
VERDICTS = {
    "held": ["confirmed", "close", "superseded"],
    "held with a reservation": ["disputed", "outdated"],
    "did not hold": ["misattributed", "contradicted", "inconsistent"],
}
COLUMN_OF = {"Was it quoted correctly?": "quoted", "Is it so?": "so"}
CHECKED = [verdict for verdicts in VERDICTS.values() for verdict in verdicts]
KINDS = {
    "quantities": "quantity",
    "ranks": "rank",
    "directions": "direction",
    "dates": "dated_event",
}


def _whole(rows):
    return set(rows["shown"]) == {"every verdict"}


def _squares(finding, rows):
    assert not rows.claim_id.duplicated().any()
    for outcome, verdicts in VERDICTS.items():
        assert rows.outcome.eq(outcome).eq(rows.verdict.isin(verdicts)).all()
    deciding = claims.deciding_audits().loc[rows.claim_id, ["evidence_value", "explanation"]]
    assert (rows[deciding.columns].to_numpy() == deciding.to_numpy()).all()
    expected = {}
    if _whole(rows):
        for what in KINDS:
            verdicts = rows.loc[rows.what.eq(what), "verdict"].tolist()
            checked = sum(verdict in CHECKED for verdict in verdicts)
            if checked:
                expected[what] = [sum(verdict in VERDICTS["held"] for verdict in verdicts), checked]
    assert finding.facts == expected
    if not expected:
        assert finding.text.endswith(("checked", "by article"))
        return
    for what, (held, checked) in expected.items():
        if finding.text.startswith("Most"):
            assert (what in finding.text) == (held * 2 > checked), what


def _answers(finding, table):
    parts = table["held"] + table["held with a reservation"] + table["did not hold"]
    assert (parts == table["checked"]).all(), "what is not checkable is in no denominator"
    judged = claims.judged()
    distinct = judged[judged.same_as.eq("")]
    if not _whole(table):
        assert finding.facts == {}
        return
    for row in table.itertuples():
        column = COLUMN_OF[row.question]
        most = distinct[distinct.kind.eq(KINDS[row.what])][column].isin(CHECKED).sum()
        assert row.checked <= most
    if not finding.facts:
        return
    counts = {}
    for row in table.itertuples():
        counts.setdefault(row.what, {})[row.question] = [row.held, row.checked]
    both = {what: pair for what, pair in counts.items() if len(pair) == 2}
    quoted = {what: pair["Was it quoted correctly?"] for what, pair in both.items()}
    most = max(quoted, key=lambda what: quoted[what][1])
    held, checked = both[most]["Is it so?"]
    so = table[table.what.eq(most) & table.question.eq("Is it so?")]
    reserved, not_held = so[["held with a reservation", "did not hold"]].sum()
    counts = {"held": held, "reserved": reserved, "not_held": not_held, "checked": checked}
    assert finding.facts == {"what": most, **counts}


def _themes(finding, table):
    parts = table["held"] + table["held with a reservation"] + table["did not hold"]
    assert (parts == table["checked"]).all()
    assert not table.duplicated(["what", "theme"]).any()
    figures = [row for row in table.itertuples() if row.what == "quantities" and row.checked]
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
    assert rows.verdict.isin(VERDICTS["did not hold"]).all()
    assert rows.matters.ne("").all()
    weight = rows.verdict.map(claims.ORDER.index).tolist()
    assert weight == sorted(weight), "the heaviest verdict comes first"
    audits = hl.load("audits")
    coded = set(zip(audits["claim_id"], audits["effect"], strict=True))
    for claim in rows.claim_id:
        assert (claim, "changes") in coded
    elsewhere = rows[rows.belongs_to.ne("")]
    assert elsewhere.scale.eq("").all(), "what belongs elsewhere has no common axis"
    assert finding.facts == {"differences": len(rows)}
    assert len(rows) <= 10


CHECKS = {
    "every-claim": _squares,
    "two-questions": _answers,
    "by-theme": _themes,
    "stated-against-found": _ratios,
    "consequential": _cards,
}


def FINDINGS(figures):
    assert {name: shown.title for name, shown in figures.items()} == {
        "every-claim": "Most of the quantities, ranks, directions and dates checked held",
        "two-questions": (
            "Is it so? Of 134 quantities checked, 105 held, 16 with a reservation, 13 did not"
        ),
        "by-theme": "In seven of nine themes most of the quantities checked held",
        "stated-against-found": "65 of 76 comparable figures lay within a tenth of what was found",
        "consequential": (
            "Nine differences change what an article argued, in the auditors’ judgement"
        ),
    }
    judged = claims.judged()
    distinct = judged[judged.same_as.eq("")]
    squares = figures["every-claim"].rows
    assert sorted(squares.claim_id) == sorted(distinct.claim_id)
    tally = claims.tally(judged).sum()
    themes = figures["by-theme"].rows
    for outcome in claims.OUTCOMES:
        assert squares.outcome.eq(outcome).sum() == tally[outcome] == themes[outcome].sum()
    answers = figures["two-questions"].rows
    for question, column in COLUMN_OF.items():
        counted = claims.tally(judged, "kind", question=column)
        drawn = answers[answers.question.eq(question)].set_index("what")
        for what, kind in KINDS.items():
            columns = [*claims.OUTCOMES, "checked"]
            assert drawn.loc[what, columns].tolist() == counted.loc[kind, columns].tolist()
    worked = figures["consequential"].rows.set_index("claim_id")
    for claim in ("nikkei-outlook-2023-12-b", "nikkei-outlook-2023-12-d"):
        assert worked.loc[claim, "verdict"] == "misattributed", "the codebook's worked example"
    ratios = figures["stated-against-found"].rows.set_index("claim_id").ratio
    assert ratios["nikkei-outlook-2023-12-a"] == 1
    assert ratios["nikkei-outlook-2023-12-c"] == round(4.9 / 4.8, 3)
    _bottom_line_agrees_with(figures, squares, tally)


def _bottom_line_agrees_with(figures, squares, tally):
    findings = _bottom_line()
    held, two, near, touched, left_open, apart = (finding.facts for finding in findings)
    facts = {"held": "held", "reserved": "held with a reservation", "not_held": "did not hold"}
    for fact, outcome in facts.items():
        assert sum(counts[fact] for counts in held.values()) == tally[outcome]
    assert {what: [counts["held"], counts["checked"]] for what, counts in held.items()} == (
        figures["every-claim"].fig.finding.facts
    )
    answers = figures["two-questions"].rows.set_index(["what", "question"])[["held", "checked"]]
    assert list(two) == ["quantities", "ranks", "directions", "dates"]
    for what, counts in two.items():
        assert counts["quoted"] == answers.loc[what, "Was it quoted correctly?"].to_dict()
        assert counts["so"] == answers.loc[what, "Is it so?"].to_dict()
    assert near == figures["stated-against-found"].fig.finding.facts
    assert touched["of"] == tally["did not hold"]
    assert touched["touch"] - touched["in_part"] == len(figures["consequential"].rows)
    assert left_open["open"] == left_open["searched"] == tally["could not be checked"]
    assert left_open["of"] == len(squares)
    assert left_open["not_checkable"] == {"no measure": 44, "view": 11, "forecast": 1}
    assert sum(left_open["not_checkable"].values()) == tally["not checkable"]
    assert "(44 comparisons without a measure, 11 views and one forecast)" in findings[4].text
    assert set(apart) == {"same_evidence", "same_measure"}
    assert findings[0].text == (
        "of 462 claims that could be checked, 386 held, 29 with a reservation, 47 did not. By"
        " kind, those that held are 119 of 151 quantities, 25 of 33 ranks, 82 of 90 directions and"
        " 160 of 188 dates."
    )
    assert findings[1].text.startswith("did the body named say it, and is it so?")


def _bottom_line():
    audits = hl.load("audits")
    units = {}
    for name in set(audits["dataset"]) - {""}:
        for column, unit in hl.describe(name)["unit"].items():
            units[name, column] = unit
    rows = story.decided(claims.judged(), claims.deciding_audits(), hl.load("articles"))
    return story.bottom_line(story.measured(rows, units, hl.load("other_figures")))
