"""The controls without a browser: what they offer, in which order they are read, what they draw."""

import pandas as pd
import pytest

import heartland as hl
from heartland import context
from heartland.lab import widgets
from heartland.runs.parameters import Parameter
from heartland.tables import package

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


def control(name, offered, start):
    return widgets._control(Parameter(name, "list[str]", start, ""), offered, start)


def test_a_list_is_read_in_the_order_in_which_its_values_were_chosen():
    offered = [f"{letter}{letter}{letter}" for letter in "ABCDEFGHIJKL"]
    partners = control("partners", offered, ["LLL", "CCC"])
    [browser] = partners.parts
    assert partners.read() == ["LLL", "CCC"]
    for chosen in (["CCC", "FFF", "LLL"], ["AAA", "CCC", "FFF", "LLL"], ["AAA", "CCC", "LLL"]):
        browser.value = chosen
        partners.read()
    assert partners.read() == ["LLL", "CCC", "AAA"]
    partners.write(["LLL", "CCC"])
    assert partners.read() == ["LLL", "CCC"]


def test_boxes_are_read_with_the_starting_values_first():
    areas = control("areas", ["KAZ", "KGZ", "UZB"], ["UZB", "KGZ"])
    areas.parts[0].value = True
    assert areas.read() == ["UZB", "KGZ", "KAZ"]
    areas.parts[2].value = False
    areas.parts[2].value = True
    assert areas.read() == ["UZB", "KGZ", "KAZ"]


def test_events_are_shown_by_their_names():
    rows = package.rows(package.root(), "conflict_events")
    events = control("events", [row["event_id"] for row in rows], [rows[0]["event_id"]])
    names = [name for name, _ in events.parts[0].options]
    assert names == [row["name"] for row in rows]
