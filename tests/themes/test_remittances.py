"""Edge cases of remittances, on tables small enough to be read."""

import pandas as pd
import pytest

from heartland.figures import sizes
from heartland.figures.alt_text import in_words
from heartland.figures.frame import lay_out
from heartland_themes import remittances as remit


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("2015-H1", "the first half of 2015"),
        ("2015-H2", "the second half of 2015"),
        ("2024-01/2024-09", "January to September 2024"),
    ],
)
def test_a_part_year_is_written_in_words(period, words):
    assert remit.part_year_in_words(period) == words


def test_a_part_names_who_counted_the_whole_and_is_heard_with_its_years():
    part = pd.DataFrame(
        {
            "area": "TJK",
            "year": [2012, 2015],
            "measure": "transfers_from_russia_cbr",
            "reporter": "Central Bank of Russia",
            "value_usd_mn": [110.0, 60.0],
            "status": "A",
            "source_id": "imf-weo-2022-04",
        }
    )
    whole = part.assign(value_usd_mn=100.0, reporter="World Bank")
    both = remit.part_and_whole(part, whole)
    assert both["whole_reporter"].tolist() == ["World Bank", "World Bank"]
    drawn = remit.draw_part_and_whole(both.assign(mark=0))
    assert in_words(drawn.axes[0]) == "Tajikistan: by Russia 110 in 2012, 60 in 2015"


def change(usd, other, year=2015):
    """Changes of one year, in percent, one a republic."""
    columns = {"year": year, "usd_pct": usd, "other_pct": other, "currency": "RUB"}
    return pd.DataFrame({"area": remit.LARGE_RECEIVERS, **columns})


@pytest.mark.parametrize(
    ("usd", "other", "text"),
    [
        ([-25, -33, -9], [19, 6, 8], "In 2015 remittances fell in dollars and rose in roubles"),
        ([-25, -33, -9], [19, 1.9, 8], "The change of remittances, in dollars and in roubles"),
        ([-25, -1.9, -9], [19, 6, 8], "The change of remittances, in dollars and in roubles"),
    ],
)
def test_less_than_two_percent_is_neither_a_rise_nor_a_fall(usd, other, text):
    assert remit.currencies_disagree(change(usd, other)).text == text


@pytest.mark.parametrize(
    ("share", "text"),
    [
        ([0.2, 0.3, 0.4, 0.3], "Remittances stayed under 1 percent of Kazakhstan’s GDP"),
        ([0.2, 0.3, 1.1, 0.3], "Remittances to Kazakhstan, as a share of GDP"),
        ([0.2, 0.3, 0.3, 12.4], "Remittances in 2004 equalled 12 percent of Kazakhstan’s GDP"),
    ],
)
def test_a_small_share_is_called_small_only_if_all_are(share, text):
    rows = pd.DataFrame({"area": "KAZ", "year": range(2001, 2005), "share_gdp_pct": share})
    assert remit.heaviest(rows).text == text


def test_a_range_that_rounds_to_one_number_is_written_as_one():
    columns = {"growth_pct": [-21.2, -20.9, -21.0], "usd_pct": [5, 6, 7], "year": 2022}
    pairs = pd.DataFrame({"area": remit.LARGE_RECEIVERS, **columns})
    expected = "Forecast to fall by 21 percent in 2022, remittances rose"
    assert remit.forecast_to_fall(pairs).text == expected


@pytest.mark.parametrize(
    ("areas", "reporters", "text"),
    [
        (["UZB"], "World Bank", "World Bank estimates of December 2023 exceed later figures: {}"),
        (["TJK", "UZB"], ["EBRD", "IMF"], "Estimates of December 2023 exceed later figures: {}"),
        (
            ["KGZ", "TJK", "UZB"],
            "IMF",
            "IMF estimates of December 2023 for three republics exceed later figures "
            "by 14 to 23 percent",
        ),
    ],
)
def test_estimates_above_the_series_are_named_with_who_estimated(areas, reporters, text):
    said = {"KGZ": 12.0, "TJK": 12.3, "UZB": 11.4}
    rows = pd.DataFrame({"area": areas, "reporter": reporters, "vintage": "2023-12"})
    rows = rows.assign(year=2023, said_bn=rows["area"].map(said), now_bn=10.0)
    each = {1: "Uzbekistan by 14 percent", 2: "Tajikistan by 23 percent, Uzbekistan by 14"}
    assert remit.estimated_above_series(rows).text == text.format(each.get(len(areas)))


PARTS = [
    (["KGZ"], " to Kyrgyzstan"),
    (["TJK", "UZB"], " to Tajikistan and Uzbekistan"),
    (["KAZ", "KGZ", "UZB"], " to three republics"),
    (["KGZ", "TJK", "UZB"], ""),
]


@pytest.mark.parametrize(("areas", "to_some"), PARTS)
def test_a_title_says_of_which_part_of_the_republics_it_speaks(areas, to_some):
    columns = {"usd_pct": -9.0, "other_pct": 8.0, "growth_pct": 5.0, "currency": "RUB"}
    rows = pd.DataFrame({"area": areas, "year": 2023, **columns})
    verb = ", rose" if to_some else " and rose"
    text = f"In 2023 remittances{to_some} fell in dollars{verb} in roubles"
    assert remit.currencies_disagree(rows).text == text
    in_2023 = f"The change of remittances{to_some} in 2023, measured in three ways"
    assert remit.three_ways(rows).text == in_2023
    assert (
        remit.forecast_to_fall(rows).text == f"Remittances{to_some} in 2023: forecast and outturn"
    )
    of_whole = rows.assign(of_whole_pct=50.0)
    text = f"Transfers from Russia{to_some} beside receipts from everywhere"
    assert remit.parts_above_whole(of_whole).text == text
    above = remit.parts_above_whole(rows.assign(of_whole_pct=120.0)).text
    counts = "the one count" if len(areas) == 1 else "every count"
    exceeded = f"transfers from Russia{to_some} exceeded remittances from everywhere"
    assert above == f"In {counts}, {exceeded}"


@pytest.mark.parametrize("measure", remit.MEASURES)
def test_the_others_that_received_less_together_are_named(measure):
    amounts = {"area": ["UZB", "TJK", "KGZ"], "value_bn": [9.0, 5.0, 3.0]}
    rows = pd.DataFrame({**amounts, "year": 2023, "measure": measure})
    text = f"more {remit.MONEY[measure]} in 2023 than Kyrgyzstan and Tajikistan together"
    assert remit.largest(rows).text == f"Uzbekistan received {text}"
    assert remit.largest(rows.replace({9.0: 8.1})).facts == {}


def test_receipts_of_a_part_that_all_fell_against_gdp_are_told_without_its_name_twice():
    columns = {"usd_pct": 9.0, "share_gdp_pct": 20.0, "share_gdp_pct_before": 30.0}
    rows = pd.DataFrame({"area": ["KGZ"], "name": "Kyrgyzstan", "year": 2022, **columns})
    text = "Remittances to Kyrgyzstan rose in dollars in 2022, but fell against GDP"
    assert remit.three_ways(rows).text == text


def origins(share_of_russia):
    """Shares of a total of 1,000 million, of which the bank states that of Russia, or does not."""
    transfers = pd.DataFrame({"partner": ["WLD", "RUS", "KAZ", "USA"]})
    transfers["value_usd_mn"] = [1000.0, 777.0, 55.0, 37.0]
    transfers["share_of_receipts_pct"] = [None, share_of_russia, None, None]
    transfers = transfers.assign(area="UZB", period="2024-H1", source_id="imf-weo-2022-04")
    return remit.origins(transfers.assign(reporter="Central Bank of Uzbekistan"))


@pytest.mark.parametrize(
    ("share_of_russia", "texts"),
    [(78.0, ["78", "5.5", "3.7", "13"]), (float("nan"), ["77.7", "5.5", "3.7", "13.1"])],
)
def test_a_share_published_whole_is_written_whole_and_the_counter_named(share_of_russia, texts):
    rows = origins(share_of_russia)
    fig = remit.draw_origins(rows.assign(mark=range(len(rows))))
    assert [text.get_text() for text in fig.axes[0].texts] == texts
    assert fig.furniture.subtitle.endswith("as the Central Bank of Uzbekistan counts.")


def test_a_year_without_a_rate_drops_out_and_both_sources_stay():
    rows = pd.DataFrame({"year": [2001, 2002], "value_usd_mn": [100.0, 200.0], "source_id": "a"})
    rates = pd.DataFrame({"currency": "RUB", "year": [2002], "per_usd": 30.0})
    rates = rates.assign(source_id="b", note="")
    in_roubles = remit.converted(rows, rates, "RUB")
    assert in_roubles["value_bn"].tolist() == [6.0]
    assert in_roubles["source_id"].tolist() == ["a;b"]
    assert remit.converted(rows, rates, "USD")["value_bn"].tolist() == [0.1, 0.2]


def test_the_series_is_known_by_what_it_is_so_that_a_newer_download_counts():
    row = {"area": "KGZ", "partner": "WLD", "period": "2024", "year": 2024, "vintage": ""}
    row |= {"measure": "received_bop", "reporter": "World Bank", "status": "A", "note": ""}
    row |= {"share_gdp_pct": 24.0, "value_usd_mn": None, "source_id": "wdi-remittances-share-2031"}
    report = row | {"vintage": "2025-03", "share_gdp_pct": 25.0, "source_id": "report"}
    amount = row | {"share_gdp_pct": None, "value_usd_mn": 3.0, "source_id": "wdi-usd-2031"}
    changed_later = row | {"status": "P", "share_gdp_pct": 26.0, "source_id": "page"}
    rows = pd.DataFrame([row, report, amount, changed_later])
    assert remit.series(rows, "share_gdp_pct")["share_gdp_pct"].tolist() == [24.0]
    assert remit.series(rows, "value_usd_mn")["value_usd_mn"].tolist() == [3.0]
    older = rows.head(1).assign(share_gdp_pct=20.0, source_id="wdi-remittances-share")
    both = remit.series(pd.concat([rows, older], ignore_index=True), "share_gdp_pct")
    assert both["source_id"].tolist() == ["wdi-remittances-share"]  # which preferences ranks first


def test_a_change_is_in_percent_of_an_amount_and_in_points_of_a_share():
    year = change([7.0, 4.0, 2.0], [-1.0, 3.0, 1.0], 2022).assign(points=0.1)
    units = remit.in_three_ways(year, "EUR").groupby("way")["unit"].unique().map(list)
    assert units.to_dict() == {
        "in dollars, %": ["%"],
        "in euros, %": ["%"],
        "share of GDP, points": ["points"],
    }


@pytest.mark.parametrize(
    ("highest", "tenth"), [(0.46, 0.5), (0.5, 0.6), (0.3, 0.4), (0.0, 0.1), (0.9999, 1.0)]
)
def test_what_a_share_stayed_under_lies_above_the_highest(highest, tenth):
    assert remit.next_tenth(highest) == tenth


@pytest.mark.parametrize("size", ["phone", "square"])
def test_a_small_fall_stands_clear_of_the_name_of_the_republic(size):
    columns = {"usd_pct": [7.1], "other_pct": -0.4, "points": -6.0, "mark": 0}
    shares = {"share_gdp_pct": 20.0, "share_gdp_pct_before": 30.0, "source_id": "imf-weo-2022-04"}
    row = pd.DataFrame({"area": "KGZ", "name": "Kyrgyzstan", "year": 2022, **columns, **shares})
    with sizes.drawn_at(size):
        fig = remit.draw_three_ways(remit.in_three_ways(row, "RUB"))
        lay_out(fig)
    for axes in fig.axes:
        for name in axes.get_yticklabels():  # a panel beside another has none
            fall = axes.texts[0].get_window_extent()
            assert name.get_window_extent().x1 + 10 < fall.x0


def test_the_key_of_pairs_names_the_month_of_the_series_that_is_held():
    pairs = pd.DataFrame({"source_id": ["imf-weo-2022-04;wdi-remittances-usd"]})
    assert remit._edition_of_series(pairs) == " of October 2025"
    assert remit._edition_of_series(pairs.assign(source_id="imf-weo-2022-04")) == ""
