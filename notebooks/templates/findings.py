"""What the figures of 00-template say, derived anew from their rows."""

import re

VALUES = [{}, {"areas": ["KAZ", "UZB"]}, {"areas": ["TKM"]}, {"start": 1991, "end": 2001}]  # played beside two sets drawn at random


def _index(title, rows):
    last = rows[rows["year"].eq(rows["year"].max())].sort_values("index")
    said = re.match(r"(.+)’s population (grew least|fell) from (\d+) to (\d+), by (\d+) percent$", title)
    if not said:
        assert title.startswith("Population from ")
        return
    change = last["index"].iloc[0] - 100
    assert (said[1], said[5]) == (last["name"].iloc[0], f"{abs(change):.0f}") and (said[2] == "fell") == (change < 0)
    assert (int(said[3]), int(said[4])) == (rows["year"].min(), rows["year"].max())


CHECKS = {"population-index": _index}  # one for each figure: it must fail when title and rows part


def FINDINGS(figures):
    """Numbers of the day on which the notebook was written: a new row that moves them must be seen."""
    assert figures["population-index"].title == "Kazakhstan’s population grew least from 1991 to 2024, by 19 percent"
