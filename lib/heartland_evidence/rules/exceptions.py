"""Cases that are odd and right: what ``exceptions.csv`` excuses."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from heartland.errors import DataError
from heartland.tables.conditions import Selector
from heartland.tables.problems import Problem
from heartland.tables.tables import problems_at
from heartland_evidence.rules.rule import Tables


@dataclass(frozen=True)
class Entry:
    """A line of ``exceptions``: the row it names, and words of the rule that the row breaks."""

    line: int
    dataset: str
    where: str
    rule: str


class Exceptions:
    """The entries of ``exceptions``, and which of them excused something."""

    def __init__(self, typed: Tables) -> None:
        """Read the entries from the typed tables, in which a ``where`` finds its rows."""
        self._typed = typed
        self._table = typed.get("exceptions", pd.DataFrame(columns=["dataset", "where", "rule"]))
        self._entries: dict[str, list[Entry]] = {}
        cells = [self._table[column].tolist() for column in ("dataset", "where", "rule")]
        for entry in map(Entry, self._table.index.tolist(), *cells):
            self._entries.setdefault(entry.dataset, []).append(entry)
        self._selectors: dict[str, Selector] = {}
        self._rows: dict[int, set[int]] = {}  # that an entry names, by its line
        self._used: set[int] = set()

    def not_excused(self, problems: list[Problem]) -> Iterator[Problem]:
        """Yield the problems that no entry excuses."""
        for problem in problems:
            excusing = list(self._of(problem))
            self._used.update(entry.line for entry in excusing)
            if not excusing:
                yield problem

    def _of(self, problem: Problem) -> Iterator[Entry]:
        name = problem.file.removesuffix(".csv")
        entries = [entry for entry in self._entries.get(name, []) if entry.rule in problem.rule]
        for entry in entries:
            if entry.line not in self._rows:
                self._rows[entry.line] = self._rows_of(entry)
            if problem.row - 2 in self._rows[entry.line]:
                yield entry

    def _rows_of(self, entry: Entry) -> set[int]:
        """Return the rows of an entry, by their places in the index of their table.

        A ``where`` that cannot be read names none: ``choice_rules`` says what is wrong with it.
        """
        if entry.dataset not in self._selectors:
            self._selectors[entry.dataset] = Selector(self._typed[entry.dataset])
        try:
            return set(self._selectors[entry.dataset](entry.where).index.tolist())
        except DataError:
            return set()

    def unused(self, checked: set[str]) -> Iterator[Problem]:
        """Name the entries on the tables checked that excuse nothing."""
        idle = ~self._table.index.isin(list(self._used)) & self._table["dataset"].isin(checked)
        sentence = "excuses no row: delete the entry"
        yield from problems_at("exceptions", self._table, "rule", idle, sentence)
