"""Files of which many lines make one row: debts by kind, deliveries of arms, roll calls.

What the files look like, and who says so:

- World Bank, International Debt Statistics, as its interface answers
  (https://datahelpdesk.worldbank.org/knowledgebase/articles/1886686): a JSON object with ``pages``
  and, under ``source``, ``data``: a list of objects with a ``value``, null where there is none,
  and its ``variable``, a list of ``concept`` (Country, Series, Counterpart-Area, Time) and ``id``
  (``KAZ``, ``DT.DOD.BLAT.CD``, ``730`` for China, ``YR2024``). So ``wbgapi`` reads it, the client
  of the World Bank.
- SIPRI, the trade register of the Arms Transfers Database as CSV
  (https://armstransfers.sipri.org): some lines on the download, then a line for each delivery of a
  year, with ``Supplier``, ``Recipient``, ``Delivery year``, ``TIV delivery values`` (millions) and
  whether number and year are an estimate, ``Yes`` or ``No``.
- Roll calls of the General Assembly, a line a roll call: ``rcid``, ``date`` and a column a state by
  its ISO code, with the codes of Voeten: 1 yes, 2 abstention, 3 no, 8 absent, 9 no member.

The interface could not be asked when this was written. What differs from this form is refused, in
one line.

What does not belong here: fetching (``fetching``), and turning what was read into rows
(``proposals``).
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from heartland.errors import DataError, printable
from heartland.tables import collection, csv_files
from heartland.tables.areas import REPUBLICS
from heartland.tables.periods import is_day
from heartland_evidence.providers.downloaded import (
    CODES,
    IN_CODES,
    IS_NUMBER,
    Row,
    check_cell,
    content_of,
    read_csv,
)

IS_YEAR = re.compile("[12][0-9]{3}").fullmatch
VOTES = ("1", "2", "3")  # yes, abstention, no
YES, NO = "1", "3"
NO_VOTES = ("8", "9", "NA", "")  # absent, no member
ESTIMATES = ("Numbers delivered is estimate", "Delivery year is estimate")


def ids(path: Path) -> Iterator[Row]:
    """Yield what a country owes a creditor at the end of a year, all kinds of debt added up.

    Raises:
        DataError: if it is no answer of the interface, or only a part of one; for a country, kind
            of debt or creditor that was not asked for.
    """
    known = CODES["ids"]
    owed: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for record in _records(path):
        if record["value"] is None:
            continue
        said = {one["concept"].lower(): one["id"] for one in record["variable"]}
        area, series, year = said["country"], said["series"], said["time"].removeprefix("YR")
        creditor = known["creditors"].get(said["counterpart-area"])
        if area not in REPUBLICS or series not in known["series"] or creditor is None:
            cell = printable(" ".join(said.values()))
            raise DataError(f"{path.name}: '{cell}' was not asked for: {IN_CODES}")
        if not IS_YEAR(year):
            raise DataError(f"{path.name}: time '{printable(said['time'])}' is no year like YR2024")
        owed[area, creditor, year] += record["value"]
    for (area, creditor, year), value in sorted(owed.items()):
        yield {
            "dataset": "public_debt",
            "area": area,
            "creditor": creditor,
            "year": year,
            "value_usd_mn": f"{value:f}",
            "status": "E" if area in known["estimated"] else "",
            "locator": f"{path.name}, {area}, {creditor}, {year}",
        }


def _records(path: Path) -> list[dict[str, Any]]:
    """Return the values of an answer, each with what it is of.

    Raises:
        DataError: if it has another form, or more pages than this one.
    """
    try:
        answer = json.loads(
            content_of(path).decode("utf-8"), parse_float=Decimal, parse_int=Decimal
        )
        records: list[dict[str, Any]] = answer["source"]["data"]
        is_answer = all(
            isinstance(record["value"], Decimal | None)
            and {one["concept"].lower() for one in record["variable"]}
            == {"country", "series", "counterpart-area", "time"}
            and all(isinstance(one["id"], str) for one in record["variable"])
            for record in records
        )
        pages = answer["pages"]
    except (ValueError, ArithmeticError, LookupError, TypeError, AttributeError, RecursionError):
        is_answer = False
    if not is_answer:
        raise DataError(
            f"{path.name}: not a complete answer of the World Bank’s interface, with pages and, "
            "under source, data"
        )
    if pages != 1:
        raise DataError(f"{path.name}: not a complete answer, but one of {pages} pages")
    return records


def sipri(path: Path) -> Iterator[Row]:
    """Yield the volume of arms that a republic received from a supplier in a year.

    Raises:
        DataError: for a supplier that is not known, or a delivery without year or value.
    """
    names = {row["name"]: row["area"] for row in csv_files.rows(collection.root(), "areas")}
    suppliers = names | CODES["sipri"]["suppliers"]
    volumes: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    estimated = set()
    needed = ("Supplier", "Recipient", "Delivery year", "TIV delivery values", *ESTIMATES)
    for row in read_csv(path, *needed):
        area = names.get(row["Recipient"])
        if area not in REPUBLICS:
            continue
        check_cell(row, "Supplier", suppliers.__contains__, f"is not known: {IN_CODES}")
        check_cell(row, "Delivery year", IS_YEAR, "is not a year like 2025")
        check_cell(row, "TIV delivery values", IS_NUMBER, "is not a number like 1.5")
        of = (area, suppliers[row["Supplier"]], row["Delivery year"])
        volumes[of] += Decimal(row["TIV delivery values"])
        if "Yes" in [row[column] for column in ESTIMATES]:
            estimated.add(of)
    for of, volume in sorted(volumes.items()):
        area, supplier, year = of
        yield {
            "dataset": "arms_transfers",
            "area": area,
            "supplier": supplier,
            "year": year,
            "tiv_mn": f"{volume * 10**6:f}",  # as amounts are read: millions are made later
            "status": "E" if of in estimated else "A",
            "locator": f"{path.name}, {area}, {supplier or 'unknown'}, {year}",
        }


def unga(path: Path) -> Iterator[Row]:
    """Yield how often two states voted alike in a year, and as most states did.

    Absences are left out; a year in which a state cast no vote has no row.

    Raises:
        DataError: for a vote that is none of the codes, or a roll call without a day.
    """
    voted: Counter[tuple[str, str, str, str]] = Counter()
    alike: Counter[tuple[str, str, str, str]] = Counter()
    states = [*REPUBLICS, "RUS", "CHN", "USA"]
    for row in read_csv(path, "date", *states):
        check_cell(row, "date", is_day, "is not a day like 2023-12-19")
        for state in states:
            check_cell(row, state, (*VOTES, *NO_VOTES).__contains__, "is none of 1, 2, 3, 8, 9")
        votes = {state: row[state] for state in states if row[state] in VOTES}
        votes["WLD"] = _most(row)
        contested = {votes.get("RUS"), votes.get("USA")} == {YES, NO}
        for area in [*REPUBLICS, "RUS"]:
            for partner in ("RUS", "CHN", "USA", "WLD"):
                if area == partner or not votes.get(area) or not votes.get(partner):
                    continue
                of_republics = area != "RUS" and partner != "WLD"
                for roll_calls in ["all", "contested"] if contested and of_republics else ["all"]:
                    of = (area, partner, row["date"][:4], roll_calls)
                    voted[of] += 1
                    alike[of] += votes[area] == votes[partner]
    for of, count in sorted(voted.items()):
        area, partner, year, roll_calls = of
        yield {
            "dataset": "un_votes",
            "area": area,
            "partner": partner,
            "year": year,
            "roll_calls": roll_calls,
            "votes": str(count),
            "same_pct": str(round(100 * alike[of] / count, 2)),
            "locator": f"{path.name}, {area} and {partner}, {year}",
        }


def _most(row: Row) -> str:
    """Return what most states voted, "" where two have as many."""
    cast = Counter(
        vote for state, vote in row.items() if re.fullmatch("[A-Z]{3}", state) and vote in VOTES
    )
    (first, most), *others = [*cast.most_common(), ("", 0)]
    return first if not others or others[0][1] < most else ""
