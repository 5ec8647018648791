"""The furniture and the export: every file whole, every fact in it, nothing cut off."""

import hashlib
import inspect
import io
import json
import os
import re
import subprocess
import warnings
from typing import Unpack, get_type_hints
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pypdf
import pytest
from matplotlib import rcParams
from matplotlib.figure import Figure
from PIL import Image

import heartland as hl
from heartland import context, files, sentences
from heartland.errors import DataError, UsageError
from heartland.figures import export, frame, labels, marks, rendering, sizes, style
from heartland.figures.facts import alt_text, facts_of, in_a_line, plain
from heartland.figures.frame import lay_out
from heartland.figures.signature import signature
from heartland.figures.source_line import how_new, source_line
from heartland.files import write_atomically
from heartland.tables import csv_files
from heartland.tables.sources import join_columns
from tests.conftest import ROOT
from tests.pictures import problems


@pytest.fixture(scope="module")
def rows():
    """Rows that no test changes: each takes a copy."""
    return hl.load("growth_forecasts").query(
        "publisher == 'IMF' and area == 'KGZ' and target_year == 2022"
    )


@pytest.fixture
def sheet(rows):
    fig, ax = hl.frame(rows, "The IMF on Kyrgyzstan in 2022", "Growth of real GDP & <more>.")
    ax.plot(rows["vintage"], rows["growth_pct"], "o-")
    return fig, rows


@pytest.fixture
def render(monkeypatch):
    """Export to those forms of a picture that a test looks at, for each takes its time."""

    def render(*forms):
        made = {
            "svg": rendering.svg,
            "png": lambda fig, facts: rendering.png(rendering._pixels(fig), facts),
        }
        monkeypatch.setattr(
            rendering,
            "rendered",
            lambda fig, facts, _: {form: made[form](fig, facts) for form in forms},
        )

    return render


def test_an_export_has_four_files_with_the_same_facts(sheet):
    done = hl.export(*sheet[:1], "imf-kyrgyzstan", sheet[1])
    facts = json.loads((done.folder / "imf-kyrgyzstan.json").read_text())
    assert sorted(p.suffix for p in done.folder.iterdir()) == [
        ".csv",
        ".json",
        ".png",
        ".svg",
    ]
    assert facts["title"] == "The IMF on Kyrgyzstan in 2022" and "<more>." in facts["alt"]
    assert (
        facts["csv_sha256"]
        == hashlib.sha256((done.folder / "imf-kyrgyzstan.csv").read_bytes()).hexdigest()
    )
    assert {s["source_id"] for s in facts["sources"]} == set(sheet[1]["source_id"]) and all(
        s["url"].startswith("http") for s in facts["sources"]
    )
    image = Image.open(done.folder / "imf-kyrgyzstan.png")
    assert (
        image.size[0] == 1600
        and image.text["Title"] == facts["title"]
        and facts["alt"] in image.text["Description"]
    )
    svg = (done.folder / "imf-kyrgyzstan.svg").read_text()
    assert (
        "<text" in svg
        and "The IMF on Kyrgyzstan" in svg
        and "&lt;more&gt;" in svg
        and "dc:date" not in svg
    )
    assert (
        pd.read_csv(done.folder / "imf-kyrgyzstan.csv")["growth_pct"].tolist()
        == sheet[1]["growth_pct"].tolist()
    )


def test_a_csv_has_no_digits_of_binary_arithmetic_and_all_others():
    sums = [1773.3473999999999, 3674.3500000000004, 0.701 - 0.381, 0.3 - 0.1 - 0.2]
    others = [1 / 3, 288406.13823066885, 1.2345678901210012, 12.0, float("nan")]
    table = pd.DataFrame({"value": sums + others, "year": 2024})
    written = export.without_dust(table)["value"].map(repr).tolist()
    assert written[:4] == ["1773.3474", "3674.35", "0.32", "0.0"]
    assert written[4:] == [repr(value) for value in others]
    assert table["value"].tolist()[:4] == sums


def test_the_text_of_a_pdf_can_be_searched_in_fonts_that_are_embedded(sheet):
    fig, rows = sheet
    fig.axes[0].set_xlabel("Казахстан ≥ 3")
    done = hl.export(fig, "searched", rows, pdf=True)
    page = pypdf.PdfReader(done.folder / "searched.pdf").pages[0]
    text = page.extract_text()
    assert "The IMF on Kyrgyzstan in 2022" in text and "Казахстан ≥ 3" in text
    for font in page["/Resources"]["/Font"].values():
        font = font.get_object()
        glyphs = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]["/FontFile2"]
        assert font["/Subtype"] == "/Type0" and len(glyphs.get_object().get_data()) > 1000


@pytest.mark.slow
def test_two_exports_are_equal_byte_for_byte(sheet):
    done = hl.export(sheet[0], "twice", sheet[1])
    first = {p.name: p.read_bytes() for p in done.folder.iterdir()}
    hl.export(sheet[0], "twice", sheet[1])
    assert {p.name: p.read_bytes() for p in done.folder.iterdir()} == first


@pytest.mark.slow
def test_nothing_is_half_written_when_the_export_fails(sheet, monkeypatch):
    hl.export(sheet[0], "whole", sheet[1])
    before = {p.name: p.read_bytes() for p in export.out().iterdir()}
    monkeypatch.setattr(rendering, "svg", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        hl.export(sheet[0], "whole", sheet[1].head(2))
    assert {p.name: p.read_bytes() for p in export.out().iterdir()} == before


def test_an_interrupted_write_leaves_no_temporary_file(tmp_path, monkeypatch):
    monkeypatch.setattr(
        files.Path, "replace", lambda *_: (_ for _ in ()).throw(OSError("disk full"))
    )
    with pytest.raises(OSError, match="disk full"):
        write_atomically(tmp_path / "x.csv", b"1")
    assert list(tmp_path.iterdir()) == []


def test_of_several_files_none_takes_its_place_before_all_are_written(tmp_path, monkeypatch):
    files.write_all({tmp_path / "a": b"old", tmp_path / "b": b"old"})
    open_file = files.Path.open

    def full(path, mode):
        if path.name.startswith(".b"):
            raise OSError(28, "No space left on device")
        return open_file(path, mode)

    monkeypatch.setattr(files.Path, "open", full)
    with pytest.raises(OSError, match="No space left on device"):
        files.write_all({tmp_path / "a": b"new", tmp_path / "b": b"new"})
    monkeypatch.undo()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "a": b"old",
        "b": b"old",
    }


@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o002, 0o664), (0o077, 0o600)])
def test_a_new_file_may_be_read_by_whom_the_user_lets_and_an_old_one_by_whom_it_could(
    tmp_path, umask, mode
):
    old = tmp_path / "old.csv"
    old.write_bytes(b"1")
    old.chmod(0o640)
    before = os.umask(umask)
    try:
        write_atomically(old, b"2")
        write_atomically(tmp_path / "new.csv", b"2")
    finally:
        os.umask(before)
    assert old.stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "new.csv").stat().st_mode & 0o777 == mode


def test_a_write_that_is_not_allowed_names_the_file_that_was_asked_for(tmp_path, monkeypatch):
    def refuse(path, *_):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(files.Path, "open", refuse)
    with pytest.raises(PermissionError) as refused:
        write_atomically(tmp_path / "x.csv", b"1")
    assert refused.value.filename == str(tmp_path / "x.csv")


def test_a_folder_that_cannot_be_made_or_written_is_told_in_one_line(sheet, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="file: file exists; name another folder"):
        hl.export(*sheet[:1], "x", sheet[1], folder=tmp_path / "file")
    monkeypatch.setattr(export.os, "access", lambda *_: False)
    with pytest.raises(UsageError, match="permission denied; name another folder"):
        hl.export(*sheet[:1], "x", sheet[1], folder=tmp_path)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda fig: hl.frame("trade", "T"), "frame takes rows, as load('trade') returns them"),
        (lambda fig: hl.frame(pd.DataFrame(), None), "frame: 'title' is text, and was given None"),
        (lambda fig: hl.frame(pd.DataFrame(), ""), "frame: 'title' is empty: say what"),
        (
            lambda fig: hl.frame(pd.DataFrame(), " "),
            "frame: 'title' is empty: say what",
        ),
        (lambda fig: hl.frame(pd.DataFrame(), "T", 2022), "frame: 'subtitle' is text"),
        (lambda fig: hl.panels("trade", "area", None, "T"), "panels takes rows, as load("),
        (lambda fig: hl.table("trade", "t"), "table takes rows"),
        (lambda fig: hl.export(fig, "t", "trade"), "export takes rows"),
        (lambda fig: hl.panels(pd.DataFrame({"area": ["KAZ"]}), "aera", None, "T"), "'aera'"),
        (
            lambda fig: hl.panels(pd.DataFrame({"area": ["KAZ"]}), ["area"], None, "T"),
            "Did you mean 'area'?",
        ),
        (lambda fig: hl.figure_of("01-trade", "kyrgyz-glod"), "Did you mean 'kyrgyz-gold'?"),
        (lambda fig: hl.figure_of("trade", "x"), "no figure 'x' in figures/trade"),
    ],
)
def test_what_is_no_rows_and_no_figure_is_refused_in_one_line(sheet, call, words):
    with pytest.raises(UsageError) as wrong:
        call(sheet[0])
    assert words in str(wrong.value) and "\n" not in str(wrong.value)


@pytest.mark.parametrize("name", ["../x", "A", "a b", "", "a.png"])
def test_a_name_that_is_no_file_name_is_refused(sheet, name):
    with pytest.raises(UsageError, match="is not a name for files"):
        hl.export(sheet[0], name, sheet[1])


def test_a_plain_matplotlib_figure_is_refused_in_one_line(rows):
    with pytest.raises(
        UsageError, match=r"takes a figure made by hl.frame\(\).* this is of type Figure"
    ):
        hl.export(Figure(), "plain", rows)


def test_rows_without_a_source_are_refused(sheet):
    with pytest.raises(UsageError, match="no column 'source_id', so the figure could not be cited"):
        hl.export(sheet[0], "uncited", sheet[1].drop(columns="source_id"))


@pytest.mark.slow
def test_a_figure_goes_to_the_folder_that_is_named(sheet, tmp_path, render):
    render("png")
    done = hl.export(sheet[0], "mine", sheet[1], folder=tmp_path / "brief")
    assert done.folder == tmp_path / "brief"
    assert (tmp_path / "brief" / "mine.png").exists()


@pytest.mark.parametrize(
    ("size", "shape"), [("column", None), ("wide", None), ("slide", 9 / 16), ("square", 1)]
)
@pytest.mark.slow
def test_a_figure_is_exported_at_a_named_size(sheet, tmp_path, render, size, shape):
    render("png")
    fig, rows = sheet
    done = hl.export(fig, "sized", rows, folder=tmp_path, size=size)
    image = Image.open(done.folder / "sized.png")
    width = round(sizes.SIZES[size].width * style.DPI)
    assert abs(image.size[0] - width) <= 1
    if shape:
        assert image.size[1] / image.size[0] == pytest.approx(shape, abs=0.01)
    assert problems(fig) == []


@pytest.mark.slow
def test_the_words_around_a_resized_figure_are_as_large_as_if_it_were_drawn_so(rows, tmp_path):
    def sizes_of_words(size):
        fig, axes = hl.frame(rows, "A title")
        marks.lines(axes, rows, x="vintage", y="growth_pct", by="kind", every=0)
        hl.export(fig, "sized", rows, folder=tmp_path, size=size)
        return {text.get_text(): text.get_fontsize() for text in fig.texts}

    with sizes.drawn_at("slide"):
        wanted = sizes_of_words("")
    assert sizes_of_words("slide") == wanted


def test_an_unknown_size_offers_the_nearest(sheet):
    with pytest.raises(UsageError, match=r"no size 'slides'.*'slide'"):
        hl.export(sheet[0], "sized", sheet[1], size="slides")


def test_the_environment_names_the_size_unless_a_figure_is_drawn_at_another(monkeypatch):
    monkeypatch.setenv("HEARTLAND_SIZE", "wide")
    assert sizes.current().name == "wide"
    with sizes.drawn_at("phone"):
        assert sizes.current().name == "phone"
    monkeypatch.setenv("HEARTLAND_SIZE", "")
    assert sizes.current() is sizes.COLUMN


def test_an_unknown_size_of_the_environment_is_named_when_a_figure_is_drawn(rows, monkeypatch):
    monkeypatch.setenv("HEARTLAND_SIZE", "fone")
    with pytest.raises(UsageError, match=r"HEARTLAND_SIZE: no size 'fone'; there are column, wide"):
        hl.frame(rows, "A title")


@pytest.mark.parametrize(
    ("panels", "size", "told"), [(2, "slide", 1), (2, "column", 0), (0, "slide", 0)]
)
def test_resizing_a_figure_of_several_panels_is_warned_of(rows, recwarn, panels, size, told):
    fig, _ = hl.frame(rows, "A title", panels=["a", "b"][:panels])
    export._warn_of_panels(fig, "sized", size)
    texts = [str(warning.message) for warning in recwarn]
    assert len(texts) == told
    for text in texts:
        assert text.startswith("'sized' has 2 panels, laid out for the size 'column'")
        assert "with sizes.drawn_at('slide'):" in text and "\n" not in text


def test_panels_stand_one_below_the_other_on_a_phone(sheet):
    rows = sheet[1]
    wide, _ = hl.frame(rows, "A title", panels=["a", "b", "c"], height=4)
    with sizes.drawn_at("phone"):
        narrow, axes = hl.frame(rows, "A title", panels=["a", "b", "c"], height=4)
    assert narrow.get_figwidth() == 4
    assert narrow.get_figheight() > wide.get_figheight()
    narrow.draw_without_rendering()
    lefts = {round(one.get_position().x0, 2) for one in axes}
    assert len(lefts) == 1


def test_mypy_knows_every_option_that_panels_hand_on():
    taken = inspect.signature(frame.frame, eval_str=True).parameters.values()
    own = ("panels", *inspect.signature(frame.panels).parameters)
    options = {
        one.name: one.annotation
        for one in taken
        if one.kind == one.KEYWORD_ONLY and one.name not in own
    }
    assert get_type_hints(frame.Look) == options
    assert get_type_hints(frame.panels)["look"] == Unpack[frame.Look]


@pytest.mark.parametrize("by", ["area", "partner", "side"])
def test_panels_of_areas_are_headed_by_their_names(sheet, by):
    rows = sheet[1].assign(**{by: "KGZ"})
    fig = hl.panels(rows, by, lambda axes, some: None, "A title")
    assert [axes.get_title("left") for axes in fig.axes] == ["Kyrgyzstan"]


def test_panels_of_no_rows_are_refused_in_one_line(sheet):
    with pytest.raises(UsageError, match="there are no rows, so 'area' has no value"):
        hl.panels(sheet[1].head(0), "area", lambda axes, rows: None, "A title")


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA])
def test_rows_that_belong_to_no_panel_are_refused_in_one_line(missing):
    rows = NAMED.assign(by=["a", missing], source_id="imf-weo-2022-04")
    with pytest.raises(UsageError, match="panels: 'by' is missing in one row: fill it in"):
        hl.panels(rows, "by", lambda axes, some: None, "A title")


@pytest.mark.slow
def test_a_blank_notebook_exports_to_a_folder_of_its_own(sheet, monkeypatch):
    monkeypatch.delenv("HEARTLAND_OUT", raising=False)
    monkeypatch.setenv("JPY_SESSION_NAME", "/home/me/My notes 2.ipynb")
    assert export.out().name == "My-notes-2"


def test_an_export_names_a_place_that_is_found_from_the_working_directory(
    sheet, monkeypatch, tmp_path
):
    monkeypatch.delenv("HEARTLAND_OUT", raising=False)
    monkeypatch.delenv("HEARTLAND_SHOWN", raising=False)
    monkeypatch.setattr(export.collection, "root", lambda: tmp_path / "collection")
    beside = tmp_path / "beside"
    far = tmp_path.joinpath(*"abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz")
    beside.mkdir()
    far.mkdir(parents=True)
    folder = tmp_path / "collection" / "build" / "figures" / "notebook"
    made = export.Exported(folder, "x", {"title": "T"}, pd.DataFrame(), sheet)
    monkeypatch.chdir(beside)
    assert repr(made) == "T\nexported to ../collection/build/figures/notebook/x.*"
    monkeypatch.chdir(far)
    assert repr(made) == f"T\nexported to {folder}/x.*"
    folder.mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "collection")
    assert repr(made) == "T\nexported to build/figures/notebook/x.*"


def test_sources_that_a_merge_left_in_a_column_of_their_own_are_warned_of(sheet, render):
    render("png")
    fig, rows = sheet
    merged = rows.assign(source_id_pop="wdi-population")
    with pytest.warns(UserWarning, match="sources in the column 'source_id_pop' are not cited"):
        hl.export(fig, "per-head", merged)


def test_sources_of_a_merge_that_were_joined_are_not_warned_of(sheet, render):
    render("png")
    fig, rows = sheet
    merged = rows.assign(source_id_pop="wdi-population")
    merged["source_id"] = join_columns(merged, "source_id", "source_id_pop")
    with warnings.catch_warnings(action="error"):
        hl.export(fig, "per-head", merged)


def test_the_source_line_is_read_off_the_rows(sheet):
    one = sheet[1].query("source_id == 'imf-weo-2022-04'")
    assert source_line(one).startswith("Source: IMF, World Economic Outlook database, April 2022")
    assert re.fullmatch(
        rf"Source: IMF; {sheet[1]['source_id'].nunique()} documents, listed with the data",
        source_line(sheet[1]),
    )


@pytest.mark.slow
def test_text_with_markup_stays_text(rows, render):
    render("svg")
    fig, ax = hl.frame(rows, 'Ошский < $x$ & "quotes" _under_', "қазақша, тоҷикӣ")
    ax.plot([1, 2], [1, 2])
    svg = hl.export(fig, "markup", rows).folder / "markup.svg"
    assert "Ошский &lt; $x$ &amp;" in svg.read_text() and "қазақша" in svg.read_text()


def test_a_long_title_wraps_inside_the_canvas(rows):
    fig, ax = hl.frame(rows, "A finding " * 20, "and a subtitle " * 30, note="and a note " * 40)
    ax.plot([1, 2], [1, 2])
    assert problems(fig) == []


@pytest.mark.filterwarnings("ignore:constrained_layout")
def test_the_overlap_check_finds_overlap_and_overflow(rows):
    fig, ax = hl.frame(rows, "Title")
    ax.text(0.5, 0.5, "one")
    ax.text(0.5, 0.5, "two")
    ax.text(5, 0.5, "three")
    found = problems(fig)
    assert any("lies over" in f for f in found) and any("leaves the canvas" in f for f in found)


def test_a_long_alternative_text_ends_after_what_a_whole_mark_says(sheet):
    fig, axes = hl.frame(sheet[1], "A; b", panels=["one", "two"])
    fig.say("x" * 500, axes[0])
    fig.say("y" * 500, axes[1])
    assert alt_text(fig) == f"A; b. one: {'x' * 500}; the rest is in the table of the rows."


def _contrast(colour):
    rgb = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return 1.05 / (linear @ [0.2126, 0.7152, 0.0722] + 0.05)


def _distances(colours):
    from colorspacious import cspace_convert

    rgb = np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in colours]) / 255
    seen = [rgb] + [
        cspace_convert(rgb, {"name": "sRGB1+CVD", "cvd_type": t, "severity": 100}, "sRGB1")
        for t in ("deuteranomaly", "protanomaly")
    ]
    lab = np.stack([cspace_convert(np.clip(s, 0, 1), "sRGB1", "CIELab") for s in seen])
    gap = np.linalg.norm(lab[:, :, None] - lab[:, None], axis=3).min(axis=0)
    return gap[~np.eye(len(colours), dtype=bool)]


def test_colours_are_told_apart_by_every_eye_and_read_on_white():
    areas = [row["colour"] for row in csv_files.rows(ROOT, "areas") if row["colour"]]
    assert len(areas) == 7
    for palette in ([*areas, style.INK], [*style.OTHERS, style.INK, style.QUIET]):
        assert _distances(palette).min() >= 20
        assert min(map(_contrast, palette)) >= 4.5
    assert (
        _distances(["#ff0000", "#00aa00"]).min() < 45
    )  # the check can fail: red and green come close


def test_a_colour_is_the_same_whatever_is_drawn_beside_it():
    assert (
        style.colours(["IMF"])["IMF"]
        == style.colours(["EBRD", "IMF", "nobody"])["IMF"]
        != style.colours(["EBRD"])["EBRD"]
    )


def test_an_area_has_its_colour_by_code_and_by_name():
    assert hl.colours("Kyrgyzstan")["Kyrgyzstan"] == hl.colours("KGZ")["KGZ"] != style.QUIET
    assert hl.colours("Nowhere")["Nowhere"] == style.QUIET


@pytest.mark.slow
def test_the_users_own_matplotlib_settings_change_nothing(sheet, tmp_path):
    (tmp_path / "matplotlibrc").write_text("font.size: 30\naxes.facecolor: red\nsavefig.dpi: 50\n")
    code = (
        "import heartland as hl\nrows = hl.load('growth_forecasts').head(3)\nfig, ax = hl.frame(rows, 'T')\n"
        "ax.plot([1, 2, 3])\nprint(hl.export(fig, 'a', rows).facts['csv_sha256'])"
    )
    made = []
    for name, extra in (
        ("plain", {}),
        (
            "odd",
            {"MATPLOTLIBRC": str(tmp_path / "matplotlibrc"), "TZ": "Asia/Almaty", "LC_ALL": "C"},
        ),
    ):
        import os
        import sys

        out = tmp_path / name
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"HEARTLAND_OUT": str(out)} | extra,
            check=True,
            capture_output=True,
        )
        made.append({p.name: p.read_bytes() for p in out.iterdir()})
    assert made[0] == made[1]


YEARS = pd.DataFrame(
    {
        "year": [2000, 2001, 2002, 2000, 2002],
        "who": ["a", "a", "a", "b", "b"],
        "v": [3.0, 4.0, np.nan, 1.0, 2.0],
    }
)
NAMED = pd.DataFrame(
    {
        "name": ["x", "y"],
        "v": [5.0, 7.0],
        "w": [6.0, 4.0],
        "low": [np.nan, 3.0],
        "high": [np.nan, 9.0],
        "by": ["a", "b"],
    }
)
TONES = {"a": "#175e7c", "b": "#a52300", "x": "#175e7c", "y": "#a52300"}
GRID = pd.DataFrame(
    {"row": ["r", "r", "s"], "column": ["c", "d", "d"], "v": [1.0, 2.0, 3.0], "by": ["a", "b", "a"]}
)


def test_a_figure_that_is_exported_again_keeps_its_marks_and_names_those_drawn_since(render):
    render("svg")
    rows = NAMED.assign(source_id="imf-weo-2022-04", mark=range(len(NAMED)))
    fig, axes = hl.frame(rows, "Title")
    axes.plot([0, 1], rows["v"], "o", gid=rows["mark"])
    once = hl.export(fig, "once", rows)
    axes.plot([0], [1], "o", gid=1)
    again = hl.export(fig, "again", rows, size="slide")
    assert once.facts["marks"] == {"marks-1": [0, 1]}
    assert again.facts["marks"] == {"marks-1": [0, 1], "marks-2": [1]}
    assert _astray(again.folder / "again.json") == []


def _astray(path):
    """Marks that lead nowhere: no such row, no such group, or not one entry for each dot of the group."""
    facts, found = json.loads(path.read_text(encoding="utf-8")), []
    svg = ElementTree.fromstring(path.with_suffix(".svg").read_text(encoding="utf-8"))
    groups = {
        g.get("id"): len(list(g.iter("{http://www.w3.org/2000/svg}use"))) or 1
        for g in svg.iter()
        if "marks-" in g.get("id", "")
    }
    found += [
        f"{name}: only in one of SVG and JSON" for name in groups.keys() ^ facts["marks"].keys()
    ]
    found += [
        f"{name}: {groups.get(name)} dots, {len(rows)} entries"
        for name, rows in facts["marks"].items()
        if groups.get(name) != len(rows)
    ]
    return found + [f"no row {n}" for n in _reached(facts) if not 0 <= n < facts["rows"]]


def _reached(facts):
    return {
        n
        for rows in facts["marks"].values()
        for entry in rows
        for n in (entry if isinstance(entry, list) else [entry])
    }


def test_every_row_of_a_committed_figure_is_reached_from_its_marks():
    for path in sorted((ROOT / "figures").glob("*/*.json")):
        facts, name = (
            json.loads(path.read_text(encoding="utf-8")),
            f"{path.parent.name}/{path.stem}",
        )
        assert _astray(path) == [], name
        assert len(_reached(facts)) == facts["rows"], name
        assert (
            facts["kind"] in ("lines", "bars", "dots", "area", "map", "heat table")
            and facts["heading"]
        ), name


def test_marks_that_lead_nowhere_are_found(sheet, render):
    render("svg")
    done = hl.export(sheet[0], "astray", sheet[1])
    path = done.folder / "astray.json"
    path.write_text(json.dumps(done.facts | {"marks": {"marks-1": [0, 99]}}))
    assert any("only in one" in found for found in _astray(path)) and "no row 99" in _astray(path)


def _with_source(rows):
    return rows.assign(source_id="imf-weo-2022-04")


def test_a_source_line_names_first_whose_rows_are_most():
    sources = hl.load("sources").drop_duplicates("publisher").head(8)
    rows = pd.DataFrame(
        {"source_id": [*sources["source_id"], *[sources["source_id"].iloc[-1]] * 3]}
    )
    assert source_line(rows).startswith(
        f"Source: {sources['publisher'].iloc[-1]}, "
    ) and "3 others; 8 documents" in source_line(rows)


def test_a_source_line_calls_a_states_own_count_official_figures():
    sources = hl.load("sources")["source_id"].head(3)
    rows = pd.DataFrame({"reporter": ["Kazakhstan", "Eurostat", "Eurostat"], "source_id": sources})
    assert "Eurostat and official figures of Kazakhstan" in source_line(rows)


def test_a_source_line_has_curly_marks_where_the_data_have_straight_ones():
    sources = hl.load("sources")
    quoting = sources[sources["title"].str.contains('"')]
    named = source_line(quoting.head(1))
    assert '"' not in named and "“" in named and "”" in named
    many = sources[sources["publisher"].str.contains("'")].drop_duplicates("publisher").head(3)
    assert "’" in source_line(many) and "'" not in source_line(many)


@pytest.mark.parametrize(
    ("straight", "curly"),
    [
        ("Gov't Says 'Many dead'", "Gov’t Says ‘Many dead’"),
        ('"\'Terror\' blasts": China\'s "Stans"', "“‘Terror’ blasts”: China’s “Stans”"),
        ("workers' camp ('new')", "workers’ camp (‘new’)"),
    ],
)
def test_a_mark_opens_where_a_word_begins_and_closes_elsewhere(straight, curly):
    assert sentences.curly(straight) == curly


def test_a_source_line_names_who_counted_the_whole_of_a_share():
    sources = hl.load("sources")["source_id"].head(3)
    rows = pd.DataFrame(
        {"reporter": "Eurostat", "whole_reporter": "World Bank", "source_id": sources}
    )
    assert source_line(rows).startswith("Source: Eurostat and World Bank; ")


@pytest.fixture
def settings_of_a_user():
    """What someone sets between two figures of the house, until the end of the test."""
    before = dict(rcParams)
    style.apply()
    mine = {"font.family": ["serif"], "axes.spines.top": True, "font.size": 30.0}
    rcParams.update(mine)
    yield mine
    rcParams.update(before)


def test_the_style_is_that_of_the_house_whatever_was_set_since_the_last_figure(settings_of_a_user):
    style.apply()
    for name, value in settings_of_a_user.items():
        assert rcParams[name] != value
    assert rcParams["font.family"][0] == style.FONT


@pytest.mark.usefixtures("settings_of_a_user")
def test_the_style_leaves_a_session_interactive_or_not():
    for interactive in (True, False):
        rcParams["interactive"] = interactive
        style.apply()
        assert rcParams["interactive"] is interactive


def test_the_style_sheet_and_the_colours_of_the_code_agree():
    style.apply()
    assert [rcParams["axes.edgecolor"], rcParams["axes.labelcolor"], rcParams["grid.color"]] == [
        style.INK,
        style.TEXT,
        style.RULE,
    ]
    assert (rcParams["font.size"], rcParams["xtick.labelsize"], rcParams["savefig.dpi"]) == (
        style.points("label"),
        style.points("tick"),
        style.DPI,
    )
    assert rcParams["font.family"][0] == style.FONT


def test_ticks_are_written_with_the_digits_that_tell_them_apart(rows):
    _, ax = hl.frame(rows, "Title")
    ax.set(ylim=(0, 0.2), yticks=[0, 0.05, 0.1, 0.15, 0.2])
    frame.unit_on_top(ax, "%")
    assert [label.get_text() for label in ax.get_yticklabels()] == [
        "0.00",
        "0.05",
        "0.10",
        "0.15",
        "0.20%",
    ]


@pytest.mark.parametrize(
    "draw",
    [
        lambda ax: ax.plot([2025, 2028], [1, 2], "o", gid=[0, 1]),
        lambda ax: ax.scatter([2028], [1], gid=0),
        lambda ax: ax.bar([2028], [1], gid=0),
        lambda ax: ax.bar([2025], [9], gid=0),
    ],
)
def test_marks_beyond_the_limits_of_their_axes_are_told(rows, draw):
    fig, ax = hl.frame(rows, "Title")
    draw(ax)
    assert problems(fig) == []
    ax.set(xlim=(2014, 2027), ylim=(0, 3))
    assert any("lies outside its axes" in found for found in problems(fig))


def _drawn_with_unit(draw):
    rows = NAMED.assign(source_id="imf-weo-2022-04")
    return hl.panels(rows, "", draw, "Title", "Unit.", unit="bn")


@pytest.mark.parametrize(
    ("draw", "words"),
    [
        (lambda ax, rows: ax.barh(rows["name"], rows["v"]), "the y axis has names"),
        (lambda ax, rows: ax.set_yticks([]), "the y axis has no tick to write 'bn' at"),
    ],
)
def test_a_unit_without_an_axis_of_values_is_refused_in_one_line(draw, words):
    with pytest.raises(UsageError, match=words):
        _drawn_with_unit(draw)


@pytest.mark.parametrize(
    ("limits", "labels"), [((0, 2), ["0", "1", "2 bn"]), ((2, 0), ["0 bn", "1", "2"])]
)
def test_a_unit_stands_at_the_uppermost_tick_whichever_way_the_axis_runs(limits, labels):
    fig = _drawn_with_unit(lambda ax, rows: ax.set(ylim=limits, yticks=[0, 1, 2]))
    assert [label.get_text() for label in fig.axes[0].get_yticklabels()] == labels


def test_a_long_list_of_parameters_does_not_squeeze_the_figure(rows, monkeypatch):
    monkeypatch.setattr(
        frame,
        "signature",
        lambda: "Heartland · 09-claims · " + "articles=one, two, three · " * 20,
    )
    fig, ax = hl.frame(rows, "Title", height=2)
    assert problems(fig) == [] and ax.bbox.height > 80


def test_axes_that_collapsed_are_found(rows):
    fig, ax = hl.frame(rows, "Title")
    ax.set_position((0.1, 0.5, 0.8, 0.005))
    fig.set_layout_engine("none")
    assert any(found.startswith("axes of") for found in problems(fig))


def test_what_a_finding_states_is_written_as_json_has_it():
    stated = {
        "times": np.float64(7.61339247),
        "n": np.int64(3),
        "years": (2012, 2015),
        "names": {"b", "a"},
        "none": float("nan"),
        "is_so": True,
    }
    assert plain(stated) == {
        "times": 7.61339,
        "n": 3,
        "years": [2012, 2015],
        "names": ["a", "b"],
        "none": None,
        "is_so": True,
    }


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, ""),
        ({"area": "KGZ"}, " · Kyrgyzstan"),
        ({"as_of": "2022-04"}, " · as known in April 2022"),
        ({"as_of": "2022-04-30"}, " · as known on 30 April 2022"),
        ({"partners": ["TUR", "RUS"]}, " · partners: Turkey, Russia"),
        ({"harm": "detained", "target_year": 2023}, " · harm: detained · target year: 2023"),
        (
            {"events": ["KAZ-ALMATY-2016-07", "KAZ-AKTOBE-2016-06"]},
            " · events: Almaty, July 2016; Aktobe, June 2016",
        ),
        ({"vendors": list("abcdefg")}, " · vendors: a, b, c, d, e, 2 others"),
        ({"publishers": ["ADB", "EBRD"]}, " · publishers: ADB, EBRD"),  # the bank, not its regions
    ],
)
def test_a_figure_is_signed_in_words_with_what_differs_from_the_defaults(changed, words):
    with context.kept():
        context.enter(
            context.Context("99-own", values={"start": 2005, **changed}, defaults={"start": 2005})
        )
        assert signature() == f"Heartland · 99-own{words}"


def test_a_figure_of_no_notebook_is_signed_with_the_collection():
    with context.kept():
        context.enter(context.Context())
        assert signature() == "Heartland"


def test_a_figure_names_the_datasets_that_its_notebook_had_loaded_and_none_of_another(sheet):
    with context.kept():
        context.enter(context.Context("98-before"))
        hl.load("population")
        context.enter(context.Context("99-own"))
        hl.load("trade")
        own = facts_of(sheet[0], "a", sheet[1], "")["datasets"]
        hl.load("exchange_rates")
    assert own == ["sources", "trade"]


def test_a_notebook_that_is_entered_again_keeps_what_it_loaded():
    with context.kept():
        context.enter(context.Context("98-before"))
        context.enter(context.Context("99-own"))
        hl.load("trade")
        context.enter(context.Context("99-own", values={"start": 2020}))
        assert context.loaded() == ["trade"]


def test_what_was_loaded_before_another_notebook_was_entered_meanwhile_is_known_again():
    with context.kept():
        context.enter(context.Context("97-first"))
        context.enter(context.Context("98-before"))
        hl.load("trade")
        with context.kept():
            context.enter(context.Context("99-own"))
            hl.load("population")
        assert context.loaded() == ["trade"]


def drawn(**columns):
    """Rows of a source that was read on 24 November 2026 and of one read a day before."""
    return pd.DataFrame({"source_id": ["wdi-exchange-rates", "imf-weo-2022-04"], **columns})


@pytest.mark.parametrize(
    ("rows", "newest"),
    [
        (drawn(year=[2021, 2023]), "2023"),
        (drawn(period=["2021-06", "2022-01/2022-11"]), "2022"),
        (drawn(target_year=[2021, 2024], status=["A", "F"]), "2021"),
        (drawn(target_year=[2021, 2024], status="F", outturn_pct=[1.0, 2.0]), "2024"),
        (drawn(target_year=[2021, 2024], status="F", outturn_pct=[1.0, None]), "2021"),
        (drawn(first=[2000, 2000], last=[2012, 2021]), "2021"),
        (drawn(then=[76.4, 80.0], last=[2020.5, 93.4], last_year=[2017, 2019]), "2019"),
        (drawn(begin="2019-01", end=["2019-11", "2022-11"]), "2022"),
    ],
)
def test_a_figure_says_its_newest_observation_and_when_its_sources_were_read(rows, newest):
    accessed = hl.load("sources").set_index("source_id")["accessed"][rows["source_id"]].max()
    read = f"sources read by {sentences.month(accessed)}"
    assert how_new(rows) == f"newest observation {newest}, {read}"
    fig, _ = hl.frame(rows, "Title")
    foot = fig.written[-1].get_text().replace("\n", " ")
    assert foot.endswith(how_new(rows))


def test_rows_that_name_no_source_do_not_say_when_one_was_read():
    assert how_new(pd.DataFrame({"year": [2021]})) == "newest observation 2021"
    fig, _ = hl.frame(pd.DataFrame({"value": [1.0]}), "Title")
    assert "nan" not in fig.written[-1].get_text()


def test_rows_that_state_no_time_say_only_when_their_sources_were_read():
    assert how_new(drawn(value=[1.0, 2.0])).startswith("sources read by ")


def test_an_svg_says_nothing_twice():
    drawing = (
        b'<svg>\n <g id="line2d_3">\n  <path d="M 0 472.32 \nL 576 472.32 \nz\n" style="fill: #fff; x: 1"/>\n'
        b' </g>\n <g id="marks-1">\n  <g clip-path="url(#a)">\n'
        b'   <use xlink:href="#m" x="1" y="2" style="fill: red"/>\n'
        b'   <use xlink:href="#m" x="3" y="2" style="fill: red"/>\n  </g>\n </g>\n'
        b' <text style="font-family: \'A B\'" transform="rotate(-0 1 2)">a; b: c\n  d</text>\n</svg>'
    )
    assert rendering._compact(drawing) == (
        b'<svg>\n<g>\n<path d="M0 472.32L576 472.32z" style="fill:#fff;x:1"/>\n</g>\n'
        b'<g id="marks-1">\n<g clip-path="url(#a)" style="fill:red">\n'
        b'<use xlink:href="#m" x="1" y="2"/>\n<use xlink:href="#m" x="3" y="2"/>\n</g>\n</g>\n'
        b"<text style=\"font-family:'A B'\">a; b: c\n  d</text>\n</svg>"
    )


def test_marks_that_differ_keep_their_looks():
    marks = b'<g>\n<use xlink:href="#m" x="1" y="2" style="fill:red"/>\n<use xlink:href="#m" x="3" y="2" style="fill:blue"/>\n</g>'
    assert rendering._compact(marks) == marks


def test_a_turned_text_stays_turned():
    text = b'<text transform="rotate(-90 1 2)">a</text>'
    assert rendering._compact(text) == text


def test_the_facts_of_a_picture_are_read_back_whether_compressed_or_not():
    facts = {"title": "A title", "source_line": "Source: Бишкек", "licence": "CC BY 4.0"}
    facts |= {"alt": "long " * 200, "notebook": "00-start-here", "parameters": {}}
    made = rendering.png(Image.new("RGB", (8, 8), "white"), facts)
    held = Image.open(io.BytesIO(made)).text
    assert held["Title"] == "A title" and held["Source"] == "Source: Бишкек"
    assert held["Description"] == in_a_line(facts) and len(made) < 2 * len(held["Description"])


def test_a_figure_laid_out_for_good_is_drawn_once_a_form(monkeypatch):
    drawn = []
    fig, _ = hl.frame(hl.load("population", area="KAZ", year=2020), "Title")
    export._settle(fig)
    draw = type(fig).draw
    monkeypatch.setattr(type(fig), "draw", lambda *args: drawn.append(1) or draw(*args))
    rendering._saved(fig, "svg", Date=None)
    assert drawn == [1]


@pytest.mark.parametrize(
    ("beside", "measured"),
    [("nothing", False), ("a label", True), ("a power of ten", True)],
)
def test_ticks_are_measured_only_for_what_stands_beside_them(beside, measured):
    fig, axes = hl.frame(hl.load("population", area="KAZ", year=2020), "Title")
    axes.set_ylim(0, 1e9 if beside == "a power of ten" else 1)
    axes.set_ylabel("people" if beside == "a label" else "")
    export._settle(fig)
    before = rendering._saved(fig, "svg", Date=None)
    labels = [tick.label1 for tick in axes.yaxis.get_major_ticks()]
    with export._ticks_unmeasured(fig):
        assert {label.get_in_layout() for label in labels} == {measured}
        assert rendering._saved(fig, "svg", Date=None) == before
    assert all(label.get_in_layout() for label in labels)


@pytest.mark.parametrize("size", ["slide", "wide"])
def test_larger_type_stands_further_from_its_axis(rows, size):
    with sizes.drawn_at(size) as drawn:
        _, [ax] = hl.frame(rows, "Title", panels=["one"])
    ticks = ax.xaxis.get_major_ticks()
    assert ticks[0].get_pad() == 3.5 * drawn.type_scale
    assert ax.titleOffsetTrans.to_values()[5] == pytest.approx(
        8 * drawn.type_scale / 72 * ax.figure.dpi
    )


def test_a_figure_grows_where_its_words_leave_its_panels_no_room(rows):
    words = "and a note of many words " * 20
    with sizes.drawn_at("phone"):
        fig, axes = hl.frame(rows, "Title", words, note=words, panels=["a", "b"], height=3)
        lay_out(fig)
    assert len(axes) == 2
    assert all(one.bbox.height > 0.4 * style.DPI for one in axes)
    assert problems(fig) == []


def test_a_figure_whose_height_is_given_does_not_grow(rows):
    with sizes.drawn_at("square"):
        fig, _ = hl.frame(rows, "Title", note="and a note of many words " * 40)
    assert fig.get_figheight() == 8


def test_columns_of_text_stand_left_in_a_table_and_numbers_do_not():
    rows = pd.DataFrame({"claim": ["a", "b"], "value": [1, 2], "why": ["as printed", None]})
    shown = hl.table(rows, "t").html
    left = re.findall(r'<t[hd] style="text-align: left">(.+?)</t[hd]>', shown)
    assert left == ["claim", "why", "a", "as printed", "b"]
    assert "<style" not in shown  # JupyterLab drops it from a notebook that is not trusted


def cells_of(rows, decimals=1):
    """The cells of a table as its HTML has them, row by row."""
    return re.findall(r"<td[^>]*>(.*?)</td>", hl.table(rows, "t", decimals).html)


def test_a_column_is_of_years_as_a_whole_or_not_at_all():
    assert cells_of(pd.DataFrame({"n": [1950, 12000, 1800]})) == ["1,950", "12,000", "1,800"]
    assert cells_of(pd.DataFrame({"n": [1950, 2026]})) == ["1950", "2026"]
    assert cells_of(pd.DataFrame({"year": [1885.0, np.nan]})) == ["1885", ""]


@pytest.mark.parametrize("name", ["since", "target_year", "rank of 2022", "Kazakhstan", "first"])
def test_years_and_ranks_are_written_without_a_separator(name):
    assert cells_of(pd.DataFrame({name: [1950, 2001]})) == ["1950", "2001"]


def test_a_table_writes_numbers_as_sentences_do():
    rows = pd.DataFrame({"change": [-0.04, -1234.56, np.nan], "n": [-12000, 3, 0]})
    assert cells_of(rows) == ["0.0", "−12,000", "−1,234.6", "3", "", "0"]
    assert cells_of(pd.DataFrame({"holds": [True, False]})) == ["True", "False"]


def test_neither_cells_nor_headings_of_a_table_are_read_as_markup():
    shown = hl.table(pd.DataFrame({"<b>x</b>": ["<i>y</i> & z"]}), "t").html
    assert "&lt;b&gt;x&lt;/b&gt;" in shown and "&lt;i&gt;y&lt;/i&gt; &amp; z" in shown
    assert "<b>" not in shown and "<i>" not in shown


def test_without_the_font_of_the_house_no_figure_is_drawn_in_another(monkeypatch):
    monkeypatch.setenv("MPL_IGNORE_SYSTEM_FONTS", "1")
    with pytest.raises(UsageError, match="does not find the font Source Sans Pro: unset MPL_IGN"):
        style._add_fonts.__wrapped__()


def test_the_caption_of_a_table_is_text_and_no_markup():
    shown = hl.table(pd.DataFrame({"x": [1]}), "t", caption="Who & what <b>").html
    assert "<caption>Who &amp; what &lt;b&gt;</caption>" in shown


def test_a_table_without_rows_is_a_sentence():
    assert str(hl.table(pd.DataFrame({"x": []}), "t")) == "*No rows to show.*"
    assert str(hl.table(pd.DataFrame(), "t", caption="Debts")) == "*Debts: no rows to show.*"


def test_an_empty_figure_is_not_exported(sheet):
    with pytest.raises(UsageError, match="there are no rows"):
        hl.export(sheet[0], "empty", sheet[1].head(0))
    assert not export.out().exists()


def test_a_text_with_a_halo_stays_text_in_an_svg():
    fig, axes = hl.frame(hl.load("population", area="KAZ", year=2020), "Title")
    halo = labels.HALO["path_effects"]
    haloed = axes.annotate("Қазақстан\n18 < 19", (0, 0), path_effects=halo)
    haloed.set_gid("marks-3")
    facts = {"title": "T", "source_line": "S", "licence": "L", "alt": "A"}
    made = rendering.svg(fig, facts | {"notebook": "n", "parameters": {}})
    (group,) = re.findall(rb'<g id="marks-3">(.*?)</g>', made, flags=re.S)
    texts = re.findall(rb"<text (aria-hidden)?[^>]*>(.*?)</text>", group)
    first, second = "Қазақстан".encode(), b"18 &lt; 19"
    assert texts == [(b"aria-hidden", first), (b"", first), (b"aria-hidden", second), (b"", second)]
    assert group.count(b"stroke:#ffffff") == 2 and b"<path" not in group
    assert haloed.get_path_effects() == halo and haloed.get_gid() == "marks-3"
    ElementTree.fromstring(made)


WDI = "wdi-population"


def _line(rows, **words):
    return hl.frame(rows, "Two countries", "Percent.", **words)[0].furniture.source


def test_rows_of_ones_own_are_never_credited_to_the_source_of_others():
    table = pd.DataFrame({"area": ["TJK", "TJK"], "value": [1.0, 2.0], "source_id": WDI})
    own = pd.DataFrame({"area": ["KGZ"], "value": [3.0]})
    both = pd.concat([table, own], ignore_index=True)
    credited = _line(table)
    assert _line(both) == f"{credited}; one row without a named source"
    assert _line(both, source="Ministry of Labour, 2018") == f"{credited}; Ministry of Labour, 2018"
    named = pd.concat([table, own.assign(source="Survey of 2019")], ignore_index=True)
    assert _line(named) == f"{credited}; Survey of 2019"
    assert hl.cite(named)[-1] == "Survey of 2019"
    assert _line(own, source="Survey of 2019") == "Source: Survey of 2019"
    assert _line(own) == "Source: the rows drawn name none"


def test_an_id_that_is_no_source_of_the_collection_is_refused_with_the_way_on():
    rows = pd.DataFrame({"value": [1.0], "source_id": "minlab-2018"})
    with pytest.raises(DataError, match="a source of your own is named in words"):
        _line(rows)


def test_the_publisher_of_an_outturn_is_named_beside_those_of_the_forecasts():
    growth = hl.load("growth_forecasts", publisher=["EBRD", "World Bank WDI"], area="TJK")
    line = _line(hl.forecasts_and_outturns(growth))
    assert line.startswith("Source: EBRD and World Bank WDI; ")
