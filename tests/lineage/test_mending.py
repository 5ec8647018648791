"""What follows from a new row is written by itself, and what a row says is not touched."""

import json

import pytest

from heartland_evidence import rules
from heartland_evidence.mending import mend, mend_copy
from tests.lineage.test_impact import committed  # noqa: F401 (a fixture)

pytestmark = pytest.mark.slow


@pytest.fixture
def facts(committed):  # noqa: F811
    """What the descriptor of the committed collection says now."""
    path = committed.root / "data" / "datapackage.json"
    return lambda: json.loads(path.read_text(encoding="utf-8"))


def mended(made):
    return list(mend_copy(made.root, made.root))


def raised(version, place):
    numbers = [int(number) for number in version.split(".")]
    return ".".join(str(one) for one in (*numbers[:place], numbers[place] + 1, *[0] * (2 - place)))


def test_nothing_is_written_where_nothing_has_changed(committed, facts):  # noqa: F811
    before = facts()["version"]
    assert mended(committed) == [] and facts()["version"] == before


def test_a_new_row_steps_the_version_once_and_is_counted(committed, facts):  # noqa: F811
    before = facts()["version"]
    header, *lines = committed.lines("macro")
    row = dict(zip(header, lines[0], strict=True)) | {"year": "1950"}
    path = committed.root / "data" / "macro.csv"
    path.write_text(f"{path.read_text(encoding='utf-8')}{','.join(row.values())} ")
    said = mended(committed)
    assert facts()["version"] == raised(before, 1)
    assert facts()["inventory"]["rows"]["macro"] == len(lines) + 1
    assert committed.lines("macro")[-1] == list(row.values())
    assert any("macro.csv: written" in line for line in said)
    assert mended(committed) == []


def test_a_new_column_is_a_major_step(committed, facts):  # noqa: F811
    before = facts()["version"]
    header, *lines = committed.lines("macro")
    committed.write("macro", [[*header, "more"], *([*line, ""] for line in lines)])
    path = committed.root / "data" / "schemas" / "macro.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    more = {"name": "more", "type": "string"}
    path.write_text(json.dumps(schema | {"fields": [*schema["fields"], more]}), encoding="utf-8")
    mended(committed)
    assert facts()["version"] == raised(before, 0)


def test_the_package_is_no_older_than_its_last_document(committed, facts):  # noqa: F811
    row = committed.row("sources", source_id="wdi-remittances-usd")
    committed.plant("sources", row, accessed="2999-01-01")
    mended(committed)
    assert facts()["created"] == "2999-01-01T00:00:00Z"


def test_nothing_is_written_while_a_row_is_broken(committed, command):  # noqa: F811
    row = committed.row("sources", source_id="wdi-remittances-usd")
    committed.plant("sources", row, accessed="2999-01-01", kind="rumour")
    before = {path: path.read_bytes() for path in committed.root.rglob("data/*") if path.is_file()}
    done = command("validate", "--fix")
    assert done.returncode == 1
    assert f"sources.csv, row {row}, column kind: 'rumour' is not in the closed list" in done.stdout
    assert "nothing is written until" in done.stderr
    assert before == {path: path.read_bytes() for path in before}


def test_a_row_with_a_cell_too_few_is_told_and_not_counted(committed, command, facts):  # noqa: F811
    version = facts()["version"]
    header, line, *lines = committed.lines("macro")
    committed.write("macro", [header, line[:-1], *lines])
    done = command("validate", "--fix")
    assert "macro.csv, row 2: has" in done.stdout and facts()["version"] == version


def test_where_no_rule_is_broken_the_mended_tables_are_written(committed, facts, monkeypatch):  # noqa: F811
    monkeypatch.setattr(rules, "validate", lambda forked: [])
    version = facts()["version"]
    path = committed.file("macro")
    path.write_text(path.read_text(encoding="utf-8").removesuffix("\n"), encoding="utf-8")
    done, problems = mend(committed.root)
    assert len(done) == 2 and not problems
    assert facts()["version"] == raised(version, 1)
    assert path.read_text(encoding="utf-8").endswith("\n")
