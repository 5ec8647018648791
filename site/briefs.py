"""The country brief of each republic, made by the ordinary engine in ``build/site-runs/``."""

from collections.abc import Iterable
from pathlib import Path

from drawings import Drawing
from heartland.tables.coverage import REPUBLICS
from site_runs import FOLDER, SiteRun, perform, site_run

BRIEF = "10-country-brief"
BRIEFS = FOLDER / "briefs"


def brief_runs(root: Path, republics: Iterable[str], folder: Path) -> list[SiteRun]:
    """Return the runs that make the briefs of republics, each in a folder of its own."""
    return [site_run(root, BRIEF, {"area": code}, folder / code) for code in republics]


def make_briefs(root: Path, republics: Iterable[str] = REPUBLICS) -> int:
    """Run the brief for each republic, where something has changed; return how many failed."""
    return perform(brief_runs(root, republics, BRIEFS))


def brief_pages(root: Path, code: str) -> list[Drawing]:
    """Return the pages of a brief; none where it was not made."""
    pages = [Drawing(path) for path in sorted((root / BRIEFS / code).glob("page-*.json"))]
    return [page for page in pages if page.facts["parameters"]["area"] == code]
