"""The static interface for programs: ``api/index.json``, and each dataset as Parquet.

Nothing is computed here: it lists what the site has, with addresses relative to the index. Its page
explains every name that it uses, from the lists below.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from heartland.figures.facts import LICENCE
from heartland_site import references, text
from heartland_site.dataset_pages import DatasetPage
from heartland_site.figure_pages import ENDINGS, FigurePage
from heartland_site.pages import Site

Json = dict[str, Any]
FACTS = {  # of a figure, with what its page in api/ says of them
    "title": "the finding in a line",
    "subtitle": "what is drawn, and in which unit",
    "alt": "what the picture shows, in words",
    "note": "what a reader must know beside it",
    "source_line": "the line below the figure",
    "kind": "of chart",
    "areas": "codes of the countries and groupings drawn",
    "parameters": "of the notebook, as it was run",
    "datasets": "those that the notebook had loaded when the figure was drawn",
    "rows": "how many were drawn",
    "newest": "the newest observation among them",
    "read": "the day by which all its sources were read",
    "csv_sha256": "digest of the CSV",
    "finding": "the numbers of the title, each by its name",
}
INDEX = {
    "title": "of the collection",
    "documentation": "the page that explains this file",
    "code_version": "of the library and the drawings",
    "data_version": "of the data: rows may change with its second number, columns with its first",
    "data_created": "the day of that version",
    "package": "the descriptor of the data package, by Frictionless",
    "archive": "the data package in one ZIP",
    "feed": "what changed, as Atom",
    "citations": "of the collection: bibtex, ris, csl",
    "datasets": "a list, see below",
    "figures": "a list, see below",
}
DATASET = {
    "name": "by which it is loaded: trade",
    "title": "as its page has it",
    "rows": "how many it has",
    "first": "the first year in it; empty where it has none",
    "last": "the last year in it",
    "primary_key": "the columns that tell rows apart",
    "licences": "of our coding",
    "terms_of_sources": "the terms of its sources, each with the number of sources",
    "page": "for readers",
    "schema": "types, units, keys, bounds of its columns, as Table Schema",
    "csv": "the rows as they are kept",
    "parquet": "the rows with types, for pandas, R, DuckDB; null where the site was built without",
    "citations": "of the dataset: bibtex, ris, csl",
}
FIGURE = {
    "place": "its folder and name: 01-trade/kyrgyz-gold",
    "notebook": "that draws it",
    "licence": "of the figure",
    **FACTS,
    "sources": "ids of the table sources",
    "page": "for readers",
    "embed": "a page to be shown in another, without a script",
    "citations": "of the figure: bibtex, ris, csl",
    "png": "the picture",
    "svg": "the drawing, with text as text",
    "csv": "the rows drawn",
    "json": "all facts, the sources with their addresses",
    "variants": "the figure with other values of the parameters, each described like this",
}


def write_interface(
    site: Site, figures: Mapping[str, FigurePage], datasets: Sequence[DatasetPage]
) -> None:
    """Write the index, its page, and the datasets as Parquet."""
    listed = index(site, figures, datasets)
    site.page(
        "api/index",
        "interface.html",
        "The static interface for programs: every dataset and figure with its files and facts.",
        tables={"The index": INDEX, "A dataset": DATASET, "A figure": FIGURE},
        index=listed,
    )
    for dataset in datasets:
        if dataset.parquet:
            site.put(f"api/datasets/{dataset.name}.parquet", dataset.parquet)
    site.put("api/index.json", text.as_json(listed))


def index(site: Site, figures: Mapping[str, FigurePage], datasets: Sequence[DatasetPage]) -> Json:
    """Return what ``api/index.json`` says."""
    return {
        "title": site.citation["title"],
        "documentation": "index.html",
        "code_version": str(site.citation["version"]),
        "data_version": site.package["version"],
        "data_created": site.package["created"],
        "package": "../data/datapackage.json",
        "archive": f"../data/heartland-data-{site.package['version']}.zip",
        "feed": "../feed.xml",
        "citations": citations("../heartland"),
        "datasets": [dataset_entry(dataset) for dataset in datasets],
        "figures": [figure_entry(figure) for figure in figures.values()],
    }


def citations(stem: str) -> dict[str, str]:
    """Return where the files of a citation are, by their form."""
    return {form: f"{stem}.{ending}" for ending, form in references.FILES.items()}


def dataset_entry(dataset: DatasetPage) -> Json:
    """Describe a dataset, and where its forms are."""
    return {
        "name": dataset.name,
        "title": dataset.schema["title"],
        "rows": len(dataset.rows),
        "first": dataset.summary["first"],
        "last": dataset.summary["last"],
        "primary_key": dataset.schema["primaryKey"],
        "licences": [licence["path"] for licence in dataset.entry["licenses"]],
        "terms_of_sources": dict(dataset.terms),
        "page": f"../data/{dataset.name}.html",
        "schema": f"../data/{dataset.entry['schema']}",
        "csv": f"../data/{dataset.entry['path']}",
        "parquet": f"datasets/{dataset.name}.parquet" if dataset.parquet else None,
        "citations": citations(f"../data/{dataset.name}"),
    }


def figure_entry(figure: FigurePage) -> Json:
    """Describe a figure by its facts, and where its files are."""
    entry: Json = {"place": figure.place, "notebook": figure.notebook, "licence": LICENCE}
    entry |= {fact: figure.facts.get(fact) for fact in FACTS}
    entry["sources"] = [source["source_id"] for source in figure.facts["sources"]]
    entry["page"] = f"../{figure.page}.html"
    entry["embed"] = f"../embed/{figure.place}.html"
    entry["citations"] = citations(f"../{figure.page}")
    entry |= {ending: f"../{figure.page}.{ending}" for ending in ENDINGS}
    entry["variants"] = [figure_entry(variant) for variant in figure.variants]
    return entry
