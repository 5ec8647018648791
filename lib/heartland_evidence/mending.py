"""What can be computed after a row was added: how its file is written, and the descriptor.

What a row says is never touched: ``heartland validate`` names what is wrong with it.
"""

import csv
import io
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from heartland import git
from heartland.environment import HEARTLAND_ROOT
from heartland.files import UNTIDY, write_atomically
from heartland.tables import collection
from heartland.tables.csv_files import BLANK, Problem
from heartland_evidence import rules
from heartland_evidence.reading import line_end, read_text
from heartland_evidence.rules.files import files_are_sound
from heartland_evidence.rules.inventory import inventory_of

DAYS = (("sources", "accessed"), ("excluded", "looked_on"))  # none is after that of the package


def mend(root: Path) -> tuple[list[str], list[Problem]]:
    """Write the tables that changed since the last commit plainly; bring the descriptor up to date.

    Its version is stepped once after a commit: a minor one for rows, a major one for columns.
    ``created`` is raised to the last day on which a document was read, and rows are counted.
    All of it is tried in a copy first: where a rule is broken nothing is written.

    Returns:
        What was written, a line each, and what breaks a rule. One of the two is empty.

    Raises:
        DataError: if the descriptor, a schema or a file is not what all else rests on.
    """
    files_are_sound(root)
    with TemporaryDirectory() as made:
        copy = Path(made)
        shutil.copytree(root / "data", copy / "data", symlinks=True)
        done = list(mend_copy(copy, root))
        with _in_place_of_the_collection(copy):
            problems = rules.validate(forked=True)
        if problems:
            return [], problems
        for name in collection.dataset_names(root):
            _hand_over(collection.table_path(copy, name), collection.table_path(root, name))
        _hand_over(copy / collection.DESCRIPTOR, root / collection.DESCRIPTOR)
    return done, []


@contextmanager
def _in_place_of_the_collection(copy: Path) -> Iterator[None]:
    named = os.environ.get(HEARTLAND_ROOT)
    os.environ[HEARTLAND_ROOT] = str(copy)
    try:
        yield
    finally:
        del os.environ[HEARTLAND_ROOT]
        if named is not None:
            os.environ[HEARTLAND_ROOT] = named


def _hand_over(mended: Path, path: Path) -> None:
    content = mended.read_bytes()
    if content != path.read_bytes():
        write_atomically(path, content)


def mend_copy(copy: Path, root: Path) -> Iterator[str]:
    """Mend a copy of a collection; a table of which a row cannot be read stays as it is.

    Args:
        copy: what is written.
        root: the collection, whose last commit says what has changed.

    Yields:
        What was done, a line each.
    """
    changed = []
    for name in collection.dataset_names(copy):
        _, unsound = read_text(copy, name)
        if any(problem.rule not in (BLANK, UNTIDY) for problem in unsound):
            continue
        path = collection.table_path(copy, name)
        before = git.ask(root, "show", f"HEAD:./{path.relative_to(copy).as_posix()}")
        text = path.read_bytes().decode("utf-8-sig")
        if text == before:
            continue
        changed.append((text, before or ""))
        plain = _plainly(text, line_end(path))
        if plain.encode() != path.read_bytes():
            write_atomically(path, plain.encode())
            yield f"{path.name}: written with the same quotes and line ends throughout"
    committed = json.loads(git.ask(root, "show", "HEAD:./data/datapackage.json") or "{}")
    yield from _mend_descriptor(copy, changed, committed)


def _plainly(text: str, end: str) -> str:
    """Write a table anew, without stray spaces and blank lines; no row gains or loses a cell."""
    plain = io.StringIO()
    writer = csv.writer(plain, lineterminator=end)
    rows = csv.reader(io.StringIO(text, newline=""))
    writer.writerows([cell.strip() for cell in row] for row in rows if any(row))
    return plain.getvalue()


def _mend_descriptor(
    root: Path, changed: list[tuple[str, str]], committed: dict[str, object]
) -> Iterator[str]:
    facts = dict(collection.descriptor(root))
    if changed and facts["version"] == committed.get("version"):
        facts["version"] = _stepped(facts["version"], changed)
        yield f"datapackage.json: version {committed['version']} becomes {facts['version']}"
    last = max(_days(root), default="")
    if last > facts["created"][:10]:
        facts["created"] = f"{last}T00:00:00Z"
        yield f"datapackage.json: created becomes {last}, on which a document was last read"
    path = root / collection.DESCRIPTOR
    _write(path, facts)
    texts = {name: read_text(root, name)[0] for name in collection.dataset_names(root)}
    _write(path, facts | {"inventory": inventory_of(root, texts)})


def _stepped(version: str, changed: list[tuple[str, str]]) -> str:
    major, minor, _ = version.split(".")
    heads = [(now.splitlines()[:1], before.splitlines()[:1]) for now, before in changed if before]
    if any(now != before for now, before in heads):
        return f"{int(major) + 1}.0.0"
    return f"{major}.{int(minor) + 1}.0"


def _days(root: Path) -> Iterator[str]:
    names = collection.dataset_names(root)
    for name, column in DAYS:
        if name in names:
            text, _ = read_text(root, name)
            yield from text[column]


def _write(path: Path, facts: dict[str, object]) -> None:
    text = json.dumps(facts, indent=2, ensure_ascii=False) + "\n"
    if path.read_text(encoding="utf-8") != text:
        write_atomically(path, text.encode())
