"""The notebooks, played: every selection has a figure that is whole, every headline can fail."""

import ast
import random
import re
import warnings

import pytest

import heartland as hl
from heartland.runs import parameters
from heartland.tables import csv_files
from tests import reading
from tests.conftest import ROOT
from tests.pictures import problems
from tests.stories import STORIES, at_defaults, code_of, play

pytestmark = pytest.mark.slow


COUNTS = ["value", "low", "high", "strength", "persons", "rank"]  # whole numbers that are no years


def figures_in(rows):
    """The columns of a table that hold its figures."""
    return [*rows.select_dtypes("float"), *rows.columns.intersection(COUNTS)]


def reversed_(rows):
    """The same table with the figures of its rows in the opposite order."""
    return rows.assign(**{name: rows[name].array[::-1] for name in figures_in(rows)})


def negative(rows):
    """The same table with every figure below zero."""
    return rows.assign(**{name: -rows[name].abs() for name in figures_in(rows)})


def alike(rows):
    """The same table with one figure in all rows."""
    return rows.assign(
        **{name: rows[name].mask(rows[name].notna(), 7) for name in figures_in(rows)}
    )


def fewer(rows):
    """The table without every other row."""
    return rows.iloc[::2].reset_index(drop=True)


def drawn_at_random(notebook, seed):
    """A valid set of parameters, the same for the same seed."""
    dice, values = random.Random(f"{notebook}{seed}"), {}
    for one in parameters.read_parameters(ROOT / "notebooks" / f"{notebook}.ipynb"):
        rule = parameters.RULES[one.name]
        if rule.allowed is None:
            values[one.name] = dice.choice(["", "2015", "2022-06", "2023-02-28"])
            continue
        allowed = rule.allowed(ROOT)
        few = dice.sample(allowed, dice.randint(1, min(len(allowed), 5)))
        values[one.name] = few if one.type == "list[str]" else few[0]
    if values.get("start", 0) > values.get("end", 9999):
        values["start"], values["end"] = values["end"], values["start"]
    return values


@pytest.mark.parametrize("notebook", STORIES)
def test_every_figure_of_a_notebook_is_whole(notebook):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for name, fig in at_defaults(notebook).items():
            assert problems(fig) == [], name
            assert len(fig.furniture.title.split()) <= 16, name
            assert fig.furniture.source.startswith("Source: ") and fig.said, name


@pytest.mark.parametrize("rule", reading.RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("notebook", STORIES)
def test_what_a_reader_sees_is_what_the_rows_say(notebook, rule):
    read = {name: list(rule(name, fig)) for name, fig in at_defaults(notebook).items()}
    assert {name: wrong for name, wrong in read.items() if wrong} == {}


@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.attack) for n in (1, 2))])
@pytest.mark.parametrize("notebook", STORIES)
def test_a_notebook_runs_with_any_parameters_and_its_titles_are_plain(notebook, seed):
    titles = {fig.furniture.title for fig in at_defaults(notebook).values()}
    for name, fig in play(notebook, drawn_at_random(notebook, seed)).items():
        assert problems(fig) == [], name
        assert not fig.facts or fig.furniture.title in titles, name
        for rule in reading.AT_ANY_PARAMETERS:
            assert list(rule(name, fig)) == [], name


@pytest.mark.parametrize("notebook", STORIES)
def test_the_condition_of_every_headline_can_fail(notebook):
    held, failed = set(), set()
    play(notebook, judge=lambda text, holds: held.add(text))
    for change in (reversed_, negative, alike, fewer):
        play(notebook, change=change, judge=lambda text, holds: holds or failed.add(text))
    assert held - failed == set()


NAMES = r"G7|2G|3G|4G|5G|COVID-19|\b(?:19|20)\d\d\b"  # years of events and names


@pytest.mark.parametrize("notebook", STORIES)
def test_no_number_is_typed_into_a_headline(notebook):
    for source, _ in code_of(notebook):
        for text in re.findall(r'hl\.(?:headline|say)\(\s*((?:"[^"]*"\s*)+)', source):
            typed = re.sub(NAMES, "", re.sub(r"\{[^}]*\}", "", text))
            assert not re.search(r"\d", typed), text


@pytest.mark.parametrize("notebook", STORIES)
def test_a_number_that_is_named_after_a_country_is_of_that_country(notebook):
    codes = {row["area"] for row in csv_files.rows(ROOT, "areas") if len(row["area"]) == 3}
    calls = [
        call
        for source, _ in code_of(notebook)
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call) and ast.unparse(call.func) in ("hl.say", "hl.headline")
    ]
    for fact in [fact for call in calls for fact in call.keywords if fact.arg]:
        of = fact.arg.partition("_")[0].upper()
        told = ast.unparse(fact.value)
        named = codes.intersection(re.findall("(?<![A-Z])[A-Z]{3}(?![A-Z])", told.upper()))
        assert of not in codes or not named or of in named, f"{fact.arg} = {told}"


def test_with_as_of_nothing_later_is_known():
    shown = play("03-growth-forecasts", {"as_of": "2022-06"})
    dated = [fig.rows["vintage"].astype("str") for fig in shown.values() if "vintage" in fig.rows]
    assert dated
    for vintages in dated:
        assert vintages[vintages.str.len() > 4].max() <= "2022-06"


def rows_of_figures(notebook):
    """What each figure of a notebook draws, as text."""
    return {name: fig.rows.to_csv(index=False) for name, fig in play(notebook).items()}


@pytest.mark.attack
@pytest.mark.parametrize("notebook", STORIES)
def test_the_order_of_rows_in_the_tables_means_nothing(notebook, shuffled_collection, monkeypatch):
    before = rows_of_figures(notebook)
    monkeypatch.setenv("HEARTLAND_ROOT", str(shuffled_collection))
    after = rows_of_figures(notebook)
    moved = [name for name in before if after[name] != before[name]]
    assert moved == [], f"{', '.join(moved)}: give the rows an order in which no two are alike"


def test_a_star_marks_chinese_suppliers_and_a_word_what_was_never_finished():
    cells = at_defaults("07-digital-silk-road")["whose-networks"].rows
    suppliers = csv_files.rows(ROOT, "network_suppliers")
    for area, text in zip(cells["area"], cells["text"], strict=True):
        for word in text.split(", "):
            name = re.match(r"\w+", word)[0]
            its = [one for one in suppliers if one["area"] == area and name in one["vendor"]]
            assert its, word
            assert ("*" in word) == (its[0]["vendor_origin"] == "CHN"), word
            is_unfinished = all(one["stage"] == "unfinished" for one in its)
            assert word.endswith("(unfinished)") == is_unfinished, word


PARTS = [  # a part of a bar that its notebook names, and the same from the table
    (
        ("01-trade", "kyrgyz-gold", "goods == 'gold' and year == 2023", "mn"),
        ("kyrgyz_goods", "item == 'gold' and flow == 'exports' and year == 2023"),
    ),
    (
        ("12-chinese-money", "how-much", "span == '2013–2017' and area == 'UZB'", "value_usd_mn"),
        (
            "chinese_finance",
            "dataset == 'AidData CLG-Global 1.0' and area == 'UZB' and '2013' <= period <= '2017'",
        ),
    ),
    (
        ("13-moscow-or-beijing", "who-arms-them", "who == 'China' and row == '2015–19'", "tiv_mn"),
        ("arms_transfers", "supplier == 'CHN' and 2015 <= year <= 2019"),
    ),
    (
        ("11-reexports", "listed-goods", "goods == 'vehicles' and area == 'KGZ'", "2022"),
        (
            "eu_listed_goods",
            "area == 'KGZ' and nomenclature == 'both' and hs6.str[:2] == '87' and period > '2022'",
        ),
    ),
]


@pytest.mark.parametrize(("drawn", "held"), PARTS)
def test_a_part_of_a_bar_is_what_its_name_says(drawn, held):
    notebook, figure, part, column = drawn
    table, rows = held
    shown = at_defaults(notebook)[figure].rows.query(part, engine="python")[column].sum()
    told = hl.load(table, part_years=True).query(rows, engine="python")
    assert shown == pytest.approx(told.filter(regex="_mn$").sum().iloc[0])
