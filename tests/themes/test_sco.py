"""Edge cases of the SCO, on tables small enough to be read."""

import pandas as pd
import pytest

from heartland_themes import sco


def counts(*lines):
    """Shares of world population: area, year, share."""
    columns = ["area", "year", "share_pct"]
    return pd.DataFrame(list(lines), columns=columns).assign(status="member")


@pytest.mark.parametrize(
    ("came", "share", "text"),
    [
        (["IND"], 20, "India doubled the SCO’s share of world population in 2002"),
        (["IND", "PAK"], 15, "India and Pakistan raised the share counted to 50 percent in 2002"),
        (["IND"], 9, "Share of world population, 2001 to 2002"),
        (
            ["IND", "IRN", "MNG", "PAK"],
            5,
            "Four states doubled the SCO’s share of world population in 2002",
        ),
        (
            ["IND", "IRN", "MNG"],
            20,
            "India, Iran and Mongolia raised the share counted to 80 percent in 2002",
        ),
    ],
)
def test_a_step_is_named_after_up_to_three_states(came, share, text):
    new = [(area, 2002, share) for area in came]
    table = counts(("CHN", 2001, 20), ("CHN", 2002, 20), *new)
    assert sco.largest_step(table).text == text


def test_a_share_of_others_than_members_is_not_that_of_the_organisation():
    table = counts(("MNG", 2001, 2), ("MNG", 2002, 2), ("AFG", 2002, 2)).assign(status="observer")
    expected = "Afghanistan raised the share counted to 4 percent in 2002"
    assert sco.largest_step(table).text == expected


def test_a_year_without_a_state_is_a_gap_and_no_step():
    table = counts(("MNG", 2001, 2), ("AFG", 2003, 8))
    assert sco.totals(table).isna().tolist() == [False, True, False]
    assert sco.largest_step(table).facts == {}


def test_a_standing_lasts_until_the_next_and_an_act_ends_none():
    lines = [
        ("BLR", "observer", "2015-07-10"),
        ("BLR", "membership decision", "2022-09-16"),
        ("BLR", "member", "2024-07-04"),
    ]
    table = pd.DataFrame(lines, columns=["area", "status", "since"]).assign(source_id="x")
    spans = sco.spans(table)
    assert spans["until"].tolist() == ["2024-07-04", "2024-07-04", ""]
    at_ends = sco.at_year_ends(spans[spans["status"].eq("observer")], 2022, 2025)
    assert at_ends["year"].tolist() == [2022, 2023]
