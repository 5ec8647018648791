"""Ties: Russia and China as partners of each of the five countries, tie by tie.

The rows of a tie have ``area``, ``partner`` (``RUS`` or ``CHN``), ``when`` (a year, or years),
``value`` in the unit that the tie's name states, and ``source_id``. The two are set side by side by
one rule, the collection's own: both figures are of one time and from one counter. A square says
which of the two is larger, not who comes first among all partners.
"""

import pandas as pd

from heartland.tables.areas import REPUBLICS
from heartland.tables.sources import join_columns, join_ids

BOTH = ["RUS", "CHN"]
LEVEL = 0.95
"""From this part of the larger on, the smaller is about level with it."""
NOUGHT = 5.0
"""Below this share, in percent, neither of the two leads."""


def known_of_both(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep what is known of Russia and of China for the same country and time."""
    rows = rows[rows["partner"].isin(BOTH)]
    return rows[rows.groupby(["area", "when"])["partner"].transform("nunique").eq(2)]


def of_trade(own: pd.DataFrame, mirror: pd.DataFrame, flow: str) -> pd.DataFrame:
    """Take a country's own count of both partners, and only without one that of their customs.

    Args:
        own: counts by the countries, as ``compare.both_counts`` returns them, USD million. What
            others compiled from them is left out.
        mirror: counts by the partners, likewise.
        flow: ``exports``, ``imports`` or ``turnover``.

    Returns:
        The rows of a tie for all years, in USD billion.
    """
    own_count = known_of_both(_in_billions(own[own["reporter"].eq(own["area"])], flow))
    by_partners = known_of_both(_in_billions(mirror, flow))
    return pd.concat([own_count, by_partners[~by_partners["area"].isin(own_count["area"])]])


def _in_billions(counts: pd.DataFrame, flow: str) -> pd.DataFrame:
    rows = counts[counts["flow"].eq(flow)]
    return rows.assign(when=rows["year"].astype(str), value=rows["usd_mn"] / 1000)


def of_debt(debt: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return the share of each creditor in the public debt abroad of a year, in percent.

    A creditor that the World Bank does not list is owed nothing that it counts: 0.

    Args:
        debt: of the table ``public_debt``; the creditor ``WLD`` is the total.
        year: whose end.
    """
    owed = debt[debt["year"].eq(year)].rename(columns={"creditor": "partner"})
    total = owed[owed["partner"].eq("WLD")].set_index("area")["value_usd_mn"]
    owed = owed.assign(value=100 * owed["value_usd_mn"] / owed["area"].map(total))
    return _unlisted_is_nought(owed, str(year))


def in_five_years(arms: pd.DataFrame) -> pd.DataFrame:
    """Say in ``five_years`` of which five years a delivery is: "2020–24"."""
    first = arms["year"] // 5 * 5
    last = (first + 4).astype(str).str[2:]
    return arms.assign(five_years=first.astype(str) + "–" + last)


def of_arms(arms: pd.DataFrame, years: str) -> pd.DataFrame:
    """Return the share of each supplier in the volume of arms of five years, in percent.

    A supplier of which SIPRI lists no delivery supplied nothing that it counts: 0. A country
    without any delivery has no rows.

    Args:
        arms: as ``in_five_years`` returns them.
        years: one of ``five_years``.
    """
    delivered = arms[arms["five_years"].eq(years)].rename(columns={"supplier": "partner"})
    delivered = delivered.groupby(["area", "partner"], as_index=False).agg(
        value=("tiv_mn", "sum"), source_id=("source_id", "first")
    )
    delivered["value"] *= 100 / delivered.groupby("area")["value"].transform("sum")
    return _unlisted_is_nought(delivered, years)


def of_firms(others: pd.DataFrame) -> pd.DataFrame:
    """Take the thousands of firms with Russian and Chinese capital, as their registers count them.

    Args:
        others: of the table ``other_figures``.
    """
    registered = "operating enterprises with capital|branches with owners"
    firms = others[others["measure"].str.contains(registered)]
    return known_of_both(firms.assign(when=firms["period"], value=firms["value"] / 1000))


def of_migrants(sent_home: pd.DataFrame) -> pd.DataFrame:
    """Take Russia's share of the money sent home, in percent, where nobody's can be larger.

    Args:
        sent_home: of the table ``remittances``.
    """
    stated = sent_home["relation"].isin(["=", "~"]) & sent_home["share_of_receipts_pct"].notna()
    shares = sent_home[stated & sent_home["partner"].eq("RUS")]
    shares = shares.assign(when=shares["period"], value=shares["share_of_receipts_pct"])
    last = shares.groupby("area")["when"].transform("max").eq(shares["when"])
    return shares[last & shares["value"].gt(50)]


def of_soldiers(others: pd.DataFrame) -> pd.DataFrame:
    """Take the press's estimates of Russian troops.

    Args:
        others: of the table ``other_figures``.
    """
    soldiers = others[others["measure"].str.startswith("Russian troops in ")]
    return soldiers.assign(when=soldiers["period"])


def _unlisted_is_nought(rows: pd.DataFrame, when: str) -> pd.DataFrame:
    """Write 0 where a complete list of a country's partners names Russia or China not at all."""
    shares = rows.pivot_table(index="area", columns="partner", values="value")
    shares = shares.reindex(columns=BOTH).fillna(0).reset_index()
    shares = shares.melt("area", BOTH, "partner", "value")
    return shares.assign(when=when, least=NOUGHT, source_id=join_ids(rows["source_id"]))


def newest(name: str, rows: pd.DataFrame, written: str = "{:.0f}") -> pd.DataFrame:
    """Set the newest figures of Russia and China side by side, a row for each of the five.

    Args:
        name: of the tie, with its unit.
        rows: of the tie, of any time and partner; ``least``, if it is there, is the share below
            which neither leads.
        written: how figures below ten are written.

    Returns:
        Columns ``tie``, ``area``, ``when``, ``RUS``, ``CHN`` (one may be missing), ``text`` (both
        in words), ``source_id`` of both, and ``least``. Countries without a figure have no row.
    """
    rows = rows[rows["partner"].isin(BOTH) & rows["area"].isin(REPUBLICS)]
    last = rows[rows["when"].eq(rows.groupby("area")["when"].transform("max"))]
    wide = last.pivot_table(index=["area", "when"], columns="partner", values="value")
    sources = last.groupby("area")["source_id"].agg(join_ids)
    wide = wide.reindex(columns=BOTH).reset_index().merge(sources, on="area")
    text = [beside(row, written) for _, row in wide.iterrows()]
    least = rows["least"].max() if "least" in rows else 0
    wide = wide.assign(tie=name, text=text, least=least)
    return wide[["tie", "area", "when", *BOTH, "text", "source_id", "least"]]


def with_leads(ties: pd.DataFrame) -> pd.DataFrame:
    """Say which of the two is larger, in ``leads``.

    One that is not known counts as the smaller. From ``LEVEL`` on they are about level; of the debt
    and the arms neither leads with less than ``NOUGHT`` percent.

    Args:
        ties: as ``newest`` returns them.

    Returns:
        The rows with ``leads``.
    """
    larger, smaller = ties[BOTH].max(axis=1), ties[BOTH].min(axis=1, skipna=False)
    leads = ties["RUS"].gt(ties["CHN"].fillna(0)).map({True: "Russia", False: "China"})
    leads = leads.mask((smaller > LEVEL * larger).fillna(False), "about level")
    leads = leads.mask(larger < ties["least"], "neither has 5 percent")
    return ties.drop(columns="least").assign(leads=leads)


def moved(name: str, then: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Set what a tie was beside what it is, where Russia and China are known at both times.

    Args:
        name: of the tie.
        then: rows of the tie up to the earlier time, of which the newest count.
        now: all rows of the tie, in the same unit.

    Returns:
        A row for each of the five that has both: ``tie``, ``area``, the ``source_id`` of both
        times, and ``when``, ``RUS``, ``CHN`` and ``leads`` twice, with ``_then`` and ``_now``.
    """
    both = [with_leads(newest(name, known_of_both(rows))) for rows in (then, now)]
    both = [rows.drop(columns="text") for rows in both]
    wide = both[0].merge(both[1], on=["tie", "area"], suffixes=("_then", "_now"))
    wide["source_id"] = join_columns(wide, "source_id_then", "source_id_now")
    return wide.drop(columns=["source_id_then", "source_id_now"])


def beside(row: pd.Series, written: str) -> str:
    """Write China's figure and Russia's, without decimals from ten on: "30 : 27"."""
    known = row[["CHN", "RUS"]].dropna()
    both = known.map(("{:,.0f}" if known.max() >= 10 else written).format)
    return "\N{NO-BREAK SPACE}:\N{NO-BREAK SPACE}".join(both)
