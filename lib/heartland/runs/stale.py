"""Which runs are stale: everything that a run depends on, with the hash of its content.

A run is up to date if and only if its parameters, all that it depends on and each file it made are
what they were when it was recorded, in its ``run.json``.
"""

import hashlib
import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import heartland
from heartland.errors import UsageError
from heartland.files import cached_while_unchanged
from heartland.notebooks import cells
from heartland.runs.run import RECORD, Run
from heartland.tables import collection

CODE = (".py", ".pyi", ".json", ".mplstyle")  # what a figure depends on; the .pyi says what hl.x is
TAKES_A_FIGURE = "figure_of("  # the function by which a notebook shows a figure of another
IMPORTED = re.compile(r"heartland_themes(?:\.| import \(?)([\w\s,]+)")  # in code: theme modules


@dataclass(frozen=True)
class Made:
    """What a run made: its files by name, what it loaded and depends on, and how long it took."""

    files: Mapping[str, bytes]
    loaded: Sequence[str]
    depends_on: Mapping[str, str]
    seconds: float


@cached_while_unchanged(lambda path: [path], settled=True)
def digest(path: Path) -> str:
    """Hash a file's content; one that has not been written since is hashed once."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _digest_of(content: object) -> str:
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def inputs(
    notebook: Path, loaded: Iterable[str], common: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return all that the runs of a notebook depend on, each thing with the hash of its content.

    Its parameters apart, these are the library, the themes it imports, the tables it loads, the
    figures it takes over from others, the installed versions, and the Python.

    Args:
        notebook: its file.
        loaded: the datasets that it loaded last time, and the files of figures that it took over.
            Same code, same parameters and same content of what was loaded give the same loads.
        common: what ``of_every_run`` returned, where it was asked a moment ago.
    """
    root = notebook.parent.parent
    read = {*loaded, *collection.INPUTS_OF_ALL}
    tables = sorted(read & set(collection.dataset_names(root)))
    entries = [collection.resource(root, name) for name in tables]
    files = [root / "data" / entry[part] for entry in entries for part in ("path", "schema")]
    files += [root / name for name in sorted(read) if "/" in name]
    files += sorted((root / "data").glob("*.geojson"))
    hashes = {path.relative_to(root).as_posix(): digest(path) for path in files if path.is_file()}
    hashes |= {f"lib/heartland_themes/{path.name}": digest(path) for path in themes(notebook)}
    # the entries, not the whole descriptor: a step of its version changes no run
    hashes[collection.DESCRIPTOR.as_posix()] = _digest_of(entries)
    hashes[f"notebooks/{notebook.name}"] = _digest_of(cells(notebook))
    return hashes | dict(common or of_every_run(root))


def of_every_run(root: Path) -> dict[str, str]:
    """Return what the runs of all notebooks depend on: library, installed versions, Python."""
    return {
        "library": _digest_of(list(library().values())),
        "versions": _digest_of(installed_versions(root)),
        "python": sys.version.split()[0],
    }


def takes_figures(notebook: Path) -> bool:
    """Whether a notebook shows figures of others, so that it has to run after them."""
    return any(TAKES_A_FIGURE in source for source in _code(notebook))


def _code(notebook: Path) -> list[str]:
    return [cell.text for cell in cells(notebook) if cell.kind == "code"]


def themes(notebook: Path) -> list[Path]:
    """Return the theme modules that a notebook's code imports, and those that these import."""
    folder = folder_of_themes(notebook.parent.parent)
    found: set[Path] = set()
    sources = _code(notebook)
    while sources:
        names = re.findall(r"\w+", " ".join(IMPORTED.findall(sources.pop())))
        new = {folder / f"{name}.py" for name in names} - found
        new = {path for path in new if path.is_file()}
        sources += [path.read_text(encoding="utf-8") for path in new]
        found |= new
    return sorted(found)


def folder_of_themes(root: Path) -> Path:
    """Return the themes of a clone, or those that are installed: a copy brings none of its own."""
    own = root / "lib" / "heartland_themes"
    return own if own.is_dir() else _running().with_name("heartland_themes")


def _running() -> Path:
    return Path(heartland.__file__).parent


def library(folder: Path | None = None) -> dict[str, str]:
    """Return the files of a library that figures depend on, by default of the one that runs.

    Each by its place in the folder, with its hash; the collection that an installed one brings is
    none of them.
    """
    folder = folder or _running()
    brought = folder / collection.INSTALLED.name
    files = sorted(path for path in folder.rglob("*") if path.suffix in CODE)
    return {
        path.relative_to(folder).as_posix(): digest(path)
        for path in files
        if not path.is_relative_to(brought)
    }


def check_library(root: Path) -> None:
    """Refuse to run a collection with another library than its own.

    Its figures would be drawn by code that nobody finds in it.

    Raises:
        UsageError: naming the library that runs.
    """
    own = root / "lib" / "heartland"
    if own.is_dir() and own.resolve() != _running().resolve() and library(own) != library():
        raise UsageError(
            f"the library of this collection is not the one that runs ({_running()}): "
            "call heartland from the environment that 'make' sets up here"
        )


@cached_while_unchanged(
    lambda root: [root / "requirements.lock", *map(Path, sys.path)], settled=True
)
def installed_versions(root: Path) -> dict[str, str]:
    """Return the version that is installed of each locked package.

    A copy of an installed collection has no lock: there they are those that Heartland asks for.
    """
    lock = root / "requirements.lock"
    if lock.is_file():
        names = re.findall(r"^([\w.-]+)==", lock.read_text(encoding="utf-8"), flags=re.M)
    else:
        from importlib.metadata import requires  # takes longer than the rest of this module

        names = re.findall(r"^[\w.-]+", "\n".join(requires("heartland") or []), flags=re.M)
    installed: dict[str, str] = {}
    for folder in map(Path, sys.path):
        for entry in folder.glob("*.dist-info"):
            name, _, version = entry.stem.partition("-")
            installed.setdefault(_plain(name), version)
    return {name: installed[name] for name in map(_plain, names) if name in installed}


def _plain(package: str) -> str:
    return re.sub("[-_.]+", "-", package).lower()


def read_record(path: Path) -> dict[str, Any]:
    """Read the record of a run; empty if there is none, or none that can be read."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        files = {str(name): str(sha) for name, sha in record["files"].items()}
        loaded = [str(name) for name in record["loaded"]]
    except (OSError, AttributeError, KeyError, TypeError, ValueError, RecursionError):
        return {}
    return {**record, "files": files, "loaded": loaded}


def is_current(run: Run, common: Mapping[str, str] | None = None) -> bool:
    """Whether nothing has changed since the run was recorded.

    Args:
        run: with its parameters.
        common: what ``of_every_run`` returned, where it was asked a moment ago.
    """
    record = read_record(run.root / run.place(RECORD))
    if not record or record.get("parameters") != run.values:
        return False
    if record.get("inputs") != inputs(run.notebook, record["loaded"], common):
        return False
    for name, sha in record["files"].items():
        path = run.root / run.place(name)
        if not path.is_file() or digest(path) != sha:
            return False
    return True


def record_of(run: Run, made: Made) -> bytes:
    """Return the record of a run that has succeeded, as it is stored."""
    facts = [json.loads(made.files[name]) for name in made.files if name.endswith(".json")]
    files = sorted(made.files.items())
    record = {
        "notebook": run.notebook.name,
        "parameters": dict(run.values),
        "outcome": "succeeded",
        "seconds": round(made.seconds, 2),
        "titles": [str(figure.get("title", "")) for figure in facts],
        "loaded": sorted(made.loaded),
        "inputs": dict(made.depends_on),
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in files},
    }
    return f"{json.dumps(record, indent=1, ensure_ascii=False)}\n".encode()
