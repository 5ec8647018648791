"""What the choice of statements does at its edges, on tables small enough to read."""

import pandas as pd
import pytest

import heartland as hl
from heartland.figures import sizes
from heartland_themes import militancy
from tests.play import play, problems

NONE_PREFERRED = pd.DataFrame({"where": ["reporter_kind=official"]})


def statement(value, measure="killed officers", **differs):
    row = {
        "incident_id": f"raid-{value}",
        "event": "raid",
        "start": "2020-01-01",
        "area": "TJK",
        "place": "Panj",
        "kind": "attack",
        "actor": "armed group",
        "reporter": "Ministry",
        "reporter_kind": "official",
        "measure": measure,
        "value": value,
        "relation": "=",
        "source_id": "a",
    }
    return row | differs


def toll(*rows, preferences=NONE_PREFERRED):
    incidents = pd.DataFrame(rows).astype({"value": "Int64"})
    events = militancy.toll(militancy.violence(militancy.described(incidents)), preferences)
    return events.iloc[0]


@pytest.mark.parametrize(
    ("differs", "who"),
    [
        ({"kind": "attack"}, "5 attackers"),
        ({"kind": "security operation"}, "5 suspects"),
        ({"kind": "mutiny or riot"}, "5 mutineers"),
        ({"kind": "mutiny or riot", "actor": "prisoners"}, "5 inmates"),
        ({"value": 1}, "1 attacker"),
        ({"relation": ">="}, "at least 5 attackers"),
    ],
)
def test_attackers_are_called_what_the_kind_of_event_makes_them(differs, who):
    row = statement(5, "killed attackers") | differs
    assert toll(row).parts == who


@pytest.mark.parametrize(
    ("differs", "origin"),
    [
        ({}, militancy.WITHIN),
        ({"actor": "armed group from Afghanistan"}, militancy.ACROSS),
        ({"kind": "rocket fire"}, militancy.ACROSS),
        ({"event": "darvoz-2023-09"}, militancy.ACROSS),
    ],
)
def test_where_the_authors_of_an_event_came_from(differs, origin):
    assert toll(statement(5, **differs)).origin == origin


def test_of_two_official_counts_the_preferred_one_is_taken():
    preferences = pd.DataFrame({"where": ["incident_id=raid-4"]})
    event = toll(statement(3), statement(4), preferences=preferences)
    assert event.killed == 4


def test_a_count_of_others_is_shown_only_where_it_differs():
    media = {"reporter": "Paper", "reporter_kind": "media"}
    assert pd.isna(toll(statement(3), statement(3, **media)).elsewhere)
    event = toll(statement(3), statement(6, **media), statement(10, relation=">=", **media))
    assert event.elsewhere == "6 to at least 10 officers"
    assert event.killed == 3


def test_an_event_without_an_official_count_has_no_figure():
    event = toll(statement(6, reporter="Paper", reporter_kind="media"))
    assert pd.isna(event.killed) and event.elsewhere == "6 officers"


@pytest.mark.parametrize(
    ("ucdp", "text"),
    [
        ([1, 2], "UCDP counted deaths in every year in which officials did"),
        ([0, 2], "UCDP counted deaths in one of two years in which officials did"),
        ([0, 0], "UCDP counted deaths in none of two years in which officials did"),
        ([1], "Deaths in two ledgers, 2018"),
    ],
)
def test_the_words_for_years_in_two_ledgers(ucdp, text):
    years = range(2018, 2018 + len(ucdp))
    rows = pd.DataFrame(
        [{"year": year, "ledger": "authorities", "value": 5} for year in years]
        + [{"year": y, "ledger": "UCDP", "value": n} for y, n in zip(years, ucdp, strict=True)]
    )
    assert militancy.years_in_ucdp(rows).text == text


def test_the_bottom_line_says_what_the_figures_say_by_default():
    groups = hl.load("militant_groups")
    groups = groups.assign(year=groups["as_of"].str[:4].astype(int))
    findings = militancy.bottom_line(
        militancy.described(hl.load("security_incidents")),
        groups,
        hl.prefer(hl.load("conflict_deaths")),
        hl.load("preferences"),
    )
    text = " ".join(finding.text for finding in findings)
    for figure in play("05-militancy"):
        assert (figure.title in text) is (figure.name != "returns"), figure.name


def test_on_a_phone_no_text_lies_over_another():
    with sizes.drawn_at("phone"):
        for figure in play("05-militancy"):
            assert problems(figure.fig) == [], figure.name
