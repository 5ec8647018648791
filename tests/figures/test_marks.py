"""Marks stand where their rows say, in the colour of the key, and lead back to their rows."""

import datetime

import pandas as pd
import pytest
from matplotlib.colors import to_hex

import heartland as hl
from heartland.errors import UsageError
from heartland.figures import maps, marks, sizes
from heartland.figures.layout import finish, in_lines

SOURCE = "wdi-remittances-gdp"
ROWS = pd.DataFrame(
    {
        "area": ["KAZ", "KAZ", "KAZ", "UZB", "UZB"],
        "year": [2019, 2020, 2022, 2019, 2020],
        "value": [1.0, 2.0, 4.0, 3.0, 5.0],
        "status": ["A", "E", "A", "A", "F"],
        "source_id": hl.load("sources")["source_id"].iloc[0],
    }
)


def drawn(rows=ROWS, form=marks.lines, **named):
    """A figure of some rows, whole."""
    fig, axes = hl.frame(rows, "A title", "A measure.")
    form(axes, rows, **named)
    finish(fig)
    return fig, axes


def words(drawn):
    """What is written in axes, or on a sheet around them."""
    return [text.get_text() for text in drawn.texts]


LINES = {"x": "year", "y": "value", "by": "area"}


def test_no_line_is_drawn_through_a_year_that_is_missing():
    _, axes = drawn(**LINES)
    solid = [line.get_xdata().tolist() for line in axes.lines if line.get_linestyle() == "-"]
    assert [2019, 2020] in solid and not any({2020, 2022} <= set(x) for x in solid)


def test_name_and_last_number_stand_at_the_end_of_a_line():
    _, axes = drawn(**LINES)
    named = {text.get_text(): text.xy for text in axes.texts if text.get_text()}
    assert named["Kazakhstan 4.0"] == (2022, 4.0) and named["Uzbekistan 5.0"] == (2020, 5.0)


def test_a_forecast_is_of_its_edition_too_and_what_happened_of_its_year_alone():
    rows = ROWS.iloc[:1].assign(target_year=2022, vintage="2021-10", outturn_pct=9.0)
    named = {"x": "target_year", "by": "area", "unit": "%"}
    fig, _ = drawn(rows, y="value", **named)
    assert fig.said == ["Kazakhstan 1.0% in 2022 (as of 2021-10)"]
    assert fig.hover["marks-1"] == ["Kazakhstan, 2022 (as of 2021-10): 1.0%"]
    fig, _ = drawn(rows, y="outturn_pct", **named)
    assert fig.said == ["Kazakhstan 9.0% in 2022"]


def test_the_alternative_text_of_a_line_has_its_first_and_its_last_number():
    fig, _ = drawn(**LINES)
    assert fig.said == [
        "Kazakhstan 1.0 in 2019, 4.0 in 2022",
        "Uzbekistan 3.0 in 2019, 5.0 in 2020",
    ]


@pytest.mark.parametrize(
    ("status", "meaning"), [("E", "estimated"), ("P", "provisional"), ("U", "of low reliability")]
)
def test_the_key_says_in_which_way_a_hollow_mark_is_weaker(status, meaning):
    fig, _ = drawn(ROWS.assign(status=["A", "A", status, "A", "A"]), **LINES)
    assert list(fig.weak) == [meaning] and meaning in words(fig)


BOUNDS = pd.DataFrame(
    {
        "event": ["a", "a", "b"],
        "who": ["state", "others", "others"],
        "value": [17.0, 64.0, float("nan")],
        "relation": ["=", ">=", "range"],
        "low": [float("nan"), float("nan"), 300.0],
        "high": [float("nan"), float("nan"), 542.0],
        "source_id": ROWS.source_id[0],
    }
)
WHO = {"state": "#111111", "others": "#a52300"}
DOTS = {"x": "value", "label": "event", "by": "who", "colours": WHO}


def test_a_bound_has_an_arrow_a_range_is_a_line_and_the_numbers_say_so():
    fig, axes = drawn(BOUNDS, marks.dots, **DOTS)
    assert {"17", "≥64", "300–542"} <= set(words(axes))
    assert fig.said == ["a: state 17, others ≥64", "b: others 300–542"]
    lines = [line.get_xdata() for line in axes.lines if len(line.get_xdata()) == 2]
    assert [list(x) for x in lines] == [[300, 542]]
    assert [text.xy for text in axes.texts if text.arrow_patch] == [(64.0, 0)]
    assert {"at least", "range", "state", "others"} <= set(words(fig))


def glyph(fig, name):
    """The glyph that stands before a name of the key."""
    (text,) = [text for text in fig.texts if text.get_text() == name]
    right = text.get_window_extent()
    boxes = {mark: mark.get_window_extent() for mark in fig.artists}
    on_its_line = [
        mark for mark in boxes if right.y0 < boxes[mark].y1 and boxes[mark].y0 < right.y1
    ]
    return min(on_its_line, key=lambda mark: abs(right.x0 - boxes[mark].x1))


def test_the_glyph_before_a_name_of_the_key_has_the_colour_of_its_marks():
    fig, axes = drawn(BOUNDS, marks.dots, **DOTS)
    assert {name: glyph(fig, name).get_color() for name in WHO} == WHO
    dots = {line.get_xdata()[0]: line for line in axes.lines if line.get_marker() == "o"}
    assert dots[17].get_markerfacecolor() == WHO["state"]
    assert dots[64].get_markerfacecolor() == WHO["others"]


def test_glyphs_of_the_key_look_as_the_marks_that_they_explain():
    rows = BOUNDS.iloc[[0, 1]].assign(relation=[">=", "<="], status=["E", "A"])
    fig, _ = drawn(rows, marks.dots, **DOTS)
    assert glyph(fig, "estimated").get_fillstyle() == "none"
    assert glyph(fig, "at least").get_marker() == ">"
    assert glyph(fig, "at most").get_marker() == "<"


@pytest.mark.parametrize(
    ("relation", "side", "meaning"), [(">=", 1, "at least"), ("<=", -1, "at most")]
)
def test_the_arrow_of_a_bound_points_to_where_the_figure_may_be(relation, side, meaning):
    rows = BOUNDS.iloc[[0, 1]].assign(relation=["=", relation])
    fig, axes = drawn(rows, marks.dots, **DOTS)
    (arrow,) = [text for text in axes.texts if text.arrow_patch]
    assert arrow.xyann[0] * side > 0
    assert meaning in words(fig)


def test_only_the_marks_that_a_column_names_have_numbers_and_hover_says_who_counted():
    rows = BOUNDS.assign(is_end=[True, False, True], reporter=["office", "clinic", "envoy"])
    fig, axes = drawn(rows, marks.dots, **DOTS, numbers="is_end", who="reporter")
    assert "17" in words(axes) and "≥64" not in words(axes)
    said = [text for texts in fig.hover.values() for text in texts]
    assert {"a, office: 17", "a, clinic: ≥64"} <= set(said)


def test_on_a_logarithmic_axis_numbers_are_plain_and_a_zero_leaves_it_linear():
    _, axes = drawn(BOUNDS, marks.dots, **DOTS, log=True)
    assert axes.get_xscale() == "log"
    assert axes.xaxis.get_major_formatter()(2000, 0) == "2,000"
    rows = BOUNDS.assign(value=[0.0, 64.0, float("nan")])
    _, axes = drawn(rows, marks.dots, **DOTS, log=True)
    assert axes.get_xscale() == "linear"


def test_a_best_estimate_at_an_end_of_its_range_is_written_as_the_range():
    rows = BOUNDS.assign(value=[44.0, 60.0, 64.0], low=[44.0] * 3, high=[468.0] * 3)
    rows["relation"] = ["=", "=", ">"]
    _, axes = drawn(rows, marks.dots, **DOTS)
    assert {"44–468", "60", ">64"} <= set(words(axes))


def test_a_bar_with_a_range_is_followed_by_its_number_and_its_range():
    rows = BOUNDS.assign(value=[582.0, 550.0, 7.0], low=[511.0, None, None], relation="=")
    rows["high"] = [1219.0, None, None]
    _, axes = drawn(rows.assign(event=["a", "b", "c"]), marks.bars, x="value", label="event")
    assert words(axes)[:2] == ["582 (511–1,219)", "550"]


def test_a_long_name_of_a_row_takes_two_lines_and_no_word_is_broken():
    rows = BOUNDS.assign(event=["Almaty and other cities, January 2022", "b", "c"])
    _, axes = drawn(rows, marks.dots, **DOTS)
    first, *_ = axes.get_yticklabels()
    assert first.get_text() == "Almaty and other\ncities, January 2022"
    assert in_lines("UK Parliament, 2023", 12) == "UK Parliament,\n2023"


def test_a_map_of_the_south_east_has_no_circle_for_a_place_in_the_west():
    rows = ROWS.iloc[:2].assign(latitude=[40.5, 43.3], longitude=[72.8, 52.9])
    view = {"shown": ["KGZ"], "view": maps.SOUTH_EAST}
    fig, _ = drawn(rows, marks.on_map, size="value", label="area", **view)
    assert fig.marks == {"marks-1": [0]}


def test_on_a_small_map_long_names_break_and_names_of_countries_give_way():
    at = {"latitude": [40.5, 40.1, 40.8, 40.3], "longitude": [72.8, 70.8, 72.4, 69.6]}
    rows = ROWS.iloc[:4].assign(**at)
    rows["area"] = ["Osh", "Batken", "Andijan", "Khujand and Leninabad province"]
    with sizes.drawn_at("phone"):
        fig, axes = drawn(rows, marks.on_map, size="value", label="area", shown=["KGZ"])
        fig.draw_without_rendering()
    boxes = [text.get_window_extent() for text in axes.texts]
    assert "Khujand and\nLeninabad\nprovince 3" in words(axes)
    assert not any(a.overlaps(b) for n, a in enumerate(boxes) for b in boxes[:n])


def test_the_area_of_a_circle_on_the_map_is_its_number():
    rows = ROWS.iloc[[0, 2]].assign(latitude=[40.5, 43.2], longitude=[72.8, 76.9])
    fig, axes = drawn(rows, marks.on_map, size="value", label="area", shown=["KGZ"])
    circles = {fig.marks[one.get_gid()][0]: one for one in axes.lines if one.get_gid() in fig.marks}
    assert circles[1].get_markersize() == pytest.approx(2 * circles[0].get_markersize())  # 4 to 1


def test_on_the_map_each_country_has_its_name_and_number_where_it_is():
    areas = ["TKM", "UZB", "KAZ", "TJK", "KGZ"]
    rows = ROWS.assign(area=areas)
    fig, axes = drawn(rows, marks.names_on_map, value="value")
    named = {fig.marks[text.get_gid()][0]: text for text in axes.texts if text.get_gid()}
    from_the_west = sorted(named, key=lambda row: named[row].xy[0])
    assert [rows.area[row] for row in from_the_west] == areas
    assert named[3].get_text() == "Tajikistan\n3.0" and "Tajikistan 3.0" in fig.said


def test_the_larger_the_number_of_a_country_the_darker_it_is_on_the_map():
    rows = ROWS.assign(area=["TKM", "UZB", "KAZ", "TJK", "KGZ"], value=[1.0, 5.0, 3.0, 2.0, 4.0])
    fig, axes = drawn(rows, marks.names_on_map, value="value")
    light = {}
    for text in axes.texts:
        if text.get_gid():
            below = [shape for shape in axes.patches if shape.get_path().contains_point(text.xy)]
            light[rows.value[fig.marks[text.get_gid()][0]]] = sum(below[-1].get_facecolor()[:3])
    assert sorted(light, key=light.get) == [5.0, 4.0, 3.0, 2.0, 1.0]


def test_marks_of_rows_that_the_frame_does_not_know_are_refused():
    _, axes = hl.frame(ROWS.head(2), "A title")
    with pytest.raises(UsageError, match="not among those that were given to frame"):
        marks.lines(axes, ROWS, **LINES)


@hl.figure("a-figure")
def a_figure(areas):
    """A figure of a notebook."""
    rows = ROWS[ROWS["area"].isin(areas)].reset_index(drop=True)
    fig, axes = hl.frame(rows, "A title", "A measure.")
    marks.lines(axes, rows, **LINES)
    return fig


def test_a_figure_of_a_notebook_is_exported_with_what_its_marks_say(tmp_path, monkeypatch):
    monkeypatch.setenv("HEARTLAND_OUT", str(tmp_path))
    done = a_figure(["KAZ"])
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".csv", ".json", ".png", ".svg"]
    svg = (tmp_path / "a-figure.svg").read_text()
    assert "<title>Kazakhstan, 2022: 4.0</title>" in svg
    assert done.facts["rows"] == 3
    assert "has nothing to show" in a_figure(["TKM"])


CELLS = ROWS.iloc[:4].assign(
    area=["KAZ", "KAZ", "UZB", "UZB"], flow=["buys", "sells"] * 2, leads="China", text="a long text"
)
TABLE = {"row": "area", "column": "flow", "fill": "leads", "text": "text"}


def test_a_square_has_the_colour_of_its_cell_and_says_whose_it_is_in_the_order_of_the_rows():
    cells = CELLS.assign(text=list("abcd"), leads=["China", "Russia", "Russia", "China"])
    paint = {"China": "#c00000", "Russia": "#0000c0"}
    fig, axes = drawn(cells, marks.squares, **TABLE, colours=paint)
    shown = {
        fig.hover[square.get_gid()][0]: to_hex(square.get_facecolor()) for square in axes.patches
    }
    assert shown == {
        "Kazakhstan, buys: China, a": paint["China"],
        "Kazakhstan, sells: Russia, b": paint["Russia"],
        "Uzbekistan, buys: Russia, c": paint["Russia"],
        "Uzbekistan, sells: China, d": paint["China"],
    }
    assert [name.get_text() for name in axes.get_yticklabels()] == ["Kazakhstan", "Uzbekistan"]


def test_a_text_too_long_for_its_square_is_written_smaller_until_it_stands_in_it():
    with sizes.drawn_at("phone"):
        _, axes = drawn(CELLS.assign(text="x" * 25), marks.squares, **TABLE, colours={})
    for text, square in zip(axes.texts, axes.patches, strict=True):
        assert text.get_window_extent().width <= square.get_window_extent().width


def test_no_line_leads_to_a_year_that_was_counted_in_another_way_and_the_key_says_so():
    rows = ROWS.assign(year=[2019, 2020, 2021, 2019, 2020], status=["A", "A", "B", "A", "A"])
    fig, axes = drawn(rows, **LINES)
    solid = [line.get_xdata().tolist() for line in axes.lines if line.get_linestyle() == "-"]
    assert [2019, 2020] in solid and [2021] in solid
    assert marks.ANOTHER_WAY in words(fig)


def test_an_event_stands_between_the_whole_years_before_and_after_it():
    rows = ROWS.assign(year=[2020, 2021, 2022, 2021, 2022])
    _, axes = hl.frame(rows, "A title", "A measure.")
    marks.lines(axes, rows, **LINES)
    marks.event(axes, marks.INVASION, "invasion")
    (rule,) = [line for line in axes.lines if line.get_zorder() == 1]
    assert 2021 < rule.get_xdata()[0] < 2022


def test_panels_whose_axis_begins_at_zero_show_the_highest_of_all():
    fig, panels = hl.frame(ROWS, "A title", "A measure.", panels=["Kazakhstan", "Uzbekistan"])
    for axes, (_, part) in zip(panels, ROWS.groupby("area"), strict=True):
        marks.lines(axes, part, **LINES, from_zero=True)
    finish(fig)
    assert panels[0].get_ylim()[0] == 0 and panels[0].get_ylim()[1] > 5
    assert fig.said[0].startswith("Kazakhstan: ")


def test_numbers_stand_in_the_parts_of_columns_that_have_room():
    rows = ROWS.iloc[:2].assign(year=2020, value=[10.0, 0.1], part=["goods", "gold"])
    form = {"x": "year", "y": "value", "by": "part", "decimals": 1, "inside": True}
    _, axes = drawn(rows, marks.columns, colours={"goods": "#112233", "gold": "#c9a227"}, **form)
    assert words(axes) == ["10.0"]
    years = pd.concat([rows.assign(year=year) for year in range(1990, 2024)], ignore_index=True)
    _, axes = drawn(years, marks.columns, x="year", y="value", decimals=2, inside=True)
    assert words(axes) == []  # narrower than their numbers


def test_a_number_wider_than_its_part_of_a_bar_is_left_out_and_the_sum_stays():
    rows = ROWS.iloc[:3].assign(area="KAZ", value=[1000.0, 110.0, 0.1], part=["a", "b", "c"])
    form = {"x": "value", "label": "area", "by": "part", "totals": True, "decimals": 1}
    paint = {"a": "#112233", "b": "#445566", "c": "#c9a227"}
    _, axes = drawn(rows, marks.stacked, colours=paint, **form)
    assert words(axes) == ["1,000.0", "110.0", "1,110.1"]
    with sizes.drawn_at("phone"):
        _, axes = drawn(rows, marks.stacked, colours=paint, **form)
    assert words(axes) == ["1,000.0", "1,110.1"]


def on_hover(fig):
    """What is said of all rows."""
    return {text for texts in fig.hover.values() for text in texts}


def test_each_dot_of_a_dumbbell_has_its_own_number_and_name_and_a_weak_row_is_hollow():
    rows = BOUNDS.assign(event=["a", "b", "c"], last=[20.0, 60.0, 5.0], status=["A", "E", "A"])
    form = {"first": "value", "last": "last", "label": "event"}
    fig, axes = drawn(rows.head(2), marks.dumbbells, **form, key={"own": "#111", "theirs": "#a00"})
    at = {text.get_text(): text.xy for text in axes.texts}
    assert at == {"17": (17, 0), "20": (20, 0), "64": (64, -1), "60": (60, -1)}
    assert on_hover(fig) == {"a, own: 17", "a, theirs: 20", "b, own: 64", "b, theirs: 60"}
    assert fig.said == ["a: 17 (own) and 20 (theirs)", "b: 64 (own) and 60 (theirs)"]
    faces = {
        line.get_xdata()[0]: line.get_markerfacecolor() for line in axes.lines if line.get_gid()
    }
    assert [at for at, face in faces.items() if face == "white"] == [64, 60]


PARTS = ROWS.iloc[:2].assign(year=2020, value=[10.0, 2.0], part=["goods", "gold"])
OF_PARTS = {"by": "part", "colours": {"goods": "#112233", "gold": "#c9a227"}}


def test_a_column_is_said_with_its_year_its_sum_and_the_unit():
    form = {"x": "year", "y": "value", "unit": "bn", "numbers": True}
    fig, axes = drawn(PARTS, marks.columns, **form, **OF_PARTS)
    assert words(axes) == ["12"] and fig.said == ["2020: 12 bn"]
    assert on_hover(fig) == {"2020, goods: 10 bn", "2020, gold: 2 bn"}
    assert axes.get_yticklabels()[-1].get_text().endswith(" bn")


def test_a_bar_of_parts_says_each_part_with_its_own_number_and_unit():
    fig, _ = drawn(PARTS, marks.stacked, x="value", label="area", unit="%", **OF_PARTS)
    assert fig.said == ["Kazakhstan: goods 10, gold 2"]
    assert on_hover(fig) == {"Kazakhstan, goods: 10%", "Kazakhstan, gold: 2%"}


WAFFLE = pd.DataFrame(
    {
        "article": ["one", "one", "one", "two"],
        "outcome": ["did not hold", "held", "held", "held"],
        "statement": ["a", "b", "c", "d"],
        "source_id": ROWS.source_id.iloc[0],
    }
)
OUTCOMES = {"held": "#000000", "did not hold": "#ff0000", "not checkable": "#cccccc"}


def test_a_waffle_has_a_square_for_each_row_in_the_order_of_the_key_and_none_touches_another():
    form = {"label": "article", "fill": "outcome", "text": "statement", "colours": OUTCOMES}
    with sizes.drawn_at("phone"):
        fig, axes = drawn(WAFFLE, marks.waffle, **form)
    placed = {
        row: (*place, line.get_color())
        for line in axes.lines
        for place, row in zip(line.get_xydata().tolist(), fig.marks[line.get_gid()], strict=True)
    }
    assert [placed[row][0] for row in (1, 2, 0)] == [0, 1, 2]
    assert placed[0][2] == "#ff0000" and placed[3][0] == 0 and placed[3][1] < placed[0][1]
    assert fig.said == ["one: 2 held, 1 did not hold", "two: 1 held"]
    assert "did not hold" in words(fig) and "not checkable" not in words(fig)
    cell = axes.transData.transform([(1, 0), (0, 0)]) @ [1, 0]
    assert all(line.get_markersize() * fig.dpi / 72 < cell[0] - cell[1] for line in axes.lines)


FORMS = [
    (marks.lines, {"x": "year", "y": "value", "by": "area"}),
    (marks.dots, {"x": "value", "label": "area", "by": "status", "colours": {}}),
    (marks.dumbbells, {"first": "value", "last": "year", "label": "area", "key": {}}),
    (marks.bars, {"x": "value", "label": "area"}),
    (marks.stacked, {"x": "value", "label": "area", "by": "status", "colours": {}}),
    (marks.columns, {"x": "year", "y": "value"}),
    (marks.names_on_map, {"value": "value"}),
]


@pytest.mark.parametrize(("form", "named"), FORMS)
def test_a_column_that_the_rows_do_not_have_or_that_holds_no_numbers_is_refused(form, named):
    (given,) = [name for name, column in named.items() if column == "value"]
    with pytest.raises(UsageError, match=r"no column 'valeu'\. Did you mean 'value'"):
        drawn(ROWS, form, **named | {given: "valeu"})
    with pytest.raises(UsageError, match="column 'status' does not hold numbers"):
        drawn(ROWS, form, **named | {given: "status"})


def test_dates_and_periods_lie_at_their_middle_on_a_year_axis():
    dates = ["2022", "2022-01", "2022-07-01", "2022-H1", "2022-H2", "2022-Q1", "2022-Q4", ""]
    assert marks.places(pd.Series(dates)).round(2).tolist()[:-1] == [
        2022.5,
        2022.04,
        2022.5,
        2022.25,
        2022.75,
        2022.12,
        2022.87,
    ]
    assert marks.places(pd.Series(dates)).isna().tolist() == [False] * 7 + [True]
    spans = marks.places(pd.Series(["2022-01/2022-11", "2021/2022"]))
    assert spans.round(2).tolist() == [2022.45, 2022.0]


def test_dates_of_python_and_pandas_lie_where_their_texts_do():
    days = ["2022-07-01", "2023-01-15"]
    where = marks.places(pd.Series(days))
    assert marks.places(pd.Series(pd.to_datetime(days))).equals(where)
    of_python = [datetime.date.fromisoformat(days[0]), datetime.datetime.fromisoformat(days[1])]
    assert marks.places(pd.Series(of_python, dtype="object")).equals(where)


@pytest.mark.parametrize("wrong", ["2022-Q5", "spring 2022", "20220601"])
def test_what_is_no_date_is_named_and_not_placed_on_a_year_axis(wrong):
    with pytest.raises(UsageError, match=f"'{wrong}' is not a date like 2022, "):
        marks.places(pd.Series(["2022", None, wrong]))


def test_the_number_at_a_tick_of_a_year_axis_is_that_year():
    _, axes = drawn(**LINES)
    write = axes.xaxis.get_major_formatter()
    assert [write(year, None) for year in (2019, 2022)] == ["2019", "2022"]


def test_an_axis_of_less_than_two_years_names_its_aprils_and_octobers():
    _, axes = drawn(
        ROWS.head(3).assign(month=["2021-05", "2022-02", "2022-12"]), **{**LINES, "x": "month"}
    )
    ticks = [tick.get_text() for tick in axes.get_xticklabels()]
    assert ticks == ["Oct\n2021", "Apr\n2022", "Oct\n2022"]
    assert axes.get_xticks()[1] == marks.places(pd.Series(["2022-04"]))[0]


def test_a_single_year_has_an_axis_of_years_and_not_of_centuries():
    _, axes = drawn(ROWS.head(1), **LINES)
    assert axes.get_xlim() == (2018, 2020)
