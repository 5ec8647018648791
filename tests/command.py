"""The command line in a process of its own."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PYTHON = [sys.executable, "-m", "heartland"]


def environment(**more: str) -> dict[str, str]:
    """The environment of whoever runs the tests, less what the tests or he have set for Heartland."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("HEARTLAND")}
    return own | more


def tracked(root: Path) -> list[str]:
    """The files of a clone: those that Git has, or would take."""
    command = ["git", "-C", str(root), "ls-files", "-co", "--exclude-standard", "-z"]
    listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [name for name in listed.split("\0") if name and (root / name).is_file()]


def heartland(*words: str, cwd: Path = ROOT, **more: str) -> subprocess.CompletedProcess[str]:
    """Call the command, and wait for its end."""
    return subprocess.run(
        [*PYTHON, *words], cwd=cwd, env=environment(**more), capture_output=True, text=True
    )


def start(root: Path, *words: str, **how: Any) -> subprocess.Popen[str]:
    """Begin a call on a collection, in a process group of its own."""
    return subprocess.Popen(
        [*PYTHON, *words],
        env=environment(HEARTLAND_ROOT=str(root)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        **how,
    )


def wait_until(happened: Callable[[], object], seconds: float = 60) -> bool:
    """Wait until something has happened; whether it has."""
    end = time.monotonic() + seconds
    while not happened() and time.monotonic() < end:
        time.sleep(0.05)
    return bool(happened())
