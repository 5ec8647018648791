"""What is generated is as it should be, and the README's promises hold."""

import ast
import json
import logging
import os
import platform
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

OURS = {"heartland", "heartland_site", "heartland_themes", "tests", "conftest", "waits", "ways"}
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


def test_attacks_that_were_played_are_told_and_no_others(tmp_path):
    (tmp_path / "tests" / "attack").mkdir(parents=True)
    (tmp_path / "SECURITY.md").write_text("<!-- attacks -->\n<!-- /attacks -->\n")
    score = {"bytes": {"tried": 1200, "crashed": 0}, "form": {"tried": 1008, "named": 1006}}
    (tmp_path / generated.SCORE).write_text(json.dumps(score))
    assert generated.security(tmp_path).splitlines()[1:-1] == [
        "- form: 1,006 of 1,008 corrupted tables are named by file, row and column;",
        "- bytes: of 1,200 files of `data/` with other bytes none ended in a traceback.",
    ]


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


def test_the_readmes_commands_exist():
    readme, makefile = (ROOT / "README.md").read_text(), (ROOT / "Makefile").read_text()
    for target in set(re.findall(r"`?make ([a-z]+)", readme)):
        assert re.search(rf"^{target}:", makefile, flags=re.M), target
    for path in re.findall(r"\]\(([^)#]+)", readme):
        assert path.startswith("http") or (ROOT / path).exists(), path
    assert "make test" in (ROOT / ".ci/run").read_text()


PLATFORM = (ROOT / "figures/PLATFORM").read_text().strip()
ELSEWHERE = f"{platform.system()} {platform.machine()}" != PLATFORM


@pytest.mark.skipif(ELSEWHERE, reason="pictures in notebooks are equal only where they were drawn")
def test_executed_notebooks_equal_the_committed_ones(rerun):
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        executed = rerun / "build/notebooks" / path.name
        assert path.read_bytes() == executed.read_bytes(), f"{path.name}: run make refresh"


def test_a_run_of_all_notebooks_exports_the_committed_figures(rerun):
    endings = (".csv", ".json") if ELSEWHERE else (".csv", ".json", ".png", ".svg")
    committed = files(ROOT / "figures", *endings)
    made = files(rerun / "figures", *endings)
    assert made.keys() == committed.keys()
    assert [name for name in made if made[name] != committed[name]] == []


def files(folder, *endings):
    found = sorted(path for path in folder.rglob("*") if path.suffix in endings)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_a_run_leaves_nothing_outside_its_folders(rerun):
    assert {p.name for p in rerun.iterdir()} == {
        "data",
        "lib",
        "notebooks",
        "figures",
        "build",
        "requirements.lock",
    }
    assert not list((rerun / "notebooks").glob(".*"))


def test_a_refresh_tells_how_each_notebook_ended_and_the_block_of_a_failure_once(
    monkeypatch, caplog
):
    def perform(runs, jobs, report, make):
        report(runs[0], "waiting", "another is at work")
        report(runs[0], "succeeded", "1.0 s")
        report(runs[1], "failed", "a block")
        return [RunError("a block")]

    monkeypatch.setattr(generated.engine, "perform", perform)
    monkeypatch.setattr(generated.forked, "fastest_way", lambda: None)
    caplog.set_level(logging.INFO, "heartland")
    planned = [plan(ROOT, name, {}) for name in ("01-trade", "02-remittances")]
    with pytest.raises(RunError, match=r"^a block$"):
        generated._run_all(planned)
    assert caplog.messages == [
        "another is at work",
        "succeeded 01-trade (1.0 s)",
        "failed    02-remittances",
    ]


def test_the_figures_of_a_deleted_notebook_go_with_their_folder(tmp_path):
    files = [tmp_path / "13-population" / "index.png", tmp_path / "01-trade" / "old.png"]
    for file in [*files, tmp_path / "01-trade" / "total.png"]:
        file.parent.mkdir(exist_ok=True)
        file.touch()
    generated._remove(files)
    assert [path.relative_to(tmp_path).as_posix() for path in sorted(tmp_path.rglob("*"))] == [
        "01-trade",
        "01-trade/total.png",
    ]


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
