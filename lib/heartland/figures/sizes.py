"""The named sizes at which a figure can be drawn.

A figure asks once, when it is made, for the size in use, and keeps it as ``fig.size``. What is
drawn types no width and no size of type: it asks there for points of type, for the characters that
fit on a line, and for the panels that stand in a row. So the same code draws for a page, a slide or
a phone.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from heartland.environment import HEARTLAND_SIZE
from heartland.errors import UsageError, offer, printable

POINTS = {"title": 16.0, "subtitle": 10.5, "label": 9.5, "tick": 9.0, "source": 8.7}  # of type


@dataclass(frozen=True)
class Size:
    """A size of figures.

    ``width`` is in inches. ``type_scale`` multiplies every size of type. ``most_panels`` stand in a
    row. ``shape`` is the height of an inch of width; 0 lets each figure be as tall as it needs.
    """

    name: str
    width: float
    type_scale: float = 1.0
    most_panels: int = 99
    shape: float = 0.0

    def points(self, kind: str) -> float:
        """Return the size of type of one kind (title, label, tick …)."""
        return POINTS[kind] * self.type_scale

    def characters(self, characters: int) -> int:
        """Return how many characters fit where ``characters`` fit at the size of a column."""
        return max(12, round(characters * (self.width / COLUMN.width) / self.type_scale))


COLUMN = Size("column", width=8.0)
SIZES = {
    size.name: size
    for size in (
        COLUMN,
        Size("wide", width=12.0, type_scale=1.15),
        Size("slide", width=13.333, type_scale=1.5, shape=9 / 16),
        Size("square", width=8.0, type_scale=1.1, most_panels=2, shape=1.0),
        Size("phone", width=4.0, type_scale=1.0, most_panels=1),
    )
}

_in_use: Size | None = None  # within drawn_at


def current() -> Size:
    """Return the size that figures are drawn at now.

    It is that of ``drawn_at``, else the one that ``$HEARTLAND_SIZE`` names, by which a build draws
    all figures anew, else a column.

    Raises:
        UsageError: if the environment names no size.
    """
    if _in_use:
        return _in_use
    name = os.environ.get(HEARTLAND_SIZE) or COLUMN.name
    return named(name, f"{HEARTLAND_SIZE}: ")


def named(name: str, asked_by: str = "") -> Size:
    """Return a size by its name.

    Raises:
        UsageError: if there is none of this name; the nearest is offered.
    """
    if name not in SIZES:
        raise UsageError(f"{asked_by}no size '{printable(name)}'{offer(name, SIZES)}")
    return SIZES[name]


@contextmanager
def drawn_at(name: str) -> Iterator[Size]:
    """Draw at a named size: column (the default), wide, slide (16:9), square, phone (4 inches).

    >>> with sizes.drawn_at("slide"):
    ...     fig, axes = hl.frame(rows, "A title")

    Raises:
        UsageError: if there is none of this name; the nearest is offered.
    """
    global _in_use
    before = _in_use
    _in_use = named(name)
    try:
        yield _in_use
    finally:
        _in_use = before
