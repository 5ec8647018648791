"""What a schema says of its figures in words of ours, which ``contract.json`` explains.

The rules here know no table by its name.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from heartland.sentences import listed
from heartland_evidence.rules.rule import Broken, Tables
from heartland_evidence.rules.words import as_text, whole_year, year

AT_LEAST = (">", ">=")  # relations by which a figure is no limit to its parts
EXACT = 1e-9
MOST_SHARES = 100.5  # percent, with the rounding of a hundred shares
WAYS_OUT = {"source_id": "give the page its own source"}  # for rows that are rightly unlike


def ids_begin_as_declared(tables: Tables) -> Iterator[Broken]:
    """``begins``: an id begins with the cells of these columns."""
    for name, df, begins in tables.declaring("begins"):
        ids = df.columns[0]
        starts = zip(*(as_text(df[column]).tolist() for column in begins), strict=True)
        apart = [
            not one.startswith("-".join(start)) for one, start in zip(df[ids], starts, strict=True)
        ]
        sentence = f"does not begin with {' and '.join(begins)}"
        yield Broken(name, ids, pd.Series(apart, df.index, dtype=bool), sentence)


def followers_agree(tables: Tables) -> Iterator[Broken]:
    """``follows``: rows alike in one column are alike in those that follow from it."""
    for name, df, follows in tables.declaring("follows"):
        for first, followers in follows.items():
            way_out = WAYS_OUT.get(first, f"another {first}")
            for column in followers:
                for rows, usual in unlike_most(df, column, df[first]):
                    yield Broken(name, column, rows, _follows(first, usual, way_out))


def _follows(first: str, usual: list[str], way_out: str) -> str:
    """Say what a row unlike others of its kind is to have, or of what else it is."""
    if len(usual) > 1:
        have = f"which have {listed(usual)}: write the right one in all"
        return f"differs among rows of the same {first}, {have}, or {way_out}"
    advice = f"have {usual[0]}; write that" if usual[0] else "have none; leave it empty"
    return f"is not that of most rows of the same {first}: the others {advice}, or {way_out}"


def unlike_most(
    df: pd.DataFrame, column: str, groups: pd.Series
) -> Iterator[tuple["pd.Series[bool]", list[str]]]:
    """Yield of each group that is not alike in a column the rows unlike most, and what most have.

    Where no cell is of most, they are all rows, and what stands equally often. A doubled row counts
    once; an empty cell yields to one that is not.

    Args:
        df: the rows.
        column: in which those of a group should be alike.
        groups: what each row shares with others; one that is "" shares nothing.
    """
    cells = as_text(df[column])
    kinds = pd.DataFrame({"group": groups, "cell": cells}).drop_duplicates()
    for group in sorted(set(kinds.loc[kinds["group"].duplicated(), "group"]) - {""}):
        rows = groups.eq(group)
        once = df[rows].drop_duplicates().index
        frequent = cells[once].mode().tolist()
        usual = [cell for cell in frequent if cell] or frequent
        yield (rows & cells.ne(usual[0]) if len(usual) == 1 else rows), usual


def parts_fit(tables: Tables) -> Iterator[Broken]:
    """``wholes``: no part is more than its whole: no partner than the world, no month than a year.

    A whole that is only known to be more than its figure is no limit. A percentage of a part may
    exceed that of the whole.
    """
    for name, df, wholes in tables.declaring("wholes"):
        schema = tables.schema(name)
        key = schema["primaryKey"]
        percents = {field["name"] for field in schema["fields"] if field.get("unit") == "percent"}
        amounts = [column for column in tables.figures(name) if column not in percents]
        no_limit = df["relation"].isin(AT_LEAST) if "relation" in df else pd.Series(False, df.index)
        for column, whole in wholes.items():
            of = df["period"].str[:4] if whole == "year" else pd.Series(whole, df.index)
            in_key = set(amounts).intersection(key)
            same = [df[one] for one in key if one not in {column, *(in_key or {"source_id"})}]
            is_whole = df[column].eq(of)
            sentence = f"is more than the whole by the same reporter ({column} {whole})"
            for amount in amounts:
                limits = df[amount].where(is_whole & ~no_limit)
                most = limits.groupby([of, *same]).transform("max")
                yield Broken(name, amount, ~is_whole & (df[amount] > most), sentence)


def shares_fit(tables: Tables) -> Iterator[Broken]:
    """``shares``: those of one period, area and method add up to no more than 100."""
    for name, df, shares in tables.declaring("shares"):
        for column, alike in shares.items():
            parts = df[df[column].notna()]
            if "partner" in df:
                parts = parts[parts["partner"].ne("WLD")]
            total = parts.groupby(alike)[column].transform("sum")
            sentence = "takes the shares of one period and area above 100"
            yield Broken(name, column, total > MOST_SHARES, sentence)


def counts_stand_once(tables: Tables) -> Iterator[Broken]:
    """``counts``: of the rows of one count one at most is settled.

    What was changed is P, what is doubted U, an echo is no row. Forecasts are settled too where
    the key of the count holds the edition.
    """
    sentence = (
        "is one of two settled figures for one count: move an echo to also_in, "
        "mark as P what was later changed and as U what is doubted"
    )
    for name, df, alike in tables.declaring("counts"):
        settled = ["A", "B", "F"] if "vintage" in alike else ["A", "B"]
        for column in tables.figures(name):
            stands = df[df["status"].isin(settled) & df[column].notna()]
            yield Broken(name, column, stands.duplicated(alike, keep=False), sentence)


def neighbours_agree(tables: Tables) -> Iterator[Broken]:
    """``near``: no figure is far from all of its neighbours: years beside it, others of its cell.

    ``differs`` is a distance from the nearest neighbour; ``factor`` a ratio to the median of the
    neighbours, of which the larger must reach ``from``. A break (B) and what is doubted (U) may
    stand apart.
    """
    for name, df, declared in tables.declaring("near"):
        for column, near in declared.items():
            far = _far_off(df, column, near)
            if "status" in df:
                far &= ~df.loc[far.index, "status"].isin(["B", "U"])
            sentence = (
                f"is far from its neighbours ({', '.join(near['alike'])}): look for a slip, "
                "or say in exceptions.csv why it is right"
            )
            yield Broken(name, column, far, sentence)


def _far_off(df: pd.DataFrame, column: str, near: dict[str, Any]) -> "pd.Series[bool]":
    """Tell of each figure that has neighbours whether it is far from them."""
    figures = pd.DataFrame(
        {
            "row": df.index,
            "group": df.groupby(near["alike"], dropna=False).ngroup(),
            "value": df[column].astype("float64"),
            "at": _time(df[near["along"]]),
        }
    ).dropna()
    pairs = figures.merge(figures, on="group", suffixes=("", "_near"))
    apart = (pairs["at"] - pairs["at_near"]).abs()
    beside = (apart <= near["within"] + EXACT) & pairs["row"].ne(pairs["row_near"])
    if "factor" in near:
        beside &= apart > 0
    pairs = pairs[beside]
    value = pairs.groupby("row")["value"].first()
    far = pd.Series(False, value.index)
    if "differs" in near:
        distance = (pairs["value"] - pairs["value_near"]).abs()
        far |= distance.groupby(pairs["row"]).min() > near["differs"]
    if "factor" in near:
        middle = pairs.groupby("row")["value_near"].median()
        low, high = np.minimum(value, middle), np.maximum(value, middle)
        far |= (high >= near.get("from", 0)) & (low * near["factor"] < high)
    return far


def _time(dates: pd.Series) -> pd.Series:
    """Return dates as years, an edition with its month; a part of a year has no time."""
    text = as_text(dates)
    if dates.name == "period":
        return whole_year(text)
    months = pd.to_numeric(text.str[5:7], errors="coerce")
    return year(text) + months.fillna(6) / 12


RULES = (
    ids_begin_as_declared,
    followers_agree,
    parts_fit,
    shares_fit,
    counts_stand_once,
    neighbours_agree,
)
