"""What the figures of 12-chinese-money say, derived anew from their rows."""

from functools import cache

import pandas as pd
import pytest

import heartland as hl
from heartland.figures.facts import alt_text
from tests.themes.names import REPUBLICS

VALUES = [
    {},
    {"areas": ["TKM"]},
    {"counted_by": "AidData GCDF 3.0", "areas": ["UZB", "KAZ"]},
    {"areas": ["KAZ"]},
    {"areas": ["KGZ", "TJK"]},
    {"areas": ["TJK"], "counted_by": "AidData GCDF 3.0"},
    {"areas": ["UZB"], "start": 2013},
    {"start": 2005, "end": 2014},
    {"start": 2022},
    {"start": 2014, "end": 2016, "areas": ["TKM"]},
    {"start": 1991, "end": 1999},
    {"end": 2009},
    {"start": 2018, "end": 2021, "counted_by": "AidData GCDF 3.0"},
    {"start": 2024, "end": 2027},
    {"start": 2012, "end": 2013, "areas": ["KGZ"]},
]
GCDF, CLG = "AidData GCDF 3.0", "AidData CLG-Global 1.0"
WORDS = {2: "two", 3: "three", 4: "four", 5: "five"}


@cache
def of_table(dataset, area, first, last):
    """All that a dataset holds of an area in some years, read off the table anew."""
    table = hl.load("chinese_finance")
    rows = table[table.dataset.eq(dataset) & table.area.eq(area)]
    begins, ends = rows.period.str[:4].astype(int), rows.period.str[-4:].astype(int)
    return rows[begins.ge(first) & ends.le(last)].value_usd_mn.sum()


@cache
def has_record(dataset, area, first, last):
    """Whether a dataset holds every one of some single years of an area."""
    held = set(hl.load("chinese_finance").query("dataset == @dataset and area == @area").period)
    return {str(year) for year in range(first, last + 1)} <= held


def _wave(finding, rows):
    (dataset,) = set(rows.dataset)
    for area, one in rows.groupby("area"):
        expected = of_table(dataset, area, one["first"].min(), one["last"].max())
        assert one.value_usd_mn.sum() == pytest.approx(expected)
        assert one.years.sum() == one["last"].max() - one["first"].min() + 1
    start, end = rows["first"].min(), rows["last"].max()
    spans = [(max(start, a), min(end, b)) for a, b in ((0, 2012), (2013, 2017), (2018, 9999))]
    spans = [(a, b) for a, b in spans if a <= b]
    (old_from, old_to), (new_from, new_to) = spans[0], spans[-1]
    old, new = {}, {}
    for area in set(rows.area):
        old[area] = of_table(dataset, area, old_from, old_to) / (old_to - old_from + 1)
        new[area] = of_table(dataset, area, new_from, new_to) / (new_to - new_from + 1)
        if not new[area] and not has_record(dataset, area, new_from, new_to):
            new[area] = old[area]  # nothing is known to have changed
    area = max(sorted(old), key=lambda one: abs(new[one] - old[one]))
    is_moved = abs(new[area] - old[area]) > 0.02 * max(old[area], new[area])
    assert bool(finding.facts) == is_moved
    if is_moved:
        unit = "million" if min(old[area], new[area]) < 1000 else "billion"
        scale = {"million": 1, "billion": 1000}[unit]
        assert dict(finding.facts) == {
            "name": REPUBLICS[area],
            "fell": new[area] < old[area],
            "before": pytest.approx(old[area] / scale),
            "after": pytest.approx(new[area] / scale),
            "unit": unit,
            "first": old_from,
            "first_to": old_to,
            "last": new_from,
            "last_to": new_to,
        }
        assert ("fell" in finding.text) == finding.facts["fell"]
        for year in (old_from, old_to, new_from, new_to):
            assert str(year) in finding.text


def _shares_of(rows):
    """Each area's part of all areas, by count; the areas that lead."""
    wide = rows.pivot(index="area", columns="dataset", values="value_usd_mn")
    return 100 * wide / wide.sum(), set(wide.idxmax())


def _totals(finding, rows):
    first, last = rows["first"].min(), rows["last"].max()
    for row in rows.itertuples():
        assert row.value_usd_mn == pytest.approx(of_table(row.dataset, row.area, first, last))
    shares, leaders = _shares_of(rows)
    if len(shares) == 1:
        _total_of_one(finding, rows)
        return
    is_found = len(leaders) == 1
    assert bool(finding.facts) == is_found
    if is_found:
        (area,) = leaders
        assert dict(finding.facts) == {
            "name": REPUBLICS[area],
            "least_pct": pytest.approx(shares.loc[area].min()),
            "most_pct": pytest.approx(shares.loc[area].max()),
            "areas": f"{WORDS[len(shares)]} republics",
        }


def _total_of_one(finding, rows):
    (area,) = set(rows.area)
    first, last = rows["first"].min(), rows["last"].max()
    sums = [of_table(dataset, area, first, last) for dataset in set(rows.dataset)]
    assert bool(finding.facts) == (min(sums) >= 1)
    if finding.facts:
        scale = {"million": 1, "billion": 1000}[finding.facts["unit"]]
        assert (scale == 1000) == (max(sums) >= 1000)
        assert dict(finding.facts) == {
            "name": REPUBLICS[area],
            "least": pytest.approx(min(sums) / scale),
            "most": pytest.approx(max(sums) / scale),
            "unit": finding.facts["unit"],
            "first": first,
            "last": last,
        }


def _terms(finding, rows):
    sums = rows.pivot(index="area", columns="concept", values="value_usd_mn")
    percent = (100 * sums["ODA-like"] / sums.sum(axis=1)).sort_values()
    if len(percent) == 1:
        expected = {"name": REPUBLICS[percent.index[0]], "percent": pytest.approx(percent.iloc[0])}
    else:
        expected = {
            "lowest": REPUBLICS[percent.index[0]],
            "lowest_pct": pytest.approx(percent.iloc[0]),
            "highest": REPUBLICS[percent.index[-1]],
            "highest_pct": pytest.approx(percent.iloc[-1]),
        }
    assert dict(finding.facts) == expected
    for area, total in rows.groupby("area").value_usd_mn.sum().items():
        first, last = rows["first"].iloc[0], rows["last"].iloc[0]
        assert total == pytest.approx(of_table(GCDF, area, first, last))


def _before(finding, rows):
    part = {}
    for row in rows.itertuples():
        early = of_table(row.dataset, row.area, row.first, 2012)
        every = of_table(row.dataset, row.area, row.first, row.last)
        part[row.area, row.dataset] = early / every
        assert row.share_pct == pytest.approx(100 * early / every)
    judged = {area: {p > 0.5 for (a, _), p in part.items() if a == area} for area in set(rows.area)}
    agree = all(len(verdicts) == 1 for verdicts in judged.values())
    assert bool(finding.facts) == agree
    if agree:
        mostly = [REPUBLICS[area] for area in sorted(judged) if True in judged[area]]
        assert finding.facts["mostly"] == len(mostly)
        assert finding.facts["areas"] == len(judged)
        if len(judged) == 1:
            who = REPUBLICS[next(iter(judged))]
        elif not mostly:
            who = "No republic"
        elif len(mostly) == len(judged):
            who = "Both republics" if len(judged) == 2 else f"All {WORDS[len(judged)]} republics"
        else:
            who = " and ".join(", ".join(mostly).rsplit(", ", 1))
        assert finding.facts["who"] == who
        some = 0 < len(mostly) < len(judged)
        assert finding.text.startswith(f"Only {who} " if some else f"{who} ")


def _output(finding, rows):
    gdp = hl.load("macro").query("measure == 'gdp_nominal'").set_index(["area", "year"])
    share = {}
    for row in rows.itertuples():
        year = {GCDF: 2021, CLG: 2023}[row.dataset]
        total = of_table(row.dataset, row.area, row.first, row.last)
        share[row.area, row.dataset] = 100 * total / gdp.value_usd_mn[row.area, year]
    wide = pd.Series(share).unstack()
    leaders = set(wide.idxmax())
    assert bool(finding.facts) == (len(leaders) == 1)
    if len(leaders) == 1:
        (area,) = leaders
        assert dict(finding.facts) == {
            "name": REPUBLICS[area],
            "least_pct": pytest.approx(wide.loc[area].min()),
            "most_pct": pytest.approx(wide.loc[area].max()),
            "areas": len(wide),
        }
        assert ("the largest" in finding.text) == (len(wide) > 1)


def _deals(finding, rows):
    covered = {GCDF: (2000, 2021), CLG: (2010, 2023)}
    apart = []
    for row in rows.to_dict("records"):
        counts = []
        for dataset, (first, last) in covered.items():
            if first <= row["year"] <= last:
                sums = of_table(dataset, row["area"], row["year"], row["year"])
                if has_record(dataset, row["area"], row["year"], row["year"]):
                    counts.append(sums)
                    assert row[dataset] == pytest.approx(sums)
                    continue
            assert pd.isna(row[dataset])
        if counts:
            gap = row["deal_usd_mn"] - max(counts)
            apart.append((gap, row["area"], row["year"], row["deal_usd_mn"], max(counts)))
    assert bool(finding.facts) == bool(apart)
    if apart:
        _, area, year, deal, counted = max(apart)
        assert dict(finding.facts) == {
            "larger": sum(deal > 1.25 * counted for *_, deal, counted in apart),
            "of": len(apart),
            "alone": len(rows) - len(apart),
            "name": REPUBLICS[area],
            "year": year,
            "deal": pytest.approx(deal / 1000),
            "counted": pytest.approx(counted / 1000),
        }


CHECKS = {
    "the-wave": _wave,
    "how-much": _totals,
    "on-what-terms": _terms,
    "before-the-belt-and-road": _before,
    "against-output": _output,
    "deals-beside-aiddata": _deals,
}


def FINDINGS(figures):
    titles = {name: one.title for name, one in figures.items()}
    assert titles == {
        "the-wave": (
            "Chinese commitments to Kazakhstan fell from 3.4 billion dollars a year (2000–2012) "
            "to 1.3 (2018–2023)"
        ),
        "how-much": (
            "Kazakhstan accounted for 61 to 62 percent of Chinese commitments to the five republics"
        ),
        "on-what-terms": (
            "Aid-like terms: 1 percent of commitments to Kazakhstan, "
            "24 percent of those to Tajikistan"
        ),
        "before-the-belt-and-road": (
            "Only Kazakhstan and Turkmenistan received most of their commitments "
            "before the Belt and Road"
        ),
        "against-output": (
            "Chinese commitments to Tajikistan were the largest relative to a year’s output: "
            "52 to 70 percent"
        ),
        "deals-beside-aiddata": (
            "8 of 15 comparable Chinese deals exceeded AidData’s total for the year by over a quarter"
        ),
    }
    terms = figures["on-what-terms"].rows
    aid = terms[terms.concept.eq("ODA-like")].set_index("area")
    billions = (aid[["value_usd_mn", "total_usd_mn"]] / 1000).round(1)
    assert billions.value_usd_mn.to_dict() == {
        "KAZ": 0.6,
        "KGZ": 0.7,
        "TJK": 1.5,
        "TKM": 0.4,
        "UZB": 2.6,
    }
    assert billions.total_usd_mn.round().to_dict() == {
        "KAZ": 64,
        "KGZ": 4,
        "TJK": 6,
        "TKM": 12,
        "UZB": 18,
    }
    before = figures["before-the-belt-and-road"]
    assert "Turkmenistan: 100%, 99%" in alt_text(before.fig)
    shares = before.rows
    newest = shares[shares.dataset.eq(CLG)].set_index("area").share_pct
    assert newest.round().to_dict() == {"KAZ": 69, "KGZ": 41, "TJK": 37, "TKM": 99, "UZB": 44}
    largest = figures["deals-beside-aiddata"].rows.iloc[0]
    assert (largest.area, largest.year, largest.deal_usd_mn) == ("TKM", 2021, 7070)
    assert (largest[GCDF], largest[CLG]) == (0, 0)
