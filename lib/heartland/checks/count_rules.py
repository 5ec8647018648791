"""Rules on what was counted: one count stands once, a break is marked, a figure is near its neighbours.

Which rows are of one count, which column defines a series and which rows are neighbours is declared by the schema
(``counts``, ``defines``, ``near``); the rules here know no table but where two of them must agree.
"""

import re
from typing import Any

import numpy as np
import pandas as pd

from heartland.checks.rule import Broken, Tables, declared

YEAR = r"\d{4}"
FIGURES = ("value", "share", "growth", "persons", "per_usd")  # how columns of quantities begin
Figures = np.ndarray[Any, np.dtype[np.float64]]
SHARE_OFF = 0.01  # an amount over output may be off its published share by one part in a hundred


def counts_stand_once(tables: Tables) -> Broken:
    """Of the rows of one count one at most is settled; what was changed is P, what is doubted U, an echo is no row.

    Forecasts are settled too where the key of the count holds the edition.
    """
    for name, df in tables.items():
        alike = declared(name).get("counts", [])
        if not alike:
            continue
        settled = df["status"].isin(["A", "B"])
        if "vintage" in alike:
            settled |= df["status"].eq("F")
        for column in _quantities(df):
            stands = settled & df[column].notna()
            twice = df[stands].duplicated(alike, keep=False)
            second = pd.Series(False, index=df.index)
            second[twice.index[twice]] = True
            yield (
                name,
                column,
                second,
                "is one of two settled figures of one count: put an echo into also_in, "
                "give P to what was changed later and U to what is doubted",
            )


def _quantities(df: pd.DataFrame) -> list[str]:
    numbers = df.select_dtypes("number").columns.astype(str)
    return [column for column in numbers if column.startswith(FIGURES)]


def breaks_are_marked(tables: Tables) -> Broken:
    """Where a series takes another definition from one year to the next, the first year of the new one is a break."""
    for name, df in tables.items():
        for column, alike in declared(name).get("defines", {}).items():
            whole = df[df["period"].str.fullmatch(YEAR) & df[column].ne("")]
            ordered = whole.sort_values("period", kind="stable")
            before = ordered.groupby(alike)[column].shift()
            changed = before.notna() & ordered[column].ne(before) & ordered["status"].ne("B")
            unmarked = pd.Series(False, index=df.index)
            unmarked[changed.index[changed]] = True
            yield (
                name,
                "status",
                unmarked,
                f"is not B, and {column} is another than in the year before",
            )


def outturns_are_in_order(tables: Tables) -> Broken:
    """A first outturn comes within the year after, or follows an estimate made later than its year; none comes before it."""
    name = "growth_forecasts"
    df = tables[name]
    cell = ["publisher", "area", "target_year"]
    made = pd.to_numeric(df["vintage"].str[:4], errors="coerce")
    estimate = df["kind"].eq("nowcast or estimate") & (made > df["target_year"])
    estimated = set(df.loc[estimate, cell].itertuples(index=False, name=None))
    rows = df[cell].itertuples(index=False, name=None)
    missed = pd.Series([row not in estimated for row in rows], index=df.index, dtype=bool)
    late = df["kind"].eq("first outturn") & (made - df["target_year"] >= 2) & missed
    yield (
        name,
        "kind",
        late,
        "is called first two years on, and no edition in between had an estimate: write later outturn",
    )
    first = df[df["kind"].eq("first outturn")].groupby(cell)["vintage"].min().to_dict()
    firsts = pd.Series(pd.MultiIndex.from_frame(df[cell]).map(first), index=df.index)
    early = df["kind"].eq("later outturn") & firsts.notna() & (df["vintage"] < firsts.fillna(""))
    yield name, "vintage", early, "is earlier than that of the first outturn"


def neighbours_agree(tables: Tables) -> Broken:
    """No figure is far from all of its neighbours: the years beside it, or the other statements on its cell.

    ``differs`` is a distance in the unit of the column, from the nearest neighbour; ``factor`` a ratio to the median of
    the neighbours, of which the larger must reach ``from``. A break (B) and what is doubted (U) may stand apart.
    """
    for name, df in tables.items():
        for column, near in declared(name).get("near", {}).items():
            rows = df[df[column].notna()]
            rows = rows.assign(at=_time(rows[near["along"]], near["along"])).dropna(subset=["at"])
            value, time = rows[column].to_numpy("float64"), rows["at"].to_numpy("float64")
            apart: list[Any] = []
            for places in rows.groupby(near["alike"], dropna=False).indices.values():
                far_off = _far_off(value[places], time[places], near)
                apart += list(rows.index[places[far_off]])
            far = pd.Series(df.index.isin(apart), index=df.index)
            if "status" in df:
                far &= ~df["status"].isin(["B", "U"])
            yield (
                name,
                column,
                far,
                f"is far from its neighbours ({', '.join(near['alike'])}): look for a slip, or say in "
                "exceptions.csv why it is right",
            )


def _time(dates: pd.Series, along: str) -> pd.Series:
    """Years as numbers, of an edition with its month; a part of a year is no neighbour of years, and has no time."""
    text = dates.astype("str")
    years = pd.to_numeric(text.str[:4], errors="coerce")
    if along == "period":
        return years.where(text.str.fullmatch(YEAR).astype(bool))
    months = pd.to_numeric(text.str.extract(r"^\d{4}-(\d{2})")[0], errors="coerce")
    return years + months.fillna(6) / 12


def _far_off(
    value: Figures, time: Figures, near: dict[str, Any]
) -> "np.ndarray[Any, np.dtype[np.bool_]]":
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
        others = np.where(beside, value[None, :], np.nan)[known]
        middle = np.nanmedian(others, axis=1)
        low, high = np.minimum(value[known], middle), np.maximum(value[known], middle)
        far[known] |= (high >= near.get("from", 0)) & (low * near["factor"] < high)
    return far


def amounts_give_their_shares(tables: Tables) -> Broken:
    """An amount of the series over the output of its year gives the published share: both belong to one state of the data."""
    name = "remittances"
    df = tables[name]
    output = tables["macro"].query("measure == 'gdp_nominal'").set_index(["area", "year"])
    gdp = output["value_usd_mn"].to_dict()
    year = pd.to_numeric(df["period"].where(df["period"].str.fullmatch(YEAR)), errors="coerce")
    series = df[df["vintage"].eq("") & df["partner"].eq("WLD") & year.notna()].assign(year=year)
    amounts = series.dropna(subset=["value_usd_mn"])
    cell = ["area", "year", "measure", "reporter"]
    amount = amounts.drop_duplicates(cell).set_index(cell)["value_usd_mn"].to_dict()
    shares = series.dropna(subset=["share_gdp_pct"])
    of_same = pd.MultiIndex.from_frame(shares[cell]).map(amount)
    of_year = pd.MultiIndex.from_frame(shares[["area", "year"]]).map(gdp)
    made = pd.Series(100 * of_same.to_numpy() / of_year.to_numpy(), index=shares.index)
    off = (made / shares["share_gdp_pct"] - 1).abs() > SHARE_OFF
    wrong = pd.Series(False, index=df.index)
    wrong[off.index[off]] = True
    yield (
        name,
        "share_gdp_pct",
        wrong,
        "is not the amount of the series over the output of the year in macro: take both from one edition",
    )


def reporters_are_named(tables: Tables) -> Broken:
    """A counter is an office, not a country; only in trade the code of a country stands for its statistics."""
    areas = tables["areas"]
    countries = set(areas.loc[areas["kind"].eq("country"), "area"])
    for name, df in tables.items():
        if "reporter" in df and name != "trade":
            yield (
                name,
                "reporter",
                df["reporter"].isin(countries),
                "is the code of a country: name the office that counted",
            )


def addresses_lead_to_documents(tables: Tables) -> Broken:
    """The address of a source is that of the document, not of the outlet's home."""
    home = tables["sources"]["url"].map(lambda url: bool(re.fullmatch(r"https?://[^/]+/?", url)))
    yield "sources", "url", home.astype(bool), "is a home page: give the address of the document"


RULES = (counts_stand_once, breaks_are_marked, outturns_are_in_order, neighbours_agree)
ACROSS = (amounts_give_their_shares, reporters_are_named, addresses_lead_to_documents)
