"""Each rule of the events, with tiny tables that break it and that keep it."""

import pandas as pd
import pytest

from heartland_evidence import rules
from heartland_evidence.rules import event_rules, simple_rules
from heartland_evidence.rules.rule import Tables

REPORT = {
    "event_id": "KAZ-1",
    "side": "KAZ",
    "place": "",
    "measure": "killed",
    "group": "total",
    "label": "",
    "value": 16,
    "low": None,
    "high": None,
    "reporter": "Prosecutor",
    "reporter_kind": "official",
    "counted_on": "2020-02-03",
    "published_on": "2020-02-04",
    "covers_to": "",
    "credibility": 2,
    "independent": "",
    "relation": "=",
    "status": "A",
    "source_id": "page",
    "also_in": "",
    "witness": "other",
    "note": "",
}
INCIDENT = {
    "event": "riot-2020",
    "event_id": "",
    "start": "2020-05-01",
    "area": "KAZ",
    "measure": "killed officers",
    "value": 2,
    "reporter": "Prosecutor",
    "reporter_kind": "official",
    "independent": "",
    "source_id": "page",
    "also_in": "",
    "witness": "other",
    "note": "",
}
EVENTS = pd.DataFrame(
    [
        {
            "event_id": "KAZ-1",
            "area": "KAZ",
            "areas_involved": "KAZ",
            "start": "2020-02-01",
            "kind": "unrest",
            "actors": "protesters; police",
        }
    ]
)
SOURCES = pd.DataFrame(
    [
        {"source_id": "page", "kind": "media", "published": "2020-02-04"},
        {"source_id": "relay", "kind": "media", "published": "2020-02-02"},
        {"source_id": "column", "kind": "article", "published": ""},
    ]
)


def reports(*changes):
    return pd.DataFrame([REPORT | change for change in changes])


def incidents(*changes):
    return pd.DataFrame([INCIDENT | change for change in changes])


def broken(rule, **tables):
    """The dataset, the column and the rows that a rule finds, where it finds any."""
    held = Tables({"conflict_events": EVENTS, "sources": SOURCES} | tables)
    found = [(name, column, list(bad[bad].index)) for name, column, bad, _ in rule(held)]
    return [(name, column, rows) for name, column, rows in found if rows]


def test_a_medium_without_people_of_its_own_is_no_counter():
    rows = reports(
        {"reporter": "Agency", "reporter_kind": "media", "note": "with the officers"},
        {"reporter": "Radio", "reporter_kind": "media", "note": "list made by the radio itself"},
        {"reporter": "not named", "reporter_kind": "not named"},
    )
    found = broken(simple_rules.simple_rules_hold, casualty_reports=rows)
    assert found == [("casualty_reports", "reporter", [0])]


def test_a_medium_as_counter_of_an_incident_is_found_too():
    rows = incidents({"reporter": "Agency", "reporter_kind": "media"})
    found = broken(simple_rules.simple_rules_hold, security_incidents=rows)
    assert found == [("security_incidents", "reporter", [0])]


@pytest.mark.parametrize(
    ("period", "rows"),
    [("2013-01/2017-12", [0]), ("2013/2017", []), ("2022-01/2022-11", []), ("2022-12", [])],
)
def test_months_that_make_whole_years_are_written_as_years(period, rows):
    figures = pd.DataFrame({"period": [period]})
    found = broken(simple_rules.simple_rules_hold, other_figures=figures)
    assert found == [("other_figures", "period", rows)] * bool(rows)


def test_one_figure_of_two_reporters_wants_a_word_on_independence():
    rows = reports({}, {"reporter": "Ministry"}, {"reporter": "Office", "value": 17})
    found = broken(event_rules.echoes_are_marked, casualty_reports=rows)
    assert found == [("casualty_reports", "independent", [0, 1])]


@pytest.mark.parametrize(
    "other",
    [
        {"reporter": "Ministry", "group": "civilians"},
        {"reporter": "Ministry", "place": "Almaty"},
        {"reporter": "author", "reporter_kind": "article", "witness": "article only"},
        {"counted_on": "2020-02-09"},
    ],
    ids=["another group", "another place", "an article", "the same reporter"],
)
def test_figures_of_different_things_are_no_echo(other):
    rows = reports({}, other)
    assert broken(event_rules.echoes_are_marked, casualty_reports=rows) == []


TOLLS = [{"value": value, "reporter": f"office {value}"} for value in (225, 227, 238)]


@pytest.mark.parametrize("slip", [2250, 22])
def test_a_toll_with_its_decimal_point_moved_stands_apart_from_the_others(slip):
    rows = reports(*TOLLS, {"value": slip, "reporter": "slip"})
    found = broken(event_rules.counts_of_a_thing_are_near, casualty_reports=rows)
    assert found == [("casualty_reports", "value", [3])]


@pytest.mark.parametrize(
    "other",
    [
        {"value": 1200},
        {"value": 2250, "status": "U"},
        {"value": 2250, "status": "P"},
        {"value": 2250, "measure": "detained"},
        {"value": 2250, "event_id": "KAZ-2"},
    ],
    ids=["disputed", "doubted", "provisional", "another measure", "another event"],
)
def test_a_toll_that_is_disputed_doubted_or_of_another_thing_does_not_stand_apart(other):
    rows = reports(*TOLLS, other)
    assert broken(event_rules.counts_of_a_thing_are_near, casualty_reports=rows) == []


def test_parts_of_the_dead_are_told_apart_by_their_labels():
    parts = [("Uyghurs", 46), ("Han Chinese", 137), ("Hui", 1)]
    counts = [{"group": "ethnic group", "label": label, "value": n} for label, n in parts]
    rows = reports(*counts)
    assert broken(event_rules.counts_of_a_thing_are_near, casualty_reports=rows) == []


def test_two_counts_do_not_show_which_stands_apart():
    rows = reports(TOLLS[0], {"value": 2250})
    assert broken(event_rules.counts_of_a_thing_are_near, casualty_reports=rows) == []


def test_independence_without_a_reason_is_found():
    rows = reports(
        {"independent": "unknown", "note": "no page connects the two"},
        {"reporter": "Ministry", "independent": "yes"},
    )
    found = broken(simple_rules.simple_rules_hold, casualty_reports=rows)
    assert found == [("casualty_reports", "note", [1])]


def test_a_count_that_nobody_made_apart_is_not_confirmed():
    counted_apart = {"credibility": 1, "independent": "yes", "note": "an own list of names"}
    rows = reports({"credibility": 1}, counted_apart, {})
    found = broken(simple_rules.simple_rules_hold, casualty_reports=rows)
    assert found == [("casualty_reports", "credibility", [0])]


def test_one_figure_of_an_incident_under_two_reporters_is_found():
    rows = incidents({}, {"reporter": "Ministry"})
    found = broken(event_rules.echoes_are_marked, security_incidents=rows)
    assert found == [("security_incidents", "independent", [0, 1])]


def test_two_words_on_who_did_an_incident_are_no_count():
    rows = incidents(
        {"measure": "events", "value": 1},
        {"measure": "events", "value": 1, "reporter": "Ministry"},
    )
    assert broken(event_rules.echoes_are_marked, security_incidents=rows) == []


def test_a_toll_of_a_known_event_among_the_incidents_is_found():
    rows = incidents(
        {"event_id": "KAZ-1"},
        {"event_id": "KAZ-1", "measure": "arrested"},
        {"event_id": "KAZ-1", "measure": "sentenced"},
        {},
    )
    found = broken(simple_rules.simple_rules_hold, security_incidents=rows)
    assert found == [("security_incidents", "measure", [0, 1])]


def test_a_toll_that_hides_from_its_event_is_found():
    rows = incidents({"start": "2020-02-01"}, {"start": "2020-02-01", "area": "UZB"})
    found = broken(event_rules.tolls_stand_in_one_table, security_incidents=rows)
    assert found == [("security_incidents", "event_id", [0])]


def test_a_count_that_its_reporter_changed_is_provisional():
    rows = reports({"value": 19, "counted_on": "2020-02-09"}, {}, {"value": 12, "status": "P"})
    found = broken(event_rules.changed_counts_are_provisional, casualty_reports=rows)
    assert found == [("casualty_reports", "status", [1])]


def test_a_count_without_a_day_of_its_own_is_placed_by_its_page():
    rows = reports({"value": 19, "counted_on": "", "published_on": "2020-02-09"}, {})
    found = broken(event_rules.changed_counts_are_provisional, casualty_reports=rows)
    assert found == [("casualty_reports", "status", [1])]


@pytest.mark.parametrize(
    "other",
    [
        {"value": 19, "reporter": "Ministry"},
        {"value": 19, "label": "police"},
        {"value": 19, "status": "D"},
    ],
    ids=["another reporter", "another label", "another definition"],
)
def test_counts_that_differ_in_more_than_their_day_are_not_provisional(other):
    rows = reports({}, other)
    assert broken(event_rules.changed_counts_are_provisional, casualty_reports=rows) == []


def test_figures_without_a_counter_replace_nothing():
    unnamed = {"reporter": "not named", "reporter_kind": "not named"}
    rows = reports(unnamed, unnamed | {"value": 19})
    assert broken(event_rules.changed_counts_are_provisional, casualty_reports=rows) == []


def test_authorities_without_an_office_replace_their_count_of_a_known_day():
    office = {"reporter": "Authorities of Kazakhstan (office not named)"}
    undated = office | {"value": 25, "counted_on": "", "published_on": ""}
    rows = reports(office | {"value": 19, "counted_on": "2020-02-09"}, office, undated)
    found = broken(event_rules.changed_counts_are_provisional, casualty_reports=rows)
    assert found == [("casualty_reports", "status", [1])]


def test_a_count_covers_days_between_its_event_and_its_telling():
    rows = reports(
        {"covers_to": "2020-01-31"},
        {"covers_to": "2020-02-05"},
        {"covers_to": "2020-02-02"},
        {"covers_to": "2020-02"},
    )
    found = broken(event_rules.counts_end_before_they_are_published, casualty_reports=rows)
    assert found == [
        ("casualty_reports", "covers_to", [0]),
        ("casualty_reports", "covers_to", [1]),
        ("casualty_reports", "covers_to", [1]),
    ]


def test_a_row_on_an_article_alone_says_so_and_no_other_does():
    rows = reports(
        {"source_id": "column"},
        {"source_id": "column", "also_in": "relay"},
        {"source_id": "column", "witness": "article only"},
        {"witness": "article only"},
    )
    found = broken(event_rules.articles_alone_are_marked, casualty_reports=rows)
    assert found == [("casualty_reports", "witness", [0, 3])]


def test_an_event_without_a_count_is_found():
    found = broken(event_rules.events_have_counts, casualty_reports=reports({"event_id": "UZB-1"}))
    assert found == [("conflict_events", "event_id", [0])]
    assert broken(event_rules.events_have_counts, casualty_reports=reports({})) == []


def test_the_rules_of_the_events_are_asked_of_the_whole_collection(package):
    spoilt = package("casualty_reports", "conflict_events", "security_incidents")
    row = spoilt.row("casualty_reports", reporter_kind="media")
    spoilt.plant("casualty_reports", row, note="")
    told = {f.rule for f in rules.validate() if (f.file, f.row) == ("casualty_reports.csv", row)}
    assert any("is a news medium: name who counted" in rule for rule in told)


def test_about_so_many_is_an_estimate():
    rows = reports(
        {"relation": "~"}, {"relation": "~", "status": "E"}, {"relation": "~", "status": "P"}, {}
    )
    found = broken(simple_rules.simple_rules_hold, casualty_reports=rows)
    assert found == [("casualty_reports", "status", [0])]


@pytest.mark.parametrize(
    ("table", "made"), [("casualty_reports", reports), ("security_incidents", incidents)]
)
def test_unnamed_sources_are_a_witness(table, made):
    rows = made(
        {"reporter": "Exile sources", "reporter_kind": "opposition"},
        {"reporter": "Source in the ministry, to a radio", "reporter_kind": "official"},
        {"reporter": "Eyewitness, to a radio", "reporter_kind": "witness"},
        {"reporter": "Department of Resources"},
    )
    found = broken(simple_rules.simple_rules_hold, **{table: rows})
    assert found == [(table, "reporter_kind", [0, 1])]


def test_a_document_older_than_a_count_is_no_echo_of_it():
    rows = reports(
        {"also_in": "relay"},
        {"also_in": "page;relay"},
        {"also_in": "page;column"},
        {"also_in": "relay", "counted_on": "2020-02"},
        {"also_in": "relay", "counted_on": ""},
        {},
    )
    found = broken(event_rules.echoes_follow_their_count, casualty_reports=rows)
    assert found == [("casualty_reports", "also_in", [0, 1])]


def test_the_last_count_of_a_reporter_is_not_the_provisional_one():
    rows = reports(
        {"value": 18, "counted_on": "2020-02-03"},
        {"value": 16, "status": "P", "counted_on": "", "published_on": "2020-02-05"},
        {"value": 15, "status": "P", "counted_on": "2020-02-02"},
        {"value": 14, "status": "P", "counted_on": "2020-02"},
        {"value": 14, "status": "P", "counted_on": "2020-02-05", "reporter": "Ministry"},
    )
    found = broken(event_rules.provisional_counts_were_changed, casualty_reports=rows)
    assert found == [("casualty_reports", "status", [1])]


def test_a_side_is_a_state_of_its_event():
    rows = reports({}, {"side": "KGZ"}, {"side": "KAZ;KGZ"}, {"side": ""}, {"event_id": "KAZ-2"})
    found = broken(event_rules.sides_are_of_their_event, casualty_reports=rows)
    assert found == [("casualty_reports", "side", [1]), ("casualty_reports", "side", [2])]


def test_a_side_of_another_state_is_told_the_states_of_its_event():
    events = EVENTS.assign(areas_involved="KAZ;UZB")
    held = Tables({"conflict_events": events, "casualty_reports": reports({"side": "KGZ"})})
    ((*_, sentence),) = event_rules.sides_are_of_their_event(held)
    assert sentence == (
        "has a state that its event has not: write KAZ or UZB, "
        "or add the state to areas_involved in conflict_events.csv"
    )
