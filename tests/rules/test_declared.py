"""What schemas declare of figures, and what holds in every table, in small tables."""

import pandas as pd
import pytest

from tests.rules.small import found, rows, told
from tests.rules.test_events import SOURCES, reports
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


@pytest.mark.parametrize(("status", "wrong"), [("A", [(1, "status")]), ("B", [])])
def test_a_union_that_loses_a_member_is_a_break(status, wrong):
    table = trade(("2022", "EUU", "exports", 33866.5), ("2023", "EUU", "exports", 30988.8))
    table = table.assign(partner_definition=["EU27+UK", "EU27"], status=["A", status])
    assert found("differs from the year before", trade=table) == wrong


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


def test_a_figure_a_hundred_times_that_of_the_year_before_is_found():
    table = trade(("2019", "CHN", "imports", 5.0), ("2020", "CHN", "imports", 700.0))
    assert found("by more than a factor of 100", trade=table) == [(1, "value_usd_mn")]


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


def test_a_counter_is_an_office_or_says_how_it_counted():
    areas = rows("area kind", ("UZB", "country"), ("EBRD", "grouping"))
    cells = [("UZB", ""), ("EBRD", ""), ("Agency", ""), ("Agency", "by its own people"), ("", "")]
    tables = {"areas": areas, "sources": SOURCES, "other_figures": rows("reporter note", *cells)}
    assert found("is a country code", **tables) == [(0, "reporter")]
    assert found("is a medium: name who counted", **tables) == [(2, "reporter")]
    of_trade = tables | {"trade": tables["other_figures"]}
    assert len(list(told("is a country code", **of_trade))) == 1


def test_a_row_without_a_source_is_not_told_that_it_names_its_own_again():
    cells = [("", ""), ("page", "other;page"), ("page", "other")]
    assert found("own source_id again", trade=rows("source_id also_in", *cells)) == [(1, "also_in")]


def test_a_place_has_one_position_in_all_tables():
    columns = "area place latitude longitude geo_precision"
    here = rows(columns, ("KAZ", "Almaty", 43.2, 76.9, "town"), ("KAZ", "", 43.2, None, "town"))
    there = rows(columns, ("KAZ", "Almaty", 43.5, 76.9, "town"), ("KGZ", "Almaty", 42.0, 75.0, ""))
    tables = {"conflict_events": here, "security_incidents": there}
    words = "is not the position that another row gives this place"
    assert {(name, row) for name, row, *_ in told(words, **tables)} == {
        ("conflict_events", 0),
        ("security_incidents", 0),
    }
    parts = {(name, row, column) for name, row, column, _ in told("or none", **tables)}
    assert parts == {
        ("conflict_events", 1, "longitude"),
        ("security_incidents", 1, "geo_precision"),
    }
