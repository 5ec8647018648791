"""Debts by kind, deliveries of arms and roll calls are added up to the rows of their tables."""

import pytest

from heartland.errors import DataError
from heartland_evidence.providers import proposals
from tests.providers.inputs import DEBT, REGISTER, ROLL_CALLS, owed


@pytest.fixture
def proposed(package, tmp_path):
    """Read a text as the file of a provider; the rows of the republics and Russia."""
    package("public_debt", "arms_transfers", "un_votes")

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


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (owed(("KAZ", "DT.INT.BLAT.CD", "730", "YR2031", 1)), "'KAZ DT.INT.BLAT.CD 730 YR2031' was not asked for"),
        (owed(("KAZ", "DT.DOD.BLAT.CD", "730", "2031Q1", 1)), "time '2031Q1' is no year like YR2024"),
        (owed(("KAZ", "DT.DOD.BLAT.CD", "730", "YR2031", "1")), "not a complete answer"),
        (owed(("KAZ", "DT.DOD.BLAT.CD", "730", "YR2031", 1), pages=3), "one of 3 pages"),
        ('{"id":' * 100_000, "not a complete answer"),
    ],
)  # fmt: skip
def test_an_answer_on_debt_that_differs_is_refused_in_one_line(proposed, text, words):
    with pytest.raises(DataError) as error:
        proposed("ids", text)
    assert words in str(error.value) and "\n" not in str(error.value)


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


@pytest.mark.parametrize(
    ("provider", "text", "old", "new", "words"),
    [
        ("sipri", REGISTER, "UAE,", "Emirates,", "Supplier 'Emirates' is not known"),
        ("sipri", REGISTER, ",2031,No,1.5,", ",2031?,No,1.5,", "Delivery year '2031?' is not a"),
        ("sipri", REGISTER, ",1.5,", ",,", "TIV delivery values '' is not a number like 1.5"),
        ("unga", ROLL_CALLS, "1,2031-01-01", "1,1 January", "date '1 January' is not a day"),
        ("unga", ROLL_CALLS, "TRUE,2,", "TRUE,yes,", "KAZ 'yes' is none of 1, 2, 3, 8, 9"),
    ],
)
def test_a_table_that_differs_is_refused_in_one_line(proposed, provider, text, old, new, words):
    assert old in text
    with pytest.raises(DataError) as error:
        proposed(provider, text.replace(old, new))
    assert words in str(error.value) and "\n" not in str(error.value)
