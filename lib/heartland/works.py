"""How a figure or a dataset of the collection is cited, and the articles whose claims it checks."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from heartland import sentences
from heartland.errors import UsageError, printable
from heartland.files import read_json
from heartland.notebooks import find_notebook
from heartland.stored_figures import figure_path, is_figure
from heartland.tables import collection, schemas
from heartland.tables.citations import Reference, caution
from heartland.tables.filters import as_list
from heartland.tables.sources import by_id


@dataclass(frozen=True)
class Collection:
    """What every citation of a part of the collection says.

    Attributes:
        title: of the collection.
        author: who made it.
        released: the day of its version.
        version: of the code.
        data_version: of the data.
    """

    title: str
    author: str
    released: str
    version: str
    data_version: str


def this_collection() -> Collection:
    """Return what a citation says of the collection that is read here."""
    package = collection.descriptor(collection.root())
    return Collection(
        title=package["title"],
        author=package["contributors"][0]["title"],
        released=package["created"][:10],
        version=version("heartland"),
        data_version=package["version"],
    )


def figure_reference(
    collection: Collection, place: str, facts: Mapping[str, Any], url: str = "", drawn: str = ""
) -> Reference:
    """Return how a figure is cited.

    Args:
        collection: that it is a part of.
        place: where it is among the figures: ``01-trade/kyrgyz-gold``.
        facts: what its JSON says.
        url: of its page, "" where that is unknown.
        drawn: with which parameters, where they are not those of the committed figure.
    """
    named = f"Figure {place}, {drawn}" if drawn else f"Figure {place}"
    return Reference(
        id=f"heartland-{place.replace('/', '-')}",
        kind="figure",
        author=collection.author,
        title=facts["title"],
        published=collection.released,
        url=url,
        container=collection.title,
        version=collection.version,
        note=f"{named}, version {collection.version}, data version {collection.data_version}. "
        f"{facts['source_line']}.",
    )


def dataset_reference(
    collection: Collection, name: str, title: str, published: str, url: str = ""
) -> Reference:
    """Return how a dataset is cited, with the title of its schema and the day of its version."""
    return Reference(
        id=f"heartland-{name.replace('_', '-')}",
        kind="dataset",
        author=collection.author,
        title=title,
        published=published,
        url=url,
        container=collection.title,
        version=collection.data_version,
        note=f"Dataset {name}, data version {collection.data_version}. "
        "Cite with it the sources of the rows that you use.",
    )


def article_references(articles: pd.DataFrame) -> list[Reference]:
    """Return how articles of the corpus are cited.

    An article without a page of its own is cited with the address at which it was read.

    Args:
        articles: rows of the dataset ``articles``.
    """
    read = by_id("sources", articles["article_id"])
    references = []
    for article in articles.fillna("").to_dict("records"):
        source = read.loc[article["article_id"]]
        url = article["url"] or source["url"]
        persons = tuple(name.strip() for name in article["authors"].split(";"))
        references.append(
            Reference(
                id=article["article_id"],
                kind="article-magazine",
                author=sentences.listed(persons),
                title=article["title"],
                published=article["published"],
                url=url,
                accessed=source["accessed"],
                container=article["outlet"],
                note=caution(url),
                persons=persons,
            )
        )
    return references


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
