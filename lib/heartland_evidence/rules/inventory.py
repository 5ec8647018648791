"""How much a version of the data holds, so that nothing goes missing in silence.

``inventory`` of the descriptor says of a version how many rows each table has, which members each
grouping, what each code of an area means, and how many shapes the map has. `make refresh` writes
it: counts rise with the tables; they fall, and members leave, only with a step of the version. Less
than it says is a finding.
"""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from heartland.errors import DataError
from heartland.tables import collection
from heartland.tables.csv_files import Problem
from heartland_evidence.rules.maps import shapes_of
from heartland_evidence.rules.words import records

MEANING = ("name", "kind", "iso_numeric", "defined_by")  # what a code of an area stands for
UNCOUNTED = ("exceptions",)  # one that excuses nothing is deleted
STEP = "step the version in datapackage.json and make refresh"


def nothing_is_lost(folder: Path, text: Mapping[str, pd.DataFrame]) -> Iterator[Problem]:
    """Name what is less than the inventory of this version says, and tables without rows.

    Args:
        folder: of the collection.
        text: the tables whose every row can be read; what cannot is a finding of its own.
    """
    stated = _stated(folder)
    version = collection.descriptor(folder)["version"]
    rows = stated.get("rows", {})
    for name, df in text.items():
        before = rows.get(name, 0)
        if len(df) < before:
            sentence = f"has {len(df)} rows, {_and_so(version, before)}"
            yield Problem(f"{name}.csv", 1, "", "", sentence)
        elif df.empty:
            yield Problem(f"{name}.csv", 1, "", "", "has no rows: add one, or delete the table")
    areas = text.get("areas", pd.DataFrame())
    for row, area in zip(areas.index, records(areas), strict=True):
        for column, sentence in _changes(area, stated, version):
            yield Problem("areas.csv", int(row) + 2, column, area[column], sentence)
    shapes = stated.get("shapes", 0)
    found = _number_of_shapes(folder) if shapes else 0
    if found < shapes:
        name = collection.map_entry(folder).get("path", collection.DESCRIPTOR.name)
        sentence = f"has {found} shapes of the map, {_and_so(version, shapes)}"
        yield Problem(name, 1, "", "", sentence)


def _stated(folder: Path) -> dict[str, Any]:
    """Return the inventory of this version; nothing where it is of another."""
    declared = collection.descriptor(folder)
    inventory: dict[str, Any] = declared.get("inventory", {})
    return inventory if inventory.get("version") == declared["version"] else {}


def _changes(
    area: Mapping[Any, str], stated: Mapping[str, Any], version: str
) -> Iterator[tuple[str, str]]:
    """Yield the columns of an area that say something else than the inventory, and what of it."""
    code = area["area"]
    before = set(stated.get("members", {}).get(code, "").split(";")) - {""}
    now = set(area["members"].split(";")) - {""}
    meant = stated.get("areas", {}).get(code)
    moved = {"lost": before - now, "gained": now - before if meant else set()}
    for word, codes in moved.items():
        if codes:
            listed = ", ".join(sorted(codes))
            yield "members", f"has {word} {listed}, {_and_so(version, f'{len(before)} members')}"
    if meant and meant != _meaning(area):
        what = f"is not what the code meant in data {version} ({', '.join(MEANING)})"
        yield "area", f"{what}: put it back, or {STEP}"


def _and_so(version: str, number: int | str) -> str:
    return f"and data {version} has {number}: put back what is gone, or {STEP}"


def inventory_of(folder: Path, text: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    """Return the inventory of the tables as they are.

    Within a version no count falls: what went missing stays a finding.
    """
    stated = _stated(folder)
    areas = records(text["areas"].sort_values("area"))
    members = {area["area"]: area["members"] for area in areas if area["members"]}
    counted = {name: len(df) for name, df in text.items() if name not in UNCOUNTED}
    rows = stated.get("rows", {})
    return {
        "version": collection.descriptor(folder)["version"],
        "rows": {one: max(counted.get(one, 0), rows.get(one, 0)) for one in counted | rows},
        "members": members | stated.get("members", {}),
        "areas": {area["area"]: _meaning(area) for area in areas} | stated.get("areas", {}),
        "shapes": max(_number_of_shapes(folder), stated.get("shapes", 0)),
    }


def _meaning(area: Mapping[Any, str]) -> str:
    """Return a short digest of what a code stands for."""
    cells = [area[column] for column in MEANING]
    return hashlib.sha256("\n".join(cells).encode()).hexdigest()[:8]


def _number_of_shapes(folder: Path) -> int:
    """Return how many shapes the map has; 0 where it cannot be read, which is another finding."""
    try:
        return len(shapes_of(collection.map_path(folder)))
    except DataError:
        return 0
