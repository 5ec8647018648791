"""Sixty plausible changes of meaning, as a hostile and well-informed outsider would make them.

Every cell stays of its type and form; what changes is what the row says. None of them is among
those that an earlier attack made.
"""

from collections.abc import Callable, Iterable
from typing import Any

Rows = list[dict[str, str]]
Tables = dict[str, Rows]
Change = Callable[[Tables], None]
MAP = "central_asia.geojson"
DESCRIPTOR = "datapackage.json"


def row(tables: Tables, table: str, **cells: str) -> dict[str, str]:
    """The first row with these cells."""
    return next(one for one in tables[table] if cells.items() <= one.items())


def put(table: str, where: dict[str, str], **cells: str) -> Change:
    """Write cells into the first row that is there."""

    def change(tables: Tables) -> None:
        row(tables, table, **where).update(cells)

    return change


def put_all(table: str, where: dict[str, str], **cells: str) -> Change:
    """Write cells into every row that has these."""

    def change(tables: Tables) -> None:
        found = [one for one in tables[table] if where.items() <= one.items()]
        assert found, where
        for one in found:
            one.update(cells)

    return change


def exchange(table: str, one: dict[str, str], other: dict[str, str], *columns: str) -> Change:
    """Exchange cells of two rows."""

    def change(tables: Tables) -> None:
        a, b = row(tables, table, **one), row(tables, table, **other)
        assert a is not b
        for column in columns:
            assert a[column] != b[column], column
            a[column], b[column] = b[column], a[column]

    return change


def delete(table: str, **where: str) -> Change:
    """Delete every row that has these cells, and repeat others so that as many are left."""

    def change(tables: Tables) -> None:
        rows = tables[table]
        tables[table] = [one for one in rows if not where.items() <= one.items()]
        assert len(tables[table]) < len(rows), where

    return change


def both(*changes: Change) -> Change:
    """Make several changes."""

    def change(tables: Tables) -> None:
        for one in changes:
            one(tables)

    return change


def merge(table_of_ids: Iterable[str], gone: str, stays: str) -> Change:
    """Let the rows of one source name another, and delete the first."""

    def change(tables: Tables) -> None:
        for table in table_of_ids:
            for one in tables[table]:
                for column in ("source_id", "also_in"):
                    if column in one:
                        ids = one[column].split(";")
                        one[column] = ";".join(stays if i == gone else i for i in ids)
        tables["sources"] = [one for one in tables["sources"] if one["source_id"] != gone]

    return change


KAZ_CHN = {"area": "KAZ", "partner": "CHN", "product": "total", "reporter": "KAZ"}
SEPTEMBER = {"event_id": "KGZ-TJK-2022-09", "side": "KGZ", "place": ""}
JANUARY = {"event_id": "KAZ-2022-01", "side": "KAZ", "place": ""}
IMF = {"publisher": "IMF", "vintage": "2022-10", "kind": "forecast"}
BOP = {"measure": "received_bop", "partner": "WLD", "reporter": "World Bank"}
MAY = {"area": "UZB", "period": "2022-05"}
OCTOBER = {"area": "KGZ", "period": "2022-10"}
CARS = {"flow": "imports", "classification": "main goods", "year": "2022"}
AIDDATA = {"dataset": "AidData GCDF 3.0", "area": "KGZ", "period": "2013"}

CHANGES: dict[str, Change] = {
    # areas
    "the Eurasian union gains Tajikistan": put(
        "areas", {"area": "EAEU"}, members="ARM;BLR;KAZ;KGZ;RUS;TJK"
    ),
    "codes of two countries exchanged": exchange(
        "areas", {"area": "KAZ"}, {"area": "UZB"}, "iso_numeric"
    ),
    "the bank of another region defines it": put(
        "areas", {"area": "WB-CA"}, defined_by="European Bank for Reconstruction and Development"
    ),
    # sources
    "a doubtful source made completely reliable": put(
        "sources", {"source_id": "225news-egdi-2020"}, reliability="A"
    ),
    "an encyclopaedia called research": put("sources", {"kind": "tertiary"}, kind="research"),
    "terms that nobody gave": put(
        "sources",
        {"source_id": "24kg-124217"},
        licence="CC BY 4.0",
        redistribution="yes",
    ),
    "titles of two sources exchanged": exchange(
        "sources",
        {"source_id": "imf-weo-2022-04"},
        {"source_id": "imf-weo-2022-10"},
        "title",
    ),
    "a source published a year later": put(
        "sources", {"source_id": "rosstat-trade-1994-2021"}, published="2024"
    ),
    "two sources merged": merge(
        ("growth_forecasts", "audits", "other_figures"),
        "xinhua-2022-04-12",
        "tashkenttimes-wb-2022-04",
    ),
    # articles
    "an article published half a year later": put(
        "articles", {"article_id": "nikkei-outlook-2023"}, published="2023-06"
    ),
    # growth_forecasts
    "a forecast raised by an edition": put(
        "growth_forecasts",
        {"publisher": "World Bank", "vintage": "2022-04", "area": "KGZ", "target_year": "2022"},
        vintage="2022-10",
    ),
    "growth of two republics exchanged": exchange(
        "growth_forecasts",
        IMF | {"area": "KAZ", "target_year": "2022"},
        IMF | {"area": "KGZ", "target_year": "2022"},
        "growth_pct",
    ),
    "a fall made a rise": put(
        "growth_forecasts",
        {"publisher": "World Bank", "vintage": "2022-06", "area": "KGZ", "target_year": "2022"},
        growth_pct="2",
    ),
    "forecasts of two years exchanged": exchange(
        "growth_forecasts",
        IMF | {"area": "KGZ", "target_year": "2022"},
        IMF | {"area": "KGZ", "target_year": "2023"},
        "growth_pct",
    ),
    "echoes of a forecast dropped": put(
        "growth_forecasts",
        {"publisher": "World Bank", "vintage": "2022-04", "area": "KAZ", "growth_pct": "1.8"},
        also_in="",
    ),
    # trade
    "exports and imports exchanged": exchange(
        "trade",
        KAZ_CHN | {"period": "2021", "flow": "exports"},
        KAZ_CHN | {"period": "2021", "flow": "imports"},
        "value_usd_mn",
    ),
    "China's count called Kazakhstan's": put(
        "trade",
        {"source_id": "xinhua-kazakhstan-2022-09", "area": "KAZ"},
        reporter="KAZ",
    ),
    "trade with China and Russia exchanged": exchange(
        "trade",
        KAZ_CHN | {"period": "2022", "flow": "turnover", "status": "A"},
        KAZ_CHN | {"partner": "RUS", "period": "2022", "flow": "turnover"},
        "value_usd_mn",
    ),
    "digits of an amount transposed": put(
        "trade",
        {"area": "KAZ", "partner": "CHN", "period": "2022", "reporter": "CHN", "flow": "turnover"},
        value_usd_mn="32100",
    ),
    "goods made goods and services": put(
        "trade", {"source_id": "nca-russia-2023-04", "area": "KAZ"}, concept="goods and services"
    ),
    # remittances
    "a share of output called a share of receipts": put(
        "remittances",
        {"source_id": "asiaplus-2022-06-15", "area": "KGZ", "period": "2021"},
        share_gdp_pct="",
        share_of_receipts_pct="33",
    ),
    "amounts of two years exchanged": exchange(
        "remittances",
        BOP | {"area": "KGZ", "period": "2013", "source_id": "wdi-remittances-usd"},
        BOP | {"area": "KGZ", "period": "2021", "source_id": "wdi-remittances-usd"},
        "value_usd_mn",
    ),
    # exchange_rates
    "digits of a rate transposed": put(
        "exchange_rates", {"currency": "CNY", "year": "2021"}, per_usd="6.94898"
    ),
    # conflict_events
    "an event in another kind": put("conflict_events", {"event_id": "KAZ-2022-01"}, kind="attack"),
    "a town for a whole region": put(
        "conflict_events", {"event_id": "KAZ-AKTOBE-2016-06"}, latitude="51.28", longitude="58.20"
    ),
    # casualty_reports
    "the dead of the other side": put(
        "casualty_reports",
        SEPTEMBER | {"measure": "killed", "group": "civilians", "source_id": "hrw-2023-05-02"},
        side="TJK",
    ),
    "civilians called security forces": exchange(
        "casualty_reports",
        SEPTEMBER | {"measure": "killed", "group": "civilians", "source_id": "sputnikkz-63"},
        SEPTEMBER | {"measure": "killed", "group": "security forces", "source_id": "sputnikkz-63"},
        "value",
    ),
    "digits of a toll transposed": put(
        "casualty_reports", JANUARY | {"source_id": "babel-83033", "value": "238"}, value="283"
    ),
    "an echo made a witness": put(
        "casualty_reports",
        JANUARY | {"source_id": "ngo-joint-2022-07-29", "value": "240"},
        independent="yes",
    ),
    "a disowned count made official": put(
        "casualty_reports",
        JANUARY | {"source_id": "tass-ru-13379037", "value": "164"},
        status="A",
        credibility="2",
    ),
    "a count dated a month on": put(
        "casualty_reports", JANUARY | {"value": "230"}, counted_on="2022-04-14"
    ),
    # conflict_deaths
    "kinds of violence exchanged": exchange(
        "conflict_deaths",
        {"area": "KGZ", "year": "2022", "violence_type": "interstate", "version": "25.1"},
        {"area": "KGZ", "year": "2022", "violence_type": "one-sided", "version": "25.1"},
        *("value", "low", "high"),
    ),
    # smartphone_shares
    "two brands exchanged": exchange(
        "smartphone_shares",
        {"source_id": "etoday-phones-2022", "vendor": "Xiaomi"},
        {"source_id": "etoday-phones-2022", "vendor": "Apple"},
        "share_pct",
    ),
    "page views called shipments": put_all(
        "smartphone_shares", {"source_id": "etoday-phones-2022"}, method="shipments"
    ),
    # browser_shares
    "iPhones and Androids exchanged in a month": exchange(
        "browser_shares",
        MAY | {"browser": "Safari on iOS"},
        MAY | {"browser": "Samsung Internet"},
        "share_pct",
    ),
    # digital_indices
    "scores of two republics exchanged": exchange(
        "digital_indices",
        {"index": "EGDI TII", "edition": "2022", "area": "KAZ"},
        {"index": "EGDI TII", "edition": "2022", "area": "UZB"},
        "score",
    ),
    "an edition later": put(
        "digital_indices",
        {"index": "AI readiness", "edition": "2023", "area": "KAZ"},
        edition="2024",
    ),
    # milestones
    "a contract of another company": put(
        "milestones", {"milestone_id": "2021-04-02-huawei-tashkent-rectors"}, actor="ZTE"
    ),
    "a milestone a year earlier": put(
        "milestones",
        {"milestone_id": "2021-06-01-scoda-kyrgyzstan-meeting"},
        milestone_id="2020-06-01-scoda-kyrgyzstan-meeting",
        date="2020-06-01",
    ),
    # militant_groups
    "fighters of another year": put(
        "militant_groups", {"group_id": "etim-un-2020"}, strength="5000"
    ),
    # security_incidents
    "an attack laid to another": put(
        "security_incidents",
        {"incident_id": "bishkek-chinese-embassy-2016-events-us-department-state"},
        actor="Islamic State",
    ),
    # sco_members
    "members exchanged": exchange(
        "sco_members",
        {"area": "BLR", "status": "member"},
        {"area": "IND", "status": "member"},
        "since",
    ),
    # population and macro
    "people of two years exchanged": exchange(
        "population",
        {"area": "KAZ", "year": "2019", "source_id": "wdi-population"},
        {"area": "KAZ", "year": "2020", "source_id": "wdi-population"},
        "persons",
    ),
    "output of two years exchanged": exchange(
        "macro",
        {"area": "KAZ", "year": "2019", "measure": "gdp_nominal"},
        {"area": "KAZ", "year": "2020", "measure": "gdp_nominal"},
        "value_usd_mn",
    ),
    # other_figures
    "dollars called euros": put(
        "other_figures", {"figure_id": "digital-economy-2020-chn"}, unit="EUR billion"
    ),
    # eu_exports, eu_listed_*, kyrgyz_goods
    "exports of two members exchanged": exchange(
        "eu_exports", OCTOBER | {"member": "DEU"}, OCTOBER | {"member": "LTU"}, "value_eur_mn"
    ),
    "two chapters exchanged in a month": exchange(
        "eu_listed_exports",
        OCTOBER | {"chapter": "84"},
        OCTOBER | {"chapter": "85"},
        "value_eur_mn",
    ),
    "two subheadings exchanged": exchange(
        "eu_listed_goods",
        {"area": "KGZ", "hs6": "870323", "period": "2022-03/2022-11"},
        {"area": "KGZ", "hs6": "870322", "period": "2022-03/2022-11"},
        "value_eur_mn",
    ),
    "a battlefield good made common": put(
        "eu_listed_codes", {"code": "85176200"}, priority_tier=""
    ),
    "cars called petrol": exchange(
        "kyrgyz_goods", CARS | {"item": "passenger cars"}, CARS | {"item": "petrol"}, "value_usd_mn"
    ),
    # chinese_finance
    "aid called loans": exchange(
        "chinese_finance",
        AIDDATA | {"concept": "ODA-like"},
        AIDDATA | {"concept": "OOF-like"},
        "value_usd_mn",
    ),
    # claims, audits and what is told of them
    "a claim of a year before": put("claims", {"claim_id": "ctta-2023-12-a"}, period="2021"),
    "a claim that credits its author": put(
        "claims", {"claim_id": "ctta-2023-11-a"}, attributed_to="author"
    ),
    "what a claim could not be measured by": put(
        "audits", {"claim_id": "foreignpolicy-xi-2022-14-e"}, not_checkable_as="view"
    ),
    "an effect made small": put(
        "audits", {"claim_id": "ctta-2023-11-b", "tests": "content"}, effect="unmoved"
    ),
    "explanations of two audits exchanged": exchange(
        "audits",
        {"claim_id": "ctta-2023-7-e", "tests": "content"},
        {"claim_id": "ctta-2023-7-f", "tests": "content"},
        "explanation",
    ),
    "readers who differed made to agree": put(
        "second_readings",
        {"claim_id": "nikkei-sco-2022-12-a"},
        second_verdict="disputed",
        reason="",
    ),
    "a changed verdict forgotten": delete("verdict_changes", claim_id="ctta-2023-12-b"),
    "words of two passages exchanged": exchange(
        "passages",
        {"article_id": "nikkei-outlook-2023", "paragraph": "9"},
        {"article_id": "nikkei-outlook-2023", "paragraph": "10"},
        "words",
    ),
    # choices, exceptions and the ledger
    "another row preferred": put(
        "preferences", {"dataset": "trade", "where": "reporter=RUS"}, rank="1"
    ),
    "a correction said to be open": put("corrections", {"correction_id": "cas-05"}, status="open"),
    "an exception that excuses anything": put(
        "exceptions",
        {"dataset": "growth_forecasts", "rule": "is far from its neighbours"},
        rule="is",
    ),
    "a doubtful tracing made sure": put(
        "tracings", {"dataset": "other_figures", "outcome": "doubtful"}, outcome="agrees"
    ),
}


def map_moved(shapes: dict[str, Any]) -> None:
    """Move the republic that stands second by a degree."""
    for ring in shapes["features"][1]["geometry"]["coordinates"]:
        for corner in ring:
            corner[0] += 1
