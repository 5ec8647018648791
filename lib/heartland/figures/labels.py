"""Labels beside marks."""

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke
from matplotlib.text import Annotation

from heartland.figures import style
from heartland.figures.sheet import sheet_of

POINTS_PER_INCH = 72
ROUNDS = 200  # in which labels that touch are moved apart
BESIDE = 6  # points between a mark and its label
ARROW = 25  # points from a mark to the label behind its arrow
HAIR = 4  # pixels
FAR = 4  # points that a name is moved from the end of its line until a thin line leads to it
LEGIBLE = 0.7  # of their size is the least that texts in squares are made
NEAR = 1 / 8  # of an axis: a line that ends that near to the last one is named beside it
Ends = dict[Annotation, tuple[float, float]]  # the ends of lines, of names that stand away
HALO: dict[str, Any] = {  # so that text is read over lines
    "path_effects": [withStroke(linewidth=2.5, foreground="white")],
    "zorder": 5,
}


def note(
    axes: Axes, text: str, at: tuple[Any, float], shift: tuple[float, float] = (0, 0), **look: Any
) -> Annotation:
    """Write plain text some points from a place; it may stand outside the axes.

    Args:
        axes: where.
        text: what.
        at: the place, in the coordinates of the data unless ``look`` has other ``xycoords``.
        shift: points to the right and upward.
        look: what matplotlib's ``annotate`` takes.
    """
    return axes.annotate(text, at, shift, textcoords="offset points", annotation_clip=False, **look)


# Labels of marks: each is written where it belongs, and moved when the figure is laid out.


def at_end(axes: Axes, text: str, at: tuple[float, float], colour: str) -> None:
    """Name a line at its end, in its colour; names that touch are moved apart, up and down."""
    look: dict[str, Any] = {"color": colour, "fontweight": "semibold", "va": "center"}
    label = note(axes, text, at, (BESIDE, 0), **look, **HALO)
    sheet_of(axes).movable.setdefault((axes, "vertical"), []).append(label)


def on_row(axes: Axes, text: str, at: tuple[float, float], side: int, colour: str) -> None:
    """Write a number above its dot (side 1) or below; numbers that touch are moved apart."""
    va = "bottom" if side > 0 else "top"
    look: dict[str, Any] = {"color": colour, "ha": "center", "va": va}
    label = note(axes, text, at, (0, 4.5 * side), **look, **HALO)
    sheet_of(axes).movable.setdefault((axes, "horizontal"), []).append(label)


def beside(axes: Axes, text: str, at: tuple[float, float], side: int, colour: str) -> None:
    """Write a number to the right of its mark (side 1) or to the left."""
    ha = "left" if side > 0 else "right"
    look: dict[str, Any] = {"color": colour, "ha": ha, "va": "center_baseline"}
    label = note(axes, text, at, (7 * side, 0), **look, **HALO)
    sheet_of(axes).beside.setdefault(axes, []).append(label)


def inside(axes: Axes, text: str, at: tuple[float, float], colour: str) -> Annotation:
    """Write a number in a bar or a square: white on a dark colour, dark on a light one."""
    red, green, blue = to_rgb(colour)
    light = 0.299 * red + 0.587 * green + 0.114 * blue
    ink = style.INK if light > 0.55 else "white"
    look: dict[str, Any] = {"va": "center_baseline"}  # all numbers of a bar on one line
    if "\n" in text:
        look = {"va": "center", "linespacing": 1.1}
    return note(axes, text, at, color=ink, ha="center", **look)


def leave_out_where_narrow(axes: Axes, numbers: Sequence[tuple[Rectangle, Annotation]]) -> None:
    """Leave out the numbers of some bars or columns if one of them is wider than its own.

    Args:
        axes: where.
        numbers: each bar or column with the number in it.
    """

    def leave_out() -> None:
        is_wider = [
            number.get_window_extent().width > bar.get_window_extent().width
            for bar, number in numbers
        ]
        if any(is_wider):
            for _, number in numbers:
                number.remove()

    sheet_of(axes).later.append(leave_out)


def fit_into_squares(axes: Axes, texts: Sequence[tuple[Rectangle, Annotation]]) -> None:
    """Write the texts of all squares smaller if one of them is wider than its square.

    Args:
        axes: where.
        texts: each square with the text in it.
    """
    usual = float(texts[0][1].get_fontsize())

    def fit() -> None:
        for size in np.arange(usual, LEGIBLE * usual, -0.25):  # letters do not shrink in proportion
            for _, text in texts:
                text.set_fontsize(size)
            rooms = [0.94 * square.get_window_extent().width for square, _ in texts]
            widths = [text.get_window_extent().width for _, text in texts]
            if all(width <= room for width, room in zip(widths, rooms, strict=True)):
                return

    sheet_of(axes).later.append(fit)


def on_rule(axes: Axes, text: str, x: float) -> None:
    """Name a rule at its top, on the side where there is more room."""
    points = sheet_of(axes).size.points("tick")
    look: dict[str, Any] = {"color": style.QUIET, "fontsize": points, "va": "top"}
    where: Any = ("data", "axes fraction")
    low, high = axes.get_xlim()
    side = 1 if x < (low + high) / 2 else -1  # away from the names at the ends of lines
    look["ha"] = "left" if side > 0 else "right"
    note(axes, text, (x, 1), (4 * side, 0), xycoords=where, **look, **HALO)


def where_there_is_room(
    axes: Axes, x: Any, y: Any, texts: Sequence[str], diameters: Sequence[float]
) -> None:
    """Name places, each text beside its mark where it touches no other: by textalloc.

    Where there is no such room, the name of a country below it goes.

    Args:
        axes: where.
        x, y: of all marks; the first have texts.
        texts: in the order of their importance.
        diameters: of the marks in points.
    """

    def place() -> None:
        import textalloc

        axes.apply_aspect()  # a map takes its shape when it is drawn, and is measured here
        countries = list(axes.texts)
        written = [name.get_window_extent() for name in countries]
        boxes = [box.transformed(axes.transData.inverted()) for box in written]
        radii: Any = [diameter / 2 * style.DPI / POINTS_PER_INCH for diameter in diameters]
        textalloc.allocate(
            axes,
            list(x[: len(texts)]),
            list(y[: len(texts)]),
            list(texts),
            x_scatter=list(x),
            y_scatter=list(y),
            scatter_sizes=radii,
            text_scatter_sizes=radii[: len(texts)],
            x_lines=[[box.x0, box.x1] for box in boxes for _ in range(2)],
            y_lines=[[y, y] for box in boxes for y in (box.y0, box.y1)],
            textsize=sheet_of(axes).size.points("label"),
            linecolor=style.QUIET,
            linewidth=0.6,
            plot_kwargs={"zorder": 2.9},
            avoid_label_lines_overlap=True,
            avoid_crossing_label_lines=True,
            min_distance=0.004,
            zorder=5,
        )
        placed = [text.get_window_extent() for text in axes.texts[len(countries) :]]
        for name, box in zip(countries, written, strict=True):
            if any(box.overlaps(other) for other in placed):
                name.remove()

    sheet_of(axes).later.append(place)


def widen(axes: Axes, labels: Sequence[Annotation]) -> None:
    """Widen the x axis of a panel until the numbers beside its marks have room in it."""
    for _ in range(3):
        boxes = [label.get_window_extent() for label in labels]
        panel = axes.bbox
        left = max(0.0, panel.x0 - min(box.x0 for box in boxes))
        right = max(0.0, max(box.x1 for box in boxes) - panel.x1)
        if left + right < 1:
            return
        low, high = axes.get_xlim()
        per_pixel = (high - low) / panel.width
        axes.set_xlim(low - (left + 3 * HAIR) * per_pixel, high + (right + HAIR) * per_pixel)


def line_up(axes: Axes, names: Sequence[Annotation]) -> Ends:
    """Write the names of lines that end a little before the last one beside its name.

    So no name lies over a line that goes on.

    Returns:
        the ends of their lines.
    """
    ends: Ends = {}
    low, high = axes.get_xlim()
    last = max(name.xy[0] for name in names)
    for name in names:
        x, y = name.xy
        if last - NEAR * (high - low) <= x < last:
            ends[name] = (x, y)
            name.xy = (last, y)
    return ends


def move_apart(labels: Sequence[Annotation], way: str, ends: Ends) -> None:
    """Move labels that touch: names at the ends of lines up and down, numbers left and right.

    Each moves as little as its neighbours let it. A thin line leads to a name that stands away
    from the end of its line.
    """
    place = 1 if way == "vertical" else 0
    boxes = [label.get_window_extent() for label in labels]
    low = np.array([box.min[place] for box in boxes])
    high = np.array([box.max[place] for box in boxes])
    shift = np.zeros(len(labels))
    order = sorted(range(len(labels)), key=lambda n: (low[n] + high[n], n))
    edge = labels[0].axes.bbox.min[place]  # type: ignore[union-attr]
    for _ in range(ROUNDS):
        moved = False
        for one, other in itertools.combinations(order, 2):
            across = 1 - place
            if boxes[one].max[across] <= boxes[other].min[across] + HAIR:
                continue
            if boxes[other].max[across] <= boxes[one].min[across] + HAIR:
                continue
            lacking = high[one] + shift[one] - (low[other] + shift[other])
            lacking += 0 if place else 3 * HAIR
            if lacking > 0.5:
                shift[one] -= lacking / 2
                shift[other] += lacking / 2
                moved = True
        within = np.maximum(shift, edge - low)  # below and to the left stand the names of an axis
        if not moved and (within == shift).all():
            break
        shift = within
    for label, pixels in zip(labels, shift, strict=True):
        points = round(pixels * POINTS_PER_INCH / style.DPI, 2)
        x, y = label.xyann
        label.xyann = (x, y + points) if place else (x + points, y)
        if label in ends or (place and abs(points) > FAR):
            _lead_to(label, ends.get(label, label.xy))


def _lead_to(label: Annotation, end: tuple[float, float]) -> None:
    """Draw a thin line from the end of a line to its name."""
    line = {"arrowstyle": "-", "color": label.get_color(), "linewidth": 0.8, "shrinkB": 3}
    label.axes.annotate(  # type: ignore[union-attr]
        "",
        end,
        (0, 0.5),
        textcoords=label,
        arrowprops={**line, "shrinkA": 2},
        annotation_clip=False,
    )
