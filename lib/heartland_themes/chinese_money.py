"""What China's lenders and donors committed to the republics, by whose count (notebook 12).

Rows are those of ``chinese_finance``: two datasets of AidData, each at the prices of a year of its
own, which stand side by side and are never added. A commitment is what was agreed, not what was
paid out or is still owed. *Deals* are single lines of the American Enterprise Institute's tracker,
from ``other_figures``. Amounts are in millions of dollars in the rows and in billions in figures.
"""

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from heartland import sentences
from heartland.figures import charts, sizes, style
from heartland.figures.frame import Sheet, frame, panels, unit_on_top
from heartland.figures.labels import note
from heartland.sentences import Finding
from heartland.tables.areas import REPUBLICS, area_names
from heartland.tables.measures import LEVEL
from heartland.tables.sources import join_columns, merge_with_sources

CONCESSIONAL = "AidData GCDF 3.0"  # by the terms of commitments, to 2021
NEWEST = "AidData CLG-Global 1.0"  # without the terms, to 2023
LAST_BEFORE = 2012  # the last whole year before the Belt and Road, proposed in September 2013
PERIODS = ((1900, LAST_BEFORE), (2013, 2017), (2018, 2100))  # before, its first five years, since
TERMS = {"ODA-like": style.OTHERS[3], "OOF-like": style.RULE, "vague": style.OTHERS[2]}
COUNTS = {CONCESSIONAL: style.OTHERS[0], NEWEST: style.OTHERS[2]}
DEAL = style.OTHERS[1]
PATCH = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}  # under text that crosses rules
SHORT = {  # firms whose names are too long for a row of a figure
    "China National Chemical Engineering": "Chemical Engineering",
    "State Construction Engineering": "State Construction",
}
HALF = 50.0  # percent
MARGIN = 1.25  # a deal in dollars of the day is larger than a sum in constant ones beyond it
MOST_BESIDE = 80.0  # percent: a longer bar has no room for its label beside it
THOUSAND = 1000  # millions in a billion
UNKNOWN = "–"  # an average of years without a record and of zeros
SMALL = 100.0  # million dollars: where no year had more, millions are drawn


# Selections and measures


def in_order(money: pd.DataFrame) -> pd.DataFrame:
    """Sort ``chinese_finance`` by its key, so that sums come out alike to the last digit."""
    return money.sort_values(["dataset", "area", "period", "concept"])


def by_year(money: pd.DataFrame) -> pd.DataFrame:
    """Add up the concepts of each dataset, area and year; a year without a record is empty.

    Args:
        money: ``chinese_finance``.

    Returns:
        A row for each dataset, area and each year that the dataset covers: ``first`` and ``last``
        (they differ in a row that holds several years), ``years``, ``value_usd_mn`` and
        ``a_year_usd_mn``, ``recorded`` (whether there is any record), ``price_year``,
        ``source_id``.
    """
    dated = in_order(money).assign(
        first=money["period"].str[:4].astype(int),
        last=money["period"].str[-4:].astype(int),
        price_year=money["price_basis"].str.extract(r"(\d{4})", expand=False).astype(int),
    )
    key = ["dataset", "price_year", "source_id", "first", "last"]
    wide = dated.pivot_table(index=key, columns="area", values="value_usd_mn", aggfunc="sum")
    grid = wide.reset_index().melt(key, var_name="area", value_name="value_usd_mn")
    grid = grid.assign(
        recorded=grid["value_usd_mn"].notna(),
        years=grid["last"] - grid["first"] + 1,
    )
    grid = grid.assign(a_year_usd_mn=grid["value_usd_mn"] / grid["years"])
    return grid.sort_values(["dataset", "area", "first"], ignore_index=True)


def deals_among(figures: pd.DataFrame) -> pd.DataFrame:
    """Keep the deals of the tracker among ``other_figures``, of a billion dollars or more."""
    return figures[figures["measure"].str.startswith("deal of ")]


def select(yearly: pd.DataFrame, areas: Sequence[str], start: int, end: int) -> pd.DataFrame:
    """Keep the rows of some areas whose years lie between two."""
    inside = yearly["first"].ge(start) & yearly["last"].le(end)
    return yearly[inside & yearly["area"].isin(areas)]


def of_dataset(yearly: pd.DataFrame, dataset: str) -> pd.DataFrame:
    """Keep the rows of one dataset, without the areas that have no money in them."""
    rows = yearly[yearly["dataset"].eq(dataset)]
    return rows[rows.groupby("area")["value_usd_mn"].transform("sum").gt(0)]


def of_common_years(yearly: pd.DataFrame) -> pd.DataFrame:
    """Keep the years that every dataset among the rows covers."""
    if yearly.empty:
        return yearly
    first = yearly.groupby("dataset")["first"].min().max()
    last = yearly.groupby("dataset")["last"].max().min()
    return yearly[yearly["first"].ge(first) & yearly["last"].le(last)]


def of_common_beginning(yearly: pd.DataFrame) -> pd.DataFrame:
    """Keep the datasets that begin in the earliest year; one that begins later would mislead."""
    if yearly.empty:
        return yearly
    begins = yearly.groupby("dataset")["first"].transform("min")
    return yearly[begins.eq(begins.min())]


def totals(yearly: pd.DataFrame) -> pd.DataFrame:
    """Add up the years of each dataset and area: ``value_usd_mn``, ``first`` and ``last`` year.

    A dataset without any record of an area has no row for it.
    """
    if yearly.empty:
        return yearly
    key = ["dataset", "area"]
    years = yearly.fillna({"value_usd_mn": 0.0})  # one without a record adds nothing to a sum
    sums: pd.DataFrame = years.groupby(key, as_index=False).agg(
        value_usd_mn=("value_usd_mn", "sum"),
        recorded=("recorded", "any"),
        first=("first", "min"),
        last=("last", "max"),
        price_year=("price_year", "first"),
        source_id=("source_id", "first"),
    )
    return sums[sums["recorded"]].drop(columns="recorded")


def by_terms(money: pd.DataFrame) -> pd.DataFrame:
    """Add up the commitments to each area by their terms, with ``share_pct`` of all of them.

    Args:
        money: rows of ``chinese_finance`` that tell concepts apart.
    """
    if money.empty:
        return money
    key = ["area", "concept", "price_basis", "source_id"]
    sums = in_order(money).groupby(key, as_index=False)["value_usd_mn"].sum()
    total = sums.groupby("area")["value_usd_mn"].transform("sum")
    shares: pd.DataFrame = sums.assign(
        share_pct=100 * sums["value_usd_mn"] / total,
        total_usd_mn=total,
        first=int(money["period"].min()),
        last=int(money["period"].max()),
    )
    shares = shares[shares["total_usd_mn"].gt(0)]
    return shares.sort_values(["area", "concept"], ignore_index=True)


def by_period(yearly: pd.DataFrame) -> pd.DataFrame:
    """Compute what was committed a year before the Belt and Road, in its first years, and since.

    A period counts as many years as its rows cover, those without a record among them: these add
    nothing to a sum. Of a period in which some are and the others are zero, no average is known.

    Args:
        yearly: rows of one dataset (``by_year``).

    Returns:
        A row an area and ``period``: ``a_year_usd_mn``, ``first`` and ``last`` year.
    """
    kept = []
    for number, (first, last) in enumerate(PERIODS):
        inside = yearly[yearly["first"].ge(first) & yearly["last"].le(last)]
        kept.append(inside.assign(period=number))
    sums = pd.concat(kept).groupby(["area", "period"])
    rows = sums.agg(
        value_usd_mn=("value_usd_mn", "sum"),
        years=("years", "sum"),
        recorded=("recorded", "all"),
        first=("first", "min"),
        last=("last", "max"),
    ).reset_index()
    is_known = rows["recorded"] | rows["value_usd_mn"].gt(0)
    average = rows["value_usd_mn"] / rows["years"]
    return rows.drop(columns="recorded").assign(a_year_usd_mn=average.where(is_known))


def before(yearly: pd.DataFrame) -> pd.DataFrame:
    """Compute what part of the commitments was made before the Belt and Road.

    Args:
        yearly: rows of one dataset or more (``by_year``).

    Returns:
        A row a dataset and area: ``before_usd_mn``, ``value_usd_mn``, ``share_pct``, the years;
        none unless a dataset has years on both sides.
    """
    if yearly.empty:
        return yearly
    every = totals(yearly)
    early = yearly[yearly["last"].le(LAST_BEFORE)]
    sums = totals(early)[["dataset", "area", "value_usd_mn"]]
    sums = sums.rename(columns={"value_usd_mn": "before_usd_mn"})
    both = every.merge(sums, on=["dataset", "area"])
    both = both[both["last"].gt(LAST_BEFORE) & both["value_usd_mn"].gt(0)]
    return both.assign(share_pct=100 * both["before_usd_mn"] / both["value_usd_mn"])


def against_output(sums: pd.DataFrame, gdp: pd.DataFrame) -> pd.DataFrame:
    """Set commitments beside the output of the year in whose dollars they are counted.

    Args:
        sums: rows of ``totals``.
        gdp: nominal ``macro`` rows in dollars, one an area and year.

    Returns:
        The rows that have an output, with ``gdp_usd_mn`` and ``share_pct`` of it.
    """
    if sums.empty:
        return sums
    output = gdp[["area", "year", "value_usd_mn", "source_id"]]
    output = output.rename(columns={"year": "price_year", "value_usd_mn": "gdp_usd_mn"})
    both = merge_with_sources(sums, output, ["area", "price_year"])
    return both.assign(share_pct=100 * both["value_usd_mn"] / both["gdp_usd_mn"])


def beside_deals(deals: pd.DataFrame, yearly: pd.DataFrame) -> pd.DataFrame:
    """Set each deal beside all that each dataset counts for its republic in its year.

    Args:
        deals: rows of ``other_figures``, ``measure`` "deal of FIRM in FIELD".
        yearly: rows of all datasets and areas (``by_year``).

    Returns:
        A row a deal, the largest first: ``area``, ``year``, ``firm``, ``field``, ``deal_usd_mn``,
        and a column a dataset, empty where it has no record of the year by itself.
    """
    if deals.empty:
        return deals
    single = yearly[yearly["years"].eq(1)]
    wide = single.pivot(index=["area", "first"], columns="dataset", values="value_usd_mn")
    wide = wide.reindex(columns=list(COUNTS)).reset_index()
    words = deals["measure"].str.extract(r"^deal of (?P<firm>.+) in (?P<field>.+)$")
    dated = deals.assign(
        first=deals["period"].str[:4].astype(int),
        firm=words["firm"],
        field=words["field"],
        deal_usd_mn=deals["value"],
    )
    both = dated.merge(wide, on=["area", "first"], how="left").rename(columns={"first": "year"})
    ids = single.drop_duplicates("dataset").set_index("dataset")["source_id"]
    for dataset in COUNTS:
        counting = pd.Series(ids.get(dataset), index=both.index, dtype="str")
        both["counted_by"] = counting.where(both[dataset].notna())
        both["source_id"] = join_columns(both, "source_id", "counted_by")
    columns = ["area", "year", "period", "firm", "field", "deal_usd_mn", *COUNTS, "source_id"]
    largest = both.sort_values(["deal_usd_mn", "area", "period"], ascending=[False, True, True])
    return largest[columns].reset_index(drop=True)


# Findings


def wave(rows: pd.DataFrame) -> Finding:
    """Find where the commitments of a year changed most between the first period and the last.

    Args:
        rows: rows of one dataset (``by_year``).

    Facts:
        ``name``, ``fell``, ``before`` and ``after`` in ``unit`` a year, the first and last year of
        both periods; none where there is one period only, or no change.
    """
    plain = Finding(f"What China committed by year, {_years(rows)}")
    first, last = _most_changed(by_period(rows))
    old, new = first.get("a_year_usd_mn", 0.0), last.get("a_year_usd_mn", 0.0)
    if abs(new - old) <= max(old, new) * LEVEL / 100:
        return plain
    unit = "million" if min(old, new) < THOUSAND else "billion"
    scale = 1 if unit == "million" else THOUSAND
    facts = {
        "name": area_names()[first["area"]],
        "fell": bool(new < old),
        "before": float(old) / scale,
        "after": float(new) / scale,
        "unit": unit,
        "first": int(first["first"]),
        "first_to": int(first["last"]),
        "last": int(last["first"]),
        "last_to": int(last["last"]),
    }
    verb = "fell" if facts["fell"] else "rose"
    digits = 0 if unit == "million" else 1
    old_years = sentences.span([facts["first"], facts["first_to"]])
    new_years = sentences.span([facts["last"], facts["last_to"]])
    text = (
        f"Chinese commitments to {facts['name']} {verb} from {facts['before']:,.{digits}f} "
        f"{unit} dollars a year ({old_years}) to {facts['after']:,.{digits}f} ({new_years})"
    )
    return Finding(text, facts)


def _most_changed(means: pd.DataFrame) -> tuple[Mapping[Any, Any], Mapping[Any, Any]]:
    """Return the first and the last period of the area in which a year changed most."""
    pair: tuple[Mapping[Any, Any], Mapping[Any, Any]] = ({}, {})
    most = 0.0
    for _, one in means.groupby("area"):
        periods = one.sort_values("period").to_dict("records")
        change = abs(periods[-1]["a_year_usd_mn"] - periods[0]["a_year_usd_mn"])
        if change > most:
            most = change
            pair = (periods[0], periods[-1])
    return pair


def largest_share(rows: pd.DataFrame) -> Finding:
    """Find the area to which most was committed by every count (``totals``).

    Facts: ``name``, ``least_pct`` and ``most_pct`` of what went to all areas, by the counts;
    ``areas`` in words; of a single area those of ``committed_to_one``; none where the counts name
    different areas.
    """
    wide = rows.pivot(index="area", columns="dataset", values="value_usd_mn")
    if len(wide) == 1:
        return committed_to_one(rows)
    leaders = wide.idxmax().unique()
    if len(leaders) > 1:
        return Finding("What China committed, by whose count")
    shares = 100 * wide.loc[leaders[0]] / wide.sum()
    least, most = float(shares.min()), float(shares.max())
    facts = {
        "name": area_names()[leaders[0]],
        "least_pct": least,
        "most_pct": most,
        "areas": f"{sentences.count(len(wide))} republics",
    }
    percent = _from_to(least, most)
    the = "the " if len(wide) == len(REPUBLICS) else ""
    text = (
        f"{facts['name']} accounted for {percent} of Chinese commitments to {the}{facts['areas']}"
    )
    return Finding(text, facts)


def committed_to_one(rows: pd.DataFrame) -> Finding:
    """Find what was committed to the one area among the rows (``totals``), by every count.

    Facts: ``name``, ``least`` and ``most`` by the counts in ``unit``, the ``first`` and ``last``
    year; none where a count has nothing.
    """
    least, most = float(rows["value_usd_mn"].min()), float(rows["value_usd_mn"].max())
    name = area_names()[rows["area"].iloc[0]]
    if least < 1:
        return Finding(f"What China committed to {name}, by whose count")
    unit = "million" if most < THOUSAND else "billion"
    scale = 1 if unit == "million" else THOUSAND
    facts = {
        "name": name,
        "least": least / scale,
        "most": most / scale,
        "unit": unit,
        "first": int(rows["first"].min()),
        "last": int(rows["last"].max()),
    }
    digits = 0 if unit == "million" else 1
    amounts = [f"{facts[one]:,.{digits}f}" for one in ("least", "most")]
    amount = " to ".join(dict.fromkeys(amounts))
    text = f"China committed {amount} {unit} dollars to {name}, {_years(rows)}"
    return Finding(text, facts)


def _from_to(least: float, most: float) -> str:
    """Write one percentage, or two that the counts disagree on; neither 0 nor 100 of a part."""
    if 0 < most < 0.5:
        return "less than 1 percent"
    if least >= 99.5 and most < 100:
        return "more than 99 percent"
    if f"{least:.0f}" == f"{most:.0f}":
        return f"{least:.0f} percent"
    return f"{least:.0f} to {most:.0f} percent"


def terms_apart(rows: pd.DataFrame) -> Finding:
    """Find where aid-like terms weighed least and most (``by_terms``).

    Facts: ``lowest`` and ``highest`` by name, their shares in percent; of a single area its
    ``name`` and ``percent``.
    """
    aid = rows[rows["concept"].eq("ODA-like")].set_index("area")["share_pct"].sort_values()
    names = area_names()
    if len(aid) == 1:
        facts: dict[str, Any] = {"name": names[aid.index[0]], "percent": float(aid.iloc[0])}
        share = sentences.sentence(_from_to(facts["percent"], facts["percent"]))
        text = f"{share} of commitments to {facts['name']} were on aid-like terms"
        return Finding(text, facts)
    facts = {
        "lowest": names[aid.index[0]],
        "lowest_pct": float(aid.iloc[0]),
        "highest": names[aid.index[-1]],
        "highest_pct": float(aid.iloc[-1]),
    }
    low = _from_to(facts["lowest_pct"], facts["lowest_pct"])
    high = _from_to(facts["highest_pct"], facts["highest_pct"])
    text = (
        f"Aid-like terms: {low} of commitments to {facts['lowest']}, "
        f"{high} of those to {facts['highest']}"
    )
    return Finding(text, facts)


def mostly_before(rows: pd.DataFrame) -> Finding:
    """Find the areas to which most was committed before the Belt and Road, by every count.

    Facts: ``who`` in words, ``mostly`` and ``areas`` as numbers of areas; none where the counts
    disagree on an area.
    """
    wide = rows.pivot(index="area", columns="dataset", values="share_pct")
    is_most = wide.gt(HALF)
    agree = is_most.where(wide.notna()).nunique(axis=1).le(1)
    if not agree.all():
        return Finding("What was committed before the Belt and Road, by whose count")
    mostly = list(wide.index[is_most.any(axis=1)])
    facts = {"who": _who(mostly, list(wide.index)), "mostly": len(mostly), "areas": len(wide)}
    begin = facts["who"]
    verb = "received"
    if not mostly and len(wide) == 1:
        verb = "did not receive"
    elif 0 < len(mostly) < len(wide):
        begin = f"Only {facts['who']}"
    whose = "its" if len(wide) == 1 or len(mostly) < 2 else "their"
    text = f"{begin} {verb} most of {whose} commitments before the Belt and Road"
    return Finding(text, facts)


def _who(some: Sequence[str], every: Sequence[str]) -> str:
    """Name some of the areas, all of them or none in words."""
    names = area_names()
    if len(every) == 1:
        return names[every[0]]
    if not some:
        return "No republic"
    if len(some) < len(every):
        return sentences.listed(names[area] for area in some)
    return "Both republics" if len(every) == 2 else f"All {sentences.count(len(every))} republics"


def heaviest(rows: pd.DataFrame) -> Finding:
    """Find the area whose commitments are largest beside its output, by every count.

    Args:
        rows: rows of ``against_output``.

    Facts:
        ``name``, ``least_pct`` and ``most_pct`` of a year's output, by the counts; ``areas`` is
        how many are compared; none where the counts name different areas.
    """
    plain = Finding("Chinese commitments beside a year’s output")
    wide = rows.pivot(index="area", columns="dataset", values="share_pct")
    leaders = wide.idxmax().unique()
    if len(leaders) > 1:
        return plain
    shares = wide.loc[leaders[0]].dropna()
    least, most = float(shares.min()), float(shares.max())
    facts = {
        "name": area_names()[leaders[0]],
        "least_pct": least,
        "most_pct": most,
        "areas": len(wide),
    }
    percent = _from_to(least, most)
    commitments = f"Chinese commitments to {facts['name']}"
    text = f"{commitments} were worth {percent} of a year’s output"
    if len(wide) > 1:
        text = f"{commitments} were the largest relative to a year’s output: {percent}"
    return Finding(text, facts)


def deals_missing(rows: pd.DataFrame) -> Finding:
    """Find how many deals were larger, by over a quarter, than all that is counted for the year.

    A smaller distance says nothing: the dollars are not those of one year.

    Args:
        rows: rows of ``beside_deals``.

    Facts:
        ``larger`` and ``of`` (deals in years with a record), those that stand ``alone``, and the
        ``name`` and ``year`` of the one that stands out furthest, in billion dollars ``deal`` and
        ``counted``.
    """
    counted = rows.assign(counted=rows[list(COUNTS)].max(axis=1)).dropna(subset=["counted"])
    if counted.empty:
        return Finding("Chinese deals of a billion dollars or more")
    gap = counted["deal_usd_mn"] - counted["counted"]
    furthest = counted.iloc[int(gap.to_numpy().argmax())]
    facts: dict[str, Any] = {
        "larger": int(counted["deal_usd_mn"].gt(MARGIN * counted["counted"]).sum()),
        "of": len(counted),
        "alone": len(rows) - len(counted),
        "name": area_names()[furthest["area"]],
        "year": int(furthest["year"]),
        "deal": float(furthest["deal_usd_mn"]) / THOUSAND,
        "counted": float(furthest["counted"]) / THOUSAND,
    }
    noun = "comparable Chinese deal" if facts["alone"] else "Chinese deal"
    verb = sentences.Verb("exceeded", "exceeded", "did not exceed")
    deals_exceeded = sentences.subject_and_verb(facts["larger"], facts["of"], noun, verb)
    text = f"{deals_exceeded} AidData’s total for the year by over a quarter"
    return Finding(sentences.sentence(text), facts)


def same_records(yearly: pd.DataFrame) -> Finding:
    """Find how the newer dataset's amounts relate to the older one's where both have a year.

    Args:
        yearly: rows of all datasets and areas (``by_year``).

    Facts:
        ``ratio``, the median of the newer amount divided by the older; how many pairs lie
        ``near`` it (a hundredth), ``of`` all.
    """
    single = yearly[yearly["years"].eq(1) & yearly["value_usd_mn"].gt(0)]
    wide = single.pivot(index=["area", "first"], columns="dataset", values="value_usd_mn").dropna()
    ratios = wide[NEWEST] / wide[CONCESSIONAL]
    middle = float(ratios.median())
    facts = {
        "ratio": middle,
        "near": int((ratios / middle - 1).abs().le(0.01).sum()),
        "of": len(ratios),
    }
    text = (
        f"In {facts['near']} of {facts['of']} pairs of a republic and a year that both datasets of "
        f"AidData have, the newer amount is {facts['ratio']:.2f} times the older."
    )
    return Finding(text, facts)


def bottom_line(money: pd.DataFrame, yearly: pd.DataFrame, deals: pd.DataFrame) -> list[Finding]:
    """Find what the whole tables say, for the five republics.

    Args:
        money: ``chinese_finance``.
        yearly: the same by year (``by_year``).
        deals: the deals of the other tracker.
    """
    common = totals(of_common_years(yearly))
    terms = by_terms(money[money["dataset"].eq(CONCESSIONAL)])
    newest = yearly[yearly["dataset"].eq(NEWEST)]
    shares = before(newest)
    missing = deals_missing(beside_deals(deals, yearly))
    return [
        _with_more(largest_share(common), _amounts(common)),
        _with_more(terms_apart(terms), _aid(terms)),
        _with_more(wave(newest), _three_periods(by_period(newest))),
        _with_more(mostly_before(shares), _shares_before(shares)),
        _with_more(missing, _furthest(missing)),
    ]


def _with_more(finding: Finding, more: Finding) -> Finding:
    """End a finding that has facts with more of them, and any with a full stop."""
    if not finding.facts:
        return finding.as_sentence()
    return Finding.joined("{}{}.", finding, more)


def _amounts(sums: pd.DataFrame) -> Finding:
    """Say what the counts have for the area with most, each at prices of its own."""
    largest = sums.groupby("dataset")["value_usd_mn"].max() / THOUSAND
    facts: dict[str, Any] = {
        "since": int(sums["first"].min()),
        "until": int(sums["last"].max()),
        "gcdf": float(largest[CONCESSIONAL]),
        "clg": float(largest[NEWEST]),
    }
    years = sentences.span([facts["since"], facts["until"]])
    billions = f"{facts['gcdf']:.0f} or {facts['clg']:.0f} billion dollars"
    return Finding(f", {years} ({billions}, by two counts of AidData)", facts)


def _aid(terms: pd.DataFrame) -> Finding:
    """Say what was on aid-like terms where its share was lowest and where it was highest."""
    aid = terms[terms["concept"].eq("ODA-like")].sort_values("share_pct")
    facts = {
        "low_aid": float(aid["value_usd_mn"].iloc[0]) / THOUSAND,
        "high_aid": float(aid["value_usd_mn"].iloc[-1]) / THOUSAND,
    }
    billions = f"{facts['low_aid']:.1f} and {facts['high_aid']:.1f} billion dollars"
    return Finding(f" ({billions}, AidData’s older count)", facts)


def _three_periods(means: pd.DataFrame) -> Finding:
    """Say what the one area had whose annual average rose from each period to the next.

    Facts:
        its name as ``rising`` and the averages, in billion dollars, as ``rising_0`` and so on;
        none where no area or several rose.
    """
    whose = " (AidData’s newer count)"
    wide = means.pivot(index="area", columns="period", values="a_year_usd_mn") / THOUSAND
    rising = wide[wide.diff(axis=1).iloc[:, 1:].gt(0).all(axis=1)]
    if len(rising) != 1:
        return Finding(whose)
    area = rising.index[0]
    facts: dict[str, Any] = {"rising": area_names()[area]}
    amounts = []
    rows = means[means["area"].eq(area)].sort_values("period").to_dict("records")
    for row in rows:
        billions = row["a_year_usd_mn"] / THOUSAND
        facts[f"rising_{row['period']}"] = float(billions)
        years = ""
        if row is not rows[0] and row is not rows[-1]:  # those of the others stand before
            years = f" ({sentences.span([row['first'], row['last']])})"
        amounts.append(f"{billions:.1f}{years}")
    rose = f"only those to {facts['rising']} rose from each period to the next"
    return Finding(f"; {rose}: {sentences.listed(amounts)} billion{whose}", facts)


def _shares_before(shares: pd.DataFrame) -> Finding:
    """Say what part of each area's commitments came before the Belt and Road."""
    facts: dict[str, Any] = {"by": LAST_BEFORE}
    parts = []
    for row in shares.sort_values("share_pct", ascending=False).to_dict("records"):
        facts[row["area"]] = float(row["share_pct"])
        parts.append(f"{area_names()[row['area']]} {row['share_pct']:.0f}")
    percent = f"{sentences.listed(parts)} percent (AidData’s newer count)"
    return Finding(f": by the end of {LAST_BEFORE}, {percent}", facts)


def _furthest(missing: Finding) -> Finding:
    """Name the deal that stands out furthest, and what AidData has beside it.

    Args:
        missing: what ``deals_missing`` found.
    """
    facts = missing.facts
    if not facts:
        return Finding("")
    counted = f"{facts['counted']:.1f} billion in all" if facts["counted"] else "nothing"
    deal = f"for {facts['name']} in {facts['year']} AEI has {facts['deal']:.1f} billion"
    return Finding(f": {deal}, AidData {counted}")


# Drawings


def _years(rows: pd.DataFrame) -> str:
    return sentences.span([rows["first"].min(), rows["last"].max()])


def _billions(millions: float) -> str:
    """Write an amount in billions with as many digits as it takes not to read as zero."""
    if pd.isna(millions):
        return UNKNOWN
    billions = millions / THOUSAND
    if billions == 0:
        return "0"
    if billions < 0.005:
        return "<0.01"
    if billions < 0.095:
        return f"{billions:.2f}"
    return sentences.number(billions, 1)


def draw_wave(rows: pd.DataFrame) -> Sheet:
    """Draw the commitments of each year, a panel an area, and what a year of each period had."""
    colours = style.colours(list(dict.fromkeys(rows["area"])))
    first_area = rows["area"].iloc[0]
    years = (int(rows["first"].min()), int(rows["last"].max()))
    means = by_period(rows)
    is_small = rows["a_year_usd_mn"].max() < SMALL
    scale, short, long = (1, "mn", "million") if is_small else (THOUSAND, "bn", "billion")

    def draw(axes: Axes, one: pd.DataFrame) -> None:
        area = one["area"].iloc[0]
        _year_bars(axes, one, colours[area], scale)
        highest = max(one["a_year_usd_mn"].max(), 1) / scale
        axes.set_ylim(0, highest * 1.3)
        axes.set_xlim(years[0] - 1.2, years[1] + 0.7)
        _separate_periods(axes, means[means["area"].eq(area)], is_small)
        if area == first_area:
            _name_rules(axes, means[means["area"].eq(area)])
        charts.year_axis(axes)
        unit_on_top(axes, short)

    periods = means.groupby("period").agg(first=("first", "min"), last=("last", "max"))
    spans = [sentences.span(period) for period in periods.to_numpy().tolist()]
    subtitle = (
        f"Commitments of China, {long} dollars of {rows['price_year'].iloc[0]}, "
        f"{rows['dataset'].iloc[0]}; in black, the annual average of {sentences.listed(spans)}. "
        "Scales differ. No bar: no record, or zero."
    )
    if means["a_year_usd_mn"].isna().any():
        subtitle += f" {UNKNOWN}: zeros, and years without a record."
    if rows["years"].gt(1).any():
        subtitle += " Pale: the average of years that are held as one sum."
    return panels(
        rows,
        "area",
        draw,
        wave(rows),
        subtitle,
        height=3.9,
        share_y=False,
        columns=min(3, rows["area"].nunique()),
    )


def _year_bars(axes: Axes, one: pd.DataFrame, colour: str, scale: int) -> None:
    """Draw a bar a year; a row of several years is one wide and pale bar as high as their mean."""
    for several, rows in one.groupby(one["years"].gt(1)):
        shown = rows[rows["value_usd_mn"].gt(0)]
        height = shown["a_year_usd_mn"] / scale
        middle = (shown["first"] + shown["last"]) / 2
        alpha = 0.35 if several else 1.0
        bars = axes.bar(middle, height, shown["years"] - 0.2, color=colour, alpha=alpha)
        charts.of_rows(bars, shown.get("mark"))


def _separate_periods(axes: Axes, means: pd.DataFrame, is_small: bool) -> None:
    """Write what a year of each period had above it, with a rule between periods."""
    rows = means.sort_values("first").to_dict("records")
    for row in rows:
        middle = (row["first"] + row["last"]) / 2
        average = row["a_year_usd_mn"]
        text = _billions(average)
        if is_small and pd.notna(average):
            text = sentences.number(average, 1 if 0 < average < 10 else 0)
        years = sentences.span([row["first"], row["last"]])
        note(
            axes,
            text,
            (middle, 1),
            (0, 0),
            xycoords=("data", "axes fraction"),
            ha="center",
            va="top",
            fontweight="semibold",
            color=style.INK,
            bbox=PATCH,
            label=years,
        )
    for row in rows[1:]:
        at = row["first"] - 0.5
        axes.axvline(at, color=style.QUIET, linewidth=0.8, linestyle=(0, (2, 2)), zorder=1)


def _name_rules(axes: Axes, means: pd.DataFrame) -> None:
    """Name the rules at which the years of the Belt and Road, and those since, begin.

    The longer name stands before its rule where the years there are more than those after it, and
    the name of the other rule is lower where the longer one might cross it.
    """
    rows = means.sort_values("first").to_dict("records")
    height = 0.89
    for earlier, later in itertools.pairwise(rows):
        first = later["first"]
        text, is_before = str(first), False
        if first == LAST_BEFORE + 1:
            text = f"Belt and Road, {first}"
            is_before = first - earlier["first"] > later["last"] + 1 - first
        note(
            axes,
            text,
            (first - 0.5, height),
            (-4 if is_before else 4, 0),
            xycoords=("data", "axes fraction"),
            ha="right" if is_before else "left",
            va="top",
            color=style.QUIET,
            bbox=PATCH,
            **charts.small(),
        )
        if not is_before:
            height -= 0.1


def draw_totals(rows: pd.DataFrame) -> Sheet:
    """Draw what each count has for each area, as pairs of bars."""
    key = _by_count(rows, "dollars of {price_year}")
    subtitle = (
        f"All that was committed in {_years(rows)}, billion dollars; each count at prices of its "
        "own."
    )
    length = rows["value_usd_mn"] / THOUSAND
    shown = rows.assign(shown=length, text=rows["value_usd_mn"].map(_billions))
    return _paired_bars(shown, largest_share(rows), subtitle, key)


def draw_against_output(rows: pd.DataFrame) -> Sheet:
    """Draw the commitments in percent of a year's output, as pairs of bars."""
    key = _by_count(rows, "{first}–{last}, output of {price_year}")
    subtitle = (
        "All that was committed, in percent of the GDP of the year in whose dollars it is counted; "
        "agreed over many years, not a debt that is owed."
    )
    text = rows["share_pct"].map(lambda share: f"{share:.0f}%")
    shown = rows.assign(shown=rows["share_pct"], text=text)
    return _paired_bars(shown, heaviest(rows), subtitle, key)


def _by_count(rows: pd.DataFrame, words: str) -> dict[str, str]:
    """Name each count among the rows, with more words on it, in its colour."""
    key = {}
    for dataset, colour in COUNTS.items():
        one = rows[rows["dataset"].eq(dataset)]
        if len(one):
            years = {"first": one["first"].min(), "last": one["last"].max()}
            more = words.format(**years, price_year=one["price_year"].iloc[0])
            key[f"{dataset} ({more})"] = colour
    return key


def _largest_first(rows: pd.DataFrame, value: str) -> list[str]:
    """Order the areas by the largest value that a count has for them."""
    largest = rows.groupby("area")[value].max().sort_values(ascending=False, kind="stable")
    return [str(area) for area in largest.index]


def _name_rows(axes: Axes, order: Sequence[str]) -> None:
    """Name the areas on the y axis, the first on top."""
    names = area_names()
    charts.rows_of_text(axes, [names[area] for area in order])
    axes.tick_params(axis="y", size=0)


def _has_short_lines() -> bool:
    """Whether fewer characters fit on a line than at the size of a column."""
    return sizes.current().characters(100) < 100


def _height(rows: int, a_row: float) -> float:
    """Return the height of a figure of rows; its head takes more lines where it is narrow."""
    furniture = 2.9 if _has_short_lines() else 2.0
    return furniture + a_row * rows


def _paired_bars(
    rows: pd.DataFrame, finding: Finding, subtitle: str, key: Mapping[str, str]
) -> Sheet:
    """Draw a bar for each count of an area, the area with most on top.

    Args:
        rows: with ``shown``, the length of a bar, and ``text`` at its end.
        finding: the title.
        subtitle: measure, unit, period.
        key: names and colours of the counts.
    """
    order = _largest_first(rows, "shown")
    fig, axes = frame(rows, finding, subtitle, height=_height(len(order), 0.5), key=key)
    datasets = [dataset for dataset in COUNTS if dataset in set(rows["dataset"])]
    thick = 0.76 / len(datasets)
    for number, dataset in enumerate(datasets):
        one = rows[rows["dataset"].eq(dataset)]
        at = one["area"].map(order.index) + thick * (number - (len(datasets) - 1) / 2)
        bars = axes.barh(at, one["shown"], thick * 0.9, color=COUNTS[dataset])
        charts.of_rows(bars, one.get("mark"))
        for y, x, text in zip(at, one["shown"], one["text"], strict=True):
            note(axes, text, (x, y), (5, 0), va="center", color=COUNTS[dataset], **charts.small())
    _name_rows(axes, order)
    axes.set_xlim(0, max(rows["shown"].max(), 0.001) * 1.12)
    return fig


def draw_terms(rows: pd.DataFrame) -> Sheet:
    """Draw the terms of the commitments to each area as parts of a bar, its amounts beside it."""
    aid = rows[rows["concept"].eq("ODA-like")].sort_values("share_pct", kind="stable")
    order = aid["area"].tolist()
    span = _years(rows)
    subtitle = (
        f"Shares of what was committed in {span} by its terms, AidData GCDF 3.0; on the right, on "
        f"aid-like terms and in all, billion {rows['price_basis'].iloc[0]}."
    )
    key = {
        "grants and soft loans (ODA-like)": TERMS["ODA-like"],
        "closer to the market (OOF-like)": style.QUIET,  # the pale of its bars is no ink
        "terms unknown": TERMS["vague"],
    }
    fig, axes = frame(rows, terms_apart(rows), subtitle, height=_height(len(order), 0.42), key=key)
    left = dict.fromkeys(order, 0.0)
    for concept, one in rows.groupby("concept", sort=False):
        at = one["area"].map(order.index)
        start = one["area"].map(left)
        bars = axes.barh(at, one["share_pct"], 0.62, left=start, color=TERMS[str(concept)])
        charts.of_rows(bars, one.get("mark"))
        left |= dict(zip(one["area"], start + one["share_pct"], strict=True))
    for y, row in enumerate(aid.to_dict("records")):
        _write_share(axes, y, row["share_pct"])
        amount = f"{_billions(row['value_usd_mn'])} of {_billions(row['total_usd_mn'])} bn"
        note(axes, amount, (100, y), (6, 0), va="center", color=style.TEXT)
    _name_rows(axes, order)
    axes.set_xlim(0, 100)
    return fig


def _write_share(axes: Axes, y: int, share: float) -> None:
    """Write a share beside its bar, or in white within it where it leaves no room."""
    look: dict[str, Any] = {"va": "center", "fontweight": "semibold"}
    if share > MOST_BESIDE:
        note(axes, f"{share:.0f}%", (share, y), (-5, 0), ha="right", color="white", **look)
    else:
        note(axes, f"{share:.0f}%", (share, y), (5, 0), color=TERMS["ODA-like"], **look)


def draw_before(rows: pd.DataFrame) -> Sheet:
    """Draw what part of the commitments came before the Belt and Road, a dot a count."""
    order = _largest_first(rows, "share_pct")
    key = _by_count(rows, "{first}–{last}")
    subtitle = (
        f"Share of all commitments in the years of each count that was made by the end of "
        f"{LAST_BEFORE}. The Belt and Road was proposed in September 2013; that year counts as "
        "after it."
    )
    fig, axes = frame(
        rows, mostly_before(rows), subtitle, height=_height(len(order), 0.48), key=key
    )
    lanes = _lanes(rows["dataset"].nunique())
    as_in_the_key = rows.sort_values("dataset", key=lambda names: names.map(list(COUNTS).index))
    for row in as_in_the_key.to_dict("records"):
        share = row["share_pct"]
        y = order.index(row["area"]) + lanes[row["dataset"]]
        colour = COUNTS[row["dataset"]]
        axes.plot([share], [y], "o", color=colour, gid=[row.get("mark")], **charts.DOT)
        is_right = share > HALF
        digits = 1 if round(share) == HALF else 0
        note(
            axes,
            f"{share:.{digits}f}%",
            (share, y),
            (8 if is_right else -8, 0),
            ha="left" if is_right else "right",
            va="center",
            color=colour,
            **charts.small(),
        )
    _name_rows(axes, order)
    axes.axvline(HALF, color=style.INK, linewidth=0.9, zorder=1)
    axes.set_xlim(-8, 110)
    axes.set_xticks([0, HALF, 100], ["none", "half", "all"])
    axes.tick_params(axis="x", size=0)
    return fig


def _lanes(counts: int) -> dict[str, float]:
    """Return how far from the middle of its row each count stands, so that none hides another."""
    if counts == 1:
        return dict.fromkeys(COUNTS, 0.0)
    return {CONCESSIONAL: -0.19, NEWEST: 0.19}


def draw_deals(rows: pd.DataFrame) -> Sheet:
    """Draw each deal beside what the datasets count for its republic in its year."""
    subtitle = (
        "Deals of a billion dollars or more in AEI’s tracker, in dollars of the day, beside all "
        "that AidData counts for the republic in the year, in its constant dollars; billions."
    )
    if rows[list(COUNTS)].isna().all(axis=1).any():
        subtitle += " Alone, and not counted: a deal of a year for which AidData has no record."
    key = {"the deal (AEI)": DEAL}
    for dataset, colour in COUNTS.items():
        if rows[dataset].notna().any():
            key[f"{dataset}, all of the year"] = colour
    height = _height(len(rows), 0.36 if _has_short_lines() else 0.3)
    fig, axes = frame(rows, deals_missing(rows), subtitle, height=height, key=key)
    highest = float(rows[["deal_usd_mn", *COUNTS]].max().max()) / THOUSAND
    for y, row in enumerate(rows.to_dict("records")):
        _draw_deal(axes, y, row)
    charts.rows_of_text(axes, _names_of_deals(rows))
    axes.tick_params(axis="y", size=0)
    axes.grid(axis="x")
    axes.set_xlim((-0.18 if _has_short_lines() else -0.03) * highest, 1.1 * highest)
    ticks = _whole_ticks(highest)
    axes.set_xticks(ticks, [*map(str, ticks[:-1]), f"{ticks[-1]} bn"])
    axes.tick_params(axis="x", size=0)
    return fig


def _draw_deal(axes: Axes, y: int, row: Mapping[Any, Any]) -> None:
    """Draw a deal with its value, and the counts of its year a little above and below it."""
    deal = row["deal_usd_mn"] / THOUSAND
    gid = [row.get("mark")]
    lanes = _lanes(len(COUNTS))
    counted = {dataset: row[dataset] / THOUSAND for dataset in COUNTS if pd.notna(row[dataset])}
    ends = [deal, *counted.values()]
    axes.plot([min(ends), max(ends)], [y, y], "-", color=style.RULE, linewidth=3, zorder=1)
    for dataset, value in counted.items():
        lane = y + (lanes[dataset] if len(counted) > 1 else 0)
        axes.plot([value], [lane], "o", color=COUNTS[dataset], gid=gid, **charts.DOT)
    axes.plot([deal], [y], "o", color=DEAL, gid=gid, **{**charts.DOT, "markersize": 8.5})
    is_largest = deal >= max(ends)
    note(
        axes,
        f"{deal:.1f}",
        (deal, y),
        (8 if is_largest else -8, 0),
        ha="left" if is_largest else "right",
        va="center",
        color=DEAL,
        fontweight="semibold",
    )


def _names_of_deals(rows: pd.DataFrame) -> list[str]:
    """Name each deal by republic, year, firm and field, on two lines where it is narrow."""
    comma = "\n" if _has_short_lines() else ": "
    names = rows["area"].map(area_names())
    firms = rows["firm"].replace(SHORT)
    labels = names + " " + rows["year"].astype(str) + comma + firms + ", " + rows["field"]
    return [str(label) for label in labels]


def _whole_ticks(highest: float) -> range:
    """Return whole billions from zero to the highest, as many as fit."""
    size = sizes.current()
    fit = max(2, round(6 * size.width / sizes.COLUMN.width / size.type_scale))
    step = 1
    while highest / step > fit:
        step += 1
    return range(0, int(highest) + 1, step)
