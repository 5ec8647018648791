"""Names beside codes, and a figure by country and year."""

import pandas as pd
import pytest

import heartland as hl
from heartland.errors import DataError
from heartland.tables.areas import area_names


def test_areas_get_their_names_beside_them():
    trade = hl.with_names(hl.load("trade"))
    names = area_names()
    assert trade["partner_name"].eq(trade["partner"].map(names)).all()
    columns = list(trade.columns)
    assert columns.index("partner_name") == columns.index("partner") + 1
    assert trade.loc[trade["reporter"].eq("KAZ"), "reporter_name"].eq("Kazakhstan").all()
    assert trade.loc[trade["reporter"].eq("WTO"), "reporter_name"].eq("WTO").all()


def test_several_codes_get_several_names_and_events_get_theirs():
    reports = hl.with_names(hl.load("casualty_reports", event_id="KGZ-TJK-2022-09"))
    of_both = reports[reports["side"].eq("KGZ;TJK")]
    assert set(of_both["side_name"]) == {"Kyrgyzstan; Tajikistan"}
    name = hl.load("conflict_events", event_id="KGZ-TJK-2022-09")["name"].iloc[0]
    assert set(reports["event_name"]) == {name}
    assert "reporter_name" not in reports


def test_a_figure_by_country_and_year_shows_what_is_missing_in_a_workbook_too(tmp_path):
    rows = pd.DataFrame(
        {"area": ["UZB", "KGZ"], "year": [2020, 2022], "share_gdp_pct": [11.5, None]}
    )
    rows.loc[2] = ["KGZ", 2023, 30.0]
    rows.attrs["dataset"] = "remittances"
    table = hl.wide(rows, "share_gdp_pct", areas=["Kyrgyzstan", "TKM", "UZB"])
    assert table.index.tolist() == ["Kyrgyzstan", "Turkmenistan", "Uzbekistan"]
    assert table.columns.tolist() == [2020, 2021, 2022, 2023]
    assert table.loc["Kyrgyzstan"].isna().tolist() == [True, True, True, False]
    assert table.loc["Turkmenistan"].isna().all()
    table.to_csv(tmp_path / "shares.csv", na_rep="no figure")
    first, second, *_ = (tmp_path / "shares.csv").read_text().splitlines()
    assert first == "share_gdp_pct (percent),2020,2021,2022,2023"
    assert second == "Kyrgyzstan,no figure,no figure,no figure,30.0"
    table.to_excel(tmp_path / "shares.xlsx")
    assert (tmp_path / "shares.xlsx").stat().st_size


def test_a_country_that_was_not_loaded_is_told_from_one_without_a_figure(caplog):
    rows = pd.DataFrame({"area": ["UZB", "KGZ"], "year": 2020, "mn": [11.5, None]})
    hl.wide(rows, "mn", areas=["KGZ", "UZB"])
    assert not caplog.messages
    hl.wide(rows, "mn", areas=["KGZ", "TKM", "TJK"])
    (line,) = caplog.messages
    assert "no row of Turkmenistan, Tajikistan" in line


def test_two_figures_of_a_country_and_year_are_not_set_out_as_one():
    rows = pd.DataFrame({"area": "UZB", "partner": ["CHN", "RUS"], "year": 2020, "mn": [1.0, 2.0]})
    with pytest.raises(DataError, match=r'area=UZB, year=2020.*differ in partner.*by="partner"'):
        hl.wide(rows, "mn")
    assert hl.wide(rows, "mn", by="partner").index.tolist() == ["China", "Russia"]
