"""The ends of a range and its figure, in tiny tables."""

import pandas as pd
import pytest

from heartland_evidence.rules.rule import Tables
from heartland_evidence.rules.table_rules import bounds_enclose

VALUE = "is greater than the value"


def told(name, **row):
    """The columns that the rule names in one row of a table, and what it says of each."""
    df = pd.DataFrame([row], dtype="float64")
    return {b.column: b.sentence for b in bounds_enclose(Tables({name: df})) if b.rows.any()}


@pytest.mark.parametrize(
    ("value", "low", "high", "faults"),
    [
        (7, 5, 9, {}),
        (5, 5, 5, {}),
        (5, None, 9, {}),
        (None, 4, 9, {}),
        (2, 5, 9, {"low": VALUE}),
        (2, 9, 4, {"low": f"{VALUE}, and than high"}),
        (None, 9, 4, {"low": "is greater than high"}),
        (12, 5, 9, {"high": "is less than the value"}),
        (12, 10, 9, {"high": "is less than the value"}),
        (5, 9, None, {"low": VALUE}),
        (5, 9, 4, {"low": f"{VALUE}, and than high", "high": "is less than the value"}),
    ],
)
def test_a_bound_beyond_the_figure_or_the_other_bound_is_told_once(value, low, high, faults):
    assert told("casualty_reports", value=value, low=low, high=high) == faults


def test_a_bound_may_be_of_either_figure_of_a_row():
    assert told("digital_indices", score=50, rank=30, low=45, high=55) == {}
    faults = {"low": "is greater than high"}
    assert told("digital_indices", score=50, rank=30, low=45, high=35) == faults


def test_a_table_may_have_low_alone():
    assert told("growth_forecasts", growth_pct=5, low=4) == {}
    assert told("growth_forecasts", growth_pct=5, low=9) == {"low": VALUE}


def test_integers_of_which_one_is_missing_are_compared():
    row = {"value": 2, "low": 5, "high": None}
    df = pd.DataFrame([row], dtype="Int64")
    broken = list(bounds_enclose(Tables({"conflict_deaths": df})))
    assert [b.sentence for b in broken if b.rows.any()] == [VALUE]
