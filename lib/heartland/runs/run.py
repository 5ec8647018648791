"""A run: a notebook, its parameters, and all that it depends on."""

import hashlib
import json
import re
import shlex
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from heartland.errors import UsageError, did_you_mean, printable
from heartland.runs import parameters
from heartland.runs.inputs import digest


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
        given = [word for k, v in self.given.items() for word in ("-p", f"{k}={v}")]
        return shlex.join(["heartland", "run", self.notebook.stem, *given])

    @property
    def figures(self) -> Path:
        """Where its figures go, relative to the collection: the committed ones for a run with defaults."""
        return Path("runs" if self.slug else "figures") / self.name

    def place(self, file: str) -> Path:
        """Where a file of the run goes, relative to the collection."""
        if self.slug or file not in (self.notebook.name, "run.json"):
            return self.figures / file
        return Path("build/notebooks") / (
            f"{self.notebook.stem}.{file}" if file == "run.json" else file
        )

    def manifest(self) -> dict[str, Any]:
        """Read its ``run.json``; empty if there is none, or none that can be read, or it names a file that is not the run's."""
        with suppress(OSError, AttributeError, KeyError, TypeError, ValueError, RecursionError):
            had = json.loads((self.root / self.place("run.json")).read_text(encoding="utf-8"))
            if all(
                self.place(Path(file).name).as_posix() == file for file, _ in had["files"].items()
            ):
                return dict(had)
        return {}

    def done(self, wanted: Mapping[str, str]) -> bool:
        """Whether what it depends on (``inputs``), its parameters and each file it made are what they were."""
        had = self.manifest()
        if (had.get("inputs"), had.get("parameters")) != (wanted, self.values):
            return False
        made = {self.root / file: sha for file, sha in had["files"].items()}
        return all(
            path.is_file() and digest(path) == sha for path, sha in made.items()
        )  # a pipe would be waited for


def plan(root: Path, name: str, given: Mapping[str, str], apart: bool = False) -> Run:
    """Make a run of a notebook with the parameters given on the command line.

    With ``apart`` it has a folder of its own even if its parameters are the defaults, as the runs of a sweep do.

    Raises:
        ParameterError: if a parameter is unknown, of a wrong type or not allowed.
        UsageError: if there is no such notebook.
    """
    path = find_notebook(root, name)
    values = parameters.resolve(path, given)
    changed = {
        p.name: values[p.name]
        for p in parameters.read_parameters(path)
        if values[p.name] != p.default or (apart and p.name in given)
    }
    if not changed and not apart:
        return Run(root, path, values)
    slug = (
        "-".join(f"{k}-{'-'.join(v) if isinstance(v, list) else v}" for k, v in changed.items())
        or "defaults"
    )
    slug = re.sub(r"[^A-Za-z0-9-]+", "-", slug)[:60].strip("-")
    short = hashlib.sha256(parameters.canonical(values).encode()).hexdigest()[:8]
    return Run(root, path, values, dict(given), f"{slug}-{short}")


def notebooks(root: Path) -> list[Path]:
    """Return the notebooks of the collection, in their order."""
    return sorted((root / "notebooks").glob("[0-9][0-9]-*.ipynb"))


def find_notebook(root: Path, name: str) -> Path:
    """Find a notebook by name, or by its file's name or path; the nearest is offered if there is none."""
    stems = {path.stem: path for path in notebooks(root)}
    stem = Path(name).stem if name.endswith(".ipynb") else name
    if stem not in stems or (
        len(Path(name).parts) > 1 and Path(name).resolve() != stems[stem].resolve()
    ):
        raise UsageError(
            f"no notebook '{printable(name)}'{did_you_mean(name, stems)}; there are {', '.join(stems)}"
        )
    return stems[stem]
