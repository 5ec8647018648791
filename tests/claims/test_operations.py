"""What an audit computes from the columns of its selections, and which it refuses."""

import pandas as pd
import pytest

from heartland.claims.operations import result_of
from heartland.errors import DataError


def dates(*cells):
    return pd.Series(cells, name="period", dtype="str")


def figures(*cells):
    return pd.Series(cells, name="value", dtype="float64")


@pytest.mark.parametrize(
    ("operation", "columns"),
    [
        ("months", [dates("2021-01"), dates("2021-08/2023-05")]),
        ("years", [dates("2021-08/2023-05"), dates("2024")]),
        ("date", [dates("2022-H1")]),
        ("date", [dates("soon")]),
    ],
)
def test_a_date_is_one_date_and_no_period(operation, columns):
    with pytest.raises(DataError, match="in period, which is not a single date"):
        result_of(operation, columns)


def test_what_has_no_date_has_no_place_among_dates():
    assert result_of("rank", [dates("2001"), dates("", "2001", "1999")]) == 2.0


def test_what_has_no_figure_has_no_place_among_figures():
    assert result_of("rank", [figures(5), figures(None, 5, 7)]) == 2.0


def test_an_empty_date_is_not_taken_for_the_one_that_is_asked_for():
    assert result_of("date", [dates("", "2001")]) == "2001"
    assert result_of("years", [dates("", "2001"), dates("2003", "")]) == pytest.approx(2, abs=0.01)
    with pytest.raises(DataError, match="finds 0 different values in period, not one"):
        result_of("date", [dates("", "")])


@pytest.mark.parametrize("operation", ["share", "ratio", "difference"])
def test_a_missing_figure_is_not_nothing(operation):
    with pytest.raises(DataError, match="finds no figure in one row, and"):
        result_of(operation, [figures(None), figures(3)])


def test_a_sum_needs_a_figure_in_each_row():
    assert result_of("sum", [figures(2, 3)]) == 5.0
    with pytest.raises(DataError, match="finds no figure in one row, and 'sum' needs one in each"):
        result_of("sum", [figures(2, None)])


def test_nothing_is_divided_by_zero():
    with pytest.raises(DataError, match="divides by zero"):
        result_of("ratio", [figures(3), figures(2, -2)])
