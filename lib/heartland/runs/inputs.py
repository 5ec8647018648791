"""What a run depends on, each thing with the hash of its content."""

import ast
import hashlib
import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import heartland
from heartland.errors import UsageError, printable
from heartland.files import cached_while_unchanged
from heartland.notebooks import cells
from heartland.tables import collection

CODE = (".py", ".pyi", ".json", ".mplstyle")  # what a figure depends on; the .pyi says what hl.x is
TAKES_A_FIGURE = "figure_of"  # the function by which a notebook shows a figure of another


@cached_while_unchanged(lambda path: [path], settled=True)
def digest(path: Path) -> str:
    """Hash a file's content; one that has not been written since is hashed once."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _code_cells(path: Path) -> list[str]:
    return [cell.text for cell in cells(path) if cell.kind == "code"]


def figures_taken(path: Path) -> list[str]:
    """Return the facts of the figures that a notebook takes over from others.

    They are named in its code, ``figure_of("01-trade", "level-with-russia")``: so such a notebook
    runs after the others.

    Raises:
        UsageError: if one is not named by texts that stand in the call.
    """
    found = []
    for source in _code_cells(path):
        if TAKES_A_FIGURE in source:
            found += [_figure_taken(path, call) for call in _calls(TAKES_A_FIGURE, source)]
    return found


def _calls(function: str, source: str) -> Iterator[ast.Call]:
    for node in ast.walk(parsed(source)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        if name == function:
            yield node


def _figure_taken(path: Path, call: ast.Call) -> str:
    given = dict(zip(("notebook", "name"), call.args, strict=False))
    given |= {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
    notebook, name = (getattr(given.get(word), "value", None) for word in ("notebook", "name"))
    if not isinstance(notebook, str) or not isinstance(name, str):
        raise UsageError(
            f"{path.stem}: {printable(ast.unparse(call))}: write the notebook and the figure as "
            f'texts, as in {TAKES_A_FIGURE}("01-trade", "level-with-russia"): they are read '
            "before anything runs"
        )
    return f"figures/{notebook}/{name}.json"


def themes(notebook: Path) -> list[Path]:
    """Return the theme modules that a notebook's code imports, and those that these import."""
    folder = folder_of_themes(notebook.parent.parent)
    found: dict[Path, None] = {}
    sources = _code_cells(notebook)
    while sources:
        for name in _imported_themes(sources.pop()):
            path = folder / f"{name}.py"
            if path.is_file() and path not in found:
                found[path] = None
                sources.append(path.read_text(encoding="utf-8"))
    return sorted(found)


def folder_of_themes(root: Path) -> Path:
    """Return the themes of a clone, or those that are installed: a copy brings none of its own."""
    own = root / "lib" / "heartland_themes"
    if own.is_dir():
        return own
    return Path(heartland.__file__).parent.with_name("heartland_themes")


def _imported_themes(source: str) -> list[str]:
    names: list[str] = []
    for node in ast.walk(_imports_parsed(source)):
        if isinstance(node, ast.ImportFrom) and node.module == "heartland_themes":
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
            "heartland_themes."
        ):
            names.append(str(node.module).split(".")[1])
        elif isinstance(node, ast.Import):
            named = [alias.name.split(".") for alias in node.names]
            names += [parts[1] for parts in named if parts[0] == "heartland_themes" and parts[1:]]
    return names


def _imports_parsed(source: str) -> ast.AST:
    """Parse the lines that name the themes, which is quick; all where one is no statement."""
    lines = [line.strip() for line in source.splitlines() if "heartland_themes" in line]
    try:
        return ast.parse("\n".join(lines))
    except (SyntaxError, ValueError):
        return parsed(source)


def parsed(source: str) -> ast.AST:
    """Parse code; what is not Python imports nothing, and its run will say so."""
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError):
        return ast.Module([], [])


def library() -> list[Path]:
    """Return the files of the library that runs here."""
    return _files_of_library(Path(heartland.__file__).parent)


def _files_of_library(folder: Path) -> list[Path]:
    """Return the files of a library that figures depend on, without the collection in it."""
    brought = (folder / collection.INSTALLED.name).as_posix() + "/"
    files = [path for path in folder.rglob("*") if path.suffix in CODE]
    return sorted(path for path in files if not path.as_posix().startswith(brought))


def check_library(root: Path) -> None:
    """Refuse to run a collection with another library than its own.

    Its figures would be drawn by code that nobody finds in it.

    Raises:
        UsageError: naming the library that runs.
    """
    own = root / "lib" / "heartland"
    running = Path(heartland.__file__).parent
    if not own.is_dir() or own.resolve() == running.resolve():
        return
    ours = {path.relative_to(own): digest(path) for path in _files_of_library(own)}
    theirs = {path.relative_to(running): digest(path) for path in library()}
    if ours != theirs:
        raise UsageError(
            f"the library of this collection is not the one that runs ({running}): "
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
        names = re.findall(r"^([A-Za-z0-9._-]+)==", lock.read_text(encoding="utf-8"), flags=re.M)
    else:
        from importlib.metadata import requires  # takes longer than the rest of this module

        asked = requires("heartland") or []
        names = [re.split(r"[^A-Za-z0-9._-]", line)[0] for line in asked]
    installed: dict[str, str] = {}
    for folder in map(Path, sys.path):
        for entry in folder.glob("*.dist-info"):
            name, _, version = entry.name.removesuffix(".dist-info").partition("-")
            installed.setdefault(name.replace("_", "-").lower(), version)
    normalised = [name.replace("_", "-").replace(".", "-").lower() for name in names]
    return {name: installed[name] for name in normalised if name in installed}


def of_every_run(root: Path) -> dict[str, str]:
    """Return what the runs of all notebooks depend on: library, installed versions, Python."""
    return {
        "library": _digest_of([digest(path) for path in library()]),
        "versions": _digest_of(installed_versions(root)),
        "python": sys.version.split()[0],
    }


def inputs(
    notebook: Path, loaded: Iterable[str], common: dict[str, str] | None = None
) -> dict[str, str]:
    """Return all that the runs of a notebook depend on, each thing with the hash of its content.

    Its parameters apart, these are the library, the themes it imports, the tables it loads, the
    figures it takes over from others, the installed versions, and the Python.

    Args:
        notebook: its file.
        loaded: the datasets that it loaded last time. Same code, same parameters and same content
            of what was loaded give the same loads.
        common: what ``of_every_run`` returned, where it was asked a moment ago.
    """
    root = notebook.parent.parent
    read = {*loaded, *collection.INPUTS_OF_ALL} & set(collection.dataset_names(root))
    entries = [collection.resource(root, name) for name in sorted(read)]
    files = []
    for entry in entries:
        files += [root / "data" / entry["path"], root / "data" / entry["schema"]]
    files += [root / figure for figure in figures_taken(notebook)]
    files += sorted((root / "data").glob("*.geojson"))
    hashes = {path.relative_to(root).as_posix(): digest(path) for path in files if path.is_file()}
    hashes |= {f"lib/heartland_themes/{path.name}": digest(path) for path in themes(notebook)}
    # the entries, not the whole descriptor: a step of its version changes no run
    hashes[collection.DESCRIPTOR.as_posix()] = _digest_of(entries)
    hashes[f"notebooks/{notebook.name}"] = _digest_of(cells(notebook))
    return hashes | (of_every_run(root) if common is None else common)


def _digest_of(content: object) -> str:
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()
