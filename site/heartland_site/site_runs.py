"""Runs that the site needs beside the committed ones; their files stay in ``build/site-runs/``.

The ordinary engine makes them, and skips what is unchanged.
"""

import re
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from heartland.environment import HEARTLAND_SIZE
from heartland.figures import sizes
from heartland.runs import engine
from heartland.runs.run import Run, plan

FOLDER = Path("build") / "site-runs"
VARIANTS = FOLDER / "variants"  # with other parameters than the committed figures
PHONE = FOLDER / "phone"
PHONE_VARIANTS = FOLDER / "phone-variants"


@dataclass(frozen=True)
class SiteRun(Run):
    """A run whose files go to ``folder``, relative to the collection."""

    folder: Path = FOLDER

    @property
    def name(self) -> str:
        """Its folder, which tells apart the runs of one notebook."""
        return self.folder.as_posix()

    @property
    def figures(self) -> Path:
        """Where its figures go."""
        return self.folder

    @property
    def variables(self) -> Mapping[str, str]:
        """Variables that its process has: those below the folders for phones are drawn narrow."""
        if any(self.folder.is_relative_to(folder) for folder in (PHONE, PHONE_VARIANTS)):
            return {HEARTLAND_SIZE: sizes.named("phone").name}
        return {}

    def place(self, file: str) -> Path:
        """Return where a file of the run goes."""
        return self.folder / file


def site_run(root: Path, notebook: str, given: Mapping[str, str], folder: Path) -> SiteRun:
    """Make a run with the parameters given, whose files go to a folder."""
    planned = plan(root, notebook, given)
    return SiteRun(
        root, planned.notebook, planned.values, planned.given, planned.slug, folder=folder
    )


def folder_of(notebook: str, given: Mapping[str, str]) -> Path:
    """Name the folder of a variant after its notebook and what it is given.

    >>> folder_of("10-country-brief", {"area": "KAZ"}).as_posix()
    '10-country-brief/area-kaz'
    """
    return Path(notebook) / "-".join(slug(f"{name}-{value}") for name, value in given.items())


def slug(text: str) -> str:
    """Write text in small letters, digits and hyphens.

    >>> slug("UN EGDI")
    'un-egdi'
    """
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def perform(runs: Sequence[SiteRun]) -> Counter[str]:
    """Bring runs up to date; return how many succeeded, failed, or are unchanged."""
    ended: Counter[str] = Counter()

    def noted(run: Run, state: engine.Outcome, words: str) -> None:
        ended[state] += 1
        report(run, state, words)

    if runs:
        engine.perform(runs, noted)
    return ended


def report(run: Run, state: engine.Outcome, words: str) -> None:
    """Print what was made, and what failed."""
    if state == "succeeded":
        print(f"made {run.name} ({words})", file=sys.stderr)
    elif state == "failed":
        print(f"{run.name} could not be made: {words}", file=sys.stderr)
