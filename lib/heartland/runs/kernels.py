"""Execution of a notebook in an ordinary kernel."""

import atexit
import logging
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from heartland.runs.normalise import normalised
from heartland.runs.run import Run

# A kernel asks Linux (prctl 1: PR_SET_PDEATHSIG) to be killed with what started it, even in the middle of a computation;
# elsewhere ipykernel itself looks every second whether its parent is there.
BEGIN = """import ctypes, sys
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, 9)
from ipykernel.kernelapp import launch_new_instance
launch_new_instance()"""


def execute(
    run: Run, environment: Mapping[str, str], seconds: float, started: Callable[..., None]
) -> bytes:
    """Execute a notebook in an ordinary kernel; return it normalised."""
    end = time.monotonic() + seconds
    left: dict[str, Any] = {
        "startup_timeout": int(seconds),
        "timeout_func": lambda _: max(1, int(end - time.monotonic())),
    }
    client = prepared(run, on_cell_start=started, kernel_name="python3", **left)
    manager = client.create_kernel_manager()
    manager.kernel_spec_manager.kernel_dirs = []  # the Python that runs here, whatever else is registered
    manager.kernel_spec.argv = [sys.executable, "-P", "-c", BEGIN, "-f", "{connection_file}"]
    manager.connection_file = str(Path(environment["HEARTLAND_OUT"]).with_name("kernel.json"))
    quiet = {
        "stdout": subprocess.DEVNULL,
        "stderr": subprocess.DEVNULL,
    }  # what happens in a cell comes back in the notebook
    try:
        return normalised(client.execute(env=environment, cwd=str(run.notebook.parent), **quiet))
    finally:
        atexit.unregister(
            client._cleanup_kernel
        )  # left behind when a kernel dies before it is ready


def prepared(run: Run, **options: Any) -> Any:
    """Return the client that will execute a notebook, with the run's parameters put in as papermill does."""
    from nbclient import NotebookClient
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    for chatty in ("traitlets", "asyncio"):  # a failure is told once, in its block
        logging.getLogger(chatty).setLevel(logging.CRITICAL)
    nb = load_notebook_node(str(run.notebook))
    return NotebookClient(
        parameterize_notebook(nb, dict(run.values)) if run.slug else nb, **options
    )
