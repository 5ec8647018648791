"""Growth forecasts: how they moved, and how far off they were (notebook 03).

Rows are those of the table ``growth_forecasts``. An *outturn* is the growth reported when a year
was over, and it is revised for years; unless another is named it is the newest one in the World
Bank's World Development Indicators (WDI). Growth is in percent, an error in percentage points.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from heartland import sentences
from heartland.figures import charts, sizes, style
from heartland.figures.frame import Sheet, panels
from heartland.figures.labels import label_ends, note
from heartland.sentences import Finding
from heartland.tables import measures
from heartland.tables.areas import area_names
from heartland.tables.sources import by_id

PUBLISHERS = ("ADB", "EBRD", "IMF", "World Bank")
REPUBLICS = ("KAZ", "KGZ", "TJK", "TKM", "UZB")
WDI = "World Bank WDI"
TURKMENISTAN = "TKM"  # has two growth rates, by different publishers: no forecast is judged by them
INVASION = "2022-02-24"


# Selections and measures


def made_around(rows: pd.DataFrame, target_year: int) -> pd.Series:
    """Say which rows are forecasts made from June of the year before to the end of the year."""
    in_time = rows["vintage"].between(f"{target_year - 1}-06", f"{target_year}-12")
    return rows["kind"].eq("forecast") & in_time


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
        One row a claim: publisher "the column", that edition as ``vintage``, the verdict as
        ``kind``, and the date of the article as ``published``.
    """
    both = judged.merge(audits[["claim_id", "where"]], on="claim_id")
    columns = {
        "publisher": "the column",
        "vintage": both["where"].str.extract(r"vintage=([\d-]+)")[0],
        "area": "EBRD-CA",
        "target_year": both["period"].astype(int),
        "growth_pct": both["value"],
        "kind": both["verdict"],
        "source_id": both["article_id"],
        "published": both["published"],
    }
    return pd.DataFrame(columns)


# Findings


def side_of_spring(rows: pd.DataFrame) -> Finding:
    """Find whether three quarters of the forecasts of spring were on one side of the outturn.

    Facts: ``holds`` of the forecasts, ``of`` all with an outturn, ``side`` (low, high), ``year``.
    """
    year = _year(rows)
    spring = errors(rows).query("round == 'spring'")["error_pp"]
    low = int((spring < 0).sum())
    high = int((spring > 0).sum())
    side = "low" if low >= high else "high"
    holds = max(low, high)
    if len(spring) < 4 or holds < 0.75 * len(spring):
        return Finding(f"Growth forecasts for {year}, edition by edition")
    facts: dict[str, Any] = {"holds": holds, "of": len(spring), "side": side, "year": year}
    return Finding(_side_in_words(**facts), facts)


def _side_in_words(holds: int, of: int, side: str, year: int) -> str:
    held = [True] * holds + [False] * (of - holds)
    noun = f"forecast of spring {year}"
    plural = f"forecasts of spring {year}"
    verb = "was" if holds == of else "were"
    return sentences.sentence(f"{sentences.quantifier(held, noun, plural)} {verb} too {side}")


def round_means(first: pd.DataFrame) -> dict[str, Any]:
    """Average the absolute errors of two rounds, on the pairs of publisher and country in both.

    Args:
        first: the first forecast in each round (``measures.first_of_round`` of ``errors``).

    Returns:
        ``error_before`` (autumn of the ``year_before``) and ``error_spring`` (of the ``year``), in
        percentage points, and the number of ``pairs``; empty if there are fewer than three.
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
    text = (
        f"Forecasts of spring {facts['year']} were {place} "
        f"than those of autumn {facts['year_before']}"
    )
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
    quoted = int(rows["publisher"].eq("the column").sum())
    wrong = int(rows["kind"].eq("misattributed").sum())
    if not wrong:
        return Finding("What the EBRD expected, by region and edition")
    verb = "was" if wrong == 1 else "were"
    facts = {"misattributed": wrong, "quoted": quoted, "of_all_regions": _of_all_regions(rows)}
    region = "all its regions" if facts["of_all_regions"] == wrong else "another region"
    text = (
        f"{sentences.count(wrong)} of {sentences.count(quoted)} EBRD figures "
        f"quoted for Central Asia {verb} of {region}"
    )
    return Finding(sentences.sentence(text), facts)


def _of_all_regions(rows: pd.DataFrame) -> int:
    """Count the misattributed figures that the EBRD published for all its regions."""
    wrong = rows[rows["kind"].eq("misattributed")]
    same = ["vintage", "target_year", "growth_pct"]
    bank = rows[rows["publisher"].eq("EBRD") & rows["area"].eq("EBRD")]
    return len(wrong[same].merge(bank[same].drop_duplicates()))


def bottom_line(growth: pd.DataFrame, quoted: pd.DataFrame, year: int = 2022) -> list[Finding]:
    """Find what the whole table says of one year, for all publishers and republics.

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
    means = (
        ": {error_spring:.1f} points on average against {error_before:.1f}, "
        "on the same {pairs} pairs of publisher and country"
    )
    return [
        _sentence(side_of_spring(rows), " (n = {of})"),
        _sentence(closer_round(measures.first_of_round(errors(rows))), means),
        _sentence(
            largest_revision(outturns), "; an error depends on which outturn it is held against"
        ),
        _sentence(two_rates(rows[is_turkmen]), "; the country is left out of every error"),
        _sentence(quoted_elsewhere(quoted)),
    ]


def _sentence(finding: Finding, more: str = "") -> Finding:
    """End a finding with a full stop, and with more of its facts before it if it has any."""
    if finding.facts:
        more = more.format_map(finding.facts)
        return Finding(f"{finding.text}{more}.", finding.facts)
    return Finding(f"{finding.text}.")


def caveats(growth: pd.DataFrame, sources: pd.DataFrame, undated: int) -> list[Finding]:
    """Count what a reader of the table should know of its rows.

    Args:
        growth: the whole table.
        sources: the sources; the kind of each says whether it is an office's own document.
        undated: rows left out because no date of publication is known.
    """
    offices = ["official", "international organisation", "statistical office"]
    own = sources.loc[sources["kind"].isin(offices), "source_id"]
    facts = {
        "rows": len(growth),
        "inferred": int(growth["vintage_inferred"].sum()),
        "own": int(growth["source_id"].isin(own).sum()),
        "undated": undated,
    }
    return [
        Finding(
            f"For {facts['inferred']} of {facts['rows']} rows the month of the edition is inferred "
            "from the date of a page.",
            facts,
        ),
        Finding(
            f"{facts['own']} of {facts['rows']} rows were read in a document of a statistical or "
            "international office.",
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
        charts.event(axes, INVASION, "invasion\nof Ukraine" if is_first else "")

    subtitle = (
        f"Growth of real GDP in {_year(rows)}, percent: forecasts by date (hollow dots), "
        "WDI outturn (diamond; hollow in an earlier edition)."
    )
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
        charts.dot_rows(axes, labelled, "error_pp", "round", order, "publisher", colours)
        charts.zero(axes, vertical=True)

    finding = closer_round(first)
    subtitle = f"Forecast minus WDI outturn, percentage points (n = {len(first)})."
    subtitle += _means_in_words(round_means(first))
    look: dict[str, Any] = {"key": colours, "height": 3.7, "share_x": True}
    return panels(first, "area", draw, finding, subtitle, **look)


def _round_labels(year: int) -> dict[str, str]:
    """Return what each round of forecasts for a year is called on an axis."""
    labels = [f"autumn {year - 1}", f"spring {year}", f"autumn {year}"]
    return dict(zip(measures.ROUNDS, labels, strict=True))


def _means_in_words(means: Mapping[str, Any]) -> str:
    """Write the means of two rounds as a sentence of a subtitle; nothing where there are none."""
    if not means:
        return ""
    return (
        f" Mean absolute error of the {means['pairs']} pairs in both: "
        f"{means['error_before']:.1f} in autumn {means['year_before']}, "
        f"{means['error_spring']:.1f} in spring {means['year']}."
    )


def draw_turkmenistan(rows: pd.DataFrame) -> Sheet:
    """Draw the forecasts for Turkmenistan, each publisher's labelled with its last."""
    colours = style.colours(sorted(set(rows["publisher"])))
    subtitle = (
        f"Growth of real GDP in {_year(rows)}, percent: forecasts by date (hollow dots), "
        "WDI (diamond; hollow in an earlier edition)."
    )

    def draw(axes: Axes, one: pd.DataFrame) -> None:
        draw_vintages(axes, one, colours, label=True)

    return panels(rows, "", draw, two_rates(rows), subtitle, height=4.0, unit="%")


def draw_vintages(
    axes: Axes, rows: pd.DataFrame, colours: Mapping[str, str], label: bool = False
) -> None:
    """Draw how the forecasts for one year moved from edition to edition, and how it turned out.

    Forecasts are hollow dots on a dotted line for each publisher. At the right a solid diamond is
    the newest outturn, a hollow one the oldest that is held. ``rows`` are of one area and year;
    with ``label`` each line ends with the name of its publisher and its last forecast.
    """
    dated = rows.assign(x=charts.decimal_year(rows["vintage"]))
    turned = dated["kind"].str.contains("outturn")
    ends = []
    for publisher, line in dated[~turned].sort_values("x").groupby("publisher", sort=False):
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
    year = _year(rows)
    if turned.any():
        ends_held = dated[turned].sort_values("vintage").iloc[[0, -1]]
        _draw_outturns(axes, year + 1.28, ends_held, in_one_line=label)
    axes.set_xlim(year - 0.62, year + 1.6)
    axes.set_xticks(
        [year - 0.21, year + 0.29, year + 0.79, year + 1.28],
        [f"Oct\n{year - 1}", f"Apr\n{year}", "Oct", "outturn"],
    )
    axes.tick_params(axis="x", size=0)
    axes.margins(y=0.14)
    charts.zero(axes)
    if label:
        label_ends(axes, ends)


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
        charts.lines(axes, bank, "vintage", "growth_pct", "area", colours, labels, ":o")
        _draw_quotes(axes, one[~by_bank], region)

    subtitle = (
        "EBRD growth forecasts and outturns for 2022 and 2023 by edition, percent; "
        f"squares: figures that a column {_column(rows)} gave for Central Asia."
    )
    look: dict[str, Any] = {"height": 4.4, "unit": "%", "share_x": True}
    return panels(rows, "target_year", draw, quoted_elsewhere(rows), subtitle, **look)


def _column(rows: pd.DataFrame) -> str:
    """Name the column that was quoted from: where it stood, and when."""
    quoted = rows[rows["publisher"].eq("the column")]
    articles = by_id("sources", quoted["source_id"].unique()).to_dict("records")
    return sentences.listed(
        f"in {article['publisher']} of {sentences.month(article['published'])}"
        for article in articles
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
        axes.annotate(
            text,
            (x, y),
            xytext=(0, 8 if is_above else -8),
            textcoords="offset points",
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
    look: dict[str, Any] = {"key": colours, "height": 4.2, "unit": "%"}
    return panels(outturns, "area", draw, largest_revision(outturns), subtitle, **look)


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
        charts.lines(axes, part, "vintage", "growth_pct", "name", colours, labels, form)
