"""The themes: code of the notebooks that takes frames and loads nothing."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

THEMES = ROOT / "lib" / "heartland_themes"
LOADING = {"load", "judged", "evidence", "chosen", "standing", "read_csv", "read_json", "open"}


def loading_calls(path: Path) -> Iterator[str]:
    """Yield a sentence for each call that would load a table."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func).rpartition(".")[2]
            if name in LOADING:
                yield f"{path.name}, line {node.lineno}: a theme takes frames, and calls {name}()"


def test_no_theme_loads_a_table():
    found = [line for path in sorted(THEMES.glob("*.py")) for line in loading_calls(path)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "line", ['hl.load("trade")', "claims.judged()", 'pd.read_csv("x.csv")', 'open("x.csv")']
)
def test_a_theme_that_loads_is_named(tmp_path, line):
    (tmp_path / "x.py").write_text(f"def f():\n    return {line}\n")
    assert "line 2: a theme takes frames" in "\n".join(loading_calls(tmp_path / "x.py"))
