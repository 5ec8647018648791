"""Runs that are executed: in forked processes and in such that begin anew, as papermill would."""

import json
import logging
import os
import re
import shutil
import subprocess
import sys
from contextlib import suppress

import nbformat
import pytest

from heartland.runs.normalise import normalised
from heartland.runs.run import plan
from tests.command import PYTHON, environment, heartland
from tests.runs.collection import (
    ANEW,
    DRAW,
    ENDINGS,
    FORKED,
    NAME,
    bring_up_to_date,
    contents,
    failure,
    made_by,
    nothing_is_left_of,
    outcome,
    write_notebook,
)

pytestmark = pytest.mark.kernel
OTHER = {"areas": "KGZ", "target_year": "2023"}


@pytest.fixture(autouse=True)
def _quiet(caplog):
    caplog.set_level(logging.CRITICAL)


def made_of(make, root, name, **given):
    """The executed notebook of a run."""
    return make(plan(root, name, given), 60).files[f"{name}.ipynb"].decode()


def exported_by(small, make):
    """What a run makes, which exports its figures and leaves nothing outside its folders."""
    kept = []

    def keep(run, timeout):
        kept.append(make(run, timeout))
        return kept[-1]

    before = {path.name for path in small.iterdir()}
    assert outcome(small, make=keep) == "succeeded"
    assert [*contents(small / "figures" / NAME)] == sorted(f"imf.{ending}" for ending in ENDINGS)
    assert {path.name for path in small.iterdir()} == before | {"build", "figures"}
    assert [path.name for path in (small / "notebooks").iterdir()] == [f"{NAME}.ipynb"]
    assert nothing_is_left_of(small)
    assert outcome(small, make=keep) == "unchanged"
    (made,) = kept
    assert len(made.files) == 5
    assert made.loaded == ["growth_forecasts", "sources"]
    for folder in ("build", "figures"):
        shutil.rmtree(small / folder)
    return made


def by_papermill(run, environment, work, seconds):
    """A way to execute that is papermill's own."""
    made = work / "papermill.ipynb"
    words = [sys.executable, "-m", "papermill", run.notebook, made, "--kernel", "python3"]
    words += ["--cwd", run.notebook.parent, "--parameters_yaml", json.dumps(run.injected)]
    subprocess.run(words, env=environment, check=True, capture_output=True)
    return normalised(nbformat.read(made, as_version=4))


WAYS = (FORKED, ANEW, made_by(by_papermill))


def assert_alike(made):
    """Fail unless all ways have made the same bytes, of the same inputs."""
    for other in made[1:]:
        assert other.files == made[0].files
        assert other.loaded == made[0].loaded
        assert other.depends_on == made[0].depends_on


def test_all_ways_export_the_same_bytes_and_leave_nothing_outside_their_folders(small):
    assert_alike([exported_by(small, make) for make in WAYS])


def test_parameters_are_injected_into_the_executed_notebook(small):
    notebook = nbformat.reads(made_of(FORKED, small, NAME, **OTHER), as_version=4)
    (cell,) = [cell for cell in notebook.cells if cell.id == "injected-parameters"]
    assert cell.metadata.tags == ["injected-parameters"]
    assert 'areas = ["KGZ"]\ntarget_year = 2023' in cell.source


EVERYTHING = [
    "import sys\nprint('out'); print('err', file=sys.stderr); print('out again')\n1",
    "from IPython.display import Markdown, clear_output, display\nh = display(1, display_id=True); h.update(2)\nclear_output(); display(Markdown('*a*'))",
    "import matplotlib.pyplot as plt\nfig, axes = plt.subplots(1, 2, layout='constrained')\n_ = fig.colorbar(axes[0].imshow([[1, 2]]), ax=axes)",
    "%matplotlib inline\nimport matplotlib.pyplot as plt\n_ = plt.plot([1, 2])",
    "import pandas as pd\npd.DataFrame([range(30)])",
    "import warnings\nwarnings.warn('careful')",
    "import asyncio\nawait asyncio.sleep(0.1)\n!echo from a shell",
    "import os, subprocess, threading\nassert subprocess.run(['true']).returncode == 0 and threading.current_thread() is threading.main_thread()\nos.getcwd().split('/')[-1]",
    "import ipywidgets\nipywidgets.IntSlider(3).value",
    "_, In[-1], Out[3], __name__",
]


def test_whatever_a_cell_shows_all_ways_show_the_same_with_other_parameters_too(small):
    write_notebook(small, "04-shows", *EVERYTHING, DRAW)
    run = plan(small, "04-shows", OTHER)
    made = [make(run, 60) for make in WAYS]
    assert_alike(made)
    files = made[0].files
    assert len(files) == 5
    assert b"image/png" in files["04-shows.ipynb"]
    assert b'areas = [\\"KGZ\\"]' in files["04-shows.ipynb"]


LEAK = """import random
import numpy as np
import pandas as pd
import heartland.errors
assert pd.get_option("display.max_rows") == 60
assert not hasattr(heartland.errors, "left")
heartland.errors.left = 1
pd.set_option("display.max_rows", 7)
print(np.random.rand(), random.random())"""


def test_nothing_of_a_forked_run_reaches_the_next(small):
    write_notebook(small, "04-leak", LEAK)
    texts = {made_of(FORKED, small, "04-leak") for _ in range(2)}
    assert len(texts) == 2  # random is random


def test_a_failure_is_one_block_and_the_others_complete(small, make):
    write_notebook(small, "04-broken", "x = 1\n1 / 0")
    write_notebook(small, "05-sound", "x = 1")
    ended = bring_up_to_date(small, "04-broken", "05-sound", make=make)
    assert ended["05-sound"][0] == "succeeded"
    assert ended["04-broken"][1].splitlines() == [
        "04-broken failed",
        "  section: The section",
        "  at: line 2: 1 / 0",
        "  error: ZeroDivisionError: division by zero",
        '  parameters: {"areas":["KAZ","KGZ"],"target_year":2022}',
        "  repeat: heartland run 04-broken",
    ]
    assert not (small / "figures/04-broken").exists()
    assert nothing_is_left_of(small)


WRONG_LINES = {  # the code of a cell: the line that is to blame, and what is said of it
    'import pandas as pd\ndf = pd.DataFrame({"value": [1]})\nprint(df["valeu"])': (
        'line 3: print(df["valeu"])',
        "KeyError: 'valeu'",
    ),
    "try:\n    1 / 0\nexcept ArithmeticError:\n    raise ValueError('second')": (
        "line 4: raise ValueError('second')",
        "ValueError: second",
    ),
    "x = 1\ny = [\nz = 2": ("line 2: y = [", "SyntaxError: '[' was never closed"),
    "x = 1\n  y = 2": ("line 2: y = 2", "IndentationError: unexpected indent"),
}


def test_a_failure_names_the_line_of_the_cell_whatever_led_to_it(small):
    for number, (code, (place, words)) in enumerate(WRONG_LINES.items(), 4):
        name = f"{number:02}-wrong"
        write_notebook(small, name, code)
        told = f"  at: {place}\n  error: {words}\n  parameters:"
        assert told in failure(small, name, make=FORKED)


THEMES = "../lib/heartland_themes"
USES_A_THEME = f"""import heartland_themes, pandas
heartland_themes.__path__.insert(0, "{THEMES}")
from heartland_themes import broken
broken.total(pandas.DataFrame())"""


@pytest.mark.parametrize(
    ("code", "at", "line"),
    [
        (
            "def total(df):\n    return df['value'].sum()",
            "line 4: broken.total(pandas.DataFrame())",
            2,
        ),
        ("x = 1\n\ny = (", "line 3: from heartland_themes import broken", 3),
    ],
)
def test_a_failure_in_a_theme_names_its_line_too(small, code, at, line):
    write_notebook(small, "04-broken", USES_A_THEME)
    theme = small / "notebooks" / THEMES / "broken.py"
    theme.parent.mkdir(parents=True)
    theme.write_text(code)
    place = f"  at: {at}\n  in: lib/heartland_themes/broken.py, line {line}\n"
    assert place in failure(small, "04-broken", make=FORKED)


def test_a_cell_that_hangs_is_stopped(small):
    write_notebook(small, "04-awake", "x = 1")
    assert outcome(small, "04-awake", make=FORKED) == "succeeded"  # the server has its imports
    write_notebook(small, "05-asleep", "x = 1", "import time\ntime.sleep(60)")
    block = failure(small, "05-asleep", make=FORKED, timeout=3)
    assert (
        "at: the cell that begins: import time\n  error: TimeoutError: stopped after 3 seconds"
        in block
    )


def test_a_killed_process_is_a_failure_and_no_hang(small):
    code = "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"
    write_notebook(small, "04-broken", code)
    block = failure(small, "04-broken", make=FORKED)
    assert (
        "at: the cell that begins: import os, signal\n  error: DeadKernelError: Kernel died\n"
        in block
    )


SETTINGS_OF_A_USER = "import builtins\nbuiltins.sorted = None\nprint('mine')"


@pytest.fixture
def of_a_user(small, monkeypatch, tmp_path):
    """The name of a notebook with a kernel, start-up files and variables that would break its run."""
    for name in ("python3", "mine"):
        (tmp_path / "kernels" / name).mkdir(parents=True)
        spec = {"argv": ["false", "{connection_file}"], "display_name": name, "language": "python"}
        spec["env"] = {"OF_A_SPEC": "1"}
        (tmp_path / "kernels" / name / "kernel.json").write_text(json.dumps(spec))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    draw = "import heartland as hl\nimport matplotlib.pyplot as plt\n_ = plt.plot([1, 2])"
    unset = "import os\nassert 'OF_A_SPEC' not in os.environ"
    path = write_notebook(small, "04-mine", draw, unset)
    path.write_text(path.read_text().replace('"name": "python3"', '"name": "mine"'))
    assert '"mine"' in path.read_text()
    startup = tmp_path / "profile_default/startup/00.py"
    startup.parent.mkdir(parents=True)
    for place in (startup, tmp_path / "started.py"):
        place.write_text(SETTINGS_OF_A_USER)
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    monkeypatch.setenv("PYTHONSTARTUP", str(tmp_path / "started.py"))
    monkeypatch.setenv("MPLBACKEND", "nonsense")
    (small / "notebooks/heartland.py").write_text("1 / 0")
    return path.stem


def test_a_run_has_its_own_library_and_settings_whatever_the_user_has(small, of_a_user, make):
    assert outcome(small, of_a_user, make=make) == "succeeded"


# The command line


def test_a_call_tells_of_each_run_and_ends_with_1_when_one_fails(small):
    for name, code in ((NAME, "x = 1"), ("04-broken", "1 / 0")):
        write_notebook(small, name, code)
    done = heartland("-v", "run", HEARTLAND_ROOT=str(small))
    assert done.returncode == 1
    assert f"running   {NAME} (started)\n" in done.stderr
    assert re.search(rf"^succeeded {NAME} \([\d.]+ s\)$", done.stderr, flags=re.M)
    assert "error: ZeroDivisionError: division by zero" in done.stderr
    assert "Traceback (most recent call last)" in done.stderr  # as -v asks
    last = "heartland: 1 of 2 runs failed. Run again to retry only those."
    assert done.stderr.splitlines()[-1] == last


def test_a_terminal_shows_one_live_line_with_done_failed_and_time_left(small):
    write_notebook(small, NAME, "import time\ntime.sleep(0.5)")
    mine, its = os.openpty()
    process = subprocess.Popen(
        [*PYTHON, "sweep", NAME, "-g", "target_year=2021,2022"],
        env=environment(HEARTLAND_ROOT=str(small), TERM="xterm", COLUMNS="120"),
        stderr=its,
        stdout=subprocess.DEVNULL,
    )
    os.close(its)
    shown = b""
    with suppress(OSError):  # the end of a terminal
        while part := os.read(mine, 4096):
            shown += part
    os.close(mine)
    text = re.sub(r"\x1b\[[\d;?]*[a-zA-Z]", "", shown.decode())
    assert process.wait() == 0
    assert "0/2 0 failed, 0 unchanged" in text
    assert "2/2 0 failed, 0 unchanged" in text
    assert re.search(r"0:\d\d:\d\d 0:00:00\s*$", text)
    assert "succeeded" not in text
