"""What the figures of 00-template claim, computed anew: copy it to tests/themes.

It goes under the name of your notebook, beside the others.
"""

VALUES = [  # parameters that are played beside the defaults
    {"areas": ["KAZ", "UZB"]},
    {"areas": ["TKM"]},
    {"start": 1991, "end": 2001},
]


def _index(finding, rows):
    """Must fail when the finding and the rows part."""
    if not finding.facts:
        return
    first, last = rows["year"].min(), rows["year"].max()
    ends = rows[rows["year"].eq(last)].set_index("name")["index"]
    change = ends.min() - 100
    assert finding.facts == {
        "name": ends.idxmin(),
        "grew": change > 0,
        "percent": round(abs(change)),
        "first": first,
        "last": last,
    }


CHECKS = {"population-index": _index}  # one for each figure


def FINDINGS(figures):
    """Check what was found on the day the notebook was written: new rows that move it are seen."""
    text = figures["population-index"].title
    assert text == "Kazakhstan’s population grew least from 1991 to 2024, by 19 percent"
