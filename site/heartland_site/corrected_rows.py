"""The corrections of the rows behind a figure: which entries of ``corrections`` speak of them."""

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from heartland.tables import csv_files, schemas
from heartland.tables.conditions import Selector, parse
from heartland.tables.identity import year_of
from heartland.tables.tables import in_file_order

Row = dict[str, str]
ABOUT_OTHERS = {"audits", "sources"}  # tables whose rows speak of rows of others
NOT_DRAWN = "not used"  # the status of a figure that was left out


@dataclass(frozen=True)
class Correction:
    """An entry of ``corrections``, and the lines of a figure's CSV that it speaks of."""

    entry: Row
    lines: Sequence[int]

    @property
    def is_open(self) -> bool:
        """Whether it is not settled."""
        return self.entry["status"] == "open"


@dataclass(frozen=True)
class Meant:
    """The rows of a dataset that an entry names, and the columns that tell them apart."""

    entry: Row
    columns: frozenset[str]
    rows: Sequence[Row]


def corrections_of(root: Path, datasets: Set[str], drawn: Sequence[Row]) -> list[Correction]:
    """Return the corrections of the rows that a figure draws, those that are not settled first.

    Args:
        root: the collection.
        datasets: those that had been loaded when the figure was drawn.
        drawn: the rows of the figure, as they stand in its CSV.
    """
    found = []
    for meant in rows_meant(root):
        if meant.entry["dataset"] in datasets:
            lines = list(lines_of(meant, drawn))
            if lines:
                found.append(Correction(meant.entry, lines))
    return sorted(found, key=lambda correction: not correction.is_open)


@cache
def rows_meant(root: Path) -> list[Meant]:
    """Return what each correction of a figure that is in use names."""

    @cache
    def selector(name: str) -> Selector:
        return Selector(in_file_order(root, name))

    found = []
    for entry in csv_files.rows(root, "corrections"):
        if entry["status"] != NOT_DRAWN:
            name, where = entry["dataset"], entry["where"]
            rows = csv_files.rows(root, name)
            key = schemas.read(root, name)["primaryKey"]
            columns = {*key, *(condition.column for condition in parse(where))}
            kept = [rows[place] for place in selector(name).positions(where)]
            found.append(Meant(entry, frozenset(columns - {"source_id"}), kept))
    return found


def lines_of(meant: Meant, drawn: Iterable[Row]) -> Iterator[int]:
    """Yield the lines of a CSV that hold a row which an entry names, or were computed from one."""
    for line, row in enumerate(drawn, 2):  # the first names the columns
        if any(is_from(row, one, meant.columns) for one in meant.rows):
            yield line


def is_from(drawn: Row, row: Row, columns: Iterable[str]) -> bool:
    """Tell whether a row of a figure is, or was computed from, a row of the data.

    They share a source and the year, and agree in what tells rows apart, as far as the figure has
    it; a figure that has nothing of it draws something else.
    """
    if not set(_parts(drawn)) & set(_parts(row)):
        return False
    if drawn.get("year") and drawn["year"][:4] != year_of(row):
        return False
    shared = [column for column in columns if column in drawn]
    return bool(shared) and all(_plain(drawn[name]) == _plain(row[name]) for name in shared)


def _parts(row: Row) -> list[str]:
    return [source for source in row.get("source_id", "").split(";") if source]


def _plain(cell: str) -> str:
    """Write a number as the data have it: 241, not 241.0."""
    return cell.removesuffix(".0")


def datasets_drawn(root: Path, datasets: Set[str], drawn: Iterable[Row]) -> list[str]:
    """Return the datasets of those loaded that rows can come from: they hold one of its sources."""
    sources = {source for row in drawn for source in _parts(row)}
    names = sorted(datasets - ABOUT_OTHERS)
    return [name for name in names if not sources.isdisjoint(sources_in(root, name))]


@cache
def sources_in(root: Path, name: str) -> frozenset[str]:
    """Return the sources of the rows of a dataset."""
    return frozenset(source for row in csv_files.rows(root, name) for source in _parts(row))
