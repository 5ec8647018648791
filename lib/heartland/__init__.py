"""Heartland: a reproducible evidence base on Central Asia.

Everything an analyst calls is here by name: ``load``, ``prefer``, ``frame``, ``export`` and the
rest, each written once in ``__init__.pyi``. A name is imported on first use, so that
``import heartland`` costs next to nothing.

Marks are drawn with ``from heartland.figures import marks``: lines, bars, dots, ranges; see
``help(marks)``. ``docs/cookbook.md`` answers twelve questions in a few lines each.
"""

from typing import Any

import lazy_loader

_public, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)

MOVED = {  # names of an earlier version, and what to write now
    "known": "has moved: from heartland_evidence.known import known",
    "side_by_side": "is gone: write rows.pivot(index=..., columns=..., values=...)",
    "timeline": 'is gone: write load("milestones", start="2022-01"), or another table with dates',
}


def __getattr__(name: str) -> Any:
    if name in MOVED:
        raise AttributeError(f"heartland.{name} {MOVED[name]}")
    if name not in __all__:
        from heartland.errors import did_you_mean

        raise AttributeError(f"heartland has no '{name}'{did_you_mean(name, __all__)}")
    return _public(name)
