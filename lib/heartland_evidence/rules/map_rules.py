"""The map, checked as a table is: each shape is of an area, whole and on the globe.

The descriptor names its file, its sources and the digest of its content, so that a border that was
moved is a finding. What happened at a place lies in the shape of its area.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from heartland.errors import DataError, did_you_mean
from heartland.tables import descriptor, json_files, location
from heartland.tables.geojson import polygons
from heartland.tables.problems import Problem
from heartland.tables.tables import problems_at
from heartland_evidence.rules.rule import Fault, Tables

CORNERS = 4  # of the smallest ring: a triangle whose last corner is the first
KILOMETRES = 111.2  # in a degree of latitude
NEAR_KM = 25  # from the border that a place may be: the shapes are at 1:50 million
PLACED = ["area", "latitude", "longitude"]
Ring = list[list[float]]


def map_holds(folder: Path, text: Tables) -> Iterator[Problem]:
    """Name what is wrong with the map; its shapes are counted from 1 in place of rows."""
    yield from _strays(folder)
    if not descriptor.map_entry(folder):  # that the descriptor counts its shapes names it then
        return
    path = descriptor.map_path(folder)
    try:
        found = json_files.read(path)
    except DataError as error:
        yield Problem(path.name, 1, "", "", f"cannot be read: {error}")
        return
    yield from _another_map(folder, path)
    wrong = list(_wrong_shapes(path, found, text))
    yield from wrong
    if not wrong:
        yield from _places_hold(text, found["features"])


def _strays(folder: Path) -> Iterator[Problem]:
    """Name the maps that the descriptor does not."""
    named = descriptor.map_entry(folder).get("path")
    for path in sorted((folder / "data").glob("*.geojson")):
        if path.name != named:
            sentence = f"is named by no entry of {location.DESCRIPTOR.name}: add one, or delete it"
            yield Problem(path.name, 1, "", "", sentence)


def _another_map(folder: Path, path: Path) -> Iterator[Problem]:
    """Name a map that has not the digest that the descriptor states."""
    digest = f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
    if digest != descriptor.map_entry(folder)["hash"]:
        sentence = (
            f"is not the map that {location.DESCRIPTOR.name} states: put it back, or if it was "
            f"changed on purpose write the hash {digest} there"
        )
        yield Problem(path.name, 1, "", "", sentence)


def _wrong_shapes(path: Path, found: Any, text: Tables) -> Iterator[Problem]:
    """Name what is wrong with each shape, or that there is no list of them."""
    shapes = found.get("features") if isinstance(found, dict) else None
    if not isinstance(shapes, list) or found.get("type") != "FeatureCollection":
        sentence = "is not a GeoJSON FeatureCollection with a list of features"
        yield Problem(path.name, 1, "", "", sentence)
        return
    names = dict(zip(text["areas"]["area"], text["areas"]["name"], strict=True))
    seen: set[str] = set()
    for number, shape in enumerate(shapes, 1):
        for fault in _faults(shape, names, seen):
            value = _shown(shape, fault.column)
            yield Problem(path.name, number, fault.column, value, fault.sentence)


def _faults(shape: Any, names: dict[str, str], seen: set[str]) -> Iterator[Fault]:
    properties = shape.get("properties") if isinstance(shape, dict) else None
    geometry = shape.get("geometry") if isinstance(shape, dict) else None
    if not isinstance(properties, dict) or not isinstance(geometry, dict):
        yield Fault("", "is not a GeoJSON Feature with properties and a geometry")
        return
    area = str(properties.get("area", ""))
    if area not in names:
        yield Fault("area", f"is not in areas.csv{did_you_mean(area, names)}")
    elif properties.get("name") != names[area]:
        yield Fault("name", f"is '{names[area]}' in areas.csv")
    if area in seen:
        yield Fault("area", "has a shape already")
    seen.add(area)
    sentence = _wrong_geometry(geometry)
    if sentence:
        yield Fault("geometry", sentence)


def _shown(shape: Any, column: str) -> str:
    """Return what a message shows of a shape: its area, its name, or the type of its geometry."""
    if not column:
        return ""
    if column == "geometry":
        return str(shape["geometry"].get("type", ""))
    return str(shape["properties"].get(column, ""))


def _wrong_geometry(geometry: dict[str, Any]) -> str:
    """Say what is wrong with a polygon or several, "" if nothing is."""
    kind = geometry.get("type")
    if kind not in ("Polygon", "MultiPolygon"):
        return "is neither a Polygon nor a MultiPolygon"
    shapes = polygons(geometry)
    if not shapes or not isinstance(shapes, list) or not all(shapes):
        return "has no coordinates"
    try:
        for ring in _rings(geometry):
            if len(ring) < CORNERS or ring[0] != ring[-1]:
                return "has a ring that is not closed"
            for longitude, latitude in ring:
                if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
                    return f"leaves the globe at {longitude}, {latitude}"
    except (TypeError, ValueError, KeyError):
        return "has coordinates that are not pairs of longitude and latitude"
    return ""


def _rings(geometry: dict[str, Any]) -> list[Ring]:
    return [ring for polygon in polygons(geometry) for ring in polygon]


def _places_hold(text: Tables, shapes: list[Any]) -> Iterator[Problem]:
    """Each place within the frame of the map lies in the shape of its area, or near it."""
    rings = {shape["properties"]["area"]: _rings(shape["geometry"]) for shape in shapes}
    corners = np.array([corner for shape in rings.values() for ring in shape for corner in ring])
    if not len(corners):
        return
    west, south = corners.min(axis=0)
    east, north = corners.max(axis=0)
    for name, df in text.items():
        if not set(PLACED) <= set(df):
            continue
        latitude = pd.to_numeric(df["latitude"], errors="coerce")
        longitude = pd.to_numeric(df["longitude"], errors="coerce")
        framed = latitude.between(south, north) & longitude.between(west, east)
        framed &= df["area"].isin(rings)
        outside = framed.copy()
        for row in df.index[framed]:
            place = (float(longitude[row]), float(latitude[row]))
            outside[row] = _distance(place, rings[df["area"][row]]) > NEAR_KM
        sentence = "is not in the area of the row on the map: look at both coordinates"
        yield from problems_at(name, df, "latitude", outside, sentence)


def _distance(place: tuple[float, float], rings: list[Ring]) -> float:
    """Return how many kilometres a place is from the nearest of some rings; 0 inside them."""
    east, north = place
    shrink = np.cos(np.radians(north))  # a degree of longitude is so much of one of latitude
    inside = False
    nearest_by = np.inf
    for ring in rings:
        corners = (np.array(ring) - [east, north]) * [shrink, 1]
        start, along = corners[:-1], np.diff(corners, axis=0)
        end = start + along
        crosses = (start[:, 1] > 0) != (end[:, 1] > 0)
        at = start[crosses, 0] - start[crosses, 1] * along[crosses, 0] / along[crosses, 1]
        inside ^= bool((at > 0).sum() % 2)
        length = (along**2).sum(axis=1)
        part = -(start * along).sum(axis=1) / np.where(length, length, 1)
        closest = start + along * part.clip(0, 1)[:, None]
        nearest_by = min(nearest_by, float(np.hypot(*closest.T).min()))
    return 0.0 if inside else nearest_by * KILOMETRES
