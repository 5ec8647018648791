"""Sphinx: the pages of ``build.py`` and the executed notebooks, with navigation and search. Nothing is fetched from elsewhere."""

import html
import json
import re
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.domains import Domain, ObjType
from sphinx.parsers import Parser

HERE = Path(__file__).parent
project, author, language = "Heartland", "The Heartland contributors", "en"
html_title, html_short_title = "Heartland", "Heartland"
extensions = ["myst_nb"]
source_suffix = {".page": "page", ".ipynb": "myst-nb"}
root_doc = "index"
nb_execution_mode = "off"
suppress_warnings = ["myst.header"]  # a brief may begin with small sections
nb_ipywidgets_js: dict[str, object] = {}
html_theme = "sphinx_book_theme"
templates_path = ["templates"]
html_static_path = ["static"]
html_css_files, html_js_files = ["heartland.css"], [("heartland.js", {"defer": "defer"})]
html_context = {"default_mode": "auto"}
html_favicon = "static/favicon.svg"
html_copy_source = html_show_sourcelink = html_show_sphinx = html_show_copyright = html_use_index = False
html_theme_options = {
    "logo": {"text": "Heartland"},
    "use_download_button": False,
    "use_fullscreen_button": False,
    "navbar_persistent": [],
    "show_navbar_depth": 1,
    "collapse_navbar": True,
    "toc_title": "On this page",
    "search_bar_text": "Search figures, claims, sources …",
    "footer_content_items": ["footer.html"],
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}


class Page(Parser):
    """A page of ``build.py``: a line of JSON, then HTML, of which the headings become sections that Sphinx knows.

    What stands between ``<!-- unsearched -->`` and ``<!-- searched -->`` stays out of the search.
    """

    supported = ("page",)

    def parse(self, inputstring: str, document: nodes.document) -> None:
        head, _, body = inputstring.partition("\n")
        facts, env = json.loads(head), document.settings.env
        here = env.current_document.docname
        pieces = re.split(r"<h([12]) id=\"([^\"]+)\">(.*?)</h\1>", body, flags=re.S)
        for level, name, title, text in zip(*(pieces[n::4] for n in (1, 2, 3, 4)), strict=True):
            section = nodes.section("", nodes.title("", html.unescape(re.sub("<[^>]+>", "", title)).strip()), ids=[name], names=[name])
            (document if level == "1" else document[0]).append(section)
            for n, part in enumerate(re.split(r"<!-- (?:un)?searched -->", text)):
                section.append(nodes.raw("", part, format="html", classes=["no-search"] if n % 2 else []))
        if facts["toctree"]:
            entries, docs = [(None, name) for name in facts["toctree"]], facts["toctree"]
            document[0].append(
                addnodes.toctree(
                    parent=here, entries=entries, includefiles=docs, rawentries=[], maxdepth=-1, caption=None,
                    glob=False, hidden=True, includehidden=False, numbered=0, titlesonly=True,
                )
            )  # fmt: skip
        if facts["wide"]:
            env.metadata[here]["html_theme.sidebar_secondary.remove"] = True


class Found(Domain):
    """What the search finds beside pages: figures, claims, sources, datasets."""

    name, label = "heartland", "Heartland"
    object_types = {kind: ObjType(kind) for kind in ("figure", "claim", "source", "dataset")}

    def get_objects(self):  # noqa: ANN201
        for text, kind, page, anchor in json.loads((Path(self.env.srcdir) / "about.json").read_text(encoding="utf-8"))["objects"]:
            yield text, text, kind, page, anchor, 1

    def merge_domaindata(self, docnames, otherdata) -> None:
        """Nothing is kept in a page."""


def describe(app, pagename, templatename, context, doctree) -> None:
    """Give each page its description."""
    said = json.loads((Path(app.srcdir) / "about.json").read_text(encoding="utf-8"))["descriptions"]
    context["description"] = said.get(pagename, "")


def setup(app) -> dict[str, bool]:
    app.add_source_parser(Page)
    app.add_domain(Found)
    app.connect("html-page-context", describe)
    return {"parallel_read_safe": False}
