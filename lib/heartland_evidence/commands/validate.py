"""The command that checks every table."""

import itertools

import click

from heartland.errors import HeartlandError, UsageError, printable
from heartland.tables import collection

FIRST = 20  # problems of a file that are printed


@click.command(short_help="Check every table.")
@click.argument("names", nargs=-1, metavar="")
@click.option("--since", metavar="REV", help="Also list changes since a commit, and what may move.")
@click.option(
    "--fix",
    is_flag=True,
    help="If no rule is broken, write what can be computed: quotes, line ends, version, counts.",
)
def validate(names: tuple[str, ...], since: str | None, fix: bool) -> None:
    """Check every table against its schema and the rules of the subject.

    \b
    heartland validate
    heartland validate --since main    and which figures and audits a change may move
    heartland validate --fix           after adding a row: all of that, since the last commit
    """
    from heartland import sentences
    from heartland_evidence import rules

    if names:
        name = printable(names[0])
        raise UsageError(
            f"all tables are checked at once: call heartland validate without '{name}'"
        )
    root = collection.own_root()
    if fix:
        from heartland_evidence.mending import mend

        done, problems = mend(root)
        for line in done:
            click.echo(line)
        since = "" if problems else since or "HEAD"
    if since:
        _say_what_moves(since)
    if not fix:
        problems = rules.validate(forked=True)
    by_file = {
        file: list(group) for file, group in itertools.groupby(problems, lambda found: found.file)
    }
    for file, found in by_file.items():
        for problem in found[:FIRST]:
            click.echo(str(problem))
        if len(found) > FIRST:
            click.echo(f"... and {len(found) - FIRST} more in {file}")
    if problems:
        places = sentences.count(len(problems), "problem")
        files = sentences.count(len(by_file), "file")
        written = ": nothing is written until they are put right" if fix else ""
        raise HeartlandError(f"{places} in {files}{written}")
    tables = len(collection.dataset_names(collection.root()))
    click.echo(f"{tables} tables checked, no problems found")


def _say_what_moves(revision: str) -> None:
    """Print the rows that changed since a commit, and what they may move."""
    from heartland.tables.tables import load
    from heartland_evidence.lineage.impact import (
        audits_touched,
        changes_since,
        figures_touched,
        finding_of,
    )

    root = collection.root()
    changes = changes_since(root, revision)
    for change in changes[:FIRST]:
        click.echo(str(change))
    if len(changes) > FIRST:
        click.echo(f"... and {len(changes) - FIRST} more")
    if not changes:
        click.echo(f"nothing in data/ has changed since {revision}")
        return
    figures = figures_touched(root, changes)
    audits = audits_touched(root, changes, load("audits"))
    click.echo(f"figures that may move, with what they find today: {len(figures) or 'none'}")
    for place in figures:
        click.echo(f"  {place}: {printable(finding_of(root, place), 200)}")
    click.echo(f"claims whose audits may move: {', '.join(audits) or 'none'}\n")
