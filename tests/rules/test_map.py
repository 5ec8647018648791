"""The map is a resource of the descriptor, and is checked as a table is."""

import hashlib
import json
import shutil

import pytest

from heartland.errors import DataError
from heartland.tables import collection
from heartland_evidence import rules
from heartland_evidence.rules import files
from tests.conftest import ROOT

pytestmark = pytest.mark.slow

MAP = "central_asia.geojson"


class Mapped:
    """A small collection with the map, and ways to change what it and the descriptor say."""

    def __init__(self, root):
        self.path = root / "data" / MAP
        self.descriptor = root / "data" / "datapackage.json"
        shutil.copy(ROOT / "data" / MAP, self.path)
        self.declare(lambda entry: None)

    def declare(self, change):
        facts = json.loads(self.descriptor.read_text(encoding="utf-8"))
        tables = [entry for entry in facts["resources"] if "schema" in entry]
        entry = collection.map_entry(ROOT)
        content = self.path.read_bytes() if self.path.is_file() else b""
        entry["hash"] = f"sha256:{hashlib.sha256(content).hexdigest()}"
        change(entry)
        facts["resources"] = [*tables, entry]
        facts["inventory"]["shapes"] = 14
        self.descriptor.write_text(json.dumps(facts), encoding="utf-8")

    def redraw(self, change):
        shapes = json.loads(self.path.read_text(encoding="utf-8"))
        change(shapes["features"])
        self.path.write_text(json.dumps(shapes), encoding="utf-8")

    def found(self):
        return [(f.row, f.column, f.rule) for f in rules.validate() if f.file == MAP]


@pytest.fixture
def mapped(package):
    return Mapped(package().root)


def test_the_map_of_the_collection_holds_and_is_no_table(package):
    mapped = Mapped(package("conflict_events").root)
    assert mapped.found() == []
    assert "central_asia" not in collection.dataset_names(ROOT)
    assert collection.map_path(ROOT).name == MAP


GEOMETRY = "is no Polygon or MultiPolygon whose rings are closed and lie on the globe"
SPOILT = {
    "a shape less": (lambda s: s.pop(), 1, "", "has 13 shapes of the map, and data"),
    "no area": (lambda s: s[0]["properties"].update(area="KAX"), 1, "area", "Did you mean 'KAZ'"),
    "an area twice": (lambda s: s[0]["properties"].update(area="KGZ"), 2, "area", "has a shape"),
    "another name": (lambda s: s[1]["properties"].update(name="Kirgizia"), 2, "name", "Kyrgyzstan"),
    "a point": (lambda s: s[1]["geometry"].update(type="Point"), 2, "geometry", GEOMETRY),
    "an open ring": (lambda s: s[1]["geometry"]["coordinates"][0].pop(), 2, "geometry", GEOMETRY),
    "no feature": (lambda s: s.__setitem__(3, None), 4, "", "is not a GeoJSON Feature"),
}


@pytest.mark.parametrize(("spoil", "row", "column", "words"), SPOILT.values(), ids=SPOILT)
def test_a_map_that_is_spoilt_is_named(mapped, spoil, row, column, words):
    mapped.redraw(spoil)
    found = mapped.found()
    assert any(f[:2] == (row, column) and words in f[2] for f in found), found


def test_a_border_that_was_moved_is_named_until_the_descriptor_says_so(mapped):
    mapped.redraw(lambda s: s[1]["geometry"]["coordinates"][0].__setitem__(2, [71.5, 41]))
    assert any("is not the map that datapackage.json states" in f[2] for f in mapped.found())
    mapped.declare(lambda entry: None)
    assert mapped.found() == []


@pytest.mark.parametrize("content", ["{", '{"type": "FeatureCollection"}'])
def test_a_map_that_is_none_is_named(mapped, content):
    mapped.path.write_text(content, encoding="utf-8")
    assert mapped.found()


def test_a_map_that_is_too_large_is_not_read(mapped):
    mapped.path.write_text(" " * (files.LARGEST_MAP + 1))
    with pytest.raises(DataError, match="is the largest that is read") as told:
        rules.validate()
    assert str(told.value).startswith(MAP)


def test_a_map_that_is_not_there_is_named(mapped):
    mapped.path.unlink()
    assert any("no such file" in f[2] for f in mapped.found())


@pytest.mark.parametrize("property_name", ["sources", "licenses", "hash"])
def test_a_map_without_its_source_licence_or_digest_is_told(mapped, property_name):
    mapped.declare(lambda entry: entry.pop(property_name))
    with pytest.raises(DataError, match=f"'central_asia'.*{property_name}"):
        rules.validate()


def test_a_map_that_the_descriptor_does_not_name_is_told(mapped):
    shutil.copy(mapped.path, mapped.path.with_name("other.geojson"))
    (found,) = [f.rule for f in rules.validate() if f.file == "other.geojson"]
    assert found.startswith("is named by no entry of datapackage.json")


def test_a_place_in_another_country_is_named(package):
    spoilt = package("conflict_events", "casualty_reports")
    Mapped(spoilt.root)
    row = spoilt.row("conflict_events", area="TJK")
    latitude, longitude = (
        spoilt.lines("conflict_events")[row - 1][spoilt.lines("conflict_events")[0].index(column)]
        for column in ("latitude", "longitude")
    )
    spoilt.plant("conflict_events", row, latitude="50.28", longitude="57.21")  # Aktobe
    assert [f.row for f in rules.validate() if "on the map" in f.rule] == [row]
    spoilt.plant("conflict_events", row, latitude=latitude, longitude=longitude)
    assert not [f for f in rules.validate() if "on the map" in f.rule]
