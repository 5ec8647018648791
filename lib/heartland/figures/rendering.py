"""A figure as PNG, SVG and PDF, the facts in the metadata of each.

Nothing that differs from run to run is written: no dates, no versions, no random ids.
"""

import io
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg

from heartland.figures import style
from heartland.figures.facts import in_a_line
from heartland.figures.frame import Sheet

if TYPE_CHECKING:
    from PIL.Image import Image

COLOURS = 256  # of a PNG: a quarter of the size, and no difference that an eye finds
PLACES = re.compile(rb'\b(?:d|x|y|width|height)="[^"]*"|(?:translate|rotate)\([^)]*\)')  # in an SVG
FINE = re.compile(rb"-?\d+\.\d{3,}")  # finer than a hundredth of a point
LAYOUT_TABLES = ("GSUB", "GPOS", "GDEF")  # how letters are placed: done before a PDF is written


def picture(fig: Sheet) -> bytes:
    """Render a figure to PNG without writing a file."""
    return _saved(fig, "png", Software=None)


def rendered(fig: Sheet, facts: dict[str, Any]) -> dict[str, bytes]:
    """Render to each form; the PNG is encoded on a second core while the others are drawn."""
    pixels = _pixels(fig)
    with ThreadPoolExecutor(1) as pool:  # Pillow lets other threads work while it encodes
        encoded = pool.submit(png, pixels, facts)
        files = {"svg": svg(fig, facts), "pdf": pdf(fig, facts)}
        return {"png": encoded.result(), **files}


def _pixels(fig: Sheet) -> "Image":
    """Draw a figure."""
    from PIL.Image import fromarray

    canvas: Any = FigureCanvasAgg(fig)
    canvas.draw()
    return fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")


def png(pixels: "Image", facts: dict[str, Any]) -> bytes:
    """Encode in 256 colours, and write the facts into the text chunks of the file."""
    from PIL.Image import Dither, Quantize
    from PIL.PngImagePlugin import PngInfo

    image = pixels.quantize(COLOURS, method=Quantize.MEDIANCUT, dither=Dither.NONE)
    info = PngInfo()
    info.add_itxt("Title", facts["title"])
    info.add_itxt("Description", in_a_line(facts))
    info.add_itxt("Source", facts["source_line"])
    info.add_itxt("Copyright", facts["licence"])
    file = io.BytesIO()
    image.save(file, format="png", pnginfo=info, dpi=(style.DPI, style.DPI))
    return file.getvalue()


def svg(fig: Sheet, facts: dict[str, Any]) -> bytes:
    """Render with text as text, and write the facts as Dublin Core."""
    file = _saved(
        fig,
        "svg",
        Title=facts["title"],
        Description=in_a_line(facts),
        Source=facts["source_line"],
        Rights=facts["licence"],
        Date=None,
        Creator=None,
        Format=None,
        Type=None,
    )
    # what shows an SVG finds a font for foreign letters by itself
    file = file.replace(b", 'DejaVu Sans'", b"")
    return PLACES.sub(lambda place: FINE.sub(_in_hundredths, place[0]), file)


def _in_hundredths(number: re.Match[bytes]) -> bytes:
    """Write a number to the hundredth of a point: finer than any screen or printer shows."""
    rounded = f"{float(number[0]):.2f}".rstrip("0").rstrip(".")
    return b"0" if rounded == "-0" else rounded.encode()


def pdf(fig: Sheet, facts: dict[str, Any]) -> bytes:
    """Render with embedded fonts, and write the facts into the document's properties."""
    with _small_fonts():
        return _saved(
            fig,
            "pdf",
            Title=facts["title"],
            Subject=facts["subtitle"],
            Keywords=in_a_line(facts),
            CreationDate=None,
            Creator=None,
            Producer=None,
        )


def _saved(fig: Sheet, form: str, **metadata: str | None) -> bytes:
    file = io.BytesIO()
    fig.savefig(file, format=form, metadata=metadata)
    return file.getvalue()


@contextmanager
def _small_fonts() -> Iterator[None]:
    """Embed fonts without their layout tables, whose subsetting took most of the time of a PDF."""
    from fontTools.subset import Options

    before = Options._drop_tables_default
    Options._drop_tables_default = [*before, *LAYOUT_TABLES]
    try:
        yield
    finally:
        Options._drop_tables_default = before
