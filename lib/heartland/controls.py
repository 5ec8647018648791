"""Controls over a notebook's parameters that redraw and export a figure: the last cell of a notebook, stored without output."""

import base64
import html
from collections.abc import Callable
from typing import Any

from heartland import collection, parameters, words
from heartland.collection import HeartlandError
from heartland.figures import Sheet

HINT = "In a list, Ctrl-click (⌘-click on a Mac) picks several."


def explore(notebook: str, redraw: Callable[..., Sheet]) -> Any:
    """Show a control for each parameter of ``notebook``, the figure that ``redraw`` makes of their values, and a button to export it.

    Lists become multiple selections, closed lists drop-downs, the rest text fields; they start at the values the notebook runs with.
    The export lies beside the notebook's own, named after the values that differ from the defaults.

    Args:
        notebook: the notebook's name without ending.
        redraw: takes the notebook's parameters as keywords, returns a figure.
    """
    import ipywidgets
    from IPython.display import HTML, Markdown, display

    from heartland import figures, runs

    path = collection.root() / "notebooks" / f"{notebook}.ipynb"
    declared = parameters.read(path)
    controls = {p.name: _control(p, ipywidgets) for p in declared}
    button, said = (
        ipywidgets.Button(description="Export this figure", icon="download"),
        ipywidgets.HTML(HINT),
    )

    def drawn(use: Callable[[Sheet], object]) -> None:
        """Draw with the values of the controls as the notebook's own, which sign the figure, and put those back."""
        before = dict(parameters._current)
        try:
            parameters.check(
                notebook,
                **{
                    k: list(c.value) if isinstance(c.value, tuple) else c.value
                    for k, c in controls.items()
                },
            )
            use(redraw(**parameters.current()))
        except HeartlandError as error:
            display(Markdown(f"*Nothing to draw: {words.plain(str(error))}*"))
        except (ValueError, LookupError):  # what a figure's title trips over when there are no rows
            display(Markdown("*Nothing to draw: there are no rows for these values.*"))
        finally:
            parameters._current.update(before)

    def show(**_: Any) -> None:
        said.value = HINT
        drawn(lambda sheet: display(HTML(_image(figures.picture(sheet), sheet.furniture.alt))))

    def export(sheet: Sheet) -> None:
        changed = {
            p.name: parameters.as_text(parameters.current()[p.name])
            for p in declared
            if parameters.current()[p.name] != p.default
        }
        run = runs.plan(collection.root(), notebook, changed)
        done = figures.export(sheet, f"explored-{run.slug or 'defaults'}".lower(), sheet.rows)
        place = figures._shown(done.folder)
        said.value = (
            f"Exported as PNG, SVG, PDF, CSV and JSON: <code>{html.escape(f'{place}/{done.name}.*')}</code><br>"
            f"Every figure of the notebook with these values: <code>{html.escape(run.command)}</code>"
        )

    button.on_click(lambda _: drawn(export))
    row = ipywidgets.HBox(
        list(controls.values()), layout={"flex_flow": "row wrap", "align_items": "flex-start"}
    )
    return ipywidgets.VBox(
        [row, ipywidgets.HBox([button, said]), ipywidgets.interactive_output(show, controls)]
    )


def _image(png: bytes, alt: str) -> str:
    """JupyterLab drops the alt text of an ``image/png``, not that of HTML."""
    return f'<img width="800" alt="{html.escape(alt)}" src="data:image/png;base64,{base64.b64encode(png).decode()}">'


def _control(parameter: parameters.Parameter, ipywidgets: Any) -> Any:
    allowed = parameters.RULES.get(parameter.name, parameters.Rule()).allowed
    look = {
        "description": parameter.name.replace("_", " "),
        "tooltip": parameter.help,
        "value": parameters.current().get(parameter.name, parameter.default),
        "style": {"description_width": "initial"},
        "layout": {"width": "auto", "margin": "2px 24px 8px 0"},
    }
    if not allowed:
        look["layout"]["width"] = "400px"
        return ipywidgets.Text(
            continuous_update=False, placeholder=parameters.allowed_values(parameter.name), **look
        )
    names = words.names() if parameter.name in ("area", "areas", "partners") else {}
    options = [
        (names.get(value, str(value).replace("_", " ")), value)
        for value in allowed(collection.root())
    ]
    if parameter.type == "list[str]":
        return ipywidgets.SelectMultiple(options=options, rows=min(len(options), 6), **look)
    return ipywidgets.Dropdown(options=options, **look)
