"""The interactive version of a figure: the drawn figure again, in plotly's terms.

It is read off the matplotlib figure artist by artist: each axes is a subplot at its place, with
the same marks, colours, ranges and texts; under the pointer a mark shows its rows and where they
were read. What cannot be said in plotly's terms makes the whole figure not interactive: a reader
never sees another figure than the one that was designed. Nothing is fetched, no plotly imported.
"""

from typing import Any, Protocol, runtime_checkable

import pandas as pd

from heartland.errors import UsageError, printable
from heartland.figures import web_font
from heartland.figures.frame import Sheet
from heartland.figures.hover import Hover
from heartland.figures.plotly_marks import Drawing
from heartland.figures.plotly_panels import panels
from heartland.figures.plotly_terms import Json, NotFaithful
from heartland.figures.row_marks import name_marks
from heartland.outputs import PLOTLY


def as_plotly_or_none(fig: Sheet, rows: pd.DataFrame) -> Json | None:
    """Return the interactive version of a figure as plotly's ``data`` and ``layout``.

    None if the figure holds what plotly cannot show as it was designed.

    Args:
        fig: the drawn figure.
        rows: those exported with it; the numbers that its marks know count them.
    """
    try:
        return as_plotly(fig, rows)
    except NotFaithful:
        return None


@runtime_checkable
class CanBeInteractive(Protocol):
    """What ``show`` and ``export`` return."""

    def interactive(self) -> Any:
        """Return the interactive version, or a sentence why there is none."""


def interactive(exported: CanBeInteractive) -> Any:
    """Show the interactive version of a figure that was exported, or say why it has none.

    >>> hl.interactive(hl.show("level-with-russia", trade.draw_level, rows))

    Raises:
        UsageError: if it is given something else.
    """
    if not isinstance(exported, CanBeInteractive):
        raise UsageError(
            f"interactive takes what hl.export or hl.show returns, and was given "
            f"{printable(repr(exported))}"
        )
    return exported.interactive()


class Interactive:
    """An interactive figure as JupyterLab shows it."""

    def __init__(self, figure: Json) -> None:
        """Take plotly's ``data`` and ``layout``."""
        self.figure = figure

    def __repr__(self) -> str:
        return "An interactive figure: run its cell in JupyterLab to see it."

    def _ipython_display_(self) -> None:
        from IPython.display import HTML, display

        config = {"displaylogo": False, "showSendToCloud": False}
        bundle = {PLOTLY: {**self.figure, "config": config}, "text/plain": repr(self)}
        display(HTML(web_font.as_html()))
        display(bundle, raw=True)


def as_plotly(fig: Sheet, rows: pd.DataFrame) -> Json:
    """Return the interactive version of a figure as plotly's ``data`` and ``layout``.

    Raises:
        NotFaithful: if it would not be the figure that was designed.
    """
    name_marks(fig)
    fig.draw_without_rendering()
    if fig.lines or fig.patches or fig.images or fig.artists or fig.legends:
        raise NotFaithful("no interactive version: the figure has marks outside its panels")
    drawing = Drawing(fig, Hover(fig, rows))
    for panel in panels(fig):
        drawing.add_panel(panel)
    for written in fig.texts:
        drawing.add_text(written)
    return drawing.as_plotly()
