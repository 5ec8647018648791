"""Figures that answer to a choice: what sweeps offer, the runs behind it, and what is refused."""

import hashlib
import html
import json
import logging
import re
import sys
from pathlib import Path

import pytest
import yaml

from heartland.errors import HeartlandError, UsageError
from heartland.figures import sizes
from heartland.runs import execute, sweeps
from heartland_site import build, choices, figure_pages, pages, site_runs
from tests import stories
from tests.conftest import ROOT
from tests.pictures import problems
from tests.runs.collection import DRAW, NAME, canned, with_figure, write_notebook

YEARS = {
    "notebook": NAME,
    "grid": {"target_year": ["2021", "2022", "2023"]},
    "choice": {"figures": ["imf"], "labels": {"target_year": "Year"}, "words": {"2022": "the war"}},
}
AREAS = {
    "notebook": NAME,
    "grid": {"areas": [["KAZ", "KGZ"], ["KAZ"]], "target_year": ["2022", "2023"]},
    "choice": {"figures": ["imf"], "labels": {"areas": "Republics", "target_year": "Year"}},
}


@pytest.fixture(autouse=True)
def _quiet(caplog):
    caplog.set_level(logging.CRITICAL)


@pytest.fixture
def offering(small):
    """A small collection with one committed figure, and what writes its sweeps."""
    (small / "figures" / NAME).mkdir(parents=True)
    (small / "figures" / NAME / "imf.json").write_text("{}")

    def write(**sweeps: object) -> Path:
        (small / site_runs.SWEEPS).write_text(yaml.safe_dump(sweeps, sort_keys=False))
        return small

    return write


def changed(sweep: dict, part: str, **entries: object) -> dict:
    """A sweep with other entries in one of its parts."""
    return sweep | {part: sweep[part] | entries}


def make_there(root: Path, choice: choices.Choice) -> None:
    """Let the figures of all variants be there."""
    for variant in choice.others:
        path = variant.facts_of("imf")
        path.parent.mkdir(parents=True)
        path.write_text("{}")


def test_of_two_parameters_a_value_leads_to_the_variant_that_differs_in_it_alone(offering):
    (crossed,) = choices.choices(offering(crossed=AREAS))
    make_there(crossed.variants[0].wide.root, crossed)
    of_kazakhstan_in_2023 = crossed.variants[-1]
    (areas, years) = crossed.options("imf", of_kazakhstan_in_2023)
    assert areas[0] == "Republics"
    assert [(value.words, value.page) for value in areas[1]] == [
        ("KAZ,KGZ", "imf-kaz-kgz-2023"),
        ("Kazakhstan", "imf-kaz-2023"),
    ]
    assert [(value.page, value.is_chosen) for value in years[1]] == [
        ("imf-kaz-2022", False),
        ("imf-kaz-2023", True),
    ]


def test_a_value_whose_figure_was_not_made_is_not_offered(offering):
    root = offering(years=YEARS)
    (years,) = choices.choices(root)
    assert years.options("imf", years.committed) == []
    path = years.others[0].facts_of("imf")
    path.parent.mkdir(parents=True)
    path.write_text("{}")
    before = choices.Option("2021", "imf-2021", False)
    chosen = choices.Option("the war", "imf", True)
    assert years.options("imf", years.committed) == [("Year", [before, chosen])]


WRONG = {
    "no such notebook": (YEARS | {"notebook": "growht"}, "no notebook 'growht'"),
    "no such figure": (
        changed(YEARS, "choice", figures=["imv"]),
        f"{NAME} has no figure 'imv'. Did you mean 'imf'",
    ),
    "no label": (changed(YEARS, "choice", labels={}), "a 'choice' has 'figures', a list, 'labels'"),
    "no default": (
        changed(changed(YEARS, "grid", target_year=["2021"]), "choice", words={}),
        "its grid lacks the values that the figures are committed with",
    ),
    "a value twice": (
        changed(YEARS, "grid", target_year=["2022", "2023", "2023"]),
        "two combinations of its grid would have the page …-2023.html",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_choice_that_is_written_wrong_is_refused_with_the_name_of_its_sweep(offering, case):
    sweep, words = WRONG[case]
    root = offering(years=sweep)
    with pytest.raises(UsageError) as refused:
        choices.choices(root)
    message = str(refused.value)
    assert message.startswith("notebooks/sweeps.yml, years: ")
    assert words in message
    assert "\n" not in message


def test_two_sweeps_for_one_figure_are_refused(offering):
    root = offering(years=YEARS, crossed=AREAS)
    with pytest.raises(UsageError, match="'years' and 'crossed' both offer a choice for 'imf'"):
        choices.choices(root)


def test_a_wrong_choice_ends_the_build_before_anything_is_run_or_written(offering, monkeypatch):
    root = offering(years=YEARS | {"notebook": "growht"})
    monkeypatch.setattr(build, "ROOT", root)
    monkeypatch.setattr(sys, "argv", ["build.py", "--out", str(root / "site")])
    monkeypatch.setattr(site_runs, "make", lambda *_: pytest.fail("it ran"))
    with pytest.raises(UsageError, match="no notebook 'growht'"):
        build.main()
    assert not (root / "site").exists()
    assert not (root / "build").exists()


# The runs


@pytest.fixture
def made(monkeypatch, capsys):
    """Make the variants of a collection, and return what is said of it."""

    def make(root: Path, how=canned) -> str:
        monkeypatch.setattr(execute, "execute", how)
        offered = choices.choices(root)
        runs = [run for one in offered for both in one.others for run in (both.wide, both.narrow)]
        site_runs.make(runs, offered)
        return capsys.readouterr().err.splitlines()[-1]

    return make


def test_variants_are_made_once_and_again_only_where_something_has_changed(offering, made):
    root = offering(years=YEARS)
    assert made(root).startswith("4 runs made, 0 up to date, in ")
    assert "0 runs made, 4 up to date" in made(root)
    offering(years=changed(YEARS, "grid", target_year=["2020", "2021", "2022", "2023"]))
    assert "2 runs made, 4 up to date" in made(root)
    write_notebook(root, NAME, DRAW, "1 + 1")
    assert "6 runs made, 0 up to date" in made(root)


def test_a_variant_without_rows_ends_the_build(offering, made):
    root = offering(years=YEARS)
    words = "sweeps.yml, years: with target_year=2021 there are no rows for the figure 'imf'"
    with pytest.raises(HeartlandError, match=words):
        made(root, with_figure("other"))


def test_a_variant_whose_run_fails_ends_the_build(offering, made):
    def broken(run, timeout):
        raise RuntimeError("broken")

    with pytest.raises(
        HeartlandError, match=r"sweeps.yml, years: the run with target_year=2021 failed"
    ):
        made(offering(years=YEARS), broken)


def test_the_command_of_a_variant_repeats_it_and_its_files_are_named_after_it(offering):
    root = offering(years=YEARS)
    (years,) = choices.choices(root)
    (root / "CITATION.cff").symlink_to(ROOT / "CITATION.cff")
    figure = figure_pages.FigurePage(
        pages.Site(root / "work", root), root / "figures" / NAME / "imf.json"
    )
    figure.choice, figure.variant = years, years.committed
    page = figure_pages.variant_page(figure, years.others[1])
    assert (figure.name, figure.command) == ("imf", f"heartland run {NAME}")
    assert page.command == f"heartland run {NAME} -p target_year=2023"
    assert (page.place, page.page) == (f"{NAME}/imf-2023", f"figures/{NAME}/imf-2023")
    assert page.figure == "imf"


def test_a_spoilt_variant_ends_the_build_with_its_name_and_what_to_do(offering):
    root = offering(years=YEARS)
    (root / "CITATION.cff").symlink_to(ROOT / "CITATION.cff")
    (years,) = choices.choices(root)
    drawn = years.others[1].facts_of("imf")
    drawn.parent.mkdir(parents=True)
    drawn.write_text("{")
    site = pages.Site(root / "work", root)
    page = figure_pages.FigurePage(site, drawn, choice=years, variant=years.others[1])
    with pytest.raises(SystemExit, match=rf"figures/{NAME}/imf-2023: .*; make it again: make site"):
        figure_pages.write_or_explain(page)


# The drawings

OFFERED = [
    name for name, entry in sweeps.from_yaml(ROOT / site_runs.SWEEPS).items() if "choice" in entry
]


@pytest.mark.attack
@pytest.mark.parametrize("size", ["phone", "column"])
@pytest.mark.parametrize("sweep", OFFERED)
def test_no_text_of_a_variant_is_cut_or_lies_over_another(sweep, size):
    (choice,) = [one for one in choices.choices(ROOT) if one.sweep == sweep]
    found = {}
    for variant in choice.others:
        with sizes.drawn_at(size):
            for name, fig in stories.play(choice.notebook, variant.wide.values).items():
                if name in choice.figures:
                    found[name, variant.slug] = problems(fig)
    assert len(found) == len(choice.figures) * len(choice.others)
    assert {place: texts for place, texts in found.items() if texts} == {}


# The pages, in a site with a sample of its runs

CHOSEN = f"figures/{NAME}/forecast-paths-2023"


def test_the_page_of_a_variant_shows_its_own_run(built):
    page = html.unescape((built / f"{CHOSEN}.html").read_text(encoding="utf-8"))
    facts = json.loads((built / f"{CHOSEN}.json").read_text(encoding="utf-8"))
    committed = json.loads((ROOT / f"figures/{NAME}/forecast-paths.json").read_text("utf-8"))
    assert facts["parameters"] == committed["parameters"] | {"target_year": 2023}
    for fact in ("title", "subtitle", "alt", "source_line"):
        assert facts[fact] in page
        assert facts[fact] != committed[fact] or fact == "source_line"
    assert committed["title"] not in page
    table = (built / f"{CHOSEN}.csv").read_bytes()
    assert hashlib.sha256(table).hexdigest() == facts["csv_sha256"] != committed["csv_sha256"]
    assert page.count('<tr id="row-') == facts["rows"]
    wide, narrow = re.findall(r'data-marks="(.*?)">', page)
    assert json.loads(wide) == facts["marks"]
    assert json.loads(narrow).keys() == facts["marks"].keys()
    assert f"heartland run {NAME} -p target_year=2023" in page


def test_figure_and_variant_lead_to_each_other_and_mark_where_the_reader_is(built):
    link = re.compile(
        r'<li><a href="(forecast-paths[^"]*)#choice"( aria-current="page")?>(\d+)</a>'
    )
    for place, current in ((f"figures/{NAME}/forecast-paths", "2022"), (CHOSEN, "2023")):
        page = (built / f"{place}.html").read_text(encoding="utf-8")
        assert 'aria-label="Year that was forecast"' in page
        values = link.findall(page)
        pages_of = {words: (built / place).with_name(to) for to, _, words in values}
        assert {"2022", "2023"} <= pages_of.keys()
        assert [words for _, is_current, words in values if is_current] == [current]
        assert all(path.is_file() for path in pages_of.values())
