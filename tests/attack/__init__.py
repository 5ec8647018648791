"""Attacks on what has been built: the full numbers with ``make attack``, a seeded twentieth of them in ``make test``."""

import os

FULL = bool(os.environ.get("HEARTLAND_ATTACK"))


def share(full: int) -> int:
    """How many of the full number of attempts to make."""
    return full if FULL else full // 20
