"""A table that someone adds is known by its schema alone: it loads, and what it declares is asked of its rows."""

import json

import pytest

import heartland as hl
from heartland.errors import DataError
from heartland_evidence import rules

pytestmark = pytest.mark.slow

REQUIRED = {"required": True}
SCHEMA = {
    "title": "Phones imported",
    "description": "A row is the number of phones that a country imported from another in a year.",
    "fields": [
        {"name": "area", "type": "string", "description": "Importing country.", "constraints": REQUIRED},
        {"name": "partner", "type": "string", "description": "Country of origin.", "constraints": REQUIRED},
        {"name": "period", "type": "string", "description": "Calendar year.", "constraints": {"required": True, "pattern": "^\\d{4}$"}},
        {"name": "phones", "type": "integer", "unit": "count", "description": "Phones imported.", "constraints": {"minimum": 0}},
        {"name": "low", "type": "integer", "unit": "count", "description": "Lower bound."},
        {"name": "high", "type": "integer", "unit": "count", "description": "Upper bound."},
        {"name": "relation", "type": "string", "description": "= exact, > more than.", "constraints": {"required": True, "enum": ["=", ">"]}},
        {"name": "status", "type": "string", "description": "SDMX status.", "constraints": {"required": True, "enum": ["A", "E"]}},
        {"name": "reporter", "type": "string", "description": "Whose count it is.", "constraints": REQUIRED},
        {"name": "source_id", "type": "string", "description": "Where it was read.", "constraints": REQUIRED},
        {"name": "note", "type": "string", "description": "Remark in own words."},
    ],
    "missingValues": [""],
    "primaryKey": ["area", "partner", "period", "reporter", "source_id"],
    "foreignKeys": [
        {"fields": ["area"], "reference": {"resource": "areas", "fields": ["area"]}},
        {"fields": ["partner"], "reference": {"resource": "areas", "fields": ["area"]}},
        {"fields": ["source_id"], "reference": {"resource": "sources", "fields": ["source_id"]}},
    ],
    "fieldsMatch": "equal",
    "counts": ["area", "partner", "period", "reporter"],
    "wholes": {"partner": "WLD"},
}  # fmt: skip
ENTRY = {
    "name": "phone_imports",
    "type": "table",
    "path": "phone_imports.csv",
    "title": "Phones imported",
    "description": "Mobile phones that a country imported from another.",
    "scheme": "file",
    "format": "csv",
    "mediatype": "text/csv",
    "encoding": "utf-8",
    "schema": "schemas/phone_imports.json",
    "licenses": [
        {
            "name": "CC-BY-4.0",
            "path": "https://creativecommons.org/licenses/by/4.0/",
            "title": "Creative Commons Attribution 4.0",
        }
    ],
}
FILES = {"schema": "schemas/phone_imports.json", "entry": "datapackage.json"}
CHINA = {"area": "UZB", "partner": "CHN", "phones": "3400000", "relation": "="}
INDIA = CHINA | {"partner": "IND", "phones": "113600"}
AGAIN = {"source_id": "imf-weo-2022-10"}
WORLD = CHINA | {"partner": "WLD", "phones": "4000000"}


@pytest.fixture
def add(package):
    """Add the table with these rows to a copy of the data; return the copy."""
    made = package("growth_forecasts")
    data = made.root / "data"
    declared = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    declared["resources"].append(ENTRY)
    (data / "datapackage.json").write_text(json.dumps(declared), encoding="utf-8")
    (data / FILES["schema"]).write_text(json.dumps(SCHEMA), encoding="utf-8")
    header = [field["name"] for field in SCHEMA["fields"]]
    same = {
        "period": "2021",
        "status": "A",
        "reporter": "Statistics",
        "source_id": "imf-weo-2022-04",
    }

    def write(*rows):
        lines = [[(same | row).get(name, "") for name in header] for row in rows]
        made.write("phone_imports", [header, *lines])
        return made

    write(CHINA, INDIA)
    return write


def named():
    """The rows and columns of the table that break a rule."""
    return {(one.row, one.column) for one in rules.validate() if one.file == "phone_imports.csv"}


def test_it_loads_and_keeps_every_rule(add):
    assert hl.load("phone_imports")["phones"].tolist() == [3400000, 113600]
    assert named() == set()


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        ([CHINA | {"source_id": "nobody"}], {(2, "source_id")}),
        ([CHINA, CHINA | AGAIN], {(2, "phones"), (3, "phones")}),
        ([CHINA | {"low": "9999999"}], {(2, "low")}),
        ([CHINA, INDIA | {"phones": ""}], {(3, "phones")}),
        ([WORLD, CHINA, INDIA], set()),
        ([WORLD | {"phones": "100000"}, CHINA], {(3, "phones")}),
        (
            [WORLD | {"phones": "100000", "relation": ">", "low": "100000"}, CHINA],
            set(),
        ),  # an open whole has room
    ],
)
def test_what_its_schema_declares_is_asked_of_its_rows(add, rows, wrong):
    add(*rows)
    assert named() == wrong


def test_a_schema_that_is_not_written_yet_is_told_with_what_to_do(add):
    (add(CHINA).root / "data" / FILES["schema"]).unlink()
    with pytest.raises(
        DataError, match=r"there is no such file, .* as the schema of 'phone_imports'"
    ):
        rules.validate()
