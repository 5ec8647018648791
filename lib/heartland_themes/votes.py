"""Votes in the United Nations: how often two states cast the same vote.

Rows are those of the table ``un_votes``: in a year, an area and a partner both voted on a number of
texts (``votes``) and cast the same vote, yes, no or abstention, in ``same_pct`` percent of them.
The measure is the agreement of Erik Voeten's data; an absence is no vote.
"""

import pandas as pd

SPANS = {"2001–2013": (2001, 2013), "2014–2021": (2014, 2021), "2022–2023": (2022, 2023)}
"""Before Crimea was annexed, after it, and since the invasion of Ukraine: first and last year."""


def pooled(rows: pd.DataFrame, by: str | list[str]) -> pd.DataFrame:
    """Pool comparisons: of all votes compared, the percentage that was the same.

    Each comparison counts once, so a state counts by the votes it cast and a year by the votes
    that were held.

    Args:
        rows: of the table ``un_votes``.
        by: the columns that set one pool apart from the next.

    Returns:
        A row a pool: the columns of ``by``, ``votes``, ``same``, ``same_pct`` and ``source_id``.
    """
    counted = rows.assign(same=rows["votes"] * rows["same_pct"] / 100)
    total = counted.groupby(by, as_index=False).agg(
        votes=("votes", "sum"), same=("same", "sum"), source_id=("source_id", "first")
    )
    return total.assign(same_pct=100 * total["same"] / total["votes"])


def by_span(rows: pd.DataFrame, by: str | list[str]) -> pd.DataFrame:
    """Pool comparisons in each of ``SPANS``, named in the column ``span``."""
    parts = []
    for span, (first, last) in SPANS.items():
        parts.append(pooled(rows[rows["year"].between(first, last)], by).assign(span=span))
    return pd.concat(parts, ignore_index=True)
