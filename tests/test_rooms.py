"""No room of the library imports a later one, nor a package that rests on it."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import ROOT

LIBRARY = ROOT / "lib"
ORDER = (  # of modules and folders of heartland, and of the packages that rest on it
    *("errors", "environment", "context", "files", "git", "version"),
    *("sentences", "headlines", "tables", "notebooks", "stored_figures", "works"),
    *(
        "claim_wording",
        "claims",
        "figures",
        "runs",
        "lab",
        "cli",
        "heartland_evidence",
        "heartland_themes",
    ),
)


def room_of(parts: list[str]) -> str:
    """The room of a module; "" for the package heartland itself."""
    if parts[0] == "heartland":
        return parts[1] if len(parts) > 1 else ""
    return parts[0]


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and room of each import from our packages, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        modules = []
        if isinstance(node, ast.ImportFrom):
            above = path.relative_to(LIBRARY).parts[: -node.level] if node.level else ()
            base = [*above, *(node.module.split(".") if node.module else ())]
            modules = [[*base, alias.name] for alias in node.names]
        elif isinstance(node, ast.Import):
            modules = [alias.name.split(".") for alias in node.names]
        for parts in modules:
            if room_of(parts) in ORDER:
                yield node.lineno, room_of(parts)


def test_no_room_imports_a_later_one():
    wrong, seen, rooms = [], 0, set()
    for path in sorted(LIBRARY.rglob("*.py")):
        name = path.relative_to(LIBRARY)
        room = room_of([*name.with_suffix("").parts])
        if room in ("__init__", "__main__"):
            continue
        assert room in ORDER, f"{name}: write '{room}' into ORDER, after all that it imports"
        rooms.add(room)
        for line, target in imported(path):
            seen += 1
            if ORDER.index(target) > ORDER.index(room):
                wrong.append(f"{name}, line {line}: {room} imports {target}, a later room")
    assert rooms == {*ORDER} and seen > 300
    assert not wrong, "\n".join(wrong)
