"""Runs without the start of a kernel: each in a process of its own, forked from a server that has the imports loaded.

The server only imports, waits and forks, so that nothing of one run reaches another. A forked process executes the
notebook as an ordinary run does, but in ipykernel's in-process kernel, whose messages never leave the process.
Imported only when ``--fast`` asks for it.
"""

import builtins
import gc
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib import import_module
from multiprocessing import Pipe, reduction
from multiprocessing.connection import Connection
from types import SimpleNamespace
from typing import Any

from heartland.runs import engine, kernels
from heartland.runs.normalise import normalised
from heartland.runs.run import Run

# What notebooks import, and what a kernel would only import when it starts.
IMPORTS = (
    "heartland.claims",
    "heartland.figures.export",
    "heartland.figures.interactive",
    "heartland.figures.maps",
    "heartland.figures.page",
    "heartland.lab.widgets",
    "heartland.tables.measures",
    "papermill.parameterize",
    "ipykernel.inprocess.blocking",
    "ipykernel.inprocess.ipkernel",
    "ipykernel.debugger",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_pdf",
    "matplotlib.backends.backend_svg",
    "font_source_sans_pro",
    "PIL.PngImagePlugin",
    "plotly.graph_objects",
    "seaborn",
)


def connect() -> Callable[[Run, int], Any]:
    """Start the server, which ends with this process; return what executes a run in a process forked from it."""
    door, its = Pipe()
    with its:
        command = [
            sys.executable,
            "-P",
            "-c",
            f"from heartland.runs import forked; forked.serve({its.fileno()})",
        ]
        quiet: Any = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
        server = subprocess.Popen(
            command,
            **quiet,
            env=os.environ | engine.NOBODYS,
            pass_fds=[its.fileno()],
            start_new_session=True,
        )

    def execute(
        run: Run, environment: Mapping[str, str], seconds: float, started: Callable[..., None]
    ) -> bytes:
        end = time.monotonic() + seconds
        line, its = Pipe()
        with line:
            try:
                with its:
                    reduction.send_handle(door, its.fileno(), server.pid)
                pid = line.recv()
                line.send((run, dict(environment)))
                while line.poll(max(0, end - time.monotonic())):
                    said = line.recv()
                    if isinstance(said, bytes):
                        return said
                    if isinstance(said, Exception):
                        raise said
                    started(said)
            except (EOFError, ConnectionError):
                from nbclient.exceptions import DeadKernelError

                alive = server.poll() is None
                raise DeadKernelError(
                    "Kernel died" if alive else "what --fast forks from has ended: run without it"
                ) from None
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            raise TimeoutError

    return lambda run, timeout: engine.produce(run, timeout, execute)


def serve(door: int) -> None:
    """Import; fork a process for each line that comes through the door; end with all of them when it closes."""
    vars(builtins)["get_ipython"] = lambda: SimpleNamespace(
        kernel=True
    )  # pandas asks when imported, to know how wide tables may be
    for name in IMPORTS:
        import_module(name)
    del vars(builtins)["get_ipython"]
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # no one waits for them
    requests = Connection(door)
    while True:
        try:
            line = reduction.recv_handle(requests)
        except EOFError:
            os.killpg(0, signal.SIGKILL)
        if os.fork() == 0:
            try:
                requests.close()
                _work(Connection(line))
            finally:
                os._exit(0)
        os.close(line)


def _work(line: Connection) -> None:
    """Execute one notebook in this process, telling of each cell before it runs."""
    import numpy as np

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    np.random.seed()  # noqa: NPY002 - else runs that draw from the old generator would all draw the same
    line.send(os.getpid())
    run, environment = line.recv()
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(run.notebook.parent)
    try:
        client = kernels.prepared(
            run, on_cell_start=lambda cell, **_: line.send({"source": cell.source})
        )
        _in_process(client)
        line.send(normalised(client.execute()))
    except Exception as error:
        line.send(error)


def _in_process(client: Any) -> None:
    """Give the client of a notebook a kernel in this process."""
    from ipykernel.inprocess.blocking import BlockingInProcessKernelClient
    from ipykernel.inprocess.ipkernel import InProcessKernel
    from ipykernel.iostream import OutStream

    class Kernel(InProcessKernel):
        _supports_kernel_subshells = (
            False  # it has no thread for them, though a cell that awaits asks for one
        )
        shell_channel_thread = SimpleNamespace(parent_thread=None)

    class Client(BlockingInProcessKernelClient):
        async def execute(self, code: str, **options: Any) -> str:  # type: ignore[override]
            """Run a cell in this thread and loop, as a kernel does; the class's own way takes a second thread."""
            message = self.session.msg(
                "execute_request", {"code": code, "allow_stdin": False, **options}
            )
            self.session.send(own.shell_stream, message)
            await own.dispatch_shell(own.shell_stream.recv_multipart())
            self.shell_channel.call_handlers(self.session.recv(own.shell_stream, copy=False)[1])
            return str(message["header"]["msg_id"])

        def is_alive(self) -> bool:
            return True

    own: Any = Kernel()  # type: ignore[no-untyped-call]
    sys.stdout, sys.stderr = (
        OutStream(own.session, own.iopub_thread, name) for name in ("stdout", "stderr")
    )
    own.stdout, own.stderr = sys.stdout, sys.stderr
    client.km, client.owns_km = (
        SimpleNamespace(has_kernel=True),
        False,
    )  # nothing to start or to stop
    client.kc = Client(kernel=own, session=own.session)
    client.kc.start_channels()
