"""A figure that knows its words and its rows, and what its marks leave to be written at the end."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Annotation

from heartland.errors import UsageError
from heartland.figures import style
from heartland.figures.sizes import Size


class NoRowsError(UsageError):
    """A selection that holds nothing to draw: a figure of a notebook says so in one sentence."""


@dataclass(frozen=True)
class Furniture:
    """The words around the axes of a figure, and the names of its panels."""

    title: str
    subtitle: str
    note: str
    source: str
    signature: str
    panels: Sequence[str]


class Sheet(Figure):
    """A matplotlib figure that knows its furniture, its facts and its rows.

    Made without pyplot: nothing is shown twice or kept open.
    """

    def __init__(self, rows: pd.DataFrame, furniture: Furniture, size: Size, height: float):
        """Make an empty sheet, its height in inches."""
        super().__init__(figsize=(size.width, height), dpi=style.DPI)
        FigureCanvasAgg(self)
        self.rows = rows
        self.furniture = furniture
        self.size = size
        self.facts: Mapping[str, Any] = getattr(furniture.title, "facts", {})
        self.marks: dict[str, list[int]] = {}  # by the name of a group of the SVG: its rows,
        self.hover: dict[str, Sequence[str]] = {}  # and what is said on hover
        self.said: list[str] = []  # what the marks say, for the alternative text

        # What marks leave here, to be written when the figure is whole.
        self.is_finished = False
        self.entries: dict[tuple[str, str], str] = {}  # of the key: name and glyph, and the colour
        self.weak: dict[str, None] = {}  # what a hollow mark means in this figure
        self.rows_of_axes: dict[Axes, tuple[int, float]] = {}  # how many, the inches of each
        self.units: dict[Axes, str] = {}  # to be written at the highest tick
        self.from_zero: list[Axes] = []  # whose y axis begins there: panels share theirs
        self.of_whole_years: set[Axes] = set()  # whose x axis has years that are numbers
        self.movable: dict[tuple[Axes, str], list[Annotation]] = {}  # labels to be moved apart
        self.beside: dict[Axes, list[Annotation]] = {}  # numbers that want room in their panel
        self.later: list[Callable[[], None]] = []  # what wants the final layout

    def note_rows(self, artist: Artist, rows: Collection[Any], texts: Sequence[str] = ()) -> None:
        """Let a mark lead to its row, or the dots of a mark to theirs, and say on hover what it is.

        Args:
            artist: the mark.
            rows: their index.
            texts: what is said of each.

        Raises:
            UsageError: if they are not among the rows that the frame was given.
        """
        if not self.rows.index.is_unique:
            raise UsageError("marks: rows of the frame share an index: give it reset_index()")
        places = self.rows.index.get_indexer(pd.Index(rows))
        if (places < 0).any():
            raise UsageError("marks: these rows are not among those that were given to frame")
        name = f"marks-{len(self.marks) + 1}"
        artist.set_gid(name)
        self.marks[name] = places.tolist()
        self.hover[name] = texts

    def add_key(self, name: str, colour: str, glyph: str) -> None:
        """Name a colour or a kind of mark in the key; layout.py draws the glyphs."""
        self.entries.setdefault((name, glyph), colour)

    def say(self, words: str, axes: Axes) -> None:
        """Say in the alternative text what a mark shows, and in which panel."""
        panel = axes.get_title(loc="left")
        self.said.append(f"{panel}: {words}" if panel else words)


def sheet_of(axes: Axes) -> Sheet:
    """Return the figure of some axes, which ``frame`` made.

    Raises:
        UsageError: if it did not.
    """
    fig = axes.figure
    if not isinstance(fig, Sheet):
        raise UsageError("marks are drawn into the axes of hl.frame(), which knows their rows")
    return fig
