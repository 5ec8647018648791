"""A run: a notebook with its parameters, and the folder that receives what it makes."""

import hashlib
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from heartland.notebooks import find_notebook
from heartland.runs import inputs, parameters

RECORD = "run.json"  # the file in which a run is recorded
SLUG = 60  # characters of the name of a run's folder, its hash apart


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
        UsageError: if there is no such notebook, or it hides which figures it takes from others.
    """
    path = find_notebook(root, name)
    inputs.figures_taken(path)
    values = parameters.resolve(path, given)
    changed = {}
    for parameter in parameters.read_parameters(path):
        differs = values[parameter.name] != parameter.default
        if differs or (apart and parameter.name in given):
            changed[parameter.name] = values[parameter.name]
    if not changed and not apart:
        return Run(root, path, values)
    return Run(root, path, values, dict(given), _slug(changed, values))


def _slug(changed: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    """Name a folder after the parameters that differ, and the hash of all of them."""
    words = []
    for name, value in changed.items():
        text = "-".join(value) if isinstance(value, list) else str(value)
        words.append(f"{name}-{text}")
    slug = re.sub(r"[^A-Za-z0-9-]+", "-", "-".join(words) or "defaults")[:SLUG].strip("-")
    digest = hashlib.sha256(parameters.canonical(values).encode()).hexdigest()
    return f"{slug}-{digest[:8]}"
