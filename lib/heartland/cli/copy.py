"""The command ``heartland copy``: a copy to work in, for who installed the package only."""

import shlex
import shutil
from importlib.metadata import version
from pathlib import Path

import click

from heartland.errors import UsageError, printable
from heartland.notebooks import notebooks
from heartland.tables import collection

PARTS = ("figures", "notebooks", "data")  # data last: with it the folder is a collection
LEFT_OUT = shutil.ignore_patterns(
    "__pycache__", ".ipynb_checkpoints", "templates", "*.svg", "*.pdf"
)
UNFINISHED = ".copy"  # where the parts are until all are copied
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

    lay_out(folder)
    copied = sentences.count(len(notebooks(folder)), "notebook")
    tables = sentences.count(len(collection.dataset_names(folder)), "table")
    click.echo(f"{copied} and {tables} in {folder}")
    click.echo(f"next: cd {shlex.quote(str(folder))}, then heartland lab, or heartland run")


def lay_out(folder: Path) -> None:
    """Copy notebooks, data and figures into a folder that is new or empty.

    What fails leaves the folder empty; what a killed call has left there goes.

    Raises:
        UsageError: for a folder that holds something, or that lies in a collection.
        OSError: if a file cannot be written.
    """
    root = collection.root()
    work = folder / UNFINISHED
    _refuse_taken(folder, root)
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    data = collection.descriptor(root)["version"]
    readme = README.format(code=version("heartland"), data=data)
    try:
        (work / "README.md").write_text(readme, encoding="utf-8")
        for part in PARTS:
            if (root / part).is_dir():  # not the times and rights of files, which may be read-only
                copy = shutil.copyfile
                shutil.copytree(root / part, work / part, ignore=LEFT_OUT, copy_function=copy)
        for name in ("README.md", *PARTS):
            if (work / name).exists():
                (work / name).rename(folder / name)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _refuse_taken(folder: Path, root: Path) -> None:
    shown = printable(folder)
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"'{shown}' is a file: name a folder that is new or empty")
    if folder.is_dir() and any(path.name != UNFINISHED for path in folder.iterdir()):
        raise UsageError(f"'{shown}' is not empty: name a folder that is new or empty")
    if folder.resolve().is_relative_to(root):
        raise UsageError(f"'{shown}' lies in the collection itself: name a folder outside it")
