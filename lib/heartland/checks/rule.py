"""What a rule is: a function from the tables to what it finds wrong with them."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from heartland.tables import package


class Tables(dict[str, pd.DataFrame]):
    """The tables of a collection by name; a rule that reads one that is not there has nothing to check."""

    def __missing__(self, name: str) -> pd.DataFrame:
        raise Absent(name)


class Absent(Exception):
    """A table that the collection does not have."""


Broken = Iterator[tuple[str, str, Any, str]]  # dataset, column, in which rows, words
DATED = r"^\d{4}"  # how the patterns of dates and periods begin


def declared(name: str) -> dict[str, Any]:
    """Return the schema of a dataset."""
    return package.schema(package.root(), name)


def dated_columns(name: str) -> dict[str, str]:
    """Return the columns of dates and periods, with the patterns of how they are written."""
    patterns = {
        f["name"]: f.get("constraints", {}).get("pattern", "") for f in declared(name)["fields"]
    }
    return {column: pattern for column, pattern in patterns.items() if pattern.startswith(DATED)}


def surely_before(dates: pd.Series, others: pd.Series) -> "pd.Series[bool]":
    """Whether each date surely precedes the other: compared as precisely as both are known, blanks never."""
    pairs = zip(dates, others, strict=True)
    return pd.Series(
        [bool(a and b) and a[: len(b)] < b[: len(a)] for a, b in pairs],
        index=dates.index,
        dtype=bool,
    )
