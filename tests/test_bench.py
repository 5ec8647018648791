"""The bench: what it keeps, what it tells, and that it refuses a way that makes no figures."""

import importlib.util
import re
import sys
from types import ModuleType

import pytest

from tests.conftest import ROOT


@pytest.fixture(scope="module")
def bench():
    """The bench as a module."""
    sys.path.insert(0, str(ROOT / "bench"))
    try:
        spec = importlib.util.spec_from_file_location("bench_run", ROOT / "bench" / "run.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(ROOT / "bench"))
    return module


def measured(bench: ModuleType, path, resume=False, seconds=1.0, repetition=1):
    results = bench.Results(path, resume)
    key = {"table": "ways", "workload": "small notebook", "way": bench.SCRIPTS}
    results.measure(repetition, lambda: (seconds, None), **key)
    return results


def test_every_tool_is_pinned_to_a_version(bench):
    pins = bench.to_run.tools()
    assert set(pins) == {"snakemake", "doit", "ploomber", "jupyter-cache"}
    assert all(re.fullmatch(r"[\w-]+(\[\w+\])?==[\d.]+", pin) for pin in pins.values())


def test_a_bench_that_is_interrupted_publishes_what_it_has(bench, tmp_path, monkeypatch, capsys):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(sys, "argv", ["run.py", "--quick"])
    monkeypatch.setattr(bench, "KEPT", tmp_path)
    monkeypatch.setattr(bench.to_run, "environment_of", lambda tool, folder: None)
    monkeypatch.setattr(bench, "_measure", interrupt)
    with pytest.raises(SystemExit) as ended:
        bench.main()
    assert ended.value.code == 130
    assert "ploomber | did not install" in capsys.readouterr().out


def test_a_bench_that_is_resumed_measures_only_what_is_missing(bench, tmp_path):
    path = tmp_path / "measured.jsonl"
    measured(bench, path, seconds=1.0)
    again = measured(bench, path, resume=True, seconds=2.0)
    assert [row["seconds"] for row in again.rows] == [1.0]
    more = measured(bench, path, resume=True, seconds=3.0, repetition=2)
    assert [row["seconds"] for row in more.rows] == [1.0, 3.0]


def test_a_bench_that_is_not_resumed_begins_anew(bench, tmp_path):
    path = tmp_path / "measured.jsonl"
    measured(bench, path, seconds=1.0)
    assert [row["seconds"] for row in measured(bench, path, seconds=2.0).rows] == [2.0]


def test_the_table_has_median_spread_and_the_ratio_to_plain_scripts(bench, tmp_path):
    results = bench.Results(tmp_path / "measured.jsonl", False)
    for way, taken in ((bench.SCRIPTS, (2, 4, 3)), ("doit", (6, 6, 9))):
        for repetition, seconds in enumerate(taken, 1):
            key = {"table": "ways", "workload": "small notebook", "way": way}
            results.measure(repetition, lambda seconds=seconds: (seconds, None), **key)
    lines = bench.table_of_ways(results, "small notebook", 20, ["ploomber"]).splitlines()
    assert lines[2:] == [
        "| plain scripts, two at a time | 3.0 | 2.0 to 4.0 | 3 | 1.00 |",
        "| doit | 6.0 | 6.0 to 9.0 | 3 | 2.00 |",
        "| ploomber | did not install |  |  |  |",
    ]


def test_a_way_that_makes_no_figures_is_refused(bench, tmp_path):
    collection = bench.Collection(tmp_path / "one", bench.SMALL, {})
    with pytest.raises(RuntimeError, match="0 figures of 2 runs"):
        collection.run(lambda values: None, ["0", "1"])
    assert "doit" not in collection.ways()


@pytest.fixture
def noisy(bench, tmp_path, monkeypatch):
    """A collection whose sweep writes more than a pipe holds before it ends, and fails if told."""
    program = tmp_path / "heartland"
    program.write_text(
        "#!/bin/sh\n"
        "head -c 200000 /dev/zero | tr '\\0' x >&2\n"
        "echo the end >&2\n"
        '[ "$7" != --fail ]\n'
    )
    program.chmod(0o755)
    ways = sys.modules[bench.Collection.__module__]
    monkeypatch.setattr(ways, "BIN", tmp_path)
    return bench.Collection(tmp_path / "one", bench.SMALL, {})


def test_a_sweep_that_fails_tells_the_end_of_its_log(noisy):
    with pytest.raises(RuntimeError, match=r"failed:\nx+the end"):
        noisy.sweep(["1"], "--fail")
