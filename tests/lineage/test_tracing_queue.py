"""What to trace next: changed rows, then those on which audits and figures rest."""

import pytest

from heartland_evidence.ledger.recording import Tracing, record
from heartland_evidence.lineage.tracing_queue import NEVER, to_trace
from tests.lineage.drawing import draw, put

WDI = "wdi-population"
PEOPLE = ["01-people/people"]
TAJIKS = {"area": "TJK", "year": "2001", "source_id": WDI}


@pytest.fixture
def made(package):
    """Population and its ledger, without a tracing, an audit or a figure."""
    made = package("population", "tracings")
    put(made, "tracings")
    return made


def key(area, year):
    return f"area={area};year={year};source_id={WDI}"


def test_rows_that_were_never_traced_or_not_settled_are_listed(made):
    every = len(to_trace(made.root))
    record(Tracing("population", key("UZB", 2022), "agrees", WDI))
    record(Tracing("population", key("UZB", 2020), "doubtful", WDI, note="why"))
    listed = {row.where: row for row in to_trace(made.root)}
    assert len(listed) == every - 1
    assert listed[key("UZB", 2020)].state == "doubtful" and listed[key("UZB", 2020)].traced_on
    assert listed[key("UZB", 2019)].state == NEVER
    words = f"area=UZB;source_id={WDI}"
    record(Tracing("population", words, "agrees", WDI, compared=("persons",), together=True))
    of_uzbekistan = [row for row in to_trace(made.root) if row.where.startswith("area=UZB")]
    assert [row.state for row in of_uzbekistan] == ["doubtful"]


@pytest.mark.parametrize(
    "line",
    [
        TAJIKS | {"source_id": "another"},
        TAJIKS | {"year": "1850"},
    ],
)
def test_a_figure_of_another_source_or_year_rests_on_no_row(made, line):
    draw(made, [line])
    assert not any(row.figures for row in to_trace(made.root))


def test_a_row_that_a_figure_shows_comes_first(made, command):
    draw(made, [TAJIKS | {"source_id": f"x;{WDI}"}])
    shown, other = to_trace(made.root)[:2]
    assert (shown.where, shown.figures, other.figures) == (key("TJK", 2001), PEOPLE, [])
    said = command("trace", "--limit", "1").stdout
    assert f"population '{key('TJK', 2001)}'\n    never traced; figures 01-people/people\n" in said


def test_a_figure_of_one_measure_shows_no_row_of_another_and_of_no_other_table(package):
    made = package("growth_forecasts", "macro_forecasts", "tracings")
    put(made, "tracings")
    of = {"publisher": "IMF", "vintage": "2022-04", "area": "KAZ", "target_year": "2022"}
    of |= {"kind": "forecast", "source_id": "imf"}
    put(made, "growth_forecasts", of | {"growth_pct": "2.3"})
    measures = [of | {"measure": one, "value_pct": "7"} for one in ("inflation", "public debt")]
    put(made, "macro_forecasts", *measures)

    def rest(line):
        draw(made, [line], ["growth_forecasts", "macro_forecasts"])
        return {row.where.split(";")[-2]: row.figures for row in to_trace(made.root)}

    of_growth = rest(of | {"growth_pct": "2.3"})
    assert of_growth["kind=forecast"] == PEOPLE
    assert of_growth["measure=inflation"] == of_growth["measure=public debt"] == []
    of_prices = rest(measures[0])
    assert of_prices["measure=inflation"] == PEOPLE
    assert of_prices["measure=public debt"] == []


@pytest.mark.parametrize(("drawn", "figures"), [("0.123", []), ("5.5", PEOPLE)])
def test_an_amount_in_billions_shows_that_in_millions_and_a_sum_no_row(package, drawn, figures):
    made = package("trade", "tracings")
    put(made, "tracings")
    of = {"area": "KAZ", "partner": "RUS", "period": "2022", "source_id": "a"}
    row = of | {"flow": "exports", "value_usd_mn": "5500"}
    put(made, "trade", row, row | {"partner": "CHN"})
    draw(made, [of | {"flow": "both", "bn": drawn}], ["trade"])
    shown = {one.where.split(";")[1]: one.figures for one in to_trace(made.root)}
    assert shown == {"partner=RUS": figures, "partner=CHN": []}


def test_a_row_that_audits_read_says_which(package):
    made = package("population", "tracings", "audits", "claims", "articles")
    put(made, "tracings")
    where = "area=TJK;year=2001|area=UZB;year=2001"
    put(made, "audits", {"claim_id": "someone-1-a", "dataset": "population", "where": where})
    listed = to_trace(made.root, "population")[:3]
    assert [row.where for row in listed[:2]] == [key("TJK", 2001), key("UZB", 2001)]
    assert [row.audits for row in listed] == [["someone-1-a"], ["someone-1-a"], []]
