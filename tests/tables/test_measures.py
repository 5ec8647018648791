"""How figures are stated, and what the arithmetic of the field makes of them."""

import pandas as pd
import pytest

from heartland.tables import measures
from heartland.tables.measures import rounding


@pytest.mark.parametrize(
    ("value", "unit"),
    [
        (0, 1.0),
        (13700, 100.0),
        (-20, 10.0),
        (4.3, 0.1),
        (0.25, 0.01),
        (26932.01626961069, 1e-5),
    ],
)
def test_a_figure_is_as_exact_as_its_last_digit_and_zero_as_one(value, unit):
    assert rounding(value) == pytest.approx(unit)


@pytest.mark.parametrize(
    ("relation", "words", "signs"),
    [
        ("<", "fewer than 5", "<5"),
        ("<=", "up to 5", "≤5"),
        (">", "over 5", ">5"),
        (">=", "at least 5", "≥5"),
        ("~", "about 5", "~5"),
    ],
)
def test_a_bound_is_said_on_its_own_side(relation, words, signs):
    assert measures.relation_in_words(relation, "5") == words
    assert measures.relation_in_signs(relation, "5") == signs


def forecasts(*lines, columns=("publisher", "vintage", "area", "target_year", "growth_pct")):
    return pd.DataFrame(lines, columns=list(columns)).assign(source_id="imf-weo-2022-04")


def test_newest_keeps_the_last_vintage_and_first_the_oldest():
    df = forecasts(("X", "2022-04", "KAZ", 2022, 2.0), ("X", "2021-10", "KAZ", 2022, 5.0))
    assert measures.newest(df, ["publisher"])["growth_pct"].tolist() == [2.0]
    assert measures.newest(df, ["publisher"], first=True)["growth_pct"].tolist() == [5.0]


@pytest.mark.parametrize("first", [False, True])
def test_a_row_without_a_date_is_taken_only_if_there_is_no_other(first):
    df = forecasts(
        ("X", "", "KAZ", 2022, 1.0), ("X", "2022-04", "KAZ", 2022, 2.0), ("Y", "", "KAZ", 2022, 3.0)
    )
    assert measures.newest(df, "publisher", first=first)["growth_pct"].tolist() == [2.0, 3.0]
    years = pd.DataFrame({"area": ["KAZ", "KAZ"], "year": pd.array([None, 2020], dtype="Int64")})
    assert measures.newest(years, "area", "year", first=first)["year"].tolist() == [2020]


def test_the_newest_rows_keep_the_order_of_the_frame_whatever_its_index():
    df = forecasts(("X", "2022-04", "KAZ", 2022, 1.0), ("Y", "2021-10", "KAZ", 2022, 2.0))
    df.index = [5, 2]
    assert measures.newest(df, "publisher")["growth_pct"].tolist() == [1.0, 2.0]
    df.index = [0, 0]
    assert measures.newest(df, "publisher")["growth_pct"].tolist() == [1.0, 2.0]


def test_a_round_is_told_by_its_months():
    months = pd.Series(
        [
            "2021-08",
            "2021-09",
            "2022-02",
            "2022-03",
            "2022-06",
            "2022-07",
            "2022-09",
            "2022-12",
            "2023-01",
        ]
    )
    named = measures.forecast_round(months, pd.Series(2022, index=months.index)).tolist()
    assert named == [
        None,
        "autumn before",
        "autumn before",
        "spring",
        "spring",
        None,
        "autumn",
        "autumn",
        None,
    ]


def test_an_error_is_forecast_minus_outturn_and_cites_both():
    forecast = forecasts(("X", "2022-04", "KAZ", 2022, 2.0))
    outturn = forecasts(("W", "2023-10", "KAZ", 2022, 3.2)).assign(
        source_id="wdi-gdp-growth-2024-02"
    )
    error = measures.forecast_errors(forecast, outturn).iloc[0]
    assert (
        error["error_pp"] == -1.2 and error["source_id"] == "imf-weo-2022-04;wdi-gdp-growth-2024-02"
    )


def test_a_round_counts_each_publisher_once():
    errors = forecasts(
        ("X", "2022-04", "KAZ", 2022, 2.0), ("X", "2022-06", "KAZ", 2022, 3.0)
    ).assign(round="spring")
    assert measures.first_of_round(errors)["growth_pct"].tolist() == [2.0]


def test_only_equal_cells_are_compared():
    df = forecasts(
        ("X", "2021-10", "KAZ", 2022, 2.0),
        ("X", "2022-04", "KAZ", 2022, 3.0),
        ("Y", "2022-04", "KAZ", 2022, 3.0),
    ).assign(round=["a", "b", "b"])
    assert measures.equal_cells(df, ["publisher"], "round", ["a", "b"])["publisher"].tolist() == [
        "X",
        "X",
    ]
