"""Files of StatCounter, the World Bank, UCDP and caniuse, read.

A reader yields a row for each value: its ``dataset``, the cells that the file states, by the names
of our columns, and a ``locator``.

What the files look like, and who says so:

- StatCounter, the CSV offered under a chart of mobile vendors
  (https://gs.statcounter.com/vendor-market-share/mobile): a column ``Date`` (``2021-12``), then one
  of percentages for each vendor, ``Unknown`` and ``Other``. The file does not say which country it
  is of.
- World Bank, the CSV of one indicator
  (https://datahelpdesk.worldbank.org/knowledgebase/articles/898581): a zip with ``API_….csv``, in
  which some lines on the download stand before ``Country Name``, ``Country Code``,
  ``Indicator Name``, ``Indicator Code`` and a column a year.
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

What does not belong here: fetching, and turning what was read into rows (``proposals``).
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
from heartland_evidence.providers.downloaded import (
    CODES,
    IN_CODES,
    Row,
    check_cell,
    content_of,
    read_csv,
)

MAX_UNPACKED_BYTES = 500_000_000  # bytes of an unpacked package: that of 2026 has 24 million
ROUNDED = Decimal("0.01")  # how far a total of two hundred rounded shares may be from their sum
LEAST_SHARE = Decimal("1e-20")  # percent: a smaller one fills a page with noughts
NO_VENDOR = ("where", "Date", "Unknown", "Other")  # columns of StatCounter that are not of a vendor
IS_RELEASE = re.compile(r"[0-9]{2}\.[0-9]").fullmatch
NOTHING = ("", "0", "NO_DYAD")  # what UCDP writes where there was no violence


def statcounter(path: Path) -> Iterator[Row]:
    """Yield the share of each vendor in each month; a month without data is written as zeros."""
    for row in read_csv(path, "Date"):
        month = row["Date"]
        shares = {vendor: share for vendor, share in row.items() if vendor not in NO_VENDOR}
        if set(shares.values()) == {"0"}:
            continue
        # a week is written 2021-49
        check_cell(row, "Date", is_month, "is not a month like 2021-12: take the monthly file")
        for vendor, share in shares.items():
            yield {
                "dataset": "smartphone_shares",
                "period": month,
                "vendor": vendor,
                "share_pct": share,
                "locator": f"{path.name}, row {month}, column {vendor}",
            }


def wdi(path: Path) -> Iterator[Row]:
    """Yield the values of the one indicator of the file that is known, a row a country and year."""
    rows = read_csv(path, "Country Code", "Indicator Code")
    known = CODES["wdi"]
    held = sorted({row["Indicator Code"] for row in rows} & set(known))
    if len(held) != 1:
        raise DataError(
            f"{path.name} holds {len(held)} of the known indicators instead of one: "
            f"{', '.join(held or known)}"
        )
    [indicator] = held
    stated = known[indicator]
    for row in rows:
        area = row["Country Code"]
        for year, value in row.items():
            is_year = re.fullmatch("[0-9]{4}", year)
            if is_year and value and row["Indicator Code"] == indicator:
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
    types = CODES["ucdp"]
    needed = [column for columns in types.values() for column in columns.values()]
    for row in read_csv(path, "country", "year", "Version", *needed):
        country, year = row["country"], row["year"]
        if country not in codes:
            continue
        check_cell(row, "Version", IS_RELEASE, "is not a release like 26.1")
        for violence_type, columns in types.items():
            cells = {
                name: row[column].replace("Government of ", "") for name, column in columns.items()
            }
            notes = [name for name in ("dyads", "coded as civilians") if name in cells]
            yield {
                "dataset": "conflict_deaths",
                "area": codes[country],
                "year": year,
                "violence_type": violence_type,
                "version": row["Version"],
                "locator": f"{path.name}, row {country} {year}, column {columns['value']}",
                **cells,
                "note": "; ".join(
                    f"{name}: {cells[name]}" for name in notes if cells[name] not in NOTHING
                ),
            }


def caniuse(path: Path) -> Iterator[Row]:
    """Yield the share of each browser in each region of the collection that the file holds.

    The shares of the versions of a browser are added up.
    """
    known = CODES["caniuse"]
    for name, content in _region_files(path):
        region = _region(name, content)
        area = known["regions"].get(region["id"])
        if area is None:
            continue
        shares = _browser_shares(name, region)
        doubt = known["doubted"].get(area, "")
        for browser in dict.fromkeys(known["browsers"].values()):
            if browser in shares:
                yield {
                    "dataset": "browser_shares",
                    "area": area,
                    "period": region["month"],
                    "browser": browser,
                    "share_pct": f"{shares[browser].normalize():f}",
                    "status": "U" if doubt else "",
                    "locator": name,
                    "note": doubt,
                }


def _region_files(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each region file of a package; else of the one file."""
    if path.suffix != ".tgz":
        yield path.name, content_of(path)
        return
    wanted = [f"{region}.json" for region in CODES["caniuse"]["regions"]]
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
    try:
        region = json.loads(content.decode("utf-8"), parse_float=Decimal, parse_int=Decimal)
        is_region = (
            isinstance(region["id"], str)
            and isinstance(region["month"], str)
            and all(isinstance(shares, dict) for shares in region["data"].values())
        )
    except (ValueError, ArithmeticError, LookupError, TypeError, AttributeError, RecursionError):
        is_region = False
    if not is_region:
        raise DataError(
            f"{name}: not a region file of caniuse-db, with id, month like 2026-08 and data"
        )
    if not is_month(region["month"]):
        raise DataError(f"{name}: month '{printable(region['month'])}' is not a month like 2026-08")
    return dict(region)


def _browser_shares(name: str, region: dict[str, Any]) -> dict[str, Decimal]:
    """Add up the versions of each browser.

    Raises:
        DataError: for a browser that is not known, a share that is none, and a sum that is not the
            file's.
    """
    known = CODES["caniuse"]["browsers"]
    shares: dict[str, Decimal] = {}
    for code, versions in region["data"].items():
        if code not in known:
            near = did_you_mean(code, known)
            raise DataError(f"{name}: browser '{printable(code)}' is not known{near}: {IN_CODES}")
        for version, share in versions.items():
            if share is not None and not _is_percentage(share):
                cell = f"{code} {printable(version)} '{printable(share)}'"
                raise DataError(f"{name}: {cell} is not a percentage")
        browser = known[code]
        of_versions = sum(share for share in versions.values() if share is not None)
        shares[browser] = shares.get(browser, Decimal(0)) + of_versions
    total, stated = sum(shares.values()), region.get("total")
    if isinstance(stated, Decimal) and abs(total - stated) > ROUNDED:
        raise DataError(f"{name}: the shares add up to {total}, but the file says {stated}")
    return shares


def _is_percentage(share: Any) -> bool:
    return isinstance(share, Decimal) and (share == 0 or LEAST_SHARE <= share <= 100)
