"""What a run depends on, each thing with the hash of its content."""

import ast
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


def themes(notebook: Path) -> list[Path]:
    """Return the theme modules that a notebook's code imports, and those that these import."""
    folder = notebook.parent.parent / "lib" / "heartland_themes"
    found: dict[Path, None] = {}
    sources = [code(notebook)]
    while sources:
        for name in _imported_themes(sources.pop()):
            path = folder / f"{name}.py"
            if path.is_file() and path not in found:
                found[path] = None
                sources.append(path.read_text(encoding="utf-8"))
    return sorted(found)


def _imported_themes(source: str) -> list[str]:
    names = []
    for node in ast.walk(_parsed(source)):
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


def _parsed(source: str) -> ast.AST:
    """Parse code; what is not Python imports nothing, and its run will say so."""
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError):
        return ast.Module([], [])


def inputs(notebook: Path) -> dict[str, str]:
    """Return all that the runs of a notebook depend on, each thing with the hash of its content.

    Its parameters apart, these are the library, the themes it imports, the data it loads, the
    figures it takes over from others, the locked versions, and the Python.
    """
    root = notebook.parent.parent
    library = (root / "lib" / "heartland").rglob("*")
    read = datasets_loaded(notebook) | set(package.INPUTS_OF_ALL)
    read &= set(package.dataset_names(root))  # a misspelt name fails its run
    entries = [package.resource(root, name) for name in sorted(read)]
    files = [root / "requirements.lock"]
    files += sorted(path for path in library if path.suffix in (".py", ".mplstyle"))
    files += themes(notebook)
    for entry in entries:
        files += [root / "data" / entry["path"], root / "data" / entry["schema"]]
    files += [root / figure for figure in figures_taken(notebook)]
    files += sorted((root / "data").glob("*.geojson"))
    hashes = {path.relative_to(root).as_posix(): digest(path) for path in files if path.is_file()}
    # the entries, not the whole descriptor: a step of its version changes no run
    hashes[package.DESCRIPTOR.as_posix()] = _digest_of(entries)
    hashes[f"notebooks/{notebook.name}"] = _digest_of(parameters.cells(notebook))
    hashes["python"] = sys.version.split()[0]
    return hashes


def _digest_of(content: object) -> str:
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()
