"""A rule says which columns it reads: where one is gone, a line says so, and no traceback."""

import importlib
import pkgutil

import pytest

from heartland.errors import DataError
from heartland.tables import descriptor
from heartland.tables.tables import with_positions
from heartland_evidence import rules
from heartland_evidence.rules import rule
from tests.conftest import ROOT

RULES = [one for one in rules.RULES if one.reads]
FEW = 20  # rows that are enough for a rule to read each of its columns


@pytest.fixture(scope="module")
def tables():
    names = descriptor.dataset_names(ROOT)
    return rule.Tables({name: with_positions(name).head(FEW) for name in names})


@pytest.mark.parametrize("one", RULES, ids=lambda one: one.name)
def test_a_column_that_a_rule_reads_is_declared(tables, one):
    kept = tables if one.all_tables else one.reads
    named = {table: tables[table] for table in kept}
    for table, columns in one.reads.items():
        needed = [column.removesuffix("#") for column in columns]
        list(one(rule.Tables(named | {table: tables[table][needed]})))
        for column in needed:
            without = rule.Tables(tables | {table: tables[table].drop(columns=[column])})
            with pytest.raises(DataError, match=f"reads the column '{column}'"):
                list(one(without))


@rule.rule(trade="area")
def of_one_table(tables):
    yield


@rule.rule(trade="area", areas="area")
def of_two_tables(tables):
    yield


@rule.rule()
def of_each_table(tables):
    yield


@rule.rule(all_tables=True, areas="area")
def of_all_tables(tables):
    yield


@pytest.mark.parametrize(
    ("torn", "waiting"),
    [
        (set(), []),
        ({"trade"}, [of_two_tables, of_all_tables]),
        ({"population"}, [of_all_tables]),
    ],
)
def test_a_rule_waits_only_for_tables_between_which_it_looks(torn, waiting):
    asked = (of_one_table, of_two_tables, of_each_table, of_all_tables)
    assert [one for one in asked if one.waits_for(torn)] == waiting


def test_a_rule_of_one_table_is_asked_though_a_row_of_another_cannot_be_read(package):
    spoilt = package("conflict_events", "population")
    row = spoilt.row("conflict_events", event_id="KAZ-2022-01")
    spoilt.plant("conflict_events", row, latitude="")
    header, *lines = spoilt.lines("population")
    spoilt.write("population", [header, [*lines[0], "a cell too many"], *lines[1:]])
    found = [f for f in rules.validate() if f.file == "conflict_events.csv"]
    assert [(f.row, f.column) for f in found] == [(row, "latitude")]


def test_every_rule_is_asked_with_the_others_but_those_of_audits_which_come_last():
    names = [module.name for module in pkgutil.iter_modules(rules.__path__)]
    modules = [importlib.import_module(f"heartland_evidence.rules.{name}") for name in names]
    declared = {one for module in modules for one in rule.rules_of(module)}
    assert declared - set(rules.RULES) == set(rules.RULES_OF_AUDITS)
