"""What a newer file of a provider says otherwise than the rows that the collection has of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from heartland.errors import DataError
from heartland.tables import package
from heartland.tables.downloaded import Row
from heartland.tables.downloads import BESIDE_THE_KEY

MARKS = ("_pct", "_mn", "per_usd", "persons", "value", "score", "rank")
EDITIONS = (*BESIDE_THE_KEY, "vintage", "kind")  # in which two editions of a figure may differ
POWERS = (1e-9, 1e-6, 1e-3, 1e3, 1e6, 1e9)  # by which one unit differs from another
ALIKE = 0.05  # by how much of itself a revised figure may differ from such a multiple
TIMES = ("year", "period", "edition", "target_year")


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


def revised(dataset: str, rows: list[Row]) -> Iterator[Revision]:
    """Yield the figures of the newer rows that differ from the newest that the collection has.

    The newest is that of the last edition, else of the source read last. Figures of other
    reporters are no older editions, and are not compared.
    """
    quantity = _columns(dataset, EDITIONS)
    newest = _newest(dataset, quantity)
    for row in rows:
        cells = tuple(row[column] for column in quantity)
        held = newest.get(cells)
        if held is None:
            continue
        for column, cell in row.items():
            is_figure = column.endswith(MARKS) or column in MARKS
            if is_figure and cell and held[column] and float(cell) != float(held[column]):
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
    series = _columns(dataset, (*EDITIONS, *TIMES))
    last = _newest(dataset, series)
    for row in rows:
        held = last.pop(tuple(row[column] for column in series), None)
        if held is not None:
            yield held, row


def _columns(dataset: str, without: tuple[str, ...]) -> list[str]:
    key = package.schema(package.root(), dataset)["primaryKey"]
    return [column for column in key if column not in without]


def _newest(dataset: str, quantity: list[str]) -> dict[tuple[str, ...], Row]:
    """Return the row of each quantity of the last edition, and whose source was read last."""
    root = package.root()
    read_on = {row["source_id"]: row["accessed"] for row in package.rows(root, "sources")}
    newest: dict[tuple[str, ...], Row] = {}
    by_age = sorted(
        package.rows(root, dataset),
        key=lambda row: (
            row.get("vintage", ""),
            read_on.get(row["source_id"], ""),
            row["source_id"],
        ),
    )
    for row in by_age:
        newest[tuple(row[column] for column in quantity)] = row
    return newest
