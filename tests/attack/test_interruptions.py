"""Killed at any moment, nothing is lost: each file is absent, old or new, and whole; the next call does the rest."""

import csv
import hashlib
import io
import json
import os
import signal
import time
from pathlib import Path

import nbformat
import pytest
from PIL import Image

from tests.command import start
from tests.runs.collection import DRAW, NAME, nothing_is_left_of, write_notebook

pytestmark = [pytest.mark.release, pytest.mark.kernel]
SWEEP = ("sweep", NAME, "-g", "target_year=2022,2023", "-p", "areas=KAZ,KGZ", "-j", "2")
CALLS = {"run": ("run", NAME, "-j", "2"), "sweep": SWEEP}
MOMENTS = [  # parts of the time that a call takes: most files are written at its end
    *((part, signal.SIGKILL) for part in (0.2, 0.5, 0.8, 0.9, 0.95, 1.0)),
    *((part, signal.SIGINT) for part in (0.5, 0.9)),
    *((part, signal.SIGTERM) for part in (0.7, 0.95)),
]


def unsound(root: Path) -> list[str]:
    """Name the files of runs that are truncated, strange or do not fit together, with the reason."""
    found = []
    for folder in ("figures", "runs", "build/notebooks"):
        for path in sorted((root / folder).rglob("*")):
            place = path.relative_to(root)
            hidden = any(part.startswith(".") for part in place.parts)
            if path.is_dir() or hidden:  # a file that is being written is nobody's yet
                continue
            try:
                check(path)
            except Exception as error:
                found.append(f"{place}: {error!r}")
    return found


def check(path: Path) -> None:
    """Raise what is wrong with a file of a run."""
    content = path.read_bytes()
    match path.suffix:
        case ".png":
            Image.open(io.BytesIO(content)).load()
        case ".ipynb":
            nbformat.validate(nbformat.reads(content.decode(), as_version=4))
        case ".svg":
            assert content.rstrip().endswith(b"</svg>")
        case ".pdf":
            assert content.rstrip().endswith(b"%%EOF")
        case ".csv":
            assert content.endswith(b"\n")
            lines = csv.reader(io.StringIO(content.decode()))
            assert len({len(line) for line in lines}) == 1
        case ".plotly":
            json.loads(content)
        case ".json":
            facts = json.loads(content)
            if "csv_sha256" in facts:
                table = path.with_suffix(".csv").read_bytes()
                assert hashlib.sha256(table).hexdigest() == facts["csv_sha256"]
        case _:
            raise AssertionError("is no file of a run")


def draw_anew(root: Path, n: int) -> None:
    """Change the notebook so that its figures are to be new: another title, other rows."""
    publisher = ("'IMF'", "'World Bank'")[n % 2]
    drawing = DRAW.replace("A title", f"Title {n}").replace("'IMF'", publisher)
    write_notebook(root, NAME, drawing)


@pytest.mark.parametrize("what", CALLS)
def test_a_call_killed_at_any_moment_leaves_only_whole_files(small, what):
    draw_anew(small, 0)
    begun = time.monotonic()
    assert start(small, *CALLS[what]).wait(120) == 0
    seconds = time.monotonic() - begun
    for n, (part, number) in enumerate(MOMENTS, 1):
        draw_anew(small, n)
        process = start(small, *CALLS[what])
        time.sleep(seconds * part)
        if process.poll() is None:
            os.killpg(process.pid, number)
        words = process.communicate(timeout=60)[1]
        assert "Traceback" not in words, words[-2000:]
        assert unsound(small) == [], (part, number)
    process = start(small, *CALLS[what])
    words = process.communicate(timeout=120)[1]
    assert process.returncode == 0, words
    assert titles(small) == {f"Title {len(MOMENTS)}"}
    assert unsound(small) == []
    assert nothing_is_left_of(small)
    assert not list(small.rglob(".*"))


def titles(root: Path) -> set[str]:
    """The titles of all figures of a collection."""
    places = [path for folder in ("figures", "runs") for path in (root / folder).rglob("imf.json")]
    return {json.loads(path.read_text())["title"] for path in places}
