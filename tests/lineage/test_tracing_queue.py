"""What to trace next: changed rows, then those on which audits and figures rest."""

import pytest

from heartland.errors import UsageError
from heartland.tables.csv_files import rows
from heartland_evidence.ledger.recording import Tracing, record
from heartland_evidence.lineage.tracing_queue import CHANGED, NEVER, to_trace
from tests.lineage.drawing import draw

WDI = "wdi-population"


@pytest.fixture
def made(package):
    """Population and its ledger, without a tracing, an audit or a figure."""
    made = package("population", "tracings")
    made.write("tracings", made.lines("tracings")[:1])
    return made


def key(area, year):
    return f"area={area};year={year};source_id={WDI}"


def test_a_row_that_was_changed_after_it_was_traced_comes_first(made):
    record(Tracing("population", key("UZB", 2022), "agrees", WDI))
    row = made.row("population", area="UZB", year="2022")
    made.plant("population", row, persons="3")
    first = to_trace(made.root)[0]
    assert (first.where, first.state) == (key("UZB", 2022), CHANGED)
    assert first.traced_on


def test_what_agrees_or_was_corrected_is_not_listed_and_what_is_in_doubt_is(made):
    every = len(to_trace(made.root))
    record(Tracing("population", key("UZB", 2022), "agrees", WDI))
    record(Tracing("population", key("UZB", 2021), "corrected", WDI))
    record(Tracing("population", key("UZB", 2020), "doubtful", WDI, note="why"))
    listed = {row.where: row for row in to_trace(made.root)}
    assert len(listed) == every - 2
    assert listed[key("UZB", 2020)].state == "doubtful"
    assert listed[key("UZB", 2019)].state == NEVER


def test_rows_that_were_traced_together_are_listed_only_once_one_of_them_has_changed(made):
    words = f"area=UZB;source_id={WDI}"
    record(Tracing("population", words, "agrees", WDI, compared=("persons",), together=True))
    assert not [row for row in to_trace(made.root) if row.where.startswith("area=UZB")]
    made.plant("population", made.row("population", area="UZB", year="2022"), persons="3")
    states = {row.state for row in to_trace(made.root) if row.where.startswith("area=UZB")}
    assert states == {CHANGED}


@pytest.mark.parametrize("together", [True, False])
def test_rows_that_lost_a_column_that_was_compared_have_changed(made, together):
    words = f"area=UZB;source_id={WDI}" if together else key("UZB", 2022)
    record(Tracing("population", words, "agrees", WDI, compared=("persons",), together=together))
    made.plant("tracings", made.row("tracings", where=words), compared="persons;births")
    states = {row.where: row.state for row in to_trace(made.root)}
    assert states[key("UZB", 2022)] == CHANGED


def test_a_row_that_a_figure_shows_comes_before_others(made):
    draw(made, [{"area": "TJK", "year": "2001", "persons": "1.0", "source_id": f"x;{WDI}"}])
    first, second = to_trace(made.root)[:2]
    assert (first.where, first.figures) == (key("TJK", 2001), ["01-people/people"])
    assert second.figures == []


@pytest.mark.parametrize(
    "line",
    [
        {"area": "TJK", "year": "2001", "source_id": "another"},
        {"area": "TJK", "year": "1850", "source_id": WDI},
        {"area": "UZB", "year": "1850", "source_id": WDI},
        {"area": "TJK", "year": "2001"},
    ],
)
def test_a_figure_of_another_source_or_year_or_of_none_rests_on_no_row(made, line):
    draw(made, [line])
    assert not any(row.figures or row.computed for row in to_trace(made.root))


def test_a_figure_whose_notebook_did_not_load_the_table_rests_on_none_of_its_rows(made):
    draw(made, [{"area": "TJK", "year": "2001", "source_id": WDI}], datasets=["trade"])
    assert not any(row.figures for row in to_trace(made.root))


def test_a_row_of_the_world_may_stand_behind_what_is_drawn_of_a_republic(made):
    draw(made, [{"area": "TJK", "year": "2001", "source_id": WDI}])
    rests = {row.where: (row.figures, row.computed) for row in to_trace(made.root)}
    people = ["01-people/people"]
    assert rests[key("TJK", 2001)] == (people, [])
    assert rests[key("WLD", 2001)] == ([], people)
    assert rests[key("UZB", 2001)] == ([], [])


def test_the_list_tells_figures_that_show_a_row_from_those_computed_from_it(made, command):
    draw(made, [{"area": "TJK", "year": "2001", "source_id": WDI}])
    shown, computed, *_ = command("trace", "--limit", "2").stdout.split("population '")[1:]
    assert "; figures 01-people/people\n" in shown
    assert "; perhaps in figures 01-people/people\n" in computed


def forecast(**cells):
    return {"area": "KAZ", "target_year": "2022", "source_id": "imf-weo-2022-04"} | cells


@pytest.fixture
def forecasts(package):
    made = package("growth_forecasts", "macro_forecasts", "tracings")
    made.write("tracings", made.lines("tracings")[:1])
    return made


BOTH = ("growth_forecasts", "macro_forecasts")


def rests_on(made, dataset, measure=""):
    """Whether a figure shows a row of the forecasts for Kazakhstan's 2022, or may be computed."""
    ours = [row for row in to_trace(made.root, dataset) if "area=KAZ;target_year=2022" in row.where]
    ours = [row for row in ours if measure in row.where and row.source_id == "imf-weo-2022-04"]
    assert ours
    return any(row.figures for row in ours), any(row.computed for row in ours)


def first_row(made, dataset, **cells):
    """The first row of a dataset with these cells."""
    return next(row for row in rows(made.root, dataset) if cells.items() <= row.items())


def test_a_forecast_of_inflation_stands_in_no_figure_of_growth(forecasts):
    row = first_row(forecasts, "growth_forecasts", vintage="2022-04", **forecast())
    draw(forecasts, [forecast(growth_pct=row["growth_pct"])], BOTH)
    assert rests_on(forecasts, "growth_forecasts") == (True, False)
    assert rests_on(forecasts, "macro_forecasts") == (False, False)


def test_a_figure_of_one_measure_shows_no_row_of_another(forecasts):
    draw(forecasts, [forecast(measure="inflation", publisher="IMF", vintage="2022-04")], BOTH)
    assert rests_on(forecasts, "macro_forecasts", "measure=inflation")[0]
    assert rests_on(forecasts, "macro_forecasts", "measure=public debt") == (False, False)


def test_a_sum_may_be_computed_from_rows_that_it_does_not_show(package):
    made = package("trade", "tracings")
    made.write("tracings", made.lines("tracings")[:1])
    row = first_row(made, "trade", area="KAZ", partner="RUS", flow="exports")
    cells = {column: row[column] for column in ("area", "partner", "period", "source_id")}
    draw(made, [cells | {"flow": "both", "value_bn": "0.123"}], ["trade"])
    behind = [one for one in to_trace(made.root, "trade") if one.computed]
    assert f"area=KAZ;partner=RUS;period={row['period']};flow=exports" in behind[0].where
    assert not any("partner=CHN" in one.where for one in behind)
    assert not any(one.figures for one in behind)


def test_a_row_that_audits_read_says_which(package):
    made = package("population", "tracings", "audits", "claims", "articles")
    made.write("tracings", made.lines("tracings")[:1])
    head = made.lines("audits")[0]
    audit = dict.fromkeys(head, "") | {
        "claim_id": "someone-1-a",
        "dataset": "population",
        "where": "area=TJK;year=2001|area=UZB;year=2001",
    }
    made.write("audits", [head, list(audit.values())])
    listed = to_trace(made.root, "population")[:3]
    assert [row.where for row in listed[:2]] == [key("TJK", 2001), key("UZB", 2001)]
    assert [row.audits for row in listed] == [["someone-1-a"], ["someone-1-a"], []]


def test_a_dataset_without_sources_cannot_be_traced(made):
    with pytest.raises(UsageError, match="name no source to trace them to; there are population"):
        to_trace(made.root, "areas")


def test_a_line_that_says_which_row_it_is_of_rests_on_that_row_alone(made):
    line = {"area": "TJK", "year": "2001", "source_id": WDI}
    draw(made, [line | {"dataset": "population", "row": "UZB;2022"}])
    (row,) = (row for row in to_trace(made.root) if row.figures or row.computed)
    assert (row.where, row.figures) == (key("UZB", 2022), ["01-people/people"])


def test_an_amount_in_billions_shows_the_row_in_millions(package):
    made = package("trade", "tracings")
    made.write("tracings", made.lines("tracings")[:1])
    row = first_row(made, "trade", area="KAZ", partner="RUS", flow="exports")
    cells = {column: row[column] for column in ("area", "partner", "period", "source_id")}
    draw(made, [cells | {"bn": str(float(row["value_usd_mn"]) / 1000)}], ["trade"])
    (shown,) = (one for one in to_trace(made.root, "trade") if one.figures)
    assert "flow=exports" in shown.where
