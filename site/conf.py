"""Sphinx: navigation and search for the pages of ``build.py`` and the executed notebooks.

Nothing is fetched from elsewhere.
"""

import json
from collections.abc import Iterator, Set
from pathlib import Path
from typing import Any, ClassVar

import yaml
from sphinx.application import Sphinx
from sphinx.domains import Domain, ObjType


def address() -> str:
    """Return where the site is published, as gallery.yml says; "" where that is unknown."""
    settings = Path(__file__).with_name("gallery.yml").read_text(encoding="utf-8")
    return (yaml.safe_load(settings).get("address") or "").rstrip("/")


project = "Heartland"
author = "The Heartland contributors"
language = "en"
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
add_module_names = False
autodoc_typehints_format = "short"
napoleon_use_rtype = False  # what comes back is said in words
smartquotes = False  # titles come from data
suppress_warnings = ["myst.header"]  # a notebook may begin with small sections

nb_execution_mode = "off"
nb_code_prompt_show = "Show the code"
nb_code_prompt_hide = "Hide the code"
nb_ipywidgets_js: dict[str, str] = {}

html_title = "Heartland"
html_theme = "sphinx_book_theme"
templates_path = ["templates"]
html_static_path = ["static"]
html_css_files = ["heartland.css"]
html_js_files = [("heartland.js", {"defer": "defer"})]
html_favicon = "static/favicon.svg"
html_copy_source = False
html_show_sourcelink = False
html_use_index = False
html_baseurl = address()  # for canonical addresses
html_context = {"default_mode": "auto", "address": address()}
html_theme_options = {
    "navbar_persistent": [],
    "use_download_button": False,
    "use_fullscreen_button": False,
    "search_bar_text": "Search figures, claims, sources …",
    "footer_content_items": ["footer.html"],
}


class Evidence(Domain):
    """What the search finds beside pages: claims, sources, and events of figures."""

    name = "heartland"
    label = "Heartland"
    object_types: ClassVar = {
        "claim": ObjType("claim"),
        "source": ObjType("source"),
        "event": ObjType("event"),
    }

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        """Take nothing from a process that read some of the pages: they add no entries."""

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Yield the entries that ``build.py`` wrote."""
        listed = Path(self.env.srcdir) / "found.json"
        for text, kind, page, anchor in json.loads(listed.read_text(encoding="utf-8")):
            yield text, text, kind, page, anchor, 1


def setup(app: Sphinx) -> None:
    """Let Sphinx know the entries."""
    app.add_domain(Evidence)
