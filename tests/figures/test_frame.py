"""The words around a figure, its panels and its size: nothing cut off, nothing misnamed."""

import numpy as np
import pandas as pd
import pytest

import heartland as hl
from heartland.errors import UsageError
from heartland.figures import marks, sizes
from heartland.figures.facts import alt_text
from heartland.figures.layout import finish
from heartland.figures.sheet import NoRowsError
from tests.pictures import problems

ROWS = hl.load("growth_forecasts").query(
    "publisher == 'IMF' and area == 'KGZ' and target_year == 2022"
)
ONE = pd.DataFrame({"area": ["KAZ"], "value": [1.0]})


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: hl.frame("trade", "T"), "frame takes rows, as load('trade') returns them"),
        (lambda: hl.frame(ONE, None), "frame: 'title' is text, and was given None"),
        (lambda: hl.frame(ONE, " "), "frame: 'title' is empty: say what"),
        (lambda: hl.frame(ONE, "T", 2022), "frame: 'subtitle' is text"),
        (lambda: hl.panels("trade", "area", None, "T"), "panels takes rows, as load("),
        (lambda: hl.panels(ONE, ["area"], None, "T"), "Did you mean 'area'?"),
        (lambda: hl.figure_of("01-trade", "kyrgyz-glod"), "Did you mean 'kyrgyz-gold'?"),
        (lambda: hl.figure_of("trade", "x"), "no figure 'x' in figures/trade"),
    ],
)
def test_what_is_no_rows_and_no_figure_is_refused_in_one_line(call, words):
    with pytest.raises(UsageError) as wrong:
        call()
    assert words in str(wrong.value) and "\n" not in str(wrong.value)


def test_a_figure_without_rows_says_so():
    for draw in (hl.frame, lambda rows, title: hl.panels(rows, "area", None, title)):
        with pytest.raises(NoRowsError, match="no rows for these parameters"):
            draw(ROWS.head(0), "A title")


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA])
def test_rows_that_belong_to_no_panel_are_refused_in_one_line(missing):
    rows = ROWS.head(2).assign(by=["a", missing])
    with pytest.raises(UsageError, match="panels: 'by' is missing in one row: fill it in"):
        hl.panels(rows, "by", lambda axes, some: None, "A title")


def test_panels_of_areas_are_headed_by_their_names():
    fig = hl.panels(ROWS.assign(partner="KGZ"), "partner", lambda axes, some: None, "A title")
    assert [axes.get_title("left") for axes in fig.axes] == ["Kyrgyzstan"]


def test_panels_stand_one_below_the_other_on_a_phone():
    wide, _ = hl.frame(ROWS, "A title", panels=["a", "b", "c"])
    with sizes.drawn_at("phone"):
        narrow, axes = hl.frame(ROWS, "A title", panels=["a", "b", "c"])
    for fig in (wide, narrow):
        finish(fig)
    assert narrow.get_figwidth() == 4 and narrow.get_figheight() > wide.get_figheight()
    assert len({round(one.get_position().x0, 2) for one in axes}) == 1


def test_an_unknown_size_is_refused_with_the_nearest_and_who_asked_for_it(monkeypatch):
    with pytest.raises(UsageError, match=r"^no size 'slides'.*'slide'"), sizes.drawn_at("slides"):
        pass
    monkeypatch.setenv("HEARTLAND_SIZE", "fone")
    with pytest.raises(UsageError, match=r"HEARTLAND_SIZE: no size 'fone'; there are column, wide"):
        hl.frame(ROWS, "A title")
    with sizes.drawn_at("phone"):
        assert hl.frame(ROWS, "A title")[0].size.name == "phone"


@pytest.mark.slow
@pytest.mark.parametrize("size", sizes.SIZES)
def test_many_words_are_whole_and_leave_the_marks_their_room(size):
    words = "and a note of many words " * 12
    with sizes.drawn_at(size) as drawn:
        fig, panels = hl.frame(ROWS, "A finding " * 8, words, note=words, panels=["a", "b"])
    assert problems(fig) == []
    assert all(axes.bbox.height > 0.2 * fig.dpi for axes in panels)
    if drawn.shape:
        assert fig.get_figheight() == drawn.shape * drawn.width


def test_names_that_leave_the_marks_no_room_are_refused_with_the_longest_of_them():
    longest = "a-name-without-a-space-at-which-it-could-be-broken-into-lines-" * 3
    rows = pd.concat([ROWS.head(2)], ignore_index=True).assign(name=["short", longest])
    fig, axes = hl.frame(rows, "A title")
    marks.dots(axes, rows, x="growth_pct", label="name", by="area", colours={"KGZ": "k"})
    with pytest.raises(UsageError, match=r"no room at this size; the longest is 'a-name-with"):
        finish(fig)


@pytest.mark.filterwarnings("ignore:constrained_layout")
def test_text_that_overlaps_or_is_cut_off_and_marks_beyond_the_axes_are_found():
    fig, axes = hl.frame(ROWS, "Title")
    marks.lines(axes, ROWS, x="vintage", y="growth_pct", by="area", every=0)
    assert problems(fig) == []
    for x, text in ((0.5, "one"), (0.5, "two"), (5, "three")):
        axes.text(x, 0.5, text, transform=axes.transAxes)
    axes.set(ylim=(100, 101))
    found = " ".join(problems(fig))
    for fault in ("'two' lies over 'one'", "'three' leaves the canvas", "lies outside its axes"):
        assert fault in found


def drawn_with_unit(**look):
    rows = ROWS.assign(growth_pct=0.1)
    fig, axes = hl.frame(rows, "Title")
    drawn = {"x": "vintage", "y": "growth_pct", "by": "area", "names": {"KGZ": ""}, "every": 0}
    marks.lines(axes, rows, **drawn, unit="bn")
    axes.set(**look)
    finish(fig)
    return [label.get_text() for label in axes.get_yticklabels()]


def test_a_unit_stands_at_the_uppermost_tick_whichever_way_the_axis_runs():
    assert drawn_with_unit(ylim=(0, 2), yticks=[0, 1, 2]) == ["0", "1", "2 bn"]
    assert drawn_with_unit(ylim=(2, 0), yticks=[0, 1, 2]) == ["0 bn", "1", "2"]


def test_ticks_are_written_with_the_digits_that_tell_them_apart():
    written = drawn_with_unit(ylim=(0, 0.3), yticks=[0, 0.05, 0.1 + 0.2])
    assert written == ["0.00", "0.05", "0.30 bn"]


def test_a_long_alternative_text_ends_after_what_a_whole_mark_says():
    fig, axes = hl.frame(ROWS, "A; b", panels=["one", "two"])
    fig.say("x" * 500, axes[0])
    fig.say("y" * 500, axes[1])
    assert alt_text(fig) == f"A; b. one: {'x' * 500}; the rest is in the table of the rows."
