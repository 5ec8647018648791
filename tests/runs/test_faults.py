"""Kills, full disks and hangs: only `make attack` and `.ci/run` play them."""

import contextlib
import logging
import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.command import PYTHON, environment, start, wait_until
from tests.runs.collection import (
    ANEW,
    FORKED,
    NAME,
    bring_up_to_date,
    contents,
    nothing_is_left_of,
    outcomes,
    write_notebook,
)

pytestmark = [pytest.mark.attack, pytest.mark.kernel]


@pytest.fixture(autouse=True)
def _quiet(caplog):
    caplog.set_level(logging.CRITICAL)


# Kills

STUCK = """import os, re
open({!r}, "w").write(str(os.getpid()))
re.match("(a+)+b", "a" * 40)"""


def is_alive(pid: int) -> bool:
    """Whether a process runs: not gone, and not dead and waited for by nobody."""
    if sys.platform != "linux":
        return not os.system(f"kill -0 {pid} 2>/dev/null")
    status = Path(f"/proc/{pid}/stat")
    try:
        return status.read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def stuck(root: Path) -> int | None:
    """The process that hangs in the slow notebook, once it does."""
    place = root / "pid"
    text = place.read_text() if place.exists() else ""
    return int(text) if text else None


def as_in_a_terminal() -> None:
    """Undo what nohup or a shell without job control has done: its children ignore signals."""
    for number in (signal.SIGHUP, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)


ENDS = {
    "Ctrl-C": (os.killpg, signal.SIGINT),
    "terminal closed": (os.kill, signal.SIGHUP),
    "terminated": (os.kill, signal.SIGTERM),
    "killed": (os.kill, signal.SIGKILL),
}


@pytest.mark.parametrize(("end", "number"), ENDS.values(), ids=ENDS)
def test_an_interrupted_call_keeps_what_is_done_and_the_next_does_the_rest(small, end, number):
    write_notebook(small, NAME, "x = 1")
    write_notebook(small, "04-slow", STUCK.format(str(small / "pid")))
    write_notebook(small, "05-quick", "x = 1")
    process = start(small, "run", "-j", "2", preexec_fn=as_in_a_terminal)
    recorded = small / "build/notebooks/05-quick.run.json"
    assert wait_until(lambda: recorded.exists() and stuck(small))
    end(process.pid, number)
    _, words = process.communicate(timeout=60)
    assert "Traceback" not in words
    assert "04-slow" not in words
    assert wait_until(lambda: not is_alive(stuck(small)), 20)
    if number != signal.SIGKILL:
        assert process.returncode == 130
        assert "interrupted" in words
        assert nothing_is_left_of(small)
    write_notebook(small, "04-slow", "x = 1")
    assert outcomes(small, NAME, "04-slow", "05-quick") == ["unchanged", "succeeded", "unchanged"]


def test_an_interrupted_call_ends_although_nobody_hears_it(small):
    write_notebook(small, NAME, STUCK.format(str(small / "pid")))
    heard, said = os.pipe()
    os.close(heard)
    call = [*PYTHON, "run"]
    env = environment(HEARTLAND_ROOT=str(small))
    process = subprocess.Popen(call, env=env, stdout=said, stderr=said, preexec_fn=as_in_a_terminal)
    os.close(said)
    assert wait_until(lambda: stuck(small))
    os.kill(process.pid, signal.SIGTERM)
    assert process.wait(timeout=60) != 0
    assert wait_until(lambda: not is_alive(stuck(small)), 20)


def test_a_call_that_nohup_started_goes_on_when_the_terminal_closes(small):
    write_notebook(small, NAME, f"open({str(small / 'pid')!r}, 'w').write('1')", "x = 1")

    def as_nohup_does() -> None:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)

    process = start(small, "run", preexec_fn=as_nohup_does)
    assert wait_until(lambda: stuck(small))
    os.kill(process.pid, signal.SIGHUP)
    process.communicate(timeout=60)
    assert process.returncode == 0


def test_a_process_killed_from_outside_is_a_failure_of_its_run_alone(small, make):
    code = f"import os, time\nopen({str(small / 'pid')!r}, 'w').write(str(os.getpid()))"
    write_notebook(small, "04-slow", f"{code}\ntime.sleep(300)")

    def kill() -> None:
        wait_until(lambda: stuck(small))
        os.kill(stuck(small), signal.SIGKILL)

    thread = threading.Thread(target=kill)
    thread.start()
    ended = bring_up_to_date(small, NAME, "04-slow", make=make, timeout=200)
    thread.join()
    assert ended[NAME][0] == "succeeded"
    assert ended["04-slow"][0] == "failed"
    assert "DeadKernelError: Kernel died" in ended["04-slow"][1]
    assert nothing_is_left_of(small)


# Hangs

HANGS = {
    "04-asleep": "import time\ntime.sleep(60)",
    "05-in-c": "import re\nre.match('(a+)+b', 'a' * 40)",
}


def test_cells_that_hang_are_stopped(small, make):
    for name, code in HANGS.items():
        write_notebook(small, name, "x = 1", code)
    begun = time.monotonic()
    ended = bring_up_to_date(small, *HANGS, timeout=20, make=make)
    assert time.monotonic() - begun < 60
    for name, code in HANGS.items():
        error = "error: TimeoutError: stopped after 20 seconds"
        assert f"at: the cell that begins: {code.splitlines()[0]}\n  {error}" in ended[name][1]


# What a notebook shows, and what it starts

FLOODS = {
    "04-at-once": "print('x' * 30_000_000)",
    "05-for-ever": "while True:\n    print('x' * 1000)",
    "06-displayed": "from IPython.display import Markdown\nfor _ in range(40):\n"
    "    display(Markdown('x' * 1_000_000))\nimport time\ntime.sleep(300)",
    "07-cell-by-cell": "print('x' * 12_000_000)",
}


def test_a_flood_of_output_is_one_block_that_says_what_to_do(small):
    for name, code in FLOODS.items():
        write_notebook(small, name, code, code)
    begun = time.monotonic()
    ended = bring_up_to_date(small, NAME, *FLOODS, timeout=200, make=FORKED)
    assert time.monotonic() - begun < 150
    assert ended[NAME][0] == "succeeded"
    for name, code in FLOODS.items():
        said = ended[name][1]
        assert f"{code.splitlines()[0]}\n  error: OutputError: the cells of this run" in said
        assert "more than 20 MB: show a part or a summary" in said
        assert len(said) < 600
    assert nothing_is_left_of(small)


LEFT = """import os, subprocess, sys
started = [subprocess.Popen(["sleep", "300"]{}).pid]
if {}:
    forked = os.fork()
    if forked == 0:
        import time
        time.sleep(300)
        os._exit(0)
    started.append(forked)
place = open({!r}, "w")
place.write(" ".join(map(str, started)))
place.close()
"""
SESSION = ", start_new_session=True"
WAYS = {  # how it is executed, how it starts others, whether it forks one, what comes then
    "in its group": (FORKED, "", True, "x = 1"),
    "in its group, when it hangs": (FORKED, "", True, "while True: pass"),
    "in a session of its own, when it hangs": (FORKED, SESSION, False, "while True: pass"),
    "in a session of its own, begun anew": (ANEW, SESSION, False, "x = 1"),
}


@pytest.mark.skipif(sys.platform != "linux", reason="processes are found on Linux only")
@pytest.mark.parametrize(("make", "how", "forks", "later"), WAYS.values(), ids=WAYS)
def test_what_a_notebook_has_started_ends_with_its_run(small, make, how, forks, later):
    place = small / "started"
    write_notebook(small, "04-starts", LEFT.format(how, forks, str(place)), later)
    bring_up_to_date(small, "04-starts", timeout=8 if make is FORKED else 60, make=make)
    started = [int(number) for number in place.read_text().split()]
    assert len(started) == 1 + forks
    assert wait_until(lambda: not any(is_alive(number) for number in started), 10)
    assert is_alive(os.getpid())


@pytest.mark.skipif(sys.platform != "linux", reason="processes are found on Linux only")
def test_what_a_notebook_has_started_ends_with_an_interrupted_call(small):
    place = small / "started"
    write_notebook(small, "04-starts", LEFT.format("", False, str(place)), "while True: pass")
    process = start(small, "run", "04-starts", preexec_fn=as_in_a_terminal)
    assert wait_until(lambda: place.exists() and place.read_text())
    os.kill(process.pid, signal.SIGTERM)
    process.communicate(timeout=60)
    assert wait_until(lambda: not is_alive(int(place.read_text())), 10)


@pytest.mark.skipif(sys.platform != "linux", reason="processes are found on Linux only")
def test_what_a_killed_call_left_running_ends_with_the_next(small):
    place = small / "started"
    starts = LEFT.format(SESSION, False, str(place))
    write_notebook(small, "04-starts", starts, "while True: pass")
    process = start(small, "run", "04-starts")
    assert wait_until(lambda: place.exists() and place.read_text())
    process.kill()
    process.communicate(timeout=60)
    write_notebook(small, "04-starts", "x = 1")
    bring_up_to_date(small, "04-starts")
    assert wait_until(lambda: not is_alive(int(place.read_text())), 10)


# Disks


def small_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (8_000, 8_000))


def test_a_file_that_cannot_grow_is_one_block_and_the_others_complete(small):
    write_notebook(small, "04-small", "x = 1")
    process = start(small, "run", preexec_fn=small_files)
    _, words = process.communicate(timeout=200)
    assert process.returncode == 1, words
    assert "Traceback" not in words
    assert words.count(" failed\n") == 1
    assert f"{NAME} failed\n  section: The section\n  at: line 5: hl.export" in words
    assert "OSError: [Errno 27]" in words
    assert "succeeded 04-small" in words
    assert not (small / "figures" / NAME).exists()
    assert nothing_is_left_of(small)
    assert outcomes(small, NAME, "04-small") == ["succeeded", "unchanged"]


@contextlib.contextmanager
def disk(place: Path, kilobytes: int):
    """A file system of this size in a folder; where mounting is not permitted the test is skipped."""
    place.mkdir(exist_ok=True)
    options = ["-t", "tmpfs", "-o", f"size={kilobytes}k"]
    if shutil.which("mount") is None:
        pytest.skip("there is no command to mount a file system")
    done = subprocess.run(["mount", *options, "heartland", place], capture_output=True)
    if done.returncode:
        pytest.skip("mounting a small file system is not permitted here")
    try:
        yield
    finally:
        subprocess.run(["umount", place], check=True)


def test_a_full_disk_is_one_block_and_leaves_no_half_written_file(small):
    write_notebook(small, "04-small", "x = 1")
    with disk(small / "figures", 16):
        process = start(small, "run")
        _, words = process.communicate(timeout=200)
        left = [*contents(small / "figures")]
    assert process.returncode == 1, words
    assert "Traceback" not in words
    assert words.count(" failed\n") == 1
    assert "error: OSError: [Errno 28] No space left on device" in words
    assert "succeeded 04-small" in words
    assert left == []
    assert outcomes(small, NAME, "04-small") == ["succeeded", "unchanged"]


# Streams, and two calls at once


def test_two_sweeps_at_once_on_one_folder_do_not_harm_each_other(small):
    words = ("sweep", NAME, "-g", "target_year=2021,2022,2023")
    both = [start(small, *words) for _ in range(2)]
    told = [process.communicate(timeout=300)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], told
    text = "".join(told)
    assert text.count("succeeded") == 3
    assert text.count("unchanged") == 3
    assert text.count("another heartland run is at work in this collection") == 1
    assert text.count("; waiting for it\n") == 1
    summary = small / f"runs/{NAME}/sweep.csv"
    assert len(summary.read_text().splitlines()) == 4
