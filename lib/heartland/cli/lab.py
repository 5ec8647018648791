"""The command ``heartland lab``."""

import os
import sys

import click

from heartland.tables import collection


@click.command(context_settings={"ignore_unknown_options": True}, options_metavar="")
@click.argument("options", metavar="[OPTIONS]", nargs=-1, type=click.UNPROCESSED)
def lab(options: tuple[str, ...]) -> None:
    """Open JupyterLab on the start notebook.

    \b
    heartland lab                            in your browser
    heartland lab --no-browser --port=8899   print the address instead; at this port

    OPTIONS are JupyterLab's own (all of them: jupyter lab --help).

    A notebook is saved when you save it (Ctrl-S), not every two minutes: opening, reading and
    running one changes no file. What you save is stored without times, versions and the like, so
    that Git shows your own changes only. A theme (lib/heartland_themes) that you edit takes effect
    at the next cell you run.
    """
    from heartland.lab.server import command, environment

    root = collection.own_root()
    os.chdir(root)
    os.execve(sys.executable, command(root, options), environment(os.environ))
