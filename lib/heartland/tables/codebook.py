"""What the tables hold: which there are, their columns explained, the years that they cover."""

import html
import re

import pandas as pd

from heartland import sentences
from heartland.tables import collection, schemas
from heartland.tables.areas import REPUBLICS
from heartland.tables.periods import column_of_dates, first_year, newest_observation
from heartland.tables.schemas import WHERE_A_ROW_IS
from heartland.tables.sources import last_read, source_ids
from heartland.tables.tables import load

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

    Returns:
        A row for each dataset, by its name: ``title``; ``rows``, with those of parts of a year;
        ``first`` and ``last``, the years that its rows speak of, as text, missing where they have
        no dates; ``sources``, how many documents its rows name in ``source_id``.
    """
    folder = collection.root()
    rows = []
    for name in collection.dataset_names(folder):
        df = load(name, part_years=True)
        years = _years(df)
        rows.append(
            {
                "dataset": name,
                "title": schemas.read(folder, name)["title"],
                "rows": len(df),
                "first": years.min(),
                "last": years.max(),
                "sources": len(source_ids(df)),
            }
        )
    return pd.DataFrame(rows).set_index("dataset")


def _years(df: pd.DataFrame) -> pd.Series:
    """Return the years that rows speak of, as text; rows without a year are left out."""
    column = column_of_dates(df)
    return first_year(df[column]).dropna() if column else pd.Series(dtype="str")


class Codebook(pd.DataFrame):
    """The columns of a dataset, explained.

    A notebook shows the definitions whole, where pandas would cut them short.
    """

    def _repr_html_(self) -> str:
        shown = self.style.set_caption(html.escape(self.attrs["title"]))
        shown = shown.format(escape="html").format_index(escape="html")
        # in each cell, for JupyterLab drops the style sheet of a notebook that is not trusted
        return re.sub(
            "<(t[dh]) ", r'<\1 style="text-align: left"', shown.to_html(exclude_styles=True)
        )


def describe(name: str) -> Codebook:
    """Return the codebook of a dataset: one row a column.

    >>> describe("areas").loc["name", "definition"]
    'Name in English.'
    >>> describe("trade").loc["flow", "allowed"]
    'exports, imports, turnover'

    Returns:
        A frame by column, with ``type``, ``unit``, ``definition`` and ``allowed``: the values that
        a column with a closed list may have.
    """
    schema = schemas.read(collection.root(), name)
    rows = [
        {
            "column": field["name"],
            "type": field["type"],
            "unit": field.get("unit", ""),
            "definition": field.get("description", ""),
            "allowed": ", ".join(map(str, field.get("constraints", {}).get("enum", []))),
        }
        for field in schema["fields"]
    ]
    book = Codebook(pd.DataFrame(rows, dtype="object").set_index("column"))
    book.attrs.update(title=schema["title"], description=schema.get("description", ""))
    return book


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
    years = _years(df)
    when = sentences.span(years) if len(years) else "undated"
    rows = sentences.counted(len(df), "row")
    sources = sentences.counted(len(source_ids(df)), "source")
    return f"{when}<br>{rows}, {sources}"
