"""A figure with its furniture, and its export.

``frame`` puts title, subtitle and source line around empty axes; ``export`` writes the figure in every form a
reader needs, with the rows behind it. Nothing here knows a theme; how marks are drawn is in ``charts``.
"""

import hashlib
import io
import itertools
import json
import math
import os
import re
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from heartland import collection, data, described, parameters, style, words
from heartland.collection import write

EDGE = 0.14  # inches of white on each side


class Sheet(Figure):
    """A matplotlib figure that knows its furniture and its rows. Made without pyplot: nothing is shown twice or kept open."""

    furniture: SimpleNamespace
    rows: pd.DataFrame
    marks: dict[str, list[Any]]


def frame(
    rows: pd.DataFrame,
    title: str,
    subtitle: str = "",
    *,
    panels: Sequence[str] = (),
    height: float = 4.6,
    note: str = "",
    key: Mapping[str, str] | None = None,
    columns: int = 0,
    share_x: bool = False,
    share_y: bool = True,
) -> tuple[Sheet, Any]:
    """Make a figure 1600 px wide with title, subtitle and a source line read off the rows.

    Args:
        rows: the rows that will be drawn; their ``source_id`` make the source line.
        title: the finding, 5 to 12 words.
        subtitle: measure, unit, period, and n where cells are compared.
        panels: names of small multiples; without any there is one set of axes.
        height: inches, furniture included.
        note: a caveat in the footer.
        key: name and colour of marks that have no room for a label of their own, written under the subtitle.
        columns: panels a row; all in one by default.

    Returns:
        The figure, and its axes (a list of them if there are panels).
    """
    style.apply()
    signed = parameters.signature()
    height += 0.15 * (
        len(signed) // 125
    )  # inches: what a long signature takes from below is not taken from the axes
    fig = Sheet(figsize=(style.WIDTH, height), dpi=style.DPI)
    FigureCanvasAgg(fig)
    fig.rows, fig.marks = rows, {}
    said = {
        "title": title,
        "subtitle": subtitle,
        "alt": f"{title}. {subtitle}".strip(),
        "source": source_line(rows),
        "note": note,
    }
    fig.furniture = SimpleNamespace(**said, panels=panels, key=list(key or ()))
    top = _write(fig, 1 - EDGE / height, title, "title", weight="bold")
    top = (
        _write(fig, top - 0.04 / height, subtitle, "subtitle", color=style.TEXT)
        if subtitle
        else top
    )
    top = _write_key(fig, top - 0.09 / height, key) if key else top
    foot = "\n".join(filter(None, [note, fig.furniture.source, signed]))
    low = _write(fig, EDGE / height, foot, "source", color=style.QUIET, upward=True)
    rect = (
        EDGE / style.WIDTH,
        low + 0.06 / height,
        1 - 2 * EDGE / style.WIDTH,
        top - low - 0.18 / height,
    )
    fig.set_layout_engine("constrained", rect=rect, w_pad=0.06, h_pad=0.04)
    if not panels:
        return fig, fig.add_subplot()
    columns = columns or len(panels)
    grid = (
        fig.subplots(
            -(-len(panels) // columns), columns, sharex=share_x, sharey=share_y, squeeze=False
        )
        .ravel()
        .tolist()
    )
    for axes in grid[len(panels) :]:
        axes.remove()
    for axes, name in zip(grid, panels, strict=False):
        axes.set_title(name, loc="left", fontsize=style.SIZE["panel"], fontweight="semibold", pad=8)
    return fig, grid[: len(panels)]


def panels(
    rows: pd.DataFrame,
    by: str,
    draw: Callable[[Axes, pd.DataFrame], None],
    title: str,
    subtitle: str = "",
    *,
    unit: str = "",
    **look: Any,
) -> Sheet:
    """Make small multiples: one panel for each value of ``by``, in the order of the rows, drawn by ``draw``.

    Args:
        rows: the rows to draw.
        by: the column that tells the panels apart; area codes are written as names. Empty: one set of axes.
        draw: puts the marks of its rows into its axes.
        unit: written at the highest tick of the first panel.
        look: everything else that ``frame`` takes; by default three or more panels stand four in a row.
    """
    values = list(dict.fromkeys(rows[by])) if by else []
    names = {**words.names()} if by in ("area", "partner") else {}
    look.setdefault("columns", min(4, len(values)))
    if len(values) > look["columns"] > 0:
        look["height"] = look.get("height", 4.6) * (0.4 + 0.6 * -(-len(values) // look["columns"]))
    fig, axes = frame(
        rows, title, subtitle, panels=[names.get(str(v), str(v)) for v in values], **look
    )
    for ax, value in zip(axes, values, strict=True) if by else [(axes, None)]:
        draw(ax, rows[rows[by] == value] if by else rows)
    if unit:
        unit_on_top(axes[0] if by else axes, unit)
    return fig


def unit_on_top(axes: Axes, unit: str) -> None:
    """Write the unit at the highest tick of the y axis only."""
    low, high = axes.get_ylim()
    ticks = [t for t in axes.get_yticks() if low <= t <= high]
    digits = next(
        (d for d in range(6) if np.allclose(np.round(ticks, d), ticks, rtol=0, atol=1e-9)), 6
    )
    axes.set_yticks(
        ticks, [words.number(t, digits) + (f" {unit}" if t == ticks[-1] else "") for t in ticks]
    )


def _write(fig: Sheet, y: float, text: str, size: str, upward: bool = False, **look: Any) -> float:
    """Write wrapped text at the left edge; return the y of its other end (in fractions of the height)."""
    points = style.SIZE[size]
    artist = fig.text(
        EDGE / style.WIDTH,
        y,
        "",
        fontsize=points,
        va="bottom" if upward else "top",
        linespacing=1.18,
        **look,
    )
    artist.set_in_layout(False)
    artist.set_text("\n".join(_wrapped(artist, line) for line in text.split("\n")))
    box = artist.get_window_extent()
    return float((box.y1 if upward else box.y0) / (fig.get_figheight() * fig.dpi))


def _write_key(fig: Sheet, y: float, key: Mapping[str, str]) -> float:
    """Write names in the colour of their marks, side by side; return the y below them."""
    x, low = EDGE / style.WIDTH, y
    for name, colour in key.items():
        artist = fig.text(
            x,
            y,
            f"\N{BULLET} {name}",
            fontsize=style.SIZE["label"],
            fontweight="semibold",
            color=colour,
            va="top",
        )
        artist.set_in_layout(False)
        box = artist.get_window_extent()
        x, low = (
            (box.x1 + 0.2 * fig.dpi) / (style.WIDTH * fig.dpi),
            box.y0 / (fig.get_figheight() * fig.dpi),
        )
    return float(low)


def _wrapped(artist: Text, text: str) -> str:
    """Break a text into as few lines as fit, all about as long, so that no word stands alone on the last."""
    artist.set_text(text)
    limit = (style.WIDTH - 2 * EDGE) * style.DPI
    for lines in itertools.count(max(1, math.ceil(artist.get_window_extent().width / limit))):
        wraps = (
            textwrap.wrap(text, letters, break_on_hyphens=False)
            for letters in itertools.count(len(text) // lines + 1)
        )
        artist.set_text("\n".join(next(wrap for wrap in wraps if len(wrap) <= lines)))
        if artist.get_window_extent().width <= limit:
            break
    return artist.get_text()


def source_line(rows: pd.DataFrame) -> str:
    """Say whose figures the rows are, and in how many documents they were read."""
    ids = data.source_ids(rows)
    table = data.by_id("sources", ids)
    if len(ids) <= 2:
        years = table["published"].str[:4]
        titles = [
            f", {t}" if max(map(ord, t)) < 0x2E80 else "" for t in table["title"]
        ]  # the font has no Chinese or Japanese
        named = [
            f"{p}{t}{f' ({y})' if y else ''}"
            for p, t, y in zip(table["publisher"], titles, years, strict=True)
        ]
        return "Source: " + ("; ".join(named) or "the rows drawn name none")
    of_sources = rows["source_id"].str.split(";").explode().map(table["publisher"])
    who = next((rows[c] for c in ("publisher", "reporter") if c in rows), of_sources)
    names = sorted(
        set(who.dropna()) - {""}, key=lambda name: (-who.eq(name).sum(), name)
    )  # whose rows are most, first
    named = sorted(names) if len(names) <= 6 else [*names[:5], f"{len(names) - 5} others"]
    return f"Source: {words.listed(named)}; {len(ids)} documents, listed with the data"


def label_ends(
    axes: Axes, ends: Sequence[tuple[float, float, str, str]], gap: float = 1.15
) -> None:
    """Label marks directly at (x, y) with text in their colour, moved apart vertically where labels would touch.

    Args:
        ends: x, y, text, colour of each label; an empty text is none.
        gap: smallest distance between two labels, in lines of text.
    """
    line = style.SIZE["label"] * gap * style.DPI / 72
    low, high = axes.get_ylim()
    scale = axes.get_window_extent().height / (high - low)
    look: dict[str, Any] = {
        "fontweight": "semibold",
        "bbox": {"facecolor": "white", "edgecolor": "none", "pad": 0.5},
    }
    at = -np.inf
    for x, y, text, colour in sorted((end for end in ends if end[2]), key=lambda end: end[1]):
        at = max(y * scale, at + line)
        note(
            axes,
            text,
            (x, y),
            (6, (at - y * scale) * 72 / style.DPI),
            va="center",
            color=colour,
            **look,
        )


def note(
    axes: Axes, text: str, at: tuple[Any, float], shift: tuple[float, float] = (0, 0), **look: Any
) -> Artist:
    """Write plain text ``shift`` points from a place; it may stand outside the axes."""
    return axes.annotate(text, at, shift, textcoords="offset points", annotation_clip=False, **look)


@dataclass
class Exported:
    """Where a figure was written. In a notebook it shows the picture, the first rows and the place."""

    folder: Path
    name: str
    facts: dict[str, Any]
    rows: pd.DataFrame
    twin: dict[str, Any] | None = None

    def _ipython_display_(self) -> None:
        from IPython.display import Markdown, display

        png = (self.folder / f"{self.name}.png").read_bytes()
        words = {"image/png": {"width": 800, "alt": self.facts["alt"]}}
        bundle = {"image/png": png, "text/plain": self.facts["alt"]}
        if self.twin:
            bundle["application/vnd.plotly.v1+json"] = self.twin
        display(bundle, metadata=words, raw=True)
        seen = [c for c in self.rows if c not in ("also_in", "locator", "note", "low", "high")]
        display(self.rows[seen].head(3))
        display(
            Markdown(
                f"Exported as PNG, SVG, PDF, CSV and JSON: `{_shown(self.folder)}/{self.name}.*`"
            )
        )


def _shown(folder: Path) -> str:
    """The folder as a reader of the collection sees it: never a path of one machine."""
    root, folder = collection.root(), folder.resolve()
    return (
        os.environ.get("HEARTLAND_SHOWN")
        or (folder.relative_to(root) if folder.is_relative_to(root) else folder).as_posix()
    )


def out() -> Path:
    """Where exports go: ``$HEARTLAND_OUT``, else ``build/figures/<notebook>`` of the collection."""
    return Path(
        os.environ.get("HEARTLAND_OUT")
        or collection.root() / "build" / "figures" / parameters.notebook()
    )


def taken(notebook: str, name: str) -> words.Line:
    """Show a figure of another notebook unchanged, with its finding as caption and a link to where it is made."""
    root = collection.root()
    facts = collection.read_json(root / "figures" / notebook / f"{name}.json")
    alt, title = words.plain(facts["alt"]), words.plain(facts["title"])
    picture = f"[![{alt}](../figures/{notebook}/{name}.png)]({notebook}.ipynb)"
    return words.Line(
        f"{picture}\n\n**{title}.** [{words.plain(described.heading(notebook))}]({notebook}.ipynb)"
    )


def export(fig: Sheet, name: str, rows: pd.DataFrame) -> Exported:
    """Write the figure and exactly the rows it shows, each file whole or not at all.

    Writes ``NAME.png`` (1600 px wide), ``.svg`` (text stays text), ``.pdf``, ``.csv`` and ``.json`` (title, alt
    text, sources with addresses, licence, notebook, parameters, sha256 of the CSV).

    Args:
        fig: a figure made by ``frame``.
        name: file name without ending: lower case, digits, hyphens.
        rows: the rows drawn, with their ``source_id``.

    Raises:
        ValueError: if there are no rows, or the name is not a plain one.
    """
    if rows.empty:
        raise ValueError(f"'{name}' would show nothing: there are no rows to export")
    if not name.replace("-", "").isalnum() or name != name.lower():
        raise ValueError(f"'{name}' is no file name: use lower case, digits and hyphens")
    folder = out()
    folder.mkdir(parents=True, exist_ok=True)
    fig.draw_without_rendering()
    fig.set_layout_engine("none")
    for axes in fig.axes:  # the layout's last digits differ from process to process
        axes.set_position(np.round(axes.get_position().bounds, 4))
    table = rows.to_csv(index=False, lineterminator="\n").encode()
    facts = described.facts(fig, name, rows, hashlib.sha256(table).hexdigest())
    text = json.dumps(facts, ensure_ascii=False, indent=1) + "\n"
    text = re.sub(r"\n +(?=[\d\[\]])", "", text)  # rows of numbers on one line
    files = {
        "csv": table,
        "json": text.encode(),
        "png": _png(fig, facts),
        "svg": _svg(fig, facts),
        "pdf": _pdf(fig, facts),
    }
    for ending, content in files.items():
        write(folder / f"{name}.{ending}", content)
    return Exported(folder, name, facts, rows)


def show(
    name: str,
    draw: Callable[[pd.DataFrame], Sheet],
    rows: pd.DataFrame,
    twin: Callable[[pd.DataFrame, str], dict[str, Any]] | None = None,
) -> "Exported | words.Line":
    """Draw and export a figure, or say in one sentence that there is nothing to draw.

    Args:
        name: file name without ending.
        draw: makes the figure of the rows, whose column ``mark`` counts them: what it gives an artist as ``gid`` leads home.
        rows: the rows to draw; if there are none, nothing is exported.
        twin: makes the interactive twin that stands in the same output (``twins.twin``).
    """
    if rows.empty:
        return words.Line(
            f"*No rows for these parameters: the figure `{name}` has nothing to show and is not exported.*"
        )
    fig = draw(rows.assign(mark=range(len(rows))))
    done = export(fig, name, rows)
    if twin:
        done.twin = twin(rows, fig.furniture.title)
    return done


def _saved(fig: Sheet, form: str, **metadata: str | None) -> bytes:
    raw = io.BytesIO()
    fig.savefig(raw, format=form, metadata=metadata)
    return raw.getvalue()


def picture(fig: Sheet) -> bytes:
    """Render a figure to PNG without writing a file."""
    return _saved(fig, "png", Software=None)


def _png(fig: Sheet, facts: dict[str, Any]) -> bytes:
    """Render, reduce to 256 colours (a quarter of the size), and write the facts into the file."""
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    image = (
        Image.open(io.BytesIO(picture(fig)))
        .convert("RGB")
        .quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    )
    info, done = PngInfo(), io.BytesIO()
    for keyword, fact in {
        "Title": "title",
        "Description": "",
        "Source": "source_line",
        "Copyright": "licence",
    }.items():
        info.add_itxt(keyword, facts[fact] if fact else described.in_a_line(facts))
    image.save(done, format="png", optimize=True, pnginfo=info, dpi=(style.DPI, style.DPI))
    return done.getvalue()


def _svg(fig: Sheet, facts: dict[str, Any]) -> bytes:
    told = {
        "Title": facts["title"],
        "Description": described.in_a_line(facts),
        "Source": facts["source_line"],
        "Rights": facts["licence"],
    }
    drawn = _saved(fig, "svg", **told, Date=None, Creator=None, Format=None, Type=None)
    return drawn.replace(
        b", 'DejaVu Sans'", b""
    )  # what shows an SVG finds a font for foreign letters by itself


def _pdf(fig: Sheet, facts: dict[str, Any]) -> bytes:
    told = {
        "Title": facts["title"],
        "Subject": facts["subtitle"],
        "Keywords": described.in_a_line(facts),
    }
    return _saved(fig, "pdf", **told, CreationDate=None, Creator=None, Producer=None)
