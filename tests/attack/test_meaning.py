"""Plausible changes of meaning are named, or it is said what they move."""

import hashlib

import pytest

from tests.attack.meaning import CHANGES
from tests.attack.play_meaning import Collection
from tests.attack.score import keep
from tests.conftest import ROOT

pytestmark = pytest.mark.attack


def test_what_says_something_else_is_named_or_said_to_move(
    tmp_path, monkeypatch, attempts, pytestconfig
):
    """Five of six, as many as the issue on trust asks for; the rest moves no figure and no audit."""
    monkeypatch.setenv("HEARTLAND_ROOT", str(tmp_path))
    collection = Collection(tmp_path, ROOT)
    told: dict[str, list[str]] = {"named": [], "shown": [], "silent": []}
    for name in chosen(attempts(len(CHANGES)), pytestconfig.option.seed):
        tables = collection.changed(CHANGES[name])
        changes, figures, claims = collection.moved(tables)
        assert changes, name  # whatever is changed is listed
        if collection.found(tables):
            told["named"].append(name)
        elif figures or claims:
            told["shown"].append(name)
        else:
            told["silent"].append(name)
    counts = {kind: len(names) for kind, names in told.items()}
    print(counts, told["shown"], told["silent"])
    tried = sum(counts.values())
    keep(pytestconfig, "meaning", {"tried": tried} | counts)
    assert counts["silent"] <= max(1, tried / 6), told["silent"]


def chosen(number: int, seed: str) -> list[str]:
    """Some of the changes: which, follows from the seed."""
    order = sorted(CHANGES, key=lambda name: hashlib.sha256(f"{seed} {name}".encode()).digest())
    return order[:number]


def test_as_many_changes_are_tried_as_the_issue_on_trust_asks_for():
    assert len(CHANGES) >= 60
