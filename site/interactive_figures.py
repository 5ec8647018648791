"""Interactive figures: where their plotly JSON is read, and which row each of their points shows.

A figure may have none. Then its page offers the drawing alone.
"""

import html
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from heartland.figures.interactive import SILENT
from heartland.runs.run import notebooks
from heartland.tables import package

PLOTLY = "application/vnd.plotly.v1+json"
EXPORTED = re.compile(r"`figures/([a-z0-9-]+/[a-z0-9-]+)\.\*`")
Plotly = dict[str, Any]


def interactive_figures(root: Path) -> dict[str, Plotly]:
    """Return the plotly JSON of the figures that have some, by place: ``01-trade/kyrgyz-gold``."""
    found = {}
    for path in notebooks(root):
        for cell in package.read_json(path)["cells"]:
            place = exported_place(cell)
            for plotly in plotly_outputs(cell):
                if place:
                    found[place] = plotly
    return found


def exported_place(cell: dict[str, Any]) -> str:
    """Return the place of the figure that a cell exported; "" if it exported none."""
    for output in cell.get("outputs", []):
        match = EXPORTED.search("".join(output.get("data", {}).get("text/markdown", "")))
        if match:
            return match[1]
    return ""


def plotly_outputs(cell: dict[str, Any]) -> Iterator[Plotly]:
    """Yield the plotly figures among the outputs of a cell."""
    for output in cell.get("outputs", []):
        if PLOTLY in output.get("data", {}):
            yield output["data"][PLOTLY]


def linked_to_rows(plotly: Plotly, rows: list[dict[str, str]]) -> Plotly:
    """Return a plotly figure whose points carry the numbers of the rows they show.

    A point shows a row if its hover text says exactly what the row says.
    """
    contents = [content(row.items()) for row in rows]
    traces = []
    for trace in plotly["data"]:
        points = [content(hover_lines(hover)) for hover in trace["text"]]
        numbers = [places_of(point, contents) for point in points]
        traces.append({**trace, "customdata": numbers})
    return {**plotly, "data": traces}


def hover_lines(hover: str) -> Iterator[tuple[str, str]]:
    """Yield column and value of each line of a hover text."""
    for line in hover.split("<br>"):
        column, _, value = html.unescape(line).partition(": ")
        yield column, value


def content(cells: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Return the values by which a point and a row are compared."""
    values = set()
    for column, value in cells:
        if value and column != "source" and column not in SILENT:
            values.add(re.sub(r"\.0$", "", value))
    return frozenset(values)


def places_of(wanted: frozenset[str], contents: list[frozenset[str]]) -> list[int]:
    """Return the places in a list where a content stands."""
    return [number for number, content in enumerate(contents) if content == wanted]
