"""A row that was changed after it was traced is named, and so is an entry of no row."""

from datetime import timedelta

import pandas as pd
import pytest

from heartland.tables.schemas import read as schema
from heartland_evidence import rules
from heartland_evidence.cells import newest_day
from heartland_evidence.ledger import tracings
from heartland_evidence.ledger.row_keys import key_as_text
from heartland_evidence.rules.rule import Tables
from heartland_evidence.rules.tracings import tracings_hold
from tests.conftest import ROOT

KEY = ["area", "year", "source_id"]
ROWS = [
    {"area": "KAZ", "year": "2022", "persons": "20034609", "source_id": "census"},
    {"area": "UZB", "year": "2022", "persons": "35648100", "source_id": "census"},
    {"area": "KGZ", "year": "2022", "persons": "6974900", "source_id": "census"},
]


def traced(row, day="2026-11-20", **cells):
    """An entry of the ledger on a row of population."""
    compared = cells.get("compared", "persons")
    columns = [column for column in compared.split(";") if column in row]
    return {
        "dataset": "population",
        "where": key_as_text(KEY, row),
        "traced_on": day,
        "outcome": "agrees",
        "traced_to": "census",
        "locator": "",
        "compared": "persons",
        "fingerprint": tracings.fingerprint_of_row(ROOT, "population", row, columns),
        "note": "",
    } | cells


LEDGER = [traced(ROWS[0]), traced(ROWS[1])]


def found(rows, ledger=LEDGER, sources=({"source_id": "census"},)):
    """What is wrong with tiny tables, as file, row, column and sentence."""
    tables = {
        "population": pd.DataFrame(rows, dtype="str"),
        "tracings": pd.DataFrame(ledger, dtype="str"),
        "sources": pd.DataFrame(list(sources), dtype="str"),
    }
    problems = tracings_hold(Tables({}, text=tables))
    return [(one.file, one.row, one.column, one.rule) for one in problems]


def changed(place, **cells):
    """The rows, one of them with other cells."""
    rows = [dict(row) for row in ROWS]
    rows[place].update(cells)
    return rows


def test_rows_as_they_were_traced_are_not_named():
    assert found(ROWS) == []


def test_a_moved_decimal_point_is_named_with_the_day_and_what_to_do():
    ((file, row, column, rule),) = found(changed(0, persons="2003460.9"))
    assert (file, row, column) == ("population.csv", 2, "")
    assert "was changed after it was traced on 2026-11-20 (one of persons)" in rule
    assert "or read its source again" in rule
    assert "heartland trace record population 'area=KAZ;year=2022;source_id=census'" in rule


def test_two_areas_exchanged_are_named_both():
    rows = changed(0, area="UZB")
    rows[1]["area"] = "KAZ"
    assert [place[:2] for place in found(rows)] == [("population.csv", 3), ("population.csv", 2)]


def test_the_order_of_rows_and_columns_and_zeros_of_numbers_do_not_count():
    backwards = [dict(reversed(row.items())) for row in reversed(ROWS)]
    assert found(backwards) == []
    assert found(changed(0, persons="20034609.0")) == []


def test_of_two_tracings_the_later_one_stands():
    rows = changed(0, persons="20034610")
    again = traced(rows[0], day="2026-11-21", outcome="corrected")
    assert found(rows, [again, *LEDGER]) == []
    assert len(found(ROWS, [again, *LEDGER])) == 1


def test_an_entry_whose_row_is_gone_is_named():
    ((file, row, column, rule),) = found(ROWS[1:])
    assert (file, row, column) == ("tracings.csv", 2, "where")
    assert rule.startswith("names no row of population: put back the row")


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        (
            {"dataset": "popullation"},
            "dataset",
            "not a dataset whose rows are traced. Did you mean",
        ),
        (
            {"where": "year=2022;area=KAZ;source_id=census"},
            "where",
            "not in the order of the key: write area=KAZ;year=2022;source_id=census",
        ),
        (
            {"where": "AREA=KAZ;year=2022;source_id=census"},
            "where",
            "names no row of population: put back the row",
        ),
        ({"compared": "person"}, "compared", "not a column of population. Did you mean 'persons'"),
        ({"compared": ""}, "compared", "is empty: name the columns"),
        ({"traced_to": "cenzus"}, "traced_to", "neither an id of sources.csv nor an address"),
    ],
)
def test_an_entry_that_says_what_cannot_be_is_named(cells, column, words):
    ((file, row, where, rule),) = found(ROWS, [LEDGER[1], traced(ROWS[0]) | cells])
    assert (file, row, where) == ("tracings.csv", 3, column)
    assert words in rule


@pytest.mark.parametrize(
    ("traced_to", "named"),
    [
        ("census", False),
        ("https://example.org/relay;census", False),
        ("https://example.org/relay", True),
        ("almanac", True),
    ],
)
def test_an_entry_that_vouches_for_a_source_that_was_not_read_is_named(traced_to, named):
    sources = [
        {"source_id": "census", "url": "https://example.org/census"},
        {"source_id": "almanac", "url": "https://example.org/almanac"},
    ]
    sources[0]["also_at"] = "https://example.org/copy"
    sources[1]["also_at"] = ""
    entry = traced(ROWS[0], traced_to=traced_to, compared="persons;source_id")
    problems = found(ROWS, [entry], sources)
    assert [place[:3] for place in problems] == [("tracings.csv", 2, "compared")] * named
    assert found(ROWS, [traced(ROWS[0], traced_to=traced_to)], sources) == []


def test_a_day_that_has_not_come_is_named():
    today = newest_day()
    tomorrow = (today + timedelta(days=1)).isoformat()
    ((file, row, column, rule),) = found(ROWS, [traced(ROWS[0], day=tomorrow)])
    assert (file, row, column) == ("tracings.csv", 2, "traced_on")
    assert "in the future" in rule
    assert found(ROWS, [traced(ROWS[0], day=today.isoformat())]) == []


def test_a_figure_that_is_in_the_key_is_named_in_its_row():
    key = schema(ROOT, "casualty_reports")["primaryKey"]
    row = dict.fromkeys(key, "x") | {"value": "225"}
    entry = traced(ROWS[0]) | {
        "dataset": "casualty_reports",
        "where": key_as_text(key, row),
        "compared": "value",
        "fingerprint": tracings.fingerprint_of_row(ROOT, "casualty_reports", row, ["value"]),
    }
    tables = {
        "casualty_reports": pd.DataFrame([row | {"value": "2250"}], dtype="str"),
        "tracings": pd.DataFrame([entry], dtype="str"),
        "sources": pd.DataFrame({"source_id": ["census"]}, dtype="str"),
    }
    (problem,) = tracings_hold(Tables({}, text=tables))
    assert (problem.file, problem.column, problem.value) == (
        "casualty_reports.csv",
        "value",
        "2250",
    )
    assert "was '225' when the row was traced" in problem.rule


@pytest.mark.parametrize("together", [False, True])
@pytest.mark.parametrize(
    ("cells", "named"),
    [
        ({"credibility": "5"}, True),
        ({"status": "P"}, True),
        ({"note": "other words"}, False),
    ],
)
def test_that_by_which_figures_choose_and_draw_rows_is_kept_though_it_was_not_compared(
    together, cells, named
):
    key = schema(ROOT, "casualty_reports")["primaryKey"]
    row = dict.fromkeys(key, "x") | {"source_id": "census", "value": "225", "note": ""}
    row |= {"credibility": "2", "independent": "unknown", "status": "A", "relation": "="}
    mark = tracings.fingerprint_of_row(ROOT, "casualty_reports", row, ["value"])
    if together:
        mark = tracings.fingerprint_of_rows(ROOT, "casualty_reports", [row], ["value"])
    entry = traced(ROWS[0]) | {
        "dataset": "casualty_reports",
        "where": "source_id=census" if together else key_as_text(key, row),
        "compared": "value",
        "fingerprint": mark,
    }
    tables = {
        "casualty_reports": pd.DataFrame([row | cells], dtype="str"),
        "tracings": pd.DataFrame([entry], dtype="str"),
        "sources": pd.DataFrame({"source_id": ["census"]}, dtype="str"),
    }
    assert bool(list(tracings_hold(Tables({}, text=tables)))) is named


def traced_together(rows, where="source_id=census", **cells):
    """An entry of the ledger on all these rows of population."""
    mark = tracings.fingerprint_of_rows(ROOT, "population", rows, ["persons"])
    return traced(rows[0]) | {"where": where, "fingerprint": mark} | cells


def test_rows_that_were_traced_together_may_change_their_order_and_nothing_else():
    ledger = [traced_together(ROWS)]
    assert found(ROWS, ledger) == []
    assert found(list(reversed(changed(0, persons="20034609.0"))), ledger) == []


@pytest.mark.parametrize(
    "rows",
    [
        changed(0, persons="2003460.9"),
        changed(0, area="TJK"),
        ROWS[1:],
        [*ROWS, ROWS[0] | {"year": "2023"}],
        [ROWS[0] | {"persons": "35648100"}, ROWS[1] | {"persons": "20034609"}, ROWS[2]],
    ],
)
def test_one_row_changed_added_or_gone_of_many_is_told_in_one_sentence(rows):
    ((file, row, column, rule),) = found(rows, [traced_together(ROWS)])
    assert (file, row, column) == ("tracings.csv", 2, "where")
    assert f"of which there are {len(rows)}, was changed, added or taken out after" in rule
    assert "2026-11-20" in rule
    assert "heartland trace record population 'source_id=census'" in rule
    assert rule.endswith("--together")


@pytest.mark.slow
def test_validate_names_a_changed_row_and_a_duplicate(package):
    made = package("growth_forecasts", "tracings")
    before = set(rules.validate())  # what tables that are not here leave open
    assert not [one for one in before if "traced" in one.rule or one.file == "tracings.csv"]
    row = made.row("growth_forecasts", source_id="imf-weo-2023-10", area="TJK", target_year="2022")
    made.plant("growth_forecasts", row, note="what the coder says is not traced")
    assert set(rules.validate()) == before

    made.write("tracings", [*made.lines("tracings"), made.lines("tracings")[1]])
    made.plant("growth_forecasts", row, growth_pct="0.8")
    problems = set(rules.validate()) - before
    places = [(one.file, one.row) for one in problems if "after it was traced" in one.rule]
    assert places == [("growth_forecasts.csv", row)]
    assert any("duplicates row 2" in one.rule for one in problems if one.file == "tracings.csv")
