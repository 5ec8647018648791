"""The command ``heartland``: thin over the library, quick to start, errors in one line.

Exit codes: 0 for success, 1 for a failed run or check, 2 for wrong usage.
"""

import itertools
import logging
import os
import re
import signal
import sys
from pathlib import Path
from typing import Any

import click

from heartland.cli import download
from heartland.errors import HeartlandError, UsageError, printable
from heartland.runs import engine, parameters, progress, sweeps
from heartland.runs.record import is_current
from heartland.runs.run import Run, find_notebook, notebooks, plan
from heartland.tables import package

LOG = logging.getLogger("heartland")
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class Group(click.Group):
    """Commands in the order of their use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Keep the order in which they are defined."""
        return list(self.commands)


@click.group(
    cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.option(
    "--root", type=FOLDER, help="The collection's folder; by default found upward from here."
)
@click.option("-v", "--verbose", count=True, help="Say more, on standard error.")
@click.option("-q", "--quiet", is_flag=True, help="Say only what went wrong.")
@click.version_option(package_name="heartland")
def cli(root: Path | None, verbose: int, quiet: bool) -> None:
    """Heartland: coded evidence on Central Asia, and the notebooks that read it.

    \b
    heartland list                                  what there is
    heartland describe growth_forecasts             what its columns mean
    heartland run                                   every notebook, into figures/
    heartland run 03-growth-forecasts --help        what can be changed in one
    heartland run 03-growth-forecasts -p areas=KGZ  the same with other parameters, into runs/
    heartland validate                              does every row keep the rules?
    """
    level = logging.ERROR if quiet else logging.DEBUG if verbose else logging.INFO
    logging.basicConfig(stream=sys.stderr, format="%(message)s")
    LOG.setLevel(level)
    if root:
        os.environ["HEARTLAND_ROOT"] = str(root.resolve())


@cli.command("list")
def list_() -> None:
    """List notebooks and datasets."""
    from heartland.tables.tables import datasets

    root = package.root()
    for path in notebooks(root):
        click.echo(f"{path.stem:24}{parameters.question(path)}")
    click.echo()
    click.echo(datasets().fillna("").to_string())


@cli.command()
@click.argument("dataset")
def describe(dataset: str) -> None:
    """Print the codebook of DATASET: each column with type, unit and definition; its warnings; what it covers."""
    from heartland.tables.coverage import WARNINGS, covered
    from heartland.tables.tables import load

    schema = package.schema(package.root(), dataset)
    click.echo(f"{schema['title']}\n{schema.get('description', '')}\n")
    lines = []
    for field in schema["fields"]:
        kind = ", ".join(filter(None, [field["type"], field.get("unit")]))
        closed = ", ".join(field.get("constraints", {}).get("enum", []))
        lines.append(
            f"{field['name']} ({kind}): {field.get('description', '')}"
            + (f" One of: {closed}." if closed else "")
        )
    lines += [f"warning, {w}: {WARNINGS.get(w, 'unknown')}" for w in schema.get("warnings", [])]
    for line in lines:
        click.echo(click.wrap_text(line, 100, "", "    "))
    for area, cell in covered(load(dataset, part_years=True)).items():
        click.echo(f"{area}: {cell.replace('<br>', ', ') or 'no row'}")


def _pairs(ctx: click.Context, option: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for text in given:
        name, sign, value = text.partition("=")
        if not sign or name.strip() in pairs:
            wrong = "has a value already: give it once" if sign else "write NAME=VALUE"
            raise click.UsageError(f"{option.opts[0]} {printable(name)}: {wrong}")
        pairs[name.strip()] = value
    return pairs


OPTIONS = (
    click.Option(
        ["-p", "--parameter", "given"],
        multiple=True,
        callback=_pairs,
        metavar="NAME=VALUE",
        help="Set a parameter.",
    ),
    click.Option(
        ["-f", "--file"], type=FILE, help="A YAML file of 'name: value' lines; -p overrides it."
    ),
    click.Option(
        ["-j", "--jobs"],
        type=click.IntRange(1),
        default=os.cpu_count() or 1,
        show_default="cores",
        help="Runs at a time.",
    ),
    click.Option(
        ["--timeout"],
        type=click.IntRange(1, 1_000_000),
        default=engine.TIMEOUT,
        show_default=True,
        help="Seconds a run may take.",
    ),
    click.Option(
        ["--kernels"],
        is_flag=True,
        help="Start a kernel for each run, instead of forking it from a process that has the imports.",
    ),
    click.Option(
        ["--cluster"],
        metavar="tcp://HOST:PORT",
        help="Send the runs to the workers of a Dask scheduler.",
    ),
    click.Option(["--dry-run"], is_flag=True, help="Show the runs, execute nothing."),
)


class RunCommand(click.Command):
    """What runs notebooks: with the options of all that does, and ``--help`` after a notebook explains its own parameters."""

    def __init__(self, *args: Any, **kwargs: Any):
        """Add the options."""
        super().__init__(*args, **kwargs)
        self.params += OPTIONS

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Answer a call for help on a notebook before click answers it on the command."""
        named = [
            a for a in args if re.match("[0-9]{2}-", Path(a).name)
        ]  # not the value of an option, nor a named sweep
        if named and {"-h", "--help"} & set(args):
            _explain(named[0])
            ctx.exit()
        return super().parse_args(ctx, args)


def _explain(name: str) -> None:
    path = find_notebook(package.root(), name)
    click.echo(
        f"Usage: heartland run {path.stem} [-p NAME=VALUE]...  (lists are separated by commas)\n\nParameters of {path.stem}:\n"
    )
    for p in parameters.read_parameters(path):
        click.echo(f"  {p.name} ({p.type}; default {parameters.as_text(p.default)}): {p.help}")
        if allowed := parameters.allowed_values(p.name):
            click.echo(click.wrap_text(f"allowed: {allowed}", 100, "      ", "      "))


@cli.command(cls=RunCommand)
@click.argument("names", metavar="[NOTEBOOKS]...", nargs=-1)
def run(names: tuple[str, ...], given: dict[str, str], file: Path | None, **how: Any) -> None:
    """Run NOTEBOOKS (all by default) and export their figures; skip what is up to date.

    With defaults figures go to figures/, with other parameters to runs/. `heartland run NOTEBOOK --help` lists a
    notebook's parameters.
    """
    root = package.root()
    if (given or file) and len(names) != 1:
        raise click.UsageError("parameters speak of one notebook: name exactly one")
    values = _from(file) | given
    planned = [plan(root, name, values) for name in names or [p.stem for p in notebooks(root)]]
    if not planned:
        raise UsageError(
            f"no notebook in {root / 'notebooks'}: its name would be like 03-growth-forecasts.ipynb"
        )
    _perform(planned, {}, **how)
    for folder in sorted(
        {
            one.figures.as_posix()
            for one in planned
            if (root / one.figures).is_dir() and not how["dry_run"]
        }
    ):
        click.echo(f"{len(list((root / folder).glob('*.png')))} figures in {folder}/")


@cli.command(cls=RunCommand)
@click.argument("notebook")
@click.option(
    "-g",
    "--grid",
    multiple=True,
    callback=_pairs,
    metavar="NAME=A,B",
    help="Values to run over, crossed; + joins a list.",
)
def sweep(
    notebook: str, grid: dict[str, str], given: dict[str, str], file: Path | None, **how: Any
) -> None:
    """Run NOTEBOOK over a grid of parameters, or run a sweep named in notebooks/sweeps.yml.

    \b
    heartland sweep 10-country-brief -g area=KAZ,KGZ,TJK,TKM,UZB
    heartland sweep 01-trade -g areas=KAZ,KAZ+KGZ -g start=2010,2015
    heartland sweep country-briefs                                    a named sweep

    Each run has a folder below runs/; sweep.csv beside them has a row for each.
    """
    root = package.root()
    fixed, axes = (
        _from(file) | given,
        {k: [v.replace("+", ",") for v in values.split(",")] for k, values in grid.items()},
    )
    if not axes:
        notebook, named, axes = sweeps.named(root, notebook)
        fixed = named | fixed
    planned, outcomes = sweeps.grid(root, notebook, fixed, axes), dict[str, str]()
    try:
        _perform(planned, outcomes, **how)
    finally:
        if outcomes:
            click.echo(
                f"{len(planned)} runs, summed up in {sweeps.summary(planned, outcomes).relative_to(root)}"
            )


def _from(file: Path | None) -> dict[str, str]:
    return (
        {str(k): parameters.as_text(v, f"{file}, {k}") for k, v in sweeps.from_yaml(file).items()}
        if file
        else {}
    )


def _perform(
    planned: list[Run],
    outcomes: dict[str, str],
    jobs: int,
    timeout: int,
    kernels: bool,
    cluster: str | None,
    dry_run: bool,
) -> None:
    """Execute runs, note how each ended, and show progress."""
    if dry_run:
        _list_runs(planned)
        return
    make, jobs = _way_to_run(jobs, kernels, cluster)
    with progress.progress_of(len(planned)) as tell:

        def report(run: Run, outcome: str, words: str) -> None:
            if outcome not in ("running", "waiting"):
                outcomes[run.name] = outcome
            if outcome != "failed":
                words = f"{outcome:10}{run.name} ({words})"
            tell(outcome, words)

        failed = engine.perform(planned, jobs, report, timeout, make)
    if failed:
        raise HeartlandError(
            f"{failed} of {len(planned)} runs failed. Run again to retry only those."
        )


def _list_runs(planned: list[Run]) -> None:
    """Print which runs are stale, and stop."""
    for stage in engine.stages(planned):
        for run in stage:
            state = "unchanged" if is_current(run) else "to do"
            click.echo(f"{state:10}{run.name}  {parameters.canonical(run.values)}")


def _way_to_run(jobs: int, kernels: bool, cluster: str | None) -> tuple[engine.Make, int]:
    """Return what executes a run, and how many run at a time.

    Runs are forked on Linux, where that is safe; elsewhere they have ordinary kernels.
    """
    if kernels and cluster:
        raise click.UsageError("--kernels and --cluster cannot be combined")
    if cluster:
        from heartland.runs.cluster import connect as connect_to_cluster

        return connect_to_cluster(cluster)
    if kernels:
        return engine.produce, jobs
    from heartland.runs.forked import fastest_way

    return fastest_way(), jobs


@cli.command()
def validate() -> None:
    """Check every table against its schema and the rules of the field."""
    from heartland import checks, sentences

    findings = checks.validate()
    files = {file: list(found) for file, found in itertools.groupby(findings, lambda one: one.file)}
    for file, found in files.items():
        click.echo(
            "\n".join(map(str, found[:20]))
            + (f"\n... and {len(found) - 20} more in {file}" if len(found) > 20 else "")
        )
    if findings:
        raise HeartlandError(
            f"{sentences.count(len(findings), 'place')} in {sentences.count(len(files), 'file')} against a rule"
        )
    click.echo(f"{len(package.dataset_names(package.root()))} tables keep every rule")


@cli.command()
@click.argument("dataset")
def cite(dataset: str) -> None:
    """Print the sources of DATASET, one a line."""
    from heartland.tables.sources import cite as citations
    from heartland.tables.tables import load

    for line in citations(load(dataset, part_years=True)):
        click.echo(line.replace("*", ""))


cli.add_command(download.command)


@cli.group(invoke_without_command=True)
@click.option(
    "--article",
    "articles",
    multiple=True,
    help="Only this article; may be repeated, as the others.",
)
@click.option("--theme", "themes", multiple=True, help="Only this theme.")
@click.option("--area", "areas", multiple=True, help="Only claims that speak of this area.")
@click.option("--verdict", "verdicts", multiple=True, help="Only this verdict.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "claimreview"]),
    default="table",
    show_default=True,
)
@click.pass_context
def claims(ctx: click.Context, /, form: str, **filters: tuple[str, ...]) -> None:
    """List the articles' claims with their verdicts.

    \b
    heartland claims --theme sco --verdict confirmed
    heartland claims --format claimreview > claims.jsonld    unverified claims are left out
    heartland claims show nikkei-outlook-2023-12-b           one claim, its audits, their rows
    """
    if ctx.invoked_subcommand:
        return
    import json

    from heartland.claims import chosen
    from heartland.claims.claimreview import claimreview

    df = chosen(**filters)
    if form == "claimreview":
        click.echo(json.dumps(claimreview(df), ensure_ascii=False, indent=1))
    elif form == "csv":
        click.echo(df.to_csv(index=False, lineterminator="\n"), nl=False)
    else:
        for row in df.to_dict("records"):
            click.echo(f"{row['claim_id']:34}{row['verdict']:15}{row['statement']}")
        click.echo(
            f"{len(df)} claims; a claim that no evidence was found for is unverified", err=True
        )


@claims.command("show")
@click.argument("claim_id")
def show_claim(claim_id: str) -> None:
    """Print claim CLAIM_ID, its audits, and the evidence rows with their sources."""
    from heartland.claims import evidence, judged
    from heartland.tables.sources import by_id, cite

    found = evidence(claim_id)
    row = judged().set_index("claim_id").loc[claim_id]
    article = by_id("articles", [str(row["article_id"])]).iloc[0]
    place = f"{article['title']} ({article['outlet']}, {article['published']}), paragraph {row['paragraph']}"
    credit = f"credited to {row['attributed_to']}" + (
        f"; repeats {row['same_as']}" if row["same_as"] else ""
    )
    click.echo(f"{claim_id}: {row['verdict']}\n{row['statement']}\n{place}\n{credit}")
    for audit, rows in found:
        click.echo(
            f"\n{audit['tests']}: {audit['verdict']}\n  {audit['explanation']}{' ' + audit['matters'] if audit['matters'] else ''}"
        )
        if len(rows):
            click.echo(
                f"  {audit['operation']} of {audit['column']}: {audit['evidence_value']}, from {audit['dataset']}"
            )
        for record in rows.astype("object").fillna("").to_dict("records"):
            click.echo("  - " + "; ".join(f"{k} {v}" for k, v in record.items() if str(v)))
        for line in cite(rows.assign(source_id=audit["source_id"])) if len(rows) else []:
            click.echo("  > " + line.replace("*", ""))


@cli.command(context_settings={"ignore_unknown_options": True}, options_metavar="")
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

    root = package.root()
    os.chdir(root)
    os.execve(sys.executable, command(root, options), environment(os.environ))


def main() -> None:
    """Run the command line; a mistake is one line and an exit code, never a traceback."""
    while (
        spare := os.open(os.devnull, os.O_RDWR)
    ) < 3:  # where a stream is closed the next file would take its number
        pass
    os.close(spare)
    for ending in (
        signal.SIGINT,
        signal.SIGTERM,
    ):  # also where a shell has a job in the background ignore them
        signal.signal(ending, signal.default_int_handler)
    if (
        hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) == signal.SIG_DFL
    ):  # else nohup has it ignored
        signal.signal(signal.SIGHUP, signal.default_int_handler)
    try:
        sys.exit(cli.main(standalone_mode=False))
    except (click.ClickException, HeartlandError) as error:
        click.echo(
            f"heartland: {error.format_message() if isinstance(error, click.ClickException) else error}",
            err=True,
        )
        sys.exit(2 if isinstance(error, click.ClickException | UsageError) else 1)
    except OSError as error:
        click.echo(
            f"heartland: {printable(error.filename or 'what it reads or prints')}: {error.strerror}",
            err=True,
        )
        sys.exit(1)
    except (KeyboardInterrupt, click.Abort):
        click.echo(
            "heartland: interrupted; what was finished is kept, and the next call does the rest",
            err=True,
        )
        os._exit(130)  # what runs ends with this process: not waited for
