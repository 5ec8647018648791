"""How works are cited, in words or for a reference manager: BibTeX, RIS, CSL-JSON.

A work is a source, an article whose claims are checked, a figure or a dataset of the collection.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import Any

import pandas as pd

from heartland import sentences
from heartland.errors import UsageError, printable
from heartland.files import read_json
from heartland.notebooks import notebooks
from heartland.stored_figures import figure_path, is_figure
from heartland.tables import collection, schemas
from heartland.tables.filters import as_list
from heartland.tables.sources import HOME_PAGE, by_id, is_home_page

TEX = {  # what BibTeX and LaTeX would take for a command; BibTeX counts even escaped braces
    **{sign: f"\\{sign}" for sign in "$&#%_"},
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
RIS_TYPES = {
    "webpage": "ELEC",
    "article-magazine": "MGZN",
    "figure": "FIGURE",
    "dataset": "DATA",
}


@dataclass(frozen=True)
class Reference:
    """What is cited. A part that is not known is "".

    Attributes:
        id: by which a text cites it.
        kind: webpage, article-magazine, figure or dataset, as CSL calls them.
        author: a body, or persons as one lists them, as they are to be printed.
        title: of the thing itself.
        published: a day, a month or a year.
        url: where it is.
        accessed: the day on which it was read there.
        container: the larger work that it is a part of.
        version: of the thing or of its container.
        note: what else is to be said.
        persons: the authors one by one, where they are persons.
    """

    id: str
    kind: str
    author: str
    title: str
    published: str
    url: str
    accessed: str = ""
    container: str = ""
    version: str = ""
    note: str = ""
    persons: tuple[str, ...] = ()


def in_words(cited: Reference) -> str:
    """Write a reference as a sentence."""
    work = f"“{cited.title}”. In {cited.container}" if cited.container else cited.title
    words = f"{cited.author} ({cited.published[:4]}): {work}. {cited.note} {cited.url}"
    return " ".join(words.split())


def sources_in_form(sources: pd.DataFrame, form: str) -> str:
    """Write sources in a form that a reference manager reads.

    Args:
        sources: rows of the dataset, with ``source_id`` as a column.
        form: bibtex, ris or csl.
    """
    records = sources.fillna("").to_dict("records")
    return in_form([_reference(record) for record in records], form)


def _reference(source: dict[Any, Any]) -> Reference:
    return Reference(
        id=source["source_id"],
        kind="webpage",
        author=source["publisher"],
        title=source["title"],
        published=source["published"],
        url=source["url"],
        accessed=source["accessed"],
        note=_caution(source["url"]),
    )


def _caution(url: str) -> str:
    """Say in a note that an address leads to a whole site, "" of any other."""
    return HOME_PAGE.capitalize() + "." if is_home_page(url) else ""


def in_form(references: Sequence[Reference], form: str) -> str:
    """Write references in a form that a reference manager reads: bibtex, ris or csl."""
    if form == "csl":
        entries = [_csl(reference) for reference in references]
        return json.dumps(entries, ensure_ascii=False, indent=1) + "\n"
    write = _bibtex if form == "bibtex" else _ris
    return "\n".join(write(reference) for reference in references)


def tex(text: str) -> str:
    """Escape what BibTeX and LaTeX would take for a command."""
    return "".join(TEX.get(sign, sign) for sign in text)


def family_and_given(person: str) -> tuple[str, str]:
    """Split the name of a person as the articles print it, the family's last.

    >>> family_and_given("Raffaello Pantucci")
    ('Pantucci', 'Raffaello')
    """
    given, _, family = person.rpartition(" ")
    return family, given


def _bibtex(cited: Reference) -> str:
    body = f"{{{tex(cited.author)}}}"  # braces keep its name whole
    fields = {
        "author": " and ".join(map(tex, cited.persons)) or body,
        "title": f"{{{tex(cited.title)}}}",
        "howpublished": tex(cited.container),
        "year": cited.published[:4],
        "month": cited.published[5:7].lstrip("0"),
        "url": cited.url,
        "urldate": cited.accessed,
        "version": tex(cited.version),
        "note": tex(cited.note),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{cited.id},", *lines, "}", ""])


def _ris(cited: Reference) -> str:
    persons = [", ".join(family_and_given(person)) for person in cited.persons]
    lines = [
        ("TY", RIS_TYPES[cited.kind]),
        ("ID", cited.id),
        *(("AU", author) for author in persons or [cited.author]),
        ("TI", cited.title),
        ("T2", cited.container),
        ("PY", cited.published[:4]),
        ("DA", cited.published.replace("-", "/")),
        ("ET", cited.version),
        ("N1", cited.note),
        ("UR", cited.url),
        ("Y2", cited.accessed.replace("-", "/")),
    ]
    written = [f"{tag}  - {' '.join(value.split())}" for tag, value in lines if value]
    return "\n".join([*written, "ER  - ", ""])


def _csl(cited: Reference) -> dict[str, Any]:
    persons = [family_and_given(person) for person in cited.persons]
    named = [{"family": family, "given": given} for family, given in persons]
    entry = {
        "id": cited.id,
        "type": cited.kind,
        "title": cited.title,
        "author": named or [{"literal": cited.author}],
        "container-title": cited.container,
        "version": cited.version,
        "note": cited.note,
        "URL": cited.url,
        "issued": _csl_date(cited.published),
        "accessed": _csl_date(cited.accessed),
    }
    return {name: value for name, value in entry.items() if value}


def _csl_date(day: str) -> dict[str, Any]:
    parts = [int(part) for part in re.findall(r"\d+", day)]
    return {"date-parts": [parts]} if parts else {}


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
                note=_caution(url),
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
    root = collection.root()
    if facts.get("notebook") not in [notebook.stem for notebook in notebooks(root)]:
        raise UsageError(
            f"{printable(path.stem)} is a figure of your own, which you cite as yours; "
            f"its sources: heartland cite {printable(str(path))}"
        )
    place = f"{facts['notebook']}/{path.stem}"
    if path.is_relative_to(root / "figures"):
        return figure_reference(made, place, facts)
    given = [
        f"{parameter}={','.join(map(str, as_list(value)))}"
        for parameter, value in facts["parameters"].items()
    ]
    drawn = f"drawn with {', '.join(given)}"
    reference = figure_reference(made, place, facts, drawn=drawn)
    return replace(reference, id=f"heartland-{path.parent.name}-{path.stem}")
