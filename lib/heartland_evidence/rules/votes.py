"""Rules of votes in the General Assembly."""

import pandas as pd

from heartland_evidence.rules.rule import Rule, Tables

PAIR = ["area", "partner", "year", "source_id"]  # what a share of the same votes is of


def shares_of_no_count(df: pd.DataFrame, _: Tables) -> pd.Series:
    """A share is that of a whole number among the votes compared, to two decimals."""
    whole = (df["votes"] * df["same_pct"] / 100).round()
    return (100 * whole / df["votes"] - df["same_pct"]).abs() > 0.0051


def contested_of_more(df: pd.DataFrame, _: Tables) -> pd.Series:
    """The contested roll calls are some of all."""
    of_all = df["votes"].where(df["roll_calls"].eq("all"))
    most = of_all.groupby([df[column] for column in PAIR]).transform("max")
    return df["roll_calls"].eq("contested") & (df["votes"] > most)


RULES = (
    Rule("un_votes", "partner", "partner == area", "is the area itself: write another partner"),
    Rule(
        "un_votes",
        "same_pct",
        shares_of_no_count,
        "is not the share of a whole number of the votes compared: count the same votes again",
    ),
    Rule(
        "un_votes",
        "votes",
        contested_of_more,
        "is more than the votes of all roll calls of the year: the contested ones are some of them",
    ),
)
