"""The shapes of a map."""

from typing import Any


def polygons(geometry: dict[str, Any]) -> Any:
    """Return the polygons of a Polygon or a MultiPolygon, each a list of rings.

    What a file has in place of its coordinates is returned as it is, None where it has none.

    >>> polygons({"type": "Polygon", "coordinates": [[[60, 40], [61, 40], [60, 41], [60, 40]]]})
    [[[[60, 40], [61, 40], [60, 41], [60, 40]]]]
    """
    coordinates = geometry.get("coordinates")
    return [coordinates] if geometry["type"] == "Polygon" else coordinates
