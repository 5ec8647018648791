"""Each verdict follows from its evidence and from its readings, and what does not is named."""

from functools import cache

import pytest

import heartland as hl
from heartland.tables.tables import with_positions
from heartland_evidence.rules.claims import ADVERSE, EVIDENCE_RULES
from heartland_evidence.rules.rule import Tables
from tests.rules.small import found, rows

pytestmark = pytest.mark.slow


@cache
def every_table():
    return {name: with_positions(name) for name in hl.datasets().index}


def said(**tables):
    """What is said of claims and audits: columns, and sentences."""
    held = Tables(every_table() | tables)
    return [
        (broken.column, broken.sentence)
        for rule in EVIDENCE_RULES
        for broken in rule(held)
        if broken.rows.fillna(False).any()
    ]


def judged_anew(claim_id, tests="content", claim=None, **cells):
    """What is said of one audit after its cells, or those of its claim, were changed."""
    audits, claims = every_table()["audits"], every_table()["claims"].copy()
    audit = audits[audits["claim_id"].eq(claim_id) & audits["tests"].eq(tests)].assign(**cells)
    assert len(audit) == 1
    for column, value in (claim or {}).items():
        claims.loc[claims["claim_id"].eq(claim_id), column] = value
    claims = claims[claims["claim_id"].eq(claim_id)].assign(
        same_as="", attributed_to=claims["attributed_to"]
    )
    return [one for one in said(audits=audit, claims=claims) if one[0] != "attributed_to"]


QUOTED = "nikkei-outlook-2023-12-a"  # 4.3 percent, by the EBRD
HELD = {"verdict": "confirmed", "effect": "", "matters": ""}
OPEN = {"verdict": "unverified", "column": "", "operation": "", "evidence_value": ""}
EBRD = "publisher=EBRD;vintage=2022-09;area=EBRD-CA;target_year=2022;kind=forecast"


def turned(verdict, effect="unmoved"):
    return {"verdict": verdict, "effect": effect, "matters": "x"}


CHANGES = [  # claim, what is tested, how the audit is changed, what is said of it
    ("ctta-2023-4-a", "content", HELD, "does not follow"),
    ("ctta-2023-31-b", "content", HELD, "does not follow"),
    ("uk-parliament-2023-18-a", "content", HELD, "does not follow"),
    ("ctta-2023-9-a", "content", turned("contradicted", "softens"), "the claim states"),
    (QUOTED, "attribution", {"verdict": "contradicted"}, "the claim states"),
    ("nikkei-outlook-2023-12-c", "attribution", turned("misattributed") | {"belongs_to": "x"}, "the claim is not 4.8"),
    ("rusi-dsr-2022-25-b", "content", {"belongs_to": "Samarkand"}, "is not what the evidence rows show"),
    (QUOTED, "attribution", {"evidence_value": "4.4"}, "is not what the rows give: 4.3"),
    (QUOTED, "attribution", {"evidence_value": ""}, "is empty: write 4.3, which the rows give"),
    (QUOTED, "attribution", {"where": "publisher=EBRD;vintage=1999-01"}, "finds no row"),
    (QUOTED, "attribution", {"source_id": "ctta-2023"}, "articles are not evidence for articles"),
    (QUOTED, "attribution", {"source_id": "imf-weo-1999-05"}, "which is no source of the evidence rows"),
    (QUOTED, "attribution", {"column": "note"}, "finds text in note, and 'value' needs figures"),
    (QUOTED, "attribution", {"operation": "date"}, "finds figures in growth_pct, and 'date' needs text"),
    (QUOTED, "attribution", {"column": "low"}, "finds 0 different values in low, not one"),
    (QUOTED, "attribution", {"operation": "ratio"}, "is 1 selection, and 'ratio' needs 2, joined by |"),
    (QUOTED, "attribution", {"where": f"{EBRD}|nowhere:area=KAZ"}, "names 'nowhere', which is no table"),
    (QUOTED, "attribution", {"where": f"{EBRD}|macro:area=XXX"}, "finds no row"),
    (QUOTED, "attribution", {"operation": ""}, "only what is unverified may be without evidence"),
    (QUOTED, "attribution", {"dataset": ""}, "only what is unverified may be without evidence"),
    (QUOTED, "attribution", {"dataset": "audits", "where": "tests=content", "column": "verdict", "operation": "count"}, "is what is being judged, not evidence"),
    (QUOTED, "attribution", {"verdict": "contradicted", "checked_by_two": False}, "a second reader must judge it first"),
    (QUOTED, "attribution", turned("confirmed"), "nothing follows from a verdict that confirms"),
    (QUOTED, "attribution", {"verdict": "disputed", "effect": ""}, "say what follows from the verdict"),
    (QUOTED, "attribution", {"effect": ""}, "what would fall with it"),
    ("nikkei-outlook-2023-12-c", "attribution", {"effect": "softens"}, "what would fall with it"),
    (QUOTED, "attribution", {"claim_date": "1999-01-01"}, "is not the day on which the article was published"),
    (QUOTED, "attribution", {"verdict": "misattributed"}, "names the place, year, measure or body"),
    (QUOTED, "attribution", {"belongs_to": "Shanghai"}, "where the verdict is 'misattributed' and only there"),
    (QUOTED, "attribution", {"verdict": "not checkable"}, "says why no evidence could settle it"),
    (QUOTED, "attribution", {"verdict": "not checkable", "not_checkable_as": "view"}, "can be looked up"),
    (QUOTED, "attribution", turned("unverified"), "is filled, but nothing was found"),
    (QUOTED, "attribution", OPEN | {"where": "publisher=EBRD;vintage=1999-01"}, "finds no row"),
    (QUOTED, "attribution", OPEN | {"source_id": "imf-weo-1999-05"}, "which is no source of the evidence rows"),
    (QUOTED, "attribution", {"same_error_as": QUOTED}, "is not the claim of which the error is counted"),
    (QUOTED, "attribution", {"same_error_as": "nowhere-1-a"}, "is not the claim of which the error"),
    ("straitstimes-trouble-2022-15-a", "content", {"operation": "ratio"}, "is not what the rows give"),
    ("ctta-2023-27-a", "content", {"effect": ""}, "goes with 'matters'"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("claim", "tests", "cells", "words"), CHANGES, ids=[f"{c}: {x}" for c, _, x, _ in CHANGES]
)
def test_an_audit_that_was_turned_is_named(claim, tests, cells, words):
    assert judged_anew(claim, tests) == []
    told = judged_anew(claim, tests, **cells)
    assert any(words in sentence for _, sentence in told), told


@pytest.mark.parametrize(
    ("claim_id", "tests", "claim"),
    [
        (QUOTED, "attribution", {"area": "AFG"}),
        (QUOTED, "attribution", {"attributed_to": "IMF"}),
        ("nikkei-outlook-2023-9-a", "content", {"relation": "<"}),
        ("rusi-dsr-2022-43-c", "content", {"value": 9e6}),  # the row has 9,100 million dollars
    ],
    ids=str,
)
def test_a_claim_that_was_changed_no_longer_fits_its_audit(claim_id, tests, claim):
    assert judged_anew(claim_id, tests) == []
    assert judged_anew(claim_id, tests, claim=claim)


def test_an_area_of_a_grouping_meets_it():
    where = "index=UN OSI;edition=2020;area=BLR"
    assert judged_anew("rusi-dsr-2022-25-f", where=where)


@pytest.mark.parametrize(
    ("claim", "verdict", "fits"),
    [
        ({"value": 4.3}, "confirmed", True),
        ({"value": 4.4}, "confirmed", False),
        ({"value": None, "relation": "range", "low": 5, "high": 6}, "confirmed", False),
        ({"value": 9}, "contradicted", True),
        ({"value": 4.3}, "contradicted", False),
    ],
    ids=str,
)
def test_a_verdict_follows_from_the_two_figures(claim, verdict, fits):
    told = judged_anew(QUOTED, "attribution", claim=claim, verdict=verdict)
    assert fits == (not any(column == "verdict" for column, _ in told))


def test_a_claim_whose_audit_is_deleted_is_named():
    audits = every_table()["audits"].query("claim_id != 'ctta-2023-4-a'")
    credited = audits.query("claim_id != 'nikkei-outlook-2023-10-d' or tests != 'attribution'")
    tables = {"claims": every_table()["claims"], "audits": credited}
    assert len(found("has no audit: add one to audits.csv", **tables)) == 1
    assert len(found("and no audit tests the attribution", **tables)) == 1


@pytest.mark.parametrize(
    ("first", "words"),
    [(QUOTED, "theme and kind and unit"), ("ctta-2023-31-d", "is a claim with a different")],
)
def test_a_repetition_of_another_claim_is_named(first, words):
    table = every_table()["claims"].copy()
    table.loc[table["claim_id"].eq("ctta-2023-20-a"), "same_as"] = first
    assert any(words in sentence for _, sentence in said(claims=table))


READING = {
    "first_verdict": "contradicted",
    "second_verdict": "contradicted",
    "settled_verdict": "contradicted",
    "changed_on": "",
    "reason": "",
}
AUDIT = {"claim_id": "a-1-a", "tests": "content"}


def of_readings(words, *readings, verdict="contradicted", twice=True, changes=()):
    """What is said of one audit, of its second readings and of its changes of verdict."""
    audits = rows("verdict checked_by_two", (verdict, twice), **AUDIT)
    cells = [(READING | AUDIT | reading).values() for reading in readings]
    tables = {
        "audits": audits,
        "second_readings": rows(" ".join(READING | AUDIT), *cells),
        "verdict_changes": rows("nth from to changed_on", *changes, **AUDIT),
    }
    return found(words, **tables)


CHANGED, OTHER = {"changed_on": "2026-11-26"}, {"tests": "attribution"}


@pytest.mark.parametrize(
    ("readings", "is_read"),
    [([{}], True), ([CHANGED], False), ([CHANGED, {}], True), ([OTHER], False), ([], False)],
)
def test_an_audit_that_tells_otherwise_than_its_readings_is_named(readings, is_read):
    for told in (True, False):
        words = "so write false" if told else "so write true"
        wrong = [(0, "checked_by_two")] if told != is_read else []
        assert of_readings(words, *readings, twice=told) == wrong


@pytest.mark.parametrize("verdict", ADVERSE)
def test_an_adverse_verdict_without_a_second_reading_is_named(verdict):
    words, read = "no second reading settled on it", {"settled_verdict": verdict}
    assert of_readings(words, read, verdict=verdict) == []
    assert of_readings(words, verdict="confirmed") == []
    for reading in ({"claim_id": "a-1-b"}, OTHER, {"settled_verdict": "confirmed"}, CHANGED):
        assert of_readings(words, read | reading, verdict=verdict) == [(0, "verdict")]


@pytest.mark.parametrize(
    ("words", "reading", "verdict", "column"),
    [
        ("say in changed_on when that changed", {}, "disputed", "settled_verdict"),
        ("has the settled verdict", CHANGED, "contradicted", "changed_on"),
        ("has no audit of this kind", OTHER, "contradicted", "claim_id"),
        ("say why the verdict stands", {"second_verdict": "disputed"}, "contradicted", "reason"),
        ("the readers agree", {"reason": "x"}, "contradicted", "reason"),
        ("on which the readers agree", {"settled_verdict": "close"}, "close", "settled_verdict"),
        ("lacks the change", {"first_verdict": "outdated"}, "contradicted", "settled_verdict"),
    ],
)
def test_a_reading_that_does_not_lead_to_today_is_named(words, reading, verdict, column):
    assert of_readings(words, {}) == []
    assert of_readings(words, reading, verdict=verdict) == [(0, column)]


def test_a_reading_whose_verdict_changed_since_and_a_change_that_is_logged_are_right():
    assert of_readings("say in changed_on", CHANGED, verdict="disputed") == []
    logged = (1, "outdated", "contradicted", "2026-11-25")
    fell = {"first_verdict": "outdated"}
    assert of_readings("lacks the change", fell, changes=[logged]) == []


FIRST = (1, "close", "disputed", "2026-11-25")
SECOND = (2, "disputed", "contradicted", "2026-11-25")


@pytest.mark.parametrize(
    ("words", "changes", "wrong"),
    [
        ("", [SECOND, FIRST], []),
        ("not the present verdict", [(1, "close", "confirmed", "2026-11-25")], [(0, "to")]),
        ("same verdict as before", [(1, "contradicted", "contradicted", "2026")], [(0, "to")]),
        ("is not the next number", [(2, "close", "contradicted", "2026")], [(0, "nth")]),
        (
            "of its previous change",
            [(2, "confirmed", "contradicted", "2026"), FIRST],
            [(0, "from")],
        ),
        ("is out of order", [FIRST, (*SECOND[:3], "2026-11-24")], [(1, "changed_on")]),
    ],
)
def test_a_log_that_does_not_lead_to_today_is_named(words, changes, wrong):
    assert of_readings(words, {}, changes=changes) == wrong


@pytest.mark.parametrize(
    ("reader", "second_weight", "reason", "columns"),
    [
        ("second", "detail", "one of several", set()),
        ("second", "detail", "", {"reason"}),
        ("second", "carries", "one of several", {"reason", "second_weight"}),
        ("second", "carries", "", {"second_weight"}),
        ("first again", "detail", "one of several", {"reason"}),
        ("first again", "detail", "", set()),
    ],
)
def test_a_weight_read_otherwise_has_a_reason_and_one_read_alike_stands(
    reader, second_weight, reason, columns
):
    read = rows(
        "reader first_weight second_weight reason",
        (reader, "carries", second_weight, reason),
        claim_id="a-1-a",
    )
    tables = {"weight_readings": read, "claims": rows("claim_id weight", ("a-1-a", "supports"))}
    broken = [*found("second reader who weighs", **tables), *found("both readers say", **tables)]
    assert {column for _, column in broken} == columns
