"""What breaks a rule of trade or of money is named, in small tables with rows that are right."""

import pandas as pd
import pytest

from tests.rules.small import found, rows

AREAS = rows("area kind", ("KAZ", "country"), ("CHN", "country"), ("UZB", "country"))


def trade(*cells):
    """Rows of trade: period, partner, flow, dollars."""
    same = {"area": "KAZ", "product": "total", "concept": "goods", "reporter": "KAZ"}
    same |= {"status": "A", "source_id": "page"}
    return rows("period partner flow value_usd_mn", *cells, **same)


def test_who_counts_trade_is_one_of_the_two_and_no_area_trades_with_itself():
    table = trade(*[("2022", "CHN", "exports", 5.0)] * 4)
    table = table.assign(reporter=["KAZ", "CHN", "UZB", "An office"])
    assert found("names an area that is neither", trade=table, areas=AREAS) == [(2, "reporter")]
    table = table.assign(partner=["KAZ", "CHN", "CHN", "CHN"])
    assert found("is the area itself", trade=table) == [(0, "partner")]


@pytest.mark.parametrize(("turnover", "found_in"), [(30.3, []), (30.9, [(2, "value_usd_mn")])])
def test_exports_and_imports_make_the_turnover(turnover, found_in):
    flows = [("exports", 10.1), ("imports", 20.1), ("turnover", turnover)]
    table = trade(*(("2022", "CHN", flow, value) for flow, value in flows))
    assert found("is not exports plus imports", trade=table) == found_in


def mirrored(amount, **cells):
    """A flow of 1,500 as Kazakhstan counts it, and as China does."""
    table = trade(("2022", "CHN", "imports", 1500.0), ("2022", "CHN", "imports", amount))
    table["reporter"] = ["KAZ", "CHN"]
    for column, cell in cells.items():
        table.loc[1, column] = cell
    return found("from what the other country counts", trade=table)


BOTH = [(0, "value_usd_mn"), (1, "value_usd_mn")]


def test_a_decimal_point_moved_in_one_of_two_mirrored_counts_is_found_in_both():
    assert mirrored(15000.0) == mirrored(150.0) == BOTH
    assert mirrored(6000.0) == []
    others = {"status": "U", "period": "2021", "flow": "exports", "product": "pipeline gas"}
    for column, cell in others.items():
        assert mirrored(15000.0, **{column: cell}) == []


def test_exports_to_a_republic_are_its_imports():
    table = trade(("2022", "UZB", "exports", 1500.0), ("2022", "KAZ", "imports", 15.0))
    table = table.assign(area=["KAZ", "UZB"], reporter=["KAZ", "UZB"])
    assert found("from what the other country counts", trade=table) == BOTH
    same_way = table.assign(flow="exports")
    assert found("from what the other country counts", trade=same_way) == []


def exports(*cells):
    """Exports by member: member, period, euros."""
    return rows("member period value_eur_mn", *cells, area="KGZ", source_id="made-up")


@pytest.mark.parametrize(("german", "wrong"), [(3.0, []), (3.1, [(0, "value_eur_mn")])])
def test_members_add_up_to_the_union_and_the_united_kingdom_is_none(german, wrong):
    parts = [("EUU", 5.0), ("DEU", german), ("POL", 2.0), ("GBR", 9.0)]
    table = exports(*((member, "2019-01", value) for member, value in parts))
    assert found("is not the sum of the members", eu_exports=table) == wrong


def test_a_month_without_the_union_is_found():
    table = exports(("DEU", "2019-01", 3.0), ("EUU", "2019-02", 3.0))
    assert found("has no row for EUU", eu_exports=table) == [(0, "member")]


@pytest.mark.parametrize(("stated", "wrong"), [(12.0, 0), (12.01, 0), (13.0, 12)])
def test_twelve_months_make_the_year_of_trade(stated, wrong):
    months = exports(*(("EUU", f"2021-{month:02d}", 1.0) for month in range(1, 13)))
    year = trade(("2021", "EUU", "imports", None)).assign(area="KGZ", reporter="EUU")
    year = year.assign(value_eur_mn=stated)
    words = "do not add up to its total in trade"
    assert len(found(words, eu_exports=months, trade=year)) == wrong
    assert found(words, eu_exports=months.head(11), trade=year) == []


def listed(goods=3.0, total=9.0):
    """Listed goods of a chapter in two months, the same by subheading, and all goods."""
    months = [("2021-03", 1.0), ("2021-04", 2.0)]
    chapters = rows("period value_eur_mn", *months, area="KGZ", chapter="87", status="A")
    same = {"area": "KGZ", "period": "2021-03/2021-04", "nomenclature": "both"}
    subheadings = rows("hs6 value_eur_mn", ("870323", goods), **same)
    every = exports(("EUU", "2021-03", total), ("EUU", "2021-04", total))
    return {"eu_listed_exports": chapters, "eu_listed_goods": subheadings, "eu_exports": every}


def test_subheadings_make_their_chapter_and_listed_goods_are_a_part_of_all():
    chapter, all_goods = "whose subheadings do not add up", "above all goods of the month"
    assert found(chapter, **listed()) == found(all_goods, **listed()) == []
    assert found(chapter, **listed(goods=3.5)) == [(0, "value_eur_mn")]
    assert found(all_goods, **listed(total=1.5)) == [(1, "value_eur_mn")]


def test_the_month_of_the_new_nomenclature_is_a_break_and_no_other():
    chapters = listed()["eu_listed_exports"].assign(status=["B", "A"])
    assert found("must be B", eu_listed_exports=chapters) == [(0, "status")]
    january = chapters.assign(period=["2022-01", "2022-02"], status="A")
    assert found("must be B", eu_listed_exports=january) == [(0, "status")]


def test_trade_is_under_a_nomenclature_of_its_codes_that_was_in_force():
    codes = rows("code nomenclature", ("85176200", "both"), ("85176210", "until 2021"))
    old, new = "2021-03/2021-11", "2022-03/2022-11"
    cells = [("both", old), ("until 2021", old), ("from 2022", new), ("until 2021", new)]
    goods = rows("nomenclature period", *cells, hs6="851762")
    tables = {"eu_listed_codes": codes, "eu_listed_goods": goods}
    assert found("does not occur among the codes", **tables) == [(2, "nomenclature")]
    assert found("was not in force", **tables) == [(3, "nomenclature")]


def test_codes_of_a_subheading_share_its_tier():
    codes = rows("code priority_tier", ("85176200", "1"), ("85176210", "2"), ("87032300", "2"))
    wrong = [(0, "priority_tier"), (1, "priority_tier")]
    assert found("is not the same for all codes", eu_listed_codes=codes) == wrong


def goods(**amounts):
    """Goods of a year by activity, and the total of the main goods."""
    value = {"total": 10.0, "mining": 4.0, "manufacturing": 6.0, "cars": 3.0, "of_main": 10.0}
    items = ["total", "mining", "manufacturing", "cars", "total"]
    table = pd.DataFrame({"item": items, "value_usd_mn": list((value | amounts).values())})
    table["classification"] = ["activity"] * 3 + ["main goods"] * 2
    return table.assign(flow="imports", year=2021)


@pytest.mark.parametrize(
    ("words", "amounts", "wrong"),
    [
        ("is not the sum of the activities", {"mining": 5.0}, [0]),
        ("is less than the sum of the year's main goods", {"cars": 12.0}, [4]),
        ("is not the total of the other", {"of_main": 11.0}, [0, 4]),
    ],
)
def test_goods_that_do_not_make_their_total_are_found(words, amounts, wrong):
    assert found(words, kyrgyz_goods=goods()) == []
    assert [row for row, _ in found(words, kyrgyz_goods=goods(**amounts))] == wrong


def test_a_year_of_goods_without_its_total_is_found():
    table = goods().drop(index=4)
    assert found("is in a year that has no total", kyrgyz_goods=table) == [(3, "item")]


@pytest.mark.parametrize(("output", "wrong"), [(90095.9, []), (81140.8, [(1, "share_gdp_pct")])])
def test_a_share_from_another_edition_than_the_output_is_found(output, wrong):
    money = rows("value_usd_mn share_gdp_pct", (15512.1, None), (None, 17.217), area="UZB")
    money = money.assign(partner="WLD", period="2022", vintage="", measure="received_bop")
    money = money.assign(reporter="World Bank")
    macro = rows("year value_usd_mn", (2022, output), area="UZB", measure="gdp_nominal")
    words = "is not the series' amount divided by the year's output"
    assert found(words, remittances=money, macro=macro) == wrong


def test_a_share_of_all_receipts_is_of_a_part_of_them():
    money = rows("partner share_of_receipts_pct", ("RUS", 80.0), ("WLD", 33.0), ("WLD", None))
    assert found("is a share of all receipts", remittances=money) == [(1, "share_of_receipts_pct")]


SPAN = ("CLG", "2000/2009", "all", "2023")


@pytest.mark.parametrize(
    ("words", "row", "column"),
    [
        ("lies within a span", ("CLG", "2009", "all", "2023"), "period"),
        (
            "is not the same in all rows of the dataset",
            ("CLG", "2010", "all", "2021"),
            "price_basis",
        ),
        ("stands beside its own parts", ("CLG", "2010", "vague", "2023"), "concept"),
    ],
)
def test_money_that_counts_twice_is_found(words, row, column):
    columns = "dataset period concept price_basis"
    right = ("CLG", "2010", "all", "2023"), ("GCDF", "2005", "vague", "2021")
    table = rows(columns, SPAN, *right, area="KAZ")
    assert found(words, chinese_finance=table) == []
    table = rows(columns, SPAN, row, area="KAZ")
    assert (1, column) in found(words, chinese_finance=table)
