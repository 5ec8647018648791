"""Rows as a reader wants them: with names beside codes, and as a table in a notebook."""

import html
import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from heartland import sentences
from heartland.errors import DataError, UsageError
from heartland.tables import collection, expect, schemas
from heartland.tables.areas import area_code, area_names, names_of
from heartland.tables.choose import differing
from heartland.tables.schemas import OF_AREAS
from heartland.tables.sources import translated
from heartland.tables.tables import load

LOG = logging.getLogger("heartland")

YEARS = (1900, 2100)  # whole numbers among these are read as years
MOST_NAMED = 3  # columns in which rows differ that a message names
YEARLY = ("year", "target_year")  # columns of the year that a row speaks of
CLASSES = re.compile(r' class="[^"]* col(\d+)" ?')  # of a cell, of which the last names its column
NO_STYLES = '<style type="text/css">\n</style>\n'
LABELS = {"year", "years", "rank", "ranks", "ranked", "id", "edition", "paragraph"}


@dataclass(frozen=True)
class Table:
    """Rows as a notebook shows them, and their HTML."""

    data: pd.DataFrame
    html: str

    def __repr__(self) -> str:
        return f"table of {sentences.count(len(self.data), 'row')}"

    def _repr_html_(self) -> str:
        return self.html


def table(df: pd.DataFrame, name: str, decimals: int = 1, caption: str = "") -> Any:
    """Show rows of which a reader compares the exact values.

    The HTML is the same at every run, and text from the data is never read as markup. A column of
    whole numbers between 1900 and 2100 is read as one of years. Without any row it is a sentence
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
        return sentences.Line(f"*{f'{caption}: no' if caption else 'No'} rows to show.*")
    written: dict[Any, Any] = {column: partial(_measure, decimals=decimals) for column in df}
    at_the_left = set()
    for place, column in enumerate(df):
        if _is_of_labels(df[column], str(column)):
            written[column] = _label
        if pd.api.types.infer_dtype(df[column], skipna=True) == "string":
            at_the_left.add(place)
    shown = Styler(df, uuid=name, cell_ids=False).hide(axis="index")
    shown = shown.format_index(escape="html", axis="columns")
    if caption:
        shown = shown.set_caption(html.escape(caption))
    markup = shown.format(written, na_rep="", escape="html").to_html()

    def aligned(cell: re.Match[str]) -> str:
        return ' style="text-align: left"' if int(cell[1]) in at_the_left else ""

    # In each cell, for JupyterLab drops the style sheet of a notebook that is not trusted.
    return Table(df, CLASSES.sub(aligned, markup.removeprefix(NO_STYLES)))


def _is_of_labels(values: pd.Series, column: str) -> bool:
    """Whether the numbers of a column name something (a year, a rank) and measure nothing.

    A column says so by its name, or by its values.
    """
    if LABELS & set(re.split(r"[ _-]", column.lower())):
        return True
    numbers = values.dropna()
    if numbers.empty or not pd.api.types.is_numeric_dtype(numbers):
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


def wide(df: pd.DataFrame, value: str, areas: Sequence[str] = (), by: str = "area") -> pd.DataFrame:
    """Set a figure out by country and year, a row for each country and a column for each year.

    A year without any figure has a column and a country without one a row, if it is named in
    ``areas``: what is missing is seen to be missing. A line names the countries of which ``df`` has
    no row at all, since those may only not have been loaded. In a workbook cells without a figure
    are empty, or say so: ``to_excel("shares.xlsx", na_rep="no figure")``.

    >>> rates = pd.DataFrame({"area": ["TJK", "KGZ"], "year": [2020, 2022], "rate": [1.5, 2.0]})
    >>> wide(rates, "rate", areas=["KGZ", "Tajikistan"])
    year        2020  2021  2022
    rate
    Kyrgyzstan   NaN   NaN   2.0
    Tajikistan   1.5   NaN   NaN

    Args:
        df: rows of one dataset with a column ``year`` or ``target_year``; rows without the value
            are left out.
        value: the column of the figure; its unit, if the dataset says one, stands in the corner.
        areas: codes or names of the countries, in the order of the rows; by default those that
            have a figure.
        by: the column of areas that become rows: ``partner``, or of any other names.

    Returns:
        The figures: rows named in English, sorted by code or in the order of ``areas``, and each
        year from the first to the last as a column.

    Raises:
        DataError: if a country has two figures for a year; nothing is averaged.
        UsageError: if a column does not exist, the value is no number, or there is no year.
    """
    expect.rows("wide", df)
    expect.columns(df, [by])
    expect.numbers(df, value)
    year = next((column for column in YEARLY if column in df), "")
    if not year:
        raise UsageError(f"wide: these rows have no column {' or '.join(YEARLY)}")
    stated = df.dropna(subset=[value])
    same, cell = expect.repeated(stated, [by, year])
    if len(same):
        apart = [column for column in differing(same) if column != value][:MOST_NAMED]
        differ = f", and differ in {', '.join(apart)}" if apart else ""
        raise DataError(
            f"{len(same)} rows fall into the same cell ({cell}){differ}; choose with prefer(), by "
            'a value of such a column, or let another column be the rows, as by="partner" does'
        )
    table = stated.pivot(index=by, columns=year, values=value)
    if len(table):
        years = range(int(table.columns.min()), int(table.columns.max()) + 1)
        table = table.reindex(columns=pd.Index(years, name=year))
    if areas:
        codes = [area_code(area) for area in areas]
        table = table.reindex(codes)
        loaded = set(df[by])
        absent = names_of(code for code in codes if code not in loaded)
        if absent:
            LOG.warning(
                "wide: no row of %s among these: load it too, unless the table has none",
                ", ".join(absent),
            )
    corner = value
    if dataset := df.attrs.get("dataset"):
        fields = {one["name"]: one for one in schemas.read(collection.root(), dataset)["fields"]}
        if unit := fields.get(value, {}).get("unit"):
            corner = f"{value} ({unit})"
    return table.rename(index=area_names()).rename_axis(index=corner)
