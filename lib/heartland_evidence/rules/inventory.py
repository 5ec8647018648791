"""How much a version of the data holds, so that nothing goes missing in silence.

``inventory`` of the descriptor says of a version how many rows each table has, which members each
grouping, and how many shapes the map. `make refresh` writes it: counts rise with the tables; they
fall, and members leave, only with a step of the version. Less than it says is a finding.
"""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from heartland.errors import DataError
from heartland.tables import descriptor, json_files, location
from heartland.tables.problems import Problem
from heartland_evidence.rules.rule import Tables

IDENTITY = ("name", "kind", "iso_numeric", "defined_by")  # what a code of an area stands for
UNCOUNTED = ("exceptions",)  # one that excuses nothing is deleted


def nothing_is_lost(folder: Path, text: Tables) -> Iterator[Problem]:
    """Name what is less than the inventory of this version says, and tables without rows.

    ``text`` holds the tables whose every row can be read: what cannot is a finding of its own.
    """
    stated = _stated(folder)
    yield from _rows_lost(text, stated)
    areas = text.get("areas", pd.DataFrame())
    for row, area in zip(areas.index, areas.to_dict("records"), strict=True):
        number = int(row) + 2
        yield from _members_moved(number, area, stated)
        yield from _meaning_changed(number, area, stated)
    yield from _shapes_lost(folder, stated)


def _stated(folder: Path) -> dict[str, Any]:
    """Return the inventory of this version; without counts where it is of another."""
    declared = descriptor.read(folder)
    version = declared.get("version")
    inventory = declared.get("inventory", {})
    counts = inventory if inventory.get("version") == version else {}
    return {**counts, "version": version}


def _rows_lost(text: Tables, stated: dict[str, Any]) -> Iterator[Problem]:
    rows = stated.get("rows", {})
    for name, df in text.items():
        if len(df) < rows.get(name, 0):
            sentence = f"has {len(df)} rows, {_and_so(stated, rows[name])}"
            yield Problem(f"{name}.csv", 1, "", "", sentence)
        elif df.empty:
            yield Problem(f"{name}.csv", 1, "", "", "has no rows: add one, or delete the table")


def _members_moved(
    number: int, area: Mapping[Any, Any], stated: dict[str, Any]
) -> Iterator[Problem]:
    """Name the members that a grouping lost, and those that one of this version gained."""
    before = _codes(stated.get("members", {}).get(area["area"], ""))
    now = _codes(area["members"])
    moved = {"lost": before - now}
    if area["area"] in stated.get("areas", {}):
        moved["gained"] = now - before
    for word, codes in moved.items():
        if codes:
            listed = ", ".join(sorted(codes))
            sentence = f"has {word} {listed}, {_and_so(stated, f'{len(before)} members')}"
            yield Problem("areas.csv", number, "members", area["members"], sentence)


def _codes(cell: str) -> set[str]:
    """Return the codes that a cell joins; none of an empty one."""
    return set(cell.split(";")) - {""}


def _meaning_changed(
    number: int, area: Mapping[Any, Any], stated: dict[str, Any]
) -> Iterator[Problem]:
    meant = stated.get("areas", {}).get(area["area"])
    if meant and meant != _meaning(area):
        sentence = (
            f"is not what the code meant in data {stated['version']} ({', '.join(IDENTITY)}): put "
            "it back, or step the version in datapackage.json and make refresh"
        )
        yield Problem("areas.csv", number, "area", area["area"], sentence)


def _shapes_lost(folder: Path, stated: dict[str, Any]) -> Iterator[Problem]:
    shapes = stated.get("shapes", 0)
    found = len(_shapes(folder)) if shapes else 0
    if found < shapes:
        sentence = f"has {found} shapes of the map, {_and_so(stated, shapes)}"
        name = descriptor.map_entry(folder).get("path", location.DESCRIPTOR.name)
        yield Problem(name, 1, "", "", sentence)


def _and_so(stated: dict[str, Any], number: int | str) -> str:
    return (
        f"and data {stated['version']} has {number}: put back what is gone, "
        "or step the version in datapackage.json and make refresh"
    )


def inventory_of(folder: Path, text: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    """Return the inventory of the tables as they are.

    Within a version no count falls: what went missing stays a finding.
    """
    declared = descriptor.read(folder)
    before = declared.get("inventory", {})
    if before.get("version") != declared["version"]:
        before = {}
    areas = text["areas"]
    groupings = areas[areas["members"].ne("")].sort_values("area")
    members = dict(zip(groupings["area"], groupings["members"], strict=True))
    in_order = areas.sort_values("area").to_dict("records")
    meanings = {area["area"]: _meaning(area) for area in in_order}
    rows = {name: len(df) for name, df in text.items() if name not in UNCOUNTED}
    return {
        "version": declared["version"],
        "rows": _no_less(rows, before.get("rows", {})),
        "members": members | before.get("members", {}),
        "areas": meanings | before.get("areas", {}),
        "shapes": max(len(_shapes(folder)), before.get("shapes", 0)),
    }


def _meaning(area: Mapping[Any, Any]) -> str:
    """Return a short digest of what a code stands for."""
    cells = [str(area[column]) for column in IDENTITY]
    return hashlib.sha256("\n".join(cells).encode()).hexdigest()[:8]


def _no_less(now: dict[str, int], before: dict[str, int]) -> dict[str, int]:
    kept = {name: max(number, now.get(name, 0)) for name, number in before.items()}
    return now | kept


def _shapes(folder: Path) -> list[Any]:
    """Return the shapes of the map; none where it cannot be read, which is a finding of its own."""
    try:
        found = json_files.read(descriptor.map_path(folder))
    except DataError:
        return []
    shapes = found.get("features") if isinstance(found, dict) else None
    return shapes if isinstance(shapes, list) else []
