"""What breaks a rule of forecasts is named, in small tables with rows that are right beside it."""

from tests.rules.small import found, rows


def growth(*cells):
    same = {"publisher": "IMF", "area": "KAZ", "source_id": "imf-weo-historical"}
    return rows("vintage target_year kind", *cells, **same)


def test_a_rate_read_long_after_its_year_is_no_first_outturn():
    late, early = ("2024-02", 2010, "first outturn"), ("2012-04", 2011, "first outturn")
    after_an_estimate = [
        ("2013-04", 2012, "nowcast or estimate"),
        ("2014-10", 2012, "first outturn"),
    ]
    table = growth(late, early, *after_an_estimate)
    assert found("is called first", growth_forecasts=table) == [(0, "kind")]


def test_a_publisher_has_one_first_outturn_and_it_is_the_first():
    table = growth(("2015-10", 2014, "first outturn"), ("2015-05", 2014, "first outturn"))
    assert found("second first outturn", growth_forecasts=table) == [(0, "kind")]
    table = growth(("2016", 2015, "later outturn"), ("2016-05", 2015, "first outturn"))
    words = "is earlier than that of the first outturn"
    assert found(words, growth_forecasts=table) == [(0, "vintage")]


def test_an_edition_of_the_fund_begins_with_its_own_year_and_has_no_gap():
    table = growth(*[("2003-04", year, "forecast") for year in (2003, 2004, 2006)])
    other = table.assign(source_id="a-page")
    late = growth(("2003-04", 2004, "forecast"))
    assert found("follows on a gap", growth_forecasts=table) == [(2, "target_year")]
    assert found("follows on a gap", growth_forecasts=late) == [(0, "target_year")]
    assert found("follows on a gap", growth_forecasts=other) == []


AN_EDITION = {2020: "outturn", 2021: "nowcast or estimate", 2022: "forecast", 2023: "forecast"}


def outlook(measure="public debt", areas=("KAZ", "KGZ", "TJK", "TKM", "UZB"), **changed):
    """A small edition of April 2022: a measure of some republics, a kind a year."""
    status = {"outturn": "A", "nowcast or estimate": "E", "forecast": "F"}
    cells = [(a, year, kind, status[kind]) for a in areas for year, kind in AN_EDITION.items()]
    table = rows("area target_year kind status", *cells, vintage="2022-04", measure=measure)
    table = table.assign(value_pct=30.0)
    for column, cell in changed.items():
        table.loc[1, column] = cell
    return table


def test_an_outlook_without_a_gap_keeps_every_rule():
    for words in ("follows on a gap", "does not fit: from", "comes after", "some of the five"):
        assert found(words, macro_forecasts=outlook()) == []
    gap = outlook().drop(index=1)
    assert found("follows on a gap", macro_forecasts=gap) == [(2, "target_year")]


def test_no_outturn_comes_after_an_estimate():
    table = outlook()
    table.loc[[0, 1], "kind"] = ["nowcast or estimate", "outturn"]
    assert found("comes after an estimate", macro_forecasts=table) == [(1, "kind")]
