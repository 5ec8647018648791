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
from heartland.tables.areas import area_names

REPUBLICS = ("KAZ", "KGZ", "TJK", "TKM", "UZB")
PAGE_VIEWS = "page views"
NOT_STATED = "not stated"
MEASURE = {  # as a subtitle names it
    PAGE_VIEWS: "Share of page views in percent",
    "shipments": "Share of phones shipped in percent",
    NOT_STATED: "Share in percent of something that the source does not name",
}
COLOUR = {
    "Samsung": style.OTHERS[0],
    "Xiaomi": style.OTHERS[1],
    "Huawei": style.OTHERS[2],
    "Nokia": style.OTHERS[3],
    "Apple": style.INK,
}
MOVED = 0.02  # a share that changed by less of itself has not moved


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
    method = last["method"].replace(NOT_STATED, "a measure not stated")
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
        source_id=";".join(sorted(set(ends["source_id"]))),
    )


def sources_of_shares(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each area, period, method and source: the makers named, and the note."""
    groups = rows.groupby(["area", "period", "method", "status", "source_id"], as_index=False)
    return groups.agg(makers=("vendor", _makers), note=("note", "first"))


def _makers(vendors: "pd.Series[str]") -> str:
    return sentences.listed(sorted(vendors))


# Findings


def bottom_line(counted: pd.DataFrame, judged: pd.DataFrame) -> list[Finding]:
    """Return what the whole table shows, for the five makers of the defaults.

    Args:
        counted: all shares that are not under test.
        judged: the distinct claims about smartphones.
    """
    five = counted[counted["vendor"].isin(COLOUR)]
    views = five[five["method"].eq(PAGE_VIEWS)]
    known = newest(views[views["area"].isin([*REPUBLICS, "WLD"])], list(REPUBLICS))
    turkmen = five[five["area"].eq("TKM") & five["method"].eq(NOT_STATED)]
    return [
        too_few(known, views),
        like_months(views),
        _and(succession(turkmen), ", by a page that does not say what its shares are shares of."),
        _and(passed(views[views["area"].eq("WLD")]), ", which says nothing about the region."),
        unverified(judged),
    ]


def too_few(known: pd.DataFrame, rows: pd.DataFrame) -> Finding:
    """Say for how many republics page views are known, and for how many dates."""
    finding = how_many_known(known)
    home = rows[rows["area"].isin(REPUBLICS)]
    dates = home.groupby("area")["period"].nunique()
    facts = {"dates": {area_names()[str(area)]: int(n) for area, n in dates.items()}}
    listed = sentences.listed(
        f"{name} on {sentences.count(n, 'date')}" for name, n in facts["dates"].items()
    )
    text = f"{finding.text}, {listed}, so the question has no answer as a series."
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
        text += ": the only change in page views on record for a republic"
    return Finding(f"{text}.", {**finding.facts, **facts})


def _and(finding: Finding, more: str) -> Finding:
    """Go on with a sentence that states no further fact."""
    return Finding(finding.text + more, finding.facts)


def unverified(judged: pd.DataFrame) -> Finding:
    """Count the claims for which no evidence was found."""
    facts = {"unverified": int(judged["verdict"].eq("unverified").sum()), "of": len(judged)}
    return Finding(
        f"{facts['unverified']} of {facts['of']} smartphone claims could not be checked: the series"
        " behind them was not found.",
        facts,
    )


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
            "the monthly series of the republics was looked for in five languages and in public"
            " repositories, and not found."
        ),
    ]


def xiaomi_and_huawei(shares: pd.DataFrame) -> Finding:
    """Say what two makers had of the Kazakh market, and what of all that Samsung left."""
    last = shares.query("area == 'KAZ' and period == '2022-11'").set_index("vendor")["share_pct"]
    together = last["Xiaomi"] + last["Huawei"]
    facts = {
        "together_pct": round(float(together), 1),
        "of_remainder_pct": round(float(100 * together / (100 - last["Samsung"])), 1),
        "period": "2022-11",
    }
    return Finding(
        f"Xiaomi and Huawei together had {facts['together_pct']} percent of Kazakh page views in"
        f" {sentences.month(str(facts['period']))}, or {facts['of_remainder_pct']} percent of what"
        " Samsung left;",
        facts,
    )


def how_many_known(rows: pd.DataFrame) -> Finding:
    """Say for how many of the republics shares are known; ``rows`` are those of ``newest``."""
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
    of_whom = "these makers’ phones" if len(makers) > 1 else f"{makers[0]} phones"
    what = f"{sentences.sentence(facts['method'])} of {of_whom}"
    if facts["method"] == NOT_STATED:
        what = f"Shares of {of_whom}, measure not stated,"
    republics = f"{sentences.count(facts['known'])} of {sentences.count(facts['republics'])}"
    return Finding(f"{what} are known for {republics} republics", facts)


def moved(rows: pd.DataFrame) -> Finding:
    """Say who lost and who gained more than two percent of its share, of ``first_and_last``."""
    change = rows["last"] / rows["first"] - 1
    lost = rows.loc[change < -MOVED, "vendor"].tolist()
    gained = rows.loc[change > MOVED, "vendor"].tolist()
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
        text = f"{new}’s share of the world’s page views passed {old}’s in {month}"
        return Finding(text, {"new": new, "old": old, "since": since})
    if wide.shape[1] > 1 and wide.idxmax(axis=1).eq(new).all():
        others = sorted(set(wide.columns) - {new})
        rest = others[0] if len(others) == 1 else "the other makers chosen"
        text = f"{new} was ahead of {rest} in the world’s page views throughout"
        return Finding(text, {"leader": new, "others": len(others)})
    return Finding("Shares of the world’s page views by maker")


def led(rows: pd.DataFrame) -> Finding:
    """Name the makers that must have been first in shipments in Russia in one of the periods."""
    leaders = {sure_leader(period) for _, period in rows.groupby("period")} - {""}
    facts = {"leaders": sorted(leaders), "years": sorted(set(rows["period"].str[:4]))}
    years = "–".join(facts["years"])
    if len(leaders) < 2:
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
        f"{MEASURE[known['method'].iloc[0]]}, last known period of each ({place}: the highest share"
        " known). Not a share of owners.",
        key=_key_with_others(known["vendor"]),
        height=1.9 + (0.62 if is_narrow else 0.36) * len(order),
    )
    by_area = [rows[rows["area"].eq(area)] for area in order]
    names = [area_names()[area] for area in order]
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
    axes.set(xlim=(0, 70), xticks=[0, 20, 40, 60], xticklabels=["0", "20", "40", "60 %"])
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
    share = _share(top["share_pct"])
    return f"over {share}" if top["relation"] == ">" else share


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
        f"Share of page views in {area_names()[rows['area'].iloc[0]]}, percent; makers with a"
        f" figure at both dates (n = {len(rows)}).",
        key={begin: colours[0], end: colours[1]},
        height=1.7 + 0.42 * len(rows),
    )
    charts.dumbbell(axes, rows, "first", "last", "vendor", colours)
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
        f"{MEASURE[rows['method'].iloc[0]]}, at the dates that one page gives; between them"
        " nothing is known.",
        key=_key_with_others(rows["vendor"]) if is_narrow else None,
        height=6.4 if is_narrow else 4.4,
    )
    shares = rows["relation"].map({">": "over "}).fillna("") + rows["share_pct"].map(_share)
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
    for _, date in dots.groupby("period"):  # labels of one date are moved apart
        ends = zip(date["x"], date["share_pct"], date["text"], date["colour"], strict=True)
        label_ends(axes, list(ends))
    return fig


# For scale


def draw_scale(rows: pd.DataFrame) -> Sheet:
    """Draw the world's page views as lines, or the shipments in Russia as bars."""
    if rows["area"].eq("RUS").any():
        return _draw_russia(rows)
    draw = functools.partial(_world, colours=_colours(rows["vendor"]))
    subtitle = f"Share of the world’s page views by maker of the phone, percent, {_period(rows)}."
    return panels(rows, "", draw, passed(rows), subtitle, height=4.2, unit="%")


def _world(axes: Axes, rows: pd.DataFrame, colours: dict[str, str]) -> None:
    charts.lines(axes, rows, "period", "share_pct", "vendor", colours, look="-")
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
