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
    stem = given.stem if given.suffix == ".ipynb" else name
    is_path = len(given.parts) > 1
    if stem in stems and (not is_path or given.resolve() == stems[stem].resolve()):
        return stems[stem]
    meant = [] if is_path else meant_by(name, stems)
    if len(meant) == 1:
        return stems[meant[0]]
    if meant:
        raise UsageError(f"'{printable(name)}' could be any of {', '.join(meant)}: say which")
    raise UsageError(f"no notebook '{printable(name)}'{offer_notebook(name, stems)}")


def offer_notebook(name: str, stems: Iterable[str]) -> str:
    """Offer the notebooks that a name may mean, or list all, as the end of a message.

    One is near whose name is like it, or of which a word begins with it or is like it.

    >>> offer_notebook("smart", ["00-start-here", "06-smartphones"])
    ". Did you mean '06-smartphones'?"
    """
    known = list(stems)
    words = by_word(known)
    begun = {stem for word, stem in words.items() if name and word.startswith(name.lower())}
    if len(begun) > 1:
        return f": it fits {', '.join(sorted(begun))}; say more"
    near = words.get(nearest(name, words), "")
    if begun or near:
        return f". Did you mean '{min(begun) if begun else near}'?"
    return offer(name, known)


def by_word(stems: Iterable[str]) -> dict[str, str]:
    """Return the notebooks by what may name them: each word of a name, and the whole of it."""
    known = list(stems)
    words = {word: stem for stem in known for word in stem.split("-")}
    return words | {stem: stem for stem in known}


def meant_by(name: str, stems: Iterable[str]) -> list[str]:
    """Return the notebooks whose name begins with a text, else those with its words within.

    A number of one digit is that of a notebook: 4 is 04, and 1 is not 10.

    >>> meant_by("country-brief", ["09-claims", "10-country-brief"])
    ['10-country-brief']
    """
    if re.fullmatch("[0-9]", name):
        return [stem for stem in stems if stem.startswith(f"0{name}-")]
    beginning = [stem for stem in stems if name and stem.startswith(name)]
    if beginning:
        return beginning
    return [stem for stem in stems if f"-{name}-" in f"-{stem}-"]


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
