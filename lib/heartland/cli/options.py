"""Options that several commands share, and how they read what is given."""

import os
import shlex
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from heartland.errors import UsageError, printable
from heartland.runs import engine
from heartland.tables import collection, csv_files, schemas

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


def filters(names: Iterable[str], given: Mapping[str, str]) -> dict[str, Any]:
    """Read filters of the rows of datasets or figures: several values are joined by commas.

    A comma that is part of a cell joins nothing: ``reporter=Red Cross, to Reuters`` is one value
    where a row has it. A number like 1,225 stays as it is written, to be refused: it would be read
    as 1 and 225.

    Raises:
        UsageError: if rows of claims are asked for by what was found of them.
    """
    from heartland.tables.filters import without_separators

    names = list(names)
    if "claims" in names:
        _refuse_judgements(given)
    numbers = _columns_of_numbers(names)
    values: dict[str, Any] = {}
    for column, text in given.items():
        is_number = column in numbers and without_separators(text)
        if "," not in text or is_number:
            values[column] = text.strip()
        else:
            parts = _split_between_cells(text, _cells_with_commas(names, column))
            values[column] = parts[0] if len(parts) == 1 else parts
    return values


def _refuse_judgements(given: Mapping[str, str]) -> None:
    for column in ("outcome", "verdict"):
        if column in given:
            asked = shlex.quote(printable(given[column]))
            raise UsageError(
                f"claims has no column '{column}', which follows from the audits: "
                f"heartland claims --verdict {asked} --format csv"
            )


def _columns_of_numbers(names: Iterable[str]) -> set[str]:
    root = collection.root()
    known = collection.dataset_names(root)
    numbers = set()
    for name in names:
        fields = schemas.read(root, name)["fields"] if name in known else []
        numbers |= {field["name"] for field in fields if field["type"] in ("integer", "number")}
    return numbers


def _cells_with_commas(names: Iterable[str], column: str) -> set[str]:
    """Return the cells of a column that hold a comma, in lower case, from datasets and figures."""
    from heartland.stored_figures import is_figure, rows_of_figure

    root = collection.root()
    known = collection.dataset_names(root)
    cells: set[str] = set()
    for name in names:
        if name in known and column in schemas.column_names(root, name):
            cells.update(row[column] for row in csv_files.rows(root, name))
        elif name not in known and is_figure(name):
            rows = rows_of_figure(name)
            cells.update(map(str, rows.get(column, [])))
    return {cell.casefold() for cell in cells if "," in cell}


def _split_between_cells(text: str, cells: Collection[str]) -> list[str]:
    """Split a text at its commas, but not at those of a cell; the longest cell is taken first.

    >>> _split_between_cells("Xinhua, Red Cross, to Reuters", {"red cross, to reuters"})
    ['Xinhua', 'Red Cross, to Reuters']
    """
    values = []
    most = 1 + max((cell.count(",") for cell in cells), default=0)
    rest = text.split(",")
    while rest:
        taken = 1
        for length in range(2, most + 1):
            if ",".join(rest[:length]).strip().casefold() in cells:
                taken = length
        values.append(",".join(rest[:taken]).strip())
        rest = rest[taken:]
    return values
