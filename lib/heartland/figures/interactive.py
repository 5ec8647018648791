"""Interactive twins: the rows of a figure as plotly marks that tell, under the pointer, what each row is and where it was read.

A twin stands in the same notebook output as the static picture, which readers without a kernel see. It fetches
nothing: no map tiles, no template from elsewhere.
"""

import html
import itertools
import json
from collections.abc import Callable
from typing import Any

import pandas as pd

from heartland.figures import style
from heartland.tables.areas import area_names
from heartland.tables.tables import load

SILENT = {"source_id", "also_in", "locator", "note", "status", "relation", "low", "high"}


def twin(
    x: str, y: str, by: str, mode: str = "lines+markers"
) -> Callable[[pd.DataFrame, str], dict[str, Any]]:
    """Return a function that makes the twin of a figure from its rows and title.

    Args:
        x: the column across, of numbers, dates or names.
        y: the column upward.
        by: the column that tells marks apart by colour and in the legend.
        mode: ``lines+markers``, ``markers``; lines join the rows of one name (and area) in the order of ``x``.
    """

    def make(rows: pd.DataFrame, title: str) -> dict[str, Any]:
        import plotly.graph_objects as go

        split = [
            by,
            *(["area"] if "area" in rows and by != "area" and rows["area"].nunique() > 1 else []),
        ]
        names = sorted(set(rows[by].astype("str")))
        fixed, others = style.colours(names), itertools.cycle(style.OTHERS)
        colour = {
            name: fixed[name] if fixed[name] != style.QUIET else next(others) for name in names
        }
        fig = go.Figure(
            layout={
                "template": "none",
                "title": html.escape(title),
                "hovermode": "closest",
                "height": 480,
            }
        )
        fig.update_layout(
            font_family=f"{style.FONT}, sans-serif",
            yaxis_title=y.replace("_", " "),
            margin={"l": 60, "r": 20, "t": 60, "b": 40},
        )
        for key, part in rows.sort_values(x, kind="stable").groupby(split, sort=True):
            name = html.escape(", ".join(area_names().get(str(k), str(k)) for k in key))
            look: dict[str, Any] = {
                "mode": mode,
                "hoverinfo": "text",
                "text": hover(part),
                "marker_color": colour[str(key[0])],
            }
            fig.add_scatter(
                x=part[x].tolist(),
                y=part[y].tolist(),
                name=name,
                line_color=colour[str(key[0])],
                **look,
            )
        return dict(
            json.loads(fig.to_json())
        )  # plain; a missing value is null, for JSON knows no NaN

    return make


def hover(rows: pd.DataFrame) -> list[str]:
    """Write what the pointer shows of each row: its figures, its place in the source, the source. Text is never markup."""
    sources = load("sources").set_index("source_id")["title"]
    lines = []
    for row in rows.astype("object").fillna("").to_dict("records"):
        said = [
            f"{str(k).replace('_', ' ')}: {v}" for k, v in row.items() if k not in SILENT and str(v)
        ]
        read = [
            f"source: {sources.get(i, i)}" for i in str(row.get("source_id", "")).split(";") if i
        ]
        place = [f"{k}: {row[k]}" for k in ("locator", "note") if row.get(k)]
        lines.append("<br>".join(html.escape(line) for line in [*said, *read, *place]))
    return lines
