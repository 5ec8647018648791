"""A figure described: what its files say of it in words and facts, and which rows each of its marks was drawn of."""

import json
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter

from heartland import collection, data, parameters, words

LICENCE = "CC BY 4.0 (figure); the data under the terms of their sources"
LONGEST = 800  # letters of an alternative text


def name_marks(fig: Any) -> None:
    """Name the SVG group of each artist that was told, as its ``gid``, the numbers of its rows; keep them, one entry a mark.

    Dots of a line and of a scatter are a ``<use>`` each; all else is one mark, of one row or of several.
    """
    for artist in fig.findobj(lambda one: not isinstance(one.get_gid(), str | None)):
        told, name = (
            np.atleast_1d(np.asarray(artist.get_gid(), dtype="object")),
            f"marks-{len(fig.marks) + 1}",
        )
        rows: list[Any] = [[int(one) for one in n] if np.iterable(n) else int(n) for n in told]
        if isinstance(artist, PathCollection) or (
            isinstance(artist, Line2D) and artist.get_marker() != "None"
        ):
            places = (
                artist.get_xydata()
                if isinstance(artist, Line2D)
                else np.ma.filled(artist.get_offsets(), np.nan)
            )
            assert artist.axes is not None
            seen = np.isfinite(artist.axes.transData.transform(places)).all(
                axis=1
            )  # the rest is not drawn
            rows = [
                row
                for row, drawn in zip(
                    rows if len(rows) > 1 else rows * len(seen), seen, strict=True
                )
                if drawn
            ]
        elif len(rows) > 1:
            rows = [rows]
        artist.set_gid(name if rows else None)
        fig.marks |= {name: rows} if rows else {}


def in_words(axes: Axes) -> str:
    """Say what a panel shows: what is written beside each of its rows, or where each of its lines begins and ends."""
    notes = [
        (getattr(one, "xycoords", ""), one.get_position(), one)
        for one in axes.texts
        if one.get_text()
    ]
    beside = [
        (getattr(one, "xy", at)[1], _plain(one))
        for where, at, one in notes
        if "axes fraction" not in (where, *where[1:2])
    ]
    drawn = [
        (str(line.get_label()).rstrip("0123456789"), *at)
        for line in axes.lines
        for at in np.asarray(line.get_xydata())
    ]
    called = {code: name for code, name in words.names().items() if len(code) == 3}
    lines = pd.DataFrame(
        [(called.get(code, code), *at) for code, *at in drawn if code[:1] != "_"],
        columns=["name", "x", "y"],
    )
    named = next(
        (
            twin
            for twin in axes.get_shared_y_axes().get_siblings(axes)
            if any(map(_plain, twin.get_yticklabels()))
        ),
        axes,
    )
    rows = (
        pd.Series([_plain(one) for one in named.get_yticklabels()], dtype="str")
        .replace("", None)
        .ffill()
    )
    told = []
    if rows.str.contains("[^\\W\\d]{3}").any():
        beside = beside or [(y, f"{name} {words.number(x)}") for name, x, y in lines.to_numpy()]
        for at, row in zip(named.get_yticks(), rows, strict=False):
            told += (
                [f"{row}: {text}"]
                if (text := ", ".join(text for y, text in beside if abs(y - at) < 0.5))
                else []
            )
    else:
        years = {
            x: _plain(one)
            for x, one in zip(axes.get_xticks(), axes.get_xticklabels(), strict=False)
        }
        form = axes.yaxis.get_major_formatter()
        for name, line in lines.groupby("name", sort=False):
            ends = line.sort_values("x", kind="stable")[["x", "y"]].to_numpy()[[0, -1]]
            said = [
                (
                    (isinstance(form, FuncFormatter) and form(y)) or words.number(y),
                    years.get(x) or int(x),
                )
                for x, y in ends
            ]
            told.append(
                f"{name} "
                + " to ".join(dict.fromkeys(f"{value} in {year}" for value, year in said))
            )
    told = told or [_plain(one) for *_, one in notes]
    return (
        ": ".join(filter(None, [_plain(axes.title, axes.get_title(loc="left")), "; ".join(told)]))
        if told
        else ""
    )


def _plain(one: Any, text: str = "") -> str:
    return " ".join((text or one.get_text()).split()).rstrip(".")


def kind(fig: Any) -> str:
    """Name the kind of chart by what is drawn: a page of several, map, heat table, bars, area, lines or dots."""
    if len(fig.axes) > max(1, len(fig.furniture.panels)):
        return "page"
    shapes = {
        type(shape).__name__ for axes in fig.axes for shape in (*axes.patches, *axes.collections)
    }
    joined = any(
        line.get_linestyle() != "None" and np.size(line.get_xdata()) > 2
        for axes in fig.axes
        for line in axes.lines
    )
    kinds = {"PathPatch": "map", "QuadMesh": "heat table", "Rectangle": "bars", "StepPatch": "area"}
    return next(
        (kind for shape, kind in kinds.items() if shape in shapes), "lines" if joined else "dots"
    )


def facts(fig: Any, name: str, rows: pd.DataFrame, digest: str) -> dict[str, Any]:
    """Gather what the files of a figure say of it: words, sources, parameters, and the rows that each mark leads to."""
    what, ids = fig.furniture, data.source_ids(rows)
    sources = data.by_id("sources", ids).reset_index()
    areas = {
        code
        for column in ("area", "areas")
        if column in rows
        for cell in rows[column].dropna()
        for code in cell.split(";")
    }
    name_marks(fig)
    key = [f"Key: {', '.join(what.key)}."] if what.key else []
    alt = " ".join([what.alt, *key, *(f"{text}." for text in map(in_words, fig.axes) if text)])
    alt = (
        alt
        if len(alt) < LONGEST
        else alt[:LONGEST].rsplit("; ", 1)[0] + "; the rest is in the table of the rows."
    )
    said = {
        "name": name,
        "title": what.title,
        "subtitle": what.subtitle,
        "alt": alt,
        "note": what.note,
        "source_line": what.source,
    }
    read = {
        "sources": sources[["source_id", "publisher", "title", "url", "licence"]].to_dict(
            "records"
        ),
        "licence": LICENCE,
    }
    made = {
        "notebook": parameters.notebook(),
        "heading": heading(parameters.notebook()),
        "parameters": parameters.current(),
    }
    drawn = {
        "kind": kind(fig),
        "panels": len(what.panels) or 1,
        "areas": sorted(areas - {""}),
        "marks": fig.marks,
    }
    return said | read | made | {"rows": len(rows), "csv_sha256": digest} | drawn


def in_a_line(facts: dict[str, Any]) -> str:
    """Say all of it in one line, for the metadata of a file."""
    return f"{facts['alt']} {facts['source_line']}. {facts['notebook']} {json.dumps(facts['parameters'], ensure_ascii=False)}"


def heading(notebook: str) -> str:
    """The question that a notebook of the collection asks, "" for another."""
    path = collection.root() / "notebooks" / f"{notebook}.ipynb"
    return parameters.question(path) if path.exists() else ""
