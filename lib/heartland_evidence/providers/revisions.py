"""What a newer file of a provider says otherwise than the collection.

What does not belong here: which figures and audits rest on these rows (``lineage.impact``).
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from heartland.errors import DataError
from heartland.tables import collection, csv_files, schemas
from heartland.tables.schemas import TIMES
from heartland_evidence import reading
from heartland_evidence.cells import same_value
from heartland_evidence.providers.downloaded import Row
from heartland_evidence.providers.proposals import cells

OF_EDITIONS = ("vintage", "kind")  # in which two editions of a figure may differ
POWERS = (1e-9, 1e-6, 1e-3, 1e3, 1e6, 1e9)  # by which one unit differs from another
ALIKE = 0.05  # by how much of itself a revised figure may differ from such a multiple


class Revision(NamedTuple):
    """A figure that the collection has from an older file, and the newer one."""

    quantity: str
    column: str
    held: Row
    found: Row

    def __str__(self) -> str:
        """Say what was, and what is."""
        return (
            f"{self.quantity}: {self.column} {self.held[self.column]} "
            f"({self.held['source_id']}), now {self.found[self.column]}"
        )


def revised(dataset: str, rows: Iterable[Row]) -> list[Revision]:
    """Return the figures of the newer rows that differ from the newest that the collection has.

    The newest is that of the last edition, else of the source read last. Figures of other
    reporters are no older editions, and are not compared.
    """
    quantity = _columns(dataset, OF_EDITIONS)
    newest = _newest(dataset, quantity)
    found = []
    for row in rows:
        held = newest.get(cells(row, quantity), {})
        for column in reading.figures_of(collection.root(), dataset):
            old, new = held.get(column), row.get(column)
            if old and new and not same_value(old, new, "number"):
                found.append(Revision(", ".join(cells(row, quantity)), column, held, row))
    return found


def check_units(file: str, changed: Iterable[Revision]) -> None:
    """Refuse a file in which a figure is a thousand, or a million, times what the collection has.

    Args:
        file: its name.
        changed: the figures that it revises.

    Raises:
        DataError: for the first such figure, or one that is as much smaller.
    """
    for revision in changed:
        old, new = revision.held[revision.column], revision.found[revision.column]
        times = abs(float(new) / float(old)) if float(old) else 0
        for power in POWERS:
            if abs(times / power - 1) < ALIKE:
                raise DataError(
                    f"{file}, {revision.found.get('locator') or revision.quantity}: "
                    f"{revision.column} {new} is {power:g} times the {old} of the collection: "
                    "was the unit changed?"
                )


def continued(dataset: str, rows: Iterable[Row]) -> Iterator[tuple[Row, Row]]:
    """Yield a row of each series that the newer rows continue, and one of theirs after it."""
    series = _columns(dataset, (*OF_EDITIONS, *TIMES))
    last = _newest(dataset, series)
    for row in rows:
        if held := last.pop(cells(row, series), None):
            yield held, row


def _columns(dataset: str, without: tuple[str, ...]) -> list[str]:
    """Return the columns that name a quantity, without some of them."""
    quantity = schemas.quantity_of(collection.root(), dataset)
    return [column for column in quantity if column not in without]


def _newest(dataset: str, quantity: list[str]) -> dict[tuple[str, ...], Row]:
    """Return the row of each quantity of the last edition, and whose source was read last."""
    root = collection.root()
    read_on = {row["source_id"]: row["accessed"] for row in csv_files.rows(root, "sources")}

    def age(row: Row) -> tuple[str, str, str]:
        source = row["source_id"]
        return row.get("vintage", ""), read_on.get(source, ""), source

    by_age = sorted(csv_files.rows(root, dataset), key=age)
    return {cells(row, quantity): row for row in by_age}
