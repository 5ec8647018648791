"""The map, checked as a table is: each shape is of an area, whole and on the globe."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from heartland.checks.files import json_of
from heartland.checks.inventory import MAP
from heartland.checks.rule import Tables, nearest
from heartland.errors import DataError
from heartland.tables.package import Problem

CORNERS = 4  # of the smallest ring: a triangle whose last corner is the first
Broken = Iterator[tuple[str, str, str]]


def map_holds(folder: Path, text: Tables) -> Iterator[Problem]:
    """Name what is wrong with the map; its shapes are counted from 1 in place of rows."""
    path = folder / "data" / MAP
    if not path.exists():  # that the descriptor counts its shapes is what names it then
        return
    try:
        found = json_of(path)
    except DataError as error:
        yield Problem(MAP, 1, "", "", f"cannot be read: {error}")
        return
    shapes = found.get("features") if isinstance(found, dict) else None
    if not isinstance(shapes, list) or found.get("type") != "FeatureCollection":
        yield Problem(MAP, 1, "", "", "is not a GeoJSON FeatureCollection with a list of features")
        return
    names = dict(zip(text["areas"]["area"], text["areas"]["name"], strict=True))
    seen: set[str] = set()
    for number, shape in enumerate(shapes, 1):
        for column, value, sentence in _broken(shape, names, seen):
            yield Problem(MAP, number, column, value, sentence)


def _broken(shape: Any, names: dict[str, str], seen: set[str]) -> Broken:
    properties = shape.get("properties") if isinstance(shape, dict) else None
    geometry = shape.get("geometry") if isinstance(shape, dict) else None
    if not isinstance(properties, dict) or not isinstance(geometry, dict):
        yield "", "", "is not a GeoJSON Feature with properties and a geometry"
        return
    area = str(properties.get("area", ""))
    if area not in names:
        yield "area", area, f"is not in areas.csv{nearest(area, names)}"
    elif properties.get("name") != names[area]:
        yield "name", str(properties.get("name", "")), f"is '{names[area]}' in areas.csv"
    if area in seen:
        yield "area", area, "has a shape already"
    seen.add(area)
    sentence = _wrong_geometry(geometry)
    if sentence:
        yield "geometry", str(geometry.get("type", "")), sentence


def _wrong_geometry(geometry: dict[str, Any]) -> str:
    """Say what is wrong with a polygon or several, "" if nothing is."""
    kind, polygons = geometry.get("type"), geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon"):
        return "is neither a Polygon nor a MultiPolygon"
    if kind == "Polygon":
        polygons = [polygons]
    if not polygons or not isinstance(polygons, list) or not all(polygons):
        return "has no coordinates"
    try:
        rings = [ring for polygon in polygons for ring in polygon]
        for ring in rings:
            if len(ring) < CORNERS or ring[0] != ring[-1]:
                return "has a ring that is not closed"
            for longitude, latitude in ring:
                if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
                    return f"leaves the globe at {longitude}, {latitude}"
    except (TypeError, ValueError):
        return "has coordinates that are not pairs of longitude and latitude"
    return ""
