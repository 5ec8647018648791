"""The code that drew a figure: its source, and the link to it."""

import functools
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

from heartland.tables import package


def source(function: Callable[..., Any]) -> Any:
    """Show the source of a function, with its colours in a notebook.

    >>> hl.source(trade.draw_level)
    """
    from IPython.display import Code

    return Code(inspect.getsource(_unwrapped(function)), language="python")


def source_link(function: Callable[..., Any]) -> str:
    """Return a link from a notebook to the module of a function; empty for one that has no file."""
    function = _unwrapped(function)
    try:
        path = Path(inspect.getfile(function)).resolve()
    except TypeError:
        return ""
    root = package.root()
    if not path.is_relative_to(root / "lib"):
        return ""
    name = f"{path.stem}.{function.__name__}"
    return f"[`{name}`](../{path.relative_to(root).as_posix()})"


def _unwrapped(function: Callable[..., Any]) -> Callable[..., Any]:
    while isinstance(function, functools.partial):
        function = function.func
    unwrapped: Callable[..., Any] = inspect.unwrap(function)
    return unwrapped
