"""The ways in which editing spoils a table: one list of faults, each told."""

import csv
import io
import re
from collections.abc import Callable

Lines = list[list[str]]  # the header and the rows of a table
Spoil = Callable[[Lines], str | bytes]
ROW = 7  # of a file, in which a fault is planted

CELLS = [  # table, column, and what a slip of the pen, a spreadsheet or a copied text writes there
    *(("growth_forecasts", "growth_pct", text) for text in ("x", "NaN", "1,5", "1E+05", "#REF!", "12-May", "٣", "5%")),
    *(("growth_forecasts", "target_year", text) for text in ("2022.0", "2022.5", "007")),
    *(("growth_forecasts", "vintage", text) for text in ("12-May", "2022-13", "2022-02-30", "05/12/2022", "44713", "٢٠٢٢")),
    *(("growth_forecasts", "vintage_inferred", text) for text in ("TRUE", "yes", "")),
    *(("growth_forecasts", "area", text) for text in ("kaz", "K\u0410Z", "Kazakhstan", "")),
    *(("growth_forecasts", "source_id", text) for text in ("imf-weo-2022-4", "")),
    *(("growth_forecasts", "kind", text) for text in ("forcast", "Forecast")),
    *(("growth_forecasts", "publisher", text) for text in (" IMF", "IMF ", "IMF\n", "\ufeffIMF", "I\u200bMF", "I\x07MF", "I\u202eMF")),
    *(("growth_forecasts", "note", text) for text in ("#VALUE!", "=SUM(A1:A3)", "a\0b")),
    ("conflict_events", "latitude", ""),
    ("conflict_events", "geo_precision", ""),
]  # fmt: skip


def as_csv(lines: Lines, **style: object) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, **{"lineterminator": "\n"} | style).writerows(lines)
    return text.getvalue()


def changed(change: Callable[[list[str]], object]) -> Spoil:
    """Change the cells of a row in place."""

    def spoil(lines: Lines) -> str:
        change(lines[ROW - 1])
        return as_csv(lines)

    return spoil


def inserted(line: str) -> Spoil:
    """Put a line of text before a row."""

    def spoil(lines: Lines) -> str:
        return as_csv(lines[: ROW - 1]) + line + as_csv(lines[ROW - 1 :])

    return spoil


def exchanged(lines: Lines, one: str, other: str) -> str:
    """Exchange the names of two columns."""
    header = [{one: other, other: one}.get(name, name) for name in lines[0]]
    return as_csv([header, *lines[1:]])


def with_quote(lines: Lines) -> str:
    text = as_csv(lines).split("\n")
    text[ROW - 1] = '"' + text[ROW - 1]
    return "\n".join(text)


# What happens to the file of growth_forecasts as a whole; rows in which it must be named, if any.
FILES: dict[str, tuple[Spoil, set[int]]] = {
    "a row twice": (lambda lines: as_csv([*lines, lines[ROW - 1]]), {ROW}),
    "both sides of a merge": (lambda lines: as_csv([*lines[:ROW], [*lines[ROW - 1][:-1], "other"], *lines[ROW:]]), {ROW, ROW + 1}),
    "marks of a merge": (inserted("<<<<<<< HEAD\n"), {ROW}),
    "a blank row": (inserted("\n"), {ROW}),
    "cells lost at the end of a row": (changed(lambda cells: cells.__delitem__(slice(3, None))), {ROW}),
    "a cell too many": (changed(lambda cells: cells.append("x")), {ROW}),
    "cells moved by one": (changed(lambda cells: (cells.insert(2, ""), cells.pop())), {ROW}),
    "a quote without partner": (with_quote, {ROW}),
    "columns exchanged": (lambda lines: exchanged(lines, "area", "vintage"), set()),
    "a column renamed": (lambda lines: exchanged(lines, "area", "aera"), set()),
    "a column missing": (lambda lines: as_csv([line[1:] for line in lines]), set()),
    "a column doubled": (lambda lines: as_csv([[*line, line[0]] for line in lines]), set()),
    "another separator": (lambda lines: as_csv(lines, delimiter=";"), {1}),
    "UTF-16": (lambda lines: as_csv(lines).encode("utf-16"), set()),
    "Windows-1252": (changed(lambda cells: cells.__setitem__(-1, "Zürich")), {ROW}),
    "cut off": (lambda lines: as_csv(lines)[:-20], set()),
    "no line end": (lambda lines: as_csv(lines).rstrip("\n"), set()),
}  # fmt: skip

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def _day_rewritten(cell: str) -> str:
    """A date as a spreadsheet shows it: 2015-03 as Mar-15, 2015-03-02 as 02.03.2015."""
    written = re.fullmatch(r"(\d\d(\d\d))-(\d\d)(?:-(\d\d))?", cell)
    if not written:
        return cell
    year, short_year, month, day = written.groups()
    return f"{day}.{month}.{year}" if day else f"{MONTHS[int(month) - 1]}-{short_year}"


def _decimal_rewritten(cell: str) -> str:
    return cell.replace(".", ",") if re.fullmatch(r"-?\d+\.\d+", cell) else cell


def _long_number_rewritten(cell: str) -> str:
    return f"{float(cell):.3E}" if re.fullmatch(r"[1-9]\d{4,}", cell) else cell


REWRITTEN: dict[str, Callable[[str], str]] = {  # by a spreadsheet, in every cell of a table
    "dates": _day_rewritten,
    "decimals": _decimal_rewritten,
    "long numbers": _long_number_rewritten,
    "flags": lambda cell: cell.upper() if cell in ("true", "false") else cell,
}
