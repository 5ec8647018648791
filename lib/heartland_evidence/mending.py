"""What can be computed after a row was added: how its file is written, and the descriptor.

What a row says is never touched: ``heartland validate`` names what is wrong with it.
"""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

from heartland import git
from heartland.files import write_atomically
from heartland.tables import collection, csv_files
from heartland_evidence.reading import line_end, read_text
from heartland_evidence.rules.inventory import inventory_of

DAYS = (("sources", "accessed"), ("excluded", "looked_on"))  # none is after that of the package


def mend(root: Path) -> Iterator[str]:
    """Write the tables that changed since the last commit plainly; bring the descriptor up to date.

    Its version is stepped once after a commit: a minor one for rows, a major one for columns.
    ``created`` is raised to the last day on which a document was read, and rows are counted.

    Yields:
        What was done, a line each.
    """
    changed = []
    for name in collection.dataset_names(root):
        path = collection.table_path(root, name)
        before = git.ask(root, "show", f"HEAD:./{path.relative_to(root).as_posix()}")
        text = path.read_bytes().decode("utf-8-sig")
        if text == before:
            continue
        changed.append((text, before or ""))
        plain = _plainly(text, line_end(path))
        if plain.encode() != path.read_bytes():
            write_atomically(path, plain.encode())
            yield f"{path.name}: written with the same quotes and line ends throughout"
    yield from _mend_descriptor(root, changed)


def _plainly(text: str, end: str) -> str:
    """Write a table anew, without stray spaces and blank lines; no row gains or loses a cell."""
    plain = io.StringIO()
    writer = csv.writer(plain, lineterminator=end)
    rows = csv.reader(io.StringIO(text, newline=""))
    writer.writerows([cell.strip() for cell in row] for row in rows if any(row))
    return plain.getvalue()


def _mend_descriptor(root: Path, changed: list[tuple[str, str]]) -> Iterator[str]:
    facts = dict(collection.descriptor(root))
    committed = json.loads(git.ask(root, "show", "HEAD:./data/datapackage.json") or "{}")
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
            yield from (row.get(column) or "" for row in csv_files.rows(root, name))


def _write(path: Path, facts: dict[str, object]) -> None:
    text = json.dumps(facts, indent=2, ensure_ascii=False) + "\n"
    if path.read_text(encoding="utf-8") != text:
        write_atomically(path, text.encode())
