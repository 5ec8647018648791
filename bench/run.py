"""Measure runs side by side and write the table in bench/README.md.

``make bench`` measures; ``bench/run.py --quick`` is to try.

Each way does the same work: it runs ``one-figure.ipynb``, a small notebook with the usual imports
and one figure, the given number of times, each time with another value of its parameter. The ways
take turns, so that a busy minute of the machine meets all of them; what counts is the median.
"""

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "site"))
import nbformat

from generated import between, markdown_table

HERE = Path(__file__).resolve().parent
BIN = Path(sys.executable).parent
NAME = "00-one-figure"
TWO = """
import os, sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
def one(i):
    import papermill
    os.makedirs(f"out/{i}", exist_ok=True)
    os.environ["HEARTLAND_OUT"] = os.path.abspath(f"out/{i}")
    papermill.execute_notebook(
        sys.argv[1], f"out/{i}/nb.ipynb", parameters={"number": i}, progress_bar=False
    )
if __name__ == "__main__":
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        list(pool.map(one, range(int(sys.argv[2]))))
"""


class Bench:
    """A collection of its own with the one notebook, and the ways to run it."""

    def __init__(self, root: Path):
        self.root = root
        shutil.copytree(HERE.parent / "data", root / "data")
        (root / "notebooks").mkdir()
        self.notebook = shutil.copy(HERE / "one-figure.ipynb", root / "notebooks" / f"{NAME}.ipynb")
        code = [
            c.source
            for c in nbformat.read(self.notebook, as_version=4).cells
            if c.cell_type == "code"
        ]
        (root / "script.py").write_text(
            "\n".join(code).replace("number: int = 0", "import sys; number = int(sys.argv[1])")
        )
        (root / "two.py").write_text(TWO)

    def clean(self) -> None:
        """Forget what was run."""
        for folder in ("runs", "build", "out"):
            shutil.rmtree(self.root / folder, ignore_errors=True)

    def command(self, *words: object, number: int = 0) -> subprocess.Popen[bytes]:
        """Start a command in the collection, with a folder of its own for what it exports."""
        out = self.root / "out" / str(number)
        out.mkdir(parents=True, exist_ok=True)
        env = os.environ | {"HEARTLAND_ROOT": str(self.root), "HEARTLAND_OUT": str(out)}
        return subprocess.Popen(
            [*map(str, words)],
            cwd=self.root,
            env=env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def loop(self, words: Callable[[int], list[object]], number: int, at_a_time: int = 1) -> None:
        """Run commands, so many at a time."""
        with ThreadPoolExecutor(at_a_time) as pool:
            for code in pool.map(lambda i: self.command(*words(i), number=i).wait(), range(number)):
                assert code == 0, f"{words(0)} failed"

    def sweep(self, number: int, *options: str) -> float:
        """Run a sweep with heartland; return the most memory it and its server held, in MB."""
        grid = "number=" + ",".join(map(str, range(number)))
        process, peak = (
            self.command(BIN / "heartland", "sweep", NAME, "-g", grid, "-j", 2, *options),
            0.0,
        )
        while process.poll() is None:
            peak = max(peak, _memory(process.pid))
            time.sleep(0.05)
        assert process.returncode == 0, "the sweep failed"
        return peak

    def ways(self) -> dict[str, Callable[[int], object]]:
        """The ways to make a number of runs."""
        return {
            "plain scripts, two at a time": partial(
                self.loop, lambda i: [sys.executable, "script.py", i], at_a_time=2
            ),
            "`papermill` in a loop": partial(
                self.loop,
                lambda i: [
                    BIN / "papermill",
                    self.notebook,
                    f"out/{i}/nb.ipynb",
                    "-p",
                    "number",
                    i,
                    "--cwd",
                    "notebooks",
                ],
            ),
            "`jupyter execute` in a loop": partial(
                self.loop,
                lambda i: [
                    BIN / "jupyter",
                    "execute",
                    self.notebook,
                    f"--output=../out/{i}/nb.ipynb",
                ],
            ),
            "papermill's API in two processes": lambda number: self.loop(
                lambda _: [sys.executable, "two.py", self.notebook, number], 1
            ),
            "`heartland sweep`": self.sweep,
            "`heartland sweep --kernels`": lambda number: self.sweep(number, "--kernels"),
        }


def _memory(pid: int) -> float:
    """Peak memory of a calling process and its server in MB, without kernels and forked runs."""
    proc = Path("/proc")
    try:
        children = (proc / f"{pid}/task/{pid}/children").read_text().split()
        servers = [
            child
            for child in children
            if b"forked.serve" in (proc / child / "cmdline").read_bytes()
        ]
        lines = [
            line
            for one in (pid, *servers)
            for line in (proc / f"{one}/status").read_text().splitlines()
        ]
    except OSError:  # it has just ended
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def seconds(work: Callable[[], object]) -> float:
    """Time one call."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def main() -> None:
    """Measure, and write the table."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument(
        "--quick", action="store_true", help="few runs, to try; the table is printed, not written"
    )
    options.add_argument("--runs", type=int, default=20, help="runs of each way (default 20)")
    options.add_argument(
        "--repeat", type=int, default=5, help="repetitions of each way (default 5)"
    )
    options.add_argument(
        "--largest", type=int, default=500, help="runs of the largest sweep (default 500)"
    )
    asked = options.parse_args()
    number, repeat, sizes = (
        (4, 1, (2, 8)) if asked.quick else (asked.runs, asked.repeat, (5, 20, 100, 200, 500))
    )
    sizes = [size for size in sizes if size <= asked.largest]
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        times: dict[str, list[float]] = {name: [] for name in bench.ways()}
        for _ in range(repeat):
            for name, way in bench.ways().items():
                bench.clean()
                times[name].append(seconds(partial(way, number)))
                print(f"{name}: {times[name][-1]:.1f} s", flush=True)
        middle = {name: statistics.median(taken) for name, taken in times.items()}
        scripts = middle["plain scripts, two at a time"]
        first = [
            [
                name,
                f"{t:.1f}",
                f"{min(times[name]):.1f} to {max(times[name]):.1f}",
                f"{t / scripts:.2f}",
            ]
            for name, t in middle.items()
        ]
        growth, idle = [], {}
        for size in sizes:
            cells: list[object] = [size]
            for mode in ((), ("--kernels",)):
                bench.clean()
                held: list[float] = []
                taken = seconds(lambda: held.append(bench.sweep(size, *mode)))  # noqa: B023
                cells += [f"{taken:.1f}", f"{taken / size:.2f}", f"{held[0]:.0f}"]
            idle[f"a sweep of {size}"] = statistics.median(
                seconds(partial(bench.sweep, size)) for _ in range(repeat)
            )
            growth.append(cells)
            print(*cells, flush=True)
    collection = [BIN / "heartland", "--root", HERE.parent, "run"]
    subprocess.run(collection, check=True, capture_output=True)
    idle["the whole collection"] = statistics.median(
        seconds(partial(subprocess.run, collection, check=True, capture_output=True))
        for _ in range(repeat)
    )
    packages = (
        "papermill",
        "nbclient",
        "ipykernel",
        "ipython",
        "jupyter_client",
        "pandas",
        "matplotlib",
    )
    machine = (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}"
    )
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    text = "\n\n".join(
        [
            f"{machine}; {versions}. Repetitions: {repeat}; load {load:.1f} at the start.",
            markdown_table(
                first, [f"{number} runs", "seconds (median)", "least to most", "times the scripts"]
            ),
            markdown_table(
                growth, ["runs", "seconds", "a run", "MB", "`--kernels`: seconds", "a run", "MB"]
            ),
            markdown_table(
                [[name, f"{t:.2f}"] for name, t in idle.items()],
                ["nothing to do after", "seconds (median)"],
            ),
        ]
    )
    if asked.quick:
        print(text)
    else:
        readme = HERE / "README.md"
        readme.write_text(
            between(readme.read_text(encoding="utf-8"), "bench", text), encoding="utf-8"
        )


if __name__ == "__main__":
    main()
