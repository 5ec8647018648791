"""Evidence for other programs, opened again by readers that are not ours."""

import io
import json
import shutil
import sys
import zipfile

import pandas as pd
import pyarrow.parquet
import pytest
from click.testing import CliRunner

from heartland.cli import cli
from heartland.errors import UsageError
from heartland.stored_figures import place_of
from heartland.tables.codebook import describe
from heartland.works import sources_in_form
from heartland_evidence.office import files, spreadsheet
from heartland_evidence.office.slides import write_deck
from tests.conftest import ROOT

pytestmark = pytest.mark.after("lib/heartland/office/", "lib/heartland/cli/")

FIGURE = "01-trade/level-with-russia"


@pytest.fixture(autouse=True)
def _collection(monkeypatch):
    monkeypatch.setenv("HEARTLAND_ROOT", str(ROOT))


def cells(content, sheet):
    """The cells of a sheet as the file has them: text or number, never a formula."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return book.read(f"xl/worksheets/sheet{sheet}.xml").decode()


def test_a_dataset_is_a_workbook_of_rows_codebook_and_sources(tmp_path):
    (path,) = files.write_files(["remittances"], "xlsx", tmp_path)
    with zipfile.ZipFile(path) as book:
        workbook = book.read("xl/workbook.xml").decode()
        texts = book.read("xl/sharedStrings.xml").decode()
    assert [f'name="{name}"' in workbook for name in ("rows", "codebook", "sources")] == [True] * 3
    assert "share_gdp_pct" in texts
    assert "Asia-Plus" in texts


def test_a_figure_is_a_workbook_with_its_rows_and_their_sources(tmp_path):
    (path,) = files.write_files([FIGURE], "xlsx", tmp_path)
    drawn = pd.read_csv(ROOT / "figures" / f"{FIGURE}.csv")
    assert path.name == "level-with-russia.xlsx"
    assert cells(path.read_bytes(), 1).count("<row ") == len(drawn) + 1


def test_the_rows_of_a_figure_are_exported_as_they_are_written():
    for path in sorted((ROOT / "figures").glob("*/*.csv")):
        rows = files.content_of(f"{path.parent.name}/{path.stem}").rows
        text = rows.to_csv(index=False, lineterminator="\n")
        assert text == path.read_text(encoding="utf-8"), path


def test_a_code_keeps_its_zero_and_a_count_beside_a_gap_is_whole(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    own_figure(tmp_path)
    text = "month,persons,exact,found,source_id\n01,1271850000,True,94,imf-weo-2022-04\n11,,,4.2,imf-weo-2022-04\n"
    (tmp_path / "own.csv").write_text(text, encoding="utf-8")
    content = files.content_of("./own")
    assert files.FORMS["csv"](content).decode("utf-8-sig") == text
    first, second = json.loads(files.FORMS["json"](content))["rows"]
    assert list(first.values())[:4] == ["01", 1271850000, True, 94]
    assert list(second.values())[:4] == ["11", None, None, 4.2]
    sheet = cells(files.FORMS["xlsx"](content), 1)
    assert "<v>1271850000</v>" in sheet and '<c r="C2" t="b"><v>1</v>' in sheet
    kinds = pyarrow.parquet.read_schema(io.BytesIO(files.FORMS["parquet"](content))).types
    assert list(map(str, kinds))[1:4] == ["int64", "bool", "double"]


def own_figure(folder, **facts):
    """A figure of one's own, of a row that the IMF forecast."""
    columns = "publisher,vintage,area,target_year,kind,growth_pct,status,source_id,gap_pp"
    row = "IMF,2022-04,KAZ,2022,forecast,2.3,F,imf-weo-2022-04,1"
    (folder / "own.csv").write_text(f"{columns}\n{row}\n", encoding="utf-8")
    (folder / "own.json").write_text(json.dumps({"title": "T"} | facts), encoding="utf-8")
    codebook = files.content_of(str(folder / "own")).codebook
    return codebook.set_index("column")["definition"]


@pytest.mark.parametrize("facts", [{"datasets": ["audits", "growth_forecasts", "sources"]}, {}])
def test_the_codebook_of_a_figure_explains_a_column_by_the_dataset_whose_rows_it_draws(
    tmp_path, facts
):
    means = own_figure(tmp_path, **facts)
    assert means["kind"] == describe("growth_forecasts").loc["kind", "definition"]
    assert means["source_id"].endswith("see the sheet sources.")
    assert means["gap_pp"] == files.COMPUTED


def test_the_workbook_of_a_figure_says_what_the_figure_says_about_itself():
    content = files.content_of(FIGURE)
    facts = json.loads((ROOT / "figures" / f"{FIGURE}.json").read_text(encoding="utf-8"))
    said = content.about.set_index("what")["text"]
    assert [said[name] for name in ("title", "subtitle", "note")] == [
        facts[name] for name in ("title", "subtitle", "note")
    ]
    assert (
        "areas=KAZ,KGZ,TJK,TKM,UZB, partners=CHN,RUS, start=2005"
        in said["parameters of the notebook"]
    )
    with zipfile.ZipFile(io.BytesIO(files.FORMS["xlsx"](content))) as book:
        assert 'name="about"' in book.read("xl/workbook.xml").decode()
    assert files.content_of("areas").about is None


def test_the_codebook_of_a_figure_explains_the_commonest_computed_columns():
    means = files.content_of(FIGURE).codebook.set_index("column")["definition"]
    assert means["year"] == "The year that the row speaks of."
    assert means["total_mn"].startswith("The total that the amount is divided by")


def test_the_codebook_of_a_figure_explains_nothing_by_a_dataset_that_was_not_loaded(tmp_path):
    means = own_figure(tmp_path, datasets=["milestones", "sources"])
    assert means["kind"] == means["area"] == files.COMPUTED


def test_where_datasets_mean_different_things_by_a_column_the_codebook_names_them(tmp_path):
    (tmp_path / "own.csv").write_text("area,status,source_id\nKAZ,A,imf-weo-2022-04\n")
    facts = {"title": "T", "datasets": ["growth_forecasts", "macro_forecasts"]}
    (tmp_path / "own.json").write_text(json.dumps(facts), encoding="utf-8")
    codebook = files.content_of(str(tmp_path / "own")).codebook.set_index("column")
    named = "not the same in all datasets: see growth_forecasts, macro_forecasts"
    assert codebook.loc["status", "definition"] == named


def test_the_same_rows_give_the_same_workbook():
    rows = pd.DataFrame({"a": [1, 2], "b": ["x", ""]})
    assert spreadsheet.workbook("T", {"rows": rows}) == spreadsheet.workbook("T", {"rows": rows})


def test_a_table_without_rows_is_a_sheet_with_its_head():
    sheet = cells(spreadsheet.workbook("T", {"rows": pd.DataFrame({"a": [], "b": []})}), 1)
    assert sheet.count("<row ") == 1


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-2+3", "@SUM(1)", "＝cmd", "|calc"])
def test_no_cell_is_a_formula(text):
    rows = pd.DataFrame({"a": [text]})
    sheet = cells(spreadsheet.workbook("T", {"rows": rows}), 1)
    assert "<f>" not in sheet
    content = files.Content("x", "T", rows, rows, rows)
    assert files.FORMS["csv"](content).decode("utf-8-sig").splitlines()[1].strip('"') == f"'{text}"


@pytest.mark.parametrize("text", ["=", ">=", "-2.1"])
def test_a_csv_keeps_what_no_spreadsheet_computes(text):
    rows = pd.DataFrame({"relation": [text]})
    content = files.Content("x", "T", rows, rows, rows)
    assert files.FORMS["csv"](content).decode("utf-8-sig").splitlines()[1] == text


def test_numbers_are_numbers_and_missing_cells_are_empty():
    rows = pd.DataFrame({"a": [1.5, None], "b": pd.array([2020, None], dtype="Int64")})
    sheet = cells(spreadsheet.workbook("T", {"rows": rows}), 1)
    assert "<v>1.5</v>" in sheet
    assert "<v>2020</v>" in sheet
    assert 'r="A3"' not in sheet


def slides_of(deck):
    from pptx import Presentation  # slow to import

    return Presentation(str(deck)).slides


def test_a_csv_for_a_spreadsheet_keeps_cyrillic_on_a_double_click(tmp_path):
    (path,) = files.write_files(["sources"], "csv", tmp_path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")


def test_parquet_is_read_by_pyarrow_alone(tmp_path):
    (path,) = files.write_files(["trade"], "parquet", tmp_path)
    table = pyarrow.parquet.read_table(path)
    assert table.num_rows == len(pd.read_csv(ROOT / "data" / "trade.csv"))
    assert str(table.schema.field("value_usd_mn").type) == "double"


def test_a_deck_has_a_slide_a_figure_with_its_finding_and_sources(tmp_path):
    write_deck([FIGURE, "03-growth-forecasts/forecast-paths"], tmp_path / "deck.pptx")
    from pptx import Presentation

    deck = Presentation(str(tmp_path / "deck.pptx"))
    facts = json.loads((ROOT / "figures" / f"{FIGURE}.json").read_text(encoding="utf-8"))
    first = deck.slides[0]
    assert len(deck.slides) == 2
    assert deck.slide_width / deck.slide_height == pytest.approx(16 / 9, abs=0.01)
    assert first.shapes[0].text_frame.text == facts["title"]
    assert facts["sources"][0]["url"] in first.notes_slide.notes_text_frame.text
    title = first.shapes.title
    assert title.text_frame.text == facts["title"]
    assert title.top + title.height < 0  # the picture shows it already


def test_a_figure_of_a_run_or_of_ones_own_is_named_by_its_file(tmp_path, monkeypatch):
    own = tmp_path / "runs" / "2023"
    own.mkdir(parents=True)
    for ending in (".png", ".json", ".csv"):
        shutil.copy(ROOT / "figures" / f"{FIGURE}{ending}", own / f"mine{ending}")
    monkeypatch.chdir(tmp_path)
    write_deck(["runs/2023/mine.png"], tmp_path / "deck.pptx")
    assert len(slides_of(tmp_path / "deck.pptx")) == 1
    assert files.write_files(["runs/2023/mine"], "xlsx", tmp_path)[0].name == "mine.xlsx"
    (own / "mine.json").unlink()  # a picture alone has no title and no sources
    with pytest.raises(UsageError, match=r"no figure 'runs/2023/mine\.png'"):
        write_deck(["runs/2023/mine.png"], tmp_path / "other.pptx")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("trade", "; there are 01-trade/"),
        ("01-trade/level-with-rusia", ". Did you mean '01-trade/level-with-russia'?"),
        ("growth/forecast-path", ". Did you mean '03-growth-forecasts/forecast-paths'?"),
        ("xyz", "; name one as in figures/: 01-trade/level-with-russia"),
    ],
)
def test_the_figures_that_may_be_meant_are_offered_and_no_others(name, words):
    with pytest.raises(UsageError) as wrong:
        files.figure_path(name, ".png")
    assert f"no figure '{name}'{words}" in str(wrong.value)
    assert "02-remittances" not in str(wrong.value)


def test_a_figure_of_one_notebook_only_is_named_without_it():
    assert files.figure_path("level-with-russia", ".png") == ROOT / "figures" / f"{FIGURE}.png"
    assert files.content_of("level-with-russia").name == "level-with-russia"
    assert place_of("level-with-russia").suffix == ".png"


def test_the_sources_of_a_figure_are_cited_as_its_file_has_them():
    cited = CliRunner().invoke(cli, ["cite", "level-with-russia", "--format", "csl"]).output
    facts = json.loads((ROOT / "figures" / f"{FIGURE}.json").read_text(encoding="utf-8"))
    assert [one["id"] for one in json.loads(cited)] == [
        source["source_id"] for source in facts["sources"]
    ]


def test_a_figure_whose_text_is_too_small_on_a_slide_is_refused_unless_asked(tmp_path, command):
    target = tmp_path / "deck.pptx"
    words = ["deck", FIGURE, "10-country-brief/page-1", "-o", str(target)]
    refused = command(*words)
    assert refused.returncode == 2
    assert "too tall for a slide" in refused.stderr
    assert "10-country-brief/page-1 (63 percent)" in refused.stderr
    assert "add --small" in refused.stderr
    assert not target.exists()
    assert command(*words, "--small").returncode == 0
    assert len(slides_of(target)) == 2


@pytest.mark.parametrize(
    "name", ["country-brief/page-1", "brief/page-1", "10/page-1", "10-country-brief/page-1"]
)
def test_the_folder_of_a_figure_is_named_as_its_notebook_is(name):
    assert files.figure_path(name, ".csv") == ROOT / "figures/10-country-brief/page-1.csv"
    assert files.content_of(name).name == "page-1"


def test_a_figure_of_ones_own_comes_before_one_whose_folder_is_named_by_a_word(
    tmp_path, monkeypatch
):
    own = tmp_path / "brief"
    own.mkdir()
    for ending in (".json", ".csv", ".png"):
        (own / f"page-1{ending}").write_text("")
    monkeypatch.chdir(tmp_path)
    assert files.figure_path("brief/page-1", ".csv").resolve() == own / "page-1.csv"


def cited(*words):
    done = CliRunner().invoke(cli, ["cite", *words])
    assert done.exit_code == 0, done.exception
    return done.stdout


def test_a_figure_itself_is_cited_with_its_title_versions_and_sources():
    facts = json.loads((ROOT / "figures" / f"{FIGURE}.json").read_text(encoding="utf-8"))
    text = cited("level-with-russia", "--itself")
    assert f"“{facts['title']}”. In Heartland" in text
    assert f"Figure {FIGURE}, version " in text and facts["source_line"] in text
    (entry,) = json.loads(cited("level-with-russia", "--itself", "--format", "csl"))
    assert entry["type"] == "figure" and entry["title"] == facts["title"]


def test_a_dataset_itself_is_cited_with_its_version():
    assert "Dataset trade, data version " in cited("trade", "--itself")


def run_figure(folder, **facts):
    """A figure of a run with other parameters, in a folder of its own."""
    folder.mkdir()
    (folder / "paths.csv").write_text("area,source_id\nKAZ,imf-weo-2022-04\n", encoding="utf-8")
    said = {"title": "T", "source_line": "Source: IMF"} | facts
    (folder / "paths.json").write_text(json.dumps(said), encoding="utf-8")
    return str(folder / "paths.json")


def test_a_figure_of_a_run_is_cited_with_its_parameters(tmp_path):
    name = run_figure(
        tmp_path / "target-year-2023-x",
        notebook="03-growth-forecasts",
        parameters={"target_year": 2023, "publishers": ["IMF", "EBRD"]},
    )
    text = cited(name, "--itself")
    assert (
        "Figure 03-growth-forecasts/paths, drawn with target_year=2023, publishers=IMF,EBRD, version"
        in text
    )
    assert "@misc{heartland-target-year-2023-x-paths," in cited(name, "--itself", "--format=bibtex")


def test_a_figure_of_ones_own_is_not_cited_as_the_collections(tmp_path, command):
    said = command("cite", run_figure(tmp_path / "x", notebook="notebook"), "--itself")
    assert said.returncode == 2
    assert "paths is a figure of your own, which you cite as yours" in said.stderr


def test_filters_and_the_figure_itself_are_refused_together(command):
    said = command("cite", "level-with-russia", "area=KGZ", "--itself")
    assert said.returncode == 2
    assert "--itself cites the whole of level-with-russia: leave out area=KGZ" in said.stderr


def test_an_article_is_cited_with_its_authors_and_its_outlet():
    words = ("articles", "article_id=rusi-dsr-2022")
    assert cited(*words).startswith("Raffaello Pantucci and Niva Yau (2022): “Paving the Digital")
    assert "author = {Raffaello Pantucci and Niva Yau}" in cited(*words, "--format", "bibtex")
    ris = cited(*words, "--format", "ris")
    assert "AU  - Pantucci, Raffaello\nAU  - Yau, Niva\n" in ris and "T2  - RUSI Journal" in ris
    (entry,) = json.loads(cited(*words, "--format", "csl"))
    assert entry["author"][1] == {"family": "Yau", "given": "Niva"}


def test_claims_are_cited_by_the_articles_that_state_them_each_once(command):
    said = command("cite", "claims", "article_id=nikkei-outlook-2023")
    assert said.stdout.count("\n") == 1 and "“2023 outlook: Central Asia" in said.stdout
    assert "evidence: heartland claims --format bibtex" in said.stderr


def test_a_source_without_an_address_of_its_own_says_so_in_every_form():
    words = ("sources", "source_id=asiaplus-2022-09-29")
    caution = "he link leads to a home page, not to the text"
    for form in ("text", "bibtex", "ris", "csl"):
        assert caution in cited(*words, "--format", form), form
        assert caution not in cited("sources", "source_id=imf-weo-2022-04", "--format", form)
    assert caution in cited("articles", "article_id=straitstimes-trouble-2022")


def test_an_article_without_a_page_of_its_own_is_cited_where_it_was_read():
    (entry,) = json.loads(cited("articles", "article_id=foreignpolicy-xi-2022", "--format", "csl"))
    assert entry["URL"].startswith("https://dnyuz.com/2022/09/16/")


def test_slides_go_to_no_file_of_another_kind(tmp_path):
    with pytest.raises(UsageError, match=r"deck\.xlsx: slides are a file that ends in \.pptx"):
        write_deck([FIGURE], tmp_path / "deck.xlsx")
    assert not list(tmp_path.iterdir())


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


def test_two_figures_that_are_called_alike_are_told_apart(package, tmp_path):
    root, names, place = package().root, ["01-one/alike", "02-two/alike"], tmp_path / "place"
    shutil.copy(ROOT / "data/sources.csv", root / "data")
    for name in names:
        for ending in (".csv", ".json", ".png", ".svg"):
            (root / "figures" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / f"figures/{FIGURE}{ending}", root / f"figures/{name}{ending}")
    with pytest.raises(UsageError, match="any of 01-one/alike, 02-two/alike: say which"):
        files.write_files(["alike"], "csv", place)
    with pytest.raises(UsageError, match="01-one/alike and 02-two/alike would both be"):
        files.write_files(names, "csv", place)
    assert not place.exists() or not list(place.iterdir())


def test_what_is_named_twice_is_written_once(tmp_path):
    names = ["areas", FIGURE, "areas", f"figures/{FIGURE}.png"]
    written = files.write_files(names, "csv", tmp_path)
    assert [path.name for path in written] == ["areas.csv", "level-with-russia.csv"]


def test_a_notebook_cannot_be_exported_and_its_figures_are_named():
    with pytest.raises(UsageError, match="01-trade is a notebook: name one of its figures"):
        files.content_of("01-trade")


def test_a_misspelt_name_gets_the_nearest():
    with pytest.raises(UsageError, match=r"no dataset or figure 'trde'\. Did you mean 'trade'"):
        files.content_of("trde")


@pytest.mark.parametrize(
    ("module", "package", "write"),
    [
        ("pptx", "python-pptx", lambda place: write_deck([FIGURE], place / "deck.pptx")),
        ("xlsxwriter", "xlsxwriter", lambda place: files.write_files(["areas"], "xlsx", place)),
        ("pyarrow", "pyarrow", lambda place: files.write_files(["areas"], "parquet", place)),
    ],
)
def test_a_missing_library_says_how_to_install_it(monkeypatch, tmp_path, module, package, write):
    monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.setattr(sys, "executable", str(tmp_path / ".venv/bin/python"))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError) as missing:
        write(tmp_path)
    install = f"needs the package {package}: .venv/bin/python -m pip install {package}"
    assert str(missing.value).endswith(install)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("form", "sign"), [("bibtex", "@misc{"), ("ris", "TY  - ELEC"), ("csl", '"URL": "http')]
)
def test_sources_are_written_for_a_reference_manager(form, sign):
    sources = pd.read_csv(ROOT / "data" / "sources.csv", dtype="str", keep_default_na=False)
    text = sources_in_form(sources.head(3), form)
    assert text.count(sign) == 3


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        (["show", "trade", "area=Kazakhstan", "partner=CHN", "start=2020", "-n", "2"], "KAZ"),
        (["show", "areas", "area=KZ", "--json"], '"name":"Kazakhstan"'),
        (["cite", "remittances", "area=TJK", "--format", "bibtex"], "@misc{"),
        (["show", FIGURE, "--columns", "area,year", "-n", "1"], "1 of "),
        (["cite", FIGURE, "--format", "ris"], "TY  - ELEC"),
        (["claims", "--theme", "sco", "--format", "csv"], "evidence_urls"),
        (["list", "--json"], '"03-growth-forecasts"'),
    ],
)
def test_the_command_line_answers(words, printed):
    done = CliRunner().invoke(cli, words)
    assert done.exit_code == 0, done.output
    assert printed in done.output


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["show", "trade", "aera=KAZ"], "Did you mean 'area'"),
        (["show", "trade", "--columns", "aera"], "has no column 'aera'. Did you mean 'area'"),
        (["sweep", "10"], "is a notebook: say which values to run over"),
        (["open", "01-trade/no-such"], "no figure"),
    ],
)
def test_a_mistake_is_told_in_one_line(words, message):
    done = CliRunner().invoke(cli, words)
    assert done.exit_code
    assert message in str(done.exception) + done.output


def test_rows_of_a_dataset_are_chosen_and_written_to_one_file(command, tmp_path):
    target = tmp_path / "uzb.csv"
    said = command("export", "trade", "area=Uzbekistan", "start=2020", "-o", str(target))
    assert said.returncode == 0, said.stderr
    rows = pd.read_csv(target)
    assert set(rows["area"]) == {"UZB"} and rows["period"].str[:4].astype(int).min() == 2020


def test_rows_of_a_figure_are_chosen_with_their_sources_and_the_title_says_so(command, tmp_path):
    target = tmp_path / "one.json"
    words = (FIGURE, "area=Uzbekistan", "year=2017")
    said = command("export", *words, "-o", str(target))
    assert said.returncode == 0, said.stderr
    written = json.loads(target.read_text())
    shown = json.loads(command("show", *words, "--json").stdout)
    assert written["rows"] == shown
    assert {(row["area"], row["year"]) for row in shown} == {("UZB", 2017)}
    ids = {one for row in shown for one in row["source_id"].split(";")}
    assert {source["source_id"] for source in written["sources"]} == ids
    assert written["title"].endswith(" (of its rows, those with area=Uzbekistan, year=2017)")
    assert len(command("cite", *words).stdout.splitlines()) == len(ids)


def test_rows_of_a_figure_are_found_by_one_of_their_sources_and_by_truths(command):
    def rows(*words):
        return json.loads(command("show", *words, "--json").stdout)

    source = rows(FIGURE)[0]["source_id"].split(";")[0]
    of_source = rows(FIGURE, f"source_id={source}")
    assert of_source
    assert all(source in row["source_id"].split(";") for row in of_source)
    weak = rows("04-casualties/counts-by-event", "is_weak=true")
    assert {row["is_weak"] for row in weak} == {True}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["area=UZB"], "name a dataset or a figure"),
        (
            ["trade", "nowhere"],
            "no dataset or figure 'nowhere'; heartland list prints the datasets, and figures are "
            "named as in figures/: 01-trade/level-with-russia",
        ),
        (["level-with-rusia"], "or figure 'level-with-rusia'. Did you mean '01-trade/level-with-"),
        (["trade", "aera=UZB"], "aera"),
        ([FIGURE, "aera=UZB"], "aera"),
        (["trade", "areas", "-o", "both.xlsx"], "is one file"),
        (["trade", "-o", "trade.doc"], "'.doc' is not one of the formats xlsx, csv, parquet, json"),
        (["trade", "-o", "trade.csv", "--format", "xlsx"], "a file of xlsx ends in .xlsx"),
    ],
)
def test_what_cannot_be_exported_is_told_before_anything_is_written(
    command, tmp_path, monkeypatch, words, told
):
    monkeypatch.setenv("HEARTLAND_ROOT", str(ROOT))
    monkeypatch.chdir(tmp_path)
    said = command("export", *words)
    assert said.returncode == 2 and told in said.stderr and said.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir())
