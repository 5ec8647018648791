"""The themes: code of the notebooks that takes its rows as frames, and looks up what explains or ranks them.

What is written is asked here, in every branch; what happens is asked whenever a notebook is played.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import heartland as hl
from heartland import claims
from heartland.tables.tables import with_positions
from tests.conftest import ROOT
from tests.play import themes_load_nothing

THEMES = ROOT / "lib" / "heartland_themes"
LOADING = {
    "load",
    "with_positions",
    "in_file_order",
    "read_text",
    "judged",
    "evidence",
    "chosen",
    "deciding_audits",
    "passages",
    "both_sides",
    "forecasts_and_outturns",
    "known",
    "timeline",
    "read_csv",
    "read_json",
    "open",
}
READING = {"csv_files"}  # modules: no call of theirs is noted anywhere
LOOKED_UP = {"by_id": "'sources'"}  # a call that may read this table, and no other


OF_OTHERS = {"open", "read_csv"}  # Python's and pandas'


def loading_calls(path: Path) -> Iterator[str]:
    """Yield a sentence for each call that would load rows."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            module, _, name = ast.unparse(node.func).rpartition(".")
            table = ast.unparse(node.args[0]) if node.args else ""
            if name in LOADING or module in READING or table != LOOKED_UP.get(name, table):
                call = f"{name}({table})"
                yield f"{path.name}, line {node.lineno}: a theme takes frames, and calls {call}"


def test_a_theme_loads_no_rows_and_looks_up_sources_alone():
    found = [line for path in sorted(THEMES.glob("*.py")) for line in loading_calls(path)]
    assert not found, "\n".join(found)


def test_each_call_that_loads_is_of_a_function_that_is_there():
    defined: set[str] = set()
    for path in (ROOT / "lib").rglob("*.py"):
        defined.add(path.stem)
        defined.update(re.findall(r"^def (\w+)", path.read_text(encoding="utf-8"), flags=re.M))
    assert (LOADING - OF_OTHERS) | READING | {*LOOKED_UP} <= defined


@pytest.mark.parametrize(
    "line",
    [
        'hl.load("trade")',
        "claims.judged()",
        'by_id("articles", ids)',
        "hl.both_sides(df)",
        'pd.read_csv("x.csv")',
        'open("x.csv")',
        'with_positions("trade")',
        'in_file_order(root, "trade")',
        'csv_files.rows(root, "trade")',
    ],
)
def test_a_theme_that_loads_rows_is_named(tmp_path, line):
    (tmp_path / "x.py").write_text(f"def f():\n    return {line}\n")
    assert "line 2: a theme takes frames" in "\n".join(loading_calls(tmp_path / "x.py"))


@pytest.mark.parametrize("line", ['by_id("sources", ids)', 'prefer(df, "area", "trade")'])
def test_a_theme_may_look_up_sources_and_preferences(tmp_path, line):
    (tmp_path / "x.py").write_text(f"def f():\n    return {line}\n")
    assert list(loading_calls(tmp_path / "x.py")) == []


def sources_named(path: Path) -> Iterator[str]:
    """Yield a sentence for each id of a source that stands in the code; docstrings may name some."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    explained = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    ids = set(hl.load("sources")["source_id"])
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            for name in ids.intersection(re.findall(r"[\w-]+", node.value)):
                if id(node) not in explained:
                    yield (
                        f"{path.name}, line {node.lineno}: choose rows by what they are and hl.prefer, "
                        f"not by '{name}': a newer download has an id of its own"
                    )


def test_a_theme_chooses_no_row_by_the_id_of_its_source():
    found = [line for path in sorted(THEMES.glob("*.py")) for line in sources_named(path)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "line",
    [
        "rows.query(\"source_id == 'imf-weo-2022-04'\")",
        'rows[rows["source_id"].ne("imf-weo-2022-04")]',
        '{"value": "imf-weo-2022-04"}',
    ],
)
def test_a_theme_that_names_a_source_is_named(tmp_path, line):
    (tmp_path / "x.py").write_text(f'''"""Of imf-weo-2022-04."""\nx = {line}\n''')
    (found,) = sources_named(tmp_path / "x.py")
    assert found.startswith("x.py, line 2: choose rows by what they are")


def called_by_a_theme(line, **given):
    """What a line returns that stands in a module of a theme."""
    known = {"hl": hl, "claims": claims, "with_positions": with_positions}
    module = {"__name__": "heartland_themes.x", **known, **given}
    exec(f"def f():\n    return {line}", module)
    with themes_load_nothing():
        return module["f"]()


@pytest.mark.parametrize(
    ("line", "table"),
    [
        ('hl.load("remittances")', "remittances"),
        ('with_positions("trade")', "trade"),
        ("claims.claims_table(df)", "claims"),
        ("hl.both_sides(rows)", "exchange_rates"),
    ],
)
def test_a_table_that_is_loaded_while_a_theme_works_is_named_whatever_calls_for_it(line, table):
    df, rows = claims.judged().head(1), hl.load("trade", area="KAZ", partner="CHN", year=2022)
    with pytest.raises(AssertionError, match=f"heartland_themes.x loads {table}$"):
        called_by_a_theme(line, df=df, rows=rows)


def options_in_a_dict(path: Path) -> Iterator[str]:
    """Yield a sentence for each figure whose options are handed over where mypy does not look."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func).rpartition(".")[2]
            if name in ("frame", "panels") and any(option.arg is None for option in node.keywords):
                yield f"{path.name}, line {node.lineno}: write the options of {name} at the call"


def test_a_theme_writes_the_options_of_a_figure_at_the_call(tmp_path):
    found = [line for path in sorted(THEMES.glob("*.py")) for line in options_in_a_dict(path)]
    assert not found, "\n".join(found)
    (tmp_path / "x.py").write_text("look = {'heigth': 3.9}\nframe.panels(rows, 'a', **look)\n")
    assert "line 2: write the options of panels" in "\n".join(options_in_a_dict(tmp_path / "x.py"))


def percent_signs_apart(path: Path) -> Iterator[str]:
    """Yield a sentence for each text that has a space between a figure and its percent sign."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        text = node.value if isinstance(node, ast.Constant) else ""
        if isinstance(text, str) and re.search(r"(^|\d) %(?!\w)", text):
            yield f"{path.name}, line {node.lineno}: a percent sign stands at its figure: 35%"


def test_the_percent_sign_stands_at_its_figure(tmp_path):
    library = sorted((ROOT / "lib").rglob("*.py"))
    assert [line for path in library for line in percent_signs_apart(path)] == []
    (tmp_path / "x.py").write_text("unit = '%'\na = f'{share} %'\nb = '60 %'\n")
    found = list(percent_signs_apart(tmp_path / "x.py"))
    assert sorted(line.split(":")[0] for line in found) == ["x.py, line 2", "x.py, line 3"]


def test_a_theme_that_ranks_its_rows_loads_preferences_alone():
    rows = hl.load("exchange_rates", currency="CNY", year=2022)
    assert len(called_by_a_theme("hl.prefer(rows)", rows=rows)) == 1
