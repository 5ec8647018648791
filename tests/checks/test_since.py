"""What a change of the data would move is said before it lands."""

import subprocess

import pandas as pd
import pytest

from heartland.checks.since import (
    Change,
    audits_touched,
    changes_since,
    figures_touched,
)
from heartland.errors import UsageError
from tests.conftest import ROOT


@pytest.fixture
def committed(package):
    """A small collection in a repository of its own, with one commit."""
    made = package("remittances", "macro")
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    for words in (["init", "-q"], ["add", "-A"], [*identity, "commit", "-qm", "One"]):
        subprocess.run(["git", "-C", str(made.root), *words], check=True)
    return made


def test_nothing_has_changed_in_a_fresh_commit(committed):
    assert changes_since(committed.root, "HEAD") == []


def test_a_moved_decimal_point_is_said_with_both_values(committed):
    row = committed.row("remittances", area="TJK", measure="received_bop")
    committed.plant("remittances", row, status="U", note="moved")
    (change,) = changes_since(committed.root, "HEAD")
    assert change.kind == "changed"
    assert "note '' to 'moved'" in str(change) or "to 'moved'" in str(change)


def test_a_row_that_is_gone_and_one_that_is_new_are_said(committed):
    header, *lines = committed.lines("remittances")
    lines[0][header.index("period")] = "1991"
    committed.write("remittances", [header, *lines])
    kinds = sorted(change.kind for change in changes_since(committed.root, "HEAD"))
    assert kinds == ["added", "removed"]


def test_an_unknown_commit_is_one_line(committed):
    with pytest.raises(UsageError, match="git knows no commit 'nowhere' here"):
        changes_since(committed.root, "nowhere")


def test_a_figure_that_cites_a_changed_row_is_named_and_no_other():
    row = {"area": "TJK", "source_id": "wdi-remittances-share"}
    cited = pd.read_json(ROOT / "figures/02-remittances/share-of-gdp.json", typ="series")
    row["source_id"] = cited["sources"][0]["source_id"]
    change = Change("remittances", "changed", "x", row, row)
    touched = figures_touched(ROOT, [change])
    assert "02-remittances/share-of-gdp" in touched
    assert not any(name.startswith("06-") for name in touched)


def test_an_audit_that_reads_a_changed_row_is_named():
    audits = pd.DataFrame(
        {
            "claim_id": ["a-1-a", "b-1-a"],
            "dataset": ["trade", "trade"],
            "where": ["area=KAZ", "area=UZB"],
        }
    )
    change = Change("trade", "changed", "x", {"area": "KAZ"}, {"area": "KAZ"})
    assert audits_touched([change], audits) == ["a-1-a"]
