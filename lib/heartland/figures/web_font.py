"""The font of the figures for a browser that does not have it."""

import base64
import io
from functools import cache
from pathlib import Path

from heartland.figures import style
from heartland.outputs import FONT

WEIGHTS = {400: "Regular", 600: "Semibold", 700: "Bold"}
ADD = """(() => {
  if (window.heartlandFont) return;
  window.heartlandFont = true;
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const add = (weight, text) => document.fonts.add(
    new FontFace("%s", bytes(text), {weight: String(weight)}));
  %s
})()"""


@cache
def as_html() -> str:
    """Return the HTML that gives a page the font, once.

    The letters are those of the package, only compressed: their licence reserves the name for
    unchanged ones.
    """
    calls = []
    for weight, name in WEIGHTS.items():
        calls.append(f'add({weight}, "{base64.b64encode(woff(name)).decode()}");')
    return f"{FONT}<script>{ADD % (style.FONT, ' '.join(calls))}</script>"


def woff(weight: str) -> bytes:
    """Return the letters of a weight (``Regular``, ``Bold`` …), compressed."""
    import font_source_sans_pro
    from fontTools.ttLib import TTFont

    folder = Path(font_source_sans_pro.__path__[0]) / "files"
    font = TTFont(folder / f"SourceSansPro-{weight}.ttf", recalcTimestamp=False)
    font.flavor = "woff"
    file = io.BytesIO()
    font.save(file)
    return file.getvalue()
