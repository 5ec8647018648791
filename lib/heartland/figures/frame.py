"""A figure with title, subtitle, key and source line around empty axes."""

import itertools
import math
import textwrap
from collections.abc import Callable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from heartland import context, sentences
from heartland.figures import style
from heartland.figures.source_line import source_line
from heartland.tables.areas import area_names

EDGE = 0.14  # inches of white on each side


class Sheet(Figure):
    """A matplotlib figure that knows its furniture and its rows. Made without pyplot: nothing is shown twice or kept open."""

    furniture: SimpleNamespace
    rows: pd.DataFrame
    marks: dict[str, list[Any]]


def frame(
    rows: pd.DataFrame,
    title: str,
    subtitle: str = "",
    *,
    panels: Sequence[str] = (),
    height: float = 4.6,
    note: str = "",
    key: Mapping[str, str] | None = None,
    columns: int = 0,
    share_x: bool = False,
    share_y: bool = True,
) -> tuple[Sheet, Any]:
    """Make a figure 1600 px wide with title, subtitle and a source line read off the rows.

    Args:
        rows: the rows that will be drawn; their ``source_id`` make the source line.
        title: the finding, 5 to 12 words.
        subtitle: measure, unit, period, and n where cells are compared.
        panels: names of small multiples; without any there is one set of axes.
        height: inches, furniture included.
        note: a caveat in the footer.
        key: name and colour of marks that have no room for a label of their own, written under the subtitle.
        columns: panels a row; all in one by default.

    Returns:
        The figure, and its axes (a list of them if there are panels).
    """
    style.apply()
    signed = context.signature()
    height += 0.15 * (
        len(signed) // 125
    )  # inches: what a long signature takes from below is not taken from the axes
    fig = Sheet(figsize=(style.WIDTH, height), dpi=style.DPI)
    FigureCanvasAgg(fig)
    fig.rows, fig.marks = rows, {}
    said = {
        "title": title,
        "subtitle": subtitle,
        "alt": f"{title}. {subtitle}".strip(),
        "source": source_line(rows),
        "note": note,
    }
    fig.furniture = SimpleNamespace(**said, panels=panels, key=list(key or ()))
    top = _write(fig, 1 - EDGE / height, title, "title", weight="bold")
    top = (
        _write(fig, top - 0.04 / height, subtitle, "subtitle", color=style.TEXT)
        if subtitle
        else top
    )
    top = _write_key(fig, top - 0.09 / height, key) if key else top
    foot = "\n".join(filter(None, [note, fig.furniture.source, signed]))
    low = _write(fig, EDGE / height, foot, "source", color=style.QUIET, upward=True)
    rect = (
        EDGE / style.WIDTH,
        low + 0.06 / height,
        1 - 2 * EDGE / style.WIDTH,
        top - low - 0.18 / height,
    )
    fig.set_layout_engine("constrained", rect=rect, w_pad=0.06, h_pad=0.04)
    if not panels:
        return fig, fig.add_subplot()
    columns = columns or len(panels)
    grid = (
        fig.subplots(
            -(-len(panels) // columns), columns, sharex=share_x, sharey=share_y, squeeze=False
        )
        .ravel()
        .tolist()
    )
    for axes in grid[len(panels) :]:
        axes.remove()
    for axes, name in zip(grid, panels, strict=False):
        axes.set_title(name, loc="left", fontsize=style.SIZE["panel"], fontweight="semibold", pad=8)
    return fig, grid[: len(panels)]


def panels(
    rows: pd.DataFrame,
    by: str,
    draw: Callable[[Axes, pd.DataFrame], None],
    title: str,
    subtitle: str = "",
    *,
    unit: str = "",
    **look: Any,
) -> Sheet:
    """Make small multiples: one panel for each value of ``by``, in the order of the rows, drawn by ``draw``.

    Args:
        rows: the rows to draw.
        by: the column that tells the panels apart; area codes are written as names. Empty: one set of axes.
        draw: puts the marks of its rows into its axes.
        unit: written at the highest tick of the first panel.
        look: everything else that ``frame`` takes; by default three or more panels stand four in a row.
    """
    values = list(dict.fromkeys(rows[by])) if by else []
    names = {**area_names()} if by in ("area", "partner") else {}
    look.setdefault("columns", min(4, len(values)))
    if len(values) > look["columns"] > 0:
        look["height"] = look.get("height", 4.6) * (0.4 + 0.6 * -(-len(values) // look["columns"]))
    fig, axes = frame(
        rows, title, subtitle, panels=[names.get(str(v), str(v)) for v in values], **look
    )
    for ax, value in zip(axes, values, strict=True) if by else [(axes, None)]:
        draw(ax, rows[rows[by] == value] if by else rows)
    if unit:
        unit_on_top(axes[0] if by else axes, unit)
    return fig


def unit_on_top(axes: Axes, unit: str) -> None:
    """Write the unit at the highest tick of the y axis only."""
    low, high = axes.get_ylim()
    ticks = [t for t in axes.get_yticks() if low <= t <= high]
    digits = next(
        (d for d in range(6) if np.allclose(np.round(ticks, d), ticks, rtol=0, atol=1e-9)), 6
    )
    axes.set_yticks(
        ticks, [sentences.number(t, digits) + (f" {unit}" if t == ticks[-1] else "") for t in ticks]
    )


def _write(fig: Sheet, y: float, text: str, size: str, upward: bool = False, **look: Any) -> float:
    """Write wrapped text at the left edge; return the y of its other end (in fractions of the height)."""
    points = style.SIZE[size]
    artist = fig.text(
        EDGE / style.WIDTH,
        y,
        "",
        fontsize=points,
        va="bottom" if upward else "top",
        linespacing=1.18,
        **look,
    )
    artist.set_in_layout(False)
    artist.set_text("\n".join(_wrapped(artist, line) for line in text.split("\n")))
    box = artist.get_window_extent()
    return float((box.y1 if upward else box.y0) / (fig.get_figheight() * fig.dpi))


def _write_key(fig: Sheet, y: float, key: Mapping[str, str]) -> float:
    """Write names in the colour of their marks, side by side; return the y below them."""
    x, low = EDGE / style.WIDTH, y
    for name, colour in key.items():
        artist = fig.text(
            x,
            y,
            f"\N{BULLET} {name}",
            fontsize=style.SIZE["label"],
            fontweight="semibold",
            color=colour,
            va="top",
        )
        artist.set_in_layout(False)
        box = artist.get_window_extent()
        x, low = (
            (box.x1 + 0.2 * fig.dpi) / (style.WIDTH * fig.dpi),
            box.y0 / (fig.get_figheight() * fig.dpi),
        )
    return float(low)


def _wrapped(artist: Text, text: str) -> str:
    """Break a text into as few lines as fit, all about as long, so that no word stands alone on the last."""
    artist.set_text(text)
    limit = (style.WIDTH - 2 * EDGE) * style.DPI
    for lines in itertools.count(max(1, math.ceil(artist.get_window_extent().width / limit))):
        wraps = (
            textwrap.wrap(text, letters, break_on_hyphens=False)
            for letters in itertools.count(len(text) // lines + 1)
        )
        artist.set_text("\n".join(next(wrap for wrap in wraps if len(wrap) <= lines)))
        if artist.get_window_extent().width <= limit:
            break
    return artist.get_text()
