"""Shared fixtures: a small copy of the data package that a test may spoil."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from tests.browser import chromium, watched  # noqa: F401

ROOT = Path(__file__).resolve().parent.parent
LONG = (
    "notebooks",
    "site",
    "runs",
    "interruptions",
    "bad_data",
    "lab",
    "cluster",
    "same_results",
    "site_files",
)  # the longest first


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A file is played by one worker: begin with those that take longest, or the last of them is waited for."""
    order = {f"test_{name}": n for n, name in enumerate(LONG)}
    items.sort(key=lambda item: order.get(item.path.stem, len(order)))


@pytest.fixture(autouse=True)
def _outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Exports of a test go to its own folder."""
    monkeypatch.setenv("HEARTLAND_OUT", str(tmp_path / "out"))
    monkeypatch.setenv("HEARTLAND_ROOT", str(ROOT))
    monkeypatch.delenv("HEARTLAND_TRACE", raising=False)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all workers see."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session")
def rerun(shared: Path) -> Path:
    """The collection in another folder, every notebook run there with its defaults: once for all workers."""
    there = shared / "rerun" / "heartland"
    with FileLock(shared / "rerun.lock"):
        if not there.exists():
            for folder in ("data", "lib", "notebooks"):
                shutil.copytree(
                    ROOT / folder,
                    there / folder,
                    ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"),
                )
            shutil.copy(ROOT / "requirements.lock", there)
            env = {k: v for k, v in os.environ.items() if not k.startswith("HEARTLAND")}
            done = subprocess.run(
                [sys.executable, "-m", "heartland", "run"],
                cwd=there,
                env=env,
                capture_output=True,
                text=True,
            )
            (there.parent / "said").write_text(
                (done.stderr or "it failed") if done.returncode else "", encoding="utf-8"
            )
    said = (there.parent / "said").read_text(encoding="utf-8")
    assert not said, said
    return there


@pytest.fixture(scope="session")
def built(shared: Path, request: pytest.FixtureRequest) -> Path:
    """The site, built once for all workers, or the one that HEARTLAND_SITE names.

    PDFs and interactive figures are not committed: missing ones come from ``rerun``, so that a test run never
    rewrites a committed figure.
    """
    if "HEARTLAND_SITE" in os.environ:
        return Path(os.environ["HEARTLAND_SITE"])
    out = shared / "site"
    missing = [
        p.with_suffix(".pdf").relative_to(ROOT)
        for p in ROOT.glob("figures/*/*.json")
        if not p.with_suffix(".pdf").exists()
    ]
    interactive = list(ROOT.glob("figures/*/*.plotly"))
    made = ROOT if interactive and not missing else request.getfixturevalue("rerun")
    with FileLock(out.with_suffix(".lock")):
        if not (out / "index.html").exists():
            for pdf in missing:
                shutil.copy(made / pdf, ROOT / pdf)
            for drawn in [] if interactive else made.glob("figures/*/*.plotly"):
                shutil.copy(drawn, ROOT / drawn.relative_to(made))
            plain = {k: v for k, v in os.environ.items() if not k.startswith("HEARTLAND_")}
            subprocess.run(
                [sys.executable, ROOT / "site" / "build.py", "--out", out], check=True, env=plain
            )
    return out


class Package:
    """A copy of some datasets, whose cells can be spoilt."""

    def __init__(self, root: Path):
        self.root = root

    def file(self, name: str) -> Path:
        return self.root / "data" / f"{name}.csv"

    def lines(self, name: str) -> list[list[str]]:
        import csv

        with self.file(name).open(encoding="utf-8", newline="") as handle:
            return list(csv.reader(handle))

    def write(self, name: str, lines: list[list[str]]) -> None:
        import csv

        with self.file(name).open("w", encoding="utf-8", newline="") as handle:
            csv.writer(handle, lineterminator="\n").writerows(lines)

    def plant(self, name: str, row: int, **cells: str) -> None:
        """Change cells of a row, counted as a spreadsheet does: the header is row 1."""
        lines = self.lines(name)
        for column, value in cells.items():
            lines[row - 1][lines[0].index(column)] = value
        self.write(name, lines)

    def row(self, name: str, **cells: str) -> int:
        """The number of the first row with these values."""
        lines = self.lines(name)
        where = {lines[0].index(c): v for c, v in cells.items()}
        return next(
            n
            for n, line in enumerate(lines, 1)
            if n > 1 and all(line[i] == v for i, v in where.items())
        )


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Package]:
    """Make a copy of the data package with the named datasets (and those every run reads)."""

    def make(*names: str) -> Package:
        wanted = {"areas", "sources", "preferences", "corrections", "exceptions", *names}
        root = tmp_path / "collection"
        (root / "data" / "schemas").mkdir(parents=True)
        facts = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
        facts["resources"] = [r for r in facts["resources"] if r["name"] in wanted]
        for entry in facts["resources"]:
            shutil.copy(ROOT / "data" / entry["path"], root / "data" / entry["path"])
            shutil.copy(ROOT / "data" / entry["schema"], root / "data" / entry["schema"])
        (root / "data" / "datapackage.json").write_text(json.dumps(facts), encoding="utf-8")
        monkeypatch.setenv("HEARTLAND_ROOT", str(root))
        made = Package(root)
        for name in (
            "preferences",
            "corrections",
            "exceptions",
        ):  # what they say of tables that are not here goes
            header, *lines = made.lines(name)
            made.write(
                name, [header, *(line for line in lines if line[header.index("dataset")] in wanted)]
            )
        tables = [made.file(name).read_text(encoding="utf-8") for name in wanted - {"sources"}]
        used = {
            word for text in tables for word in re.findall(r"[\w-]+", text)
        }  # nor is a source told that only they would use
        header, *lines = made.lines("sources")
        made.write("sources", [header, *(line for line in lines if line[0] in used)])
        return made

    return make
