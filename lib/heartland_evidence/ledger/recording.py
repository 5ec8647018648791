"""Recording in the ledger of tracing what somebody found who read a row in its source again."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from heartland.errors import UsageError, did_you_mean, offer, printable
from heartland.files import file_state, held, write_atomically
from heartland.tables import collection, csv_files, schemas
from heartland_evidence import reading
from heartland_evidence.cells import newest_day
from heartland_evidence.ledger.row_keys import Row, cells_of, key_as_text, rows_named
from heartland_evidence.ledger.tracings import (
    LEDGER,
    OWN_WORDS,
    SETTLED_OUTCOMES,
    Outcome,
    check_traceable,
    fingerprint_of_row,
    fingerprint_of_rows,
    has_ledger,
    is_address,
    reads_source,
    shared_cells,
    words_for,
)
from heartland_evidence.reading import line_end

PLACE = ["dataset", "where", "traced_on"]  # what tells an entry apart, and orders the ledger


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
    path = collection.table_path(folder, LEDGER)
    with held(folder / reading.TABLES_LOCK):
        before = file_state(path)
        entry = _entry(folder, tracing)
        kept = []
        for other in csv_files.rows(folder, LEDGER):
            if any(other[column] != entry[column] for column in PLACE):
                kept.append(other)
            elif not replace:
                raise UsageError(
                    f"{entry['where']}: was already traced on {entry['traced_on']}, with the "
                    f"outcome '{other['outcome']}': add --replace to write this in its place"
                )
        text = _written(path, [*kept, entry])
        if file_state(path) != before:  # by an editor, which knows of no lock
            raise UsageError(
                f"{path.name}: was changed by someone else in the meantime: call again"
            )
        write_atomically(path, text.encode())
    return entry


def _entry(folder: Path, tracing: Tracing) -> dict[str, str]:
    name = tracing.dataset
    check_traceable(folder, name)
    key = schemas.read(folder, name)["primaryKey"]
    rows = rows_named(folder, name, tracing.row)
    if tracing.together:
        where = _shared(key, tracing, rows)
    elif len(rows) == 1:
        where = key_as_text(key, rows[0])
    else:
        missing = [column for column in key if column not in cells_of(tracing.row)]
        raise UsageError(
            f"{len(rows)} rows of {name} have {printable(tracing.row, 200)}: "
            f"add {' or '.join(missing or key)}"
        )
    compared = _compared(folder, tracing, rows[0])
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


def _shared(key: list[str], tracing: Tracing, rows: list[Row]) -> str:
    """Return the part of a key that rows of one source share, in its spelling.

    Raises:
        UsageError: if it is not a part of the key with the source, or the outcome is none that
            holds of each row of many.
    """
    wanted = cells_of(tracing.row)
    where = key_as_text([column for column in key if column in wanted], wanted)
    have_all = all(wanted.items() <= row.items() for row in rows)  # and not one of alternatives
    if not wanted or shared_cells(key, where) != wanted or not have_all:
        raise UsageError(
            f"{printable(tracing.row, 200)}: rows are recorded together by their source_id and "
            f"some more of {', '.join(key)}, not by all of it"
        )
    if tracing.outcome not in SETTLED_OUTCOMES:
        raise UsageError(
            f"'{tracing.outcome}' does not hold of each of many rows: record those rows alone"
        )
    return where


def _compared(folder: Path, tracing: Tracing, row: Row) -> list[str]:
    """Return the columns that were compared: not the source, where the row was read elsewhere.

    Raises:
        UsageError: for a column that is not there, or a document that is neither the id of a
            source nor an address; the nearest is offered.
    """
    sources = words_for(csv_files.rows(folder, "sources"))
    for word in tracing.to.split(";"):
        if word not in sources and not is_address(word):
            raise UsageError(
                f"'{printable(word)}' is neither an id of data/sources.csv nor an address"
                f"{did_you_mean(word, sources)}"
            )
    for column in tracing.compared:
        if column not in row:
            name = tracing.dataset
            raise UsageError(f"{name} has no column '{printable(column)}'{offer(column, row)}")
    if tracing.outcome == "not reached":
        return []
    if tracing.compared:
        return list(tracing.compared)
    said = [column for column in row if column not in OWN_WORDS]
    if not reads_source(tracing.to, row["source_id"], sources):
        said.remove("source_id")
    return said


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
    columns = pd.read_csv(path, nrows=0).columns
    ledger = pd.DataFrame(entries, columns=columns).sort_values(PLACE)
    return ledger.to_csv(index=False, lineterminator=line_end(path))
