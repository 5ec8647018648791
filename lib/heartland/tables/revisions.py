"""What a newer file of a provider says otherwise than the rows that the collection has of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from heartland.tables import package
from heartland.tables.downloads import BESIDE_THE_KEY
from heartland.tables.providers import Row

MARKS = ("_pct", "_mn", "per_usd", "persons", "value", "score", "rank")


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

    The newest is that of the source read last. Figures of other reporters are no older editions,
    and are not compared.
    """
    key = package.schema(package.root(), dataset)["primaryKey"]
    quantity = [column for column in key if column not in BESIDE_THE_KEY]
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


def _newest(dataset: str, quantity: list[str]) -> dict[tuple[str, ...], Row]:
    """Return the row of each quantity whose source was read last."""
    root = package.root()
    read_on = {row["source_id"]: row["accessed"] for row in package.rows(root, "sources")}
    newest: dict[tuple[str, ...], Row] = {}
    by_age = sorted(
        package.rows(root, dataset),
        key=lambda row: (read_on.get(row["source_id"], ""), row["source_id"]),
    )
    for row in by_age:
        newest[tuple(row[column] for column in quantity)] = row
    return newest
