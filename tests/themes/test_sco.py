"""Edge cases of the SCO, on tables small enough to be read."""

import pandas as pd
import pytest

from heartland.figures import style
from heartland.sentences import Finding
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


LINES = [
    ("BLR", "observer", "2015-07-10", "2024-07-04"),
    ("BLR", "membership application", "2022-07-12", ""),
    ("BLR", "membership application", "2021", ""),
    ("BLR", "membership decision", "2022-09-16", ""),
    ("BLR", "disputed membership", "2023-07-04", ""),
    ("BLR", "member", "2024-07-04", ""),
]


def members():
    """The path of one state, from observer to member."""
    table = pd.DataFrame(LINES, columns=["area", "status", "since", "until"])
    return table.assign(source_id="x", note="", relation="=")


def test_a_status_lasts_until_the_next_and_stages_and_disputed_dates_count_nobody():
    spans = sco.spans(members())
    assert not spans["status"].eq("disputed membership").any()
    assert spans["status"].eq("membership application").sum() == 2
    at_ends = sco.at_year_ends(spans, 2022, 2025)
    assert at_ends["year"].tolist() == [2022, 2023, 2024, 2025]
    assert at_ends["status"].tolist() == ["observer"] * 2 + ["member"] * 2


def test_a_disputed_date_is_drawn_to_that_of_the_other_sources():
    disputed = sco.disputed(members())
    assert disputed[["held", "since", "since_held"]].to_dict("records") == [
        {"held": "member", "since": "2023-07-04", "since_held": "2024-07-04"}
    ]
    rows = sco.paths(pd.concat([sco.spans(members()), disputed]), 2015, 2025)
    line = rows[rows["status"].eq("disputed membership")].iloc[0]
    assert (line["x"], line["to"]) == (2023.51, 2024.51)


def test_both_versions_of_a_date_stand_beside_each_other():
    both = sco.both_versions(members())
    assert both["since"].tolist() == ["2024-07-04", "2023-07-04"]
    assert both["version"].tolist() == ["taken", "disputed"]


def test_the_year_whose_total_differs_most_by_disputed_dates_is_found():
    people = [("BLR", 2022, 1), ("BLR", 2023, 2), ("BLR", 2024, 2)]
    people += [("WLD", 2022, 100), ("WLD", 2023, 100), ("WLD", 2024, 100), ("CHN", 2023, 10)]
    population = pd.DataFrame(people, columns=["area", "year", "persons"]).assign(source_id="p")
    founder = (
        members()
        .iloc[:1]
        .assign(area="CHN", status="founding member", since="2001-06-15", until="")
    )
    standings = pd.concat([members(), founder])
    facts = sco.by_disputed_dates(standings, population).facts
    assert facts == {"year": 2023, "share_pct": 10.0, "disputed_pct": 12.0}
    assert sco.by_disputed_dates(founder, population).text == ""
    later = standings[standings["status"].eq("disputed membership")].assign(since="2024-07-04")
    twice = pd.concat([standings, later])
    assert sco.by_disputed_dates(twice, population).facts == facts  # by the earlier of the two


@pytest.mark.parametrize(
    ("statuses", "whose"),
    [
        (["member", "founding member"], "SCO members"),
        (["founding member"], "founding members of the SCO"),
        (["member"], "states with the status member"),
        (["observer"], "states with the status observer"),
        (["observer", "member"], "states with the status member or observer"),
    ],
)
def test_the_share_is_said_to_be_of_members_only_where_no_others_are_counted(statuses, whose):
    rows = pd.concat([counts(("CHN", 2001, 20)).assign(status=one) for one in statuses])
    rows = pd.concat([rows, counts(("IND", 2003, 20)).assign(status=statuses[0])])
    expected = f"Percent of world population living in {whose} at the end of each year, 2001–2003."
    assert sco._share_subtitle(rows.assign(kind="count")) == expected


@pytest.mark.parametrize(
    ("names", "colours"),
    [
        (["India", "China"], [style.OTHERS[0], style.colours("CHN")["CHN"]]),
        (["India", "Pakistan"], [style.OTHERS[0], style.OTHERS[1]]),
        ([], []),
    ],
)
def test_only_the_two_states_of_the_title_are_in_colour(names, colours):
    finding = Finding("Two", {"names": names} if names else {})
    assert list(sco._two_colours(finding).values()) == colours


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (2010, 2025, ["observer 2015–2024", "member since 2024"]),
        (2018, 2025, ["observer 2015–2024 (drawn from 2018)", "member since 2024"]),
        (2010, 2020, ["observer 2015–2024 (drawn to 2020)"]),
        (2018, 2023, ["observer 2015–2024 (drawn 2018–2023)"]),
        (2025, 2025, ["member since 2024 (drawn from 2025)"]),
    ],
)
def test_the_edge_of_a_figure_is_no_date_of_a_status(start, end, words):
    rows = sco.paths(sco.spans(members()), start, end)
    lasting = rows[rows["status"].isin(["observer", "member"])].to_dict("records")
    told = [f"{row['status']} {sco._years_of_status(row)}" for row in lasting]
    assert told == words
