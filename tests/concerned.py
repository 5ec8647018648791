"""Which tests a change may break: those to play for a save."""

import ast
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from tests.rooms import MAY_IMPORT

ROOT = Path(__file__).resolve().parent.parent
UNDER_ALL = ("lib/heartland/tables/", "requirements", "pyproject.toml")  # every room rests on it
BASE = re.compile(  # errors, context, sentences, the public names; what tests share
    r"lib/heartland/[^/]*|(?:tests/)?(?!test_)\w+\.py"
)
OF_ROOM = re.compile(r"tests/(\w+)/")
COMMAND = re.compile(  # an import of the command line, which reaches every room
    r"^from (?:heartland\.cli\b|heartland import .*\bcli\b|tests\.command import (?!ROOT$))",
    flags=re.M,
)
OF_THEME = re.compile(r"tests/themes/test_(\w+)\.py")  # they read the figures of its notebook
NOTEBOOK_OF = {  # of each theme
    path.stem[3:].replace("-", "_"): path.stem for path in (ROOT / "notebooks").glob("*.ipynb")
}


@cache
def changed_files() -> list[str] | None:
    """Return the files that differ from the last commit; None where Git does not tell."""
    edited = ["diff", "--name-only", "-z", "--no-renames", "--relative", "HEAD"]
    added = ["ls-files", "-z", "--others", "--exclude-standard"]
    try:
        return [*_listed(edited), *_listed(added)]
    except (OSError, subprocess.CalledProcessError):
        return None


def in_words(changed: list[str] | None) -> str:
    """Say after what change the tests for a save are chosen."""
    if changed is None:
        return "played: all, since Git does not tell what was changed"
    if not changed:
        return "nothing differs from the last commit: the tests of rooms were left out"
    first = f"{changed[0]} and {len(changed) - 1} more" if len(changed) > 1 else changed[0]
    return f"played: what a change of {first} may break"


def _listed(command: list[str]) -> list[str]:
    """Return the files that a command of Git lists."""
    done = subprocess.run(["git", *command], cwd=ROOT, capture_output=True, text=True, check=True)
    return [file for file in done.stdout.split("\0") if file]


def is_concerned(item: pytest.Item, changed: list[str] | None) -> bool:
    """Tell whether a change may break a test.

    A test with the mark ``after`` is played after a change of its own file, of the folders that the
    mark names, or of what all rooms rest on; one in the folder of a room likewise, after a change
    of that room, of a room that it may import, or of what it reads. Any other is always played.
    """
    causes = _causes(item)
    if not causes or changed is None:
        return True
    causes = (item.nodeid.partition("::")[0], *causes, *UNDER_ALL)
    return any(file.startswith(causes) or BASE.fullmatch(file) for file in changed)


def _causes(item: pytest.Item) -> tuple[str, ...]:
    """Name the files and folders whose change may break a test, its own apart; none if any may."""
    after = item.get_closest_marker("after")
    if after:
        return after.args
    path = item.nodeid.partition("::")[0]
    room = OF_ROOM.match(path)
    if room is None:
        return ()
    shared = [file for file in (ROOT / room[0]).glob("*.py") if not file.stem.startswith("test_")]
    read = ["data/", *(file.relative_to(ROOT).as_posix() for file in shared), *themes_behind(path)]
    theme = OF_THEME.fullmatch(path)
    if theme:
        notebook = NOTEBOOK_OF.get(theme[1], "")
        return (*read, "lib/heartland/", f"notebooks/{notebook}", f"figures/{notebook}")
    rooms = MAY_IMPORT.get(room[1], set()) | {room[1]}
    if "command" in getattr(item, "fixturenames", ()) or COMMAND.search(_text(path)):
        rooms |= MAY_IMPORT["cli"] | {"cli"}
    return (*read, "notebooks/", "figures/", *(f"lib/heartland/{name}/" for name in sorted(rooms)))


@cache
def themes_behind(path: str) -> frozenset[str]:
    """Return the files of the themes that a file imports, and of those that they import."""
    names = set()
    for node in ast.walk(ast.parse(_text(path))):
        if not isinstance(node, ast.ImportFrom) or node.module is None:
            continue
        if node.module == "heartland_themes":
            names |= {alias.name for alias in node.names}
        elif node.module.startswith("heartland_themes."):
            names.add(node.module.split(".")[1])
    files = frozenset(f"lib/heartland_themes/{name}.py" for name in names)
    return files.union(*map(themes_behind, files))


@cache
def _text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")
