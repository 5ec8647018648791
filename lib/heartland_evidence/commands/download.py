"""The commands ``heartland import``, ``heartland refresh-data`` and ``heartland next``."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from heartland.cli import options
from heartland.cli.data import wrapped
from heartland.errors import DataError
from heartland.tables import collection, csv_files
from heartland_evidence.providers.downloaded import Row
from heartland_evidence.providers.registry import PROVIDERS, services

if TYPE_CHECKING:
    from heartland_evidence.providers.releases import Release
    from heartland_evidence.providers.revisions import Revision

FIRST = 20  # of many lines that are printed


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

    wdi is the World Bank, ids its statistics of debt, sipri the institute's register of arms
    transfers, unga the roll calls of the General Assembly.

    \b
    heartland import statcounter vendor-KZ-monthly.csv --area KAZ --source ID
    heartland import wdi API_SP.POP.TOTL_DS2_en_csv_v2.csv --area KAZ,KGZ --source ID --append
    heartland import ucdp OrganizedViolenceCYDataSet26_1.csv --area TJK --source ID
    heartland import caniuse caniuse-db-1.0.30001813.tgz --area KAZ,KGZ,WLD --source ID --append
    heartland import sipri trade_register.csv --area KAZ,KGZ --source ID
    heartland import unga ungaVoting.csv --area KAZ,RUS --source ID

    No row is ever overwritten: a row already there with another value is reported.
    """
    from heartland_evidence.providers import proposals

    if append:
        collection.own_root()
    areas = options.split_at_commas(area)
    if not areas:
        raise click.UsageError("--area: name a code of data/areas.csv, as KAZ")
    proposals.check_known("sources", [source])
    dataset, rows = proposals.propose(provider, file, source, areas)
    if append:
        standings = proposals.append(dataset, rows)
    else:
        standings = proposals.compare(dataset, rows)
        click.echo(proposals.as_csv(dataset, proposals.taken(rows, standings)), nl=False)
    for line in _counted(dataset, standings):
        click.echo(line, err=True)
    what_now = "now run heartland validate" if append else "nothing was written: add --append"
    click.echo(what_now, err=True)


@click.command("refresh-data", short_help="Fetch a provider's current file and compare.")
@click.argument("provider", type=click.Choice(services()), required=False)
@click.argument("what", default="")
@click.option("--address", default="", help="Where the file is, if the provider has moved it.")
def refresh(provider: str | None, what: str, address: str) -> None:
    """Fetch a provider's current file, and say what it changes: nothing in data/ is touched.

    \b
    heartland refresh-data                    all of them, as far as they can be reached
    heartland refresh-data wdi SP.POP.TOTL    an indicator of the World Bank
    heartland refresh-data ids                what the republics owe China, Russia and all
    heartland refresh-data ucdp 26.1          a release of UCDP's country-year dataset
    heartland refresh-data caniuse            the latest package of caniuse
    heartland refresh-data eurostat 2024-09   exports of the Union to the republics, since a month
    heartland refresh-data imf                growth in the latest World Economic Outlook
    heartland refresh-data imf 2025-10        growth in an older one, where the IMF keeps it

    The file stays in build/downloads. Printed are its digest, the figures that differ from those
    the collection has, which figures and audits rest on them, and the lines with which the newer
    ones are taken: as a source of its own, beside the old.

    Eurostat, the IMF and the World Bank's statistics of debt could not be reached when this was
    written. Their addresses, and the form of their answers, are taken from copies in public
    repositories; an answer of another form is refused in one line. Eurostat's listed goods
    (eu_listed_exports) are not fetched: they are the sum of a thousand codes of one day's list.
    """
    if provider:
        _refresh(provider, what, address)
        return
    if address:
        raise click.UsageError("--address is that of one PROVIDER: name it")
    asked = [(name, one) for name in services() for one in PROVIDERS[name].every()]
    reached = 0
    for name, one in asked:
        click.echo(f"{name} {one}".rstrip())
        try:
            _refresh(name, one)
            reached += 1
        except DataError as error:
            click.echo(f"not refreshed: {error}")
        click.echo()
    fetched = f"{reached} of {len(asked)} files fetched"
    if not reached:
        raise DataError(fetched)
    click.echo(fetched)


def _refresh(provider: str, what: str, address: str = "") -> None:
    """Fetch a file, and print what it changes and how it is taken.

    Raises:
        DataError: if no whole file came, or it is of another form than its provider's.
    """
    from heartland import sentences
    from heartland.tables.areas import REPUBLICS
    from heartland_evidence.providers import fetching, proposals, revisions

    root = collection.own_root()
    fetched = fetching.fetch(provider, what, root / "build" / "downloads" / provider, address)
    place = fetched.path.relative_to(root)
    click.echo(f"fetched {place} from {fetched.address}, SHA-256 {fetched.sha256}")
    if fetched.same_since:
        click.echo(f"the same file as on {fetched.same_since}: nothing has changed")
    dataset, rows = proposals.propose(provider, fetched.path, fetched.source_id)
    fetching.check_holds(provider, what, fetched.path)
    standings = proposals.compare(dataset, rows)
    revised = revisions.revised(dataset, rows)
    revisions.check_units(place.name, revised)
    found = {row["area"] for row in rows}
    held = {row["area"] for row in csv_files.rows(root, dataset)}
    if lacking := [area for area in REPUBLICS if area in held - found]:
        click.echo(f"{dataset}: the file has no value of {', '.join(lacking)}")
    _say_the_first(_counted(dataset, standings))
    click.echo(f"{sentences.count(len(revised), 'figure').capitalize()} revised")
    _say_the_first([f"  {one}" for one in revised])
    new = [row for row, standing in zip(rows, standings, strict=True) if standing == proposals.NEW]
    if revised or new:
        _say_what_would_move(dataset, revised, new)
    if proposals.taken(rows, standings):
        click.echo(
            f"to take them, add a row '{fetched.source_id}' to data/sources.csv, if it has none, "
            f"with the address {fetched.address}, then\n"
            f"heartland import {provider} {place} --area {','.join(sorted(found))} "
            f"--source {fetched.source_id} --append"
        )


def _counted(dataset: str, standings: Iterable[str]) -> list[str]:
    """Say how many rows are new or there already, then which are not to be taken, and why."""
    from heartland_evidence.providers.proposals import NOT_TAKEN

    counts = sorted(Counter(standings).items(), key=lambda pair: pair[0].startswith(NOT_TAKEN))
    return [f"{dataset}: {count} {standing}" for standing, count in counts]


def _say_the_first(lines: Sequence[str]) -> None:
    """Print the first of many lines, and how many more there are."""
    for line in lines[:FIRST]:
        click.echo(line)
    if len(lines) > FIRST:
        click.echo(f"  ... and {len(lines) - FIRST} more")


def _say_what_would_move(dataset: str, revised: "list[Revision]", new: list[Row]) -> None:
    """Print the figures and audits that rest on rows which a newer file revises or continues."""
    from heartland.tables.tables import load
    from heartland_evidence.lineage.impact import Change, audits_touched, figures_touched
    from heartland_evidence.providers.revisions import continued

    changed = [Change(dataset, "changed", "", one.held, one.found) for one in revised]
    longer = [Change(dataset, "added", "", held, row) for held, row in continued(dataset, new)]
    added = [Change(dataset, "added", "", {}, row) for row in new]
    figures = figures_touched(collection.root(), changed + longer)
    audits = audits_touched(collection.root(), changed + added, load("audits"))
    click.echo(f"figures that would move: {', '.join(figures) or 'none'}")
    click.echo(f"claims whose audits would move: {', '.join(audits) or 'none'}")


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
        brings = f"{release.provider}, {release.name}: {release.brings}"
        click.echo(wrapped(f"{_when(release)}: {brings}"))
        fetch = f"; heartland refresh-data {release.refresh}" if release.refresh else ""
        held = f"{release.table}, held to {release.newest}, read on {release.read_on}{fetch}"
        click.echo(wrapped(f"    {held}", 8))


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
