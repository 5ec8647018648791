"""The commands ``heartland import``, ``heartland refresh-data`` and ``heartland next``."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from heartland.cli import options
from heartland.errors import HeartlandError
from heartland.tables import collection, csv_files, schemas
from heartland_evidence.ledger.row_keys import key_as_text
from heartland_evidence.providers import downloads, fetching, revisions
from heartland_evidence.providers.downloaded import Row
from heartland_evidence.providers.downloads import Standing
from heartland_evidence.providers.registry import PROVIDERS, services
from heartland_evidence.providers.revisions import Report

if TYPE_CHECKING:
    from heartland_evidence.providers.releases import Release

FIRST = 20  # revised figures that are printed
WORDS = {  # of the standing of a row
    "new": "new",
    "beside": "new, beside a row of the same quantity: rank both in data/preferences.csv, "
    "or figures may count it twice",
    "there": "already there",
}
WHY_NOT = {  # of the standing of a row that is not taken
    "revised": "because {key} is there already and a revision needs a source of its own: "
    "{differences}",
    "unlisted": "because data/schemas/{dataset}.json does not list the {column} "
    "(add those you want): {words}",
}


@click.command("import", short_help="Propose rows from a provider's table.")
@click.argument("provider", type=click.Choice(list(PROVIDERS)))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", required=True, help="Id of the file in data/sources.csv.")
@click.option("--area", required=True, help="Codes of data/areas.csv, separated by commas.")
@click.option(
    "--append",
    is_flag=True,
    help="Add the new rows to the dataset; without it they are only printed.",
)
def command(provider: str, file: Path, source: str, area: str, append: bool) -> None:
    """Propose rows from a provider's table.

    wdi is the World Bank.

    \b
    heartland import statcounter vendor-KZ-monthly.csv --area KAZ --source ID
    heartland import wdi API_SP.POP.TOTL_DS2_en_csv_v2.csv --area KAZ,KGZ --source ID --append
    heartland import ucdp OrganizedViolenceCYDataSet26_1.csv --area TJK --source ID
    heartland import caniuse caniuse-db-1.0.30001813.tgz --area KAZ,KGZ,WLD --source ID --append

    No row is ever overwritten: a row already there with another value is reported.
    """
    if append:
        collection.own_root()
    areas = options.split_at_commas(area)
    if not areas:
        raise click.UsageError("--area: name a code of data/areas.csv, as KAZ")
    dataset, rows = downloads.propose(provider, file, source, areas)
    if append:
        standings = downloads.append(dataset, rows)
    else:
        standings = list(downloads.compare(dataset, rows))
        new = downloads.taken(rows, standings)
        click.echo(downloads.header(dataset))
        click.echo(downloads.as_csv(dataset, new), nl=False)
    for standing, count in Counter(standings).items():
        click.echo(f"{dataset}: {count} {_in_words(dataset, standing)}", err=True)
    what_now = "now run heartland validate" if append else "nothing was written: add --append"
    click.echo(what_now, err=True)


def _examples() -> str:
    """Return a line for each example of what may be fetched."""
    lines = []
    for name, service in services().items():
        for what, words in service.examples.items():
            command = f"heartland refresh-data {name} {what}"
            lines.append(f"{command:<41} {words}")
    return "\n".join(lines)


REFRESH = f"""Fetch a provider's current file, and say what it changes: nothing in data/ is touched.

\b
{_examples()}

The file stays in build/downloads, with its digest and the day. Printed is what has changed since
the last download, the figures that differ from those the collection has, which figures and audits
rest on them, and the lines with which the newer ones are taken: as a source of its own, beside the
old.

Eurostat and the IMF could not be reached when this was written. Their addresses, and the form of
their answers, are taken from copies in public repositories; an answer of another form is refused in
one line. Eurostat's listed goods (eu_listed_exports) are not fetched: they are the sum of a
thousand codes of one day's list.
"""


@click.command(
    "refresh-data", help=REFRESH, short_help="Fetch a provider's current file and compare."
)
@click.argument("provider", type=click.Choice(list(services())))
@click.argument("what", default="")
@click.option("--area", default="", help="Codes, separated by commas; by default all in the table.")
@click.option("--address", default="", help="Where the file is, if the provider has moved it.")
def refresh(provider: str, what: str, area: str, address: str) -> None:
    """Fetch the current file of a provider, and say what it changes."""
    root = collection.own_root()
    fetched = fetching.fetch(provider, what, root / "build" / "downloads" / provider, address)
    place = fetched.path.relative_to(root)
    click.echo(f"fetched {place} from {fetched.address}, SHA-256 {fetched.sha256}")
    if fetched.same_as_on:
        click.echo(f"the same file as on {fetched.same_as_on}: nothing has changed")
    areas = options.split_at_commas(area) or downloads.areas_in_common(provider, fetched.path)
    fetching.check_holds(provider, what, fetched.path)
    dataset, rows = downloads.propose(
        provider, fetched.path, fetched.source_id, areas, new_source=True
    )
    report = revisions.report(place.name, dataset, rows)
    if report.lacking and not area:
        click.echo(f"{dataset}: the file has no value of {', '.join(report.lacking)}")
    _say_what_is_new(report)
    if fetched.older:
        _say_what_changed_since(provider, fetched, areas, dataset, rows)
    _say_what_is_revised(report.revised)
    if report.revised or report.new:
        _say_what_would_move(report)
    if report.can_be_taken:
        _say_how_to_take(provider, fetched, place, areas)


def _say_what_changed_since(
    provider: str, fetched: fetching.Fetched, areas: list[str], dataset: str, rows: list[Row]
) -> None:
    """Print how many rows of the file before are others now, and how many came or went."""
    assert fetched.older is not None
    since = f"since {fetched.older.on}"
    try:
        of_before, before = downloads.propose(
            provider, fetched.older.path, fetched.source_id, areas, new_source=True
        )
    except HeartlandError:
        click.echo(f"{since}: another file; the older one cannot be read any more")
        return
    if of_before != dataset:
        click.echo(f"{since}: another file, whose rows are of {of_before}")
        return
    found = revisions.difference(dataset, before, rows)
    click.echo(
        f"{since}: {found.added} rows more, {found.removed} rows gone, {len(found.changed)} changed"
    )
    _say_the_first(found.changed)


def _say_the_first(lines: Sequence[object]) -> None:
    """Print the first of many lines, and how many more there are."""
    for line in lines[:FIRST]:
        click.echo(f"  {line}")
    if len(lines) > FIRST:
        click.echo(f"  ... and {len(lines) - FIRST} more")


def _say_what_is_revised(changed: list[revisions.Revision]) -> None:
    """Print the figures that a newer file revises."""
    from heartland import sentences

    click.echo(f"{sentences.count(len(changed), 'figure').capitalize()} revised")
    _say_the_first(changed)


def _say_what_is_new(report: Report) -> None:
    """Print how many rows are new, there already, or not to be taken, and why the first is not."""
    refused = [standing for standing in report.standings if standing.kind in WHY_NOT]
    for standing, count in Counter(report.standings).items():
        if standing.kind not in WHY_NOT:
            click.echo(f"{report.dataset}: {count} {WORDS[standing.kind]}")
    if refused:
        why = _why_not(report.dataset, refused[0])
        click.echo(f"{report.dataset}: {len(refused)} not taken; the first {why}")


def _in_words(dataset: str, standing: Standing) -> str:
    """Say what a dataset has of a row, and of one that it does not take why."""
    if standing.kind in WHY_NOT:
        return f"not taken, {_why_not(dataset, standing)}"
    return WORDS[standing.kind]


def _why_not(dataset: str, standing: Standing) -> str:
    return WHY_NOT[standing.kind].format(dataset=dataset, **standing._asdict())


def _say_what_would_move(report: Report) -> None:
    """Print the figures and audits that rest on rows which a newer file revises or continues."""
    from heartland.tables.tables import load
    from heartland_evidence.lineage.impact import Change, audits_touched, figures_touched

    key = schemas.read(collection.root(), report.dataset)["primaryKey"]

    def change(kind: str, before: Row, after: Row) -> Change:
        return Change(report.dataset, kind, key_as_text(key, after), before, after)

    revised = [change("changed", each.held, each.found) for each in report.revised]
    longer = [change("added", held, row) for held, row in report.continued]
    added = [change("added", {}, row) for row in report.new]
    figures = figures_touched(collection.root(), revised + longer)
    audits = audits_touched(collection.root(), revised + added, load("audits"))
    click.echo(f"figures that would move: {', '.join(figures) or 'none'}")
    click.echo(f"claims whose audits would move: {', '.join(audits) or 'none'}")


def _say_how_to_take(
    provider: str, fetched: fetching.Fetched, place: Path, areas: list[str]
) -> None:
    """Print what a maintainer does to take the rows."""
    held = {row["source_id"] for row in csv_files.rows(collection.root(), "sources")}
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


@click.command("next", short_help="Say what each provider brings next.")
@click.option("--on", "day", default="", help="The day from which to look; today by default.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for a script.")
def next_(day: str, as_json: bool) -> None:
    """Say what each provider brings next, and when it was last read here.

    \b
    heartland next
    heartland next --on 2027-04-01

    The months are those in which a release usually comes, as pages of the providers or of others
    state them; none is promised. "Due since March 2026" means that one usually comes out in March,
    and that the one held here is older. Each line rests on a page, named in the table
    release_calendar.
    """
    from heartland_evidence.providers.releases import releases

    found = releases(day or datetime.now(UTC).date().isoformat())
    if as_json:
        rows = [asdict(release) for release in found]
        click.echo(json.dumps(rows, indent=1, ensure_ascii=False))
        return
    for release in found:
        click.echo(f"{_when(release)}: {release.provider}, {release.name}: {release.brings}")
        fetch = f"; heartland refresh-data {release.refresh}" if release.refresh else ""
        click.echo(
            f"    {release.table}, held to {release.newest}, read on {release.read_on}{fetch}"
        )


def _when(release: "Release") -> str:
    """Say in which month a release is due or comes, and how sure that is."""
    from heartland import sentences

    about = " or so" if release.about else ""
    if release.due:
        return f"due since {sentences.month(release.due)}{about}"
    if release.frequency == "monthly":
        return "every month"
    if release.next:
        return f"{sentences.month(release.next)}{about}"
    return f"{release.frequency}, in a month that no page states"
