"""The files of a figure: whole, with the same facts in each, and rows behind every mark."""

import hashlib
import json
import warnings
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pypdf
import pytest
from matplotlib.figure import Figure
from PIL import Image

import heartland as hl
from heartland import context
from heartland.errors import UsageError
from heartland.figures import export, labels, marks, rendering
from heartland.figures.facts import plain
from heartland.tables.sources import join_columns
from tests.conftest import ROOT
from tests.figures.test_frame import ROWS

TITLE = "Ошский < $x$ of the IMF"


@pytest.fixture
def fig():
    fig, axes = hl.frame(ROWS, TITLE, "Growth of real GDP & қазақша.")
    marks.lines(axes, ROWS, x="vintage", y="growth_pct", by="area", every=0)
    return fig


def test_an_export_has_four_files_with_the_same_facts_where_it_is_told(fig, tmp_path):
    done = hl.export(fig, "imf", ROWS, folder=tmp_path / "brief")
    files = {path.suffix: path for path in (tmp_path / "brief").iterdir()}
    assert sorted(files) == [".csv", ".json", ".png", ".svg"]
    facts = json.loads(files[".json"].read_text())
    assert facts == done.facts and facts["title"] == TITLE and "қазақша." in facts["alt"]
    assert facts["csv_sha256"] == hashlib.sha256(files[".csv"].read_bytes()).hexdigest()
    assert {source["source_id"] for source in facts["sources"]} == set(ROWS["source_id"])
    assert all(source["url"].startswith("http") for source in facts["sources"])
    image = Image.open(files[".png"])
    assert image.size[0] == 1600 and image.text["Title"] == TITLE
    assert facts["alt"] in image.text["Description"]
    svg = files[".svg"].read_text()
    assert "Ошский &lt; $x$ of the IMF</text>" in svg and "dc:date" not in svg
    assert pd.read_csv(files[".csv"])["growth_pct"].tolist() == ROWS["growth_pct"].tolist()


def test_a_figure_that_is_exported_again_has_the_same_files(fig, tmp_path):
    made = []
    for folder in (tmp_path / "once", tmp_path / "again"):
        hl.export(fig, "twice", ROWS, folder=folder)
        made.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert made[0] == made[1]


def test_a_csv_has_no_digits_of_binary_arithmetic_and_all_others():
    sums = [1773.3473999999999, 3674.3500000000004, 0.701 - 0.381, 0.3 - 0.1 - 0.2]
    others = [1 / 3, 288406.13823066885, 1.2345678901210012, 12.0, float("nan")]
    written = export.without_dust(pd.DataFrame({"value": sums + others}))["value"].map(repr)
    plain_sums = ["1773.3474", "3674.35", "0.32", "0.0"]
    assert written.tolist() == [*plain_sums, *(repr(value) for value in others)]


@pytest.mark.slow
def test_the_text_of_a_pdf_can_be_searched(fig, tmp_path):
    hl.export(fig, "searched", ROWS, folder=tmp_path, pdf=True)
    page = pypdf.PdfReader(tmp_path / "searched.pdf").pages[0]
    assert TITLE in page.extract_text() and "қазақша" in page.extract_text()


def test_a_folder_that_cannot_be_made_or_written_is_told_in_one_line(fig, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="file: file exists; name another folder"):
        hl.export(fig, "x", ROWS, folder=tmp_path / "file")
    monkeypatch.setattr(export.os, "access", lambda *_: False)
    with pytest.raises(UsageError, match="permission denied; name another folder"):
        hl.export(fig, "x", ROWS, folder=tmp_path)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": "../x"}, "is not a name for files"),
        ({"name": "a.png"}, "is not a name for files"),
        ({"size": "slide"}, r"draw it within 'with sizes.drawn_at\('slide'\):'"),
        ({"fig": Figure()}, r"takes a figure made by hl.frame\(\).* this is of type Figure"),
        ({"rows": "trade"}, "export takes rows"),
        ({"rows": ROWS.head(0)}, "there are no rows"),
        ({"rows": ROWS.drop(columns="source_id")}, "so the figure could not be cited"),
    ],
)
def test_what_cannot_be_exported_is_refused_and_nothing_is_written(fig, changed, words):
    with pytest.raises(UsageError, match=words):
        hl.export(**{"fig": fig, "name": "x", "rows": ROWS, **changed})
    assert not export.out().exists()


def test_a_size_where_it_stood_before_is_refused_and_asks_for_no_pdf(fig, tmp_path):
    with pytest.raises(UsageError, match="a figure keeps its size"):
        hl.export(fig, "x", ROWS, tmp_path, "slide")


def test_a_blank_notebook_exports_to_a_folder_of_its_own(monkeypatch):
    monkeypatch.delenv("HEARTLAND_OUT")
    monkeypatch.setenv("JPY_SESSION_NAME", "/home/me/My notes 2.ipynb")
    assert export.out().name == "My-notes-2"


def test_an_export_names_a_place_that_is_found_from_the_working_directory(monkeypatch, tmp_path):
    monkeypatch.setattr(export.collection, "root", lambda: tmp_path)
    folder = tmp_path / "build" / "figures"
    folder.mkdir(parents=True)
    made = export.Exported(folder, "x", {"title": "T"}, ROWS, None)
    monkeypatch.chdir(folder)
    assert repr(made) == "T\nexported to ./x.*"
    monkeypatch.chdir(tmp_path)
    assert repr(made) == "T\nexported to build/figures/x.*"


def test_sources_that_a_merge_left_in_a_column_of_their_own_are_warned_of(fig):
    merged = ROWS.assign(source_id_pop="wdi-population")
    with pytest.warns(UserWarning, match="sources in the column 'source_id_pop' are not cited"):
        hl.export(fig, "per-head", merged)
    merged["source_id"] = join_columns(merged, "source_id", "source_id_pop")
    with warnings.catch_warnings(action="error"):
        hl.export(fig, "per-head", merged)


def test_every_row_of_a_committed_figure_is_reached_from_the_marks_of_its_svg():
    for path in sorted((ROOT / "figures").glob("*/*.json")):
        facts = json.loads(path.read_text(encoding="utf-8"))
        svg = ElementTree.fromstring(path.with_suffix(".svg").read_text(encoding="utf-8"))
        groups = {group.get("id"): group for group in svg.iter() if group.get("id")}
        for name, rows in facts["marks"].items():
            dots = list(groups[name].iter("{http://www.w3.org/2000/svg}use"))
            assert len(dots or [1]) == len(rows), (path, name)
        reached = {row for rows in facts["marks"].values() for row in rows}
        if facts["kind"] == "map":  # the rows off the map are in its note
            off = [row for row in range(facts["rows"]) if row not in reached]
            drawn = pd.read_csv(path.with_suffix(".csv")).iloc[off]
            assert all(
                f"{row.place} {row.value:.0f}" in facts["note"] for row in drawn.itertuples()
            )
            reached |= set(off)
        assert reached == set(range(facts["rows"])), path
        assert facts["kind"] in ("lines", "bars", "dots", "map") and facts["heading"], path


def test_what_a_finding_states_is_written_as_json_has_it():
    stated = {"times": np.float64(7.61339247), "n": np.int64(3), "none": float("nan")}
    stated |= {"years": (2012, 2015), "names": {"b", "a"}, "is_so": True}
    written = {"times": 7.61339, "n": 3, "none": None}
    written |= {"years": [2012, 2015], "names": ["a", "b"], "is_so": True}
    assert plain(stated) == written


def test_a_figure_names_the_datasets_that_its_notebook_had_loaded_and_none_of_another(fig):
    with context.kept():
        context.enter(context.Context("98-before"))
        hl.load("population")
        context.enter(context.Context("99-own"))
        hl.load("trade")
        own = hl.export(fig, "own", ROWS).facts["datasets"]
    assert own == ["sources", "trade"]


def test_marks_that_differ_keep_their_looks_and_a_turned_text_stays_turned_in_an_svg():
    drawn = (
        b'<g>\n<use xlink:href="#m" x="1" y="2" style="fill:red"/>\n'
        b'<use xlink:href="#m" x="3" y="2" style="fill:blue"/>\n</g>\n'
        b'<text transform="rotate(-90 1 2)">a</text>'
    )
    assert rendering._compact(drawn) == drawn


def test_a_text_with_a_halo_stays_text_in_an_svg_and_is_read_once(fig, tmp_path):
    labels.note(fig.axes[0], "Қазақстан\n18 < 19", (2022, 3.0), **labels.HALO)
    hl.export(fig, "halo", ROWS, folder=tmp_path)
    texts = ElementTree.parse(tmp_path / "halo.svg").iter("{http://www.w3.org/2000/svg}text")
    read = [text.text for text in texts if text.get("aria-hidden") is None]
    assert read.count("Қазақстан") == read.count("18 < 19") == 1
