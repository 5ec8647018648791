"""The collection on disk: where it is, what it declares, and how a mistake in it is told.

Standard library only: a command that has nothing to do must not pay for pandas.
"""

import csv
import difflib
import json
import os
import tempfile
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

DESCRIPTOR = Path("data/datapackage.json")
INPUTS_OF_ALL = ("areas", "sources", "preferences", "corrections")  # read by views and furniture, whatever the theme


class HeartlandError(Exception):
    """A mistake that its reader can mend: shown as one line, never as a traceback."""

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in place of a traceback."""
        return [str(self)]


class DataError(HeartlandError):
    """A table that is not what its schema says."""


class UsageError(HeartlandError):
    """A name or a value that was asked for and is not there."""


class ParameterError(UsageError):
    """A parameter that no notebook can run with."""


def nearest(word: str, allowed: Iterable[str]) -> str:
    """Return ", did you mean 'x'?" for the allowed name closest to ``word``, else an empty string."""
    lower = {name.lower(): name for name in allowed}
    close = difflib.get_close_matches(word.lower(), lower, n=1, cutoff=0.55)
    return f", did you mean '{lower[close[0]]}'?" if close else ""


def root(start: Path | None = None) -> Path:
    """Return the folder of the collection: ``$HEARTLAND_ROOT``, else found upward from ``start`` (the working directory).

    Raises:
        UsageError: if no folder upward holds ``data/datapackage.json``.
    """
    named = os.environ.get("HEARTLAND_ROOT")
    here = Path(named) if named else (start or Path.cwd())
    for folder in (here.resolve(), *here.resolve().parents):
        if (folder / DESCRIPTOR).is_file():
            return folder
    raise UsageError(f"no collection here: neither '{here}' nor a folder above it holds {DESCRIPTOR}; cd into it or name it with --root")


def read_json(path: Path) -> Any:
    """Read a JSON file; a syntax error names file and line."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise DataError(f"{path.name}, line {error.lineno}: not JSON ({error.msg})") from None
    except FileNotFoundError:
        raise DataError(f"{path}: there is no such file") from None


@lru_cache
def descriptor(folder: Path) -> dict[str, Any]:
    """Return the data package's descriptor."""
    package: dict[str, Any] = read_json(folder / DESCRIPTOR)
    return package


def names(folder: Path) -> list[str]:
    """Return the names of the datasets, in the descriptor's order."""
    return [resource["name"] for resource in descriptor(folder)["resources"] if "schema" in resource]


def resource(folder: Path, name: str) -> dict[str, Any]:
    """Return the descriptor's entry of one dataset.

    Raises:
        UsageError: if there is none of this name; the nearest name is offered.
    """
    for entry in descriptor(folder)["resources"]:
        if entry["name"] == name:
            return dict(entry)
    raise UsageError(f"no dataset '{name}'{nearest(name, names(folder)) or '; there are ' + ', '.join(names(folder))}")


@lru_cache
def schema(folder: Path, name: str) -> dict[str, Any]:
    """Return the table schema of one dataset."""
    table: dict[str, Any] = read_json(folder / "data" / resource(folder, name)["schema"])
    return table


@lru_cache
def rows(folder: Path, name: str) -> list[dict[str, str]]:
    """Return the rows of a dataset as text, without pandas."""
    with (folder / "data" / resource(folder, name)["path"]).open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: a temporary neighbour, then a rename."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
