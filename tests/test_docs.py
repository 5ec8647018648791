"""The docs run as they stand and agree with the figures; the commands of all papers exist."""

import ast
import json
import re

import click
import pandas as pd
import pytest
from PIL import Image

from heartland.cli import cli
from heartland.figures import sizes
from tests.conftest import ROOT

DOCS = ROOT / "docs"
COOKBOOK = (DOCS / "cookbook.md").read_text(encoding="utf-8")
RECIPES = re.findall(r"^## \d+\. (.*?)\n(.*?)(?=^## |\Z)", COOKBOOK, flags=re.M | re.S)
BLOCK = re.compile(r"```python\n(.*?)```", flags=re.S)
OF_THE_ROOT = ("README", "CONTRIBUTING", "ARCHITECTURE", "SECURITY")
PAPERS = [*(ROOT / f"{name}.md" for name in OF_THE_ROOT), *sorted(DOCS.glob("*.md"))]
NOTEBOOKS = [DOCS / "tutorial.ipynb", *sorted((ROOT / "notebooks").glob("*.ipynb"))]


def last_value(code, scope):
    """Run code as a cell does; return the value of its last line."""
    *before, last = ast.parse(code).body
    exec(compile(ast.Module(before, []), "page", "exec"), scope)
    if isinstance(last, ast.Expr):
        return eval(compile(ast.Expression(last.value), "page", "eval"), scope)
    exec(compile(ast.Module([last], []), "page", "exec"), scope)
    return None


@pytest.fixture
def scope(tmp_path, monkeypatch):
    """The names that the first block of the cookbook defines, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    names = {}
    exec(BLOCK.search(COOKBOOK)[1], names)
    return names


@pytest.mark.slow
@pytest.mark.parametrize("text", [text for _, text in RECIPES], ids=[title for title, _ in RECIPES])
def test_a_recipe_runs_and_shows_no_empty_table(scope, text):
    for code in BLOCK.findall(text):
        shown = last_value(code, scope)
        if hasattr(shown, "empty"):
            assert not shown.empty


def played(page):
    """The names that the blocks of a page define, and the values that they show, one for each."""
    scope = {}
    shown = [last_value(code, scope) for code in BLOCK.findall(page)]
    assert not any(getattr(value, "empty", False) for value in shown)
    return scope, shown


def figure(place):
    return pd.read_csv(ROOT / f"figures/{place}.csv")


@pytest.mark.slow
def test_the_recipe_on_april_gives_the_errors_of_the_figure(scope):
    for code in BLOCK.findall(dict(RECIPES)["How wrong the forecasts were"]):
        shown = last_value(code, scope)
    drawn = figure("03-growth-forecasts/every-april").query("area == 'UZB'")
    assert shown["error_pp"].to_dict() == drawn.set_index("target_year")["error_pp"].to_dict()


@pytest.mark.slow
def test_the_recipe_on_spread_has_one_count_of_each_side(scope):
    for code in BLOCK.findall(dict(RECIPES)["How far competing figures lie apart"]):
        shown = last_value(code, scope)
    assert shown.loc[["KAZ", "KGZ"], "count"].tolist() == [2, 2]
    assert shown.loc["KGZ", "ratio"] > 3


@pytest.mark.slow
def test_the_page_on_which_number_gives_those_of_the_figures():
    scope, _ = played((DOCS / "which-number.md").read_text(encoding="utf-8"))
    paths = figure("03-growth-forecasts/forecast-paths")
    drawn = paths.query("area == 'KAZ' and publisher == 'World Bank' and vintage == '2022-04'")
    assert scope["chosen"]["growth_pct"].tolist() == drawn["growth_pct"].tolist()
    assert len(scope["bank"]) > 1
    sides = ["area", "year", "own_usd_mn", "partner_usd_mn"]
    drawn = figure("01-trade/two-sets-of-statistics")[sides].sort_values("area")
    assert scope["last"][sides].to_numpy().tolist() == drawn.to_numpy().tolist()
    assert set(scope["both"]["own_reporter"].dropna()) - set(scope["both"]["area"]) == {"CERR"}
    counts = scope["counts"]
    drawn = figure("04-casualties/counts-by-event")
    drawn = drawn[drawn["event_id"].isin(counts["event_id"])]
    stated = {tuple(row) for row in counts[["reporter", "value", "relation"]].to_numpy()}
    assert stated > {tuple(row) for row in drawn[["reporter", "value", "relation"]].to_numpy()}
    assert set(counts["official"]) == set(drawn["official"])


@pytest.mark.slow
def test_the_page_on_slides_makes_figures_of_the_shape_of_a_slide(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    page = (DOCS / "figure-to-a-slide.md").read_text(encoding="utf-8")
    played(page)
    for place in re.findall(r"slides/\S+\.png", page):
        with Image.open(place) as picture:
            assert picture.width / picture.height == pytest.approx(16 / 9, abs=0.01)
    for size in sizes.SIZES.values():
        assert f"| {size.name} | {f'{size.width:.1f}'.removesuffix('.0')} " in page


@pytest.mark.slow
def test_the_tutorial_runs_from_load_to_a_slide_and_shows_what_is_stored(scope):
    notebook = json.loads((DOCS / "tutorial.ipynb").read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] != "code" or source.startswith("!"):
            continue
        shown = last_value(source, scope)
        assert cell["outputs"], source
        for output in cell["outputs"]:
            if output["output_type"] == "execute_result":
                with pd.option_context("display.max_columns", 20):  # as in a notebook
                    stored = "".join(output["data"]["text/plain"])
                    assert stored == repr(shown), "make refresh stores the tutorial anew"
    assert list(scope["exported"].folder.glob("*.png"))


@pytest.mark.slow
def test_the_page_on_ones_own_data_runs_and_credits_each_source(tmp_path, monkeypatch):
    page = (DOCS / "your-own-data.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    (survey,) = re.findall(r"```csv\n(.*?)```", page, flags=re.S)
    (tmp_path / "survey.csv").write_text(survey, encoding="utf-8")
    scope = {}
    lines = []
    for code in BLOCK.findall(page):
        last_value(code, scope)
        if "fig" in scope and "hl.frame" in code:
            lines.append(scope["fig"].furniture.source)
    alone, below, joined = lines
    own = "Household survey, own count, 2021"
    assert alone == f"Source: {own}"
    for line in (below, joined):
        assert line.startswith("Source: World Bank, ") and line.endswith(f"; {own}")
    written = {place.name for place in (tmp_path / "our-figures").iterdir()}
    assert {"our-survey.png", "two-counts.png", "two-counts.csv"} <= written
    assert scope["table"].loc["Uzbekistan"].isna().all()
    assert (tmp_path / "survey-by-year.xlsx").is_file()


def unknown(words):
    """What a command of a paper names that is not there."""
    if words[0] == "make":
        makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
        return [w for w in words[1:2] if not re.search(rf"^{re.escape(w)}:", makefile, flags=re.M)]
    command, rest = cli, words[1:]
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        name = rest.pop(0)
        command = command.get_command(click.Context(command), name)
        if command is None:
            return [name]
    options = {"--help", "--version"}.union(*(o.opts + o.secondary_opts for o in command.params))
    return [word for word in rest if word.startswith("-") and word not in options]


def commands_of(text):
    """The lines of a text that are to be typed, those within its sentences too."""
    for block in re.findall(r"```console\n(.*?)```", text, flags=re.S):
        yield from block.splitlines()
    yield from re.findall(r"`((?:heartland|make) [^`\n]+)`", text)


@pytest.mark.parametrize("paper", [*PAPERS, *NOTEBOOKS], ids=lambda path: path.stem)
def test_each_command_of_a_paper_exists_with_its_options(paper):
    text = paper.read_text(encoding="utf-8")
    if paper.suffix == ".ipynb":
        cells = json.loads(text)["cells"]
        text = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    found = []
    for line in commands_of(text):
        words = line.split("  #")[0].removeprefix(".venv/bin/").split()
        if words and words[0] in ("make", "heartland") and len(words) > 1:
            found += [f"{' '.join(words)}: {word}" for word in unknown(words)]
    assert found == []


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.stem)
def test_each_link_of_a_paper_to_a_file_leads_somewhere(paper):
    text = paper.read_text(encoding="utf-8")
    for place in re.findall(r"\]\(([^)#\s]+)", text):
        assert place.startswith("http") or (paper.parent / place).exists(), place
