"""The controls without a browser: what they offer, in which order they are read, what they draw."""

import pandas as pd
import pytest

import heartland as hl
from heartland.errors import HeartlandError, UsageError
from heartland.figures import export, rendering, sizes
from heartland.figures.signature import names_of_values
from heartland.lab import widgets
from heartland.notebooks import Cell
from heartland.runs.parameters import RULES, Parameter
from heartland.tables import collection, csv_files
from heartland.tables.areas import AREA_PARAMETERS, area_names

ROWS = pd.DataFrame({"value": [1, 2], "source_id": "imf-weo-2022-04"})
NO_ROWS = "there are no rows for these values that can be drawn."


def draw_plain(rows):
    fig, _ = hl.frame(rows, "A title")
    return fig


def divide(rows):
    return len(rows) / 0


def select(areas):
    return ROWS


def explorer(draw=draw_plain, select=select, notebook="00-start-here"):
    return widgets.Explorer(notebook, draw, select, {})


@pytest.fixture(autouse=True)
def unrendered(monkeypatch):
    """What is drawn on the screen takes most of the time, and none of these tests looks at it."""
    monkeypatch.setattr(rendering, "picture", lambda sheet: b"")


@pytest.fixture
def exported(monkeypatch, tmp_path):
    """The figures that are exported, by the name of their files: none is rendered."""
    done = {}

    def keep(sheet, name, rows):
        done[name] = sheet
        (tmp_path / f"{name}.json").touch()
        return export.Exported(tmp_path, name, {}, rows, sheet)

    monkeypatch.setattr(export, "export", keep)
    monkeypatch.setenv("HEARTLAND_OUT", str(tmp_path))
    return done


def test_a_selection_without_rows_is_not_drawn_and_the_controls_say_so(exported):
    controls = explorer(divide, lambda areas: ROWS.head(0))
    controls.open()
    controls.export()
    with pytest.raises(HeartlandError, match=f"^{NO_ROWS}$"):
        controls.drawn()
    assert (exported, controls.status.value) == ({}, f"Not exported: {NO_ROWS}")


@pytest.mark.parametrize(
    ("draw", "select", "fault"),
    [
        (divide, select, ZeroDivisionError),
        (draw_plain, lambda areas: ROWS.head(0)["value"].iloc[0], IndexError),
    ],
)
def test_another_fault_shows_as_one(draw, select, fault):
    with pytest.raises(fault):
        explorer(draw, select).drawn()


def test_a_fault_in_an_export_is_told_beside_the_controls_and_raised(exported):
    controls = explorer()
    controls.open()
    controls.drawing = divide
    with pytest.raises(ZeroDivisionError):  # outside a kernel an output hides nothing
        controls.export()
    assert controls.status.value == "Not exported: the fault is shown below."
    assert exported == {}


def test_what_is_no_frame_of_rows_is_refused():
    with pytest.raises(UsageError, match=r"^draw_plain takes rows.* was given None"):
        explorer(draw_plain, lambda areas: None).drawn()


def test_values_that_are_not_allowed_are_told_in_the_words_of_check():
    controls = explorer()
    controls.open()
    controls.controls["areas"].write([])
    with pytest.raises(HeartlandError, match="areas: the list is empty; choose from KAZ"):
        controls.drawn()


def test_the_rows_are_counted_for_the_drawing_and_not_in_what_is_exported():
    sheet, rows = explorer().drawn()
    assert sheet.rows["mark"].tolist() == [0, 1]
    assert rows is ROWS


def test_what_is_selected_or_drawn_by_has_a_control_and_no_other_parameter():
    taken = []

    def draw(events, harm):
        taken.append((len(events), harm))
        return draw_plain(events)

    controls = explorer(draw, lambda group: ROWS, notebook="04-casualties")
    controls.open()
    assert list(controls.controls) == ["harm", "group"]
    assert taken == [(2, "killed")]


@pytest.mark.parametrize(
    ("draw", "select", "told"),
    [
        (draw_plain, lambda area: ROWS, "takes 'area', which is no parameter of 00-start-here"),
        (lambda rows, partners: None, select, "<lambda> takes 'partners', which is no parameter"),
        (select, draw_plain, "draw_plain takes 'rows', which is no parameter of 00-start-here"),
        (
            draw_plain,
            ROWS,
            "one that draws rows and one that selects them; this is of type DataFrame",
        ),
        (5, select, "one that draws rows and one that selects them; this is of type int"),
        (lambda: None, select, "explore: <lambda> takes no rows to draw"),
    ],
)
def test_what_cannot_be_drawn_or_selected_by_is_refused_at_once(draw, select, told):
    with pytest.raises(UsageError, match=told):
        explorer(draw, select)


def test_a_figure_is_drawn_and_exported_at_the_size_chosen_under_a_name_of_its_own(exported):
    controls = explorer()
    controls.open()
    assert [name for _, name in controls.size.options] == list(sizes.SIZES)
    controls.export()
    controls.size.value = "slide"
    controls.export()
    widths = {name: sheet.get_figwidth() for name, sheet in exported.items()}
    assert widths == {
        "draw-plain": sizes.COLUMN.width,
        "draw-plain-slide": sizes.SIZES["slide"].width,
    }
    controls.reset()
    assert controls.size.value == "column"


def told_of_export(controls):
    with sizes.drawn_at(controls.size.value):
        return controls._exported().split("  \n")


def test_what_is_told_of_an_export(exported, tmp_path):
    controls = explorer()
    controls.open()
    every = "Every figure of the notebook with these values: `heartland run 00-start-here`"
    assert told_of_export(controls)[1] == every
    controls.size.value = "slide"
    told = told_of_export(controls)
    files = f"`{tmp_path}/draw-plain-slide.*` (PNG, SVG, CSV, JSON)"
    assert told == [
        f"Exported as `draw-plain-slide`, 13.3 × 7.5 inches: {files}",
        f"{every} (in column size)",
    ]
    assert told_of_export(controls)[0] == f"{told[0]}, in place of the files of this name"


def test_a_cell_with_a_command_of_ipython_hides_no_figure_and_fails_no_export(
    exported, monkeypatch
):
    sources = ["%time draw_plain", 'hl.show("plain", draw_plain, rows)']
    monkeypatch.setattr(widgets, "cells", lambda _: [Cell("code", text, []) for text in sources])
    controls = explorer()
    controls.open()
    controls.export()
    assert list(exported) == ["plain"]


def test_a_figure_that_has_no_other_size_says_so(exported):
    controls = explorer(sizes.drawn_at("column")(draw_plain))
    controls.open()
    controls.size.value = "slide"
    told = "This figure has no size slide, and keeps the size column."
    assert controls.status.value == told
    controls.export()
    assert list(exported) == ["draw-plain"]
    assert controls.status.value == told


def test_what_may_be_typed_is_read_to_its_end():
    parameter = Parameter("as_of", "str", "", "")
    (box,) = widgets._control(parameter, [], "", {}).parts
    assert len(box.placeholder) <= int(box.layout.width.removesuffix("ch"))


def test_a_picture_is_as_wide_as_its_size_and_no_wider_than_the_notebook():
    shown = {}
    for size in ("phone", "column", "slide"):
        with sizes.drawn_at(size):
            shown[size] = widgets._image(b"", draw_plain(ROWS)).split('"')[1]
    assert shown == {"phone": "400", "column": "800", "slide": "800"}


def control(name, offered, start):
    parameter = Parameter(name, "list[str]", start, "")
    return widgets._control(parameter, offered, start, names_of_values(name))


def members(start):
    return control("members", RULES["members"].allowed(collection.root()), start)


def test_areas_are_offered_in_the_order_of_their_names():
    names = [name for name, _ in members(["FRA"]).parts[0].options]
    assert len(names) > widgets.FEW_BOXES
    assert names == sorted(names)


def test_below_a_list_stands_what_is_chosen_in_the_order_of_choice():
    chosen = members(["FRA", "DEU"])
    [browser], below = chosen.parts, chosen.shown.children[-1]
    assert below.value == "Chosen: France, Germany"
    browser.value = ["DEU", "ITA", "FRA"]
    assert below.value == "Chosen: France, Germany, Italy"
    browser.value = []
    assert below.value == "Chosen: none"
    chosen.write(["DEU", "FRA"])
    chosen.write(["FRA", "DEU"])
    assert below.value == "Chosen: France, Germany"


def test_values_chosen_of_which_nothing_is_drawn_are_named():
    controls = explorer(select=lambda areas: ROWS.assign(area=["UZB", "KAZ"]))
    controls.open()
    told = "Chosen, but without rows in the figure: "
    assert controls.status.value == f"{told}Kyrgyzstan, Tajikistan and Turkmenistan."
    controls.controls["areas"].write(["KAZ", "TJK"])
    assert controls.status.value == f"{told}Tajikistan."
    controls.controls["areas"].write(["KAZ", "UZB"])
    assert controls.status.value == ""


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
    rows = csv_files.rows(collection.root(), "conflict_events")
    events = control("events", [row["event_id"] for row in rows], [rows[0]["event_id"]])
    names = [name for name, _ in events.parts[0].options]
    assert names == [row["name"] for row in rows]


@pytest.mark.parametrize("name", sorted(set(AREA_PARAMETERS) & set(RULES)))
def test_areas_are_shown_by_their_names_in_each_parameter_of_areas(name):
    codes = RULES[name].allowed(collection.root())
    names = area_names()
    shown = names_of_values(name)
    assert [shown[code] for code in codes] == [names[code] for code in codes]


def test_of_years_those_are_offered_that_the_notebook_names_or_runs_with_and_else_all():
    rows = pd.DataFrame({"year": [2020, 2022, 2022]})
    controls = widgets.Explorer(
        "01-trade", draw_plain, lambda start, end: ROWS, {"start": rows["year"]}
    )
    controls.open()
    offered = {name: one.parts[0].options for name, one in controls.controls.items()}
    assert [year for _, year in offered["start"]] == [2005, 2020, 2022]
    assert [year for _, year in offered["end"]] == RULES["end"].allowed(collection.root())
