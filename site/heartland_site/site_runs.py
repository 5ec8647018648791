"""Runs that the site needs beside the committed ones; their files stay in ``build/site-runs/``.

The ordinary engine makes them, and skips what is unchanged.
"""

import itertools
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from heartland.environment import HEARTLAND_SIZE
from heartland.errors import HeartlandError
from heartland.figures import sizes
from heartland.notebooks import notebooks
from heartland.runs import engine
from heartland.runs.run import Run, plan
from heartland.tables.areas import REPUBLICS

if TYPE_CHECKING:
    from heartland_site.choices import Choice

SWEEPS = Path("notebooks") / "sweeps.yml"
BRIEF = "10-country-brief"
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
        """Variables that its process has: those for phones are drawn narrow."""
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


def brief_folder(code: str) -> Path:
    """Name the folder of the brief of a republic: below those of the drawings, wide and narrow."""
    return folder_of(BRIEF, {"area": code})


def of_site(root: Path, offered: Iterable["Choice"]) -> list[SiteRun]:
    """Return all runs: notebooks for phones; briefs and what readers may choose, at both sizes."""
    runs = [site_run(root, path.stem, {}, PHONE / path.stem) for path in notebooks(root)]
    runs += [
        site_run(root, BRIEF, {"area": code}, folder / brief_folder(code))
        for code, folder in itertools.product(REPUBLICS, (VARIANTS, PHONE_VARIANTS))
    ]
    for choice in offered:
        for variant in choice.others:
            runs += [variant.wide, variant.narrow]
    return list({run.folder: run for run in runs}.values())  # two sweeps may offer the same


def make(runs: Sequence[SiteRun], offered: Iterable["Choice"]) -> None:
    """Bring runs up to date, all in one call of the engine, and say how long it took.

    A figure whose narrow drawing could not be made keeps the wide one alone.

    Raises:
        HeartlandError: if the run of a value that is offered fails, or has not the figure on whose
            page it is offered.
    """
    begun = time.monotonic()
    ended: dict[Path, engine.Outcome] = {}

    def report(run: Run, state: engine.Outcome, words: str) -> None:
        ended[run.figures] = state
        if state == "succeeded":
            print(f"made {run.name} ({words})", file=sys.stderr)
        elif state == "failed":
            print(f"{run.name} could not be made: {words}", file=sys.stderr)

    engine.perform(runs, report)
    for choice in offered:
        for figure, variant in itertools.product(choice.figures, choice.others):
            state = ended.get(variant.wide.folder)
            given = ", ".join(f"{name}={value}" for name, value in variant.values.items())
            if state == "failed":
                raise HeartlandError(f"{SWEEPS}, {choice.sweep}: the run with {given} failed")
            if state and not variant.is_there(figure):
                raise HeartlandError(
                    f"{SWEEPS}, {choice.sweep}: with {given} there are no rows for the figure "
                    f"'{figure}': take the value or the figure out"
                )
    states = Counter(ended.values())
    print(
        f"{states['succeeded']} runs made, {states['unchanged']} up to date, "
        f"in {time.monotonic() - begun:.0f} s",
        file=sys.stderr,
    )
