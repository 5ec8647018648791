"""What goes wrong, told in one line.

A mistake that its reader can mend is an error of this module: the command line prints its one line,
a notebook shows it in place of a traceback. Standard library only.
"""

import difflib
from collections.abc import Iterable


class HeartlandError(Exception):
    """A mistake that its reader can mend: shown as one line, never as a traceback."""

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in place of a traceback."""
        return [str(self)]


class DataError(HeartlandError):
    """A table that is not what its schema says."""


class UsageError(HeartlandError):
    """A name or a value that was asked for and is not there."""


class ParameterError(UsageError):
    """A parameter that no notebook can run with."""


def printable(value: object) -> str:
    """Write a value for a message of one line: what cannot be seen is escaped, what is long is cut."""
    text = str(value)
    cut = text if len(text) <= 80 else text[:60] + "…"
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in cut)


def did_you_mean(word: str, allowed: Iterable[str]) -> str:
    """Return ", did you mean 'x'?" for the allowed name closest to ``word``, else an empty string.

    Short words (codes) are alike by chance: of these only one with the same first letter is offered.
    """
    lower = {
        name.lower(): name
        for name in allowed
        if len(word) > 4 or name[:1].lower() == word[:1].lower()
    }
    close = difflib.get_close_matches(word[:80].lower(), lower, n=1, cutoff=0.55)
    return f", did you mean '{lower[close[0]]}'?" if close else ""


class RunError(HeartlandError):
    """A run that failed, told in one block."""
