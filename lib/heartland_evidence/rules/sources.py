"""Rules of sources: each is one document, is used, may be used, and came after what it tells."""

import re
from collections.abc import Callable, Iterator

import pandas as pd

from heartland.sentences import listed
from heartland.tables import collection
from heartland.tables.periods import last_day
from heartland.tables.sources import is_home_page, source_ids
from heartland_evidence.rules.common import documents
from heartland_evidence.rules.declared import unlike_most
from heartland_evidence.rules.rule import ANY_TABLE, Broken, Condition, Rule, Tables
from heartland_evidence.rules.words import WHOLE_YEAR, as_text, before, each, year

NAME = "sources"
BLOCK = 100  # rows that may come from one source whose licence is unknown
NO_DATE = "9999"  # of a row whose sources have no date nothing can be said
WEB = r"^https?://(www\.)?|(?<=\w)\.(?=/)|/?(#.*)?$"  # what does not tell two addresses apart
HOST = r"^https?://(?:www\.)?([^/]+)"
OF_OTHERS = ("github.com", "docslib.org")  # addresses with documents under terms of their own
MONTH = r"((?:19|20)\d\d-(?:0[1-9]|1[0-2]))(?:-|$)"  # in an id
LAST_YEAR = r"(?:.*-)((?:19|20)\d\d)(?=-|$)"  # in an id
YEARS_AFTER = 2  # the last year of a series may be published so much later
DATED_PATH = r"/((?:19|20)\d\d[/-](?:0[1-9]|1[0-2]))(?=[/-]|$)"  # of an address
PART_OR_BEGINNING = re.compile(r".*/|-[HQ]\d")  # of a period
FEW = 4  # documents at one address, from which its publisher is known
MOST = 0.75  # share of them that one publisher must have


def unused_sources(df: pd.DataFrame, tables: Tables) -> pd.Series:
    """Every source is named by a row."""
    used = {
        one for name, rows in tables.compared() if name != NAME for one in source_ids(rows, True)
    }
    return ~df["source_id"].isin(used)


def repeated_addresses(df: pd.DataFrame, _: Tables) -> pd.Series:
    """One document has one id: no address stands twice."""
    return df["url"].str.replace(WEB, "", regex=True).str.lower().duplicated()


def addresses_of_sources(df: pd.DataFrame, _: Tables) -> pd.Series:
    """Where else a document stands is no address of another source."""
    known = set(df["url"].tolist())
    return each(df["also_at"], lambda cell: not known.isdisjoint(cell.split(";")))


def years_unlike_ids(df: pd.DataFrame, _: Tables) -> pd.Series:
    """A source was published in the last year that its id holds, or soon after."""
    last = pd.to_numeric(df["source_id"].str.extract(LAST_YEAR)[0])
    after = year(df["published"]) - last
    return (after < 0) | (after > YEARS_AFTER)


def dates_unlike(month: Callable[[pd.DataFrame], pd.Series]) -> Condition:
    """A source was published in the month that its id or its address holds."""

    def broken(df: pd.DataFrame, _: Tables) -> pd.Series:
        held, published = month(df).fillna(""), df["published"]
        return before(held, published) | before(published, held)

    return broken


def after_the_package(column: str) -> Condition:
    """No document was read, or looked for, after the day of the package."""

    def broken(df: pd.DataFrame, _: Tables) -> pd.Series:
        packaged: pd.Series = df[column] > collection.descriptor(collection.root())["created"][:10]
        return packaged

    return broken


def terms_are_those_of_the_site(tables: Tables) -> Iterator[Broken]:
    """A publisher's pages at one address have one licence: terms are of a site, not of a page."""
    df = tables[NAME]
    host = df["url"].str.extract(HOST)[0].fillna("")
    site = (df["publisher"] + " " + host).where(host.ne("") & ~host.isin(OF_OTHERS), "")
    pages = "pages of this publisher at this address"
    for rows, usual in unlike_most(df, "licence", site):
        sentence = f"is not the licence of most {pages}: look there"
        if len(usual) > 1:
            have = listed(usual)
            sentence = f"differs among {pages}, which have {have}: write the right one in all"
        yield Broken(NAME, "licence", rows, sentence)


def other_publishers(df: pd.DataFrame, _: Tables) -> pd.Series:
    """On a site of one publisher, by most of its documents, no document is of another."""
    host = df["url"].str.extract(HOST)[0].fillna("")
    name = df["publisher"].str.casefold()
    word = name.str.removeprefix("the ").str.split().str[0].str.strip(",").fillna("")
    counted = pd.DataFrame({"host": host, "word": word}).value_counts().reset_index()
    usual = host.map(counted.drop_duplicates("host").set_index("host")["word"])
    is_usual = word.eq(usual).groupby(host)
    settled = host.ne("") & is_usual.transform("size").ge(FEW) & is_usual.transform("mean").ge(MOST)
    pairs = zip(usual, name, strict=True)
    named = pd.Series([one in other or other in one for one, other in pairs], df.index, dtype=bool)
    return settled & ~named


def beyond_a_block(df: pd.DataFrame, tables: Tables) -> pd.Series:
    """No block of rows is from a source whose licence is unknown."""
    sources = tables[NAME]
    unknown = sources.loc[sources["licence"].str.lower().eq("unknown"), "source_id"]
    return df[df["source_id"].isin(unknown)].groupby("source_id").cumcount().eq(BLOCK)


def rows_tell_what_was_over(tables: Tables) -> Iterator[Broken]:
    """What a row tells was over when its newest source was published, and its edition was out.

    Only a forecast is ahead of it; one that is doubted (U) is one all the same.
    """
    sources = tables[NAME]
    day = sources["published"].where(sources["published"].ne(""), sources["accessed"])
    known = dict(zip(sources["source_id"], day.map(last_day), strict=True))
    for name, df in tables.items():
        if name == NAME or "source_id" not in df:
            continue
        newest = each(documents(df), lambda cell: max(known.get(i, "") for i in cell.split(";")))
        newest = newest.replace("", NO_DATE)
        if "vintage" in df:
            sentence = "is an edition after the day on which the source was published"
            yield Broken(name, "vintage", before(newest, df["vintage"]), sentence)
        forecast = df.reindex(columns=["kind", "status"]).eq(["forecast", "F"]).any(axis="columns")
        annual = ["year", "period"] if tables.schema(name).get("annual") else ["year"]
        for column in [*tables.dated(name), "year", "target_year"]:
            if column in df and column != "vintage" and name != "audits":
                over = _over(df[column], column in annual)
                sentence = (
                    "was not over when the source was published: only a forecast (F) is ahead"
                )
                yield Broken(name, column, ~forecast & (over > newest), sentence)


def _over(periods: pd.Series, whole: bool) -> pd.Series:
    """Return when what each row speaks of was over; halves and quarters count by their year.

    A year counts to its last day only where its figures are sums over the ``whole`` of it.
    """

    def end_of(period: str) -> str:
        if whole and re.fullmatch(WHOLE_YEAR, period):
            return f"{period}-12-31"
        return PART_OR_BEGINNING.sub("", period)

    return each(as_text(periods), end_of)


RULES = (
    Rule(
        NAME,
        "source_id",
        unused_sources,
        "is used by no row: delete it, or name it in the rows that were read there",
    ),
    Rule(
        NAME,
        "url",
        repeated_addresses,
        "is already the address of another id: give each document one id",
    ),
    Rule(
        NAME,
        "also_at",
        addresses_of_sources,
        "has the address of a source: name its id in also_in, or empty the cell",
    ),
    Rule(
        NAME,
        "url",
        lambda df, _: each(df["url"], is_home_page),
        "is a home page: give the address of the document",
    ),
    Rule(
        NAME,
        "published",
        dates_unlike(lambda df: df["source_id"].str.extract(MONTH)[0]),
        "is not in the month that source_id holds",
    ),
    Rule(
        NAME,
        "published",
        years_unlike_ids,
        f"is not in the year that source_id holds, or the {YEARS_AFTER} years after it",
    ),
    Rule(
        NAME,
        "published",
        dates_unlike(lambda df: df["url"].str.extract(DATED_PATH)[0].str.replace("/", "-")),
        "is not in the month that the address holds",
    ),
    *(
        Rule(
            table,
            column,
            after_the_package(column),
            "is after the day of the package: raise 'created' in datapackage.json if it was "
            f"{word} since",
        )
        for table, column, word in (
            (NAME, "accessed", "read"),
            ("excluded", "looked_on", "looked for"),
        )
    ),
    terms_are_those_of_the_site,
    Rule(
        NAME,
        "publisher",
        other_publishers,
        "is not the publisher of most documents at this address",
    ),
    Rule(
        ANY_TABLE,
        "source_id",
        "also_in == '' and @look_up(source_id, 'sources', 'kind') == 'tertiary'",
        "is a tertiary source and stands alone",
        but=("casualty_reports",),  # it has a rule of its own
    ),
    Rule(
        ANY_TABLE,
        "source_id",
        "@look_up(source_id, 'sources', 'redistribution') == 'no'",
        "may not be passed on (redistribution is no): delete the row",
        but=("sources",),
    ),
    Rule(
        ANY_TABLE,
        "source_id",
        beyond_a_block,
        f"gives more than {BLOCK} rows and its licence is unknown",
        but=("sources",),
    ),
    rows_tell_what_was_over,
)
