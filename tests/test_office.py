"""Evidence for other programs, opened again by readers that are not ours."""

import base64
import io
import json
import shutil
import sys
import zipfile

import pandas as pd
import pyarrow.parquet
import pypdf
import pytest
from PIL import Image

from heartland.errors import DataError, UsageError
from heartland.tables.codebook import describe
from heartland_evidence.office import brief, files
from heartland_evidence.office.slides import write_deck
from tests.conftest import ROOT

pytestmark = pytest.mark.slow

FIGURE = "01-trade/level-with-russia"
FACTS = json.loads((ROOT / "figures" / f"{FIGURE}.json").read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def _collection(monkeypatch):
    monkeypatch.setenv("HEARTLAND_ROOT", str(ROOT))


def part(content, name):
    """A part of a workbook as the file has it."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return book.read(f"xl/{name}.xml").decode()


def first_sheet(content):
    """The cells of the rows: text or number, never a formula."""
    return part(content, "worksheets/sheet1")


def of(**columns):
    """What a file of some rows holds."""
    rows = pd.DataFrame(columns)
    return files.Content("x", "T", rows, rows, rows)


# What the files hold


def test_a_dataset_is_a_workbook_of_rows_codebook_and_sources(tmp_path):
    (path,) = files.write_files(["remittances"], "xlsx", tmp_path)
    sheets = part(path.read_bytes(), "workbook")
    assert all(f'name="{name}"' in sheets for name in ("rows", "codebook", "sources"))
    assert 'name="about"' not in sheets
    texts = part(path.read_bytes(), "sharedStrings")
    assert "share_gdp_pct" in texts and "Asia-Plus" in texts
    assert first_sheet(path.read_bytes()).count('state="frozen"') == 1


def test_a_dataset_names_the_other_sources_that_have_its_rows_too():
    content = files.content_of("growth_forecasts", {"publisher": "EBRD"})
    also = set(content.rows["also_in"].str.split(";").explode()) - {""}
    others = also - set(content.rows["source_id"])
    assert others and others <= set(content.sources["source_id"])


def test_the_workbook_of_a_figure_has_its_rows_and_what_it_says_about_itself(tmp_path):
    (path,) = files.write_files([FIGURE], "xlsx", tmp_path)
    assert path.name == "level-with-russia.xlsx"
    drawn = pd.read_csv(ROOT / "figures" / f"{FIGURE}.csv")
    assert first_sheet(path.read_bytes()).count("<row ") == len(drawn) + 1
    assert 'name="about"' in part(path.read_bytes(), "workbook")
    said = files.content_of(FIGURE).about.set_index("what")["text"]
    for name in ("title", "subtitle"):
        assert said[name] == FACTS[name]
    chosen = "areas=KAZ,KGZ,UZB, start=2005"
    assert chosen in said["parameters of the notebook"]


def test_the_rows_of_a_figure_are_exported_as_they_are_written():
    for path in sorted((ROOT / "figures").glob("*/*.csv")):
        rows = files.content_of(f"{path.parent.name}/{path.stem}").rows
        text = rows.to_csv(index=False, lineterminator="\n")
        assert text == path.read_text(encoding="utf-8"), path


def own_figure(folder, text, **facts):
    """A figure of one's own."""
    (folder / "own.csv").write_text(text, encoding="utf-8")
    (folder / "own.json").write_text(json.dumps({"title": "T"} | facts), encoding="utf-8")
    return files.content_of(str(folder / "own"))


def test_a_code_keeps_its_zero_and_a_count_beside_a_gap_is_whole(tmp_path):
    text = (
        "month,persons,exact,found,source_id\n"
        "01,1271850000,True,94.5,imf-weo-2022-04\n11,,,4.2,imf-weo-2022-04\n"
    )
    content = own_figure(tmp_path, text)
    assert files.FORMS["csv"](content).decode("utf-8-sig") == text
    sheet = first_sheet(files.FORMS["xlsx"](content))
    assert "<v>1271850000</v>" in sheet and '<c r="C2" t="b"><v>1</v>' in sheet
    assert 'r="B3"' not in sheet
    kinds = pyarrow.parquet.read_schema(io.BytesIO(files.FORMS["parquet"](content))).types
    assert list(map(str, kinds))[1:4] == ["int64", "bool", "double"]


def test_a_csv_that_is_not_the_one_drawn_is_handed_on_to_nobody(tmp_path, command):
    for ending in (".csv", ".json"):
        shutil.copy(ROOT / "figures" / f"{FIGURE}{ending}", tmp_path / f"mine{ending}")
    text = (tmp_path / "mine.csv").read_text(encoding="utf-8")
    (tmp_path / "mine.csv").write_text(text.replace("KAZ", "UZB", 1), encoding="utf-8")
    with pytest.raises(DataError, match=r"mine\.csv: was changed since its figure was drawn: run"):
        files.content_of(f"{tmp_path}/mine")
    shown = command("show", f"{tmp_path}/mine")
    assert shown.returncode == 1 and shown.stderr.count("\n") == 1 and not shown.stdout


FORECAST = (
    "publisher,vintage,area,target_year,kind,growth_pct,status,source_id,gap_pp,total_mn\n"
    "IMF,2022-04,KAZ,2022,forecast,2.3,F,imf-weo-2022-04,1,1\n"
)


def test_the_codebook_of_a_figure_explains_a_column_by_the_dataset_whose_rows_it_draws(tmp_path):
    means = own_figure(tmp_path, FORECAST).codebook.set_index("column")["definition"]
    assert means["kind"] == describe("growth_forecasts").loc["kind", "definition"]
    assert means["source_id"].endswith("see the sheet sources.")
    assert means["gap_pp"] == files.COMPUTED


@pytest.mark.parametrize("text", ["=1+1", "-2+3"])
def test_no_cell_is_a_formula(text):
    sheet = first_sheet(files.FORMS["xlsx"](of(a=[text, "{=1+1}"])))
    assert "<f" not in sheet and sheet.count('t="s"') == 3
    assert files.FORMS["csv"](of(a=[text])).decode("utf-8-sig") == f"a\n'{text}\n"


def test_rows_of_a_dataset_are_chosen_and_written_to_one_file_that_keeps_cyrillic(
    command, tmp_path
):
    target = tmp_path / "uzb.csv"
    said = command("export", "trade", "area=Uzbekistan", "start=2020", "-o", str(target))
    assert said.returncode == 0, said.stderr
    rows = pd.read_csv(target)
    assert set(rows["area"]) == {"UZB"} and rows["period"].str[:4].astype(int).min() == 2020
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")


# Slides


def test_a_deck_has_a_slide_a_figure_with_its_finding_and_sources(tmp_path):
    from pptx import Presentation  # slow to import

    write_deck([FIGURE, "03-growth-forecasts/forecast-paths"], tmp_path / "deck.pptx")
    deck = Presentation(str(tmp_path / "deck.pptx"))
    assert len(deck.slides) == 2
    assert deck.slide_width / deck.slide_height == pytest.approx(16 / 9, abs=0.01)
    first = deck.slides[0]
    title, picture = first.shapes
    assert title == first.shapes.title and title.text_frame.text == FACTS["title"]
    assert title.top + title.height < 0  # the picture shows it already
    assert picture._element._nvXxPr.cNvPr.get("descr") == FACTS["alt"]
    assert picture.width / picture.height == pytest.approx(1600 / 920, abs=0.01)
    assert picture.left > 0 and picture.left + picture.width < deck.slide_width
    assert FACTS["sources"][0]["url"] in first.notes_slide.notes_text_frame.text


def test_a_figure_of_a_run_or_of_ones_own_is_named_by_its_file(tmp_path, monkeypatch):
    own = tmp_path / "runs" / "2023"
    own.mkdir(parents=True)
    for ending in (".png", ".json", ".csv"):
        shutil.copy(ROOT / "figures" / f"{FIGURE}{ending}", own / f"mine{ending}")
    monkeypatch.chdir(tmp_path)
    write_deck(["runs/2023/mine.png"], tmp_path / "deck.pptx")
    assert files.write_files(["runs/2023/mine"], "xlsx", tmp_path)[0].name == "mine.xlsx"
    (own / "mine.json").unlink()  # a picture alone has no title and no sources
    with pytest.raises(UsageError, match=r"no figure 'runs/2023/mine\.png'"):
        write_deck(["runs/2023/mine.png"], tmp_path / "other.pptx")


def test_a_figure_whose_text_is_small_on_a_slide_is_told(tmp_path, monkeypatch, command):
    monkeypatch.chdir(tmp_path)
    for ending in (".json", ".csv"):
        shutil.copy(ROOT / "figures" / f"{FIGURE}{ending}", tmp_path / f"tall{ending}")
    Image.new("RGB", (1600, 2260)).save(tmp_path / "tall.png", dpi=(200, 200))
    told = command("deck", FIGURE, "tall.png")
    assert told.stderr == "tall.png is tall: its text is 63% of its size\n"
    assert (tmp_path / "deck.pptx").exists()


# Which files are written


def test_a_brief_is_a_pdf_of_what_its_notebook_shows_without_what_is_for_its_users(tmp_path):
    picture = io.BytesIO()
    Image.new("RGB", (8, 4)).save(picture, "PNG")
    table = '<table><caption>Debts</caption><tr><td style="text-align: left">39</td></tr></table>'

    def cell(**data):
        return {"cell_type": "code", "outputs": [{"data": data}]}

    def text(source):
        return {"cell_type": "markdown", "source": source}

    drawn = cell(**{"image/png": base64.b64encode(picture.getvalue()).decode()})
    drawn["outputs"].append({"data": {"text/markdown": "[Data](x.csv)"}})
    cells = [text("# A question"), text("## The answer\n\nSee [02](02.ipynb), қазақша."), drawn]
    cells += [cell(**{"text/html": table}), text("## Ask it yourself\n\nChange the area.")]
    notebook = tmp_path / "executed.ipynb"
    notebook.write_text(json.dumps({"cells": cells}))

    made = brief.pdf_of(notebook, "Tajikistan")
    (page,) = pypdf.PdfReader(io.BytesIO(made)).pages
    shown = page.extract_text().split()
    assert " ".join(shown) == "Tajikistan The answer See 02, қазақша. Debts 39"
    assert len(page.images) == 1
    assert made == brief.pdf_of(notebook, "Tajikistan")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["China"], "area: 'China' is not one of the five republics; there are KAZ"),
        (["TKM", "-o", "x.doc"], "x.doc: name a file that ends in .pdf"),
    ],
)
def test_a_brief_that_cannot_be_written_is_refused_before_anything_is_run(command, words, told):
    refused = command("brief", *words)
    refused = command("brief", *words)
    assert refused.returncode and told in refused.stderr


def test_nothing_is_overwritten_unless_asked(tmp_path):
    files.write_files(["areas"], "csv", tmp_path)
    with pytest.raises(UsageError, match="already exists: name another place"):
        files.write_files(["areas"], "csv", tmp_path)
    files.write_files(["areas"], "csv", tmp_path, force=True)


def test_where_one_of_several_files_cannot_be_written_none_is(tmp_path):
    (tmp_path / "areas.csv").write_text("old")
    (tmp_path / "trade.csv").mkdir()
    with pytest.raises(UsageError, match=r"trade\.csv: is a directory: name another place with -o"):
        files.write_files(["areas", "trade"], "csv", tmp_path, force=True)
    assert (tmp_path / "areas.csv").read_text() == "old"
    assert {path.name for path in tmp_path.iterdir()} == {"areas.csv", "trade.csv"}


def test_a_missing_library_says_how_to_install_it(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "pptx", None)
    with pytest.raises(UsageError, match=r"-m pip install python-pptx$"):
        write_deck([FIGURE], tmp_path / "deck.pptx")
    assert not list(tmp_path.iterdir())


def test_rows_of_a_figure_are_chosen_with_their_sources_and_the_title_says_so(command):
    content = files.content_of(FIGURE, {"area": "Uzbekistan", "year": "2017"})
    assert set(content.rows["area"]) == {"UZB"} and set(content.rows["year"]) == {2017}
    ids = {one for cell in content.rows["source_id"] for one in cell.split(";")}
    assert set(content.sources["source_id"]) == ids
    assert content.title.endswith(" (of its rows, those with area=Uzbekistan, year=2017)")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["trade", "nowhere"], "no dataset or figure 'nowhere'; heartland list prints"),
        (["trade", "areas", "-o", "both.xlsx"], "is one file"),
        (["trade", "-o", "trade.doc"], "'.doc' is not one of the formats xlsx, csv, parquet"),
    ],
)  # fmt: skip
def test_what_cannot_be_exported_is_told_before_anything_is_written(
    command, tmp_path, monkeypatch, words, told
):
    monkeypatch.chdir(tmp_path)
    said = command("export", *words)
    assert said.returncode == 2 and told in said.stderr and said.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir())
