"""Dates and periods on an axis of years."""

import datetime

import pandas as pd
import pytest

import heartland as hl
from heartland.errors import UsageError
from heartland.figures import marks, sizes


def test_dates_lie_where_they_belong_on_a_year_axis():
    x = marks.places(pd.Series(["2022", "2022-01", "2022-07-01"])).round(2).tolist()
    assert x == [2022.5, 2022.04, 2022.5]


DAYS = ["2022-07-01", "2023-01-15"]


@pytest.mark.parametrize(
    "dates",
    [
        pd.Series(pd.to_datetime(DAYS)),
        pd.Series([datetime.date.fromisoformat(day) for day in DAYS]),
        pd.Series([datetime.datetime.fromisoformat(day) for day in DAYS], dtype="object"),
    ],
    ids=["pandas", "date", "datetime"],
)
def test_dates_of_python_and_pandas_lie_where_their_texts_do(dates):
    assert marks.places(dates).equals(marks.places(pd.Series(DAYS)))
    missing = marks.places(pd.concat([dates, pd.Series([pd.NaT])], ignore_index=True))
    assert missing.isna().tolist() == [False, False, True]


def test_a_period_lies_at_its_middle_on_a_year_axis():
    periods = ["2022-H1", "2022-Q1", "2022-Q4", "2022-01/2022-11", "2021/2022"]
    x = marks.places(pd.Series(periods)).round(2).tolist()
    assert x == [2022.25, 2022.12, 2022.87, 2022.45, 2022.0]
    only_halves = marks.places(pd.Series(["2022-H2", ""])).round(2)
    assert only_halves[0] == 2022.75
    assert only_halves.isna()[1]


@pytest.mark.parametrize(
    "wrong",
    ["2022-Q5", "spring 2022", "20220601"],
)
def test_what_is_no_date_is_named_and_not_placed_on_a_year_axis(wrong):
    with pytest.raises(UsageError, match=f"'{wrong}' is not a date like 2022, "):
        marks.places(pd.Series(["2022", None, wrong]))


def test_a_single_year_has_an_axis_of_years_and_not_of_centuries():
    rows = hl.load("population", area="KAZ", year=2020)
    _, axes = hl.frame(rows, "Title")
    marks.lines(axes, rows, x="year", y="persons", by="area")
    assert axes.get_xlim() == (2019, 2021)


@pytest.mark.parametrize(("size", "most"), [("column", 12), ("phone", 6)])
def test_the_year_axis_has_as_many_years_as_the_size_in_use_has_room_for(size, most):
    with sizes.drawn_at(size):
        _, axes = hl.frame(hl.load("trade"), "Title")
        axes.plot(range(1990, 2025), range(35))
        marks.year_axis(axes)
        low, high = axes.get_xlim()
        assert 2 < sum(low <= tick <= high for tick in axes.get_xticks()) <= most
