"""Controls of a notebook's parameters, beside the figure that they redraw."""

import base64
import html
from collections.abc import Callable
from typing import Any

from heartland import context
from heartland.errors import HeartlandError, UsageError
from heartland.figures import rendering, sizes
from heartland.figures.export import export
from heartland.figures.facts import alt_text
from heartland.figures.figure import Figure
from heartland.figures.sheet import Sheet
from heartland.runs import parameters
from heartland.tables import collection

MANY_ROWS = 8  # of a list that are shown at a time
WIDTH = 800  # pixels at most, as the notebook's own
AN_INCH = 100  # pixels
BESIDE = "1 1 400px"  # as wide as there is room beside the controls; with less, below them


def explore(*given: Figure) -> Any:
    """Show controls of the parameters, and beside them a figure that follows each change.

    The values begin as those with which the notebook runs. *Export* writes what is shown.

    >>> hl.explore()              # all figures of the notebook, one at a time
    >>> hl.explore(share_of_gdp)  # one of them

    Args:
        given: figures made by ``@hl.figure``; by default all that the notebook has made.

    Raises:
        UsageError: if it has made none.
    """
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
        self.picture = ipywidgets.HTML(layout={"flex": BESIDE, "max_width": "100%"})
        self.status = ipywidgets.HTML()
        export = ipywidgets.Button(description="Export")
        export.on_click(lambda _: self._try(self.export))
        left = [self.chosen, *self.controls.values(), self.size, export, self.status]
        for control in left:
            control.layout.max_width = "calc(100% - 4px)"  # which its margins take
        side = ipywidgets.VBox(left, layout={"flex": "0 1 310px"})
        self.box = ipywidgets.HBox([side, self.picture], layout={"flex_flow": "row wrap"})
        for control in (self.chosen, self.size, *self.controls.values()):
            control.observe(lambda _: self._try(self.draw), names="value")
        self._try(self.draw)

    def figure(self) -> Figure:
        """Return the chosen figure."""
        return self.figures[self.chosen.value]

    def values(self) -> dict[str, Any]:
        """Return the values of the parameters on which the chosen figure depends.

        Raises:
            ParameterError: if one is not allowed.
        """
        values = {name: self.controls[name].value for name in self.figure().parameters}
        lists = {n: list(v) if isinstance(v, tuple) else v for n, v in values.items()}
        return parameters.verify(lists, context.notebook())

    def draw(self) -> None:
        """Draw the chosen figure at the chosen size."""
        self.picture.value = ""  # what was drawn with other values is not left standing
        for name, control in self.controls.items():
            control.layout.display = "" if name in self.figure().parameters else "none"
        with sizes.drawn_at(self.size.value):
            fig = self.figure().draw(**self.values())
            self.picture.value = image(fig)
        self.status.value = ""

    def export(self) -> None:
        """Write the files of the chosen figure, and say where they are.

        One of another size than a column has the size in its name.
        """
        figure, values, size = self.figure(), self.values(), self.size.value
        name = figure.name if size == sizes.COLUMN.name else f"{figure.name}-{size}"
        with sizes.drawn_at(size):
            fig = figure.draw(**values)
            with context.drawing(figure.parameters, values):
                exported = export(fig, name, fig.rows)
        self.status.value = html.escape(str(exported)).replace("\n", "<br>")

    def _try(self, action: Callable[[], None]) -> None:
        """Do something, and say what prevents it: an error in a notebook's own code too."""
        try:
            action()
        except HeartlandError as error:
            self.status.value = html.escape(str(error))
        except Exception as error:
            told = f"{self.chosen.value}: {type(error).__name__}: {error}"
            self.status.value = html.escape(told)


def image(fig: Sheet) -> str:
    """Write a figure as HTML: JupyterLab drops the alternative text of an ``image/png``."""
    data = base64.b64encode(rendering.picture(fig)).decode()
    width = min(WIDTH, round(AN_INCH * fig.get_figwidth()))
    return (
        f'<img width="{width}" style="max-width: 100%" alt="{html.escape(alt_text(fig))}" '
        f'src="data:image/png;base64,{data}">'
    )


def control_of(name: str) -> Any:
    """Return the control of a parameter: a list, a menu, or a line for a date."""
    import ipywidgets

    value = context.parameters()[name]
    rule = parameters.RULES.get(name, parameters.Rule())
    if rule.allowed is None:
        return ipywidgets.Text(value=value, description=name, continuous_update=False)
    root = collection.root()
    allowed = rule.allowed(root)
    named = rule.names(root)
    options = [(named.get(one, str(one)), one) for one in allowed]
    if isinstance(value, list):
        return ipywidgets.SelectMultiple(
            options=options, value=value, description=name, rows=min(MANY_ROWS, len(options))
        )
    return ipywidgets.Dropdown(options=options, value=value, description=name)
