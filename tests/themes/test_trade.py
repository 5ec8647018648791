"""Shares of a country's trade, on tables small enough to read."""

import pandas as pd

import heartland as hl
from heartland.tables import compare
from heartland_themes.trade import eu_with_britain, percent_of_total


def test_goods_and_services_are_no_share_of_a_total_of_goods():
    columns = ["area", "partner", "year", "flow", "usd_mn", "concept", "counted_by", "source_id"]
    counts = [
        ("UZB", "CHN", 2009, "exports", 10.0, "goods and services", "UZB", "a"),
        ("UZB", "WLD", 2009, "exports", 50.0, "goods", "WTO", "b"),
        ("UZB", "CHN", 2010, "exports", 20.0, "goods and services", "UZB", "a"),
        ("UZB", "WLD", 2010, "exports", 80.0, "goods and services", "UZB", "a"),
    ]
    rows = pd.DataFrame(counts, columns=columns)
    shares = percent_of_total(rows[rows["partner"].eq("CHN")], rows)
    assert shares[["year", "value"]].to_numpy().tolist() == [[2010, 25]]


def test_a_wider_european_union_is_one_with_britain_as_the_country_counts_it_and_is_marked():
    totals = compare.comparable_totals(hl.load("trade"))
    wider = eu_with_britain(totals, hl.prefer(hl.load("exchange_rates")))
    stated = totals.query("partner_definition == 'EU27+UK' and reporter == area")
    assert set(zip(wider["area"], wider["year"], strict=True)) == set(
        zip(stated["area"], stated["period"].astype(int), strict=True)
    )
    assert wider["is_wider"].all() and wider["counted_by"].eq(wider["area"]).all()
