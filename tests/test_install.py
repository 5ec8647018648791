"""What an installed package brings, and how it is used without a clone around it; tests/attack/test_wheel.py installs one."""

import json
import shutil
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from heartland import context
from heartland.cli.copy import lay_out
from heartland.errors import UsageError
from heartland.figures import export
from heartland.tables import collection
from tests.command import tracked
from tests.conftest import ROOT

COLLECTION = ("data", "notebooks", "figures")


@pytest.fixture(scope="module")
def builder():
    return WheelBuilder(str(ROOT))


@pytest.fixture(scope="module")
def wheel(builder):
    """The files of the wheel: place in the wheel, and here."""
    files = builder.recurse_included_files()
    return {file.distribution_path: Path(file.path) for file in files}


@pytest.fixture
def installed(package, monkeypatch, tmp_path):
    """An installed package with a small collection of its own, seen from an empty folder."""
    made = package("growth_forecasts").root
    (made / "notebooks").mkdir()
    name = "03-growth-forecasts.ipynb"
    shutil.copy(ROOT / "notebooks" / name, made / "notebooks" / name)
    monkeypatch.delenv("HEARTLAND_ROOT")
    monkeypatch.delenv("HEARTLAND_OUT")
    monkeypatch.setattr(collection, "INSTALLED", made)
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)
    return made


# The wheel


def test_the_wheel_holds_the_library_and_the_collection_and_nothing_else(wheel):
    wanted = set()
    for path in tracked(ROOT):
        top, _, rest = path.partition("/")
        left_out = path.endswith(".svg") or path.startswith("notebooks/templates/")
        if top == "lib":
            wanted.add(rest)
        elif top in COLLECTION and not left_out:
            wanted.add(f"heartland/collection/{path}")
    assert wheel.keys() == wanted


# The root


def test_without_a_collection_around_it_the_installed_one_is_read(installed):
    assert collection.root() == installed


def test_a_collection_around_it_comes_before_the_installed_one(installed, monkeypatch, tmp_path):
    own = tmp_path / "own"
    shutil.copytree(installed, own)
    monkeypatch.chdir(own / "notebooks")
    assert collection.root() == collection.own_root() == own


def test_the_data_package_of_another_project_is_passed_over(installed):
    Path("data").mkdir()
    Path("data/datapackage.json").write_text('{"name": "wheat", "resources": []}')
    assert collection.root() == installed


def test_a_folder_that_is_named_is_not_replaced_by_the_installed_one(installed, monkeypatch):
    monkeypatch.setenv("HEARTLAND_ROOT", str(Path.cwd()))
    with pytest.raises(UsageError, match="no collection here"):
        collection.root()


def test_from_any_folder_the_collection_of_the_clone_is_read_and_not_written(monkeypatch, tmp_path):
    monkeypatch.delenv("HEARTLAND_ROOT")
    monkeypatch.delenv("HEARTLAND_OUT")
    monkeypatch.chdir(tmp_path)
    assert collection.root() == ROOT
    assert export.out().is_relative_to(tmp_path)
    with pytest.raises(UsageError, match=rf"DIR; or change into {ROOT}$"):
        collection.own_root()
    monkeypatch.chdir(ROOT / "notebooks")
    assert collection.own_root() == ROOT


# What is written, and where


def test_exports_go_below_the_working_directory(installed):
    assert export.out() == Path.cwd() / "figures" / context.notebook()
    assert export.folder_as_shown(export.out()) == f"figures/{context.notebook()}"


WRITING = [
    ["run", "03"],
    ["validate"],
    ["trace", "record", "population", "KAZ", "--outcome", "agrees", "--to", "x", "--replace"],
    ["import", "wdi", "API.csv", "--area", "KAZ", "--source", "x", "--append"],
    ["open", "03"],
]


def contents(folder):
    """The bytes of each file below a folder."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("words", WRITING, ids=lambda words: " ".join(words[:3]))
def test_what_writes_says_how_to_get_a_collection_and_changes_none(installed, command, words):
    Path("API.csv").write_text("x\n")
    before = contents(installed)
    done = command(*words)
    assert done.returncode == 2
    assert "'heartland copy DIR' lays one out" in done.stderr
    assert done.stderr.count("\n") == 1
    assert contents(installed) == before


# A copy to work in


def test_a_copy_is_a_collection(installed, command, monkeypatch):
    done = command("copy", "mine")
    assert done.returncode == 0
    assert done.stdout.startswith("one notebook and ")
    made = Path.cwd() / "mine"
    assert sorted(path.name for path in made.iterdir()) == ["README.md", "data", "notebooks"]
    for path in (path for path in installed.rglob("*") if path.is_file()):
        assert (made / path.relative_to(installed)).read_bytes() == path.read_bytes()
    monkeypatch.chdir(made)
    assert collection.own_root() == made
    version = json.loads((made / "data" / "datapackage.json").read_bytes())["version"]
    assert f"data {version}" in (made / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("full", "'full' is not empty: name a folder that is new or empty"),
        ("file", "'file' is a file: name a folder that is new or empty"),
    ],
)
def test_a_folder_that_is_taken_is_refused_in_one_line(installed, command, name, told):
    Path("full").mkdir()
    Path("full/note.txt").write_text("mine")
    Path("file").write_text("mine")
    done = command("copy", name)
    assert done.returncode == 2
    assert done.stderr == f"heartland: {told}\n"
    assert [path.name for path in Path("full").iterdir()] == ["note.txt"]


def test_what_a_copy_that_was_killed_has_left_goes(installed):
    Path("mine/.copy/data").mkdir(parents=True)
    lay_out(Path("mine"))
    assert sorted(path.name for path in Path("mine").iterdir()) == [
        "README.md",
        "data",
        "notebooks",
    ]


def test_a_copy_within_the_collection_is_refused(command, monkeypatch, installed):
    monkeypatch.chdir(installed)
    done = command("copy", "data/mine")
    assert "lies in the collection itself: name a folder outside it" in done.stderr
    assert not (installed / "data/mine").exists()


def test_a_copy_that_fails_leaves_the_folder_empty(installed, command, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device", "mine/data")

    monkeypatch.setattr(shutil, "copyfile", full)
    monkeypatch.setattr(shutil, "copytree", full)
    done = command("copy", "mine")
    assert done.returncode == 1
    assert done.stderr == "heartland: mine/data: no space left on device\n"
    assert list(Path("mine").iterdir()) == []


# The versions


def test_both_versions_are_shown(command, installed):
    done = command("--version")
    data = collection.descriptor(installed)["version"]
    assert done.returncode == 0
    assert done.stdout.endswith(f", data {data}\n")
    elsewhere = command("--root", "/", "--version")
    assert elsewhere.stdout.endswith(", no collection here\n")
