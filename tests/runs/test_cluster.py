"""Runs on a Dask cluster: its processes run in another checkout, which cannot see the caller's."""

import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from heartland.errors import UsageError
from heartland.runs import cluster, engine, sweeps
from tests.command import environment
from tests.runs.collection import (
    DRAW,
    FORKED,
    NAME,
    contents,
    failure,
    outcome,
    write_notebook,
)

pytestmark = pytest.mark.kernel


@dataclass
class Dask:
    """A scheduler with a worker for two runs, their checkout, and the connection to them."""

    checkout: Path
    client: Any
    start_worker: Callable[..., subprocess.Popen[bytes]]
    executor: Executor

    def way(self, root: Path) -> dict[str, Any]:
        """How runs of a collection are executed there."""
        return {"make": cluster.on_worker(root), "executor": self.executor}


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dask]:
    """A cluster that the tests here share."""
    import distributed  # half a second

    folder = tmp_path_factory.mktemp("elsewhere")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"

    def start(module: str, *words: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{module}", *words, "--host", "127.0.0.1"],
            cwd=folder,
            env=environment(HEARTLAND_ROOT=str(folder)),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    workers = []

    def start_worker(*more: str) -> subprocess.Popen[bytes]:
        words = ("dask_worker", address, "--no-dashboard", "--nthreads", "2", *more)
        workers.append(start(*words))
        return workers[-1]

    scheduler = start("dask_scheduler", "--port", str(port), "--no-dashboard")
    start_worker()
    with distributed.Client(address, timeout=60) as client:
        client.wait_for_workers(1, timeout=60)
    executor = cluster.connect(address)
    client = distributed.default_client()
    yield Dask(folder, client, start_worker, executor)
    client.close()
    for process in (scheduler, *workers):
        process.kill()
        process.wait()


@pytest.fixture
def dask(started: Dask, small: Path) -> Dask:
    """The cluster, with a copy of the collection where it was started."""
    for path in started.checkout.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.copytree(small, started.checkout, dirs_exist_ok=True)
    return started


def test_a_cluster_in_another_checkout_makes_the_same_files(dask, small):
    assert outcome(small, **dask.way(small)) == "succeeded"
    assert not (dask.checkout / "figures").exists()  # the caller installs, not the worker
    far = contents(small / "figures")
    (small / f"build/notebooks/{NAME}.run.json").unlink()
    assert outcome(small, make=FORKED) == "succeeded"
    assert contents(small / "figures") == far


def test_a_worker_with_another_checkout_refuses(dask, small):
    write_notebook(small, NAME, DRAW.replace("A title", "Another title"))
    words = f"the worker's checkout is not yours (notebooks/{NAME}.ipynb differ)"
    assert words in failure(small, **dask.way(small))


@pytest.mark.attack
def test_a_failure_on_a_worker_is_told_as_here(dask, small):
    for root in (small, dask.checkout):
        write_notebook(root, "04-broken", "x = 1\n1 / 0")
    block = failure(small, "04-broken", **dask.way(small))
    assert block == failure(small, "04-broken", make=FORKED)
    assert outcome(small, NAME, **dask.way(small)) == "succeeded"


def test_a_run_that_fails_on_a_worker_is_executed_once(dask, small):
    place = small / "executed"
    code = f"open({str(place)!r}, 'a').write('once')\n1 / 0"
    for root in (small, dask.checkout):
        write_notebook(root, NAME, code)
    assert "ZeroDivisionError" in failure(small, **dask.way(small))
    assert place.read_text() == "once"


@pytest.mark.parametrize("protocol", ["tcp", "tls", "ucx"])
def test_an_address_where_nothing_answers_is_wrong_usage(monkeypatch, protocol):
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    address = f"{protocol}://127.0.0.1:9"
    with pytest.raises(UsageError, match=f"no Dask scheduler answers at '{address}'"):
        cluster.connect(address)


@pytest.mark.attack
def test_a_sweep_completes_when_a_worker_is_killed(dask, small):
    years = ["2021", "2022", "2023", "2024"]
    planned = sweeps.grid(small, NAME, {}, {"target_year": years})
    ended = {}
    another = dask.start_worker("--no-nanny")
    dask.client.wait_for_workers(2, timeout=60)

    def report(run, outcome, words):
        ended[run.name] = outcome
        if outcome == "succeeded" and another.poll() is None:
            another.send_signal(signal.SIGKILL)

    assert engine.perform(planned, report, **dask.way(small)) == []
    assert another.wait() == -signal.SIGKILL
    assert set(ended.values()) == {"succeeded"}
