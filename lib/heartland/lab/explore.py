"""Controls of a notebook's parameters, beside the figure that they redraw."""

import html
from collections.abc import Callable
from typing import Any

from heartland import context
from heartland.errors import HeartlandError, UsageError
from heartland.figures import rendering, sizes
from heartland.figures.figure import Figure
from heartland.runs import parameters
from heartland.tables import collection
from heartland.tables.areas import area_names

MANY_ROWS = 8  # of a list that are shown at a time


def explore(*given: Any, **old: Any) -> Any:
    """Show controls of the parameters, and beside them a figure that follows each change.

    The values begin as those with which the notebook runs. *Export* writes what is shown.

    >>> hl.explore()              # all figures of the notebook, one at a time
    >>> hl.explore(share_of_gdp)  # one of them

    Args:
        given: figures made by ``@hl.figure``; by default all that the notebook has made.

    Raises:
        UsageError: if it has made none.
    """
    if given and not isinstance(given[0], Figure):
        from heartland.lab import widgets  # a notebook that is not rebuilt yet

        return widgets.explore(*given, **old)
    figures = given or tuple(context.figures().values())
    if not figures:
        raise UsageError("explore: run the cells of the figures first, each made by @hl.figure")
    return Explorer({figure.name: figure for figure in figures}).box


class Explorer:
    """The controls, the figure beside them, and what ties them together."""

    def __init__(self, figures: dict[str, Figure]):
        """Make a control for each parameter of the figures."""
        import ipywidgets

        self.figures = figures
        self.chosen = ipywidgets.Dropdown(options=list(figures), description="figure")
        self.size = ipywidgets.Dropdown(options=list(sizes.SIZES), description="size")
        names = dict.fromkeys(name for figure in figures.values() for name in figure.parameters)
        self.controls = {name: control_of(name) for name in names}
        self.picture = ipywidgets.Image(format="png", width=800)
        self.status = ipywidgets.HTML()
        export = ipywidgets.Button(description="Export")
        export.on_click(lambda _: self._try(self.export))
        left = [self.chosen, *self.controls.values(), self.size, export, self.status]
        side = ipywidgets.VBox(left, layout={"min_width": "310px"})
        self.box = ipywidgets.HBox([side, self.picture])
        for control in (self.chosen, self.size, *self.controls.values()):
            control.observe(lambda _: self._try(self.draw), names="value")
        self._try(self.draw)

    def values(self) -> dict[str, Any]:
        """Return the values of the parameters on which the chosen figure depends."""
        names = self.figures[self.chosen.value].parameters
        values = {name: self.controls[name].value for name in names}
        return {n: list(v) if isinstance(v, tuple) else v for n, v in values.items()}

    def draw(self) -> None:
        """Draw the chosen figure at the chosen size."""
        for name, control in self.controls.items():
            concerned = name in self.figures[self.chosen.value].parameters
            control.layout.display = "" if concerned else "none"
        with sizes.drawn_at(self.size.value):
            fig = self.figures[self.chosen.value].draw(**self.values())
            self.picture.value = rendering.picture(fig)
        self.status.value = ""

    def export(self) -> None:
        """Write the files of the chosen figure, and say where they are."""
        with sizes.drawn_at(self.size.value):
            exported = self.figures[self.chosen.value](**self.values())
        self.status.value = html.escape(str(exported)).replace("\n", "<br>")

    def _try(self, action: Callable[[], None]) -> None:
        """Do something, and say in one line what prevents it."""
        try:
            action()
        except HeartlandError as error:
            self.status.value = html.escape(str(error))


def control_of(name: str) -> Any:
    """Return the control of a parameter: a list, a menu, or a line for a date."""
    import ipywidgets

    value = context.parameters()[name]
    rule = parameters.RULES.get(name, parameters.Rule())
    if rule.allowed is None:
        return ipywidgets.Text(value=value, description=name, continuous_update=False)
    root = collection.root()
    allowed = rule.allowed(root)
    named = rule.names(root) if rule.names else area_names()
    options = [(named.get(one, str(one)), one) for one in allowed]
    if isinstance(value, list):
        return ipywidgets.SelectMultiple(
            options=options, value=value, description=name, rows=min(MANY_ROWS, len(options))
        )
    return ipywidgets.Dropdown(options=options, value=value, description=name)
