"""A version of the data means one content: rows that change without a step of the version are seen."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from tests.conftest import ROOT

ENTRY = re.compile(r"^## Code [0-9.]+, data ([0-9]+)\.([0-9.]+) .*\n\nTables: rows `(\w+)`, columns `(\w+)`\.$", re.M)


def content(root: Path) -> tuple[str, str]:
    """What the tables hold and how they are built, as two short hashes; line ends and the order of rows do not count."""
    rows, columns = hashlib.sha256(), hashlib.sha256()
    for entry in sorted(json.loads((root / "data/datapackage.json").read_text(encoding="utf-8"))["resources"], key=lambda e: e["name"]):
        head, *lines = (root / "data" / entry["path"]).read_text(encoding="utf-8-sig").splitlines()
        rows.update("\n".join([entry["name"], *sorted(lines)]).encode())
        columns.update(f"{entry['name']}: {head}\n".encode())
    return rows.hexdigest()[:12], columns.hexdigest()[:12]


def unstepped(changes: str, version: str, now: tuple[str, str]) -> str:
    """Say what a change of the tables still wants in CHANGELOG.md and the descriptor, "" if nothing; the newest entry comes first."""
    (major, minor, *told), *before = ENTRY.findall(changes)
    if (f"{major}.{minor}", *told) != (version, *now):
        return (
            f"the tables are not those of data {major}.{minor}: raise 'version' in data/datapackage.json (now {version}), the first number "
            f"for changed columns, the second for rows, and begin CHANGELOG.md with it and: Tables: rows `{now[0]}`, columns `{now[1]}`."
        )
    if before and before[0][3] != now[1] and before[0][0] == major:
        return f"columns changed since data {'.'.join(before[0][:2])}: the first number of the version steps"
    return ""


def test_the_rows_are_those_of_the_version_that_the_changelog_tells():
    version = json.loads((ROOT / "data/datapackage.json").read_text(encoding="utf-8"))["version"]
    assert not unstepped((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), version, content(ROOT))


def test_a_changed_row_and_a_changed_column_are_seen(package):
    made = package("articles")
    before = content(made.root)
    made.plant("articles", 3, outlet="Elsewhere")
    after = content(made.root)
    assert after[0] != before[0] and after[1] == before[1]
    header, *lines = made.lines("articles")
    made.write("articles", [[*header[:-1], "writers"], *lines])
    assert content(made.root)[1] != before[1]


def entry(version: str, rows: str, columns: str) -> str:
    return f"## Code 0.1.0, data {version} (2026-11-24)\n\nTables: rows `{rows}`, columns `{columns}`.\n\n- Something.\n\n"


@pytest.mark.parametrize(
    ("changes", "version", "now", "words"),
    [
        (entry("1.0.0", "a", "b"), "1.0.0", ("a", "b"), ""),
        (entry("1.0.0", "a", "b"), "1.0.0", ("c", "b"), "not those of data 1.0.0"),
        (entry("1.0.0", "a", "b"), "1.1.0", ("c", "b"), "not those of data 1.0.0"),
        (entry("1.1.0", "c", "b") + entry("1.0.0", "a", "b"), "1.1.0", ("c", "b"), ""),
        (entry("1.1.0", "c", "d") + entry("1.0.0", "a", "b"), "1.1.0", ("c", "d"), "the first number of the version steps"),
        (entry("2.0.0", "c", "d") + entry("1.0.0", "a", "b"), "2.0.0", ("c", "d"), ""),
    ],
)
def test_rows_want_a_step_of_the_version_and_columns_a_larger_one(changes, version, now, words):
    said = unstepped(changes, version, now)
    assert words in said and bool(words) == bool(said)
