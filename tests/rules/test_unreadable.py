"""Whatever a table holds, the checks name what cannot be read, and none of them fails."""

import pytest

from heartland.tables import descriptor
from heartland.tables.problems import Problem
from heartland.tables.tables import with_positions
from heartland_evidence import rules
from heartland_evidence.rules import rule
from tests.attack.spoil import REWRITTEN
from tests.conftest import ROOT

pytestmark = pytest.mark.after("lib/heartland_evidence/rules/")

ROWS = 400  # of each table, from all of it


@pytest.fixture(scope="module")
def tables():
    some = {}
    for name in descriptor.dataset_names(ROOT):
        df = with_positions(name)
        some[name] = df.iloc[:: len(df) // ROWS + 1]
    return rule.Tables(some)


@pytest.mark.attack
@pytest.mark.parametrize("name", descriptor.dataset_names(ROOT))
def test_no_rule_fails_where_no_date_of_a_table_can_be_read(tables, name):
    dated = tables.dated_columns(name)
    without = tables[name].assign(**dict.fromkeys(dated, ""))
    spoilt = rule.Tables(tables | {name: without})
    alone = rule.Tables({name: without})
    for one in rules.RULES:
        if name in one.reads:
            list(one(spoilt))
        elif not one.reads:
            list(one(alone))


@pytest.mark.parametrize(
    ("name", "column"), [("growth_forecasts", "vintage"), ("eu_exports", "period")]
)
def test_dates_that_a_spreadsheet_rewrote_are_all_that_is_told(package, name, column):
    spoilt = package(name)
    header, *lines = spoilt.lines(name)
    place = header.index(column)
    rewritten = set()
    for row, line in enumerate(lines, 2):
        before, line[place] = line[place], REWRITTEN["dates"](line[place])
        if line[place] != before:
            rewritten.add(row)
    spoilt.write(name, [header, *lines])
    found = _told()
    assert {(problem.file, problem.column) for problem in found} == {(f"{name}.csv", column)}
    assert {problem.row for problem in found} == rewritten


def _told():
    """What is found, without the tables of choices that are empty in a copy."""
    return [problem for problem in rules.validate() if "has no rows" not in problem.rule]


@rule.rule(population="area")
def fails(tables):
    yield rule.Broken("population", "area", tables["population"].index == 0, "is the first")
    raise ValueError("not made for this")


def test_a_check_that_fails_is_a_finding_and_hides_no_other(package, monkeypatch):
    spoilt = package("population")
    spoilt.plant("population", 2, persons="many")
    monkeypatch.setattr(rules, "RULES", (fails, *rules.RULES))
    found = [problem for problem in rules.validate() if problem.file == "population.csv"]
    failure = Problem("population.csv", 1, "", "", found[0].rule)
    assert found[0] == failure
    assert "the check fails failed here (ValueError: not made for this): mend" in failure.rule
    assert {(2, "area"), (2, "persons")} <= {(problem.row, problem.column) for problem in found}
