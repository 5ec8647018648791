"""How the files of a run come to their places: whole, or not at all.

A run owns its folder. Its new files are written beside it, then the two are exchanged by renames:
at every moment the folder is absent, old, or new, and never a mixture.
"""

import re
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from heartland.errors import printable
from heartland.files import written_beside
from heartland.runs.run import RECORD, Run

EXPORTED = re.compile(r"[\w-]+\.(csv|json|pdf|plotly|png|svg)")  # the files of a run's figures


def is_file_of_figure(name: str) -> bool:
    """Whether a name is that of a file that ``export`` writes: no path, no other ending."""
    return name != RECORD and EXPORTED.fullmatch(name) is not None


def no_longer_made(run: Run, made: Iterable[str]) -> list[str]:
    """Return the figures of an earlier run that are not among the files of this one."""
    place = run.root / run.figures
    before = [path.name for path in place.iterdir()] if place.is_dir() else []
    return sorted(_figures(before) - _figures(made))


def _figures(names: Iterable[str]) -> set[str]:
    """Return the figures that files are of; other files are of none."""
    return {Path(name).stem for name in names if is_file_of_figure(name)}


def install(run: Run, made: Mapping[str, bytes]) -> None:
    """Put the files of a run in their places; what an earlier run left in its folder goes.

    Files that are no figure's (a note that someone keeps there) stay.

    Raises:
        ValueError: for a name that is not a figure's, whoever says it: a notebook or a worker.
        OSError: if a file cannot be written; what was there is there still.
    """
    for name in made:
        if name != run.notebook.name and not is_file_of_figure(name):
            raise ValueError(f"'{printable(name)}' is not the name of a file of a figure")
    recover(run)
    place = run.root / run.figures
    new = _beside(place, "new")
    try:
        new.mkdir(parents=True)
        for name, content in made.items():
            if run.place(name).parent == run.figures:
                (new / name).write_bytes(content)
        if run.slug:
            _exchange(run, place, new)
        else:  # the executed notebook has another folder: it is written before, and placed after
            executed = run.root / run.place(run.notebook.name)
            with written_beside(executed, made[run.notebook.name]) as temporary:
                _exchange(run, place, new)
                temporary.replace(executed)
    except OSError:
        recover(run)
        raise


def _exchange(run: Run, place: Path, new: Path) -> None:
    old = _beside(place, "old")
    if place.exists():
        place.rename(old)
    new.rename(place)
    if old.exists():
        _remove(run, old, place)


def _remove(run: Run, old: Path, place: Path) -> None:
    """Remove an old folder; what lies in it and no run has made goes to the new one first."""
    made = {RECORD, run.notebook.name}
    for path in list(old.iterdir()):
        if path.name not in made and not is_file_of_figure(path.name):
            path.rename(place / path.name)
    shutil.rmtree(old, ignore_errors=True)


def recover(run: Run) -> None:
    """Finish or undo an exchange of folders that was interrupted."""
    place = run.root / run.figures
    old = _beside(place, "old")
    if old.is_dir() and place.exists():
        _remove(run, old, place)
    elif old.is_dir():
        old.rename(place)
    shutil.rmtree(_beside(place, "new"), ignore_errors=True)


def _beside(place: Path, word: str) -> Path:
    return place.with_name(f".{place.name}.{word}")
