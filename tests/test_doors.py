"""The data package opens without our code: in pandas, in Datasette (and in frictionless: see rules.test_validate); Binder finds what it needs.

Nothing here imports heartland.
"""

import json
from pathlib import Path

import pandas as pd
import pytest

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
