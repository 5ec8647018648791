"""Labels beside marks."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from heartland.figures import style

POINTS_PER_INCH = 72
BESIDE = 6  # points between a mark and its label


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
    low, high = axes.get_ylim()
    pixels_per_unit = axes.get_window_extent().height / (high - low)
    labelled = [end for end in ends if end[2]]
    height = -np.inf
    for x, y, text, colour in sorted(labelled, key=lambda end: end[1]):
        height = max(y * pixels_per_unit, height + line)
        moved = (height - y * pixels_per_unit) * POINTS_PER_INCH / style.DPI
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
) -> Artist:
    """Write plain text some points from a place; it may stand outside the axes.

    Args:
        axes: where.
        text: what.
        at: the place, in the coordinates of the data unless ``look`` has other ``xycoords``.
        shift: points to the right and upward.
        look: what matplotlib's ``annotate`` takes.
    """
    return axes.annotate(text, at, shift, textcoords="offset points", annotation_clip=False, **look)
