"""CONTRIBUTING.md cannot rot: its examples keep every rule, its commands exist, and what it asks for is checked."""

import csv
import io
import json
import re
import shlex

import click
import pytest
from heartland import checks, collection, publish
from heartland.cli import cli
from heartland.data import load

from tests import test_version
from tests.conftest import ROOT

TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
COMMANDS = [line.split("  #")[0].strip() for block in re.findall(r"```console\n(.*?)```", TEXT, flags=re.S) for line in block.splitlines()]


def example(name):
    """A block of the guide, by the comment before it."""
    return re.search(rf"<!-- example: {name} -->\n```\w+\n(.*?)```", TEXT, flags=re.S)[1]


def lines(name):
    return list(csv.reader(io.StringIO(example(name))))


@pytest.fixture
def guided(package):
    """A copy of the package with the guide's source and row."""
    place = package("other_figures")
    for name in ("sources", "other_figures"):
        place.write(name, place.lines(name) + lines(name))
    return place


def of_the_example(findings):
    return [str(f) for f in findings if "protsess-uz-phones-2024" in str(f) or f.file in ("other_figures.csv", "phone_imports.csv")]


def test_the_row_and_the_source_of_the_guide_keep_every_rule(guided):
    assert of_the_example(checks.validate()) == []


@pytest.mark.parametrize(
    ("name", "cells", "words"),
    [
        ("other_figures", {"source_id": "protsess-2024"}, "'protsess-2024' is not in sources.csv"),
        ("sources", {"source_id": "protsess-uz-phones-2025"}, "is used by no row: delete it, or name it where it was read"),
        ("other_figures", {"area": "Uzbekistan"}, "'Uzbekistan' is not in areas.csv"),
        ("other_figures", {"value": "589,4"}, "column value: '589,4'"),
        ("other_figures", {"relation": ""}, "column relation"),
        ("other_figures", {"note": "It cost 5 $"}, "dollar sign"),
        ("other_figures", {"figure_id": "xinjiang-incidents-2021"}, "key"),
        ("sources", {"url": "protsess.uz"}, "not a well-formed http(s) address"),
        ("other_figures", {"partner": "Vietnam"}, "'Vietnam' is not in areas.csv"),
    ],
    ids=str,
)
def test_what_a_newcomer_gets_wrong_in_it_is_named(guided, name, cells, words):
    guided.plant(name, len(guided.lines(name)), **cells)
    found = [str(f) for f in checks.validate()]
    row = f"row {len(guided.lines(name))},"
    assert any(row in f and words.lower() in f.lower() for f in found), found[:5]


def test_the_dataset_of_the_guide_loads_and_keeps_every_rule(guided):
    (guided.root / "data" / "phone_imports.csv").write_text(example("phone_imports"), encoding="utf-8")
    (guided.root / "data" / "schemas" / "phone_imports.json").write_text(example("schema"), encoding="utf-8")
    package = json.loads((guided.root / "data" / "datapackage.json").read_text())
    new = {"name": "phone_imports", "path": "phone_imports.csv", "schema": "schemas/phone_imports.json", "title": "Phones imported"}
    package["resources"].append(package["resources"][0] | new)
    (guided.root / "data" / "datapackage.json").write_text(json.dumps(package))
    collection.descriptor.cache_clear()
    try:
        assert of_the_example(checks.validate()) == []
        assert load("phone_imports")["phones"].tolist() == [3400000, 113600]
        assert undeclared(guided.root) == [] and "## phone_imports" in publish.codebook(guided.root)
    finally:
        collection.descriptor.cache_clear()


SOURCELESS = ("areas", "articles", "claims", "preferences", "corrections", "exceptions")  # they state nothing that a document would


def undeclared(root):
    """What is wrong with the files of the package, before any row is read: a sentence each."""
    entries = [e for e in json.loads((root / "data" / "datapackage.json").read_text(encoding="utf-8"))["resources"] if "schema" in e]
    found = [
        f"data/{p.name} is in no entry of data/datapackage.json: add one"
        for p in sorted((root / "data").glob("*.csv"))
        if p.name not in {e["path"] for e in entries}
    ]
    names = [e["name"] for e in entries]
    found += [f"datapackage.json: two entries have the name '{name}'" for name in sorted({n for n in names if names.count(n) > 1})]
    for entry in entries:
        schema = json.loads((root / "data" / entry["schema"]).read_text(encoding="utf-8"))
        found += [
            f"{entry['schema']}: '{key}' is missing"
            for key in ("title", "description", "fields", "primaryKey", "missingValues")
            if not schema.get(key)
        ]
        for field in schema.get("fields", []):
            if field.get("type") not in ("string", "number", "integer", "boolean"):
                found.append(
                    f"{entry['schema']}: field '{field['name']}' has the type '{field.get('type')}': write string, number, integer or boolean"
                )
            if len(field.get("description", "")) < 6:
                found.append(f"{entry['schema']}: field '{field['name']}' has no description")
        columns = {field["name"] for field in schema.get("fields", [])}
        named = [("primaryKey", c) for c in schema.get("primaryKey", [])] + [("annual", "period")] * bool(schema.get("annual"))
        for key in schema.get("foreignKeys", []):
            named += [("foreignKeys", c) for c in key["fields"]]
            if (there := key["reference"]["resource"]) not in {e["name"] for e in entries}:
                found.append(f"{entry['schema']}: 'foreignKeys' refers to '{there}', which is no dataset")
        found += [f"{entry['schema']}: '{key}' wants the column '{c}', and there is none" for key, c in named if c not in columns]
        if "source_id" not in columns and entry["name"] not in SOURCELESS:
            found.append(f"{entry['schema']}: no column 'source_id': every statement names the document in which it was read")
        found += [
            f"{entry['schema']}: warning '{w}' is not in WARNINGS of lib/heartland/publish.py"
            for w in schema.get("warnings", [])
            if w not in publish.WARNINGS
        ]
        found += [
            f"datapackage.json: '{key}' of {entry['name']} is missing" for key in ("title", "description", "licenses") if not entry.get(key)
        ]
    return found


def test_every_table_is_declared_and_every_column_described():
    assert undeclared(ROOT) == []


def refer(column, dataset):
    return {"fields": [column], "reference": {"resource": dataset, "fields": ["area"]}}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda s: s.pop("primaryKey"), "schemas/areas.json: 'primaryKey' is missing"),
        (lambda s: s["fields"][0].update(type="text"), "field 'area' has the type 'text': write string"),
        (lambda s: s["fields"][0].pop("description"), "field 'area' has no description"),
        (lambda s: s.update(warnings=["odd"]), "warning 'odd' is not in WARNINGS"),
        (lambda s: s["primaryKey"].append("aera"), "'primaryKey' wants the column 'aera', and there is none"),
        (lambda s: s.update(foreignKeys=[refer("aera", "areas")]), "'foreignKeys' wants the column 'aera', and there is none"),
        (lambda s: s.update(foreignKeys=[refer("area", "aeras")]), "'foreignKeys' refers to 'aeras', which is no dataset"),
        (lambda s: s.update(annual=True), "'annual' wants the column 'period', and there is none"),
    ],
)
def test_a_schema_that_lacks_something_is_told(package, change, words):
    root = package("population").root
    path = root / "data" / "schemas" / "areas.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    change(schema)
    path.write_text(json.dumps(schema), encoding="utf-8")
    (root / "data" / "rivers.csv").write_text("name\n")
    assert any(
        words in line for line in undeclared(root)
    ) and "data/rivers.csv is in no entry of data/datapackage.json: add one" in undeclared(root)


def test_a_table_without_sources_and_a_name_given_twice_are_told(package):
    root = package("population").root
    path = root / "data" / "schemas" / "population.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    schema["fields"] = [f for f in schema["fields"] if f["name"] != "source_id"]
    path.write_text(json.dumps(schema), encoding="utf-8")
    descriptor = json.loads((root / "data" / "datapackage.json").read_text(encoding="utf-8"))
    descriptor["resources"].append(descriptor["resources"][-1])
    (root / "data" / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    told = "\n".join(undeclared(root))
    assert "population.json: no column 'source_id'" in told and "two entries have the name" in told


def unknown(command):
    """What a command of the guide names that is not there."""
    words = shlex.split(command)
    if words[0] == "make":
        return [w for w in words[1:] if not re.search(rf"^{re.escape(w)}:", (ROOT / "Makefile").read_text(), flags=re.M)]
    if words[0] == ".venv/bin/heartland":
        wanted = cli.commands.get(words[1])
        if wanted is None:
            return [words[1]]
        options = {o for p in wanted.params if isinstance(p, click.Option) for o in p.opts}
        return [w for w in words[2:] if w.startswith("--") and w not in options]
    return [w for w in words if re.match(r"(notebooks|tests|lib|data)/", w) and not (ROOT / w).exists() and w != words[-1]]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_guide_exists(command):
    assert unknown(command) == []


def test_a_command_that_does_not_exist_is_seen():
    assert unknown("make refersh") and unknown(".venv/bin/heartland improt x") and unknown(".venv/bin/heartland import x --aera KAZ")
    assert unknown("sed 's/a/b/' notebooks/templates/none.ipynb > notebooks/11.ipynb")


def test_the_guide_is_short_and_its_links_lead_somewhere():
    assert len(TEXT.splitlines()) <= 250 and "CONTRIBUTING.md" in (ROOT / "README.md").read_text(encoding="utf-8")
    anchors = {re.sub(r"[^a-z0-9 -]", "", h.lower()).replace(" ", "-") for h in re.findall(r"^## (.*)", TEXT, flags=re.M)}
    assert set(re.findall(r"\]\(#([^)]+)\)", TEXT)) <= anchors
    for path in re.findall(r"`((?:data|lib|notebooks|tests)/[\w./-]+\.\w+)`", TEXT):
        assert (ROOT / path).exists() or "phone_imports" in path or "n11" in path, path


def test_the_entry_of_the_guide_is_one_that_the_check_of_the_version_reads():
    told, now = example("changes"), ("25", "0123456789ab", "0123456789ab")
    assert test_version.unstepped(told, "1.1.0", now) == ""
    assert "not those of data 1.1.0" in test_version.unstepped(told, "1.1.0", ("25", "ba9876543210", now[2]))


def test_the_verdicts_of_the_guide_are_those_of_the_schema():
    fields = json.loads((ROOT / "data" / "schemas" / "audits.json").read_text(encoding="utf-8"))["fields"]
    verdicts = next(f for f in fields if f["name"] == "verdict")["constraints"]["enum"]
    assert re.findall(r"^\| `([a-z]+)` \| ", TEXT.partition("| verdict |")[2], flags=re.M) == verdicts
