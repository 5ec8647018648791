"""Bad data never passes, and never ends in a traceback; harmless differences load unchanged."""

import csv
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, reject, settings

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


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """A small valid package, made once; a test puts back what it spoils."""
    with pytest.MonkeyPatch.context() as patch:
        root = tmp_path_factory.mktemp("tiny")
        tables = trimmed(root, patch)
        assert sum(len(t.lines) for t in tables.values()) > 600 and len(tables["audits"].lines) > 5
        yield root, tables


@pytest.fixture(autouse=True)
def _here(tiny, _outside, monkeypatch):
    monkeypatch.setenv("HEARTLAND_ROOT", str(tiny[0]))


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


def attack(tiny, n, strategy):
    """Try ``n`` spoilt files; count by kind which are named, and keep those that are not."""
    root, score, missed = tiny[0], Counter[tuple[str, bool]](), []

    @settings(max_examples=n, **QUIET)
    @given(strategy)
    def run(one: Spoilt | None) -> None:
        if one is None:
            reject()
        try:
            hit = named(root, one)
        except Exception as error:
            one.kind, hit = f"{one.kind}: {error!r}", False
        score[one.kind, hit] += 1
        if not hit:
            missed.append((one.kind, one.file, one.rows, one.columns))

    run()
    for kind in sorted({k for k, _ in score}):
        print(f"{kind:36}{score[kind, True]:5} named{score[kind, False]:5} not")
    return score, missed


def test_what_breaks_a_rule_is_named_by_file_row_and_column(tiny, attempts, pytestconfig):
    total, missed, wanted = 0, [], attempts(1000)
    for kind in BREAKING:
        score, more = attack(tiny, -(-wanted // len(BREAKING)), spoilt(tiny[1], kind))
        total, missed = total + sum(score.values()), missed + more
    print(f"{total - len(missed)} of {total} named; not: {missed}")
    keep(pytestconfig, "form", {"tried": total, "named": total - len(missed)})
    assert total >= 0.9 * wanted and len(missed) <= 0.01 * total, missed
    assert not [kind for kind, *_ in missed if "Error(" in kind], (
        missed
    )  # a mistake in one cell stops no check


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


STRANGE = {  # file, what happens to it, and words of the one line that says so
    "missing": ("growth_forecasts.csv", Path.unlink, "cannot be read: no such file"),
    "empty": ("growth_forecasts.csv", lambda p: p.write_bytes(b""), "does not name columns"),
    "blank": ("growth_forecasts.csv", lambda p: p.write_bytes(b"\n\n"), "does not name columns"),
    "a folder": ("growth_forecasts.csv", folder, "cannot be read: is a directory"),
    "a picture": (
        "growth_forecasts.csv",
        lambda p: p.write_bytes(b"\x89PNG\r\n\x1a\n\0\0"),
        "is not a row of text in UTF-8",
    ),
    "a huge cell": (
        "growth_forecasts.csv",
        lambda p: p.write_text(p.read_text() + "x" * 200_000),
        "field larger than field limit",
    ),
    "NUL in a number": (
        "growth_forecasts.csv",
        lambda p: p.write_bytes(p.read_bytes().replace(b",7.4,", b",7\0.4,", 1)),
        "'7\\x00.4' has stray spaces, line breaks or invisible characters",
    ),
    "a schema that is no JSON": (
        "schemas/growth_forecasts.json",
        lambda p: p.write_text("{"),
        "growth_forecasts.json, line 1: not JSON",
    ),
    "a schema in UTF-16": (
        "schemas/growth_forecasts.json",
        lambda p: p.write_bytes("{}".encode("utf-16")),
        "not JSON in UTF-8",
    ),
    "a schema that is a list": (
        "schemas/growth_forecasts.json",
        lambda p: p.write_text("[]"),
        "'fields' must be a list",
    ),
    "a schema of an unknown type": (
        "schemas/growth_forecasts.json",
        lambda p: p.write_text(p.read_text().replace("integer", "int")),
        "'int' is not one of string, boolean, integer",
    ),
    "a schema whose key is no column": (
        "schemas/growth_forecasts.json",
        lambda p: p.write_text(
            p.read_text().replace('"vintage",\n    "area"', '"vintge",\n    "area"')
        ),
        "'primaryKey' must be a list of columns",
    ),
    "no schema": (
        "schemas/growth_forecasts.json",
        Path.unlink,
        "growth_forecasts.json: there is no such file",
    ),
    "a descriptor that is no JSON": (
        "datapackage.json",
        lambda p: p.write_text("{,"),
        "datapackage.json, line 1: not JSON",
    ),
    "a descriptor without resources": (
        "datapackage.json",
        lambda p: p.write_text("{}"),
        "'resources' must be a list",
    ),
    "a descriptor of other things": (
        "datapackage.json",
        lambda p: p.write_text('{"resources": [1]}'),
        "'resources' must be a list",
    ),
}


@pytest.mark.parametrize(("file", "change", "words"), STRANGE.values(), ids=STRANGE)
def test_a_strange_file_is_told_in_one_line_by_load_and_by_validate(package, file, change, words):
    change(package("growth_forecasts").root / "data" / file)
    with pytest.raises(HeartlandError) as refused:
        hl.load("growth_forecasts")
    assert (
        words in str(refused.value)
        and str(refused.value).isprintable()
        and len(str(refused.value)) < 500
    )
    try:
        told = [str(f) for f in rules.validate()]
    except HeartlandError as error:
        told = [str(error)]
    assert any(words in line for line in told) and all(line.isprintable() for line in told)


def test_a_table_of_a_header_only_is_empty_and_no_traceback(package):
    path = package("growth_forecasts").file("growth_forecasts")
    path.write_text(path.read_text().split("\n")[0] + "\n")
    assert hl.load("growth_forecasts").empty and rules.validate()
