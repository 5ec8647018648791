"""Figures on slides: one a slide at 16:9, the finding as title, the sources in the notes."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from heartland.errors import UsageError, printable
from heartland.office.extra import require
from heartland.office.files import figure_path, write
from heartland.tables import json_files

WIDTH, HEIGHT = 13.333, 7.5  # inches
MARGIN = 0.5
EDGE = 0.2  # around a picture
TITLE_HEIGHT = 0.9
TITLE_POINTS = 16
DOTS = 200  # an inch, of a picture that does not say
LEAST_SCALE = 0.8  # of the text of a figure on a slide, 1 being that of a page
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
        facts = json_files.read(picture.with_suffix(".json"))
        _add_slide(pptx, deck, picture, facts)
    file = io.BytesIO()
    deck.save(file)
    write({path: file.getvalue()})


def is_legible(picture: Path) -> bool:
    """Tell whether a file is a picture whose text is large enough on a slide."""
    from PIL import UnidentifiedImageError

    try:
        return _place_of(picture).scale >= LEAST_SCALE
    except UnidentifiedImageError:
        return False


class Place(NamedTuple):
    """Where on a slide a picture is, in inches, and how large it is, 1 being its own size."""

    left: float
    top: float
    width: float
    scale: float


def _place_of(picture: Path) -> Place:
    """Place a picture in the middle of a slide, as large as there is room for."""
    from PIL import Image

    with Image.open(picture) as image:
        shape: float = image.width / image.height
        dots, _ = image.info.get("dpi", (DOTS, DOTS))
        own_width: float = image.width / dots
    width = min((HEIGHT - 2 * EDGE) * shape, WIDTH - 2 * EDGE)
    return Place((WIDTH - width) / 2, (HEIGHT - width / shape) / 2, width, width / own_width)


def _refuse_small_text(names: Sequence[str], pictures: Sequence[Path]) -> None:
    """Refuse figures that are so much taller than a slide that nobody could read them there."""
    tall = [
        f"{printable(name)} ({100 * _place_of(picture).scale:.0f} percent)"
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
    place = _place_of(picture)
    left, top, width = inches(place.left), inches(place.top), inches(place.width)
    drawn = slide.shapes.add_picture(str(picture), left, top, width=width)
    drawn._element._nvXxPr.cNvPr.set("descr", facts["alt"])


def _notes(facts: dict[str, Any]) -> str:
    """Write the subtitle, and the sources with their addresses."""
    sources = [
        f"{source['publisher']}, {source['title']}: {source['url']}" for source in facts["sources"]
    ]
    return "\n".join([facts["subtitle"], facts["source_line"], "", *sources])
