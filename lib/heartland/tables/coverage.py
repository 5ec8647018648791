"""Which tables there are, which years of which republic each covers, and what its warnings mean."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from heartland import sentences
from heartland.tables import descriptor, location, schemas
from heartland.tables.areas import REPUBLICS
from heartland.tables.columns import WHERE_A_ROW_IS
from heartland.tables.sources import last_read, source_ids
from heartland.tables.tables import load, newest_observation, years_of

WARNINGS = {
    "mirror_gap": "two countries count the same trade differently: name the reporter",
    "definition_differs": "rows of one name are not all of one definition: read the notes",
    "break_in_series": "the method or the coverage changed: no line across the break",
    "early_count": "an early count that was overtaken: look for later ones",
    "estimated": "estimates stand among the observations: see the status",
    "page_views_not_sales": "shares of page views say who browses, not who buys or owns",
    "part_year": "some rows are parts of a year and never stand among the years",
    "echo": "one statement repeated by several outlets is one row: the others are in also_in",
    "vintage_inferred": "some vintages are inferred from the date of a page",
}


def datasets() -> pd.DataFrame:
    """List the datasets: title, rows, first and last year, number of sources.

    >>> datasets().loc["areas", "title"]
    'Countries and groupings'
    """
    return pd.DataFrame(_summaries()).set_index("dataset")


def _summaries() -> Iterator[dict[str, Any]]:
    folder = location.root()
    for name in descriptor.dataset_names(folder):
        df = load(name, part_years=True)
        years = years_of(df)
        yield {
            "dataset": name,
            "title": schemas.read(folder, name)["title"],
            "rows": len(df),
            "first": years.min(),
            "last": years.max(),
            "sources": len(source_ids(df)),
        }


def table_summary(df: pd.DataFrame) -> str:
    """Say how many rows a table has, its newest observation, and by when its sources were read."""
    parts = [sentences.count(len(df), "row")]
    newest = newest_observation(df)
    if newest:
        parts.append(f"newest observation {newest}")
    read = last_read(df)
    if read:
        parts.append(f"sources read by {sentences.month(read)}")
    return f"{'; '.join(parts)}."


def coverage_by_republic(df: pd.DataFrame) -> dict[str, str]:
    """Say for each republic which years a table covers, in how many rows, from how many sources.

    Returns:
        A text of two lines for each republic, "" where it has no row; {} for a table that is not
        of areas, has no row of a republic, or has no sources.
    """
    column = next((name for name in WHERE_A_ROW_IS if name in df), "")
    if not column or "source_id" not in df:
        return {}
    areas = df[column].str.split(";")
    texts = {}
    for republic in REPUBLICS:
        of_republic = [republic in codes for codes in areas]
        texts[republic] = _extent(df[of_republic])
    return texts if any(texts.values()) else {}


def _extent(df: pd.DataFrame) -> str:
    if df.empty:
        return ""
    years = years_of(df)
    when = sentences.span(years) if len(years) else "undated"
    rows = sentences.counted(len(df), "row")
    sources = sentences.counted(len(source_ids(df)), "source")
    return f"{when}<br>{rows}, {sources}"
