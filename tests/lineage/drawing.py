"""Committed figures and tables of a few rows for a small collection."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence

from heartland_evidence.lineage.committed_figures import Figure
from tests.conftest import Package


def put(made: Package, name: str, *rows: Mapping[str, str]) -> None:
    """Write a table with these rows alone."""
    head = made.lines(name)[0]
    made.write(name, [head, *([row.get(column, "") for column in head] for row in rows)])


def draw(
    made: Package, lines: Sequence[Mapping[str, str]], datasets: Iterable[str] = ("population",)
) -> Figure:
    """Write a committed figure of these lines, whose notebook had loaded these datasets."""
    folder = made.root / "figures" / "01-people"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "people.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)
    cited = {source for line in lines for source in line.get("source_id", "").split(";")}
    facts = {"sources": [{"source_id": one} for one in cited - {""}], "datasets": list(datasets)}
    (folder / "people.json").write_text(json.dumps(facts), encoding="utf-8")
    return Figure(folder / "people.json")
