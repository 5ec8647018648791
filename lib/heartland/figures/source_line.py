"""The source line of a figure, read off its rows."""

import pandas as pd

from heartland import sentences
from heartland.tables.sources import by_id, source_ids


def source_line(rows: pd.DataFrame) -> str:
    """Say whose figures the rows are, and in how many documents they were read."""
    ids = source_ids(rows)
    table = by_id("sources", ids)
    if len(ids) <= 2:
        years = table["published"].str[:4]
        titles = [
            f", {t}" if max(map(ord, t)) < 0x2E80 else "" for t in table["title"]
        ]  # the font has no Chinese or Japanese
        named = [
            f"{p}{t}{f' ({y})' if y else ''}"
            for p, t, y in zip(table["publisher"], titles, years, strict=True)
        ]
        return "Source: " + ("; ".join(named) or "the rows drawn name none")
    of_sources = rows["source_id"].str.split(";").explode().map(table["publisher"])
    who = next((rows[c] for c in ("publisher", "reporter") if c in rows), of_sources)
    names = sorted(
        set(who.dropna()) - {""}, key=lambda name: (-who.eq(name).sum(), name)
    )  # whose rows are most, first
    named = sorted(names) if len(names) <= 6 else [*names[:5], f"{len(names) - 5} others"]
    return f"Source: {sentences.listed(named)}; {len(ids)} documents, listed with the data"
