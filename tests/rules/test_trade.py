"""What breaks a rule of trade or of money is named, in small tables with rows that are right."""

import pytest

from tests.rules.small import found, rows


def trade(*cells):
    """Rows of trade: period, partner, flow, dollars."""
    same = {"area": "KAZ", "product": "total", "concept": "goods", "reporter": "KAZ"}
    same |= {"status": "A", "source_id": "page"}
    return rows("period partner flow value_usd_mn", *cells, **same)


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


@pytest.mark.parametrize(("stated", "wrong"), [(12.0, 0), (12.01, 0), (13.0, 12)])
def test_twelve_months_make_the_year_of_trade(stated, wrong):
    months = exports(*(("EUU", f"2021-{month:02d}", 1.0) for month in range(1, 13)))
    year = trade(("2021", "EUU", "imports", None)).assign(area="KGZ", reporter="EUU")
    year = year.assign(value_eur_mn=stated)
    words = "do not add up to its total in trade"
    assert len(found(words, eu_exports=months, trade=year)) == wrong
    assert found(words, eu_exports=months.head(11), trade=year) == []
