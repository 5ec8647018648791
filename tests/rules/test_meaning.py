"""What a row says is held against what its id, its siblings and other tables say."""

import pytest

from heartland_evidence import rules

pytestmark = pytest.mark.after("lib/heartland_evidence/rules/")

PLAIN = {"area": "KAZ"}
GROWTH = {"publisher": "World Bank", "vintage": "2022-04", "area": "KGZ", "target_year": "2022"}
SPOILT = {  # tables, dataset, the row, its cells, the column that is named, words of the sentence
    "a source published years after its id": (
        (),
        "sources",
        {"source_id": "wdi-population"},
        {"source_id": "wdi-population-2001", "published": "2004"},
        "published",
        "is not in the year that source_id holds",
    ),
    "a forecast of an edition that was not out": (
        ("growth_forecasts",),
        "growth_forecasts",
        GROWTH,
        {"vintage": "2022-10"},
        "vintage",
        "is an edition after the day on which the source was published",
    ),
    "an address of another month": (
        ("growth_forecasts",),
        "sources",
        {"source_id": "asiaplus-2022-09-29"},
        {"url": "https://asiaplustj.info/2021/03/11/page"},
        "published",
        "is not in the month that the address holds",
    ),
    "a title of a month to come": (
        ("growth_forecasts",),
        "sources",
        {"source_id": "imf-weo-2022-04"},
        {"title": "World Economic Outlook, October 2022"},
        "title",
        "names a month after that in which the source was published",
    ),
    "a share of all receipts of all receipts": (
        ("remittances",),
        "remittances",
        {"area": "KGZ", "partner": "WLD", "source_id": "asiaplus-2022-06-15"},
        {"share_gdp_pct": "", "share_of_receipts_pct": "33"},
        "share_of_receipts_pct",
        "is a share of all receipts",
    ),
    "protesters in an attack": (
        ("conflict_events", "casualty_reports"),
        "conflict_events",
        {"event_id": "KAZ-2022-01"},
        {"kind": "attack"},
        "kind",
        "is of protesters, which is unrest",
    ),
    "a border clash within one area": (
        ("conflict_events", "casualty_reports"),
        "conflict_events",
        {"event_id": "KGZ-TJK-2022-09"},
        {"areas_involved": "KGZ"},
        "kind",
        "a border clash, and nothing else, has two areas",
    ),
    "a measure in another currency": (
        ("other_figures",),
        "other_figures",
        {"figure_id": "digital-economy-2020-chn"},
        {"unit": "EUR billion"},
        "unit",
        "is not the unit of most rows of this measure",
    ),
    "a place at another position": (
        ("conflict_events", "casualty_reports", "security_incidents"),
        "conflict_events",
        {"event_id": "KAZ-AKTOBE-2016-06"},
        {"latitude": "50.5"},
        "latitude",
        "is not the position that another row gives this place",
    ),
    "an index beside its pillars": (
        ("digital_indices",),
        "digital_indices",
        {"index": "GCI", "edition": "2020", "area": "KAZ"},
        {"score": "93.51"},
        "score",
        "is not the sum of its pillars",
    ),
    "a correction that was made and is called open": (
        ("casualty_reports", "conflict_events"),
        "corrections",
        {"correction_id": "cas-05"},
        {"status": "open"},
        "status",
        "is open, and the row holds used_value",
    ),
    "fighters ten times as many": (
        ("militant_groups",),
        "militant_groups",
        {"group_id": "etim-un-2020"},
        {"strength": "5000"},
        "strength",
        "is far from its neighbours",
    ),
}


@pytest.mark.parametrize(
    ("tables", "dataset", "where", "cells", "column", "words"), SPOILT.values(), ids=SPOILT
)
def test_a_row_that_says_otherwise_than_others_is_named(
    package, tables, dataset, where, cells, column, words
):
    spoilt = package(*tables)
    if not tables:
        spoilt.write("sources", [*spoilt.lines("sources"), a_source(spoilt)])
    row = spoilt.row(dataset, **where)
    place = (f"{dataset}.csv", row, column)
    if column not in cells:  # the cell that is named holds what it held before
        assert place not in {(f.file, f.row, f.column) for f in rules.validate()}
    spoilt.plant(dataset, row, **cells)
    found = [f for f in rules.validate() if words in f.rule]
    (named,) = [f for f in found if (f.file, f.row, f.column) == place]
    assert column not in cells or named.value == cells[column]


def a_source(spoilt):
    """A source that no table of a small copy uses."""
    header = spoilt.lines("sources")[0]
    cells = {
        "source_id": "wdi-population",
        "kind": "research",
        "publisher": "Somebody",
        "title": "A page",
        "url": "https://example.org/page",
        "accessed": "2026-11-20",
        "language": "en",
        "licence": "unknown",
        "redistribution": "facts only",
        "reliability": "C",
    }
    return [cells.get(column, "") for column in header]


def test_terms_that_no_other_document_of_a_publisher_has_are_named(package):
    spoilt = package("casualty_reports", "conflict_events", "growth_forecasts")
    row = spoilt.row("sources", publisher="Asia-Plus")
    assert not [f for f in rules.validate() if "no other document of this publisher" in f.rule]
    spoilt.plant("sources", row, licence="CC BY 4.0", redistribution="yes")
    found = [f.row for f in rules.validate() if "no other document of this publisher" in f.rule]
    assert found == [row]


def test_a_code_that_means_something_else_is_named_until_the_version_steps(package):
    spoilt = package("population")
    row = spoilt.row("areas", area="WB-CA")
    spoilt.plant("areas", row, defined_by="European Bank for Reconstruction and Development")
    found = [f for f in rules.validate() if "is not what the code meant in data" in f.rule]
    assert [(f.row, f.value) for f in found] == [(row, "WB-CA")]


def test_a_grouping_that_gained_a_member_is_named(package):
    spoilt = package("population")
    row = spoilt.row("areas", area="EAEU")
    spoilt.plant("areas", row, members="ARM;BLR;KAZ;KGZ;RUS;TJK")
    assert any(f.row == row and "has gained TJK" in f.rule for f in rules.validate())
