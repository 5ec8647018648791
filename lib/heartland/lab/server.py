"""How ``heartland lab`` starts JupyterLab."""

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from heartland.environment import HEARTLAND_PYTHONSTARTUP

HERE = Path(__file__).parent


def command(root: Path, options: Sequence[str]) -> list[str]:
    """Return the command that starts JupyterLab on the first notebook.

    Args:
        root: the folder of the collection; its root, else ``../figures`` is out of a notebook's
            reach.
        options: JupyterLab's own; they override those given here.
    """
    settings = [
        f"--ServerApp.root_dir={root}",
        f"--LabApp.app_settings_dir={HERE}",
        "--ServerApp.contents_manager_class=heartland.lab.contents.Contents",
    ]
    first = min((root / "notebooks").glob("0*.ipynb"), default=None)
    if first:
        settings.append(f"--LabApp.default_url=/lab/tree/notebooks/{first.name}")
    if os.name == "posix" and os.geteuid() == 0:  # as in a container, where nobody else is
        settings.append("--allow-root")
    return [sys.executable, "-m", "jupyterlab", *settings, *options]


def environment(given: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of JupyterLab and its kernels: the user's, with our start-up file."""
    own = given.get("PYTHONSTARTUP", "")
    return {
        **given,
        "PYTHONSTARTUP": str(HERE / "startup.py"),
        HEARTLAND_PYTHONSTARTUP: own,
    }
