"""Rules on claims and audits: each verdict follows from its evidence, and nothing is left out."""

from functools import cache

import pytest

import heartland as hl
from heartland.tables.tables import with_positions
from heartland_evidence.rules.audit_rules import audits_hold
from heartland_evidence.rules.claim_rules import claims_hold
from tests.rules.small import problems_of


def test_every_audit_recomputes_and_none_is_a_circle():
    excused = hl.load("exceptions").query("dataset == 'audits'")["where"].str.extract("=([^;]+)")[0]
    rows = with_positions("audits")["claim_id"]
    odd = [f for f in problems_of(audits_hold) if rows[f.row - 2] not in set(excused)]
    assert [str(f) for f in odd] == []


def test_a_wrong_evidence_value_a_lost_row_and_a_circle_are_found(package):
    spoilt = package("claims", "audits", "articles", "growth_forecasts")
    lines = spoilt.lines("audits")
    keep = [
        lines[0],
        *(
            line
            for line in lines
            if line[0] in ("nikkei-outlook-2023-12-a", "nikkei-outlook-2023-12-c")
        ),
    ]
    spoilt.write("audits", keep)
    assert list(problems_of(audits_hold)) == []
    spoilt.plant("audits", 2, evidence_value="4.4")
    assert "is not what the rows give: 4.3" in str(next(problems_of(audits_hold)))
    spoilt.plant("audits", 2, evidence_value="")
    (told,) = problems_of(audits_hold)
    assert (told.column, told.rule) == (
        "evidence_value",
        "is empty: write 4.3, which the rows give",
    )
    spoilt.plant("audits", 2, where="publisher=EBRD;vintage=1999-01")
    assert "finds no row" in str(next(problems_of(audits_hold)))
    spoilt.write("audits", keep)
    spoilt.plant("audits", 2, source_id="ctta-2023")
    assert "articles are not evidence for articles" in str(next(problems_of(audits_hold)))


IMF = "publisher=IMF;vintage=2023-04;area=KAZ;target_year=2023"


@pytest.mark.after("lib/heartland/claims/", "lib/heartland_evidence/rules/")
@pytest.mark.parametrize(
    ("claim", "verdict", "fits"),
    [
        ({"value": "4.3"}, "confirmed", True),
        ({"value": "4.4"}, "confirmed", False),
        ({"value": "4.5", "relation": "~"}, "confirmed", True),
        ({"value": "5", "relation": "~"}, "confirmed", False),
        ({"value": "4", "relation": ">"}, "confirmed", True),
        ({"value": "5", "relation": ">="}, "confirmed", False),
        ({"value": "4", "relation": "<="}, "confirmed", False),
        ({"value": "", "relation": "range", "low": "4", "high": "5"}, "confirmed", True),
        ({"value": "", "relation": "range", "low": "5", "high": "6"}, "confirmed", False),
        ({"value": "4300", "relation": "="}, "confirmed", False),
        ({"value": "4.4"}, "close", True),
        ({"value": "4.5"}, "close", False),
        ({"value": "9"}, "contradicted", True),
        ({"value": "4.3"}, "contradicted", False),
    ],
    ids=str,
)
def test_a_verdict_follows_from_the_two_figures(package, claim, verdict, fits):
    spoilt = package("claims", "audits", "articles", "growth_forecasts")
    lines = spoilt.lines("audits")
    spoilt.write(
        "audits", [lines[0], *(line for line in lines if line[0] == "nikkei-outlook-2023-12-a")]
    )
    spoilt.plant("audits", 2, verdict=verdict)
    spoilt.plant("claims", spoilt.row("claims", claim_id="nikkei-outlook-2023-12-a"), **claim)
    assert fits == (
        not any(
            f.column == "verdict" and "does not follow" in f.rule for f in problems_of(audits_hold)
        )
    )


@pytest.mark.after("lib/heartland/claims/", "lib/heartland_evidence/rules/")
@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"column": "note"}, "finds text in note, and 'value' needs figures"),
        ({"operation": "date"}, "finds figures in growth_pct, and 'date' needs text"),
        ({"operation": "sum", "column": "source_id"}, "finds text in source_id"),
        ({"column": "low"}, "finds 0 different values in low, not one"),
        ({"operation": "ratio"}, "is 1 selection, and 'ratio' needs 2, joined by |"),
        ({"where": f"{IMF}|{IMF}"}, "is 2 selections, and 'value' needs 1"),
        (
            {"operation": "ratio", "column": "low", "where": f"{IMF}|{IMF}"},
            "finds no figure in two rows, and 'ratio' needs one in each",
        ),
        ({"operation": ""}, "column operation: '' is empty"),
        ({"dataset": ""}, "column dataset: '' is empty"),
        (
            {
                "dataset": "audits",
                "where": "tests=content",
                "column": "verdict",
                "operation": "count",
            },
            "is what is being judged, not evidence",
        ),
        (
            {"dataset": "claims", "where": "theme=growth", "column": "value", "operation": "count"},
            "is what is being judged, not evidence",
        ),
        (
            {"verdict": "contradicted", "checked_by_two": "false"},
            "column checked_by_two: 'false' is not enough for 'contradicted': a second reader must judge it first",
        ),
        ({"matters": "The outlook was cut."}, "column effect: '' goes with 'matters'"),
        (
            {"verdict": "misattributed", "checked_by_two": "true"},
            "column effect: '' is empty, and so is 'matters'",
        ),
        ({"claim_date": "1999-01-01"}, "is not the day on which the article was published, 202"),
    ],
    ids=str,
)
def test_an_audit_that_cannot_be_recomputed_is_told_by_its_row(package, cells, words):
    spoilt = package("claims", "audits", "articles", "growth_forecasts")
    lines = spoilt.lines("audits")
    spoilt.write(
        "audits", [lines[0], *(line for line in lines if line[0] == "nikkei-outlook-2023-12-a")]
    )
    spoilt.plant("audits", 2, **cells)
    assert any(
        str(f).startswith("audits.csv, row 2, ") and words in str(f)
        for f in problems_of(audits_hold)
    )


@pytest.mark.after("lib/heartland/claims/", "lib/heartland_evidence/rules/")
@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (
            {"verdict": "misattributed", "checked_by_two": "true"},
            "column belongs_to: '' names the place, year",
        ),
        ({"belongs_to": "Shanghai"}, "where the verdict is 'misattributed' and only there"),
        (
            {"verdict": "not checkable"},
            "column not_checkable_as: '' says why no evidence could settle it",
        ),
        ({"verdict": "not checkable", "not_checkable_as": "view"}, "can be looked up"),
        ({"verdict": "unverified"}, "does not say what would settle it"),
        (
            {
                "verdict": "unverified",
                "matters": "The argument does not change.",
                "effect": "unmoved",
            },
            "is empty where nothing was found",
        ),
    ],
    ids=str,
)
def test_what_a_verdict_wants_beside_it_is_told(package, cells, words):
    spoilt = package("claims", "audits", "articles", "growth_forecasts")
    lines = spoilt.lines("audits")
    kept = [line for line in lines if line[0] == "nikkei-outlook-2023-12-a"]
    spoilt.write("audits", [lines[0], *kept])
    spoilt.plant("audits", 2, **cells)
    assert any(words in str(f) for f in problems_of(audits_hold))


@cache
def every_table():
    return {name: hl.load(name, part_years=True) for name in hl.datasets().index}


def every_audit():
    return every_table()["audits"]


def judged_anew(claim_id, tests="content", claim=None, **cells):
    """What is said of one audit after its cells, or those of its claim, were changed."""
    audit = every_audit()[
        every_audit()["claim_id"].eq(claim_id) & every_audit()["tests"].eq(tests)
    ].copy()
    assert len(audit) == 1
    for column, value in cells.items():
        audit[column] = value
    changed = every_table()["claims"].copy()
    for column, value in (claim or {}).items():
        changed.loc[changed["claim_id"].eq(claim_id), column] = value
    tables = every_table() | {"audits": audit, "claims": changed}
    return [str(problem) for problem in problems_of(audits_hold, tables)]


CHANGES = [  # claim, what is tested, how the audit is changed, what is said of it
    ("ctta-2023-4-a", "content", {"verdict": "confirmed", "effect": "", "matters": ""}, "does not follow"),
    ("ctta-2023-31-b", "content", {"verdict": "confirmed", "effect": "", "matters": ""}, "does not follow"),
    ("ctta-2023-26-c", "content", {"verdict": "confirmed", "effect": "", "matters": ""}, "does not follow"),
    ("nikkei-outlook-2023-12-a", "attribution", {"verdict": "close"}, "the claim states"),
    ("nikkei-outlook-2023-12-a", "attribution", {"verdict": "contradicted"}, "the claim states"),
    ("nikkei-outlook-2023-12-a", "attribution", {"verdict": "superseded", "effect": "unmoved", "matters": "x"}, "the claim states"),
    ("nikkei-outlook-2023-12-a", "attribution", {"verdict": "outdated", "effect": "unmoved", "matters": "x"}, "the claim states"),
    ("nikkei-outlook-2023-12-a", "attribution", {"verdict": "disputed"}, "'disputed' says what follows"),
    ("nikkei-outlook-2023-12-b", "attribution", {"verdict": "confirmed"}, "belongs_to"),
    ("rusi-dsr-2022-25-b", "content", {"belongs_to": "Samarkand"}, "is not what the evidence rows show"),
    ("nikkei-outlook-2023-12-c", "attribution", {"verdict": "misattributed", "belongs_to": "x"}, "the claim is not 4.8"),
    ("uk-parliament-2023-16-a", "content", {"verdict": "misattributed", "belongs_to": "x"}, "does not follow"),
    ("ctta-2023-9-a", "content", {"verdict": "contradicted", "effect": "softens", "matters": "x", "checked_by_two": True}, "the claim states"),
    ("uk-parliament-2023-17-b", "content", {"verdict": "confirmed", "effect": "", "matters": ""}, "does not follow"),
    ("foreignpolicy-xi-2022-27-a", "content", {"verdict": "contradicted", "effect": "softens", "matters": "x", "checked_by_two": True}, "the claim states"),
    ("rusi-dsr-2022-25-f", "content", {"where": "index=UN OSI;edition=2020;area=BLR"}, ""),
    ("straitstimes-trouble-2022-8-b", "content", {"verdict": "outdated", "effect": "unmoved", "matters": "x"}, "the claim states 21.0"),
    ("ctta-2023-7-e", "content", {"verdict": "outdated", "effect": "unmoved", "matters": "x"}, "the claim states 238.0"),
    ("straitstimes-trouble-2022-15-a", "content", {"verdict": "confirmed", "effect": "", "matters": ""}, "is 2 selections, and 'value' needs 1"),
    ("straitstimes-trouble-2022-15-a", "content", {"operation": "ratio"}, "is not what the rows give"),
    ("straitstimes-trouble-2022-15-a", "content", {"where": "figure_id=kgz-tjk-open-border-2022-geodesy|figure_id=x"}, "finds no row"),
    ("ctta-2023-27-a", "content", {"effect": "changes"}, "is not what 'matters' says"),
    ("ctta-2023-27-a", "content", {"effect": ""}, "goes with 'matters'"),
    ("nikkei-outlook-2023-12-a", "attribution", {"effect": "softens", "matters": "x"}, "nothing follows from it"),
]  # fmt: skip


@pytest.mark.after("lib/heartland/claims/", "lib/heartland_evidence/rules/")
@pytest.mark.parametrize(
    ("claim", "tests", "cells", "words"), CHANGES, ids=[f"{c}: {x}" for c, _, x, _ in CHANGES]
)
def test_a_verdict_that_was_turned_is_named(claim, tests, cells, words):
    assert judged_anew(claim, tests) == []
    found = judged_anew(claim, tests, **cells)
    assert found and any(words in problem for problem in found), found


@pytest.mark.after("lib/heartland/claims/", "lib/heartland_evidence/rules/")
@pytest.mark.parametrize(
    ("claim_id", "tests", "claim"),
    [
        ("nikkei-outlook-2023-12-a", "attribution", {"area": "AFG"}),
        ("nikkei-outlook-2023-12-a", "attribution", {"attributed_to": "IMF"}),
        ("nikkei-outlook-2023-12-a", "attribution", {"value": 3.4}),
        ("rusi-dsr-2022-25-f", "content", {"area": "BLR"}),
        ("ctta-2023-7-d", "content", {"value": 2.0}),
        ("nikkei-outlook-2023-9-a", "content", {"relation": "<"}),
        ("uk-parliament-2023-25-a", "content", {"value": 6.0}),
        ("rusi-dsr-2022-43-c", "content", {"value": 9e6}),  # the row has 9,100 million dollars
    ],
    ids=str,
)
def test_a_claim_that_was_changed_no_longer_fits_its_audit(claim_id, tests, claim):
    assert judged_anew(claim_id, tests) == []
    assert judged_anew(claim_id, tests, claim=claim)


def said_of_claims(**tables):
    return [str(problem) for problem in problems_of(claims_hold, every_table() | tables)]


def test_every_claim_of_the_collection_has_its_audits():
    assert said_of_claims() == []


def test_a_claim_whose_audit_is_deleted_is_named():
    left = every_audit()[every_audit()["claim_id"].ne("ctta-2023-4-a")]
    (problem,) = said_of_claims(audits=left)
    assert "claim_id: 'ctta-2023-4-a' has no audit: add one to audits.csv" in problem


def test_a_credited_claim_whose_attribution_nobody_tested_is_named():
    both = every_audit()["claim_id"].eq("nikkei-outlook-2023-10-d")
    left = every_audit()[~(both & every_audit()["tests"].eq("attribution"))]
    (problem,) = said_of_claims(audits=left)
    assert "attributed_to: 'EBRD' is not the author, and no audit tests the attribution" in problem


def test_no_audit_at_all_is_named_for_each_distinct_claim():
    distinct = every_table()["claims"]["same_as"].eq("").sum()
    assert len(said_of_claims(audits=every_audit().head(0))) == distinct


@pytest.mark.parametrize(
    ("first", "words"),
    [
        ("nikkei-outlook-2023-12-a", "theme and kind and unit"),
        ("ctta-2023-31-d", "is a claim with a different"),
    ],
)
def test_a_repetition_of_another_claim_is_named(first, words):
    table = every_table()["claims"].copy()
    row = table.index[table["claim_id"].eq("ctta-2023-20-a")][0]
    table.loc[row, "same_as"] = first
    assert any(words in problem for problem in said_of_claims(claims=table)), words
