"""Attacks on what has been built: the full numbers with ``make attack``, a seeded twentieth of them in ``make test``."""

import os

from hypothesis import HealthCheck, Phase

FULL = bool(os.environ.get("HEARTLAND_ATTACK"))

QUIET = {  # what fails is counted and told, not shrunk or remembered
    "derandomize": True,
    "database": None,
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
    "phases": [Phase.generate],
}


def share(full: int) -> int:
    """How many of the full number of attempts to make."""
    return full if FULL else full // 20
