"""Text as the formats of the site want it: numbers, addresses, reStructuredText."""

import json
import re
from typing import Any

from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from heartland import sentences

MARKDOWN = MarkdownIt("commonmark", {"html": False})  # tags in it are text


def rst(text: str) -> str:
    """Escape text for reStructuredText, so that none of it is taken for markup."""
    return re.sub(r"([^\w\s]|_)", r"\\\1", " ".join(text.split()))


def short_number(text: str) -> str:
    """Shorten a number that binary arithmetic made long; leave anything else as it is.

    >>> short_number("0.30000000000000004"), short_number("12.0"), short_number("12")
    ('0.3', '12', '12')
    """
    if re.fullmatch(r"-?\d+\.\d{4,}", text):
        return f"{float(text):.6g}"
    return re.sub(r"^(-?\d+)\.0$", r"\1", text)


def spoken_number(text: str) -> str:
    """Write a number as one says it: with a decimal, a small one with three digits.

    >>> spoken_number("21.7629"), spoken_number("0.04512"), spoken_number("1234.0")
    ('21.8', '0.0451', '1,234')
    """
    value = float(text)
    if value == round(value):
        return sentences.number(value, 0)
    if abs(value) < 1:
        return f"{value:.3g}".replace("-", "\N{MINUS SIGN}")
    return sentences.number(value)


def web_address(address: str) -> str:
    """Return an http(s) address; "#" for any other, which could be a script."""
    if re.match("https?://", address):
        return address
    return "#"


def code(text: str) -> Markup:
    """Write text as HTML, what stands between backticks as code."""
    return Markup(re.sub(r"`+([^`]+)`+", r"<code>\1</code>", str(escape(text))))


def as_json(value: Any) -> str:
    """Write JSON with letters of all scripts as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def kilobytes(size: int) -> str:
    """Write a size in bytes as readers see it: ``kilobytes(1_234_000)`` is "1,234 kB"."""
    return f"{max(1, round(size / 1000)):,} kB"
