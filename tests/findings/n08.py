"""What the figures of 08-sco say, derived anew from their rows."""

import re

import pandas as pd

VALUES = [
    {},
    {"statuses": ["founding member"]},
    {"statuses": ["member"]},
    {"statuses": ["observer"]},
    {"statuses": ["partner"], "end": 2026},
    {"statuses": ["dialogue partner", "dialogue partner memorandum"]},
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
NAMED = {
    "IND": "India",
    "PAK": "Pakistan",
    "IRN": "Iran",
    "BLR": "Belarus",
    "CHN": "China",
    "RUS": "Russia",
    "AFG": "Afghanistan",
    "MNG": "Mongolia",
    "KAZ": "Kazakhstan",
    "KGZ": "Kyrgyzstan",
    "TJK": "Tajikistan",
    "UZB": "Uzbekistan",
    "TKM": "Turkmenistan",
}


def _share(title, rows):
    counts = rows[rows.kind.eq("count")]
    total = counts.groupby("year").share_pct.sum()
    ratio = (total / total.shift())[total.index.to_series().diff().eq(1)]
    first = counts.groupby("area").year.min()
    said = re.match(
        r"(.+) (?:doubled the SCO’s share of world population|raised the share counted to (\d+) percent) in (\d{4})$",
        title,
    )
    if not said:
        span = re.search(r", ([\d to]+)$", title)[1].split(" to ")
        _span(span, total, ratio, first)
        return
    year = int(said[3])
    assert year == ratio.idxmax() and ratio.max() >= 1.5
    assert abs(total[year] - int(said[2])) <= 0.51 if said[2] else abs(ratio.max() - 2) < 0.05
    assert all(first[code] == year for code, name in NAMED.items() if name in said[1])
    if "states" not in said[1]:
        assert first.eq(year).sum() == len(re.split(", | and ", said[1]))
    assert said[2] or set(counts.status) <= {"founding member", "member"}


def _span(span, total, ratio, first):
    assert list(map(int, span)) == sorted(
        {total.index.min(), total.index.max()}
    )  # one year is written once
    assert ratio.empty or ratio.max() < 1.5 or not first.eq(ratio.idxmax()).any()


def _ladder(title, rows):
    counts = rows[rows.kind.eq("count")].share_pct
    low, high = map(int, re.search(r"held (\d+) to (\d+) percent", title).groups())
    assert (round(counts.iloc[0]), round(counts.iloc[-1])) == (
        low,
        high,
    ) and counts.is_monotonic_increasing


def _largest(title, rows):
    assert rows.year.nunique() == 1
    order = rows.dropna(subset=["share_pct"]).sort_values("share_pct", ascending=False)
    part = 100 * order.share_pct.iloc[:2].sum() / order.share_pct.sum()
    said = re.match(r"(\w+) and (\w+) held (\d+) percent of (.+) in (\d{4})", title)
    assert bool(said) == (len(order) >= 4 and part >= 66)
    if said:
        assert [NAMED[a] for a in order.area.iloc[:2]] == [said[1], said[2]]
        assert abs(part - int(said[3])) <= 0.5 and int(said[5]) == rows.year.iloc[0]
        assert said[4] != "the SCO’s people" or set(rows.status) <= {"founding member", "member"}
        assert (
            said[4] != "the SCO’s people"
            or {"IND", "PAK"} <= set(rows.area)
            or rows.year.iloc[0] < 2017
        )


def _stages(title, rows):
    opened = rows[rows.status.eq("membership decision")].set_index("area").since
    joined = rows[rows.status.eq("member")].set_index("area").since
    days = (pd.to_datetime(joined) - pd.to_datetime(opened)).dropna()
    said = re.search(r"took (\d+)(?: to (\d+))? months", title)
    assert bool(said) == bool(len(days))
    if said:
        months = days.dt.days * 12 / 365.25
        assert (
            abs(months.min() - int(said[1])) <= 0.51
            and abs(months.max() - int(said[2] or said[1])) <= 0.51
        )


CHECKS = {
    "share-of-world": _share,
    "counted-how": _ladder,
    "largest-states": _largest,
    "who-since-when": _stages,
}


def FINDINGS(figures):
    one = figures["share-of-world"]
    assert one.title == "India and Pakistan doubled the SCO’s share of world population in 2017"
    total = one.rows[one.rows.kind.eq("count")].groupby("year").share_pct.sum().round(1)
    assert total[[2001, 2016, 2017, 2022, 2023, 2024]].tolist() == [
        23.5,
        21.2,
        41.9,
        41.3,
        42.2,
        42.1,
    ]
    rungs = figures["counted-how"].rows
    assert rungs[rungs.kind.eq("count")].share_pct.round(1).tolist() == [20.4, 41.3, 42.4, 43.1]
    assert sorted(rungs[rungs.kind.eq("claim")].share_pct.round(1)) == [33.3, 40.0, 40.0]
    parts = figures["largest-states"].rows.set_index("area").share_pct
    assert round(parts[["KAZ", "KGZ", "TJK", "UZB"]].sum() / parts.sum() * 100, 1) == 2.2
    assert (
        figures["who-since-when"].title
        == "It took 22 to 23 months from decision to membership each time"
    )
