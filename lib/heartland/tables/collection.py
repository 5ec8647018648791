"""The collection: where it is, which datasets its descriptor declares, and the files of each."""

import os
import re
from pathlib import Path
from typing import Any

from heartland.environment import HEARTLAND_ROOT
from heartland.errors import DataError, UsageError, offer, printable
from heartland.files import cached_while_unchanged, check_text, duplicates, read_json

DESCRIPTOR = Path("data/datapackage.json")
INSTALLED = Path(__file__).resolve().parent.parent / "collection"  # in an installed package only
CLONE = Path(__file__).resolve().parents[3]  # whose library is imported from where it lies

# Tables that views and figures read, whatever the theme.
INPUTS_OF_ALL = ("areas", "sources", "preferences", "corrections")
OF_THE_WHOLE = {"version": "3.1.0", "created": "2026-11-25T00:00:00Z"}  # texts, as these


def root(start: Path | None = None) -> Path:
    """Find the folder of the collection.

    It is the folder that ``$HEARTLAND_ROOT`` names, or the first one that holds
    ``data/datapackage.json``, looking upward from ``start``, but for the data packages of other
    projects; where nothing is named or found, the collection that the library came with, installed
    or in a clone, which is only read (``own_root``).

    Args:
        start: where to look first; the working directory by default.

    Raises:
        UsageError: if there is no collection.
    """
    named = os.environ.get(HEARTLAND_ROOT)
    if named and not Path(named).is_dir():
        raise UsageError(f"{HEARTLAND_ROOT}: there is no folder '{printable(named)}'")
    first = Path(named) if named else start or Path.cwd()
    resolved = first.resolve()
    came_with = [] if named else [one for one in (INSTALLED, CLONE) if (one / DESCRIPTOR).is_file()]
    for folder in (resolved, *resolved.parents):
        if not (folder / DESCRIPTOR).is_file():
            continue
        if came_with and _is_of_another_project(folder):
            continue
        return folder
    if came_with:
        return came_with[0]
    raise UsageError(
        f"no collection here: neither '{printable(first)}' nor a folder above it holds "
        f"{DESCRIPTOR}; change into the folder of the collection, or name it in {HEARTLAND_ROOT} "
        "(in a terminal: heartland --root FOLDER)"
    )


@cached_while_unchanged(lambda folder: [folder / DESCRIPTOR])
def _is_of_another_project(folder: Path) -> bool:
    """Whether a data package has another name than ours; one that cannot be read may be ours."""
    try:
        package = read_json(folder / DESCRIPTOR)
    except DataError:
        return False
    return isinstance(package, dict) and package.get("name") != "heartland"


def is_only_read(folder: Path, start: Path | None = None) -> bool:
    """Whether a collection is that of the library, seen from outside: nothing is written there."""
    if folder == INSTALLED:
        return True
    is_outside = not (start or Path.cwd()).resolve().is_relative_to(CLONE)
    return folder == CLONE and is_outside and HEARTLAND_ROOT not in os.environ


def own_root(start: Path | None = None) -> Path:
    """Find the folder of a collection in which the caller may write, as ``root`` does.

    Raises:
        UsageError: if there is none but that of the library.
    """
    folder = root(start)
    if is_only_read(folder, start):
        there = f"; or change into {printable(str(folder))}" if folder == CLONE else ""
        raise UsageError(
            "this needs a collection of your own, and there is none here: "
            f"'heartland copy DIR' lays one out, then change into DIR{there}"
        )
    return folder


@cached_while_unchanged(lambda folder: [folder / DESCRIPTOR])
def descriptor(folder: Path) -> dict[str, Any]:
    """Return the descriptor of the data package.

    Only what the library itself needs is checked here; ``heartland validate`` checks all.

    Raises:
        DataError: unless it has a version and a day, and each of its ``resources`` has a name,
            and files called after it.
    """
    file = DESCRIPTOR.name
    package = read_json(folder / DESCRIPTOR)
    check_text(file, package)
    entries: Any = package.get("resources") if isinstance(package, dict) else None
    named = is_list_of_objects(entries, "name", "path")
    if not named or not all(isinstance(entry.get("schema", ""), str) for entry in entries):
        raise DataError(
            f"{file}: 'resources' must be a list of entries "
            "that each have a name, a path and a schema; only a map has no schema"
        )
    for word, example in OF_THE_WHOLE.items():
        if not isinstance(package.get(word), str):
            raise DataError(f"{file}: '{word}' must be a text like {example}")
    for entry in entries:
        _check_file_names(entry)
    if twice := duplicates(entry["name"] for entry in entries):
        raise DataError(f"{file}: '{twice[0]}' appears twice: delete one")
    maps = [entry["name"] for entry in entries if "schema" not in entry]
    if len(maps) > 1:
        raise DataError(f"{file}: there is one map, and {', '.join(maps)} are several")
    return dict(package)


def is_list_of_objects(found: Any, *keys: str) -> bool:
    """Tell whether a JSON value is a list of objects that have a text for each of the keys."""
    if not isinstance(found, list) or not found:
        return False
    return all(
        isinstance(entry, dict) and all(isinstance(entry.get(key), str) for key in keys)
        for entry in found
    )


def _check_file_names(entry: dict[str, Any]) -> None:
    name = entry["name"]
    files = (entry["path"], entry.get("schema"))
    of_table = (f"{name}.csv", f"schemas/{name}.json")
    of_map = (f"{name}.geojson", None)
    if not re.fullmatch("[a-z][a-z0-9_]*", name) or files not in (of_table, of_map):
        raise DataError(
            f"{DESCRIPTOR.name}: '{printable(name)}' must have the path NAME.csv "
            "and the schema schemas/NAME.json of its own name, or, a map, the path NAME.geojson "
            "and no schema"
        )


def _tables(folder: Path) -> list[dict[str, Any]]:
    return [entry for entry in descriptor(folder)["resources"] if "schema" in entry]


def dataset_names(folder: Path) -> list[str]:
    """Return the names of the datasets, which are tables, in the order of the descriptor."""
    return [entry["name"] for entry in _tables(folder)]


def resource(folder: Path, name: str) -> dict[str, Any]:
    """Return the descriptor's entry for a dataset.

    Raises:
        UsageError: if there is no such dataset; the message offers the nearest name.
    """
    for entry in _tables(folder):
        if entry["name"] == name:
            return dict(entry)
    near = offer(str(name), dataset_names(folder))
    raise UsageError(f"no dataset '{printable(name)}'{near}")


def schema_path(folder: Path, name: str) -> Path:
    """Return the file of a dataset's schema."""
    return folder / "data" / str(resource(folder, name)["schema"])


def table_path(folder: Path, name: str) -> Path:
    """Return the CSV file of a dataset."""
    return folder / "data" / str(resource(folder, name)["path"])


def files_of(folder: Path, name: str) -> list[Path]:
    """Return the files that loading a dataset reads: descriptor, schema and table."""
    return [folder / DESCRIPTOR, schema_path(folder, name), table_path(folder, name)]


def map_entry(folder: Path) -> dict[str, Any]:
    """Return the descriptor's entry for the map; empty where the collection has none."""
    for entry in descriptor(folder)["resources"]:
        if "schema" not in entry:
            return dict(entry)
    return {}


def map_path(folder: Path) -> Path:
    """Return the file of the map.

    Raises:
        DataError: if the collection has none.
    """
    entry = map_entry(folder)
    if not entry:
        raise DataError(f"{DESCRIPTOR.name}: 'resources' has no map (NAME.geojson)")
    return folder / "data" / str(entry["path"])


def polygons(geometry: dict[str, Any]) -> Any:
    """Return the polygons of a Polygon or a MultiPolygon, each a list of rings.

    What a file has in place of its coordinates is returned as it is, None where it has none.

    >>> polygons({"type": "Polygon", "coordinates": [[[60, 40], [61, 40], [60, 41], [60, 40]]]})
    [[[[60, 40], [61, 40], [60, 41], [60, 40]]]]
    """
    coordinates = geometry.get("coordinates")
    return [coordinates] if geometry["type"] == "Polygon" else coordinates


def files_of_package(folder: Path) -> list[Path]:
    """Return the files of the data package: those it declares, and the texts beside them.

    What a spreadsheet or an editor leaves beside a table is none of them.
    """
    declared = [folder / DESCRIPTOR, *sorted((folder / "data").glob("*.md"))]
    for name in dataset_names(folder):
        declared += [table_path(folder, name), schema_path(folder, name)]
    if map_entry(folder):
        declared.append(map_path(folder))
    return declared
