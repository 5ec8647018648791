"""The ledger of tracing: rows that were changed since, and entries that no longer speak of a row.

A tracing vouches for cells; where their fingerprint is another one now, they were changed after
it. What was changed rightly is traced again, and the new entry stands for the row. An entry of many
rows cannot say which of them was changed, only that one was.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from heartland.errors import did_you_mean
from heartland.tables import collection, schemas
from heartland.tables.conditions import parts_of
from heartland.tables.csv_files import Problem
from heartland_evidence.cells import newest_day
from heartland_evidence.ledger import tracings
from heartland_evidence.ledger.row_keys import keys_as_text
from heartland_evidence.ledger.tracings import LEDGER
from heartland_evidence.rules.rule import Tables
from heartland_evidence.rules.words import records

FILE = f"{LEDGER}.csv"
MOST_LOOKED_FOR = 100  # entries without a row whose row of today is looked for
Row = dict[str, str]


def tracings_hold(tables: Tables) -> Iterator[Problem]:
    """Name rows that were changed after they were traced, and entries that are wrong.

    Only if every row can be found: else tracings would speak of rows that seem to be gone.
    """
    if tables.incomplete:
        return
    folder, text = collection.root(), tables.text
    ledger = text.get(LEDGER, pd.DataFrame())
    words = tracings.words_for(records(text["sources"]))
    newest = newest_day().isoformat()
    by_dataset: dict[str, dict[int, Row]] = defaultdict(dict)
    for line, entry in zip(ledger.index + 2, records(ledger), strict=True):
        by_dataset[entry["dataset"]][line] = entry
        if entry["traced_on"] > newest:
            sentence = "is in the future: write the day on which it was traced"
            yield Problem(FILE, line, "traced_on", entry["traced_on"], sentence)
        for word in entry["traced_to"].split(";"):
            if word and word not in words and not tracings.is_address(word):
                hint = did_you_mean(word, words)
                sentence = f"is neither an id of sources.csv nor an address{hint}"
                yield Problem(FILE, line, "traced_to", word, sentence)
    names = collection.dataset_names(folder)
    for name, entries in by_dataset.items():
        if name not in names or not tracings.traceable(folder, name):
            sentence = f"is not a dataset whose rows are traced{did_you_mean(name, names)}"
            for line in entries:
                yield Problem(FILE, line, "dataset", name, sentence)
        else:
            yield from _Traced(folder, name, text[name], words).problems(entries)


class _Traced:
    """The rows of one dataset, by their keys, and the entries of the ledger on them."""

    def __init__(
        self, folder: Path, name: str, table: pd.DataFrame, words: Mapping[str, frozenset[str]]
    ) -> None:
        self.name = name
        self.words = words  # by which a tracing can name each source
        self.key: list[str] = schemas.read(folder, name)["primaryKey"]
        self.types = schemas.types_of(folder, name)
        self.cells = {str(column): cells.tolist() for column, cells in table.items()}
        self.numbers = (table.index + 2).tolist()  # of the rows in the file
        self.places: dict[str, int] = {}  # of the rows in the table, by their keys
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
            where = entry["where"]
            wrong = list(self._columns_hold(line, entry))
            yield from wrong
            stands = not wrong and latest[self.name, where] is entry
            shared = tracings.shared_cells(self.key, where)
            if shared:
                places = self._with(shared)
                if not places:
                    yield self._no_row(line, entry)
                elif stands:
                    yield from self._unchanged_together(line, entry, places)
            elif where not in self.places:
                missing.append(line)
            elif stands:
                place = self.places[where]
                yield from self._unchanged(entry, place)
                yield from self._source_was_read(line, entry, place)
        for number, line in enumerate(missing):
            looked_for = number < MOST_LOOKED_FOR
            found = self._renamed(line, entries[line]) if looked_for else None
            yield found or self._no_row(line, entries[line])

    def _with(self, shared: Row) -> list[int]:
        """Return the places of the rows that have these cells."""
        rows = zip(*(self.cells[column] for column in shared), strict=True)
        wanted = tuple(shared.values())
        return [place for place, cells in enumerate(rows) if cells == wanted]

    def _columns_hold(self, line: int, entry: Row) -> Iterator[Problem]:
        compared = tracings.compared_columns(entry)
        if not compared and entry["outcome"] != "not reached":
            sentence = "is empty: name the columns that were compared, separated by semicolons"
            yield Problem(FILE, line, "compared", "", sentence)
        for column in compared:
            if column not in self.types:
                sentence = f"is not a column of {self.name}{did_you_mean(column, self.types)}"
                yield Problem(FILE, line, "compared", column, sentence)

    def _unchanged_together(self, line: int, entry: Row, places: list[int]) -> Iterator[Problem]:
        columns = self.cells.keys() & {*self.key, *self._kept(entry)}
        cells = {column: [self.cells[column][place] for place in places] for column in columns}
        if not tracings.are_unchanged(entry, cells, self.key, self.types):
            sentence = (
                f"one of these rows of {self.name}.csv, of which there are {len(places):,}, was "
                f"changed, added or taken out after they were compared on {entry['traced_on']}: "
                "put it back (git diff shows it), or compare them with their source again and call "
                f"{self._command(entry['where'])} --together"
            )
            yield Problem(FILE, line, "where", entry["where"], sentence)

    def _unchanged(self, entry: Row, place: int) -> Iterator[Problem]:
        if not tracings.is_unchanged(entry, self.row(place), self.key, self.types):
            cells = [column for column in self._kept(entry) if column not in self.key]
            history = f"git log -p --since={entry['traced_on']}T00:00 data/{self.name}.csv"
            sentence = (
                f"was changed after it was traced on {entry['traced_on']} "
                f"(one of {', '.join(cells) or 'its cells'}): put it back (git diff shows what was "
                f"there, or {history}), or read its source again "
                f"and call {self._command(entry['where'])}"
            )
            yield Problem(f"{self.name}.csv", self.numbers[place], "", "", sentence)

    def _source_was_read(self, line: int, entry: Row, place: int) -> Iterator[Problem]:
        """Name an entry that vouches for the source of its row and was traced to another page."""
        if "source_id" not in tracings.compared_columns(entry):
            return
        source = self.cells["source_id"][place]
        if not tracings.reads_source(entry["traced_to"], source, self.words):
            sentence = (
                f"was not compared, for traced_to is not {source}, nor an address of it: record "
                "the row again, and name the source only if it was read"
            )
            yield Problem(FILE, line, "compared", "source_id", sentence)

    def _renamed(self, line: int, entry: Row) -> Problem | None:
        """Return what is wrong with an entry whose row has now another key, None if it is gone."""
        wanted = parts_of(entry["where"])
        for where, place in self.places.items():
            pairs = parts_of(where)
            if sorted(pairs) == sorted(wanted):
                sentence = f"is not in the order of the key: write {where}"
                return Problem(FILE, line, "where", entry["where"], sentence)
            apart = [old for old, new in zip(wanted, pairs, strict=False) if old != new]
            if len(apart) != 1 or len(pairs) != len(wanted):
                continue
            column, _, cell = apart[0].partition("=")
            row = self.row(place)
            was = row | {column: cell}
            if column in row and tracings.is_unchanged(entry, was, self.key, self.types):
                sentence = (
                    f"was '{cell}' when the row was traced on {entry['traced_on']} ({FILE}, row "
                    f"{line}): put it back, or read its source again, call {self._command(where)} "
                    "and delete the old entry"
                )
                file = f"{self.name}.csv"
                return Problem(file, self.numbers[place], column, row[column], sentence)
        return None

    def _no_row(self, line: int, entry: Row) -> Problem:
        sentence = (
            f"names no row of {self.name}: put back the row that was traced on "
            f"{entry['traced_on']}, or delete the entry"
        )
        return Problem(FILE, line, "where", entry["where"], sentence)

    def _kept(self, entry: Row) -> list[str]:
        """Return the columns, its key apart, of which an entry keeps the fingerprint."""
        return tracings.kept_columns(tracings.compared_columns(entry), self.cells)

    def _command(self, where: str) -> str:
        quoted = where.replace("'", "'\\''")
        return f"heartland trace record {self.name} '{quoted}' --outcome … --to …"
