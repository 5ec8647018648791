"""Downloaded tables as rows of the datasets: StatCounter, World Development Indicators, UCDP, caniuse.

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
  Where there was no violence the names of the dyads are ``NO_DYAD``.
- caniuse, the public package caniuse-db as its registry offers it (``npm pack caniuse-db``), or a file of its folder
  ``region-usage-json``: a JSON object a region with ``id``, ``month``, ``access_date``, and under ``data`` the share of
  page views of each version of each browser; a version that is not followed is null. Newer files have their ``total``.

What of their columns stands in which of ours is in ``series.json``.

What does not belong here: fetching, and judging whether a row is right (``checks``).
"""

import csv
import io
import json
import re
import tarfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from heartland.errors import DataError, UsageError, did_you_mean, printable
from heartland.tables import package
from heartland.tables.package import is_date

ROUNDED = Decimal("0.01")  # how far a total of two hundred rounded shares may be from their sum
Row = dict[str, str]
FORMATS: dict[str, dict[str, Any]] = package.read_json(Path(__file__).with_name("series.json"))


def read_download(path: Path, *marks: str) -> list[Row]:
    """Read a downloaded CSV from the row that holds the columns ``marks``.

    Raises:
        DataError: if it is no CSV in UTF-8, no row holds these columns, one is there twice, a row is cut off, or
            digits are lost: of a number of twelve a spreadsheet keeps six, ``1.03417E+11``.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise DataError(
            f"{path.name}: not a CSV in UTF-8 with commas; unpack a zip, and take the file as the site offers it"
        ) from None
    heads = [
        [re.sub(r" \[YR[0-9]{4}]$|_cy$", "", FORMATS["renamed"].get(cell, cell)) for cell in line]
        for line in lines
    ]
    n = next((n for n, head in enumerate(heads) if set(marks) <= set(head)), None)
    if n is None:
        raise DataError(
            f"{path.name}: no row holds the columns {', '.join(marks)}; it begins with {text[:60]!r}"
        )
    rows = [
        line for line in lines[n + 1 :] if len(list(filter(None, line))) > 1
    ]  # not what DataBank says of itself at the end
    if twice := package.repeated(list(filter(None, heads[n]))):
        raise DataError(f"{path.name}: two columns are named '{printable(twice[0])}'")
    for cut in [row for row in rows if len(row) < len(heads[n])]:
        raise DataError(
            f"{path.name}: the row that begins '{printable(','.join(cut))}' is cut off: download the file anew"
        )
    if rounded := re.search(r"\b[0-9.]+E\+[0-9]+\b", text):
        raise DataError(
            f"{path.name}: '{rounded[0]}' was rounded by a spreadsheet: take the file as the site offers it"
        )
    return [dict(zip(heads[n], row, strict=False)) for row in rows]


def statcounter(path: Path) -> Iterator[Row]:
    """Yield the share of each vendor in each month; a month without data is written as zeros."""
    for row in [r for r in read_download(path, "Date") if set(r.values()) - {r["Date"], "0"}]:
        if len(row["Date"]) != 7 or not is_date(row["Date"]):  # a week is written 2021-49
            raise DataError(
                f"{path.name}: Date '{printable(row['Date'])}' is not a month like 2021-12: take the monthly file"
            )
        for vendor in [c for c in row if c not in ("Date", "Unknown", "Other")]:
            where = {
                "period": row["Date"],
                "vendor": vendor,
                "locator": f"{path.name}, row {row['Date']}, column {vendor}",
            }
            yield where | {"dataset": "smartphone_shares", "share_pct": row[vendor]}


def wdi(path: Path) -> Iterator[Row]:
    """Yield the values of the one indicator of the file that is known, a row a country and year."""
    rows, known = read_download(path, "Country Code", "Indicator Code"), FORMATS["wdi"]
    held = sorted({row["Indicator Code"] for row in rows} & set(known))
    if len(held) != 1:
        raise UsageError(
            f"{path.name} holds {len(held)} of the known indicators, and one is wanted: {', '.join(held or known)}"
        )
    said = known[held[0]]
    for row in [r for r in rows if r["Indicator Code"] in held]:
        for year in [c for c in row if re.fullmatch("[0-9]{4}", c) and row[c] not in ("", "..")]:
            where = {
                "area": row["Country Code"],
                "locator": f"{path.name}, row {row['Country Code']}, column {year}",
            }
            yield (
                said
                | where
                | {"year": year, "period": year, "edition": year, said["column"]: row[year]}
            )


def ucdp(path: Path) -> Iterator[Row]:
    """Yield the deaths of each type of violence, a row a country, year and type; countries go by their names."""
    code = {row["name"]: row["area"] for row in package.rows(package.root(), "areas")}
    marks = [column for columns in FORMATS["ucdp"].values() for column in columns.values()]
    for row in [
        r for r in read_download(path, "country", "year", "Version", *marks) if r["country"] in code
    ]:
        for kind, columns in FORMATS["ucdp"].items():
            said = {
                "dataset": "conflict_deaths",
                "area": code[row["country"]],
                "violence_type": kind,
                "version": row["Version"],
            }
            said |= {
                "year": row["year"],
                "locator": f"{path.name}, row {row['country']} {row['year']}, column {columns['value']}",
            }
            cells = {
                name: row[column].replace("Government of ", "") for name, column in columns.items()
            }
            notes = [
                f"{name}: {cells[name]}"
                for name in ("dyads", "coded as civilians")
                if cells.get(name, "0") not in ("0", "NO_DYAD")
            ]
            yield said | cells | {"note": "; ".join(notes)}


def caniuse(path: Path) -> Iterator[Row]:
    """Yield the share of each browser, its versions added up, for each region of the collection that the file holds."""
    known = FORMATS["caniuse"]
    for name, content in _region_files(path):
        region = _region(name, content)
        area = known["regions"].get(region["id"])
        if area is None:
            continue
        doubt = known["doubted"].get(area, "")
        shares = _browser_shares(name, region)
        for browser in [b for b in dict.fromkeys(known["browsers"].values()) if b in shares]:
            yield {
                "dataset": "browser_shares",
                "area": area,
                "period": region["month"],
                "browser": browser,
                "share_pct": f"{shares[browser].normalize():f}",
                "status": "U" if doubt else "A",
                "locator": name,
                "note": doubt,
            }


def _region_files(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each region file: of the package those of its folder, else the one file."""
    if path.suffix != ".tgz":
        yield path.name, path.read_bytes()
        return
    wanted = [f"{region}.json" for region in FORMATS["caniuse"]["regions"]]
    try:
        with tarfile.open(path) as package_file:
            for member in package_file.getmembers():
                folder, _, name = member.name.rpartition("/")
                held = package_file.extractfile(member) if name in wanted else None
                if held and folder.endswith("region-usage-json"):
                    yield name, held.read()
    except (tarfile.TarError, EOFError, OSError):
        raise DataError(f"{path.name}: not a whole package caniuse-db: download it anew") from None


def _region(name: str, content: bytes) -> dict[str, Any]:
    """Read one region file, its numbers exact.

    Raises:
        DataError: if it is no region file of a month.
    """
    wanted = f"{name}: not a region file of caniuse-db, with id, month like 2026-08 and data"
    try:
        region = json.loads(content.decode("utf-8"), parse_float=Decimal, parse_int=Decimal)
    except (UnicodeDecodeError, json.JSONDecodeError):
        raise DataError(wanted) from None
    if not isinstance(region, dict) or not {"id", "month", "data"} <= set(region):
        raise DataError(wanted)
    month, data = region["month"], region["data"]
    if not isinstance(month, str) or len(month) != 7 or not is_date(month):
        raise DataError(f"{name}: month '{printable(str(month))}' is not a month like 2026-08")
    if not isinstance(data, dict) or not all(isinstance(v, dict) for v in data.values()):
        raise DataError(wanted)
    return region


def _browser_shares(name: str, region: dict[str, Any]) -> dict[str, Decimal]:
    """Add up the versions of each browser.

    Raises:
        DataError: for a browser that is not known, a share that is none, and a sum that is not the file's.
    """
    known = FORMATS["caniuse"]["browsers"]
    shares: dict[str, Decimal] = {}
    for code, versions in region["data"].items():
        if code not in known:
            raise DataError(
                f"{name}: browser '{printable(code)}' is not known{did_you_mean(code, known)}: "
                "say in lib/heartland/tables/series.json what it is"
            )
        for version, share in versions.items():
            if share is None:
                continue
            if not isinstance(share, Decimal) or not 0 <= share <= 100:
                raise DataError(
                    f"{name}: {code} {printable(version)} '{printable(str(share))}' is not a percentage"
                )
            shares[known[code]] = shares.get(known[code], Decimal(0)) + share
        shares.setdefault(known[code], Decimal(0))
    total, stated = sum(shares.values(), Decimal(0)), region.get("total")
    if isinstance(stated, Decimal) and abs(total - stated) > ROUNDED:
        raise DataError(f"{name}: the shares add up to {total}, and the file says {stated}")
    return shares


READERS = {"statcounter": statcounter, "wdi": wdi, "ucdp": ucdp, "caniuse": caniuse}


def propose(provider: str, path: Path, source: str, areas: list[str]) -> tuple[str, list[Row]]:
    """Turn a downloaded file into rows of a dataset, each column of its schema filled or empty; dollars become millions.

    Raises:
        UsageError: for an area or a source that the collection does not know, or one that the file says nothing on.
        DataError: if the file is not what the provider offers.
    """
    folder = package.root()
    for file, words in (("areas", areas), ("sources", [source])):
        known = {next(iter(row.values())) for row in package.rows(folder, file)}
        for word in [w for w in words if w not in known]:
            raise UsageError(
                f"'{word}' is not in data/{file}.csv: a new one gets its row there first{did_you_mean(word, known)}"
            )
    if provider == "statcounter" and len(areas) != 1:
        raise UsageError(f"{path.name} does not say of which country it is: name one with --area")
    found = [
        FORMATS["usual"] | {"area": areas[0], "source_id": source} | said
        for said in READERS[provider](path)
    ]
    for absent in [area for area in areas if area not in {row["area"] for row in found}]:
        raise UsageError(f"{path.name} holds no value of {absent}")
    fields, rows = package.schema(folder, found[0]["dataset"])["fields"], []
    for row in [row for row in found if row["area"] in areas]:
        for column in [f["name"] for f in fields if f["type"] != "string" and f["name"] in row]:
            if not re.fullmatch("-?[0-9]+([.][0-9]+)?(E-[0-9]{1,2})?", row[column]):
                raise DataError(
                    f"{row['locator']}: {column} '{printable(row[column])}' is not a number like 1.5"
                )
            row[column] = (
                f"{Decimal(row[column]) / (10**6 if column.endswith('_mn') else 1):f}"  # exact, with the digits stated
            )
        rows.append({f["name"]: row.get(f["name"], "") for f in fields})
    return found[0]["dataset"], rows


def compare(dataset: str, rows: list[Row]) -> Iterator[str]:
    """Say of each row whether it is new or already there, else why it is not taken and what to do."""
    schema = package.schema(package.root(), dataset)
    lists = {
        field["name"]: [*field["constraints"]["enum"], ""]
        for field in schema["fields"]
        if "enum" in field.get("constraints", {})
    }
    unlisted = {
        c: list(dict.fromkeys(row[c] for row in rows if row[c] not in lists[c])) for c in lists
    }
    there = {
        tuple(row[k] for k in schema["primaryKey"]): row
        for row in package.rows(package.root(), dataset)
    }
    quantity = [k for k in schema["primaryKey"] if k not in ("source_id", "version")]
    counted = {tuple(row[k] for k in quantity) for row in there.values()}
    for row in rows:
        key = tuple(row[k] for k in schema["primaryKey"])
        old = there.setdefault(key, row)
        gaps = [
            f"{c} is {old[c]}, in the file {row[c]}"
            for c in old
            if row[c] != old[c] and c not in ("locator", "note", "also_in")
        ]
        word = "new" if old is row else "already there"
        if old is row and tuple(row[k] for k in quantity) in counted:
            word = "new, beside a row of the same quantity: rank both in data/preferences.csv, or figures may count it twice"
        if gaps:
            word = f"not taken, for {', '.join(key)} is there and a revision is a source of its own: {'; '.join(gaps)}"
        for c in [c for c in lists if row[c] in unlisted[c]]:
            word = f"not taken, for data/schemas/{dataset}.json does not list the {c} (add what you want): {', '.join(unlisted[c])}"
        yield word
