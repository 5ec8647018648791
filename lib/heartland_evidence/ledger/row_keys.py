"""Rows named by their keys, or by as much of a key as tells a row from all others."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from heartland.errors import DataError, UsageError, did_you_mean, printable
from heartland.tables import csv_files, schemas
from heartland.tables.conditions import Selector, parts_of
from heartland_evidence.reading import in_file_order

Row = Mapping[str, str]


def key_as_text(key: Iterable[str], row: Row) -> str:
    """Return the key of a row in its one spelling.

    >>> key_as_text(["area", "year"], {"year": "2022", "area": "KAZ", "persons": "20034609"})
    'area=KAZ;year=2022'
    """
    return ";".join([f"{column}={row[column]}" for column in key])


def keys_as_text(key: Iterable[str], cells: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the keys of many rows, as ``key_as_text`` does of one, from the cells by column.

    >>> keys_as_text(["area", "year"], {"area": ["KAZ", "UZB"], "year": ["2022", "2023"]})
    ['area=KAZ;year=2022', 'area=UZB;year=2023']
    """
    pairs = [[f"{column}={cell}" for cell in cells[column]] for column in key]
    return [";".join(of_row) for of_row in zip(*pairs, strict=True)]


def cells_of(where: str) -> dict[str, str]:
    """Return the cells that a key names, or a part of it.

    >>> cells_of("event_id=batken;side=KGZ;TJK")
    {'event_id': 'batken', 'side': 'KGZ;TJK'}
    """
    return dict(part.split("=", 1) for part in parts_of(where) if "=" in part)


def rows_named(folder: Path, name: str, words: str) -> list[Row]:
    """Return the rows that a key, or a part of it, names: ``area=KAZ;year=2022``; or an id alone.

    Raises:
        UsageError: if it is not written so, names a column that is not there, or no row.
    """
    key = schemas.read(folder, name)["primaryKey"]
    where = words if "=" in words or len(key) > 1 else f"{key[0]}={words}"
    try:
        places = Selector(in_file_order(folder, name)).positions(where)
    except DataError as error:
        raise UsageError(f"{name}: {error}") from None
    rows = csv_files.rows(folder, name)
    if not places:
        near = f"; heartland trace --dataset {name} prints keys"
        for column, cell in cells_of(where).items():
            there = {row[column] for row in rows}
            if cell not in there:
                near = did_you_mean(cell, there) or near
        raise UsageError(f"{name} has no row with {printable(words, 200)}{near}")
    return [rows[place] for place in places]
