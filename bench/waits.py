"""What a user waits for: whole commands, beside the time that ``import pandas`` takes."""

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from ways import BIN, REPOSITORY

ALONE = "`import pandas`"  # what the others are a multiple of
HEARTLAND = BIN / "heartland"


@dataclass(frozen=True)
class Wait:
    """A command, and the folders that are removed before, so that there is something to do."""

    title: str
    command: tuple[str | Path, ...]
    removed: tuple[str, ...] = ()


WAITS = (
    Wait(ALONE, (sys.executable, "-c", "import pandas")),
    Wait("load a table", (sys.executable, "-c", "import heartland as hl; hl.load('trade')")),
    Wait("`heartland run`, all notebooks", (HEARTLAND, "run"), ("build", "figures")),
    Wait("the same again: nothing to do", (HEARTLAND, "run")),
    Wait(
        "a notebook with another parameter",
        (HEARTLAND, "run", "03", "-p", "target_year=2023"),
        ("runs",),
    ),
    Wait("five country briefs", (HEARTLAND, "sweep", "country-briefs"), ("runs",)),
    Wait("`heartland validate`", (HEARTLAND, "validate")),
)


def copy_of_the_collection(root: Path) -> Path:
    """Copy what a clone has of notebooks and data, so that nothing is written into this one."""
    for name in ("data", "lib", "notebooks"):
        skipped = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
        shutil.copytree(REPOSITORY / name, root / name, ignore=skipped)
    for name in ("requirements.lock", "pyproject.toml"):
        shutil.copy(REPOSITORY / name, root)
    return root


def seconds_to_wait(wait: Wait, root: Path) -> tuple[float, None]:
    """Time a command in a copy of the collection.

    Raises:
        RuntimeError: if it fails, with what it wrote last.
    """
    for folder in wait.removed:
        shutil.rmtree(root / folder, ignore_errors=True)
    environment = os.environ | {"HEARTLAND_ROOT": str(root)}
    begun = time.perf_counter()
    done = subprocess.run(
        wait.command, cwd=root, env=environment, capture_output=True, text=True, check=False
    )
    seconds = time.perf_counter() - begun
    if done.returncode:
        raise RuntimeError(f"{wait.title}: {done.stderr[-2000:]}")
    return seconds, None
