"""What a stored notebook exports while nbval executes it: the files that are committed in figures/."""

import platform
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.conftest import ROOT

NAMES = [path.stem for path in sorted((ROOT / "notebooks").glob("*.ipynb"))]
DRAWN_ON = (ROOT / "figures/PLATFORM").read_text().strip()
HERE = f"{platform.system()} {platform.machine()}"


pytestmark = pytest.mark.kernel
EACH = pytest.mark.parametrize("name", NAMES)


@pytest.fixture
def exported(shared: Path, name: str) -> Path:
    """The folder of what a notebook exported."""
    folder = shared / "exports" / name
    if not folder.exists():
        pytest.fail("its cells were not played: pytest notebooks tests/test_exports.py")
    return folder


def contents(folder: Path, *endings: str) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix in endings
    }


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    return [name for name in sorted(one | other) if one.get(name) != other.get(name)]


@EACH
def test_tables_and_facts_equal_the_committed_ones(exported, name):
    endings = (".csv", ".json")
    committed = contents(ROOT / "figures" / name, *endings)
    assert committed
    assert differing(contents(exported, *endings), committed) == []


@EACH
def test_pictures_equal_the_committed_ones(exported, name):
    """Byte for byte on the platform that drew them; elsewhere as far as a reader can see."""
    endings = (".png", ".svg")
    made = contents(exported, *endings)
    committed = contents(ROOT / "figures" / name, *endings)
    assert made.keys() == committed.keys()
    if HERE == DRAWN_ON:
        assert differing(made, committed) == []
        return
    for path in exported.glob("*.png"):
        assert alike(path, ROOT / "figures" / name / path.name), path.name


def alike(one: Path, other: Path) -> bool:
    """Whether two pictures have one size, and pixels that differ by less than 2 of 255 on the mean."""
    pixels, others = (
        np.asarray(Image.open(path).convert("RGB"), dtype=float) for path in (one, other)
    )
    return pixels.shape == others.shape and abs(pixels - others).mean() < 2


@EACH
def test_each_figure_has_a_pdf_of_one_page(exported, name):
    figures = {path.stem for path in exported.glob("*.png")}
    assert {path.stem for path in exported.glob("*.pdf")} == figures
    for content in contents(exported, ".pdf").values():
        assert content.startswith(b"%PDF-")
        assert content.rstrip().endswith(b"%%EOF")
        assert len(re.findall(rb"/Type\s*/Page\b", content)) == 1
