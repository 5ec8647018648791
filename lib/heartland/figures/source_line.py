"""The source line of a figure, read off its rows."""

import pandas as pd

from heartland import sentences
from heartland.tables.sources import by_id, source_ids

FEW_DOCUMENTS = 2  # of so many the titles are written out
MOST_NAMES = 6  # of more bodies the first five are named
NOBODY = ("", "not named", "article", "article author")  # stand where no body counted
FIRST_CHINESE = 0x2E80  # the font has neither Chinese nor Japanese


def source_line(rows: pd.DataFrame) -> str:
    """Say whose figures the rows are, and in how many documents they were read."""
    ids = source_ids(rows)
    documents = by_id("sources", ids)
    if len(ids) <= FEW_DOCUMENTS:
        return "Source: " + _written_out(documents)
    bodies = _bodies(rows, documents) or ["nobody named"]
    return f"Source: {sentences.listed(bodies)}; {len(ids)} documents, listed with the data"


def _written_out(documents: pd.DataFrame) -> str:
    """Name publisher, title and year of each document."""
    named = []
    for document in documents.to_dict("records"):
        text = str(document["publisher"])
        if _can_be_drawn(document["title"]):
            text += f", {document['title']}"
        if document["published"]:
            text += f" ({document['published'][:4]})"
        named.append(text)
    return "; ".join(named) or "the rows drawn name none"


def _can_be_drawn(text: str) -> bool:
    return max(map(ord, text)) < FIRST_CHINESE


def _bodies(rows: pd.DataFrame, documents: pd.DataFrame) -> list[str]:
    """Name whose figures they are: publishers of forecasts, else who counted, else who printed."""
    if "publisher" in rows:
        counted = rows["publisher"]
    elif "reporter" in rows:
        counted = rows["reporter"]
    else:
        counted = rows["source_id"].str.split(";").explode().map(documents["publisher"])
    number = counted[counted.notna() & ~counted.isin(NOBODY)].value_counts()
    by_number = sorted(number.index, key=lambda name: (-number[name], name))
    if len(by_number) <= MOST_NAMES:
        return sorted(by_number)
    return [*by_number[: MOST_NAMES - 1], f"{len(by_number) - MOST_NAMES + 1} others"]
