"""The panels of a figure as plotly's subplots: their places, axes, ranges and grids."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from heartland.figures.frame import Sheet
from heartland.figures.plotly_terms import Json, NotFaithful, css, pixels

SCALES = {"linear", "log"}


@dataclass
class Panel:
    """One set of axes of a figure, and the names of plotly's axes for it."""

    axes: Axes
    number: int
    x: str
    y: str
    below: "Panel | None" = None  # the panel at the same place, over which this one lies

    def is_log(self, name: str) -> bool:
        """Whether an axis (x or y) has a logarithmic scale."""
        return bool(getattr(self.axes, f"get_{name}scale")() == "log")

    def position(self, name: str, value: float) -> float:
        """Return a value of the data as a place on an axis: on a logarithmic one its logarithm."""
        return float(np.log10(value) if self.is_log(name) else value)

    def in_data(self, points: Any) -> Any:
        """Return points on the canvas as data of this panel."""
        with np.errstate(invalid="ignore"):
            return self.axes.transData.inverted().transform(np.asarray(points, dtype="float64"))

    def holds(self, points: Any) -> bool:
        """Whether all points on the canvas lie in the panel: plotly cuts what does not."""
        box = self.axes.get_window_extent().padded(1)
        return all(box.contains(x, y) for x, y in points)

    def axis_key(self, name: str) -> str:
        """Return the key of an axis in plotly's layout."""
        return f"{name}axis" if self.number == 1 else f"{name}axis{self.number}"


def panels(fig: Sheet) -> list[Panel]:
    """Return the panels of a figure that are seen, in the order in which they were added.

    Raises:
        NotFaithful: if plotly has no axes like one of them.
    """
    found: list[Panel] = []
    for axes in fig.axes:
        if not axes.get_visible():
            continue
        if axes.name != "rectilinear" or not {axes.get_xscale(), axes.get_yscale()} <= SCALES:
            raise NotFaithful("no interactive version: plotly has no axes like those of the figure")
        number = len(found) + 1
        end = "" if number == 1 else str(number)
        same = [panel for panel in found if _is_at(panel.axes, axes)]
        found.append(Panel(axes, number, f"x{end}", f"y{end}", same[0] if same else None))
    return found


def _is_at(one: Axes, other: Axes) -> bool:
    return bool(np.allclose(one.get_position().bounds, other.get_position().bounds, atol=1e-3))


def axis_of(panel: Panel, name: str) -> Json:
    """Return an axis (x or y) in plotly's terms: its place, its range, and the grid at its ticks.

    The labels of the ticks are not among it: they are texts like all others.
    """
    axes = panel.axes
    box = axes.get_position()
    domain = [box.x0, box.x1] if name == "x" else [box.y0, box.y1]
    limits = getattr(axes, f"get_{name}lim")()
    ticks = _ticks(panel, name)
    look: Json = {
        "type": "log" if panel.is_log(name) else "linear",
        "domain": [round(float(np.clip(end, 0, 1)), 4) for end in domain],
        "range": [panel.position(name, end) for end in limits],
        "anchor": panel.y if name == "x" else panel.x,
        "zeroline": False,
        "showticklabels": False,
        "showgrid": False,
        "tickmode": "array",
        "tickvals": ticks,
    }
    if axes.axison:
        axis = getattr(axes, f"{name}axis")
        look |= _tick_marks(axis) if ticks else {}
        look |= _grid(axis)
    if panel.below:
        look["overlaying"] = getattr(panel.below, name)
    return look


def _ticks(panel: Panel, name: str) -> list[float]:
    """Return the places of the ticks that lie in the range of an axis."""
    low, high = sorted(getattr(panel.axes, f"get_{name}lim")())
    places = getattr(panel.axes, f"{name}axis").get_majorticklocs()
    return [float(place) for place in places if low <= place <= high]


def _tick_marks(axis: Any) -> Json:
    """Return the look of the strokes at the ticks; empty if there are none."""
    for tick in axis.get_major_ticks()[:1]:
        line = tick.tick1line
        if line.get_visible() and line.get_markersize():
            return {
                "ticks": "outside",
                "ticklen": pixels(line.get_markersize()),
                "tickwidth": pixels(line.get_markeredgewidth()),
                "tickcolor": css(line.get_color()),
            }
    return {}


def _grid(axis: Any) -> Json:
    """Return the look of the grid of an axis; empty if it has none."""
    for line in axis.get_gridlines():
        if line.get_visible():
            return {
                "showgrid": True,
                "gridcolor": css(line.get_color()),
                "gridwidth": pixels(line.get_linewidth()),
            }
    return {}
