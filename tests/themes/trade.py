"""The facts that the figures of 01-trade state, derived anew from their rows."""

from functools import cache

import pytest

import heartland as hl
from heartland.tables import compare
from heartland.tables.areas import area_names
from tests.themes.names import REPUBLICS

AREAS = ["KAZ", "KGZ", "TJK", "TKM", "UZB"]
VALUES = [
    {},
    *({"areas": [area]} for area in AREAS),
    {"reporter": "partner"},
    {"partners": ["RUS", "CHN"]},
    {"partners": ["EUU", "CHN"], "flow": "imports", "start": 2018},
    {"partners": ["TUR"], "areas": ["KGZ", "UZB"]},
    {"flow": "exports", "start": 1995, "end": 2012},
    {"start": 1991, "end": 1993},
    {"areas": ["UZB"], "partners": ["GBR"], "start": 1998, "end": 2018},
    {"areas": ["UZB", "KAZ"], "partners": ["EUU", "ITA"], "start": 1999, "end": 2009},
    {"start": 2026, "end": 2027},
    {"start": 2022, "end": 2024},
    {"start": 2023, "end": 2023, "partners": ["CHN", "RUS", "TUR", "KAZ", "DEU", "KOR", "USA"]},
    {
        "reporter": "partner",
        "flow": "imports",
        "partners": ["RUS", "EUU"],
        "start": 2010,
        "end": 2021,
    },
]
IN_A_SENTENCE = {
    **area_names(),
    "EUU": "the EU",
    "CIS": "the CIS",
    "EAEU": "the EAEU",
    "WLD": "the world",
    "ARE": "the Emirates",
    "USA": "the US",
    "GBR": "the UK",
}


def same(finding, facts):
    """The finding states these facts and no others; without any it is a plain description."""
    assert dict(finding.facts) == pytest.approx(facts), finding.text


def ratios(part, rows):
    """First partner of the whole figure over the second, by area and year of a part of it."""
    first, second = list(dict.fromkeys(rows["partner"]))[:2]
    value = {(r.area, r.year, r.partner): r.value for r in part.itertuples()}
    found = {}
    for area, year, partner in value:
        if partner == first and (area, year, second) in value:
            found[area, year] = value[area, year, first] / value[area, year, second]
    return found


@cache
def counts(unit, flow):
    """All years on record, in dollars: whoever divides both by the same total has the same ratio."""
    statements, rates = hl.load("trade"), hl.prefer(hl.load("exchange_rates"))
    totals = compare.comparable_totals(statements)
    national, mirror = compare.both_counts(totals, rates)
    rows = national if unit == "percent" else mirror
    return rows[rows["flow"].eq(flow)].rename(columns={"usd_mn": "value"})


def levels(rows):
    """By area: the first year that was level after all years on record before were behind.

    And whether it fell back, whether it was ahead at the end, the last year, and whether the year
    before has both figures, too.
    """
    found = ratios(rows, rows)
    ever = ratios(counts(rows["unit"].iloc[0], rows["flow"].iloc[0]), rows)
    first_drawn = rows["year"].min()
    met = {}
    for area in dict.fromkeys(area for area, _ in found):
        years = sorted(year for one, year in found if one == area)
        known = {year for one, year in ever if one == area and year < first_drawn} | set(years)
        level = [year for year in sorted(known) if ever[area, year] > 0.98]
        if not level or level[0] <= years[0]:
            continue
        year_met, last = level[0], found[area, years[-1]]
        fell_back = any(found[area, year] <= 0.98 for year in years if year > year_met)
        dated = (area, year_met - 1) in found
        met[area] = (year_met, fell_back, last >= 1.02, years[-1], dated)
    return met


def _level(finding, rows):
    assert rows.groupby(["area", "partner", "year"]).size().max() == 1
    if rows["unit"].iloc[0] == "percent":
        assert (abs(100 * rows["usd_mn"] / rows["total_mn"] - rows["value"]) < 1e-9).all()
    met = levels(rows) if rows["partner"].nunique() > 1 else {}
    if not met:
        assert finding.text.endswith("in the trade of the republics")
        same(finding, {})
        return
    partners = list(dict.fromkeys(rows["partner"]))
    assert finding.facts["first"] == IN_A_SENTENCE[partners[0]]
    assert finding.facts["second"] == IN_A_SENTENCE[partners[1]]
    assert finding.facts["republics"] == [REPUBLICS[area] for area in met]
    assert finding.facts["years"] == sorted({year for year, *_ in met.values()})
    assert finding.facts["fell_back"] == sum(back for _, back, *_ in met.values())
    assert finding.facts["all_ended_ahead"] is all(ahead for _, _, ahead, *_ in met.values())
    assert finding.facts["is_dated"] is all(dated for *_, dated in met.values())
    ends = {last for *_, last, _ in met.values()}
    assert finding.facts["ended_in"] == (ends.pop() if len(ends) == 1 else None)
    if finding.facts["all_ended_ahead"] and finding.facts["fell_back"]:
        when = finding.facts["ended_in"]
        assert finding.text.endswith(f"and led in {when}" if when else "led when last compared")


def _leaders(finding, rows):
    last = {}
    for flow, part in rows.groupby("flow"):
        for (area, year), ratio in ratios(part, rows).items():
            if (area, flow) not in last or last[area, flow][0] < year:
                last[area, flow] = (year, ratio)
    side = {cell: (r >= 1.02) - (r <= 0.98) for cell, (_, r) in last.items()}
    years = {year for year, _ in last.values()}
    areas = {area for area, _ in side}
    both = all((area, flow) in side for area in areas for flow in ("exports", "imports"))
    split = both and all(side[a, "exports"] * side[a, "imports"] == -1 for a in areas)
    partners = list(dict.fromkeys(rows["partner"]))
    expected = {
        "first": IN_A_SENTENCE[partners[0]],
        "second": IN_A_SENTENCE[partners[1]],
        "ahead": sum(value == 1 for value in side.values()),
        "flows": len(side),
        "republics": [REPUBLICS[area] for area in sorted(areas)],
        "customer_never_supplier": len(areas) > 1 and split,
        "year": years.pop() if len(years) == 1 else None,
    }
    assert dict(finding.facts) == expected


def _two_counts(finding, rows):
    assert "TKM" not in set(rows["area"])  # it has no count of its own
    last = {
        r.area: (r.year, r.partner_usd_mn / r.own_usd_mn)
        for r in rows.sort_values("year").itertuples()
    }
    area = max(last, key=lambda a: max(last[a][1], 1 / last[a][1]))
    year, ratio = last[area]
    times = max(ratio, 1 / ratio)
    if times < 1.1:
        same(finding, {})
        return
    partner = IN_A_SENTENCE[rows["partner"].iloc[0]]
    assert finding.facts["larger"] == (partner if ratio > 1 else REPUBLICS[area])
    facts = {"partner": partner, "republic": REPUBLICS[area], "times": times, "year": year}
    same(finding, facts | {"larger": finding.facts["larger"]})


def _split(finding, rows):
    by = rows.set_index(["count", "area"])["bn"].to_dict()
    gap = {
        area: by["China’s customs", area] - by["national statistics", area] for area in REPUBLICS
    }
    assert all(abs(gap[a] - by["the difference", a]) < 1e-9 for a in REPUBLICS)
    most = max(gap, key=gap.get)
    percent = 100 * gap[most] / sum(gap.values())
    facts = {"republic": REPUBLICS[most], "percent": percent, "year": rows["year"].iloc[0]}
    same(finding, facts)


def _index(finding, rows):
    base, last = rows["base"].iloc[0], rows["year"].max()
    value = rows.set_index(["area", "year"])["value_eur_mn"]
    times = {a: value[a, last] / value[a, base] for a in rows["area"].unique()}
    most = max(times, key=times.get)
    if times[most] <= 1.9:
        assert finding.text.endswith(f"{base} = 100")
        same(finding, {})
        return
    facts = {"republic": REPUBLICS[most], "times": times[most], "base": base, "year": last}
    same(finding, facts)


def _recorded(finding, rows):
    last = {}
    assert not rows.duplicated(["area", "year"]).any()
    for row in rows.sort_values("year").itertuples():
        if row.partner_definition == "EU27":  # with Britain it is no share of Eurostat's exports
            last[row.area] = (row.year, 100 * row.usd_mn / row.exporter_mn)
    if not last:
        same(finding, {})
        return
    low = min(last, key=lambda area: last[area][1])
    year, percent = last[low]
    if percent >= 90:
        same(finding, {})
        return
    same(finding, {"republic": REPUBLICS[low], "percent": percent, "year": year})


def _borders(finding, rows):
    share = 100 * rows["usd_mn"] / rows["exporter_mn"]
    by_area = {area: share[rows["area"].eq(area)] for area in dict.fromkeys(rows["area"])}
    short = [area for area, one in by_area.items() if len(one) > 2 and one.max() < 95]
    if short:
        area = min(short, key=lambda area: by_area[area].min())
        lowest, highest = by_area[area].min(), by_area[area].max()
        same(finding, {"republic": REPUBLICS[area], "lowest": lowest, "highest": highest})
    elif len(rows) == 1:
        same(finding, {})
    else:
        same(finding, {"short": int(share.le(98).sum()), "of": len(rows)})


def _gdp(finding, rows):
    assert rows["year"].nunique() == 1
    assert set(rows["count"]) == {"national statistics", "China’s customs"}
    assert not (rows["area"].eq("TKM") & rows["count"].eq("national statistics")).any()
    china = rows[rows["count"].eq("China’s customs")]
    share = (100 * china["usd_mn"] / china["gdp_mn"]).set_axis(china["area"])
    largest, year = share.idxmax(), rows["year"].iloc[0]
    same(finding, {"republic": REPUBLICS[largest], "percent": share.max(), "year": year})


def _customers(finding, rows):
    china, other = rows[rows["buyer"].eq("CHN")], rows[rows["buyer"].ne("CHN")]
    assert set(china["product"]) == {"pipeline gas", "total"}
    assert set(other["product"]) == {"total"}
    assert china["period"].str.fullmatch(r"\d{4}").all()
    if china["usd_mn"].min() > 3 * other["usd_mn"].max():
        since = int(rows["period"].str[:4].min())
        same(finding, {"since": since})
    else:
        same(finding, {})


def _gold(finding, rows):
    share = {(r.partner, r.year): 100 * r.usd_mn / r.total_mn for r in rows.itertuples()}
    years = {year for _, year in share}
    others = {y: share.get(("CHE", y), 0) + share.get(("GBR", y), 0) for y in years}
    peak = max((y for p, y in share if p == "RUS"), key=lambda y: share["RUS", y])
    if others[peak] < 1 and max(others.values()) > 20:
        buyers = {"first_buyer": "Switzerland", "second_buyer": "the UK"}
        expected = {"peak": peak, "percent_of_others": others[peak], **buyers}
        if peak - 1 in years:
            expected["on_year_before"] = share["RUS", peak] / share["RUS", peak - 1]
        same(finding, expected)
    else:
        same(finding, {})


CHECKS = {
    "level-with-russia": _level,
    "customer-or-supplier": _leaders,
    "two-sets-of-books": _two_counts,
    "where-the-difference-lies": _split,
    "eu-exports-index": _index,
    "eu-exports-recorded": _recorded,
    "whose-books-agree": _borders,
    "china-trade-and-gdp": _gdp,
    "turkmenistan-customers": _customers,
    "kyrgyz-gold": _gold,
}


def FINDINGS(figures):
    """The catalogue's numbers at the defaults: a new row that changes them must be seen."""
    titles = {name: figure.title for name, figure in figures.items()}
    assert titles == {
        "level-with-russia": "China drew level with Russia in three republics, 2012–2016, "
        "slipped behind, and led when last compared",
        "customer-or-supplier": "Neither China nor Russia led in both flows in Kazakhstan, "
        "Kyrgyzstan or Uzbekistan in 2023",
        "two-sets-of-books": "China counted 4.1 times the trade that Kyrgyzstan counted in 2024",
        "where-the-difference-lies": "Half of the gap between China’s and national counts in 2024 was "
        "trade with Kyrgyzstan",
        "eu-exports-index": "EU exports to Kyrgyzstan grew tenfold from 2021 to 2023",
        "eu-exports-recorded": "Kyrgyzstan recorded a third of the EU’s exports to it in 2023",
        "whose-books-agree": "Kyrgyzstan recorded 27 to 89 percent of what exporters counted",
        "china-trade-and-gdp": "By China’s count, trade with Kyrgyzstan equalled 130 percent "
        "of Kyrgyzstan’s GDP in 2024",
        "turkmenistan-customers": "China bought far more from Turkmenistan than any other buyer "
        "on record since 2022",
        "kyrgyz-gold": "Russia’s share of Kyrgyz exports grew 3.3-fold in 2022, when "
        "Switzerland and the UK bought little",
    }
    level = figures["level-with-russia"]
    share = level.rows.set_index(["area", "year", "partner"])["value"].round(1)
    assert [share["KAZ", 2023, p] for p in ("CHN", "RUS")] == [21.5, 19.4]
    assert [share["KGZ", 2020, p] for p in ("CHN", "RUS")] == [13.7, 27.7]
    assert [share["KGZ", 2023, p] for p in ("CHN", "RUS")] == [34.5, 19.1]
    assert ("KAZ", 2010, "RUS") not in share.index  # half of the imports are missing
    flows = (
        figures["customer-or-supplier"]
        .rows.set_index(["area", "flow", "year", "partner"])["value"]
        .round(1)
    )
    assert [flows["KAZ", "imports", 2023, p] for p in ("RUS", "CHN")] == [27.9, 25.5]
    assert [flows["UZB", "exports", 2023, p] for p in ("RUS", "CHN")] == [14.1, 10.0]
    times = figures["two-sets-of-books"].rows.set_index(["area", "year"])["times"].round(1)
    assert [times["KGZ", y] for y in (2021, 2022, 2023, 2024)] == [4.9, 3.8, 3.6, 4.1]
    assert [times["KAZ", y] for y in (2021, 2022, 2023, 2024)] == [1.4, 1.3, 1.4, 1.5]
    gap = (
        figures["where-the-difference-lies"]
        .rows.query("count == 'the difference'")
        .set_index("area")["bn"]
        .round(2)
    )
    assert gap.to_dict() == {"KAZ": 13.72, "KGZ": 17.11, "TJK": 1.86, "TKM": 0.05, "UZB": 1.28}
    index = figures["eu-exports-index"].rows.set_index(["area", "year"])["index"]
    assert {a: round(index[a, 2023] / 100, 1) for a in AREAS} == {
        "KAZ": 2.2,
        "KGZ": 10.4,
        "TJK": 1.4,
        "TKM": 0.8,
        "UZB": 1.9,
    }
    arrived = figures["eu-exports-recorded"].rows.set_index(["area", "year"])
    percent = arrived["percent"].round()
    assert [percent["KGZ", y] for y in (2021, 2022, 2023)] == [93, 43, 33]
    assert [percent["KAZ", y] for y in (2021, 2022, 2023)] == [92, 73, 79]
    with_britain = arrived.index[arrived["partner_definition"].eq("EU27+UK")]
    kyrgyz = [("KGZ", year) for year in range(2010, 2020)]
    kazakh = [("KAZ", year) for year in range(2018, 2023)]
    assert set(with_britain) == {*kyrgyz, *kazakh}
    sides = figures["whose-books-agree"].rows.set_index(["area", "partner"])["percent"].round()
    assert (sides["KGZ", "CHN"], sides["KAZ", "CHN"], sides["UZB", "KAZ"], sides["KGZ", "UZB"]) == (
        27,
        62,
        98,
        64,
    )
    gdp = figures["china-trade-and-gdp"].rows.set_index(["count", "area"])["percent"].round()
    assert [gdp["China’s customs", a] for a in ("KGZ", "TJK", "TKM", "KAZ", "UZB")] == [
        130,
        27,
        17,
        15,
        12,
    ]
    assert [gdp["national statistics", a] for a in ("KGZ", "UZB")] == [31, 11]
    china = figures["turkmenistan-customers"].rows.query("buyer == 'CHN'")
    bought = china.set_index(["product", "period"])["usd_mn"]
    assert bought["pipeline gas"].to_dict() == {"2022": 10250, "2024": 9570, "2025": 8410}
    assert bought["total"].to_dict() == {"2023": 9600}
