"""Sweeps: a notebook over a grid of parameters.

The grid comes from the command line, or by its name from ``notebooks/sweeps.yml``.
"""

import csv
import io
import itertools
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from heartland.errors import UsageError, offer, printable
from heartland.files import write_atomically
from heartland.notebooks import notebooks
from heartland.runs.parameters import as_text
from heartland.runs.run import RECORD, Run, plan
from heartland.runs.stale import read_record

MOST_RUNS = 10_000  # of a sweep


def grid(
    root: Path, name: str, fixed: Mapping[str, str], axes: Mapping[str, Sequence[str]]
) -> list[Run]:
    """Make a run for each combination of values along the axes; equal ones count once.

    Args:
        root: the collection.
        name: the notebook.
        fixed: parameters that are the same in all runs.
        axes: the values of each parameter that varies.

    Raises:
        ParameterError: if a value is not allowed.
        UsageError: if the grid is empty or too large to be meant, or a parameter has an axis and a
            fixed value too.
    """
    if both := [axis for axis in axes if axis in fixed]:
        raise UsageError(
            f"{printable(both[0])}: has values in the grid and '{printable(fixed[both[0]])}' too; "
            "leave one out"
        )
    number = math.prod(len(values) for values in axes.values())
    if not 0 < number <= MOST_RUNS:
        raise UsageError(f"the grid has {number} combinations; there must be 1 to {MOST_RUNS}")
    runs: dict[str, Run] = {}
    for values in itertools.product(*axes.values()):
        given = {**fixed, **dict(zip(axes, values, strict=True))}
        run = plan(root, name, given, apart=True)
        runs.setdefault(run.name, run)
    return list(runs.values())


def read_sweep(root: Path, name: str) -> tuple[str, dict[str, str], dict[str, list[str]]]:
    """Return notebook, fixed parameters and axes of a sweep in ``notebooks/sweeps.yml``.

    Raises:
        UsageError: if there is no such sweep, or it is not written as one.
    """
    sweeps = from_yaml(root / "notebooks" / "sweeps.yml")
    if name not in sweeps:
        known = [*map(str, sweeps), *(path.stem for path in notebooks(root))]
        raise UsageError(f"no notebook or sweep '{printable(name)}'{offer(name, known)}")
    entry = sweeps[name]
    try:
        if not all(isinstance(values, list) for values in entry["grid"].values()):
            raise TypeError("each entry of 'grid' is a list")
        axes = {axis: [as_text(value) for value in entry["grid"][axis]] for axis in entry["grid"]}
        fixed = {parameter: as_text(value) for parameter, value in entry.get("fixed", {}).items()}
        return str(entry["notebook"]), fixed, axes
    except (AttributeError, KeyError, TypeError):
        raise UsageError(
            f"notebooks/sweeps.yml: '{name}' needs a 'notebook', a 'grid' of lists, "
            "and perhaps 'fixed' values"
        ) from None


def from_yaml(path: Path) -> dict[str, Any]:
    """Read the YAML file of sweeps.

    Every value is a text, as on the command line, or a list or mapping of texts.

    Raises:
        UsageError: if it cannot be read as a mapping; a syntax error names the line.
    """
    import yaml

    try:
        read = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
    except (OSError, ValueError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        problem = printable(getattr(error, "problem", error))
        raise UsageError(f"{path}{line}: cannot be read as YAML ({problem})") from None
    if not isinstance(read, dict):
        raise UsageError(f"{path}: write one 'name: value' a line")
    return read


def summary(runs: Sequence[Run], outcomes: Mapping[str, str]) -> Path:
    """Write ``sweep.csv`` beside the runs of a sweep.

    It has a row a run: its parameters, outcome, seconds, number of figures, and the title of the
    first.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["run", *runs[0].values, "outcome", "seconds", "figures", "headline"])
    for run in runs:
        values = [as_text(value) for value in run.values.values()]
        writer.writerow([run.slug, *values, *_outcome(run, outcomes)])
    path = runs[0].root / "runs" / runs[0].notebook.stem / "sweep.csv"
    write_atomically(path, text.getvalue().encode())
    return path


def _outcome(run: Run, outcomes: Mapping[str, str]) -> tuple[object, ...]:
    outcome = outcomes.get(run.name, "not run")
    if outcome not in ("succeeded", "unchanged"):
        return (outcome, "", 0, "")
    record = read_record(run.root / run.place(RECORD))
    titles = record.get("titles", [])
    return (outcome, record.get("seconds", ""), len(titles), titles[0] if titles else "")
