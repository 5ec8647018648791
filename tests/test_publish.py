"""What is generated is as it should be, and the README's promises hold."""

import json
import os
import re
import subprocess
import sys
from functools import cache

import pytest

from heartland import sentences
from heartland_site import generated
from tests.conftest import ROOT
from tests.runs.collection import DRAW, ENDINGS, NAME, bring_up_to_date, contents, write_notebook


@cache
def made_anew():
    """What is generated, by its path; once for all tests."""
    return {p.relative_to(ROOT).as_posix(): text for p, text in generated.generated(ROOT)}


@pytest.mark.slow
@pytest.mark.parametrize(
    "path", ["README.md", "data/README.md", "data/datapackage.json", "environment.yml"]
)
def test_nothing_generated_has_drifted(path):
    assert (ROOT / path).read_text(encoding="utf-8") == made_anew()[path], "run make refresh"


def test_the_reference_and_the_citation_are_of_the_newest_entry():
    """A reader copies the reference as it stands, so that it must be today's."""
    newest = r"^## Code (\S+), data (\S+) \((\S+)\)$"
    code, data, day = re.search(newest, (ROOT / "CHANGELOG.md").read_text(), flags=re.M).groups()
    citation = (ROOT / "CITATION.cff").read_text()
    assert f"version: {code}\n" in citation
    assert f"date-released: {day}\n" in citation, "date-released is of an earlier entry"
    (reference,) = re.findall(r"<!-- citation -->\n(.*)\n", (ROOT / "README.md").read_text())
    made = f"({day[:4]}). *Heartland: a reproducible evidence base on Central Asia*."
    assert reference == (
        f"> The Heartland contributors {made} Code {code}, data {data}, {sentences.month(day)}."
    ), "run make refresh"


@pytest.mark.slow
def test_the_readmes_example_reaches_a_cited_figure(tmp_path):
    (block,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), flags=re.S)
    subprocess.run(
        [sys.executable, "-W", "error", "-c", block],
        check=True,
        env=os.environ | {"HEARTLAND_OUT": str(tmp_path)},
        cwd=ROOT,
    )
    facts = json.loads((tmp_path / "imf-kyrgyzstan-2022.json").read_text())
    assert facts["source_line"].startswith("Source: IMF") and facts["rows"] >= 4


GONE = "13-population"
OWN = ["todo.txt", f"{NAME}/notes.md", f"{NAME}/my-own-crop.png", "for-my-brief/slide-3.png"]


@pytest.fixture
def refreshed(small, monkeypatch):
    """Refresh a small collection whose second notebook is gone, without what is slow: what is told.

    Its figures were drawn, and somebody keeps files beside them.
    """
    write_notebook(small, GONE, DRAW)
    bring_up_to_date(small, NAME, GONE)
    (small / "notebooks" / f"{GONE}.ipynb").unlink()
    for own in OWN:
        (small / "figures" / own).parent.mkdir(exist_ok=True)
        (small / "figures" / own).write_text("mine")
    monkeypatch.setattr(generated, "_run_all", lambda runs: bring_up_to_date(small))
    monkeypatch.setattr(generated, "generated", lambda root: [])
    monkeypatch.setattr(generated, "_is_current", lambda root: True)
    return lambda: generated.refresh(small)


def git(root, *words):
    subprocess.run(["git", "-C", str(root), *words], check=True)


def left_of(root):
    """The files below figures/ but those of the notebook that is still there."""
    kept = {f"{NAME}/imf.{ending}" for ending in ENDINGS} | {"PLATFORM"}
    return sorted(contents(root / "figures").keys() - kept)


def test_the_figures_of_a_deleted_notebook_go_with_their_folder_and_nothing_of_a_user(
    small, refreshed
):
    gone = [f"removed figures/{GONE}/imf.{ending}" for ending in ENDINGS]
    assert refreshed() == [f"rewrote notebooks/{NAME}.ipynb", *gone]
    assert left_of(small) == sorted(OWN)
    assert not (small / "figures" / GONE).exists()


def test_in_a_fresh_clone_git_knows_which_figures_go(small, refreshed):
    old = small / "figures" / NAME / "old.png"
    old.touch()
    git(small, "init", "-q")
    git(small, "add", f"figures/{GONE}/imf.png", str(old))
    (small / f"build/notebooks/{GONE}.run.json").unlink()
    told = refreshed()
    assert f"removed figures/{NAME}/old.png" in told
    assert f"removed figures/{GONE}/imf.png" in told
    assert left_of(small) == sorted(OWN)


def test_a_folder_with_a_repository_of_its_own_is_nobody_elses(small, refreshed):
    git(small, "init", "-q")
    git(small / "figures/for-my-brief", "init", "-q")
    git(small / "figures/for-my-brief", "add", "slide-3.png")
    refreshed()
    assert (small / "figures/for-my-brief/slide-3.png").exists()
