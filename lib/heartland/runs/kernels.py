"""Execution of a notebook in an ordinary kernel.

papermill and nbclient are imported only when something runs.
"""

import atexit
import logging
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from heartland.environment import HEARTLAND_OUT
from heartland.runs.engine import OutOfTimeError
from heartland.runs.normalise import normalised
from heartland.runs.output import Meter, OutputError
from heartland.runs.processes import end_session
from heartland.runs.run import Run

# A kernel asks Linux (prctl 1: PR_SET_PDEATHSIG) to be killed with what started it, even in the
# middle of a computation; elsewhere ipykernel looks every second whether its parent is there.
BEGIN = """import ctypes, sys
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, 9)
from ipykernel.kernelapp import launch_new_instance
launch_new_instance()"""


def execute(
    run: Run, environment: Mapping[str, str], seconds: float, started: Callable[..., None]
) -> bytes:
    """Execute a notebook in a kernel of its own; return it as it is stored.

    The kernel has a session of its own, which ends with it.

    Args:
        run: what to execute.
        environment: of the kernel.
        seconds: after which it is stopped.
        started: called before each cell runs.

    Raises:
        OutputError: if the cells print and display too much; the kernel is ended.
        OutOfTimeError: after ``seconds``; the kernel is ended.
    """
    from nbclient.exceptions import CellTimeoutError

    end = time.monotonic() + seconds
    silence_logs()
    client = _metered()(
        with_parameters(run),
        on_cell_start=started,
        kernel_name="python3",
        startup_timeout=int(seconds),
        timeout_func=lambda _: max(1, int(end - time.monotonic())),
    )
    manager = client.create_kernel_manager()
    manager.kernel_spec_manager.kernel_dirs = []  # the Python that runs here, no other
    manager.kernel_spec.argv = [sys.executable, "-P", "-c", BEGIN, "-f", "{connection_file}"]
    manager.connection_file = str(Path(environment[HEARTLAND_OUT]).with_name("kernel.json"))
    try:
        executed = client.execute(
            env=environment,
            cwd=str(run.notebook.parent),
            stdout=subprocess.DEVNULL,  # what happens in a cell comes back in the notebook
            stderr=subprocess.DEVNULL,
        )
        return normalised(executed)
    except CellTimeoutError:
        raise OutOfTimeError from None
    finally:
        atexit.unregister(client._cleanup_kernel)  # left when a kernel dies before it is ready
        if manager.provisioner and manager.provisioner.pid:
            end_session(manager.provisioner.pid)


def _metered() -> type[Any]:
    """Return a client that ends its kernel when a notebook prints and displays too much."""
    from nbclient import NotebookClient
    from nbclient.exceptions import DeadKernelError

    class Client(NotebookClient):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            self.meter = Meter()
            self.flooded: OutputError | None = None

        def process_message(self, msg: Any, cell: Any, cell_index: int) -> Any:
            try:
                self.meter.add(msg["content"])
            except OutputError as error:
                self.flooded = error
                self.shutdown_kernel = "immediate"
                if self.task_poll_for_reply:
                    self.task_poll_for_reply.cancel()  # as where the kernel is found dead
                return None
            return super().process_message(msg, cell, cell_index)

        async def async_execute_cell(self, *args: Any, **options: Any) -> Any:
            try:
                return await super().async_execute_cell(*args, **options)
            except DeadKernelError:
                if self.flooded:
                    raise self.flooded from None
                raise

    return Client


def with_parameters(run: Run) -> Any:
    """Return the notebook of a run, with the run's parameters put in."""
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    notebook = load_notebook_node(str(run.notebook))
    if run.slug:
        notebook = parameterize_notebook(notebook, dict(run.values))
    return notebook


def silence_logs() -> None:
    """Silence what logs failures too: each is reported once, in its block."""
    for chatty in ("traitlets", "asyncio"):
        logging.getLogger(chatty).setLevel(logging.CRITICAL)
