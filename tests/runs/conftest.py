"""What executes the runs of the tests."""

import pytest

from heartland.runs import engine
from tests.runs.collection import ANEW, FORKED


@pytest.fixture(params=[FORKED, ANEW], ids=["forked", "anew"])
def make(request: pytest.FixtureRequest) -> engine.Make:
    """What executes runs: processes forked from the server, and such that begin anew."""
    make: engine.Make = request.param
    return make
