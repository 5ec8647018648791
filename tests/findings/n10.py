"""What the figures of 10-country-brief say, derived anew from their rows."""

import re

WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
NAMES = {
    "KAZ": "Kazakhstan",
    "KGZ": "Kyrgyzstan",
    "TJK": "Tajikistan",
    "TKM": "Turkmenistan",
    "UZB": "Uzbekistan",
}
VALUES = [{}, *({"area": area} for area in NAMES)]


def _area(title, rows):
    area = rows.area.iloc[0]
    assert title.startswith(NAMES[area])
    assert set(rows.panel[rows.area.eq(area)]) - {
        "facts",
        "known",
    }  # the first rows are the republic's own
    assert rows.source_id.ne("").all() and rows.source_id.notna().all()
    return area


def _one(title, rows):
    area = _area(title, rows)
    own = {}
    for row in rows[rows.panel.eq("trade") & rows.area.eq(area)].itertuples():
        if row.reporter == NAMES[area]:
            assert row.note == "own count"
            own.setdefault(row.period, {})[row.what.split()[-1]] = row.value
    full = sorted(year for year, pair in own.items() if len(pair) == 2)
    if not full:
        assert title.endswith("trade with China and Russia found only in their counts")
        return
    year, pair = full[-1], own[full[-1]]
    ratio = pair["China"] / pair["Russia"]
    assert title.endswith(f"in {year}")
    if abs(ratio - 1) < 0.02:
        assert "about as much with China as with Russia" in title
    else:
        assert ("more with China than with Russia" in title) == (ratio > 1)
        assert ("more with Russia than with China" in title) == (ratio < 1)


def _two(title, rows):
    _area(title, rows)
    events = rows[rows.panel.eq("events")]
    if events.empty:
        assert title.endswith("no event with a count of the dead was found")
        return
    both = differ = 0
    for _, event in events.groupby("what"):
        official, others = event[event.note.eq("official")], event[event.note.eq("other")]
        assert len(official) <= 1
        if len(official) and len(others):
            both += 1
            exact = others[others.relation.isin(["=", "~"])].value
            differ += bool(
                official.relation.isin(["=", "~"]).all()
                and any(abs(v / official.value.iloc[0] - 1) > 0.02 for v in exact)
            )
    said = re.search(r"differed in (?:(\w+) of|all) (\w+) events? with both$", title)
    assert bool(said) == (both >= 2 and differ > 0)
    if said:
        assert (WORDS.index(said[1]) if said[1] else both, WORDS.index(said[2])) == (differ, both)
        assert bool(said[1]) == (differ < both)


CHECKS = {"page-1": _one, "page-2": _two}


def FINDINGS(figures):
    """The numbers of Kazakhstan's brief, the default."""
    one, two = figures["page-1"], figures["page-2"]
    assert one.title == "Kazakhstan traded more with China than with Russia in 2023"
    assert (8.0, 11.3) == tuple(one.fig.get_size_inches()) == tuple(two.fig.get_size_inches())
    facts = one.rows[one.rows.panel.eq("facts")]
    mine = facts[facts.area.eq("KAZ")].set_index("what")
    assert mine.value.round(1).to_dict() == {
        "population": 20.6,
        "gross domestic product": 261.4,
        "trade with China": 48.7,
        "trade with Russia": 27.1,
        "remittances received": 0.1,
    }
    assert mine.period.to_dict() == {
        "population": "2024",
        "gross domestic product": "2023",
        "trade with China": "2025",
        "trade with Russia": "2023",
        "remittances received": "2024",
    }
    rank = {
        what: int((facts[facts.what.eq(what)].value > mine.value[what]).sum()) + 1
        for what in mine.index
    }
    assert list(rank.values()) == [2, 1, 1, 1, 4]
    own = (
        one.rows[
            one.rows.note.eq("own count") & one.rows.period.eq("2023") & one.rows.panel.eq("trade")
        ]
        .set_index("what")
        .value
    )
    assert own.round(1).to_dict() == {"trade with China": 30.1, "trade with Russia": 27.1}
    events = (
        two.rows[two.rows.panel.eq("events") & two.rows.note.eq("official")].set_index("what").value
    )
    assert (
        events["Almaty and other cities, January 2022"] == 238
        and events["Zhanaozen, December 2011"] == 17
    )
    known = two.rows[two.rows.panel.eq("known")].set_index(["what", "area"]).value
    assert known["internet users", "TKM"] == 2017 and known["remittances received", "TKM"] == 1996
    assert ("trade with China, own count", "TKM") not in known.index
    digital = (
        two.rows[two.rows.what.eq("e-government rank") & two.rows.panel.eq("digital")]
        .set_index("period")
        .value
    )
    assert (digital["2010"], digital["2024"]) == (46, 24)
