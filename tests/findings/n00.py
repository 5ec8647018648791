"""What the figures of 00-start-here say, derived anew from their rows."""

import re

AREAS = ["KAZ", "KGZ", "TJK", "TKM", "UZB"]
NAMES = dict(
    zip(
        AREAS, ["Kazakhstan", "Kyrgyzstan", "Tajikistan", "Turkmenistan", "Uzbekistan"], strict=True
    )
)
VALUES = [
    {},
    {"areas": ["KAZ", "TKM"]},
    {"areas": ["TJK", "TKM"]},
    {"areas": ["KGZ", "TJK", "UZB"]},
    *({"areas": [area]} for area in AREAS),
]
SMALL = ["No", "One", "Two", "Three", "Four", "Five"]


def _map(title, rows):
    assert title.startswith(f"{SMALL[len(rows)]} republic{'s' if len(rows) > 1 else ''} between")


def _economies(title, rows):
    people = rows[rows.measure.eq("population")].set_index("area")["value"]
    said = re.fullmatch(r"(\w+) had ([\w.]+) times the people of (\w+) in \d{4}", title)
    assert bool(said) == (len(people) > 1)
    if said:
        times = float(said[2]) if said[2][0].isdigit() else SMALL.index(said[2].title())
        assert (said[1], said[3]) == (NAMES[people.idxmax()], NAMES[people.idxmin()]) and abs(
            times * people.min() / people.max() - 1
        ) < 0.12


def _known(title, rows):
    total = rows.groupby("area")["rows"].sum()
    assert title.endswith(NAMES[total.idxmin()])
    assert rows.loc[rows["rows"].eq(0), "last"].eq("").all()


CHECKS = {"the-region": _map, "economies": _economies, "what-is-known": _known}


def FINDINGS(figures):
    people = figures["the-region"].rows.set_index("area")["value"].round(1)
    assert people.to_dict() == {"KAZ": 20.6, "KGZ": 7.2, "TJK": 10.6, "TKM": 7.5, "UZB": 36.4}
    assert figures["what-is-known"].title == "Least is known of Turkmenistan"
