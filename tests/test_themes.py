"""The themes: code of the notebooks that takes its rows as frames, and looks up what explains or ranks them."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

THEMES = ROOT / "lib" / "heartland_themes"
LOADING = {
    "load",
    "judged",
    "evidence",
    "chosen",
    "deciding_audits",
    "verdicts_on",
    "passages",
    "both_sides",
    "forecasts_and_outturns",
    "known",
    "timeline",
    "read_csv",
    "read_json",
    "open",
}
LOOKED_UP = {"by_id": "'sources'"}  # a call that may read this table, and no other


def loading_calls(path: Path) -> Iterator[str]:
    """Yield a sentence for each call that would load rows."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func).rpartition(".")[2]
            table = ast.unparse(node.args[0]) if node.args else ""
            if name in LOADING or table != LOOKED_UP.get(name, table):
                call = f"{name}({table})"
                yield f"{path.name}, line {node.lineno}: a theme takes frames, and calls {call}"


def test_a_theme_loads_no_rows_and_looks_up_sources_alone():
    found = [line for path in sorted(THEMES.glob("*.py")) for line in loading_calls(path)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "line",
    [
        'hl.load("trade")',
        "claims.judged()",
        'by_id("articles", ids)',
        "hl.both_sides(df)",
        'pd.read_csv("x.csv")',
        'open("x.csv")',
    ],
)
def test_a_theme_that_loads_rows_is_named(tmp_path, line):
    (tmp_path / "x.py").write_text(f"def f():\n    return {line}\n")
    assert "line 2: a theme takes frames" in "\n".join(loading_calls(tmp_path / "x.py"))


@pytest.mark.parametrize("line", ['by_id("sources", ids)', 'prefer(df, "area", "trade")'])
def test_a_theme_may_look_up_sources_and_preferences(tmp_path, line):
    (tmp_path / "x.py").write_text(f"def f():\n    return {line}\n")
    assert list(loading_calls(tmp_path / "x.py")) == []
