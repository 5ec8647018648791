"""What is said of days: statuses of states, and milestones."""

import pandas as pd
import pytest

from tests.rules.small import found, rows, told

INDIA = ("IND", "observer", "2005-07-05", "2017-06-09")
JOINED = ("IND", "member", "2017-06-09", "")
NEXT, ONLY, NOTHING = "on which the next status", "only a status ends", "no row of this state has"


@pytest.mark.parametrize(
    ("cells", "words", "wrong"),
    [
        ([INDIA, JOINED], "", []),
        ([(*INDIA[:3], ""), JOINED], NEXT, [(0, "until")]),
        ([INDIA], NEXT, [(0, "until")]),
        ([(*INDIA[:3], "2016-06-24"), JOINED], NEXT, [(0, "until")]),
        ([("IND", "membership decision", "2015-07-10", "2017-06-09")], ONLY, [(0, "until")]),
        ([("IND", "disputed membership", "2015-07-10", "")], NOTHING, [(0, "status")]),
    ],
    ids=[
        "a status that ends with the next",
        "a status without an end, and another after it",
        "a status with an end, and none after it",
        "a status that ends before the next",
        "an act that ends",
        "a dispute about nothing",
    ],
)
def test_a_status_that_does_not_fit_the_others_is_found(cells, words, wrong):
    assert found(words, sco_members=rows("area status since until", *cells)) == wrong


RIGHT = {
    "milestone_id": "2016-09-19-academy",
    "date": "2016-09-19",
    "end": "",
    "area": "UZB",
    "actor": "Huawei",
    "category": "launch",
    "title": "Academy opens",
    "relation": "<=",
    "status": "U",
    "article_only": True,
    "source_id": "article-2022",
    "also_in": "",
}
SOURCES = rows(
    "source_id kind published",
    ("article-2022", "article", "2022"),
    ("page", "media", "2016-09-17"),
    ("undated", "media", ""),
)
REPORT = {"article_only": False, "source_id": "page", "relation": "="}


def of_milestones(words, *changes):
    table = pd.DataFrame([RIGHT | cells for cells in changes])
    return found(words, milestones=table, sources=SOURCES)


@pytest.mark.parametrize(
    ("words", "changes", "wrong"),
    [
        (
            "the day is that of a footnote",
            [
                {"relation": "="},
                {"relation": "=", "date": "2016-09"},
                {"relation": "=", "category": "publication"},
                REPORT,
            ],
            [0],
        ),
        (
            "can only announce it",
            [
                REPORT,
                REPORT | {"date": "2016-10"},
                REPORT | {"date": "2016-09"},
                REPORT | {"date": "2016-09-17"},
                REPORT | {"relation": "~"},
                REPORT | {"source_id": "undated"},
            ],
            [0, 1],
        ),
    ],
)
def test_a_milestone_that_breaks_a_rule_is_found(words, changes, wrong):
    assert [row for row, _ in of_milestones(words, *changes)] == wrong


VISIT = {"milestone_id": "2016-09-19-visit", "end": "2016-09-21", "actor": "A;B"}
WITHIN = {"milestone_id": "2016-09-20-talks", "date": "2016-09-20", "actor": "B"}


@pytest.mark.parametrize(
    ("part", "is_part"),
    [
        ({}, True),
        ({"date": "2016-09-22"}, False),
        ({"date": "2016-09"}, False),
        ({"actor": "C"}, False),
        ({"area": "KAZ"}, False),
        ({"category": "agreement"}, False),
        ({"status": "D"}, False),
    ],
    ids=[
        "a part of an event",
        "the day after it",
        "a month",
        "another actor",
        "another country",
        "another kind",
        "another date of the same",
    ],
)
def test_a_part_of_an_event_is_told_in_the_row_of_the_whole(part, is_part):
    wrong = [(1, "milestone_id")] if is_part else []
    assert of_milestones("tell it in the note", VISIT, WITHIN | part) == wrong


@pytest.mark.parametrize("cells", [{}, {"date": "2016-09"}, {"category": "other"}])
def test_an_event_that_has_two_rows_is_told_once(cells):
    table = pd.DataFrame([RIGHT | cells, RIGHT | cells | {"milestone_id": "2016-09-19-again"}])
    of_ids = [row for _, row, column, _ in told("", milestones=table) if column == "milestone_id"]
    assert of_ids == [1]
