"""Rules on sources: each is one document, is used, may be used, and came after what it tells."""

import calendar
import ipaddress
import re
from collections import Counter, defaultdict
from collections.abc import Iterator

import pandas as pd

from heartland.tables import descriptor, location
from heartland.tables.periods import last_day
from heartland.tables.sources import source_ids
from heartland_evidence.rules.rule import (
    YEAR,
    Broken,
    Tables,
    as_text,
    beside,
    mask,
    of_each,
    rule,
    surely_before,
    unlike_most,
)

BLOCK = 100  # rows that may come from one source whose licence is unknown
NO_DATE = "9999"  # of a row whose sources have no date nothing can be said
WEB = r"^https?://(www\.)?|(?<=\w)\.(?=/)|/?(#.*)?$"  # what does not tell two addresses apart
HOME = re.compile(r"https?://[^/]+/?")
OF_OTHERS = ("github.com", "docslib.org")  # addresses with documents under terms of their own
HOST = r"^https?://(?:www\.)?([^/]+)"
MONTH = r"((?:19|20)\d\d-(?:0[1-9]|1[0-2]))(?:-|$)"
DATED_PATH = re.compile(
    r"/((?:19|20)\d\d)[/-](0[1-9]|1[0-2])(?:[/-](0[1-9]|[12]\d|3[01])(?!\d))?(?=[/-]|$)"
)
LAST_YEAR = r"(?:.*-)((?:19|20)\d\d)(?=-|$)"
YEARS_AFTER = 2  # the last year of a series may be published so much later
MONTHS = {name: f"{number:02d}" for number, name in enumerate(calendar.month_name) if name}
DATED_TITLE = re.compile(rf"\b({'|'.join(MONTHS)}) ((?:19|20)\d\d)\b")
WHOLE_YEAR = re.compile(YEAR)
PART_OR_BEGINNING = re.compile(r".*/|-[HQ]\d")  # of a period
FEW = 4  # documents at one address, from which its publisher is known
MIN_SHARE = 0.75  # share of them that one publisher must have


def rows_by_source(tables: Tables) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the tables whose rows name the document in which they were read."""
    for name, df in tables.items():
        if name != "sources" and "source_id" in df:
            yield name, df


@rule(all_tables=True, sources="source_id")
def sources_are_used(tables: Tables) -> Iterator[Broken]:
    """Every source is named by a row."""
    used: set[str] = set()
    for _, df in rows_by_source(tables):
        used |= set(source_ids(df, also=True))
    idle = ~tables["sources"]["source_id"].isin(used)
    sentence = "is used by no row: delete it, or name it in the rows that were read there"
    yield Broken("sources", "source_id", idle, sentence)


@rule(sources="url also_at")
def documents_have_one_id(tables: Tables) -> Iterator[Broken]:
    """One document has one id: no address stands twice."""
    df = tables["sources"]
    plain = df["url"].str.replace(WEB, "", regex=True).str.lower()
    sentence = "is already the address of another id: give each document one id"
    yield Broken("sources", "url", plain.duplicated(keep="first"), sentence)
    addresses = set(df["url"].tolist())
    double = of_each(df["also_at"], lambda cell: not addresses.isdisjoint(cell.split(";")))
    sentence = "has the address of a source: name its id in also_in, or empty the cell"
    yield Broken("sources", "also_at", mask(double, df), sentence)


@rule(sources="url")
def addresses_lead_to_documents(tables: Tables) -> Iterator[Broken]:
    """The address of a source is that of the document, not of the outlet's home."""
    df = tables["sources"]
    home = [bool(HOME.fullmatch(url)) for url in df["url"].tolist()]
    sentence = "is a home page: give the address of the document"
    yield Broken("sources", "url", mask(home, df), sentence)


@rule(sources="url also_at")
def addresses_are_of_the_web(tables: Tables) -> Iterator[Broken]:
    """No address is on this machine, in a private network, or a host in another script."""
    for column in ("url", "also_at"):
        addresses = tables["sources"][column]
        private = of_each(addresses, lambda cell: any(map(_is_private, cell.split(";"))))
        sentence = "is on this machine or in a private network: give the public address"
        yield Broken("sources", column, mask(private, addresses), sentence)
        foreign = of_each(addresses, lambda cell: any(map(_is_foreign, cell.split(";"))))
        sentence = "has a host in another script: check it, and write it in ASCII (xn--)"
        yield Broken("sources", column, mask(foreign, addresses), sentence)


def _host(address: str) -> str:
    found = re.match(HOST, address)
    return found[1].rpartition("@")[2].partition(":")[0].casefold() if found else ""


def _is_private(address: str) -> bool:
    host = _host(address)
    if host == "localhost" or host.endswith((".local", ".localhost", ".internal")):
        return True
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return False


def _is_foreign(address: str) -> bool:
    return not _host(address).isascii()


@rule(sources="source_id published")
def ids_hold_their_month(tables: Tables) -> Iterator[Broken]:
    """A source whose id holds a month was published in it."""
    df = tables["sources"]
    month = df["source_id"].str.extract(MONTH)[0].fillna("")
    other = surely_before(month, df["published"]) | surely_before(df["published"], month)
    sentence = "is not in the month that source_id holds"
    yield Broken("sources", "published", other, sentence)


@rule(sources="source_id published")
def ids_hold_their_year(tables: Tables) -> Iterator[Broken]:
    """A source was published in the last year that its id holds, or soon after."""
    df = tables["sources"]
    last = pd.to_numeric(df["source_id"].str.extract(LAST_YEAR)[0], errors="coerce")
    published = pd.to_numeric(df["published"].str[:4], errors="coerce")
    apart = published - last
    other = apart.notna() & ~apart.between(0, YEARS_AFTER)
    sentence = f"is not in the year that source_id holds, or the {YEARS_AFTER} years after it"
    yield Broken("sources", "published", other, sentence)


@rule(sources="url published")
def addresses_hold_their_date(tables: Tables) -> Iterator[Broken]:
    """An address that holds the day or the month of its page holds that of the source."""
    df = tables["sources"]
    apart = []
    for url, published in beside(df["url"], df["published"]):
        found = DATED_PATH.search(url)
        date = "-".join(part for part in found.groups() if part) if found else ""
        length = min(len(date), len(published), len("2022-06"))  # a page may change overnight
        apart.append(date[:length] != published[:length])
    sentence = "is not in the month that the address holds"
    yield Broken("sources", "published", mask(apart, df), sentence)


@rule(sources="title published")
def titles_are_not_ahead(tables: Tables) -> Iterator[Broken]:
    """No source was published before the month that its title names."""
    df = tables["sources"]
    ahead = []
    for title, published in beside(df["title"], df["published"]):
        months = [f"{year}-{MONTHS[month]}" for month, year in DATED_TITLE.findall(title)]
        ahead.append(any(published and published < month[: len(published)] for month in months))
    sentence = "names a month after that in which the source was published"
    yield Broken("sources", "title", mask(ahead, df), sentence)


@rule(sources="publisher redistribution")
def terms_are_those_of_the_publisher(tables: Tables) -> Iterator[Broken]:
    """Of the documents of a publisher not a single one may be passed on."""
    df = tables["sources"]
    free = df["redistribution"].eq("yes")
    of_publisher = free.groupby(df["publisher"])
    alone = of_publisher.transform("sum").eq(1) & (of_publisher.transform("size") >= FEW)
    sentence = "is yes, and no other document of this publisher may be passed on: look at its terms"
    yield Broken("sources", "redistribution", free & alone, sentence)


@rule(sources="publisher url licence")
def terms_are_those_of_the_site(tables: Tables) -> Iterator[Broken]:
    """A publisher's pages at one address have one licence: terms are of a site, not of a page."""
    df = tables["sources"]
    host = df["url"].str.extract(HOST)[0].fillna("")
    own = host.ne("") & ~host.isin(OF_OTHERS)
    site = (df["publisher"] + " " + host).where(own, "")
    for unlike in unlike_most(df, "licence", site):
        pages = "pages of this publisher at this address"
        sentence = unlike.among(pages) or f"is not the licence of most {pages}: look there"
        yield Broken("sources", "licence", unlike.rows, sentence)


@rule(all_tables=True, sources="source_id published accessed")
def editions_are_public(tables: Tables) -> Iterator[Broken]:
    """An edition was out when the newest source of its row was published, a forecast's too."""
    published = _published(tables["sources"])
    sentence = "is an edition after the day on which the source was published"
    for name, df in rows_by_source(tables):
        if "vintage" in df:
            ahead = surely_before(newest_source_of(df, published), df["vintage"])
            yield Broken(name, "vintage", ahead, sentence)


@rule(sources="url publisher")
def publishers_have_their_addresses(tables: Tables) -> Iterator[Broken]:
    """On a site of one publisher, by most of its documents, no document is of another."""
    df = tables["sources"]
    host = df["url"].str.extract(HOST)[0].fillna("")
    names = df["publisher"].str.casefold()
    first = names.str.removeprefix("the ").str.extract(r"(\S+)")[0].str.strip(",").fillna("")
    sites = pd.DataFrame({"host": host, "first": first})
    documents = sites.groupby("host")["first"].transform("size")
    usual = host.map(_usual_words(host, first))
    alike = sites["first"].eq(usual).groupby(host).transform("mean")
    settled = (documents >= FEW) & (alike >= MIN_SHARE) & host.ne("")
    named = [_is_named(*pair) for pair in beside(usual, names)]
    sentence = "is not the publisher of most documents at this address"
    yield Broken("sources", "publisher", settled & ~mask(named, df), sentence)


def _usual_words(hosts: pd.Series, words: pd.Series) -> dict[str, str]:
    """Return the word that stands most often at each host; of several, the first by its letters."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for host, word in beside(hosts, words):
        counts[host][word] += 1
    return {
        host: min(known, key=lambda word: (-known[word], word)) for host, known in counts.items()
    }


def _is_named(word: str, name: str) -> bool:
    return word in name or name in word


def _ids(sources: pd.DataFrame, column: str, word: str) -> set[str]:
    """Return the ids of the sources with a word in a column, whatever its case."""
    return set(sources.loc[sources[column].str.casefold().eq(word), "source_id"])


@rule(all_tables=True, sources="source_id kind")
def tertiary_sources_are_not_alone(tables: Tables) -> Iterator[Broken]:
    """An encyclopaedia or a list without origin never stands alone."""
    tertiary = _ids(tables["sources"], "kind", "tertiary")
    for name, df in rows_by_source(tables):
        if "also_in" in df and name != "casualty_reports":  # that table has a rule of its own
            alone = df["source_id"].isin(tertiary) & df["also_in"].eq("")
            yield Broken(name, "source_id", alone, "is a tertiary source and stands alone")


@rule(all_tables=True, sources="source_id licence redistribution")
def sources_may_be_passed_on(tables: Tables) -> Iterator[Broken]:
    """No row is from a source that forbids it, and no block from one whose licence is unknown."""
    unknown = _ids(tables["sources"], "licence", "unknown")
    closed = _ids(tables["sources"], "redistribution", "no")
    for name, df in rows_by_source(tables):
        ids = df["source_id"]
        beyond = ids.isin(unknown) & ids.groupby(ids).cumcount().eq(BLOCK)
        sentence = f"gives more than {BLOCK} rows and its licence is unknown"
        yield Broken(name, "source_id", beyond, sentence)
        sentence = "may not be passed on (redistribution is no): delete the row"
        yield Broken(name, "source_id", ids.isin(closed), sentence)


@rule(sources="accessed")
def package_is_not_older(tables: Tables) -> Iterator[Broken]:
    """No source was read after the day of the package."""
    created = str(descriptor.read(location.root()).get("created", ""))[:10]
    later = tables["sources"]["accessed"] > created
    sentence = f"is after {created}: raise 'created' in datapackage.json if it was read since"
    yield Broken("sources", "accessed", later, sentence)


@rule(all_tables=True, sources="source_id published accessed")
def sources_come_last(tables: Tables) -> Iterator[Broken]:
    """Only a forecast tells what was not over when the newest source of its row was published."""
    published = _published(tables["sources"])
    sentence = "was not over when the source was published: only a forecast (F) is ahead"
    for name, rows in rows_by_source(tables):
        if name == "audits":
            continue
        newest = newest_source_of(rows, published)
        reported = ~_forecasts(name, rows)
        for column in [*tables.dated_columns(name), "year", "target_year"]:
            if column in rows and column != "vintage":  # editions_are_public asks that
                over = over_on(tables, name, column)
                yield Broken(name, column, reported & (over > newest), sentence)


def _published(sources: pd.DataFrame) -> dict[str, str]:
    """Return the day by which each source was public, by its id."""
    stated = sources["published"]
    public = stated.where(stated.ne(""), sources["accessed"]).map(last_day)
    return dict(zip(sources["source_id"], public, strict=True))


def newest_source_of(df: pd.DataFrame, published: dict[str, str]) -> pd.Series:
    """Return the day on which the newest source of each row was public."""
    cells = df["source_id"]
    if "also_in" in df:
        cells = cells + ";" + df["also_in"]
    return of_each(cells, lambda cell: _newest(cell, published))


def _newest(cell: str, published: dict[str, str]) -> str:
    return max(published.get(i, "") for i in cell.split(";")) or NO_DATE


def over_on(tables: Tables, name: str, column: str) -> pd.Series:
    """Return when what each row speaks of was over; halves and quarters count by their year.

    A year counts to its last day only where its figures are sums over the whole of it.
    """
    whole = column == "year" or (column == "period" and tables.schema(name).get("annual", False))
    return of_each(as_text(tables[name][column]), lambda cell: _end_of(cell, whole))


def _end_of(period: str, whole: bool) -> str:
    """Return when a period was over; a year on its last day where it is meant as a ``whole``."""
    if whole and WHOLE_YEAR.fullmatch(period):
        return f"{period}-12-31"
    return PART_OR_BEGINNING.sub("", period)


def _forecasts(name: str, df: pd.DataFrame) -> pd.Series:
    """Tell which rows are forecasts; one that is doubted (U) is a forecast all the same."""
    if name == "growth_forecasts":
        return df["kind"].eq("forecast")
    if "status" in df:
        return df["status"].eq("F")
    return mask([False] * len(df), df)
