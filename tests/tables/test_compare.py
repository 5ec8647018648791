"""Competing figures compared, held against what the table itself says."""

import pandas as pd
import pytest

import heartland as hl
from heartland.errors import UsageError
from heartland.tables import compare

RATES = pd.DataFrame({"currency": ["EUR"], "year": [2022], "per_usd": [0.9], "source_id": ["rate"]})


def trade_row(reporter, flow, usd, **others):
    row = {
        "area": "KAZ",
        "partner": "CHN",
        "period": "2022",
        "flow": flow,
        "product": "total",
        "concept": "goods",
        "partner_definition": "",
        "reporter": reporter,
        "value_usd_mn": usd,
        "value_eur_mn": float("nan"),
        "relation": "=",
        "status": "A",
        "source_id": f"{reporter.lower()}-{flow}",
    }
    return row | others


def trade(*lines):
    return pd.DataFrame(list(lines))


def test_turnover_is_the_sum_of_exports_and_imports_beside_the_partners_figure():
    rows = trade(
        trade_row("KAZ", "exports", 10.0),
        trade_row("KAZ", "imports", 14.0, status="E"),
        trade_row("KAZ", "turnover", 99.0),
        trade_row("CHN", "turnover", 36.0),
    )
    (row,) = hl.both_sides(rows).to_dict("records")
    assert (row["own_usd_mn"], row["partner_usd_mn"], row["ratio"]) == (24.0, 36.0, 1.5)
    assert row["source_id"] == ";".join(sorted([row["own_sources"], row["partner_sources"]]))
    assert (row["own_reporter"], row["partner_reporter"]) == ("KAZ", "CHN")
    assert row["own_status"] == "E"
    assert row["source_id"] == "chn-turnover;kaz-exports;kaz-imports"


def test_a_compiler_stands_in_only_where_the_republic_has_no_figure():
    wto, cerr = trade_row("WTO", "turnover", 30.0), trade_row("CERR", "turnover", 29.0)
    own = trade_row("KAZ", "turnover", 28.0)
    for rows, chosen in (([wto, cerr, own], "KAZ"), ([wto, cerr], "CERR"), ([wto], "WTO")):
        assert hl.both_sides(trade(*rows))["own_reporter"].tolist() == [chosen]


def test_a_strict_comparison_takes_no_compiler_for_the_republic():
    rows = trade(trade_row("CERR", "turnover", 29.0), trade_row("CHN", "turnover", 36.0))
    (row,) = hl.both_sides(rows, strict=True).to_dict("records")
    assert pd.isna(row["own_usd_mn"]) and row["partner_usd_mn"] == 36.0
    assert pd.isna(row["ratio"]) and row["source_id"] == "chn-turnover"


def test_bounds_low_reliability_parts_of_years_and_gas_are_left_out():
    kept = trade_row("KAZ", "exports", 10.0)
    rows = trade(
        kept,
        trade_row("CHN", "exports", 1.0, relation=">"),
        trade_row("CHN", "exports", 2.0, status="U"),
        trade_row("CHN", "exports", 3.0, period="2022-H1"),
        trade_row("CHN", "exports", 4.0, product="pipeline gas"),
    )
    both = hl.both_sides(rows, "exports")
    assert len(both) == 1 and both["partner_usd_mn"].isna().all()


def test_flows_of_two_reporters_are_not_added_up():
    rows = trade(
        trade_row("KAZ", "exports", 1.0, year=2022), trade_row("CERR", "imports", 2.0, year=2022)
    )
    counts = compare.one_count_each(rows, RATES)
    assert counts["flow"].tolist() == ["exports", "imports"]
    assert counts["reporter"].tolist() == ["KAZ", "CERR"]


def test_a_sum_of_a_figure_of_another_definition_and_a_break_has_another_definition():
    rows = trade(
        trade_row("KAZ", "exports", 1.0, year=2022, status="D"),
        trade_row("KAZ", "imports", 2.0, year=2022, status="B"),
    )
    counts = compare.one_count_each(rows, RATES).set_index("flow")
    assert counts.loc["turnover", "status"] == "D"


def test_turkmenistan_has_no_count_of_its_own_in_a_compilation():
    rows = trade(
        trade_row("CERR", "exports", 1.0, area="TKM"),
        trade_row("CERR", "exports", 1.0, area="UZB"),
        trade_row("CHN", "exports", 1.0, area="TKM"),
    )
    assert compare.counted_by_republic(rows).tolist() == [False, True, False]
    assert compare.counted_by_partner(rows).tolist() == [False, False, True]


def test_what_each_total_covers_stands_beside_it():
    services = {"area": "UZB", "concept": "goods and services"}
    rows = trade(
        trade_row("UZB", "exports", 10.0, **services),
        trade_row("UZB", "imports", 14.0, **services),
        trade_row("CHN", "turnover", 36.0, area="UZB"),
    )
    (row,) = hl.both_sides(rows).to_dict("records")
    assert row["own_usd_mn"] == 24.0
    assert (row["own_concept"], row["partner_concept"]) == ("goods and services", "goods")


def test_the_european_union_with_the_united_kingdom_is_left_out():
    member = {"partner": "EUU", "period": "2022", "partner_definition": "EU27+UK"}
    rows = trade(
        trade_row("KAZ", "imports", 8.0, **member),
        trade_row("EUU", "imports", 10.0, partner="EUU", partner_definition="EU27"),
    )
    (row,) = hl.both_sides(rows, "imports").to_dict("records")
    assert row["partner_usd_mn"] == 10.0 and pd.isna(row["own_usd_mn"])


def test_euros_are_converted_at_the_rate_of_the_year_whose_source_is_named():
    rows = trade(
        trade_row("EUU", "imports", float("nan"), partner="EUU", value_eur_mn=100.0),
        trade_row("KAZ", "imports", 90.0, partner="EUU"),
    )
    (row,) = hl.both_sides(rows, "imports").to_dict("records")
    rate = hl.prefer(hl.load("exchange_rates", currency="EUR", year=2022)).iloc[0]
    assert row["partner_usd_mn"] == pytest.approx(100 / rate["per_usd"])
    assert rate["source_id"] in row["source_id"].split(";")


WRONG = {
    "another flow": (lambda: hl.both_sides(hl.load("trade"), "export"), "Did you mean 'exports'"),
    "nothing to compare": (
        lambda: hl.both_sides(hl.load("trade", flow="exports")),
        "these rows have no figure for turnover",
    ),
    "a publisher without outturns": (
        lambda: hl.forecasts_and_outturns(hl.load("growth_forecasts"), publisher="WDI"),
        "no publisher of outturns 'WDI'",
    ),
}


@pytest.mark.parametrize(("misuse", "words"), WRONG.values(), ids=WRONG)
def test_a_misuse_gets_one_line(misuse, words):
    with pytest.raises(UsageError) as refused:
        misuse()
    assert words in str(refused.value) and "\n" not in str(refused.value)


def test_an_error_is_held_against_the_newest_outturn_or_the_first():
    imf = hl.load("growth_forecasts", publisher="IMF", target_year=2022)
    every = hl.load("growth_forecasts", publisher="World Bank WDI", target_year=2022)
    for first, pick in ((False, "last"), (True, "first")):
        errors = hl.forecasts_and_outturns(imf, first=first)
        by_area = every.sort_values("vintage").groupby("area")["growth_pct"]
        outturn = errors["area"].map(getattr(by_area, pick)())
        assert errors["outturn_pct"].eq(outturn).sum() == outturn.notna().sum() > 0
        difference = errors["growth_pct"] - errors["outturn_pct"]
        assert (errors["error_pp"] - difference).abs().max() < 0.006


def test_a_forecast_without_an_outturn_stays_and_names_its_own_source():
    growth = hl.load("growth_forecasts", publisher="IMF")
    errors = hl.forecasts_and_outturns(growth)
    without = errors[errors["outturn_pct"].isna()]
    assert len(without) and without["error_pp"].isna().all()
    assert not without["source_id"].str.contains(";").any()
    assert len(errors) == len(hl.prefer(growth[growth["kind"].eq("forecast")]))


def test_outturns_may_be_those_known_at_a_date():
    growth = hl.load("growth_forecasts", area="KGZ", target_year=2022)
    then = hl.as_of(growth, "2024-12")
    now = hl.forecasts_and_outturns(growth)["outturn_pct"].iloc[0]
    assert hl.forecasts_and_outturns(growth, then)["outturn_pct"].iloc[0] != now
