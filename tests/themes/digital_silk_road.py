"""What the figures of 07-digital-silk-road find, derived anew from their rows."""

import heartland as hl
from heartland_themes import digital_silk_road as silk_road
from tests.themes.names import REPUBLICS

AREAS = ["KAZ", "KGZ", "TJK", "TKM", "UZB"]
VALUES = [
    {},
    {"index": "UNCTAD B2C"},
    {"index": "GCI", "areas": ["TJK"]},
    {"index": "GCI legal"},
    {"index": "internet users", "areas": ["KGZ", "TJK"]},
    {"index": "fixed broadband"},
    {"index": "ITU IDI", "areas": ["TKM"]},
    {"index": "GII"},
    {"index": "NRI"},
    {"index": "AI readiness", "areas": ["KAZ", "UZB"]},
    {"index": "ITU G5"},
    {"index": "mobile subscriptions"},
    {"index": "Speedtest mobile"},
    {"index": "internet at home"},
    {"index": "EGDI OSI", "areas": ["TKM", "UZB"]},
    {"actors": ["Alibaba"], "areas": ["KGZ"]},
    {"actors": ["Huawei;ZTE", "Rostec"]},
    {"actors": ["China", "Uzbekistan", "Kazakhstan", "Weidong", "ZTE"]},
    *({"areas": [area]} for area in AREAS),
]


def _index(finding, rows):
    own = rows[rows.area.isin(AREAS)]
    if set(rows["index"]) == {"UN EGDI"}:
        assert finding.facts == _climb(own, rows)
        return
    last = own[own.year.eq(own.year.max())]
    if set(rows["index"]) <= {"UNCTAD B2C", "ITU IDI", "GII", "NRI", "AI readiness"}:
        figures = sorted(zip(last["rank"].astype(int), last.area, strict=True))
    else:
        figures = sorted(zip(last.score, last.area, strict=True), reverse=True)
    expected = {}
    if len(figures) > 1 and abs(figures[1][0] / figures[0][0] - 1) > 0.02:
        expected = {
            "leader": REPUBLICS[figures[0][1]],
            "republics": len(figures),
            "topic": silk_road.TOPIC.get(last["index"].iloc[0], last["index"].iloc[0]),
            "year": own.year.max(),
        }
    assert finding.facts == expected


def _climb(own, rows):
    up = []
    for area, part in own.groupby("area"):
        places = part.set_index("year")["rank"].astype(int)
        if places[places.index.min()] - places[places.index.max()] >= 10:
            up.append(REPUBLICS[area])
    everyone = [REPUBLICS[area] for area in sorted(set(own.area))]
    return {"climbed": up, "republics": everyone, "years": [rows.year.min(), rows.year.max()]}


def _broadband(finding, rows):
    lines = {area: part.set_index("year").score for area, part in rows.groupby("area")}
    crossings = {}
    for area in set(AREAS) & set(lines):
        years = sorted(lines["RUS"].index)
        ahead = [lines[area].get(year, 0) > 1.02 * lines["RUS"][year] for year in years]
        if ahead[-1] and not all(ahead):
            last_behind = max(n for n, is_ahead in enumerate(ahead) if not is_ahead)
            crossing = years[last_behind + 1]
            at_crossing = rows[rows.area.isin([area, "RUS"]) & rows.year.eq(crossing)]
            if not at_crossing.status.eq("B").any():
                crossings[area] = crossing
    expected = {}
    if len(crossings) == 1:
        ((area, year),) = crossings.items()
        own = rows[rows.area.eq(area) & rows.year.lt(year)]
        breaks = sorted(own[own.status.eq("B")].year)
        expected = {"area": REPUBLICS[area], "year": year, "breaks": breaks}
        assert ("broken" in finding.text) == bool(breaks)
    assert finding.facts == expected


def _users(finding, rows):
    last = dict(zip(rows.area, rows.last_year, strict=True))
    oldest = min(last, key=last.get)
    expected = {}
    if max(last.values()) - last[oldest] >= 3:
        expected = {"area": REPUBLICS[oldest], "year": last[oldest]}
    assert finding.facts == expected


def _cyber(finding, rows):
    own = rows[rows.kind.eq("edition")]
    assert not own.source_id.eq("rusi-dsr-2022").any()
    leaders = set()
    for _, edition in own.groupby("edition"):
        best, *others = edition.sort_values("score", ascending=False).itertuples()
        clear = others and best.score > others[0].score * 1.02
        leaders.add(best.area if clear else "")
    expected = {}
    if len(leaders) == 1 and leaders != {""}:
        expected = {"leader": REPUBLICS[leaders.pop()], "republics": own.area.nunique()}
    assert finding.facts == expected


def _field(finding, rows):
    first, last = rows.year.min(), rows.year.max()
    share = (1 - rows["rank"].astype(int) / rows.ranked.astype(int)).mul(100)
    assert (share.round(1) - rows.behind_pct).abs().max() < 0.11
    peaked, rose = {}, {}
    for area, part in rows.groupby("area"):
        behind = part.set_index("year").behind_pct
        if not {first, last} <= set(behind.index):
            continue
        best = behind.idxmax()
        if behind[best] >= behind[first] + 2 and behind[best] >= behind[last] + 2:
            peaked[REPUBLICS[area]] = best
        elif best == last and behind[last] >= behind[first] + 2:
            rose[REPUBLICS[area]] = part.set_index("year")["rank"].astype(int)[last]
    expected = {}
    if peaked or rose:
        expected = {"peaked": peaked, "rose": rose, "first": first, "last": last}
    assert finding.facts == expected


def _arrivals(finding, rows):
    assert not rows.status.eq("D").any()
    assert ";" not in finding.text
    steps = rows[~rows.source_id.eq("rusi-dsr-2022")]
    assert steps.witnessed.all()
    assert rows.witnessed.sum() == len(steps)
    academies = sum(steps.category == "academy or training centre")
    many = len(steps) >= 6 and academies >= 0.4 * len(steps)
    firms = sorted({firm for cell in steps.firm for firm in cell.split(";")})
    expected = {"academies": academies, "steps": len(steps), "firms": firms} if many else {}
    assert finding.facts == expected


CHECKS = {
    "index-standing": _index,
    "fixed-broadband": _broadband,
    "internet-users": _users,
    "cybersecurity-editions": _cyber,
    "ecommerce-field": _field,
    "arrivals": _arrivals,
}


def FINDINGS(figures):
    assert {name: shown.title for name, shown in figures.items()} == {
        "index-standing": "Three of the five republics climbed in e-government, 2010 to 2024",
        "fixed-broadband": "Uzbekistan passed Russia in fixed broadband in 2022,"
        " in a series broken in 2019 and 2020",
        "internet-users": "Internet use was last reported for Turkmenistan in 2017",
        "cybersecurity-editions": "Kazakhstan led the five republics in every edition of the"
        " cybersecurity index",
        "ecommerce-field": "In e-commerce Kazakhstan and Uzbekistan peaked in 2018;"
        " Kyrgyzstan rose to 97th by 2020",
        "arrivals": "Six of 11 Huawei and ZTE steps sourced outside the audited article"
        " concerned academies or training",
    }
    places = figures["index-standing"].rows.pivot(index="area", columns="edition", values="rank")
    assert places["2024"].to_dict() == {
        "KAZ": 24,
        "RUS": 43,
        "CHN": 35,
        "UZB": 63,
        "KGZ": 78,
        "TJK": 123,
        "TKM": 145,
    }
    lines = figures["fixed-broadband"].rows.query("year == 2023").set_index("area").score.round(1)
    assert (lines["UZB"], lines["RUS"], lines["KAZ"], lines["KGZ"]) == (30.3, 25.8, 14.3, 6.4)
    users = figures["internet-users"].rows.set_index("area")["last"].round(1)
    assert users[AREAS].tolist() == [93.4, 88.5, 56.8, 21.2, 89.0]
    cyber = figures["cybersecurity-editions"].rows.query("kind == 'edition' and area == 'KAZ'")
    assert cyber.score.tolist() == [0.176, 0.352, 0.778, 93.15, 94.04]
    arrivals = figures["arrivals"].rows.set_index("milestone_id")
    assert arrivals.index[arrivals.contradicted].tolist() == ["2000-zte-turkmenistan-dialup"]
    assert not arrivals.witnessed["2000-zte-turkmenistan-dialup"]
    assert figures["arrivals"].fig.furniture.subtitle.startswith(
        "Milestones by date: 11 with a source outside the audited article (two of them a firm’s own)"
    )
    breaks = figures["fixed-broadband"].rows.query("status == 'B' and area == 'UZB'")
    assert breaks.year.tolist() == [2019, 2020]
    assert users_broken(figures) == {"TJK": 2021}
    _bottom_line_agrees_with(figures, places)


def users_broken(figures):
    broken = figures["internet-users"].rows.set_index("area").broken
    return broken[broken.gt(0)].to_dict()


def _bottom_line_agrees_with(figures, places):
    digital = hl.load("digital_indices")
    yearly = digital[digital["edition"].str.fullmatch(r"\d{4}")]
    yearly = yearly.assign(year=yearly["edition"].astype(int))
    known = hl.prefer(silk_road.usable(yearly), ["index", "edition", "area"], "digital_indices")
    milestones = hl.load("milestones").query("theme in ['digital', 'ecommerce', 'smartphones']")
    bottom_line = silk_road.bottom_line(known, milestones)
    names = ["index-standing", "fixed-broadband", "internet-users", "cybersecurity-editions"]
    for name, finding in zip([*names, "arrivals"], bottom_line, strict=True):
        assert finding.facts.items() >= figures[name].fig.finding.facts.items()
        assert finding.text.startswith(figures[name].title)
    before_russia = places.columns[places.loc["KAZ"] < places.loc["RUS"]].tolist()
    assert before_russia == ["2010", "2016", "2020", "2022", "2024"]
    assert (places.loc["KAZ"] < places.loc["CHN"]).all()
    assert bottom_line[0].facts["RUS"] == {"ahead": 5, "of": 8, "since": 2020}
    assert bottom_line[0].facts["CHN"] == {"ahead": 8, "of": 8, "since": 0}
    assert bottom_line[0].text.endswith(
        ": Kazakhstan ranked above Russia in five of eight editions (in each since 2020), and"
        " above China in all eight editions."
    )
    assert (bottom_line[1].facts["uzbek_lines"], bottom_line[1].facts["russian_lines"]) == (
        30.3,
        25.8,
    )
    assert bottom_line[2].facts["share_pct"] == 21
    assert bottom_line[4].text.endswith(
        ". 12 further steps rest on the article alone, one of Alibaba’s among them."
    )
    last = bottom_line[4].facts
    assert (last["alibaba"], last["alibaba_unwitnessed"], last["unwitnessed"]) == (0, 1, 12)
