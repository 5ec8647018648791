"""What a change of the data would move: figures, and audits, without drawing them all.

Tables are compared, row by row, with those of a commit; schemas, the descriptor and the map are
named where they differ. A figure may move if its notebook had loaded a changed table (``datasets``
in its JSON) and the figure cites a source of a changed row or draws the thing that the row is of;
an audit may move if it reads a changed row. This says where to look, before a change lands.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from heartland import git
from heartland.claims import selections
from heartland.errors import UsageError, printable
from heartland.files import read_json
from heartland.tables import collection, csv_files, schemas
from heartland.tables.conditions import Selector
from heartland.tables.schemas import TIMES
from heartland_evidence.lineage.committed_figures import Figure, committed_figures
from heartland_evidence.lineage.identity import Identity, Row, identity_of, places, selector
from heartland_evidence.reading import apply_schema

OF_VERDICTS = (
    "claims",
    "audits",
    "articles",
    "second_readings",
    "weight_readings",
    "verdict_changes",
)
CHOOSING = ("preferences", "corrections")  # they name rows of other tables
TALLIED = ("what", "outcome", "verdict", "held")  # columns by which a figure counts claims
MAPS = "map"  # the kind of the figures that draw the map
MAX_CELL_CHARS = 80


@dataclass(frozen=True)
class Change:
    """A row that was added, removed or changed since a commit, or a file that is no table.

    Attributes:
        table: the dataset; the path below ``data/`` of a file that is none.
        kind: added, removed or changed.
        key: of the row.
        before: its cells then.
        after: its cells now.
    """

    table: str
    kind: str
    key: str
    before: Row
    after: Row

    def __str__(self) -> str:
        file = self.table if "." in self.table else f"{self.table}.csv"
        text = f"{file}: {self.kind} {printable(self.key)}".rstrip()
        if self.kind != "changed" or not self.after:
            return text
        cells = []
        for column, now in self.after.items():
            then = self.before.get(column, "")
            if then != now:
                cells.append(f"{column} '{_short(then)}' to '{_short(now)}'")
        return f"{text}: {', '.join(cells)}"


def _short(cell: str) -> str:
    return printable(cell if len(cell) <= MAX_CELL_CHARS else f"{cell[: MAX_CELL_CHARS - 1]}…")


def changes_since(root: Path, revision: str) -> list[Change]:
    """Return the rows of all tables that differ from those of a commit, and the other files.

    Raises:
        UsageError: if there is no such commit, or the collection is not in a repository.
    """
    words = ["rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}"]
    if revision.startswith("-") or git.ask(root, *words) is None:
        raise UsageError(
            f"--since: git knows no commit '{printable(revision)}' here; "
            "write main, HEAD~1 or a tag"
        )
    differ = git.ask(root, "diff", "--name-only", "--relative", "-z", revision, "--", "data") or ""
    new = git.ask(root, "ls-files", "--others", "-z", "--", "data") or ""
    touched = {root / name for name in (differ + new).split("\0") if name}
    changes: list[Change] = []
    names = collection.dataset_names(root)
    for name in names:
        if collection.table_path(root, name) in touched:
            changes += _rows_changed(root, name, revision)
    others = [*(collection.schema_path(root, name) for name in names), root / collection.DESCRIPTOR]
    if collection.map_entry(root):
        others.append(collection.map_path(root))
    for path in others:
        if path in touched:
            file = path.relative_to(root / "data").as_posix()
            changes.append(Change(file, "changed", "", {}, {}))
    return changes


def _rows_changed(root: Path, name: str, revision: str) -> Iterator[Change]:
    file = collection.table_path(root, name).relative_to(root).as_posix()
    then = (git.ask(root, "show", f"{revision}:./{file}") or "").removeprefix("\ufeff")
    old = _by_key(root, name, csv.DictReader(io.StringIO(then, newline="")))
    new = _by_key(root, name, csv_files.rows(root, name))
    for key in sorted(old.keys() | new.keys()):
        if key not in new:
            yield Change(name, "removed", key, old[key], {})
        elif key not in old:
            yield Change(name, "added", key, {}, new[key])
        elif any(old[key].get(column, "") != cell for column, cell in new[key].items()):
            yield Change(name, "changed", key, old[key], new[key])


def _by_key(root: Path, name: str, rows: Iterable[Row]) -> dict[str, Row]:
    key = schemas.read(root, name)["primaryKey"]
    return {"; ".join(row.get(column) or "" for column in key): row for row in rows}


def figures_touched(root: Path, changes: list[Change]) -> list[str]:
    """Return the committed figures that changed rows may move, as in ``figures/``."""
    changed = _rows_by_table(changes)
    for entry in [row for name in CHOOSING for row in changed.pop(name, [])]:
        table = entry["dataset"]
        if table in collection.dataset_names(root):
            rows = csv_files.rows(root, table)
            changed[table] += [
                rows[place] for place in places(selector(root, table), entry["where"])
            ]
    followed = {  # the rows of each dataset, followed by those that changed
        name: replace(identity_of(root, name), rows=[*csv_files.rows(root, name), *rows])
        for name, rows in changed.items()
        if "." not in name
    }
    return [
        figure.place
        for figure in committed_figures(root)
        if any(_may_move(figure, name, rows, followed) for name, rows in changed.items())
    ]


def _rows_by_table(changes: Iterable[Change]) -> defaultdict[str, list[Row]]:
    """Return the rows before and after, by table; of a file that is none there are none."""
    changed: defaultdict[str, list[Row]] = defaultdict(list)
    for change in changes:
        changed[change.table] += [row for row in (change.before, change.after) if row]
    return changed


def finding_of(root: Path, place: str) -> str:
    """Return what a committed figure finds: its title."""
    return str(read_json(root / "figures" / f"{place}.json")["title"])


def _may_move(
    figure: Figure, table: str, rows: list[Row], followed: Mapping[str, Identity]
) -> bool:
    """Whether changed rows of a table, or a changed file that is none, may move a figure.

    Args:
        figure: as it is committed.
        table: the dataset, or the path of the file.
        rows: its changed rows.
        followed: the rows of each dataset, followed by those that changed.
    """
    loaded = figure.datasets | set(collection.INPUTS_OF_ALL)
    if table.endswith(".geojson"):
        return bool(figure.facts.get("kind") == MAPS)
    if "." in table:
        return table.removeprefix("schemas/").removesuffix(".json") in loaded
    if table not in loaded:
        return False
    if table == "areas":
        return _shows(figure, rows, "area", "name", "members")
    cites = _cells(rows, "source_id", "also_in") & figure.cited
    if table == "sources":
        return bool(cites)
    if table in OF_VERDICTS:
        if "claim_id" in figure.columns:
            return _shows(figure, rows, "claim_id", "article_id")
        return bool(cites) or not figure.columns.isdisjoint(TALLIED)
    return bool(cites) or _draws(figure, followed[table], len(rows))


def _cells(rows: list[Row], *columns: str) -> set[str]:
    """Return what rows name in columns that join ids or codes with semicolons."""
    cells = (row.get(column) or "" for row in rows for column in columns)
    return {one for cell in cells for one in cell.split(";")} - {""}


def _shows(figure: Figure, rows: list[Row], *columns: str) -> bool:
    return not figure.words.isdisjoint(_cells(rows, *columns))


def _draws(figure: Figure, identity: Identity, changed: int) -> bool:
    """Whether a figure has a line of the thing that one of the last rows of a table is of.

    Where a row has an id, a figure without that column has only lines of other things.
    """
    if not identity.ids <= figure.columns:
        return False
    first = len(identity.rows) - changed
    for line in figure.rows:
        for named in {identity.named_in(line, one) for one in line.get("source_id", "").split(";")}:
            if set(named) - set(TIMES) and max(identity.rows_of(line, named), default=-1) >= first:
                return True
    return False


def audits_touched(root: Path, changes: list[Change], audits: pd.DataFrame) -> list[str]:
    """Return the claims whose audits read a changed row, or are changed themselves."""
    changed = _rows_by_table(changes)
    touched = {row["claim_id"] for rows in changed.values() for row in rows if "claim_id" in row}
    sources = _cells(changed["sources"], "source_id")
    named = {row: selections(audit) for row, audit in audits.iterrows()}
    tables = {table for parts in named.values() for table, _ in parts}
    read = {name: _typed(root, name, changed[name]) for name in changed if name in tables}
    for row, audit in audits.iterrows():
        reads = any(places(read[table], where) for table, where in named[row] if table in read)
        if reads or sources.intersection(audit["source_id"].split(";")):
            touched.add(audit["claim_id"])
    return sorted(touched)


def _typed(root: Path, name: str, rows: list[Row]) -> Selector:
    """Return rows of a dataset, typed, to be chosen by a ``where``."""
    columns = schemas.column_names(root, name)
    text = pd.DataFrame(rows, columns=columns, dtype="str").fillna("")
    typed, _ = apply_schema(text, root, name)
    return Selector(typed)
