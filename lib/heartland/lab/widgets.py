"""Controls over a notebook's parameters that redraw and export a figure.

They stand right after the parameters, stored without output, and take one line until they are
asked for.
"""

import ast
import base64
import html
import inspect
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeGuard

import pandas as pd

from heartland import context, sentences
from heartland.errors import HeartlandError, UsageError, offer, printable
from heartland.figures import code, sizes
from heartland.figures.frame import Sheet
from heartland.figures.signature import names_of_values
from heartland.notebooks import cells, find_notebook
from heartland.runs import parameters
from heartland.runs.run import Run, plan
from heartland.tables import collection, expect
from heartland.tables.areas import AREA_PARAMETERS

FEW_BOXES = 10  # values of a list that have a check box each
FEW_BUTTONS = 4  # values of which one is chosen that have a button each
FIGURE_WIDTH = 800  # pixels at most, as the notebook's own
AN_INCH = 100  # pixels
COLUMNS = {  # of the rows drawn, that hold the values of a list
    "areas": "area",
    "articles": "article_id",
    "events": "event_id",
    "partners": "partner",
    "publishers": "publisher",
    "vendors": "vendor",
}
NO_ROWS = "there are no rows for these values that can be drawn."
SEVERAL = (
    "In a list, Ctrl-click (⌘-click on a Mac) chooses several; "
    "their order is the one in which you choose them."
)
AUTO = {"width": "auto"}


def explore(
    notebook: str,
    draw: Callable[..., Sheet],
    select: Callable[..., pd.DataFrame],
    only: Mapping[str, Iterable[Any]] | None = None,
    words: Mapping[str, Mapping[str, str]] | None = None,
) -> Any:
    """Show a button that opens controls of a notebook's parameters, and a figure of them.

    The controls start at the values with which the notebook runs. Each change selects the rows
    and draws the figure again, or says in one sentence that these values have none. It can be
    exported at any of the named sizes, and all controls set back. The export lies beside the
    notebook's own figures, named after the one that it draws again, the values that differ from
    the defaults and the size.

    >>> hl.explore("03-growth-forecasts", growth.draw_paths, select)

    Args:
        notebook: its name without ending.
        draw: makes the figure of the rows, as ``show`` has it. It may take parameters of the
            notebook too, by their names.
        select: takes parameters of the notebook by their names, and returns the rows to draw. Each
            parameter that it or ``draw`` takes has a control.
        only: for a parameter of which not every value has rows, those that have:
            ``{"start": rows["year"]}``. Else every value is offered that the parameter may have.
        words: for a parameter whose values are codes, what each is called. Areas and events have
            the names that the tables give them.

    Raises:
        UsageError: if there is no such notebook, or a function takes what is no parameter of it.
    """
    return Explorer(notebook, draw, select, only or {}, words or {}).box


@dataclass(frozen=True)
class Control:
    """What sets one parameter: what is shown, the widgets that change, how to read and set it."""

    shown: Any
    parts: list[Any]
    read: Callable[[], Any]
    write: Callable[[Any], None]


class Explorer:
    """The controls of a notebook, and the figure that they draw."""

    def __init__(
        self,
        notebook: str,
        draw: Callable[..., Sheet],
        select: Callable[..., pd.DataFrame],
        only: Mapping[str, Iterable[Any]],
        words: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        """Show one button; the controls are made when it is clicked."""
        import ipywidgets

        self.path = find_notebook(collection.root(), notebook)
        self.notebook = self.path.stem
        self.drawing = draw
        self.selection = select
        self.only = only
        self.words = words or {}
        self.taken = self._taken()
        self.controls: dict[str, Control] = {}
        self.starts: dict[str, Any] = {}  # the values with which the notebook runs
        self.is_setting = False  # several controls at once: one drawing follows, not several
        self.size = _sizes()
        self.output = ipywidgets.Output()
        self.status = ipywidgets.HTML()
        self.exports = ipywidgets.Output()  # a link in it leads from the notebook, as in a cell
        opening = _button("Draw with other values", "sliders", self.open)
        self.box = ipywidgets.VBox([opening])

    def open(self) -> None:
        """Show the controls in place of the button, and draw."""
        import ipywidgets

        self.starts = self._running()
        for parameter in parameters.read_parameters(self.path):
            if parameter.name not in self.taken:
                continue
            start = self.starts[parameter.name]
            offered = self._offered(parameter, start)
            control = _control(parameter, offered, start, self._words(parameter.name))
            self.controls[parameter.name] = control
            for part in control.parts:
                part.observe(self._changed, names="value")
        self.size.observe(self._changed, names="value")
        buttons = [
            self.size,
            _button("Export this figure", "download", self.export),
            _button("Reset", "undo", self.reset),
        ]
        choices = [control.shown for control in self.controls.values()]
        wrapped = {"flex_flow": "row wrap", "align_items": "flex-start"}
        self.box.children = [
            ipywidgets.HBox(choices, layout=wrapped),
            ipywidgets.HBox([*buttons, self.status], layout=wrapped),
            self.exports,
            self.output,
        ]
        self.draw()

    def draw(self) -> None:
        """Draw the figure of the values that are set; a fault is shown in its place."""
        from IPython.display import HTML, Markdown, display

        from heartland.figures import rendering

        self.status.value = "Drawing …"
        self.exports.clear_output()
        said = [self._hint()]
        with self.output:
            self.output.clear_output(wait=True)
            with context.kept(), sizes.drawn_at(self.size.value):
                try:
                    sheet, rows = self.drawn()
                except HeartlandError as error:
                    display(Markdown(f"*Nothing to draw: {sentences.plain(str(error))}*"))
                else:
                    display(HTML(_image(rendering.picture(sheet), sheet)))
                    said += [self._without_rows(rows), self._of_size(sheet)]
        self.status.value = "<br>".join(filter(None, said))

    def export(self) -> None:
        """Write the figure to its files, and say where they are."""
        from IPython.display import Markdown, display

        told = self.status.value  # of the figure, which stays
        self.status.value = "Exporting …"
        self.exports.clear_output()
        with self.exports, context.kept(), sizes.drawn_at(self.size.value):
            try:
                display(Markdown(self._exported()))
                self.status.value = told
            except HeartlandError as error:
                self.status.value = f"Not exported: {html.escape(str(error))}"
            except Exception:
                self.status.value = "Not exported: the fault is shown below."
                raise  # the output shows it

    def reset(self) -> None:
        """Set every control back to the value with which the notebook runs, and draw."""
        self.is_setting = True
        for name, control in self.controls.items():
            control.write(self.starts[name])
        self.size.value = sizes.current().name
        self.is_setting = False
        self.draw()

    def drawn(self) -> tuple[Sheet, pd.DataFrame]:
        """Return the figure of the values that are set, and its rows.

        The values are entered as the notebook's own, and sign the figure.

        Raises:
            HeartlandError: if a value is not allowed, or these values have no rows.
        """
        chosen = {name: control.read() for name, control in self.controls.items()}
        parameters.check(self.notebook, **(self._running() | chosen))
        values = context.parameters()
        rows = self.selection(**_named(self.selection, values))
        expect.rows(code.name_of(self.drawing), rows)
        if rows.empty:
            raise UsageError(NO_ROWS)
        draw = partial(self.drawing, rows.assign(mark=range(len(rows))))
        return draw(**_named(draw, values)), rows

    def _exported(self) -> str:
        """Write the figure to its files; return links to them, and how to draw all others."""
        from heartland.figures import export

        sheet, rows = self.drawn()
        run = self._run()
        name = re.sub("[^a-z0-9]+", "-", self._figure().lower())
        if sheet.size.name != sizes.COLUMN.name:
            name += f"-{sheet.size.name}"
        was_there = (export.out() / f"{name}.json").exists()
        done = export.export(sheet, name, rows)
        lines = [f"Exported as `{name}`, {_measure(sheet)}: {done.links()}"]
        if was_there:
            lines[0] += ", in place of the files of this name"
        lines.append(f"Every figure of the notebook with these values: `{run.command}`")
        if sheet.size.name != sizes.COLUMN.name:  # at which the command draws
            lines[-1] += f" (in {sizes.COLUMN.name} size)"
        return "  \n".join(lines)

    def _figure(self) -> str:
        """Return the name that the notebook gives to what is drawn, else that of the drawing."""
        name = code.name_of(self.drawing)
        for cell in cells(self.path):
            if cell.kind == "code" and name in cell.text:
                for call in ast.walk(_parsed(cell.text)):
                    if _shows(call, name):
                        return str(ast.literal_eval(call.args[0]))
        return name

    def _of_size(self, sheet: Sheet) -> str:
        """Say if a figure keeps a size of its own."""
        if sheet.size.name == self.size.value:
            return ""
        return f"This figure has no size {self.size.value}, and keeps the size {sheet.size.name}."

    def _without_rows(self, rows: pd.DataFrame) -> str:
        """Name the values chosen of which no row is drawn."""
        missing = []
        for name, control in self.controls.items():
            column = COLUMNS.get(name, "")
            if column in rows:
                words = self._words(name)
                drawn = set(rows[column])
                missing += [words.get(one, one) for one in control.read() if one not in drawn]
        if not missing:
            return ""
        return f"Chosen, but without rows in the figure: {html.escape(sentences.listed(missing))}."

    def _words(self, name: str) -> Mapping[str, str]:
        """Return what the values of a parameter are called, where they are codes."""
        return self.words.get(name) or names_of_values(name)

    def _running(self) -> dict[str, Any]:
        """Return the values with which the notebook runs, else its defaults."""
        entered = context.parameters()
        declared = parameters.read_parameters(self.path)
        return {one.name: entered.get(one.name, one.own_default()) for one in declared}

    def _taken(self) -> set[str]:
        """Return the parameters that the selection or the drawing takes; refuse any other."""
        for function in (self.drawing, self.selection):
            if not callable(function):
                raise UsageError(
                    "explore takes two functions, one that draws rows and one that selects them; "
                    f"this is of type {type(function).__name__}"
                )
        if not inspect.signature(self.drawing).parameters:
            raise UsageError(f"explore: {code.name_of(self.drawing)} takes no rows to draw")
        known = self._running()
        taken = set()
        for function in (partial(self.drawing, None), self.selection):  # the first takes the rows
            for name in _required(function):
                if name not in known:
                    raise UsageError(
                        f"explore: {code.name_of(function)} takes '{printable(name)}', which is no "
                        f"parameter of {self.notebook}{offer(name, known)}"
                    )
            taken |= set(_named(function, known))
        return taken

    def _changed(self, _: Any) -> None:
        if not self.is_setting:
            self.draw()

    def _run(self) -> Run:
        """Return the run of the notebook with the values that are entered."""
        changed = {}
        for parameter in parameters.read_parameters(self.path):
            value = context.parameters()[parameter.name]
            if value != parameter.default:
                changed[parameter.name] = parameters.as_text(value)
        return plan(collection.root(), self.notebook, changed)

    def _hint(self) -> str:
        import ipywidgets

        for control in self.controls.values():
            if isinstance(control.parts[0], ipywidgets.SelectMultiple):
                return SEVERAL
        return ""

    def _offered(self, parameter: parameters.Parameter, start: Any) -> list[Any]:
        """Return the values from which one chooses: those with rows, where the notebook says so."""
        rule = parameters.RULES.get(parameter.name, parameters.Rule())
        if rule.allowed is None:
            return []
        values = rule.allowed(collection.root())
        kept = start if isinstance(start, list) else [start]
        if parameter.name in self.only:
            known = set(self.only[parameter.name])
            return [value for value in values if value in known or value in kept]
        return values


def _parsed(code: str) -> ast.AST:
    """Parse code; what is not Python shows nothing."""
    try:
        return ast.parse(code)
    except (SyntaxError, ValueError):
        return ast.Module([], [])


def _named(function: Callable[..., Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of some values that a function takes by their names; all if it takes any."""
    taken = inspect.signature(function).parameters
    if any(one.kind is one.VAR_KEYWORD for one in taken.values()):
        return dict(values)
    return {name: value for name, value in values.items() if name in taken}


def _required(function: Callable[..., Any]) -> list[str]:
    """Return the names of what a function has to be given."""
    taken = inspect.signature(function).parameters.values()
    several = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return [one.name for one in taken if one.default is one.empty and one.kind not in several]


def _shows(node: ast.AST, drawing: str) -> TypeGuard[ast.Call]:
    """Tell whether a piece of code is ``hl.show`` of a drawing."""
    if not isinstance(node, ast.Call) or len(node.args) < 2:
        return False
    names = re.findall(r"\w+", ast.unparse(node.args[1]))  # also in partial(trade.draw_level, …)
    return ast.unparse(node.func) == "hl.show" and drawing in names


def _sizes() -> Any:
    """Make the choice of a size, each with its measure."""
    import ipywidgets

    options = []
    for size in sizes.SIZES.values():
        measure = f"{size.width:.3g} inches wide"
        if size.shape:
            measure = f"{size.width:.3g} × {size.width * size.shape:.3g} inches"
        options.append((f"{size.name}, {measure}", size.name))
    return ipywidgets.Dropdown(
        options=options,
        value=sizes.current().name,
        description="Size",
        style={"description_width": "initial"},
        layout=AUTO,
    )


def _measure(sheet: Sheet) -> str:
    """Write the width and height of a figure."""
    return f"{sheet.get_figwidth():.3g} × {sheet.get_figheight():.3g} inches"


def _control(
    parameter: parameters.Parameter, offered: list[Any], start: Any, words: Mapping[str, str]
) -> Control:
    """Make what sets a parameter: boxes or buttons for a few values, a list for many, else text.

    Areas stand in the order of their names.
    """
    import ipywidgets

    options = [(words.get(value, str(value).replace("_", " ")), value) for value in offered]
    if parameter.name in AREA_PARAMETERS:
        options.sort()
    if parameter.type == "list[str]" and len(options) <= FEW_BOXES:
        return _check_boxes(parameter, options, start)
    if parameter.type == "list[str]":
        return _list(parameter, options, start)
    if not offered:
        hint = parameters.allowed_values(parameter.name)
        layout = {"width": f"{len(hint) + 2}ch", "max_width": "100%"}  # wide enough to read it
        widget = ipywidgets.Text(
            value=str(start), placeholder=hint, continuous_update=False, layout=layout
        )
    elif len(options) <= FEW_BUTTONS:
        style = {"button_width": "auto"}
        widget = ipywidgets.ToggleButtons(options=options, value=start, style=style)
    else:
        widget = ipywidgets.Dropdown(options=options, value=start, layout=AUTO)
    return _one_widget(parameter, widget)


def _one_widget(parameter: parameters.Parameter, widget: Any) -> Control:
    def set_value(value: Any) -> None:
        widget.value = value

    return Control(_labelled(parameter, [widget]), [widget], lambda: widget.value, set_value)


def _list(
    parameter: parameters.Parameter, options: list[tuple[str, Any]], start: list[Any]
) -> Control:
    """Make a list of which several values are chosen, read in the order in which they were chosen.

    The widget itself has them in the order of the list, and shows a few: the values chosen are
    named below it.
    """
    import ipywidgets

    widget = ipywidgets.SelectMultiple(options=options, value=start, rows=8, layout=AUTO)
    below = ipywidgets.HTML(layout={"max_width": "28em"})
    labels = {value: label for label, value in options}
    order = list(start)

    def name_chosen(_: Any = None) -> None:
        order[:] = _in_order(order, widget.value)
        names = ", ".join(labels[value] for value in order) or "none"
        below.value = f"Chosen: {html.escape(names)}"

    def chosen() -> list[Any]:
        name_chosen()
        return list(order)

    def set_values(values: list[Any]) -> None:
        order[:] = values
        widget.value = values
        name_chosen()  # also where only their order has changed

    widget.observe(name_chosen, names="value")
    name_chosen()
    return Control(_labelled(parameter, [widget, below]), [widget], chosen, set_values)


def _in_order(first: Sequence[Any], chosen: Sequence[Any]) -> list[Any]:
    """Return the values that are chosen: those among ``first`` in its order, then the others."""
    kept = [value for value in first if value in chosen]
    return [*kept, *(value for value in chosen if value not in kept)]


def _check_boxes(
    parameter: parameters.Parameter, options: list[tuple[str, Any]], start: list[Any]
) -> Control:
    """Make a box for each value; the starting values are read first, in their order."""
    import ipywidgets

    boxes = {}
    for label, value in options:
        boxes[value] = ipywidgets.Checkbox(
            description=label,
            value=value in start,
            indent=False,
            style={"description_width": "initial"},
            layout={"width": "auto", "margin": "0 16px 0 0"},
        )

    def chosen() -> list[Any]:
        return _in_order(start, [value for value, box in boxes.items() if box.value])

    def set_values(values: list[Any]) -> None:
        for value, box in boxes.items():
            box.value = value in values

    row = ipywidgets.HBox(list(boxes.values()), layout={"flex_flow": "row wrap"})
    return Control(_labelled(parameter, [row]), list(boxes.values()), chosen, set_values)


def _labelled(parameter: parameters.Parameter, widgets: list[Any]) -> Any:
    """Set the name of a parameter and what it is for above what sets it."""
    import ipywidgets

    name = html.escape(parameter.name.replace("_", " "))
    purpose = html.escape(parameter.help)
    head = ipywidgets.HTML(f"<b>{name}</b> <span style='opacity: 0.75'>{purpose}</span>")
    return ipywidgets.VBox([head, *widgets], layout={"margin": "0 32px 8px 0"})


def _button(text: str, icon: str, act: Callable[[], None]) -> Any:
    """Make a button as wide as its words."""
    import ipywidgets

    button = ipywidgets.Button(description=text, icon=icon, layout=AUTO)
    button.on_click(lambda _: act())
    return button


def _image(png: bytes, sheet: Sheet) -> str:
    """Write a picture as HTML: JupyterLab drops the alternative text of an ``image/png``."""
    width = round(min(FIGURE_WIDTH, AN_INCH * sheet.get_figwidth()))
    height = round(width * sheet.get_figheight() / sheet.get_figwidth())
    data = base64.b64encode(png).decode()
    return (
        f'<img width="{width}" height="{height}" style="height: auto" '
        f'alt="{html.escape(sheet.furniture.alt)}" src="data:image/png;base64,{data}">'
    )
