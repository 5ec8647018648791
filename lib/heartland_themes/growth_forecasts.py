"""Growth forecasts: how they moved, and how far off they were (notebook 03).

Rows are those of the table ``growth_forecasts``, and of ``macro_forecasts`` where prices, balances
and debt are asked about. An *outturn* is the growth reported when a year
was over, and it is revised for years; unless another is named it is the newest one in the World
Bank's World Development Indicators (WDI). Growth is in percent, an error in percentage points.
"""

import itertools
from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.text import Annotation

from heartland import sentences
from heartland.figures import charts, sizes, style
from heartland.figures.frame import Sheet, frame, panels
from heartland.figures.labels import label_ends, note
from heartland.sentences import Finding
from heartland.tables import measures
from heartland.tables.areas import REPUBLICS, area_names, names_of
from heartland.tables.sources import by_id, join_ids, merge_with_sources

PUBLISHERS = ("ADB", "EBRD", "IMF", "World Bank")
WDI = "World Bank WDI"
TURKMENISTAN = "TKM"  # has two growth rates, by different publishers: no forecast is judged by them
EDITION = r"\d{4}-(?:04|10)"  # the two a year in which the IMF forecasts for every country
FIRST_YEAR = 1996  # errors are counted from here on: before, output was collapsing
MOST_WRITTEN = 6  # figures that a title has room for
MEASURES = {  # of ``macro_forecasts``, with their units
    "inflation": "percent",
    "current account": "percent of GDP",
    "public debt": "percent of GDP",
}
NEAR = 3  # years between two shocks whose names would touch
SHOCKS = (1998, 2009, 2015, 2020, 2022)  # two falls of the rouble, two world crises, the invasion


# Selections and measures


def made_around(rows: pd.DataFrame, target_year: int) -> pd.Series:
    """Say which rows are forecasts made from June of the year before to the end of the year."""
    in_time = rows["vintage"].between(f"{target_year - 1}-06", f"{target_year}-12")
    return rows["kind"].eq("forecast") & in_time


def years_with_forecasts(rows: pd.DataFrame) -> list[int]:
    """Return the target years that have a forecast made around them, as ``made_around`` says."""
    years = []
    for year, of_year in rows.groupby("target_year"):
        if made_around(of_year, int(str(year))).any():
            years.append(int(str(year)))
    return years


def newest_outturns(rows: pd.DataFrame, publisher: str = WDI) -> pd.DataFrame:
    """Keep the newest outturn of a publisher for each area and target year.

    >>> newest_outturns(growth, "IMF")
    """
    outturns = rows[rows["publisher"].eq(publisher) & rows["kind"].str.contains("outturn")]
    return measures.newest(outturns, ["area", "target_year"])


def spring_forecasts(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep of each publisher, area and target year the first forecast made in its spring.

    Spring is March to June. The column ``round`` is added.
    """
    rounds = measures.forecast_round(rows["vintage"], rows["target_year"])
    forecasts = rows.assign(round=rounds)[rows["kind"].eq("forecast") & rounds.eq("spring")]
    return measures.first_of_round(forecasts)


def errors(rows: pd.DataFrame) -> pd.DataFrame:
    """Measure forecasts against the newest WDI outturn among the rows; Turkmenistan is left out.

    Returns:
        The forecasts that have an outturn and a round, with ``round`` (one of ``measures.ROUNDS``),
        ``outturn_pct`` and ``error_pp``: forecast minus outturn, below zero where it was too low.
    """
    judged = rows[rows["area"].ne(TURKMENISTAN)]
    forecasts = judged[judged["kind"].eq("forecast")]
    return measures.forecast_errors(forecasts, newest_outturns(judged))


def quotes(judged: pd.DataFrame, audits: pd.DataFrame) -> pd.DataFrame:
    """Set what a column quoted in the form of ``growth_forecasts``, to be drawn beside the bank's.

    Args:
        judged: the claims, with their verdicts.
        audits: their audits on attribution; ``where`` names the edition that was looked into.

    Returns:
        One row a claim: the outlet of the article as ``publisher``, that edition as ``vintage``,
        the verdict as ``kind``, and the date of the article as ``published``.
    """
    both = judged.merge(audits[["claim_id", "where"]], on="claim_id")
    outlets = by_id("sources", both["article_id"].unique())["publisher"]
    columns = {
        "publisher": both["article_id"].map(outlets),
        "vintage": both["where"].str.extract(r"vintage=([\d-]+)")[0],
        "area": "EBRD-CA",
        "target_year": both["period"].astype(int),
        "growth_pct": both["value"],
        "kind": both["verdict"],
        "source_id": both["article_id"],
        "published": both["published"],
    }
    return pd.DataFrame(columns)


# Thirty years of one publisher


def printed_after(rows: pd.DataFrame, years: int, publisher: str = "IMF") -> pd.DataFrame:
    """Keep what a publisher printed for each year in its October edition some years after."""
    edition = (rows["target_year"] + years).astype("str") + "-10"
    is_outturn = rows["kind"].ne("forecast")
    return rows[rows["publisher"].eq(publisher) & is_outturn & rows["vintage"].eq(edition)]


def april_record(rows: pd.DataFrame, publisher: str = "IMF") -> pd.DataFrame:
    """Set each April forecast for the year itself beside the outturn printed a year later.

    Turkmenistan is left out, and so are the years before ``FIRST_YEAR``, when output collapsed.

    Returns:
        The forecasts that have that outturn, by area and year: ``outturn_pct`` and ``error_pp``
        (forecast minus outturn), ``later_error_pp`` against what was printed a year after that,
        and ``naive_error_pp``, the error of expecting the growth of the year before, as the same
        April edition printed it. The last two are missing where that was not printed.
    """
    judged = rows[rows["area"].ne(TURKMENISTAN) & rows["target_year"].ge(FIRST_YEAR)]
    in_april = judged["vintage"].eq(judged["target_year"].astype("str") + "-04")
    of_publisher = judged["publisher"].eq(publisher)
    made = judged[of_publisher & in_april & judged["kind"].eq("forecast")]
    before = _year_before(rows[rows["publisher"].eq(publisher) & rows["kind"].ne("forecast")])
    columns = ["publisher", "vintage", "area", "target_year", "growth_pct", "source_id"]
    record = made[columns].sort_values(["area", "target_year"])
    for name, others in (
        ("outturn_pct", printed_after(judged, 1, publisher)),
        ("later_pct", printed_after(judged, 2, publisher)),
        ("last_year_pct", before),
    ):
        record = _beside(record, others, name)
    record = record.dropna(subset=["outturn_pct"])
    return record.assign(
        error_pp=(record["growth_pct"] - record["outturn_pct"]).round(2),
        later_error_pp=(record["growth_pct"] - record["later_pct"]).round(2),
        naive_error_pp=(record["last_year_pct"] - record["outturn_pct"]).round(2),
    )


def _year_before(printed: pd.DataFrame) -> pd.DataFrame:
    """Give what an April edition printed for the year before to the year of the edition."""
    next_year = printed["target_year"] + 1
    in_april = printed["vintage"].eq(next_year.astype("str") + "-04")
    return printed.assign(target_year=next_year)[in_april]


def _beside(record: pd.DataFrame, others: pd.DataFrame, name: str) -> pd.DataFrame:
    """Set the growth of other rows of the same area and year beside, with their sources."""
    key = ["area", "target_year"]
    named = others[[*key, "growth_pct", "source_id"]].rename(columns={"growth_pct": name})
    return merge_with_sources(record, named, key, how="left", validate="one_to_one")


def by_horizon(rows: pd.DataFrame, publisher: str = "IMF") -> pd.DataFrame:
    """Summarise the errors of April and October editions by how far ahead they looked.

    Only years that were forecast at every distance are counted, so that all cells are of the same
    years. Turkmenistan is left out.

    Returns:
        A row an area and ``years_ahead`` (0 is April of the year itself, a half less is October):
        ``median_pp``, the quartiles ``low_pp`` and ``high_pp``, the number of ``years`` with the
        ``first`` and the ``last``, ``source_id``.
    """
    edition = rows["vintage"].str.fullmatch(EDITION)
    made = rows[edition & rows["publisher"].eq(publisher) & rows["kind"].eq("forecast")]
    year = made["vintage"].str[:4].astype(int) + made["vintage"].str[5:].eq("10") / 2
    made = made.assign(years_ahead=made["target_year"] - year)
    made = _beside_all(made[made["area"].ne(TURKMENISTAN)], printed_after(rows, 1, publisher))
    distances = sorted(made["years_ahead"].unique())
    same = measures.equal_cells(made, ["area", "target_year"], "years_ahead", distances)
    groups = same.groupby(["area", "years_ahead"])
    summary = pd.DataFrame(
        {
            "median_pp": groups["error_pp"].median(),
            "low_pp": groups["error_pp"].quantile(0.25),
            "high_pp": groups["error_pp"].quantile(0.75),
            "years": groups.size(),
            "first": groups["target_year"].min(),
            "last": groups["target_year"].max(),
            "source_id": groups["source_id"].agg(join_ids),
        }
    )
    return summary.reset_index()


def _beside_all(made: pd.DataFrame, outturns: pd.DataFrame) -> pd.DataFrame:
    """Give each of many forecasts for a year its outturn and its error."""
    both = measures.with_outturns(made, outturns)
    return both.dropna(subset=["error_pp"])


def mean_errors(record: pd.DataFrame) -> pd.DataFrame:
    """Compare the mean absolute error of the forecasts with that of repeating last year's growth.

    Args:
        record: as ``april_record`` returns it; only years with both errors are counted.

    Returns:
        A row an area: ``forecast_pp``, ``naive_pp``, the number of ``years`` and of those in which
        the forecast was ``closer``, the ``first`` and the ``last`` year, ``source_id``.
    """
    both = record.dropna(subset=["naive_error_pp"])
    both = both.assign(
        closer=both["error_pp"].abs() < both["naive_error_pp"].abs(),
        forecast_pp=both["error_pp"].abs(),
        naive_pp=both["naive_error_pp"].abs(),
    )
    groups = both.groupby("area")
    means = groups[["forecast_pp", "naive_pp"]].mean()
    more = pd.DataFrame(
        {
            "closer": groups["closer"].sum(),
            "years": groups.size(),
            "first": groups["target_year"].min(),
            "last": groups["target_year"].max(),
            "source_id": groups["source_id"].agg(join_ids),
        }
    )
    return means.join(more).reset_index()


def printed_outturns(rows: pd.DataFrame, publisher: str = "IMF") -> pd.DataFrame:
    """Gather what a publisher printed for each year once it was over, April and October.

    Returns:
        A row an area and year from ``FIRST_YEAR``: ``first_pct``, ``low_pct``, ``high_pct``,
        ``newest_pct``, the ``editions`` that printed it, ``moved_pp`` (all changes from one to
        the next added up, up or down), and ``printed``: the figures in their order, at one
        decimal, each once as long as it stood.
    """
    rows = rows[rows["publisher"].eq(publisher) & rows["vintage"].str.fullmatch(EDITION)]
    over = rows["vintage"].str[:4].astype(int) > rows["target_year"]
    is_outturn = rows["kind"].ne("forecast") & over & rows["target_year"].ge(FIRST_YEAR)
    held = rows[is_outturn].sort_values("vintage")
    groups = held.groupby(["area", "target_year"])
    summary = groups["growth_pct"].agg(
        first_pct="first",
        low_pct="min",
        high_pct="max",
        newest_pct="last",
        editions="size",
        moved_pp=lambda growth: growth.diff().abs().sum(),
    )
    more = groups[["growth_pct", "source_id"]].agg(
        {"growth_pct": _each_as_it_changed, "source_id": join_ids}
    )
    more = more.rename(columns={"growth_pct": "printed"})
    return pd.concat([summary, more], axis=1).reset_index()


def _each_as_it_changed(growth: "pd.Series[float]") -> str:
    """Write figures in their order at one decimal, one that stood for several editions once."""
    rounded = growth.round(1)
    changed = rounded[rounded.ne(rounded.shift())]
    return ";".join(sentences.number(one) for one in changed)


def expected_and_printed(rows: pd.DataFrame, year: int) -> pd.DataFrame:
    """Set what an April edition expected of its own year beside what was printed of it since.

    Args:
        rows: rows of ``macro_forecasts``.
        year: that of the edition, and the one asked about.

    Returns:
        A row a measure and area, in the order of ``MEASURES``: ``expected_pct`` of ``vintage``,
        ``printed_pct`` of the newest edition after the year (``printed_in``; an outturn or an
        estimate, as ``kind`` says), and ``error_pp``, expected minus printed. What has only one of
        the two is left out.
    """
    of_year = rows[rows["target_year"].eq(year)]
    key = ["measure", "area"]
    columns = [*key, "target_year", "vintage", "value_pct", "source_id"]
    made = of_year.loc[of_year["vintage"].eq(f"{year}-04"), columns]
    newest = measures.newest(of_year[of_year["kind"].ne("forecast")], key)
    newest = newest[[*key, "vintage", "kind", "value_pct", "source_id"]]
    expected = made.rename(columns={"value_pct": "expected_pct"})
    printed = newest.rename(columns={"value_pct": "printed_pct", "vintage": "printed_in"})
    both = merge_with_sources(expected, printed, key, validate="one_to_one")
    both = both.assign(
        error_pp=(both["expected_pct"] - both["printed_pct"]).round(3),
        place=both["measure"].map({name: n for n, name in enumerate(MEASURES)}),
    )
    both = both.sort_values(["place", "area"])
    return both.drop(columns="place").reset_index(drop=True)


# Findings


def side_of_spring(rows: pd.DataFrame) -> Finding:
    """Find whether three quarters of the forecasts of spring were on one side of the outturn.

    Facts: ``holds`` of the forecasts, ``of`` all with an outturn, ``side`` (low, high), ``year``,
    and for ``whom``: a country by its name, several by their number.
    """
    year = _year(rows)
    of_spring = errors(rows).query("round == 'spring'")
    spring = of_spring["error_pp"]
    low = int((spring < 0).sum())
    high = int((spring > 0).sum())
    side = "low" if low >= high else "high"
    holds = max(low, high)
    if len(spring) < 4 or holds < 0.75 * len(spring):
        return Finding(f"Growth forecasts for {year}, edition by edition")
    facts: dict[str, Any] = {"holds": holds, "of": len(spring), "side": side, "year": year}
    areas = sorted(set(of_spring["area"]))
    facts["whom"] = sentences.count(len(areas), "country", "countries")
    if len(areas) == 1:
        facts["whom"] = area_names()[areas[0]]
    return Finding(_side_in_words(**facts), facts)


def _side_in_words(holds: int, of: int, side: str, year: int, whom: str) -> str:
    noun = f"forecast of spring {year} for {whom}"
    plural = f"forecasts of spring {year} for {whom}"
    verb = sentences.Verb("was", "were", "was not")
    forecasts_were = sentences.subject_and_verb(holds, of, noun, verb, plural)
    return sentences.sentence(f"{forecasts_were} too {side}")


def round_means(first: pd.DataFrame) -> dict[str, Any]:
    """Average the absolute errors of two rounds, on the pairs of publisher and country in both.

    Args:
        first: the first forecast in each round (``measures.first_of_round`` of ``errors``).

    Returns:
        ``error_before`` (September of the ``year_before`` to February) and ``error_spring`` (March
        to June of the ``year``), in percentage points, and the number of ``pairs``; empty if there
        are fewer than three.
    """
    before, spring = measures.ROUNDS[:2]
    both = measures.equal_cells(first, ["publisher", "area"], "round", [before, spring])
    if len(both) < 6:
        return {}
    mean = both.groupby("round")["error_pp"].apply(measures.mean_absolute)
    year = _year(first)
    return {
        "error_before": float(mean[before]),
        "error_spring": float(mean[spring]),
        "pairs": len(both) // 2,
        "year_before": year - 1,
        "year": year,
    }


def closer_round(first: pd.DataFrame) -> Finding:
    """Find which of two rounds was closer to the outturn, if they differ by more than a tenth.

    Facts: those of ``round_means``.
    """
    facts = round_means(first)
    plain = Finding(f"How far forecasts for {_year(first)} were from the outturn")
    if not facts:
        return plain
    before = facts["error_before"]
    spring = facts["error_spring"]
    if abs(spring - before) <= 0.1 * before:
        return plain
    place = "further off" if spring > before else "closer"
    text = f"Forecasts of spring {facts['year']} were {place} than those of the six months before"
    return Finding(text, facts)


def two_rates(rows: pd.DataFrame) -> Finding:
    """Find whether the last forecasts for Turkmenistan lie two points or more apart.

    Facts: ``low`` and ``high`` in percent, the publishers ``low_by`` and ``high_by``, ``year``.
    """
    year = _year(rows)
    forecasts = rows[rows["kind"].eq("forecast")]
    last = measures.newest(forecasts, ["publisher"]).set_index("publisher")["growth_pct"]
    if len(last) < 2 or last.max() - last.min() < 2:
        return Finding(f"Growth forecasts for Turkmenistan, {year}")
    facts: dict[str, Any] = {
        "low": float(last.min()),
        "low_by": str(last.idxmin()),
        "high": float(last.max()),
        "high_by": str(last.idxmax()),
        "year": year,
    }
    low = f"{sentences.number(facts['low'])} ({facts['low_by']})"
    high = f"{sentences.number(facts['high'])} percent ({facts['high_by']})"
    text = f"Forecasts of Turkmenistan’s growth in {year} ended at {low} and {high}"
    return Finding(text, facts)


def largest_revision(outturns: pd.DataFrame) -> Finding:
    """Find the largest revision that one publisher made of one country's outturn.

    Facts: ``name`` of the country, ``first`` and ``last`` outturn in percent, ``year``; none where
    the largest is under half a point.
    """
    year = _year(outturns)
    ordered = outturns.sort_values(["vintage", "source_id"])
    editions = ordered.groupby(["publisher", "area"])["growth_pct"]
    ends = editions.agg(["first", "last"]).reset_index()
    revised = (ends["last"] - ends["first"]).abs()
    largest = ends.iloc[revised.argmax()]
    if revised.max() >= 0.5:
        name = area_names()[largest["area"]]
        first = float(largest["first"])
        last = float(largest["last"])
        revision = f"from {sentences.number(first)} to {sentences.number(last)} percent"
        text = f"Growth of {name} in {year} was revised {revision}"
        return Finding(text, {"name": name, "first": first, "last": last, "year": year})
    if editions.size().max() == 1:
        return Finding(f"Outturns for {year}, each known from one edition")
    return Finding(f"Outturns for {year} were hardly revised")


def quoted_elsewhere(rows: pd.DataFrame) -> Finding:
    """Find how many of the figures that the column quoted belong to another region.

    Facts: ``misattributed`` of the ``quoted`` figures, and ``of_all_regions``, how many of the
    former the bank published in that edition for all its regions.
    """
    quoted = int(rows["publisher"].ne("EBRD").sum())
    wrong = int(rows["kind"].eq("misattributed").sum())
    if not wrong:
        return Finding("What the EBRD expected, by region and edition")
    verb = "was" if wrong == 1 else "were"
    facts = {"misattributed": wrong, "quoted": quoted, "of_all_regions": _of_all_regions(rows)}
    region = "all EBRD regions" if facts["of_all_regions"] == wrong else "another region"
    text = (
        f"{sentences.count(wrong)} of {sentences.count(quoted)} EBRD figures "
        f"quoted for Central Asia {verb} for {region}"
    )
    return Finding(sentences.sentence(text), facts)


def _of_all_regions(rows: pd.DataFrame) -> int:
    """Count the misattributed figures that the EBRD published for all its regions."""
    wrong = rows[rows["kind"].eq("misattributed")]
    same = ["vintage", "target_year", "growth_pct"]
    bank = rows[rows["publisher"].eq("EBRD") & rows["area"].eq("EBRD")]
    return len(wrong[same].merge(bank[same].drop_duplicates()))


def largest_misses(record: pd.DataFrame, year: int, most: int = 5) -> Finding:
    """Find for which areas the error of a year was among the largest of all years.

    Args:
        record: as ``april_record`` returns it.
        year: the year asked about.
        most: how many count as the largest.

    Facts: ``areas`` in words, their ``ranks`` by size (1 is the largest), ``of`` how many areas,
    ``year`` and the ``first`` and ``last`` of the years, and the ``name`` of a single area; none
    where the year has no outturn.
    """
    if not record["target_year"].eq(year).any():
        span = sentences.span(record["target_year"])
        return Finding(f"Errors of the IMF’s April forecasts for the year itself, {span}")
    ranks = ranks_of(record, year)
    high = {area: rank for area, rank in ranks.items() if rank <= most}
    facts: dict[str, Any] = {
        "areas": names_of(high),
        "ranks": list(high.values()),
        "of": len(ranks),
        "year": year,
        "first": int(record["target_year"].min()),
        "last": int(record["target_year"].max()),
    }
    number = sentences.count(most)
    if len(ranks) == 1:
        [facts["name"]] = names_of(ranks)
        if not high:
            text = f"The IMF’s error for {year} was not among its {number} largest for"
            return Finding(f"{text} {facts['name']} since {facts['first']}", facts)
    if not high:
        none = f"None of the IMF’s errors for {year} was among its {number} largest since"
        return Finding(f"{none} {facts['first']}", facts)
    whom = sentences.listed(facts["areas"])
    return Finding(f"The IMF’s error for {year} was among its {number} largest for {whom}", facts)


def ranks_of(record: pd.DataFrame, year: int) -> dict[str, int]:
    """Rank the error of a year by its size among all years of each area; 1 is the largest."""
    size = record["error_pp"].abs()
    rank = size.groupby(record["area"]).rank(ascending=False, method="min")
    of_year = record["target_year"].eq(year)
    return {
        str(area): int(place)
        for area, place in zip(record.loc[of_year, "area"], rank[of_year], strict=True)
    }


def one_sided(horizons: pd.DataFrame) -> Finding:
    """Find for which areas the median error was on one side of zero at every distance.

    Facts: ``low`` and ``high``, the areas in words; ``distances``, ``years``, ``first``, ``last``.
    """
    names = area_names()
    median = horizons.groupby("area")["median_pp"]
    low = [names[str(area)] for area, most in median.max().items() if most < 0]
    high = [names[str(area)] for area, least in median.min().items() if least > 0]
    facts: dict[str, Any] = {
        "low": low,
        "high": high,
        "distances": int(horizons["years_ahead"].nunique()),
        "first": int(horizons["first"].min()),
        "last": int(horizons["last"].max()),
    }
    if not low and not high:
        span = sentences.span([facts["first"], facts["last"]])
        return Finding(f"Errors of IMF forecasts by distance, {span}")
    sides = []
    if low:
        sides.append(f"low for {sentences.listed(low)}")
    if high:
        sides.append(f"high for {sentences.listed(high)}")
    text = f"However far ahead, the IMF was mostly too {sentences.listed(sides)}"
    return Finding(text, facts)


def beaten_by_last_year(means: pd.DataFrame) -> Finding:
    """Find for which areas repeating last year's growth was closer, by a twentieth or more.

    Facts: ``areas`` in words, ``of`` how many, and the ``forecast`` and ``naive`` mean absolute
    errors of these, in percentage points, with the ``first`` and ``last`` year, and the ``name`` of
    a single area.
    """
    closer = means[means["naive_pp"] < 0.95 * means["forecast_pp"]]
    facts: dict[str, Any] = {
        "areas": names_of(closer["area"]),
        "of": len(means),
        "forecast": [float(one) for one in closer["forecast_pp"]],
        "naive": [float(one) for one in closer["naive_pp"]],
        "first": int(means["first"].min()),
        "last": int(means["last"].max()),
    }
    if len(means) == 1:
        [facts["name"]] = names_of(means["area"])
        if closer.empty:
            text = "Repeating last year’s growth did not beat the IMF’s forecasts for"
            return Finding(f"{text} {facts['name']}", facts)
    if closer.empty:
        return Finding("Nowhere did repeating last year’s growth beat the IMF’s forecasts", facts)
    whom = sentences.listed(facts["areas"])
    return Finding(f"Repeating last year’s growth beat the IMF’s forecasts for {whom}", facts)


def most_reprinted(outturns: pd.DataFrame) -> Finding:
    """Find the year whose outturn moved most as it was printed again and again.

    Args:
        outturns: as ``printed_outturns`` returns them.

    Facts: ``name``, ``year``, the figures ``printed`` in words; none where none moved by a point.
    """
    widest = outturns.iloc[int(outturns["moved_pp"].argmax())]
    if widest["moved_pp"] < 1:
        return Finding("The IMF hardly revised the growth of past years")
    facts = {
        "name": area_names()[widest["area"]],
        "year": int(widest["target_year"]),
        "printed": widest["printed"].split(";"),
    }
    figures = sentences.listed(facts["printed"])
    if len(facts["printed"]) > MOST_WRITTEN:
        figures = f"{len(facts['printed'])} different rates, last {facts['printed'][-1]}"
    text = f"The IMF put {facts['name']}’s growth in {facts['year']} at {figures} percent"
    return Finding(text, facts)


def furthest_off(both: pd.DataFrame) -> Finding:
    """Find the largest miss of an April edition about its own year, over all measures.

    Args:
        both: as ``expected_and_printed`` returns it.

    Facts: ``name``, ``measure``, ``expected`` and ``printed`` in percent, ``year`` and the edition
    ``printed_in``; none where the largest is under a point.
    """
    largest = both.iloc[int(both["error_pp"].abs().argmax())]
    year = _year(both)
    if abs(largest["error_pp"]) < 1:
        return Finding(f"What the IMF expected of {year} in April came within a point")
    facts: dict[str, Any] = {
        "name": area_names()[largest["area"]],
        "measure": largest["measure"],
        "expected": float(largest["expected_pct"]),
        "printed": float(largest["printed_pct"]),
        "year": year,
        "printed_in": largest["printed_in"],
    }
    text = (
        f"The IMF expected {facts['name']}’s {year} {facts['measure']} at "
        f"{sentences.number(facts['expected'])} {MEASURES[facts['measure']]}, "
        f"and later reported {sentences.number(facts['printed'])}"
    )
    return Finding(text, facts)


def sides_of_measures(both: pd.DataFrame) -> list[Finding]:
    """Say of each measure for how many areas April expected more than was printed since.

    Args:
        both: as ``expected_and_printed`` returns it.

    Facts of each: ``measure``, ``more`` of ``of`` areas, ``median``, the size of the errors in
    percentage points, and the ``name`` of a single area.
    """
    findings = []
    for measure, one in both.groupby("measure", sort=False):
        more = int(one["error_pp"].gt(0).sum())
        facts: dict[str, Any] = {
            "measure": str(measure),
            "more": more,
            "of": len(one),
            "median": float(one["error_pp"].abs().median()),
        }
        if len(one) == 1:
            [facts["name"]] = names_of(one["area"])
        findings.append(Finding(sentences.sentence(_side_of_measure(facts)), facts))
    return findings


def _side_of_measure(facts: Mapping[str, Any]) -> str:
    points = f"{facts['median']:.1f} points"
    if facts["of"] == 1:
        which = "more" if facts["more"] else "less"
        text = f"{facts['measure']}: for {facts['name']} the IMF expected"
        if points == "0.0 points":
            return f"{text} in April what it reported later."
        return f"{text} {points} {which} in April than it reported later."
    whom = sentences.quantifier(facts["more"], facts["of"], "republic")
    return (
        f"{facts['measure']}: the IMF expected more in April than it reported later for {whom}, "
        f"and was {points} off at the median."
    )


def habit(record: pd.DataFrame) -> Finding:
    """Find for which area April forecasts were too low most often.

    Facts: ``name``, ``low`` years of ``years``, and the ``median`` error in percentage points.
    """
    low = record["error_pp"].lt(0).groupby(record["area"]).mean()
    area = str(low.idxmax())
    errors_of_area = record.loc[record["area"].eq(area), "error_pp"]
    facts = {
        "name": area_names()[area],
        "low": int(errors_of_area.lt(0).sum()),
        "years": len(errors_of_area),
        "median": float(errors_of_area.median()),
    }
    points = f"{abs(errors_of_area.median()):.1f} points at the median"
    text = (
        f"In {facts['low']} of {facts['years']} Aprils the IMF expected too little growth for "
        f"{facts['name']}, {points}."
    )
    return Finding(text, facts)


def bottom_line(growth: pd.DataFrame, quoted: pd.DataFrame, year: int) -> list[Finding]:
    """Find what the whole table says of one year, and what thirty years of the IMF say.

    Args:
        growth: the table, one row of each quantity.
        quoted: what the column quoted (``quotes``).
        year: the target year.
    """
    of_year = growth[growth["target_year"].eq(year) & growth["area"].isin(REPUBLICS)]
    made = made_around(of_year, year) & of_year["publisher"].isin(PUBLISHERS)
    rows = of_year[made | of_year["publisher"].eq(WDI)]
    is_turkmen = rows["area"].eq(TURKMENISTAN)
    outturns = rows[rows["publisher"].eq(WDI) & ~is_turkmen]
    of_bank = growth[growth["publisher"].eq("EBRD") & growth["area"].eq("EBRD")]
    means = (
        ": {error_spring:.1f} points on average against {error_before:.1f}, "
        "on the same {pairs} pairs of publisher and country"
    )
    return [
        side_of_spring(rows).as_sentence(" (n = {of})"),
        closer_round(measures.first_of_round(errors(rows))).as_sentence(means),
        largest_revision(outturns).as_sentence(
            "; an error depends on which outturn it is held against"
        ),
        habit(april_record(growth[growth["area"].isin(REPUBLICS)])),
        quoted_elsewhere(pd.concat([of_bank, quoted])).as_sentence(),
    ]


def caveats(growth: pd.DataFrame, sources: pd.DataFrame, undated: int) -> list[Finding]:
    """Count what a reader of the table should know of its rows.

    Args:
        growth: the whole table.
        sources: the sources; the kind of each says whether it is an office's own document.
        undated: rows left out because no date of publication is known.
    """
    offices = ["official", "international organisation", "statistical office"]
    own = sources.loc[sources["kind"].isin(offices), "source_id"]
    read_in_own = growth["source_id"].isin(own)
    others = growth["publisher"].ne("IMF")
    inferred = growth.loc[growth["vintage_inferred"], "source_id"].value_counts()
    publishers = sources.set_index("source_id")["publisher"]
    facts = {
        "rows": len(growth),
        "inferred": int(inferred.sum()),
        "largest_inferred": int(inferred.max()) if len(inferred) else 0,
        "largest_publisher": publishers[inferred.idxmax()] if len(inferred) else "",
        "own": int(read_in_own.sum()),
        "others": int(others.sum()),
        "others_own": int((read_in_own & others).sum()),
        "undated": undated,
    }
    largest = ""
    if facts["inferred"]:
        largest = f", for {facts['largest_inferred']:,} of them in one file"
        largest += f" ({facts['largest_publisher']})"
    return [
        Finding(
            f"For {facts['inferred']:,} of {facts['rows']:,} rows the month of the edition is "
            f"inferred, and stated by no source{largest}.",
            facts,
        ),
        Finding(
            f"{facts['own']:,} of {facts['rows']:,} rows were read in a document of a government, "
            "a statistical office or an international organisation, the others elsewhere; "
            f"without the rows of the IMF, {facts['others_own']:,} of {facts['others']:,}.",
            facts,
        ),
        Finding(
            f"With this `as_of`, {sentences.count(undated, 'row')} without a known date "
            f"{'is' if undated == 1 else 'are'} left out.",
            facts,
        ),
    ]


def _year(rows: pd.DataFrame) -> int:
    """Return the year that rows of one year are about."""
    return int(rows["target_year"].iloc[0])


# Drawings


def draw_paths(rows: pd.DataFrame) -> Sheet:
    """Draw how the forecasts for one year moved, a panel a country, with the WDI outturns."""
    forecasts = rows[rows["kind"].eq("forecast")]
    colours = style.colours(sorted(set(forecasts["publisher"])))
    first_area = rows["area"].iloc[0]

    def draw(axes: Axes, one: pd.DataFrame) -> None:
        draw_vintages(axes, one, colours)
        is_first = one["area"].iloc[0] == first_area
        charts.event(axes, charts.INVASION, "invasion\nof Ukraine" if is_first else "")

    subtitle = _subtitle_of_paths(rows, "WDI outturn")
    finding = side_of_spring(rows)
    return panels(rows, "area", draw, finding, subtitle, key=colours, height=4.9, unit="%")


def draw_rounds(first: pd.DataFrame) -> Sheet:
    """Draw the errors of each round, a panel for each country.

    Args:
        first: the first forecast in each round (``measures.first_of_round`` of ``errors``).
    """
    colours = style.colours(sorted(set(first["publisher"])))
    labels = _round_labels(_year(first))
    order = [labels[name] for name in measures.ROUNDS if name in set(first["round"])]

    def draw(axes: Axes, one: pd.DataFrame) -> None:
        labelled = one.replace({"round": labels})
        charts.dot_rows(
            axes,
            labelled,
            value="error_pp",
            label="round",
            by="publisher",
            colours=colours,
            order=order,
        )
        charts.zero(axes, vertical=True)

    finding = closer_round(first)
    subtitle = f"Forecast minus WDI outturn, percentage points (n = {len(first)})."
    subtitle += _means_in_words(round_means(first))
    return panels(first, "area", draw, finding, subtitle, key=colours, height=3.7, share_x=True)


def _round_labels(year: int) -> dict[str, str]:
    """Return what each round of forecasts for a year is called on an axis."""
    labels = [
        f"September {year - 1} to\nFebruary {year}",
        f"March to\nJune {year}",
        f"September to\nDecember {year}",
    ]
    return dict(zip(measures.ROUNDS, labels, strict=True))


def _means_in_words(means: Mapping[str, Any]) -> str:
    """Write the means of two rounds as a sentence of a subtitle; nothing where there are none."""
    if not means:
        return ""
    return (
        f" Mean absolute error of the {means['pairs']} pairs in both: "
        f"{means['error_before']:.1f} before March {means['year']}, "
        f"{means['error_spring']:.1f} from March to June."
    )


def draw_turkmenistan(rows: pd.DataFrame) -> Sheet:
    """Draw the forecasts for Turkmenistan, each publisher's labelled with its last."""
    colours = style.colours(sorted(set(rows["publisher"])))
    subtitle = _subtitle_of_paths(rows, "WDI")

    def draw(axes: Axes, one: pd.DataFrame) -> None:
        draw_vintages(axes, one, colours, label=True)

    height = 5.0 if sizes.current().is_narrow else 4.0
    return panels(rows, "", draw, two_rates(rows), subtitle, height=height, unit="%")


def _subtitle_of_paths(rows: pd.DataFrame, outturn: str) -> str:
    """Say what is drawn of the forecasts for a year, and of its outturn, where there is one."""
    drawn = "forecasts by date (hollow dots)"
    if rows["kind"].str.contains("outturn").any():
        drawn += f", {outturn} (diamond; hollow in an earlier edition)"
    return f"Growth of real GDP in {_year(rows)}, percent: {drawn}."


def draw_vintages(
    axes: Axes, rows: pd.DataFrame, colours: Mapping[str, str], label: bool = False
) -> None:
    """Draw how the forecasts for one year moved from edition to edition, and how it turned out.

    Forecasts are hollow dots on a dotted line for each publisher. At the right a solid diamond is
    the newest outturn, a hollow one the oldest that is held. ``rows`` are of one area and year;
    with ``label`` each line ends with the name of its publisher and its last forecast.
    """
    year = _year(rows)
    turned = rows["kind"].str.contains("outturn")
    has_two_lines = label and sizes.current().is_narrow  # the value of an outturn, with its edition
    at_last = year + (1.36 if has_two_lines else 1.28)
    ends = _draw_forecasts(axes, rows[~turned], colours)
    if turned.any():
        oldest_and_newest = rows[turned].sort_values("vintage").iloc[[0, -1]]
        _draw_outturns(axes, at_last, oldest_and_newest, in_one_line=label)
    _axis_of_editions(axes, year, at_last, has_outturn=bool(turned.any()))
    axes.margins(y=0.24 if has_two_lines else 0.14)
    axes.set_label(_vintages_in_words(rows))
    charts.zero(axes)
    if label:
        label_ends(axes, ends)


def _vintages_in_words(rows: pd.DataFrame) -> str:
    """Say the first and the last forecast of each publisher, with their months, and the outturn."""
    ordered = rows.sort_values("vintage")
    is_outturn = ordered["kind"].str.contains("outturn")
    lines = []
    for publisher, made in ordered[~is_outturn].groupby("publisher", sort=False):
        ends = [
            f"{sentences.number(row['growth_pct'])} in {sentences.month(row['vintage'])}"
            for row in made.iloc[[0, -1]].to_dict("records")
        ]
        lines.append(f"{publisher} {' to '.join(dict.fromkeys(ends))}")
    newest = ordered.loc[is_outturn, "growth_pct"].tail(1)
    lines += [f"outturn {sentences.number(growth)}" for growth in newest]
    return "; ".join(lines)


def _draw_forecasts(
    axes: Axes, rows: pd.DataFrame, colours: Mapping[str, str]
) -> list[tuple[float, float, str, str]]:
    """Draw a line of forecasts for each publisher; return its last for ``label_ends``."""
    dated = rows.assign(x=charts.decimal_year(rows["vintage"])).sort_values("x")
    ends = []
    for publisher, line in dated.groupby("publisher", sort=False):
        colour = colours[str(publisher)]
        axes.plot(
            line["x"],
            line["growth_pct"],
            ":o",
            color=colour,
            markerfacecolor="white",
            markeredgewidth=1.6,
            gid=line.get("mark"),
            label=str(publisher),
        )
        last = line.iloc[-1]
        text = f"{publisher} {sentences.number(last['growth_pct'])}"
        ends.append((last["x"], last["growth_pct"], text, colour))
    return ends


def _axis_of_editions(axes: Axes, year: int, at_last: float, has_outturn: bool) -> None:
    """Write the editions from October to October, and "outturn" at its place."""
    ticks = {year - 0.21: f"Oct\n{year - 1}", year + 0.29: f"Apr\n{year}", year + 0.79: "Oct"}
    if has_outturn:
        ticks[at_last] = "outturn"
    axes.set_xlim(year - 0.62, at_last + 0.32)
    axes.set_xticks(list(ticks), list(ticks.values()))
    axes.tick_params(axis="x", size=0)


def _draw_outturns(axes: Axes, x: float, rows: pd.DataFrame, in_one_line: bool) -> None:
    """Mark the newest outturn by a solid diamond; if the oldest held differs, by a hollow one.

    Each has its value above it, the lower of two below it; that of the hollow one says in which
    year it was published, which is not the year of the growth: in one line if asked and where the
    figure is wide.
    """
    is_wide = sizes.current().width >= sizes.COLUMN.width
    between = " " if in_one_line and is_wide else "\n"
    rows = rows[~rows["growth_pct"].round(1).duplicated(keep="last")]
    growth = rows["growth_pct"].tolist()
    marks = rows["mark"].tolist() if "mark" in rows else [None] * len(rows)
    axes.plot([x] * len(rows), growth, "-", color=style.QUIET, linewidth=0.8, zorder=2)
    editions = rows["vintage"].str[:4].tolist()
    for n, (y, mark, edition) in enumerate(zip(growth, marks, editions, strict=True), 1):
        is_newest = n == len(rows)
        is_upper = y == max(growth)
        axes.plot(
            [x],
            [y],
            "D",
            color=style.INK if is_newest else "white",
            markeredgecolor=style.INK,
            markersize=6.3,
            zorder=3,
            gid=mark,
        )
        note(
            axes,
            sentences.number(y) if is_newest else f"{sentences.number(y)}{between}as of {edition}",
            (x, y),
            (0, 8 if is_upper else -8),
            path_effects=charts.HALO,
            ha="center",
            va="bottom" if is_upper else "top",
            fontweight="bold" if is_newest else "normal",
        )


def draw_column(rows: pd.DataFrame) -> Sheet:
    """Draw what the EBRD published for two regions, and on it what the column quoted."""
    colours = {"EBRD": style.QUIET, "EBRD-CA": style.FIXED["EBRD"]}
    names = {"EBRD": "all EBRD regions", "EBRD-CA": "Central Asia"}
    unnamed = dict.fromkeys(names, "")

    def draw(axes: Axes, one: pd.DataFrame) -> None:
        by_bank = one["publisher"].eq("EBRD")
        labels = names if _year(one) == 2022 else unnamed
        bank = one[by_bank]
        region = bank[bank["area"].eq("EBRD-CA")].set_index("vintage")["growth_pct"]
        charts.lines(
            axes,
            bank,
            x="vintage",
            value="growth_pct",
            by="area",
            colours=colours,
            names=labels,
            look=":o",
        )
        _draw_solid(axes, bank[bank["kind"].str.contains("outturn")], colours)
        _draw_quotes(axes, one[~by_bank], region)

    subtitle = (
        "EBRD growth forecasts and estimates (hollow) and outturns (solid) for 2022 and 2023 by "
        f"edition, percent{_squares(rows)}."
    )
    return panels(
        rows,
        "target_year",
        draw,
        quoted_elsewhere(rows),
        subtitle,
        height=4.4,
        unit="%",
        share_x=True,
    )


def _squares(rows: pd.DataFrame) -> str:
    """Say what the squares are, and in which column they were quoted; nothing if there are none."""
    quoted = rows[rows["publisher"].ne("EBRD")]
    if quoted.empty:
        return ""
    articles = by_id("sources", quoted["source_id"].unique()).to_dict("records")
    where = sentences.listed(
        f"in {article['publisher']} of {sentences.month(article['published'])}"
        for article in articles
    )
    return f"; squares: figures that a column {where} gave for Central Asia"


def _draw_solid(axes: Axes, outturns: pd.DataFrame, colours: Mapping[str, str]) -> None:
    """Fill the dots of the figures that the bank reported of a year that was over."""
    for area, reported in outturns.groupby("area"):
        axes.plot(
            charts.decimal_year(reported["vintage"]),
            reported["growth_pct"],
            "o",
            color=colours[str(area)],
            markersize=6,
            label="_outturns",
        )


def _draw_quotes(axes: Axes, quoted: pd.DataFrame, region: "pd.Series[float]") -> None:
    """Draw a square for each figure that was quoted, its value below and above in turn.

    Where that is of Central Asia and the bank's figure of the same edition, in ``region``, is
    another, the latter is written too.
    """
    quoted = quoted.assign(x=charts.decimal_year(quoted["vintage"]))
    for n, quote in enumerate(quoted.to_dict("records")):
        x, y, mark = quote["x"], quote["growth_pct"], quote["mark"]
        text = sentences.number(y)
        published = region.get(quote["vintage"], y)
        if published != y:
            text += f" (bank: {sentences.number(published)})"
        axes.plot(
            [x],
            [y],
            "s",
            markersize=11,
            color="none",
            markeredgecolor=style.INK,
            markeredgewidth=1.3,
            gid=[mark],
        )
        is_above = n % 2 == 1
        note(
            axes,
            text,
            (x, y),
            (0, 8 if is_above else -8),
            ha="center",
            va="bottom" if is_above else "top",
            fontweight="bold",
            path_effects=charts.HALO,
        )


def draw_revisions(outturns: pd.DataFrame) -> Sheet:
    """Draw the outturns published for one year at their dates, a panel for each country."""
    colours = style.colours(["IMF", WDI, "others"])
    dates = charts.decimal_year(outturns["vintage"])

    def draw(axes: Axes, one: pd.DataFrame) -> None:
        _draw_series(axes, one, colours)
        axes.set_xlim(dates.min() - 0.3, dates.max() + 0.7)

    year = _year(outturns)
    subtitle = f"Outturns of real GDP growth in {year} by date of publication, percent."
    return panels(
        outturns,
        "area",
        draw,
        largest_revision(outturns),
        subtitle,
        key=colours,
        height=4.2,
        unit="%",
    )


def _draw_series(axes: Axes, one: pd.DataFrame, colours: Mapping[str, str]) -> None:
    """Draw a line for each publisher that has a colour, and the statements of others as dots.

    The newest figure of the lines is written at its end.
    """
    names = one["publisher"].where(one["publisher"].isin(list(colours)), "others")
    dated = one.assign(name=names).sort_values("vintage")
    is_single = dated["name"].eq("others")
    labels = dict.fromkeys(colours, "")
    for _, newest in dated[~is_single].tail(1).iterrows():
        labels[newest["name"]] = sentences.number(newest["growth_pct"])
    for single, part in dated.groupby(is_single):
        form = "o" if single else "-o"
        charts.lines(
            axes,
            part,
            x="vintage",
            value="growth_pct",
            by="name",
            colours=colours,
            names=labels,
            look=form,
        )


def draw_record(record: pd.DataFrame, year: int) -> Sheet:
    """Draw the error of each April, a panel a country, the year asked about in colour.

    Args:
        record: as ``april_record`` returns it, with ``mark``.
        year: the year asked about.
    """
    colours = style.colours(sorted(set(record["area"])))
    ranks = ranks_of(record, year)

    def draw(axes: Axes, one: pd.DataFrame) -> None:
        area = one["area"].iloc[0]
        _draw_errors(axes, one, year, colours[area])
        asked = one[one["target_year"].eq(year)]
        if len(asked):
            rank = f"{_rank(ranks[area])} of {len(one)}"
            text = f"{year}: {sentences.number(asked['error_pp'].iloc[0])}, {rank}"
            note(
                axes,
                text,
                (0, 0.98),
                xycoords="axes fraction",
                color=colours[area],
                fontweight="semibold",
                path_effects=charts.HALO,
            )
        _mark_shocks(axes, year)

    subtitle = (
        "IMF forecast of April for the year itself minus the outturn published a year later, "
        f"percentage points, {sentences.span(record['target_year'])}; hollow: minus the outturn "
        "of two years later. Dashed: years of shocks."
    )
    return panels(
        record, "area", draw, largest_misses(record, year), subtitle, columns=2, height=4.2
    )


def _draw_errors(axes: Axes, one: pd.DataFrame, year: int, colour: str) -> None:
    """Draw an error a year from zero, that of the year asked about in colour with its revision."""
    for row in one.to_dict("records"):
        is_asked = row["target_year"] == year
        paint = colour if is_asked else style.QUIET
        mark = row.get("mark")
        x, y = row["target_year"], row["error_pp"]
        axes.plot([x, x], [0, y], "-", color=paint, linewidth=1.6, zorder=2)
        axes.plot([x], [y], "o", color=paint, gid=mark, zorder=3, **charts.DOT)
        later = row["later_error_pp"]
        if is_asked and pd.notna(later) and abs(later - y) >= 0.1:
            axes.plot(
                [x],
                [later],
                "o",
                color=paint,
                gid=mark,
                zorder=3,
                markerfacecolor="white",
                markeredgewidth=1.6,
            )
            axes.plot([x, x], [y, later], ":", color=paint, linewidth=1.2, zorder=1)
    axes.margins(y=0.16)
    charts.zero(axes)


def _rank(place: int) -> str:
    """Say which largest a place is.

    >>> _rank(1), _rank(2), _rank(13), _rank(23)
    ('largest', '2nd largest', '13th largest', '23rd largest')
    """
    if place == 1:
        return "largest"
    return f"{sentences.ordinal(place)} largest"


def _mark_shocks(axes: Axes, year: int) -> None:
    """Rule and name the years of shocks; the year asked about is named a line lower, in bold."""
    low, high = axes.get_xlim()
    for shock in SHOCKS:
        if low < shock < high:
            axes.axvline(shock, color=style.RULE, linewidth=0.9, linestyle=(0, (2, 2)), zorder=0)
    named = [shock for shock in SHOCKS if shock != year and low < shock < high]
    axes.set_xticks(named)
    for label, other in itertools.pairwise(axes.get_xticklabels()):
        if int(other.get_text()) - int(label.get_text()) < NEAR:  # away from each other
            label.set_horizontalalignment("right")
            other.set_horizontalalignment("left")
    axes.set_xlim(low, high)
    axes.tick_params(axis="x", size=0)
    if low < year < high:
        note(
            axes,
            str(year),
            (year, 0),
            (0, -2 * style.points("tick")),
            xycoords=("data", "axes fraction"),
            ha="center",
            va="top",
            fontweight="semibold",
            **charts.small(),
        )


def draw_horizons(horizons: pd.DataFrame) -> Sheet:
    """Draw the median error by distance with its middle half, a panel a country.

    Args:
        horizons: as ``by_horizon`` returns them, with ``mark``.
    """
    colours = style.colours(sorted(set(horizons["area"])))

    def draw(axes: Axes, one: pd.DataFrame) -> None:
        colour = colours[one["area"].iloc[0]]
        one = one.sort_values("years_ahead")
        x = one["years_ahead"]
        axes.fill_between(x, one["low_pp"], one["high_pp"], color=colour, alpha=0.18, linewidth=0)
        axes.plot(x, one["median_pp"], "-", color=colour)
        axes.plot(x, one["median_pp"], "o", color=colour, gid=one.get("mark"), **charts.DOT)
        axes.set_xlim(x.max() + 0.3, x.min() - 0.3)
        _name_distances(axes, int(x.max()))
        axes.set_label(_distances_in_words(one))
        charts.zero(axes)

    span = sentences.span([horizons["first"].min(), horizons["last"].max()])
    years = sentences.span(sorted(set(horizons["years"])))
    subtitle = (
        "IMF forecast minus the outturn published a year later, percentage points: median and "
        f"middle half of {span} (n = {years} years a dot). April editions are at the ticks, "
        "October ones between."
    )
    return panels(horizons, "area", draw, one_sided(horizons), subtitle, columns=2, height=4.2)


def _name_distances(axes: Axes, most: int) -> None:
    """Write how many years ahead the April editions looked, the year itself at the right."""
    labels = [str(years) for years in range(most + 1)]
    labels[0] = "the year\nitself"
    if most:
        labels[-1] += " years\nahead"
    axes.set_xticks(range(most + 1), labels)


def _distances_in_words(one: pd.DataFrame) -> str:
    """Say the medians of the April editions, and the middle half of the first and of the last."""
    aprils = one[one["years_ahead"].mod(1).eq(0)].sort_values("years_ahead", ascending=False)
    medians = [sentences.number(median) for median in aprils["median_pp"]]
    for place in {0, len(medians) - 1}:
        row = aprils.iloc[place]
        half = [sentences.number(row[bound]) for bound in ("low_pp", "high_pp")]
        years = int(row["years_ahead"])
        when = f"{sentences.count(years, 'year')} ahead" if years else "in the year itself"
        medians[place] += f" {when} ({' to '.join(half)})"
    return f"median {', '.join(medians)}"


def draw_means(means: pd.DataFrame) -> Sheet:
    """Draw the mean absolute errors of the IMF and of repeating last year's growth.

    Args:
        means: as ``mean_errors`` returns them, with ``mark``.
    """
    colours = (style.FIXED["IMF"], style.QUIET)
    span = sentences.span([means["first"].min(), means["last"].max()])
    fig, axes = frame(
        means,
        beaten_by_last_year(means),
        f"Mean absolute error, percentage points, {span}: IMF forecast of April for the year "
        "itself, and growth of the year before as that edition has it. In brackets: years in "
        "which the IMF was closer.",
        key={"IMF in April": colours[0], "last year’s growth repeated": colours[1]},
        height=2.1 + 0.42 * len(means),
    )
    names = area_names()
    labels = [
        f"{names[area]} ({closer} of {years})"
        for area, closer, years in zip(means["area"], means["closer"], means["years"], strict=True)
    ]
    rows = means.assign(label=labels)
    charts.dumbbell(
        axes, rows, left="forecast_pp", right="naive_pp", label="label", colours=colours
    )
    axes.set_xlim(0, means[["forecast_pp", "naive_pp"]].max().max() * 1.14)
    return fig


def draw_printed(outturns: pd.DataFrame) -> Sheet:
    """Draw the lowest, the highest and the newest outturn printed for each year, by country.

    Args:
        outturns: as ``printed_outturns`` returns them, with ``mark``.
    """
    colours = style.colours(sorted(set(outturns["area"])))

    def draw(axes: Axes, one: pd.DataFrame) -> None:
        colour = colours[one["area"].iloc[0]]
        for row in one.to_dict("records"):
            x = row["target_year"]
            ends = [row["low_pct"], row["high_pct"]]
            axes.plot(
                [x, x],
                ends,
                "-",
                color=colour,
                gid=row.get("mark"),
                linewidth=3.2,
                solid_capstyle="butt",
                alpha=0.45,
            )
            newest = row["newest_pct"]
            axes.plot([x], [newest], "o", color=colour, gid=row.get("mark"), markersize=3.6)
        widest = one.iloc[int(one["moved_pp"].argmax())]
        if widest["moved_pp"] >= 1:
            _name_widest(axes, widest)
        axes.set_label(_printed_in_words(one, widest))
        axes.margins(y=0.14)
        charts.zero(axes)
        charts.year_axis(axes)

    span = sentences.span(outturns["target_year"])
    subtitle = (
        f"Growth of real GDP, {span}, percent, as the IMF published it once the year was over. "
        "Bar: lowest to highest; dot: newest; named: the year revised most. Scales differ."
    )
    return panels(
        outturns,
        "area",
        draw,
        most_reprinted(outturns),
        subtitle,
        columns=3,
        height=3.8,
        share_y=False,
    )


def _printed_in_words(outturns: pd.DataFrame, widest: "pd.Series[Any]") -> str:
    """Write the newest outturn of the first and the last year, and all of the year revised most."""
    ordered = outturns.sort_values("target_year")
    ends = [
        f"{sentences.number(row['newest_pct'])} in {row['target_year']}"
        for row in ordered.iloc[[0, -1]].to_dict("records")
    ]
    text = f"newest {' to '.join(dict.fromkeys(ends))}"
    if widest["moved_pp"] >= 1:
        printed = sentences.listed(widest["printed"].split(";"))
        text += f"; {widest['target_year']} put at {printed}"
    return text


def _name_widest(axes: Axes, row: "pd.Series[Any]") -> None:
    """Write the year whose outturn moved most below its bar."""
    note(
        axes,
        str(row["target_year"]),
        (row["target_year"], row["low_pct"]),
        (0, -3),
        ha="center",
        va="top",
        path_effects=charts.HALO,
        **charts.small(),
    )


def _keep_right_of_zero(axes: Axes, one: pd.DataFrame) -> None:
    """Write both values at the right of their dots where the lower would stand left of zero.

    A positive value that stands there reads as a negative one. ``axes`` hold the dots of
    ``one`` with their values: those expected first, then those printed.
    """
    left, right = axes.get_xlim()
    panel = 100 // sizes.current().panels_in_a_row(len(MEASURES))
    letter = (right - left) / sizes.current().characters(panel)
    values = [text for text in axes.texts if isinstance(text, Annotation)]
    pairs = zip(values[: len(one)], values[len(one) :], strict=True)
    for pair in pairs:
        lower, upper = sorted(pair, key=lambda value: value.xy[0])
        text = lower.get_text()
        is_across = 0 < lower.xy[0] < letter * (len(text) + 2)
        if is_across:
            lower.xy = upper.xy
            lower.set(ha="left", position=(8, 0))
            width = 0.5 * float(lower.get_fontsize()) * (len(text) + 1)
            upper.set_position((8 + width, 0))


def draw_expected(both: pd.DataFrame) -> Sheet:
    """Draw what an April edition expected and what is printed now, a panel a measure.

    Args:
        both: as ``expected_and_printed`` returns it, with ``mark``.
    """
    colours = (style.FIXED["IMF"], style.INK)
    year = _year(both)
    named = both.assign(panel=both["measure"].map(sentences.sentence))

    def draw(axes: Axes, one: pd.DataFrame) -> None:
        names = one["area"].map(area_names())
        charts.dumbbell(
            axes,
            one.assign(name=names),
            left="expected_pct",
            right="printed_pct",
            label="name",
            colours=colours,
        )
        axes.margins(x=0.3)
        charts.zero(axes, vertical=True)
        _keep_right_of_zero(axes, one)
        for value in axes.texts:
            value.set_path_effects([*charts.HALO])

    now = sentences.span([int(edition[:4]) for edition in both["printed_in"]])
    subtitle = (
        f"Inflation in {year}, percent; current account and gross public debt in {year}, percent "
        f"of GDP: IMF, as expected in April {year} and as published in {now}. Scales differ."
    )
    return panels(
        named,
        "panel",
        draw,
        furthest_off(both),
        subtitle,
        key={f"expected in April {year}": colours[0], f"published in {now}": colours[1]},
        columns=len(MEASURES),
        height=3.6,
        share_y=True,
    )
