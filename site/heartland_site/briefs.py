"""The country brief of each republic, made by the ordinary engine in ``build/site-runs/``."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from heartland.tables.areas import REPUBLICS
from heartland_site.site_runs import VARIANTS, SiteRun, folder_of, perform, site_run

BRIEF = "10-country-brief"


def brief_folder(code: str) -> Path:
    """Name the folder of the brief of a republic: below those of the drawings, wide and narrow."""
    return folder_of(BRIEF, {"area": code})


def brief_runs(root: Path, republics: Iterable[str], folder: Path = VARIANTS) -> list[SiteRun]:
    """Return the runs that make the briefs of republics, each in a folder of its own."""
    return [
        site_run(root, BRIEF, {"area": code}, folder / brief_folder(code)) for code in republics
    ]


def make_briefs(root: Path, republics: Iterable[str] = REPUBLICS) -> Counter[str]:
    """Run the brief for each republic, where something has changed; return how the runs ended."""
    return perform(brief_runs(root, republics))
