"""An environment that was moved, whose set-up was cut short or whose Python is gone is set up anew."""

import shutil
import subprocess
import sys

import pytest

from tests.conftest import ROOT


@pytest.fixture
def folder(tmp_path):
    """A folder with what make reads, and an environment that is whole and of this folder."""
    home = tmp_path / "a clone's folder"
    (home / ".venv" / "bin").mkdir(parents=True)
    for name in ("Makefile", "requirements.lock", "requirements-dev.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, home)
    (home / ".venv" / "pyvenv.cfg").write_text(f"command = python -m venv {home}/.venv\n")
    for name in ("bin/pip", "run", "dev"):
        (home / ".venv" / name).touch(mode=0o755)
    (home / ".venv" / "bin" / "python").symlink_to(sys.executable)
    return home


def says(folder):
    """What make would do for an environment to run in."""
    words = ["make", "-n", ".venv/run"]
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, check=True).stdout


def test_an_environment_that_is_whole_is_left(folder):
    assert "venv --clear" not in says(folder)


def test_a_folder_that_was_moved_gets_an_environment_of_its_own(folder):
    moved = folder.rename(folder.with_name("moved"))
    assert "venv --clear .venv" in says(moved)


def test_a_set_up_that_was_interrupted_begins_anew(folder):
    (folder / ".venv" / "bin" / "pip").unlink()
    assert "venv --clear .venv" in says(folder)


def test_an_environment_whose_python_is_gone_begins_anew(folder):
    python = folder / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to(folder / "removed")
    assert "venv --clear .venv" in says(folder)


def test_a_folder_name_is_no_command(folder):
    named = folder.rename(folder.with_name("$(touch pwned)"))
    says(named)
    assert not (named / "pwned").exists()
