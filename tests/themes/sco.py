"""What the figures of 08-sco say, derived anew from their rows."""

import pandas as pd
import pytest

import heartland as hl
from heartland_themes import sco

VALUES = [
    {},
    {"statuses": ["founding member"]},
    {"statuses": ["member"]},
    {"statuses": ["observer"]},
    {"statuses": ["partner"], "end": 2026},
    {"statuses": ["dialogue partner", "dialogue partner memorandum"], "end": 2025},
    {"statuses": ["application refused", "disputed observer status"]},
    {"statuses": ["disputed dialogue partnership", "observer application"], "end": 2026},
    {"statuses": ["founding member", "member", "observer", "memorandum of obligations"]},
    {"statuses": ["national approval", "membership decision"], "start": 2010, "end": 2023},
    {"start": 2016, "end": 2018},
    {"start": 2017},
    {"end": 2001},
    {"statuses": ["dialogue partner decision"], "start": 2007, "end": 2014},
    {"start": 1991, "end": 1999},
    {"start": 2026, "end": 2027},
    {"start": 1991, "end": 2027},
]
MEMBERS = {"founding member", "member"}
STATUSES = {*MEMBERS, "observer", "dialogue partner", "partner"}


def names_of(areas):
    names = hl.load("areas").set_index("area")["name"]
    return [names[area] for area in areas]


def members_in(year):
    """Who had joined by the end of a year; nobody has left."""
    table = hl.load("sco_members")
    came = table[table.status.isin(MEMBERS) & table.since.le(f"{year}-12-31")]
    return set(came.area)


def _share(finding, rows):
    counts = rows[rows.kind.eq("count")]
    assert set(counts.status) <= STATUSES, "a stage or a disputed date counts nobody"
    total = counts.groupby("year").share_pct.sum()
    ratio = (total / total.shift())[total.index.to_series().diff().eq(1)]
    first = counts.groupby("area").year.min()
    if not finding.facts:
        years = {str(total.index.min()), str(total.index.max())}
        assert set(finding.text.rpartition(", ")[2].split(" to ")) == years
        assert ratio.empty or ratio.max() < 1.5 or not first.eq(ratio.idxmax()).any()
        return
    year = ratio.idxmax()
    assert ratio.max() >= 1.5
    assert finding.facts["year"] == year
    assert finding.facts["share_pct"] == pytest.approx(total[year])
    assert finding.facts["joined"] == names_of(sorted(first.index[first.eq(year)]))
    is_double = 1.96 <= ratio.max() <= 2.04 and set(counts.status) <= MEMBERS
    assert finding.facts["doubled"] == is_double
    assert ("doubled" in finding.text) == is_double


def _ladder(finding, rows):
    counts = rows[rows.kind.eq("count")].share_pct
    assert counts.is_monotonic_increasing
    assert finding.facts["low"] == counts.iloc[0]
    assert finding.facts["high"] == counts.iloc[-1]
    assert finding.facts["ways"] == len(counts)
    assert finding.facts["year"] == 2022


def _largest(finding, rows):
    assert rows.year.nunique() == 1
    order = rows.dropna(subset=["share_pct"]).sort_values("share_pct", ascending=False)
    part = 100 * order.share_pct.iloc[:2].sum() / order.share_pct.sum()
    assert bool(finding.facts) == (len(order) >= 4 and part >= 66)
    if finding.facts:
        assert finding.facts["names"] == names_of(order.area.iloc[:2])
        assert finding.facts["part_pct"] == pytest.approx(part)
        assert finding.facts["year"] == rows.year.iloc[0]
        is_members = set(rows.area) == members_in(rows.year.iloc[0])
        assert finding.facts["of_members"] == is_members
        assert ("the SCO’s people" in finding.text) == is_members


def _stages(finding, rows):
    lasting = rows[rows.status.isin(STATUSES)]
    assert not lasting.duplicated(["area", "status"]).any()
    for area, path in lasting.groupby("area"):
        ends = path.sort_values("since").until.tolist()[:-1]
        assert ends == path.since.sort_values().tolist()[1:], f"the statuses of {area} meet"
    opened = rows[rows.status.eq("membership decision")].set_index("area").since
    joined = rows[rows.status.eq("member")].set_index("area").since
    days = (pd.to_datetime(joined) - pd.to_datetime(opened)).dropna().dt.days
    assert bool(finding.facts) == bool(len(days))
    if finding.facts:
        months = (days * 12 / 365.25).round()
        assert finding.facts["low"] == months.min()
        assert finding.facts["high"] == months.max()
        assert finding.facts["states"] == len(days)
        assert finding.text.startswith("Later members ") == (len(days) > 1)


CHECKS = {
    "share-of-world": _share,
    "counted-how": _ladder,
    "largest-states": _largest,
    "who-since-when": _stages,
}


def FINDINGS(figures):
    titles = {name: one.title for name, one in figures.items()}
    assert titles == {
        "share-of-world": "India and Pakistan doubled the SCO’s share of world population in 2017",
        "counted-how": "Counted four ways, the SCO of 2022 had 20 to 43 percent of world population",
        "largest-states": "India and China had 83 percent of the SCO’s people in 2024",
        "who-since-when": "Later members took 22 to 23 months from decision to membership",
    }
    counts = figures["share-of-world"].rows.query("kind == 'count'")
    total = counts.groupby("year").share_pct.sum().round(1)
    years = [2001, 2016, 2017, 2022, 2023, 2024]
    assert total[years].tolist() == [23.5, 21.2, 41.9, 41.3, 42.2, 42.1]
    rungs = figures["counted-how"].rows
    assert rungs[rungs.kind.eq("count")].share_pct.round(1).tolist() == [20.4, 41.3, 42.4, 43.1]
    assert sorted(rungs[rungs.kind.eq("claim")].share_pct.round(1)) == [33.3, 40.0, 40.0]
    paths = figures["who-since-when"].rows
    in_dispute = paths[paths.status.str.startswith("disputed")]
    assert in_dispute.area.tolist() == ["IRN", "IRN", "IRN", "IND", "PAK"]
    dates = ["2005-06", "2021-09-17", "2022-09", "2015-07-10", "2015-07-10"]
    assert in_dispute.since.tolist() == dates
    iran = paths[paths.area.eq("IRN") & paths.status.eq("memorandum of obligations")]
    assert iran.since.tolist() == ["2022-09-15"], "preferences rank the two"
    caveats = sco.caveats(hl.load("sco_members"), hl.prefer(hl.load("population")))
    assert caveats[1].facts["disputed"] == 14
    assert round(caveats[2].facts["disputed_pct"], 1) == 42.0
    assert caveats[2].facts["share_pct"] == pytest.approx(
        counts.query("year == 2016").share_pct.sum()
    )
    parts = figures["largest-states"].rows.set_index("area").share_pct
    republics = parts[["KAZ", "KGZ", "TJK", "UZB"]].sum()
    assert round(republics / parts.sum() * 100, 1) == 2.2
