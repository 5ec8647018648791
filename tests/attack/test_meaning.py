"""A plausible change of what a row says is named by validate, or shown with what it moves."""

import shutil
import subprocess

import pytest

from tests.conftest import ROOT, Package

pytestmark = pytest.mark.attack

NAMED = [  # table, the row, and what a well-informed outsider would write into it
    ("areas", {"area": "EAEU"}, {"members": "ARM;BLR;KAZ;KGZ;RUS;TJK"}),
    ("areas", {"area": "KAZ"}, {"iso_numeric": "860"}),
    ("sources", {"source_id": "24kg-124217"}, {"licence": "CC BY 4.0", "redistribution": "yes"}),
    ("sources", {"source_id": "rosstat-trade-1994-2021"}, {"published": "2024"}),
    ("trade", {"source_id": "xinhua-kazakhstan-2022-09", "area": "KAZ"}, {"reporter": "KAZ"}),
    ("trade", {"source_id": "nca-russia-2023-04", "area": "KAZ"}, {"concept": "goods and services"}),
    ("remittances", {"source_id": "asiaplus-2022-06-15", "area": "KGZ", "period": "2021"}, {"share_gdp_pct": "", "share_of_receipts_pct": "33"}),
    ("casualty_reports", {"event_id": "KGZ-TJK-2022-09", "side": "KGZ", "measure": "killed", "group": "civilians", "source_id": "hrw-2023-05-02"}, {"side": "TJK"}),
    ("casualty_reports", {"event_id": "KAZ-2022-01", "source_id": "babel-83033", "value": "238"}, {"value": "283"}),
    ("casualty_reports", {"event_id": "KAZ-2022-01", "source_id": "tass-ru-13379037", "value": "164"}, {"status": "A", "credibility": "2"}),
    ("casualty_reports", {"event_id": "KAZ-2022-01", "source_id": "ngo-joint-2022-07-29", "value": "240"}, {"independent": "yes"}),
    ("conflict_events", {"event_id": "KAZ-AKTOBE-2016-06"}, {"latitude": "51.28", "longitude": "58.20"}),
    ("smartphone_shares", {"source_id": "etoday-phones-2022", "vendor": "Xiaomi"}, {"method": "shipments"}),
    ("sco_members", {"area": "BLR", "status": "member"}, {"since": "2017-06-09"}),
    ("corrections", {"correction_id": "cas-05"}, {"status": "open"}),
    ("exceptions", {"dataset": "growth_forecasts", "rule": "is far from its neighbours"}, {"rule": "is"}),
]  # fmt: skip
SHOWN = [  # what no rule can know: the row, what is written there, and words of what it may move
    ("growth_forecasts", {"publisher": "World Bank", "vintage": "2022-04", "area": "KAZ", "growth_pct": "1.8"}, {"also_in": ""}, "03-growth-forecasts/"),
    ("claims", {"claim_id": "ctta-2023-12-a"}, {"period": "2021"}, "ctta-2023-12-a"),
    ("second_readings", {"claim_id": "nikkei-sco-2022-12-a"}, {"second_verdict": "disputed", "reason": ""}, "nikkei-sco-2022-12-a"),
    ("preferences", {"dataset": "trade", "where": "reporter=RUS"}, {"rank": "1"}, "01-trade/"),
]  # fmt: skip


@pytest.fixture
def collection(tmp_path, monkeypatch):
    """A copy of the data in a repository of its own, with the figures and notebooks of this one."""
    monkeypatch.setenv("HEARTLAND_ROOT", str(tmp_path))
    shutil.copytree(ROOT / "data", tmp_path / "data")
    for name in ("figures", "notebooks", "lib"):
        (tmp_path / name).symlink_to(ROOT / name)
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    for words in (["init", "-q"], ["add", "data"], [*identity, "commit", "-qm", "One"]):
        subprocess.run(["git", "-C", str(tmp_path), *words], check=True)
    return Package(tmp_path)


def test_what_says_something_else_is_named_with_its_row(collection, command):
    assert command("validate").returncode == 0
    rows = [(table, collection.row(table, **where), cells) for table, where, cells in NAMED]
    for table, row, cells in rows:
        collection.plant(table, row, **cells)
    told = command("validate")
    assert told.returncode == 1
    said = told.stdout + told.stderr
    silent = [(table, row) for table, row, _ in rows if f"{table}.csv, row {row}" not in said]
    assert silent == []


def test_what_no_rule_knows_is_shown_with_what_it_may_move(collection, command):
    for table, where, cells, _ in SHOWN:
        collection.plant(table, collection.row(table, **where), **cells)
    told = command("validate", "--since", "HEAD").stdout
    for table, _, _, moved in SHOWN:
        assert f"{table}.csv: changed" in told
        assert moved in told
