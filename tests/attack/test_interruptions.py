"""Killed at any moment, nothing is lost: each file is absent, old or new, and whole; the next call does the rest."""

import csv
import hashlib
import io
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from PIL import Image

from tests.attack import share
from tests.test_runs import DRAW, notebook, small  # noqa: F401  (a fixture)

NAME = "03-growth-forecasts"
CALLS = {
    "run": ["run", NAME, "-j", "2"],
    "sweep": ["sweep", NAME, "-g", "target_year=2022,2023", "-p", "areas=KAZ,KGZ", "-j", "2"],
    "forked sweep": [
        "sweep",
        NAME,
        "-g",
        "target_year=2022,2023",
        "-p",
        "areas=KAZ,KGZ",
        "-j",
        "2",
        "--fast",
    ],
}


def unsound(root: Path) -> list[str]:
    """Name the files below figures/, runs/ and build/notebooks that are truncated, strange or do not fit together."""
    found = []
    for path in [
        p
        for folder in ("figures", "runs", "build/notebooks")
        for p in (root / folder).rglob("[!.]*")
        if p.is_file()
    ]:
        content = path.read_bytes()
        try:
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
                    assert len(
                        {len(line) for line in csv.reader(io.StringIO(content.decode()))}
                    ) == 1 and content.endswith(b"\n")
                case ".json":
                    facts = json.loads(content)
                    for file, sha in (
                        facts.get("files", {}).items() if "inputs" in facts else ()
                    ):  # else it counts as not done
                        assert hashlib.sha256((root / file).read_bytes()).hexdigest() == sha, (
                            f"{file} is not what run.json says"
                        )
                    if sha := facts.get("csv_sha256"):
                        assert (
                            hashlib.sha256(path.with_suffix(".csv").read_bytes()).hexdigest() == sha
                        ), "the CSV is not the sidecar's"
                case _:
                    raise AssertionError("is no file of a run")
        except Exception as error:
            found.append(f"{path.relative_to(root)}: {error!r}")
    return found


def call(root: Path, args: list[str]) -> subprocess.Popen[str]:
    env = os.environ | {"HEARTLAND_ROOT": str(root), "HEARTLAND_OUT": ""}
    return subprocess.Popen(
        [sys.executable, "-m", "heartland", *args],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def test_what_is_unsound_is_seen(small):  # noqa: F811
    assert call(small, CALLS["run"]).wait(120) == 0 and unsound(small) == []
    png, table = (small / f"figures/{NAME}/imf.{e}" for e in ("png", "csv"))
    png.write_bytes(png.read_bytes()[:-200])
    table.write_text(table.read_text() + "x\n")
    (small / "figures" / "imf.png.x1").write_text("")
    words = " ".join(unsound(small))
    assert all(
        part in words for part in ("imf.png", "imf.csv", "imf.json", "run.json", "imf.png.x1")
    )


@pytest.mark.parametrize("what", CALLS)
def test_a_call_killed_at_any_moment_leaves_only_whole_files(small, what):  # noqa: F811
    dice, attempts = random.Random(what), -(-share(100) // len(CALLS))
    seconds = None
    for n in range(attempts + 1):  # each time the figures are to be new: another title, other rows
        notebook(
            small,
            NAME,
            DRAW.replace("A title", f"Title {n}").replace(
                "'IMF'", ("'IMF'", "'World Bank'")[n % 2]
            ),
        )
        started = time.monotonic()
        process = call(small, CALLS[what])
        if seconds is None:
            said = process.communicate(timeout=120)[1]
            seconds = time.monotonic() - started
            assert process.returncode == 0, said
        else:
            sign = dice.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
            late = dice.random() < 0.6  # most files are written at the end
            time.sleep(seconds * (dice.uniform(0.75, 1.05) if late else dice.uniform(0.05, 0.75)))
            if process.poll() is None:
                os.killpg(process.pid, sign)
            said = process.communicate(timeout=60)[1]
            assert not re.search("Traceback", said), said[-2000:]
        assert unsound(small) == [], (n, what)
    process = call(small, CALLS[what])
    said = process.communicate(timeout=120)[1]
    assert process.returncode == 0, said
    titles = {
        json.loads(p.read_text())["title"]
        for folder in ("figures", "runs")
        for p in (small / folder).rglob("imf.json")
    }
    assert titles == {f"Title {attempts}"} and unsound(small) == []
    assert not list((small / "build").glob("run-*")) and not [
        p for p in small.rglob(".*") if p.is_file()
    ]
