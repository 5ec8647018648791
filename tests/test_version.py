"""A version of the data means one content: rows that change without a step of the version are seen."""

import hashlib
import json
import re
from datetime import date
from pathlib import Path

import pytest

import heartland
from tests.conftest import ROOT

ENTRY = re.compile(
    r"^## Code [0-9.]+, data ([0-9]+)\.([0-9.]+) .*\n\nTables: (\d+), rows `(\w+)`, columns `(\w+)`\.$",
    re.M,
)


PLACEHOLDER = "- What is new, in a sentence."


def content(root: Path) -> tuple[str, str, str]:
    """How many tables there are, what they hold and their columns, as short hashes; line ends and the order of rows do not count."""
    rows, columns = hashlib.sha256(), hashlib.sha256()
    package = json.loads((root / "data/datapackage.json").read_text(encoding="utf-8"))
    entries = [entry for entry in package["resources"] if "schema" in entry]
    for entry in sorted(entries, key=lambda e: e["name"]):
        head, *lines = (root / "data" / entry["path"]).read_text(encoding="utf-8-sig").splitlines()
        rows.update("\n".join([entry["name"], *sorted(lines)]).encode())
        columns.update(f"{entry['name']}: {head}\n".encode())
    return str(len(entries)), rows.hexdigest()[:12], columns.hexdigest()[:12]


def unstepped(changes: str, version: str, now: tuple[str, str, str]) -> str:
    """Say what a change of the tables still wants in CHANGELOG.md and the descriptor, "" if nothing; the newest entry comes first."""
    (major, minor, *told), *before = ENTRY.findall(changes)
    tables, _, columns = told
    if tuple(told) != now:
        step = (
            f"{int(major) + 1}.0.0"
            if columns != now[2] and int(tables) >= int(now[0])
            else f"{major}.{int(minor.split('.')[0]) + 1}.0"
        )
        return (
            f"the tables are not those of data {major}.{minor}. Write {step} as 'version' in data/datapackage.json and put "
            f"the entry below above the newest of CHANGELOG.md, then make refresh; or, if the newest is of this same change, mend its line of tables, which changes with each further row.\n\n"
            f"## Code {heartland.__version__}, data {step} ({date.today()})\n\n"
            f"Tables: {now[0]}, rows `{now[1]}`, columns `{now[2]}`.\n\n{PLACEHOLDER}\n"
        )
    if PLACEHOLDER in changes:
        return f"CHANGELOG.md, data {major}.{minor}: write what is new in place of '{PLACEHOLDER}'"
    if f"{major}.{minor}" != version:
        return f"CHANGELOG.md tells of data {major}.{minor}, and 'version' in data/datapackage.json is {version}: write {major}.{minor} there"
    if (
        before
        and before[0][4] != now[2]
        and before[0][0] == major
        and int(before[0][2]) >= int(now[0])
    ):
        return f"columns changed since data {'.'.join(before[0][:2])}: the first number of the version steps"
    return ""


def test_the_rows_are_those_of_the_version_that_the_changelog_tells():
    version = json.loads((ROOT / "data/datapackage.json").read_text(encoding="utf-8"))["version"]
    said = unstepped((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), version, content(ROOT))
    if said:
        pytest.fail(said, pytrace=False)


def entry(version: str, rows: str, columns: str, tables: int = 24) -> str:
    return f"## Code 0.1.0, data {version} (2026-11-24)\n\nTables: {tables}, rows `{rows}`, columns `{columns}`.\n\n- Something.\n\n"


@pytest.mark.parametrize(
    ("changes", "version", "now", "words"),
    [
        (entry("1.0.0", "a", "b"), "1.0.0", ("24", "a", "b"), ""),
        (
            entry("1.0.0", "a", "b"),
            "1.0.0",
            ("24", "c", "b"),
            "not those of data 1.0.0. Write 1.1.0 as 'version'",
        ),
        (entry("1.9.2", "a", "b"), "1.9.2", ("24", "c", "d"), "Write 2.0.0 as 'version'"),
        (
            entry("1.1.0", "c", "b") + entry("1.0.0", "a", "b"),
            "1.0.0",
            ("24", "c", "b"),
            "write 1.1.0 there",
        ),
        (
            entry("1.1.0", "c", "d") + entry("1.0.0", "a", "b"),
            "1.1.0",
            ("24", "c", "d"),
            "the first number of the version steps",
        ),
    ],
)
def test_rows_want_a_step_of_the_version_and_columns_a_larger_one(changes, version, now, words):
    said = unstepped(changes, version, now)
    assert words in said and bool(words) == bool(said)
