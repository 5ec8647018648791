"""What a claim states beside what its audit found, on rows small enough to check by eye."""

import pandas as pd
import pytest

import heartland as hl
from heartland_themes.claims import stated_over_found

ROW = {
    "kind": "quantity",
    "unit": "persons",
    "value": 40.0,
    "relation": "=",
    "verdict": "contradicted",
    "dataset": "casualty_reports",
    "where": "",
    "column": "value",
    "operation": "value",
    "evidence_value": "42",
}
IN_DOLLARS = {"unit": "USD", "dataset": "trade", "column": "value_usd_mn"}


@pytest.mark.parametrize(
    ("changed", "ratio"),
    [
        ({}, 0.952),
        (IN_DOLLARS | {"value": 21e6, "evidence_value": "42"}, 0.5),  # of millions
        ({"unit": "percent"}, None),  # no common unit
        ({"kind": "rank"}, None),
        ({"evidence_value": "2021-05"}, None),
        ({"evidence_value": "0"}, None),
        ({"verdict": "misattributed"}, None),  # it belongs to something else
        ({"operation": "count", "unit": "count"}, 0.952),
        ({"verdict": "confirmed", "evidence_value": "1"}, None),  # confirmed by the others
        ({"verdict": "confirmed", "evidence_value": "1", "relation": ">="}, 40.0),
        ({"dataset": ""}, None),  # no evidence
        ({"column": "", "operation": "", "evidence_value": ""}, None),  # open: only shown
    ],
)
def test_a_ratio_needs_two_numbers_of_one_unit(changed, ratio):
    found = stated_over_found(pd.DataFrame([ROW | changed]), hl.load("other_figures")).iloc[0]
    assert pd.isna(found) if ratio is None else round(found, 3) == ratio
