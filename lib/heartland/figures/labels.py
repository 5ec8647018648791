"""Labels beside marks."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from heartland.figures import style


def label_ends(
    axes: Axes, ends: Sequence[tuple[float, float, str, str]], gap: float = 1.15
) -> None:
    """Label marks directly at (x, y) with text in their colour, moved apart vertically where labels would touch.

    Args:
        ends: x, y, text, colour of each label; an empty text is none.
        gap: smallest distance between two labels, in lines of text.
    """
    line = style.SIZE["label"] * gap * style.DPI / 72
    low, high = axes.get_ylim()
    scale = axes.get_window_extent().height / (high - low)
    look: dict[str, Any] = {
        "fontweight": "semibold",
        "bbox": {"facecolor": "white", "edgecolor": "none", "pad": 0.5},
    }
    at = -np.inf
    for x, y, text, colour in sorted((end for end in ends if end[2]), key=lambda end: end[1]):
        at = max(y * scale, at + line)
        note(
            axes,
            text,
            (x, y),
            (6, (at - y * scale) * 72 / style.DPI),
            va="center",
            color=colour,
            **look,
        )


def note(
    axes: Axes, text: str, at: tuple[Any, float], shift: tuple[float, float] = (0, 0), **look: Any
) -> Artist:
    """Write plain text ``shift`` points from a place; it may stand outside the axes."""
    return axes.annotate(text, at, shift, textcoords="offset points", annotation_clip=False, **look)
