"""The data package opens without our code: in pandas, in Datasette (and in frictionless: see rules.test_validate); Binder finds what it needs.

Nothing here imports heartland.
"""

import asyncio
import csv
import json
import sqlite3
import tomllib

import pandas as pd
import pytest
import yaml

from tests.conftest import ROOT

pytestmark = pytest.mark.after("data/schemas/", "data/datapackage.json")

PACKAGE = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
TABLES = [entry for entry in PACKAGE["resources"] if "schema" in entry]
CELL = {
    "area": "KGZ",
    "partner": "CHN",
    "period": "2022",
    "flow": "imports",
    "product": "total",
    "reporter": "KGZ",
}
TYPES = {"string": "str", "number": "float64", "integer": "Int64", "boolean": "boolean"}


def schema(entry, folder=ROOT):
    return json.loads((folder / "data" / entry["schema"]).read_text(encoding="utf-8"))


def lines(name):
    """The rows of a dataset as text."""
    return list(
        csv.DictReader((ROOT / "data" / f"{name}.csv").read_text(encoding="utf-8").splitlines())
    )


def opened(entry, folder=ROOT):
    """A resource as pandas reads it when told no more than the schema says."""
    types = {field["name"]: TYPES[field["type"]] for field in schema(entry, folder)["fields"]}
    return pd.read_csv(folder / "data" / entry["path"], dtype=types)


def faults(entry, folder=ROOT):
    """What a stranger would stumble over: text taken for a missing value, columns in another order, keys that repeat or lead nowhere."""
    table, told, found = opened(entry, folder), schema(entry, folder), []
    text = pd.read_csv(folder / "data" / entry["path"], dtype="str", keep_default_na=False)
    lost = [column for column in text if not table[column].notna().eq(text[column].ne("")).all()]
    found += [f"text of {column} is read as missing" for column in lost]
    if list(table) != [field["name"] for field in told["fields"]]:
        found.append("the columns are not those of the schema")
    if table.duplicated(told["primaryKey"]).any():
        found.append("the primary key repeats")
    for key in told.get("foreignKeys", []):
        home = opened(
            next(r for r in PACKAGE["resources"] if r["name"] == key["reference"]["resource"]),
            folder,
        )
        if not table[key["fields"][0]].dropna().isin(home[key["reference"]["fields"][0]]).all():
            found.append(f"{key['fields'][0]} leads nowhere")
    return found


@pytest.mark.parametrize("entry", TABLES, ids=lambda entry: entry["name"])
def test_pandas_alone_reads_a_dataset_by_its_schema(entry):
    assert faults(entry) == []


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"source_id": "NA"}, "text of source_id is read as missing"),
        ({"year": "2001"}, "the primary key repeats"),
        ({"area": "KAX"}, "area leads nowhere"),
    ],
)
def test_a_fault_would_be_found(package, cells, fault):
    spoilt = package("population")
    spoilt.plant("population", spoilt.row("population", area="KAZ", year="2000"), **cells)
    assert faults(
        next(r for r in PACKAGE["resources"] if r["name"] == "population"), spoilt.root
    ) == [fault]


@pytest.mark.slow
def test_datasette_answers_with_a_number_and_its_source(tmp_path):
    app = pytest.importorskip(
        "datasette.app", reason="Datasette is not installed: pip install datasette"
    )
    with sqlite3.connect(tmp_path / "heartland.db") as database:
        for entry in TABLES:
            opened(entry).to_sql(entry["name"], database, index=False)
    asked = f"select value_usd_mn, title, url from trade join sources using (source_id) where {' and '.join(f'{k} = :{k}' for k in CELL)}"

    async def answer():
        datasette = app.Datasette([str(tmp_path / "heartland.db")])
        await datasette.invoke_startup()
        return (
            await datasette.client.get(
                "/heartland.json", params={"sql": asked, "_shape": "array", **CELL}
            )
        ).json()

    row = next(row for row in lines("trade") if CELL.items() <= row.items())
    source = next(source for source in lines("sources") if source["source_id"] == row["source_id"])
    assert asyncio.run(answer()) == [
        {"value_usd_mn": float(row["value_usd_mn"]), "title": source["title"], "url": source["url"]}
    ]


def test_binder_can_read_the_environment_and_finds_jupyterlab_and_the_project():
    wanted = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    packages = next(part["pip"] for part in wanted if isinstance(part, dict))
    lock = {
        line.split(" ")[0]
        for line in (ROOT / "requirements-dev.lock").read_text().splitlines()
        if "==" in line
    }
    assert packages[-1] == "-e ."
    assert all("==" in package for package in packages[:-1])
    assert set(packages[:-1]) <= lock
    needed = (
        tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
        .removeprefix(">=")
        .split(".")
    )
    python = (
        next(part for part in wanted if isinstance(part, str) and part.startswith("python="))
        .removeprefix("python=")
        .split(".")
    )
    assert list(map(int, python)) >= list(map(int, needed))
    assert any(package.startswith("jupyterlab==") for package in packages)
