"""Rules on preferences, corrections, exceptions and audits: what they name is there."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pandas as pd

from heartland.checks.rule import Broken, Fault, Tables, of_row, records, rule
from heartland.errors import DataError, did_you_mean
from heartland.sentences import SMALL
from heartland.tables import descriptor, location
from heartland.tables.conditions import Selector, as_written

FIGURE = re.compile(r"-?\d+(\.\d+)?|\d{4}-\d\d(-\d\d)?")
PAGES = re.compile(r"(?:known from|read on|told by) (\w+) pages?")
CHOICES = ("preferences", "corrections", "exceptions", "audits")


@rule(all_tables=True)
def choices_are_of_rows(tables: Tables) -> Iterator[Broken]:
    """Every entry names a dataset, a column and rows that are there."""
    known = descriptor.dataset_names(location.root())

    @cache
    def selector(name: str) -> Selector:
        return Selector(tables[name])

    for name in CHOICES:
        if name not in tables:
            continue
        df = tables[name]
        for row, entry in zip(df.index, records(df), strict=True):
            dataset = entry["dataset"]
            if not dataset:
                continue
            if dataset not in known:
                fault = Fault("dataset", f"is not a dataset{did_you_mean(dataset, known)}")
                yield of_row(name, df, row, fault)
            elif dataset in tables:
                for fault in _check_entry(name, entry, selector(dataset)):
                    yield of_row(name, df, row, fault)


def _check_entry(name: str, entry: Mapping[str, Any], choose: Selector) -> Iterator[Fault]:
    """Yield what is wrong with one entry of a table of choices."""
    dataset, column = entry["dataset"], entry.get("column", "")
    if column and column not in choose.table:
        nearby = did_you_mean(column, choose.table.columns)
        yield Fault("column", f"is not a column of {dataset}{nearby}")
    wheres = entry["where"].split("|") if name == "audits" else [entry["where"]]
    try:
        found = [choose.positions(where) for where in wheres]
    except DataError as error:
        yield Fault("where", str(error))
        return
    if name == "corrections" and entry["status"] != "open":
        if column in choose.table:
            yield from _check_correction(entry, choose.table[column].iloc[found[0]])
        elif not column:
            yield Fault("column", "is empty: name the column that is corrected")
    elif (
        name == "corrections"
        and column in choose.table
        and _is_applied(entry, choose.table[column].iloc[found[0]])
    ):
        yield Fault("status", "is open, and the row holds used_value in place of printed_value")
    elif not all(found):
        yield Fault("where", f"finds no row in {dataset}")
    elif name == "preferences":
        yield from _check_pages(entry["reason"], choose.table.iloc[found[0]])
    elif name == "exceptions" and len(found[0]) > 1:
        yield Fault("where", f"names {len(found[0])} rows: write an entry for each, by its key")


def _check_pages(reason: str, rows: pd.DataFrame) -> Iterator[Fault]:
    """A reason that tells on how many pages a row was read counts those that the row names."""
    told = PAGES.search(reason)
    if not told or told[1] not in SMALL:
        return
    cells = [rows[column] for column in ("source_id", "also_in") if column in rows]
    pages = set(";".join(pd.concat(cells).fillna("").astype("str")).split(";")) - {""}
    if SMALL.index(told[1]) != len(pages):
        yield Fault("reason", f"speaks of {told[1]} pages, and its rows name {len(pages)}")


def _is_applied(entry: Mapping[str, Any], column: pd.Series) -> bool:
    """Tell whether a figure or date was replaced by another one, which the row holds."""
    printed, used = entry["printed_value"], entry["used_value"]
    comparable = FIGURE.fullmatch(printed) and FIGURE.fullmatch(used)
    if not comparable or printed == used:
        return False
    return used in set(as_written(column))


def _check_correction(entry: Mapping[str, Any], column: pd.Series) -> Iterator[Fault]:
    """A correction that was applied is in its row, one that was not used is nowhere."""
    cells = set(as_written(column))
    if entry["status"] == "not used":
        if entry["printed_value"] in cells - {""}:
            yield Fault("where", "finds a row that still has printed_value")
    elif column.empty:
        yield Fault("where", f"finds no row in {entry['dataset']}")
    elif cells.isdisjoint(entry["used_value"].split(";")):
        yield Fault("where", "finds no row with used_value")
