"""The furniture and the export: every file whole, every fact in it, nothing cut off."""

import hashlib
import json
import re
import subprocess

import heartland as hl
import numpy as np
import pandas as pd
import pytest
from heartland import collection, figures, style
from PIL import Image

from tests.conftest import ROOT
from tests.play import problems


@pytest.fixture
def sheet():
    rows = hl.load("growth_forecasts").query("publisher == 'IMF' and area == 'KGZ' and target_year == 2022")
    fig, ax = hl.frame(
        rows, "The IMF on Kyrgyzstan in 2022", "Growth of real GDP by edition, percent.", alt="A line from 5.6 to 9.0 & <more>."
    )
    ax.plot(rows["vintage"], rows["growth_pct"], "o-")
    return fig, rows


def test_an_export_has_five_files_with_the_same_facts(sheet):
    done = hl.export(*sheet[:1], "imf-kyrgyzstan", sheet[1])
    facts = json.loads((done.folder / "imf-kyrgyzstan.json").read_text())
    assert sorted(p.suffix for p in done.folder.iterdir()) == [".csv", ".json", ".pdf", ".png", ".svg"]
    assert facts["title"] == "The IMF on Kyrgyzstan in 2022" and facts["alt"].endswith("<more>.")
    assert facts["csv_sha256"] == hashlib.sha256((done.folder / "imf-kyrgyzstan.csv").read_bytes()).hexdigest()
    assert {s["source_id"] for s in facts["sources"]} == set(sheet[1]["source_id"]) and all(
        s["url"].startswith("http") for s in facts["sources"]
    )
    image = Image.open(done.folder / "imf-kyrgyzstan.png")
    assert image.size[0] == 1600 and image.text["Title"] == facts["title"] and facts["alt"] in image.text["Description"]
    svg = (done.folder / "imf-kyrgyzstan.svg").read_text()
    assert "<text" in svg and "The IMF on Kyrgyzstan" in svg and "&lt;more&gt;" in svg and "dc:date" not in svg
    assert pd.read_csv(done.folder / "imf-kyrgyzstan.csv")["growth_pct"].tolist() == sheet[1]["growth_pct"].tolist()


def test_two_exports_are_equal_byte_for_byte(sheet):
    done = hl.export(sheet[0], "twice", sheet[1])
    first = {p.name: p.read_bytes() for p in done.folder.iterdir()}
    hl.export(sheet[0], "twice", sheet[1])
    assert {p.name: p.read_bytes() for p in done.folder.iterdir()} == first


def test_nothing_is_half_written_when_the_export_fails(sheet, monkeypatch):
    hl.export(sheet[0], "whole", sheet[1])
    before = {p.name: p.read_bytes() for p in figures.out().iterdir()}
    monkeypatch.setattr(figures, "_pdf", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        hl.export(sheet[0], "whole", sheet[1].head(2))
    assert {p.name: p.read_bytes() for p in figures.out().iterdir()} == before


def test_an_interrupted_write_leaves_no_temporary_file(tmp_path, monkeypatch):
    monkeypatch.setattr(collection.Path, "replace", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        collection.write(tmp_path / "x.csv", b"1")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["../x", "A", "a b", "", "a.png"])
def test_a_name_that_is_no_file_name_is_refused(sheet, name):
    with pytest.raises(ValueError, match="is no file name"):
        hl.export(sheet[0], name, sheet[1])


def test_an_empty_figure_is_not_exported(sheet):
    with pytest.raises(ValueError, match="there are no rows"):
        hl.export(sheet[0], "empty", sheet[1].head(0))
    assert hl.show("empty", lambda rows: sheet[0], sheet[1].head(0)) is None and not figures.out().exists()


def test_the_source_line_is_read_off_the_rows(sheet):
    one = sheet[1].query("source_id == 'imf-weo-2022-04'")
    assert figures.source_line(one).startswith("Source: IMF, World Economic Outlook database, April 2022")
    assert re.fullmatch(rf"Source: IMF; {sheet[1]['source_id'].nunique()} documents, listed with the data", figures.source_line(sheet[1]))


def test_text_with_markup_stays_text(sheet):
    fig, ax = hl.frame(sheet[1], 'Ошский < $x$ & "quotes" _under_', "қазақша, тоҷикӣ")
    ax.plot([1, 2], [1, 2])
    svg = hl.export(fig, "markup", sheet[1]).folder / "markup.svg"
    assert "Ошский &lt; $x$ &amp;" in svg.read_text() and "қазақша" in svg.read_text()


def test_a_long_title_wraps_inside_the_canvas(sheet):
    fig, ax = hl.frame(sheet[1], "A finding " * 20, "and a subtitle " * 30, note="and a note " * 40)
    ax.plot([1, 2], [1, 2])
    assert problems(fig) == []


def test_the_overlap_check_finds_overlap_and_overflow(sheet):
    fig, ax = hl.frame(sheet[1], "Title")
    ax.text(0.5, 0.5, "one")
    ax.text(0.5, 0.5, "two")
    ax.text(5, 0.5, "three")
    found = problems(fig)
    assert any("lies over" in f for f in found) and any("leaves the canvas" in f for f in found)


def test_labels_that_would_touch_are_moved_apart(sheet):
    fig, ax = hl.frame(sheet[1], "Title")
    ax.set_xlim(0, 2)
    figures.label_ends(ax, [(1, 0.50, "one", "#000000"), (1, 0.51, "two", "#000000"), (1, 0.52, "three", "#000000")])
    assert problems(fig) == []


def _contrast(colour):
    rgb = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return 1.05 / (linear @ [0.2126, 0.7152, 0.0722] + 0.05)


def _distances(colours):
    from colorspacious import cspace_convert

    rgb = np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in colours]) / 255
    seen = [rgb] + [
        cspace_convert(rgb, {"name": "sRGB1+CVD", "cvd_type": t, "severity": 100}, "sRGB1") for t in ("deuteranomaly", "protanomaly")
    ]
    lab = np.stack([cspace_convert(np.clip(s, 0, 1), "sRGB1", "CIELab") for s in seen])
    gap = np.linalg.norm(lab[:, :, None] - lab[:, None], axis=3).min(axis=0)
    return gap[~np.eye(len(colours), dtype=bool)]


def test_colours_are_told_apart_by_every_eye_and_read_on_white():
    areas = [row["colour"] for row in collection.rows(ROOT, "areas") if row["colour"]]
    assert len(areas) == 7
    for palette in ([*areas, style.INK], [*style.OTHERS, style.INK, style.QUIET]):
        assert _distances(palette).min() >= 20
        assert min(map(_contrast, palette)) >= 4.5
    assert _distances(["#ff0000", "#00aa00"]).min() < 45  # the check can fail: red and green come close


def test_a_colour_is_the_same_whatever_is_drawn_beside_it():
    assert style.colours(["IMF"])["IMF"] == style.colours(["EBRD", "IMF", "nobody"])["IMF"] != style.colours(["EBRD"])["EBRD"]


def test_the_users_own_matplotlib_settings_change_nothing(sheet, tmp_path):
    (tmp_path / "matplotlibrc").write_text("font.size: 30\naxes.facecolor: red\nsavefig.dpi: 50\n")
    code = (
        "import heartland as hl\nrows = hl.load('growth_forecasts').head(3)\nfig, ax = hl.frame(rows, 'T')\n"
        "ax.plot([1, 2, 3])\nprint(hl.export(fig, 'a', rows).facts['csv_sha256'])"
    )
    made = []
    for name, extra in (("plain", {}), ("odd", {"MATPLOTLIBRC": str(tmp_path / "matplotlibrc"), "TZ": "Asia/Almaty", "LC_ALL": "C"})):
        import os
        import sys

        out = tmp_path / name
        subprocess.run([sys.executable, "-c", code], env=os.environ | {"HEARTLAND_OUT": str(out)} | extra, check=True, capture_output=True)
        made.append({p.name: p.read_bytes() for p in out.iterdir()})
    assert made[0] == made[1]
