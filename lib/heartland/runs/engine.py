"""Which runs are stale, in which order they run, and what becomes of each.

A run executes in a temporary folder; its files are installed when it has succeeded. One that fails
is reported in a block, and the others go on. papermill is imported only when something runs.
"""

import logging
import os
import shutil
import stat
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from heartland.environment import (
    HEARTLAND_OUT,
    HEARTLAND_ROOT,
    HEARTLAND_SHOWN,
    HEARTLAND_TRACE,
)
from heartland.errors import RunError, RunTimeout, printable
from heartland.files import file_state
from heartland.runs.failure import failure_block
from heartland.runs.inputs import check_library, figures_taken, inputs, of_every_run
from heartland.runs.installation import install, is_file_of_figure, no_longer_made, recover
from heartland.runs.processes import end_working_in
from heartland.runs.record import is_current, write_record
from heartland.runs.run import Run
from heartland.tables import collection

LOG = logging.getLogger("heartland")
TIMEOUT = 600  # seconds a run may take
HOLDER = "runs.pid"  # in build/: the process that brings runs up to date
MAX_EXPORT_BYTES = 100_000_000  # bytes of a file: Git hosts refuse larger ones
NEUTRAL = {  # in place of what a user has set for Python and Jupyter: it is not an input of a run
    "PYTHONSTARTUP": "",
    "PYTHONOPTIMIZE": "",
    "PYTHONWARNINGS": "",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}

# "removed" tells of figures, before the run that no longer makes them has succeeded.
Outcome = Literal["waiting", "running", "removed", "succeeded", "unchanged", "failed"]
Report = Callable[[Run, Outcome, str], None]  # run, how it stands, words for people


class OutOfTimeError(Exception):
    """A notebook has taken all the seconds that it may take; no other fault raises it."""


class Executor(Protocol):
    """Executes a notebook and returns it as it is stored: in a kernel, or in a forked process."""

    def __call__(
        self,
        run: Run,
        environment: Mapping[str, str],
        seconds: float,
        started: Callable[..., None],
    ) -> bytes:
        """Execute the notebook of ``run`` within ``seconds``; call ``started`` before each cell.

        Raises:
            OutOfTimeError: after ``seconds``.
        """
        ...


@dataclass(frozen=True)
class Made:
    """What a run made: its files by name, what it loaded and depends on, and how long it took."""

    files: Mapping[str, bytes]
    loaded: Sequence[str]
    depends_on: Mapping[str, str]
    seconds: float


Make = Callable[[Run, int], Made]  # executes a run within a number of seconds, here or elsewhere


def once_needed(connect: Callable[[], Make]) -> Make:
    """Return what connects to an executor for the first run that is made, and for no other."""
    turn = threading.Lock()
    connected: list[Make] = []

    def make(run: Run, timeout: int) -> Made:
        with turn:
            if not connected:
                connected.append(connect())
        return connected[0](run, timeout)

    return make


def produce(run: Run, timeout: int = TIMEOUT, execute: Executor | None = None) -> Made:
    """Execute one run in a temporary folder, and return what it made.

    What its notebook has started ends with it.

    Args:
        run: what to execute.
        timeout: seconds it may take.
        execute: how; by default in an ordinary kernel.

    Raises:
        RunError: one block with notebook, heading, source line, exception, parameters, and the
            command to repeat it.
        RunTimeout: likewise, if it took longer.
    """
    from heartland.runs import kernels

    begun = time.monotonic()
    sources = [""]  # of the cells that have begun
    with _working_folder(run.root) as work:
        (work / "out").mkdir()
        before = _states(run.root)
        try:
            executed = (execute or kernels.execute)(
                run,
                _environment(run, work),
                timeout,
                lambda cell, **_: sources.append(cell["source"]),
            )
            end_working_in(work)  # before it writes any more
            files = {path.name: _exported(path) for path in sorted((work / "out").iterdir())}
            loaded = _loaded(work / "loaded")
            depends_on = inputs(run.notebook, loaded)
            _refuse_changed(run, loaded, before)
        except RunError:
            raise
        except OutOfTimeError:
            stopped = TimeoutError(f"stopped after {timeout} seconds")
            raise RunTimeout(failure_block(run, sources[-1], stopped)) from None
        except Exception as error:
            LOG.debug("%s failed", run.name, exc_info=True)
            raise RunError(failure_block(run, sources[-1], error)) from error
    files[run.notebook.name] = executed
    return Made(files, loaded, depends_on, time.monotonic() - begun)


@contextmanager
def _working_folder(root: Path) -> Iterator[Path]:
    build = root / "build"
    build.mkdir(exist_ok=True)
    work = Path(tempfile.mkdtemp(dir=build, prefix="run-"))
    try:
        yield work
    finally:
        end_working_in(work)
        shutil.rmtree(work, ignore_errors=True)


def _environment(run: Run, work: Path) -> dict[str, str]:
    """Return the environment of a run: the user's, less what would change its result.

    Interactive versions are for the site: those of the committed figures lie beside them, as the
    PDFs do, and of other runs it asks for them by itself.
    """
    return {
        **os.environ,
        **NEUTRAL,
        **font_cache(run.root),
        HEARTLAND_ROOT: str(run.root),
        HEARTLAND_OUT: str(work / "out"),
        HEARTLAND_TRACE: str(work / "loaded"),
        HEARTLAND_SHOWN: run.figures.as_posix(),
        "IPYTHONDIR": str(work),
    }


def font_cache(root: Path) -> dict[str, str]:
    """Return where matplotlib keeps its list of fonts if it cannot do so at home.

    Without a place it would say so in the first cell of each notebook.
    """
    home = Path(os.environ.get("HOME", ""))
    at_home = (("XDG_CONFIG_HOME", ".config"), ("XDG_CACHE_HOME", ".cache"))
    wanted = [Path(os.environ.get(name) or home / usual) / "matplotlib" for name, usual in at_home]
    if os.environ.get("MPLCONFIGDIR"):
        wanted = [Path(os.environ["MPLCONFIGDIR"])]
    if all(map(_make_writable, wanted)):
        return {}
    return {"MPLCONFIGDIR": str(root / "build" / "matplotlib")}


def _make_writable(folder: Path) -> bool:
    """Create a folder if need be; tell whether it can be written to."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError):
        return False
    return os.access(folder, os.W_OK)


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


def _loaded(trace: Path) -> list[str]:
    """Return the datasets that a run loaded."""
    if not trace.is_file():
        return []
    return sorted(set(trace.read_text(encoding="utf-8").split()))


def _states(root: Path) -> dict[str, object]:
    """Return what changes whenever a table is written, for each of them."""
    states: dict[str, object] = {}
    for name in collection.dataset_names(root):
        states[name] = file_state(collection.table_path(root, name))
    return states


def _refuse_changed(run: Run, loaded: Sequence[str], before: Mapping[str, object]) -> None:
    """Refuse what was made of a table that was written meanwhile, even if it was changed back."""
    after = _states(run.root)
    for name in loaded:
        if before.get(name) != after.get(name):
            raise RunError(f"{run.name}: {name}.csv was written while this run read it; run again")


def stages(runs: Sequence[Run]) -> Iterator[list[Run]]:
    """Yield the runs in their order: those that take figures over from others come last."""
    late = {path: bool(figures_taken(path)) for path in {run.notebook for run in runs}}
    for is_late in (False, True):
        yield [run for run in runs if late[run.notebook] is is_late]


def perform(
    runs: Sequence[Run],
    jobs: int,
    report: Report,
    timeout: int = TIMEOUT,
    make: Make = produce,
) -> list[RunError]:
    """Bring runs up to date, several at a time.

    Args:
        runs: of one collection.
        jobs: runs at a time.
        report: called with the run, how it stands, and words for people.
        timeout: seconds a run may take.
        make: executes a run; by default here, else on a cluster (``cluster.connect``).

    Returns:
        The errors of the runs that failed.

    Raises:
        UsageError: if the library that runs is not the collection's own.
        KeyboardInterrupt: on Ctrl-C; what is written is whole, and the process must end, for what
            runs ends with it.
    """
    root = runs[0].root
    check_library(root)
    work = _Work(make, timeout, report)
    with _alone(runs[0], report):
        _clear(root / "build")  # what a killed process could not
        for run in runs:
            recover(run)
        begun = _perform_in_stages(runs, jobs, work)
    ended = [one.result() for one in begun]
    return [failure for failure in ended if failure]


@dataclass(frozen=True)
class _Work:
    """How one call brings runs up to date; of what its threads write, one at a time writes."""

    make: Make
    timeout: int
    report: Report
    writing: threading.Lock = field(default_factory=threading.Lock)

    def stale(self, stage: Sequence[Run]) -> Iterator[Run]:
        """Yield the runs of a stage that something has changed for; report the others."""
        if not stage:
            return
        common = of_every_run(stage[0].root)
        for run in stage:
            if is_current(run, common):
                self.report(run, "unchanged", "nothing it depends on has changed")
            else:
                yield run

    def bring_up_to_date(self, run: Run) -> RunError | None:
        """Execute a run and install what it has made; return its error where it fails."""
        self.report(run, "running", "started")
        try:
            made = self.make(run, self.timeout)
            with self.writing:
                removed = no_longer_made(run, made.files)
                install(run, made.files)
                write_record(run, made.files, made.loaded, made.depends_on, made.seconds)
        except Exception as error:  # whatever one run meets, the others go on
            failure = _failure(run, error)
            with self.writing:
                self.report(run, "failed", str(failure))
            return failure
        if removed:
            files = ", ".join(f"{run.figures.as_posix()}/{name}.*" for name in removed)
            self.report(run, "removed", f"{files}, no longer drawn")
        self.report(run, "succeeded", _what_was_made(run, made))
        return None

    def stop_writing(self) -> None:
        """Let what is being written be finished, and nothing more be begun, for good."""
        self.writing.acquire(timeout=5)


def _perform_in_stages(
    runs: Sequence[Run], jobs: int, work: _Work
) -> list[Future[RunError | None]]:
    """Bring the stale runs up to date, a stage after the other; return what becomes of each."""
    pool = ThreadPoolExecutor(jobs)
    begun: list[Future[RunError | None]] = []
    try:
        for stage in stages(runs):
            begun.extend(pool.submit(work.bring_up_to_date, run) for run in work.stale(stage))
            wait(begun)
    except KeyboardInterrupt:
        work.stop_writing()
        _clear(runs[0].root / "build")
        raise
    except Exception:
        # a notebook has gone meanwhile: what is at work is finished before another call begins
        pool.shutdown(cancel_futures=True)
        raise
    return begun


def _what_was_made(run: Run, made: Made) -> str:
    """Say how long a run took, and if its parameters leave nothing to draw."""
    words = f"{made.seconds:.1f} s"
    if run.given and not any(name.endswith(".png") for name in made.files):
        words += "; no figures: the tables have no rows for these parameters that can be drawn"
    return words


def _failure(run: Run, error: Exception) -> RunError:
    """Return the error of a run: its own, or one that is made of a fault of ours."""
    if isinstance(error, RunError):
        return error
    LOG.debug("%s could not be installed", run.name, exc_info=True)
    return RunError(failure_block(run, "", error))


@contextmanager
def _alone(run: Run, report: Report) -> Iterator[None]:
    """Wait until no other call brings runs of this collection up to date.

    Raises:
        KeyboardInterrupt: on Ctrl-C; while it waits, with the words that say so.
    """
    from filelock import FileLock, Timeout

    build = run.root / "build"
    build.mkdir(exist_ok=True)
    lock = FileLock(build / "runs.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        other = f"another heartland run is at work in this collection{_process(build / HOLDER)}"
        try:
            report(run, "waiting", f"{other}; waiting for it")
            lock.acquire()
        except KeyboardInterrupt:
            words = "interrupted while waiting for another run; nothing was begun"
            raise KeyboardInterrupt(words) from None
    with suppress(OSError):  # whoever waits is told less then
        (build / HOLDER).write_text(str(os.getpid()), encoding="ascii")
    try:
        yield
    finally:
        lock.release()


def _process(holder: Path) -> str:
    """Name the process that a file tells of, "" if it tells of none."""
    try:
        written = holder.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return ""
    return f" (process {written})" if written.isdigit() else ""


def _clear(build: Path) -> None:
    """End what runs have started, and remove the folders in which they work."""
    for left in build.glob("run-*"):
        end_working_in(left)
        shutil.rmtree(left, ignore_errors=True)
