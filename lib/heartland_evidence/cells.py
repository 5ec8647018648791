"""How a cell should be written that is not a number or a date as the tables have them."""

import calendar
import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from heartland.tables.filters import without_separators
from heartland.tables.periods import is_date
from heartland.tables.schemas import FORMS

SHORTEST = re.compile(r"-?(?:[1-9][0-9]*|(?:0|[1-9][0-9]*)\.[0-9]*[1-9])")  # as Decimal has it
WITH_WORD = re.compile(r"-?[0-9][0-9., ]*([^\W\d_]+[.]?|[%$€])")  # 3,4 mln
ROUNDED = re.compile(r"-?[0-9]([.,][0-9]+)?E[+-]?[0-9]{1,2}")  # 5.894E+05
OF_A_SPREADSHEET = r"^(\d{1,2}-[A-Z][a-z]{2}(-\d\d)?|[A-Z][a-z]{2}-\d\d)$"  # a date as it shows it
MADE_A_DATE = "is what a spreadsheet makes of a date: format the column as text"
DAY_FIRST = re.compile("([0-9]{1,2})[.]([0-9]{1,2})[.]([0-9]{4})")  # 24.11.2026
A_KIND = {4: "a year", 7: "a month", 10: "a day"}  # a date of so many characters
KINDS = {"2022": "years", "2022-06": "months", "2022-06-30": "days"}  # by an example
PART_OF_A_YEAR = re.compile("[0-9]{4}-(H[12]|Q[1-4])")
PARTS_OF_NO_YEAR = {
    "[0-9]{4}-H[03-9]": "a year has two halves, H1 and H2",
    "[0-9]{4}-Q[05-9]": "a year has four quarters, Q1 to Q4",
}
PARTS = re.compile("([0-9]{4})-([0-9]{1,2})(?:-([0-9]{1,2}))?(?: 00:00(?::00)?)?")  # 2026-2-3
DASHES = tuple("\u2010\u2011\u2012\u2013\u2014\u2212")  # like a hyphen, and none of ASCII
LOOSE = re.compile("[-+]?(?=[.]?[0-9])[0-9]*[.]?[0-9]*")  # +5.9, .9, 5., 2.0
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
    >>> not_of_type("integer", "3,4 mln")
    'is not an integer like 2022: write all its digits and no word; the schema has the unit'
    >>> not_of_type("number", "5.894E+05").partition(": ")[2]
    'format the column as text and write all its digits, 589400 or near it'
    """
    _, like = FORMS[kind]
    return f"is not {like}{cure(kind, cell)}"


def cure(kind: str, cell: str) -> str:
    """Say how a cell that is not of its type is written, as the end of a message.

    >>> cure("number", "\u22125.9"), cure("integer", "2.0"), cure("boolean", "FALSE")
    (': write -5.9, with a hyphen', ': write 2', ': write false, in small letters')

    Returns:
        The words, "" for a cell that is of its type, and where that cannot be told.
    """
    form, _ = FORMS[kind]
    if re.fullmatch(form, cell):
        return ""
    if kind == "boolean":
        small = cell.lower()
        return f": write {small}, in small letters" if re.fullmatch(form, small) else ""
    text = f"-{cell[1:]}" if cell.startswith(DASHES) else cell
    if ROUNDED.fullmatch(text):
        about = f"{float(text.replace(',', '.')):.15g}"
        return (
            ", but what a spreadsheet makes of a long number: format the column as text and write "
            f"all its digits, {about} or near it"
        )
    if WITH_WORD.fullmatch(text):
        return ": write all its digits and no word; the schema has the unit"
    ways = []
    plain = _plain(text, kind)
    if plain and re.fullmatch(form, plain):
        ways.append(plain if text == cell else f"{plain}, with a hyphen")
    whole = without_separators(text)
    if whole and re.fullmatch(form, whole):
        ways.append(f"{whole}, without a separator")
    decimal = text.replace(",", ".")
    if WITH_COMMA.fullmatch(text) and re.fullmatch(form, decimal):
        ways.append(f"{decimal}, with a point")
    return f": write {', or '.join(ways)}" if ways else ""


def _plain(text: str, kind: str) -> str:
    """Return a number without what is not written here, "" for another text: +.50 is 0.50."""
    if not LOOSE.fullmatch(text):
        return ""
    number = Decimal(text)
    if kind == "integer" and number == int(number):
        number = Decimal(int(number))
    return f"{number or abs(number):f}"  # zero has no sign


def not_a_date(text: str, like: Sequence[str]) -> str:
    """Say why a text is no date of its column, and how it is written where that can be told.

    >>> not_a_date("24.11.2026", ["2022-06-30"])
    'is not a date of the calendar: write 2026-11-24'
    >>> not_a_date("2026-02-30", ["2022-06-30"])
    'is not a date of the calendar: February 2026 has 28 days'
    >>> not_a_date("2026-11-24", ["2022-06"])
    'is a day, and this column holds months: write 2026-11'

    Args:
        text: what is no date of the column.
        like: an example of each form in which the column has dates and periods.
    """
    if re.match(OF_A_SPREADSHEET, text):
        return MADE_A_DATE
    if is_date(text):
        held = KINDS.get(like[0], "") if len(like) == 1 else ""
        held = held or f"dates like {_in_words(like)}"
        way = _as_precise(text, like) or f"one like {_in_words(like)}"
        return f"is {A_KIND[len(text)]}, and this column holds {held}: write {way}"
    if _ends_before_it_begins(text) and any("/" in example for example in like):
        first, _, last = text.partition("/")
        return f"ends before it begins: write {last}/{first}"
    return f"is not a date of the calendar: {_off_the_calendar(text, like)}"


def _off_the_calendar(text: str, like: Sequence[str]) -> str:
    """Say what a text has that the calendar has not, or else what to write."""
    for parts, fault in PARTS_OF_NO_YEAR.items():
        if re.fullmatch(parts, text):
            return fault
    written = _year_first(text)
    if is_date(written) and (way := _as_precise(written, like)):
        return f"write {way}"
    year, month, *day = (int(part) for part in written.split("-")) if written else (0, 0)
    if year and not 1 <= month <= 12:
        return "a year has 12 months"
    if year and day and not is_date(written):
        days = calendar.monthrange(year, month)[1]
        return f"{calendar.month_name[month]} {year} has {days} days"
    return f"write one like {_in_words(like)}"


def _in_words(examples: Sequence[str]) -> str:
    *others, last = examples
    return f"{', '.join(others)} or {last}" if others else last


def _as_precise(written: str, like: Sequence[str]) -> str:
    """Cut a date to the most precise form that a column has; "" if all forms are more precise."""
    lengths = [len(example) for example in like if is_date(example)]
    return written[: max((length for length in lengths if length <= len(written)), default=0)]


def _ends_before_it_begins(text: str) -> bool:
    first, _, last = text.partition("/")
    return first > last and all(
        is_date(end) or PART_OF_A_YEAR.fullmatch(end) for end in (first, last)
    )


def _year_first(text: str) -> str:
    """Return a date as it is written here, whether it exists or not; "" for another text."""
    day_first = DAY_FIRST.fullmatch(text)
    if day_first:
        day, month, year = day_first.groups()
        return f"{year}-{month:0>2}-{day:0>2}"
    parts = PARTS.fullmatch(text)
    if not parts:
        return ""
    return "-".join(f"{part:0>2}" for part in parts.groups() if part)
