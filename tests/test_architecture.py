"""The page on the code names every module and every test, and none that is gone."""

import re

import pytest

from tests.conftest import ROOT

GUIDE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (`.*)$", GUIDE.partition("## Decisions")[0], flags=re.M)
ROOMS = {room: row for row in ROWS for room in re.findall(r"`([\w/]+)`", row.partition(" | ")[0])}
BY_COMMANDS = {"cli"}  # a module for each group of commands
MODULES = [
    pytest.param(path.parent.name, path.stem, id=f"{path.parent.name}/{path.stem}")
    for path in sorted((ROOT / "lib" / "heartland").glob("*/*.py"))
    if not path.stem.startswith("_") and path.parent.name not in BY_COMMANDS
]


@pytest.mark.parametrize(("room", "module"), MODULES)
def test_a_module_stands_in_the_row_of_its_room(room, module):
    name = re.sub("^plotly_.*", "plotly_…", module)
    assert f"`{name}`" in ROOMS[f"{room}/"]


def test_each_leaf_is_named():
    leaves = {path.stem for path in (ROOT / "lib" / "heartland").glob("[a-z]*.py")}
    assert leaves <= ROOMS.keys()


@pytest.mark.parametrize("room", ROOMS)
def test_the_tests_of_a_room_are_there(room):
    told = ROOMS[room].rpartition(" | ")[2]
    for name in re.findall(r"`(?:tests/)?((?:\w+/)?(?:test_\w+\.py|\w+/))`", told):
        assert (ROOT / "tests" / name.removeprefix("tests/")).exists(), name
