"""Which runs are brought up to date, in which order, and what becomes of each.

Work is submitted to an executor of ``concurrent.futures``: threads, each of which waits for the
process that executes its run, or the workers of a cluster. What a run makes is installed here, one
after the other, when it has succeeded. One that fails is reported in a block, and the others go on.
"""

import logging
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from heartland.errors import RunError
from heartland.runs import execute, process
from heartland.runs.failure import failure_block
from heartland.runs.installation import install
from heartland.runs.run import Run
from heartland.runs.stale import (
    Made,
    check_library,
    is_current,
    of_every_run,
    record_of,
    takes_figures,
)

LOG = logging.getLogger("heartland")
TIMEOUT = 600  # seconds a run may take

# "removed" tells of figures that a run no longer makes, before it has "succeeded".
Outcome = Literal["waiting", "removed", "succeeded", "unchanged", "failed"]
Report = Callable[[Run, Outcome, str], None]  # run, how it stands, words for people
Make = Callable[[Run, int], Made]  # executes a run within a number of seconds, here or elsewhere


def perform(
    runs: Sequence[Run],
    report: Report,
    jobs: int = 0,
    timeout: int = TIMEOUT,
    make: Make | None = None,
    executor: Executor | None = None,
) -> list[RunError]:
    """Bring runs up to date, several at a time.

    Args:
        runs: of one collection.
        report: called with the run, how it stands, and words for people.
        jobs: runs at a time here; by default one for each core.
        timeout: seconds a run may take.
        make: executes a run; by default in the fastest way that is safe here.
        executor: what it is submitted to; by default threads of this process.

    Returns:
        The errors of the runs that failed.

    Raises:
        UsageError: if the library that runs is not the collection's own.
        KeyboardInterrupt: on Ctrl-C; what is written is whole, and what runs is ended.
    """
    build = runs[0].root / "build"
    check_library(runs[0].root)
    failed: list[RunError] = []
    begun: dict[Future[Made], Run] = {}
    make = make or execute.execute
    executor = executor or ThreadPoolExecutor(jobs or os.cpu_count())
    with _alone(runs[0], report):
        common = of_every_run(runs[0].root)
        _clear(build)  # what a killed process could not
        try:
            for stage in stages(runs):
                begun = {
                    executor.submit(make, run, timeout): run
                    for run in _stale(stage, common, report)
                }
                for future in as_completed(begun):
                    run = begun.pop(future)  # what it has made is not kept longer than it is needed
                    failed += _finished(run, future, common, report)
        except BaseException:
            for waiting in begun:
                waiting.cancel()
            executor.shutdown(wait=False)
            process.end_all()
            _clear(build)
            raise
    return failed


def stages(runs: Sequence[Run]) -> Iterator[list[Run]]:
    """Yield the runs in their order: those that take figures over from others come last."""
    late = {path: takes_figures(path) for path in {run.notebook for run in runs}}
    for is_late in (False, True):
        yield [run for run in runs if late[run.notebook] is is_late]


def _stale(stage: Sequence[Run], common: Mapping[str, str], report: Report) -> Iterator[Run]:
    """Yield the runs of a stage that something has changed for; report the others."""
    for run in stage:
        if is_current(run, common):
            report(run, "unchanged", "nothing it depends on has changed")
        else:
            yield run


def _finished(
    run: Run, future: Future[Made], common: Mapping[str, str], report: Report
) -> list[RunError]:
    """Install what a run has made; return its error where it has failed.

    ``common`` is what all runs depend on as it was when the first began: processes are forked from
    one that imported the library then.
    """
    try:
        made = future.result()
        changed = [name for name in common if made.depends_on[name] != common[name]]
        if changed:
            raise RunError(execute.changed_meanwhile(run, changed))
        removed = install(run, made.files, record_of(run, made))
    except Exception as error:  # whatever one run meets, the others go on
        if not isinstance(error, RunError):
            LOG.debug("%s could not be installed", run.name, exc_info=True)
            error = RunError(failure_block(run, error))
        report(run, "failed", str(error))
        return [error]
    if removed:
        files = ", ".join(f"{run.figures.as_posix()}/{name}.*" for name in removed)
        report(run, "removed", f"{files}, no longer drawn")
    words = f"{made.seconds:.1f} s"
    if run.given and not any(name.endswith(".png") for name in made.files):
        words += "; no figures: the tables have no rows for these parameters that can be drawn"
    report(run, "succeeded", words)
    return []


@contextmanager
def _alone(run: Run, report: Report) -> Iterator[None]:
    """Wait until no other call brings runs of this collection up to date."""
    from filelock import FileLock, Timeout

    build = run.root / "build"
    build.mkdir(exist_ok=True)
    lock = FileLock(build / "runs.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        words = "another heartland run is at work in this collection; waiting for it"
        report(run, "waiting", words)
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def _clear(build: Path) -> None:
    """End what runs have started, and remove the folders in which they work."""
    for left in build.glob("run-*"):
        execute.clear(left)
