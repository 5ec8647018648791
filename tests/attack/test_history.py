"""What was published is still read: each version of the data validates with its own schemas."""

import io
import json
import subprocess
import tarfile
from pathlib import Path

import pytest

from heartland.tables import descriptor, location
from heartland.tables.tables import apply_schema, problems_at, read_text
from heartland_evidence.rules import schema
from heartland_evidence.rules.cells import cells_hold
from heartland_evidence.rules.rule import Tables
from tests.conftest import ROOT

pytestmark = pytest.mark.attack
STEP = '"version": "'
FIRST = 2  # version 1 was a draft


def git(*words: str) -> bytes:
    return subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, check=True).stdout


def version_of(commit: str) -> str:
    text = git("show", f"{commit}:./{location.DESCRIPTOR.as_posix()}")
    return str(json.loads(text)["version"])


def states() -> list[str]:
    """The last commit of each version, and the first: what a step left and what it made."""
    try:
        steps = git("log", "--format=%H", "-G", STEP, "--", location.DESCRIPTOR.as_posix()).split()
    except (OSError, subprocess.CalledProcessError):
        return []
    found: dict[str, str] = {}
    for step in (word.decode() for word in steps):
        for commit in (step, f"{step}^"):
            try:
                version = version_of(commit)
            except subprocess.CalledProcessError:
                continue
            if int(version.split(".")[0]) >= FIRST:
                name = git("rev-parse", "--short", commit).decode().strip()
                found[f"{version} at {name}"] = name
    return list(found)


STATES = states()


@pytest.mark.skipif(not STATES, reason="no history of the data here")
@pytest.mark.parametrize("state", STATES)
def test_a_version_of_the_data_validates_with_its_own_schemas(tmp_path, monkeypatch, state):
    commit = state.rpartition(" ")[2]
    with tarfile.open(fileobj=io.BytesIO(git("archive", commit, "data"))) as archive:
        archive.extractall(tmp_path, filter="data")
    monkeypatch.setenv("HEARTLAND_ROOT", str(tmp_path))
    found = wrong_by_schema(tmp_path)
    assert not found, f"{len(found)}: {found[:10]}"


def wrong_by_schema(root: Path) -> list[str]:
    """What breaks a rule of the schemas or of cells, of the tables that the descriptor names."""
    found = []
    text, typed = {}, {}
    for name in descriptor.dataset_names(root):
        text[name], unsound = read_text(root, name)
        typed[name], untyped = apply_schema(text[name], root, name)
        found += [*unsound, *untyped, *cells_hold(name, text[name])]
    for rule in schema.RULES:
        for broken in rule(Tables(typed)):
            cells = text[broken.table]
            found += problems_at(broken.table, cells, broken.column, broken.rows, broken.sentence)
    return [str(one) for one in found]
