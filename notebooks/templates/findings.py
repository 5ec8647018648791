"""What the figures of 00-template say, derived anew from their rows."""

import re

VALUES = [
    {},
    {"areas": ["KAZ", "UZB"]},
    {"areas": ["TKM"]},
    {"start": 1991, "end": 2001},
]  # played beside two sets drawn at random


def _index(title, rows):
    last = rows[rows["year"].eq(rows["year"].max())].sort_values("index")
    said = re.match(
        r"(.+)’s population (grew least|fell) from (\d+) to (\d+), by (\d+) percent$", title
    )
    if not said:
        assert title.startswith("Population from "), title
        return
    change = last["index"].iloc[0] - 100
    found = (last["name"].iloc[0], f"{abs(change):.0f}")
    assert (said[1], said[5]) == found, f"{title}: the rows give {found}"
    assert (said[2] == "fell") == (change < 0), f"{title}: the rows give {change:.1f}"
    assert (int(said[3]), int(said[4])) == (rows["year"].min(), rows["year"].max()), (
        f"{title}: the rows have other years"
    )


CHECKS = {"population-index": _index}  # one for each figure: it must fail when title and rows part


def FINDINGS(figures):
    """Numbers of the day on which the notebook was written: a new row that moves them must be seen."""
    title = figures["population-index"].title
    assert title == "Kazakhstan’s population grew least from 1991 to 2024, by 19 percent", title
