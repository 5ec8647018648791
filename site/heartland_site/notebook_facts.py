"""What the outputs of a stored notebook state, as data: kept beside what a reader sees.

``byline`` states how new the data are ("newest", "read"), ``hl.say`` its sentences
("finding"), a figure its name ("figure"). The library writes them, see ``sentences.FACTS``.
"""

from pathlib import Path
from typing import Any

from heartland.errors import DataError
from heartland.files import read_json
from heartland.sentences import FACTS

STATED_BY = {
    "newest": "hl.byline(…) with the rows that it reads",
    "read": "hl.byline(…) with the rows that it reads",
    "finding": "hl.say(…) with its answer",
    "figure": "a figure of @hl.figure",
}


def facts_of(output: dict[str, Any]) -> dict[str, Any]:
    """Return the facts that an output states."""
    return dict(output.get("metadata", {}).get(FACTS, {}))


def first_stated(path: Path, name: str) -> str:
    """Return a fact from the first output of a notebook that states it.

    Raises:
        DataError: if none does.
    """
    for cell in read_json(path)["cells"]:
        for output in cell.get("outputs", []):
            facts = facts_of(output)
            if name in facts:
                return str(facts[name])
    raise DataError(
        f"notebooks/{path.name}: no output states the fact '{name}', which README.md lists: "
        f"end a cell with {STATED_BY[name]}, then call make refresh"
    )
