"""What a rule is: a table, a condition that its broken rows meet, and a sentence.

What these can say is a ``Rule``; any other is a function that yields what is ``Broken`` in the
tables. Both are called alike.
"""

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import pandas as pd

from heartland.errors import DataError, did_you_mean
from heartland.tables import collection, schemas
from heartland.tables.conditions import Selector
from heartland_evidence.reading import figures_in
from heartland_evidence.rules.words import (
    any_of,
    before,
    distinct,
    last,
    least,
    most,
    number,
    total,
    year,
)

ANY_TABLE = ""  # each one that has the columns which a rule reads
DATED = r"^\d{4}"  # how the patterns of dates and periods begin


class NotAsked(Exception):
    """A rule reads a table that is not there, or of which rows cannot be read or found."""


class Tables(dict[str, pd.DataFrame]):
    """The typed tables of a collection by name, with part years, each in the order of its file.

    ``tables[name]`` is for whoever looks from one table into another: were rows of that missing,
    those of the first would be blamed.

    Attributes:
        incomplete: the names of the tables of which a row cannot be read, or not by its key.
    """

    def __init__(
        self, tables: Mapping[str, pd.DataFrame], incomplete: frozenset[str] = frozenset()
    ) -> None:
        """Take the tables as far as they can be read."""
        super().__init__(tables)
        self.incomplete = incomplete
        self._selectors: dict[str, Selector] = {}
        self._cells: dict[tuple[str, str], dict[str, str]] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        """Return a table that has all its rows.

        Raises:
            NotAsked: if there is none.
        """
        if name not in self or name in self.incomplete:
            raise NotAsked(name)
        return super().__getitem__(name)

    def compared(self) -> Iterator[tuple[str, pd.DataFrame]]:
        """Yield every table with its name, for a rule that compares rows of any of them.

        Raises:
            NotAsked: if one has not all its rows.
        """
        if self.incomplete:
            raise NotAsked(min(self.incomplete))
        yield from self.items()

    @cached_property
    def _schemas(self) -> dict[str, dict[str, Any]]:
        return {name: schemas.read(collection.root(), name) for name in self}

    def schema(self, name: str) -> dict[str, Any]:
        """Return the schema of a dataset; each is read once."""
        return self._schemas[name]

    def declaring(self, word: str) -> Iterator[tuple[str, pd.DataFrame, Any]]:
        """Yield the tables whose schemas declare something: name, rows and what is declared."""
        for name, df in self.items():
            if word in self.schema(name):
                yield name, df, self.schema(name)[word]

    def figures(self, name: str) -> list[str]:
        """Return the columns of figures of a dataset that its rows have."""
        return [one for one in figures_in(self.schema(name)) if one in self.get(name, ())]

    def dated(self, name: str) -> dict[str, str]:
        """Return the columns of dates and periods, with the patterns of how they are written."""
        patterns = {}
        for field in self.schema(name)["fields"]:
            pattern = field.get("constraints", {}).get("pattern", "")
            if pattern.startswith(DATED):
                patterns[field["name"]] = pattern
        return patterns

    def look_up(self, ids: pd.Series, name: str, column: str) -> pd.Series:
        """Return the cell that the row of each id has in another table, "" where there is none.

        Raises:
            NotAsked: as ``tables[name]``.
        """
        if (name, column) not in self._cells:
            df = self[name]
            self._cells[name, column] = dict(zip(df.iloc[:, 0], df[column], strict=True))
        cells = self._cells[name, column]
        return pd.Series([cells.get(one, "") for one in ids.tolist()], ids.index, dtype="str")

    def has(self, name: str, *cells: pd.Series, **where: str) -> "pd.Series[bool]":
        """Tell whether another table has a row with these cells, in columns of their names.

        Raises:
            NotAsked: as ``tables[name]``.
        """
        df = self[name]
        for column, cell in where.items():
            df = df[df[column].eq(cell)]
        rows = pd.MultiIndex.from_frame(df[[one.name for one in cells]])
        return pd.Series(pd.MultiIndex.from_arrays(cells).isin(rows), index=cells[0].index)

    def selector(self, name: str) -> Selector:
        """Return what finds the rows of a dataset that a ``where`` names.

        Raises:
            NotAsked: as ``tables[name]``.
        """
        if name not in self._selectors:
            self._selectors[name] = Selector(self[name])
        return self._selectors[name]


class Broken(NamedTuple):
    """Rows of a table that break a rule: a mask of them, and what is wrong with the column.

    The column is empty where the whole row is meant. Rows that the mask leaves out are right.
    """

    table: str
    column: str
    rows: pd.Series
    sentence: str


# What a query may call, with a sign before it: @before(end, start).
WORDS = (before, number, year, distinct, total, least, most, any_of, last)
Ask = Callable[[Tables], Iterator[Broken]]
Condition = Callable[[pd.DataFrame, Tables], pd.Series]


@dataclass(frozen=True)
class Rule:
    """A rule of one table, or of any that has the columns which it reads.

    Attributes:
        table: its name, or ``ANY_TABLE``.
        column: that is at fault; "" where the whole row is.
        broken: what rows that break the rule meet: a query on the columns, or a function of the
            table and all tables that returns a mask, or a text for each row: "" where it is right.
        sentence: what is wrong, and what to do; {} stands for the text of the row.
        but: the tables of any that the rule is not for.
    """

    table: str
    column: str
    broken: str | Condition
    sentence: str
    but: tuple[str, ...] = ()

    def __call__(self, tables: Tables) -> Iterator[Broken]:
        """Yield what breaks the rule.

        Raises:
            NotAsked: if it reads a table that is not there, or has not all its rows.
            DataError: if the table has not a column that the query reads.
        """
        for name, df in self._asked_of(tables):
            if isinstance(self.broken, str):
                words = {word.__name__: word for word in (*WORDS, tables.look_up, tables.has)}
                found: Any = df.eval(self.broken, engine="python", local_dict=words)
            else:
                found = self.broken(df, tables)
            if pd.api.types.is_bool_dtype(found):
                yield Broken(name, self.column, found, self.sentence)
                continue
            for text in set(found.tolist()) - {""}:
                yield Broken(name, self.column, found.eq(text), self.sentence.format(text))

    def _asked_of(self, tables: Tables) -> Iterator[tuple[str, pd.DataFrame]]:
        """Yield the tables of which the rule is asked; one without rows breaks none."""
        columns = self.columns()
        for name, df in tables.items():
            if self.table == name:
                _expect_columns(name, df, columns)
            is_meant = self.table == name or (self.table == ANY_TABLE and name not in self.but)
            if is_meant and columns <= set(df) and not df.empty:
                yield name, df

    def columns(self) -> set[str]:
        """Return the column at fault and those that the query reads.

        Example: of "rank > ranked" they are rank and ranked.
        """
        if not isinstance(self.broken, str):
            return {self.column}
        nodes = list(ast.walk(ast.parse(self.broken.replace("@", ""), mode="eval")))
        called = [node.func for node in nodes if isinstance(node, ast.Call)]
        named = [node for node in nodes if isinstance(node, ast.Name) and node not in called]
        return {self.column, *(node.id for node in named)}


def _expect_columns(name: str, df: pd.DataFrame, columns: set[str]) -> None:
    for column in sorted(columns - set(df)):
        near = did_you_mean(column, df.columns)
        raise DataError(
            f"a rule reads the column '{column}', which {name} does not have{near}: write its new "
            "name in lib/heartland_evidence/rules"
        )
