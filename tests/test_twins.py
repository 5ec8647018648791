"""Interactive figures: the drawn figure again, every row under the pointer, text never markup, JSON for any reader."""

import json
import subprocess
import sys

import pandas as pd
import pytest

import heartland as hl
from heartland import sentences
from heartland.figures import charts, hover, interactive, web_font
from heartland.figures.frame import frame
from heartland.outputs import FONT, PLOTLY
from tests.conftest import ROOT

pytestmark = pytest.mark.after("lib/heartland/figures/")


@pytest.fixture(scope="module")
def rows():
    wanted = "publisher in ['IMF', 'EBRD'] and area in ['KGZ', 'TJK'] and target_year == 2022"
    return hl.load("growth_forecasts").query(wanted).reset_index(drop=True)


def paths(rows):
    """A figure of two panels in which each dot knows its row."""
    key = {"IMF": "#633fa2", "EBRD": "#175e7c"}

    def draw(axes, part):
        for publisher, line in part.groupby("publisher"):
            axes.plot(
                charts.decimal_year(line["vintage"]),
                line["growth_pct"],
                ":o",
                color=key[publisher],
                markerfacecolor="white",
                gid=line["mark"],
            )

    return hl.panels(rows, "area", draw, "A < title", "Percent", unit="%")


def exported(rows):
    return hl.show("paths", paths, rows)


@pytest.fixture(scope="module")
def one(rows, tmp_path_factory):
    """A figure that was exported once: the tests read it, and none changes it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HEARTLAND_OUT", str(tmp_path_factory.mktemp("out")))
        return exported(rows)


def texts(figure):
    return [note["text"] for note in figure["layout"]["annotations"]]


@pytest.mark.slow
def test_it_has_the_panels_the_ranges_and_the_words_of_the_figure(one):
    figure = one.interactive().figure
    layout = figure["layout"]
    assert (layout["width"], layout["height"]) == (800, round(100 * one.fig.get_figheight()))
    for number, axes in enumerate(one.fig.axes, 1):
        end = "" if number == 1 else number
        x, y = layout[f"xaxis{end}"], layout[f"yaxis{end}"]
        assert x["range"] == pytest.approx(axes.get_xlim()) and y["range"] == pytest.approx(
            axes.get_ylim()
        )
        box = axes.get_position()
        assert x["domain"] == pytest.approx([box.x0, box.x1], abs=1e-3)
        assert y["domain"] == pytest.approx([box.y0, box.y1], abs=1e-3)
    written = " ".join(texts(figure))
    assert "A &lt; title" in written and "Source: " in written and "Percent" in written
    assert [name for name in ("Kyrgyzstan", "Tajikistan") if name in texts(figure)] == [
        "Kyrgyzstan",
        "Tajikistan",
    ]
    assert any(label.endswith("%") for label in texts(figure))


@pytest.mark.slow
def test_its_marks_have_the_places_and_colours_drawn(one, rows):
    figure = one.interactive().figure
    drawn = [line for axes in one.fig.axes for line in axes.lines if line.get_gid()]
    told = [trace for trace in figure["data"] if trace["hoverinfo"] == "text"]
    assert len(drawn) == len(told)
    for trace in told:
        assert trace["marker"]["color"] == "#ffffff"
        assert trace["marker"]["line"]["color"] in ("#633fa2", "#175e7c")
        for y, (number,) in zip(trace["y"], trace["customdata"], strict=True):
            assert y == pytest.approx(rows["growth_pct"][number])


def test_every_row_drawn_is_told_with_its_source(one):
    figure = hl.interactive(one).figure
    numbers, told = set(), []
    for trace in figure["data"]:
        for found in trace.get("customdata", []):
            numbers.update(found)
        told += trace.get("hovertext", [])
    assert numbers == {number for marks in one.fig.marks.values() for number in marks}
    assert any("source: " in text and "growth pct: " in text for text in told)


def test_text_from_data_is_never_markup_and_a_missing_value_is_null():
    rows = pd.DataFrame(
        {
            "year": [2001, 2002, 2003],
            "value": [1.0, float("nan"), 2.0],
            "source_id": ["imf-weo-2022-04"] * 3,
            "note": ["<script>", "", ""],
        }
    )

    def draw(rows):
        fig, axes = frame(rows, "<b>bold</b>")
        axes.plot(rows["year"], rows["value"], "-o", gid=rows["mark"])
        return fig

    figure = hl.show("missing", draw, rows).interactive().figure
    text = json.dumps(figure, allow_nan=False)
    assert "<script>" not in text and "<b>" not in text
    assert [1.0, None, 2.0] in [trace["y"] for trace in figure["data"]]
    assert hover.hover(rows)[0].count("&lt;script&gt;") == 1


@pytest.mark.slow
def test_what_plotly_cannot_show_as_designed_is_not_shown(rows):
    def draw(rows):
        fig, axes = frame(rows, "A legend")
        axes.plot([1, 2], [1, 2], label="one")
        axes.legend()
        return fig

    one = hl.show("legend", draw, rows)
    assert interactive.as_plotly_or_none(one.fig, rows) is None
    said = one.interactive()
    assert isinstance(said, sentences.Line)
    assert str(said).startswith("*no interactive version: plotly cannot draw a legend")


@pytest.mark.slow
def test_an_export_writes_it_for_the_site_only(one, rows, monkeypatch):
    assert not (one.folder / "paths.plotly").exists()
    monkeypatch.setenv("HEARTLAND_INTERACTIVE", "1")
    assert "data" in json.loads(
        (exported(rows).folder / "paths.plotly").read_text(encoding="utf-8")
    )


@pytest.mark.slow
def test_reading_a_figure_leaves_it_as_it_was(one, rows):
    before = (one.folder / "paths.png").read_bytes()
    one.interactive()
    again = hl.export(one.fig, "paths", rows)
    assert (again.folder / "paths.png").read_bytes() == before


def test_no_plotly_and_no_font_is_stored_in_a_notebook():
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        text = path.read_text(encoding="utf-8")
        assert PLOTLY not in text and FONT not in text, path.name
    assert web_font.as_html().startswith(FONT)


MADE_INTERACTIVE = """
import sys
import matplotlib.pyplot
import heartland as hl

def draw(axes, part):
    axes.plot(part["target_year"], part["growth_pct"], "o", gid=part["mark"])

def by_area(rows):
    return hl.panels(rows, "area", draw, "A title", "Percent", unit="%")

rows = hl.load("growth_forecasts").query("publisher == 'EBRD' and vintage == '2022-03'")
shown = hl.show("paths", by_area, rows.reset_index(drop=True))
assert shown.interactive() is not None
print("plotly" in sys.modules, matplotlib.pyplot.get_fignums())
"""


@pytest.mark.slow
def test_it_imports_no_plotly_and_leaves_no_figure_open_in_pyplot():
    command = [sys.executable, "-c", MADE_INTERACTIVE]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "False []"
