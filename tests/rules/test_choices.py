"""What preferences, corrections, exceptions and the calendar say of rows is held against these."""

import pytest

import heartland as hl
from tests.rules.small import found, rows, told

RELEASE = {
    "table": "macro",
    "where": "area=KAZ",
    "frequency": "yearly",
    "months": "04",
    "refresh": "wdi NY.GDP.MKTP.CD",
}
MACRO = rows("area year value_usd_mn", ("KAZ", 2022, 5.0), ("KAZ", 2023, 6.0))


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"table": "macros"}, "table", "is no table of the collection. Did you mean 'macro'?"),
        ({"where": "area=XYZ"}, "where", "names no row of macro"),
        ({"where": "aera=KAZ"}, "where", "there is no column 'aera'"),
        ({"months": "10;04", "frequency": "quarterly"}, "months", "are not in order"),
        ({"months": "04;10"}, "months", "are more than the frequency allows"),
        ({"refresh": "wb SP.POP.TOTL"}, "refresh", "begins with no provider of refresh-data: wdi, "),
    ],
)  # fmt: skip
def test_a_release_that_leads_nowhere_is_named(cells, column, words):
    calendar = rows(" ".join(RELEASE), RELEASE.values())
    assert found(words, release_calendar=calendar, macro=MACRO) == []
    wrong = calendar.assign(**cells)
    assert found(words, release_calendar=wrong, macro=MACRO) == [(0, column)]


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"dataset": "macros"}, "dataset", "is no table of the collection. Did you mean 'macro'?"),
        ({"looked_on": "2999-01-01"}, "looked_on", "is after the day of the package"),
    ],
)
def test_a_search_of_no_table_or_of_a_later_day_is_named(cells, column, words):
    searches = rows("dataset looked_on", ("macro", "2026-11-24"))
    assert found(words, excluded=searches, macro=MACRO) == []
    assert found(words, excluded=searches.assign(**cells), macro=MACRO) == [(0, column)]


def test_every_release_has_a_known_provider():
    assert found("begins with no provider", release_calendar=hl.load("release_calendar")) == []


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("aera=KAZ", "there is no column 'aera'. Did you mean 'area'"),
        ("area=KAZ;year", "'year' is neither"),
    ],
)
def test_a_preference_that_speaks_of_no_row_is_named(where, words):
    choice = rows("dataset where rank reason", ("macro", where, 1, "a reason"))
    assert found(words, preferences=choice, macro=MACRO) == [(0, "where")]
    assert found(words, preferences=choice.assign(where="area=KAZ"), macro=MACRO) == []


def test_a_choice_of_a_table_that_is_none_is_offered_the_nearest():
    choice = rows("dataset where", ("macr", "area=KAZ"))
    assert found("is not a dataset. Did you mean 'macro'", preferences=choice) == [(0, "dataset")]


def test_an_exception_is_of_one_row():
    entry = rows(
        "dataset where rule", ("macro", "area=KAZ", "is far"), ("macro", "year=2022", "is")
    )
    assert found("names 2 rows: write an entry for each", exceptions=entry, macro=MACRO) == [
        (0, "where")
    ]


CORRECTION = ("macro", "area=KAZ;year=2022", "value_usd_mn", "50", "5", "used")


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"used_value": "7"}, "where", "finds no row with used_value"),
        ({"status": "not used", "printed_value": "5"}, "where", "that still has printed_value"),
        ({"status": "open"}, "status", "is open, and the row holds used_value"),
        ({"where": "area=KAZ;year=2021"}, "where", "finds no row in macro"),
        ({"column": ""}, "column", "is empty: name the column that is corrected"),
        ({"column": "valu_usd_mn"}, "column", "is not a column of macro. Did you mean"),
    ],
)
def test_a_correction_that_its_row_does_not_keep_is_named(cells, column, words):
    columns = "dataset where column printed_value used_value status"
    right = rows(columns, CORRECTION)
    assert list(told("", corrections=right, macro=MACRO)) == []
    assert (0, column) in found(words, corrections=right.assign(**cells), macro=MACRO)


def test_the_evidence_of_an_audit_is_there():
    audit = rows("dataset where column", ("macro", "area=KAZ|area=UZB", "value_usd_mn"))
    assert found("finds no row in macro", audits=audit, macro=MACRO) == [(0, "where")]
