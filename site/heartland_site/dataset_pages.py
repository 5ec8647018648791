"""The pages of the datasets: codebook, coverage, terms of the sources, rows."""

import shutil
from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from typing import Any

from heartland.tables import collection, csv_files, schemas
from heartland.tables.codebook import coverage_by_republic, datasets, table_summary
from heartland.tables.tables import load
from heartland_evidence.ledger import tracings
from heartland_evidence.office import files
from heartland_site import metadata, references, text
from heartland_site.pages import SearchEntry, Site
from heartland_site.references import Citation

PARQUET = "application/vnd.apache.parquet"


@dataclass(frozen=True)
class DatasetPage:
    """A dataset as its page shows it.

    Attributes:
        site: the site it is shown on.
        name: of the dataset.
        summary: what ``datasets()`` says of it: title, rows, first and last year, sources.
    """

    site: Site
    name: str
    summary: Mapping[Hashable, Any]

    @cached_property
    def schema(self) -> dict[str, Any]:
        """Its Table Schema."""
        return dict(schemas.read(self.site.root, self.name))

    @cached_property
    def entry(self) -> dict[str, Any]:
        """Its entry in the descriptor of the data package."""
        return dict(collection.resource(self.site.root, self.name))

    @cached_property
    def rows(self) -> list[dict[str, str]]:
        """Its rows as they stand in the file."""
        return list(csv_files.rows(self.site.root, self.name))

    @cached_property
    def coverage(self) -> dict[str, str]:
        """Years, rows and sources of each republic."""
        return coverage_by_republic(load(self.name, part_years=True))

    @cached_property
    def summary_line(self) -> str:
        """How many rows it has, its newest observation, and when its sources were last read."""
        return table_summary(load(self.name, part_years=True))

    @cached_property
    def tracing(self) -> tracings.Coverage | None:
        """How much of it was traced to its sources; nothing if none of it was."""
        if not tracings.traceable(self.site.root, self.name):
            return None
        found = tracings.coverage_of(self.site.root, self.name)
        return found if found.traced else None

    @cached_property
    def terms(self) -> list[tuple[str, int]]:
        """The terms of its sources, each with the number of sources that have them."""
        ids: set[str] = set()
        for row in self.rows:
            ids.update(row.get("source_id", "").split(";"))
        ids.discard("")
        licences = sorted(self.site.sources[source_id]["licence"] for source_id in ids)
        return Counter(licences).most_common()

    @cached_property
    def size(self) -> int:
        """The size of its CSV in bytes."""
        return collection.table_path(self.site.root, self.name).stat().st_size

    @property
    def forms(self) -> dict[str, str]:
        """Where its files are, seen from its page, by their media type."""
        forms = {"text/csv": self.entry["path"]}
        if self.parquet:
            forms[PARQUET] = f"{self.name}.parquet"
        return forms

    @cached_property
    def parquet(self) -> bytes:
        """Its rows as Parquet; nothing where pyarrow, of the extra ``office``, is not installed."""
        if find_spec("pyarrow") is None:
            return b""
        return files.FORMS["parquet"](files.content_of(self.name))

    @cached_property
    def citations(self) -> list[Citation]:
        """How to cite it: as text, BibTeX, RIS and CSL-JSON."""
        return references.forms(references.of_dataset(self), self.name)

    @property
    def about(self) -> str:
        """What its page holds, in a sentence or two."""
        contents = f"codebook, coverage, terms and all {len(self.rows):,} rows"
        return f"{self.schema['title']}: {contents}. {self.schema.get('description', '')}"


def write_datasets(site: Site) -> list[DatasetPage]:
    """Write the files of the data package and a page for each dataset."""
    for path in collection.files_of_package(site.root):
        copy = site.out / path.relative_to(site.root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    add_sources_to_search(site)
    summaries = datasets().fillna("").to_dict("index")
    pages = [DatasetPage(site, str(name), summary) for name, summary in summaries.items()]
    for dataset in pages:
        write_rows(dataset)
        if dataset.parquet:
            site.put(f"data/{dataset.name}.parquet", dataset.parquet)
        references.write_forms(site, "data", dataset.citations)
        site.page(
            f"data/{dataset.name}",
            "dataset.html",
            dataset.about,
            d=dataset,
            json_ld=metadata.dataset_json_ld(dataset),
        )
    write_package_archive(site)
    return pages


def write_rows(dataset: DatasetPage) -> None:
    """Write the rows as a script that hands them to the page."""
    columns = schemas.column_names(dataset.site.root, dataset.name)
    table = [columns, *([row[column] for column in columns] for row in dataset.rows)]
    dataset.site.put(f"data/{dataset.name}.js", f"heartlandRows = {text.as_json(table)};")


def write_package_archive(site: Site) -> None:
    """Write a ZIP of the whole data package, with its licence."""
    folder = site.root / "data"
    contents = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(collection.files_of_package(site.root))
    }
    contents["LICENSE-TEXT"] = (site.root / "LICENSE-TEXT").read_bytes()
    site.put_archive(f"data/heartland-data-{site.package['version']}.zip", contents)


def add_sources_to_search(site: Site) -> None:
    """Let the search find each source by its title and publisher."""
    for source_id, row in site.sources.items():
        title = f"{row['title']} ({row['publisher']})"
        site.search_entries.append(SearchEntry(title, "source", "data/sources", source_id))
