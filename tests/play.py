"""Play a notebook's code in this process with other parameters, and keep what it would export."""

import ast
import contextlib
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import pandas as pd
from heartland import figures, parameters

ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Shown:
    """A figure as a notebook exports it."""

    name: str
    fig: figures.Sheet
    rows: pd.DataFrame

    @property
    def title(self) -> str:
        return self.fig.furniture.title


def play(notebook: str, **values: Any) -> list[Shown]:
    """Run the code cells, parameters replaced; return the figures in their order."""
    shown: list[Shown] = []

    def keep(fig: figures.Sheet, name: str, rows: pd.DataFrame) -> Shown:
        assert not rows.empty, f"{name} would export nothing"
        shown.append(Shown(name, fig, rows))
        return shown[-1]

    nb = json.loads((ROOT / "notebooks" / f"{notebook}.ipynb").read_text(encoding="utf-8"))
    scope: dict[str, Any] = {"__name__": "__main__"}
    with mock.patch.object(figures, "export", keep), contextlib.redirect_stdout(io.StringIO()):
        for cell in nb["cells"]:
            tags = cell["metadata"].get("tags", [])
            if cell["cell_type"] == "code" and "skip-execution" not in tags:
                exec(compile(ast.parse("".join(cell["source"])), notebook, "exec"), scope)
                if "parameters" in tags:
                    scope.update(values)
    parameters._current.update(notebook="", values={}, defaults={})
    return shown


def problems(fig: figures.Sheet) -> list[str]:
    """Say which text lies outside the canvas or over other text."""
    import matplotlib.text

    fig.draw_without_rendering()
    width, height = fig.get_size_inches() * fig.dpi
    found, boxes, unseen = [], [], _unseen(fig)
    for artist in fig.findobj(matplotlib.text.Text):
        if not artist.get_visible() or not artist.get_text().strip() or id(artist) in unseen:
            continue
        box = artist.get_window_extent()
        if box.x0 < -1 or box.y0 < -1 or box.x1 > width + 1 or box.y1 > height + 1:
            found.append(f"'{artist.get_text()}' leaves the canvas")
        for other, text in boxes:
            across = min(box.x1, other.x1) - max(box.x0, other.x0)
            down = min(box.y1, other.y1) - max(box.y0, other.y0)
            if across > 3 and down > 5:
                found.append(f"'{artist.get_text()}' lies over '{text}'")
        boxes.append((box, artist.get_text()))
    return found


def _unseen(fig: figures.Sheet) -> set[int]:
    """Tick labels outside the limits of their axis exist, and are not drawn."""
    axes = [axis for ax in fig.axes for axis in (ax.xaxis, ax.yaxis)]
    seen = {id(label) for axis in axes for tick in axis._update_ticks() for label in (tick.label1, tick.label2)}
    every = {id(label) for axis in axes for tick in axis.majorTicks for label in (tick.label1, tick.label2)}
    return every - seen
