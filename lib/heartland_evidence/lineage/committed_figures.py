"""The committed figures as their files tell them: what each cites, loads and draws."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from heartland.errors import DataError
from heartland.files import read_json

Cited = tuple[int, str]  # a line of a figure, and one of its sources


class Link(NamedTuple):
    """A row of a dataset that may stand behind a line of a figure, for one of its sources.

    Attributes:
        place: of the row in its file, from 0.
        cited: the line, from 0, and the source.
        shown: whether the line shows the row; if not, it may be computed from it.
    """

    place: int
    cited: Cited
    shown: bool


@dataclass(frozen=True)
class Figure:
    """A committed figure: its file of facts, and the rows drawn."""

    path: Path

    @property
    def place(self) -> str:
        """Notebook and name, as in ``figures/``."""
        return f"{self.path.parent.name}/{self.path.stem}"

    @cached_property
    def facts(self) -> dict[str, Any]:
        """What is written of it."""
        facts: dict[str, Any] = read_json(self.path)
        return facts

    @cached_property
    def datasets(self) -> frozenset[str]:
        """The datasets that its notebook had loaded when it was drawn.

        Raises:
            DataError: if its file does not say, since an older version of the library wrote it.
        """
        if "datasets" not in self.facts:
            raise DataError(
                f"{self.place}.json was written by an older version and does not say which "
                "datasets its notebook loaded: run the notebook again"
            )
        return frozenset(self.facts["datasets"])

    @cached_property
    def cited(self) -> set[str]:
        """The ids of its sources."""
        return {source["source_id"] for source in self.facts["sources"]}

    @cached_property
    def rows(self) -> list[dict[str, str]]:
        """The rows drawn."""
        path = self.path.with_suffix(".csv")
        if not path.is_file():
            return []
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    @cached_property
    def columns(self) -> set[str]:
        """The columns of what is drawn."""
        return set(self.rows[0]) if self.rows else set()

    @cached_property
    def words(self) -> set[str]:
        """The cells of what is drawn, ids and codes apart."""
        return {word for row in self.rows for cell in row.values() for word in cell.split(";")}

    @cached_property
    def numbers(self) -> list[set[float]]:
        """The numbers in each of the rows drawn."""
        return [numbers(row.values()) for row in self.rows]

    @cached_property
    def links(self) -> dict[str, list[Link]]:
        """What ``rows_behind`` found, by the datasets that it was asked for."""
        return {}


def committed_figures(root: Path) -> list[Figure]:
    """Return the committed figures of a collection, in the order of their names."""
    return [Figure(path) for path in sorted((root / "figures").glob("*/*.json"))]


def numbers(cells: Iterable[str]) -> set[float]:
    """Return the numbers among cells, without 0, which stands everywhere."""
    found = set()
    for cell in cells:
        try:
            found.add(float(cell))
        except ValueError:
            continue
    return found - {0.0}
