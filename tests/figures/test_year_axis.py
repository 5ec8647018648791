"""Dates and periods on an axis of years."""

import datetime

import pandas as pd
import pytest

import heartland as hl
from heartland.errors import UsageError
from heartland.figures import charts


def test_dates_lie_where_they_belong_on_a_year_axis():
    x = charts.decimal_year(pd.Series(["2022", "2022-01", "2022-07-01"])).round(2).tolist()
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
    assert charts.decimal_year(dates).equals(charts.decimal_year(pd.Series(DAYS)))
    missing = charts.decimal_year(pd.concat([dates, pd.Series([pd.NaT])], ignore_index=True))
    assert missing.isna().tolist() == [False, False, True]


def test_lines_are_drawn_along_dates_of_pandas():
    rows = hl.load("population", area="KAZ", start=2020, end=2021)
    dated = rows.assign(day=pd.to_datetime(DAYS[: len(rows)]), name="Kazakhstan")
    _, axes = hl.frame(dated, "Title")
    charts.lines(axes, dated, x="day", value="persons", by="name", colours={"Kazakhstan": "k"})
    drawn = [line for line in axes.lines if len(line.get_xdata()) == 2]
    assert drawn[0].get_xdata().round(2).tolist() == [2022.5, 2023.04]


def test_a_period_lies_at_its_middle_on_a_year_axis():
    periods = ["2022-H1", "2022-Q1", "2022-Q4", "2022-01/2022-11", "2021/2022"]
    x = charts.decimal_year(pd.Series(periods)).round(2).tolist()
    assert x == [2022.25, 2022.12, 2022.87, 2022.45, 2022.0]
    only_halves = charts.decimal_year(pd.Series(["2022-H2", ""])).round(2)
    assert only_halves[0] == 2022.75
    assert only_halves.isna()[1]


@pytest.mark.parametrize(
    "wrong",
    ["2022-Q5", "spring 2022", "2022-Q1/2022-Q9", "2022-13", "2022-06-99", "20220601", "2022/"],
)
def test_what_is_no_date_is_named_and_not_placed_on_a_year_axis(wrong):
    with pytest.raises(UsageError, match=f"'{wrong}' is not a date like 2022, "):
        charts.decimal_year(pd.Series(["2022", None, wrong]))
