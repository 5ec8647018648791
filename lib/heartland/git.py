"""What git says of a collection, whichever repository the environment of the caller names.

In a hook, and under ``git rebase -x``, git sets GIT_DIR, GIT_WORK_TREE or GIT_INDEX_FILE. With them
it obeys no ``-C``: what was asked of a folder, or done there, is of that repository.
"""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

OF_THE_USER = ("GIT_AUTHOR_", "GIT_COMMITTER_", "GIT_SSL_")  # they name no repository


def without_repository(environment: Mapping[str, str]) -> dict[str, str]:
    """Return an environment in which git finds the repository of its folder."""
    return {
        name: value
        for name, value in environment.items()
        if not name.startswith("GIT_") or name.startswith(OF_THE_USER)
    }


def ask(root: Path, *words: str) -> str | None:
    """Return what git prints of the repository that a folder lies in; None where it fails."""
    command = ["git", "-C", str(root), *words]
    own = without_repository(os.environ)
    try:
        done = subprocess.run(command, env=own, capture_output=True, check=False)
    except FileNotFoundError:
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None
