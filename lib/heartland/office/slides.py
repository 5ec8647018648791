"""Figures on slides: one a slide at 16:9, the finding as title, the sources in the notes."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from heartland.errors import UsageError
from heartland.office.files import figure_path, require
from heartland.tables import package
from heartland.tables.package import write_whole

WIDTH, HEIGHT = 13.333, 7.5  # inches
MARGIN = 0.5
TITLE_HEIGHT = 0.9
TITLE_POINTS = 26
BLANK = 6  # the layout without placeholders


def write_deck(names: Sequence[str], path: Path, force: bool = False) -> None:
    """Write a PPTX with a slide for each figure.

    Args:
        names: figures as in ``figures/``: ``01-trade/level-with-russia``.
        path: the file.
        force: overwrite a file that is there.

    Raises:
        UsageError: for an unknown figure, a file that is there, or a library that is missing.
    """
    if path.exists() and not force:
        raise UsageError(f"{path} is there already: name another file with -o, or add --force")
    pictures = [figure_path(name, ".png") for name in names]
    pptx = require("pptx", "a deck")
    deck = pptx.Presentation()
    deck.slide_width = pptx.util.Inches(WIDTH)
    deck.slide_height = pptx.util.Inches(HEIGHT)
    for picture in pictures:
        facts = package.read_json(picture.with_suffix(".json"))
        _add_slide(pptx, deck, picture, facts)
    file = io.BytesIO()
    deck.save(file)
    write_whole(path, file.getvalue())


def _add_slide(pptx: Any, deck: Any, picture: Path, facts: dict[str, Any]) -> None:
    inches = pptx.util.Inches
    slide = deck.slides.add_slide(deck.slide_layouts[BLANK])
    box = slide.shapes.add_textbox(
        inches(MARGIN), inches(0.3), inches(WIDTH - 2 * MARGIN), inches(TITLE_HEIGHT)
    )
    box.text_frame.word_wrap = True
    box.text_frame.text = facts["title"]
    run = box.text_frame.paragraphs[0].runs[0]
    run.font.size = pptx.util.Pt(TITLE_POINTS)
    run.font.bold = True
    _add_picture(pptx, slide, picture, facts["alt"])
    slide.notes_slide.notes_text_frame.text = _notes(facts)


def _add_picture(pptx: Any, slide: Any, picture: Path, alt: str) -> None:
    """Place a picture below the title, as large as the slide has room for."""
    from PIL import Image

    with Image.open(picture) as image:
        shape = image.width / image.height
    top = TITLE_HEIGHT + 0.4
    height = HEIGHT - top - 0.2
    width = min(height * shape, WIDTH - 2 * MARGIN)
    inches = pptx.util.Inches
    left = (WIDTH - width) / 2
    drawn = slide.shapes.add_picture(str(picture), inches(left), inches(top), width=inches(width))
    drawn._element._nvXxPr.cNvPr.set("descr", alt)


def _notes(facts: dict[str, Any]) -> str:
    """Write the subtitle, and the sources with their addresses."""
    sources = [
        f"{source['publisher']}, {source['title']}: {source['url']}" for source in facts["sources"]
    ]
    return "\n".join([facts["subtitle"], facts["source_line"], "", *sources])
