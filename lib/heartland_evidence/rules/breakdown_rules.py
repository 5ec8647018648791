"""Rules of what is held in parts.

A month by browser, an edition of forecasts by year, exports by member and chapter, goods by
activity, money by concept.
"""

from collections.abc import Iterator

import pandas as pd

from heartland.tables.areas import REPUBLICS
from heartland_evidence.rules.rule import Broken, Tables, beside, mask, rule

OUTLOOK = "imf-weo-"  # how the sources of whole editions begin
UNION = "EUU"
LEFT = "GBR"  # a member to January 2020, and in no sum of the Union of today
EURO = 1e-5  # million euros: what is summed is whole euros
CORRECTED = 1e-3  # by how much of itself a year may be off its months: they are corrected later
THOUSANDS = 1e-4  # by how much of itself a sum of rounded thousands may be off
NEW_NOMENCLATURE = "2022-01"
BROWSERS = "browser_shares"
IN_EVERY_MONTH = ("Safari on iOS", "Chrome on Android", "desktop browsers")
LISTED = 75  # percent of page views that the browsers listed must cover
SHIFT = 8  # points by which what is listed, or Apple's share of it, may move


@rule(browser_shares="area period browser share_pct# status source_id")
def months_are_whole(tables: Tables) -> Iterator[Broken]:
    """A month of an area has its main browsers, and is in doubt (U) if they cover too little."""
    df = tables[BROWSERS]
    month = [df["area"], df["period"], df["source_id"]]
    for browser in IN_EVERY_MONTH:
        held = df["browser"].eq(browser).groupby(month).transform("any")
        sentence = f"has no row for {browser} in this month: import the file again"
        yield Broken(BROWSERS, "period", ~held, sentence)
    total = df.groupby(month)["share_pct"].transform("sum")
    yield Broken(
        BROWSERS,
        "status",
        (total < LISTED) & df["status"].ne("U"),
        f"is not U, but the browsers listed cover less than {LISTED} percent of page views",
    )


@rule(browser_shares="area period browser share_pct# status source_id")
def shifts_are_marked(tables: Tables) -> Iterator[Broken]:
    """Where the browsers listed cover more or less than a month ago, the month is B or U.

    A version of iOS that the source does not follow vanishes from the sum, and Apple's share with
    it.
    """
    df = tables[BROWSERS]
    shift = _months(df)["total"].groupby(level=["area", "source_id"]).diff().abs() > SHIFT
    moved = _of_rows(df, shift) & df["status"].eq("A")
    sentence = (
        f"is A, but the browsers listed cover {SHIFT} points more or less than in the month before"
    )
    yield Broken(BROWSERS, "status", moved, sentence)


@rule(browser_shares="area period browser share_pct# status source_id")
def spikes_are_doubted(tables: Tables) -> Iterator[Broken]:
    """A month in which Apple's share is far from both months beside it is in doubt (U)."""
    df = tables[BROWSERS]
    apple = _months(df)["apple"].groupby(level=["area", "source_id"])
    from_before, from_after = apple.diff(), apple.diff(-1)
    above = (from_before > SHIFT) & (from_after > SHIFT)
    below = (from_before < -SHIFT) & (from_after < -SHIFT)
    sentence = (
        f"is A, but Apple's share of mobile page views is {SHIFT} points away from those of the "
        "months on either side"
    )
    spikes = _of_rows(df, above | below) & df["status"].eq("A")
    yield Broken(BROWSERS, "status", spikes, sentence)


@rule(growth_forecasts="vintage area target_year# kind source_id")
def editions_are_whole(tables: Tables) -> Iterator[Broken]:
    """An edition of the fund's outlook forecasts its own year and those after it, without a gap."""
    df = tables["growth_forecasts"]
    ahead = df[df["kind"].eq("forecast") & df["source_id"].str.startswith(OUTLOOK)]
    year = pd.to_numeric(ahead["vintage"].str[:4], errors="coerce")
    place = ahead.groupby(["vintage", "area", "source_id"])["target_year"].rank()
    known = year.notna() & ahead["target_year"].notna()
    elsewhere = ahead["target_year"].ne(year + place - 1).fillna(False).astype(bool)
    gap = ahead.index[known & elsewhere]
    yield Broken(
        "growth_forecasts",
        "target_year",
        mask(df.index.isin(gap), df),
        "follows on a gap: the edition forecasts the year of its vintage and each year after it",
    )


@rule(macro_forecasts="vintage area measure target_year# kind")
def outlooks_have_each_year(tables: Tables) -> Iterator[Broken]:
    """An edition has every year of a series: outturns, then estimates, and forecasts from its own.

    What is a forecast is known by the year; that no estimate precedes an outturn, by the order.
    """
    name = "macro_forecasts"
    df = tables[name]
    ordered = df.sort_values("target_year", kind="stable")
    series = ordered.groupby(["vintage", "area", "measure"])
    leaps = series["target_year"].diff().gt(1).reindex(df.index).fillna(False).astype(bool)
    yield Broken(name, "target_year", leaps, "follows on a gap: the edition has the years between")
    made = pd.to_numeric(df["vintage"].str[:4], errors="coerce")
    ahead = (df["target_year"] >= made).fillna(False).astype(bool)
    wrong = ahead != df["kind"].eq("forecast")
    sentence = "does not fit: from the year of the edition on, and not before it, all are forecasts"
    yield Broken(name, "kind", wrong, sentence)
    order = {"outturn": 0, "nowcast or estimate": 1, "forecast": 2}
    place = ordered["kind"].map(order).astype("float64")
    last = place.groupby([ordered["vintage"], ordered["area"], ordered["measure"]]).cummax()
    early = (place < last).reindex(df.index).fillna(False).astype(bool)
    sentence = "comes after an estimate or forecast of an earlier year in the same edition"
    yield Broken(name, "kind", early & ~wrong, sentence)


@rule(macro_forecasts="vintage area measure target_year#")
def outlooks_have_each_republic(tables: Tables) -> Iterator[Broken]:
    """An edition that has a measure of one republic has it of all five, for the same years."""
    name = "macro_forecasts"
    df = tables[name]
    held = df.groupby(["vintage", "measure", "target_year"])["area"].transform("nunique")
    sentence = "is a year that the edition holds for some of the five republics only: rows are lost"
    yield Broken(name, "target_year", held < len(REPUBLICS), sentence)


@rule(eu_exports="area member period value_eur_mn# source_id")
def members_make_the_union(tables: Tables) -> Iterator[Broken]:
    """In each month the members of today add up to the Union."""
    name, value = "eu_exports", "value_eur_mn"
    df = tables[name]
    union = df["member"].eq(UNION)
    month = [df["area"], df["period"], df["source_id"]]
    of_members = df[value].where(~union & df["member"].ne(LEFT), 0)
    parts = of_members.groupby(month).transform("sum")
    yield Broken(
        name,
        value,
        union & ((parts - df[value]).abs() > EURO),
        "is not the sum of the members in this month",
    )
    alone = ~union.groupby(month).transform("any")
    yield Broken(name, "member", alone, f"is in a month that has no row for {UNION}")


@rule(
    eu_exports="area member period value_eur_mn#",
    trade="area partner period flow product reporter value_eur_mn# status",
)
def months_make_the_year(tables: Tables) -> Iterator[Broken]:
    """Twelve months of exports are the year in the table of trade, but for late corrections."""
    name, value = "eu_exports", "value_eur_mn"
    df = tables[name]
    union = df[df["member"].eq(UNION)]
    of_year = union.groupby(["area", union["period"].str[:4]])[value].agg(["sum", "size"])
    made = of_year.loc[of_year["size"].eq(12), "sum"]

    trade = tables["trade"]
    counted = trade[
        trade["reporter"].eq(UNION)
        & trade["partner"].eq(UNION)
        & trade["flow"].eq("imports")
        & trade["product"].eq("total")
        & trade["status"].isin(["A", "B"])
        & trade[value].notna()
    ]
    stated = counted.groupby(["area", "period"])[value].max()

    both = pd.concat([made, stated], axis="columns", join="inner", keys=["made", "stated"])
    off = both.index[(both["made"] / both["stated"] - 1).abs() > CORRECTED]
    rows = pd.MultiIndex.from_arrays([df["area"], df["period"].str[:4]])
    wrong = pd.Series(rows.isin(off), index=df.index) & df["member"].eq(UNION)
    yield Broken(
        name, value, wrong, "is in a year whose months do not add up to its total in trade"
    )


@rule(
    eu_exports="area member period value_eur_mn#",
    eu_listed_exports="area period value_eur_mn# status",
)
def listed_goods_are_a_part(tables: Tables) -> Iterator[Broken]:
    """Listed goods of a month are no more than all goods, and break where the nomenclature does."""
    name, value = "eu_listed_exports", "value_eur_mn"
    df, every = tables[name], tables["eu_exports"]
    union = every[every["member"].eq(UNION)].groupby(["area", "period"])[value].max()
    listed = df.groupby(["area", "period"])[value].transform("sum")
    rows = pd.MultiIndex.from_frame(df[["area", "period"]])
    most = pd.Series(union.reindex(rows).to_numpy(), index=df.index)
    yield Broken(name, value, listed > most, "takes listed goods above all goods of the month")
    new = df["period"].eq(NEW_NOMENCLATURE) != df["status"].eq("B")
    yield Broken(name, "status", new, f"must be B in {NEW_NOMENCLATURE} and in no other month")


@rule(
    eu_listed_exports="area chapter period value_eur_mn#",
    eu_listed_goods="area hs6 period value_eur_mn#",
)
def subheadings_make_their_chapter(tables: Tables) -> Iterator[Broken]:
    """The subheadings of a chapter in some months add up to those months of the chapter."""
    value = "value_eur_mn"
    months, goods = tables["eu_listed_exports"], tables["eu_listed_goods"]
    chapter = goods["hs6"].str[:2]
    made = goods.groupby([goods["area"], chapter, goods["period"]])[value].transform("sum")

    stated = pd.Series(0.0, index=goods.index)
    span = goods["period"].str.extract(r"^(?P<first>\S{7})/(?P<last>\S{7})$")
    for (first, last), rows in goods.groupby([span["first"], span["last"]]):
        within = months[months["period"].between(str(first), str(last))]
        by_chapter = within.groupby(["area", "chapter"])[value].sum()
        places = pd.MultiIndex.from_arrays([rows["area"], chapter[rows.index]])
        stated[rows.index] = by_chapter.reindex(places, fill_value=0).to_numpy()
    yield Broken(
        "eu_listed_goods",
        value,
        (made - stated).abs() > EURO,
        "is in a chapter whose subheadings do not add up to its months in eu_listed_exports",
    )


@rule(eu_listed_codes="code nomenclature priority_tier", eu_listed_goods="hs6 nomenclature period")
def codes_have_their_nomenclature(tables: Tables) -> Iterator[Broken]:
    """A subheading has a nomenclature that one of its codes has, and that was in force."""
    name = "eu_listed_goods"
    df, codes = tables[name], tables["eu_listed_codes"]
    known = set(beside(codes["code"].str[:6], codes["nomenclature"]))
    held = [pair in known for pair in beside(df["hs6"], df["nomenclature"])]
    yield Broken(
        name,
        "nomenclature",
        ~pd.Series(held, index=df.index, dtype=bool),
        "does not occur among the codes of the subheading in eu_listed_codes",
    )
    new = df["period"] >= NEW_NOMENCLATURE
    ended = df["nomenclature"].eq("until 2021") & new
    begun = df["nomenclature"].eq("from 2022") & ~new
    yield Broken(name, "nomenclature", ended | begun, "was not in force in the period")
    tiers = codes.groupby(codes["code"].str[:6])["priority_tier"].transform("nunique")
    yield Broken(
        "eu_listed_codes",
        "priority_tier",
        tiers > 1,
        "is not the same for all codes of a subheading",
    )


@rule(kyrgyz_goods="flow classification item year# value_usd_mn#")
def goods_make_their_total(tables: Tables) -> Iterator[Broken]:
    """Goods by activity add up to the total of their year, and main goods to no more."""
    name, value = "kyrgyz_goods", "value_usd_mn"
    df = tables[name]
    total = df["item"].eq("total")
    year = [df["flow"], df["classification"], df["year"]]
    parts = df[value].where(~total, 0).groupby(year, dropna=False).transform("sum")
    whole = df["classification"].eq("activity")
    yield Broken(
        name,
        value,
        total & whole & ((parts - df[value]).abs() > THOUSANDS * df[value]),
        "is not the sum of the activities of the year",
    )
    more = total & ~whole & (parts > df[value] * (1 + THOUSANDS))
    yield Broken(name, value, more, "is less than the sum of the year's main goods")
    alone = ~total.groupby(year, dropna=False).transform("any")
    yield Broken(name, "item", alone, "is in a year that has no total")
    both = df[value].where(total).groupby([df["flow"], df["year"]], dropna=False)
    apart = both.transform("max") - both.transform("min") > THOUSANDS * df[value]
    yield Broken(name, value, total & apart, "is not the total of the other classification")


@rule(chinese_finance="dataset area period concept price_basis")
def money_is_counted_once(tables: Tables) -> Iterator[Broken]:
    """A dataset has one price basis and one division by concept, and no span holds another row."""
    name = "chinese_finance"
    df = tables[name]
    bases = df.groupby("dataset")["price_basis"].transform("nunique")
    yield Broken(name, "price_basis", bases > 1, "is not the same in all rows of the dataset")
    undivided = df["concept"].eq("all").groupby(df["dataset"])
    mixed = undivided.transform("any") & ~undivided.transform("all")
    yield Broken(
        name, "concept", mixed, "stands beside its own parts, so the money would count twice"
    )
    yield Broken(
        name,
        "period",
        _within_a_span(df),
        "lies within a span of years that has a row of its own, so the money would count twice",
    )


def _within_a_span(df: pd.DataFrame) -> "pd.Series[bool]":
    """Tell which rows overlap with a span of years that another row of the same thing covers."""
    same = ["dataset", "area", "concept"]
    first = pd.to_numeric(df["period"].str[:4], errors="coerce")
    last = pd.to_numeric(df["period"].str[-4:], errors="coerce")
    within = pd.Series(False, index=df.index)
    for span in df.index[first < last]:
        alike = df[same].eq(df.loc[span, same]).all(axis="columns")
        overlaps = alike & (first <= last[span]) & (last >= first[span])
        within |= overlaps & (df.index != span)
    return within


def _months(df: pd.DataFrame) -> pd.DataFrame:
    """Return of each area, source and month the ``total`` of the browsers, and Apple's share.

    ``apple`` is Safari on iOS in percent of the mobile browsers.
    """
    key = ["area", "source_id", "period"]
    mobile = df[df["browser"].ne("desktop browsers")].groupby(key)["share_pct"].sum()
    safari = df[df["browser"].eq("Safari on iOS")].groupby(key)["share_pct"].sum()
    total = df.groupby(key)["share_pct"].sum()
    return pd.DataFrame({"total": total, "apple": 100 * safari / mobile}).sort_index()


def _of_rows(df: pd.DataFrame, months: "pd.Series[bool]") -> "pd.Series[bool]":
    """Tell of each row whether its area, source and month is among those marked."""
    rows = pd.MultiIndex.from_frame(df[["area", "source_id", "period"]])
    return mask(rows.isin(months.index[months]), df)
