"""One list of dated events over the tables that hold them."""

import json

import pytest

import heartland as hl
from heartland.errors import UsageError
from heartland_evidence.timeline import timeline
from tests.lineage.drawing import put

TABLES = [
    "milestones",
    "conflict_events",
    "security_incidents",
    "sco_members",
    "exchange_rates",
    "growth_forecasts",
]


def test_every_event_has_a_date_words_a_source_and_a_row_that_exists():
    events = timeline()
    for column in ("date", "area", "theme", "what", "dataset", "row", "source_id"):
        assert events[column].ne("").all(), column
    known = set(hl.load("sources")["source_id"])
    assert {one for cell in events["source_id"] for one in cell.split(";")} <= known
    ids = {
        "milestones": "milestone_id",
        "conflict_events": "event_id",
        "security_incidents": "incident_id",
    }
    for dataset, column in ids.items():
        rows = events.loc[events["dataset"].eq(dataset), "row"]
        assert set(rows) <= set(hl.load(dataset)[column]), dataset
    assert not events.duplicated(["date", "area", "what"]).any()
    assert events["date"].is_monotonic_increasing
    alone = hl.load("milestones").query("article_only")["milestone_id"]
    assert len(alone) and not set(alone) & set(events["row"])


def test_what_is_told_of_a_whole_year_is_no_attack_of_its_own(package):
    copy = package(*TABLES)
    attack = timeline().query("dataset == 'security_incidents'")["row"].iloc[0]
    copy.plant(
        "security_incidents", copy.row("security_incidents", incident_id=attack), start="2022"
    )
    assert attack not in set(timeline()["row"])


def test_a_table_without_rows_has_no_events_and_hides_none_of_the_others(package):
    copy = package(*TABLES)
    whole = timeline()
    for empty in TABLES:
        lines = copy.lines(empty)
        copy.write(empty, lines[:1])
        left = timeline()
        copy.write(empty, lines)
        assert empty not in set(left["dataset"])
        others = whole.query("dataset != @empty")
        assert set(others["row"]) <= set(left["row"]), empty


def test_a_rouble_that_falls_by_a_fifth_is_an_event_and_by_less_is_none(package):
    rates = {2001: 8.0, 2002: 10.0, 2003: 12.0, 2005: 40.0}  # a fifth less, a sixth, a gap
    of_rouble = {"currency": "RUB", "source_id": "wdi-exchange-rates"}
    rows = [of_rouble | {"year": str(year), "per_usd": str(rates[year])} for year in rates]
    put(package(*TABLES), "exchange_rates", *rows)
    falls = timeline(theme="rouble")
    assert falls["what"].tolist() == ["A rouble buys 20 percent fewer dollars than in 2001"]
    assert falls["row"].tolist() == ["RUB;2001 | RUB;2002"]


@pytest.mark.parametrize(
    ("april", "cuts"),
    [
        ("2.0", ["IMF forecast for Kyrgyzstan in 2022 cut from 5.0 to 2.0 percent"]),
        ("-1.0", ["IMF forecast for Kyrgyzstan in 2022 cut from 5.0 to −1.0 percent"]),
        ("2.1", []),
    ],
)
def test_a_forecast_cut_by_three_points_is_an_event(package, april, cuts):
    of_imf = {"publisher": "IMF", "area": "KGZ", "target_year": "2022", "kind": "forecast"}
    of_imf |= {"vintage_inferred": "false", "relation": "=", "status": "F"}
    editions = {"2021-10": "5.0", "2022-04": april}
    rows = [
        of_imf | {"vintage": one, "growth_pct": editions[one], "source_id": f"imf-weo-{one}"}
        for one in editions
    ]
    put(package(*TABLES), "growth_forecasts", *rows)
    events = timeline(theme="growth")
    assert events["what"].tolist() == cuts
    assert set(events["source_id"]) <= {"imf-weo-2021-10;imf-weo-2022-04"}


def test_an_event_that_lasted_counts_with_each_of_its_days():
    def war(start, end):
        return timeline("TJK", start, end, theme="violence")["what"].str.startswith("Civil war")

    assert war(1994, 1994).sum() == 1
    assert war(1998, 1999).sum() == 0
    assert war("", 1991).sum() == 0


def test_a_month_ends_with_its_last_day_and_a_clash_is_of_both_sides():
    for area in ("KGZ", "Tajikistan"):
        found = timeline(area, "2022-09", "2022-09")["what"]
        assert found.eq("Border clash: Batken and Sughd, September 2022").sum() == 1, area


def test_a_step_into_the_organisation_is_told_once():
    joined = timeline("IRN", "2023-07-04", "2023-07-04")
    assert joined["dataset"].tolist() == ["sco_members"]
    assert joined["what"].tolist() == ["Iran becomes a member of the SCO"]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"theme": "rubel"}, "no theme 'rubel'. Did you mean 'rouble'"),
        ({"start": 2023, "end": 2022}, "the first day, 2023, is later than the last, 2022"),
    ],
)
def test_what_is_unknown_or_cannot_be_is_named(asked, message):
    with pytest.raises(UsageError, match=message):
        timeline(**asked)


@pytest.mark.parametrize("nothing", ["", [""]])
def test_what_is_not_named_is_all_however_it_is_left_empty(nothing):
    assert timeline(nothing, "", None, theme=nothing).equals(timeline())


def test_the_command_lists_events_and_says_how_many_there_are(command):
    done = command("timeline", "KGZ", "TJK", "--since", "2022-09", "--until", "2022-09")
    assert "2022-09-14  KGZ;TJK  Border clash: Batken and Sughd, September 2022" in done.stdout
    few = command("timeline", "--theme", "rouble", "-n", "1")
    assert few.stdout.count("\n") == 1 and "the last 1 of 4 events" in few.stderr
    events = json.loads(command("timeline", "--theme", "rouble, growth,", "--json").stdout)
    assert {event["theme"] for event in events} == {"rouble", "growth"}
    last = json.loads(command("timeline", "--theme", "rouble,growth", "--json", "-n", "2").stdout)
    assert last == events[-2:]
