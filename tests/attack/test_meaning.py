"""Plausible changes of meaning are named, or it is said what they move."""

import hashlib
import random
from collections import defaultdict

import pytest

from tests.attack.drawn import other_cell, slip
from tests.attack.meaning import CHANGES, Tables
from tests.attack.play_meaning import Collection
from tests.attack.score import keep
from tests.conftest import ROOT

pytestmark = pytest.mark.attack


SLIPS = 120  # drawn at random


@pytest.fixture
def collection(tmp_path, monkeypatch):
    """A copy of the collection, whose tables are changed and put back."""
    monkeypatch.setenv("HEARTLAND_ROOT", str(tmp_path))
    return Collection(tmp_path, ROOT)


def test_a_copy_that_was_changed_is_what_is_validated(collection):
    """Or every change would pass in silence."""
    rows = [row | {"members": ""} for row in collection.rows["areas"]]
    assert collection.found({"areas": rows}) and not collection.found({})


def said(collection: Collection, tables: Tables, name: str) -> str:
    """Whether changed tables are named by validate, or shown by --since, or neither."""
    changes, figures, claims = collection.moved(tables)
    assert changes, name  # whatever is changed is listed
    if collection.found(tables):
        return "named"
    return "shown" if figures or claims else "silent"


def kept(told: dict[str, list[str]], config: pytest.Config, kind: str) -> int:
    """Write down how many changes were named, shown and neither; return how many were tried."""
    counts = {outcome: len(told[outcome]) for outcome in ("named", "shown", "silent")}
    tried = sum(counts.values())
    print(counts, *told["shown"], "silent:", *told["silent"], sep="\n")
    keep(config, kind, {"tried": tried} | counts)
    return tried


def test_what_says_something_else_is_named_or_said_to_move(collection, attempts, pytestconfig):
    """Five of six, as many as the issue on trust asks for; the rest moves no figure and no audit."""
    told = defaultdict[str, list[str]](list)
    for name in chosen(attempts(len(CHANGES)), pytestconfig.option.seed):
        told[said(collection, collection.changed(CHANGES[name]), name)].append(name)
    tried = kept(told, pytestconfig, "meaning")
    assert len(told["silent"]) <= max(1, tried / 6), told["silent"]


def test_a_slip_drawn_at_random_is_named_or_said_to_move(collection, attempts, pytestconfig):
    dice = random.Random(pytestconfig.option.seed)
    told = defaultdict[str, list[str]](list)
    for _ in range(attempts(SLIPS)):
        one = slip(collection.rows, dice)
        told[said(collection, {one.table: one.rows}, str(one))].append(str(one))
    tried = kept(told, pytestconfig, "slips")
    assert len(told["silent"]) <= max(1, tried / 6), told["silent"]


def test_a_slip_leaves_the_form_of_a_cell():
    dice = random.Random(0)
    for cell in ("2022", "2022-09", "2022-09-14", "12.50", "-3", "7"):
        for _ in range(20):
            other = other_cell(cell, [], dice)
            assert len(other.split("-")) == len(cell.split("-")), other
            assert len(other.partition(".")[2]) == len(cell.partition(".")[2]), other
    assert other_cell("KAZ", ["UZB"], dice) == "UZB"


def chosen(number: int, seed: str) -> list[str]:
    """Some of the changes: which, follows from the seed."""
    order = sorted(CHANGES, key=lambda name: hashlib.sha256(f"{seed} {name}".encode()).digest())
    return order[:number]


def test_as_many_changes_are_tried_as_the_issue_on_trust_asks_for():
    assert len(CHANGES) >= 60
