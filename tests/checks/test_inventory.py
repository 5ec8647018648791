"""What a version holds is counted: what goes missing is named, unless the version steps."""

import json
import shutil

import pytest

from heartland import checks
from heartland.checks import inventory
from heartland.tables import package as collection
from heartland.tables.tables import read_text
from tests.conftest import ROOT


def named(found, file):
    return [f.rule for f in found if f.file == file]


def step(root, version):
    """Step the version of a copy."""
    path = root / "data" / "datapackage.json"
    facts = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(facts | {"version": version}), encoding="utf-8")


@pytest.mark.parametrize("name", ["growth_forecasts", "preferences", "corrections"])
def test_a_row_that_is_gone_is_named(package, name):
    spoilt = package("growth_forecasts")
    header, *lines = spoilt.lines(name)
    spoilt.write(name, [header, *lines[:-1]])
    (rule, *_) = named(checks.validate(), f"{name}.csv")
    assert rule.startswith(f"has {len(lines) - 1} rows, and data ")
    assert f"has {len(lines)}: put back what is gone, or step the version" in rule


def test_a_row_more_is_no_loss(package):
    spoilt = package("population")
    lines = spoilt.lines("population")
    spoilt.write("population", [*lines, ["KAZ", "1950", *lines[-1][2:]]])
    assert not any("put back" in rule for rule in named(checks.validate(), "population.csv"))


def test_a_grouping_that_lost_a_member_is_named(package):
    spoilt = package()
    row = spoilt.row("areas", area="CA5")
    spoilt.plant("areas", row, members="KAZ;KGZ;TJK;UZB")
    found = [f for f in checks.validate() if (f.row, f.column) == (row, "members")]
    assert "has lost TKM, and data" in found[0].rule and "has 5 members" in found[0].rule
    spoilt.plant("areas", row, members="KAZ;KGZ;MNG;TJK;UZB")
    assert any("has lost TKM" in f.rule for f in checks.validate())


def test_a_step_of_the_version_lets_rows_go(package):
    spoilt = package("growth_forecasts")
    header, *lines = spoilt.lines("growth_forecasts")
    spoilt.write("growth_forecasts", [header, *lines[:-1]])
    step(spoilt.root, "99.0.0")
    assert not any("put back" in f.rule for f in checks.validate())


def test_a_count_rises_with_the_table_and_falls_with_the_version_only(package):
    spoilt = package("population")
    text = {name: read_text(spoilt.root, name)[0] for name in collection.dataset_names(spoilt.root)}
    before = inventory.counted(spoilt.root, text)["rows"]["population"]
    fewer = text | {"population": text["population"].head(3)}
    assert inventory.counted(spoilt.root, fewer)["rows"]["population"] == before
    step(spoilt.root, "99.0.0")
    after = inventory.counted(spoilt.root, fewer)
    assert after["rows"]["population"] == 3 and after["version"] == "99.0.0"


EVENTS = ("conflict_events", "casualty_reports", "security_incidents", "militant_groups")
CLAIMS = ("claims", "audits", "articles", "milestones")
READERS = {  # a table, and those that read it or that it reads
    "areas": ("population",),
    "sources": ("population",),
    "trade": ("trade",),
    "claims": CLAIMS,
    "audits": CLAIMS,
    "milestones": CLAIMS,
    "casualty_reports": EVENTS,
}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] * (name != "areas")) for name in READERS]
)
def test_a_table_with_its_header_alone_is_a_finding_and_no_traceback(package, name):
    spoilt = package(*READERS[name])
    spoilt.write(name, spoilt.lines(name)[:1])
    assert any("has 0 rows" in rule for rule in named(checks.validate(), f"{name}.csv"))
    step(spoilt.root, "99.0.0")
    assert any("has no rows" in rule for rule in named(checks.validate(), f"{name}.csv"))


@pytest.fixture
def mapped(package):
    """A copy with the map, and a way to change what it says."""
    root = package().root
    path = root / "data" / inventory.MAP
    shutil.copy(ROOT / "data" / inventory.MAP, path)
    facts = json.loads((root / "data" / "datapackage.json").read_text(encoding="utf-8"))
    facts["inventory"]["shapes"] = 14
    (root / "data" / "datapackage.json").write_text(json.dumps(facts), encoding="utf-8")
    shapes = json.loads(path.read_text(encoding="utf-8"))

    def change(spoil):
        spoil(shapes["features"])
        path.write_text(json.dumps(shapes), encoding="utf-8")
        return [(f.row, f.column, f.rule) for f in checks.validate() if f.file == inventory.MAP]

    return change


@pytest.mark.parametrize(
    ("spoil", "row", "column", "words"),
    [
        (lambda s: s.pop(), 1, "", "has 13 shapes, and data"),
        (lambda s: s[0]["properties"].update(area="KAX"), 1, "area", "Did you mean 'KAZ'"),
        (lambda s: s[0]["properties"].update(area="KGZ"), 2, "area", "has a shape already"),
        (lambda s: s[1]["properties"].update(name="Kirgizia"), 2, "name", "is 'Kyrgyzstan'"),
        (lambda s: s[1]["geometry"].update(type="Point"), 2, "geometry", "neither a Polygon"),
        (lambda s: s[1]["geometry"].update(coordinates=[]), 2, "geometry", "no coordinates"),
        (
            lambda s: s[1]["geometry"]["coordinates"][0].pop(),
            2,
            "geometry",
            "a ring that is not closed",
        ),
        (
            lambda s: s[1]["geometry"]["coordinates"][0].__setitem__(2, [71, 99]),
            2,
            "geometry",
            "leaves the globe",
        ),
        (
            lambda s: s[1]["geometry"]["coordinates"][0].__setitem__(2, "x"),
            2,
            "geometry",
            "not pairs of longitude and latitude",
        ),
        (lambda s: s.__setitem__(3, None), 4, "", "is not a GeoJSON Feature"),
    ],
    ids=[
        *("a shape less", "no area", "an area twice", "another name", "a point", "no coordinates"),
        *("an open ring", "off the globe", "text for a corner", "no feature"),
    ],
)
def test_a_map_that_is_spoilt_is_named(mapped, spoil, row, column, words):
    found = mapped(spoil)
    assert any(f[:2] == (row, column) and words in f[2] for f in found), found


@pytest.mark.parametrize("content", ["", "{", "[]", '{"type": "FeatureCollection"}'])
def test_a_map_that_is_none_is_named(mapped, content):
    mapped(lambda shapes: None)
    (collection.root() / "data" / inventory.MAP).write_text(content, encoding="utf-8")
    assert any(f.file == inventory.MAP for f in checks.validate())
