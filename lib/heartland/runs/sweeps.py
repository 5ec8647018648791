"""Sweeps: a notebook over a grid of parameters, from the command line or by its name in ``notebooks/sweeps.yml``."""

import csv
import io
import itertools
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from heartland.errors import UsageError, did_you_mean, printable
from heartland.runs import parameters
from heartland.runs.run import Run, plan
from heartland.tables.package import write_whole

MOST = 10_000  # runs of a sweep
LARGEST = 100_000  # bytes of a file of parameters or sweeps


def grid(
    root: Path, name: str, fixed: Mapping[str, str], axes: Mapping[str, Sequence[str]]
) -> list[Run]:
    """Make a run for each combination of values along the axes; equal ones count once, each is checked.

    Raises:
        ParameterError: if a value is not allowed.
        UsageError: if the grid is empty or too large to be meant, or a parameter has an axis and a value besides.
    """
    for axis in axes.keys() & fixed.keys():
        raise UsageError(
            f"{printable(axis)}: has values in the grid and '{printable(fixed[axis])}' besides: leave one out"
        )
    number = math.prod(map(len, axes.values()))
    if not 0 < number <= MOST:
        raise UsageError(f"the grid has {number} combinations; there must be 1 to {MOST}")
    combinations = itertools.product(*axes.values())
    planned = [
        plan(root, name, {**fixed, **dict(zip(axes, values, strict=True))}, apart=True)
        for values in combinations
    ]
    return list({run.name: run for run in planned}.values())


def named(root: Path, name: str) -> tuple[str, dict[str, str], dict[str, list[str]]]:
    """Return notebook, fixed parameters and axes of a sweep named in ``notebooks/sweeps.yml``."""
    sweeps = from_yaml(root / "notebooks" / "sweeps.yml")
    if name not in sweeps:
        raise UsageError(
            f"no sweep '{printable(name)}'{did_you_mean(name, map(str, sweeps))}; there are {', '.join(map(str, sweeps))}"
        )
    try:
        fixed = {k: parameters.as_text(v) for k, v in sweeps[name].get("fixed", {}).items()}
        axes = {
            k: [parameters.as_text(v) for v in list.copy(values)]
            for k, values in sweeps[name]["grid"].items()
        }
        return str(sweeps[name]["notebook"]), fixed, axes
    except (AttributeError, KeyError, TypeError):
        raise UsageError(
            f"notebooks/sweeps.yml: '{name}' needs a 'notebook', a 'grid' of lists, and perhaps 'fixed' values"
        ) from None


def from_yaml(path: Path) -> dict[str, Any]:
    """Read a YAML file of parameters or sweeps; every value is a text, as on the command line, or a list or mapping of such.

    Raises:
        UsageError: if it cannot be read as a mapping; a syntax error names the line.
    """
    import yaml

    base: Any = getattr(
        yaml, "CBaseLoader", yaml.BaseLoader
    )  # the one in C: at once, and with an end to brackets in brackets

    class Loader(base):  # type: ignore[misc]
        def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
            made: dict[Any, Any] = super().construct_mapping(node, deep)
            if len(made) < len(node.value):
                raise yaml.constructor.ConstructorError(
                    problem="a name stands twice", problem_mark=node.start_mark
                )
            return made

    if not path.is_file() or path.stat().st_size > LARGEST:  # a pipe would be waited for
        raise UsageError(f"{path}: is no file of at most {LARGEST} bytes")
    try:
        found = yaml.load(path.read_bytes().decode("utf-8"), Loader)
    except (
        yaml.YAMLError,
        ValueError,
        RecursionError,
    ) as error:  # the last two: no UTF-8, no end of brackets
        mark = getattr(error, "problem_mark", None)
        line, words = f", line {mark.line + 1}" if mark else "", getattr(error, "problem", error)
        raise UsageError(f"{path}{line}: not YAML in UTF-8 ({printable(words)})") from None
    if not isinstance(found, dict):
        raise UsageError(f"{path}: write one 'name: value' a line")
    return found


def summary(runs: Sequence[Run], outcomes: Mapping[str, str]) -> Path:
    """Write ``sweep.csv`` beside the runs of a sweep: parameters, outcome, seconds, figures and headline of each."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["run", *runs[0].values, "outcome", "seconds", "figures", "headline"])
    for run in runs:
        outcome = outcomes.get(run.name, "not run")
        had = (
            run.manifest()
            if outcome in ("succeeded", "unchanged")
            else {"seconds": "", "titles": []}
        )
        told = (outcome, had["seconds"], len(had["titles"]), next(iter(had["titles"]), ""))
        writer.writerow([run.slug, *map(parameters.as_text, run.values.values()), *told])
    path = runs[0].root / "runs" / runs[0].notebook.stem / "sweep.csv"
    write_whole(path, text.getvalue().encode())
    return path
