"""Figures on slides: one a slide at 16:9, the finding as title, the sources in the notes."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from heartland.errors import printable
from heartland.files import read_json
from heartland.stored_figures import figure_path
from heartland_evidence.office.files import refuse_to_overwrite, require, write

WIDTH, HEIGHT = 13.333, 7.5  # inches
EDGE = 0.2  # around a picture
LEAST_SCALE = 0.8  # of the text of a figure on a slide, 1 being that of a page
TITLE_HEIGHT = 0.9
TITLE_POINTS = 16
TITLE_ONLY = 5  # the layout with a title and nothing else


def write_deck(names: Sequence[str], path: Path, force: bool = False) -> list[str]:
    """Write a PPTX with a slide for each figure.

    Args:
        names: figures as in ``figures/``, ``01-trade/level-with-russia`` or ``level-with-russia``,
            or a file of a figure.
        path: the file.
        force: overwrite a file that is there.

    Returns:
        Of each figure that is too tall for a slide how small its text is there.

    Raises:
        UsageError: for an unknown figure, a file that does not end in .pptx, is there or may not be
            written, or a library that is missing.
    """
    refuse_to_overwrite(path, ".pptx", force)
    pptx = require("pptx", "python-pptx")
    deck = pptx.Presentation()
    deck.slide_width, deck.slide_height = pptx.util.Inches(WIDTH), pptx.util.Inches(HEIGHT)
    tall = []
    for name in names:
        scale = _add_slide(pptx, deck, figure_path(name, ".png"))
        if scale < LEAST_SCALE:
            tall.append(f"{printable(name)} is tall: its text is {scale:.0%} of its size")
    file = io.BytesIO()
    deck.save(file)
    write({path: file.getvalue()})
    return tall


def _add_slide(pptx: Any, deck: Any, path: Path) -> float:
    """Add a slide with a picture, which shows its own title, as large as there is room for.

    The title of the slide stands above its edge: outlines and screen readers find it, and nobody
    sees it twice.

    Returns:
        How large the picture is there, 1 being its own size.
    """
    inches = pptx.util.Inches
    facts = read_json(path.with_suffix(".json"))
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
    title = slide.shapes.title
    title.text = facts["title"]
    title.text_frame.paragraphs[0].runs[0].font.size = pptx.util.Pt(TITLE_POINTS)
    title.left, title.top = inches(EDGE), inches(-TITLE_HEIGHT - EDGE)
    title.width, title.height = inches(WIDTH - 2 * EDGE), inches(TITLE_HEIGHT)
    sources = [f"{one['publisher']}, {one['title']}: {one['url']}" for one in facts["sources"]]
    notes = [facts["subtitle"], facts["source_line"], "", *sources]
    slide.notes_slide.notes_text_frame.text = "\n".join(notes)
    picture = slide.shapes.add_picture(str(path), 0, 0)
    picture._element._nvXxPr.cNvPr.set("descr", facts["alt"])
    room_up, room_across = inches(HEIGHT - 2 * EDGE), inches(WIDTH - 2 * EDGE)
    scale = min(room_up / picture.height, room_across / picture.width)
    picture.width, picture.height = round(scale * picture.width), round(scale * picture.height)
    picture.left = round((inches(WIDTH) - picture.width) / 2)
    picture.top = round((inches(HEIGHT) - picture.height) / 2)
    return float(scale)
