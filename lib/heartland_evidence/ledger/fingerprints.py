"""Fingerprints of rows: what changes if a cell does, and not if a file is written otherwise."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from heartland_evidence.cells import canonical

DIGITS = 16  # hexadecimal digits of a fingerprint


def fingerprint(row: Mapping[str, str], columns: Iterable[str], types: Mapping[str, str]) -> str:
    """Return a hash of cells of a row, which the order of columns and rows does not change.

    Neither does how the file is written: quotes, line ends, or a number with more zeros.

    >>> row = {"area": "KAZ", "persons": "20034609"}
    >>> fingerprint(row, ["persons", "area"], {"persons": "integer"})
    'b92896633114848d'

    Args:
        row: its cells as text.
        columns: which of them; a column that is named twice counts once.
        types: the types that the schema declares; a column that is not there is text.
    """
    columns = sorted(set(columns))
    return _hash([[name, canonical(row[name], types.get(name, "string"))] for name in columns])


def fingerprint_together(cells: Mapping[str, Sequence[str]], types: Mapping[str, str]) -> str:
    """Return one hash of many rows, which the order of columns and rows does not change.

    >>> rows = {"area": ["KAZ", "UZB"], "persons": ["20034609", "35648100.0"]}
    >>> backwards = {"persons": ["35648100", "20034609"], "area": ["UZB", "KAZ"]}
    >>> types = {"persons": "integer"}
    >>> fingerprint_together(rows, types) == fingerprint_together(backwards, types)
    True

    Args:
        cells: those of each column, row after row.
        types: the types that the schema declares; a column that is not there is text.
    """
    columns = sorted(cells)
    written = []
    for name in columns:
        kind = types.get(name, "string")
        spellings = {cell: canonical(cell, kind) for cell in set(cells[name])}
        written.append([spellings[cell] for cell in cells[name]])
    return _hash([columns, sorted(zip(*written, strict=True))])


def _hash(cells: Any) -> str:
    text = json.dumps(cells, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]
