"""How the files of a run come to their places: each whole, its record last.

Who is killed in between leaves files of which each is old or new, and a record that does not fit
them: the next call runs again.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from heartland import git
from heartland.errors import printable
from heartland.files import write_all, write_atomically
from heartland.runs.run import RECORD, Run
from heartland.runs.stale import read_record

EXPORTED = re.compile(r"[\w-]+\.(csv|json|pdf|png|svg)")  # the files of a run's figures
# Left by a process that was killed.
UNFINISHED = re.compile(rf"\.{EXPORTED.pattern}\.[0-9a-f]{{8}}")


def is_file_of_figure(name: str) -> bool:
    """Whether a name is that of a file that ``export`` writes: no path, no other ending."""
    return name != RECORD and EXPORTED.fullmatch(name) is not None


def install(run: Run, made: Mapping[str, bytes], record: bytes) -> list[str]:
    """Put the files of a run and its record in their places; return the figures that have gone.

    Those of an earlier run go that this one has not made. What no run has made (a note or a picture
    that someone keeps there) stays.

    Raises:
        ValueError: for a name that is not a figure's, whoever says it: a notebook or a worker.
        OSError: if a file cannot be written; the figures that were there are there still.
    """
    for name in made:
        if name != run.notebook.name and not is_file_of_figure(name):
            raise ValueError(f"'{printable(name)}' is not the name of a file of a figure")
    place = run.root / run.figures
    gone = no_longer_made(run, made)
    unfinished = [path for path in place.glob(".*") if UNFINISHED.fullmatch(path.name)]
    write_all({run.root / run.place(name): content for name, content in made.items()})
    for path in [*gone, *unfinished]:
        path.unlink()
    write_atomically(run.root / run.place(RECORD), record)
    return list(dict.fromkeys(path.stem for path in gone))


def no_longer_made(run: Run, made: Iterable[str]) -> list[Path]:
    """Return the files of figures of earlier runs that are not among those of this one.

    They are those that its record names or, with defaults, git tracks: nothing else goes. The
    record is not committed, so that git alone knows what another clone has made. It does not track
    each file of a figure.
    """
    place = run.figures.as_posix()
    names = [*read_record(run.root / run.place(RECORD)).get("files", ())]
    if not run.slug:
        tracked = git.ask(run.root, "ls-files", "-z", "--", place) or ""
        names += [name.removeprefix(f"{place}/") for name in tracked.split("\0")]
    gone = _figures(names) - _figures(made)
    return [
        path
        for path in sorted((run.root / run.figures).glob("*"))
        if is_file_of_figure(path.name) and path.stem in gone and not path.is_dir()
    ]


def _figures(names: Iterable[str]) -> set[str]:
    """Return the figures that files are of; other files are of none."""
    return {Path(name).stem for name in names if is_file_of_figure(name)}
