"""What the choice of counts does at its edges, on tables small enough to read."""

import pandas as pd
import pytest

from heartland_themes import casualties

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
    """The last official count and those of others, as the figure has them."""
    reports = pd.DataFrame(rows).astype({"value": "Int64", "low": "Int64", "high": "Int64"})
    counts = casualties.of_group(casualties.dated(reports, EVENTS), "total")
    official = casualties.last_official(counts)
    return pd.concat([official, casualties.others(counts, official)])


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
def test_a_figure_without_a_counter_and_one_of_an_article_are_not_compared(says):
    assert compared(count(17), says).value.tolist() == [17]


def test_the_newest_count_of_another_is_taken():
    rows = compared(count(17), other(40, published_on="2022-03-01"), other(41))
    assert rows.value.tolist() == [17, 40]


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


def test_a_count_allows_what_lies_within_its_bounds():
    rows = [
        other(17),
        other(64, relation=">=", low=64),
        other(750, relation="<=", high=750),
        other(None, relation="range", low=300, high=500),
    ]
    counts = pd.DataFrame(rows).astype({"value": "Int64", "low": "Int64", "high": "Int64"})
    limits = casualties.bounds(counts)
    assert limits["floor"].fillna(-1).tolist() == [17, 64, -1, 300]
    assert limits["top"].fillna(-1).tolist() == [17, -1, 750, 500]


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


@pytest.mark.parametrize(
    ("killed", "by", "left_out"),
    [(0, "intrastate", True), (5, "intrastate", False), (5, "interstate", True)],
)
def test_ucdp_leaves_out_unrest_of_a_year_without_a_death_of_such_a_kind(killed, by, left_out):
    events = EVENTS.assign(kind=["unrest", "border clash"])
    reports = pd.DataFrame([count(238), count(63, event_id="BORDER", side="KGZ")])
    reports = reports.astype({"value": "Int64", "low": "Int64", "high": "Int64"})
    tolls = casualties.official_tolls(casualties.of_events(reports, events))
    years = [("KAZ", 2022, "one-sided", 0), ("KAZ", 2022, by, killed), ("KGZ", 2022, by, 0)]
    deaths = pd.DataFrame(years, columns=["area", "year", "violence_type", "high"])
    found = casualties.not_in_ucdp(tolls, events, deaths)
    assert found[["value", "ucdp"]].to_numpy().tolist() == ([[238, 0]] if left_out else [])
