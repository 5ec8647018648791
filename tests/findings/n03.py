"""What the figures of 03-growth-forecasts say, derived anew from their rows."""

import re

AREAS = ["KAZ", "KGZ", "TJK", "TKM", "UZB"]
VALUES = [
    {},
    {"target_year": 2023, "areas": ["KGZ", "TJK"]},
    {"target_year": 2020},
    {"target_year": 2024, "areas": AREAS},
    {"target_year": 2027},
    {"as_of": "2022-06"},
    {"as_of": "2014"},
    {"publishers": ["EBRD"], "areas": ["KAZ"]},
    {"publishers": ["EBRD", "ADB"], "areas": ["UZB"]},
    *({"areas": [area]} for area in AREAS),
]


def _paths(title, rows):
    said = re.match(
        r"(Every|None of \d+|(\d+) of (\d+)|The one)? ?forecasts? of spring (\d{4}) (?:was|were) too (low|high)",
        title,
        flags=re.I,
    )
    if "edition by edition" in title:
        return
    assert (" were " in title) == title[0].isdigit()
    year, side = int(said[4]), -1 if said[5] == "low" else 1
    newest = (
        rows[rows.publisher.eq("World Bank WDI")]
        .sort_values("vintage")
        .groupby("area")["growth_pct"]
        .last()
    )
    spring = rows[
        rows.kind.eq("forecast")
        & rows.vintage.between(f"{year}-03", f"{year}-06-31")
        & rows.area.ne("TKM")
    ]
    off = (spring.growth_pct - spring.area.map(newest)).dropna() * side > 0
    assert (
        off.all()
        if title.startswith("Every")
        else (off.sum(), len(off)) == (int(said[2]), int(said[3]))
    )


def _rounds(title, rows):
    said = re.search(r"(further off|closer) than", title)
    if not said:
        return
    both = rows[rows["round"].isin(["autumn before", "spring"])]
    cells = both.groupby(["publisher", "area"])["round"].transform("nunique").eq(2)
    assert cells.sum() >= 6
    off = both[cells].groupby("round").error_pp.apply(lambda e: e.abs().mean())
    assert (off["spring"] > off["autumn before"]) == (said[1] == "further off")


def _apart(title, rows):
    last = (
        rows[rows.kind.eq("forecast")].sort_values("vintage").groupby("publisher").growth_pct.last()
    )
    if "two growth rates" in title:
        low, high = map(float, re.search(r": ([\d.]+) and ([\d.]+) percent", title).groups())
        assert (round(last.min(), 1), round(last.max(), 1)) == (low, high) and high - low >= 1.9


def _column(title, rows):
    wrong = rows.kind.eq("misattributed").sum()
    assert title.startswith({2: "Two of four EBRD figures", 0: "What the EBRD"}[wrong]) and (
        not wrong or len(rows[rows.publisher.eq("the column")]) == 4
    )


def _moves(title, rows):
    said = re.search(r"revised from ([\d.\u2212]+) to ([\d.]+) percent", title)
    ends = (
        rows.sort_values("vintage").groupby(["publisher", "area"]).growth_pct.agg(["first", "last"])
    )
    by = (ends["last"] - ends["first"]).abs()
    assert (by.max() >= 0.45) == bool(said)
    assert ("as first published" in title) == (
        rows.groupby(["publisher", "area"]).size().max() == 1
    )
    if said:
        assert [f"{v:.1f}" for v in ends.loc[by.idxmax()]] == list(said.groups())


CHECKS = {
    "forecast-paths": _paths,
    "errors-by-round": _rounds,
    "turkmenistan-apart": _apart,
    "one-column-two-regions": _column,
    "outturn-revisions": _moves,
}


def FINDINGS(figures):
    assert figures["forecast-paths"].title == "Every forecast of spring 2022 was too low"
    errors = figures["errors-by-round"].rows
    cells = (
        errors[errors["round"].ne("autumn")]
        .groupby(["publisher", "area"])
        .filter(lambda g: len(g) == 2)
    )
    means = cells.groupby("round")["error_pp"].agg(lambda e: f"{e.abs().mean():.1f}")
    told = f"of the {len(cells) // 2} pairs in both: {means['autumn before']} in autumn 2021, {means['spring']} in spring 2022."
    assert told in figures["errors-by-round"].fig.furniture.subtitle
    assert errors.groupby("round").size().to_dict() == {
        "autumn": 10,
        "autumn before": 12,
        "spring": 13,
    }
