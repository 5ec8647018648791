"""The marks of a panel as plotly's traces and shapes, each with its rows under the pointer."""

import itertools
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from matplotlib import artist as artists
from matplotlib import axis as axis_module
from matplotlib import collections, legend, lines, patches, spines, text
from matplotlib.colors import to_rgba

from heartland.figures import hover, style
from heartland.figures.frame import Sheet
from heartland.figures.hover import Hover
from heartland.figures.plotly_panels import Panel, axis_of
from heartland.figures.plotly_terms import (
    PIXELS,
    Json,
    NotFaithful,
    colours_of,
    css,
    dash,
    look_of_patch,
    nth,
    number,
    pixels,
    symbol,
    symbol_of_path,
)
from heartland.figures.plotly_texts import annotations, arrows, on_paper, texts_of

NO_MARKER = ("None", "none", " ", "", None)
WHITE = (1.0, 1.0, 1.0)
ON_PAPER = {"xref": "paper", "yref": "paper"}


@dataclass
class Drawing:
    """What has been translated of a figure so far."""

    fig: Sheet
    shown: Hover
    traces: list[Json] = field(default_factory=list)
    annotations: list[Json] = field(default_factory=list)
    shapes: list[Json] = field(default_factory=list)
    axes: Json = field(default_factory=dict)

    def as_plotly(self) -> Json:
        """Return the drawing as plotly's ``data`` and ``layout``."""
        width, height = self.fig.get_size_inches()
        layout: Json = {
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
            "hoverlabel": {"align": "left", **hover.LABEL},
            "barmode": "overlay",
            "dragmode": "zoom",
            **self.axes,
            "annotations": self.annotations,
            "shapes": self.shapes,
        }
        return {"data": self.traces, "layout": layout}

    def add_text(self, written: text.Text, panel: Panel | None = None) -> None:
        """Add a text where it stands."""
        self.annotations += annotations(self.fig, written, self.shown, panel)

    def add_panel(self, panel: Panel) -> None:
        """Add a subplot with all that is drawn in it, in the order in which it is drawn."""
        axes = panel.axes
        for name in ("x", "y"):
            self.axes[panel.axis_key(name)] = axis_of(panel, name)
        if axes.axison and axes.patch.get_visible() and to_rgba(axes.get_facecolor())[:3] != WHITE:
            self._add_ground(panel)
        drawn = [child for child in axes.get_children() if child.get_visible()]
        for artist in sorted(drawn, key=lambda child: child.get_zorder()):
            if artist is not axes.patch:
                self._add_artist(panel, artist)
        for written in texts_of(axes):
            self.add_text(written, panel)

    def _add_artist(self, panel: Panel, artist: Any) -> None:
        """Add one artist, in the terms of its kind."""
        if isinstance(artist, text.Text):
            self.annotations += arrows(self.fig, artist, panel)
        elif isinstance(artist, lines.Line2D):
            self._add_line(panel, artist)
        elif isinstance(artist, patches.Rectangle) and not artist.get_angle():
            self._add_bar(panel, artist)
        elif isinstance(artist, spines.Spine):
            self._add_spine(panel, artist)
        elif isinstance(artist, patches.Patch):
            outline = artist.get_transform().transform_path(artist.get_path())
            self._add_outline(panel, artist, outline, look_of_patch(artist))
        elif isinstance(artist, collections.PathCollection):
            self._add_scatter(panel, artist)
        elif isinstance(artist, collections.Collection):
            self._add_collection(panel, artist)
        elif not isinstance(artist, axis_module.Axis):
            kind = "a legend" if isinstance(artist, legend.Legend) else type(artist).__name__
            raise NotFaithful(f"no interactive version: plotly cannot draw {kind} as it is here")

    def _add_ground(self, panel: Panel) -> None:
        """Add the coloured ground of a panel, below its marks."""
        self.shapes.append(
            {
                "type": "rect",
                "xref": f"{panel.x} domain",
                "yref": f"{panel.y} domain",
                "layer": "below",
                "x0": 0,
                "x1": 1,
                "y0": 0,
                "y1": 1,
                "fillcolor": css(panel.axes.get_facecolor()),
                "line": {"width": 0},
            }
        )

    def _add_spine(self, panel: Panel, spine: Any) -> None:
        """Add a side of the frame of a panel."""
        if not panel.axes.axison:
            return
        points = spine.get_transform().transform(spine.get_path().vertices)
        look = {"color": css(spine.get_edgecolor()), "width": pixels(spine.get_linewidth())}
        self._add_stroke(points[0], points[1], look)

    def _add_stroke(self, start: Any, end: Any, look: Json) -> None:
        """Add a straight line on the paper, which no panel cuts."""
        (x0, y0), (x1, y1) = on_paper(self.fig, start), on_paper(self.fig, end)
        place = {**ON_PAPER, "x0": x0, "x1": x1, "y0": y0, "y1": y1}
        self.shapes.append({"type": "line", **place, "line": look})

    def _add_line(self, panel: Panel, line: lines.Line2D) -> None:
        """Add a line, its dots, or both."""
        points = line.get_transform().transform(line.get_xydata())
        has_dots = line.get_marker() not in NO_MARKER
        has_line = line.get_linestyle() not in NO_MARKER and line.get_linewidth() > 0
        if not len(points) or not (has_dots or has_line):
            return
        look = {
            "color": css(line.get_color(), line.get_alpha()),
            "width": pixels(line.get_linewidth()),
            "dash": dash(line),
        }
        if not line.get_clip_on() and not has_dots and not panel.holds(points):
            for start, end in itertools.pairwise(points):
                self._add_stroke(start, end, look)
            return
        modes = []
        if has_line:
            modes.append("lines")
        if has_dots:
            modes.append("markers")
        trace = _trace(panel, points, mode="+".join(modes), cliponaxis=line.get_clip_on())
        trace["opacity"] = 1
        if has_line:
            trace["line"] = look
        if has_dots:
            trace["marker"] = _dots_of(line)
        self._keep(trace, line, points)

    def _add_scatter(self, panel: Panel, dots: collections.PathCollection) -> None:
        """Add the dots of a scatter."""
        points = dots.get_offset_transform().transform(np.ma.filled(dots.get_offsets(), np.nan))
        if not len(points):
            return
        name, factor = symbol_of_path(dots.get_paths())
        sizes = np.sqrt(np.resize(dots.get_sizes(), len(points)))
        widths = np.resize(np.asarray(dots.get_linewidth()), len(points))
        trace = _trace(panel, points, mode="markers", cliponaxis=dots.get_clip_on())
        trace["marker"] = {
            "symbol": name,
            "size": [pixels(size * factor) for size in sizes],
            "color": colours_of(dots.get_facecolor(), len(points)),
            "opacity": 1,
            "line": {
                "color": colours_of(dots.get_edgecolor(), len(points)),
                "width": [pixels(width) for width in widths],
            },
        }
        self._keep(trace, dots, points)

    def _add_bar(self, panel: Panel, bar: patches.Rectangle) -> None:
        """Add a rectangle: as a bar, which shows its row wherever one points at it."""
        corners = bar.get_transform().transform([(0, 0), (1, 1)])
        (x0, y0), (x1, y1) = panel.in_data(corners)
        look = look_of_patch(bar)
        trace = _trace(panel, [], type="bar", base=[y0], width=[abs(x1 - x0)])
        trace |= {"x": [(x0 + x1) / 2], "y": [y1 - y0], "cliponaxis": bar.get_clip_on()}
        trace["marker"] = {"color": look["fillcolor"], "line": look["line"]}
        self._keep(trace, bar, corners[:1])

    def _add_collection(self, panel: Panel, drawn: collections.Collection) -> None:
        """Add lines, areas or cells, each with the colour it has."""
        shapes = drawn.get_paths()
        if isinstance(drawn, collections.QuadMesh):
            shapes = drawn._convert_mesh_to_paths(drawn.get_coordinates())  # type: ignore[attr-defined]
        elif np.shape(drawn.get_offsets())[0] > 1:
            raise NotFaithful("no interactive version: plotly cannot repeat a shape of the figure")
        faces, edges = np.asarray(drawn.get_facecolor()), np.asarray(drawn.get_edgecolor())
        widths = np.resize(np.asarray(drawn.get_linewidth()), len(shapes))
        for place, shape in enumerate(shapes):
            outline = drawn.get_transform().transform_path(shape)
            look: Json = {
                "fillcolor": nth(faces, place),
                "line": {
                    "color": nth(edges, place),
                    "width": pixels(widths[place]),
                    "dash": dash(drawn, place),
                },
            }
            self._add_outline(panel, drawn, outline, look)

    def _add_outline(self, panel: Panel, artist: Any, outline: Any, look: Json) -> None:
        """Add an outline, filled if it has a colour inside, with its holes."""
        parts = outline.to_polygons(closed_only=False)
        if not parts:
            return
        points = np.vstack([np.vstack([part, [np.nan, np.nan]]) for part in parts])[:-1]
        trace = _trace(panel, points, mode="lines", line=look["line"])
        if not look["fillcolor"].endswith(",0)"):
            trace |= {"fill": "toself", "fillcolor": look["fillcolor"], "hoveron": "fills+points"}
        self._keep(trace, artist, points)

    def _keep(self, trace: Json, artist: artists.Artist, points: Any) -> None:
        """Keep a trace, and let it show its rows under the pointer."""
        self.traces.append(trace)
        rows = self.shown.rows.get(str(artist.get_gid()))
        if not rows:
            trace["hoverinfo"] = "skip"
            return
        finite = np.isfinite(points).all(axis=1)
        if len(rows) == 1:
            rows = rows * int(finite.sum())
        following = iter(rows)
        of_points = [next(following, []) if is_finite else [] for is_finite in finite]
        texts = [self.shown.of(numbers) for numbers in of_points]
        trace |= {"hoverinfo": "text", "hovertext": texts, "customdata": of_points}
        if trace.get("fill"):
            trace["text"] = trace.pop("hovertext")[0]


def _trace(panel: Panel, points: Any, **look: Any) -> Json:
    """Begin a trace in a panel with points on the canvas."""
    trace: Json = {"type": "scatter", "xaxis": panel.x, "yaxis": panel.y, **look}
    if len(points):
        places = panel.in_data(points)
        trace["x"] = [number(x) for x, _ in places]
        trace["y"] = [number(y) for _, y in places]
    return trace


def _dots_of(line: lines.Line2D) -> Json:
    """Return the look of the dots of a line."""
    name, factor = symbol(line.get_marker())
    alpha = line.get_alpha()
    return {
        "symbol": name,
        "size": pixels(line.get_markersize() * factor),
        "color": css(line.get_markerfacecolor(), alpha),
        "opacity": 1,
        "line": {
            "color": css(line.get_markeredgecolor(), alpha),
            "width": pixels(line.get_markeredgewidth()),
        },
    }
