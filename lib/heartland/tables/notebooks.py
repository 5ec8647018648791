"""The cells of a notebook, as they are stored: for those who read notebooks and run none."""

from pathlib import Path
from typing import Any, NamedTuple

from heartland.errors import DataError
from heartland.tables import caches, json_files


class Cell(NamedTuple):
    """A cell of a notebook: markdown or code, its source, its tags."""

    kind: str
    text: str
    tags: list[str]


@caches.cached_while_unchanged(lambda path: [path], settled=True)
def cells(path: Path) -> list[Cell]:
    """Return the cells of a notebook.

    Raises:
        DataError: if the file is not a notebook.
    """
    try:
        return [_cell(entry) for entry in json_files.read(path)["cells"]]
    except (AttributeError, KeyError, TypeError):
        raise DataError(
            f"{path.name}: not a notebook of nbformat 4: open it in JupyterLab and save it"
        ) from None


def _cell(entry: Any) -> Cell:
    tags = entry["metadata"].get("tags") or []
    if not isinstance(entry["cell_type"], str) or not isinstance(tags, list):
        raise TypeError
    return Cell(entry["cell_type"], "".join(entry["source"]), tags)
