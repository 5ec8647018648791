"""Second readings and changed verdicts lead to the verdicts of today, and what does not is named."""

import pandas as pd
import pytest

import heartland as hl
from heartland_evidence.rules import reading_rules
from heartland_evidence.rules.rule import rules_of

TABLES = {name: hl.load(name) for name in ("audits", "second_readings", "verdict_changes")}
READ = {
    "claim_id": "a-1-a",
    "tests": "content",
    "reader": "A",
    "first_verdict": "contradicted",
    "second_verdict": "contradicted",
    "settled_verdict": "contradicted",
    "changed_on": "",
    "reason": "",
}


def changed(nth, before, after, day="2026-11-25"):
    return {
        "claim_id": "a-1-a",
        "tests": "content",
        "nth": nth,
        "changed_on": day,
        "from": before,
        "to": after,
    }


def found(rule, verdict="contradicted", readings=(READ,), changes=(), twice=True):
    """Table, column and words of what a rule finds, of one audit."""
    audit = {"claim_id": "a-1-a", "tests": "content", "verdict": verdict, "checked_by_two": twice}
    tables = {
        "audits": pd.DataFrame([audit]),
        "second_readings": pd.DataFrame(readings, columns=list(READ)),
        "verdict_changes": pd.DataFrame(changes, columns=list(changed(1, "", ""))),
    }
    return [
        (broken.table, broken.column, broken.sentence)
        for broken in rule(tables)
        if broken.rows.any()
    ]


@pytest.mark.parametrize("rule", rules_of(reading_rules), ids=lambda rule: rule.name)
def test_the_collection_keeps_the_rule(rule):
    assert not [broken for broken in rule(TABLES) if broken.rows.any()]


@pytest.mark.parametrize(
    ("readings", "read"),
    [
        ([READ], True),
        ([{**READ, "changed_on": "2026-11-26"}], False),
        ([{**READ, "changed_on": "2026-11-26"}, READ], True),
        ([{**READ, "tests": "attribution"}], False),
        ([], False),
    ],
)
def test_an_audit_that_tells_otherwise_than_the_readings_is_named(readings, read):
    rule = reading_rules.readings_are_told
    assert found(rule, twice=read, readings=readings) == []
    [(table, column, words)] = found(rule, twice=not read, readings=readings)
    assert (table, column) == ("audits", "checked_by_two")
    assert ("write true" if read else "write false") in words


@pytest.mark.parametrize("verdict", reading_rules.ADVERSE)
def test_an_adverse_verdict_without_a_second_reading_is_named(verdict):
    rule = reading_rules.adverse_verdicts_are_read_again
    read = {**READ, "settled_verdict": verdict}
    assert found(rule, verdict, readings=[read]) == []
    assert found(rule, "confirmed", readings=[]) == []
    for readings in (
        [],
        [{**read, "claim_id": "a-1-b"}],
        [{**read, "tests": "attribution"}],
        [{**read, "settled_verdict": "confirmed"}],
        [{**read, "changed_on": "2026-11-26"}],
    ):
        [(table, column, words)] = found(rule, verdict, readings=readings)
        assert (table, column) == ("audits", "verdict")
        assert "no second reading settled on it" in words


def test_an_adverse_audit_of_the_collection_that_loses_its_reading_is_named():
    readings = TABLES["second_readings"]
    alone = ~readings.duplicated(["claim_id", "tests"], keep=False)
    first = readings[alone & readings["settled_verdict"].eq("contradicted")].index[0]
    rule = reading_rules.adverse_verdicts_are_read_again
    [broken] = rule(TABLES | {"second_readings": readings.drop(first)})
    [claim] = TABLES["audits"].loc[broken.rows, "claim_id"]
    assert claim == readings.at[first, "claim_id"]


@pytest.mark.parametrize(
    ("cells", "verdict", "column", "words"),
    [
        ({}, "disputed", "settled_verdict", "say in changed_on when that changed"),
        ({"changed_on": "2026-11-26"}, "contradicted", "changed_on", "has the settled verdict"),
        ({"tests": "attribution"}, "contradicted", "claim_id", "has no audit"),
    ],
)
def test_a_reading_that_does_not_lead_to_today_is_named(cells, verdict, column, words):
    rule = reading_rules.readings_lead_to_today
    assert found(rule) == []
    assert found(rule, "disputed", [{**READ, "changed_on": "2026-11-26"}]) == []
    [(_, where, sentence)] = found(rule, verdict, [{**READ, **cells}])
    assert where == column and words in sentence


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"second_verdict": "disputed"}, "reason", "say why the verdict stands"),
        ({"reason": "x"}, "reason", "the readers agree"),
        ({"settled_verdict": "close"}, "settled_verdict", "on which the readers agree"),
    ],
)
def test_a_settlement_without_its_reason_is_named(cells, column, words):
    [(_, where, sentence)] = found(
        reading_rules.settlements_have_reasons, readings=[{**READ, **cells}]
    )
    assert where == column and words in sentence


def test_a_verdict_that_fell_and_is_not_in_the_log_is_named():
    rule = reading_rules.settlements_are_logged
    fell = {**READ, "first_verdict": "outdated", "settled_verdict": "confirmed"}
    assert found(rule, readings=[fell], changes=[changed(1, "outdated", "confirmed")]) == []
    [(_, column, words)] = found(rule, readings=[fell], changes=[changed(1, "close", "confirmed")])
    assert column == "settled_verdict" and "lacks the change" in words


@pytest.mark.parametrize(
    ("changes", "column", "words"),
    [
        ([changed(1, "close", "confirmed")], "to", "not the present verdict"),
        ([changed(1, "contradicted", "contradicted")], "to", "same verdict as before"),
        ([changed(2, "close", "contradicted")], "nth", "next number"),
        (
            [changed(2, "confirmed", "contradicted"), changed(1, "close", "disputed")],
            "from",
            "not the verdict of its previous change",
        ),
        (
            [
                changed(1, "close", "disputed"),
                changed(2, "disputed", "contradicted", "2026-11-24"),
            ],
            "changed_on",
            "out of order",
        ),
    ],
)
def test_a_log_that_does_not_lead_to_today_is_named(changes, column, words):
    rule = reading_rules.changes_lead_to_today
    steps = [changed(2, "disputed", "contradicted"), changed(1, "close", "disputed")]
    assert found(rule, changes=steps) == []
    [(_, where, sentence)] = found(rule, changes=changes)
    assert where == column and words in sentence
