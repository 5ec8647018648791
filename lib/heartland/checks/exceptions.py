"""Cases that are odd and right: what ``exceptions.csv`` excuses."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import pandas as pd

from heartland.checks.rule import Tables
from heartland.errors import DataError
from heartland.tables.conditions import parse
from heartland.tables.problems import Problem
from heartland.tables.tables import problems_at


@dataclass(frozen=True)
class Entry:
    """A line of ``exceptions``: the row it names, and words of the rule that the row breaks."""

    line: int
    dataset: str
    where: str
    rule: str

    def names(self, cell_in: Callable[[str], str | None]) -> bool:
        """Tell whether a row of this dataset, by its cell in each column, is the one of the entry.

        A ``where`` that cannot be read names none: ``choice_rules`` says what is wrong with it.
        """
        try:
            conditions = parse(self.where)
        except DataError:
            return False
        return all(cell_in(each.column) in each.values for each in conditions)


class Exceptions:
    """The entries of ``exceptions``, and which of them excused something."""

    def __init__(self, text: Tables) -> None:
        """Read the entries from the tables as text."""
        self._text = text
        self._table = text.get("exceptions", pd.DataFrame(columns=["dataset", "where", "rule"]))
        self._entries: dict[str, list[Entry]] = {}
        cells = [self._table[column].tolist() for column in ("dataset", "where", "rule")]
        for entry in map(Entry, self._table.index.tolist(), *cells):
            self._entries.setdefault(entry.dataset, []).append(entry)
        self._cells: dict[tuple[str, str], dict[int, str]] = {}  # of columns, by row
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
            if entry.names(partial(self._cell, name, problem.row - 2)):
                yield entry

    def _cell(self, name: str, row: int, column: str) -> str | None:
        """Return a cell of a dataset; None where there is no such row or column."""
        if (name, column) not in self._cells:
            df = self._text[name]
            cells = zip(df.index.tolist(), df[column].tolist(), strict=True) if column in df else ()
            self._cells[name, column] = dict(cells)
        return self._cells[name, column].get(row)

    def unused(self, checked: set[str]) -> Iterator[Problem]:
        """Name the entries on the tables checked that excuse nothing."""
        idle = ~self._table.index.isin(list(self._used)) & self._table["dataset"].isin(checked)
        sentence = "excuses no row: delete the entry"
        yield from problems_at("exceptions", self._table, "rule", idle, sentence)
