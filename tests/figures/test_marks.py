"""Marks stand where their rows say, in the colour of the key, and lead back to their rows."""

import pandas as pd
import pytest
from tests.pictures import problems

import heartland as hl
from heartland.errors import UsageError
from heartland.figures import marks, sizes, style
from heartland.figures.frame import NoRowsError, finish, in_lines

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


def dots(axes):
    """Each dot: its place, the row it leads to, whether it is hollow, and its colour."""
    found = []
    for line in axes.lines:
        if line.get_marker() == "o" and line.get_gid() is not None:
            gids = line.get_gid() if isinstance(line.get_gid(), list) else [line.get_gid()]
            face, edge = line.get_markerfacecolor(), line.get_markeredgecolor()
            for (x, y), row in zip(line.get_xydata(), gids, strict=True):
                hollow = face == "white"
                found.append((row, float(x), float(y), hollow, edge if hollow else face))
    return sorted(found)


LINES = {"x": "year", "y": "value", "by": "area"}


def test_a_dot_stands_at_the_value_of_its_row_in_the_colour_of_its_country():
    _, axes = drawn(**LINES)
    colours = hl.colours(["KAZ", "UZB"])
    for row, x, y, _, colour in dots(axes):
        assert (x, y) == (ROWS.year[row], ROWS.value[row])
        assert colour == colours[ROWS.area[row]]
    assert len(dots(axes)) == len(ROWS)


def test_what_is_estimated_or_expected_is_hollow_and_the_key_says_so():
    fig, axes = drawn(**LINES)
    assert [row for row, *_, hollow, _ in dots(axes) if hollow] == [1, 4]
    shown = [text.get_text() for text in fig.texts]
    assert "estimated" in shown and "expected" in shown


def test_no_line_is_drawn_through_a_year_that_is_missing():
    _, axes = drawn(**LINES)
    solid = [line.get_xdata().tolist() for line in axes.lines if line.get_linestyle() == "-"]
    assert [2019, 2020] in solid and not any({2020, 2022} <= set(x) for x in solid)


def test_a_name_stands_at_the_end_of_its_line():
    _, axes = drawn(**LINES)
    named = {text.get_text(): text.xy for text in axes.texts if text.get_text()}
    assert named["Kazakhstan"] == (2022, 4.0) and named["Uzbekistan"] == (2020, 5.0)


def test_the_alternative_text_gives_the_first_and_the_last_value_of_each_line():
    fig, _ = drawn(**LINES, unit="%")
    assert fig.said[0] == "Kazakhstan 1.0% in 2019, 4.0% in 2022"


def test_a_forecast_is_of_its_edition_too_and_what_happened_of_its_year_alone():
    rows = ROWS.assign(target_year=2022, vintage="2021-10", outturn_pct=9.0)
    named = {"x": "target_year", "by": "area", "unit": "%"}
    fig, axes = drawn(rows.iloc[:1], y="value", **named)
    assert fig.said == ["Kazakhstan 1.0% in 2022 (as of 2021-10)"]
    (dot,) = [line for line in axes.lines if line.get_gid() is not None]
    assert dot.texts == ["Kazakhstan, 2022 (as of 2021-10): 1.0%"]
    fig, _ = drawn(rows.iloc[:1], y="outturn_pct", **named)
    assert fig.said == ["Kazakhstan 9.0% in 2022"]


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


def test_a_bound_has_an_arrow_a_range_is_a_line_and_the_numbers_say_so():
    fig, axes = drawn(BOUNDS, marks.dots, x="value", label="event", by="who", colours=WHO)
    texts = [text.get_text() for text in axes.texts]
    assert {"17", "≥64", "300–542"} <= set(texts)
    lines = [line.get_xdata() for line in axes.lines if len(line.get_xdata()) == 2]
    assert [list(x) for x in lines] == [[300, 542]]
    assert [text.xy for text in axes.texts if text.arrow_patch] == [(64.0, 0)]
    assert {"at least", "range", "state", "others"} <= {text.get_text() for text in fig.texts}


@pytest.mark.parametrize(
    ("relation", "side", "words"), [(">=", 1, "at least"), ("<=", -1, "at most")]
)
def test_the_arrow_of_a_bound_points_to_where_the_figure_may_be(relation, side, words):
    rows = BOUNDS.iloc[[0, 1]].assign(relation=["=", relation])
    fig, axes = drawn(rows, marks.dots, x="value", label="event", by="who", colours=WHO)
    (arrow,) = [text for text in axes.texts if text.arrow_patch]
    assert arrow.xyann[0] * side > 0
    assert words in {text.get_text() for text in fig.texts}


def test_only_the_marks_that_a_column_names_have_numbers_and_hover_says_who_counted():
    rows = BOUNDS.assign(is_end=[True, False, True], reporter=["office", "clinic", "envoy"])
    form = {"x": "value", "label": "event", "by": "who", "colours": WHO}
    _, axes = drawn(rows, marks.dots, **form, numbers="is_end", who="reporter")
    texts = [text.get_text() for text in axes.texts]
    assert "17" in texts and "≥64" not in texts
    told = [text for line in axes.lines for text in getattr(line, "texts", [])]
    assert {"a, office: 17", "a, clinic: ≥64"} <= set(told)


def test_the_alternative_text_tells_row_by_row_what_each_said():
    fig, _ = drawn(BOUNDS, marks.dots, x="value", label="event", by="who", colours=WHO)
    assert fig.said == ["a: state 17, others ≥64", "b: others 300–542"]


def test_the_first_of_the_key_lies_over_the_others():
    rows = BOUNDS.iloc[[1, 0]].assign(value=[17.0, 17.0], relation="=")
    _, axes = drawn(rows, marks.dots, x="value", label="event", by="who", colours=WHO)
    over = {line.get_markerfacecolor(): line.get_zorder() for line in axes.lines}
    assert over["#111111"] > over["#a52300"]


def test_on_a_logarithmic_axis_numbers_are_plain_and_a_zero_leaves_it_linear():
    form = {"x": "value", "label": "event", "by": "who", "colours": WHO, "log": True}
    _, axes = drawn(BOUNDS, marks.dots, **form)
    assert axes.get_xscale() == "log"
    assert axes.xaxis.get_major_formatter()(2000, 0) == "2,000"
    _, axes = drawn(BOUNDS.assign(value=[0.0, 64.0, float("nan")]), marks.dots, **form)
    assert axes.get_xscale() == "linear"


def test_an_axis_of_dots_that_begins_at_zero_has_room_for_a_dot_there():
    form = {"x": "value", "label": "event", "from_zero": True}
    _, axes = drawn(BOUNDS, marks.dots, **form)
    assert -20 < axes.get_xlim()[0] < 0


def test_a_best_estimate_at_an_end_of_its_range_is_written_as_the_range():
    rows = BOUNDS.assign(value=[44.0, 60.0, 64.0], low=[44.0] * 3, high=[468.0] * 3)
    rows["relation"] = ["=", "=", ">"]
    _, axes = drawn(rows, marks.dots, x="value", label="event", by="who", colours=WHO)
    texts = [text.get_text() for text in axes.texts]
    assert {"44–468", "60", ">64"} <= set(texts)


def test_a_bar_with_a_range_is_followed_by_its_number_and_its_range():
    rows = BOUNDS.assign(value=[582.0, 550.0, 7.0], low=[511.0, None, None], relation="=")
    rows["high"] = [1219.0, None, None]
    _, axes = drawn(rows.assign(event=["a", "b", "c"]), marks.bars, x="value", label="event")
    assert [text.get_text() for text in axes.texts][:2] == ["582 (511–1,219)", "550"]


def test_a_long_name_of_a_row_takes_two_lines():
    rows = BOUNDS.assign(event=["Almaty and other cities, January 2022", "b", "c"])
    _, axes = drawn(rows, marks.dots, x="value", label="event")
    first, *_ = axes.get_yticklabels()
    assert first.get_text() == "Almaty and other\ncities, January 2022"


def test_the_number_of_the_first_dot_does_not_lie_over_the_name_of_its_row():
    rows = ROWS.assign(value=[4e6, 8e6, 9e6, 1.2e7, 4e7])
    rows["row"] = [f"An event with a long name, {year}: Kyrgyz side" for year in range(5)]
    with sizes.drawn_at("phone"):
        fig, _ = drawn(rows, marks.dots, x="value", label="row", by="area", log=True)
    assert problems(fig) == []


CROWDED = pd.DataFrame(
    {
        "latitude": [40.53, 40.06, 40.78, 40.28],
        "longitude": [72.80, 70.82, 72.35, 69.62],
        "place": ["Osh", "Batken", "Andijan", "Khujand and Leninabad province"],
        "value": [446.0, 213.0, 187.0, 362.0],
        "source_id": ROWS.source_id[0],
    }
)
MAP = {"size": "value", "label": "place", "shown": ["KGZ"]}


def test_places_of_a_map_that_crowd_are_named_without_touching():
    fig, axes = drawn(CROWDED, marks.on_map, **MAP)
    fig.draw_without_rendering()
    boxes = [text.get_window_extent() for text in axes.texts]
    assert {"Osh 446", "Kyrgyzstan"} <= {text.get_text() for text in axes.texts}
    assert not any(a.overlaps(b) for n, a in enumerate(boxes) for b in boxes[:n])


def test_on_a_small_map_long_names_break_and_names_of_countries_give_way():
    with sizes.drawn_at("phone"):
        fig, axes = drawn(CROWDED, marks.on_map, **MAP)
        fig.draw_without_rendering()
    named = [text.get_text() for text in axes.texts]
    boxes = [text.get_window_extent() for text in axes.texts]
    assert "Khujand and\nLeninabad\nprovince 362" in named
    assert not any(a.overlaps(b) for n, a in enumerate(boxes) for b in boxes[:n])


def test_on_the_map_each_country_has_its_name_and_number_where_it_is():
    areas = ["TKM", "UZB", "KAZ", "TJK", "KGZ"]
    rows = ROWS.assign(area=areas)
    fig, axes = drawn(rows, marks.names_on_map, value="value")
    named = {text.get_gid(): text for text in axes.texts if isinstance(text.get_gid(), int)}
    from_the_west = sorted(named, key=lambda row: named[row].xy[0])
    assert [rows.area[row] for row in from_the_west] == areas
    assert named[3].get_text() == "Tajikistan\n3.0" and "Tajikistan 3.0" in fig.said


def test_a_dumbbell_has_each_number_at_its_own_dot():
    rows = pd.DataFrame(
        {"area": ["KAZ"], "then": [-33.0], "now": [7.0], "source_id": [ROWS.source_id[0]]}
    )
    key = {"forecast": "#a52300", "what happened": "#111111"}
    form = {"first": "then", "last": "now", "label": "area", "key": key, "expected": True}
    _, axes = drawn(rows, marks.dumbbells, **form)
    texts = {text.get_text(): (text.xy, text.get_color()) for text in axes.texts}
    assert texts["−33"] == ((-33.0, 0), "#a52300") and texts["7"] == ((7.0, 0), "#111111")
    assert axes.get_yticklabels()[0].get_text() == "Kazakhstan"


def test_marks_of_rows_that_the_frame_does_not_know_are_refused():
    _, axes = hl.frame(ROWS.head(2), "A title")
    with pytest.raises(UsageError, match="not among those that were given to frame"):
        marks.lines(axes, ROWS, **LINES)


def test_a_figure_without_rows_says_so():
    with pytest.raises(NoRowsError, match="no rows for these parameters"):
        hl.frame(ROWS.head(0), "A title")


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


def test_a_figure_of_a_notebook_without_rows_is_a_sentence():
    assert "has nothing to show" in a_figure(["TKM"])


CELLS = ROWS.iloc[:4].assign(
    area=["KAZ", "KAZ", "UZB", "UZB"], flow=["buys", "sells"] * 2, leads="China", text="a long text"
)
TABLE = {"row": "area", "column": "flow", "fill": "leads", "text": "text"}


def test_a_table_of_squares_is_headed_by_the_names_of_its_columns():
    _, axes = drawn(CELLS, marks.squares, **TABLE, colours={"China": "#960000"})
    assert [tick.get_text() for tick in axes.get_xticklabels()] == ["buys", "sells"]


def test_the_text_of_a_square_takes_two_lines_where_it_is_narrow():
    rows = CELLS.assign(text="China 19%, Russia 13%, 2023")
    with sizes.drawn_at("phone"):
        _, axes = drawn(rows, marks.squares, **TABLE, colours={"China": "#960000"})
    (text, *_) = [text.get_text() for text in axes.texts]
    assert text == "China 19%,\nRussia 13%, 2023"


def test_a_square_stands_below_the_name_of_its_country_whichever_row_names_it_first():
    rows = CELLS.assign(flow=["buys", "buys", "sells", "sells"], area=["UZB", "KAZ", "UZB", "TJK"])
    _, axes = drawn(rows, marks.squares, **{**TABLE, "row": "flow", "column": "area"}, colours={})
    heads = {
        tick.get_text(): place
        for tick, place in zip(axes.get_xticklabels(), axes.get_xticks(), strict=True)
    }
    assert list(heads) == ["Kazakhstan", "Tajikistan", "Uzbekistan"]
    centres = [bar.get_x() + bar.get_width() / 2 for bar in axes.patches]
    assert centres == pytest.approx(
        [heads[n] for n in ("Uzbekistan", "Kazakhstan", "Uzbekistan", "Tajikistan")]
    )


def test_a_text_too_long_for_its_square_is_written_smaller_until_it_stands_in_it():
    with sizes.drawn_at("phone"):
        _, axes = drawn(CELLS.assign(text="x" * 25), marks.squares, **TABLE, colours={})
    for text, square in zip(axes.texts, axes.patches, strict=True):
        assert text.get_fontsize() < style.points("label")
        assert text.get_window_extent().width <= square.get_window_extent().width


def test_no_line_leads_to_a_year_that_was_counted_in_another_way_and_the_key_says_so():
    rows = ROWS.assign(year=[2019, 2020, 2021, 2019, 2020], status=["A", "A", "B", "A", "A"])
    fig, axes = drawn(rows, **LINES)
    solid = [line.get_xdata().tolist() for line in axes.lines if line.get_linestyle() == "-"]
    assert [2019, 2020] in solid and [2021] in solid
    assert any("gap" in text.get_text() for text in fig.texts)


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


def test_a_thin_line_leads_to_a_name_that_was_moved_from_its_line():
    rows = pd.concat([ROWS.iloc[:2].assign(area=area) for area in ("KAZ", "UZB", "TJK")])
    _, axes = drawn(rows.reset_index(drop=True), **LINES)
    assert [text for text in axes.texts if text.arrow_patch]


def test_a_line_that_ends_a_little_earlier_is_named_beside_the_last_one():
    years = pd.DataFrame({"area": "KAZ", "year": range(2000, 2011), "value": 5.0})
    rows = pd.concat([years, years.iloc[:-1].assign(area="UZB", value=1.0)], ignore_index=True)
    _, axes = drawn(rows, **LINES)
    names = {text.get_text(): text.xy[0] for text in axes.texts if text.get_text()}
    assert names == {"Kazakhstan": 2010, "Uzbekistan": 2010}
    assert [text.xy for text in axes.texts if text.arrow_patch] == [(2009, 1.0)]


def test_numbers_stand_in_the_parts_of_columns_that_have_room():
    rows = ROWS.iloc[:2].assign(year=2020, value=[10.0, 0.1], part=["goods", "gold"])
    form = {"x": "year", "y": "value", "by": "part", "decimals": 1, "inside": True}
    _, axes = drawn(rows, marks.columns, colours={"goods": "#112233", "gold": "#c9a227"}, **form)
    assert [text.get_text() for text in axes.texts] == ["10.0"]


def test_columns_narrower_than_their_numbers_have_none():
    rows = pd.concat([ROWS.iloc[:1].assign(year=year, value=1000.25) for year in range(1990, 2024)])
    rows = rows.reset_index(drop=True)
    _, axes = drawn(rows, marks.columns, x="year", y="value", decimals=2, inside=True)
    assert not axes.texts


WAFFLE = pd.DataFrame(
    {
        "article": ["one", "one", "one", "two"],
        "outcome": ["did not hold", "held", "held", "held"],
        "statement": ["a", "b", "c", "d"],
        "source_id": ROWS.source_id.iloc[0],
    }
)
OUTCOMES = {"held": "#000000", "did not hold": "#ff0000", "not checkable": "#cccccc"}


def waffle():
    return drawn(
        WAFFLE, marks.waffle, label="article", fill="outcome", text="statement", colours=OUTCOMES
    )


def test_a_waffle_has_a_square_for_each_row_in_the_order_of_the_key():
    fig, axes = waffle()
    placed = {}
    for line in axes.lines:
        gids = line.get_gid() if isinstance(line.get_gid(), list) else [line.get_gid()]
        for place, row in zip(line.get_xydata().tolist(), gids, strict=True):
            placed[row] = (*place, line.get_color())
    assert [placed[row][0] for row in (1, 2, 0)] == [0, 1, 2]
    assert placed[0][2] == "#ff0000" and placed[3][0] == 0 and placed[3][1] < placed[0][1]
    assert fig.said == ["one: 2 held, 1 did not hold", "two: 1 held"]
    shown = [text.get_text() for text in fig.texts]
    assert "did not hold" in shown and "not checkable" not in shown


def test_the_squares_of_a_waffle_do_not_touch():
    with sizes.drawn_at("phone"):
        fig, axes = waffle()
        cell = axes.transData.transform([(1, 0), (0, 0)]) @ [1, 0]
        sizes_in_pixels = {line.get_markersize() * fig.dpi / 72 for line in axes.lines}
    assert max(sizes_in_pixels) < cell[0] - cell[1]


def test_a_name_of_a_row_is_not_broken_within_a_word():
    assert in_lines("UK Parliament, 2023", 12) == "UK Parliament,\n2023"


FORMS = [
    (marks.lines, {"x": "year", "y": "value", "by": "area"}),
    (marks.dots, {"x": "value", "label": "area"}),
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
