"""What is said of days: statuses of states, and milestones."""

import pandas as pd
import pytest

from heartland_evidence.rules import milestone_rules
from heartland_evidence.rules.rule import Tables, rules_of
from heartland_themes import sco


def found(rule, **tables):
    """The columns and words of what a rule finds in these tables, with the first row."""
    problems = rule(Tables(tables))
    return [(column, words) for _, column, bad, words in problems if bad.any()]


def states(*rows):
    """Rows of statuses: area, status, since, until."""
    return pd.DataFrame(rows, columns=["area", "status", "since", "until"])


INDIA = ("IND", "observer", "2005-07-05", "2017-06-09")
JOINED = ("IND", "member", "2017-06-09", "")


def test_a_status_that_ends_with_the_next_one_is_right():
    assert found(milestone_rules.statuses_follow, sco_members=states(INDIA, JOINED)) == []


@pytest.mark.parametrize(
    ("rows", "column", "words"),
    [
        ([(*INDIA[:3], ""), JOINED], "until", "is not the day on which the next status"),
        ([INDIA], "until", "is not the day on which the next status"),
        ([(*INDIA[:3], "2016-06-24"), JOINED], "until", "is not the day on which the next status"),
        ([("IND", "membership decision", "2015-07-10", "2017-06-09")], "until", "only a status"),
        ([("IND", "disputed membership", "2015-07-10", "")], "status", "no row of this state has"),
    ],
    ids=[
        "a status without an end, and another after it",
        "a status with an end, and none after it",
        "a status that ends before the next",
        "an act that ends",
        "a dispute about nothing",
    ],
)
def test_a_status_that_does_not_fit_the_others_is_found(rows, column, words):
    [(where, why)] = found(milestone_rules.statuses_follow, sco_members=states(*rows))
    assert where == column and words in why


def test_one_place_says_which_statuses_there_are_and_which_are_in_dispute():
    names = ("MEMBERS", "STATUSES", "DISPUTED")
    for name in names:
        assert getattr(milestone_rules, name) is getattr(sco, name), name


def test_a_disputed_membership_may_be_that_of_a_founder():
    founder = ("KAZ", "founding member", "2001-06-15", "")
    other = ("KAZ", "disputed membership", "2001-06-14", "")
    assert found(milestone_rules.statuses_follow, sco_members=states(founder, other)) == []


def milestone(**cells):
    """One milestone, right but for these cells."""
    right = {
        "milestone_id": "2016-09-19-academy",
        "date": "2016-09-19",
        "area": "UZB",
        "actor": "Huawei",
        "category": "launch",
        "title": "Academy opens",
        "relation": "<=",
        "status": "U",
        "article_only": True,
        "source_id": "article-2022",
        "also_in": "",
        "locator": "paragraph 34, note 65",
        "note": "",
    }
    return pd.DataFrame([right | cells])


SOURCES = pd.DataFrame(
    {
        "source_id": ["article-2022", "page"],
        "kind": ["article", "media"],
        "published": ["2022", "2016-09-17"],
    }
)


JOINS = pd.DataFrame({"since": ["2016-09-17"], "relation": ["="], "source_id": ["page"]})


def test_a_milestone_known_from_an_article_alone_is_right_if_it_says_so():
    tables = {"milestones": milestone(), "sco_members": JOINS, "sources": SOURCES}
    for rule in rules_of(milestone_rules)[1:]:
        assert found(rule, **tables) == []


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"article_only": False}, "article_only", "whether the source"),
        ({"article_only": True, "source_id": "page"}, "article_only", "whether the source"),
        ({"status": "A"}, "status", "write U"),
        ({"also_in": "page"}, "source_id", "exchange the two"),
    ],
    ids=[
        "an article that is not called one",
        "a page that is called an article",
        "an article that counts as evidence",
        "a page that stands behind an article",
    ],
)
def test_an_article_under_audit_that_passes_for_a_witness_is_found(cells, column, words):
    tables = {"milestones": milestone(**cells), "sources": SOURCES}
    [(where, why)] = found(milestone_rules.articles_are_no_witnesses, **tables)
    assert where == column and words in why


@pytest.mark.parametrize(
    ("day", "relation", "problems"),
    [
        ("2016-09-18", "=", 1),
        ("2016-10", "=", 1),
        ("2016-09-17", "=", 0),
        ("2016-09", "=", 0),
        ("2016-09-18", "~", 0),
        ("2016-09-18", "<=", 0),
    ],
)
def test_a_report_from_before_the_event_is_found(day, relation, problems):
    tables = {
        "milestones": milestone(date=day, relation=relation, source_id="page"),
        "sco_members": JOINS.assign(since=day, relation=relation),
        "sources": SOURCES,
    }
    broken = found(milestone_rules.announcements_are_no_reports, **tables)
    assert [column for column, _ in broken] == ["source_id", "source_id"] * problems
    assert all("can only announce it" in words for _, words in broken)


def test_a_report_without_a_date_announces_nothing():
    tables = {
        "milestones": milestone(relation="=", source_id="page"),
        "sco_members": JOINS,
        "sources": SOURCES.assign(published=""),
    }
    assert found(milestone_rules.announcements_are_no_reports, **tables) == []


@pytest.mark.parametrize(("words", "problems"), [(12, 0), (13, 1)])
def test_a_title_of_more_than_twelve_words_is_found(words, problems):
    table = milestone(title=" ".join(["word"] * words))
    broken = found(milestone_rules.titles_are_short, milestones=table)
    assert [column for column, _ in broken] == ["title"] * problems


@pytest.mark.parametrize(
    ("title", "actor", "problems"),
    [
        ("Kyrgyzstan signs an agreement with Huawei on Smart City", "Huawei", 1),
        ("Kyrgyzstan signs an agreement with Huawei on Smart City", "Kyrgyzstan", 1),
        ("Kyrgyzstan signs an agreement with Huawei on Smart City", "Kyrgyzstan;Huawei", 0),
        ("Trade agreement signed with Kyrgyzstan in Astana", "Huawei", 1),
        ("Huawei and Kyrgyzstan announce an academy", "Huawei", 1),
        ("Huawei and Kyrgyz partners announce an academy", "Huawei", 0),
        ("Huawei decides to negotiate with Kyrgyzstan", "Huawei", 0),
    ],
)
def test_a_side_of_an_agreement_that_is_no_actor_is_found(title, actor, problems):
    one = milestone(title=title, actor=actor, category="agreement")
    other = milestone(title="Academy opens", actor="Kyrgyzstan;Huawei", category="launch")
    table = pd.concat([one, other], ignore_index=True)
    broken = found(milestone_rules.both_sides_act, milestones=table)
    assert [column for column, _ in broken] == ["actor"] * problems


def test_who_is_named_beside_a_thing_that_is_no_agreement_need_not_act():
    table = milestone(title="Huawei signs a note with Huawei", actor="Huawei", category="launch")
    assert found(milestone_rules.both_sides_act, milestones=table) == []


def test_a_day_that_is_that_of_a_footnote_is_found():
    table = milestone(relation="=")
    [(column, _)] = found(milestone_rules.footnotes_date_nothing, milestones=table)
    assert column == "relation"


@pytest.mark.parametrize(
    "cells",
    [{"date": "2016-09"}, {"category": "publication"}, {"article_only": False}],
    ids=["a month", "the date of the document itself", "a page"],
)
def test_a_date_that_is_not_taken_from_a_footnote_may_be_exact(cells):
    table = milestone(relation="=", **cells)
    assert found(milestone_rules.footnotes_date_nothing, milestones=table) == []


def test_an_event_that_two_documents_tell_of_has_one_row():
    twice = pd.concat([milestone(), milestone(milestone_id="2016-09-19-again")], ignore_index=True)
    [(column, _)] = found(milestone_rules.events_are_told_once, milestones=twice)
    assert column == "milestone_id"


def test_an_event_that_a_document_dates_otherwise_has_a_row_of_its_own():
    other = milestone(milestone_id="2016-09-19-again", status="D")
    both = pd.concat([milestone(), other], ignore_index=True)
    assert found(milestone_rules.events_are_told_once, milestones=both) == []


def test_a_note_that_speaks_of_the_article_without_its_name_is_found():
    table = milestone(note="the article has the year")
    [(column, _)] = found(milestone_rules.notes_name_articles, milestones=table)
    assert column == "note"
