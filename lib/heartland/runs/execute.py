"""The one function that runs one notebook with its parameters: ``execute``.

It works in a temporary folder, in a forked process where that is safe, else by papermill in a
kernel. What a run makes comes back as bytes; nothing else of it stays, nor what it has started.
"""

import json
import logging
import multiprocessing
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from heartland.environment import HEARTLAND_OUT, HEARTLAND_ROOT, HEARTLAND_SHOWN, HEARTLAND_TRACE
from heartland.errors import RunError, RunTimeout, printable
from heartland.files import file_state
from heartland.runs.failure import Fault, failure_block
from heartland.runs.installation import is_file_of_figure
from heartland.runs.run import Run
from heartland.runs.stale import Made, inputs
from heartland.tables import collection

LOG = logging.getLogger("heartland")
MAX_EXPORT_BYTES = 100_000_000  # bytes of a file: Git hosts refuse larger ones
FORKED = "heartland run"  # the name of a forked process
CELL = "cell"  # the file in which it leaves the code of the cell at work
PAPERMILLS, SAID = "papermill.ipynb", "papermill.log"  # files that papermill leaves there
OF_A_USER = ("HEARTLAND_", "MATPLOTLIB", "MPL", "PAPERMILL_")  # no run is told: they change figures
NEUTRAL = {  # in place of what a user has set for Python and Jupyter: it is not an input of a run
    "PYTHONSTARTUP": "",
    "PYTHONOPTIMIZE": "",
    "PYTHONWARNINGS": "",
    "PYTHONSAFEPATH": "1",  # a module in the folder of the call is not taken for Python's own
    "JUPYTER_PATH": "",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}


# Executes the notebook of a run with these variables, in this folder, within so many seconds, and
# returns it as it is stored. Raises TimeoutExpired, or Fault.
Way = Callable[[Run, Mapping[str, str], Path, int], bytes]


def execute(run: Run, seconds: int, way: Way | None = None) -> Made:
    """Run a notebook with its parameters, and return what it made.

    Args:
        run: what to execute.
        seconds: how long it may take.
        way: ``in_fork`` or ``by_papermill``; by default the fastest that is safe here.

    Raises:
        RunError: one block with notebook, heading, source line, exception, parameters, and the
            command to repeat it.
        RunTimeout: likewise, if it took longer.
    """
    LOG.debug("running   %s (started)", run.name)
    begun = time.monotonic()
    fastest = in_fork if sys.platform == "linux" else by_papermill
    with _working_folder(run.root) as work:
        try:
            before = _possible_inputs(run)
            executed = (way or fastest)(run, _environment(run, work), work, seconds)
            end_working_in(work)  # before it writes any more
            files = {path.name: _exported(path) for path in sorted((work / "out").iterdir())}
            loaded = _loaded(work)
            depends_on = inputs(run.notebook, loaded)
            _refuse_changed(run, depends_on, before)
        except RunError:
            raise
        except subprocess.TimeoutExpired:
            stopped = TimeoutError(f"stopped after {seconds} seconds")
            raise RunTimeout(failure_block(run, stopped, _cell_at_work(work))) from None
        except Exception as error:
            LOG.debug("%s failed", run.name, exc_info=True)
            raise RunError(failure_block(run, error, _cell_at_work(work))) from error
    files[run.notebook.name] = executed
    return Made(files, loaded, depends_on, time.monotonic() - begun)


def in_fork(run: Run, environment: Mapping[str, str], work: Path, seconds: int) -> bytes:
    """Execute a notebook in a process forked from one that has the imports: no kernel is started.

    Raises:
        Fault: if a cell fails, or shows too much, or the process dies.
        TimeoutExpired: after ``seconds``.
    """
    from multiprocessing import connection

    from heartland.runs import process as forked

    process, line = forked.start(run, environment, work)
    with line:
        try:
            if not connection.wait([line, process.sentinel], seconds):
                raise subprocess.TimeoutExpired(run.name, seconds)
            if not line.poll():  # what it has started may hold the line
                raise EOFError
            executed, *fault = line.recv()
        except EOFError:
            raise Fault("DeadKernelError", "Kernel died", "") from None
        finally:
            end_group(process.pid)
            process.join()
            LOG.debug("%s: its process ended with %s", run.name, process.exitcode)
    if fault:
        raise Fault(*fault)
    return bytes(executed)


def by_papermill(run: Run, environment: Mapping[str, str], work: Path, seconds: int) -> bytes:
    """Execute a notebook by plain papermill, in a kernel of its own.

    Raises:
        Fault: if a cell fails, or papermill does.
        TimeoutExpired: after ``seconds``.
    """
    import nbformat

    from heartland.runs.normalise import normalised

    output = work / PAPERMILLS
    command = [sys.executable, "-m", "papermill", str(run.notebook), str(output)]
    command += ["--kernel", "python3", "--cwd", str(run.notebook.parent), "--no-progress-bar"]
    command += ["--parameters_yaml", json.dumps(run.injected, ensure_ascii=False)]
    with (work / SAID).open("wb") as log:
        process = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
            start_new_session=True,
        )
        try:
            exit_code = process.wait(seconds)
        finally:
            end_group(process.pid)
            process.wait()
    if exit_code:
        raise _fault_of_papermill(work)
    return normalised(nbformat.read(output, as_version=4))


def _fault_of_papermill(work: Path) -> Fault:
    """Return what a cell has raised, else what papermill itself has: the last line that it says."""
    for cell in _begun_by_papermill(work)[-1:]:
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                return Fault(output.ename, output.evalue, "\n".join(output.traceback))
    said = (work / SAID).read_text(encoding="utf-8", errors="replace").splitlines()
    name, _, words = said[-1].partition(": ") if said else ("", "", "")
    return Fault(name.rpartition(".")[2], words, "")


def _begun_by_papermill(work: Path) -> list[Any]:
    """Return the cells that papermill has begun, from the notebook that it writes meanwhile."""
    import nbformat

    if not (work / PAPERMILLS).is_file():
        return []
    cells = nbformat.read(work / PAPERMILLS, as_version=4).cells
    return [cell for cell in cells if cell.metadata.get("papermill", {}).get("start_time")]


def _cell_at_work(work: Path) -> str:
    """Return the code of the cell that a run came to, "" if it came to none."""
    if (work / CELL).is_file():
        return (work / CELL).read_text(encoding="utf-8")
    return "".join(cell.source for cell in _begun_by_papermill(work)[-1:])


@contextmanager
def _working_folder(root: Path) -> Iterator[Path]:
    build = root / "build"
    build.mkdir(exist_ok=True)
    work = Path(tempfile.mkdtemp(dir=build, prefix="run-"))
    (work / "out").mkdir()
    try:
        yield work
    finally:
        clear(work)


def clear(work: Path) -> None:
    """End what a run has started, and remove the folder in which it worked."""
    end_working_in(work)
    shutil.rmtree(work, ignore_errors=True)


def end_group(group: int | None) -> None:
    """End the processes of a group, if it is none of ours."""
    with suppress(ProcessLookupError):
        if group and group != os.getpgrp():
            os.killpg(group, signal.SIGKILL)


def end_forked() -> None:
    """End the forked processes of all runs, with what is in their groups."""
    for process in multiprocessing.active_children():
        if process.name == FORKED:
            end_group(process.pid)


def end_working_in(work: Path) -> None:
    """End the processes that have the variables of the run that works in a folder.

    They are those that its notebook has started, also where they have left its session; with each
    goes its group.
    """
    import psutil

    for process in psutil.process_iter(["environ"]):
        if (process.info["environ"] or {}).get(HEARTLAND_OUT) == str(work / "out"):
            with suppress(ProcessLookupError, psutil.NoSuchProcess):
                end_group(os.getpgid(process.pid))
                process.kill()


def _environment(run: Run, work: Path) -> dict[str, str]:
    """Return the environment of a run: the user's, less what would change its result."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OF_A_USER)}
    return {
        **kept,
        **NEUTRAL,
        "MPLCONFIGDIR": str(run.root / "build" / "matplotlib"),  # not the home, nor its settings
        "IPYTHONDIR": str(work),
        HEARTLAND_ROOT: str(run.root),
        HEARTLAND_OUT: str(work / "out"),
        HEARTLAND_TRACE: str(work / "loaded"),
        HEARTLAND_SHOWN: run.figures.as_posix(),
        **run.variables,
    }


def _exported(path: Path) -> bytes:
    """Read what a run exported: a file of a figure, and no pipe, link or folder of its name."""
    facts = path.lstat()
    regular = stat.S_ISREG(facts.st_mode) and facts.st_size <= MAX_EXPORT_BYTES
    if not is_file_of_figure(path.name) or not regular:
        raise ValueError(
            f"'{printable(path.name)}' is not a file of a figure: "
            "let export() write it, under another name than 'run'"
        )
    return path.read_bytes()


def _loaded(work: Path) -> list[str]:
    """Return the datasets that a run loaded, and the figures that it took over."""
    trace = work / "loaded"
    return sorted(set(trace.read_text(encoding="utf-8").split())) if trace.is_file() else []


def _possible_inputs(run: Run) -> dict[str, object]:
    """Return what a run may depend on, each with what changes whenever it is written.

    What it loads is known only when it has ended: here are all tables. One that was changed and
    changed back may have been read in between, which no hash tells.
    """
    names = collection.dataset_names(run.root)
    tables = {name: collection.table_path(run.root, name) for name in names}
    states = {f"data/{name}.csv": file_state(path) for name, path in tables.items()}
    return {**inputs(run.notebook, names), **states}


def _refuse_changed(run: Run, depends_on: Iterable[str], before: Mapping[str, object]) -> None:
    """Refuse what was made while something that it is made of was written.

    Raises:
        RunError: naming it.
    """
    after = _possible_inputs(run)
    changed = [name for name in depends_on if before.get(name) != after.get(name)]
    if changed:
        raise RunError(changed_meanwhile(run, changed))


def changed_meanwhile(run: Run, names: Iterable[str]) -> str:
    """Say that a run has failed because of what was changed while it ran."""
    return f"{run.name}: changed while it ran: {', '.join(names)}; nothing of it is kept, run again"
