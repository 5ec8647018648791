"""The ledger of tracing: which row was read in its source again, when, and with what outcome.

A tracing vouches for the key of a row and for the columns that were compared, as they were on that
day: the fingerprint of these cells is kept with it. Of several tracings of a row the latest stands.
Where a file was compared by script, one entry stands for all rows of a source: it names some cells
of the key, and its fingerprint is of all rows that have them. A row's own entry goes before it.
What does not belong here: naming rows that were changed since (``checks``).
"""

import csv
import hashlib
import io
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal

from heartland.errors import UsageError, did_you_mean, offer, printable
from heartland.files import write_atomically
from heartland.tables import caches, csv_files, descriptor, location, schemas
from heartland.tables.periods import newest_day

LEDGER = "tracings"
OUTCOMES = ("agrees", "corrected", "doubtful", "not reached")
SETTLED_OUTCOMES = ("agrees", "corrected")
Outcome = Literal["agrees", "corrected", "doubtful", "not reached"]

# What the coder says of a row, not the source: a tracing does not vouch for it.
OWN_WORDS = (
    *("note", "also_in", "locator", "theme", "category"),
    *("credibility", "independent", "witness", "article_only"),
)
NOT_TRACED = ("audits",)  # computed anew by validate
SHORTEST = re.compile(
    r"-?(?:[1-9][0-9]*|(?:0|[1-9][0-9]*)\.[0-9]*[1-9])"
)  # a number as Decimal has it
WRITTEN = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
DIGITS = 16  # hexadecimal digits of a fingerprint

Row = Mapping[str, str]


def traceable(folder: Path, name: str) -> bool:
    """Tell whether the rows of a dataset name the source in which they were read."""
    columns = schemas.column_names(folder, name)
    key = schemas.read(folder, name)["primaryKey"]
    return "source_id" in columns and key != ["source_id"] and name not in NOT_TRACED


def columns_to_compare(folder: Path, name: str) -> list[str]:
    """Return the columns of a dataset that a whole tracing compares."""
    columns = schemas.column_names(folder, name)
    return [column for column in columns if column not in OWN_WORDS]


def key_as_text(key: Iterable[str], row: Row) -> str:
    """Return the key of a row in its one spelling.

    >>> key_as_text(["area", "year"], {"year": "2022", "area": "KAZ", "persons": "20034609"})
    'area=KAZ;year=2022'
    """
    return ";".join([f"{column}={row[column]}" for column in key])


def fingerprint(row: Row, columns: Iterable[str], types: Mapping[str, str]) -> str:
    """Return a hash of cells of a row, which the order of columns and rows does not change.

    Neither does how the file is written: quotes, line ends, or a number with more zeros.

    >>> row = {"area": "KAZ", "persons": "20034609"}
    >>> fingerprint(row, ["persons", "area"], {"persons": "integer"})
    'b92896633114848d'

    Args:
        row: its cells as text.
        columns: which of them; a column that is named twice counts once.
        types: the types that the schema declares; a column that is not there is text.
    """
    cells = [
        [column, _canonical(row[column], types.get(column, "string"))]
        for column in sorted(set(columns))
    ]
    return hashlib.sha256(WRITTEN(cells).encode()).hexdigest()[:DIGITS]


def fingerprint_together(cells: Mapping[str, Sequence[str]], types: Mapping[str, str]) -> str:
    """Return one hash of many rows, which the order of columns and rows does not change.

    >>> rows = {"area": ["KAZ", "UZB"], "persons": ["20034609", "35648100.0"]}
    >>> backwards = {"persons": ["35648100", "20034609"], "area": ["UZB", "KAZ"]}
    >>> types = {"persons": "integer"}
    >>> fingerprint_together(rows, types) == fingerprint_together(backwards, types)
    True

    Args:
        cells: those of each column, row after row.
        types: the types that the schema declares; a column that is not there is text.
    """
    columns = sorted(cells)
    written = []
    for column in columns:
        kind = types.get(column, "string")
        canonical = {cell: _canonical(cell, kind) for cell in set(cells[column])}
        written.append([canonical[cell] for cell in cells[column]])
    rows = sorted(zip(*written, strict=True))
    return hashlib.sha256(WRITTEN([columns, rows]).encode()).hexdigest()[:DIGITS]


def _canonical(cell: str, kind: str) -> str:
    if cell and kind in ("number", "integer"):
        if SHORTEST.fullmatch(cell):
            return cell
        try:
            return f"{Decimal(cell).normalize():f}"
        except ArithmeticError:
            return cell
    return cell if cell.isascii() else unicodedata.normalize("NFC", cell)


def types_of(folder: Path, name: str) -> dict[str, str]:
    """Return the type of each column of a dataset."""
    return {field["name"]: field["type"] for field in schemas.read(folder, name)["fields"]}


def compared_columns(entry: Row) -> list[str]:
    """Return the columns that an entry of the ledger says were compared."""
    return [column for column in entry["compared"].split(";") if column]


def words_for(sources: Iterable[Row]) -> dict[str, frozenset[str]]:
    """Return for each source the words by which a tracing can name it: its id and addresses."""
    words = {}
    for source in sources:
        cells = [source.get("url", ""), *source.get("also_at", "").split(";")]
        addresses = {_bare(cell) for cell in cells if cell}
        words[source["source_id"]] = frozenset({source["source_id"], *addresses})
    return words


def reads_source(traced_to: str, source_id: str, words: Mapping[str, frozenset[str]]) -> bool:
    """Tell whether one of the documents of a tracing is a source of the row.

    >>> words = words_for([{"source_id": "tass-1", "url": "https://tass.com/world/1"}])
    >>> reads_source("tass.com/world/1/", "tass-1;khovar-2", words)
    True
    >>> reads_source("https://example.org/relay", "tass-1", words)
    False
    """
    read = {word for cell in traced_to.split(";") for word in (cell, _bare(cell))}
    return any(words.get(one, frozenset({one})) & read for one in source_id.split(";"))


def _bare(address: str) -> str:
    """Write an address without what two spellings of it differ in."""
    return re.sub(r"^(https?://)?(www\.)?", "", address.strip()).rstrip("/")


def latest(entries: Iterable[Row]) -> dict[tuple[str, str], Row]:
    """Return the latest tracing of each row, by dataset and key."""
    found: dict[tuple[str, str], Row] = {}
    for entry in entries:
        row = (entry["dataset"], entry["where"])
        if row not in found or found[row]["traced_on"] <= entry["traced_on"]:
            found[row] = entry
    return found


def shared_cells(key: Sequence[str], where: str) -> dict[str, str]:
    """Return the cells that the rows of an entry share, {} if it is an entry of one row.

    >>> shared_cells(["area", "year", "source_id"], "area=KAZ;source_id=wdi-population")
    {'area': 'KAZ', 'source_id': 'wdi-population'}
    >>> shared_cells(["area", "year", "source_id"], "area=KAZ;year=2022;source_id=wdi-population")
    {}
    """
    cells = {}
    for pair in where.split(";"):
        column, sign, cell = pair.partition("=")
        if not sign:
            return {}
        cells[column] = cell
    in_order = [column for column in key if column in cells]
    is_of_many = len(in_order) < len(key) and "source_id" in cells
    return cells if is_of_many and list(cells) == in_order else {}


def tracing_of_each_row(
    folder: Path, name: str, rows: Sequence[Row], entries: Iterable[Row]
) -> list[Row | None]:
    """Return for each row of a dataset the entry that stands for it, None where there is none.

    Args:
        folder: of the collection.
        name: of the dataset.
        rows: of the dataset.
        entries: the latest tracing of each row of it, and of each set of rows.
    """
    key = schemas.read(folder, name)["primaryKey"]
    own: dict[str, Row] = {}
    of_many: list[tuple[dict[str, str], Row]] = []
    for entry in sorted(entries, key=lambda one: one["traced_on"], reverse=True):
        cells = shared_cells(key, entry["where"])
        if cells:
            of_many.append((cells, entry))
        else:
            own[entry["where"]] = entry
    found: list[Row | None] = []
    for row in rows:
        sets = (entry for cells, entry in of_many if _has(row, cells))
        found.append(own.get(key_as_text(key, row)) or next(sets, None))
    return found


def fingerprint_of_rows(
    folder: Path, name: str, rows: Sequence[Row], compared: Iterable[str]
) -> str:
    """Return the fingerprint of many rows: of their keys, and of what was compared."""
    key = schemas.read(folder, name)["primaryKey"]
    cells = {column: [row[column] for row in rows] for column in [*key, *compared]}
    return fingerprint_together(cells, types_of(folder, name))


def fingerprint_of_row(folder: Path, name: str, row: Row, compared: Iterable[str]) -> str:
    """Return the fingerprint of a row of a dataset: of its key, and of what was compared."""
    key = schemas.read(folder, name)["primaryKey"]
    return fingerprint(row, [*key, *compared], types_of(folder, name))


def is_unchanged(
    entry: Row, rows: Sequence[Row], key: Sequence[str], types: Mapping[str, str]
) -> bool:
    """Tell whether the rows of an entry are as they were when they were traced.

    Rows without a column that was compared have changed.

    Args:
        entry: of the ledger.
        rows: the one that it names, or all that have the cells that it names.
        key: the columns of the dataset's key.
        types: of its columns.
    """
    columns = [*key, *compared_columns(entry)]
    if not all(column in row for row in rows for column in columns):
        return False
    if shared_cells(key, entry["where"]):
        cells = {column: [row[column] for row in rows] for column in columns}
        return fingerprint_together(cells, types) == entry["fingerprint"]
    (row,) = rows
    return fingerprint(row, columns, types) == entry["fingerprint"]


@dataclass(frozen=True)
class Coverage:
    """How many rows of a dataset were traced: by the outcome of the latest tracing of each.

    Attributes:
        dataset: its name.
        rows: how many it has.
        outcomes: how many have each outcome.
        figures_only: of how many nothing but figures was compared.
        newest: the day of the latest tracing, "" if there is none.
    """

    dataset: str
    rows: int
    outcomes: Mapping[str, int]
    figures_only: int
    newest: str

    @property
    def traced(self) -> int:
        """Rows that were traced, whatever the outcome."""
        return sum(self.outcomes.values())


def coverage(folder: Path) -> list[Coverage]:
    """Return for each dataset that can be traced how much of it was."""
    if not _has_ledger(folder):
        return []
    names = descriptor.dataset_names(folder)
    return [coverage_of(folder, name) for name in names if traceable(folder, name)]


def coverage_of(folder: Path, name: str) -> Coverage:
    """Return how much of a dataset was traced, in a collection that has the ledger."""
    rows = csv_files.rows(folder, name)
    of_table = [entry for entry in csv_files.rows(folder, LEDGER) if entry["dataset"] == name]
    standing_for = tracing_of_each_row(folder, name, rows, latest(of_table).values())
    of_rows = [entry for entry in standing_for if entry]
    outcomes = Counter(entry["outcome"] for entry in of_rows)
    newest = max([entry["traced_on"] for entry in of_rows], default="")
    figures = _figures_only(of_rows, types_of(folder, name))
    return Coverage(name, len(rows), outcomes, figures, newest)


def _figures_only(entries: Iterable[Row], types: Mapping[str, str]) -> int:
    """Count the rows of which figures were compared, and nothing else."""
    number = 0
    for entry in entries:
        compared = {types.get(column, "string") for column in compared_columns(entry)}
        if compared and compared <= {"number", "integer"}:
            number += 1
    return number


@dataclass(frozen=True)
class Tracing:
    """What somebody found who read a row in its source again.

    Attributes:
        dataset: of the row.
        row: its key, or as much of it as tells it from all other rows: ``column=value;…``; where
            the key is an id, the id alone will do.
        outcome: one of ``OUTCOMES``.
        to: ids of sources and web addresses, separated by semicolons.
        place: where in the document.
        on: the day, ISO 8601; today by default.
        compared: the columns that were compared; by default all that can be, the source among them
            if it is what the row was traced to.
        note: what a reader should know.
        together: it is of all rows that have the cells of ``row``, their source among them.
    """

    dataset: str
    row: str
    outcome: Outcome
    to: str
    place: str = ""
    on: str = ""
    compared: tuple[str, ...] = ()
    note: str = ""
    together: bool = False


def record(tracing: Tracing, replace: bool = False) -> dict[str, str]:
    """Write a tracing into the ledger, whole or not at all; return its entry.

    Args:
        tracing: what was found.
        replace: take the place of an entry of the same row and day.

    Raises:
        UsageError: if the row, the day or what it was traced to is not there, the ledger has an
            entry of the row and the day and it is not to be replaced, or the ledger is an
            installed package's.
    """
    folder = location.own_root()
    path = descriptor.table_path(folder, LEDGER) if _has_ledger(folder) else Path()
    before = caches.file_state(path)
    entry = _entry(folder, tracing)
    key = schemas.read(folder, LEDGER)["primaryKey"]
    kept = []
    for other in csv_files.rows(folder, LEDGER):
        if any(other[column] != entry[column] for column in key):
            kept.append(other)
        elif not replace:
            raise UsageError(
                f"{entry['where']}: was already traced on {entry['traced_on']}, with the outcome "
                f"'{other['outcome']}': add --replace to write this in its place"
            )
    text = _written(path, [*kept, entry])
    if caches.file_state(path) != before:
        raise UsageError(f"{path.name}: was changed by someone else in the meantime: call again")
    write_atomically(path, text.encode())
    return entry


def _has_ledger(folder: Path) -> bool:
    return LEDGER in descriptor.dataset_names(folder)


def _entry(folder: Path, tracing: Tracing) -> dict[str, str]:
    name = tracing.dataset
    if not _has_ledger(folder):
        raise UsageError(f"this collection has no table {LEDGER}: nothing can be recorded")
    check_traceable(folder, name)
    key = schemas.read(folder, name)["primaryKey"]
    if tracing.together:
        where, rows = _rows_named(folder, name, tracing)
    else:
        rows = [dict(_row_named(folder, name, tracing.row))]
        where = key_as_text(key, rows[0])
    check_addresses(folder, tracing.to)
    compared = list(tracing.compared) or _seen(folder, name, rows[0], tracing.to)
    for column in compared:
        if column not in rows[0]:
            raise UsageError(f"{name} has no column '{printable(column)}'{offer(column, rows[0])}")
    if tracing.outcome == "not reached":
        compared = []
    if tracing.together:
        mark = fingerprint_of_rows(folder, name, rows, compared)
    else:
        mark = fingerprint_of_row(folder, name, rows[0], compared)
    return {
        "dataset": name,
        "where": where,
        "traced_on": _day(tracing.on),
        "outcome": tracing.outcome,
        "traced_to": tracing.to,
        "locator": tracing.place,
        "compared": ";".join(compared),
        "fingerprint": mark,
        "note": tracing.note,
    }


def _seen(folder: Path, name: str, row: Row, to: str) -> list[str]:
    """Return what a whole tracing compares: not the source, where the row was read elsewhere."""
    columns = columns_to_compare(folder, name)
    words = words_for(csv_files.rows(folder, "sources"))
    if reads_source(to, row["source_id"], words):
        return columns
    return [column for column in columns if column != "source_id"]


def _rows_named(folder: Path, name: str, tracing: Tracing) -> tuple[str, list[dict[str, str]]]:
    """Return the rows of one source that a part of a key names, and this part in its spelling.

    Raises:
        UsageError: if it is not a part of the key with the source, no row has it, or the outcome
            is none that holds of each row of many.
    """
    rows = csv_files.rows(folder, name)
    key = schemas.read(folder, name)["primaryKey"]
    wanted = _pairs(name, key, tracing.row, [row[key[0]] for row in rows])
    where = key_as_text([column for column in key if column in wanted], wanted)
    if shared_cells(key, where) != wanted:
        raise UsageError(
            f"{printable(tracing.row, 200)}: rows are recorded together by their source_id and "
            f"some more of {', '.join(key)}, not by all of it"
        )
    if tracing.outcome not in SETTLED_OUTCOMES:
        raise UsageError(
            f"'{tracing.outcome}' does not hold of each of many rows: record those rows alone"
        )
    found = [row for row in rows if _has(row, wanted)]
    if not found:
        raise UsageError(
            f"{name} has no row with {printable(tracing.row, 200)}{_nearby(rows, wanted)}"
        )
    return where, found


def check_traceable(folder: Path, name: str) -> None:
    """Check that a dataset is there, and that its rows can be traced.

    Raises:
        UsageError: if not; the message offers what can be.
    """
    descriptor.resource(folder, name)
    if not traceable(folder, name):
        names = [one for one in descriptor.dataset_names(folder) if traceable(folder, one)]
        raise UsageError(
            f"{name}: its rows name no source to trace them to; there are {', '.join(names)}"
        )


def _row_named(folder: Path, name: str, words: str) -> Row:
    """Return the one row that a key, or enough of it, names.

    Raises:
        UsageError: if no row has it, or several have.
    """
    rows = csv_files.rows(folder, name)
    key = schemas.read(folder, name)["primaryKey"]
    for row in rows:
        is_its_id = len(key) == 1 and row[key[0]] == words
        if is_its_id or key_as_text(key, row) == words:
            return row
    ids = [row[key[0]] for row in rows]
    wanted = _pairs(name, key, words, ids)
    found = [row for row in rows if _has(row, wanted)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise UsageError(
            f"{name} has no row with {printable(words, 200)}{_nearby(rows, wanted)}; "
            f"heartland trace --dataset {name} prints keys"
        )
    missing = [column for column in key if column not in wanted]
    raise UsageError(
        f"{len(found)} rows of {name} have {printable(words, 200)}: "
        f"add {' or '.join(missing or key)}"
    )


def _pairs(name: str, key: list[str], words: str, ids: list[str]) -> dict[str, str]:
    wanted = {}
    for pair in words.split(";"):
        column, sign, value = pair.partition("=")
        if not sign and len(key) == 1:
            hint = did_you_mean(words, ids)
            raise UsageError(f"{name} has no row '{printable(words)}'{hint}")
        if not sign:
            raise UsageError(
                f"{name} has no row '{printable(words)}': write column=value;column=value, "
                f"of {', '.join(key)}"
            )
        if column not in key:
            raise UsageError(
                f"'{printable(column)}' is not in the key of {name}{offer(column, key)}"
            )
        wanted[column] = value
    return wanted


def _has(row: Row, wanted: Mapping[str, str]) -> bool:
    """Tell whether a row has these values in these columns."""
    return all(row.get(column) == value for column, value in wanted.items())


def _nearby(rows: list[dict[str, str]], wanted: dict[str, str]) -> str:
    """Offer the value nearest to the one that no row has together with the others."""
    for column, value in wanted.items():
        others = {other: cell for other, cell in wanted.items() if other != column}
        alike = [row for row in rows if _has(row, others)]
        if alike and all(row[column] != value for row in alike):
            return did_you_mean(value, {row[column] for row in alike}).rstrip("?")
    return ""


def is_address(word: str) -> bool:
    """Tell whether a word looks like an address of the web, with or without its scheme.

    >>> is_address("rferl.org/a/1052078.html"), is_address("somewhere")
    (True, False)
    """
    host = word.removeprefix("https://").removeprefix("http://").split("/")[0]
    return "." in host.strip(".") and len(word.split()) == 1 and not host.endswith(".")


def check_addresses(folder: Path, words: str) -> None:
    """Check that each word is the id of a source or an address.

    Raises:
        UsageError: naming the word; the nearest id is offered.
    """
    known = {row["source_id"] for row in csv_files.rows(folder, "sources")}
    for word in words.split(";"):
        if word not in known and not is_address(word):
            raise UsageError(
                f"'{printable(word)}' is neither an id of data/sources.csv nor an address"
                f"{did_you_mean(word, known)}"
            )


def _day(words: str) -> str:
    newest = newest_day()
    if not words:
        return min(date.today(), newest).isoformat()
    try:
        day = date.fromisoformat(words)
    except ValueError:
        raise UsageError(f"'{printable(words)}' is not a day: write one like 2026-11-25") from None
    if day > newest:
        raise UsageError(f"{day} is in the future: write the day on which the row was traced")
    return day.isoformat()


def _written(path: Path, entries: list[Row]) -> str:
    """Write the ledger as its file is, in its columns, in order of dataset, row and day."""
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    end = csv_files.line_end(path)
    text = io.StringIO()
    writer = csv.DictWriter(text, next(csv.reader(lines)), lineterminator=end)
    writer.writeheader()
    writer.writerows(sorted(entries, key=_order))
    return text.getvalue()


def _order(entry: Row) -> tuple[str, ...]:
    return entry["dataset"], entry["where"], entry["traced_on"]
