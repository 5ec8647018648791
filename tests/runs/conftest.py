"""What executes the runs of the tests."""

import pytest

from heartland.runs import engine, execute
from tests.runs.collection import made_by


@pytest.fixture(params=["by papermill", "in fork"])
def make(request: pytest.FixtureRequest) -> engine.Make:
    """What executes runs: papermill in kernels, and processes forked from the server."""
    return made_by(execute.by_papermill if request.param == "by papermill" else execute.in_fork)
