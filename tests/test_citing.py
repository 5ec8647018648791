"""Figures are found by the names that people use, and what is shown can be cited."""

import json

import pytest

from heartland.errors import UsageError
from heartland.stored_figures import figure_path
from tests.conftest import ROOT

FIGURE = "01-trade/level-with-russia"
FACTS = json.loads((ROOT / "figures" / f"{FIGURE}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("trade", "; there are 01-trade/"),
        ("01-trade/level-with-rusia", ". Did you mean '01-trade/level-with-russia'?"),
    ],
)
def test_the_figures_that_may_be_meant_are_offered_and_no_others(name, words):
    with pytest.raises(UsageError) as wrong:
        figure_path(name, ".png")
    assert f"no figure '{name}'{words}" in str(wrong.value)
    assert "02-remittances" not in str(wrong.value)


def test_a_figure_is_named_without_its_folder():
    assert figure_path("level-with-russia", ".png") == ROOT / "figures" / f"{FIGURE}.png"


@pytest.fixture
def cited(command):
    """What the command cites."""

    def run(*words):
        done = command("cite", *words)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def test_the_sources_of_a_figure_are_cited_as_its_file_has_them(cited):
    entries = json.loads(cited("level-with-russia", "--format", "csl"))
    assert [one["id"] for one in entries] == [source["source_id"] for source in FACTS["sources"]]
    chosen = cited(FIGURE, "area=Uzbekistan", "year=2017").splitlines()
    assert 0 < len(chosen) < len(entries)


def test_a_figure_or_a_dataset_itself_is_cited_with_its_title_and_versions(cited):
    text = cited("level-with-russia", "--itself")
    assert f"“{FACTS['title']}”. In Heartland" in text
    assert f"Figure {FIGURE}, version " in text and FACTS["source_line"] in text
    (entry,) = json.loads(cited("level-with-russia", "--itself", "--format", "csl"))
    assert entry["type"] == "figure" and entry["title"] == FACTS["title"]
    assert "Dataset trade, data version " in cited("trade", "--itself")


def run_figure(folder, **facts):
    """A figure of a run with other parameters, in a folder of its own."""
    folder.mkdir()
    (folder / "paths.csv").write_text("area,source_id\nKAZ,imf-weo-2022-04\n", encoding="utf-8")
    said = {"title": "T", "source_line": "Source: IMF"} | facts
    (folder / "paths.json").write_text(json.dumps(said), encoding="utf-8")
    return str(folder / "paths.json")


def test_a_figure_of_a_run_is_cited_with_its_parameters(tmp_path, cited):
    parameters = {"target_year": 2023, "publishers": ["IMF", "EBRD"]}
    folder = tmp_path / "target-year-2023-x"
    name = run_figure(folder, notebook="03-growth-forecasts", parameters=parameters)
    drawn = "drawn with target_year=2023, publishers=IMF,EBRD, version"
    assert f"Figure 03-growth-forecasts/paths, {drawn}" in cited(name, "--itself")
    entry = cited(name, "--itself", "--format=bibtex")
    assert "@misc{heartland-target-year-2023-x-paths," in entry


def test_a_source_of_ones_own_is_cited_in_the_words_of_its_rows(tmp_path, command):
    name = run_figure(tmp_path / "x")
    (tmp_path / "x/paths.csv").write_text("area,source\nKGZ,Survey of 2021\n", encoding="utf-8")
    assert command("cite", name).stdout == "Survey of 2021\n"
    said = command("cite", name, "--format", "csl")
    assert json.loads(said.stdout) == []
    assert "without what is named in words alone: Survey of 2021" in said.stderr


def test_what_cannot_be_cited_as_the_collections_is_told(tmp_path, command):
    said = command("cite", run_figure(tmp_path / "x", notebook="notebook"), "--itself")
    assert said.returncode == 2
    assert "paths is a figure of your own, which you cite as yours" in said.stderr
    said = command("cite", "level-with-russia", "area=KGZ", "--itself")
    assert said.returncode == 2
    assert "--itself cites the whole of level-with-russia: leave out area=KGZ" in said.stderr


def test_an_article_is_cited_with_its_authors_and_its_outlet(cited):
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


def test_a_source_without_an_address_of_its_own_says_so_in_every_form(cited):
    caution = "he link leads to a home page, not to the text"
    for form in ("text", "bibtex", "ris", "csl"):
        said = cited("sources", "source_id=asiaplus-2022-09-29", "--format", form)
        assert caution in said, form
        assert caution not in cited("sources", "source_id=imf-weo-2022-04", "--format", form)
    assert caution in cited("articles", "article_id=straitstimes-trouble-2022")


def test_rows_of_a_figure_are_found_by_one_of_their_sources_and_by_truths(command):
    def rows(*words):
        return json.loads(command("show", *words, "--json").stdout)

    source = rows(FIGURE)[0]["source_id"].split(";")[0]
    of_source = rows(FIGURE, f"source_id={source}")
    assert of_source
    assert all(source in row["source_id"].split(";") for row in of_source)
    chosen = rows(FIGURE, "weaker=true")
    assert {row["weaker"] for row in chosen} == {True}
