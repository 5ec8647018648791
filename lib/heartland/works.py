"""How a figure or a dataset of the collection is cited itself, not its sources."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from heartland.errors import UsageError, printable
from heartland.files import read_json
from heartland.notebooks import find_notebook
from heartland.stored_figures import figure_path, is_figure
from heartland.tables import collection, schemas
from heartland.tables.citations import (
    Reference,
    dataset_reference,
    figure_reference,
    this_collection,
)
from heartland.tables.filters import as_list


def reference_to(name: str) -> Reference:
    """Return how a figure or a dataset is cited, as its page on the site does.

    Raises:
        UsageError: if there is no such figure or dataset, or a figure is not of the collection.
    """
    made = this_collection()
    if not is_figure(name):
        title = schemas.read(collection.root(), name)["title"]
        return dataset_reference(made, name, title, published=made.released)
    path = figure_path(name, ".json")
    facts = read_json(path)
    committed = collection.root() / "figures"
    if path.is_relative_to(committed):
        place = path.relative_to(committed).with_suffix("").as_posix()
        return figure_reference(made, place, facts)
    notebook = _notebook_of(path, facts)
    drawn = _in_words(facts["parameters"])
    reference = figure_reference(made, f"{notebook.stem}/{path.stem}", facts, drawn=drawn)
    return replace(reference, id=f"heartland-{path.parent.name}-{path.stem}")


def _notebook_of(path: Path, facts: Mapping[str, Any]) -> Path:
    """Return the notebook that drew a figure.

    Raises:
        UsageError: if none of the collection did: its author is not that of the collection.
    """
    try:
        return find_notebook(collection.root(), str(facts.get("notebook", "")))
    except UsageError:
        raise UsageError(
            f"{printable(path.stem)} is a figure of your own, which you cite as yours; "
            f"its sources: heartland cite {printable(str(path))}"
        ) from None


def _in_words(parameters: Mapping[str, Any]) -> str:
    """Say with which parameters a figure was drawn, as the command line takes them."""
    given = [f"{name}={','.join(map(str, as_list(value)))}" for name, value in parameters.items()]
    return f"drawn with {', '.join(given)}" if given else ""
