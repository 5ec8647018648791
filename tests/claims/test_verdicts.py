"""What is computed from the rows of an audit, and when it agrees with what a claim states."""

import pandas as pd
import pytest

from heartland.errors import DataError
from heartland_evidence.claims.evidence import in_plain_units, recompute, result_of, selections
from heartland_evidence.claims.verdicts import agreement, dates_agree, follows

CLAIM = {"kind": "quantity", "unit": "percent", "relation": "=", "value": 5.0, "low": float("nan"), "high": float("nan"), "period": "2022"}  # fmt: skip
FOUNDED = "milestone_id=2001-06-15-sco-founded"
SUMMIT = "milestone_id=2022-09-15-sco-samarkand-summit"


def dates(*cells):
    return pd.Series(cells, name="period", dtype="str")


def figures(*cells):
    return pd.Series(cells, name="value", dtype="float64")


@pytest.mark.parametrize(
    ("operation", "columns", "result"),
    [
        ("rank", [dates("2001"), dates("", "2001", "1999")], 2.0),
        ("rank", [figures(5), figures(None, 5, 7)], 2.0),
        ("date", [dates("", "2001")], "2001"),
        ("years", [dates("", "2001"), dates("2003", "")], pytest.approx(2, abs=0.01)),
        ("sum", [figures(2, 3)], 5.0),
        ("value", [figures(2, 2, None)], 2.0),
        ("share", [figures(1, 1), figures(8)], 25.0),
        ("difference", [figures(1, 1), figures(8)], -6.0),
        ("count", [figures(1, 1)], 2.0),
    ],
)
def test_an_operation_leaves_out_what_is_missing(operation, columns, result):
    assert result_of(operation, columns) == result


@pytest.mark.parametrize(
    ("operation", "columns", "words"),
    [
        ("months", [dates("2021-01"), dates("2021-08/2023-05")], "not a single date"),
        ("date", [dates("2022-H1")], "in period, which is not a single date"),
        ("value", [figures(2, 3)], "finds 2 different values in value, not one"),
        ("value", [dates("2001")], "finds text in period, and 'value' needs figures"),
        ("ratio", [figures(3), figures(2, -2)], "divides by zero"),
    ],
)
def test_what_an_operation_cannot_be_computed_from_is_refused(operation, columns, words):
    with pytest.raises(DataError) as told:
        result_of(operation, columns)
    assert words in str(told.value)


@pytest.mark.parametrize(
    ("operation", "where", "found"),
    [
        ("months", f"{FOUNDED}|{SUMMIT}", 255.0),
        ("rank", f"{FOUNDED}|{FOUNDED},2022-09-15-sco-samarkand-summit", 1.0),
        ("count_difference", f"{FOUNDED},2022-09-15-sco-samarkand-summit|{FOUNDED}", 1.0),
    ],
)
def test_evidence_is_computed_from_the_rows_that_an_audit_names(operation, where, found):
    audit = {"claim_id": "a", "dataset": "milestones", "column": "date"}
    audit |= {"operation": operation, "where": where}
    assert recompute(audit, selections(audit)) == pytest.approx(found, abs=0.05)


def test_an_audit_may_show_more_rows_than_are_computed_with_and_of_other_tables():
    audit = {"claim_id": "a", "dataset": "milestones", "column": "date", "operation": "date"}
    audit |= {"where": f"{FOUNDED}|{SUMMIT}|sco_members:area=IRN;status=member"}
    rows = selections(audit)
    assert recompute(audit, rows) == "2001-06-15"
    assert rows[2]["area"].unique().tolist() == ["IRN"]


def test_an_audit_that_computes_with_a_table_without_its_column_is_refused():
    audit = {"claim_id": "a", "dataset": "milestones", "column": "date", "operation": "months"}
    audit |= {"where": f"{FOUNDED}|sco_members:area=IRN;status=member"}
    with pytest.raises(DataError, match="reads no column of milestones"):
        recompute(audit, selections(audit))


@pytest.mark.parametrize(
    ("claim", "audit", "found", "agrees"),
    [
        ({}, {"operation": "value"}, 5.4, True),
        ({}, {"operation": "value"}, 5.6, False),
        ({}, {"operation": "count"}, 5.0, None),
        ({"unit": "count"}, {"operation": "count"}, 6.0, False),
        ({"value": 0.0, "unit": "count"}, {"operation": "count"}, 4.0, False),
        ({"relation": "~"}, {"operation": "value"}, 5.5, True),
        ({"relation": ">"}, {"operation": "value"}, 4.9, False),
        ({"kind": "rank"}, {"operation": "rank"}, 6.0, False),
        ({"kind": "rank", "relation": "<="}, {"operation": "rank"}, 2.0, True),
        ({"kind": "direction", "relation": ">"}, {"operation": "difference"}, 0.5, True),
        ({"kind": "direction", "relation": ">"}, {"operation": "value", "column": "value"}, 1.0, None),
        ({"kind": "direction", "relation": ">"}, {"operation": "value", "column": "growth_pct"}, -1.0, False),
        ({"kind": "dated_event"}, {"operation": "date"}, "2022-09-15", True),
        ({"kind": "dated_event"}, {"operation": "date"}, "2021-09-15", False),
    ],
    ids=str,
)  # fmt: skip
def test_what_agrees_with_a_claim_depends_on_its_kind(claim, audit, found, agrees):
    audit = {"column": "value"} | audit
    assert agreement(CLAIM | claim, found, audit) is agrees


@pytest.mark.parametrize(
    ("stated", "column", "found", "wrong"),
    [
        (50.0, "value", 46.0, ""),
        (50.0, "value", 44.0, "44.0 is more than a tenth away"),
        (0.19, "score", 0.176, ""),
        (0.17, "score", 0.147, "0.147 is more than one unit of the last digit away"),
        (4.9, "growth_pct", 4.7, "4.7 is more than one unit of the last digit away"),
        (50.0, "value", 50.0, "the claim states 50.0"),
    ],
)
def test_close_is_a_tenth_but_one_unit_of_a_score_or_of_a_rate(stated, column, found, wrong):
    audit = {"column": column, "operation": "value"}
    said = follows("close", CLAIM | {"value": stated}, found, audit)
    assert said.removeprefix("does not follow: ") == wrong


@pytest.mark.parametrize(
    ("found", "is_close"), [(5.0, True), (7.6, True), (7.8, False), (50.0, False)]
)
def test_a_range_is_close_within_a_tenth_of_its_nearer_end(found, is_close):
    claim = CLAIM | {"relation": "range", "value": float("nan"), "low": 5.0, "high": 7.0}
    audit = {"column": "value", "operation": "value"}
    assert (follows("close", claim, found, audit) == "") is is_close


@pytest.mark.parametrize(
    ("column", "operation", "unit", "plain"),
    [
        ("value_usd_mn", "value", "", 12e6),
        ("value", "difference", "UZS trillion", 12e12),
        ("value", "value", "persons", 12.0),
        ("value_usd_mn", "ratio", "", 12.0),
        ("value", "count", "USD million", 12.0),
    ],
)
def test_a_figure_is_told_in_persons_and_dollars(column, operation, unit, plain):
    audit = {"column": column, "operation": operation}
    assert in_plain_units(12.0, audit, pd.DataFrame({"unit": [unit]})) == plain


def test_a_figure_a_thousand_times_too_small_confirms_nothing():
    claim = CLAIM | {"unit": "persons", "value": 12000.0}
    audit = {"column": "value", "operation": "value"}
    assert follows("confirmed", claim, 12.0, audit)
    assert follows("contradicted", claim, 12.0, audit) == ""


@pytest.mark.parametrize(
    ("period", "relation", "found", "agrees"),
    [
        ("2022-09", "=", "2022-09-15", True),
        ("2022-09", "=", "2022-10", False),
        ("2020/2022", "range", "2021-05", True),
        ("2020/2022", "range", "2023", False),
        ("2022", "<", "2022-06", False),
        ("2022", "<", "2021-12", True),
        ("2022", "<=", "2022-06", True),
        ("2022", "<=", "2023", False),
        ("2022", ">=", "2022-06", True),
        ("2022", ">=", "2021", False),
        ("2022-09-15", ">", "2022-09-15", False),
        ("2022-09-15", ">", "2022-09-16", True),
        ("2022-H1", "=", "2022-03", None),
    ],
)
def test_dates_agree_as_precisely_as_both_are_known(period, relation, found, agrees):
    assert dates_agree(period, relation, found) is agrees
