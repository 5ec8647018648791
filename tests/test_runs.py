"""Runs in a small collection of their own: what runs, what is skipped, what a failure leaves behind."""

import contextlib
import json
import logging
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from click.testing import CliRunner
from filelock import FileLock

from heartland import cli
from heartland.errors import UsageError
from heartland.runs import engine, forked, sweeps
from heartland.runs.inputs import inputs
from heartland.runs.normalise import normalised
from heartland.runs.run import Run, plan
from tests.conftest import ROOT

PARAMETERS = (
    'areas: list[str] = ["KAZ", "KGZ"]  # which republics\ntarget_year: int = 2022  # which year'
)
DRAW = """import heartland as hl
rows = hl.load("growth_forecasts").query("publisher == 'IMF' and area in @areas and target_year == @target_year")
fig, ax = hl.frame(rows, "A title", "A subtitle.")
ax.plot(rows["vintage"], rows["growth_pct"], "o")
hl.export(fig, "imf", rows)"""


@pytest.fixture
def small(package):
    """A collection with one small notebook."""
    root = package("growth_forecasts").root
    (root / "lib").mkdir()
    (root / "requirements.lock").write_text((ROOT / "requirements.lock").read_text())
    notebook(root, "03-growth-forecasts", DRAW)
    return root


def notebook(root, name, *code):
    new = nbformat.v4
    cells = [
        new.new_markdown_cell("# What?"),
        new.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}),
    ]
    cells += [new.new_markdown_cell("## The section"), *map(new.new_code_cell, code)]
    (root / "notebooks").mkdir(exist_ok=True)
    nb = new.new_notebook(
        cells=cells,
        metadata={
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
        },
    )
    nbformat.write(nb, root / "notebooks" / f"{name}.ipynb")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """What executes runs in forked processes; the server serves all tests here, as it serves all runs of a call."""
    with contextlib.chdir(tmp_path_factory.mktemp("here")):
        Path("random.py").write_text("1 / 0")  # is not taken for Python's own
        return forked.connect()


@pytest.fixture(params=["kernels", "forked"])
def make(request):
    """What executes runs: in ordinary kernels, and in processes forked from a server."""
    return engine.produce if request.param == "kernels" else request.getfixturevalue("server")


def go(root, *names, timeout=60, make=engine.produce, **given):
    """Bring runs up to date; return how each ended."""
    ended = {}

    def report(run, outcome, words):
        if outcome != "running":
            ended[run.name] = (outcome, words)

    planned = [plan(root, name, given) for name in names or ["03-growth-forecasts"]]
    failed = engine.perform(planned, 2, report, timeout, make)
    return failed, ended


def outcome(root, **given):
    return next(iter(go(root, **given)[1].values()))[0]


def canned(run, timeout):
    """What a run might make, for tests of what becomes of it: nothing is executed."""
    figure = {f"imf.{ending}": ending.encode() * 20_000 for ending in ("csv", "pdf", "png", "svg")}
    return figure | {"imf.json": b'{"title": "A title"}', run.notebook.name: b"{}"}, 0.1


def test_a_run_with_defaults_exports_to_figures_and_the_second_is_skipped(small):
    assert outcome(small) == "succeeded"
    assert sorted(p.name for p in (small / "figures/03-growth-forecasts").iterdir()) == [
        f"imf.{e}" for e in ("csv", "json", "pdf", "png", "svg")
    ]
    assert (small / "build/notebooks/03-growth-forecasts.ipynb").exists()
    assert outcome(small) == "unchanged"
    for path in small.rglob("*.csv"):
        path.touch()
    assert outcome(small) == "unchanged"


def test_what_a_run_depends_on_makes_it_run_again(small):
    go(small, make=canned)
    figure = small / "figures/03-growth-forecasts/imf.svg"
    for change in (
        lambda: figure.unlink(),
        lambda: figure.write_text("altered"),
        lambda: (small / "lib" / "new.py").write_text("x = 1\n"),
        lambda: (small / "requirements.lock").write_text("changed"),
        lambda: (small / "data" / "map.geojson").write_text("{}"),
        lambda: notebook(small, "03-growth-forecasts", DRAW.replace("A title", "Another title")),
        lambda: (small / "data/growth_forecasts.csv").write_text(
            (small / "data/growth_forecasts.csv").read_text().replace(",5.633,", ",5.6,", 1)
        ),
    ):
        change()
        assert outcome(small, make=canned) == "succeeded"
        assert outcome(small, make=canned) == "unchanged"


def test_a_table_that_is_not_read_and_a_step_of_the_version_rerun_nothing(small):
    go(small, make=canned)
    package = json.loads((small / "data/datapackage.json").read_text(encoding="utf-8"))
    (small / "data/datapackage.json").write_text(
        json.dumps(package | {"version": "9.0.0"}), encoding="utf-8"
    )
    (small / "data/unread.csv").write_text("a\n1\n")
    assert outcome(small, make=canned) == "unchanged"


def test_other_parameters_go_to_a_folder_of_their_own(small):
    before = outcome(small, make=canned)
    assert before == "succeeded" and outcome(small, areas="KGZ", target_year="2023") == "succeeded"
    (folder,) = (small / "runs/03-growth-forecasts").iterdir()
    facts = json.loads((folder / "run.json").read_text())
    assert facts["parameters"] == {
        "areas": ["KGZ"],
        "target_year": 2023,
    } and folder.name.startswith("areas-KGZ-target-year-2023-")
    nb = nbformat.read(folder / "03-growth-forecasts.ipynb", as_version=4)
    assert any(
        "injected-parameters" in c.metadata.get("tags", []) and c.id == "injected-parameters"
        for c in nb.cells
    )
    assert (
        outcome(small, areas="KGZ", target_year="2023") == "unchanged"
        and outcome(small) == "unchanged"
    )


def test_two_runs_of_one_notebook_are_equal_byte_for_byte_in_kernels_and_forked(small, server):
    go(small)
    files = [p for p in (small / "figures").rglob("*") if p.is_file()] + [
        small / "build/notebooks/03-growth-forecasts.ipynb"
    ]
    first = {p: p.read_bytes() for p in files}
    for make in (engine.produce, server):
        (small / "build/notebooks/03-growth-forecasts.run.json").unlink()
        assert go(small, make=make)[0] == 0
        assert {p: p.read_bytes() for p in files} == first


EVERYTHING = [
    "import sys\nprint('out'); print('err', file=sys.stderr); print('out again')\n1",
    "from IPython.display import Markdown, clear_output, display\nh = display(1, display_id=True); h.update(2)\nclear_output(); display(Markdown('*a*'))",
    "%matplotlib inline\nimport matplotlib.pyplot as plt\n_ = plt.plot([1, 2])",
    "import pandas as pd\npd.DataFrame([range(30)])",
    "import warnings\nwarnings.warn('careful')",
    "import asyncio\nawait asyncio.sleep(1.5)\n!echo from a shell",
    "import os, subprocess, threading\nassert subprocess.run(['true']).returncode == 0 and threading.current_thread() is threading.main_thread()\nos.getcwd().split('/')[-1]",
    "import ipywidgets\nipywidgets.IntSlider(3).value",
    "_, In[-1], Out[2], __name__",
]


def test_whatever_a_cell_shows_a_forked_run_shows_the_same(small, server):
    notebook(small, "04-shows", *EVERYTHING)
    shown = [
        make(plan(small, "04-shows", {}), 60)[0]["04-shows.ipynb"].decode()
        for make in (engine.produce, server)
    ]
    assert shown[0] == shown[1] and "image/png" in shown[0]


def test_nothing_of_a_forked_run_reaches_the_next(small, server):
    leak = "import random, sys\nimport numpy as np\nimport pandas as pd\nimport heartland.data\nassert pd.get_option('display.max_rows') == 60 and not hasattr(heartland.data, 'left')\nheartland.data.left = 1\npd.set_option('display.max_rows', 7)\nprint(np.random.rand(), random.random())"
    notebook(small, "04-leak", leak)
    texts = {server(plan(small, "04-leak", {}), 60)[0]["04-leak.ipynb"] for _ in range(2)}
    assert len(texts) == 2  # random is random


def test_a_failure_is_one_block_and_the_others_complete(small, make):
    notebook(small, "04-broken", "x = 1\n1 / 0")
    failed, ended = go(small, "03-growth-forecasts", "04-broken", make=make)
    assert failed == 1 and ended["03-growth-forecasts"][0] == "succeeded"
    assert ended["04-broken"][1].splitlines() == [
        "04-broken failed",
        "  section: The section",
        "  at: line 2: 1 / 0",
        "  error: ZeroDivisionError: division by zero",
        '  parameters: {"areas":["KAZ","KGZ"],"target_year":2022}',
        "  repeat: heartland run 04-broken",
    ]
    assert not (small / "figures/04-broken").exists() and not list((small / "build").glob("run-*"))
    assert go(small, "03-growth-forecasts", "04-broken", make=make)[1]["04-broken"][0] == "failed"


def test_a_killed_process_is_a_failure_and_no_hang(small, make):
    notebook(small, "04-broken", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")
    failed, ended = go(small, "03-growth-forecasts", "04-broken", make=make)
    assert failed == 1 and ended["03-growth-forecasts"][0] == "succeeded"
    assert (
        "section: The section\n  at: import os, signal\n  error: DeadKernelError: Kernel died\n"
        in ended["04-broken"][1]
    )


def test_a_cell_that_hangs_is_stopped(small, make):
    cells = {
        "04-asleep": "import time\ntime.sleep(60)",
        "05-in-c": "import re\nre.match('(a+)+b', 'a' * 40)",
    }
    for name, cell in cells.items():
        notebook(small, name, "x = 1", cell)
    begun = time.monotonic()
    failed, ended = go(small, *cells, timeout=8, make=make)
    assert failed == 2 and time.monotonic() - begun < 30
    for name, cell in cells.items():
        assert (
            f"at: {cell.splitlines()[0]}\n  error: TimeoutError: stopped after 8 seconds"
            in ended[name][1]
        )


def test_a_dataset_loaded_by_a_hidden_name_is_an_error(small):
    notebook(small, "04-hidden", 'import heartland as hl\nname = "growth_forecasts"\nhl.load(name)')
    failed, ended = go(small, "04-hidden")
    assert failed == 1 and 'write load("growth_forecasts")' in ended["04-hidden"][1]


def test_a_misspelt_dataset_fails_its_run_alone(small, make):
    notebook(small, "04-wrong", 'import heartland as hl\nhl.load("growth_forecast")')
    failed, ended = go(small, "03-growth-forecasts", "04-wrong", make=make)
    assert (
        failed == 1
        and ended["03-growth-forecasts"][0] == "succeeded"
        and "Did you mean 'growth_forecasts'" in ended["04-wrong"][1]
    )


def test_a_figure_that_is_no_longer_made_goes(small):
    go(small, make=canned)
    notebook(small, "03-growth-forecasts", DRAW.replace('"imf"', '"weo"'))
    go(
        small,
        make=lambda run, timeout: (
            {name.replace("imf", "weo"): made for name, made in canned(run, 0)[0].items()},
            0.1,
        ),
    )
    assert {p.stem for p in (small / "figures/03-growth-forecasts").iterdir()} == {"weo"}


def test_a_bad_value_is_refused_before_a_kernel_starts(small, monkeypatch):
    monkeypatch.setattr(engine, "produce", lambda run: 1 / 0)
    with pytest.raises(UsageError, match="target_year: '1999' is not in the data"):
        plan(small, "03-growth-forecasts", {"target_year": "1999"})
    with pytest.raises(UsageError, match=r"no notebook '03-growth'\. Did you mean"):
        plan(small, "03-growth", {})


def test_a_second_run_waits_for_the_first_and_says_so(small):
    (small / "build").mkdir()
    held, go_on, said = threading.Event(), threading.Event(), []

    def hold():
        with FileLock(small / "build/runs.lock"):
            held.set()
            go_on.wait(10)

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(5)
    threading.Timer(0.5, go_on.set).start()
    assert (
        engine.perform(
            [plan(small, "03-growth-forecasts", {})],
            1,
            lambda run, outcome, words: said.append(outcome),
        )
        == 0
    )
    assert said == ["waiting", "running", "succeeded"]
    thread.join()


def test_what_is_at_work_is_finished_when_the_call_fails(small, monkeypatch):
    def stages(planned):
        yield [(run, inputs(run.notebook)) for run in planned]
        raise UsageError("a notebook has gone")

    monkeypatch.setattr(engine, "stages", stages)
    monkeypatch.setattr("concurrent.futures.wait", lambda work: None)
    with pytest.raises(UsageError, match="has gone"):
        go(small, make=lambda run, timeout: time.sleep(0.3) or canned(run, timeout))
    assert (small / "figures/03-growth-forecasts/imf.png").exists()


@pytest.fixture(autouse=True)
def _quiet(caplog):
    caplog.set_level(logging.CRITICAL)


def test_a_sweep_crosses_its_grids_and_sums_up(small):
    planned = sweeps.grid(
        small, "03-growth-forecasts", {"target_year": "2022"}, {"areas": ["KAZ", "KGZ,TJK", "KAZ"]}
    )
    assert [run.values["areas"] for run in planned] == [
        ["KAZ"],
        ["KGZ", "TJK"],
    ]  # the repeated one counts once
    ended = {}
    assert (
        engine.perform(planned, 2, lambda run, outcome, words: ended.update({run.name: outcome}))
        == 0
    )
    lines = sweeps.summary(planned, ended).read_text().splitlines()
    assert lines[0] == "run,areas,target_year,outcome,seconds,figures,headline" and len(lines) == 3
    assert '"KGZ,TJK",2022,succeeded' in lines[2] and lines[2].endswith("1,A title")
    assert not (small / "figures").exists()


def test_a_sweep_over_the_defaults_never_writes_to_figures(small):
    (run,) = sweeps.grid(small, "03-growth-forecasts", {}, {"target_year": ["2022"]})
    assert run.slug.startswith("target-year-2022-") and run.figures.parts[0] == "runs"


def test_a_named_sweep_and_a_yaml_file_are_read_safely(small, tmp_path):
    (small / "notebooks/sweeps.yml").write_text(
        "two:\n  notebook: 03-growth-forecasts\n  fixed: {areas: [KAZ, KGZ]}\n  grid: {target_year: [2022, 2023]}\n"
    )
    assert sweeps.named(small, "two") == (
        "03-growth-forecasts",
        {"areas": "KAZ,KGZ"},
        {"target_year": ["2022", "2023"]},
    )
    with pytest.raises(UsageError, match=r"no sweep 'tow'\. Did you mean 'two'"):
        sweeps.named(small, "tow")
    wrong = "one:\n  grid: {target_year: [2022]}\ntwo: [2022]\nthree: {notebook: 03-growth-forecasts, grid: {target_year: 2022}}\n"
    (small / "notebooks/sweeps.yml").write_text(wrong)
    for name in ("one", "two", "three"):
        with pytest.raises(
            UsageError, match=f"sweeps.yml: '{name}' needs a 'notebook', a 'grid' of lists"
        ):
            sweeps.named(small, name)
    evil = tmp_path / "evil.yml"
    evil.write_text(f"a: !!python/object/apply:os.system ['touch {tmp_path}/owned']\n")
    assert (
        sweeps.from_yaml(evil) == {"a": [f"touch {tmp_path}/owned"]}
        and not (tmp_path / "owned").exists()
    )
    evil.write_text(
        "a: 03746\nb: 2_022\nc: 0x7E6\nd: [no, ~]\ne: 2022-06-30\n"
    )  # no number, flag or date is guessed
    assert sweeps.from_yaml(evil) == {
        "a": "03746",
        "b": "2_022",
        "c": "0x7E6",
        "d": ["no", "~"],
        "e": "2022-06-30",
    }
    evil.write_text("a: 1\na: 2\n")
    with pytest.raises(UsageError, match=r"line 1: not YAML in UTF-8 .a name stands twice"):
        sweeps.from_yaml(evil)
    os.mkfifo(tmp_path / "pipe.yml")
    with pytest.raises(UsageError, match=r"pipe\.yml: is no file"):
        sweeps.from_yaml(tmp_path / "pipe.yml")
    evil.write_text("- a\n")
    with pytest.raises(UsageError, match="write one 'name: value' a line"):
        sweeps.from_yaml(evil)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (range(100), "has 1000000 combinations; there must be 1 to 10000"),
        ((), "has 0 combinations"),
    ],
)
def test_a_grid_too_large_to_be_meant_or_empty_is_refused_at_once(small, values, words):
    begun = time.process_time()
    with pytest.raises(UsageError, match=words):
        sweeps.grid(
            small,
            "03-growth-forecasts",
            {},
            {name: [*map(str, values)] for name in ("areas", "target_year", "other")},
        )
    assert time.process_time() - begun < 0.05


def test_the_command_that_repeats_a_run_is_safe_to_paste(small):
    run = Run(
        small,
        small / "notebooks/03-growth-forecasts.ipynb",
        {},
        {"publishers": "World Bank; rm -r ~", "areas": "KAZ"},
    )
    assert (
        run.command
        == "heartland run 03-growth-forecasts -p 'publishers=World Bank; rm -r ~' -p areas=KAZ"
    )


@pytest.mark.parametrize(
    "alien", ["../victim", "data/growth_forecasts.csv", "figures/01-trade/imf.png", "", "a\0b"]
)
def test_an_edited_manifest_deletes_nothing_that_is_not_the_runs(small, alien):
    go(small, make=canned)
    victims = [
        small.parent / "victim",
        small / "data/growth_forecasts.csv",
        small / "figures/01-trade/imf.png",
    ]
    for path in victims[::2]:
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    manifest = small / "build/notebooks/03-growth-forecasts.run.json"
    facts = json.loads(manifest.read_text())
    manifest.write_text(json.dumps(facts | {"files": facts["files"] | {alien: "x"}}))
    assert (
        outcome(small, make=canned) == "succeeded"
        and all(path.exists() for path in victims)
        and outcome(small, make=canned) == "unchanged"
    )


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "5", '{"files": 5}', '{"files": []}', "[" * 100_000],
    ids=lambda c: c[:12],
)
def test_a_manifest_that_is_none_makes_the_run_stale(small, content):
    run = plan(small, "03-growth-forecasts", {})
    (small / "build/notebooks").mkdir(parents=True)
    (small / run.place("run.json")).write_text(content)
    assert run.manifest() == {} and not run.done(inputs(run.notebook))


def test_a_long_line_of_output_does_not_hold_up_a_run():
    cell = nbformat.v4.new_code_cell(
        "x",
        outputs=[
            nbformat.v4.new_output(
                "stream", text="x" * 1_000_000 + " /tmp/ipykernel_7/123.py:1: careful"
            )
        ],
    )
    begun = time.process_time()
    assert (
        b"x /cell" not in (text := normalised(nbformat.v4.new_notebook(cells=[cell])))
        and b"x cell:1: careful" in text
    )
    assert time.process_time() - begun < 5


def test_a_run_uses_its_own_python_and_library_whatever_the_user_has(small, monkeypatch, tmp_path):
    for name in ("python3", "mine"):
        (tmp_path / "kernels" / name).mkdir(parents=True)
        spec = {"argv": ["false", "{connection_file}"], "display_name": name, "language": "python"}
        (tmp_path / "kernels" / name / "kernel.json").write_text(json.dumps(spec))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    notebook(small, "03-growth-forecasts", DRAW, "1 / __debug__")  # asserts count
    path = small / "notebooks/03-growth-forecasts.ipynb"
    path.write_text(path.read_text().replace('"name": "python3"', '"name": "mine"'))
    (tmp_path / "profile_default/startup").mkdir(parents=True)
    for place in (tmp_path / "profile_default/startup/00.py", tmp_path / "started.py"):
        place.write_text("import builtins\nbuiltins.sorted = None\nprint('mine')")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    monkeypatch.setenv("PYTHONSTARTUP", str(tmp_path / "started.py"))
    monkeypatch.setenv("PYTHONOPTIMIZE", "2")
    monkeypatch.setenv("MPLBACKEND", "nonsense")
    (small / "notebooks/heartland.py").write_text("1 / 0")
    assert '"mine"' in path.read_text() and outcome(small) == "succeeded"


def test_what_a_notebook_exports_that_is_no_figure_is_not_installed(small):
    notebook(
        small, "04-odd", "import os\nopen(os.environ['HEARTLAND_OUT'] + '/x.json', 'w').write('{')"
    )
    assert go(small, "04-odd")[0] == 1 and not (small / "figures").exists()


def left_behind(name):
    """A notebook that puts something into its output folder."""

    def execute(run, environment, seconds, started):
        Path(environment["HEARTLAND_TRACE"]).write_text("growth_forecasts")
        place = Path(environment["HEARTLAND_OUT"], name)
        match name:
            case "pipe.png":
                os.mkfifo(place)
            case "link.csv":
                place.symlink_to("/etc/passwd")
            case "folder.svg":
                place.mkdir()
            case "large.pdf":
                place.touch()
                os.truncate(place, 10**12)
            case _:
                place.write_text("{}")
        return b"{}"

    return execute


@pytest.mark.parametrize(
    "name",
    [
        "pipe.png",
        "link.csv",
        "folder.svg",
        "large.pdf",
        "run.json",
        "03-growth-forecasts.ipynb",
        "a\nb.png",
        "\udcff.png",
        ".x.png",
    ],
    ids=ascii,
)
def test_what_is_no_file_of_a_figure_fails_the_run_and_is_not_waited_for(small, name):
    failed, ended = go(
        small, make=lambda run, timeout: engine.produce(run, timeout, left_behind(name))
    )
    assert (
        failed == 1
        and "is no file of a figure: let export() write it" in ended["03-growth-forecasts"][1]
    )
    assert not (small / "figures").exists() and not list((small / "build").glob("run-*"))


def test_a_figure_may_be_called_after_a_run(small):
    go(small, make=lambda run, timeout: engine.produce(run, timeout, left_behind("dry-run.json")))
    assert (small / "figures/03-growth-forecasts/dry-run.json").exists() and outcome(
        small, make=canned
    ) == "unchanged"


@pytest.mark.parametrize("place", ["figures/03-growth-forecasts/imf.png", "lib/new.py"])
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(small, place):
    go(small, make=canned)
    (small / place).unlink(missing_ok=True)
    os.mkfifo(small / place)
    assert outcome(small, make=canned) == ("unchanged" if place.startswith("lib") else "succeeded")


def test_a_run_killed_while_it_is_written_leaves_no_figure_that_the_next_does_not_make(
    small, monkeypatch
):
    go(small, make=canned)
    (small / "requirements.lock").write_text("changed")
    monkeypatch.setattr(Path, "replace", lambda *_: sys.exit())  # what kills it
    with pytest.raises(SystemExit):
        engine.install(
            plan(small, "03-growth-forecasts", {}),
            *canned(plan(small, "03-growth-forecasts", {}), 0),
            {},
        )
    monkeypatch.undo()
    monkeypatch.setenv("HEARTLAND_ROOT", str(small))
    go(
        small,
        make=lambda run, timeout: (
            {name.replace("imf", "weo"): made for name, made in canned(run, 0)[0].items()},
            0.1,
        ),
    )
    assert {p.stem for p in (small / "figures/03-growth-forecasts").iterdir()} == {"weo"}


def test_a_notebook_without_parameters_has_a_help(small):
    path = small / "notebooks/03-growth-forecasts.ipynb"
    nb = nbformat.read(path, as_version=4)
    nb.cells[1].source = "# nothing to change"
    nbformat.write(nb, path)
    done = CliRunner().invoke(cli.cli, ["run", "03-growth-forecasts", "--help"])
    assert done.exit_code == 0 and "Parameters of 03-growth-forecasts" in done.output


def test_every_named_sweep_of_the_collection_is_valid():
    for name in sweeps.from_yaml(ROOT / "notebooks/sweeps.yml"):
        notebook_, fixed, axes = sweeps.named(ROOT, name)
        assert len(sweeps.grid(ROOT, notebook_, fixed, axes)) > 1


def test_what_a_killed_process_left_is_cleaned(small):
    left = small / "build/run-03-growth-forecasts-x"
    left.mkdir(parents=True)
    assert outcome(small, make=canned) == "succeeded" and not left.exists()


def test_a_place_that_cannot_be_written_is_told_in_one_line(small):
    (small / "figures").write_text("in the way")
    failed, ended = go(small, make=canned)
    assert (
        failed == 1
        and "error: NotADirectoryError: [Errno 20] Not a directory"
        in ended["03-growth-forecasts"][1]
    )
    (small / "figures").unlink()
    assert outcome(small, make=canned) == "succeeded"


MODES = pytest.mark.parametrize("mode", [(), ("--fast",)], ids=["kernels", "forked"])


def command(small, *words, **how):
    """Start the command line in a collection, in a process group of its own."""
    env = os.environ | {"HEARTLAND_ROOT": str(small)}
    python = [sys.executable, "-m", "heartland", *words]
    return subprocess.Popen(
        python,
        env=env,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        **how,
    )


def until(there, seconds=60):
    end = time.monotonic() + seconds
    while not there() and time.monotonic() < end:
        time.sleep(0.1)


STUCK = "import os, re\nopen({!r}, 'w').write(str(os.getpid()))\nre.match('(a+)+b', 'a' * 40)"


@MODES
@pytest.mark.parametrize(
    ("end", "sign"),
    [(os.killpg, "INT"), (os.kill, "HUP"), (os.kill, "KILL")],
    ids=["Ctrl-C", "terminal closed", "killed"],
)
def test_an_interrupted_call_keeps_what_is_done_and_the_next_does_the_rest(small, mode, end, sign):
    notebook(small, "03-growth-forecasts", "x = 1")
    notebook(small, "04-slow", STUCK.format(str(small / "pid")))
    notebook(small, "05-never", "x = 1")
    process = command(small, "run", "-j", "2", *mode)
    until(
        lambda: (small / "build/notebooks/05-never.run.json").exists() and (small / "pid").exists()
    )
    end(process.pid, getattr(signal, f"SIG{sign}"))
    _, said = process.communicate(timeout=60)
    assert "Traceback" not in said and "04-slow" not in said
    until(lambda: not alive(int((small / "pid").read_text())), 5)
    assert not alive(int((small / "pid").read_text()))
    if sign != "KILL":
        assert (
            process.returncode == 130
            and "interrupted" in said
            and not list((small / "build").glob("run-*"))
        )
    notebook(small, "04-slow", "x = 1")
    ended = go(small, "03-growth-forecasts", "04-slow", "05-never")[1]
    assert [v[0] for v in ended.values()] == ["unchanged", "unchanged", "succeeded"]


def alive(pid):
    return (
        (Path("/proc") / str(pid)).exists()
        if sys.platform == "linux"
        else not os.system(f"kill -0 {pid} 2>/dev/null")
    )


def test_a_process_killed_from_outside_is_a_failure_of_its_run_alone(small, make):
    notebook(
        small,
        "04-slow",
        f"import os, time\nopen({str(small / 'pid')!r}, 'w').write(str(os.getpid()))\ntime.sleep(300)",
    )

    def kill():
        until(lambda: (small / "pid").exists() and (small / "pid").read_text())
        os.kill(int((small / "pid").read_text()), signal.SIGKILL)

    thread = threading.Thread(target=kill)
    thread.start()
    failed, ended = go(small, "03-growth-forecasts", "04-slow", make=make, timeout=200)
    thread.join()
    assert (
        failed == 1
        and ended["03-growth-forecasts"][0] == "succeeded"
        and "DeadKernelError: Kernel died" in ended["04-slow"][1]
    )
    assert not list((small / "build").glob("run-*"))


def limited():
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (8_000, 8_000))


@MODES
def test_a_file_that_cannot_grow_is_one_block_and_the_others_complete(small, mode):
    notebook(small, "04-small", "x = 1")
    process = command(small, "run", *mode, preexec_fn=limited)
    _, said = process.communicate(timeout=200)
    assert process.returncode == 1 and "Traceback" not in said and said.count(" failed\n") == 1, (
        said
    )
    assert (
        "03-growth-forecasts failed\n  section: The section\n  at: line 5: hl.export" in said
        and "OSError: [Errno 27]" in said
    )
    assert (
        "succeeded 04-small" in said
        and not (small / "figures").exists()
        and not list((small / "build").glob("run-*"))
    )
    assert [v[0] for v in go(small, "03-growth-forecasts", "04-small")[1].values()] == [
        "unchanged",
        "succeeded",
    ]


@MODES
def test_a_full_disk_is_one_block_and_leaves_no_half_written_file(small, mode):
    (small / "figures").mkdir()
    if os.system(f"mount -t tmpfs -o size=16k heartland {small / 'figures'} 2>/dev/null"):
        pytest.skip("mounting a small file system is not permitted here")
    try:
        notebook(small, "04-small", "x = 1")
        process = command(small, "run", *mode)
        _, said = process.communicate(timeout=200)
        assert (
            process.returncode == 1 and "Traceback" not in said and said.count(" failed\n") == 1
        ), said
        assert (
            "error: OSError: [Errno 28] No space left on device" in said
            and "succeeded 04-small" in said
        )
        left = {p.name: p.read_bytes() for p in (small / "figures").rglob("*") if p.is_file()}
    finally:
        os.system(f"umount {small / 'figures'}")
    assert [v[0] for v in go(small, "03-growth-forecasts", "04-small")[1].values()] == [
        "unchanged",
        "succeeded",
    ]
    assert all(
        (small / "figures/03-growth-forecasts" / name).read_bytes() == content
        for name, content in left.items()
    )


def test_a_disk_that_fills_while_files_are_written_leaves_the_old_ones_whole(small):
    go(small, make=canned)
    figures = small / "figures"
    old = {p.relative_to(figures): p.read_bytes() for p in figures.rglob("*.*")}
    size = (
        sum(len(content) // 4096 + 1 for content in old.values()) * 4 + 16
    )  # kB: room for what is there, and little more
    figures.rename(small / "kept")
    figures.mkdir()
    if os.system(f"mount -t tmpfs -o size={size}k heartland {figures} 2>/dev/null"):
        pytest.skip("mounting a small file system is not permitted here")
    try:
        shutil.copytree(small / "kept", figures, dirs_exist_ok=True)
        notebook(small, "03-growth-forecasts", DRAW.replace("A title", "Another title"))
        failed, ended = go(small, make=canned)
        assert failed == 1 and "No space left on device" in ended["03-growth-forecasts"][1]
        assert {
            p.relative_to(figures): p.read_bytes() for p in figures.rglob("*") if p.is_file()
        } == old
    finally:
        os.system(f"umount {figures}")
    assert outcome(small, make=canned) == "succeeded"


@MODES
def test_a_call_without_any_streams_does_its_work(small, mode):
    words = shlex.join([sys.executable, "-m", "heartland", "run", *mode])
    done = subprocess.run(
        ["sh", "-c", f"{words} <&- >&- 2>&-"], env=os.environ | {"HEARTLAND_ROOT": str(small)}
    )
    assert done.returncode == 0 and (small / "figures/03-growth-forecasts/imf.png").exists()


@MODES
def test_two_sweeps_at_once_on_one_folder_do_not_harm_each_other(small, mode):
    words = ("sweep", "03-growth-forecasts", "-g", "target_year=2021,2022,2023", *mode)
    both = [command(small, *words) for _ in range(2)]
    said = [process.communicate(timeout=300) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    text = "".join(err for _, err in said)
    assert (
        text.count("succeeded"),
        text.count("unchanged"),
        text.count("another heartland run holds this folder"),
    ) == (3, 3, 1), text
    assert len((small / "runs/03-growth-forecasts/sweep.csv").read_text().splitlines()) == 4


def test_a_terminal_shows_one_live_line_with_done_running_failed_and_time_left(small):
    mine, its = os.openpty()
    env = os.environ | {"HEARTLAND_ROOT": str(small), "TERM": "xterm", "COLUMNS": "120"}
    words = ["sweep", "03-growth-forecasts", "-g", "target_year=2021,2022", "--fast"]
    process = subprocess.Popen(
        [sys.executable, "-m", "heartland", *words], env=env, stderr=its, stdout=subprocess.DEVNULL
    )
    os.close(its)
    shown = b""
    with contextlib.suppress(OSError):  # the end of a terminal
        while part := os.read(mine, 4096):
            shown += part
    os.close(mine)
    text = re.sub(r"\x1b\[[\d;?]*[a-zA-Z]", "", shown.decode())
    assert (
        process.wait() == 0
        and "2 running, 0 failed, 0 unchanged" in text
        and "2/2 0 running, 0 failed" in text
    )
    assert re.search(r"0:\d\d:\d\d 0:00:00\s*$", text) and "succeeded" not in text


def test_where_forking_is_unsafe_ordinary_kernels_are_used_and_it_says_so(monkeypatch, caplog):
    used = []
    monkeypatch.setattr(cli, "sys", SimpleNamespace(platform="darwin", stderr=sys.stderr))
    monkeypatch.setattr(
        engine, "perform", lambda planned, jobs, report, timeout, make: used.append(make) or 0
    )
    caplog.set_level(logging.INFO)
    assert CliRunner().invoke(cli.cli, ["run", "03-growth-forecasts", "--fast"]).exit_code == 0
    assert used == [engine.produce] and "ordinary kernels are used" in caplog.text
