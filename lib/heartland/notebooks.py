"""The notebooks of the collection: found by their names, and their cells as they are stored.

For all who read notebooks; what does not belong here is running them (``runs``).
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from heartland.errors import DataError, UsageError, nearest, offer, printable
from heartland.files import cached_while_unchanged, read_json


def notebooks(root: Path) -> list[Path]:
    """Return the notebooks of the collection, in their order."""
    return sorted((root / "notebooks").glob("[0-9][0-9]-*.ipynb"))


def find_notebook(root: Path, name: str) -> Path:
    """Find a notebook by its name, a unique beginning or words of it, or the path of its file.

    03-growth-forecasts is found by "03", "3", "growth", "growth-forecasts" and "03-growth".

    Raises:
        UsageError: if there is none, or several; the nearest name is offered.
    """
    stems = {path.stem: path for path in notebooks(root)}
    given = Path(name)
    if len(given.parts) > 1:
        meant = [stem for stem, path in stems.items() if path.resolve() == given.resolve()]
    else:
        meant = meant_by(name.removesuffix(".ipynb"), stems)
    if len(meant) > 1:
        raise UsageError(f"'{printable(name)}' could be any of {', '.join(meant)}: say which")
    if not meant:
        raise UsageError(f"no notebook '{printable(name)}'{offer_notebook(name, stems)}")
    return stems[meant[0]]


def offer_notebook(name: str, stems: Iterable[str]) -> str:
    """Offer the notebook whose name, or a word of it, is most like a name, or list all.

    >>> offer_notebook("smartfones", ["00-start-here", "06-smartphones"])
    ". Did you mean '06-smartphones'?"
    """
    known = list(stems)
    words = {word: stem for stem in known for word in [*stem.split("-"), stem]}
    near = nearest(name, words)
    return f". Did you mean '{words[near]}'?" if near else offer(name, known)


def meant_by(name: str, stems: Iterable[str]) -> list[str]:
    """Return the notebooks whose name begins with a text, else those with its words within.

    A number of one digit is that of a notebook: 4 is 04, and 1 is not 10.

    >>> meant_by("country-brief", ["09-claims", "10-country-brief"])
    ['10-country-brief']
    """
    begin = f"0{name}-" if re.fullmatch("[0-9]", name) else name
    beginning = [stem for stem in stems if name and stem.startswith(begin)]
    return beginning or [stem for stem in stems if f"-{name}-" in f"-{stem}-"]


class Cell(NamedTuple):
    """A cell of a notebook: markdown or code, its source, its tags."""

    kind: str
    text: str
    tags: list[str]


@cached_while_unchanged(lambda path: [path], settled=True)
def cells(path: Path) -> list[Cell]:
    """Return the cells of a notebook.

    Raises:
        DataError: if the file is not a notebook.
    """
    try:
        return [_cell(entry) for entry in read_json(path)["cells"]]
    except (AttributeError, KeyError, TypeError):
        raise DataError(
            f"{path.name}: not a notebook of nbformat 4: open it in JupyterLab and save it"
        ) from None


def _cell(entry: Any) -> Cell:
    tags = entry["metadata"].get("tags") or []
    if not isinstance(entry["cell_type"], str) or not isinstance(tags, list):
        raise TypeError
    return Cell(entry["cell_type"], "".join(entry["source"]), tags)
