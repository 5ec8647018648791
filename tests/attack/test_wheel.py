"""The package as its users get it: built, installed into a clean environment, used in an empty folder."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command import environment
from tests.conftest import ROOT

pytestmark = [pytest.mark.release, pytest.mark.kernel]
LARGEST = 16_000_000  # bytes
NOTEBOOK = "06-smartphones"
DRAWN = """
import heartland as hl

assert len(hl.load("trade")) > 1000
growth = hl.load("growth_forecasts", publisher="IMF", area="Kyrgyzstan", target_year=2022)
fig, axes = hl.frame(growth, "The IMF on Kyrgyzstan in 2022", "Growth of real GDP, percent")
axes.plot(growth["vintage"], growth["growth_pct"], "o")
print(hl.export(fig, "imf-kyrgyzstan-2022", growth))
"""


class Installed:
    """An environment with the wheel in it, and an empty folder in which it is used."""

    def __init__(self, prefix: Path, folder: Path):
        self.prefix = prefix
        self.folder = folder

    def call(self, *words: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Call a command of the environment."""
        path = f"{self.prefix / 'bin'}{os.pathsep}{os.environ['PATH']}"
        return subprocess.run(
            [self.prefix / "bin" / words[0], *words[1:]],
            cwd=folder or self.folder,
            env=environment(PATH=path, PYTHONPATH=""),
            capture_output=True,
            text=True,
        )

    def files(self) -> dict[str, int]:
        """The files that the wheel brought, with the time of their last change."""
        (packages,) = self.prefix.glob("lib/python3*/site-packages")
        found = [path for path in packages.glob("heartland*/**/*") if path.is_file()]
        return {str(path): path.stat().st_mtime_ns for path in found if path.suffix != ".pyc"}


def build(source: Path, kind: str, folder: Path) -> Path:
    """Build a wheel or a source archive of the project in a folder."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", folder]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    (made,) = folder.glob("heartland-*")
    return made


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return build(ROOT, "wheel", tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    prefix = tmp_path_factory.mktemp("clean") / "venv"
    subprocess.run([sys.executable, "-m", "venv", prefix], check=True)
    what = ["-c", ROOT / "requirements.lock", wheel]
    uv = Path(sys.executable).with_name("uv")
    if uv.exists():
        install = [uv, "pip", "install", "-q", "--python", prefix / "bin/python", *what]
    else:
        install = [prefix / "bin/python", "-m", "pip", "install", "-q", *what]
    subprocess.run(install, check=True, env=environment(UV_COMPILE_BYTECODE="1"))
    return Installed(prefix, tmp_path_factory.mktemp("empty"))


@pytest.fixture(autouse=True)
def _untouched(installed):
    """Nothing that is called writes where the package is installed."""
    before = installed.files()
    yield
    assert installed.files() == before


def test_the_wheel_is_small_and_the_source_archive_gives_the_same(wheel, tmp_path):
    assert wheel.stat().st_size < LARGEST
    archive = build(ROOT, "sdist", tmp_path / "archive")
    shutil.unpack_archive(archive, tmp_path, filter="data")
    (source,) = tmp_path.glob("heartland-*")
    assert build(source, "wheel", tmp_path / "again").read_bytes() == wheel.read_bytes()


def test_a_figure_is_drawn_and_exported_below_the_empty_folder(installed):
    done = installed.call("python", "-W", "error", "-c", DRAWN)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("exported to figures/notebook/imf-kyrgyzstan-2022.*\n")
    made = installed.folder / "figures/notebook"
    assert {".csv", ".json", ".png", ".svg"} <= {path.suffix for path in made.iterdir()}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("--version", r"heartland \d\S+, data \d\S+\n"),
        ("list", r"00-start-here +What is this region"),
        ("show trade area=KAZ partner=CHN -n 3", r"\n +KAZ +CHN "),
        ("claims show nikkei-outlook-2023-12-b", r"from growth_forecasts"),
        ("export 01-trade/level-with-russia --format csv --force", r"wrote level-with-russia.csv"),
        ("run 01 --help", r"allowed: national, partner"),
    ],
)
def test_what_only_reads_works_in_an_empty_folder(installed, words, told):
    done = installed.call("heartland", *words.split())
    assert done.returncode == 0, done.stderr
    assert re.search(told, done.stdout)


@pytest.mark.parametrize("words", ["run 06", "validate", "lab"])
def test_what_needs_a_collection_says_so_in_one_line(installed, words):
    done = installed.call("heartland", *words.split())
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "'heartland copy DIR' lays one out" in done.stderr


def test_a_copy_runs_and_gives_the_committed_figures(installed):
    done = installed.call("heartland", "copy", "mine")
    assert done.returncode == 0, done.stderr
    mine = installed.folder / "mine"
    again = installed.call("heartland", "copy", "mine")
    assert again.stderr == "heartland: 'mine' is not empty: name a folder that is new or empty\n"
    shutil.rmtree(mine / "figures" / NOTEBOOK)
    for name in (NOTEBOOK, "00-start-here"):  # the second takes figures over from the others
        done = installed.call("heartland", "run", name, folder=mine)
        assert done.returncode == 0, done.stderr
        assert done.stdout.endswith("next: heartland lab to explore\n")
    for path in (mine / "figures" / NOTEBOOK).glob("*.*"):
        if path.suffix in (".csv", ".json"):
            assert path.read_bytes() == (ROOT / "figures" / NOTEBOOK / path.name).read_bytes()
    assert installed.call("heartland", "validate", folder=mine).returncode == 0
    unchanged = installed.call("heartland", "run", NOTEBOOK, "--dry-run", folder=mine)
    assert unchanged.stdout.startswith("unchanged ")


def test_the_lowest_versions_that_are_declared_work(wheel, tmp_path):
    uv = Path(sys.executable).with_name("uv")
    if not uv.exists():
        pytest.skip("uv is not installed")
    prefix = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", prefix], check=True)
    lowest = ["--resolution", "lowest-direct"]
    install = [uv, "pip", "install", "-q", "--python", prefix / "bin/python", *lowest, wheel]
    subprocess.run(install, check=True)
    oldest = Installed(prefix, tmp_path)
    for words in ("list", "describe trade", "show trade area=KAZ -n 3", "cite trade area=KAZ"):
        done = oldest.call("heartland", *words.split())
        assert done.returncode == 0, done.stderr
    done = oldest.call("python", "-c", DRAWN)
    assert done.returncode == 0, done.stderr
