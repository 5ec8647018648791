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
from heartland.files import write_atomically
from heartland.runs.run import RECORD, Run
from heartland.runs.stale import read_record

EXPORTED = re.compile(r"[\w-]+\.(csv|json|pdf|png|svg)")  # the files of a run's figures


def is_file_of_figure(name: str) -> bool:
    """Whether a name is that of a file that ``export`` writes: no path, no other ending."""
    return name != RECORD and EXPORTED.fullmatch(name) is not None


def no_longer_made(run: Run, made: Iterable[str]) -> dict[str, list[Path]]:
    """Return the figures of earlier runs that are not among the files of this one, with theirs."""
    place = run.root / run.figures
    gone = _of_earlier_runs(run, place) - _figures(made)
    files: dict[str, list[Path]] = {}
    for path in sorted(place.glob("*")):
        if _is_of(path, gone):
            files.setdefault(path.stem, []).append(path)
    return files


def _of_earlier_runs(run: Run, folder: Path) -> set[str]:
    """Return the figures that its record names or, with defaults, git tracks: nothing else goes.

    The record is not committed: what another clone has made is known by git alone. That of a run
    with other parameters lies in the folder.
    """
    record = folder / RECORD if run.slug else run.root / run.place(RECORD)
    names = [*read_record(record).get("files", ())]
    if not run.slug:
        place = run.figures.as_posix()
        tracked = git.ask(run.root, "ls-files", "-z", "--", place) or ""
        names += [name.removeprefix(f"{place}/") for name in tracked.split("\0")]
    return _figures(names)


def _figures(names: Iterable[str]) -> set[str]:
    """Return the figures that files are of; other files are of none."""
    return {Path(name).stem for name in names if is_file_of_figure(name)}


def _is_of(path: Path, figures: set[str]) -> bool:
    """Tell whether a path is a file of one of these figures; git does not track all that it has."""
    return is_file_of_figure(path.name) and path.stem in figures and not path.is_dir()


def install(run: Run, made: Mapping[str, bytes], record: bytes) -> None:
    """Put the files of a run and its record in their places; the figures of an earlier run go.

    What no run has made (a note or a picture that someone keeps there) stays.

    Raises:
        ValueError: for a name that is not a figure's, whoever says it: a notebook or a worker.
        OSError: if a file cannot be written; the figures that were there are there still.
    """
    for name in made:
        if name != run.notebook.name and not is_file_of_figure(name):
            raise ValueError(f"'{printable(name)}' is not the name of a file of a figure")
    recover(run)
    place = run.root / run.figures
    old, new = _beside(place)
    files = {**made, RECORD: record}
    apart = {name: content for name, content in files.items() if not run.owns(name)}
    try:
        new.mkdir(parents=True)
        for name in files.keys() - apart.keys():
            (new / name).write_bytes(files[name])
        if place.exists():
            place.rename(old)
        new.rename(place)
    finally:
        recover(run)
    for name, content in apart.items():  # the record is the last of them
        write_atomically(run.root / run.place(name), content)


def recover(run: Run) -> None:
    """Finish an exchange of folders, or undo one that was interrupted."""
    place = run.root / run.figures
    old, new = _beside(place)
    if old.is_dir() and not place.exists():
        old.rename(place)
    elif old.is_dir():
        earlier = _of_earlier_runs(run, old)
        for path in list(old.iterdir()):
            if _is_of(path, earlier):
                path.unlink()
            elif not (place / path.name).exists():
                path.rename(place / path.name)
        shutil.rmtree(old, ignore_errors=True)
    shutil.rmtree(new, ignore_errors=True)


def _beside(place: Path) -> tuple[Path, Path]:
    """Return where the old and the new folder are while they are exchanged."""
    return place.with_name(f".{place.name}.old"), place.with_name(f".{place.name}.new")
