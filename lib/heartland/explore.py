"""Controls over a notebook's parameters that redraw a figure: the last cell of a notebook, stored without output."""

from collections.abc import Callable
from typing import Any

from heartland import collection, parameters
from heartland.collection import HeartlandError
from heartland.figures import Sheet


def explore(notebook: str, redraw: Callable[..., Sheet]) -> Any:
    """Show a control for each parameter of ``notebook`` and the figure that ``redraw`` makes of their values.

    Lists become multiple selections, closed lists drop-downs, the rest text fields. Nothing is exported.

    Args:
        notebook: the notebook's name without ending.
        redraw: takes the notebook's parameters as keywords, returns a figure.
    """
    import ipywidgets
    from IPython.display import Image, Markdown, display

    from heartland.figures import picture

    declared = parameters.read(collection.root() / "notebooks" / f"{notebook}.ipynb")
    controls = {p.name: _control(p, ipywidgets) for p in declared}

    def update(**values: Any) -> None:
        chosen = {name: list(v) if isinstance(v, tuple) else v for name, v in values.items()}
        try:
            display(Image(picture(redraw(**parameters.verify(chosen))), width=800))
        except (HeartlandError, ValueError, IndexError) as error:
            display(Markdown(f"*Nothing to draw: {error}*"))

    output = ipywidgets.interactive_output(update, controls)
    return ipywidgets.VBox([ipywidgets.HBox(list(controls.values())), output])


def _control(parameter: parameters.Parameter, ipywidgets: Any) -> Any:
    allowed = parameters.RULES.get(parameter.name, parameters.Rule()).allowed
    look = {"description": parameter.name, "tooltip": parameter.help, "value": parameter.default}
    if not allowed:
        return ipywidgets.Text(continuous_update=False, **look)
    options = allowed(collection.root())
    if parameter.type == "list[str]":
        return ipywidgets.SelectMultiple(options=options, rows=min(len(options), 6), **look)
    return ipywidgets.Dropdown(options=options, **look)
