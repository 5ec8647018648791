"""Which statements are of one attack, where it came from, and how many died, at home and abroad."""

import pandas as pd

from heartland_themes import militancy

COLUMNS = ["event", "event_id", "start", "area", "kind", "actor", "measure", "value"]


def told(*rows, **differs):
    """Official statements, unless they say otherwise."""
    incidents = pd.DataFrame(rows, columns=COLUMNS).astype({"value": "Int64"})
    usual = {"reporter_kind": "official", "witness": "other", "source_id": "a"}
    return incidents.assign(**{**usual, **differs})


def tolls(*rows):
    counts = pd.DataFrame(rows, columns=["event_id", "value"]).astype({"value": "Int64"})
    return counts.assign(source_id="b")


ATTACK = ("post", "POST", "2019-11-06", "TJK", "attack", "gunmen from Afghanistan", "events", 1)


def test_the_dead_of_an_attack_are_those_of_its_last_official_toll():
    rows = militancy.attacks(told(ATTACK), tolls(("POST", 15), ("POST", 2)))
    assert rows["killed"].tolist() == [17]
    assert rows["source_id"].tolist() == ["a;b"]


def test_an_attack_without_a_toll_has_the_official_count_of_its_incidents():
    one = (*ATTACK[:1], "", *ATTACK[2:6], "killed attackers", 3)
    other = (*ATTACK[:1], "", *ATTACK[2:6], "killed civilians", 2)
    assert militancy.attacks(told(one, other), tolls())["killed"].tolist() == [5]
    claimed = told(one, reporter_kind="armed group claim")
    assert militancy.attacks(claimed, tolls())["killed"].isna().all()


def test_an_attack_came_from_where_officials_place_the_attackers():
    rows = [
        ATTACK,
        ("riot", "", "2019-05-19", "TJK", "mutiny or riot", "prisoners", "events", 1),
        ("road", "", "2024-11-18", "TJK", "attack", "not named", "events", 1),
        ("fire", "", "2022-07-05", "UZB", "rocket fire", "not named", "landed", 5),
        ("darvoz-2023-09", "", "2023-08-30", "TJK", "security operation", "A group", "killed", 3),
    ]
    origin = militancy.attacks(told(*rows), tolls()).set_index("event")["origin"]
    across = {"post", "fire", "darvoz-2023-09"}
    assert set(origin[origin.eq(militancy.ACROSS)].index) == across
    assert origin[["riot", "road"]].tolist() == [militancy.WITHIN, militancy.UNSTATED]


def test_an_official_statement_that_names_the_attackers_describes_the_event():
    unnamed = (*ATTACK[:5], "not named", "events", 1)
    rows = told(unnamed, ATTACK)
    assert militancy.attacks(rows, tolls())["actor"].tolist() == ["gunmen from Afghanistan"]


def test_what_only_an_article_tells_or_is_of_a_whole_year_is_no_event():
    assert militancy.attacks(told(ATTACK, witness="article only"), tolls()).empty
    of_a_year = (*ATTACK[:2], "2022", *ATTACK[3:])
    assert militancy.attacks(told(of_a_year), tolls()).empty
    arrests = (*ATTACK[:4], "arrests", "police", "arrested", 4)
    assert militancy.attacks(told(arrests), tolls()).empty


ABROAD = ("hall", "2024-03-22", "RUS", "attack", "TJK", "killed", "official", "A")
COUNT = ["event", "start", "area", "kind", "attackers_from", "measure", "reporter_kind", "status"]


def counted(*rows):
    """Counts of attacks abroad: what COUNT has, the day and the number."""
    counts = pd.DataFrame(rows, columns=[*COUNT, "counted_on", "value"])
    return counts.assign(witness="other", source_id="a")


def test_the_toll_of_an_attack_abroad_is_the_last_that_no_office_changed():
    first, later = (*ABROAD[:7], "P", "2024-03-24", 133), (*ABROAD, "2024-03-30", 144)
    last, press = (*ABROAD, "2026-03-12", 149), (*ABROAD[:6], "media", "A", "2026-05", 145)
    rows = militancy.abroad(counted(press, last, first, later))
    assert rows["killed"].tolist() == [133, 144, 149, 145]
    assert rows.loc[rows["is_last"], "killed"].tolist() == [149]


def test_what_nobody_lays_on_people_from_the_region_is_not_their_attack():
    nobodys = (*ABROAD[:4], "", *ABROAD[5:], "2024", 6)
    general = (*ABROAD[:3], "assassination", *ABROAD[4:], "2026", 2)
    injured = (*ABROAD[:5], "injured", *ABROAD[6:], "2024", 60)
    assert militancy.abroad(counted(nobodys, general, injured)).empty


def test_an_attack_whose_attackers_are_disputed_is_marked():
    airport = (militancy.DISPUTED[0], "2016-06-28", "TUR", *ABROAD[3:], "2018", 45)
    rows = militancy.abroad(counted(airport, (*ABROAD, "2026", 149)))
    assert rows["is_disputed"].tolist() == [True, False]
