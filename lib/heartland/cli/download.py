"""The command ``heartland import``."""

import csv
import io
from pathlib import Path

import click

from heartland.tables import downloads, package
from heartland.tables.package import write_whole


@click.command("import", short_help="Propose rows from a provider's table.")
@click.argument("provider", type=click.Choice(list(downloads.READERS)))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", required=True, help="Id of the file in data/sources.csv.")
@click.option("--area", required=True, help="Codes of data/areas.csv, separated by commas.")
@click.option(
    "--append",
    is_flag=True,
    help="Add the new rows to the dataset; without it they are only printed.",
)
def command(provider: str, file: Path, source: str, area: str, append: bool) -> None:
    """Propose rows from a table of PROVIDER: statcounter, wdi (World Bank) or ucdp.

    \b
    heartland import statcounter vendor-KZ-monthly.csv --area KAZ --source ID
    heartland import wdi API_SP.POP.TOTL_DS2_en_csv_v2.csv --area KAZ,KGZ --source ID --append
    heartland import ucdp OrganizedViolenceCYDataSet26_1.csv --area TJK --source ID

    No row is ever overwritten: one that is there with another value is named.
    """
    dataset, rows = downloads.propose(provider, file, source, area.split(","))
    told = list(downloads.compare(dataset, rows))
    path = package.root() / "data" / package.resource(package.root(), dataset)["path"]
    head, text = path.read_text(encoding="utf-8-sig").splitlines()[0], io.StringIO()
    writer = csv.DictWriter(
        text, next(csv.reader([head])), lineterminator="\n"
    )  # in the order of the file's own columns
    writer.writerows(row for row, word in zip(rows, told, strict=True) if word.startswith("new"))
    if append:
        write_whole(path, path.read_bytes().rstrip() + b"\n" + text.getvalue().encode())
    else:
        click.echo(f"{head}\n{text.getvalue()}", nl=False)
    for word in dict.fromkeys(told):
        click.echo(f"{dataset}: {told.count(word)} {word}", err=True)
    click.echo(
        "now run heartland validate" if append else "nothing was written: add --append", err=True
    )
