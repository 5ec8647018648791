"""10-country-brief: what is known of one republic, on two pages.

Whatever the theme, a panel is drawn from rows of one form (``COLUMNS``): panel, what the figure is,
area, period, value and unit, who counted it, where it was read, and a note on the kind of count,
edition or verdict. The functions ``…_rows`` bring rows of a table into it, and ``page_rows`` joins
them to a page, whose first rows are those of the republic it is about. Money is in USD billion.
"""

import math
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from heartland import claims, sentences
from heartland.figures import charts, page, sizes, style
from heartland.figures.frame import Sheet, frame
from heartland.figures.labels import POINTS_PER_INCH, label_ends, note
from heartland.sentences import Finding
from heartland.tables import compare, measures
from heartland.tables.areas import REPUBLICS, area_names
from heartland.tables.choose import prefer
from heartland.tables.measures import LEVEL, about_level
from heartland.tables.periods import newest_observation
from heartland.tables.sources import are_from, join_columns, join_ids, last_read
from heartland_themes import casualties, chinese_money, growth_forecasts, trade
from heartland_themes.remittances import are_of_indicators

COLUMNS = ["panel", "what", "area", "period", "value", "unit", "reporter", "source_id", "note"]
BOUNDS = ["relation", "low", "high"]  # of the counts of the dead
TABLES = [  # that a brief draws on, besides the shares of smartphones, which need part years
    "trade",
    "remittances",
    "growth_forecasts",
    "population",
    "macro",
    "casualty_reports",
    "digital_indices",
    "eu_exports",
    "chinese_finance",
    "browser_shares",
]
START = 2010  # first year of trade
SHARES_SINCE = "2002"  # when the series of Tajikistan begins; what is older is uneven
RECENT = "2020"  # how far up the bottom line asks for figures
TWO_RATES = 2  # points between two outturns from which on no forecast is judged by them

OWN, PROVISIONAL, PARTNERS = "own count", "own count, provisional", "partner’s count"
APPROXIMATE = "own count, approximate"
OF_ITS_OWN = (OWN, PROVISIONAL, APPROXIMATE)
LEVEL_OF_ABOUT = 10  # percent within which two counts are level where one is "about" so much
OFFICIAL, OTHER, NO_WITNESS = "official", "other", "no witness"
CHINA, RUSSIA = "trade with China", "trade with Russia"
FACTS = ["population", "gross domestic product", CHINA, RUSSIA, "remittances received"]
EXPORTS_BY_MONTH, EXPORTS_BY_YEAR = "EU exports by month", "EU exports by year"
FEWEST_RANKED = 3  # republics that a rank is given among
RANK, RANK_OF = "rank", "rank of "  # a rank's unit: how many were ranked, where that is known
HOUSES = {"ADB": "v", "EBRD": "o", "IMF": "s", "World Bank": "^"}  # the mark of each forecaster
NOTES = {
    "UZB": "Uzbekistan’s own count of its trade includes services; "
    "the counts of China and Russia are of goods.",
    "TKM": "GDP in dollars depends on the rate of exchange that is used.",
}

PAGE = 11.3  # inches: the height of a page at the size of a column
HEAD = 0.5  # inches of the head of a panel on a phone
STRIPS = 7.2  # what the strips of a second page share
SMALL_PANEL = 1.3  # the least height of its small panels
LOW = 0.8  # inches of a panel on a phone that says what was looked for
MISSING_CHARACTERS = 46  # on a line of what was looked for in a panel of the first page
TILE = 70  # points from the top of one row of facts to the top of the next
Marked = tuple[str, pd.DataFrame]  # a text, and the rows behind it


class Strip(NamedTuple):
    """A strip of a page: its height, and how wide the panels in it are.

    Heights compare the strips of a page with each other; on a phone they are inches.
    """

    height: float
    widths: Sequence[float] = (1,)


# Rows of one form


def _one_form(rows: pd.DataFrame, **columns: Any) -> pd.DataFrame:
    """Give rows the columns of the brief; unit and note are empty unless given."""
    rows = rows.assign(**{"note": "", "unit": "", **columns})
    if "reporter" not in rows:
        rows = rows.assign(reporter="")
    return rows.reindex(columns=COLUMNS)


def _series(rows: pd.DataFrame, **columns: Any) -> pd.DataFrame:
    """Give rows the columns of the brief, and an order of their own, not that of their table."""
    return _one_form(rows, **columns).sort_values(COLUMNS)


def trade_rows(statements: pd.DataFrame, rates: pd.DataFrame) -> pd.DataFrame:
    """Add up exports and imports, by the republic's own count and by the partner's.

    Of ``trade`` the totals with China and Russia since ``START`` count, but for those in doubt.
    Between a provisional one and one that stands ``preferences`` decide.

    Args:
        statements: rows of ``trade``.
        rates: rows of ``exchange_rates``, one for each currency and year.

    Returns:
        One row for each count of a republic's turnover with a partner in a year; ``note`` says
        whose count it is, and whether the republic's own is provisional or approximate.
    """
    goods = statements.query("product == 'total' and status != 'U' and year >= @START")
    goods = goods.query("partner in ['CHN', 'RUS'] and area in @REPUBLICS")
    own = goods[goods["reporter"].eq(goods["area"])]
    mirror = goods[compare.counted_by_partner(goods)]
    counts = [
        compare.one_count_each(own, rates).assign(note=OWN),
        compare.one_count_each(mirror, rates).assign(note=PARTNERS),
    ]
    every = pd.concat(counts)
    turnover = every[every["flow"].eq("turnover")]
    is_own = turnover["note"].eq(OWN)
    note = turnover["note"].mask(is_own & _are_approximate(turnover, own), APPROXIMATE)
    note = note.mask(is_own & turnover["status"].eq("P"), PROVISIONAL)
    names = area_names()
    return _series(
        turnover,
        panel="trade",
        what="trade with " + turnover["partner"].map(names),
        period=turnover["year"].astype(str),
        value=turnover["usd_mn"] / 1000,
        unit="bn USD",
        reporter=turnover["reporter"].map(names),
        note=note,
    )


def _are_approximate(counts: pd.DataFrame, statements: pd.DataFrame) -> "pd.Series[bool]":
    """Tell which counts rest on a statement of "about" so much."""
    cell = ["area", "partner", "year", "source_id"]
    about = pd.MultiIndex.from_frame(statements.loc[statements["relation"].eq("~"), cell])
    sources = counts["source_id"].str.split(";")
    parts = counts.assign(source_id=sources, count=range(len(counts))).explode("source_id")
    is_about = pd.MultiIndex.from_frame(parts[cell]).isin(about)
    return pd.Series(is_about).groupby(parts["count"].to_numpy()).any().set_axis(counts.index)


def remittance_rows(remittances: pd.DataFrame) -> pd.DataFrame:
    """State remittances in percent of GDP, as the World Bank's indicators have them."""
    published = are_of_indicators(remittances) & remittances["share_gdp_pct"].notna()
    shares = prefer(remittances[published], dataset="remittances")
    return _series(
        shares,
        panel="remittances",
        what="remittances received",
        value=shares["share_gdp_pct"],
        unit="% of GDP",
    )


def amounts_without_share(
    remittances: pd.DataFrame, shares: pd.DataFrame, area: str
) -> pd.DataFrame:
    """State amounts of money sent home for a republic that has no share of GDP since 2002.

    Amounts are in USD million, of full years since 2002, one for each partner, measure and year.
    A republic with such a share gets none: its shares say what there is to say.

    Args:
        remittances: rows of ``remittances``.
        shares: as ``remittance_rows`` returns them.
        area: the republic.
    """
    measured = shares["area"].eq(area) & shares["period"].ge(SHARES_SINCE)
    known = remittances.query("area == @area and status not in ['F', 'U', 'P']")
    known = known[known["value_usd_mn"].notna() & known["period"].ge(SHARES_SINCE)]
    if measured.any():
        known = known.head(0)
    known = prefer(known, dataset="remittances")
    partner = known["partner"].map(area_names())
    return _series(
        known,
        panel="amounts",
        what="money sent from " + partner.where(known["partner"].ne("WLD"), "all countries"),
        value=known["value_usd_mn"],
        unit="mn USD",
    )


def population_rows(population: pd.DataFrame) -> pd.DataFrame:
    """State population in millions."""
    return _series(
        population,
        what="population",
        value=population["persons"] / 1e6,
        unit="million",
        period=population["year"].astype(str),
        reporter="World Bank",
    )


def gdp_rows(gdp: pd.DataFrame) -> pd.DataFrame:
    """State nominal GDP in USD billion."""
    return _series(
        gdp,
        what="gross domestic product",
        value=gdp["value_usd_mn"] / 1000,
        unit="bn USD",
        period=gdp["year"].astype(str),
        reporter="World Bank",
    )


def growth_rows(forecasts: pd.DataFrame, outturns: pd.DataFrame) -> pd.DataFrame:
    """State growth in percent a year, forecasts and outturns; ``note`` is the edition."""
    both = pd.concat([forecasts, outturns])
    return _series(
        both,
        panel="growth",
        what=both["kind"].str.replace("later |first ", "", regex=True),
        period=both["target_year"].astype(str),
        value=both["growth_pct"],
        unit="% a year",
        reporter=both["publisher"],
        note=both["vintage"],
    )


def spring_and_outturn(rows: pd.DataFrame) -> pd.DataFrame:
    """State the first forecast of each house each spring, and the outturns of two publishers.

    Args:
        rows: rows of ``growth_forecasts`` of one area.
    """
    houses = rows[rows["publisher"].isin(growth_forecasts.PUBLISHERS)]
    imf = growth_forecasts.newest_outturns(rows, "IMF")
    wdi = growth_forecasts.newest_outturns(rows, growth_forecasts.WDI)
    spring = growth_forecasts.spring_forecasts(houses)
    return growth_rows(spring, pd.concat([imf, wdi]))


def rank_rows(ranks: pd.DataFrame) -> pd.DataFrame:
    """State ranks in the e-government index of the United Nations, and among how many states."""
    ranked = ranks["ranked"].astype("string")
    return _series(
        ranks,
        panel="digital",
        what="e-government rank",
        period=ranks["edition"].astype(str),
        value=ranks["rank"].astype(float),
        unit=(RANK_OF + ranked).fillna(RANK),
        reporter="United Nations",
    )


def user_rows(users: pd.DataFrame) -> pd.DataFrame:
    """State internet users in percent of people; ``note`` is the status, B for a break."""
    return _series(
        users,
        panel="digital",
        what="internet users",
        period=users["edition"].astype(str),
        value=users["score"],
        unit="% of people",
        reporter="World Bank",
        note=users["status"],
    )


def page_views(phones: pd.DataFrame) -> pd.DataFrame:
    """Keep of ``smartphone_shares`` what was counted in page views, by the counter itself."""
    return phones[phones["method"].eq("page views") & ~are_from(phones, "article")]


def vendor_rows(shares: pd.DataFrame) -> pd.DataFrame:
    """State the shares of phone vendors in percent of page views; ``note`` is the status."""
    return _series(
        shares,
        panel="phones",
        what=shares["vendor"],
        value=shares["share_pct"],
        unit="% of page views",
        note=shares["status"],
    )


def export_rows(exports: pd.DataFrame) -> pd.DataFrame:
    """State the exports of the European Union by month, in million euros.

    Args:
        exports: ``eu_exports``, of which the rows of the Union as a whole are kept.
    """
    whole = exports[exports["member"].eq("EUU")]
    return _series(
        whole,
        panel="exports",
        what=EXPORTS_BY_MONTH,
        value=whole["value_eur_mn"],
        unit="mn EUR",
        reporter="Eurostat",
    )


def yearly_export_rows(statements: pd.DataFrame, months: pd.DataFrame) -> pd.DataFrame:
    """State the exports of the European Union by year, to republics of which no month is held.

    Args:
        statements: all full years of ``trade``, of which the Union's own count since ``START``
            is kept, in million euros.
        months: as ``export_rows`` returns them.
    """
    counted = trade.counted_by_eurostat(statements)
    by_month = counted["area"].isin(months["area"])
    years = counted[counted["year"].ge(START) & ~by_month]
    return _series(
        years,
        panel="exports",
        what=EXPORTS_BY_YEAR,
        period=years["year"].astype(str),
        value=years["value_eur_mn"],
        unit="mn EUR",
        reporter="Eurostat",
    )


def commitment_rows(yearly: pd.DataFrame) -> pd.DataFrame:
    """State what China committed by year, in billion dollars of one year, which ``note`` names.

    Years that are held as one sum have one row, whose period is "2000/2009".

    Args:
        yearly: ``chinese_money.by_year``, of which the newer dataset is kept where it has a record.
    """
    newer = yearly[yearly["dataset"].eq(chinese_money.NEWEST) & yearly["recorded"]]
    first = newer["first"].astype("str")
    several = first + "/" + newer["last"].astype("str")
    return _series(
        newer,
        panel="commitments",
        what="Chinese commitments",
        period=first.where(newer["years"].eq(1), several),
        value=newer["value_usd_mn"] / 1000,
        unit="bn USD",
        reporter="AidData",
        note="dollars of " + newer["price_year"].astype("str"),
    )


def month_rows(ios: pd.DataFrame) -> pd.DataFrame:
    """State the share of iOS in mobile page views by month, in percent; ``note`` names its line.

    Args:
        ios: ``smartphones.of_mobile`` of iOS; months outside a line are left out, and those alone.
    """
    months = ios.groupby(["area", "run"])["period"].transform("size")
    drawn = ios[ios["run"].ge(0) & months.gt(1)]
    return _series(
        drawn,
        panel="months",
        what="iOS by page views",
        value=drawn["shown_pct"],
        unit="% of mobile page views, median of three months",
        reporter="StatCounter",
        note="line " + drawn["run"].astype("str"),
    )


def event_rows(counts: pd.DataFrame, events: pd.DataFrame, most: int = 8) -> pd.DataFrame:
    """Keep of the newest events one official count and all other counts of the same people.

    Args:
        counts: counts of the dead of one side that stand, as ``casualties.preferred_first`` orders
            them.
        events: ``conflict_events``.
        most: events at most.

    Returns:
        The newest event first; ``note`` is ``OFFICIAL``, ``OTHER``, or ``NO_WITNESS`` for a figure
        whose counter is not named and for one that may be the official count again. The official
        one is the toll that ``casualties.official_tolls`` finds, named with the parts that it is
        made of; it comes last of its event, so that it is drawn over the others.
    """
    official = counts["reporter_kind"].eq("official") & ~_of_another_state(counts)
    tolls = casualties.official_tolls(counts[official]).assign(official=True)
    others = counts[~official].assign(official=False)
    first = pd.concat([tolls, others]).drop_duplicates("event_id").set_index("event_id")
    others = others[others["group"].eq(others["event_id"].map(first["group"]))]
    others = others.assign(kind=OTHER)
    others["kind"] = others["kind"].mask(_no_witness(others, tolls), NO_WITNESS)
    rows = pd.concat([tolls.assign(kind=OFFICIAL), others])
    rows = rows.drop(columns=["name", "start"], errors="ignore")
    rows = rows.merge(events[["event_id", "name", "start"]], on="event_id")
    order = ["start", "event_id", "official", "value", "reporter", "source_id"]
    rows = rows.sort_values(order, ascending=[False, True, True, True, True, True])
    rows = rows[rows["event_id"].isin(rows["event_id"].drop_duplicates().head(most))]
    people = rows["event_id"].map(_whose(first))
    named = _one_form(
        rows,
        panel="events",
        what=rows["name"] + people.map(_in_brackets),
        area=rows["side"],
        period=rows["start"],
        value=rows["value"].fillna(rows["low"]).astype(float),
        unit="killed",
        note=rows["kind"],
    )
    return named.join(rows[BOUNDS])


def _whose(first: pd.DataFrame) -> "pd.Series[str]":
    """Name of each event whose dead are counted: all, the group, or the parts that are added up."""
    return first["group"].mask(first["group"].eq("total"), first["parts"].fillna(""))


def _of_another_state(counts: pd.DataFrame) -> "pd.Series[bool]":
    """Tell which counts are by an office of a state that is not the side whose dead it counts.

    Of which state an office is follows "of" in its name; an embassy of one state in another names
    its own first.
    """
    names = area_names()
    any_name = "|".join(re.escape(name) for name in names.values())
    state = counts["reporter"].str.extract(rf" of (?:the )?({any_name})\b", expand=False)
    return state.notna() & state.ne(counts["side"].map(names))


def _no_witness(counts: pd.DataFrame, official: pd.DataFrame) -> "pd.Series[bool]":
    """Tell which counts have no counter with a name, or may be the official one again.

    ``official`` has the official count of each event. A count that equals it is its echo unless
    the row says that the two were counted apart.
    """
    same = counts["value"].eq(counts["event_id"].map(official.set_index("event_id")["value"]))
    may_be_one = counts["independent"].eq("unknown")
    echo = (same & may_be_one).fillna(False).astype(bool)
    return counts["reporter_kind"].eq("not named") | echo


def _in_brackets(group: str) -> str:
    """Name the people who are counted, unless they are all."""
    if not group:
        return ""
    return f" ({group})"


def claim_rows(
    judged: pd.DataFrame, area: str, audits: pd.DataFrame, articles: pd.DataFrame
) -> pd.DataFrame:
    """State what the articles claim, and in ``note`` the verdict; what did not hold comes first.

    A claim that repeats another has the panel "repeats": it is counted and not judged once more.

    Args:
        judged: the claims that name the republic, with their verdicts.
        area: the republic; claims that name it alone come before those that name others too.
        audits: their sources join that of the article.
        articles: the outlet of each is the reporter.
    """
    order = judged["verdict"].map(claims.ORDER.index)
    rows = judged.assign(order=order, shared=judged["area"].ne(area))
    rows = rows.sort_values(["order", "shared", "claim_id"])
    evidence = audits.groupby("claim_id")["source_id"].agg(join_ids)
    rows = rows.assign(evidence=rows["claim_id"].map(evidence))
    return _one_form(
        rows,
        panel=rows["same_as"].eq("").map({True: "claims", False: "repeats"}),
        what=rows["statement"],
        area=area,
        unit=rows["unit"],
        reporter=rows["article_id"].map(articles.set_index("article_id")["outlet"]),
        note=rows["verdict"],
        source_id=join_columns(rows, "article_id", "evidence"),
    )


# What is compared


def own_else_partner(counts: pd.DataFrame, area: str) -> pd.DataFrame:
    """Keep the republics' own counts; the partner's for a republic that has none of its own."""
    own = counts["note"].isin(OF_ITS_OWN)
    if area in set(counts.loc[own, "area"]):
        return counts[own]
    return counts[~own]


def fact_rows(rows: pd.DataFrame, area: str) -> pd.DataFrame:
    """Keep the newest year in which the most republics have a figure, for a rank among them.

    Args:
        rows: figures of one kind.
        area: a republic; only years for which it has a figure are looked at.
    """
    years = rows.loc[rows["area"].eq(area), "period"]
    known = rows[rows["period"].isin(years) & rows["area"].isin(REPUBLICS)]
    republics = known.groupby("period")["area"].nunique()
    year = republics[republics.eq(republics.max())].index.max()
    return known[known["period"].eq(year)].assign(panel="facts")


def trade_facts(counts: pd.DataFrame, area: str) -> pd.DataFrame:
    """Keep trade with China and with Russia by one kind of count.

    It is the republic's own count, in the newest year for which that has both, so that the two can
    be compared. A republic without a count of its own has the newest count of each partner. The
    other republics with such a figure for the same year come with it.
    """
    of_one_kind = own_else_partner(counts, area)
    of_one_kind = of_one_kind[of_one_kind["area"].isin(REPUBLICS)]
    here = of_one_kind[of_one_kind["area"].eq(area)]
    if here["note"].isin(OF_ITS_OWN).any():
        partners = here.groupby("period")["what"].nunique()
        year = partners.index[partners.eq(2)].max()
        return of_one_kind[of_one_kind["period"].eq(year)].assign(panel="facts")
    newest = of_one_kind["what"].map(here.groupby("what")["period"].max())
    return of_one_kind[of_one_kind["period"].eq(newest)].assign(panel="facts")


def newest_vendors(views: pd.DataFrame, most: int = 5) -> pd.DataFrame:
    """Keep the largest vendors of the newest period of one republic."""
    ordered = views.sort_values(["period", "value", "what"], ascending=[False, False, True])
    return ordered[ordered["period"].eq(ordered["period"].max())].head(most)


def known_rows(counts: pd.DataFrame, series: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Find the newest year for which each republic has a figure of each kind, in ``value``.

    Args:
        counts: as ``trade_rows`` returns them; own counts alone are looked at.
        series: figures of other kinds. The vendors of phones are one kind; of remittances the
            shares of GDP are, and are called so, since an amount may be known for a later year.
    """
    own = counts[counts["note"].isin(OF_ITS_OWN)]
    kinds = [own.assign(what=own["what"] + ", own count")]
    for rows in series:
        if rows["panel"].eq("phones").any():
            rows = rows.assign(what="phone vendors")
        if rows["panel"].eq("remittances").any():
            rows = rows.assign(what="remittances in percent of GDP")
        kinds.append(rows.assign(period=rows["period"].str[:4]))
    every = pd.concat(kinds)
    every = every[every["area"].isin(REPUBLICS)].sort_values(["period", "value", "source_id"])
    newest = every.groupby(["what", "area"]).tail(1)
    newest = newest.assign(panel="known", value=newest["period"].astype(float))
    newest = newest.assign(unit="newest year", note="")
    return newest.sort_values(["what", "area"])


def page_rows(parts: Sequence[pd.DataFrame], area: str) -> pd.DataFrame:
    """Join the rows of a page; those of its republic come first, else in the order of the parts."""
    columns = pd.concat([part.head(0) for part in parts]).columns
    rows = pd.concat([part for part in parts if len(part)]).reindex(columns=columns)
    rows = rows.sort_values("area", key=lambda codes: codes.ne(area), kind="stable")
    return rows.reset_index(drop=True)


def table_of_years(rows: pd.DataFrame) -> pd.DataFrame:
    """Lay out the newest year of each kind of figure: a row a kind, a column a republic."""
    known = rows[rows["panel"].eq("known")]
    years = known.pivot(index="what", columns="area", values="value")
    return years.reset_index().rename(columns=area_names())


def table_of_gaps(rows: pd.DataFrame) -> pd.DataFrame:
    """Lay out what is not known of the republic of a second page (``gaps``)."""
    return pd.DataFrame(gaps(rows), columns=["what is not known", "here", "for comparison"])


def _panel(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    return rows[rows["panel"].eq(name)]


def _area(rows: pd.DataFrame) -> str:
    """Return the republic that a page is about: its rows come first."""
    return str(rows["area"].iloc[0])


def _republic(rows: pd.DataFrame) -> str:
    return area_names()[_area(rows)]


def _short(value: float) -> str:
    """Write a figure with three digits that count, below one with two decimals.

    >>> _short(48.72), _short(0.0812)
    ('48.7', '0.08')
    """
    if value < 1:
        return f"{value:.2f}"
    return f"{value:.3g}"


# Findings


def bottom_line(
    counts: pd.DataFrame, shares: pd.DataFrame, users: pd.DataFrame, views: pd.DataFrame
) -> list[Finding]:
    """Find for how many republics there are figures of four kinds.

    Args:
        counts: as ``trade_rows`` returns them.
        shares: as ``remittance_rows``.
        users: as ``user_rows``.
        views: as ``vendor_rows``.
    """
    own = counts[counts["note"].isin(OF_ITS_OWN)]
    kinds = {
        f"their own counts of trade with China or Russia for a full year since {START}": own,
        f"a published share of remittances in GDP for {RECENT} or later": _recent(shares),
        f"a share of internet users for {RECENT} or later": _recent(users),
        f"shares of phone vendors by page views for {RECENT} or later": _recent(views),
    }
    return [_reach(kind, rows) for kind, rows in kinds.items()]


def _recent(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["period"].ge(RECENT)]


def _reach(kind: str, rows: pd.DataFrame) -> Finding:
    """Find how many of the republics have a figure of a kind, and which have none."""
    names = area_names()
    known = set(rows["area"])
    facts: dict[str, Any] = {
        "kind": kind,
        "have": len(known & set(REPUBLICS)),
        "of": len(REPUBLICS),
        "without": [names[area] for area in REPUBLICS if area not in known],
    }
    every = sentences.count(facts["of"])
    if not facts["without"]:
        return Finding(f"All {every} republics have {kind}.", facts)
    few = sentences.count(facts["have"]) if facts["have"] else "none"
    have = "has" if facts["have"] == 1 else "have"
    without = sentences.listed(facts["without"], "or")
    text = f"{few} of the {every} republics {have} {kind}; none was found for {without}."
    return Finding(sentences.sentence(text), facts)


def partners_compared(rows: pd.DataFrame) -> Finding:
    """Find which neighbour the republic traded more with, by its own count.

    Facts: ``republic``, ``china`` and ``russia`` in USD billion, ``year``: the newest for which
    the own count has both; and whether either is ``approximate``, so that it is compared no closer
    than it is stated.
    """
    facts = _own_pair(rows)
    if not facts:
        text = "trade with China and Russia found only in their counts"
        return Finding(f"{_republic(rows)}: {text}")
    republic = facts["republic"]
    china = facts["china"]
    russia = facts["russia"]
    year = facts["year"]
    are_level = about_level(china, russia)
    if facts["approximate"]:
        are_level = abs(100 * (china / russia - 1)) < LEVEL_OF_ABOUT
    if are_level:
        text = f"{republic} traded about as much with China as with Russia in {year}"
    elif china > russia:
        text = f"{republic} traded more with China than with Russia in {year}"
    else:
        text = f"{republic} traded more with Russia than with China in {year}"
    return Finding(text, facts)


def _own_pair(rows: pd.DataFrame) -> dict[str, Any]:
    """Return trade with China and with Russia by the own count, in the newest year with both."""
    lines = _panel(rows, "trade")
    own = lines[lines["note"].isin(OF_ITS_OWN)]
    values = own.pivot(index="period", columns="what", values="value")
    both = values.reindex(columns=[CHINA, RUSSIA]).dropna()
    if both.empty:
        return {}
    newest, year = both.iloc[-1], both.index[-1]
    notes = own.loc[own["period"].eq(year), "note"]
    return {
        "republic": _republic(rows),
        "china": float(newest[CHINA]),
        "russia": float(newest[RUSSIA]),
        "year": int(year),
        "approximate": bool(notes.eq(APPROXIMATE).any()),
    }


def three_sentences(rows: pd.DataFrame) -> list[Finding]:
    """Find what a first page says of trade, of money sent home and of growth."""
    found = [own_trade(rows), money_sent_home(rows), spring_against_outturn(rows)]
    return [Finding(f"{sentences.sentence(one.text)}.", one.facts) for one in found]


def own_trade(rows: pd.DataFrame) -> Finding:
    """Find how much the republic traded by its own count, and how much China's customs count.

    Facts: those of ``partners_compared``; ``customs`` in USD billion and ``times`` the own count,
    where China's customs have the same year. Without an own count: ``republic``, ``since``, and
    ``newest``, the partners' newest counts.
    """
    facts = _own_pair(rows)
    if not facts:
        return _trade_by_partners(rows)
    lines = _panel(rows, "trade")
    of_china = lines["reporter"].eq("China") & lines["period"].eq(str(facts["year"]))
    text = (
        f"By its own count {facts['republic']} traded {_short(facts['china'])} bn USD with China "
        f"and {_short(facts['russia'])} bn with Russia in {facts['year']}"
    )
    if of_china.any():
        facts["customs"] = float(lines.loc[of_china, "value"].iloc[0])
        facts["times"] = facts["customs"] / facts["china"]
        text += (
            f"; China’s customs put the former at {_short(facts['customs'])} bn, "
            f"{facts['times']:.1f} times as much"
        )
    return Finding(text, facts)


def _trade_by_partners(rows: pd.DataFrame) -> Finding:
    newest = _panel(rows, "trade").sort_values(["period", "what"]).groupby("what").tail(1)
    newest_counts: list[dict[str, Any]] = []
    for count in newest.to_dict("records"):
        amount = float(count["value"])
        year = int(count["period"])
        newest_counts.append({"reporter": count["reporter"], "value": amount, "year": year})
    facts = {"republic": _republic(rows), "since": START, "newest": newest_counts}
    counts = [_counted(**count) for count in newest_counts]
    text = (
        f"No full-year figure of {facts['republic']}’s own on trade with China or Russia "
        f"since {facts['since']} was found; {sentences.listed(counts)}"
    )
    return Finding(text, facts)


def _counted(reporter: str, value: float, year: int) -> str:
    return f"{reporter} counted {_short(value)} bn USD in {year}"


def money_sent_home(rows: pd.DataFrame) -> Finding:
    """Find the newest share of remittances in GDP, and the highest one.

    Facts: ``share`` and ``highest`` in percent, with ``year`` and ``highest_year``. Without a share
    since 2002: ``after``, the last year before, if any; and of the newest amount, if one is known,
    ``amount_mn`` in USD million, ``amount_year`` and ``counted_by``.
    """
    every, since = _own_shares(rows)
    if since.empty:
        return _no_share_of_gdp(every, _panel(rows, "amounts"))
    last = since.iloc[-1]
    top = since.iloc[since["value"].argmax()]
    facts = {
        "share": float(last["value"]),
        "year": int(last["period"]),
        "highest": float(top["value"]),
        "highest_year": int(top["period"]),
        "since": int(SHARES_SINCE),
    }
    peak = f"; from {facts['since']} on the highest was {_short(facts['highest'])}, in"
    peak += f" {facts['highest_year']}"
    if facts["highest_year"] == facts["year"]:
        peak = f", the highest since {facts['since']}"
    text = (
        f"Money sent home from abroad came to {_short(facts['share'])} percent of GDP "
        f"in {facts['year']}{peak}"
    )
    return Finding(text, facts)


def _own_shares(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the republic's shares of remittances in GDP, all of them and those since 2002."""
    own = _panel(rows, "remittances")
    own = own[own["area"].eq(_area(rows))].sort_values("period")
    return own, own[own["period"].ge(SHARES_SINCE)]


def _no_share_of_gdp(shares: pd.DataFrame, amounts: pd.DataFrame) -> Finding:
    """Say that no share is known, and which amount is."""
    facts: dict[str, Any] = {}
    what = "figure" if amounts.empty else "share of GDP"
    text = f"On money sent home from abroad no {what} at all was found"
    if len(shares):
        facts["after"] = int(shares["period"].max())
        text = f"On money sent home from abroad no share of GDP after {facts['after']} was found"
    if len(amounts):
        newest = amounts.sort_values("period").iloc[-1]
        facts["amount_mn"] = float(newest["value"])
        facts["amount_year"] = int(newest["period"])
        facts["counted_by"] = str(newest["reporter"])
        sent = str(newest["what"]).removeprefix("money ")
        text += (
            f"; the newest amount found is {_short(facts['amount_mn'])} mn USD {sent} "
            f"in {facts['amount_year']} ({facts['counted_by']})"
        )
    return Finding(text, facts)


def spring_against_outturn(rows: pd.DataFrame) -> Finding:
    """Find how many forecasts of spring were lower than what the World Bank now reports.

    They are compared at one decimal, as they are printed: below that nothing is lower.

    Facts: ``lower`` of the ``of`` forecasts, from ``first`` to ``last`` year. Where the outturns of
    IMF and World Bank lie two points or more apart: the ``year`` in which most, ``imf`` and
    ``world_bank`` in percent.
    """
    growth = _panel(rows, "growth")
    outturns = growth[growth["what"].eq("outturn")]
    outturns = outturns.pivot(index="period", columns="reporter", values="value")
    outturns = outturns.reindex(columns=["IMF", growth_forecasts.WDI])
    wdi = outturns[growth_forecasts.WDI]
    apart = (wdi - outturns["IMF"]).abs()
    if apart.max() >= TWO_RATES:
        return _two_rates(outturns.iloc[apart.fillna(0).argmax()])
    forecasts = growth[growth["what"].eq("forecast")]
    forecasts = forecasts[forecasts["period"].isin(wdi.dropna().index)]
    if forecasts.empty:
        return Finding("No forecast made in spring was found for a year with an outturn")
    reported = forecasts["period"].map(wdi).astype(float)
    lower = forecasts["value"].astype(float).round(1) < reported.round(1)
    facts = {
        "lower": int(lower.sum()),
        "of": len(forecasts),
        "first": int(forecasts["period"].min()),
        "last": int(forecasts["period"].max()),
    }
    made = f"made in spring for {sentences.span([facts['first'], facts['last']], ' to ')}"
    forecasts_were = sentences.subject_and_verb(
        facts["lower"],
        facts["of"],
        f"forecast {made}",
        sentences.Verb("was", "were", "was not"),
        f"forecasts {made}",
    )
    return Finding(f"{forecasts_were} lower than what the World Bank now reports", facts)


def _two_rates(outturns: "pd.Series[Any]") -> Finding:
    facts = {
        "year": int(str(outturns.name)),
        "imf": float(outturns["IMF"]),
        "world_bank": float(outturns[growth_forecasts.WDI]),
    }
    text = (
        f"Growth has two rates: for {facts['year']} the IMF reports "
        f"{sentences.number(facts['imf'])} percent and the World Bank "
        f"{sentences.number(facts['world_bank'])}; no forecast is judged by them"
    )
    return Finding(text, facts)


def counts_differ(rows: pd.DataFrame) -> Finding:
    """Find in how many events official and other counts differ by more than two percent.

    Of bounds only one counts: that others say at least that many, and it is more than the official
    count.

    Facts: ``republic``, ``differ`` of the ``of`` events with both; none where fewer than two have
    both, or none differs.
    """
    republic = _republic(rows)
    events = _panel(rows, "events")
    if events.empty:
        return Finding(f"{republic}: no event with a count of the dead was found")
    differ = _events_that_differ(events)
    if len(differ) < 2 or not differ.any():
        return Finding(f"{republic}: events, digital life, and what is not known")
    facts: dict[str, Any] = {
        "republic": republic,
        "differ": int(differ.sum()),
        "of": len(differ),
    }
    text = f"{republic}: official and other counts of the dead differed in {_events(facts)}"
    return Finding(text, facts)


def _events(facts: Mapping[str, Any]) -> str:
    """Say in which of the events with an official and another count these differ."""
    if facts["differ"] < facts["of"]:
        return (
            f"{sentences.count(facts['differ'])} of {sentences.count(facts['of'])} events with both"
        )
    if facts["of"] == 2:
        return "both events compared"
    return f"all {sentences.count(facts['of'])} events compared"


def _events_that_differ(events: pd.DataFrame) -> "pd.Series[bool]":
    """Tell of each event with an official and another count whether the two differ."""
    exact = events["relation"].isin(["=", "~"])
    official = events["note"].eq(OFFICIAL)
    other = events["note"].eq(OTHER)
    others = events[other & events["what"].isin(events.loc[official, "what"])]
    firm = events[official & exact].set_index("what")["value"]
    off = 100 * (others["value"] / others["what"].map(firm).astype(float) - 1)
    more = events["relation"].isin(measures.AT_LEAST)[others.index] & off.gt(LEVEL)
    differ = (off.abs().gt(LEVEL) & exact[others.index]) | more
    return differ.groupby(others["what"]).any()


def verdicts(rows: pd.DataFrame) -> Finding:
    """Count the claims on the republic by what became of them, one fact for each outcome."""
    outcome = _panel(rows, "claims")["note"].map(claims.OUTCOME_OF).value_counts()
    facts = {name: int(outcome[name]) for name in claims.OUTCOMES if name in outcome}
    return Finding(sentences.listed(f"{n} {name}" for name, n in facts.items()), facts)


def claims_counted(rows: pd.DataFrame) -> Finding:
    """Count the claims on the republic, those that repeat another, and what became of the others.

    Facts: ``claims`` in all, ``repeats`` among them.
    """
    firsts = len(_panel(rows, "claims"))
    repeats = len(_panel(rows, "repeats"))
    facts = {"claims": firsts + repeats, "repeats": repeats}
    text = sentences.counted(facts["claims"], "claim")
    if repeats:
        repeat = "repeats" if repeats == 1 else "repeat"
        text += f", of which {repeats} {repeat} another"
    if repeats and firsts:
        text += f"; of the other {firsts}"
    if firsts:
        text += f": {verdicts(rows)}"
    return Finding(text, facts)


def listed_claims(rows: pd.DataFrame, shown: int) -> Finding:
    """Say how many of the claims that did not hold, or with a reservation, are listed.

    Facts: ``shown`` of the ``of`` such claims.
    """
    facts = {"shown": shown, "of": len(_claims_to_list(rows))}
    if not facts["of"]:
        return Finding("None did not hold, and none with a reservation")
    which = f"the {facts['shown']}"
    if facts["shown"] < facts["of"]:
        which = f"{facts['shown']} of the {facts['of']}"
    return Finding(f"Below: {which} that did not hold, or held with a reservation", facts)


def gaps(rows: pd.DataFrame) -> list[list[str]]:
    """Name what is not known of the republic: kind of figure, the newest here, and for comparison.

    Kinds of figures that another republic has for a later year; events without an official count;
    claims that could not be checked.
    """
    known = _panel(rows, "known")
    is_here = known["area"].eq(_area(rows))
    here = known[is_here].set_index("what")["value"]
    newest = known[~is_here].groupby("what")["value"].max()
    found = []
    for what, year in newest.items():
        last = here.get(what, 0)
        if last >= year:
            continue
        newest_here = f"newest of {last:.0f}" if last else "none found"
        kind = str(what) if str(what).startswith("iOS") else sentences.sentence(str(what))
        found.append([kind, newest_here, f"another republic has {year:.0f}"])
    return found + _not_counted_or_checked(rows)


def _not_counted_or_checked(rows: pd.DataFrame) -> list[list[str]]:
    found = []
    events = _panel(rows, "events")
    number = events["what"].nunique()
    without = number - events.loc[events["note"].eq(OFFICIAL), "what"].nunique()
    if without:
        here = f"none for {sentences.count(without)} of {sentences.count(number, 'event')}"
        if number == 1:
            here = "none for the one event"
        found.append(["Official count of the dead", here, "events of the panel above"])
    claimed = _panel(rows, "claims")
    unverified = claimed["note"].eq("unverified").sum()
    if unverified:
        here = f"{unverified} could not be checked"
        found.append(["Claims of the articles", here, f"of the {len(claimed)} counted below"])
    return found


# The first page


@contextmanager
def _size_of_a_page() -> Iterator[None]:
    """Draw at the size in use, but for a slide and a square: a page is too tall for them.

    There it keeps the size at which it is printed.
    """
    size = sizes.current()
    if size.shape:
        size = sizes.COLUMN
    with sizes.drawn_at(size.name):
        yield


@_size_of_a_page()
def draw_page_one(rows: pd.DataFrame) -> Sheet:
    """Draw the economy of a republic: five facts, three sentences, and five panels.

    Args:
        rows: facts, trade, remittances, amounts, growth, exports and commitments, as
            ``page_rows`` joins them, with ``mark``.
    """
    lines = [[finding.text] for finding in three_sentences(rows)]
    columns = [(0.0, sizes.current().characters(116))]
    text = page.height(lines, columns, "subtitle")
    missing = _missing_share(rows)
    strips = _strips_of_page_one(text, missing, has_exports=len(_panel(rows, "exports")) > 0)
    note = NOTES.get(_area(rows), "")
    fig, panels = _page(rows, partners_compared(rows), 1, strips, note)
    top, below, wide, left, right, exports, money = panels
    _draw_facts(top, rows)
    page.written(below, lines, columns, "subtitle")
    _draw_trade(wide, rows)
    own = "Line: the republic’s own count"
    if _panel(rows, "trade")["note"].eq(PROVISIONAL).any():
        own += ", square: provisional"
    measure = f"Exports plus imports, bn USD. {own}; hollow dots: counted by China or by Russia."
    page.head(wide, "China and Russia in trade", _measure(measure))
    _draw_growth(right, rows)
    page.head(right, "Growth: forecasts and outturn", "Real GDP, percent a year.")
    page.head(
        left,
        "Remittances received",
        "Percent of GDP, World Bank.",
        missing,
        MISSING_CHARACTERS,
        marks=_panel(rows, "amounts")["mark"],
    )
    if not missing:
        _draw_shares(left, rows)
    _draw_exports(exports, rows)
    _draw_commitments(money, rows)
    return fig


def _strips_of_page_one(text: float, missing: str, has_exports: bool) -> list[Strip]:
    """Return the strips of facts, sentences, trade, remittances and growth, exports and money.

    ``text`` is the height of the sentences in inches; ``missing`` says that there is nothing to
    draw of remittances, and ``has_exports`` that there are exports of the Union.
    """
    if sizes.current().is_narrow:
        remittances = 2.8
        if missing:
            rows = len(textwrap.wrap(missing, MISSING_CHARACTERS))
            words = rows * style.points("tick") * page.LEADING / POINTS_PER_INCH
            remittances = max(LOW, words + 0.2)
        exports = 1.9 if has_exports else LOW
        heights = [_height_of_facts(), text + 0.1, 3.2, HEAD + remittances, 3.3]
        heights += [HEAD + exports, HEAD + 1.9]
        return [Strip(height) for height in heights]
    scale = sizes.current().type_scale
    facts, lines = Strip(0.6 * scale), Strip(0.7 * scale)
    return [facts, lines, Strip(2.0), Strip(1.9, (1, 1.1)), Strip(1.35, (1, 1.1))]


def _facts_in_a_row() -> int:
    """Return how many facts stand beside each other at the size in use."""
    characters = 23  # that the longest fact takes
    return min(len(FACTS), sizes.current().characters(5 * characters) // characters)


def _height_of_facts() -> float:
    """Return how many inches the facts take."""
    rows = math.ceil(len(FACTS) / _facts_in_a_row())
    return rows * TILE * sizes.current().type_scale / POINTS_PER_INCH


def _draw_facts(axes: Axes, rows: pd.DataFrame) -> None:
    """Write each fact large, and below it what limits it: year, rank, and who counted."""
    page.written(axes, [], [])
    facts = _panel(rows, "facts")
    in_a_row = _facts_in_a_row()
    step = 1.035 / in_a_row
    for n, what in enumerate(FACTS):
        across = n % in_a_row * step
        down = n // in_a_row * TILE
        title = (sentences.sentence(what), rows.head(0))
        lines = [title, *_fact(facts[facts["what"].eq(what)], _area(rows))]
        _write_fact(axes, lines, across, down)


def _fact(among: pd.DataFrame, area: str) -> list[Marked]:
    """Return the figure of a fact, its year and rank, and who counted it.

    Among fewer than three republics a rank says nothing, and is left out.
    """
    own = among[among["area"].eq(area)]
    if own.empty:
        return [("no share", own), (f"of GDP for {SHARES_SINCE} or later", own), ("", own)]
    row = own.iloc[0]
    place = int((among["value"] > row["value"]).sum()) + 1
    year_and_rank = f"{row['period']}: {sentences.ordinal(place)} of {len(among)}"
    if len(among) < FEWEST_RANKED:
        year_and_rank, among = row["period"], own
    counter = row["note"].replace("partner", row["reporter"])
    return [
        (sentences.with_unit(_short(row["value"]), row["unit"]), own),
        (year_and_rank, among),
        (counter or row["reporter"], own),
    ]


def _write_fact(axes: Axes, lines: Sequence[Marked], across: float, down: float) -> None:
    """Write the four lines of a fact; ``down`` is in points at the size of a column."""
    scale = sizes.current().type_scale
    small = {"fontsize": style.points("tick"), "color": style.TEXT}
    large = {"fontsize": 14.5 * scale, "fontweight": "bold"}
    looks: list[Mapping[str, Any]] = [small, large, small, small]
    for (text, rows), below, look in zip(lines, [0, 15, 39, 52], looks, strict=True):
        note(
            axes,
            text,
            (across, 1),
            (0, -(down + below) * scale),
            xycoords="axes fraction",
            va="top",
            in_layout=False,
            gid=rows.get("mark"),
            **look,
        )


def _draw_trade(axes: Axes, rows: pd.DataFrame) -> None:
    """Draw the own count as a line and the partner's as hollow dots, in the partner's colour.

    Where the own count is provisional, a hollow square stands on the line.
    """
    rows = _panel(rows, "trade")
    rows = rows.assign(year=rows["period"].astype(int))
    colour = style.colours(["CHN", "RUS"])
    colours = {CHINA: colour["CHN"], RUSSIA: colour["RUS"]}
    own = rows["note"].isin(OF_ITS_OWN)
    unlabelled = dict.fromkeys(colours, "")
    charts.lines(
        axes, rows[own], x="year", value="value", by="what", colours=colours, names=unlabelled
    )
    look: dict[str, Any] = {"markerfacecolor": "white", "markeredgewidth": 1.4, "zorder": 3}
    for kind, shape in ((PARTNERS, "o"), (PROVISIONAL, "s")):
        for what, dots in rows[rows["note"].eq(kind)].groupby("what"):
            at = (dots["year"], dots["value"])
            axes.plot(*at, shape, color=colours[str(what)], gid=dots.get("mark"), **look)
    axes.set(xlim=(START - 0.4, rows["year"].max() + 0.5), ylim=(0, rows["value"].max() * 1.12))
    ends = []
    ordered = rows.sort_values(["year", "what", "note"], ascending=[True, True, False])
    for last in ordered.groupby("what").tail(1).to_dict("records"):
        name = last["what"].replace("trade with ", "")
        ends.append((last["year"], last["value"], name, colours[last["what"]]))
    label_ends(axes, ends, gap=1.5)


def _missing_share(rows: pd.DataFrame) -> str:
    """Say what was looked for where the republic has no share of remittances since 2002."""
    _, since = _own_shares(rows)
    if len(since):
        return ""
    looked_for = "the World Bank’s series, the national bank’s figures, reports"
    return f"{money_sent_home(rows)}. Looked for: {looked_for}."


def _draw_shares(axes: Axes, rows: pd.DataFrame) -> None:
    """Draw remittances of the republic in its colour, and of the others in grey behind them."""
    shares = _panel(rows, "remittances")
    shares = shares.assign(year=shares["period"].astype(int))
    shares = shares[shares["year"] >= int(SHARES_SINCE)]
    colours = dict.fromkeys(REPUBLICS, style.QUIET) | style.colours([_area(rows)])
    unlabelled = dict.fromkeys(REPUBLICS, "")
    charts.lines(
        axes,
        shares,
        x="year",
        value="value",
        by="area",
        colours=colours,
        names=unlabelled,
        look="-",
    )
    axes.set_ylim(bottom=0)
    names = area_names()
    ends = []
    for last in shares.sort_values(["year", "area"]).groupby("area").tail(1).to_dict("records"):
        text = f"{names[last['area']]} {_short(last['value'])}"
        ends.append((last["year"], last["value"], text, colours[last["area"]]))
    label_ends(axes, ends, gap=1.6)


def _draw_growth(axes: Axes, rows: pd.DataFrame) -> None:
    """Draw forecasts of spring, told apart by shape, and outturns in the republic's colour."""
    growth = _panel(rows, "growth")
    kind = growth["what"].map({"forecast": ", spring", "outturn": ", outturn"})
    name = growth["reporter"].str.replace(" WDI", "") + kind
    colour = style.colours([_area(rows)])[_area(rows)]
    for n, (house, shape) in enumerate(HOUSES.items()):
        label = f"{house}, spring"
        aside = (n - 1.5) * 0.15  # so that no mark hides another
        look = {"color": style.QUIET, "markerfacecolor": "white", "markersize": 5.5}
        _draw_marks(axes, growth[name.eq(label)], label, shape, aside, look)
    hollow = {"color": colour, "markerfacecolor": "white", "markersize": 8}
    solid = {"color": colour, "markerfacecolor": colour, "markersize": 4.5}
    for label, look in {"IMF, outturn": hollow, "World Bank, outturn": solid}.items():
        _draw_marks(axes, growth[name.eq(label)], label, "D", 0, look)
    charts.zero(axes)
    charts.year_axis(axes)
    axes.legend(
        loc="upper left",
        bbox_to_anchor=(-0.03, -0.08),
        ncols=2 if sizes.current().is_narrow else 3,
        frameon=False,
        fontsize=style.points("tick"),
        handletextpad=0,
        columnspacing=0.6,
    )


def _draw_exports(axes: Axes, rows: pd.DataFrame) -> None:
    """Draw the Union's exports by month, else by year, or say that neither was found."""
    exports = _panel(rows, "exports")
    measure = "Million euros, all goods, Eurostat."
    if exports.empty:
        missing = "None found, by month or by year. Looked for: Eurostat’s files."
        page.head(axes, "EU exports", measure, missing, MISSING_CHARACTERS)
        return
    if exports["what"].eq(EXPORTS_BY_YEAR).all():
        _draw_years(axes, exports, (0, exports["value"].max() * 1.25))
        page.head(axes, EXPORTS_BY_YEAR, f"{measure} By month none found.")
        return
    colour = style.colours([_area(rows)])[_area(rows)]
    x = charts.decimal_year(exports["period"])
    axes.plot(x, exports["value"], "-", color=colour, gid=[exports.get("mark")])
    charts.event(axes, charts.INVASION, "invasion\nof Ukraine")
    axes.set_ylim(0, exports["value"].max() * 1.4)  # the label stands above the line
    charts.year_axis(axes)
    page.head(axes, EXPORTS_BY_MONTH, measure)


def _draw_commitments(axes: Axes, rows: pd.DataFrame) -> None:
    """Draw what China committed each year, or say that none is recorded.

    Years that are held as one sum have one pale bar, as high as their average, with the sum on it.
    """
    money = _panel(rows, "commitments")
    title = "Chinese loans and grants committed"
    if not money["value"].sum():
        page.head(axes, title, "", "None recorded by AidData.", MISSING_CHARACTERS)
        return
    first = money["period"].str[:4].astype(int)
    last = money["period"].str[-4:].astype(int)
    money = money.assign(first=first, last=last, years=last - first + 1)
    measure = f"Billion {money['note'].iloc[0]}, AidData CLG."
    _draw_bars_of_years(axes, money[money["years"].eq(1)], 1.0)
    sums = money[money["years"].gt(1) & money["value"].gt(0)]
    if len(sums):
        measure += " Pale: yearly average."
        _draw_bars_of_years(axes, sums, 0.35)
        _name_sums(axes, sums)
    charts.year_axis(axes)
    page.head(axes, title, measure)


def _draw_bars_of_years(axes: Axes, money: pd.DataFrame, alpha: float) -> None:
    """Draw bars as wide as the years of a row, and as high as what a year of it had."""
    middle = (money["first"] + money["last"]) / 2
    height = money["value"] / money["years"]
    colour = style.colours(["CHN"])["CHN"]
    bars = axes.bar(middle, height, money["years"] - 0.3, color=colour, alpha=alpha)
    charts.of_rows(bars, money.get("mark"))


def _name_sums(axes: Axes, sums: pd.DataFrame) -> None:
    """Write above each pale bar what was committed in its years together."""
    for row in sums.to_dict("records"):
        years = sentences.span([row["first"], row["last"]])
        note(
            axes,
            f"{years}:\n{_short(row['value'])} in all",
            ((row["first"] + row["last"]) / 2, row["value"] / row["years"]),
            (0, 4),
            ha="center",
            va="bottom",
            color=style.colours(["CHN"])["CHN"],
            fontsize=style.points("tick"),
            gid=row.get("mark"),
            path_effects=charts.HALO,
        )


def _draw_marks(
    axes: Axes, rows: pd.DataFrame, label: str, shape: str, aside: float, look: Mapping[str, Any]
) -> None:
    years = rows["period"].astype(int) + aside
    axes.plot(years, rows["value"], shape, label=label, gid=rows.get("mark"), **look)


# The second page


@_size_of_a_page()
def draw_page_two(rows: pd.DataFrame) -> Sheet:
    """Draw events, digital life, what is not known, and what the articles say.

    Args:
        rows: events, digital, phones, months, claims and known, as ``page_rows`` joins them, with
            ``mark``.
    """
    not_known = gaps(rows)
    claimed = _claims_with_room(rows, not_known)
    strips = _strips_of_page_two(rows, not_known, claimed)
    fig, panels = _page(rows, counts_differ(rows), 2, strips)
    top, *small, low, last = panels
    _draw_events(top, _panel(rows, "events"))
    _draw_digital(small[:2], _panel(rows, "digital"))
    _draw_phones(small[2], rows)
    _write_list(low, not_known, _columns_of_gaps(), "label", rows)
    text = "Kinds of figures that another of the five republics has for a later year, "
    page.head(low, "What is not known", _measure(f"{text}and what could not be checked."))
    _write_list(last, claimed, _columns_of_claims(), "tick", rows)
    page.head(
        last,
        f"What the articles say of {_republic(rows)}",
        _measure_of_claims(rows, claimed),
        marks=rows.loc[rows["panel"].isin(["claims", "repeats"]), "mark"],
    )
    return fig


def _strips_of_page_two(
    rows: pd.DataFrame, not_known: Sequence[Sequence[str]], claimed: Sequence[Sequence[str]]
) -> list[Strip]:
    """Return the strips of events, small panels, gaps and claims: the small ones get the rest."""
    events = _panel(rows, "events")["what"].nunique()
    if sizes.current().is_narrow:
        top = max(0.56 * events, LOW)
        months = _panel(rows, "months")["area"]
        phones = 1.9 if months.eq(_area(rows)).any() else LOW
        low = page.height(_entries(not_known), _columns_of_gaps(), "label")
        last = page.height(_entries(claimed), _columns_of_claims(), "tick")
        lines = _measure_of_claims(rows, claimed).count("\n")
        last += lines * style.points("tick") * page.LEADING / POINTS_PER_INCH
        heights = [top, 1.9, 1.9, phones, low + 0.2, last + 0.2]
        return [Strip(HEAD + height) for height in heights]
    top, low, last = _heights_of_page_two(rows, not_known, claimed)
    small = min(max(STRIPS - top - low - last, SMALL_PANEL), 2.4)
    return [Strip(top), Strip(small, (1, 1, 1)), Strip(low), Strip(last)]


def _heights_of_page_two(
    rows: pd.DataFrame, not_known: Sequence[Sequence[str]], claimed: Sequence[Sequence[str]]
) -> tuple[float, float, float]:
    """Return the heights of events, gaps and claims on a page that is printed."""
    events = _panel(rows, "events")["what"].nunique()
    scale = sizes.current().type_scale
    # what an axis and a head take, and its rows
    top = max(0.27 * events, 0.45 + 0.15 * events) * scale
    if not events:
        top = 0.35
    low = (0.21 * len(not_known) + 0.25) * scale
    last = page.height(claimed, _columns_of_claims(), "tick") + 0.1 * scale
    return top, low, last


def _columns_of_gaps() -> page.Columns:
    characters = sizes.current().characters
    if sizes.current().is_narrow:
        return [(0, characters(116))]
    return [(0, characters(45)), (0.36, characters(40)), (0.66, characters(40))]


def _columns_of_claims() -> page.Columns:
    characters = sizes.current().characters
    if sizes.current().is_narrow:
        return [(0, characters(124))]
    return [(0, characters(76)), (0.62, characters(26)), (0.86, characters(20))]


def _entries(lines: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the lines of a list for the size in use: on a phone they are sentences."""
    if not sizes.current().is_narrow:
        return [list(line) for line in lines]
    return [[f"{first}: {'; '.join(others)}"] for first, *others in lines]


def _write_list(
    axes: Axes,
    lines: Sequence[Sequence[str]],
    columns: page.Columns,
    size: str,
    rows: pd.DataFrame,
) -> None:
    """Write lines that begin with what rows of the page are about; they lead to these rows."""
    names = rows["what"].map(sentences.sentence)
    marks = [rows.loc[names.eq(line[0]), "mark"] for line in lines]
    page.written(axes, _entries(lines), columns, size, marks)


def _measure_of_claims(rows: pd.DataFrame, claimed: Sequence[Sequence[str]]) -> str:
    """Say of the claims how many there are, what became of them, and how many are listed."""
    return _measure(f"{claims_counted(rows)}. {listed_claims(rows, len(claimed))}.")


def _claims_to_list(rows: pd.DataFrame) -> list[list[str]]:
    """Return statement, outlet and verdict of claims that did not hold, or with a reservation."""
    claimed = _panel(rows, "claims")
    shown = claimed[claimed["note"].isin(claims.ADVERSE)]
    statements = shown["what"].map(sentences.sentence)
    lines = pd.DataFrame({"statement": statements, "by": shown["reporter"], "is": shown["note"]})
    return lines.to_numpy().tolist()


def _claims_with_room(rows: pd.DataFrame, not_known: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the first of the claims to be listed, as many as leave the small panels readable."""
    every = _claims_to_list(rows)
    room = STRIPS - SMALL_PANEL
    if sizes.current().is_narrow:
        return every
    most = len(every)
    while most > 1 and sum(_heights_of_page_two(rows, not_known, every[:most])) > room:
        most -= 1
    return every[:most]


def _draw_events(axes: Axes, rows: pd.DataFrame) -> None:
    """Draw the counts of each event in a row, or say that none was found."""
    title = "The killed, by official and other counts"
    if rows.empty:
        missing = (
            "No event found. Looked for: unrest, clashes and attacks with a count of the dead, "
            "in UCDP, news and reports of NGOs."
        )
        page.head(axes, title, "", missing, sizes.current().characters(120))
        return
    page.head(axes, title, _measure_of_events(rows))
    _draw_counts(axes, rows)
    _axis_of_deaths(axes, rows)
    figures = {str(name): _in_figures(own) for name, own in rows.groupby("what", sort=False)}
    write = _write_above if sizes.current().is_narrow else _write_beside
    write(axes, figures)


def _measure_of_events(rows: pd.DataFrame) -> str:
    """Say what is drawn of the events, and what stands in brackets."""
    scale = "logarithmic from 1" if _has_zero(rows) else "logarithmic"
    bounds = "at least"
    if rows["relation"].isin(measures.AT_MOST).any():
        bounds = "at least or at most"
    measure = f"Newest events; persons, {scale}; arrow: {bounds}."
    if rows["note"].eq(NO_WITNESS).any():
        measure += "\nHollow, in brackets: counter unnamed, or perhaps official."
    if rows["what"].str.endswith(")").any():
        measure += "\nParts in brackets: no office counted all the dead."
    return measure


def _draw_counts(axes: Axes, rows: pd.DataFrame) -> None:
    """Draw the counts of each event on its row, with their bounds; rings have no witness."""
    colours = {OFFICIAL: style.colours([_area(rows)])[_area(rows)]}
    hollow = rows["note"].eq(NO_WITNESS)
    dots = rows.assign(value=rows["value"].mask(hollow))
    _scale_of_deaths(axes, rows)
    charts.ranges(axes, dots, value="value", label="what", by="note", colours=colours)
    _draw_hollow(axes, rows, rows[hollow])
    names = list(dict.fromkeys(rows["what"]))
    axes.set_yticks(range(len(names)), [_with_parts_below(name) for name in names])


def _with_parts_below(name: str) -> str:
    """Break a long name of an event before the brackets, so that it leaves room for the marks."""
    if len(name) < 62:
        return name
    return "\n(".join(name.rsplit(" (", 1))


def _has_zero(rows: pd.DataFrame) -> bool:
    """Tell whether a count of the dead, or the low end of one, is nobody."""
    return bool(rows[["value", "low"]].astype(float).lt(1).any(axis=None))


def _scale_of_deaths(axes: Axes, rows: pd.DataFrame) -> None:
    """Make the scale logarithmic from 1 on; a 0, if there is one, stands apart on its left."""
    if not _has_zero(rows):
        axes.set_xscale("log")
        return
    axes.set_xscale("symlog", linthresh=1, linscale=0.4)
    axes.axvline(0.5, color=style.QUIET, linewidth=0.8, linestyle=(0, (2, 2)), zorder=1)


def _axis_of_deaths(axes: Axes, rows: pd.DataFrame) -> None:
    """Number the powers of ten up to the most that were counted."""
    most = max(rows[["value", "high"]].astype(float).max().max(), 10)
    least = 0 if _has_zero(rows) else 1
    ticks = [tick for tick in (0, 1, 10, 100, 1000) if least <= tick <= most]
    axes.set_xticks(ticks, [f"{tick:,}" for tick in ticks])
    axes.set_xlim(least - 0.25, most * 1.9)
    axes.minorticks_off()
    axes.grid(axis="x")


def _draw_hollow(axes: Axes, rows: pd.DataFrame, hollow: pd.DataFrame) -> None:
    """Draw rings, below the dots, for figures without a witness, of the rows of the panel."""
    names = list(dict.fromkeys(rows["what"]))
    look: dict[str, Any] = {"color": style.QUIET, "markerfacecolor": "white", "zorder": 2.5}
    for figure in hollow.to_dict("records"):
        at = names.index(figure["what"])
        axes.plot([figure["value"]], [at], "o", markersize=6, gid=figure.get("mark"), **look)


def _in_figures(rows: pd.DataFrame) -> tuple[str, str]:
    """Write the official count of an event, and the lowest and the highest of the others.

    Figures without a witness stand in brackets, where there are no others.
    """
    official = rows[rows["note"].eq(OFFICIAL)]
    others = rows[rows["note"].eq(OTHER)]
    hollow = rows[rows["note"].eq(NO_WITNESS)]
    count = "none"
    if len(official):
        count = _signed(official.iloc[0], "value")
    if len(others):
        return count, _from_to(others)
    if len(hollow):
        return count, f"({_from_to(hollow)})"
    return count, "none found"


def _from_to(counts: pd.DataFrame) -> str:
    """Write two counts, or of more of them the lowest and the highest, joined by "to".

    Where there are but two and the lower one is a bound, which begins no range, a comma joins them.
    """
    highest = counts[["value", "high"]].astype(float).max(axis=1)
    counts = counts.assign(highest=highest).reset_index(drop=True)
    low = counts.iloc[counts["value"].argmin()]
    high = counts.iloc[counts["highest"].argmax()]
    if low["value"] == high["highest"]:
        return _signed(low, "value")
    joined = " to "
    if low["relation"] in measures.AT_LEAST and counts["value"].nunique() < 3:
        joined = ", "
    return joined.join([_signed(low, "value"), _signed(high, "highest")])


def _signed(count: "pd.Series[Any]", column: str) -> str:
    """Write a count with the sign of a bound before it: "≥5"."""
    return measures.relation_in_signs(count["relation"], f"{count[column]:,.0f}")


def _write_beside(axes: Axes, figures: Mapping[str, tuple[str, str]]) -> None:
    """Write two columns of figures at the right of the rows, below their heads.

    ``figures`` are the official and the other counts of each event, by its name.
    """
    look: dict[str, Any] = {
        "xycoords": ("axes fraction", "data"),
        "annotation_clip": False,
        "va": "center",
        "fontsize": style.points("tick"),
    }
    for y, (official, others) in enumerate([("official", "others"), *figures.values()], -1):
        weight = "normal" if y < 0 else "bold"
        axes.annotate(official, (1.09, y), ha="right", fontweight=weight, **look)
        axes.annotate(others, (1.14, y), ha="left", fontweight="normal", **look)


def _write_above(axes: Axes, figures: Mapping[str, tuple[str, str]]) -> None:
    """Write name and figures (as for ``_write_beside``) of each event above its marks."""
    axes.set_yticks(range(len(figures)), [""] * len(figures))
    axes.set_ylim(len(figures) - 0.7, -0.95)
    characters = sizes.current().characters(116)
    for y, (name, (official, others)) in enumerate(figures.items()):
        note(
            axes,
            textwrap.fill(f"{name}: official {official}, others {others}", characters),
            (0, y),
            (0, 7),
            xycoords=("axes fraction", "data"),
            va="bottom",
            fontsize=style.points("tick"),
            path_effects=charts.HALO,
        )


def _draw_digital(panels: Sequence[Axes], rows: pd.DataFrame) -> None:
    """Draw the rank in e-government, the first place on top, and the share of internet users."""
    of_ranks, of_users = panels
    ranks = rows[rows["what"].eq("e-government rank")]
    last = _last_place(ranks)
    _draw_years(of_ranks, ranks, (last, 1))
    page.head(of_ranks, "E-government", f"Rank of {last}, United Nations.")
    users = rows[rows["what"].eq("internet users")]
    _draw_years(of_users, users, (0, 108))
    page.head(of_users, "Internet users", "Percent of people, WDI.")


def _last_place(ranks: pd.DataFrame) -> int:
    """Return how many were ranked, in the edition that ranked most."""
    stated = ranks.loc[ranks["unit"].str.startswith(RANK_OF), "unit"]
    return max(int(unit.removeprefix(RANK_OF)) for unit in stated)


def _draw_years(axes: Axes, rows: pd.DataFrame, limits: tuple[float, float]) -> None:
    """Draw one line with its first and last value; gaps break it, and a break has its word."""
    line = rows.assign(year=rows["period"].astype(int)).sort_values("year")
    colour = style.colours([_area(rows)])[_area(rows)]
    broken = line["note"].eq("B")
    steps = line["year"].diff()
    for _, part in line.groupby((broken | steps.gt(steps.min())).cumsum()):
        axes.plot(part["year"], part["value"], "-o", color=colour, markersize=4, gid=part["mark"])
    for n in (0, -1):
        end = line.iloc[n]
        is_below = n == 0 and _rises_at_once(line["value"], limits)
        note(
            axes,
            f"{end['value']:.0f}",
            (end["year"], end["value"]),
            (0, -6 if is_below else 6),
            ha="center",
            va="top" if is_below else "baseline",
            fontweight="bold",
            color=colour,
        )
    for start in line[broken].to_dict("records"):
        note(
            axes,
            "break",
            (start["year"], start["value"]),
            (6, -12),
            color=style.TEXT,
            fontsize=style.points("tick"),
        )
    axes.set(ylim=limits, xlim=(line["year"].min() - 1.5, line["year"].max() + 1.5))
    charts.year_axis(axes)


def _rises_at_once(values: "pd.Series[float]", limits: tuple[float, float]) -> bool:
    """Tell whether a line begins so steeply that a number above its first dot would cross it.

    A line that begins at the bottom of its panel has no room for a number below.
    """
    heights = (values - limits[0]) / (limits[1] - limits[0])
    first, second = heights.head(2) if len(heights) > 1 else (0, 0)
    return bool(first > 0.25 and second > first + 0.08)


def _draw_phones(axes: Axes, rows: pd.DataFrame) -> None:
    """Draw Apple's share by month over the world's, and name the first maker by the last date."""
    makers = _panel(rows, "phones")
    by_maker = "by maker: no figure found"
    if len(makers):
        first = makers.iloc[0]
        month = sentences.month(first["period"])
        by_maker = f"by maker, {month}:\n{first['what']} {first['value']:.1f}"
    months = _panel(rows, "months")
    own = months[months["area"].eq(_area(rows))]
    title, measure = "Phones: Apple’s iOS", "Percent of mobile page views."
    if len(own):
        last_month = sentences.month(own["period"].max())
        measure = f"Percent of mobile page views, to {last_month}."
    if own.empty:
        missing = f"Too few page views by month for a line; {by_maker}."
        page.head(axes, title, measure, missing, 32)
        return
    colours = {_area(rows): style.colours([_area(rows)])[_area(rows)], "WLD": style.QUIET}
    for area, line in months.groupby("area", sort=False):
        for _, run in line.groupby("note"):
            x = charts.decimal_year(run["period"])
            colour = colours[str(area)]
            axes.plot(x, run["value"], "-", color=colour, linewidth=1.6, gid=[run.get("mark")])
    axes.set_ylim(0, months["value"].max() * 1.5)  # what is known by maker stands above the lines
    charts.year_axis(axes)
    _name_the_lines(axes, own, months[months["area"].eq("WLD")], colours[_area(rows)])
    axes.annotate(
        by_maker,
        (0.02, 0.98),
        xycoords="axes fraction",
        va="top",
        color=style.TEXT,
        fontsize=style.points("tick"),
        path_effects=charts.HALO,
        gid=makers.get("mark"),
    )
    page.head(axes, title, measure)


def _name_the_lines(axes: Axes, own: pd.DataFrame, world: pd.DataFrame, colour: str) -> None:
    """Write the last value at each of the two lines."""
    ends = []
    for line, name, paint in ((own, "", colour), (world, "world ", style.QUIET)):
        last = line.sort_values("period").tail(1)
        for x, value in zip(charts.decimal_year(last["period"]), last["value"], strict=True):
            ends.append((x, value, f"{name}{value:.0f}", paint))
    label_ends(axes, ends)


# Pages


def _page(
    rows: pd.DataFrame, finding: Finding, number: int, strips: Sequence[Strip], note: str = ""
) -> tuple[Sheet, list[Axes]]:
    """Make an empty page, cut into strips; each has margins of its own.

    So long names in one do not narrow the next. A page has eight inches by eleven, which a printer
    puts on A4 without making it too small to read. On a phone it is as tall as its strips need.

    Returns:
        The figure, and the axes of its panels, row by row.
    """
    height = PAGE
    if sizes.current().is_narrow:
        height = 1.8 + sum(strip.height for strip in strips)  # with title and sources
    read = last_read(rows)
    place = f"{_republic(rows)}, country brief, page {number} of 2."
    newest = newest_observation(rows[rows["what"].ne("forecast")])
    subtitle = f"{place} Newest figure of {newest}; sources read by {sentences.month(read)}."
    fig, axes = frame(rows, finding, subtitle, height=height, note=note)
    axes.remove()
    grid = fig.add_gridspec(len(strips), 1, height_ratios=[strip.height for strip in strips])
    panels: list[Axes] = []
    for n, strip in enumerate(strips):
        number_of_panels = len(strip.widths)
        cells = grid[n].subgridspec(1, number_of_panels, width_ratios=strip.widths)
        panels += [fig.add_subplot(cells[m]) for m in range(number_of_panels)]
    return fig, panels


def _measure(text: str) -> str:
    """Wrap the measure of a panel that is as wide as the page."""
    return textwrap.fill(text, sizes.current().characters(130))
