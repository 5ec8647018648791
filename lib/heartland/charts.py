"""Kinds of marks, drawn into given axes; each takes plain rows, and none knows a theme.

Solid is reported, dotted is forecast or estimated, a hollow dot is a forecast or a disputed figure; a line is never
drawn through a gap. Titles, sources and export are in ``figures``.
"""

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import withStroke

from heartland import collection, style, words
from heartland.figures import label_ends

HALO = [withStroke(linewidth=2.5, foreground="white")]


def decimal_year(dates: pd.Series) -> pd.Series:
    """Place ISO dates on a year axis: a month at its middle, a year at its middle."""
    parts = dates.str.split("-", expand=True).reindex(columns=range(3))
    month = pd.to_numeric(parts[1]).fillna(6.5)
    day = pd.to_numeric(parts[2]).fillna(15)
    return pd.to_numeric(parts[0]) + (month - 1 + (day - 1) / 30.5) / 12


def vintages(axes: Axes, rows: pd.DataFrame, value: str, by: str, colours: Mapping[str, str], label: bool = False) -> None:
    """Draw how the figures for one year moved from vintage to vintage, and how it turned out.

    Forecasts are hollow dots on a dotted line for each ``by``; at the right a solid diamond is the newest outturn,
    a hollow one the outturn first published. ``rows`` are of one area and year, told apart by ``kind``.
    """
    ends: list[tuple[float, float, str, str]] = []
    ahead = rows[~rows["kind"].str.contains("outturn")]
    for name, path in ahead.assign(x=decimal_year(ahead["vintage"])).sort_values("x").groupby(by, sort=False):
        axes.plot(
            path["x"], path[value], ":o", color=colours[str(name)], markerfacecolor="white", markeredgewidth=1.6, gid=path.get("mark")
        )
        ends.append((path["x"].iloc[-1], path[value].iloc[-1], str(name), colours[str(name)]))
    year = int(rows["target_year"].iloc[0])
    turned = rows[rows["kind"].str.contains("outturn")].sort_values("vintage")
    if len(turned):
        outturn(axes, year + 1.28, turned[value], turned.get("mark"))
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
            dots: dict[str, Any] = {"markerfacecolor": face, "markeredgewidth": 1.5, "markersize": 4.5}
            axes.plot(part["x_"], part[value], look, color=colour, gid=part.get("mark") if "o" in look else None, **dots)
            if "o" not in look:  # unseen dots: a line as a whole leads to no single row
                axes.plot(part["x_"], part[value], "o", alpha=0, gid=part.get("mark"))
        ends.append((line["x_"].iloc[-1], line[value].iloc[-1], text, colour))
    axes.margins(y=0.12)
    year_axis(axes)
    label_ends(axes, [end for end in ends if end[2]])


def outturn(axes: Axes, x: float, values: pd.Series, mark: pd.Series | None) -> None:
    """Mark how it turned out: a solid diamond with its value, a hollow one for the figure first published."""
    (first, value), ends = values.iloc[[0, -1]], [None, None] if mark is None else mark.iloc[[0, -1]].tolist()
    if round(first, 1) != round(value, 1):
        axes.plot([x, x], [first, value], "-", color=style.QUIET, linewidth=0.8, zorder=2)
        axes.plot([x], [first], "D", color="white", markeredgecolor=style.INK, markersize=5.5, zorder=3, gid=ends[0])
        _beside(axes, x, first, f"{words.number(first)} first", first > value, style.SIZE["tick"], color=style.TEXT)
    axes.plot([x], [value], "D", color=style.INK, markersize=7, zorder=4, gid=ends[1])
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
        look: dict[str, Any] = {"markersize": 6.5, "markeredgecolor": "white", "markeredgewidth": 0.7, "gid": dots.get("mark")}
        axes.plot(dots[value], dots["y"], "o", color=colours[str(name)], **look)
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
    square: dict[str, Any] = {"markersize": 11, "markerfacecolor": "none", "markeredgecolor": style.INK, "markeredgewidth": 1.3}
    for n, (x, row) in enumerate(zip(decimal_year(rows[date]), rows.to_dict("records"), strict=True)):
        y = row[value]
        axes.plot([x], [y], "s", gid=row.get("mark"), **square)
        _beside(axes, x, y, words.number(y), n % 2 == 1, style.SIZE["label"], fontweight="bold")


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
        axes.plot(dots["x"], dots[value], line, color=key[str(name)], linewidth=1.3, markersize=5, gid=dots.get("mark"))
    ends = rows.sort_values("x").iloc[[0, -1]]
    apart = ends["x"].iloc[1] - ends["x"].iloc[0] > 1.2  # years: nearer labels would touch
    for x, y in zip(ends["x"].iloc[0 if apart else 1 :], ends[value].iloc[0 if apart else 1 :], strict=True):
        _beside(axes, x, y, words.number(y), True, style.SIZE["label"], fontweight="bold")
    axes.margins(x=0.12, y=0.2)
    year_axis(axes)


def bars(
    axes: Axes, rows: pd.DataFrame, value: str, label: str, colours: Mapping[str, str] | str, decimals: int = 0, unit: str = ""
) -> None:
    """Draw horizontal bars from zero in the order of the rows, top to bottom, each with its value at its end.

    Args:
        colours: one for all, or by the label.
    """
    names = rows[label].astype("str").tolist()
    paint = [colours if isinstance(colours, str) else colours.get(n, style.QUIET) for n in names]
    of_rows(axes.barh(range(len(rows)), rows[value].astype("float64"), color=paint, height=0.62), rows.get("mark"))
    for y, v in enumerate(rows[value].astype("float64")):
        text = f"{words.number(v, decimals)}{unit}"
        axes.annotate(
            text,
            (v, y),
            (5 if v >= 0 else -5, 0),
            textcoords="offset points",
            va="center",
            ha="left" if v >= 0 else "right",
            annotation_clip=False,
        )
    rows_of_text(axes, names)
    axes.margins(x=0.1)


def of_rows(artists: Iterable[Artist], numbers: Iterable[Any] | None) -> None:
    """Let each artist say of which row it was drawn."""
    for artist, number in zip(artists, numbers if numbers is not None else (), strict=False):
        if np.iterable(number) or number == number:  # not a missing one
            artist.set_gid(number)  # export writes a name in its place


def rows_of_text(axes: Axes, names: Sequence[str]) -> None:
    """Name rows on the y axis, the first at the top, without a frame and with no axis of values."""
    axes.set_yticks(range(len(names)), list(names))
    axes.set_ylim(len(names) - 0.45, -0.55)
    axes.grid(False)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)


def dumbbell(
    axes: Axes, rows: pd.DataFrame, left: str, right: str, label: str, colours: tuple[str, str], decimals: int = 1, values: bool = True
) -> None:
    """Draw two figures of one quantity as dots on one row, joined, each with its value: mirror data, before and after."""
    for y, row in enumerate(rows.astype({left: "float64", right: "float64"}).to_dict("records")):
        one, two = row[left], row[right]
        axes.plot([one, two], [y, y], "-", color=style.RULE, linewidth=3, zorder=1)
        for x, other, colour in ((one, two, colours[0]), (two, one, colours[1])):
            axes.plot([x], [y], "o", color=colour, markersize=7, zorder=3, gid=row.get("mark"))
            side = 1 if x > other or (x == other and colour == colours[1]) else -1
            if values:
                axes.annotate(
                    words.number(x, decimals),
                    (x, y),
                    (8 * side, 0),
                    textcoords="offset points",
                    va="center",
                    ha="left" if side > 0 else "right",
                    color=colour,
                    annotation_clip=False,
                )
    rows_of_text(axes, rows[label].astype("str").tolist())
    axes.margins(x=0.12)


def ranges(
    axes: Axes,
    rows: pd.DataFrame,
    label: str,
    value: str,
    colours: Mapping[str, str] | str,
    by: str = "",
    low: str = "low",
    high: str = "high",
) -> None:
    """Draw figures with what bounds them: a dot for the figure, a line from low to high, an arrow for "at least".

    One row for each ``label`` in the order of first appearance; with ``by``, the dots of a row are told apart by colour.
    """
    order = list(dict.fromkeys(rows[label]))
    for row in rows.to_dict("records"):
        y, colour = order.index(row[label]), colours if isinstance(colours, str) else colours.get(str(row[by]), style.QUIET)
        floor, ceiling, best = (row.get(c) for c in (low, high, value))
        if pd.notna(floor) and pd.notna(ceiling):
            axes.plot([floor, ceiling], [y, y], "-", color=colour, linewidth=2, solid_capstyle="butt", zorder=2, gid=row.get("mark"))
        elif row.get("relation") in (">=", ">"):
            axes.annotate(
                "",
                (best if pd.notna(best) else floor, y),
                (22, 0),
                textcoords="offset points",
                arrowprops={"arrowstyle": "<-", "color": colour, "linewidth": 1.4},
            )
        if pd.notna(best):
            look: dict[str, Any] = {"markersize": 6.5, "markeredgecolor": "white", "markeredgewidth": 0.7, "zorder": 3}
            axes.plot([best], [y], "o", color=colour, gid=row.get("mark"), **look)
    rows_of_text(axes, order)


def stack(
    axes: Axes,
    rows: pd.DataFrame,
    x: str,
    value: str,
    by: str,
    colours: Mapping[str, str],
    names: Mapping[str, str] | None = None,
    decimals: int = 1,
) -> None:
    """Draw stacked columns, one a period, with the total above and the parts labelled at the last column."""
    wide = rows.pivot(index=x, columns=by, values=value).fillna(0)
    wide = wide[wide.iloc[-1].sort_values(ascending=False).index]
    base, last = pd.Series(0.0, index=wide.index), len(wide) - 1
    ends = []
    numbers = rows.pivot(index=x, columns=by, values="mark").loc[wide.index] if "mark" in rows else wide * float("nan")
    for name in wide:
        columns = axes.bar(
            range(len(wide)),
            wide[name],
            bottom=base,
            color=colours.get(str(name), style.QUIET),
            width=0.6,
            edgecolor="white",
            linewidth=0.8,
        )
        of_rows(columns, numbers[name])
        ends.append(
            (
                last + 0.3,
                float(base.iloc[-1] + wide[name].iloc[-1] / 2),
                (names or {}).get(str(name), str(name)),
                colours.get(str(name), style.QUIET),
            )
        )
        base = base + wide[name]
    for n, total in enumerate(base):
        axes.annotate(words.number(total, decimals), (n, total), (0, 4), textcoords="offset points", ha="center", fontweight="bold")
    axes.set_xticks(range(len(wide)), [str(i) for i in wide.index])
    axes.margins(y=0.08)
    label_ends(axes, ends)


def heat(axes: Axes, table: pd.DataFrame, text: pd.DataFrame, marks: pd.DataFrame, colour: str = style.OTHERS[0]) -> None:
    """Draw a heat table: the shade says how much, the text in the cell says what; an empty cell stays white."""
    import seaborn

    shades = seaborn.light_palette(colour, as_cmap=True)
    seaborn.heatmap(
        table,
        ax=axes,
        cmap=shades,
        vmin=0,
        vmax=float(table.max().max()) * 1.6,
        cbar=False,
        linewidths=1.5,
        linecolor="white",
        annot=text,
        fmt="",
        annot_kws={"fontsize": style.SIZE["tick"], "color": style.INK},
    )
    of_rows([label for label in axes.texts if label.get_text()], marks.to_numpy()[text.to_numpy() != ""])
    axes.tick_params(length=0, top=False, labeltop=True, bottom=False, labelbottom=False)
    axes.set(xlabel="", ylabel="")
    axes.grid(False)


def squares(axes: Axes, rows: pd.DataFrame, row: str, shade: str, colours: Mapping[str, str], wide: int = 40) -> None:
    """Draw one square for each row of the table, by group and shade, ``wide`` squares a line."""
    at, ticks = 0, {}
    for name, group in rows.groupby(row, sort=False):
        ordered = group.sort_values(shade, key=lambda s: s.map(list(colours).index))
        ticks[at] = str(name)
        for n, one in enumerate(ordered.to_dict("records")):
            look: dict[str, Any] = {"color": colours[one[shade]], "markersize": 6.2, "markeredgewidth": 0, "gid": one.get("mark")}
            axes.plot([n % wide], [at + n // wide], "s", **look)
        at += (len(group) - 1) // wide + 1
    rows_of_text(axes, [ticks.get(n, "") for n in range(at)])
    axes.set_xlim(-1, wide)


def head(axes: Axes, title: str, measure: str = "", missing: str = "", wide: int = 60, marks: Any = None) -> None:
    """Head one panel of a page with what it shows and its measure; ``missing`` says what was looked for and not found."""
    up = 10 + 11 * measure.count("\n") if measure else 0
    axes.set_title(title, loc="left", fontsize=style.SIZE["panel"], fontweight="semibold", pad=9 + up)
    look: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points", "in_layout": False, "color": style.TEXT}
    axes.annotate(measure, (0, 1), (0, 7), fontsize=style.SIZE["tick"], linespacing=1.1, gid=marks, **look)
    if missing:
        axes.set(xticks=[], yticks=[], facecolor="#f7f7f7")
        axes.spines["bottom"].set_visible(False)
        axes.annotate(textwrap.fill(missing, wide), (0, 1), (8, -9), va="top", fontsize=style.SIZE["tick"], **look)


def written(
    axes: Axes,
    lines: Sequence[Sequence[str]],
    at: Sequence[float],
    wide: Sequence[int],
    size: float = style.SIZE["label"],
    marks: Sequence[Any] = (),
) -> None:
    """Write lines of text in columns that begin ``at`` these fractions and wrap after ``wide`` letters, of rows ``marks``."""
    axes.axis("off")
    axes.set(xticks=[], yticks=[])
    down = 0.0
    for n, line in enumerate(lines):
        cells = [textwrap.wrap(text, letters) for text, letters in zip(line, wide, strict=True)]
        for x, cell in zip(at, cells, strict=True):
            look: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points", "fontsize": size, "in_layout": False}
            axes.annotate("\n".join(cell), (x, 1), (0, -down), va="top", linespacing=1.18, parse_math=False, **look)
        of_rows(axes.texts[-len(line) :], list(marks[n : n + 1]) * len(line))
        down += (max(map(len, cells)) + 0.3) * size * 1.22


def project(lon: Any, lat: Any) -> tuple[Any, Any]:
    """Project degrees to kilometres: Albers equal-area conic on a sphere, parallels 37 and 53 N, centre 68 E 45 N.

    Formulae 14-1 to 14-6 of J. P. Snyder, Map projections: a working manual (USGS Professional Paper 1395, 1987).
    """
    one, two, middle = np.radians((37, 53, 45))
    n = (np.sin(one) + np.sin(two)) / 2
    c = np.cos(one) ** 2 + 2 * n * np.sin(one)
    rho, centre = (6371 * np.sqrt(c - 2 * n * np.sin(at)) / n for at in (np.radians(lat), middle))
    theta = n * np.radians(np.asarray(lon) - 68)
    return rho * np.sin(theta), centre - rho * np.cos(theta)


def base_map(axes: Axes, shown: Sequence[str]) -> None:
    """Draw the region in the Albers equal-area conic projection of ``project`` (Snyder 1987, USGS Professional Paper 1395).

    Areas in ``shown`` are a shade darker than their neighbours. Borders are Natural Earth's, 1:50m, and say nothing on claims.
    """
    for shape in collection.read_json(collection.root() / "data" / "central_asia.geojson")["features"]:
        polygons, ours = shape["geometry"]["coordinates"], shape["properties"]["area"] in shown
        for polygon in [polygons] if shape["geometry"]["type"] == "Polygon" else polygons:
            rings = [Path(np.column_stack(project(*np.transpose(ring))), closed=True) for ring in polygon]
            face, order = ("#dedbd5", 1.5) if ours else ("#f1f0ed", 1.0)
            axes.add_patch(PathPatch(Path.make_compound_path(*rings), facecolor=face, edgecolor="white", linewidth=0.9, zorder=order))
    axes.set_aspect("equal")
    axes.axis("off")
    (west, _), (east, _), (_, south), (_, north) = (project(*at) for at in ((45.6, 50), (88.5, 48), (68, 34.8), (68, 55.8)))
    axes.set(xlim=(west, east), ylim=(south, north), xticks=[], yticks=[])


def listing(axes: Axes, names: Sequence[str], figures: Sequence[str], texts: Sequence[str], marks: Iterable[Any] = ()) -> None:
    """Set rows of marks as a list: names at the left, and beyond the axes a bold figure and a text beside each, of rows ``marks``."""
    rows_of_text(axes, names)
    look: dict[str, Any] = {"xycoords": ("axes fraction", "data"), "va": "center", "annotation_clip": False, "parse_math": False}
    for y, (figure, text) in enumerate(zip(figures, texts, strict=True)):
        axes.annotate(figure, (1.1, y), ha="right", fontweight="bold", **look)
        axes.annotate(text, (1.14, y), ha="left", color=style.TEXT, **look)
        of_rows(axes.texts[-1:], list(marks)[y : y + 1])
