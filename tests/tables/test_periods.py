"""What a date or period reaches over, however it is written."""

import pytest

from heartland.tables.periods import months_of


@pytest.mark.parametrize(
    ("date", "months"),
    [
        ("2022", ("2022-01", "2022-12")),
        ("2022-H2", ("2022-07", "2022-12")),
        ("2022-06-30", ("2022-06", "2022-06")),
        ("2021-11/2022-02", ("2021-11", "2022-02")),
    ],
)
def test_a_period_has_a_first_and_a_last_month(date, months):
    assert months_of(date) == months
