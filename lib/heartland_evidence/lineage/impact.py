"""What a change of the data would move: figures, and audits, without drawing them all.

Tables are compared, row by row, with those of a commit, and so are the map, the descriptor and the
schemas. A figure may move if its notebook had loaded a changed table (``datasets`` in its JSON) and
the figure cites a source of a changed row or draws the thing that the row is of; an audit may move
if it reads a changed row. This says where to look, before a change lands.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from heartland import git
from heartland.errors import DataError, UsageError, printable
from heartland.files import read_json
from heartland.tables import collection, csv_files, schemas
from heartland.tables.conditions import Selector
from heartland.tables.schemas import TIMES
from heartland.tables.sources import source_ids
from heartland_evidence.lineage.committed_figures import Figure, committed_figures
from heartland_evidence.lineage.identity import Identity, identity_of
from heartland_evidence.reading import apply_schema, in_file_order

OF_VERDICTS = ("claims", "audits", "articles", "second_readings", "verdict_changes")
CHOOSING = ("preferences", "corrections")  # they name rows of other tables
TALLIED = ("what", "outcome", "verdict", "held")  # columns by which a figure counts claims
SHOWN = ("claim_id",)  # columns by which a figure shows single claims
OF_A_VERSION = ("version", "created", "inventory")  # properties of the descriptor that move nothing
MAPS = "map"  # the kind of the figures that draw the map
MAX_CELL_CHARS = 80

Row = Mapping[str, str]


@dataclass(frozen=True)
class Change:
    """A row that was added, removed or changed since a commit; or a shape, or a declaration.

    Attributes:
        table: the dataset; the path below ``data/`` where it is none.
        kind: added, removed or changed.
        key: of the row; the place in a JSON file.
        before: its cells then.
        after: its cells now.
    """

    table: str
    kind: str
    key: str
    before: dict[str, str]
    after: dict[str, str]

    def __str__(self) -> str:
        file = self.table if "." in self.table else f"{self.table}.csv"
        text = f"{file}: {self.kind} {printable(self.key)}"
        if self.kind != "changed":
            return text
        cells = []
        for column in self.after:
            old = self.before.get(column, "")
            if old != self.after[column]:
                cells.append(f"{column} '{_short(old)}' to '{_short(self.after[column])}'")
        return f"{text}: {', '.join(cells)}"

    @property
    def rows(self) -> list[dict[str, str]]:
        """The row before and after, as far as it was there."""
        return [row for row in (self.before, self.after) if row]


def _short(cell: str) -> str:
    return printable(cell if len(cell) <= MAX_CELL_CHARS else f"{cell[: MAX_CELL_CHARS - 1]}…")


def changes_since(root: Path, revision: str) -> list[Change]:
    """Return the rows of all tables that differ from those of a commit, and what declares them.

    Raises:
        UsageError: if there is no such commit, or the collection is not in a repository.
    """
    _check_revision(root, revision)
    touched = _files_touched(root, revision)
    changes: list[Change] = []
    for name in collection.dataset_names(root):
        if collection.table_path(root, name) in touched:
            changes += _compared(root, name, revision)
    declared = [collection.schema_path(root, name) for name in collection.dataset_names(root)]
    declared.append(root / collection.DESCRIPTOR)
    if collection.map_entry(root):
        declared.append(collection.map_path(root))
    for path in declared:
        if path in touched:
            changes += _compared_json(root, path, revision)
    return changes


def _files_touched(root: Path, revision: str) -> set[Path]:
    """Return the files below ``data/`` that differ from a commit, or that git does not know."""
    differ = git.ask(root, "diff", "--name-only", "--relative", "-z", revision, "--", "data") or ""
    new = git.ask(root, "ls-files", "--others", "-z", "--", "data") or ""
    return {root / name for name in (differ + new).split("\0") if name}


def _check_revision(root: Path, revision: str) -> None:
    words = ["rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}"]
    if revision.startswith("-") or git.ask(root, *words) is None:
        raise UsageError(
            f"--since: git knows no commit '{printable(revision)}' here; "
            "write main, HEAD~1 or a tag"
        )


def _before(root: Path, path: Path, revision: str) -> str:
    """Return what a file held at a commit, "" if it was not there; without a byte order mark."""
    text = git.ask(root, "show", f"{revision}:./{path.relative_to(root).as_posix()}") or ""
    return text.removeprefix("\ufeff")


def _compared(root: Path, name: str, revision: str) -> Iterator[Change]:
    text = _before(root, collection.table_path(root, name), revision)
    old = _rows_by_key(root, name, list(csv.DictReader(io.StringIO(text, newline=""))))
    new = _rows_by_key(root, name, csv_files.rows(root, name))
    yield from _differences(name, old, new)


def _differences(
    name: str, old: dict[str, dict[str, str]], new: dict[str, dict[str, str]]
) -> Iterator[Change]:
    for key in sorted(old.keys() | new.keys()):
        if key not in new:
            yield Change(name, "removed", key, old[key], {})
        elif key not in old:
            yield Change(name, "added", key, {}, new[key])
        elif any(old[key].get(column, "") != cell for column, cell in new[key].items()):
            yield Change(name, "changed", key, old[key], new[key])


def _rows_by_key(root: Path, name: str, rows: list[dict[str, str]]) -> dict[str, dict[str, str]]:
    columns = schemas.read(root, name)["primaryKey"]
    by_key = {}
    for row in rows:
        cells = [row.get(column) or "" for column in columns]
        by_key["; ".join(cells)] = row
    return by_key


def _compared_json(root: Path, path: Path, revision: str) -> Iterator[Change]:
    text = _before(root, path, revision)
    try:
        before = json.loads(text) if text else {}
    except ValueError:
        before = {}
    file = path.relative_to(root / "data").as_posix()
    old, new = dict(_parts(before)), dict(_parts(read_json(path)))
    yield from _differences(
        file,
        {key: {"value": value} for key, value in old.items()},
        {key: {"value": value} for key, value in new.items()},
    )


def _parts(found: Any) -> Iterator[tuple[str, str]]:
    """Yield the parts of a descriptor, a schema or a map as text, by their names."""
    for name, part in found.items() if isinstance(found, dict) else []:
        if name in OF_A_VERSION:
            continue
        entries = part if isinstance(part, list) else [part]
        for number, entry in enumerate(entries):
            inner = entry.get("properties", entry) if isinstance(entry, dict) else {}
            label = inner.get("name", inner.get("area", number if len(entries) > 1 else ""))
            yield f"{name} {label}".strip(), json.dumps(entry, ensure_ascii=False)


def figures_touched(root: Path, changes: list[Change]) -> list[str]:
    """Return the committed figures that changed rows may move, as in ``figures/``."""
    chosen = [part for change in changes for part in _rows_chosen(root, change)]
    every = [*(change for change in changes if change.table not in CHOOSING), *chosen]
    citing = [(change, _cited_by(change)) for change in every]
    return [
        figure.place
        for figure in committed_figures(root)
        if any(_may_move(root, figure, change, cited) for change, cited in citing)
    ]


def finding_of(root: Path, place: str) -> str:
    """Return what a committed figure finds: its title."""
    return str(read_json(root / "figures" / f"{place}.json")["title"])


def _rows_chosen(root: Path, change: Change) -> Iterator[Change]:
    """Yield the rows that a changed preference or correction names, as if they were changed."""
    if change.table not in CHOOSING:
        return
    for entry in change.rows:
        name = entry["dataset"]
        if name not in collection.dataset_names(root):
            continue
        try:
            places = Selector(in_file_order(root, name)).positions(entry["where"])
        except DataError:
            continue
        rows = csv_files.rows(root, name)
        for place in places:
            cells = dict(rows[place])
            yield Change(name, "changed", entry["where"], cells, cells)


def _cited_by(change: Change) -> set[str]:
    """Return the sources that the rows of a change name."""
    if "." in change.table:
        return set()
    return set(source_ids(pd.DataFrame(change.rows).fillna(""), also=True))


def _may_move(root: Path, figure: Figure, change: Change, cited: set[str]) -> bool:
    """Whether a change may move a figure.

    Args:
        root: of the collection.
        figure: as it is committed.
        change: of a table, the map or what is declared of one.
        cited: the sources that the changed rows name.
    """
    table = change.table
    loaded = figure.datasets | set(collection.INPUTS_OF_ALL)
    if "." in table:
        return _is_declared_anew(figure, change, loaded)
    if table not in loaded:
        return False
    if table == "areas":
        codes = {code for row in change.rows for code in row["members"].split(";")}
        codes |= {row[column] for row in change.rows for column in ("area", "name")}
        return not figure.words.isdisjoint(codes - {""})
    if table == "sources":
        return change.key in figure.cited
    if table in OF_VERDICTS:
        return _counts_claims(figure, change)
    if not figure.cited.isdisjoint(cited):
        return True
    return any(_draws(figure, table, identity_of(root, table), row) for row in change.rows)


def _draws(figure: Figure, table: str, identity: Identity, row: Row) -> bool:
    """Whether a figure has a line of the thing that a row of a table is of.

    Where a row has an id, a figure without that column has only lines of other things.
    """
    if not identity.ids <= figure.columns:
        return False
    return any(set(match.named) - set(TIMES) for match in figure.lines(table, identity).of(row))


def _counts_claims(figure: Figure, change: Change) -> bool:
    """Whether a figure shows the claim that was judged anew, or counts claims."""
    if set(SHOWN) <= figure.columns:
        of_claim = {row.get("claim_id", "") for row in change.rows}
        of_article = {row.get("article_id", "") for row in change.rows}
        return not figure.words.isdisjoint((of_claim | of_article) - {""})
    if not figure.columns.isdisjoint(TALLIED):
        return True
    rows = pd.DataFrame(change.rows).fillna("")
    return not figure.cited.isdisjoint(source_ids(rows, also=True))


def _is_declared_anew(figure: Figure, change: Change, loaded: frozenset[str]) -> bool:
    """Whether a figure draws what a schema, the descriptor or the map says otherwise now."""
    if change.table.endswith(".geojson"):
        return bool(figure.facts.get("kind") == MAPS)
    if change.table.startswith("schemas/"):
        return change.table.removeprefix("schemas/").removesuffix(".json") in loaded
    return False


def audits_touched(root: Path, changes: list[Change], audits: pd.DataFrame) -> list[str]:
    """Return the claims whose audits read a changed row, or are changed themselves."""
    touched = {row["claim_id"] for change in changes for row in change.rows if "claim_id" in row}
    sources = {change.key for change in changes if change.table == "sources"}
    passages = [change for change in changes if change.table == "passages"]
    names = {change.table for change in changes}.intersection(audits["dataset"])
    changed = {name: _changed_rows(root, name, changes) for name in names}
    for audit in audits.to_dict("records"):
        claim_id, name = str(audit["claim_id"]), audit["dataset"]
        cites = not sources.isdisjoint(str(audit["source_id"]).split(";"))
        links = any(_stands_there(claim_id, change) for change in passages)
        reads = name in changed and _reads(str(audit["where"]), changed[name])
        if cites or links or reads:
            touched.add(claim_id)
    return sorted(touched)


def _changed_rows(root: Path, name: str, changes: list[Change]) -> Selector:
    """Return the rows of a dataset that changed, as they were and as they are, typed."""
    rows = [row for change in changes if change.table == name for row in change.rows]
    columns = schemas.column_names(root, name)
    text = pd.DataFrame(rows, columns=columns, dtype="str").fillna("")
    typed, _ = apply_schema(text, root, name)
    return Selector(typed)


def _stands_there(claim_id: str, change: Change) -> bool:
    """Whether a claim is linked to a changed passage: one of its paragraph."""
    paragraphs = [f"{row['article_id']}-{row['paragraph']}-" for row in change.rows]
    return claim_id.startswith(tuple(paragraphs))


def _reads(where: str, changed: Selector) -> bool:
    """Whether an audit reads one of the changed rows of its dataset."""
    for one in where.split("|"):
        try:
            if changed.positions(one):
                return True
        except DataError:
            continue
    return False
