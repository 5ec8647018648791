"""When a figure or a date agrees with what a claim states."""

import pandas as pd
import pytest

from heartland import claims
from heartland.claims.verdicts import agreement, dates_agree, follows
from heartland_evidence.claims.evidence import in_plain_units
from tests.claims.judged import judged

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
    ("stated", "column", "found", "wrong"),
    [
        (50.0, "value", 46.0, ""),
        (50.0, "value", 44.0, "44.0 is more than a tenth away"),
        (0.19, "score", 0.176, ""),
        (0.17, "score", 0.147, "0.147 is more than one unit of the last digit away"),
        (4.9, "growth_pct", 4.8, ""),
        (4.9, "growth_pct", 4.7, "4.7 is more than one unit of the last digit away"),
    ],
)
def test_close_is_a_tenth_but_one_unit_of_a_score_or_of_a_rate(stated, column, found, wrong):
    audit = pd.Series({"column": column, "operation": "value"})
    said = follows("close", pd.Series(CLAIM | {"value": stated}), found, audit)
    assert said.removeprefix("does not follow: ") == wrong


@pytest.mark.parametrize(
    ("found", "is_close"), [(5.0, True), (6.0, True), (7.6, True), (7.8, False), (50.0, False)]
)
def test_a_range_is_close_within_a_tenth_of_its_nearer_end(found, is_close):
    claim = pd.Series(CLAIM | {"relation": "range", "value": float("nan"), "low": 5.0, "high": 7.0})
    audit = pd.Series({"column": "value", "operation": "value"})
    assert (follows("close", claim, found, audit) == "") is is_close


@pytest.mark.parametrize(
    ("column", "operation", "unit", "plain"),
    [
        ("value_usd_mn", "value", "", 12e6),
        ("value", "sum", "USD million", 12e6),
        ("value", "difference", "UZS trillion", 12e12),
        ("value", "value", "persons", 12.0),
        ("value_usd_mn", "ratio", "", 12.0),
        ("value", "count", "USD million", 12.0),
    ],
)
def test_a_figure_is_told_in_persons_and_dollars(column, operation, unit, plain):
    audit = pd.Series({"column": column, "operation": operation})
    assert in_plain_units(12.0, audit, pd.DataFrame({"unit": [unit]})) == plain


def test_a_figure_a_thousand_times_too_small_confirms_nothing():
    claim = pd.Series(CLAIM | {"unit": "persons", "value": 12000.0})
    audit = pd.Series({"column": "value", "operation": "value"})
    assert follows("confirmed", claim, 12.0, audit)
    assert follows("contradicted", claim, 12.0, audit) == ""


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
        ("2022", "<", "2022-06", False),
        ("2022", "<=", "2022-06", True),
        ("2022", ">", "2022-03", False),
        ("2022-09-15", ">", "2022-09-15", False),
        ("2022-09-15", ">", "2022-09-16", True),
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
