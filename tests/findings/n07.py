"""What the figures of 07-digital-silk-road say, derived anew from their rows."""

import re

AREAS = ["KAZ", "KGZ", "TJK", "TKM", "UZB"]
NAMES = dict(
    zip(
        AREAS, ["Kazakhstan", "Kyrgyzstan", "Tajikistan", "Turkmenistan", "Uzbekistan"], strict=True
    )
)
VALUES = [
    {},
    {"index": "UNCTAD B2C"},
    {"index": "GCI", "areas": ["TJK"]},
    {"index": "GCI legal"},
    {"index": "internet users", "areas": ["KGZ", "TJK"]},
    {"index": "fixed broadband"},
    {"index": "ITU IDI", "areas": ["TKM"]},
    {"index": "EGDI OSI", "areas": ["TKM", "UZB"]},
    {"actors": ["Alibaba"], "areas": ["KGZ"]},
    {"actors": ["Huawei;ZTE", "Rostec"]},
    {"actors": ["China", "Uzbekistan", "Kazakhstan", "Weidong", "ZTE"]},
    *({"areas": [area]} for area in AREAS),
]
COUNT = ["no", "one", "two", "three", "four", "five"]


def _named(text):
    return {code for code, name in NAMES.items() if name in text}


def _index(title, rows):
    own = rows[rows.area.isin(AREAS)].sort_values("year")
    said = re.match(r"(?:(\w+) of (\w+) republics|(.+)) climbed in e-government, ", title)
    if said:
        ends = own.groupby("area")["rank"].agg(["first", "last"]).astype(int)
        up = set(ends.index[ends["first"] - ends["last"] >= 10])
        assert rows["index"].iloc[0] == "UN EGDI"
        assert (
            _named(said[3]) == up
            if said[3]
            else (said[1], said[2]) == (COUNT[len(up)].title(), COUNT[len(ends)])
        )
    elif " led " in title:
        last = own[own.year.eq(int(title[-4:]))]
        places = rows["index"].iloc[0] in ("UNCTAD B2C", "ITU IDI")
        best = last.loc[
            last["rank"].astype(float).idxmin() if places else last.score.idxmax(), "area"
        ]
        assert (
            _named(title.split(" led ")[0]) == {best}
            and own.year.max() == int(title[-4:])
            and len(last) > 1
        )
    else:
        assert title.startswith("Where ") or "did not climb" in title
        if "did not climb" in title:
            ends = own.groupby("area")["rank"].agg(["first", "last"]).astype(int)
            assert ((ends["first"] - ends["last"]) < 10).all()


def _broadband(title, rows):
    wide = rows.pivot(index="year", columns="area", values="score")
    now = wide.loc[wide.index.max()]
    ahead = {a for a in AREAS if a in wide and now[a] > now["RUS"] * 1.02}
    said = re.match(r"(\w+) passed Russia in fixed broadband in (\d{4})", title)
    assert bool(said) == (len(ahead) == 1)
    if said:
        (area,), year = ahead, int(said[2])
        later = wide[wide.index >= year]
        assert _named(said[1]) == {area} and (later[area] > later["RUS"] * 1.02).all()
        assert not wide.loc[year - 1, area] > wide.loc[year - 1, "RUS"] * 1.02


def _users(title, rows):
    said = re.match(r"Internet use was last reported for (\w+) in (\d{4})", title)
    assert bool(said) == (rows.last_year.max() - rows.last_year.min() >= 3)
    if said:
        oldest = rows.loc[rows.last_year.idxmin()]
        assert (NAMES[oldest.area], str(oldest.last_year)) == said.groups()


def _cyber(title, rows):
    own = rows[rows.kind.eq("edition")]
    best = own.loc[own.groupby("edition").score.idxmax(), "area"]
    if " led " in title:
        assert set(best) == _named(title.split(" led ")[0]) and own.area.nunique() > 1
    assert not own.source_id.eq("rusi-dsr-2022").any()


def _field(title, rows):
    first, last = rows.year.min(), rows.year.max()
    share = (1 - rows["rank"].astype(int) / rows.ranked.astype(int)).mul(100)
    wide = rows.assign(share=share).pivot(index="area", columns="year", values="share")
    up = {a for a in wide.index if wide.loc[a, last] - wide.loc[a, first] >= 1.9}
    if "moved up" in title:
        assert _named(title) == up and title.endswith(f"{first} to {last}")
    else:
        assert not up or first == last
    assert (share.round(1) - rows.behind_pct).abs().max() < 0.11


def _arrivals(title, rows):
    words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    said = re.match(r"(\w+) of (\w+) recorded steps were academies", title)
    academies = rows.category.eq("academy or training centre").sum()
    assert bool(said) == (len(rows) >= 6 and academies >= 0.4 * len(rows))
    if said:
        assert [
            words.index(w.lower()) if w.lower() in words else int(w) for w in said.groups()
        ] == [academies, len(rows)]
    assert not rows.status.eq("D").any() and ";" not in title


CHECKS = {
    "index-standing": _index,
    "fixed-broadband": _broadband,
    "internet-users": _users,
    "cybersecurity-editions": _cyber,
    "ecommerce-field": _field,
    "arrivals": _arrivals,
}


def FINDINGS(figures):
    places = figures["index-standing"].rows.pivot(index="area", columns="edition", values="rank")
    assert places.loc[["KAZ", "RUS", "CHN", "UZB", "KGZ", "TJK", "TKM"], "2024"].tolist() == [
        24,
        43,
        35,
        63,
        78,
        123,
        145,
    ]
    assert (places.loc["KAZ"] < places.loc["CHN"]).all()
    assert list(places.columns[places.loc["KAZ"] < places.loc["RUS"]]) == [
        "2010",
        "2016",
        "2020",
        "2022",
        "2024",
    ]
    assert figures["fixed-broadband"].title == "Uzbekistan passed Russia in fixed broadband in 2022"
    lines = figures["fixed-broadband"].rows.query("year == 2023").set_index("area").score.round(1)
    assert (lines["UZB"], lines["RUS"], lines["KAZ"], lines["KGZ"]) == (30.3, 25.8, 14.3, 6.4)
    users = figures["internet-users"].rows.set_index("area")["last"].round(1)
    assert users[AREAS].tolist() == [93.4, 88.5, 56.8, 21.2, 89.0]
    cyber = (
        figures["cybersecurity-editions"]
        .rows.query("kind == 'edition'")
        .pivot(index="area", columns="edition", values="score")
    )
    assert cyber.loc["KAZ"].tolist() == [0.176, 0.352, 0.778, 93.15, 94.04]
    assert figures["ecommerce-field"].title.startswith(
        "Kazakhstan, Kyrgyzstan and Uzbekistan moved up"
    )
    assert len(figures["arrivals"].rows) == 21
