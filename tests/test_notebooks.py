"""Every notebook with other parameters: figures that say what their rows say, nothing cut off, nothing empty."""

import importlib
import random
import warnings
from functools import lru_cache
from unittest import mock

import heartland as hl
import pandas as pd
import pytest
from heartland.errors import DataError
from heartland.runs import parameters
from heartland.tables import package, tables

from tests.conftest import ROOT
from tests.play import Shown, play, problems, strangers

# Those with a file of findings; one that has none is told by tests/test_house_rules.py.
NOTEBOOKS = sorted(
    p.stem
    for p in (ROOT / "notebooks").glob("*.ipynb")
    if (ROOT / "tests" / "findings" / f"n{p.stem[:2]}.py").exists()
)
CASES = {name: importlib.import_module(f"tests.findings.n{name[:2]}") for name in NOTEBOOKS}
MEASURED: set[tuple[str, ...]] = (
    set()
)  # figures, by all that a notebook gave them: half of those played are there already
PLAYED = [(name, values) for name, case in CASES.items() for values in case.VALUES]


@lru_cache
def at_defaults(name: str) -> list[Shown]:
    """The figures of a notebook as it stands; several tests read them."""
    return play(name)


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


@pytest.mark.parametrize(
    ("name", "values"),
    [*PLAYED, *((n, drawn_at_random(n, s)) for n in NOTEBOOKS for s in range(1))],
    ids=str,
)
def test_a_figure_says_what_its_rows_say_and_nothing_is_cut_off(name, values):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for one in play(name, **values) if values else at_defaults(name):
            CASES[name].CHECKS[one.name](one.title, one.rows)
            same = (one.name, *map(str, vars(one.fig.furniture).values()), one.rows.to_csv())
            if same in MEASURED:
                continue
            MEASURED.add(same)
            assert problems(one.fig) == [], one.name
            assert one.name == "every-claim" or strangers(one.fig, one.rows) == [], (
                one.name
            )  # its squares stand in the order of the rows
            assert one.fig.furniture.source.startswith("Source: ") and one.fig.furniture.alt
            assert len(one.title.split()) <= 16, one.title


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_the_findings_at_the_defaults_stand(name):
    """Numbers computed when the notebook was written: a new row that changes them must be seen."""
    CASES[name].FINDINGS({one.name: one for one in at_defaults(name)})


def test_a_check_of_a_title_can_fail():
    shown = {one.name: one for one in at_defaults("03-growth-forecasts")}
    check = CASES["03-growth-forecasts"].CHECKS["forecast-paths"]
    check(shown["forecast-paths"].title, shown["forecast-paths"].rows)
    with pytest.raises(AssertionError):
        check("Every forecast of spring 2022 was too high", shown["forecast-paths"].rows)


def test_a_mark_that_leads_to_another_row_is_found():
    one = next(one for one in at_defaults("01-trade") if one.name == "kyrgyz-gold")
    assert strangers(one.fig, one.rows) == [] and len(strangers(one.fig, one.rows[::-1])) > 40


def test_with_as_of_nothing_later_is_known():
    for one in play("03-growth-forecasts", as_of="2022-06"):
        assert one.rows["vintage"].max() <= "2022-06"
        assert "the column" not in set(one.rows["publisher"])  # the column appeared in December


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
COUNTING_ROWS = {("00-start-here", "what-is-known")}  # it is about the rows, whichever they are


def rows_of_figures(name: str) -> dict[str, str]:
    """What each figure of a notebook would draw, without drawing it."""
    drawn: dict[str, str] = {}
    with mock.patch.object(
        hl,
        "show",
        lambda figure, _, rows, *more: drawn.update({figure: rows.to_csv()}),
        create=True,
    ):
        play(name)
    return {figure: rows for figure, rows in drawn.items() if (name, figure) not in COUNTING_ROWS}


once = lru_cache(rows_of_figures)


@pytest.mark.parametrize(("table", "name"), READ)
def test_a_second_download_of_a_series_is_refused_until_it_is_ranked_and_changes_nothing_when_it_is(
    table, name, monkeypatch
):
    loaded, before = tables._loaded, once(name)
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
                [rows, again.drop_duplicates(package.schema(folder, table)["primaryKey"])],
                ignore_index=True,
            )
        return pd.concat([rows, added[one]], ignore_index=True) if one in added else rows

    monkeypatch.setattr(tables, "_loaded", with_second)
    try:
        assert rows_of_figures(name) == before
    except DataError as error:
        assert "ranked alike" in str(error) and "preferences.csv" in str(error)
    added["preferences"] = pd.DataFrame(ranks)
    assert rows_of_figures(name) == before
