"""The record of the IMF's forecasts, on tables small enough to be read."""

import pandas as pd

from heartland_themes import growth_forecasts as growth


def editions(*lines):
    """Rows of the IMF for Kazakhstan: vintage, target year, kind, growth."""
    columns = ["vintage", "target_year", "kind", "growth_pct"]
    table = pd.DataFrame(list(lines), columns=columns)
    return table.assign(publisher="IMF", area="KAZ", source_id="imf-weo-2022-04")


def year_of(year, made, first, before):
    """The April forecast for a year, its outturn a year on, and what it had of the year before."""
    return [
        (f"{year}-04", year, "forecast", made),
        (f"{year + 1}-10", year, "outturn", first),
        (f"{year + 2}-10", year, "outturn", 9.0),
        (f"{year}-04", year - 1, "nowcast or estimate", before),
    ]


def test_an_error_is_held_against_the_october_a_year_later_and_no_other():
    record = growth.april_record(editions(*year_of(2022, made=1.0, first=6.0, before=4.0)))
    assert record[["error_pp", "naive_error_pp"]].values.tolist() == [[-5.0, -2.0]]


def test_a_forecast_that_is_not_of_april_or_has_no_outturn_is_not_on_record():
    october = editions(("2022-10", 2022, "forecast", 1.0), ("2023-10", 2022, "outturn", 6.0))
    assert growth.april_record(october).empty
    assert growth.april_record(editions(("2022-04", 2022, "forecast", 1.0))).empty


def test_no_forecast_is_measured_for_turkmenistan_or_the_years_of_collapse():
    rows = editions(*year_of(2022, made=1.0, first=6.0, before=4.0)).assign(area="TKM")
    assert growth.april_record(rows).empty and growth.errors_by_distance(rows).empty
    assert growth.april_record(editions(*year_of(1995, 1.0, 6.0, 4.0))).empty


def test_years_not_forecast_at_every_distance_are_left_out():
    lines = [("2021-04", 2022, "forecast", 4.0), ("2022-04", 2022, "forecast", 4.5)]
    fewer = [("2021-04", 2021, "forecast", 1.0), ("2022-10", 2021, "outturn", 5.0)]
    errors = growth.errors_by_distance(
        editions(*lines, ("2023-10", 2022, "outturn", 5.0), *fewer)
    ).set_index("years_ahead")
    assert errors["target_year"].tolist() == [2022, 2022]
    assert errors["error_pp"].to_dict() == {1.0: -1.0, 0.0: -0.5}


def test_the_newest_outturn_of_a_publisher_counts_and_no_estimate():
    lines = [("2023-04", 2022, "nowcast or estimate", 3.4), ("2023-10", 2022, "first outturn", 3.3)]
    newest = growth.newest_outturns(
        editions(*lines, ("2024-04", 2022, "later outturn", 3.2)), "IMF"
    )
    assert newest["growth_pct"].tolist() == [3.2]
