"""What the figures of 05-militancy say, computed anew from their rows."""

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


def _attacks(finding, rows):
    """The years at the end of the rows in which no event came from within."""
    within = rows.loc[rows.origin.eq("from within or elsewhere"), "year"].tolist()
    later = [year for year in rows.year if not within or year > max(within)]
    expected = {}
    across = [
        year
        for year, origin in zip(rows.year, rows.origin, strict=True)
        if year in later and origin == "from across the Afghan border"
    ]
    if len(later) >= 3 and across:
        first = max(within) + 1 if within else min(later)
        expected = {
            "first": first,
            "last": max(rows.year),
            "across": len(across),
            "of": len(later),
        }
    assert finding.facts == expected


def _ledgers(finding, rows):
    official = rows[rows.ledger.eq("authorities") & rows.value.gt(0)].set_index("year")
    ucdp = rows[rows.ledger.eq("UCDP")].set_index("year")
    shared = set(official.index) & set(ucdp.index)
    expected = {}
    if len(shared) > 1:
        expected = {"years": sum(ucdp.value[year] > 0 for year in shared), "of": len(shared)}
        expected["areas"] = sorted({area for cell in rows.areas for area in cell.split(";")})
        assert ("Central Asia" in finding.text) == (expected["areas"] == AREAS)
    assert finding.facts == expected


def _rockets(finding, rows):
    more, places, years = [], set(), []
    for _, attack in rows.groupby("event"):
        fired = attack[attack.measure.eq("fired")].value
        seen = attack.measure.eq("landed") & attack.reporter_kind.eq("official")
        landed = attack[seen].value
        if len(fired) and len(landed):
            more.append(fired.max() > landed.max())
            places |= set(attack.place)
            years += attack.year.tolist()
    expected = {}
    if len(more) > 1 and all(more):
        expected = {"attacks": len(more), "first": min(years), "last": max(years)}
        expected["places"] = sorted(places)
    assert finding.facts == expected


def _strengths(finding, rows):
    known = rows[rows.most.notna() & rows.status.ne("D") & rows.witness.eq("other")]
    expected = {}
    if known.name.nunique() > 1:
        name = known.loc[known.most.idxmax(), "name"]
        others = known.loc[known.name.ne(name), "most"]
        times = known.loc[known.name.eq(name), "least"].min() / others.max()
        if times >= 2:
            expected = {"name": name, "times": int(times)}
    assert finding.facts == expected


def _returns(finding, rows):
    largest = rows[rows.value.eq(rows.value.max())]
    begun, ended = largest.start.iloc[0][:7], largest.end.iloc[0][:7]
    if ended <= begun:
        begun = ended = ""
    assert finding.facts == {
        "people": rows.value.max(),
        "area": largest.area.iloc[0],
        "named": largest.reporter.iloc[0] != "not named",
        "begun": begun,
        "ended": ended,
        "first": rows.year.min(),
        "last": rows.year.max(),
    }
    assert finding.text.endswith("(counter not named)") != finding.facts["named"]
    assert rows.witness.eq("other").all()


CHECKS = {
    "attacks": _attacks,
    "two-ledgers": _ledgers,
    "rocket-accounts": _rockets,
    "group-strengths": _strengths,
    "returns": _returns,
}

GOLDEN = {
    "attacks": "Eight of nine incidents recorded in 2020–2025 were ascribed to people across the Afghan border",
    "two-ledgers": "UCDP counted deaths from militancy in Central Asia in two of six years when officials did",
    "rocket-accounts": "At Termez, twice in 2022, more rockets were reported fired than officials said had landed",
    "group-strengths": "Islamic State Khorasan was put at eight or more times any other group’s strength",
}


def FINDINGS(figures):
    """The numbers of the day: a new row that changes them must be seen."""
    assert {name: figures[name].title for name in GOLDEN} == GOLDEN
    events = figures["attacks"].rows.set_index("event")
    assert len(events) == 17 and events.killed.isna().sum() == 1
    killed = {
        "nazarzoda-mutiny-2015": 39,
        "aktobe-attacks-2016": 26,
        "almaty-police-2016": 6,
        "khujand-prison-2018": 25,
        "vahdat-prison-2019": 32,
        "ishkobod-border-post-2019": 17,
        "danghara-cyclists-2018": 8,
        "bishkek-chinese-embassy-2016": 1,
        "chinese-workers-2024-11": 1,
        "chinese-workers-2025-11-26": 3,
        "termez-rockets-2022-07": 0,
    }
    assert {event: events.killed[event] for event in killed} == killed
    assert events.elsewhere["ishkobod-border-post-2019"] == "6 to at least 7 officers"
    assert events.elsewhere["almaty-police-2016"] == "6 officers, 8 to 9 in all (source not named)"
    assert events.origin["chinese-workers-2024-11"] == "not stated"
    assert pd.isna(events.killed["termez-rockets-2022-04"])  # no number of dead was stated
    ledger = figures["two-ledgers"].rows.set_index(["ledger", "year"])
    assert ledger.value["authorities", 2018] == 33
    assert ledger.value["authorities", 2019] == ledger.value["UCDP", 2019] == 49
    assert tuple(ledger.loc[("UCDP", 2018), ["value", "low", "high"]]) == (56, 56, 67)
    assert tuple(ledger.loc[("UCDP", 2019), ["low", "high"]]) == (24, 75)
    fire = figures["rocket-accounts"].rows
    rockets = fire[fire.measure.isin(["fired", "landed"])]
    counts = rockets.groupby(["start", "measure"]).value.agg(lambda value: sorted(set(value)))
    assert counts["2022-04-18", "fired"] == [10] and counts["2022-04-18", "landed"] == [0]
    assert counts["2022-07-05", "fired"] == [7]
    assert counts["2022-07-05", "landed"] == [5]
    assert ("2022-05-07", "landed") not in counts.index
    back = figures["returns"].rows
    assert len(back) == 18 and back.value.max() == 595
    assert figures["returns"].title == (
        "The largest operation counted brought 595 people to Kazakhstan, January–June 2019 "
        "(counter not named)"
    )
    assert figures["returns"].fig.furniture.note == (
        "The 595 to Kazakhstan include the 231. "
        "The 460 to Kyrgyzstan include the 59, 95, 83, 96, 99 and 22."
    )
    assert not back.event.str.contains("total").any()
