"""Russia beside China: of one time and one counter, and which of the two is larger."""

import pandas as pd
import pytest

from heartland_themes import ties


def counts(*rows):
    columns = ["area", "partner", "reporter", "year", "usd_mn"]
    return pd.DataFrame(rows, columns=columns).assign(flow="exports", source_id="a")


def shares(*rows):
    return pd.DataFrame(rows, columns=["area", "partner", "when", "value"]).assign(source_id="a")


OWN = counts(
    ("KGZ", "RUS", "KGZ", 2023, 824.0),
    ("KGZ", "CHN", "KGZ", 2023, 80.0),
    ("KGZ", "RUS", "KGZ", 2024, 900.0),
    ("UZB", "RUS", "WTO", 2023, 1.0),
    ("UZB", "CHN", "WTO", 2023, 2.0),
)
MIRROR = counts(
    ("KGZ", "RUS", "RUS", 2024, 700.0),
    ("KGZ", "CHN", "CHN", 2024, 100.0),
    ("TKM", "RUS", "RUS", 2017, 428.0),
    ("TKM", "CHN", "CHN", 2017, 6920.0),
)


def test_trade_is_of_a_year_known_of_both_and_by_one_counter():
    known = ties.newest("Exports", ties.of_trade(OWN, MIRROR, "exports")).set_index("area")
    assert known.loc["KGZ", ["when", "RUS", "CHN"]].tolist() == ["2023", 0.824, 0.08]
    assert known.loc["TKM", ["when", "RUS", "CHN"]].tolist() == ["2017", 0.428, 6.92]


def test_what_others_compiled_is_no_count_of_a_countrys_own():
    assert "UZB" not in set(ties.of_trade(OWN, MIRROR, "exports")["area"])


def test_a_creditor_that_is_not_listed_is_owed_nothing():
    debt = pd.DataFrame(
        [("TJK", "CHN", 2024, 25.0), ("TJK", "WLD", 2024, 100.0), ("TJK", "WLD", 2010, 9.0)],
        columns=["area", "creditor", "year", "value_usd_mn"],
    ).assign(source_id="ids")
    owed = ties.newest("Share of public debt", ties.of_debt(debt, 2024))
    assert owed[["RUS", "CHN"]].to_numpy().tolist() == [[0.0, 25.0]]


def test_arms_are_shares_of_the_volume_of_five_years():
    arms = pd.DataFrame(
        [("UZB", "RUS", 2020, 6.0), ("UZB", "TUR", 2024, 4.0), ("UZB", "CHN", 2019, 9.0)],
        columns=["area", "supplier", "year", "tiv_mn"],
    )
    arms = ties.in_five_years(arms.assign(source_id="sipri"))
    received = ties.newest("Share of arms", ties.of_arms(arms, "2020–24"))
    assert received[["RUS", "CHN"]].to_numpy().tolist() == [[60.0, 0.0]]


def test_russias_share_of_the_money_sent_home_is_the_newest_and_above_half():
    stated = [
        ("KGZ", "RUS", "2018", 98.0),
        ("KGZ", "RUS", "2025", 94.0),
        ("KAZ", "RUS", "2025", 40.0),
    ]
    sent_home = pd.DataFrame(stated, columns=["area", "partner", "period", "share_of_receipts_pct"])
    shares = ties.of_migrants(sent_home.assign(relation="="))
    assert shares[["area", "when", "value"]].to_numpy().tolist() == [["KGZ", "2025", 94.0]]


@pytest.mark.parametrize(
    ("russia", "china", "leads"),
    [
        (60.0, 40.0, "Russia"),
        (40.0, 60.0, "China"),
        (56.0, 60.0, "China"),
        (58.0, 60.0, "about level"),
        (4.9, 2.0, "neither has 5 percent"),
    ],
)
def test_the_larger_leads_unless_both_are_level_or_small(russia, china, leads):
    rows = shares(("KAZ", "RUS", "2024", russia), ("KAZ", "CHN", "2024", china))
    rows["least"] = ties.NOUGHT
    assert ties.with_leads(ties.newest("Share of arms", rows))["leads"].tolist() == [leads]


def test_where_only_russia_is_known_it_leads_and_is_written_alone():
    row = ties.with_leads(ties.newest("Soldiers", shares(("TJK", "RUS", "2022", 7000.0)))).iloc[0]
    assert row["leads"] == "Russia"
    assert row["text"] == "7,000"


def test_chinas_figure_is_written_before_russias():
    rows = shares(("KGZ", "RUS", "2024", 7.2), ("KGZ", "CHN", "2024", 5.5))
    row = ties.with_leads(ties.newest("Trade", rows, "{:.1f}")).iloc[0]
    assert row["text"] == "5.5\N{NO-BREAK SPACE}:\N{NO-BREAK SPACE}7.2"


def test_a_tie_moved_where_both_are_known_at_both_times():
    then = shares(("KGZ", "RUS", "2010", 27.0), ("KGZ", "CHN", "2010", 14.0))
    now = shares(
        ("KGZ", "RUS", "2024", 20.0),
        ("KGZ", "CHN", "2024", 34.0),
        ("TJK", "RUS", "2024", 22.0),
        ("TJK", "CHN", "2024", 23.0),
    )
    moved = ties.moved("Trade", then, now).set_index("area")
    assert moved.index.tolist() == ["KGZ"]
    assert moved.loc["KGZ", ["leads_then", "leads_now"]].tolist() == ["Russia", "China"]
    assert moved.loc["KGZ", ["CHN_then", "CHN_now"]].tolist() == [14.0, 34.0]
