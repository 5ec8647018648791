"""The process that executes one notebook, and ends: no kernel is started.

On Linux it is forked from one that has the imports, the standard library's fork server, which only
imports, waits and forks, so that nothing of one run reaches another. Elsewhere, and on the workers
of a cluster, it begins anew. It executes the notebook as nbclient always does, but in ipykernel's
in-process kernel, whose messages never leave the process.
"""

import json
import logging
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Mapping
from contextlib import nullcontext, suppress
from multiprocessing import connection
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from heartland.environment import HEARTLAND_OUT, replaced
from heartland.runs.failure import Fault
from heartland.runs.run import Run

LOG = logging.getLogger("heartland")
IS_LINUX = sys.platform == "linux"
PROCESS = "heartland run"  # its name
CELL = "cell"  # the file in which it leaves the code of the cell at work
MAX_OUTPUT_CHARS = 20_000_000  # characters; the notebooks of the collection show a million at most

_starting = threading.Lock()
_has_server = threading.Event()


def in_process(
    run: Run, environment: Mapping[str, str], work: Path, seconds: int, anew: bool = not IS_LINUX
) -> bytes:
    """Execute a notebook in a process of its own, and return it as it is stored.

    The code of the cell at work stands all the while in a file.

    Args:
        run: what to execute.
        environment: the variables of the process.
        work: the folder for that file.
        seconds: how long it may take.
        anew: begin a Python for it, which imports all, and fork none.

    Raises:
        Fault: if a cell fails, or shows too much, or the process dies.
        TimeoutError: after ``seconds``.
    """
    context: Any = multiprocessing.get_context("spawn" if anew else "forkserver")
    line, its = context.Pipe(duplex=False)
    what = (run.notebook, run.injected, environment, work, its)
    process = context.Process(name=PROCESS, target=_execute, args=what)
    with its, _starting:
        if anew:
            process.start()
        else:
            _fork(context, process, environment)
    with line:
        try:
            if not connection.wait([line, process.sentinel], seconds):
                raise TimeoutError(f"stopped after {seconds} seconds")
            if not line.poll():  # what it has started may hold the line
                raise EOFError
            executed = line.recv()
        except EOFError:
            raise Fault("DeadKernelError", "Kernel died", "") from None
        finally:
            end_group(process.pid)
            process.join()
            LOG.debug("%s: its process ended with %s", run.name, process.exitcode)
    if isinstance(executed, Fault):
        raise executed
    return bytes(executed)


def _fork(context: Any, process: Any, environment: Mapping[str, str]) -> None:
    """Fork a process; the first has the server begin, which keeps the variables of that moment.

    Later no thread may change them here, where others read them.
    """
    context.set_forkserver_preload(["__main__", "heartland.runs.warm"])
    first = replaced({**environment, HEARTLAND_OUT: ""})
    with nullcontext() if _has_server.is_set() else first:
        process.start()
    _has_server.set()


def end_all() -> None:
    """End the processes of all runs, with what is in their groups."""
    for process in multiprocessing.active_children():
        if process.name == PROCESS:
            end_group(process.pid)


def end_group(group: int | None) -> None:
    """End a process that leads a group, with all in it, if the group is not ours."""
    with suppress(ProcessLookupError):
        if group and group != os.getpgrp():
            os.killpg(group, signal.SIGKILL)


# In the process


def _execute(
    path: Path,
    parameters: Mapping[str, Any],
    environment: Mapping[str, str],
    work: Path,
    line: connection.Connection,
) -> None:
    """Execute a notebook in this process, which is the run's own and ends with it."""
    try:
        _settle(environment, path.parent)
        import heartland.runs.warm  # noqa: F401 - what is forked has it

        line.send(_executed(path, parameters, work, line))
    except BaseException as error:
        name = getattr(error, "ename", type(error).__name__)  # nbclient says what a cell has raised
        words = getattr(error, "evalue", str(error))
        line.send(Fault(name, words, getattr(error, "traceback", "")))
    os._exit(0)  # whatever threads the notebook has left


def _settle(environment: Mapping[str, str], folder: Path) -> None:
    """Be a process of its own, with its variables and its group; end when the caller does."""
    os.setpgid(0, 0)  # the group of what it starts
    os.environ.clear()
    os.environ.update(environment)
    if IS_LINUX:
        import fcntl

        caller = multiprocessing.parent_process()
        assert caller
        fcntl.fcntl(caller.sentinel, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(caller.sentinel, fcntl.F_SETFL, os.O_ASYNC)  # SIGIO when it ends, which kills
        # Locks that a notebook or a library makes have no name then that outlives them: this
        # process ends without removing what has one, and Python would warn of it.
        multiprocessing.set_start_method("fork", force=True)
    import numpy as np  # reads variables

    os.chdir(folder)
    np.random.seed()  # noqa: NPY002 - else all runs that use the old generator would draw the same


def _executed(
    path: Path, parameters: Mapping[str, Any], work: Path, line: connection.Connection
) -> bytes:
    """Put the parameters into a notebook, execute it, and return it as it is stored."""
    from nbclient import NotebookClient
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    from heartland.runs.normalise import normalised

    for chatty in ("traitlets", "asyncio"):  # they log failures too: each is told in its block
        logging.getLogger(chatty).setLevel(logging.CRITICAL)
    notebook = load_notebook_node(str(path))
    if parameters:
        notebook = parameterize_notebook(notebook, dict(parameters))

    def begun(cell: Any, **_: Any) -> None:
        (work / CELL).write_text(cell.source, encoding="utf-8", errors="replace")

    client: Any = NotebookClient(notebook, on_cell_start=begun)
    _use_this_process(client)
    _limit_output(client.kc.iopub_channel, line)
    return normalised(client.execute())


def _limit_output(channel: Any, line: connection.Connection) -> None:
    """End the run when too much is shown: at once, for the cell may never end."""
    shown = 0
    receive = channel.call_handlers

    def measured(message: Any) -> None:
        nonlocal shown
        shown += len(json.dumps(message["content"], default=str))
        if shown > MAX_OUTPUT_CHARS:
            words = (
                "the cells of this run have printed and displayed more than "
                f"{MAX_OUTPUT_CHARS // 1_000_000} MB: "
                "show a part or a summary, and write the rest into a file"
            )
            line.send(Fault("OutputError", words, ""))
            os._exit(0)
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
