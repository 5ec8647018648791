"""Rules of the calendar of releases: it leads to rows, and its months fit its frequency."""

from collections.abc import Iterator

from heartland.errors import DataError, did_you_mean
from heartland.tables.conditions import matches
from heartland_evidence.providers.registry import services
from heartland_evidence.rules.rule import Broken, Tables, mask, rule

NAME = "release_calendar"
MOST = {"monthly": 0, "quarterly": 4, "twice a year": 3, "yearly": 1, "every two years": 1}


@rule(all_tables=True, release_calendar="table where")
def releases_feed_tables(tables: Tables) -> Iterator[Broken]:
    """A release feeds a table that there is, and rows of it are of this provider."""
    df = tables[NAME]
    unknown = ~df["table"].isin(tables)
    for word in df.loc[unknown, "table"].unique():
        sentence = f"is no table of the collection{did_you_mean(word, tables)}"
        yield Broken(NAME, "table", df["table"].eq(word), sentence)
    for table, where in sorted(set(zip(df["table"], df["where"], strict=True))):
        if where and table in tables and (sentence := _finds_nothing(tables, table, where)):
            alike = df["table"].eq(table) & df["where"].eq(where)
            yield Broken(NAME, "where", alike, sentence)


def _finds_nothing(tables: Tables, table: str, where: str) -> str:
    """Say why a condition names no row of a table, "" if it names one."""
    try:
        if matches(tables[table], where).any():
            return ""
    except DataError as error:
        return f"cannot be read: {error}"
    return f"names no row of {table}: write which rows are of this provider"


@rule(release_calendar="months frequency")
def months_fit_the_frequency(tables: Tables) -> Iterator[Broken]:
    """Months stand in order, once each, and are no more than the frequency allows."""
    df = tables[NAME]
    split = [_months_in(cell) for cell in df["months"]]
    unordered = [months != sorted(set(months)) for months in split]
    yield Broken(NAME, "months", mask(unordered, df), "are not in order, each once")
    most = [MOST.get(frequency, 0) for frequency in df["frequency"]]
    many = [len(months) > allowed for months, allowed in zip(split, most, strict=True)]
    yield Broken(NAME, "months", mask(many, df), "are more than the frequency allows")


def _months_in(cell: str) -> list[str]:
    return cell.split(";") if cell else []


@rule(release_calendar="refresh")
def refreshes_are_known(tables: Tables) -> Iterator[Broken]:
    """What fetches a release begins with a provider of the command."""
    df = tables[NAME]
    provider = df["refresh"].str.split(" ").str[0]
    unknown = df["refresh"].ne("") & ~provider.isin(services())
    sentence = f"begins with no provider of refresh-data: {', '.join(services())}"
    yield Broken(NAME, "refresh", unknown, sentence)
