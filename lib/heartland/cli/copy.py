"""The command ``heartland copy``."""

import shlex
from pathlib import Path

import click


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
    from heartland.tables.copies import lay_out

    made = lay_out(folder)
    notebooks = sentences.count(made.notebooks, "notebook")
    tables = sentences.count(made.tables, "table")
    click.echo(f"{notebooks} and {tables} in {folder}")
    click.echo(f"next: cd {shlex.quote(str(folder))}, then heartland lab, or heartland run")
