"""The site that is being built: its folders, its templates, and how a page or a file gets into it.

A template writes the HTML of a page. Sphinx adds navigation and search, so each page is handed to
it as reStructuredText: headings as sections, everything else as raw HTML.
"""

import html
import io
import re
import textwrap
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from heartland import claims, sentences
from heartland.files import write_atomically
from heartland.tables import collection
from heartland.tables.areas import REPUBLICS, area_names
from heartland.tables.codebook import WARNINGS
from heartland.tables.sources import HOME_PAGE, is_home_page
from heartland_site import text
from heartland_site.rows import rows_in_order

SITE_FOLDER = Path(__file__).resolve().parents[1]  # conf.py, gallery.yml, templates
ROOT = SITE_FOLDER.parent
PARTS = re.compile(r"(<h[12]>.*?</h[12]>|<!-- (?:un)?searched -->)", flags=re.S)
HEADING = re.compile(r"<h([12])>(.*)</h[12]>", flags=re.S)
DEFAULT_PICTURE = "figures/00-start-here/the-region.png"
UNDERLINES = {"1": "=", "2": "-"}


@dataclass(frozen=True)
class SearchEntry:
    """A claim, a source or an event of a figure that the search finds, and where it stands."""

    text: str
    kind: str
    page: str
    anchor: str


class Site:
    """One build of the site.

    Attributes:
        root: the collection that is shown.
        out: where the finished files go.
        source: where the pages wait for Sphinx.
        citation: what CITATION.cff says.
        words: names of themes and kinds of charts, from gallery.yml.
        address: where the site is published, without a slash at its end; "" where that is unknown.
        package: the descriptor of the data.
        sources: the rows of sources.csv by their id.
        search_entries: what the search finds beside pages.
    """

    def __init__(self, work: Path, root: Path = ROOT) -> None:
        self.root = root
        self.out = work / "site"
        self.source = work / "source"
        self.citation = read_yaml(root / "CITATION.cff")
        self.words = read_yaml(SITE_FOLDER / "gallery.yml")
        self.address = (self.words.get("address") or "").rstrip("/")
        self.package = collection.descriptor(root)
        self.sources = {row["source_id"]: row for row in rows_in_order("sources")}
        self.search_entries: list[SearchEntry] = []
        self.templates = self._templates()

    def _templates(self) -> Environment:
        templates = Environment(
            loader=FileSystemLoader(SITE_FOLDER / "templates"),
            autoescape=select_autoescape(["html"]),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        templates.globals["site"] = self
        templates.globals["area_names"] = area_names()
        templates.globals["republics"] = REPUBLICS
        templates.globals["outcome_of"] = claims.OUTCOME_OF
        templates.globals["verdicts_by_outcome"] = claims.OUTCOMES
        templates.globals["warnings"] = WARNINGS
        templates.globals["caution"] = HOME_PAGE
        templates.tests["home_page"] = is_home_page
        templates.filters["code"] = text.code
        templates.filters["json"] = text.as_json
        templates.filters["month"] = sentences.month
        templates.filters["short"] = text.short_number
        templates.filters["web"] = text.web_address
        return templates

    @property
    def macros(self) -> Any:
        """The macros of the templates, to be called from Python."""
        return self.templates.get_template("macros.html").module

    def render(self, template: str, **shown: Any) -> str:
        """Fill in a template."""
        return self.templates.get_template(template).render(**shown)

    def page(
        self,
        name: str,
        template: str,
        description: str,
        below: Sequence[str] = (),
        wide: bool = False,
        listed: bool = True,
        picture: str = DEFAULT_PICTURE,
        **shown: Any,
    ) -> None:
        """Write a page for Sphinx.

        Args:
            name: of the page, without ending: ``data/trade``.
            template: that writes its HTML.
            description: for search engines and shared links.
            below: the pages that the navigation shows below this one.
            wide: leave out the list of headings at the right.
            listed: whether another page names it among those below it.
            picture: that a shared link shows: its place in the site.
            shown: what the template shows.
        """
        body = self.render(template, base="../" * name.count("/"), **shown)
        lines = [f":description: {text.rst(description)}", f":picture: {text.rst(picture)}"]
        if wide:
            lines.append(":html_theme.sidebar_secondary.remove: true")
        if not listed:
            lines.append(":orphan:")
        lines.append("")
        lines += sphinx_sections(body)
        lines += sphinx_toctree(below)
        write_atomically(self.source / f"{name}.rst", "\n".join(lines).encode())

    def put(self, name: str, content: str | bytes) -> str:
        """Write a file of the site; return its size as readers see it."""
        if isinstance(content, str):
            content = content.encode()
        write_atomically(self.out / name, content)
        return text.kilobytes(len(content))

    def put_archive(self, name: str, files: dict[str, bytes]) -> str:
        """Write a ZIP with the same bytes at every build; return its size as readers see it."""
        buffer = io.BytesIO()
        folder = Path(name).stem
        with zipfile.ZipFile(buffer, "w") as archive:
            for file, content in files.items():
                entry = zipfile.ZipInfo(f"{folder}/{file}")  # dated 1980
                archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
        return self.put(name, buffer.getvalue())


def read_yaml(path: Path) -> Any:
    """Read a YAML file."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def sphinx_sections(body: str) -> list[str]:
    """Write the HTML of a page as reStructuredText, with a section for each ``h1`` and ``h2``.

    What stands between ``<!-- unsearched -->`` and ``<!-- searched -->`` is not searched.
    """
    lines: list[str] = []
    searched = True
    for part in PARTS.split(body):
        heading = HEADING.fullmatch(part)
        if part.startswith("<!-- "):
            searched = part == "<!-- searched -->"
        elif heading:
            lines += sphinx_heading(*heading.groups())
        elif part.strip():
            lines += raw_html(part, searched)
    return lines


def sphinx_heading(level: str, content: str) -> list[str]:
    """Write a heading of level 1 or 2 as reStructuredText."""
    title = text.rst(html.unescape(content))
    underline = UNDERLINES[level] * 2 * len(title)  # wide letters count twice
    return [title, underline, ""]


def raw_html(part: str, searched: bool) -> list[str]:
    """Write HTML as a raw block of reStructuredText."""
    lines = [".. raw:: html"]
    if not searched:
        lines.append("   :class: no-search")
    return [*lines, "", textwrap.indent(part, "   "), ""]


def sphinx_toctree(pages: Sequence[str]) -> list[str]:
    """Write the pages that the navigation shows below a page."""
    if not pages:
        return []
    entries = [f"   /{page}" for page in pages]
    return [".. toctree::", "   :hidden:", "   :titlesonly:", "", *entries]
