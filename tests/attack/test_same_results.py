"""The same results everywhere: other folders, Pythons, locales, time zones and configurations.

What a run makes is compared with what is committed, byte for byte. Pythons are named in
``$HEARTLAND_PYTHONS``; one that is not there is skipped.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.test_exports import ON_ITS_PLATFORM, differing, files

pytestmark = [pytest.mark.kernel, ON_ITS_PLATFORM]
PYTHONS = os.environ.get("HEARTLAND_PYTHONS", "python3.11 python3.12 python3.13").split()
ONE = "06-smartphones"
MATPLOTLIB = """font.family: monospace
figure.dpi: 33
savefig.dpi: 44
axes.grid: True
axes.prop_cycle: cycler('color', ['r'])
axes.formatter.use_locale: True
text.usetex: True
svg.fonttype: path
savefig.bbox: tight
lines.linewidth: 9
axes.unicode_minus: False
"""
IPYTHON = "import pandas as pd\npd.set_option('display.max_columns', 2)\nprint('mine')"


@pytest.fixture
def hostile(tmp_path: Path) -> dict[str, str]:
    """The environment of a user whose every setting would change a figure or a number."""
    (tmp_path / "mpl").mkdir()
    (tmp_path / "mpl" / "matplotlibrc").write_text(MATPLOTLIB)
    startup = tmp_path / "home/i/profile_default/startup"
    startup.mkdir(parents=True)
    (startup / "mine.py").write_text(IPYTHON)
    locale = tmp_path / "locale" / "tr_TR.UTF-8"
    locale.parent.mkdir()
    subprocess.run(["localedef", "-i", "tr_TR", "-f", "UTF-8", locale], capture_output=True)
    return {
        "LC_ALL": "tr_TR.UTF-8",
        "LOCPATH": str(locale.parent),
        "TZ": "Pacific/Kiritimati",
        "MPLCONFIGDIR": str(tmp_path / "mpl"),
        "MPLBACKEND": "svg",
        "PYTHONHASHSEED": "1",
        "PYTHONOPTIMIZE": "2",
        "PYTHONWARNINGS": "always",
        "PYTHONSTARTUP": str(tmp_path / "nowhere.py"),
        "HOME": str(tmp_path / "home"),
        "IPYTHONDIR": str(tmp_path / "home/i"),
        "JUPYTER_CONFIG_DIR": str(tmp_path / "home/j"),
    }


def run(python: Path, root: Path, settings: dict[str, str], *notebooks: str) -> None:
    """Run a collection, or some notebooks of it, with these settings and a strict umask."""
    own = {k: v for k, v in os.environ.items() if not k.startswith(("HEARTLAND", "PYTEST", "COV"))}
    command = [python, "-m", "heartland", "run", *notebooks]
    how = {"cwd": root, "env": own | settings, "capture_output": True, "text": True}
    done = subprocess.run(command, umask=0o077, **how)
    assert done.returncode == 0, done.stderr[-3000:]


@pytest.mark.attack
def test_a_hostile_environment_changes_no_byte(tmp_path, hostile):
    root = tmp_path / "colle ction é"
    (root / "notebooks").mkdir(parents=True)
    for name in ("data", "lib"):
        shutil.copytree(ROOT / name, root / name)
    for name in ("requirements.lock", f"notebooks/{ONE}.ipynb"):
        shutil.copy(ROOT / name, root / name)
    run(Path(sys.executable), root, hostile, ONE)
    made = files(root / "figures" / ONE, ".csv", ".json", ".png", ".svg")
    committed = files(ROOT / "figures" / ONE, ".csv", ".json", ".png", ".svg")
    assert made.keys() == committed.keys()
    for name, path in made.items():
        assert path.read_bytes() == committed[name].read_bytes(), name


@pytest.mark.release
@pytest.mark.parametrize("python", PYTHONS, ids=lambda path: Path(path).name)
def test_every_python_gives_the_committed_bytes(tmp_path, hostile, python):
    """In a clone of the last commit, with an environment that make sets up."""
    if not shutil.which(python) or subprocess.run([python, "-c", ""]).returncode:
        pytest.skip(f"{python} does not start here")
    root = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", ROOT, root], check=True)
    subprocess.run(["make", "-s", f"PYTHON={python}", ".venv/run"], cwd=root, check=True)
    shutil.rmtree(root / "figures")
    run(root / ".venv/bin/python", root, hostile)
    assert differing(root, ".csv", ".json", ".png", ".svg") == []
    for name, executed in files(root / "build/notebooks", ".ipynb").items():
        assert executed.read_bytes() == (ROOT / "notebooks" / name).read_bytes(), name
