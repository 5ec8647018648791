"""What a change of the data would move is said before it lands."""

import json
import subprocess

import pandas as pd
import pytest

from heartland.errors import DataError, UsageError
from heartland.tables import schemas
from heartland_evidence.lineage.impact import (
    Change,
    audits_touched,
    changes_since,
    figures_touched,
    finding_of,
)
from tests.conftest import ROOT

pytestmark = pytest.mark.after("lib/heartland_evidence/lineage/")


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
    source = "wdi-remittances-usd"
    row = committed.row("remittances", area="TJK", period="2002", source_id=source)
    header, *lines = committed.lines("remittances")
    line = dict(zip(header, lines[row - 2], strict=True))
    before = line["value_usd_mn"]
    after = f"{float(before) * 10:.3f}"
    committed.plant("remittances", row, value_usd_mn=after)
    (change,) = changes_since(committed.root, "HEAD")
    key = "; ".join(line[column] for column in schemas.read(ROOT, "remittances")["primaryKey"])
    said = f"remittances.csv: changed {key}: value_usd_mn '{before}' to '{after}'"
    assert str(change) == said


def test_a_row_that_is_gone_and_one_that_is_new_are_said(committed):
    header, *lines = committed.lines("remittances")
    lines[0][header.index("period")] = "1991"
    committed.write("remittances", [header, *lines])
    kinds = sorted(change.kind for change in changes_since(committed.root, "HEAD"))
    assert kinds == ["added", "removed"]


def test_a_byte_order_mark_in_the_commit_changes_no_row(committed):
    file = committed.file("macro")
    plain = file.read_bytes()
    file.write_bytes(b"\xef\xbb\xbf" + plain)  # as Excel writes it
    git = ["git", "-C", str(committed.root), "-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run([*git, "commit", "-qam", "Two"], check=True)
    file.write_bytes(plain)
    assert changes_since(committed.root, "HEAD") == []


def test_a_hook_of_another_repository_is_not_asked(committed, monkeypatch, tmp_path):
    other = tmp_path / "other"
    subprocess.run(["git", "init", "-q", str(other)], check=True)
    (other / "theirs").touch()
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / ".git" / "index"))
    assert changes_since(committed.root, "HEAD") == []


def test_an_unknown_commit_is_one_line(committed):
    with pytest.raises(UsageError, match="git knows no commit 'nowhere' here"):
        changes_since(committed.root, "nowhere")


def test_a_passage_that_is_exchanged_names_the_claims_that_link_to_it():
    before = {"article_id": "a-2022", "paragraph": "7", "words": "one two"}
    change = Change("passages", "changed", "x", before, before | {"words": "three four"})
    audits = pd.DataFrame({"claim_id": ["a-2022-7-a", "a-2022-71-a", "b-2022-7-a"]})
    audits = audits.assign(source_id="", dataset="trade", where="area=KAZ")
    assert audits_touched(ROOT, [change], audits) == ["a-2022-7-a"]


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
            "source_id": ["", ""],
            "dataset": ["trade", "trade"],
            "where": ["area=KAZ", "area=UZB"],
        }
    )
    change = Change("trade", "changed", "x", {"area": "KAZ"}, {"area": "KAZ"})
    assert audits_touched(ROOT, [change], audits) == ["a-1-a"]


def test_an_audit_of_a_span_of_numbers_compares_numbers():
    audits = pd.DataFrame({"claim_id": ["a-1-a"], "source_id": [""]})
    audits = audits.assign(dataset="digital_indices", where="rank=1..20")
    within = Change("digital_indices", "changed", "x", {"rank": "4"}, {"rank": "5"})
    assert audits_touched(ROOT, [within], audits) == ["a-1-a"]
    beyond = Change("digital_indices", "changed", "x", {"rank": "100"}, {"rank": "150"})
    assert audits_touched(ROOT, [beyond], audits) == []


def test_a_border_that_was_moved_moves_the_maps_and_nothing_else():
    change = Change(
        "central_asia.geojson", "changed", "features KGZ", {"value": ""}, {"value": "x"}
    )
    assert figures_touched(ROOT, [change]) == [
        "00-start-here/the-region",
        "04-casualties/where-it-happened",
    ]


def test_a_rule_that_a_schema_lost_is_said(committed):
    path = committed.root / "data" / "schemas" / "macro.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    del schema["series"]
    path.write_text(json.dumps(schema), encoding="utf-8")
    (change,) = changes_since(committed.root, "HEAD")
    assert str(change) == "schemas/macro.json: removed series"
    touched = figures_touched(ROOT, [change])
    assert "12-chinese-money/against-output" in touched
    assert not any(name.startswith("06-") for name in touched)


def test_another_preference_moves_the_figures_of_the_rows_that_it_names():
    entry = {"dataset": "trade", "where": "reporter=RUS", "rank": "1", "reason": ""}
    touched = figures_touched(ROOT, [Change("preferences", "changed", "x", entry, entry)])
    assert "01-trade/whose-books-agree" in touched
    assert not any(name.startswith(("05-", "06-", "07-")) for name in touched)


def test_a_row_of_a_source_that_nothing_cites_yet_moves_the_figures_of_its_thing():
    row = {"area": "KAZ", "partner": "CHN", "period": "2022", "source_id": "a-new-source"}
    touched = figures_touched(ROOT, [Change("trade", "added", "x", {}, row)])
    assert "01-trade/level-with-russia" in touched


def test_a_name_of_an_area_moves_the_figures_that_show_it():
    row = {"area": "MNG", "name": "Mongolia", "members": ""}
    touched = figures_touched(ROOT, [Change("areas", "changed", "MNG", row, row)])
    assert "08-sco/counted-how" in touched and "02-remittances/share-of-gdp" not in touched


def test_a_claim_that_was_judged_anew_moves_what_counts_claims():
    row = {"claim_id": "ctta-2023-4-a", "tests": "content", "source_id": "", "verdict": "confirmed"}
    change = Change("audits", "changed", "ctta-2023-4-a; content", row, row)
    touched = figures_touched(ROOT, [change])
    assert {"09-claims/by-theme", "09-claims/every-claim"} <= set(touched)
    assert audits_touched(ROOT, [change], pd.DataFrame({"claim_id": [], "dataset": []})) == [
        "ctta-2023-4-a"
    ]


def test_what_a_figure_finds_is_its_title():
    facts = json.loads((ROOT / "figures/08-sco/largest-states.json").read_text(encoding="utf-8"))
    assert finding_of(ROOT, "08-sco/largest-states") == facts["title"]


def drawn(made, facts, line):
    """A committed figure of one line, with these facts."""
    folder = made.root / "figures" / "01-people"
    folder.mkdir(parents=True)
    (folder / "people.json").write_text(json.dumps(facts), encoding="utf-8")
    text = f"{','.join(line)}\n{','.join(line.values())}\n"
    (folder / "people.csv").write_text(text, encoding="utf-8")


LINE = {"area": "TJK", "year": "2001", "source_id": "a"}
PEOPLE = {"sources": [{"source_id": "a"}], "datasets": ["population"]}


@pytest.mark.parametrize(
    ("table", "area", "touched"),
    [
        ("population", "TJK", ["01-people/people"]),
        ("population", "UZB", []),
        ("remittances", "TJK", []),
    ],
)
def test_a_row_of_a_new_source_moves_a_figure_of_its_thing_that_had_loaded_its_table(
    package, table, area, touched
):
    made = package("population", "remittances")
    drawn(made, PEOPLE, LINE)
    row = {"area": area, "year": "2001", "source_id": "new"}
    assert figures_touched(made.root, [Change(table, "added", "x", {}, row)]) == touched


def test_a_figure_that_does_not_say_what_was_loaded_is_told_in_one_line(package):
    made = package("population")
    drawn(made, {"sources": []}, LINE)
    change = Change("population", "changed", "x", LINE, LINE)
    with pytest.raises(DataError, match=r"^01-people/people\.json .*: run the notebook again$"):
        figures_touched(made.root, [change])


def test_a_row_of_one_flow_moves_a_figure_of_the_sum_of_both(package):
    made = package("trade")
    row = {"area": "TJK", "partner": "CHN", "period": "2001", "flow": "exports", "source_id": "b"}
    drawn(
        made,
        PEOPLE | {"datasets": ["trade"]},
        {"area": "TJK", "partner": "CHN", "year": "2001", "flow": "turnover", "source_id": "a"},
    )
    assert figures_touched(made.root, [Change("trade", "added", "x", {}, row)])
    other = row | {"partner": "RUS"}
    assert figures_touched(made.root, [Change("trade", "added", "x", {}, other)]) == []
