"""Changes of meaning drawn at random: any cell of any table, as a slip of the pen would change it.

Those of ``meaning`` were thought out one by one; these are drawn, so that nobody could have built a
check for them.
"""

import random
import re
from dataclasses import dataclass

from tests.attack.meaning import Rows, Tables

NOT_DRAWN = ("exceptions", "tracings", "eu_listed_codes")  # they move nothing by themselves
PROSE = {  # columns of words, of which a change is no other number, place, date or name
    *("note", "title", "statement", "explanation", "locator", "words", "description", "name"),
    *("brings", "url", "also_at", "reason", "looked_in", "would_settle"),
}
NUMBER = re.compile(r"-?\d+(\.\d+)?")
DATE = re.compile(r"((?:19|20)\d\d)(?:-(\d\d))?(?:-(\d\d))?")
NEAR = 40  # rows on each side, from which a cell is exchanged
KINDS = ("cell", "cell", "cell", "cell", "exchanged", "deleted", "emptied")


@dataclass(frozen=True)
class Slip:
    """A change of one row, or of one column of two."""

    table: str
    text: str
    rows: Rows

    def __str__(self) -> str:
        return f"{self.table}: {self.text}"


def slip(tables: Tables, dice: random.Random) -> Slip:
    """Draw a change of meaning: each table as often as another, whatever its length."""
    names = [name for name in tables if name not in NOT_DRAWN]
    while True:
        name = dice.choice(names)
        rows = [dict(row) for row in tables[name]]
        text = _change(rows, dice)
        if text and rows != tables[name]:
            return Slip(name, text, rows)


def _change(rows: Rows, dice: random.Random) -> str:
    """Change a row in place, and say how; "" where the row drawn offers nothing to change."""
    at = dice.randrange(len(rows))
    row = rows[at]
    column = dice.choice([name for name, cell in row.items() if cell and name not in PROSE])
    before = row[column]
    match dice.choice(KINDS):
        case "deleted":
            del rows[at]
            return f"row {at + 2} deleted"
        case "emptied":
            row[column] = ""
            return f"row {at + 2}, {column} '{before}' emptied"
        case "exchanged":
            near = [r for r in rows[max(0, at - NEAR) : at + NEAR] if r[column] not in ("", before)]
            if not near:
                return ""
            other = dice.choice(near)
            row[column], other[column] = other[column], before
            return f"row {at + 2}, {column} '{before}' exchanged with '{row[column]}'"
    others = sorted({row[column] for row in rows} - {"", before})
    row[column] = other_cell(before, others, dice)
    return f"row {at + 2}, {column} '{before}' made '{row[column]}'"


def other_cell(cell: str, others: list[str], dice: random.Random) -> str:
    """Write a date a little off, a number misread, or what another row of the column says."""
    if DATE.fullmatch(cell):
        return _other_date(cell, dice)
    if NUMBER.fullmatch(cell):
        return _misread(cell, dice)
    return dice.choice(others) if others else cell


def _other_date(cell: str, dice: random.Random) -> str:
    parts = cell.split("-")
    which = dice.randrange(len(parts))
    if which == 0:
        parts[0] = str(int(parts[0]) + dice.choice([-1, 1]))
    else:
        parts[which] = f"{dice.randint(1, 12 if which == 1 else 28):02d}"
    return "-".join(parts)


def _misread(cell: str, dice: random.Random) -> str:
    """Read a tenth more, ten times as much, or two digits in the other order."""
    decimals = len(cell.partition(".")[2])
    match dice.choice(["more", "ten times", "transposed"]):
        case "more":
            return f"{float(cell) * 1.1:.{decimals}f}"
        case "ten times":
            return f"{float(cell) * 10:.{decimals}f}"
    pairs = [n for n in range(len(cell) - 1) if cell[n : n + 2].isdigit()]
    if not pairs:
        return f"{float(cell) + 1:.{decimals}f}"
    n = dice.choice(pairs)
    return cell[:n] + cell[n + 1] + cell[n] + cell[n + 2 :]
