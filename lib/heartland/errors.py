"""Errors that say in one line what is wrong and what to do.

The command line prints that line, and a notebook shows it in place of a traceback. Imports the
standard library only, and of IPython what JupyterLab needs to scroll to such a line.
"""

import difflib
import os
import re
from collections.abc import Callable, Iterable

MAX_VALUE_CHARS = 80  # characters of a value that a message still writes out
CODE = 4  # characters of a word that may be a code
MANY = 500  # names, of which one is half like any word

# JupyterLab ends a run of all cells at the last one, screens below the cell that has failed.
SCROLL_HERE = """<div><script>(() => {
  const message = document.currentScript.parentElement;
  const until = Date.now() + 4000;
  let touched = false;
  const touch = () => { touched = true; };
  for (const kind of ["wheel", "pointerdown", "keydown"]) {
    document.addEventListener(kind, touch, {once: true, capture: true});
  }
  const look = () => {
    if (touched || Date.now() > until) return;
    const {top, bottom} = message.getBoundingClientRect();
    if (top < 100 || bottom > innerHeight - 150) message.scrollIntoView({block: "center"});
    setTimeout(look, 100);
  };
  look();
})()</script></div>"""


class HeartlandError(Exception):
    """A mistake that the reader can correct: shown as one line, never as a traceback."""

    _is_shown = False

    def _render_traceback_(self) -> list[str]:
        """Return what IPython shows in place of a traceback; JupyterLab scrolls to it."""
        in_lab = "JPY_SESSION_NAME" in os.environ  # JupyterLab sets it, no runner of notebooks does
        if in_lab and not self._is_shown:  # IPython asks twice
            from IPython.display import HTML, display

            display(HTML(SCROLL_HERE))
        self._is_shown = True
        return [str(self)]


class DataError(HeartlandError):
    """A table that breaks its schema, or rows that do not allow what was asked of them."""


class UsageError(HeartlandError):
    """A request for something that does not exist, or that cannot be done."""


class ParameterError(UsageError):
    """A parameter that a notebook cannot run with."""


class RunError(HeartlandError):
    """A run that failed."""


class RunTimeout(RunError):
    """A run that was stopped because it took longer than it may."""


def printable(value: object, longest: int = MAX_VALUE_CHARS) -> str:
    r"""Write a value on one line: invisible characters are escaped, long text is cut short.

    >>> printable("two\nlines")
    'two\\nlines'
    """
    text = str(value)
    if len(text) > longest:
        text = text[: longest * 3 // 4] + "…"
    return "".join(map(_visible, text))


def _visible(character: str) -> str:
    if character.isprintable():
        return character
    return ascii(character)[1:-1]


def nearest(word: str, allowed: Iterable[str]) -> str:
    """Return the allowed name that is most like a word, "" if none is.

    Codes resemble one another by chance. A short word therefore only gets a name with its letters
    in another order, or the one with the same first letter that is nearer than all others; one of
    two letters gets none: KZ is Kazakhstan and not KGZ. Among many ids one shares a word with any
    other, so that it must be nearly the same.

    >>> nearest("growth_forcasts", ["trade", "growth_forecasts"])
    'growth_forecasts'
    >>> nearest("KZA", ["KGZ", "KAZ"])
    'KAZ'
    """
    names = {name.lower(): name for name in allowed}
    wanted = word[:MAX_VALUE_CHARS].lower()
    if len(word) <= 2:
        return ""
    for lower, name in names.items():
        if wanted != lower and sorted(wanted) == sorted(lower):
            return name
    if len(word) <= CODE:
        names = {lower: name for lower, name in names.items() if lower[:1] == wanted[:1]}
    likeness = 0.8 if len(names) >= MANY else 0.55
    close = difflib.get_close_matches(wanted, names, n=2, cutoff=likeness)
    ratios = {difflib.SequenceMatcher(a=lower, b=wanted).ratio() for lower in close}
    chance_would_choose = len(word) <= CODE and len(ratios) < len(close)
    return "" if chance_would_choose or not close else names[close[0]]


def did_you_mean(word: str, allowed: Iterable[str]) -> str:
    """Offer the allowed name nearest to a word, as the end of a message; "" if none is near.

    >>> did_you_mean("KAX", ["KAZ", "UZB"])
    ". Did you mean 'KAZ'?"
    """
    name = nearest(word, allowed)
    if not name:
        return ""
    return f". Did you mean '{name}'?"


def names_beginning_alike(word: str, names: Iterable[str]) -> list[str]:
    """Return the names that go on where an id ends, or that end in another year than it.

    >>> names_beginning_alike("osh-7", ["osh-7-a", "osh-7-b", "osh-71-a"])
    ['osh-7-a', 'osh-7-b']
    >>> names_beginning_alike("osh-2024", ["osh-2010", "osh-2011", "oslo-2011"])
    ['osh-2010', 'osh-2011']
    """
    stem = re.sub("(?<=-)[0-9]{4}$", "", word)
    begin = stem if stem != word else f"{word}-"
    return [name for name in names if len(begin) > 1 and name.startswith(begin)]


def offer(word: str, allowed: Iterable[str]) -> str:
    """Offer the nearest of the allowed names, or list them all, as the end of a message.

    >>> offer("grwth", ["growth", "trade"])
    ". Did you mean 'growth'?"
    >>> offer("x", ["growth", "trade"])
    '; there are growth, trade'
    """
    names = list(allowed)
    near = did_you_mean(word, names)
    if near or not names:
        return near
    return f"; there are {', '.join(names)}"


def values_joined_in(text: str, is_known: Callable[[str], bool]) -> list[str]:
    """Return the values that a text names in one, of which one at least is known; [] if none is.

    >>> values_joined_in("Kyrgyzstan; Mars", ["Kyrgyzstan"].__contains__)
    ['Kyrgyzstan', 'Mars']
    """
    parts = [part.strip() for part in re.split("[;,+]", text)]
    named = [part for part in parts if part]
    if len(parts) < 2 or not any(map(is_known, named)):
        return []
    return named


def hint_to_separate(name: str, values: Iterable[str]) -> str:
    """Say how several values are written, as the end of a message.

    >>> hint_to_separate("areas", ["Kyrgyzstan", "Tajikistan"])
    ': separate values with commas: areas=Kyrgyzstan,Tajikistan'
    """
    return f": separate values with commas: {name}={printable(','.join(values))}"
