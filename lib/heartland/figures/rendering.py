"""A figure as PNG and SVG, and as PDF on demand, the facts in the metadata of each.

Nothing that differs from run to run is written: no dates, no versions, no random ids.
"""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from typing import Any

import numpy as np
from matplotlib.text import Text

from heartland.figures import style
from heartland.figures.facts import in_a_line
from heartland.figures.layout import finish
from heartland.figures.sheet import Sheet

COLOURS = 256  # of a PNG: a quarter of the size, and no difference that an eye finds
COMPRESSION = 6  # of 9
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
MARKS_OF_ROWS = re.compile(
    rb'(<g id="(marks-\d+)"[^>]*>\s*(?:<defs>.*?</defs>)?)(.*?)</g>', flags=re.S
)
MARK = re.compile(rb"(<(use|path) [^>]*?)\s*/>")
LONG = 200  # characters of a text in a PNG from which on it is compressed


def picture(fig: Sheet) -> bytes:
    """Render a figure to PNG without writing a file."""
    finish(fig)
    return _saved(fig, "png", Software=None)


def png(fig: Sheet, facts: dict[str, Any]) -> bytes:
    """Render in 256 colours, and write the facts into the text chunks of the file."""
    from PIL.Image import Dither, Quantize, fromarray
    from PIL.PngImagePlugin import PngInfo

    canvas: Any = fig.canvas  # its renderer has measured the texts already
    canvas.draw()
    pixels = fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    image = pixels.quantize(COLOURS, method=Quantize.FASTOCTREE, dither=Dither.NONE)
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
    compact = _compact(PLACES.sub(lambda place: FINE.sub(_in_hundredths, place[0]), file))
    return _with_titles(compact, fig)


def _with_titles(svg: bytes, fig: Sheet) -> bytes:
    """Give each mark its words as ``<title>``: what browsers and readers of the screen show."""

    def titled(group: re.Match[bytes]) -> bytes:
        texts = iter([escape(text).encode() for text in fig.hover[group[2].decode()]])

        def with_title(mark: re.Match[bytes]) -> bytes:
            text = next(texts, b"")
            return b"%b><title>%b</title></%b>" % (mark[1], text, mark[2]) if text else mark[0]

        return group[1] + MARK.sub(with_title, group[3]) + b"</g>"

    return MARKS_OF_ROWS.sub(titled, svg)


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
