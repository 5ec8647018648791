"""What the tables cover: republics, years, sources, and how new they are."""

import pandas as pd

import heartland as hl
from heartland.tables.codebook import coverage_by_republic
from heartland.tables.periods import newest_observation


def test_a_row_that_rests_on_two_sources_counts_both():
    rows = pd.DataFrame({"area": ["KAZ", "KAZ"], "period": ["2020", "2021"]})
    cells = coverage_by_republic(rows.assign(source_id=["a;b", "b"]))
    assert cells["KAZ"].endswith("<br>2 rows, 2 sources")


def test_the_list_of_datasets_counts_each_source_of_a_row():
    audits = hl.load("audits")
    joined = audits["source_id"].str.split(";").explode()
    assert hl.datasets().loc["audits", "sources"] == joined[joined.ne("")].nunique()


def test_a_count_of_the_dead_covers_each_side_that_it_counts():
    rows = pd.DataFrame({"side": ["KGZ", "KGZ;TJK"], "counted_on": ["2021", "2022"]})
    cells = coverage_by_republic(rows.assign(source_id=["a", "b"]))
    assert cells["KGZ"].endswith("<br>2 rows, 2 sources")
    assert cells["TJK"].endswith("<br>1 row, 1 source") and cells["UZB"] == ""
    assert coverage_by_republic(hl.load("casualty_reports"))["TKM"] != ""


def test_a_forecast_is_no_observation_and_a_span_counts_by_its_last_year():
    rows = pd.DataFrame({"period": ["2014/2022", "2027", "2020"], "status": ["A", "F", "A"]})
    assert newest_observation(rows) == "2022"
