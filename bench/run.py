"""Measure runs side by side and write the tables in bench/README.md.

``make bench`` measures; ``bench/run.py --quick`` is to try. The ways take turns, so that a busy
minute of the machine meets all of them; what counts is the median. What is measured is kept in
build/bench: an interrupted bench writes what it has, and ``--resume`` goes on from there.
"""

import argparse
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import ways as to_run
from waits import ALONE, WAITS, copy_of_the_collection, seconds_to_wait
from ways import BRIEF, REPOSITORY, SCRIPTS, SMALL, Collection, Workload

from heartland import markdown
from heartland.tables.areas import REPUBLICS

README = Path(__file__).resolve().parent / "README.md"
KEPT = REPOSITORY / "build" / "bench"
PACKAGES = ("papermill", "nbclient", "ipykernel", "ipython", "pandas", "matplotlib")
WORKLOADS = {SMALL.title: SMALL, BRIEF.title: BRIEF}
SIZES = (5, 20, 100, 200, 500)  # runs of the sweeps
LARGEST_WITH_KERNELS = 100  # a run takes as long as another from then on

Measured = dict[str, Any]


class Results:
    """What was measured, a line each in a file, so that it outlives an interruption."""

    def __init__(self, path: Path, resume: bool):
        """Read what an earlier bench left, or begin anew."""
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        if not resume:
            path.unlink(missing_ok=True)
        self.rows: list[Measured] = []
        if path.is_file():
            self.rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]

    def measured(self, **key: object) -> list[Measured]:
        """Return the measurements of one thing."""
        return [row for row in self.rows if key.items() <= row.items()]

    def measure(
        self, repetition: int, work: Callable[[], tuple[float, to_run.Memory | None]], **key: object
    ) -> None:
        """Measure one thing unless this repetition is there already; keep and print it."""
        if len(self.measured(**key)) >= repetition:
            return
        seconds, memory = work()
        row = key | {"seconds": seconds} | (asdict(memory) if memory else {})
        self.rows.append(row)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")
        named = ", ".join(str(word) for word in key.values() if word)
        print(f"{repetition}. {named}: {seconds:.1f} s", flush=True)


def seconds_of(work: Callable[[], object]) -> tuple[float, None]:
    """Time one call."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun, None


def measure_ways(
    results: Results, repetition: int, collections: dict[Workload, Collection], runs: int
) -> None:
    """Let each way have its turn at each workload."""
    for workload, collection in collections.items():
        values = values_of(workload, runs)
        for name, way in collection.ways().items():
            results.measure(
                repetition,
                lambda: collection.run(way, values),  # noqa: B023
                table="ways",
                workload=workload.title,
                way=name,
            )


def measure_growth(results: Results, collection: Collection, sizes: Sequence[int]) -> None:
    """Measure sweeps of growing size, and how long they take when nothing is left to do."""
    for size in sizes:
        values = values_of(SMALL, size)
        for option in ("--kernels", ""):
            if option and size > LARGEST_WITH_KERNELS:
                continue
            options = [option] if option else []
            results.measure(
                1,
                lambda: collection.run(lambda some: collection.sweep(some, *options), values),  # noqa: B023
                table="growth",
                runs=size,
                option=option,
            )
        for repetition in (1, 2, 3):
            results.measure(
                repetition,
                lambda: seconds_of(lambda: collection.sweep(values)),  # noqa: B023
                table="idle",
                after=f"a sweep of {size}",
            )


def measure_waits(results: Results, repetition: int, root: Path) -> None:
    """Measure what a user waits for, in a copy of the collection."""
    for wait in WAITS:
        results.measure(
            repetition,
            lambda: seconds_to_wait(wait, root),  # noqa: B023
            table="waits",
            what=wait.title,
        )


def values_of(workload: Workload, runs: int) -> list[str]:
    """Return the values that a workload runs over."""
    return list(REPUBLICS) if workload is BRIEF else [str(number) for number in range(runs)]


def seconds_by(results: Results, column: str, **key: object) -> dict[str, list[float]]:
    """Return the seconds of what was measured, by the words in a column."""
    taken: dict[str, list[float]] = {}
    for row in results.measured(**key):
        taken.setdefault(row[column], []).append(row["seconds"])
    return taken


def table_of_ways(results: Results, title: str, runs: int, missing: Sequence[str]) -> str:
    """Compare the ways to do one workload."""
    taken = seconds_by(results, "way", table="ways", workload=title)
    rows = []
    for way, seconds in taken.items():
        middle = statistics.median(seconds)
        spread = f"{min(seconds):.1f} to {max(seconds):.1f}"
        ratio = middle / statistics.median(taken[SCRIPTS])
        rows.append([way, f"{middle:.1f}", spread, len(seconds), f"{ratio:.2f}"])
    rows += [[tool, "did not install", "", "", ""] for tool in missing]
    head = [f"{title}, {runs} runs", "seconds (median)", "least to most", "repetitions"]
    return markdown.table(rows, [*head, "times the scripts"])


def table_of_growth(results: Results) -> str:
    """Say how seconds and memory grow with the number of runs."""
    rows = []
    for size in dict.fromkeys(row["runs"] for row in results.measured(table="growth")):
        cells: list[object] = [size]
        for option in ("", "--kernels"):
            found = results.measured(table="growth", runs=size, option=option)
            if not found:
                cells += [""] * (3 if option else 4)
                continue
            one = found[0]
            cells += [f"{one['seconds']:.1f}", f"{one['seconds'] / size:.2f}"]
            cells.append(f"{one['caller']:.0f}")
            if not option:
                cells.append(f"{one['server']:.0f}")
        rows.append(cells)
    head = ["runs", "seconds", "a run", "MB of the caller", "MB of the fork server"]
    return markdown.table(rows, [*head, "`--kernels`: seconds", "a run", "MB of the caller"])


def table_of_idle(results: Results) -> str:
    """Say how long it takes to find that nothing is to be done."""
    taken = seconds_by(results, "after", table="idle")
    rows = [[after, f"{statistics.median(seconds):.2f}"] for after, seconds in taken.items()]
    return markdown.table(rows, ["nothing to do after", "seconds (median)"])


def table_of_waits(results: Results) -> str:
    """Compare what a user waits for with the import of pandas, which any analysis begins with."""
    taken = seconds_by(results, "what", table="waits")
    rows = []
    for what, seconds in taken.items():
        middle = statistics.median(seconds)
        spread = f"{min(seconds):.2f} to {max(seconds):.2f}"
        ratio = middle / statistics.median(taken[ALONE])
        rows.append([what, f"{middle:.2f}", spread, len(seconds), f"{ratio:.1f}"])
    head = ["what a user waits for", "seconds (median)", "least to most", "repetitions"]
    return markdown.table(rows, [*head, "times the import"])


def told(results: Results, runs: int, missing: Sequence[str], load: float) -> str:
    """Write the tables, below the machine and the versions."""
    versions = [f"{name} {version(name)}" for name in PACKAGES]
    versions += [pin.replace("==", " ") for pin in to_run.tools().values()]
    machine = (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}; {', '.join(versions)}. Load {load:.1f} at the start."
    )
    counts = {SMALL.title: runs, BRIEF.title: len(REPUBLICS)}
    tables = [table_of_ways(results, title, counts[title], missing) for title in WORKLOADS]
    tables += [table_of_growth(results), table_of_idle(results), table_of_waits(results)]
    return "\n\n".join([machine, *tables])


def main() -> None:
    """Measure, and write the tables."""
    asked = _options()
    load = os.getloadavg()[0]
    results = Results(KEPT / ("quick.jsonl" if asked.quick else "measured.jsonl"), asked.resume)
    commands = {tool: to_run.environment_of(tool, KEPT) for tool in to_run.tools()}
    missing = [tool for tool, place in commands.items() if place is None]
    interrupted = False
    try:
        _measure(results, commands, asked)
    except KeyboardInterrupt:
        interrupted = True
        print("interrupted: --resume goes on from here", file=sys.stderr)
    _publish(told(results, asked.runs, missing, load), asked.quick)
    sys.exit(130 if interrupted else 0)


def _options() -> argparse.Namespace:
    """Return what the command line asks for, and as ``sizes`` the runs of each sweep."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument(
        "--quick", action="store_true", help="few runs, to try; the tables are printed, not written"
    )
    options.add_argument(
        "--runs", type=int, default=20, help="runs of the small notebook (default 20)"
    )
    options.add_argument(
        "--repeat", type=int, default=5, help="repetitions of each way (default 5)"
    )
    options.add_argument(
        "--largest", type=int, default=500, help="runs of the largest sweep (default 500)"
    )
    options.add_argument(
        "--resume", action="store_true", help="go on where an interrupted bench stopped"
    )
    asked = options.parse_args()
    asked.sizes = [size for size in SIZES if size <= asked.largest]
    if asked.quick:
        asked.runs, asked.repeat, asked.sizes = 2, 1, [2, 8]
    return asked


def _measure(results: Results, commands: dict[str, Path | None], asked: argparse.Namespace) -> None:
    """Measure all once, and then each way as often as is asked for."""
    with tempfile.TemporaryDirectory() as folder:
        collections = {
            workload: Collection(Path(folder, str(place)), workload, commands)
            for place, workload in enumerate(WORKLOADS.values())
        }
        copy = copy_of_the_collection(Path(folder, "copy"))
        for repetition in range(1, asked.repeat + 1):
            measure_waits(results, repetition, copy)
            measure_ways(results, repetition, collections, asked.runs)
            if repetition == 1:  # all is measured once before anything is repeated
                measure_growth(results, collections[SMALL], asked.sizes)


def _publish(text: str, is_trial: bool) -> None:
    """Write the tables into README.md, or print those of a trial."""
    if is_trial:
        print(text)
        return
    readme = README.read_text(encoding="utf-8")
    README.write_text(markdown.between("bench/README.md", readme, "bench", text), encoding="utf-8")


if __name__ == "__main__":
    main()
