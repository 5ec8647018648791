"""The variables by which processes speak with one another have their names in one module and one table."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from heartland import environment
from tests.conftest import ROOT

GUIDE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
SOURCE = Path(environment.__file__).read_text(encoding="utf-8")
NAMES = sorted(name for name in vars(environment) if name.startswith("HEARTLAND_"))
OF_TESTS = set(re.findall(r"`(HEARTLAND_\w+)`", GUIDE.partition("Of the tests alone")[2]))
NAME = re.compile(r"\bHEARTLAND_[A-Z_]+")
SPELT = {"lab/startup"}  # it imports nothing of Heartland
FOLDERS = {"": ROOT / "lib" / "heartland", "site/": ROOT / "site"}


def of_module(tree: ast.Module) -> tuple[set[str], set[str]]:
    """The variables that a module spells in a text that is no docstring, and those that it imports."""
    docstrings = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    spelt, imported = set(), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in docstrings:
            text = node.value
            if isinstance(text, bytes):
                text = text.decode()
            if isinstance(text, str):
                spelt.update(NAME.findall(text))
        elif isinstance(node, ast.ImportFrom) and node.module == "heartland.environment":
            imported.update(alias.name for alias in node.names)
    return spelt, imported


@cache
def of_modules() -> dict[str, tuple[set[str], set[str]]]:
    """What each module of library and site spells and imports, by its name in the table.

    The module of the names is left out.
    """
    found = {}
    for prefix, folder in FOLDERS.items():
        for path in sorted(folder.rglob("*.py")):
            if path != Path(environment.__file__):
                name = prefix + path.relative_to(folder).with_suffix("").as_posix()
                found[name] = of_module(ast.parse(path.read_text(encoding="utf-8")))
    return found


def row_of(name: str) -> str:
    (row,) = re.findall(rf"^\| `{name}` \|.*$", GUIDE, flags=re.M)
    return row


def comment_on(name: str) -> str:
    (comment,) = re.findall(rf"((?:^# .*\n)+){name} = \"{name}\"$", SOURCE, flags=re.M)
    return comment


def test_no_other_module_spells_a_variable():
    assert {name for name, (spelt, _) in of_modules().items() if spelt} == SPELT


@pytest.mark.parametrize("text", ['"HEARTLAND_OUT"', 'b"HEARTLAND_OUT="', 'f"HEARTLAND_OUT: {1}"'])
def test_a_variable_that_is_spelt_is_found(text):
    assert of_module(ast.parse(f"x = {text}"))[0] == {"HEARTLAND_OUT"}


def test_a_docstring_may_name_a_variable():
    assert of_module(ast.parse('"""Of HEARTLAND_OUT."""'))[0] == set()


@pytest.mark.parametrize("name", NAMES)
def test_who_sets_and_who_reads_a_variable_stands_at_its_name_and_in_the_table(name):
    using = {module for module, found in of_modules().items() if name in set.union(*found)}
    for told in (row_of(name), comment_on(name)):
        assert set(re.findall(r"`((?:\w+/)+\w+)`", told)) == using


def test_the_table_has_no_other_variable():
    assert set(re.findall(r"^\| `(HEARTLAND_\w+)`", GUIDE, flags=re.M)) == set(NAMES)


def test_the_variables_of_the_tests_are_named():
    asked = set()
    for path in [*(ROOT / "tests").rglob("*.py"), ROOT / "conftest.py"]:
        text = path.read_text(encoding="utf-8")
        asked.update(re.findall(r'environ(?:\.get\(|\[)"(HEARTLAND_\w+)"', text))
    assert asked == OF_TESTS
