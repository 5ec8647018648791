"""The rooms of the library, and the arrows between them: no room imports a later one."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.rooms import LEAVES, MAY_IMPORT

LIBRARY = ROOT / "lib"
OTHERS = ("heartland_themes", "heartland_evidence")  # packages that rest on the library
LEAF_ORDER = {
    "errors": set(),
    "context": set(),
    "environment": set(),
    "files": set(),
    "markdown": {"errors"},
    "outputs": set(),
    "sentences": {"errors"},
    "version": set(),
}


def wrong_arrows(library: Path) -> Iterator[str]:
    """Yield a sentence for each import that leads to a later room, or reaches for a private name."""
    for path in sorted(library.rglob("*.py")):
        parts = path.relative_to(library).with_suffix("").parts
        package, room = parts[0], parts[0]
        if package == "heartland":
            room = parts[1]
        if room in ("__init__", "__main__"):
            continue
        allowed = {room} | LEAVES | MAY_IMPORT.get(room, set())
        if room in LEAVES:
            allowed = {room} | LEAF_ORDER[room]
        for line, target, name in imported(library, path):
            place = f"{path.relative_to(library)}, line {line}"
            if target not in allowed:
                yield f"{place}: {room} imports {target}, a later room"
            if name.startswith("_") and target != room:
                yield f"{place}: {name} is private to {target}"


def imported(library: Path, path: Path) -> Iterator[tuple[int, str, str]]:
    """Yield line, room and name of each import from the library, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            parts = _module_of(node, path.relative_to(library))
            for alias in node.names:
                if parts[0] in OTHERS:
                    yield node.lineno, parts[0], alias.name
                elif parts[0] == "heartland":
                    room = parts[1] if len(parts) > 1 else alias.name
                    yield node.lineno, room, alias.name
        elif isinstance(node, ast.Import):
            for alias in node.names:
                parts = alias.name.split(".")
                if parts[0] == "heartland" and len(parts) > 1:
                    yield node.lineno, parts[1], ""
                elif parts[0] in OTHERS:
                    yield node.lineno, parts[0], ""


def _module_of(node: ast.ImportFrom, path: Path) -> list[str]:
    """The names of the module that an import is from; dots before it are counted from its file."""
    named = node.module.split(".") if node.module else []
    above = path.parts[: -node.level] if node.level else ()
    return [*above, *named]


def test_no_room_imports_a_later_one():
    wrong = list(wrong_arrows(LIBRARY))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("file", "line", "said"),
    [
        ("heartland/tables/x.py", "from heartland.figures import style", "tables imports figures"),
        ("heartland/tables/x.py", "from heartland import runs", "tables imports runs"),
        ("heartland/errors.py", "from heartland import context", "errors imports context"),
        ("heartland/version.py", "from heartland import context", "version imports context"),
        (
            "heartland/figures/x.py",
            "def f():\n    import heartland.runs.engine",
            "figures imports runs",
        ),
        (
            "heartland_themes/x.py",
            "from heartland.runs.run import plan",
            "heartland_themes imports runs",
        ),
        (
            "heartland/figures/x.py",
            "from heartland_themes import trade",
            "figures imports heartland_themes",
        ),
        (
            "heartland/cli/x.py",
            "def f():\n    from heartland_evidence.rules import validate",
            "cli imports heartland_evidence",
        ),
        (
            "heartland/runs/x.py",
            "from heartland.tables.tables import _loaded",
            "_loaded is private",
        ),
        ("heartland/tables/x.py", "from ..figures import style", "tables imports figures"),
        ("heartland/tables/x.py", "from .. import runs", "tables imports runs"),
        ("heartland/tables/__init__.py", "from ..figures import style", "tables imports figures"),
    ],
)
def test_a_wrong_arrow_is_named(tmp_path, file, line, said):
    path = tmp_path / file
    path.parent.mkdir(parents=True)
    path.write_text(line + "\n")
    assert said in "\n".join(wrong_arrows(tmp_path))
