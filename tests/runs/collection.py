"""A small collection of one notebook, and what brings its runs up to date."""

from collections.abc import Callable
from concurrent.futures import Executor
from functools import partial
from pathlib import Path
from typing import Any

import nbformat

from heartland.runs import engine, execute
from heartland.runs.process import in_process
from heartland.runs.run import Run, plan
from heartland.runs.stale import Made, inputs

NAME = "03-growth-forecasts"
ENDINGS = ("csv", "json", "png", "svg")
PARAMETERS = """areas: list[str] = ["KAZ", "KGZ"]  # which republics
target_year: int = 2022  # which year"""
DRAW = """import heartland as hl
rows = hl.load("growth_forecasts").query("publisher == 'IMF' and area in @areas and target_year == @target_year")
fig, ax = hl.frame(rows, "A title", "A subtitle.")
ax.plot(rows["vintage"], rows["growth_pct"], "o")
hl.export(fig, "imf", rows)"""
KERNELSPEC = {"name": "python3", "display_name": "Python 3", "language": "python"}


def write_notebook(root: Path, name: str, *sources: str) -> Path:
    """Write a notebook with the parameters of all that are written here, and these code cells."""
    new = nbformat.v4
    cells = [
        new.new_markdown_cell("# What?"),
        new.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}),
        new.new_markdown_cell("## The section"),
    ]
    cells += [new.new_code_cell(source) for source in sources]
    path = root / "notebooks" / f"{name}.ipynb"
    path.parent.mkdir(exist_ok=True)
    nbformat.write(new.new_notebook(cells=cells, metadata={"kernelspec": KERNELSPEC}), path)
    return path


def canned(run: Run, timeout: int, figure: str = "imf", **how: Any) -> Made:
    """What a run might make, for tests of what becomes of it: nothing is executed."""
    files = {f"{figure}.{ending}": ending.encode() * 20_000 for ending in ENDINGS}
    files[f"{figure}.json"] = b'{"title": "A title"}'
    files[run.notebook.name] = b"{}"
    loaded = ["growth_forecasts"]
    return Made(files, loaded, inputs(run.notebook, loaded), 0.1)


def made_by(way: execute.Way) -> engine.Make:
    """What executes runs in this way."""
    return partial(execute.execute, way=way)


FORKED, ANEW = made_by(in_process), made_by(partial(in_process, anew=True))


def with_figure(figure: str) -> engine.Make:
    """The same with a figure of another name."""
    return lambda run, timeout, **how: canned(run, timeout, figure)


Outcome = tuple[str, str]  # how a run ended, and words


def bring_up_to_date(
    root: Path,
    *names: str,
    make: engine.Make = canned,
    timeout: int = 60,
    executor: Executor | None = None,
    **given: str,
) -> dict[str, Outcome]:
    """Bring runs up to date; return by name how each ended."""
    runs = [plan(root, name, given) for name in names or [NAME]]
    ended: dict[str, Outcome] = {}

    def report(run: Run, outcome: str, words: str) -> None:
        ended[run.name] = (outcome, words)

    failed = engine.perform(runs, report, 2, timeout, make, executor)
    assert len(failed) == [outcome for outcome, _ in ended.values()].count("failed")
    return ended


def outcome(root: Path, *names: str, **how: Any) -> str:
    """Bring one run up to date; return how it ended."""
    (only,) = bring_up_to_date(root, *names, **how).values()
    return only[0]


def outcomes(root: Path, *names: str, **how: Any) -> list[str]:
    """Bring runs up to date; return how they ended, in the order of their names given."""
    ended = bring_up_to_date(root, *names, **how)
    return [ended[name][0] for name in names]


def failure(root: Path, *names: str, **how: Any) -> str:
    """Bring one run up to date, which fails; return its block."""
    (only,) = bring_up_to_date(root, *names, **how).values()
    assert only[0] == "failed"
    return only[1]


def contents(folder: Path) -> dict[str, bytes]:
    """The files of a folder by their path in it."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def nothing_is_left_of(root: Path) -> bool:
    """Whether no folder remains in which a run worked."""
    return not list((root / "build").glob("run-*"))


Change = Callable[[Path], object]
