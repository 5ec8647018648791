"""The same runs on an existing Dask cluster.

A worker executes a run in its own checkout and returns the files, which the caller installs:
nothing is shared but the scheduler. A worker whose checkout is not the caller's refuses.
"""

import logging
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from heartland.errors import RunError, UsageError
from heartland.runs.engine import Made, Make, produce
from heartland.runs.inputs import inputs
from heartland.runs.run import Run
from heartland.tables import collection

LOG = logging.getLogger("heartland")
PATIENCE = 10  # seconds that a scheduler has to answer


def connect(address: str) -> tuple[Make, int]:
    """Connect to a scheduler; return what executes a run there, and how many runs it takes at once.

    Raises:
        UsageError: if Dask is not installed, nothing answers at the address, or it has no workers.
    """
    client = _client(address)
    threads = sum(client.nthreads().values())
    if not threads:
        raise UsageError(
            f"--cluster: the scheduler at '{address}' has no workers; start some first"
        )

    def make(run: Run, timeout: int) -> Made:
        wanted = _checkout(run)
        # Dask itself gives the run of a lost worker to another; one that fails is not retried
        job = client.submit(
            _execute, run, wanted, timeout, key=f"{run.name}-{uuid4().hex}", pure=False
        )
        try:
            made: Made = job.result(timeout=timeout + PATIENCE)
        except TimeoutError:
            job.cancel()
            raise RunError(f"{run.name}: no worker answered in {timeout} seconds") from None
        return made

    return make, threads


def _client(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError:
        raise UsageError(
            "--cluster needs the package 'distributed': "
            "install it beside Heartland, in the version of the cluster"
        ) from None
    answers: list[Any] = []

    def ask() -> None:
        try:
            answers.append(Client(address, timeout=PATIENCE))
        except Exception:  # tls without a key, ucx, another protocol: whatever it is, no scheduler
            LOG.debug("no client for %s", address, exc_info=True)

    # Dask's own timeout does not reach what answers and is no scheduler: it goes on asking
    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(2 * PATIENCE)
    if not answers:
        raise UsageError(
            f"--cluster: no Dask scheduler answers at '{address}'; write tcp://HOST:PORT"
        )
    return answers[0]


def _checkout(run: Run) -> dict[str, str]:
    """Return the hashes of all that a run could depend on: what it loads is not known yet."""
    return inputs(run.notebook, collection.dataset_names(run.root))


def _execute(run: Run, wanted: dict[str, str], timeout: int) -> Made:
    """Execute a run in the worker's own checkout.

    It is the one of ``HEARTLAND_ROOT``, else the one that the worker's library is from.
    """
    root = collection.own_root(Path(__file__).resolve().parent)
    run = replace(run, root=root, notebook=root / "notebooks" / run.notebook.name)
    differ = _differences(wanted, _checkout(run))
    if differ:
        raise RunError(
            f"{run.name}: the worker's checkout is not yours ({', '.join(differ[:3])} differ); "
            "bring both to one commit and one environment"
        )
    return produce(run, timeout)


def _differences(one: dict[str, str], other: dict[str, str]) -> Sequence[str]:
    names = one.keys() | other.keys()
    return sorted(name for name in names if one.get(name) != other.get(name))
