"""Files of StatCounter, the World Bank, UCDP and caniuse, read.

What the files look like, and who says so:

- StatCounter, the CSV offered under a chart of mobile vendors
  (https://gs.statcounter.com/vendor-market-share/mobile): a column ``Date`` (``2021-12``), then one
  of percentages for each vendor, ``Unknown`` and ``Other``. The file does not say which country it
  is of.
- World Bank, the CSV of one indicator
  (https://datahelpdesk.worldbank.org/knowledgebase/articles/898581): a zip with ``API_….csv``, in
  which some lines on the download stand before ``Country Name``, ``Country Code``,
  ``Indicator Name``, ``Indicator Code`` and a column a year. DataBank writes ``Series Code``,
  ``2022 [YR2022]`` and ``..`` for no value.
- UCDP, the Country-Year Dataset on Organized Violence (its codebook is at
  https://ucdp.uu.se/downloads/): ``country``, ``year``, ``sb_interstate_deaths_best`` and so on,
  ``Version``: the names since 26.1, before it each ended in ``_cy``. Where there was no violence
  the names of the dyads are ``NO_DYAD``.
- caniuse, the public package caniuse-db as its registry offers it (``npm pack caniuse-db``), or a
  file of its folder ``region-usage-json``: a JSON object a region with ``id``, ``month``,
  ``access_date``, and under ``data`` the share of page views of each version of each browser; a
  version that is not followed is null. Newer files have their ``total``.

- Eurostat and the IMF answer in one standard form, which ``sdmx`` reads.

What of their columns stands in which of ours is in ``series.json``.

What does not belong here: fetching, and turning what was read into rows (``downloads``).
"""

import json
import re
import tarfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from heartland.errors import DataError, did_you_mean, printable
from heartland.tables import collection, csv_files
from heartland.tables.periods import is_month
from heartland_evidence.providers.downloaded import FORMATS, Row, content_of, read_download

MAX_UNPACKED_BYTES = 500_000_000  # bytes of an unpacked package: that of 2026 has 24 million
ROUNDED = Decimal("0.01")  # how far a total of two hundred rounded shares may be from their sum
NO_VENDOR = ("Date", "Unknown", "Other")  # columns of StatCounter that are not of a vendor
A_RELEASE = r"[0-9]{2}\.[0-9]"
NOTHING = ("0", "NO_DYAD")  # what UCDP writes where there was no violence


def statcounter(path: Path) -> Iterator[Row]:
    """Yield the share of each vendor in each month; a month without data is written as zeros."""
    for row in read_download(path, "Date"):
        month = row["Date"]
        if not set(row.values()) - {month, "0"}:
            continue
        if not is_month(month):  # a week is written 2021-49
            raise DataError(
                f"{path.name}: Date '{printable(month)}' is not a month like 2021-12: "
                "take the monthly file"
            )
        for vendor, share in row.items():
            if vendor in NO_VENDOR:
                continue
            yield {
                "dataset": "smartphone_shares",
                "period": month,
                "vendor": vendor,
                "share_pct": share,
                "locator": f"{path.name}, row {month}, column {vendor}",
            }


def wdi(path: Path) -> Iterator[Row]:
    """Yield the values of the one indicator of the file that is known, a row a country and year."""
    rows = read_download(path, "Country Code", "Indicator Code")
    known = FORMATS["wdi"]
    held = sorted({row["Indicator Code"] for row in rows} & set(known))
    if len(held) != 1:
        raise DataError(
            f"{path.name} holds {len(held)} of the known indicators instead of one: "
            f"{', '.join(held or known)}"
        )
    [indicator] = held
    stated = known[indicator]
    for row in rows:
        if row["Indicator Code"] != indicator:
            continue
        area = row["Country Code"]
        for year, value in row.items():
            if not re.fullmatch("[0-9]{4}", year) or value in ("", ".."):
                continue
            yield {
                **stated,
                "area": area,
                "year": year,
                "period": year,
                "edition": year,
                "locator": f"{path.name}, row {area}, column {year}",
                stated["column"]: value,
            }


def ucdp(path: Path) -> Iterator[Row]:
    """Yield the deaths of each type of violence, a row a country, year and type.

    Countries go by their names; those that the collection does not know are left out.
    """
    codes = {row["name"]: row["area"] for row in csv_files.rows(collection.root(), "areas")}
    types = FORMATS["ucdp"]
    marks = [column for columns in types.values() for column in columns.values()]
    for row in read_download(path, "country", "year", "Version", *marks):
        country, year = row["country"], row["year"]
        if country not in codes:
            continue
        if not re.fullmatch(A_RELEASE, row["Version"]):
            raise DataError(
                f"{path.name}, row {country} {printable(year)}: Version "
                f"'{printable(row['Version'])}' is not a release like 26.1"
            )
        for violence_type, columns in types.items():
            cells = {}
            for name, column in columns.items():
                cells[name] = row[column].replace("Government of ", "")
            yield {
                "dataset": "conflict_deaths",
                "area": codes[country],
                "year": year,
                "violence_type": violence_type,
                "version": row["Version"],
                "locator": f"{path.name}, row {country} {year}, column {columns['value']}",
                **cells,
                "note": _note_of_ucdp(cells),
            }


def _note_of_ucdp(cells: Row) -> str:
    """Say who fought, and how many of the dead were coded as civilians."""
    filled = [
        name for name in ("dyads", "coded as civilians") if cells.get(name, "0") not in NOTHING
    ]
    return "; ".join(f"{name}: {cells[name]}" for name in filled)


def caniuse(path: Path) -> Iterator[Row]:
    """Yield the share of each browser in each region of the collection that the file holds.

    The shares of the versions of a browser are added up.
    """
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
    """Yield name and content of each region file of a package; else of the one file."""
    if path.suffix != ".tgz":
        yield path.name, content_of(path)
        return
    wanted = [f"{region}.json" for region in FORMATS["caniuse"]["regions"]]
    size = 0
    try:
        with tarfile.open(path) as package_file:
            for member in package_file:
                size += member.size
                if size > MAX_UNPACKED_BYTES:
                    raise DataError(
                        f"{path.name}: unpacks to more than {MAX_UNPACKED_BYTES // 10**6} MB"
                    )
                folder, _, name = member.name.rpartition("/")
                held = package_file.extractfile(member) if name in wanted else None
                if held and folder.endswith("region-usage-json"):
                    yield name, held.read()
    except (tarfile.TarError, EOFError, OSError):
        raise DataError(
            f"{path.name}: not a complete caniuse-db package: download it again"
        ) from None


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
    if not isinstance(month, str) or not is_month(month):
        raise DataError(f"{name}: month '{printable(str(month))}' is not a month like 2026-08")
    if not isinstance(data, dict) or not all(isinstance(v, dict) for v in data.values()):
        raise DataError(wanted)
    return region


def _browser_shares(name: str, region: dict[str, Any]) -> dict[str, Decimal]:
    """Add up the versions of each browser.

    Raises:
        DataError: for a browser that is not known, a share that is none, and a sum that is not the
            file's.
    """
    known = FORMATS["caniuse"]["browsers"]
    shares: dict[str, Decimal] = {}
    for code, versions in region["data"].items():
        if code not in known:
            raise DataError(
                f"{name}: browser '{printable(code)}' is not known{did_you_mean(code, known)}: "
                "say in lib/heartland_evidence/providers/series.json what it is"
            )
        browser = known[code]
        shares.setdefault(browser, Decimal(0))
        for version, share in versions.items():
            if share is not None:
                shares[browser] += _percentage(share, f"{name}: {code} {printable(version)}")
    total, stated = sum(shares.values(), Decimal(0)), region.get("total")
    if isinstance(stated, Decimal) and abs(total - stated) > ROUNDED:
        raise DataError(f"{name}: the shares add up to {total}, but the file says {stated}")
    return shares


def _percentage(share: Any, where: str) -> Decimal:
    if not isinstance(share, Decimal) or not 0 <= share <= 100:
        raise DataError(f"{where} '{printable(str(share))}' is not a percentage")
    return share
