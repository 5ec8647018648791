"""The record of a run, its ``run.json``: what it depended on, and what it made.

A run is up to date if and only if its parameters, all that it depends on and each file it made
are what they were.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from heartland.files import write_atomically
from heartland.runs.inputs import digest, inputs
from heartland.runs.run import RECORD, Run


def read_record(run: Run) -> dict[str, Any]:
    """Read the record of a run; empty if there is none, or none that can be read."""
    try:
        record = json.loads((run.root / run.place(RECORD)).read_text(encoding="utf-8"))
        files = {str(name): str(sha) for name, sha in record["files"].items()}
        loaded = [str(name) for name in record["loaded"]]
    except (OSError, AttributeError, KeyError, TypeError, ValueError, RecursionError):
        return {}
    return {**record, "files": files, "loaded": loaded}


def is_current(run: Run, common: dict[str, str] | None = None) -> bool:
    """Whether nothing has changed since the run was recorded.

    Args:
        run: with its parameters.
        common: what ``inputs.of_every_run`` returned, where it was asked a moment ago.
    """
    record = read_record(run)
    if not record or record.get("parameters") != run.values:
        return False
    if record.get("inputs") != inputs(run.notebook, record["loaded"], common):
        return False
    for name, sha in record["files"].items():
        path = run.root / run.place(name)
        if not path.is_file() or digest(path) != sha:
            return False
    return True


def write_record(
    run: Run,
    made: Mapping[str, bytes],
    loaded: Iterable[str],
    depends_on: Mapping[str, str],
    seconds: float,
) -> None:
    """Record a run that succeeded; its files are in their places."""
    record = {
        "notebook": run.notebook.name,
        "parameters": dict(run.values),
        "outcome": "succeeded",
        "seconds": round(seconds, 2),
        "titles": _titles(made),
        "loaded": sorted(loaded),
        "inputs": dict(depends_on),
        "files": {
            name: hashlib.sha256(content).hexdigest() for name, content in sorted(made.items())
        },
    }
    text = json.dumps(record, indent=1, ensure_ascii=False) + "\n"
    write_atomically(run.root / run.place(RECORD), text.encode())


def _titles(made: Mapping[str, bytes]) -> list[str]:
    """Return the titles of the figures made, in the order of their names."""
    facts = [json.loads(content) for name, content in made.items() if name.endswith(".json")]
    return [str(figure.get("title", "")) for figure in facts]
