"""What a version holds is counted: what goes missing is named, unless the version steps."""

import json

import pytest

from heartland.tables import collection
from heartland_evidence import rules
from heartland_evidence.reading import read_text
from heartland_evidence.rules import inventory

pytestmark = pytest.mark.slow


def named(found, file):
    return [f.rule for f in found if f.file == file]


def step(root, version):
    """Step the version of a copy."""
    path = root / "data" / "datapackage.json"
    facts = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(facts | {"version": version}), encoding="utf-8")


@pytest.mark.parametrize("name", ["growth_forecasts", "corrections"])
def test_a_row_that_is_gone_is_named(package, name):
    spoilt = package("growth_forecasts")
    header, *lines = spoilt.lines(name)
    spoilt.write(name, [header, *lines[:-1]])
    (rule, *_) = named(rules.validate(), f"{name}.csv")
    assert rule.startswith(f"has {len(lines) - 1} rows, and data ")
    assert f"has {len(lines)}: put back what is gone, or step the version" in rule


def test_a_grouping_that_lost_a_member_is_named(package):
    spoilt = package()
    row = spoilt.row("areas", area="CA5")
    spoilt.plant("areas", row, members="KAZ;KGZ;TJK;UZB")
    found = [f for f in rules.validate() if (f.row, f.column) == (row, "members")]
    assert "has lost TKM, and data" in found[0].rule and "has 5 members" in found[0].rule
    spoilt.plant("areas", row, members="KAZ;KGZ;MNG;TJK;UZB")
    assert any("has lost TKM" in f.rule for f in rules.validate())


def test_a_step_of_the_version_lets_rows_go(package):
    spoilt = package("growth_forecasts")
    header, *lines = spoilt.lines("growth_forecasts")
    spoilt.write("growth_forecasts", [header, *lines[:-1]])
    step(spoilt.root, "99.0.0")
    assert not any("put back" in f.rule for f in rules.validate())


def test_a_count_rises_with_the_table_and_falls_with_the_version_only(package):
    spoilt = package("population")
    text = {name: read_text(spoilt.root, name)[0] for name in collection.dataset_names(spoilt.root)}
    before = inventory.inventory_of(spoilt.root, text)["rows"]["population"]
    fewer = text | {"population": text["population"].head(3)}
    assert inventory.inventory_of(spoilt.root, fewer)["rows"]["population"] == before
    step(spoilt.root, "99.0.0")
    after = inventory.inventory_of(spoilt.root, fewer)
    assert after["rows"]["population"] == 3 and after["version"] == "99.0.0"


EVENTS = ("conflict_events", "casualty_reports", "security_incidents", "militant_groups")
READERS = {  # a table, and those that read it or that it reads
    "areas": ("population",),
    "casualty_reports": EVENTS,
}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] * (name != "areas")) for name in READERS]
)
def test_a_table_with_its_header_alone_is_a_finding_and_no_traceback(package, name):
    spoilt = package(*READERS[name])
    spoilt.write(name, spoilt.lines(name)[:1])
    assert any("has 0 rows" in rule for rule in named(rules.validate(), f"{name}.csv"))
    step(spoilt.root, "99.0.0")
    text = {one: read_text(spoilt.root, one)[0] for one in collection.dataset_names(spoilt.root)}
    lost = inventory.nothing_is_lost(spoilt.root, text)
    assert any("has no rows" in rule for rule in named(lost, f"{name}.csv"))


def test_a_code_that_means_something_else_is_named_until_the_version_steps(package):
    spoilt = package("population")
    row = spoilt.row("areas", area="WB-CA")
    spoilt.plant("areas", row, defined_by="European Bank for Reconstruction and Development")
    found = [f for f in rules.validate() if "is not what the code meant in data" in f.rule]
    assert [(f.row, f.value) for f in found] == [(row, "WB-CA")]
