"""Figures on slides: one a slide at 16:9, the finding as title, the sources in the notes."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from heartland.errors import UsageError, printable
from heartland.files import read_json
from heartland.stored_figures import figure_path
from heartland_evidence.office.extra import require
from heartland_evidence.office.files import write
from heartland_evidence.office.legible import HEIGHT, WIDTH, is_legible, place_of

MARGIN = 0.5
TITLE_HEIGHT = 0.9
TITLE_POINTS = 16
TITLE_ONLY = 5  # the layout with a title and nothing else


def write_deck(names: Sequence[str], path: Path, force: bool = False, small: bool = False) -> None:
    """Write a PPTX with a slide for each figure.

    Args:
        names: figures as in ``figures/``, ``01-trade/level-with-russia`` or ``level-with-russia``,
            or a file of a figure.
        path: the file.
        force: overwrite a file that is there.
        small: take figures whose text is too small to be read on a slide (``LEAST_SCALE``).

    Raises:
        UsageError: for an unknown figure, one that is too tall, a file that does not end in .pptx,
            is there or may not be written, or a library that is missing.
    """
    if path.suffix.lower() != ".pptx":
        raise UsageError(f"{path}: slides are a file that ends in .pptx")
    if path.exists() and not force:
        raise UsageError(f"{path} already exists: name another file with -o, or add --force")
    pictures = [figure_path(name, ".png") for name in names]
    if not small:
        _refuse_small_text(names, pictures)
    pptx = require("pptx", "a deck")
    deck = pptx.Presentation()
    deck.slide_width = pptx.util.Inches(WIDTH)
    deck.slide_height = pptx.util.Inches(HEIGHT)
    for picture in pictures:
        facts = read_json(picture.with_suffix(".json"))
        _add_slide(pptx, deck, picture, facts)
    file = io.BytesIO()
    deck.save(file)
    write({path: file.getvalue()})


def _refuse_small_text(names: Sequence[str], pictures: Sequence[Path]) -> None:
    """Refuse figures that are so much taller than a slide that nobody could read them there."""
    tall = [
        f"{printable(name)} ({100 * place_of(picture).scale:.0f} percent)"
        for name, picture in zip(names, pictures, strict=True)
        if not is_legible(picture)
    ]
    if tall:
        raise UsageError(
            f"too tall for a slide, which makes its text smaller: {', '.join(tall)}. "
            "Choose another figure, hand out its PDF, or add --small"
        )


def _add_slide(pptx: Any, deck: Any, picture: Path, facts: dict[str, Any]) -> None:
    """Add a slide with a picture, which shows its own title.

    The title of the slide stands above its edge: outlines and screen readers find it, and nobody
    sees it twice.
    """
    inches = pptx.util.Inches
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
    title = slide.shapes.title
    title.text = facts["title"]
    title.text_frame.paragraphs[0].runs[0].font.size = pptx.util.Pt(TITLE_POINTS)
    title.left, title.top = inches(MARGIN), inches(-TITLE_HEIGHT - MARGIN)
    title.width, title.height = inches(WIDTH - 2 * MARGIN), inches(TITLE_HEIGHT)
    slide.notes_slide.notes_text_frame.text = _notes(facts)
    place = place_of(picture)
    left, top, width = inches(place.left), inches(place.top), inches(place.width)
    drawn = slide.shapes.add_picture(str(picture), left, top, width=width)
    drawn._element._nvXxPr.cNvPr.set("descr", facts["alt"])


def _notes(facts: dict[str, Any]) -> str:
    """Write the subtitle, and the sources with their addresses."""
    sources = [
        f"{source['publisher']}, {source['title']}: {source['url']}" for source in facts["sources"]
    ]
    return "\n".join([facts["subtitle"], facts["source_line"], "", *sources])
