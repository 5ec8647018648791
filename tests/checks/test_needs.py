"""A rule says which columns it reads: where one is gone, a line says so, and no traceback."""

import importlib
import pkgutil

import pytest

from heartland import checks
from heartland.checks import claim_rules, rule
from heartland.errors import DataError
from heartland.tables import package
from heartland.tables.tables import with_places
from tests.conftest import ROOT

RULES = [one for one in checks.RULES if one.reads]
FEW = 20  # rows that are enough for a rule to read each of its columns


@pytest.fixture(scope="module")
def tables():
    return {name: with_places(name).head(FEW) for name in package.dataset_names(ROOT)}


@pytest.mark.parametrize("one", RULES, ids=lambda one: one.name)
def test_a_column_that_a_rule_reads_is_declared(tables, one):
    for table, columns in one.reads.items():
        needed = [column.removesuffix("#") for column in columns]
        list(one(tables | {table: tables[table][needed]}))
        for column in needed:
            without = tables | {table: tables[table].drop(columns=[column])}
            with pytest.raises(DataError, match=f"reads the column '{column}'"):
                list(one(without))


def test_every_rule_is_asked_with_the_others_but_that_of_audits_which_comes_last():
    names = [module.name for module in pkgutil.iter_modules(checks.__path__)]
    modules = [importlib.import_module(f"heartland.checks.{name}") for name in names]
    declared = {one for module in modules for one in rule.rules_of(module)}
    assert declared - set(checks.RULES) == {claim_rules.verdicts_follow}
