"""The commands ``heartland run`` and ``heartland sweep``."""

import logging
import os
import shlex
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from heartland.cli.data import WIDTH, wrapped
from heartland.cli.options import pairs
from heartland.context import canonical
from heartland.errors import HeartlandError, RunError, RunTimeout, UsageError
from heartland.files import read_json
from heartland.notebooks import cells, find_notebook, notebooks
from heartland.runs import engine, parameters, progress, sweeps
from heartland.runs.failure import refusal_block
from heartland.runs.run import Run, plan
from heartland.runs.stale import is_current
from heartland.tables import collection
from heartland.tables.areas import area_names

LOG = logging.getLogger("heartland")
GONE = {  # options of an earlier version, and what to do now
    "--kernels": "call papermill, which starts a kernel for each notebook",
    "-f": "write -p NAME=VALUE, or a sweep in notebooks/sweeps.yml",
}


def _refuse(ctx: click.Context, option: click.Parameter, given: Any) -> None:
    """Say what took the place of an option that is gone."""
    if given:
        name = option.opts[0]
        raise click.UsageError(f"'{name}' is gone: {GONE[name]}")


OPTIONS = (
    click.option(
        "-p",
        "--parameter",
        "given",
        multiple=True,
        callback=pairs,
        metavar="NAME=VALUE",
        help="Set a parameter.",
    ),
    click.option(
        "-j",
        "--jobs",
        type=click.IntRange(1),
        default=os.cpu_count() or 1,
        show_default="cores",
        help="Runs at a time.",
    ),
    click.option(
        "--timeout",
        type=click.IntRange(1, 1_000_000),
        default=engine.TIMEOUT,
        show_default=True,
        help="Seconds a run may take.",
    ),
    click.option(
        "--cluster",
        metavar="tcp://HOST:PORT",
        help="Send the runs to the workers of a Dask scheduler.",
    ),
    click.option("--dry-run", is_flag=True, help="List what would run, and stop."),
    click.option(
        "-h",
        "--help",
        "wants_help",
        is_flag=True,
        help="Show this message, or the parameters of the notebook that is named, and exit.",
    ),
    click.option("--kernels", is_flag=True, hidden=True, expose_value=False, callback=_refuse),
    click.option("-f", "--file", hidden=True, expose_value=False, callback=_refuse),
)


def of_runs(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of all that run notebooks."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def _is_notebook(word: str) -> bool:
    try:
        find_notebook(collection.root(), word)
    except UsageError:
        return False
    return True


def _explain(path: Path) -> None:
    """Print the parameters of a notebook, with what they may be."""
    declared = parameters.read_parameters(path)
    click.echo(f"Usage: heartland run {path.stem} [-p NAME=VALUE]...\n")
    click.echo(wrapped(parameters.question(path), 0))
    click.echo(f"\nParameters of {path.stem}:\n")
    for parameter in declared:
        default = parameters.as_text(parameter.default)
        kind = f"{parameter.type}; default {default}" if default else parameter.type
        click.echo(wrapped(f"  {parameter.name} ({kind}): {parameter.help}"))
        allowed = parameters.allowed_values(parameter.name)
        if allowed:
            click.echo(wrapped(f"      allowed: {allowed}", 6, WIDTH))
    lists = [parameter for parameter in declared if parameter.type == "list[str]"]
    if lists:
        example = shlex.join(["-p", f"{lists[0].name}={','.join(lists[0].default[:2])}"])
        click.echo(f"\nLists are separated by commas: {example}")


@click.command(short_help="Run notebooks and export their figures.", add_help_option=False)
@click.argument("names", metavar="[NOTEBOOKS]...", nargs=-1)
@of_runs
def run(
    names: tuple[str, ...],
    given: dict[str, str],
    wants_help: bool,
    **how: Any,
) -> None:
    """Run NOTEBOOKS (all by default) and export their figures; skip what is up to date.

    With defaults figures go to figures/, with other parameters to runs/. A notebook may be named
    by its number or a word of its name.

    \b
    heartland run                      every notebook
    heartland run 03 --help            the parameters of 03-growth-forecasts
    heartland run growth -p areas=KGZ  with another parameter
    """
    if wants_help and names:
        _explain(find_notebook(collection.root(), names[0]))
        return
    if wants_help:
        click.echo(click.get_current_context().get_help())
        return
    root = collection.own_root()
    if given and len(names) != 1:
        raise click.UsageError("-p needs exactly one NOTEBOOK")
    chosen = names or [path.stem for path in notebooks(root)]
    if not chosen:
        raise UsageError(
            f"no notebook in {root / 'notebooks'}: its name would be like 03-growth-forecasts.ipynb"
        )
    planned, refused = _planned(root, chosen, given)
    _perform(planned, {}, **how, refused=refused)
    if not how["dry_run"]:
        _say_where(root, planned)


def _planned(
    root: Path, names: Sequence[str], values: Mapping[str, str]
) -> tuple[list[Run], list[RunError]]:
    """Plan the run of each notebook, and tell of those that no run can be made of.

    A notebook that is named twice, by its number and by its name, has one run.

    Raises:
        HeartlandError: if a name is that of no notebook, or the only one cannot be read.
    """
    stems = list(dict.fromkeys(find_notebook(root, name).stem for name in names))
    if len(stems) == 1:
        return [plan(root, stems[0], values)], []
    planned = []
    refused = []
    for stem in stems:
        try:
            planned.append(plan(root, stem, values))
        except HeartlandError as error:
            refused.append(RunError(refusal_block(stem, error)))
    return planned, refused


def _say_where(root: Path, planned: list[Run]) -> None:
    """Say where the figures are, and what to look at next."""
    for folder in sorted({run.figures for run in planned}):
        pictures = _pictures(root / folder)
        if pictures:
            figures = "1 figure" if len(pictures) == 1 else f"{len(pictures)} figures"
            click.echo(f"{figures} in {folder.as_posix()}/")
    first = planned[0]
    _say_what_is_not_shown(first)
    executed = first.place(first.notebook.name)
    if len(planned) == 1:
        click.echo(f"executed notebook: {executed.as_posix()}")
    else:
        click.echo(f"executed notebooks in {executed.parent.as_posix()}/")
    drawn = _pictures(root / first.figures)
    if first.slug and drawn:  # neither JupyterLab nor the site shows it
        text = "".join(cell.text for cell in cells(first.notebook))
        named = [picture for picture in drawn if f'"{picture.stem}"' in text] or drawn
        lead = min(named, key=lambda picture: text.find(f'"{picture.stem}"'))
        click.echo(f"next: heartland open {(first.figures / lead.name).as_posix()}")
    elif (root / "Makefile").is_file():
        click.echo("next: make lab to explore, make site for one page per figure")
    else:
        click.echo("next: heartland lab to explore")


def _pictures(folder: Path) -> list[Path]:
    """Return the pictures of the figures in a folder: no others lie beside a file of facts."""
    return [path for path in sorted(folder.glob("*.png")) if path.with_suffix(".json").is_file()]


def _say_what_is_not_shown(run: Run, whose: str = "") -> None:
    """Name what a run with other parameters has no rows for: usual figures, and areas in others.

    ``whose`` begins the line where there are several runs.
    """
    if not run.slug:
        return
    usual = {path.stem for path in _pictures(run.root / "figures" / run.notebook.stem)}
    shown = {path.stem for path in _pictures(run.root / run.figures)}
    missing = sorted(usual - shown)
    if missing:
        click.echo(
            f"{whose}not drawn for lack of rows: {len(missing)} of {len(usual)} figures "
            f"({', '.join(missing)})"
        )
    drawn = {}  # the areas of the figures that change with those chosen
    for name in sorted(usual & shown if "areas" in run.given else ()):
        areas = read_json(run.root / run.figures / f"{name}.json").get("areas")
        usually = read_json(run.root / "figures" / run.notebook.stem / f"{name}.json").get("areas")
        if areas and areas != usually:
            drawn[name] = areas
    for area in run.values.get("areas", ()):
        figures = [name for name, areas in drawn.items() if area not in areas]
        if figures:
            click.echo(f"{whose}without rows of {area_names()[area]}: {', '.join(figures)}")


@click.command(short_help="Run a notebook over a grid of parameters.", add_help_option=False)
@click.argument("notebook", metavar="NOTEBOOK|SWEEP", default="")
@click.option(
    "-g",
    "--grid",
    multiple=True,
    callback=pairs,
    metavar="NAME=A,B",
    help="Values to try, in every combination: a comma separates runs, + joins the values of a "
    "list within one run.",
)
@of_runs
def sweep(
    notebook: str,
    grid: dict[str, str],
    given: dict[str, str],
    wants_help: bool,
    **how: Any,
) -> None:
    """Run NOTEBOOK over a grid of parameters, or run a sweep named in notebooks/sweeps.yml.

    \b
    heartland sweep 10-country-brief -g area=KAZ,KGZ,TJK,TKM,UZB
    heartland sweep 01-trade -g areas=KAZ,KAZ+KGZ -g start=2010,2015
    heartland sweep country-briefs                                    a named sweep

    In -p a list has commas, as with heartland run. In -g commas separate the
    runs: areas=KAZ,KAZ+KGZ is two runs, the second with a list of both.

    Each run has a folder below runs/; sweep.csv beside them has a row for each.
    """
    if wants_help and notebook:
        root = collection.root()
        name = notebook if _is_notebook(notebook) else sweeps.read_sweep(root, notebook)[0]
        _explain(find_notebook(root, name))
        return
    if wants_help:
        click.echo(click.get_current_context().get_help())
        return
    if not notebook:
        raise click.UsageError("name a notebook or a sweep of notebooks/sweeps.yml")
    root = collection.own_root()
    fixed = given
    axes = {}
    for name, values in grid.items():
        axes[name] = [value.replace("+", ",") for value in values.split(",")]
    if not axes:
        if _is_notebook(notebook):
            raise click.UsageError(
                f"'{notebook}' is a notebook: say which values to run over, -g NAME=A,B"
            )
        notebook, named, axes = sweeps.read_sweep(root, notebook)
        fixed = named | fixed
    planned = sweeps.grid(root, notebook, fixed, axes)
    outcomes: dict[str, str] = {}
    try:
        _perform(planned, outcomes, **how)
    finally:
        if outcomes:
            _sum_up(root, planned, outcomes)


def _sum_up(root: Path, planned: list[Run], outcomes: Mapping[str, str]) -> None:
    """Write the table of a sweep, and say what its runs have not drawn."""
    place = sweeps.summary(planned, outcomes).relative_to(root)
    done = [run for run in planned if outcomes.get(run.name) in ("succeeded", "unchanged")]
    for run in done:
        _say_what_is_not_shown(run, f"{run.slug}: ")
    runs = f"{len(planned)} runs"
    if len(done) < len(planned):
        runs = f"{len(done)} of {len(planned)} runs done"
    click.echo(f"{runs}, summed up in {place}")


def _perform(
    planned: list[Run],
    outcomes: dict[str, str],
    jobs: int,
    timeout: int,
    cluster: str | None,
    dry_run: bool,
    refused: Sequence[RunError] = (),
) -> None:
    """Execute runs, note how each ended, and show progress; ``refused`` count as failed."""
    for error in refused:
        LOG.error("%s", error)
    total = len(planned) + len(refused)
    if dry_run:
        for run in (run for stage in engine.stages(planned) for run in stage):
            state = "unchanged" if is_current(run) else "to do"
            click.echo(f"{state:10}{run.name}  {canonical(run.values)}")
        if refused:
            raise HeartlandError(f"{len(refused)} of {total} notebooks cannot be run")
        return
    failed = list(refused)
    way: dict[str, Any] = {}
    if cluster and planned:
        from heartland.runs.cluster import connect, on_worker

        way = {"executor": connect(cluster), "make": on_worker(planned[0].root)}
    with progress.progress_of(len(planned)) as tell:

        def report(run: Run, outcome: engine.Outcome, words: str) -> None:
            if outcome not in ("waiting", "removed"):
                outcomes[run.name] = outcome
            if outcome not in ("failed", "waiting"):
                words = f"{outcome:10}{run.name} ({words})"
            tell(outcome, words)

        if planned:
            failed += engine.perform(planned, report, jobs, timeout, **way)
    if failed:
        was_stopped = any(isinstance(error, RunTimeout) for error in failed)
        longer = f" with --timeout above {timeout}" if was_stopped else ""
        raise HeartlandError(
            f"{len(failed)} of {total} runs failed. Run again{longer} to retry only those."
        )
