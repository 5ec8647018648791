"""The data package opens without our code: in pandas, in Datasette (and in frictionless: see rules.test_validate); Binder finds what it needs.

Nothing here imports heartland.
"""

import asyncio
import csv
import json
import sqlite3
from pathlib import Path

import pandas as pd
import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
TABLES = {entry["name"]: entry for entry in PACKAGE["resources"] if "schema" in entry}
TYPES = {"string": "str", "number": "float64", "integer": "Int64", "boolean": "boolean"}


def schema(name):
    return json.loads((ROOT / "data" / TABLES[name]["schema"]).read_text(encoding="utf-8"))


def opened(name):
    """A table as pandas reads it when told no more than its schema says."""
    types = {field["name"]: TYPES[field["type"]] for field in schema(name)["fields"]}
    return pd.read_csv(ROOT / "data" / TABLES[name]["path"], dtype=types)


@pytest.mark.slow
def test_pandas_alone_reads_every_table_by_its_schema():
    tables = {name: opened(name) for name in TABLES}
    for name, table in tables.items():
        told = schema(name)
        path = ROOT / "data" / TABLES[name]["path"]
        text = pd.read_csv(path, dtype="str", keep_default_na=False)
        assert list(table) == [field["name"] for field in told["fields"]], name
        assert table.notna().equals(text.ne("")), f"{name}: text is read as missing"
        assert not table.duplicated(told["primaryKey"]).any(), name
        for key in told.get("foreignKeys", []):
            (column,), home = key["fields"], key["reference"]
            known = tables[home["resource"]][home["fields"][0]]
            assert table[column].dropna().isin(known).all(), f"{name}: {column} leads nowhere"


@pytest.mark.slow
def test_datasette_answers_with_a_number_and_its_source(tmp_path):
    app = pytest.importorskip(
        "datasette.app", reason="Datasette is not installed: pip install datasette"
    )
    with sqlite3.connect(tmp_path / "heartland.db") as database:
        for name in ("trade", "sources"):
            opened(name).to_sql(name, database, index=False)
    text = (ROOT / "data" / "trade.csv").read_text(encoding="utf-8")
    row = next(csv.DictReader(text.splitlines()))
    key = {column: row[column] for column in schema("trade")["primaryKey"]}
    where = " and ".join(f"coalesce({column}, '') = :{column}" for column in key)
    asked = f"select value_usd_mn, title from trade join sources using (source_id) where {where}"

    async def answer():
        datasette = app.Datasette([str(tmp_path / "heartland.db")])
        await datasette.invoke_startup()
        words = {"sql": asked, "_shape": "array", **key}
        return (await datasette.client.get("/heartland.json", params=words)).json()

    (found,) = asyncio.run(answer())
    sources = opened("sources").set_index("source_id")
    assert found["value_usd_mn"] == float(row["value_usd_mn"])
    assert found["title"] == sources.loc[row["source_id"], "title"]


def test_binder_finds_jupyterlab_and_the_project_at_the_locked_versions():
    wanted = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    packages = next(part["pip"] for part in wanted if isinstance(part, dict))
    lock = (ROOT / "requirements-dev.lock").read_text(encoding="utf-8")
    locked = {line.split(" ")[0] for line in lock.splitlines() if "==" in line}
    assert packages[-1] == "-e ."
    assert set(packages[:-1]) <= locked
    assert any(package.startswith("jupyterlab==") for package in packages)
