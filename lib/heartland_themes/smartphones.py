"""Notebook 06: shares of phone makers in the republics, as far as anyone has published them.

A row is the share of one maker in one area and period by one method. A maker is called first only
if its share is larger than all that the shares at hand leave unnamed; otherwise another maker, not
reported, might be ahead of it.
"""

import functools
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from heartland import sentences
from heartland.figures import charts, page, sizes, style
from heartland.figures.frame import Sheet, frame, panels, unit_on_top
from heartland.figures.labels import label_ends, note
from heartland.sentences import Finding
from heartland.tables import measures
from heartland.tables.areas import REPUBLICS, area_names, names_of
from heartland.tables.measures import LEVEL
from heartland.tables.sources import join_ids

PAGE_VIEWS = "page views"
NOT_STATED = "not stated"
MEASURE = {  # as a subtitle names it
    PAGE_VIEWS: "Share of mobile page views in percent",
    "shipments": "Share of phones shipped in percent",
    NOT_STATED: "Percent; the source does not say of what",
}
COLOUR = {
    "Samsung": style.OTHERS[0],
    "Xiaomi": style.OTHERS[1],
    "Huawei": style.OTHERS[2],
    "Nokia": style.OTHERS[3],
    "Apple": style.INK,
}
DESKTOP = "desktop browsers"  # as browser_shares calls them, and these two:
UC_BROWSER = "UC Browser"
OPERA_MINI = "Opera Mini"
IOS = "Safari on iOS"
STATED = "Apple, as stated"  # stands beside the browsers where a page names the maker
MONTH_PANELS = 4  # in a row
OF_A_WORD = 4  # points of percent from a line to the middle of its name
TOP = 60  # percent, of the axis: only months of low reliability lie above
OPERA_MINI_ENDS = "2023-09"  # from the next month on the source has next to nothing of it
LONGEST_GAP_DAYS = 62  # two months: a line is drawn past one that was never published
MOST_WITHOUT_A_SERIES = 2  # dates of one republic


# Rows


def newest(
    rows: pd.DataFrame, areas: list[str], otherwise: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return the last period known of each republic and of the world.

    Args:
        rows: shares by one method.
        areas: the republics asked for, in the order wanted; one without a figure has an empty row.
        otherwise: shares of the same makers by every method.

    Returns:
        The rows; ``only`` says of a republic without a figure by which other method and when one
        is known. No rows if nothing is known of any of the republics by the method.
    """
    last = rows[rows["period"].eq(rows.groupby("area")["period"].transform("max"))]
    if not last["area"].isin(areas).any():
        return last[:0]
    known = set(last["area"])
    bare = pd.DataFrame({"area": [area for area in areas if area not in known]})
    bare = bare.assign(period="", vendor="", source_id="")
    bare["only"] = [_only_otherwise(area, otherwise) for area in bare["area"]]
    both = pd.concat([last, bare], ignore_index=True)
    place = {area: n for n, area in enumerate([*areas, "WLD"])}
    return both.iloc[both["area"].map(place).argsort(kind="stable")]


def _only_otherwise(area: str, rows: pd.DataFrame | None) -> str:
    """Say by which method and when an area has its last figure; "" if it has none."""
    if rows is None or not rows["area"].eq(area).any():
        return ""
    last = rows[rows["area"].eq(area)].sort_values("period").iloc[-1]
    method = last["method"].replace(NOT_STATED, "shares of an unstated measure")
    return f"{method}, {sentences.month(last['period'])}"


def first_and_last(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the shares of each maker that has one in the first and in the last period.

    Returns:
        A row for each maker, largest last share first: ``vendor``, ``first`` and ``last``
        (percent), ``area``, ``begin`` and ``end`` (periods), ``source_id``. No rows if there are
        not two periods.
    """
    begin, end = rows["period"].min(), rows["period"].max()
    ends = rows[rows["period"].isin([begin, end])]
    wide = ends.pivot(index="vendor", columns="period", values="share_pct").dropna()
    if wide.shape[1] < 2 or wide.empty:
        return ends[:0]
    wide = wide.set_axis(["first", "last"], axis=1).sort_values("last", ascending=False)
    return wide.reset_index().assign(
        area=ends["area"].iloc[0],
        begin=begin,
        end=end,
        source_id=join_ids(ends["source_id"]),
    )


def sources_of_shares(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each area, period, method and source: the makers named, and the note."""
    groups = rows.groupby(["area", "period", "method", "status", "source_id"], as_index=False)
    return groups.agg(makers=("vendor", _makers), note=("note", "first"))


def _makers(vendors: "pd.Series[str]") -> str:
    return sentences.listed(sorted(vendors))


# Browsers, month by month


def of_mobile(browsers: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Return what some browsers had of the page views in mobile browsers, month by month.

    Args:
        browsers: rows of ``browser_shares``: shares of all page views, of computers too.
        names: the browsers.

    Returns:
        A row an area, month and browser: ``mobile_pct`` (its share divided by that of all mobile
        browsers together), ``status``, ``source_id``; ``shown_pct`` is the median of the month and
        its two neighbours of the same ``run``. A run is a stretch of months without a break in the
        series (status B) and without a gap of more than one month; a month of low reliability
        (status U) belongs to none, but in an area that has no other.
    """
    mobile = browsers[browsers["browser"].ne(DESKTOP)]
    whole = mobile.groupby(["area", "period"])["share_pct"].sum().rename("all_mobile")
    rows = mobile[mobile["browser"].isin(names)].join(whole, on=["area", "period"])
    rows = rows.assign(mobile_pct=100 * rows["share_pct"] / rows["all_mobile"])
    rows = rows[~(rows["browser"].eq(OPERA_MINI) & rows["period"].gt(OPERA_MINI_ENDS))]
    columns = ["area", "browser", "period", "mobile_pct", "status", "source_id"]
    rows = rows[columns].sort_values(["area", "browser", "period"], ignore_index=True)
    series = [_in_runs(one) for _, one in rows.groupby(["area", "browser"])]
    return pd.concat(series, ignore_index=True) if series else rows.assign(run=0, shown_pct=0.0)


def _in_runs(one: pd.DataFrame) -> pd.DataFrame:
    """Number the runs of one series, and smooth each; a month outside them has run -1."""
    is_low = one["status"].eq("U")
    kept = one[~is_low]
    month = pd.PeriodIndex(kept["period"], freq="M").to_timestamp().to_series(index=kept.index)
    gap = month.diff().dt.days.gt(LONGEST_GAP_DAYS)
    begins = gap | kept["status"].eq("B")
    run = begins.cumsum().reindex(one.index, fill_value=-1)
    smooth = (
        kept["mobile_pct"]
        .groupby(run)
        .transform(lambda part: part.rolling(3, center=True, min_periods=1).median())
    )
    return one.assign(run=run, shown_pct=smooth.reindex(one.index))


def of_years(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the median of the months of each year, of ``of_mobile`` of one browser, in runs only.

    A month in which the series breaks stands for nothing yet and is left out of its year, and so
    are the months of that year before the break, unless the year ends with it.

    Returns:
        A row an area and year: ``mobile_pct``, ``since`` and ``until`` (its first and last month
        that count), ``stretch`` (the breaks up to then: medians of one stretch can be compared).
    """
    return _medians(_counted(rows))


def of_like_months(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the median of each area in the last year, of the months that count in all of them.

    Args:
        rows: months of one browser, of ``of_mobile``.

    Returns:
        As ``of_years``, of the areas with a month in that year; no rows if no month is of all.
    """
    counted = _counted(rows)
    last = counted[counted["year"].eq(counted["year"].max())]
    areas = last.groupby("period")["area"].nunique()
    shared = areas.index[areas.eq(last["area"].nunique())]
    return _medians(last[last["period"].isin(shared)])


def _counted(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the months that count for their ``year``, with the ``stretch`` of each."""
    rows = rows.sort_values(["area", "period"])
    stretch = rows["status"].eq("B").groupby(rows["area"]).cumsum()
    rows = rows.assign(stretch=stretch, year=rows["period"].str[:4].astype(int))
    counted = rows[rows["run"].ge(0) & rows["status"].ne("B")]
    newest = counted.groupby(["area", "year"])["stretch"].transform("max")
    return counted[counted["stretch"].eq(newest)]


def _medians(counted: pd.DataFrame) -> pd.DataFrame:
    months = counted.groupby(["area", "year", "stretch"], as_index=False)
    return months.agg(
        mobile_pct=("mobile_pct", "median"), since=("period", "min"), until=("period", "max")
    )


def whole_years_since_break(years: pd.DataFrame) -> pd.DataFrame:
    """Return the years that can be compared with the last one, and that one.

    A year can that has its January and its December, after the last break in the series.

    Args:
        years: of one area, of ``of_years``.
    """
    last = years["year"].eq(years["year"].max())
    unbroken = years["stretch"].eq(years.loc[last, "stretch"].max())
    return years[last | (unbroken & _is_whole(years))]


def _is_whole(years: pd.DataFrame) -> "pd.Series[bool]":
    return years["since"].str.endswith("-01") & years["until"].str.endswith("-12")


def _months_in_words(year: pd.Series) -> str:
    """Write the months of a year that count, in words: a part of a year is not called a year.

    Args:
        year: a row of ``of_years``.
    """
    since, until = str(year["since"]), str(year["until"])
    if since.endswith("-01") and until.endswith("-12"):
        return str(year["year"])
    if since == until:
        return sentences.month(until)
    first, _ = sentences.month(since).split(" ")
    return f"{first}–{sentences.month(until)}"


def with_makers(ios: pd.DataFrame, shares: pd.DataFrame) -> pd.DataFrame:
    """Add to the months of iOS what dated pages state as Apple's share, in the same areas.

    Args:
        ios: ``of_mobile`` of iOS.
        shares: rows of ``smartphone_shares``, of page views or of a measure that is not stated.

    Returns:
        Both; ``browser`` is "Apple, as stated" in the rows that are added.
    """
    is_apple = shares["vendor"].eq("Apple") & shares["method"].isin([PAGE_VIEWS, NOT_STATED])
    of_months = shares["period"].str.len().eq(7) & shares["period"].ge(ios["period"].min())
    stated = shares[is_apple & of_months & shares["area"].isin(REPUBLICS)]
    stated = stated[stated["area"].isin(ios["area"])]
    stated = stated.rename(columns={"share_pct": "mobile_pct"}).assign(browser=STATED, run=-1)
    return pd.concat([ios, stated[[*ios.columns.intersection(stated.columns)]]], ignore_index=True)


# Findings


def bottom_line(
    counted: pd.DataFrame, browsers: pd.DataFrame, judged: pd.DataFrame
) -> list[Finding]:
    """Return what the whole tables show, of makers for the five of the defaults.

    Args:
        counted: all shares of makers that are not under test.
        browsers: the rows of ``browser_shares``.
        judged: the distinct claims about smartphones.
    """
    five = counted[counted["vendor"].isin(COLOUR)]
    views = five[five["method"].eq(PAGE_VIEWS)]
    known = newest(views[views["area"].isin([*REPUBLICS, "WLD"])], list(REPUBLICS))
    ios = of_mobile(browsers, [IOS])
    return [
        fell_and_rose(ios),
        came_and_went(of_mobile(browsers, [UC_BROWSER])).as_sentence(", medians of the months"),
        too_few(known, views),
        like_months(views),
        unverified(judged),
    ]


def too_few(known: pd.DataFrame, rows: pd.DataFrame) -> Finding:
    """Say for how many republics page views are known, and for how many dates."""
    finding = how_many_known(known, are_named=True)
    home = rows[rows["area"].isin(REPUBLICS)]
    dates = home.groupby("area")["period"].nunique()
    facts = {"dates": {area_names()[str(area)]: int(n) for area, n in dates.items()}}
    listed = sentences.listed(
        f"{name} on {sentences.count(n, 'date')}" for name, n in facts["dates"].items()
    )
    text = f"{finding.text}, {listed}."
    if max(facts["dates"].values()) <= MOST_WITHOUT_A_SERIES:
        text = text.removesuffix(".") + ": no series by maker was found for them."
    return Finding(text, {**finding.facts, **facts})


def like_months(views: pd.DataFrame) -> Finding:
    """Say who lost and who gained in Kazakhstan, whether in like months, and whether elsewhere.

    Args:
        views: page views of the makers.
    """
    kazakh = first_and_last(views[views["area"].eq("KAZ")])
    finding = moved(kazakh)
    ends = [str(kazakh["begin"].iloc[0]), str(kazakh["end"].iloc[0])]
    months = [sentences.month(end).split(" ")[0] for end in ends if len(end) == 7]
    dates = views[views["area"].isin(REPUBLICS)].groupby("area")["period"].nunique()
    facts = {"months": months, "republics_with_two_dates": int(dates.gt(1).sum())}
    text = finding.text
    if len(months) == 2 and months[0] == months[1]:
        text += f", each time in {months[0]}"
    if facts["republics_with_two_dates"] == 1:
        text += ": the only change in mobile page views by maker on record for a republic"
    return Finding(f"{text}.", {**finding.facts, **facts})


def unverified(judged: pd.DataFrame) -> Finding:
    """Count the claims for which no evidence was found."""
    facts = {"unverified": int(judged["verdict"].eq("unverified").sum()), "of": len(judged)}
    which = f"{facts['unverified']} of {facts['of']} smartphone claims could not be checked"
    if facts["unverified"] == facts["of"] > 1:
        which = f"none of the {sentences.count(facts['of'])} smartphone claims could be checked"
    return Finding(f"{which}: they are about makers, whose series was not found.", facts)


def in_doubt(shares: pd.DataFrame) -> list[Finding]:
    """Return what a reader should know of the table: two readings of a claim, and its size."""
    home = shares[shares["area"].isin(REPUBLICS)]
    rows = {"rows": len(home), "of": len(shares), "documents": home["source_id"].nunique()}
    return [
        xiaomi_and_huawei(shares),
        Finding(
            f"{rows['rows']} of {rows['of']} rows are about a republic, from {rows['documents']}"
            " documents;",
            rows,
        ),
        Finding(
            "the monthly series by maker was looked for in five languages and in public"
            " repositories, and not found; by browser it was."
        ),
    ]


def xiaomi_and_huawei(shares: pd.DataFrame) -> Finding:
    """Say what two makers last had of Kazakh page views, and what of all that Samsung left."""
    kazakh = shares.query("area == 'KAZ' and method == 'page views'")
    wide = kazakh.pivot(index="period", columns="vendor", values="share_pct")
    last = wide[["Xiaomi", "Huawei", "Samsung"]].dropna().iloc[-1]
    period = str(last.name)
    together = last["Xiaomi"] + last["Huawei"]
    facts = {
        "together_pct": round(float(together), 1),
        "of_remainder_pct": round(float(100 * together / (100 - last["Samsung"])), 1),
        "period": period,
    }
    return Finding(
        f"Xiaomi and Huawei together had {facts['together_pct']} percent of Kazakh mobile page"
        f" views in {sentences.month(period)}, or {facts['of_remainder_pct']} percent of what"
        " Samsung left;",
        facts,
    )


def how_many_known(rows: pd.DataFrame, *, are_named: bool = False) -> Finding:
    """Say for how many of the republics shares are known; ``rows`` are those of ``newest``.

    The makers are named where no figure with its key stands beside the sentence (``are_named``).
    """
    home = rows[rows["area"].ne("WLD")]
    known = home.groupby("area", sort=False)["share_pct"].max().notna()
    if known.all():
        names = sentences.listed(area_names()[str(area)] for area in known.index)
        return Finding(f"Latest known shares of phone makers in {names}")
    makers = sorted(rows["vendor"][rows["vendor"].ne("")].unique())
    facts = {
        "known": int(known.sum()),
        "republics": len(known),
        "makers": len(makers),
        "method": home["method"].dropna().iloc[0],
    }
    of_whom = "these makers’ phones"
    if are_named or len(makers) == 1:
        of_whom = f"{sentences.listed(makers, 'or')} phones"
    what = f"{sentences.sentence(facts['method'])} of {of_whom}"
    if facts["method"] == PAGE_VIEWS:
        what = f"Mobile page views of {of_whom}"
    elif facts["method"] == NOT_STATED:
        what = f"Shares of {of_whom}, measure not stated,"
    republics = f"{sentences.count(facts['known'])} of {sentences.count(facts['republics'])}"
    return Finding(f"{what} are known for {republics} republics", facts)


def moved(rows: pd.DataFrame) -> Finding:
    """Say who lost and who gained more than two percent of its share, of ``first_and_last``."""
    change = 100 * (rows["last"] / rows["first"] - 1)
    lost = rows.loc[change < -LEVEL, "vendor"].tolist()
    gained = rows.loc[change > LEVEL, "vendor"].tolist()
    facts = {
        "lost": lost,
        "gained": gained,
        "area": area_names()[rows["area"].iloc[0]],
        "begin": int(rows["begin"].iloc[0][:4]),
        "end": int(rows["end"].iloc[0][:4]),
    }
    when = f"in {facts['area']}, {facts['begin']} to {facts['end']}"
    if not lost or not gained:
        return Finding(f"Shares of phone makers {when}")
    text = f"{sentences.listed(lost)} lost while {sentences.listed(gained)} gained {when}"
    return Finding(text, facts)


def succession(rows: pd.DataFrame) -> Finding:
    """Say who was first in Turkmenistan at the first date and at the last."""
    begin, end = rows["period"].min(), rows["period"].max()
    facts = {
        "old": sure_leader(rows[rows["period"].eq(begin)]),
        "new": sure_leader(rows[rows["period"].eq(end)]),
        "year": int(begin[:4]),
    }
    if not facts["old"] or not facts["new"] or facts["old"] == facts["new"]:
        return Finding(f"Shares of phone makers in Turkmenistan, {_period(rows)}")
    text = f"{facts['new']} took the place in Turkmenistan that {facts['old']} had in"
    return Finding(f"{text} {facts['year']}", facts)


def passed(rows: pd.DataFrame) -> Finding:
    """Say from which month on the last leader of the world's page views was ahead of the first."""
    wide = rows.pivot(index="period", columns="vendor", values="share_pct").sort_index()
    new, old = str(wide.iloc[-1].idxmax()), str(wide.iloc[0].idxmax())
    if new != old:
        behind = wide.index[wide[new] <= wide[old]]
        since = str(wide.index[wide.index > behind[-1]][0])
        month = sentences.month(since)
        text = f"{new}’s share of the world’s mobile page views passed {old}’s in {month}"
        return Finding(text, {"new": new, "old": old, "since": since})
    if wide.shape[1] > 1 and wide.idxmax(axis=1).eq(new).all():
        others = sorted(set(wide.columns) - {new})
        rest = others[0] if len(others) == 1 else "the other makers chosen"
        text = f"{new} was ahead of {rest} in the world’s mobile page views throughout"
        return Finding(text, {"leader": new, "others": len(others)})
    return Finding("Shares of the world’s mobile page views by maker")


def led(rows: pd.DataFrame) -> Finding:
    """Name the makers that led shipments in Russia, if in each period one must have been first."""
    leaders = {sure_leader(period) for _, period in rows.groupby("period")}
    facts = {"leaders": sorted(leaders), "years": sorted(set(rows["period"].str[:4]))}
    years = "–".join(facts["years"])
    if len(leaders) < 2 or "" in leaders:
        return Finding(f"Phone shipments in Russia, {years}")
    makers = sentences.listed(facts["leaders"])
    return Finding(f"{makers} each led phone shipments in Russia in {years}", facts)


def sure_leader(rows: pd.DataFrame) -> str:
    """Return the maker that must be first: its share exceeds all that is not named; "" if none."""
    top = _largest(rows)
    unnamed = 100 - rows["share_pct"].sum()
    return str(top["vendor"]) if top["share_pct"] > unnamed else ""


def _largest(rows: pd.DataFrame) -> "pd.Series[Any]":
    return rows.nlargest(1, "share_pct").iloc[0]


def _period(rows: pd.DataFrame) -> str:
    first, last = rows["period"].min(), rows["period"].max()
    return f"{sentences.month(first)} to {sentences.month(last)}"


def apples_share(rows: pd.DataFrame) -> Finding:
    """Say where iOS had most of mobile page views in the last year, and where least.

    Facts: ``most`` and ``least`` (names), ``most_pct`` and ``least_pct``, medians of the same
    months of a ``year``, from ``since`` to ``until``; of one republic instead of the least
    ``first_pct`` in ``first``, the first whole year since the last break, if there is one.
    """
    ios = rows[rows["area"].isin(REPUBLICS)]
    last = of_like_months(ios).sort_values("mobile_pct")
    if last.empty:
        return Finding("Page views with Apple’s iOS, month by month")
    top, bottom = last.iloc[-1], last.iloc[0]
    names = area_names()
    facts: dict[str, Any] = {
        "most": names[top["area"]],
        "most_pct": round(float(top["mobile_pct"]), 1),
        "year": int(top["year"]),
        "since": str(top["since"]),
        "until": str(top["until"]),
    }
    had = f"iOS had {top['mobile_pct']:.0f} percent of mobile page views in {facts['most']}"
    text = f"{had} in {_months_in_words(top)}"
    if len(last) > 1:
        facts |= {
            "least": names[bottom["area"]],
            "least_pct": round(float(bottom["mobile_pct"]), 1),
        }
        return Finding(f"{text}, {bottom['mobile_pct']:.0f} in {facts['least']}", facts)
    first = whole_years_since_break(of_years(ios)).iloc[0]
    if first["year"] == top["year"]:
        return Finding(text, facts)
    facts |= {"first": int(first["year"]), "first_pct": round(float(first["mobile_pct"]), 1)}
    return Finding(f"{text}, {first['mobile_pct']:.0f} in {facts['first']}", facts)


def fell_and_rose(rows: pd.DataFrame, area: str = "KAZ") -> Finding:
    """Say how the share of iOS in one republic went from year to year, and beside the world.

    Facts: ``name``, the medians of the ``first`` whole year since the last break, of the
    ``lowest`` and of the ``last``, with ``first_year``, ``lowest_year`` and ``last_year``; the
    last is of the months that the world has too, from ``since`` to ``until``, as is that of the
    ``world``.
    """
    years = whole_years_since_break(of_years(rows[rows["area"].eq(area)])).set_index("year")
    like = of_like_months(rows[rows["area"].isin([area, "WLD"])])
    last = like[like["area"].eq(area)].iloc[0]
    world = float(like.loc[like["area"].eq("WLD"), "mobile_pct"].iloc[0])
    last_year = int(last["year"])
    own = years["mobile_pct"]
    own[last_year] = last["mobile_pct"]
    first, lowest = int(own.index[0]), int(own.index[int(own.argmin())])
    facts: dict[str, Any] = {
        "name": area_names()[area],
        "first": round(float(own[first]), 1),
        "first_year": first,
        "lowest": round(float(own[lowest]), 1),
        "lowest_year": lowest,
        "last": round(float(last["mobile_pct"]), 1),
        "last_year": last_year,
        "since": str(last["since"]),
        "until": str(last["until"]),
        "world": round(world, 1),
    }
    when = {year: str(year) for year in own.index} | {last_year: _months_in_words(last)}
    steps = [f"{own[year]:.0f} in {when[year]}" for year in sorted({first, lowest, last_year})]
    steps[0] = steps[0].replace(" in ", " percent of mobile page views in ", 1)
    text = f"In {facts['name']} Apple’s iOS had {sentences.listed(steps)}"
    return Finding(f"{text} (world: {world:.0f}; medians of the months).", facts)


def came_and_went(rows: pd.DataFrame) -> Finding:
    """Say where UC Browser had most of mobile page views in a year, and what it had in the last.

    Facts: ``name``, ``peak_pct`` in ``peak_year``, a whole one, ``last_pct`` in ``last_year``,
    from ``since`` to ``until``.
    """
    of_uc = rows[rows["browser"].eq(UC_BROWSER) & rows["area"].isin(REPUBLICS)]
    medians = of_years(of_uc)
    whole = medians[_is_whole(medians)]
    if whole.empty:
        return Finding("Page views with UC Browser and Opera Mini")
    peak = whole.iloc[int(whole["mobile_pct"].argmax())]
    last = medians[medians["area"].eq(peak["area"])].iloc[-1]
    facts: dict[str, Any] = {
        "name": area_names()[peak["area"]],
        "peak_pct": round(float(peak["mobile_pct"]), 1),
        "peak_year": int(peak["year"]),
        "last_pct": round(float(last["mobile_pct"]), 1),
        "last_year": int(last["year"]),
        "since": str(last["since"]),
        "until": str(last["until"]),
    }
    views = f"percent of {facts['name']}’s mobile page views"
    when = _months_in_words(last)
    if facts["last_pct"] > 0.8 * facts["peak_pct"]:
        return Finding(f"UC Browser had {facts['last_pct']:.0f} {views} in {when}", facts)
    text = (
        f"UC Browser fell from {facts['peak_pct']:.0f} {views} ({facts['peak_year']}) to "
        f"{facts['last_pct']:.0f} ({when})"
    )
    return Finding(text, facts)


# What is known


def draw_known(rows: pd.DataFrame) -> Sheet:
    """Draw a line of dots for each area of ``newest``, with its highest share in words."""
    order = list(dict.fromkeys(rows["area"]))
    known = rows.dropna(subset=["share_pct"])
    is_narrow = sizes.current().is_narrow
    place = "below the dots" if is_narrow else "bold"
    fig, axes = frame(
        rows,
        how_many_known(rows),
        f"{MEASURE[known['method'].iloc[0]]}. Last period held here of each ({place}: the highest"
        " share known). Not a share of owners.",
        key=_key_with_others(known["vendor"]),
        height=1.9 + (0.62 if is_narrow else 0.36) * len(order),
    )
    by_area = [rows[rows["area"].eq(area)] for area in order]
    names = names_of(order)
    write = _list_below if is_narrow else page.listing
    write(
        axes,
        names,
        [_highest(area) for area in by_area],
        [_of_whom(area) for area in by_area],
        [area.get("mark") for area in by_area],
    )
    axes.scatter(
        known["share_pct"],
        known["area"].map(order.index),
        c=list(known["vendor"].map(COLOUR).fillna(style.QUIET)),
        s=44,
        zorder=3,
        clip_on=False,
        gid=known.get("mark"),
    )
    axes.grid(axis="x")
    axes.set(xlim=(0, 70), xticks=[0, 20, 40, 60], xticklabels=["0", "20", "40", "60%"])
    return fig


def _list_below(
    axes: Axes,
    names: Sequence[str],
    figures: Sequence[str],
    texts: Sequence[str],
    marks: Iterable[Any],
) -> None:
    """Set what stands beside the marks of a list below them, where the figure is narrow."""
    charts.rows_of_text(axes, names)
    axes.set_ylim(len(names) - 0.3, -0.4)
    look: dict[str, Any] = {"color": style.TEXT, "path_effects": charts.HALO, **charts.small()}
    written = []
    for y, (figure, text) in enumerate(zip(figures, texts, strict=True)):
        line = text if figure == "–" else f"{figure}: {text}"
        written.append(note(axes, line, (0, y + 0.42), (2, 0), va="center", **look))
    charts.of_rows(written, marks)


def _colours(vendors: "pd.Series[str]") -> dict[str, str]:
    """Give each maker its colour, in alphabetical order; others are grey."""
    return {vendor: COLOUR.get(vendor, style.QUIET) for vendor in sorted(set(vendors))}


def _key_with_others(vendors: "pd.Series[str]") -> dict[str, str]:
    """Give each maker its colour; those without one share an entry of the key."""
    key = {}
    for vendor, colour in _colours(vendors).items():
        key[vendor if vendor in COLOUR else "other makers"] = colour
    return key


def _share(value: float) -> str:
    """Write a share in percent with one decimal, none if it is whole."""
    return f"{value:.1f}".replace(".0", "")


def _highest(rows: pd.DataFrame) -> str:
    """Write the highest share known of an area."""
    if rows["share_pct"].isna().all():
        return "–"
    top = _largest(rows)
    return measures.relation_in_words(top["relation"], _share(top["share_pct"]))


def _of_whom(rows: pd.DataFrame) -> str:
    """Write whose the highest share of an area is, and when."""
    if rows["share_pct"].isna().all():
        only = rows["only"].iloc[0]
        return f"only {only}" if only else "no figure found"
    top = _largest(rows)
    text = f"{top['vendor']}, {sentences.month(top['period'])}"
    return f"{text}, the only share" if len(rows) == 1 else text


# One year apart


def draw_change(rows: pd.DataFrame) -> Sheet:
    """Draw the two shares of each maker of ``first_and_last``, joined."""
    begin, end = sentences.month(rows["begin"].iloc[0]), sentences.month(rows["end"].iloc[0])
    colours = (style.QUIET, style.OTHERS[0])
    fig, axes = frame(
        rows,
        moved(rows),
        f"Share of mobile page views in {area_names()[rows['area'].iloc[0]]}, percent; makers with"
        f" a figure at both dates (n = {len(rows)}).",
        key={begin: colours[0], end: colours[1]},
        height=1.7 + 0.42 * len(rows),
    )
    charts.dumbbell(axes, rows, left="first", right="last", label="vendor", colours=colours)
    axes.set_xlim(0, rows[["first", "last"]].max().max() * 1.12)
    return fig


# Dots without lines


def draw_dots(rows: pd.DataFrame) -> Sheet:
    """Draw a dot for each share at its date, with its maker; no line joins them."""
    colours = _colours(rows["vendor"])
    is_narrow = sizes.current().is_narrow
    fig, axes = frame(
        rows,
        succession(rows),
        f"{MEASURE[rows['method'].iloc[0]]}. Dates are those that one page gives; between them"
        " nothing is known.",
        key=_key_with_others(rows["vendor"]) if is_narrow else None,
        height=6.4 if is_narrow else 4.4,
    )
    shares = rows["relation"].map(measures.RELATIONS_IN_WORDS) + rows["share_pct"].map(_share)
    dots = rows.assign(
        x=charts.decimal_year(rows["period"]),
        text=shares if is_narrow else rows["vendor"] + " " + shares,
        colour=rows["vendor"].map(colours),
    )
    axes.scatter(
        dots["x"], dots["share_pct"], c=list(dots["colour"]), s=44, zorder=3, gid=dots["mark"]
    )
    highest = max(20, dots["share_pct"].max() * 1.12)
    axes.set(xlim=(dots["x"].min() - 0.6, dots["x"].max() + 1.6), ylim=(-2.4, highest))
    charts.year_axis(axes)
    unit_on_top(axes, "%")
    for period, date in dots.groupby("period"):  # labels of one date are moved apart
        ends = zip(date["x"], date["share_pct"], date["text"], date["colour"], strict=True)
        label_ends(axes, list(ends), about=sentences.month(str(period)))
    return fig


# For scale


def draw_scale(rows: pd.DataFrame) -> Sheet:
    """Draw the world's page views as lines, or the shipments in Russia as bars."""
    if rows["area"].eq("RUS").any():
        return _draw_russia(rows)
    draw = functools.partial(_world, colours=_colours(rows["vendor"]))
    subtitle = (
        f"Share of the world’s mobile page views by maker of the phone, percent, {_period(rows)}."
    )
    return panels(rows, "", draw, passed(rows), subtitle, height=4.2, unit="%")


def _world(axes: Axes, rows: pd.DataFrame, colours: dict[str, str]) -> None:
    charts.lines(
        axes, rows, x="period", value="share_pct", by="vendor", colours=colours, look="-", every=1
    )
    axes.set_ylim(0)


def _draw_russia(rows: pd.DataFrame) -> Sheet:
    """Draw a panel for each period: quarters and years overlap and do not make a line."""
    ordered = rows.sort_values(["period", "share_pct"], ascending=[True, False])
    bars = functools.partial(
        charts.bars, value="share_pct", label="vendor", colours=_colours(rows["vendor"])
    )
    subtitle = (
        "Share of phones shipped in percent; a quarter is part of its year, and counters differ."
        " Makers without a bar: no figure."
    )
    return panels(
        ordered, "period", bars, led(rows), subtitle, height=3.6, share_x=True, share_y=False
    )


# Browsers, month by month


def draw_months(rows: pd.DataFrame) -> Sheet:
    """Draw the share of iOS in mobile page views by month, a panel a country, the world in grey.

    Args:
        rows: ``with_makers``, of countries and of the world, and ``mark``.
    """
    world = rows[rows["area"].eq("WLD")]
    countries = rows[rows["area"].ne("WLD")]
    makers = rows[rows["browser"].eq(STATED)]
    colours = style.colours(sorted(set(rows["area"])))
    first = countries["area"].iloc[0]
    years = _whole_years(rows)
    in_a_row = sizes.current().panels_in_a_row(MONTH_PANELS)
    begin_a_row = list(dict.fromkeys(countries["area"]))[::in_a_row]

    def draw(axes: Axes, one: pd.DataFrame) -> None:
        area = one["area"].iloc[0]
        _draw_runs(axes, world, style.QUIET)
        months = one[one["browser"].ne(STATED)]
        reliable = months["run"].ge(0)
        _draw_dots(axes, months[reliable], colours[area])
        below = months["mobile_pct"].lt(TOP)
        _draw_dots(axes, months[~reliable & below], colours[area], is_hollow=True)
        _draw_runs(axes, months, colours[area])
        axes.set_label(_lines_in_words(pd.concat([months, world]) if area == first else months))
        _draw_rings(axes, makers[makers["area"].eq(area)])
        axes.set(xlim=years, ylim=(0, TOP))
        charts.year_axis(axes)
        if area in begin_a_row:
            _name_world(axes, world, months)
        if not reliable.any():
            _explain_no_line(axes, months[~below])

    span = sentences.span(rows["period"].str[:4])
    subtitle = (
        f"Page views in Safari on iOS, percent of all in mobile browsers, {span}. Dots: months "
        "(hollow: low reliability); line: median of three; title: median of the months it names. "
        "Ring: Apple’s share as another page states it. Not a share of owners."
    )
    return panels(
        countries,
        "area",
        draw,
        apples_share(rows),
        subtitle,
        columns=MONTH_PANELS,
        height=3.5,
        unit="%",
    )


def _whole_years(rows: pd.DataFrame) -> tuple[int, int]:
    """Return where the first year of some months begins, and where the last one ends."""
    years = rows["period"].str[:4].astype(int)
    return int(years.min()), int(years.max()) + 1


def _draw_dots(axes: Axes, rows: pd.DataFrame, colour: str, *, is_hollow: bool = False) -> None:
    """Draw a small dot for each month, a hollow one where it is of low reliability."""
    axes.plot(
        charts.decimal_year(rows["period"]),
        rows["mobile_pct"],
        "o",
        color=colour,
        gid=rows.get("mark"),
        markersize=2.6 if is_hollow else 2.2,
        markerfacecolor="white" if is_hollow else colour,
        markeredgewidth=0.7 if is_hollow else 0,
    )


def _draw_rings(axes: Axes, rows: pd.DataFrame) -> None:
    """Draw a ring around each share that a page states."""
    x = charts.decimal_year(rows["period"])
    axes.plot(
        x,
        rows["mobile_pct"],
        "o",
        color=style.INK,
        zorder=4,
        gid=rows.get("mark"),
        markersize=7,
        markerfacecolor="none",
        markeredgewidth=1.4,
    )


def _lines_in_words(rows: pd.DataFrame) -> str:
    """Say where the lines of each area begin and end, for the alternative text; "" if none does.

    A run of a single month, such as the one that begins after a break, is no line.
    """
    months = rows.groupby(["area", "run"])["period"].transform("size")
    drawn = rows[rows["run"].ge(0) & months.gt(1)].sort_values("period")
    said = []
    for area, line in drawn.groupby("area", sort=False):
        first, last = line.iloc[[0, -1]].to_dict("records")
        begin = f"{first['shown_pct']:.1f} in {sentences.month(first['period'])}"
        end = f"{last['shown_pct']:.1f} in {sentences.month(last['period'])}"
        said.append(f"{area_names()[str(area)]} {begin} to {end}")
    return "; ".join(said)


def _draw_runs(axes: Axes, rows: pd.DataFrame, colour: str, name: str = "") -> None:
    """Draw a line for each run of a series, with its name in the alternative text, if any."""
    for _, run in rows[rows["run"].ge(0)].groupby("run"):
        x = charts.decimal_year(run["period"])
        axes.plot(
            x,
            run["shown_pct"],
            "-",
            color=colour,
            gid=[run.get("mark")],
            linewidth=1.6,
            label=name or "_unnamed",
        )


def _name_world(axes: Axes, world: pd.DataFrame, months: pd.DataFrame) -> None:
    """Write what the grey line is: below its lowest point or above its highest.

    The points are of the years between the first two and the last two, where there is room at both
    sides. The name stands where the dots of the country, ``months``, are further off.
    """
    first, last = axes.get_xlim()
    line = world[world["run"].ge(0)]
    line = line.assign(year=charts.decimal_year(line["period"]))
    line = line[line["year"].between(first + 2, last - 2)]
    if line.empty:
        return
    lowest = line.iloc[int(line["shown_pct"].argmin())]
    highest = line.iloc[int(line["shown_pct"].argmax())]
    is_below = _room(months, lowest, -OF_A_WORD) >= _room(months, highest, OF_A_WORD)
    at = lowest if is_below else highest
    note(
        axes,
        "world",
        (at["year"], at["shown_pct"]),
        (0, -3 if is_below else 3),
        ha="center",
        va="top" if is_below else "bottom",
        color=style.QUIET,
        **charts.small(),
    )


def _room(months: pd.DataFrame, at: "pd.Series[Any]", away: float) -> float:
    """Return how far the next dot of about the same time is from a word, in points of percent.

    Args:
        months: the dots.
        at: a point of a line.
        away: how much higher the middle of the word stands.
    """
    years = charts.decimal_year(months["period"]) - at["year"]
    near = months.loc[years.abs() < 2, "mobile_pct"] - (at["shown_pct"] + away)
    return float(near.abs().min()) if len(near) else float(TOP)


def _explain_no_line(axes: Axes, above: pd.DataFrame) -> None:
    """Say why a panel has no line, and how many of its months lie above its top."""
    text = "few page views:\nno line, no finding"
    if len(above):
        text += f"\n({sentences.count(len(above), 'month')} above {TOP})"
    note(
        axes,
        text,
        (0.04, 0.97),
        xycoords="axes fraction",
        va="top",
        color=style.QUIET,
        path_effects=charts.HALO,
        gid=above.get("mark"),
        **charts.small(),
    )


def draw_browsers(rows: pd.DataFrame) -> Sheet:
    """Draw what two mobile browsers had, a panel a browser, a line a country and the world.

    Args:
        rows: ``of_mobile`` of UC Browser and Opera Mini, with ``mark``.
    """
    colours = style.colours(sorted(set(rows["area"]))) | {"WLD": style.INK}
    names = area_names()
    key = {names[area]: colours[area] for area in dict.fromkeys(rows["area"])}
    reliable = rows[rows["run"].ge(0)]
    top = 1.05 * float(reliable["shown_pct"].max())
    years = _whole_years(reliable)

    def draw(axes: Axes, one: pd.DataFrame) -> None:
        for area, series in one.groupby("area", sort=False):
            _draw_runs(axes, series, colours[str(area)], str(area))
        axes.set(xlim=years, ylim=(0, top))
        charts.year_axis(axes)

    subtitle = (
        "Percent of the page views in all mobile browsers, median of three months; the title "
        "gives medians for the periods it names. UC Browser is Alibaba’s; the source counts hardly "
        "any Opera Mini after September 2023."
    )
    return panels(
        reliable, "browser", draw, came_and_went(rows), subtitle, height=4.0, unit="%", key=key
    )
