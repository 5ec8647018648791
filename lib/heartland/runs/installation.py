"""How the files of a run come to their places: whole, or not at all.

A run owns its folder. Its new files are written beside it, then the two are exchanged by renames:
at every moment the folder is absent, old, or new, and never a mixture.
"""

import re
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from heartland import git
from heartland.errors import printable
from heartland.files import written_beside
from heartland.runs.record import read_record
from heartland.runs.run import RECORD, Run

EXPORTED = re.compile(r"[\w-]+\.(csv|json|pdf|plotly|png|svg)")  # the files of a run's figures


def is_file_of_figure(name: str) -> bool:
    """Whether a name is that of a file that ``export`` writes: no path, no other ending."""
    return name != RECORD and EXPORTED.fullmatch(name) is not None


def no_longer_made(run: Run, made: Iterable[str]) -> dict[str, list[Path]]:
    """Return the figures of earlier runs that are not among the files of this one, with theirs."""
    figures = sorted(_of_earlier_runs(run) - _figures(made))
    place = run.root / run.figures
    here = sorted(place.iterdir()) if place.is_dir() else []
    files = {figure: [path for path in here if _is_of(path, {figure})] for figure in figures}
    return {figure: paths for figure, paths in files.items() if paths}


def _of_earlier_runs(run: Run) -> set[str]:
    """Return the figures that its record names or, with defaults, git tracks: nothing else goes.

    The record is not committed: what another clone has made is known by git alone.
    """
    files = [*read_record(run).get("files", ())]
    if not run.slug:
        place = run.figures.as_posix()
        tracked = git.ask(run.root, "ls-files", "-z", "--", place) or ""
        files += [name.removeprefix(f"{place}/") for name in tracked.split("\0")]
    return _figures(files)


def _is_of(path: Path, figures: set[str]) -> bool:
    """Tell whether a path is a file of one of these figures; git does not track all that it has."""
    return is_file_of_figure(path.name) and path.stem in figures and not path.is_dir()


def _figures(names: Iterable[str]) -> set[str]:
    """Return the figures that files are of; other files are of none."""
    return {Path(name).stem for name in names if is_file_of_figure(name)}


def install(run: Run, made: Mapping[str, bytes]) -> None:
    """Put the files of a run in their places; the figures of an earlier run in its folder go.

    What no run has made (a note or a picture that someone keeps there) stays.

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
    record = old / RECORD
    if record.is_file():  # first, for it tells, also whoever goes on here, what runs have made
        record.rename(place / RECORD)
    earlier = _of_earlier_runs(run)
    for path in list(old.iterdir()):
        if not _is_of(path, earlier) and not (place / path.name).exists():
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
