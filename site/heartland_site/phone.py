"""The narrow drawings for phones: the notebooks run once more, at the size "phone".

They are made by the ordinary engine, which skips what is unchanged. None is committed. A figure
whose narrow drawing does not show exactly the rows of the wide one has none.
"""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from heartland.notebooks import notebooks
from heartland.tables.areas import REPUBLICS
from heartland_site.briefs import brief_runs
from heartland_site.drawings import Drawing
from heartland_site.site_runs import PHONE, PHONE_VARIANTS, perform, site_run

PREFIX = "phone-"  # of ids, so that both drawings can stand in one page


def draw_for_phones(
    root: Path, stems: Iterable[str] = (), republics: Iterable[str] = REPUBLICS
) -> Counter[str]:
    """Draw figures and briefs again for phones, where something has changed.

    Args:
        root: the collection.
        stems: the names of the notebooks whose figures are drawn; by default of all.
        republics: whose briefs are drawn.

    Returns:
        How many runs ended how; the figures of those that failed keep the wide drawing alone.
    """
    stems = stems or [path.stem for path in notebooks(root)]
    runs = [site_run(root, stem, {}, PHONE / stem) for stem in stems]
    return perform([*runs, *brief_runs(root, republics, PHONE_VARIANTS)])


def narrow_drawing(root: Path, wide: Drawing, place: Path) -> Drawing | None:
    """Return the narrow drawing of a figure; None if there is none of the same rows.

    Args:
        root: the collection.
        wide: the drawing that it stands for.
        place: of the JSON of the narrow one, relative to the collection.
    """
    path = root / place
    if not path.is_file():
        return None
    narrow = Drawing(path, PREFIX)
    shown = ("title", "csv_sha256")
    if any(narrow.facts.get(fact) != wide.facts.get(fact) for fact in shown):
        return None
    return narrow
