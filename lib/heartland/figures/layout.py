"""The end of a figure: its words and its key are written, and labels find their places.

Words stand in inches from the upper or the lower edge, so that a figure may grow under them.
"""

import math
import textwrap
import warnings
from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import ScaledTranslation, Transform

from heartland import sentences
from heartland.errors import UsageError
from heartland.figures import style
from heartland.figures.labels import POINTS_PER_INCH, Ends, line_up, move_apart, widen
from heartland.figures.sheet import Sheet

EDGE = 0.14  # inches of white on each side
PITCH = 1.2  # of the size of letters, from one line of words to the next
BASE = 0.8  # of that, from the top of a line to the foot of its letters
LEAST = 0.9  # inches of height of a row of panels, names and ticks included
LEAST_PART = 0.45  # of the height that a figure is given, for its panels
BETWEEN_PANELS = 0.45  # inches for the name and the ticks of a panel
RING = {"marker": "o", "markersize": 5.5, "fillstyle": "none", "markeredgewidth": 1.5}
GLYPHS: dict[str, dict[str, Any]] = {  # how each entry of a key is drawn, in its colour
    "dot": {"marker": "o", "markersize": 6.5},
    "hollow": RING,
    "hollow dot": RING,
    "square": {"marker": "s", "markersize": 7},
    "frame": {"marker": "s", "markersize": 7, "fillstyle": "none"},
}
LONG_GLYPHS: dict[str, dict[str, Any]] = {
    "dotted": {
        "linestyle": ":",
        "linewidth": 1.8,
        "marker": "o",
        "markersize": 4.5,
        "fillstyle": "none",
        "markeredgewidth": 1.2,
        "markevery": [1],
    },
    "range": {"linewidth": 2.4},
    "break": {"linewidth": 1.8, "marker": "o", "markersize": 4, "markevery": [1, 3]},
    "arrow": {"marker": ">", "markersize": 5, "linewidth": 1.5, "markevery": [1]},
    "arrow back": {"marker": "<", "markersize": 5, "linewidth": 1.5, "markevery": [0]},
}
PALE = 1.5  # of three: a colour whose red, green and blue add up to more is no ink


def finish(fig: Sheet) -> None:
    """Write the words around the axes, and what marks left to the end; a second call does nothing.

    Units and labels come last: what they are written at moves when the figure grows.
    """
    if fig.is_finished:
        return
    fig.is_finished = True
    head, foot = _write_head(fig), _write_foot(fig)
    height = _height(fig, head + foot)
    if not fig.size.shape:
        fig.set_figheight(height)
    _leave_room(fig, head, foot)
    for axes in fig.from_zero:
        axes.set_ylim(bottom=0)
    _write_units(fig)
    ends: Ends = {}
    for (axes, way), labels in fig.movable.items():
        if way == "vertical":
            ends |= line_up(axes, labels)
    lay_out(fig)
    for axes, numbers in fig.beside.items():
        widen(axes, numbers)
    for (_, way), labels in fig.movable.items():
        move_apart(labels, way, ends)
    for place in fig.later:
        place()


def lay_out(fig: Sheet) -> None:
    """Give the axes the places that they have in the export, for what is measured in them.

    Raises:
        UsageError: if the names beside the axes leave the marks no room.
    """
    engine = fig.get_layout_engine()
    if not engine:
        return
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message=".*collapsed to zero")
        try:
            engine.execute(fig)  # places the axes without drawing them
        except UserWarning:
            names = [tick.get_text() for axes in fig.axes for tick in axes.get_yticklabels()]
            longest = max(names, key=len, default="")
            raise UsageError(
                f"the names leave the marks no room at this size; the longest is '{longest}': "
                "shorten it, or draw fewer panels"
            ) from None


def _height(fig: Sheet, furniture: float) -> float:
    """Share the height among panels below each other; return what a figure wants, in inches.

    Rows of marks say how tall they want to be; the words take `furniture`. Where they
    take more lines than at the size of a column, the figure grows until its panels have the least
    height.
    """
    scale = fig.size.type_scale
    height = fig.get_figheight()
    tall: dict[int, float] = {}
    for axes, (rows, inches) in fig.rows_of_axes.items():
        spec = axes.get_subplotspec()
        row = spec.rowspan.start if spec else 0
        tall[row] = max(tall.get(row, 0), rows * inches * scale)
    grid = fig.axes[0].get_gridspec()
    rows_of_panels = grid.nrows if grid else 1
    if tall:
        height = furniture + sum(tall.values()) + BETWEEN_PANELS * len(tall) * scale
    if grid and rows_of_panels == len(tall) > 1:
        grid.set_height_ratios([tall[row] for row in sorted(tall)])
    return max(height, furniture + max(LEAST * scale * rows_of_panels, LEAST_PART * height))


def _leave_room(fig: Sheet, head: float, foot: float) -> None:
    """Lay out the axes between head and foot."""
    width, height = fig.get_size_inches()
    middle = (height - head - foot - 0.18) / height
    rectangle = (EDGE / width, (foot + 0.06) / height, 1 - 2 * EDGE / width, middle)
    fig.set_layout_engine("constrained", rect=rectangle, w_pad=0.06, h_pad=0.04)


def _write_head(fig: Sheet) -> float:
    """Write title, subtitle and key; return the inches that they take from the upper edge."""
    taken = _write(fig, EDGE, fig.furniture.title, "title", weight="bold")
    if fig.furniture.subtitle:
        taken = _write(fig, taken + 0.04, fig.furniture.subtitle, "subtitle", color=style.TEXT)
    entries = dict(fig.entries)
    if fig.weak:
        entries[sentences.listed(fig.weak, last="or"), "hollow"] = style.TEXT
    return _write_key(fig, taken + 0.09, entries) if entries else taken


def _write_foot(fig: Sheet) -> float:
    """Write note, source line and signature; return the inches that they take."""
    furniture = fig.furniture
    lines = filter(None, [furniture.note, furniture.source, furniture.signature])
    return _write(fig, EDGE, "\n".join(lines), "source", upward=True, color=style.QUIET)


def _write(fig: Sheet, y: float, text: str, kind: str, upward: bool = False, **look: Any) -> float:
    """Write wrapped text some inches from the upper edge, or upward from the lower.

    Each line is a text of its own, as far from the next as any other: of a text of many lines
    matplotlib 3.11 sets each by the letters in it.

    Returns:
        the inches between that edge and the other end of the text.
    """
    points = fig.size.points(kind)
    line = PITCH * points / POINTS_PER_INCH
    limit = (fig.get_figwidth() - 2 * EDGE) * fig.dpi
    measured = fig.text(0, 0, "", fontsize=points, **look)
    wrapped = "\n".join(_wrapped(measured, part, limit) for part in text.split("\n"))
    measured.remove()
    texts = wrapped.split("\n")
    transform = fig.dpi_scale_trans if upward else _from_the_top(fig)
    first = y + len(texts) * line if upward else -y
    for nth, words in enumerate(texts):
        base = first - (nth + BASE) * line
        artist = fig.text(EDGE, base, words, transform=transform, fontsize=points, **look)
        artist.set_in_layout(False)
    return y + len(texts) * line


def _from_the_top(fig: Sheet) -> Transform:
    """Return the coordinates in inches from the upper left corner."""
    return fig.dpi_scale_trans + ScaledTranslation(0, 1, fig.transFigure)  # type: ignore[arg-type]


def _write_key(fig: Sheet, y: float, entries: Mapping[tuple[str, str], str]) -> float:
    """Write the key that marks asked for, each glyph before its name; return the inches taken."""
    scale, limit = fig.size.type_scale, fig.get_figwidth() - EDGE
    x, taken = EDGE, y
    for (name, glyph), colour in entries.items():
        is_long = glyph in LONG_GLYPHS
        room = (0.3 if is_long else 0.13) * scale
        text = fig.text(
            x + room,
            -y,
            name,
            transform=_from_the_top(fig),
            fontsize=fig.size.points("label"),
            weight="normal" if colour == style.TEXT else "semibold",
            color=style.TEXT if sum(to_rgb(colour)) > PALE else colour,
            va="top",
        )
        text.set_in_layout(False)
        box = text.get_window_extent()
        if box.x1 / fig.dpi > limit and x > EDGE:  # begin another line
            x, y = EDGE, taken + 0.03
            text.set_position((x + room, -y))
            box = text.get_window_extent()
        middle = (box.y0 + box.y1) / 2 / fig.dpi - fig.get_figheight()
        start = x + 0.03 * scale if glyph == "arrow back" else x
        ends = [start, x + room * 0.75] if is_long else [x + room * 0.4]
        if glyph == "break":  # a line that ends at a dot, and another
            ends = [x, x + room * 0.25, math.nan, x + room * 0.55, x + room * 0.8]
        mark = Line2D(ends, [middle] * len(ends), color=colour, transform=_from_the_top(fig))
        mark.set(**LONG_GLYPHS[glyph] if is_long else GLYPHS[glyph])
        mark.set_in_layout(False)
        fig.add_artist(mark)
        x = box.x1 / fig.dpi + 0.2 * scale
        taken = fig.get_figheight() - box.y0 / fig.dpi
    return taken


def _write_units(fig: Sheet) -> None:
    """Write the unit at the highest tick of the first panel, and of those with their own axis."""
    for axes, unit in fig.units.items():
        if axes is next(iter(fig.units)) or not axes.get_shared_y_axes().joined(axes, fig.axes[0]):
            _write_unit(axes, unit)


def _write_unit(axes: Axes, unit: str) -> None:
    low, high = sorted(axes.get_ylim())
    ticks = [tick for tick in axes.get_yticks() if low <= tick <= high]
    decimals = max((len(f"{tick:.10g}".partition(".")[2]) for tick in ticks), default=0)
    labels = [sentences.number(tick, decimals) for tick in ticks]
    if labels:
        uppermost = 0 if axes.yaxis_inverted() else -1
        labels[uppermost] = sentences.with_unit(labels[uppermost], unit)
    axes.set_yticks(ticks, labels)


def _wrapped(artist: Text, text: str, limit: float) -> str:
    """Break a text into as few lines as fit, all about as long.

    So no word stands alone on the last line.
    """
    artist.set_text(text)
    lines = max(1, math.ceil(artist.get_window_extent().width / limit))
    while True:
        artist.set_text(_balanced(text, lines))
        if artist.get_window_extent().width <= limit or lines > len(text.split()):
            return artist.get_text()
        lines += 1


def in_lines(text: str, characters: int) -> str:
    """Break a text into as few lines of some characters as hold it, all about as long.

    >>> in_lines("Almaty and other cities, January 2022", 34)
    'Almaty and other\ncities, January 2022'
    """
    return _balanced(text, math.ceil(len(text) / characters) or 1)


def _balanced(text: str, lines: int) -> str:
    """Break a text into at most this many lines, the longest as short as can be."""
    characters = len(text) // lines + 1
    while True:
        wrapped = textwrap.wrap(text, characters, break_on_hyphens=False, break_long_words=False)
        if len(wrapped) <= lines:
            return "\n".join(wrapped)
        characters += 1
