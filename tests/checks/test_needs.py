"""A rule says which columns it reads: where one is gone, a line says so, and no traceback."""

import pytest

from heartland import checks
from heartland.checks import rule
from heartland.errors import DataError
from heartland.tables import package
from heartland.tables.tables import with_places
from tests.conftest import ROOT

RULES = [one for one in (*checks.WITHIN, *checks.ACROSS) if rule.NEEDED.get(one)]
FEW = 20  # rows that are enough for a rule to read each of its columns


@pytest.fixture(scope="module")
def tables():
    return {name: with_places(name).head(FEW) for name in package.dataset_names(ROOT)}


@pytest.mark.parametrize("one", RULES, ids=lambda one: one.__name__)
def test_a_column_that_a_rule_reads_is_declared(tables, one):
    for table, columns in rule.NEEDED[one].items():
        needed = [column.removesuffix("#") for column in columns]
        list(rule.asked(one, tables | {table: tables[table][needed]}))
        for column in needed:
            without = tables | {table: tables[table].drop(columns=[column])}
            with pytest.raises(DataError, match=f"reads the column '{column}'"):
                list(rule.asked(one, without))
