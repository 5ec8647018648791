"""What the files of a figure say of it: words, sources, parameters, rows."""

import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.patches import PathPatch, Rectangle

from heartland import context
from heartland.figures.sheet import Sheet
from heartland.figures.source_line import newest_drawn
from heartland.tables.sources import by_id, last_read, source_ids

LICENCE = "CC BY 4.0 (figure); the data under the terms of their sources"
LONGEST = 800  # characters of an alternative text


def facts_of(fig: Sheet, name: str, rows: pd.DataFrame, digest: str) -> dict[str, Any]:
    """Gather what the files of a figure say of it: words, sources, the rows of each mark.

    Args:
        fig: its layout is final.
        name: of its files.
        rows: those drawn.
        digest: SHA-256 of the CSV with these rows.
    """
    furniture = fig.furniture
    sources = by_id("sources", source_ids(rows)).reset_index()
    columns = ["source_id", "publisher", "title", "url", "licence"]
    return {
        "name": name,
        "title": furniture.title,
        "subtitle": furniture.subtitle,
        "alt": alt_text(fig),
        "note": furniture.note,
        "source_line": furniture.source,
        "sources": sources[columns].to_dict("records"),
        "licence": LICENCE,
        "notebook": context.notebook(),
        "heading": context.question(),
        "answer": context.answer(),
        "parameters": context.parameters(),
        "datasets": context.loaded(),
        "rows": len(rows),
        "newest": newest_drawn(rows),
        "read": last_read(rows),
        "csv_sha256": digest,
        "kind": kind(fig),
        "panels": len(furniture.panels) or 1,
        "finding": plain(fig.facts),
        "areas": _areas(rows),
        "marks": fig.marks,
    }


def plain(value: Any) -> Any:
    """Return a fact as JSON has it: numbers to six digits, which are the same on every machine."""
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, (list, tuple, set, frozenset, pd.Index, pd.Series, np.ndarray)):
        ones = [plain(one) for one in value]
        return sorted(ones, key=str) if isinstance(value, (set, frozenset)) else ones
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return float(f"{value:.6g}") if math.isfinite(value) else None
    if value is None or isinstance(value, (bool, int, str)):
        return value
    return str(value)


def alt_text(fig: Sheet) -> str:
    """Write the alternative text: title and subtitle, and what the marks say."""
    text = f"{fig.furniture.title}. {fig.furniture.subtitle}".strip()
    if fig.said:
        text += f" {'; '.join(fig.said)}."
    if len(text) < LONGEST:
        return text
    told = text[:LONGEST]
    end = max(told.rfind("; "), told.rfind(". "))  # of what is said of a row, or of a panel
    return told[:end] + "; the rest is in the table of the rows."


def kind(fig: Sheet) -> str:
    """Name the kind of chart by what is drawn: a map, bars, lines or dots."""
    shapes = {type(shape) for axes in fig.axes for shape in axes.patches}
    if PathPatch in shapes:
        return "map"
    if Rectangle in shapes:
        return "bars"
    lines = [line for axes in fig.axes for line in axes.lines if line.get_linestyle() != "None"]
    return "lines" if any(np.size(line.get_xdata()) > 2 for line in lines) else "dots"


def _areas(rows: pd.DataFrame) -> list[str]:
    """Return the codes of the areas that the rows speak of."""
    codes: set[str] = set()
    for column in ("area", "areas"):
        if column in rows:
            for cell in rows[column].dropna():
                codes.update(cell.split(";"))
    return sorted(codes - {""})


def in_a_line(facts: Mapping[str, Any]) -> str:
    """Say all of it in one line, for the metadata of a file."""
    parameters = json.dumps(facts["parameters"], ensure_ascii=False)
    return f"{facts['alt']} {facts['source_line']}. {facts['notebook']} {parameters}"
