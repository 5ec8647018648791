"""The code that drew a figure: its source, and the link to it."""

import functools
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

from heartland.tables import collection


def source(function: Callable[..., Any]) -> Any:
    """Show the source of a function, with its colours in a notebook.

    >>> hl.source(start_here.draw_map)
    """
    from IPython.display import Code

    return Code(inspect.getsource(_unwrapped(function)), language="python")


def name_of(function: Callable[..., Any]) -> str:
    """Return the name of a function, also of one that holds some of what it takes."""
    return _unwrapped(function).__name__


def source_link(function: Callable[..., Any]) -> str:
    """Return a link from a notebook to the module of a function, as the collection has it.

    Empty for a function without a file, and where the collection does not have the code that ran.
    """
    function = _unwrapped(function)
    try:
        path = Path(inspect.getfile(function)).resolve()
    except TypeError:
        return ""
    place = Path("lib", path.parent.name, path.name)
    own = collection.root() / place
    if not own.is_file() or own.read_bytes() != path.read_bytes():
        return ""
    return f"[`{path.stem}.{function.__name__}`](../{place.as_posix()})"


def _unwrapped(function: Callable[..., Any]) -> Callable[..., Any]:
    while isinstance(function, functools.partial):
        function = function.func
    unwrapped: Callable[..., Any] = inspect.unwrap(function)
    return unwrapped
