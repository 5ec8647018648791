"""The order of rows in a file means nothing: tables shuffled, the same is said and written."""

import pandas as pd
import pytest

import heartland as hl
from heartland.tables import collection, csv_files
from heartland.tables.tables import with_positions
from heartland_evidence.claims.evidence import evidence
from heartland_site import generated
from tests.conftest import ROOT

COMMANDS = [
    ("cite", "trade"),
    ("claims", "--weight"),
    ("claims", "show", "ctta-2023-14-b"),
]


@pytest.fixture
def shuffled(shuffled_collection, monkeypatch):
    """Let what a test calls read the shuffled collection from here on."""

    def enter():
        monkeypatch.setenv("HEARTLAND_ROOT", str(shuffled_collection))

    return enter


@pytest.mark.slow
def test_the_rows_of_every_table_come_in_the_order_of_its_key(shuffled):
    names = collection.dataset_names(ROOT)
    before = {name: hl.load(name, part_years=True) for name in names}
    shuffled()
    for name in names:
        after = hl.load(name, part_years=True)
        pd.testing.assert_frame_equal(after, before[name])
        assert after.index.tolist() == list(range(len(after)))


def test_a_number_in_a_key_counts_as_a_number():
    claimed = hl.load("claims", article_id="ctta-2023")
    assert claimed["paragraph"].is_monotonic_increasing
    assert claimed["claim_id"].iloc[0] == "ctta-2023-4-a"  # not that of paragraph 10


def test_a_row_keeps_its_place_in_the_file(shuffled):
    shuffled()
    written = csv_files.rows(collection.root(), "milestones")
    held = with_positions("milestones")
    ids = [written[place]["milestone_id"] for place in held.index]
    assert ids == held["milestone_id"].tolist() == hl.load("milestones")["milestone_id"].tolist()
    for _, found in evidence("ctta-2023-14-b"):
        counts = csv_files.rows(collection.root(), "casualty_reports")
        rows = found["casualty_reports"]
        assert rows["reporter"].tolist() == [counts[place]["reporter"] for place in rows.index]


@pytest.mark.slow
def test_what_is_generated_is_what_is_committed(shuffled, shuffled_collection):
    shuffled()
    for path, text in generated.generated(shuffled_collection):
        committed = ROOT / path.relative_to(shuffled_collection)
        assert text == committed.read_text(encoding="utf-8"), committed


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
@pytest.mark.slow
def test_a_command_prints_the_same(command, shuffled, words):
    before = command(*words)
    shuffled()
    assert before.returncode == 0 and command(*words) == before


@pytest.mark.slow
def test_the_audits_hold_wherever_their_rows_stand(command, shuffled):
    shuffled()
    assert command("validate").stdout.endswith("no problems found\n")
