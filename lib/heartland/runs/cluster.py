"""The same runs on an existing Dask cluster.

A worker executes a run in its own checkout and returns the files, which the caller writes: nothing is shared but
the scheduler. A worker whose checkout is not the caller's, by the hashes of all that the run depends on, refuses.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from heartland.errors import RunError, UsageError
from heartland.runs import engine
from heartland.runs.inputs import inputs
from heartland.runs.run import Run
from heartland.tables import package


def connect(address: str) -> tuple[Callable[[Run, int], Any], int]:
    """Connect to a scheduler; return what executes a run there, and how many runs it takes at a time.

    Raises:
        UsageError: if Dask is not installed, or nothing answers at the address.
    """
    try:
        from distributed import Client
    except ImportError:
        raise UsageError(
            "--cluster needs the package 'distributed': install it beside Heartland, in the version of the cluster"
        ) from None
    try:
        client = Client(address, timeout=10)
    except (OSError, ValueError, TimeoutError):
        raise UsageError(
            f"--cluster: no Dask scheduler answers at '{address}'; write tcp://HOST:PORT"
        ) from None

    def make(run: Run, timeout: int) -> Any:
        wanted = inputs(run.notebook)
        return client.submit(
            _there, run, wanted, timeout, key=f"{run.name}-{id(run)}", pure=False, retries=2
        ).result()

    return make, max(1, sum(client.nthreads().values()))


def _there(run: Run, wanted: dict[str, str], timeout: int) -> Any:
    """Execute a run in the worker's own checkout: the one its library is from, if ``HEARTLAND_ROOT`` names no other."""
    root = package.root(Path(__file__).resolve().parent)
    run = replace(run, root=root, notebook=root / "notebooks" / run.notebook.name)
    have = inputs(run.notebook)
    other = sorted(key for key in wanted.keys() | have.keys() if wanted.get(key) != have.get(key))
    if other:
        raise RunError(
            f"{run.name}: the worker's checkout is not yours ({', '.join(other[:3])} differ); bring both to one commit"
        )
    return engine.produce(run, timeout)
