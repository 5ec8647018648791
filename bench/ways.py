"""The ways to run a notebook once for each value of a parameter."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import nbformat
import yaml

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent
BIN = Path(sys.executable).parent
SCRIPTS = "plain scripts, two at a time"
SWEEP = "`heartland sweep`"
SKIPPED = "skip-execution"  # the tag of cells that are run by hand

TWO_PROCESSES = """
import os, sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
NOTEBOOK, PARAMETER, *VALUES = sys.argv[1:]
def one(value):
    import papermill
    os.environ["HEARTLAND_OUT"] = os.path.abspath(f"out/{value}")
    papermill.execute_notebook(
        NOTEBOOK,
        f"out/{value}/nb.ipynb",
        parameters={PARAMETER: int(value) if value.isdigit() else value},
        progress_bar=False,
        cwd="notebooks",
    )
if __name__ == "__main__":
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        list(pool.map(one, VALUES))
"""
SNAKEFILE = """
rule all:
    input: expand("out/{{value}}/nb.ipynb", value={values!r})
rule one:
    input: {notebook!r}
    output: "out/{{value}}/nb.ipynb"
    shell: {command!r}
"""
DODO = """
def task_sweep():
    for value in {values!r}:
        yield {{
            "name": value,
            "file_dep": [{notebook!r}],
            "targets": [f"out/{{value}}/nb.ipynb"],
            "actions": [{command!r}.replace("VALUE", value)],
        }}
"""
OUT_OF_PRODUCT = """
import os, pathlib
os.environ["HEARTLAND_OUT"] = str(pathlib.Path(product["nb"]).parent.absolute())
"""


@dataclass(frozen=True)
class Workload:
    """A notebook, the parameter that tells its runs apart, and the figures that each run makes."""

    title: str
    notebook: Path
    parameter: str
    figures: int


SMALL = Workload("small notebook", HERE / "one-figure.ipynb", "number", 1)
BRIEF = Workload("country brief", REPOSITORY / "notebooks" / "10-country-brief.ipynb", "area", 2)


@dataclass(frozen=True)
class Memory:
    """The most that the calling process and the server it forks from held, in MB."""

    caller: float = 0.0
    server: float = 0.0


Way = Callable[[Sequence[str]], Memory | None]


def tools() -> dict[str, str]:
    """Return the tools to compare with, each with the version that is pinned."""
    pins = (HERE / "tools.txt").read_text(encoding="utf-8").splitlines()
    pinned = [line for line in pins if line and not line.startswith("#")]
    return {re.split(r"[\[=]", line)[0]: line for line in pinned}


def environment_of(tool: str, folder: Path) -> Path | None:
    """Give a tool an environment with Heartland; return its commands, or None if that fails."""
    commands = folder / tool / "bin"
    done = folder / tool / "installed"
    pin = tools()[tool]
    if done.is_file() and done.read_text(encoding="utf-8") == pin:
        return commands
    print(f"installing {pin}", flush=True)
    subprocess.run([sys.executable, "-m", "venv", "--clear", folder / tool], check=True)
    command: list[str | Path] = [BIN / "uv", "pip", "install", "--quiet", "--compile-bytecode"]
    command += ["--python", commands / "python"]
    command += ["--constraint", REPOSITORY / "requirements.lock"]
    command += ["--editable", REPOSITORY, pin]
    if subprocess.run(command, check=False).returncode:
        return None
    done.write_text(pin, encoding="utf-8")
    return commands


class Collection:
    """A collection of its own with the notebook of a workload, and the ways to run it."""

    def __init__(self, root: Path, workload: Workload, commands: dict[str, Path | None]):
        """Make it in ``root``; ``commands`` has the environment of each tool that is installed."""
        self.root = root
        self.workload = workload
        self.commands = {tool: place for tool, place in commands.items() if place}
        root.mkdir()
        shutil.copytree(REPOSITORY / "data", root / "data")
        (root / "notebooks").mkdir()
        name = workload.notebook.name
        self.name = name if name[0].isdigit() else f"00-{name}"
        self.notebook = f"notebooks/{self.name}"
        shutil.copy(workload.notebook, root / self.notebook)
        self._write_script()
        (root / "two.py").write_text(TWO_PROCESSES, encoding="utf-8")

    def ways(self) -> dict[str, Way]:
        """Return the ways by name; that of a tool is there if the tool is installed."""
        ways: dict[str, Way] = {
            SCRIPTS: self._scripts,
            "`papermill` in a loop": self._papermill,
            "`jupyter execute` in a loop": self._jupyter_execute,
            "papermill's API in two processes": self._two_processes,
            "snakemake": self._snakemake,
            "doit": self._doit,
            "ploomber": self._ploomber,
            "jupyter-cache": self._jupyter_cache,
            SWEEP: self.sweep,
            "`heartland sweep --kernels`": lambda values: self.sweep(values, "--kernels"),
        }
        missing = set(tools()) - set(self.commands)
        return {name: way for name, way in ways.items() if name not in missing}

    def run(self, way: Way, values: Sequence[str]) -> tuple[float, Memory | None]:
        """Forget what was run, run for each value, and see that all figures are there.

        Returns:
            Seconds, and the memory where the way tells it.
        """
        for folder in ("runs", "build", "out", ".snakemake", ".doit.db", "prepared", "cache"):
            shutil.rmtree(self.root / folder, ignore_errors=True)
        for left in self.root.glob(".doit.db*"):
            left.unlink()
        for value in values:
            (self.root / "out" / value).mkdir(parents=True)
        begun = time.perf_counter()
        memory = way(values)
        seconds = time.perf_counter() - begun
        made = [*self.root.glob("out/*/*.png"), *self.root.glob("runs/**/*.png")]
        if len(made) != len(values) * self.workload.figures:
            raise RuntimeError(f"{len(made)} figures of {len(values)} runs: {self.workload.title}")
        return seconds, memory

    def sweep(self, values: Sequence[str], *options: str) -> Memory:
        """Run a sweep with Heartland."""
        grid = f"{self.workload.parameter}={','.join(values)}"
        command = [BIN / "heartland", "sweep", self.name.removesuffix(".ipynb"), "-g", grid]
        caller = server = 0.0
        with _log() as log:
            process = self._start([*command, "-j", 2, *options], log)
            while process.poll() is None:
                memory = _memory(process.pid)
                caller, server = max(caller, memory.caller), max(server, memory.server)
                time.sleep(0.05)
            self._finish(process, log)
        return Memory(caller, server)

    def _write_script(self) -> None:
        """Write the cells of the notebook as a script that takes its parameter from the caller."""
        lines = ["import sys"]
        for cell in nbformat.read(self.root / self.notebook, as_version=4).cells:
            tags = cell.metadata.get("tags", [])
            if cell.cell_type == "code" and SKIPPED not in tags:
                lines.append(cell.source)
            if "parameters" in tags:
                kind = "int" if "int" in cell.source else "str"
                lines.append(f"{self.workload.parameter} = {kind}(sys.argv[1])")
        (self.root / "script.py").write_text("\n".join(lines), encoding="utf-8")

    def _scripts(self, values: Sequence[str]) -> None:
        self._each(lambda value: [sys.executable, "script.py", value], values, at_a_time=2)

    def _papermill(self, values: Sequence[str]) -> None:
        self._each(lambda value: shlex.split(self._papermill_command(value)), values)

    def _papermill_command(self, value: str) -> str:
        place = f"{self.notebook} out/{value}/nb.ipynb --no-progress-bar --cwd notebooks"
        return f"papermill {place} -p {self.workload.parameter} {value}"

    def _shell_command(self, value: str) -> str:
        return f"HEARTLAND_OUT={self.root}/out/{value} {self._papermill_command(value)}"

    def _jupyter_execute(self, values: Sequence[str]) -> None:
        self._prepare(values)
        self._each(lambda value: ["jupyter", "execute", f"prepared/{value}.ipynb"], values)

    def _two_processes(self, values: Sequence[str]) -> None:
        self._run([sys.executable, "two.py", self.notebook, self.workload.parameter, *values])

    def _snakemake(self, values: Sequence[str]) -> None:
        command = self._shell_command("{wildcards.value}")
        text = SNAKEFILE.format(values=list(values), notebook=self.notebook, command=command)
        (self.root / "Snakefile").write_text(text, encoding="utf-8")
        self._use("snakemake", "snakemake --cores 2 --quiet all")

    def _doit(self, values: Sequence[str]) -> None:
        command = self._shell_command("VALUE")
        text = DODO.format(values=list(values), notebook=self.notebook, command=command)
        (self.root / "dodo.py").write_text(text, encoding="utf-8")
        self._use("doit", "doit -n 2")

    def _ploomber(self, values: Sequence[str]) -> None:
        """Run a pipeline of one task with a grid; ploomber wants two more parameters."""
        notebook = nbformat.read(self.root / self.notebook, as_version=4)
        cells = []
        for cell in notebook.cells:
            cells.append(cell)
            if "parameters" in cell.metadata.get("tags", []):
                cell.source += "\nupstream = None\nproduct = None"
                cells.append(nbformat.v4.new_code_cell(OUT_OF_PRODUCT))
        notebook.cells = cells
        (self.root / "prepared").mkdir()
        nbformat.write(notebook, self.root / "prepared" / self.name)
        parameter = self.workload.parameter
        task = {
            "source": f"prepared/{self.name}",
            "name": f"run-[[{parameter}]]",
            "product": {"nb": f"out/[[{parameter}]]/nb.ipynb"},
            "grid": {parameter: [int(v) if v.isdigit() else v for v in values]},
        }
        executor = {"dotted_path": "ploomber.executors.Parallel", "processes": 2}
        pipeline = {"executor": executor, "tasks": [task]}
        (self.root / "pipeline.yaml").write_text(yaml.safe_dump(pipeline), encoding="utf-8")
        self._use("ploomber", "ploomber build")

    def _jupyter_cache(self, values: Sequence[str]) -> None:
        """Run a notebook for each value: jupyter-cache knows no parameters."""
        self._prepare(values)
        (self.root / "cache").mkdir()  # else it asks whether it may
        notebooks = " ".join(f"prepared/{value}.ipynb" for value in values)
        self._use("jupyter-cache", f"jcache notebook add {notebooks}")
        self._use("jupyter-cache", "jcache project execute --executor local-parallel -t 600")

    def _prepare(self, values: Sequence[str]) -> None:
        """Write a copy of the notebook for each value, with the value in it."""
        (self.root / "prepared").mkdir()
        for value in values:
            notebook = nbformat.read(self.root / self.notebook, as_version=4)
            out = str(self.root / "out" / value)
            lines = f"import os\nos.environ['HEARTLAND_OUT'] = {out!r}"
            for cell in notebook.cells:
                if "parameters" in cell.metadata.get("tags", []):
                    given = int(value) if value.isdigit() else value
                    cell.source = f"{self.workload.parameter} = {given!r}"
            notebook.cells.insert(0, nbformat.v4.new_code_cell(lines))
            nbformat.write(notebook, self.root / "prepared" / f"{value}.ipynb")

    def _each(
        self,
        words: Callable[[str], Sequence[object]],
        values: Sequence[str],
        at_a_time: int = 1,
    ) -> None:
        """Run a command for each value, so many at a time."""

        def one(value: str) -> None:
            self._run(words(value), out=value)

        with ThreadPoolExecutor(at_a_time) as pool:
            list(pool.map(one, values))

    def _use(self, tool: str, command: str) -> None:
        self._run(shlex.split(command), commands=self.commands[tool])

    def _run(self, words: Sequence[object], out: str = "", commands: Path = BIN) -> None:
        """Run a command in the collection, with the commands of an environment."""
        with _log() as log:
            self._finish(self._start(words, log, out, commands), log)

    def _start(
        self, words: Sequence[object], log: IO[str], out: str = "", commands: Path = BIN
    ) -> subprocess.Popen[str]:
        """Start a command whose errors go to ``log``: a pipe that nobody reads would stop it."""
        environment = os.environ | {
            "HEARTLAND_ROOT": str(self.root),
            "HEARTLAND_OUT": str(self.root / "out" / out),
            "JUPYTERCACHE": str(self.root / "cache"),
            "PLOOMBER_STATS_ENABLED": "false",
            "PATH": f"{commands}{os.pathsep}{os.environ['PATH']}",
        }
        environment.pop("VIRTUAL_ENV", None)
        program = shutil.which(str(words[0]), path=environment["PATH"])
        return subprocess.Popen(
            [str(program), *map(str, words[1:])],
            cwd=self.root,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
            text=True,
        )

    def _finish(self, process: subprocess.Popen[str], log: IO[str]) -> None:
        """Wait for a command; one that fails is an error with the end of its log."""
        if process.wait():
            assert isinstance(process.args, list)  # as ``_start`` has it
            command = shlex.join(process.args)
            log.seek(0)
            raise RuntimeError(f"{command} failed:\n{log.read()[-3000:]}")


def _log() -> IO[str]:
    """Open a file that goes when it is closed, for what a command writes of its errors."""
    return tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")


def _memory(pid: int) -> Memory:
    """Peak memory of a calling process and of its server, without kernels and forked runs."""
    proc = Path("/proc")
    try:
        # a process is listed under the thread that started it
        threads = (proc / str(pid) / "task").glob("*/children")
        children = [child for thread in threads for child in thread.read_text().split()]
        servers = [
            child
            for child in children
            if b"forked.serve" in (proc / child / "cmdline").read_bytes()
        ]
        return Memory(_peak(proc / str(pid)), sum(_peak(proc / server) for server in servers))
    except OSError:  # it has just ended, or there is no /proc
        return Memory()


def _peak(process: Path) -> float:
    lines = (process / "status").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
