"""The rows that speak of what lines of a figure are of, and are another count of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from heartland.tables.schemas import TIMES
from heartland_evidence import reading
from heartland_evidence.lineage.committed_figures import Figure
from heartland_evidence.lineage.identity import Identity, Row, identity_of
from heartland_evidence.lineage.line_index import Cited, Match
from heartland_evidence.lineage.rows_behind import datasets_behind, rows_behind

# What tells the counts of one thing apart: who counted it, and when.
BODIES = ("reporter", "publisher")
DATES = ("counted_on", "vintage", "published_on", "period", "year")
OF_A_COUNT = (*BODIES, "counted_on", "vintage")
YEAR_DIGITS = 4
DOUBTFUL = ("5", "6")  # of credibility: improbable or disowned, cannot be judged

# How a count stands to those of a figure, and in words; those of most use come first.
OTHERS = "others"
NOT_INDEPENDENT = "not independent"
SAME_BODY = "same body"
UNRELIABLE = "unreliable"
STANDINGS = {
    OTHERS: "also counted by others",
    NOT_INDEPENDENT: "not independent, relayed or put together from counts of others",
    SAME_BODY: "of the same body, or changed later by its own",
    UNRELIABLE: "disowned, of low reliability, or read only in an article",
}


@dataclass(frozen=True)
class Rival:
    """A row of another count, and the lines of the figure that are of the same thing.

    Attributes:
        dataset: the table of the row.
        row: its cells by column.
        lines: the lines, counted from 0.
        standing: how its count stands to those of the lines, one of ``STANDINGS``.
    """

    dataset: str
    row: Row
    lines: Sequence[int]
    standing: str

    @property
    def date(self) -> str:
        """The day of the count, or else of its page; "" where the row has none."""
        return next((self.row[name] for name in DATES if self.row.get(name)), "")

    def of(self, root: Path) -> dict[str, str]:
        """Return what tells the row apart, but for its source, as far as it says so."""
        names = [*identity_of(root, self.dataset).key, *OF_A_COUNT]
        return {name: self.row[name] for name in dict.fromkeys(names) if self.row.get(name)}

    def figures(self, root: Path) -> dict[str, str]:
        """Return the figures of the row, by column."""
        names = reading.figures_of(root, self.dataset)
        return {name: self.row[name] for name in names if self.row.get(name)}


def rivals_of(root: Path, figure: Figure, lines: Collection[int]) -> list[Rival]:
    """Return the rows that count the same thing as some lines of a figure, and are not behind them.

    In the order of their standings, and among these the newest first. Rows without a figure are
    left out. As ``rows_behind`` is, this is an estimate: a line that was computed names a part of
    what tells rows apart, and then the parts that others count are among its rivals.

    Args:
        root: of the collection.
        figure: one whose files say which datasets its notebook had loaded.
        lines: their places among the rows drawn, from 0.
    """
    found = []
    for name in datasets_behind(root, figure):
        identity = identity_of(root, name)
        rows = rows_behind(root, figure, name)
        shown = _places_of(rows.shown, lines)
        behind = shown | _places_of(rows.computed, lines)
        drawn = [figure.rows[line] for line in sorted(lines)]
        known = _cells_of(identity, shown or behind, drawn)
        bodies = _bodies_of([*(identity.rows[place] for place in behind), *drawn])
        index = figure.lines(name, identity)
        for place, row in enumerate(identity.rows):
            if not _has_figure(root, name, row):
                continue
            if place in behind or any(row[column] not in known[column] for column in known):
                continue
            thing = {column: cell for column, cell in row.items() if column not in OF_A_COUNT}
            alike = {
                match.cited[0]
                for match in index.of(thing)
                if match.cited[0] in lines and _is_of_one_thing(identity, row, match, figure)
            }
            if alike:
                found.append(Rival(name, row, sorted(alike), _standing(row, bodies)))
    order = list(STANDINGS)
    found.sort(key=lambda rival: rival.date, reverse=True)
    return sorted(found, key=lambda rival: order.index(rival.standing))


def _has_figure(root: Path, dataset: str, row: Row) -> bool:
    """Tell whether a row states a number, or a bound of one."""
    names = (*reading.figures_of(root, dataset), "low", "high")
    return any(row.get(name) for name in names)


def _bodies_of(rows: Sequence[Row]) -> set[str]:
    """Return who counted, of some rows."""
    return {row[column] for row in rows for column in BODIES if row.get(column)}


def _standing(row: Row, bodies: set[str]) -> str:
    """Say how a count stands to those of some bodies."""
    is_disowned = row.get("status") == "U" or row.get("credibility") in DOUBTFUL
    if is_disowned or row.get("witness") == "article only":
        return UNRELIABLE
    if row.get("independent") == "no":
        return NOT_INDEPENDENT
    if row.get("status") == "P" or _bodies_of([row]) & bodies:
        return SAME_BODY
    return OTHERS


def _places_of(cited_by_place: Mapping[int, set[Cited]], lines: Collection[int]) -> set[int]:
    """Return the places of the rows behind some lines, of those behind all."""
    return {
        place for place, cited in cited_by_place.items() if any(line in lines for line, _ in cited)
    }


def _cells_of(
    identity: Identity, places: Collection[int], lines: Sequence[Row]
) -> dict[str, set[str]]:
    """Return what rows and lines have in the columns that say what is counted: measure, flow."""
    columns = [column for column in identity.key if column not in (*OF_A_COUNT, *TIMES)]
    rows = [*(identity.rows[place] for place in places), *lines]
    return {column: {row[column] for row in rows if column in row} for column in columns}


def _is_of_one_thing(identity: Identity, row: Row, match: Match, figure: Figure) -> bool:
    """Tell whether a line names the event or the countries of a row, and no year for its part."""
    line = figure.rows[match.cited[0]]
    countries = [column for column in identity.areas if column in identity.key]
    needed = identity.ids or set(countries)
    if not needed or not needed <= set(match.named):
        return False
    if any(line[column] != row[column] for column in needed):  # the world beside a partner
        return False
    return "period" in match.named or len(row.get("period", "")) in (0, YEAR_DIGITS)
