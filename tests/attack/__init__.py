"""Attacks on what has been built: all of them with `make attack`, a seeded share of them in `.ci/run`."""

from hypothesis import HealthCheck, Phase

QUIET = {  # what fails is counted and told, not shrunk or remembered
    "derandomize": True,
    "database": None,
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
    "phases": [Phase.generate],
}
