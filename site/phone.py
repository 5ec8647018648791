"""The narrow drawings for phones: the notebooks run once more, at the size "phone".

They are made by the ordinary engine in ``build/phone/``, which skips what is unchanged. None is
committed. A figure whose narrow drawing does not show exactly the committed rows has none.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from drawings import Drawing
from heartland.figures import sizes
from heartland.runs.run import notebooks
from site_runs import perform, site_run

FOLDER = Path("build") / "phone"
SIZE = "HEARTLAND_SIZE"
PREFIX = "phone-"  # of ids, so that both drawings can stand in one page


def draw_for_phones(root: Path) -> int:
    """Draw every figure again for phones, where something has changed.

    Returns:
        The number of notebooks that failed; their figures keep the wide drawing alone.
    """
    stems = [path.stem for path in notebooks(root)]
    runs = [site_run(root, stem, {}, FOLDER / stem) for stem in stems]
    with drawn_for_phones():
        return perform(runs)


@contextmanager
def drawn_for_phones() -> Iterator[None]:
    """Let the runs that begin here draw at the size of a phone."""
    before = os.environ.get(SIZE)
    os.environ[SIZE] = sizes.named("phone").name
    try:
        yield
    finally:
        del os.environ[SIZE]
        if before is not None:
            os.environ[SIZE] = before


def narrow_drawing(root: Path, place: str, rows: str) -> Drawing | None:
    """Return the narrow drawing of a figure; None if there is none of the same rows.

    A page of panels has none: it is laid out for paper.

    Args:
        root: the collection.
        place: of the figure.
        rows: the SHA-256 of its CSV.
    """
    path = root / FOLDER / f"{place}.json"
    if not path.is_file():
        return None
    drawing = Drawing(path, PREFIX)
    if drawing.facts.get("csv_sha256") != rows or drawing.facts["kind"] == "page":
        return None
    return drawing
