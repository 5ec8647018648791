"""The static interface for programs: ``api/index.json``, and each dataset as JSON.

Nothing is computed here: it lists what the site has, with addresses relative to the index.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import text
from dataset_pages import DatasetPage
from figure_pages import ENDINGS, FigurePage
from heartland.figures.facts import LICENCE
from pages import Site

Json = dict[str, Any]
FACTS = (
    "title",
    "subtitle",
    "alt",
    "note",
    "source_line",
    "kind",
    "areas",
    "parameters",
    "rows",
    "newest",
    "csv_sha256",
    "finding",
)
NUMBERS = {"integer": int, "number": float}


def write_interface(
    site: Site, figures: Mapping[str, FigurePage], datasets: Iterable[DatasetPage]
) -> None:
    """Write the index and the datasets."""
    listed = []
    for dataset in datasets:
        site.put(f"api/datasets/{dataset.name}.json", text.as_json(records(dataset)))
        listed.append(dataset_entry(dataset))
    index = {
        "title": site.citation["title"],
        "code_version": str(site.citation["version"]),
        "data_version": site.package["version"],
        "data_created": site.package["created"],
        "datasets": listed,
        "figures": [figure_entry(figure) for figure in figures.values()],
    }
    site.put("api/index.json", text.as_json(index))


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
        "json": f"datasets/{dataset.name}.json",
    }


def figure_entry(figure: FigurePage) -> Json:
    """Describe a figure by its facts, and where its files are."""
    entry: Json = {"place": figure.place, "notebook": figure.notebook, "licence": LICENCE}
    entry |= {fact: figure.facts.get(fact) for fact in FACTS}
    entry["sources"] = [source["source_id"] for source in figure.facts["sources"]]
    entry["page"] = f"../{figure.page}.html"
    entry["embed"] = f"../embed/{figure.place}.html"
    entry |= {ending: f"../{figure.page}.{ending}" for ending in ENDINGS}
    entry["variants"] = [figure_entry(variant) for variant in figure.variants]
    return entry


def records(dataset: DatasetPage) -> list[Json]:
    """Return the rows of a dataset with numbers as numbers, truths as such, and null for empty."""
    types = {field["name"]: field["type"] for field in dataset.schema["fields"]}
    return [
        {column: typed(cell, types[column]) for column, cell in row.items()} for row in dataset.rows
    ]


def typed(cell: str, kind: str) -> Any:
    """Return a cell as JSON has it."""
    if cell == "":
        return None
    if kind == "boolean":
        return cell == "true"
    return NUMBERS.get(kind, str)(cell)
