"""A figure around empty axes: the words that it is given, and those that are read off its rows."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from heartland.errors import UsageError
from heartland.figures import sizes, style
from heartland.figures.sheet import Furniture, NoRowsError, Sheet
from heartland.figures.signature import signature
from heartland.figures.source_line import how_new, source_line
from heartland.tables import expect
from heartland.tables.areas import area_names
from heartland.tables.schemas import OF_AREAS

HEIGHT = 4.6  # inches of a figure of one row of panels, furniture included
ANOTHER_ROW = 0.6  # of that, for each other row of panels
IN_A_ROW = 4  # panels


def frame(
    rows: pd.DataFrame,
    title: str,
    subtitle: str = "",
    *,
    panels: Sequence[str] = (),
    note: str = "",
    source: str = "",
    key: Mapping[str, str] | None = None,
    columns: int = 0,
    share_x: bool = False,
    share_y: bool = True,
) -> tuple[Sheet, Any]:
    """Make a figure with title, subtitle and a source line read off the rows, at the size in use.

    >>> fig, axes = hl.frame(rows, "Remittances as a share of GDP", "Percent, World Bank.")

    Args:
        rows: the rows that will be drawn; their ``source_id`` make the source line, and ``source``
            what is not of the collection.
        title: the finding, 16 words at most.
        subtitle: measure, unit, period, and n where cells are compared.
        panels: names of small multiples; without any there is one set of axes.
        note: a caveat in the footer.
        source: whose the figures are that you added ("Ministry of Labour, 2018"), written after
            those of the collection. A column ``source`` says it row by row.
        key: name and colour of marks that have no room for a label of their own, written under
            the subtitle.
        columns: panels a row; all in one by default. A small size may have fewer.
        share_x, share_y: panels have the same axis.

    Returns:
        The figure, and its axes (a list of them if there are panels).

    Raises:
        NoRowsError: if there is none.
        UsageError: if it is given no rows, but for instance the name of a dataset, or a title that
            is no text or an empty one.
    """
    expect.rows("frame", rows)
    expect.text("frame", "title", title)
    if not title.strip():
        raise UsageError("frame: 'title' is empty: say what the figure shows, in 16 words at most")
    expect.text("frame", "subtitle", subtitle)
    expect.text("frame", "source", source)
    if rows.empty:
        raise NoRowsError("there are no rows for these parameters")
    size = sizes.current()
    style.apply(size)
    columns = min(columns or len(panels) or 1, size.most_panels)
    rows_of_panels = math.ceil(len(panels) / columns) or 1
    furniture = Furniture(
        title=title,
        subtitle=subtitle,
        note=note,
        source=source_line(rows, source),
        signature=" · ".join(filter(None, [signature(), how_new(rows)])),
        panels=panels,
    )
    height = HEIGHT * (1 + ANOTHER_ROW * (rows_of_panels - 1))
    fig = Sheet(rows, furniture, size, size.shape * size.width or height)
    for name, colour in (key or {}).items():
        fig.add_key(name, colour, "dot")
    if not panels:
        return fig, fig.add_subplot()
    grid = fig.subplots(rows_of_panels, columns, sharex=share_x, sharey=share_y, squeeze=False)
    for axes, name in zip(grid.flat, panels, strict=False):
        axes.set_title(name)
    for axes in grid.flat[len(panels) :]:
        axes.remove()
    return fig, list(grid.flat[: len(panels)])


def panels(
    rows: pd.DataFrame,
    by: str,
    draw: Callable[[Axes, pd.DataFrame], None],
    title: str,
    subtitle: str = "",
    **look: Any,
) -> Sheet:
    """Make small multiples: a panel for each value of ``by``, in the order of the rows.

    >>> fig = hl.panels(rows, "area", draw_years, "Remittances as a share of GDP")

    Args:
        rows: the rows to draw.
        by: the column that tells the panels apart; area codes are written as names.
        draw: puts the marks of its rows into its axes.
        title, subtitle: as ``frame`` takes them.
        look: everything else that ``frame`` takes; by default panels stand four in a row.

    Returns:
        The figure, for ``export``; its axes are ``fig.axes``, in the order of the panels.

    Raises:
        UsageError: if ``rows`` are none, or hold nothing to make panels of: no row, no column
            ``by``, or no value in it for some.
    """
    expect.rows("panels", rows)
    expect.columns(rows, [by])
    expect.none_missing("panels", rows, by)
    values = list(dict.fromkeys(rows[by]))
    names = area_names() if by in OF_AREAS else {}
    labels = [names.get(str(value), str(value)) for value in values]
    look.setdefault("columns", min(IN_A_ROW, len(values)))
    fig, grid = frame(rows, title, subtitle, panels=labels, **look)
    for axes, value in zip(grid, values, strict=True):
        draw(axes, rows[rows[by] == value])
    return fig
