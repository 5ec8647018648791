"""Start here: where the republics lie, how large they are, and how much is known about each."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import seaborn
from matplotlib.axes import Axes

from heartland import sentences
from heartland.claims import HELD, NOT_HELD, RESERVED
from heartland.figures import charts, frame, labels, maps, sizes, style
from heartland.figures.frame import Sheet
from heartland.sentences import Finding
from heartland.tables import measures
from heartland.tables.areas import REPUBLICS, area_names
from heartland.tables.periods import newest_observation
from heartland.tables.sources import join_ids

TABLES = [  # one of each theme at least: how much is known is the number of their rows
    "trade",
    "remittances",
    "growth_forecasts",
    "eu_exports",
    "conflict_events",
    "security_incidents",
    "smartphone_shares",
    "browser_shares",
    "digital_indices",
    "milestones",
    "chinese_finance",
]
LABELS = {  # degrees east and north where the name of a republic stands on the map
    "KAZ": (67.5, 48.2),
    "KGZ": (74.6, 41.5),
    "TJK": (70.9, 38.6),
    "TKM": (59.0, 39.2),
    "UZB": (63.2, 41.9),
}
NEIGHBOURS = {"RUS": (57.0, 54.3), "CHN": (82.5, 41.3), "IRN": (57.5, 36.3), "AFG": (66.3, 35.7)}
LANES = {  # of the timeline: what each is called, and the themes in it
    "unrest, clashes and attacks": ("violence",),
    "security and armed groups": ("security", "militancy"),
    "diplomacy and politics": ("diplomacy", "other"),
    "the SCO": ("sco",),
    "trade and investment": ("trade", "investment"),
    "digital projects and e-commerce": ("digital", "ecommerce", "smartphones"),
    "IMF forecasts cut by three points or more": ("growth",),
    "falls of the rouble by a fifth or more": ("rouble",),
}
WHOLE_REGION = ("CA5", "SCO", "EAEU")  # what happens to these concerns each republic
BEGIN = 1991  # the first year of the timeline, that of independence
PANELS = {"population": "Population, millions", "gdp_nominal": "GDP, USD billion"}

# Of the timeline, as shares of the distance of two lanes:
MORE = 0.3  # what a line of labels takes at a narrow size
TALLEST = 0.55  # the bar of the year with most events
BELOW = 0.25  # how much lower the bars stand than another lane would


# Measures


def newest_sizes(population: pd.DataFrame, gdp: pd.DataFrame) -> pd.DataFrame:
    """Return the newest population and GDP of each republic, the most populous first.

    Args:
        population: rows of ``population``, one for each area and year.
        gdp: rows of ``macro`` with nominal GDP, one for each area and year.

    Returns:
        One row for each area and ``measure`` (population, gdp_nominal): ``value`` is in millions of
        people or USD billion, ``size`` is the population, by which the rows are sorted.
    """
    people = measures.newest(population, ["area"], "year")
    people = people.assign(measure="population", value=people["persons"] / 1e6)
    output = measures.newest(gdp, ["area"], "year")
    output = output.assign(value=output["value_usd_mn"] / 1e3)
    both = pd.concat([people, output])[["area", "measure", "year", "value", "source_id"]]
    both["size"] = both["area"].map(people.set_index("area")["value"])
    return both.sort_values(["measure", "size"], ascending=False)


def count_rows(tables: Mapping[str, pd.DataFrame], areas: Sequence[str]) -> pd.DataFrame:
    """Count the rows of each table about each area.

    Returns:
        One row for each table and area: ``dataset``, ``area``, ``rows``, ``last`` (the last year
        they have an observation of, empty without rows), ``source_id`` (all their sources).
    """
    counts = []
    for name, table in tables.items():
        for area in areas:
            rows = table[table["area"].eq(area)]
            counts.append(
                {
                    "dataset": _in_words(name),
                    "area": area,
                    "rows": len(rows),
                    "last": newest_observation(rows),
                    "source_id": join_ids(rows["source_id"]),
                }
            )
    return pd.DataFrame(counts)


def _in_words(table: str) -> str:
    """Write the name of a table as words.

    >>> _in_words("eu_exports"), _in_words("chinese_finance")
    ('EU exports', 'Chinese finance')
    """
    return table.replace("_", " ").replace("eu ", "EU ").replace("chinese ", "Chinese ")


def events_of(events: pd.DataFrame, areas: Sequence[str], reports: pd.DataFrame) -> pd.DataFrame:
    """Keep the events of a timeline that concern some republics, and place each in a lane.

    Args:
        events: as ``hl.timeline`` returns them.
        areas: the republics; what concerns the whole region, and the rouble, is kept too.
        reports: rows of ``casualty_reports``.

    Returns:
        The events since ``BEGIN`` with their ``lane`` and ``weight``, by which labels are given
        out (how many counts of its dead an event has, or its size where that is measured), and
        ``joined``, the states that became members of the SCO on its day.
    """
    lane_of = {theme: lane for lane, themes in LANES.items() for theme in themes}
    wanted = {*areas, *WHOLE_REGION}
    concerns = events["area"].map(lambda cell: not wanted.isdisjoint(cell.split(";")))
    joined = events["theme"].eq("sco") & events["what"].str.contains("becomes a member")
    kept = events[concerns | joined | events["theme"].eq("rouble")]
    kept = kept[kept["date"].str[:4].astype(int).ge(BEGIN)]
    counts = reports.query("measure == 'killed'").groupby("event_id").size()
    new = kept["area"].map(area_names()).where(kept["what"].str.contains("becomes a member"))
    together = new.groupby(kept["date"]).transform(lambda names: sentences.listed(names.dropna()))
    weight = kept["row"].map(counts).astype("float64")
    weight = weight.where(weight.notna(), kept["size"])
    weight = weight.where(weight.notna(), new.notna().astype("float64"))
    return kept.assign(lane=kept["theme"].map(lane_of), weight=weight, joined=together)


# Findings


def republics_shown(rows: pd.DataFrame) -> Finding:
    """Say how many republics the map shows, and between which neighbours."""
    facts = {"republics": int(rows["area"].nunique())}
    republics = sentences.sentence(sentences.count(facts["republics"], "republic"))
    return Finding(f"{republics} between China, Russia, Iran and Afghanistan", facts)


def populations_compared(rows: pd.DataFrame) -> Finding:
    """Say how many times as many people the most populous republic had as the least populous."""
    names = area_names()
    people = rows[rows["measure"].eq("population")].sort_values("value")
    smallest, largest = people.iloc[0], people.iloc[-1]
    if len(people) < 2:
        return Finding(f"{names[smallest['area']]}: people and economy")
    facts: dict[str, Any] = {
        "largest": names[largest["area"]],
        "smallest": names[smallest["area"]],
        "times": float(largest["value"] / smallest["value"]),
        "year": int(people["year"].max()),
    }
    times = f"{facts['times']:.1f} times"
    if facts["times"] > 4.5:
        times = f"{sentences.count(round(facts['times']))} times"
    had = f"{facts['largest']} had {times} as many people as {facts['smallest']}"
    return Finding(f"{had} in {facts['year']}", facts)


def least_known(counts: pd.DataFrame) -> Finding:
    """Name the republic with the fewest rows.

    Args:
        counts: as ``count_rows`` returns them.
    """
    total = counts.groupby("area")["rows"].sum()
    fewest = area_names()[str(total.idxmin())]
    if len(total) < 2:
        return Finding(f"What is known of {fewest}")
    facts = {"republic": fewest, "rows": int(total.min())}
    return Finding(f"The collection holds the fewest rows on {facts['republic']}", facts)


def fullest_year(events: pd.DataFrame) -> Finding:
    """Say in which year most of the events lie.

    Args:
        events: as ``events_of`` returns them.

    Facts: ``year``, ``events`` in it, ``of`` all; none where no year has more than another.
    """
    by_year = events["date"].str[:4].value_counts()
    years = sentences.span(events["date"].str[:4])
    if len(by_year) < 2 or by_year.iloc[0] == by_year.iloc[1]:
        return Finding(f"Dated events, {years}")
    facts = {
        "year": int(by_year.index[0]),
        "events": int(by_year.iloc[0]),
        "of": len(events),
    }
    share = f"{facts['events']} of the {facts['of']} dated events on record"
    text = f"{share} are from {facts['year']}"
    return Finding(text, facts)


def bottom_line(
    population: pd.DataFrame,
    gdp: pd.DataFrame,
    tables: Mapping[str, pd.DataFrame],
    tally: pd.DataFrame,
) -> list[Finding]:
    """Return what the notebook finds for all five republics.

    Args:
        population: rows of ``population``, one for each area and year.
        gdp: rows of ``macro`` with nominal GDP, one for each area and year.
        tables: the tables whose rows are counted, by name.
        tally: distinct claims by article, as ``claims.tally`` counts them.
    """
    sizes = newest_sizes(
        population[population["area"].isin(REPUBLICS)], gdp[gdp["area"].isin(REPUBLICS)]
    )
    compared = populations_compared(sizes)
    return [
        region_and_what_is_known(sizes, tables),
        Finding(f"{compared.text}.", compared.facts),
        _claims_that_held(tally),
    ]


def region_and_what_is_known(sizes: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> Finding:
    """Say how many people live in the region, and of whom most and least is known.

    Rows on China, Russia or the whole region are not counted, so the shares of the republics in
    ``rows_in_all`` add up to one.

    Args:
        sizes: as ``newest_sizes`` returns them, of all five republics.
        tables: the tables whose rows are counted, by name.
    """
    people = sizes[sizes["measure"].eq("population")]
    rows = count_rows(tables, REPUBLICS).groupby("area")["rows"].sum()
    names = area_names()
    facts: dict[str, Any] = {
        "republics": len(people),
        "people_mn": float(people["value"].sum()),
        "year": int(people["year"].max()),
        "best_known": names[str(rows.idxmax())],
        "rows_on_the_best_known": int(rows.max()),
        "least_known": names[str(rows.idxmin())],
        "rows_on_the_least_known": int(rows.min()),
        "rows_in_all": int(rows.sum()),
    }
    republics = sentences.count(facts["republics"], "republic")
    return Finding(
        f"The {republics} had {facts['people_mn']:.0f} million people in {facts['year']}. Of the "
        f"{facts['rows_in_all']:,} rows about a single republic, the most "
        f"({facts['rows_on_the_best_known']:,}) are on {facts['best_known']} and the fewest "
        f"({facts['rows_on_the_least_known']:,}) on {facts['least_known']}.",
        facts,
    )


def _claims_that_held(tally: pd.DataFrame) -> Finding:
    counts = tally.sum()
    facts = {
        "articles": len(tally),
        "coded": int(counts["coded"]),
        "checked": int(counts["checked"]),
        "held": int(counts[HELD]),
        "with_reservation": int(counts[RESERVED]),
        "did_not_hold": int(counts[NOT_HELD]),
    }
    articles = sentences.count(facts["articles"], "article")
    checked = f"{facts['checked']} could be checked"
    held = f"{facts['held']} held, {facts['with_reservation']} held with a reservation"
    return Finding(
        f"Of {facts['coded']} distinct claims in the {articles} {checked}: "
        f"{held} and {facts['did_not_hold']} did not hold.",
        facts,
    )


# Drawing


def draw_map(rows: pd.DataFrame) -> Sheet:
    """Draw the republics among their neighbours, with the population of each.

    Args:
        rows: the populations of ``newest_sizes``, with ``mark``.
    """
    subtitle = f"Population in {rows['year'].max()}, millions. Equal-area projection."
    height = 4.4 if sizes.current().width < sizes.COLUMN.width else 6.4  # as wide as the words
    fig, axes = frame.frame(rows, republics_shown(rows), subtitle, height=height)
    maps.base_map(axes, list(rows["area"]))
    names = area_names()
    for area, place in NEIGHBOURS.items():
        at = maps.project(*place)
        axes.annotate(names[area], at, ha="center", va="center", color=style.QUIET)
    colours = style.colours(list(rows["area"]))
    for row in rows.to_dict("records"):
        axes.annotate(
            f"{names[row['area']]}\n{row['value']:.1f}",
            maps.project(*LABELS[row["area"]]),
            ha="center",
            va="center",
            color=colours[row["area"]],
            fontweight="semibold",
            gid=row["mark"],
        )
    return fig


def draw_economies(rows: pd.DataFrame) -> Sheet:
    """Draw people and economies as bars, a panel for each.

    Args:
        rows: as ``newest_sizes`` returns them.
    """
    names = area_names()

    def draw(axes: Axes, part: pd.DataFrame) -> None:
        areas = list(part["area"])
        charts.bars(
            axes, part, value="value", label="area", colours=style.colours(areas), decimals=1
        )
        axes.set_yticks(axes.get_yticks(), [names[area] for area in areas])

    return frame.panels(
        rows.replace({"measure": PANELS}),
        "measure",
        draw,
        populations_compared(rows),
        f"{_years(rows)}; nominal GDP at the World Bank’s exchange rates.",
        height=3.2,
        share_y=False,
    )


def _years(rows: pd.DataFrame) -> str:
    """Say of which year each measure is: "Population 2024 and GDP 2024"."""
    years = []
    for measure, year in rows.groupby("measure", sort=False)["year"].max().items():
        name, _, _ = PANELS[str(measure)].partition(",")
        years.append(f"{name} {year}")
    return " and ".join(years)


def draw_known(counts: pd.DataFrame) -> Sheet:
    """Draw a heat table: how many rows each table has about each republic, and how far they reach.

    Args:
        counts: as ``count_rows`` returns them, with ``mark``.
    """
    subtitle = (
        "Rows of each table about each republic, and the newest year observed, forecasts apart; "
        "shades compare within a table."
    )
    fig, axes = frame.frame(counts, least_known(counts), subtitle, height=6.9)
    rows = _heat_table(counts, "rows")
    shade = rows.div(rows.max(axis=1).clip(lower=1), axis=0)
    texts = _heat_table(counts.assign(text=_cell_texts(counts)), "text")
    if sizes.current().width >= sizes.COLUMN.width:  # else codes have to do
        shade = shade.rename(columns=area_names())
    _shaded(axes, shade, texts, _heat_table(counts, "mark"))
    return fig


def _heat_table(counts: pd.DataFrame, value: str) -> pd.DataFrame:
    """Lay one column out by table and republic, the tables in the order of the rows."""
    wide = counts.pivot(index="dataset", columns="area", values=value)
    return wide.reindex(list(dict.fromkeys(counts["dataset"])))


def _cell_texts(counts: pd.DataFrame) -> list[str]:
    """Write each cell: the number of rows and the last year, nothing where there are none."""
    texts = []
    for rows, last in zip(counts["rows"], counts["last"], strict=True):
        texts.append(f"{rows:,}\n{last}" if rows else "")
    return texts


def _shaded(axes: Axes, shade: pd.DataFrame, texts: pd.DataFrame, marks: pd.DataFrame) -> None:
    """Draw a heat table: the shade says how much, the text says what; an empty cell has no text."""
    seaborn.heatmap(
        shade,
        ax=axes,
        annot=texts,
        fmt="",
        annot_kws={"color": style.INK, **charts.small()},
        linewidths=1.5,
        linecolor="white",
        cmap=seaborn.light_palette(style.OTHERS[0], as_cmap=True),
        vmin=0,
        vmax=shade.max().max() * 1.6,  # so that the darkest shade leaves its text readable
        cbar=False,
    )
    written = [text for text in axes.texts if text.get_text()]
    charts.of_rows(written, marks.to_numpy()[texts.to_numpy() != ""])
    axes.tick_params(length=0, top=False, labeltop=True, bottom=False, labelbottom=False)
    axes.set(xlabel="", ylabel="")
    axes.grid(False)


# The timeline


def draw_timeline(events: pd.DataFrame) -> Sheet:
    """Draw a dot for each event in the lane of its theme, the weightiest with their words.

    Below the lanes a bar for each year has its number of events; dots of a full year lie over each
    other. Heights are in events, for the bars; the lanes stand as far apart as these want.

    Args:
        events: as ``events_of`` returns them, with ``mark``.
    """
    lanes = [lane for lane in LANES if events["lane"].eq(lane).any()]
    is_narrow = sizes.current().is_narrow
    subtitle = (
        f"Dated events of {sentences.count(len(lanes), 'kind')}, with a source besides the ten "
        "articles, and their number by year. Labelled where there is room: places, new members, "
        "cuts in points, falls in percent. Most sources were read to check articles of 2022 and "
        "2023."
    )
    more = MORE if is_narrow else 0.0  # room for a second line of labels below the first lane
    height = 1.6 + (0.74 if is_narrow else 0.62) * (len(lanes) + more + 0.65 + BELOW)
    fullest = fullest_year(events)
    fig, axes = frame.frame(events, fullest, subtitle, height=height)
    apart = events["date"].str[:4].value_counts().max() / TALLEST
    for n, lane in enumerate(lanes):
        y = -(n + more) * apart if n else 0.0
        lines = 2 if more and not n else 1
        _draw_lane(axes, events[events["lane"].eq(lane)], lane, y, lines)
    bottom = -(len(lanes) + more + BELOW) * apart
    _name_lane(axes, "events in each year", bottom + BELOW * apart)
    _draw_years(axes, events, bottom, fullest.facts.get("year"))
    last = int(events["date"].str[:4].max())
    axes.set(xlim=(BEGIN - 0.5, last + 1.5), ylim=(bottom, 0.75 * apart), yticks=[])
    axes.grid(False)
    axes.grid(axis="x")
    charts.year_axis(axes)
    return fig


def _draw_lane(axes: Axes, events: pd.DataFrame, lane: str, y: float, lines: int) -> None:
    """Draw the dots of one lane under its name, a bar for an event that lasted a year or more."""
    colour = style.OTHERS[1] if lane == next(iter(LANES)) else style.OTHERS[0]
    x = charts.decimal_year(events["date"])
    end = charts.decimal_year(events["end"].where(events["end"].ne(""), events["date"]))
    lasted = (end - x).ge(1)
    for begin, until, mark in zip(x[lasted], end[lasted], events["mark"][lasted], strict=True):
        axes.plot(
            [begin, until],
            [y, y],
            "-",
            color=colour,
            gid=mark,
            linewidth=5,
            solid_capstyle="butt",
            alpha=0.6,
        )
    single = events[~lasted]
    axes.axhline(y, color=style.RULE, linewidth=0.8, zorder=0)
    axes.scatter(
        x[~lasted],
        [y] * len(single),
        s=26,
        color=colour,
        alpha=0.55,
        linewidths=0,
        zorder=2,
        gid=single["mark"],
    )
    _name_lane(axes, lane, y)
    placed = events.assign(x=x.where(~lasted, (x + end) / 2), lasted=lasted)
    _label_weightiest(axes, placed, y, lines)


def _name_lane(axes: Axes, name: str, y: float) -> None:
    """Write the name of a lane above it, at the left."""
    labels.note(
        axes,
        name,
        (0, y),
        (0, 17),
        xycoords=("axes fraction", "data"),
        va="center",
        fontweight="semibold",
        path_effects=charts.HALO,
        **charts.small(),
    )


def _draw_years(axes: Axes, events: pd.DataFrame, bottom: float, fullest: int | None) -> None:
    """Draw a bar for each year with the number of its events, that of the fullest in colour."""
    by_year = events.groupby(events["date"].str[:4].astype(int))["mark"].agg(list)
    number = by_year.map(len)
    paint = [style.OTHERS[0] if year == fullest else style.QUIET for year in by_year.index]
    bars = axes.bar(by_year.index + 0.5, number, 0.8, bottom, color=paint, zorder=2)
    charts.of_rows(bars, by_year)
    if fullest is not None:
        labels.note(
            axes,
            str(number[fullest]),
            (fullest + 1, bottom + number[fullest]),
            (2, 0),
            label=str(fullest),
            va="top",
            color=style.OTHERS[0],
            fontweight="semibold",
            **charts.small(),
        )


def _label_weightiest(axes: Axes, events: pd.DataFrame, y: float, lines: int) -> None:
    """Write the weightiest events of a lane below it, as many as stand apart on some lines.

    Those that lasted come first: their bars are what is seen first.
    """
    years_a_letter = 0.42 * sizes.COLUMN.width / sizes.current().width
    taken: list[list[tuple[float, float]]] = [[] for _ in range(lines)]
    order = ["lasted", "weight"]
    weighty = events[events["weight"].gt(0)].sort_values(order, ascending=False, kind="stable")
    for _, event in weighty.iterrows():
        text = _in_short(event)
        half = len(text) * years_a_letter / 2
        line = _free_line(taken, event["x"], half)
        if line is None:
            continue
        taken[line].append((event["x"], half))
        labels.note(
            axes,
            text,
            (event["x"], y),
            (0, -11 - 12 * line),
            label=str(event["date"])[:4],
            ha="center",
            va="center",
            color=style.TEXT,
            path_effects=charts.HALO,
            **charts.small(),
        )


def _free_line(taken: Sequence[Sequence[tuple[float, float]]], x: float, half: float) -> int | None:
    """Return the first line on which a label of half a width stands apart from the others."""
    for line, labelled in enumerate(taken):
        if all(abs(x - other) >= half + width for other, width in labelled):
            return line
    return None


def _in_short(event: "pd.Series[Any]") -> str:
    """Name an event in a word or two: its place, its country, or how large it was."""
    if event["theme"] == "growth":
        return f"{area_names()[event['area']]} −{event['size']:.0f}"
    if event["theme"] == "rouble":
        return f"−{event['size']:.0f}%"
    if event["theme"] == "sco":
        return str(event["joined"])
    kind, _, place = str(event["what"]).partition(": ")
    if kind == "Civil war":
        return kind.lower()
    return place.partition(",")[0].partition(" and ")[0]
