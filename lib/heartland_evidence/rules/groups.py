"""Rules of groups of states: who was a member of which in a year."""

import pandas as pd

from heartland_evidence.rules.rule import Rule, Tables
from heartland_evidence.rules.words import records
from heartland_evidence.sco_statuses import MEMBERS

WEIGHT, GROUPS = "state_weight", "group_members"


def wrong_groups(df: pd.DataFrame, tables: Tables) -> pd.Series:
    """A row names the groups of which its state was a member at the end of the year, and no other.

    Of a row that is wrong, say so in words: which group, and when the state joined or left it.
    """
    sco = tables["sco_members"]
    sco = sco[sco["status"].isin(MEMBERS)].assign(group="SCO", table="sco_members.csv")
    held = pd.concat([sco, tables[GROUPS].assign(table=f"{GROUPS}.csv")])
    by_area = {area: records(rows) for area, rows in held.groupby("area")}
    texts = []
    for area, year, groups in zip(df["area"], df["year"], df["groups"], strict=True):
        named = set(groups.split(";")) - {""}
        texts.append(_wrong(named, by_area.get(area, []), f"{year}-12-31"))
    return pd.Series(texts, df.index, dtype="str")


def _wrong(named: set[str], of_state: list[dict[str, str]], end: str) -> str:
    """Say what is wrong with the groups that a row names, "" if nothing is."""
    joined = [one for one in of_state if one["since"] <= end]
    members = {one["group"] for one in joined if not "" < one["until"] <= end}
    for group in sorted(named - members):
        rows = [one for one in of_state if one["group"] == group]
        if not rows:
            return f"names {group}, to which the state never belonged: take it out"
        last = rows[-1]
        happened = f"joined only later ({last['since']})"
        if last["since"] <= end:
            happened = f"had left ({last['until']})"
        return f"names {group}, which the state {happened}: take it out, or correct {last['table']}"
    for group in sorted(members - named):
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
