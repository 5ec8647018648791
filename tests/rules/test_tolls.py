"""The rules of the tolls, with tiny tables that break them and that keep them."""

import pandas as pd
import pytest

from heartland_evidence.rules import toll_rules
from heartland_evidence.rules.rule import Tables
from tests.rules.test_events import reports

REPORTS = "casualty_reports"
PUBLISHERS = pd.DataFrame(
    [{"source_id": "page", "publisher": "Agency"}, {"source_id": "own", "publisher": "Prosecutor"}]
)


def found(rule, *changes):
    """The column and the rows in which a rule finds the changed reports wrong."""
    held = Tables({REPORTS: reports(*changes), "sources": PUBLISHERS})
    broken = [(column, list(bad[bad].index)) for _, column, bad, _ in rule(held)]
    return [(column, rows) for column, rows in broken if rows]


def test_one_count_does_not_stand_with_its_place_and_without():
    rows = ({}, {"place": "Almaty", "source_id": "relay"})
    assert found(toll_rules.counts_have_one_place, *rows) == [("place", [1])]


@pytest.mark.parametrize(
    "change",
    [
        {"value": 3},
        {"counted_on": "2020-02-05"},
        {"reporter": "Mayor"},
        {"measure": "injured"},
        {"status": "D"},
    ],
)
def test_another_count_of_a_place_stands_beside_that_of_the_event(change):
    rows = ({}, {"place": "Almaty"} | change)
    assert found(toll_rules.counts_have_one_place, *rows) == []


def test_equal_counts_of_two_places_are_two_counts():
    rows = ({"place": "Taraz"}, {"place": "Almaty"})
    assert found(toll_rules.counts_have_one_place, *rows) == []


def test_figures_without_a_counter_may_be_alike():
    unnamed = {"reporter": "not named", "reporter_kind": "not named"}
    rows = (unnamed, unnamed | {"place": "Almaty"})
    assert found(toll_rules.counts_have_one_place, *rows) == []


def test_people_who_moved_are_displaced_or_evacuated_but_not_both():
    rows = (
        {"measure": "displaced", "value": 136000},
        {"measure": "evacuated", "value": 136000, "reporter": "Ministry"},
    )
    assert found(toll_rules.moves_are_counted_once, *rows) == [("measure", [0, 1])]


@pytest.mark.parametrize(
    "change", [{"value": 140000}, {"side": "KGZ"}, {"reporter_kind": "article"}]
)
def test_other_people_may_have_moved_otherwise(change):
    rows = (
        {"measure": "displaced", "value": 136000},
        {"measure": "evacuated", "value": 136000} | change,
    )
    assert found(toll_rules.moves_are_counted_once, *rows) == []


def test_a_sum_of_the_counts_of_others_is_no_witness():
    rows = [
        {"reporter": "Two ministries (sum by AFP)", "independent": word}
        for word in ("", "unknown", "no")
    ]
    assert found(toll_rules.sums_are_no_witnesses, *rows) == [("independent", [0, 1])]


@pytest.mark.parametrize(
    "note", ["added up by AP from official figures", "sum by RFE/RL", "35 and 46 added by it"]
)
def test_who_added_up_is_named_as_who_counted(note):
    rows = ({"note": note}, {"note": note, "reporter": "Authorities (sum by AP)"})
    assert found(toll_rules.sums_name_who_added, *rows) == [("reporter", [0])]


def test_a_note_may_speak_of_a_sum_without_its_maker():
    rows = ({"note": "two pages have 28, one of them beside a sum that makes 38"},)
    assert found(toll_rules.sums_name_who_added, *rows) == []


def test_a_label_does_not_break_off_before_the_people():
    labels = ("law enforcement", "law enforcement officers", "police", "")
    rows = [{"label": label} for label in labels]
    assert found(toll_rules.labels_name_people, *rows) == [("label", [0])]


TOLL = {"value": 230, "status": "P"}


@pytest.mark.parametrize(
    "part", [{"group": "civilians", "label": "civilians"}, {"place": "Almaty"}], ids=str
)
def test_a_part_of_a_toll_that_was_changed_is_provisional_too(part):
    rows = (TOLL, part)
    rule = toll_rules.parts_of_changed_tolls_are_provisional
    assert found(rule, *rows) == [("status", [1])]


@pytest.mark.parametrize(
    ("toll", "count"),
    [
        ({}, {"status": "P"}),
        ({}, {"reporter": "Ministry"}),
        ({}, {"counted_on": "2020-02-05"}),
        ({}, {"measure": "injured"}),
        ({}, {"value": 231}),
        ({"status": "A"}, {}),
        ({"place": "Taraz"}, {"place": "Almaty"}),
    ],
    ids=str,
)
def test_what_is_no_part_of_a_changed_toll_stands(toll, count):
    rows = (TOLL | toll, {"group": "civilians"} | count)
    assert found(toll_rules.parts_of_changed_tolls_are_provisional, *rows) == []


def test_the_day_of_a_page_is_no_limit_of_what_was_counted():
    rows = (
        {"counted_on": "", "covers_to": "2020-02-04"},
        {"counted_on": "", "covers_to": "2020-02-02"},
        {"counted_on": "2020-02-04", "covers_to": "2020-02-04"},
        {"counted_on": "", "published_on": ""},
    )
    assert found(toll_rules.pages_set_no_limit, *rows) == [("covers_to", [0])]


def test_the_document_of_the_reporter_dates_the_count():
    undated = {"counted_on": "", "source_id": "own"}
    rows = (
        undated,
        undated | {"source_id": "page"},
        undated | {"independent": "no"},
        undated | {"published_on": ""},
        {"source_id": "own"},
    )
    rule = toll_rules.own_documents_date_their_counts
    assert found(rule, *rows) == [("counted_on", [0])]
