"""Runs on a Dask cluster: scheduler and workers in other processes, in another checkout that cannot see the caller's."""

import os
import shutil
import signal
import socket
import subprocess
import sys

import distributed
import pytest

from heartland.errors import UsageError
from heartland.runs import cluster, engine, sweeps
from tests.test_runs import DRAW, go, notebook, small  # noqa: F401  (a fixture)


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    """A scheduler and two workers, started in a folder of their own; the tests here share them."""
    there = tmp_path_factory.mktemp("elsewhere")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address, here, said = (
        f"tcp://127.0.0.1:{port}",
        ["--host", "127.0.0.1", "--no-dashboard"],
        subprocess.DEVNULL,
    )
    scheduler = ["dask_scheduler", *here, "--port", str(port)]
    worker = ["dask_worker", address, *here, "--nthreads", "1", "--no-nanny"]
    own = os.environ | {"HEARTLAND_ROOT": str(there)}
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{name}", *words],
            cwd=there,
            env=own,
            stdout=said,
            stderr=said,
        )
        for name, *words in (scheduler, worker, worker)
    ]
    with distributed.Client(address, timeout=60) as client:
        client.wait_for_workers(2, timeout=60)
    yield address, there, processes
    for process in processes:
        process.kill()


@pytest.fixture
def dask(started, small):  # noqa: F811
    """The cluster, with a copy of the collection where it was started."""
    shutil.copytree(small, started[1], dirs_exist_ok=True)
    return started


def test_a_cluster_in_another_checkout_makes_the_same_files(dask, small):  # noqa: F811
    address, there, _ = dask
    make, jobs = cluster.connect(address)
    assert jobs == 2
    failed, ended = go(small, make=make)
    assert failed == 0 and ended["03-growth-forecasts"][0] == "succeeded"
    assert not (there / "figures").exists()  # the caller writes, not the worker
    far = {p.name: p.read_bytes() for p in (small / "figures/03-growth-forecasts").iterdir()}
    (small / "build/notebooks/03-growth-forecasts.run.json").unlink()
    go(small)
    assert {
        p.name: p.read_bytes() for p in (small / "figures/03-growth-forecasts").iterdir()
    } == far


def test_a_worker_with_another_checkout_refuses(dask, small):  # noqa: F811
    notebook(small, "03-growth-forecasts", DRAW.replace("A title", "Another title"))
    make, _ = cluster.connect(dask[0])
    failed, ended = go(small, make=make)
    assert (
        failed == 1
        and "the worker's checkout is not yours (notebooks/03-growth-forecasts.ipynb differ)"
        in ended["03-growth-forecasts"][1]
    )


def test_a_sweep_completes_when_a_worker_is_killed(dask, small):  # noqa: F811
    address, _, processes = dask
    make, jobs = cluster.connect(address)
    planned = sweeps.grid(
        small, "03-growth-forecasts", {}, {"target_year": ["2021", "2022", "2023", "2024"]}
    )
    ended = {}

    def report(run, outcome, words):
        ended[run.name] = outcome
        if outcome == "succeeded" and processes[1].poll() is None:
            processes[1].send_signal(signal.SIGKILL)

    assert engine.perform(planned, jobs, report, make=make) == 0
    assert set(ended.values()) == {"succeeded"}


def test_an_address_where_nothing_answers_is_wrong_usage(monkeypatch):
    patient = distributed.Client
    monkeypatch.setattr(
        distributed, "Client", lambda address, timeout: patient(address, timeout=timeout / 20)
    )
    with pytest.raises(UsageError, match=r"no Dask scheduler answers at 'tcp://127.0.0.1:9'"):
        cluster.connect("tcp://127.0.0.1:9")
