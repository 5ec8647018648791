"""The forms of cells: how a number, a date or a text is written in a table."""

import re
from datetime import date

# For each type of the schemas: the pattern of a cell, and how a message describes it.
FORMS = {
    "string": ("", ""),
    "boolean": ("true|false", "true or false"),
    "integer": ("((?!-0$)-?(0|[1-9][0-9]{0,17}))?", "an integer like 2022"),
    "number": (r"((?!-0(\.0*)?$)-?(0|[1-9][0-9]{0,17})(\.[0-9]+)?)?", "a number like 1.5"),
}
GROUPED = re.compile("-?[1-9][0-9]{0,2}([,' \u00a0\u2019\u202f][0-9]{3})+([.][0-9]+)?")  # 1,225
WITH_WORD = re.compile(r"-?[0-9][0-9., ]*([^\W\d_]+[.]?|[%$€])")  # 3,4 mln
WITH_COMMA = re.compile("-?[0-9]+,[0-9]+")  # 1,5

# Invisible characters, which a terminal would obey.
UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
LONE_SURROGATE = re.compile("[\ud800-\udfff]")  # half a character: not text in UTF-8
UNTIDY = "has stray spaces, line breaks or invisible characters: remove them"


def not_of_type(kind: str, cell: str) -> str:
    """Say that a cell is not written as its type wants, and how it is where that can be told.

    >>> not_of_type("integer", "1,225")
    'is not an integer like 2022: write 1225, without a separator'
    >>> not_of_type("integer", "3,4 mln")
    'is not an integer like 2022: write all its digits and no word; the schema has the unit'
    """
    form, like = FORMS[kind]
    sentence = f"is not {like}"
    if kind in ("integer", "number") and WITH_WORD.fullmatch(cell):
        return f"{sentence}: write all its digits and no word; the schema has the unit"
    ways = []
    whole = without_separators(cell)
    if whole and re.fullmatch(form, whole):
        ways.append(f"{whole}, without a separator")
    decimal = cell.replace(",", ".")
    if WITH_COMMA.fullmatch(cell) and re.fullmatch(form, decimal):
        ways.append(f"{decimal}, with a point")
    return f"{sentence}: write {', or '.join(ways)}" if ways else sentence


def without_separators(text: str) -> str:
    """Return a number whose thousands are separated without the separators, "" for another text.

    >>> without_separators("-1,225.5"), without_separators("12,25")
    ('-1225.5', '')
    """
    return re.sub("[^0-9.-]", "", text) if GROUPED.fullmatch(text) else ""


def is_date(text: str) -> bool:
    """Tell whether a text is a year, a month or a day of the calendar.

    >>> is_date("2022"), is_date("2022-06"), is_date("2022-06-30"), is_date("2022-06-31")
    (True, True, True, False)
    """
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", text):
        return False
    try:
        date.fromisoformat(f"{text}-01-01"[:10])
    except ValueError:
        return False
    return True
