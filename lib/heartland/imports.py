"""Downloaded tables as rows of the datasets: StatCounter, World Development Indicators, UCDP.

What the files look like, and who says so:

- StatCounter, the CSV offered under a chart of mobile vendors (https://gs.statcounter.com/vendor-market-share/mobile):
  a column ``Date`` (``2021-12``), then one of percentages for each vendor, ``Unknown`` and ``Other``. The file does not
  say which country it is of.
- World Bank, the CSV of one indicator (https://datahelpdesk.worldbank.org/knowledgebase/articles/898581): a zip with
  ``API_….csv``, in which some lines on the download stand before ``Country Name``, ``Country Code``,
  ``Indicator Name``, ``Indicator Code`` and a column a year. DataBank writes ``Series Code``, ``2022 [YR2022]`` and
  ``..`` for no value.
- UCDP, the Country-Year Dataset on Organized Violence (its codebook is at https://ucdp.uu.se/downloads/): ``country``,
  ``year``, ``sb_interstate_deaths_best`` and so on, ``Version``: the names since 26.1, before it each ended in ``_cy``.

What does not belong here: fetching, and judging whether a row is right (``checks``).
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import click

from heartland import collection
from heartland.collection import DataError, UsageError, nearest, shown

Row = dict[str, str]
SERIES: dict[str, tuple[str, str, Row]] = collection.read_json(Path(__file__).with_name("series.json"))
# of an indicator of the World Bank: dataset, column, what else its rows say
VIOLENCE = {"interstate": "sb_interstate", "intrastate": "sb_intrastate", "non-state": "ns_total", "one-sided": "os_total"}
USUAL = {"partner": "WLD", "product": "goods", "concept": "goods", "method": "page views", "relation": "=", "status": "A"}


def table(path: Path, *marks: str) -> list[Row]:
    """Read a downloaded CSV from the row that holds the columns ``marks``.

    Raises:
        DataError: if it is no CSV in UTF-8, no row holds these columns, one is there twice, or a row is cut off.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise DataError(f"{path.name}: not a CSV in UTF-8 with commas; unpack a zip, and take the file as the site offers it") from None
    for n, line in enumerate(lines):
        head = [cell.replace("Series Code", "Indicator Code") for cell in line]
        if set(marks) <= set(head):
            twice = collection.repeated([name for name in head if name])
            if twice:
                raise DataError(f"{path.name}: two columns are named '{shown(twice[0])}'")
            for row in [row for row in lines[n + 1 :] if len(row) < len(head) and len(list(filter(None, row))) > 1]:
                raise DataError(f"{path.name}: the row that begins '{shown(','.join(row))}' is cut off: download the file anew")
            return [dict(zip(head, row, strict=False)) for row in lines[n + 1 :] if len(row) >= len(head)]
    raise DataError(f"{path.name}: no row holds the columns {', '.join(marks)}; it begins with {text[:60]!r}")


def statcounter(path: Path, areas: list[str]) -> Iterator[tuple[str, Row]]:
    """Yield the share of each vendor in each month of the file, which is of the one area named."""
    if len(areas) != 1:
        raise UsageError(f"{path.name} does not say of which country it is: name one with --area")
    for row in [r for r in table(path, "Date") if set(r.values()) - {r["Date"], "0"}]:  # a month without data is written as zeros
        if not re.fullmatch(r"\d{4}-\d\d", row["Date"]):
            raise DataError(f"{path.name}: Date '{row['Date']}' is not a month like 2021-12: take the monthly file")
        for vendor in [c for c in row if c not in ("Date", "Unknown", "Other")]:
            where = {"area": areas[0], "period": row["Date"], "vendor": vendor, "locator": f"row {row['Date']}, column {vendor}"}
            yield "smartphone_shares", where | {"share_pct": row[vendor]}


def wdi(path: Path, areas: list[str]) -> Iterator[tuple[str, Row]]:
    """Yield the values of the one indicator of the file, a row a country and year."""
    rows = table(path, "Country Code", "Indicator Code")
    held = sorted({row["Indicator Code"] for row in rows} & set(SERIES))
    if len(held) != 1:
        raise UsageError(f"{path.name} holds {len(held)} of the known indicators, and one is wanted: {', '.join(held or SERIES)}")
    dataset, column, said = SERIES[held[0]]
    for row in [r for r in rows if r["Country Code"] in areas and r["Indicator Code"] in held]:
        for year, cell in [(c[:4], row[c]) for c in row if re.fullmatch(r"[0-9]{4}( \[YR[0-9]{4}])?", c) and row[c] not in ("", "..")]:
            where = {"area": row["Country Code"], "locator": f"row {row['Country Code']}, column {year}"}
            yield dataset, where | said | dict.fromkeys(("year", "period", "edition"), year) | {column: cell}


def ucdp(path: Path, areas: list[str]) -> Iterator[tuple[str, Row]]:
    """Yield the deaths of each type of violence, a row a country, year and type; countries go by their names."""
    code = {row["name"]: row["area"] for row in collection.rows(collection.root(), "areas") if row["area"] in areas}
    ends = {"value": "best", "low": "low", "high": "high"}
    for row in table(path, "country", "year", "Version", *(f"{stem}_deaths_{end}" for stem in VIOLENCE.values() for end in ends.values())):
        for kind, stem in VIOLENCE.items() if row["country"] in code else ():
            part = stem.removesuffix("_total")
            notes = {"dyads": row.get(f"{part}_dyad_names"), "coded as civilians": row.get(f"{part}_deaths_civilians")}
            said = {"violence_type": kind, "note": "; ".join(f"{k}: {v}" for k, v in notes.items() if v not in ("", "0", None))}
            said |= {"area": code[row["country"]], "year": row["year"], "version": row["Version"]}
            said |= {"locator": f"row {row['country']} {row['year']}, column {stem}_deaths"}
            yield "conflict_deaths", said | {column: row[f"{stem}_deaths_{end}"] for column, end in ends.items()}


READERS = {"statcounter": statcounter, "wdi": wdi, "ucdp": ucdp}


def propose(provider: str, path: Path, source: str, areas: list[str]) -> tuple[str, list[Row]]:
    """Turn a downloaded file into rows of a dataset, each column of its schema filled or empty; dollars become millions.

    Raises:
        UsageError: for an area or a source that the collection does not know, or one that the file says nothing on.
        DataError: if the file is not what the provider offers.
    """
    folder = collection.root()
    for file, words in (("areas", areas), ("sources", [source])):
        known = {next(iter(row.values())) for row in collection.rows(folder, file)}
        for word in [w for w in words if w not in known]:
            raise UsageError(f"'{word}' is not in data/{file}.csv: a new one gets its row there first{nearest(word, known)}")
    found = list(READERS[provider](path, areas))
    for absent in [area for area in areas if area not in {row["area"] for _, row in found}]:
        raise UsageError(f"{path.name} holds no value of {absent}")
    dataset, rows = found[0][0], []
    fields = {field["name"]: field["type"] for field in collection.schema(folder, dataset)["fields"]}
    for _, said in found:
        row = USUAL | said | {"source_id": source, "locator": f"{path.name}, {said.get('locator')}"}
        for column in [c for c in fields if c in said and fields[c] != "string"]:
            if not re.fullmatch("-?[0-9]+([.][0-9]+)?(E[-+][0-9]{1,2})?", row[column]):
                raise DataError(f"{row['locator']}: {column} '{shown(row[column])}' is not a number like 1.5")
            row[column] = f"{Decimal(row[column]) / (10**6 if column.endswith('_mn') else 1):f}"  # exact, with the digits stated
        rows.append({column: row.get(column, "") for column in fields})
    return dataset, rows


def compare(dataset: str, rows: list[Row]) -> list[str]:
    """Say of each row whether it is new or already there, else why it is not taken and what to do."""
    schema, told = collection.schema(collection.root(), dataset), []
    lists = {field["name"]: field["constraints"]["enum"] for field in schema["fields"] if "enum" in field.get("constraints", {})}
    unlisted = {c: list(dict.fromkeys(row[c] for row in rows if row[c] and row[c] not in lists[c])) for c in lists}
    there = {tuple(row[k] for k in schema["primaryKey"]): row for row in collection.rows(collection.root(), dataset)}
    for row in rows:
        key = tuple(row[k] for k in schema["primaryKey"])
        old = there.setdefault(key, row)
        gaps = [f"{c} is {old[c]}, in the file {row[c]}" for c in old if row[c] != old[c] and c not in ("locator", "note", "also_in")]
        word = "new" if old is row else "already there"
        if gaps:
            word = f"not taken, for {', '.join(key)} is there and a revision is a source of its own: {'; '.join(gaps)}"
        for c in [c for c in lists if row[c] in unlisted[c]]:
            word = f"not taken, for data/schemas/{dataset}.json does not list the {c} (add what you want): {', '.join(unlisted[c])}"
        told.append(word)
    return told


@click.command("import")
@click.argument("provider", type=click.Choice(list(READERS)))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", required=True, help="Id of the file in data/sources.csv.")
@click.option("--area", required=True, help="Codes of data/areas.csv, separated by commas.")
@click.option("--append", is_flag=True, help="Add the new rows to the dataset; without it they are only printed.")
def command(provider: str, file: Path, source: str, area: str, append: bool) -> None:
    """Propose rows from a table of PROVIDER: statcounter, wdi (World Bank) or ucdp.

    \b
    heartland import statcounter vendor-KZ-monthly.csv --area KAZ --source ID
    heartland import wdi API_SP.POP.TOTL_DS2_en_csv_v2.csv --area KAZ,KGZ --source ID --append
    heartland import ucdp OrganizedViolenceCYDataSet26_1.csv --area TJK --source ID

    No row is ever overwritten: one that is there with another value is named.
    """
    dataset, rows = propose(provider, file, source, area.split(","))
    told = compare(dataset, rows)
    path = collection.root() / "data" / collection.resource(collection.root(), dataset)["path"]
    head, text = path.read_text(encoding="utf-8-sig").splitlines()[0], io.StringIO()
    writer = csv.DictWriter(text, next(csv.reader([head])), lineterminator="\n")  # in the order of the file's own columns
    writer.writerows(row for row, word in zip(rows, told, strict=True) if word == "new")
    if append:
        collection.write(path, path.read_bytes().rstrip() + b"\n" + text.getvalue().encode())
    else:
        click.echo(f"{head}\n{text.getvalue()}", nl=False)
    for word, n in Counter(told).items():
        click.echo(f"{dataset}: {n} {word}", err=True)
    click.echo("now run heartland validate" if append else "nothing was written: add --append", err=True)
