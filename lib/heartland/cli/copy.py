"""The command ``heartland copy``: a copy to work in, for who installed the package only."""

import shlex
import shutil
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import click

from heartland.errors import UsageError, printable
from heartland.tables import collection

PARTS = ("figures", "notebooks", "data")  # data last: with it the folder is a collection
LEFT_OUT = shutil.ignore_patterns(
    "__pycache__",
    ".ipynb_checkpoints",
    "templates",
    "*.svg",
    "*.pdf",
    "*.plotly",
)
README = """\
# Heartland, a copy to work in

Code {code}, data {data}. The code is not here: it is the package that is installed.

    heartland lab        opens JupyterLab on the start notebook
    heartland run        executes the notebooks and writes their figures to figures/
    heartland run 03 --help

The code is under the MIT licence, notebooks and figures under CC BY 4.0. The data carry their own
terms, resource by resource, in data/datapackage.json and data/sources.csv; data/README.md says what
each column means.
"""


@click.command("copy", short_help="Copy the notebooks and data into a folder of yours.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    """Lay notebooks, data and figures out in DIR, to run and change them there.

    \b
    heartland copy central-asia
    cd central-asia
    heartland lab            JupyterLab on the start notebook
    heartland run 03         a notebook, by its number or a word of its name

    It is for anyone who has installed the package; a clone is a collection already. DIR must be
    new or empty. Its data are of the version that is installed (heartland --version).
    """
    from heartland import sentences

    made = lay_out(folder)
    notebooks = sentences.count(made.notebooks, "notebook")
    tables = sentences.count(made.tables, "table")
    click.echo(f"{notebooks} and {tables} in {folder}")
    click.echo(f"next: cd {shlex.quote(str(folder))}, then heartland lab, or heartland run")


class CopyCounts(NamedTuple):
    """How many notebooks and tables a copy of the collection has."""

    notebooks: int
    tables: int


def lay_out(folder: Path) -> CopyCounts:
    """Copy notebooks, data and figures into a folder that is new or empty.

    What is interrupted or fails leaves the folder empty.

    Raises:
        UsageError: for a folder that holds something, or that lies in a collection.
        OSError: if a file cannot be written.
    """
    root = collection.root()
    _refuse_taken(folder, root)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".copy-") as work:
        _place(list(_copied(root, Path(work))), folder)
    notebooks = len(list((folder / "notebooks").glob("[0-9][0-9]-*.ipynb")))
    return CopyCounts(notebooks, len(collection.dataset_names(folder)))


def _place(parts: list[Path], folder: Path) -> None:
    """Move the parts of a copy into its folder; where one cannot be moved, all go back."""
    moved: list[Path] = []
    try:
        for part in parts:
            part.rename(folder / part.name)
            moved.append(part)
    except BaseException:
        for part in moved:
            (folder / part.name).rename(part)
        raise


def _copied(root: Path, work: Path) -> Iterator[Path]:
    """Copy a collection into a folder, and yield each part of it."""
    readme = work / "README.md"
    readme.write_text(_readme(root), encoding="utf-8")
    yield readme
    for part in PARTS:
        if (root / part).is_dir():
            # not the times and rights of the files, which may be read-only where they are
            shutil.copytree(
                root / part, work / part, ignore=LEFT_OUT, copy_function=shutil.copyfile
            )
            yield work / part


def _refuse_taken(folder: Path, root: Path) -> None:
    shown = printable(folder)
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"'{shown}' is a file: name a folder that is new or empty")
    if folder.is_dir() and any(folder.iterdir()):
        raise UsageError(f"'{shown}' is not empty: name a folder that is new or empty")
    if folder.resolve().is_relative_to(root):
        raise UsageError(f"'{shown}' lies in the collection itself: name a folder outside it")


def _readme(root: Path) -> str:
    data = collection.descriptor(root)["version"]
    return README.format(code=version("heartland"), data=data)
