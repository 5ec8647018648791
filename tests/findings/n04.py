"""What the figures of 04-casualties say, derived anew from their rows."""

import itertools
import re

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
SMALL = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


def _number(word):
    word = {"none": "no", "it": "one"}.get(word.lower(), word.lower())
    return SMALL.index(word) if word in SMALL else int(word.replace(",", ""))


def _counts(title, rows):
    """More and fewer, event by event, in plain loops."""
    more, fewer, known = set(), set(), set()
    for row in rows[rows.reporter_kind.ne("official") & rows.official.notna()].to_dict("records"):
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
    both = more & fewer
    if " others counted both more and fewer " in title:
        assert len(both) > len(known) / 2, title
        said = re.match(r"In (?:(\w+) of (\w+) events|every event) ", title)
        assert (
            (_number(said[1]), _number(said[2])) == (len(both), len(known))
            if said[1]
            else both == known
        )
    else:
        said = re.fullmatch(
            r"Others counted more than the state in ([\w,]+) events?, fewer in ([\w,]+)", title
        )
        assert bool(said) == (len(known) >= 2) and len(both) <= max(
            len(known) / 2, len(known) < 2
        ), title
        assert not said or (_number(said[1]), _number(said[2])) == (len(more), len(fewer)), title
    assert rows.credibility.lt(5).all() and not rows.status.isin(["D", "U"]).any()


def _moved(title, rows):
    up = down = 0
    for _, path in rows.groupby("row"):
        assert (
            path.reporter.nunique() == 1
            and path.value.nunique() >= 3
            and path.day.is_monotonic_increasing
        )
        values = path.value.tolist()
        up += values[-1] > values[0]
        down += any(b < a for a, b in itertools.pairwise(values))
    n = rows["row"].nunique()
    lowered = re.search(r"; (\w+) (?:was|were) also lowered$", title)
    assert (_number(lowered[1]) if lowered else 0) == down, title
    head = title.split(" later raised")[0]
    if n == 1:
        assert head == ("The one official count was" if up else "Not the one official count was"), (
            title
        )
    elif up == n:
        assert head == "Every official count was", title
    else:
        assert head == (
            f"{up} of {n} official counts were" if up else f"None of {n} official counts were"
        ), title


def _nukus(title, rows):
    dead = rows[rows.measure.eq("killed")].sort_values("counted_on").value.tolist()
    hurt = (
        rows[rows.measure.eq("injured") & rows.group.eq("total")]
        .sort_values("counted_on")
        .value.tolist()
    )
    said = re.search(r"(stayed at|went to) (\d+), the injured (rose|fell) to (\d+)", title)
    assert (said[1] == "stayed at") == (dead[-1] == dead[-2]) and int(said[2]) == dead[-1]
    assert (said[3] == "rose") == (hurt[-1] > hurt[-2]) and int(said[4]) == hurt[-1]


def _ledgers(title, rows):
    said = re.search(r"on (Kyrgyz|Tajik) soil in (\d+) was ([\d.]+) times", title)
    ratio = {
        (year, area): float(cell[cell.ledger.eq("UCDP")].value.iloc[0])
        / float(cell[cell.ledger.eq("official")].value.iloc[0])
        for (year, area), cell in rows.groupby(["year", "area"])
    }
    area = {"Kyrgyz": "KGZ", "Tajik": "TJK"}[said[1]]
    assert (
        max(ratio, key=ratio.get) == (int(said[2]), area)
        and f"{ratio[int(said[2]), area]:.1f}" == said[3]
    )


def _years(title, rows):
    before, since = (
        int(n.replace(",", ""))
        for n in re.search(r"([\d,]+) deaths up to 2000 and ([\d,]+) since", title).groups()
    )
    assert (
        before == rows[rows.year.le(2000)].value.sum()
        and since == rows[rows.year.gt(2000)].value.sum()
    )


def _left_out(title, rows):
    said = re.match(r"(\w+) events outside UCDP’s definitions: ([\d,]+) dead", title)
    events = rows[~rows.label.str.startswith(("these", "UCDP"))]
    assert _number(said[1]) == len(events) and int(said[2].replace(",", "")) == events.value.sum()
    assert (
        rows.value.iloc[-2] == events.value.sum()
        and rows.low.iloc[-1] < rows.value.iloc[-1] < rows.high.iloc[-1]
    )


def _homes(title, rows):
    low, over, high = re.match(r"([\d,]+) to (over |at least )?([\d,]+) people", title).groups()
    mine = rows[rows.side.eq("KGZ")]
    assert (
        int(low.replace(",", "")) == mine.value.min()
        and int(high.replace(",", "")) == mine.value.max()
    )
    assert (over == "over ") == (mine.loc[mine.value.idxmax(), "relation"] == ">")


def _map(title, rows):
    mine = rows[rows.chosen & rows.n.gt(1)]
    said = re.fullmatch(r"Counts lay far apart in (\w+) of (\w+) events?", title)
    assert bool(said) == (len(mine) > 1), title
    if said:
        assert (_number(said[1]), _number(said[2])) == (int((mine.ratio > 1.5).sum()), len(mine)), (
            title
        )
    assert rows.latitude.between(33, 57).all() and rows.longitude.between(44, 92).all()
    assert not rows.event_id.str.startswith("CHN").any()  # Xinjiang is context


CHECKS = {
    "counts-by-event": _counts,
    "how-counts-moved": _moved,
    "nukus-three-counts": _nukus,
    "two-ledgers": _ledgers,
    "ucdp-years": _years,
    "left-out-by-ucdp": _left_out,
    "who-had-to-leave": _homes,
    "where-it-happened": _map,
}


def FINDINGS(figures):
    """The catalogue's numbers: a new row that changes them must be seen."""
    counts = figures["counts-by-event"].rows
    official = (
        counts[counts.reporter_kind.eq("official")]
        .groupby(["event_id", "side"])
        .value.max()
        .to_dict()
    )
    assert official == {
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
    assert (
        figures["counts-by-event"].title
        == "In six of eight events others counted both more and fewer dead"
    )
    moved = figures["how-counts-moved"].rows.groupby("row").value.apply(list).to_dict()
    assert moved["Almaty and other cities, January 2022"] == [225, 230, 232, 241, 238]
    assert moved["Batken and Sughd, September 2022: Kyrgyz side"] == [24, 36, 46, 59, 62, 63]
    assert moved["Batken and Sughd, September 2022: Tajik side"] == [33, 35, 38, 41]
    assert (
        figures["nukus-three-counts"].title
        == "The dead of Nukus stayed at 21, the injured rose to 413"
    )
    assert (
        figures["two-ledgers"].title
        == "UCDP’s count on Tajik soil in 2022 was 2.1 times the official one"
    )
    assert figures["ucdp-years"].title == "UCDP counted 9,717 deaths up to 2000 and 582 since"
    left = figures["left-out-by-ucdp"].rows
    assert left.value.tolist() == [187, 87, 17, 238, 21, 550, 582] and left.iloc[-1][
        ["low", "high"]
    ].tolist() == [511, 1219]
    assert len(figures["who-had-to-leave"].rows) == 8
