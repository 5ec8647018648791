"""Shared fixtures: copies of the collection that a test may spoil, and the command line."""

import csv
import gc
import io
import json
import logging
import os
import random
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from filelock import FileLock

from heartland import cli, context, git
from tests.browser import chromium, watched  # noqa: F401 (fixtures)
from tests.command import ROOT
from tests.runs.collection import DRAW, NAME, write_notebook
from tests.serving import server  # noqa: F401 (a fixture)

CHOICES = ("preferences", "corrections", "exceptions")  # tables that speak of rows of others
WORD = re.compile(r"[\w-]+")  # an id is one


NEEDS = {"chromium": "browser", "built": "site"}  # the mark of a test that uses a fixture
OBJECTS = 100_000  # that are made until the garbage collector looks at the new ones

# What a hook tells git of: a test that commits in its own folder would commit there. No test begins
# before this, and what it starts has the same environment.
for name in os.environ.keys() - git.without_repository(os.environ).keys():
    del os.environ[name]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test that needs the site or a browser."""
    for item in items:
        for fixture, mark in NEEDS.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(mark)


def pytest_collection_finish() -> None:
    """Spare the garbage collector what stays to the end, and let it look less often.

    Figures are made of thousands of objects: looking through them took an eighth of the time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS, 20, 50)


@pytest.fixture(autouse=True)
def _outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Exports of a test go to its own folder, and no notebook runs that another test has entered."""
    context.enter(context.Context())
    monkeypatch.setenv("HEARTLAND_OUT", str(tmp_path / "out"))
    monkeypatch.setenv("HEARTLAND_ROOT", str(ROOT))
    monkeypatch.delenv("HEARTLAND_TRACE", raising=False)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all workers see."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session")
def shuffled_collection(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The collection in another folder, the rows of every table in another order."""
    root = tmp_path_factory.mktemp("shuffled")
    for name in (
        "CITATION.cff",
        "README.md",
        "figures",
        "lib",
        "notebooks",
        "pyproject.toml",
        "requirements.lock",
    ):
        (root / name).symlink_to(ROOT / name)
    shutil.copytree(ROOT / "data", root / "data")
    for path in (root / "data").glob("*.csv"):
        header, *lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        random.Random(path.name).shuffle(lines)
        path.write_text("".join([header, *lines]), encoding="utf-8")
    return root


@pytest.fixture(scope="session")
def built(shared: Path) -> Path:
    """The site with a sample of its runs, built once for all workers, or that of HEARTLAND_SITE.

    The runs are narrow drawings, figures to choose from, and a brief.
    """
    if "HEARTLAND_SITE" in os.environ:
        return Path(os.environ["HEARTLAND_SITE"])
    root = shared / "collection of the site"
    with FileLock(root.with_suffix(".lock")):
        if not (root / "out").exists():
            copy_for_the_site(root)
            build_site(root, "--sample")
    return root / "out"


def copy_for_the_site(root: Path) -> None:
    """Copy the collection, so that nothing is written into this one."""
    for name in ("data", "figures", "lib", "notebooks", "site"):
        skipped = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
        shutil.copytree(ROOT / name, root / name, ignore=skipped)
    for name in ("LICENSE-TEXT", "CITATION.cff", "CHANGELOG.md", "requirements.lock"):
        shutil.copy(ROOT / name, root)


def build_site(root: Path, runs: str = "--no-runs") -> Path:
    """Build the site of a collection that has its code, by default without its own runs."""
    plain = {name: value for name, value in os.environ.items() if "HEARTLAND" not in name}
    subprocess.run(
        [sys.executable, root / "site" / "build.py", runs, "--out", root / "out"],
        check=True,
        env=plain | {"HEARTLAND_ROOT": str(root)},
    )
    return root / "out"


class Called(NamedTuple):
    """What a call of the command line left: its exit code, and what it wrote."""

    returncode: int
    stdout: str
    stderr: str


class Package:
    """A copy of some datasets, whose cells can be spoilt."""

    def __init__(self, root: Path):
        self.root = root

    def file(self, name: str) -> Path:
        return self.root / "data" / f"{name}.csv"

    def lines(self, name: str) -> list[list[str]]:
        with self.file(name).open(encoding="utf-8", newline="") as handle:
            return list(csv.reader(handle))

    def write(self, name: str, lines: list[list[str]]) -> None:
        self.file(name).write_text(_as_csv(lines), encoding="utf-8")

    def plant(self, name: str, row: int, **cells: str) -> None:
        """Change cells of a row, counted as a spreadsheet does: the header is row 1."""
        lines = self.lines(name)
        for column, value in cells.items():
            lines[row - 1][lines[0].index(column)] = value
        self.write(name, lines)

    def shorten(self, name: str, row: int) -> tuple[int, str]:
        """Keep the rows of the area of a row (or of what its table begins with), and no choices.

        Return where the row stands now, and its area.
        """
        header, *lines = self.lines(name)
        chosen = lines[row - 2]
        key = header.index("area") if "area" in header else 0
        kept = [line for line in lines if line[key] == chosen[key]]
        self.write(name, [header, *kept])
        for choices in CHOICES:
            self.write(choices, self.lines(choices)[:1])
        self.settle()
        return kept.index(chosen) + 2, chosen[key]

    def words(self, name: str) -> set[str]:
        """What may be an id in a dataset."""
        return set(WORD.findall(self.file(name).read_text(encoding="utf-8")))

    def keep_sources(self, used: set[str]) -> int:
        """Keep the sources with one of these ids; return how many there are."""
        header, *lines = self.lines("sources")
        kept = [line for line in lines if line[0] in used]
        self.write("sources", [header, *kept])
        return len(kept)

    def settle(self) -> None:
        """Keep the sources that are named, and let the descriptor hold as many rows as there are."""
        path = self.root / "data" / "datapackage.json"
        facts = json.loads(path.read_text(encoding="utf-8"))
        names = {entry["name"] for entry in facts["resources"]}
        self.keep_sources(set[str]().union(*map(self.words, names - {"sources"})))
        facts["inventory"]["rows"] = {name: len(self.lines(name)) - 1 for name in names}
        path.write_text(json.dumps(facts), encoding="utf-8")

    def row(self, name: str, **cells: str) -> int:
        """The number of the first row with these values."""
        lines = self.lines(name)
        where = {lines[0].index(c): v for c, v in cells.items()}
        return next(
            n
            for n, line in enumerate(lines, 1)
            if n > 1 and all(line[i] == v for i, v in where.items())
        )


@cache
def _text(name: str) -> str:
    """A file of the data of this collection, read once, for no test writes there."""
    return (ROOT / "data" / name).read_bytes().decode("utf-8")


@cache
def _table(name: str) -> list[list[str]]:
    """The header and the rows of a dataset of this collection."""
    return list(csv.reader(io.StringIO(_text(f"{name}.csv"), newline="")))


@cache
def _words(name: str) -> set[str]:
    """What may be an id in a dataset of this collection."""
    return set(WORD.findall(_text(f"{name}.csv")))


def _as_csv(lines: list[list[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(lines)
    return text.getvalue()


def copied(root: Path, *names: str) -> Package:
    """Copy the named datasets of this collection, and those that every run reads."""
    (root / "data" / "schemas").mkdir(parents=True)
    for place, text in _files_of_copy(frozenset(names)).items():
        (root / "data" / place).write_text(text, encoding="utf-8")
    return Package(root)


@cache
def _files_of_copy(names: frozenset[str]) -> dict[str, str]:
    """The files below data/ of a copy with the named datasets, made once for all tests."""
    wanted = {"areas", "sources", *CHOICES, *names}
    facts = json.loads(_text("datapackage.json"))
    facts["resources"] = [r for r in facts["resources"] if r["name"] in wanted]
    files = {}
    for entry in facts["resources"]:
        files[entry["path"]] = _text(entry["path"])
        files[entry["schema"]] = _text(entry["schema"])
    rows = {name: len(_table(name)) - 1 for name in wanted}
    of_others = {*CHOICES, "tracings"} & wanted
    used = set[str]().union(*map(_words, wanted - {"sources", *of_others}))

    def keep(name: str, kept: list[list[str]]) -> None:
        files[f"{name}.csv"] = _as_csv([_table(name)[0], *kept])
        rows[name] = len(kept)

    for name in of_others:  # what they say of tables that are not here goes
        header, *lines = _table(name)
        about = header.index("dataset")
        keep(name, [line for line in lines if line[about] in wanted])
        used.update(WORD.findall(files[f"{name}.csv"]))
    keep("sources", [line for line in _table("sources")[1:] if line[0] in used])
    facts["inventory"] |= {"rows": rows, "shapes": 0}  # the copy is whole: it has no map
    files["datapackage.json"] = json.dumps(facts)
    return files


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Package]:
    """Make a copy of the data package with the named datasets (and those every run reads)."""

    def make(*names: str) -> Package:
        made = copied(tmp_path / "collection", *names)
        monkeypatch.setenv("HEARTLAND_ROOT", str(made.root))
        return made

    return make


@pytest.fixture
def small(package: Callable[..., Package]) -> Path:
    """A collection with one small notebook, which reads forecasts of growth."""
    root = package("growth_forecasts").root
    (root / "lib").mkdir()
    shutil.copy(ROOT / "requirements.lock", root)
    write_notebook(root, NAME, DRAW)
    return root


@pytest.fixture
def command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Callable[..., Called]]:
    """Call the command line in this process, which is quicker than to start one."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    handlers = {number: signal.getsignal(number) for number in numbers}

    def call(*words: str) -> Called:
        monkeypatch.setattr("sys.argv", ["heartland", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return Called(ended.value.code or 0, said.out, said.err)

    yield call
    for number, handler in handlers.items():
        signal.signal(number, handler)


@pytest.fixture
def command_that_logs(
    command: Callable[..., Called], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Called]:
    """The same, with what it logs on its standard error, as that of a process is."""

    def call(*words: str) -> Called:
        with monkeypatch.context() as patch:
            patch.setattr(logging.getLogger(), "handlers", [])
            return command(*words)

    return call
