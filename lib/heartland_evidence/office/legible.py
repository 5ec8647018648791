"""How large a picture is on a slide, and whether its text can be read there.

Apart from ``slides``, because a run asks it at its end and nothing heavy may be imported for that.
"""

from pathlib import Path
from typing import NamedTuple

WIDTH, HEIGHT = 13.333, 7.5  # inches
EDGE = 0.2  # around a picture
DOTS = 200  # an inch, of a picture that does not say
LEAST_SCALE = 0.8  # of the text of a figure on a slide, 1 being that of a page


def is_legible(picture: Path) -> bool:
    """Tell whether a file is a picture whose text is large enough on a slide."""
    from PIL import UnidentifiedImageError

    try:
        return place_of(picture).scale >= LEAST_SCALE
    except UnidentifiedImageError:
        return False


class Place(NamedTuple):
    """Where on a slide a picture is, in inches, and how large it is, 1 being its own size."""

    left: float
    top: float
    width: float
    scale: float


def place_of(picture: Path) -> Place:
    """Place a picture in the middle of a slide, as large as there is room for."""
    from PIL import Image

    with Image.open(picture) as image:
        shape: float = image.width / image.height
        dots, _ = image.info.get("dpi", (DOTS, DOTS))
        own_width: float = image.width / dots
    width = min((HEIGHT - 2 * EDGE) * shape, WIDTH - 2 * EDGE)
    return Place((WIDTH - width) / 2, (HEIGHT - width / shape) / 2, width, width / own_width)
