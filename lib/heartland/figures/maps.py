"""The base map and its projection."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from heartland.tables import package


def project(lon: Any, lat: Any) -> tuple[Any, Any]:
    """Project degrees to kilometres: Albers equal-area conic on a sphere, parallels 37 and 53 N, centre 68 E 45 N.

    Formulae 14-1 to 14-6 of J. P. Snyder, Map projections: a working manual (USGS Professional Paper 1395, 1987).
    """
    one, two, middle = np.radians((37, 53, 45))
    n = (np.sin(one) + np.sin(two)) / 2
    c = np.cos(one) ** 2 + 2 * n * np.sin(one)
    rho, centre = (6371 * np.sqrt(c - 2 * n * np.sin(at)) / n for at in (np.radians(lat), middle))
    theta = n * np.radians(np.asarray(lon) - 68)
    return rho * np.sin(theta), centre - rho * np.cos(theta)


def base_map(axes: Axes, shown: Sequence[str]) -> None:
    """Draw the region in the Albers equal-area conic projection of ``project`` (Snyder 1987, USGS Professional Paper 1395).

    Areas in ``shown`` are a shade darker than their neighbours. Borders are Natural Earth's, 1:50m, and say nothing on claims.
    """
    for shape in package.read_json(package.root() / "data" / "central_asia.geojson")["features"]:
        polygons, ours = shape["geometry"]["coordinates"], shape["properties"]["area"] in shown
        face, order = ("#dedbd5", 1.5) if ours else ("#f1f0ed", 1.0)
        for polygon in [polygons] if shape["geometry"]["type"] == "Polygon" else polygons:
            rings = [
                Path(np.column_stack(project(*np.transpose(ring))), closed=True) for ring in polygon
            ]
            axes.add_patch(
                PathPatch(
                    Path.make_compound_path(*rings),
                    facecolor=face,
                    edgecolor="white",
                    linewidth=0.9,
                    zorder=order,
                )
            )
    axes.axis("off")
    (west, _), (east, _), (_, south), (_, north) = (
        project(*at) for at in ((45.6, 50), (88.5, 48), (68, 34.8), (68, 55.8))
    )
    axes.set(xlim=(west, east), ylim=(south, north), xticks=[], yticks=[], aspect="equal")
