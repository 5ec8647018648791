"""Options that several commands share, and how they read what is given."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from heartland.errors import printable
from heartland.runs import engine
from heartland.tables import descriptor, location, schemas
from heartland.tables.cells import without_separators

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def _named(option: click.Parameter) -> str:
    """Name an option in a message; an argument needs no name."""
    return f"{option.opts[0]} " if isinstance(option, click.Option) else ""


def pairs(ctx: click.Context, option: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    """Read NAME=VALUE words, each name once."""
    values: dict[str, str] = {}
    for text in given:
        name, sign, value = text.partition("=")
        name = name.strip()
        if not sign:
            form = "NAME=VALUE"
            if isinstance(option, click.Argument):
                form = "COLUMN=VALUE, for instance area=Kazakhstan"
            raise click.UsageError(f"{_named(option)}{printable(name)}: write {form}")
        if name in values:
            raise click.UsageError(
                f"{_named(option)}{printable(name)}: is given twice: give it once"
            )
        values[name] = value
    return values


def split_at_commas(text: str) -> list[str]:
    """Read words separated by commas, with or without spaces; an empty one is none.

    >>> split_at_commas("KAZ, KGZ,")
    ['KAZ', 'KGZ']
    """
    words = [word.strip() for word in text.split(",")]
    return [word for word in words if word]


PARAMETER = click.Option(
    ["-p", "--parameter", "given"],
    multiple=True,
    callback=pairs,
    metavar="NAME=VALUE",
    help="Set a parameter.",
)
PARAMETERS_FILE = click.Option(
    ["-f", "--file"],
    type=FILE,
    help="A YAML file of 'name: value' lines; -p overrides it.",
)
JOBS = click.Option(
    ["-j", "--jobs"],
    type=click.IntRange(1),
    default=os.cpu_count() or 1,
    show_default="cores",
    help="Runs at a time.",
)
TIMEOUT = click.Option(
    ["--timeout"],
    type=click.IntRange(1, 1_000_000),
    default=engine.TIMEOUT,
    show_default=True,
    help="Seconds a run may take.",
)
KERNELS = click.Option(
    ["--kernels"],
    is_flag=True,
    help="Start a kernel for each run, instead of forking it (Linux).",
)
CLUSTER = click.Option(
    ["--cluster"],
    metavar="tcp://HOST:PORT",
    help="Send the runs to the workers of a Dask scheduler.",
)
DRY_RUN = click.Option(["--dry-run"], is_flag=True, help="List what would run, and stop.")

OF_RUNS: tuple[click.Parameter, ...] = (
    PARAMETER,
    PARAMETERS_FILE,
    JOBS,
    TIMEOUT,
    KERNELS,
    CLUSTER,
    DRY_RUN,
)


def filters(datasets: Iterable[str], given: Mapping[str, str]) -> dict[str, Any]:
    """Read filters of the rows of some datasets: several values are joined by commas.

    A number like 1,225 stays as it is written, to be refused: it would be read as 1 and 225.
    """
    numbers = _columns_of_numbers(datasets)
    values: dict[str, Any] = {}
    for name, text in given.items():
        parts = [part.strip() for part in text.split(",")]
        is_number = name in numbers and without_separators(text)
        values[name] = text.strip() if len(parts) == 1 or is_number else parts
    return values


def _columns_of_numbers(datasets: Iterable[str]) -> set[str]:
    root = location.root()
    known = descriptor.dataset_names(root)
    numbers = set()
    for name in datasets:
        fields = schemas.read(root, name)["fields"] if name in known else []
        numbers |= {field["name"] for field in fields if field["type"] in ("integer", "number")}
    return numbers
