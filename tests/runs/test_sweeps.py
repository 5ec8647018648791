"""Sweeps: a grid of parameters, from the command line or by its name, and the table that sums it up."""

import logging
import time

import pytest

from heartland.errors import UsageError
from heartland.runs import engine, sweeps
from tests.conftest import ROOT
from tests.runs.collection import NAME, canned


@pytest.fixture(autouse=True)
def _quiet(caplog):
    caplog.set_level(logging.CRITICAL)


def performed(planned, make=canned):
    """Bring the runs of a sweep up to date; return how each ended."""
    ended = {}

    def report(run, outcome, words):
        ended[run.name] = outcome

    engine.perform(planned, report, make=make)
    return ended


AREAS = {"areas": ["KAZ", "KGZ,TJK", "KAZ"]}


def test_a_sweep_crosses_its_axes_and_equal_runs_count_once(small):
    planned = sweeps.grid(small, NAME, {}, {**AREAS, "target_year": ["2022", "2023"]})
    values = [(run.values["areas"], run.values["target_year"]) for run in planned]
    kgz = ["KGZ", "TJK"]
    assert values == [(["KAZ"], 2022), (["KAZ"], 2023), (kgz, 2022), (kgz, 2023)]


def test_a_sweep_is_summed_up_with_a_row_a_run(small):
    planned = sweeps.grid(small, NAME, {"target_year": "2022"}, AREAS)
    lines = sweeps.summary(planned, performed(planned)).read_text().splitlines()
    assert lines[0] == "run,areas,target_year,outcome,seconds,figures,headline"
    assert len(lines) == 3
    assert lines[2].endswith(',"KGZ,TJK",2022,succeeded,0.1,1,A title')
    assert not (small / "figures").exists()


def test_a_run_that_failed_or_never_ran_is_summed_up_as_such(small):
    planned = sweeps.grid(small, NAME, {"target_year": "2022"}, AREAS)

    def make(run, timeout):
        raise RuntimeError("broken")

    ended = performed(planned[:1], make)
    _, failed, never = sweeps.summary(planned, ended).read_text().splitlines()
    assert failed.endswith(",KAZ,2022,failed,,0,")
    assert never.endswith(',"KGZ,TJK",2022,not run,,0,')


def test_a_sweep_over_the_defaults_never_writes_to_figures(small):
    (run,) = sweeps.grid(small, NAME, {}, {"target_year": ["2022"]})
    assert run.slug.startswith("target-year-2022-")
    assert run.figures.parts[0] == "runs"


@pytest.mark.parametrize(
    ("number", "words"),
    [(100, "has 1000000 combinations; there must be 1 to 10000"), (0, "has 0 combinations")],
)
def test_a_grid_too_large_to_be_meant_or_empty_is_refused_at_once(small, number, words):
    values = [str(n) for n in range(number)]
    axes = dict.fromkeys(("areas", "target_year", "other"), values)
    begun = time.process_time()
    with pytest.raises(UsageError, match=words):
        sweeps.grid(small, NAME, {}, axes)
    assert time.process_time() - begun < 0.05


# Named sweeps

TWO = """two:
  notebook: 03-growth-forecasts
  fixed: {areas: [KAZ, KGZ]}
  grid: {target_year: [2022, 2023]}
"""
WRONG = """no-notebook:
  grid: {target_year: [2022]}
a-list: [2022]
no-list: {notebook: 03-growth-forecasts, grid: {target_year: 2022}}
"""


def test_a_named_sweep_has_a_notebook_fixed_values_and_axes(small):
    (small / "notebooks/sweeps.yml").write_text(TWO)
    fixed, axes = {"areas": "KAZ,KGZ"}, {"target_year": ["2022", "2023"]}
    assert sweeps.read_sweep(small, "two") == (NAME, fixed, axes)


@pytest.mark.parametrize("name", ["no-notebook", "no-list"])
def test_a_sweep_that_is_written_wrong_is_refused(small, name):
    (small / "notebooks/sweeps.yml").write_text(WRONG)
    words = f"sweeps.yml: '{name}' needs a 'notebook', a 'grid' of lists"
    with pytest.raises(UsageError, match=words):
        sweeps.read_sweep(small, name)


def test_every_named_sweep_of_the_collection_is_valid():
    for name in sweeps.from_yaml(ROOT / "notebooks/sweeps.yml"):
        notebook, fixed, axes = sweeps.read_sweep(ROOT, name)
        assert len(sweeps.grid(ROOT, notebook, fixed, axes)) > 1


# Files in YAML


@pytest.fixture
def given(tmp_path):
    """Read a text as a file of parameters."""

    def read(text):
        path = tmp_path / "given.yml"
        path.write_text(text)
        return sweeps.from_yaml(path)

    return read


def test_no_number_flag_or_date_is_guessed(given):
    text = "a: 03746\nb: 2_022\nc: 0x7E6\nd: [no, ~]\ne: 2022-06-30\n"
    assert given(text) == {
        "a": "03746",
        "b": "2_022",
        "c": "0x7E6",
        "d": ["no", "~"],
        "e": "2022-06-30",
    }


def test_a_file_that_is_no_mapping_or_no_yaml_is_refused_with_its_line(given):
    for text, words in (("", "write one 'name: value' a line"), ("a: [1\n", "line 2: cannot be")):
        with pytest.raises(UsageError, match=words):
            given(text)
