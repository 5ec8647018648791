"""What a run depends on, each thing with the hash of its content."""

import hashlib
import json
import re
import sys
from pathlib import Path

from heartland.runs import parameters
from heartland.tables import package


def digest(path: Path) -> str:
    """Hash a file's content."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def code(path: Path) -> str:
    """Return the code of a notebook."""
    return "\n".join(cell.text for cell in parameters.cells(path) if cell.kind == "code")


def datasets_loaded(path: Path) -> set[str]:
    """Return the datasets a notebook's code says it reads: by ``load("...")``, and by ``claims.judged()``."""
    text = code(path)
    return {
        *re.findall(r"""\bload\(\s*["']([^"']+)""", text),
        *(("claims", "audits", "articles") if "judged(" in text else ()),
    }


def figures_taken(path: Path) -> list[str]:
    """Return the facts of the figures that a notebook takes over from others: the ``figure_of("...", "...")`` calls in its code."""
    return [
        f"figures/{notebook}/{name}.json"
        for notebook, name in re.findall(r'figure_of\("([^"]+)", "([^"]+)"\)', code(path))
    ]


def inputs(notebook: Path) -> dict[str, str]:
    """Return all that the runs of a notebook depend on, parameters apart, each with the hash of its content."""
    root = notebook.parent.parent
    library = sorted(
        path for path in (root / "lib").rglob("*") if path.suffix in (".py", ".mplstyle")
    )
    read = sorted(
        (datasets_loaded(notebook) | set(package.INPUTS_OF_ALL)) & set(package.dataset_names(root))
    )  # a misspelt one fails its run
    entries = [
        package.resource(root, name) for name in read
    ]  # not the whole descriptor: a step of its version changes no run
    files = [
        root / "requirements.lock",
        *library,
        *(root / "data" / entry[part] for entry in entries for part in ("path", "schema")),
    ]
    files += [root / figure for figure in figures_taken(notebook)] + sorted(
        (root / "data").glob("*.geojson")
    )
    hashes = {path.relative_to(root).as_posix(): digest(path) for path in files if path.is_file()}
    for place, content in (
        (package.DESCRIPTOR.as_posix(), entries),
        (f"notebooks/{notebook.name}", parameters.cells(notebook)),
    ):
        hashes[place] = hashlib.sha256(json.dumps(content).encode()).hexdigest()
    return hashes | {"python": sys.version.split()[0]}
