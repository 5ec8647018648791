"""Rules of what names other tables: preferences, corrections, exceptions, releases, searches."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pandas as pd

from heartland.claims import selections
from heartland.errors import DataError, did_you_mean
from heartland.tables import collection
from heartland.tables.conditions import Selector, as_written
from heartland_evidence.providers.registry import services
from heartland_evidence.rules.rule import Broken, Rule, Tables
from heartland_evidence.rules.words import each, records

FIGURE = re.compile(r"-?\d+(\.\d+)?|\d{4}-\d\d(-\d\d)?")
CALENDAR = "release_calendar"
MOST = {"monthly": 0, "quarterly": 4, "twice a year": 3, "yearly": 1, "every two years": 1}
Entry = Mapping[str, Any]
Faults = Iterator[tuple[str, str]]  # columns, and what is wrong with each
Check = Callable[[Entry, Selector], Faults]


def choices_are_of_rows(tables: Tables) -> Iterator[Broken]:
    """Every entry names a dataset, a column and rows that are there."""
    known = collection.dataset_names(collection.root())
    for name, check in CHECKS.items():
        df = tables.get(name, pd.DataFrame())
        for row, entry in zip(df.index, records(df), strict=True):
            for column, sentence in _faults(entry, check, tables, known):
                yield Broken(name, column, pd.Series(True, [row]), sentence)


def _faults(entry: Entry, check: Check, tables: Tables, known: list[str]) -> Faults:
    """Yield what is wrong with one entry; that of a table which is not whole is not looked at."""
    names_it = "table" if "table" in entry else "dataset"
    dataset, column = entry[names_it], entry.get("column", "")
    if dataset and dataset not in known:
        yield names_it, f"is not a dataset{did_you_mean(dataset, known)}"
    if dataset not in tables or dataset in tables.incomplete:
        return
    choose = tables.selector(dataset)
    if column and column not in choose.table:
        yield "column", f"is not a column of {dataset}{did_you_mean(column, choose.table.columns)}"
    try:
        yield from check(entry, choose)
    except DataError as error:
        yield "where", str(error)


def _selections(entry: Entry, choose: Selector) -> Faults:
    """A preference, and each selection of an audit, has rows.

    Selections of other tables are looked at with the evidence.
    """
    of_the_table = [where for table, where in selections(entry) if table == entry["dataset"]]
    if not all(choose.positions(where) for where in of_the_table):
        yield _no_row(entry)


def _exception(entry: Entry, choose: Selector) -> Faults:
    """An exception is of one row."""
    number = len(choose.positions(entry["where"]))
    if number == 0:
        yield _no_row(entry)
    elif number > 1:
        yield "where", f"names {number} rows: write an entry for each, by its key"


def _no_row(entry: Entry) -> tuple[str, str]:
    return "where", f"finds no row in {entry['dataset']}"


def _correction(entry: Entry, choose: Selector) -> Faults:
    """A correction that was applied is in its row, an open one is not, one not used is nowhere."""
    rows, column, status = choose(entry["where"]), entry["column"], entry["status"]
    if column not in rows:
        if not column and status != "open":
            yield "column", "is empty: name the column that is corrected"
        elif status == "open" and rows.empty:
            yield _no_row(entry)
        return
    printed, used = entry["printed_value"], entry["used_value"]
    cells = set(as_written(pd.Series(rows[column])))
    if status == "not used":
        if printed in cells - {""}:
            yield "where", "finds a row that still has printed_value"
    elif rows.empty:
        yield _no_row(entry)
    elif status == "open":
        replaces = printed != used and FIGURE.fullmatch(printed) and FIGURE.fullmatch(used)
        if replaces and used in cells:
            yield "status", "is open, and the row holds used_value in place of printed_value"
    elif cells.isdisjoint(used.split(";")):
        yield "where", "finds no row with used_value"


def _release(entry: Entry, choose: Selector) -> Faults:
    """The rows that a release feeds are of this provider."""
    where, table = entry["where"], entry["table"]
    if where and not choose.positions(where):
        yield "where", f"names no row of {table}: write which rows are of this provider"


CHECKS: dict[str, Check] = {
    "preferences": _selections,
    "audits": _selections,
    "exceptions": _exception,
    "corrections": _correction,
    CALENDAR: _release,
    "excluded": lambda _entry, _choose: iter(()),
}


RULES = (
    choices_are_of_rows,
    Rule(
        CALENDAR,
        "months",
        lambda df, _: each(
            df["months"], lambda cell: cell.split(";") != sorted(set(cell.split(";")))
        ),
        "are not in order, each once",
    ),
    Rule(
        CALENDAR,
        "months",
        lambda df, _: df["months"].str.count(r"\d+") > df["frequency"].map(MOST).fillna(0),
        "are more than the frequency allows",
    ),
    Rule(
        CALENDAR,
        "refresh",
        lambda df, _: ~df["refresh"].str.split(" ").str[0].isin(["", *services()]),
        f"begins with no provider of refresh-data: {', '.join(services())}",
    ),
)
