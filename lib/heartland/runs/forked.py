"""Runs without the start of a kernel: each in a process forked from one that has the imports.

The server only imports, waits and forks, so that nothing of one run reaches another. A forked
process executes the notebook as an ordinary run does, but in ipykernel's in-process kernel, whose
messages never leave the process.
"""

import builtins
import gc
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from importlib import import_module
from multiprocessing import Pipe, reduction
from multiprocessing.connection import Connection
from types import SimpleNamespace
from typing import Any

from heartland.runs import engine, kernels
from heartland.runs.normalise import normalised
from heartland.runs.output import Meter, OutputError
from heartland.runs.processes import end_group, end_session
from heartland.runs.run import Run

FIRST = (  # what every notebook imports, and what a kernel would only import when it starts
    "heartland.claims",
    "heartland.figures.charts",
    "matplotlib.pyplot",
    "nbclient",
    "ipykernel.inprocess.blocking",
    "ipykernel.inprocess.ipkernel",
    "ipykernel.debugger",
    "IPython.core.application",
    "IPython.core.completerlib",
    "IPython.core.crashhandler",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "encodings.utf_8_sig",
    "tornado.platform.asyncio",
)
THEN = (  # what most of them import later; the first runs do not wait for it
    "heartland.figures.export",
    "heartland.figures.maps",
    "heartland.figures.page",
    "heartland.tables.measures",
    "PIL.PngImagePlugin",
    "matplotlib.backends.backend_pdf",
    "matplotlib.backends.backend_svg",
    "font_source_sans_pro",
    "pandas.io.formats.style",
)
PAUSE = 0.02  # seconds in which no run is asked for, before the server goes on importing
READY = 60  # seconds that a fork may take: the imports of the server come before the first


class NotStartedError(Exception):
    """No process was forked for a run, though there was time for it."""


class Server:
    """The process that forked runs come from; it ends with this one."""

    def __init__(self) -> None:
        """Start it; its imports go on while this process does other things."""
        self.door, its = Pipe()
        begin = f"from heartland.runs import forked; forked.serve({its.fileno()})"
        with its:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-c", begin],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={**os.environ, **engine.NEUTRAL},
                pass_fds=[its.fileno()],
                start_new_session=True,
            )

    def execute(
        self,
        run: Run,
        environment: Mapping[str, str],
        seconds: float,
        started: Callable[..., None],
    ) -> bytes:
        """Execute a notebook in a forked process; return it as it is stored.

        The process and what it started are ended before this returns.

        Raises:
            OutputError: if the cells print and display too much.
            OutOfTimeError: after ``seconds``; the process is ended.
            NotStartedError: if no process is forked within ``READY`` seconds.
            DeadKernelError: if the process, or the one it is forked from, has ended.
        """
        end = time.monotonic() + seconds
        pid = 0
        line, its = Pipe()
        with line:
            try:
                with its:
                    reduction.send_handle(self.door, its.fileno(), self.process.pid)
                notebook = kernels.with_parameters(run)  # while the server still imports
                pid = self._forked(line, end)
                line.send((run, notebook, dict(environment)))
                executed = _followed(line, end, started)
            except (EOFError, ConnectionError):
                raise self._dead() from None
            finally:
                if pid:
                    end_group(pid)
            if executed is None:
                raise engine.OutOfTimeError
            return executed

    def _forked(self, line: Connection, end: float) -> int:
        """Wait for the process that will execute the run; return its number."""
        left = max(0.0, end - time.monotonic())
        if line.poll(min(READY, left)):
            return int(line.recv())
        if left <= READY:
            raise engine.OutOfTimeError
        raise NotStartedError(
            f"no process was forked for the run within {READY} seconds: use --kernels"
        )

    def _dead(self) -> Exception:
        from nbclient.exceptions import DeadKernelError

        words = "Kernel died"
        if self.process.poll() is not None:
            words = "the process from which runs are forked has ended: use --kernels"
        error: Exception = DeadKernelError(words)
        return error


def _followed(line: Connection, end: float, started: Callable[..., None]) -> bytes | None:
    """Pass on each cell that begins; return the executed notebook, or nothing when time is over."""
    while line.poll(max(0.0, end - time.monotonic())):
        message = line.recv()
        if isinstance(message, bytes):
            return message
        if isinstance(message, Exception):
            raise message
        started(message)
    return None


def connect() -> engine.Make:
    """Start the server; return what executes a run in a process forked from it."""
    server = Server()

    def make(run: Run, timeout: int) -> engine.Made:
        return engine.produce(run, timeout, server.execute)

    return make


def fastest_way() -> engine.Make:
    """Return what executes a run fastest and safely here: forked on Linux, else in a kernel."""
    if sys.platform == "linux":
        return connect()
    return engine.produce


def serve(door: int) -> None:
    """Import, then fork a process for each line that comes through the door; end when it closes."""
    gc.disable()  # imports make much that stays: to look through it takes a tenth of their time
    _import_first()
    gc.enable()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # no one waits for them
    requests = Connection(door)
    later = list(THEN)
    while True:
        gc.freeze()
        while later and not requests.poll(PAUSE):
            import_module(later.pop(0))
        try:
            line = reduction.recv_handle(requests)
        except EOFError:
            end_session(os.getsid(0))
            os._exit(0)
        if os.fork() == 0:
            try:
                requests.close()
                _work(Connection(line))
            finally:
                os._exit(0)
        os.close(line)


def _import_first() -> None:
    """Import what notebooks need, as if in one: pandas asks, to know how wide tables may be."""
    vars(builtins)["get_ipython"] = lambda: SimpleNamespace(kernel=True)
    sys.modules["debugpy.server"] = None  # type: ignore[assignment]  # no one debugs a run
    for name in FIRST:
        import_module(name)
    del sys.modules["debugpy.server"]
    del vars(builtins)["get_ipython"]
    import nbformat

    nbformat.validate(nbformat.v4.new_notebook())  # compiles the schema, once for all runs


def _work(line: Connection) -> None:
    """Execute one notebook in this process, telling of each cell before it runs."""
    import numpy as np
    from nbclient import NotebookClient

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setpgid(0, 0)  # the group of what it starts
    np.random.seed()  # noqa: NPY002 - else all runs that use the old generator would draw the same
    line.send(os.getpid())
    run, notebook, environment = line.recv()
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(run.notebook.parent)

    turn = threading.Lock()  # what is printed comes from another thread

    def tell(message: Any) -> None:
        with turn:
            line.send(message)

    def started(cell: Any, **_: Any) -> None:
        tell({"source": cell.source})

    def flooded(error: OutputError) -> None:
        tell(error)
        os._exit(0)  # the cell may never end

    try:
        kernels.silence_logs()
        client = NotebookClient(notebook, on_cell_start=started)
        _use_this_process(client)
        _limit_output(client, flooded)
        tell(normalised(client.execute()))
    except Exception as error:
        tell(error)


def _limit_output(client: Any, flooded: Callable[[OutputError], None]) -> None:
    """Measure what the kernel in this process shows, when it does: cells end before it is read."""
    meter = Meter()
    channel = client.kc.iopub_channel
    receive = channel.call_handlers

    def measured(message: Any) -> None:
        try:
            meter.add(message["content"])
        except OutputError as error:
            flooded(error)
        receive(message)

    channel.call_handlers = measured


def _use_this_process(client: Any) -> None:
    """Give the client of a notebook a kernel in this process."""
    from ipykernel.inprocess.blocking import BlockingInProcessKernelClient
    from ipykernel.inprocess.ipkernel import InProcessKernel
    from ipykernel.iostream import OutStream

    class Kernel(InProcessKernel):
        # it has no thread for subshells, though a cell that awaits asks for one
        _supports_kernel_subshells = False
        shell_channel_thread = SimpleNamespace(parent_thread=None)

    class Client(BlockingInProcessKernelClient):
        async def execute(self, code: str, **options: Any) -> str:  # type: ignore[override]
            """Run a cell in this thread and loop, as a kernel does.

            The class's own way takes a second thread.
            """
            content = {"code": code, "allow_stdin": False, **options}
            message = self.session.msg("execute_request", content)
            self.session.send(kernel.shell_stream, message)
            await kernel.dispatch_shell(kernel.shell_stream.recv_multipart())
            reply = self.session.recv(kernel.shell_stream, copy=False)[1]
            self.shell_channel.call_handlers(reply)
            return str(message["header"]["msg_id"])

        def is_alive(self) -> bool:
            return True

    kernel: Any = Kernel()  # type: ignore[no-untyped-call]
    kernel.stdout = OutStream(kernel.session, kernel.iopub_thread, "stdout")
    kernel.stderr = OutStream(kernel.session, kernel.iopub_thread, "stderr")
    sys.stdout = kernel.stdout
    sys.stderr = kernel.stderr
    client.km = SimpleNamespace(has_kernel=True)
    client.owns_km = False  # there is nothing to start or to stop
    client.kc = Client(kernel=kernel, session=kernel.session)
    client.kc.start_channels()
