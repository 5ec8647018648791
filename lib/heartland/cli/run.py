"""The commands ``heartland run`` and ``heartland sweep``."""

import logging
import shlex
import textwrap
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import click

from heartland.cli import options
from heartland.context import canonical
from heartland.errors import HeartlandError, RunError, RunTimeout, UsageError, printable
from heartland.files import read_json
from heartland.notebooks import find_notebook, notebooks
from heartland.runs import engine, execute, parameters, progress, sweeps
from heartland.runs.dependence import parameters_of_figures
from heartland.runs.failure import refusal_block
from heartland.runs.run import Run, plan
from heartland.runs.stale import is_current
from heartland.tables import collection
from heartland.tables.areas import area_names

LOG = logging.getLogger("heartland")
WIDTH = 100  # columns of wrapped text


class RunCommand(click.Command):
    """A command that runs notebooks: it has their options.

    ``--help`` after the name of a notebook explains the parameters of that notebook.
    """

    def __init__(self, *args: Any, **kwargs: Any):
        """Add the options of runs."""
        super().__init__(*args, **kwargs)
        self.params += options.OF_RUNS

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Answer a call for help on a notebook before click answers it on the command."""
        if {"-h", "--help"} & set(args):
            for name in filter(_is_notebook, self._names_among(ctx, args)):
                _explain(name)
                ctx.exit()
        return super().parse_args(ctx, args)

    def _names_among(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Return the words that are no options and no values of options, as click tells them."""
        try:
            values, _, _ = self.make_parser(ctx).parse_args(list(args))
        except click.UsageError:  # click says what is wrong when it parses them itself
            return []
        names: list[str] = []
        for param in self.params:
            given = values.get(param.name) if isinstance(param, click.Argument) else None
            if isinstance(given, str):
                names.append(given)
            elif isinstance(given, tuple):  # else no word is given
                names.extend(given)
        return names


def _is_notebook(word: str) -> bool:
    try:
        find_notebook(collection.root(), word)
    except UsageError:
        return False
    return True


def _explain(name: str) -> None:
    """Print the parameters of a notebook, with what they may be."""
    path = find_notebook(collection.root(), name)
    declared = parameters.read_parameters(path)
    click.echo(f"Usage: heartland run {path.stem} [-p NAME=VALUE]...\n")
    click.echo(f"{parameters.question(path)}\n\nParameters of {path.stem}:\n")
    for parameter in declared:
        default = parameters.as_text(parameter.default)
        kind = f"{parameter.type}; default {default}" if default else parameter.type
        click.echo(f"  {parameter.name} ({kind}): {parameter.help}")
        allowed = parameters.allowed_values(parameter.name)
        if allowed:
            click.echo(_wrapped(f"allowed: {allowed}"))
    lists = [parameter for parameter in declared if parameter.type == "list[str]"]
    if lists:
        some = ",".join(lists[0].default[:2])
        example = shlex.join(["-p", f"{lists[0].name}={some}"])
        click.echo(f"\nLists are separated by commas: {example}")


def _wrapped(text: str) -> str:
    """Break a text into lines, and no code that is to be copied at its hyphens."""
    indent = " " * 6
    return textwrap.fill(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )


@click.command(cls=RunCommand, short_help="Run notebooks and export their figures.")
@click.argument("names", metavar="[NOTEBOOKS]...", nargs=-1)
def run(names: tuple[str, ...], given: dict[str, str], file: Path | None, **how: Any) -> None:
    """Run NOTEBOOKS (all by default) and export their figures; skip what is up to date.

    With defaults figures go to figures/, with other parameters to runs/. A notebook may be named
    by its number or a word of its name.

    \b
    heartland run                      every notebook
    heartland run 03 --help            the parameters of 03-growth-forecasts
    heartland run growth -p areas=KGZ  with another parameter
    """
    root = collection.own_root()
    if (given or file) and len(names) != 1:
        raise click.UsageError("-p and -f need exactly one NOTEBOOK")
    values = _values(file) | given
    chosen = names or [path.stem for path in notebooks(root)]
    if not chosen:
        raise UsageError(
            f"no notebook in {root / 'notebooks'}: its name would be like 03-growth-forecasts.ipynb"
        )
    planned, refused = _planned(root, chosen, values)
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
    _say_what_is_not_shown(planned[0])
    executed = planned[0].place(planned[0].notebook.name)
    if len(planned) == 1:
        click.echo(f"executed notebook: {executed.as_posix()}")
    else:
        click.echo(f"executed notebooks in {executed.parent.as_posix()}/")
    drawn = _pictures(root / planned[0].figures)
    if planned[0].slug and drawn:  # neither JupyterLab nor the site shows it
        click.echo(f"next: heartland open {(planned[0].figures / drawn[0].name).as_posix()}")
    elif (root / "Makefile").is_file():
        click.echo("next: make lab to explore, make site for one page per figure")
    else:
        click.echo("next: heartland lab to explore")


def _pictures(folder: Path) -> list[Path]:
    """Return the pictures of the figures in a folder: no others lie beside a file of facts."""
    return [path for path in sorted(folder.glob("*.png")) if path.with_suffix(".json").is_file()]


def _say_what_is_not_shown(run: Run, whose: str = "") -> None:
    """Name the figures of the notebook with its defaults that a run with others does not have.

    ``whose`` begins the line where there are several runs.
    """
    if not run.slug:
        return
    usual = {path.name for path in _pictures(run.root / "figures" / run.notebook.stem)}
    shown = {path.name for path in _pictures(run.root / run.figures)}
    missing = [Path(name).stem for name in sorted(usual - shown)]
    if missing:
        click.echo(
            f"{whose}not drawn for lack of rows: {len(missing)} of {len(usual)} figures "
            f"({', '.join(missing)})"
        )
    _say_which_areas_are_missing(run, whose)


def _say_which_areas_are_missing(run: Run, whose: str) -> None:
    """Name the areas asked for that have no rows in figures of areas, and these figures.

    Figures that do not depend on the areas chosen do not count.
    """
    if "areas" not in run.given:
        return
    chosen = run.values["areas"]
    depends = parameters_of_figures(run.notebook)
    lacking: dict[str, list[str]] = {}
    for path in sorted((run.root / run.figures).glob("*.json")):
        facts = read_json(path)
        drawn = facts.get("areas")
        if drawn and "areas" in depends.get(path.stem, ()):
            for area in chosen:
                if area not in drawn:
                    lacking.setdefault(area, []).append(path.stem)
    names = area_names()
    for area, figures in lacking.items():
        click.echo(f"{whose}without rows of {names[area]}: {', '.join(figures)}")


@click.command(cls=RunCommand, short_help="Run a notebook over a grid of parameters.")
@click.argument("notebook", metavar="NOTEBOOK|SWEEP")
@click.option(
    "-g",
    "--grid",
    multiple=True,
    callback=options.pairs,
    metavar="NAME=A,B",
    help="Values to try, in every combination: a comma separates runs, + joins the values of a "
    "list within one run.",
)
def sweep(
    notebook: str, grid: dict[str, str], given: dict[str, str], file: Path | None, **how: Any
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
    root = collection.own_root()
    fixed = _values(file) | given
    axes: dict[str, list[str]] = {}
    for name, values in grid.items():
        _expect_no_semicolon(notebook, name, values)
        axes[name] = [value.replace("+", ",") for value in values.split(",")]
    if not axes:
        notebook, named, axes = _named_sweep(root, notebook)
        fixed = named | fixed
    planned = sweeps.grid(root, notebook, fixed, axes)
    outcomes: dict[str, str] = {}
    try:
        _perform(planned, outcomes, **how)
    finally:
        if outcomes:
            place = sweeps.summary(planned, outcomes).relative_to(root)
            for run in planned:
                if outcomes.get(run.name) in ("succeeded", "unchanged"):
                    _say_what_is_not_shown(run, f"{run.slug}: ")
            done = sum(one in ("succeeded", "unchanged") for one in outcomes.values())
            runs = f"{len(planned)} runs"
            if done < len(planned):
                runs = f"{done} of {len(planned)} runs done"
            click.echo(f"{runs}, summed up in {place}")


def _expect_no_semicolon(notebook: str, name: str, values: str) -> None:
    """Expect values of a grid as they are separated there, and say how that is."""
    parts = [part.strip() for part in values.split(";")]
    declared = parameters.read_parameters(find_notebook(collection.root(), notebook))
    kinds = [parameter.type for parameter in declared if parameter.name == name]
    if len(parts) == 1 or not kinds:
        return
    advice = f"for a run each write {name}={printable(','.join(parts))}"
    if kinds == ["list[str]"]:
        advice += f", for one run of all {name}={printable('+'.join(parts))}"
    raise UsageError(f"-g {name}: '{printable(values)}' has semicolons: {advice}")


def _named_sweep(root: Path, name: str) -> tuple[str, dict[str, str], dict[str, list[str]]]:
    """Find a sweep by its name; the name of a notebook wants a grid."""
    try:
        return sweeps.read_sweep(root, name)
    except UsageError:
        if _is_notebook(name):
            raise click.UsageError(
                f"'{name}' is a notebook: say which values to run over, -g NAME=A,B"
            ) from None
        raise


def _values(file: Path | None) -> dict[str, str]:
    """Read parameters from a YAML file."""
    if file is None:
        return {}
    values = {}
    for name, value in sweeps.from_yaml(file).items():
        values[str(name)] = parameters.as_text(value, f"{file}, {name}")
    return values


def _perform(
    planned: list[Run],
    outcomes: dict[str, str],
    jobs: int,
    timeout: int,
    kernels: bool,
    cluster: str | None,
    dry_run: bool,
    refused: Sequence[RunError] = (),
) -> None:
    """Execute runs, note how each ended, and show progress; ``refused`` count as failed."""
    for error in refused:
        LOG.error("%s", error)
    total = len(planned) + len(refused)
    if dry_run:
        _list_runs(planned)
        if refused:
            raise HeartlandError(f"{len(refused)} of {total} notebooks cannot be run")
        return
    failed = list(refused)
    way = _way_to_run(planned, kernels, cluster)
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


def _list_runs(planned: list[Run]) -> None:
    """Print which runs are stale, and stop."""
    for stage in engine.stages(planned):
        for run in stage:
            state = "unchanged" if is_current(run) else "to do"
            click.echo(f"{state:10}{run.name}  {canonical(run.values)}")


def _way_to_run(planned: list[Run], kernels: bool, cluster: str | None) -> dict[str, Any]:
    """Return what executes the runs, as ``engine.perform`` takes it: by default the fastest way."""
    if kernels and cluster:
        raise click.UsageError("--kernels and --cluster cannot be combined")
    if kernels:
        return {"make": partial(execute.execute, way=execute.by_papermill)}
    if cluster and planned:
        from heartland.runs.cluster import connect, on_worker

        return {"executor": connect(cluster), "make": on_worker(planned[0].root)}
    return {}
