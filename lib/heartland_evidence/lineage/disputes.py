"""What disputes the lines of a figure: other counts of the same, and entries of ``corrections``."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from heartland.tables import csv_files
from heartland.tables.schemas import TIMES
from heartland_evidence.lineage.committed_figures import Figure
from heartland_evidence.lineage.identity import Identity, Row, identity_of, selector, year_of
from heartland_evidence.lineage.rows_behind import datasets_behind, rows_behind
from heartland_evidence.reading import figures_of

FIRST_LINE = 2  # of the rows in a CSV: the one above names the columns
NOT_DRAWN = "not used"  # the status of a correction of a figure that was left out
# What tells the counts of one thing apart: who counted it, and when.
BODIES = ("reporter", "publisher")
DATES = ("counted_on", "vintage", "published_on", "period", "year")
OF_A_COUNT = (*BODIES, "counted_on", "vintage")
OF_A_RIVAL = ("relation", "low", "high", "status", "independent", "note", "source_id")
YEAR_DIGITS = 4
DOUBTFUL = ("5", "6")  # of credibility: improbable or disowned, cannot be judged

STANDINGS = ("others", "not independent", "same body", "unreliable")  # those of most use first


@dataclass(frozen=True)
class Correction:
    """An entry of ``corrections``, and the lines of a figure's CSV that it speaks of."""

    entry: Row
    lines: list[int]

    @property
    def is_open(self) -> bool:
        """Whether it is not settled."""
        return self.entry["status"] == "open"


def corrections_of(root: Path, figure: Figure) -> list[Correction]:
    """Return the corrections of the rows that a figure draws, those that are not settled first.

    A line draws a row if it shows it (``rows_behind``), or may be computed from it and has the very
    cell that the entry is about: the day of an attack beside the deaths of several reports.

    Args:
        root: of the collection.
        figure: one whose files say which datasets its notebook had loaded.

    Raises:
        DataError: if the ``where`` of an entry cannot be read.
    """
    found = []
    for entry in csv_files.rows(root, "corrections"):
        name, column = entry["dataset"], entry["column"]
        if entry["status"] == NOT_DRAWN or name not in figure.datasets:
            continue
        rows = csv_files.rows(root, name)
        places = set(selector(root, name).positions(entry["where"]))
        lines = set()
        for place, (line, _), shown in rows_behind(root, figure, name):
            if place not in places:
                continue
            corrected = rows[place].get(column)
            if shown or (corrected and figure.rows[line].get(column) == corrected):
                lines.add(FIRST_LINE + line)
        if lines:
            found.append(Correction(entry, sorted(lines)))
    return sorted(found, key=lambda correction: not correction.is_open)


def rivals_of(root: Path, figure: Figure, lines: Collection[int]) -> list[dict[str, str]]:
    """Return the rows that count the same thing as some lines of a figure, and are not behind them.

    Rows without a figure are left out, and other quantities: of several datasets behind a figure,
    those of which it shows no row. As ``rows_behind`` is, this is an estimate: a line that was
    computed names a part of what tells rows apart, and then the parts that others count are among
    its rivals.

    Args:
        root: of the collection.
        figure: one whose files say which datasets its notebook had loaded.
        lines: their places among the rows drawn, from 0.

    Returns:
        Of each its ``standing`` to the counts of these lines, one of ``STANDINGS``, in whose order
        they come, the newest first; the ``dataset``; the ``date`` of the count, or else of its
        page; and the cells that say what the row is of and what it counts.
    """
    drawn = [figure.rows[line] for line in lines]
    names = datasets_behind(root, figure)
    found = []
    for name in names:
        if len(names) > 1 and not any(link.shown for link in rows_behind(root, figure, name)):
            continue
        identity = identity_of(root, name)
        links = [link for link in rows_behind(root, figure, name) if link.cited[0] in lines]
        behind = {link.place for link in links}
        bodies = _bodies_of([*(identity.rows[place] for place in behind), *drawn])
        shown = {link.place for link in links if link.shown} or behind
        counted = [*(identity.rows[place] for place in shown), *drawn]
        what = [column for column in identity.key if column not in (*OF_A_COUNT, *TIMES)]
        known = {one: {row[one] for row in counted if one in row} for one in what}
        years = {year_of(row) for row in counted}
        figures = figures_of(root, name)
        columns = dict.fromkeys((*identity.key, *OF_A_COUNT, *figures, *OF_A_RIVAL))
        alike = {place for line in drawn for place in _of_one_thing(identity, line)}
        for place in sorted(alike - behind):
            row = identity.rows[place]
            if year_of(row) not in years:
                continue
            has_figure = any(row.get(column) for column in (*figures, "low", "high"))
            if has_figure and all(row[column] in cells for column, cells in known.items()):
                date = next((row[column] for column in DATES if row.get(column)), "")
                rival = {"standing": _standing(row, bodies), "dataset": name, "date": date}
                found.append(rival | {column: row[column] for column in columns if column in row})
    found.sort(key=lambda rival: rival["date"], reverse=True)
    return sorted(found, key=lambda rival: STANDINGS.index(rival["standing"]))


def _of_one_thing(identity: Identity, line: Row) -> set[int]:
    """Return the places of the rows of the event or the countries of a line, whoever counted."""
    countries = {column for column in identity.areas if column in identity.key}
    needed = identity.ids or countries
    places = set()
    for named in {identity.named_in(line, one) for one in line.get("source_id", "").split(";")}:
        if not needed or not needed <= set(named):
            continue
        alike = tuple(column for column in named if column not in OF_A_COUNT)
        for place in identity.rows_of(line, alike):
            row = identity.rows[place]
            is_part = "period" not in named and len(row.get("period", "")) > YEAR_DIGITS
            if not is_part and all(line[column] == row[column] for column in needed):
                places.add(place)
    return places


def _bodies_of(rows: Iterable[Row]) -> set[str]:
    """Return who counted, of some rows."""
    return {row[column] for row in rows for column in BODIES if row.get(column)}


def _standing(row: Row, bodies: set[str]) -> str:
    """Say how a count stands to those of some bodies."""
    is_disowned = row.get("status") == "U" or row.get("credibility") in DOUBTFUL
    if is_disowned or row.get("witness") == "article only":
        return "unreliable"
    if row.get("independent") == "no":
        return "not independent"
    if row.get("status") == "P" or _bodies_of([row]) & bodies:
        return "same body"
    return "others"
