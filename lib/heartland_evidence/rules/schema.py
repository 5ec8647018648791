"""What a schema says of its table's cells and keys."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from heartland.errors import did_you_mean
from heartland_evidence.rules.rule import DATED, Broken, Tables, as_text, mask, rule

FEW = 12  # words of a closed list that a message can show
TWICE = "delete one, or say what differs"  # of a row that is there already
GROWING = (
    "browser",
    "index",
    "publisher",
    "reporter",
    "vendor",
)  # lists to which a new one is added
APART = ("also_in", "locator", "note")  # columns in which two rows of one thing may differ


@dataclass(frozen=True)
class Column:
    """A column of a dataset: what its schema says of it, and its cells."""

    dataset: str
    field: dict[str, Any]
    cells: pd.Series

    @cached_property
    def limits(self) -> dict[str, Any]:
        """The constraints that the schema declares."""
        limits: dict[str, Any] = self.field.get("constraints", {})
        return limits

    @cached_property
    def texts(self) -> set[str]:
        """The texts of its cells, each once: what has to be looked at."""
        return {cell for cell in set(self.cells.tolist()) if isinstance(cell, str)}


Failing = Iterator[tuple[Any, str]]  # a mask of rows, and what is wrong with their cells


@rule()
def cells_are_as_declared(tables: Tables) -> Iterator[Broken]:
    """Required cells, closed lists, patterns and bounds."""
    for name, df in tables.items():
        for field in tables.schema(name)["fields"]:
            column = Column(name, field, df[field["name"]])
            for ask in (_required, _in_closed_list, _as_written, _within_bounds):
                for bad, sentence in ask(column):
                    yield Broken(name, field["name"], bad, sentence)


def _required(column: Column) -> Failing:
    if not column.limits.get("required"):
        return
    sentence = "is empty but must not be"
    yield column.cells.isna(), sentence
    if "" in column.texts:
        yield column.cells.eq(""), sentence


def _in_closed_list(column: Column) -> Failing:
    allowed = column.limits.get("enum")
    if allowed is None:
        return
    few = f": {', '.join(allowed)}" if len(allowed) <= FEW else ""
    for value in column.texts - {*allowed, ""}:
        hint = did_you_mean(value, allowed)
        sentence = f"is not in the closed list of data/schemas/{column.dataset}.json{few}{hint}"
        if column.field["name"] in GROWING:
            end = "" if hint else "."
            sentence += f"{end} If it is right, add it to the enum of {column.field['name']} there."
        yield column.cells.eq(value), sentence


def _as_written(column: Column) -> Failing:
    pattern = column.limits.get("pattern", DATED)
    if pattern.startswith(DATED):  # dates have a rule of their own
        return
    written = re.compile(pattern).match
    otherwise = [text for text in column.texts if text and not written(text)]
    if otherwise:
        yield column.cells.isin(otherwise), f"is not {column.field['form']}"


def _within_bounds(column: Column) -> Failing:
    beyond: tuple[tuple[str, Callable[[Any], Any], str], ...] = (
        ("minimum", column.cells.lt, "less"),
        ("maximum", column.cells.gt, "more"),
    )
    for bound, outside, word in beyond:
        if bound in column.limits:
            limit = column.limits[bound]
            yield outside(limit), f"is {word} than the {bound}, {limit}"


@rule()
def keys_are_unique(tables: Tables) -> Iterator[Broken]:
    """No two rows have one key; a row under another id is the same row. A pair is named once."""
    for name, df in tables.items():
        named: set[tuple[int, int]] = set()
        for key in _keys(tables.schema(name)):
            for row, earlier in _repeated(df, key):
                if (row, earlier) in named:
                    continue
                named.add((row, earlier))
                column = key[0] if len(key) == 1 else ""  # of several none is at fault
                what_to_do = "give it another, or delete the row" if column else TWICE
                sentence = f"duplicates row {earlier + 2} (same {', '.join(key)}): {what_to_do}"
                yield Broken(name, column, mask(df.index == row, df), sentence)


def _keys(schema: dict[str, Any]) -> Iterator[list[str]]:
    """Yield the columns in which no two rows may be alike together.

    Where the key is an id, a row may not repeat all the other columns of another one either.
    """
    primary = schema["primaryKey"]
    yield primary
    for field in schema["fields"]:
        if field.get("constraints", {}).get("unique"):
            yield [field["name"]]
    if len(primary) == 1:
        columns = [field["name"] for field in schema["fields"]]
        yield [column for column in columns if column not in (*primary, *APART)]


def _repeated(df: pd.DataFrame, key: list[str]) -> Iterator[tuple[int, int]]:
    """Yield each row whose key, whatever its case, an earlier row has, and that row."""
    columns = [_without_case(df[column]) for column in key]
    if len(set(zip(*columns, strict=True))) == len(df):
        return
    first: dict[tuple[str, ...], int] = {}
    for row, cells in zip(df.index, zip(*columns, strict=True), strict=True):
        earlier = first.setdefault(cells, row)
        if earlier != row and any(cells):
            yield row, earlier


def _without_case(cells: pd.Series) -> list[str]:
    """Return the texts of cells in one case; a missing cell is an empty text."""
    texts = as_text(cells).tolist()
    folded = {text: text.casefold() for text in set(texts)}
    return [folded[text] for text in texts]
