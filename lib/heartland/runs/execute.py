"""The one function that runs one notebook with its parameters: ``execute``.

It works in a temporary folder, in a process of the run's own. What the run makes comes back as
bytes; nothing else of it stays, nor what it has started.
"""

import logging
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from heartland.environment import HEARTLAND_OUT, HEARTLAND_ROOT, HEARTLAND_SHOWN, HEARTLAND_TRACE
from heartland.errors import RunError, RunTimeout, printable
from heartland.files import file_state
from heartland.runs.failure import failure_block
from heartland.runs.installation import is_file_of_figure
from heartland.runs.process import CELL, end_group, in_process
from heartland.runs.run import Run
from heartland.runs.stale import Made, inputs
from heartland.tables import collection

LOG = logging.getLogger("heartland")
MAX_EXPORT_BYTES = 100_000_000  # bytes of a file: Git hosts refuse larger ones
OF_A_USER = ("HEARTLAND_", "MATPLOTLIB", "MPL")  # no run is told: they change figures
NEUTRAL = {  # in place of what a user has set for Python and Jupyter: it is not an input of a run
    "PYTHONSTARTUP": "",
    "PYTHONWARNINGS": "",
    "PYTHONSAFEPATH": "1",  # a module in the folder of the call is not taken for Python's own
    "JUPYTER_PATH": "",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}

# Executes the notebook of a run with these variables, in this folder, within so many seconds, and
# returns it as it is stored.
Way = Callable[[Run, Mapping[str, str], Path, int], bytes]


def execute(run: Run, seconds: int, way: Way | None = None) -> Made:
    """Run a notebook with its parameters, and return what it made.

    Args:
        run: what to execute.
        seconds: how long it may take.
        way: by default ``in_process``.

    Raises:
        RunError: one block with notebook, heading, source line, exception, parameters, and the
            command to repeat it.
        RunTimeout: likewise, if it took longer.
    """
    LOG.debug("running   %s (started)", run.name)
    begun = time.monotonic()
    before = _possible_inputs(run)
    with _working_folder(run.root) as work:
        try:
            executed = (way or in_process)(run, _environment(run, work), work, seconds)
            end_working_in(work)  # before it writes any more
            files = {path.name: _exported(path) for path in sorted((work / "out").iterdir())}
            loaded = _loaded(work)
        except Exception as error:
            LOG.debug("%s failed", run.name, exc_info=True)
            cell = work / CELL
            block = failure_block(run, error, cell.read_text("utf-8") if cell.is_file() else "")
            failed = RunTimeout if isinstance(error, TimeoutError) else RunError
            raise failed(block) from error
    depends_on = inputs(run.notebook, loaded)
    after = _possible_inputs(run)
    changed = [name for name in depends_on if before.get(name) != after.get(name)]
    if changed:
        raise RunError(changed_meanwhile(run, changed))
    files[run.notebook.name] = executed
    return Made(files, loaded, depends_on, time.monotonic() - begun)


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


def changed_meanwhile(run: Run, names: Iterable[str]) -> str:
    """Say that a run has failed because of what was changed while it ran."""
    return f"{run.name}: changed while it ran: {', '.join(names)}; nothing of it is kept, run again"
