"""What schemas declare of figures, and what holds in every table, in small tables."""

import pandas as pd
import pytest

from tests.rules.small import found, rows, told
from tests.rules.test_events import reports
from tests.rules.test_trade import trade

SETTLED, FAR = "is one of two settled figures", "is far from its neighbours"


@pytest.mark.parametrize(("status", "wrong"), [("A", 2), ("P", 0), ("U", 0), ("E", 0)])
def test_one_count_has_one_settled_figure(status, wrong):
    table = trade(("2022", "CHN", "exports", 13060.2), ("2022", "CHN", "exports", 13200.0))
    table["status"] = ["A", status]
    for column in ("value_eur_mn", "value_cny_mn"):
        table[column] = float("nan")
    assert len(found(SETTLED, trade=table)) == wrong


@pytest.mark.parametrize(("status", "wrong"), [("F", 2), ("U", 0)])
def test_one_edition_has_one_forecast(status, wrong):
    same = {"publisher": "EBRD", "vintage": "2023-09", "area": "MNG", "target_year": 2024}
    table = rows("growth_pct status", (7.5, "F"), (7.0, status), kind="forecast", **same)
    assert len(found(SETTLED, growth_forecasts=table)) == wrong


@pytest.mark.parametrize(
    ("rates", "wrong"),
    [([2.3, 25.0, 3.0, 2.1], [1]), ([25.0], []), ([-1.8, -0.4, 5.0, 5.2], [])],
    ids=["a decimal point moved", "alone in its cell", "one other supports it"],
)
def test_a_forecast_is_near_others_of_its_cell(rates, wrong):
    cells = [(f"2022-{month:02d}", rate) for month, rate in enumerate(rates, 1)]
    table = rows("vintage growth_pct", *cells, area="KAZ", target_year=2022, status="F")
    assert [row for row, _ in found(FAR, growth_forecasts=table)] == wrong


YEARS = (2016, 2017, 2018, 2019, 2021, 2022, 2023, 2024)
STEADY = [(str(year), "CHN", "imports", 700.0) for year in YEARS]
SLIP = ("2020", "CHN", "imports", 14638.0)


def test_a_year_twenty_times_its_neighbours_is_found_and_a_month_is_no_neighbour():
    table = trade(*STEADY, ("2020-01", "CHN", "imports", 60.0), SLIP)
    assert found(FAR, trade=table) == [(len(STEADY) + 1, "value_usd_mn")]
    for status in ("B", "U"):
        table.loc[len(STEADY) + 1, "status"] = status
        assert found(FAR, trade=table) == []


def dates(*published):
    table = reports(*({"published_on": day, "value": n} for n, day in enumerate(published)))
    words = "of the same source_id"
    return [(row, sentence) for _, row, _, sentence in told(words, casualty_reports=table)]


def test_a_row_unlike_the_others_of_its_source_is_told_what_they_have():
    ((row, sentence),) = dates("2022-01-17", "2022-01-17", "2022-01-16")
    assert row == 2
    assert sentence == (
        "is not that of most rows of the same source_id: the others have 2022-01-17; "
        "write that, or give the page its own source"
    )
    ((row, sentence),) = dates("", "", "2022-01-16")
    assert row == 2 and "the others have none; leave it empty, or give the page" in sentence
    ((row, sentence),) = dates("", "2022-01-16")
    assert row == 0 and "the others have 2022-01-16" in sentence


def test_a_doubled_row_does_not_outnumber_the_others():
    new = {"published_on": "2022-01-16"}
    old = [{"published_on": "2022-01-17", "value": value} for value in (1, 2)]
    table = reports(new, new, new, *old)
    wrong = [row for row, _ in found("of the same source_id", casualty_reports=table)]
    assert wrong == [0, 1, 2]


@pytest.mark.parametrize(
    ("table", "value", "low", "high", "wrong"),
    [
        ("casualty_reports", 7, 5, 9, set()),
        ("casualty_reports", 2, 5, 9, {("low", "is greater than the value")}),
        ("casualty_reports", None, 9, 4, {("low", "is greater than high")}),
        ("casualty_reports", 12, 5, 9, {("high", "is less than the value")}),
    ],
)  # fmt: skip
def test_a_bound_beyond_the_figure_or_the_other_bound_is_told_once(table, value, low, high, wrong):
    df = pd.DataFrame([{"value": value, "low": low, "high": high}], dtype="float64")
    for kind in ("float64", "Int64"):
        found_in = told(" than ", **{table: df.astype(kind)})
        assert {(column, sentence) for _, _, column, sentence in found_in} == wrong


def names(*reporters):
    table = reports(*({"reporter": one} for one in reporters))
    words = ("is nearly", "spell each name one way")
    return [(row, text) for one in words for _, row, _, text in told(one, casualty_reports=table)]


OFFICE = "Prosecutor General's Office of Kazakhstan"


@pytest.mark.parametrize(
    "slip",
    [
        "Prosecuter Generals Office of Kazakhstan",
        "Prosecutor General's Ofifce of Kazakhstan",
    ],
)
def test_a_name_one_slip_from_another_is_told_the_more_frequent_one(slip):
    advice = "write that, or say in exceptions.csv that they are two"
    assert names(slip, OFFICE, OFFICE) == [(0, f"is nearly '{OFFICE}': {advice}")]


def test_a_name_is_spelt_in_one_way():
    told_of = f"is written '{OFFICE}' elsewhere: spell each name one way"
    assert names(OFFICE.lower(), OFFICE, OFFICE) == [(0, told_of)]
