"""What a rule is: a function from the tables to the rows that break it."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, TypeVar

import numpy as np
import pandas as pd

from heartland.errors import DataError, did_you_mean
from heartland.tables import package

Tables = dict[str, pd.DataFrame]  # the tables of a collection by name, part years included
DATED = r"^\d{4}"  # how the patterns of dates and periods begin
YEAR = r"\d{4}"


class Broken(NamedTuple):
    """Rows of a table that break a rule: a mask of them, and what is wrong with the column."""

    table: str
    column: str
    rows: Any
    sentence: str


Rule = Callable[[Tables], Iterator[Broken]]
NEEDED: dict[Callable[..., Any], dict[str, list[str]]] = {}
Asked = TypeVar("Asked", bound=Callable[..., Any])


def needs(**columns: str) -> Callable[[Asked], Asked]:
    """Declare the tables and columns that a rule reads; a name that ends in # is of figures.

    A rule is not asked where a table is absent; where a column is, its absence is reported.
    Example: ``@needs(digital_indices="rank# ranked#")``.
    """

    def declare(rule: Asked) -> Asked:
        NEEDED[rule] = {table: names.split() for table, names in columns.items()}
        return rule

    return declare


def asked(rule: Rule, tables: Tables) -> Iterator[Broken]:
    """Yield what breaks a rule; nothing where the collection does not have its tables.

    Raises:
        DataError: if a column that the rule needs is missing, or holds text in place of figures.
    """
    if has_its_tables(rule, tables):
        yield from rule(tables)


def has_its_tables(rule: Callable[..., Any], tables: Tables) -> bool:
    """Tell whether the collection has the tables that a rule needs.

    Raises:
        DataError: if a column of them that the rule needs is missing, or holds text.
    """
    needed = NEEDED.get(rule, {})
    if not set(needed) <= set(tables):
        return False
    for table, columns in needed.items():
        for name in columns:
            _require(rule, tables[table], table, name)
    return True


def _require(rule: Callable[..., Any], df: pd.DataFrame, table: str, name: str) -> None:
    column = name.removesuffix("#")
    if column not in df:
        raise DataError(
            f"the check {rule.__name__} reads the column '{column}', which {table} does not have"
            f"{did_you_mean(column, df.columns)}: write its new name in lib/heartland/checks"
        )
    if name.endswith("#") and not pd.api.types.is_numeric_dtype(df[column]):
        raise DataError(
            f"the check {rule.__name__} needs figures in the column '{column}' of {table}, "
            f"and schemas/{table}.json declares text"
        )


def declared(name: str) -> dict[str, Any]:
    """Return the schema of a dataset."""
    return package.schema(package.root(), name)


def dated_columns(name: str) -> dict[str, str]:
    """Return the columns of dates and periods, with the patterns of how they are written."""
    patterns = {}
    for field in declared(name)["fields"]:
        pattern = field.get("constraints", {}).get("pattern", "")
        if pattern.startswith(DATED):
            patterns[field["name"]] = pattern
    return patterns


def of_each(cells: pd.Series, ask: Callable[[str], Any]) -> pd.Series:
    """Return what a function says of each cell; it is asked once of each text."""
    numbers, texts = pd.factorize(cells.to_numpy("object"), use_na_sentinel=False)
    answers = np.array([ask(text) for text in texts], dtype="object")
    return pd.Series(answers.take(numbers), index=cells.index, dtype="object")


def surely_before(dates: pd.Series, others: pd.Series) -> "pd.Series[bool]":
    """Tell whether each date surely precedes the other; where a blank is one of them, it does not.

    They are compared as precisely as both are known.

    Example: "2022-03" surely precedes "2022-04-01" and not "2022-03-31".
    """
    earlier = [_precedes(one, other) for one, other in zip(dates, others, strict=True)]
    return mask(earlier, dates)


def _precedes(date: str, other: str) -> bool:
    return bool(date and other) and date[: len(other)] < other[: len(date)]


def mask(flags: Any, like: pd.Series | pd.DataFrame) -> "pd.Series[bool]":
    """Return flags as a column with the index of a frame."""
    return pd.Series(flags, index=like.index, dtype=bool)
