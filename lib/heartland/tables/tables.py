"""A table with its metadata: load it, describe it, cite it.

A row's provenance is in its own columns (``source_id``, ``also_in``, ``locator``); ``df.attrs`` only decorates,
for pandas drops it. What belongs elsewhere: rules that need knowledge of the field (``checks``), choosing among
competing rows (``views``).
"""

import os
import re
from pathlib import Path
from typing import Any

import pandas as pd

from heartland.errors import DataError
from heartland.tables import package
from heartland.tables.package import Problem

WHEN = (
    "period",
    "target_year",
    "year",
    "edition",
    "start",
    "date",
    "since",
    "counted_on",
    "published",
)  # the first that is there tells
DTYPES = {"string": "str", "boolean": "bool", "integer": "Int64", "number": "float64"}


def load(name: str, part_years: bool = False) -> pd.DataFrame:
    """Load a dataset of the collection, typed by its schema.

    Args:
        name: the dataset, as ``datasets()`` lists them.
        part_years: keep periods that are not whole years. By default a table of annual values gives full years
            only, with the year in an integer column ``year``.

    Returns:
        A new frame: text as ``str``, numbers as ``float64``, integers as ``Int64``, flags as ``bool``.

    Raises:
        DataError: naming file, row (the header is row 1), column and value.
    """
    folder = package.root()
    trace = os.environ.get(
        "HEARTLAND_TRACE"
    )  # a run compares what a notebook declares with what it loads
    if trace:
        with Path(trace).open("a", encoding="utf-8") as handle:
            handle.write(name + "\n")
    df = _loaded(folder, name).copy()
    table = package.schema(folder, name)
    if table.get("annual") and not part_years:
        df = df[df["period"].str.fullmatch(r"[0-9]{4}")].assign(
            year=lambda d: d["period"].astype("int64")
        )
        df = df.reset_index(drop=True)
    df.attrs.update(dataset=name, title=table.get("title", name))
    return df


@package.cached_while_unchanged(package.files_of)
def _loaded(folder: Path, name: str) -> pd.DataFrame:
    text, unsound = read_text(folder, name)
    df, wrong = apply_schema(text, folder, name)
    for finding in (*unsound, *wrong):
        raise DataError(str(finding))
    return df


def read_text(folder: Path, name: str) -> tuple[pd.DataFrame, list[Problem]]:
    """Read a dataset as text; the index is the row's number less 2, so that it is 0, 1, 2 … where every row is sound."""
    sound, found = package.read_csv(folder, name)
    columns = [f["name"] for f in package.schema(folder, name)["fields"]]
    cells = zip(*sound.values(), strict=True) if sound else ((),) * len(columns)
    text = {
        c: pd.array(list(column), dtype="str") for c, column in zip(columns, cells, strict=True)
    }
    return pd.DataFrame(text, index=[row - 2 for row in sound], columns=columns), found


def apply_schema(text: pd.DataFrame, folder: Path, name: str) -> tuple[pd.DataFrame, list[Problem]]:
    """Type a table of text by its schema; a cell that is not of its type is a finding, and missing in the frame."""
    columns, found = {}, []
    for field in package.schema(folder, name)["fields"]:
        cell, (form, like) = text[field["name"]], package.FORMS[field["type"]]
        kept = cell
        if form:
            wrong = [value for value in set(cell) if not re.fullmatch(form, value)]
            bad = cell.isin(wrong)
            found += problems_at(name, text, field["name"], bad, f"is not {like}")
            if field["type"] == "boolean":
                kept = cell.eq("true")
            else:
                kept = pd.to_numeric(cell.mask(bad | cell.eq("")))
        columns[field["name"]] = kept.astype(DTYPES[field["type"]])
    return pd.DataFrame(columns, index=text.index), found


def problems_at(name: str, text: pd.DataFrame, column: str, bad: Any, rule: str) -> list[Problem]:
    """Return a finding for each row of a dataset where ``bad`` holds."""
    mask = bad if isinstance(bad, pd.Series) else pd.Series(bad, index=text.index)
    where = mask.index[mask.fillna(False).astype(bool)] if mask.any() else ()
    return [
        Problem(f"{name}.csv", int(row) + 2, column, str(text.at[row, column]), rule)
        for row in where
    ]


def datasets() -> pd.DataFrame:
    """List the datasets: title, rows, first and last period, number of sources."""
    folder = package.root()
    return pd.DataFrame(
        [_summary(name, package.schema(folder, name)) for name in package.dataset_names(folder)]
    ).set_index("dataset")


def years_of(df: pd.DataFrame) -> pd.Series:
    """Return the years that rows speak of, as text, from whichever column tells them."""
    when = next((c for c in WHEN if c in df), "")
    return (
        df[when].astype("str").str.extract(r"(\d{4})")[0].dropna() if when else pd.Series(dtype=str)
    )


def _summary(name: str, table: dict[str, Any]) -> dict[str, Any]:
    df = load(name, part_years=True)
    years = years_of(df)
    sources = df["source_id"].nunique() if "source_id" in df else 0
    return {
        "dataset": name,
        "title": table["title"],
        "rows": len(df),
        "first": years.min(),
        "last": years.max(),
        "sources": sources,
    }


class Codebook(pd.DataFrame):
    """The columns of a dataset, explained; a notebook shows the definitions whole, where pandas would cut them off."""

    def _repr_html_(self) -> str:
        shown = (
            self.style.set_uuid("codebook").set_caption(self.attrs["title"]).format(escape="html")
        )
        return str(
            shown.set_table_styles([{"selector": "td, th", "props": "text-align: left"}]).to_html()
        )


def describe(name: str) -> Codebook:
    """Return the codebook of a dataset: one row a column, with type, unit and definition."""
    folder = package.root()
    table = package.schema(folder, name)
    keep = {"name": "column", "type": "type", "unit": "unit", "description": "definition"}
    df = (
        pd.DataFrame(table["fields"])
        .reindex(columns=list(keep))
        .rename(columns=keep)
        .astype("object")
        .fillna("")
    )
    book = Codebook(df.set_index("column"))
    book.attrs.update(title=table["title"], description=table.get("description", ""))
    return book
