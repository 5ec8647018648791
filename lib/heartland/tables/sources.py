"""The sources behind rows: their ids, and how they are cited."""

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, Literal
from urllib.parse import urlsplit

import pandas as pd

from heartland import context, sentences
from heartland.errors import DataError, UsageError, did_you_mean
from heartland.tables import expect
from heartland.tables.periods import newest_observation
from heartland.tables.tables import load

OF_A_SOURCE = ("publisher", "title", "url", "published")  # that stand beside a row
HOME_PAGE = "the link leads to a home page, not to the text"
MOST_UNFOLDED = 25  # sources that a notebook lists without being asked


class Citations(list[str]):
    """Sources as lines of text; a notebook shows them as a list with links, a long one folded."""

    def _repr_markdown_(self) -> str:
        lines = "\n".join(f"- {line}" for line in self)
        if len(self) <= MOST_UNFOLDED:
            return lines
        title = f"<summary>All {self!r}</summary>"
        return f"<details>{title}\n\n{lines}\n\n</details>"

    def __repr__(self) -> str:
        return sentences.counted(len(self), "source")

    def __str__(self) -> str:
        return "\n".join(map(as_text, self))


def as_text(line: str) -> str:
    r"""Write a line of Markdown as plain text.

    >>> as_text(r"Bank, *Growth \*revised\**. <https://example.org/>")
    'Bank, Growth *revised*. <https://example.org/>'
    """
    return re.sub(r"\\(.)|\*", r"\1", line)


def source_ids(df: pd.DataFrame, also: bool = False) -> list[str]:
    """Return the ids of the sources behind the rows, sorted.

    Args:
        df: rows; without a column ``source_id`` they have no sources.
        also: include the sources that only repeat what another says.
    """
    columns = ["source_id", "also_in"] if also else ["source_id"]
    ids: set[str] = set()
    for column in columns:
        if column in df:
            ids |= _ids_in(df[column].tolist())
    return sorted(ids)


def own_sources(df: pd.DataFrame) -> list[str]:
    """Return the sources that rows name in words, in a column ``source``: those of one's own."""
    if "source" not in df:
        return []
    return [text for text in df["source"].dropna().astype("str").unique() if text]


def join_ids(cells: Iterable[object]) -> str:
    """Join cells of source ids, as a row has them that rests on several: each id once, sorted.

    >>> join_ids(["wdi;imf", "imf"])
    'imf;wdi'
    """
    return ";".join(sorted(_ids_in(cells)))


def join_columns(df: pd.DataFrame, *columns: str) -> pd.Series:
    """Join the source ids that columns hold beside each other, as ``join_ids`` does.

    >>> rows = pd.DataFrame({"source_id": ["wdi", "wdi"], "more": ["imf", None]})
    >>> join_columns(rows, "source_id", "more").tolist()
    ['imf;wdi', 'wdi']
    """
    beside = zip(*(df[column] for column in columns), strict=True)
    return pd.Series([join_ids(cells) for cells in beside], index=df.index, dtype="str")


def merge_with_sources(
    left: pd.DataFrame,
    right: pd.DataFrame,
    on: Sequence[str],
    how: Literal["inner", "left"] = "inner",
    validate: Literal["many_to_one", "one_to_one"] = "many_to_one",
) -> pd.DataFrame:
    """Set rows of another table beside rows; ``source_id`` names the sources of both.

    Args:
        left: rows with ``source_id``.
        right: rows with ``source_id``, no two of which agree in ``on``.
        on: the columns in which a row of each side agree.
        how: "inner" leaves out the rows of ``left`` that have none beside them, "left" keeps them.
        validate: "one_to_one" expects that no two rows of ``left`` agree in ``on`` either.

    Returns:
        The columns of ``left``, then those of ``right``; one that both have ends in ``_2`` there.

    Raises:
        UsageError: if two rows agree in ``on``, by which rows would be counted twice.
    """
    _expect_one_of_each(right, on)
    if validate == "one_to_one":
        _expect_one_of_each(left, on)
    both = left.merge(right, on=list(on), how=how, suffixes=("", "_2"))
    both["source_id"] = join_columns(both, "source_id", "source_id_2")
    return both.drop(columns="source_id_2")


def _expect_one_of_each(rows: pd.DataFrame, on: Sequence[str]) -> None:
    """Refuse rows of which two agree in some columns."""
    same, cell = expect.repeated(rows, on)
    if len(same):
        raise UsageError(
            f"{len(same)} rows have {cell}: keep one of them before they are set beside others, "
            "as prefer() does"
        )


def _ids_in(cells: Iterable[object]) -> set[str]:
    """Return the ids that cells name; missing cells name none."""
    ids: set[str] = set()
    for cell in set(cells):
        if isinstance(cell, str):
            ids.update(one.strip() for one in cell.split(";"))
    return ids - {""}


def by_id(name: str, ids: Iterable[str]) -> pd.DataFrame:
    """Return the rows of a dataset for the ids, which become the index.

    Raises:
        DataError: if the dataset has no such id; the message offers the nearest.
    """
    table = load(name)
    table = table.set_index(table.columns[0])
    wanted = list(ids)
    for one in wanted:
        if one not in table.index:
            near = did_you_mean(one, table.index)
            if name == "sources" and not near:
                near = "; a source of your own is named in words, in a column 'source'"
            raise DataError(f"{name.removesuffix('s')} '{one}' is not in {name}.csv{near}")
    return table.loc[wanted]


def last_read(*frames: pd.DataFrame) -> str:
    """Return the day on which the last of the sources of the rows was read, "" if none is named.

    >>> last_read(load("articles").head(0))
    ''
    """
    ids = {one for df in frames for one in source_ids(df)}
    return max(by_id("sources", ids)["accessed"], default="")


def are_from(df: pd.DataFrame, kind: str) -> "pd.Series[bool]":
    """Tell which rows name a source of a kind.

    >>> shares = load("smartphone_shares", area="KGZ", period="2021-02", part_years=True)
    >>> sorted(shares[are_from(shares, "article")]["vendor"])
    ['Apple', 'Huawei', 'Samsung', 'Xiaomi']

    Args:
        df: rows with ``source_id``.
        kind: a ``kind`` of ``sources``: "article" is one of the ten whose claims are checked.
    """
    sources = load("sources")
    wanted = set(sources.loc[sources["kind"].eq(kind), "source_id"])
    named = [not wanted.isdisjoint(_ids_in([cell])) for cell in df["source_id"]]
    return pd.Series(named, index=df.index, dtype="bool")


def byline(*frames: pd.DataFrame) -> sentences.Line:
    """Say in a line of Markdown how much a notebook reads, and how new it is.

    The newest observation and the day on which the last source was read are two things: figures
    read in November may end two years before.

    >>> "newest observation 2022" in byline(load("exchange_rates", currency="CNY", year=2022))
    True
    """
    ids: set[str] = set()
    for df in frames:
        expect.rows("byline", df)
        ids.update(source_ids(df))
    if not ids:
        raise UsageError("these rows have no column source_id, or nothing in it")
    rows = sentences.counted(sum(len(df) for df in frames), "row")
    sources = sentences.counted(len(ids), "source")
    newest = max(newest_observation(df) for df in frames)
    read = last_read(*frames)
    return sentences.Line(
        f"*{rows} from {sources}, newest observation {newest or 'undated'}, "
        f"sources read by {sentences.month(read)}*",
        {"newest": str(newest), "read": read},  # README lists both
    )


def cite(df: pd.DataFrame | None = None) -> Citations:
    """Cite the sources of rows: publisher, title, date, address.

    Without rows, of all figures that the running notebook has drawn. A source of one's own, in
    words in a column ``source``, comes last, as it is written there.

    A notebook shows them as a list with links; ``print`` writes one a line, as plain text.

    >>> cite(load("exchange_rates", currency="CNY", year=2022))
    1 source

    Args:
        df: rows with ``source_id``, ids of the table of sources, or with ``source``, words of one's
            own, or both.

    Raises:
        UsageError: if the rows have neither column, or no figure is drawn yet.
        DataError: for an id that is not in ``sources.csv``; the message offers the nearest.
    """
    if df is None:
        drawn = [figure.rows for figure in context.figures().values()]
        if not drawn:
            raise UsageError("cite: no figure is drawn yet: give it rows, hl.cite(rows)")
        df = pd.concat(drawn)
    expect.rows("cite", df)
    if len(df) and df.columns.intersection(["source_id", "source"]).empty:
        raise UsageError(
            "cite: these rows have no column source_id, nor source (one of your own, in words)"
        )
    sources = by_id("sources", source_ids(df))
    sources = sources.sort_values(["publisher", "published"], key=lambda c: c.str.lower())
    cited = [_citation(source) for source in sources.to_dict("records")]
    return Citations([*cited, *map(sentences.plain, own_sources(df))])


def with_sources(df: pd.DataFrame) -> pd.DataFrame:
    """Add publisher, title, address and date of the source of each row.

    >>> rates = with_sources(load("exchange_rates", currency="CNY", year=2022))
    >>> list(rates.columns[-4:])
    ['source_publisher', 'source_title', 'source_url', 'source_published']

    Returns:
        A new frame, with the columns ``source_publisher``, ``source_title``, ``source_url`` and
        ``source_published`` at its end. A row with several sources has all of them, joined by
        "; ".

    Raises:
        UsageError: if the rows have no column ``source_id``.
        DataError: for a source that is not in ``sources.csv``.
    """
    expect.rows("with_sources", df)
    if "source_id" not in df:
        raise UsageError("these rows have no column source_id, so they have no sources to join")
    sources = by_id("sources", source_ids(df))
    df = df.copy()
    for column in OF_A_SOURCE:
        df[f"source_{column}"] = translated(df["source_id"].fillna(""), sources[column].to_dict())
    return df


def translated(cells: pd.Series, words: Mapping[Any, str]) -> pd.Series:
    """Replace the codes that each cell joins by their words; what is no code stays as it is."""

    def translate(cell: str) -> str:
        return "; ".join(words.get(code.strip(), code) for code in cell.split(";"))

    return cells.map(translate, na_action="ignore")


def is_home_page(address: str) -> bool:
    """Tell whether an address is that of a whole site, at which no single text stands.

    >>> is_home_page("https://example.org/"), is_home_page("https://example.org/?id=1")
    (True, False)
    """
    parts = urlsplit(address)
    return bool(parts.netloc) and not (parts.path.strip("/") or parts.query or parts.fragment)


def _citation(source: Mapping[Hashable, str]) -> str:
    """Write a source as a line of Markdown."""
    publisher = sentences.plain(source["publisher"])
    title = sentences.plain(source["title"])
    date = f" ({source['published']})" if source["published"] else ""
    caution = f" ({HOME_PAGE})" if is_home_page(source["url"]) else ""
    return f"{publisher}, *{title}*{date}. <{source['url']}>{caution}"
