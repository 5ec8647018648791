"""Rules of groups of states: who was a member of which in a year."""

import pandas as pd

from heartland_evidence.rules.rule import Rule, Tables
from heartland_evidence.sco_statuses import MEMBERS

WEIGHT, GROUPS = "state_weight", "group_members"


def memberships(tables: Tables) -> pd.DataFrame:
    """Return every membership: group, area, since, until and the table that has it."""
    sco = tables["sco_members"]
    sco = sco[sco["status"].isin(MEMBERS)].assign(group="SCO", table="sco_members.csv")
    others = tables[GROUPS].assign(table=f"{GROUPS}.csv")
    return pd.concat([sco, others])[["group", "area", "since", "until", "table"]]


def wrong_groups(df: pd.DataFrame, tables: Tables) -> pd.Series:
    """A row names the groups of which its state was a member at the end of the year, and no other.

    Of a row that is wrong, say so in words: which group, and when the state joined or left it.
    """
    held = memberships(tables)
    by_area = {str(area): rows for area, rows in held.groupby("area")}
    texts = []
    for area, year, groups in zip(df["area"], df["year"], df["groups"], strict=True):
        of_state = by_area.get(area, held.iloc[:0])
        texts.append(_wrong(set(groups.split(";")) - {""}, of_state, f"{year}-12-31"))
    return pd.Series(texts, df.index, dtype="str")


def _wrong(named: set[str], of_state: pd.DataFrame, end: str) -> str:
    """Say what is wrong with the groups that a row names, "" if nothing is."""
    has_joined = of_state["since"].le(end)
    has_left = of_state["until"].ne("") & of_state["until"].le(end)
    members = of_state[has_joined & ~has_left]
    for group in sorted(named - set(members["group"])):
        rows = of_state[of_state["group"].eq(group)]
        if rows.empty:
            return f"names {group}, to which the state never belonged: take it out"
        when = rows.iloc[-1]
        happened = f"joined only later ({when['since']})"
        if when["since"] <= end:
            happened = f"had left ({when['until']})"
        return f"names {group}, which the state {happened}: take it out, or correct {when['table']}"
    for group in sorted(set(members["group"]) - named):
        return f"leaves out {group}, of which the state was a member at the end of the year: add it"
    return ""


RULES = (
    Rule(WEIGHT, "groups", wrong_groups, "{}"),
    Rule(
        WEIGHT,
        "groups",
        "(area == 'WLD') != (groups == '')",
        "is filled for the world, or empty for a state: a state without a group has no row",
    ),
    Rule(
        WEIGHT,
        "value",
        "measure == 'population' and @has('population', area, year) and "
        "not @has('population', area, year, value.rename('persons'))",
        "is not the figure of the same state and year in population.csv: write that",
    ),
    Rule(
        GROUPS,
        "until",
        "until != '' and until < since",
        "is before since",
    ),
)
