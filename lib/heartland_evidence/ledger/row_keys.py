"""Rows named by their keys, or by as much of a key as tells a row from all others."""

from collections.abc import Iterable, Mapping, Sequence

from heartland.errors import UsageError, did_you_mean, offer, printable
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


def rows_named(name: str, key: Sequence[str], rows: Sequence[Row], words: str) -> list[Row]:
    """Return the rows that a key, or a part of it, names: ``area=KAZ;year=2022``.

    Raises:
        UsageError: if it is not written so, names a column that is not in the key, or no row.
    """
    wanted = cells_named(name, key, words)
    found = rows_with(rows, wanted)
    if not found:
        near = _offer_cell(rows, wanted) or f"; heartland trace --dataset {name} prints keys"
        raise UsageError(f"{name} has no row with {printable(words, 200)}{near}")
    return found


def cells_named(name: str, key: Sequence[str], words: str) -> dict[str, str]:
    """Return the cells of a key that words name, by column; an id alone where the key is one.

    Raises:
        UsageError: as ``rows_named``.
    """
    if len(key) == 1 and "=" not in words:
        return {key[0]: words}
    wanted = {}
    for part in parts_of(words):
        column, sign, value = part.partition("=")
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


def rows_with(rows: Iterable[Row], wanted: Row) -> list[Row]:
    """Return the rows that have some cells."""
    return [row for row in rows if wanted.items() <= row.items()]


def _offer_cell(rows: Sequence[Row], wanted: Row) -> str:
    """Offer the value nearest to the one that no row has with the others; "" if none is near."""
    for column, value in wanted.items():
        others = {other: cell for other, cell in wanted.items() if other != column}
        alike = {row[column] for row in rows_with(rows, others)}
        if alike and value not in alike:
            return did_you_mean(value, alike)
    return ""
