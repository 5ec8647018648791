"""What the arithmetic of the field makes of two figures, and of the last digit of one."""

import pytest

from heartland.tables.measures import about_level, rounding


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


def test_figures_two_percent_apart_or_more_are_not_level():
    assert about_level(98.1, 100) and about_level(101.9, 100)
    assert not about_level(98, 100)
    assert not about_level(102, 100)


def test_only_nothing_is_about_level_with_nothing():
    assert about_level(0, 0)
    assert not about_level(1, 0) and not about_level(0, 1)
