"""Bad data never passes, and never ends in a traceback; harmless differences load unchanged."""

import csv
from pathlib import Path

import pandas as pd
import pytest

import heartland as hl
from heartland.errors import HeartlandError
from heartland.tables import schemas
from heartland_evidence import rules
from tests.attack.spoil import CELLS, FILES, REWRITTEN, as_csv
from tests.conftest import ROOT

pytestmark = pytest.mark.attack
TABLES = ("growth_forecasts", "conflict_events", "casualty_reports", "population", "remittances")


def named():
    """File, row and column of all that breaks a rule."""
    return {
        (one.file, one.row, column) for one in rules.validate() for column in one.column.split(",")
    }


def test_each_spoilt_cell_is_named_by_file_row_and_column(package):
    spoilt = package(*TABLES)
    wanted = set()
    for row, (table, column, text) in enumerate(CELLS, 2):
        spoilt.plant(table, row, **{column: text})
        wanted.add((f"{table}.csv", row, column))
    assert wanted - named() == set()


def test_bounds_that_were_exchanged_are_named(package):
    spoilt = package("casualty_reports", "conflict_events")
    header, *lines = spoilt.lines("casualty_reports")
    low, high = header.index("low"), header.index("high")
    row = next(n for n, line in enumerate(lines, 2) if line[low] and line[high] > line[low])
    line = lines[row - 2]
    spoilt.plant("casualty_reports", row, low=line[high], high=line[low])
    assert named() & {("casualty_reports.csv", row, column) for column in ("low", "high")}


@pytest.mark.parametrize(("spoil", "rows"), FILES.values(), ids=FILES)
def test_a_spoilt_file_is_named_with_its_rows(package, spoil, rows):
    spoilt = package("growth_forecasts")
    content = spoil(spoilt.lines("growth_forecasts"))
    if isinstance(content, str):
        content = content.encode("cp1252" if "Zürich" in content else "utf-8")
    spoilt.file("growth_forecasts").write_bytes(content)
    found = {row for file, row, _ in named() if file == "growth_forecasts.csv"}
    assert found
    assert not rows or found & rows


@pytest.mark.parametrize("way", REWRITTEN)
def test_what_a_spreadsheet_rewrites_in_whole_tables_is_named_and_stops_no_check(package, way):
    spoilt = package(*TABLES)
    wanted = set()
    for table in TABLES:
        header, *lines = spoilt.lines(table)
        typed = [
            field["name"]
            for field in schemas.read(ROOT, table)["fields"]
            if field["type"] != "string" or "pattern" in field.get("constraints", {})
        ]
        for row, line in enumerate(lines, 2):
            for place in map(header.index, typed):
                before, line[place] = line[place], REWRITTEN[way](line[place])
                if line[place] != before:
                    wanted.add((f"{table}.csv", row))
        spoilt.write(table, [header, *lines])
    found = rules.validate()
    assert wanted
    assert wanted - {(one.file, one.row) for one in found} == set()
    assert not [one for one in found if "failed here" in one.rule]


def test_quotes_line_ends_and_the_order_of_columns_change_nothing(package):
    made = package("growth_forecasts")
    before, problems = hl.load("growth_forecasts"), named()
    lines = [line[::-1] for line in made.lines("growth_forecasts")]
    text = as_csv(lines, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    made.file("growth_forecasts").write_text("\ufeff" + text, encoding="utf-8", newline="")
    pd.testing.assert_frame_equal(hl.load("growth_forecasts"), before)
    assert named() == problems


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def bytes_of(content: bytes):
    return lambda path: path.write_bytes(content)


def with_words(old: str, new: str):
    return lambda path: path.write_text(path.read_text().replace(old, new, 1))


TABLE, SCHEMA, PACKAGE = (
    "growth_forecasts.csv",
    "schemas/growth_forecasts.json",
    "datapackage.json",
)
STRANGE = {  # file, what happens to it, and words of the one line that says so
    "missing": (TABLE, Path.unlink, "cannot be read: no such file"),
    "empty": (TABLE, bytes_of(b""), "does not name columns"),
    "blank": (TABLE, bytes_of(b"\n\n"), "does not name columns"),
    "a folder": (TABLE, folder, "cannot be read: is a directory"),
    "a picture": (TABLE, bytes_of(b"\x89PNG\r\n\x1a\n\0\0"), "is not a row of text in UTF-8"),
    "a huge cell": (TABLE, with_words("IMF", "x" * 200_000), "field larger than field limit"),
    "NUL in a number": (TABLE, with_words(",7.4,", ",7\0.4,"), "invisible characters"),
    "a schema that is no JSON": (SCHEMA, bytes_of(b"{"), "growth_forecasts.json, line 1: not JSON"),
    "a schema cut off": (SCHEMA, lambda p: p.write_bytes(p.read_bytes()[:-40]), "not JSON"),
    "a schema in UTF-16": (SCHEMA, bytes_of("{}".encode("utf-16")), "not JSON in UTF-8"),
    "a schema that is a list": (SCHEMA, bytes_of(b"[]"), "'fields' must be a list"),
    "a schema of an unknown type": (SCHEMA, with_words('"integer"', '"int"'), "'int' is not one of"),
    "a schema whose key is no column": (SCHEMA, with_words('    "vintage",\n    "area"', '    "vintge",\n    "area"'), "'primaryKey' must be a list of columns"),
    "brackets without end": (SCHEMA, bytes_of(b"[" * 100_000), "growth_forecasts.json"),
    "no schema": (SCHEMA, Path.unlink, "growth_forecasts.json: there is no such file"),
    "a descriptor that is no JSON": (PACKAGE, bytes_of(b"{,"), "datapackage.json, line 1: not JSON"),
    "a descriptor without resources": (PACKAGE, bytes_of(b"{}"), "'resources' must be a list"),
    "a descriptor of other things": (PACKAGE, bytes_of(b'{"resources": [1]}'), "'resources' must be a list"),
}  # fmt: skip


@pytest.mark.parametrize(("file", "change", "words"), STRANGE.values(), ids=STRANGE)
def test_a_strange_file_is_told_in_one_line_by_load_and_by_validate(package, file, change, words):
    change(package("growth_forecasts").root / "data" / file)
    with pytest.raises(HeartlandError) as refused:
        hl.load("growth_forecasts")
    line = str(refused.value)
    assert words in line
    assert line.isprintable() and len(line) < 500
    try:
        told = [str(one) for one in rules.validate()]
    except HeartlandError as error:
        told = [str(error)]
    assert any(words in line for line in told)
    assert all(line.isprintable() for line in told)


def test_a_table_of_a_header_only_is_empty_and_no_traceback(package):
    made = package("growth_forecasts")
    made.write("growth_forecasts", made.lines("growth_forecasts")[:1])
    assert hl.load("growth_forecasts").empty and rules.validate()
