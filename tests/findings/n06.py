"""What the figures of 06-smartphones say, derived anew from their rows."""

import re

import pandas as pd

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
WORDS = ["no", "one", "two", "three", "four", "five"]


def RANDOM(random):
    areas, makers = (
        random.sample(AREAS, random.randint(1, 5)),
        random.sample(MAKERS, random.randint(1, 13)),
    )
    return {
        "areas": areas,
        "vendors": makers,
        "method": random.choice(["page views", "page views", "shipments", "not stated"]),
    }


def _sure(one):
    top = one.loc[one.share_pct.idxmax()]
    return top.vendor if top.share_pct > 100 - one.share_pct.sum() else None


def _known(title, rows):
    here = rows[rows.area.ne("WLD")]
    bare = {a for a, one in here.groupby("area") if one.share_pct.isna().all()}
    said = re.match(r"For (\w+) of (\w+) republics no share", title)
    assert bool(said) == bool(bare)
    if said:
        assert (WORDS.index(said[1]), WORDS.index(said[2])) == (len(bare), here.area.nunique())
    assert here.share_pct.notna().any() and not rows.source_id.str.contains("rusi").any()


def _pairs(title, rows):
    said = re.match(r"(.*) lost while (.*) gained in Kazakhstan, (\d+) to (\d+)$", title)
    lost = {r.vendor for r in rows.itertuples() if r.last < 0.98 * r.first}
    won = {r.vendor for r in rows.itertuples() if r.last > 1.02 * r.first}
    assert bool(said) == bool(lost and won)
    if said:
        assert (
            set(re.split(", | and ", said[1])) == lost and set(re.split(", | and ", said[2])) == won
        )
        assert (said[3], said[4]) == (rows.begin.min()[:4], rows.end.max()[:4])


def _dates(title, rows):
    said = re.match(r"(\w+) took the place in Turkmenistan that (\w+) had in (\d+)$", title)
    old, new = (_sure(rows[rows.period.eq(p)]) for p in (rows.period.min(), rows.period.max()))
    assert bool(said) == bool(old and new and old != new)
    if said:
        assert said.groups() == (new, old, rows.period.min()[:4])


def _scale(title, rows):
    if set(rows.area) == {"RUS"}:
        sure = {one for one in (_sure(r) for _, r in rows.groupby("period")) if one}
        said = re.match(r"(.*) each led phone shipments in Russia in", title)
        assert bool(said) == (len(sure) > 1)
        assert not said or set(re.split(", | and ", said[1])) == sure
        return
    wide = rows.pivot(index="period", columns="vendor", values="share_pct").sort_index()
    said = re.match(r"(\w+)’s share of the world’s page views passed (\w+)’s in (\w+ \d+)$", title)
    first, last = wide.iloc[0].idxmax(), wide.iloc[-1].idxmax()
    assert bool(said) == (first != last)
    if said:
        month = f"{pd.Timestamp(said[3]):%Y-%m}"
        after, before = wide[wide.index >= month], wide[wide.index < month].iloc[-1]
        assert (
            (said[1], said[2]) == (last, first)
            and (after[last] > after[first]).all()
            and before[last] <= before[first]
        )
    else:
        always = wide.shape[1] > 1 and set(wide.idxmax(axis=1)) == {last}
        assert title.startswith(f"{last} led these makers" if always else "Shares of the world")


CHECKS = {
    "what-is-known": _known,
    "kazakhstan-change": _pairs,
    "turkmenistan-dates": _dates,
    "for-scale": _scale,
}


def FINDINGS(figures):
    known = figures["what-is-known"].rows
    top = known.dropna(subset=["share_pct"]).sort_values("share_pct").groupby("area").last()
    assert (top.vendor["KGZ"], top.share_pct["KGZ"], top.period["KGZ"]) == ("Xiaomi", 44.33, "2023")
    assert (top.vendor["KAZ"], top.share_pct["KAZ"], top.period["KAZ"]) == (
        "Samsung",
        35.6,
        "2022-11",
    )
    assert (top.vendor["TKM"], top.share_pct["TKM"], top.relation["TKM"]) == ("Samsung", 66, ">")
    assert (top.vendor["WLD"], top.share_pct["WLD"], top.period["WLD"]) == (
        "Apple",
        29.24,
        "2021-12",
    )
    assert set(known.loc[known.share_pct.isna(), "area"]) == {"TJK", "UZB"}
    assert (
        figures["what-is-known"].title
        == "For two of five republics no share of these makers was found"
    )
    pair = figures["kazakhstan-change"].rows.set_index("vendor")
    assert (
        pair[["first", "last"]].to_dict("index")["Samsung"] == {"first": 39.9, "last": 35.6}
        and len(pair) == 3
    )
    dates = figures["turkmenistan-dates"].rows.set_index(["period", "vendor"]).share_pct
    assert (
        dates["2012-05", "Nokia"],
        dates["2014-01", "Samsung"],
        dates["2019-10", "Samsung"],
    ) == (38.32, 37.38, 66)
    world = figures["for-scale"].rows.set_index(["period", "vendor"]).share_pct
    assert (world["2020-02", "Huawei"], world["2021-12", "Huawei"], world["2021-12", "Xiaomi"]) == (
        10.98,
        7.19,
        11.52,
    )
    assert (
        figures["for-scale"].title
        == "Apple’s share of the world’s page views passed Samsung’s in October 2021"
    )
