"""Rules for figures that stand in a row of years or months, and for their units."""

from collections.abc import Iterator

import pandas as pd

from heartland.checks.rule import Broken, Tables, needs

STEPS = {"internet users": (-10, 10), "mobile subscriptions": (-10, 20)}  # points in a step
FACTORS = {"fixed broadband": (0.9, 3)}  # times the figure before
SMALL = 0.1  # subscriptions per 100 people below which growth by any factor is ordinary
LARGE = 1.0  # subscriptions per 100 people from which a fall of a tenth is not
TOLD_APART = 10  # times by which the share of a brand does not grow in a month


@needs(digital_indices="")
def jumps_are_marked(tables: Tables) -> Iterator[Broken]:
    """A leap between two editions, or another scale, is a break (B) or is explained in the note."""
    name, df = "digital_indices", tables["digital_indices"]
    whole = df["edition"].str.len().eq(4) & df["score"].notna()
    series = df[whole].drop_duplicates(["index", "area", "edition"]).sort_values("edition")
    before = series.groupby(["index", "area"])[["score", "scale"]].shift()
    leaps = pd.Series(False, index=series.index)
    for index, (fall, rise) in STEPS.items():
        step = series["score"] - before["score"]
        leaps |= series["index"].eq(index) & ~step.between(fall, rise) & step.notna()
    for index, (least, most) in FACTORS.items():
        times = series["score"] / before["score"].where(before["score"] > 0)
        falls = (times < least) & (before["score"] >= LARGE)
        grows = (times > most) & (series["score"] > SMALL)
        leaps |= series["index"].eq(index) & (falls | grows)
    leaps |= before["scale"].notna() & series["scale"].ne(before["scale"])
    unsaid = leaps & series["status"].ne("B") & series["note"].eq("")
    words = "leaps from the edition before: mark a break (B), or say in the note what happened"
    yield Broken(name, "score", unsaid.reindex(df.index, fill_value=False), words)


@needs(digital_indices="")
def scores_have_a_scale(tables: Tables) -> Iterator[Broken]:
    """A score has a scale, and a row without a score has none."""
    name, df = "digital_indices", tables["digital_indices"]
    scored = df[["score", "low", "high"]].notna().any(axis=1)
    yield Broken(name, "scale", scored & df["scale"].eq(""), "is empty, and the row has a score")
    yield Broken(name, "scale", ~scored & df["scale"].ne(""), "is filled, and the row has no score")


@needs(smartphone_shares="")
def brands_are_told_apart(tables: Tables) -> Iterator[Broken]:
    """A brand that appears from one month to the next was not told apart before: a break (B)."""
    name, df = "smartphone_shares", tables["smartphone_shares"]
    by = ["area", "vendor", "method", "source_id"]
    months = df[df["period"].str.fullmatch(r"\d{4}-\d\d")].sort_values("period")
    before = months.groupby(by)["share_pct"].shift()
    grows = (before * TOLD_APART < months["share_pct"]) & (months["share_pct"] >= 1)
    unsaid = grows & months["status"].ne("B")
    words = f"is more than {TOLD_APART} times that of the month before: mark a break (B)"
    yield Broken(name, "share_pct", unsaid.reindex(df.index, fill_value=False), words)


RULES = (jumps_are_marked, scores_have_a_scale, brands_are_told_apart)
