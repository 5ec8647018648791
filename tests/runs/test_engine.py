"""What runs, what is skipped, what becomes of the files: with canned results, nothing is executed."""

import errno
import fcntl
import json
import logging
import os
import subprocess
import threading
from functools import partial
from pathlib import Path

import nbformat
import pytest

from heartland.errors import UsageError
from heartland.runs import engine, execute, installation
from heartland.runs.failure import Fault, failure_block
from heartland.runs.normalise import normalised
from heartland.runs.run import Run, plan
from heartland.runs.stale import Made, is_current, read_record, record_of
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


def stored_output(root: Path) -> None:
    path = root / f"notebooks/{NAME}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[-1].outputs = [nbformat.v4.new_output("stream", text="shown")]
    nbformat.write(notebook, path)


OF_NO_CONCERN = {
    "another table": lambda root: (root / "data/unread.csv").write_text("a\n1\n"),
    "an output that is stored": stored_output,
}


@pytest.mark.parametrize("change", OF_NO_CONCERN.values(), ids=OF_NO_CONCERN)
def test_what_a_run_does_not_depend_on_reruns_nothing(small, change):
    bring_up_to_date(small)
    change(small)
    assert outcome(small) == "unchanged"


def test_another_library_makes_a_run_stale(small, monkeypatch):
    bring_up_to_date(small)
    monkeypatch.setattr("heartland.runs.stale.library", dict)
    assert outcome(small) == "succeeded"


@pytest.mark.parametrize(
    ("installed", "told"), [("pandas-99.0", "succeeded"), ("my_editor-1.0", "unchanged")]
)
def test_another_version_of_a_locked_package_makes_a_run_stale(
    small, monkeypatch, tmp_path, installed, told
):
    bring_up_to_date(small)
    (tmp_path / f"site/{installed}.dist-info").mkdir(parents=True)
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    assert outcome(small) == told
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
    ("theme", "stale"), [("trade", "01-trade"), ("growth", NAME), ("shared", NAME)]
)
def test_an_edited_theme_reruns_only_the_notebooks_that_import_it(themed, theme, stale):
    bring_up_to_date(themed, "01-trade", NAME)
    (themed / f"lib/heartland_themes/{theme}.py").write_text("WIDTH = 2\n")
    ended = bring_up_to_date(themed, "01-trade", NAME)
    assert [name for name, (how, _) in ended.items() if how == "succeeded"] == [stale]


def test_a_notebook_that_takes_a_figure_over_runs_after_it_and_again_when_it_changes(small):
    def make(run, timeout):
        made = canned(run, timeout)
        if run.notebook.stem == NAME:
            return made
        assert (small / FOLDER / "imf.json").exists()
        way = leaving(lambda out: None, f"{FOLDER}/imf.json")
        return execute.execute(run, timeout, way)

    write_notebook(small, "00-start", f'hl.figure_of("{NAME}", "imf")')
    assert outcomes(small, "00-start", NAME, make=make) == ["succeeded", "succeeded"]
    assert outcomes(small, "00-start", NAME, make=make) == ["unchanged", "unchanged"]
    (small / FOLDER / "imf.json").write_text('{"title": "Another"}')
    assert outcome(small, "00-start", make=make) == "succeeded"


STRANGE = ["{", '{"files": 5}', "[" * 100_000]


@pytest.mark.parametrize("content", STRANGE, ids=lambda content: content[:12])
def test_a_record_that_is_none_makes_the_run_stale(small, content):
    (small / "build/notebooks").mkdir(parents=True)
    (small / RECORD).write_text(content)
    assert read_record(small / RECORD) == {}
    assert not is_current(plan(small, NAME, {}))


@pytest.mark.parametrize(
    "alien", ["../victim", "data/growth_forecasts.csv", "figures/01-trade/imf.png"]
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


# The library that runs


def test_another_library_than_the_collections_is_refused(small):
    (small / "lib/heartland").mkdir()
    (small / "lib/heartland/__init__.py").write_text("mine = True\n")
    with pytest.raises(UsageError, match="the library of this collection is not the one that runs"):
        bring_up_to_date(small)
    assert not (small / "figures").exists()


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


OWN = ("notes.txt", "my-own-crop.png", "imf-2.svg", "drafts/imf.png")


@pytest.mark.parametrize("given", [{}, {"areas": "KGZ"}], ids=["defaults", "other parameters"])
def test_a_figure_that_is_no_longer_made_goes_and_is_told_and_no_file_of_a_user(small, given):
    bring_up_to_date(small, **given)
    run = plan(small, NAME, given)
    own = [small / run.figures / name for name in OWN]
    for path in own:
        path.parent.mkdir(exist_ok=True)
        path.write_text("mine")
    (small / "requirements.lock").write_text("changed")
    told = []
    engine.perform([run], lambda *words: told.append(words[1:]), make=with_figure("weo"))
    assert told == [
        ("removed", f"{run.figures.as_posix()}/imf.*, no longer drawn"),
        ("succeeded", "0.1 s"),
    ]
    assert {path.read_text() for path in own} == {"mine"}
    others = {path.stem for path in (small / run.figures).rglob("*.*") if path not in own}
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


OUTSIDE = ["../x.png", "/tmp/x.png", "a/b.png", "run.json", "x.sh"]


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_workers_file_name_that_is_no_figures_installs_nothing(small, name):
    def make(run, timeout):
        made = canned(run, timeout)
        return Made({**made.files, name: b"{}"}, made.loaded, made.depends_on, 0.1)

    assert "is not the name of a file of a figure" in failure(small, make=make)
    assert not (small / "figures").exists()
    assert not (small / RECORD).exists()
    assert not (small / "x.png").exists()
    assert not Path("/tmp/x.png").exists()


# An exchange that is interrupted


class Killed(BaseException):
    """What ends a process in the middle."""


def interrupt(monkeypatch, function: str, number: int, error: BaseException) -> None:
    """Let a function of paths be called so many times, and have the next call raise."""
    original = getattr(Path, function)
    left = [number]

    def counted(path, *arguments, **named):
        if not left[0]:
            raise error
        left[0] -= 1
        return original(path, *arguments, **named)

    monkeypatch.setattr(Path, function, counted)


def install(run: Run, figure: str) -> None:
    made = canned(run, 0, figure)
    installation.install(run, made.files, record_of(run, made))


@pytest.fixture(params=[{}, {"areas": "KGZ"}], ids=["defaults", "other parameters"])
def standing(small, request):
    """A run that stands, with a note of its user."""
    bring_up_to_date(small, **request.param)
    run = plan(small, NAME, request.param)
    (small / run.figures / "notes.txt").write_text("mine")
    return run


def figures_in(folder: Path) -> set[str]:
    """The figures of a run's folder, whose note is there and whose files are whole."""
    left = contents(folder)
    assert left.pop("notes.txt") == b"mine"
    return {Path(name).stem for name in left if name not in ("run.json", f"{NAME}.ipynb")}


@pytest.mark.parametrize(
    ("function", "number"), [("replace", 0), ("replace", 2), ("replace", 5), ("unlink", 6)], ids=str
)
def test_a_call_that_is_killed_while_it_installs_loses_nothing_and_the_next_does_the_rest(
    standing, monkeypatch, function, number
):
    place = standing.root / standing.figures
    (standing.root / "requirements.lock").write_text("changed")
    with monkeypatch.context() as patch, pytest.raises(Killed):
        interrupt(patch, function, number, Killed())
        install(standing, "weo")
    assert {path.stat().st_size for path in place.glob("*.png")} == {60_000}
    (place / ".weo.png.0123abcd").write_text("half of a file")
    assert outcome(standing.root, make=with_figure("weo"), **standing.given) == "succeeded"
    assert figures_in(place) == {"weo"}
    assert outcome(standing.root, **standing.given) == "unchanged"


@pytest.mark.parametrize("files", [0, 3])
def test_a_disk_that_fills_while_files_are_written_leaves_the_old_ones_whole(
    standing, monkeypatch, files
):
    place = standing.root / standing.figures
    old = contents(place)
    (standing.root / "requirements.lock").write_text("changed")
    opened = Path.open
    written = []

    def full(path, mode="r", *how, **named):
        if mode == "xb":
            written.append(path)
            if len(written) > files:
                raise OSError(errno.ENOSPC, "No space left on device")
        return opened(path, mode, *how, **named)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", full)
        words = "error: OSError: [Errno 28] No space left on device"
        assert words in failure(standing.root, **standing.given)
    assert contents(place) == old
    assert outcome(standing.root, **standing.given) == "succeeded"


def test_what_a_killed_process_left_is_cleaned(small):
    left = small / "build/run-x"
    left.mkdir(parents=True)
    assert outcome(small) == "succeeded"
    assert not left.exists()


# What a run leaves behind in its working folder


def leaving(act, *loaded):
    """A way to execute that does something in the working folder, and returns a notebook."""

    def way(run, environment, work, seconds):
        names = "\n".join(["growth_forecasts", *loaded])
        Path(environment["HEARTLAND_TRACE"]).write_text(names)
        act(Path(environment["HEARTLAND_OUT"]))
        return b"{}"

    return way


def made_leaving(act):
    return partial(execute.execute, way=leaving(act))


OF_A_USER = {"HEARTLAND_SIZE": "slide", "MPL_IGNORE_SYSTEM_FONTS": "1", "MATPLOTLIBRC": "/mine"}


def test_no_variable_that_changes_figures_reaches_a_run(small, monkeypatch):
    for name, value in OF_A_USER.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("OF_ANOTHER", "kept")
    seen = {}

    def way(run, environment, work, seconds):
        seen.update(environment)
        return b"{}"

    execute.execute(plan(small, NAME, {}), 60, way)
    assert not OF_A_USER.keys() & seen.keys()
    assert seen["OF_ANOTHER"] == "kept"
    assert seen["MPLCONFIGDIR"].startswith(str(small))


def large(path: Path) -> None:
    path.touch()
    os.truncate(path, 10**12)


LEFT_BEHIND = {
    "pipe.png": os.mkfifo,
    "link.csv": lambda path: path.symlink_to("/etc/passwd"),
    "large.pdf": large,
    "run.json": Path.touch,
    f"{NAME}.ipynb": Path.touch,
    "\udcff.png": Path.touch,
}


@pytest.mark.parametrize("name", LEFT_BEHIND, ids=ascii)
def test_what_is_no_file_of_a_figure_fails_the_run_and_is_not_waited_for(small, name):
    make = made_leaving(lambda out: LEFT_BEHIND[name](out / name))
    assert "is not a file of a figure: let export() write it" in failure(small, make=make)
    assert not (small / "figures").exists()
    assert nothing_is_left_of(small)


@pytest.mark.parametrize("back", [False, True], ids=["written", "written and written back"])
def test_a_table_that_is_written_while_a_run_reads_it_fails_that_run(small, back):
    table = small / "data/growth_forecasts.csv"

    def write(out):
        before = table.read_bytes()
        replace_in(table, ",5.633,", ",5.6,")
        if back:
            table.write_bytes(before)

    words = bring_up_to_date(small, make=made_leaving(write))[NAME]
    assert words == (
        "failed",
        f"{NAME}: changed while it ran: data/growth_forecasts.csv; "
        "nothing of it is kept, run again",
    )
    assert not (small / "figures").exists()
    assert outcome(small) == "succeeded"


OF_CODE = {
    f"notebooks/{NAME}.ipynb": lambda root: write_notebook(root, NAME, "x = 2"),
    "lib/heartland_themes/growth.py": lambda root: (
        root / "lib/heartland_themes/growth.py"
    ).write_text("WIDTH = 2\n"),
    "versions": lambda root: (root / "requirements.lock").write_text("pandas==3\n"),
}


@pytest.mark.parametrize("name", OF_CODE)
def test_code_that_is_edited_while_it_runs_fails_that_run(themed, name):
    make = made_leaving(lambda out: OF_CODE[name](themed))
    words = bring_up_to_date(themed, make=make)[NAME]
    assert words == (
        "failed",
        f"{NAME}: changed while it ran: {name}; nothing of it is kept, run again",
    )
    assert not (themed / "figures").exists()
    assert not (themed / RECORD).exists()
    assert outcome(themed) == "succeeded"


def test_a_run_of_a_library_that_is_no_longer_that_of_the_first_run_fails(small, monkeypatch):
    def make(run, timeout):
        monkeypatch.setattr("heartland.runs.stale.library", dict)
        return canned(run, timeout)

    assert "changed while it ran: library;" in failure(small, make=make)


def test_outputs_that_jupyterlab_saves_while_a_notebook_runs_fail_nothing(small):
    assert outcome(small, make=made_leaving(lambda out: stored_output(small))) == "succeeded"


# What is said of a failure


def test_a_failure_is_a_block_and_v_shows_its_traceback(small, caplog):
    caplog.set_level(logging.DEBUG, logger="heartland")
    block = failure(small, make=made_leaving(lambda out: 1 / 0))
    assert block.splitlines() == [
        f"{NAME} failed",
        "  error: ZeroDivisionError: division by zero",
        '  parameters: {"areas":["KAZ","KGZ"],"target_year":2022}',
        f"  repeat: heartland run {NAME}",
    ]
    (record,) = [record for record in caplog.records if record.exc_info]
    assert record.levelno == logging.DEBUG
    assert record.exc_info[0] is ZeroDivisionError


def test_a_terminal_obeys_nothing_that_a_failure_says(small):
    hostile = "\x1b]0;owned\x07\x1b[31mred\x9b2J"
    path = write_notebook(small, NAME, f"x = '{hostile}'")
    replace_in(path, "## The section", "## The \\u001b[2Jsection")
    error = Fault("ValueError", f"{hostile}\nsecond line", "")
    block = failure_block(plan(small, NAME, {}), error, f"x = '{hostile}'")
    assert all(line.isprintable() for line in block.splitlines())
    assert "error: ValueError: \\x1b]0;owned\\x07\\x1b[31mred\\x9b2J\nsecond line" in block
    assert "section: The \\x1b[2Jsection" in block


def test_the_command_that_repeats_a_run_is_safe_to_paste(small):
    given = {"publishers": "World Bank; rm -r ~", "areas": "KAZ"}
    run = Run(small, small / f"notebooks/{NAME}.ipynb", {}, given)
    words = "-p 'publishers=World Bank; rm -r ~' -p areas=KAZ"
    assert run.command == f"heartland run {NAME} {words}"


@pytest.mark.parametrize("name", ["3", "03-growth", "forecasts"])
def test_a_notebook_is_found_by_a_beginning_or_a_word_of_its_name(small, name):
    write_notebook(small, "04-other", "x = 1")
    assert plan(small, name, {}).notebook.stem == NAME


# Several calls, several runs


def test_a_second_call_waits_for_the_first(small):
    (small / "build").mkdir()
    other = (small / "build/runs.lock").open("w")
    fcntl.flock(other, fcntl.LOCK_EX)
    said = []

    def report(run, outcome, words):
        said.append((outcome, words))
        if outcome == "waiting":
            threading.Timer(0.2, other.close).start()

    engine.perform([plan(small, NAME, {})], report, make=canned)
    assert said == [
        ("waiting", "another heartland run is at work in this collection; waiting for it"),
        ("succeeded", "0.1 s"),
    ]


def test_a_failure_stops_no_other_run(small):
    write_notebook(small, "04-broken", "x = 1")

    def make(run, timeout):
        if run.notebook.stem == "04-broken":
            raise RuntimeError("broken")
        return canned(run, timeout)

    assert outcomes(small, "04-broken", NAME, make=make) == ["failed", "succeeded"]
    assert outcomes(small, "04-broken", NAME, make=make) == ["failed", "unchanged"]


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


TRIED = "[Data](../build/figures/a/b.csv) · [PNG](../build/figures/a/b.png)"


@pytest.mark.parametrize(
    ("of_figures", "shown"),
    [
        (True, "[Data](../figures/a/b.csv) · [PNG](../figures/a/b.png)"),  # the committed ones
        (False, "Data · PNG"),  # the tutorial's, which its reader draws
    ],
)
def test_a_figure_that_was_drawn_in_the_lab_has_no_link_that_others_lack(of_figures, shown):
    output = nbformat.v4.new_output("display_data", {"text/markdown": TRIED})
    cell = nbformat.v4.new_code_cell("x", outputs=[output])
    stored = normalised(nbformat.v4.new_notebook(cells=[cell]), of_figures=of_figures).decode()
    assert f'"{shown}"' in stored
