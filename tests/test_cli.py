"""The command line as its user types it: words, exit codes, never a traceback."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.test_runs import notebook, small  # noqa: F401  (a fixture)


def heartland(*args, cwd=ROOT, **env):
    clean = {k: v for k, v in os.environ.items() if not k.startswith("HEARTLAND")}
    return subprocess.run(
        [sys.executable, "-m", "heartland", *args],
        cwd=cwd,
        env=clean | env,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (("rnu",), 2, "No such command 'rnu'. Did you mean 'run'?"),
        (("run", "03-grwth"), 2, "no notebook '03-grwth'. Did you mean '03-growth-forecasts'"),
        (("run", "03-growth-forecasts", "-p", "target_yaer=2022"), 2, "Did you mean 'target_year'"),
        (
            ("run", "03-growth-forecasts", "-p", "target_year=1999"),
            2,
            "target_year: '1999' is not in the data",
        ),
        (("run", "03-growth-forecasts", "-p", "target_year=x"), 2, "'x' is not of type int"),
        (("run", "03-growth-forecasts", "-p", "areas"), 2, "write NAME=VALUE"),
        (("run", "-p", "areas=KAZ"), 2, "-p and -f need exactly one NOTEBOOK"),
        (("describe", "growth"), 2, "no dataset 'growth'"),
        (("--root", "/", "list"), 2, "no collection here"),
        (("--root", "misspelt", "list"), 2, "Directory 'misspelt' does not exist"),
        (("run", "/elsewhere/01-trade.ipynb"), 2, "no notebook '/elsewhere/01-trade.ipynb'"),
        (
            ("run", "01-trade", "-p", "flow=exports", "-p", "flow=imports"),
            2,
            "-p flow: has a value already: give it once",
        ),
        (
            ("sweep", "01-trade", "-g", "flow=exports", "-g", "flow=imports"),
            2,
            "-g flow: has a value already",
        ),
        (
            ("sweep", "01-trade", "-g", "flow=exports", "-p", "flow=imports"),
            2,
            "flow: has values in the grid and 'imports' too",
        ),
        (
            ("sweep", "country-briefs", "-p", "area=KAZ"),
            2,
            "area: has values in the grid and 'KAZ' too",
        ),
        (("claims", "--theme", "a\nb"), 2, "no claim has theme 'a\\nb'"),
        (("claims", "show", "a\nb"), 2, "no claim 'a\\nb'"),
        (
            ("run", "01-trade", "-f", "/dev/zero"),
            2,
            "/dev/zero: not a regular file under 100 kB",
        ),
        (
            ("run", "01-trade", "-f", str(ROOT / "data/trade.csv")),
            2,
            "trade.csv: not a regular file under 100 kB",
        ),
        (
            ("run", "--kernels", "--cluster", "tcp://127.0.0.1:9"),
            2,
            "--kernels and --cluster cannot be combined",
        ),
        (("run", "--jobs", "0"), 2, "0 is not in the range"),
    ],
    ids=str,
)
def test_wrong_usage_is_one_line_and_exit_code_2(args, code, words):
    done = heartland(*args)
    assert done.returncode == code and words in done.stderr, done.stderr
    assert (
        done.stderr.startswith("heartland: ")
        and done.stderr.count("\n") == 1
        and "Traceback" not in done.stderr
    )


def test_a_root_that_is_not_there_is_not_looked_for_above():
    done = heartland("list", HEARTLAND_ROOT=str(ROOT / "misspelt"))
    assert (done.returncode, done.stdout) == (
        2,
        "",
    ) and "HEARTLAND_ROOT: there is no folder '" in done.stderr


def test_a_notebook_may_be_named_by_its_file():
    for name in (
        "01-trade.ipynb",
        "notebooks/01-trade.ipynb",
        str(ROOT / "notebooks/01-trade.ipynb"),
    ):
        assert "01-trade" in heartland("run", name, "--dry-run").stdout


def test_a_collection_without_notebooks_says_so(package):
    root = str(package().root)
    done = heartland("run", HEARTLAND_ROOT=root)
    assert done.returncode == 2 and "no notebook in" in done.stderr and done.stderr.count("\n") == 1
    assert heartland("lab", "--", "--version", HEARTLAND_ROOT=root).returncode == 0


def test_output_that_cannot_be_written_is_one_line():
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "heartland", "--help"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert (
        done.returncode == 1
        and done.stderr == "heartland: cannot write output: no space left on device\n"
    )


def test_help_teaches():
    done = heartland("--help")
    assert done.returncode == 0 and "heartland run 03 -p areas=KGZ" in done.stdout
    done = heartland("run", "03-growth-forecasts", "--help")
    for part in (
        "target_year (int; default 2022): the year that is forecast",
        "allowed: KAZ, KGZ, TJK, TKM, UZB",
        "as_of (str",
    ):
        assert part in done.stdout
    assert (
        heartland("run", "-j", "2", "-p", "areas=KGZ", "03-growth-forecasts", "--help").stdout
        == done.stdout
    )
    assert "Did you mean '03-growth-forecasts'" in heartland("run", "03-grwth").stderr
    assert "a named sweep" in heartland("sweep", "country-briefs", "--help").stdout


def test_lab_hands_its_options_on_to_jupyterlab():
    done = heartland("lab", "--", "--version")
    assert done.returncode == 0 and re.fullmatch(r"[\d.]+\n", done.stdout), done.stderr


def test_list_describe_and_cite_print_what_there_is():
    assert (
        "03-growth-forecasts" in (listed := heartland("list").stdout)
        and "growth_forecasts" in listed
    )
    assert "growth_pct (number, percent)" in heartland("describe", "growth_forecasts").stdout
    assert "World Economic Outlook" in heartland("cite", "growth_forecasts").stdout


def test_validate_names_the_place_and_exits_with_1(package):
    package("growth_forecasts").plant("growth_forecasts", 12, growth_pct="1,5")
    done = heartland("validate", HEARTLAND_ROOT=os.environ["HEARTLAND_ROOT"])
    assert (
        done.returncode == 1
        and "growth_forecasts.csv, row 12, column growth_pct: '1,5'" in done.stdout
    )
    assert "Traceback" not in done.stderr + done.stdout


def test_validate_passes_on_the_collection():
    done = heartland("validate")
    assert done.returncode == 0 and re.fullmatch(
        r"\d+ tables checked, no problems found\n", done.stdout
    )


def test_importing_the_library_costs_no_more_than_pandas():
    def seconds(module):
        best = 9.0
        for _ in range(5):
            start = time.perf_counter()
            subprocess.run([sys.executable, "-c", f"import {module}"], check=True)
            best = min(best, time.perf_counter() - start)
        return best

    assert seconds("heartland") < seconds("pandas") + 0.05
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, heartland, heartland.cli; print(*sys.modules)"],
        capture_output=True,
        text=True,
    ).stdout.split()
    assert not {"pandas", "matplotlib", "plotly", "papermill", "nbclient", "frictionless"} & set(
        loaded
    )


def test_verbose_tells_when_a_run_begins_and_quiet_only_what_fails(small):  # noqa: F811
    for option, words in (
        ("-v", "running   03-growth-forecasts (started)\nsucceeded 03-growth-forecasts ("),
        ("-q", ""),
    ):
        notebook(small, "03-growth-forecasts", f"x = {option!r}")
        done = heartland(option, "run", HEARTLAND_ROOT=str(small))
        assert (
            done.returncode == 0
            and done.stderr.startswith(words)
            and bool(done.stderr) == bool(words)
        )
