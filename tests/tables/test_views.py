"""Views over competing rows, and the field's arithmetic, on tables small enough to check by eye."""

import datetime

import numpy as np
import pandas as pd
import pytest

import heartland as hl
from heartland import sentences
from heartland.errors import DataError, UsageError
from heartland.figures import charts
from heartland.sentences import Finding
from heartland.tables import measures


def rows(*lines, columns=("publisher", "vintage", "area", "target_year", "growth_pct")):
    return pd.DataFrame(lines, columns=list(columns)).assign(source_id="imf-weo-2022-04")


def test_prefer_takes_the_row_that_a_preference_ranks_first():
    df = hl.load("growth_forecasts").query(
        "publisher == 'World Bank' and vintage == '2022-04' and area == 'KAZ' and target_year == 2022"
    )
    assert sorted(df["growth_pct"]) == [1.5, 1.8]
    best = hl.prefer(
        df, ["publisher", "vintage", "area", "target_year", "kind"], "growth_forecasts"
    )
    assert best["growth_pct"].tolist() == [1.8]


def test_a_preference_may_list_and_span(package):
    spoilt = package("growth_forecasts")
    spoilt.write(
        "preferences",
        [
            ["dataset", "where", "rank", "reason"],
            ["growth_forecasts", "publisher=X,Y;vintage=2022..2023", "1", "a test"],
        ],
    )
    df = rows(
        ("X", "2022-04", "KAZ", 2022, 1.0),
        ("Z", "2022-04", "KAZ", 2022, 2.0),
        ("Y", "2024-04", "KAZ", 2022, 3.0),
    )
    assert hl.prefer(df, ["area", "target_year"], "growth_forecasts")["publisher"].tolist() == ["X"]


def test_prefer_refuses_to_choose_by_accident():
    df = rows(("X", "2022-04", "KAZ", 2022, 1.0), ("X", "2022-04", "KAZ", 2022, 2.0)).assign(
        source_id=["a", "b"]
    )
    with pytest.raises(
        DataError,
        match=r"2 rows have the same rank; .* differ in growth_pct, source_id; choose among them",
    ):
        hl.prefer(df, ["publisher", "vintage", "area", "target_year"], "growth_forecasts")


def test_as_of_counts_a_month_at_its_end_and_leaves_undated_rows_out():
    df = rows(
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
    df = rows(("X", "2022-04", "KAZ", 2022, 1.0), ("Y", "2022-04", "KAZ", 2022, 2.0))
    assert hl.side_by_side(df, ["area"], "publisher", "growth_pct").loc["KAZ"].tolist() == [
        1.0,
        2.0,
    ]
    with pytest.raises(
        DataError, match=r"2 rows fall into the same cell \(area=KAZ, publisher=X\)"
    ):
        hl.side_by_side(pd.concat([df, df]), ["area"], "publisher", "growth_pct")


def test_spread_is_lowest_highest_and_their_ratio():
    df = rows(("X", "2022-04", "KAZ", 2022, 2.0), ("Y", "2022-04", "KAZ", 2022, 5.0))
    assert hl.spread(df, ["area"], "growth_pct").loc["KAZ"].tolist() == [2, 2.0, 5.0, 2.5]


def test_newest_keeps_the_last_vintage_and_first_the_oldest():
    df = rows(("X", "2022-04", "KAZ", 2022, 2.0), ("X", "2021-10", "KAZ", 2022, 5.0))
    assert measures.newest(df, ["publisher"])["growth_pct"].tolist() == [2.0]
    assert measures.newest(df, ["publisher"], first=True)["growth_pct"].tolist() == [5.0]


@pytest.mark.parametrize("first", [False, True])
def test_a_row_without_a_date_is_taken_only_if_there_is_no_other(first):
    df = rows(
        ("X", "", "KAZ", 2022, 1.0), ("X", "2022-04", "KAZ", 2022, 2.0), ("Y", "", "KAZ", 2022, 3.0)
    )
    assert measures.newest(df, "publisher", first=first)["growth_pct"].tolist() == [2.0, 3.0]
    years = pd.DataFrame({"area": ["KAZ", "KAZ"], "year": pd.array([None, 2020], dtype="Int64")})
    assert measures.newest(years, "area", "year", first=first)["year"].tolist() == [2020]


def test_the_newest_rows_keep_the_order_of_the_frame_whatever_its_index():
    df = rows(("X", "2022-04", "KAZ", 2022, 1.0), ("Y", "2021-10", "KAZ", 2022, 2.0))
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
    forecast = rows(("X", "2022-04", "KAZ", 2022, 2.0))
    outturn = rows(("W", "2023-10", "KAZ", 2022, 3.2)).assign(source_id="wdi-gdp-growth-2024-02")
    error = measures.forecast_errors(forecast, outturn).iloc[0]
    assert (
        error["error_pp"] == -1.2 and error["source_id"] == "imf-weo-2022-04;wdi-gdp-growth-2024-02"
    )


def test_a_round_counts_each_publisher_once():
    errors = rows(("X", "2022-04", "KAZ", 2022, 2.0), ("X", "2022-06", "KAZ", 2022, 3.0)).assign(
        round="spring"
    )
    assert measures.first_of_round(errors)["growth_pct"].tolist() == [2.0]


def test_only_equal_cells_are_compared():
    df = rows(
        ("X", "2021-10", "KAZ", 2022, 2.0),
        ("X", "2022-04", "KAZ", 2022, 3.0),
        ("Y", "2022-04", "KAZ", 2022, 3.0),
    ).assign(round=["a", "b", "b"])
    assert measures.equal_cells(df, ["publisher"], "round", ["a", "b"])["publisher"].tolist() == [
        "X",
        "X",
    ]


def test_a_quantifier_says_every_none_or_how_many():
    assert sentences.quantifier(2, 2, "forecast") == "every forecast"
    assert sentences.quantifier(0, 2, "forecast") == "none of 2 forecasts"
    assert sentences.quantifier(2, 3, "forecast") == "2 of 3 forecasts"
    assert sentences.quantifier(1, 1, "forecast") == "the one forecast"
    assert sentences.quantifier(0, 1, "forecast") == "no forecast"
    assert sentences.quantifier(0, 0, "forecast") == "no forecasts"
    assert sentences.quantifier(0, 0, "country", "countries") == "no countries"


@pytest.mark.parametrize(
    ("number", "of", "text"),
    [
        (2, 2, "every forecast was"),
        (3, 5, "3 of 5 forecasts were"),
        (1, 5, "1 of 5 forecasts was"),
        (0, 5, "none of 5 forecasts were"),
        (1, 1, "the one forecast was"),
        (0, 1, "the one forecast was not"),
        (0, 0, "no forecasts were"),
    ],
)
def test_a_verb_agrees_with_the_number_of_cases_in_which_it_holds(number, of, text):
    was = sentences.Verb("was", "were", "was not")
    assert sentences.subject_and_verb(number, of, "forecast", was) == text


def test_no_years_have_no_span():
    assert sentences.span([]) == ""


def test_a_place_in_an_order_has_its_ending():
    places = [1, 2, 3, 4, 11, 12, 13, 21, 102, 111]
    assert sentences.listed(map(sentences.ordinal, places)) == (
        "1st, 2nd, 3rd, 4th, 11th, 12th, 13th, 21st, 102nd and 111th"
    )


def test_a_finding_ends_with_more_of_its_facts_and_a_plain_description_without():
    found = Finding("17 forecasts were too low", {"of": 20})
    assert found.as_sentence(" (n = {of})") == Finding(
        "17 forecasts were too low (n = 20).", {"of": 20}
    )
    assert Finding("Forecasts").as_sentence(" (n = {of})") == Finding("Forecasts.")


def test_findings_are_joined_with_the_facts_of_all():
    first, second = Finding("A grew", {"name": "A", "year": 2020}), Finding("B did not", {"b": 1})
    joined = Finding.joined("{}; {}.", first, second)
    assert joined == Finding("A grew; B did not.", {"name": "A", "year": 2020, "b": 1})


def test_findings_that_state_one_fact_differently_are_not_joined():
    first, second = Finding("A grew", {"year": 2020}), Finding("B grew", {"year": 2021})
    with pytest.raises(ValueError, match="'year' differently: 2020 and 2021"):
        Finding.joined("{}; {}.", first, second)
    apart = Finding.joined("{}; {b}.", first, b=second)
    assert apart == Finding("A grew; B grew.", {"year": 2020, "b": {"year": 2021}})


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


@pytest.mark.parametrize("n", [1, 1.0, np.float64(1), np.int64(1)])
def test_a_count_may_be_a_whole_float(n):
    assert sentences.count(n, "event") == "one event"
    assert sentences.counted(1200 * n, "row") == "1,200 rows"


@pytest.mark.parametrize("n", [1.5, float("nan")])
@pytest.mark.parametrize("write", [sentences.count, sentences.counted])
def test_a_number_that_is_not_whole_is_no_count(write, n):
    with pytest.raises(ValueError, match=f"^{n} is no count of things: it is not a whole number"):
        write(n, "event")


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


def test_numbers_have_a_true_minus_sign():
    assert (
        sentences.number(-1.25) == "\N{MINUS SIGN}1.2"
        and sentences.listed(["a", "b", "c"]) == "a, b and c"
        and sentences.month("2022-09-05") == "5 September 2022"
    )
