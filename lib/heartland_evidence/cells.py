"""How a cell should be written that is not a number or a date as the tables have them."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from heartland.sentences import listed
from heartland.tables.filters import without_separators
from heartland.tables.schemas import FORMS

SHORTEST = re.compile(r"-?(?:[1-9][0-9]*|(?:0|[1-9][0-9]*)\.[0-9]*[1-9])")  # as Decimal has it
ROUNDED = re.compile(r"-?[0-9]([.,][0-9]+)?E[+-]?[0-9]{1,2}")  # 5.894E+05
OF_A_SPREADSHEET = r"^(\d{1,2}-[A-Z][a-z]{2}(-\d\d)?|[A-Z][a-z]{2}-\d\d)$"  # a date as it shows it
MADE_A_DATE = "is what a spreadsheet makes of a date: format the column as text"
DASHES = tuple("\u2010\u2011\u2012\u2013\u2014\u2212")  # like a hyphen, and none of ASCII
WITH_COMMA = re.compile("-?[0-9]+,[0-9]+")  # 1,5
AHEAD = timedelta(hours=14)  # by how much the first time zone is ahead of UTC


def newest_day() -> date:
    """Return the day it is where it is latest: a later one has come nowhere."""
    return (datetime.now(UTC) + AHEAD).date()


def canonical(cell: str, kind: str) -> str:
    """Return a cell in the one spelling of what it says: two that say the same have the same.

    >>> canonical("1.50", "number"), canonical("1.50", "string")
    ('1.5', '1.50')

    Args:
        cell: as it is written.
        kind: the type of its column; a cell that is not of it stays as it is.
    """
    if cell and kind in ("number", "integer"):
        if SHORTEST.fullmatch(cell):
            return cell
        try:
            return f"{Decimal(cell).normalize():f}"
        except ArithmeticError:
            return cell
    return cell if cell.isascii() else unicodedata.normalize("NFC", cell)


def same_value(cell: str, other: str, kind: str) -> bool:
    """Tell whether two cells of a column say the same, however they are written.

    >>> same_value("1.50", "1.5", "number"), same_value("1.50", "1.5", "string")
    (True, False)
    """
    return canonical(cell, kind) == canonical(other, kind)


def not_of_type(kind: str, cell: str) -> str:
    """Say that a cell is not written as its type wants, and how it is where that can be told.

    >>> not_of_type("integer", "1,225")
    'is not an integer like 2022: write 1225, without a separator'
    >>> not_of_type("number", "5.894E+05").partition(": ")[2]
    'format the column as text and write all its digits, 589400 or near it'
    """
    _, like = FORMS[kind]
    return f"is not {like}{cure(kind, cell)}"


def cure(kind: str, cell: str) -> str:
    """Say how a number that is not of its type is written, as the end of a message.

    >>> cure("number", "\u22125.9"), cure("number", "1,5")
    (': write -5.9, with a hyphen', ': write 1.5, with a point')

    Returns:
        The words, "" for a cell that is of its type, and where that cannot be told.
    """
    form, _ = FORMS[kind]
    text = f"-{cell[1:]}" if cell.startswith(DASHES) else cell
    if ROUNDED.fullmatch(text):
        about = f"{float(text.replace(',', '.')):.15g}"
        return (
            ", but what a spreadsheet makes of a long number: format the column as text and write "
            f"all its digits, {about} or near it"
        )
    whole, decimal = without_separators(text), text.replace(",", ".")
    ways = []
    if text != cell and re.fullmatch(form, text):
        ways.append(f"{text}, with a hyphen")
    if whole and re.fullmatch(form, whole):
        ways.append(f"{whole}, without a separator")
    if WITH_COMMA.fullmatch(text) and re.fullmatch(form, decimal):
        ways.append(f"{decimal}, with a point")
    return f": write {', or '.join(ways)}" if ways else ""


def not_a_date(text: str, like: Sequence[str]) -> str:
    """Say that a text is no date of its column, and how those are written.

    >>> not_a_date("24.11.2026", ["2022", "2022-06-30"])
    'is not a date of the calendar in a form of this column: write one like 2022 or 2022-06-30'

    Args:
        text: what is no date of the column.
        like: an example of each form in which the column has dates and periods.
    """
    if re.match(OF_A_SPREADSHEET, text):
        return MADE_A_DATE
    forms = listed(like, "or")
    return f"is not a date of the calendar in a form of this column: write one like {forms}"
