"""The narrow drawings for phones: the notebooks run once more, at the size "phone".

They are made by the ordinary engine in ``build/phone/``, which skips what is unchanged. None is
committed. A figure whose narrow drawing does not show exactly the committed rows has none.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from drawings import Drawing
from heartland.figures import sizes
from heartland.runs import engine, forked
from heartland.runs.run import Run, notebooks, plan

FOLDER = Path("build") / "phone"
SIZE = "HEARTLAND_SIZE"
PREFIX = "phone-"  # of ids, so that both drawings can stand in one page


@dataclass(frozen=True)
class PhoneRun(Run):
    """A run with the default parameters, whose files stay in the build folder."""

    @property
    def figures(self) -> Path:
        """Where its figures go."""
        return FOLDER / self.notebook.stem

    def place(self, file: str) -> Path:
        """Return where a file of the run goes."""
        return self.figures / file


def draw_for_phones(root: Path) -> int:
    """Draw every figure anew for phones, where something has changed.

    Returns:
        The number of notebooks that failed; their figures keep the wide drawing alone.
    """
    runs = []
    for path in notebooks(root):
        planned = plan(root, path.stem, {})
        runs.append(PhoneRun(root, path, planned.values))
    if not runs:
        return 0
    with drawn_for_phones():
        make = forked.fastest_way()

        def make_here(run: Run, timeout: int) -> engine.Made:
            plain = Run(run.root, run.notebook, run.values)  # a worker knows only the library
            return make(plain, timeout)

        return engine.perform(runs, os.cpu_count() or 1, report, make=make_here)


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


def report(run: Run, state: str, words: str) -> None:
    """Print what was drawn, and what failed."""
    if state == "succeeded":
        print(f"drew {run.name} for phones ({words})", file=sys.stderr)
    elif state == "failed":
        print(f"no drawings of {run.name} for phones: {words}", file=sys.stderr)


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
