"""What a change of the data would move: figures, and audits, without drawing them all.

The tables are compared, row by row, with those of a commit. A figure may move if its notebook
loads a changed table and the figure cites a source of a changed row; an audit may move if it reads
one. This says where to look, before a change lands.
"""

import csv
import io
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from heartland.errors import DataError, UsageError, printable
from heartland.tables import package
from heartland.tables.choose import matches
from heartland.tables.sources import source_ids

OF_CLAIMS = ("claims", "audits", "articles")  # what judged() loads


@dataclass(frozen=True)
class Change:
    """A row that was added, removed or changed since a commit."""

    table: str
    kind: str
    key: str
    before: dict[str, str]
    after: dict[str, str]

    def __str__(self) -> str:
        text = f"{self.table}.csv: {self.kind} {self.key}"
        if self.kind != "changed":
            return text
        cells = []
        for column in self.after:
            old = self.before.get(column, "")
            if old != self.after[column]:
                cells.append(f"{column} '{printable(old)}' to '{printable(self.after[column])}'")
        return f"{text}: {', '.join(cells)}"


def changes_since(root: Path, revision: str) -> list[Change]:
    """Return the rows of all tables that differ from those of a commit.

    Raises:
        UsageError: if there is no such commit, or the collection is not in a repository.
    """
    _check_revision(root, revision)
    changes: list[Change] = []
    for name in package.dataset_names(root):
        changes += _compared(root, name, revision)
    return changes


def _check_revision(root: Path, revision: str) -> None:
    words = ["rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}"]
    if revision.startswith("-") or _git(root, *words) is None:
        raise UsageError(
            f"--since: git knows no commit '{printable(revision)}' here; "
            "write main, HEAD~1 or a tag"
        )


def _git(root: Path, *words: str) -> str | None:
    """Return what git prints, or nothing where it fails."""
    try:
        done = subprocess.run(["git", "-C", str(root), *words], capture_output=True, check=False)
    except FileNotFoundError:
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None


def _compared(root: Path, name: str, revision: str) -> Iterator[Change]:
    path = package.table_path(root, name)
    text = _git(root, "show", f"{revision}:./{path.relative_to(root).as_posix()}")
    old = _rows_by_key(root, name, list(csv.DictReader(io.StringIO(text or "", newline=""))))
    new = _rows_by_key(root, name, package.rows(root, name))
    for key in old.keys() | new.keys():
        if key not in new:
            yield Change(name, "removed", key, old[key], {})
        elif key not in old:
            yield Change(name, "added", key, {}, new[key])
        elif any(old[key].get(column, "") != cell for column, cell in new[key].items()):
            yield Change(name, "changed", key, old[key], new[key])


def _rows_by_key(root: Path, name: str, rows: list[dict[str, str]]) -> dict[str, dict[str, str]]:
    columns = package.schema(root, name)["primaryKey"]
    by_key = {}
    for row in rows:
        cells = [row.get(column) or "" for column in columns]
        by_key["; ".join(cells)] = row
    return by_key


def figures_touched(root: Path, changes: list[Change]) -> list[str]:
    """Return the committed figures that changed rows may move, as in ``figures/``."""
    touched = []
    for path in sorted((root / "figures").glob("*/*.json")):
        loaded = loaded_by(root / "notebooks" / f"{path.parent.name}.ipynb")
        cited = {source["source_id"] for source in package.read_json(path)["sources"]}
        if any(change.table in loaded and _bears_on(change, cited) for change in changes):
            touched.append(f"{path.parent.name}/{path.stem}")
    return touched


def loaded_by(notebook: Path) -> set[str]:
    """Return the tables that a notebook's code names, and those that every figure reads."""
    loaded = set(package.INPUTS_OF_ALL)
    if not notebook.is_file():
        return loaded
    for cell in package.read_json(notebook)["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code":
            loaded |= set(re.findall(r"""\bload\(\s*["']([^"']+)""", source))
            if "judged(" in source:
                loaded |= set(OF_CLAIMS)
    return loaded


def _bears_on(change: Change, cited: set[str]) -> bool:
    """Whether a figure that cites these sources may be drawn of a row; one without sources may."""
    rows = pd.DataFrame([row for row in (change.before, change.after) if row]).fillna("")
    if "source_id" not in rows or change.table == "sources":
        return change.table != "sources" or change.key in cited
    return not cited.isdisjoint(source_ids(rows, also=True))


def audits_touched(changes: list[Change], audits: pd.DataFrame) -> list[str]:
    """Return the claims whose audits read a changed row, or are changed themselves."""
    touched = {change.key.split("; ")[0] for change in changes if change.table == "audits"}
    for audit in audits.to_dict("records"):
        for change in changes:
            if change.table == audit["dataset"] and _reads(audit, change):
                touched.add(str(audit["claim_id"]))
    return sorted(touched)


def _reads(audit: dict[Any, Any], change: Change) -> bool:
    rows = pd.DataFrame([row for row in (change.before, change.after) if row], dtype="str")
    for where in str(audit["where"]).split("|"):
        try:
            if matches(rows.fillna(""), where).any():
                return True
        except DataError:
            continue
    return False
