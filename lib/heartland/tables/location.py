"""Where the collection is: a clone, a folder of one's own, or what an installed package brings."""

import os
from pathlib import Path

from heartland.environment import HEARTLAND_ROOT
from heartland.errors import DataError, UsageError, printable
from heartland.files import cached_while_unchanged, read_json

DESCRIPTOR = Path("data/datapackage.json")
TABLES_LOCK = Path("build/tables.lock")  # held by who adds rows to a table
INSTALLED = Path(__file__).resolve().parent.parent / "collection"  # in an installed package only


def root(start: Path | None = None) -> Path:
    """Find the folder of the collection.

    It is the folder that ``$HEARTLAND_ROOT`` names, or the first one that holds
    ``data/datapackage.json``, looking upward from ``start``; where nothing is named or found, the
    collection that an installed package brings, which is only read (``own_root``). An installed
    package passes over the data packages of other projects.

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
    brought = not named and (INSTALLED / DESCRIPTOR).is_file()
    for folder in (resolved, *resolved.parents):
        if not (folder / DESCRIPTOR).is_file():
            continue
        if brought and _is_of_another_project(folder):
            continue
        return folder
    if brought:
        return INSTALLED
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


def is_installed(folder: Path) -> bool:
    """Whether a collection is an installed package's own, where nothing is written."""
    return folder == INSTALLED


def own_root(start: Path | None = None) -> Path:
    """Find the folder of a collection in which the caller may write, as ``root`` does.

    Raises:
        UsageError: if there is none but the installed package's.
    """
    folder = root(start)
    if is_installed(folder):
        raise UsageError(
            "this needs a collection of your own, and there is none here: "
            "'heartland copy DIR' lays one out, then change into DIR"
        )
    return folder
