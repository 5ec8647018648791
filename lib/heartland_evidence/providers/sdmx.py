"""What Eurostat and the IMF answer, read: one form for both, SDMX-CSV.

What the answers look like, and who says so:

- Eurostat, Comext, the dataset DS-045409 (trade since 1988 by HS and CN code): ``DATAFLOW``,
  ``LAST UPDATE``, ``freq``, ``reporter``, ``partner``, ``product``, ``flow`` (1 imports,
  2 exports), ``indicators`` (``VALUE_IN_EUROS``, whole euros), ``TIME_PERIOD`` (``2026-08``) and
  ``OBS_VALUE``
  (https://ec.europa.eu/eurostat/web/user-guides/data-browser/api-data-access/api-introduction).
- IMF, the World Economic Outlook: ``DATAFLOW`` (``IMF.RES:WEO(9.0.0)``, of an older edition
  ``IMF.RES:WEO_2025_OCT_VINTAGE(1.0.0)``), ``COUNTRY``, ``INDICATOR``, ``FREQUENCY``,
  ``TIME_PERIOD`` (a year), ``OBS_VALUE``, and of the series ``UNIT`` (``PT``, percent), ``SCALE``,
  ``DECIMALS_DISPLAYED``, ``PUBLICATION_DATE`` and ``LATEST_ACTUAL_ANNUAL_DATA``, the last year that
  is no estimate (https://data.imf.org/en/Resource-Pages/IMF-API).

Neither host could be asked when this was written: the forms are those of answers that public
repositories keep. What differs from them is refused, in one line.

What does not belong here: fetching (``fetching``), and turning what was read into rows
(``proposals``).
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from heartland.errors import DataError, printable
from heartland.tables import collection, csv_files
from heartland.tables.periods import is_day, is_month
from heartland_evidence.providers.downloaded import (
    CODES,
    IN_CODES,
    IS_NUMBER,
    Row,
    check_cell,
    read_csv,
)

MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
OF_A_SERIES = ("PUBLICATION_DATE", "LATEST_ACTUAL_ANNUAL_DATA")
IS_YEAR = re.compile("[12][0-9]{3}").fullmatch
NO_YEAR = "is not a year like 2025"
UNKNOWN = f"is not known: {IN_CODES}"
LACKS = "the file is cut off, or a code was renamed"
EUROS = 10  # by how much the Union may differ from the sum of whole euros
STATUSES = {"forecast": "F", "nowcast or estimate": "E"}  # of what is no outturn


def eurostat(path: Path) -> Iterator[Row]:
    """Yield what each member of the Union, and the Union, exported to a republic in a month.

    Raises:
        DataError: if it is another dataset, unit, flow or code, or the Union is not the sum of its
            members.
    """
    known = CODES["eurostat"]
    rows = read_csv(path, "reporter", "partner", *known["asked"], "TIME_PERIOD", "OBS_VALUE")
    found = []
    for row in rows:
        if not _has_value(row, known["asked"]) or row["reporter"] in known["no members"]:
            continue
        check_cell(row, "partner", known["partners"].__contains__, UNKNOWN)
        check_cell(row, "reporter", known["reporters"].__contains__, UNKNOWN)
        check_cell(row, "TIME_PERIOD", is_month, "is not a month like 2026-08")
        reporter, partner, month = row["reporter"], row["partner"], row["TIME_PERIOD"]
        found.append(
            {
                "dataset": "eu_exports",
                "area": known["partners"][partner],
                "member": known["reporters"][reporter],
                "period": month,
                "value_eur_mn": row["OBS_VALUE"],
                "locator": f"{known['dataset']}, {reporter}, {partner}, {month}",
            }
        )
    held = {row["area"] for row in found}
    for code, area in known["partners"].items():
        if found and area not in held:
            raise DataError(f"{path.name}: no value of partner {code}: {LACKS}")
    _check_sums(path, found)
    yield from found


def _check_sums(path: Path, found: list[Row]) -> None:
    """Refuse a file that lacks members: what the Union exported is the sum of theirs."""
    union: dict[str, Decimal] = {}
    members: dict[str, Decimal] = defaultdict(Decimal)
    for row in found:
        month = f"{row['area']}, {row['period']}"
        euros = Decimal(row["value_eur_mn"])
        if row["member"] == "EUU":
            union[month] = euros
        elif row["member"] != "GBR":
            members[month] += euros
    for month in sorted(union.keys() | members.keys()):
        if month not in union:
            raise DataError(
                f"{path.name}: {month} has no row of reporter EU27_2020, the Union of 27"
            )
        if abs(union[month] - members[month]) > EUROS:
            raise DataError(
                f"{path.name}: {month}: the members add up to {members[month]} euros, "
                f"and the Union is {union[month]}: {LACKS}"
            )


def imf(path: Path) -> Iterator[Row]:
    """Yield the growth of each republic in an edition of the World Economic Outlook.

    A year up to the last actual one is an outturn; a later one before the year of the edition an
    estimate; the others are forecasts.

    Raises:
        DataError: if it is another series, unit or scale, or the edition is not stated.
    """
    known = CODES["imf"]
    needed = ("DATAFLOW", "COUNTRY", *known["asked"], "TIME_PERIOD", "OBS_VALUE", *OF_A_SERIES)
    rows = [row for row in read_csv(path, *needed) if row["COUNTRY"] in known["areas"]]
    stated: dict[str, Row] = {}  # of a series, in each of its rows or in one
    for row in rows:
        of_series = {column: row[column] for column in OF_A_SERIES if row[column]}
        stated[row["COUNTRY"]] = stated.get(row["COUNTRY"], {}) | of_series
    last: dict[str, str] = {}
    found = []
    for row in rows:
        row |= {"SCALE": row["SCALE"] or "0"} | stated[row["COUNTRY"]]
        if not _has_value(row, known["asked"]):
            continue
        check_cell(row, "TIME_PERIOD", IS_YEAR, NO_YEAR)
        check_cell(row, "LATEST_ACTUAL_ANNUAL_DATA", IS_YEAR, NO_YEAR)
        area, year = row["COUNTRY"], row["TIME_PERIOD"]
        if year < known["from"]:
            continue
        last[area] = max(year, last.get(area, year))
        vintage = _edition(row)
        kind = _kind(area, year, row["LATEST_ACTUAL_ANNUAL_DATA"], vintage)
        found.append(
            {
                "dataset": "growth_forecasts",
                "publisher": "IMF",
                "vintage": vintage,
                "vintage_inferred": "false",
                "area": area,
                "target_year": year,
                "kind": kind,
                "growth_pct": _as_displayed(row),
                "status": STATUSES.get(kind, "A"),
                "locator": f"series {row['INDICATOR']}, {area}, {year}",
            }
        )
    for area in known["areas"] if found else []:
        if area not in last:
            raise DataError(f"{path.name}: no value of {area}: {LACKS}")
        end = max(last.values())
        if last[area] < end:
            raise DataError(
                f"{path.name}: {area} ends in {last[area]}, and others in {end}: {LACKS}"
            )
    yield from found


def _edition(row: Row) -> str:
    """Return the month of an edition, by the name of an older one, else by its publication."""
    named = re.search("WEO_([0-9]{4})_([A-Z]{3})_VINTAGE", row["DATAFLOW"])
    if named and named[2] in MONTHS:
        return f"{named[1]}-{MONTHS.index(named[2]) + 1:02d}"
    day = row["PUBLICATION_DATE"][:10]
    if "WEO(" not in row["DATAFLOW"] or not is_day(day):
        raise DataError(
            f"{row['where']}: DATAFLOW '{printable(row['DATAFLOW'])}' of PUBLICATION_DATE "
            f"'{printable(day)}' names no edition of the World Economic Outlook"
        )
    return day[:7]


def _kind(area: str, year: str, actual: str, vintage: str) -> str:
    """Return what a figure is, by the codebook and by what the IMF had said of that year before.

    Args:
        area: of the figure.
        year: whose growth is stated.
        actual: the last year that is no estimate.
        vintage: the month of the edition.
    """
    if year >= vintage[:4]:
        return "forecast"
    if year > actual:
        return "nowcast or estimate"
    before = {
        row["kind"]
        for row in csv_files.rows(collection.root(), "growth_forecasts")
        if (row["publisher"], row["area"], row["target_year"]) == ("IMF", area, year)
        and year < row["vintage"][:4]
        and row["vintage"] < vintage
    }
    is_late = int(vintage[:4]) - int(year) >= 2 and "nowcast or estimate" not in before
    is_repeated = not before.isdisjoint(("first outturn", "later outturn"))
    return "later outturn" if is_late or is_repeated else "first outturn"


def _as_displayed(row: Row) -> str:
    """Return a figure with as many decimals as the IMF displays: the others are no statement.

    What is displayed as nothing is written 0: a cell is never minus zero.
    """
    value = Decimal(row["OBS_VALUE"])
    decimals = row.get("DECIMALS_DISPLAYED", "")
    if re.fullmatch("[0-9]", decimals):
        value = round(value, int(decimals))
    return f"{value.normalize():zf}"


def _has_value(row: Row, asked: dict[str, str]) -> bool:
    """Tell whether there is a value in a row; if so, it must be one, of the codes asked for."""
    if row["OBS_VALUE"] in ("", "NaN"):
        return False
    for column, code in asked.items():
        check_cell(row, column, code.__eq__, f"is not {code}, which was asked for")
    check_cell(row, "OBS_VALUE", IS_NUMBER, "is not a number like 1.5")
    return True
