"""Rules on what was counted, each with a small table that breaks it and one that keeps it."""

import pandas as pd
import pytest

from heartland_evidence.rules import count_rules, source_rules
from tests.rules.small import told


def trade(*rows):
    """A small table of trade: period, partner, flow, amount, status, definition, reporter."""
    names = ["period", "partner", "flow", "value_usd_mn", "status", "partner_definition"]
    table = pd.DataFrame(rows, columns=names)
    return table.assign(area="KAZ", product="total", concept="goods", reporter="KAZ")


def test_two_settled_figures_of_one_count_are_found():
    rows = (
        ("2022", "CHN", "exports", 13060.2, "A", ""),
        ("2022", "CHN", "exports", 13200.0, "A", ""),
    )
    both = told(count_rules.counts_stand_once, trade=trade(*rows))
    assert both == [(0, "value_usd_mn"), (1, "value_usd_mn")]


@pytest.mark.parametrize("status", ["P", "U", "E"])
def test_a_count_that_was_changed_or_is_doubted_may_stand_beside_the_settled_one(status):
    first = ("2022", "CHN", "exports", 13060.2, "A", "")
    rows = first, ("2022", "CHN", "exports", 13200.0, status, "")
    assert told(count_rules.counts_stand_once, trade=trade(*rows)) == []


def test_two_forecasts_of_one_edition_are_found():
    row = {"publisher": "EBRD", "vintage": "2023-09", "area": "MNG", "target_year": 2024}
    table = pd.DataFrame([row, row]).assign(kind="forecast", status="F", growth_pct=[7.5, 7.0])
    assert len(told(count_rules.counts_stand_once, growth_forecasts=table)) == 2
    table.loc[1, "status"] = "U"
    assert told(count_rules.counts_stand_once, growth_forecasts=table) == []


@pytest.mark.parametrize(("status", "found"), [("A", [(1, "status")]), ("B", [])])
def test_a_union_that_loses_a_member_is_a_break(status, found):
    rows = (
        ("2022", "EUU", "exports", 33866.5, "A", "EU27+UK"),
        ("2023", "EUU", "exports", 30988.8, status, "EU27"),
    )
    assert told(count_rules.breaks_are_marked, trade=trade(*rows)) == found


def outturns(*rows):
    names = ["publisher", "vintage", "target_year", "kind"]
    return pd.DataFrame(rows, columns=names).assign(area="KAZ")


def test_a_rate_read_long_after_its_year_is_no_first_outturn():
    late = ("World Bank WDI", "2024-02", 2010, "first outturn")
    assert told(count_rules.first_outturns_are_first, growth_forecasts=outturns(late)) == [
        (0, "kind")
    ]


def test_a_late_outturn_is_the_first_where_an_edition_before_it_had_an_estimate():
    rows = (
        ("IMF", "2022-10", 2021, "nowcast or estimate"),
        ("IMF", "2023-04", 2021, "first outturn"),
    )
    assert told(count_rules.first_outturns_are_first, growth_forecasts=outturns(*rows)) == []


def test_a_later_outturn_is_not_older_than_the_first():
    rows = ("EBRD", "2016", 2015, "later outturn"), ("EBRD", "2016-05", 2015, "first outturn")
    found = told(count_rules.later_outturns_are_later, growth_forecasts=outturns(*rows))
    assert found == [(0, "vintage")]


def forecasts(*rates):
    months = [f"2022-{month:02d}" for month in range(1, len(rates) + 1)]
    table = pd.DataFrame({"vintage": months, "growth_pct": rates})
    return table.assign(area="KAZ", target_year=2022, status="F")


def test_a_moved_decimal_point_is_far_from_every_other_forecast_of_its_cell():
    table = forecasts(2.3, 25.0, 3.0, 2.1)
    assert told(count_rules.neighbours_agree, growth_forecasts=table) == [(1, "growth_pct")]


def test_a_forecast_alone_in_its_cell_has_no_neighbours():
    assert told(count_rules.neighbours_agree, growth_forecasts=forecasts(25.0)) == []


def test_a_forecast_that_one_other_supports_is_not_far():
    assert (
        told(count_rules.neighbours_agree, growth_forecasts=forecasts(-1.8, -0.4, 5.0, 5.2)) == []
    )


YEARS = [2016, 2017, 2018, 2019, 2021, 2022, 2023, 2024]
STEADY = [(str(year), "CHN", "imports", 700.0, "A", "") for year in YEARS]


def test_a_year_twenty_times_its_neighbours_is_found_and_a_month_is_no_neighbour():
    month = ("2020-01", "CHN", "imports", 60.0, "A", "")
    slip = ("2020", "CHN", "imports", 14638.0, "A", "")
    found = told(count_rules.neighbours_agree, trade=trade(*STEADY, month, slip))
    assert found == [(len(STEADY) + 1, "value_usd_mn")]


@pytest.mark.parametrize("status", ["B", "U"])
def test_what_is_marked_as_a_break_or_doubted_may_stand_apart(status):
    odd = ("2020", "CHN", "imports", 14638.0, status, "")
    assert told(count_rules.neighbours_agree, trade=trade(*STEADY, odd)) == []


def test_small_flows_may_come_and_go():
    amounts = [("2020", 0.1), ("2021", 31.0), ("2022", 0.2)]
    rows = [(year, "AFG", "imports", amount, "A", "") for year, amount in amounts]
    assert told(count_rules.neighbours_agree, trade=trade(*rows)) == []


def mirrored(amount, **cells):
    """A flow of 1,500 as Kazakhstan counts it, and as China does."""
    own = ("2022", "CHN", "imports", 1500.0, "A", "")
    other = ("2022", "CHN", "imports", amount, "A", "")
    table = trade(own, other)
    table["reporter"] = ["KAZ", "CHN"]
    for column, cell in cells.items():
        table.loc[1, column] = cell
    return told(count_rules.mirrors_agree, trade=table)


def test_a_decimal_point_moved_in_one_of_two_mirrored_counts_is_found_in_both():
    assert mirrored(15000.0) == [(0, "value_usd_mn"), (1, "value_usd_mn")]
    assert mirrored(150.0) == [(0, "value_usd_mn"), (1, "value_usd_mn")]


def test_two_countries_may_count_a_trade_differently():
    assert mirrored(6000.0) == []


@pytest.mark.parametrize(
    "cells",
    [{"status": "U"}, {"period": "2021"}, {"flow": "exports"}, {"product": "pipeline gas"}],
    ids=str,
)
def test_what_is_doubted_or_of_another_thing_is_no_mirror(cells):
    assert mirrored(15000.0, **cells) == []


def test_exports_to_a_republic_are_its_imports():
    flows = (("2022", "UZB", "exports", 1500.0, "A", ""), ("2022", "KAZ", "imports", 15.0, "A", ""))
    table = trade(*flows).assign(area=["KAZ", "UZB"], reporter=["KAZ", "UZB"])
    found = told(count_rules.mirrors_agree, trade=table)
    assert found == [(0, "value_usd_mn"), (1, "value_usd_mn")]
    assert told(count_rules.mirrors_agree, trade=table.assign(flow="exports")) == []


@pytest.mark.parametrize(("output", "found"), [(90095.9, []), (81140.8, [(1, "share_gdp_pct")])])
def test_a_share_from_another_edition_than_the_output_is_found(output, found):
    money = pd.DataFrame({"value_usd_mn": [15512.1, None], "share_gdp_pct": [None, 17.217]})
    money = money.assign(area="UZB", partner="WLD", period="2022", vintage="")
    money = money.assign(measure="received_bop", reporter="World Bank")
    macro = pd.DataFrame({"area": ["UZB"], "year": [2022], "measure": ["gdp_nominal"]})
    macro = macro.assign(value_usd_mn=output)
    rule = count_rules.amounts_give_their_shares
    assert told(rule, remittances=money, macro=macro) == found


def test_a_country_is_no_counter_but_in_trade():
    areas = pd.DataFrame({"area": ["UZB", "EBRD"], "kind": ["country", "grouping"]})
    figures = pd.DataFrame({"reporter": ["UZB", "EBRD", "SIPRI"]})
    rule = count_rules.reporters_are_named
    assert told(rule, areas=areas, other_figures=figures) == [(0, "reporter")]
    assert told(rule, areas=areas, trade=figures) == []


@pytest.mark.parametrize(
    ("reporter", "note", "found"),
    [
        ("Reuters", "", [(0, "reporter")]),
        ("Reuters", "relays the ministry", [(0, "reporter")]),
        ("Reuters", "counted by its own people", []),
        ("not named", "", []),
        ("Statistics Committee", "", []),
    ],
)
def test_a_medium_is_a_counter_only_with_its_own_people(reporter, note, found):
    kinds = ["news agency", "statistical office"]
    sources = pd.DataFrame({"kind": kinds, "publisher": ["Reuters", "Statistics Committee"]})
    figures = pd.DataFrame({"reporter": [reporter], "note": [note]})
    rule = count_rules.media_count_with_their_own_people
    assert told(rule, sources=sources, other_figures=figures) == found
    with_kinds = figures.assign(reporter_kind="media")
    assert told(rule, sources=sources, casualty_reports=with_kinds) == []


@pytest.mark.parametrize(
    ("publisher", "reporter", "found"),
    [
        ("Anews (dpa)", "Anews", [(0, "reporter")]),
        ("Anews (dpa)", "dpa", [(0, "reporter")]),
        ("CNN (copy at example.org)", "CNN", [(0, "reporter")]),
        ("AFP via Dawn", "AFP", [(0, "reporter")]),
        ("Anews (dpa)", "", []),
    ],
)
def test_a_publisher_is_as_many_media_as_it_names(publisher, reporter, found):
    sources = pd.DataFrame({"kind": ["news agency"], "publisher": [publisher]})
    figures = pd.DataFrame({"reporter": [reporter], "note": [""]})
    rule = count_rules.media_count_with_their_own_people
    assert told(rule, sources=sources, other_figures=figures) == found


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://example.org/", [(0, "url")]),
        ("https://example.org", [(0, "url")]),
        ("https://example.org/2022/09/29/text", []),
        ("https://example.org/?p=5", []),
    ],
)
def test_a_home_page_is_no_address_of_a_document(url, found):
    sources = pd.DataFrame({"url": [url]})
    assert told(source_rules.addresses_lead_to_documents, sources=sources) == found
