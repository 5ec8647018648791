"""The pages of the notebooks: the executed notebook, prepared for myst-nb.

Pictures become figures that lead to their pages; tables lose ids that repeat, and scroll.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from heartland import sentences
from heartland.files import read_json, write_atomically
from heartland.notebooks import notebooks
from heartland_site.figure_pages import FigurePage
from heartland_site.pages import Site

Cell = dict[str, Any]
EXPORTED = re.compile(r"^`?(\[Data\]\(\.\./)?figures/")  # the line below a figure
TAKEN = re.compile(r"\]\(\.\./figures/(\S+)\.png\)")  # a figure of another notebook
STYLE = re.compile(r"<style.*?</style>| (?:id|style)=\"[^\"]*\"", flags=re.S)


def exported_place(notebook: str, cell: Cell) -> str:
    """Return the place of the figure that a cell of a notebook exported; "" if it exported none."""
    for output in cell.get("outputs", []):
        figure = output.get("metadata", {}).get(sentences.FACTS, {}).get("figure")
        if figure:
            return f"{notebook}/{figure}"
    return ""


def write_notebooks(site: Site, figures: Mapping[str, FigurePage]) -> None:
    """Write the file and the page of every notebook."""
    for path in notebooks(site.root):
        site.put(f"notebooks/{path.name}", without_outputs(path))
        page = NotebookPage(site, path, figures).prepared()
        write_atomically(site.source / "notebooks" / path.name, json.dumps(page).encode())


def without_outputs(path: Path) -> str:
    """Return a notebook as it is to be run; what it shows is on its page."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = []
            cell.execution_count = None
    return f"{nbformat.writes(notebook)}\n"


@dataclass(frozen=True)
class NotebookPage:
    """A notebook as its page shows it."""

    site: Site
    path: Path
    figures: Mapping[str, FigurePage]

    def prepared(self) -> dict[str, Any]:
        """Return the notebook for myst-nb."""
        notebook: dict[str, Any] = read_json(self.path)
        cells = notebook["cells"]
        for number, cell in enumerate(cells):
            self.prepare_outputs(cell, f"Table {number}")
            if cell["metadata"].get("jupyter", {}).get("source_hidden"):
                cell["metadata"].setdefault("tags", []).append("hide-input")
        cells.insert(2, markdown_cell("site-2", self.site.macros.door(self.path)))
        cells.append(markdown_cell(f"site-{len(cells)}", self.list_of_figures()))
        return notebook

    def prepare_outputs(self, cell: Cell, label: str) -> None:
        """Replace pictures and tables among the outputs of a cell by the site's HTML."""
        place = exported_place(self.path.stem, cell)
        for output in cell.get("outputs", []):
            shown = self.html_of(output.get("data", {}), place, label)
            if shown is not None:
                output["data"] = {"text/html": shown}

    def html_of(self, data: dict[str, Any], place: str, label: str) -> str | None:
        """Return the HTML to show for an output; None where it is shown as it is."""
        markdown = "".join(data.get("text/markdown", ""))
        taken = TAKEN.search(markdown)
        if place and "image/png" in data:
            return self.framed(place, anchor=True)
        if EXPORTED.search(markdown):
            return ""  # the figure's page says where its files are
        if taken:
            return self.framed(taken[1])
        if "text/html" in data:
            return self.table("".join(data["text/html"]), label)
        return None

    def framed(self, place: str, anchor: bool = False) -> str:
        """Return a figure that leads to its page."""
        return str(self.site.macros.framed(self.figures[place], "../", anchor))

    def table(self, table: str, label: str) -> str:
        """Return a table that scrolls by itself, without styles and ids."""
        plain = STYLE.sub("", table).replace("<th></th>", "<td></td>")
        return str(self.site.macros.scroll(plain, label))

    def list_of_figures(self) -> str:
        """Return the pages of its figures, for the navigation."""
        own = [
            f"/{figure.page}"
            for figure in self.figures.values()
            if figure.notebook == self.path.stem
        ]
        return "\n".join(["```{toctree}", ":hidden:", ":titlesonly:", "", *own, "```", ""])


def markdown_cell(cell_id: str, source: str) -> Cell:
    """Return a Markdown cell."""
    return {"cell_type": "markdown", "id": cell_id, "metadata": {}, "source": source}
