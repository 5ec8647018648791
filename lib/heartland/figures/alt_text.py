"""A figure in words, for a reader who cannot see it."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from heartland import sentences
from heartland.tables.areas import area_names


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
    called = {code: name for code, name in area_names().items() if len(code) == 3}
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
        beside = beside or [(y, f"{name} {sentences.number(x)}") for name, x, y in lines.to_numpy()]
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
                    (isinstance(form, FuncFormatter) and form(y)) or sentences.number(y),
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
