"""Rows chosen by ``where`` again and again: each column is looked through once."""

from collections import defaultdict

import pandas as pd

from heartland.tables.choose import matches, pairs


class Selector:
    """A table whose rows are chosen as ``choose.select`` does, many times and fast.

    Example: ``Selector(trade)("area=KAZ;period=2020..2022")``.
    """

    def __init__(self, table: pd.DataFrame) -> None:
        """Take a table; nothing is looked through before it is asked for."""
        self.table = table
        self._rows_of: dict[str, dict[str, set[int]]] = {}

    def __call__(self, where: str) -> pd.DataFrame:
        """Return the rows that ``where`` names.

        Raises:
            DataError: if there is no such column; the nearest is offered.
        """
        return self.table.take(self.positions(where))

    def positions(self, where: str) -> list[int]:
        """Return the positions of the rows that ``where`` names, in order."""
        found: set[int] | None = None
        for column, value in pairs(where):
            if column not in self.table:
                matches(self.table, where)  # says which column is near
            hits = self._hits(column, value)
            found = hits if found is None else found & hits
        return sorted(found or ())

    def _hits(self, column: str, value: str) -> set[int]:
        rows_of = self._index(column)
        low, span, high = value.partition("..")
        if span:
            words = [word for word in rows_of if low <= word <= high]
        else:
            words = [value, *value.split(",")]
        hits: set[int] = set()
        for word in words:
            hits |= rows_of.get(word, set())
        return hits

    def _index(self, column: str) -> dict[str, set[int]]:
        if column not in self._rows_of:
            cells = self.table[column]
            if cells.dtype != "str":
                cells = cells.astype("str").str.removesuffix(".0")
            index: dict[str, set[int]] = defaultdict(set)
            for position, word in enumerate(cells.fillna("").tolist()):
                index[word].add(position)
            self._rows_of[column] = dict(index)
        return self._rows_of[column]
