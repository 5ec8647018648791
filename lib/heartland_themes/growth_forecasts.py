"""Growth forecasts: comparable ones, and how far off they were.

Rows are those of the table ``growth_forecasts``. An *outturn* is the growth reported when a year
was over; it is revised for years. Growth is in percent, an error (forecast minus outturn, below
zero where the forecast was too low) in percentage points. Turkmenistan has two growth rates, by
different publishers: no forecast for it is measured.
"""

import pandas as pd

from heartland.tables import measures
from heartland.tables.sources import merge_with_sources

PUBLISHERS = ("ADB", "EBRD", "IMF", "World Bank")
WDI = "World Bank WDI"
TURKMENISTAN = "TKM"
EDITION = r"\d{4}-(?:04|10)"  # the two a year in which the IMF forecasts for every country
FIRST_YEAR = 1996  # errors are counted from here on: before, output was collapsing


def newest_outturns(rows: pd.DataFrame, publisher: str = WDI) -> pd.DataFrame:
    """Keep the newest outturn of a publisher for each area and target year.

    >>> newest_outturns(growth, "IMF")
    """
    outturns = rows[rows["publisher"].eq(publisher) & rows["kind"].str.contains("outturn")]
    return measures.newest(outturns, ["area", "target_year"])


def printed_after(rows: pd.DataFrame, years: int, publisher: str = "IMF") -> pd.DataFrame:
    """Keep what a publisher printed for each year in its October edition some years after."""
    edition = (rows["target_year"] + years).astype("str") + "-10"
    is_outturn = rows["kind"].ne("forecast")
    return rows[rows["publisher"].eq(publisher) & is_outturn & rows["vintage"].eq(edition)]


def april_record(rows: pd.DataFrame, publisher: str = "IMF") -> pd.DataFrame:
    """Set each April forecast for the year itself beside the outturn printed a year later.

    Turkmenistan is left out, and so are the years before ``FIRST_YEAR``.

    Returns:
        The forecasts that have that outturn, by area and year: ``outturn_pct`` and ``error_pp``,
        and ``naive_error_pp``, the error of expecting the growth of the year before, as the same
        April edition printed it; missing where it printed none.
    """
    judged = rows[rows["area"].ne(TURKMENISTAN) & rows["target_year"].ge(FIRST_YEAR)]
    in_april = judged["vintage"].eq(judged["target_year"].astype("str") + "-04")
    of_publisher = judged["publisher"].eq(publisher)
    made = judged[of_publisher & in_april & judged["kind"].eq("forecast")]
    columns = ["publisher", "vintage", "area", "target_year", "growth_pct", "source_id"]
    record = made[columns].sort_values(["area", "target_year"])
    record = _beside(record, printed_after(judged, 1, publisher), "outturn_pct")
    record = _beside(record, _year_before(rows, publisher), "last_year_pct")
    record = record.dropna(subset=["outturn_pct"])
    return record.assign(
        error_pp=(record["growth_pct"] - record["outturn_pct"]).round(2),
        naive_error_pp=(record["last_year_pct"] - record["outturn_pct"]).round(2),
    )


def _year_before(rows: pd.DataFrame, publisher: str) -> pd.DataFrame:
    """Give what an April edition printed for the year before to the year of the edition."""
    printed = rows[rows["publisher"].eq(publisher) & rows["kind"].ne("forecast")]
    next_year = printed["target_year"] + 1
    in_april = printed["vintage"].eq(next_year.astype("str") + "-04")
    return printed.assign(target_year=next_year)[in_april]


def _beside(record: pd.DataFrame, others: pd.DataFrame, name: str) -> pd.DataFrame:
    """Set the growth of other rows of the same area and year beside, with their sources."""
    key = ["area", "target_year"]
    named = others[[*key, "growth_pct", "source_id"]].rename(columns={"growth_pct": name})
    return merge_with_sources(record, named, key, how="left", validate="one_to_one")


def errors_by_distance(rows: pd.DataFrame, publisher: str = "IMF") -> pd.DataFrame:
    """Measure April and October editions against the outturn printed a year after each year.

    Only years that were forecast at every distance are kept, so that all distances are compared on
    the same years. Turkmenistan is left out.

    Returns:
        A row a forecast: ``years_ahead`` (0 is April of the year itself, a half less is October),
        ``outturn_pct`` and ``error_pp``.
    """
    edition = rows["vintage"].str.fullmatch(EDITION) & rows["publisher"].eq(publisher)
    made = rows[edition & rows["kind"].eq("forecast") & rows["area"].ne(TURKMENISTAN)]
    date = made["vintage"].str[:4].astype(int) + made["vintage"].str[5:].eq("10") / 2
    made = made.assign(years_ahead=made["target_year"] - date)
    both = measures.with_outturns(made, printed_after(rows, 1, publisher))
    both = both.dropna(subset=["error_pp"])
    distances = sorted(both["years_ahead"].unique())
    return measures.equal_cells(both, ["area", "target_year"], "years_ahead", distances)
