"""A table with its metadata: load it, describe it.

Where a row comes from is stated in its own columns (``source_id``, ``also_in``, ``locator``).
``df.attrs`` says which dataset a frame was loaded from, and pandas drops it in some operations.
What belongs elsewhere: rules that need knowledge of the field (``checks``), and the choice among
competing rows (``choose``).
"""

import html
import os
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from heartland import context
from heartland.environment import HEARTLAND_TRACE
from heartland.errors import DataError
from heartland.files import cached_while_unchanged
from heartland.tables import csv_files, descriptor, expect, filters, location, schemas
from heartland.tables.cells import FORMS, not_of_type
from heartland.tables.columns import SPEAKS_OF
from heartland.tables.periods import first_year, last_year
from heartland.tables.problems import Problem

# pandas takes Arrow's text where pyarrow is installed; ours is the same in every environment.
TEXT = pd.StringDtype("python", na_value=np.nan)
WIDTH = 12  # digits to which numbers in a text are filled before texts are sorted


def load(
    name: str, /, part_years: bool = False, missing: bool = False, **wanted: Any
) -> pd.DataFrame:
    """Load a dataset of the collection, or the rows of it that are wanted.

    Each further argument chooses rows: by a column of the table, or by ``start`` and ``end``, the
    first and the last year, or month (``2022-06``) where a table has months, or by ``year`` for
    one year. A value may be a list of values; ``None`` leaves a filter out. Areas may be given by
    code or by English name.

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
    folder = location.root()
    df = _in_order(folder, name).reset_index(drop=True)
    _trace(name)
    schema = schemas.read(folder, name)
    if schema.get("annual") and not part_years:
        df = full_years(df)
    df = filters.apply_filters(df, name, schema, wanted)
    if missing:
        df = _with_missing_text(df)
    df.attrs.update(dataset=name, title=schema.get("title", name))
    return df


def with_positions(name: str) -> pd.DataFrame:
    """Load a whole dataset as ``load`` does, each row with its position in the file as its index.

    The first row is at 0; it is line 2 of the file, below the header.

    Raises:
        DataError: as ``load`` does.
        UsageError: if there is no such dataset.
    """
    df = _in_order(location.root(), name).copy()
    _trace(name)
    return df


def full_years(df: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows whose ``period`` is a whole year, and add that year as a column."""
    whole = df["period"].str.fullmatch(r"[0-9]{4}")
    df = df[whole].reset_index(drop=True)
    return df.assign(year=df["period"].astype("int64"))


def _trace(name: str) -> None:
    """Note that a dataset was loaded: a run depends on what it loads, and so does a figure."""
    context.note_loaded(name)
    trace = os.environ.get(HEARTLAND_TRACE)
    if trace:
        with Path(trace).open("a", encoding="utf-8") as handle:
            handle.write(name + "\n")


def _with_missing_text(df: pd.DataFrame) -> pd.DataFrame:
    df = df.copy()
    for column in df:
        if df[column].dtype == "str":
            df[column] = df[column].mask(df[column].eq(""))
    return df


@cached_while_unchanged(descriptor.files_of)
def _in_order(folder: Path, name: str) -> pd.DataFrame:
    """Return a dataset, typed, in the order of its key; the index is the place in the file."""
    key = schemas.read(folder, name)["primaryKey"]
    return _typed(folder, name).sort_values(key, key=_reading_order, kind="stable")


def _reading_order(cells: pd.Series) -> pd.Series:
    """Return the rank of each cell: text by its letters, a number in it by its size.

    So paragraph 4 comes before paragraph 10. No two texts share a rank.
    """
    if cells.dtype != "str":
        return cells
    numbers, texts = pd.factorize(cells)  # each text is ranked once
    rank_of = {text: rank for rank, text in enumerate(sorted(texts, key=_with_even_numbers))}
    ranks = pd.array([rank_of[text] for text in texts], dtype="int64")
    return pd.Series(ranks.take(numbers), index=cells.index)


def _with_even_numbers(text: str) -> tuple[str, str]:
    """Return what to sort a text by: the text with its numbers in one width, then itself."""
    even = re.sub("[0-9]+", lambda number: number[0].zfill(WIDTH), text)
    return even, text


def _typed(folder: Path, name: str) -> pd.DataFrame:
    """Return a dataset, typed; the first problem in it is raised."""
    text, unsound = read_text(folder, name)
    df, wrong = apply_schema(text, folder, name)
    problems = [*unsound, *wrong]
    if problems:
        raise DataError(str(problems[0]))
    return df


def read_text(folder: Path, name: str) -> tuple[pd.DataFrame, list[Problem]]:
    """Read a dataset as text.

    Returns:
        The sound rows, whose index is the row's number less 2 (0, 1, 2 … where every row is
        sound), and the problems.
    """
    sound, problems = csv_files.read(folder, name)
    columns = schemas.column_names(folder, name)
    index = np.fromiter(sound, dtype="int64", count=len(sound)) - 2
    cells = zip(*sound.values(), strict=True) if sound else [()] * len(columns)
    text = {}
    for column, values in zip(columns, cells, strict=True):
        text[column] = pd.array(np.array(values, dtype="object"), dtype=TEXT, copy=False)
    return pd.DataFrame(text, index=index, copy=False), problems


def apply_schema(text: pd.DataFrame, folder: Path, name: str) -> tuple[pd.DataFrame, list[Problem]]:
    """Give each column of a table of text the type that its schema declares.

    Returns:
        The typed frame, and a problem for each cell that is not of its type. Such a cell is
        missing in the frame.
    """
    columns: dict[str, pd.Series] = {}
    problems: list[Problem] = []
    for field in schemas.read(folder, name)["fields"]:
        column = field["name"]
        cells = text[column]
        form, _ = FORMS[field["type"]]
        bad = _not_written_as(cells, form)
        for cell in cells[bad].unique() if bad.any() else ():
            sentence = not_of_type(field["type"], cell)
            problems += problems_at(name, text, column, cells.eq(cell), sentence)
        columns[column] = _converted(cells, bad, field["type"])
    return pd.DataFrame(columns, index=text.index, copy=False), problems


def in_file_order(folder: Path, name: str) -> pd.DataFrame:
    """Return the sound rows of a dataset, typed, in the order of its file.

    A cell that is not of the type of its column is missing.
    """
    text, _ = read_text(folder, name)
    typed, _ = apply_schema(text, folder, name)
    return typed


def _not_written_as(cells: pd.Series, form: str) -> pd.Series:
    """Tell which cells are not written in a form; the empty form is any text."""
    if not form:
        return pd.Series(False, index=cells.index)
    written = re.compile(form).fullmatch
    wrong = [cell for cell in set(cells.tolist()) if not written(cell)]
    if not wrong:
        return pd.Series(False, index=cells.index)
    return cells.isin(wrong)


def _converted(cells: pd.Series, bad: pd.Series, kind: str) -> pd.Series:
    if kind == "string":
        return cells
    if kind == "boolean":
        return cells.eq("true")
    numbers: pd.Series = pd.to_numeric(cells.mask(bad | cells.eq("")))
    if kind == "integer":
        return numbers.astype("Int64")
    return numbers.astype("float64")


def problems_at(name: str, text: pd.DataFrame, column: str, bad: Any, rule: str) -> list[Problem]:
    """Return a problem for each row of a dataset where ``bad`` holds; of no column: of the row."""
    mask = bad if isinstance(bad, pd.Series) else pd.Series(bad, index=text.index)
    if not mask.any():
        return []
    problems = []
    for row in mask.index[mask.fillna(False).astype("bool")]:
        value = str(text.at[row, column]) if column else ""
        problems.append(Problem(f"{name}.csv", int(row) + 2, column, value, rule))
    return problems


def years_of(df: pd.DataFrame) -> pd.Series:
    """Return the years that rows speak of, as text; rows without a year are left out."""
    for column in SPEAKS_OF:
        if column in df:
            return first_year(df[column]).dropna()
    return pd.Series(dtype="str")


def newest_observation(df: pd.DataFrame) -> str:
    """Return the last year that rows have an observation of, "" if none says; forecasts are none.

    A row of several years counts by its last: ``2014/2022`` is of 2022.
    """
    for column in SPEAKS_OF:
        if column in df:
            dates = df[column]
            if "status" in df:
                dates = dates[df["status"].ne("F")]
            years = last_year(dates.drop_duplicates()).dropna()
            return str(years.max()) if len(years) else ""
    return ""


class Codebook(pd.DataFrame):
    """The columns of a dataset, explained.

    A notebook shows the definitions whole, where pandas would cut them short.
    """

    def _repr_html_(self) -> str:
        shown = self.style.set_uuid("codebook").set_caption(html.escape(self.attrs["title"]))
        shown = shown.format(escape="html").format_index(escape="html")
        left: Any = {"selector": "td, th", "props": "text-align: left"}
        return str(shown.set_table_styles([left]).to_html())


def describe(name: str) -> Codebook:
    """Return the codebook of a dataset: one row a column.

    >>> describe("areas").loc["name", "definition"]
    'Name in English.'
    >>> describe("trade").loc["flow", "allowed"]
    'exports, imports, turnover'

    Returns:
        A frame by column, with ``type``, ``unit``, ``definition`` and ``allowed``: the values that
        a column with a closed list may have.
    """
    schema = schemas.read(location.root(), name)
    rows = [_definition(field) for field in schema["fields"]]
    book = Codebook(pd.DataFrame(rows, dtype="object").set_index("column"))
    book.attrs.update(title=schema["title"], description=schema.get("description", ""))
    return book


def _definition(field: dict[str, Any]) -> dict[str, str]:
    """Return what a schema says of a column, in words."""
    return {
        "column": field["name"],
        "type": field["type"],
        "unit": field.get("unit", ""),
        "definition": field.get("description", ""),
        "allowed": ", ".join(field.get("constraints", {}).get("enum", [])),
    }
