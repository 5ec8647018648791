"""How a table is written as text: line ends and quotes that each program would read its own way."""

import re
from collections.abc import Iterator

from heartland.tables import collection
from heartland.tables.csv_files import Problem
from heartland_evidence.rules.rule import Tables

LINE_END = "ends a line with CR alone, which is no line end to git: save with LF or CRLF"
OTHER_END = "ends a line otherwise than the lines above: save with LF or with CRLF throughout"
NO_END = "has no line end, so that the next row would be joined to it: add one"
QUOTE = 'has a quote in a cell that is not in quotes: write "a ""word""" around the whole cell'
FAULTS = {"\r": LINE_END, "": NO_END}  # by how a row ends
# It begins with the quote, and looks back from there: a search leaps to the next quote.
QUOTED = re.compile(r'"(?<![^,\n\r]")[^"]*(?:""[^"]*)*"(?=[,\n\r]|$)')
LINE = re.compile(r"([^\r\n]*)(\r\n?|\n|$)")


def tables_are_written_plainly(tables: Tables) -> Iterator[Problem]:
    """Rows end alike, and have quotes around a whole cell or none."""
    for name in tables.whole():
        path = collection.table_path(collection.root(), name)
        for number, sentence in _faults(path.read_bytes().decode("utf-8-sig")):
            yield Problem(path.name, number, "", "", sentence)


def _faults(text: str) -> Iterator[tuple[int, str]]:
    """Yield the rows of a file that are not written plainly, by number, and what is wrong."""
    if not re.search('["\r]', text) and text.endswith("\n"):
        return
    rows = LINE.findall(QUOTED.sub("", text))[:-1]  # cells in quotes may hold either
    usual = next((end for _, end in rows if end not in FAULTS), "")
    ends_otherwise = False
    for number, (cells, end) in enumerate(rows, 1):
        sentence = FAULTS.get(end, "")
        if '"' in cells:
            sentence = QUOTE
        elif end not in (usual, *FAULTS) and not ends_otherwise:
            sentence = OTHER_END
            ends_otherwise = True
        if sentence:
            yield number, sentence
