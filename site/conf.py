"""Sphinx: the pages of ``build.py`` and the executed notebooks, with navigation and search. Nothing is fetched from elsewhere."""

import json
from pathlib import Path

from sphinx.domains import Domain, ObjType

project, author, language = "Heartland", "The Heartland contributors", "en"
html_title = "Heartland"
extensions = ["myst_nb"]
smartquotes = False  # titles come from data
suppress_warnings = ["myst.header"]  # a notebook may begin with small sections
nb_execution_mode, nb_code_prompt_show, nb_code_prompt_hide = (
    "off",
    "Show the code",
    "Hide the code",
)
nb_ipywidgets_js = {}
html_theme = "sphinx_book_theme"
templates_path, html_static_path = ["templates"], ["static"]
html_css_files, html_js_files = ["heartland.css"], [("heartland.js", {"defer": "defer"})]
html_favicon = "static/favicon.svg"
html_copy_source = html_show_sourcelink = html_use_index = False
html_context = {"default_mode": "auto"}
html_theme_options = {
    "navbar_persistent": [],
    "use_download_button": False,
    "use_fullscreen_button": False,
    "search_bar_text": "Search figures, claims, sources …",
    "footer_content_items": ["footer.html"],
}


class Found(Domain):
    """What the search finds beside pages: claims and sources."""

    name, label, object_types = (
        "heartland",
        "Heartland",
        {kind: ObjType(kind) for kind in ("claim", "source")},
    )

    def get_objects(self):
        for text, kind, page, anchor in json.loads(
            (Path(self.env.srcdir) / "found.json").read_text(encoding="utf-8")
        ):
            yield text, text, kind, page, anchor, 1


def setup(app):
    app.add_domain(Found)
