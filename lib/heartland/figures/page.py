"""The typography of a page of several panels: heads, and lists of texts."""

import textwrap
from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes

from heartland.figures import charts, sizes, style
from heartland.figures.labels import POINTS_PER_INCH, note

LEADING = 1.22  # height of a line of a list, in sizes of its type
BETWEEN = 0.3  # lines left free between two entries of a list
ASCENT = 0.98  # from the top of a line to its baseline, in sizes of its type

Columns = Sequence[tuple[float, int]]  # where each begins (0 to 1), and the characters of its lines


def head(
    axes: Axes, title: str, measure: str = "", missing: str = "", wide: int = 60, marks: Any = None
) -> None:
    """Write above a panel of a page what it shows, and its measure.

    Args:
        axes: the panel.
        title: what it shows.
        measure: measure and unit, in one line or several.
        missing: what was looked for and not found; it takes the place of what would be drawn.
        wide: characters on a line of ``missing``.
        marks: the rows that ``measure``, or ``missing`` in its place, speaks of.
    """
    scale = sizes.current().type_scale
    pad = 9
    if measure:
        pad += 10 + 11 * measure.count("\n")
    points = style.points("panel")
    axes.set_title(title, loc="left", fontsize=points, fontweight="semibold", pad=pad * scale)
    look: dict[str, Any] = {
        "xycoords": "axes fraction",
        "in_layout": False,
        "color": style.TEXT,
        **charts.small(),
    }
    of_measure = None if missing else marks
    note(axes, measure, (0, 1), (0, 7 * scale), linespacing=1.1, gid=of_measure, **look)
    if missing:
        axes.set(xticks=[], yticks=[], facecolor="#f7f7f7")
        axes.spines["bottom"].set_visible(False)
        note(axes, textwrap.fill(missing, wide), (0, 1), (8, -9), va="top", gid=marks, **look)


def written(
    axes: Axes,
    entries: Sequence[Sequence[str]],
    columns: Columns,
    size: str = "label",
    marks: Sequence[Any] = (),
) -> None:
    """Write a list of texts in columns, from the top of a panel downward.

    Args:
        axes: the panel; it shows nothing else.
        entries: the texts of each entry, one for each column.
        columns: where each column begins, and how many characters stand on a line of it.
        size: the kind of type (label, tick and so on).
        marks: the rows of the table behind each entry.
    """
    axes.axis("off")
    axes.set(xticks=[], yticks=[])
    look: dict[str, Any] = {
        "xycoords": "axes fraction",
        "fontsize": style.points(size),
        "in_layout": False,
        "va": "baseline",  # at the top of a text, letters with tails would move it up
        "linespacing": 1.18,
    }
    down = ASCENT * style.points(size)
    for n, entry in enumerate(entries):
        gid = marks[n] if marks else None
        cells = _wrapped(entry, columns)
        for (x, _), lines in zip(columns, cells, strict=True):
            last = (len(lines) - 1) * LEADING * style.points(size)  # matplotlib's baseline
            note(axes, "\n".join(lines), (x, 1), (0, -down - last), gid=gid, **look)
        down += _points(cells, size)


def height(entries: Sequence[Sequence[str]], columns: Columns, size: str = "label") -> float:
    """Return how many inches ``written`` takes for its entries."""
    points = 0.0
    for entry in entries:
        points += _points(_wrapped(entry, columns), size)
    return points / POINTS_PER_INCH


def _wrapped(entry: Sequence[str], columns: Columns) -> list[list[str]]:
    """Return the lines of each text of an entry."""
    cells = []
    for text, (_, characters) in zip(entry, columns, strict=True):
        cells.append(textwrap.wrap(text, characters))
    return cells


def _points(cells: Sequence[Sequence[str]], size: str) -> float:
    """Return the height of an entry in points, with what is left free below it."""
    lines = max(len(cell) for cell in cells)
    return (lines + BETWEEN) * style.points(size) * LEADING
