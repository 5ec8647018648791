"""Every notebook with other parameters: figures that say what their rows say, nothing cut off, nothing empty."""

import importlib
import random
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any
from unittest import mock

import pandas as pd
import pytest

import heartland as hl
from heartland import sentences
from heartland.errors import DataError
from heartland.figures.facts import facts_of
from heartland.files import read_json
from heartland.lab import widgets
from heartland.runs import parameters
from heartland.sentences import Finding
from heartland.tables import schemas, tables
from tests.conftest import ROOT
from tests.play import at_defaults, controls, play, problems, run_cells, strangers
from tests.stories import STORIES
from tests.stories import play as play_story

pytestmark = pytest.mark.slow


def case_of(notebook: str) -> Any:
    """The cases of a notebook, which are those of its theme; None until it has some."""
    theme = notebook[3:].replace("-", "_")
    if not (ROOT / "tests" / "themes" / f"{theme}.py").exists():
        return None
    return importlib.import_module(f"tests.themes.{theme}")


STEMS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
CASES = {stem: case_of(stem) for stem in STEMS if case_of(stem)}
NOTEBOOKS = list(CASES)


def test_each_notebook_is_played_here_or_among_the_stories():
    assert {*CASES, *STORIES} == {*STEMS}


MEASURED: set[tuple[str, ...]] = (
    set()
)  # figures, by all that a notebook gave them: half of those played are there already
EVERY_TIME = 1  # sets of parameters: the defaults; CI plays a quarter of the others


def drawn_at_random(name: str, seed: int) -> dict:
    """A valid set of parameters, the same for the same seed."""
    dice, values = random.Random(f"{name}{seed}"), {}
    for p in parameters.read_parameters(ROOT / "notebooks" / f"{name}.ipynb"):
        rule = parameters.RULES[p.name]
        if rule.allowed is None:
            values[p.name] = dice.choice(["", "2015", "2022-06", "2023-02-28"])
        else:
            allowed = rule.allowed(ROOT)
            few = dice.sample(allowed, dice.randint(1, min(len(allowed), 5)))
            values[p.name] = few if p.type == "list[str]" else few[0]
    if values.get("start", 0) > values.get("end", 9999):
        values["start"], values["end"] = values["end"], values["start"]
    return values


def played(name: str) -> list[Any]:
    """The sets of parameters that a notebook is played with, the last drawn at random."""
    values = [*CASES[name].VALUES, drawn_at_random(name, 0)]
    cases: list[Any] = [(name, one) for one in values[:EVERY_TIME]]
    rest = [pytest.param(name, one, marks=pytest.mark.attack) for one in values[EVERY_TIME:]]
    return cases + rest


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_committed_figure_names_the_datasets_that_were_loaded_before_it_was_drawn(name):
    for one in at_defaults(name):
        facts = read_json(ROOT / "figures" / name / f"{one.name}.json")
        assert set(facts["datasets"]) == {*one.datasets, "sources"}, one.name


@pytest.mark.parametrize(
    ("name", "values"), [case for name in NOTEBOOKS for case in played(name)], ids=str
)
def test_a_figure_says_what_its_rows_say_and_nothing_is_cut_off(name, values):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for one in play(name, **values) if values else at_defaults(name):
            CASES[name].CHECKS[one.name](one.fig.finding, one.rows)
            same = (one.name, *map(str, vars(one.fig.furniture).values()), one.rows.to_csv())
            if same in MEASURED:
                continue
            MEASURED.add(same)
            assert problems(one.fig) == [], one.name
            assert strangers(one.fig, one.rows) == [], one.name
            assert one.fig.furniture.source.startswith("Source: ") and one.fig.furniture.alt
            assert len(one.title.split()) <= 16, one.title


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_the_findings_at_the_defaults_stand(name):
    """Numbers computed when the notebook was written: a new row that changes them must be seen."""
    CASES[name].FINDINGS({one.name: one for one in at_defaults(name)})


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_check_of_a_finding_fails_when_a_fact_is_another(name):
    for one in at_defaults(name):
        check = CASES[name].CHECKS[one.name]
        check(one.fig.finding, one.rows)
        for fact in one.fig.finding.facts:
            with pytest.raises(AssertionError):
                check(spoilt(one.fig.finding, fact), one.rows)


def spoilt(finding: Finding, fact: str) -> Finding:
    """The finding with one of its facts replaced by another of the same kind."""
    value = finding.facts[fact]
    if isinstance(value, bool):
        other: Any = not value
    elif isinstance(value, int | float):
        other = value + 1
    else:
        other = f"not {value}"
    return Finding(finding.text, {**finding.facts, fact: other})


NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_number_in_a_finding_is_one_of_its_facts(name):
    for one in at_defaults(name):
        assert unknown_numbers(one.title, one.fig.finding.facts) == [], f"{one.name}: {one.title}"


def test_a_number_in_a_finding_that_is_part_of_a_fact_or_of_several_is_found():
    facts = {"over": 71, "of": 1246, "share": 5.698, "when": "spring 2022", "all": True}
    known = {"71", "1246", "1,246", "6", "5.7", "5.70", "5.698", "2022"}
    for number in {*map(str, range(2100)), "1,24", "202.2", "5.6", *known}:
        expected = [] if number in known else [number]
        assert unknown_numbers(f"In {number} counts", facts) == expected


def unknown_numbers(text: str, facts: Any) -> list[str]:
    """The numbers of a text that are not among its facts."""
    known = set(numbers_of(facts))
    return [number for number in NUMBER.findall(text) if number.replace(",", "") not in known]


def numbers_of(facts: Any) -> Iterator[str]:
    """The numbers that facts hold, in words too and at any depth, rounded as a title may be."""
    if isinstance(facts, Mapping):
        for value in facts.values():
            yield from numbers_of(value)
    elif isinstance(facts, list | tuple):
        for value in facts:
            yield from numbers_of(value)
    elif isinstance(facts, float):
        yield from (f"{abs(facts):.{digits}f}" for digits in range(4))
    else:
        yield from (number.replace(",", "") for number in NUMBER.findall(str(facts)))


def test_a_mark_that_leads_to_another_row_is_found():
    fig = play_story("11-reexports")["who-sent"]
    assert strangers(fig, fig.rows) == [] and len(strangers(fig, fig.rows[::-1])) > 5


def test_with_as_of_nothing_later_is_known():
    shown = play_story("03-growth-forecasts", {"as_of": "2022-06"})
    dated = [fig.rows for fig in shown.values() if "vintage" in fig.rows]
    assert len(dated) >= 3
    for rows in dated:
        assert rows["vintage"].max() <= "2022-06"


# An edition of forecasts is a vintage of its own; the others can be downloaded again.
SERIES = [
    "conflict_deaths",
    "digital_indices",
    "exchange_rates",
    "macro",
    "population",
    "remittances",
    "smartphone_shares",
    "trade",
]
SOURCE = {
    name: (ROOT / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8") for name in NOTEBOOKS
}
READ = [
    (table, name)
    for name in NOTEBOOKS
    for table in SERIES
    if f'hl.load(\\"{table}\\"' in SOURCE[name]
]


def shown(name: str) -> dict[str, str]:
    """What a notebook shows, without drawing it: the rows of figures and tables, the sentences."""
    things: dict[str, str] = {}

    def show(figure: str, _: Any, rows: pd.DataFrame, *more: Any, **look: Any) -> None:
        things[figure] = rows.to_csv(index=False)

    def table(rows: pd.DataFrame, *more: Any, **look: Any) -> None:
        things[f"table {len(things)}"] = rows.to_csv(index=False)

    def bullets(findings: Iterable[Any]) -> None:
        things[f"sentences {len(things)}"] = "\n".join(map(str, findings))

    with (
        mock.patch.object(hl, "table", table, create=True),
        mock.patch.object(sentences, "Bullets", bullets),
    ):
        run_cells(name, show, {})
    return things


shown_at_defaults = lru_cache(shown)


def rows_of_figures(name: str) -> dict[str, str]:
    """The rows that each figure of a notebook would draw, those apart that count rows."""
    return _of_figures(shown(name))


def _of_figures(things: dict[str, str]) -> dict[str, str]:
    words = ("table ", "sentences ")
    return {thing: text for thing, text in things.items() if not thing.startswith(words)}


@pytest.mark.attack
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_the_order_of_rows_in_the_tables_means_nothing(name, shuffled_collection, monkeypatch):
    """Every table shuffled, the notebook shows the same rows in the same order, word for word."""
    before = shown_at_defaults(name)
    monkeypatch.setenv("HEARTLAND_ROOT", str(shuffled_collection))
    after = shown(name)
    assert list(after) == list(before)
    moved = [thing for thing in before if after[thing] != before[thing]]
    assert moved == [], f"{', '.join(moved)}: give the rows an order in which no two are alike"


@pytest.mark.attack
@pytest.mark.parametrize(("table", "name"), READ)
def test_a_second_download_of_a_series_is_refused_until_it_is_ranked_and_changes_nothing_when_it_is(
    table, name, monkeypatch
):
    loaded, before = tables._in_order, _of_figures(shown_at_defaults(name))
    held, sources = hl.load(table, part_years=True), hl.load("sources")
    usual = sources["kind"].eq(
        sources.set_index("source_id")["kind"].get(held["source_id"].mode()[0])
    )
    new = sources.loc[usual & ~sources["source_id"].isin(held["source_id"]), "source_id"].iloc[0]
    old = sorted(set(held["source_id"]) - set(hl.load("articles")["article_id"]))
    ranks = [
        {"dataset": table, "where": f"source_id={source}", "rank": rank}
        for rank, ids in ((98, old), (99, [new]))
        for source in ids
    ]
    added: dict[str, pd.DataFrame] = {}

    def with_second(folder, one):
        rows = loaded(folder, one)
        if one == table:
            again = rows[rows["source_id"].isin(old)].assign(
                source_id=new, **({"version": "99.9"} if "version" in rows else {})
            )
            return pd.concat(
                [rows, again.drop_duplicates(schemas.read(folder, table)["primaryKey"])],
                ignore_index=True,
            )
        return pd.concat([rows, added[one]], ignore_index=True) if one in added else rows

    monkeypatch.setattr(tables, "_in_order", with_second)
    try:
        assert rows_of_figures(name) == before
    except DataError as error:
        assert "have the same rank" in str(error) and "preferences.csv" in str(error)
    added["preferences"] = pd.DataFrame(ranks)
    assert rows_of_figures(name) == before


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_the_controls_of_a_notebook_draw_its_first_figure_which_can_be_exported(name):
    fig, rows = controls(name).drawn()
    assert facts_of(fig, "explored", rows, "")["title"] == fig.furniture.title


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_the_controls_of_a_notebook_are_told_which_years_have_rows(name):
    explorer = controls(name)
    for bound in explorer.taken & {"start", "end"}:
        told = f'{name}: give hl.explore only={{"{bound}": rows["year"]}}, the years with rows'
        assert bound in explorer.only, told
        first, *_, last = sorted(set(explorer.only[bound]))
        assert first < last, bound


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_the_controls_of_a_notebook_select_rows_or_none_whatever_the_values(name):
    explorer = controls(name)
    for given in CASES[name].VALUES:
        values = widgets._named(explorer.selection, explorer._running() | given)
        assert isinstance(explorer.selection(**values), pd.DataFrame), given
