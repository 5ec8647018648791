"""The command ``heartland``: thin over the library, quick to start, errors in one line.

Exit codes: 0 for success, 1 for a failed run or check, 2 for wrong usage, 130 when interrupted.
"""

import contextlib
import errno
import io
import logging
import os
import signal
import sys
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points, version
from pathlib import Path
from typing import NoReturn

import click

from heartland.environment import HEARTLAND_ROOT
from heartland.errors import HeartlandError, UsageError, did_you_mean, printable
from heartland.tables import collection

LOG = logging.getLogger("heartland")

MORE = (
    "Say more, on standard error: the traceback of a failed run, of a file or a check that fails. "
    "Errors in the command itself never show one."
)
LONGEST = 1000  # characters of a message of click's
INTERRUPTED = "interrupted; what was finished is kept, and the next call does the rest"

OWN = {  # the module below this one, and the command in it
    "list": ("data", "list_"),
    "describe": ("data", "describe"),
    "show": ("data", "show"),
    "cite": ("data", "cite"),
    "open": ("data", "open_"),
    "run": ("run", "run"),
    "sweep": ("run", "sweep"),
    "lab": ("lab", "lab"),
    "copy": ("copy", "command"),
}
PLUGINS = "heartland.commands"  # the entry points by which another package adds commands
HEADINGS = {  # of all commands in the help; those that are not our own are heartland_evidence's
    "Read": (
        "list",
        "describe",
        "show",
        "cite",
        "known",
        "rivals",
        "claims",
        "export",
        "deck",
        "brief",
        "open",
    ),
    "Run": ("run", "sweep", "lab", "copy"),
    "Keep the evidence": ("validate", "trace", "import", "refresh-data", "next"),
}
GONE = {  # commands of an earlier version, and what to write now
    "timeline": "heartland show milestones start=2022-01, or another table with dates",
}


class Group(click.Group):
    """Commands under headings, each imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands that there are, in the order of the help."""
        there = OWN.keys() | _plugins().keys()
        return [name for names in HEADINGS.values() for name in names if name in there]

    def get_command(self, ctx: click.Context, name: str) -> click.Command:
        """Import a command, of this package or another.

        Raises:
            UsageError: for what is no command, with the nearest; for one of the evidence desk,
                where that is not installed.
        """
        if name in GONE:
            raise UsageError(f"'{name}' is gone: write {GONE[name]}")
        if name in OWN:
            module, variable = OWN[name]
            own: click.Command = getattr(import_module(f"heartland.cli.{module}"), variable)
            return own
        with contextlib.suppress(ModuleNotFoundError):
            if name in _plugins():
                added: click.Command = _plugins()[name].load()
                return added
        if any(name in names for names in HEADINGS.values()):
            raise UsageError(
                f"'{name}' belongs to heartland_evidence, which is not installed here: install "
                "the wheel or a clone of the collection (pip install -e .)"
            )
        near = did_you_mean(name, self.list_commands(ctx)) or "; heartland --help lists them"
        raise UsageError(f"no command '{printable(name)}'{near}")

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands under their headings."""
        there = self.list_commands(ctx)
        for heading, names in HEADINGS.items():
            with formatter.section(heading):
                commands = [(name, self.get_command(ctx, name)) for name in names if name in there]
                formatter.write_dl([(name, one.get_short_help_str(80)) for name, one in commands])


@cache
def _plugins() -> dict[str, EntryPoint]:
    """Return the commands that other packages add, by name."""
    return {entry.name: entry for entry in entry_points(group=PLUGINS)}


def _use_root(ctx: click.Context, option: click.Parameter, root: Path | None) -> None:
    """Let all that follows find the collection that is named."""
    if root:
        os.environ[HEARTLAND_ROOT] = str(root.resolve())


def _print_versions(ctx: click.Context, option: click.Parameter, wanted: bool) -> None:
    """Print the versions of the code and of the data that it reads, and stop."""
    if not wanted or ctx.resilient_parsing:
        return
    try:
        data_read = f"data {collection.descriptor(collection.root())['version']}"
    except HeartlandError as error:
        data_read = str(error).partition(":")[0]
    click.echo(f"heartland {version('heartland')}, {data_read}")
    ctx.exit()


@click.group(
    cls=Group,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    is_eager=True,
    expose_value=False,
    callback=_use_root,
    help="The collection's folder; by default found upward from here.",
)
@click.option("-v", "--verbose", count=True, help=MORE)
@click.option("-q", "--quiet", is_flag=True, help="Print errors only.")
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_versions,
    help="Show the versions of the code and of the data.",
)
def cli(verbose: int, quiet: bool) -> None:
    """Heartland: coded evidence on Central Asia, and the notebooks that read it.

    \b
    heartland list                          what there is
    heartland describe growth_forecasts     what its columns mean
    heartland show trade area=Kazakhstan    its rows
    heartland copy DIR                      data and notebooks to work in, after pip install
    heartland run                           every notebook, into figures/
    heartland run 03 --help                 what can be changed in one
    heartland run 03 -p areas=KGZ           the same with other parameters, into runs/
    heartland validate                      check every table

    Completion in the shell: eval "$(_HEARTLAND_COMPLETE=bash_source heartland)" for bash;
    zsh_source and fish_source for the others.
    """
    logging.basicConfig(stream=sys.stderr, format="%(message)s")
    LOG.setLevel(logging.INFO)
    if verbose:
        LOG.setLevel(logging.DEBUG)
    if quiet:
        LOG.setLevel(logging.ERROR)


def main() -> None:
    """Run the command line; a mistake is one line and an exit code, never a traceback."""
    _write_any_letter()
    _interrupt_on_signals()
    try:
        sys.exit(cli.main(standalone_mode=False))
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        sys.exit(2)
    except click.ClickException as error:
        words = " ".join(error.format_message().split())  # click lists choices on lines
        _fail(printable(words, LONGEST), 2)
    except click.Abort as error:
        _say(str(error.__cause__ or "") or INTERRUPTED)
        os._exit(130)  # what runs has been ended, and no thread is waited for
    except HeartlandError as error:
        _fail(str(error), 2 if isinstance(error, UsageError) else 1)
    except OSError as error:
        LOG.debug("a file failed", exc_info=True)
        place = printable(error.filename or "cannot write output")
        cure = ": name another place, or change its rights" if _is_refused(error) else ""
        _fail(f"{place}: {(error.strerror or '').lower()}{cure}", 1)


def _is_refused(error: OSError) -> bool:
    """Tell whether it is the place that may not be written."""
    return error.errno in (errno.EACCES, errno.EPERM, errno.EROFS)


def _write_any_letter() -> None:
    """Write a letter that the terminal or the pipe has no code for as one of Python's escapes."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _interrupt_on_signals() -> None:
    """Let SIGINT, SIGTERM and a closed terminal end a call, unless nohup has it ignored."""
    for ending in (signal.SIGINT, signal.SIGTERM):  # a shell ignores them for a job in background
        signal.signal(ending, signal.default_int_handler)
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) == signal.SIG_DFL:
        signal.signal(signal.SIGHUP, signal.default_int_handler)


def _say(words: str) -> None:
    with contextlib.suppress(OSError):  # a terminal that is closed hears nothing
        click.echo(f"heartland: {words}", err=True)


def _fail(words: str, code: int) -> NoReturn:
    _say(words)
    sys.exit(code)
