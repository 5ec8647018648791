"""Rows named by their keys, or by as much of a key as tells a row from all others."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from heartland.errors import UsageError, did_you_mean, offer, printable
from heartland.tables import csv_files, schemas
from heartland.tables.conditions import parts_of, parts_without_sign

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


def row_named(folder: Path, name: str, words: str) -> Row:
    """Return the one row that a key, or enough of it, names.

    Raises:
        UsageError: if no row has it, or several have.
    """
    rows = csv_files.rows(folder, name)
    key = schemas.read(folder, name)["primaryKey"]
    for row in rows:
        is_its_id = len(key) == 1 and row[key[0]] == words
        if is_its_id or key_as_text(key, row) == words:
            return row
    ids = [row[key[0]] for row in rows]
    wanted = cells_named(name, key, words, ids)
    found = [row for row in rows if has_cells(row, wanted)]
    if len(found) == 1:
        return found[0]
    if not found:
        near = offer_cell(rows, wanted) or f"; heartland trace --dataset {name} prints keys"
        raise UsageError(f"{name} has no row with {printable(words, 200)}{near}")
    missing = [column for column in key if column not in wanted]
    raise UsageError(
        f"{len(found)} rows of {name} have {printable(words, 200)}: "
        f"add {' or '.join(missing or key)}"
    )


def cells_named(name: str, key: list[str], words: str, ids: list[str]) -> dict[str, str]:
    """Return the cells of a key that words name, by column: ``area=KAZ;year=2022``.

    Args:
        name: of the dataset.
        key: the columns of its key.
        words: what was written.
        ids: those that there are, to offer the nearest where the key is one column.

    Raises:
        UsageError: if they are not written so, or name a column that is not in the key.
    """
    wanted = {}
    for part in parts_of(words):
        column, sign, value = part.partition("=")
        if not sign and len(key) == 1:
            hint = did_you_mean(words, ids)
            raise UsageError(f"{name} has no row '{printable(words)}'{hint}")
        if not sign or parts_without_sign(value, key):
            raise UsageError(
                f"{name} has no row '{printable(words)}': write column=value;column=value, "
                f"of {', '.join(key)}"
            )
        if column not in key:
            raise UsageError(
                f"'{printable(column)}' is not in the key of {name}{offer(column, key)}"
            )
        wanted[column] = value
    return wanted


def has_cells(row: Row, wanted: Mapping[str, str]) -> bool:
    """Tell whether a row has these values in these columns."""
    return all(row.get(column) == value for column, value in wanted.items())


def offer_cell(rows: list[dict[str, str]], wanted: dict[str, str]) -> str:
    """Offer the value nearest to the one that no row has with the others; "" if none is near."""
    for column, value in wanted.items():
        others = {other: cell for other, cell in wanted.items() if other != column}
        alike = [row for row in rows if has_cells(row, others)]
        if alike and all(row[column] != value for row in alike):
            return did_you_mean(value, {row[column] for row in alike})
    return ""
