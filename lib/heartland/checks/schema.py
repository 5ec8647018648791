"""What a schema says of its table's cells and keys."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd

from heartland.checks.rule import DATED, Broken, Tables, mask, rule, schema_of
from heartland.errors import did_you_mean

FEW = 12  # words of a closed list that a message can show
APART = ("also_in", "locator", "note")  # columns in which two rows of one thing may differ


@rule()
def cells_are_as_declared(tables: Tables) -> Iterator[Broken]:
    """Required cells, closed lists, patterns and bounds."""
    for name, df in tables.items():
        for field in schema_of(name)["fields"]:
            cells = df[field["name"]]
            for ask in (_required, _in_closed_list, _as_written, _within_bounds):
                yield from ask(name, field, cells)


def _texts(cells: pd.Series) -> set[str]:
    """Return the texts of a column, each once, without the empty one: what has to be looked at."""
    return {cell for cell in set(cells.to_numpy("object")) if isinstance(cell, str) and cell}


def _required(name: str, field: dict[str, Any], cells: pd.Series) -> Iterator[Broken]:
    if field.get("constraints", {}).get("required"):
        empty = cells.isna()
        if cells.dtype == "str":
            empty |= cells.eq("")
        yield Broken(name, field["name"], empty, "is empty but must not be")


def _in_closed_list(name: str, field: dict[str, Any], cells: pd.Series) -> Iterator[Broken]:
    allowed = field.get("constraints", {}).get("enum")
    if allowed is None:
        return
    few = f": {', '.join(allowed)}" if len(allowed) <= FEW else ""
    for value in _texts(cells) - {*allowed}:
        hint = did_you_mean(value, allowed)
        sentence = f"is not in the closed list of data/schemas/{name}.json{few}{hint}"
        yield Broken(name, field["name"], cells.eq(value), sentence)


def _as_written(name: str, field: dict[str, Any], cells: pd.Series) -> Iterator[Broken]:
    pattern = field.get("constraints", {}).get("pattern", DATED)
    if pattern.startswith(DATED):  # dates have a rule of their own
        return
    otherwise = [text for text in _texts(cells) if re.match(pattern, text) is None]
    if otherwise:
        yield Broken(name, field["name"], cells.isin(otherwise), f"is not {field['form']}")


def _within_bounds(name: str, field: dict[str, Any], cells: pd.Series) -> Iterator[Broken]:
    limits = field.get("constraints", {})
    beyond: tuple[tuple[str, Callable[[Any], Any], str], ...] = (
        ("minimum", cells.lt, "less"),
        ("maximum", cells.gt, "more"),
    )
    for bound, outside, word in beyond:
        if bound in limits:
            sentence = f"is {word} than the {bound}, {limits[bound]}"
            yield Broken(name, field["name"], outside(limits[bound]), sentence)


@rule()
def keys_are_unique(tables: Tables) -> Iterator[Broken]:
    """No two rows have one key; a row under another id is the same row."""
    for name, df in tables.items():
        for key in _keys(name, df):
            yield from _duplicates(name, df, key)


def _keys(name: str, df: pd.DataFrame) -> Iterator[list[str]]:
    """Yield the columns in which no two rows may be alike together.

    Where the key is an id, a row may not repeat all the other columns of another one either.
    """
    schema = schema_of(name)
    primary = schema["primaryKey"]
    yield primary
    for field in schema["fields"]:
        if field.get("constraints", {}).get("unique"):
            yield [field["name"]]
    if len(primary) == 1:
        yield [column for column in df.columns.astype(str) if column not in (*primary, *APART)]


def _duplicates(name: str, df: pd.DataFrame, key: list[str]) -> Iterator[Broken]:
    """Yield each row whose key, whatever its case, an earlier row has."""
    columns = [_without_case(df[column]) for column in key]
    if len(set(zip(*columns, strict=True))) == len(df):
        return
    first: dict[tuple[str, ...], int] = {}
    for row, cells in zip(df.index, zip(*columns, strict=True), strict=True):
        earlier = first.setdefault(cells, row)
        if earlier != row and any(cells):
            sentence = f"duplicates row {earlier + 2} (same {', '.join(key)})"
            yield Broken(name, key[0], mask(df.index == row, df), sentence)


def _without_case(cells: pd.Series) -> list[str]:
    """Return the texts of cells in one case; a missing cell is an empty text."""
    texts = cells.astype("str").fillna("").tolist()
    folded = {text: text.casefold() for text in set(texts)}
    return [folded[text] for text in texts]
