"""The sources behind rows: their ids, and how they are cited."""

from collections.abc import Iterable

import pandas as pd

from heartland import sentences
from heartland.errors import DataError, did_you_mean
from heartland.tables.tables import load


class Citations(list[str]):
    """Sources as text lines; a notebook shows them as a list with links."""

    def _repr_markdown_(self) -> str:
        return "\n".join(f"- {line}" for line in self)

    def __repr__(self) -> str:
        return f"{len(self)} sources"


def byline(*frames: pd.DataFrame) -> sentences.Line:
    """Say how much a notebook reads and when its sources were read: one line of Markdown."""
    ids = {i for df in frames for i in source_ids(df)}
    read = by_id("sources", ids)["accessed"].max()
    return sentences.Line(
        f"*{sum(map(len, frames)):,} rows from {len(ids)} sources, data as of {sentences.month(read)}*"
    )


def source_ids(df: pd.DataFrame, also: bool = False) -> list[str]:
    """Return the ids of the sources behind the rows, sorted; with ``also``, those of repeated statements too."""
    columns = [c for c in (["source_id", "also_in"] if also else ["source_id"]) if c in df]
    joined = pd.concat([df[c] for c in columns]) if columns else pd.Series(dtype=str)
    return sorted(set(joined.dropna().str.split(";").explode().str.strip()) - {""})


def by_id(name: str, ids: Iterable[str]) -> pd.DataFrame:
    """Return a row of a dataset for each of the ids, which become the index.

    Raises:
        DataError: for an id that the dataset does not have; the nearest is offered.
    """
    table, ids = load(name).pipe(lambda df: df.set_index(df.columns[0])), list(ids)
    for unknown in [i for i in ids if i not in table.index]:
        raise DataError(
            f"{name.removesuffix('s')} '{unknown}' is not in {name}.csv{did_you_mean(unknown, table.index)}"
        )
    return table.loc[ids]


def cite(df: pd.DataFrame) -> Citations:
    """Cite the sources of the rows of ``df``: publisher, title, date, address."""
    lines = []
    for row in (
        by_id("sources", source_ids(df))
        .sort_values(["publisher", "published"], key=lambda c: c.str.lower())
        .to_dict("records")
    ):
        date = f" ({row['published']})" if row["published"] else ""
        lines.append(
            f"{sentences.plain(row['publisher'])}, *{sentences.plain(row['title'])}*{date}. <{row['url']}>"
        )
    return Citations(lines)
