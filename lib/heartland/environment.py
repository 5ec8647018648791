"""The environment variables by which processes and rooms speak with one another.

No other module of the library and the site spells one: a run is a process of its own, and so are a
kernel of JupyterLab and a build of the site. ARCHITECTURE.md has them as a table.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

# The folder of the collection. Set by the caller, `heartland --root` (`cli/__init__`), a run
# (`runs/execute`) and `site/heartland_site/build`; read by `tables/collection`.
HEARTLAND_ROOT = "HEARTLAND_ROOT"

# The folder to which figures are exported. Set by the caller and by a run (`runs/execute`); read
# by `figures/export`, and by `runs/execute`, which knows by it what a run has started.
HEARTLAND_OUT = "HEARTLAND_OUT"

# What a reader is told instead of that folder. Set by a run (`runs/execute`); read by
# `figures/export`.
HEARTLAND_SHOWN = "HEARTLAND_SHOWN"

# The file to which each load adds the name of its dataset. Set by a run (`runs/execute`), which
# reads the file; read by `tables/tables`.
HEARTLAND_TRACE = "HEARTLAND_TRACE"

# The size at which figures are drawn. Set by `site/heartland_site/site_runs`; read by
# `figures/sizes`.
HEARTLAND_SIZE = "HEARTLAND_SIZE"

# The PYTHONSTARTUP that JupyterLab was given. Set by `lab/server`; read by `lab/startup`, which
# spells it, since it imports nothing of Heartland.
HEARTLAND_PYTHONSTARTUP = "HEARTLAND_PYTHONSTARTUP"


@contextmanager
def replaced(variables: Mapping[str, str]) -> Iterator[None]:
    """Let the processes that are started meanwhile have these variables, and no others."""
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
