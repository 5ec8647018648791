"""Sentences that are functions of the data: numbers in words, lists, and lines that a notebook shows."""

import re
from collections.abc import Iterable, Sequence

import pandas as pd

SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def listed(names: Iterable[str], last: str = "and") -> str:
    """Join names as a sentence does: "a", "a and b", "a, b and c"."""
    parts = list(names)
    return f" {last} ".join(filter(None, [", ".join(parts[:-1]), parts[-1]])) if parts else ""


def count(n: int, noun: str = "", plural: str = "") -> str:
    """Write a number with its noun: words up to ten, digits above; without a noun the number alone."""
    figure = SMALL[n] if 0 <= n <= 10 else f"{n:,}"
    return f"{figure} {noun if n == 1 else plural or noun + 's'}" if noun else figure


def number(value: float, decimals: int = 1) -> str:
    """Write a number with a true minus sign and thousands separated; missing is "no figure"."""
    return (
        "no figure" if pd.isna(value) else f"{value:z,.{decimals}f}".replace("-", "\N{MINUS SIGN}")
    )  # z: no minus zero


def span(values: Iterable[object], to: str = "–") -> str:
    """Write the first and the last of some years or periods: "2001–2006", or "2006" if they are one."""
    said = sorted(map(str, values))
    return to.join(dict.fromkeys([said[0], said[-1]]))


def quantifier(holds: Sequence[bool] | pd.Series, noun: str, plural: str = "") -> str:
    """Say of how many cases something holds: "every forecast", "none of 12 forecasts", "14 of 17 forecasts"."""
    k, n, many = int(sum(holds)), len(holds), plural or noun + "s"
    if n == 1:
        return f"the one {noun}" if k else f"not the one {noun}"
    return f"every {noun}" if k == n else f"none of {n} {many}" if not k else f"{k} of {n} {many}"


def sentence(text: str) -> str:
    """Begin with a capital letter."""
    return text[:1].upper() + text[1:]


def plain(text: str) -> str:
    """Write text from the data so that Markdown shows it as it is."""
    return re.sub(r"([\\`*\[\]<>|$]|(?<!\w)_|_(?!\w)|&(?=#?\w+;))", r"\\\1", text)


class Bullets(list[str]):
    """Computed sentences; a notebook shows them as a list, in which names from the data are no tags, links or formulae."""

    def _repr_markdown_(self) -> str:
        told = (
            re.sub(r"\\.|[<\[$]", lambda m: m[0] if len(m[0]) == 2 else f"\\{m[0]}", line)
            for line in self
            if line
        )
        return "\n".join(f"- {sentence(' '.join(line.split()))}" for line in told)


class Line(str):
    """A computed sentence; a notebook shows it as text."""

    __slots__ = ()

    def _repr_markdown_(self) -> str:
        return str(self)


def month(date: str) -> str:
    """Write an ISO date as a reader says it: "2022-09" is "September 2022", "2022" stays."""
    if len(date) < 7:
        return date
    name = f"{pd.Timestamp(date[:7]).month_name()} {date[:4]}"  # strftime would follow the locale of the machine
    return f"{int(date[8:])} {name}" if len(date) == 10 else name
