"""Remittances: how much each economy receives, measured how, and who else counted (notebook 02).

Rows are those of the table ``remittances``. Lines are drawn of two series only, both from the World
Bank's World Development Indicators (WDI): receipts in millions of current dollars, and receipts in
percent of GDP. Any other count is a dot. A forecast has the status F and never passes for a count;
an earlier count that the same body changed has the status P and is not drawn.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from heartland import sentences
from heartland.figures import charts, sizes, style
from heartland.figures.frame import Sheet, frame, panels
from heartland.figures.labels import label_ends
from heartland.sentences import Finding
from heartland.tables import choose, measures
from heartland.tables.areas import area_names
from heartland.tables.measures import LEVEL
from heartland.tables.sources import by_id, join_ids, merge_with_sources, source_ids

CURRENCIES = {"USD": "dollars", "RUB": "roubles", "EUR": "euros", "CNY": "yuan"}
MEASURES = {
    "received_bop": "Personal remittances received (WDI)",
    "transfers_from_russia_cbr": "Transfers out of Russia (Central Bank of Russia)",
    "transfers_national_bank": "Transfers received (own central bank)",
    "transfers_national_bank_net": "Transfers received less sent (own central bank)",
    "not_stated": "Money received (the source does not say what was counted)",
}
MONEY = {  # each measure in a title
    "received_bop": "remittances",
    "transfers_from_russia_cbr": "transfers from Russia",
    "transfers_national_bank": "transfers",
    "transfers_national_bank_net": "net transfers",
    "not_stated": "money from abroad",
}
LARGE_RECEIVERS = ("KGZ", "TJK", "UZB")
COVERED = ("KAZ", *LARGE_RECEIVERS)
FALLS = (2009, 2015, 2023)  # years of falling receipts
WIDENED = "2015-07-01"  # from here on Russia's central bank counts more than transfer systems
FORECAST, BREAK, CHANGED_LATER = "F", "B", "P"
SOFT = ("E", "U")  # estimated, of low reliability
OTHERS = "others"  # the partner that stands for the countries not named

Facts = dict[str, Any]


# Selections and measures


def are_of_indicators(rows: pd.DataFrame) -> "pd.Series[bool]":
    """Tell which rows are of the World Bank's indicators (WDI): a statement has a vintage."""
    published = rows["measure"].eq("received_bop") & rows["reporter"].eq("World Bank")
    stands = ~rows["status"].isin([FORECAST, CHANGED_LATER])
    return published & stands & rows["vintage"].eq("")


def series(rows: pd.DataFrame, value: str) -> pd.DataFrame:
    """Keep one of the two WDI series, of each year the preferred download, by area and year.

    Args:
        rows: any rows of the table.
        value: ``share_gdp_pct`` (percent of GDP) or ``value_usd_mn`` (millions of current dollars).
    """
    columns = ["area", "year", "measure", "reporter", value, "status", "source_id", "note"]
    published = rows[are_of_indicators(rows) & rows[value].notna()]
    return choose.prefer(published, dataset="remittances")[columns].sort_values(["area", "year"])


def single_counts(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep one reported count of each area and year: what Russia counts is from Russia alone."""
    from_russia = rows["measure"].str.contains("russia")
    partner = from_russia.map({True: "RUS", False: "WLD"})
    counted = rows[rows["status"].ne(FORECAST) & rows["partner"].eq(partner)]
    counted = counted.dropna(subset=["value_usd_mn"])
    return choose.prefer(counted, ["area", "year"], "remittances").sort_values(["area", "year"])


def beside(
    left: pd.DataFrame, right: pd.DataFrame, on: Sequence[str] = ("area", "year")
) -> pd.DataFrame:
    """Set two tables side by side; the sources of both stay with the row.

    A column that both have is that of ``left``, and that of ``right`` ends in ``_2``.
    """
    return merge_with_sources(left, right, on)


def converted(rows: pd.DataFrame, rates: pd.DataFrame, currency: str) -> pd.DataFrame:
    """Add amounts in a currency, at the average rate of the year; a year without a rate drops out.

    Args:
        rows: with ``value_usd_mn``.
        rates: the table ``exchange_rates``, one row of each currency and year.
        currency: one of ``CURRENCIES``.

    Returns:
        The rows with ``currency``, ``per_usd`` and ``value_bn``, in billions of that currency.
    """
    if currency == "USD":
        priced = rows.assign(currency="USD", per_usd=1.0)
    else:
        rate = rates[rates["currency"].eq(currency)].drop(columns="note")
        priced = beside(rows, rate, ["year"])
    return priced.assign(value_bn=priced["value_usd_mn"] * priced["per_usd"] / 1000)


def changes(rows: pd.DataFrame, rates: pd.DataFrame, currency: str) -> pd.DataFrame:
    """Set each year of the WDI series beside the year before.

    Args:
        rows: any rows of the table; only the two series are used.
        rates: the table ``exchange_rates``, one row of each currency and year.
        currency: the second currency, one of ``CURRENCIES``.

    Returns:
        One row an area and year: ``usd_pct`` and ``other_pct`` are the change in dollars and in the
        currency, in percent; ``points`` the change of the share, in percentage points of GDP.
    """
    share = series(rows, "share_gdp_pct")[["area", "year", "share_gdp_pct", "source_id"]]
    amounts = converted(series(rows, "value_usd_mn"), rates, currency)
    kept = beside(amounts, share).drop(columns=["measure", "reporter", "note", "per_usd"])
    before = kept.assign(year=kept["year"] + 1).drop(columns=["currency", "source_id"])
    two = kept.merge(before, on=["area", "year"], suffixes=("", "_before"))
    two["usd_pct"] = 100 * (two["value_usd_mn"] / two["value_usd_mn_before"] - 1)
    two["other_pct"] = 100 * (two["value_bn"] / two["value_bn_before"] - 1)
    two["points"] = two["share_gdp_pct"] - two["share_gdp_pct_before"]
    two["name"] = two["area"].map(area_names())
    return two


def in_three_ways(change: pd.DataFrame, currency: str) -> pd.DataFrame:
    """Write each row of ``changes`` once for each yardstick: ``way``, ``change`` and its unit."""
    ways = {  # by the column of the change: what is compared, and its unit
        "usd_pct": ("in dollars", "%"),
        "other_pct": (f"in {CURRENCIES[currency]}", "%"),
        "points": ("share of GDP", "points"),
    }
    parts = []
    for column, (compared, unit) in ways.items():
        parts.append(change.assign(way=f"{compared}, {unit}", unit=unit, change=change[column]))
    return pd.concat(parts)


def first_forecasts(forecasts: pd.DataFrame) -> pd.DataFrame:
    """Keep the first forecast of growth for each area and year, by vintage."""
    known = forecasts.dropna(subset=["growth_pct"])
    editions = choose.prefer(known, ["area", "year", "vintage", "reporter"], "remittances")
    editions = editions.sort_values(["area", "year", "vintage", "reporter"], ignore_index=True)
    first = measures.newest(editions, ["area", "year"], first=True)
    return first[["area", "year", "vintage", "reporter", "growth_pct", "source_id"]]


def estimates_and_series(estimates: pd.DataFrame, amounts: pd.DataFrame) -> pd.DataFrame:
    """Set amounts that were estimated for a running year beside the series as it now stands.

    Returns:
        One row an area; ``said_bn`` as estimated and ``now_bn`` as in the series are billions of
        dollars.
    """
    known = estimates.dropna(subset=["value_usd_mn"])
    known = choose.prefer(known, ["area", "year"], "remittances")
    known = known[["area", "year", "vintage", "reporter", "value_usd_mn", "source_id"]]
    known = known.sort_values(["area", "year"])
    both = beside(known, amounts.drop(columns="reporter"))
    both["name"] = both["area"].map(area_names())
    both["said_bn"] = both["value_usd_mn"] / 1000
    both["now_bn"] = both["value_usd_mn_2"] / 1000
    return both


def part_and_whole(part: pd.DataFrame, amounts: pd.DataFrame) -> pd.DataFrame:
    """Set transfers from Russia, by whoever counted them, beside receipts from all countries.

    Args:
        part: reported transfers from Russia; a count that is a share alone is left out.
        amounts: the WDI series in dollars.

    Returns:
        One row an area, year and measure; ``of_whole_pct`` is the part in percent of the whole,
        which ``whole_reporter`` counted.
    """
    known = part.dropna(subset=["value_usd_mn"])
    known = choose.prefer(known, ["area", "year", "measure"], "remittances")
    columns = ["area", "year", "measure", "reporter", "value_usd_mn", "status", "source_id"]
    whole = amounts.rename(columns={"reporter": "whole_reporter"})
    whole = whole[["area", "year", "value_usd_mn", "source_id", "whole_reporter"]]
    both = beside(known[columns], whole)
    both["of_whole_pct"] = 100 * both["value_usd_mn"] / both["value_usd_mn_2"]
    return both.sort_values(["area", "year", "measure"])


def furthest_reports(reports: pd.DataFrame, shares: pd.DataFrame) -> pd.DataFrame:
    """Keep of each year the share in a report that lies furthest from the series, if by a point.

    Args:
        reports: shares of GDP as reports published them.
        shares: the WDI series of shares.

    Returns:
        One row an area and year, the largest ``gap`` (percentage points) first.
    """
    columns = ["area", "year", "reporter", "vintage", "share_gdp_pct", "source_id"]
    published = reports.dropna(subset=["share_gdp_pct"])[columns]
    both = beside(published, shares.drop(columns="reporter"))
    both["gap"] = (both["share_gdp_pct"] - both["share_gdp_pct_2"]).abs()
    both["name"] = both["area"].map(area_names()) + " " + both["year"].astype("str")
    order = ["gap", "source_id", "name"]
    far = both[both["gap"] >= 1].sort_values(order, ascending=[False, False, True])
    return far.drop_duplicates("name")


def origins(transfers: pd.DataFrame) -> pd.DataFrame:
    """Share out the last part year of each area that has a total, Russia and two more countries.

    Args:
        transfers: receipts of part years as the receiving central bank counts them.

    Returns:
        One row an area and sending country, ``share_pct`` of the total; what is not named comes
        last of each area, as the partner "others".
    """
    known = transfers.dropna(subset=["value_usd_mn"])
    rows = choose.prefer(known, ["area", "partner", "period"], "remittances")
    marked = rows.assign(
        russia=rows["partner"].eq("RUS"), total=rows["partner"].eq("WLD"), partners=1
    )
    periods = marked.groupby(["area", "period"])[["russia", "total", "partners"]].sum()
    is_full = periods["russia"].gt(0) & periods["total"].gt(0) & periods["partners"].gt(3)
    full = periods[is_full].reset_index()
    last_month = full["period"].str[-2:].replace({"H1": "06", "H2": "12"})
    full["end"] = full["period"].str[:4] + last_month
    newest = full.sort_values(["end", "period"]).groupby("area").tail(1)
    return _shared_out(rows.merge(newest[["area", "period"]], on=["area", "period"]))


def _shared_out(rows: pd.DataFrame) -> pd.DataFrame:
    """Give each sending country its share, as published or else computed, and the rest a row."""
    is_total = rows["partner"].eq("WLD")
    total = rows.loc[is_total, ["area", "period", "value_usd_mn", "source_id"]]
    named = beside(rows[~is_total], total, ["area", "period"])
    computed = 100 * named["value_usd_mn"] / named["value_usd_mn_2"]
    named["share_pct"] = named["share_of_receipts_pct"].fillna(computed)
    named = named.sort_values(["share_pct", "partner"], ascending=[False, True])
    rest = named.groupby(["area", "period", "reporter"], as_index=False).agg(
        named_pct=("share_pct", "sum"), source_id=("source_id", join_ids)
    )
    rest = rest.assign(partner=OTHERS, share_pct=100 - rest["named_pct"])
    table = pd.concat([named, rest])
    columns = ["area", "partner", "period", "reporter", "value_usd_mn", "value_usd_mn_2"]
    table = table[[*columns, "share_pct", "source_id"]]
    table["name"] = table["partner"].map(area_names()).fillna("not named")
    return table.sort_values("area", kind="stable")


# Findings


def heaviest(shares: pd.DataFrame) -> Finding:
    """Find the one or two economies with the largest share of GDP in the last year.

    Facts: ``shares`` in percent by name, ``year``; or, of one republic whose every share is below,
    ``name`` and ``below_pct``.
    """
    year = int(shares["year"].max())
    value = shares["share_gdp_pct"]
    top = shares[shares["year"].eq(year) & value.gt(1)]
    top = top.sort_values("share_gdp_pct", ascending=False).head(2)
    if len(top):
        by_name = _by_name(top["area"], top["share_gdp_pct"])
        text = f"Remittances in {year} equalled {', '.join(_of_each(by_name, 'GDP'))}"
        return Finding(text, {"shares": by_name, "year": year})
    if value.max() < 1 and len(shares) > 3 and shares["area"].nunique() == 1:
        facts = {"name": area_names()[shares["area"].iloc[0]], "below_pct": 1}
        text = "Remittances stayed under {below_pct} percent of {name}’s GDP".format_map(facts)
        return Finding(text, facts)
    if shares["area"].nunique() == 1:
        return Finding(f"Remittances{_to_those_shown(shares)}, as a share of GDP")
    return Finding("Remittances received, as a share of GDP")


def _to_those_shown(rows: pd.DataFrame) -> str:
    """Name the republics that rows are of, if not all of those that receive much are among them.

    What is found in a part is not said of the whole. More than two are counted, not named.
    """
    shown = list(dict.fromkeys(rows["area"]))
    if set(LARGE_RECEIVERS) <= set(shown):
        return ""
    if len(shown) > 2:
        return f" to {sentences.count(len(shown), 'republic')}"
    names = area_names()
    return f" to {sentences.listed(names[area] for area in shown)}"


def _by_name(areas: Iterable[str], values: Iterable[float]) -> dict[str, float]:
    names = area_names()
    return {names[area]: float(value) for area, value in zip(areas, values, strict=True)}


def _of_each(shares: Mapping[str, float], noun: str) -> list[str]:
    """Write shares by name; the unit and the noun stand with the first alone."""
    texts: list[str] = []
    for name, share in shares.items():
        if texts:
            texts.append(f"{share:.0f} of {name}’s")
        else:
            texts.append(f"{share:.0f} percent of {name}’s {noun}")
    return texts


def largest(amounts: pd.DataFrame) -> Finding:
    """Find whether one republic received more than all others drawn together in the last year.

    Facts: ``name``, the names of the ``others``, ``year``.
    """
    last = amounts[amounts["year"].eq(amounts["year"].max())].sort_values("value_bn")
    first, others = last.iloc[-1], last.iloc[:-1]
    is_whole = len(last) >= max(3, amounts["area"].nunique())
    if not is_whole or first["value_bn"] < (1 + LEVEL / 100) * others["value_bn"].sum():
        from_russia = "russia" in first["measure"]
        if amounts["area"].nunique() == 1:
            sent = "Transfers out of Russia" if from_russia else "Money sent from abroad"
            return Finding(f"{sent}{_to_those_shown(amounts)}")
        if from_russia:
            return Finding("Transfers out of Russia, by receiving country")
        return Finding("Money received from abroad, by country")
    names = area_names()
    facts: Facts = {
        "name": names[first["area"]],
        "others": sorted(names[area] for area in others["area"]),
        "year": int(first["year"]),
    }
    money = MONEY[first["measure"]]
    text = (
        f"{facts['name']} received more {money} in {facts['year']} "
        f"than {sentences.listed(facts['others'])} together"
    )
    return Finding(text, facts)


def three_ways(change: pd.DataFrame) -> Finding:
    """Find whether all receipts rose in dollars, and whose fell against GDP all the same.

    Facts: ``year``, and the names of those that ``fell``.
    """
    year = int(change["year"].iloc[0])
    to_some = _to_those_shown(change)
    if not (change["usd_pct"] > LEVEL).all():
        return Finding(f"The change of remittances{to_some} in {year}, measured in three ways")
    against_gdp = change["share_gdp_pct"] / change["share_gdp_pct_before"]
    fell = change.loc[against_gdp < 1 - LEVEL / 100, "name"].tolist()
    text = f"Remittances{to_some} rose in dollars in {year}"
    if to_some and len(fell) == len(change):
        text += ", but fell against GDP"
    elif fell:
        text += f", but fell against GDP in {sentences.listed(fell)}"
    return Finding(text, {"year": year, "fell": fell})


def currencies_disagree(change: pd.DataFrame) -> Finding:
    """Find the years in which every amount fell in dollars and rose in the other currency.

    Facts: ``years``, ``currency``.
    """
    currency = CURRENCIES[change["currency"].iloc[0]]
    turned = change["usd_pct"].lt(-LEVEL) & change["other_pct"].gt(LEVEL)
    of_year = turned.groupby(change["year"]).all()
    years = [int(year) for year in of_year.index[of_year]]
    to_some = _to_those_shown(change)
    if not years:
        return Finding(f"The change of remittances{to_some}, in dollars and in {currency}")
    listed = sentences.listed(str(year) for year in years)
    joint = ", " if to_some else " and "
    text = f"In {listed} remittances{to_some} fell in dollars{joint}rose in {currency}"
    return Finding(text, {"years": years, "currency": currency})


def forecast_to_fall(pairs: pd.DataFrame) -> Finding:
    """Find whether all that was forecast to fall rose.

    Facts: the ``least`` and the ``most`` by which receipts were to fall, in percent, ``year``.
    """
    year = int(pairs["year"].iloc[0])
    all_down = (pairs["growth_pct"] < -LEVEL).all()
    all_rose = (pairs["usd_pct"] > LEVEL).all()
    to_some = _to_those_shown(pairs)
    if not (all_down and all_rose):
        return Finding(f"Remittances{to_some} in {year}: forecast and outturn")
    least = float(-pairs["growth_pct"].max())
    most = float(-pairs["growth_pct"].min())
    text = f"Forecast to fall by {_between(least, most)} in {year}, remittances{to_some} rose"
    return Finding(text, {"least": least, "most": most, "year": year})


def estimated_above_series(pairs: pd.DataFrame) -> Finding:
    """Find whether the estimates of a running year were all above the series as it now stands.

    Facts: by how many percent each is ``above`` it, by name, the largest first; who estimated, if
    it is one (``reporter``), and in which ``month``.
    """
    off = 100 * (pairs["said_bn"] / pairs["now_bn"] - 1)
    if not (off > LEVEL).all():
        year = int(pairs["year"].iloc[0])
        to_one = _to_those_shown(pairs) if len(pairs) == 1 else ""  # few are estimated at all
        return Finding(f"Remittances{to_one} in {year}: estimated in its last month, and now")
    reporters = pairs["reporter"].unique()
    largest_first = off.sort_values(ascending=False)
    facts: Facts = {
        "above": _by_name(pairs.loc[largest_first.index, "area"], largest_first),
        "reporter": str(reporters[0]) if len(reporters) == 1 else "",
        "month": sentences.month(pairs["vintage"].max()),
    }
    return Finding(_above_series_text(facts), facts)


def _above_series_text(facts: Facts) -> str:
    estimates = sentences.sentence(f"{facts['reporter']} estimates of {facts['month']}".strip())
    above = facts["above"]
    if len(above) > 2:
        between = _between(min(above.values()), max(above.values()))
        republics = sentences.count(len(above), "republic")
        return f"{estimates} for {republics} exceed later figures by {between}"
    texts: list[str] = []
    for name, percent in above.items():
        unit = "" if texts else " percent"
        texts.append(f"{name} by {percent:.0f}{unit}")
    return f"{estimates} exceed later figures: {', '.join(texts)}"


def _between(low: float, high: float) -> str:
    if round(low) == round(high):
        return f"{low:.0f} percent"
    return f"{low:.0f} to {high:.0f} percent"


def parts_above_whole(both: pd.DataFrame) -> Finding:
    """Find how many counts of the part that Russia sent exceed the whole.

    Facts: those ``over`` the whole, ``of`` all counts.
    """
    over = both["of_whole_pct"] > 100 + LEVEL
    to_some = _to_those_shown(both)
    if not over.any():
        return Finding(f"Transfers from Russia{to_some} beside receipts from everywhere")
    facts = {"over": int(over.sum()), "of": len(over)}
    counts = sentences.quantifier(facts["over"], facts["of"], "count")
    text = f"In {counts}, transfers from Russia{to_some} exceeded remittances from everywhere"
    return Finding(text, facts)


def furthest_apart(pairs: pd.DataFrame) -> Finding:
    """Find the country and year for which two published shares lie furthest apart.

    Facts: ``name``, ``year``, ``low`` and ``high`` in percent of GDP.
    """
    top = pairs.iloc[0]
    low, high = sorted([float(top["share_gdp_pct"]), float(top["share_gdp_pct_2"])])
    name = area_names()[top["area"]]
    year = int(top["year"])
    text = f"{name}’s remittances in {year} were put at {low:.1f} and {high:.1f} percent of GDP"
    return Finding(text, {"name": name, "year": year, "low": low, "high": high})


def russian_shares(rows: pd.DataFrame) -> Finding:
    """Find the share of transfers that Russia sent to each republic.

    Facts: ``shares`` in percent by name, and the part year (``when``) if there is one republic.
    """
    top = rows[rows["partner"].eq("RUS")].sort_values("share_pct", ascending=False)
    facts: Facts = {"shares": _by_name(top["area"], top["share_pct"])}
    texts: list[str] = []
    for name, share in facts["shares"].items():
        unit = "" if texts else "percent of transfers "
        texts.append(f"{share:.0f} {unit}to {name}")
    text = f"Russia sent {sentences.listed(texts)}"
    if len(top) == 1:
        facts["when"] = part_year_in_words(top["period"].iloc[0])
        text += f" in {facts['when']}"
    return Finding(text, facts)


def _decimals_of_shares(shares: pd.DataFrame) -> list[int]:
    """Return how many decimals each share of one area has: none if it was published whole.

    Nor has what is not named any then, which is the rest to a hundred; a computed share has one.
    """
    is_whole = shares["share_pct"].mod(1).eq(0)
    is_rough = is_whole.copy()
    if is_whole.any():
        is_rough |= shares["partner"].eq(OTHERS)
    return [0 if rough else 1 for rough in is_rough]


def part_year_in_words(period: str) -> str:
    """Write a part year as a reader says it.

    >>> part_year_in_words("2015-H1")
    'the first half of 2015'
    >>> part_year_in_words("2024-01/2024-09")
    'January to September 2024'
    """
    if "H" in period:
        half = "first" if period.endswith("1") else "second"
        return f"the {half} half of {period[:4]}"
    first, last = (sentences.month(month) for month in period.split("/"))
    return f"{first.split()[0]} to {last}"


def bottom_line(
    remittances: pd.DataFrame, rates: pd.DataFrame, start: int, end: int
) -> list[Finding]:
    """Find what the whole table says of four republics in some years.

    Args:
        remittances: the table, full years.
        rates: the table ``exchange_rates``, one row of each currency and year.
        start: the first year.
        end: the last year.
    """
    in_span = remittances["year"].between(start, end)
    rows = remittances[remittances["area"].isin(COVERED) & in_span]
    change = changes(rows, rates, "RUB")
    large = change[change["area"].isin(LARGE_RECEIVERS)]
    return [
        _weight_in_all(series(rows, "share_gdp_pct")),
        _rise_together(large[large["year"].eq(2022)]),
        _falls_in_currencies(large[large["year"].isin(FALLS)]),
        _misses(rows, rates),
        _more_than_whole(rows),
    ]


def _weight_in_all(shares: pd.DataFrame) -> Finding:
    finding = heaviest(shares)
    kazakh = shares.loc[shares["area"].eq("KAZ"), "share_gdp_pct"]
    below = next_tenth(kazakh.max())
    name = area_names()["KAZ"]
    since = int(shares["year"].min())
    text = f"{finding}; in {name} they have stayed under {below:.1f} percent since {since}."
    facts = {"name": name, "below_pct": below, "since": since}
    return Finding(text, {**finding.facts, **facts})


def next_tenth(highest: float) -> float:
    """Return the lowest number of one decimal that lies above another.

    >>> next_tenth(0.46), next_tenth(0.5)
    (0.5, 0.6)
    """
    return math.floor(10 * highest + 1) / 10


def _rise_together(change: pd.DataFrame) -> Finding:
    finding = three_ways(change)
    rise = change["value_usd_mn"] - change["value_usd_mn_before"]
    facts = {
        "after_bn": float(change["value_usd_mn"].sum() / 1000),
        "before_bn": float(change["value_usd_mn_before"].sum() / 1000),
        "uzbek_pct": float(100 * rise[change["area"].eq("UZB")].sum() / rise.sum()),
    }
    text = (
        f"{finding}. Together the three large receivers had {facts['after_bn']:.1f} billion "
        f"dollars, up from {facts['before_bn']:.1f}; {facts['uzbek_pct']:.0f} percent of the rise "
        "was Uzbek."
    )
    return Finding(text, {**finding.facts, **facts})


def _falls_in_currencies(change: pd.DataFrame) -> Finding:
    finding = currencies_disagree(change)
    in_2015 = change[change["year"].eq(2015)]
    each = []
    for row in in_2015.to_dict("records"):
        in_dollars = _signed(row["usd_pct"])
        in_other = _signed(row["other_pct"])
        each.append(f"{row['name']} {in_dollars} and {in_other} percent")
    facts = {
        **finding.facts,
        "year": 2015,
        "in_dollars": _by_name(in_2015["area"], in_2015["usd_pct"]),
        "in_other": _by_name(in_2015["area"], in_2015["other_pct"]),
    }
    return Finding(f"{finding}; in {facts['year']} {sentences.listed(each)}.", facts)


def _signed(value: float, decimals: int = 0) -> str:
    """Write a change with its sign, a true minus."""
    return f"{value:+.{decimals}f}".replace("-", "\N{MINUS SIGN}")


def _misses(rows: pd.DataFrame, rates: pd.DataFrame) -> Finding:
    from_all = rows["status"].eq(FORECAST) & rows["partner"].eq("WLD")
    ahead = rows[from_all & rows["year"].eq(2022) & rows["vintage"].ge("2022-03")]
    late = rows[rows["status"].eq(FORECAST) & rows["vintage"].eq("2023-12")]
    forecast = forecast_to_fall(beside(first_forecasts(ahead), changes(rows, rates, "USD")))
    estimate = estimated_above_series(
        estimates_and_series(late[late["year"].eq(2023)], series(rows, "value_usd_mn"))
    )
    facts = {"forecast": forecast.facts, "estimate": estimate.facts}
    return Finding(f"{forecast}. {estimate}.", facts)


def _more_than_whole(rows: pd.DataFrame) -> Finding:
    from_russia = rows[rows["partner"].eq("RUS") & rows["status"].ne(FORECAST)]
    finding = parts_above_whole(part_and_whole(from_russia, series(rows, "value_usd_mn")))
    return Finding(f"{finding}, which is a difference of concept.", finding.facts)


def caveats(parts: pd.DataFrame) -> list[Finding]:
    """Find what else a reader of the table should know of its rows.

    Args:
        parts: the whole table, part years included.
    """
    tajik = parts["area"].eq("TJK") & parts["period"].eq("2015-H1")
    half = parts[tajik].dropna(subset=["growth_pct"]).sort_values("reporter")
    by_reporter = dict(zip(half["reporter"], half["growth_pct"].map(float), strict=True))
    each = [f"{_signed(growth, 1)} percent by the {who}" for who, growth in by_reporter.items()]
    kyrgyz = parts["area"].eq("KGZ") & parts["period"].eq("2022") & parts["status"].eq(FORECAST)
    early = parts[kyrgyz & parts["vintage"].eq("")].sort_values("source_id").iloc[0]
    expected = {"reporter": early["reporter"], "growth_pct": float(early["growth_pct"])}
    counts = {
        "rows": len(parts),
        "forecasts": int(parts["status"].eq(FORECAST).sum()),
        "weak": int(parts["status"].isin(["U", "D", BREAK]).sum()),
        "changed": int(parts["status"].eq(CHANGED_LATER).sum()),
        "not_stated": int(parts["measure"].eq("not_stated").sum()),
    }
    return [
        Finding(
            f"Tajikistan, first half of 2015, change on the year before: {sentences.listed(each)}.",
            by_reporter,
        ),
        Finding(
            f"Before the invasion the {expected['reporter']} expected Kyrgyz receipts in 2022 to "
            f"change by {_signed(expected['growth_pct'])} percent.",
            expected,
        ),
        Finding(
            f"{counts['forecasts']} of {counts['rows']} rows are forecasts; two figures draw some, "
            "as such.",
            counts,
        ),
        Finding(
            f"{sentences.count(counts['weak'], 'row')} are of low reliability, of another "
            "definition or at a break.",
            counts,
        ),
        Finding(
            f"{sentences.count(counts['changed'], 'row')} are counts that the same body changed "
            "later; no figure draws them.",
            counts,
        ),
        Finding(
            f"{sentences.count(counts['not_stated'], 'row')} are shares or growth rates of which "
            "the source does not say what was counted; no figure draws them.",
            counts,
        ),
    ]


# Drawings


def draw_share(shares: pd.DataFrame) -> Sheet:
    """Draw the published share of remittances in GDP, a line for each republic."""
    subtitle = f"Remittances received, percent of GDP as published, {_span_and_key(shares)}"

    def draw(axes: Axes, rows: pd.DataFrame) -> None:
        _draw_lines(axes, rows, "share_gdp_pct", ".1f")

    return panels(
        shares,
        "",
        draw,
        heaviest(shares),
        subtitle,
        height=4.8,
        unit="%",
        note=_breaks_in_words(shares),
    )


def draw_amounts(amounts: pd.DataFrame) -> Sheet:
    """Draw what was received: lines of the WDI series, dots of any other count."""
    measure = amounts["measure"].iloc[0]
    currency = CURRENCIES[amounts["currency"].iloc[0]]
    span = _span_and_key(amounts)
    subtitle = f"{MEASURES[measure]}, billions of current {currency}, {span}"
    note = "Dots are not joined: what is counted changed between them."
    if measure == "received_bop":
        note = _breaks_in_words(amounts)

    def draw(axes: Axes, rows: pd.DataFrame) -> None:
        _draw_lines(axes, rows, "value_bn", ",.1f")

    return panels(amounts, "", draw, largest(amounts), subtitle, height=4.6, unit="bn", note=note)


def _span_and_key(rows: pd.DataFrame) -> str:
    return f"{sentences.span(rows['year'])}. Hollow: estimated or of low reliability."


def _breaks_in_words(rows: pd.DataFrame) -> str:
    """Name the breaks that are drawn as gaps."""
    names = area_names()
    cut = rows[rows["status"].eq(BREAK) & rows["area"].duplicated()]
    if cut.empty:
        return ""
    places = [f"{names[row['area']]} {row['year']}" for row in cut.to_dict("records")]
    return f"Breaks in coverage, drawn as gaps: {sentences.listed(places)}."


def _draw_lines(axes: Axes, rows: pd.DataFrame, column: str, form: str) -> None:
    """Draw lines of a WDI series, dots of any other count, with one label at each end.

    A line is dotted and its dots are hollow where a year is estimated or of low reliability.
    """
    breaks = rows["status"].eq(BREAK).groupby(rows["area"]).cumsum()
    rows = rows.assign(line=rows["area"] + breaks.astype("str"))
    colours = style.colours(sorted(set(rows["area"])))
    of_line = {line: colours[line[:3]] for line in rows["line"]}
    is_soft = rows["status"].isin(SOFT)
    of_area = is_soft.groupby(rows["area"])
    is_near = of_area.shift(1, fill_value=False) | of_area.shift(-1, fill_value=False)
    is_series = rows["measure"].iloc[0] == "received_bop"
    for some, look in ((rows[is_soft | is_near], ":o"), (rows[~is_soft], "-o")):
        form_of_mark = look if is_series else "o"
        no_labels = dict.fromkeys(of_line, "")
        charts.lines(
            axes,
            some,
            x="year",
            value=column,
            by="line",
            colours=of_line,
            names=no_labels,
            look=form_of_mark,
        )
    soft = rows[is_soft]
    axes.plot(
        soft["year"],
        soft[column],
        "o",
        color="white",
        markersize=2.5,
        zorder=3,
        gid=soft.get("mark"),
    )
    _label_lines(axes, rows, column, form, colours)


def _label_lines(
    axes: Axes, rows: pd.DataFrame, column: str, form: str, colours: Mapping[str, str]
) -> None:
    """Label each line with name and last value, and its year where that is not the last of all."""
    last_year = rows["year"].max()
    axes.set_ylim(0, rows[column].max() * 1.08)
    axes.set_xlim(rows["year"].min() - 0.3, last_year + 0.01)
    for line in axes.lines:  # a dot at the edge stays whole; a line of none would mark the corner
        line.set_clip_on(not len(line.get_xdata()))  # type: ignore[arg-type]
    names = area_names()
    ends = []
    for row in rows.groupby("area").tail(1).to_dict("records"):
        text = f"{names[row['area']]} {row[column]:{form}}"
        if row["year"] < last_year:
            text += f" ({row['year']})"
        ends.append((row["year"], row[column], text, colours[row["area"]]))
    label_ends(axes, ends, gap=1.7)


def draw_three_ways(long: pd.DataFrame) -> Sheet:
    """Draw the change of one year by three yardsticks, a panel each.

    Args:
        long: rows of ``in_three_ways``.
    """
    names = area_names()
    colours = style.colours(sorted(set(long["area"])))
    by_name = {names[area]: colour for area, colour in colours.items()}
    range_of = long.groupby("unit")["change"].agg(["min", "max"])
    room = _room_for_labels()
    if sizes.current().panels_in_a_row(3) < 3:
        room = max(room, 1.7)  # names stand at the left of the last panel too

    def draw(axes: Axes, one: pd.DataFrame) -> None:
        charts.bars(axes, one, value="change", label="name", colours=by_name, decimals=1)
        low, high = range_of.loc[one["unit"].iloc[0]]
        left, right = low * (1 + 0.45 * room), high * (1 + 0.25 * room)
        if low < 0:
            left = min(left, low - 0.11 * room * (max(high, 0) - low))
        axes.set_xlim(min(left, -0.2 * high, -0.01), max(right, -0.2 * low, 0.01))
        charts.zero(axes, vertical=True)

    subtitle = (
        f"Change on the year before, {long['year'].iloc[0]}: percent in each currency, "
        "percentage points of the share of GDP."
    )
    finding = three_ways(long.drop_duplicates("area"))
    height = 1.7 + 0.32 * long["area"].nunique()
    return panels(long, "way", draw, finding, subtitle, height=height)


def _room_for_labels() -> float:
    """Return how much more of the axes a label takes than at the size of a column, at least 1."""
    return max(1.0, sizes.COLUMN.width / sizes.current().width)


def draw_currencies(change: pd.DataFrame) -> Sheet:
    """Draw falls in dollars beside the change in another currency, a panel for each year."""
    currency = change["currency"].iloc[0]
    colour = _currency_colour(currency)
    both = change[["usd_pct", "other_pct"]].to_numpy()
    width = max(both.max() - both.min(), 40)
    edges = (min(both.min() - 0.26 * width, -8), max(both.max() + 0.18 * width, 8))

    def draw(axes: Axes, one: pd.DataFrame) -> None:
        charts.dumbbell(
            axes,
            one,
            left="usd_pct",
            right="other_pct",
            label="name",
            colours=(style.INK, colour),
            decimals=0,
        )
        _hollow_soft(axes, one)
        charts.zero(axes, vertical=True)
        axes.set_xlim(*edges)

    subtitle = (
        "Remittances received: change on the year before, percent, in current dollars and "
        f"{CURRENCIES[currency]}. Hollow: estimated or unreliable."
    )
    return panels(
        change.sort_values(["year", "name"]),
        "year",
        draw,
        currencies_disagree(change),
        subtitle,
        key={"in dollars": style.INK, f"in {CURRENCIES[currency]}": colour},
        height=2.0 + 0.36 * change["area"].nunique(),
        share_x=True,
        columns=3,
    )


def _currency_colour(currency: str) -> str:
    """Return the colour of a currency: that of its country, if it has one."""
    countries = {"RUB": "RUS", "CNY": "CHN"}
    if currency not in countries:
        return style.OTHERS[2]
    country = countries[currency]
    return style.colours([country])[country]


def _hollow_soft(axes: Axes, one: pd.DataFrame) -> None:
    """Make dots hollow where one of the two years is estimated or unreliable."""
    rows = one.reset_index(drop=True)
    soft = rows[(rows["status"] + rows["status_before"]).str.contains("E|U")]
    for column in ("usd_pct", "other_pct"):
        axes.plot(
            soft[column], soft.index, "o", color="white", markersize=4, zorder=4, gid=soft["mark"]
        )


def draw_forecast(pairs: pd.DataFrame) -> Sheet:
    """Draw the forecast change of receipts beside the change that the series has."""
    months = [sentences.month(vintage) for vintage in sorted(set(pairs["vintage"]))]
    subtitle = (
        f"Change of remittances in dollars, {pairs['year'].iloc[0]} on the year before, percent; "
        f"World Bank forecasts of {sentences.listed(months)}."
    )
    return _draw_pairs(pairs, "growth_pct", "usd_pct", forecast_to_fall(pairs), subtitle, 0)


def draw_estimate(pairs: pd.DataFrame) -> Sheet:
    """Draw the estimates of a running year beside the amounts that the series has."""
    month = sentences.month(pairs["vintage"].iloc[0])
    subtitle = (
        f"Remittances received in {pairs['year'].iloc[0]}, billions of dollars: by the World Bank "
        f"in {month}, and in the series."
    )
    return _draw_pairs(pairs, "said_bn", "now_bn", estimated_above_series(pairs), subtitle, 1)


def draw_reports(pairs: pd.DataFrame) -> Sheet:
    """Draw the shares of reports beside those of the series."""
    reporters = sentences.listed(sorted(set(pairs["reporter"])), "or")
    subtitle = (
        f"Remittances received, percent of GDP: in a report with a figure of the {reporters}, "
        "and in the series for the same year."
    )
    finding = furthest_apart(pairs)
    return _draw_pairs(pairs, "share_gdp_pct", "share_gdp_pct_2", finding, subtitle, 1)


def _edition_of_series(pairs: pd.DataFrame) -> str:
    """Say of which month the newest file of the series is that the pairs rest on."""
    files = [source for source in source_ids(pairs) if source.startswith("wdi-remittances")]
    published = by_id("sources", files)["published"]
    return f" of {sentences.month(published.max()[:7])}" if len(published) else ""


def _draw_pairs(
    pairs: pd.DataFrame, left: str, right: str, finding: Finding, subtitle: str, decimals: int
) -> Sheet:
    """Draw what was published at the time (hollow) beside the series as held, a row a pair."""
    key = {
        "as published at the time (hollow)": style.FIXED["World Bank"],
        f"in the WDI series{_edition_of_series(pairs)}": style.INK,
    }
    then, now = key.values()
    fig, axes = frame(pairs, finding, subtitle, key=key, height=2.1 + 0.34 * len(pairs))
    charts.dumbbell(
        axes, pairs, left=left, right=right, label="name", colours=(then, now), decimals=decimals
    )
    margin = 0.12 * _room_for_labels()
    axes.margins(x=margin)
    amounts = pairs[[left, right]].astype("float64")
    highest = amounts.max().max()
    if amounts.min().min() > margin * highest:  # room for a figure at the left of the first dot
        axes.set_xlim(left=-0.004 * highest)  # so that the line at zero is whole
    axes.plot(
        pairs[left],
        range(len(pairs)),
        "o",
        color="white",
        markersize=4,
        zorder=4,
        gid=pairs["mark"],
    )
    charts.zero(axes, vertical=True)
    return fig


def draw_part_and_whole(both: pd.DataFrame) -> Sheet:
    """Draw counts of what Russia sent in percent of all receipts, a panel for each republic."""
    colours = {
        "transfers_from_russia_cbr": style.colours(["RUS"])["RUS"],
        "transfers_national_bank": style.OTHERS[2],
    }
    names = ["counted by Russia", "counted by the receiving country"]
    key = dict(zip(names, colours.values(), strict=True))
    first_area = both["area"].iloc[0]
    years = (both["year"].min() - 1.5, both["year"].max() + 1.5)
    top = max(125, both["of_whole_pct"].max() * 1.25)
    has_room = both["year"].max() > 2020

    def draw(axes: Axes, one: pd.DataFrame) -> None:
        _draw_counts(axes, one, colours)
        axes.axhline(100, color=style.INK, linewidth=1)
        axes.set_ylim(0, top)
        axes.set_xlim(*years)
        charts.year_axis(axes)
        is_first = one["area"].iloc[0] == first_area
        charts.event(axes, WIDENED, "Russia’s count\nwidened" if is_first and has_room else "")
        axes.set_label(_counts_in_words(one, dict(zip(colours, names, strict=True))))

    span = sentences.span(both["year"])
    subtitle = (
        "Transfers from Russia, percent of remittances from all countries (World Bank WDI = 100), "
        f"{span}. Hollow: of low reliability. Dotted rule: Russia’s count widened."
    )
    return panels(
        both, "area", draw, parts_above_whole(both), subtitle, key=key, height=4.2, unit="%"
    )


def _counts_in_words(one: pd.DataFrame, names: Mapping[str, str]) -> str:
    """Write who counted and each count of a panel, in percent, with its year."""
    texts = []
    for measure, name in names.items():
        counts = one[one["measure"].eq(measure)].sort_values("year")
        values = zip(counts["of_whole_pct"], counts["year"], strict=True)
        listed = ", ".join(f"{value:.0f} in {year}" for value, year in values)
        if listed:
            texts.append(f"{name.removeprefix('counted ')} {listed}")
    return "; ".join(texts)


def _draw_counts(axes: Axes, one: pd.DataFrame, colours: Mapping[str, str]) -> None:
    """Draw a dot for each count in the colour of its measure, hollow where it is unreliable.

    Two counts of one year stand a little apart, so that neither hides the other.
    """
    of_two = one["year"].duplicated(keep=False)
    for (measure, colour), side in zip(colours.items(), (-1, 1), strict=True):
        dots = one[one["measure"].eq(measure)]
        dots = dots.assign(year=dots["year"] + 0.35 * side * of_two[dots.index])
        is_weak = dots["status"].eq("U")
        for fill, some in (("full", dots[~is_weak]), ("none", dots[is_weak])):
            axes.plot(
                some["year"],
                some["of_whole_pct"],
                "o",
                color=colour,
                fillstyle=fill,
                gid=some["mark"],
            )


def draw_origins(rows: pd.DataFrame) -> Sheet:
    """Draw where transfers came from, a panel for each republic.

    Args:
        rows: shares of each sending country (``origins``).
    """
    names = area_names()
    colours = {names["RUS"]: style.colours(["RUS"])["RUS"], "not named": style.RULE}
    reporters = rows["reporter"].unique()
    bank = reporters[0] if len(reporters) == 1 else "receiving central bank"
    subtitle = f"Percent of the transfers received, by sending country, as the {bank} counts."
    periods = dict(zip(rows["area"], rows["period"], strict=True))
    if len(periods) > 1:  # of a single one the title tells the period
        each = [f"{names[area]}, {part_year_in_words(p)}" for area, p in periods.items()]
        subtitle += f" {sentences.listed(each)}."

    def draw(axes: Axes, one: pd.DataFrame) -> None:
        before_brackets = one["name"].str.split(" (", regex=False).str[0]
        charts.bars(
            axes,
            one.assign(name=before_brackets),
            value="share_pct",
            label="name",
            colours=colours,
            decimals=_decimals_of_shares(one),
        )
        axes.set_xlim(0, rows["share_pct"].max() * 1.2)

    height = 1.6 + 0.3 * rows.groupby("area").size().max()
    return panels(rows, "area", draw, russian_shares(rows), subtitle, height=height, share_y=False)
