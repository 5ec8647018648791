"""The base map and its projection."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from heartland.figures import style
from heartland.figures.sheet import sheet_of
from heartland.files import read_json
from heartland.tables import collection
from heartland.tables.areas import area_names
from heartland.tables.collection import polygons

EARTH = 6371  # kilometres: mean radius
PARALLELS = (37, 53)  # degrees north, at which the map is true to scale
CENTRE = (68, 45)  # degrees east and north
SHOWN = "#dedbd5"  # the areas of the region
Place = tuple[float, float]  # degrees east and north


class View(NamedTuple):
    """What a map shows: the points at its edges, and where names of countries have room."""

    west: Place
    east: Place
    south: Place
    north: Place
    names: Mapping[str, Place]


REGION = View(
    west=(45.6, 50),
    east=(88.5, 48),
    south=(68, 34.8),
    north=(68, 55.8),
    names={
        "KAZ": (66.5, 48.6),
        "UZB": (62.6, 42.4),
        "TKM": (58.8, 39.4),
        "KGZ": (76.2, 41.6),
        "TJK": (72.5, 38.4),
        "RUS": (60.5, 54.2),
        "IRN": (55.2, 36.2),
        "CHN": (83.5, 41.5),
        "AFG": (65.5, 35.9),
    },
)
SOUTH_EAST = View(
    west=(66, 44),
    east=(79, 44),
    south=(72, 36.6),
    north=(72, 44.2),
    names={
        "KAZ": (69.5, 43.7),
        "UZB": (67.2, 40.2),
        "KGZ": (76.2, 41.6),
        "TJK": (73.3, 38.3),
        "CHN": (77.6, 39.8),
        "AFG": (69.2, 36.9),
    },
)


def project(lon: Any, lat: Any) -> tuple[Any, Any]:
    """Project degrees to kilometres: Albers equal-area conic on a sphere.

    Parallels 37 and 53 N, centre 68 E 45 N. Formulae 14-1 to 14-6 of J. P. Snyder, Map projections:
    a working manual (USGS Professional Paper 1395, 1987).
    """
    first, second = np.radians(PARALLELS)
    n = (np.sin(first) + np.sin(second)) / 2
    c = np.cos(first) ** 2 + 2 * n * np.sin(first)
    rho = EARTH * np.sqrt(c - 2 * n * np.sin(np.radians(lat))) / n
    centre = EARTH * np.sqrt(c - 2 * n * np.sin(np.radians(CENTRE[1]))) / n
    theta = n * np.radians(np.asarray(lon) - CENTRE[0])
    return rho * np.sin(theta), centre - rho * np.cos(theta)


def base_map(
    axes: Axes,
    shown: Sequence[str],
    colours: Mapping[str, Any],
    view: View,
) -> None:
    """Draw the region in the projection of ``project``.

    Borders are Natural Earth's, 1:50m, and say nothing on claims.

    Args:
        axes: where.
        shown: codes of the areas that are a shade darker than their neighbours.
        colours: of areas that have their own, by code; their names are not written.
        view: what of the region.
    """
    shapes = read_json(collection.map_path(collection.root()))["features"]
    for shape in shapes:
        area = shape["properties"]["area"]
        is_shown = area in shown or area in colours
        face = colours.get(area, SHOWN if is_shown else "#f1f0ed")
        for polygon in polygons(shape["geometry"]):
            patch = PathPatch(
                _outline(polygon),
                facecolor=face,
                edgecolor="white",
                linewidth=0.9,
                zorder=1.5 if is_shown else 1.0,
            )
            axes.add_patch(patch)
    names, points = area_names(), sheet_of(axes).size.points("tick")
    for area, place in view.names.items():
        if area not in colours:
            look: Any = {"ha": "center", "va": "center", "color": style.QUIET, "fontsize": points}
            axes.text(*project(*place), names[area], **look)
    axes.axis("off")
    x_limits = (project(*view.west)[0], project(*view.east)[0])
    y_limits = (project(*view.south)[1], project(*view.north)[1])
    axes.set(xlim=x_limits, ylim=y_limits, xticks=[], yticks=[], aspect="equal")


def _outline(polygon: Sequence[Any]) -> Path:
    """Project the rings of a polygon: its border, and its holes."""
    rings = []
    for ring in polygon:
        x, y = project(*np.transpose(ring))
        rings.append(Path(np.column_stack((x, y)), closed=True))
    return Path.make_compound_path(*rings)
