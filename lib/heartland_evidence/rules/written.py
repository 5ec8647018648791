"""How a table is written as text: line ends and quotes that each program would read its own way."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from heartland.tables import descriptor
from heartland.tables.problems import Problem

LINE_END = "ends a line with CR alone, which is no line end to git: save with LF or CRLF"
OTHER_END = "ends a line otherwise than the lines above: save with LF or with CRLF throughout"
NO_END = "has no line end, so that the next row would be joined to it: add one"
QUOTE = 'has a quote in a cell that is not in quotes: write "a ""word""" around the whole cell'
# It begins with the quote, and looks back from there: a search leaps to the next quote.
QUOTED = re.compile(r'"(?<![^,\n\r]")[^"]*(?:""[^"]*)*"(?=[,\n\r]|$)')
LINE_ENDS = re.compile(r"\r\n?|\n")
FAULT = re.compile(r'\r(?!\n)|"')


def are_written_plainly(folder: Path, names: Iterable[str]) -> Iterator[Problem]:
    """Name the rows that end otherwise, or not at all, or have a stray quote.

    Only of tables that can be read.
    """
    for name in names:
        yield from _faults(descriptor.table_path(folder, name))


def _faults(path: Path) -> Iterator[Problem]:
    text = path.read_bytes().decode("utf-8-sig")
    is_open = not text.endswith(("\n", "\r"))
    if FAULT.search(text) is None and "\r\n" not in text and not is_open:
        return
    left = QUOTED.sub("", text)  # cells in quotes may hold either
    told: dict[int, str] = {}
    row, begin = 1, 0
    for fault in FAULT.finditer(left):
        row += len(LINE_ENDS.findall(left, begin, fault.start()))
        begin = fault.start()
        told.setdefault(row, LINE_END if fault.group() == "\r" else QUOTE)
    other = _first_that_ends_otherwise(left)
    if other:
        told.setdefault(other, OTHER_END)
    if is_open:
        told.setdefault(len(LINE_ENDS.findall(left)) + 1, NO_END)
    for number, sentence in told.items():
        yield Problem(path.name, number, "", "", sentence)


def _first_that_ends_otherwise(text: str) -> int:
    """Return the first row that ends with LF below CRLF, or the reverse; 0 if none does."""
    if "\r" not in text:
        return 0
    ends = LINE_ENDS.findall(text)
    usual = next((end for end in ends if end != "\r"), "")
    rows = (row for row, end in enumerate(ends, 1) if end not in (usual, "\r"))
    return next(rows, 0)
