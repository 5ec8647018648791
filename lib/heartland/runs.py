"""Runs of notebooks: what must run, running it in parallel, and what it left behind.

A run is a notebook with its parameters. papermill executes it, pytask decides whether it must. A run writes a
``run.json`` that lists each file it made with its hash: it is up to date if and only if the notebook, the
parameters, the data it reads, the library, the locked versions and those files are what they were. papermill,
pandas and the parallel plugin are imported only when something runs.
"""

import ast
import csv
import hashlib
import io
import itertools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from heartland import collection, parameters
from heartland.collection import HeartlandError, UsageError, write

TIMEOUT = 600  # seconds a run may take
NOISE = ("papermill", "execution", "widgets", "ExecuteTime")  # metadata that changes from run to run


LIVE: list[Any] = []  # the notebook clients at work, whose kernels an interrupt must end
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
        return " ".join(["heartland run", self.notebook.stem, *(f"-p {k}={v}" for k, v in self.given.items())])

    @property
    def figures(self) -> Path:
        """Where its figures go, relative to the collection: the committed ones for a run with defaults."""
        return Path("runs" if self.slug else "figures") / self.name

    def place(self, file: str) -> Path:
        """Where a file of the run goes, relative to the collection."""
        if self.slug or not file.endswith((".ipynb", "run.json")):
            return self.figures / file
        return Path("build/notebooks") / (file if file.endswith(".ipynb") else f"{self.notebook.stem}.{file}")


def plan(root: Path, name: str, given: Mapping[str, str], apart: bool = False) -> Run:
    """Make a run of a notebook with the parameters given on the command line.

    With ``apart`` it has a folder of its own even if its parameters are the defaults, as the runs of a sweep do.

    Raises:
        ParameterError: if a parameter is unknown, of a wrong type or not allowed.
        UsageError: if there is no such notebook.
    """
    path = notebook(root, name)
    values = parameters.resolve(path, given)
    defaults = parameters.resolve(path, {})
    if values == defaults and not apart:
        return Run(root, path, values)
    changed = {k: v for k, v in values.items() if v != defaults[k] or k in given} or {"defaults": ""}
    slug = "-".join(f"{k}-{'-'.join(v) if isinstance(v, list) else v}" for k, v in changed.items())
    slug = re.sub(r"[^A-Za-z0-9-]+", "-", slug)[:60].strip("-")
    short = hashlib.sha256(parameters.canonical(values).encode()).hexdigest()[:8]
    return Run(root, path, values, dict(given), f"{slug}-{short}")


def grid(root: Path, name: str, fixed: Mapping[str, str], axes: Mapping[str, Sequence[str]]) -> list[Run]:
    """Make a run for each combination of values along the axes; equal ones count once, each is checked."""
    combinations = itertools.product(*axes.values())
    planned = [plan(root, name, {**fixed, **dict(zip(axes, values, strict=True))}, apart=True) for values in combinations]
    return list({run.name: run for run in planned}.values())


def from_yaml(path: Path) -> dict[str, Any]:
    """Read a YAML file of parameters or sweeps with the safe loader.

    Raises:
        UsageError: if it cannot be read as a mapping; a syntax error names the line.
    """
    import yaml

    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UsageError(f"{path}: there is no such file") from None
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 1
        raise UsageError(f"{path}, line {line}: not YAML ({str(error).splitlines()[0]})") from None
    if not isinstance(found, dict):
        raise UsageError(f"{path}: write one 'name: value' a line")
    return found


def as_text(value: Any) -> str:
    """Write a YAML value as the command line has it: lists with commas, flags in lower case."""
    return ",".join(map(str, value)) if isinstance(value, list) else str(value).lower() if isinstance(value, bool) else str(value)


def named_sweep(root: Path, name: str) -> tuple[str, dict[str, str], dict[str, list[str]]]:
    """Return notebook, fixed parameters and axes of a sweep named in ``notebooks/sweeps.yml``."""
    sweeps = from_yaml(root / "notebooks" / "sweeps.yml")
    if name not in sweeps:
        raise UsageError(f"no sweep '{name}'{collection.nearest(name, sweeps)}; there are {', '.join(sweeps)}")
    fixed = {k: as_text(v) for k, v in sweeps[name].get("fixed", {}).items()}
    return sweeps[name]["notebook"], fixed, {k: [as_text(v) for v in values] for k, values in sweeps[name]["grid"].items()}


def summary(runs: Sequence[Run], outcomes: Mapping[str, str]) -> Path:
    """Write ``sweep.csv`` beside the runs of a sweep: parameters, outcome, seconds, figures and headline of each."""
    lines = []
    for run in runs:
        manifest = run.root / run.place("run.json")
        facts = json.loads(manifest.read_text(encoding="utf-8")) if manifest.exists() else {"seconds": "", "files": {}}
        titles = [json.loads((run.root / f).read_text(encoding="utf-8"))["title"] for f in facts["files"] if f.endswith(".json")]
        values = {k: as_text(v) for k, v in run.values.items()}
        lines.append({"run": run.slug, **values, "outcome": outcomes.get(run.name, "not run"), "seconds": facts["seconds"]})
        lines[-1] |= {"figures": len(titles), "headline": titles[0] if titles else ""}
    text = io.StringIO()
    writer = csv.DictWriter(text, list(lines[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    path = runs[0].root / "runs" / runs[0].notebook.stem / "sweep.csv"
    write(path, text.getvalue().encode())
    return path


def notebooks(root: Path) -> list[Path]:
    """Return the notebooks of the collection, in their order."""
    return sorted((root / "notebooks").glob("[0-9][0-9]-*.ipynb"))


def notebook(root: Path, name: str) -> Path:
    """Find a notebook by name; the nearest is offered if there is none."""
    stems = {path.stem: path for path in notebooks(root)}
    stem = Path(name).stem if name.endswith(".ipynb") else name
    if stem not in stems:
        raise UsageError(f"no notebook '{name}'{collection.nearest(name, stems)}; there are {', '.join(stems)}")
    return stems[stem]


@lru_cache(maxsize=4096)
def _digest(path: Path, _stamp: tuple[int, int]) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def digest(path: Path) -> str:
    """Hash a file's content."""
    stat = path.stat()
    return _digest(path, (stat.st_mtime_ns, stat.st_size))


@lru_cache
def declared(path: Path) -> frozenset[str]:
    """Return the datasets a notebook says it reads: by ``load("...")``, and by ``claims.judged()``."""
    cells = [c for c in collection.read_json(path)["cells"] if c["cell_type"] == "code"]
    tree = ast.parse("\n".join("".join(c["source"]) for c in cells))
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and n.args and isinstance(n.args[0], ast.Constant)]
    named = {str(n.args[0].value) for n in calls if _called(n) == "load" and isinstance(n.args[0], ast.Constant)}
    judges = any(isinstance(n, ast.Call) and _called(n) == "judged" for n in ast.walk(tree))
    return frozenset(named | ({"claims", "audits", "articles"} if judges else set()))


@lru_cache
def taken(path: Path) -> tuple[str, ...]:
    """Return the facts of the figures that a notebook takes over from others: the ``taken("...", "...")`` calls in its code."""
    code = "\n".join("".join(c["source"]) for c in collection.read_json(path)["cells"] if c["cell_type"] == "code")
    return tuple(f"figures/{notebook}/{name}.json" for notebook, name in re.findall(r'taken\("([^"]+)", "([^"]+)"\)', code))


def _called(node: ast.Call) -> str:
    return str(getattr(node.func, "id", getattr(node.func, "attr", "")))


def inputs(run: Run) -> dict[str, str]:
    """Return all that a run depends on, each with the hash of its content."""
    root = run.root
    library = sorted(path for path in (root / "lib").rglob("*") if path.suffix in (".py", ".mplstyle"))
    files = [root / "requirements.lock", root / collection.DESCRIPTOR, *library]
    for name in sorted(declared(run.notebook) | set(collection.INPUTS_OF_ALL)):
        entry = collection.resource(root, name)
        files += [root / "data" / entry["path"], root / "data" / entry["schema"]]
    files += [root / figure for figure in taken(run.notebook)] + sorted((root / "data").glob("*.geojson"))
    hashes = {path.relative_to(root).as_posix(): digest(path) for path in files if path.exists()}
    cells = [[c["cell_type"], "".join(c["source"]), c["metadata"].get("tags", [])] for c in collection.read_json(run.notebook)["cells"]]
    hashes[f"notebooks/{run.notebook.name}"] = hashlib.sha256(json.dumps(cells).encode()).hexdigest()
    return hashes | {"parameters": parameters.canonical(run.values), "python": sys.version.split()[0]}


@dataclass
class Product:
    """What a run leaves, as pytask sees it: there if the manifest succeeded and every file it lists is unchanged."""

    run: Run
    name: str
    attributes: dict[Any, Any] = field(default_factory=dict)

    @property
    def signature(self) -> str:
        """A name for the graph."""
        return hashlib.sha256(self.name.encode()).hexdigest()

    def state(self) -> str | None:
        """Return the hash of the manifest, or nothing if a file is missing or altered."""
        manifest = self.run.root / self.run.place("run.json")
        try:
            facts = json.loads(manifest.read_text(encoding="utf-8"))
            same = all(digest(self.run.root / file) == sha for file, sha in facts["files"].items())
        except (OSError, ValueError, KeyError):
            return None
        return digest(manifest) if same and facts["outcome"] == "succeeded" else None

    def load(self, is_product: bool = False) -> "Product":
        """Hand the node itself to a task."""
        return self

    def save(self, value: Any) -> None:
        """Nothing to save: the run writes its files."""


def produce(run: Run, timeout: int = TIMEOUT) -> tuple[dict[str, bytes], float]:
    """Execute one run in a temporary folder; return the content of each file it made, by name, and the seconds.

    Raises:
        RunError: one block with notebook, heading, source line, exception, parameters and the command to repeat it.
    """
    import nbformat
    import papermill
    from nbclient.exceptions import CellControlSignal, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    started = time.monotonic()
    build = run.root / "build"
    build.mkdir(exist_ok=True)
    work = Path(tempfile.mkdtemp(dir=build, prefix=f"run-{run.notebook.stem}-"))
    trace = build / f"{work.name}.loaded"
    environment = {"HEARTLAND_ROOT": run.root, "HEARTLAND_OUT": work, "HEARTLAND_SHOWN": run.figures.as_posix(), "HEARTLAND_TRACE": trace}
    try:
        _register_engine()
        nb = papermill.execute_notebook(
            str(run.notebook),
            None,
            parameters=dict(run.values) if run.slug else None,
            engine_name="heartland",
            progress_bar=False,
            env=os.environ | {k: str(v) for k, v in environment.items()},
            folder=str(run.root / "notebooks"),
            seconds=timeout,
        )
        _compare(run, set(trace.read_text(encoding="utf-8").split()) if trace.exists() else set())
        made = {path.name: path.read_bytes() for path in sorted(work.iterdir())}
        made[run.notebook.name] = (nbformat.writes(normalised(nb)) + "\n").encode()
    except (PapermillExecutionError, CellControlSignal, DeadKernelError, TimeoutError) as error:
        raise RunError(_block(run, error)) from None
    finally:
        shutil.rmtree(work, ignore_errors=True)
        trace.unlink(missing_ok=True)
    return made, time.monotonic() - started


def _compare(run: Run, loaded: set[str]) -> None:
    """Refuse a notebook that loads what its code does not spell out, or spells out what it does not load."""
    said = declared(run.notebook)
    hidden, idle = sorted(loaded - said - set(collection.INPUTS_OF_ALL)), sorted(said - loaded)
    if hidden:
        raise RunError(f'{run.name} loads {", ".join(hidden)} by a name its code does not spell out: write load("{hidden[0]}")')
    if idle:
        raise RunError(f'{run.name} says load("{idle[0]}") and never does: delete it, or load it whatever the parameters')


@lru_cache
def _register_engine() -> None:
    """papermill's own engine, with an environment and a working directory for each kernel."""
    from papermill.clientwrap import PapermillNotebookClient
    from papermill.engines import NBClientEngine, papermill_engines

    class Engine(NBClientEngine):  # type: ignore[misc]
        @classmethod
        def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> None:
            end = time.monotonic() + options["seconds"]
            client = PapermillNotebookClient(nb_man, kernel_name=kernel_name, timeout_func=lambda _: max(1, int(end - time.monotonic())))
            LIVE.append(client)
            try:  # a kernel's own chatter is no news; what fails in a cell comes back in the notebook
                client.execute(env=options["env"], cwd=options["folder"], stderr=subprocess.DEVNULL)
            finally:
                LIVE.remove(client)

    papermill_engines.register("heartland", Engine)


def _block(run: Run, error: Exception) -> str:
    """Tell a failure: where in the notebook, what, with which parameters, and how to repeat it."""
    cells = collection.read_json(run.notebook)["cells"]
    source = getattr(error, "source", "")
    heading, line = "", str(error).strip().splitlines()[0] if str(error).strip() else ""
    for cell in cells:
        text = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            heading = next((row.lstrip("# ") for row in text.splitlines() if row.startswith("#")), heading)
        elif source and text == source:
            break
    where = re.findall(r"-+> *(\d+) (.*)", re.sub(r"\x1b\[[\d;]*m", "", "\n".join(getattr(error, "traceback", []))))
    at = f"line {where[0][0]}: {where[0][1].strip()}" if where else "".join(source.splitlines()[:1])
    what = f"{getattr(error, 'ename', type(error).__name__)}: {getattr(error, 'evalue', line)}"
    rows = {"section": heading, "at": at, "error": what, "parameters": parameters.canonical(run.values), "repeat": run.command}
    return "\n".join([f"{run.name} failed", *(f"  {k}: {v}" for k, v in rows.items() if v)])


def normalised(nb: Any) -> Any:
    """Take out of an executed notebook all that differs from run to run: times, versions, random ids."""
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
        for data in (output.get("data", {}) for output in cell.get("outputs", [])):
            if "text/plain" in data:
                data["text/plain"] = re.sub(r" at 0x[0-9a-f]+", "", data["text/plain"])
    return nb


def install(run: Run, made: Mapping[str, bytes], seconds: float) -> None:
    """Write a run's files to their places, the manifest last; what an earlier run left and this one did not goes."""
    root, manifest = run.root, run.root / run.place("run.json")
    before = set(json.loads(manifest.read_text(encoding="utf-8")).get("files", {})) if manifest.exists() else set()
    manifest.unlink(missing_ok=True)  # from here to the end the run counts as not done
    for name, content in made.items():
        write(root / run.place(name), content)
    places = sorted(run.place(name).as_posix() for name in made)
    for gone in before - set(places):
        (root / gone).unlink(missing_ok=True)
    facts = {
        "notebook": run.notebook.name,
        "parameters": dict(run.values),
        "outcome": "succeeded",
        "seconds": round(seconds, 2),
        "inputs": inputs(run),
        "files": {place: digest(root / place) for place in places},
    }
    write(manifest, (json.dumps(facts, indent=1, ensure_ascii=False) + "\n").encode())


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
        The number of runs that neither succeeded nor were unchanged; an interrupted run counts.
    """
    import pytask
    from filelock import FileLock

    outcomes: dict[str, str] = {}

    def ended(run: Run, outcome: str, words: str) -> None:
        outcomes[run.name] = outcome
        report(run, outcome, words)

    def task(run: Run) -> Any:
        def body(inputs: str, product: Any) -> None:
            try:
                if STOPPED.is_set():
                    raise RunError(f"{run.name} was not started: interrupted")
                report(run, "running", "")
                made, seconds = make(run, timeout)
                install(run, made, seconds)
                ended(run, "succeeded", f"{seconds:.1f} s")
            except RunError as error:
                ended(run, "failed", str(error))
                raise
            except OSError as error:
                ended(
                    run, "failed", f"{run.name}: {error.strerror} ({error.filename}); nothing of this run was kept\n  repeat: {run.command}"
                )
                raise

        node = pytask.PythonNode(name=f"{run.name}::inputs", value=parameters.canonical(inputs(run)), hash=True)
        named = pytask.task(name=run.name, kwargs={"inputs": node}, produces=None)
        body.__annotations__ = {"inputs": str, "product": _annotated(pytask, Product(run, f"{run.name}::product"))}
        return named(body)

    folder = runs[0].root / "build" / ".pytask"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pyproject.toml").write_text("[tool.pytask.ini_options]\n", encoding="utf-8")  # else its state goes elsewhere
    with _stoppable(), _alone(FileLock(folder / "lock"), lambda: report(runs[0], "waiting", "another heartland run holds this folder")):
        for left in (runs[0].root / "build").glob("run-*"):  # what a killed process could not clean
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        pytask.console.quiet = True
        for stage in (
            [r for r in runs if not taken(r.notebook)],
            [r for r in runs if taken(r.notebook)],
        ):  # what takes figures over comes last
            if not stage:
                continue
            tasks = [task(run) for run in stage]
            config = folder / "pyproject.toml"
            session = pytask.build(tasks=tasks, paths=folder, config=config, capture="no", verbose=0, **_parallel(stage, jobs))
            for done in session.execution_reports:
                if done.outcome in (pytask.TaskOutcome.SKIP_UNCHANGED, pytask.TaskOutcome.PERSISTENCE):
                    name = done.task.name.split("::")[-1]
                    ended(next(run for run in stage if run.name == name), "unchanged", "nothing it depends on has changed")
    return sum(outcomes.get(run.name) not in ("succeeded", "unchanged") for run in runs)


@contextmanager
def _stoppable() -> Iterator[None]:
    """Let Ctrl-C end the kernels at once, so that their runs end too, and pass the interrupt on when all is put away."""

    def stop(*_: Any) -> None:
        STOPPED.set()
        for client in tuple(LIVE):
            if client.km and client.km.provisioner and client.km.provisioner.pid:
                os.kill(client.km.provisioner.pid, signal.SIGKILL)

    main = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGINT, stop) if main else None
    STOPPED.clear()
    try:
        yield
    finally:
        if main:
            signal.signal(signal.SIGINT, before)
    if STOPPED.is_set():
        raise KeyboardInterrupt


@contextmanager
def _alone(lock: Any, say: Callable[[], None]) -> Iterator[None]:
    """Hold a lock; if another process has it, say so and wait."""
    from filelock import Timeout

    try:
        lock.acquire(timeout=0)
    except Timeout:
        say()
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def _annotated(pytask: Any, node: Product) -> Any:
    from typing import Annotated

    return Annotated[Any, node, pytask.Product]


def _parallel(runs: Sequence[Run], jobs: int) -> dict[str, Any]:
    """Ask for the parallel plugin only where two runs are to be made: its import costs as much as a short run."""
    stale = [run for run in runs if Product(run, "").state() is None]
    return {"n_workers": min(jobs, len(stale)), "parallel_backend": "threads"} if jobs > 1 and len(stale) > 1 else {"n_workers": 1}
