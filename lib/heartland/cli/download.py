"""The commands ``heartland import`` and ``heartland refresh-data``."""

import csv
import io
from pathlib import Path

import click

from heartland.tables import downloads, fetching, package, providers, revisions
from heartland.tables.package import write_whole

FIRST = 20  # revised figures that are printed


@click.command("import", short_help="Propose rows from a provider's table.")
@click.argument("provider", type=click.Choice(list(providers.READERS)))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", required=True, help="Id of the file in data/sources.csv.")
@click.option("--area", required=True, help="Codes of data/areas.csv, separated by commas.")
@click.option(
    "--append",
    is_flag=True,
    help="Add the new rows to the dataset; without it they are only printed.",
)
def command(provider: str, file: Path, source: str, area: str, append: bool) -> None:
    """Propose rows from a table of PROVIDER: statcounter, wdi (World Bank), ucdp or caniuse.

    \b
    heartland import statcounter vendor-KZ-monthly.csv --area KAZ --source ID
    heartland import wdi API_SP.POP.TOTL_DS2_en_csv_v2.csv --area KAZ,KGZ --source ID --append
    heartland import ucdp OrganizedViolenceCYDataSet26_1.csv --area TJK --source ID
    heartland import caniuse caniuse-db-1.0.30001813.tgz --area KAZ,KGZ,WLD --source ID --append

    No row is ever overwritten: one that is there with another value is named.
    """
    if append:
        package.own_root()
    dataset, rows = downloads.propose(provider, file, source, area.split(","))
    verdicts = list(downloads.compare(dataset, rows))
    new = [row for row, verdict in zip(rows, verdicts, strict=True) if verdict.startswith("new")]
    path = package.table_path(package.root(), dataset)
    head = path.read_text(encoding="utf-8-sig").splitlines()[0]
    lines = _as_csv(new, next(csv.reader([head])))
    if append:
        write_whole(path, path.read_bytes().rstrip() + b"\n" + lines.encode())
    else:
        click.echo(f"{head}\n{lines}", nl=False)
    for verdict in dict.fromkeys(verdicts):
        click.echo(f"{dataset}: {verdicts.count(verdict)} {verdict}", err=True)
    what_now = "now run heartland validate" if append else "nothing was written: add --append"
    click.echo(what_now, err=True)


@click.command("refresh-data", short_help="Fetch a provider's current file and compare.")
@click.argument("provider", type=click.Choice(fetching.PROVIDERS))
@click.argument("what", default="")
@click.option("--area", default="", help="Codes, separated by commas; by default all in the table.")
@click.option("--address", default="", help="Where the file is, if the provider has moved it.")
def refresh(provider: str, what: str, area: str, address: str) -> None:
    """Fetch the current file of PROVIDER, and say what it changes: nothing in data/ is touched.

    \b
    heartland refresh-data wdi SP.POP.TOTL    an indicator of the World Bank
    heartland refresh-data ucdp 26.1          a release of UCDP's country-year dataset
    heartland refresh-data caniuse            the latest package of caniuse

    The file stays in build/downloads, with its digest and the day. Printed are the figures that
    differ from those the collection has, which figures and audits rest on them, and the lines with
    which the newer ones are taken: as a source of its own, beside the old.
    """
    from heartland import sentences

    root = package.root()
    fetched = fetching.fetch(provider, what, root / "build" / "downloads" / provider, address)
    place = fetched.path.relative_to(root)
    click.echo(f"fetched {place} from {fetched.address}, SHA-256 {fetched.sha256}")
    if fetched.before:
        click.echo(f"the same file as on {fetched.before}: nothing has changed")
    areas = area.split(",") if area else downloads.areas_in_common(provider, fetched.path)
    dataset, rows = downloads.propose(
        provider, fetched.path, fetched.source_id, areas, new_source=True
    )
    verdicts = list(downloads.compare(dataset, rows))
    _say_what_is_new(dataset, verdicts)
    changed = list(revisions.revised(dataset, rows))
    click.echo(f"{sentences.count(len(changed), 'figure').capitalize()} revised")
    for revision in changed[:FIRST]:
        click.echo(f"  {revision}")
    if len(changed) > FIRST:
        click.echo(f"  ... and {len(changed) - FIRST} more")
    if changed:
        _say_what_rests_on(dataset, changed)
    if any(verdict.startswith("new") for verdict in verdicts):
        _say_how_to_take(provider, fetched, place, areas)


def _say_what_is_new(dataset: str, verdicts: list[str]) -> None:
    """Print how many rows are new, there already, or not to be taken, and why the first is not."""
    refused = [verdict for verdict in verdicts if verdict.startswith("not taken")]
    for verdict in dict.fromkeys(verdicts):
        if verdict not in refused:
            click.echo(f"{dataset}: {verdicts.count(verdict)} {verdict}")
    if refused:
        first = refused[0].removeprefix("not taken, ")
        click.echo(f"{dataset}: {len(refused)} not taken; the first {first}")


def _say_what_rests_on(dataset: str, changed: list[revisions.Revision]) -> None:
    """Print the figures and audits that rest on the rows which a newer file revises."""
    from heartland.checks.since import Change, audits_touched, figures_touched
    from heartland.tables.tables import load

    key = package.schema(package.root(), dataset)["primaryKey"]
    changes = []
    for revision in changed:
        cells = "; ".join(revision.held[column] for column in key)
        changes.append(Change(dataset, "changed", cells, revision.held, revision.found))
    figures = figures_touched(package.root(), changes)
    audits = audits_touched(changes, load("audits"))
    click.echo(f"figures that would move: {', '.join(figures) or 'none'}")
    click.echo(f"claims whose audits would move: {', '.join(audits) or 'none'}")


def _say_how_to_take(
    provider: str, fetched: fetching.Fetched, place: Path, areas: list[str]
) -> None:
    """Print what a maintainer does to take the rows."""
    held = {row["source_id"] for row in package.rows(package.root(), "sources")}
    if fetched.source_id not in held:
        click.echo(
            f"to take them, add a row '{fetched.source_id}' to data/sources.csv, "
            f"with the address {fetched.address}, then"
        )
    else:
        click.echo(f"to take them as '{fetched.source_id}', which data/sources.csv has,")
    click.echo(
        f"heartland import {provider} {place} --area {','.join(areas)} "
        f"--source {fetched.source_id} --append"
    )


def _as_csv(rows: list[dict[str, str]], columns: list[str]) -> str:
    """Write rows in the order of the columns of a file."""
    text = io.StringIO()
    csv.DictWriter(text, columns, lineterminator="\n").writerows(rows)
    return text.getvalue()
