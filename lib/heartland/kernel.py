"""The execution of a notebook in an ordinary kernel, and how an executed notebook is kept: the same, run after run.

papermill and nbclient are imported only when something runs.
"""

import atexit
import logging
import re
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from heartland.runs import Run

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


def normalised(nb: Any) -> bytes:
    """Write an executed notebook without all that differs from run to run: times, versions, random ids."""
    import nbformat

    nb.metadata.clear()  # what papermill, widgets and JupyterLab leave
    nb.metadata.update(
        kernelspec={"display_name": "Python 3", "language": "python", "name": "python3"},
        language_info={"name": "python"},
    )
    for cell in nb.cells:
        for key in cell.metadata.keys() - {
            "tags"
        }:  # scrolled, collapsed, times: what JupyterLab and papermill leave
            del cell.metadata[key]
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["id"] = "injected-parameters"
        if "skip-execution" in cell.metadata.get("tags", []):
            cell.update(outputs=[], execution_count=None)
        for output in cell.get("outputs", []):
            if "text/plain" in output.get("data", {}):
                output.data["text/plain"] = re.sub(
                    r" at 0x[0-9a-f]+", "", output.data["text/plain"]
                )
            elif "text" in output:  # a warning names a file that is called after its process
                output.text = re.sub(r"(?<!\S)\S*ipykernel_\d+/\d+\.py", "cell", output.text)
    text: str = nbformat.writes(nb)
    return f"{text}\n".encode()
