"""Runs of notebooks: what must run, running it in parallel, and what it left behind.

A run is a notebook with its parameters. papermill executes it. Its ``run.json`` holds the hash of all that it
depends on and of each file it made: it is up to date if and only if the notebook, the parameters, the data it
reads, the library, the locked versions and those files are what they were. papermill is imported only when
something runs.
"""

import hashlib
import json
import os
import re
import shutil
import stat
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from heartland.errors import RunError, printable
from heartland.runs import parameters
from heartland.runs.inputs import datasets_loaded, figures_taken, inputs
from heartland.runs.run import Run
from heartland.tables import package
from heartland.tables.package import write_whole

TIMEOUT = 600  # seconds a run may take
EXPORTED = re.compile(r"[\w-]+\.(csv|json|pdf|png|svg)")  # the files of a run's figures
LARGEST = 100_000_000  # bytes of one: what Git hosts take
NOBODYS = {  # instead of what a user has set for Python and Jupyter: it is no input of a run
    **dict.fromkeys(("PYTHONSTARTUP", "PYTHONOPTIMIZE", "PYTHONWARNINGS"), ""),
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}
Execute = Callable[[Run, Mapping[str, str], float, Callable[..., None]], bytes]


def produce(
    run: Run, timeout: int = TIMEOUT, execute: Execute | None = None
) -> tuple[dict[str, bytes], float]:
    """Execute one run in a temporary folder; return the content of each file it made, by name, and the seconds.

    Args:
        run: what to execute.
        timeout: seconds it may take.
        execute: returns the executed notebook, told of each cell before it runs; by default in an ordinary kernel.

    Raises:
        RunError: one block with notebook, heading, source line, exception, parameters and the command to repeat it.
    """
    from heartland.runs import kernels

    begun = time.monotonic()
    build = run.root / "build"
    build.mkdir(exist_ok=True)
    work = Path(tempfile.mkdtemp(dir=build, prefix="run-"))
    out, trace = work / "out", work / "loaded"
    out.mkdir()
    paths = {
        "HEARTLAND_ROOT": run.root,
        "HEARTLAND_OUT": out,
        "HEARTLAND_TRACE": trace,
        "IPYTHONDIR": work,
    }
    environment = (
        os.environ
        | NOBODYS
        | {k: str(v) for k, v in paths.items()}
        | {"HEARTLAND_SHOWN": run.figures.as_posix()}
    )
    at = [""]  # the sources of the cells begun
    try:
        nb = (execute or kernels.execute)(
            run, environment, timeout, lambda cell, **_: at.append(cell["source"])
        )
        _compare(run, set(trace.read_text(encoding="utf-8").split()) if trace.exists() else set())
        return {path.name: _exported(path) for path in sorted(out.iterdir())} | {
            run.notebook.name: nb
        }, time.monotonic() - begun
    except TimeoutError:
        raise RunError(
            block(run, at[-1], TimeoutError(f"stopped after {timeout} seconds"))
        ) from None
    except Exception as error:
        raise (
            error if isinstance(error, RunError) else RunError(block(run, at[-1], error))
        ) from None
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _exported(path: Path) -> bytes:
    """Read what a run exported: a file of a figure, and no pipe, link or folder of a figure's name."""
    facts = path.lstat()
    if (
        path.name == "run.json"
        or not EXPORTED.fullmatch(path.name)
        or not stat.S_ISREG(facts.st_mode)
        or facts.st_size > LARGEST
    ):
        raise ValueError(
            f"'{printable(path.name)}' is no file of a figure: let export() write it, under another name than 'run'"
        )
    return path.read_bytes()


def _compare(run: Run, loaded: set[str]) -> None:
    """Refuse a notebook that loads what its code does not spell out, or spells out what it does not load."""
    said = datasets_loaded(run.notebook)
    hidden, idle = sorted(loaded - said - set(package.INPUTS_OF_ALL)), sorted(said - loaded)
    if hidden:
        raise RunError(
            f'{run.name} loads {", ".join(hidden)} by a name its code does not spell out: write load("{hidden[0]}")'
        )
    if idle:
        raise RunError(
            f'{run.name} says load("{idle[0]}") and never does: delete it, or load it whatever the parameters'
        )


def block(run: Run, source: str, error: Exception) -> str:
    """Tell a failure: where in the notebook, what, with which parameters, and how to repeat it."""
    heading = ""
    for cell in parameters.cells(run.notebook) if source else []:
        if cell.kind == "markdown":
            heading = next(
                (row.lstrip("# ") for row in cell.text.splitlines() if row.startswith("#")), heading
            )
        elif cell.text == source:
            break
    where = re.search(
        r"-+> *(\d+) (.*)", re.sub(r"\x1b\[[\d;]*m", "", getattr(error, "traceback", ""))
    )
    at = f"line {where[1]}: {where[2].strip()}" if where else "".join(source.splitlines()[:1])
    what = f"{getattr(error, 'ename', type(error).__name__)}: {getattr(error, 'evalue', error)}"
    rows = {
        "section": heading,
        "at": at,
        "error": what,
        "parameters": parameters.canonical(run.values),
        "repeat": run.command,
    }
    return "\n".join([f"{run.name} failed", *(f"  {k}: {v}" for k, v in rows.items() if v)])


def install(run: Run, made: Mapping[str, bytes], seconds: float, wanted: Mapping[str, str]) -> None:
    """Write a run's files to their places, all or none, the manifest last; what an earlier run left and this one did not goes."""
    root, manifest = run.root, run.root / run.place("run.json")
    titles = [
        json.loads(content).get("title", "")
        for name, content in made.items()
        if name.endswith(".json")
    ]
    files = {run.place(name).as_posix(): content for name, content in made.items()}
    places = {*run.manifest().get("files", {}), *files}
    write_whole(
        manifest, json.dumps({"files": dict.fromkeys(places, "")}).encode()
    )  # from here to the end the run counts as not done
    for path in (manifest, *(root / place for place in places)):
        for left in path.parent.glob(
            f".{path.name}.????????"
        ):  # the temporary file of a call that was killed
            left.unlink()
    ready = {place: (root / place).with_name(f".{Path(place).name}.complete") for place in files}
    try:
        for place, content in files.items():
            ready[place].parent.mkdir(parents=True, exist_ok=True)
            ready[place].write_bytes(content)
    except OSError:  # a full disk: what was there stays
        for path in ready.values():
            path.unlink(missing_ok=True)
        raise
    for place in places:
        if place not in files or place.endswith(".json"):
            (root / place).unlink(missing_ok=True)  # till it is whole no figure is described
    for place, path in sorted(ready.items(), key=lambda file: file[0].endswith(".json")):
        path.replace(root / place)
    facts = {
        "notebook": run.notebook.name,
        "parameters": dict(run.values),
        "outcome": "succeeded",
        "seconds": round(seconds, 2),
        "titles": titles,
        "inputs": wanted,
        "files": {
            place: hashlib.sha256(content).hexdigest() for place, content in sorted(files.items())
        },
    }
    write_whole(manifest, (json.dumps(facts, indent=1, ensure_ascii=False) + "\n").encode())


def stages(runs: Sequence[Run]) -> Iterator[list[tuple[Run, dict[str, str]]]]:
    """Yield the runs with what they depend on now: those that take figures over from others come last."""
    late = {path: bool(figures_taken(path)) for path in {run.notebook for run in runs}}
    for last in (False, True):
        wanted = {path: inputs(path) for path in late if late[path] is last}
        yield [(run, wanted[run.notebook]) for run in runs if run.notebook in wanted]


def perform(
    runs: Sequence[Run],
    jobs: int,
    report: Callable[[Run, str, str], None],
    timeout: int = TIMEOUT,
    make: Callable[..., Any] = produce,
) -> int:
    """Bring runs up to date; tell ``report`` of each how it ended: succeeded, unchanged or failed, and in what words.

    Args:
        jobs: runs at a time.
        report: called with the run, "running", "waiting" or how it ended, and words.
        timeout: seconds a run may take.
        make: executes a run and returns its files; by default here, else on a cluster (``cluster.connect``).

    Returns:
        The number of runs that failed.

    Raises:
        KeyboardInterrupt: on Ctrl-C; what is written is whole, and the process must end, for what runs ends with it.
    """
    from concurrent.futures import ThreadPoolExecutor, wait

    from filelock import FileLock, Timeout

    writing = threading.Lock()

    def one(run: Run, wanted: Mapping[str, str]) -> bool:
        report(run, "running", "started")
        try:
            made, seconds = make(run, timeout)
            with writing:
                install(run, made, seconds, wanted)
        except Exception as error:  # whatever one run meets, the others go on
            with writing:
                report(
                    run,
                    "failed",
                    str(error) if isinstance(error, RunError) else block(run, "", error),
                )
            return False
        report(run, "succeeded", f"{seconds:.1f} s")
        return True

    build = runs[0].root / "build"
    build.mkdir(exist_ok=True)
    lock = FileLock(build / "runs.lock")
    try:
        held = lock.acquire(timeout=0)
    except Timeout:
        report(runs[0], "waiting", "another heartland run holds this folder")
        held = lock.acquire()
    with held:
        _clear(build)  # what a killed process could not
        pool = ThreadPoolExecutor(jobs)
        work: list[Any] = []
        try:
            for stage in stages(runs):
                for run, wanted in stage:
                    if run.done(wanted):
                        report(run, "unchanged", "nothing it depends on has changed")
                    else:
                        work.append(pool.submit(one, run, wanted))
                wait(work)
        except KeyboardInterrupt:
            writing.acquire(
                timeout=5
            )  # for good: what is being written is finished, and nothing more is begun
            _clear(build)
            raise
        except Exception:  # a notebook has gone meanwhile: what is at work is finished before another call may begin
            pool.shutdown(cancel_futures=True)
            raise
    return sum(not future.result() for future in work)


def _clear(build: Path) -> None:
    """Remove the folders in which runs work."""
    for left in build.glob("run-*"):
        shutil.rmtree(left, ignore_errors=True)
