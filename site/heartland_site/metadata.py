"""What makes pages be found and shared: JSON-LD, sitemap, feed of changes, and their addresses.

The public address of the site is one setting, ``address`` in gallery.yml. Without it nothing is
broken: what cannot be said without an address (sitemap, pictures of shared links) is left out.
"""

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from heartland_site import text
from heartland_site.pages import Site

if TYPE_CHECKING:
    from heartland_site.dataset_pages import DatasetPage
    from heartland_site.figure_pages import FigurePage

Json = dict[str, Any]
CHANGE = re.compile(r"^## (?P<title>.+) \((?P<day>\d{4}-\d{2}-\d{2})\)$", flags=re.M)
UNLISTED = ("search.html", "genindex.html")  # pages that are no place to arrive at
CENTRAL_ASIA = "Central Asia"


@dataclass(frozen=True)
class Change:
    """A section of CHANGELOG.md."""

    title: str
    day: str
    html: str

    @property
    def id(self) -> str:
        """An identifier that stays the same wherever the site is published."""
        return uuid.uuid5(uuid.NAMESPACE_URL, f"heartland changes: {self.title}").urn


def changes(root: Path) -> list[Change]:
    """Return the sections of CHANGELOG.md, newest first."""
    log = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    _, *parts = CHANGE.split(log)  # title, day, text, title, day, text …
    sections = zip(parts[0::3], parts[1::3], parts[2::3], strict=True)
    return [Change(title, day, text.MARKDOWN.render(body)) for title, day, body in sections]


def write_feed(site: Site) -> None:
    """Write the Atom feed of changes."""
    site.put("feed.xml", site.render("feed.xml", changes=changes(site.root)))


def write_sitemap(site: Site) -> None:
    """List the pages for search engines, once Sphinx has made them; needs the public address."""
    if not site.address:
        return
    pages = sorted(path.relative_to(site.out).as_posix() for path in site.out.rglob("*.html"))
    listed = [page for page in pages if is_listed(page)]
    site.put("sitemap.xml", site.render("sitemap.xml", pages=listed))
    site.put("robots.txt", f"User-agent: *\nAllow: /\nSitemap: {site.address}/sitemap.xml\n")


def is_listed(page: str) -> bool:
    """Tell whether a page is a place to arrive at."""
    return page not in UNLISTED and not page.startswith(("_", "embed/"))


def package_json_ld(site: Site, datasets: Iterable["DatasetPage"]) -> Json:
    """Describe the data package: its files."""
    return {
        **common(site, "data/index"),
        "name": site.package["title"],
        "description": site.package["description"],
        "license": [licence["path"] for licence in site.package["licenses"]],
        "keywords": site.citation["keywords"],
        "distribution": [
            download(address, form) for one in datasets for form, address in one.forms.items()
        ],
    }


def dataset_json_ld(dataset: "DatasetPage") -> Json:
    """Describe a dataset in the words of schema.org."""
    site = dataset.site
    fields = dataset.schema["fields"]
    described: Json = {
        **common(site, f"data/{dataset.name}"),
        "name": dataset.schema["title"],
        "description": dataset.about,
        "license": [licence["path"] for licence in dataset.entry["licenses"]],
        "variableMeasured": [variable(field) for field in fields],
        "distribution": [download(address, form) for form, address in dataset.forms.items()],
    }
    first, last = dataset.summary["first"], dataset.summary["last"]
    if first and last:
        described["temporalCoverage"] = f"{first}/{last}"
    return described


def variable(field: Json) -> Json:
    """Describe a column."""
    described = {"@type": "PropertyValue", "name": field["name"]}
    if field.get("description"):
        described["description"] = field["description"]
    if field.get("unit"):
        described["unitText"] = field["unit"]
    return described


def figure_json_ld(figure: "FigurePage") -> Json:
    """Describe a figure in the words of schema.org: a dataset with a picture."""
    site, facts = figure.site, figure.facts
    return {
        **common(site, figure.page),
        "name": facts["title"],
        "description": facts["alt"],
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "image": {
            "@type": "ImageObject",
            "contentUrl": f"{figure.name}.png",
            "caption": f"{facts['title']}. {facts['subtitle']}",
            "creditText": facts["source_line"],
        },
        "distribution": [
            download(f"{figure.name}.csv", "text/csv"),
            download(f"{figure.name}.json", "application/json"),
        ],
        "isBasedOn": [based_on(source) for source in facts["sources"]],
    }


def based_on(source: Json) -> Json:
    """Describe a source."""
    return {
        "@type": "CreativeWork",
        "name": source["title"],
        "publisher": {"@type": "Organization", "name": source["publisher"]},
        "url": source["url"],
    }


def download(address: str, form: str) -> Json:
    """Describe a file; its address is relative to the page."""
    return {"@type": "DataDownload", "contentUrl": address, "encodingFormat": form}


def common(site: Site, page: str) -> Json:
    """Return what is said of every dataset and figure."""
    described: Json = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "version": site.package["version"],
        "dateModified": site.package["created"][:10],
        "spatialCoverage": CENTRAL_ASIA,
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": site.citation["authors"][0]["name"]},
        "isPartOf": {"@type": "Dataset", "name": site.citation["title"]},
    }
    if site.address:
        described["url"] = f"{site.address}/{page}.html"
    return described
