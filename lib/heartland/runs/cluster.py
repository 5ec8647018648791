"""The same runs on an existing Dask cluster.

A worker executes a run in its own checkout and returns the files, which the caller installs:
nothing is shared but the scheduler. A worker whose checkout is not the caller's refuses. Dask
itself gives the run of a lost worker to another; one that fails is not executed again.
"""

import logging
import multiprocessing
from concurrent.futures import Executor
from dataclasses import replace
from functools import partial
from pathlib import Path

from heartland.errors import RunError, UsageError
from heartland.notebooks import notebooks
from heartland.runs import execute
from heartland.runs.engine import Make
from heartland.runs.process import in_process
from heartland.runs.run import Run
from heartland.runs.stale import Made, inputs, of_every_run
from heartland.tables import collection

LOG = logging.getLogger("heartland")
PATIENCE = 10  # seconds that a scheduler has to answer


def connect(address: str) -> Executor:
    """Connect to a scheduler; return the executor that submits work to its workers.

    Raises:
        UsageError: if Dask is not installed, nothing answers at the address, or it has no workers.
    """
    try:
        from distributed import Client
    except ImportError:
        raise UsageError(
            "--cluster needs the package 'distributed': "
            "install it beside Heartland, in the version of the cluster"
        ) from None
    try:
        client = Client(address, timeout=PATIENCE)
    except Exception:  # tls without a key, ucx, another protocol: whatever it is, no scheduler
        LOG.debug("no client for %s", address, exc_info=True)
        raise UsageError(
            f"--cluster: no Dask scheduler answers at '{address}'; write tcp://HOST:PORT"
        ) from None
    if not client.nthreads():
        raise UsageError(
            f"--cluster: the scheduler at '{address}' has no workers; start some first"
        )
    executor: Executor = client.get_executor(pure=False)
    return executor


def on_worker(root: Path) -> Make:
    """Return what executes a run on a worker, if its checkout is that of ``root``."""
    return partial(_execute, _checkout(root))


def _checkout(root: Path) -> dict[str, str]:
    """Return the hashes of all that a run could depend on: what it loads is not known yet."""
    hashes = of_every_run(root)
    for notebook in notebooks(root):
        hashes |= inputs(notebook, collection.dataset_names(root), hashes)
    return hashes


def _execute(wanted: dict[str, str], run: Run, seconds: int) -> Made:
    """Execute a run in the worker's own checkout.

    It is the one of ``HEARTLAND_ROOT``, else the one that the worker's library is from.
    """
    root = collection.own_root(Path(__file__).resolve().parent)
    own = _checkout(root)
    differ = sorted(name for name in wanted | own if wanted.get(name) != own.get(name))
    if differ:
        raise RunError(
            f"{run.name}: the worker's checkout is not yours ({', '.join(differ[:3])} differ); "
            "bring both to one commit and one environment"
        )
    run = replace(run, root=root, notebook=root / "notebooks" / run.notebook.name)
    # Dask's own workers are daemons, which Python lets start no process
    vars(multiprocessing.current_process())["_config"]["daemon"] = False
    return execute.execute(run, seconds, partial(in_process, anew=True))
