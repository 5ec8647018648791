"""The theme of the template: copy it to lib/heartland_themes, under the name of your notebook.

Two kinds of functions stand here: what the rows show, as a Finding, and how they are drawn. Both
take frames; which rows they get is decided in the notebook.
"""

import pandas as pd

from heartland.figures import charts
from heartland.figures.frame import Sheet, frame
from heartland.figures.style import colours
from heartland.sentences import Finding

NOTABLE = 2.0  # index points; a smaller difference is not called one


def slowest_growth(rows: pd.DataFrame) -> Finding:
    """Find whose population grew least between the first year and the last.

    Args:
        rows: a row an area and year, with ``name`` and ``index`` (100 in the first year).

    Returns:
        The name, the change in percent and the years; without facts where none stands out.
    """
    first = int(rows["year"].min())
    last = int(rows["year"].max())
    ends = rows[rows["year"].eq(last)].sort_values("index")
    changes = (ends["index"] - 100).tolist()
    stands_out = len(changes) > 1 and changes[1] - changes[0] >= NOTABLE
    if not stands_out or abs(changes[0]) < NOTABLE:
        return Finding(f"Population from {first} to {last}, as an index of the first year")
    facts = {
        "name": ends["name"].iloc[0],
        "grew": changes[0] > 0,
        "percent": round(abs(changes[0])),
        "first": first,
        "last": last,
    }
    verb = "grew least" if facts["grew"] else "fell"
    text = (
        f"{facts['name']}’s population {verb} from {first} to {last}, by {facts['percent']} percent"
    )
    return Finding(text, facts)


def draw_index(rows: pd.DataFrame) -> Sheet:
    """Draw a line for each republic, its first year set to 100."""
    by_area = colours(rows["area"].unique())
    by_name = {}
    for area, name in zip(rows["area"], rows["name"], strict=True):
        by_name[name] = by_area[area]
    first = rows["year"].min()
    fig, axes = frame(rows, slowest_growth(rows), f"Population, {first} = 100.")
    charts.lines(axes, rows, x="year", value="index", by="name", colours=by_name, look="-")
    return fig
