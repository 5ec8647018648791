"""Runs that the site needs beside the committed ones; their files stay in ``build/site-runs/``.

The ordinary engine makes them, and skips what is unchanged.
"""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from heartland.runs import engine, forked
from heartland.runs.run import Run, plan

FOLDER = Path("build") / "site-runs"


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

    def place(self, file: str) -> Path:
        """Return where a file of the run goes."""
        return self.folder / file


def site_run(root: Path, notebook: str, given: Mapping[str, str], folder: Path) -> SiteRun:
    """Make a run with the parameters given, whose files go to a folder."""
    planned = plan(root, notebook, given)
    return SiteRun(
        root, planned.notebook, planned.values, planned.given, planned.slug, folder=folder
    )


def perform(runs: list[SiteRun]) -> int:
    """Bring runs up to date; return how many failed."""
    if not runs:
        return 0
    make = forked.fastest_way()

    def make_plain(run: Run, timeout: int) -> engine.Made:
        # the process that executes it knows only the classes of the library
        plain = Run(run.root, run.notebook, run.values, run.given, run.slug)
        return make(plain, timeout)

    return engine.perform(runs, os.cpu_count() or 1, report, make=make_plain)


def report(run: Run, state: str, words: str) -> None:
    """Print what was made, and what failed."""
    if state == "succeeded":
        print(f"made {run.name} ({words})", file=sys.stderr)
    elif state == "failed":
        print(f"{run.name} could not be made: {words}", file=sys.stderr)
