"""The map, checked as a table is: each shape is of an area, whole and on the globe.

The descriptor names its file, its sources and the digest of its content, so that a border that was
moved is a finding. What happened at a place lies in the shape of its area.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from heartland.errors import DataError, did_you_mean
from heartland.files import read_json
from heartland.tables import collection
from heartland.tables.collection import polygons
from heartland.tables.csv_files import Problem
from heartland_evidence.rules.rule import Broken, Tables

CORNERS = 4  # of the smallest ring: a triangle whose last corner is the first
KILOMETRES = 111.2  # in a degree of latitude
NEAR_KM = 25  # from the border that a place may be: the shapes are at 1:50 million
PLACED = ["area", "longitude", "latitude"]
Ring = np.ndarray[Any, np.dtype[np.float64]]


def map_holds(tables: Tables) -> Iterator[Problem | Broken]:
    """Name what is wrong with the map; its shapes are counted from 1 in place of rows."""
    folder = collection.root()
    entry = collection.map_entry(folder)
    for path in sorted((folder / "data").glob("*.geojson")):
        if path.name != entry.get("path"):
            sentence = (
                f"is named by no entry of {collection.DESCRIPTOR.name}: add one, or delete it"
            )
            yield Problem(path.name, 1, "", "", sentence)
    if not entry:  # that the descriptor counts its shapes names it then
        return
    path = collection.map_path(folder)
    try:
        shapes = shapes_of(path)
    except DataError as error:
        yield Problem(path.name, 1, "", "", f"cannot be read: {error}")
        return
    digest = f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
    if digest != entry["hash"]:
        sentence = (
            f"is not the map that {collection.DESCRIPTOR.name} states: put it back, or if it was "
            f"changed on purpose write the hash {digest} there"
        )
        yield Problem(path.name, 1, "", "", sentence)
    rings: dict[str, list[Ring]] = {}
    faults = list(_faults(shapes, tables["areas"], rings))
    for number, column, value, sentence in faults:
        yield Problem(path.name, number, column, value, sentence)
    if not faults and rings:
        yield from _places_hold(tables, rings)


def shapes_of(path: Path) -> list[Any]:
    """Return the shapes of a map.

    Raises:
        DataError: if it cannot be read, or has no list of them.
    """
    found = read_json(path)
    shapes = found.get("features") if isinstance(found, dict) else None
    if not isinstance(shapes, list) or found.get("type") != "FeatureCollection":
        raise DataError("it is not a GeoJSON FeatureCollection with a list of features")
    return shapes


def _faults(
    shapes: list[Any], areas: pd.DataFrame, rings: dict[str, list[Ring]]
) -> Iterator[tuple[int, str, str, str]]:
    """Yield what is wrong with shapes: number, property, its value and a sentence.

    Args:
        shapes: as the file has them.
        areas: as text.
        rings: those of each area are written there.
    """
    names = dict(zip(areas["area"], areas["name"], strict=True))
    for number, shape in enumerate(shapes, 1):
        try:
            area, name = str(shape["properties"]["area"]), str(shape["properties"]["name"])
            geometry, kind = shape["geometry"], str(shape["geometry"]["type"])
        except (KeyError, TypeError):
            sentence = "is not a GeoJSON Feature with an area, a name and a geometry"
            yield number, "", "", sentence
            continue
        if area not in names:
            yield number, "area", area, f"is not in areas.csv{did_you_mean(area, names)}"
        elif name != names[area]:
            yield number, "name", name, f"is '{names[area]}' in areas.csv"
        if area in rings:
            yield number, "area", area, "has a shape already"
        rings[area] = _rings(geometry) if kind in ("Polygon", "MultiPolygon") else []
        if not rings[area]:
            sentence = (
                "is no Polygon or MultiPolygon whose rings are closed and lie on the globe: "
                "draw it again"
            )
            yield number, "geometry", kind, sentence


def _rings(geometry: dict[str, Any]) -> list[Ring]:
    """Return the rings of a shape, none if one of them is not closed or leaves the globe."""
    try:
        rings = [np.array(ring, dtype="float64") for part in polygons(geometry) for ring in part]
        closed = all(len(ring) >= CORNERS and (ring[0] == ring[-1]).all() for ring in rings)
        on_globe = all((np.abs(ring) <= [180, 90]).all() for ring in rings)
    except (KeyError, TypeError, ValueError):
        return []
    return rings if closed and on_globe else []


def _places_hold(tables: Tables, rings: Mapping[str, list[Ring]]) -> Iterator[Broken]:
    """Each place within the frame of the map lies in the shape of its area, or near it."""
    corners = np.concatenate([ring for shape in rings.values() for ring in shape])
    (west, south), (east, north) = corners.min(axis=0), corners.max(axis=0)
    sentence = "is not in the area of the row on the map: look at both coordinates"
    for name, df in tables.items():
        if not set(PLACED) <= set(df):
            continue
        framed = df["latitude"].between(south, north) & df["longitude"].between(west, east)
        places = df.loc[framed & df["area"].isin(rings), PLACED]
        far = [_distance(at, rings[area]) > NEAR_KM for area, *at in places.itertuples(index=False)]
        yield Broken(name, "latitude", pd.Series(far, places.index, dtype=bool), sentence)


def _distance(place: Sequence[float], rings: list[Ring]) -> float:
    """Return how many kilometres a place is from the nearest of some rings; 0 inside them.

    Args:
        place: its longitude and its latitude.
        rings: of corners written so.
    """
    shrink = np.cos(np.radians(place[1]))  # a degree of longitude is so much of one of latitude
    inside = False
    nearest_by = np.inf
    for ring in rings:
        corners = (ring - place) * [shrink, 1]
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
