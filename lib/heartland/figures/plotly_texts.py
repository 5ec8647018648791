"""The texts and arrows of a figure as plotly's annotations, each where it stands."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from matplotlib import text
from matplotlib.axes import Axes

from heartland.figures import hover
from heartland.figures.frame import Sheet
from heartland.figures.hover import Hover
from heartland.figures.plotly_panels import Panel
from heartland.figures.plotly_terms import (
    PIXELS,
    Json,
    NotFaithful,
    as_markup,
    css,
    font_of,
    pixels,
)

LIFT = 0.08  # of the size of type: how far below the middle of a text plotly sets its letters
CLOSE = 1e-9
OPEN_HEAD = 4  # plotly's number of an arrow head of two strokes


def texts_of(axes: Axes) -> Iterator[text.Text]:
    """Yield the texts of a set of axes that are seen."""
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


def annotations(
    fig: Sheet, written: text.Text, shown: Hover, panel: Panel | None = None
) -> Iterator[Json]:
    """Yield an annotation for each line of a text; in a panel, one beside a mark moves with it."""
    box = text.Text.get_window_extent(written)
    side = written.get_horizontalalignment() if not written.get_rotation() else "center"
    across = {"left": box.x0, "center": (box.x0 + box.x1) / 2, "right": box.x1}[side]
    parts = [written.get_text()]
    if not written.get_rotation():  # plotly sets lines further apart
        parts = written.get_text().split("\n")
    for number, part in enumerate(parts):
        upward = box.y1 - (number + 0.5) * box.height / len(parts)
        note = _look(written, part, side, shown)
        x, y = on_paper(fig, (across, upward))
        lift = round(LIFT * note["font"]["size"], 1)
        note |= {"xref": "paper", "x": x, "yref": "paper", "y": y, "yshift": lift}
        if panel:
            note |= _beside_a_mark(fig, panel, written, across, upward)
        yield note


def on_paper(fig: Sheet, point: Any) -> tuple[float, float]:
    """Return a point on the canvas in fractions of the figure."""
    x, y = fig.transFigure.inverted().transform(point)
    return float(x), float(y)


def _look(written: text.Text, part: str, side: str, shown: Hover) -> Json:
    """Return one line of a text, without its place."""
    note: Json = {
        "text": as_markup(part.split("\n")),
        "showarrow": False,
        "xanchor": side,
        "yanchor": "middle",
        "align": side,
        "borderpad": 0,
        "textangle": -written.get_rotation(),
        "font": font_of(written),
    }
    patch = written.get_bbox_patch()
    if patch is not None and patch.get_visible():
        note["bgcolor"] = css(patch.get_facecolor())
    rows = shown.rows.get(str(written.get_gid()))
    if rows:
        numbers = [number for mark in rows for number in mark]
        note |= {"hovertext": shown.of(numbers), "hoverlabel": hover.LABEL}
    return note


def _beside_a_mark(
    fig: Sheet, panel: Panel, written: text.Text, across: float, upward: float
) -> Json:
    """Return the place of a text that belongs to a place in the data, and its distance."""
    axes = panel.axes
    x, y = _place_in_data(axes, written)
    scale = PIXELS / fig.dpi
    place: Json = {}
    if x is not None and _is_within(x, axes.get_xlim()):
        at = axes.transData.transform((x, axes.get_ylim()[0]))[0]
        place |= {"xref": panel.x, "x": panel.position("x", x)}
        place["xshift"] = round((across - at) * scale, 1)
    if y is not None and _is_within(y, axes.get_ylim()):
        at = axes.transData.transform((axes.get_xlim()[0], y))[1]
        lift = LIFT * font_of(written)["size"]
        place |= {"yref": panel.y, "y": panel.position("y", y)}
        place["yshift"] = round((upward - at) * scale + lift, 1)
    return place


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


def arrows(fig: Sheet, written: text.Text, panel: Panel) -> Iterator[Json]:
    """Yield the arrow of an annotation, if it has one: it may leave the panel, as no trace can.

    Raises:
        NotFaithful: if the arrow bends.
    """
    arrow = getattr(written, "arrow_patch", None)
    if arrow is None or not arrow.get_visible():
        return
    outline = arrow.get_transform().transform_path(arrow.get_path())
    shaft, *heads = outline.to_polygons(closed_only=False)
    start, end = shaft[0], shaft[-1]
    if _bends(shaft):
        raise NotFaithful("no interactive version: plotly has no arrows that bend")
    ends = {"start": start, "end": end}
    sides = {_nearest(ends, head[len(head) // 2]) for head in heads}
    x, y = panel.in_data([end])[0]
    away = (start - end) * PIXELS / fig.dpi
    yield {
        "text": "",
        "showarrow": True,
        "xref": panel.x,
        "yref": panel.y,
        "x": panel.position("x", x),
        "y": panel.position("y", y),
        "ax": round(float(away[0]), 1),
        "ay": round(-float(away[1]), 1),
        "arrowhead": OPEN_HEAD,
        "arrowside": "+".join(sorted(sides)) or "none",
        "arrowwidth": pixels(arrow.get_linewidth()),
        "arrowcolor": css(arrow.get_edgecolor()),
    }


def _bends(points: Any) -> bool:
    """Whether a path leaves the straight line between its ends by half a dot or more."""
    along = points[-1] - points[0]
    away = points - points[0]
    across = along[0] * away[:, 1] - along[1] * away[:, 0]
    return bool(np.abs(across).max() > np.hypot(*along) / 2)


def _nearest(ends: Mapping[str, Any], point: Any) -> str:
    """Return the name of the end of an arrow that lies nearest to a point."""
    return min(ends, key=lambda name: float(np.hypot(*(ends[name] - point))))
