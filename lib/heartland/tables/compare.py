"""Figures that compete, compared: trade by both sides, forecasts with outturns.

Each function takes rows of one table as ``load`` returns them, chooses among reporters by a rule
that it states, and keeps the sources. Nothing is averaged and no gap is filled.
"""

from collections.abc import Sequence

import pandas as pd

from heartland.errors import UsageError
from heartland.tables import expect
from heartland.tables.choose import prefer
from heartland.tables.measures import in_dollars, newest, weakest_status, with_outturns
from heartland.tables.sources import join_columns, join_ids
from heartland.tables.tables import full_years, load

FLOWS = ("exports", "imports", "turnover")

# A flow of trade in a year, and the same as one reporter states it.
FLOW_OF_YEAR = ["area", "partner", "year", "flow"]
BY_REPORTER = ["area", "partner", "year", "reporter"]

# The columns that are read of each table.
OF_TRADE = (
    "area",
    "partner",
    "period",
    "flow",
    "product",
    "concept",
    "partner_definition",
    "reporter",
    "value_usd_mn",
    "value_eur_mn",
    "relation",
    "status",
    "source_id",
)
OF_GROWTH = (
    "publisher",
    "vintage",
    "area",
    "target_year",
    "kind",
    "growth_pct",
    "source_id",
)

# Compilers of national statistics, who stand in where a republic has no figure of its own.
COMPILERS = {"CERR": 1, "WTO": 2}

# A European Union that is wider than Eurostat's.
WITH_BRITAIN = "EU27+UK"


def both_sides(trade: pd.DataFrame, flow: str = "turnover", strict: bool = False) -> pd.DataFrame:
    """Set a flow of trade as the partner reports it beside the republic's own figure.

    >>> china = both_sides(load("trade", area="Kazakhstan", partner="China", start=2022, end=2023))
    >>> china["year"].tolist()
    [2022, 2023]

    For each side one reporter is chosen. The republic's own statistics come before what CERR and
    then the WTO compile from them (``own_reporter`` says whose a figure is; ``strict`` leaves
    compilers out), and for the partner only the partner itself counts. Turnover
    is the sum of exports and imports where a reporter has both, else what it states. Only totals
    count, not a product alone; bounds, figures of low reliability and the EU with the United
    Kingdom are left out. Euros are converted at the average rate of the year. ``own_concept`` and
    ``partner_concept`` say what each total covers: goods and services in the statistics of
    Uzbekistan and what is compiled from them, goods in all others.

    Args:
        trade: rows of ``trade`` by all reporters; areas, partners and years may be chosen.
        flow: exports or imports of the republic, or their sum: turnover.
        strict: take as the republic's own only what it published itself; a year for which the
            collection has only a compiler's figure has none.

    Returns:
        A row for each republic, partner and year for which either side has a figure:
        ``own_usd_mn`` and ``partner_usd_mn`` in millions of dollars, missing where a side has
        none; who reported each; ``ratio``, the partner's figure divided by the own; the status
        of each figure; the sources of each (``own_sources``, ``partner_sources``) and of both.

    Raises:
        UsageError: if the flow is unknown, or the rows are not of ``trade``.
    """
    expect.one_of("both_sides", "flow", flow, FLOWS)
    expect.rows_of("both_sides", "trade", trade, OF_TRADE)
    expect.flag("both_sides", "strict", strict)
    totals = full_years(comparable_totals(trade))
    if strict:
        totals = totals[~totals["reporter"].isin(list(COMPILERS))]
    national, mirror = both_counts(totals, prefer(load("exchange_rates")))
    columns = ["usd_mn", "reporter", "concept", "status"]
    own = of_side(national, "own", columns)
    partner = of_side(mirror, "partner", columns)
    both = own.merge(partner, on=FLOW_OF_YEAR, how="outer")
    both = both[both["flow"].eq(flow)]
    if both.empty:
        raise UsageError(f"both_sides: these rows have no figure for {flow}")
    both["ratio"] = both["partner_usd_mn"] / both["own_usd_mn"]
    both["source_id"] = join_columns(both, "own_sources", "partner_sources")
    return both.sort_values(["area", "partner", "year"]).reset_index(drop=True)


def comparable_totals(trade: pd.DataFrame) -> pd.DataFrame:
    """Keep what can be compared of ``trade``: all goods, no bounds, nothing in doubt (status U)."""
    stated = trade["relation"].isin(["=", "~"]) & trade["status"].ne("U")
    return trade[stated & trade["product"].eq("total")]


def both_counts(totals: pd.DataFrame, rates: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return one count of each flow by the republics, and one by their partners.

    Rows of a European Union that includes Britain are left out, since Eurostat's does not.

    Args:
        totals: as ``comparable_totals`` leaves them, of whole years.
        rates: rows of ``exchange_rates``, one for each currency and year.

    Returns:
        Two frames of the form of ``one_count_each``.
    """
    totals = totals[totals["partner_definition"].ne(WITH_BRITAIN)]
    national = one_count_each(totals[counted_by_republic(totals)], rates)
    mirror = one_count_each(totals[counted_by_partner(totals)], rates)
    return national, mirror


def counted_by_republic(trade: pd.DataFrame) -> "pd.Series[bool]":
    """Tell which rows of ``trade`` are a republic's own count, or were compiled from it.

    For Turkmenistan, which publishes none, CERR copies China's figure: that is no count of its own.
    """
    compiled = trade["reporter"].isin(list(COMPILERS))
    copied = trade["reporter"].eq("CERR") & trade["area"].eq("TKM")
    return trade["reporter"].eq(trade["area"]) | (compiled & ~copied)


def counted_by_partner(trade: pd.DataFrame) -> "pd.Series[bool]":
    """Tell which rows of ``trade`` are the partner's count: mirror statistics."""
    return trade["reporter"].eq(trade["partner"])


def one_count_each(rows: pd.DataFrame, rates: pd.DataFrame) -> pd.DataFrame:
    """Take one count of each flow of a republic with a partner in a year.

    Among documents of one reporter ``preferences`` decide. Turnover is exports plus imports where
    one reporter gives both, else as stated. National statistics come before compilations of them.

    Args:
        rows: rows of ``trade`` that can be compared, all of one side: ``counted_by_republic`` or
            ``counted_by_partner``.
        rates: rows of ``exchange_rates``, one for each currency and year.

    Returns:
        Columns area, partner, year, reporter, status, usd_mn, concept, source_id, flow; by area,
        partner, year and flow. A sum has the weaker of two statuses.

    Raises:
        DataError: if two documents of one reporter are ranked alike.
    """
    # What a reporter counts, goods or services too, is its own affair: documents are ranked.
    one_each = prefer(rows, [*FLOW_OF_YEAR, "reporter"], "trade", ignore="concept")
    one_each = in_dollars(one_each, rates)
    one_each = one_each[[*BY_REPORTER, "status", "usd_mn", "concept", "source_id", "flow"]]
    counts = pd.concat([_exports_plus_imports(one_each), one_each])
    counts = counts.sort_values("reporter", key=_compilers_last, kind="stable")
    return counts.drop_duplicates(FLOW_OF_YEAR).sort_values(FLOW_OF_YEAR)


def _exports_plus_imports(counts: pd.DataFrame) -> pd.DataFrame:
    """Add exports and imports up, as turnover, where one reporter gives both."""
    flows = counts[counts["flow"].ne("turnover")]
    given = flows.groupby(BY_REPORTER)["flow"].transform("size")
    both = flows[given.eq(2)].groupby(BY_REPORTER, as_index=False)
    sums = both.agg(
        {"status": weakest_status, "usd_mn": "sum", "concept": "max", "source_id": join_ids}
    )
    return sums.assign(flow="turnover")


def _compilers_last(reporter: pd.Series) -> pd.Series:
    return reporter.map(COMPILERS).fillna(0)


def of_side(counts: pd.DataFrame, side: str, columns: Sequence[str]) -> pd.DataFrame:
    """Name columns of one side's counts after it: ``own_usd_mn``, ``own_sources``.

    Args:
        counts: one count of each flow, as ``one_count_each`` returns them.
        side: ``own`` or ``partner``.
        columns: those that are kept, besides the flow, its year and its sources.
    """
    counts = counts.rename(columns={"source_id": "sources"}).set_index(FLOW_OF_YEAR)
    return counts[[*columns, "sources"]].add_prefix(f"{side}_").reset_index()


def forecasts_and_outturns(
    growth: pd.DataFrame,
    outturns: pd.DataFrame | None = None,
    publisher: str = "World Bank WDI",
    first: bool = False,
) -> pd.DataFrame:
    """Set the outturn beside each growth forecast: error = forecast - outturn.

    >>> imf = load("growth_forecasts", publisher="IMF", area="UZB", target_year=2022)
    >>> spring = forecasts_and_outturns(imf).query("round == 'spring'")
    >>> spring["error_pp"].tolist()
    [-2.61]

    An error depends on the outturn it is held against: outturns are revised, and those of two
    publishers differ. Turkmenistan has two growth rates for some years.

    Args:
        growth: rows of ``growth_forecasts``; those of the kind "forecast" are compared.
        outturns: rows of ``growth_forecasts`` to take the outturns from; by default all.
        publisher: whose outturns.
        first: compare with the oldest outturn on record, not with the newest.

    Returns:
        The forecasts, by area, target year, publisher and vintage, with ``round`` (autumn before,
        spring, autumn), ``outturn_pct``, ``error_pp`` in percentage points (negative is too low),
        both missing where there is no outturn, ``outturn_publisher``, and the sources of both.

    Raises:
        UsageError: if there is no outturn of the publisher, or the rows are of another table.
    """
    function = "forecasts_and_outturns"
    expect.rows_of(function, "growth_forecasts", growth, OF_GROWTH)
    if outturns is None:
        outturns = load("growth_forecasts")
    expect.rows_of(function, "growth_forecasts", outturns, OF_GROWTH)
    forecasts = prefer(growth[growth["kind"].eq("forecast")], dataset="growth_forecasts")
    chosen = _outturns_of(outturns, publisher, first)
    compared = with_outturns(forecasts, chosen)
    compared["outturn_publisher"] = (
        compared["outturn_pct"].notna().map({True: publisher, False: ""})
    )
    order = ["area", "target_year", "publisher", "vintage"]
    return compared.sort_values(order).reset_index(drop=True)


def _outturns_of(growth: pd.DataFrame, publisher: str, first: bool) -> pd.DataFrame:
    """Return one outturn of a publisher for each area and year: the newest, or the first."""
    outturns = growth[growth["kind"].str.contains("outturn")]
    known = sorted(set(outturns["publisher"]))
    expect.one_of("forecasts_and_outturns", "publisher of outturns", publisher, known)
    outturns = prefer(outturns[outturns["publisher"].eq(publisher)], dataset="growth_forecasts")
    return newest(outturns, ["area", "target_year"], first=first)
