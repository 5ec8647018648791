"""What executes the runs of the tests."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from heartland.runs import engine, forked


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[engine.Make]:
    """What executes runs in forked processes: one server for all tests, as for all runs of a call."""
    with contextlib.chdir(tmp_path_factory.mktemp("here")):
        Path("random.py").write_text("1 / 0")  # is not taken for Python's own
        process = forked.Server()
    yield lambda run, timeout: engine.produce(run, timeout, process.execute)
    process.process.kill()


@pytest.fixture(params=["kernels", "forked"])
def make(request: pytest.FixtureRequest) -> engine.Make:
    """What executes runs: in ordinary kernels, and in processes forked from a server."""
    if request.param == "kernels":
        return engine.produce
    forking: engine.Make = request.getfixturevalue("server")
    return forking
