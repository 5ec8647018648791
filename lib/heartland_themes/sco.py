"""The Shanghai Cooperation Organisation: its members, and their people, year by year."""

import pandas as pd

from heartland.tables.choose import prefer
from heartland.tables.sources import merge_with_sources

MEMBERS = ("founding member", "member")


def people_of_members(statuses: pd.DataFrame, population: pd.DataFrame) -> pd.DataFrame:
    """Count the people of each member, in the years at whose end it was one.

    Args:
        statuses: the table ``sco_members``: a status of a state from a day to a day.
        population: one row a country and year; its ``WLD`` is the world.

    Returns:
        One row a state and year: ``persons``, and ``share_pct`` of the people of the world;
        ``source_id`` names status and population.
    """
    members = prefer(statuses[statuses["status"].isin(MEMBERS)], ["area", "status"], "sco_members")
    people = merge_with_sources(
        population, members[["area", "since", "until", "source_id"]], ["area"], "inner"
    )
    last_day = people["year"].astype("str") + "-12-31"
    has_ended = people["until"].ne("") & (people["until"] <= last_day)
    people = people[(people["since"] <= last_day) & ~has_ended]
    world = population[population["area"].eq("WLD")].set_index("year")["persons"].astype("float")
    people["share_pct"] = 100 * people["persons"].astype("float") / people["year"].map(world)
    columns = ["area", "year", "persons", "share_pct", "since", "source_id"]
    return people[columns].sort_values(["year", "area"], ignore_index=True)
