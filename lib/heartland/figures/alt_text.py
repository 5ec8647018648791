"""A panel in words, for a reader who cannot see it: read off what is drawn in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.text import Annotation, Text
from matplotlib.ticker import FuncFormatter

from heartland import sentences
from heartland.tables.areas import area_names

NEAR = 0.5  # rows: what is written nearer than this belongs to a row


@dataclass(frozen=True)
class Point:
    """A point of a line, by the name that the line has."""

    name: str
    x: float
    y: float


def in_words(axes: Axes) -> str:
    """Say what a panel shows; empty if it shows nothing that can be said.

    A panel with rows of names: what is written beside each of them. Another: where each of its
    lines begins and ends. Else what is written in it.
    """
    rows = _row_names(axes)
    if any(_is_name(row) for row in rows):
        shown = _rows_in_words(axes, rows)
    else:
        shown = _lines_in_words(axes)
    if not shown:
        shown = [_plain(text.get_text()) for text in axes.texts if text.get_text()]
    if not shown:
        return ""
    title = _plain(axes.get_title(loc="left") or axes.title.get_text())
    text = "; ".join(shown)
    return f"{title}: {text}" if title else text


def _row_names(axes: Axes) -> list[str]:
    """Return the labels of the y axis, or of one that shares it; an empty one repeats the last."""
    names: list[str] = []
    for label in _named_twin(axes).get_yticklabels():
        text = _plain(label.get_text())
        if not text and names:
            text = names[-1]
        names.append(text)
    return names


def _is_name(label: str) -> bool:
    """Whether a label holds a word of three letters or more, not a number with its unit."""
    letters = 0
    for sign in label:
        letters = letters + 1 if sign.isalpha() else 0
        if letters == 3:
            return True
    return False


def _rows_in_words(axes: Axes, rows: list[str]) -> list[str]:
    """Say for each row what is written beside it, or which figures are drawn on it."""
    beside = list(_written(axes))
    if not beside:
        beside = [(point.y, f"{point.name} {sentences.number(point.x)}") for point in _points(axes)]
    shown = []
    ticks = _named_twin(axes).get_yticks()
    for at, row in zip(ticks, rows, strict=False):
        texts = [text for y, text in beside if abs(y - at) < NEAR]
        if texts:
            shown.append(f"{row}: {', '.join(texts)}")
    return shown


def _named_twin(axes: Axes) -> Axes:
    """Return the panel that names the rows: this one, or one that shares its y axis."""
    twins: list[Axes] = axes.get_shared_y_axes().get_siblings(axes)
    for twin in twins:
        if any(_plain(label.get_text()) for label in twin.get_yticklabels()):
            return twin
    return axes


def _written(axes: Axes) -> Iterator[tuple[float, str]]:
    """Yield height and words of each text that stands at a place of the data."""
    for text in axes.texts:
        if not text.get_text() or _stands_by_the_panel(text):
            continue
        place = text.xy if isinstance(text, Annotation) else text.get_position()
        yield float(place[1]), _plain(text.get_text())


def _stands_by_the_panel(text: Text) -> bool:
    """Whether the height of a text is a fraction of the panel, not a place of the data."""
    where = getattr(text, "xycoords", "")
    return "axes fraction" in (where, *where[1:2])


def _points(axes: Axes) -> Iterator[Point]:
    """Yield the points of the lines that have a name."""
    names = {code: name for code, name in area_names().items() if len(code) == 3}
    for line in axes.lines:
        label = str(line.get_label()).rstrip("0123456789")
        name = names.get(label, label)
        if label.startswith("_"):
            continue
        for x, y in np.asarray(line.get_xydata()):
            yield Point(name, x, y)


def _lines_in_words(axes: Axes) -> list[str]:
    """Say where each line begins and ends."""
    lines: dict[str, list[Point]] = {}
    for point in _points(axes):
        lines.setdefault(point.name, []).append(point)
    shown = []
    for name, points in lines.items():
        ordered = sorted(points, key=lambda point: point.x)
        ends = [_end_in_words(axes, point) for point in (ordered[0], ordered[-1])]
        shown.append(f"{name} {' to '.join(dict.fromkeys(ends))}")
    return shown


def _end_in_words(axes: Axes, point: Point) -> str:
    years: dict[Any, str] = {}
    for tick, label in zip(axes.get_xticks(), axes.get_xticklabels(), strict=False):
        years[tick] = _plain(label.get_text())
    year = years.get(point.x) or int(point.x)
    form = axes.yaxis.get_major_formatter()
    value = form(point.y) if isinstance(form, FuncFormatter) else ""
    return f"{value or sentences.number(point.y)} in {year}"


def _plain(text: str) -> str:
    return " ".join(text.split()).rstrip(".")
