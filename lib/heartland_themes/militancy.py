"""Violence by armed groups: which statements are of one event, and how many died in it."""

import pandas as pd

from heartland.tables.periods import are_years
from heartland.tables.sources import join_ids

KINDS = ["attack", "rocket fire", "security operation", "mutiny or riot"]
ACROSS = "from across the Afghan border"
WITHIN = "from within or elsewhere"
UNSTATED = "not stated"
CROSSED = [  # the authorities said so of a group whose name does not say it
    "tajikistan-border-2023-04",
    "darvoz-2023-09",
]
DISPUTED = ["istanbul-airport-2016-06"]  # a state denied that one of the attackers was its citizen
VICTIMS = ["killed", "killed others"]  # measures of the dead that are not of one group alone


def attacks(incidents: pd.DataFrame, tolls: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each attack, operation, mutiny or rocket fire, with its dead.

    An event is described by an official statement that names who did it, where there is one. It
    came from across the Afghan border if that statement places the attackers in Afghanistan, if it
    was rocket fire, or if it is one of ``CROSSED``. What only an article has is no evidence, and
    what is told of a whole year is no event.

    Args:
        incidents: rows of ``security_incidents``.
        tolls: the last official tolls (``casualties.official_tolls``), which meet the incidents in
            ``event_id``. Events that these do not have take their official count from the
            incidents.

    Returns:
        Columns ``event``, ``start``, ``year``, ``area``, ``kind``, ``actor``, ``origin``,
        ``killed`` (attackers included; missing where no number was stated) and ``source_id``,
        from the oldest event on.
    """
    of_the_dead = incidents["measure"].str.startswith("killed")
    is_told = of_the_dead | incidents["measure"].eq("events") | incidents["kind"].eq("rocket fire")
    told = incidents[is_told & incidents["kind"].isin(KINDS) & incidents["witness"].eq("other")]
    told = told[~are_years(told["start"])]
    told = told.assign(
        is_unofficial=told["reporter_kind"].ne("official"), is_unnamed=told["actor"].eq("not named")
    )
    told = told.sort_values(["is_unofficial", "is_unnamed"], kind="stable")
    official = told[of_the_dead.reindex(told.index) & ~told["is_unofficial"]]
    by_incidents = official.groupby("event")["value"].sum()
    by_tolls = tolls.groupby("event_id")["value"].sum()
    sources = told.groupby("event")["source_id"].agg(join_ids)
    of_tolls = tolls.groupby("event_id")["source_id"].agg(join_ids)

    events = told.drop_duplicates("event").sort_values(["start", "event"], ignore_index=True)
    names = list(zip(events["event"], events["event_id"], strict=True))
    killed = [by_tolls.get(toll, by_incidents.get(event)) for event, toll in names]
    events = events.assign(
        year=events["start"].str[:4].astype(int),
        origin=_origin(events),
        killed=pd.Series(killed, dtype="Int64"),
        source_id=[join_ids([sources[event], of_tolls.get(toll, "")]) for event, toll in names],
    )
    return events[
        ["event", "start", "year", "area", "kind", "actor", "origin", "killed", "source_id"]
    ]


def abroad(incidents: pd.DataFrame) -> pd.DataFrame:
    """Return the counts of the dead of attacks outside the five republics by people from them.

    Whom a court or an office calls a citizen or native of one of the five is in the column
    ``attackers_from``. Assassinations, which are no attacks of the groups, are left out.

    Args:
        incidents: rows of ``security_incidents``.

    Returns:
        The rows, from the oldest attack and count on, with ``year``, ``killed`` (the value),
        ``is_last`` (the last count by a court or an office, one an attack, which no office
        changed later) and ``is_disputed`` (where the attackers were from).
    """
    is_attack = incidents["kind"].isin(KINDS) & incidents["attackers_from"].ne("")
    is_of_the_dead = incidents["measure"].isin(VICTIMS) & incidents["witness"].eq("other")
    counts = incidents[is_attack & is_of_the_dead]
    counts = counts.sort_values(["start", "event", "counted_on"], kind="stable", ignore_index=True)
    official = counts[counts["reporter_kind"].eq("official") & counts["status"].eq("A")]
    last = official.drop_duplicates("event", keep="last")
    return counts.assign(
        year=counts["start"].str[:4].astype(int),
        killed=counts["value"],
        is_last=counts.index.isin(last.index),
        is_disputed=counts["event"].isin(DISPUTED),
    )


def _origin(events: pd.DataFrame) -> "pd.Series[str]":
    crossed = (
        events["actor"].str.contains("Afghanistan")
        | events["kind"].eq("rocket fire")
        | events["event"].isin(CROSSED)
    )
    origin = crossed.map({True: ACROSS, False: WITHIN})
    return origin.mask(~crossed & events["actor"].eq("not named"), UNSTATED)
