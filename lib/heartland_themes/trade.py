"""Trade: by whose count, when two partners drew level, and how far two counts of it lie apart.

Amounts are in USD million at current prices unless a column says otherwise. A flow is seen from the
side of the republic: its exports, its imports, or turnover, their sum. A *count* is what one body
reports of one flow of one republic with one partner in one year. ``national`` are the counts of the
republics, ``mirror`` those of their partners, both as ``compare.both_counts`` returns them,
with who counted in words. Totals are of goods; those of Uzbekistan's own statistics are of goods
and services, and a figure that draws one says so.
"""

import itertools
import math
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from heartland import sentences
from heartland.figures import charts, frame, sizes, style
from heartland.figures.frame import Sheet
from heartland.figures.labels import label_ends, note
from heartland.sentences import Finding
from heartland.tables import compare
from heartland.tables.areas import REPUBLICS, area_names
from heartland.tables.choose import prefer
from heartland.tables.compare import FLOW_OF_YEAR, of_side
from heartland.tables.measures import LEVEL, in_dollars
from heartland.tables.sources import join_columns, merge_with_sources

MOST_PARTNERS = 6  # that have a line each
MOST_WORDS = 16  # of a title
MOST_NAMED = 3  # republics in a title
GREY = style.QUIET
FREE = (style.OTHERS[3], style.OTHERS[2])  # of two partners that have no colour of their own

IN_A_SENTENCE = {
    "EUU": "the EU",
    "CIS": "the CIS",
    "EAEU": "the EAEU",
    "WLD": "the world",
    "ARE": "the Emirates",
    "USA": "the US",
    "GBR": "the UK",
}
COUNTERS = {"CHN": "China’s customs", "RUS": "Russia’s customs", "EUU": "Eurostat"}
FLOW_TITLES = {"turnover": "Exports plus imports", "exports": "Exports", "imports": "Imports"}
BANK = "World Bank"  # whose GDP it is
SERVICES = "Uzbek national figures include services."
COPIED = (
    "Turkmenistan has no count of its own: CERR took over China’s, "
    "so there is no difference but for rounding."
)
DIVIDED = "Where a republic gives no total, shares are of the WTO’s estimate."
LEFT_OUT = "Kazakhstan’s imports from Russia in 2010 are incomplete and left out."


def names() -> dict[str, str]:
    """Return the name of every area as a sentence has it: "the EU", not "European Union"."""
    return {**area_names(), **IN_A_SENTENCE}


# Whose count


def with_reporters(counts: pd.DataFrame) -> pd.DataFrame:
    """Say in words who counted, in ``reporter``; the code stands in ``counted_by``.

    Args:
        counts: as ``compare.one_count_each`` returns them.
    """
    counts = counts.rename(columns={"reporter": "counted_by"})
    reporter = counts["counted_by"].map(_counters()).fillna(counts["counted_by"])
    return counts.assign(reporter=reporter)


def mirror_beside_own(national: pd.DataFrame, mirror: pd.DataFrame) -> pd.DataFrame:
    """Set the partner's count beside the republic's own, where both count the same flow and year.

    Returns:
        For each side the amount, who counted it, its status and its sources: ``own_usd_mn``,
        ``own_counted_by``, ``own_status``, ``own_sources``, and the same of the ``partner``. The
        partner's amount as a multiple of the own is ``times``; ``source_id`` has all sources.
    """
    columns = ["usd_mn", "counted_by", "status"]
    own = of_side(national, "own", columns)
    both = of_side(mirror, "partner", columns).merge(own, on=FLOW_OF_YEAR)
    times = both["partner_usd_mn"] / both["own_usd_mn"]
    return both.assign(times=times, source_id=join_columns(both, "partner_sources", "own_sources"))


def imports_and_deliveries(national: pd.DataFrame, mirror: pd.DataFrame) -> pd.DataFrame:
    """Set what an exporter counts as sold to a republic beside what the republic imported.

    Only the republic's own statistics count as its imports. Exporters are the partners in
    ``mirror``, and the republics themselves.

    Returns:
        The imports, with the exporter's figure in ``exporter_mn`` and the imports in percent of it
        in ``percent``; by year, area and partner.
    """
    own = national[national["area"].eq(national["counted_by"])]
    sold = own[own["flow"].eq("exports") & own["partner"].isin(REPUBLICS)]
    seen_by_buyer = sold.rename(columns={"area": "partner", "partner": "area"})
    delivered = pd.concat([seen_by_buyer, mirror[mirror["flow"].eq("imports")]])
    bought = own[own["flow"].eq("imports")]
    both = beside(bought, delivered, ["area", "partner", "year"], "exporter_mn")
    both = both.drop(columns=["reporter", "concept"]).sort_values(["year", "area", "partner"])
    return both.assign(percent=100 * both["usd_mn"] / both["exporter_mn"])


def beside(
    rows: pd.DataFrame, others: pd.DataFrame, on: Sequence[str], column: str
) -> pd.DataFrame:
    """Set the amount of another row beside each row, in ``column``, with the sources of both.

    ``on`` names the columns in which the two agree. Rows without such another are left out.
    """
    second = others[[*on, "usd_mn", "source_id"]].rename(columns={"usd_mn": column})
    return merge_with_sources(rows, second, on)


def _counters() -> dict[str, str]:
    """Return in words who counts, by the code of the reporter."""
    offices = {code: f"national statistics of {name}" for code, name in names().items()}
    return offices | COUNTERS


# Measures and order


def percent_of_total(rows: pd.DataFrame, national: pd.DataFrame) -> pd.DataFrame:
    """Measure each row in percent of the republic's total of the same flow and year.

    The total is the republic's own, else the estimate of the WTO; it stands in ``total_mn``, who
    gives it in ``total_counted_by``, what it covers in ``total_concept``, the share in ``value``.
    Each has its sources apart, in ``count_sources`` and ``total_sources``.
    """
    on = ["area", "year", "flow"]
    totals = national[national["partner"].eq("WLD")]
    both = beside(rows.assign(count_sources=rows["source_id"]), totals, on, "total_mn")
    named = {
        "counted_by": "total_counted_by",
        "concept": "total_concept",
        "source_id": "total_sources",
    }
    both = both.merge(totals[[*on, *named]].rename(columns=named), on=on)
    return both.assign(value=100 * both["usd_mn"] / both["total_mn"], unit="percent")


def with_partner_where_compiled(rows: pd.DataFrame, mirror: pd.DataFrame) -> pd.DataFrame:
    """Set the partner's count, in ``partner_mn``, beside each count that is not the republic's own.

    All other rows, and those that the partner did not count, stay as they are.
    """
    compiled = rows["counted_by"].ne(rows["area"])
    answered = beside(rows[compiled], mirror, FLOW_OF_YEAR, "partner_mn").set_index(FLOW_OF_YEAR)
    cells = pd.MultiIndex.from_frame(rows[FLOW_OF_YEAR])
    amounts = answered["partner_mn"].reindex(cells).to_numpy()
    sources = dict(zip(answered.index, answered["source_id"], strict=True))
    own = zip(cells, rows["source_id"], strict=True)
    both = [sources.get(cell, source_id) for cell, source_id in own]
    return rows.assign(partner_mn=amounts, source_id=both)


def with_locators(rows: pd.DataFrame, statements: pd.DataFrame) -> pd.DataFrame:
    """Say in ``locator`` where each source has the figure: of the count first, then of the total.

    Args:
        rows: counts, or shares as ``percent_of_total`` returns them.
        statements: rows of ``trade``, with the place in the source in ``locator``.
    """
    located = _locators(statements)
    return rows.assign(locator=[_locators_of(row, located) for row in rows.to_dict("records")])


def _locators(statements: pd.DataFrame) -> dict[tuple[Any, ...], str]:
    """Return the locators of totals by area, partner, year, source and flow."""
    has_locator = statements["locator"].fillna("").ne("")
    totals = statements[statements["product"].eq("total") & has_locator]
    cells = totals[["area", "partner", "year", "source_id", "flow"]]
    return dict(zip(cells.itertuples(index=False, name=None), totals["locator"], strict=True))


def _locators_of(row: Mapping[Any, Any], located: Mapping[tuple[Any, ...], str]) -> str:
    """Write where each source has the figures of a row; of turnover, also its two flows."""
    partners = [row["partner"], "WLD"] if "total_mn" in row else [row["partner"]]
    flows = list(FLOW_TITLES) if row["flow"] == "turnover" else [row["flow"]]
    found = []
    for partner, source, flow in itertools.product(partners, row["source_id"].split(";"), flows):
        locator = located.get((row["area"], partner, row["year"], source, flow))
        if locator:
            found.append(f"{source}: {locator}")
    return "; ".join(dict.fromkeys(found))


def of_other_concept(rows: pd.DataFrame) -> "pd.Series[bool]":
    """Tell which shares divide goods and services by a total of goods, or the other way round."""
    return rows["concept"].ne(rows["total_concept"])


def in_billions(rows: pd.DataFrame) -> pd.DataFrame:
    """Measure each row in USD billion, in ``value``."""
    return rows.assign(value=rows["usd_mn"] / 1000, unit="USD billion")


def percent_of_gdp(rows: pd.DataFrame, gdp: pd.DataFrame) -> pd.DataFrame:
    """Measure trade in percent of nominal GDP, in ``percent``; the largest first.

    Args:
        rows: counts with a column ``count`` that says whose they are.
        gdp: nominal GDP of each area and year, in ``value_usd_mn``.

    Returns:
        The rows of the newest year of China's customs for which there is a GDP; none if one side
        alone counted then, since one count compares nothing. ``whole_reporter`` has whose GDP it
        is.
    """
    weights = gdp.rename(columns={"value_usd_mn": "usd_mn"})
    both = beside(rows, weights, ["area", "year"], "gdp_mn")
    newest = both.loc[both["count"].eq("China’s customs"), "year"].max()
    both = both[both["year"].eq(newest)]
    if both["count"].nunique() < 2:
        both = both.head(0)
    percent = 100 * both["usd_mn"] / both["gdp_mn"]
    both = both.assign(percent=percent, name=both["area"].map(names()), whole_reporter=BANK)
    return both.sort_values(["percent", "area", "count"], ascending=[False, True, True])


def split_by_count(compiled: pd.DataFrame, mirror: pd.DataFrame) -> pd.DataFrame:
    """Stack up two counts of turnover and their difference, in USD billion.

    Args:
        compiled: one row of ``trade`` for each republic, compiled from national statistics.
        mirror: the partners' counts.

    Returns:
        Three rows for each republic, told apart by ``count``, with the amount in ``bn``. Who
        counted it, and in which source, is that of each count, and of both for the difference.
    """
    own = compiled.rename(columns={"reporter": "counted_by", "value_usd_mn": "usd_mn"})
    both = mirror_beside_own(own, mirror).sort_values("area")
    customs = both["partner_usd_mn"], both["partner_counted_by"], both["partner_sources"]
    national = both["own_usd_mn"], both["own_counted_by"], both["own_sources"]
    counters = both["partner_counted_by"] + ";" + both["own_counted_by"]
    difference = both["partner_usd_mn"] - both["own_usd_mn"], counters, both["source_id"]
    counts = {
        "China’s customs": customs,
        "national statistics": national,
        "the difference": difference,
    }
    columns = []
    for count, (usd_mn, counted_by, source_id) in counts.items():
        column = both[FLOW_OF_YEAR].assign(counted_by=counted_by, source_id=source_id)
        columns.append(column.assign(count=count, bn=usd_mn / 1000))
    return pd.concat(columns, ignore_index=True)


def compiled(statements: pd.DataFrame) -> pd.DataFrame:
    """Return turnover with China as CERR compiled it from the republics' national statistics.

    Args:
        statements: all full years of ``trade``.

    Returns:
        One row for each republic in the last year for which all five were compiled.
    """
    rows = statements.query("reporter == 'CERR' and partner == 'CHN' and flow == 'turnover'")
    rows = prefer(rows[rows["area"].isin(REPUBLICS)], dataset="trade")
    of_all = rows.groupby("year")["area"].transform("nunique").eq(len(REPUBLICS))
    return rows[rows["year"].eq(rows.loc[of_all, "year"].max())]


def counted_by_eurostat(statements: pd.DataFrame) -> pd.DataFrame:
    """Return the exports of the European Union to the republics by its own count, in euros.

    Args:
        statements: all full years of ``trade``.

    Returns:
        One row for each republic and year, from the preferred download of Eurostat's files.
    """
    rows = statements.query("partner == 'EUU' and reporter == 'EUU' and flow == 'imports'")
    stands = rows["value_eur_mn"].notna() & rows["status"].ne("P")
    return prefer(rows[stands & rows["product"].eq("total")], dataset="trade")


def indexed(rows: pd.DataFrame) -> pd.DataFrame:
    """Set euros of 2021, or of the first year if 2021 is not among them, to 100, in ``index``.

    One year alone is 100 and nothing more: then no row is left.
    """
    rows = rows[[*FLOW_OF_YEAR, "value_eur_mn", "source_id"]].sort_values(["area", "year"])
    if rows["year"].nunique() < 2:
        rows = rows.head(0)
    base = 2021 if rows["year"].eq(2021).any() else rows["year"].min()
    first = rows[rows["year"].eq(base)].set_index("area")["value_eur_mn"]
    of_base = rows["area"].map(first).astype("float64")
    return rows.assign(base=base, index=100 * rows["value_eur_mn"] / of_base)


def purchases(rows: pd.DataFrame, rates: pd.DataFrame) -> pd.DataFrame:
    """Name the buyer of each purchase from Turkmenistan, in ``buyer``: gas first, largest first.

    Args:
        rows: rows of ``trade``: exports of Turkmenistan, or imports of other republics from it.
        rates: rows of ``exchange_rates``, one for each currency and year.

    Returns:
        The purchases, without those of a part of a year that has a row of its own.
    """
    buyer = rows["partner"].where(rows["partner"].ne("TKM"), rows["area"])
    whole = _without_parts(rows.assign(buyer=buyer).drop(columns="reporter"))
    rows = in_dollars(whole, rates)
    gas_first = rows.assign(is_gas=rows["product"].eq("pipeline gas"))
    order = ["is_gas", "usd_mn", "buyer", "period"]
    ascending = [False, False, True, True]
    return gas_first.sort_values(order, ascending=ascending).drop(columns="is_gas")


def _without_parts(purchases: pd.DataFrame) -> pd.DataFrame:
    """Leave out each part of a year for which the whole year is on record."""
    year = purchases["period"].str[:4]
    is_whole = purchases["period"].eq(year)
    has_whole = is_whole.groupby([purchases["buyer"], purchases["product"], year]).transform("any")
    return purchases[is_whole | ~has_whole]


def with_enough_years(rows: pd.DataFrame, start: int, end: int) -> pd.DataFrame:
    """Keep the republics with figures for five years, or for half of a shorter span."""
    enough = _enough(start, end)
    return rows[rows.groupby("area")["year"].transform("nunique").ge(enough)]


def without_panel(
    counts: pd.DataFrame, areas: Sequence[str], partners: Sequence[str], start: int, end: int
) -> str:
    """Say which republics have figures of too few years for a panel, and of how many.

    Args:
        counts: of one flow, measured alike, of all years.
        areas: the republics that were asked for.
        partners: the partners that were asked for; any of them makes a year.
        start: the first year.
        end: the last year.
    """
    drawn = counts["year"].between(start, end) & counts["partner"].isin(partners[:MOST_PARTNERS])
    years = counts[drawn].groupby("area")["year"].nunique()
    enough = max(1, _enough(start, end))
    number = {area: int(years.get(area, 0)) for area in areas}
    few = [f"{names()[area]} ({n})" for area, n in number.items() if n < enough]
    if not few:
        return ""
    needed = sentences.count(enough, "year")
    return f"No panel for want of {needed} on record: {sentences.listed(few)}."


def _enough(start: int, end: int) -> int:
    """Return of how many years a republic has to have figures to be drawn."""
    return min(5, (end - start + 1) // 2)


def with_both(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep the flows and years of a republic for which two partners have a figure."""
    partners = rows.groupby(["area", "flow", "year"])["partner"].transform("nunique")
    return rows[partners.eq(2)]


def in_order(rows: pd.DataFrame, areas: Sequence[str], partners: Sequence[str]) -> pd.DataFrame:
    """Sort rows by area and partner in the order in which they are named, by year and by flow."""
    places = {
        "area": {area: place for place, area in enumerate(areas)},
        "partner": {partner: place for place, partner in enumerate(partners)},
    }

    def by_place(column: pd.Series) -> pd.Series:
        return column.map(places[str(column.name)]) if column.name in places else column

    return rows.sort_values(["area", "partner", "year", "flow"], key=by_place)


def first_two(rows: pd.DataFrame) -> list[str]:
    """Return the two partners that are compared: the first two in the order of the rows."""
    return list(dict.fromkeys(rows["partner"]))[:2]


def leads(rows: pd.DataFrame, pair: Sequence[str]) -> "pd.Series[int]":
    """Say by area and year which of two partners was ahead.

    Returns:
        1 for the first, -1 for the second, 0 where they differ by less than 2 percent.
    """
    wide = rows.pivot(index=["area", "year"], columns="partner", values="value")
    wide = wide.reindex(columns=list(pair)).dropna()
    percent = 100 * (wide.iloc[:, 0] / wide.iloc[:, -1] - 1)
    return percent.ge(LEVEL).astype(int) - percent.le(-LEVEL).astype(int)


def years_before(rows: pd.DataFrame, on_record: pd.DataFrame) -> pd.DataFrame:
    """Return what is on record of the same flow, measured alike, of the years before some rows.

    Args:
        rows: shares or amounts of one flow.
        on_record: shares and amounts of all flows and years, with ``unit``.
    """
    same = alike(rows, on_record)
    return same[same["year"].lt(rows["year"].min())]


def alike(rows: pd.DataFrame, on_record: pd.DataFrame) -> pd.DataFrame:
    """Return what is on record of the same flow as some rows, measured alike."""
    same_flow = on_record["flow"].isin(rows["flow"])
    return on_record[same_flow & on_record["unit"].isin(rows["unit"])]


def drawn_level(
    rows: pd.DataFrame, pair: Sequence[str], before: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Find when the first partner, behind until then, drew level with the second or passed it.

    An area has no such year if the first partner was level or ahead in its first year on record,
    or already before the rows begin: when it drew level does not follow from them.

    Args:
        rows: the figures of the partners.
        pair: the two that are compared.
        before: those of earlier years, measured alike; none by default.

    Returns:
        One row for each area in which that happened: ``year`` (the first in which it did),
        ``is_dated`` (whether the year before has both figures, too: else it may have been
        earlier), ``ahead`` (whether it passed the second then), ``fell_back`` (whether it was
        behind again later), ``last`` (the last year with both figures) and ``ended_ahead`` (in
        that year).
    """
    found = []
    earlier: pd.Series[int] = leads(rows.head(0) if before is None else before, pair)
    settled = set(earlier[earlier.ge(0)].index.get_level_values("area"))
    for area, lead in leads(rows, pair).groupby("area", sort=False):
        by_year = lead.droplevel("area").sort_index()
        level = by_year.index[by_year.ge(0)]
        if level.empty or by_year.iloc[0] >= 0 or area in settled:
            continue
        first = int(level[0])
        row = {
            "area": area,
            "year": first,
            "is_dated": first - 1 in by_year.index,
            "ahead": bool(by_year[first] == 1),
            "fell_back": bool(by_year.loc[first:].lt(0).any()),
            "last": int(by_year.index[-1]),
            "ended_ahead": bool(by_year.iloc[-1] == 1),
        }
        found.append(row)
    columns = ["area", "year", "is_dated", "ahead", "fell_back", "last", "ended_ahead"]
    return pd.DataFrame(found, columns=columns)


# Findings


def level(
    rows: pd.DataFrame, pair: Sequence[str] = (), before: pd.DataFrame | None = None
) -> Finding:
    """Say when the first partner drew level with the second, and whether that lasted.

    Args:
        rows: shares or amounts of one flow.
        pair: the two that are compared, by default the first two in the order of the rows.
        before: those of earlier years, as ``drawn_level`` takes them.

    Facts: the two by name, ``first`` and ``second``; the ``republics`` and ``years`` in which they
    drew level; whether each year ``is_dated``; in how many the first ``fell_back``; whether it was
    ahead in all of them in the last year with both figures (``all_ended_ahead``), and that year if
    it is one (``ended_in``).
    """
    pair = pair or first_two(rows)
    partners = [names()[partner] for partner in pair]
    met = drawn_level(rows, pair, before)
    if met.empty:
        drawn = [partner for partner in pair if partner in set(rows["partner"])]
        who = sentences.sentence(_listed_names(drawn or first_two(rows)))
        return Finding(f"{who} in the trade of the republics")
    ends = met["last"].unique()
    facts: dict[str, Any] = {
        "first": partners[0],
        "second": partners[1],
        "republics": [names()[area] for area in met["area"]],
        "years": sorted({int(year) for year in met["year"]}),
        "is_dated": bool(met["is_dated"].all()),
        "fell_back": int(met["fell_back"].sum()),
        "all_ended_ahead": bool(met["ended_ahead"].all()),
        "ended_in": int(ends[0]) if len(ends) == 1 else None,
    }
    return Finding(_level_text(facts), facts)


def _level_text(facts: Mapping[str, Any]) -> str:
    years = facts["years"]
    republics = facts["republics"]
    when = f" in {years[0]}"
    if not facts["is_dated"]:
        when = f" by {years[-1]}"
    elif len(years) > 1:
        when = f", {sentences.span(years)}"
    where = f"in {sentences.count(len(republics))} republics"
    if len(republics) < 3:
        where = f"in {sentences.listed(republics)}"
    drew_level = f"{facts['first']} drew level with {facts['second']} {where}{when}"
    texts = [f"{drew_level}{afterwards}" for afterwards in _afterwards(facts)]
    short = [text for text in texts if len(text.split()) <= MOST_WORDS]
    return sentences.sentence([*short, drew_level][0])


def _afterwards(facts: Mapping[str, Any]) -> list[str]:
    """Say how it went on, at length and in short.

    That is in how many republics the first partner fell back, and whether it was ahead in the end,
    which is the last year with both figures.
    """
    fell_back, republics = facts["fell_back"], len(facts["republics"])
    if not fell_back:
        return []
    slipped = "slipped behind"
    if fell_back < republics:
        slipped += f" in {sentences.count(fell_back)}"
    if not facts["all_ended_ahead"]:
        return [f", and {slipped}"]
    led = f"led in {facts['ended_in']}" if facts["ended_in"] else "led when last compared"
    return [f", {slipped}, and {led}", f", and {led}"]


def leaders(rows: pd.DataFrame) -> Finding:
    """Say whether the larger customer is the larger supplier too, in the newest year."""
    pair = first_two(rows)
    newest = _newest_leads(rows, pair)
    years = newest["year"].unique()
    facts: dict[str, Any] = {
        "first": names()[pair[0]],
        "second": names()[pair[-1]],
        "ahead": int(newest["lead"].eq(1).sum()),
        "flows": len(newest),
        "republics": [names()[area] for area in sorted(set(newest["area"]))],
        "customer_never_supplier": _customer_is_never_supplier(newest),
        "year": int(years[0]) if len(years) == 1 else None,
    }
    return Finding(_leaders_text(facts), facts)


def _newest_leads(rows: pd.DataFrame, pair: Sequence[str]) -> pd.DataFrame:
    """Return who was ahead in the newest year of each flow of each republic, in ``lead``."""
    by_flow = []
    for flow, part in rows.groupby("flow"):
        by_flow.append(leads(part, pair).reset_index(name="lead").assign(flow=flow))
    every = pd.concat(by_flow).sort_values(["year", "area", "flow"])
    return every.drop_duplicates(["area", "flow"], keep="last")


def _customer_is_never_supplier(newest: pd.DataFrame) -> bool:
    """Tell whether in each of several republics one partner leads as customer, one as supplier."""
    by_area = newest.groupby("area")["lead"]
    opposite = by_area.prod().eq(-1) & by_area.size().eq(2)
    return len(opposite) > 1 and bool(opposite.all())


def _leaders_text(facts: Mapping[str, Any]) -> str:
    when = f" in {facts['year']}" if facts["year"] else ""
    if facts["customer_never_supplier"]:
        where = sentences.listed(facts["republics"], "or")
        if len(facts["republics"]) > MOST_NAMED:
            where = f"any of {sentences.count(len(facts['republics']))} republics"
        neither = f"neither {facts['first']} nor {facts['second']} led in both flows"
        return sentences.sentence(f"{neither} in {where}{when}")
    was = "was"
    if facts["flows"] == 1:
        where = "the one flow on record"
        if not facts["ahead"]:
            was = "was not"
    else:
        flows = sentences.count(facts["flows"], "flow")
        where = f"{sentences.count(facts['ahead'])} of {flows}"
        if not facts["ahead"]:
            where = _none_of(facts["flows"], "flow")
    text = f"{facts['first']} {was} ahead of {facts['second']} in {where}{when}"
    return sentences.sentence(text)


def _none_of(number: int, noun: str) -> str:
    """Write that none of several holds: "neither of two flows", "none of four flows"."""
    none = "neither" if number == 2 else "none"
    return f"{none} of {sentences.count(number, noun)}"


def widest_difference(rows: pd.DataFrame) -> Finding:
    """Say where two counts lie furthest apart, among the newest years of the republics.

    Facts: ``partner``, ``republic``, ``year``, ``times`` (the larger count over the smaller) and
    ``larger``, the one of the two who counted more; none where no two lie ten percent apart.
    """
    newest = rows.sort_values(["year", "area"]).groupby("area").tail(1)
    apart = newest["times"].where(newest["times"].ge(1), 1 / newest["times"])
    widest = newest.iloc[apart.argmax()]
    partner, republic = names()[rows["partner"].iloc[0]], names()[widest["area"]]
    flow = widest["flow"] if widest["flow"] != "turnover" else "trade"
    if apart.max() < 1.1:
        others = republic if len(newest) == 1 else "the republics"
        when = f"in {sentences.span(newest['year'])}"
        text = f"{partner} and {others} counted about the same {flow} {when}"
        return Finding(sentences.sentence(text))
    larger, smaller = partner, republic
    if widest["times"] < 1:
        larger, smaller = republic, partner
    facts: dict[str, Any] = {
        "partner": partner,
        "republic": republic,
        "larger": larger,
        "times": float(apart.max()),
        "year": int(widest["year"]),
    }
    counted = f"{larger} counted {facts['times']:.1f} times the {flow}"
    text = f"{counted} that {smaller} counted in {facts['year']}"
    return Finding(sentences.sentence(text), facts)


def counted_by_china_alone(rows: pd.DataFrame) -> Finding:
    """Say whose trade is the largest part of the difference, in percent of the whole of it."""
    difference = rows[rows["count"].eq("the difference")].set_index("area")["bn"]
    facts: dict[str, Any] = {
        "republic": names()[str(difference.idxmax())],
        "percent": float(100 * difference.max() / difference.sum()),
        "year": int(rows["year"].iloc[0]),
    }
    part = f"{facts['percent']:.0f} percent"
    if 45 < facts["percent"] < 55:
        part = "Half"
    gap = f"of the gap between China’s and national counts in {facts['year']}"
    return Finding(f"{part} {gap} was trade with {facts['republic']}", facts)


def growth_of_exports(rows: pd.DataFrame) -> Finding:
    """Say to which republic EU exports grew most since the base year, and how many times."""
    base = int(rows["base"].iloc[0])
    newest = rows[rows["year"].eq(rows["year"].max())].set_index("area")["index"] / 100
    if not newest.max() > 1.9:
        return Finding(f"EU exports to the republics, {base} = 100")
    facts: dict[str, Any] = {
        "republic": names()[str(newest.idxmax())],
        "times": float(newest.max()),
        "base": base,
        "year": int(rows["year"].max()),
    }
    grew = f"EU exports to {facts['republic']} grew {_fold(facts['times'])}"
    return Finding(f"{grew} from {facts['base']} to {facts['year']}", facts)


def _fold(times: float) -> str:
    """Write a multiple: "tenfold" where that is within 5 percent, else "2.4-fold"."""
    whole = max(round(times), 1)
    if abs(whole / times - 1) < 0.05:
        return f"{sentences.count(whole)}fold"
    return f"{times:.1f}-fold"


def recorded_of_exports(rows: pd.DataFrame) -> Finding:
    """Say how much of the EU's exports the republic with the lowest share has on record.

    Only imports from the same European Union as Eurostat's can be a share of its exports.
    """
    plain = Finding("EU exports and what the republics recorded of them")
    same = rows[rows["partner_definition"].ne(compare.WITH_BRITAIN)]
    if same.empty:
        return plain
    newest = same.sort_values(["year", "area"]).groupby("area").tail(1)
    lowest = newest.iloc[newest["percent"].argmin()]
    if not lowest["percent"] < 90:
        return plain
    facts: dict[str, Any] = {
        "republic": names()[lowest["area"]],
        "percent": float(lowest["percent"]),
        "year": int(lowest["year"]),
    }
    percent = round(facts["percent"])
    fractions = {25: "a quarter", 33: "a third", 50: "half"}
    part = fractions.get(percent, f"{percent} percent")
    recorded = f"{facts['republic']} recorded {part} of the EU’s exports to it"
    return Finding(f"{recorded} in {facts['year']}", facts)


def short_of_exporters(rows: pd.DataFrame) -> Finding:
    """Name the importer whose records fall short of every exporter's.

    If there is none, say how many import figures fall short.
    """
    span = rows.groupby("area")["percent"].agg(["min", "max", "size"])
    short = span[span["size"].gt(2) & span["max"].lt(95)].sort_values("min")
    if len(short):
        lowest = short.iloc[0]
        importer: dict[str, Any] = {
            "republic": names()[str(short.index[0])],
            "lowest": float(lowest["min"]),
            "highest": float(lowest["max"]),
        }
        recorded = f"recorded {importer['lowest']:.0f} to {importer['highest']:.0f} percent"
        text = f"{importer['republic']} {recorded} of what exporters counted"
        return Finding(text, importer)
    if len(rows) == 1:
        return Finding("What the importer and the exporter counted")
    figures = {"short": int(rows["percent"].le(100 - LEVEL).sum()), "of": len(rows)}
    how_many = sentences.quantifier(figures["short"], figures["of"], "import figure")
    text = f"{how_many} fell {LEVEL} percent or more short of the exporter’s"
    return Finding(sentences.sentence(text), figures)


def largest_of_gdp(rows: pd.DataFrame) -> Finding:
    """Say whose trade with China, by China's count, was largest against GDP."""
    largest = rows[rows["count"].eq("China’s customs")].iloc[0]
    facts: dict[str, Any] = {
        "republic": str(largest["name"]),
        "percent": float(largest["percent"]),
        "year": int(largest["year"]),
    }
    republic = facts["republic"]
    gdp = f"{facts['percent']:.0f} percent of {republic}’s GDP in {facts['year']}"
    return Finding(f"By China’s count, trade with {republic} equalled {gdp}", facts)


def customers(rows: pd.DataFrame) -> Finding:
    """Say whether China bought far more from Turkmenistan than anybody else.

    Facts: ``since`` when there are figures.
    """
    china = rows["buyer"].eq("CHN")
    if not rows.loc[china, "usd_mn"].min() > 3 * rows.loc[~china, "usd_mn"].max():
        return Finding("Who bought from Turkmenistan")
    facts = {"since": int(rows["period"].str[:4].min())}
    text = "China bought far more from Turkmenistan than any other buyer on record since"
    return Finding(f"{text} {facts['since']}", facts)


def peak_of_russia(rows: pd.DataFrame) -> Finding:
    """Say whether Russia's share peaked when Switzerland and Britain bought next to nothing.

    Facts: ``peak``, the year; ``percent_of_others``, the share of the two in it; their names; and
    ``on_year_before``, Russia's share as a multiple of that of the year before, if it is on record.
    """
    wide = rows.pivot(index="year", columns="partner", values="value")
    wide = wide.reindex(columns=["CHE", "GBR", "RUS"])
    others = wide[["CHE", "GBR"]].sum(axis=1)
    at = int(wide["RUS"].argmax())
    if others.iloc[at] >= 1 or others.max() <= 20:
        return Finding("Three buyers of Kyrgyz exports")
    facts: dict[str, Any] = {
        "peak": int(wide.index[at]),
        "percent_of_others": float(others.iloc[at]),
        "first_buyer": names()["CHE"],
        "second_buyer": names()["GBR"],
    }
    verb = "peaked"
    if facts["peak"] - 1 in wide.index:
        facts["on_year_before"] = float(wide["RUS"].iloc[at] / wide["RUS"][facts["peak"] - 1])
        if facts["on_year_before"] > 1.9:
            verb = (
                "doubled"
                if facts["on_year_before"] < 2.1
                else f"grew {_fold(facts['on_year_before'])}"
            )
    share = f"Russia’s share of Kyrgyz exports {verb} in {facts['peak']}"
    buyers = f"{facts['first_buyer']} and {facts['second_buyer']}"
    return Finding(f"{share}, when {buyers} bought little", facts)


def bottom_line(
    statements: pd.DataFrame,
    national: pd.DataFrame,
    mirror: pd.DataFrame,
    gdp: pd.DataFrame,
    start: int,
    end: int,
) -> list[Finding]:
    """Return what the notebook finds for all five republics, China and Russia.

    Args:
        statements: all full years of ``trade``.
        national: the republics' counts.
        mirror: the partners' counts.
        gdp: nominal GDP, one row for each area and year.
        start: the first year.
        end: the last year.
    """
    own = national[national["area"].isin(REPUBLICS) & national["year"].between(start, end)]
    theirs = mirror[mirror["area"].isin(REPUBLICS) & mirror["year"].between(start, end)]
    europe = counted_by_eurostat(statements)
    europe = europe[europe["area"].isin(REPUBLICS) & europe["year"].between(start, end)]
    republics = national[national["area"].isin(REPUBLICS)]
    shares = percent_of_total(republics[republics["partner"].isin(["CHN", "RUS"])], republics)
    shares = in_order(shares, REPUBLICS, ["CHN", "RUS"])
    before = shares[shares["flow"].eq("turnover") & shares["year"].lt(start)]
    shares = shares[shares["year"].between(start, end)]
    return [
        _level_with_russia(shares, start, end, before),
        _customer_or_supplier(shares, start, end),
        _china_by_two_counts(own, theirs, gdp),
        counted_by_china_alone(split_by_count(compiled(statements), theirs)).as_sentence(),
        _left_and_arrived(europe, own, theirs),
    ]


def _level_with_russia(shares: pd.DataFrame, start: int, end: int, before: pd.DataFrame) -> Finding:
    """Say when the lines that are drawn met, and where figures of too few years met as well."""
    turnover = shares[shares["flow"].eq("turnover")]
    drawn = with_enough_years(turnover, start, end)
    sparse = turnover[~turnover["area"].isin(drawn["area"])]
    by_their_own = "By the republics’ own statistics {}"
    also = _level_too(sparse, before)
    of_drawn = level(drawn, ["CHN", "RUS"], before)
    if not also.facts:
        return Finding.joined(by_their_own + ".", of_drawn)
    return Finding.joined(by_their_own + "; {also}.", of_drawn, also=also)


def _level_too(sparse: pd.DataFrame, before: pd.DataFrame) -> Finding:
    """Say in which republics, too sparse to be drawn, the first partner drew level, and when."""
    met = drawn_level(sparse, ["CHN", "RUS"], before)
    if met.empty:
        return Finding("")
    years = {names()[row["area"]]: int(row["year"]) for row in met.to_dict("records")}
    words = ["in" if is_dated else "by" for is_dated in met["is_dated"]]
    met_in = zip(years.items(), words, strict=True)
    where = sentences.listed(f"in {area} {word} {year}" for (area, year), word in met_in)
    text = f"it also drew level {where}, where the years on record are too few to draw"
    return Finding(text, {"years": years})


def _customer_or_supplier(shares: pd.DataFrame, start: int, end: int) -> Finding:
    exports = with_enough_years(shares[shares["flow"].eq("exports")], start, end)
    imports = with_enough_years(shares[shares["flow"].eq("imports")], start, end)
    return leaders(with_both(pd.concat([exports, imports]))).as_sentence()


def _china_by_two_counts(
    national: pd.DataFrame, mirror: pd.DataFrame, gdp: pd.DataFrame
) -> Finding:
    with_china = "partner == 'CHN' and flow == 'turnover'"
    national, mirror = national.query(with_china), mirror.query(with_china)
    counts = [
        national.assign(count="national statistics"),
        mirror.assign(count="China’s customs"),
    ]
    of_gdp = percent_of_gdp(pd.concat(counts), gdp)
    difference = widest_difference(mirror_beside_own(national, mirror))
    return Finding.joined("{}. {of_gdp}.", difference, of_gdp=largest_of_gdp(of_gdp))


def _left_and_arrived(
    europe: pd.DataFrame, national: pd.DataFrame, mirror: pd.DataFrame
) -> Finding:
    arrived = imports_and_deliveries(national, mirror).query("partner == 'EUU'")
    recorded = recorded_of_exports(arrived.assign(partner_definition="EU27"))
    return Finding.joined("{}; {recorded}.", growth_of_exports(indexed(europe)), recorded=recorded)


def doubts(
    statements: pd.DataFrame, offices: pd.Series, national: pd.DataFrame, mirror: pd.DataFrame
) -> list[Finding]:
    """Return what the rows say about themselves.

    Args:
        statements: all full years of ``trade``.
        offices: the ids of the sources that are tables of a statistical office.
        national: the republics' counts.
        mirror: the partners' counts.
    """
    return [
        _from_tables(statements, offices),
        _uzbek_exports(national, mirror),
        _kyrgyz_statements(statements),
    ]


def _from_tables(statements: pd.DataFrame, offices: pd.Series) -> Finding:
    facts = {"tables": int(statements["source_id"].isin(offices).sum()), "rows": len(statements)}
    read = f"{facts['tables']:,} of {facts['rows']:,} rows were read"
    return Finding(f"{read} in a table of a statistical office, the others in reports.", facts)


def _uzbek_exports(national: pd.DataFrame, mirror: pd.DataFrame) -> Finding:
    own = national[national["area"].eq(national["counted_by"])]
    sold = beside(own, mirror, FLOW_OF_YEAR, "mirror_mn")
    sold = sold.query("area == 'UZB' and partner == 'RUS' and flow == 'exports'")
    times = sold["usd_mn"] / sold["mirror_mn"]
    facts: dict[str, Any] = {
        "lowest": float(times.min()),
        "highest": float(times.max()),
        "first": int(sold["year"].min()),
        "last": int(sold["year"].max()),
    }
    counted = f"was {facts['lowest']:.1f} to {facts['highest']:.1f} times Russia’s count"
    years = f"{facts['first']} to {facts['last']}"
    text = f"Uzbekistan’s count of its exports to Russia {counted}, {years}."
    return Finding(text, facts)


def _kyrgyz_statements(statements: pd.DataFrame) -> Finding:
    rows = statements.query("area == 'KGZ' and partner == 'RUS' and flow == 'turnover'")
    most_stated = int(rows["year"].mode().max())
    billions = rows.loc[rows["year"].eq(most_stated), "value_usd_mn"] / 1000
    facts: dict[str, Any] = {
        "statements": len(billions),
        "lowest": float(billions.min()),
        "highest": float(billions.max()),
        "year": most_stated,
    }
    there_are = f"there are {sentences.count(facts['statements'], 'statement')}"
    spread = f"from {facts['lowest']:.1f} to {facts['highest']:.1f} billion dollars"
    return Finding(
        f"On Kyrgyzstan and Russia in {facts['year']} {there_are}, {spread}.",
        facts,
    )


# Drawing


def draw_level(
    rows: pd.DataFrame,
    partners: Sequence[str] = (),
    areas: Sequence[str] = (),
    start: int = 0,
    end: int = 0,
    on_record: pd.DataFrame | None = None,
) -> Sheet:
    """Draw each partner's part in the trade of each republic, and when the first two drew level.

    Args:
        rows: area, partner, year, flow, ``value`` and its ``unit`` (percent or USD billion).
        partners: those that were asked for: the first two are compared, and the note names those
            that are not drawn.
        areas: the republics that were asked for; the note names those without a panel.
        start: the first year that was asked for.
        end: the last.
        on_record: the same of all flows and years; a year in which two drew level is left out if
            they had met before.
    """
    pair = list(partners[:2]) or first_two(rows)
    before = None if on_record is None else years_before(rows, on_record)
    drawn = list(dict.fromkeys(rows["partner"]))
    compared = [partner for partner in pair if partner in drawn]
    colours = style.colours(drawn) | _two_colours(compared)
    no_names = dict.fromkeys(colours, "")
    in_percent = rows["unit"].iloc[0] == "percent"
    has_names = GREY in colours.values()  # at the ends of lines, below the words on a year
    top = rows["value"].max() * (1.35 if has_names and in_percent else 1.12)
    notes = [
        _note_on_shares(rows) if in_percent else "",
        _ends_apart(rows, pair),
        _partners_not_drawn(rows, partners),
    ]
    if on_record is not None:
        counts = alike(rows, on_record)
        notes.append(without_panel(counts, areas, partners, start, end))

    def draw(axes: Axes, part: pd.DataFrame) -> None:
        axes.set_ylim(0, top)
        charts.lines(
            axes, part, x="year", value="value", by="partner", colours=colours, names=no_names
        )
        if in_percent:
            _hollow_out_others(axes, part, colours)
        for met in drawn_level(part, pair, before).to_dict("records"):
            how = "ahead" if met["ahead"] else "level"
            by = "" if met["is_dated"] else "by "
            text = f"{how}\n{by}{met['year']}" if in_percent else ""
            charts.event(axes, f"{met['year']}-01-01", text)

    fig = frame.panels(
        rows,
        "area",
        draw,
        level(rows, pair, before),
        f"{_measure(rows)}{_hollow(rows) if in_percent else ''}",
        key=_key_of_partners(colours),
        note=" ".join(filter(None, notes)),
        unit="%" if in_percent else "bn",
    )
    _label_grey_ends(fig, rows, colours)
    return fig


def _hollow_out_others(axes: Axes, rows: pd.DataFrame, colours: Mapping[str, str]) -> None:
    """Draw a hollow dot where a share is not the republic's own count over a total of the like.

    A provisional count is hollow too.
    """
    other = rows["counted_by"].ne(rows["area"]) | of_other_concept(rows) | rows["status"].eq("P")
    look: dict[str, Any] = {"markersize": 4.5, "markeredgewidth": 1.5, "markerfacecolor": "white"}
    for row in rows[other].to_dict("records"):
        colour = colours[row["partner"]]
        at = ([row["year"]], [row["value"]])
        axes.plot(*at, "o", color=colour, gid=row.get("mark"), zorder=4, **look)


def _hollow(rows: pd.DataFrame) -> str:
    """Say what a hollow dot is, if one is drawn: a sentence that follows another."""
    whose = list(dict.fromkeys(rows.loc[rows["counted_by"].ne(rows["area"]), "counted_by"]))
    kinds = [f"counted by {sentences.listed(whose)}"] if whose else []
    if of_other_concept(rows).any():
        kinds.append("goods and services over a total of goods")
    if rows["status"].eq("P").any():
        kinds.append("provisional")
    return f" Hollow: {', or '.join(kinds)}." if kinds else ""


def _ends_apart(rows: pd.DataFrame, pair: Sequence[str]) -> str:
    """Say for which republics the two partners that are compared end in different years."""
    texts = []
    compared = rows[rows["partner"].isin(pair)]
    for area, part in compared.groupby("area", sort=False):
        last = part.groupby("partner")["year"].max().sort_values()
        if last.nunique() > 1:
            partner = names()[str(last.index[0])]
            texts.append(f"{names()[str(area)]}: figures for {partner} end in {last.iloc[0]}.")
    return " ".join(texts)


def _partners_not_drawn(rows: pd.DataFrame, chosen: Sequence[str]) -> str:
    """Name the partners chosen that are beyond the most that are drawn, or that have no rows."""
    beyond = chosen[MOST_PARTNERS:]
    drawn = set(rows["partner"])
    without = [partner for partner in chosen[:MOST_PARTNERS] if partner not in drawn]
    notes = []
    if beyond:
        most = sentences.count(MOST_PARTNERS)
        notes.append(f"Not drawn: {_listed_names(beyond)} (only the first {most} chosen are).")
    if without:
        notes.append(f"Without figures here: {_listed_names(without)}.")
    return " ".join(notes)


def _areas_not_drawn(rows: pd.DataFrame, chosen: Sequence[str]) -> str:
    """Name the republics chosen that have no rows."""
    drawn = set(rows["area"])
    without = [area for area in chosen if area not in drawn]
    return f"Without figures of both sides: {_listed_names(without)}." if without else ""


def _listed_names(areas: Sequence[str]) -> str:
    return sentences.listed([names()[area] for area in areas])


def _key_of_partners(colours: Mapping[str, str]) -> dict[str, str]:
    """Return the partners that have a colour, by name."""
    key = {}
    for partner, colour in colours.items():
        if colour != GREY:
            key[sentences.sentence(names()[partner])] = colour
    return key


def _label_grey_ends(fig: Sheet, rows: pd.DataFrame, colours: Mapping[str, str]) -> None:
    """Write the name of each partner without a colour at the end of its line.

    The panels are laid out first: several such partners may lie close to one another, and how far
    their names are moved apart depends on the height that the panels have at last.
    """
    grey = rows[rows["partner"].map(colours).eq(GREY)]
    if grey.empty:
        return
    frame.lay_out(fig)
    for axes, area in zip(fig.axes, rows["area"].unique(), strict=True):
        last = grey[grey["area"].eq(area)].groupby("partner").tail(1)
        partners = last["partner"].map(names()).map(sentences.sentence)
        ends = zip(last["year"], last["value"], partners, [GREY] * len(last), strict=True)
        label_ends(axes, list(ends))


def draw_leaders(rows: pd.DataFrame) -> Sheet:
    """Draw a square for each year of each flow in the colour of the partner who was ahead.

    Args:
        rows: as for ``draw_level``, of two partners, with ``mark``.
    """
    colours = _two_colours(first_two(rows))
    key = {f"{sentences.sentence(names()[p])} ahead": colour for p, colour in colours.items()}
    key["about level"] = GREY
    groups = rows.groupby(["area", "flow"], sort=False)
    fig, axes = frame.frame(
        rows,
        leaders(rows),
        f"{_measure(rows)} Right: the last year.",
        key=key,
        height=2.1 + 0.34 * len(groups),
        note=_note_on_shares(rows) if rows["unit"].eq("percent").all() else "",
    )
    labels = []
    for y, ((area, flow), part) in enumerate(groups):
        _row_of_squares(axes, y, part, colours)
        labels.append(f"{names()[str(area)]}, {flow}")
    charts.rows_of_text(axes, labels)
    charts.year_axis(axes)
    return fig


def _row_of_squares(axes: Axes, y: int, rows: pd.DataFrame, colours: Mapping[str, str]) -> None:
    """Draw one flow of one republic: its squares, and at the right the figures of the last year."""
    lead = leads(rows, list(colours)).droplevel("area")
    marks = rows.groupby("year")["mark"].agg(list)
    look: dict[str, Any] = {"markersize": 10 * _breadth(), "markeredgewidth": 0}
    for ahead, colour in zip((1, -1, 0), (*colours.values(), GREY), strict=True):
        years = lead.index[lead.eq(ahead)]
        axes.plot(years, [y] * len(years), "s", color=colour, gid=marks[years], **look)
    year = rows["year"].max()
    last = rows[rows["year"].eq(year)].set_index("partner")["value"]
    place: dict[str, Any] = {
        "xycoords": ("axes fraction", "data"),
        "va": "center",
        "ha": "right",
    }
    for n, (partner, colour) in enumerate(colours.items()):
        text = f"{last[partner]:.1f}"
        shift = ((34 + 36 * n) * sizes.current().type_scale, 0)
        place["label"] = f"{sentences.sentence(names()[partner])} {year}"
        note(axes, text, (1, y), shift, color=colour, fontweight="bold", **place)


def draw_two_counts(rows: pd.DataFrame) -> Sheet:
    """Draw the republic's own figure and the partner's as two dots on a row, with the multiple.

    Args:
        rows: as ``mirror_beside_own`` returns them, of one partner and flow, with ``mark``.
    """
    partner = rows["partner"].iloc[0]
    colour = _two_colours([partner])[partner]
    key = {"national statistics": style.INK, f"as counted by {names()[partner]}": colour}
    flow = FLOW_TITLES[rows["flow"].iloc[0]]
    years = "newest years with a figure of each side"
    subtitle = f"{flow}, USD billion, {years}; right: the multiple.{_hollow_of_two(rows)}"
    area = rows["area"].map(names()).mask(rows["area"].duplicated(), "")
    dots = rows.assign(
        y=range(len(rows)),
        label=area + " " + rows["year"].astype(str),
        own=rows["own_usd_mn"] / 1000,
        other=rows["partner_usd_mn"] / 1000,
    )
    fig, axes = frame.frame(
        rows,
        widest_difference(rows),
        subtitle,
        key=key,
        height=2 + 0.25 * len(rows),
        note=f"{_note_on_services(rows)} {_compiled(rows, 'own_counted_by')}".strip(),
    )
    digits = _decimals(dots[["own", "other"]].max().max())
    charts.dumbbell(
        axes,
        dots,
        left="own",
        right="other",
        label="label",
        colours=(style.INK, colour),
        decimals=digits,
    )
    axes.margins(x=0.12 / min(1, _breadth()))
    unlike = dots["own_counted_by"].ne(dots["area"]) | dots["own_status"].isin(["P", "E"])
    _hollow_out(axes, dots[unlike], "own", style.INK)
    _hollow_out(axes, dots[dots["partner_status"].eq("E")], "other", colour)
    _write_multiples(axes, dots)
    return fig


def _decimals(largest: float) -> int:
    """Return how many decimals tell figures apart of which this is the largest: at least one.

    >>> _decimals(43.8), _decimals(0.12), _decimals(0.06)
    (1, 2, 3)
    """
    return max(1, 1 - math.floor(math.log10(largest)))


def _hollow_of_two(rows: pd.DataFrame) -> str:
    """Say what a hollow dot of two counts is, if one is drawn: a sentence that follows another."""
    kinds = []
    if rows["own_counted_by"].ne(rows["area"]).any():
        kinds.append("compiled from national statistics")
    if rows["own_status"].eq("P").any():
        kinds.append("provisional")
    if (rows["own_status"].eq("E") | rows["partner_status"].eq("E")).any():
        kinds.append("computed from a growth rate")
    return f" Hollow: {', or '.join(kinds)}." if kinds else ""


def _hollow_out(axes: Axes, dots: pd.DataFrame, value: str, colour: str) -> None:
    look: dict[str, Any] = {"markersize": 5, "markerfacecolor": "white", "zorder": 4}
    for row in dots.to_dict("records"):
        axes.plot([row[value]], [row["y"]], "o", color=colour, gid=row["mark"], **look)


def _compiled(rows: pd.DataFrame, counter: str) -> str:
    """Name the figures of republics that somebody else compiled, by republic and year.

    Args:
        rows: counts of republics.
        counter: the column that says who counted them.
    """
    texts = []
    others = rows[rows[counter].ne(rows["area"])]
    for (area, by), part in others.groupby(["area", counter], sort=False):
        years = sentences.listed(part["year"].drop_duplicates().astype(str))
        texts.append(f"{names()[str(area)]} {years}: as compiled by {by}.")
    return " ".join(texts)


def _write_multiples(axes: Axes, dots: pd.DataFrame) -> None:
    place: dict[str, Any] = {
        "xycoords": ("axes fraction", "data"),
        "va": "center",
    }
    for y, times in enumerate(dots["times"]):
        note(axes, f"× {times:.1f}", (1, y), (10, 0), fontweight="bold", **place)


def draw_split(rows: pd.DataFrame) -> Sheet:
    """Draw two counts of one year's turnover with China, and the difference, as stacked columns.

    Args:
        rows: as ``split_by_count`` returns them.
    """
    counts = "China’s customs, and national statistics as compiled by CERR"
    year = rows["year"].iloc[0]
    subtitle = f"Exports plus imports with China in {year}, USD billion: {counts}."
    note = f"{COPIED} {_note_on_services(rows)}".strip()
    fig, axes = frame.frame(rows, counted_by_china_alone(rows), subtitle, height=5, note=note)
    difference = rows[rows["count"].eq("the difference")].set_index("area")["bn"]
    labels = {str(area): f"{names()[str(area)]} {bn:.1f}" for area, bn in difference.items()}
    labels["TKM"] = f"{names()['TKM']}: see note"
    stacked_columns(axes, rows, "count", "bn", "area", style.colours(REPUBLICS), labels)
    return fig


def stacked_columns(
    axes: Axes,
    rows: pd.DataFrame,
    column: str,
    value: str,
    part: str,
    colours: Mapping[str, str],
    labels: Mapping[str, str],
) -> None:
    """Draw stacked columns, one for each ``column``, and label their parts beside the last one.

    The parts stand in the order of their size in the last column; totals are written above.
    """
    rows = rows.assign(mark=rows.get("mark"))
    amounts = rows.pivot(index=column, columns=part, values=value).fillna(0)
    amounts = amounts[amounts.iloc[-1].sort_values(ascending=False).index]
    marks = rows.pivot(index=column, columns=part, values="mark")[amounts.columns]
    amounts.plot.bar(
        ax=axes,
        color=dict(colours),
        xlabel="",
        stacked=True,
        legend=False,
        rot=0,
        width=0.6,
        edgecolor="white",
        linewidth=0.8,
    )
    drawn: list[Any] = axes.containers
    shapes = [shape for shapes_of_part in drawn for shape in shapes_of_part]
    charts.of_rows(shapes, marks.to_numpy().ravel(order="F"))
    characters = sizes.current().characters(22)
    columns = [textwrap.fill(str(name), characters) for name in amounts.index]
    axes.set_xticks(range(len(columns)), columns)
    totals = amounts.sum(axis=1).map(sentences.number)
    axes.bar_label(drawn[-1], totals, padding=4, fontweight="bold")
    axes.margins(y=0.08)
    axes.grid(False, axis="x")
    middles = (amounts.cumsum(axis=1) - amounts / 2).iloc[-1]
    x = len(amounts) - 0.7
    ends = [(x, y, labels[str(name)], colours[str(name)]) for name, y in middles.items()]
    label_ends(axes, ends)


def draw_index(rows: pd.DataFrame) -> Sheet:
    """Draw EU exports to each republic as an index, the one that grew most in its colour.

    Args:
        rows: as ``indexed`` returns them.
    """
    years = sentences.span(rows["year"])
    subtitle = f"Goods exports of the EU, in euros, {rows['base'].iloc[0]} = 100, {years}."
    fig, axes = frame.frame(rows, growth_of_exports(rows), subtitle)
    axes.set_ylim(0, rows["index"].max() * 1.08)
    newest = rows[rows["year"].eq(rows["year"].max())]
    steepest = str(newest["area"].iloc[newest["index"].argmax()])
    colours = dict.fromkeys(REPUBLICS, GREY) | style.colours([steepest])
    charts.lines(axes, rows, x="year", value="index", by="area", colours=colours, names=names())
    return fig


def draw_recorded(rows: pd.DataFrame, areas: Sequence[str] = ()) -> Sheet:
    """Draw what each republic recorded of the EU's exports to it, in percent, year by year.

    Where the imports are from a European Union with Britain, the dots are hollow and stand apart.

    Args:
        rows: as ``imports_and_deliveries`` returns them, of one exporter, with
            ``partner_definition``, the membership that the importer counts.
        areas: the republics that were asked for; the note names those without rows.
    """
    with_britain = rows["partner_definition"].eq(compare.WITH_BRITAIN)
    subtitle = (
        "Imports from the EU in national statistics, percent of the EU’s exports by Eurostat "
        "(converted at annual average rates)."
    )
    if with_britain.any():
        subtitle += " Hollow: imports from Britain are counted in, so the share is too high."
    notes = [_note_on_services(rows), _areas_not_drawn(rows, areas)]
    note = " ".join(filter(None, notes))
    fig, axes = frame.frame(rows, recorded_of_exports(rows), subtitle, note=note)
    axes.set_ylim(0, max(110, rows["percent"].max() * 1.08))
    first, last = rows["year"].min(), rows["year"].max()
    axes.hlines(100, first, last, color=style.INK, linewidth=0.9, zorder=1)
    colours = style.colours(REPUBLICS)
    for look, drawn in ((":o", with_britain), ("-o", ~with_britain)):
        unnamed = dict.fromkeys(REPUBLICS, "")
        charts.lines(
            axes,
            rows[drawn],
            x="year",
            value="percent",
            by="area",
            colours=colours,
            names=unnamed,
            look=look,
        )
    ends = []
    for end in rows.sort_values(["year", "area"]).groupby("area").tail(1).to_dict("records"):
        area = end["area"]
        ends.append((end["year"], end["percent"], names()[area], colours[area]))
    label_ends(axes, ends)
    frame.unit_on_top(axes, "%")
    return fig


def draw_borders(rows: pd.DataFrame) -> Sheet:
    """Draw a panel for each republic: its imports in percent of what each exporter counts.

    Args:
        rows: as ``imports_and_deliveries`` returns them, one for each pair.
    """
    newest = rows["year"].max()
    right = max(170, rows["percent"].max() * 1.35)
    exporters = _exporters_in_order(rows)
    rows = rows.assign(exporter=rows["partner"].map(names()))

    def draw(axes: Axes, part: pd.DataFrame) -> None:
        colours = style.colours([part["area"].iloc[0]])
        charts.dot_rows(
            axes,
            part,
            value="percent",
            label="exporter",
            by="area",
            colours=colours,
            order=exporters,
        )
        axes.axvline(100, color=style.INK, linewidth=0.9, zorder=1)
        _label_dots(axes, part, exporters, newest)
        axes.set_xlim(0, right)

    counts = "Imports as the republic counts them, percent of what the exporter on the left counts"
    subtitle = f"{counts}, {newest} unless said."
    return frame.panels(
        rows,
        "area",
        draw,
        short_of_exporters(rows),
        subtitle,
        height=4.2,
        share_x=True,
        note=_note_on_services(rows),
    )


def _exporters_in_order(rows: pd.DataFrame) -> list[str]:
    """Return the names of the exporters: the great partners first, then the republics."""
    order = ["CHN", "EUU", "TUR", "RUS", *REPUBLICS]
    present = set(rows["partner"])
    return [names()[partner] for partner in order if partner in present]


def _label_dots(axes: Axes, rows: pd.DataFrame, order: Sequence[str], newest: int) -> None:
    """Write the value at each dot, with its year if that is not the newest."""
    look: dict[str, Any] = {
        "va": "center",
        "path_effects": charts.HALO,
    }
    for row in rows.to_dict("records"):
        text = f"{row['percent']:.0f}"
        if row["year"] < newest:
            text += f" ({row['year']})"
        place, shift = "left", 7
        if 60 < row["percent"] < 100:  # else the line at 100 would run through it
            place, shift = "right", -7
        at = (row["percent"], -order.index(row["exporter"]))
        note(axes, text, at, (shift, 0), ha=place, **look)


def draw_gdp(rows: pd.DataFrame) -> Sheet:
    """Draw turnover with China by both counts, in percent of each republic's GDP.

    Args:
        rows: as ``percent_of_gdp`` returns them.
    """
    colours = {
        "China’s customs": style.colours(["CHN"])["CHN"],
        "national statistics": style.INK,
    }
    order = list(dict.fromkeys(rows["name"]))
    year = rows["year"].iloc[0]
    national = rows["count"].eq("national statistics")
    compiled = national & rows["counted_by"].ne(rows["area"])
    subtitle = f"Exports plus imports with China in {year}, percent of nominal GDP (World Bank)."
    if compiled.any():
        subtitle += " Hollow: compiled from national statistics."
    notes = [_note_on_services(rows), _compiled(rows[national], "counted_by")]
    if rows["area"].eq("TKM").any():
        notes.append(
            "Turkmenistan: no count of its own; its GDP depends on the exchange rate used."
        )
    note = " ".join(filter(None, notes))
    fig, axes = frame.frame(
        rows,
        largest_of_gdp(rows),
        subtitle,
        height=2.2 + 0.46 * len(order),
        key=colours,
        note=note,
    )
    dots = rows.assign(hollow=compiled)
    charts.dot_rows(
        axes,
        dots,
        value="percent",
        label="name",
        by="count",
        colours=colours,
        order=order,
        hollow="hollow",
    )
    _label_both_counts(axes, rows, order, colours)
    room = rows["percent"].max() * 0.08 / min(1, _breadth())
    left = 0.0
    if rows["percent"].min() < room:
        left = -room  # for the figure at the left of its dot
    axes.set_xlim(left, rows["percent"].max() + room)
    return fig


def _label_both_counts(
    axes: Axes, rows: pd.DataFrame, order: Sequence[str], colours: Mapping[str, str]
) -> None:
    """Write each percentage beside its dot: the lower of two at its left, the higher at its right.

    So the two never meet, however close the dots are.
    """
    highest = rows.groupby("name")["percent"].transform("max")
    for row, top in zip(rows.to_dict("records"), highest, strict=True):
        shift, side = -7, "right"
        if row["percent"] == top:
            shift, side = 7, "left"
        note(
            axes,
            f"{row['percent']:.0f}",
            (row["percent"], -order.index(row["name"])),
            (shift, 0),
            ha=side,
            va="center",
            color=colours[row["count"]],
        )


def draw_customers(rows: pd.DataFrame) -> Sheet:
    """Draw what each buyer says it bought from Turkmenistan, as bars of different periods.

    Args:
        rows: ``buyer``, product, period and ``usd_mn``, the largest first.
    """
    buyer = rows["buyer"].map(names())
    product = rows["product"].replace({"total": "all goods", "pipeline gas": "gas by pipeline"})
    label = buyer.map(sentences.sentence) + ", " + product + ", " + rows["period"].map(_period)
    colours = rows["buyer"].map(style.colours(["CHN"])).fillna(GREY)
    counts = "Purchases from Turkmenistan as the buyer counts them"
    subtitle = f"{counts}, USD billion."
    notes = [_note_on_gas(rows), _note_on_services(rows), *_not_exact(rows, buyer)]
    note = " ".join(filter(None, notes))
    height = 1.6 + 0.3 * len(rows)
    fig, axes = frame.frame(rows, customers(rows), subtitle, height=height, note=note)
    bars = rows.assign(label=label, bn=rows["usd_mn"] / 1000)
    by_label = dict(zip(label, colours, strict=True))
    charts.bars(axes, bars, value="bn", label="label", colours=by_label, decimals=2)
    return fig


def _note_on_gas(rows: pd.DataFrame) -> str:
    """Say that bars of one buyer overlap, where it has both gas and all goods."""
    gas = rows.loc[rows["product"].eq("pipeline gas"), "buyer"]
    both = rows["product"].eq("total") & rows["buyer"].isin(gas)
    return "All goods include gas." if both.any() else ""


def _not_exact(rows: pd.DataFrame, buyer: "pd.Series[str]") -> list[str]:
    """Name the buyers whose figure is approximate, and those whose figure is provisional."""
    texts = []
    kinds = {"Approximate": rows["relation"].eq("~"), "Provisional": rows["status"].eq("P")}
    for kind, is_so in kinds.items():
        if is_so.any():
            texts.append(f"{kind}: {sentences.listed(buyer[is_so].unique())}.")
    return texts


def _period(period: str) -> str:
    """Write a part of a year that begins in January: "2022-01/2022-11" is "11 months of 2022"."""
    first, _, last = period.partition("/")
    if not last or not first.endswith("-01"):
        return period
    year, month = last.split("-")
    return f"{int(month)} months of {year}"


def draw_gold(rows: pd.DataFrame) -> Sheet:
    """Draw the shares of Russia, Switzerland and Britain in Kyrgyz exports.

    Args:
        rows: as ``percent_of_total`` returns them.
    """
    years = sentences.span(rows["year"])
    subtitle = f"Percent of Kyrgyz exports to all countries, {years}."
    note = (
        "Gold is the usual explanation of such leaps; the table is by country and names no goods."
    )
    fig, axes = frame.frame(rows, peak_of_russia(rows), subtitle, note=note)
    axes.set_ylim(0, rows["value"].max() * 1.08)
    colours = style.colours(["RUS"]) | {"CHE": style.OTHERS[3], "GBR": style.OTHERS[2]}
    charts.lines(axes, rows, x="year", value="value", by="partner", colours=colours, names=names())
    axes.set_xlim(rows["year"].min() - 0.5, rows["year"].max() + 0.4)
    frame.unit_on_top(axes, "%")
    return fig


def _note_on_shares(rows: pd.DataFrame) -> str:
    """Say what the shares that are drawn rest on, and what is left out of them."""
    kazakh = rows["area"].eq("KAZ") & rows["flow"].ne("exports")
    around = rows.loc[kazakh, "year"].min() <= 2010 <= rows.loc[kazakh, "year"].max()
    estimated = rows["total_counted_by"].ne(rows["area"]).any()
    divided = DIVIDED if estimated else ""
    notes = [_note_on_services(rows), divided, _years_of_other_concept(rows)]
    if around and "RUS" in set(rows["partner"]):
        notes.append(LEFT_OUT)
    return " ".join(filter(None, [*notes, *_compiled_and_partner(rows)]))


def _years_of_other_concept(rows: pd.DataFrame) -> str:
    """Say in which years goods and services are divided by a total of goods."""
    other = rows[of_other_concept(rows)]
    if other.empty:
        return ""
    areas = sentences.listed([names()[area] for area in other["area"].unique()])
    return f"{areas} {sentences.span(other['year'])}: too high, since that total is of goods."


def _compiled_and_partner(rows: pd.DataFrame) -> list[str]:
    """Name each count that is not the republic's own, with what the partner counted."""
    texts = []
    for row in rows[rows["counted_by"].ne(rows["area"])].to_dict("records"):
        area, partner = names()[row["area"]], names()[row["partner"]]
        flow = "trade" if row["flow"] == "turnover" else row["flow"]
        preposition = {"exports": "to", "imports": "from"}.get(row["flow"], "with")
        of = f"{area}’s {flow} {preposition} {partner} in {row['year']}"
        text = f"{of}: {row['usd_mn'] / 1000:.1f} bn by {row['counted_by']}"
        if pd.notna(row["partner_mn"]):
            counter = COUNTERS.get(row["partner"], f"national statistics of {partner}")
            text += f", {row['partner_mn'] / 1000:.1f} by {counter}"
        texts.append(f"{text}.")
    return texts


def _note_on_services(rows: pd.DataFrame) -> str:
    """Say that Uzbek figures include services, if an Uzbek figure is among the rows."""
    partners = rows["partner"] if "partner" in rows else rows["area"]
    if (rows["area"].eq("UZB") | partners.eq("UZB")).any():
        return SERVICES
    return ""


def _breadth() -> float:
    """Return how wide the size in use is, measured in columns."""
    return sizes.current().width / sizes.COLUMN.width


def _two_colours(partners: Sequence[str]) -> dict[str, str]:
    """Return the fixed colours of one or two partners; who has none takes a free one.

    Green and purple are free: the blue and the red of ``style.OTHERS`` are too near to those of
    Russia and China in a small square.
    """
    colours = {}
    fixed = style.colours(partners)
    for partner, free in zip(partners, FREE, strict=False):
        colours[partner] = free if fixed[partner] == GREY else fixed[partner]
    return colours


def _measure(rows: pd.DataFrame) -> str:
    """Say which flow is drawn, measured how, over which years."""
    flow = FLOW_TITLES[rows["flow"].iloc[0]]
    if rows["flow"].nunique() > 1:
        flow = "Exports and imports"
    unit = "USD billion as the partner counts them"
    if rows["unit"].eq("percent").all():
        unit = "percent of the republic’s total by its own statistics"
    return f"{flow}, {unit}, {sentences.span(rows['year'])}."
