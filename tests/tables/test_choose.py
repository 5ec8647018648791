"""One row of competing ones, what was known when, how far figures lie apart; each misuse in a line."""

import datetime

import pandas as pd
import pytest

import heartland as hl
from heartland.errors import DataError, UsageError


def forecasts(*lines):
    columns = ["publisher", "vintage", "growth_pct"]
    rows = pd.DataFrame(lines, columns=columns).assign(area="KAZ", target_year=2022)
    return rows.assign(source_id="imf-weo-2022-04")


TWO = forecasts(("X", "2022-04", 2.0), ("Y", "2022-04", 5.0))


# prefer


def test_a_preference_may_list_and_span(package):
    spoilt = package("growth_forecasts")
    header = ["dataset", "where", "rank", "reason"]
    choice = ["growth_forecasts", "publisher=X,Y;vintage=2022..2023", "1", "a test"]
    spoilt.write("preferences", [header, choice])
    df = forecasts(("X", "2022-04", 1.0), ("Z", "2022-04", 2.0), ("Y", "2024-04", 3.0))
    assert hl.prefer(df, ["area", "target_year"], "growth_forecasts")["publisher"].tolist() == ["X"]


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


def test_rows_ranked_alike_are_counted_and_compared_also_where_a_cell_is_missing():
    rows = pd.DataFrame(
        {
            "area": ["KAZ", "KAZ", "KAZ", "UZB", "UZB"],
            "partner": [None, None, None, "CHN", "CHN"],
            "note": list("abcde"),
        }
    )
    told = r"^other_figures: 3 rows have the same rank; the first two \(area=KAZ, partner=\) differ"
    with pytest.raises(DataError, match=rf"{told} in note; choose among them"):
        hl.prefer(rows, ["area", "partner"], "other_figures")


def test_rows_that_state_different_figures_are_refused_with_the_way_to_keep_one():
    both = hl.load("remittances", area="TJK", year=2015, measure="received_bop")
    told = r"each states another figure: keep one, as \.dropna\(subset='share_gdp_pct'\) does$"
    with pytest.raises(DataError, match=told):
        hl.prefer(both)
    assert len(hl.prefer(both.dropna(subset="share_gdp_pct"))) == 1


# as_of


def test_what_is_dated_to_a_month_a_year_or_a_period_counts_at_its_end():
    periods = ["2019", "2020-01/2020-11", "2020-Q1", "2020-Q2", "2020-H2", "2020-05-31", ""]
    rows = pd.DataFrame({"period": periods})

    def by(date):
        kept = hl.as_of(rows, date, "period")
        assert kept.attrs["undated"] == 1
        return kept["period"].tolist()

    assert by("2020-06") == ["2019", "2020-Q1", "2020-Q2", "2020-05-31"]
    assert by("2020-06-15") == ["2019", "2020-Q1", "2020-05-31"]
    assert by("2020-05-31") == by(datetime.date(2020, 5, 31)) == by("2020-06-15")
    assert by(2020) == periods[:-1]
    assert len(hl.as_of(rows, "")) == len(rows)


def test_a_row_without_a_date_is_dated_by_the_newest_of_its_sources():
    lines = ["imf-weo-2022-04;imf-weo-2022-10", "imf-weo-2022-04", ""]
    rows = pd.DataFrame({"source_id": lines})
    known = hl.as_of(rows, "2022-06")
    assert known["source_id"].tolist() == ["imf-weo-2022-04"]
    assert known.attrs["undated"] == 1
    year_and_month = rows.assign(source_id="cabar-kaz-religion-2022;asiaplus-2022-06-15")
    assert hl.as_of(year_and_month, "2022-11").empty  # a year is over at its end
    one_undated = rows.assign(source_id="imf-weo-2022-04;24kg-100962")
    assert hl.as_of(one_undated, "2026").empty  # nobody knows since when


# spread


def test_a_spread_is_lowest_highest_and_their_ratio_also_where_a_cell_is_missing():
    assert hl.spread(TWO, ["area"], "growth_pct").loc["KAZ"].tolist() == [2, 2.0, 5.0, 2.5]
    rows = pd.DataFrame({"event": ["a", "a", "b"], "place": [None, None, "c"], "n": [2, 5, 1]})
    assert hl.spread(rows, ["event", "place"], "n")["count"].tolist() == [2, 1]


# Misuse


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: hl.prefer("trade"), "prefer takes rows, as load('trade') returns them, and was"),
        (lambda: hl.prefer(TWO), "these rows no longer say which dataset they are from"),
        (lambda: hl.prefer(TWO, "aera", "trade"), "the rows have no column 'aera'. Did you mean"),
        (lambda: hl.as_of(TWO, "2022", "on"), "the rows have no column 'on'"),
        (lambda: hl.as_of(TWO, "2022", "area"), "column 'area' does not hold dates: 'KAZ' is none"),
        (lambda: hl.as_of(TWO, "2022-13"), "as_of: '2022-13' is not a date like 2022, 2022-06"),
        (lambda: hl.spread("trade", "year", "x"), "spread takes rows, as load('trade')"),
    ],
)
def test_a_misuse_is_one_line(call, told):
    with pytest.raises(UsageError) as refused:
        call()
    assert str(refused.value).startswith(told) and "\n" not in str(refused.value)
