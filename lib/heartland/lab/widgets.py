"""Controls over a notebook's parameters that redraw and export a figure: the last cell of a notebook, stored without output."""

import base64
import html
from collections.abc import Callable
from typing import Any

from heartland import context, sentences
from heartland.errors import HeartlandError
from heartland.figures.frame import Sheet
from heartland.runs import parameters
from heartland.tables import package
from heartland.tables.areas import area_names

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

    from heartland.figures import export, rendering
    from heartland.runs.run import plan

    path = package.root() / "notebooks" / f"{notebook}.ipynb"
    declared = parameters.read_parameters(path)
    controls = {p.name: _control(p, ipywidgets) for p in declared}
    button, said = (
        ipywidgets.Button(description="Export this figure", icon="download"),
        ipywidgets.HTML(HINT),
    )

    def drawn(use: Callable[[Sheet], object]) -> None:
        """Draw with the values of the controls as the notebook's own, which sign the figure, and put those back."""
        with context.kept():
            try:
                parameters.check(
                    notebook,
                    **{
                        k: list(c.value) if isinstance(c.value, tuple) else c.value
                        for k, c in controls.items()
                    },
                )
                use(redraw(**context.parameters()))
            except HeartlandError as error:
                display(Markdown(f"*Nothing to draw: {sentences.plain(str(error))}*"))
            except (ValueError, LookupError):  # what a figure's title trips over without rows
                display(Markdown("*Nothing to draw: there are no rows for these values.*"))

    def show(**_: Any) -> None:
        said.value = HINT
        drawn(lambda sheet: display(HTML(_image(rendering.picture(sheet), sheet.furniture.alt))))

    def export_drawn(sheet: Sheet) -> None:
        changed = {
            p.name: parameters.as_text(context.parameters()[p.name])
            for p in declared
            if context.parameters()[p.name] != p.default
        }
        run = plan(package.root(), notebook, changed)
        done = export.export(sheet, f"explored-{run.slug or 'defaults'}".lower(), sheet.rows)
        place = export.folder_as_shown(done.folder)
        said.value = (
            f"Exported as PNG, SVG, PDF, CSV and JSON: <code>{html.escape(f'{place}/{done.name}.*')}</code><br>"
            f"Every figure of the notebook with these values: <code>{html.escape(run.command)}</code>"
        )

    button.on_click(lambda _: drawn(export_drawn))
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
        "value": context.parameters().get(parameter.name, parameter.default),
        "style": {"description_width": "initial"},
        "layout": {"width": "auto", "margin": "2px 24px 8px 0"},
    }
    if not allowed:
        look["layout"]["width"] = "400px"
        return ipywidgets.Text(
            continuous_update=False, placeholder=parameters.allowed_values(parameter.name), **look
        )
    names = area_names() if parameter.name in ("area", "areas", "partners") else {}
    options = [
        (names.get(value, str(value).replace("_", " ")), value) for value in allowed(package.root())
    ]
    if parameter.type == "list[str]":
        return ipywidgets.SelectMultiple(options=options, rows=min(len(options), 6), **look)
    return ipywidgets.Dropdown(options=options, **look)
