"""What is generated is as it should be, and the README's promises hold."""

import ast
import json
import logging
import os
import re
import shutil
import subprocess
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions

import pytest
from nbclient.exceptions import CellExecutionError

from heartland import sentences
from heartland.errors import RunError
from heartland.runs.run import plan
from heartland_site import generated
from tests.conftest import ROOT
from tests.runs.collection import DRAW, ENDINGS, NAME, bring_up_to_date, contents, write_notebook

OURS = {
    "heartland",
    "heartland_site",
    "heartland_themes",
    "heartland_evidence",
    "tests",
    "conftest",
    "waits",
    "ways",
}
PACKAGES = packages_distributions()  # of each module
TOLD = {"distributed"}  # whoever has no cluster needs none: `--cluster` says what to install


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


def test_the_environment_pins_each_direct_dependency_as_the_lock_does():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = {re.split(r"[>=<]", d)[0] for d in project["dependencies"]}
    pins = dict(re.findall(r"- ([a-z0-9._-]+)==(\S+)", (ROOT / "environment.yml").read_text()))
    assert set(pins) == {w.lower() for w in wanted}
    for lock in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / lock).read_text()
        assert all(
            f"\n{name}=={pins[name]} " in "\n" + text
            for name in pins
            if f"\n{name}==" in "\n" + text
        ), lock
        assert "://" not in text and "--index" not in text


def test_the_lock_holds_what_the_project_asks_for():
    every = ["office", "site", "test"]
    for extra, lock in (([], "requirements.lock"), (every, "requirements-dev.lock")):
        project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
        wanted = project["dependencies"] + [
            d for e in extra for d in project["optional-dependencies"][e]
        ]
        text = (ROOT / lock).read_text()
        assert all(
            re.search(rf"^{re.escape(re.split('[>=<]', d)[0])}==", text, flags=re.M) for d in wanted
        )


def imported(folder):
    """The packages that the modules below a folder import, as an index names them."""
    names = set()
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module)
    modules = {name.partition(".")[0] for name in names} - sys.stdlib_module_names - OURS
    return {PACKAGES.get(module, [module])[0].lower().replace("_", "-") for module in modules}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("folder", "extras"),
    [
        ("lib", ["office"]),
        ("site", ["site"]),
        ("tests", ["office", "site", "test"]),
    ],
)
def test_what_is_imported_is_declared_and_does_not_come_with_others_by_luck(folder, extras):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lists = [project["dependencies"], *(project["optional-dependencies"][e] for e in extras)]
    declared = {re.split("[>=<]", line)[0].lower() for lines in lists for line in lines}
    assert imported(folder) - TOLD <= declared


def test_one_place_for_the_version():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert f"version: {version}\n" in (ROOT / "CITATION.cff").read_text()
    package = json.loads((ROOT / "data/datapackage.json").read_text())["version"]
    assert f"Code {version}, data {package} " in (ROOT / "CHANGELOG.md").read_text()


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


def test_a_refresh_tells_how_each_notebook_ended_and_the_block_of_a_failure_once(
    monkeypatch, caplog
):
    def perform(runs, report):
        report(runs[0], "waiting", "another is at work")
        report(runs[0], "succeeded", "1.0 s")
        report(runs[1], "failed", "a block")
        return [RunError("a block")]

    monkeypatch.setattr(generated.engine, "perform", perform)
    caplog.set_level(logging.INFO, "heartland")
    planned = [plan(ROOT, name, {}) for name in ("01-trade", "02-remittances")]
    with pytest.raises(RunError, match=r"^a block$"):
        generated._run_all(planned)
    assert caplog.messages == [
        "another is at work",
        "succeeded 01-trade (1.0 s)",
        "failed    02-remittances",
    ]


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


def test_a_tutorial_that_fails_is_named_in_a_line(monkeypatch):
    def fail(client, **options):
        raise CellExecutionError("a traceback", "KeyError", "'growth'")

    monkeypatch.setattr(generated.NotebookClient, "execute", fail)
    with pytest.raises(RunError, match=r"^docs/tutorial.ipynb: KeyError: 'growth': run it"):
        generated.tutorial(ROOT)


def test_the_tutorial_is_executed_when_a_table_or_what_is_stored_of_it_changes(tmp_path):
    for folder in ("data", "docs", "notebooks"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "requirements.lock", tmp_path)
    record = tmp_path / generated.TUTORIAL_RECORD
    assert not generated._is_current(tmp_path)
    for file in ("docs/tutorial.ipynb", "data/trade.csv"):
        record.parent.mkdir(exist_ok=True)
        record.write_text(json.dumps(generated._state_of_tutorial(tmp_path)))
        assert generated._is_current(tmp_path)
        with (tmp_path / file).open("a") as end:
            end.write("\n")
        assert not generated._is_current(tmp_path)
