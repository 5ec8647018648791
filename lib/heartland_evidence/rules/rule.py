"""What a rule is: a function from the tables to the rows that break it."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from types import ModuleType
from typing import Any, NamedTuple, cast

import numpy as np
import pandas as pd

from heartland.errors import DataError, did_you_mean
from heartland.sentences import listed
from heartland.tables import location, schemas

DATED = r"^\d{4}"  # how the patterns of dates and periods begin
YEAR = r"\d{4}"
OWN_PEOPLE = r"\bitself\b|\bown\b"  # how a note tells that a medium counted with its own people


class Tables(dict[str, pd.DataFrame]):
    """The tables of a collection by name, part years included; the schema of each is read once."""

    @cached_property
    def _schemas(self) -> dict[str, dict[str, Any]]:
        return {name: schemas.read(location.root(), name) for name in self}

    def schema(self, name: str) -> dict[str, Any]:
        """Return the schema of a dataset."""
        return self._schemas[name]

    def figures(self, name: str) -> list[str]:
        """Return the columns of figures of a dataset that its rows have."""
        figures = schemas.figures_in(self.schema(name))
        return [column for column in figures if column in self[name]]

    def dated_columns(self, name: str) -> dict[str, str]:
        """Return the columns of dates and periods, with the patterns of how they are written."""
        patterns = {}
        for field in self.schema(name)["fields"]:
            pattern = field.get("constraints", {}).get("pattern", "")
            if pattern.startswith(DATED):
                patterns[field["name"]] = pattern
        return patterns


class Broken(NamedTuple):
    """Rows of a table that break a rule: a mask of them, and what is wrong with the column.

    The column is empty where the whole row is meant.
    """

    table: str
    column: str
    rows: Any
    sentence: str


class Fault(NamedTuple):
    """What is wrong with one row: the column, and a sentence on its cell."""

    column: str
    sentence: str


Ask = Callable[[Tables], Iterator[Broken]]


@dataclass(frozen=True, eq=False)
class Rule:
    """A rule: a function that yields what breaks it, and the columns that it reads, by table.

    A name that ends in # is of a column of figures. A rule that compares rows of tables that it
    does not name has ``all_tables``.
    """

    ask: Ask
    reads: Mapping[str, list[str]]
    all_tables: bool

    @property
    def name(self) -> str:
        """The name of the rule in messages: that of its function."""
        return self.ask.__name__

    def __call__(self, tables: Tables) -> Iterator[Broken]:
        """Yield what breaks the rule; nothing where the collection does not have its tables.

        Raises:
            DataError: if a column that the rule reads is missing, or holds text in place of
                figures.
        """
        if self.has_its_tables(tables):
            yield from self.ask(tables)

    def waits_for(self, torn: Set[str]) -> bool:
        """Tell whether the rule waits until every row of these tables can be read.

        From table to table it would blame other rows for one that cannot. What looks at one table,
        or at each by itself, waits for none.
        """
        if self.all_tables:
            return bool(torn)
        return len(self.reads) > 1 and not torn.isdisjoint(self.reads)

    def has_its_tables(self, tables: Tables) -> bool:
        """Tell whether the collection has the tables that the rule reads.

        Raises:
            DataError: if a column of them that the rule reads is missing, or holds text.
        """
        if not set(self.reads) <= set(tables):
            return False
        for table, columns in self.reads.items():
            for column in columns:
                _require(self.name, tables[table], table, column)
        return True


def rule(all_tables: bool = False, **reads: str) -> Callable[[Ask], Rule]:
    """Make a rule of a function; it is asked because it stands in a module of rules.

    It is not asked where a table that it reads is absent; where a column is, its absence is
    reported. A rule that names no table looks at each one by itself.

    Example: ``@rule(digital_indices="rank# ranked#")``.

    Args:
        all_tables: the rule compares rows of any tables, not only of those that it names.
        reads: the columns that it reads of each table that it names.
    """

    def declare(ask: Ask) -> Rule:
        columns = {table: names.split() for table, names in reads.items()}
        return Rule(ask, columns, all_tables)

    return declare


def rules_of(module: ModuleType) -> list[Rule]:
    """Return the rules of a module, in their order."""
    return [each for each in vars(module).values() if isinstance(each, Rule)]


def _require(rule_name: str, df: pd.DataFrame, table: str, name: str) -> None:
    column = name.removesuffix("#")
    if column not in df:
        raise DataError(
            f"the check {rule_name} reads the column '{column}', which {table} does not have"
            f"{did_you_mean(column, df.columns)}: write its new name in lib/heartland_evidence/rules"
        )
    if name.endswith("#") and not pd.api.types.is_numeric_dtype(df[column]):
        raise DataError(
            f"the check {rule_name} needs figures in the column '{column}' of {table}, "
            f"and schemas/{table}.json declares text"
        )


def of_row(table: str, df: pd.DataFrame, row: Any, fault: Fault) -> Broken:
    """Return a fault of one row of a table, which its index names, as what breaks a rule."""
    return Broken(table, fault.column, mask(df.index == row, df), fault.sentence)


def records(df: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table, each with its cells by column."""
    return cast("list[dict[str, Any]]", df.to_dict("records"))


def of_each(cells: pd.Series, ask: Callable[[str], Any]) -> pd.Series:
    """Return what a function says of each cell; it is asked once of each text."""
    numbers, texts = pd.factorize(cells.to_numpy("object"), use_na_sentinel=False)
    answers = np.array([ask(text) for text in texts], dtype="object")
    return pd.Series(answers.take(numbers), index=cells.index, dtype="object")


def beside(*columns: pd.Series) -> Iterator[tuple[Any, ...]]:
    """Yield the cells of columns row by row; a column of text itself yields them slowly."""
    return zip(*(column.tolist() for column in columns), strict=True)


def as_text(cells: pd.Series) -> pd.Series:
    """Return cells as text, "" where one is missing; text is not converted, which takes time."""
    return (cells if cells.dtype == "str" else cells.astype("str")).fillna("")


class Unlike(NamedTuple):
    """Rows of a group that are not alike in a column, though they should be.

    Attributes:
        group: what the rows share.
        rows: a mask of those that are not as most of them are; of all, where no cell is of most.
        usual: the cell of most of them; several, where each stands equally often.
    """

    group: str
    rows: "pd.Series[bool]"
    usual: list[str]

    def among(self, rows: str) -> str:
        """Say that no cell is of most rows, which are described; "" where one is."""
        if len(self.usual) == 1:
            return ""
        return f"differs among {rows}, which have {listed(self.usual)}: write the right one in all"


def unlike_most(df: pd.DataFrame, column: str, groups: pd.Series) -> Iterator[Unlike]:
    """Yield the groups of rows that are not alike in a column; a doubled row counts once.

    Args:
        df: the rows.
        column: in which those of a group should be alike.
        groups: what each row shares with others; one that is "" shares nothing.
    """
    kinds = pd.DataFrame({"group": groups, "cell": df[column]}).drop_duplicates()
    unlike = set(kinds.loc[kinds["group"].duplicated(), "group"]) - {""}
    if not unlike:
        return
    cells, once = as_text(df[column]), ~df.duplicated()
    for group in sorted(unlike):
        rows = groups.eq(group)
        usual = _most_frequent(cells[rows & once])
        apart = rows & cells.ne(usual[0]) if len(usual) == 1 else rows
        yield Unlike(group, apart, usual)


def _most_frequent(cells: pd.Series) -> list[str]:
    """Return the cells that stand most often; an empty one yields to those that are not."""
    counted = Counter(cells.tolist())
    most = max(counted.values())
    frequent = [cell for cell, times in counted.items() if times == most]
    return [cell for cell in frequent if cell] or frequent


def surely_before(dates: pd.Series, others: pd.Series) -> "pd.Series[bool]":
    """Tell whether each date surely precedes the other; where a blank is one of them, it does not.

    They are compared as precisely as both are known.

    Example: "2022-03" surely precedes "2022-04-01" and not "2022-03-31".
    """
    earlier = [_precedes(*pair) for pair in beside(dates, others)]
    return mask(earlier, dates)


def _precedes(date: str, other: str) -> bool:
    return bool(date and other) and date[: len(other)] < other[: len(date)]


def mask(flags: Any, like: pd.Series | pd.DataFrame) -> "pd.Series[bool]":
    """Return flags as a column with the index of a frame."""
    return pd.Series(flags, index=like.index, dtype=bool)
