"""A figure as PNG, SVG and PDF, the facts in the metadata of each."""

import io
from typing import Any

from heartland.figures import style
from heartland.figures.facts import in_a_line
from heartland.figures.frame import Sheet


def _saved(fig: Sheet, form: str, **metadata: str | None) -> bytes:
    raw = io.BytesIO()
    fig.savefig(raw, format=form, metadata=metadata)
    return raw.getvalue()


def picture(fig: Sheet) -> bytes:
    """Render a figure to PNG without writing a file."""
    return _saved(fig, "png", Software=None)


def png(fig: Sheet, facts: dict[str, Any]) -> bytes:
    """Render, reduce to 256 colours (a quarter of the size), and write the facts into the file."""
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    image = (
        Image.open(io.BytesIO(picture(fig)))
        .convert("RGB")
        .quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    )
    info, done = PngInfo(), io.BytesIO()
    for keyword, fact in {
        "Title": "title",
        "Description": "",
        "Source": "source_line",
        "Copyright": "licence",
    }.items():
        info.add_itxt(keyword, facts[fact] if fact else in_a_line(facts))
    image.save(done, format="png", optimize=True, pnginfo=info, dpi=(style.DPI, style.DPI))
    return done.getvalue()


def svg(fig: Sheet, facts: dict[str, Any]) -> bytes:
    """Render with text as text, and write the facts into the metadata."""
    told = {
        "Title": facts["title"],
        "Description": in_a_line(facts),
        "Source": facts["source_line"],
        "Rights": facts["licence"],
    }
    drawn = _saved(fig, "svg", **told, Date=None, Creator=None, Format=None, Type=None)
    return drawn.replace(
        b", 'DejaVu Sans'", b""
    )  # what shows an SVG finds a font for foreign letters by itself


def pdf(fig: Sheet, facts: dict[str, Any]) -> bytes:
    """Render, and write the facts into the metadata."""
    told = {
        "Title": facts["title"],
        "Subject": facts["subtitle"],
        "Keywords": in_a_line(facts),
    }
    return _saved(fig, "pdf", **told, CreationDate=None, Creator=None, Producer=None)
