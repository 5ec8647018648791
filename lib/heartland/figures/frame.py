"""A figure with its furniture: title, subtitle, key and source line around empty axes."""

import math
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict, Unpack

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Annotation, Text
from matplotlib.ticker import LogFormatter, ScalarFormatter

from heartland import sentences
from heartland.errors import UsageError
from heartland.figures import sizes, style
from heartland.figures.labels import Ends, line_up, move_apart, widen
from heartland.figures.signature import signature
from heartland.figures.source_line import how_new, source_line
from heartland.tables import expect
from heartland.tables.areas import area_names
from heartland.tables.schemas import OF_AREAS

EDGE = 0.14  # inches of white on each side
SIGNED_CHARACTERS = 125  # characters of the signature that fit on a line of a column
SIGNED_LINE = 0.15  # inches of a line of it
PAD = 3.5  # points between a tick and its label, as matplotlib has it
PANEL_PAD = 8  # points between a panel and its name
LEAST = 0.9  # inches of height of a row of panels, names and ticks included
LEAST_PART = 0.45  # of the height that a figure is given, for its panels
BETWEEN_PANELS = 0.45  # inches for the name and the ticks of a panel
GLYPHS: dict[str, dict[str, Any]] = {  # how each entry of a key is drawn, in its colour
    "dot": {"marker": "o", "markersize": 6.5},
    "hollow": {"marker": "o", "markersize": 5.5, "fillstyle": "none", "markeredgewidth": 1.5},
    "hollow dot": {"marker": "o", "markersize": 5.5, "fillstyle": "none", "markeredgewidth": 1.5},
    "square": {"marker": "s", "markersize": 7},
    "line": {"linewidth": 2},
    "dotted": {
        "linestyle": ":",
        "linewidth": 1.8,
        "marker": "o",
        "markersize": 4.5,
        "fillstyle": "none",
        "markeredgewidth": 1.2,
        "markevery": [1],
    },
    "range": {"linewidth": 2.4},
    "break": {"linestyle": (0, (3, 2)), "linewidth": 2},  # as long as to show one gap
    "frame": {"marker": "s", "markersize": 7, "fillstyle": "none"},
    "arrow": {"marker": ">", "markersize": 5, "linewidth": 1.5, "markevery": [1]},
    "arrow back": {"marker": "<", "markersize": 5, "linewidth": 1.5, "markevery": [0]},
}
PALE = 1.5  # of three: a colour whose red, green and blue add up to more is no ink
LONG_GLYPHS = ("line", "dotted", "range", "break", "arrow", "arrow back")


@dataclass(frozen=True)
class Furniture:
    """The words around the axes of a figure, and the names of its panels."""

    title: str
    subtitle: str
    alt: str
    source: str
    note: str
    panels: Sequence[str]


class Sheet(Figure):
    """A matplotlib figure that knows its furniture, its facts and its rows.

    Made without pyplot: nothing is shown twice or kept open.
    """

    furniture: Furniture
    facts: Mapping[str, Any]  # that its title states
    rows: pd.DataFrame
    signed: str
    marks: dict[str, list[Any]]
    size: sizes.Size
    written: list[Artist]  # title, subtitle, key and foot

    # What marks leave here, to be written when the figure is whole.
    entries: dict[tuple[str, str], str]  # of the key: what is named, its glyph; its colour
    weak: list[str]  # what a hollow mark means in this figure
    said: list[str]  # what the marks say, for the alternative text
    movable: dict[tuple[Axes, str], list[Annotation]]  # labels to be moved apart
    beside: dict[Axes, list[Annotation]]  # numbers beside marks, which want room in their panel
    later: list[Callable[[], None]]  # what wants the final layout
    rows_of_axes: dict[Axes, tuple[int, float]]  # how many, and the height of each in inches
    units: dict[Axes, str]  # to be written at the highest tick
    from_zero: list[Axes]  # whose y axis begins there; set at the end, since panels share theirs
    of_whole_years: set[Axes]  # whose x axis has years that are numbers
    is_finished: bool

    def note_rows(self, artist: Artist, rows: pd.DataFrame, texts: Sequence[str]) -> None:
        """Let a mark lead to its rows, and say on hover what they say.

        Raises:
            UsageError: if they are not among the rows that the frame was given.
        """
        if not self.rows.index.is_unique:
            raise UsageError("marks: rows of the frame share an index: give it reset_index()")
        places = self.rows.index.get_indexer(rows.index)
        if (places < 0).any():
            raise UsageError("marks: these rows are not among those that were given to frame")
        artist.set_gid(places.tolist() if len(places) > 1 else int(places[0]))  # type: ignore[arg-type]
        artist.texts = list(texts)  # type: ignore[attr-defined]

    def add_key(self, name: str, colour: str, glyph: str) -> None:
        """Name a colour in the key: a dot, a line or a square of it."""
        self.entries.setdefault((name, glyph), colour)

    def explain(self, glyph: str, meaning: str) -> None:
        """Explain a kind of mark in the key: hollow, dotted, range, break, arrow."""
        if glyph == "hollow":
            if meaning not in self.weak:
                self.weak.append(meaning)
        else:
            self.entries.setdefault((meaning, glyph), style.TEXT)

    def say(self, words: str, axes: Axes) -> None:
        """Say in the alternative text what a mark shows, and in which panel."""
        panel = axes.get_title(loc="left")
        self.said.append(f"{panel}: {words}" if panel else words)

    def want_rows(self, axes: Axes, rows: int, height: float) -> None:
        """Ask for room for rows of marks, each of a height in inches."""
        self.rows_of_axes[axes] = (rows, height)

    def unit_on_top(self, axes: Axes, unit: str) -> None:
        """Write the unit at the highest tick, once the axis has its final limits."""
        self.units.setdefault(axes, unit)


class NoRowsError(UsageError):
    """A selection that holds nothing to draw: a figure of a notebook says so in one sentence."""


class Look(TypedDict, total=False):
    """What ``frame`` takes beside its rows and words, and ``panels`` hands on to it."""

    height: float
    note: str
    source: str
    key: Mapping[str, str] | None
    columns: int
    share_x: bool
    share_y: bool


def frame(
    rows: pd.DataFrame,
    title: str,
    subtitle: str = "",
    *,
    panels: Sequence[str] = (),
    height: float = 4.6,
    note: str = "",
    source: str = "",
    key: Mapping[str, str] | None = None,
    columns: int = 0,
    share_x: bool = False,
    share_y: bool = True,
) -> tuple[Sheet, Any]:
    """Make a figure with title, subtitle and a source line read off the rows, at the size in use.

    >>> fig, axes = hl.frame(rows, "Remittances as a share of GDP", "Percent, World Bank.")

    Args:
        rows: the rows that will be drawn; their ``source_id`` make the source line, and ``source``
            what is not of the collection.
        title: the finding, 16 words at most.
        subtitle: measure, unit, period, and n where cells are compared.
        panels: names of small multiples; without any there is one set of axes.
        height: inches at the size of a column, furniture included.
        note: a caveat in the footer.
        source: whose the figures are that you added ("Ministry of Labour, 2018"), written after
            those of the collection. A column ``source`` says it row by row.
        key: name and colour of marks that have no room for a label of their own, written under
            the subtitle.
        columns: panels a row; all in one by default. A small size may have fewer.

    Returns:
        The figure, and its axes (a list of them if there are panels).

    Raises:
        UsageError: if it is given no rows, but for instance the name of a dataset, or a title that
            is no text or an empty one.
    """
    expect.rows("frame", rows)
    expect.text("frame", "title", title)
    if not title.strip():
        raise UsageError("frame: 'title' is empty: say what the figure shows, in 16 words at most")
    expect.text("frame", "subtitle", subtitle)
    expect.text("frame", "source", source)
    if rows.empty:
        raise NoRowsError("there are no rows for these parameters")
    style.apply()
    columns = columns or max(1, len(panels))
    fig = _sheet(rows, height, len(panels), columns)
    fig.facts = getattr(title, "facts", {})
    fig.furniture = Furniture(
        title=title,
        subtitle=subtitle,
        alt=f"{title}. {subtitle}".strip(),
        source=source_line(rows, source),
        note=note,
        panels=panels,
    )
    for name, colour in (key or {}).items():
        fig.add_key(name, colour, "dot")
    _write_furniture(fig, math.ceil(len(panels) / fig.size.panels_in_a_row(columns)) or 1)
    if not panels:
        axes = fig.add_subplot()
        _size_ticks(axes)
        return fig, axes
    return fig, _panel_axes(fig, panels, columns, share_x, share_y)


def _sheet(rows: pd.DataFrame, height: float, panels: int, columns: int) -> Sheet:
    """Make an empty sheet as tall as its content, its signature and the size in use want it."""
    size = sizes.current()
    fewer = size.panels_in_a_row(columns)
    if panels and fewer < columns:
        height = _taller(height, math.ceil(panels / columns), math.ceil(panels / fewer))
    signed = _signature(rows)
    height += SIGNED_LINE * (len(signed) // size.characters(SIGNED_CHARACTERS))
    if size.shape:
        height = size.width * size.shape
    fig = Sheet(figsize=(size.width, height), dpi=style.DPI)
    FigureCanvasAgg(fig)
    fig.rows = rows
    fig.signed = signed
    fig.marks = {}
    fig.size = size
    fig.written = []
    fig.entries, fig.weak, fig.said = {}, [], []
    fig.movable, fig.beside, fig.later = {}, {}, []
    fig.rows_of_axes, fig.units = {}, {}
    fig.from_zero, fig.of_whole_years = [], set()
    fig.is_finished = False
    return fig


def sheet_of(axes: Axes) -> Sheet:
    """Return the figure of some axes, which ``frame`` made.

    Raises:
        UsageError: if it did not.
    """
    fig = axes.figure
    if not isinstance(fig, Sheet):
        raise UsageError("marks are drawn into the axes of hl.frame(), which knows their rows")
    return fig


def finish(fig: Sheet) -> None:
    """Write what marks left to the end: heights, units, the key, labels that are moved apart."""
    if fig.is_finished:
        return
    fig.is_finished = True
    _make_room_for_rows(fig)
    for axes in fig.from_zero:
        axes.set_ylim(bottom=0)
    for axes, unit in fig.units.items():
        if axes is next(iter(fig.units)) or not axes.get_shared_y_axes().joined(axes, fig.axes[0]):
            unit_on_top(axes, unit)
    if fig.entries or fig.weak or fig.rows_of_axes:
        _erase(fig)
        _write_furniture(fig)
    ends: Ends = {}
    for (axes, way), labels in fig.movable.items():
        if way == "vertical":
            ends |= line_up(axes, labels)
    lay_out(fig)
    for axes, numbers in fig.beside.items():
        widen(axes, numbers)
    for (_, way), labels in fig.movable.items():
        move_apart(labels, way, ends)
    for place in fig.later:
        place()


def _make_room_for_rows(fig: Sheet) -> None:
    """Make a figure as tall as its rows of marks want it, panels below each other in proportion."""
    if not fig.rows_of_axes or fig.size.shape:
        return
    tall: dict[int, float] = {}
    for axes, (rows, height) in fig.rows_of_axes.items():
        spec = axes.get_subplotspec()
        row = spec.rowspan.start if spec else 0
        tall[row] = max(tall.get(row, 0), rows * height * fig.size.type_scale)
    grid = fig.axes[0].get_gridspec()
    if grid is not None and grid.nrows == len(tall) > 1:
        grid.set_height_ratios([tall[row] for row in sorted(tall)])
    names = BETWEEN_PANELS * len(tall) * fig.size.type_scale
    top, bottom = _write_head(fig), _write_foot(fig)
    furniture = (1 - top + bottom) * fig.get_figheight()
    fig.set_figheight(furniture + sum(tall.values()) + names)


def resize(fig: Sheet, name: str) -> None:
    """Give a figure that is drawn another named size: type, furniture and shape follow.

    A figure of several panels is better drawn at the size (``sizes.drawn_at``), which may have
    fewer of them in a row.
    """
    size = sizes.named(name)
    factor = size.type_scale / fig.size.type_scale
    _erase(fig)
    for text in fig.findobj(Text):
        text.set_fontsize(float(text.get_fontsize()) * factor)
    height = fig.get_figheight()
    if size.shape:
        height = size.width * size.shape
    fig.set_size_inches(size.width, height)
    fig.size = size
    with sizes.drawn_at(name):
        _write_furniture(fig)


def _write_furniture(fig: Sheet, rows_of_panels: int = 1) -> None:
    """Write the words around the axes, and leave the room between them to the axes.

    Where words take more lines than at the size of a column, the figure grows until its panels
    have the least height.
    """
    top = _write_head(fig)
    bottom = _write_foot(fig)
    height = fig.get_figheight()
    least = max(LEAST * fig.size.type_scale * rows_of_panels, LEAST_PART * height)
    lacking = least - (top - bottom) * height
    if lacking > 0 and not fig.size.shape:
        fig.set_figheight(height + lacking)
        _erase(fig)
        top = _write_head(fig)
        bottom = _write_foot(fig)
    _leave_room(fig, top, bottom)


def _erase(fig: Sheet) -> None:
    """Take away the words around the axes."""
    for artist in fig.written:
        artist.remove()
    fig.written = []


def _taller(height: float, rows: int, wanted: int) -> float:
    """Return the height of a figure whose panels stand in more rows than it was made for."""
    furniture = 1.4  # inches that do not grow with the number of rows
    return furniture + (height - furniture) / rows * wanted


def _write_head(fig: Sheet) -> float:
    """Write title, subtitle and key; return the y below them, in fractions of the height."""
    height = fig.get_figheight()
    top = _write(fig, 1 - EDGE / height, fig.furniture.title, "title", weight="bold")
    if fig.furniture.subtitle:
        y = top - 0.04 / height
        top = _write(fig, y, fig.furniture.subtitle, "subtitle", color=style.TEXT)
    entries = dict(fig.entries)
    if fig.weak:
        entries[(sentences.listed(fig.weak, last="or"), "hollow")] = style.TEXT
    if entries:
        top = _write_entries(fig, top - 0.09 / height, entries)
    return top


def _write_entries(fig: Sheet, y: float, entries: Mapping[tuple[str, str], str]) -> float:
    """Write the key that marks asked for, each glyph before its name; return the y below it."""
    width, height = (inches * fig.dpi for inches in fig.get_size_inches())
    left = EDGE / fig.get_figwidth()
    x, low = left, y
    scale = fig.size.type_scale * fig.dpi / width
    for (name, glyph), colour in entries.items():
        room = (0.3 if glyph in LONG_GLYPHS else 0.13) * scale
        ink = style.TEXT if sum(to_rgb(colour)) > PALE else colour
        weight = "normal" if colour == style.TEXT else "semibold"
        points = style.points("label")
        text = fig.text(x + room, y, name, fontsize=points, weight=weight, color=ink, va="top")
        text.set_in_layout(False)
        box = text.get_window_extent()
        if box.x1 > width * (1 - left) and x > left:  # begin another line
            x, y = left, low - 0.03 * fig.dpi / height
            text.set_position((x + room, y))
            box = text.get_window_extent()
        middle = (box.y0 + box.y1) / 2 / height
        ends = [x, x + room * 0.75] if glyph in LONG_GLYPHS else [x + room * 0.4]
        mark = Line2D(ends, [middle] * len(ends), color=colour, transform=fig.transFigure)
        mark.set(**GLYPHS[glyph])
        mark.set_in_layout(False)
        fig.add_artist(mark)
        fig.written += [text, mark]
        x = box.x1 / width + 0.2 * scale
        low = box.y0 / height
    return low


def _write_foot(fig: Sheet) -> float:
    """Write note, source line and signature; return the y above them."""
    lines = [fig.furniture.note, fig.furniture.source, fig.signed]
    text = "\n".join(line for line in lines if line)
    y = EDGE / fig.get_figheight()
    return _write(fig, y, text, "source", color=style.QUIET, upward=True)


def _signature(rows: pd.DataFrame) -> str:
    """Sign a figure, and say how new its rows are."""
    return " · ".join(filter(None, [signature(), how_new(rows)]))


def _leave_room(fig: Sheet, top: float, bottom: float) -> None:
    """Lay out the axes between head and foot."""
    width, height = fig.get_size_inches()
    edge = EDGE / width
    rectangle = (edge, bottom + 0.06 / height, 1 - 2 * EDGE / width, top - bottom - 0.18 / height)
    fig.set_layout_engine("constrained", rect=rectangle, w_pad=0.06, h_pad=0.04)


def lay_out(fig: Sheet) -> None:
    """Give the axes the places that they have in the export, for what is measured in them."""
    engine = fig.get_layout_engine()
    if engine:
        engine.execute(fig)  # places the axes without drawing them


def _panel_axes(
    fig: Sheet, panels: Sequence[str], columns: int, share_x: bool, share_y: bool
) -> list[Axes]:
    """Make an axes for each panel, its name above it."""
    columns = sizes.current().panels_in_a_row(columns)
    rows = math.ceil(len(panels) / columns)
    grid = fig.subplots(rows, columns, sharex=share_x, sharey=share_y, squeeze=False).ravel()
    for axes in grid[len(panels) :]:
        axes.remove()
    for axes, name in zip(grid, panels, strict=False):
        name_panel(axes, name)
        _size_ticks(axes)
    return list(grid[: len(panels)])


def name_panel(axes: Axes, name: str, weight: str = "semibold") -> None:
    """Write the name of a panel above it."""
    pad = PANEL_PAD * sizes.current().type_scale
    axes.set_title(name, loc="left", fontsize=style.points("panel"), fontweight=weight, pad=pad)


def _size_ticks(axes: Axes) -> None:
    """Give the labels of ticks the size of type in use, and set larger ones further off.

    So the lowest label of the y axis and the first of the x axis do not touch.
    """
    axes.tick_params(labelsize=style.points("tick"), pad=PAD * sizes.current().type_scale)


def panels(
    rows: pd.DataFrame,
    by: str,
    draw: Callable[[Axes, pd.DataFrame], None],
    title: str,
    subtitle: str = "",
    *,
    unit: str = "",
    characters: int = 0,
    **look: Unpack[Look],
) -> Sheet:
    """Make small multiples: a panel for each value of ``by``, in the order of the rows.

    >>> fig = hl.panels(rows, "area", draw_years, "Remittances as a share of GDP", unit="%")

    Args:
        rows: the rows to draw.
        by: the column that tells the panels apart; area codes are written as names. Empty: one set
            of axes.
        draw: puts the marks of its rows into its axes.
        unit: written at the highest tick of the first panel.
        characters: that fit on a line of a panel's name; 0 leaves each name on one line.
        look: everything else that ``frame`` takes (``Look``); by default panels stand four in a
            row.

    Raises:
        UsageError: if ``rows`` are none, or hold nothing to make panels of: no row, no column
            ``by``, or no value in it for some; if ``unit`` is given and the y axis has names of
            rows or no ticks.
    """
    expect.rows("panels", rows)
    if not by:
        fig, axes = frame(rows, title, subtitle, **look)
        draw(axes, rows)
        if unit:
            unit_on_top(axes, unit)
        return fig
    expect.columns(rows, [by])
    expect.none_missing("panels", rows, by)
    values = list(dict.fromkeys(rows[by]))
    if not values:
        raise NoRowsError(f"panels: there are no rows, so '{by}' has no value to make a panel of")
    names = area_names() if by in OF_AREAS else {}
    look.setdefault("columns", min(4, len(values)))
    if len(values) > look["columns"] > 0:
        rows_of_panels = math.ceil(len(values) / look["columns"])
        look["height"] = look.get("height", 4.6) * (0.4 + 0.6 * rows_of_panels)
    labels = [names.get(str(value), str(value)) for value in values]
    if characters:
        labels = [textwrap.fill(label, characters) for label in labels]
    fig, grid = frame(rows, title, subtitle, panels=labels, **look)
    for axes, value in zip(grid, values, strict=True):
        draw(axes, rows[rows[by] == value])
    if unit:
        unit_on_top(grid[0], unit)
    return fig


def unit_on_top(axes: Axes, unit: str) -> None:
    """Write the unit at the uppermost tick of the y axis only.

    Raises:
        UsageError: if the axis has names of rows in place of values, or no ticks.
    """
    if _has_names(axes):
        raise UsageError(
            f"unit: the y axis has names and no values to write '{unit}' at; "
            "give it to the marks, as marks.bars(…, unit=…) takes it, or write it in the subtitle"
        )
    low, high = sorted(axes.get_ylim())
    ticks = [tick for tick in axes.get_yticks() if low <= tick <= high]
    if not ticks:
        raise UsageError(
            f"unit: the y axis has no tick to write '{unit}' at; write it in the subtitle"
        )
    digits = _digits(ticks)
    labels = [sentences.number(tick, digits) for tick in ticks]
    uppermost = 0 if axes.yaxis_inverted() else -1
    labels[uppermost] = sentences.with_unit(labels[uppermost], unit)
    axes.set_yticks(ticks, labels)


def _has_names(axes: Axes) -> bool:
    """Whether the ticks of the y axis were given texts that do not write their values."""
    if isinstance(axes.yaxis.get_major_formatter(), ScalarFormatter | LogFormatter):
        return False
    texts = pd.Series([label.get_text() for label in axes.get_yticklabels()], dtype="str")
    plain = texts.str.replace(",", "").str.replace("\N{MINUS SIGN}", "-")
    return not np.allclose(pd.to_numeric(plain, errors="coerce"), axes.get_yticks())


def _digits(ticks: Sequence[float]) -> int:
    """Return the fewest decimals that write every tick as it is."""
    for digits in range(6):
        if np.allclose(np.round(ticks, digits), ticks, rtol=0, atol=1e-9):
            return digits
    return 6


def _write(fig: Sheet, y: float, text: str, kind: str, upward: bool = False, **look: Any) -> float:
    """Write wrapped text at the left edge; return the y of its other end."""
    artist = fig.text(
        EDGE / fig.get_figwidth(),
        y,
        "",
        fontsize=style.points(kind),
        va="bottom" if upward else "top",
        linespacing=1.18,
        **look,
    )
    fig.written.append(artist)
    artist.set_in_layout(False)
    limit = (fig.get_figwidth() - 2 * EDGE) * fig.dpi
    artist.set_text("\n".join(_wrapped(artist, line, limit) for line in text.split("\n")))
    box = artist.get_window_extent()
    end = box.y1 if upward else box.y0
    return float(end / (fig.get_figheight() * fig.dpi))


def _wrapped(artist: Text, text: str, limit: float) -> str:
    """Break a text into as few lines as fit, all about as long.

    So no word stands alone on the last line.
    """
    artist.set_text(text)
    lines = max(1, math.ceil(artist.get_window_extent().width / limit))
    while True:
        artist.set_text(_balanced(text, lines))
        if artist.get_window_extent().width <= limit or lines > len(text.split()):
            return artist.get_text()
        lines += 1


def in_lines(text: str, characters: int) -> str:
    """Break a text into as few lines of some characters as hold it, all about as long.

    >>> in_lines("Almaty and other cities, January 2022", 34)
    'Almaty and other\ncities, January 2022'
    """
    return _balanced(text, math.ceil(len(text) / characters) or 1)


def _balanced(text: str, lines: int) -> str:
    """Break a text into at most this many lines, the longest as short as can be."""
    characters = len(text) // lines + 1
    while True:
        wrapped = textwrap.wrap(text, characters, break_on_hyphens=False, break_long_words=False)
        if len(wrapped) <= lines:
            return "\n".join(wrapped)
        characters += 1
