"""Recording in the ledger of tracing what somebody found who read a row in its source again."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from heartland.errors import UsageError, did_you_mean, offer, printable
from heartland.files import file_state, held, write_atomically
from heartland.tables import collection, csv_files, schemas
from heartland.tables.periods import newest_day
from heartland_evidence import reading
from heartland_evidence.ledger.row_keys import (
    cells_named,
    has_cells,
    key_as_text,
    offer_cell,
    row_named,
)
from heartland_evidence.ledger.tracings import (
    LEDGER,
    SETTLED_OUTCOMES,
    Outcome,
    check_traceable,
    columns_to_compare,
    fingerprint_of_row,
    fingerprint_of_rows,
    has_ledger,
    is_address,
    reads_source,
    shared_cells,
    words_for,
)

Row = Mapping[str, str]


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
    folder = collection.own_root()
    if not has_ledger(folder):
        raise UsageError(f"this collection has no table {LEDGER}: nothing can be recorded")
    with held(folder / collection.TABLES_LOCK):
        return _record(folder, tracing, replace)


def _record(folder: Path, tracing: Tracing, replace: bool) -> dict[str, str]:
    """Read the ledger, and write it with one entry more."""
    path = collection.table_path(folder, LEDGER)
    before = file_state(path)
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
    if file_state(path) != before:  # by an editor, which knows of no lock
        raise UsageError(f"{path.name}: was changed by someone else in the meantime: call again")
    write_atomically(path, text.encode())
    return entry


def _entry(folder: Path, tracing: Tracing) -> dict[str, str]:
    name = tracing.dataset
    check_traceable(folder, name)
    key = schemas.read(folder, name)["primaryKey"]
    if tracing.together:
        where, rows = _rows_named(folder, name, tracing)
    else:
        rows = [dict(row_named(folder, name, tracing.row))]
        where = key_as_text(key, rows[0])
    _check_addresses(folder, tracing.to)
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
    wanted = cells_named(name, key, tracing.row, [row[key[0]] for row in rows])
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
    found = [row for row in rows if has_cells(row, wanted)]
    if not found:
        raise UsageError(
            f"{name} has no row with {printable(tracing.row, 200)}{offer_cell(rows, wanted)}"
        )
    return where, found


def _check_addresses(folder: Path, words: str) -> None:
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
    end = reading.line_end(path)
    text = io.StringIO()
    writer = csv.DictWriter(text, next(csv.reader(lines)), lineterminator=end)
    writer.writeheader()
    writer.writerows(sorted(entries, key=_order))
    return text.getvalue()


def _order(entry: Row) -> tuple[str, ...]:
    return entry["dataset"], entry["where"], entry["traced_on"]
