"""What the figures of 01-trade say, derived anew from their rows."""

import re

AREAS = ["KAZ", "KGZ", "TJK", "TKM", "UZB"]
VALUES = [
    {},
    *({"areas": [area]} for area in AREAS),
    {"reporter": "partner"},
    {"partners": ["RUS", "CHN"]},
    {"partners": ["EUU", "CHN"], "flow": "imports", "start": 2018},
    {"partners": ["TUR"], "areas": ["KGZ", "UZB"]},
    {"flow": "exports", "start": 1995, "end": 2012},
    {"start": 1991, "end": 1993},
    {"areas": ["UZB"], "partners": ["GBR"], "start": 1998, "end": 2018},
    {"areas": ["UZB", "KAZ"], "partners": ["EUU", "ITA"], "start": 1999, "end": 2009},
    {"start": 2026, "end": 2027},
    {"start": 2022, "end": 2024},
    {"start": 2023, "end": 2023, "partners": ["CHN", "RUS", "TUR", "KAZ", "DEU", "KOR", "USA"]},
    {
        "reporter": "partner",
        "flow": "imports",
        "partners": ["RUS", "EUU"],
        "start": 2010,
        "end": 2021,
    },
]
NAMES = {
    "KAZ": "Kazakhstan",
    "KGZ": "Kyrgyzstan",
    "TJK": "Tajikistan",
    "TKM": "Turkmenistan",
    "UZB": "Uzbekistan",
}
COUNT = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


def _ratios(rows):
    """First partner over second, by area and year."""
    one, two = list(dict.fromkeys(rows["partner"]))[:2]
    wide = {(r.area, r.year, r.partner): r.value for r in rows.itertuples()}
    cells = sorted({(a, y) for a, y, _ in wide})
    return {
        (a, y): wide[a, y, one] / wide[a, y, two]
        for a, y in cells
        if (a, y, one) in wide and (a, y, two) in wide
    }


def _level(title, rows):
    assert rows.groupby(["area", "partner", "year"]).size().max() == 1
    if rows["unit"].iloc[0] == "percent":
        assert (abs(100 * rows["usd_mn"] / rows["total_mn"] - rows["value"]) < 1e-9).all()
    first, back, ahead = {}, set(), set()
    if rows["partner"].nunique() > 1:
        ratios = _ratios(rows)
        for area in dict.fromkeys(a for a, _ in ratios):
            behind = False
            for year in sorted(y for a, y in ratios if a == area):
                ratio = ratios[area, year]
                if ratio <= 0.98:
                    behind = True
                    back |= {area} if area in first else set()
                elif behind:
                    first.setdefault(area, year)
            ahead |= {area} if ratio >= 1.02 else set()
    if not first:
        assert title.endswith("in the trade of the republics")
        return
    years = sorted(set(first.values()))
    said = [int(y) for y in re.findall(r"\b(\d{4})\b", title)]
    assert said == (years if len(years) < 4 else [years[0], years[-1]])
    tail = title.partition("fell back")
    assert bool(tail[1]) == bool(back)
    if tail[1]:
        part = f" in {COUNT[len(back)]} of {COUNT[len(first)]}" if len(back) < len(first) else ""
        assert tail[2] == part + ", and ended ahead" * (set(first) <= ahead)
    if len(first) == 1:
        assert f"in {NAMES[next(iter(first))]} in" in title
    assert " drew level with " in title


def _leaders(title, rows):
    last = {}
    for flow, part in rows.groupby("flow"):
        for (area, year), ratio in _ratios_as(part, rows).items():
            if (area, flow) not in last or last[area, flow][0] < year:
                last[area, flow] = (year, ratio)
    side = {cell: 1 if r >= 1.02 else -1 if r <= 0.98 else 0 for cell, (_, r) in last.items()}
    years = {y for y, _ in last.values()}
    said = re.search(r" in (\d{4})$", title)
    assert (int(said[1]) if said else None) == (years.pop() if len(years) == 1 else None)
    if title.startswith("Nowhere"):
        areas = {a for a, _ in side}
        assert len(areas) > 1 and all(side[a, "exports"] * side[a, "imports"] == -1 for a in areas)
    else:
        if len(side) == 1:
            assert "in the one flow on record" in title and ("not ahead" in title) == (
                set(side.values()) != {1}
            )
            return
        n = re.search(r" in (\w+) of (\w+) flows", title)
        assert (COUNT.index(n[1]), COUNT.index(n[2])) == (
            sum(v == 1 for v in side.values()),
            len(side),
        )


def _ratios_as(part, rows):
    """As _ratios, with the order of partners of the whole figure."""
    one, two = list(dict.fromkeys(rows["partner"]))[:2]
    wide = {(r.area, r.year, r.partner): r.value for r in part.itertuples()}
    return {
        (a, y): wide[a, y, one] / wide[a, y, two]
        for a, y, p in wide
        if p == one and (a, y, two) in wide
    }


def _two_books(title, rows):
    assert "TKM" not in set(rows["area"])  # it has no books of its own
    last = {r.area: (r.year, r.usd_mn / r.own_mn) for r in rows.sort_values("year").itertuples()}
    area = max(last, key=lambda a: abs(last[a][1] - 1))
    if "about the same" in title:
        assert abs(last[area][1] - 1) < 0.1
        return
    said = re.search(r"counted ([\d.]+) times the trade that (\w+) counted in (\d{4})", title)
    assert (said[1], said[2], int(said[3])) == (f"{last[area][1]:.1f}", NAMES[area], last[area][0])


def _split(title, rows):
    by = rows.set_index(["count", "area"])["bn"].to_dict()
    gap = {area: by["China’s customs", area] - by["national statistics", area] for area in NAMES}
    assert all(abs(gap[a] - by["the difference", a]) < 1e-9 for a in NAMES)
    most = max(gap, key=gap.get)
    assert title.endswith(f"in {rows['year'].iloc[0]} was trade with {NAMES[most]}")
    share = gap[most] / sum(gap.values())
    assert (
        0.45 < share < 0.55
        if title.startswith("Half")
        else title.startswith(f"{100 * share:.0f} percent")
    )


def _index(title, rows):
    base, last = rows["base"].iloc[0], rows["year"].max()
    value = rows.set_index(["area", "year"])["value_eur_mn"]
    times = {a: value[a, last] / value[a, base] for a in rows["area"].unique()}
    most = max(times, key=times.get)
    if "= 100" in title:
        assert times[most] <= 1.9 and str(base) in title
        return
    said = re.search(r"EU exports to (\w+) grew (.+?)-?fold from (\d{4}) to (\d{4})", title)
    assert (said[1], int(said[3]), int(said[4])) == (NAMES[most], base, last)
    stated = COUNT.index(said[2]) if said[2] in COUNT else float(said[2])
    assert abs(stated / times[most] - 1) < 0.05


def _recorded(title, rows):
    last = {
        r.area: (r.year, 100 * r.usd_mn / r.exporter_mn)
        for r in rows.sort_values("year").itertuples()
    }
    low = min(last, key=lambda a: last[a][1])
    if title.startswith("EU exports and"):
        assert last[low][1] >= 90
        return
    said = re.search(r"^(\w+) recorded (.+) of the EU’s exports to it in (\d{4})", title)
    assert (said[1], int(said[3])) == (NAMES[low], last[low][0])
    stated = {"a third": 33, "half": 50, "a quarter": 25}.get(said[2]) or int(said[2].split()[0])
    assert abs(stated - last[low][1]) <= 1


def _borders(title, rows):
    share = 100 * rows["usd_mn"] / rows["exporter_mn"]
    said = re.search(r"^(\w+) recorded (\d+) to (\d+) percent", title)
    if said:
        mine = share[rows["area"].map(NAMES).eq(said[1])]
        assert (
            len(mine) > 2
            and (f"{mine.min():.0f}", f"{mine.max():.0f}") == said.groups()[1:]
            and mine.max() < 95
        )
        return
    span = share.groupby(rows["area"]).agg(["size", "max"])
    assert not (span["size"].gt(2) & span["max"].lt(95)).any()
    k, n = int(share.lt(98).sum()), len(rows)
    start = "Every" if k == n else f"None of {n}" if not k else f"{k} of {n}"
    assert title.startswith(start if n > 1 else "What the importer")


def _gdp(title, rows):
    assert rows["year"].nunique() == 1 and set(rows["count"]) == {
        "national statistics",
        "China’s customs",
    }
    assert not (rows["area"].eq("TKM") & rows["count"].eq("national statistics")).any()
    china = rows[rows["count"].eq("China’s customs")]
    share = (100 * china["usd_mn"] / china["gdp_mn"]).set_axis(china["area"])
    said = re.search(r"with (\w+) was (\d+) percent of GDP in (\d{4})", title)
    assert said.groups() == (NAMES[share.idxmax()], f"{share.max():.0f}", str(rows["year"].iloc[0]))


def _customers(title, rows):
    china, other = rows[rows["buyer"].eq("CHN")], rows[rows["buyer"].ne("CHN")]
    assert (
        set(china["product"]) == {"pipeline gas"} and china["period"].str.fullmatch(r"\d{4}").all()
    )
    if "very large customer" in title:
        assert china["usd_mn"].min() > 3 * other["usd_mn"].max()
        assert f" and {COUNT[other['buyer'].nunique()]} smaller" in title


def _gold(title, rows):
    share = {(r.partner, r.year): 100 * r.usd_mn / r.total_mn for r in rows.itertuples()}
    gold = {y: share.get(("CHE", y), 0) + share.get(("GBR", y), 0) for y in set(rows["year"])}
    peak = max((y for p, y in share if p == "RUS"), key=lambda y: share["RUS", y])
    said = re.search(r"peaked in (\d{4})", title)
    assert bool(said) == (gold[peak] < 1 and max(gold.values()) > 20)
    assert not said or int(said[1]) == peak


CHECKS = {
    "level-with-russia": _level,
    "customer-or-supplier": _leaders,
    "two-sets-of-books": _two_books,
    "where-the-difference-lies": _split,
    "eu-exports-index": _index,
    "eu-exports-recorded": _recorded,
    "whose-books-agree": _borders,
    "china-trade-and-gdp": _gdp,
    "turkmenistan-customers": _customers,
    "kyrgyz-gold": _gold,
}


def FINDINGS(figures):
    """The catalogue's numbers at the defaults: a new row that changes them must be seen."""
    level = figures["level-with-russia"]
    assert (
        level.title
        == "China drew level with Russia in 2012, 2015 and 2016, fell back, and ended ahead"
    )
    share = level.rows.set_index(["area", "year", "partner"])["value"].round(1)
    assert [share["KAZ", 2023, p] for p in ("CHN", "RUS")] == [21.5, 19.4]
    assert [share["KGZ", 2020, p] for p in ("CHN", "RUS")] == [13.7, 27.7]
    assert [share["KGZ", 2023, p] for p in ("CHN", "RUS")] == [34.5, 19.1]
    assert ("KAZ", 2010, "RUS") not in share.index  # half of the imports are missing
    flows = (
        figures["customer-or-supplier"]
        .rows.set_index(["area", "flow", "year", "partner"])["value"]
        .round(1)
    )
    assert [flows["KAZ", "imports", 2023, p] for p in ("RUS", "CHN")] == [27.9, 25.5]
    assert [flows["UZB", "exports", 2023, p] for p in ("RUS", "CHN")] == [14.1, 10.0]
    times = figures["two-sets-of-books"].rows.set_index(["area", "year"])["times"].round(1)
    assert [times["KGZ", y] for y in (2021, 2022, 2023, 2024)] == [4.9, 3.8, 3.6, 4.1]
    assert [times["KAZ", y] for y in (2021, 2022, 2023, 2024)] == [1.4, 1.3, 1.4, 1.5]
    gap = (
        figures["where-the-difference-lies"]
        .rows.query("count == 'the difference'")
        .set_index("area")["bn"]
        .round(2)
    )
    assert gap.to_dict() == {"KAZ": 13.72, "KGZ": 17.11, "TJK": 1.86, "TKM": 0.05, "UZB": 1.28}
    index = figures["eu-exports-index"].rows.set_index(["area", "year"])["index"]
    assert {a: round(index[a, 2023] / 100, 1) for a in AREAS} == {
        "KAZ": 2.2,
        "KGZ": 10.4,
        "TJK": 1.4,
        "TKM": 0.8,
        "UZB": 1.9,
    }
    arrived = figures["eu-exports-recorded"].rows.set_index(["area", "year"])["percent"].round()
    assert [arrived["KGZ", y] for y in (2021, 2022, 2023)] == [93, 43, 33]
    sides = figures["whose-books-agree"].rows.set_index(["area", "partner"])["percent"].round()
    assert (sides["KGZ", "CHN"], sides["KAZ", "CHN"], sides["UZB", "KAZ"], sides["KGZ", "UZB"]) == (
        27,
        62,
        98,
        64,
    )
    gdp = figures["china-trade-and-gdp"].rows.set_index(["count", "area"])["percent"].round()
    assert [gdp["China’s customs", a] for a in ("KGZ", "TJK", "TKM", "KAZ", "UZB")] == [
        141,
        32,
        18,
        16,
        15,
    ]
    assert [gdp["national statistics", a] for a in ("KGZ", "UZB")] == [39, 15]
    gas = (
        figures["turkmenistan-customers"].rows.query("buyer == 'CHN'").set_index("period")["usd_mn"]
    )
    assert gas.to_dict() == {"2022": 10250, "2024": 9570, "2025": 8410}
    assert figures["kyrgyz-gold"].title.startswith(
        "Russia’s share of Kyrgyz exports peaked in 2022"
    )
