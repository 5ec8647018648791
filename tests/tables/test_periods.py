"""What a date or period reaches over, however it is written."""

import pandas as pd
import pytest

from heartland.tables.periods import date_of_count, months_of


@pytest.mark.parametrize(
    ("date", "months"),
    [
        ("2022", ("2022-01", "2022-12")),
        ("2022-H2", ("2022-07", "2022-12")),
        ("2022-Q2", ("2022-04", "2022-06")),
        ("2022-06-30", ("2022-06", "2022-06")),
        ("2021-11/2022-02", ("2021-11", "2022-02")),
    ],
)
def test_a_period_has_a_first_and_a_last_month(date, months):
    assert months_of(date) == months


@pytest.mark.parametrize("missing", ["", None])
def test_a_count_is_dated_by_its_own_day_else_by_that_of_its_page(missing):
    reports = pd.DataFrame(
        {
            "counted_on": ["2022-09-20", missing, missing],
            "published_on": ["2022-10", "2022-11-03", missing],
        },
        dtype="str",
    )
    assert date_of_count(reports).tolist() == ["2022-09-20", "2022-11-03", ""]


def test_a_count_is_dated_by_its_page_where_no_row_says_when_it_was_made():
    reports = pd.DataFrame({"counted_on": [float("nan")], "published_on": ["2022-11-03"]})
    assert date_of_count(reports).tolist() == ["2022-11-03"]
