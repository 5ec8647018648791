"""Changes of claims and audits that look plausible are named: the verdict follows, both ways."""

from functools import cache

import pandas as pd
import pytest

import heartland as hl
from heartland import claims
from heartland.checks.audit_rules import audits_hold
from heartland.checks.claim_rules import claims_hold
from heartland.claims.verdicts import agreement, dates_agree
from heartland.tables.conditions import Selector, select
from tests.checks.small import problems_of
from tests.claims.judged import judged


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


@pytest.mark.slow
def test_each_selection_is_the_one_of_the_slow_way():
    chosen = {name: Selector(table) for name, table in every_table().items()}
    for name in ("audits", "preferences", "corrections"):
        entries = every_table()[name][every_table()[name]["dataset"].ne("")].head(60)
        for entry in entries.to_dict("records"):
            for where in entry["where"].split("|"):
                slow = select(every_table()[entry["dataset"]], where)
                assert list(chosen[entry["dataset"]](where).index) == list(slow.index)


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


@pytest.mark.after("lib/heartland/claims/", "lib/heartland/checks/")
@pytest.mark.parametrize(
    ("claim", "tests", "cells", "words"), CHANGES, ids=[f"{c}: {x}" for c, _, x, _ in CHANGES]
)
def test_a_verdict_that_was_turned_is_named(claim, tests, cells, words):
    assert judged_anew(claim, tests) == []
    found = judged_anew(claim, tests, **cells)
    assert found and any(words in problem for problem in found), found


@pytest.mark.after("lib/heartland/claims/", "lib/heartland/checks/")
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


CLAIM = {"kind": "quantity", "unit": "percent", "relation": "=", "value": 5.0, "low": float("nan"), "high": float("nan"), "period": "2022"}  # fmt: skip


@pytest.mark.parametrize(
    ("claim", "audit", "found", "agrees"),
    [
        ({}, {"operation": "value"}, 5.4, True),
        ({}, {"operation": "value"}, 5.6, False),
        ({}, {"operation": "count"}, 5.0, None),
        ({"unit": "count"}, {"operation": "count"}, 6.0, False),
        ({"value": 0.0, "unit": "count"}, {"operation": "count"}, 4.0, False),
        ({"value": 0.0}, {"operation": "value"}, 0.0, True),
        ({"kind": "rank"}, {"operation": "rank"}, 5.0, True),
        ({"kind": "rank"}, {"operation": "rank"}, 6.0, False),
        ({"kind": "rank", "relation": "<="}, {"operation": "rank"}, 2.0, True),
        ({"kind": "direction", "relation": ">"}, {"operation": "difference"}, 0.5, True),
        ({"kind": "direction", "relation": "<"}, {"operation": "difference"}, 0.5, False),
        ({"kind": "direction", "relation": "<"}, {"operation": "ratio"}, 0.5, True),
        ({"kind": "direction", "relation": ">"}, {"operation": "value", "column": "value"}, 1.0, None),
        ({"kind": "direction", "relation": ">"}, {"operation": "value", "column": "growth_pct"}, -1.0, False),
        ({"kind": "dated_event"}, {"operation": "date"}, "2022-09-15", True),
        ({"kind": "dated_event"}, {"operation": "date"}, "2021-09-15", False),
    ],
    ids=str,
)  # fmt: skip
def test_what_agrees_with_a_claim_depends_on_its_kind(claim, audit, found, agrees):
    audit = {"column": "value"} | audit
    assert agreement(pd.Series(CLAIM | claim), found, pd.Series(audit)) is agrees


@pytest.mark.parametrize(
    ("period", "relation", "found", "agrees"),
    [
        ("2022-09", "=", "2022-09-15", True),
        ("2022-09-15", "=", "2022-09", True),
        ("2022-09", "=", "2022-10", False),
        ("2020/2022", "range", "2021-05", True),
        ("2020/2022", "range", "2023", False),
        ("2022", "<", "1994", True),
        ("2022", "<", "2023-01", False),
        ("2022-01", ">=", "2022-03", True),
        ("2022-H1", "=", "2022-03", None),
        ("", "=", "2022", None),
    ],
)
def test_dates_agree_as_precisely_as_both_are_known(period, relation, found, agrees):
    assert dates_agree(period, relation, found) is agrees


def test_quantities_ranks_directions_and_dates_are_counted_apart():
    everything = judged()
    table = claims.questions(everything)
    assert set(table.index.get_level_values("question")) == {"quoted", "so"}
    kinds = {"quantity", "rank", "direction", "dated_event"}
    assert set(table.loc["so"].index) == kinds
    assert table.loc["so"].sum().equals(claims.tally(everything, "kind", "so").sum())
    checked = table[list(claims.OUTCOMES)].drop(columns=["could not be checked", "not checkable"])
    assert (checked.sum(axis=1) == table["checked"]).all()
    assert table.loc["so"]["not checkable"].sum() > 0
