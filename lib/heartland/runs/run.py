"""A run: a notebook with its parameters, and the folder that receives what it makes."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from heartland import context
from heartland.notebooks import find_notebook
from heartland.runs import parameters

RECORD = "run.json"  # the file in which a run is recorded


@dataclass(frozen=True)
class Run:
    """A notebook, all its parameters (checked), and where what it makes goes.

    ``given`` are the parameters as the command line has them. ``slug`` names the folder of a run
    whose parameters are not the defaults; a run with the defaults has none.
    """

    root: Path
    notebook: Path
    values: Mapping[str, Any]
    given: Mapping[str, str] = field(default_factory=dict)
    slug: str = ""

    @property
    def name(self) -> str:
        """The notebook, and what differs from its defaults."""
        if self.slug:
            return f"{self.notebook.stem}/{self.slug}"
        return self.notebook.stem

    @property
    def command(self) -> str:
        """The command that repeats the run."""
        words = ["heartland", "run", self.notebook.stem]
        for name, value in self.given.items():
            words += ["-p", f"{name}={value}"]
        return shlex.join(words)

    @property
    def figures(self) -> Path:
        """Its own folder in the collection: with defaults that of the committed figures."""
        if self.slug:
            return Path("runs") / self.name
        return Path("figures") / self.name

    @property
    def injected(self) -> Mapping[str, Any]:
        """The parameters that are put into the notebook: with defaults none."""
        return self.values if self.slug else {}

    @property
    def variables(self) -> Mapping[str, str]:
        """Variables that its process has besides those of every run."""
        return {}

    def place(self, file: str) -> Path:
        """Return where a file of the run goes, relative to the collection.

        The executed notebook and the record of a run with defaults lie in ``build/notebooks``, for
        they are not committed.
        """
        if self.slug:
            return self.figures / file
        if file == self.notebook.name:
            return Path("build/notebooks") / file
        if file == RECORD:
            return Path("build/notebooks") / f"{self.notebook.stem}.{RECORD}"
        return self.figures / file


def plan(root: Path, name: str, given: Mapping[str, str], apart: bool = False) -> Run:
    """Make a run of a notebook with the parameters given on the command line.

    Args:
        root: the collection.
        name: the notebook.
        given: parameters as text.
        apart: give it a folder of its own even if its parameters are the defaults, as the runs of
            a sweep have.

    Raises:
        ParameterError: if a parameter is unknown, of a wrong type or not allowed.
        UsageError: if there is no such notebook.
    """
    path = find_notebook(root, name)
    values = parameters.resolve(path, given)
    changed = {}
    for parameter in parameters.read_parameters(path):
        differs = values[parameter.name] != parameter.default
        if differs or (apart and parameter.name in given):
            changed[parameter.name] = values[parameter.name]
    if not changed and not apart:
        return Run(root, path, values)
    return Run(root, path, values, dict(given), context.slug(changed, values))
