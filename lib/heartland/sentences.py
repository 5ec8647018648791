"""Sentences made from data: numbers in words, lists, and the lines that a notebook shows."""

import datetime
import re
from collections.abc import Iterable, Mapping
from typing import Any, Self

import pandas as pd

FACTS = "heartland"  # in the metadata of a notebook's output: the facts that it states, as data
MONTH_OR_DAY = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])(-[0-9]{2})?")  # and perhaps a day of it
SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def listed(names: Iterable[str], last: str = "and") -> str:
    """Join names as a sentence does.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    >>> listed(["a", "b"], last="or")
    'a or b'
    """
    parts = list(names)
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def count(n: float, noun: str = "", plural: str = "") -> str:
    """Write a number with its noun: in words up to ten, in digits above.

    A count of pandas may be a float, such as 3.0.

    Raises:
        ValueError: for a number that is not whole.

    >>> count(3, "row")
    'three rows'
    >>> count(1200, "country", "countries")
    '1,200 countries'
    >>> count(0, "row")
    'no rows'
    """
    n = _whole(n)
    figure = SMALL[n] if 0 <= n <= 10 else f"{n:,}"
    if not noun:
        return figure
    if n == 1:
        return f"{figure} {noun}"
    return f"{figure} {plural or noun + 's'}"


def _whole(n: float) -> int:
    """Return a count as an integer.

    Raises:
        ValueError: for a number that is not whole.
    """
    if n % 1 != 0:
        raise ValueError(f"{n} is no count of things: it is not a whole number")
    return int(n)


def counted(n: float, noun: str) -> str:
    """Write a number with its noun in digits, as a line of facts or a table has it.

    Raises:
        ValueError: for a number that is not whole.

    >>> counted(1, "source")
    '1 source'
    >>> counted(1200, "row")
    '1,200 rows'
    """
    n = _whole(n)
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def number(value: float, decimals: int = 1) -> str:
    """Write a number with a true minus sign and thousands separated.

    >>> number(-1234.56)
    '−1,234.6'
    >>> number(float("nan"))
    'no figure'
    """
    if pd.isna(value):
        return "no figure"
    text = f"{value:z,.{decimals}f}"  # z: never minus zero
    return text.replace("-", "\N{MINUS SIGN}")


def with_unit(figure: str, unit: str) -> str:
    """Write a unit after its figure: a percent sign at the figure, any other unit apart.

    >>> with_unit("35", "%"), with_unit("0.08", "% of GDP"), with_unit("35", "km")
    ('35%', '0.08% of GDP', '35 km')
    """
    if not figure or not unit or unit.startswith("%"):
        return figure + unit
    return f"{figure} {unit}"


def span(values: Iterable[object], to: str = "–") -> str:
    """Write the first and the last of some years or periods.

    >>> span([2006, 2001, 2003])
    '2001–2006'
    >>> span([2006])
    '2006'
    >>> span([])
    ''
    """
    ordered = sorted(map(str, values))
    if not ordered:
        return ""
    first, last = ordered[0], ordered[-1]
    if first == last:
        return first
    return f"{first}{to}{last}"


def ordinal(place: int) -> str:
    """Write a place in an order.

    >>> ordinal(1), ordinal(12), ordinal(23)
    ('1st', '12th', '23rd')
    """
    ending = {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    if place % 100 in (11, 12, 13):
        ending = "th"
    return f"{place}{ending}"


def sentence(text: str) -> str:
    """Begin with a capital letter.

    >>> sentence("every forecast was too low")
    'Every forecast was too low'
    """
    return text[:1].upper() + text[1:]


def plain(text: str) -> str:
    r"""Escape text from the data so that Markdown shows it unchanged.

    >>> plain("a*b")
    'a\\*b'
    """
    return re.sub(r"([\\`*\[\]<>|$]|(?<!\w)_|_(?!\w)|&(?=#?\w+;))", r"\\\1", text)


def curly(text: str) -> str:
    """Write apostrophes and quotation marks as type has them.

    A mark opens where a text or a word begins; elsewhere it closes, or is an apostrophe.

    >>> curly("China's 'Stans'")
    'China’s ‘Stans’'
    """
    for straight, opening, closing in (('"', "“", "”"), ("'", "‘", "’")):
        text = re.sub(rf"(?<![^\s(\[—–“-]){straight}", opening, text)
        text = text.replace(straight, closing)
    return text


class Line(str):
    """A computed text with the facts that it states.

    A notebook shows it as Markdown, and is stored with the facts as data.
    """

    facts: Mapping[str, Any]

    def __new__(cls, text: str, facts: Mapping[str, Any] | None = None) -> Self:
        """Take the text, as Markdown, and the facts."""
        line = super().__new__(cls, text)
        line.facts = facts or {}
        return line

    def _repr_markdown_(self) -> str:
        return re.sub(r"(?<!\\)\$", r"\\$", self)  # JupyterLab sets what two of them enclose

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, Any], dict[str, Any]]:
        return {}, {FACTS: dict(self.facts)} if self.facts else {}


def month(date: str) -> str:
    """Write an ISO date in words; a year alone stays as it is, and so does what is no date.

    >>> month("2022-09")
    'September 2022'
    >>> month("2022-09-05")
    '5 September 2022'
    >>> month("2022-09-31")
    '2022-09-31'
    """
    if not MONTH_OR_DAY.fullmatch(date):
        return date
    has_day = len(date) == len("2022-09-05")
    try:
        datetime.date.fromisoformat(date if has_day else f"{date}-01")
    except ValueError:  # 30 February
        return date
    name = pd.Timestamp(f"2000-{date[5:7]}").month_name()  # strftime would follow the locale
    words = f"{name} {date[:4]}"
    if has_day:
        return f"{int(date[8:])} {words}"
    return words
