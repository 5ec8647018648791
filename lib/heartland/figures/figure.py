"""A figure of a notebook: a function of its parameters, drawn, exported and shown by a call."""

import functools
import inspect
from collections.abc import Callable
from typing import Any

import pandas as pd

from heartland import context
from heartland.errors import UsageError, offer
from heartland.figures.export import NAME, Exported, export
from heartland.figures.sheet import NoRowsError, Sheet
from heartland.sentences import Line


class Figure:
    """A function that draws a figure, by its name; a call draws it, exports it and shows it."""

    def __init__(self, name: str, function: Callable[..., Sheet]):
        """Take the name of its files, and the function."""
        functools.update_wrapper(self, function)
        self.name = name
        self.function = function
        self.parameters = list(inspect.signature(function).parameters)
        self.rows = pd.DataFrame()  # those that were drawn last

    def __call__(self, *given: Any, **named: Any) -> "Exported | Line":
        """Draw with these values, and export; where they leave no rows, say so.

        Raises:
            UsageError: if the function returns no figure of ``hl.frame``.
        """
        values = inspect.signature(self.function).bind(*given, **named).arguments
        try:
            fig = self.draw(**values)
        except NoRowsError:
            return Line(f"*No rows for these parameters: “{self.name}” has nothing to show.*")
        self.rows = fig.rows
        with context.drawing(self.parameters, values):
            return export(fig, self.name, fig.rows)

    def draw(self, **values: Any) -> Sheet:
        """Return the figure for some values of its parameters, without exporting it.

        Raises:
            NoRowsError: if they leave no rows.
            UsageError: if the function returns no figure of ``hl.frame``.
        """
        with context.drawing(self.parameters, values):
            fig = self.function(**values)
        if not isinstance(fig, Sheet):
            raise UsageError(f"'{self.name}' returns no figure: end the function with return fig")
        return fig


def figure(name: str) -> Callable[[Callable[..., Sheet]], Figure]:
    """Make a figure of a function: of its parameters, and of tables loaded before it.

    The function chooses rows, names marks and returns the figure that ``hl.frame`` made. Its
    arguments are the parameters on which the figure depends, by their names in the notebook.

    >>> @hl.figure("share-of-gdp")
    ... def share_of_gdp(areas, start, end):
    ...     rows = remittances.query("area in @areas and @start <= year <= @end")
    ...     fig, axes = hl.frame(rows, "Remittances as a share of GDP", "Percent of GDP.")
    ...     marks.lines(axes, rows, x="year", y="share_gdp_pct", by="area", unit="%")
    ...     return fig
    >>> share_of_gdp(areas, start, end)

    Args:
        name: of its files, without ending: lower case, digits, hyphens.

    Raises:
        UsageError: for another name, or arguments that are no parameters of the notebook.
    """
    if not NAME.fullmatch(name):
        raise UsageError(f"'{name}' is not a name for files: use lower case, digits and hyphens")

    def decorate(function: Callable[..., Sheet]) -> Figure:
        made = Figure(name, function)
        known = context.parameters()
        for parameter in made.parameters if known else []:
            if parameter not in known:
                raise UsageError(
                    f"'{name}': the notebook has no parameter {parameter}{offer(parameter, known)}"
                )
        context.note_figure(made)
        return made

    return decorate
