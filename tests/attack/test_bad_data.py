"""Bad data never passes, and never ends in a traceback; harmless differences load unchanged."""

from collections import Counter
from pathlib import Path

import pytest
from heartland import checks
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from tests.attack import QUIET, share
from tests.attack.spoil import BREAKING, Spoilt, plausible, spoilt, trimmed


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
        found = [f for f in checks.validate() if f.file == one.file]
    finally:
        path.write_bytes(before)
    rows = [f for f in found if one.rows is None or f.row in one.rows]
    return any(one.columns is None or set(f.column.split(",")) & one.columns for f in rows)


def attack(tiny, n, strategy):
    """Try ``n`` spoilt files; count by kind which are named, and keep those that are not."""
    root, tables = tiny
    score: Counter[tuple[str, bool]] = Counter()
    missed: list[Spoilt] = []

    @settings(max_examples=n, **QUIET)
    @given(strategy(tables))
    def run(one: Spoilt | None) -> None:
        if one is None:
            reject()
        try:
            hit = named(root, one)
        except Exception as error:
            one.kind, hit = f"{one.kind}: {error!r}", False
        score[one.kind, hit] += 1
        if not hit:
            missed.append(one)

    run()
    for kind in sorted({k for k, _ in score}):
        print(f"{kind:36}{score[kind, True]:5} named{score[kind, False]:5} not")
    return score, missed


def test_what_breaks_a_rule_is_named_by_file_row_and_column(tiny):
    score, missed = attack(tiny, share(1000), lambda tables: st.sampled_from(BREAKING).flatmap(lambda kind: spoilt(tables, kind)))
    total, hits = sum(score.values()), sum(n for (_, hit), n in score.items() if hit)
    print(f"{hits} of {total} named")
    assert total >= share(1000) and hits >= 0.99 * total, [(m.kind, m.file, m.rows, m.columns) for m in missed]


def test_plausible_changes_are_counted(tiny):
    """No target: a value that might be right breaks no rule. Reported so that one sees what the rules of the field catch."""
    score, _ = attack(tiny, share(400), plausible)
    assert sum(score.values()) >= share(400)
