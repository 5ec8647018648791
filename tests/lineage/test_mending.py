"""What follows from a new row is written by itself, and what a row says is not touched."""

import json

import pytest

from heartland_evidence.mending import mend
from tests.lineage.test_impact import committed  # noqa: F401 (a fixture)


@pytest.fixture
def facts(committed):  # noqa: F811
    """What the descriptor of the committed collection says now."""
    path = committed.root / "data" / "datapackage.json"
    return lambda: json.loads(path.read_text(encoding="utf-8"))


def raised(version, place):
    numbers = [int(number) for number in version.split(".")]
    return ".".join(str(one) for one in (*numbers[:place], numbers[place] + 1, *[0] * (2 - place)))


def test_nothing_is_written_where_nothing_has_changed(committed, facts):  # noqa: F811
    before = facts()["version"]
    assert list(mend(committed.root)) == [] and facts()["version"] == before


def test_a_new_row_steps_the_version_once_and_is_counted(committed, facts):  # noqa: F811
    before = facts()["version"]
    header, *lines = committed.lines("macro")
    row = dict(zip(header, lines[0], strict=True)) | {"year": "1950"}
    path = committed.root / "data" / "macro.csv"
    path.write_text(f"{path.read_text(encoding='utf-8')}{','.join(row.values())} ")
    said = list(mend(committed.root))
    assert facts()["version"] == raised(before, 1)
    assert facts()["inventory"]["rows"]["macro"] == len(lines) + 1
    assert committed.lines("macro")[-1] == list(row.values())
    assert any("macro.csv: written" in line for line in said)
    assert list(mend(committed.root)) == []


def test_a_new_column_is_a_major_step(committed, facts):  # noqa: F811
    before = facts()["version"]
    header, *lines = committed.lines("macro")
    committed.write("macro", [[*header, "more"], *([*line, ""] for line in lines)])
    list(mend(committed.root))
    assert facts()["version"] == raised(before, 0)


def test_the_package_is_no_older_than_its_last_document(committed, facts):  # noqa: F811
    row = committed.row("sources", source_id="wdi-remittances-usd")
    committed.plant("sources", row, accessed="2999-01-01")
    list(mend(committed.root))
    assert facts()["created"] == "2999-01-01T00:00:00Z"
