"""What can be wrong with a picture: text that is cut off or overlaps, marks astray."""

from typing import Any

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, PathPatch
from matplotlib.transforms import Bbox

from heartland.figures.layout import finish
from heartland.figures.sheet import Sheet


def problems(fig: Sheet) -> list[str]:
    """Say which text lies outside the canvas or over other text, and which marks are cut off."""
    import matplotlib.text

    finish(fig)
    fig.draw_without_rendering()
    width, height = fig.get_size_inches() * fig.dpi
    found, boxes, unseen = [], [], _unseen(fig)
    found += [
        f"axes of {axes.bbox.width:.0f} by {axes.bbox.height:.0f} pixels"
        for axes in fig.axes
        if min(axes.bbox.size) < 20
    ]
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
    return found + _cut_off(fig)


def _cut_off(fig: Sheet) -> list[str]:
    """Say which marks of rows lie outside the limits of their axes, where nothing is drawn."""
    if _is_map(fig):
        return []  # shapes reach beyond what a map shows
    found = []
    for axes in fig.axes:
        box = axes.bbox.padded(1)
        for artist in [*axes.lines, *axes.patches, *axes.collections]:
            if artist.get_gid() in fig.marks:
                outside = [at for at in _corners(artist) if _is_outside(at, box)]
                places = axes.transData.inverted().transform(outside).tolist() if outside else []
                found += [f"a mark at ({x:.6g}, {y:.6g}) lies outside its axes" for x, y in places]
    return found


def _is_outside(at: Any, box: Bbox) -> bool:
    return bool(np.isfinite(at).all()) and not box.contains(*at)


def _corners(artist: Any) -> Any:
    """The points of a mark in pixels."""
    if isinstance(artist, Line2D):
        return artist.get_transform().transform(artist.get_xydata())
    if isinstance(artist, Patch):
        return artist.get_transform().transform(artist.get_path().vertices)
    return artist.get_offset_transform().transform(artist.get_offsets())


def _is_map(fig: Sheet) -> bool:
    return any(isinstance(patch, PathPatch) for axes in fig.axes for patch in axes.patches)


def _unseen(fig: Sheet) -> set[int]:
    """Tick labels outside the limits of their axis exist, and are not drawn."""
    axes = [axis for ax in fig.axes for axis in (ax.xaxis, ax.yaxis)]
    seen = {
        id(label)
        for axis in axes
        for tick in axis._update_ticks()
        for label in (tick.label1, tick.label2)
    }
    every = {
        id(label)
        for axis in axes
        for tick in axis.majorTicks
        for label in (tick.label1, tick.label2)
    }
    return every - seen
