"""Rules on preferences, corrections, exceptions and audits: what they name is there."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import pandas as pd

from heartland.errors import DataError, did_you_mean
from heartland.sentences import SMALL
from heartland.tables import descriptor, location
from heartland.tables.conditions import Selector, as_written
from heartland_evidence.rules.rule import Broken, Fault, Tables, of_row, records, rule

FIGURE = re.compile(r"-?\d+(\.\d+)?|\d{4}-\d\d(-\d\d)?")
PAGES = re.compile(r"(?:known from|read on|told by) (\w+) pages?")


@rule(all_tables=True)
def choices_are_of_rows(tables: Tables) -> Iterator[Broken]:
    """Every entry names a dataset, a column and rows that are there."""
    known = descriptor.dataset_names(location.root())

    @cache
    def selector(name: str) -> Selector:
        return Selector(tables[name])

    for name in CHECKS:
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
    column = entry.get("column", "")
    if column and column not in choose.table:
        nearby = did_you_mean(column, choose.table.columns)
        yield Fault("column", f"is not a column of {entry['dataset']}{nearby}")
    try:
        yield from CHECKS[name](entry, choose)
    except DataError as error:
        yield Fault("where", str(error))


def _check_preference(entry: Mapping[str, Any], choose: Selector) -> Iterator[Fault]:
    """A preference is of rows, and counts their pages if it counts any."""
    rows = choose(entry["where"])
    if rows.empty:
        yield _finds_no_row(entry)
    else:
        yield from _check_pages(entry["reason"], rows)


def _check_pages(reason: str, rows: pd.DataFrame) -> Iterator[Fault]:
    """A reason that tells on how many pages a row was read counts those that the row names."""
    told = PAGES.search(reason)
    if not told or told[1] not in SMALL:
        return
    cells = [rows[column] for column in ("source_id", "also_in") if column in rows]
    pages = set(";".join(pd.concat(cells).fillna("").astype("str")).split(";")) - {""}
    if SMALL.index(told[1]) != len(pages):
        yield Fault("reason", f"speaks of {told[1]} pages, and its rows name {len(pages)}")


def _check_correction(entry: Mapping[str, Any], choose: Selector) -> Iterator[Fault]:
    """A correction that was applied is in its row, an open one is not, one not used is nowhere."""
    positions = choose.positions(entry["where"])
    column = entry.get("column", "")
    is_open = entry["status"] == "open"
    if column in choose.table:
        cells = choose.table[column].iloc[positions]
        yield from _check_corrected_cells(entry, cells)
    elif not column and not is_open:
        yield Fault("column", "is empty: name the column that is corrected")
    elif is_open and not positions:
        yield _finds_no_row(entry)


def _check_corrected_cells(entry: Mapping[str, Any], column: pd.Series) -> Iterator[Fault]:
    """The cells hold what the status of their correction says."""
    cells = set(as_written(column))
    if entry["status"] == "not used":
        if entry["printed_value"] in cells - {""}:
            yield Fault("where", "finds a row that still has printed_value")
    elif column.empty:
        yield _finds_no_row(entry)
    elif entry["status"] == "open":
        if _replaces_a_figure(entry) and entry["used_value"] in cells:
            yield Fault("status", "is open, and the row holds used_value in place of printed_value")
    elif cells.isdisjoint(entry["used_value"].split(";")):
        yield Fault("where", "finds no row with used_value")


def _replaces_a_figure(entry: Mapping[str, Any]) -> bool:
    """Tell whether a correction replaces a figure or date by another one."""
    printed, used = entry["printed_value"], entry["used_value"]
    comparable = FIGURE.fullmatch(printed) and FIGURE.fullmatch(used)
    return bool(comparable) and printed != used


def _check_exception(entry: Mapping[str, Any], choose: Selector) -> Iterator[Fault]:
    """An exception is of one row."""
    number = len(choose.positions(entry["where"]))
    if number == 0:
        yield _finds_no_row(entry)
    elif number > 1:
        yield Fault("where", f"names {number} rows: write an entry for each, by its key")


def _check_audit(entry: Mapping[str, Any], choose: Selector) -> Iterator[Fault]:
    """Each selection of an audit has rows."""
    selections = [choose.positions(where) for where in entry["where"].split("|")]
    if not all(selections):
        yield _finds_no_row(entry)


def _finds_no_row(entry: Mapping[str, Any]) -> Fault:
    return Fault("where", f"finds no row in {entry['dataset']}")


CHECKS: dict[str, Callable[[Mapping[str, Any], Selector], Iterator[Fault]]] = {
    "preferences": _check_preference,
    "corrections": _check_correction,
    "exceptions": _check_exception,
    "audits": _check_audit,
}
