"""What preferences, corrections, exceptions and the calendar say of rows is held against these."""

import pytest

from tests.rules.small import found, rows, told

MACRO = rows("area year value_usd_mn", ("KAZ", 2022, 5.0), ("KAZ", 2023, 6.0))


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
