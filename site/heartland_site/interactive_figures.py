"""Interactive figures: plotly JSON that a run writes beside a figure.

A figure may have none, where plotly could not be faithful to it. Then its page offers the drawing
alone.
"""

import re
from pathlib import Path
from typing import Any

from heartland.files import read_json

EXPORTED = re.compile(r"`figures/([a-z0-9-]+/[a-z0-9-]+)\.\*`")
Plotly = dict[str, Any]


def interactive_figures(root: Path) -> dict[str, Plotly]:
    """Return the plotly JSON of the figures that have some, by place: ``01-trade/kyrgyz-gold``."""
    found = {}
    for path in sorted((root / "figures").glob("*/*.plotly")):
        found[f"{path.parent.name}/{path.stem}"] = read_json(path)
    return found


def exported_place(cell: dict[str, Any]) -> str:
    """Return the place of the figure that a cell exported; "" if it exported none."""
    for output in cell.get("outputs", []):
        match = EXPORTED.search("".join(output.get("data", {}).get("text/markdown", "")))
        if match:
            return match[1]
    return ""
