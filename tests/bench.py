"""How long one waits: ``make bench`` measures, and writes docs/speed.md.

A clone of what is committed is set up and run from nothing, and then called as its user calls it.
"""

import argparse
import csv
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from heartland import markdown

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "speed.md"
HEARTLAND = ".venv/bin/heartland"
QUICK = 5  # seconds: what takes less is repeated in full
TABLE = "growth_forecasts"
LOAD = [".venv/bin/python", "-c", f"import heartland as hl; hl.load('{TABLE}')"]
STATED = ("publisher", "vintage", "area", "target_year", "kind")  # what a row is about
TIMES = 10  # the rows that the table has when it has grown
SWEEP = [HEARTLAND, "sweep", "08-sco", "-g", "end=2020,2021,2022,2023,2024", "-g"]
STARTS = {10: "start=2001,2002", 40: "start=2001,2002,2003,2004,2005,2006,2007,2008"}

TEXT = """\
# How fast is it?

`make bench` measures anew and writes this page, in some five minutes; on a quiet machine, please. It clones what is committed and calls it as its user does: the start of the process, imports and the writing of files are included, and packages come from the cache of uv where it has them. The seconds are medians, and what takes less than {quick} seconds is repeated in full. Machines differ, and one machine does within the hour: so each time also stands as a multiple of `import pandas`, measured before and after.

Measured on {machine}.

{waits}

*A changed parameter* is another year in 03-growth-forecasts, *five briefs* are 10-country-brief for each country. {notebooks} notebooks take `papermill` {papermill:.0f} seconds, one after the other: {ratio:.1f} times as long as `heartland run`.{by_hand}

## When the collection grows

The table of growth forecasts with {times} times its rows, which are made up: the same forecasts by other publishers. `validate` reads all tables, and has the more to say of these rows.

{growth}

A sweep of 08-sco over its first and last year. Memory is that of all its processes together at most; what they share counts for each. A sweep of 200 was not run.

{sweeps}
"""


def timed(
    words: list[str],
    folder: Path,
    repeat: int = 1,
    before: Callable[[], object] | None = None,
    exits: tuple[int, ...] = (0,),
) -> list[float]:
    """Call a command several times, and return its seconds; one that is slow is called twice.

    Args:
        words: the command.
        folder: where it is called.
        repeat: how often, if it is quick.
        before: what is done before each call, and not measured.
        exits: the exit codes that are no failure.

    Raises:
        RuntimeError: if it fails, with what it said.
    """
    taken: list[float] = []
    while len(taken) < (repeat if not taken or taken[0] < QUICK else min(repeat, 2)):
        if before:
            before()
        begun = time.perf_counter()
        done = subprocess.run(words, cwd=folder, env=plain(), capture_output=True, text=True)
        taken.append(time.perf_counter() - begun)
        if done.returncode not in exits:
            raise RuntimeError(f"{' '.join(words)}\n{done.stdout[-1000:]}{done.stderr[-2000:]}")
    print(f"{statistics.median(taken):8.2f} s  {' '.join(words)}", file=sys.stderr, flush=True)
    return taken


def plain() -> dict[str, str]:
    """The environment of a user: nothing of this process that concerns Python or Heartland."""
    left = ("HEARTLAND", "PYTHON", "VIRTUAL_ENV", "MAKE")
    return {name: value for name, value in os.environ.items() if not name.startswith(left)}


def waits(clone: Path, repeat: int) -> dict[str, list[float]]:
    """Time what a user waits for, from a fresh clone on."""
    run = [HEARTLAND, "run"]

    def forget() -> None:
        shutil.rmtree(clone / "build" / "notebooks")

    def no_runs() -> None:
        shutil.rmtree(clone / "runs", ignore_errors=True)

    pandas = [".venv/bin/python", "-c", "import pandas"]
    set_up = ["sh", "-c", f"git clone -q '{ROOT}' . && make PYTHON='{sys.executable}'"]
    taken = {"fresh clone to figures, set-up included": timed(set_up, clone)}
    before = timed(pandas, clone, repeat)
    taken["collection, all notebooks"] = timed(run, clone, repeat, forget)
    taken["nothing to do"] = timed(run, clone, repeat)
    year = [*run, "03", "-p", "target_year=2021"]
    taken["one notebook, a changed parameter"] = timed(year, clone, repeat, no_runs)
    briefs = [HEARTLAND, "sweep", "10", "-g", "area=KAZ,KGZ,TJK,TKM,UZB"]
    taken["five briefs"] = timed(briefs, clone, repeat, no_runs)
    taken["load of one table"] = timed(LOAD, clone, repeat)
    taken["validate"] = timed([HEARTLAND, "validate"], clone, repeat)
    taken["import pandas"] = before + timed(pandas, clone, repeat)
    return taken


def by_papermill(clone: Path) -> float:
    """Time papermill on the same notebooks, one after the other."""
    seconds = 0.0
    made = str(clone / "build" / "papermill.ipynb")
    for path in sorted((clone / "notebooks").glob("*.ipynb")):
        words = [
            ".venv/bin/papermill",
            str(path),
            made,
            "--cwd",
            "notebooks",
            "-k",
            "python3",
        ]
        seconds += sum(timed([*words, "--no-progress-bar"], clone))
    return seconds


def growth(clone: Path, repeat: int) -> list[list[str]]:
    """Compare what a table takes with its own rows and with ten times as many."""

    def forget() -> None:
        (clone / "build/notebooks/03-growth-forecasts.run.json").unlink(missing_ok=True)

    def measured() -> dict[str, float]:
        return {
            "validate": middle(timed([HEARTLAND, "validate"], clone, repeat, exits=(0, 1))),
            "load": middle(timed(LOAD, clone, repeat)),
            "the notebook of its figures": middle(
                timed([HEARTLAND, "run", "03"], clone, repeat, forget)
            ),
        }

    usual = measured()
    multiply_rows(clone / "data" / f"{TABLE}.csv")
    grown = measured()
    return [
        [what, f"{usual[what]:.2f}", f"{grown[what]:.2f}", f"{grown[what] / usual[what]:.1f}"]
        for what in usual
    ]


def multiply_rows(table: Path) -> None:
    """Add the rows of a table of forecasts again and again, each time by other publishers.

    Of rows that state the same thing, among which a notebook must choose, only one is added.
    """
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    stated = {tuple(row[column] for column in STATED): row for row in rows}
    with table.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        for number in range(2, TIMES + 1):
            for row in stated.values():
                writer.writerow(row | {"publisher": f"{row['publisher']} {number}"})


def swept(clone: Path, runs: int) -> list[str]:
    """Run a sweep; return its runs, seconds, seconds a run and memory."""
    shutil.rmtree(clone / "runs", ignore_errors=True)
    begun = time.perf_counter()
    words = [*SWEEP, STARTS[runs]]
    process = psutil.Popen(
        words, cwd=clone, env=plain(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    most = 0
    while process.poll() is None:
        most = max(most, memory(process))
        time.sleep(0.25)
    seconds = time.perf_counter() - begun
    if process.returncode:
        raise RuntimeError(f"{' '.join(words)} has failed")
    return [str(runs), f"{seconds:.1f}", f"{seconds / runs:.2f}", f"{most / 2**20:.0f}"]


def memory(process: psutil.Process) -> int:
    """The bytes in memory of a process and of those that it has started."""
    held = 0
    for one in (process, *process.children(recursive=True)):
        try:
            held += one.memory_info().rss
        except psutil.NoSuchProcess:  # it has ended meanwhile
            continue
    return held


def middle(taken: list[float]) -> float:
    """The median of some seconds."""
    return statistics.median(taken)


def table_of(taken: dict[str, list[float]]) -> str:
    """Tell of each wait its seconds, and how many times those of ``import pandas`` they are."""
    rows = []
    for what, each in taken.items():
        times = middle(each) / middle(taken["import pandas"])
        span = f"{min(each):.2f} to {max(each):.2f}" if len(each) > 1 else ""
        rows.append([what, f"{middle(each):.2f}", span, len(each), f"{times:.1f}"])
    head = ["", "seconds", "least to most", "repetitions", "× `import pandas`"]
    return markdown.table(rows, head)


def main() -> None:
    """Measure, and write the page."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--repeat", type=int, default=5, help="times that what is quick is run")
    options.add_argument("--tests", type=float, help="seconds of make test, measured by hand")
    options.add_argument("--site", type=float, help="seconds of a cold make site, by hand")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "heartland"
        clone.mkdir()
        taken = waits(clone, asked.repeat)
        sweeps = [swept(clone, runs) for runs in STARTS]
        papermill = by_papermill(clone)
        grown = growth(clone, asked.repeat)
        notebooks = len([*(clone / "notebooks").glob("*.ipynb")])
    hand = {"`make test`": asked.tests, "a cold `make site`": asked.site}
    known = [f"{what} took {seconds:.0f} seconds" for what, seconds in hand.items() if seconds]
    PAGE.write_text(
        TEXT.format(
            quick=QUICK,
            machine=f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
            f"Python {platform.python_version()}",
            waits=table_of(taken),
            notebooks=notebooks,
            papermill=papermill,
            ratio=papermill / middle(taken["collection, all notebooks"]),
            by_hand=f" Timed by hand: {', '.join(known)}." if known else "",
            times=TIMES,
            growth=markdown.table(grown, ["seconds", "its own rows", "ten times as many", "times"]),
            sweeps=markdown.table(sweeps, ["runs", "seconds", "seconds a run", "MB at most"]),
        ),
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
