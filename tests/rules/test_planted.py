"""A fault planted in a row of the collection is named: file, row, column, value and what to do.

All of them stand in one copy of the collection, each in a row of its own: a fault is told, however
many others there are. The collection itself, without them, keeps every rule.
"""

import pytest

from heartland.tables import collection
from heartland_evidence import rules
from tests.conftest import ROOT, copied

pytestmark = pytest.mark.slow

WEO = {"publisher": "IMF", "area": "KAZ", "kind": "forecast"}
HER = {"source_id": "kgz-nsc-exports-1994-2023", "partner": "RUS"}
KERMAN = {"event": "kerman-2024-01"}
METRO = {"event": "petersburg-metro-2017"}
TOLL = {"group": "total", "measure": "killed", "status": "A", "relation": "="}
ACTIVITY = {"classification": "activity", "item": "total"}
GOODS = {"classification": "main goods", "item": "total"}
OF_CALENDAR = {"provider": "EBRD"}

# The table, the row that is spoilt, how, the column that is named, and words of the rule.
PLANTED = [
    # What no cell may hold, and what schemas say of cells, keys and references.
    ("growth_forecasts", WEO, {"growth_pct": "NaN"}, "growth_pct", "is not a value"),
    ("growth_forecasts", WEO, {"growth_pct": "1E+05"}, "growth_pct", "what a spreadsheet makes of a long number: format the"),
    ("growth_forecasts", WEO, {"growth_pct": "٣"}, "growth_pct", "digits of another script"),
    ("growth_forecasts", WEO, {"growth_pct": " 1.5"}, "growth_pct", "has stray spaces"),
    ("growth_forecasts", WEO, {"growth_pct": ""}, "growth_pct", "is empty, and so is every other figure of the row"),
    ("growth_forecasts", WEO, {"growth_pct": "58.6"}, "growth_pct", "is more than the maximum"),
    ("growth_forecasts", WEO, {"vintage_inferred": "TRUE"}, "vintage_inferred", "is not true or false"),
    ("growth_forecasts", WEO, {"note": "=1+2"}, "note", "begins like a formula"),
    ("growth_forecasts", WEO, {"note": "a\u200bb"}, "note", "invisible characters"),
    ("growth_forecasts", WEO, {"note": "x" * 2001}, "note", "is longer than 2000 characters"),
    ("growth_forecasts", WEO, {"note": "5 $"}, "note", "has a dollar sign"),
    ("growth_forecasts", WEO, {"note": "ZÃ¼rich"}, "note", "the replacement character of a lost letter"),
    ("growth_forecasts", WEO, {"status": ""}, "status", "is empty but must not be"),
    ("growth_forecasts", WEO, {"publisher": "Imf"}, "publisher", "is not in the closed list of data/schemas/growth_forecasts.json. Did you mean 'IMF'"),
    ("growth_forecasts", WEO, {"area": "KAX"}, "area", "is not in areas.csv. Did you mean"),
    ("growth_forecasts", WEO, {"area": "Kazakhstan"}, "area", "is not in areas.csv. Write KAZ."),
    ("growth_forecasts", WEO, {"area": "Kazakstan"}, "area", "is not in areas.csv. Did you mean 'Kazakhstan'? If not, add a row there."),
    ("growth_forecasts", WEO, {"source_id": "imf-weo-2022-04;imf-weo-2022-10"}, "source_id", "is not in sources.csv"),
    ("growth_forecasts", WEO, {"also_in": "imf-weo-2022-10;nowhere"}, "also_in", "holds 'nowhere', which is not in sources.csv"),
    ("growth_forecasts", WEO, {"also_in": "adb-ado-2022-04;adb-ado-2022-04"}, "also_in", "names 'adb-ado-2022-04' twice"),
    ("areas", {"area": "UZB"}, {"iso_numeric": "417"}, "iso_numeric", "duplicates row"),
    ("areas", {"area": "CA5"}, {"members": "UZB;CA5"}, "members", "points to a row that itself has members"),
    ("sources", {"source_id": "imf-weo-2022-04"}, {"url": "www.imf.org/weo"}, "url", "is not a well-formed"),
    ("sources", {"source_id": "imf-weo-2022-10"}, {"url": "https://name:word@imf.org/"}, "url", "is not a well-formed"),
    ("sources", {"source_id": "imf-weo-2023-04"}, {"accessed": "2026-11"}, "accessed", "is not a date of the calendar in a form of this column: write one like 2022-06-30"),
    ("security_incidents", KERMAN, {"attackers_from": "Tajikistan"}, "attackers_from", "like KGZ;TJK"),
    # Bounds, dates, places, names and counters, and what schemas declare of figures.
    ("growth_forecasts", WEO, {"low": "9"}, "low", "is greater than the value"),
    ("growth_forecasts", WEO | {"source_id": "imf-weo-2022-04"}, {"also_in": "imf-weo-2022-04"}, "also_in", "names the row's own source_id again"),
    ("growth_forecasts", WEO, {"growth_pct": "-9"}, "growth_pct", "is far from its neighbours"),
    ("trade", {"relation": ">"}, {"low": "1"}, "low", "is not the figure of the row"),
    ("claims", {"claim_id": "ctta-2023-4-a"}, {"relation": "range"}, "relation", "needs both low and high"),
    ("sources", {"source_id": "kun-xi-order-2022-09-15"}, {"published": "1022"}, "published", "lies outside 1900 to 2100"),
    ("sources", {"source_id": "imf-weo-2024-04"}, {"published": "2099"}, "published", "is later than accessed"),
    ("conflict_events", {"event_id": "KGZ-TJK-2019-09"}, {"start": "2025-12-23"}, "start", "is later than end"),
    ("security_incidents", METRO, {"longitude": ""}, "longitude", "fill all of latitude"),
    ("security_incidents", METRO, {"latitude": "30.31413", "longitude": "59.93863"}, "latitude", "is not the position that another row gives this place"),
    ("security_incidents", METRO, {"event": "petersburg-metro-2018"}, "incident_id", "does not begin with event"),
    ("security_incidents", {"reporter": "Interior Ministry of Tajikistan"}, {"reporter_kind": "NGO"}, "reporter_kind", "is not that of most rows of the same reporter"),
    ("other_figures", {}, {"reporter": "KAZ"}, "reporter", "is a country code: name the office that counted"),
    ("trade", HER | {"period": "2020"}, {"value_usd_mn": "99999"}, "value_usd_mn", "is more than the whole by the same reporter (partner WLD)"),
    ("remittances", {"period": "2017-Q1", "measure": "transfers_from_russia_cbr", "area": "KGZ"}, {"value_usd_mn": "49999"}, "value_usd_mn", "is more than the whole by the same reporter (period year)"),
    ("smartphone_shares", {"area": "WLD"}, {"share_pct": "99"}, "share_pct", "takes the shares of one period and area above 100"),
    ("other_figures", {"note": ""}, {"reporter": "24.kg"}, "reporter", "is a medium: name who counted"),
    ("trade", {"area": "KAZ", "partner": "EUU", "status": "B"}, {"status": "A"}, "status", "is not B, but partner_definition differs from the year before"),
    ("trade", {"area": "KAZ", "partner": "CHN", "period": "1997", "flow": "exports"}, {"value_usd_mn": "999999"}, "value_usd_mn", "jumps by more than a factor of 100 within a year"),
    # Forecasts.
    ("growth_forecasts", WEO, {"status": "A"}, "status", "a forecast is F"),
    ("growth_forecasts", {"kind": "nowcast or estimate"}, {"status": "A"}, "status", "a nowcast or estimate is E"),
    ("growth_forecasts", {"kind": "later outturn"}, {"status": "F"}, "status", "an outturn is A"),
    ("growth_forecasts", WEO, {"target_year": "1996"}, "target_year", "was already over when this forecast was made"),
    ("macro_forecasts", {"kind": "forecast"}, {"status": "E"}, "status", "a nowcast or estimate E"),
    ("macro_forecasts", {"measure": "public debt"}, {"value_pct": "-0.1"}, "value_pct", "is gross debt, and is below zero"),
    ("macro_forecasts", {"measure": "current account"}, {"value_pct": "-1288"}, "value_pct", "is it in dollars?"),
    ("macro_forecasts", {"measure": "inflation"}, {"value_pct": "119.5"}, "value_pct", "is it an index?"),
    ("macro_forecasts", {"kind": "outturn"}, {"kind": "forecast"}, "kind", "does not fit: from the year of the edition on"),
    ("macro_forecasts", {"kind": "forecast", "target_year": "2024"}, {"measure": "prices"}, "target_year", "for some of the five republics only"),
    # Trade, money and votes.
    ("trade", {"area": "KAZ", "partner": "RUS"}, {"partner": "KAZ"}, "partner", "is the area itself"),
    ("trade", {"area": "UZB", "partner": "KAZ", "reporter": "UZB"}, {"area": "KGZ"}, "reporter", "names an area that is neither"),
    ("trade", {"source_id": "cerr-china-2025", "flow": "turnover"}, {"value_usd_mn": "90700"}, "value_usd_mn", "is not exports plus imports of the same source"),
    ("trade", {"source_id": "astanatimes-china-trade-2025-01"}, {"period": "2025"}, "period", "was not over when the source was published"),
    ("macro", {"area": "TKM", "year": "2007", "measure": "gdp_nominal"}, {"value_usd_mn": "999999"}, "value_usd_mn", "jumps by more than a factor of 3 within a year"),
    ("eu_exports", {"member": "EUU", "period": "2021-01"}, {"value_eur_mn": "999"}, "value_eur_mn", "is not the sum of the members"),
    ("eu_exports", {"member": "EUU", "period": "2022-03"}, {"value_eur_mn": "9999"}, "value_eur_mn", "do not add up to its total in trade"),
    ("eu_exports", {"member": "SVN"}, {"period": "1999-01"}, "member", "is in a month that has no row for EUU"),
    ("eu_listed_exports", {"period": "2022-01"}, {"status": "A"}, "status", "must be B in 2022-01 and in no other month"),
    ("eu_listed_exports", {"area": "KGZ", "period": "2022-05"}, {"value_eur_mn": "9999"}, "value_eur_mn", "takes listed goods above all goods"),
    ("eu_listed_goods", {"nomenclature": "both"}, {"value_eur_mn": "9999"}, "value_eur_mn", "do not add up to its months"),
    ("eu_listed_goods", {"nomenclature": "both"}, {"nomenclature": "from 2022"}, "nomenclature", "does not occur among the codes"),
    ("eu_listed_goods", {"nomenclature": "until 2021"}, {"nomenclature": "from 2022"}, "nomenclature", "was not in force in the period"),
    ("eu_listed_codes", {"code": "85423245"}, {"priority_tier": "4"}, "priority_tier", "is not the same for all codes"),
    ("kyrgyz_goods", ACTIVITY | {"year": "2022"}, {"value_usd_mn": "1"}, "value_usd_mn", "is not the sum of the activities"),
    ("kyrgyz_goods", GOODS | {"year": "1997"}, {"value_usd_mn": "1"}, "value_usd_mn", "is less than the sum of the year's main goods"),
    ("kyrgyz_goods", GOODS | {"year": "2021"}, {"value_usd_mn": "99999"}, "value_usd_mn", "is not the total of the other classification"),
    ("kyrgyz_goods", {"classification": "main goods", "item": "crude oil"}, {"year": "1980"}, "item", "is in a year that has no total"),
    ("arms_transfers", {"area": "KGZ", "supplier": "KAZ"}, {"area": "KAZ"}, "supplier", "is the country that received the arms"),
    ("remittances", {"partner": "WLD", "area": "UZB"}, {"share_of_receipts_pct": "33"}, "share_of_receipts_pct", "is a share of all receipts"),
    ("remittances", {"source_id": "wdi-remittances-share", "area": "KGZ", "period": "2006"}, {"share_gdp_pct": "50"}, "share_gdp_pct", "take both from one edition"),
    ("chinese_finance", {"concept": "vague"}, {"price_basis": "constant 2020 dollars"}, "price_basis", "is not the same in all rows of the dataset"),
    ("chinese_finance", {"concept": "OOF-like"}, {"concept": "all"}, "concept", "stands beside its own parts"),
    ("chinese_finance", {"concept": "all", "period": "2010"}, {"period": "2009"}, "period", "lies within a span of years"),
    ("public_debt", {"area": "KGZ", "creditor": "CHN", "year": "2019"}, {"value_usd_mn": "5000"}, "value_usd_mn", "is more than the whole"),
    ("public_debt", {"area": "KGZ", "creditor": "RUS", "year": "2014"}, {"value_usd_mn": "2900"}, "value_usd_mn", "takes the creditors together above"),
    ("un_votes", {"area": "KAZ", "partner": "RUS"}, {"same_pct": "100.5"}, "same_pct", "is more than the maximum"),
    ("un_votes", {"area": "RUS", "partner": "CHN"}, {"partner": "RUS"}, "partner", "is the area itself"),
    ("un_votes", {"area": "KAZ", "partner": "RUS"}, {"same_pct": "70.1"}, "same_pct", "is not the share of a whole number"),
    ("un_votes", {"area": "KAZ", "partner": "RUS", "roll_calls": "contested", "year": "2013"}, {"votes": "400"}, "votes", "is more than the votes of all roll calls"),
    # Events and their counts.
    ("casualty_reports", {"source_id": "newizv-2022-01-15", "group": "security forces"}, {"value": "9999"}, "value", "is more than the whole by the same reporter (group total)"),
    ("casualty_reports", TOLL, {"counted_on": "2099-01-01"}, "counted_on", "is later than published_on"),
    ("conflict_events", {"event_id": "KGZ-BISHKEK-2020-10"}, {"kind": "attack"}, "kind", "is of protesters, which is unrest"),
    ("conflict_events", {"event_id": "KGZ-TJK-2022-09"}, {"kind": "attack"}, "kind", "a border clash, and nothing else, has two areas"),
    ("conflict_events", {"event_id": "KAZ-2022-01"}, {"event_id": "KAZ-2022-02"}, "event_id", "has no count in casualty_reports"),
    ("casualty_reports", {"reporter_kind": "official"}, {"reporter_kind": "media", "note": ""}, "reporter", "is a news medium: name who counted"),
    ("casualty_reports", {"reporter_kind": "official"}, {"reporter": "Source in the ministry, to a radio"}, "reporter_kind", "people whom the page leaves unnamed are a witness"),
    ("casualty_reports", {"independent": "", "note": ""}, {"independent": "unknown"}, "note", "'independent' needs its reason here"),
    ("casualty_reports", {"independent": ""}, {"credibility": "1"}, "credibility", "is 1, confirmed by others"),
    ("casualty_reports", {"relation": "=", "status": "A"}, {"relation": "~"}, "status", "is A, but the figure is approximate"),
    ("casualty_reports", {"independent": ""}, {"reporter": "Two ministries (sum by AFP)"}, "independent", "was added up from the counts of others"),
    ("security_incidents", {"reporter_kind": "official"}, {"reporter": "not named"}, "incident_id", "does not name the reporter of its row"),
    ("security_incidents", {"event_id": "", "measure": "killed"}, {"event_id": "KAZ-2022-01"}, "measure", "belongs to an event in conflict_events"),
    ("security_incidents", KERMAN, {"attackers_from": "UZB"}, "attackers_from", "is not that of most rows of the same event"),
    ("security_incidents", {"event": "khujand-prison-2018"}, {"attackers_from": "TJK"}, "attackers_from", "in one of the five republics"),
    ("security_incidents", KERMAN, {"counted_on": "2024-01-02"}, "counted_on", "is earlier than the start"),
    # Indices, networks and groups.
    ("digital_indices", {"index": "AI readiness", "edition": "2023"}, {"rank": "999"}, "rank", "is greater than the number ranked"),
    ("digital_indices", {"index": "UN EGDI", "edition": "2012"}, {"rank": "1"}, "rank", "is better than the rank of a higher score"),
    ("digital_indices", {"index": "UN EGDI"}, {"score": "1.5"}, "score", "is beyond its scale"),
    ("digital_indices", {"index": "internet users"}, {"scale": ""}, "scale", "is empty, but the row has a score"),
    ("digital_indices", {"score": "", "low": "", "high": ""}, {"scale": "0-100"}, "scale", "is filled, but the row has no score"),
    ("digital_indices", {"index": "GCI", "edition": "2024", "area": "KAZ"}, {"score": "51"}, "score", "is not the sum of its pillars"),
    ("network_suppliers", {"supply_id": "uzb-perfectum-5g-nokia-2024"}, {"vendor": "Huawei", "vendor_origin": "FIN"}, "vendor_origin", "is not that of most rows of the same vendor"),
    ("network_suppliers", {"supply_id": "kgz-equipment-zte-2001"}, {"reporter_kind": "medium"}, "reporter_kind", "whether the source of the row is an audited article"),
    ("network_suppliers", {"supply_id": "tkm-fixed-huawei-after-2022"}, {"relation": "="}, "relation", "fill both, or leave both empty"),
    ("group_members", {"group": "EU", "area": "GBR"}, {"until": "1972"}, "until", "is before since"),
    ("state_weight", {"area": "WLD"}, {"groups": "NATO"}, "groups", "a state without a group has no row"),
    ("state_weight", {"measure": "population", "area": "TJK"}, {"value": "640737"}, "value", "is not the figure of the same state and year in population.csv"),
    # Milestones, sources and choices.
    ("milestones", {"source_id": "president-uz-2020-09-22"}, {"end": "2032-09-22"}, "end", "was not over when the source was published"),
    ("milestones", {"article_only": "false"}, {"article_only": "true"}, "article_only", "is an audited article"),
    ("milestones", {"article_only": "true"}, {"status": "A"}, "status", "is A, but the row rests on an article alone"),
    ("milestones", {"article_only": "true"}, {"also_in": "imf-weo-2022-10"}, "source_id", "also_in has a better source"),
    ("milestones", {"article_only": "true", "category": "launch"}, {"date": "2021-11-10", "relation": "="}, "relation", "the day is that of a footnote"),
    ("milestones", {"relation": "="}, {"title": "word " * 12 + "word"}, "title", "has more than 12 words"),
    ("sco_members", {"area": "AFG", "status": "observer"}, {"since": "2023-05-05"}, "source_id", "can only announce it: name a report"),
    ("sources", {"source_id": "imf-weo-2024-10"}, {"url": "https://www.imf.org/"}, "url", "is a home page"),
    ("sources", {"source_id": "imf-weo-2025-04"}, {"source_id": "imf-weo-2022-99"}, "source_id", "is used by no row"),
    ("sources", {"source_id": "imf-weo-2025-10"}, {"accessed": "2062-05-01"}, "accessed", "raise 'created' in datapackage.json"),
    ("sources", {"source_id": "astanatimes-2024-06-04"}, {"published": "1990-02-13"}, "published", "is not in the month that the address holds"),
    ("sources", {"source_id": "24kg-361348"}, {"publisher": "Radio"}, "publisher", "is not the publisher of most documents at this address"),
    ("release_calendar", OF_CALENDAR, {"table": "growth_forecast"}, "table", "is not a dataset. Did you mean 'growth_forecasts'?"),
    ("release_calendar", {"provider": "IMF"}, {"where": "publisher=Nobody"}, "where", "names no row of growth_forecasts"),
    ("release_calendar", {"provider": "ADB"}, {"where": "publishr=ADB"}, "where", "there is no column 'publishr'"),
    ("release_calendar", {"frequency": "twice a year"}, {"months": "10;04"}, "months", "are not in order"),
    ("release_calendar", {"frequency": "yearly"}, {"months": "04;10"}, "months", "are more than the frequency allows"),
    ("release_calendar", {"refresh": ""}, {"refresh": "wb SP.POP.TOTL"}, "refresh", "begins with no provider of refresh-data: "),
    ("excluded", {"dataset": "growth_forecasts"}, {"dataset": "growth_forecast"}, "dataset", "is not a dataset"),
    ("excluded", {"dataset": "growth_forecasts"}, {"looked_on": "2999-01-01"}, "looked_on", "is after the day of the package"),
    ("exceptions", {"dataset": "trade"}, {"dataset": "trad"}, "dataset", "is not a dataset. Did you mean 'trade'?"),
    ("preferences", {"dataset": "casualty_reports"}, {"where": "event=KAZ-2022-01"}, "where", "there is no column 'event'. Did you mean 'event_id'"),
    ("preferences", {"dataset": "casualty_reports"}, {"where": "event_id=KAZ-2022-01;side"}, "where", "'side' is neither"),
    ("preferences", {"dataset": "casualty_reports"}, {"where": "event_id=KAZ-2022-03"}, "where", "finds no row in casualty_reports"),
    ("audits", {"verdict": "confirmed"}, {"where": "area=XYZ"}, "where", "finds no row in"),
    # Rows that were traced, and the ledger.
    ("growth_forecasts", {"source_id": "imf-weo-2023-10", "area": "TJK", "target_year": "2022"}, {"growth_pct": "0.8"}, "", "was changed after it was traced"),
    ("casualty_reports", {"source_id": "azattyk-31239076", "value": "90"}, {"value": "900"}, "value", "' when the row was traced on"),
    ("tracings", {"dataset": "population"}, {"dataset": "popullation"}, "dataset", "is not a dataset whose rows are traced. Did you mean 'population'"),
    ("tracings", {"dataset": "milestones"}, {"where": "milestone_id=1900-nothing"}, "where", "names no row of milestones: put back the row"),
    ("tracings", {"dataset": "milestones"}, {"compared": "dat"}, "compared", "is not a column of milestones. Did you mean 'date'"),
    ("tracings", {"dataset": "milestones", "outcome": "agrees"}, {"compared": ""}, "compared", "is empty: name the columns"),
    ("tracings", {"dataset": "milestones"}, {"traced_to": "nobody"}, "traced_to", "is neither an id of sources.csv nor an address"),
    ("tracings", {"dataset": "milestones"}, {"traced_on": "2999-01-01"}, "traced_on", "is in the future"),
]  # fmt: skip


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Of each planted fault its row, and all that is told of the copy in which they stand."""
    root = tmp_path_factory.mktemp("planted") / "collection"
    spoilt = copied(root, *collection.dataset_names(ROOT))
    places = {}
    for name in {name for name, *_ in PLANTED}:
        header, *lines = spoilt.lines(name)
        rows = [dict(zip(header, line, strict=True)) for line in lines]
        sound = dict(enumerate(rows, 2))
        for number, (table, where, cells, *_) in enumerate(PLANTED):
            if table == name:
                place = next(one for one, row in sound.items() if where.items() <= row.items())
                sound.pop(place).update(cells)
                places[number] = place
        spoilt.write(name, [header, *(list(row.values()) for row in rows)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HEARTLAND_ROOT", str(root))
        return places, rules.validate()


@pytest.mark.parametrize(
    "number", range(len(PLANTED)), ids=[f"{name}: {cells}" for name, _, cells, *_ in PLANTED]
)
def test_a_fault_in_a_row_is_named_with_its_place_its_value_and_what_to_do(told, number):
    name, _, cells, column, words = PLANTED[number]
    places, found = told
    of_row = [one for one in found if (one.file, one.row) == (f"{name}.csv", places[number])]
    (fault,) = [one for one in of_row if one.column == column and words in one.rule] or [None]
    assert fault is not None, [str(one) for one in of_row]
    assert fault.value == cells.get(column, fault.value)
