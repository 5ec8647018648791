"""The cookbook and the tutorial run as they stand."""

import json
import re
import shutil
import subprocess

import pandas as pd
import pytest

import heartland as hl
from heartland import sentences
from heartland.lab.widgets import explore
from heartland_evidence.claims.reliability import blind
from heartland_themes.trade import draw_level
from tests.conftest import ROOT

DOCS = ROOT / "docs"
README = (ROOT / "README.md").read_text(encoding="utf-8")
FRONT_PAGE = (ROOT / "site" / "templates" / "home.html").read_text(encoding="utf-8")
RECIPES = re.findall(
    r"^## (\d+)\. (.*?)\n(.*?)(?=^## |\Z)",
    (DOCS / "cookbook.md").read_text(encoding="utf-8"),
    flags=re.M | re.S,
)
BLOCK = re.compile(r"```python\n(.*?)```", flags=re.S)


TRANSLATED = {  # word for word: what stands there, and what an English reader would write
    r"\bhangs? on\b": "depends on",
    r"\bto part\b|\b[Pp]arts? (two|them|the (runs|periods|shades))\b": "separate",
    r"\b(is|are|was|were) told (in|as|of it|once)\b": "reported, stated, given",
    r"\bWhoever\b": "Anyone who",
    r"\b(within|after|at most|least\*?) so many\b": "this many, that many, or the number's name",
}
PICTURE = re.compile(r'"image/png": "[^"]*"')  # in a notebook: nobody reads its letters
WRITTEN = (
    "lib/**/*.py",
    "site/**/*.py",
    "site/**/*.html",
    "docs/*.md",
    "*.md",
    "notebooks/*.ipynb",
)


def translated(text):
    """What of a text is English by its words only, with what to write instead."""
    for pattern, instead in TRANSLATED.items():
        for found in re.finditer(pattern, text):
            yield f"'{found[0]}': write {instead}"


def test_nothing_that_readers_see_is_translated_word_for_word():
    files = [
        path for pattern in WRITTEN for path in ROOT.glob(pattern) if path.name != "CHANGELOG.md"
    ]
    said = [
        f"{path.relative_to(ROOT)}: {words}"
        for path in files
        for words in translated(PICTURE.sub("", path.read_text(encoding="utf-8")))
    ]
    assert not said, "\n".join(said)


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("Its GDP hangs on the exchange rate.", "depends on"),
        ("A comma parts two runs.", "separate"),
        ("A failure is told in a block.", "reported"),
        ("Whoever quotes a share should name its year.", "Anyone who"),
        ("Execute it within so many seconds.", "this many"),
    ],
)
def test_what_is_translated_word_for_word_is_named(text, instead):
    (said,) = translated(text)
    assert instead in said


def preamble():
    text = (DOCS / "cookbook.md").read_text(encoding="utf-8")
    return BLOCK.search(text)[1]


def last_value(code, scope):
    """Run code as a cell does; return the value of its last line."""
    *lines, last = code.strip().split("\n")
    exec("\n".join(lines), scope)
    try:
        return eval(last, scope)
    except SyntaxError:
        exec(last, scope)
        return None


def stored_tables(cell):
    """The tables that a cell of the tutorial shows where it is only read."""
    for output in cell["outputs"]:
        if output["output_type"] == "execute_result":
            yield "".join(output["data"]["text/plain"])


@pytest.fixture
def scope(tmp_path, monkeypatch):
    monkeypatch.setenv("HEARTLAND_ROOT", str(ROOT))
    monkeypatch.setenv("HEARTLAND_OUT", str(tmp_path / "out"))
    monkeypatch.chdir(tmp_path)
    names = {}
    exec(preamble(), names)
    return names


def test_there_are_twelve_recipes():
    assert [number for number, *_ in RECIPES] == [str(n) for n in range(1, 13)]


@pytest.mark.parametrize(
    ("number", "title", "text"), RECIPES, ids=[title for _, title, _ in RECIPES]
)
@pytest.mark.slow
def test_a_recipe_runs_and_shows_something(scope, number, title, text):
    for code in BLOCK.findall(text):
        shown = last_value(code, scope)
        if hasattr(shown, "empty"):
            assert not shown.empty


@pytest.mark.slow
def test_the_tutorial_runs_from_load_to_a_slide(scope):
    notebook = json.loads((DOCS / "tutorial.ipynb").read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code" and not source.startswith("!"):
            shown = last_value(source, scope)
            for stored in stored_tables(cell):
                with pd.option_context("display.max_columns", 20):  # as in a notebook
                    assert stored == repr(shown), "make refresh stores the tutorial anew"
    assert scope["exported"].folder.joinpath("kyrgyz-forecasts.png").exists()


def test_the_tutorial_shows_its_figures_and_tables_where_it_is_only_read():
    notebook = json.loads((DOCS / "tutorial.ipynb").read_text(encoding="utf-8"))
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert all(cell["outputs"] for cell in code)
    shown = [set(output.get("data", ())) for cell in code for output in cell["outputs"]]
    assert sum("image/png" in formats for formats in shown) == 2


@pytest.mark.slow
def test_the_figure_of_two_countries_has_one_point_a_year(scope):
    (recipe,) = [text for number, _, text in RECIPES if number == "2"]
    exec(BLOCK.search(recipe)[1], scope)
    rows = scope["rows"]
    assert set(rows["area_name"]) == {"Kyrgyzstan", "Tajikistan"}
    assert not rows.duplicated(["area", "year"]).any()
    drawn = {line.get_color() for line in scope["axes"].get_lines()}
    assert {hl.colours("KGZ")["KGZ"], hl.colours("TJK")["TJK"]} <= drawn


def test_every_command_of_the_documents_exists():
    from heartland.cli import cli

    for path in DOCS.glob("*.md"):
        for line in re.findall(r"^heartland (\w+)", path.read_text(encoding="utf-8"), flags=re.M):
            assert line in cli.commands, f"{path.name}: heartland {line}"


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("Rscript"), reason="no Rscript on the PATH: install R")
def test_the_code_for_r_finds_the_rows_that_python_finds(tmp_path):
    text = (DOCS / "other-programs.md").read_text(encoding="utf-8")
    code = re.search(r"```r\n(.*?)```", text, flags=re.S)[1]
    assert code.startswith("trade <- read.csv(")
    script = tmp_path / "page.R"
    script.write_text(
        f"rows <- {{\n{code}}}\ncat(nrow(rows), sum(rows$value_usd_mn, na.rm = TRUE))"
    )
    done = subprocess.run(
        ["Rscript", script], cwd=ROOT, check=True, capture_output=True, encoding="utf-8"
    )
    count, total = done.stdout.split()
    rows = hl.load("trade", area="KAZ", partner="CHN", part_years=True)
    rows = rows[rows["period"].eq("2022")]
    assert int(count) == len(rows) > 0
    assert float(total) == pytest.approx(rows["value_usd_mn"].sum(), rel=1e-6)


@pytest.mark.parametrize("text", [README, FRONT_PAGE], ids=["README", "front page"])
def test_the_first_words_promise_no_more_than_the_rows_and_the_sources_keep(text):
    opening = text.partition("<!-- notebooks -->")[0]
    rows = hl.load("casualty_reports")
    assert rows["locator"].eq("").mean() > 0.5
    assert "where the row has a locator, to the place in the source" in opening
    relayed = hl.load("sources")["kind"].isin(["media", "news agency"])
    assert relayed.mean() > 0.5
    assert "by those who relayed their count" in opening and "primary source" not in opening


@pytest.mark.parametrize(
    "page", ["README.md", "notebooks/00-start-here.ipynb", "notebooks/09-claims.ipynb"]
)
def test_a_page_that_names_the_author_names_those_who_wrote_with_him(page):
    articles = hl.load("articles")
    authors = [names.split(";") for names in articles["authors"]]
    (of_all,) = set.intersection(*map(set, authors))
    others = sorted({name for names in authors for name in names} - {of_all})
    texts = {name: sum(name in names for names in authors) for name in others}
    (first, n), *rest = texts.items()
    written = [f"{sentences.count(n)} of them with {first}"]
    written += [f"{sentences.count(n)} with {name}" for name, n in rest]
    text = (ROOT / page).read_text(encoding="utf-8")
    assert f"by {of_all}, {sentences.listed(written)}" in text


def test_the_readme_says_how_many_articles_there_are_and_of_which_years():
    articles = hl.load("articles")
    years = sentences.listed(sorted(set(articles["published"].str[:4])))
    count = sentences.sentence(sentences.count(len(articles), "article"))
    assert f"[{count}](data/articles.csv) of {years} by " in README


def test_most_second_readings_were_made_without_knowing_the_verdict_as_the_readme_says():
    readings = hl.load("second_readings")
    assert "most of them without knowing the verdict" in README
    assert len(blind(readings)) > len(readings) / 2


@pytest.mark.parametrize("path", ["README.md", "site/templates/about.html"])
def test_a_page_that_speaks_of_controls_says_that_all_cells_are_run_first(path):
    text = (ROOT / path).read_text(encoding="utf-8")
    said = re.search(r"run all cells[^.]*first\b.{,60}\bDraw with other values\b", text, flags=re.S)
    assert said and "ends in controls" not in text
    box = explore("01-trade", draw_level, lambda areas: None)
    assert box.children[0].description == "Draw with other values"
