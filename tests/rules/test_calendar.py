"""The calendar of releases leads to rows, and what does not is named."""

import pandas as pd
import pytest

import heartland as hl
from heartland_evidence.rules import calendar_rules
from heartland_evidence.rules.rule import rules_of

RULES = rules_of(calendar_rules)
ROW = {
    "table": "macro",
    "where": "area=KAZ",
    "frequency": "yearly",
    "months": "04",
    "refresh": "wdi NY.GDP.MKTP.CD",
}
MACRO = pd.DataFrame([{"area": "KAZ", "year": 2022}])


def found(rule, **cells):
    """Column and words of what a rule finds of one row with these cells."""
    tables = {"release_calendar": pd.DataFrame([ROW | cells]), "macro": MACRO}
    return [(broken.column, broken.sentence) for broken in rule(tables) if broken.rows.any()]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_row_that_is_right_is_not_named(rule):
    assert found(rule) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_collection_keeps_the_rule(rule):
    calendar = hl.load("release_calendar").fillna("")
    tables = {"release_calendar": calendar}
    tables |= {name: hl.load(name, part_years=True) for name in calendar["table"].unique()}
    assert not [broken for broken in rule(tables) if broken.rows.any()]


@pytest.mark.parametrize(
    ("rule", "cells", "column", "words"),
    [
        (calendar_rules.releases_feed_tables, {"table": "macros"}, "table",
         "is no table of the collection. Did you mean 'macro'?"),
        (calendar_rules.releases_feed_tables, {"where": "area=XYZ"}, "where",
         "names no row of macro"),
        (calendar_rules.releases_feed_tables, {"where": "aera=KAZ"}, "where",
         "there is no column 'aera'"),
        (calendar_rules.months_fit_the_frequency, {"months": "10;04", "frequency": "quarterly"},
         "months", "are not in order"),
        (calendar_rules.months_fit_the_frequency, {"months": "04;04", "frequency": "quarterly"},
         "months", "are not in order"),
        (calendar_rules.months_fit_the_frequency, {"months": "04;10"}, "months",
         "are more than the frequency allows"),
        (calendar_rules.months_fit_the_frequency, {"frequency": "monthly"}, "months",
         "are more than the frequency allows"),
        (calendar_rules.refreshes_are_known, {"refresh": "wb SP.POP.TOTL"}, "refresh",
         "begins with no provider of refresh-data: wdi, ucdp"),
    ],
)  # fmt: skip
def test_what_breaks_a_rule_is_named(rule, cells, column, words):
    [(named, sentence)] = found(rule, **cells)
    assert named == column and words in sentence


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_calendar_with_its_header_alone_breaks_no_rule(rule):
    tables = {"release_calendar": pd.DataFrame([ROW]).iloc[:0], "macro": MACRO}
    assert not [broken for broken in rule(tables) if broken.rows.any()]
