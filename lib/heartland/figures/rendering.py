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
from matplotlib.text import Text

from heartland.figures import style
from heartland.figures.facts import in_a_line
from heartland.figures.frame import Sheet

if TYPE_CHECKING:
    from PIL.Image import Image

COLOURS = 256  # of a PNG: a quarter of the size, and no difference that an eye finds
PLACES = re.compile(rb'\b(?:d|x|y|width|height)="[^"]*"|(?:translate|rotate)\([^)]*\)')  # in an SVG
FINE = re.compile(rb"-?\d+\.\d{3,}")  # finer than a hundredth of a point
PATH = re.compile(rb' d="([^"]*)"')
COMMAND = re.compile(rb"\s*([A-Za-z])\s*")
STYLE = re.compile(rb' style="([^"]*)"')
BLANK = re.compile(rb"(?<=[;:]) ")
INDENT = re.compile(rb">\n +<")
LEVEL = re.compile(rb' transform="rotate\(-?0 [^)]*\)"')  # by nothing
RUNNING = re.compile(  # ids that count what a figure is made of, and that nothing refers to
    rb'(?<=<g) id="(?:figure|axes|patch|line2d|text|[xy]tick|matplotlib\.axis|legend|image|table|'
    rb'[A-Z]\w*)_\d+"'
)
WITH_HALO = "-with-halo"  # ends the name of the group of a text in an SVG
HALOED = re.compile(rb'<g id="([^"]*)-with-halo">(.*?)</g>', flags=re.S)
TEXT = re.compile(rb'(\s*)<text style="(.*?</text>)', flags=re.S)
HALO = b"stroke: #ffffff; stroke-width: 2.5; "
USE = rb'<use xlink:href="[^"]*" x="[^"]*" y="[^"]*"'
MARKS = re.compile(  # several on end that look the same
    rb'<g( clip-path="[^"]*")?>\n((?:%b( style="[^"]*")/>\n)(?:%b\3/>\n)+)</g>' % (USE, USE)
)
LONG = 200  # characters of a text in a PNG from which on it is compressed
COMPRESSION = 8  # of 9, which makes a PNG a fiftieth smaller and takes three times as long
UNUSED_IN_A_PDF = ("GSUB", "GPOS", "GDEF", "kern", "cmap", "name", "post", "OS/2")  # of a font


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

    canvas: Any = fig.canvas  # its renderer has measured the texts already
    canvas.draw()
    return fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")


def png(pixels: "Image", facts: dict[str, Any]) -> bytes:
    """Encode in 256 colours, and write the facts into the text chunks of the file."""
    from PIL.Image import Dither, Quantize
    from PIL.PngImagePlugin import PngInfo

    image = pixels.quantize(COLOURS, method=Quantize.MEDIANCUT, dither=Dither.NONE)
    info = PngInfo()
    told = {
        "Title": facts["title"],
        "Description": in_a_line(facts),
        "Source": facts["source_line"],
        "Copyright": facts["licence"],
    }
    for key, text in told.items():
        info.add_itxt(key, text, zip=len(text) > LONG)
    file = io.BytesIO()
    dpi = (style.DPI, style.DPI)
    image.save(file, format="png", pnginfo=info, dpi=dpi, compress_level=COMPRESSION)
    return file.getvalue()


def svg(fig: Sheet, facts: dict[str, Any]) -> bytes:
    """Render with text as text, and write the facts as Dublin Core."""
    with _halos_named(fig):
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
    file = HALOED.sub(_with_halos, file)
    # what shows an SVG finds a font for foreign letters by itself
    file = file.replace(b", 'DejaVu Sans'", b"")
    return _compact(PLACES.sub(lambda place: FINE.sub(_in_hundredths, place[0]), file))


@contextmanager
def _halos_named(fig: Sheet) -> Iterator[None]:
    """Draw text that has a halo as text too: with a path effect it becomes its outlines, twice.

    The group of each is named, for ``_with_halos`` to write the halo.
    """
    haloed = [text for text in fig.findobj(Text) if text.get_path_effects()]
    before = [(text.get_path_effects(), text.get_gid()) for text in haloed]
    for text, (_, name) in zip(haloed, before, strict=True):
        text.set_path_effects([])
        text.set_gid(f"{name or ''}{WITH_HALO}")
    try:
        yield
    finally:
        for text, (effects, name) in zip(haloed, before, strict=True):
            text.set_path_effects(effects)
            text.set_gid(name)


def _with_halos(group: re.Match[bytes]) -> bytes:
    """Write each text of a group twice: in white with a thick line, not to be read, and on it."""
    name = b' id="%b"' % group[1] if group[1] else b""
    return b"<g%b>%b</g>" % (
        name,
        TEXT.sub(rb'\1<text aria-hidden="true" style="%b\2\1<text style="\2' % HALO, group[2]),
    )


def _compact(svg: bytes) -> bytes:
    """Leave out of an SVG what says nothing: the drawing is the same, a fifth smaller."""
    svg = PATH.sub(lambda path: b' d="%b"' % COMMAND.sub(rb"\1", path[1]), svg)
    svg = STYLE.sub(lambda look: b' style="%b"' % BLANK.sub(b"", look[1]), svg)
    svg = RUNNING.sub(b"", LEVEL.sub(b"", INDENT.sub(b">\n<", svg)))
    return MARKS.sub(_with_one_style, svg)


def _with_one_style(group: re.Match[bytes]) -> bytes:
    """Say once of a group how all marks in it look."""
    clip, marks, look = group[1] or b"", group[2], group[3]
    return b"<g%b%b>\n%b</g>" % (clip, look, marks.replace(look, b""))


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
    """Embed fonts without the tables that no reader of a PDF uses: reading them took most time.

    A PDF says which glyph stands where, so that neither characters nor names nor the rules by which
    letters are placed are needed (PDF 32000-1:2008, 9.9). They go as a font is loaded: to be
    dropped later they would be read first.
    """
    from fontTools import subset

    load = subset.load_font

    def load_without(*args: Any, **options: Any) -> Any:
        font = load(*args, **options)
        font.setGlyphOrder([f"glyph{number:05}" for number in range(font["maxp"].numGlyphs)])
        for table in UNUSED_IN_A_PDF:
            if table in font:
                del font[table]
        return font

    subset.load_font = load_without
    try:
        yield
    finally:
        subset.load_font = load
