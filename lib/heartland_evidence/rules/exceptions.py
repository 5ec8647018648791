"""Cases that are odd and right: what ``exceptions.csv`` excuses."""

from collections.abc import Collection, Iterable, Iterator

import pandas as pd

from heartland.errors import DataError
from heartland.tables.conditions import Selector
from heartland.tables.csv_files import Problem
from heartland_evidence.reading import problems_at
from heartland_evidence.rules.rule import Tables

NAME = "exceptions"
COLUMNS = ["dataset", "where", "rule"]  # an entry names a row, and words of the rule it breaks


class Exceptions:
    """The entries of ``exceptions``, and which of them excused something."""

    def __init__(self, tables: Tables) -> None:
        """Find the rows of each entry in the typed tables."""
        self._table = tables.get(NAME, pd.DataFrame(columns=COLUMNS))
        self._selectors: dict[str, Selector] = {}
        self._entries = []
        for line, dataset, where, rule in self._table[COLUMNS].itertuples(name=None):
            rows = self._rows(tables, dataset, where)
            self._entries.append((line, f"{dataset}.csv", rows, rule))
        self._used: set[int] = set()

    def _rows(self, tables: Tables, dataset: str, where: str) -> set[int]:
        """Return the rows of an entry by their places in the file; what is wrong with it is a rule.

        Rows are found also where others of their table cannot be read.
        """
        df = tables.get(dataset, pd.DataFrame())
        choose = self._selectors.setdefault(dataset, Selector(df))
        try:
            return set(df.index[choose.positions(where)])
        except DataError:
            return set()

    def not_excused(self, problems: Iterable[Problem]) -> Iterator[Problem]:
        """Yield the problems that no entry excuses."""
        for problem in problems:
            excusing = [
                line
                for line, file, rows, rule in self._entries
                if file == problem.file and rule in problem.rule and problem.row - 2 in rows
            ]
            self._used.update(excusing)
            if not excusing:
                yield problem

    def unused(self, not_asked: Collection[str]) -> Iterator[Problem]:
        """Yield the entries that excuse nothing, but for those on tables that were not asked."""
        used = self._table.index.isin(list(self._used))
        idle = ~used & ~self._table["dataset"].isin(not_asked)
        yield from problems_at(NAME, self._table, "rule", idle, "excuses no row: delete the entry")
