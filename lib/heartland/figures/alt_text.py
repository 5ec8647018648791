"""A panel in words, for a reader who cannot see it: read off what is drawn in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.text import Annotation, Text
from matplotlib.ticker import FixedLocator, FuncFormatter

from heartland import sentences
from heartland.tables.areas import area_names

YEAR = re.compile(r"(19|20)\d\d")
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
    lines begins and ends, and what is written of something that is named. Else what is written in
    it, and of which year or name; or where its columns begin, end and are highest.

    What a text speaks of is the ``label`` that it was given, else the tick that it stands over. A
    panel whose lines run along something else than years has such a label itself: what it shows.
    """
    rows = _row_names(axes)
    if axes.get_label():
        shown = [str(axes.get_label())]
    elif any(_is_name(row) for row in rows):
        shown = _rows_in_words(axes, rows)
    else:
        shown = _lines_in_words(axes)
        if shown:
            shown += [_with_what(text, _given(text)) for text in _texts(axes) if _given(text)]
    if not shown:
        shown = _texts_in_words(axes)
    if not shown:
        shown = _columns_in_words(axes)
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
    beside = list(_written(axes)) or list(_named_bars(axes))
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
        yield float(_place(text)[1]), _with_what(text, _given(text))


def _stands_by_the_panel(text: Text) -> bool:
    """Whether the height of a text is a fraction of the panel, not a place of the data."""
    where = getattr(text, "xycoords", "")
    return "axes fraction" in (where, *where[1:2])


def _named_bars(axes: Axes) -> Iterator[tuple[float, str]]:
    """Yield the height and the label of each horizontal bar that was given one."""
    lying = _bars(axes, "horizontal")
    for bars in lying:
        if not str(bars.get_label()).startswith("_"):
            for patch in bars:
                yield patch.get_y() + patch.get_height() / 2, str(bars.get_label())


def _texts(axes: Axes) -> list[Text]:
    """Return the texts of a panel that say something."""
    return [text for text in axes.texts if text.get_text()]


def _place(text: Text) -> tuple[float, float]:
    place = text.xy if isinstance(text, Annotation) else text.get_position()
    return (float(place[0]), float(place[1]))


def _given(text: Text) -> str:
    """Return the label that a text was given: what it speaks of."""
    label = str(text.get_label())
    return "" if label.startswith("_") else _plain(label)


def _with_what(text: Text, what: str) -> str:
    words = _plain(text.get_text())
    return f"{what}: {words}" if what else words


def _texts_in_words(axes: Axes) -> list[str]:
    """Say what is written in a panel, and of what."""
    return [_with_what(text, _given(text) or _tick_below(axes, text)) for text in _texts(axes)]


def _tick_below(axes: Axes, text: Text) -> str:
    """Return the name or the year of the tick that a text stands over; empty if over none."""
    if _stands_by_the_panel(text):
        return ""
    for tick, label in zip(axes.get_xticks(), axes.get_xticklabels(), strict=False):
        name = _plain(label.get_text())
        if np.isclose(tick, _place(text)[0]) and (_is_name(name) or YEAR.fullmatch(name)):
            return name
    return ""


def _columns_in_words(axes: Axes) -> list[str]:
    """Say of the columns of years where they begin, end and are highest, parts added up."""
    totals: dict[int, float] = {}
    upright = _bars(axes, "vertical")
    for patch in (patch for bars in upright for patch in bars):
        year = round(patch.get_x() + patch.get_width() / 2)
        totals[year] = totals.get(year, 0) + patch.get_height()
    if not totals:
        return []
    first, last, most = min(totals), max(totals), max(totals, key=lambda year: totals[year])
    ends = [f"{sentences.number(totals[year], 0)} in {year}" for year in (first, last)]
    highest = f"at most {sentences.number(totals[most], 0)} in {most}"
    return [f"{' to '.join(dict.fromkeys(ends))}, {highest}"]


def _bars(axes: Axes, orientation: str) -> list[Any]:
    """Return the groups of bars that stand or lie."""
    groups: list[Any] = list(axes.containers)
    return [bars for bars in groups if getattr(bars, "orientation", "") == orientation]


def _points(axes: Axes) -> Iterator[Point]:
    """Yield the points of the lines that have a name."""
    names = {code: name for code, name in area_names().items() if len(code) == 3}
    for line in axes.lines:
        label = str(line.get_label())
        area = label.rstrip("0123456789")  # the parts of a broken line of an area are numbered
        name = names.get(area, label)
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
    has_written_ticks = isinstance(axes.yaxis.get_major_locator(), FixedLocator)
    value = ""
    if isinstance(form, FuncFormatter) and not has_written_ticks:  # these have no text elsewhere
        value = form(point.y)
    return f"{value or sentences.number(point.y)} in {year}"


def _plain(text: str) -> str:
    return " ".join(text.split()).rstrip(".")
