"""What the choice of counts does at its edges, on tables small enough to read."""

from functools import cache

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

import heartland as hl
from heartland.figures import sizes
from heartland.sentences import Finding
from heartland_themes import casualties
from tests.play import Shown, at_defaults, play, problems
from tests.themes.names import REPUBLICS

EVENTS = pd.DataFrame(
    [
        ("RIOT", "Riot", "2022-01-01", "2022-01-03", "KAZ", "KAZ"),
        ("BORDER", "Border", "2022-09-14", "2022-09-17", "KGZ", "KGZ;TJK"),
    ],
    columns=["event_id", "name", "start", "end", "area", "areas_involved"],
).set_index("event_id")


def count(value, **differs):
    row = {
        "event_id": "RIOT",
        "side": "KAZ",
        "place": "",
        "measure": "killed",
        "group": "total",
        "label": "",
        "value": value,
        "reporter": "Ministry",
        "reporter_kind": "official",
        "counted_on": "",
        "published_on": "2022-02-01",
        "covers_to": "",
        "independent": "",
        "witness": "other",
        "credibility": 3,
        "relation": "=",
        "low": None,
        "high": None,
        "status": "A",
        "source_id": "a",
    }
    return row | differs


def other(value, **differs):
    return count(value, **{"reporter": "HRW", "reporter_kind": "NGO", **differs})


def compared(*rows):
    reports = pd.DataFrame(rows).astype({"value": "Int64", "low": "Int64", "high": "Int64"})
    return casualties.compare(casualties.dated(reports, EVENTS), "total")


def test_the_last_official_count_is_taken_not_the_largest():
    rows = compared(
        count(230, counted_on="2022-03-14"),
        count(241, counted_on="2022-05"),
        count(238, counted_on="2022-08"),
    )
    assert rows.value.tolist() == [238]


def test_a_count_without_a_day_is_dated_by_its_page():
    rows = compared(count(10), count(12, counted_on="2022-01-31"))
    assert rows.value.tolist() == [10]


@pytest.mark.parametrize(
    ("says", "shown"),
    [
        (other(17), False),
        (other(15, relation=">=", low=15), False),
        (other(17, relation=">=", low=17), False),
        (other(17, relation=">", low=17), True),
        (other(18, relation=">=", low=18), True),
        (other(16), True),
        (other(16, counted_on="2022-01-02"), False),
        (other(16, counted_on="2022-01-03"), True),
        (other(18, counted_on="2022-01-02"), True),
    ],
)
def test_another_count_is_shown_unless_the_official_one_meets_it(says, shown):
    assert (len(compared(count(17), says)) == 2) is shown


def test_what_others_counted_at_one_place_is_a_lower_bound_of_the_whole():
    rows = [
        count(17),
        count(13, place="Town"),
        other(64, place="Town", reporter="Clinic", reporter_kind="witness"),
        other(None, place="Town", reporter="Residents", relation="range", low=30, high=70),
        other(40, place="Town", reporter="Envoy", relation="<=", high=40),
        other(20),
        other(12, place="Town"),
    ]
    reports = pd.DataFrame(rows).astype({"value": "Int64", "low": "Int64", "high": "Int64"})
    kept = casualties.of_whole_events(reports)
    bounds = kept[kept["place"].ne("")].set_index("reporter")
    assert list(kept.index) == [0, 2, 3, 5]
    assert bounds["value"].to_dict() == {"Clinic": 64, "Residents": 30}
    assert bounds["relation"].eq(">=").all() and bounds["high"].isna().all()


def test_a_count_that_is_drawn_as_a_bound_says_what_its_source_states():
    rows = [
        count(17),
        other(None, place="Town", reporter="Residents", relation="range", low=30, high=70),
        other(64, place="Town", reporter="Clinic"),
        other(44, reporter="UCDP", low=44, high=468),
    ]
    reports = pd.DataFrame(rows).astype({"value": "Int64", "low": "Int64", "high": "Int64"})
    kept = casualties.of_whole_events(reports)
    assert kept["stated"].tolist() == ["17", "range 30–70", "64", "44 (44–468)"]


@pytest.mark.parametrize(
    ("says", "label"),
    [
        ({"value": 44, "low": 44, "high": 468}, "44–468"),
        ({"value": 97, "low": 0, "high": 97}, "0–97"),
        ({"value": 60, "low": 44, "high": 468}, "60"),
        ({"value": None, "low": 300, "high": 500}, "300–500"),
        ({"value": 171, "low": 171, "high": 171}, "171"),
        ({"value": 30, "low": 30, "high": None, "relation": ">="}, "≥30"),
    ],
)
def test_a_best_estimate_at_an_end_of_its_range_is_written_as_the_range(says, label):
    assert casualties.short(pd.Series({"relation": "=", **says}, dtype="object")) == label


def test_the_parts_stand_for_a_total_that_a_part_has_overtaken():
    total = count(9, counted_on="2022-01-05")
    officers = count(4, group="security forces", counted_on="2022-01-06")
    residents = count(29, group="residents", counted_on="2022-10-10")
    assert compared(total, officers).value.tolist() == [9]
    assert sorted(compared(total, officers, residents).value) == [4, 29]


def test_a_count_of_both_sides_is_left_out_where_a_side_has_its_own():
    both = other(100, event_id="BORDER", side="KGZ;TJK")
    assert compared(both).row.tolist() == ["Border: both sides"]
    rows = compared(both, count(63, event_id="BORDER", side="KGZ"))
    assert rows.row.tolist() == ["Border: Kyrgyz side"]


def test_what_nobody_counted_at_first_hand_is_no_count():
    reports = pd.DataFrame(
        [
            count(1),
            count(2, credibility=5),
            count(3, reporter_kind="armed group claim"),
            count(4, independent="no"),
            count(5, reporter_kind="article", credibility=6, witness="article only"),
        ]
    )
    assert casualties.credible(reports).value.tolist() == [1, 5]  # the last is drawn hollow


def test_witnesses_are_counted_and_not_rows():
    rows = pd.DataFrame(
        [
            count(20, reporter="Foundation", reporter_kind="NGO", independent="unknown"),
            count(20, reporter="Activist", reporter_kind="witness", independent="unknown"),
            count(24, reporter="Border service", independent="yes"),
            count(24, reporter="Ministry", independent="yes"),
            count(30, reporter="not named", reporter_kind="not named"),
            count(40, witness="article only"),
        ]
    )
    assert casualties.witnesses(rows).value.tolist() == [20, 24, 24]


@pytest.mark.parametrize(
    "says",
    [
        other(30, reporter="not named", reporter_kind="not named"),
        other(30, witness="article only"),
    ],
)
def test_what_is_no_evidence_is_drawn_and_not_counted(says):
    rows = compared(count(17), says)
    assert sorted(rows.value) == [17, 30]
    assert casualties._more_and_fewer(rows).empty


def test_figures_without_a_counter_each_stand_for_themselves():
    unnamed = {"reporter": "not named", "reporter_kind": "not named"}
    rows = compared(
        count(17),
        other(30, published_on="2022-03-01", **unnamed),
        other(31, **unnamed),
        other(40, published_on="2022-03-01"),
        other(41),
    )
    assert sorted(rows.value) == [17, 30, 31, 40]


def test_what_an_office_or_another_changed_later_is_not_its_last_word():
    rows = compared(
        count(9, status="P", counted_on="2022-03-01"),
        count(8),
        other(5, status="P", published_on="2022-03-01"),
        other(6),
    )
    assert sorted(rows.value) == [6, 8]


def test_a_count_of_the_first_days_is_none_of_the_event():
    rows = compared(count(14, covers_to="2022-01-02"), other(15, covers_to="2022-01-03"))
    assert rows.value.tolist() == [15]


def test_the_preferred_official_count_comes_first_then_the_widest_then_the_newest():
    reports = pd.DataFrame(
        [
            other(50),
            count(1, counted_on="2022-01-02"),
            count(2, counted_on="2022-01-03"),
            count(3, counted_on="2022-01-04", group="security forces"),
            count(4, counted_on="2022-01-01", source_id="best"),
        ]
    )
    preferences = pd.DataFrame(
        [
            ("casualty_reports", "event_id=RIOT;source_id=best", 1),
            ("casualty_reports", "reporter_kind=NGO", 1),
            ("trade", "event_id=RIOT;value=1", 1),
        ],
        columns=["dataset", "where", "rank"],
    )
    assert casualties.preferred_first(reports, preferences).value.tolist() == [4, 2, 1, 3, 50]


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        (
            {"more": 2, "fewer": 2, "both": 2, "of": 2, "measure": "injured"},
            "In every event others counted both more and fewer injured",
        ),
        (
            {"more": 1, "fewer": 0, "both": 0, "of": 4, "measure": "killed"},
            "Others counted more than the last official count in one of four events, fewer in none",
        ),
        (
            {"more": 3, "fewer": 2, "both": 1, "of": 4, "measure": "killed"},
            "Others counted more than officials last did in two events, fewer in one, both in one",
        ),
        (
            {"more": 2, "fewer": 1, "both": 1, "of": 4, "measure": "killed"},
            "Others counted more than officials last did in one event, both more and fewer in one",
        ),
        (
            {"more": 2, "fewer": 0, "both": 0, "of": 2, "measure": "killed"},
            "Others counted more than the last official count in both events, fewer in none",
        ),
        (
            {"more": 3, "fewer": 0, "both": 0, "of": 3, "measure": "killed"},
            "Others counted more than the last official count in all three events, fewer in none",
        ),
        (
            {"more": 0, "fewer": 3, "both": 0, "of": 3, "measure": "killed"},
            "Others counted more than the last official count in none of three events, fewer in three",
        ),
    ],
)
def test_the_words_for_more_and_fewer(facts, text):
    assert casualties._others_and_state(facts) == text


def test_a_distance_is_told_with_the_bodies_at_both_ends_the_widest_first():
    border = {"event_id": "BORDER", "side": "KGZ"}
    ucdp = other(5, reporter="UCDP", reporter_kind="research", low=5, high=40)
    rows = compared(
        count(60, **border),
        other(75, **border, relation=">=", low=75),
        count(20),
        ucdp,
        other(500, witness="article only"),
    )
    assert [finding.text for finding in casualties.distances(rows)] == [
        "Border: Kyrgyz side: at least 1.2 times; the lowest 60, Ministry; the highest ≥75, HRW",
        "Riot: the ranges of the counts meet",
    ]
    assert casualties.distances(compared(count(20))) == []


def test_of_a_range_the_end_nearer_to_the_other_counts_makes_the_distance():
    ucdp = other(None, reporter="UCDP", reporter_kind="research", relation="range", low=5, high=8)
    [finding] = casualties.distances(compared(count(20), ucdp))
    assert finding.text == (
        "Riot: at least 2.5 times; the lowest 5–8, UCDP; the highest 20, Ministry"
    )
    assert finding.facts == {"row": "Riot", "lowest": 8, "highest": 20, "ratio": 2.5}


def on_the_map(*rows):
    """The places of a few counts, by event."""
    located = EVENTS.assign(latitude=43.0, longitude=77.0, geo_precision="town")
    table = compared(*rows).assign(source_id="a")
    return casualties.placed(table, located, chosen=["RIOT"]).set_index("event_id")


def test_the_map_and_the_sentences_measure_one_distance():
    ucdp = other(44, reporter="UCDP", reporter_kind="research", low=44, high=468)
    rows = [count(446), ucdp, other(496)]
    [finding] = casualties.distances(compared(*rows))
    place = on_the_map(*rows).loc["RIOT"]
    assert place[["value", "n"]].tolist() == [446, 3]
    assert place["ratio"] == finding.facts["ratio"] == pytest.approx(496 / 446)


def test_on_the_map_a_part_is_not_compared_with_counts_of_all():
    rows = [
        count(29, group="residents"),
        count(2, group="security forces"),
        other(50, relation=">", low=50),
    ]
    place = on_the_map(*rows).loc["RIOT"]
    assert place[["value", "n", "ratio"]].tolist() == [29, 1, 1.0]


def toll(*rows):
    """The official toll of the riot: its value, whose it is, and its parts."""
    reports = pd.DataFrame(rows).astype({"value": "Int64", "low": "Int64", "high": "Int64"})
    tolls = casualties.official_tolls(reports)
    return tolls[["value", "group", "relation", "parts"]].iloc[0].tolist()


OFFICERS = {"group": "security forces", "label": "servicemen"}


def test_the_toll_of_an_event_is_its_total():
    assert toll(count(30), count(5, **OFFICERS)) == [30, "total", "=", ""]


def test_for_a_total_the_parts_that_hold_nobody_twice_are_added_up():
    attackers = count(18, group="alleged attackers", reporter="Committee", source_id="b")
    rows = [count(1, group="civilians"), attackers, count(3, **OFFICERS)]
    parts = "18 alleged attackers, 3 officers, 1 civilian"
    assert toll(*rows) == [22, "total", "=", parts]
    assert toll(count(17), *rows) == [22, "total", "=", parts]  # a part is above that total
    tolls = casualties.official_tolls(pd.DataFrame(rows))
    assert tolls[["reporter", "source_id"]].iloc[0].tolist() == ["Committee and Ministry", "a;b"]


def test_a_sum_of_which_a_part_is_a_bound_is_a_bound():
    attackers = count(25, group="alleged attackers", relation=">=", low=25)
    parts = "≥25 alleged attackers, 3 officers"
    assert toll(attackers, count(3, **OFFICERS)) == [28, "total", ">=", parts]


def test_a_part_of_which_only_a_range_is_known_counts_with_its_lower_end():
    officers = count(None, **OFFICERS, relation="range", low=8, high=12)
    assert toll(officers)[1:] == ["security forces", "range", "8–12 officers"]
    attackers = count(25, group="alleged attackers")
    assert toll(attackers, officers)[:3] == [33, "total", ">="]


def test_people_who_may_be_in_another_part_are_not_added_to_it():
    residents = count(21, group="protesters and residents")
    attackers = count(30, group="alleged attackers")
    parts = "30 alleged attackers, 3 officers"
    assert toll(residents, attackers, count(3, **OFFICERS)) == [33, "total", "=", parts]
    alone = [21, "protesters and residents", "=", "21 residents"]
    assert toll(residents, count(3, **OFFICERS)) == alone
    assert toll(residents) == alone


def test_what_has_no_name_of_its_own_goes_by_its_label():
    others = count(104, group="other part", label="troops and civilians")
    rebels = count(209, group="alleged attackers")
    assert toll(rebels, others)[3] == "209 alleged attackers, 104 troops and civilians"


@pytest.mark.slow
def test_three_notebooks_say_one_number_of_the_dead_of_an_event():
    """The map of 04, the attacks of 05 and the pages of 10 take one official toll."""
    [on_map] = play("04-casualties", only=["where-it-happened"])
    on_map = on_map.rows.set_index("event_id").value
    [attacks] = play("05-militancy", only=["attacks"])
    incidents = hl.load("security_incidents").drop_duplicates("event").set_index("event")
    attacks = attacks.rows.assign(event_id=attacks.rows["event"].map(incidents["event_id"]))
    attacks = attacks[attacks["event_id"].isin(on_map.index)].set_index("event_id").killed
    assert len(attacks) >= 12
    assert attacks.to_dict() == on_map[attacks.index].to_dict()
    named = hl.load("conflict_events").set_index("name").event_id
    of_sides = {}
    for area in REPUBLICS:
        [page] = play("10-country-brief", only=["page-2"], area=area)
        events = page.rows[page.rows.panel.eq("events") & page.rows.note.eq("official")]
        for what, value in zip(events.what, events.value, strict=True):
            event = named[what] if what in named.index else named[what.rsplit(" (", 1)[0]]
            of_sides.setdefault(event, []).append((area, value))
    sides = hl.load("conflict_events").set_index("event_id").areas_involved
    one_state = {
        event: tolls[0][1]
        for event, tolls in of_sides.items()
        if event in on_map.index and ";" not in sides[event]
    }
    assert len(one_state) >= 15
    assert one_state == on_map[list(one_state)].to_dict()


def test_offices_of_one_state_that_ended_on_different_counts_are_named():
    rows = [
        count(900, reporter="Government", counted_on="2022-01"),
        count(100, reporter="Ministry", counted_on="2022-02", status="P"),
        count(300, reporter="Ministry", counted_on="2022-03"),
        count(2000, reporter="President", counted_on="2022-01", relation="<="),
        count(400, reporter="Commission", counted_on="2022-05-02"),
    ]
    reports = pd.DataFrame(rows).astype({"value": "Int64", "low": "Int64", "high": "Int64"})
    [apart] = casualties.offices_apart(casualties.dated(reports, EVENTS))
    assert apart.text == (
        "Riot: three offices ended on counts of their own; the highest is "
        "900, Government, January 2022; the last 400, Commission, 2 May 2022"
    )
    later = casualties.dated(reports.iloc[[1, 4]], EVENTS)
    assert casualties.offices_apart(later) == []


@pytest.mark.parametrize(
    ("raised", "lowered", "falls", "of", "text"),
    [
        (1, 1, 1, 1, "The one series of official counts rose; it fell once on the way"),
        (0, 1, 1, 1, "The one series of official counts did not rise; it fell once"),
        (0, 1, 1, 2, "None of 2 series of official counts rose; one fell once"),
        (2, 0, 0, 2, "Both series of official counts rose"),
        (2, 0, 0, 3, "2 of 3 series of official counts rose"),
        (
            3,
            1,
            2,
            3,
            "All three series of official counts rose; one fell more than once on the way",
        ),
        (3, 2, 3, 3, "All three series of official counts rose; two fell once or more on the way"),
    ],
)
def test_the_words_for_how_counts_moved(raised, lowered, falls, of, text):
    facts = {"raised": raised, "lowered": lowered, "falls": falls, "of": of}
    assert casualties._how_counts_moved(facts) == text


def stepping(*counts):
    """A sequence of one office: each count with the day on which it was made, or without."""
    rows = pd.DataFrame(counts, columns=["value", "counted_on"]).astype({"value": "Int64"})
    return rows.assign(row="Riot")


@pytest.mark.parametrize(
    ("counts", "text", "note"),
    [
        (
            [(230, "2022-03-14"), (241, "2022-07-29"), (238, "2022-08-16")],
            "The one series of official counts rose; it fell once on the way",
            "",
        ),
        (
            [(230, "2022-03-14"), (241, ""), (238, "2022-08-16")],
            "The one series of official counts rose",
            "Not counted as a fall: 241 to 238 (Riot), from or to a hollow dot.",
        ),
        (
            [(230, "2022-03-14"), (228, ""), (250, ""), (241, "2022-07-29"), (240, "2022-08")],
            "The one series of official counts rose; it fell once on the way",
            "Not counted as falls: two steps down from or to a hollow dot.",
        ),
    ],
)
def test_a_step_down_from_or_to_a_count_without_its_day_is_no_fall(counts, text, note):
    rows = stepping(*counts)
    assert casualties.how_counts_moved(rows).text == text
    assert casualties._steps_not_called_falls(rows) == note


def whole(*rows):
    """Counts of whole events as the first figure has them."""
    reports = pd.DataFrame(rows).astype({"value": "Int64", "low": "Int64", "high": "Int64"})
    dated = casualties.dated(casualties.of_whole_events(reports), EVENTS)
    return casualties.compare(dated, "total")


@pytest.mark.parametrize(
    ("names", "drawn", "text"),
    [
        (17, [], "Killed, as counted by the state and by others"),
        (
            30,
            ["≥30"],
            "Others counted more than the last official count in both events, fewer in none",
        ),
    ],
)
def test_a_list_of_names_says_that_at_least_so_many_died(names, drawn, text):
    border = {"event_id": "BORDER", "side": "KGZ"}
    rows = whole(
        count(20),
        other(names, label=casualties.NAMES),
        count(36, **border),
        other(40, **border),
    )
    of_riot = rows[rows["event_id"].eq("RIOT") & rows["reporter_kind"].eq("NGO")]
    assert of_riot.apply(casualties.short, axis=1).tolist() == drawn if drawn else of_riot.empty
    finding = casualties.others_and_state(rows)
    assert finding.text == text
    told = casualties._left_out_of_title(rows, finding)
    assert ("Lists of names are drawn as “at least”." in told) is bool(drawn)


def test_a_range_around_the_official_count_is_said_to_be_left_out():
    around = other(None, relation="range", low=10, high=30)
    above = other(None, relation="range", low=55, high=77, reporter="B")
    assert casualties._left_out_of_title(compared(count(17), around, above), COUNTED) == (
        "Not counted in the title: ranges around the official count."
    )
    assert casualties._left_out_of_title(compared(count(17), above), COUNTED) == ""


def test_a_part_that_stands_among_totals_is_named_at_its_mark():
    residents = {"group": "protesters and residents", "label": "residents"}
    officers = {"group": "security forces", "label": "police officer"}
    article = count(1, witness="article only", **officers)
    rows = compared(count(29, **residents), article, other(50, relation=">", low=50))
    texts = dict(zip(rows["value"], casualties._written(rows), strict=True))
    assert texts == {29: "29 residents", 1: "1 officer", 50: ">50"}
    with sizes.drawn_at("phone"):
        many = rows.assign(value=rows["value"] * 10_000)
        assert "290,000" in set(casualties._written(many))  # its name has no room
    alone = rows[rows["group"].eq("security forces")]  # the figure is of this group
    assert casualties._written(alone).tolist() == ["1"]


@pytest.mark.parametrize(("near", "has_room"), [({60: "60"}, True), ({25: "≥25"}, False)])
def test_a_label_that_begins_at_its_mark_is_left_out_if_another_is_in_its_way(near, has_room):
    labels = {1: "1 officer", **near}
    placed = {at: casualties.Placed(is_below=False, side="center") for at in near}
    found = casualties._begun_at_mark(1, labels, placed, 2)
    assert found == (casualties.Placed(is_below=False, side="left") if has_room else None)


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        (
            {"killed_first": 18, "killed": 21, "injured_first": 243, "injured": 413},
            "Official counts at Nukus rose from 18 to 21 dead and 243 to 413 injured",
        ),
        (
            {"killed_first": 21, "killed": 21, "injured_first": 413, "injured": 1274},
            "Official counts at Nukus: the dead stayed at 21, the injured rose from 413 to 1,274",
        ),
        (
            {"killed_first": 21, "killed": 18, "injured_first": 413, "injured": 413},
            "Official counts at Nukus: the dead fell from 21 to 18, the injured stayed at 413",
        ),
    ],
)
def test_the_words_for_three_counts_of_nukus(facts, text):
    rows = pd.DataFrame(
        [
            ("killed", "total", "2022-07-04", facts["killed_first"]),
            ("killed", "total", "2024-12-26", facts["killed"]),
            ("injured", "total", "2022-07-04", facts["injured_first"]),
            ("injured", "total", "2024-12-26", facts["injured"]),
        ],
        columns=["measure", "group", "counted_on", "value"],
    )
    finding = casualties.nukus_counts(rows)
    assert finding.text == text
    assert finding.facts == facts


@pytest.mark.slow
def test_the_bottom_line_says_what_the_figures_say_by_default():
    findings = casualties.bottom_line(
        hl.load("casualty_reports"),
        hl.load("conflict_events").set_index("event_id"),
        hl.prefer(hl.load("conflict_deaths")),
    )
    text = " ".join(finding.text for finding in findings)
    not_there = {"who-had-to-leave", "where-it-happened"}
    for figure in at_defaults("04-casualties"):
        assert (figure.title in text) is (figure.name not in not_there), figure.name


def sequence(counts):
    """Counts of one office, by the day since the event began."""
    rows = pd.DataFrame({"day": counts.keys(), "value": counts.values()})
    return rows.assign(row="Riot", relation="=", low=None, high=None, later="")


def numbered(counts):
    """The texts of the numbers beside the dots of a sequence, drawn in a panel of its own."""
    rows = sequence(counts)
    axes = Figure(figsize=(2.5, 1.5), dpi=200).add_subplot()
    axes.plot(rows["day"], rows["value"], "o", drawstyle="steps-post")
    axes.margins(x=0.36, y=0.25)
    axes.get_xlim()  # sets the limits
    casualties._number_dots(axes, rows)
    return {text.get_text() for text in axes.texts}


def test_dots_far_apart_have_all_their_numbers():
    assert numbered({0: 10, 9: 100, 20: 210, 40: 300}) == {"10", "100", "210", "300"}


def test_a_dot_whose_number_might_be_that_of_another_has_none():
    assert numbered({0: 10, 1: 11, 2: 12, 3: 13, 40: 300}) == {"10", "300"}


def test_of_dots_seen_as_one_only_the_last_has_a_number():
    assert numbered({0: 10, 20: 400, 20.01: 401, 40: 900}) == {"10", "401", "900"}


def test_a_number_does_not_lie_on_the_axis_below_it():
    rows = sequence({0: 10, 20: 400, 40: 900})
    axes = Figure(figsize=(2.5, 1.5), dpi=200).add_subplot()
    axes.plot(rows["day"], rows["value"], "o", drawstyle="steps-post")
    axes.margins(x=0.36, y=0.01)
    axes.get_xlim()
    casualties._number_dots(axes, rows)
    assert all(text.get_window_extent().padded(0, -4).y0 > axes.bbox.y0 for text in axes.texts)


def test_a_count_of_a_later_year_is_told_with_the_sequence_of_its_office():
    rows = [
        count(10, counted_on="2022-01-02"),
        count(12, counted_on="2022-01-04"),
        count(15, counted_on="2022-01-09"),
        count(18, counted_on="2024", source_id="b"),
    ]
    reports = pd.DataFrame(rows).astype({"value": "Int64", "low": "Int64", "high": "Int64"})
    drawn = casualties.sequences(casualties.dated(reports, EVENTS))
    assert drawn["value"].tolist() == [10, 12, 15]
    assert drawn["later"].tolist() == ["", "", "18 in 2024"]
    assert drawn["source_id"].tolist() == ["a", "a", "a;b"]


def test_a_count_of_the_month_in_which_an_event_began_has_no_day_in_a_sequence():
    rows = [
        count(9, counted_on="2022-01"),  # its middle is a day like another
        count(10, counted_on="2022-01-02"),
        count(12, counted_on="2022-01-04"),
        count(15, counted_on="2022-01-09"),
    ]
    reports = pd.DataFrame(rows).astype({"value": "Int64", "low": "Int64", "high": "Int64"})
    drawn = casualties.sequences(casualties.dated(reports, EVENTS))
    assert drawn["value"].tolist() == [10, 12, 15]
    assert drawn["later"].eq("").all()


@cache
def drawn_for(size: str) -> list[Shown]:
    """The figures of the notebook as it stands, in a size; several tests read them."""
    figures = at_defaults("04-casualties")
    return figures if size == "column" else [one.at_size(size) for one in figures]


@pytest.mark.slow
@pytest.mark.parametrize("size", ["column", "phone", "slide"])
def test_the_dot_nearest_to_a_number_is_its_own(size):
    figure = next(one for one in drawn_for(size) if one.name == "how-counts-moved")
    figure.fig.draw_without_rendering()
    for axes in figure.fig.axes:
        lines = [line.get_xydata() for line in axes.lines if line.get_marker() == "o"]
        dots = axes.transData.transform(np.concatenate(lines))
        assert axes.texts
        for text in axes.texts:
            if text.get_text().startswith("later: "):
                continue  # it is the number of no dot
            box = text.get_window_extent().padded(0, -4)
            away = np.hypot(*(dots - np.clip(dots, box.min, box.max)).T)
            from_own = np.hypot(*(dots - axes.transData.transform(text.xy)).T)
            assert from_own[away.argmin()] < 4, text.get_text()


def test_a_sequence_is_told_with_its_days_and_its_highest_count_if_it_fell():
    assert (
        casualties._sequence_in_words(sequence({4: 169, 124: 187})) == "169 to 187, days 4 to 124"
    )
    fell = sequence({13: 225, 210: 241, 227: 238})
    assert casualties._sequence_in_words(fell) == (
        "225 to 238, days 13 to 227, at most 241 on day 210"
    )


@pytest.mark.slow
@pytest.mark.parametrize("size", ["slide", "square"])
def test_where_the_height_is_given_no_text_lies_over_another(size):
    with sizes.drawn_at(size):
        for figure in drawn_for(size):
            assert problems(figure.fig) == [], figure.name


@pytest.mark.slow
def test_on_a_phone_no_text_lies_over_another():
    with sizes.drawn_at("phone"):
        up_to_thousands = drawn_for("phone")
        up_to_400_000 = play("04-casualties", harm="displaced")
        for figure in up_to_thousands + up_to_400_000:
            assert problems(figure.fig) == [], figure.name


COUNTED = Finding("In both events others counted more", {"of": 2})  # a title that counts events


def test_a_figure_says_what_its_title_leaves_out():
    no_witness = other(30, reporter="not named", reporter_kind="not named")
    rows = compared(count(17), no_witness, other(40, witness="article only"))
    assert casualties._left_out_of_title(rows, COUNTED) == (
        "Not counted in the title: crosses and hollow rings."
    )
    rows = compared(count(17), other(18), other(5, event_id="BORDER", side="KGZ"))
    assert casualties._left_out_of_title(rows, COUNTED) == (
        "Not counted in the title: Border (no official count of the same people)."
    )
    assert casualties._left_out_of_title(compared(count(17), other(18)), COUNTED) == ""


def test_a_title_that_counts_nothing_is_not_said_to_leave_something_out():
    rows = compared(count(17), other(5, event_id="BORDER", side="KGZ"))
    finding = casualties.others_and_state(rows)
    assert finding.facts == {}
    assert casualties._left_out_of_title(rows, finding) == (
        "Not compared: black dots alone (no differing count) "
        "and Border (no official count of the same people)."
    )


@pytest.mark.slow
def test_a_map_whose_title_counts_nothing_has_no_note_on_what_it_counts():
    [figure] = play("04-casualties", only=["where-it-happened"], harm="detained")
    furniture = figure.fig.furniture
    assert furniture.title == "Where it happened, by the last official count"
    assert furniture.note == ""


@pytest.mark.parametrize(
    ("most", "keys"), [(446, ["10", "100"]), (12_000, ["1,000", "10,000"]), (9, [])]
)
def test_the_key_of_sizes_has_no_count_below_the_smallest_mark(most, keys):
    axes = Figure().add_subplot()
    casualties._draw_sizes(axes, most, casualties.AREA / most)
    assert [text.get_text() for text in axes.texts] == keys
    assert len({collection.get_sizes()[0] for collection in axes.collections}) == len(keys)


def test_a_figure_says_that_its_title_leaves_out_a_side_that_only_the_state_counted():
    border = {"event_id": "BORDER", "side": "KGZ"}
    rows = compared(count(17), other(18), count(36, **border), other(36, **border))
    assert casualties._left_out_of_title(rows, COUNTED) == (
        "Not counted in the title: black dots alone (no differing count)."
    )


@pytest.mark.parametrize(
    ("labels", "above", "sides"),
    [
        ({188: "188", 221: "221"}, [188], {188: "right", 221: "left"}),
        ({188: "188", 190: "190"}, [188], {}),  # too near to tell whose is whose
        ({188: "188", 221: "221", 150: "150"}, [150, 188], {}),  # a third is in the way
        (  # the second pair would reach into the first
            {400: "400", 496: "496", 423: "423", 470: "470"},
            [400, 496],
            {400: "right", 423: "left"},
        ),
    ],
)
def test_two_labels_too_near_each_other_stand_back_to_back(labels, above, sides):
    rest = [at for at in labels if at not in above]
    assert casualties._back_to_back(labels, above, rest, 10) == sides


@pytest.mark.parametrize(
    ("labels", "taken", "places"),
    [
        ({200: "200"}, {170: "170"}, {200: (False, "center")}),
        ({188: "188", 190: "190"}, {}, {188: (False, "center"), 190: (True, "center")}),
        ({188: "188", 190: "190"}, {170: "170"}, {188: (False, "center")}),
        ({188: "188", 221: "221"}, {200: "200"}, {188: (False, "right"), 221: (False, "left")}),
        ({188: "188", 221: "221"}, None, {188: (False, "right"), 221: (False, "left")}),
        ({188: "188", 190: "190"}, {190: "190"}, {188: (False, "center")}),  # it stands there
    ],
)
def test_a_number_stands_above_its_dot_else_below_else_beside_its_neighbour(labels, taken, places):
    assert casualties._placed(labels, taken, 10) == places


@pytest.mark.slow
def test_of_two_events_at_one_place_both_are_seen_on_the_map():
    figure = next(one for one in at_defaults("04-casualties") if one.name == "where-it-happened")
    circles = [each for each in figure.fig.axes[0].collections if len(each.get_sizes()) > 1]
    _, chosen, halos, rings = circles
    assert len({layer.get_zorder() for layer in circles}) == 1  # they lie as they are drawn
    assert len(chosen.get_offsets()) + len(rings.get_offsets()) == 9
    assert list(chosen.get_sizes()) == sorted(chosen.get_sizes(), reverse=True)
    assert (chosen.get_edgecolors()[:, :3] == 1).all()  # a rim parts it from another
    for layer in (halos, rings):
        assert (layer.get_facecolors()[:, 3] == 0).all()  # they hide nothing
    assert (rings.get_edgecolors()[:, :3].min(axis=1) < 1).all()
    assert halos.get_linewidths()[0] > rings.get_linewidths()[0]


def test_a_name_in_the_west_takes_two_lines_where_a_mark_is_in_its_way():
    places = pd.DataFrame(
        {
            "x": [0.0, 300.0, 0.0],
            "y": [0.0, 20.0, 500.0],
            "text": ["Nukus, July 2022: 21", "Taraz", "Aktobe, June 2016: 18"],
            "longitude": [59.0, 71.0, 57.0],
        }
    )
    places = places.assign(room=casualties._room_eastward(places))
    axes = Figure().add_subplot()
    axes.set(xlim=(-1000, 1500), ylim=(-1000, 1000))
    casualties._write_beside_marks(axes, places, edge=0.03)
    texts = [text.get_text() for text in axes.texts]
    assert texts == ["Nukus, July 2022:\n21", "Aktobe, June 2016: 18", "Taraz"]


@pytest.mark.parametrize(
    ("differs", "text"),
    [
        ({}, "Osh: 1,446, 11.3×"),
        ({"n": 1}, "Osh: 1,446"),
        ({"relation": ">="}, "Osh: 1,446, ≥11.3×"),
        ({"of_side": "Tajik side"}, "Osh: 1,446; Tajik side 11.3×"),
        ({"parts": "1,446 residents", "n": 1}, "Osh: 1,446 residents"),
        ({"parts": "1,443 residents, 3 officers", "n": 1}, "Osh: 1,446"),
    ],
)
def test_the_list_beside_the_map_says_how_far_apart_the_counts_lie(differs, text):
    place = {"name": "Osh", "value": 1446, "ratio": 11.27, "n": 5, "relation": "="}
    place |= {"of_side": "", "parts": "", **differs}
    assert casualties._count_at_place(pd.Series(place)) == text


def test_a_distance_on_the_map_is_of_the_side_whose_counts_lie_apart():
    rows = [
        count(63, event_id="BORDER", side="KGZ"),
        count(41, event_id="BORDER", side="TJK"),
        other(60, event_id="BORDER", side="TJK", relation=">", low=60, reporter="Member"),
        other(30, event_id="BORDER", side="TJK"),
    ]
    place = on_the_map(*rows).loc["BORDER"]
    assert place[["value", "of_side", "relation", "n"]].tolist() == [104, "Tajik side", ">", 3]
    assert place["ratio"] == 2


def drawn(*rows):
    """The first figure of a few counts."""
    table = compared(*rows)
    table = table.assign(source_id="imf-weo-2022-04", mark=range(len(table)))
    return casualties.draw_counts(table)


def shifts(*rows):
    """How far below its row each mark of one row stands, on an axis of 80 letters, by its count."""
    table = compared(*rows)
    table = table.assign(kind=casualties._kinds(table), at=table["value"].astype("float64"))
    moved = casualties._moved_apart(table, letter=10)
    return list(zip(moved["value"], moved["shift"], strict=True))


def test_a_mark_that_another_hides_stands_below_its_row():
    bound = other(500, reporter="Soldier", reporter_kind="witness", relation=">", low=500)
    assert shifts(count(187), other(500), bound) == [
        (500, 0),
        (500, casualties.ASIDE),
        (187, 0),
    ]


def test_a_mark_beside_the_official_number_stands_above_its_row():
    aside = casualties.ASIDE
    assert shifts(count(446), other(450)) == [(450, -aside), (446, 0)]
    assert shifts(count(446), other(600)) == [(600, 0), (446, 0)]


def test_a_panel_is_named_after_the_official_counts_in_it():
    border = {"event_id": "BORDER", "side": "KGZ"}
    fig = drawn(count(87), other(120), count(250, **border), other(3000, **border))
    assert fig.furniture.panels == [
        "10 to 99 killed by the official count",
        "100 to 999 killed by the official count",
    ]
    assert fig.furniture.subtitle.endswith("; each panel has its scale.")


@pytest.mark.parametrize(
    ("rows", "name"),
    [
        ([count(0), other(4)], "Up to 9 killed by the official count"),
        ([other(40), other(None, low=50, high=200, reporter="UN")],
         "100 to 999 killed by the highest count of others"),
        ([count(12), other(40, event_id="BORDER", side="KGZ")],
         "10 to 99 killed by the official count or the highest of others"),
    ],
)  # fmt: skip
def test_a_panel_says_whose_counts_its_name_is_of(rows, name):
    [panel] = drawn(*rows).furniture.panels
    assert panel.replace("\n", " ") == name


def test_a_single_panel_has_no_scale_to_compare():
    assert drawn(count(12), other(40)).furniture.subtitle.endswith("and others’ differing counts.")


def deaths(*years):
    """Two deaths of each year by UCDP."""
    row = {"area": "TJK", "value": 2, "low": 1, "high": 3, "source_id": "ucdp-country-year-25-1"}
    rows = pd.DataFrame([row | {"year": year} for year in years])
    return rows.assign(mark=range(len(rows)))


def test_the_bar_of_ucdp_names_the_years_that_it_adds_up():
    official = pd.DataFrame([count(17, row="Riot", date="2022-02-01", source_id="regnum-3260617")])
    rows = casualties.beside_ucdp(official, deaths(2000, 2001, 2025))
    assert rows["label"].iloc[-1] == "UCDP, five republics, 2001–2025"
    assert rows["value"].iloc[-1] == 4
    fig = casualties.draw_outside_ucdp(rows.assign(mark=range(len(rows))))
    assert "of all deaths 2001–2025, for scale" in fig.furniture.subtitle


def test_a_panel_of_years_reaches_to_the_last_that_ucdp_tells_of():
    fig = casualties.draw_years(deaths(1993, 2000, 2001, 2022), up_to=2025)
    assert fig.furniture.panels == ["1993–2000", "2001–2025"]
    assert fig.axes[1].get_xlim()[1] == 2026


def grown(figure, factor):
    """The rows of a figure, with counts so many times as high."""
    rows = next(one.rows for one in at_defaults("04-casualties") if one.name == figure)
    figures = {name: rows[name].mul(factor).astype("Int64") for name in ("value", "low", "high")}
    return rows.assign(mark=range(len(rows)), **figures)


@pytest.mark.slow
@pytest.mark.parametrize("factor", [1, 2, 10])
@pytest.mark.parametrize(
    ("figure", "draw"),
    [("two-ledgers", casualties.draw_ledgers), ("who-had-to-leave", casualties.draw_leaving)],
)
def test_an_axis_of_counts_ends_above_the_highest_whatever_it_is(figure, draw, factor):
    fig = draw(grown(figure, factor))
    highest = max(line.get_xdata().max() for axes in fig.axes for line in axes.lines)
    for axes in fig.axes:
        assert highest < axes.get_xlim()[1] < 1.5 * highest
    assert problems(fig) == []


def people_who_left(*counts):
    """Counts of people evacuated on the Kyrgyz side, as (value, relation, before the end)."""
    rows = pd.DataFrame(counts, columns=["value", "relation", "before_the_end"])
    facts = {"side": "KGZ", "reporter_kind": "official", "witness": "other", "independent": ""}
    return rows.assign(measure="evacuated", place="", **facts)


def test_a_count_from_before_the_end_is_not_compared_with_those_of_the_whole():
    rows = people_who_left((19000, "~", True), (136770, "=", False), (142000, ">", False))
    assert str(casualties.who_left(rows)) == (
        "Between 136,770 and over 142,000 people were evacuated on the Kyrgyz side, "
        "Kyrgyz authorities said"
    )


def test_a_count_of_one_region_is_not_compared_with_those_of_the_whole_side():
    rows = people_who_left((136_770, "=", False), (137_000, "~", False), (142_000, ">", False))
    rows.loc[0, "place"] = "Batken region"
    assert casualties.who_left(rows).facts["lowest"] == 137_000
    assert casualties._left_out_of_the_title(rows) == "Not in the title: counts of one region."


def test_a_count_of_people_who_left_is_credited_to_those_who_gave_it():
    rows = people_who_left((137_000, "~", False), (140_000, "=", False))
    rows = rows.assign(measure=["evacuated", "displaced"], reporter_kind=["official", "NGO"])
    assert str(casualties.who_left(rows)) == (
        "Between about 137,000 and 140,000 people were displaced or evacuated on the Kyrgyz side, "
        "authorities and others said"
    )


def test_a_range_told_by_somebody_unnamed_has_a_triangle_at_each_end():
    told = {"reporter": "Residents", "reporter_kind": "witness", "relation": "range"}
    fig = drawn(count(17), other(None, low=55, high=77, **told))
    triangles = [line for line in fig.axes[0].lines if line.get_marker() == "^"]
    assert [list(line.get_xdata()) for line in triangles] == [[55, 77]]
    assert fig.furniture.subtitle.endswith(" Line: range.")


def test_the_subtitle_explains_the_marks_that_are_drawn():
    ucdp = other(44, reporter="UCDP", reporter_kind="research", low=44, high=468)
    subtitle = drawn(count(446), other(500, relation=">", low=500), ucdp).furniture.subtitle
    assert subtitle.endswith(" Arrow: at least. Line: range; dot on it: its best estimate.")


def test_the_first_and_the_last_count_have_a_number_where_the_last_is_near_another():
    assert {"1", "36"} <= numbered({1: 1, 1.01: 3, 2: 31, 3: 34, 5: 35, 5.001: 36})
