"""What the figures of 06-smartphones find, derived anew from their rows."""

import pandas as pd

import heartland as hl
from heartland import claims
from heartland.tables.areas import area_names
from heartland_themes import smartphones

AREAS = ["KAZ", "KGZ", "TJK", "TKM", "UZB"]
MAKERS = [
    "Apple",
    "HTC",
    "Honor",
    "Huawei",
    "LG",
    "Nokia",
    "OnePlus",
    "Oppo",
    "Realme",
    "Samsung",
    "Sony",
    "Vivo",
    "Xiaomi",
]
VALUES = [
    {},
    *({"areas": [area]} for area in AREAS),
    {"method": "shipments"},
    {"method": "not stated"},
    {"vendors": ["Huawei"]},
    {"vendors": ["Nokia"], "areas": ["TKM", "UZB"]},
    {"vendors": ["Huawei", "Xiaomi"]},
    {"vendors": MAKERS},
    {"vendors": MAKERS, "method": "shipments", "areas": ["KAZ"]},
    {"vendors": ["HTC", "Sony"]},
]


def _sure(rows):
    """The maker whose share exceeds everything that is not named."""
    shares = rows.set_index("vendor")["share_pct"]
    sure = [maker for maker in shares.index if shares[maker] > 100 - shares.sum()]
    return max(sure, key=shares.get, default=None)


def _top(rows):
    return rows.sort_values("share_pct")["vendor"].iloc[-1]


def _known(finding, rows):
    home = rows[rows.area.ne("WLD")]
    assert home.share_pct.notna().any()
    assert not rows.source_id.str.contains("rusi").any()
    figures = home[home.share_pct.notna()]
    expected = {}
    if set(figures.area) != set(home.area):
        expected = {
            "known": len(set(figures.area)),
            "republics": len(set(home.area)),
            "makers": len(set(rows.vendor) - {""}),
            "method": figures.method.max(),
        }
        (maker, *more) = sorted(set(rows.vendor) - {""})
        assert ("these makers" in finding.text) == bool(more)
        assert more or maker in finding.text
    assert finding.facts == expected


def _change(finding, rows):
    lost = [row.vendor for row in rows.itertuples() if row.last < 0.98 * row.first]
    gained = [row.vendor for row in rows.itertuples() if row.last > 1.02 * row.first]
    expected = {}
    if lost and gained:
        expected = {
            "lost": lost,
            "gained": gained,
            "area": area_names()[rows.area.min()],
            "begin": int(rows.begin.min()[:4]),
            "end": int(rows.end.max()[:4]),
        }
    assert finding.facts == expected


def _dates(finding, rows):
    first, last = rows.period.min(), rows.period.max()
    old, new = _sure(rows[rows.period.eq(first)]), _sure(rows[rows.period.eq(last)])
    expected = {}
    if old and new and old != new:
        expected = {"old": old, "new": new, "year": int(first[:4])}
    assert finding.facts == expected


def _scale(finding, rows):
    if set(rows.area) == {"RUS"}:
        _shipments(finding, rows)
        return
    series = {maker: part.set_index("period").share_pct for maker, part in rows.groupby("vendor")}
    periods = sorted(set(rows.period))
    leaders = [_top(rows[rows.period.eq(period)]) for period in periods]
    first, last = leaders[0], leaders[-1]
    expected = {}
    if first != last:
        behind = [period for period in periods if series[last][period] <= series[first][period]]
        since = periods[periods.index(behind[-1]) + 1]
        expected = {"new": last, "old": first, "since": since}
    elif len(series) > 1 and set(leaders) == {first}:
        expected = {"leader": first, "others": len(series) - 1}
    assert finding.facts == expected


def _shipments(finding, rows):
    leaders = {_sure(period) for _, period in rows.groupby("period")}
    expected = {}
    if len(leaders) > 1 and None not in leaders:
        years = sorted({period[:4] for period in rows.period})
        expected = {"leaders": sorted(leaders), "years": years}
    assert finding.facts == expected


def _sound(rows):
    """The months of a year without a spike, after its break, if any month of it is after one."""
    kept = []
    for _, year in rows.groupby(["area", rows.period.str[:4]]):
        sound = year[~year.status.isin(["U", "B"])]
        for broken in year[year.status.eq("B")].period:
            after = sound[sound.period > broken]
            sound = after if len(after) else sound
        kept.append(sound)
    months = pd.concat(kept)
    return months.assign(year=months.period.str[:4].astype(int))


def _whole_years(months, broken=()):
    """The medians of the years of one area with January and December, after the last break."""
    last = months.period.max()
    since = max((period for period in broken if period < last), default="")
    medians = {}
    for year, part in months.groupby("year"):
        named = {period[5:] for period in part.period}
        if {"01", "12"} <= named and part.period.min() > since:
            medians[year] = part.mobile_pct.median()
    return medians


def _months(finding, rows):
    months = rows[rows.browser.eq("Safari on iOS")]
    stated = rows[rows.browser.ne("Safari on iOS")]
    assert set(stated.browser) <= {"Apple, as stated"}
    assert not stated.source_id.str.contains("caniuse").any()
    assert months.mobile_pct.dropna().between(0, 100).all()
    assert months.shown_pct.notna().equals(months.status.ne("U"))
    home = months[months.area.isin(AREAS)]
    expected = {}
    if home.status.ne("U").any():
        sound = _sound(home)
        newest = sound[sound.year.eq(sound.year.max())]
        of_all = set.intersection(*(set(part.period) for _, part in newest.groupby("area")))
        newest = newest[newest.period.isin(of_all)]
        last = newest.groupby("area").mobile_pct.median().sort_values()
        expected = {"most": area_names()[last.index[-1]], "most_pct": round(last.iloc[-1], 1)}
        expected |= {"year": sound.year.max(), "since": min(of_all), "until": max(of_all)}
        if len(last) > 1:
            expected |= {"least": area_names()[last.index[0]], "least_pct": round(last.iloc[0], 1)}
        else:
            years = _whole_years(sound, home[home.status.eq("B")].period)
            expected |= {"first": min(years), "first_pct": round(years[min(years)], 1)}
    assert finding.facts == expected


def _gone(finding, rows):
    assert rows[rows.browser.eq("Opera Mini")].period.max() <= "2023-09"
    uc = rows[rows.browser.eq("UC Browser") & rows.area.isin(AREAS)]
    expected = {}
    if len(uc):
        sound = _sound(uc)
        peaks = []
        for area, months in sound.groupby("area"):
            years = _whole_years(months)
            peaks.append((max(years.values()), max(years, key=years.get), area))
        peak, year, area = max(peaks)
        newest = sound[sound.area.eq(area) & sound.year.eq(sound[sound.area.eq(area)].year.max())]
        expected = {
            "name": area_names()[area],
            "peak_pct": round(peak, 1),
            "peak_year": year,
            "last_pct": round(newest.mobile_pct.median(), 1),
            "last_year": newest.year.max(),
            "since": newest.period.min(),
            "until": newest.period.max(),
        }
    assert finding.facts == expected


CHECKS = {
    "apple-by-month": _months,
    "browsers-that-went": _gone,
    "what-is-known": _known,
    "kazakhstan-change": _change,
    "turkmenistan-dates": _dates,
    "for-scale": _scale,
}


def FINDINGS(figures):
    assert {name: shown.title for name, shown in figures.items()} == {
        "apple-by-month": (
            "iOS had 36 percent of mobile page views in Kazakhstan in February–July 2026, "
            "11 in Tajikistan"
        ),
        "browsers-that-went": (
            "UC Browser fell from 38 percent of Uzbekistan’s mobile page views (2015) "
            "to 5 (February–August 2026)"
        ),
        "what-is-known": "Mobile page views of these makers’ phones are known for two of five republics",
        "kazakhstan-change": "Samsung lost while Apple and Xiaomi gained in Kazakhstan,"
        " 2021 to 2022",
        "turkmenistan-dates": "Samsung took the place in Turkmenistan that Nokia had in 2012",
        "for-scale": "Apple’s share of the world’s mobile page views passed Samsung’s in October 2021",
    }
    uzbek = figures["browsers-that-went"].rows.query("area == 'UZB'")
    assert uzbek.query("browser == 'UC Browser'").set_index("period").mobile_pct["2015-06"] > 35
    _rings_lie_near_the_line(figures["apple-by-month"].rows)
    known = figures["what-is-known"].rows
    assert set(known.loc[known.share_pct.isna(), "area"]) == {"TJK", "TKM", "UZB"}
    only = known.drop_duplicates("area").set_index("area")["only"]
    assert only[["TJK", "TKM", "UZB"]].tolist() == [
        "",
        "shares of an unstated measure, October 2019",
        "",
    ]
    top = known.dropna(subset=["share_pct"]).sort_values("share_pct").groupby("area").last()
    assert top[["vendor", "share_pct", "period"]].to_dict("index") == {
        "KAZ": {"vendor": "Samsung", "share_pct": 35.6, "period": "2022-11"},
        "KGZ": {"vendor": "Xiaomi", "share_pct": 44.33, "period": "2023"},
        "WLD": {"vendor": "Apple", "share_pct": 29.24, "period": "2021-12"},
    }
    change = figures["kazakhstan-change"].rows.set_index("vendor")
    assert change.loc["Samsung", ["first", "last"]].tolist() == [39.9, 35.6]
    assert len(change) == 3
    turkmen = figures["turkmenistan-dates"].rows
    assert set(turkmen.method) == {"not stated"}
    dates = turkmen.set_index(["period", "vendor"]).share_pct
    assert dates["2012-05", "Nokia"] == 38.32
    assert dates["2014-01", "Samsung"] == 37.38
    assert dates["2019-10", "Samsung"] == 66
    world = figures["for-scale"].rows.set_index(["period", "vendor"]).share_pct
    assert world["2020-02", "Huawei"] == 10.98
    assert world["2021-12", "Huawei"] == 7.19
    assert world["2021-12", "Xiaomi"] == 11.52
    _bottom_line_agrees_with(figures)


def _rings_lie_near_the_line(rows):
    """What pages state of Apple by month is within two and a half points of iOS in its month."""
    stated = rows[rows.browser.eq("Apple, as stated")]
    ios = rows[rows.browser.ne("Apple, as stated")].set_index(["area", "period"]).mobile_pct
    assert len(stated) == 4
    for row in stated.to_dict("records"):
        assert abs(row["mobile_pct"] - ios[row["area"], row["period"]]) < 2.5


def _bottom_line_agrees_with(figures):
    shares = hl.prefer(hl.load("smartphone_shares"))
    counted = shares[shares["source_id"].ne("rusi-dsr-2022")]
    browsers = hl.load("browser_shares")
    judged = claims.judged().query("theme == 'smartphones' and same_as == ''")
    first, gone, *makers, unverified = smartphones.bottom_line(counted, browsers, judged)
    assert first.facts == {
        "name": "Kazakhstan",
        "first": 21.1,
        "first_year": 2016,
        "lowest": 19.5,
        "lowest_year": 2021,
        "last": 35.5,
        "last_year": 2026,
        "since": "2026-02",
        "until": "2026-07",
        "world": 22.4,
    }
    assert gone.text == figures["browsers-that-went"].title + ", medians of the months."
    shown = [figures["what-is-known"], figures["kazakhstan-change"]]
    for finding, figure in zip(makers, shown, strict=True):
        assert finding.facts.items() >= figure.fig.finding.facts.items()
        title = figure.title.replace("these makers’", "Apple, Huawei, Samsung or Xiaomi")
        assert finding.text.startswith(title)
    assert makers[0].facts["dates"] == {"Kazakhstan": 2, "Kyrgyzstan": 1}
    assert makers[1].facts["months"] == ["November", "November"]
    assert makers[1].facts["republics_with_two_dates"] == 1
    assert makers[1].text.endswith(
        ", each time in November: the only change in mobile page views by maker on record for a republic."
    )
    assert unverified.facts == {"unverified": 10, "of": 10}
    in_doubt = smartphones.in_doubt(shares)
    assert in_doubt[0].facts == {
        "together_pct": 24.0,
        "of_remainder_pct": 37.3,
        "period": "2022-11",
    }
    assert in_doubt[1].facts == {"rows": 34, "of": 267, "documents": 5}
