"""Heartland: a reproducible evidence base on Central Asia.

Everything an analyst calls is here by name: ``load``, ``prefer``, ``frame``, ``export`` and the rest.
Names are imported on first use, so that ``import heartland`` costs no more than importing pandas.
"""

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from heartland.controls import explore
    from heartland.data import byline, cite, datasets, describe, load, table
    from heartland.figures import export, frame, panels, show, taken
    from heartland.parameters import check
    from heartland.style import colours
    from heartland.twins import twin
    from heartland.views import as_of, prefer, side_by_side, spread

__version__ = version("heartland")

_HOME = {
    "data": ("load", "datasets", "describe", "cite", "byline", "table"),
    "views": ("prefer", "as_of", "side_by_side", "spread"),
    "figures": ("frame", "panels", "export", "show", "taken"),
    "style": ("colours",),
    "controls": ("explore",),
    "twins": ("twin",),
    "parameters": ("check",),
}
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names}
__all__ = [
    "__version__",
    "as_of",
    "byline",
    "check",
    "cite",
    "colours",
    "datasets",
    "describe",
    "explore",
    "export",
]
__all__ += [
    "frame",
    "load",
    "panels",
    "prefer",
    "show",
    "side_by_side",
    "spread",
    "table",
    "taken",
    "twin",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module 'heartland' has no attribute '{name}'")
    return getattr(import_module(f"heartland.{_MODULE_OF[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
