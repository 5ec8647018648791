"""The command ``heartland``: thin over the library, quick to start, errors in one line.

Exit codes: 0 for success, 1 for a failed run or check, 2 for wrong usage.
"""

import logging
import os
import sys
from pathlib import Path
from typing import Any

import click

from heartland import collection, parameters
from heartland.collection import HeartlandError, UsageError

LOG = logging.getLogger("heartland")


class Group(click.Group):
    """Commands in the order of their use; a misspelled one gets the nearest name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args and args[0] not in self.commands:
            raise click.UsageError(
                f"no command '{args[0]}'{collection.nearest(args[0], self.commands)}; there are {', '.join(self.commands)}"
            )
        return super().resolve_command(ctx, args)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--root", type=click.Path(path_type=Path), help="The collection's folder; by default found upward from here.")
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
    from heartland import data, runs

    root = collection.root()
    for path in runs.notebooks(root):
        title = "".join(collection.read_json(path)["cells"][0]["source"]).splitlines()[0].lstrip("# ")
        click.echo(f"{path.stem:24}{title}")
    click.echo()
    click.echo(data.datasets().fillna("").to_string())


@cli.command()
@click.argument("dataset")
def describe(dataset: str) -> None:
    """Print the codebook of DATASET: each column with type, unit and definition."""
    from heartland import data

    table = data.describe(dataset)
    click.echo(f"{table.attrs['title']}\n{table.attrs['description']}\n")
    for column, row in table.iterrows():
        click.echo(
            click.wrap_text(f"{column} ({', '.join(filter(None, [row['type'], row['unit']]))}): {row['definition']}", 100, "", "    ")
        )


class RunCommand(click.Command):
    """``run NOTEBOOK --help`` explains the notebook's own parameters."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        named = [a for a in args if not a.startswith("-")]
        if named and {"-h", "--help"} & set(args):
            _explain(named[0])
            ctx.exit()
        return super().parse_args(ctx, args)


def _explain(name: str) -> None:
    from heartland import runs

    path = runs.notebook(collection.root(), name)
    click.echo(f"Usage: heartland run {path.stem} [-p NAME=VALUE]...\n\nParameters of {path.stem}:\n")
    for p in parameters.read(path):
        default = ",".join(p.default) if isinstance(p.default, list) else p.default
        click.echo(f"  {p.name} ({p.type}; default {default!s}): {p.help}")
        if parameters.allowed_values(p.name):
            click.echo(click.wrap_text(f"allowed: {parameters.allowed_values(p.name)}", 100, "      ", "      "))
    click.echo(f"\nExample: heartland run {path.stem} -p {parameters.read(path)[0].name}=...  (lists are separated by commas)")


@cli.command(cls=RunCommand)
@click.argument("notebooks", nargs=-1)
@click.option("-p", "--parameter", "given", multiple=True, metavar="NAME=VALUE", help="Set a parameter of the one notebook named.")
@click.option("-j", "--jobs", type=click.IntRange(1), default=os.cpu_count() or 1, show_default="cores", help="Runs at a time.")
def run(notebooks: tuple[str, ...], given: tuple[str, ...], jobs: int) -> None:
    """Run NOTEBOOKS (all by default) and export their figures; skip what is up to date.

    With defaults figures go to figures/, with other parameters to runs/. `heartland run NOTEBOOK --help` lists a
    notebook's parameters.
    """
    from heartland import runs

    root = collection.root()
    if given and len(notebooks) != 1:
        raise click.UsageError("-p speaks of one notebook: name exactly one")
    values = dict(_pair(text) for text in given)
    planned = [runs.plan(root, name, values) for name in notebooks or [p.stem for p in runs.notebooks(root)]]

    def report(one: runs.Run, outcome: str, words: str) -> None:
        if outcome == "failed":
            LOG.error("%s", words)
        else:
            LOG.info("%s", f"{outcome:10}{one.name} ({words})")

    failed = runs.perform(planned, jobs, report)
    for folder in sorted({one.figures.as_posix() for one in planned if (root / one.figures).is_dir()}):
        click.echo(f"{len(list((root / folder).glob('*.png')))} figures in {folder}/")
    if failed:
        raise HeartlandError(f"{failed} of {len(planned)} runs failed; the others are done, and the next call does only what is missing")


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise click.UsageError(f"-p {text}: write NAME=VALUE")
    return name.strip(), value


@cli.command()
def validate() -> None:
    """Check every table against its schema and the rules of the field."""
    from heartland import checks

    findings = checks.validate()
    for finding in findings[:100]:
        click.echo(str(finding))
    if len(findings) > 100:
        click.echo(f"... and {len(findings) - 100} more")
    if findings:
        raise HeartlandError(f"{len(findings)} places in {len({f.file for f in findings})} files break a rule")
    click.echo(f"{len(collection.names(collection.root()))} tables keep every rule")


@cli.command()
@click.argument("dataset")
def cite(dataset: str) -> None:
    """Print the sources of DATASET, one a line."""
    from heartland import data

    for line in data.cite(data.load(dataset, part_years=True)):
        click.echo(line.replace("*", ""))


@cli.command()
def lab() -> None:
    """Open JupyterLab on the start notebook."""
    root = collection.root()
    start = next(iter(sorted((root / "notebooks").glob("0*.ipynb"))))
    os.chdir(root)
    os.execv(sys.executable, [sys.executable, "-m", "jupyterlab", start.relative_to(root).as_posix()])


@cli.command(hidden=True)
def refresh() -> None:
    """Rerun everything in place and rewrite what is generated (maintainers: make refresh)."""
    from heartland import publish

    for path in publish.refresh(collection.root()):
        click.echo(f"rewrote {path}")


def main() -> None:
    """Run the command line; a mistake is one line and an exit code, never a traceback."""
    try:
        sys.exit(cli.main(standalone_mode=False))
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except (click.ClickException, UsageError) as error:
        click.echo(f"heartland: {error.format_message() if isinstance(error, click.ClickException) else error}", err=True)
        sys.exit(2)
    except HeartlandError as error:
        click.echo(f"heartland: {error}", err=True)
        sys.exit(1)
    except (KeyboardInterrupt, click.Abort):
        click.echo("heartland: interrupted; what was finished is kept, and the next call does the rest", err=True)
        sys.exit(130)
