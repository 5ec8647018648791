"""What a rule is: a table, a condition that its broken rows meet, and a sentence.

What these can say is a ``Rule``; any other is a function that yields what is ``Broken`` in the
tables. Both are called alike.
"""

import ast
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import pandas as pd

from heartland.errors import DataError, did_you_mean
from heartland.tables import collection, schemas
from heartland.tables.conditions import Selector
from heartland.tables.csv_files import Problem
from heartland_evidence.reading import figures_in
from heartland_evidence.rules.words import QUERY_WORDS, among

ANY_TABLE = ""  # each one that has the columns which a rule reads
DATED = r"^\d{4}"  # how the patterns of dates and periods begin


class NotAsked(Exception):
    """A rule reads a table that is not there, or of which rows cannot be read or found."""


class Tables(dict[str, pd.DataFrame]):
    """The typed tables of a collection by name, with part years, each in the order of its file.

    ``tables[name]`` is for whoever looks from one table into another: were rows of that missing,
    those of the first would be blamed.

    Attributes:
        torn: the tables of which a row, or the file, cannot be read; a blank row holds nothing.
        without_key: the rows, by table and number, of which a cell of the key cannot be read.
        incomplete: the tables of which a row cannot be read, or not by its key.
        text: the same rows as text: a cell that is no number, or no date, of its column is missing
            in the typed table only.
    """

    def __init__(
        self,
        tables: Mapping[str, pd.DataFrame],
        torn: Collection[str] = (),
        without_key: Collection[tuple[str, int]] = (),
        text: Mapping[str, pd.DataFrame] | None = None,
    ) -> None:
        """Take the tables as far as they can be read."""
        super().__init__(tables)
        self.torn = torn
        self.without_key = without_key
        self.incomplete = {*torn, *(name for name, _ in without_key)}
        self.text = text or {}
        self._selectors: dict[str, Selector] = {}
        self._cells: dict[tuple[str, str], pd.Series] = {}

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

    def whole(self) -> dict[str, pd.DataFrame]:
        """Return, as text, the tables whose every row was read."""
        return {name: df for name, df in self.text.items() if name not in self.torn}

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
        patterns = {
            field["name"]: field.get("constraints", {}).get("pattern", "")
            for field in self.schema(name)["fields"]
        }
        return {one: pattern for one, pattern in patterns.items() if pattern.startswith(DATED)}

    def look_up(self, ids: pd.Series, name: str, column: str) -> pd.Series:
        """Return the cell that the row of each id has in another table, "" where there is none.

        Raises:
            NotAsked: as ``tables[name]``.
        """
        if (name, column) not in self._cells:
            df = self[name]
            key = df.columns[0]
            rows = df.drop_duplicates(key, keep="last")
            self._cells[name, column] = rows.set_index(key)[column]
        return ids.map(self._cells[name, column]).fillna("")

    def has(self, name: str, *cells: pd.Series, **where: str) -> "pd.Series[bool]":
        """Tell whether another table has a row with these cells, in columns of their names.

        Raises:
            NotAsked: as ``tables[name]``.
        """
        df = self[name]
        for column, cell in where.items():
            df = df[df[column].eq(cell)]
        wanted = pd.concat(cells, axis="columns")
        return among(wanted, df[list(wanted)])

    def selector(self, name: str) -> Selector:
        """Return what finds the rows of a dataset that a ``where`` names, as far as it is read.

        Raises:
            KeyError: if there is no such table.
        """
        if name not in self._selectors:
            self._selectors[name] = Selector(super().__getitem__(name))
        return self._selectors[name]


class Broken(NamedTuple):
    """Rows of a table that break a rule: a mask of them, and what is wrong with the column.

    The column is empty where the whole row is meant. Rows that the mask leaves out are right.
    """

    table: str
    column: str
    rows: pd.Series
    sentence: str


# Who looks at files finds a place in them, of which no table may have a row.
Ask = Callable[[Tables], Iterator[Broken | Problem]]
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
        words = {**QUERY_WORDS, "look_up": tables.look_up, "has": tables.has}
        for name, df in self._asked_of(tables):
            if isinstance(self.broken, str):
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
        columns = self._columns()
        for name, df in tables.items():
            if self.table == name:
                _expect_columns(name, df, columns)
            is_meant = self.table == name or (self.table == ANY_TABLE and name not in self.but)
            if is_meant and columns <= set(df) and not df.empty:
                yield name, df

    def _columns(self) -> set[str]:
        """Return the column at fault and those that the query reads: of "rank > ranked" both."""
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
