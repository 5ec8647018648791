"""The typography of a page of several panels: heads, lines of text, lists."""

import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

from matplotlib.axes import Axes

from heartland.figures import charts, style
from heartland.figures.labels import note


def head(
    axes: Axes, title: str, measure: str = "", missing: str = "", wide: int = 60, marks: Any = None
) -> None:
    """Head one panel of a page with what it shows and its measure; ``missing`` says what was looked for and not found."""
    up = 10 + 11 * measure.count("\n") if measure else 0
    axes.set_title(
        title, loc="left", fontsize=style.SIZE["panel"], fontweight="semibold", pad=9 + up
    )
    look: dict[str, Any] = {
        "xycoords": "axes fraction",
        "in_layout": False,
        "color": style.TEXT,
        **charts.SMALL,
    }
    note(axes, measure, (0, 1), (0, 7), linespacing=1.1, gid=marks, **look)
    if missing:
        axes.set(xticks=[], yticks=[], facecolor="#f7f7f7")
        axes.spines["bottom"].set_visible(False)
        note(axes, textwrap.fill(missing, wide), (0, 1), (8, -9), va="top", **look)


def written(
    axes: Axes,
    lines: Sequence[Any],
    at: list[float],
    wide: list[int],
    size: str = "label",
    marks: Sequence[Any] = (),
) -> None:
    """Write lines of text in columns that begin ``at`` these fractions and wrap after ``wide`` letters, of rows ``marks``."""
    axes.axis("off")
    axes.set(xticks=[], yticks=[])
    look: dict[str, Any] = {
        "xycoords": "axes fraction",
        "fontsize": style.SIZE[size],
        "in_layout": False,
        "va": "top",
        "linespacing": 1.18,
    }
    down = 0.0
    for n, line in enumerate(lines):
        cells = [textwrap.wrap(text, letters) for text, letters in zip(line, wide, strict=True)]
        for x, cell in zip(at, cells, strict=True):
            note(axes, "\n".join(cell), (x, 1), (0, -down), gid=marks[n] if marks else None, **look)
        down += (max(map(len, cells)) + 0.3) * style.SIZE[size] * 1.22


def listing(
    axes: Axes,
    names: Sequence[str],
    figures: Sequence[str],
    texts: Sequence[str],
    marks: Iterable[Any] = (),
) -> None:
    """Set rows of marks as a list: names at the left, and beyond the axes a bold figure and a text beside each, of rows ``marks``."""
    charts.rows_of_text(axes, names)
    look: dict[str, Any] = {"xycoords": ("axes fraction", "data"), "va": "center"}
    for y, figure in enumerate(figures):
        note(axes, figure, (1.1, y), ha="right", fontweight="bold", **look)
    charts.of_rows(
        [
            note(axes, text, (1.14, y), ha="left", color=style.TEXT, **look)
            for y, text in enumerate(texts)
        ],
        marks,
    )
