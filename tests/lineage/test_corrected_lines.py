"""Which entries of ``corrections`` speak of the rows that a figure draws, and of which lines."""

import pytest

from heartland.tables.csv_files import rows
from heartland_evidence.lineage.committed_figures import Figure
from heartland_evidence.lineage.corrected_lines import corrections_of
from heartland_evidence.lineage.identity import BETWEEN_ROWS
from heartland_evidence.lineage.rows_behind import datasets_behind
from tests.conftest import ROOT
from tests.lineage.drawing import draw

COUNT = {
    "area": "KGZ",
    "partner": "CHN",
    "period": "2024",
    "flow": "turnover",
    "reporter": "KGZ",
    "value_usd_mn": "5500",
    "source_id": "a",
}
ATTACK = {"area": "TJK", "source_id": "a"}


def put(made, name, *lines):
    """Write a table with these rows alone."""
    head = made.lines(name)[0]
    made.write(name, [head, *([line.get(column, "") for column in head] for line in lines)])


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


def lines_corrected(made, *lines, datasets=("trade",)):
    """The lines of a figure that entries speak of, all together."""
    found = corrections_of(made.root, draw(made, lines, datasets))
    return [line for correction in found for line in correction.lines]


@pytest.mark.parametrize(
    ("line", "is_told"),
    [
        (COUNT, True),
        (COUNT | {"source_id": "b;a"}, True),
        (COUNT | {"source_id": "b"}, False),
        (COUNT | {"partner": "RUS"}, False),
        (COUNT | {"period": "2023"}, False),
        ({"area": "KGZ", "n": "12", "source_id": "a"}, False),
    ],
)
def test_a_correction_is_told_of_the_line_that_shows_the_row_it_names(trade, line, is_told):
    assert lines_corrected(trade, line) == [2] * is_told


def test_a_line_that_names_its_reporter_in_words_shows_the_row_of_that_count(trade):
    line = {"area": "KGZ", "partner": "CHN", "year": "2024", "flow": "turnover"}
    line |= {"reporter": "national statistics of Kyrgyzstan", "usd_mn": "5500.0"}
    line |= {"value": "34.3", "source_id": "a;totals"}
    assert lines_corrected(trade, line | {"year": "2023"}, line) == [3]


def test_a_line_in_billions_shows_the_row_in_millions(trade):
    line = {"area": "KGZ", "partner": "CHN", "year": "2024", "source_id": "a", "bn": "5.5"}
    assert lines_corrected(trade, line, line | {"bn": "6.5"}) == [2]


def test_a_count_of_rows_draws_none_of_them(trade):
    line = {"dataset": "trade", "area": "KGZ", "rows": "4", "source_id": "a;b"}
    assert lines_corrected(trade, line) == []


def test_what_was_left_out_or_not_loaded_is_not_told_and_what_is_open_comes_first(trade):
    entry = {"dataset": "trade", "where": "area=KGZ;period=2024", "column": "value_usd_mn"}
    correct(
        trade,
        entry | {"correction_id": "x-1"},
        entry | {"correction_id": "x-2", "status": "not used"},
        entry | {"correction_id": "x-3", "status": "open"},
    )
    figure = draw(trade, [COUNT])
    assert corrections_of(trade.root, figure) == []
    figure.path.write_text('{"sources": [{"source_id": "a"}], "datasets": ["trade"]}')
    told = corrections_of(trade.root, Figure(figure.path))
    assert [(one.entry["correction_id"], one.is_open) for one in told] == [
        ("x-3", True),
        ("x-1", False),
    ]


def test_a_line_of_several_reports_is_told_of_the_correction_of_the_day_that_it_has(package):
    made = package("security_incidents")
    reports = [ATTACK | {"incident_id": f"post-{n}", "start": "2019-11-06"} for n in (1, 2)]
    put(made, "security_incidents", *reports)
    entry = {"dataset": "security_incidents", "where": "area=TJK"}
    correct(made, entry | {"column": "start"}, entry | {"column": "place"})
    line = ATTACK | {"year": "2019", "start": "2019-11-06", "place": "", "killed": "17"}
    lines = [line, line | {"start": "2019-05-19"}]
    assert lines_corrected(made, *lines, datasets=["security_incidents"]) == [2]


OVERVIEW = {"area": "KGZ", "date": "2022-04", "what": "a cut", "source_id": "imf"}
FORECAST = {"publisher": "IMF", "area": "KGZ", "target_year": "2022", "kind": "forecast"}
AUTUMN_AND_SPRING = "IMF;2021-10;KGZ;2022;forecast | IMF;2022-04;KGZ;2022;forecast"


@pytest.mark.parametrize(
    ("line", "vintages"),
    [
        ({"dataset": "growth_forecasts", "row": AUTUMN_AND_SPRING}, ["2021-10", "2022-04"]),
        ({"dataset": "growth_forecasts", "row": AUTUMN_AND_SPRING, "source_id": "x"}, []),
        ({"dataset": "macro_forecasts", "row": AUTUMN_AND_SPRING}, []),
    ],
)
def test_a_line_that_says_which_rows_it_is_of_draws_these_and_no_other(package, line, vintages):
    made = package("growth_forecasts")
    editions = ("2021-10", "2022-04", "2022-10")
    forecasts = [
        FORECAST | {"vintage": one, "growth_pct": "5", "source_id": "imf"} for one in editions
    ]
    put(made, "growth_forecasts", *forecasts)
    entries = [
        {"dataset": "growth_forecasts", "column": "growth_pct", "where": f"vintage={one}"}
        for one in editions
    ]
    correct(made, *entries)
    figure = draw(made, [OVERVIEW | line], ["growth_forecasts"])
    told = [one.entry["where"] for one in corrections_of(made.root, figure)]
    assert told == [f"vintage={one}" for one in vintages]
    assert datasets_behind(made.root, figure) == ["growth_forecasts"] * bool(vintages)


def test_each_line_of_the_timeline_that_has_a_corrected_row_is_told_so():
    figure = Figure(ROOT / "figures/00-start-here/timeline.json")
    events = {
        row: place
        for place, line in enumerate(figure.rows, 2)
        for row in line["row"].split(BETWEEN_ROWS)
        if line["dataset"] == "conflict_events"
    }
    told = {one.entry["where"]: one.lines for one in corrections_of(ROOT, figure)}
    corrected = [
        entry["where"].removeprefix("event_id=")
        for entry in rows(ROOT, "corrections")
        if entry["dataset"] == "conflict_events" and entry["status"] != "not used"
    ]
    assert len(corrected) >= 4
    for event in corrected:
        assert told[f"event_id={event}"] == [events[event]]


def test_the_datasets_of_the_timeline_are_those_that_its_lines_name():
    figure = Figure(ROOT / "figures/00-start-here/timeline.json")
    assert datasets_behind(ROOT, figure) == sorted({line["dataset"] for line in figure.rows})


@pytest.mark.parametrize(
    ("place", "correction_id", "reporter"),
    [
        ("01-trade/level-with-russia", "trade-01", "national statistics of Kyrgyzstan"),
        ("04-casualties/counts-by-event", "cas-18", "Uppsala Conflict Data Program"),
    ],
)
def test_a_committed_figure_is_told_of_its_corrections(place, correction_id, reporter):
    figure = Figure(ROOT / f"figures/{place}.json")
    told = {one.entry["correction_id"]: one for one in corrections_of(ROOT, figure)}
    assert [figure.rows[line - 2]["reporter"] for line in told[correction_id].lines] == [reporter]
