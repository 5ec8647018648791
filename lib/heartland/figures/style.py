"""Typography and colour of every figure.

One font with Cyrillic letters, found by path, so that a figure looks the same on every machine. One
colour for each republic, China and Russia, kept in ``areas.csv``; a publisher or a vendor takes one
from ``OTHERS``. All are at least 20 CIELAB units apart under deuteranopia and protanopia and
readable as text on white: a test measures it.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from heartland.errors import UsageError
from heartland.figures import sizes
from heartland.tables import collection, csv_files
from heartland.tables.filters import as_list

INK, TEXT, QUIET, RULE = "#111111", "#444444", "#767676", "#d9d9d9"
OTHERS = ("#175e7c", "#a52300", "#633fa2", "#1f8644")
FIXED = dict(zip(("EBRD", "World Bank", "IMF", "ADB"), OTHERS, strict=True)) | {
    "World Bank WDI": INK
}
DPI = 200  # dots an inch: a column of 8 inches has 1600, twice the width of a page's column
FONT = "Source Sans Pro"
OF_THE_SESSION = ("backend", "interactive")  # settings of matplotlib that are no style
OF_TYPE: Any = (  # settings of the house that grow with its type: larger labels are set further off
    "font.size",
    "xtick.labelsize",
    "ytick.labelsize",
    "xtick.major.pad",
    "ytick.major.pad",
    "axes.titlesize",
    "axes.titlepad",
)


def apply(size: sizes.Size) -> None:
    """Set matplotlib's defaults for a figure of a size, whatever was set before.

    A user's own configuration, and what another library sets in a notebook (``seaborn.set_theme``),
    change no figure of the house. Where figures of pyplot are shown stays as it is.
    """
    import matplotlib as mpl

    _add_fonts()
    mpl.rcParams.update(_house_style())
    for name in OF_TYPE:
        mpl.rcParams[name] *= size.type_scale


@lru_cache
def _add_fonts() -> None:
    """Let matplotlib find the font, once in a process.

    Raises:
        UsageError: if it does not: with another font a figure would be another.
    """
    import font_source_sans_pro
    from matplotlib import font_manager

    folder = Path(font_source_sans_pro.__path__[0]) / "files"
    for weight in ("Regular", "Semibold", "Bold", "It"):
        font_manager.fontManager.addfont(folder / f"SourceSansPro-{weight}.ttf")
    try:
        font_manager.findfont(FONT, fallback_to_default=False)
    except ValueError:
        raise UsageError(
            f"matplotlib does not find the font {FONT}: unset MPL_IGNORE_SYSTEM_FONTS"
        ) from None
    fonts = font_manager.fontManager.ttflist
    # DejaVu has no semibold: its bold stands in.
    fonts += [
        replace(one, weight=600) for one in fonts if one.name == "DejaVu Sans" and one.weight == 700
    ]


@lru_cache
def _house_style() -> dict[Any, Any]:
    """Read the house style, over matplotlib's own defaults."""
    import matplotlib as mpl

    sheet = mpl.rc_params_from_file(str(Path(__file__).with_name("heartland.mplstyle")))
    return {name: value for name, value in sheet.items() if name not in OF_THE_SESSION}


def colours(names: str | Sequence[str]) -> dict[str, str]:
    """Give each name its fixed colour, whatever is drawn beside it.

    Areas, by code or English name, have theirs from ``areas.csv``, bodies from ``FIXED``. A name
    without a colour is grey: it wants a label.

    >>> hl.colours(["KAZ", "World Bank"])["World Bank"]
    """
    areas = {}
    for row in csv_files.rows(collection.root(), "areas"):
        if row["colour"]:
            areas[row["area"]] = areas[row["name"]] = row["colour"]
    return {name: areas.get(name) or FIXED.get(name, QUIET) for name in as_list(names)}
