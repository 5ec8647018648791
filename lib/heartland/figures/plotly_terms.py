"""Marks, colours and type of matplotlib in plotly's terms."""

import html
from collections.abc import Iterable
from typing import Any

import numpy as np
from matplotlib import collections, markers, patches, text
from matplotlib.colors import to_rgba

from heartland.errors import HeartlandError

Json = dict[str, Any]

PIXELS = 100  # an inch: a figure of a column is 800 pixels wide
POINT = PIXELS / 72  # pixels
SYMBOLS = {  # of matplotlib's markers: plotly's name, and how large it is there
    "o": ("circle", 1.0),
    ".": ("circle", 0.5),
    "s": ("square", 1.0),
    "D": ("diamond", 1.09),
    "d": ("diamond-tall", 1.0),
    "^": ("triangle-up", 1.0),
    "v": ("triangle-down", 1.0),
    "<": ("triangle-left", 1.0),
    ">": ("triangle-right", 1.0),
    "*": ("star", 1.0),
    "P": ("cross", 1.0),
    "X": ("x", 1.0),
    "+": ("cross-thin", 1.0),
    "x": ("x-thin", 1.0),
    "|": ("line-ns", 1.0),
    "_": ("line-ew", 1.0),
}


class NotFaithful(HeartlandError):
    """A figure that has no interactive version, and why."""


def as_markup(lines_of_text: Iterable[str]) -> str:
    """Write lines of text as plotly's markup; the text itself is never markup."""
    return "<br>".join(html.escape(line, quote=False) for line in lines_of_text)


def font_of(written: text.Text) -> Json:
    """Return the type of a text: size in pixels, colour, weight, and its halo as a shadow."""
    weights = {"normal": 400, "semibold": 600, "bold": 700}
    weight = written.get_fontweight()
    font: Json = {
        "size": round(float(written.get_fontsize()) * POINT, 2),
        "color": css(written.get_color(), written.get_alpha()),
        "weight": weights.get(weight, 400) if isinstance(weight, str) else int(weight),
        "style": "italic" if written.get_fontstyle() == "italic" else "normal",
    }
    if written.get_path_effects():
        font["shadow"] = "0 0 2px #fff, 0 0 2px #fff, 0 0 3px #fff"
    return font


def look_of_patch(patch: patches.Patch) -> Json:
    """Return how an area is filled, and the line around it."""
    return {
        "fillcolor": css(patch.get_facecolor()),
        "line": {
            "color": css(patch.get_edgecolor()),
            "width": pixels(patch.get_linewidth()),
            "dash": dash(patch),
        },
    }


def dash(drawn: Any, number: int = 0) -> str:
    """Return the dashes of a line, or of one line of a collection, in pixels."""
    if isinstance(drawn, collections.Collection):
        styles: Any = drawn.get_linestyle()
        _, pattern = styles[number % len(styles)]
    else:
        _, pattern = drawn._dash_pattern  # matplotlib tells it in no other way
    if pattern is None:
        return "solid"
    return ",".join(f"{pixels(length)}px" for length in pattern)


def symbol(marker: Any) -> tuple[str, float]:
    """Return plotly's name of a marker, and how large it is there.

    Raises:
        NotFaithful: if plotly has none like it.
    """
    if not isinstance(marker, str) or marker not in SYMBOLS:
        raise NotFaithful(f"no interactive version: plotly has no marker like {marker!r}")
    return SYMBOLS[marker]


def symbol_of_path(paths: Any) -> tuple[str, float]:
    """Return plotly's name of the marker of a scatter."""
    for marker in SYMBOLS:
        kind = markers.MarkerStyle(marker)
        path = kind.get_path().transformed(kind.get_transform())
        ours, theirs = np.asarray(path.vertices), np.asarray(paths[0].vertices)
        if len(paths) == 1 and ours.shape == theirs.shape and np.allclose(ours, theirs):
            return symbol(marker)
    raise NotFaithful("no interactive version: plotly has no marker like one of the figure")


def colours_of(colours: Any, count: int) -> list[str]:
    """Return the colour of each of ``count`` marks."""
    return [nth(colours, number) for number in range(count)]


def nth(colours: Any, number: int) -> str:
    """Return one of the colours of a collection, which begin anew when they end."""
    if not len(colours):
        return "rgba(0,0,0,0)"
    return css(colours[number % len(colours)])


def css(colour: Any, alpha: float | None = None) -> str:
    """Write a colour as plotly has it: the six digits, or with how much shows through."""
    red, green, blue, opacity = to_rgba(colour)
    if alpha is not None:
        opacity = alpha if to_rgba(colour)[3] else 0
    parts = [round(255 * part) for part in (red, green, blue)]
    if opacity == 1:
        return "#{:02x}{:02x}{:02x}".format(*parts)
    return f"rgba({parts[0]},{parts[1]},{parts[2]},{opacity:g})"


def pixels(points: float) -> float:
    """Return a length in points as pixels."""
    return round(float(points) * POINT, 2)


def number(value: Any) -> float | None:
    """Return a number of eight significant digits; JSON knows no missing number."""
    if not np.isfinite(value):
        return None
    return float(f"{value:.8g}")
