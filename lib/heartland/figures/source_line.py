"""The source line of a figure, and how new it is, read off its rows."""

import pandas as pd

from heartland import sentences
from heartland.tables.areas import area_names
from heartland.tables.periods import newest_observation
from heartland.tables.sources import by_id, last_read, own_sources, source_ids

FEW_DOCUMENTS = 2  # up to this many are cited by title
MOST_NAMES = 6  # of more bodies only the first five are named
REPORTERS = ("reporter", "whole_reporter")  # whose count it is, and that of which it is a part
PUBLISHERS = ("publisher", "outturn_publisher")  # of a forecast, and of what it is held against
NOBODY = ("not named", "article")  # begin a reporter that is no body that counted
LAST_OF_SPAN = ("last_year", "last", "end")  # end the span of a row without a date of its own
YEAR = r"((?:19|20)\d\d)(?:[-/].*)?$"  # what a date begins with, and a value does not
FIRST_CHINESE = 0x2E80  # the font has neither Chinese nor Japanese


def source_line(rows: pd.DataFrame, own: str = "") -> str:
    """Say whose figures the rows are, and in how many documents they were read.

    A source that is not of the collection is named last: that of rows which name none, or of a
    column beside them. A row is never given the source of another.
    Apostrophes are curly, as in titles, where the data have them straight.

    Args:
        rows: with ``source_id``, ids of the table of sources, or with ``source``, words of one's
            own, or both.
        own: the source, in words, of what was added to them.
    """
    parts = [_of_the_collection(rows)] if source_ids(rows) else []
    parts += dict.fromkeys(filter(None, [*own_sources(rows), own]))
    unknown = 0 if own else int((~_name_a_source(rows)).sum())
    if parts and unknown:
        parts.append(f"{sentences.count(unknown, 'row')} without a named source")
    return "Source: " + sentences.curly("; ".join(parts) or "the rows drawn name none")


def _name_a_source(rows: pd.DataFrame) -> "pd.Series[bool]":
    """Tell which rows name a source, of the collection or in words."""
    named = pd.Series(False, index=rows.index)
    for column in ("source_id", "source"):
        if column in rows:
            named |= rows[column].fillna("").ne("")
    return named


def _of_the_collection(rows: pd.DataFrame) -> str:
    """Name the documents that rows were read in, or if they are many, the bodies."""
    ids = source_ids(rows)
    documents = by_id("sources", ids)
    if len(ids) <= FEW_DOCUMENTS:
        return _written_out(documents)
    rows = rows[rows["source_id"].fillna("").ne("")]
    bodies = _bodies(rows, documents) or ["nobody named"]
    have_commas = any("," in body for body in bodies)
    named = "; ".join(bodies) if have_commas else sentences.listed(bodies)
    return f"{named}; {len(ids)} documents, listed with the data"


def how_new(rows: pd.DataFrame) -> str:
    """Say which is the newest observation among the rows, and by when their sources were read.

    The two are years apart where a source ends early. Rows that state no time have the latter only,
    rows that name no source the former.
    """
    newest, read = newest_drawn(rows), last_read(rows)
    parts = [f"newest observation {newest}"] if newest else []
    if read:
        parts.append(f"sources read by {sentences.month(read)}")
    return ", ".join(parts)


def newest_drawn(rows: pd.DataFrame) -> str:
    """Return the last year that the rows of a figure have an observation of, "" if none says.

    A forecast is none, unless it is drawn against its outturn; a row that sums a span of years
    counts by its last.
    """
    if "outturn_pct" in rows:
        rows = rows[rows["outturn_pct"].notna()].drop(columns="status", errors="ignore")
    newest = newest_observation(rows)
    for column in LAST_OF_SPAN:
        if column in rows and (column == "end" or not newest):
            years = rows[column].astype("str").str.extract(f"^{YEAR}", expand=False).dropna()
            newest = max([newest, *years])
    return newest


def _written_out(documents: pd.DataFrame) -> str:
    """Name publisher, title and year of each document."""
    named = []
    for document in documents.to_dict("records"):
        text = str(document["publisher"])
        if max(map(ord, document["title"])) < FIRST_CHINESE:
            text += f", {document['title']}"
        if document["published"]:
            text += f" ({document['published'][:4]})"
        named.append(text)
    return "; ".join(named)


def _bodies(rows: pd.DataFrame, documents: pd.DataFrame) -> list[str]:
    """Name whose figures they are: publishers of forecasts, else who counted, else who printed.

    Who printed stands for a count whose reporter is not named.
    """
    if "publisher" in rows:
        counted = pd.concat([rows[column] for column in PUBLISHERS if column in rows])
    elif "reporter" in rows:
        counted = pd.concat([rows[column] for column in REPORTERS if column in rows])
        unnamed = rows[_is_nobody(rows["reporter"])]
        counted = pd.concat([counted, _publishers(unnamed, documents)])
    else:
        counted = _publishers(rows, documents)
    states = {name: f"official figures of {name}" for name in area_names().values()}
    counted = counted[~_is_nobody(counted)]
    number = counted.map(lambda name: states.get(name, name)).value_counts()
    by_number = sorted(number.index, key=lambda name: (-number[name], name))
    if len(by_number) <= MOST_NAMES:
        return sorted(by_number)
    return [*by_number[: MOST_NAMES - 1], f"{len(by_number) - MOST_NAMES + 1} others"]


def _publishers(rows: pd.DataFrame, documents: pd.DataFrame) -> "pd.Series[str]":
    """Return the publisher of each document of some rows."""
    return rows["source_id"].str.split(";").explode().map(documents["publisher"])


def _is_nobody(reporters: pd.Series) -> "pd.Series[bool]":
    """Tell where no body is named that counted."""
    names = reporters.fillna("").astype("str")
    return names.eq("") | names.str.startswith(NOBODY)
