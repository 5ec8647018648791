"""What a newer file of a provider says otherwise than the rows that the collection has of it.

What does not belong here: which figures and audits rest on these rows (``lineage.impact``).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from heartland.errors import DataError
from heartland.tables import collection, csv_files, schemas
from heartland.tables.schemas import TIMES
from heartland_evidence.cells import same_value
from heartland_evidence.providers.downloaded import Row
from heartland_evidence.providers.downloads import TAKEN, Standing, compare

OF_EDITIONS = ("vintage", "kind")  # in which two editions of a figure may differ
POWERS = (1e-9, 1e-6, 1e-3, 1e3, 1e6, 1e9)  # by which one unit differs from another
ALIKE = 0.05  # by how much of itself a revised figure may differ from such a multiple
WORDS_ONLY = ("locator", "note")  # columns in which two files of a provider may differ


@dataclass(frozen=True)
class Revision:
    """A figure that the collection has from an older file, and the newer one."""

    quantity: tuple[str, ...]
    column: str
    held: Row
    found: Row

    def __str__(self) -> str:
        """Say what was, and what is."""
        return (
            f"{', '.join(self.quantity)}: {self.column} {self.held[self.column]} "
            f"({self.held['source_id']}), now {self.found[self.column]}"
        )


@dataclass(frozen=True)
class Report:
    """What a provider's newer file would change in a dataset.

    Attributes:
        dataset: its name.
        lacking: the republics that the dataset has and the file has not.
        standings: of each row of the file.
        revised: the figures that the collection has otherwise.
        continued: a row of each series that the file continues, and the new one after it.
        new: the rows of which the collection has the quantity from no source.
    """

    dataset: str
    lacking: list[str]
    standings: list[Standing]
    revised: list[Revision]
    continued: list[tuple[Row, Row]]
    new: list[Row]

    @property
    def can_be_taken(self) -> bool:
        """Whether there is a row that the dataset takes."""
        return any(standing.kind in TAKEN for standing in self.standings)


def report(file: str, dataset: str, rows: list[Row]) -> Report:
    """Compare the rows of a newer file with those of a dataset.

    Args:
        file: its name, for the message of an error.
        dataset: to which the rows belong.
        rows: of the file.

    Raises:
        DataError: for a figure in another unit than the collection's.
    """
    standings = list(compare(dataset, rows))
    changed = list(revised(dataset, rows))
    check_units(file, changed)
    new = [row for row, standing in zip(rows, standings, strict=True) if standing.kind == "new"]
    longer = list(continued(dataset, new))
    return Report(dataset, _lacking(dataset, rows), standings, changed, longer, new)


def _lacking(dataset: str, rows: list[Row]) -> list[str]:
    from heartland.tables.areas import REPUBLICS

    held = {row["area"] for row in csv_files.rows(collection.root(), dataset)}
    found = {row["area"] for row in rows}
    return [area for area in REPUBLICS if area in held - found]


@dataclass(frozen=True)
class ChangedRow:
    """A row that stands in two files of a provider with other cells.

    Attributes:
        place: in the newer file, or its key.
        cells: column, cell then and cell now.
    """

    place: str
    cells: list[tuple[str, str, str]]

    def __str__(self) -> str:
        """Say where the row is, and what was and is."""
        cells = [f"{column} {old}, now {now}" for column, old, now in self.cells]
        return f"{self.place}: {'; '.join(cells)}"


@dataclass(frozen=True)
class Difference:
    """What a newer file of a provider has otherwise than the one before.

    Attributes:
        added: the number of rows that only the newer has.
        removed: the number of rows that only the older has.
        changed: the others whose cells differ.
    """

    added: int
    removed: int
    changed: list[ChangedRow]


def difference(dataset: str, before: list[Row], now: list[Row]) -> Difference:
    """Compare the rows of two files of a provider, by their keys in a dataset."""
    key = schemas.read(collection.root(), dataset)["primaryKey"]
    types = schemas.types_of(collection.root(), dataset)
    old = {tuple(row[column] for column in key): row for row in before}
    new = {tuple(row[column] for column in key): row for row in now}
    changed = []
    for cells in sorted(old.keys() & new.keys()):
        differing = [
            (column, old[cells][column], cell)
            for column, cell in new[cells].items()
            if column not in WORDS_ONLY and not same_value(old[cells][column], cell, types[column])
        ]
        if differing:
            place = new[cells].get("locator") or ", ".join(cells)
            changed.append(ChangedRow(place, differing))
    return Difference(len(new.keys() - old.keys()), len(old.keys() - new.keys()), changed)


def revised(dataset: str, rows: list[Row]) -> Iterator[Revision]:
    """Yield the figures of the newer rows that differ from the newest that the collection has.

    The newest is that of the last edition, else of the source read last. Figures of other
    reporters are no older editions, and are not compared.
    """
    quantity = _columns(dataset, OF_EDITIONS)
    figures = schemas.figures_of(collection.root(), dataset)
    newest = _newest(dataset, quantity)
    for row in rows:
        cells = tuple(row[column] for column in quantity)
        held = newest.get(cells)
        if held is None:
            continue
        for column in figures:
            old, new = held[column], row.get(column, "")
            if old and new and not same_value(old, new, "number"):
                yield Revision(cells, column, held, row)


def check_units(file: str, changed: Iterable[Revision]) -> None:
    """Refuse a file in which a figure is a thousand, or a million, times what the collection has.

    Args:
        file: its name.
        changed: the figures that it revises.

    Raises:
        DataError: for the first such figure, or one that is as much smaller.
    """
    for revision in changed:
        held, found = (abs(float(row[revision.column])) for row in (revision.held, revision.found))
        if not held or not found:
            continue
        for power in POWERS:
            if abs(found / held / power - 1) < ALIKE:
                raise DataError(
                    f"{file}, {revision.found.get('locator') or ', '.join(revision.quantity)}: "
                    f"{revision.column} {revision.found[revision.column]} is {power:g} times the "
                    f"{revision.held[revision.column]} of the collection: was the unit changed?"
                )


def continued(dataset: str, rows: Iterable[Row]) -> Iterator[tuple[Row, Row]]:
    """Yield a row of each series that the newer rows continue, and one of theirs after it."""
    series = _columns(dataset, (*OF_EDITIONS, *TIMES))
    last = _newest(dataset, series)
    for row in rows:
        held = last.pop(tuple(row[column] for column in series), None)
        if held is not None:
            yield held, row


def _columns(dataset: str, without: tuple[str, ...]) -> list[str]:
    """Return the columns that name a quantity, without some of them."""
    quantity = schemas.quantity_of(collection.root(), dataset)
    return [column for column in quantity if column not in without]


def _newest(dataset: str, quantity: list[str]) -> dict[tuple[str, ...], Row]:
    """Return the row of each quantity of the last edition, and whose source was read last."""
    root = collection.root()
    read_on = {row["source_id"]: row["accessed"] for row in csv_files.rows(root, "sources")}
    newest: dict[tuple[str, ...], Row] = {}
    by_age = sorted(
        csv_files.rows(root, dataset),
        key=lambda row: (
            row.get("vintage", ""),
            read_on.get(row["source_id"], ""),
            row["source_id"],
        ),
    )
    for row in by_age:
        newest[tuple(row[column] for column in quantity)] = row
    return newest
