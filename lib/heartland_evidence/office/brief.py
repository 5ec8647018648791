"""The brief of a country as one PDF: what its executed notebook says, draws and sets out."""

import base64
import io
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import font_source_sans_pro
import matplotlib as mpl

from heartland.figures import style
from heartland.files import read_json
from heartland_evidence.office.files import NO_DATE, require

OF_THE_TOOL = ("What to take away", "Ask it yourself", "Claims checked here")  # sections left out
EDGE = 18  # millimetres around a page
SECTION = 75  # millimetres left on a page are the least that a section begins on
PICTURE = 135  # millimetres of the width of a figure
CUTS = {"": "Regular", "B": "Bold", "I": "It", "BI": "BoldIt"}  # of the typeface
POINTS = {"h1": 20, "h2": 13, "p": 9.5}  # of type
OF_SOURCES = 7  # points of their list
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\.ipynb\)")  # to another notebook, of which a PDF knows none
CAPTION = re.compile("<caption>(.*?)</caption>")


def pdf_of(notebook: Path, title: str) -> bytes:
    """Set the sections of an executed country brief on pages: answer, figures, tables, sources.

    The same notebook gives the same bytes.

    Args:
        notebook: what a run of it has made.
        title: the country.

    Raises:
        UsageError: if the library that writes PDFs is missing.
    """
    fpdf = require("fpdf", "fpdf2")
    logging.getLogger("fpdf").setLevel(logging.ERROR)  # which warns of letters that no font has
    pdf = fpdf.FPDF(format="A4")
    pdf.set_creation_date(NO_DATE)
    pdf.set_margin(EDGE)
    pdf.set_auto_page_break(True, EDGE)
    _add_fonts(pdf)
    pdf.add_page()
    pdf.set_font("text", size=POINTS["p"])
    look = {
        tag: fpdf.TextStyle(font_style="B", font_size_pt=POINTS[tag], color=style.INK, b_margin=1)
        for tag in ("h1", "h2")
    }
    pdf.write_html(f"<h1>{title}</h1>", tag_styles=look)
    for part in _parts(read_json(notebook)["cells"]):
        if isinstance(part, bytes):
            pdf.image(io.BytesIO(part), w=PICTURE)
            continue
        if part.startswith("<h2>") and pdf.will_page_break(SECTION):
            pdf.add_page()
        if part.startswith("<h2>Sources"):
            pdf.set_font_size(OF_SOURCES)
        pdf.write_html(part, tag_styles=look, table_line_separators=True)
    return bytes(pdf.output())


def _add_fonts(pdf: Any) -> None:
    """Add the typeface of the figures, and one with the letters that it lacks."""
    folder = Path(font_source_sans_pro.__path__[0]) / "files"
    for cut, name in CUTS.items():
        pdf.add_font("text", cut, folder / f"SourceSansPro-{name}.ttf")
    pdf.add_font("other", "", Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf")
    pdf.set_fallback_fonts(["other"], exact_match=False)


def _parts(cells: list[dict[str, Any]]) -> Iterator[str | bytes]:
    """Yield the HTML and the pictures of a notebook below its title, in their order."""
    from markdown_it import MarkdownIt

    to_html = MarkdownIt().render
    section = ""
    for cell in cells[1:]:
        if cell["cell_type"] == "markdown":
            text = LINK.sub(r"\1", "".join(cell["source"]))
            if text.startswith("## "):
                section = text.splitlines()[0].removeprefix("## ")
            if section not in OF_THE_TOOL:
                yield to_html(text)
        elif section not in OF_THE_TOOL:
            yield from _shown(cell, to_html)


def _shown(cell: dict[str, Any], to_html: Any) -> Iterator[str | bytes]:
    """Yield what a cell shows; of a figure the picture alone, without the links below it."""
    shown = [output["data"] for output in cell["outputs"] if "data" in output]
    for data in shown:
        if "image/png" in data:
            yield base64.b64decode(data["image/png"])
            return
        if "text/html" in data:
            table = "".join(data["text/html"]).replace(' style="text-align: left"', ' align="left"')
            table = table.replace("<th>", '<th align="left">')
            caption = CAPTION.search(table)
            if caption:
                yield f"<p><b>{caption[1]}</b></p>"
            yield CAPTION.sub("", table)
        elif "text/markdown" in data:
            yield to_html("".join(data["text/markdown"]))
