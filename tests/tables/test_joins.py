"""Rows joined to names and sources."""

import markdown_it
import pandas as pd
import pytest

import heartland as hl
from heartland import claims
from heartland.errors import UsageError
from heartland.tables.areas import area_names
from heartland.tables.codebook import coverage_by_republic
from heartland.tables.periods import newest_observation
from heartland.tables.sources import (
    Citations,
    as_text,
    join_columns,
    join_ids,
    last_read,
    merge_with_sources,
)
from heartland_evidence.timeline import timeline
from heartland_themes import remittances, sco
from heartland_themes.claims import decided


def test_areas_get_their_names_beside_them():
    trade = hl.with_names(hl.load("trade"))
    names = area_names()
    assert trade["partner_name"].eq(trade["partner"].map(names)).all()
    columns = list(trade.columns)
    assert columns.index("partner_name") == columns.index("partner") + 1
    assert trade.loc[trade["reporter"].eq("KAZ"), "reporter_name"].eq("Kazakhstan").all()
    assert trade.loc[trade["reporter"].eq("WTO"), "reporter_name"].eq("WTO").all()


def test_several_codes_get_several_names_and_events_get_theirs():
    reports = hl.with_names(hl.load("casualty_reports", event_id="KGZ-TJK-2022-09"))
    of_both = reports[reports["side"].eq("KGZ;TJK")]
    assert set(of_both["side_name"]) == {"Kyrgyzstan; Tajikistan"}
    name = hl.load("conflict_events", event_id="KGZ-TJK-2022-09")["name"].iloc[0]
    assert set(reports["event_name"]) == {name}
    assert "reporter_name" not in reports


def test_names_leave_the_rows_as_they_were():
    trade = hl.load("trade")
    before = trade.copy()
    named = hl.with_names(trade)
    assert trade.equals(before) and named[trade.columns].equals(trade)
    assert hl.with_names(named).equals(named)
    assert named.attrs["dataset"] == "trade"


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


def test_ids_of_sources_are_joined_each_once_and_sorted():
    assert join_ids(["b;a", "a", "c; b"]) == "a;b;c"
    assert join_ids([None, float("nan"), ""]) == ""


def test_rows_without_sources_are_refused():
    with pytest.raises(UsageError, match=r"^these rows have no column source_id"):
        hl.with_sources(hl.load("areas"))
    with pytest.raises(UsageError, match=r"^these rows have no column source_id"):
        hl.byline(hl.load("areas"))


def test_citations_print_one_a_line():
    lines = hl.cite(hl.load("exchange_rates"))
    assert "*" in lines[0] and "*" not in str(lines)  # Markdown in a notebook, text in print
    assert str(lines).splitlines() == [as_text(line) for line in lines]
    assert repr(lines[:1]) and repr(type(lines)(lines[:1])) == "1 source"


def test_a_long_list_of_sources_is_folded_in_a_notebook():
    lines = [f"source {n}" for n in range(26)]
    assert "<" not in Citations(lines[:25])._repr_markdown_()
    folded = markdown_it.MarkdownIt("commonmark").parse(Citations(lines)._repr_markdown_())
    kinds = [token.type for token in folded]
    assert (kinds[0], kinds[-1]) == ("html_block", "html_block")
    assert folded[0].content.startswith("<details><summary>All 26 sources</summary>")
    assert kinds.count("list_item_open") == 26


def test_one_row_and_one_source_are_not_counted_in_the_plural():
    rows = pd.DataFrame({"area": ["KAZ", "KGZ", "KGZ"], "period": ["2020", "2020", "2021"]})
    cells = coverage_by_republic(rows.assign(source_id=["a", "a", "a"]))
    assert cells["KAZ"] == "2020<br>1 row, 1 source"
    assert cells["KGZ"].endswith("<br>2 rows, 1 source")


def test_a_byline_of_one_row_counts_neither_it_nor_its_source_in_the_plural():
    rows = pd.DataFrame({"year": [2020], "source_id": ["imf-weo-2022-04"]})
    assert hl.byline(rows).startswith("*1 row from 1 source, newest observation 2020, ")
    assert hl.byline(rows, rows).startswith("*2 rows from 1 source, ")


def test_rows_are_as_new_as_the_source_among_them_that_was_read_last():
    read = hl.load("sources").set_index("source_id")["accessed"]
    ids = [read.idxmin(), read.idxmax()]
    rows = [pd.DataFrame({"source_id": [one]}) for one in ids]
    assert last_read(*rows) == last_read(*rows[::-1]) == read.max() > last_read(rows[0])
    assert last_read(rows[0].head(0)) == last_read(pd.DataFrame({"year": [2020]})) == ""


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


def test_a_table_without_a_row_of_a_republic_has_no_line_of_empty_cells():
    rows = pd.DataFrame({"area": ["AFG"], "period": ["2020"], "source_id": ["a"]})
    assert coverage_by_republic(rows) == {}


def test_a_forecast_is_no_observation_and_a_span_counts_by_its_last_year():
    rows = pd.DataFrame({"period": ["2014/2022", "2027", "2020"], "status": ["A", "F", "A"]})
    assert newest_observation(rows) == "2022"


def test_rows_without_a_date_have_no_newest_observation():
    assert newest_observation(pd.DataFrame({"name": ["x"]})) == ""


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


def test_a_second_rate_of_a_year_does_not_double_the_amounts_that_it_prices():
    amounts, _ = two_tables()
    rate = pd.DataFrame({"currency": "RUB", "year": 2022, "per_usd": 68.0, "source_id": "a"}, [0])
    rates = pd.concat([rate, rate.assign(per_usd=69.0)]).assign(note="")
    with pytest.raises(UsageError, match="2 rows have year=2022"):
        remittances.converted(amounts.assign(value_usd_mn=1.0), rates, "RUB")


def _comparisons():
    growth = hl.load("growth_forecasts")
    counts = hl.load("exchange_rates").rename(columns={"currency": "area"})
    evidence = claims.deciding_audits().assign(source_id=hl.load("claims")["article_id"].iloc[0])
    yield hl.forecasts_and_outturns(growth, publisher="IMF")
    yield timeline(theme="growth")
    yield remittances.beside(counts, counts)
    yield decided(claims.judged(), evidence, hl.load("articles"))
    yield sco.ladder(hl.load("sco_members"), hl.prefer(hl.load("population")))


def test_a_comparison_within_one_source_names_it_once():
    for rows in _comparisons():
        assert len(rows)
        named = rows["source_id"].str.split(";")
        assert named.tolist() == [sorted(set(ids)) for ids in named]
