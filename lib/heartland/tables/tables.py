"""Load a table, typed and in order.

Where a row comes from is stated in its own columns (``source_id``, ``also_in``, ``locator``).
``df.attrs`` says which dataset a frame was loaded from, and pandas drops it in some operations.
"""

import logging
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from heartland import context, sentences
from heartland.errors import UsageError
from heartland.files import cached_while_unchanged
from heartland.tables import collection, csv_files, expect, filters, schemas
from heartland.tables.periods import are_years, first_year

LOG = logging.getLogger("heartland")

# pandas takes Arrow's text where pyarrow is installed; ours is the same in every environment.
TEXT = pd.StringDtype("python", na_value=np.nan)
DTYPES: dict[str, Any] = {
    "string": TEXT,
    "boolean": "bool",
    "integer": "Int64",
    "number": "float64",
}
WIDTH = 12  # digits to which numbers in a text are filled before texts are sorted


def load(
    name: str, /, part_years: bool = False, missing: bool = False, **wanted: Any
) -> pd.DataFrame:
    """Load a dataset of the collection, or the rows of it that are wanted.

    Each further argument chooses rows: by a column of the table, or by ``start`` and ``end``, the
    first and the last year, or month (``2022-06``) where a table has months, or by ``year``, the
    first that a row speaks of. A value may be a list of values; ``None`` leaves a filter out. Areas
    may be given by code or by English name. Of what was listed and has no row, and of years before
    the first row or after the last, a line says so.

    >>> trade = load("trade", area="Kazakhstan", partner=["CN", "Russia"], start=2015, end=2022)
    >>> sorted(set(trade["partner"]))
    ['CHN', 'RUS']

    The rows come in the order of the table's key, whatever their order in the file, so that
    nothing made from them depends on where a row was added.

    A text that is missing is the empty text "", so that ``df["note"].eq("")`` finds it. With
    ``missing=True`` it is missing to pandas as well, so that ``isna`` and ``fillna`` work:

    >>> reports = load("casualty_reports", missing=True)
    >>> date = reports["counted_on"].fillna(reports["published_on"])

    Args:
        name: the dataset, as ``datasets()`` lists them.
        part_years: keep periods that are not whole years. By default a table of annual values
            has full years only, with the year as an integer in the column ``year``.
        missing: give missing text as missing to pandas, not as "".
        **wanted: the filters.

    Returns:
        A new frame: text as ``str``, numbers as ``float64``, integers as ``Int64``, flags as
        ``bool``.

    Raises:
        DataError: if the file is no table of the columns that its schema declares, or a cell is
            not of its column's type; the message names file, row, column and value. The other
            rules of the schema are checked by ``heartland validate`` alone.
        UsageError: if there is no such dataset, column or value, or no row for all of them; if
            what is True or False is neither.
    """
    expect.flag("load", "part_years", part_years)
    expect.flag("load", "missing", missing)
    folder = collection.root()
    df = _in_order(folder, name).reset_index(drop=True)
    context.note_loaded(name)
    schema = schemas.read(folder, name)
    by_year = schema.get("annual") and not part_years
    if by_year:
        df = df.assign(year=first_year(df["period"]).astype("int64"))
    given = {key: value for key, value in wanted.items() if value is not None}
    if given:
        df = df[filters.mask(df, name, schema, given)].reset_index(drop=True)
    if by_year and given:
        _tell_of_parts_alone(df, name, filters.in_words(given))
    if by_year:
        df = full_years(df)
    if missing:
        df = df.replace("", np.nan)
    df.attrs.update(dataset=name, title=schema.get("title", name))
    return df


def with_positions(name: str) -> pd.DataFrame:
    """Load a whole dataset as ``load`` does, each row with its position in the file as its index.

    The first row is at 0; it is line 2 of the file, below the header.

    Raises:
        DataError: as ``load`` does.
        UsageError: if there is no such dataset.
    """
    df = _in_order(collection.root(), name).copy()
    context.note_loaded(name)
    return df


def full_years(df: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows whose ``period`` is a whole year, and add that year as a column."""
    df = df[are_years(df["period"])].reset_index(drop=True)
    return df.assign(year=df["period"].astype("int64"))


def _tell_of_parts_alone(df: pd.DataFrame, name: str, wanted: str) -> None:
    """Say which parts of years, of those wanted, have no row of the whole year to stand for them.

    Raises:
        UsageError: if there is nothing but parts of years.
    """
    whole = are_years(df["period"])
    if not whole.any():
        raise UsageError(
            f"{name} has only parts of years with {wanted}: part_years=True keeps them"
        )
    between = [column for column in schemas.OF_AREAS if column in df]
    cells = pd.MultiIndex.from_frame(df[[*between, "year"]])
    alone = df[~whole & ~cells.isin(cells[whole])]
    if len(alone):
        left_out = sentences.counted(len(alone), "row")
        first = " ".join(alone[[*between, "period"]].iloc[0])
        LOG.warning(
            f"{name}: left out {left_out} of parts of years without one of the whole year, "
            f"such as {first}; part_years=True keeps them"
        )


@cached_while_unchanged(collection.files_of)
def _in_order(folder: Path, name: str) -> pd.DataFrame:
    """Return a dataset, typed, in the order of its key; the index is the place in the file."""
    csv_files.check(folder, name)  # pandas takes 1e5 for a number, and fills up a row without cells
    types = schemas.types_of(folder, name)
    df = pd.read_csv(
        collection.table_path(folder, name),
        dtype={column: DTYPES[kind] for column, kind in types.items()},
        keep_default_na=False,
        na_values={column: [""] for column, kind in types.items() if kind in schemas.NUMBERS},
    )
    key = schemas.read(folder, name)["primaryKey"]
    return df[list(types)].sort_values(key, key=_reading_order, kind="stable")


def _reading_order(cells: pd.Series) -> pd.Series:
    """Return the rank of each cell: text by its letters, a number in it by its size.

    So paragraph 4 comes before paragraph 10. No two texts share a rank.
    """
    if cells.dtype != "str":
        return cells

    def with_even_numbers(text: str) -> tuple[str, str]:
        return re.sub("[0-9]+", lambda number: number[0].zfill(WIDTH), text), text

    ranked = sorted(cells.unique(), key=with_even_numbers)
    return cells.map({text: rank for rank, text in enumerate(ranked)})
