"""The bench compares medians, and refuses a way that fails or makes no figures."""

import pytest

from tests import bench


def test_the_table_has_median_spread_and_the_ratio_to_plain_scripts():
    lines = bench.table({bench.SCRIPTS: [2, 4, 3], "doit": [6, 6, 9]}, 20).splitlines()
    assert lines[2:] == [
        "| plain scripts, two at a time | 3.0 | 2.0 to 4.0 | 1.00 |",
        "| doit | 6.0 | 6.0 to 9.0 | 2.00 |",
    ]


@pytest.mark.parametrize(
    ("command", "words"),
    [("true", "0 figures of 2 runs"), ("echo no kernel >&2; false", "no kernel")],
)
def test_a_way_that_fails_or_makes_no_figures_ends_the_bench(command, words):
    with pytest.raises(RuntimeError, match=words):
        bench.seconds(command, 2)


def test_a_way_has_the_values_and_a_collection():
    makes_figures = "for value in $VALUES; do touch out/$value/figure.png; done; ls notebooks data"
    assert bench.seconds(makes_figures, 2) > 0
