"""A table with its metadata: load it, describe it, cite it.

A row's provenance is in its own columns (``source_id``, ``also_in``, ``locator``); ``df.attrs`` only decorates,
for pandas drops it. What belongs elsewhere: rules that need knowledge of the field (``checks``), choosing among
competing rows (``views``).
"""

import os
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from heartland import collection, words
from heartland.collection import DataError, nearest

NUMBER = {"number": r"-?\d+(?:\.\d+)?", "integer": r"-?\d+"}


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
    folder = collection.root()
    trace = os.environ.get("HEARTLAND_TRACE")  # a run compares what a notebook declares with what it loads
    if trace:
        with Path(trace).open("a", encoding="utf-8") as handle:
            handle.write(name + "\n")
    path = folder / "data" / collection.resource(folder, name)["path"]
    table = collection.schema(folder, name)
    df = _typed(path, path.stat().st_mtime_ns, name, folder).copy()
    if table.get("annual") and not part_years:
        df = df[df["period"].str.fullmatch(r"\d{4}")].assign(year=lambda d: d["period"].astype("int64"))
        df = df.reset_index(drop=True)
    df.attrs.update(dataset=name, title=table["title"])
    return df


@lru_cache(maxsize=32)
def _typed(path: Path, _mtime: int, name: str, folder: Path) -> pd.DataFrame:
    return convert(read_text(path, [field["name"] for field in collection.schema(folder, name)["fields"]]), folder, name)


def convert(text: pd.DataFrame, folder: Path, name: str) -> pd.DataFrame:
    """Type a table of text by the schema of the dataset ``name``."""
    fields = collection.schema(folder, name)["fields"]
    return text.assign(**{f["name"]: _convert(text[f["name"]], f["type"], f"{name}.csv") for f in fields})


def read_text(path: Path, columns: Iterable[str]) -> pd.DataFrame:
    """Read a CSV as text, columns in the order of the schema; refuse missing, unknown or repeated columns."""
    wanted = list(columns)
    try:
        df = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig", header=None)
    except FileNotFoundError:
        raise DataError(f"{path.name}: there is no such file in {path.parent.name}/") from None
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        raise DataError(f"{path.name}: not a table in UTF-8 with one header row ({str(error).strip()})") from None
    found = df.iloc[0].tolist()
    if df.shape[1] > len(set(found)):
        raise DataError(f"{path.name}, row 1: a column name is repeated or empty in '{','.join(found)}'")
    for extra in [c for c in found if c not in wanted]:
        raise DataError(f"{path.name}, row 1: unknown column '{extra}'{nearest(extra, wanted)}")
    for absent in [c for c in wanted if c not in found]:
        raise DataError(f"{path.name}, row 1: column '{absent}' is missing; the schema wants {', '.join(wanted)}")
    return df.iloc[1:].set_axis(found, axis=1).reset_index(drop=True)[wanted]


def _convert(text: pd.Series, kind: str, file: str) -> pd.Series:
    if kind == "string":
        return text.astype("str")
    if kind == "boolean":
        _refuse(text, text.isin(["true", "false"]), file, "true or false")
        return text.eq("true")
    _refuse(
        text,
        text.eq("") | text.str.fullmatch(NUMBER[kind]),
        file,
        f"{'a' if kind == 'number' else 'an'} {kind} like {'1.5' if kind == 'number' else '2022'}",
    )
    values = pd.to_numeric(text.mask(text.eq("")))
    return values.astype("float64" if kind == "number" else "Int64")


def _refuse(text: pd.Series, valid: pd.Series, file: str, wanted: str) -> None:
    for row in text.index[~valid]:
        raise DataError(f"{file}, row {row + 2}, column {text.name}: '{text[row]}' is not {wanted}")


def datasets() -> pd.DataFrame:
    """List the datasets: title, rows, first and last period, number of sources."""
    folder = collection.root()
    return pd.DataFrame([_summary(name, collection.schema(folder, name)) for name in collection.names(folder)]).set_index("dataset")


def table(df: pd.DataFrame, name: str, decimals: int = 1) -> Any:
    """Show rows where exact values are compared: a plain table whose HTML is the same at every run."""
    return df.style.hide(axis="index").set_uuid(name).format(precision=decimals, na_rep="", thousands=",")


def years_of(df: pd.DataFrame) -> pd.Series:
    """Return the years that rows speak of, as text, from whichever column tells them."""
    when = next(
        (c for c in ("period", "target_year", "year", "edition", "start", "date", "since", "counted_on", "published") if c in df), ""
    )
    return df[when].astype("str").str.extract(r"(\d{4})")[0].dropna() if when else pd.Series(dtype=str)


def _summary(name: str, table: dict[str, Any]) -> dict[str, Any]:
    df = load(name, part_years=True)
    years = years_of(df)
    sources = df["source_id"].nunique() if "source_id" in df else 0
    return {"dataset": name, "title": table["title"], "rows": len(df), "first": years.min(), "last": years.max(), "sources": sources}


class Codebook(pd.DataFrame):
    """The columns of a dataset, explained; a notebook shows the definitions whole, where pandas would cut them off."""

    def _repr_html_(self) -> str:
        shown = self.style.set_uuid("codebook").set_caption(self.attrs["title"]).format(escape="html")
        return str(shown.set_table_styles([{"selector": "td, th", "props": "text-align: left"}]).to_html())


def describe(name: str) -> Codebook:
    """Return the codebook of a dataset: one row a column, with type, unit and definition."""
    folder = collection.root()
    table = collection.schema(folder, name)
    keep = {"name": "column", "type": "type", "unit": "unit", "description": "definition"}
    df = pd.DataFrame(table["fields"]).reindex(columns=list(keep)).rename(columns=keep).astype("object").fillna("")
    book = Codebook(df.set_index("column"))
    book.attrs.update(title=table["title"], description=table.get("description", ""))
    return book


class Citations(list[str]):
    """Sources as text lines; a notebook shows them as a list with links."""

    def _repr_markdown_(self) -> str:
        return "\n".join(f"- {line}" for line in self)

    def __repr__(self) -> str:
        return f"{len(self)} sources"


def byline(*frames: pd.DataFrame) -> words.Line:
    """Say how much a notebook reads and when its sources were read: one line of Markdown."""
    ids = {i for df in frames for i in source_ids(df)}
    read = load("sources").set_index("source_id").loc[sorted(ids), "accessed"].max()
    return words.Line(f"*{sum(map(len, frames)):,} rows from {len(ids)} sources, data as of {words.month(read)}*")


def source_ids(df: pd.DataFrame, also: bool = False) -> list[str]:
    """Return the ids of the sources behind the rows, sorted; with ``also``, those of repeated statements too."""
    columns = [c for c in (["source_id", "also_in"] if also else ["source_id"]) if c in df]
    joined = pd.concat([df[c] for c in columns]) if columns else pd.Series(dtype=str)
    return sorted(set(joined.dropna().str.split(";").explode().str.strip()) - {""})


def cite(df: pd.DataFrame) -> Citations:
    """Cite the sources of the rows of ``df``: publisher, title, date, address."""
    table = load("sources").set_index("source_id")
    ids = source_ids(df)
    unknown = [i for i in ids if i not in table.index]
    if unknown:
        raise DataError(f"source '{unknown[0]}' is not in sources.csv{nearest(unknown[0], table.index)}")
    lines = []
    for row in table.loc[ids].sort_values(["publisher", "published"], key=lambda c: c.str.lower()).to_dict("records"):
        date = f" ({row['published']})" if row["published"] else ""
        lines.append(f"{row['publisher']}, *{row['title'].replace('*', '')}*{date}. <{row['url']}>")
    return Citations(lines)
