"""A notebook executed in a process forked from one that has the imports: no kernel is started.

The standard library's fork server only imports, waits and forks, so that nothing of one run reaches
another. The forked process executes the notebook as nbclient always does, but in ipykernel's
in-process kernel, whose messages never leave the process. Linux only: elsewhere a process with
these imports is not safe to fork.
"""

import fcntl
import json
import logging
import multiprocessing
import os
import sys
import threading
from collections.abc import Mapping
from contextlib import nullcontext
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from heartland.environment import HEARTLAND_OUT, replaced
from heartland.runs.execute import CELL, FORKED
from heartland.runs.run import Run

MAX_OUTPUT_CHARS = 20_000_000  # characters; the notebooks of the collection show a million at most

_starting = threading.Lock()
_begun = threading.Event()  # the fork server


def start(run: Run, environment: Mapping[str, str], work: Path) -> tuple[BaseProcess, Connection]:
    """Fork a process for a run; return it, and the line on which it answers.

    The answer is the executed notebook as it is stored or, after nothing, what went wrong. The code
    of the cell at work stands all the while in ``work``.
    """
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload(["__main__", "heartland.runs.warm"])
    line, its = server.Pipe(duplex=False)
    what = (run.notebook, run.injected, environment, work, its)
    process = server.Process(name=FORKED, target=_execute, args=what)
    with its, _starting:
        # The server keeps the variables with which it starts. Later no thread may change them here,
        # where others read them.
        its_own = nullcontext() if _begun.is_set() else replaced({**environment, HEARTLAND_OUT: ""})
        with its_own:
            process.start()
        _begun.set()
    return process, line


def _execute(
    path: Path,
    parameters: Mapping[str, Any],
    environment: Mapping[str, str],
    work: Path,
    line: Connection,
) -> None:
    """Execute a notebook in this process, which is the run's own and ends with it."""
    from nbclient.exceptions import CellExecutionError

    try:
        _settle(environment, path.parent)
        line.send((_executed(path, parameters, work, line),))
    except CellExecutionError as error:
        line.send((b"", error.ename, error.evalue, error.traceback))
    except BaseException as error:
        line.send((b"", type(error).__name__, str(error), ""))
    os._exit(0)  # whatever threads the notebook has left


def _settle(environment: Mapping[str, str], folder: Path) -> None:
    """Be a process of its own, with its variables and its group; end when the caller does."""
    import numpy as np

    caller = multiprocessing.parent_process()
    assert caller
    fcntl.fcntl(caller.sentinel, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(caller.sentinel, fcntl.F_SETFL, os.O_ASYNC)  # SIGIO when it ends, which kills
    os.setpgid(0, 0)  # the group of what it starts
    # Locks that a notebook or a library makes have no name then that outlives them: this process
    # ends without removing what has one, and Python would warn of it.
    multiprocessing.set_start_method("fork", force=True)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    np.random.seed()  # noqa: NPY002 - else all runs that use the old generator would draw the same


def _executed(path: Path, parameters: Mapping[str, Any], work: Path, line: Connection) -> bytes:
    """Put the parameters into a notebook, execute it, and return it as it is stored."""
    from nbclient import NotebookClient
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    from heartland.runs.normalise import normalised

    for chatty in (
        "traitlets",
        "asyncio",
    ):  # they log failures too: each is told once, in its block
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


def _limit_output(channel: Any, line: Connection) -> None:
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
            line.send((b"", "OutputError", words, ""))
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
