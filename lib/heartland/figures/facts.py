"""What the files of a figure say of it: words, sources, parameters, rows."""

import json
from typing import Any

import numpy as np
import pandas as pd

from heartland import context
from heartland.figures.alt_text import in_words
from heartland.figures.row_marks import name_marks
from heartland.tables.sources import by_id, source_ids

LICENCE = "CC BY 4.0 (figure); the data under the terms of their sources"
LONGEST = 800  # letters of an alternative text


def kind(fig: Any) -> str:
    """Name the kind of chart by what is drawn: a page of several, map, heat table, bars, area, lines or dots."""
    if len(fig.axes) > max(1, len(fig.furniture.panels)):
        return "page"
    shapes = {
        type(shape).__name__ for axes in fig.axes for shape in (*axes.patches, *axes.collections)
    }
    joined = any(
        line.get_linestyle() != "None" and np.size(line.get_xdata()) > 2
        for axes in fig.axes
        for line in axes.lines
    )
    kinds = {"PathPatch": "map", "QuadMesh": "heat table", "Rectangle": "bars", "StepPatch": "area"}
    return next(
        (kind for shape, kind in kinds.items() if shape in shapes), "lines" if joined else "dots"
    )


def facts_of(fig: Any, name: str, rows: pd.DataFrame, digest: str) -> dict[str, Any]:
    """Gather what the files of a figure say of it: words, sources, parameters, and the rows that each mark leads to."""
    what, ids = fig.furniture, source_ids(rows)
    sources = by_id("sources", ids).reset_index()
    areas = {
        code
        for column in ("area", "areas")
        if column in rows
        for cell in rows[column].dropna()
        for code in cell.split(";")
    }
    name_marks(fig)
    key = [f"Key: {', '.join(what.key)}."] if what.key else []
    alt = " ".join([what.alt, *key, *(f"{text}." for text in map(in_words, fig.axes) if text)])
    alt = (
        alt
        if len(alt) < LONGEST
        else alt[:LONGEST].rsplit("; ", 1)[0] + "; the rest is in the table of the rows."
    )
    said = {
        "name": name,
        "title": what.title,
        "subtitle": what.subtitle,
        "alt": alt,
        "note": what.note,
        "source_line": what.source,
    }
    read = {
        "sources": sources[["source_id", "publisher", "title", "url", "licence"]].to_dict(
            "records"
        ),
        "licence": LICENCE,
    }
    made = {
        "notebook": context.notebook(),
        "heading": context.question(),
        "parameters": context.parameters(),
    }
    drawn = {
        "kind": kind(fig),
        "panels": len(what.panels) or 1,
        "areas": sorted(areas - {""}),
        "marks": fig.marks,
    }
    return said | read | made | {"rows": len(rows), "csv_sha256": digest} | drawn


def in_a_line(facts: dict[str, Any]) -> str:
    """Say all of it in one line, for the metadata of a file."""
    return f"{facts['alt']} {facts['source_line']}. {facts['notebook']} {json.dumps(facts['parameters'], ensure_ascii=False)}"
