"""What the pointer shows of a mark: its rows, and where they were read."""

import textwrap
from collections.abc import Mapping

import pandas as pd

from heartland.figures import style
from heartland.figures.frame import Sheet
from heartland.figures.plotly_terms import as_markup
from heartland.tables.schemas import SOURCES_OF_PARTS
from heartland.tables.tables import load

MOST_ROWS = 4  # shown of one mark
CHARACTERS = 90  # a line under the pointer
SILENT = {"source_id", "also_in", "locator", "note", "status", "relation", "low", "high", "mark"}
SILENT |= set(SOURCES_OF_PARTS)  # they are among those of the row
LABEL = {"bgcolor": "#ffffff", "font": {"color": style.INK}}


class Hover:
    """The rows of each named artist of a figure, and what is shown of them.

    Attributes:
        rows: of each name, the numbers of the rows of each dot, or of the whole artist.
    """

    def __init__(self, fig: Sheet, rows: pd.DataFrame) -> None:
        """Take a figure whose marks are named, and the rows exported with it."""
        self.rows = rows_of_marks(fig)
        self._texts = hover(rows)

    def of(self, numbers: list[int]) -> str:
        """Write what is shown of a mark that is drawn of these rows."""
        shown = [self._texts[number] for number in numbers[:MOST_ROWS]]
        if len(numbers) > MOST_ROWS:
            shown.append(f"and {len(numbers) - MOST_ROWS} more rows")
        return "<br><br>".join(shown)


def rows_of_marks(fig: Sheet) -> Mapping[str, list[list[int]]]:
    """Return the numbers of the rows of each dot, or of the whole, of each named artist."""
    found = {}
    for name, marks in fig.marks.items():
        found[name] = [mark if isinstance(mark, list) else [mark] for mark in marks]
    return found


def hover(rows: pd.DataFrame) -> list[str]:
    """Write what the pointer shows of each row: its figures, its place in the source, the source.

    Text is never markup.
    """
    titles = load("sources").set_index("source_id")["title"]
    written = []
    for row in rows.astype("object").fillna("").to_dict("records"):
        parts = []
        for name, value in row.items():
            if name not in SILENT and str(value):
                parts.append(f"{str(name).replace('_', ' ')}: {value}")
        source_ids = [name for name in str(row.get("source_id", "")).split(";") if name]
        parts += [f"source: {titles.get(name, name)}" for name in source_ids]
        parts += [f"{name}: {row[name]}" for name in ("locator", "note") if row.get(name)]
        written.append(
            as_markup(line for part in parts for line in textwrap.wrap(part, CHARACTERS))
        )
    return written
