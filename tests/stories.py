"""Play a notebook's code in this process, and keep its figures and what its sentences rest on."""

import contextlib
import functools
import io
import json
from collections.abc import Callable, Mapping
from typing import Any
from unittest import mock

import pandas as pd

import heartland as hl
from heartland import claims, context, headlines
from heartland.errors import HeartlandError
from heartland.figures.figure import Figure
from heartland.figures.layout import finish
from heartland.figures.sheet import NoRowsError, Sheet
from tests.conftest import ROOT

BROKEN = (LookupError, ValueError, TypeError, NameError, HeartlandError)  # by changed tables
Judge = Callable[[str, bool], None]


def code_of(notebook: str) -> list[tuple[str, list[str]]]:
    """The code cells of a notebook that a run executes, with their tags."""
    text = (ROOT / "notebooks" / f"{notebook}.ipynb").read_text(encoding="utf-8")
    cells = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
    tagged = [("".join(cell["source"]), cell["metadata"].get("tags", [])) for cell in cells]
    return [(source, tags) for source, tags in tagged if "skip-execution" not in tags]


def is_rebuilt(notebook: str) -> bool:
    """Tell whether the figures of a notebook are functions in its cells."""
    return any("@hl.figure" in source for source, _ in code_of(notebook))


STORIES = [
    path.stem for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")) if is_rebuilt(path.stem)
]


def play(
    notebook: str,
    values: Mapping[str, Any] | None = None,
    change: Callable[[pd.DataFrame], pd.DataFrame] | None = None,
    judge: Judge | None = None,
) -> dict[str, Sheet]:
    """Run a notebook without exporting; return its figures by name.

    Args:
        notebook: its name.
        values: parameters in place of the defaults.
        change: made of each table that is loaded.
        judge: is told of each guarded sentence, and whether its conditions hold; then none raises.
    """
    figures: dict[str, Sheet] = {}

    def call(figure: Figure, *given: Any) -> None:
        try:
            named = dict(zip(figure.parameters, given, strict=True))
            figures[figure.name] = fig = figure.draw(**named)
            figure.rows = fig.rows
            finish(fig)
        except NoRowsError:
            return
        except BROKEN:
            if change is None:
                raise

    load = hl.load
    scope: dict[str, Any] = {"__name__": "__main__"}
    with contextlib.ExitStack() as stack:
        stack.enter_context(context.kept())
        stack.enter_context(contextlib.redirect_stdout(io.StringIO()))
        stack.enter_context(mock.patch.object(Figure, "__call__", call))
        if change is not None:
            changed = lambda *a, **k: _changed(load(*a, **k), change)  # noqa: E731
            positions = claims.with_positions
            stack.enter_context(mock.patch.object(hl, "load", changed))
            stack.enter_context(mock.patch.object(claims, "load", changed))
            stack.enter_context(
                mock.patch.object(
                    claims, "with_positions", lambda name: _changed(positions(name), change)
                )
            )
        if judge is not None:  # of what a figure says: none is drawn
            told = judge
            for form in ("frame", "panels"):
                stack.enter_context(mock.patch.object(hl, form, _not_drawn))
            stack.enter_context(
                mock.patch.object(
                    headlines, "_expect_all", lambda text, holds, *_: told(text, all(holds))
                )
            )
        for source, tags in code_of(notebook):
            try:
                exec(compile(source, notebook, "exec"), scope)
            except BROKEN:
                if change is None:
                    raise
            if "parameters" in tags and values:
                scope.update(values)
    return figures


def _not_drawn(*_: Any, **__: Any) -> None:
    raise NoRowsError("a figure that is judged by its words")


@functools.cache
def at_defaults(notebook: str) -> dict[str, Sheet]:
    """The figures of a notebook as it is committed, drawn once for all tests."""
    return play(notebook)


def _changed(rows: pd.DataFrame, change: Callable[[pd.DataFrame], pd.DataFrame]) -> pd.DataFrame:
    attrs = rows.attrs
    changed = change(rows)
    changed.attrs.update(attrs)
    return changed
