"""Runs of notebooks: what must run, running it in parallel, and what it left behind.

A run is a notebook with its parameters. papermill executes it. Its ``run.json`` holds the hash of all that it
depends on and of each file it made: it is up to date if and only if the notebook, the parameters, the data it
reads, the library, the locked versions and those files are what they were. papermill is imported only when
something runs.
"""

import atexit
import csv
import hashlib
import io
import itertools
import json
import logging
import math
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from heartland import collection, parameters
from heartland.collection import HeartlandError, UsageError, shown, write

TIMEOUT = 600  # seconds a run may take
MOST = 10_000  # runs of a sweep
LARGEST = 100_000  # bytes of a file of parameters or sweeps
NOISE = ("papermill", "execution", "widgets", "ExecuteTime")  # metadata that changes from run to run

LIVE: list[Callable[[], None]] = []  # what ends the runs at work when the user interrupts
STOPPED = threading.Event()


class RunError(HeartlandError):
    """A run that failed, told in one block."""


@dataclass(frozen=True)
class Run:
    """A notebook, its parameters (all of them, checked), and the folder that receives what it makes."""

    root: Path
    notebook: Path
    values: Mapping[str, Any]
    given: Mapping[str, str] = field(default_factory=dict)
    slug: str = ""

    @property
    def name(self) -> str:
        """The notebook, and what differs from its defaults."""
        return "/".join(filter(None, [self.notebook.stem, self.slug]))

    @property
    def command(self) -> str:
        """The command that repeats the run."""
        given = [word for k, v in self.given.items() for word in ("-p", f"{k}={v}")]
        return shlex.join(["heartland", "run", self.notebook.stem, *given])

    @property
    def figures(self) -> Path:
        """Where its figures go, relative to the collection: the committed ones for a run with defaults."""
        return Path("runs" if self.slug else "figures") / self.name

    def place(self, file: str) -> Path:
        """Where a file of the run goes, relative to the collection."""
        if self.slug or not file.endswith((".ipynb", "run.json")):
            return self.figures / file
        return Path("build/notebooks") / (file if file.endswith(".ipynb") else f"{self.notebook.stem}.{file}")

    def manifest(self) -> dict[str, Any]:
        """Read its ``run.json``; empty if there is none, or none that can be read, or it names a file that is not the run's."""
        with suppress(OSError, AttributeError, KeyError, TypeError, ValueError, RecursionError):
            had = json.loads((self.root / self.place("run.json")).read_text(encoding="utf-8"))
            if all(self.place(Path(file).name).as_posix() == file for file, _ in had["files"].items()):
                return dict(had)
        return {}

    def done(self, wanted: Mapping[str, str]) -> bool:
        """Whether what it depends on (``inputs``), its parameters and each file it made are what they were."""
        had = self.manifest()
        with suppress(OSError, KeyError):
            same = (had.get("inputs"), had.get("parameters")) == (wanted, self.values)
            return same and all(digest(self.root / file) == sha for file, sha in had["files"].items())
        return False


def plan(root: Path, name: str, given: Mapping[str, str], apart: bool = False) -> Run:
    """Make a run of a notebook with the parameters given on the command line.

    With ``apart`` it has a folder of its own even if its parameters are the defaults, as the runs of a sweep do.

    Raises:
        ParameterError: if a parameter is unknown, of a wrong type or not allowed.
        UsageError: if there is no such notebook.
    """
    path = notebook(root, name)
    values = parameters.resolve(path, given)
    changed = {p.name: values[p.name] for p in parameters.read(path) if values[p.name] != p.default or (apart and p.name in given)}
    if not changed and not apart:
        return Run(root, path, values)
    slug = "-".join(f"{k}-{'-'.join(v) if isinstance(v, list) else v}" for k, v in changed.items()) or "defaults"
    slug = re.sub(r"[^A-Za-z0-9-]+", "-", slug)[:60].strip("-")
    short = hashlib.sha256(parameters.canonical(values).encode()).hexdigest()[:8]
    return Run(root, path, values, dict(given), f"{slug}-{short}")


def grid(root: Path, name: str, fixed: Mapping[str, str], axes: Mapping[str, Sequence[str]]) -> list[Run]:
    """Make a run for each combination of values along the axes; equal ones count once, each is checked.

    Raises:
        ParameterError: if a value is not allowed.
        UsageError: if the grid is empty or too large to be meant, or a parameter has an axis and a value besides.
    """
    for axis in axes.keys() & fixed.keys():
        raise UsageError(f"{shown(axis)}: has values in the grid and '{shown(fixed[axis])}' besides: leave one out")
    number = math.prod(map(len, axes.values()))
    if not 0 < number <= MOST:
        raise UsageError(f"the grid has {number} combinations; there must be 1 to {MOST}")
    combinations = itertools.product(*axes.values())
    planned = [plan(root, name, {**fixed, **dict(zip(axes, values, strict=True))}, apart=True) for values in combinations]
    return list({run.name: run for run in planned}.values())


def from_yaml(path: Path) -> dict[str, Any]:
    """Read a YAML file of parameters or sweeps; every value is a text, as on the command line, or a list or mapping of such.

    Raises:
        UsageError: if it cannot be read as a mapping; a syntax error names the line.
    """
    import yaml

    class Loader(yaml.BaseLoader):
        def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
            made = super().construct_mapping(node, deep)
            if len(made) < len(node.value):
                raise yaml.constructor.ConstructorError(problem="a name stands twice", problem_mark=node.start_mark)
            return made

    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise UsageError(f"{path}: more than {LARGEST} bytes are no parameters")
        found = yaml.load(content.decode("utf-8"), Loader)
    except OSError as error:
        raise UsageError(f"{path}: {(error.strerror or 'cannot be read').lower()}") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise UsageError(f"{path}, line {line}: not YAML ({shown(error.problem)})") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # no UTF-8, no date of the calendar, no end of brackets
        raise UsageError(f"{path}: not YAML in UTF-8 ({shown(error)})") from None
    if not isinstance(found, dict):
        raise UsageError(f"{path}: write one 'name: value' a line")
    return found


def as_text(value: Any, name: str = "a value") -> str:
    """Write a value as the command line has it: lists with commas, flags in lower case.

    Raises:
        UsageError: for what has no such form: a mapping, a list in a list.
    """
    if isinstance(value, list) and not any(isinstance(one, list) for one in value):
        return ",".join(map(as_text, value))
    if not isinstance(value, str | int | float):
        raise UsageError(f"{name}: write a text, a number, true or false, a date, or a list of such; this is a {type(value).__name__}")
    return str(value).lower() if isinstance(value, bool) else str(value)


def named_sweep(root: Path, name: str) -> tuple[str, dict[str, str], dict[str, list[str]]]:
    """Return notebook, fixed parameters and axes of a sweep named in ``notebooks/sweeps.yml``."""
    sweeps = from_yaml(root / "notebooks" / "sweeps.yml")
    if name not in sweeps:
        raise UsageError(f"no sweep '{shown(name)}'{collection.nearest(name, map(str, sweeps))}; there are {', '.join(map(str, sweeps))}")
    try:
        fixed = {k: as_text(v) for k, v in sweeps[name].get("fixed", {}).items()}
        axes = {k: [as_text(v) for v in list.copy(values)] for k, values in sweeps[name]["grid"].items()}
        return str(sweeps[name]["notebook"]), fixed, axes
    except (AttributeError, KeyError, TypeError):
        raise UsageError(f"notebooks/sweeps.yml: '{name}' needs a 'notebook', a 'grid' of lists, and perhaps 'fixed' values") from None


def summary(runs: Sequence[Run], outcomes: Mapping[str, str]) -> Path:
    """Write ``sweep.csv`` beside the runs of a sweep: parameters, outcome, seconds, figures and headline of each."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["run", *runs[0].values, "outcome", "seconds", "figures", "headline"])
    for run in runs:
        outcome = outcomes.get(run.name, "not run")
        had = run.manifest() if outcome in ("succeeded", "unchanged") else {"seconds": "", "titles": []}
        told = (outcome, had["seconds"], len(had["titles"]), next(iter(had["titles"]), ""))
        writer.writerow([run.slug, *map(as_text, run.values.values()), *told])
    path = runs[0].root / "runs" / runs[0].notebook.stem / "sweep.csv"
    write(path, text.getvalue().encode())
    return path


def notebooks(root: Path) -> list[Path]:
    """Return the notebooks of the collection, in their order."""
    return sorted((root / "notebooks").glob("[0-9][0-9]-*.ipynb"))


def notebook(root: Path, name: str) -> Path:
    """Find a notebook by name, or by its file's name or path; the nearest is offered if there is none."""
    stems = {path.stem: path for path in notebooks(root)}
    stem = Path(name).stem if name.endswith(".ipynb") else name
    if stem not in stems or (len(Path(name).parts) > 1 and Path(name).resolve() != stems[stem].resolve()):
        raise UsageError(f"no notebook '{shown(name)}'{collection.nearest(name, stems)}; there are {', '.join(stems)}")
    return stems[stem]


def digest(path: Path) -> str:
    """Hash a file's content."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _code(path: Path) -> str:
    return "\n".join(cell.text for cell in parameters.cells(path) if cell.kind == "code")


def declared(path: Path) -> set[str]:
    """Return the datasets a notebook's code says it reads: by ``load("...")``, and by ``claims.judged()``."""
    code = _code(path)
    return {*re.findall(r"""\bload\(\s*["']([^"']+)""", code), *(("claims", "audits", "articles") if "judged(" in code else ())}


def taken(path: Path) -> list[str]:
    """Return the facts of the figures that a notebook takes over from others: the ``taken("...", "...")`` calls in its code."""
    return [f"figures/{notebook}/{name}.json" for notebook, name in re.findall(r'taken\("([^"]+)", "([^"]+)"\)', _code(path))]


def inputs(notebook: Path) -> dict[str, str]:
    """Return all that the runs of a notebook depend on, parameters apart, each with the hash of its content."""
    root = notebook.parent.parent
    library = sorted(path for path in (root / "lib").rglob("*") if path.suffix in (".py", ".mplstyle"))
    files = [root / "requirements.lock", root / collection.DESCRIPTOR, *library]
    for name in sorted((declared(notebook) | set(collection.INPUTS_OF_ALL)) & set(collection.names(root))):  # a misspelt one fails its run
        entry = collection.resource(root, name)
        files += [root / "data" / entry["path"], root / "data" / entry["schema"]]
    files += [root / figure for figure in taken(notebook)] + sorted((root / "data").glob("*.geojson"))
    hashes = {path.relative_to(root).as_posix(): digest(path) for path in files if path.exists()}
    hashes[f"notebooks/{notebook.name}"] = hashlib.sha256(json.dumps(parameters.cells(notebook)).encode()).hexdigest()
    return hashes | {"python": sys.version.split()[0]}


Execute = Callable[[Run, Mapping[str, str], float, Callable[..., None]], bytes]


def produce(run: Run, timeout: int = TIMEOUT, execute: Execute | None = None) -> tuple[dict[str, bytes], float]:
    """Execute one run in a temporary folder; return the content of each file it made, by name, and the seconds.

    Args:
        run: what to execute.
        timeout: seconds it may take.
        execute: returns the executed notebook, told of each cell before it runs; by default in a kernel (``in_kernel``).

    Raises:
        RunError: one block with notebook, heading, source line, exception, parameters and the command to repeat it.
    """
    begun = time.monotonic()
    build = run.root / "build"
    build.mkdir(exist_ok=True)
    work = Path(tempfile.mkdtemp(dir=build, prefix=f"run-{run.notebook.stem}-"))
    trace = build / f"{work.name}.loaded"
    paths = {"HEARTLAND_ROOT": run.root, "HEARTLAND_OUT": work, "HEARTLAND_SHOWN": run.figures.as_posix(), "HEARTLAND_TRACE": trace}
    environment = os.environ | {k: str(v) for k, v in paths.items()}
    at = [""]  # the sources of the cells begun
    try:
        nb = (execute or in_kernel)(run, environment, timeout, lambda cell, **_: at.append(cell["source"]))
        _compare(run, set(trace.read_text(encoding="utf-8").split()) if trace.exists() else set())
        return {path.name: path.read_bytes() for path in sorted(work.iterdir())} | {run.notebook.name: nb}, time.monotonic() - begun
    except TimeoutError:
        raise RunError(block(run, at[-1], TimeoutError(f"stopped after {timeout} seconds"))) from None
    except Exception as error:
        raise error if isinstance(error, RunError) else RunError(block(run, at[-1], error)) from None
    finally:
        shutil.rmtree(work, ignore_errors=True)
        trace.unlink(missing_ok=True)


def _compare(run: Run, loaded: set[str]) -> None:
    """Refuse a notebook that loads what its code does not spell out, or spells out what it does not load."""
    said = declared(run.notebook)
    hidden, idle = sorted(loaded - said - set(collection.INPUTS_OF_ALL)), sorted(said - loaded)
    if hidden:
        raise RunError(f'{run.name} loads {", ".join(hidden)} by a name its code does not spell out: write load("{hidden[0]}")')
    if idle:
        raise RunError(f'{run.name} says load("{idle[0]}") and never does: delete it, or load it whatever the parameters')


def in_kernel(run: Run, environment: Mapping[str, str], seconds: float, started: Callable[..., None]) -> bytes:
    """Execute a notebook in an ordinary kernel; return it normalised."""
    end = time.monotonic() + seconds
    left: dict[str, Any] = {"startup_timeout": int(seconds), "timeout_func": lambda _: max(1, int(end - time.monotonic()))}
    client = prepared(run, on_cell_start=started, kernel_name="python3", **left)
    client.create_kernel_manager().kernel_spec_manager.kernel_dirs = []  # the Python that runs here, whatever else is registered

    def kill() -> None:
        os.kill(client.km.provisioner.pid, signal.SIGKILL)

    try:
        with killable(kill):  # a kernel's own chatter is no news; what fails in a cell comes back in the notebook
            return normalised(client.execute(env=environment, cwd=str(run.notebook.parent), stderr=subprocess.DEVNULL))
    finally:
        atexit.unregister(client._cleanup_kernel)  # left behind when a kernel dies before it is ready


def prepared(run: Run, **options: Any) -> Any:
    """Return the client that will execute a notebook, with the run's parameters put in as papermill does."""
    from nbclient import NotebookClient
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    logging.getLogger("traitlets").setLevel(logging.CRITICAL)  # a failure is told once, in its block
    nb = load_notebook_node(str(run.notebook))
    return NotebookClient(parameterize_notebook(nb, dict(run.values)) if run.slug else nb, **options)


def block(run: Run, source: str, error: Exception) -> str:
    """Tell a failure: where in the notebook, what, with which parameters, and how to repeat it."""
    heading = ""
    for cell in parameters.cells(run.notebook) if source else []:
        if cell.kind == "markdown":
            heading = next((row.lstrip("# ") for row in cell.text.splitlines() if row.startswith("#")), heading)
        elif cell.text == source:
            break
    where = re.search(r"-+> *(\d+) (.*)", re.sub(r"\x1b\[[\d;]*m", "", getattr(error, "traceback", "")))
    at = f"line {where[1]}: {where[2].strip()}" if where else "".join(source.splitlines()[:1])
    what = f"{getattr(error, 'ename', type(error).__name__)}: {getattr(error, 'evalue', error)}"
    rows = {"section": heading, "at": at, "error": what, "parameters": parameters.canonical(run.values), "repeat": run.command}
    return "\n".join([f"{run.name} failed", *(f"  {k}: {v}" for k, v in rows.items() if v)])


def normalised(nb: Any) -> bytes:
    """Write an executed notebook without all that differs from run to run: times, versions, random ids."""
    import nbformat

    for key in NOISE:
        nb.metadata.pop(key, None)
    nb.metadata["language_info"] = {"name": "python"}
    nb.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
    for cell in nb.cells:
        for key in NOISE:
            cell.metadata.pop(key, None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["id"] = "injected-parameters"
        if "skip-execution" in cell.metadata.get("tags", []):
            cell.update(outputs=[], execution_count=None)
        for output in cell.get("outputs", []):
            if "text/plain" in output.get("data", {}):
                output.data["text/plain"] = re.sub(r" at 0x[0-9a-f]+", "", output.data["text/plain"])
            elif "text" in output:  # a warning names a file that is called after its process
                output.text = re.sub(r"(?<!\S)\S*ipykernel_\d+/\d+\.py", "cell", output.text)
    text: str = nbformat.writes(nb)
    return f"{text}\n".encode()


def install(run: Run, made: Mapping[str, bytes], seconds: float, wanted: Mapping[str, str]) -> None:
    """Write a run's files to their places, the manifest last; what an earlier run left and this one did not goes."""
    root, before = run.root, run.manifest().get("files", {})
    titles = [json.loads(content).get("title", "") for name, content in made.items() if name.endswith(".json")]
    files = {run.place(name).as_posix(): content for name, content in made.items()}
    for place in (run.place("run.json"), *(p for p in {*before, *files} if p.endswith(".json"))):
        (root / place).unlink(missing_ok=True)  # from here to the end the run counts as not done, its figures as not described
    for path in [root / run.place(name) for name in (*made, "run.json")]:
        for left in path.parent.glob(f".{path.name}.????????"):  # the temporary file of a call that was killed
            left.unlink()
    for place, content in sorted(files.items(), key=lambda file: file[0].endswith(".json")):
        write(root / place, content)
    for gone in before.keys() - files.keys():
        (root / gone).unlink(missing_ok=True)
    facts = {
        "notebook": run.notebook.name,
        "parameters": dict(run.values),
        "outcome": "succeeded",
        "seconds": round(seconds, 2),
        "titles": titles,
        "inputs": wanted,
        "files": {place: hashlib.sha256(content).hexdigest() for place, content in sorted(files.items())},
    }
    write(root / run.place("run.json"), (json.dumps(facts, indent=1, ensure_ascii=False) + "\n").encode())


def stages(runs: Sequence[Run]) -> Iterator[list[tuple[Run, dict[str, str]]]]:
    """Yield the runs with what they depend on now: those that take figures over from others come last."""
    late = {path: bool(taken(path)) for path in {run.notebook for run in runs}}
    for last in (False, True):
        wanted = {path: inputs(path) for path in late if late[path] is last}
        yield [(run, wanted[run.notebook]) for run in runs if run.notebook in wanted]


def perform(
    runs: Sequence[Run], jobs: int, report: Callable[[Run, str, str], None], timeout: int = TIMEOUT, make: Callable[..., Any] = produce
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
        KeyboardInterrupt: on Ctrl-C, when the runs at work have been ended and put away.
    """
    from concurrent.futures import ThreadPoolExecutor, wait

    from filelock import FileLock, Timeout

    def one(run: Run, wanted: Mapping[str, str]) -> bool:
        if STOPPED.is_set():
            return False
        report(run, "running", "")
        try:
            made, seconds = make(run, timeout)
            install(run, made, seconds, wanted)
        except Exception as error:  # whatever one run meets, the others go on
            if not STOPPED.is_set():
                report(run, "failed", str(error) if isinstance(error, RunError) else block(run, "", error))
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
    STOPPED.clear()
    work: list[Any] = []
    with held, ThreadPoolExecutor(jobs) as pool:
        for left in build.glob("run-*"):  # what a killed process could not clean
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        try:
            for stage in stages(runs):
                for run, wanted in stage:
                    if run.done(wanted):
                        report(run, "unchanged", "nothing it depends on has changed")
                    else:
                        work.append(pool.submit(one, run, wanted))
                wait(work)
        except KeyboardInterrupt:
            STOPPED.set()
            while wait(work, 0.2).not_done:  # again and again: a run may be about to start
                for kill in tuple(LIVE):
                    with suppress(Exception):  # not begun yet, or ended by itself
                        kill()
            raise
    return sum(not future.result() for future in work)


@contextmanager
def killable(kill: Callable[[], None]) -> Iterator[None]:
    """Have something at hand that ends what runs meanwhile, should the user interrupt."""
    LIVE.append(kill)
    try:
        yield
    finally:
        LIVE.remove(kill)
