"""The libraries that only exports to other programs need."""

import importlib
import sys
from pathlib import Path
from typing import Any

from heartland.errors import UsageError

PACKAGES = {"pptx": "python-pptx"}  # where a package has another name than its module


def require(module: str, what: str) -> Any:
    """Import a library, or say how to install it.

    Raises:
        UsageError: if it is not installed.
    """
    try:
        return importlib.import_module(module)
    except ImportError:
        package = PACKAGES.get(module, module)
        raise UsageError(
            f"{what} needs the package {package}: {_python()} -m pip install {package}"
        ) from None


def _python() -> str:
    """Name the Python that runs, as short as it can be typed here."""
    python, here = Path(sys.executable), Path.cwd()
    return str(python.relative_to(here) if python.is_relative_to(here) else python)
