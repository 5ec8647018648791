"""A fault planted in rows of the collection is named: file, row, column, value and what to do."""

import pytest

from heartland_evidence import rules
from tests.conftest import copied

COMPARES_AREAS = (
    "areas",
    "digital_indices",
    "sources",
    "other_figures",
    "militant_groups",
)  # their rules need the rows of all areas


GROWTH = [
    ({"growth_pct": "NaN"}, "growth_pct", "is not a value"),
    (
        {"growth_pct": "1E+05"},
        "growth_pct",
        "what a spreadsheet makes of a long number: format the",
    ),
    ({"growth_pct": "٣"}, "growth_pct", "digits of another script"),
    ({"vintage_inferred": "TRUE"}, "vintage_inferred", "is not true or false"),
    ({"growth_pct": " 1.5"}, "growth_pct", "has stray spaces"),
    ({"growth_pct": ""}, "growth_pct", "is empty"),
    ({"area": "KAX"}, "area", "is not in areas.csv. Did you mean"),
    ({"also_in": "nowhere-2020"}, "also_in", "is not in sources.csv"),
    (
        {"publisher": "Imf"},
        "publisher",
        "is not in the closed list of data/schemas/growth_forecasts.json. Did you mean 'IMF'",
    ),
    ({"area": "Kazakhstan"}, "area", "is not in areas.csv. Write KAZ."),
    (
        {"area": "Kazakstan"},
        "area",
        "is not in areas.csv. Did you mean 'Kazakhstan'? If not, add a row there.",
    ),
    ({"status": "A"}, "status", "does not follow from kind"),
    ({"vintage": "2023-05"}, "target_year", "was already over"),
    (
        {"vintage": "May 2022"},
        "vintage",
        "not a date of the calendar: write one like 2022, 2022-06",
    ),
    ({"vintage": "Apr-22"}, "vintage", "is what a spreadsheet makes of a date: format the column"),
    ({"note": "=1+2"}, "note", "like a formula"),
    ({"source_id": "imf-weo-2022-04;imf-weo-2022-10"}, "source_id", "is not in sources.csv"),
    ({"note": "a\u200bb"}, "note", "invisible"),
    ({"note": "x" * 2001}, "note", "longer than 2000"),
    (
        {"also_in": "imf-weo-2022-10;nowhere"},
        "also_in",
        "holds 'nowhere', which is not in sources.csv",
    ),
    ({"low": "9"}, "low", "is greater than the value"),
    ({"growth_pct": "58.6"}, "growth_pct", "maximum"),
    ({"note": "5 $"}, "note", "dollar sign"),
    ({"note": "ZÃ¼rich"}, "note", "the replacement character of a lost letter"),
    ({"vintage": "1022-04"}, "vintage", "lies outside 1900 to 2100"),
    ({"also_in": "imf-weo-2022-10;imf-weo-2022-10"}, "also_in", "names 'imf-weo-2022-10' twice"),
    ({"also_in": "imf-weo-2022-04"}, "also_in", "the row's own source_id"),
]


def found_in_copies(root, dataset, where, mistakes):
    """The findings in copies of a row, the first of which is sound and each other one has a mistake.

    Return the findings of each.
    """
    spoilt = copied(root, "growth_forecasts")
    row = spoilt.row(dataset, **where)
    if dataset not in COMPARES_AREAS:
        row, _ = spoilt.shorten(dataset, row)
    lines = spoilt.lines(dataset)
    first = len(lines) + 1
    copies = [list(lines[row - 1]) for _ in range(len(mistakes) + 1)]
    for copy, (cells, *_) in zip(copies[1:], mistakes, strict=True):
        for column, value in cells.items():
            copy[lines[0].index(column)] = value
    spoilt.write(dataset, [*lines, *copies])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HEARTLAND_ROOT", str(root))
        found = [f for f in rules.validate() if f.file == f"{dataset}.csv"]
    return [[f for f in found if f.row == first + number] for number in range(len(copies))]


@pytest.fixture(scope="module")
def in_forecasts(tmp_path_factory):
    where = {"publisher": "IMF", "area": "KAZ", "target_year": "2022", "vintage": "2022-04"}
    root = tmp_path_factory.mktemp("forecasts") / "collection"
    return found_in_copies(root, "growth_forecasts", where, GROWTH)


def is_named_where_it_was_spoilt(copies, number, mistakes):
    """Whether a mistake is named in the copy that has it, and not in the sound one."""
    _, column, rule = mistakes[number]
    named = [
        any(f.column == column and rule in f.rule for f in found)
        for found in (copies[0], copies[number + 1])
    ]
    return named == [False, True]


@pytest.mark.parametrize(
    "number",
    range(len(GROWTH)),
    ids=[f"{next(iter(c))}={next(iter(c.values()))}" for c, *_ in GROWTH],
)
def test_a_spoilt_forecast_is_named_by_row_column_and_rule(in_forecasts, number):
    spoilt = in_forecasts[number + 1]
    assert is_named_where_it_was_spoilt(in_forecasts, number, GROWTH), [str(f) for f in spoilt]


SOURCES = [
    ({"url": "www.imf.org/weo"}, "url", "not a well-formed"),
    ({"url": "https://name:word@imf.org/"}, "url", "not a well-formed"),
    ({"url": "https://www.imf.org/"}, "url", "is a home page"),
    ({"source_id": "imf-weo-2022-99"}, "source_id", "is used by no row"),
    ({"source_id": "IMF weo"}, "source_id", "is not a name in small letters, digits and hyphens"),
    (
        {"accessed": "2026-11"},
        "accessed",
        "is a month, and this column holds days: write one like 2022-06-30",
    ),
    ({"published": "2099"}, "published", "is later than accessed"),
]


@pytest.fixture(scope="module")
def in_sources(tmp_path_factory):
    root = tmp_path_factory.mktemp("sources") / "collection"
    return found_in_copies(root, "sources", {"source_id": "imf-weo-2022-04"}, SOURCES)


@pytest.mark.parametrize("number", range(len(SOURCES)), ids=[str(cells) for cells, *_ in SOURCES])
def test_a_spoilt_source_is_named(in_sources, number):
    spoilt = in_sources[number + 1]
    assert is_named_where_it_was_spoilt(in_sources, number, SOURCES), [str(f) for f in spoilt]


HELD = [  # the table, the row that is spoilt, how, the column that is named, and words of the rule
    ("trade", {"relation": ">"}, {"low": "1"}, "low", "is not the figure of the row"),
    ("trade", {"source_id": "kgz-nsc-exports-1994-2023", "partner": "RUS", "period": "2020"}, {"value_usd_mn": "99999"}, "value_usd_mn", "more than the whole by the same reporter (partner WLD)"),
    ("trade", {"source_id": "astanatimes-china-trade-2025-01"}, {"period": "2025"}, "period", "was not over when the source was published"),
    ("remittances", {"period": "2017-Q1", "measure": "transfers_from_russia_cbr", "area": "KGZ"}, {"value_usd_mn": "49999"}, "value_usd_mn", "more than the whole by the same reporter (period year)"),
    ("security_incidents", {"event": "petersburg-metro-2017"}, {"longitude": ""}, "longitude", "fill all of latitude"),
    ("security_incidents", {"event": "petersburg-metro-2017"}, {"latitude": "30.31413", "longitude": "59.93863"}, "latitude", "is not that of most rows of the same place"),
    ("security_incidents", {"event": "petersburg-metro-2017"}, {"event": "petersburg-metro-2018"}, "incident_id", "does not begin with event"),
    ("security_incidents", {"reporter": "Interior Ministry of Tajikistan"}, {"reporter_kind": "NGO"}, "reporter_kind", "most rows of the same reporter"),
    ("security_incidents", {"event": "kerman-2024-01"}, {"attackers_from": "Tajikistan"}, "attackers_from", "like KGZ;TJK"),
    ("security_incidents", {"event": "kerman-2024-01"}, {"attackers_from": "UZB"}, "attackers_from", "is not that of most rows of the same event"),
    ("security_incidents", {"event": "khujand-prison-2018"}, {"attackers_from": "TJK"}, "attackers_from", "in one of the five republics"),
    ("security_incidents", {"event": "kerman-2024-01"}, {"counted_on": "2024-01-02"}, "counted_on", "earlier than the start"),
    ("milestones", {"source_id": "president-uz-2020-09-22"}, {"end": "2032-09-22"}, "end", "was not over when the source was published"),
    ("population", {"area": "KAZ", "year": "2001"}, {"persons": "150000000"}, "persons", "is far from its neighbours"),
    ("trade", {"area": "KAZ", "value_eur_mn": "", "value_cny_mn": ""}, {"value_usd_mn": ""}, "value_usd_mn", "every other figure"),
    ("smartphone_shares", {"area": "WLD"}, {"share_pct": "99"}, "share_pct", "above 100"),
    ("un_votes", {"area": "KAZ", "partner": "RUS"}, {"same_pct": "100.5"}, "same_pct", "more than the maximum"),
    ("public_debt", {"area": "KGZ", "creditor": "CHN", "year": "2019"}, {"value_usd_mn": "5000"}, "value_usd_mn", "more than the whole"),
    ("un_votes", {"area": "RUS", "partner": "CHN"}, {"partner": "RUS"}, "partner", "is the area itself"),
    ("un_votes", {"area": "KAZ", "partner": "RUS"}, {"same_pct": "70.1"}, "same_pct", "is not the share of a whole number"),
    ("un_votes", {"area": "KAZ", "partner": "RUS", "roll_calls": "contested", "year": "2013"}, {"votes": "400"}, "votes", "is more than the votes of all roll calls"),
    ("public_debt", {"area": "KGZ", "creditor": "RUS", "year": "2014"}, {"value_usd_mn": "2900"}, "value_usd_mn", "takes the creditors together above"),
    ("public_debt", {"area": "KGZ", "creditor": "CHN"}, {"creditor": "World"}, "creditor", "closed list"),
    ("gas_trade", {"origin": "RUS", "destination": "CHN"}, {"gas": "piped"}, "gas", "closed list"),
    ("network_suppliers", {"supply_id": "uzb-perfectum-5g-nokia-2024"}, {"vendor": "Huawei", "vendor_origin": "FIN"}, "vendor_origin", "is not that of most rows of the same vendor"),
    ("network_suppliers", {"supply_id": "kgz-equipment-zte-2001"}, {"reporter_kind": "medium"}, "reporter_kind", "whether the source of the row is an audited article"),
    ("network_suppliers", {"supply_id": "tkm-fixed-huawei-after-2022"}, {"relation": "="}, "relation", "fill both, or leave both empty"),
    ("network_suppliers", {"supply_id": "kgz-equipment-zte-2001"}, {"stage": "gift"}, "stage", "closed list"),
    ("group_members", {"group": "NATO", "area": "SWE"}, {"since": "March 2024"}, "since", "write one like"),
    ("arms_transfers", {"area": "KGZ", "supplier": "KAZ"}, {"area": "KAZ"}, "supplier", "is the country that received the arms"),
    ("opinion_polls", {"area": "KGZ", "about": "CHN", "answer": "good"}, {"share_pct": "90"}, "share_pct", "above 100"),
    ("ukraine_votes", {"area": "KAZ", "vote": "abstain"}, {"vote": "abstained"}, "vote", "closed list"),
    ("areas", {"area": "UZB"}, {"iso_numeric": "417"}, "iso_numeric", "duplicates row"),
    ("areas", {"area": "CA5"}, {"members": "UZB;CA5"}, "members", "points to a row that itself has members"),
    ("claims", {"claim_id": "ctta-2023-4-a"}, {"relation": "range"}, "relation", "needs both low and high"),
]  # fmt: skip
BESIDE = {"security_incidents": ("conflict_events",), "claims": ("articles",)}  # what they refer to


@pytest.mark.parametrize(
    ("name", "where", "cells", "column", "words"),
    HELD,
    ids=[f"{name}: {cells}" for name, _, cells, *_ in HELD],
)
def test_what_a_row_says_against_its_table_is_named(package, name, where, cells, column, words):
    spoilt = package(name, *BESIDE.get(name, ()))
    row = spoilt.row(name, **where)
    if name not in COMPARES_AREAS:
        row, _ = spoilt.shorten(name, row)

    def told():
        places = [f for f in rules.validate() if (f.file, f.row, f.column) == place]
        return [f for f in places if words in f.rule]

    place = (f"{name}.csv", row, column)
    assert column in cells or not told()
    spoilt.plant(name, row, **cells)
    (fault,) = told()
    assert fault.value == cells.get(column, fault.value)


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        (
            {"group": "civilians", "value": "9999"},
            "value",
            "is more than the whole by the same reporter (group total)",
        ),
        (
            {"counted_on": "2099-01-01", "published_on": "2022-09-20"},
            "counted_on",
            "is later than published_on",
        ),
    ],
)
def test_a_count_of_the_dead_that_cannot_be_is_named(package, cells, column, words):
    spoilt = package("conflict_events", "casualty_reports")
    header, *lines = spoilt.lines("casualty_reports")
    whole = {"group": "total", "measure": "killed", "status": "A", "relation": "="}
    count = dict(zip(header, lines[spoilt.row("casualty_reports", **whole) - 2], strict=True))
    added = list((count | cells).values())
    spoilt.write("casualty_reports", [header, *lines, added])
    place = ("casualty_reports.csv", len(lines) + 2, column)
    told = [f for f in rules.validate() if (f.file, f.row, f.column) == place]
    assert any(words in f.rule for f in told)
