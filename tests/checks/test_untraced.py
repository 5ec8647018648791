"""What to trace next: changed rows, then those on which audits and figures rest."""

import csv
import json

import pytest

from heartland.checks.untraced import CHANGED, NEVER, Drawn, to_trace
from heartland.errors import UsageError
from heartland.tables.tracings import Tracing, record

WDI = "wdi-population"


@pytest.fixture
def made(package):
    """Population and its ledger, without a tracing, an audit or a figure."""
    made = package("population", "tracings")
    made.write("tracings", made.lines("tracings")[:1])
    return made


def key(area, year):
    return f"area={area};year={year};source_id={WDI}"


def draw(made, rows, loads="population"):
    """A committed figure of these rows, and the notebook that drew it."""
    folder = made.root / "figures" / "01-people"
    folder.mkdir(parents=True)
    with (folder / "people.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    cells = [{"cell_type": "code", "metadata": {}, "source": f'hl.load("{loads}")'}]
    (made.root / "notebooks").mkdir()
    notebook = made.root / "notebooks" / "01-people.ipynb"
    notebook.write_text(json.dumps({"cells": cells}), encoding="utf-8")


def test_a_row_that_was_changed_after_it_was_traced_comes_first(made):
    record(Tracing("population", key("UZB", 2022), "agrees", WDI))
    row = made.row("population", area="UZB", year="2022")
    made.plant("population", row, persons="3")
    first = to_trace(made.root)[0]
    assert (first.where, first.state) == (key("UZB", 2022), CHANGED)
    assert first.traced_on


def test_what_agrees_or_was_corrected_is_not_listed_and_what_is_in_doubt_is(made):
    every = len(to_trace(made.root))
    record(Tracing("population", key("UZB", 2022), "agrees", WDI))
    record(Tracing("population", key("UZB", 2021), "corrected", WDI))
    record(Tracing("population", key("UZB", 2020), "doubtful", WDI, note="why"))
    rows = {row.where: row for row in to_trace(made.root)}
    assert len(rows) == every - 2
    assert rows[key("UZB", 2020)].state == "doubtful"
    assert rows[key("UZB", 2019)].state == NEVER


def test_rows_that_were_traced_together_are_listed_only_once_one_of_them_has_changed(made):
    words = f"area=UZB;source_id={WDI}"
    record(Tracing("population", words, "agrees", WDI, compared=("persons",), together=True))
    assert not [row for row in to_trace(made.root) if row.where.startswith("area=UZB")]
    made.plant("population", made.row("population", area="UZB", year="2022"), persons="3")
    states = {row.state for row in to_trace(made.root) if row.where.startswith("area=UZB")}
    assert states == {CHANGED}


def test_a_row_on_which_a_figure_rests_comes_before_others(made):
    draw(made, [{"area": "TJK", "year": "2001", "persons": "1.0", "source_id": f"x;{WDI}"}])
    first, second = to_trace(made.root)[:2]
    assert (first.where, first.figures) == (key("TJK", 2001), ["01-people/people"])
    assert second.figures == []


@pytest.mark.parametrize(
    "line",
    [
        {"area": "TJK", "year": "2001", "source_id": "another"},
        {"area": "TJK", "year": "1850", "source_id": WDI},
        {"area": "XXX", "year": "2001", "source_id": WDI},
        {"area": "TJK", "year": "2001"},
    ],
)
def test_a_figure_of_another_source_year_or_area_rests_on_no_row(made, line):
    draw(made, [line])
    assert not any(row.figures for row in to_trace(made.root))


def test_a_figure_whose_notebook_does_not_load_the_table_rests_on_none_of_its_rows(made):
    draw(made, [{"area": "TJK", "year": "2001", "source_id": WDI}], loads="trade")
    assert not any(row.figures for row in to_trace(made.root))


def test_a_row_of_the_world_may_stand_behind_what_is_drawn_of_a_republic(made):
    draw(made, [{"area": "TJK", "source_id": WDI}])
    rows = [{"area": area, "source_id": WDI} for area in ("WLD", "TJK", "UZB")]
    people = ["01-people/people"]
    assert Drawn(made.root).figures_by_place("population", rows) == {0: people, 1: people}


def test_a_row_that_audits_read_says_which(package):
    made = package("population", "tracings", "audits", "claims", "articles")
    made.write("tracings", made.lines("tracings")[:1])
    head = made.lines("audits")[0]
    audit = dict.fromkeys(head, "") | {
        "claim_id": "someone-1-a",
        "dataset": "population",
        "where": "area=TJK;year=2001|area=UZB;year=2001",
    }
    made.write("audits", [head, list(audit.values())])
    listed = to_trace(made.root, "population")[:3]
    assert [row.where for row in listed[:2]] == [key("TJK", 2001), key("UZB", 2001)]
    assert [row.audits for row in listed] == [["someone-1-a"], ["someone-1-a"], []]


def test_a_dataset_without_sources_cannot_be_traced(made):
    with pytest.raises(UsageError, match="name no source to trace them to; there are population"):
        to_trace(made.root, "areas")
