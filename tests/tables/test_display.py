"""Names beside codes."""

import heartland as hl
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


def test_names_leave_the_rows_as_they_were():
    trade = hl.load("trade")
    before = trade.copy()
    named = hl.with_names(trade)
    assert trade.equals(before) and named[trade.columns].equals(trade)
    assert hl.with_names(named).equals(named)
    assert named.attrs["dataset"] == "trade"
