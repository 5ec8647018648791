"""What the figures of 04-casualties say, computed anew from their rows."""

import itertools

import pandas as pd

BORDER = ["KGZ-TJK-2021-04", "KGZ-TJK-2022-09"]
VALUES = [
    {},
    {"events": ["KAZ-2022-01"]},
    {"events": ["UZB-ANDIJAN-2005-05"]},
    {"events": BORDER},
    {"events": BORDER, "harm": "injured"},
    {"events": BORDER, "harm": "displaced"},
    {"events": BORDER, "harm": "evacuated"},
    {"harm": "injured"},
    {"harm": "detained"},
    {"group": "security forces"},
    {"group": "civilians"},
    {"group": "alleged attackers"},
    {"group": "refugees"},
    {"events": ["TJK-CIVILWAR-1992-97"]},
    {"events": ["UZB-ROCKETS-2022-07"]},
    {"events": ["CHN-URUMQI-2009-07", "CHN-GHULJA-1997-02"]},
    {"events": ["TJK-VAHDAT-PRISON-2019-05", "TJK-KHUJAND-PRISON-2018-11"]},
    {"events": ["KGZ-OSH-1990-06", "KGZ-OSH-2010-06"]},
]


def _is_evidence(row):
    """Somebody outside the articles counted."""
    return row["reporter_kind"] != "not named" and row["witness"] == "other"


def _counts(finding, rows):
    """More and fewer, event by event, in plain loops."""
    more, fewer, known = set(), set(), set()
    for row in rows[rows.reporter_kind.ne("official") & rows.official.notna()].to_dict("records"):
        if not _is_evidence(row):
            continue
        known.add(row["event_id"])
        low, high = row["low"], row["high"]
        if pd.isna(low) and row["relation"] != "<=":
            low = row["value"]
        if pd.isna(high) and row["relation"] not in (">", ">="):
            high = row["value"]
        if pd.notna(low) and low + (row["relation"] == ">") > row["official"]:
            more.add(row["event_id"])
        if pd.notna(high) and high < row["official"]:
            fewer.add(row["event_id"])
    expected = {}
    if len(known) >= 2:
        expected = {
            "more": len(more),
            "fewer": len(fewer),
            "both": len(more & fewer),
            "of": len(known),
            "measure": rows.measure.iloc[0],
        }
    assert finding.facts == expected
    in_an_article = rows.witness.eq("article only")
    assert (rows.credibility.lt(5) | in_an_article).all()
    assert not rows.status.isin(["D", "U", "P"]).any()
    assert not rows.independent.eq("no").any()


def _moved(finding, rows):
    raised = lowered = falls = 0
    for _, path in rows.groupby("row"):
        assert path.reporter.nunique() == 1
        assert path.witness.eq("other").all()
        assert path.value.nunique() >= 3
        assert path.day.is_monotonic_increasing
        values = path.value.tolist()
        raised += values[-1] > values[0]
        dated = zip(values, path.counted_on, strict=True)
        steps = [
            after < before and known and also_known
            for (before, known), (after, also_known) in itertools.pairwise(dated)
        ]
        lowered += any(steps)
        falls += sum(map(bool, steps))
    of = rows["row"].nunique()
    assert finding.facts == {"raised": raised, "lowered": lowered, "falls": falls, "of": of}


def _nukus(finding, rows):
    totals = rows[rows.group.eq("total")].sort_values("counted_on")
    dead = totals[totals.measure.eq("killed")].value.tolist()
    hurt = totals[totals.measure.eq("injured")].value.tolist()
    assert finding.facts == {
        "killed": dead[-1],
        "killed_first": dead[0],
        "injured": hurt[-1],
        "injured_first": hurt[0],
    }


def _ledgers(finding, rows):
    ratios = {}
    for cell, both in rows.groupby(["year", "area"]):
        count = both.set_index("ledger").value
        ratios[cell] = float(count["UCDP"]) / float(count["official"])
    year, area = max(ratios, key=ratios.get)
    furthest = rows[rows.year.eq(year) & rows.area.eq(area)].set_index("ledger")
    assert finding.facts == {
        "year": year,
        "area": area,
        "ucdp": furthest.value["UCDP"],
        "official": furthest.value["official"],
        "month": furthest.start["official"][:7],
    }


def _years(finding, rows):
    by_year = rows.groupby("year").value.sum()
    assert finding.facts == {
        "before": by_year.loc[:2000].sum(),
        "since": by_year.loc[2001:].sum(),
        "begin": by_year[by_year > 0].index[0],
        "up_to": 2000,
    }


def _outside(finding, rows):
    events = rows[~rows.label.str.startswith(("these", "UCDP"))]
    assert finding.facts == {"events": len(events), "dead": events.value.sum()}
    assert rows.value.iloc[-2] == events.value.sum()
    assert rows.low.iloc[-1] < rows.value.iloc[-1] < rows.high.iloc[-1]


def _left(finding, rows):
    whole = rows.counted_on.ge("2022-09-17") | rows.counted_on.eq("")  # to the last day
    kyrgyz = rows[rows.side.eq("KGZ") & rows.place.eq("") & rows.witness.eq("other") & whole]
    assert not rows.independent.eq("no").any()
    assert finding.facts == {
        "lowest": kyrgyz.value.min(),
        "lowest_relation": kyrgyz.loc[kyrgyz.value.idxmin(), "relation"],
        "highest": kyrgyz.value.max(),
        "relation": kyrgyz.loc[kyrgyz.value.idxmax(), "relation"],
        "side": "KGZ",
        "measures": sorted(set(kyrgyz.measure)),
        "official": set(kyrgyz.reporter_kind) <= {"official", "not named"},
    }


def _map(finding, rows):
    several = [row for row in rows.to_dict("records") if row["chosen"] and row["n"] > 1]
    expected = {}
    if len(several) > 1:
        expected = {"apart": sum(row["ratio"] > 1.5 for row in several), "of": len(several)}
    assert finding.facts == expected
    assert rows.ratio[rows.value > 0].ge(1).all()
    assert rows.latitude.between(33, 57).all() and rows.longitude.between(44, 92).all()
    assert not rows.event_id.str.startswith("CHN").any()  # Xinjiang is context


CHECKS = {
    "counts-by-event": _counts,
    "how-counts-moved": _moved,
    "nukus-three-counts": _nukus,
    "two-ledgers": _ledgers,
    "ucdp-years": _years,
    "left-out-by-ucdp": _outside,
    "who-had-to-leave": _left,
    "where-it-happened": _map,
}

GOLDEN = {
    "counts-by-event": (
        "Others counted more than officials last did in five events, both more and fewer in two"
    ),
    "how-counts-moved": "All seven series of official counts rose",
    "nukus-three-counts": (
        "Official counts at Nukus rose from 18 to 21 dead and 243 to 413 injured"
    ),
    "two-ledgers": (
        "In 2022 UCDP counted 87 killed on Tajik territory, "
        "officials 41 Tajik dead in September’s clash"
    ),
    "ucdp-years": "UCDP counted 9,717 killed in Central Asia in 1992–2000 and 582 since",
    "left-out-by-ucdp": (
        "Five events with no deaths in UCDP’s count: 550 killed, by official counts"
    ),
    "who-had-to-leave": (
        "Between about 137,000 and over 142,000 people were evacuated on the Kyrgyz side, "
        "Kyrgyz authorities said"
    ),
    "where-it-happened": "Counts of the dead lay far apart in four of seven events",
}


def FINDINGS(figures):
    """The catalogue's numbers: a new row that changes them must be seen."""
    assert {name: figures[name].title for name in GOLDEN} == GOLDEN
    counts = figures["counts-by-event"].rows
    official = counts[counts.reporter_kind.eq("official") & counts.witness.eq("other")]
    assert official.groupby(["event_id", "side"]).value.max().to_dict() == {
        ("KAZ-2022-01", "KAZ"): 238,
        ("KAZ-ZHANAOZEN-2011-12", "KAZ"): 17,
        ("KGZ-BISHKEK-2010-04", "KGZ"): 87,
        ("KGZ-OSH-2010-06", "KGZ"): 446,
        ("KGZ-TJK-2021-04", "KGZ"): 36,
        ("KGZ-TJK-2021-04", "TJK"): 19,
        ("KGZ-TJK-2022-09", "KGZ"): 63,
        ("KGZ-TJK-2022-09", "TJK"): 41,
        ("TJK-GBAO-2022-05", "TJK"): 29,
        ("UZB-ANDIJAN-2005-05", "UZB"): 187,
        ("UZB-KARAKALPAK-2022-07", "UZB"): 21,
    }
    hollow = counts[counts.witness.eq("article only")]
    assert hollow.set_index("event_id").value.to_dict() == {"UZB-KARAKALPAK-2022-07": 18}
    unnamed = counts[counts.reporter_kind.eq("not named")]
    assert unnamed.value.tolist() == [400]  # a report on Osh that says of nobody who counted
    places = figures["where-it-happened"].rows.query("chosen").set_index("event_id")
    assert round(places.ratio["KGZ-OSH-2010-06"], 1) == 1.1  # UCDP's 44 reaches up to 468
    assert places.n["TJK-GBAO-2022-05"] == 1  # residents by the state, all by others
    later = figures["how-counts-moved"].rows.later
    assert [text for text in later if text] == ["418 in 2012"]
    moved = figures["how-counts-moved"].rows.groupby("row").value.apply(list).to_dict()
    assert moved["Almaty and other cities, January 2022"] == [225, 230, 232, 241, 238]
    assert "Zhanaozen, December 2011" not in moved  # 11 and 13 are of the town, 15 of the region
    assert moved["Batken and Sughd, September 2022: Kyrgyz side"] == [24, 36, 46, 59, 62, 63]
    assert moved["Batken and Sughd, September 2022: Tajik side"] == [33, 38, 41]
    outside = figures["left-out-by-ucdp"].rows
    assert outside.value.tolist() == [187, 87, 17, 238, 21, 550, 582]
    assert outside.iloc[-1][["low", "high"]].tolist() == [511, 1219]
    assert len(figures["who-had-to-leave"].rows) == 9
