"""What a run of the whole collection makes is what is committed: notebooks, tables, facts, pictures."""

import platform
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.command import heartland
from tests.conftest import ROOT

pytestmark = pytest.mark.slow

PLATFORM = (ROOT / "figures/PLATFORM").read_text().strip()
ELSEWHERE = f"{platform.system()} {platform.machine()}" != PLATFORM
ON_ITS_PLATFORM = pytest.mark.skipif(ELSEWHERE, reason=f"the figures were drawn on {PLATFORM}")


@pytest.fixture(scope="module")
def rerun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The collection in another folder, every notebook run there with its defaults."""
    root = tmp_path_factory.mktemp("rerun")
    for folder in ("data", "lib", "notebooks"):
        skipped = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
        shutil.copytree(ROOT / folder, root / folder, ignore=skipped)
    shutil.copy(ROOT / "requirements.lock", root)
    done = heartland("run", cwd=root)
    assert done.returncode == 0, done.stderr
    return root


def files(folder: Path, *endings: str) -> dict[str, Path]:
    """The files with these endings, by their place below a folder."""
    found = sorted(path for path in folder.rglob("*.*") if path.suffix in endings)
    return {path.relative_to(folder).as_posix(): path for path in found}


def differing(root: Path, *endings: str) -> list[str]:
    """Name the files of figures that a run made otherwise than they are committed."""
    made, committed = (files(place / "figures", *endings) for place in (root, ROOT))
    contents = {name: path.read_bytes() for name, path in committed.items()}
    again = {name: path.read_bytes() for name, path in made.items()}
    return [name for name in sorted(contents | again) if contents.get(name) != again.get(name)]


def test_tables_and_facts_are_those_that_are_committed(rerun):
    assert differing(rerun, ".csv", ".json") == [], "run make refresh"


@ON_ITS_PLATFORM
def test_pictures_are_those_that_are_committed(rerun):
    assert differing(rerun, ".png", ".svg") == [], "run make refresh"


@ON_ITS_PLATFORM
def test_executed_notebooks_are_those_that_are_committed(rerun):
    for name, executed in files(rerun / "build/notebooks", ".ipynb").items():
        stored = ROOT / "notebooks" / name
        assert executed.read_bytes() == stored.read_bytes(), f"{name}: run make refresh"


@pytest.mark.skipif(not ELSEWHERE, reason="pictures are compared byte for byte here")
def test_elsewhere_pictures_are_alike_as_far_as_a_reader_can_see(rerun):
    """Of one size, and pixels that differ by less than 2 of 255 on the mean."""
    made, committed = files(rerun / "figures", ".png"), files(ROOT / "figures", ".png")
    assert made.keys() == committed.keys()
    for name, path in made.items():
        pixels, others = (
            np.asarray(Image.open(one).convert("RGB"), dtype=float)
            for one in (path, committed[name])
        )
        assert pixels.shape == others.shape, name
        assert abs(pixels - others).mean() < 2, name


def test_a_run_leaves_nothing_outside_its_folders(rerun):
    folders = {"data", "lib", "notebooks", "figures", "build", "requirements.lock"}
    assert {path.name for path in rerun.iterdir()} == folders
    assert not list((rerun / "notebooks").glob(".*"))
