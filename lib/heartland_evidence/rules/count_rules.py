"""Rules on what was counted: one count once, breaks marked, figures near their neighbours.

Which rows are of one count, which column defines a series and which rows are neighbours is
declared by the schema (``counts``, ``defines``, ``near``); the rules here know no table but where
two of them must agree.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from heartland_evidence.rules.rule import OWN_PEOPLE, YEAR, Broken, Tables, beside, mask, rule

Figures = np.ndarray[Any, np.dtype[np.float64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
SHARE_OFF = 0.01  # an amount over output may be off its published share by one part in a hundred
SERIES = ["area", "year", "measure", "reporter"]  # what an amount and its share are of
FLOW = ["area", "partner", "period", "flow"]  # what two countries count of one trade
MIRRORED = {"exports": "imports", "imports": "exports"}
MIRROR_APART = 5  # times; the widest gap that both countries publish is a little over four
MIRROR_FROM = 10  # millions of dollars, below which counts differ by any factor
DOUBTED = ("P", "U")
MEDIA = ("media", "news agency")  # kinds of sources that relay the counts of others
MEDIUM = (
    "is a medium: name who counted, write 'not named' where the text names nobody, "
    "or say in note how its own people did"
)
PRINTERS = r"[();,]| via | relayed by |\bcopy (?:at|of) |\brepost of "  # "Anews (dpa)" is two media
CELL = ["publisher", "area", "target_year"]  # what a growth rate is of, whatever the edition


@rule()
def counts_stand_once(tables: Tables) -> Iterator[Broken]:
    """Of the rows of one count one at most is settled.

    What was changed is P, what is doubted U, an echo is no row. Forecasts are settled too where
    the key of the count holds the edition.
    """
    sentence = (
        "is one of two settled figures for one count: move an echo to also_in, "
        "mark as P what was later changed and as U what is doubted"
    )
    for name, df in tables.items():
        alike = tables.schema(name).get("counts", [])
        if not alike:
            continue
        settled = df["status"].isin(["A", "B"])
        if "vintage" in alike:
            settled |= df["status"].eq("F")
        for column in tables.figures(name):
            stands = df[settled & df[column].notna()]
            twice = stands.index[stands.duplicated(alike, keep=False)]
            yield Broken(name, column, mask(df.index.isin(twice), df), sentence)


@rule()
def breaks_are_marked(tables: Tables) -> Iterator[Broken]:
    """Where a series takes another definition, the first year of the new one is a break."""
    for name, df in tables.items():
        for column, alike in tables.schema(name).get("defines", {}).items():
            whole = df[df["period"].str.fullmatch(YEAR).astype(bool) & df[column].ne("")]
            ordered = whole.sort_values("period", kind="stable")
            before = ordered.groupby(alike)[column].shift()
            changed = before.notna() & ordered[column].ne(before) & ordered["status"].ne("B")
            unmarked = mask(df.index.isin(changed.index[changed]), df)
            sentence = f"is not B, but {column} differs from the year before"
            yield Broken(name, "status", unmarked, sentence)


@rule(growth_forecasts="publisher area target_year# kind vintage")
def first_outturns_are_first(tables: Tables) -> Iterator[Broken]:
    """A first outturn comes within the year after, or follows an estimate made after its year."""
    df = tables["growth_forecasts"]
    made = pd.to_numeric(df["vintage"].str[:4], errors="coerce")
    after = df["kind"].eq("nowcast or estimate") & (made > df["target_year"]).fillna(False)
    cells = pd.MultiIndex.from_frame(df[CELL])
    estimated = cells.isin(cells[after])
    late = df["kind"].eq("first outturn") & (made - df["target_year"] >= 2) & ~estimated
    sentence = (
        "is called first, but came two years later, and no edition in between had "
        "an estimate: write later outturn"
    )
    yield Broken("growth_forecasts", "kind", late, sentence)


@rule(growth_forecasts="publisher area target_year# kind vintage")
def first_outturns_are_single(tables: Tables) -> Iterator[Broken]:
    """A publisher has one first outturn of the growth of an area in a year."""
    df = tables["growth_forecasts"]
    outturns = df[df["kind"].eq("first outturn")].sort_values("vintage", kind="stable")
    second = outturns.index[outturns.duplicated(CELL)]
    yield Broken(
        "growth_forecasts",
        "kind",
        mask(df.index.isin(second), df),
        "is this publisher's second first outturn: write later outturn",
    )


@rule(growth_forecasts="publisher area target_year# kind vintage")
def later_outturns_are_later(tables: Tables) -> Iterator[Broken]:
    """No later outturn comes before the first."""
    df = tables["growth_forecasts"]
    first = df[df["kind"].eq("first outturn")].groupby(CELL)["vintage"].min().to_dict()
    cells = beside(*(df[column] for column in CELL))
    of_cell = pd.Series([first.get(cell, "") for cell in cells], df.index, dtype="object")
    early = df["kind"].eq("later outturn") & (df["vintage"] < of_cell)
    sentence = "is earlier than that of the first outturn"
    yield Broken("growth_forecasts", "vintage", early, sentence)


@rule()
def neighbours_agree(tables: Tables) -> Iterator[Broken]:
    """No figure is far from all of its neighbours: the years beside it, or the same cell's others.

    ``differs`` is a distance in the unit of the column, from the nearest neighbour; ``factor`` a
    ratio to the median of the neighbours, of which the larger must reach ``from``. A break (B)
    and what is doubted (U) may stand apart.
    """
    for name, df in tables.items():
        for column, near in tables.schema(name).get("near", {}).items():
            rows = df[df[column].notna()]
            rows = rows.assign(at=_time(rows[near["along"]], near["along"])).dropna(subset=["at"])
            value, time = rows[column].to_numpy("float64"), rows["at"].to_numpy("float64")
            apart: list[Any] = []
            for places in rows.groupby(near["alike"], dropna=False).indices.values():
                if len(places) == 1:
                    continue
                far_off = _far_off(value[places], time[places], near)
                if far_off.any():
                    apart += list(rows.index[places[far_off]])
            far = mask(df.index.isin(apart), df)
            if "status" in df:
                far &= ~df["status"].isin(["B", "U"])
            sentence = (
                f"is far from its neighbours ({', '.join(near['alike'])}): look for a slip, "
                "or say in exceptions.csv why it is right"
            )
            yield Broken(name, column, far, sentence)


@rule(trade="area partner period flow product reporter status value_usd_mn#")
def mirrors_agree(tables: Tables) -> Iterator[Broken]:
    """What two countries count of one trade is not many times apart.

    Each flow is named from the side of its area: the exports of one republic to another are the
    imports of the other from it.
    """
    df = tables["trade"]
    stands = df["product"].eq("total") & df["value_usd_mn"].notna() & ~df["status"].isin(DOUBTED)
    total = df[stands].assign(row=df.index[stands])
    own = total[total["reporter"].eq(total["area"])]
    of_partner = total[total["reporter"].eq(total["partner"])]
    turned = own.rename(columns={"area": "partner", "partner": "area"})
    turned = turned.assign(flow=turned["flow"].replace(MIRRORED))
    pairs = own.merge(pd.concat([of_partner, turned]), on=FLOW, suffixes=("", "_other"))

    here, there = pairs["value_usd_mn"], pairs["value_usd_mn_other"]
    more, less = np.maximum(here, there), np.minimum(here, there)
    apart = pairs[(more >= MIRROR_FROM) & (more > MIRROR_APART * less)]
    rows = set(apart["row"]) | set(apart["row_other"])
    sentence = (
        f"differs by a factor of more than {MIRROR_APART} from what the other country counts: "
        "look for a slip, or say in exceptions.csv why it is right"
    )
    yield Broken("trade", "value_usd_mn", mask(df.index.isin(rows), df), sentence)


def _time(dates: pd.Series, along: str) -> pd.Series:
    """Years as numbers, of an edition with its month; a part of a year has no time."""
    text = dates.astype("str")
    years = pd.to_numeric(text.str[:4], errors="coerce")
    if along == "period":
        return years.where(text.str.fullmatch(YEAR).astype(bool))
    months = pd.to_numeric(text.str.extract(r"^\d{4}-(\d{2})")[0], errors="coerce")
    return years + months.fillna(6) / 12


def _far_off(value: Figures, time: Figures, near: dict[str, Any]) -> Flags:
    """Tell which of the figures of one series or cell are far from those beside them in time."""
    apart = np.abs(time[:, None] - time[None, :])
    beside = (apart <= near["within"] + 1e-9) & ~np.eye(len(value), dtype=bool)
    if "factor" in near:
        beside &= apart > 0
    known = beside.any(axis=1)
    far = np.zeros(len(value), dtype=bool)
    if "differs" in near:
        distance = np.where(beside, np.abs(value[:, None] - value[None, :]), np.inf)
        far |= known & (distance.min(axis=1) > near["differs"])
    if "factor" in near and known.any():
        middle = _median(np.where(beside, value[None, :], np.inf)[known])
        low, high = np.minimum(value[known], middle), np.maximum(value[known], middle)
        far[known] |= (high >= near.get("from", 0)) & (low * near["factor"] < high)
    return far


def _median(figures: Figures) -> Figures:
    """Return the median of each row; what is infinite is not counted."""
    ordered = np.sort(figures, axis=1)
    rows, counted = np.arange(len(ordered)), np.isfinite(ordered).sum(axis=1)
    upper, lower = ordered[rows, counted // 2], ordered[rows, (counted - 1) // 2]
    middle: Figures = (lower + upper) / 2
    return middle


@rule(
    remittances="area partner period measure reporter vintage value_usd_mn# share_gdp_pct#",
    macro="area year# measure value_usd_mn#",
)
def amounts_give_their_shares(tables: Tables) -> Iterator[Broken]:
    """An amount over the output of its year gives the published share: both are of one edition."""
    df = tables["remittances"]
    year = pd.to_numeric(df["period"].where(df["period"].str.fullmatch(YEAR).astype(bool)))
    of_the_world = df["vintage"].eq("") & df["partner"].eq("WLD")
    series = df.assign(year=year, row=df.index)[of_the_world & year.notna()]
    shares = series.dropna(subset=["share_gdp_pct"])[[*SERIES, "share_gdp_pct", "row"]]
    amounts = series.dropna(subset=["value_usd_mn"])[[*SERIES, "value_usd_mn"]]

    macro = tables["macro"]
    nominal = macro[macro["measure"].eq("gdp_nominal")].drop_duplicates(["area", "year"])
    output = nominal[["area", "year", "value_usd_mn"]].rename(columns={"value_usd_mn": "gdp"})

    rows = shares.merge(amounts.drop_duplicates(SERIES), on=SERIES)
    rows = rows.merge(output, on=["area", "year"])
    computed = 100 * rows["value_usd_mn"].astype("float64") / rows["gdp"].astype("float64")
    off = (computed / rows["share_gdp_pct"] - 1).abs() > SHARE_OFF
    yield Broken(
        "remittances",
        "share_gdp_pct",
        mask(df.index.isin(rows.loc[off, "row"]), df),
        "is not the series' amount divided by the year's output in macro: "
        "take both from one edition",
    )


@rule(all_tables=True, areas="area kind")
def reporters_are_named(tables: Tables) -> Iterator[Broken]:
    """A counter is an office; only in trade a country's code stands for its statistics."""
    areas = tables["areas"]
    countries = set(areas.loc[areas["kind"].eq("country"), "area"])
    for name, df in tables.items():
        if "reporter" in df and name != "trade":
            coded = df["reporter"].isin(countries)
            sentence = "is a country code: name the office that counted"
            yield Broken(name, "reporter", coded, sentence)


@rule(all_tables=True, sources="kind publisher")
def media_count_with_their_own_people(tables: Tables) -> Iterator[Broken]:
    """A medium is a counter only where the note says that the figure is its own.

    A publisher that names the agency or the paper behind it is as many media as it names.
    Tables that tell of what kind a reporter is have a rule of their own.
    """
    sources = tables["sources"]
    publishers = sources.loc[sources["kind"].isin(MEDIA), "publisher"]
    named = publishers.str.split(PRINTERS, regex=True).explode().str.strip()
    media = {*publishers, *named} - {""}
    for name, df in tables.items():
        if "reporter" not in df or "note" not in df or "reporter_kind" in df:
            continue
        own = df["note"].str.contains(OWN_PEOPLE)
        yield Broken(name, "reporter", df["reporter"].isin(media) & ~own, MEDIUM)
