"""What a change of the data would move is said before it lands."""

import json
import subprocess

import pandas as pd
import pytest

from heartland_evidence.lineage.impact import (
    Change,
    audits_touched,
    changes_since,
    figures_touched,
)
from tests.conftest import ROOT
from tests.lineage.drawing import draw

PEOPLE = ["01-people/people"]
LINE = {"area": "TJK", "year": "2001", "source_id": "a"}


def git(made, *words):
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run(["git", "-C", str(made.root), *identity, *words], check=True)


@pytest.fixture
def committed(package):
    """A small collection in a repository of its own, with one commit."""
    made = package("remittances", "macro")
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "One"]):
        git(made, *words)
    return made


def test_a_row_that_was_changed_is_said_with_both_values_and_one_that_is_gone_or_new(committed):
    header, *lines = committed.lines("macro")
    year, value = header.index("year"), header.index("value_usd_mn")
    before, lines[0][value], lines[1][year] = lines[0][value], "7.5", "1950"
    committed.write("macro", [header, *lines])
    changes = changes_since(committed.root, "HEAD")
    assert sorted(change.kind for change in changes) == ["added", "changed", "removed"]
    (said,) = (str(change) for change in changes if change.kind == "changed")
    assert said.startswith(f"macro.csv: changed {lines[0][0]}; {lines[0][1]}; ")
    assert said.endswith(f": value_usd_mn '{before}' to '7.5'")


def test_a_schema_that_differs_is_said_and_moves_what_its_table_is_drawn_in(committed):
    path = committed.root / "data" / "schemas" / "macro.json"
    path.write_text(path.read_text(encoding="utf-8").replace("title", "Title"), encoding="utf-8")
    (change,) = changes_since(committed.root, "HEAD")
    assert str(change) == "schemas/macro.json: changed"
    draw(committed, [LINE], ["macro"])
    assert figures_touched(committed.root, [change]) == PEOPLE


@pytest.mark.parametrize(
    ("table", "row", "moves"),
    [
        ("population", {"area": "TJK", "year": "2001"}, True),
        ("population", {"area": "UZB", "year": "2001", "source_id": "a"}, True),
        ("population", {"area": "UZB", "year": "2001"}, False),
        ("population", {"area": "TJK", "year": "2002"}, False),
        ("remittances", {"area": "TJK", "period": "2001"}, False),
    ],
)
def test_a_row_moves_a_figure_that_had_loaded_its_table_and_cites_it_or_draws_its_thing(
    package, table, row, moves
):
    made = package("population", "remittances")
    draw(made, [LINE])
    change = Change(table, "added", "x", {}, {"source_id": "new"} | row)
    assert figures_touched(made.root, [change]) == PEOPLE * moves


def test_a_row_of_one_flow_moves_a_figure_of_the_sum_of_both(package):
    made = package("trade")
    row = {"area": "TJK", "partner": "CHN", "period": "2001", "flow": "exports", "source_id": "b"}
    draw(made, [LINE | {"partner": "CHN", "flow": "turnover"}], ["trade"])
    assert figures_touched(made.root, [Change("trade", "added", "x", {}, row)]) == PEOPLE
    other = row | {"partner": "RUS"}
    assert figures_touched(made.root, [Change("trade", "added", "x", {}, other)]) == []


def test_another_preference_moves_the_figures_of_the_rows_that_it_names(package):
    made = package("population")
    source = "wdi-population"
    draw(made, [LINE | {"source_id": source}])
    entry = {"dataset": "population", "where": "area=TJK", "rank": "1"}
    assert figures_touched(made.root, [Change("preferences", "changed", "x", entry, entry)]) == (
        PEOPLE
    )
    entry = {"dataset": "population", "where": "no condition"}
    assert figures_touched(made.root, [Change("corrections", "changed", "x", entry, entry)]) == []


@pytest.mark.parametrize(
    ("cells", "moves"),
    [
        ({"area": "REGION", "name": "A region", "members": "KGZ;TJK"}, True),
        ({"area": "KGZ", "name": "Kyrgyzstan"}, False),
    ],
)
def test_a_name_or_a_member_of_an_area_moves_the_figures_that_show_it(package, cells, moves):
    made = package("population")
    draw(made, [LINE])
    row = {"members": ""} | cells
    assert figures_touched(made.root, [Change("areas", "changed", "x", row, row)]) == PEOPLE * moves


def test_a_border_that_was_moved_moves_the_maps_and_nothing_else():
    touched = figures_touched(ROOT, [Change("central_asia.geojson", "changed", "", {}, {})])
    kinds = {
        json.loads((ROOT / "figures" / f"{place}.json").read_text(encoding="utf-8"))["kind"]
        for place in touched
    }
    assert kinds == {"map"}


@pytest.mark.parametrize(
    ("line", "moves"),
    [
        ({"claim_id": "a-1-a"}, True),
        ({"outcome": "held"}, True),
        ({"area": "TJK"}, False),
    ],
)
def test_a_claim_that_was_judged_anew_moves_what_shows_it_or_counts_claims(package, line, moves):
    made = package("claims", "audits", "articles")
    draw(made, [line], ["audits"])
    row = {"claim_id": "a-1-a", "tests": "content", "source_id": "", "verdict": "confirmed"}
    change = Change("audits", "changed", "x", row, row)
    assert figures_touched(made.root, [change]) == PEOPLE * moves
    assert audits_touched(ROOT, [change], pd.DataFrame({"claim_id": [], "dataset": []})) == [
        "a-1-a"
    ]


@pytest.mark.parametrize(
    ("change", "touched"),
    [
        (Change("trade", "changed", "x", {"area": "KAZ"}, {"area": "KAZ"}), ["a-1-a"]),
        (Change("digital_indices", "changed", "x", {"rank": "4"}, {"rank": "5"}), ["c-1-a"]),
        (Change("sources", "changed", "s", {"source_id": "s"}, {"source_id": "s"}), ["b-1-a"]),
    ],
)
def test_an_audit_that_reads_a_changed_row_or_cites_a_changed_source_is_named(change, touched):
    audits = pd.DataFrame(
        [
            ["a-1-a", "", "trade", "area=UZB|area=KAZ"],
            ["b-1-a", "s;t", "trade", "area=UZB"],
            ["c-1-a", "", "digital_indices", "rank=1..20"],
        ],
        columns=["claim_id", "source_id", "dataset", "where"],
    )
    assert audits_touched(ROOT, [change], audits) == touched
