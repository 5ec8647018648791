"""Rules of the tables that break a total down, each with a small table that breaks it and one that keeps it."""

import pandas as pd
import pytest

from heartland_evidence.rules import breakdown_rules, count_rules, simple_rules
from heartland_evidence.rules.rule import rules_of
from tests.rules.small import told


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
    for rule in rules_of(breakdown_rules)[:3]:
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


AN_EDITION = {2020: "outturn", 2021: "nowcast or estimate", 2022: "forecast", 2023: "forecast"}


def outlook(measure="public debt", areas=("KAZ", "KGZ", "TJK", "TKM", "UZB"), **changed):
    """A small edition of April 2022: a measure of some republics, a kind a year."""
    status = {"outturn": "A", "nowcast or estimate": "E", "forecast": "F"}
    rows = [
        ("2022-04", area, measure, year, kind, status[kind])
        for area in areas
        for year, kind in AN_EDITION.items()
    ]
    columns = ["vintage", "area", "measure", "target_year", "kind", "status"]
    table = pd.DataFrame(rows, columns=columns).assign(value_pct=30.0)
    for column, cell in changed.items():
        table.loc[1, column] = cell
    return table


def test_an_outlook_has_its_years_in_order():
    rule = breakdown_rules.outlooks_have_each_year
    assert told(rule, macro_forecasts=outlook()) == []
    assert told(rule, macro_forecasts=outlook().drop(index=1)) == [(2, "target_year")]


@pytest.mark.parametrize(
    ("row", "kind", "found"),
    [
        (0, "nowcast or estimate", []),
        (1, "outturn", []),
        (1, "forecast", [(1, "kind")]),  # of a year before that of the edition
        (2, "nowcast or estimate", [(2, "kind")]),
        (3, "outturn", [(3, "kind")]),
    ],
)
def test_what_an_outlook_forecasts_begins_with_its_own_year(row, kind, found):
    table = outlook()
    table.loc[row, "kind"] = kind
    assert told(breakdown_rules.outlooks_have_each_year, macro_forecasts=table) == found


def test_no_outturn_comes_after_an_estimate():
    table = outlook()
    table.loc[[0, 1], "kind"] = ["nowcast or estimate", "outturn"]
    found = told(breakdown_rules.outlooks_have_each_year, macro_forecasts=table)
    assert found == [(1, "kind")]


def test_a_table_of_no_outlook_at_all_is_asked_without_a_traceback():
    assert told(breakdown_rules.outlooks_have_each_year, macro_forecasts=outlook().head(0)) == []
    unknown = outlook().assign(kind="")
    found = told(breakdown_rules.outlooks_have_each_year, macro_forecasts=unknown)
    assert found and {column for _, column in found} == {"kind"}


def test_an_outlook_that_lost_a_republic_is_found():
    rule = breakdown_rules.outlooks_have_each_republic
    assert told(rule, macro_forecasts=outlook()) == []
    found = told(rule, macro_forecasts=outlook(areas=("KAZ", "KGZ", "TJK", "UZB")))
    assert len(found) == 16


@pytest.mark.parametrize(
    ("measure", "value", "is_wrong"),
    [
        ("public debt", -0.1, True),
        ("public debt", 130.0, False),
        ("current account", -41.9, False),
        ("current account", -1288.0, True),
        ("inflation", 19.5, False),
        ("inflation", 119.5, True),
        ("inflation", -1.7, False),
    ],
)
def test_a_figure_of_an_outlook_is_of_its_measure(measure, value, is_wrong):
    table = outlook(measure, value_pct=value)
    found = told(simple_rules.simple_rules_hold, macro_forecasts=table)
    assert found == ([(1, "value_pct")] if is_wrong else [])


def test_the_status_of_an_outlook_follows_its_kind():
    found = told(simple_rules.simple_rules_hold, macro_forecasts=outlook(status="A"))
    assert found == [(1, "status")]


def test_there_is_one_first_outturn():
    table = forecasts(("2015-10", 2014, "first outturn"), ("2015-05", 2014, "first outturn"))
    found = told(count_rules.first_outturns_are_single, growth_forecasts=table)
    assert found == [(0, "kind")]


def exports(*rows):
    """A small table of exports by member: member, period, amount."""
    table = pd.DataFrame(rows, columns=["member", "period", "value_eur_mn"])
    return table.assign(area="KGZ", source_id="made-up")


def test_members_add_up_to_the_union_and_the_united_kingdom_is_none():
    rows = [("EUU", "2019-01", 5.0), ("DEU", "2019-01", 3.0), ("POL", "2019-01", 2.0)]
    rows += [("GBR", "2019-01", 9.0)]
    rule = breakdown_rules.members_make_the_union
    assert told(rule, eu_exports=exports(*rows)) == []
    rows[1] = ("DEU", "2019-01", 3.1)
    assert told(rule, eu_exports=exports(*rows)) == [(0, "value_eur_mn")]


def test_a_month_without_the_union_is_found():
    found = told(breakdown_rules.members_make_the_union, eu_exports=exports(("DEU", "2019-01", 3)))
    assert found == [(0, "member")]


@pytest.mark.parametrize(("stated", "rows"), [(12.0, 0), (12.01, 0), (13.0, 12)])
def test_twelve_months_make_the_year_of_trade(stated, rows):
    months = [("EUU", f"2021-{month:02d}", 1.0) for month in range(1, 13)]
    year = {"area": "KGZ", "partner": "EUU", "period": "2021", "flow": "imports"}
    year |= {"product": "total", "reporter": "EUU", "value_eur_mn": stated, "status": "A"}
    trade = pd.DataFrame([year])
    rule = breakdown_rules.months_make_the_year
    assert len(told(rule, eu_exports=exports(*months), trade=trade)) == rows
    assert told(rule, eu_exports=exports(*months[:11]), trade=trade) == []


def listed(march=1.0, april=2.0, goods=3.0, total=9.0):
    """Listed goods of a chapter in two months, the same by subheading, and all goods."""
    chapters = pd.DataFrame({"period": ["2021-03", "2021-04"], "value_eur_mn": [march, april]})
    chapters = chapters.assign(area="KGZ", chapter="87", status="A")
    subheadings = pd.DataFrame({"hs6": ["870323"], "value_eur_mn": [goods]})
    subheadings = subheadings.assign(area="KGZ", period="2021-03/2021-04", nomenclature="both")
    every = exports(("EUU", "2021-03", total), ("EUU", "2021-04", total))
    return {"eu_listed_exports": chapters, "eu_listed_goods": subheadings, "eu_exports": every}


def test_subheadings_that_are_their_chapter_and_a_part_of_all_goods_pass():
    assert told(breakdown_rules.listed_goods_are_a_part, **listed()) == []
    assert told(breakdown_rules.subheadings_make_their_chapter, **listed()) == []


def test_subheadings_that_are_not_their_chapter_are_found():
    assert told(breakdown_rules.subheadings_make_their_chapter, **listed(goods=3.5)) == [
        (0, "value_eur_mn")
    ]


def test_listed_goods_above_all_goods_are_found():
    found = told(breakdown_rules.listed_goods_are_a_part, **listed(total=1.5))
    assert found == [(1, "value_eur_mn")]


def test_the_month_of_the_new_nomenclature_is_a_break_and_no_other():
    tables = listed()
    chapters = tables["eu_listed_exports"]
    tables["eu_listed_exports"] = chapters.assign(status=["B", "A"])
    assert told(breakdown_rules.listed_goods_are_a_part, **tables) == [(0, "status")]
    january = chapters.assign(period=["2022-01", "2022-02"])
    tables = {
        **tables,
        "eu_listed_exports": january,
        "eu_listed_goods": listed()["eu_listed_goods"].head(0),
    }
    assert told(breakdown_rules.listed_goods_are_a_part, **tables) == [(0, "status")]


def concordance(nomenclature="both", period="2021-03/2021-11", tiers=("1", "1")):
    """A subheading of two codes, one that ends with 2021, and its trade under a nomenclature."""
    codes = pd.DataFrame({"code": ["85176200", "85176210"], "nomenclature": ["both", "until 2021"]})
    goods = {"hs6": ["851762"], "nomenclature": [nomenclature], "period": [period]}
    return {
        "eu_listed_codes": codes.assign(priority_tier=list(tiers)),
        "eu_listed_goods": pd.DataFrame(goods),
    }


def test_the_concordance_holds():
    rule = breakdown_rules.codes_have_their_nomenclature
    assert told(rule, **concordance()) == []
    assert told(rule, **concordance("until 2021")) == []


@pytest.mark.parametrize(
    "goods",
    [("from 2022", "2022-03/2022-11"), ("until 2021", "2022-03/2022-11")],
    ids=["no code of it", "not in force"],
)
def test_trade_under_a_nomenclature_that_is_not_that_of_its_codes_is_found(goods):
    found = told(breakdown_rules.codes_have_their_nomenclature, **concordance(*goods))
    assert found == [(0, "nomenclature")]


def test_codes_of_a_subheading_share_its_tier():
    found = told(breakdown_rules.codes_have_their_nomenclature, **concordance(tiers=("1", "2")))
    assert found == [(0, "priority_tier"), (1, "priority_tier")]


def goods(**amounts):
    """Goods of a year by activity, and the total of the main goods."""
    value = {"total": 10.0, "mining": 4.0, "manufacturing": 6.0, "cars": 3.0, "total of main": 10.0}
    value |= {name.replace("_", " "): amount for name, amount in amounts.items()}
    items = ["total", "mining", "manufacturing", "cars", "total"]
    table = pd.DataFrame({"item": items, "value_usd_mn": list(value.values())})
    table["classification"] = ["activity"] * 3 + ["main goods"] * 2
    return table.assign(flow="imports", year=2021)


def test_goods_that_make_their_total_pass():
    assert told(breakdown_rules.goods_make_their_total, kyrgyz_goods=goods()) == []


@pytest.mark.parametrize(
    ("amounts", "rows"),
    [({"mining": 5.0}, [0]), ({"cars": 12.0}, [4]), ({"total_of_main": 11.0}, [0, 4])],
    ids=["activities", "main goods", "two totals"],
)
def test_goods_that_do_not_make_their_total_are_found(amounts, rows):
    found = told(breakdown_rules.goods_make_their_total, kyrgyz_goods=goods(**amounts))
    assert [row for row, column in found if column == "value_usd_mn"] == rows


def test_a_year_of_goods_without_its_total_is_found():
    table = goods().drop(index=4)
    found = told(breakdown_rules.goods_make_their_total, kyrgyz_goods=table)
    assert found == [(3, "item")]


def money(*rows):
    """Commitments: dataset, period, concept, price basis."""
    table = pd.DataFrame(rows, columns=["dataset", "period", "concept", "price_basis"])
    return table.assign(area="KAZ")


SPAN = ("CLG", "2000/2009", "all", "2023")


def test_a_span_beside_later_years_counts_once():
    table = money(SPAN, ("CLG", "2010", "all", "2023"), ("GCDF", "2005", "vague", "2021"))
    assert told(breakdown_rules.money_is_counted_once, chinese_finance=table) == []


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (("CLG", "2009", "all", "2023"), "period"),
        (("CLG", "2010", "all", "2021"), "price_basis"),
        (("CLG", "2010", "vague", "2023"), "concept"),
    ],
)
def test_money_that_counts_twice_is_found(row, column):
    found = told(breakdown_rules.money_is_counted_once, chinese_finance=money(SPAN, row))
    assert (1, column) in found and {name for _, name in found} == {column}
