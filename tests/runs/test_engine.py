"""What runs, what is skipped, what becomes of the files: with canned results, nothing is executed."""

import errno
import fcntl
import json
import logging
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from importlib import metadata
from pathlib import Path

import nbformat
import pytest

import heartland
from heartland.errors import UsageError
from heartland.runs import engine, forked, installation
from heartland.runs.engine import Made
from heartland.runs.failure import failure_block, hint_of
from heartland.runs.normalise import normalised
from heartland.runs.record import is_current, read_record, write_record
from heartland.runs.run import Run, plan
from tests.command import start
from tests.conftest import ROOT
from tests.runs.collection import (
    DRAW,
    ENDINGS,
    NAME,
    bring_up_to_date,
    canned,
    contents,
    failure,
    nothing_is_left_of,
    outcome,
    outcomes,
    with_figure,
    write_notebook,
)

pytestmark = pytest.mark.after("lib/heartland/runs/")

FOLDER = f"figures/{NAME}"
RECORD = f"build/notebooks/{NAME}.run.json"


@pytest.fixture(autouse=True)
def _quiet(caplog):
    caplog.set_level(logging.CRITICAL)


def replace_in(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


# What is up to date


def test_a_run_with_defaults_goes_to_figures_and_the_second_is_skipped(small):
    assert outcome(small) == "succeeded"
    assert [*contents(small / FOLDER)] == [f"imf.{ending}" for ending in ENDINGS]
    assert (small / "build/notebooks" / f"{NAME}.ipynb").read_bytes() == b"{}"
    assert outcome(small) == "unchanged"


def test_files_that_were_touched_but_not_changed_rerun_nothing(small):
    bring_up_to_date(small)
    for path in small.rglob("*.csv"):
        path.touch()
    assert outcome(small) == "unchanged"


CHANGES = {
    "a figure deleted": lambda root: (root / FOLDER / "imf.svg").unlink(),
    "a figure altered": lambda root: (root / FOLDER / "imf.svg").write_text("altered"),
    "the executed notebook deleted": lambda root: (root / f"build/notebooks/{NAME}.ipynb").unlink(),
    "a row": lambda root: replace_in(root / "data/growth_forecasts.csv", ",5.633,", ",5.6,"),
    "a schema": lambda root: replace_in(
        root / "data/schemas/growth_forecasts.json", "growth", "Growth"
    ),
    "the locked packages": lambda root: (root / "requirements.lock").write_text("changed"),
    "a map": lambda root: (root / "data/map.geojson").write_text("{}"),
    "the code": lambda root: write_notebook(root, NAME, DRAW.replace("A title", "Another")),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_a_run_depends_on_makes_it_run_again(small, change):
    bring_up_to_date(small)
    change(small)
    assert outcome(small) == "succeeded"
    assert outcome(small) == "unchanged"


def test_another_library_makes_a_run_stale(small, monkeypatch):
    bring_up_to_date(small)
    monkeypatch.setattr("heartland.runs.inputs.library", list)
    assert outcome(small) == "succeeded"


def test_another_installed_version_makes_a_run_stale(small, monkeypatch, tmp_path):
    bring_up_to_date(small)
    (tmp_path / "site/pandas-99.0.dist-info").mkdir(parents=True)
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    assert outcome(small) == "succeeded"
    assert outcome(small) == "unchanged"


def test_a_package_that_is_not_locked_makes_no_run_stale(small, monkeypatch, tmp_path):
    bring_up_to_date(small)
    (tmp_path / "site/my_editor-1.0.dist-info").mkdir(parents=True)
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    assert outcome(small) == "unchanged"


def test_a_table_that_is_not_read_reruns_nothing(small):
    bring_up_to_date(small)
    (small / "data/unread.csv").write_text("a\n1\n")
    assert outcome(small) == "unchanged"


def test_a_step_of_the_version_of_the_data_reruns_nothing(small):
    bring_up_to_date(small)
    descriptor = small / "data/datapackage.json"
    package = json.loads(descriptor.read_text(encoding="utf-8"))
    descriptor.write_text(json.dumps(package | {"version": "9.0.0"}), encoding="utf-8")
    assert outcome(small) == "unchanged"


def test_an_output_stored_in_a_notebook_reruns_nothing(small):
    bring_up_to_date(small)
    path = small / f"notebooks/{NAME}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[-1].outputs = [nbformat.v4.new_output("stream", text="shown")]
    nbformat.write(notebook, path)
    assert outcome(small) == "unchanged"


@pytest.fixture
def themed(small):
    """A notebook that imports a theme, which imports another, and one that imports a third."""
    folder = small / "lib/heartland_themes"
    folder.mkdir()
    (folder / "growth.py").write_text("from heartland_themes import shared\n")
    (folder / "shared.py").write_text("WIDTH = 1\n")
    (folder / "trade.py").write_text("WIDTH = 1\n")
    write_notebook(small, "01-trade", "import heartland_themes.trade")
    write_notebook(small, NAME, "from heartland_themes import growth")
    return small


@pytest.mark.parametrize(
    ("theme", "stale"),
    [("trade", "01-trade"), ("growth", NAME), ("shared", NAME)],
)
def test_an_edited_theme_reruns_only_the_notebooks_that_import_it(themed, theme, stale):
    bring_up_to_date(themed, "01-trade", NAME)
    (themed / f"lib/heartland_themes/{theme}.py").write_text("WIDTH = 2\n")
    ended = bring_up_to_date(themed, "01-trade", NAME)
    assert [name for name, (how, _) in ended.items() if how == "succeeded"] == [stale]


def test_a_notebook_that_takes_a_figure_over_runs_after_it_and_again_when_it_changes(small):
    write_notebook(small, "00-start", f'hl.figure_of("{NAME}", "imf")')
    assert [run.notebook.stem for run in in_order(small, "00-start", NAME)] == [NAME, "00-start"]
    bring_up_to_date(small, "00-start", NAME)
    assert outcome(small, "00-start") == "unchanged"
    (small / FOLDER / "imf.json").write_text('{"title": "Another"}')
    assert outcome(small, "00-start") == "succeeded"


def in_order(root, *names):
    planned = [plan(root, name, {}) for name in names]
    return [run for stage in engine.stages(planned) for run in stage]


STRANGE = ["", "{", "[]", "5", '{"files": 5}', '{"files": []}', "[" * 100_000]


@pytest.mark.parametrize("content", STRANGE, ids=lambda content: content[:12])
def test_a_record_that_is_none_makes_the_run_stale(small, content):
    run = plan(small, NAME, {})
    (small / "build/notebooks").mkdir(parents=True)
    (small / RECORD).write_text(content)
    assert read_record(run) == {}
    assert not is_current(run)


@pytest.mark.parametrize(
    "alien", ["../victim", "data/growth_forecasts.csv", "figures/01-trade/imf.png", "", "a\0b"]
)
def test_an_edited_record_deletes_nothing_that_is_not_the_runs(small, alien):
    bring_up_to_date(small)
    victims = [small.parent / "victim", small / "figures/01-trade/imf.png"]
    for path in victims:
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    facts = json.loads((small / RECORD).read_text())
    facts["files"][alien] = "x"
    (small / RECORD).write_text(json.dumps(facts))
    assert outcome(small) == "succeeded"
    assert all(path.exists() for path in victims)
    assert (small / "data/growth_forecasts.csv").exists()
    assert outcome(small) == "unchanged"


@pytest.mark.parametrize("place", [f"{FOLDER}/imf.png", "lib/heartland_themes/new.py"])
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(small, place):
    write_notebook(small, NAME, "from heartland_themes import new")
    bring_up_to_date(small)
    (small / place).unlink(missing_ok=True)
    (small / place).parent.mkdir(exist_ok=True)
    os.mkfifo(small / place)
    assert outcome(small) in ("unchanged", "succeeded")


# The library that runs


def test_another_library_than_the_collections_is_refused(small):
    (small / "lib/heartland").mkdir()
    (small / "lib/heartland/__init__.py").write_text("mine = True\n")
    with pytest.raises(UsageError, match="the library of this collection is not the one that runs"):
        bring_up_to_date(small)
    assert not (small / "figures").exists()


def test_a_copy_of_the_same_library_is_taken_for_it(small):
    skipped = shutil.ignore_patterns("__pycache__")
    shutil.copytree(Path(heartland.__file__).parent, small / "lib/heartland", ignore=skipped)
    assert outcome(small) == "succeeded"


# Where files go


def test_other_parameters_go_to_a_folder_of_their_own(small):
    other = {"areas": "KGZ", "target_year": "2023"}
    assert outcome(small) == "succeeded"
    assert outcome(small, **other) == "succeeded"
    (folder,) = (small / "runs" / NAME).iterdir()
    assert folder.name.startswith("areas-KGZ-target-year-2023-")
    record = json.loads((folder / "run.json").read_text())
    assert record["parameters"] == {"areas": ["KGZ"], "target_year": 2023}
    assert (folder / f"{NAME}.ipynb").exists()
    assert outcome(small, **other) == "unchanged"
    assert outcome(small) == "unchanged"


def test_a_run_with_parameters_that_draws_nothing_says_so(small):
    def make_nothing(run, timeout):
        made = canned(run, timeout)
        return Made({run.notebook.name: b"{}"}, made.loaded, made.depends_on, made.seconds)

    (drawn,) = bring_up_to_date(small, areas="KGZ").values()
    assert drawn == ("succeeded", "0.1 s")
    (nothing,) = bring_up_to_date(small, areas="UZB", make=make_nothing).values()
    assert nothing == (
        "succeeded",
        "0.1 s; no figures: the tables have no rows for these parameters that can be drawn",
    )


def test_a_figure_that_is_no_longer_made_goes(small):
    bring_up_to_date(small)
    write_notebook(small, NAME, DRAW.replace('"imf"', '"weo"'))
    bring_up_to_date(small, make=with_figure("weo"))
    assert {path.stem for path in (small / FOLDER).iterdir()} == {"weo"}


def test_a_figure_that_goes_is_told_and_a_file_of_a_user_that_stays_is_not(small):
    told = []

    def report(run, outcome, words):
        told.append((outcome, words))

    for figure in ("imf", "imf", "weo"):
        write_notebook(small, NAME, DRAW.replace("A title", f"A title after {len(told)}"))
        engine.perform([plan(small, NAME, {})], 1, report, make=with_figure(figure))
        (small / FOLDER / "notes.txt").write_text("mine")
    removed = ("removed", f"{FOLDER}/imf.*, no longer drawn")
    made = [("running", "started"), ("succeeded", "0.1 s")]
    assert told == [*made, *made, made[0], removed, made[1]]


@pytest.mark.parametrize("given", [{}, {"areas": "KGZ"}], ids=["defaults", "other parameters"])
def test_files_of_a_user_in_the_folder_of_a_run_stay(small, given):
    bring_up_to_date(small, **given)
    place = plan(small, NAME, given).figures
    (small / place / "notes.txt").write_text("mine")
    (small / place / "drafts").mkdir()
    (small / place / "drafts/imf.png").write_text("mine")
    (small / "requirements.lock").write_text("changed")
    assert outcome(small, make=with_figure("weo"), **given) == "succeeded"
    left = contents(small / place)
    assert left["notes.txt"] == left["drafts/imf.png"] == b"mine"
    assert "imf.png" not in left
    assert "weo.png" in left


OWN = ("my-own-crop.png", "imf-2.svg", "run.json", f"{NAME}.ipynb")


@pytest.mark.parametrize("given", [{}, {"areas": "KGZ"}], ids=["defaults", "other parameters"])
def test_a_picture_that_no_run_has_made_stays_and_is_not_told(small, given):
    bring_up_to_date(small, **given)
    run = plan(small, NAME, given)
    own = [small / run.figures / name for name in OWN[: 2 if run.slug else None]]
    for path in own:
        path.write_text("mine")
    (small / "requirements.lock").write_text("changed")
    told = []
    engine.perform([run], 1, lambda *words: told.append(words[1:]), make=with_figure("weo"))
    assert ("removed", f"{run.figures.as_posix()}/imf.*, no longer drawn") in told
    assert {path.read_text() for path in own} == {"mine"}
    others = {path.stem for path in (small / run.figures).iterdir() if path not in own}
    assert others == {"weo", *(("run", NAME) if run.slug else ())}


def test_a_figure_that_only_git_knows_goes_with_what_git_ignores_of_it(small):
    bring_up_to_date(small)
    (small / RECORD).unlink()  # as in another clone
    (small / FOLDER / "my-own-crop.png").write_text("mine")
    for words in (["init", "-q"], ["add", f"{FOLDER}/imf.csv", f"{FOLDER}/imf.png"]):
        subprocess.run(["git", "-C", str(small), *words], check=True)
    assert outcome(small, make=with_figure("weo")) == "succeeded"
    assert {path.stem for path in (small / FOLDER).iterdir()} == {"weo", "my-own-crop"}


def test_what_neither_a_record_nor_git_knows_stays(small):
    bring_up_to_date(small)
    (small / RECORD).unlink()
    assert outcome(small, make=with_figure("weo")) == "succeeded"
    assert {path.stem for path in (small / FOLDER).iterdir()} == {"weo", "imf"}


def test_a_figure_may_be_called_after_a_run(small):
    assert outcome(small, make=with_figure("dry-run")) == "succeeded"
    assert (small / FOLDER / "dry-run.json").exists()
    assert outcome(small) == "unchanged"


OUTSIDE = ["../x.png", "/tmp/x.png", "a/b.png", "..", "", ".png", "run.json", "x.sh", "a\nb.png"]


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_workers_file_name_that_is_no_figures_installs_nothing(small, name):
    def make(run, timeout):
        made = canned(run, timeout)
        return Made({**made.files, name: b"x"}, made.loaded, made.depends_on, 0.1)

    assert "is not the name of a file of a figure" in failure(small, make=make)
    assert not (small / "figures").exists()
    assert not (small / RECORD).exists()
    assert not (small / "x.png").exists()
    assert not Path("/tmp/x.png").exists()


def test_a_place_that_cannot_be_written_is_told_in_a_block(small):
    (small / "figures").write_text("in the way")
    assert "error: NotADirectoryError: [Errno 20] Not a directory" in failure(small)
    (small / "figures").unlink()
    assert outcome(small) == "succeeded"


# An exchange that is interrupted


class Killed(BaseException):
    """What ends a process in the middle."""


def interrupt(monkeypatch, renames: int, error: BaseException) -> None:
    """Let so many renames happen, and have the next one raise."""
    rename = Path.rename
    left = [renames]

    def counted(path, target):
        if not left[0]:
            raise error
        left[0] -= 1
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", counted)


@pytest.fixture
def standing(small):
    """A run that stands, with a note of its user, and that is stale."""
    bring_up_to_date(small)
    (small / FOLDER / "notes.txt").write_text("mine")
    return small


@pytest.mark.parametrize("renames", [0, 1, 2])
def test_an_interrupted_exchange_leaves_the_old_folder_or_the_new_and_every_note(
    standing, monkeypatch, renames
):
    run = plan(standing, NAME, {})
    old = contents(standing / FOLDER)
    new = with_figure("weo")(run, 0).files
    with monkeypatch.context() as patch, pytest.raises(Killed):
        interrupt(patch, renames, Killed())
        installation.install(run, new)
    assert (standing / FOLDER).exists() == (renames != 1)
    installation.recover(run)
    left = contents(standing / FOLDER)
    assert left.pop("notes.txt") == b"mine"
    figures = {"imf"} if renames < 2 else {"weo"}
    assert {Path(name).stem for name in left} == figures
    assert [path.name for path in (standing / "figures").iterdir()] == [NAME]
    if renames < 2:
        assert left == {name: old[name] for name in left}


@pytest.mark.parametrize("renames", [2, 3])
def test_whoever_goes_on_with_an_exchange_knows_what_runs_have_made(small, monkeypatch, renames):
    given = {"areas": "KGZ"}  # its record lies among its files
    bring_up_to_date(small, **given)
    run = plan(small, NAME, given)
    own = small / run.figures / "my-own-crop.png"
    own.write_text("mine")
    with monkeypatch.context() as patch, pytest.raises(Killed):
        interrupt(patch, renames, Killed())
        installation.install(run, with_figure("weo")(run, 0).files)
    assert not own.exists()
    assert outcome(small, make=with_figure("weo"), **given) == "succeeded"
    assert own.read_text() == "mine"
    left = {path.stem for path in own.parent.iterdir()}
    assert left == {"weo", "my-own-crop", "run", NAME}
    assert [path.name for path in own.parent.parent.iterdir()] == [own.parent.name]


def test_the_next_call_recovers_by_itself(standing, monkeypatch):
    run = plan(standing, NAME, {})
    with monkeypatch.context() as patch, pytest.raises(Killed):
        interrupt(patch, 1, Killed())
        installation.install(run, canned(run, 0).files)
    assert not (standing / FOLDER).exists()
    assert outcome(standing) == "unchanged"
    assert (standing / FOLDER / "notes.txt").exists()


@pytest.mark.parametrize("renames", [0, 1])
def test_an_exchange_that_is_not_possible_leaves_what_was_there(standing, monkeypatch, renames):
    run = plan(standing, NAME, {})
    old = contents(standing / FOLDER)
    with monkeypatch.context() as patch, pytest.raises(OSError, match="no room"):
        rename = Path.rename
        calls = []

        def refused(path, target):
            calls.append(path)
            if len(calls) == renames + 1:
                raise OSError("no room")
            return rename(path, target)

        patch.setattr(Path, "rename", refused)
        installation.install(run, with_figure("weo")(run, 0).files)
    assert contents(standing / FOLDER) == old


@pytest.mark.parametrize("renames", [0, 1])
def test_where_the_figures_cannot_be_exchanged_the_executed_notebook_is_the_old_one(
    standing, monkeypatch, renames
):
    run = plan(standing, NAME, {})
    executed = standing / run.place(run.notebook.name)
    old = contents(executed.parent)
    with monkeypatch.context() as patch, pytest.raises(OSError, match="no room"):
        interrupt(patch, renames, OSError("no room"))
        installation.install(run, canned(run, 0).files | {executed.name: b'{"new": 1}'})
    assert contents(executed.parent) == old


@pytest.mark.parametrize("files", [0, 3])
def test_a_disk_that_fills_while_files_are_written_leaves_the_old_ones_whole(
    standing, monkeypatch, files
):
    old = contents(standing / FOLDER)
    (standing / "requirements.lock").write_text("changed")
    write = Path.write_bytes
    written = []

    def full(path, content):
        if len(written) == files:
            write(path, content[:100])
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(path)
        return write(path, content)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        assert "error: OSError: [Errno 28] No space left on device" in failure(standing)
    assert contents(standing / FOLDER) == old
    assert [path.name for path in (standing / "figures").iterdir()] == [NAME]
    assert outcome(standing) == "succeeded"


def test_a_run_killed_while_a_file_is_written_leaves_no_figure_that_the_next_does_not_make(
    small, monkeypatch
):
    bring_up_to_date(small)
    (small / "requirements.lock").write_text("changed")
    run = plan(small, NAME, {})
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(Killed()))
        installation.install(run, canned(run, 0).files)
    assert outcome(small, make=with_figure("weo")) == "succeeded"
    assert {path.stem for path in (small / FOLDER).iterdir()} == {"weo"}


def test_a_run_killed_before_it_is_recorded_runs_again(small):
    run = plan(small, NAME, {})
    installation.install(run, canned(run, 0).files)
    assert outcome(small) == "succeeded"


def test_what_a_killed_process_left_is_cleaned(small):
    left = small / "build/run-x"
    left.mkdir(parents=True)
    assert outcome(small) == "succeeded"
    assert not left.exists()


# What a run leaves behind in its working folder


def executor(act):
    """An executor that does something in the working folder, and returns a notebook."""

    def execute(run, environment, seconds, started):
        Path(environment["HEARTLAND_TRACE"]).write_text("growth_forecasts\n")
        act(Path(environment["HEARTLAND_OUT"]))
        return b"{}"

    return lambda run, timeout: engine.produce(run, timeout, execute)


def large(path: Path) -> None:
    path.touch()
    os.truncate(path, 10**12)


LEFT_BEHIND = {
    "pipe.png": os.mkfifo,
    "link.csv": lambda path: path.symlink_to("/etc/passwd"),
    "folder.svg": Path.mkdir,
    "large.pdf": large,
    "run.json": Path.touch,
    f"{NAME}.ipynb": Path.touch,
    "a\nb.png": Path.touch,
    "\udcff.png": Path.touch,
    ".x.png": Path.touch,
}


@pytest.mark.parametrize("name", LEFT_BEHIND, ids=ascii)
def test_what_is_no_file_of_a_figure_fails_the_run_and_is_not_waited_for(small, name):
    make = executor(lambda out: LEFT_BEHIND[name](out / name))
    assert "is not a file of a figure: let export() write it" in failure(small, make=make)
    assert not (small / "figures").exists()
    assert nothing_is_left_of(small)


def test_facts_of_a_figure_that_are_not_json_fail_the_run(small):
    make = executor(lambda out: (out / "x.json").write_text("{"))
    assert "JSONDecodeError" in failure(small, make=make)
    assert not (small / RECORD).exists()


def test_a_connection_that_timed_out_is_not_taken_for_a_run_that_takes_too_long(small):
    def fail(out):
        raise TimeoutError(errno.ETIMEDOUT, "Connection timed out")

    block = failure(small, make=executor(fail))
    assert "error: TimeoutError: [Errno 110] Connection timed out" in block
    assert "stopped after" not in block


def test_what_a_run_loaded_is_what_it_depends_on(small):
    make = executor(lambda out: (out / "x.json").write_text("{}"))
    assert outcome(small, make=make) == "succeeded"
    record = json.loads((small / RECORD).read_text())
    assert record["loaded"] == ["growth_forecasts"]
    assert "data/growth_forecasts.csv" in record["inputs"]
    assert "data/articles.csv" not in record["inputs"]


@pytest.mark.parametrize("back", [False, True], ids=["written", "written and written back"])
def test_a_table_that_is_written_while_a_run_reads_it_fails_that_run(small, back):
    table = small / "data/growth_forecasts.csv"

    def write(out):
        before = table.read_bytes()
        replace_in(table, ",5.633,", ",5.6,")
        if back:
            table.write_bytes(before)

    words = bring_up_to_date(small, make=executor(write))[NAME]
    assert words == (
        "failed",
        f"{NAME}: growth_forecasts.csv was written while this run read it; run again",
    )
    assert not (small / "figures").exists()
    assert outcome(small) == "succeeded"


def test_a_table_that_is_written_while_a_run_reads_others_fails_nothing(small):
    make = executor(lambda out: (small / "data/areas.csv").touch())
    assert outcome(small, make=make) == "succeeded"


# What is said of a failure


def test_a_failure_is_a_block_and_v_shows_its_traceback(small, caplog):
    caplog.set_level(logging.DEBUG, logger="heartland")
    make = executor(lambda out: 1 / 0)
    assert failure(small, make=make).splitlines() == [
        f"{NAME} failed",
        "  error: ZeroDivisionError: division by zero",
        '  parameters: {"areas":["KAZ","KGZ"],"target_year":2022}',
        f"  repeat: heartland run {NAME}",
    ]
    (record,) = [record for record in caplog.records if record.exc_info]
    assert record.levelno == logging.DEBUG
    assert record.exc_info[0] is ZeroDivisionError


def test_a_fault_of_installing_is_a_block_and_v_shows_its_traceback(small, caplog):
    caplog.set_level(logging.DEBUG, logger="heartland")

    def make(run, timeout):
        return Made({}, [], {}, 0.1)  # without the executed notebook

    assert f"error: KeyError: {NAME}.ipynb" in failure(small, make=make).replace("'", "")
    assert [record.exc_info[0] for record in caplog.records if record.exc_info] == [KeyError]


def test_a_terminal_obeys_nothing_that_a_failure_says(small):
    hostile = "\x1b]0;owned\x07\x1b[31mred\x9b2J"
    path = write_notebook(small, NAME, f"x = '{hostile}'")
    replace_in(path, "## The section", "## The \\u001b[2Jsection")
    run = plan(small, NAME, {})
    block = failure_block(run, f"x = '{hostile}'", ValueError(f"{hostile}\nsecond line"))
    assert all(line.isprintable() for line in block.splitlines())
    assert "error: ValueError: \\x1b]0;owned\\x07\\x1b[31mred\\x9b2J\nsecond line" in block
    assert "section: The \\x1b[2Jsection" in block


def test_the_command_that_repeats_a_run_is_safe_to_paste(small):
    given = {"publishers": "World Bank; rm -r ~", "areas": "KAZ"}
    run = Run(small, small / f"notebooks/{NAME}.ipynb", {}, given)
    words = "-p 'publishers=World Bank; rm -r ~' -p areas=KAZ"
    assert run.command == f"heartland run {NAME} {words}"


def test_a_bad_value_or_name_is_refused_before_anything_runs(small):
    with pytest.raises(UsageError, match="target_year: '1980' is not in the data"):
        plan(small, NAME, {"target_year": "1980"})
    with pytest.raises(UsageError, match=r"no notebook '03-grwoth'.*id you mean"):
        plan(small, "03-grwoth", {})


@pytest.mark.parametrize(
    "name", ["03", "3", "03-growth", "growth", "growth-forecasts", "forecasts", f"{NAME}.ipynb"]
)
def test_a_notebook_is_found_by_a_beginning_or_a_word_of_its_name(small, name):
    write_notebook(small, "04-other", "x = 1")
    assert plan(small, name, {}).notebook.stem == NAME


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("growht", r"^no notebook 'growht'\. Did you mean '03-growth-forecasts'\?$"),
        ("fore", r"^no notebook 'fore'\. Did you mean '03-growth-forecasts'\?$"),
        ("9", r"^no notebook '9'; there are 03-growth-forecasts, 04-other$"),
    ],
)
def test_a_misspelt_word_gets_the_notebook_that_has_it_and_a_wrong_number_all(small, name, words):
    write_notebook(small, "04-other", "x = 1")
    with pytest.raises(UsageError, match=words):
        plan(small, name, {})


def test_a_name_that_means_several_notebooks_is_refused_with_all_of_them(small):
    write_notebook(small, "04-growth", "x = 1")
    with pytest.raises(UsageError, match=f"could be any of {NAME}, 04-growth: say which"):
        plan(small, "growth", {})


def test_a_digit_is_the_number_of_a_notebook_and_not_the_beginning_of_one(small):
    for name in ("01-one", "10-ten", "11-eleven"):
        write_notebook(small, name, "x = 1")
    assert plan(small, "1", {}).notebook.stem == "01-one"


# Several calls, several runs


def test_a_second_call_waits_for_the_first_and_says_so(small):
    (small / "build").mkdir()
    other = (small / "build/runs.lock").open("w")
    fcntl.flock(other, fcntl.LOCK_EX)
    ended = []

    def report(run, outcome, words):
        ended.append(outcome)
        if outcome == "waiting":
            threading.Timer(0.2, other.close).start()

    assert engine.perform([plan(small, NAME, {})], 1, report, make=canned) == []
    assert ended == ["waiting", "running", "succeeded"]


@pytest.mark.parametrize(
    ("written", "told"), [("4711", " (process 4711);"), ("", ";"), ("\x1b[2J", ";"), (None, ";")]
)
def test_a_call_that_waits_names_the_process_that_it_waits_for(small, written, told):
    (small / "build").mkdir()
    if written is not None:
        (small / "build" / engine.HOLDER).write_text(written)
    other = (small / "build/runs.lock").open("w")
    fcntl.flock(other, fcntl.LOCK_EX)
    words = []

    def report(run, outcome, said):
        words.append(said)
        other.close()

    engine.perform([plan(small, NAME, {})], 1, report, make=canned)
    assert words[0] == (f"another heartland run is at work in this collection{told} waiting for it")
    assert (small / "build" / engine.HOLDER).read_text() == str(os.getpid())


def test_a_call_that_is_interrupted_while_it_waits_says_that_nothing_was_begun(small):
    (small / "build").mkdir()
    with (small / "build/runs.lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        process = start(small, "run")
        assert "waiting for it" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        _, words = process.communicate(timeout=60)
    assert process.returncode == 130
    assert words.strip() == (
        "heartland: interrupted while waiting for another run; nothing was begun"
    )


def test_a_failure_stops_no_other_run(small):
    write_notebook(small, "04-broken", "x = 1")

    def make(run, timeout):
        if run.notebook.stem == "04-broken":
            raise RuntimeError("broken")
        return canned(run, timeout)

    assert outcomes(small, "04-broken", NAME, make=make) == ["failed", "succeeded"]
    assert outcomes(small, "04-broken", NAME, make=make) == ["failed", "unchanged"]


def test_what_is_at_work_is_finished_when_the_call_fails(small, monkeypatch):
    def stages(planned):
        yield planned
        raise UsageError("a notebook has gone")

    def slow(run, timeout):
        time.sleep(0.3)
        return canned(run, timeout)

    monkeypatch.setattr(engine, "stages", stages)
    monkeypatch.setattr(engine, "wait", lambda work: None)
    with pytest.raises(UsageError, match="has gone"):
        bring_up_to_date(small, make=slow)
    assert (small / FOLDER / "imf.png").exists()


def test_an_interrupted_call_finishes_what_is_being_written(small, monkeypatch):
    begun = threading.Event()

    def slow_record(*facts):
        begun.set()
        time.sleep(0.3)
        write_record(*facts)

    def interrupted(work):
        begun.wait(5)
        raise KeyboardInterrupt

    monkeypatch.setattr(engine, "write_record", slow_record)
    monkeypatch.setattr(engine, "wait", interrupted)
    with pytest.raises(KeyboardInterrupt):
        bring_up_to_date(small)
    assert is_current(plan(small, NAME, {}))


# How a notebook is stored


def test_what_differs_from_run_to_run_is_taken_out_of_a_notebook():
    new = nbformat.v4
    output = new.new_output("execute_result", {"text/plain": "<Axes at 0x7f01>"})
    cell = new.new_code_cell("x", outputs=[output], metadata={"tags": ["a"], "papermill": {}})
    notebook = new.new_notebook(cells=[cell], metadata={"papermill": {"duration": 1}})
    stored = nbformat.reads(normalised(notebook).decode(), as_version=4)
    assert stored.cells[0].outputs[0].data == {"text/plain": "<Axes>"}
    assert stored.cells[0].metadata == {"tags": ["a"]}
    assert set(stored.metadata) == {"kernelspec", "language_info"}


def test_a_figure_that_was_drawn_in_the_lab_is_stored_as_the_committed_one():
    tried = "Exported as PNG: `build/figures/a/b.*` · [All rows](../build/figures/a/b.csv)"
    output = nbformat.v4.new_output("display_data", {"text/markdown": tried})
    cell = nbformat.v4.new_code_cell("x", outputs=[output])
    stored = normalised(nbformat.v4.new_notebook(cells=[cell])).decode()
    assert "`figures/a/b.*` · [All rows](../figures/a/b.csv)" in stored


def test_the_tutorial_names_the_figures_that_its_reader_draws_and_links_to_none():
    rows, sources = (
        "[All rows](../build/figures/a/b.csv)",
        "[their sources](../build/figures/a/b.json)",
    )
    tried = f"Exported as PNG: `build/figures/a/b.*` · {rows}, {sources}"
    output = nbformat.v4.new_output("display_data", {"text/markdown": tried})
    cell = nbformat.v4.new_code_cell("x", outputs=[output])
    stored = normalised(nbformat.v4.new_notebook(cells=[cell]), of_figures=False).decode()
    assert '"Exported as PNG: `build/figures/a/b.*`"' in stored


def test_a_long_line_of_output_does_not_hold_up_a_run():
    text = "x" * 1_000_000 + " /tmp/ipykernel_7/123.py:1: careful"
    output = nbformat.v4.new_output("stream", text=text)
    cell = nbformat.v4.new_code_cell("x", outputs=[output])
    begun = time.process_time()
    stored = normalised(nbformat.v4.new_notebook(cells=[cell]))
    assert b"x cell:1: careful" in stored
    assert time.process_time() - begun < 5


def test_nothing_that_executes_is_started_where_nothing_is_to_do(small):
    assert outcome(small) == "succeeded"

    def connect():
        raise AssertionError("started")

    assert outcome(small, make=engine.once_needed(connect)) == "unchanged"


def test_what_executes_is_started_once_for_all_runs(small):
    connected = []

    def connect():
        connected.append(1)
        return canned

    make = engine.once_needed(connect)
    assert outcome(small, make=make) == "succeeded"
    replace_in(small / "data/growth_forecasts.csv", ",5.633,", ",5.6,")
    assert outcome(small, make=make) == "succeeded"
    assert connected == [1]


def test_a_home_that_cannot_be_written_leaves_matplotlib_a_place(tmp_path, monkeypatch):
    monkeypatch.delenv("MPLCONFIGDIR", raising=False)
    for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    assert engine.font_cache(tmp_path) == {}
    a_file = tmp_path / "file"
    a_file.touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(a_file / "nowhere"))
    place = str(tmp_path / "build" / "matplotlib")
    assert engine.font_cache(tmp_path) == {"MPLCONFIGDIR": place}
    monkeypatch.setenv("MPLCONFIGDIR", str(a_file))
    assert engine.font_cache(tmp_path) == {"MPLCONFIGDIR": place}


def not_installed_with_the_collection(modules, lock):
    """The modules that only an environment with more than the locked packages has."""
    of = metadata.packages_distributions()
    locked = set(re.findall(r"^([a-z0-9._-]+)==", lock, flags=re.M))
    roots = {name.partition(".")[0] for name in modules} - sys.stdlib_module_names - {"heartland"}
    return {
        root for root in roots if not locked & {name.lower().replace("_", "-") for name in of[root]}
    }


def test_what_the_server_imports_is_installed_with_the_collection():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    modules = [*forked.FIRST, *forked.THEN]
    assert not_installed_with_the_collection(modules, lock) == set()
    assert not_installed_with_the_collection(["pyarrow.compute"], lock) == {"pyarrow"}


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (
            "module 'heartland_themes.sco' has no attribute 'draw_indx'",
            "Did you mean 'draw_index'?",
        ),
        ("module 'heartland_themes.sco' has no attribute 'x'", ""),
        (
            "cannot import name 'population' from 'heartland_themes' (/x/__init__.py)",
            "write lib/heartland_themes/population.py",
        ),
        (
            "cannot import name 'scoo' from 'heartland_themes' (/x/__init__.py)",
            "write lib/heartland_themes/scoo.py, or import 'sco'",
        ),
    ],
)
def test_a_theme_or_a_name_of_it_that_is_not_there_is_told_with_what_to_write(tmp_path, text, hint):
    (tmp_path / "sco.py").write_text("def draw_index(rows):\n    return rows\n")
    assert hint_of(tmp_path, AttributeError(text)) == hint
