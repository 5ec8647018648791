"""From a mark to its rows: the names of SVG groups."""

from typing import Any

import numpy as np
from matplotlib.collections import PathCollection
from matplotlib.lines import Line2D


def name_marks(fig: Any) -> None:
    """Name the SVG group of each artist that was told, as its ``gid``, the numbers of its rows; keep them, one entry a mark.

    Dots of a line and of a scatter are a ``<use>`` each; all else is one mark, of one row or of several.
    """
    for artist in fig.findobj(lambda one: not isinstance(one.get_gid(), str | None)):
        told, name = (
            np.atleast_1d(np.asarray(artist.get_gid(), dtype="object")),
            f"marks-{len(fig.marks) + 1}",
        )
        rows: list[Any] = [[int(one) for one in n] if np.iterable(n) else int(n) for n in told]
        if isinstance(artist, PathCollection) or (
            isinstance(artist, Line2D) and artist.get_marker() != "None"
        ):
            places = (
                artist.get_xydata()
                if isinstance(artist, Line2D)
                else np.ma.filled(artist.get_offsets(), np.nan)
            )
            assert artist.axes is not None
            seen = np.isfinite(artist.axes.transData.transform(places)).all(
                axis=1
            )  # the rest is not drawn
            rows = [
                row
                for row, drawn in zip(
                    rows if len(rows) > 1 else rows * len(seen), seen, strict=True
                )
                if drawn
            ]
        elif len(rows) > 1:
            rows = [rows]
        artist.set_gid(name if rows else None)
        fig.marks |= {name: rows} if rows else {}
