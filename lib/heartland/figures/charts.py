"""Kinds of marks, drawn into given axes; each takes plain rows, and none knows a theme.

What a mark is drawn of is named at the call, in one order: the columns (``x``, ``value``, then
``label`` for the row and ``by`` for the colour), the colours, the look.

Solid is reported, dotted is forecast or estimated, a hollow dot is a forecast or a disputed figure;
a line is not drawn through a gap of its series. Rows with a column ``mark``, their number in the
export, give it to what is drawn of them as ``gid``, so that each mark leads home. Titles, sources
and export are in ``frame``, ``source_line`` and ``export``.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator

from heartland import sentences
from heartland.errors import UsageError, printable
from heartland.figures import sizes, style
from heartland.figures.labels import label_ends, note
from heartland.tables import expect, measures
from heartland.tables.periods import PARTS, is_period

HALO = [withStroke(linewidth=2.5, foreground="white")]
DOT: dict[str, Any] = {"markersize": 6.5, "markeredgecolor": "white", "markeredgewidth": 0.7}
ARROW = 22  # points from a figure to the head of the arrow that makes it a bound
INVASION = "2022-02-24"  # of Ukraine by Russia, a date that several figures mark
MIDDLES = {part: sum(months) / 2 for part, months in PARTS.items()}  # the month of each
Key = Mapping[str, str]  # a colour or a label for each name


def small() -> dict[str, Any]:
    """Return the look of text as small as the labels of ticks."""
    return {"fontsize": style.points("tick")}


def decimal_year(dates: pd.Series) -> pd.Series:
    """Place dates on a year axis: a month, a year and any other period at its middle.

    Dates are texts as in the tables, or dates of Python or pandas.

    >>> decimal_year(pd.Series(["2022-07-01", "2022-Q1", "2022-01/2022-11"])).round(2).tolist()
    [2022.5, 2022.12, 2022.45]

    Raises:
        UsageError: for a text that is neither a date nor a period.
    """
    texts = _as_texts(dates)
    places: dict[str, float] = {}
    for text in filter(None, texts.unique()):
        if not is_period(text):
            raise UsageError(
                f"'{printable(text)}' is not a date like 2022, 2022-06 or 2022-06-30, "
                "nor a period like 2022-H1, 2022-Q1 or 2022-01/2022-11"
            )
        ends = text.split("/")
        places[text] = (_middle(ends[0]) + _middle(ends[-1])) / 2
    years = [places.get(text, np.nan) for text in texts]
    return pd.Series(years, index=dates.index, dtype="float64")


def _as_texts(dates: pd.Series) -> pd.Series:
    """Write dates as the tables do, "" where one is missing."""
    texts = [_as_text(cell) for cell in dates]
    return pd.Series(texts, index=dates.index, dtype="object")


def _as_text(cell: object) -> str:
    if pd.isna(cell):  # type: ignore[call-overload]
        return ""
    if isinstance(cell, datetime.date):  # a datetime and a timestamp of pandas are dates, too
        return cell.isoformat()[:10]
    return str(cell)


def _middle(date: str) -> float:
    """Place a date on a year axis; a year, a half, a quarter or a month is placed at its middle."""
    year, *rest = date.split("-")
    month = 6.5
    day = 15.0
    if rest:
        month = MIDDLES.get(rest[0]) or float(rest[0])
    if len(rest) > 1:
        day = float(rest[1])
    return int(year) + (month - 1 + (day - 1) / 30.5) / 12


def _paths(
    axes: Axes,
    rows: pd.DataFrame,
    value: str,
    by: str,
    colours: Key,
    form: str,
    gap: float,
    **look: Any,
) -> list[Any]:
    """Draw a line for each ``by`` along the column ``x_``, broken by gaps.

    Return x, y, name and colour of the ends.
    """
    ends = []
    has_dots = "o" in form
    ordered = rows.dropna(subset=[value]).sort_values("x_", kind="stable")
    for name, line in ordered.groupby(by, sort=False):
        colour = colours[str(name)]
        dots: dict[str, Any] = {"markerfacecolor": "white" if form.startswith(":") else colour}
        pieces = line["x_"].diff().gt(gap).cumsum()
        for _, part in line.groupby(pieces):
            x, y, mark = part["x_"], part[value], part.get("mark")
            if has_dots:
                dots["gid"] = mark
            else:  # a line as a whole leads to no single row: dots that are not seen do
                axes.plot(x, y, "o", alpha=0, gid=mark)
            axes.plot(x, y, form, color=colour, label=str(name), **dots, **look)
        ends.append((line["x_"].iloc[-1], line[value].iloc[-1], str(name), colour))
    return ends


def lines(
    axes: Axes,
    rows: pd.DataFrame,
    *,
    x: str,
    value: str,
    by: str,
    colours: Key,
    names: Key | None = None,
    look: str = "-o",
    every: int = 0,
) -> None:
    """Draw one line for each ``by``, labelled at its end in its colour.

    Where a point of a series is missing, the line is broken. Dates that come when they come, as
    those of forecasts, are joined.

    The axis begins near the lowest value. Where heights are to be compared, as those of amounts,
    let it begin at zero with ``axes.set_ylim(bottom=0)`` afterwards: the line along the bottom of a
    figure reads as zero.

    Args:
        x: a column of years (numbers), or of dates, which are placed on a year axis
            (``decimal_year``).
        names: the label of each line; by default its name, and an empty one writes none.
        look: matplotlib's short form: ``-o`` for reported, ``:o`` (with hollow dots) for forecast
            or estimated.
        every: months from one point of a series to the next, as 1 for a series by month. By
            default 12 for years, and none for other dates: they are joined.

    Raises:
        UsageError: for a value without a date or a name, or a name without a colour.
    """
    expect.columns(rows, [x, by])
    expect.numbers(rows, value)
    drawn = rows.dropna(subset=[value])
    expect.none_missing("lines", drawn, x)
    expect.none_missing("lines", drawn, by)
    _expect_colours(drawn, by, colours)
    if not every and _are_years(rows[x]):
        every = 12
    gap = 1.5 * every / 12 if every else np.inf
    numbers = pd.api.types.is_numeric_dtype(rows[x])
    rows = rows.assign(x_=rows[x].astype("float64") if numbers else decimal_year(rows[x]))
    look_of_dots = {"markeredgewidth": 1.5, "markersize": 4.5}
    ends = _paths(axes, rows, value, by, colours, look, gap, **look_of_dots)
    axes.margins(y=0.12)
    year_axis(axes)
    labels = names or {}
    label_ends(axes, [(x, y, labels.get(name, name), colour) for x, y, name, colour in ends])


def _are_years(column: pd.Series) -> bool:
    """Whether a column holds years, as numbers or as text, and no finer dates."""
    if pd.api.types.is_numeric_dtype(column):
        return True
    return bool(_as_texts(column).str.fullmatch("([0-9]{4})?").all())


def _expect_colours(rows: pd.DataFrame, by: str, colours: Key) -> None:
    """Expect a colour for each name."""
    for name in rows[by].astype("str"):
        if name not in colours:
            raise UsageError(
                f"no colour for '{printable(name)}': hl.colours(rows['{by}']) gives each its own"
            )


def _expect_known(rows: pd.DataFrame, label: str, order: Sequence[str]) -> None:
    """Expect a place for each name: a row without one would be exported, and not be drawn."""
    for name in rows[label].unique():
        if name not in order:
            raise UsageError(
                f"dot_rows: '{printable(name)}' in column '{printable(label)}' is not in order: "
                "name it there, or leave its rows out"
            )


def dot_rows(
    axes: Axes,
    rows: pd.DataFrame,
    *,
    value: str,
    label: str,
    by: str,
    colours: Key,
    order: Sequence[str],
) -> None:
    """Draw one row of dots for each ``label`` in ``order``, top to bottom.

    In a row each of ``colours`` has a height of its own, so that no dot hides another. Small
    multiples must share their x axis: ask ``frame`` for it.

    Raises:
        UsageError: for a label that is not in ``order``, a name without a colour, or a row that
            lacks its name in ``by``.
    """
    expect.columns(rows, [label, by])
    expect.numbers(rows, value)
    expect.none_missing("dot_rows", rows, by)
    _expect_colours(rows, by, colours)
    _expect_known(rows, label, order)
    place = {name: -n for n, name in enumerate(order)}
    lane = {name: 0.16 * ((len(colours) - 1) / 2 - n) for n, name in enumerate(colours)}
    for name, dots in rows.groupby(by, sort=False):
        at = dots[label].map(place) + lane[str(name)]
        axes.plot(
            dots[value],
            at,
            "o",
            color=colours[str(name)],
            gid=dots.get("mark"),
            label=str(name),
            **DOT,
        )
    axes.set_yticks(list(place.values()), list(order))
    axes.set_ylim(-len(order) + 0.45, 0.5)
    axes.grid(axis="x")
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(axis="x", size=0)


def zero(axes: Axes, vertical: bool = False) -> None:
    """Draw the zero line a little stronger than the grid; on an axis without ticks, name it."""
    draw = axes.axvline if vertical else axes.axhline
    draw(0, color=style.INK, linewidth=0.9, zorder=1)
    if vertical and not len(axes.get_xticks()):
        axes.set_xticks([0], ["0"], color=style.TEXT, **small())
        axes.tick_params(axis="x", size=0)


def year_axis(axes: Axes, most: int = 8) -> None:
    """Write whole years only: no more than ``most`` of them at the size of a column.

    A narrow panel has three. A wider size has more, a smaller one and larger type have fewer.
    """
    if len(set(axes.dataLim.intervalx)) == 1:
        axes.set_xlim(axes.dataLim.x0 - 1, axes.dataLim.x0 + 1)
    in_a_column = most if axes.get_position().width > 0.4 else 3
    size = sizes.current()
    fit = round(in_a_column * size.width / sizes.COLUMN.width / size.type_scale)
    ticks = MaxNLocator(max(2, fit), integer=True, min_n_ticks=1)
    axes.xaxis.set_major_locator(ticks)
    axes.xaxis.set_major_formatter(lambda x, _: f"{x:.0f}")


def event(axes: Axes, date: str, text: str = "") -> None:
    """Mark an event by a thin rule with its label at the top, if its date lies on the axis."""
    x = float(decimal_year(pd.Series([date])).iloc[0])
    if axes.get_xlim()[0] < x < axes.get_xlim()[1]:
        axes.axvline(x, color=style.QUIET, linewidth=0.8, linestyle=(0, (2, 2)), zorder=1)
        note(
            axes,
            text,
            (x, 1),
            (4, 0),
            xycoords=("data", "axes fraction"),
            va="top",
            color=style.QUIET,
            path_effects=HALO,
            **small(),
        )


def bars(
    axes: Axes,
    rows: pd.DataFrame,
    *,
    value: str,
    label: str,
    colours: Key | str,
    decimals: int | Sequence[int] = 0,
    unit: str = "",
) -> None:
    """Draw horizontal bars from zero, each with its value at its end; the first row is on top.

    Args:
        colours: one for all, or by the label; a bar without one is grey, and named at its side.
        unit: written after each value.
        decimals: of all values, or of each.
    """
    expect.columns(rows, [label])
    expect.numbers(rows, value)
    names = rows[label].astype("str").tolist()
    values = rows[value].astype("float64")
    if isinstance(colours, str):
        colours = dict.fromkeys(names, colours)
    paint = [colours.get(name, style.QUIET) for name in names]
    shapes = axes.barh(range(len(rows)), values, color=paint, height=0.62)
    of_rows(shapes, rows.get("mark"))
    places = [decimals] * len(rows) if isinstance(decimals, int) else decimals
    numbers = [sentences.number(v, p) for v, p in zip(values, places, strict=True)]
    texts = [sentences.with_unit(number, unit) for number in numbers]
    axes.bar_label(shapes, texts, padding=5)
    rows_of_text(axes, names)
    axes.margins(x=0.1)


def of_rows(artists: Iterable[Artist], numbers: Iterable[Any] | None) -> None:
    """Let each artist say of which row it was drawn, or of which rows."""
    if numbers is None:
        return
    for artist, number in zip(artists, numbers, strict=False):
        if np.iterable(number) or pd.notna(number):
            artist.set_gid(number)  # export writes a name in its place


def rows_of_text(axes: Axes, names: Sequence[str]) -> None:
    """Name rows on the y axis, the first at the top, without a frame and with no axis of values."""
    axes.set_yticks(range(len(names)), list(names))
    axes.set_ylim(len(names) - 0.45, -0.55)
    axes.grid(False)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)


def dumbbell(
    axes: Axes,
    rows: pd.DataFrame,
    *,
    left: str,
    right: str,
    label: str,
    colours: tuple[str, str],
    decimals: int = 1,
) -> None:
    """Draw two figures of one quantity as dots on one row, joined, each with its value.

    The two are mirror data, or before and after.
    """
    expect.columns(rows, [label])
    expect.numbers(rows, left)
    expect.numbers(rows, right)
    axes.hlines(range(len(rows)), rows[left], rows[right], color=style.RULE, linewidth=3, zorder=1)
    for here, there, colour in ((left, right, colours[0]), (right, left, colours[1])):
        axes.plot(
            rows[here],
            range(len(rows)),
            "o",
            color=colour,
            markersize=7,
            zorder=3,
            gid=rows.get("mark"),
        )
        for y, (x, other) in enumerate(rows[[here, there]].astype("float64").to_numpy()):
            side = 1 if (x > other) or (x == other and here == right) else -1
            note(
                axes,
                sentences.number(x, decimals),
                (x, y),
                (8 * side, 0),
                va="center",
                ha="left" if side > 0 else "right",
                color=colour,
            )
    rows_of_text(axes, rows[label].astype("str").tolist())
    axes.margins(x=0.12)


def ranges(
    axes: Axes, rows: pd.DataFrame, *, value: str, label: str, by: str, colours: Key
) -> None:
    """Draw figures with what bounds them: a dot, a line from low to high, an arrow for a bound.

    The arrow points to the right for "at least", and to the left for "at most".
    One row for each ``label`` in the order of first appearance; the dots of a row are told apart by
    colour, after ``by``. What has no colour is grey: the rest, beside what is shown in colour. A
    column ``shift``, if there is one, moves a mark from its row, so that another does not hide it:
    downward, in rows.
    """
    expect.columns(rows, [label, by])
    expect.numbers(rows, value)
    order = list(dict.fromkeys(rows[label]))
    for row in rows.to_dict("records"):
        y = order.index(row[label]) + row.get("shift", 0)
        colour = colours.get(str(row[by]), style.QUIET)
        gid = row.get("mark")
        low, high, best = row.get("low"), row.get("high"), row.get(value)
        if pd.notna(low) and pd.notna(high):
            axes.plot(
                [low, high],
                [y, y],
                "-",
                color=colour,
                linewidth=2,
                solid_capstyle="butt",
                zorder=2,
                gid=gid,
            )
        elif row.get("relation") in measures.AT_LEAST:
            _arrow(axes, (best if pd.notna(best) else low, y), ARROW, colour)
        elif row.get("relation") in measures.AT_MOST:
            _arrow(axes, (best if pd.notna(best) else high, y), -ARROW, colour)
        if pd.notna(best):
            axes.plot([best], [y], "o", color=colour, zorder=3, gid=gid, **DOT)
    rows_of_text(axes, order)


def _arrow(axes: Axes, at: tuple[Any, float], points: float, colour: str) -> None:
    """Draw an arrow from a place to the right, or to the left for less than no points."""
    axes.update_datalim([at], updatey=False)  # an annotation alone does not widen the axis
    axes.autoscale_view(scaley=False)
    look = {"arrowstyle": "<-", "color": colour, "linewidth": 1.4}
    note(axes, "", at, (points, 0), arrowprops=look)
