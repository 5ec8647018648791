"""The unit of the last digit of a figure."""

import pytest

from heartland.tables.measures import rounding


@pytest.mark.parametrize(
    ("value", "unit"),
    [
        (0, 1.0),
        (0.0, 1.0),
        (5, 1.0),
        (13700, 100.0),
        (-20, 10.0),
        (4.3, 0.1),
        (0.25, 0.01),
        (2e-7, 1e-7),
        (26932.01626961069, 1e-5),
        (1e21, 1e21),
    ],
)
def test_a_figure_is_as_exact_as_its_last_digit_and_zero_as_one(value, unit):
    assert rounding(value) == pytest.approx(unit)
