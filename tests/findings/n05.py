"""What the figures of 05-militancy say, derived anew from their rows."""

import re

import pandas as pd

AREAS = ["KAZ", "KGZ", "TJK", "TKM", "UZB"]
VALUES = [
    {},
    *({"areas": [area]} for area in AREAS),
    {"start": 2020},
    {"start": 2022, "end": 2022},
    {"start": 2023, "areas": ["TJK", "UZB"]},
    {"end": 2019},
    {"end": 2016, "areas": ["KAZ", "KGZ"]},
    {"start": 1991, "end": 2010},
    {"start": 2025},
    {"start": 2019, "end": 2021, "areas": ["TJK"]},
]


def _span(text):
    low, _, high = text.partition("–")
    return int(low), int(high or low)


def _attacks(title, rows):
    said = re.search(r"reported in ([\d–]+) came", title)
    inside = rows.loc[rows.origin.eq("from within"), "year"]
    later = rows[rows.year > inside.max()] if len(inside) else rows
    assert bool(said) == (len(later) >= 3)
    if said:
        low, high = _span(said[1])
        kept = rows[rows.year.between(low, high)]
        assert (
            len(kept) >= 3
            and kept.origin.eq("from across the border").all()
            and high == rows.year.max()
        )
        assert low == (inside.max() + 1 if len(inside) else rows.year.min())


WORDS = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


def _ledgers(title, rows):
    said = re.match(r"UCDP counted deaths in (?:(\w+) of (\w+) years|every year)", title)
    ours = rows[rows.ledger.eq("authorities") & rows.value.gt(0)].set_index("year")
    theirs = rows[rows.ledger.eq("UCDP")].set_index("year")
    shared = sorted(set(ours.index) & set(theirs.index))
    assert bool(said) == (len(shared) > 1)
    if said:
        told = (
            (WORDS.index(said[1]), WORDS.index(said[2])) if said[1] else (len(shared), len(shared))
        )
        assert told == (sum(theirs.value[y] > 0 for y in shared), len(shared))


def _rockets(title, rows):
    pairs = []
    for _, one in rows.groupby("event"):
        fired, landed = (
            one[one.measure.eq("fired")].value,
            one[one.measure.eq("landed") & one.reporter_kind.eq("official")].value,
        )
        if len(fired) and len(landed):
            pairs.append(fired.max() > landed.max())
    assert title.startswith("More rockets were reported fired") == (len(pairs) > 1 and all(pairs))
    years = re.search(r"([\d–]+)$", title)[1]
    assert _span(years) == (rows.year.min(), rows.year.max())


def _strengths(title, rows):
    said = re.match(r"(.*) was put at (\S+) times any other", title)
    known = rows.dropna(subset=["most"])
    best = known.loc[known.most.idxmax(), "name"] if len(known) else ""
    others = known.loc[known.name.ne(best), "most"]
    times = known.loc[known.name.eq(best), "least"].min() / others.max() if len(others) else 0
    assert bool(said) == (times >= 2)
    if said:
        figure = WORDS.index(said[2]) if said[2] in WORDS else int(said[2])
        assert best.startswith(said[1]) and figure == int(times)


def _returns(title, rows):
    years, people, country = re.match(
        r"The largest return reported for ([\d–]+) brought (\d+) people to (\w+)$", title
    ).groups()
    assert _span(years) == (rows.year.min(), rows.year.max()) and int(people) == rows.value.max()
    names = {
        "KAZ": "Kazakhstan",
        "KGZ": "Kyrgyzstan",
        "TJK": "Tajikistan",
        "TKM": "Turkmenistan",
        "UZB": "Uzbekistan",
    }
    assert country in {names[a] for a in rows.loc[rows.value.eq(rows.value.max()), "area"]}
    assert not rows.source_id.eq("ctta-2023").any()


CHECKS = {
    "attacks": _attacks,
    "two-ledgers": _ledgers,
    "rocket-accounts": _rockets,
    "group-strengths": _strengths,
    "returns": _returns,
}


def FINDINGS(figures):
    events = figures["attacks"].rows.set_index("event")
    assert len(events) == 17 and events.killed.isna().sum() == 1
    killed = {
        "nazarzoda-mutiny-2015": 11,
        "aktobe-attacks-2016": 19,
        "almaty-police-2016": 6,
        "khujand-prison-2018": 25,
    }
    killed |= {
        "vahdat-prison-2019": 32,
        "ishkobod-border-post-2019": 17,
        "danghara-cyclists-2018": 8,
        "termez-rockets-2022-07": 0,
    }
    assert {e: events.killed[e] for e in killed} == killed
    assert events.elsewhere["ishkobod-border-post-2019"] == "6 to at least 10 officers"
    assert pd.isna(events.killed["termez-rockets-2022-04"])  # no number of dead was stated
    assert (
        figures["attacks"].title
        == "Every attack or intrusion reported in 2020–2025 came from across the border"
    )
    ledger = figures["two-ledgers"].rows.set_index(["ledger", "year"])
    assert ledger.value["authorities", 2019] == ledger.value["UCDP", 2019] == 49
    assert tuple(ledger.loc[("UCDP", 2018), ["value", "low", "high"]]) == (56, 56, 67)
    assert (
        tuple(ledger.loc[("UCDP", 2019), ["low", "high"]]) == (24, 75)
        and ledger.value["authorities", 2018] == 33
    )
    assert (
        figures["two-ledgers"].title
        == "UCDP counted deaths in two of six years in which officials did"
    )
    fire = figures["rocket-accounts"].rows
    told = (
        fire[fire.measure.isin(["fired", "landed"])]
        .groupby(["start", "measure"])
        .value.agg(lambda v: sorted(set(v)))
    )
    assert (
        told["2022-04-18", "fired"] == [10]
        and told["2022-04-18", "landed"] == [0]
        and told["2022-07-05", "landed"] == [5, 7]
    )
    assert ("2022-05-07", "landed") not in told.index
    assert (
        figures["group-strengths"].title
        == "Islamic State Khorasan was put at eight times any other group’s size"
    )
    back = figures["returns"].rows
    assert (
        len(back) == 12 and back.value.max() == 595 and not back.event.str.contains("total").any()
    )
