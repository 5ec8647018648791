"""The command ``heartland import``."""

import csv
import io
from pathlib import Path

import click

from heartland.tables import downloads, package, providers
from heartland.tables.package import write_whole


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


def _as_csv(rows: list[dict[str, str]], columns: list[str]) -> str:
    """Write rows in the order of the columns of a file."""
    text = io.StringIO()
    csv.DictWriter(text, columns, lineterminator="\n").writerows(rows)
    return text.getvalue()
