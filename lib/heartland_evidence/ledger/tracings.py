"""The ledger of tracing: which row was read in its source again, when, and with what outcome.

A tracing vouches for the key of a row and for the columns that were compared, as they were on that
day: the fingerprint of these cells is kept with it, and of those by which figures choose and draw
rows, so that none is changed unseen. Of several tracings of a row the latest stands.
Where a file was compared by script, one entry stands for all rows of a source: it names some cells
of the key, and its fingerprint is of all rows that have them. A row's own entry goes before it.
What does not belong here: naming rows that were changed since (``rules``), adding to the ledger
(``recording``).
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from heartland.errors import UsageError
from heartland.tables import collection, csv_files, schemas
from heartland_evidence.ledger.fingerprints import fingerprint, fingerprint_together
from heartland_evidence.ledger.row_keys import Row, cells_of, key_as_text

LEDGER = "tracings"
OUTCOMES = ("agrees", "corrected", "doubtful", "not reached")
SETTLED_OUTCOMES = ("agrees", "corrected")
Outcome = Literal["agrees", "corrected", "doubtful", "not reached"]

# What the coder says of a row, not the source: a tracing does not vouch for it.
OWN_WORDS = (
    *("note", "also_in", "locator", "theme", "category"),
    *("credibility", "independent", "witness", "article_only"),
)
# By which figures choose rows and draw them: kept with a tracing, whether compared or not.
SHOWN_BY = ("theme", "category", "credibility", "independent", "status", "relation")
NOT_TRACED = ("audits",)  # computed anew by validate

# A host, whose last label begins with a letter, as the 12 of p.12 does not, and what follows it.
ADDRESS = re.compile(r"(https?://)?([\w-]+\.)+[^\W\d][\w-]+(:\d+)?([/?#]\S*)?")


def traceable(folder: Path, name: str) -> bool:
    """Tell whether the rows of a dataset name the source in which they were read."""
    columns = schemas.column_names(folder, name)
    key = schemas.read(folder, name)["primaryKey"]
    return "source_id" in columns and key != ["source_id"] and name not in NOT_TRACED


def check_traceable(folder: Path, name: str) -> None:
    """Check that a dataset is there, and that its rows can be traced.

    Raises:
        UsageError: if not; the message offers what can be.
    """
    collection.resource(folder, name)
    if not traceable(folder, name):
        names = [one for one in collection.dataset_names(folder) if traceable(folder, one)]
        raise UsageError(
            f"{name}: its rows name no source to trace them to; there are {', '.join(names)}"
        )


def compared_columns(entry: Row) -> list[str]:
    """Return the columns that an entry of the ledger says were compared."""
    return [column for column in entry["compared"].split(";") if column]


def kept_columns(compared: Sequence[str], columns: Collection[str]) -> list[str]:
    """Return of which columns of a row a tracing keeps the fingerprint, its key apart.

    >>> kept_columns(["value"], ["event_id", "value", "status", "note"])
    ['value', 'status']

    Args:
        compared: the columns that were compared; where none was, nothing is kept.
        columns: of the dataset.
    """
    also = [name for name in SHOWN_BY if name in columns and name not in compared]
    return [*compared, *also] if compared else []


def words_for(sources: Iterable[Row]) -> dict[str, frozenset[str]]:
    """Return for each source the words by which a tracing can name it: its id and addresses."""
    words = {}
    for source in sources:
        addresses = [source.get("url", ""), *source.get("also_at", "").split(";")]
        named = {source["source_id"], *map(_bare, addresses)}
        words[source["source_id"]] = frozenset(named - {""})
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


def is_address(word: str) -> bool:
    """Tell whether a word looks like an address of the web, with or without its scheme.

    >>> is_address("rferl.org/a/1052078.html"), is_address("somewhere"), is_address("p.12")
    (True, False, False)
    """
    return bool(ADDRESS.fullmatch(word))


def latest(entries: Iterable[Row]) -> dict[tuple[str, str], Row]:
    """Return the latest tracing of each row, by dataset and key."""
    in_order = sorted(entries, key=lambda entry: entry["traced_on"])
    return {(entry["dataset"], entry["where"]): entry for entry in in_order}


def shared_cells(key: Sequence[str], where: str) -> dict[str, str]:
    """Return the cells that the rows of an entry share, {} if it is an entry of one row.

    >>> shared_cells(["area", "year", "source_id"], "area=KAZ;source_id=wdi-population")
    {'area': 'KAZ', 'source_id': 'wdi-population'}
    >>> shared_cells(["area", "year", "source_id"], "area=KAZ;year=2022;source_id=wdi-population")
    {}
    """
    cells = cells_of(where)
    in_order = [column for column in key if column in cells]
    is_of_many = len(in_order) < len(key) and "source_id" in cells
    return cells if is_of_many and list(cells) == in_order else {}


def tracing_of_each_row(folder: Path, name: str, rows: Sequence[Row]) -> list[Row | None]:
    """Return for each row of a dataset the entry that stands for it, None where there is none."""
    ledger = csv_files.rows(folder, LEDGER) if has_ledger(folder) else []
    key = schemas.read(folder, name)["primaryKey"]
    of_table = latest(entry for entry in ledger if entry["dataset"] == name)
    own = {entry["where"]: entry for entry in of_table.values()}
    newest_first = sorted(own.values(), key=lambda entry: entry["traced_on"], reverse=True)
    of_many = [(shared_cells(key, entry["where"]), entry) for entry in newest_first]
    of_many = [(cells, entry) for cells, entry in of_many if cells]
    found: list[Row | None] = []
    for row in rows:
        sets = (entry for cells, entry in of_many if cells.items() <= row.items())
        found.append(own.get(key_as_text(key, row)) or next(sets, None))
    return found


def fingerprint_of_row(folder: Path, name: str, row: Row, compared: Sequence[str]) -> str:
    """Return the fingerprint of a row of a dataset: of its key, and of what a tracing keeps."""
    key = schemas.read(folder, name)["primaryKey"]
    return fingerprint(row, [*key, *kept_columns(compared, row)], schemas.types_of(folder, name))


def fingerprint_of_rows(
    folder: Path, name: str, rows: Sequence[Row], compared: Sequence[str]
) -> str:
    """Return the fingerprint of many rows: of their keys, and of what a tracing keeps."""
    key = schemas.read(folder, name)["primaryKey"]
    columns = [*key, *kept_columns(compared, rows[0])]
    cells = {column: [row[column] for row in rows] for column in columns}
    return fingerprint_together(cells, schemas.types_of(folder, name))


def is_unchanged(entry: Row, row: Row, key: Sequence[str], types: Mapping[str, str]) -> bool:
    """Tell whether the row of an entry is as it was when it was traced.

    A row without a column that was compared has changed.

    Args:
        entry: of the ledger.
        row: the one that it names.
        key: the columns of the dataset's key.
        types: of its columns.
    """
    columns = {*key, *kept_columns(compared_columns(entry), row)}
    return columns <= row.keys() and fingerprint(row, columns, types) == entry["fingerprint"]


def are_unchanged(
    entry: Row, cells: Mapping[str, Sequence[str]], key: Sequence[str], types: Mapping[str, str]
) -> bool:
    """Tell of an entry of many rows what ``is_unchanged`` tells of an entry of one.

    Args:
        entry: of the ledger.
        cells: those of each column, of all rows that have the cells that the entry names.
        key: the columns of the dataset's key.
        types: of its columns.
    """
    columns = {*key, *kept_columns(compared_columns(entry), cells)}
    if not columns <= cells.keys():
        return False
    kept = {column: cells[column] for column in columns}
    return fingerprint_together(kept, types) == entry["fingerprint"]


def has_ledger(folder: Path) -> bool:
    """Tell whether a collection has the ledger."""
    return LEDGER in collection.dataset_names(folder)


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
    if not has_ledger(folder):
        return []
    names = collection.dataset_names(folder)
    return [coverage_of(folder, name) for name in names if traceable(folder, name)]


def coverage_of(folder: Path, name: str) -> Coverage:
    """Return how much of a dataset was traced, in a collection that has the ledger."""
    rows = csv_files.rows(folder, name)
    of_rows = [entry for entry in tracing_of_each_row(folder, name, rows) if entry]
    types = schemas.types_of(folder, name)
    return Coverage(
        name,
        len(rows),
        Counter(entry["outcome"] for entry in of_rows),
        sum(_has_figures_alone(entry, types) for entry in of_rows),
        max([entry["traced_on"] for entry in of_rows], default=""),
    )


def _has_figures_alone(entry: Row, types: Mapping[str, str]) -> bool:
    """Tell whether figures were compared, and nothing else."""
    compared = {types.get(column, "string") for column in compared_columns(entry)}
    return bool(compared) and compared <= set(schemas.NUMBERS)
