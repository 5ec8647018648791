"""Debts by kind, deliveries of arms and roll calls are added up to the rows of their tables."""

import pytest

from heartland_evidence.providers import proposals
from tests.providers.inputs import DEBT, REGISTER, ROLL_CALLS


@pytest.fixture
def proposed(tmp_path):
    """Read a text as the file of a provider; the rows of the republics and Russia."""

    def run(provider, text):
        (tmp_path / "file").write_text(text, encoding="utf-8")
        return proposals.propose(provider, tmp_path / "file", "new")[1]

    return run


def columns(rows, *names):
    return [tuple(row[name] for name in names) for row in rows]


def test_the_kinds_of_debt_to_a_creditor_are_added_up_in_millions(proposed):
    rows = [row for row in proposed("ids", DEBT) if row["area"] in ("KAZ", "TKM")]
    assert columns(rows, "area", "creditor", "year", "value_usd_mn", "status") == [
        ("KAZ", "CHN", "2031", "2.0000005", ""),
        ("KAZ", "WLD", "2031", "9", ""),
        ("TKM", "RUS", "2031", "0", "E"),  # where no value is stated there is no row
    ]


def test_the_deliveries_of_a_supplier_in_a_year_are_added_up(proposed):
    assert columns(proposed("sipri", REGISTER), "area", "supplier", "year", "tiv_mn", "status") == [
        ("KAZ", "ARE", "2031", "4", "A"),
        ("KAZ", "RUS", "2031", "1.75", "E"),  # a number of one of them is an estimate
        ("TJK", "", "2031", "0.1", "E"),
    ]


def test_votes_that_are_the_same_are_counted_by_year(proposed):
    rows = proposed("unga", ROLL_CALLS)
    assert columns(rows, "area", "partner", "roll_calls", "votes", "same_pct") == [
        ("KAZ", "CHN", "all", "3", "100.0"),
        ("KAZ", "CHN", "contested", "2", "100.0"),
        ("KAZ", "RUS", "all", "3", "66.67"),
        ("KAZ", "RUS", "contested", "2", "50.0"),
        ("KAZ", "USA", "all", "3", "33.33"),
        ("KAZ", "USA", "contested", "2", "0.0"),
        ("KAZ", "WLD", "all", "2", "100.0"),  # in the second two votes have as many
        ("RUS", "CHN", "all", "3", "66.67"),
        ("RUS", "USA", "all", "3", "33.33"),
        ("RUS", "WLD", "all", "2", "100.0"),
        ("UZB", "CHN", "all", "1", "100.0"),  # absent from the others, as the rest from all
        ("UZB", "CHN", "contested", "1", "100.0"),
        ("UZB", "RUS", "all", "1", "100.0"),
        ("UZB", "RUS", "contested", "1", "100.0"),
        ("UZB", "USA", "all", "1", "0.0"),
        ("UZB", "USA", "contested", "1", "0.0"),
        ("UZB", "WLD", "all", "1", "100.0"),
    ]
