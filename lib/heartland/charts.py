"""Kinds of marks, drawn into given axes; each takes plain rows, and none knows a theme.

Solid is reported, dotted is forecast or estimated, a hollow dot is a forecast or a disputed figure; a line is never
drawn through a gap. Titles, sources and export are in ``figures``.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from heartland import style, words
from heartland.figures import label_ends

HALO = [withStroke(linewidth=2.5, foreground="white")]


def decimal_year(dates: pd.Series) -> pd.Series:
    """Place ISO dates on a year axis: a month at its middle, a year at its middle."""
    parts = dates.str.split("-", expand=True).reindex(columns=range(3))
    month = pd.to_numeric(parts[1]).fillna(6.5)
    day = pd.to_numeric(parts[2]).fillna(15)
    return pd.to_numeric(parts[0]) + (month - 1 + (day - 1) / 30.5) / 12


def vintages(axes: Axes, rows: pd.DataFrame, value: str, by: str, colours: Mapping[str, str], year: int, label: bool = False) -> None:
    """Draw how the figures for one year moved from vintage to vintage, and how it turned out.

    Forecasts are hollow dots on a dotted line for each ``by``; at the right a solid diamond is the newest outturn,
    a hollow one the outturn first published. ``rows`` are of one area and year, told apart by ``kind``.
    """
    ends: list[tuple[float, float, str, str]] = []
    ahead = rows[~rows["kind"].str.contains("outturn")]
    for name, path in ahead.assign(x=decimal_year(ahead["vintage"])).sort_values("x").groupby(by, sort=False):
        axes.plot(path["x"], path[value], ":o", color=colours[str(name)], markerfacecolor="white", markeredgewidth=1.6)
        ends.append((path["x"].iloc[-1], path[value].iloc[-1], str(name), colours[str(name)]))
    turned = rows[rows["kind"].str.contains("outturn")].sort_values("vintage")
    if len(turned):
        outturn(axes, year + 1.28, turned[value].iloc[-1], turned[value].iloc[0])
    axes.set_xlim(year - 0.62, year + 1.6)
    axes.set_xticks([year - 0.21, year + 0.29, year + 0.79, year + 1.28], [f"Oct\n{year - 1}", f"Apr\n{year}", "Oct", "outturn"])
    axes.tick_params(axis="x", size=0)
    axes.margins(y=0.14)
    zero(axes)
    label_ends(axes, ends if label else [])


def lines(
    axes: Axes,
    rows: pd.DataFrame,
    x: str,
    value: str,
    by: str,
    colours: Mapping[str, str],
    names: Mapping[str, str] | None = None,
    look: str = "-o",
) -> None:
    """Draw one line for each ``by``, labelled at its end in its colour; a gap of more than one period breaks it.

    Args:
        x: a column of years (numbers), or of ISO dates, which are placed on a year axis.
        names: the label of each line; by default its name, and an empty one writes none.
        look: matplotlib's short form: ``-o`` for reported, ``:o`` (with hollow dots) for forecast or estimated.
    """
    at = rows[x].astype("float64") if pd.api.types.is_numeric_dtype(rows[x]) else decimal_year(rows[x])
    limit = 1.5 if pd.api.types.is_numeric_dtype(rows[x]) else float("inf")
    ends = []
    for name, line in rows.assign(x_=at).dropna(subset=[value]).sort_values("x_").groupby(by, sort=False):
        colour, text = colours[str(name)], (names or {}).get(str(name), str(name))
        face = "white" if look.startswith(":") else colour
        for _, part in line.groupby(line["x_"].diff().gt(limit).cumsum()):
            axes.plot(part["x_"], part[value], look, color=colour, markerfacecolor=face, markeredgewidth=1.5, markersize=4.5)
        ends.append((line["x_"].iloc[-1], line[value].iloc[-1], text, colour))
    axes.margins(y=0.12)
    year_axis(axes)
    label_ends(axes, [end for end in ends if end[2]])


def outturn(axes: Axes, x: float, value: float, first: float) -> None:
    """Mark how it turned out: a solid diamond with its value, a hollow one for the figure first published."""
    if round(first, 1) != round(value, 1):
        axes.plot([x, x], [first, value], "-", color=style.QUIET, linewidth=0.8, zorder=2)
        axes.plot([x], [first], "D", color="white", markeredgecolor=style.INK, markersize=5.5, zorder=3)
        _beside(axes, x, first, f"{words.number(first)} first", first > value, style.SIZE["tick"], color=style.TEXT)
    axes.plot([x], [value], "D", color=style.INK, markersize=7, zorder=4)
    _beside(axes, x, value, words.number(value), first <= value, style.SIZE["label"], fontweight="bold")


def _beside(axes: Axes, x: float, y: float, text: str, above: bool, size: float, **look: Any) -> None:
    """Write a value over or under its mark."""
    axes.annotate(
        text,
        (x, y),
        (0, 8 if above else -8),
        textcoords="offset points",
        ha="center",
        va="bottom" if above else "top",
        fontsize=size,
        path_effects=HALO,
        **look,
    )


def dot_rows(axes: Axes, rows: pd.DataFrame, value: str, row: str, order: Sequence[str], by: str, colours: Mapping[str, str]) -> None:
    """Draw one row of dots for each name in ``order``, top to bottom; equal values are moved apart a little.

    Small multiples must share their x axis: ask ``frame`` for it.
    """
    place = {name: -i for i, name in enumerate(order)}
    at = rows[row].map(place) + 0.0
    nth = rows.assign(v=rows[value].round(1)).groupby([row, "v"]).cumcount()
    for name, dots in rows.assign(y=at - nth * 0.13).groupby(by, sort=False):
        axes.plot(dots[value], dots["y"], "o", color=colours[str(name)], markersize=6.5, markeredgecolor="white", markeredgewidth=0.7)
    axes.set_yticks(list(place.values()), list(order))
    axes.set_ylim(-len(order) + 0.45, 0.5)
    axes.grid(axis="x")
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(axis="x", size=0)


def zero(axes: Axes, vertical: bool = False) -> None:
    """Draw the zero line a little stronger than the grid."""
    draw = axes.axvline if vertical else axes.axhline
    draw(0, color=style.INK, linewidth=0.9, zorder=1)


def year_axis(axes: Axes, most: int = 8) -> None:
    """Write whole years only, no more than ``most`` of them."""
    from matplotlib.ticker import MaxNLocator

    wide = axes.get_position().width > 0.4
    axes.xaxis.set_major_locator(MaxNLocator(most if wide else 3, integer=True, min_n_ticks=1))
    axes.xaxis.set_major_formatter(lambda x, _: f"{x:.0f}")


def marks(axes: Axes, rows: pd.DataFrame, date: str, value: str) -> None:
    """Mark single figures by open squares with their value: what somebody said, beside what is on record."""
    for x, y in zip(decimal_year(rows[date]), rows[value], strict=True):
        axes.plot([x], [y], "s", markersize=11, markerfacecolor="none", markeredgecolor=style.INK, markeredgewidth=1.3)
        _beside(axes, x, y, words.number(y), False, style.SIZE["label"], fontweight="bold")


def event(axes: Axes, date: str, text: str = "") -> None:
    """Mark an event by a thin rule with its label at the foot, if its date lies on the axis."""
    x = float(decimal_year(pd.Series([date])).iloc[0])
    if not axes.get_xlim()[0] < x < axes.get_xlim()[1]:
        return
    axes.axvline(x, color=style.QUIET, linewidth=0.8, linestyle=(0, (2, 2)), zorder=1)
    look: dict[str, Any] = {"fontsize": style.SIZE["tick"], "color": style.QUIET, "path_effects": HALO}
    axes.annotate(text, (x, 0), (4, 4), xycoords=("data", "axes fraction"), textcoords="offset points", va="bottom", **look)


def revisions(axes: Axes, rows: pd.DataFrame, value: str, key: Mapping[str, str], by: str = "publisher") -> None:
    """Draw figures by date of publication: solid dots, a line for each named in ``key``, others without a line.

    The first and the last value of each line are written at their dots.
    """
    rows = rows.assign(x=decimal_year(rows["vintage"]), name=rows[by].where(rows[by].isin(list(key)), "others"))
    for name, dots in rows.sort_values("x").groupby("name"):
        line = "-o" if name != "others" else "o"
        axes.plot(dots["x"], dots[value], line, color=key[str(name)], linewidth=1.3, markersize=5)
    ends = rows.sort_values("x").iloc[[0, -1]]
    apart = ends["x"].iloc[1] - ends["x"].iloc[0] > 1.2  # years: nearer labels would touch
    for x, y in zip(ends["x"].iloc[0 if apart else 1 :], ends[value].iloc[0 if apart else 1 :], strict=True):
        _beside(axes, x, y, words.number(y), True, style.SIZE["label"], fontweight="bold")
    axes.margins(x=0.12, y=0.2)
    year_axis(axes)


def unit_on_top(axes: Axes, unit: str = "%") -> None:
    """Write the unit at the highest tick of the y axis only."""
    low, high = axes.get_ylim()
    ticks = [t for t in axes.get_yticks() if low <= t <= high]
    axes.set_yticks(
        ticks,
        [words.number(t, 0 if all(float(v).is_integer() for v in ticks) else 1) + (f" {unit}" if t == ticks[-1] else "") for t in ticks],
    )
