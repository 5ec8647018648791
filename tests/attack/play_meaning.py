"""Plays a change of meaning on a copy of the collection, and sees what is said of it."""

import csv
import io
import shutil
import subprocess
from pathlib import Path

import pandas as pd

from heartland.tables import csv_files, descriptor
from heartland.tables.problems import Problem
from heartland_evidence import rules
from heartland_evidence.lineage.impact import audits_touched, changes_since, figures_touched
from tests.attack.meaning import Change, Rows, Tables


class Collection:
    """A copy of the data, whose tables are changed and put back."""

    def __init__(self, root: Path, source: Path) -> None:
        self.root = root
        shutil.copytree(source / "data", root / "data")
        for name in ("figures", "notebooks", "lib"):
            (root / name).symlink_to(source / name)
        identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
        for words in (["init", "-q"], ["add", "data"], [*identity, "commit", "-qm", "One"]):
            subprocess.run(["git", "-C", str(root), *words], check=True)
        self.headers: dict[str, list[str]] = {}
        self.rows: dict[str, Rows] = {}
        for name in descriptor.dataset_names(source):
            with (source / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
                reader = csv.DictReader(file)
                self.rows[name] = list(reader)
                self.headers[name] = list(reader.fieldnames or [])

    def changed(self, change: Change) -> Tables:
        """The tables that a change alters."""
        tables = {name: [dict(one) for one in rows] for name, rows in self.rows.items()}
        change(tables)
        return {name: rows for name, rows in tables.items() if rows != self.rows[name]}

    def write(self, tables: Tables) -> None:
        for name, rows in tables.items():
            text = io.StringIO()
            writer = csv.DictWriter(text, self.headers[name], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
            (self.root / "data" / f"{name}.csv").write_text(text.getvalue(), encoding="utf-8")

    def found(self, tables: Tables) -> list[Problem]:
        """What validate says of changed tables; they are put back."""
        self.write(tables)
        try:
            return rules.validate()
        finally:
            self.write({name: self.rows[name] for name in tables})

    def moved(self, tables: Tables) -> tuple[list[str], list[str], list[str]]:
        """What validate --since says of changed tables: the changes, figures and claims."""
        self.write(tables)
        try:
            changes = changes_since(self.root, "HEAD")
            audits = pd.DataFrame(csv_files.rows(self.root, "audits"), dtype="str")
            figures = figures_touched(self.root, changes)
            return (
                [str(one) for one in changes],
                figures,
                audits_touched(self.root, changes, audits),
            )
        finally:
            self.write({name: self.rows[name] for name in tables})
