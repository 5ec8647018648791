"""Rules of the tables that break a total down, each with a small table that breaks it and one that keeps it."""

import pandas as pd
import pytest
from heartland.checks import breakdown_rules
from heartland.checks.rule import Tables


def told(rule, **tables):
    """Row numbers and columns that a rule finds wrong in small tables."""
    found = []
    for _, column, bad, _ in rule(Tables(tables)):
        found += [(row, column) for row in bad.index[bad]]
    return found


def browsers(*months, status="A"):
    """A small table of page views: of each month Safari on iOS, Chrome on Android and desktop browsers."""
    rows = []
    for number, shares in enumerate(months, 1):
        names = ["Safari on iOS", "Chrome on Android", "desktop browsers"]
        rows += [
            (f"2023-{number:02d}", name, share)
            for name, share in zip(names, shares, strict=True)
            if share is not None
        ]
    table = pd.DataFrame(rows, columns=["period", "browser", "share_pct"])
    return table.assign(area="KAZ", source_id="made-up", status=status)


CALM = (20.0, 40.0, 30.0)


def test_calm_months_are_whole():
    table = browsers(CALM, CALM, CALM)
    for rule in breakdown_rules.RULES[:3]:
        assert told(rule, browser_shares=table) == []


def test_a_month_without_one_of_the_main_browsers_is_found():
    table = browsers((None, 60.0, 30.0), CALM)
    found = told(breakdown_rules.months_are_whole, browser_shares=table)
    assert found == [(0, "period"), (1, "period")]


@pytest.mark.parametrize(("status", "rows"), [("A", 3), ("B", 3), ("U", 0)])
def test_a_month_that_lists_too_little_is_doubted(status, rows):
    table = browsers((10.0, 30.0, 30.0), status=status)
    assert len(told(breakdown_rules.months_are_whole, browser_shares=table)) == rows


@pytest.mark.parametrize(("status", "rows"), [("A", 3), ("B", 0), ("U", 0)])
def test_a_month_in_which_versions_vanish_is_a_break(status, rows):
    table = browsers((20.0, 45.0, 30.0), (10.0, 45.0, 30.0))
    table.loc[table["period"].eq("2023-02"), "status"] = status
    assert len(told(breakdown_rules.shifts_are_marked, browser_shares=table)) == rows


@pytest.mark.parametrize("odd", [(35.0, 25.0, 30.0), (5.0, 55.0, 30.0)])
def test_a_spike_of_apple_is_doubted(odd):
    table = browsers(CALM, odd, CALM)
    found = told(breakdown_rules.spikes_are_doubted, browser_shares=table)
    assert [row for row, _ in found] == [3, 4, 5]
    table.loc[3:5, "status"] = "U"
    assert told(breakdown_rules.spikes_are_doubted, browser_shares=table) == []


def test_a_share_that_stays_where_it_went_is_no_spike():
    table = browsers(CALM, (35.0, 25.0, 30.0), (35.0, 25.0, 30.0))
    assert told(breakdown_rules.spikes_are_doubted, browser_shares=table) == []


def forecasts(*rows):
    """A small table of forecasts and outturns of one country by one body: vintage, target year, kind."""
    table = pd.DataFrame(rows, columns=["vintage", "target_year", "kind"])
    return table.assign(publisher="IMF", area="KAZ", source_id="imf-weo-historical-2024-10")


def test_an_edition_that_lost_a_year_is_found():
    years = [("2003-04", year, "forecast") for year in (2003, 2004, 2006)]
    rule = breakdown_rules.editions_are_whole
    assert told(rule, growth_forecasts=forecasts(*years)) == [(2, "target_year")]
    assert told(rule, growth_forecasts=forecasts(*years[:2])) == []


def test_an_edition_begins_with_its_own_year():
    late = forecasts(("2003-04", 2004, "forecast"))
    found = told(breakdown_rules.editions_are_whole, growth_forecasts=late)
    assert found == [(0, "target_year")]
    other = late.assign(source_id="a-page")
    assert told(breakdown_rules.editions_are_whole, growth_forecasts=other) == []


def test_there_is_one_first_outturn():
    table = forecasts(("2015-10", 2014, "first outturn"), ("2015-05", 2014, "first outturn"))
    found = told(breakdown_rules.editions_are_whole, growth_forecasts=table)
    assert found == [(0, "kind")]
