"""Trade: by whose count, when two partners drew level, and how far two counts of it lie apart.

Amounts are in USD million at current prices unless a column says otherwise. A flow is seen from the
side of the republic: its exports, its imports, or turnover, their sum. A *count* is what one body
reports of one flow of one republic with one partner in one year. ``national`` are the counts of the
republics, ``mirror`` those of their partners, both as ``compare.both_counts`` returns them,
with who counted in words. Totals are of goods; those of Uzbekistan's own statistics are of goods
and services, and a figure that draws one says so.
"""

from collections.abc import Sequence

import pandas as pd

from heartland.tables import compare
from heartland.tables.areas import area_names
from heartland.tables.sources import merge_with_sources

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


def names() -> dict[str, str]:
    """Return the name of every area as a sentence has it: "the EU", not "European Union"."""
    return {**area_names(), **IN_A_SENTENCE}


def with_reporters(counts: pd.DataFrame) -> pd.DataFrame:
    """Say in words who counted, in ``reporter``; the code stands in ``counted_by``.

    Args:
        counts: as ``compare.one_count_each`` returns them.
    """
    counts = counts.rename(columns={"reporter": "counted_by"})
    reporter = counts["counted_by"].map(_counters()).fillna(counts["counted_by"])
    return counts.assign(reporter=reporter)


def eu_with_britain(totals: pd.DataFrame, rates: pd.DataFrame) -> pd.DataFrame:
    """Take the countries' own counts of a European Union of 28, which some gave for longer.

    Args:
        totals: as ``compare.comparable_totals`` leaves them.
        rates: rows of ``exchange_rates``, one for each currency and year.

    Returns:
        The counts, as ``with_reporters`` returns them, and true in ``is_wider``.
    """
    own = totals["reporter"].eq(totals["area"])
    wider = totals[own & totals["partner_definition"].eq(compare.WITH_BRITAIN)]
    return with_reporters(compare.one_count_each(wider, rates)).assign(is_wider=True)


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


def percent_of_total(rows: pd.DataFrame, national: pd.DataFrame) -> pd.DataFrame:
    """Measure each row in percent of the republic's total of the same flow and year.

    The total is the republic's own, else the estimate of the WTO; it stands in ``total_mn``, who
    gives it in ``total_counted_by``, what it covers in ``total_concept``, the share in ``value``.
    Each has its sources apart, in ``count_sources`` and ``total_sources``. Goods and services are
    no part of a total of goods: a row whose total covers something else is left out.
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
    both = both[both["concept"].eq(both["total_concept"])]
    return both.assign(value=100 * both["usd_mn"] / both["total_mn"], unit="percent")
