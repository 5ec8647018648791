"""Names and followers that differ from row to row, in tiny tables."""

import pandas as pd
import pytest

from heartland.errors import nearest
from heartland.tables import csv_files, schemas
from heartland_evidence.rules import link_rules, schema, table_rules
from heartland_evidence.rules.rule import Tables
from tests.conftest import ROOT
from tests.rules.small import told
from tests.rules.test_events import reports

REPORTS = "casualty_reports"
OFFICE = "Prosecutor General's Office of Kazakhstan"


def found(rule, df):
    """The column, the rows and the sentence of what a rule finds in the reports."""
    broken = rule(Tables({REPORTS: df}))
    told = [(column, list(bad[bad].index), sentence) for _, column, bad, sentence in broken]
    return [(column, rows, sentence) for column, rows, sentence in told if rows]


def names(*reporters):
    return found(link_rules.names_are_spelt_once, reports(*({"reporter": r} for r in reporters)))


@pytest.mark.parametrize(
    "slip",
    [
        "Prosecuter Generals Office of Kazakhstan",
        "Prosecutor General's Office of Kazakstan",
        "Prosecutor General's Office of Kazzakhstan",
        "Prosecutor General's Ofifce of Kazakhstan",
    ],
)
def test_a_name_one_slip_from_another_is_told_the_more_frequent_one(slip):
    advice = "write that, or say in exceptions.csv that they are two"
    assert names(slip, OFFICE, OFFICE) == [("reporter", [0], f"is nearly '{OFFICE}': {advice}")]


@pytest.mark.parametrize(
    "two",
    [
        ("Interior Minister of Tajikistan", "Interior Ministry of Tajikistan"),
        ("Public Health School 1", "Public Health School 2"),
        ("KAZ", "KGZ"),
    ],
)
def test_names_more_than_a_slip_apart_numbers_and_codes_are_two(two):
    assert names(*two) == []


def test_publishers_may_be_a_letter_apart():
    df = pd.DataFrame({"publisher": ["Kazinform (after Trend)", "Qazinform (after Trend)"]})
    assert list(link_rules.names_are_spelt_once(Tables({"sources": df}))) == []


def dates(*published):
    df = reports(*({"published_on": day, "value": n} for n, day in enumerate(published)))
    return found(link_rules.followers_agree, df)


def test_a_row_unlike_the_others_of_its_source_is_told_what_they_have():
    ((column, rows, sentence),) = dates("2022-01-17", "2022-01-17", "2022-01-16")
    assert (column, rows) == ("published_on", [2])
    assert sentence == (
        "is not that of most rows of the same source_id: the others have 2022-01-17; "
        "write that, or give the page its own source"
    )


def test_a_row_unlike_others_that_have_nothing_is_told_to_leave_the_cell_empty():
    ((_, rows, sentence),) = dates("", "", "2022-01-16")
    assert rows == [2] and "the others have none; leave it empty, or give the page" in sentence


@pytest.mark.parametrize("days", [["2022-01-17", "2022-01-16"], ["2022-01-16", "2022-01-17"]])
def test_of_two_rows_that_differ_both_are_named_and_neither_is_called_right(days):
    ((_, rows, sentence),) = dates(*days)
    assert rows == [0, 1]
    assert sentence == (
        f"differs among rows of the same source_id, which have {days[0]} and {days[1]}: "
        "write the right one in all, or give the page its own source"
    )


@pytest.mark.parametrize(
    ("units", "rows", "words"),
    [
        (["USD mn", "EUR mn", "USD mn"], [1], "is not the unit of most rows of this measure"),
        (["EUR mn", "USD mn"], [0, 1], "which have EUR mn and USD mn: write the right one in all"),
        (["EUR mn", "EUR mn"], [], ""),
    ],
)
def test_a_measure_in_two_units_is_named_and_of_two_rows_there_is_no_most(units, rows, words):
    table = pd.DataFrame({"measure": "gold", "unit": units, "n": range(len(units))})
    rule = table_rules.measures_have_one_unit
    broken = list(rule(Tables({"other_figures": table})))
    assert [row for each in broken for row in each.rows[each.rows].index] == rows
    assert all(words in each.sentence for each in broken)


def test_an_empty_cell_beside_a_filled_one_is_named():
    ((_, rows, sentence),) = dates("", "2022-01-16")
    assert rows == [0] and "the others have 2022-01-16" in sentence


def test_a_doubled_row_does_not_outnumber_the_others():
    old = [{"published_on": "2022-01-17", "value": value} for value in (1, 2)]
    new = {"published_on": "2022-01-16"}
    ((_, rows, _),) = found(link_rules.followers_agree, reports(new, new, new, *old))
    assert rows == [0, 1, 2]


def test_a_kind_unlike_that_of_its_reporter_is_told_the_way_out():
    df = reports({"value": 1}, {"value": 2}, {"reporter_kind": "NGO"})
    ((column, rows, sentence),) = found(link_rules.followers_agree, df)
    assert (column, rows) == ("reporter_kind", [2])
    assert sentence.endswith("the others have official; write that, or another reporter")


def test_a_short_closed_list_stands_beside_the_guess():
    df = reports({"measure": "dead"})
    fields = {field["name"]: field for field in schemas.read(ROOT, REPORTS)["fields"]}
    for column in set(fields) - set(df):
        df[column] = "x"
    told = {c: sentence for c, _, sentence in found(schema.cells_are_as_declared, df)}
    assert told["measure"].endswith(
        ".json: detained, displaced, evacuated, injured, killed. Did you mean 'detained'?"
    )


def closed_lists(table, **cells):
    """What is told of cells that are not in the closed lists of a table, by their column."""
    types = schemas.types_of(ROOT, table)
    empty = {column: "" if types[column] == "string" else None for column in types}
    df = pd.DataFrame([empty | cells])
    return {
        column: sentence
        for _, column, bad, sentence in schema.cells_are_as_declared(Tables({table: df}))
        if bad.any() and "closed list" in sentence
    }


def test_a_reporter_that_is_not_listed_is_told_where_to_add_it():
    told = closed_lists("trade", reporter="Zzfake Office", flow="transit")
    there = "is not in the closed list of data/schemas/trade.json"
    assert told["reporter"] == f"{there}. If it is right, add it to the enum of reporter there."
    assert told["flow"] == f"{there}: exports, imports, turnover"


def test_a_vendor_near_a_listed_one_is_told_both_ways():
    told = closed_lists("smartphone_shares", vendor="Huawai")["vendor"]
    assert told.endswith(
        ".json. Did you mean 'Huawei'? If it is right, add it to the enum of vendor there."
    )


def unknown_ids(**cells):
    """What is told of the ids in a row of trade, by their column."""
    row = {"area": "KAZ", "partner": "CHN", "source_id": "page", "also_in": ""} | cells
    areas = pd.DataFrame({"area": ["KAZ", "CHN"], "name": ["Kazakhstan", "China"], "members": ""})
    tables = Tables({"trade": pd.DataFrame([row]), "areas": areas})
    return {b.column: b.sentence for b in link_rules.references_exist(tables) if b.rows.any()}


def test_an_area_that_the_schema_refuses_is_not_to_be_added_to_areas():
    assert unknown_ids(area="UZK") == {}
    assert set(unknown_ids(area="UZB")) == {"area"}
    assert unknown_ids(partner="VNM") == {"partner": "is not in areas.csv. Add a row there."}


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("zzfake-dushanbe-2024", ""),
        ("reuters-kazakh-unrest-2022", ""),
        ("imf-weo-2021-1", "imf-weo-2021-10"),
        ("wdi-population-2026", "wdi-population"),
    ],
)
def test_among_thousands_of_ids_one_that_shares_a_word_is_not_offered(word, near):
    ids = [row["source_id"] for row in csv_files.rows(ROOT, "sources")]
    assert nearest(word, ids) == near


def test_a_row_without_a_source_is_not_told_that_it_names_its_own_again():
    rows = pd.DataFrame({"source_id": ["", "page"], "also_in": ["", "other;page"]})
    assert told(link_rules.ids_are_named_once, trade=rows) == [(1, "also_in")]
