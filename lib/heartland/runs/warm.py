"""What notebooks import, imported once: by the process from which runs are forked, and no other."""

import builtins
import gc
import os
import sys
from importlib import import_module
from types import SimpleNamespace

IMPORTED = (
    "heartland.runs.process",
    "heartland.claims",
    "heartland.figures.export",
    "heartland.figures.maps",
    "heartland.tables.measures",
    "font_source_sans_pro",
    "IPython.core.completerlib",
    "IPython.core.crashhandler",
    "IPython.core.oinspect",
    "PIL.PngImagePlugin",
    "encodings.utf_8_sig",
    "ipykernel.debugger",
    "ipykernel.inprocess.blocking",
    "ipykernel.inprocess.ipkernel",
    "matplotlib.backends.backend_pdf",
    "matplotlib.backends.backend_svg",
    "matplotlib.pyplot",
    "nbclient",
    "pandas.io.formats.style",
    "papermill.iorw",
    "papermill.parameterize",
    "tornado.platform.asyncio",
)


def import_all() -> None:
    """Import as if in a notebook: pandas asks, to know how wide tables may be."""
    gc.disable()  # imports make much that stays: to look through it takes a tenth of their time
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (1, 2):  # what happens in a cell comes back in the notebook
        os.dup2(nowhere, stream)
    vars(builtins)["get_ipython"] = lambda: SimpleNamespace(kernel=True)
    sys.modules["debugpy.server"] = None  # type: ignore[assignment]  # no one debugs a run
    for name in IMPORTED:
        import_module(name)
    del sys.modules["debugpy.server"]
    del vars(builtins)["get_ipython"]
    import nbformat

    nbformat.validate(nbformat.v4.new_notebook())  # compiles the schema, once for all runs
    gc.enable()
    gc.freeze()


import_all()
