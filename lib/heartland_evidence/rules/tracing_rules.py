"""The ledger of tracing: rows that were changed since, and entries that no longer speak of a row.

A tracing vouches for cells; where their fingerprint is another one now, they were changed after
it. What was changed rightly is traced again, and the new entry stands for the row. An entry of many
rows cannot say which of them was changed, only that one was.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pandas as pd

from heartland.errors import did_you_mean
from heartland.tables import descriptor, schemas
from heartland.tables.conditions import parts_of
from heartland.tables.periods import newest_day
from heartland.tables.problems import Problem
from heartland_evidence.ledger import tracings
from heartland_evidence.ledger.fingerprints import fingerprint
from heartland_evidence.ledger.row_keys import key_as_text, keys_as_text
from heartland_evidence.ledger.tracings import LEDGER
from heartland_evidence.rules.rule import Tables, records

FILE = f"{LEDGER}.csv"
MOST_LOOKED_FOR = 100  # entries without a row whose row of today is looked for
Row = dict[str, str]


def tracings_hold(folder: Path, text: Tables) -> Iterator[Problem]:
    """Name rows that were changed after they were traced, and entries that are wrong.

    Args:
        folder: of the collection.
        text: its tables as text.
    """
    ledger = text.get(LEDGER, pd.DataFrame())
    words = tracings.words_for(records(text["sources"])) if "sources" in text else {}
    known = set(words)
    newest = newest_day().isoformat()
    by_dataset: dict[str, dict[int, Row]] = {}
    for line, entry in zip(ledger.index, records(ledger), strict=True):
        by_dataset.setdefault(entry["dataset"], {})[int(line) + 2] = entry
        if entry["traced_on"] > newest:
            sentence = "is in the future: write the day on which it was traced"
            yield Problem(FILE, int(line) + 2, "traced_on", entry["traced_on"], sentence)
        yield from _addresses_hold(int(line) + 2, entry, known)
    names = descriptor.dataset_names(folder)
    for name, entries in by_dataset.items():
        if name not in names or not tracings.traceable(folder, name):
            sentence = f"is not a dataset whose rows are traced{did_you_mean(name, names)}"
            for line in entries:
                yield Problem(FILE, line, "dataset", name, sentence)
        elif name in text:
            yield from _Traced(folder, name, text[name], words).problems(entries)


def _addresses_hold(line: int, entry: Row, known: set[str]) -> Iterator[Problem]:
    for word in entry["traced_to"].split(";"):
        if word and word not in known and not tracings.is_address(word):
            hint = did_you_mean(word, known)
            sentence = f"is neither an id of sources.csv nor an address{hint}"
            yield Problem(FILE, line, "traced_to", word, sentence)


class _Traced:
    """The rows of one dataset, by their keys, and the entries of the ledger on them."""

    def __init__(
        self, folder: Path, name: str, table: pd.DataFrame, words: Mapping[str, frozenset[str]]
    ) -> None:
        self.name = name
        self.words = words  # by which a tracing can name each source
        self.key: list[str] = schemas.read(folder, name)["primaryKey"]
        self.types = schemas.types_of(folder, name)
        self.cells: dict[str, list[str]] = {}
        for column in table.columns.astype(str):
            self.cells[column] = table[column].tolist()
        self.lines = [int(row) + 2 for row in table.index]
        self.places: dict[str, int] = {}  # of the rows, by their keys
        for place, where in enumerate(keys_as_text(self.key, self.cells)):
            self.places.setdefault(where, place)

    def row(self, place: int) -> Row:
        """Return the row at a place, as text."""
        return {column: cells[place] for column, cells in self.cells.items()}

    def problems(self, entries: Mapping[int, Row]) -> Iterator[Problem]:
        """Yield what is wrong with entries, by their lines, or with the rows that they name."""
        latest = tracings.latest(entries.values())
        missing = []
        for line, entry in entries.items():
            wrong = list(self._columns_hold(line, entry))
            yield from wrong
            stands = not wrong and latest[self.name, entry["where"]] is entry
            shared = tracings.shared_cells(self.key, entry["where"])
            if shared:
                places = self._with(shared)
                if not places:
                    yield self._no_row(line, entry)
                elif stands:
                    yield from self._unchanged_together(line, entry, places)
            elif entry["where"] not in self.places:
                missing.append(line)
            elif stands:
                yield from self._unchanged(entry)
                yield from self._source_was_read(line, entry)
        for line in missing[:MOST_LOOKED_FOR]:
            yield self._gone(line, entries[line])
        for line in missing[MOST_LOOKED_FOR:]:
            yield self._no_row(line, entries[line])

    def _with(self, shared: Row) -> list[int]:
        """Return the places of the rows that have these cells."""
        places: Iterable[int] = range(len(self.lines))
        for column, cell in shared.items():
            cells = self.cells[column]
            places = [place for place in places if cells[place] == cell]
        return list(places)

    def _unchanged_together(self, line: int, entry: Row, places: list[int]) -> Iterator[Problem]:
        cells = {}
        for column in {*self.key, *self._kept(entry)} & self.cells.keys():
            of_all = self.cells[column]
            cells[column] = [of_all[place] for place in places]
        if tracings.are_unchanged(entry, cells, self.key, self.types):
            return
        sentence = (
            f"one of these rows of {self.name}.csv, of which there are {len(places):,}, was "
            f"changed, added or taken out after they were compared on {entry['traced_on']}: put it "
            "back (git diff shows it), or compare them with their source again and call "
            f"{_command(self.name, entry['where'])} --together"
        )
        yield Problem(FILE, line, "where", entry["where"], sentence)

    def _kept(self, entry: Row) -> list[str]:
        return tracings.kept_columns(tracings.compared_columns(entry), self.cells)

    def _columns_hold(self, line: int, entry: Row) -> Iterator[Problem]:
        compared = tracings.compared_columns(entry)
        if not compared and entry["outcome"] != "not reached":
            sentence = "is empty: name the columns that were compared, separated by semicolons"
            yield Problem(FILE, line, "compared", "", sentence)
        for column in compared:
            if column not in self.types:
                sentence = f"is not a column of {self.name}{did_you_mean(column, self.types)}"
                yield Problem(FILE, line, "compared", column, sentence)

    def _unchanged(self, entry: Row) -> Iterator[Problem]:
        place = self.places[entry["where"]]
        if tracings.is_unchanged(entry, self.row(place), self.key, self.types):
            return
        cells = [column for column in self._kept(entry) if column not in self.key]
        history = f"git log -p --since={entry['traced_on']}T00:00 data/{self.name}.csv"
        sentence = (
            f"was changed after it was traced on {entry['traced_on']} "
            f"(one of {', '.join(cells) or 'its cells'}): put it back (git diff shows what was "
            f"there, or {history}), or read its source again "
            f"and call {_command(self.name, entry['where'])}"
        )
        yield Problem(f"{self.name}.csv", self.lines[place], "", "", sentence)

    def _source_was_read(self, line: int, entry: Row) -> Iterator[Problem]:
        """Name an entry that vouches for the source of its row and was traced to another page."""
        if "source_id" not in tracings.compared_columns(entry):
            return
        source = self.cells["source_id"][self.places[entry["where"]]]
        if not tracings.reads_source(entry["traced_to"], source, self.words):
            sentence = (
                f"was not compared, for traced_to is not {source}, nor an address of it: record "
                "the row again, and name the source only if it was read"
            )
            yield Problem(FILE, line, "compared", "source_id", sentence)

    def _gone(self, line: int, entry: Row) -> Problem:
        """Name the row whose key was changed in one cell, or say that the row is gone."""
        wanted = parts_of(entry["where"])
        for where, place in self.places.items():
            pairs = parts_of(where)
            if sorted(pairs) == sorted(wanted):
                sentence = f"is not in the order of the key: write {where}"
                return Problem(FILE, line, "where", entry["where"], sentence)
            apart = [old for old, new in zip(wanted, pairs, strict=False) if old != new]
            if len(apart) == 1 and len(pairs) == len(wanted):
                column, _, cell = apart[0].partition("=")
                if self._would_be(entry, place, column, cell):
                    return self._rekeyed(line, entry, place, column, cell)
        return self._no_row(line, entry)

    def _would_be(self, entry: Row, place: int, column: str, cell: str) -> bool:
        """Tell whether a row is the one that was traced, once a cell of its key is put back."""
        row = self.row(place) | {column: cell}
        columns = [*self.key, *self._kept(entry)]
        if not set(columns) <= set(row):
            return False
        return fingerprint(row, columns, self.types) == entry["fingerprint"]

    def _rekeyed(self, line: int, entry: Row, place: int, column: str, cell: str) -> Problem:
        where = key_as_text(self.key, self.row(place))
        sentence = (
            f"was '{cell}' when the row was traced on {entry['traced_on']} ({FILE}, row {line}): "
            f"put it back, or read its source again, call {_command(self.name, where)} "
            "and delete the old entry"
        )
        value = self.cells[column][place]
        return Problem(f"{self.name}.csv", self.lines[place], column, value, sentence)

    def _no_row(self, line: int, entry: Row) -> Problem:
        sentence = (
            f"names no row of {self.name}: put back the row that was traced on "
            f"{entry['traced_on']}, or delete the entry"
        )
        return Problem(FILE, line, "where", entry["where"], sentence)


def _command(name: str, where: str) -> str:
    quoted = where.replace("'", "'\\''")
    return f"heartland trace record {name} '{quoted}' --outcome … --to …"
