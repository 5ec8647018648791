"""Which tests are played, on which worker, and where stored notebooks export under nbval."""

import argparse
import gc
import os
import random
import re
import shlex
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.concerned import NOTEBOOK_OF, OF_THEME, changed_files, in_words, is_concerned
from xdist.scheduler import LoadScopeScheduling

pytest_plugins = ["tests.browser"]

ROOT = Path(__file__).resolve().parent
NOTEBOOK = re.compile(r"\d\d-[a-z-]*[a-z]")  # in the name of a case
NEEDS = {  # the mark of each test that uses a fixture
    "chromium": "browser",
    "rerun": "attack",
    "built": "site",
    "template": "kernel",
}
FIRST = (  # the groups that take longest; after them the others
    "tests/test_site_files.py",
    "tests/runs/test_kernels.py",
    "tests/runs/test_cluster.py",
    "tests/rules/test_planted.py",
)
BY_NOTEBOOK = {"tests/test_exports.py": "run", "tests/test_notebooks.py": "play"}
OBJECTS = 100_000  # that are made until the garbage collector looks at the new ones
BY_FUNCTION = (  # long, and nothing slow is shared
    "tests/rules/test_planted.py",
    "tests/test_figures.py",
)


def group_of(nodeid: str) -> str:
    """Name the tests that one worker plays: mostly those of a file, which share what is slow."""
    path, _, case = nodeid.partition("::")
    theme = OF_THEME.fullmatch(path)
    if theme and theme[1] in NOTEBOOK_OF:
        return f"play {NOTEBOOK_OF[theme[1]]}"
    if path.endswith(".ipynb"):
        return f"run {Path(path).stem}"
    notebook = NOTEBOOK.search(case)
    if path in BY_NOTEBOOK and notebook:
        return f"{BY_NOTEBOOK[path]} {notebook[0]}"
    if path in BY_FUNCTION:
        return nodeid.partition("[")[0]
    return path


def is_cell(item: pytest.Item) -> bool:
    """Tell whether a test is a cell of a notebook: nbval plays it."""
    return item.path.suffix == ".ipynb"


class ByGroup(LoadScopeScheduling):
    """Gives a worker one group after another."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByGroup:
    """Distribute tests by groups."""
    return ByGroup(config, log)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let whoever is in a hurry play a share of the attacks and of what needs a browser."""
    parser.addoption(
        "--share", type=float, default=1.0, help="share of attacks and browser tests to play"
    )
    parser.addoption("--of-a-save", action="store_true", help="leave out what no change concerns")
    parser.addoption("--seed", default="0", help="what the choice of them depends on")


def pytest_report_header(config: pytest.Config) -> str | None:
    """Tell how to play the same tests again."""
    if config.option.share == 1:
        return None
    return f"played again by: pytest {shlex.join(config.invocation_params.args)}"


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Tell after what change the tests for a save were chosen."""
    if config.option.of_a_save:
        terminalreporter.write_line(in_words(changed_files()))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark each test with what it needs, leave out what is not asked for, put long groups first."""
    for item in items:
        _mark(item)
    dropped = {*_exports_of_what_does_not_run(items), *left_out(config.option, items)}
    if config.option.of_a_save:
        dropped |= {item for item in items if not is_concerned(item, changed_files())}
    config.hook.pytest_deselected(items=[item for item in items if item in dropped])
    items[:] = [item for item in items if item not in dropped]
    items.sort(key=_rank)


def pytest_collection_finish() -> None:
    """Spare the garbage collector what stays to the end, and let it look less often.

    Figures are made of thousands of objects: looking through them took an eighth of the time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS, 20, 50)


def _mark(item: pytest.Item) -> None:
    for fixture, mark in NEEDS.items():
        if fixture in getattr(item, "fixturenames", ()):
            item.add_marker(mark)
    if is_cell(item):
        item.add_marker("kernel")


def _rank(item: pytest.Item) -> tuple[int, str, bool]:
    """Order groups by length, and what a notebook exported after its cells."""
    group = group_of(item.nodeid)
    if group.startswith("run "):
        return (0, group, not is_cell(item))
    path = group.partition("::")[0]
    if path in FIRST:
        return (1 + FIRST.index(path), "", False)
    return (1 + len(FIRST), "", False)


def _exports_of_what_does_not_run(items: list[pytest.Item]) -> list[pytest.Item]:
    """Find the tests of what a notebook exported whose cells are not among those to be played."""
    run = {group_of(item.nodeid) for item in items if is_cell(item)}
    groups = {item: group_of(item.nodeid) for item in items}
    return [item for item, group in groups.items() if group.startswith("run ") and group not in run]


def left_out(option: argparse.Namespace, items: list[pytest.Item]) -> list[pytest.Item]:
    """Choose the attacks and what needs a browser that are not played.

    Of each function of attacks at least one case is, and of each file one that needs a browser.
    """
    if option.share == 1:
        return []
    cases: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        if item.get_closest_marker("attack"):
            cases[item.nodeid.partition("[")[0]].append(item)
        elif item.get_closest_marker("browser"):
            cases[item.nodeid.partition("::")[0]].append(item)
    others = []
    for name, alike in cases.items():
        dice = random.Random(f"{option.seed} {name}")
        played = max(1, round(len(alike) * option.share))
        others += dice.sample(alike, len(alike) - played)
    return others


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[object]:
    """Give the kernel that nbval starts a folder of its own for the exports of its notebook."""
    if not is_cell(item):
        return (yield)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HEARTLAND_OUT", str(exports(item.config, item.path.stem)))
        patch.setenv("HEARTLAND_SHOWN", f"figures/{item.path.stem}")
        return (yield)


def exports(config: pytest.Config, notebook: str) -> Path:
    """The folder that receives what a stored notebook exports while nbval runs it."""
    base: Path = config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    return shared / "exports" / notebook
