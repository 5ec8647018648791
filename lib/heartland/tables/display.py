"""Rows as a reader wants them: with names beside codes, and as a table in a notebook."""

import html
import re
from collections.abc import Collection, Mapping
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from heartland import sentences
from heartland.headlines import Said
from heartland.tables import collection, expect, schemas
from heartland.tables.areas import area_names
from heartland.tables.schemas import OF_AREAS, TIMES
from heartland.tables.sources import translated
from heartland.tables.tables import load

YEARS = (1900, 2100)  # whole numbers among these are read as years, if no name says otherwise
LABELS = {"year", "years", "rank", "ranks", "ranked", "id", "edition", "paragraph"}


def table(df: pd.DataFrame, name: str, decimals: int = 1, caption: str = "") -> Any:
    """Show rows of which a reader compares the exact values.

    The HTML is the same at every run, and text from the data is never read as markup. A column of
    whole numbers between 1900 and 2100 is read as one of years, unless a dataset has figures under
    its name (``persons``), or a measure of this name (``killed``). Without any row it is a sentence
    that says so.

    >>> hl.table(rows[["year", "area_name", "share_gdp_pct"]], "shares", 1)

    Args:
        df: the rows to show.
        name: an id for the HTML, different for each table of a notebook.
        decimals: how many decimals numbers have.
        caption: what the table shows, above it.
    """
    from pandas.io.formats.style import Styler  # late: it takes a while

    expect.rows("table", df)
    if df.empty:
        return Said(f"*{f'{caption}: no' if caption else 'No'} rows to show.*", {})
    measures = _names_of_measures()
    written: dict[Any, Any] = {column: partial(_measure, decimals=decimals) for column in df}
    at_the_left: dict[Any, Any] = {}
    for column in df:
        if _is_of_labels(df[column], str(column), measures):
            written[column] = _label
        if pd.api.types.infer_dtype(df[column], skipna=True) == "string":
            at_the_left[column] = [{"selector": "", "props": "text-align: left"}]
    shown = Styler(df, uuid=name, cell_ids=False).hide(axis="index")
    shown = shown.set_table_styles(at_the_left).format_index(escape="html", axis="columns")
    if caption:
        shown = shown.set_caption(html.escape(caption))
    return shown.format(written, na_rep="", escape="html")


def _names_of_measures() -> set[str]:
    """Return what the datasets call figures: columns of numbers but for times, and measures."""
    folder = collection.root()
    names: set[str] = set()
    for dataset in collection.dataset_names(folder):
        for field in schemas.read(folder, dataset)["fields"]:
            if field["type"] in schemas.NUMBERS and field["name"] not in TIMES:
                names.add(field["name"])
            elif field["name"] == "measure":
                names.update(field.get("constraints", {}).get("enum", []))
    return names


def _is_of_labels(values: pd.Series, column: str, measures: Collection[str]) -> bool:
    """Whether the numbers of a column name something (a year, a rank) and measure nothing.

    A column says so by its name; where its name says neither, its values do.
    """
    if LABELS & set(re.split(r"[ _-]", column.lower())):
        return True
    numbers = values.dropna()
    if column.lower() in measures or numbers.empty or not pd.api.types.is_numeric_dtype(numbers):
        return False
    return bool(((numbers % 1 == 0) & numbers.between(*YEARS)).all())


def _measure(cell: Any, decimals: int) -> str:
    """Write a number that measures, a whole one without decimals; what is no number as it is."""
    if not _is_number(cell):
        return str(cell)
    whole = isinstance(cell, int | np.integer)
    return sentences.number(cell, 0 if whole else decimals)


def _label(cell: Any) -> str:
    """Write a number that names something, such as a year: its thousands are not separated."""
    return f"{cell:.0f}" if _is_number(cell) else str(cell)


def _is_number(cell: object) -> bool:
    """Whether a cell holds a number; yes and no are none."""
    return isinstance(cell, int | float | np.number) and not isinstance(cell, bool)


def with_names(df: pd.DataFrame) -> pd.DataFrame:
    """Add the English names of the areas and events that the rows name by code.

    >>> trade = load("trade", area="KAZ", partner="CHN", year=2022)
    >>> with_names(trade)[["area_name", "partner_name"]].iloc[0].tolist()
    ['Kazakhstan', 'China']

    Returns:
        A new frame, with a column ``area_name`` after ``area``, ``partner_name`` after
        ``partner`` and so on; reporters are named where some are countries. A cell with several
        codes has several names, and what is no code stays as it is.
    """
    expect.rows("with_names", df)
    names = area_names()
    words: dict[str, Mapping[Any, str]] = {column: names for column in OF_AREAS if column in df}
    if "reporter" in df and df["reporter"].isin(list(names)).any():
        words["reporter"] = names
    if "event_id" in df:
        words["event_id"] = load("conflict_events").set_index("event_id")["name"].to_dict()
    df = df.copy()
    for column, names_of_codes in words.items():
        named = f"{column.removesuffix('_id')}_name"
        if named not in df:
            df.insert(list(df.columns).index(column) + 1, named, "")
        df[named] = translated(df[column], names_of_codes)
    return df
