"""Cases that are odd and right: what ``exceptions.csv`` excuses."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress

import pandas as pd

from heartland.errors import DataError
from heartland.tables.csv_files import Problem
from heartland_evidence.reading import problems_at
from heartland_evidence.rules.rule import Tables

NAME = "exceptions"
COLUMNS = ["dataset", "where", "rule"]  # an entry names a row, and words of the rule it breaks


class Exceptions:
    """The entries of ``exceptions``, and which of them excused something."""

    def __init__(self, tables: Tables) -> None:
        """Find the row of each entry; what is wrong with an entry is a rule."""
        self._table = tables.get(NAME, pd.DataFrame(columns=COLUMNS))
        self._used: set[int] = set()
        self._entries: dict[tuple[str, int], list[tuple[int, str]]] = defaultdict(list)
        for line, dataset, where, words in self._table[COLUMNS].itertuples(name=None):
            with suppress(DataError, KeyError):
                for row in tables.selector(dataset)(where).index:
                    self._entries[f"{dataset}.csv", row + 2].append((line, words))

    def not_excused(self, problems: Iterable[Problem]) -> Iterator[Problem]:
        """Yield the problems that no entry excuses."""
        for problem in problems:
            entries = self._entries.get((problem.file, problem.row), [])
            excusing = {line for line, words in entries if words in problem.rule}
            self._used |= excusing
            if not excusing:
                yield problem

    def unused(self, not_asked: Collection[str]) -> Iterator[Problem]:
        """Yield the entries that excuse nothing, but for those on tables that were not asked."""
        used = self._table.index.isin(list(self._used))
        idle = ~used & ~self._table["dataset"].isin(not_asked)
        yield from problems_at(NAME, self._table, "rule", idle, "excuses no row: delete the entry")
