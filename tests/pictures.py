"""What can be wrong with a picture: text that is cut off or overlaps, marks astray."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, PathPatch, Rectangle
from matplotlib.transforms import Bbox

from heartland.figures import marks
from heartland.figures.frame import Sheet


def problems(fig: Sheet) -> list[str]:
    """Say which text lies outside the canvas or over other text, and which marks are cut off."""
    import matplotlib.text

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
            if not isinstance(artist.get_gid(), str | None):
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


def _averages(row: dict[str, Any]) -> list[float]:
    """The numbers of a row whose period is several years, by the year."""
    span = re.fullmatch(r"(\d{4})/(\d{4})", str(row.get("period", "")))
    if span is None:
        return []
    return [n / (int(span[2]) - int(span[1]) + 1) for n in _numbers(row)]


def strangers(fig: Sheet, rows: pd.DataFrame) -> list[str]:
    """Say which dots and bars stand at a place that agrees with no figure or date of the rows that they lead to.

    A bar may also be as high as its rows are many, or as the average of the years of a row.
    """
    if _is_map(fig):
        return []  # a map: places are projected
    found: list[str] = []
    plain = rows.reset_index(drop=True)
    figures_of = [
        [abs(n) for n in (*_numbers(row), *_averages(row))] for row in plain.to_dict("records")
    ]
    table = plain.select_dtypes("number").astype("float64").fillna(0).to_numpy()
    for artist in fig.findobj(lambda one: not isinstance(one.get_gid(), str | None)):
        told = list(np.atleast_1d(np.asarray(artist.get_gid(), dtype="object")))
        places = _places(artist)
        for place, entry in zip(
            places, told if len(told) > 1 and len(places) > 1 else [told] * len(places), strict=True
        ):
            mine = [int(n) for n in np.ravel(np.asarray(entry, dtype="object").tolist())]
            known = [n for row in mine for n in figures_of[row]] + np.abs(
                table[mine].sum(axis=0)
            ).tolist()
            counts = isinstance(artist, Rectangle) and np.isclose(place[1], len(mine))
            agrees = any(np.isclose(np.array(known), at, rtol=1e-6).any() for at in place)
            if not agrees and not counts:
                found.append(
                    f"a mark at {tuple(map(float, place))} agrees with nothing in the rows {entry}"
                )
    return found


def _numbers(row: dict[str, Any]) -> Iterator[float]:
    for value in row.values():
        if isinstance(value, int | float) and value == value:
            yield from (float(value), value / 1000)
        elif isinstance(value, str) and re.fullmatch(r"\d{4}(-\d\d){0,2}", value):
            yield from (float(value[:4]), _decimal_year(value))
            if len(value) == 4:  # a bar of years reaches from the first month to the last
                yield from (_decimal_year(f"{value}-01"), _decimal_year(f"{value}-12"))


@cache
def _decimal_year(date: str) -> float:
    return float(marks.places(pd.Series([date])).iloc[0])


def _places(artist: Any) -> list[Any]:
    if isinstance(artist, Rectangle):
        return [
            np.abs((artist.get_width(), artist.get_height(), artist.get_x() + artist.get_width()))
        ]
    points = (
        artist.get_xydata()
        if isinstance(artist, Line2D)
        else getattr(artist, "get_offsets", list)()
    )
    return [abs(point) for point in points if np.isfinite(point).all()] if len(points) else []


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
