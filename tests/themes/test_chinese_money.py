"""How Chinese commitments are added up, on tables small enough to read."""

import pandas as pd
import pytest

import heartland as hl
from heartland_themes import chinese_money


def table(*rows):
    """Rows of ``chinese_finance``: dataset, area, period, concept, amount."""
    columns = ["dataset", "area", "period", "concept", "value_usd_mn"]
    money = pd.DataFrame(rows, columns=columns)
    return money.assign(price_basis="constant 2021 dollars", source_id="a")


def test_a_year_without_a_record_is_empty_and_adds_nothing_to_an_average():
    money = table(
        ("GCDF", "KAZ", "2011", "ODA-like", 1.0),
        ("GCDF", "KAZ", "2011", "OOF-like", 5.0),
        ("GCDF", "UZB", "2012", "ODA-like", 3.0),
    )
    yearly = chinese_money.by_year(money)
    assert list(yearly["value_usd_mn"].fillna(-1)) == [6.0, -1, -1, 3.0]
    assert list(yearly["recorded"]) == [True, False, False, True]
    means = chinese_money.by_period(yearly).set_index("area")["a_year_usd_mn"]
    assert means.to_dict() == {"KAZ": 3.0, "UZB": 1.5}


def test_years_without_a_record_beside_years_of_zero_have_no_average():
    zeros = table(
        ("GCDF", "TKM", "2011", "ODA-like", 8.0),
        ("GCDF", "TKM", "2013", "ODA-like", 0.0),
        ("GCDF", "KAZ", "2013", "ODA-like", 0.0),
        ("GCDF", "KAZ", "2014", "ODA-like", 0.0),
    ).assign(source_id=hl.load("chinese_finance")["source_id"].iloc[0])
    yearly = chinese_money.by_year(zeros)
    means = chinese_money.by_period(yearly[yearly["first"].gt(2012)]).set_index("area")
    assert means["a_year_usd_mn"].fillna(-1).to_dict() == {"KAZ": 0.0, "TKM": -1}
    turkmen = yearly[yearly["area"].eq("TKM")]
    sheet = chinese_money.draw_wave(turkmen)
    assert "–: zeros, and years without a record." in sheet.furniture.subtitle
    assert "–" in [text.get_text() for text in sheet.axes[0].texts]
    assert chinese_money.wave(turkmen).facts == {}


def test_a_dataset_without_any_record_of_an_area_has_no_sum_for_it():
    money = table(("GCDF", "KAZ", "2011", "ODA-like", 1.0), ("GCDF", "TKM", "2012", "vague", 0.0))
    yearly = chinese_money.by_year(money)
    assert list(chinese_money.totals(yearly)["area"]) == ["KAZ", "TKM"]
    assert list(chinese_money.totals(yearly[yearly["last"].lt(2012)])["area"]) == ["KAZ"]


def test_a_deal_of_a_year_without_a_record_stands_alone_and_is_not_counted():
    gcdf = chinese_money.CONCESSIONAL
    money = table((gcdf, "KAZ", "2011", "vague", 900.0), (gcdf, "TKM", "2012", "vague", 0.0))
    deals = pd.DataFrame(
        {
            "area": ["KAZ", "TKM", "TKM"],
            "period": ["2011-03", "2011-05", "2012-07"],
            "measure": "deal of CNPC in gas",
            "value": [2000.0, 3000.0, 4000.0],
            "source_id": "b",
        }
    )
    beside = chinese_money.beside_deals(deals, chinese_money.by_year(money))
    assert beside[gcdf].fillna(-1).tolist() == [0.0, -1, 900.0]
    found = chinese_money.deals_missing(beside)
    assert (found.facts["larger"], found.facts["of"], found.facts["alone"]) == (2, 2, 1)
    assert found.text.startswith("Every comparable Chinese deal exceeded AidData’s total")
    without = chinese_money.deals_missing(beside[beside[gcdf].notna()])
    assert without.text.startswith("Every Chinese deal exceeded AidData’s total")


@pytest.mark.parametrize(
    ("counted", "title"),
    [
        ([80.0], "The one Chinese deal did not exceed AidData’s total for the year"),
        ([79.0], "The one Chinese deal exceeded AidData’s total for the year"),
        ([80.0, 79.0], "1 of 2 Chinese deals exceeded AidData’s total for the year"),
    ],
)
def test_a_deal_that_is_larger_by_less_than_a_quarter_is_not_counted(counted, title):
    sums = {chinese_money.CONCESSIONAL: counted, chinese_money.NEWEST: 10.0}
    rows = pd.DataFrame({"area": "KAZ", "year": 2014, "deal_usd_mn": 100.0, **sums})
    assert chinese_money.deals_missing(rows).text == f"{title} by over a quarter"


def test_a_sum_of_several_years_counts_as_so_many():
    money = table(("CLG", "KAZ", "2000/2009", "all", 20.0), ("CLG", "KAZ", "2010", "all", 2.0))
    yearly = chinese_money.by_year(money)
    assert list(yearly["years"]) == [10, 1]
    assert chinese_money.by_period(yearly)["a_year_usd_mn"].tolist() == [2.0]


def test_only_years_that_every_count_covers_are_added_up():
    money = table(
        ("CLG", "KAZ", "2010", "all", 1.0),
        ("CLG", "KAZ", "2011", "all", 2.0),
        ("GCDF", "KAZ", "2009", "ODA-like", 4.0),
        ("GCDF", "KAZ", "2010", "ODA-like", 8.0),
    )
    common = chinese_money.of_common_years(chinese_money.by_year(money))
    assert list(common["value_usd_mn"]) == [1.0, 8.0]
    early = chinese_money.of_common_beginning(chinese_money.by_year(money))
    assert set(early["dataset"]) == {"GCDF"}


def test_commitments_are_set_beside_the_output_of_the_year_of_their_dollars():
    sums = chinese_money.totals(chinese_money.by_year(table(("GCDF", "KAZ", "2010", "vague", 5.0))))
    gdp = pd.DataFrame(
        {"area": "KAZ", "year": [2010, 2021], "value_usd_mn": [1.0, 50.0], "source_id": "b"}
    )
    beside = chinese_money.against_output(sums, gdp)
    assert beside["share_pct"].tolist() == [pytest.approx(10.0)]
    assert beside["source_id"].tolist() == ["a;b"]


def test_amounts_of_two_datasets_are_compared_where_both_have_the_year():
    money = table(
        ("AidData CLG-Global 1.0", "KAZ", "2010", "all", 9.0),
        ("AidData CLG-Global 1.0", "KAZ", "2011", "all", 18.0),
        ("AidData CLG-Global 1.0", "KAZ", "2012", "all", 30.0),
        ("AidData CLG-Global 1.0", "KAZ", "2013", "all", 5.0),
        ("AidData GCDF 3.0", "KAZ", "2010", "vague", 10.0),
        ("AidData GCDF 3.0", "KAZ", "2011", "vague", 20.0),
        ("AidData GCDF 3.0", "KAZ", "2012", "vague", 20.0),
    )
    finding = chinese_money.same_records(chinese_money.by_year(money))
    assert finding.facts == {"ratio": 0.9, "near": 2, "of": 3}
    assert "2 of 3 pairs" in finding.text and "0.90 times" in finding.text


def test_the_bottom_line_is_that_of_the_whole_tables():
    money = hl.load("chinese_finance")
    deals = chinese_money.deals_among(hl.load("other_figures", part_years=True))
    share, terms, wave, before, missing = chinese_money.bottom_line(
        money, chinese_money.by_year(money), deals
    )
    assert round(share.facts["gcdf"], 1) == 64.1 and round(share.facts["clg"], 1) == 61.9
    assert (share.facts["since"], share.facts["until"]) == (2000, 2021)
    assert [round(terms.facts[one], 1) for one in ("low_aid", "high_aid")] == [0.6, 1.5]
    assert wave.facts["rising"] == "Uzbekistan"
    assert [round(wave.facts[f"rising_{one}"], 1) for one in range(3)] == [0.6, 0.8, 1.1]
    found = {area: round(before.facts[area]) for area in ("KAZ", "KGZ", "TJK", "TKM", "UZB")}
    assert found == {"KAZ": 69, "KGZ": 41, "TJK": 37, "TKM": 99, "UZB": 44}
    assert (missing.facts["larger"], missing.facts["of"]) == (8, 15)
    rising = "only those to Uzbekistan rose from each period to the next: "
    assert f"{rising}0.6, 0.8 (2013–2017) and 1.1 billion" in wave.text
    assert missing.facts["counted"] == 0 and missing.text.endswith("AidData nothing.")


def test_the_only_area_that_rose_is_stated_with_its_averages():
    averages = {"KAZ": [9000.0, 900.0, 1000.0], "UZB": [600.0, 800.0, 1100.0]}
    means = pd.DataFrame(averages).melt(var_name="area", value_name="a_year_usd_mn")
    means = means.assign(period=[0, 1, 2] * 2, first=[2000, 2013, 2018] * 2)
    means = means.assign(last=[2012, 2017, 2023] * 2)
    found = chinese_money._three_periods(means)
    assert found.facts == {
        "rising": "Uzbekistan",
        "rising_0": 0.6,
        "rising_1": 0.8,
        "rising_2": 1.1,
    }
    assert ": 0.6, 0.8 (2013–2017) and 1.1 billion (AidData’s newer count)" in found.text
    found = chinese_money._three_periods(means[means["area"].eq("KAZ")])
    assert (found.text, found.facts) == (" (AidData’s newer count)", {})


@pytest.mark.parametrize(
    ("start", "side", "is_lower"), [(2000, "right", False), (2011, "left", True)]
)
def test_the_name_of_the_belt_and_road_stands_where_it_crosses_no_other_rule(start, side, is_lower):
    yearly = chinese_money.by_year(hl.load("chinese_finance").query("area == 'KAZ'"))
    rows = chinese_money.of_dataset(
        chinese_money.select(yearly, ["KAZ"], start, 2021), chinese_money.CONCESSIONAL
    )
    (axes,) = chinese_money.draw_wave(rows).axes
    names = {text.get_text(): text for text in axes.texts}
    belt, later = names["Belt and Road, 2013"], names["2018"]
    assert (belt.xy[0], later.xy[0]) == (2012.5, 2017.5)
    assert belt.get_horizontalalignment() == side
    assert (later.xy[1] < belt.xy[1]) is is_lower


def test_where_no_year_had_much_the_axis_counts_millions():
    source = hl.load("chinese_finance")["source_id"].iloc[0]
    money = table(("CLG", "TKM", "2018", "all", 9.0), ("CLG", "TKM", "2019", "all", 0.2))
    money = money.assign(source_id=source)
    small = chinese_money.draw_wave(chinese_money.by_year(money))
    assert "million dollars" in small.furniture.subtitle
    assert small.axes[0].get_yticklabels()[-1].get_text().endswith(" mn")
    money = table(("CLG", "TKM", "2018", "all", 900.0)).assign(source_id=source)
    large = chinese_money.draw_wave(chinese_money.by_year(money))
    assert "billion dollars" in large.furniture.subtitle
