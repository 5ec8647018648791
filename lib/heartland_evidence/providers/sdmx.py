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
(``downloads``).
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from heartland.errors import DataError, printable
from heartland.tables import collection, csv_files
from heartland.tables.periods import is_day, is_month
from heartland_evidence.providers.downloaded import A_NUMBER, FORMATS, Row, numbered_rows

COMEXT = ("reporter", "partner", "product", "flow", "indicators", "TIME_PERIOD", "OBS_VALUE")
OUTLOOK = ("DATAFLOW", "COUNTRY", "INDICATOR", "TIME_PERIOD", "OBS_VALUE", "UNIT", "SCALE")
OF_A_SERIES = ("PUBLICATION_DATE", "LATEST_ACTUAL_ANNUAL_DATA")
MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
NOTHING = ("", "NaN")  # what stands where there is no value
LACKS = "the file is cut off, or a code was renamed"
EUROS = 10  # by how much the Union may differ from the sum of whole euros


def eurostat(path: Path) -> Iterator[Row]:
    """Yield what each member of the Union, and the Union, exported to a republic in a month.

    Raises:
        DataError: if it is another dataset, unit, flow or code, or the Union is not the sum of its
            members.
    """
    known = FORMATS["eurostat"]
    asked = {
        "product": known["product"],
        "flow": known["exports"],
        "indicators": known["values"],
    }
    found = []
    for number, row in numbered_rows(path, *COMEXT):
        where = f"{path.name}, row {number}"
        for column, code in asked.items():
            _check_code(where, column, row[column], code)
        if row["reporter"] in known["no members"] or row["OBS_VALUE"] in NOTHING:
            continue
        area = _code_of(where, "partner", row["partner"], known["partners"])
        member = _code_of(where, "reporter", row["reporter"], known["reporters"])
        month = row["TIME_PERIOD"].strip()
        if not is_month(month):
            raise DataError(
                f"{where}: TIME_PERIOD '{printable(month)}' is not a month like 2026-08"
            )
        found.append(
            {
                "dataset": "eu_exports",
                "area": area,
                "member": member,
                "period": month,
                "value_eur_mn": _number(where, row["OBS_VALUE"]),
                "locator": f"{known['dataset']}, {row['reporter']}, {row['partner']}, {month}",
            }
        )
    held = {row["area"] for row in found}
    for code, area in known["partners"].items():
        if found and area not in held:
            raise DataError(f"{path.name}: no value of partner {code}: {LACKS}")
    _check_sums(path.name, found)
    yield from found


def _check_sums(name: str, found: list[Row]) -> None:
    """Refuse a file that lacks members: what the Union exported is the sum of theirs."""
    members: dict[tuple[str, str], Decimal] = {}
    union: dict[tuple[str, str], Decimal] = {}
    for row in found:
        month = (row["area"], row["period"])
        value = Decimal(row["value_eur_mn"])
        if row["member"] == "EUU":
            union[month] = value
        elif row["member"] != "GBR":
            members[month] = members.get(month, Decimal(0)) + value
    for month in sorted(members.keys() | union.keys()):
        if month not in union:
            raise DataError(
                f"{name}: {', '.join(month)} has no row of reporter "
                f"{FORMATS['eurostat']['union']}, the Union of 27"
            )
        total = members.get(month, Decimal(0))
        if abs(union[month] - total) > EUROS:
            raise DataError(
                f"{name}: {', '.join(month)}: the members add up to {total} euros, "
                f"and the Union is {union[month]}: {LACKS}"
            )


def imf(path: Path) -> Iterator[Row]:
    """Yield the growth of each republic in an edition of the World Economic Outlook.

    A year up to the last actual one is an outturn; a later one before the year of the edition an
    estimate; the others are forecasts.

    Raises:
        DataError: if it is another series, unit or scale, or the edition is not stated.
    """
    known = FORMATS["imf"]
    rows = numbered_rows(path, *OUTLOOK, *OF_A_SERIES)
    stated = _stated_of_series(rows)
    told = _outturns_before()
    last: dict[str, int] = {}
    found = []
    for number, row in rows:
        where = f"{path.name}, row {number}"
        if row["COUNTRY"] not in known["areas"] or row["OBS_VALUE"] in NOTHING:
            continue
        _check_code(where, "INDICATOR", row["INDICATOR"], known["series"])
        _check_code(where, "UNIT", row["UNIT"], known["unit"])
        _check_code(where, "SCALE", row["SCALE"] or known["scale"], known["scale"])
        year = _year(where, "TIME_PERIOD", row["TIME_PERIOD"])
        if year < known["from"]:
            continue
        area = row["COUNTRY"]
        of_series = row | stated[area]
        vintage = _edition(where, of_series)
        actual = _year(where, "LATEST_ACTUAL_ANNUAL_DATA", of_series["LATEST_ACTUAL_ANNUAL_DATA"])
        kind = _kind(year, actual, vintage, told.get((area, str(year)), []))
        last[area] = max(year, last.get(area, year))
        found.append(
            {
                "dataset": "growth_forecasts",
                "publisher": "IMF",
                "vintage": vintage,
                "vintage_inferred": "false",
                "area": area,
                "target_year": str(year),
                "kind": kind,
                "growth_pct": _as_displayed(where, row),
                "status": {"forecast": "F", "nowcast or estimate": "E"}.get(kind, "A"),
                "locator": f"series {row['INDICATOR']}, {area}, {year}",
            }
        )
    _check_whole(path.name, last)
    yield from found


def _check_whole(name: str, last: dict[str, int]) -> None:
    """Refuse an edition that lacks a republic, or the last years of one."""
    end = max(last.values(), default=0)
    for area in FORMATS["imf"]["areas"]:
        if last and area not in last:
            raise DataError(f"{name}: no value of {area}: {LACKS}")
        if last and last[area] < end:
            raise DataError(f"{name}: {area} ends in {last[area]}, and others in {end}: {LACKS}")


def _stated_of_series(rows: list[tuple[int, Row]]) -> dict[str, Row]:
    """Return what is said of each country's series, in whichever of its rows it stands."""
    stated: dict[str, Row] = {}
    for _, row in rows:
        said = stated.setdefault(row["COUNTRY"], dict.fromkeys(OF_A_SERIES, ""))
        for column in OF_A_SERIES:
            said[column] = said[column] or row[column]
    return stated


def _edition(where: str, row: Row) -> str:
    """Return the month of the edition: by the name of an older one, else by its publication."""
    named = re.search("WEO_([0-9]{4})_([A-Z]{3})_VINTAGE", row["DATAFLOW"])
    if named and named[2] in MONTHS:
        return f"{named[1]}-{MONTHS.index(named[2]) + 1:02d}"
    day = row["PUBLICATION_DATE"][:10]
    if "WEO(" not in row["DATAFLOW"] or not is_day(day):
        raise DataError(
            f"{where}: DATAFLOW '{printable(row['DATAFLOW'])}' of PUBLICATION_DATE "
            f"'{printable(row['PUBLICATION_DATE'])}' names no edition of the World Economic Outlook"
        )
    return day[:7]


def _kind(year: int, actual: int, vintage: str, told: list[tuple[str, str]]) -> str:
    """Return what a figure is, by the codebook.

    Args:
        year: the year whose growth is stated.
        actual: the last year that is no estimate.
        vintage: the month of the edition.
        told: edition and kind of what the IMF said of the year before, no forecasts.
    """
    made = int(vintage[:4])
    if year >= made:
        return "forecast"
    if year > actual:
        return "nowcast or estimate"
    before = {kind for edition, kind in told if edition < vintage}
    late = made - year >= 2 and "nowcast or estimate" not in before
    is_later = late or not before.isdisjoint(("first outturn", "later outturn"))
    return "later outturn" if is_later else "first outturn"


def _outturns_before() -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Return edition and kind of what the IMF said of each past year, by area and year."""
    told: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for row in csv_files.rows(collection.root(), "growth_forecasts"):
        past = row["kind"] != "forecast" and row["vintage"][:4] > row["target_year"]
        if row["publisher"] == "IMF" and past:
            cell = (row["area"], row["target_year"])
            told.setdefault(cell, []).append((row["vintage"], row["kind"]))
    return told


def _as_displayed(where: str, row: Row) -> str:
    """Return a figure with as many decimals as the IMF displays: the others are no statement.

    What is displayed as nothing is written 0: a cell is never minus zero.
    """
    value = Decimal(_number(where, row["OBS_VALUE"]))
    decimals = row.get("DECIMALS_DISPLAYED", "")
    if re.fullmatch("[0-9]", decimals):
        value = round(value, int(decimals))
    return f"{value.normalize():zf}"


def _check_code(where: str, column: str, found: str, wanted: str) -> None:
    if found.strip() != wanted:
        raise DataError(f"{where}: {column} is '{printable(found)}', and {wanted} was asked for")


def _code_of(where: str, column: str, code: str, known: dict[str, str]) -> str:
    if code not in known:
        raise DataError(
            f"{where}: {column} '{printable(code)}' is not known: "
            "say in lib/heartland_evidence/providers/series.json what it is"
        )
    return known[code]


def _year(where: str, column: str, cell: str) -> int:
    if not re.fullmatch("[12][0-9]{3}", cell.strip()):
        raise DataError(f"{where}: {column} '{printable(cell)}' is not a year like 2025")
    return int(cell)


def _number(where: str, cell: str) -> str:
    number = cell.strip()
    if not re.fullmatch(A_NUMBER, number):
        raise DataError(f"{where}: OBS_VALUE '{printable(cell)}' is not a number like 1.5")
    return number
