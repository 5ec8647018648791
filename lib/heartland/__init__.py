"""Heartland: a reproducible evidence base on Central Asia.

Everything an analyst calls is here by name: ``load``, ``prefer``, ``frame``, ``export`` and the rest.
Names are imported on first use, so that ``import heartland`` costs no more than importing pandas.
"""

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from heartland.figures.code import source
    from heartland.figures.export import export, figure_of, show
    from heartland.figures.frame import frame, panels
    from heartland.figures.interactive import interactive, twin
    from heartland.figures.style import colours
    from heartland.lab.widgets import explore
    from heartland.runs.parameters import check
    from heartland.tables.choose import as_of, prefer, side_by_side, spread
    from heartland.tables.display import table
    from heartland.tables.sources import byline, cite
    from heartland.tables.tables import datasets, describe, load

__version__ = version("heartland")

_HOME = {
    "figures.code": ("source",),
    "figures.export": ("export", "figure_of", "show"),
    "figures.frame": ("frame", "panels"),
    "figures.interactive": ("interactive", "twin"),
    "figures.style": ("colours",),
    "lab.widgets": ("explore",),
    "runs.parameters": ("check",),
    "tables.choose": ("as_of", "prefer", "side_by_side", "spread"),
    "tables.display": ("table",),
    "tables.sources": ("byline", "cite"),
    "tables.tables": ("datasets", "describe", "load"),
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
    "figure_of",
]
__all__ += [
    "frame",
    "interactive",
    "load",
    "panels",
    "prefer",
    "show",
    "side_by_side",
    "source",
    "spread",
    "table",
    "twin",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module 'heartland' has no attribute '{name}'")
    return getattr(import_module(f"heartland.{_MODULE_OF[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
