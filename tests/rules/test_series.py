"""Leaps in a row of years or months, and the units of scores."""

import pandas as pd
import pytest

import heartland as hl
from heartland_evidence.rules import series_rules
from heartland_evidence.rules.rule import Tables


def found(rule, **tables):
    """The rows in which a rule finds something, by number."""
    problems = rule(Tables(tables))
    return sorted({row for _, _, bad, _ in problems for row in bad.index[bad]})


def scores(index, *rows):
    """Scores of one area: edition, score, scale, status, note."""
    table = pd.DataFrame(rows, columns=["edition", "score", "scale", "status", "note"])
    return table.assign(index=index, area="TKM", low=float("nan"), high=float("nan"))


LEAPS = {
    "subscriptions that fall by 47": ("mobile subscriptions", 134.8, 87.8, "", ""),
    "subscriptions that rise by 36": ("mobile subscriptions", 57.5, 93.3, "", ""),
    "users that rise by 15": ("internet users", 55.2, 70.4, "", ""),
    "broadband twelve times as large": ("fixed broadband", 0.038, 0.454, "", ""),
    "broadband that falls by a sixth": ("fixed broadband", 12.7, 10.6, "", ""),
    "another scale": ("GCI", 0.4, 50.1, "0-1", "0-100"),
}


@pytest.mark.parametrize(("index", "before", "after", "first", "then"), LEAPS.values(), ids=LEAPS)
def test_a_leap_is_found_unless_it_is_marked_or_explained(index, before, after, first, then):
    old = ("2014", before, first, "A", "")
    for status, note, rows in (("A", "", [1]), ("B", "", []), ("A", "the operator closed", [])):
        table = scores(index, old, ("2015", after, then, status, note))
        assert found(series_rules.jumps_are_marked, digital_indices=table) == rows


@pytest.mark.parametrize(
    ("index", "before", "after"),
    [("mobile subscriptions", 57.5, 70.1), ("fixed broadband", 0.01, 0.05), ("GCI", 10.0, 60.0)],
    ids=["a rise of a year", "a start from almost nothing", "an index, which may leap"],
)
def test_what_is_no_leap_is_left_alone(index, before, after):
    table = scores(index, ("2014", before, "", "A", ""), ("2015", after, "", "A", ""))
    assert found(series_rules.jumps_are_marked, digital_indices=table) == []


def test_months_do_not_stand_among_the_years():
    rows = [("2024", 20.0, "Mbit/s", "A", ""), ("2024-02", 90.0, "Mbit/s", "A", "")]
    table = scores("internet users", *rows)
    assert found(series_rules.jumps_are_marked, digital_indices=table) == []


def test_a_score_without_a_scale_and_a_scale_without_a_score_are_found():
    rows = [("2024", 20.0, "", "A", ""), ("2025", float("nan"), "0-100", "A", "")]
    table = scores("GII", *rows)
    assert found(series_rules.scores_have_a_scale, digital_indices=table) == [0, 1]


@pytest.mark.parametrize(("status", "rows"), [("A", [1]), ("B", [])])
def test_a_brand_that_appears_within_a_month_is_a_break(status, rows):
    table = pd.DataFrame(
        {
            "area": "WLD",
            "period": ["2020-11", "2020-12"],
            "vendor": "Vivo",
            "share_pct": [0.13, 3.7],
            "method": "page views",
            "status": ["U", status],
            "source_id": "statcounter",
        }
    )
    assert found(series_rules.brands_are_told_apart, smartphone_shares=table) == rows


def test_one_row_of_each_status_of_a_state_can_be_chosen():
    # a state may ask, be refused and be dated by others more than once
    standings = hl.load("sco_members")
    standings = standings[~standings["status"].str.contains("application|disputed")]
    rows = hl.prefer(standings, ["area", "status"])
    assert not rows.duplicated(["area", "status"]).any()
    assert len(rows) > 80


def test_the_members_of_a_day_follow_from_since_and_until():
    rows = hl.load("sco_members").query("status in ['founding member', 'member']")
    for day, members in (
        ("2017-06-08", 6),
        ("2017-06-09", 8),
        ("2023-07-04", 9),
        ("2024-07-04", 10),
    ):
        held = rows[(rows["since"] <= day) & (rows["until"].eq("") | (rows["until"] > day))]
        assert len(held) == members
