"""From a mark to its rows: the names of the groups of an SVG.

A drawing gives an artist the numbers of its rows as ``gid``; on export the number becomes the name
of an SVG group, and the figure's JSON says which rows each name leads to.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import PathCollection
from matplotlib.lines import Line2D

from heartland.figures.frame import Sheet

Rows = list[Any]  # numbers of rows, or lists of such where a mark is drawn of several


def name_marks(fig: Sheet) -> None:
    """Name the SVG group of each artist that knows its rows; ``fig.marks`` has the rows of each.

    Dots of a line and of a scatter are a ``<use>`` each, and so a mark each; all else is one mark,
    of one row or of several. What has its name keeps it, so that a figure may be exported again.
    """
    for artist in _with_rows(fig):
        rows = _rows_of(artist)
        name = f"marks-{len(fig.marks) + 1}"
        artist.set_gid(name if rows else None)
        if rows:
            fig.marks[name] = rows


def _with_rows(fig: Sheet) -> Iterator[Artist]:
    """Yield the artists whose ``gid`` is not a name yet."""
    yield from fig.findobj(lambda artist: not isinstance(artist.get_gid(), str | None))


def _rows_of(artist: Artist) -> Rows:
    given = np.atleast_1d(np.asarray(artist.get_gid(), dtype="object"))
    if any(entry is None for entry in given):
        return []  # drawn from rows that were not counted, as by the controls of a notebook
    rows: Rows = [_numbers(entry) for entry in given]
    places = _dots(artist)
    if places is None:
        return [rows] if len(rows) > 1 else rows
    if len(rows) == 1:
        rows = rows * len(places)
    assert artist.axes is not None
    drawn = np.isfinite(artist.axes.transData.transform(places)).all(axis=1)
    return [row for row, is_drawn in zip(rows, drawn, strict=True) if is_drawn]


def _numbers(entry: Any) -> Any:
    if np.iterable(entry):
        return [int(number) for number in entry]
    return int(entry)


def _dots(artist: Artist) -> Any:
    """Return the places of an artist that draws a dot for each, else nothing."""
    if isinstance(artist, Line2D) and artist.get_marker() != "None":
        return artist.get_xydata()
    if isinstance(artist, PathCollection):
        return np.ma.filled(artist.get_offsets(), np.nan)
    return None
