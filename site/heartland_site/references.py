"""How the collection, its figures and its datasets are cited: in words, and as files.

The forms for reference managers are those of ``heartland cite``.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from heartland import works
from heartland.works import Reference
from heartland_site.pages import Site

if TYPE_CHECKING:
    from heartland_site.dataset_pages import DatasetPage
    from heartland_site.figure_pages import FigurePage

FILES = {"bib": "bibtex", "ris": "ris", "csl.json": "csl"}  # by what their names end in
FORM_NAMES = {"bibtex": "BibTeX", "ris": "RIS", "csl": "CSL-JSON"}


@dataclass(frozen=True)
class Citation:
    """A reference in one form, as a page shows it.

    Attributes:
        name: of the form, for readers.
        content: the reference in it.
        file: the name of the file that holds it; "" of the one in words.
    """

    name: str
    content: str
    file: str = ""


def forms(reference: Reference, stem: str) -> list[Citation]:
    """Write a reference in every form; the names of its files begin with ``stem``."""
    shown = [Citation("text", works.in_words(reference))]
    for ending, form in FILES.items():
        content = works.in_form([reference], form)
        shown.append(Citation(FORM_NAMES[form], content, f"{stem}.{ending}"))
    return shown


def write_forms(site: Site, folder: str, shown: list[Citation]) -> None:
    """Write the files of a reference into a folder of the site."""
    for citation in shown:
        if citation.file:
            site.put(f"{folder}/{citation.file}", citation.content)


def of_collection(site: Site) -> Reference:
    """Return how the collection is cited."""
    made = works.this_collection()
    return Reference(
        id="heartland",
        kind="dataset",
        author=made.author,
        title=made.title,
        published=made.released,
        url=address_of(site, "index"),
        version=made.version,
        note=f"Version {made.version}, data version {made.data_version}.",
    )


def of_figure(figure: "FigurePage") -> Reference:
    """Return how a figure is cited."""
    address = address_of(figure.site, figure.page)
    return works.figure_reference(works.this_collection(), figure.place, figure.facts, address)


def of_dataset(dataset: "DatasetPage") -> Reference:
    """Return how a dataset is cited."""
    made = works.this_collection()
    address = address_of(dataset.site, f"data/{dataset.name}")
    return works.dataset_reference(
        made, dataset.name, dataset.schema["title"], made.released, address
    )


def address_of(site: Site, page: str) -> str:
    """Return the address of a page, else of the repository; "" where neither is known."""
    if site.address:
        return f"{site.address}/{page}.html"
    return str(site.citation.get("repository-code", ""))
