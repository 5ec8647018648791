"""What disputes the lines of a figure: entries of ``corrections``, and other counts of the same."""

import json
import re

import pytest

from heartland_evidence.lineage.disputes import corrections_of, rivals_of
from tests.lineage.drawing import draw, put

COUNT = {
    "area": "KGZ",
    "partner": "CHN",
    "period": "2024",
    "flow": "turnover",
    "reporter": "KGZ",
    "value_usd_mn": "5500",
    "source_id": "a",
}


def correct(made, *entries):
    """Write the table of corrections; an entry is settled unless it says otherwise."""
    put(made, "corrections", *({"status": "applied", **entry} for entry in entries))


@pytest.fixture
def trade(package):
    """A count and its correction, beside one of another year, source and partner."""
    made = package("trade")
    others = [{"period": "2023"}, {"source_id": "b"}, {"partner": "RUS"}]
    put(made, "trade", COUNT, *(COUNT | other for other in others))
    where = "area=KGZ;partner=CHN;period=2024;source_id=a"
    correct(made, {"dataset": "trade", "where": where, "column": "value_usd_mn"})
    return made


@pytest.mark.parametrize(
    ("line", "is_told"),
    [
        (COUNT, True),
        (COUNT | {"reporter": "statistics of Kyrgyzstan", "share": "34.3"}, True),
        (COUNT | {"source_id": "b"}, False),
        ({"area": "KGZ", "n": "12", "source_id": "a"}, False),
    ],
)
def test_a_correction_is_told_of_the_line_that_shows_the_row_it_names(trade, line, is_told):
    found = corrections_of(trade.root, draw(trade, [line], ["trade"]))
    assert [correction.lines for correction in found] == [[2]] * is_told


def test_what_was_left_out_or_not_loaded_is_not_told_and_what_is_open_comes_first(trade):
    entry = {"dataset": "trade", "where": "area=KGZ;period=2024", "column": "value_usd_mn"}
    correct(
        trade,
        entry | {"correction_id": "x-1"},
        entry | {"correction_id": "x-2", "status": "not used"},
        entry | {"correction_id": "x-3", "status": "open"},
    )
    assert corrections_of(trade.root, draw(trade, [COUNT])) == []
    told = corrections_of(trade.root, draw(trade, [COUNT], ["trade"]))
    assert [one.entry["correction_id"] for one in told] == ["x-3", "x-1"]


def test_a_line_of_several_reports_is_told_of_the_correction_of_the_day_that_it_has(package):
    made = package("security_incidents")
    attack = {"area": "TJK", "source_id": "a", "start": "2019-11-06"}
    put(made, "security_incidents", *(attack | {"incident_id": f"post-{n}"} for n in (1, 2)))
    entry = {"dataset": "security_incidents", "where": "area=TJK"}
    correct(made, entry | {"column": "start"}, entry | {"column": "place"})
    line = attack | {"year": "2019", "place": "", "killed": "17"}
    figure = draw(made, [line, line | {"start": "2019-05-19"}], ["security_incidents"])
    (told,) = corrections_of(made.root, figure)
    assert (told.entry["column"], told.lines) == ("start", [2])


OWN = COUNT | {"flow": "exports", "product": "total", "concept": "goods"}
OTHERS = [
    {"reporter": "CHN", "value_usd_mn": "15000", "source_id": "b"},  # the one rival
    {"reporter": "CHN", "period": "2024-03", "source_id": "b"},
    {"partner": "RUS", "source_id": "b"},
    {"flow": "imports", "source_id": "b"},
    {"product": "pipeline gas", "source_id": "b"},
]


@pytest.fixture
def exports(package):
    """A count of exports to China, beside one by China and others of other things."""
    made = package("trade")
    put(made, "trade", OWN, *(OWN | other for other in OTHERS))
    return made


SUM = {"area": "KGZ", "partner": "CHN", "year": "2024", "share": "7", "source_id": "a"}


@pytest.mark.parametrize("lines", [[OWN, OWN | {"period": "2020"}], [SUM]])
def test_another_count_of_the_same_is_found_and_none_of_other_things(exports, lines):
    (rival,) = rivals_of(exports.root, draw(exports, lines, datasets=["trade"]), {0})
    assert (rival["reporter"], rival["value_usd_mn"], rival["source_id"]) == ("CHN", "15000", "b")


def test_a_turnover_added_up_of_two_flows_has_a_rival_that_was_counted_as_such(exports):
    turnover = OWN | OTHERS[0] | {"flow": "turnover", "value_usd_mn": "31000"}
    put(exports, "trade", OWN, OWN | OTHERS[0], turnover)
    figure = draw(exports, [SUM | {"flow": "turnover"}], datasets=["trade"])
    rivals = rivals_of(exports.root, figure, {0})
    assert {one["value_usd_mn"] for one in rivals} == {"15000", "31000"}


FORECAST = {"publisher": "IMF", "vintage": "2022-04", "area": "KGZ", "target_year": "2022"}


def test_a_forecast_has_rivals_of_the_same_quantity_and_year_alone(package):
    made = package("growth_forecasts", "macro_forecasts")
    growth = FORECAST | {"growth_pct": "0.9", "source_id": "a"}
    inflation = FORECAST | {"measure": "inflation", "value_pct": "13.2", "source_id": "a"}
    later = {"vintage": "2023-04", "source_id": "b"}
    other_year = later | {"target_year": "2023"}
    put(made, "growth_forecasts", growth, growth | later, growth | other_year)
    put(made, "macro_forecasts", inflation, inflation | later)
    for line in (growth, {column: growth[column] for column in growth if "year" not in column}):
        figure = draw(made, [line], datasets=["growth_forecasts", "macro_forecasts"])
        (rival,) = rivals_of(made.root, figure, {0})
        assert (rival["dataset"], rival["date"]) == ("growth_forecasts", "2023-04")
        assert rival["target_year"] == "2022"


A_COUNT = {
    "event_id": "KAZ-2022-01",
    "side": "KAZ",
    "measure": "killed",
    "group": "total",
    "value": "238",
    "reporter": "Prosecutor General's Office of Kazakhstan",
    "counted_on": "2022-08-16",
    "status": "A",
    "credibility": "3",
    "relation": "=",
    "source_id": "a",
}
COUNTS = [
    A_COUNT,
    A_COUNT | {"reporter": "X", "value": "240", "relation": ">", "independent": "no"},
    A_COUNT | {"value": "230", "counted_on": "2022-03-14", "status": "P"},
    A_COUNT | {"reporter": "Y", "value": "164", "status": "U"},
    A_COUNT | {"reporter": "Z", "value": "221", "counted_on": "", "published_on": "2022-07-29"},
    A_COUNT | {"reporter": "V", "value": "", "low": "55", "high": "77", "relation": "range"},
    A_COUNT | {"reporter": "C", "value": "251", "witness": "article only"},
]


def test_independent_counts_come_before_echoes_earlier_and_disowned_ones(package):
    made = package("casualty_reports")
    put(made, "casualty_reports", *COUNTS)
    figure = draw(made, [A_COUNT], datasets=["casualty_reports"])
    rivals = rivals_of(made.root, figure, {0})
    assert [(one["standing"], one["reporter"][0], one["date"]) for one in rivals] == [
        ("others", "V", "2022-08-16"),
        ("others", "Z", "2022-07-29"),
        ("not independent", "X", "2022-08-16"),
        ("same body", "P", "2022-03-14"),
        ("unreliable", "Y", "2022-08-16"),
        ("unreliable", "C", "2022-08-16"),
    ]


def test_the_command_tells_other_counts_and_corrections_of_the_rows_chosen(command):
    words = ("rivals", "counts-by-event", "measure=killed", "event_id=UZB-KARAKALPAK-2022-07")
    told = command(*words, "-n", "0").stdout
    assert re.search("other counts of the same:\n(.+\n)+\n +standing .*\n +others ", told)
    answer = json.loads(command(*words, "--json").stdout)
    assert {row["measure"] for row in answer["rows"]} == {"killed"}
    assert {rival["measure"] for rival in answer["rivals"]} == {"killed"}
    counted = command("rivals", "left-out-by-ucdp", "event_id=KAZ-2022-01", "--json")
    about = json.loads(counted.stdout)["corrections"]
    assert about and {entry["dataset"] for entry in about} <= {
        "casualty_reports",
        "conflict_events",
    }
