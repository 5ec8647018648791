"""The sources of rows: cited, and kept when rows are joined."""

import pandas as pd
import pytest

import heartland as hl
from heartland import context
from heartland.errors import UsageError
from heartland.tables.sources import (
    join_columns,
    last_read,
    merge_with_sources,
)


def test_sources_are_joined_row_by_row():
    growth = hl.load("growth_forecasts")
    joined = hl.with_sources(growth)
    sources = hl.load("sources").set_index("source_id")
    for column in ("publisher", "title", "url", "published"):
        expected = growth["source_id"].map(sources[column])
        assert joined[f"source_{column}"].eq(expected).all()
    assert joined["publisher"].equals(growth["publisher"])


def test_a_row_of_two_sources_has_both():
    rows = pd.DataFrame({"source_id": ["imf-weo-2022-04;imf-weo-2022-10", ""]})
    joined = hl.with_sources(rows)
    assert joined["source_publisher"].tolist() == ["IMF; IMF", ""]


def test_rows_without_sources_are_refused():
    with pytest.raises(UsageError, match=r"^these rows have no column source_id"):
        hl.with_sources(hl.load("areas"))
    with pytest.raises(UsageError, match=r"^these rows have no column source_id"):
        hl.byline(hl.load("areas"))
    with pytest.raises(UsageError, match=r"^cite: these rows have no column source_id"):
        hl.cite(hl.load("areas"))


def test_before_any_figure_is_drawn_none_is_cited(monkeypatch):
    monkeypatch.setattr(context, "figures", dict)
    with pytest.raises(UsageError, match=r"^cite: no figure is drawn yet"):
        hl.cite()


def test_rows_are_as_new_as_the_source_among_them_that_was_read_last():
    read = hl.load("sources").set_index("source_id")["accessed"]
    ids = [read.idxmin(), read.idxmax()]
    rows = [pd.DataFrame({"source_id": [one]}) for one in ids]
    assert last_read(*rows) == last_read(*rows[::-1]) == read.max() > last_read(rows[0])
    assert last_read(rows[0].head(0)) == last_read(pd.DataFrame({"year": [2020]})) == ""


def test_sources_beside_each_other_are_each_named_once_in_order():
    rows = pd.DataFrame({"own": ["b", "b;a", None], "more": ["b", "c", "a"]}, index=[5, 3, 1])
    joined = join_columns(rows, "own", "more")
    assert joined.to_dict() == {5: "b", 3: "a;b;c", 1: "a"}
    assert join_columns(rows.head(0), "own", "more").empty


def two_tables():
    """Counts of two areas in one year, and their GDP from another source."""
    counts = pd.DataFrame(
        {
            "area": ["KAZ", "KGZ"],
            "year": 2022,
            "value": [1.0, 2.0],
            "status": "A",
            "source_id": ["b", "b;c"],
        }
    )
    gdp = counts.assign(value=[10.0, 20.0], source_id="a")[["area", "year", "value", "source_id"]]
    return counts, gdp


def test_merged_rows_have_the_sources_of_both_and_their_own_columns_first():
    counts, gdp = two_tables()
    both = merge_with_sources(counts, gdp, ["area", "year"])
    assert list(both.columns) == ["area", "year", "value", "status", "source_id", "value_2"]
    assert both["source_id"].tolist() == ["a;b", "a;b;c"]
    assert both["value_2"].tolist() == [10.0, 20.0]


def test_a_row_without_its_like_is_left_out_of_a_merge_or_kept_with_its_own_sources():
    counts, gdp = two_tables()
    one = merge_with_sources(counts, gdp.head(1), ["area", "year"])
    assert one["area"].tolist() == ["KAZ"]
    every = merge_with_sources(counts, gdp.head(1), ["area", "year"], how="left")
    assert every["source_id"].tolist() == ["a;b", "b;c"]


def test_a_row_that_would_be_merged_with_two_is_refused_with_what_to_do():
    counts, gdp = two_tables()
    twice = pd.concat([gdp, gdp.tail(1).assign(value=21.0)])
    words = "2 rows have area=KGZ, year=2022: keep one of them"
    with pytest.raises(UsageError, match=words):
        merge_with_sources(counts, twice, ["area", "year"])


def test_two_rows_merged_with_one_are_refused_where_each_has_its_own():
    counts, gdp = two_tables()
    twice = pd.concat([counts, counts.head(1)])
    assert len(merge_with_sources(twice, gdp, ["area", "year"])) == 3
    with pytest.raises(UsageError, match="2 rows have area=KAZ, year=2022"):
        merge_with_sources(twice, gdp, ["area", "year"], validate="one_to_one")
