"""The interactive version of a figure: the drawn figure again, in plotly's terms.

It is read off the matplotlib figure artist by artist: each axes is a subplot at its place, with
the same marks, colours, ranges and texts; under the pointer a mark tells its rows and where they
were read. What cannot be said in plotly's terms makes the whole figure not interactive: a reader
never sees another figure than the one that was designed. Nothing is fetched, no plotly imported.
"""

import html
import itertools
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import pandas as pd
from matplotlib import artist as artists
from matplotlib import axis as axis_module
from matplotlib import collections, legend, lines, markers, patches, spines, text
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba

from heartland.errors import HeartlandError
from heartland.figures import style, web_font
from heartland.figures.frame import Sheet
from heartland.figures.row_marks import name_marks
from heartland.tables.tables import load

Json = dict[str, Any]

PLOTLY = "application/vnd.plotly.v1+json"  # the kind of output that JupyterLab draws
PIXELS = 100  # an inch: a figure of a column is 800 pixels wide
POINT = PIXELS / 72  # pixels
LIFT = 0.08  # of the size of type: how far below the middle of a text plotly sets its letters
MOST_ROWS = 4  # told of one mark
LETTERS = 90  # a line under the pointer
CLOSE = 1e-9
SILENT = {"source_id", "also_in", "locator", "note", "status", "relation", "low", "high", "mark"}
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


def of(fig: Sheet, rows: pd.DataFrame) -> Json | None:
    """Return the interactive version of a figure as plotly's ``data`` and ``layout``.

    None if the figure holds what plotly cannot show as it was designed (``why_not`` says what).

    Args:
        fig: the drawn figure.
        rows: those exported with it; the numbers that its marks know count them.
    """
    try:
        return figure_of(fig, rows)
    except NotFaithful:
        return None


def why_not(fig: Sheet, rows: pd.DataFrame) -> str:
    """Say in one sentence why a figure has no interactive version; "" if it has one."""
    try:
        figure_of(fig, rows)
    except NotFaithful as error:
        return str(error)
    return ""


class CanBeInteractive(Protocol):
    """What ``show`` and ``export`` return."""

    def interactive(self) -> Any:
        """Return the interactive version, or a sentence why there is none."""


def interactive(exported: CanBeInteractive) -> Any:
    """Show the interactive version of a figure that was exported, or say why it has none.

    >>> hl.interactive(hl.show("level-with-russia", trade.draw_level, rows))
    """
    return exported.interactive()


class Interactive:
    """An interactive figure as JupyterLab shows it."""

    def __init__(self, figure: Json) -> None:
        """Take plotly's ``data`` and ``layout``."""
        self.figure = figure

    def __repr__(self) -> str:
        return "An interactive figure: run its cell in JupyterLab to see it."

    def _ipython_display_(self) -> None:
        from IPython.display import HTML, display

        config = {"displaylogo": False, "showSendToCloud": False}
        bundle = {PLOTLY: {**self.figure, "config": config}, "text/plain": repr(self)}
        display(HTML(web_font.as_html()))
        display(bundle, raw=True)


def figure_of(fig: Sheet, rows: pd.DataFrame) -> Json:
    """Return the interactive version of a figure.

    Raises:
        NotFaithful: if it would not be the figure that was designed.
    """
    fig.marks = fig.marks or name_marks(fig)
    fig.draw_without_rendering()
    if fig.lines or fig.patches or fig.images or fig.artists or fig.legends:
        raise NotFaithful("no interactive version: the figure has marks outside its panels")
    made = Drawing(fig, hover(rows), rows_of_marks(fig))
    for panel in _panels(fig):
        made.add_panel(panel)
    for written in fig.texts:
        made.add_text(written)
    made.layout["annotations"] = made.annotations
    made.layout["shapes"] = made.shapes
    return {"data": made.traces, "layout": made.layout}


def rows_of_marks(fig: Sheet) -> Mapping[str, list[list[int]]]:
    """Return the numbers of the rows of each dot, or of the whole, of each named artist."""
    found = {}
    for name, marks in fig.marks.items():
        found[name] = [mark if isinstance(mark, list) else [mark] for mark in marks]
    return found


def hover(rows: pd.DataFrame) -> list[str]:
    """Write what the pointer shows of each row: its figures, its place in the source, the source.

    Text is never markup.
    """
    titles = load("sources").set_index("source_id")["title"]
    written = []
    for row in rows.astype("object").fillna("").to_dict("records"):
        parts = []
        for name, value in row.items():
            if name not in SILENT and str(value):
                parts.append(f"{str(name).replace('_', ' ')}: {value}")
        source_ids = [name for name in str(row.get("source_id", "")).split(";") if name]
        parts += [f"source: {titles.get(name, name)}" for name in source_ids]
        parts += [f"{name}: {row[name]}" for name in ("locator", "note") if row.get(name)]
        written.append(_as_markup(line for part in parts for line in textwrap.wrap(part, LETTERS)))
    return written


def _as_markup(lines_of_text: Iterable[str]) -> str:
    return "<br>".join(html.escape(line, quote=False) for line in lines_of_text)


@dataclass
class Panel:
    """One set of axes of a figure, and the number of its subplot."""

    axes: Axes
    number: int
    x: str
    y: str
    below: "Panel | None" = None  # the panel at the same place, over which this one lies

    def is_log(self, name: str) -> bool:
        """Whether an axis (x or y) has a logarithmic scale."""
        return bool(getattr(self.axes, f"get_{name}scale")() == "log")


def _panels(fig: Sheet) -> list[Panel]:
    found: list[Panel] = []
    for axes in fig.axes:
        if not axes.get_visible():
            continue
        if axes.name != "rectilinear" or not {axes.get_xscale(), axes.get_yscale()} <= SCALES:
            raise NotFaithful("no interactive version: plotly has no axes like those of the figure")
        number = len(found) + 1
        end = "" if number == 1 else str(number)
        same = [one for one in found if _is_at(one.axes, axes)]
        found.append(Panel(axes, number, f"x{end}", f"y{end}", same[0] if same else None))
    return found


SCALES = {"linear", "log"}


def _is_at(one: Axes, other: Axes) -> bool:
    return bool(np.allclose(one.get_position().bounds, other.get_position().bounds, atol=1e-3))


@dataclass
class Drawing:
    """What has been translated of a figure so far."""

    fig: Sheet
    told: list[str]  # of each row, under the pointer
    rows: Mapping[str, list[list[int]]]  # of the dots of each named artist
    traces: list[Json] = field(default_factory=list)
    annotations: list[Json] = field(default_factory=list)
    shapes: list[Json] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin with an empty layout of the size of the figure."""
        width, height = self.fig.get_size_inches()
        self.layout: Json = {
            "template": "none",
            "width": round(width * PIXELS),
            "height": round(height * PIXELS),
            "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0},
            "paper_bgcolor": "#ffffff",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"family": f'"{style.FONT}", Arial, sans-serif', "color": style.INK},
            "showlegend": False,
            "hovermode": "closest",
            "hoverdistance": 12,
            "hoverlabel": {"align": "left", **HOVER_LABEL},
            "barmode": "overlay",
            "dragmode": "zoom",
        }

    def add_panel(self, panel: Panel) -> None:
        """Add a subplot with all that is drawn in it, in the order in which it is drawn."""
        axes = panel.axes
        self._add_axis(panel, "x")
        self._add_axis(panel, "y")
        if axes.axison and axes.patch.get_visible() and to_rgba(axes.get_facecolor())[:3] != WHITE:
            self._add_domain(panel, fillcolor=_css(axes.get_facecolor()), line={"width": 0})
        drawn = [one for one in axes.get_children() if one.get_visible() and one is not axes.patch]
        for artist in sorted(drawn, key=lambda one: one.get_zorder()):
            self._add_artist(panel, artist)
        for written in _texts(axes):
            self.add_text(written, panel)

    def _add_artist(self, panel: Panel, artist: Any) -> None:
        """Add one artist, in the terms of its kind."""
        if isinstance(artist, text.Text):
            self._add_arrow(panel, artist)
        elif isinstance(artist, lines.Line2D):
            self._add_line(panel, artist)
        elif isinstance(artist, patches.Rectangle) and not artist.get_angle():
            self._add_bar(panel, artist)
        elif isinstance(artist, spines.Spine):
            self._add_spine(panel, artist)
        elif isinstance(artist, patches.Patch):
            outline = artist.get_transform().transform_path(artist.get_path())
            self._add_outline(panel, artist, [outline], _look_of_patch(artist))
        elif isinstance(artist, collections.PathCollection):
            self._add_scatter(panel, artist)
        elif isinstance(artist, collections.Collection):
            self._add_collection(panel, artist)
        elif not isinstance(artist, axis_module.Axis):
            kind = "a legend" if isinstance(artist, legend.Legend) else type(artist).__name__
            raise NotFaithful(f"no interactive version: plotly cannot draw {kind} as it is here")

    def _add_axis(self, panel: Panel, name: str) -> None:
        """Add an axis: its place, its range, and the grid at its ticks; labels are annotations."""
        axes = panel.axes
        axis = getattr(axes, f"{name}axis")
        low, high = getattr(axes, f"get_{name}lim")()
        ticks = [tick for tick in axis.get_majorticklocs() if min(low, high) <= tick]
        ticks = [float(tick) for tick in ticks if tick <= max(low, high)]
        grid = [line for line in axis.get_gridlines() if line.get_visible()] if axes.axison else []
        box = axes.get_position()
        domain = [box.x0, box.x1] if name == "x" else [box.y0, box.y1]
        limits = np.log10([low, high]) if panel.is_log(name) else np.array([low, high])
        look: Json = {
            "type": "log" if panel.is_log(name) else "linear",
            "domain": [round(float(np.clip(end, 0, 1)), 4) for end in domain],
            "range": [float(end) for end in limits],
            "anchor": panel.y if name == "x" else panel.x,
            "zeroline": False,
            "showticklabels": False,
            "showgrid": bool(grid),
            "tickmode": "array",
            "tickvals": ticks,
        }
        tick_lines = [tick.tick1line for tick in axis.get_major_ticks()[:1] if axes.axison]
        for line in tick_lines:
            if ticks and line.get_visible() and line.get_markersize():
                look |= {
                    "ticks": "outside",
                    "ticklen": _pixels(line.get_markersize()),
                    "tickwidth": _pixels(line.get_markeredgewidth()),
                    "tickcolor": _css(line.get_color()),
                }
        if grid:
            width = _pixels(grid[0].get_linewidth())
            look |= {"gridcolor": _css(grid[0].get_color()), "gridwidth": width}
        if panel.below:
            look["overlaying"] = getattr(panel.below, name)
        end = "" if panel.number == 1 else str(panel.number)
        self.layout[f"{name}axis{end}"] = look

    def _add_domain(self, panel: Panel, **look: Any) -> None:
        """Add a rectangle as large as the subplot, below its marks."""
        corners = {"x0": 0, "x1": 1, "y0": 0, "y1": 1}
        place = {"xref": f"{panel.x} domain", "yref": f"{panel.y} domain", "layer": "below"}
        self.shapes.append({"type": "rect", **place, **corners, **look})

    def _add_spine(self, panel: Panel, spine: Any) -> None:
        if not panel.axes.axison:
            return
        points = spine.get_transform().transform(spine.get_path().vertices)
        (x0, y0), (x1, y1) = self._on_paper(points[0]), self._on_paper(points[1])
        look = {"color": _css(spine.get_edgecolor()), "width": _pixels(spine.get_linewidth())}
        place = {"xref": "paper", "yref": "paper", "x0": x0, "x1": x1, "y0": y0, "y1": y1}
        self.shapes.append({"type": "line", **place, "line": look})

    def _add_line(self, panel: Panel, line: lines.Line2D) -> None:
        """Add a line with its dots, or either."""
        points = line.get_transform().transform(line.get_xydata())
        has_dots = line.get_marker() not in NO_MARKER
        has_line = line.get_linestyle() not in NO_MARKER and line.get_linewidth() > 0
        if not len(points) or not (has_dots or has_line):
            return
        if has_line and not line.get_clip_on() and not has_dots and self._leaves(panel, points):
            self._add_free_line(line, points)
            return
        modes = ["lines"] * has_line + ["markers"] * has_dots
        trace = self._trace(panel, points, mode="+".join(modes), cliponaxis=line.get_clip_on())
        trace["opacity"] = 1
        alpha = line.get_alpha()
        if has_line:
            trace["line"] = {
                "color": _css(line.get_color(), alpha),
                "width": _pixels(line.get_linewidth()),
                "dash": _dash(line),
            }
        if has_dots:
            symbol, factor = _symbol(line.get_marker())
            trace["marker"] = {
                "symbol": symbol,
                "size": _pixels(line.get_markersize() * factor),
                "color": _css(line.get_markerfacecolor(), alpha),
                "opacity": 1,
                "line": {
                    "color": _css(line.get_markeredgecolor(), alpha),
                    "width": _pixels(line.get_markeredgewidth()),
                },
            }
        self._tell(trace, line, points)

    def _leaves(self, panel: Panel, points: Any) -> bool:
        """Whether a line goes beyond its subplot, where plotly cuts it."""
        box = panel.axes.get_window_extent().padded(1)
        return not all(box.contains(x, y) for x, y in points)

    def _add_free_line(self, line: lines.Line2D, points: Any) -> None:
        """Add a line that leaves its subplot: on the paper."""
        for one, other in itertools.pairwise(points):
            (x0, y0), (x1, y1) = self._on_paper(one), self._on_paper(other)
            place = {"xref": "paper", "yref": "paper", "x0": x0, "x1": x1, "y0": y0, "y1": y1}
            look = {
                "color": _css(line.get_color(), line.get_alpha()),
                "width": _pixels(line.get_linewidth()),
                "dash": _dash(line),
            }
            self.shapes.append({"type": "line", **place, "line": look})

    def _add_scatter(self, panel: Panel, dots: collections.PathCollection) -> None:
        """Add the dots of a scatter."""
        points = dots.get_offset_transform().transform(np.ma.filled(dots.get_offsets(), np.nan))
        if not len(points):
            return
        symbol = _symbol_of_path(dots.get_paths())
        sizes = np.sqrt(np.resize(dots.get_sizes(), len(points)))
        widths = np.resize(np.asarray(dots.get_linewidth()), len(points))
        trace = self._trace(panel, points, mode="markers", cliponaxis=dots.get_clip_on())
        trace["marker"] = {
            "symbol": symbol[0],
            "size": [_pixels(size * symbol[1]) for size in sizes],
            "color": _colours(dots.get_facecolor(), len(points)),
            "opacity": 1,
            "line": {
                "color": _colours(dots.get_edgecolor(), len(points)),
                "width": [_pixels(width) for width in widths],
            },
        }
        self._tell(trace, dots, points)

    def _add_bar(self, panel: Panel, bar: patches.Rectangle) -> None:
        """Add a rectangle: as a bar, which tells its row wherever one points at it."""
        corners = bar.get_transform().transform([(0, 0), (1, 1)])
        (x0, y0), (x1, y1) = self._in_data(panel, corners)
        look = _look_of_patch(bar)
        trace = self._trace(panel, [], type="bar", base=[y0], width=[abs(x1 - x0)])
        trace |= {"x": [(x0 + x1) / 2], "y": [y1 - y0], "cliponaxis": bar.get_clip_on()}
        trace["marker"] = {"color": look["fillcolor"], "line": look["line"]}
        self._tell(trace, bar, corners[:1])

    def _add_collection(self, panel: Panel, drawn: collections.Collection) -> None:
        """Add lines, areas or cells, each with the colour it has."""
        shapes = drawn.get_paths()
        if isinstance(drawn, collections.QuadMesh):
            shapes = drawn._convert_mesh_to_paths(drawn.get_coordinates())  # type: ignore[attr-defined]
        if np.shape(drawn.get_offsets())[0] > 1 and not isinstance(drawn, collections.QuadMesh):
            raise NotFaithful("no interactive version: plotly cannot repeat a shape of the figure")
        faces, edges = np.asarray(drawn.get_facecolor()), np.asarray(drawn.get_edgecolor())
        widths = np.resize(np.asarray(drawn.get_linewidth()), len(shapes))
        for number, shape in enumerate(shapes):
            outline = drawn.get_transform().transform_path(shape)
            look: Json = {
                "fillcolor": _nth(faces, number),
                "line": {
                    "color": _nth(edges, number),
                    "width": _pixels(widths[number]),
                    "dash": _dash(drawn, number),
                },
            }
            self._add_outline(panel, drawn, [outline], look)

    def _add_arrow(self, panel: Panel, written: text.Text) -> None:
        """Add the arrow of an annotation: it may leave the subplot, as no trace can."""
        arrow = getattr(written, "arrow_patch", None)
        if arrow is None or not arrow.get_visible():
            return
        outline = arrow.get_transform().transform_path(arrow.get_path())
        shaft, *heads = outline.to_polygons(closed_only=False)
        start, end = shaft[0], shaft[-1]
        if _bends(shaft):
            raise NotFaithful("no interactive version: plotly has no arrows that bend")
        ends = {"start": start, "end": end}
        sides = [_nearest(ends, head[len(head) // 2]) for head in heads]
        place = self._in_data(panel, [end])[0]
        away = (start - end) * PIXELS / self.fig.dpi
        self.annotations.append(
            {
                "text": "",
                "showarrow": True,
                "xref": panel.x,
                "yref": panel.y,
                "x": float(np.log10(place[0]) if panel.is_log("x") else place[0]),
                "y": float(np.log10(place[1]) if panel.is_log("y") else place[1]),
                "ax": round(float(away[0]), 1),
                "ay": round(-float(away[1]), 1),
                "arrowhead": OPEN_HEAD,
                "arrowside": "+".join(sorted(set(sides))) or "none",
                "arrowwidth": _pixels(arrow.get_linewidth()),
                "arrowcolor": _css(arrow.get_edgecolor()),
            }
        )

    def _add_outline(self, panel: Panel, artist: Any, outlines: list[Any], look: Json) -> None:
        """Add an outline, filled if it has a colour inside, with its holes."""
        parts = [part for one in outlines for part in one.to_polygons(closed_only=False)]
        if not parts:
            return
        points = np.vstack([np.vstack([part, [np.nan, np.nan]]) for part in parts])[:-1]
        trace = self._trace(panel, points, mode="lines", line=look["line"])
        if not look["fillcolor"].endswith(",0)"):
            trace |= {"fill": "toself", "fillcolor": look["fillcolor"], "hoveron": "fills+points"}
        self._tell(trace, artist, points)

    def _trace(self, panel: Panel, points: Any, **look: Any) -> Json:
        """Begin a trace in a subplot with points on the canvas."""
        trace: Json = {"type": "scatter", "xaxis": panel.x, "yaxis": panel.y, **look}
        if len(points):
            places = self._in_data(panel, points)
            trace["x"] = [_number(x) for x, _ in places]
            trace["y"] = [_number(y) for _, y in places]
        return trace

    def _tell(self, trace: Json, artist: artists.Artist, points: Any) -> None:
        """Let a trace tell its rows under the pointer, and keep it."""
        self.traces.append(trace)
        rows = self.rows.get(str(artist.get_gid()))
        if not rows:
            trace["hoverinfo"] = "skip"
            return
        finite = np.isfinite(points).all(axis=1)
        if len(rows) == 1:
            rows = rows * int(finite.sum())
        following = iter(rows)
        of_points = [next(following, []) if is_finite else [] for is_finite in finite]
        texts = [self._told_of(numbers) for numbers in of_points]
        trace |= {"hoverinfo": "text", "hovertext": texts, "customdata": of_points}
        if trace.get("fill"):
            trace["text"] = trace.pop("hovertext")[0]

    def _told_of(self, numbers: list[int]) -> str:
        told = [self.told[number] for number in numbers[:MOST_ROWS]]
        if len(numbers) > MOST_ROWS:
            told.append(f"and {len(numbers) - MOST_ROWS} more rows")
        return "<br><br>".join(told)

    def _in_data(self, panel: Panel, points: Any) -> Any:
        """Return points on the canvas as the data of a subplot."""
        with np.errstate(invalid="ignore"):
            return panel.axes.transData.inverted().transform(np.asarray(points, dtype="float64"))

    def _on_paper(self, point: Any) -> tuple[float, float]:
        """Return a point on the canvas in fractions of the figure."""
        x, y = self.fig.transFigure.inverted().transform(point)
        return float(x), float(y)

    def add_text(self, written: text.Text, panel: Panel | None = None) -> None:
        """Add a text where it stands, line by line; beside a mark it moves with it."""
        box = text.Text.get_window_extent(written)
        side = written.get_horizontalalignment() if not written.get_rotation() else "center"
        across = {"left": box.x0, "center": (box.x0 + box.x1) / 2, "right": box.x1}[side]
        parts = [written.get_text()]
        if not written.get_rotation():  # plotly sets lines further apart
            parts = written.get_text().split("\n")
        for number, part in enumerate(parts):
            upward = box.y1 - (number + 0.5) * box.height / len(parts)
            note = self._note(written, part, side)
            x, y = self._on_paper((across, upward))
            lift = round(LIFT * note["font"]["size"], 1)
            note |= {"xref": "paper", "x": x, "yref": "paper", "y": y, "yshift": lift}
            if panel:
                note |= self._beside_a_mark(panel, written, across, upward)
            self.annotations.append(note)

    def _note(self, written: text.Text, part: str, side: str) -> Json:
        """Return one line of a text, without its place."""
        note: Json = {
            "text": _as_markup(part.split("\n")),
            "showarrow": False,
            "xanchor": side,
            "yanchor": "middle",
            "align": side,
            "borderpad": 0,
            "textangle": -written.get_rotation(),
            "font": _font(written),
        }
        patch = written.get_bbox_patch()
        if patch is not None and patch.get_visible():
            note["bgcolor"] = _css(patch.get_facecolor())
        rows = self.rows.get(str(written.get_gid()))
        if rows:
            numbers = [number for mark in rows for number in mark]
            note |= {"hovertext": self._told_of(numbers), "hoverlabel": HOVER_LABEL}
        return note

    def _beside_a_mark(
        self, panel: Panel, written: text.Text, across: float, upward: float
    ) -> Json:
        """Return the place of a text that belongs to a place in the data, and its distance."""
        x, y = _place_in_data(panel.axes, written)
        scale = PIXELS / self.fig.dpi
        found: Json = {}
        if x is not None and _is_within(x, panel.axes.get_xlim()):
            at = panel.axes.transData.transform((x, panel.axes.get_ylim()[0]))[0]
            place = float(np.log10(x)) if panel.is_log("x") else x
            found |= {"xref": panel.x, "x": place, "xshift": round((across - at) * scale, 1)}
        if y is not None and _is_within(y, panel.axes.get_ylim()):
            at = panel.axes.transData.transform((panel.axes.get_xlim()[0], y))[1]
            place = float(np.log10(y)) if panel.is_log("y") else y
            lift = LIFT * _font(written)["size"]
            found |= {"yref": panel.y, "y": place}
            found["yshift"] = round((upward - at) * scale + lift, 1)
        return found


def _bends(points: Any) -> bool:
    """Whether a path leaves the straight line between its ends by half a dot or more."""
    along = points[-1] - points[0]
    away = points - points[0]
    across = along[0] * away[:, 1] - along[1] * away[:, 0]
    return bool(np.abs(across).max() > np.hypot(*along) / 2)


def _nearest(ends: Mapping[str, Any], point: Any) -> str:
    """Return the name of the end of an arrow that lies nearest to a point."""
    return min(ends, key=lambda name: float(np.hypot(*(ends[name] - point))))


HOVER_LABEL = {"bgcolor": "#ffffff", "font": {"color": style.INK}}
OPEN_HEAD = 4  # plotly's number of an arrow head of two strokes
NO_MARKER = ("None", "none", " ", "", None)
WHITE = (1.0, 1.0, 1.0)


def _place_in_data(axes: Axes, written: text.Text) -> tuple[float | None, float | None]:
    """Return the x and the y of the data at which a text stands, None where it has no such."""
    for axis, name in ((axes.xaxis, "x"), (axes.yaxis, "y")):
        for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
            if written in (tick.label1, tick.label2):
                place = float(tick.get_loc())
                return (place, None) if name == "x" else (None, place)
    if isinstance(written, text.Annotation):
        coordinates = written.xycoords
        pair = coordinates if isinstance(coordinates, tuple) else (coordinates, coordinates)
        x, y = written.xy
        x, y = axes.convert_xunits(x), axes.convert_yunits(y)  # type: ignore[no-untyped-call]
        return float(x) if pair[0] == "data" else None, float(y) if pair[1] == "data" else None
    x_is_data, y_is_data = written.get_transform().contains_branch_seperately(axes.transData)
    x, y = written.get_unitless_position()
    return float(x) if x_is_data else None, float(y) if y_is_data else None


def _is_within(place: float, limits: tuple[float, float]) -> bool:
    return min(limits) - CLOSE <= place <= max(limits) + CLOSE


def _texts(axes: Axes) -> Iterator[text.Text]:
    """Yield the texts of an axes that are seen."""
    ticks: dict[text.Text, bool] = {}
    for axis in (axes.xaxis, axes.yaxis):
        limits = axis.get_view_interval()
        for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
            is_seen = axes.axison and _is_within(float(tick.get_loc()), limits)
            for label in (tick.label1, tick.label2):
                ticks[label] = is_seen and tick.get_visible()
        ticks[axis.label] = axes.axison
        ticks[axis.offsetText] = axes.axison
    for written in axes.findobj(text.Text):
        assert isinstance(written, text.Text)
        if written.get_visible() and written.get_text().strip() and ticks.get(written, True):
            yield written


def _font(written: text.Text) -> Json:
    weights = {"normal": 400, "semibold": 600, "bold": 700}
    weight = written.get_fontweight()
    font: Json = {
        "size": round(float(written.get_fontsize()) * POINT, 2),
        "color": _css(written.get_color(), written.get_alpha()),
        "weight": weights.get(weight, 400) if isinstance(weight, str) else int(weight),
        "style": "italic" if written.get_fontstyle() == "italic" else "normal",
    }
    if written.get_path_effects():
        font["shadow"] = "0 0 2px #fff, 0 0 2px #fff, 0 0 3px #fff"
    return font


def _look_of_patch(patch: patches.Patch) -> Json:
    return {
        "fillcolor": _css(patch.get_facecolor()),
        "line": {
            "color": _css(patch.get_edgecolor()),
            "width": _pixels(patch.get_linewidth()),
            "dash": _dash(patch),
        },
    }


def _dash(drawn: Any, number: int = 0) -> str:
    """Return the dashes of a line, or of one line of a collection, in pixels."""
    if isinstance(drawn, collections.Collection):
        styles: Any = drawn.get_linestyle()
        _, pattern = styles[number % len(styles)]
    else:
        _, pattern = drawn._dash_pattern  # matplotlib tells it in no other way
    if pattern is None:
        return "solid"
    return ",".join(f"{_pixels(length)}px" for length in pattern)


def _symbol(marker: Any) -> tuple[str, float]:
    """Return plotly's name of a marker, and how large it is there.

    Raises:
        NotFaithful: if plotly has none like it.
    """
    if not isinstance(marker, str) or marker not in SYMBOLS:
        raise NotFaithful(f"no interactive version: plotly has no marker like {marker!r}")
    return SYMBOLS[marker]


def _symbol_of_path(paths: Any) -> tuple[str, float]:
    """Return plotly's name of the marker of a scatter."""
    for marker in SYMBOLS:
        kind = markers.MarkerStyle(marker)
        path = kind.get_path().transformed(kind.get_transform())
        ours, theirs = np.asarray(path.vertices), np.asarray(paths[0].vertices)
        if len(paths) == 1 and ours.shape == theirs.shape and np.allclose(ours, theirs):
            return _symbol(marker)
    raise NotFaithful("no interactive version: plotly has no marker like one of the figure")


def _colours(colours: Any, count: int) -> list[str]:
    return [_nth(colours, number) for number in range(count)]


def _nth(colours: Any, number: int) -> str:
    """Return one of the colours of a collection, which begin anew when they end."""
    if not len(colours):
        return "rgba(0,0,0,0)"
    return _css(colours[number % len(colours)])


def _css(colour: Any, alpha: float | None = None) -> str:
    """Write a colour as plotly has it: the six digits, or with how much shows through."""
    red, green, blue, opacity = to_rgba(colour)
    if alpha is not None:
        opacity = alpha if to_rgba(colour)[3] else 0
    parts = [round(255 * part) for part in (red, green, blue)]
    if opacity == 1:
        return "#{:02x}{:02x}{:02x}".format(*parts)
    return f"rgba({parts[0]},{parts[1]},{parts[2]},{opacity:g})"


def _pixels(points: float) -> float:
    return round(float(points) * POINT, 2)


def _number(value: Any) -> float | None:
    """Return a number of six significant digits; JSON knows no missing number."""
    if not np.isfinite(value):
        return None
    return float(f"{value:.8g}")
