"""Heartland: a reproducible evidence base on Central Asia.

Everything an analyst calls is here by name: ``load``, ``prefer``, ``frame``, ``export`` and the
rest, each written once in ``__init__.pyi``. A name is imported on first use, so that
``import heartland`` costs next to nothing.

Marks are drawn with ``from heartland.figures import charts``: lines, bars, dots, ranges; see
``help(charts)``. ``docs/cookbook.md`` answers twelve questions in a few lines each.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
