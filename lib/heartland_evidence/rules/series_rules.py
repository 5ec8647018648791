"""Rules for figures that stand in a row of years or months, and for their units."""

from collections.abc import Iterator

import pandas as pd

from heartland_evidence.rules.rule import Broken, Tables, rule

STEPS = {"internet users": (-10, 10), "mobile subscriptions": (-10, 20)}  # points in a step
FACTORS = {"fixed broadband": (0.9, 3)}  # times the figure before
SMALL = 0.1  # subscriptions per 100 people below which growth by any factor is ordinary
LARGE = 1.0  # subscriptions per 100 people from which a fall of a tenth is not
ONE_BRAND = ["area", "vendor", "method", "source_id"]  # what a series of one brand is of
PILLARS = {"GCI": ("legal", "technical", "organisational", "capacity", "cooperation")}
PILLARS_OFF = 0.02  # each pillar is rounded to a hundredth
TOLD_APART = 10  # times by which the share of a brand does not grow in a month


@rule(digital_indices="index edition area score# scale status note")
def jumps_are_marked(tables: Tables) -> Iterator[Broken]:
    """A leap between two editions, or another scale, is a break (B) or is explained in the note."""
    df = tables["digital_indices"]
    of_a_year = df["edition"].str.len().eq(4)
    scored = df[of_a_year & df["score"].notna()]
    series = scored.drop_duplicates(["index", "area", "edition"]).sort_values("edition")
    before = series.groupby(["index", "area"])[["score", "scale"]].shift()

    rescaled = before["scale"].notna() & series["scale"].ne(before["scale"])
    too_far = _steps_too_far(series, before["score"])
    too_fast = _grows_too_fast(series, before["score"])
    leaps = rescaled | too_far | too_fast
    explained = series["status"].eq("B") | series["note"].ne("")
    yield Broken(
        "digital_indices",
        "score",
        (leaps & ~explained).reindex(df.index, fill_value=False),
        "jumps from the edition before: mark a break (B), or say in the note what happened",
    )


def _steps_too_far(series: pd.DataFrame, before: pd.Series) -> "pd.Series[bool]":
    """Tell which scores are further from the one before than the points of ``STEPS``."""
    step = series["score"] - before
    too_far = pd.Series(False, index=series.index)
    for index, (fall, rise) in STEPS.items():
        outside = step.notna() & ~step.between(fall, rise)
        too_far |= series["index"].eq(index) & outside
    return too_far


def _grows_too_fast(series: pd.DataFrame, before: pd.Series) -> "pd.Series[bool]":
    """Tell which scores are not within the ``FACTORS`` of the one before, small ones left out."""
    times = series["score"] / before.where(before > 0)
    too_fast = pd.Series(False, index=series.index)
    for index, (least, most) in FACTORS.items():
        falls = (times < least) & (before >= LARGE)
        grows = (times > most) & (series["score"] > SMALL)
        too_fast |= series["index"].eq(index) & (falls | grows)
    return too_fast


@rule(digital_indices="score# scale low# high#")
def scores_have_a_scale(tables: Tables) -> Iterator[Broken]:
    """A score has a scale, and a row without a score has none."""
    name = "digital_indices"
    df = tables[name]
    scored = df[["score", "low", "high"]].notna().any(axis=1)
    has_scale = df["scale"].ne("")
    yield Broken(name, "scale", scored & ~has_scale, "is empty, but the row has a score")
    yield Broken(name, "scale", ~scored & has_scale, "is filled, but the row has no score")


@rule(digital_indices="index edition area score#")
def pillars_make_their_index(tables: Tables) -> Iterator[Broken]:
    """An index that is the sum of pillars is their sum, where all of them are known."""
    df = tables["digital_indices"]
    cells = ["edition", "area"]
    for index, pillars in PILLARS.items():
        named = {f"{index} {pillar}": pillar for pillar in pillars}
        parts = df[df["index"].isin(named)]
        scores = parts.groupby(cells)["score"]
        made = scores.sum()[scores.count().eq(len(pillars))]
        of_cell = pd.MultiIndex.from_frame(df[cells])
        apart = (df["score"] - made.reindex(of_cell).to_numpy()).abs() > PILLARS_OFF
        sentence = f"is not the sum of its pillars ({', '.join(pillars)})"
        yield Broken("digital_indices", "score", df["index"].eq(index) & apart, sentence)


@rule(smartphone_shares="area period vendor share_pct# method status source_id")
def brands_are_told_apart(tables: Tables) -> Iterator[Broken]:
    """A brand that appears from one month to the next was not told apart before: a break (B)."""
    df = tables["smartphone_shares"]
    of_a_month = df["period"].str.fullmatch(r"\d{4}-\d\d")
    months = df[of_a_month].sort_values("period")
    share = months["share_pct"]
    before = share.groupby([months[column] for column in ONE_BRAND]).shift()
    unmarked = (share >= 1) & (share > before * TOLD_APART) & months["status"].ne("B")
    yield Broken(
        "smartphone_shares",
        "share_pct",
        unmarked.reindex(df.index, fill_value=False),
        f"is more than {TOLD_APART} times that of the month before: mark a break (B)",
    )
