"""How many attempts an attack makes."""

from collections.abc import Callable

import pytest


@pytest.fixture
def attempts(pytestconfig: pytest.Config) -> Callable[[int], int]:
    """Return how many of the full number of attempts to make: the share that is asked for."""
    return lambda full: max(1, round(full * pytestconfig.option.share))
