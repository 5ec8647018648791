"""What goes wrong, told in one line.

A mistake that its reader can mend is an error of this module: the command line prints its one line,
a notebook shows it in place of a traceback. Imports the standard library only.
"""

import difflib
import os
from collections.abc import Iterable

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
    """A mistake that its reader can mend: shown as one line, never as a traceback."""

    _is_shown = False

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in place of a traceback; JupyterLab scrolls it into view."""
        in_lab = "JPY_SESSION_NAME" in os.environ  # JupyterLab sets it, no runner of notebooks does
        if in_lab and not self._is_shown:  # IPython asks twice
            from IPython.display import HTML, display

            display(HTML(SCROLL_HERE))
        self._is_shown = True
        return [str(self)]


class DataError(HeartlandError):
    """A table that is not what its schema says."""


class UsageError(HeartlandError):
    """A name or a value that was asked for and is not there."""


class ParameterError(UsageError):
    """A parameter that no notebook can run with."""


def printable(value: object, longest: int = 80) -> str:
    """Write a value for a message of one line: what cannot be seen is escaped, what is long is cut.

    >>> printable("a\\x1b[2Jb")
    'a\\\\x1b[2Jb'
    """
    text = str(value)
    if len(text) > longest:
        text = text[: longest * 3 // 4] + "…"
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)


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
