"""One row of competing ones, what was known when, figures side by side; each misuse in a line."""

import datetime

import numpy as np
import pandas as pd
import pytest

import heartland as hl
from heartland.errors import DataError, UsageError
from heartland.tables.choose import public_on
from heartland.tables.periods import last_year
from heartland_evidence.known import known


@pytest.fixture
def rows():
    lines = [("KAZ", 2022, "CHN", 31.0), ("KAZ", 2022, "KAZ", 24.0)]
    return pd.DataFrame(lines, columns=["area", "year", "reporter", "bn"])


def test_a_period_is_over_on_the_last_day_of_its_last_month():
    periods = ["2019", "2020-01/2020-11", "2020-Q1", "2020-H2"]
    observed = pd.DataFrame({"period": periods})
    assert hl.as_of(observed, "2020-06", "period")["period"].tolist() == ["2019", "2020-Q1"]
    assert hl.as_of(observed, 2020, "period")["period"].tolist() == periods


def test_a_column_to_ignore_leaves_the_choice_to_the_other_preferences():
    preferences = hl.load("preferences", dataset="trade").sort_values("rank", ascending=False)
    goods = preferences.loc[preferences["where"].eq("concept=goods"), "rank"].item()
    of_documents = preferences["where"].str.startswith("source_id=")
    after_goods = preferences.loc[of_documents & preferences["rank"].gt(goods), "where"]
    ids = after_goods.str.removeprefix("source_id=").iloc[[0, -1]].tolist()
    rows = pd.DataFrame({"flow": "exports", "concept": "goods", "source_id": ids})
    with pytest.raises(DataError, match="have the same rank"):
        hl.prefer(rows, "flow", "trade")
    assert hl.prefer(rows, "flow", "trade", ignore="concept")["source_id"].tolist() == ids[1:]


MISUSE = {
    "prefer by no column": lambda rows: hl.prefer(rows, "aera", "trade"),
    "side_by_side without its index": lambda rows: hl.side_by_side(rows, "yaer", "reporter", "bn"),
    "as_of by no column": lambda rows: hl.as_of(rows, "2022", "vintage"),
}


@pytest.mark.parametrize("misuse", MISUSE.values(), ids=MISUSE)
def test_a_column_that_does_not_exist_is_named(rows, misuse):
    with pytest.raises(UsageError, match=r"^the rows have no column '\w+'"):
        misuse(rows)


TAKEN = {
    "prefer": hl.prefer,
    "side_by_side": lambda rows: hl.side_by_side(rows, "year", "reporter", "bn"),
    "cite": hl.cite,
    "both_sides": hl.both_sides,
}


@pytest.mark.parametrize("function", TAKEN)
def test_the_name_of_a_dataset_in_place_of_its_rows_is_refused(function):
    with pytest.raises(UsageError, match=rf"^{function} takes rows, .* and was given 'trade'$"):
        TAKEN[function]("trade")


@pytest.mark.parametrize(("column", "cell"), [("bn", "31.0"), ("reporter", "CHN")])
def test_rows_are_dated_by_a_column_of_dates_only(column, cell):
    rows = pd.DataFrame({"bn": [31.0], "reporter": ["CHN"], "on": ["2022-H1"]})
    assert len(hl.as_of(rows, "2022", "on")) == 1
    with pytest.raises(UsageError, match=f"^column '{column}' does not hold dates: '{cell}'"):
        hl.as_of(rows, "2022", column)


def test_rows_that_lost_their_dataset_say_what_to_do(rows):
    with pytest.raises(UsageError, match=r'name it, as in prefer\(df, dataset="trade"\)$'):
        hl.prefer(rows)


DAYS = [
    datetime.date(2022, 6, 30),
    np.datetime64("2022-06-30"),
]


@pytest.mark.parametrize("day", DAYS, ids=lambda day: type(day).__name__)
def test_a_day_may_be_a_date_of_python_or_pandas(day):
    rows = hl.load("growth_forecasts", area="KGZ")
    assert hl.as_of(rows, day).equals(hl.as_of(rows, "2022-06-30"))
    assert known("KGZ", day, "growth").equals(known("KGZ", "2022-06-30", "growth"))


def test_as_of_takes_the_newest_of_several_sources_and_counts_the_undated():
    lines = ["imf-weo-2022-04;imf-weo-2022-10", "imf-weo-2022-04", ""]
    rows = pd.DataFrame({"source_id": lines})
    known = hl.as_of(rows, "2022-06")
    assert known["source_id"].tolist() == ["imf-weo-2022-04"]
    assert known.attrs["undated"] == 1
    year_and_month = rows.assign(source_id="cabar-kaz-religion-2022;asiaplus-2022-06-15")
    assert hl.as_of(year_and_month, "2022-11").empty  # a year is over at its end
    one_undated = rows.assign(source_id="imf-weo-2022-04;24kg-100962")
    assert hl.as_of(one_undated, "2026").empty  # nobody knows since when


@pytest.mark.slow
def test_as_of_leaves_out_what_was_public_later_or_has_no_date_in_every_table_with_sources():
    for name in hl.datasets().index:
        df = hl.load(name)
        if "source_id" in df:
            kept = hl.as_of(df, "2022")
            years = last_year(public_on(df))  # missing where there is no date
            assert kept.index.tolist() == df.index[years.le("2022")].tolist(), name
            assert kept.attrs["undated"] == years.isna().sum(), name


@pytest.mark.parametrize("date", ["spring 2022", "2022-13"])
def test_a_date_that_is_none_is_refused(date):
    with pytest.raises(UsageError, match=f"^as_of: '{date}' is not a date like 2022, 2022-06"):
        hl.as_of(hl.load("growth_forecasts"), date)


def test_a_spread_keeps_figures_whose_quantity_has_a_missing_cell():
    rows = pd.DataFrame({"event": ["a", "a", "b"], "place": [None, None, "c"], "n": [2, 5, 1]})
    assert hl.spread(rows, ["event", "place"], "n")["count"].tolist() == [2, 1]
    reports = hl.load("casualty_reports", missing=True)
    counts = hl.spread(reports, ["event_id", "place"], "value")["count"]
    assert counts.sum() == reports["value"].notna().sum()


def test_rows_ranked_alike_are_counted_and_compared_also_where_a_cell_is_missing():
    areas = ["KAZ", "KAZ", "KAZ", "UZB", "UZB"]
    partners = [None, None, None, "CHN", "CHN"]
    rows = pd.DataFrame({"area": areas, "partner": partners, "note": list("abcde")})
    told = r"^other_figures: 3 rows have the same rank; the first two \(area=KAZ, partner=\) differ"
    with pytest.raises(DataError, match=rf"{told} in note; choose"):
        hl.prefer(rows, ["area", "partner"], "other_figures")


def forecasts(*lines, columns=("publisher", "vintage", "area", "target_year", "growth_pct")):
    return pd.DataFrame(lines, columns=list(columns)).assign(source_id="imf-weo-2022-04")


def test_a_preference_may_list_and_span(package):
    spoilt = package("growth_forecasts")
    spoilt.write(
        "preferences",
        [
            ["dataset", "where", "rank", "reason"],
            ["growth_forecasts", "publisher=X,Y;vintage=2022..2023", "1", "a test"],
        ],
    )
    df = forecasts(
        ("X", "2022-04", "KAZ", 2022, 1.0),
        ("Z", "2022-04", "KAZ", 2022, 2.0),
        ("Y", "2024-04", "KAZ", 2022, 3.0),
    )
    assert hl.prefer(df, ["area", "target_year"], "growth_forecasts")["publisher"].tolist() == ["X"]


def test_prefer_refuses_to_choose_by_accident():
    df = forecasts(("X", "2022-04", "KAZ", 2022, 1.0), ("X", "2022-04", "KAZ", 2022, 2.0)).assign(
        source_id=["a", "b"]
    )
    with pytest.raises(
        DataError,
        match=r"2 rows have the same rank; .* differ in growth_pct, source_id; choose among them",
    ):
        hl.prefer(df, ["publisher", "vintage", "area", "target_year"], "growth_forecasts")


def test_as_of_counts_a_month_at_its_end_and_leaves_undated_rows_out():
    df = forecasts(
        ("a", "2022-06", "KAZ", 2022, 1.0),
        ("b", "2022", "KAZ", 2022, 1.0),
        ("c", "", "KAZ", 2022, 1.0),
        ("d", "2022-05-31", "KAZ", 2022, 1.0),
    )
    df.loc[2, "source_id"] = ""
    assert hl.as_of(df, "2022-06")["publisher"].tolist() == ["a", "d"]
    assert hl.as_of(df, "2022-06-15")["publisher"].tolist() == ["d"]
    assert hl.as_of(df, "2022")["publisher"].tolist() == ["a", "b", "d"]
    assert hl.as_of(df, "2022").attrs["undated"] == 1
    assert len(hl.as_of(df, "")) == 4


def test_side_by_side_never_puts_two_figures_into_one_cell():
    df = forecasts(("X", "2022-04", "KAZ", 2022, 1.0), ("Y", "2022-04", "KAZ", 2022, 2.0))
    assert hl.side_by_side(df, ["area"], "publisher", "growth_pct").loc["KAZ"].tolist() == [
        1.0,
        2.0,
    ]
    with pytest.raises(
        DataError, match=r"2 rows fall into the same cell \(area=KAZ, publisher=X\)"
    ):
        hl.side_by_side(pd.concat([df, df]), ["area"], "publisher", "growth_pct")


def test_spread_is_lowest_highest_and_their_ratio():
    df = forecasts(("X", "2022-04", "KAZ", 2022, 2.0), ("Y", "2022-04", "KAZ", 2022, 5.0))
    assert hl.spread(df, ["area"], "growth_pct").loc["KAZ"].tolist() == [2, 2.0, 5.0, 2.5]
