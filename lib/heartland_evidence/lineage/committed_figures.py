"""The committed figures as their files tell them: what each cites, loads and draws."""

import csv
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from heartland.errors import DataError
from heartland.files import read_json
from heartland_evidence.lineage.identity import Identity
from heartland_evidence.lineage.line_index import Cited, Lines


@dataclass(frozen=True)
class RowsBehind:
    """The rows of one dataset that may stand behind a figure, by their places in the file.

    Attributes:
        shown: those that a line shows, each with these lines.
        computed: those that a line may be computed from, each with these lines.
    """

    shown: dict[int, set[Cited]]
    computed: dict[int, set[Cited]]

    @property
    def is_empty(self) -> bool:
        """Whether there are none."""
        return not (self.shown or self.computed)


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
    def _lines(self) -> dict[str, Lines]:
        return {}

    def lines(self, table: str, identity: Identity) -> Lines:
        """Return its lines by what they are of, in the words of a table."""
        if table not in self._lines:
            self._lines[table] = Lines(self.rows, identity)
        return self._lines[table]

    @cached_property
    def behind(self) -> dict[str, RowsBehind]:
        """The rows that ``rows_behind`` found behind it, by the datasets that it was asked for."""
        return {}

    @cached_property
    def numbers(self) -> list[set[float]]:
        """The numbers in each of the rows drawn."""
        return [numbers(row.values()) for row in self.rows]


def committed_figures(root: Path) -> list[Figure]:
    """Return the committed figures of a collection, in the order of their names."""
    return [Figure(path) for path in sorted((root / "figures").glob("*/*.json"))]


def numbers(cells: Any) -> set[float]:
    """Return the numbers among cells, without 0, which stands everywhere."""
    found = set()
    for cell in cells:
        try:
            found.add(float(cell))
        except ValueError:
            continue
    return found - {0.0}
