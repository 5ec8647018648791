"""The same results everywhere: other runs, checkouts, Pythons, locales, time zones, configurations.

What a run makes is compared with what is committed, byte for byte: every CSV, JSON, PNG and SVG below ``figures/``
and every stored notebook. Pythons are named in ``$HEARTLAND_PYTHONS``; one that is not there is skipped.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

RC = "font.family: monospace\nfigure.dpi: 33\nsavefig.dpi: 44\naxes.grid: True\naxes.prop_cycle: cycler('color', ['r'])\n"
RC += "axes.formatter.use_locale: True\ntext.usetex: True\nsvg.fonttype: path\nsavefig.bbox: tight\nlines.linewidth: 9\naxes.unicode_minus: False\n"
HOSTILE = {
    "Turkish locale": {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
    "C locale without UTF-8": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "time zone": {"TZ": "Pacific/Kiritimati"},
    "matplotlib configuration": {"MPLCONFIGDIR": "{tmp}/mpl", "MPLBACKEND": "svg"},
    "settings of Python": {
        "PYTHONHASHSEED": "1",
        "PYTHONOPTIMIZE": "2",
        "PYTHONWARNINGS": "always",
        "PYTHONSTARTUP": "{tmp}/nowhere.py",
    },
    "home and umask": {
        "HOME": "{tmp}/home",
        "IPYTHONDIR": "{tmp}/home/i",
        "JUPYTER_CONFIG_DIR": "{tmp}/home/j",
    },
}
pytestmark = [pytest.mark.attack, pytest.mark.kernel]
PYTHONS = os.environ.get("HEARTLAND_PYTHONS", "python3.11 python3.12 python3.13").split()


def environment(tmp: Path, *names: str) -> dict[str, str]:
    """The environment of a hostile user, with the files it points to."""
    for folder in ("mpl", "home", "locale"):
        (tmp / folder).mkdir(exist_ok=True)
    (tmp / "mpl" / "matplotlibrc").write_text(RC)
    startup = tmp / "home/i/profile_default/startup"
    startup.mkdir(parents=True, exist_ok=True)
    (startup / "mine.py").write_text(
        "import pandas as pd\npd.set_option('display.max_columns', 2)\nprint('mine')"
    )
    turkish = subprocess.run(
        ["localedef", "-i", "tr_TR", "-f", "UTF-8", str(tmp / "locale" / "tr_TR.UTF-8")],
        capture_output=True,
    )
    more = {k: v.format(tmp=tmp) for name in names for k, v in HOSTILE[name].items()}
    own = {k: v for k, v in os.environ.items() if not k.startswith(("HEARTLAND", "PYTEST", "COV"))}
    return own | ({"LOCPATH": str(tmp / "locale")} if turkish.returncode == 0 else {}) | more


def differing(python: Path, root: Path, env: dict[str, str], *notebooks: str) -> list[str]:
    """Run a collection anew and name the files that are not what is committed."""
    folders = [f"figures/{n}" for n in notebooks] if notebooks else ["figures"]
    committed = {
        p.relative_to(ROOT).as_posix(): p.read_bytes()
        for folder in folders
        for p in (ROOT / folder).rglob("*.*")
        if p.suffix in (".csv", ".json", ".png", ".svg")
    }
    for name in notebooks or [p.stem for p in (ROOT / "notebooks").glob("*.ipynb")]:
        committed[f"build/notebooks/{name}.ipynb"] = (
            ROOT / "notebooks" / f"{name}.ipynb"
        ).read_bytes()
    for folder in ("figures", "build"):
        shutil.rmtree(root / folder, ignore_errors=True)
    done = subprocess.run(
        [python, "-m", "heartland", "run", *notebooks],
        cwd=root,
        env=env,
        capture_output=True,
        text=True,
        umask=0o077,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    made = {
        p.relative_to(root).as_posix(): p
        for folder in ("figures", "build/notebooks")
        for p in (root / folder).rglob("*.*")
    }
    extra = [
        f
        for f, p in made.items()
        if p.suffix in (".csv", ".png", ".svg", ".ipynb") and f not in committed
    ]
    return extra + [
        f for f, content in committed.items() if f not in made or made[f].read_bytes() != content
    ]


def test_a_hostile_environment_changes_no_byte(tmp_path):
    root = tmp_path / "colle ction é"
    (root / "notebooks").mkdir(parents=True)
    for name in ("data", "lib", "requirements.lock", "notebooks/06-smartphones.ipynb"):
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, root / name)
    env = environment(tmp_path, *(name for name in HOSTILE if name != "C locale without UTF-8"))
    assert differing(Path(sys.executable), root, env, "06-smartphones") == []


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """Clones of the last commit, each with an environment of its own Python."""
    made: dict[str, tuple[Path, Path]] = {}

    def make(python: str, label: str = "") -> tuple[Path, Path]:
        if python + label not in made:
            if subprocess.run([python, "--version"], capture_output=True).returncode:
                pytest.skip(f"{python} does not start here")
            root = tmp_path_factory.mktemp("clone") / (label or "heartland")
            subprocess.run(["git", "clone", "-q", ROOT, root], check=True)
            subprocess.run(
                ["make", "-s", f"PYTHON={python}", ".venv/run"],
                cwd=root,
                check=True,
                env=environment(root.parent),
            )
            made[python + label] = (root / ".venv/bin/python", root)
        return made[python + label]

    return make


@pytest.mark.release
@pytest.mark.parametrize("python", PYTHONS, ids=lambda p: Path(p).name)
def test_every_python_gives_the_committed_bytes(checkout, tmp_path, python):
    where, root = checkout(python)
    assert differing(where, root, environment(tmp_path)) == []


@pytest.mark.release
@pytest.mark.parametrize("variant", ["second run", *HOSTILE])
def test_every_environment_gives_the_committed_bytes(checkout, tmp_path, variant):
    where, root = checkout(PYTHONS[0])
    assert (
        differing(where, root, environment(tmp_path, *([variant] if variant in HOSTILE else [])))
        == []
    )


@pytest.mark.release
def test_another_checkout_gives_the_committed_bytes(checkout, tmp_path):
    where, root = checkout(
        PYTHONS[0], "another checkout é"
    )  # Python itself cannot start from such a path in an ASCII locale
    assert (
        differing(
            where,
            root,
            environment(tmp_path, *(name for name in HOSTILE if name != "C locale without UTF-8")),
        )
        == []
    )
