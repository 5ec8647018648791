"""The marks of all figures: ten forms, one language.

Full: stated by the office that counted. Hollow: weaker (estimated, provisional, of low reliability,
or what ``hollow_means`` says). Dotted: expected. Line: range. Arrow: at least, or at most. No line
is drawn through a gap, nor across a break. Which of these a mark is follows from the columns
``status``, ``relation``, ``low`` and ``high`` of its row; what is used is explained in the key.

Each form takes the axes and rows that are among those given to ``hl.frame``, and the names of
columns. So every mark leads to its row: in the files of the figure, and on hover.

>>> fig, axes = hl.frame(rows, title, "Percent of GDP.")
>>> marks.lines(axes, rows, x="year", y="share_gdp_pct", by="area", unit="%")
"""

import datetime
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.lines import Line2D
from matplotlib.ticker import LogLocator, MaxNLocator

from heartland import sentences
from heartland.errors import UsageError, printable
from heartland.figures import labels, maps, style
from heartland.figures.layout import in_lines
from heartland.figures.sheet import Sheet, sheet_of
from heartland.tables import expect
from heartland.tables.areas import area_names
from heartland.tables.measures import AT_LEAST, AT_MOST, relation_in_signs
from heartland.tables.periods import PARTS, is_period

WEAK = {"E": "estimated", "P": "provisional", "U": "of low reliability"}  # statuses drawn hollow
EXPECTED = "F"  # the status drawn dotted
BREAK = "B"  # another source or way of counting begins: no line leads to it
ANOTHER_WAY = "gap: no figure, or counted in another way"
MANY = 25  # points of a line from which on lines have no dots
ROW = 0.36  # inches of height of a row of marks
ROW_WITH_NUMBERS = 0.52  # and of one with numbers above and below
BAR = 0.62  # height of a bar, of the height of its row
NAME = 34  # characters of the name of a row on one line, at the size of a column
PLACE = 30  # and of the name of a place on a map
WIDTH = 76  # characters in a row of squares, at the size of a column
LINE = 0.18  # inches of a line of it
OF_PAGE = 0.65  # of the height of a page of fixed shape is left to the rows
WAFFLE = 34  # squares on a line of a waffle, at the size of a column
LARGEST = 44  # points of the diameter of the largest circle, at the size of a column
CELL = 0.17  # inches of such a line
AROUND = 0.6  # inches of the width of a figure that a map leaves to the margins
OF_WIDTH = 0.75  # of the width of a figure has a map that holds names only; all of it on a phone
ROOM = 0.06  # of the longest bar or column: a part that still has its number inside
ARROW = 24  # points from a dot to the head of its arrow
MONTHS = {"04": "Apr", "10": "Oct"}  # that are named at an axis of less than two years
INVASION = "2022-02-24"  # of Ukraine by Russia, a date that several figures mark
DOT: dict[str, Any] = {"marker": "o", "markersize": 7, "linestyle": "none"}
Colours = Mapping[str, str]


# Lines


def lines(
    axes: Axes,
    rows: pd.DataFrame,
    *,
    x: str,
    y: str,
    by: str,
    colours: Colours | None = None,
    names: Mapping[str, str] | None = None,
    every: int = 12,
    unit: str = "",
    decimals: int = 1,
    from_zero: bool = False,
    hollow: str = "",
    hollow_means: str = "",
) -> None:
    """Draw a line for each ``by``, with name and last number at its end; it breaks at a gap.

    Args:
        axes: where.
        rows: among those given to the frame.
        x: a column of years (numbers) or dates as the tables have them.
        y: a column of numbers.
        by: what tells the lines apart; areas by their codes.
        colours: by name; by default each area and publisher has its own.
        names: what is written instead at the end of a line; "" leaves it out.
        every: months from one point of a series to the next; 0 joins all points.
        unit: written at the highest tick, and on hover.
        decimals: of the numbers at the ends, on hover and in the alternative text.
        from_zero: begin the axis at zero, as amounts want it.
        hollow: a column that says which dots are hollow; by default those of a weak status.
        hollow_means: what it means that they are.
    """
    expect.columns(rows, [x])
    rows = _checked(rows, [by], [y]).dropna(subset=[y])
    fig = sheet_of(axes)
    at = places(rows[x])
    paint = {**style.colours(rows[by].tolist()), **(colours or {})}
    shown = _names(rows[by])
    has_dots = rows[by].value_counts().max() < MANY
    for name, line in _parts(rows, by).items():
        where = at[line.index].sort_values(kind="stable")
        line = line.loc[where.index]
        colour = paint[name]
        is_hollow, is_expected = _weak(fig, line, hollow, hollow_means), _expected(fig, line)
        begins = where.diff() > 1.5 * every / 12 if every else where.isna()
        for _, part in line.groupby((begins | _breaks(fig, line)).cumsum()):
            _path(axes, where[part.index], part[y], is_expected[part.index], colour)
            if len(part) == 1 and not has_dots:
                axes.plot(where[part.index], part[y], "o", color=colour, markersize=4)
        dates = _dates(line, x, y)
        values = [_number(value, unit, decimals) for value in line[y]]
        texts = np.array([f"{shown[name]}, {d}: {v}" for d, v in zip(dates, values, strict=True)])
        for ring in (False, True):
            chosen = (is_hollow | is_expected).eq(ring).to_numpy()
            if chosen.any():
                (dots,) = axes.plot(where[chosen], line[y][chosen], **DOT, **_dot(colour, ring))
                dots.set(markersize=5, alpha=None if has_dots or ring else 0)
                dots.set(clip_on=False, zorder=3)
                fig.note_rows(dots, line.index[chosen], texts[chosen].tolist())
        named = f"{shown[name]} {sentences.number(line[y].iloc[-1], decimals)}"
        label = (names or {}).get(name, named)
        if label:
            labels.at_end(axes, label, (where.iloc[-1], line[y].iloc[-1]), colour)
        ends = (0, -1) if len(line) > 1 else (0,)
        said = ", ".join(f"{values[n]} in {dates[n]}" for n in ends)
        fig.say(f"{shown[name]} {said}", axes)
    if pd.api.types.is_numeric_dtype(rows[x]):
        fig.of_whole_years.add(axes)
    axes.margins(y=0.12)
    if from_zero:
        fig.from_zero.append(axes)
    year_axis(axes)
    if unit:
        fig.units[axes] = unit


def _dates(rows: pd.DataFrame, x: str, y: str) -> list[str]:
    """Say of which time each number is; one that an edition has for a year is of both."""
    if not {"vintage", "target_year"} <= set(rows):
        return rows[x].astype("str").tolist()
    years = rows["target_year"].astype("str")
    if y == "outturn_pct":
        return years.tolist()
    return (years + " (as of " + rows["vintage"] + ")").tolist()


def _path(axes: Axes, x: pd.Series, y: pd.Series, is_expected: pd.Series, colour: str) -> None:
    """Join the points of a line, dotted to those that are expected."""
    known = ~is_expected.to_numpy()
    axes.plot(x[known], y[known], "-", color=colour, solid_capstyle="round")
    if not known.all():
        start = max(0, int(known.argmin()) - 1)  # from the last that is known
        axes.plot(x.iloc[start:], y.iloc[start:], ":", color=colour)


# Rows of marks, each with a name at its left


def dots(
    axes: Axes,
    rows: pd.DataFrame,
    *,
    x: str,
    label: str,
    by: str,
    colours: Colours,
    above: Sequence[str] = (),
    decimals: int = 0,
    unit: str = "",
    numbers: bool | str = True,
    who: str = "",
    from_zero: bool = False,
    log: bool = False,
    hollow: str = "",
    hollow_means: str = "",
) -> None:
    """Draw a row of dots for each ``label``, in the order of the rows, with ranges and arrows.

    Args:
        axes: where.
        rows: among those given to the frame; a row with ``low`` and ``high`` is a line, one whose
            ``relation`` is a bound has an arrow.
        x: a column of numbers; where it is missing, a range is drawn alone.
        label: names the row of each dot.
        by: what tells dots of a row apart, such as who counted.
        colours: by name, in the order of the key; another is grey.
        above: names whose numbers stand above their dots, those of others below.
        decimals: of the numbers.
        unit: written after each.
        numbers: write them, or a column that says which.
        who: a column that names each dot on hover, by default ``by``.
        from_zero: begin the axis at zero, as amounts want it.
        log: a logarithmic axis, on which equal distances are equal multiples.
        hollow: a column that says which dots are hollow; by default those of a weak status.
        hollow_means: what it means that they are.
    """
    rows = _checked(rows, [label, by], [x])
    fig = sheet_of(axes)
    order = list(dict.fromkeys(rows[label]))
    groups = _parts(rows, by)
    said: dict[str, list[str]] = {name: [] for name in order}
    shown, shown_by = _names(rows[label]), _names(rows[by])
    for nth, name in enumerate(name for name in {**colours, **groups} if name in groups):
        part, colour = groups[name], colours.get(name, style.QUIET)
        fig.add_key(shown_by[name], colour, "dot")
        is_hollow = _weak(fig, part.dropna(subset=[x]), hollow, hollow_means)
        side = 1 if name in above else -1
        look = {**DOT, "zorder": 5 - nth / 100}  # the first of the key lies over the others
        for index, row in _each(part):
            if ends := _ends(row):
                line = _range(axes, ends, -order.index(row[label]), colour)
                fig.note_rows(line, [index])
        for index, row in _each(part):
            y = -order.index(row[label])
            text = _figure(row, x, unit, decimals)
            said[row[label]].append(f"{name} {text}")
            if pd.notna(row[x]):
                _arrow(axes, row, x, y, colour)
                (dot,) = axes.plot([row[x]], [y], **look, **_dot(colour, is_hollow[index]))
                fig.note_rows(dot, [index], [f"{shown[row[label]]}, {row[who or by]}: {text}"])
            if row[numbers] if isinstance(numbers, str) else numbers:
                low, high = _ends(row) or (row[x], row[x])
                at = row[x] if pd.notna(row[x]) else (low + high) / 2
                labels.on_row(axes, text, (at, y), side, colour)
    for name, texts in said.items():
        fig.say(f"{shown[name]}: {', '.join(texts)}", axes)
    _name_rows(axes, order, ROW_WITH_NUMBERS if numbers else ROW)
    drawn = rows[[name for name in (x, "low", "high") if name in rows]].astype("float64")
    if from_zero:
        axes.set_xlim(left=-0.03 * float(drawn.max().max()))  # room for a dot at zero
    if log:
        _logarithmic(axes, drawn)


def dumbbells(
    axes: Axes,
    rows: pd.DataFrame,
    *,
    first: str,
    last: str,
    label: str,
    key: Mapping[str, str],
    expected: bool = False,
    decimals: int = 0,
    unit: str = "",
) -> None:
    """Draw for each row two dots with a line between them, and their numbers outside.

    Args:
        axes: where.
        rows: among those given to the frame, from the top.
        first, last: columns of the two numbers.
        label: names the rows.
        key: what the first dot is and what the last is, with their colours.
        expected: the first dot is a forecast, and hollow.
        decimals: of the numbers.
        unit: written after each.
    """
    rows = _checked(rows, [label], [first, last])
    fig = sheet_of(axes)
    (first_name, first_colour), (last_name, last_colour) = key.items()
    fig.add_key(first_name, first_colour, "hollow dot" if expected else "dot")
    fig.add_key(last_name, last_colour, "dot")
    is_weak = _weak(fig, rows, "", "")
    shown = _names(rows[label])
    for place, (index, row) in enumerate(_each(rows)):
        axes.plot([row[first], row[last]], [-place, -place], color=style.RULE, linewidth=4)
        side = 1 if row[first] > row[last] else -1
        texts = [_number(row[column], unit, decimals) for column in (first, last)]
        for value, text, name, colour, ring, outside in (
            (row[first], texts[0], first_name, first_colour, expected or is_weak[index], side),
            (row[last], texts[1], last_name, last_colour, is_weak[index], -side),
        ):
            if pd.notna(value):
                (dot,) = axes.plot([value], [-place], **DOT, **_dot(colour, ring), zorder=4)
                fig.note_rows(dot, [index], [f"{shown[row[label]]}, {name}: {text}"])
                labels.beside(axes, text, (value, -place), outside, colour)
        both = f"{texts[0]} ({first_name}) and {texts[1]} ({last_name})"
        fig.say(f"{shown[row[label]]}: {both}", axes)
    _name_rows(axes, rows[label].tolist(), ROW)
    axes.margins(x=0.08)


def bars(
    axes: Axes,
    rows: pd.DataFrame,
    *,
    x: str,
    label: str,
    colours: Colours | str = style.QUIET,
    decimals: int = 0,
    unit: str = "",
) -> None:
    """Draw a bar from zero for each row, its number at its end; ``low`` and ``high`` are a line.

    Args:
        axes: where.
        rows: among those given to the frame, from the top.
        x: a column of numbers.
        label: names the bars.
        colours: by label, or one for all.
        decimals: of the numbers.
        unit: written after each.
    """
    rows = _checked(rows, [label], [x])
    fig = sheet_of(axes)
    shown = _names(rows[label])
    for place, (index, row) in enumerate(_each(rows)):
        colour = colours if isinstance(colours, str) else colours.get(row[label], style.QUIET)
        text, end = _figure(row, x, unit, decimals), row[x]
        (bar,) = axes.barh([-place], [row[x]], height=BAR, color=colour)
        if ends := _ends(row):
            _range(axes, ends, -place, style.INK)
            text, end = f"{_number(row[x], unit, decimals)} ({_span(ends, decimals)})", ends[1]
        what = f"{shown[row[label]]}: {text}"
        fig.note_rows(bar, [index], [what])
        fig.say(what, axes)
        labels.beside(axes, text, (end, -place), -1 if row[x] < 0 else 1, style.INK)
    _name_rows(axes, rows[label].tolist(), ROW)
    axes.margins(x=0.1)


def stacked(
    axes: Axes,
    rows: pd.DataFrame,
    *,
    x: str,
    label: str,
    by: str,
    colours: Colours,
    decimals: int = 0,
    unit: str = "",
    totals: bool = False,
) -> None:
    """Draw a bar for each ``label`` of the parts ``by``, their numbers inside where there is room.

    Args:
        axes: where.
        rows: among those given to the frame.
        x: a column of numbers, none of them negative.
        label: names the bars, from the top.
        by: the parts, in the order of ``colours``.
        colours: of each part.
        decimals: of the numbers.
        unit: of the parts, on hover.
        totals: write at the end of a bar its sum; a bar of one part has this number alone.
    """
    rows = _checked(rows, [label, by], [x])
    fig = sheet_of(axes)
    longest = rows.groupby(label)[x].sum().max()
    shown = _names(rows[label])
    order = list(dict.fromkeys(rows[label]))
    for place, name in enumerate(order):
        parts, left = rows[rows[label].eq(name)], 0.0
        for part, colour in colours.items():
            for index, value in parts.loc[parts[by].eq(part), x].items():
                text = sentences.number(value, decimals)
                (bar,) = axes.barh([-place], [value], left=left, height=BAR, color=colour)
                fig.note_rows(bar, [index], [f"{shown[name]}, {part}: {text}{unit}"])
                if value > ROOM * longest and not (totals and value == parts[x].sum()):
                    number = labels.inside(axes, text, (left + value / 2, -place), colour)
                    labels.leave_out_where_narrow(axes, [(bar, number)])
                left += value
        if totals:
            labels.beside(axes, sentences.number(left, decimals), (left, -place), 1, style.INK)
        shares = zip(parts[by], parts[x], strict=True)
        said = [f"{part} {sentences.number(value, decimals)}" for part, value in shares]
        fig.say(f"{shown[name]}: {', '.join(said)}", axes)
    for part, colour in colours.items():
        fig.add_key(part, colour, "square")
    _name_rows(axes, order, ROW)
    axes.set_xlim(0, longest)


def columns(
    axes: Axes,
    rows: pd.DataFrame,
    *,
    x: str,
    y: str,
    by: str = "",
    colours: Colours | str = style.QUIET,
    decimals: int = 0,
    unit: str = "",
    numbers: bool = False,
    inside: bool | str = False,
) -> None:
    """Draw a column for each year, stacked where ``by`` tells parts apart.

    Args:
        axes: where.
        rows: among those given to the frame; a year without a row has no column.
        x: a column of years.
        y: a column of numbers.
        by: the parts, in the order of ``colours``.
        colours: of each part, or one for all.
        decimals: of the numbers.
        unit: written at the highest tick, and on hover.
        numbers: write the number above each column.
        inside: write the number of each part in it, or a column that says which, where there is
            room; none if columns are narrower than numbers.
    """
    rows = _checked(rows, [by] if by else [], [x, y]).dropna(subset=[y])
    fig = sheet_of(axes)
    paint = {"": colours} if isinstance(colours, str) else colours
    top: dict[float, float] = {}
    numbers_inside = []
    highest = rows.groupby(x)[y].sum().max()
    for part, colour in paint.items():
        for index, row in (rows[rows[by].eq(part)] if by else rows).iterrows():
            year = float(row[x])
            bottom = top.get(year, 0.0)
            (bar,) = axes.bar([year], [row[y]], width=0.8, bottom=bottom, color=colour)
            what = f"{row[x]}, {part}" if part else row[x]
            fig.note_rows(bar, [index], [f"{what}: {_number(row[y], unit, decimals)}"])
            is_told = row[inside] if isinstance(inside, str) else inside
            if is_told and row[y] > ROOM * highest:
                text, middle = sentences.number(row[y], decimals), bottom + row[y] / 2
                numbers_inside.append((bar, labels.inside(axes, text, (year, middle), colour)))
            top[year] = bottom + row[y]
        if part:
            fig.add_key(part, colour, "square")
    labels.leave_out_where_narrow(axes, numbers_inside)
    for year, height in top.items() if numbers else ():
        text = sentences.number(height, decimals)
        labels.note(axes, text, (year, height), (0, 3), ha="center", va="bottom")
    for year in dict.fromkeys((min(top), max(top, key=top.__getitem__), max(top))):
        fig.say(f"{year:.0f}: {_number(top[year], unit, decimals)}", axes)
    fig.of_whole_years.add(axes)
    year_axis(axes)
    fig.from_zero.append(axes)
    if unit:
        fig.units[axes] = unit


# Tables of marks


def squares(
    axes: Axes,
    rows: pd.DataFrame,
    *,
    row: str,
    column: str,
    fill: str,
    text: str,
    colours: Colours,
) -> None:
    """Draw a square for each cell of a table, coloured by what ``fill`` says, with a text in it.

    Args:
        axes: where.
        rows: among those given to the frame: one for each cell that is known.
        row: names the rows of squares, in the order of their first.
        column: names the columns likewise; areas stand in the order of their names.
        fill: what tells the colours apart, which the key explains.
        text: what stands in a square.
        colours: of each value of ``fill``; another is grey.
    """
    rows = _checked(rows, [row, column, fill, text], [])
    fig = sheet_of(axes)
    shown, heads = _names(rows[row]), _names(rows[column])
    down = {name: -place for place, name in enumerate(shown)}
    order = sorted(heads, key=heads.__getitem__) if column == "area" else heads
    across = {name: place for place, name in enumerate(order)}
    room = fig.size.characters(WIDTH) // len(across)
    texts = rows[text].map(lambda words: in_lines(words, room))
    written = []
    for index, cell in _each(rows):
        colour = colours.get(cell[fill], style.RULE)
        x, y = across[cell[column]], down[cell[row]]
        (square,) = axes.bar([x], [0.9], bottom=y - 0.45, width=0.94, color=colour)
        what = f"{shown[cell[row]]}, {heads[cell[column]]}: {cell[fill]}, {cell[text]}"
        fig.note_rows(square, [index], [what])
        fig.say(what, axes)
        written.append((square, labels.inside(axes, texts[index], (x, y), colour)))
    labels.fit_into_squares(axes, written)
    for name, colour in colours.items():
        fig.add_key(name, colour, "square")
    lines = texts.str.count("\n").max() + 1
    _name_rows(axes, list(down), max(ROW_WITH_NUMBERS, 1.5 * LINE * lines))
    is_narrow = max(map(len, heads.values())) > room
    slant: Any = {"rotation": 35, "ha": "left", "rotation_mode": "anchor"} if is_narrow else {}
    axes.set_xticks(list(across.values()), [heads[name] for name in across], **slant)
    axes.set_xlim(-0.5, len(across) - 0.5)
    axes.xaxis.tick_top()
    axes.grid(False)


def waffle(
    axes: Axes,
    rows: pd.DataFrame,
    *,
    label: str,
    fill: str,
    text: str,
    colours: Colours,
) -> None:
    """Draw a square for each row, those of one ``label`` beside its name and in the key's order.

    Args:
        axes: where.
        rows: among those given to the frame.
        label: names the blocks of squares, in the order of their first.
        fill: what tells the colours apart, which the key explains.
        text: what a square says on hover.
        colours: of each value of ``fill``, in the order of the key.
    """
    rows = _checked(rows, [label, fill, text], [])
    fig = sheet_of(axes)
    wide = fig.size.characters(WAFFLE)
    names = _names(rows[label])
    written = [in_lines(name, fig.size.characters(NAME)) for name in names.values()]
    top, middles = 0.0, []
    at: dict[Any, tuple[int, float]] = {}
    for (block_name, block), name in zip(_parts(rows, label).items(), written, strict=True):
        block = block.sort_values(fill, key=lambda fills: fills.map(list(colours).index))
        at |= {row: (n % wide, -top - n // wide) for n, row in enumerate(block.index)}
        lines = -(-len(block) // wide)
        middles.append(-top - (lines - 1) / 2)
        top += max(lines, (name.count("\n") + 1) * LINE / CELL) + 0.7
        counts = block[fill].value_counts().reindex(list(colours)).dropna()
        said = ", ".join(f"{count:.0f} {what}" for what, count in counts.items())
        fig.say(f"{names[block_name]}: {said}", axes)
    drawn = []
    for what, colour in colours.items():
        part = rows.loc[[row for row in at if rows.loc[row, fill] == what]]
        if len(part):
            fig.add_key(what, colour, "square")
            x, y = zip(*(at[row] for row in part.index), strict=True)
            drawn += axes.plot(x, y, "s", color=colour, markeredgewidth=0)
            texts = part[label].map(names) + ": " + part[text] + f" ({what})"
            fig.note_rows(drawn[-1], part.index, texts.tolist())

    def fill_cells() -> None:
        box = axes.get_window_extent()
        side = min(box.width / wide, box.height / (top + 0.3))
        for one in drawn:
            one.set_markersize(0.84 * side * 72 / fig.dpi)

    fig.later.append(fill_cells)
    axes.set_yticks(middles, written)
    axes.set(xlim=(-0.6, wide - 0.4), ylim=(-top + 0.2, 0.9), xticks=[])
    axes.grid(False)
    axes.spines["bottom"].set_visible(False)
    fig.rows_of_axes[axes] = (math.ceil(top), CELL)


# Places


def on_map(
    axes: Axes,
    rows: pd.DataFrame,
    *,
    size: str,
    label: str,
    shown: Sequence[str],
    colour: str = style.INK,
    named: int = 10,
    view: maps.View = maps.REGION,
) -> None:
    """Draw circles on a map of the region, their area as the number, the largest ones named.

    Args:
        axes: where.
        rows: among those given to the frame, with ``latitude`` and ``longitude`` in degrees.
        size: a column of numbers: the area of a circle.
        label: names the places.
        shown: codes of the areas that are a shade darker than their neighbours.
        colour: of all circles.
        named: how many of the largest have name and number, half of them on a phone or a page of
            fixed shape.
        view: what of the region the map shows; rows that lie elsewhere have no circle.
    """
    rows = _checked(rows, [label], [size, "latitude", "longitude"])
    fig = sheet_of(axes)
    _draw_map(axes, shown, view=view)
    is_narrow = fig.size.most_panels == 1
    named = round(named / 2) if is_narrow or fig.size.shape else named
    scale = 0.5 if is_narrow else 1
    rows = rows.sort_values(size, ascending=False, kind="stable")
    x, y = maps.project(rows["longitude"], rows["latitude"])
    is_inside = x.between(*axes.get_xlim()) & y.between(*axes.get_ylim())
    rows, x, y = rows[is_inside], x[is_inside].to_numpy(), y[is_inside].to_numpy()
    share = np.sqrt(rows[size] / rows[size].max()).clip(lower=0.08).to_numpy()
    diameters = LARGEST * scale * share
    texts = [f"{row[label]} {sentences.number(row[size], 0)}" for _, row in _each(rows)]
    in_short_lines = [in_lines(text, fig.size.characters(PLACE)) for text in texts[:named]]
    for place, index in enumerate(rows.index):
        (circle,) = axes.plot(
            [x[place]],
            [y[place]],
            marker="o",
            markersize=diameters[place],
            color=colour,
            alpha=0.55,
            markeredgecolor="white",
            linestyle="none",
            zorder=3,
        )
        fig.note_rows(circle, [index], [texts[place]])
    for text in texts[:named]:
        fig.say(text, axes)
    labels.where_there_is_room(axes, x, y, in_short_lines, diameters.tolist())


def names_on_map(axes: Axes, rows: pd.DataFrame, *, value: str) -> None:
    """Write on a map of the region the name of each country, and a number below it.

    The larger the number is, the darker its country.

    Args:
        axes: where.
        rows: among those given to the frame: one for each ``area``, a code.
        value: a column of numbers.
    """
    rows = _checked(rows, ["area"], [value])
    fig = sheet_of(axes)
    light, dark = np.array(to_rgb(maps.SHOWN)), np.array(to_rgb(style.OTHERS[0]))
    parts_dark = 0.6 * rows[value].astype("float") / rows[value].max()
    shades = [light + part * (dark - light) for part in parts_dark]
    _draw_map(axes, (), dict(zip(rows["area"], shades, strict=True)))
    tall, height = fig.rows_of_axes[axes]
    of_width = 1 if fig.size.most_panels == 1 else OF_WIDTH
    fig.rows_of_axes[axes] = (tall, of_width * height)
    shown = _names(rows["area"])
    for index, row in _each(rows):
        area, text = row["area"], sentences.number(row[value])
        at = maps.project(*maps.REGION.names[area])
        look: Any = {"color": style.INK, "ha": "center", "va": "center", "fontweight": "semibold"}
        name = labels.note(axes, f"{shown[area]}\n{text}", at, **look)
        fig.note_rows(name, [index], [f"{shown[area]}: {text}"])
        fig.say(f"{shown[area]} {text}", axes)


def _draw_map(
    axes: Axes,
    shown: Sequence[str],
    colours: Mapping[str, Any] | None = None,
    view: maps.View = maps.REGION,
) -> None:
    """Draw the region, and ask for the height that its shape wants."""
    fig = sheet_of(axes)
    maps.base_map(axes, shown, colours or {}, view)
    height = (fig.get_figwidth() - AROUND) * axes.get_data_ratio() / fig.size.type_scale
    fig.rows_of_axes[axes] = (1, height)


def outline(axes: Axes, name: str, west: float, south: float, east: float, north: float) -> None:
    """Draw a frame on a map around what lies between some degrees; the key names it."""
    corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    x, y = maps.project(*np.transpose(corners))
    axes.plot(x, y, color=style.TEXT, linewidth=1, zorder=2.5)  # below the circles
    sheet_of(axes).add_key(name, style.TEXT, "frame")


# Rules


def event(axes: Axes, date: str, text: str = "") -> None:
    """Mark a date by a thin rule with its name at the top, if it lies on the axis.

    On an axis of whole years, where the dot of a year stands for all of it, the rule stands before
    the dot of its year if most of that came after it.
    """
    x = float(places(pd.Series([date])).iloc[0])
    if axes in sheet_of(axes).of_whole_years:
        x -= 0.5
    low, high = axes.get_xlim()
    if low < x < high:
        axes.axvline(x, color=style.QUIET, linewidth=0.8, linestyle=(0, (2, 2)), zorder=1)
        labels.on_rule(axes, text, x)


def zero(axes: Axes, vertical: bool = False, ticks: Sequence[float] = (0,)) -> None:
    """Draw the zero line a little stronger than the grid; on an axis of names, write some ticks."""
    draw = axes.axvline if vertical else axes.axhline
    draw(0, color=style.INK, linewidth=0.9, zorder=1)
    if vertical:
        axes.set_xticks(ticks, [_tick(number, None) for number in ticks])


# Places on a year axis


def places(dates: pd.Series) -> "pd.Series[float]":
    """Place dates on an axis of years: a year that is a number at itself, a period at its middle.

    >>> places(pd.Series(["2022-07-01", "2022-Q1", "2022-01/2022-11"])).round(2).tolist()
    [2022.5, 2022.12, 2022.45]

    Raises:
        UsageError: for a text that is neither a date nor a period.
    """
    if pd.api.types.is_numeric_dtype(dates):
        return dates.astype("float64")
    return dates.map(_place).astype("float64")


def _place(date: object) -> float:
    if pd.isna(date) or date == "":  # type: ignore[call-overload]
        return np.nan
    text = date.isoformat()[:10] if isinstance(date, datetime.date) else str(date)
    if not is_period(text):
        raise UsageError(
            f"'{printable(text)}' is not a date like 2022, 2022-06 or 2022-06-30, "
            "nor a period like 2022-H1, 2022-Q1 or 2022-01/2022-11"
        )
    ends = text.split("/")
    return (_middle(ends[0]) + _middle(ends[-1])) / 2


def _middle(date: str) -> float:
    """Place a date; a year, a half, a quarter or a month at its middle."""
    year, *rest = date.split("-")
    month, day = 6.5, 15.0
    if rest:
        part = PARTS.get(rest[0])
        month = sum(part) / 2 if part else float(rest[0])
    if len(rest) > 1:
        day = float(rest[1])
    return int(year) + (month - 1 + (day - 1) / 30.5) / 12


def year_axis(axes: Axes) -> None:
    """Write whole years of the data only, as many as there is room for; if under two, months."""
    low, high = axes.dataLim.intervalx
    if low == high:
        axes.set_xlim(low - 1, high + 1)
    elif high - low < 2 and axes not in sheet_of(axes).of_whole_years:
        halves = [f"{y}-{m}" for y in range(int(low), int(high) + 1) for m in ("04", "10")]
        at = places(pd.Series(halves, index=halves))
        at = at[at.between(low, high)]
        axes.set_xticks(at, [f"{MONTHS[half[-2:]]}\n{half[:4]}" for half in at.index])
        return
    size = sheet_of(axes).size
    width = axes.get_position().width * size.width
    most = max(4, round(1.8 * width / size.type_scale))
    axes.xaxis.set_major_locator(YearsOfData(axes, most))
    axes.xaxis.set_major_formatter(lambda x, _: f"{x:.0f}")


class YearsOfData(MaxNLocator):
    """Ticks at years from the first to the last of the data of some axes and those beside it."""

    def __init__(self, axes: Axes, most: int) -> None:
        """Take the axes, and how many ticks there is room for."""
        super().__init__(most, integer=True, steps=[1, 2, 5, 10], min_n_ticks=1)
        self.axes = axes

    def __call__(self) -> Any:
        """Return the places of the ticks."""
        siblings = self.axes.get_shared_x_axes().get_siblings(self.axes)
        first, last = zip(*(axes.dataLim.intervalx for axes in siblings), strict=True)
        ticks = np.asarray(super().__call__())
        return ticks[(ticks >= round(min(first))) & (ticks <= max(last))]


# What all forms share


def _checked(rows: pd.DataFrame, names: Sequence[str], numbers: Sequence[str]) -> pd.DataFrame:
    """Expect the columns that a form is told of, and return the rows with names as text.

    The nearest is offered for a column that is not there.
    """
    expect.columns(rows, names)
    for name in numbers:
        expect.numbers(rows, name)
    return rows.astype(dict.fromkeys(names, "str"))


def _parts(rows: pd.DataFrame, by: str) -> dict[str, pd.DataFrame]:
    """Split rows by the values of a column, in the order of their first."""
    return {str(name): part for name, part in rows.groupby(by, sort=False)}


def _each(rows: pd.DataFrame) -> Iterator[tuple[Any, "pd.Series[Any]"]]:
    """Yield each row with its index."""
    yield from rows.iterrows()


def _status(rows: pd.DataFrame) -> "pd.Series[str]":
    return rows["status"] if "status" in rows else pd.Series("", index=rows.index)


def _weak(fig: Sheet, rows: pd.DataFrame, hollow: str, means: str) -> "pd.Series[bool]":
    """Tell which rows are drawn hollow, and let the key say what that means."""
    if hollow:
        chosen = rows[hollow].astype("bool")
        reasons = [means or "weaker"] if chosen.any() else []
    else:
        status = _status(rows)
        chosen = status.isin(list(WEAK))
        reasons = [meaning for code, meaning in WEAK.items() if status.eq(code).any()]
    fig.weak |= dict.fromkeys(reasons)
    return chosen


def _breaks(fig: Sheet, rows: pd.DataFrame) -> "pd.Series[bool]":
    """Tell which rows no line leads to since they were counted in another way, and say so."""
    breaks = _status(rows).eq(BREAK)
    if breaks.iloc[1:].any():
        fig.add_key(ANOTHER_WAY, style.TEXT, "break")
    return breaks


def _expected(fig: Sheet, rows: pd.DataFrame) -> "pd.Series[bool]":
    """Tell which rows are forecasts, and let the key say how they are drawn."""
    chosen = _status(rows).eq(EXPECTED)
    if chosen.any():
        fig.add_key("expected", style.TEXT, "dotted")
    return chosen


def _dot(colour: str, ring: bool) -> dict[str, Any]:
    face = "white" if ring else colour
    edge = colour if ring else "white"
    return {
        "markerfacecolor": face,
        "markeredgecolor": edge,
        "markeredgewidth": 1.6 if ring else 0.6,
    }


def _arrow(axes: Axes, row: pd.Series, x: str, y: float, colour: str) -> None:
    """Draw the arrow of a bound."""
    relation = row.get("relation", "=")
    if relation not in (*AT_LEAST, *AT_MOST):
        return
    forward = relation in AT_LEAST
    meaning, glyph = ("at least", "arrow") if forward else ("at most", "arrow back")
    sheet_of(axes).add_key(meaning, style.TEXT, glyph)
    axes.annotate(
        "",
        xy=(row[x], y),
        xytext=(ARROW if forward else -ARROW, 0),
        textcoords="offset points",
        arrowprops={"arrowstyle": "<|-", "color": colour, "linewidth": 1.6, "shrinkB": 4},
        annotation_clip=False,
    )


def _ends(row: pd.Series) -> tuple[float, float] | None:
    """Return the ends of the range of a row that has one."""
    low, high = row.get("low"), row.get("high")
    return (low, high) if pd.notna(low) and pd.notna(high) and low < high else None


def _range(axes: Axes, ends: tuple[float, float], y: float, colour: str) -> Line2D:
    """Draw a range."""
    sheet_of(axes).add_key("range", style.TEXT, "range")
    (line,) = axes.plot(ends, [y, y], color=colour, linewidth=2.4, zorder=3)
    return line


def _logarithmic(axes: Axes, numbers: pd.DataFrame) -> None:
    """Make the axis logarithmic, with plain numbers at it, unless one of the numbers is zero."""
    if (numbers <= 0).any(axis=None):
        return
    axes.set_xscale("log")
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.xaxis.set_major_formatter(_tick)
    axes.minorticks_off()


def _tick(number: float, _: object) -> str:
    """Write the number of a tick with its thousands apart, and the decimals that it has."""
    return f"{number:,.10g}".replace("-", "\N{MINUS SIGN}")


def _name_rows(axes: Axes, names: Sequence[str], height: float) -> None:
    """Write the names of rows at the left, long ones on lines, and ask for room for all of them.

    On a page of fixed shape, where their lines would touch, long names take room from the marks.
    """
    fig, areas = sheet_of(axes), area_names()
    size = fig.size
    names = [areas.get(name, name) for name in names]
    room = size.characters(NAME)
    texts = [in_lines(name, room) for name in names]
    lines = max(text.count("\n") + 1 for text in texts)
    needed = len(names) * lines * LINE * size.type_scale
    if size.shape and needed > OF_PAGE * size.shape * size.width:
        texts = [in_lines(name, 2 * room) for name in names]
    height = max(height, LINE * lines)
    axes.set_yticks([-place for place in range(len(names))], texts)
    axes.set_ylim(-len(names) + 0.5, 0.5)
    axes.grid(False, axis="y")
    axes.grid(True, axis="x")
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(axis="x", size=0)
    axes.xaxis.set_major_formatter(_tick)
    fig.rows_of_axes[axes] = (len(names), height)


def _names(values: pd.Series) -> dict[str, str]:
    """Return what each value of a column is called: areas by their names."""
    areas = {} if values.name == "publisher" else area_names()  # the EBRD's regions are an area
    return {str(value): areas.get(str(value), str(value)) for value in values.unique()}


def _number(value: float, unit: str, decimals: int) -> str:
    return sentences.with_unit(sentences.number(value, decimals), unit)


def _span(ends: tuple[float, float], decimals: int) -> str:
    return "–".join(sentences.number(end, decimals) for end in ends)


def _figure(row: pd.Series, x: str, unit: str, decimals: int) -> str:
    """Write a figure as its source states it: at least, about, or a range.

    A best estimate that is an end of its own range is written as the range.
    """
    ends, relation = _ends(row), str(row.get("relation", "="))
    if ends and (pd.isna(row[x]) or (relation == "=" and row[x] in ends)):
        return sentences.with_unit(_span(ends, decimals), unit)
    return relation_in_signs(relation, _number(row[x], unit, decimals))
