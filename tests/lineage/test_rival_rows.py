"""Which rows count the same thing as a line of a figure, and do not stand behind it."""

import json

import pytest

from heartland.cli import data
from heartland_evidence.lineage.rival_rows import rivals_of
from tests.lineage.drawing import draw

OWN = {
    "area": "KAZ",
    "partner": "CHN",
    "period": "2022",
    "flow": "exports",
    "product": "total",
    "concept": "goods",
    "reporter": "KAZ",
    "value_usd_mn": "13060",
    "source_id": "a",
}
OTHERS = {
    "by the partner": {"reporter": "CHN", "value_usd_mn": "15000", "source_id": "b"},
    "of another year": {"reporter": "CHN", "period": "2021", "source_id": "b"},
    "of a month": {"reporter": "CHN", "period": "2022-03", "source_id": "b"},
    "of another partner": {"partner": "RUS", "source_id": "b"},
    "of the world": {"partner": "WLD", "source_id": "b"},
    "of another flow": {"flow": "imports", "source_id": "b"},
    "of gas alone": {"product": "pipeline gas", "source_id": "b"},
}


@pytest.fixture
def made(package):
    """A count of exports to China, beside one by China and others of other things."""
    collection = package("trade")
    header = collection.lines("trade")[0]
    rows = [OWN, *(OWN | other for other in OTHERS.values())]
    lines = [[row.get(column, "") for column in header] for row in rows]
    collection.write("trade", [header, *lines])
    return collection


LINES = {
    "shown": [OWN, OWN | {"period": "2020"}],
    "computed": [{"area": "KAZ", "partner": "CHN", "year": "2022", "share": "7", "source_id": "a"}],
}


@pytest.mark.parametrize("lines", LINES.values(), ids=LINES)
def test_another_count_of_the_same_is_found_and_none_of_other_things(made, lines):
    figure = draw(made, lines, datasets=["trade"])
    rivals = rivals_of(made.root, figure, {0})
    assert [(one.row["reporter"], one.row["value_usd_mn"]) for one in rivals] == [("CHN", "15000")]
    assert rivals[0].lines == [0]
    assert rivals[0].figures(made.root) == {"value_usd_mn": "15000"}
    assert "source_id" not in rivals[0].of(made.root)


def test_a_turnover_added_up_of_two_flows_has_a_rival_that_was_counted_as_such(made):
    header, *lines = made.lines("trade")
    turnover = OWN | OTHERS["by the partner"] | {"flow": "turnover", "value_usd_mn": "31000"}
    made.write("trade", [header, *lines, [turnover.get(column, "") for column in header]])
    line = {"area": "KAZ", "partner": "CHN", "year": "2022", "flow": "turnover", "source_id": "a"}
    rivals = rivals_of(made.root, draw(made, [line], datasets=["trade"]), {0})
    assert {one.row["value_usd_mn"] for one in rivals} == {"15000", "31000"}


def test_the_rows_behind_other_lines_are_rivals_of_a_line(made):
    figure = draw(made, [OWN, OWN | OTHERS["by the partner"]], datasets=["trade"])
    assert [one.row["reporter"] for one in rivals_of(made.root, figure, {1})] == ["KAZ"]
    assert rivals_of(made.root, figure, {0, 1}) == []


def test_the_command_tells_other_counts_and_corrections_of_the_rows_chosen(command):
    words = (
        "rivals",
        "counts-by-event",
        "event_id=UZB-KARAKALPAK-2022-07",
        "reporter_kind=official",
    )
    told = command(*words, "-n", "0").stdout
    assert "also counted by others:\n  UZB-KARAKALPAK-2022-07, UZB, killed" in told
    answer = json.loads(command(*words, "--json").stdout)
    assert {row["measure"] for row in answer["rows"]} == {"killed"}
    assert {rival["of"]["measure"] for rival in answer["rivals"]} == {"killed"}
    counted = command("rivals", "counts-by-event", "event_id=KAZ-2022-01", "--json")
    about = json.loads(counted.stdout)["corrections"]
    assert {entry["dataset"] for entry in about} <= {"casualty_reports", "conflict_events"}
    assert about


A_COUNT = {
    "event_id": "KAZ-2022-01",
    "side": "KAZ",
    "measure": "killed",
    "group": "total",
    "value": "238",
    "reporter": "Prosecutor General's Office of Kazakhstan",
    "counted_on": "2022-08-16",
    "status": "A",
    "credibility": "3",
    "relation": "=",
    "source_id": "a",
}
COUNTS = [
    A_COUNT,
    A_COUNT | {"reporter": "X", "value": "240", "relation": ">", "independent": "no"},
    A_COUNT | {"value": "230", "counted_on": "2022-03-14", "status": "P"},
    A_COUNT | {"reporter": "Y", "value": "164", "status": "U"},
    A_COUNT | {"reporter": "Z", "value": "221", "counted_on": "", "published_on": "2022-07-29"},
    A_COUNT | {"reporter": "V", "value": "", "low": "55", "high": "77", "relation": "range"},
    A_COUNT | {"reporter": "W", "value": ""},
    A_COUNT | {"reporter": "B", "value": "250", "credibility": "6"},
    A_COUNT | {"reporter": "C", "value": "251", "witness": "article only"},
    A_COUNT | {"reporter": "D", "value": "227", "status": "P", "counted_on": "2022-01-18"},
]


def test_independent_counts_come_before_echoes_earlier_and_disowned_ones(package):
    collection = package("casualty_reports")
    header = collection.lines("casualty_reports")[0]
    lines = [[row.get(column, "") for column in header] for row in COUNTS]
    collection.write("casualty_reports", [header, *lines])
    figure = draw(collection, [A_COUNT], datasets=["casualty_reports"])
    rivals = rivals_of(collection.root, figure, {0})
    assert [(rival.standing, rival.row["reporter"][0], rival.date) for rival in rivals] == [
        ("others", "V", "2022-08-16"),
        ("others", "Z", "2022-07-29"),
        ("not independent", "X", "2022-08-16"),
        ("same body", "P", "2022-03-14"),
        ("same body", "D", "2022-01-18"),
        ("unreliable", "Y", "2022-08-16"),
        ("unreliable", "B", "2022-08-16"),
        ("unreliable", "C", "2022-08-16"),
    ]


def test_a_rival_is_told_with_its_bound_its_date_and_what_its_note_begins_with():
    rival = {
        "dataset": "casualty_reports",
        "of": {"event_id": "RIOT", "reporter": "Foundation"},
        "figures": {"value": "221"},
        "date": "2022-07-29",
        "relation": ">=",
        "low": "221",
        "high": "",
        "status": "E",
        "independent": "unknown",
        "note": "list of names; called preliminary",
        "source_id": "page",
    }
    assert data._rival_in_words(rival) == (
        "RIOT, Foundation: value ≥221, page of 2022-07-29, whether counted apart is not known; "
        "list of names (status E) [casualty_reports; page]"
    )
    exact = {"relation": "=", "low": "55", "high": "77", "figures": {}, "date": "", "status": "A"}
    told = data._rival_in_words(rival | exact | {"independent": "", "note": ""})
    assert told == "RIOT, Foundation: range 55 to 77, no date [casualty_reports; page]"


def test_the_counts_of_a_dataset_are_its_rows(command):
    done = command("rivals", "trade")
    assert done.returncode == 2
    assert "rivals is for a figure; all counts of trade are its rows" in done.stderr
