"""Answers of Eurostat and the IMF become rows, and what differs from their form is refused.

The forms are those of recorded answers of the two hosts; every figure is made up.
"""

import pytest

from heartland.tables import collection, csv_files
from heartland_evidence.providers import proposals, sdmx
from tests.providers.inputs import COMEXT, WEO, WEO_LINE, outlook


@pytest.fixture
def proposed(tmp_path):
    """The rows of some areas that a text proposes, as cells of some columns."""

    def run(provider, text, areas, *columns):
        path = tmp_path / "answer.csv"
        path.write_text(text, encoding="utf-8")
        _, rows = proposals.propose(provider, path, "new", areas)
        return [tuple(row[column] for column in columns) for row in rows]

    return run


def test_an_answer_of_eurostat_becomes_a_row_a_member_and_month(proposed):
    columns = ("area", "member", "period", "value_eur_mn", "locator")
    assert proposed("eurostat", COMEXT, ["KGZ", "UZB"], *columns) == [
        ("KGZ", "AUT", "2031-01", "1.5", "DS-045409, AT, KG, 2031-01"),
        ("KGZ", "GRC", "2031-01", "0.00002", "DS-045409, EL, KG, 2031-01"),
        ("KGZ", "EUU", "2031-01", "1.50002", "DS-045409, EU27_2020, KG, 2031-01"),
        ("UZB", "LVA", "2031-01", "0.000005", "DS-045409, LV, UZ, 2031-01"),
        ("UZB", "EUU", "2031-01", "0.000005", "DS-045409, EU27_2020, UZ, 2031-01"),
    ]
    otherwise = COMEXT.replace("01,1500000", "01,1.5E6").replace("01,20\n", "01, 20\n")
    values = proposed("eurostat", otherwise, ["KGZ"], "value_eur_mn")
    assert values == [("1.5",), ("0.00002",), ("1.50002",)]


def test_a_value_of_eurostat_is_of_the_month_that_it_states(proposed):
    later = COMEXT.replace("2031-01", "2031-08")
    told = proposed("eurostat", later, ["KGZ", "UZB"], "period", "locator")
    assert {(period, locator[-7:]) for period, locator in told} == {("2031-08", "2031-08")}


def test_an_edition_of_the_imf_becomes_a_row_a_year(proposed):
    columns = ("target_year", "kind", "status", "growth_pct", "vintage", "locator")
    told = proposed("imf", WEO, ["KAZ"], *columns)
    assert told == [
        ("2029", "later outturn", "A", "2.5", "2031-04", "series NGDP_RPCH, KAZ, 2029"),
        ("2030", "nowcast or estimate", "E", "3.25", "2031-04", "series NGDP_RPCH, KAZ, 2030"),
        ("2031", "forecast", "F", "4.123", "2031-04", "series NGDP_RPCH, KAZ, 2031"),
        ("2032", "forecast", "F", "-4.5", "2031-04", "series NGDP_RPCH, KAZ, 2032"),
    ]
    head, rest = WEO.split("\n", 1)
    newer = head.replace("DATAFLOW", "STRUCTURE[;],STRUCTURE_ID,ACTION") + "\n"
    newer += rest.replace("IMF.RES:WEO(9.0.0)", "dataflow,IMF.RES:WEO(9.0.0),R")
    newer = newer.replace("KAZ,NGDP_RPCH,A,2032,-4.5,", "KAZ,NGDP_RPCH,A,2032,-0.0004,")
    *years, (_, _, _, least, *_) = proposed("imf", newer, ["KAZ"], *columns)
    assert years == told[:3] and least == "0"  # what is displayed as nothing has no sign


def test_an_older_edition_is_named_by_its_dataflow(proposed):
    older = WEO.replace("WEO(9.0.0)", "WEO_2030_OCT_VINTAGE(1.0.0)").replace("2031-04-14", "")
    assert set(proposed("imf", older, [], "vintage")) == {("2030-10",)}


def test_what_is_said_once_of_a_series_holds_for_all_its_rows(proposed):
    once = outlook(("KAZ", 2029, 2.5), ("KAZ", 2030, 3), actual="")
    for area in ("KAZ", "KGZ", "TJK", "TKM", "UZB"):
        once += WEO_LINE.format(area=area, year="", value="", actual="2029")
    kinds = [("later outturn",), ("nowcast or estimate",)]
    assert proposed("imf", once, ["KAZ"], "kind") == kinds


def test_the_kinds_are_those_that_coders_gave():
    """Each whole edition that the collection holds, written as the IMF would, has the same kinds."""
    editions = ("imf-weo-2023-10", "imf-weo-2024-10", "imf-weo-2025-10")
    held = [
        row
        for row in csv_files.rows(collection.root(), "growth_forecasts")
        if row["source_id"] in editions and row["area"] != "MNG"
    ]
    for row in held:
        area, vintage = row["area"], row["vintage"]
        series = [other for other in held if (other["area"], other["vintage"]) == (area, vintage)]
        actual = max(other["target_year"] for other in series if other["status"] == "A")
        assert sdmx._kind(area, row["target_year"], actual, vintage) == row["kind"], row
    assert {row["kind"] for row in held} == {
        "forecast", "nowcast or estimate", "first outturn", "later outturn",
    }  # fmt: skip
