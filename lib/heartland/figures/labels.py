"""Labels beside marks."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Bbox

from heartland.figures import style

POINTS_PER_INCH = 72
BESIDE = 6  # points between a mark and its label
ARROW = 25  # points from a mark to the label behind its arrow
HAIR = 4  # pixels


def label_ends(
    axes: Axes,
    ends: Sequence[tuple[float, float, str, str]],
    gap: float = 1.15,
    about: str = "",
) -> None:
    """Label marks directly with text in their colour, moved apart where labels would touch.

    Args:
        axes: their limits are final.
        ends: x, y, text and colour of each label; one with an empty text is left out.
        gap: smallest distance between two labels, in lines of text.
        about: what they all speak of, such as a date, for the alternative text.
    """
    line = style.points("label") * gap * style.DPI / POINTS_PER_INCH
    axes.get_ylim()  # where limits follow from the data, asking for them sets them
    on_the_sheet = axes.get_yaxis_transform()
    labelled = []
    for x, y, text, colour in ends:
        if text:
            height = on_the_sheet.transform((0, y))[1]
            labelled.append((height, x, y, text, colour))
    lowest = -np.inf
    for height, x, y, text, colour in sorted(labelled, key=lambda label: label[0]):
        lowest = max(height, lowest + line)
        moved = (lowest - height) * POINTS_PER_INCH / style.DPI
        note(
            axes,
            text,
            (x, y),
            (BESIDE, moved),
            va="center",
            color=colour,
            fontweight="semibold",
            label=about,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5},
        )


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


def beside_their_marks(fig: Figure, labels: Sequence[Annotation]) -> None:
    """Set those of some labels that lie over other text beside their marks.

    Where the height of a figure is given, a label above a mark may touch the one below the next.
    It moves to the right of its mark, of the arrow there, or to the left; one that finds no room
    is not seen.

    Args:
        fig: laid out (``frame.lay_out``).
        labels: at a place of the data; the first have the first choice. Other text stays.
    """
    others = [text for text in fig.findobj(Text) if text not in labels]
    taken = [text.get_window_extent() for text in others if text.get_text().strip()]
    for label in labels:
        if _is_over(label, taken):
            _move_beside(label, [*taken, *_marks(label.axes)])
        if label.get_visible():
            taken.append(label.get_window_extent())


def _move_beside(label: Annotation, taken: Sequence[Bbox]) -> None:
    """Move a label to the first place beside its mark that is free; without one, hide it."""
    label.set_verticalalignment("center_baseline")
    for shift in (BESIDE, ARROW, -BESIDE):
        label.set_horizontalalignment("left" if shift > 0 else "right")
        label.xyann = (shift, 0)
        if not _is_over(label, taken):
            return
    label.set_visible(False)


def _is_over(label: Annotation, taken: Sequence[Bbox]) -> bool:
    """Whether a label lies over one of some boxes, by more than a hair, or leaves the figure."""
    box = label.get_window_extent()
    if label.figure is not None and (box.x0 < 0 or box.x1 > label.figure.bbox.x1):
        return True
    for other in taken:
        across = min(box.x1, other.x1) - max(box.x0, other.x0)
        down = min(box.y1, other.y1) - max(box.y0, other.y0)
        if across > -HAIR and down > HAIR:  # the box of a text has air above and below
            return True
    return False


def _marks(axes: Any) -> Iterator[Bbox]:
    """Yield the box of each dot, line and arrow in a panel."""
    for line in axes.lines:
        points = axes.transData.transform(np.asarray(line.get_xydata(), dtype="float64"))
        if line.get_marker() not in (None, "None", "", " "):
            radius = line.get_markersize() / 2 * style.DPI / POINTS_PER_INCH
            for point in points:
                yield Bbox([point - radius, point + radius])
        if line.get_linestyle() not in ("None", "", " "):
            yield Bbox([points.min(axis=0) - HAIR, points.max(axis=0) + HAIR])
    for text in axes.texts:
        if isinstance(text, Annotation) and text.arrow_patch is not None:
            yield text.get_window_extent()
