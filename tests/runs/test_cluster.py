"""Runs on a Dask cluster: its processes run in another checkout, which cannot see the caller's."""

import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from heartland.errors import RunError, UsageError
from heartland.runs import cluster, engine, sweeps
from heartland.runs.run import plan
from tests.command import environment
from tests.runs.collection import (
    DRAW,
    NAME,
    bring_up_to_date,
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
    start_worker: Callable[[], subprocess.Popen[bytes]]
    make: engine.Make
    jobs: int


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

    def start_worker() -> subprocess.Popen[bytes]:
        words = ("dask_worker", address, "--no-dashboard", "--nthreads", "2", "--no-nanny")
        workers.append(start(*words))
        return workers[-1]

    scheduler = start("dask_scheduler", "--port", str(port), "--no-dashboard")
    start_worker()
    with distributed.Client(address, timeout=60) as client:
        client.wait_for_workers(1, timeout=60)
    make, jobs = cluster.connect(address)
    client = distributed.default_client()
    yield Dask(folder, client, start_worker, make, jobs)
    client.close()
    for process in (scheduler, *workers):
        process.kill()
        process.wait()


@pytest.fixture
def dask(started: Dask, small: Path) -> Dask:
    """The cluster, with a copy of the collection where it was started."""
    shutil.copytree(small, started.checkout, dirs_exist_ok=True)
    return started


def test_a_cluster_in_another_checkout_makes_the_same_files(dask, small):
    assert dask.jobs == 2
    assert outcome(small, make=dask.make) == "succeeded"
    assert not (dask.checkout / "figures").exists()  # the caller installs, not the worker
    far = contents(small / "figures")
    (small / f"build/notebooks/{NAME}.run.json").unlink()
    assert outcome(small, make=engine.produce) == "succeeded"
    assert contents(small / "figures") == far


def test_a_worker_with_another_checkout_refuses(dask, small):
    write_notebook(small, NAME, DRAW.replace("A title", "Another title"))
    words = f"the worker's checkout is not yours (notebooks/{NAME}.ipynb differ)"
    assert words in failure(small, make=dask.make)


@pytest.mark.attack
def test_a_failure_on_a_worker_is_told_as_here(dask, small):
    for root in (small, dask.checkout):
        write_notebook(root, "04-broken", "x = 1\n1 / 0")
    block = failure(small, "04-broken", make=dask.make)
    assert block == failure(small, "04-broken", make=engine.produce)
    assert bring_up_to_date(small, NAME, make=dask.make)[NAME][0] == "succeeded"


def test_a_run_that_fails_on_a_worker_is_executed_once(small, monkeypatch):
    import distributed

    executed = []

    def fail(run, timeout):
        executed.append(run.name)
        raise RunError("cell 7: ZeroDivisionError")

    monkeypatch.setattr(cluster, "produce", fail)
    here = {"processes": False, "n_workers": 1, "threads_per_worker": 1}
    with distributed.LocalCluster(dashboard_address=":0", **here) as local:
        make, _ = cluster.connect(local.scheduler_address)
        with pytest.raises(RunError, match="cell 7"):
            make(plan(small, NAME, {}), 30)
        distributed.default_client().close()
    assert executed == [NAME]


@pytest.mark.parametrize("protocol", ["tcp", "tls", "ucx"])
def test_an_address_where_nothing_answers_is_wrong_usage(monkeypatch, protocol):
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    address = f"{protocol}://127.0.0.1:9"
    with pytest.raises(UsageError, match=f"no Dask scheduler answers at '{address}'"):
        cluster.connect(address)


def test_a_server_that_answers_and_is_no_scheduler_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    asked: list[UsageError] = []

    def ask() -> None:
        try:
            cluster.connect(f"tcp://127.0.0.1:{server.server_port}")
        except UsageError as error:
            asked.append(error)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(20)
    server.shutdown()
    server.server_close()  # whoever still waits for its answer hears that there is none
    assert "no Dask scheduler answers" in str(asked)


@pytest.mark.attack
def test_a_sweep_completes_when_a_worker_is_killed(dask, small):
    years = ["2021", "2022", "2023", "2024"]
    planned = sweeps.grid(small, NAME, {}, {"target_year": years})
    ended = {}
    another = dask.start_worker()
    dask.client.wait_for_workers(2, timeout=60)

    def report(run, outcome, words):
        ended[run.name] = outcome
        if outcome == "succeeded" and another.poll() is None:
            another.send_signal(signal.SIGKILL)

    assert engine.perform(planned, 2 * dask.jobs, report, make=dask.make) == []
    assert another.wait() == -signal.SIGKILL
    assert set(ended.values()) == {"succeeded"}
