"""Rules of digital indices, of shares of brands and browsers, and of who supplies networks."""

import pandas as pd

from heartland_evidence.rules.milestones import KIND
from heartland_evidence.rules.rule import Rule, Tables

INDICES, BRANDS, BROWSERS = "digital_indices", "smartphone_shares", "browser_shares"
SUPPLIERS = "network_suppliers"
STEPS = {"internet users": (-10, 10), "mobile subscriptions": (-10, 20)}  # points in a step
FACTORS = {"fixed broadband": (0.9, 3)}  # times the figure before
SMALL = 0.1  # subscriptions per 100 people below which growth by any factor is ordinary
LARGE = 1.0  # subscriptions per 100 people from which a fall of a tenth is not
# The pillars of which the GCI is the sum.
PILLARS = [
    *("GCI legal", "GCI technical", "GCI organisational"),
    *("GCI capacity", "GCI cooperation"),
]
PILLARS_OFF = 0.02  # each pillar is rounded to a hundredth
ONE_BRAND = "area, vendor, method, source_id"  # what a series of one brand is of
TOLD_APART = 10  # times by which the share of a brand does not grow in a month
MONTH = ["area", "source_id", "period"]  # what the shares of browsers are of
IN_EVERY_MONTH = ("Safari on iOS", "Chrome on Android", "desktop browsers")
LISTED = 75  # percent of page views that the browsers listed must cover
SHIFT = 8  # points by which what is listed, or Apple's share of it, may move


def ranks_unlike_scores(df: pd.DataFrame, _: Tables) -> pd.Series:
    """The higher score has the better rank."""
    both = df.dropna(subset=["score", "rank"])
    ordered = both.sort_values(["score", "rank"], ascending=[False, True])
    return ordered.groupby(["index", "edition"])["rank"].diff() < 0


def unmarked_jumps(df: pd.DataFrame, _: Tables) -> pd.Series:
    """A leap between two editions, or another scale, is a break (B) or is explained in the note."""
    scored = df[df["edition"].str.len().eq(4) & df["score"].notna()]
    series = scored.drop_duplicates(["index", "area", "edition"]).sort_values("edition")
    last = series.groupby(["index", "area"])[["score", "scale"]].shift()
    step, times = series["score"] - last["score"], series["score"] / last["score"]
    jumps = last["scale"].notna() & series["scale"].ne(last["scale"])
    for index, (fall, rise) in STEPS.items():
        jumps |= series["index"].eq(index) & ((step < fall) | (step > rise))
    for index, (least, most) in FACTORS.items():
        falls = (times < least) & (last["score"] >= LARGE)
        grows = (times > most) & (series["score"] > SMALL) & (last["score"] > 0)
        jumps |= series["index"].eq(index) & (falls | grows)
    return jumps & series["status"].ne("B") & series["note"].eq("")


def unmarked_shifts(df: pd.DataFrame, _: Tables) -> pd.Series:
    """Where the browsers listed cover more or less than a month ago, the month is B or U.

    A version of iOS that the source does not follow vanishes from the sum, and Apple's share with
    it.
    """
    total = df.groupby(MONTH)["share_pct"].sum()
    shift = total.groupby(level=["area", "source_id"]).diff().abs() > SHIFT
    return df.join(shift.rename("shift"), on=MONTH)["shift"] & df["status"].eq("A")


def undoubted_spikes(df: pd.DataFrame, _: Tables) -> pd.Series:
    """A month in which Apple's share is far from both months beside it is in doubt (U)."""
    mobile = df[df["browser"].ne("desktop browsers")].groupby(MONTH)["share_pct"].sum()
    safari = df[df["browser"].eq("Safari on iOS")].groupby(MONTH)["share_pct"].sum()
    apple = (100 * safari / mobile).groupby(level=["area", "source_id"])
    from_last, from_next = apple.diff(), apple.diff(-1)
    above = (from_last > SHIFT) & (from_next > SHIFT)
    below = (from_last < -SHIFT) & (from_next < -SHIFT)
    spike = (above | below).rename("spike")
    return df.join(spike, on=MONTH)["spike"].eq(True) & df["status"].eq("A")


SCORED = "(score.notna() or low.notna() or high.notna())"
RULES = (
    Rule(
        INDICES,
        "rank",
        "rank > ranked",
        "is greater than the number ranked",
    ),
    Rule(
        INDICES,
        "score",
        "score > @number(scale.str.removeprefix('0-'))",
        "is beyond its scale",
    ),
    Rule(
        INDICES,
        "rank",
        ranks_unlike_scores,
        "is better than the rank of a higher score in the same edition",
    ),
    Rule(
        INDICES,
        "score",
        unmarked_jumps,
        "jumps from the edition before: mark a break (B), or say in the note what happened",
    ),
    Rule(
        INDICES,
        "scale",
        f"{SCORED} and scale == ''",
        "is empty, but the row has a score",
    ),
    Rule(
        INDICES,
        "scale",
        f"not {SCORED} and scale != ''",
        "is filled, but the row has no score",
    ),
    Rule(
        INDICES,
        "score",
        f"index == 'GCI' and @total(index.isin({PILLARS}) and score.notna(), edition, area) == "
        f"{len(PILLARS)} and (score - @total(score.where(index.isin({PILLARS})), edition, area))"
        f".abs() > {PILLARS_OFF}",
        "is not the sum of its pillars (legal, technical, organisational, capacity, cooperation)",
    ),
    Rule(
        BRANDS,
        "share_pct",
        "period.str.len() == 7 and status != 'B' and share_pct >= 1 and share_pct > "
        f"{TOLD_APART} * @last(share_pct, period, {ONE_BRAND}, period.str.len())",
        f"is more than {TOLD_APART} times that of the month before: mark a break (B)",
    ),
    *(
        Rule(
            BROWSERS,
            "period",
            f"not @any_of(browser == '{browser}', {', '.join(MONTH)})",
            f"has no row for {browser} in this month: import the file again",
        )
        for browser in IN_EVERY_MONTH
    ),
    Rule(
        BROWSERS,
        "status",
        f"@total(share_pct, {', '.join(MONTH)}) < {LISTED} and status != 'U'",
        f"is not U, but the browsers listed cover less than {LISTED} percent of page views",
    ),
    Rule(
        BROWSERS,
        "status",
        unmarked_shifts,
        f"is A, but the browsers listed cover {SHIFT} points more or less than in the month before",
    ),
    Rule(
        BROWSERS,
        "status",
        undoubted_spikes,
        f"is A, but Apple's share of mobile page views is {SHIFT} points away from those of the "
        "months on either side",
    ),
    Rule(
        SUPPLIERS,
        "reporter_kind",
        f"(reporter_kind == 'article') != ({KIND} == 'article')",
        "does not say whether the source of the row is an audited article",
    ),
    Rule(
        SUPPLIERS,
        "relation",
        "(relation == '') != (date == '')",
        "says how a date is known: fill both, or leave both empty",
    ),
)
