"""Cases that are odd and right: what ``exceptions.csv`` excuses."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from heartland.checks.rule import Tables
from heartland.tables.choose import pairs
from heartland.tables.package import Problem
from heartland.tables.tables import problems_at


def excused(found: list[Problem], tables: Tables, whole: bool) -> Iterator[Problem]:
    """Leave out what ``exceptions`` lists with a reason; where all can be read, name the entries that excuse nothing."""
    listed = tables.get("exceptions", pd.DataFrame(columns=["dataset", "where", "rule"]))
    of_dataset = {name: part.to_dict("index") for name, part in listed.groupby("dataset")}
    used: set[Any] = set()
    for finding in found:
        name = finding.file.removesuffix(".csv")
        mine = {
            n: str(e["where"])
            for n, e in of_dataset.get(name, {}).items()
            if e["rule"] in finding.rule
        }
        fits = [
            n
            for n, where in mine.items()
            if all(str(tables[name].loc[finding.row - 2].get(k, "")) == v for k, v in pairs(where))
        ]
        used.update(fits)
        if not fits:
            yield finding
    idle = ~listed.index.isin(used) & listed["dataset"].isin(tables) & whole
    yield from problems_at(
        "exceptions",
        listed,
        "rule",
        pd.Series(idle, index=listed.index),
        "excuses nothing: delete the entry",
    )
