"""The controls without a browser: what they draw."""

import pandas as pd
import pytest

import heartland as hl
from heartland import context
from heartland.lab import widgets

NO_ROWS = "there are no rows for these values."


def takes_the_first(rows, *_):
    return rows["value"].iloc[0]


def divides(rows):
    return len(rows) / 0


def empty_figure(rows):
    fig, _ = hl.frame(rows, "A title")
    return fig


EMPTY = pd.DataFrame({"value": [], "source_id": []})
FULL = pd.DataFrame({"value": [1], "source_id": ["imf-weo-2022-04"]})


def explored(redraw):
    """What the controls of a notebook without any draw."""
    with context.kept():
        return widgets.Explorer("00-start-here", lambda **_: redraw(), {})._drawn()


@pytest.mark.parametrize("draw", [takes_the_first, divides, empty_figure])
def test_a_drawing_function_that_gets_no_rows_draws_nothing_and_the_controls_say_so(draw):
    assert explored(lambda: draw(EMPTY)) == (None, NO_ROWS)


@pytest.mark.parametrize(
    ("redraw", "fault"),
    [
        (lambda: divides(FULL), ZeroDivisionError),
        (lambda: takes_the_first(FULL, EMPTY)[1], IndexError),
        (lambda: [][0], IndexError),
    ],
)
def test_another_fault_shows_as_one(redraw, fault):
    with pytest.raises(fault):
        explored(redraw)
