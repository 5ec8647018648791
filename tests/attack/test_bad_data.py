"""Bad data never passes, and never ends in a traceback; harmless differences load unchanged."""

import csv
from pathlib import Path

import pandas as pd
import pytest

import heartland as hl
from heartland.errors import HeartlandError
from heartland_evidence import rules
from tests.attack import QUIET
from tests.attack.score import keep
from tests.attack.spoil import (
    BREAKING,
    REWRITTEN,
    Spoilt,
    plausible,
    rewritten,
    spoilt,
    trimmed,
)

pytestmark = pytest.mark.attack
TABLES = ("growth_forecasts", "conflict_events", "casualty_reports", "population", "remittances")


def named():
    """File, row and column of all that breaks a rule."""
    return {
        (one.file, one.row, column) for one in checks.validate() for column in one.column.split(",")
    }


def test_each_spoilt_cell_is_named_by_file_row_and_column(package):
    spoilt = package(*TABLES)
    wanted = set()
    for row, (table, column, text) in enumerate(CELLS, 2):
        spoilt.plant(table, row, **{column: text})
        wanted.add((f"{table}.csv", row, column))
    assert wanted - named() == set()


def named(root: Path, one: Spoilt) -> bool:
    """Whether validate names file, row and column of the damage; the file is put back."""
    path = root / "data" / one.file
    before = path.read_bytes()
    try:
        path.write_bytes(one.content)
        found = [f for f in rules.validate() if f.file == one.file]
    finally:
        path.write_bytes(before)
    rows = [f for f in found if one.rows is None or f.row in one.rows]
    return any(one.columns is None or set(f.column.split(",")) & one.columns for f in rows)


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
def test_what_a_spreadsheet_rewrites_in_a_whole_table_is_named_and_stops_no_check(tiny, way):
    root, tables = tiny
    for name, table in tables.items():
        new = rewritten(table, way)
        spoilt_rows = {n for n, line in enumerate(new.lines, 2) if line != table.lines[n - 2]}
        if not spoilt_rows:
            continue
        path = root / "data" / f"{name}.csv"
        before = path.read_bytes()
        try:
            path.write_bytes(new.text().encode())
            found = rules.validate()
        finally:
            path.write_bytes(before)
        assert not [problem for problem in found if "failed here" in problem.rule], name
        assert spoilt_rows <= {problem.row for problem in found if problem.file == path.name}


def test_plausible_changes_are_counted(tiny, attempts):
    """No target: a value that might be right breaks no rule. Reported so that one sees what the rules of the field catch."""
    score, _ = attack(tiny, attempts(200), plausible(tiny[1]))
    assert sum(score.values()) >= attempts(200)


HARMLESS = {
    "Windows line ends": lambda t: t.text(lineterminator="\r\n"),
    "a byte order mark": lambda t: "\ufeff" + t.text(),
    "quotes around every cell": lambda t: t.text(quoting=csv.QUOTE_ALL),
    "columns in another order": lambda t: "".join(
        ",".join(f'"{c.replace(QUOTE, QUOTE * 2)}"' for c in line[::-1]) + "\n"
        for line in [t.header, *t.lines]
    ),
}
QUOTE = '"'


@pytest.mark.parametrize("change", HARMLESS.values(), ids=HARMLESS)
def test_what_does_no_harm_loads_unchanged_and_breaks_no_rule(tiny, change):
    root, tables = tiny
    before = {name: (root / "data" / f"{name}.csv").read_bytes() for name in tables}
    frames = {name: hl.load(name, part_years=True) for name in tables}
    try:
        for name, table in tables.items():
            (root / "data" / f"{name}.csv").write_bytes(change(table).encode())
        assert rules.validate() == []
        for name, frame in frames.items():
            pd.testing.assert_frame_equal(hl.load(name, part_years=True), frame)
    finally:
        for name, content in before.items():
            (root / "data" / f"{name}.csv").write_bytes(content)


def test_tables_without_their_last_line_end_load_unchanged_but_are_named(tiny):
    root, tables = tiny
    paths = {name: root / "data" / f"{name}.csv" for name in tables}
    before = {name: path.read_bytes() for name, path in paths.items()}
    frames = {name: hl.load(name, part_years=True) for name in tables}
    try:
        for name, path in paths.items():
            path.write_bytes(before[name].rstrip(b"\n"))
        problems = rules.validate()
        assert {problem.file for problem in problems} == {path.name for path in paths.values()}
        assert all("no line end" in problem.rule for problem in problems)
        for name, frame in frames.items():
            pd.testing.assert_frame_equal(hl.load(name, part_years=True), frame)
    finally:
        for name, path in paths.items():
            path.write_bytes(before[name])


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
        told = [str(f) for f in rules.validate()]
    except HeartlandError as error:
        told = [str(error)]
    assert any(words in line for line in told)
    assert all(line.isprintable() for line in told)


def test_a_table_of_a_header_only_is_empty_and_no_traceback(package):
    path = package("growth_forecasts").file("growth_forecasts")
    path.write_text(path.read_text().split("\n")[0] + "\n")
    assert hl.load("growth_forecasts").empty and rules.validate()
